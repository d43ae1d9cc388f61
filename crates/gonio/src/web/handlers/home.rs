//! Where the money is: places, numbers, ages, payers.
//!
//! The numbers read the whole journal, so a page once computed is kept until the book or
//! the day changes.

use std::sync::Arc;

use gonio_app::metrics::{Asked, Definition, Group, Key, find};
use gonio_app::pages::{Latest, Places, QueueCount, Span};
use gonio_app::{Now, Practice};
use gonio_billing::day::Day;
use gonio_billing::queue::Reason;

use super::metrics::{months, period, target, unit, value};
use super::words::PLACES;
use super::{day_words, moment};
use crate::web::ask::{Address, Answer, Ask, Failure, Query};
use crate::web::pages::show::{count, counted, money, share};
use crate::web::pages::{
    Aging, Bar, Cell, HomeBooks, HomePage, Link, Nav, PayerRow, Place, State, Tile, Tone,
};
use crate::web::{Home, Server};

/// Days without news after which the page offers to look from the last day of the data.
const STALE: i32 = 30;
/// Payers shown.
const PAYERS: usize = 12;

const TILES: [&str; 7] = [
    "days_in_ar_gross",
    "initial_denial_rate_count",
    "initial_denial_rate_dollars",
    "ncr_cohort",
    "gross_collection_rate",
    "ar_over_90_pct",
    "turnaround_days",
];

/// Of them those read from what is open at a day, and those read from what happened.
const STANDS: [&str; 2] = ["days_in_ar_gross", "ar_over_90_pct"];
const FLOWS: [&str; 5] = [
    "initial_denial_rate_count",
    "initial_denial_rate_dollars",
    "ncr_cohort",
    "gross_collection_rate",
    "turnaround_days",
];

/// `/`
pub fn home(ask: &Ask<'_>) -> Result<Answer, Failure> {
    if ask.book.is_empty()? {
        let shell = ask.shell("Welcome", Nav::Home);
        return Answer::page(&HomePage { shell, books: None });
    }
    let as_of = ask.as_of();
    let key = (ask.book.latest()?, as_of);
    let home = match ask.server.home(key) {
        Some(home) => home,
        None => {
            let span = ask.book.span()?;
            let (books, latest) = books(ask, as_of, &span)?;
            let home = Arc::new(Home { books, span });
            if latest == key.0 {
                ask.server.keep_home(key, &home);
            }
            home
        }
    };
    tell(ask, as_of, &home.span);
    Answer::page(&HomePage {
        books: Some(home.books.clone()),
        shell: ask.shell_as_of("Home", Nav::Home, as_of),
    })
}

/// What to know before reading the numbers.
fn tell(ask: &Ask<'_>, as_of: Day, span: &Span) {
    let Some(last) = span.facts else { return };
    let own = ask.practice.as_of_day.is_some() || !ask.query.get("as_of").is_empty();
    if !own && as_of.0 - last.0 > STALE {
        let words = day_words(Some(last));
        ask.note(
            Tone::Warn,
            format!("The last claim or remittance here is of {words}. As of today everything looks late."),
            Some(Link::new(format!("See the numbers as of {words}"), format!("/?as_of={last}"))),
        );
    }
    if back(as_of, span) {
        ask.note(
            Tone::Plain,
            format!(
                "This is how the books stood on {}. Lists of claims show how they stand now.",
                day_words(Some(as_of))
            ),
            None,
        );
    }
}

/// Whether the book goes on after the day looked from.
fn back(as_of: Day, span: &Span) -> bool {
    span.journal.is_some_and(|last| as_of < last)
}

/// An address that looks from the same day.
fn looking(ask: &Ask<'_>, path: &str) -> Address {
    let day = ask.as_of();
    let other = if day == ask.usual_day() { String::new() } else { day.to_string() };
    Address::new(path).with("as_of", other)
}

/// The tiles, by a reader of their own; with how far the book was written for it.
fn tiles_beside(
    ask: &Beside<'_>,
    ids: &[&str],
    as_of: Day,
    span: &Span,
) -> Result<(Vec<Tile>, Latest), Failure> {
    ask.server.with_reader(|book| {
        let own = Ask::new(ask.server, book, ask.practice, ask.now, ask.path, ask.query);
        Ok((tiles(&own, ids, as_of, span)?, book.latest()?))
    })
}

