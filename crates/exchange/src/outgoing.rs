//! Claims to be sent, made from a claim that was sent and what became of it: to the next
//! payer ([`secondary()`]), again with corrections ([`corrected`]), taken back ([`void`]), once
//! more after a rejection ([`resend`]); and their file ([`write()`]).
//!
//! Pure: every number and day comes in. A function refuses with a [`Refusal`] rather than
//! guess, and what it returns has both sums of coordination of benefits right.
//!
//! Not here: whether a claim ought to be sent, and to whom. That is the caller's.

mod again;
mod decision;
mod envelope;
mod insurance;
mod secondary;

use std::fmt;

use gonio_billing::day::Day;
use gonio_billing::money::dollars;
use gonio_x12::claim::{Claim, Header, HierarchyLevel, OtherCoverage, Part, Party, party};
use gonio_x12::segments::{Amount, Cas, Ref, number_levels};
use gonio_x12::text::List;
use gonio_x12::value::Date;

pub use again::{Adjudication, Changes, corrected, resend, void};
pub use envelope::{Envelope, Written, write};
pub use insurance::Insurance;
pub use secondary::{Outgoing, PriorDecision, secondary};

/// Why something was not done. It names no patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The same for the same reason, whatever the words.
    pub name: &'static str,
    /// What is wrong, in plain words, with the amounts where it is a sum.
    pub words: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.words, self.fix)
    }
}

impl std::error::Error for Refusal {}

fn refuse<T>(
    name: &'static str,
    words: impl Into<String>,
    fix: impl Into<String>,
) -> Result<T, Refusal> {
    Err(Refusal { name, words: words.into(), fix: fix.into() })
}

/// One claim of an 837P with what stands above it. What is read and what is made have the same
/// form, so that a claim made here can be the original of the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentClaim {
    /// What its set begins with.
    pub header: Header,
    /// Loop 2000A: who bills.
    pub provider: HierarchyLevel,
    /// Loop 2000B: the coverage that is asked to pay.
    pub subscriber: HierarchyLevel,
    /// Loop 2000C: the patient, who is not the subscriber.
    pub patient: Option<HierarchyLevel>,
    /// The claim.
    pub claim: Claim,
}

impl SentClaim {
    /// Every claim of one set, in the order of the file.
    pub fn all<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Vec<Self> {
        let (mut above, mut all) = (Self::default(), Vec::new());
        for part in parts {
            match part {
                Part::Header(header) => above.header = (**header).clone(),
                Part::HierarchyLevel(level) => match level.level.kind.as_str() {
                    "20" => above.provider = (**level).clone(),
                    "23" => above.patient = Some((**level).clone()),
                    _ => (above.subscriber, above.patient) = ((**level).clone(), None),
                },
                Part::Claim(claim) => all.push(Self { claim: (**claim).clone(), ..above.clone() }),
            }
        }
        all
    }

    /// The claim as a set of its own: header, levels, claim.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![self.header.clone().into(), self.provider.clone().into()];
        parts.push(self.subscriber.clone().into());
        parts.extend(self.patient.clone().map(Part::from));
        parts.push(self.claim.clone().into());
        number(&mut parts);
        parts
    }

    /// SBR01 of the payer that is asked: `P`, `S`, `T` …
    pub fn rank(&self) -> &str {
        self.subscriber.coverage.as_ref().map_or("", |sbr| sbr.sequence.as_str())
    }

    /// The coverage with SBR01 `rank`, as the claim names it: the one asked or another.
    pub fn insurance(&self, rank: &str) -> Option<Insurance> {
        if self.rank() == rank {
            return Some(Insurance::asked(self));
        }
        let other = self.claim.others.iter().find(|o| o.coverage.sequence == rank);
        other.map(Insurance::other)
    }

    fn is_medicare_b(&self) -> bool {
        self.subscriber.coverage.as_ref().is_some_and(|sbr| sbr.filing_code == "MB")
    }

    /// With another CLM01 and frequency, and the payer's number of the earlier claim or none.
    fn renumbered(
        &self,
        control_number: &str,
        frequency: &str,
        earlier: Option<&str>,
    ) -> Result<Self, Refusal> {
        let mut sent = self.clone();
        sent.claim.claim.control_number = checked(control_number)?.into();
        sent.claim.claim.facility.frequency = frequency.into();
        let kept = sent.claim.references.iter().filter(|r| r.qualifier != "F8").cloned();
        let earlier = earlier.map(|number| Ref::of("F8", number));
        sent.claim.references = in_order(kept.chain(earlier));
        Ok(sent)
    }
}

