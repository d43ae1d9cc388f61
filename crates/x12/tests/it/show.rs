//! Files shown in plain words: two whole files, and what is odd.

use std::io::{self, Write};

use gonio_x12::show::show;

const REMITTANCE: &str = include_str!("show/remittance.835");
const CLAIM: &str = include_str!("show/claim.837");

/// The text and the number of problems in it.
fn shown(file: &[u8]) -> (String, u64) {
    let mut out = Vec::new();
    let problems = show(file, &mut out).expect("memory is always written");
    (String::from_utf8(out).expect("text"), problems)
}

/// Compares line by line, so that a failure shows where.
fn same(found: &str, wanted: &str) {
    for (number, (found, wanted)) in found.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(found, wanted, "line {}", number + 1);
    }
    assert_eq!(found, wanted);
}

#[test]
fn a_remittance_reads_as_text() {
    let (text, problems) = shown(REMITTANCE.as_bytes());
    same(&text, include_str!("show/remittance.txt"));
    assert_eq!(problems, 0);
}

#[test]
fn a_claim_reads_as_text() {
    let (text, problems) = shown(CLAIM.as_bytes());
    same(&text, include_str!("show/claim.txt"));
    assert_eq!(problems, 0);
}

#[test]
fn what_is_wrong_stands_below_its_segment() {
    // The claim's sum is seen to be wrong only when the claim is over.
    let file = REMITTANCE
        .replace("CLP*A1*1*226*120*", "CLP*A1*1*226*119*")
        .replace("CAS*CO*45*", "CAS*CO*ZZ9*")
        .replace("DTM*472*20260210", "DTM*472*20260230");
    let (text, problems) = shown(file.as_bytes());
    assert!(problems >= 3, "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let below = |head: &str| {
        let at = lines.iter().position(|l| l.trim_start().starts_with(head)).expect(head);
        let depth = |line: &str| line.len() - line.trim_start().len();
        let own = lines[at + 1..].iter().take_while(|l| depth(l) > depth(lines[at]));
        own.copied().collect::<Vec<_>>()
    };
    for (head, wanted) in
        [("CLP", "(999 code I12)"), ("CAS", "(999 code 7)"), ("DTM 472", "(999 code 8)")]
    {
        let own = below(head);
        let told = own.iter().any(|l| l.trim_start().starts_with("! ") && l.ends_with(wanted));
        assert!(told, "{head}: {own:?}");
    }
    assert!(text.contains("day of service: 20260230"), "a day that does not exist is as sent");
}

#[test]
fn a_problem_found_long_after_its_segment_names_it() {
    let line = "SVC*HC:97110:GP*226*120**2~\nDTM*472*20260210~\nCAS*CO*45*106~\n";
    let begin = REMITTANCE.find("SVC*").expect("its line");
    let end = REMITTANCE.find("REF*6R").expect("its line's number");
    let (before, after) = (&REMITTANCE[..begin], &REMITTANCE[end..]);
    let file = format!("{before}{}{after}", line.repeat(30_000));
    let (text, _) = shown(file.as_bytes());
    // CLP is segment 14 of the file; it was written long before its lines were added up.
    assert!(text.contains("! segment 14 (CLP"), "the claim's sum is wrong");
    assert_eq!(text.matches("loop 2110").count(), 30_000, "every line is shown");
}

#[test]
fn a_set_without_a_guide_is_shown_segment_by_segment() {
    let file = CLAIM.replace("005010X222A1", "005010X223A2").replace("DMG*", "QQQ*");
    let (text, problems) = shown(file.as_bytes());
    assert!(text.contains("an institutional (hospital) claim file"), "{text}");
    assert!(text.contains("There is no guide for it here"), "{text}");
    assert!(text.contains("\n  NM1 85  billing provider\n"), "{text}");
    assert!(text.contains("\n    02  amount: 140.00\n"), "{text}");
    assert!(text.contains("\n  DTP 472  day of service: 2026-02-10 to 2026-02-11\n"), "{text}");
    assert!(text.contains("\n  QQQ  a segment that is not known here\n    01  D8\n"), "{text}");
    assert_eq!(problems, 0, "what has no guide here is not judged: {text}");
}

#[test]
fn the_answer_to_a_request_is_told_from_the_request() {
    let request = CLAIM
        .replace("*HC*CLINICID", "*HI*CLINICID")
        .replace("ST*837", "ST*278")
        .replace("005010X222A1", "005010X217");
    let (text, _) = shown(request.as_bytes());
    assert!(text.contains("ST  set 0001: 278, request for an authorization"), "{text}");
    let (text, _) = shown(request.replace("BHT*0019*00*", "BHT*0007*11*").as_bytes());
    assert!(text.contains("ST  set 0001: 278, answer to a request for an auth"), "{text}");
}

#[test]
fn odd_files_are_shown_as_far_as_they_go() {
    let cut = &CLAIM[..CLAIM.len() / 2];
    let (text, problems) = shown(cut.as_bytes());
    assert!(problems > 0 && text.contains("! "), "{text}");
    assert!(text.contains("cut off"), "{text}");

    for nothing in ["", "Dear Sir", "ISA*"] {
        let (text, problems) = shown(nothing.as_bytes());
        assert!(problems > 0 && text.starts_with("! "), "{nothing:?}: {text}");
    }

    // Escape sequences are not for the reader's terminal, and a huge value is cut.
    let odd = CLAIM
        .replace("EFFIE", "EF\u{1b}[2JFIE")
        .replace("719 PARABLE PL", &"9".repeat(100_000))
        .replace("HI*ABK:M542", "HI*:::*ABK*:M542:::::::::::x^")
        .replace("SV1*HC:97110", "SV1*^^*HC:97110*~*~SV1*HC:")
        .replace("DTP*439*D8*20260105", "DTP*439*RD8*2026-")
        .replace("PER*IC", "PER");
    let (text, problems) = shown(odd.as_bytes());
    assert!(!text.contains('\u{1b}') && text.contains("EF\u{fffd}[2JFIE"), "{text}");
    assert!(text.contains("… (100000 characters)"), "{text}");
    assert!(problems > 3, "{text}");
    for end in (0..CLAIM.len()).step_by(7) {
        let _ = shown(&CLAIM.as_bytes()[..end]);
    }
}

#[test]
fn a_reader_that_goes_away_ends_it() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let failed = show(REMITTANCE.as_bytes(), &mut Gone).map_err(|e| e.kind());
    assert_eq!(failed, Err(io::ErrorKind::BrokenPipe));
}
