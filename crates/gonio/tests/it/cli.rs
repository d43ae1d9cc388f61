//! The program from its command line: what scripts rely on, and how it fails.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program, with a book of its own and nothing of this machine's.
pub fn gonio(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gonio"));
    command.env("GONIO_DB", book_url(folder));
    command.stdin(Stdio::null());
    command
}

/// The address of the book in `folder`: a file in it or, when `GONIO_TEST_ENGINE` is
/// `postgres`, a schema named after it on the server that `GONIO_TEST_PG` names.
fn book_url(folder: &Path) -> String {
    if !std::env::var("GONIO_TEST_ENGINE").is_ok_and(|e| e == "postgres") {
        return format!("sqlite:{}", folder.join("book.db").display());
    }
    let server = std::env::var("GONIO_TEST_PG").expect("script/test sets GONIO_TEST_PG");
    let name = folder.display().to_string().to_lowercase();
    let schema = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("{server}?options=-csearch_path%3Dbook_{schema}")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    gonio(folder).args(arguments).output().expect("the program runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        panic!("{e}: {}{}", text(&output.stdout), text(&output.stderr));
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An 837P and the 835 that pays it, made up.
pub fn two_files(folder: &Path, claims: u64) -> (String, String) {
    let (mut remittance, mut claim_file) = (Vec::new(), Vec::new());
    gonio_simulator::volume(7, claims, &mut |b| remittance.extend_from_slice(b), &mut |b| {
        claim_file.extend_from_slice(b)
    });
    std::fs::write(folder.join("sent.837"), &claim_file).expect("a file");
    std::fs::write(folder.join("paid.835"), &remittance).expect("a file");
    (text(&claim_file), text(&remittance))
}

#[test]
fn import_preview_import_again_and_undo() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 60);
    let path = folder.path().display().to_string();

    let preview = json(&run(folder.path(), &["import", &path, "--preview", "--json"]));
    assert!(preview["batch"].is_null());
    let balance = json(&run(folder.path(), &["ledger", "balance", "--json"]));
    assert_eq!(balance["accounts"], serde_json::json!({}), "a preview writes nothing");

    // The folder holds something else too: it is refused, and the rest goes on.
    std::fs::write(folder.path().join("letter.txt"), "Dear Sir").expect("a file");
    let output = run(folder.path(), &["import", &path, "--json"]);
    assert_eq!(output.status.code(), Some(1), "a letter is no X12");
    let report = json(&output);
    assert_eq!(report["totals"]["claims"], preview["totals"]["claims"]);
    assert_eq!(report["totals"]["claims"], 60);
    let outcomes = ["imported", "duplicate", "partly", "refused"];
    let files: i64 = outcomes.iter().filter_map(|o| report["totals"][o].as_i64()).sum();
    assert_eq!(report["totals"]["files"], files, "every file has one outcome");
    assert_eq!(report["totals"]["payment_cents"], report["totals"]["posted_cents"]);
    let kinds: Vec<&str> = report["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter(|f| f["outcome"] == "imported")
        .filter_map(|f| f["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["837P", "835"], "claims are read before the remittance that pays them");

    let sent = folder.path().join("sent.837").display().to_string();
    let again = run(folder.path(), &["import", &sent, "--json"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(json(&again)["files"][0]["outcome"], "duplicate");

    let check = run(folder.path(), &["ledger", "check", "--json"]);
    assert_eq!(check.status.code(), Some(0));
    let accounts = json(&check)["accounts"].clone();
    assert_eq!(accounts["CLR.ERA"], report["totals"]["payment_cents"]);

    let batch = report["batch"].to_string();
    assert_eq!(run(folder.path(), &["import", "--undo", &batch]).status.code(), Some(0));
    let check = json(&run(folder.path(), &["ledger", "check", "--json"]));
    for (account, cents) in check["accounts"].as_object().expect("accounts") {
        assert_eq!(*cents, 0, "{account} after the undo");
    }
    let twice = run(folder.path(), &["import", "--undo", &batch]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("taken back already"), "{}", text(&twice.stderr));
}

/// Two months of a whole practice: claims returned and sent anew, corrected, sent to a second
/// payer. In other bytes, all of it is here already.
/// A sum that is off is found, and mended from the rows.
#[test]
fn sums_are_made_anew_when_one_is_off() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 30);
    for file in ["sent.837", "paid.835"] {
        let path = folder.path().join(file).display().to_string();
        assert!(run(folder.path(), &["import", &path]).status.success());
    }
    let engine = gonio_store::engine::Engine::open(&book_url(folder.path())).expect("the book");
    engine.batch("UPDATE tally SET above = above + 7 WHERE fact = 'ar_aging'").expect("a fault");
    let check = run(folder.path(), &["ledger", "check"]);
    assert_eq!(check.status.code(), Some(1));
    let said = text(&check.stdout);
    assert!(said.contains("the sum of ar_aging") && said.contains("gonio ledger sums"), "{said}");
    assert_eq!(run(folder.path(), &["ledger", "sums"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_practice_imported_twice_is_in_the_book_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = folder.path().join("files");
    let path = files.display().to_string();
    let made = run(folder.path(), &["sim", "practice", "--months", "2", "--out", &path]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let first = json(&run(folder.path(), &["import", &path, "--json"]));
    let once = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(once["violations"], serde_json::json!([]));
    assert!(once["entries"].as_i64() > Some(5_000), "{}", once["entries"]);
    for file in std::fs::read_dir(&files).expect("a folder") {
        let file = file.expect("a file").path();
        let mut bytes = std::fs::read(&file).expect("a file");
        bytes.extend_from_slice(b"\n\n");
        std::fs::write(&file, bytes).expect("a file");
    }
    let again = json(&run(folder.path(), &["import", &path, "--json"]));
    assert_eq!(again["totals"]["duplicate"], first["totals"]["files"], "{}", again["totals"]);
    assert_eq!((&again["totals"]["claims"], &again["totals"]["payments"]), (&0.into(), &0.into()));
    let twice = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(once, twice);
}

#[test]
fn metrics_answer_with_the_rows_behind_them() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 200);
    for file in ["sent.837", "paid.835"] {
        let path = folder.path().join(file).display().to_string();
        assert_eq!(run(folder.path(), &["import", &path]).status.code(), Some(0));
    }
    let span = ["--from", "2020-01-01", "--to", "2030-12-31", "--as-of", "2030-12-31", "--json"];
    let all = json(&run(folder.path(), &[&["metrics", "--by", "payer"], &span[..]].concat()));
    let metrics = all["metrics"].as_array().expect("metrics");
    assert!(metrics.len() >= 14);
    for metric in metrics {
        let id = metric["id"].as_str().expect("an id");
        let rows = json(&run(
            folder.path(),
            &[&["metrics", "rows", id, "--limit", "100000"], &span[..]].concat(),
        ));
        let sum = |field: &str| -> i64 {
            rows["rows"].as_array().expect("rows").iter().filter_map(|r| r[field].as_i64()).sum()
        };
        assert_eq!(metric["numerator"].as_i64(), Some(sum("numerator")), "{id}");
        assert_eq!(metric["denominator"].as_i64(), Some(sum("denominator")), "{id}");
        assert_eq!(metric["rows"], rows["total"], "{id}");
    }
    let unknown = run(folder.path(), &["metrics", "no_such_metric"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no metric no_such_metric"));
}

#[test]
fn remit_needs_no_book_and_says_when_something_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, remittance) = two_files(folder.path(), 5);
    let path = folder.path().join("paid.835").display().to_string();
    let good = run(folder.path(), &["remit", &path, "--json"]);
    assert_eq!(good.status.code(), Some(0));
    let payment = json(&good)["files"][0]["payments"][0].clone();
    assert_eq!(payment["balanced"], true);
    assert_eq!(payment["claims"].as_array().map(Vec::len), Some(5));

    let paid = payment["payment_cents"].as_i64().expect("an amount");
    let said = gonio_x12::writer::amount(paid);
    let wrong = remittance.replacen(&format!("*{said}*C*"), "*1.23*C*", 1);
    assert_ne!(wrong, remittance);
    std::fs::write(folder.path().join("wrong.835"), wrong).expect("a file");
    let path = folder.path().join("wrong.835").display().to_string();
    let bad = run(folder.path(), &["remit", &path, "--json"]);
    assert_eq!(bad.status.code(), Some(1));
    assert_eq!(json(&bad)["files"][0]["payments"][0]["off_by_cents"], 123 - paid);
}

#[test]
fn what_cannot_be_done_is_said_in_one_plain_line() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("letter.txt"), "Dear Sir").expect("a file");
    let not_a_book = format!("sqlite:{}", folder.path().join("letter.txt").display());
    for (arguments, wanted) in [
        (vec!["import", "no/such/folder"], "no/such/folder"),
        (vec!["import", "--undo", "99"], "there is no batch 99"),
        (vec!["ledger", "balance", "--claim", "NOPE"], "no claim has the control number NOPE"),
        (vec!["metrics", "--from", "yesterday"], "yesterday is not a day"),
        (vec!["serve", "--listen", "0.0.0.0:0"], "this machine"),
        (vec!["--db", &not_a_book, "batches"], "is not a Gonio book"),
        (vec!["--db", "postgres://127.0.0.1:1/gonio", "batches"], "PostgreSQL cannot be reached"),
    ] {
        let output = run(folder.path(), &arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(wanted), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    }
}

#[test]
fn money_received_is_applied_and_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 60);
    for file in ["sent.837", "paid.835"] {
        let path = folder.path().join(file).display().to_string();
        assert_eq!(run(folder.path(), &["import", &path]).status.code(), Some(0));
    }
    let remit = json(&run(
        folder.path(),
        &["remit", "--json", &folder.path().join("paid.835").display().to_string()],
    ));
    let payment = &remit["files"][0]["payments"][0];
    let trace = payment["trace"].as_str().expect("a trace");
    let amount = gonio_x12::writer::amount(payment["payment_cents"].as_i64().expect("cents"));
    let wrong = run(folder.path(), &["receive", "deposit", trace, "--amount", "0.01"]);
    assert_eq!(wrong.status.code(), Some(2));
    let deposit = run(folder.path(), &["receive", "deposit", trace, "--amount", &amount, "--json"]);
    assert_eq!(deposit.status.code(), Some(0), "{}", text(&deposit.stderr));
    let twice = run(folder.path(), &["receive", "deposit", trace, "--amount", &amount]);
    assert_eq!(twice.status.code(), Some(2), "a payment is at the bank once");
    // The remittance cannot be taken back while its money is at the bank.
    let refused = run(folder.path(), &["import", "--undo", "2"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--undo 3"), "{}", text(&refused.stderr));
    assert_eq!(run(folder.path(), &["import", "--undo", "3"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["import", "--undo", "2"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_payment_is_held_and_posted_again_and_a_contract_judges_it() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 40);
    let path = folder.path().display().to_string();
    let report = json(&run(folder.path(), &["import", &path, "--json"]));
    let before = json(&run(folder.path(), &["ledger", "check", "--json"]));
    let proof = json(&run(folder.path(), &["post", "--json"]))["proof"].clone();
    let trace = proof[0]["trace"].as_str().expect("a trace").to_string();
    let held = run(folder.path(), &["post", "hold", &trace, "--reason", "the bank asks", "--json"]);
    assert_eq!(held.status.code(), Some(0), "{}", text(&held.stderr));
    assert_eq!(json(&held)["payment_cents"], report["totals"]["payment_cents"]);
    let held = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(held["accounts"]["CLR.ERA"], 0);
    assert_eq!(held["violations"], serde_json::json!([]));
    let twice = run(folder.path(), &["post", "hold", &trace, "--reason", "again"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("held already"), "{}", text(&twice.stderr));
    let again = run(folder.path(), &["post", "release", &trace, "--reason", "it is there"]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let after = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(after["accounts"], before["accounts"]);

    let contract = folder.path().join("contract.toml");
    let terms = "payer = \"cigna\"\ntitle = \"All that is charged\"\n[[term]]\n\
                 kind = \"percent_of_charge\"\npercent = \"100\"\n";
    std::fs::write(&contract, terms).expect("a file");
    let payers = json(&run(
        folder.path(),
        &[
            "metrics",
            "gross_collection_rate",
            "--by",
            "payer",
            "--from",
            "2020-01-01",
            "--to",
            "2030-12-31",
            "--json",
        ],
    ));
    let payer = payers["metrics"][0]["by"][0]["key"]["payer"].as_str().expect("a payer");
    let file = contract.display().to_string();
    let added = run(folder.path(), &["contracts", "add", &file, "--payer", payer, "--json"]);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let short = json(&added)["short_cents"].as_i64().expect("cents");
    assert!(short > 0, "all that is taken off is above a contract that allows no reduction");
    let judged = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(judged["accounts"]["AR.VAR"], short);
    assert_eq!(judged["violations"], serde_json::json!([]));
    let list = json(&run(folder.path(), &["contracts", "list", "--json"]));
    assert_eq!(list["contracts"][0]["title"], "All that is charged");
    let batch = json(&added)["batch"].to_string();
    assert_eq!(run(folder.path(), &["import", "--undo", &batch]).status.code(), Some(0));
    let undone = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(undone["accounts"]["AR.VAR"], 0);
}

/// A whole practice: what the first payer left is asked of the second, checked by somebody else
/// and written into a file without a fault.
#[test]
fn claims_to_later_payers_are_built_approved_and_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = folder.path().join("files");
    let path = files.display().to_string();
    run(folder.path(), &["sim", "practice", "--months", "2", "--out", &path]);
    run(folder.path(), &["import", &path]);
    run(folder.path(), &["practice", "--solo", "on"]);
    let built = json(&run(folder.path(), &["claims", "build", "--json"]));
    let made: Vec<String> = built["claims"]
        .as_array()
        .expect("claims")
        .iter()
        .filter_map(|c| c["outgoing"].as_i64())
        .map(|n| n.to_string())
        .collect();
    assert!(!made.is_empty(), "{built}");
    let approve: Vec<&str> =
        ["claims", "approve"].into_iter().chain(made.iter().map(String::as_str)).collect();
    let approved = run(folder.path(), &approve);
    assert_eq!(approved.status.code(), Some(0), "{}", text(&approved.stderr));
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let out = out.display().to_string();
    let parties = ["--sender", "GONIO", "--receiver", "HOUSE", "--out", &out, "--json"];
    let sent = run(folder.path(), &[&["claims", "submit"], &parties[..]].concat());
    assert_eq!(sent.status.code(), Some(0), "{}{}", text(&sent.stdout), text(&sent.stderr));
    let sent = json(&sent);
    assert_eq!(sent["claims"].as_u64(), Some(made.len() as u64));
    let file = sent["file"].as_str().expect("a file");
    let check = run(folder.path(), &["x12", "check", file]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    let again = run(folder.path(), &[&["claims", "submit"], &parties[..]].concat());
    assert_eq!(again.status.code(), Some(2), "nothing is approved any more");
    let ledger = json(&run(folder.path(), &["ledger", "check", "--json"]));
    assert_eq!(ledger["violations"], serde_json::json!([]));
}

#[test]
fn a_claim_file_is_shown_and_counted_without_a_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let (sent, _) = two_files(folder.path(), 5);
    let path = folder.path().join("sent.837").display().to_string();
    let shown = run(folder.path(), &["claims", "show", &path, "--json"]);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    let claims = json(&shown)["files"][0]["claims"].clone();
    let claims = claims.as_array().expect("claims");
    assert_eq!(claims.len(), 5);
    for claim in claims {
        assert_eq!(claim["charge_cents"], claim["lines_cents"]);
        let lines = claim["lines"].as_array().expect("lines");
        assert!(lines.iter().all(|l| l["diagnoses"][0].as_str().is_some_and(|d| d.len() > 2)));
    }
    let counted = json(&run(folder.path(), &["x12", "stats", &path, "--json"]));
    let file = &counted["files"][0];
    assert_eq!(file["segments"].as_u64(), Some(sent.matches('~').count() as u64));
    assert_eq!(file["by_segment"]["CLM"], 5);
    assert_eq!(file["transactions"], file["by_segment"]["ST"]);
    assert_eq!(file["bytes"].as_u64(), Some(sent.len() as u64));
    assert!(!folder.path().join("book.db").exists(), "no book was made");
}

#[test]
fn a_book_with_people_asks_who_you_are() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 20);
    let path = folder.path().join("sent.837").display().to_string();
    let asked = |arguments: &[&str], password: &str| {
        let mut command = gonio(folder.path());
        command.env("GONIO_PASSWORD", password).env("GONIO_NEW_PASSWORD", "correct horse battery");
        command.args(arguments).output().expect("the program runs")
    };
    let own = "correct horse battery";
    let weak = gonio(folder.path())
        .env("GONIO_NEW_PASSWORD", "short")
        .args(["init", "--owner", "ana"])
        .output()
        .expect("the program runs");
    assert_eq!(weak.status.code(), Some(2));
    assert_eq!(asked(&["init", "--owner", "ana"], "").status.code(), Some(0));
    assert_eq!(asked(&["init", "--owner", "eve"], "").status.code(), Some(2));
    let add = ["--as", "ana", "people", "add", "cleo", "--roles", "auditor"];
    assert_eq!(asked(&add, own).status.code(), Some(0));
    for (arguments, password, status, words) in [
        (vec!["import", &path], own, 2, "sign in, or say who you are with --as"),
        (vec!["--as", "ana", "import", &path], "wrong wrong wrong", 2, "wrong"),
        (vec!["--as", "cleo", "import", &path], own, 2, "you may not import"),
        (vec!["--as", "cleo", "claims", "list"], own, 0, ""),
        (vec!["--as", "cleo", "people", "list"], own, 2, "you may not add people"),
        (vec!["--as", "ana", "import", &path], own, 0, ""),
        (vec!["--as", "ana", "practice", "--solo", "on"], own, 0, ""),
        (vec!["--as", "cleo", "audit", "verify"], own, 0, ""),
    ] {
        let output = asked(&arguments, password);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
    }
    let list = json(&asked(&["--as", "ana", "audit", "list", "--json"], own));
    let rows = list["trail"].as_array().expect("a trail");
    let import = rows.iter().find(|r| r["action"] == "import").expect("an import");
    assert_eq!(import["login"], "ana");
    let verified = json(&asked(&["--as", "ana", "audit", "verify", "--json"], own));
    assert_eq!(verified["faults"], serde_json::json!([]));
    let head = verified["head"].as_str().expect("a hash").to_string();
    let again = asked(&["--as", "cleo", "audit", "verify", "--head", &head], own);
    assert_eq!(again.status.code(), Some(0));
    let other = asked(&["--as", "cleo", "audit", "verify", "--head", "beef"], own);
    assert_eq!(other.status.code(), Some(1));
}
