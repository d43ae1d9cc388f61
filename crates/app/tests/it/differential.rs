//! Thousands of made-up stories posted twice: by the program, and by a slow and obvious
//! reference written from the domain pages. The books must say the same of every claim, every
//! remittance and everything that waits.
//!
//! `GONIO_STORIES` says how many stories, `GONIO_FIRST` the number of the first; a story that
//! fails is told as files and can be had again by its number.

mod chance;
mod facts;
mod reference;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use gonio_app::files::Source;
use gonio_app::import::import_sources;
use gonio_billing::day::Day;
use gonio_x12::delimiters::Delimiters;

use crate::notation::{self, Style};
use crate::practice::{NOW, Practice};

use crate::order::orders;
use chance::Chance;
use facts::{Claim, Event, Fact, Remit, Story};
use reference::{Answer, answer};
use story::{BATCHES, story};

/// A setting as a number.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Stories that are told when nobody says how many; among them each known disagreement.
const ENOUGH: u64 = 4_000;

/// Many stories share a book, as many patients do.
const STORIES_IN_A_BOOK: usize = 4_000;

/// The files of each import, by name.
type Batches = Vec<Vec<(String, Vec<u8>)>>;

/// Writes the facts of many stories down as files: claims by the day they were sent,
/// remittances some to a file; some files come twice.
fn files(stories: &[Story], chance: &mut Chance) -> Batches {
    let mut batches: Batches = (0..BATCHES).map(|_| Vec::new()).collect();
    let mut number = 0;
    for batch in 0..BATCHES {
        let mut claims: BTreeMap<Day, Vec<&Claim>> = BTreeMap::new();
        let mut remits: Vec<&Remit> = Vec::new();
        for event in stories.iter().flat_map(|s| &s.events).filter(|e| e.batch == batch) {
            match &event.fact {
                Fact::Claim(claim) => claims.entry(claim.sent).or_default().push(claim),
                Fact::Remit(remit) => remits.push(remit),
            }
        }
        let mut written: Vec<(String, Vec<u8>)> = Vec::new();
        for all in claims.values() {
            number += 1;
            let text: String = all.iter().map(|c| c.text()).collect();
            written.push((format!("{number}.837"), notation::claims_as(&text, style(number))));
        }
        chance.shuffle(&mut remits);
        let mut rest = remits.as_slice();
        while !rest.is_empty() {
            number += 1;
            let (some, others) = rest.split_at((chance.index(30) + 1).min(rest.len()));
            rest = others;
            let text: String = some.iter().map(|r| r.text()).collect();
            written.push((format!("{number}.835"), notation::remit_as(&text, style(number))));
        }
        for (name, bytes) in written {
            if chance.percent(5) {
                let later = chance.between(batch as i64, BATCHES as i64 - 1) as usize;
                batches[later].push((format!("again {name}"), bytes.clone()));
            }
            batches[batch].push((name, bytes));
        }
        chance.shuffle(&mut batches[batch]);
    }
    batches
}

/// How the file of this number is written down.
fn style(number: u32) -> Style {
    let other = Delimiters { element: b'|', component: b'>', repetition: b'!', segment: b'\'' };
    let delimiters = if number.is_multiple_of(2) { Delimiters::default() } else { other };
    Style {
        delimiters,
        control: number,
        line_end: if number.is_multiple_of(3) { "\n" } else { "" },
    }
}

/// A practice with an empty book. After its go-live day money for a claim that is not here
/// waits (P18); without one it makes the claim.
fn practice(go_live: bool) -> Practice {
    let p = Practice::new();
    p.book.set_go_live(crate::practice::NOW.mark(), go_live.then_some(Day(20_000))).unwrap();
    p
}

fn import(p: &mut Practice, files: &[(String, Vec<u8>)]) -> Option<i64> {
    let sources: Vec<Source> = files
        .iter()
        .map(|(name, bytes)| Source::scratch(name, bytes.as_slice()).unwrap())
        .collect();
    // The invariants of the whole book come after the stories, which tell more when one fails.
    let report = import_sources(&mut p.book, sources, false, NOW, &mut |_, _| {}).unwrap();
    for file in &report.files {
        assert_eq!(file.problem_count, 0, "{}: {:?}", file.path, file.problems);
    }
    report.batch
}

/// The number of the story that a claim number or a trace belongs to.
fn story_of(key: &str) -> u64 {
    key.get(1..8)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_else(|| panic!("whose is {key}?"))
}

