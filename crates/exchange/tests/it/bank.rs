//! Bank files in the forms banks give them out, all made up: every line is read or named.

use gonio_exchange::bank::{self, Kind, Statement};

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bank_files");
    std::fs::read(format!("{folder}/{name}")).expect("a sample")
}

fn read(name: &str, kind: Kind) -> Statement {
    let bytes = file(name);
    assert_eq!(bank::kind(&bytes), Some(kind), "{name}");
    bank::read(&bytes, kind)
}

fn lines(statement: &Statement) -> Vec<String> {
    let all = statement.lines.iter();
    all.map(|l| format!("{} {} {} {} {}", l.row, l.day, l.cents, l.account, l.text)).collect()
}

#[test]
fn a_csv_with_signed_amounts_is_read_and_bad_rows_are_named() {
    let found = read("signed.csv", Kind::Csv);
    assert_eq!(
        lines(&found),
        [
            "2 2026-03-18 6750  ORIG CO NAME:ACME HEALTH ENTRY DESCR:HCCLAIMPMT \
             TRN*1*T1*1990000001~",
            "3 2026-03-19 -95000  RENT, SUITE 4",
            "4 2026-03-19 2000  COUNTER DEPOSIT",
            "5 2026-03-19 2000  COUNTER DEPOSIT",
            "8 2026-03-20 123456  CHECK DEPOSIT 0042",
        ]
    );
    let rows: Vec<i64> = found.faults.iter().map(|f| f.row).collect();
    assert_eq!(rows, [6, 7]);
    assert!(found.faults[0].words.contains("day") && found.faults[1].words.contains("amount"));
    // What stands in a row is not repeated.
    assert!(!found.faults[1].words.contains("1.005"));
    let column = |head: &str| found.columns.iter().find(|(h, _)| h == head).map(|(_, m)| *m);
    assert_eq!(column("Posting Date"), Some("day"));
    assert_eq!(column("Amount"), Some("amount"));
    assert_eq!(column("Balance"), Some("not used"));
}

#[test]
fn a_csv_with_two_columns_and_a_summary_before_the_heads_is_read() {
    let found = read("two_columns.csv", Kind::Csv);
    assert_eq!(
        lines(&found),
        ["6 2026-03-18 106750 6789 HARBOR HLTH HCCLAIMPMT", "7 2026-03-19 -95000 6789 Check 1001",]
    );
    assert_eq!(found.faults, []);
}

#[test]
fn two_lines_that_look_alike_are_two_and_keep_who_they_are_in_a_longer_file() {
    let short = read("signed.csv", Kind::Csv);
    let all: std::collections::HashSet<&str> =
        short.lines.iter().map(|l| l.identity.as_str()).collect();
    assert_eq!(all.len(), short.lines.len());
    // The next export begins with other rows; the lines of before are the same.
    let text = String::from_utf8(file("signed.csv")).unwrap();
    let (heads, rest) = text.split_once('\n').unwrap();
    let longer = format!("{heads}\nCREDIT,03/17/2026,EARLIER,5.00,MISC_CREDIT,1.00,,\n{rest}");
    let longer = bank::read(longer.as_bytes(), Kind::Csv);
    let known =
        |s: &Statement| -> Vec<String> { s.lines.iter().map(|l| l.identity.clone()).collect() };
    assert_eq!(known(&longer)[1..], known(&short)[..]);
}

#[test]
fn both_versions_of_ofx_say_the_same() {
    let one = read("one.ofx", Kind::Ofx);
    assert_eq!(
        lines(&one),
        [
            "1 2026-03-18 6750 6789 ACME HEALTH HCCLAIMPMT TRN*1*T1*1990000001",
            "2 2026-03-19 -95000 6789 A & B RENT",
        ]
    );
    assert_eq!(one.faults.len(), 1);
    assert!(one.faults[0].words.contains("FITID"), "{:?}", one.faults);
    let two = read("two.ofx", Kind::Ofx);
    assert_eq!(two.lines[0], one.lines[0], "the same account and number is the same line");
    assert_eq!(two.lines.len(), 1);
}

#[test]
fn other_files_are_no_bank_files() {
    for text in [
        "ISA*00*          *00*          *ZZ*",
        "Dear Sir",
        "HCPCS,DESCRIPTION,WORK RVU\n97110,x,0.45\n",
        "<html><body>Date, amount, description</body></html>",
        "",
    ] {
        assert_eq!(bank::kind(text.as_bytes()), None, "{text}");
    }
}
