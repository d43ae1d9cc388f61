//! Medicare's own amounts: every fee in two contractors' payment files of 2025, in full and
//! reduced, comes out to the cent from the official relative values and indices as imported.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use gonio_app::Book;
use gonio_app::coding::{self, PriceAsked};
use gonio_app::official::Official;
use gonio_app::reference::{self, Options};
use gonio_rules::reference::payment::{self, Payment};

use crate::practice::{NOW, day};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference-samples/pfs").join(name)
}

fn payments(name: &str) -> Vec<Payment> {
    let file = std::fs::File::open(sample(name)).expect("the contractor's file");
    payment::read(BufReader::new(file)).expect("it can be read").0
}

#[test]
fn all_290_official_amounts_come_out_to_the_cent() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book =
        Book::open(&folder.path().join("book.db").display().to_string()).expect("a book");
    let files = ["PPRRVU2025_Oct.therapy-excerpt.csv", "GPCI2025.csv"].map(sample);
    let report = reference::import(&mut book, &files, &Options::default(), NOW, &mut |_, _| {});
    assert_eq!(report.expect("an import").totals.imported, 2);
    let rulebook = coding::rulebook().expect("the rulebook");

    let allowed = |p: &Payment, units: u32, place: &str| {
        let asked = PriceAsked {
            lines: vec![format!("{}x{units}@99999.00", p.code)],
            // The release is October's: its values are asked for a day that it covers.
            day: day("2025-10-15"),
            locality: Some(format!("{}-{}", p.mac, p.locality)),
            place: Some(place.into()),
            rvus: match place {
                "11" if p.code == "99213" => vec!["99213=1.30/1.35/0.10/0".into()],
                _ if p.code == "99213" => vec!["99213=1.30/0.57/0.10/0".into()],
                _ => Vec::new(),
            },
            ..PriceAsked::default()
        };
        let priced = coding::price(&rulebook, &Official::of(&book), &asked);
        priced.unwrap_or_else(|e| panic!("{}: {e}", p.code)).total.allowed_cents
    };
    let (mut amounts, mut institutional) = (0, 0);
    let mut without = 0;
    for name in ["PFAL25A.therapy-excerpt.TXT", "PFCT25A.therapy-excerpt.TXT"] {
        for p in payments(name) {
            // The excerpt of relative values lacks one code, a physician's visit. Work and
            // malpractice are as in other years' files; the two practice expenses are those
            // that give Alabama's amounts, and Connecticut's have to follow from them.
            let missing = book.rvu(&p.code, "", day("2025-10-15"), false).expect("reads").is_none();
            if missing {
                assert_eq!(p.code, "99213");
                without += 1;
            }
            for (place, full, reduced) in [
                ("11", p.nonfacility_cents, p.reduced_nonfacility_cents),
                ("22", p.facility_cents, p.reduced_facility_cents),
            ] {
                let what = format!("{name} {} at {place}", p.code);
                let one = allowed(&p, 1, place);
                assert_eq!(one, full, "{what}");
                amounts += 1;
                if let Some(reduced) = reduced {
                    // Of two units one is paid in full.
                    assert_eq!(allowed(&p, 2, place) - one, reduced, "{what}, reduced");
                    // For institutions the reduced amount stands once more.
                    *if place == "11" { &mut amounts } else { &mut institutional } += 1;
                }
            }
        }
    }
    assert_eq!(without, 2, "no code of therapy is missing");
    assert_eq!((amounts, institutional), (290, 74));
}

#[test]
fn imported_tables_are_asked_before_the_rulebooks_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book =
        Book::open(&folder.path().join("book.db").display().to_string()).expect("a book");
    let rulebook = coding::rulebook().expect("the rulebook");
    let asked = |book: &Book| {
        let asked = PriceAsked {
            lines: vec!["97110x1@999.00".into()],
            day: day("2025-10-15"),
            locality: Some("10112-00".into()),
            ..PriceAsked::default()
        };
        let priced = coding::price(&rulebook, &Official::of(book), &asked).expect("a price");
        priced.total.allowed_cents
    };
    let own = asked(&book);
    // A later release with another weight for the code, made up.
    let text = std::fs::read_to_string(sample("PPRRVU2025_Oct.therapy-excerpt.csv")).expect("text");
    let changed: Vec<String> = text
        .split("\r\n")
        .map(|line| match line.starts_with("97110,,") {
            true => line.replacen(",0.45,", ",0.90,", 1),
            false => line.to_string(),
        })
        .collect();
    let path = folder.path().join("PPRRVU2025_Oct.csv");
    std::fs::write(&path, changed.join("\r\n")).expect("a file");
    let report = reference::import(&mut book, &[path], &Options::default(), NOW, &mut |_, _| {});
    assert_eq!(report.expect("an import").totals.imported, 1);
    assert!(asked(&book) > own, "{} is not more than {own}", asked(&book));
}
