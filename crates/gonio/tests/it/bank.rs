//! The desk from the command line: bank files, a person's matches, paper, receipts that went
//! back. The files are made up.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::cli::{gonio, two_files};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    gonio(folder).args(arguments).output().expect("the program runs")
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, &[arguments, &["--json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        panic!("{arguments:?}: {e}: {}", String::from_utf8_lossy(&output.stderr))
    })
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn with_input(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = gonio(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_bank_file_clears_remittances_and_a_person_may_undo_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    two_files(folder, 60);
    let path = folder.display().to_string();
    run(folder, &["import", &path]);
    let list = json(folder, &["bank", "list"]);
    let announced = &list["not_seen"][0];
    let (trace, cents) = (announced["trace"].as_str().unwrap(), announced["amount_cents"].as_i64());
    let cents = cents.expect("an amount");
    let file = folder.join("bank.csv");
    let day = announced["day"].as_str().unwrap();
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let rows = format!(
        "Posted Date,Description,Credit,Debit\n{day},PAYER HCCLAIMPMT TRN*1*{trace}*1990000001~,\
         {amount},\n{day},FEE,,5.00\n"
    );
    std::fs::write(&file, rows).expect("a file");
    let file = file.display().to_string();
    let preview = json(folder, &["bank", "import", &file, "--preview"]);
    assert_eq!(preview["totals"]["deposits"], 1);
    assert_eq!(json(folder, &["bank", "list"])["total"], 0, "a preview writes nothing");
    let report = json(folder, &["bank", "import", &file]);
    assert_eq!(report["files"][0]["kind"], "bank CSV");
    let columns = report["files"][0]["columns"].as_array().unwrap();
    assert_eq!(columns[2], serde_json::json!({"head": "Credit", "means": "amount that came in"}));
    let balance = json(folder, &["ledger", "balance", "--remit", trace]);
    assert_eq!(
        (&balance["accounts"]["CLR.ERA"], &balance["accounts"]["BANK"]),
        (&0.into(), &cents.into())
    );
    let line = &json(folder, &["bank", "list", "--matched"])["lines"][0];
    assert_eq!(
        (&line["matches"][0]["rule"], &line["matches"][0]["trace"]),
        (&"trace".into(), &trace.into())
    );
    let number = line["line"].to_string();

    let off = json(folder, &["bank", "unmatch", &number]);
    assert_eq!(json(folder, &["work", "bank"])["items"][0]["why"], "deposit_several");
    let waiting = json(folder, &["bank", "list", "--waiting"]);
    assert_eq!(waiting["lines"][0]["candidates"][0]["trace"], *trace);
    json(folder, &["bank", "match", &number, "--remit", trace]);
    let line = &json(folder, &["bank", "list", "--matched"])["lines"][0];
    assert_eq!(line["matches"][0]["rule"], "by_hand");
    assert!(refused(folder, &["bank", "match", &number, "--remit", trace]).contains("no posted"));
    assert!(refused(folder, &["bank", "set-aside", &number, "--note", "x"]).contains("unmatch"));
    let batch = off["batch"].to_string();
    assert!(refused(folder, &["import", "--undo", &batch]).contains("came later"));
    assert!(run(folder, &["ledger", "check"]).status.success());
    let shown = run(folder, &["bank", "list"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("(by a person)") && shown.contains("went out"), "{shown}");
}

#[test]
fn paper_is_entered_from_json_or_csv_and_what_waits_is_matched() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    two_files(folder, 5);
    let sent = folder.join("sent.837").display().to_string();
    run(folder, &["import", &sent]);
    run(folder, &["practice", "--go-live", "2020-01-01"]);
    let claim = &json(folder, &["claims", "list"])["claims"][0];
    let (number, cents) = (claim["claim"].as_str().unwrap(), claim["charge_cents"].as_i64());
    let charge = cents.map(|c| format!("{}.{:02}", c / 100, c % 100)).unwrap();
    let eob = |claim: &str, paid: &str| {
        serde_json::json!({
            "payer": "Acme", "trace": "T500", "date": "2026-11-01", "amount": paid,
            "lines": [{"claim": claim, "charge": charge, "paid": paid}],
        })
        .to_string()
    };
    let off = with_input(folder, &["eob", "add", "--preview"], &eob(number, "0.01"));
    assert_eq!(off.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&off.stdout).contains("it does NOT add up"));
    let off = with_input(folder, &["eob", "add"], &eob(number, "0.01"));
    assert_eq!(off.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&off.stderr).contains("it does not add up"));
    let right = with_input(folder, &["eob", "add", "--json"], &eob(number, &charge));
    let report: Value = serde_json::from_slice(&right.stdout).expect("JSON");
    assert_eq!((&report["posted_cents"], &report["unposted_cents"]), (&cents.into(), &0.into()));
    let bad = with_input(folder, &["eob", "add"], "{\"payee\": \"x\"}");
    assert!(String::from_utf8_lossy(&bad.stderr).contains("the JSON cannot be read at line 1"));

    // The same as CSV, for another claim under a number that is not in the book.
    let other = &json(folder, &["claims", "list"])["claims"][1];
    let (own, cents) = (other["claim"].as_str().unwrap(), other["charge_cents"].as_i64());
    let charge = cents.map(|c| format!("{}.{:02}", c / 100, c % 100)).unwrap();
    let csv = format!("claim,charge,paid\nXX,{charge},{charge}\n");
    let payment = ["eob", "add", "-", "--payer", "Acme", "--trace", "T501", "--date", "2026-11-02"];
    let output = with_input(folder, &[&payment[..], &["--amount", &charge]].concat(), &csv);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let waiting = json(folder, &["post", "candidates", "T501"]);
    assert_eq!(waiting["payments"][0]["claim"], "XX");
    let done = json(folder, &["post", "match", "T501", "1", own]);
    assert_eq!((&done["outcome"], &done["posted_cents"]), (&"posted".into(), &cents.into()));
    assert!(refused(folder, &["post", "match", "T501", "1", own]).contains("does not wait"));
    assert!(run(folder, &["ledger", "check"]).status.success());
}

#[test]
fn a_receipt_that_went_back_and_credits_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (sent, _) = two_files(folder, 5);
    run(folder, &["import", &folder.join("sent.837").display().to_string()]);
    let subscriber = sent.split('~').map(str::trim).find(|s| s.starts_with("NM1*IL"));
    let member = subscriber.and_then(|s| s.rsplit('*').next()).expect("a member id").to_string();
    let paid = json(folder, &["receive", "patient", &member, "--amount", "35.00"]);
    let credits = json(folder, &["work", "credits"]);
    assert_eq!(credits["credits"][0]["unapplied_cents"], 3_500);
    let batch = paid["batch"].to_string();
    let back = json(folder, &["receipts", "return", &batch, "--date", "2026-11-20"]);
    assert_eq!((&back["returned_cents"], &back["open_again_cents"]), (&3_500.into(), &0.into()));
    assert_eq!(json(folder, &["work", "credits"])["credits"], serde_json::json!([]));
    assert!(refused(folder, &["receipts", "return", &batch]).contains("went back in batch"));
    assert!(refused(folder, &["receipts", "return", "1"]).contains("is no receipt"));
    assert!(refused(folder, &["work", "nowhere"]).contains("credits"));
}
