//! Official tables: the agencies' own files go in, with every quirk that was met in them, and
//! what they say on a day comes out.

use std::path::{Path, PathBuf};

use gonio_app::Book;
use gonio_app::files::Source;
use gonio_app::reference::{self, FileReport, ImportReport, Options};
use gonio_billing::day::Day;
use gonio_rules::reference::payment;

use crate::practice::NOW;

/// A book of its own, gone afterwards.
struct Shelf {
    book: Book,
    _folder: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Shelf {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::open(&folder.path().join("book.db").display().to_string()).unwrap();
        Shelf { book, _folder: folder }
    }

    fn with(samples: &[&str]) -> Shelf {
        let mut shelf = Shelf::new();
        for sample in samples {
            let file = shelf.load(sample);
            assert_eq!(file.outcome, "imported", "{sample}: {}", file.reason);
        }
        shelf
    }

    fn load(&mut self, sample: &str) -> FileReport {
        only(self.import(&[sample], &Options::default()))
    }

    fn import(&mut self, samples: &[&str], options: &Options) -> ImportReport {
        let paths: Vec<PathBuf> = samples.iter().map(|s| folder().join(s)).collect();
        reference::import(&mut self.book, &paths, options, NOW, &mut |_, _| {}).unwrap()
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> FileReport {
        self.bytes_with(name, bytes, &Options::default())
    }

    fn bytes_with(&mut self, name: &str, bytes: &[u8], options: &Options) -> FileReport {
        let sources = vec![Source::scratch(name, bytes).unwrap()];
        let report =
            reference::import_sources(&mut self.book, sources, options, NOW, &mut |_, _| {});
        only(report.unwrap())
    }

    /// Kinds of what is loaded.
    fn kinds(&self) -> Vec<String> {
        self.book.reference_files().unwrap().into_iter().map(|f| f.file.kind).collect()
    }
}

fn only(report: ImportReport) -> FileReport {
    assert_eq!(report.files.len(), 1);
    report.files.into_iter().next().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference-samples")
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn release(text: &str) -> Options {
    Options { release: Some(text.into()), ..Options::default() }
}

const RVU25: &str = "pfs/PPRRVU2025_Oct.therapy-excerpt.csv";
const RVU25_TXT: &str = "pfs/PPRRVU2025_Oct.therapy-excerpt.txt";
const RVU26: &str = "pfs/PPRRVU2026_Jul_nonQPP.therapy-excerpt.csv";
const PAIRS24: &str = "ncci/ptp-therapy-2024q3.layout-sample.txt";
const PAIRS26: &str = "ncci/ccipra-v322r0-f1.excerpt.txt";
const MUE24: &str = "ncci/MUE-practitioner-therapy-2024q3.excerpt.csv";
const MUE26: &str = "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv";
const ICD25: &str = "icd10cm/icd10cm_order_2025.excerpt.txt";
const ICD26: &str = "icd10cm/icd10cm_codes_2026.excerpt.txt";
const TABULAR: &str = "icd10cm/icd10cm_tabular_2026.excerpt.xml";
const ZIP5: &str = "zip-locality/ZIP5_OCT2025.excerpt.txt";

#[test]
fn every_sample_is_loaded_or_refused_for_a_plain_reason() {
    let mut shelf = Shelf::new();
    let report = shelf.import(&[""], &Options::default());
    let told: Vec<(String, String, u64)> = report
        .files
        .iter()
        .map(|f| {
            let name = f.path.rsplit('/').next().unwrap_or_default().to_string();
            let what = if f.outcome == "imported" {
                format!(
                    "{} {} to {}",
                    f.kind,
                    f.first_day.as_deref().unwrap(),
                    f.last_day.as_deref().unwrap_or("-")
                )
            } else {
                format!("{} {}", f.outcome, f.kind)
            };
            (name, what, f.rows)
        })
        .collect();
    let wanted = [
        ("README.md", "refused not known", 0),
        ("carc_rarc_codes_2024.excerpt.csv", "reason_codes 1995-01-01 to -", 175),
        ("icd10cm_codes_2026.excerpt.txt", "icd10cm_codes 2025-10-01 to 2026-09-30", 78),
        ("icd10cm_order_2025.excerpt.txt", "icd10cm_order 2024-10-01 to 2025-09-30", 89),
        ("icd10cm_order_2026.excerpt.txt", "icd10cm_order 2025-10-01 to 2026-09-30", 24),
        ("icd10cm_order_2027.layout-sample.txt", "icd10cm_order 2026-10-01 to 2027-09-30", 7),
        ("icd10cm_order_addenda_2027.layout-sample.txt", "refused ICD-10-CM addenda", 0),
        ("icd10cm_tabular_2026.excerpt.xml", "icd10cm_tabular 2025-10-01 to 2026-09-30", 600),
        (
            "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv",
            "mue 2026-07-01 to 2026-09-30",
            11,
        ),
        ("MUE-practitioner-therapy-2024q3.excerpt.csv", "mue 2024-07-01 to 2024-09-30", 121),
        ("ccipra-v322r0-f1.excerpt.txt", "ncci_pairs 2026-07-01 to 2026-09-30", 20),
        ("ptp-therapy-2024q3.layout-sample.txt", "ncci_pairs 2024-07-01 to 2024-09-30", 121),
        ("25LOCCO.csv", "locality_counties 2025-01-01 to 2025-12-31", 110),
        ("GPCI2025.csv", "gpci 2025-01-01 to 2025-12-31", 109),
        ("GPCI2025.txt", "gpci 2025-01-01 to 2025-12-31", 109),
        ("GPCI2026.csv", "gpci 2026-01-01 to 2026-12-31", 109),
        ("OPPSCAP_Oct.first20.csv", "refused OPPSCAP", 0),
        ("PFAL25A.therapy-excerpt.TXT", "refused payment file", 0),
        ("PFCT25A.therapy-excerpt.TXT", "refused payment file", 0),
        ("PPRRVU2025_Oct.therapy-excerpt.csv", "rvu 2025-10-01 to 2025-12-31", 122),
        ("PPRRVU2025_Oct.therapy-excerpt.txt", "rvu 2025-10-01 to 2025-12-31", 122),
        ("PPRRVU2026_Jul_nonQPP.therapy-excerpt.csv", "rvu 2026-07-01 to 2026-12-31", 96),
        ("ZIP5_OCT2025.excerpt.txt", "zip5_locality 2025-10-01 to 2025-12-31", 516),
    ];
    let wanted: Vec<_> =
        wanted.into_iter().map(|(n, w, r)| (n.to_string(), w.to_string(), r)).collect();
    assert_eq!(told, wanted);
    for file in report.files.iter().filter(|f| f.outcome != "imported") {
        assert!(!file.reason.is_empty() && file.id.is_none(), "{}", file.path);
    }
}

#[test]
fn a_column_more_in_2026_moves_the_others_and_is_noticed() {
    let shelf = Shelf::with(&[RVU25, RVU26]);
    let old = shelf.book.rvu("97110", "", day("2025-11-03"), false).unwrap().unwrap();
    assert_eq!(
        (old.work_hundredths, old.nonfacility_pe_hundredths, old.mp_hundredths),
        (45, 43, 1)
    );
    assert_eq!((old.indicator, old.conversion_factor_ten_thousandths), (5, 323_465));
    let new = shelf.book.rvu("97110", "", day("2026-11-03"), false).unwrap().unwrap();
    assert_eq!(
        (new.work_hundredths, new.nonfacility_pe_hundredths, new.mp_hundredths),
        (45, 41, 1)
    );
    assert_eq!((new.indicator, new.conversion_factor_ten_thousandths), (5, 334_009));
    assert_eq!(new.release, "2026C nonQPP, released 06/30/2026");
    let split = shelf.book.rvu("45378", "53", day("2025-11-03"), false).unwrap().unwrap();
    assert_eq!(split.work_hundredths, 163, "a modifier has values of its own");
    assert_eq!(shelf.book.rvu("97110", "", day("2026-06-30"), false).unwrap(), None);
}

#[test]
fn a_header_that_is_not_known_is_refused_with_its_line() {
    let csv = String::from_utf8(sample(RVU25)).unwrap();
    let mut shelf = Shelf::new();
    for (from, to, wanted) in [
        (
            ",RVU,PE RVU,",
            ",VALUE,PE RVU,",
            "line 10: the header is not known: it has no column WORK RVU",
        ),
        ("HCPCS,MOD,DESC", "HCPCS,MOD,SHORT DESC", "the header is not known"),
    ] {
        let file = shelf.bytes("PPRRVU2025_Oct.csv", csv.replacen(from, to, 1).as_bytes());
        assert_eq!(file.outcome, "refused");
        assert!(file.reason.contains(wanted), "{}", file.reason);
    }
    let gpci = String::from_utf8(sample("pfs/GPCI2026.csv")).unwrap();
    let file =
        shelf.bytes("GPCI2026.csv", gpci.replacen("Locality Number", "Region", 1).as_bytes());
    assert!(
        file.reason.starts_with("line 3: the header is not known: column 3"),
        "{}",
        file.reason
    );
    assert!(shelf.kinds().is_empty());
}

#[test]
fn the_two_conversion_factors_of_2026_live_side_by_side() {
    let mut shelf = Shelf::with(&[RVU26]);
    let on = day("2026-07-01");
    assert_eq!(shelf.book.rvu("97110", "", on, true).unwrap(), None, "not loaded, so not known");
    let qpp = String::from_utf8(sample(RVU26)).unwrap().replace("33.4009", "33.5675");
    // Told by the factor alone, then contradicted by the name.
    let file = shelf.bytes("values.csv", qpp.as_bytes());
    assert_eq!(
        (file.outcome, file.release.as_str()),
        ("imported", "2026C QPP, released 06/30/2026")
    );
    let factor = |qpp| {
        let rvu = shelf.book.rvu("97110", "", on, qpp).unwrap().unwrap();
        rvu.conversion_factor_ten_thousandths
    };
    assert_eq!((factor(false), factor(true)), (334_009, 335_675));
    let mut other = Shelf::new();
    let file = other.bytes("PPRRVU2026_Jul_nonQPP.csv", qpp.as_bytes());
    assert!(file.reason.contains("which is it"), "{}", file.reason);
    // In 2025 there is one, for all.
    let old = Shelf::with(&[RVU25]);
    assert!(old.book.rvu("97110", "", day("2025-10-01"), true).unwrap().is_some());
}

#[test]
fn categories_of_two_letters_are_looked_up_like_any_other() {
    let shelf = Shelf::with(&["icd10cm/icd10cm_order_2027.layout-sample.txt"]);
    let on = day("2026-10-01");
    assert!(shelf.book.icd10("QA0.0101", on).unwrap().unwrap().billable);
    assert!(!shelf.book.icd10("QA0", on).unwrap().unwrap().billable);
    assert_eq!(shelf.book.icd10("QA0.0101", day("2026-09-30")).unwrap(), None);
}

#[test]
fn a_withdrawn_pair_never_holds_and_a_pair_may_come_back() {
    let shelf = Shelf::with(&[PAIRS26, PAIRS24]);
    let on = day("2022-01-01");
    // 0001A with 90473: effective and deleted on the same day, indicator 9.
    assert_eq!(shelf.book.pair("0001A", "90473", on).unwrap(), Some(None));
    assert_eq!(shelf.book.pair("0001A", "99202", on).unwrap().unwrap().unwrap().indicator, 1);
    // 97150 with 97110 stands twice: deleted at the end of 2019, and open.
    let pair = shelf.book.pair("97150", "97110", day("2024-08-01")).unwrap().unwrap().unwrap();
    assert_eq!((pair.indicator, pair.rationale.as_str()), (1, "Mutually exclusive procedures"));
    assert_eq!(pair.release, "2024Q3 v302");
}

#[test]
fn therapy_pairs_that_were_deleted_are_gone() {
    let shelf = Shelf::with(&[PAIRS24]);
    let on = day("2024-08-01");
    let between = |a: &str, b: &str| {
        let pairs = shelf.book.pairs(a, b, on).unwrap();
        pairs
            .iter()
            .map(|p| format!("{}/{} {}", p.column1, p.column2, p.indicator))
            .collect::<Vec<_>>()
    };
    assert!(between("97530", "97140").is_empty());
    assert!(between("97530", "97116").is_empty());
    for (a, b, wanted) in [
        ("97110", "97150", "97150/97110 1"),
        ("97150", "97112", "97150/97112 1"),
        ("97116", "97150", "97150/97116 1"),
        ("97140", "97150", "97150/97140 1"),
        ("97530", "97150", "97150/97530 1"),
        ("97124", "97140", "97140/97124 0"),
        ("97750", "97530", "97530/97750 1"),
        ("97164", "97161", "97161/97164 0"),
    ] {
        assert!(between(a, b).contains(&wanted.to_string()), "{a} {b}: {:?}", between(a, b));
    }
    // In force until 2019, whoever asks today.
    assert!(shelf.book.pair("97140", "97530", day("2019-12-31")).unwrap().unwrap().is_some());
}

#[test]
fn the_deletion_date_is_the_last_day() {
    let shelf = Shelf::with(&[PAIRS26]);
    let holds = |on: &str| shelf.book.pair("0001U", "0029U", day(on)).unwrap().unwrap().is_some();
    assert!(!holds("2018-06-30"));
    assert!(holds("2018-07-01") && holds("2026-06-30"));
    assert!(!holds("2026-07-01"));
    // After its quarter nothing is known: the next release may have deleted anything.
    assert_eq!(shelf.book.pair("0001U", "0030U", day("2026-10-01")).unwrap(), None);
    // Of a pair outside this part of the release nothing is known either.
    assert_eq!(shelf.book.pair("97150", "97110", day("2026-08-01")).unwrap(), None);
}

#[test]
fn counties_have_their_zeros_and_their_state_back() {
    let shelf = Shelf::with(&["pfs/25LOCCO.csv"]);
    let on = day("2025-06-01");
    let alaska = shelf.book.counties("02102", "01", on).unwrap();
    assert_eq!(alaska, [["ALASKA", "STATEWIDE", "ALL COUNTIES"]]);
    let alabama = shelf.book.counties("10112", "00", on).unwrap();
    assert_eq!(alabama[0][0], "ALABAMA");
    let angeles = shelf.book.counties("01182", "18", on).unwrap();
    assert_eq!(angeles[0][2], "LOS ANGELES /ORAGNGE CNTY", "its words are kept as they are");
    let napa = shelf.book.counties("01112", "51", on).unwrap();
    assert_eq!(napa, [["CALIFORNIA", "NAPA", "NAPA"]]);
    assert_eq!(shelf.book.counties("05302", "99", on).unwrap().len(), 2, "served by two carriers");
}

#[test]
fn indices_are_read_with_and_without_trailing_zeros() {
    let shelf = Shelf::with(&["pfs/GPCI2025.csv", "pfs/GPCI2026.csv"]);
    let of = |mac: &str, locality: &str, on: &str| {
        let g = shelf.book.gpci(mac, locality, day(on)).unwrap().unwrap();
        (g.name, g.work_thousandths, g.pe_thousandths, g.mp_thousandths)
    };
    assert_eq!(of("07102", "13", "2025-01-01"), ("ARKANSAS".into(), 1000, 860, 518));
    assert_eq!(of("02102", "01", "2025-12-31"), ("ALASKA".into(), 1500, 1081, 592));
    assert_eq!(of("02102", "01", "2026-01-01"), ("ALASKA".into(), 1500, 1065, 551));
    assert_eq!(of("01212", "01", "2026-12-31"), ("HAWAII, GUAM".into(), 1000, 1137, 579));
    assert_eq!(of("03602", "21", "2025-06-30").0, "WYOMING");
    // The floor of 2026 ends by law: 2027 needs its own file.
    assert_eq!(shelf.book.gpci("10112", "00", day("2027-01-01")).unwrap(), None);
    // The file in columns says the same, 109 times.
    let twin = Shelf::with(&["pfs/GPCI2025.txt"]);
    let csv = String::from_utf8(sample("pfs/GPCI2025.csv")).unwrap();
    let keys: Vec<(&str, &str)> = csv
        .lines()
        .filter(|l| l.as_bytes()[..5].iter().all(u8::is_ascii_digit))
        .map(|l| (&l[..5], &l[9..11]))
        .collect();
    assert_eq!(keys.len(), 109);
    for (mac, locality) in keys {
        let on = day("2025-06-30");
        assert_eq!(
            twin.book.gpci(mac, locality, on).unwrap(),
            shelf.book.gpci(mac, locality, on).unwrap()
        );
    }
}

#[test]
fn the_flat_visit_fee_in_a_payment_file_is_no_reduced_amount() {
    let (rows, problems) = payment::read(&sample("pfs/PFAL25A.therapy-excerpt.TXT")[..]).unwrap();
    assert!(problems.is_empty());
    let of = |code: &str| rows.iter().find(|r| r.code == code).unwrap();
    assert_eq!(rows.len(), 54);
    assert_eq!(of("97110").nonfacility_cents, 2683);
    assert_eq!(of("97110").reduced_nonfacility_cents, Some(2079));
    assert_eq!(of("99213").nonfacility_cents, 8186);
    assert_eq!(of("99213").reduced_nonfacility_cents, None, "its field 12 is another thing");
}

#[test]
fn a_limit_of_zero_is_a_limit_and_no_limit_is_none() {
    let shelf = Shelf::with(&[MUE24]);
    let on = day("2024-09-30");
    let units =
        |code: &str| shelf.book.mue(code, on).unwrap().unwrap().map(|m| (m.units, m.adjudication));
    assert_eq!(units("97014"), Some((0, 3)));
    assert_eq!(units("97110"), Some((6, 3)));
    assert_eq!(units("98980"), Some((1, 2)));
    assert_eq!(units("12345"), None, "covered, and no limit published");
    assert_eq!(shelf.book.mue("97110", day("2024-10-01")).unwrap(), None, "not covered");
}

#[test]
fn values_of_a_code_that_is_not_paid_are_kept_and_do_not_make_it_payable() {
    let shelf = Shelf::with(&[RVU25]);
    for (code, status, payable) in
        [("97010", "B", false), ("97014", "I", false), ("97110", "A", true), ("97026", "R", true)]
    {
        let rvu = shelf.book.rvu(code, "", day("2025-10-01"), false).unwrap().unwrap();
        assert_eq!((rvu.status.as_str(), rvu.payable()), (status, payable), "{code}");
        assert_eq!(rvu.not_used, !payable, "{code}");
        assert!(rvu.nonfacility_pe_hundredths > 0, "{code}");
    }
    let therapy = shelf.book.rvu("97110", "", day("2025-10-01"), false).unwrap().unwrap();
    assert!(therapy.facility_na && !therapy.nonfacility_na, "usual for therapy");
}

#[test]
fn the_fixed_width_twin_says_the_same_as_the_csv() {
    let (one, other) = (Shelf::with(&[RVU25]), Shelf::with(&[RVU25_TXT]));
    let text = String::from_utf8(sample(RVU25_TXT)).unwrap();
    let mut seen = 0;
    for line in text.lines().filter(|l| !l.starts_with("HDR")) {
        let (code, modifier) = (&line[..5], line[5..7].trim());
        let of = |shelf: &Shelf| {
            let rvu = shelf.book.rvu(code, modifier, day("2025-12-31"), false).unwrap().unwrap();
            reference::Rvu { release: String::new(), ..rvu }
        };
        assert_eq!(of(&one), of(&other), "{code} {modifier}");
        seen += 1;
    }
    assert_eq!(seen, 122);
    // Another column would cut the factor: 2026's, should it come so, is not taken blindly.
    let moved: String = text
        .lines()
        .map(|l| {
            if l.starts_with("HDR") {
                format!("{l}\n")
            } else {
                format!("{}9{}\n", &l[..120], &l[120..])
            }
        })
        .collect();
    let file = Shelf::new().bytes("PPRRVU2025_Oct.txt", moved.as_bytes());
    assert!(file.reason.starts_with("line 8: not a row of the layout"), "{}", file.reason);
}

#[test]
fn a_notice_of_many_lines_in_one_cell_is_passed_over() {
    let shelf = Shelf::with(&[MUE26]);
    let mue = shelf.book.mue("0009U", day("2026-07-01")).unwrap().unwrap().unwrap();
    assert_eq!((mue.units, mue.adjudication), (2, 3));
    assert_eq!((mue.rationale.as_str(), mue.release.as_str()), ("Nature of Analyte", "2026Q3"));
    // The line of a bad row is counted through the notice.
    let bad =
        String::from_utf8(sample(MUE26)).unwrap().replace("0041U,1,2 Date", "0041U,one,2 Date");
    let file = Shelf::new().bytes("MUE 2026Q3.csv", bad.as_bytes());
    let line = bad.lines().position(|l| l.starts_with("0041U")).unwrap() as u64 + 1;
    assert_eq!(file.problems[0].line, Some(line), "{}", file.reason);
    assert!(file.reason.contains("\"one\" is not a number of units"), "{}", file.reason);
}

#[test]
fn the_parts_of_a_release_of_pairs_stand_beside_each_other() {
    let text = String::from_utf8(sample(PAIRS24)).unwrap();
    let (head, rows) = text.split_at(text.match_indices('\n').nth(5).unwrap().0 + 1);
    let cut = rows.find("97150\t").unwrap();
    let part = |rows: &str| format!("{head}{rows}");
    let mut shelf = Shelf::new();
    let first = shelf.bytes("ccipra-v302r0-f1.TXT", part(&rows[..cut]).as_bytes());
    let third = shelf.bytes("ccipra-v302r0-f3.txt", part(&rows[cut..]).as_bytes());
    assert_eq!((first.outcome, third.outcome), ("imported", "imported"));
    let on = day("2024-07-01");
    assert!(shelf.book.pair("97140", "97124", on).unwrap().unwrap().is_some());
    assert!(shelf.book.pair("97150", "97110", on).unwrap().unwrap().is_some());
    let status = reference::status(&shelf.book, NOW).unwrap();
    assert!(status.files.iter().all(|f| f.superseded_by.is_none()));
    // A re-release of the third part answers for its span only.
    let again = part(&rows[cut..])
        .replace("97150\t97110\t\t19960101\t*\t1", "97150\t97110\t\t19960101\t*\t0");
    shelf.bytes("ccipra-v302r1-f3.txt", again.as_bytes());
    assert_eq!(shelf.book.pair("97150", "97110", on).unwrap().unwrap().unwrap().indicator, 0);
    assert!(shelf.book.pair("97140", "97124", on).unwrap().unwrap().is_some());
    let status = reference::status(&shelf.book, NOW).unwrap();
    let by: Vec<_> = status.files.iter().map(|f| f.superseded_by).collect();
    assert_eq!(by, [None, Some(3), None]);
}

#[test]
fn pairs_that_do_not_say_their_quarter_ask_for_it() {
    let mut shelf = Shelf::new();
    let pairs = sample(PAIRS26);
    let file = shelf.bytes("edits.txt", &pairs);
    assert!(file.reason.contains("--release 2026Q3"), "{}", file.reason);
    let file = shelf.bytes("ccioph-v322r0-f1.txt", &pairs);
    assert!(file.reason.contains("for hospitals"), "{}", file.reason);
    let file = shelf.bytes_with("edits.txt", &pairs, &release("v322"));
    assert_eq!((file.outcome, file.release.as_str()), ("imported", "2026Q3 v322"));
    let from = Options { from: Some(day("2026-07-01")), ..Options::default() };
    let file = Shelf::new().bytes_with("edits.txt", &pairs, &from);
    assert_eq!((file.outcome, file.last_day.as_deref()), ("imported", Some("2026-09-30")));
}

#[test]
fn accents_are_kept_where_a_file_has_them() {
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><ICD10CM.tabular><version>2026</version>\
               <chapter><name>2</name><section id=\"C81-C96\"><diag><name>C84</name>\
               <desc>Mature T/NK-cell lymphomas</desc><diag><name>C84.1</name>\
               <desc>Sézary disease &amp; more</desc></diag></diag></section></chapter>\
               </ICD10CM.tabular>";
    let mut shelf = Shelf::with(&[ICD26]);
    let title = |shelf: &Shelf, code: &str, on: &str| {
        shelf.book.icd10(code, day(on)).unwrap().unwrap().title
    };
    assert_eq!(title(&shelf, "C84.10", "2026-05-01"), "Sezary disease, unspecified site");
    let april = Options { from: Some(day("2026-04-01")), ..Options::default() };
    assert_eq!(shelf.bytes_with("tabular.xml", xml.as_bytes(), &april).outcome, "imported");
    assert_eq!(title(&shelf, "C84.1", "2026-05-01"), "Sézary disease & more");
    assert_eq!(title(&shelf, "C84.10", "2026-03-31"), "Sezary disease, unspecified site");
}

#[test]
fn what_only_looks_official_is_not_taken() {
    let mut shelf = Shelf::new();
    for (name, text) in [
        ("ncci-pairs.csv", "column1,column2,modifier\n97140,97530,1\n"),
        ("ccipra-v322r0-f1.txt", "[{\"column1\":\"97140\",\"column2\":\"97530\"}]"),
        ("GPCI2026.csv", "mac,locality,work,pe,mp\n10112,00,1.0,0.875,0.566\n"),
        ("letter.txt", "Dear Sir\n"),
        ("empty.txt", ""),
    ] {
        let file = shelf.bytes(name, text.as_bytes());
        assert_eq!(file.outcome, "refused", "{name}");
        assert!(!file.reason.is_empty(), "{name}");
    }
    assert!(shelf.kinds().is_empty());
}

#[test]
fn diagnoses_change_with_the_day_of_service() {
    let shelf = Shelf::with(&[ICD25, ICD26]);
    let billable =
        |code: &str, on: &str| shelf.book.icd10(code, day(on)).unwrap().map(|d| d.billable);
    assert_eq!(billable("G35", "2024-09-30"), None, "no file covers the day");
    assert_eq!(shelf.book.icd10_release(day("2024-09-30")).unwrap(), None);
    assert_eq!(billable("G35", "2024-10-01"), Some(true));
    assert_eq!(billable("G35", "2025-09-30"), Some(true));
    assert_eq!(billable("G35A", "2025-09-30"), None);
    assert_eq!(billable("G35", "2025-10-01"), None, "the codes file has no categories");
    for code in ["G35.A", "G35.B0", "g35c2", "G35D"] {
        assert_eq!(billable(code, "2025-10-01"), Some(true), "{code}");
    }
    assert_eq!(billable("M54", "2025-01-01"), Some(false), "a category");
    assert_eq!(shelf.book.icd10_release(day("2025-10-01")).unwrap().as_deref(), Some("FY2026"));
}

#[test]
fn an_april_release_takes_over_from_april() {
    let mut shelf = Shelf::with(&["icd10cm/icd10cm_order_2026.excerpt.txt"]);
    let april = "00001 M54     0 Dorsalgia                                                    Dorsalgia\r\n\
                 00002 M549X   1 New                                                          New in April\r\n";
    let file = shelf
        .bytes("april-1-2026-code-descriptions.zip › icd10cm_order_2026.txt", april.as_bytes());
    assert_eq!(file.release, "FY2026 April");
    assert!(shelf.book.icd10("M54.9X", day("2026-03-31")).unwrap().is_none());
    assert!(shelf.book.icd10("M54.9X", day("2026-04-01")).unwrap().unwrap().billable);
    let status = reference::status(&shelf.book, NOW).unwrap();
    assert_eq!(status.files[0].last_day.as_deref(), Some("2026-03-31"));
}

#[test]
fn of_one_year_the_order_file_answers_before_the_codes_file() {
    let shelf = Shelf::with(&["icd10cm/icd10cm_order_2026.excerpt.txt", ICD26]);
    assert!(!shelf.book.icd10("M54", day("2026-01-01")).unwrap().unwrap().billable);
}

#[test]
fn excluded_diagnoses_are_found_in_both_orders_and_from_above() {
    let shelf = Shelf::with(&[TABULAR]);
    let on = day("2026-03-02");
    let notes = |a: &str, b: &str| {
        let found = shelf.book.excludes1(a, b, on).unwrap();
        found.iter().map(|e| format!("{} {}: {}", e.code, e.excluded, e.holder)).collect::<Vec<_>>()
    };
    assert_eq!(notes("M54.16", "M51.16"), ["M5416 M5116: M541"]);
    assert_eq!(notes("M51.16", "M54.16"), ["M5416 M5116: M541"]);
    assert_eq!(notes("M54.2", "F45.41"), ["M542 F4541: M54"], "the category's note holds beneath");
    assert_eq!(notes("M54.50", "M46.45"), ["M5450 M4645: M50-M54"], "so does the section's");
    assert_eq!(notes("M23.203", "S83.211A"), ["S83211A M23203: S832"], "two steps above");
    assert!(notes("M54.16", "M25.511").is_empty());
    assert!(shelf.book.excludes1("M54.16", "M51.16", day("2026-10-01")).unwrap().is_empty());
    let all = shelf.book.icd10_notes("S83.001A", on).unwrap();
    assert!(all.iter().any(|n| n.kind == "excludes2" && n.holder == "S83"));
    assert!(all.iter().any(|n| n.kind == "code_also" && n.text == "any associated open wound"));
    assert!(all.iter().all(|n| !n.text.is_empty()));
}

#[test]
fn seventh_characters_are_inherited_and_short_codes_filled_with_x() {
    let mut shelf = Shelf::with(&[TABULAR]);
    let on = day("2026-03-02");
    let seventh = |code: &str| {
        let found = shelf.book.seventh_characters(code, on).unwrap();
        found.into_iter().map(|(c, _)| c).collect::<String>()
    };
    assert_eq!(seventh("S83.001"), "ADS");
    assert_eq!(seventh("M54.50"), "");
    let of = |code: &str| shelf.book.icd10(code, on).unwrap();
    assert!(!of("S83.001").unwrap().billable, "it wants a seventh character");
    let full = of("S83.001A").unwrap();
    assert!(full.billable);
    assert_eq!(full.title, "Unspecified subluxation of right patella, initial encounter");
    assert!(of("S83.90XD").unwrap().billable, "filled with X");
    assert_eq!(of("S83.90D"), None);
    assert!(of("M54.50").unwrap().billable);
    assert!(!of("M54.5").unwrap().billable);
    // A file that is cut off is not half loaded.
    let xml = sample(TABULAR);
    let file = shelf.bytes("cut.xml", &xml[..xml.len() / 2]);
    assert_eq!(file.outcome, "refused", "{}", file.reason);
    assert_eq!(shelf.kinds().len(), 1);
}

#[test]
fn a_zip_has_its_locality_and_says_when_nine_digits_are_needed() {
    let mut shelf = Shelf::with(&[ZIP5]);
    let on = day("2025-11-03");
    let alabama = shelf.book.locality_of_zip("35004", on).unwrap().unwrap();
    assert_eq!((alabama.mac.as_str(), alabama.locality.as_str()), ("10112", "00"));
    assert!(!alabama.plus_four_needed);
    let unsure = shelf.book.locality_of_zip("90265", on).unwrap().unwrap();
    assert!(unsure.plus_four_needed);
    assert_eq!(shelf.book.locality_of_zip("35004", day("2026-01-01")).unwrap(), None);
    assert_eq!(shelf.book.locality_of_zip("3500", on).unwrap(), None);
    // Nine digits, by the layout's own description.
    let nine = format!("CA902650118217 Z9   11234      A{:43}20254\r\n", "");
    let file = shelf.bytes("ZIP9_OCT2025.txt", nine.as_bytes());
    assert_eq!(
        (file.outcome, file.kind.as_str()),
        ("imported", "zip9_locality"),
        "{}",
        file.reason
    );
    let sure = shelf.book.locality_of_zip("90265-1234", on).unwrap().unwrap();
    assert_eq!((sure.locality.as_str(), sure.plus_four_needed), ("17", false));
    assert!(shelf.book.locality_of_zip("90265-9999", on).unwrap().unwrap().plus_four_needed);
}

#[test]
fn reason_codes_keep_their_dates() {
    let shelf = Shelf::with(&["code-lists/carc_rarc_codes_2024.excerpt.csv"]);
    let reason = shelf.book.reason_code("CARC", "15", day("2026-01-01")).unwrap().unwrap();
    assert_eq!(reason.first_day, Day::new(1995, 1, 1));
    assert_eq!(reason.stop_day, Day::new(2018, 5, 1));
    let words = shelf.book.reason_code("CARC", "3", day("2026-01-01")).unwrap().unwrap();
    assert_eq!((words.text.as_str(), words.stop_day), ("copay", None));
    assert!(shelf.book.reason_code("RARC", "N894", day("2026-01-01")).unwrap().is_some());
    assert!(shelf.book.reason_code("CARC", "N894", day("2026-01-01")).unwrap().is_none());
}

#[test]
fn the_same_bytes_change_nothing_the_second_time() {
    let mut shelf = Shelf::with(&[RVU25]);
    let again = shelf.bytes("another name.csv", &sample(RVU25));
    assert_eq!(again.outcome, "duplicate");
    assert!(again.reason.contains("loaded as 1"), "{}", again.reason);
    assert_eq!(shelf.kinds(), ["rvu"]);
    // Taken back, they can come again.
    reference::remove(&mut shelf.book, 1, NOW).unwrap();
    assert_eq!(shelf.book.rvu("97110", "", day("2025-10-01"), false).unwrap(), None);
    assert!(reference::remove(&mut shelf.book, 1, NOW).is_err());
    assert_eq!(shelf.load(RVU25).id, Some(2));
    assert!(shelf.book.rvu("97110", "", day("2025-10-01"), false).unwrap().is_some());
}

#[test]
fn a_bad_row_at_the_end_leaves_nothing() {
    for (name, original, bad, wanted) in [
        (
            "ccipra-v322r0-f1.txt",
            PAIRS26,
            "0001U\t81106\t\t20180101\t*\t7\tno such indicator\r\n",
            "column 6",
        ),
        (
            "ccipra-v322r0-f1.txt",
            PAIRS26,
            "0001U\t81106\t\t20181301\t*\t1\tno such month\r\n",
            "column 4",
        ),
        (
            "ccipra-v322r0-f1.txt",
            PAIRS26,
            "0001U\t81105\t\t20180101\t*\t1\ttwice\r\n",
            "stands in the file before",
        ),
        (
            "PPRRVU2025_Oct.csv",
            RVU25,
            "97999,,,A,,x,0.1,,0.1,,0.01,0,0,7,XXX,0,0,0,5,0,0,0,0,,32.3465,09,0,99,0,0,0\r\n",
            "work is \"x\"",
        ),
        (
            "icd10cm_order_2025.txt",
            ICD25,
            "99999 Z99     2 Flag of two                                                  Flag of two\r\n",
            "the flag",
        ),
        ("ZIP5.txt", ZIP5, "VI00804092025\r\n", "the year and quarter is"),
    ] {
        let mut bytes = sample(original);
        bytes.extend_from_slice(bad.as_bytes());
        let line = bytes.iter().filter(|b| **b == b'\n').count() as u64;
        let mut shelf = Shelf::new();
        let file = shelf.bytes(name, &bytes);
        assert_eq!((file.outcome, file.id), ("refused", None), "{name}");
        assert_eq!(file.problems[0].line, Some(line), "{}", file.reason);
        assert!(file.reason.starts_with(&format!("line {line}: ")), "{}", file.reason);
        assert!(file.reason.contains(wanted), "{}", file.reason);
        assert!(shelf.kinds().is_empty(), "{name}");
        assert_eq!(shelf.book.pair("0001U", "0030U", day("2026-07-01")).unwrap(), None, "{name}");
        // The next good file takes the id: nothing of the bad one is left beneath it.
        assert_eq!(shelf.load(original).id, Some(1), "{name}");
    }
}

#[test]
fn a_preview_keeps_nothing_and_says_the_same() {
    let mut shelf = Shelf::new();
    let preview = shelf.import(&["pfs"], &Options { preview: true, ..Options::default() });
    assert!(shelf.kinds().is_empty());
    let real = shelf.import(&["pfs"], &Options::default());
    let told = |r: &ImportReport| -> Vec<_> {
        r.files
            .iter()
            .map(|f| (f.path.clone(), f.outcome, f.reason.clone(), f.rows, f.last_day.clone()))
            .collect()
    };
    assert_eq!(told(&preview), told(&real));
    assert!(preview.files.iter().all(|f| f.id.is_none()));
}

#[test]
fn a_re_release_supersedes_and_both_are_kept() {
    let mut shelf = Shelf::with(&[RVU26]);
    let fixed = String::from_utf8(sample(RVU26))
        .unwrap()
        .replace("97110,,exercise 15m,A,,0.45", "97110,,exercise 15m,A,,0.46");
    let file = shelf.bytes("rvu26cr.zip › PPRRVU2026_Jul_nonQPP.csv", fixed.as_bytes());
    assert_eq!(file.outcome, "imported");
    let on = day("2026-08-01");
    assert_eq!(shelf.book.rvu("97110", "", on, false).unwrap().unwrap().work_hundredths, 46);
    let status = reference::status(&shelf.book, NOW).unwrap();
    let states: Vec<_> = status.files.iter().map(|f| (f.id, f.state, f.superseded_by)).collect();
    assert_eq!(states, [(1, "superseded", Some(2)), (2, "current", None)]);
    assert!(status.missing.iter().any(|m| m.kind == "gpci"));
    assert!(!status.missing.iter().any(|m| m.kind == "rvu"));
    reference::remove(&mut shelf.book, 2, NOW).unwrap();
    assert_eq!(shelf.book.rvu("97110", "", on, false).unwrap().unwrap().work_hundredths, 45);
}

#[test]
fn a_zip_is_walked_and_a_workbook_in_it_is_one_file() {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut inner = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        inner.start_file(name, options).unwrap();
        inner.write_all(b"<x/>").unwrap();
    }
    let workbook = inner.finish().unwrap().into_inner();
    for (name, bytes) in [("GPCI2025.csv", sample("pfs/GPCI2025.csv")), ("GPCI2025.xlsx", workbook)]
    {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rvu25d.zip");
    std::fs::write(&path, bytes).unwrap();
    let mut shelf = Shelf::new();
    let report =
        reference::import(&mut shelf.book, &[path], &Options::default(), NOW, &mut |_, _| {})
            .unwrap();
    let told: Vec<_> = report.files.iter().map(|f| (f.kind.as_str(), f.outcome)).collect();
    assert_eq!(told, [("spreadsheet", "refused"), ("gpci", "imported")]);
    assert_eq!((report.totals.files, report.totals.rows), (2, 109));
}
