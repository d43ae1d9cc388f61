//! The rulebook as data, the worked cases, and what holds for any session and any claim.

mod cases;
mod contracts;
mod data;
mod properties;

use std::sync::OnceLock;

use gonio_billing::day::Day;
use gonio_rules::rulebook::Rulebook;

/// The rulebook that ships.
fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| Rulebook::embedded().expect("the rulebook loads"))
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}
