//! `x12 check`, `ack` and `show` as people and scripts use them.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::cli::{gonio, two_files};

const REMITTANCE: &str = include_str!("../../../x12/tests/it/show/remittance.835");
const CLAIM: &str = include_str!("../../../x12/tests/it/show/claim.837");

/// A request for an authorization of therapy visits, made up.
const REQUEST: &str = "\
ISA*00*          *00*          *ZZ*CLINICID       *ZZ*PAYERID        *260302*1815*^*00501*000000018*0*T*:~
GS*HI*CLINICID*PAYERID*20260302*1815*1*X*005010X217~
ST*278*0001*005010X217~
BHT*0007*13*R1*20260302*1815~
HL*1**20*1~
NM1*X3*2*PLAN OF NOWHERE*****PI*SIM22~
HL*2*1*21*1~
NM1*1P*2*HOLLOW BELL THERAPY*****XX*1999900008~
HL*3*2*22*1~
NM1*IL*1*SAMPLEFIELD*EFFIE****MI*XBW400000007~
DMG*D8*19700908*F~
HL*4*3*EV*1~
UM*HS*I*PT~
HI*ABK:M542~
HL*5*4*SS*0~
DTP*472*RD8*20260310-20260510~
SV1*HC:97110:GP**UN*1~
HSD*VS*12*WK*2~
SE*17*0001~
GE*1*1~
IEA*1*000000018~
";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs `gonio x12 …` with `input` on standard input.
fn x12(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = gonio(folder);
    command.arg("x12").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("its input");
    // A program that needs no input may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("its output")
}

/// The report on one file that is piped in, and the exit status.
fn checked(file: &str) -> (Value, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = x12(folder.path(), &["check", "-", "--json"], file);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        panic!("{e}: {}{}", text(&output.stdout), text(&output.stderr));
    });
    (report["files"][0].clone(), output.status.code())
}

/// Breaks a file that is in order.
fn broken(file: &str, from: &str, to: &str) -> String {
    let broken = file.replacen(from, to, 1);
    assert_ne!(broken, file, "{from} is in the file");
    broken
}

#[test]
fn a_file_in_order_is_ok() {
    for (file, set, version) in [
        (REMITTANCE, "835", "005010X221A1"),
        (CLAIM, "837P", "005010X222A1"),
        (REQUEST, "278", "005010X217"),
    ] {
        let (report, status) = checked(file);
        assert_eq!(status, Some(0), "{report}");
        assert_eq!(report["ok"], true);
        assert_eq!(report["problems"], serde_json::json!([]), "{set}");
        assert_eq!(report["path"], "standard input");
        assert_eq!(report["interchanges"], 1);
        assert_eq!(report["groups"], 1);
        assert_eq!(report["segments"].as_u64(), Some(file.matches('~').count() as u64));
        let set = serde_json::json!([{
            "set": set, "version": version, "control": "0001", "ok": true,
        }]);
        assert_eq!(report["transactions"], set);
    }
}

#[test]
fn faults_that_files_get_paid_or_refused_for_are_found() {
    // What is broken, how, and where that must be told: segment, element, 999 code.
    for (what, file, segment, element, code) in [
        (
            "the money of a claim does not add up",
            broken(REMITTANCE, "CLP*A1*1*226*120*", "CLP*A1*1*226*119*"),
            "CLP",
            None,
            "I12",
        ),
        (
            "the money of the payment does not add up",
            broken(REMITTANCE, "BPR*I*111.5*", "BPR*I*111.51*"),
            "BPR",
            Some(2),
            "I12",
        ),
        (
            "the check digit of a provider number is wrong",
            broken(CLAIM, "*XX*1999900008~", "*XX*1999900007~"),
            "NM1",
            Some(9),
            "I12",
        ),
        (
            "a line points to a diagnosis that is not there",
            broken(CLAIM, "***1:2~", "***1:3~"),
            "SV1",
            Some(7),
            "",
        ),
        (
            "the reason of an adjustment does not exist",
            broken(REMITTANCE, "CAS*CO*45*", "CAS*CO*9999*"),
            "CAS",
            Some(2),
            "7",
        ),
        (
            "the claim's frequency does not exist",
            broken(CLAIM, "*11:B:1*", "*11:B:4*"),
            "CLM",
            Some(5),
            "7",
        ),
        (
            "a request does not say what it asks for",
            broken(REQUEST, "UM*HS*I*PT~\n", "").replace("SE*17*", "SE*16*"),
            "UM",
            None,
            "3",
        ),
    ] {
        let (report, status) = checked(&file);
        assert_eq!(status, Some(1), "{what}: {report}");
        assert_eq!(report["ok"], false, "{what}");
        assert_eq!(report["transactions"][0]["ok"], false, "{what}");
        let problems = report["problems"].as_array().expect("problems");
        let told = problems.iter().any(|p| {
            p["segment_id"] == segment
                && element.is_none_or(|e: i64| p["element"] == e)
                && (code.is_empty() || p["code"] == code)
                && p["level"] != "advice"
        });
        assert!(told, "{what}: {report}");
        for problem in problems {
            for field in ["level", "loop", "code", "text"] {
                assert!(problem[field].is_string(), "{field}: {problem}");
            }
            for field in ["segment", "byte", "element"] {
                assert!(problem[field].is_u64(), "{field}: {problem}");
            }
        }
    }
}

