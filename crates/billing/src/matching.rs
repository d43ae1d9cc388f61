//! Which claim a claim payment is for, and which of its lines each paid line is.
//!
//! A control number alone is not believed: patient, dates or charge must bear it out, since
//! many systems use a patient's account number for every claim. A name alone never matches.

use std::borrow::Borrow;

use crate::day::Day;
use crate::facts::{ClaimPayment, LinePayment};
use crate::money::dollars;

/// A claim that could be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Its id in the book.
    pub claim_id: i64,
    /// CLM01 it was sent with.
    pub control_number: String,
    /// Total charge.
    pub charge_cents: i64,
    /// First day of service.
    pub service_day: Option<Day>,
    /// Member ids of its coverages.
    pub member_ids: Vec<String>,
    /// Patient's last name.
    pub last: String,
    /// Patient's first name.
    pub first: String,
}

/// How a match was come by; what the database and JSON say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Our control number came back whole.
    ControlNumber,
    /// Our control number came back cut to twenty characters.
    ControlNumberCut,
    /// The payer's own claim number is known from an earlier remittance.
    PayerControlNumber,
    /// Member id, first day of service and charge are the same, and only one claim has them.
    MemberDateCharge,
    /// No claim was known; one was made from the remittance.
    MadeFromRemittance,
    /// A person said so.
    ByHand,
}

impl Stage {
    /// The name in JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Stage::ControlNumber => "control_number",
            Stage::ControlNumberCut => "control_number_cut",
            Stage::PayerControlNumber => "payer_control_number",
            Stage::MemberDateCharge => "member_date_charge",
            Stage::MadeFromRemittance => "made_from_remittance",
            Stage::ByHand => "by_hand",
        }
    }

    /// In plain words, from the name.
    pub fn words(name: &str) -> &'static str {
        match name {
            "control_number" => "by control number",
            "control_number_cut" => "by control number, cut short by the payer",
            "payer_control_number" => "by the payer's claim number",
            "member_date_charge" => "by member id, date and charge",
            "made_from_remittance" => "claim made from this remittance",
            "by_hand" => "by a person",
            _ => "not matched",
        }
    }
}

/// What the search among candidates came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one.
    Found(i64),
    /// None of them; `true` when one had the number but nothing bore it out.
    None {
        /// A claim with the number exists but is another's.
        differs: bool,
    },
    /// Several fit equally well.
    Ambiguous,
}

/// Chooses among claims that share the number the payment came with.
///
/// Of several that bear it out, the one that agrees in most is meant, unless two agree in as
/// much.
pub fn choose<'c>(
    payment: &ClaimPayment,
    candidates: impl IntoIterator<Item = &'c Candidate>,
) -> Choice {
    let mut differs = false;
    let mut best = 0;
    let mut chosen = None;
    let mut tied = false;
    for candidate in candidates {
        differs = true;
        let score = agreements(payment, candidate);
        if score > best {
            (best, chosen, tied) = (score, Some(candidate.claim_id), false);
        } else if score == best && score > 0 {
            tied = true;
        }
    }
    match (chosen, tied) {
        (Some(_), true) => Choice::Ambiguous,
        (Some(id), false) => Choice::Found(id),
        (None, _) => Choice::None { differs },
    }
}

/// How well a claim bears the number out; 0 when it does not.
///
/// The day must be the same, or, when the payer names none, the charge. Where the payer
/// names the patient, the member id or the name must agree too. Day and charge tell claims
/// of one patient apart, so they weigh more than who the patient is.
fn agreements(payment: &ClaimPayment, candidate: &Candidate) -> u32 {
    let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
    let patient = &payment.patient;
    let member = candidate.member_ids.iter().any(|id| same(id, &patient.member_id.0));
    let name = same(&candidate.last, &patient.last.0)
        && (patient.first.0.is_empty() || same(&candidate.first, &patient.first.0));
    let charge = payment.charge_cents.abs() == candidate.charge_cents;
    let day = match (payment.service_day(), candidate.service_day) {
        (Some(paid), Some(served)) => paid == served,
        _ => charge,
    };
    let named = !patient.last.0.is_empty() || !patient.member_id.0.is_empty();
    if !day || (named && !member && !name) {
        return 0;
    }
    4 * u32::from(charge) + 2 * u32::from(member) + u32::from(name) + 1
}

/// A claim that a person may choose for a payment, with what speaks for and against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The claim.
    pub claim_id: i64,
    /// What ties it to the payment, by name.
    pub stage: &'static str,
    /// Higher is likelier.
    pub score: u32,
    /// In plain words; no patient details.
    pub reasons: Vec<String>,
}

