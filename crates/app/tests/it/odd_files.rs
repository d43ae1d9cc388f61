//! Files as they really come: odd bytes are read, what cannot be used is named, and neither
//! stops the rest.

use std::io::Write as _;

use gonio_app::files::Source;
use gonio_app::import::import;
use gonio_app::report::FileReport;
use gonio_x12::delimiters::Delimiters;

use crate::notation::{self, Style};
use crate::practice::{NOW, Practice};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00
    line 97140 x1 60.00";
const DECISION: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140 x1 60.00 32.50 CO-45=27.50";
const DECIDED: &str = "CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00";

fn decision() -> Vec<u8> {
    notation::remit(DECISION)
}

/// Replaces a text in a file.
fn with(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1).into_bytes()
}

/// The file is read whole: its payment is posted.
#[track_caller]
fn is_read(name: &str, bytes: &[u8]) {
    let mut p = Practice::new();
    let file = p.file(name, bytes);
    assert_eq!(file.outcome, "imported", "{name}: {}", file.reason);
    p.stands(DECIDED);
}

/// The file is refused with a reason that holds `words`, and moves nothing.
#[track_caller]
fn is_refused(name: &str, bytes: &[u8], words: &str) -> FileReport {
    let mut p = Practice::new();
    let file = p.file(name, bytes);
    assert_eq!(file.outcome, "refused", "{name}: {}", file.reason);
    assert!(file.reason.contains(words), "{name}: {}", file.reason);
    p.stands("");
    assert_eq!(p.claim_count(), 0);
    file
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    is_read("bom.835", &[b"\xef\xbb\xbf", decision().as_slice()].concat());
}

#[test]
fn line_ends_of_any_kind_may_follow_segments() {
    for line_end in ["\r\n", "\r", "\n", "\n\n", "  \r\n\t"] {
        let style = Style { line_end, ..Style::default() };
        is_read("lines.835", &notation::remit_as(DECISION, style));
    }
}

#[test]
fn a_line_end_may_be_the_terminator() {
    for segment in [b'\n', b'\r'] {
        let delimiters = Delimiters { segment, ..Delimiters::default() };
        is_read("t.835", &notation::remit_as(DECISION, Style { delimiters, ..Style::default() }));
    }
    // CR is the terminator, LF is left over.
    let delimiters = Delimiters { segment: b'\r', ..Delimiters::default() };
    let style = Style { delimiters, line_end: "\n", ..Style::default() };
    is_read("crlf.835", &notation::remit_as(DECISION, style));
}

#[test]
fn indented_segments_are_read() {
    let style = Style { line_end: "\n    ", ..Style::default() };
    is_read("indented.835", &notation::remit_as(DECISION, style));
}

#[test]
fn segments_wrapped_at_eighty_columns_are_read() {
    for end in ["\n", "\r\n"] {
        let mut wrapped = Vec::new();
        for row in decision().chunks(80) {
            wrapped.extend_from_slice(row);
            wrapped.extend_from_slice(end.as_bytes());
        }
        is_read("wrapped.835", &wrapped);
    }
}

#[test]
fn prose_before_the_envelope_is_passed_over() {
    let prose = b"From: payer\nSubject: your remittance. This is not ISA yet.\n\n";
    is_read("mail.txt", &[prose.as_slice(), &decision()].concat());
}

#[test]
fn a_forgotten_last_terminator_does_no_harm() {
    let mut bytes = decision();
    assert_eq!(bytes.pop(), Some(b'~'));
    is_read("end.835", &bytes);
}