#[test]
fn a_problem_says_where_it_is_and_then_what() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = broken(CLAIM, "*11:B:1*", "*11:B:4*");
    let output = x12(folder.path(), &["check", "-"], &file);
    let said = text(&output.stdout);
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("standard input: 1 problem (837P; 29 segments)"), "{said}");
    assert_eq!(
        lines.next(),
        Some("  line 20, segment 20, set 0001, loop 2300 claim, CLM05-3"),
        "{said}"
    );
    let what = lines.next().unwrap_or_default();
    assert!(what.starts_with("    CLM05-3 (") && what.ends_with("(999 code 7)"), "{said}");
    assert_eq!(lines.next(), None);
}

#[test]
fn many_problems_are_counted_and_shown_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (claims, _) = two_files(folder.path(), 200);
    let wrong = claims.replace(":B:1*", ":B:4*");
    let count = claims.matches(":B:1*").count();
    assert!(count >= 200);
    let first = text(&x12(folder.path(), &["check", "-"], &wrong).stdout);
    assert!(first.starts_with(&format!("standard input: {count} problems")), "{first}");
    assert_eq!(first.matches("999 code 7").count(), 50);
    assert!(first.contains(&format!("and {} more; --all shows them", count - 50)), "{first}");
    let all = text(&x12(folder.path(), &["check", "--all", "-"], &wrong).stdout);
    assert_eq!(all.matches("999 code 7").count(), count);
    let (report, _) = checked(&wrong);
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(count));
}

