//! House rules, checked by reading the tree: who may import whom, what a file must say
//! about itself, which words and which SQL may not appear.
//!
//! Each rule is a function from text to complaints, and each complaint names the file
//! and the mend. Each rule also has a test that feeds it a broken example, so that a
//! rule that stopped looking is noticed.
//!
//! Not here: anything that needs the program to run, or a tool other than the compiler.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

// ---------------------------------------------------------------- the rules, on the tree

/// The arrows between our crates. A crate exists where the compiler should forbid an
/// import, so a new arrow is a decision: change ARCHITECTURE.md in the same commit.
/// The third column is what tests may import on top.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("gonio-x12", &[], &[]),
    ("gonio-billing", &[], &[]),
    ("gonio-rules", &["gonio-billing"], &[]),
    ("gonio-exchange", &["gonio-x12", "gonio-billing"], &[]),
    ("gonio-simulator", &["gonio-x12"], &[]),
    ("gonio-store", &["gonio-billing"], &[]),
    (
        "gonio-app",
        &["gonio-x12", "gonio-billing", "gonio-rules", "gonio-exchange", "gonio-store"],
        &["gonio-simulator"],
    ),
    (
        "gonio",
        &["gonio-app", "gonio-billing", "gonio-simulator"],
        &["gonio-x12", "gonio-store", "gonio-exchange", "gonio-rules"],
    ),
];

/// Crates without files, clock, async or database, so that their tests take a second.
const PURE: &[&str] =
    &["gonio-x12", "gonio-billing", "gonio-rules", "gonio-exchange", "gonio-simulator"];

/// What a pure crate may not depend on.
const IMPURE: &[&str] = &["axum", "clap", "rusqlite", "tempfile", "tokio", "zip"];

/// Past this length a file holds more than one subject.
const MOST_LINES: usize = 1000;

#[test]
fn crates_import_along_the_arrows() {
    let crates = crates();
    let mut complaints = Vec::new();
    for folder in &crates {
        let path = folder.join("Cargo.toml");
        complaints.extend(wrong_dependencies(&name_of(&path), &read(&path)));
    }
    assert_eq!(
        crates.len(),
        ARROWS.len(),
        "crates/ holds {} crates and ARROWS in tidy.rs lists {}: make them agree",
        crates.len(),
        ARROWS.len(),
    );
    none(&complaints);
}

#[test]
fn crates_say_what_they_are() {
    let mut complaints = Vec::new();
    for folder in crates() {
        let manifest = folder.join("Cargo.toml");
        complaints.extend(missing_description(&name_of(&manifest), &read(&manifest)));
        let roots = [folder.join("src/lib.rs"), folder.join("src/main.rs")];
        if !roots.iter().any(|root| root.is_file()) {
            complaints.push(format!(
                "{}: no src/lib.rs or src/main.rs, so no crate documentation; write one that opens with `//!`",
                name_of(&folder)
            ));
        }
    }
    none(&complaints);
}

#[test]
fn modules_open_with_their_purpose() {
    let files = sources("rs");
    assert!(files.len() >= ARROWS.len(), "the walk found no sources");
    let complaints: Vec<_> =
        files.iter().filter_map(|path| missing_purpose(&name_of(path), &read(path))).collect();
    none(&complaints);
}

#[test]
fn sources_are_short() {
    let complaints: Vec<_> = ["rs", "html", "css", "js", "sql"]
        .into_iter()
        .flat_map(sources)
        .filter_map(|path| too_long(&name_of(&path), &read(&path)))
        .collect();
    none(&complaints);
}

#[test]
fn metrics_have_one_name() {
    let files: Vec<_> = walk(&root().join("metrics"))
        .into_iter()
        .filter(|path| has_extension(path, "sql"))
        .collect();
    assert!(!files.is_empty(), "metrics/ holds no .sql file");
    let texts: Vec<_> = files.iter().map(|path| (name_of(path), read(path))).collect();
    none(&misnamed_metrics(&texts));
}

#[test]
fn sql_runs_on_both_engines() {
    let files: Vec<_> =
        walk(&root()).into_iter().filter(|path| has_extension(path, "sql")).collect();
    assert!(!files.is_empty(), "the walk found no .sql file");
    let complaints: Vec<_> =
        files.iter().flat_map(|path| unportable_sql(&name_of(path), &read(path))).collect();
    none(&complaints);
}