#[test]
fn several_interchanges_with_different_separators_are_all_read() {
    let style = Style {
        delimiters: Delimiters { element: b'|', component: b'>', repetition: b'!', segment: b'\n' },
        control: 9,
        line_end: "",
    };
    let other = "
        pay T2 50.00 ACH 2026-03-17 ZENITH
        claim C2 1 STONE/BEN M2 2026-03-03
        line 97530:GO x1 70.00 50.00 CO-45=20.00";
    let bytes = [notation::claims(CLAIM), notation::remit_as(other, style), decision()].concat();
    let mut p = Practice::new();
    let file = p.file("all.txt", &bytes);
    assert_eq!(file.outcome, "imported", "{}", file.reason);
    assert_eq!((file.counts.claims, file.counts.payments), (1, 2));
    assert_eq!(file.kind, "835 + 837P");
    p.stands("CLR.ERA 117.50, ADJ.CON 102.50, AR.PAT 30.00, REV -250.00");
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn zips_in_zips_and_folders_are_walked() {
    let mut p = Practice::new();
    let folder = p.folder().join("drop");
    std::fs::create_dir_all(folder.join("deep/er")).unwrap();
    let third = notation::remit(
        "pay T3 20.00 ACH 2026-03-18 ACME
         claim C3 1 WOOD/CARA M3 2026-03-04
         line 97530 x1 70.00 20.00 CO-45=50.00",
    );
    let inner = zip_of(&[("d.835", &decision())]);
    let outer = zip_of(&[("inner.zip", &inner), ("readme.txt", b"hello"), ("__MACOSX/x", b"y")]);
    std::fs::write(folder.join("bundle.zip"), outer).unwrap();
    std::fs::write(folder.join("claims.837"), notation::claims(CLAIM)).unwrap();
    std::fs::write(folder.join("deep/er/third"), third).unwrap();
    std::fs::write(folder.join(".hidden"), b"not looked at").unwrap();
    let report = import(&mut p.book, &[folder], false, NOW, &mut |_, _| {}).unwrap();
    p.in_order("the import");
    assert_eq!(report.files.len(), 4, "{:#?}", report.files);
    assert_eq!((report.totals.imported, report.totals.refused), (3, 1));
    let from_zip = report.files.iter().find(|f| f.path.ends_with("d.835")).unwrap();
    assert!(from_zip.path.contains("bundle.zip › inner.zip › d.835"), "{}", from_zip.path);
    p.stands("CLR.ERA 87.50, ADJ.CON 132.50, AR.PAT 30.00, REV -250.00");
}

#[test]
fn a_damaged_zip_is_named_and_the_rest_goes_on() {
    let mut p = Practice::new();
    let folder = p.folder().join("drop");
    std::fs::create_dir_all(&folder).unwrap();
    let whole = zip_of(&[("d.835", &decision())]);
    std::fs::write(folder.join("a.zip"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(folder.join("b.835"), decision()).unwrap();
    let report = import(&mut p.book, &[folder], false, NOW, &mut |_, _| {}).unwrap();
    p.in_order("the import");
    let zip = report.files.iter().find(|f| f.path.ends_with("a.zip")).unwrap();
    assert_eq!(zip.outcome, "refused");
    assert!(zip.reason.contains("zip"), "{}", zip.reason);
    p.stands(DECIDED);
}

#[test]
fn a_zip_too_deep_is_not_opened() {
    let mut bytes = zip_of(&[("d.835", &decision())]);
    for _ in 0..3 {
        bytes = zip_of(&[("next.zip", &bytes)]);
    }
    let mut p = Practice::new();
    let path = p.folder().join("deep.zip");
    std::fs::write(&path, bytes).unwrap();
    let report = import(&mut p.book, &[path], false, NOW, &mut |_, _| {}).unwrap();
    assert_eq!(report.files.len(), 1);
    assert_eq!(report.files[0].outcome, "refused");
    assert!(!report.files[0].reason.is_empty());
}

#[test]
fn what_is_no_x12_is_named() {
    is_refused("empty.835", b"", "empty");
    is_refused("statement.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF");
    is_refused("page.html", b"<!doctype html><html></html>", "XML");
    is_refused("letter.txt", b"Dear practice, your payment is on its way.", "ISA");
    is_refused("data.json", b"{\"payment\": 1}", "JSON");
    is_refused("blank.835", b"\r\n\r\n   \n", "");
    let text = String::from_utf8(decision()).unwrap();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    is_refused("wide.835", &[b"\xff\xfe", wide.as_slice()].concat(), "UTF-16");
}

#[test]
fn every_refusal_has_a_reason() {
    for bytes in [&b"ISA"[..], b"ISA*00*", b"\0\0\0\0", b"ST*835*1~", b"~~~~", b"IEA*1*1~"] {
        let file = is_refused("odd", bytes, "");
        assert!(!file.reason.is_empty(), "{bytes:?}");
        assert!(!file.kind.is_empty(), "{bytes:?}");
    }
}

#[test]
fn a_remittance_cut_off_is_refused_and_the_whole_one_is_taken_later() {
    let bytes = decision();
    let text = String::from_utf8(bytes.clone()).unwrap();
    for cut in ["SE*", "SVC*HC:97140", "CLP*", "LX*"] {
        let part = &bytes[..text.find(cut).unwrap()];
        let mut p = Practice::new();
        let file = p.file("part.835", part);
        assert_eq!(file.outcome, "refused", "cut at {cut}: {}", file.reason);
        assert!(file.reason.contains("cut off"), "cut at {cut}: {}", file.reason);
        p.stands("");
        p.new_file("whole.835", &bytes);
        p.stands(DECIDED);
        assert_eq!(p.waiting(), [""; 0]);
    }
}

#[test]
fn a_file_cut_off_anywhere_moves_nothing() {
    let both = [notation::claims(CLAIM), decision()];
    for bytes in &both {
        let mut p = Practice::new();
        let end = bytes.windows(4).position(|w| w == b"~SE*").unwrap();
        let sources = (0..end)
            .step_by(5)
            .map(|at| Source::scratch(&format!("cut at {at}"), &bytes[..at]).unwrap())
            .collect();
        let report = p.import_sources(sources);
        for file in &report.files {
            assert_eq!(file.outcome, "refused", "{}: {}", file.path, file.reason);
            assert!(!file.reason.is_empty(), "{}", file.path);
        }
        p.stands("");
        assert_eq!(p.claim_count(), 0);
    }
}

#[test]
fn a_remittance_that_does_not_add_up_is_held_and_the_mended_one_posts() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let wrong = with(&decision(), "CAS*CO*45*27.5~", "CAS*CO*45*28.5~");
    let file = p.file("wrong.835", &wrong);
    assert!(file.reason.contains("does not add up"), "{}", file.reason);
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.waiting(), ["remittance_out_of_balance"]);
    // The same again is no news.
    assert_ne!(p.file("wrong again.835", &wrong).outcome, "imported");
    assert_eq!(p.waiting().len(), 1);
    // The payer sends it mended: same trace, amount and date.
    p.new_file("mended.835", &decision());
    p.stands(DECIDED);
}

#[test]
fn a_payment_that_is_not_the_sum_of_its_claims_is_held() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let wrong = "
        pay T2 50.01 ACH 2026-03-17 ACME
        claim C2 1 STONE/BEN M2 2026-03-03
        line 97530 x1 70.00 50.00 CO-45=20.00";
    let file = p.file("wrong.835", &notation::remit(wrong));
    assert!(file.reason.contains("out by 0.01"), "{}", file.reason);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), ["remittance_out_of_balance"]);
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn amounts_with_letters_post_nothing() {
    for (from, to) in [
        ("*35*", "*3S*"),
        ("BPR*I*67.5*", "BPR*I*67,50*"),
        ("CAS*CO*45*55~", "CAS*CO*45*FIFTY~"),
        ("CLP*C1*1*180*67.5*", "CLP*C1*1*l80*67.5*"),
    ] {
        let mut p = Practice::new();
        p.claims(CLAIM);
        let file = p.file("letters.835", &with(&decision(), from, to));
        assert_ne!(file.outcome, "imported", "{to}: {}", file.reason);
        assert!(!file.reason.is_empty(), "{to}");
        assert!(file.problem_count > 0, "{to}");
        p.stands("AR.P 180.00, REV -180.00");
        assert_eq!(p.waiting(), ["remittance_unreadable"], "{to}");
        p.new_file("right.835", &decision());
        p.stands(DECIDED);
    }
}

