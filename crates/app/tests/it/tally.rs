//! The sums that are kept say what the rows say, at any day, before and after they are settled.

use gonio_app::files::Source;
use gonio_app::metrics::{self, Asked, Definition, Group, Key};
use gonio_app::{Book, import};
use gonio_billing::day::Day;
use gonio_simulator::{File, Scenario};

use crate::practice::{NOW, Practice};

/// By which a metric may be split while it is read from sums; the others are read from rows.
const SUMMED: [Key; 4] = [Key::Payer, Key::Month, Key::Bucket, Key::Party];

/// A metric says the same from the sums as from its rows, by each of its keys.
pub fn agree(book: &Book, d: &Definition, asked: &Asked) {
    let keys = SUMMED.into_iter().filter(|key| d.keys.contains(key));
    let ways = std::iter::once(Vec::new()).chain(keys.map(|key| vec![key]));
    for by in ways {
        let (sums, rows) =
            (book.metric(d, asked, &by).unwrap(), book.metric_from_rows(d, asked, &by).unwrap());
        let all = |m: &metrics::Metric| (m.numerator, m.denominator, m.value, m.p90, m.count);
        assert_eq!(all(&sums), all(&rows), "{} {asked:?} by {by:?}", d.id);
        let groups = |all: &[Group]| -> Vec<_> {
            all.iter()
                .map(|g| (g.key.clone(), g.numerator, g.denominator, g.value, g.p90, g.count))
                .collect()
        };
        assert_eq!(groups(&sums.by), groups(&rows.by), "{} {asked:?} by {by:?}", d.id);
    }
}

/// Days to look from: within the book, at its end, after it.
fn all_agree(book: &Book) {
    let span = book.span().unwrap();
    let (Some(oldest), Some(last)) = (span.oldest, span.journal) else { return };
    let middle = Day((oldest.0 + last.0) / 2);
    for as_of in [middle, Day(last.0 - 9), Day(last.0 + 75).last_of_month()] {
        let usual = Asked::usual(as_of);
        let whole = Asked { from: oldest.first_of_month(), to: as_of, as_of };
        let odd = Asked { from: Day(oldest.0 + 3), to: Day(as_of.0 - 5), as_of };
        for d in metrics::all() {
            for asked in [usual, whole, odd] {
                agree(book, d, &asked);
            }
        }
    }
}

#[test]
fn sums_and_rows_agree_while_a_practice_goes_on() {
    let mut p = Practice::new();
    let scenario = Scenario { months: 3, visits_per_day_per_clinician: 2, ..Scenario::default() };
    let files: Vec<File> = gonio_simulator::practice(&scenario).collect();
    let (first, rest) = files.split_at(files.len() / 2);
    let mut batch = 0;
    for part in [first, rest] {
        let sources =
            part.iter().map(|f| Source::scratch(&f.name, &f.bytes[..]).unwrap()).collect();
        let report =
            import::import_sources(&mut p.book, sources, false, NOW, &mut |_, _| {}).unwrap();
        batch = report.batch.unwrap();
        all_agree(&p.book);
        p.book.settle(&mut |_, _| {}).unwrap();
        all_agree(&p.book);
        assert_eq!(p.book.check().unwrap().violations, Vec::<String>::new());
    }
    import::undo(&mut p.book, batch, NOW).unwrap();
    all_agree(&p.book);
    p.book.settle(&mut |_, _| {}).unwrap();
    all_agree(&p.book);
    p.book.forget_sums().unwrap();
    all_agree(&p.book);
    assert_eq!(p.book.check().unwrap().violations, Vec::<String>::new());
}

#[test]
fn a_sum_that_was_changed_is_found() {
    let mut p = Practice::new();
    p.claims("sent 2026-03-02 to FIRST\n claim A1 REED/ANN M1 2026-03-01\n line 97110 x2 80.00");
    p.book.settle(&mut |_, _| {}).unwrap();
    assert_eq!(p.book.check().unwrap().violations, Vec::<String>::new());
    p.book
        .engine()
        .batch("UPDATE tally SET above = above + 1 WHERE fact = 'ar_aging' AND kind = '0-30'")
        .unwrap();
    let said = p.book.check().unwrap().violations;
    assert!(said.iter().any(|v| v.contains("the sum of ar_aging on 2026-03-01")), "{said:?}");
    p.book.forget_sums().unwrap();
    assert_eq!(p.book.check().unwrap().violations, Vec::<String>::new());
}