/// Claims shown to a person for one payment.
const SHOWN: usize = 9;

/// Ranks claims that a payment may be for, the likeliest first; each with its lines and
/// whether this payer has decided on it. A number or a member id must tie a claim to the
/// payment, or name, day and charge together: a name alone never does.
pub fn rank<'a>(
    payment: &ClaimPayment,
    claims: impl IntoIterator<Item = (&'a Candidate, &'a [LineKey], bool)>,
) -> Vec<Likely> {
    let mut likely: Vec<Likely> = claims
        .into_iter()
        .filter_map(|(c, lines, decided)| judge(payment, c, lines, decided))
        .collect();
    likely.sort_by_key(|l| (std::cmp::Reverse(l.score), l.claim_id));
    likely.truncate(SHOWN);
    likely
}

fn judge(
    payment: &ClaimPayment,
    claim: &Candidate,
    lines: &[LineKey],
    decided: bool,
) -> Option<Likely> {
    let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
    let (patient, number) = (&payment.patient, payment.control_number.as_str());
    let whole = same(&claim.control_number, number);
    let cut = !whole && number.len() >= 10 && claim.control_number.starts_with(number);
    let member = claim.member_ids.iter().any(|id| same(id, &patient.member_id.0));
    let name = same(&claim.last, &patient.last.0);
    let off_cents = payment.charge_cents.abs() - claim.charge_cents;
    let apart = payment.service_day().zip(claim.service_day).map(|(a, b)| (a.0 - b.0).abs());
    let stage = match () {
        () if whole => "control_number",
        () if cut => "control_number_cut",
        () if member => "member",
        () if name && apart == Some(0) && off_cents == 0 => "name_date_charge",
        () => return None,
    };
    let (mut score, mut reasons) = (0, Vec::new());
    let mut says = |points: u32, words: String| {
        score += points;
        reasons.push(words);
    };
    if whole {
        says(6, "same control number".into());
    } else if cut {
        says(5, "its control number, cut short".into());
    }
    match (member, name) {
        (true, _) => says(5, "same member id".into()),
        (false, true) => says(2, "same last name, another member id".into()),
        (false, false) => says(0, "another patient".into()),
    }
    match apart {
        Some(0) => says(4, "same day".into()),
        Some(1) => says(1, "a day apart".into()),
        Some(days) => says(0, format!("{days} days apart")),
        None => says(0, "no day to compare".into()),
    }
    match off_cents {
        0 => says(4, "same charge".into()),
        off => says(0, format!("charge differs by {}", dollars(off.abs()))),
    }
    if payment.lines.is_empty() {
        says(0, "no lines to compare".into());
    } else if match_lines(lines, &payment.lines).is_some() {
        says(3, "its service lines".into());
    } else {
        says(0, "other service lines".into());
    }
    if decided {
        says(0, "this payer has decided on it".into());
    }
    Some(Likely { claim_id: claim.claim_id, stage, score, reasons })
}

/// A claim line as the matcher needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineKey {
    /// Its number in the claim.
    pub number: i64,
    /// Procedure code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// Charge.
    pub charge_cents: i64,
    /// Day of service.
    pub service_day: Option<Day>,
    /// REF*6R.
    pub control_number: String,
}

/// For each paid line the number of the claim line it pays; `None` when a paid line has no
/// place. Order: line control number; code, modifiers, date and charge; the same without
/// modifiers; code and charge. Several paid lines may share one claim line only by its
/// control number (a split), else each claim line is used once.
pub fn match_lines(claim: &[impl Borrow<LineKey>], paid: &[LinePayment]) -> Option<Vec<i64>> {
    let claim: Vec<&LineKey> = claim.iter().map(Borrow::borrow).collect();
    let mut used = vec![false; claim.len()];
    let mut found: Vec<Option<usize>> = vec![None; paid.len()];
    for (slot, line) in found.iter_mut().zip(paid) {
        if !line.control_number.is_empty() {
            *slot = claim.iter().position(|c| {
                c.control_number == line.control_number
                    && (c.code == line.code || c.code == line.submitted_code)
            });
            if let Some(at) = *slot {
                used[at] = true;
            }
        }
    }
    let steps: [fn(&LineKey, &LinePayment) -> bool; 4] = [
        |c, p| same_code(c, p) && c.modifiers == p.modifiers && same_day(c, p) && same_charge(c, p),
        |c, p| same_code(c, p) && same_day(c, p) && same_charge(c, p),
        |c, p| same_code(c, p) && same_charge(c, p),
        |c, p| same_code(c, p) && c.modifiers == p.modifiers && same_day(c, p),
    ];
    for fits in steps {
        for (slot, line) in found.iter_mut().zip(paid) {
            if slot.is_none() {
                *slot = (0..claim.len()).find(|&i| !used[i] && fits(claim[i], line));
                if let Some(at) = *slot {
                    used[at] = true;
                }
            }
        }
    }
    found.into_iter().map(|slot| slot.map(|i| claim[i].number)).collect()
}

