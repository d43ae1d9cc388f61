//! Codes and states in plain words, as pages say them.

use gonio_app::pages::claims::ClaimItem;
use gonio_billing::day::Day;
use gonio_billing::ledger::Account;

use super::{capital, days_words};
use crate::web::pages::{State, Tone, show};

/// Days without an answer after which a payer is overdue.
pub const OVERDUE: i32 = 30;

/// The states of a claim to choose from: name and words.
pub const STATES: [(&str, &str); 10] = [
    ("open", "Anything open"),
    ("submitted", "Sent, not accepted yet"),
    ("accepted", "Accepted by the payer"),
    ("pending", "Pending at the payer"),
    ("rejected", "Refused, to be sent again"),
    ("adjudicated", "Decided, part still with the payer"),
    ("denied", "Denied, still claimed"),
    ("secondary_pending", "With a later payer"),
    ("patient_balance", "With the patient"),
    ("closed", "Closed"),
];

/// Where money waits: name, words, what moves it, whose turn.
pub const PLACES: [(&str, &str, &str, &str, Tone); 6] = [
    (
        "waiting",
        "With the payer, waiting",
        "Sent less than 30 days ago. Nothing to do yet.",
        "Payer’s turn",
        Tone::Plain,
    ),
    (
        "overdue",
        "With the payer, overdue",
        "No decision in 30 days. Ask the payer for the status.",
        "Our turn",
        Tone::Warn,
    ),
    (
        "denied",
        "Denied and still claimed",
        "The payer said no. Correct and send again, or appeal before the deadline.",
        "Our turn",
        Tone::Bad,
    ),
    (
        "later",
        "Waiting on a later payer",
        "The first payer is done. The rest is with the next coverage.",
        "Payer’s turn",
        Tone::Plain,
    ),
    (
        "patient",
        "With patients",
        "Insurance is done. What patients paid is not in 835 files; record it to see it here.",
        "Patient’s turn",
        Tone::Plain,
    ),
    (
        "credit",
        "Credits",
        "More was paid than was open. Find whose money it is and return it.",
        "Our turn",
        Tone::Warn,
    ),
];

/// The words of a place.
pub fn place_words(place: &str) -> &'static str {
    PLACES.iter().find(|(name, ..)| *name == place).map_or("", |(_, words, ..)| words)
}

/// How long a claim has been with its first payer.
pub fn waited(claim: &ClaimItem, as_of: Day) -> i32 {
    let since = claim.first_bill_day.or(claim.service_day).unwrap_or(as_of);
    (as_of.0 - since.0).max(0)
}

/// Where a claim stands.
pub fn claim_state(claim: &ClaimItem, as_of: Day) -> State {
    let money = &claim.money;
    match claim.state.as_str() {
        "denied" if money.paid > 0 => State::new("Denied in part, still claimed", Tone::Bad),
        "denied" => State::new("Denied, still claimed", Tone::Bad),
        "submitted" if money.open() <= 0 => State::new("Sent, nothing open", Tone::Plain),
        "rejected" => State::new("Refused before any decision", Tone::Bad),
        "submitted" | "accepted" | "pending" => {
            let days = waited(claim, as_of);
            if days < OVERDUE {
                State::new(format!("With the payer, {}", days_words(days)), Tone::Plain)
            } else {
                let late = days_words(days);
                State::new(format!("Overdue, {late} with the payer"), Tone::Warn)
            }
        }
        "adjudicated" if money.payer < 0 => State::new("Credit with the payer", Tone::Warn),
        "adjudicated" => State::new("Decided, part still with the payer", Tone::Warn),
        "secondary_pending" if money.later < 0 => {
            State::new("Credit with a later payer", Tone::Warn)
        }
        "secondary_pending" => State::new("Waiting on a later payer", Tone::Plain),
        "patient_balance" if money.patient < 0 => {
            State::new("Credit: more was paid than owed", Tone::Warn)
        }
        "patient_balance" => State::new("Patient owes the rest", Tone::Plain),
        _ => State::new("Closed", Tone::Good),
    }
}

/// An account: plain words, then its id.
pub fn account(name: &str) -> String {
    match Account::named(name) {
        Some(account) => format!("{} ({name})", account.words()),
        None => name.into(),
    }
}

/// What was done with an adjustment that went to this account.
pub fn treated(account: &str) -> State {
    match Account::named(account) {
        Some(Account::Contractual | Account::Sequestration) => {
            State::new("Taken off, nobody owes it", Tone::Good)
        }
        Some(Account::ArDenied) => State::new("Denied, still claimed", Tone::Bad),
        Some(Account::ArPatient) => State::new("Moved to the patient", Tone::Plain),
        Some(Account::ArSecondary) => State::new("Passed to the second payer", Tone::Plain),
        Some(Account::ArTertiary) => State::new("Passed to the third payer", Tone::Plain),
        Some(other) => State::new(other.words(), Tone::Plain),
        None => State::new("Nothing moved", Tone::Plain),
    }
}

/// How a remittance was paid.
pub fn method(code: &str) -> &str {
    match code {
        "ACH" | "BOP" => "Bank transfer",
        "FWT" => "Wire transfer",
        "CHK" => "Check",
        "NON" => "No payment",
        "" => "Not told",
        other => other,
    }
}

/// What kind of file it is.
pub fn file_kind(kind: &str) -> String {
    match kind {
        "835" => "Remittance (835)".into(),
        "837P" => "Claims (837P)".into(),
        "" => "Not known".into(),
        other => capital(other),
    }
}

/// A place of service.
pub fn place_of_service(code: &str) -> String {
    let words = match code {
        "11" => "Office",
        "12" => "Patient’s home",
        "02" => "Telehealth, not at home",
        "10" => "Telehealth, at home",
        "13" => "Assisted living",
        "31" => "Skilled nursing facility",
        "32" => "Nursing facility",
        "62" => "Rehabilitation facility",
        "03" => "School",
        _ => return code.into(),
    };
    format!("{words} ({code})")
}

/// Our own short words for a procedure code; empty when we have none.
pub fn procedure(code: &str) -> &'static str {
    match code {
        "97110" => "Exercise",
        "97112" => "Balance and movement retraining",
        "97116" => "Walking practice",
        "97129" | "97130" => "Thinking skills",
        "97140" => "Hands-on therapy",
        "97150" => "Group session",
        "97161" | "97162" | "97163" => "First assessment, physical therapy",
        "97164" => "New assessment, physical therapy",
        "97165" | "97166" | "97167" => "First assessment, occupational therapy",
        "97168" => "New assessment, occupational therapy",
        "97530" => "Activity training",
        "97533" => "Senses training",
        "97535" => "Daily-living training",
        "97542" => "Wheelchair training",
        "97760" | "97761" | "97763" => "Orthotic or prosthetic training",
        "97032" | "97014" | "G0283" => "Electrical stimulation",
        "97035" => "Ultrasound",
        "97010" => "Hot or cold packs",
        "97018" => "Paraffin bath",
        _ => "",
    }
}

/// Thousandths of a unit: `2`, `1.5`.
pub fn units(milli: i64) -> String {
    if milli % 1000 == 0 {
        return show::count(milli / 1000);
    }
    let text = format!("{}.{:03}", milli / 1000, (milli % 1000).abs());
    text.trim_end_matches('0').to_string()
}

/// A list of words: `a`, `a and b`, `a, b and c`.
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_right() {
        assert_eq!(units(2000), "2");
        assert_eq!(units(1500), "1.5");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(account("AR.DEN"), "Denied, still claimed (AR.DEN)");
        assert_eq!(file_kind("not X12"), "Not X12");
    }
}
