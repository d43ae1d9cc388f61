//! The sums that are kept say what the rows say, at any day, before and after they are settled.

use std::collections::BTreeSet;

use gonio_app::files::Source;
use gonio_app::metrics::{self, Asked, Definition, Group, Key};
use gonio_app::pages::Slice;
use gonio_app::pages::claims::{ClaimItem, Find, Money, PLACES, SORTS};
use gonio_app::pages::denials::{Denied, DeniedAsked};
use gonio_app::{Book, import};
use gonio_billing::day::Day;
use gonio_simulator::{File, Scenario};
use gonio_store::engine::params;

use crate::practice::{NOW, Practice};

/// A metric says the same from the sums as from its rows, by each of its keys, alone and with
/// others.
pub fn agree(book: &Book, d: &Definition, asked: &Asked) {
    let mut ways: Vec<Vec<Key>> = d.keys.iter().map(|key| vec![*key]).collect();
    for pair in [
        [Key::Therapist, Key::Month],
        [Key::Month, Key::Code],
        [Key::Payer, Key::Location],
        [Key::Bucket, Key::Party],
        [Key::Code, Key::Location],
    ] {
        if pair.iter().all(|key| d.keys.contains(key)) {
            ways.push(pair.to_vec());
        }
    }
    ways.push(Vec::new());
    for by in ways {
        agree_by(book, d, asked, &by);
    }
}

fn agree_by(book: &Book, d: &Definition, asked: &Asked, by: &[Key]) {
    let (sums, rows) =
        (book.metric(d, asked, by).unwrap(), book.metric_from_rows(d, asked, by).unwrap());
    let all = |m: &metrics::Metric| (m.numerator, m.denominator, m.value, m.p90, m.count);
    assert_eq!(all(&sums), all(&rows), "{} {asked:?} by {by:?}", d.id);
    let groups = |all: &[Group]| -> Vec<_> {
        all.iter()
            .map(|g| (g.key.clone(), g.numerator, g.denominator, g.value, g.p90, g.count))
            .collect()
    };
    assert_eq!(groups(&sums.by), groups(&rows.by), "{} {asked:?} by {by:?}", d.id);
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
            for asked in [usual, odd] {
                agree_by(book, d, &asked, &[]);
                agree_by(book, d, &asked, &[Key::Therapist]);
            }
            if as_of != middle {
                agree(book, d, &whole);
            }
        }
    }
}

/// What a made-up practice of twelve sends and gets in some months.
fn files(months: u32) -> Vec<File> {
    let scenario = Scenario { months, visits_per_day_per_clinician: 2, ..Scenario::default() };
    gonio_simulator::practice(&scenario).collect()
}

fn import_all(p: &mut Practice, files: &[File]) -> i64 {
    let sources = files.iter().map(|f| Source::scratch(&f.name, &f.bytes[..]).unwrap()).collect();
    let report = import::import_sources(&mut p.book, sources, false, NOW, &mut |_, _| {}).unwrap();
    report.batch.unwrap()
}

#[test]
fn sums_and_rows_agree_while_a_practice_goes_on() {
    let mut p = Practice::new();
    let files = files(3);
    let (first, rest) = files.split_at(files.len() / 2);
    let mut batch = 0;
    for part in [first, rest] {
        batch = import_all(&mut p, part);
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
    p.book
        .engine()
        .batch("UPDATE tally SET below = below + 1 WHERE fact = 'charges/code' AND party = '97110'")
        .unwrap();
    let said = p.book.check().unwrap().violations;
    assert!(said.iter().any(|v| v.contains("the sum of charges/code on 2026-03-01")), "{said:?}");
    p.book.forget_sums().unwrap();
    assert_eq!(p.book.check().unwrap().violations, Vec::<String>::new());
}

/// Every row behind a metric, in pages of so many.
fn rows(
    book: &Book,
    d: &Definition,
    asked: &Asked,
    filter: &[(Key, String)],
    limit: i64,
) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = book.metric_rows(d, asked, filter, limit, all.len() as i64).unwrap();
        all.extend(page.rows.iter().map(|row| format!("{row:?}")));
        if page.rows.is_empty() {
            assert_eq!(page.total, all.len() as i64, "{} {filter:?}", d.id);
            all.sort();
            return all;
        }
    }
}