/// Whether two sets of services have one in common: the same code, and for the same
/// discipline where both tell it. Claims under one number for one day that share none are two claims. Services without a
/// code tell nothing.
pub fn share_a_service<'a, 'b>(
    one: impl IntoIterator<Item = (&'a str, &'a str)>,
    other: impl IntoIterator<Item = (&'b str, &'b str)> + Clone,
) -> bool {
    let mut told = false;
    for (code, modifiers) in one {
        for (other_code, other_modifiers) in other.clone() {
            if code.is_empty() || other_code.is_empty() {
                return true;
            }
            told = true;
            let disciplines = discipline(modifiers).zip(discipline(other_modifiers));
            if code == other_code && disciplines.is_none_or(|(a, b)| a == b) {
                return true;
            }
        }
    }
    !told
}

/// GP, GO or GN among modifiers joined by `:`.
fn discipline(modifiers: &str) -> Option<&str> {
    modifiers.split(':').find(|m| matches!(*m, "GP" | "GO" | "GN"))
}

fn same_code(claim: &LineKey, paid: &LinePayment) -> bool {
    claim.code == paid.sent_code()
}

fn same_day(claim: &LineKey, paid: &LinePayment) -> bool {
    paid.service_day.is_none()
        || claim.service_day.is_none()
        || claim.service_day == paid.service_day
}

fn same_charge(claim: &LineKey, paid: &LinePayment) -> bool {
    claim.charge_cents == paid.charge_cents.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Patient, Private};

    fn payment(last: &str, member: &str, day: &str, charge: i64) -> ClaimPayment {
        ClaimPayment {
            control_number: "A1".into(),
            charge_cents: charge,
            patient: Patient {
                last: Private(last.into()),
                member_id: Private(member.into()),
                ..Patient::default()
            },
            from_day: Day::parse(day),
            ..ClaimPayment::default()
        }
    }

    fn candidate(id: i64, last: &str, member: &str, day: &str, charge: i64) -> Candidate {
        Candidate {
            claim_id: id,
            control_number: "A1".into(),
            charge_cents: charge,
            service_day: Day::parse(day),
            member_ids: vec![member.into()],
            last: last.into(),
            first: String::new(),
        }
    }

    #[test]
    fn a_number_used_for_every_visit_is_told_apart_by_day() {
        let visits = [
            candidate(1, "REED", "M1", "2026-03-02", 18000),
            candidate(2, "REED", "M1", "2026-03-04", 18000),
        ];
        let paid = payment("Reed", "M1", "2026-03-04", 18000);
        assert_eq!(choose(&paid, &visits), Choice::Found(2));
    }

    #[test]
    fn the_same_number_for_another_patient_does_not_match() {
        let other = [candidate(1, "STONE", "M9", "2026-01-05", 9900)];
        let paid = payment("REED", "M1", "2026-03-04", 18000);
        assert_eq!(choose(&paid, &other), Choice::None { differs: true });
    }

    #[test]
    fn two_claims_that_fit_alike_are_left_to_a_person() {
        let twins = [
            candidate(1, "REED", "M1", "2026-03-04", 18000),
            candidate(2, "REED", "M1", "2026-03-04", 18000),
        ];
        let paid = payment("REED", "M1", "2026-03-04", 18000);
        assert_eq!(choose(&paid, &twins), Choice::Ambiguous);
    }

    #[test]
    fn a_remittance_without_the_modifier_still_finds_its_line() {
        let key = |number, code: &str, modifiers: &str, charge| LineKey {
            number,
            code: code.into(),
            modifiers: modifiers.into(),
            charge_cents: charge,
            service_day: Day::parse("2026-03-04"),
            control_number: String::new(),
        };
        let claim = [key(1, "97110", "GP", 12000), key(2, "97140", "GP:59", 6000)];
        let paid = |code: &str, charge| LinePayment {
            code: code.into(),
            charge_cents: charge,
            service_day: Day::parse("2026-03-04"),
            ..LinePayment::default()
        };
        // Lines in another order, modifiers left out.
        let lines = [paid("97140", 6000), paid("97110", 12000)];
        assert_eq!(match_lines(&claim, &lines), Some(vec![2, 1]));
        assert_eq!(match_lines(&claim, &[paid("97530", 6000)]), None);
    }
}