/// What another thread may know of a question.
struct Beside<'a> {
    server: &'a Server,
    practice: &'a Practice,
    now: Now,
    path: &'a [&'a str],
    query: &'a Query,
}

fn tiles(ask: &Ask<'_>, ids: &[&str], as_of: Day, span: &Span) -> Result<Vec<Tile>, Failure> {
    ids.iter().filter_map(|id| find(id)).map(|d| tile(ask, d, as_of, span)).collect()
}

/// Everything on the page. Half of the numbers are read beside the others, by a reader of
/// its own, because reading is all that takes time here; the book may have gone on for it,
/// so it says how far it saw.
fn books(ask: &Ask<'_>, as_of: Day, span: &Span) -> Result<(HomeBooks, Latest), Failure> {
    let beside = Beside {
        server: ask.server,
        practice: ask.practice,
        now: ask.now,
        path: ask.path,
        query: ask.query,
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| tiles_beside(&beside, &FLOWS, as_of, span));
        let mut books = standing(ask, as_of, span)?;
        let Ok(other) = other.join() else { return Err(Failure::broken("a reader stopped")) };
        let (tiles, latest) = other?;
        books.tiles.extend(tiles);
        let order = |tile: &Tile| TILES.iter().position(|id| *id == tile.id);
        books.tiles.sort_by_key(order);
        Ok((books, latest))
    })
}

/// What stands at a day, and the payers; of the tiles those about it.
fn standing(ask: &Ask<'_>, as_of: Day, span: &Span) -> Result<HomeBooks, Failure> {
    let stood = ask.book.places(as_of)?;
    let queues = ask.book.queue_counts()?;
    let unapplied = ask.book.unapplied_payer_cents(as_of)?;
    let tiles = tiles(ask, &STANDS, as_of, span)?;
    let last = ask.book.last_import()?.map(|i| {
        let files = counted(i.files, "file", "files");
        let words = format!("Import {}, {}, {files}", i.batch, moment(i.made_at));
        Link::new(words, format!("/imports/{}", i.batch))
    });
    let (payers, payers_period) = payers(ask, as_of)?;
    Ok(HomeBooks {
        open: Cell::link(money(stood.open_cents()), "/claims?state=open"),
        open_words: format!("open on {}", counted(stood.claims, "claim", "claims")),
        last_import: last,
        places: places(&looking(ask, "/claims"), &stood, &queues, unapplied),
        tiles,
        aging: aging(ask, as_of)?,
        payers_period,
        payers,
    })
}

/// Where money waits, most first; then what is not part of it.
fn places(claims: &Address, stood: &Places, queues: &[QueueCount], unapplied: i64) -> Vec<Place> {
    let of = |name: &str| match name {
        "waiting" => stood.waiting,
        "overdue" => stood.overdue,
        "denied" => stood.denied,
        "later" => stood.later,
        "patient" => stood.patient,
        _ => stood.credit,
    };
    let all: i64 = PLACES.iter().map(|(name, ..)| of(name).cents.max(0)).sum();
    let mut found: Vec<(i64, Place)> = Vec::new();
    for (name, label, words, turn, tone) in PLACES {
        let waits = of(name);
        if waits.claims == 0 {
            continue;
        }
        let href = claims.clone().with("place", name).text();
        let place = Place {
            label: label.into(),
            words: words.into(),
            turn: State::new(turn, tone),
            amount: Cell::link(money(waits.cents), &href),
            count: Cell::link(counted(waits.claims, "claim", "claims"), &href),
            share: share(waits.cents, all),
        };
        found.push((waits.cents, place));
    }
    found.sort_by_key(|(cents, _)| -cents);
    let mut places: Vec<Place> = found.into_iter().map(|(_, place)| place).collect();
    let unmatched = |q: &&QueueCount| {
        Reason::named(&q.reason).is_some_and(|reason| reason.queue() == "unmatched")
    };
    let items: i64 = queues.iter().filter(unmatched).map(|q| q.items).sum();
    if unapplied != 0 {
        places.push(Place {
            label: "Payers’ money not matched to a claim".into(),
            words: "It was paid and is held apart. Find the claims, or return it.".into(),
            turn: State::new("Our turn", Tone::Warn),
            amount: Cell::link(money(unapplied), "/work#unmatched"),
            count: Cell::link(counted(items, "payment", "payments"), "/work#unmatched"),
            share: share(unapplied, all),
        });
    }
    let waiting: i64 = queues.iter().map(|q| q.items).sum();
    if waiting > 0 {
        // Their money is part of the places above, so none is shown here.
        places.push(Place {
            label: "Waits for a person".into(),
            words: "Returned, unmatched or doubtful: each with its reason and what to do.".into(),
            turn: State::new("Our turn", Tone::Warn),
            amount: Cell::link("–", "/work"),
            count: Cell::link(counted(waiting, "thing", "things"), "/work"),
            share: 0,
        });
    }
    places
}

