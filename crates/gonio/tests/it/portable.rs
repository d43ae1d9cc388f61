//! One SQL text for both engines: a real PostgreSQL takes the schema, and prepares every
//! statement and every metric as it stands.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn statements(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "sql"))
        .collect();
    paths.sort();
    paths.into_iter().map(|p| (p.clone(), std::fs::read_to_string(p).expect("text"))).collect()
}

#[test]
#[ignore = "needs PostgreSQL: script/test runs it"]
fn postgresql_takes_the_schema_and_every_statement() {
    let server = std::env::var("GONIO_TEST_PG").expect("GONIO_TEST_PG is not set; run script/test");
    let psql = match std::env::var("GONIO_PG_BIN") {
        Ok(folder) => Path::new(&folder).join("psql"),
        Err(_) => PathBuf::from("psql"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let store = root.join("crates/store");
    let mut script = String::from("\\set ON_ERROR_STOP on\nBEGIN;\n");
    for (_, schema) in statements(&store.join("migrations"))
        .iter()
        .filter(|(p, _)| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("0")))
    {
        script += schema;
    }
    let all: Vec<_> = statements(&store.join("sql"))
        .into_iter()
        .chain(statements(&root.join("metrics")))
        .collect();
    assert!(all.len() > 80, "the statements were found");
    for (number, (path, text)) in all.iter().enumerate() {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        // A failure then names the file.
        writeln!(script, "\\echo {name}").expect("text");
        writeln!(script, "PREPARE s{number} AS {text};").expect("text");
    }
    script += "ROLLBACK;\n";
    let mut child = Command::new(psql)
        .args(["--no-psqlrc", "--quiet", "--dbname", &server])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql runs");
    let mut input = child.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || {
        use std::io::Write;
        let _ = input.write_all(script.as_bytes());
    });
    let output = child.wait_with_output().expect("psql ends");
    writer.join().expect("the script was written");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{}: {}",
        said.lines().last().unwrap_or("schema"),
        String::from_utf8_lossy(&output.stderr)
    );
}