/// CLM01 as every payer returns it.
fn checked(control_number: &str) -> Result<&str, Refusal> {
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    if (1..=20).contains(&control_number.len()) && control_number.bytes().all(plain) {
        return Ok(control_number);
    }
    refuse(
        "claim_number_unfit",
        "the claim's control number would not come back whole",
        "use one to twenty of A–Z, 0–9 and the hyphen",
    )
}

/// References of a claim in the guide's order; judges ask for it.
fn in_order(references: impl Iterator<Item = Ref>) -> List<Ref> {
    const ORDER: [&str; 14] =
        ["4N", "F5", "EW", "9F", "G1", "F8", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J"];
    let place = |r: &Ref| ORDER.iter().position(|q| r.qualifier == *q).unwrap_or(ORDER.len());
    let mut references: Vec<Ref> = references.collect();
    references.sort_by_key(place);
    references.into()
}

/// Numbers the levels among a set's parts.
fn number(parts: &mut [Part]) {
    number_levels(parts.iter_mut().filter_map(|part| match part {
        Part::HierarchyLevel(level) => Some(&mut level.level),
        _ => None,
    }));
}

fn cents(amount: Amount) -> i64 {
    amount.unwrap_or_default().0
}

/// A sum that cannot overflow: amounts come from files.
fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

fn adjusted(all: &List<Cas>) -> i64 {
    total(all.iter().flat_map(|cas| cas.adjustments.iter()).map(|a| cents(a.amount)))
}

/// A day as X12 has it; `None` outside of the years 1 to 9999.
fn x12_date(day: Day) -> Option<Date> {
    let date = day.date();
    Date::new(date.year(), date.month(), date.day())
}

/// NM109 of a 2320's payer.
fn payer_id(other: &OtherCoverage) -> &str {
    party(&other.parties, "PR").map_or("", |p: &Party| p.name.id.as_str())
}

/// AMT*D of a 2320.
fn paid_by(other: &OtherCoverage) -> Option<i64> {
    other.amounts.iter().find(|a| a.qualifier == "D").map(|a| cents(a.amount))
}

/// Whether the claim adds up: CLM02 is the sum of its lines, and both sums of coordination of
/// benefits hold for every other payer that has decided.
///
/// A payer has decided when its 2320 has AMT\*D, or a line has its decision.
///
/// # Errors
/// `claim_is_not_its_lines`, `line_does_not_balance`, `claim_does_not_balance`: the amounts are
/// in the words.
pub fn balances(claim: &Claim) -> Result<(), Refusal> {
    let charge = cents(claim.claim.charge);
    let charge_of =
        |service: Option<&gonio_x12::segments::Sv1>| service.map_or(0, |s| cents(s.charge));
    let lines = total(claim.lines.iter().map(|line| charge_of(line.service.as_ref())));
    if charge != lines {
        return refuse(
            "claim_is_not_its_lines",
            format!(
                "the claim's charge is {}, its lines add up to {}",
                dollars(charge),
                dollars(lines)
            ),
            "correct the lines or the total",
        );
    }
    for other in &claim.others {
        let id = payer_id(other);
        let (mut of_lines, mut decided) = (0_i64, paid_by(other).is_some());
        for (number, line) in (1..).zip(&claim.lines) {
            for decision in line.decisions.iter().filter(|d| d.payment.payer_id == id) {
                decided = true;
                let charge = charge_of(line.service.as_ref());
                let paid = cents(decision.payment.paid);
                let adjustments = adjusted(&decision.adjustments);
                of_lines = of_lines.saturating_add(adjustments);
                if charge != paid.saturating_add(adjustments) {
                    return off(
                        "line_does_not_balance",
                        &format!("line {number}"),
                        id,
                        [charge, paid, adjustments],
                    );
                }
            }
        }
        let paid = paid_by(other).unwrap_or_default();
        let adjustments = adjusted(&other.adjustments).saturating_add(of_lines);
        if decided && charge != paid.saturating_add(adjustments) {
            return off("claim_does_not_balance", "the claim", id, [charge, paid, adjustments]);
        }
    }
    Ok(())
}

fn off(
    name: &'static str,
    what: &str,
    payer: &str,
    [charge, paid, adjustments]: [i64; 3],
) -> Result<(), Refusal> {
    let off = charge.saturating_sub(paid).saturating_sub(adjustments);
    let words = format!(
        "{what} does not add up for payer {payer}: charge {}, paid {}, adjustments {}, off by {}",
        dollars(charge),
        dollars(paid),
        dollars(adjustments),
        dollars(off)
    );
    refuse(name, words, "see whether all of that payer's decision is here; ask the payer for it")
}