#[test]
fn a_remittance_without_a_payment_is_refused() {
    let text = String::from_utf8(decision()).unwrap();
    let from = text.find("BPR*").unwrap();
    let to = from + text[from..].find('~').unwrap() + 1;
    let without = format!("{}{}", &text[..from], &text[to..]);
    is_refused("no-bpr.835", without.as_bytes(), "BPR");
}

#[test]
fn other_kinds_of_files_are_refused_by_name() {
    let claims = notation::claims(CLAIM);
    let as_guide = |guide: &str| {
        String::from_utf8(claims.clone()).unwrap().replace("005010X222A1", guide).into_bytes()
    };
    is_refused("a.837", &as_guide("005010X223A2"), "hospital");
    is_refused("b.837", &as_guide("005010X224A2"), "dental");
    is_refused("c.837", &as_guide("004010X098A1"), "4010");
    let old = String::from_utf8(decision()).unwrap().replace("005010X221A1", "004010X091A1");
    is_refused("d.835", old.as_bytes(), "4010");
    let enrollment = as_guide("005010X220A1");
    let enrollment = with(&with(&enrollment, "ST*837*", "ST*834*"), "GS*HC*", "GS*BE*");
    is_refused("e.834", &enrollment, "enrollment");
}

#[test]
fn a_set_of_another_kind_beside_ours_is_passed_over() {
    let inquiry = with(
        &with(&notation::claims(CLAIM), "GS*HC*", "GS*HS*"),
        "ST*837*0011*005010X222A1~",
        "ST*270*0011*005010X279A1~",
    );
    let bytes = [inquiry, decision()].concat();
    let mut p = Practice::new();
    let file = p.file("mixed.txt", &bytes);
    assert_eq!(file.outcome, "partly");
    assert!(file.reason.contains("270"), "{}", file.reason);
    p.stands(DECIDED);
}