/// What the book says of each story.
fn read(p: &Practice) -> BTreeMap<u64, Answer> {
    let mut all: BTreeMap<u64, Answer> = BTreeMap::new();
    let sums = "SELECT entry, account, SUM(cents) FROM (
             SELECT KEY AS entry, debit AS account, j.cents AS cents FROM journal j JOINED
             UNION ALL
             SELECT KEY AS entry, credit AS account, -j.cents AS cents FROM journal j JOINED) AS sides
         WHERE ACCOUNTS GROUP BY entry, account HAVING SUM(cents) <> 0";
    let claims = sums
        .replace("KEY", "c.control_number")
        .replace("JOINED", "JOIN claim c ON c.claim_id = j.claim_id")
        .replace("ACCOUNTS", "account LIKE 'AR.%' OR account LIKE 'ADJ.%' OR account = 'REV'");
    let money = sums
        .replace("KEY", "r.trace")
        .replace("JOINED", "JOIN remittance r ON r.remit_id = j.remit_id")
        .replace(
            "ACCOUNTS",
            "account NOT LIKE 'AR.%' AND account NOT LIKE 'ADJ.%' AND account <> 'REV'",
        );
    let balance = |r: gonio_store::engine::Row<'_>| {
        let (key, account): (String, String) = (r.get(0)?, r.get(1)?);
        let account = gonio_billing::ledger::Account::named(&account).unwrap().name();
        Ok(((key, account), r.get::<i64>(2)?))
    };
    for (key, cents) in p.rows(&claims, &[], balance) {
        all.entry(story_of(&key.0)).or_default().claims.insert(key, cents);
    }
    for (key, cents) in p.rows(&money, &[], balance) {
        all.entry(story_of(&key.0)).or_default().money.insert(key, cents);
    }
    let remits = p.rows(
        "SELECT trace, outcome = 'posted', posted_cents, unposted_cents, provider_cents \
         FROM remittance WHERE live = TRUE",
        &[],
        |r| {
            let posted: bool = r.get(1)?;
            let sum = |at| if posted { r.get::<i64>(at) } else { Ok(0) };
            Ok((r.get::<String>(0)?, posted, sum(2)?, sum(3)?, sum(4)?))
        },
    );
    for remit in remits {
        all.entry(story_of(&remit.0)).or_default().remits.insert(remit);
    }
    let waits = p.rows(
        "SELECT r.trace, i.claim_no, i.reason FROM queue_item i \
         JOIN remittance r ON r.remit_id = i.remit_id \
         WHERE i.live = TRUE AND i.settled_by = 0",
        &[],
        |r| Ok((r.get::<String>(0)?, r.get::<i64>(1)? as usize, r.get::<String>(2)?)),
    );
    for (trace, number, reason) in waits {
        let reason = gonio_billing::queue::Reason::named(&reason).unwrap().name();
        all.entry(story_of(&trace)).or_default().waits.insert((trace, number, reason));
    }
    let states = p.rows("SELECT control_number, state FROM claim WHERE live = TRUE", &[], |r| {
        Ok((r.get::<String>(0)?, r.get::<String>(1)?))
    });
    for (number, state) in states {
        all.entry(story_of(&number)).or_default().states.insert(number, state);
    }
    all
}

/// What the reference says of a story, its facts in order of arrival.
fn expected(story: &Story) -> Answer {
    let mut events: Vec<&Event> = story.events.iter().collect();
    events.sort_by_key(|e| e.batch);
    let facts: Vec<&Fact> = events.iter().map(|e| &e.fact).collect();
    answer(&facts)
}

/// The story alone in a book of its own.
fn alone(story: &Story) -> Answer {
    let mut p = practice(true);
    for files in files(std::slice::from_ref(story), &mut Chance::new(story.number)) {
        import(&mut p, &files);
    }
    read(&p).remove(&story.number).unwrap_or_default()
}

/// Whether the story could be told: no payment is negative.
fn possible(story: &Story) -> bool {
    story.events.iter().all(|e| match &e.fact {
        Fact::Remit(remit) => remit.payment_cents() >= 0 && !remit.decisions.is_empty(),
        Fact::Claim(claim) => !claim.lines.is_empty(),
    })
}

/// The smallest story made from this one by leaving things out in which `fails` still holds.
fn smallest(story: &Story, fails: &dyn Fn(&Story) -> bool) -> Story {
    let mut best = story.clone();
    'again: loop {
        for candidate in smaller(&best) {
            if possible(&candidate) && fails(&candidate) {
                best = candidate;
                continue 'again;
            }
        }
        return best;
    }
}