#[test]
fn advice_is_told_apart_and_nothing_fails_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = broken(CLAIM, "NOWHERE FALLS*WY*829991212", "NOWHERE FALLS*WY*8299");
    let output = x12(folder.path(), &["check", "-"], &file);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("standard input: OK"), "{said}");
    assert!(said.contains("Worth a look"), "{said}");
    let (report, status) = checked(&file);
    assert_eq!((status, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    assert_eq!(report["problems"][0]["level"], "advice");
}

#[test]
fn sets_that_are_not_read_here_are_refused_by_name() {
    for (guide, set, name) in [
        ("005010X223A2", "837I", "institutional (hospital) claim file"),
        ("005010X224A2", "837D", "dental claim file"),
        ("004010X098A1", "837 (4010)", "retired version 4010"),
    ] {
        let (report, status) = checked(&CLAIM.replace("005010X222A1", guide));
        assert_eq!(status, Some(1), "{report}");
        assert_eq!(report["transactions"][0]["set"], set);
        let said = report["problems"][0]["text"].as_str().unwrap_or_default();
        assert!(said.contains(name) && said.contains("not read here"), "{said}");
    }
}

#[test]
fn folders_are_walked_and_what_is_no_x12_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    std::fs::create_dir(&inbox).expect("a folder");
    std::fs::write(inbox.join("a.dat"), CLAIM).expect("a file");
    std::fs::write(inbox.join("b.dat"), REMITTANCE).expect("a file");
    let path = inbox.display().to_string();
    let good = x12(folder.path(), &["check", &path], "");
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));
    assert!(text(&good.stdout).ends_with("2 files: 2 OK, 0 not\n"), "{}", text(&good.stdout));
    std::fs::write(inbox.join("c.txt"), "Dear Sir").expect("a file");
    std::fs::write(inbox.join("d.txt"), "").expect("a file");
    let bad = x12(folder.path(), &["check", &path, "--json"], "");
    assert_eq!(bad.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&bad.stdout).expect("JSON");
    let ok: Vec<bool> =
        report["files"].as_array().expect("files").iter().map(|f| f["ok"] == true).collect();
    assert_eq!(ok, [true, true, false, false]);
    assert!(!folder.path().join("book.db").exists(), "no book was made");

    let missing = x12(folder.path(), &["check", "no/such/file"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no/such/file"));
    assert_eq!(text(&missing.stderr).lines().count(), 1);
}

#[test]
fn an_answer_accepts_or_refuses() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = x12(folder.path(), &["ack", "-", "--control", "42"], CLAIM);
    let answer = text(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{answer}{}", text(&good.stderr));
    assert!(answer.starts_with("ISA*") && answer.contains("*000000042*0*T*"), "{answer}");
    assert!(answer.contains("~AK2*837*0001*005010X222A1~IK5*A~AK9*A*1*1*1~"), "{answer}");
    assert!(!answer.contains('\n'), "{answer}");
    // What we write, we accept.
    let (report, status) = checked(&answer);
    assert_eq!(status, Some(0), "{report}");
    // An answer is not answered.
    let none = x12(folder.path(), &["ack", "-"], &answer);
    assert_eq!(none.status.code(), Some(0));
    assert_eq!(text(&none.stdout), "");
    assert!(text(&none.stderr).contains("only answers"), "{}", text(&none.stderr));

    let wrong = broken(CLAIM, "*11:B:1*", "*11:B:4*");
    let bad = x12(folder.path(), &["ack", "-", "--pretty"], &wrong);
    let answer = text(&bad.stdout);
    assert_eq!(bad.status.code(), Some(1), "{answer}");
    assert!(
        answer.contains("~\nIK4*5:3*1325*7~\n") || answer.contains("~\nIK4*5:3*1325*7*"),
        "{answer}"
    );
    assert!(answer.contains("~\nIK5*R*") && answer.contains("~\nAK9*R*1*1*0~\n"), "{answer}");
    let json = x12(folder.path(), &["ack", "-", "--json"], &wrong);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((&json["accepted"], &json["refused"]), (&0.into(), &1.into()));
    assert_eq!(json["bytes"].as_u64(), json["x12"].as_str().map(|x| x.len() as u64));

    // An interchange that is refused as a whole is refused, whatever is in it.
    let bad = x12(folder.path(), &["ack", "-"], &broken(CLAIM, "IEA*1*", "IEA*2*"));
    assert_eq!(bad.status.code(), Some(1));
    assert!(text(&bad.stdout).contains("~TA1*000000017*260302*1815*R*021~"));

    let letter = x12(folder.path(), &["ack", "-"], "Dear Sir");
    assert_eq!(letter.status.code(), Some(2));
    assert!(text(&letter.stderr).contains("nothing to answer"), "{}", text(&letter.stderr));
}

#[test]
fn a_file_is_shown_in_plain_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = x12(folder.path(), &["show", "-"], REMITTANCE);
    let said = text(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{said}");
    for plain in [
        "loop 2110  line payment",
        "AMT B6  allowed amount: 120.00",
        "DTM 472  day of service: 2026-02-10",
        "REF 6R  line number of the practice: A1L1",
        "01  who bears it: CO = the practice bears it",
        "02  how the claim was decided: 1 = decided as first payer",
    ] {
        assert!(said.contains(plain), "{plain}: {said}");
    }
    let bad = x12(folder.path(), &["show", "-"], &broken(REMITTANCE, "*45*", "*ZZ9*"));
    assert_eq!(bad.status.code(), Some(1));
    assert!(text(&bad.stdout).contains("\n          ! CAS02 ("), "{}", text(&bad.stdout));

    let json = x12(folder.path(), &["show", "-", "--json"], CLAIM);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let told = json["files"][0]["text"].as_str().unwrap_or_default();
    assert_eq!(told, text(&x12(folder.path(), &["show", "-"], CLAIM).stdout));
    assert_eq!(json["files"][0]["ok"], true);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    two_files(folder.path(), 3000);
    for arguments in [["show", "paid.835"], ["check", "sent.837"]] {
        let path = folder.path().join(arguments[1]).display().to_string();
        let mut command = gonio(folder.path());
        command.args(["x12", arguments[0], &path]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("its end");
        assert_eq!(text(&ended.stderr), "", "{arguments:?}");
    }
}

#[test]
fn reasons_are_told_in_the_words_of_the_rulebook() {
    let table = include_str!("../../../../rulebook/tables/carc.csv");
    let words = include_str!("../../../x12/guides/words.txt");
    let mut compared = 0;
    for line in words.lines() {
        let Some((code, said)) = line.strip_prefix("1034 ").and_then(|l| l.split_once(' ')) else {
            continue;
        };
        let said = said.trim_matches('"').to_lowercase();
        let row = table.lines().find(|row| row.split(',').next() == Some(code)).unwrap_or_default();
        assert!(row.to_lowercase().contains(&said), "{code}: {said}: {row}");
        compared += 1;
    }
    assert!(compared > 50);
}