#[test]
fn a_claim_without_lines_stands_as_one_line() {
    let mut p = Practice::new();
    let bytes = notation::claims(
        "sent 2026-03-04 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         total 180.00",
    );
    let file = p.file("a.837", &bytes);
    assert!(matches!(file.outcome.as_str(), "imported" | "partly"), "{}", file.reason);
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.claim_count(), 1);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_claim_whose_total_is_not_its_lines_is_charged_by_line_and_told() {
    let mut p = Practice::new();
    let claim = CLAIM.replace("2026-03-02", "2026-03-02\n total 200.00");
    p.claims(&claim);
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.waiting(), ["claim_total_differs"]);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let mut p = Practice::new();
    let (claims, decision) = (notation::claims(CLAIM), decision());
    let cut = &decision[..200];
    let report = p.import(&[
        ("a.pdf", b"%PDF-1.4"),
        ("b.835", cut),
        ("c.835", &decision),
        ("d.837", &claims),
        ("e.txt", b""),
    ]);
    let told: Vec<(&str, &str)> =
        report.files.iter().map(|f| (f.path.as_str(), f.outcome.as_str())).collect();
    for expected in [
        ("a.pdf", "refused"),
        ("b.835", "refused"),
        ("c.835", "imported"),
        ("d.837", "imported"),
        ("e.txt", "refused"),
    ] {
        assert!(told.contains(&expected), "{told:?} lacks {expected:?}");
    }
    p.stands(DECIDED);
    assert_eq!((report.totals.files, report.totals.imported, report.totals.refused), (5, 2, 3));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_does_not_stop_the_others() {
    let mut p = Practice::new();
    let folder = p.folder().join("drop");
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("a.835")).unwrap();
    std::fs::write(folder.join("b.835"), decision()).unwrap();
    let report = import(&mut p.book, &[folder], false, NOW, &mut |_, _| {}).unwrap();
    p.in_order("the import");
    let outcomes: Vec<(&str, bool)> =
        report.files.iter().map(|f| (f.outcome.as_str(), f.reason.is_empty())).collect();
    assert!(outcomes.contains(&("refused", false)), "{outcomes:?}");
    assert!(outcomes.contains(&("imported", true)), "{outcomes:?}");
    p.stands(DECIDED);
}

#[test]
fn a_path_that_is_not_there_is_said_before_anything_is_written() {
    let mut p = Practice::new();
    let path = p.folder().join("nowhere.835");
    let error = import(&mut p.book, &[path], false, NOW, &mut |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("nowhere.835"), "{error}");
    assert_eq!(p.one("SELECT COUNT(*) FROM batch"), 0);
}

#[test]
fn wrong_counts_are_told_and_the_content_is_read() {
    let text = String::from_utf8(decision()).unwrap();
    let at = text.find("SE*").unwrap();
    let end = at + text[at..].find('*').unwrap() + 1;
    let stop = end + text[end..].find('*').unwrap();
    let wrong = format!("{}{}{}", &text[..end], 99, &text[stop..]);
    let mut p = Practice::new();
    let file = p.file("count.835", wrong.as_bytes());
    assert!(file.problem_count > 0);
    p.stands(DECIDED);
}