/// Every story with one thing less.
fn smaller(story: &Story) -> Vec<Story> {
    let mut all = Vec::new();
    for at in 0..story.events.len() {
        let mut less = story.clone();
        less.events.remove(at);
        all.push(less);
    }
    for (at, event) in story.events.iter().enumerate() {
        let Fact::Remit(remit) = &event.fact else { continue };
        let mut with = |change: &dyn Fn(&mut Remit)| {
            let mut less = story.clone();
            if let Fact::Remit(remit) = &mut less.events[at].fact {
                change(remit);
            }
            all.push(less);
        };
        for number in 0..remit.decisions.len() {
            with(&|r| drop(r.decisions.remove(number)));
        }
        for number in 0..remit.plb.len() {
            with(&|r| drop(r.plb.remove(number)));
        }
        if remit.plb.len() == 1 && remit.payment_cents() > 0 {
            with(&|r| r.plb[0].cents += r.payment_cents());
        }
    }
    // The first line of every claim and decision less; reversals lose theirs with them.
    let codes: BTreeSet<&str> = story
        .events
        .iter()
        .filter_map(|e| match &e.fact {
            Fact::Claim(claim) => Some(claim.lines.iter().map(|l| l.code)),
            Fact::Remit(_) => None,
        })
        .flatten()
        .collect();
    for code in codes {
        let mut less = story.clone();
        for event in &mut less.events {
            match &mut event.fact {
                Fact::Claim(claim) => claim.lines.retain(|l| l.code != code),
                Fact::Remit(remit) => {
                    for d in &mut remit.decisions {
                        d.lines.retain(|l| l.line.code != code);
                    }
                }
            }
        }
        all.push(less);
    }
    for at in 0..story.events.len() {
        if story.events[at].batch > 0 {
            let mut less = story.clone();
            less.events[at].batch -= 1;
            all.push(less);
        }
    }
    all
}

/// The lines in which two answers differ: `-` the reference, `+` the book.
fn difference(reference: &Answer, book: &Answer) -> String {
    let lines = |a: &Answer| -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        all.extend(a.claims.iter().map(|((k, n), c)| format!("claim {k} {n} {c}")));
        all.extend(a.money.iter().map(|((k, n), c)| format!("money {k} {n} {c}")));
        all.extend(a.remits.iter().map(|r| format!("remittance {r:?}")));
        all.extend(a.waits.iter().map(|w| format!("waits {w:?}")));
        all.extend(a.states.iter().map(|(k, s)| format!("state {k} {s}")));
        all
    };
    let (reference, book) = (lines(reference), lines(book));
    let less = reference.difference(&book).map(|l| format!("- {l}\n"));
    less.chain(book.difference(&reference).map(|l| format!("+ {l}\n"))).collect()
}

/// What a difference is about, without its numbers.
fn kind(difference: &str) -> String {
    let kinds: BTreeSet<String> = difference
        .lines()
        .map(|l| {
            let words: Vec<&str> = l.split_whitespace().collect();
            let at = if words[1] == "waits" { 4 } else { 3 };
            let what = if words[1] == "remittance" { "" } else { words[at] };
            format!("{} {} {what}; ", words[0], words[1])
        })
        .collect();
    kinds.into_iter().collect()
}

/// Posts the stories, many to a book.
fn posted(stories: &[Story], go_live: bool) -> Answers {
    let mut all = BTreeMap::new();
    for some in stories.chunks(STORIES_IN_A_BOOK) {
        let mut p = practice(go_live);
        for files in files(some, &mut Chance::new(some[0].number)) {
            import(&mut p, &files);
        }
        all.append(&mut read(&p));
        let check = p.book.check().unwrap();
        assert!(check.violations.is_empty(), "from {}: {:#?}", some[0].number, check.violations);
    }
    all
}

#[test]
fn the_book_says_what_the_reference_says() {
    let first = setting("GONIO_FIRST", 1);
    let count = setting("GONIO_STORIES", ENOUGH);
    let stories: Vec<Story> = (first..first + count).map(story).collect();
    let book = posted(&stories, true);
    let nothing = Answer::default();
    let mut differ: Vec<(u64, String)> = Vec::new();
    for story in &stories {
        let found = book.get(&story.number).unwrap_or(&nothing);
        let wanted = expected(story);
        let text = difference(&wanted, found);
        if !text.is_empty() {
            differ.push((story.number, text));
        }
    }
    tell(&differ);
    assert!(differ.is_empty(), "{} of {count} stories differ", differ.len());
}