fn tile(ask: &Ask<'_>, d: &Definition, as_of: Day, span: &Span) -> Result<Tile, Failure> {
    let asked = Asked::usual(as_of);
    let months = months(ask, d, as_of, span.oldest, &[])?;
    let worth = match months.usual {
        Some(worth) => worth,
        None => ask.book.metric(d, &asked, &[])?.value,
    };
    Ok(Tile {
        id: d.id.clone(),
        title: d.title.clone(),
        value: value(d, worth),
        href: looking(ask, &format!("/metrics/{}", d.id)).text(),
        period: period(d, &asked),
        definition: d.definition.clone(),
        target: target(d),
        provisional: d.provisional(&asked),
        trend: months.trend,
    })
}

fn aging(ask: &Ask<'_>, as_of: Day) -> Result<Aging, Failure> {
    let Some(d) = find("ar_aging") else { return Ok(Aging::default()) };
    let metric = ask.book.metric(d, &Asked::usual(as_of), &[Key::Bucket])?;
    let place = looking(ask, "/metrics/ar_aging");
    let most = metric.by.iter().map(|g| g.numerator).max().unwrap_or(0);
    let buckets = metric
        .by
        .iter()
        .filter_map(|g| {
            let (_, bucket, label) = g.key.first()?;
            Some(Bar {
                label: super::capital(label),
                words: String::new(),
                amount: Cell::link(
                    money(g.numerator),
                    place.clone().with(Key::Bucket.name(), bucket).text(),
                ),
                count: counted(g.count, "line", "lines"),
                share: share(g.numerator, most),
            })
        })
        .collect();
    Ok(Aging {
        basis: "Days since the visit".into(),
        total: Cell::link(money(metric.numerator), place.text()),
        buckets,
    })
}

/// The payers with the most decided charges, and the days their numbers are of.
fn payers(ask: &Ask<'_>, as_of: Day) -> Result<(Vec<PayerRow>, String), Failure> {
    let (Some(paid), Some(denied), Some(days)) = (
        find("reimbursement_rate_payer"),
        find("initial_denial_rate_count"),
        find("turnaround_days"),
    ) else {
        return Ok((Vec::new(), String::new()));
    };
    let asked = Asked::usual(as_of);
    let by = |d: &Definition| ask.book.metric(d, &asked, &[Key::Payer]);
    let mut rates = by(paid)?.by;
    rates.sort_by_key(|g| -g.denominator);
    let (denials, turnarounds) = (by(denied)?.by, by(days)?.by);
    let rows = rates.iter().take(PAYERS).map(|g| {
        let (id, label) = g.key.first().map_or(("", ""), |(_, id, label)| (id.as_str(), label));
        let metric = |d: &Definition, groups: &[Group]| {
            let same = |g: &&Group| g.key.first().is_some_and(|(_, value, _)| value == id);
            let text = match groups.iter().find(same).and_then(|g| g.value) {
                Some(v) => unit(d).show(v),
                None => "–".into(),
            };
            let path = format!("/metrics/{}", d.id);
            Cell::link(text, looking(ask, &path).with(Key::Payer.name(), id).text())
        };
        let rows = looking(ask, &format!("/metrics/{}", paid.id)).with(Key::Payer.name(), id);
        PayerRow {
            payer: Cell::link(label, Address::new("/claims").with("payer", id).text()),
            charges: Cell::link(money(g.denominator), rows.text()),
            paid: Cell::link(money(g.numerator), rows.text()),
            reimbursement: metric(paid, &rates),
            initial_denial: metric(denied, &denials),
            days_to_pay: metric(days, &turnarounds),
        }
    });
    let rows: Vec<PayerRow> = rows.collect();
    let more = rates.len().saturating_sub(rows.len());
    let mut words = period(paid, &asked);
    if more > 0 {
        let more = count(i64::try_from(more).unwrap_or(0));
        words.push_str(&format!(", {more} smaller ones not shown"));
    }
    Ok((rows, words))
}