/// In a large book rows are read by blocks of claims, and nothing is lost or told twice by that.
#[test]
fn rows_read_by_block_are_the_rows() {
    let mut p = Practice::new();
    import_all(&mut p, &files(3));
    p.book.settle(&mut |_, _| {}).unwrap();
    let last = p.book.span().unwrap().journal.unwrap();
    let asked = Asked { from: Day(last.0 - 100).first_of_month(), to: last, as_of: last };
    let every = DeniedAsked::default();
    let mut questions = Vec::new();
    for d in metrics::all() {
        questions.push((d, Vec::new()));
        for key in &d.keys {
            let groups = p.book.metric(d, &asked, &[*key]).unwrap().by;
            questions.extend(groups.iter().take(1).map(|g| (d, vec![(*key, g.key[0].1.clone())])));
        }
    }
    let small: Vec<Vec<String>> =
        questions.iter().map(|(d, filter)| rows(&p.book, d, &asked, filter, 50_000)).collect();
    let all = Slice { limit: i64::MAX, offset: 0 };
    let (denied, largest_first) = p.book.denied_lines(&every, all).unwrap();
    assert!(largest_first && denied.len() > 50, "{} denied lines", denied.len());
    let credits = |p: &Practice| {
        let told = p.book.credits().unwrap();
        told.iter().map(|c| (c.patient_id, c.credit_cents, c.open_cents)).collect::<Vec<_>>()
    };
    let small_credits = credits(&p);

    // As many blocks as a large book has; one of those with claims is not summed up yet.
    let blocks = "INSERT INTO tally_block (practice_id, block, stale) VALUES ($1, $2, FALSE)";
    for block in 100..140 {
        p.book.engine().execute(blocks, &params![1, block]).unwrap();
    }
    p.book.engine().batch("UPDATE tally_block SET stale = TRUE WHERE block = 1").unwrap();
    for ((d, filter), small) in questions.iter().zip(&small) {
        let page = p.book.metric_rows(d, &asked, filter, 5, 0).unwrap();
        assert!(!page.largest_first, "{} is read by block", d.id);
        assert_eq!(&rows(&p.book, d, &asked, filter, 997), small, "{} {filter:?}", d.id);
    }
    let mut by_block = Vec::new();
    loop {
        let page = Slice { limit: 40, offset: by_block.len() as i64 };
        let (lines, largest_first) = p.book.denied_lines(&every, page).unwrap();
        assert!(!largest_first);
        if lines.is_empty() {
            break;
        }
        by_block.extend(lines);
    }
    let sorted = |lines: &[Denied]| {
        let mut all: Vec<String> = lines.iter().map(|line| format!("{line:?}")).collect();
        all.sort();
        all
    };
    assert_eq!(sorted(&by_block), sorted(&denied));
    let sums = p.book.denied_sums().unwrap();
    assert_eq!(sums.iter().map(|s| s.lines).sum::<i64>(), denied.len() as i64);
    assert_eq!(
        sums.iter().map(|s| s.cents).sum::<i64>(),
        denied.iter().map(|l| l.cents).sum::<i64>()
    );
    let claims: BTreeSet<i64> = denied.iter().map(|l| l.claim_id).collect();
    assert_eq!(p.book.denied_claims(&every).unwrap(), claims.len() as i64);
    assert_eq!(credits(&p), small_credits);
}

