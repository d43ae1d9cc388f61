//! Timely filing: the last day on which a payer takes a claim. It is counted for claims that
//! nobody has proof of having filed: the payer has neither taken them in (277CA) nor decided.

use std::collections::HashMap;

use gonio_billing::day::Day;
use gonio_rules::payers::{Key, Payer, Setting};
use gonio_rules::rulebook::Rulebook;
use gonio_store::filing::FilingWait;
use serde::Serialize;

use crate::cases::payer_rules;
use crate::coding::rulebook;
use crate::contracts::Prices;
use crate::{Book, Error, Result};

/// Days before the last one from which a claim is shown.
pub const NEAR: i32 = 30;
/// Claims that are looked at, of each state.
const MOST: i64 = 1_000;

/// A claim and its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The claim.
    #[serde(skip)]
    pub claim_id: i64,
    /// Its number.
    pub claim: String,
    /// Its first payer.
    #[serde(skip)]
    pub payer_id: i64,
    /// First day of service.
    pub service_day: String,
    /// The last day to file it.
    pub last_day: String,
    /// Days from today to that; below zero when it has passed.
    pub days_left: i32,
    /// Open with that payer.
    pub open_cents: i64,
    /// It was refused on its way; else nobody has said that it arrived.
    pub refused: bool,
    /// By which rule: the payer's page in the rulebook and what it says.
    pub rule: String,
    /// `verified`, or `general_knowledge`: ask the payer, or put the contract's limit here.
    pub confidence: &'static str,
    /// Where the rule was read.
    pub source: String,
}

/// The claims whose last day is near or has passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// Them, the earliest last day first.
    pub clocks: Vec<Clock>,
    /// There were more to look at than were.
    pub more: bool,
}

/// What counting last days takes.
struct Limits {
    rulebook: Rulebook,
    /// Whose rules a payer's contract names.
    contracts: Prices,
}

impl Limits {
    fn of(book: &Book) -> Result<Limits> {
        let contracts = Prices::of(book.looking().contracts()?)?;
        Ok(Limits { rulebook: rulebook()?, contracts })
    }

    /// `None` where the rulebook knows no limit of the payer.
    fn clock(&self, wait: &FilingWait, today: Day) -> Option<Clock> {
        let contract = self.contracts.payer_of(wait.payer_id);
        let payer = payer_rules(&self.rulebook, contract, &wait.filing_code)?;
        let (last, setting) = last_day(payer, wait.service_day)?;
        Some(Clock {
            claim_id: wait.claim_id,
            claim: wait.control_number.clone(),
            payer_id: wait.payer_id,
            service_day: wait.service_day.to_string(),
            last_day: last.to_string(),
            days_left: last.0 - today.0,
            open_cents: wait.open_cents,
            refused: wait.state == "rejected",
            rule: format!("{}.{} = {}", payer.name, setting.key.name(), setting.value),
            confidence: setting.confidence.name(),
            source: setting.source.clone(),
        })
    }

    /// The fewest days that any payer gives, so that older services need not be looked at.
    fn shortest(&self, today: Day) -> i32 {
        let days = self.rulebook.payers().filter_map(|payer| {
            let (last, _) = last_day(payer, today)?;
            Some(last.0 - today.0)
        });
        days.min().unwrap_or(0)
    }
}

/// The last day to file a service, and by what.
fn last_day(payer: &Payer, service: Day) -> Option<(Day, &Setting)> {
    let number = |setting: &Setting| setting.value.parse::<i32>().ok();
    if let Some(days) = payer.setting(Key::FilingLimitDays, service) {
        return Some((Day(service.0 + number(days)?), days));
    }
    let months = payer.setting(Key::FilingLimitMonths, service)?;
    Some((service.plus_months(number(months)?), months))
}

/// Claims whose last day comes within [`NEAR`] days or has passed.
///
/// # Errors
/// What the database reports.
pub fn near(book: &Book, today: Day) -> Result<Near> {
    let limits = Limits::of(book)?;
    let up_to = Day(today.0 + NEAR - limits.shortest(today));
    let waits = book.filing_waits(up_to, MOST)?;
    let mut of_state: HashMap<&str, i64> = HashMap::new();
    for wait in &waits {
        *of_state.entry(&wait.state).or_default() += 1;
    }
    let more = of_state.values().any(|count| *count >= MOST);
    let mut clocks: Vec<Clock> = waits
        .iter()
        .filter_map(|wait| limits.clock(wait, today))
        .filter(|clock| clock.days_left <= NEAR)
        .collect();
    clocks.sort_by_key(|clock| (clock.days_left, -clock.open_cents));
    Ok(Near { clocks, more })
}

/// The clock of one claim; `None` when none runs, or nobody knows the payer's limit.
///
/// # Errors
/// What the database reports.
pub fn of_claim(book: &Book, claim_id: i64, today: Day) -> Result<Option<Clock>> {
    match book.filing_wait(claim_id).map_err(Error::from)? {
        Some(wait) => Ok(Limits::of(book)?.clock(&wait, today)),
        None => Ok(None),
    }
}