#[test]
fn text_names_no_machine_and_no_registry() {
    let needles = foreign_names();
    let mut looked_at = 0;
    let mut complaints = Vec::new();
    for path in walk(&root()) {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if file == "Cargo.lock" || file.starts_with("LICENSE") {
            continue;
        }
        // What is not UTF-8 is a picture or another's sample, not text of ours.
        let Ok(text) = String::from_utf8(fs::read(&path).unwrap_or_default()) else {
            continue;
        };
        looked_at += 1;
        complaints.extend(foreign_words(&name_of(&path), &text, &needles));
    }
    assert!(looked_at > 20, "the walk found only {looked_at} text files");
    none(&complaints);
}

// --------------------------------------------------------------------- each rule, on text

/// Dependencies of one manifest that the arrows or the purity of the crate forbid.
fn wrong_dependencies(file: &str, manifest: &str) -> Vec<String> {
    let Some(name) = package_value(manifest, "name") else {
        return vec![format!("{file}: no `name = \"…\"` under [package]; add it")];
    };
    let Some((_, allowed, in_tests)) = ARROWS.iter().find(|(known, ..)| *known == name) else {
        return vec![format!(
            "{file}: the crate {name} is not in ARROWS in tidy.rs; say there what it may import"
        )];
    };
    let mut complaints = Vec::new();
    for (kind, dependency) in dependencies(manifest) {
        let ours = dependency == "gonio" || dependency.starts_with("gonio-");
        let permitted = allowed.contains(&dependency.as_str())
            || (kind == Kind::Tests && in_tests.contains(&dependency.as_str()));
        if ours && !permitted {
            complaints.push(format!(
                "{file}: {name} may not depend on {dependency}; move the code along the arrows, \
                 or change ARROWS in tidy.rs and ARCHITECTURE.md together"
            ));
        }
        if PURE.contains(&name.as_str()) && IMPURE.contains(&dependency.as_str()) {
            complaints.push(format!(
                "{file}: {name} is pure and may not depend on {dependency}; \
                 take what it would fetch as an argument"
            ));
        }
    }
    complaints
}

fn missing_description(file: &str, manifest: &str) -> Option<String> {
    let described = package_value(manifest, "description").is_some_and(|text| !text.is_empty());
    (!described).then(|| {
        format!("{file}: no `description = \"…\"` under [package]; say in a line what the crate is")
    })
}

fn missing_purpose(file: &str, source: &str) -> Option<String> {
    (!source.starts_with("//! ")).then(|| {
        format!("{file}: does not open with `//! `; say first what lives here and what must not")
    })
}

fn too_long(file: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| {
        format!("{file}: {lines} lines, more than {MOST_LINES}; split it where its subject changes")
    })
}

/// One name everywhere: the file's name is the metric's id.
fn misnamed_metrics(files: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, sql) in files {
        let first = sql.lines().next().unwrap_or_default();
        let Some(id) = first.strip_prefix("-- id: ").map(str::trim) else {
            complaints.push(format!(
                "{file}: the first line is not `-- id: NAME`; name the metric there"
            ));
            continue;
        };
        let stem = Path::new(file).file_stem().unwrap_or_default();
        if id != stem.to_string_lossy() {
            complaints.push(format!(
                "{file}: says `-- id: {id}`; rename the file or the id so that they agree"
            ));
        }
        if let Some(other) = seen.insert(id, file) {
            complaints.push(format!("{file}: {other} has the id {id} too; give each its own"));
        }
    }
    complaints
}

/// Words and signs that one of the two engines lacks, or that read the clock or chance
/// where the caller should have given a value.
fn unportable_sql(file: &str, sql: &str) -> Vec<String> {
    const WORDS: &[(&str, &str)] = &[
        ("autoincrement", "take the id as a parameter"),
        ("serial", "take the id as a parameter"),
        ("bigserial", "take the id as a parameter"),
        ("strftime", "store and compare epoch days"),
        ("julianday", "store and compare epoch days"),
        ("datetime(", "store and compare epoch days"),
        ("date(", "store and compare epoch days"),
        ("now(", "take the day as a parameter"),
        ("current_date", "take the day as a parameter"),
        ("current_time", "take the time as a parameter"),
        ("current_timestamp", "take the time as a parameter"),
        ("random(", "take chance as a parameter"),
        ("->", "store what is queried in a column of its own"),
        ("::", "write CAST(… AS …)"),
        ("?", "write $1, $2 …"),
    ];
    let mut complaints = Vec::new();
    let bare = bare_sql(sql).to_lowercase();
    for (word, mend) in WORDS {
        if has_word(&bare, word) {
            complaints.push(format!(
                "{file}: `{word}` does not mean the same on both engines, or at all; {mend}"
            ));
        }
    }
    for statement in bare.split(';') {
        if let Some((found, expected)) = parameter_out_of_order(statement) {
            complaints.push(format!(
                "{file}: ${found} appears where ${expected} should appear first; SQLite numbers \
                 parameters as they first appear, so number them from $1 in that order"
            ));
        }
    }
    complaints
}