/// Where every claim arrives at last, it does not matter that remittances had made some.
#[test]
fn claims_made_from_remittances_end_as_if_they_had_come_first() {
    let first = setting("GONIO_FIRST", 1);
    let mut stories = Vec::new();
    let mut wanted = Vec::new();
    for number in first..first + setting("GONIO_STORIES", ENOUGH) / 4 {
        let story = story(number);
        let answer = expected(&story);
        let found = !answer.waits.iter().any(|w| NO_CLAIM.contains(&w.2));
        if found {
            stories.push(story);
            wanted.push(answer);
        }
    }
    let book = posted(&stories, false);
    let nothing = Answer::default();
    let mut differ = Vec::new();
    for (story, wanted) in stories.iter().zip(&wanted) {
        let found = book.get(&story.number).unwrap_or(&nothing);
        let text = difference(wanted, found);
        if !text.is_empty() {
            differ.push(format!("{}{text}", story.text()));
        }
    }
    for text in differ.iter().take(setting("GONIO_SHOW", 2) as usize) {
        println!("{text}");
    }
    assert!(differ.is_empty(), "{} of {} stories differ", differ.len(), stories.len());
}

/// Reasons of decisions that no claim was found for, or no line of it.
const NO_CLAIM: [&str; 5] = [
    "claim_not_found",
    "claim_differs",
    "claim_ambiguous",
    "lines_do_not_match",
    "reversal_without_original",
];

/// Prints the kinds of differences, and the smallest story of the first.
fn tell(differ: &[(u64, String)]) {
    let mut kinds: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for (number, text) in differ {
        kinds.entry(kind(text)).or_insert((0, *number)).0 += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|k| std::cmp::Reverse(k.1.0));
    for (kind, (count, number)) in kinds.iter().take(30) {
        println!("{count} like story {number}: {kind}");
    }
    for (wanted, (_, number)) in kinds.iter().take(setting("GONIO_SHOW", 1) as usize) {
        let text = |s: &Story| {
            let wanted = expected(s);
            difference(&wanted, &alone(s))
        };
        let least = smallest(&story(*number), &|s| kind(&text(s)) == *wanted);
        println!("{}\n{}", least.text(), text(&least));
        println!("again: GONIO_FIRST={number} GONIO_STORIES=1");
    }
}

/// Stories of so many facts, each a file of its own, none of which decides by its arrival
/// what another one is.
fn independent(facts: usize, count: usize) -> Vec<Story> {
    let told_apart = |s: &Story| {
        let remits: Vec<&Remit> = s
            .events
            .iter()
            .filter_map(|e| match &e.fact {
                Fact::Remit(remit) => Some(remit),
                Fact::Claim(_) => None,
            })
            .collect();
        let alike = |a: &Remit, b: &Remit| {
            a != b && (a.trace == b.trace || (a.day == b.day && a.decisions == b.decisions))
        };
        !remits.iter().any(|a| remits.iter().any(|b| alike(a, b)))
    };
    (1..).map(story).filter(|s| s.events.len() == facts && told_apart(s)).take(count).collect()
}

/// Imports the facts of all stories in this order, one import for each place in it.
fn in_order(stories: &[Story], order: &[usize]) -> (Answers, Answers) {
    let mut moved = stories.to_vec();
    for story in &mut moved {
        for (at, place) in order.iter().enumerate() {
            story.events[*place].batch = at;
        }
    }
    let mut p = practice(true);
    let mut last = None;
    for files in files(&moved, &mut Chance::new(7)).into_iter().take(order.len()) {
        let batch = import(&mut p, &files).unwrap();
        last = Some((batch, files));
    }
    let once = read(&p);
    if let Some((batch, files)) = last {
        gonio_app::import::undo(&mut p.book, batch, NOW).unwrap();
        import(&mut p, &files);
    }
    (once, read(&p))
}

type Answers = BTreeMap<u64, Answer>;

#[test]
fn independent_files_end_in_one_book_whatever_their_order() {
    let all = setting("GONIO_ORDERS", 0) > 0;
    let mut differ: Vec<String> = Vec::new();
    for (facts, count, step) in [(3, 100, 1), (4, 100, 4), (5, 100, 24)] {
        let stories = independent(facts, if all { 3 * count } else { count });
        let mut first: Option<Answers> = None;
        for order in orders(facts).into_iter().step_by(if all { 1 } else { step }) {
            let (once, again) = in_order(&stories, &order);
            let first = first.get_or_insert_with(|| once.clone());
            for story in &stories {
                let of =
                    |answers: &Answers| answers.get(&story.number).cloned().unwrap_or_default();
                for (what, answers) in [("order", &once), ("undone and done again", &again)] {
                    let text = difference(&of(first), &of(answers));
                    if !text.is_empty() {
                        differ.push(format!("{what} {order:?}\n{}{text}", story.text()));
                    }
                }
            }
        }
    }
    for text in differ.iter().take(setting("GONIO_SHOW", 3) as usize) {
        println!("{text}");
    }
    assert!(differ.is_empty(), "{} differ", differ.len());
}