/// The list of claims counts what it lists, whether it does so by sums or by rows.
#[test]
fn lists_of_claims_count_what_they_list() {
    let mut p = Practice::new();
    import_all(&mut p, &files(2));
    let as_of = p.book.span().unwrap().journal.unwrap();
    let find = |change: &dyn Fn(&mut Find)| {
        let mut find = Find { as_of, ..Find::default() };
        change(&mut find);
        find
    };
    let mut finds = vec![find(&|_| {}), find(&|f| f.payer = 1), find(&|f| f.text = "a".into())];
    for state in ["open", "denied", "submitted", "patient_balance", "closed", "no_such_state"] {
        finds.push(find(&|f| f.state = state.into()));
    }
    for place in PLACES {
        finds.push(find(&|f| f.place = place.into()));
        finds.push(find(&|f| (f.place, f.payer) = (place.into(), 2)));
    }
    for age in [(0, 30), (31, 60), (61, 90), (91, i64::from(i32::MAX))] {
        finds.push(find(&|f| f.age = Some(age)));
    }
    for (state, payer) in [("denied", 1), ("patient_balance", 1), ("closed", 2), ("submitted", 2)] {
        finds.push(find(&|f| (f.state, f.payer) = (state.into(), payer)));
    }
    let (first, last) = (Day(as_of.0 - 75), Day(as_of.0 - 20));
    for (from, to) in [(Some(first), None), (None, Some(last)), (Some(first), Some(last))] {
        for state in ["", "open", "denied"] {
            finds.push(find(&|f| (f.from, f.to, f.state) = (from, to, state.into())));
        }
        finds.push(find(&|f| (f.from, f.to, f.payer) = (from, to, 1)));
        finds.push(find(&|f| (f.from, f.to, f.place) = (from, to, "overdue".into())));
    }
    let all = Slice { limit: i64::MAX, offset: 0 };
    let mut listed = 0;
    for find in finds {
        for sort in SORTS {
            let (claims, sums) = p.book.find_claims(&find, sort, all).unwrap();
            let sum = |of: fn(&Money) -> i64| claims.iter().map(|c| of(&c.money)).sum::<i64>();
            assert_eq!(sums.claims, claims.len() as i64, "{find:?}");
            assert_eq!(sums.open, sum(Money::open), "{find:?}");
            let parts: [fn(&Money) -> i64; 7] = [
                |m| m.charge,
                |m| m.paid,
                |m| m.adjusted,
                |m| m.payer,
                |m| m.later,
                |m| m.denied,
                |m| m.patient,
            ];
            for of in parts {
                assert_eq!(of(&sums.money), sum(of), "{find:?}");
            }
            listed += claims.len();
        }
    }
    assert!(listed > 10_000, "{listed}");
}

/// What waits with payers is listed whole, page by page, in its order, however it is found.
#[test]
fn claims_that_wait_with_payers_are_those_not_decided() {
    let mut p = Practice::new();
    import_all(&mut p, &files(2));
    let as_of = p.book.span().unwrap().journal.unwrap();
    let list = |place: &str, payer: i64, sort: &str, slice: Slice| {
        let find = Find { as_of, place: place.into(), payer, ..Find::default() };
        p.book.find_claims(&find, sort, slice).unwrap().0
    };
    let every = list("", 0, "-date", Slice { limit: i64::MAX, offset: 0 });
    let mut payers: Vec<i64> = every.iter().map(|c| c.payer_id).collect();
    payers.push(0);
    payers.sort_unstable();
    payers.dedup();
    let mut found = [0; 2];
    for payer in payers {
        for (place, found) in ["waiting", "overdue"].into_iter().zip(&mut found) {
            let waits = |c: &&ClaimItem| {
                let since = c.first_bill_day.or(c.service_day).unwrap_or(as_of);
                c.money.payer > 0
                    && (payer == 0 || c.payer_id == payer)
                    && (as_of.0 - since.0 >= 30) == (place == "overdue")
            };
            let mut expected: Vec<i64> = every.iter().filter(waits).map(|c| c.claim_id).collect();
            let mut paged: Vec<i64> = Vec::new();
            loop {
                let slice = Slice { limit: 7, offset: paged.len() as i64 };
                let page = list(place, payer, "-date", slice);
                if page.is_empty() {
                    break;
                }
                paged.extend(page.iter().map(|c| c.claim_id));
            }
            assert_eq!(paged, expected, "{place}, payer {payer}");
            expected.reverse();
            let all = list(place, payer, "date", Slice { limit: i64::MAX, offset: 0 });
            assert_eq!(all.iter().map(|c| c.claim_id).collect::<Vec<_>>(), expected);
            *found += expected.len();
        }
    }
    assert!(found.iter().all(|n| *n > 20), "{found:?}");
}