/// Names of this or any machine's folders, and of package registries: a reader can do
/// nothing with the first, and mirrors replace the second. Put together here so that this
/// file does not hold them. Web routes such as that of the work queues are not folders,
/// so a checkout's folder is looked for by the name it has where the test runs.
fn foreign_names() -> Vec<String> {
    let mut needles: Vec<String> = [
        &["", "root", ""][..],
        &["", "home", ""],
        &["", "Users", ""],
        &["", "work", "main"],
        &["", "work", "shared"],
    ]
    .iter()
    .map(|parts| parts.join("/"))
    .collect();
    needles.extend(
        [
            &["crates", "io"][..],
            &["pypi", "org"],
            &["registry", "npmjs", "org"],
            &["deb", "debian", "org"],
        ]
        .iter()
        .map(|parts| parts.join(".")),
    );
    let here = root().to_string_lossy().into_owned();
    if here.matches('/').count() > 1 {
        needles.push(here);
    }
    needles
}

fn foreign_words(file: &str, text: &str, needles: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for needle in needles {
            // The end of a longer path, or part of an address, is not a folder here.
            let found = line.match_indices(needle.as_str()).any(|(at, _)| {
                !needle.starts_with('/')
                    || !line[..at].ends_with(|before: char| {
                        before.is_alphanumeric() || matches!(before, '_' | '-' | '.' | '}' | '~')
                    })
            });
            if found {
                complaints.push(format!(
                    "{file}:{}: names `{needle}`; write a path from the repository's root, \
                     or leave the registry's name out",
                    number + 1
                ));
            }
        }
    }
    complaints
}

// ------------------------------------------------------------------------- reading texts

/// Whether a dependency is the crate's own or its tests'.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Own,
    Tests,
}

/// The dependencies a manifest names, by package name, whichever way they are written:
/// `a = "1"`, `a.workspace = true`, `[dependencies.a]`, `b = { package = "a" }`, and all
/// of them under `[target.….dependencies]`.
fn dependencies(manifest: &str) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let mut section = None;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            let header = line.trim_matches(['[', ']']);
            section = kind_of(header);
            if section.is_none()
                && let Some((parent, name)) = header.rsplit_once('.')
                && let Some(kind) = kind_of(parent)
            {
                found.push((kind, unquoted(name)));
            }
            continue;
        }
        let Some(kind) = section else { continue };
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        if line.starts_with('#') {
            continue;
        }
        let key = key.trim();
        let name = key.split_once('.').map_or(key, |(name, _)| name);
        let renamed = value.split_once("package").and_then(|(_, rest)| rest.split('"').nth(1));
        found.push((kind, renamed.map_or_else(|| unquoted(name), str::to_string)));
    }
    found
}

fn kind_of(header: &str) -> Option<Kind> {
    match header.rsplit('.').next()? {
        "dependencies" | "build-dependencies" => Some(Kind::Own),
        "dev-dependencies" => Some(Kind::Tests),
        _ => None,
    }
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').to_string()
}

/// A string under [package], such as the name.
fn package_value(manifest: &str, key: &str) -> Option<String> {
    manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[package]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| name.trim() == key)
        .map(|(_, value)| unquoted(value))
}

/// SQL without comments and without what stands in quotes: neither is SQL.
fn bare_sql(sql: &str) -> String {
    let mut bare = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let ends_after = |from: usize, end: &str| {
            rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len())
        };
        let skipped = if rest.starts_with("--") {
            ends_after(2, "\n")
        } else if rest.starts_with("/*") {
            ends_after(2, "*/")
        } else if first == '\'' {
            ends_after(1, "'")
        } else {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        // Something must stand between the words on either side.
        bare.push(' ');
        rest = &rest[skipped..];
    }
    bare
}

/// Whether `text` holds `word` as a word of its own; signs are found anywhere. A word
/// that ends in `(` is a call, also with a space before the bracket.
fn has_word(text: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let (name, call) = match word.strip_suffix('(') {
        Some(name) => (name, true),
        None => (word, false),
    };
    text.match_indices(name).any(|(at, _)| {
        let after = &text[at + name.len()..];
        if !name.starts_with(in_name) {
            return true;
        }
        !text[..at].ends_with(in_name)
            && !after.starts_with(in_name)
            && (!call || after.trim_start().starts_with('('))
    })
}

/// The first parameter that is new and not the next number: what was found, what was due.
fn parameter_out_of_order(statement: &str) -> Option<(usize, usize)> {
    let mut highest = 0;
    for after in statement.split('$').skip(1) {
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<usize>() else {
            continue;
        };
        if number == highest + 1 {
            highest = number;
        } else if number > highest || number == 0 {
            return Some((number, highest + 1));
        }
    }
    None
}

// -------------------------------------------------------------------------- the tree

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    here.canonicalize().unwrap_or(here)
}

/// The folders of our crates, in order.
fn crates() -> Vec<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(root().join("crates"))
        .expect("crates/ can be listed")
        .map(|entry| entry.expect("an entry of crates/").path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .collect();
    folders.sort();
    folders
}

/// The files under crates/*/src with this extension.
fn sources(extension: &str) -> Vec<PathBuf> {
    crates()
        .iter()
        .flat_map(|folder| walk(&folder.join("src")))
        .filter(|path| has_extension(path, extension))
        .collect()
}

/// All files under a folder that are ours: no build output, no hidden folder but .ci and
/// .github, no samples of others.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !path.is_dir() {
                found.push(path);
            } else if (!name.starts_with('.') || name == ".ci" || name == ".github")
                && name != "target"
                && name != "x12-samples"
            {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", name_of(path)))
}

/// A path as a reader of the repository knows it.
fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

// ------------------------------------------------------------------- the rules can fail

fn manifest(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\ndescription = \"Words\"\n{rest}")
}

#[test]
fn a_wrong_arrow_is_found_however_it_is_written() {
    for wrong in [
        "[dependencies]\ngonio-store.workspace = true\n",
        "[dependencies]\ngonio-store = { path = \"../store\" }\n",
        "[dependencies]\n\"gonio-store\" = \"1\"\n",
        "[dependencies]\nother = { package = \"gonio-store\", path = \"../store\" }\n",
        "[dependencies.gonio-store]\npath = \"../store\"\n",
        "[build-dependencies]\ngonio-store.workspace = true\n",
        "[dev-dependencies]\ngonio-store.workspace = true\n",
        "[target.'cfg(unix)'.dependencies]\ngonio-store.workspace = true\n",
        "[target.'cfg(unix)'.dependencies.gonio-store]\npath = \"../store\"\n",
        "[dependencies]\nrusqlite.workspace = true\n",
        "[dev-dependencies]\ntokio = { version = \"1\" }\n",
    ] {
        let complaints = wrong_dependencies("Cargo.toml", &manifest("gonio-rules", wrong));
        assert_eq!(complaints.len(), 1, "{wrong}: {complaints:?}");
    }
    let right = "[dependencies]\ngonio-billing.workspace = true\nserde = \"1\"\n# zip = \"1\"\n[lints]\nworkspace = true\n";
    assert!(wrong_dependencies("Cargo.toml", &manifest("gonio-rules", right)).is_empty());
    let tests = "[dev-dependencies]\ngonio-store.workspace = true\n";
    assert!(wrong_dependencies("Cargo.toml", &manifest("gonio", tests)).is_empty());
    let own = "[dependencies]\ngonio-store.workspace = true\n";
    assert_eq!(wrong_dependencies("Cargo.toml", &manifest("gonio", own)).len(), 1);
    assert_eq!(wrong_dependencies("Cargo.toml", &manifest("gonio-new", "")).len(), 1);
    assert_eq!(wrong_dependencies("Cargo.toml", "[package]\n").len(), 1);
}

#[test]
fn a_silent_crate_module_or_long_file_is_found() {
    assert!(missing_description("Cargo.toml", &manifest("gonio", "")).is_none());
    assert!(missing_description("Cargo.toml", "[package]\nname = \"gonio\"\n").is_some());
    assert!(missing_description("Cargo.toml", "[package]\ndescription = \"\"\n").is_some());
    assert!(missing_description("Cargo.toml", "[package]\n[lib]\ndescription = \"x\"\n").is_some());
    assert!(missing_purpose("a.rs", "//! Words.\n").is_none());
    assert!(missing_purpose("a.rs", "// Words.\n").is_some());
    assert!(missing_purpose("a.rs", "").is_some());
    assert!(too_long("a.rs", &"line\n".repeat(MOST_LINES)).is_none());
    assert!(too_long("a.rs", &"line\n".repeat(MOST_LINES + 1)).is_some());
}

#[test]
fn a_misnamed_metric_is_found() {
    let metric = |file: &str, sql: &str| (file.to_string(), sql.to_string());
    let right = metric("metrics/lag.sql", "-- id: lag\nSELECT 1");
    assert!(misnamed_metrics(std::slice::from_ref(&right)).is_empty());
    for wrong in [
        metric("metrics/lag.sql", "SELECT 1"),
        metric("metrics/lag.sql", "-- title: Lag\n-- id: lag\n"),
        metric("metrics/late.sql", "-- id: delay\n"),
    ] {
        assert_eq!(misnamed_metrics(&[right.clone(), wrong]).len(), 1);
    }
    // Same id in two folders: both files are well named, and still there are two.
    let twin = metric("metrics/old/lag.sql", "-- id: lag\n");
    assert_eq!(misnamed_metrics(&[right, twin]).len(), 1);
}

#[test]
fn unportable_sql_is_found() {
    for wrong in [
        "SELECT a->'b' FROM t",
        "SELECT a->>'b' FROM t",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t (id BIGSERIAL)",
        "CREATE TABLE t (id serial)",
        "SELECT strftime('%Y', a) FROM t",
        "SELECT DateTime('now')",
        "SELECT now ()",
        "SELECT CURRENT_DATE",
        "SELECT a FROM t ORDER BY random()",
        "SELECT julianday(a) FROM t",
        "SELECT a::BIGINT FROM t",
        "SELECT a FROM t WHERE a = ?",
        "SELECT a FROM t WHERE a = $2 AND b = $1",
        "SELECT a FROM t WHERE a = $1 AND b = $3",
        "SELECT a FROM t WHERE a = $1; SELECT b FROM t WHERE b = $2",
    ] {
        assert_eq!(unportable_sql("a.sql", wrong).len(), 1, "{wrong}");
    }
    for right in [
        "-- a->b, $2 and now() in a comment\nSELECT '$9 :: it''s ?' /* ? */ FROM t WHERE a = $1",
        "SELECT a FROM t WHERE a = $1 AND b = $2 AND (c = $1 OR d = $3)",
        "SELECT serial_number, snow(1), update_date, known FROM t",
        "DELETE FROM t WHERE a = $1; DELETE FROM u WHERE a = $1",
        "SELECT 10 - 5 > 3",
    ] {
        assert_eq!(unportable_sql("a.sql", right), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn a_foreign_name_is_found() {
    let needles = foreign_names();
    for needle in &needles {
        for text in [format!("see {needle}x"), format!("\"{needle}\""), needle.clone()] {
            assert!(!foreign_words("a.md", &text, &needles).is_empty(), "{needle}");
        }
    }
    let routes = ["/work/denials", "href=\"/work/{name}\"", "https://example.org"];
    for text in routes {
        assert!(foreign_words("a.md", text, &needles).is_empty(), "{text}");
    }
    let inside = format!("example.org{}x", needles[1]);
    assert!(foreign_words("a.md", &inside, &needles).is_empty());
}

#[test]
fn every_statement_is_asked_by_somebody() {
    let store = root().join("crates/store");
    let mut code = String::new();
    let mut folders = vec![store.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                code.push_str(&read(&path));
            }
        }
    }
    let unused: Vec<String> = fs::read_dir(store.join("sql"))
        .expect("the statements")
        .flatten()
        .filter_map(|e| Some(e.path().file_stem()?.to_str()?.to_string()))
        .filter(|name| !code.contains(&format!("\"{name}\"")))
        .collect();
    assert!(unused.is_empty(), "crates/store/sql: nobody asks {unused:?}; delete them");
}
