//! How each made-up payer decides on a claim: what it allows, what it denies and why.
//!
//! Every ruling balances by construction: each line's charge is its payment and its
//! adjustments. Not here: when a payer decides (`desk`), how a decision is written
//! (`remittance`).

use crate::charges;
use crate::claim::{Claim, Line};
use crate::day::Day;
use crate::payers::PayerId;
use crate::rng::Rng;
use crate::visits::is_pair;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Group, reason, cents.
pub(crate) type Adjustment = (&'static str, &'static str, i64);

/// What was decided on one line.
#[derive(Clone, Debug)]
pub(crate) struct RuledLine {
    pub(crate) paid: i64,
    pub(crate) units: i64,
    /// AMT*B6; 0 when the line was denied, or priced by a payer before this one.
    pub(crate) allowed: i64,
    pub(crate) adjustments: Vec<Adjustment>,
    /// LQ*HE.
    pub(crate) remark: Option<&'static str>,
}

/// What a payer decided on a claim.
#[derive(Clone, Debug)]
pub(crate) struct Ruling {
    pub(crate) claim: Arc<Claim>,
    /// CLP02.
    pub(crate) status: &'static str,
    /// CLP07.
    pub(crate) number: String,
    pub(crate) received: Day,
    pub(crate) decided: Day,
    pub(crate) lines: Vec<RuledLine>,
    /// Remarks of the claim as a whole, for MOA.
    pub(crate) remarks: Vec<&'static str>,
    /// To whom the claim crossed over.
    pub(crate) forwarded: Option<PayerId>,
    /// AMT*I: interest for paying late.
    pub(crate) interest: i64,
    /// The reason of a denial, of the claim or of one line.
    pub(crate) denial: Option<Denial>,
}

impl Ruling {
    /// CLP04.
    pub(crate) fn paid(&self) -> i64 {
        self.lines.iter().map(|l| l.paid).sum()
    }

    /// CLP05: everything in the patient's group.
    pub(crate) fn patient_share(&self) -> i64 {
        self.lines.iter().flat_map(|l| &l.adjustments).filter(|a| a.0 == "PR").map(|a| a.2).sum()
    }

    /// A reversal undoes an earlier ruling: the same to the cent, with every sign changed.
    pub(crate) fn is_reversal(&self) -> bool {
        self.status == "22"
    }

    /// What is written with every amount: -1 on reversals.
    pub(crate) fn sign(&self) -> i64 {
        if self.is_reversal() { -1 } else { 1 }
    }

    /// The ruling that undoes this one.
    pub(crate) fn reversed(&self, today: Day) -> Self {
        let mut ruling = self.clone();
        ruling.status = "22";
        ruling.decided = today;
        ruling.remarks.clear();
        ruling.forwarded = None;
        ruling.interest = 0;
        ruling.lines.iter_mut().for_each(|l| l.remark = None);
        ruling
    }
}

/// Why a claim, or one line of it, is not paid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Denial {
    /// `None`: the whole claim.
    pub(crate) line: Option<usize>,
    /// Only the last unit of the line is refused.
    last_unit: bool,
    group: &'static str,
    pub(crate) reason: &'static str,
    remark: Option<&'static str>,
    claim_remark: Option<&'static str>,
}

impl Denial {
    /// A denial of everything on the claim.
    pub(crate) const fn whole(group: &'static str, reason: &'static str) -> Self {
        Self { line: None, last_unit: false, group, reason, remark: None, claim_remark: None }
    }

    const fn with(mut self, remark: &'static str) -> Self {
        self.remark = Some(remark);
        self
    }

    const fn of_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

/// What patients have left of their deductibles, by patient and year.
#[derive(Default)]
pub(crate) struct Benefits(BTreeMap<(u64, i32), i64>);

impl Benefits {
    /// Takes what of this amount falls under the deductible.
    fn deductible(&mut self, claim: &Claim, allowed: i64) -> i64 {
        let year = claim.service.civil().0;
        let patient = &claim.patient;
        let (first_year, whole) = match claim.payer {
            PayerId::Medicare => (patient.deductible, 28_300),
            PayerId::Commercial => {
                (patient.deductible, if patient.deductible > 0 { 150_000 } else { 0 })
            }
            _ => return 0,
        };
        let known = self.0.range((patient.id, 0)..(patient.id, year)).next().is_some();
        let left =
            self.0.entry((patient.id, year)).or_insert(if known { whole } else { first_year });
        let taken = allowed.min(*left);
        *left -= taken;
        taken
    }
}

/// When and under which number a payer decides.
pub(crate) struct Decision {
    pub(crate) number: String,
    pub(crate) received: Day,
    pub(crate) decided: Day,
}

/// Whether this payer would deny this claim, and why.
pub(crate) fn denial(rng: &mut Rng, claim: &Claim) -> Option<Denial> {
    if claim.corrected || claim.prior.is_some() {
        return None;
    }
    match claim.payer {
        PayerId::Medicare => medicare(rng, claim),
        PayerId::Blue => blue(rng, claim),
        PayerId::Commercial => commercial(rng, claim),
        PayerId::Medicaid => medicaid(rng),
        PayerId::Supplement => None,
    }
}

fn medicare(rng: &mut Rng, claim: &Claim) -> Option<Denial> {
    let kx = claim.lines.iter().any(|l| l.modifiers.contains(&"KX"));
    if claim.past_threshold && !kx && rng.chance(900) {
        return Some(Denial::whole("PR", "119"));
    }
    // Returned as unprocessable: no appeal, a new claim is wanted.
    const RETURNED: Denial = {
        let mut denial = Denial::whole("CO", "16").with("N290");
        denial.claim_remark = Some("MA130");
        denial
    };
    rng.weighted(&[
        (Some(Denial::whole("CO", "50").with("N115")), 42),
        (Some(RETURNED), 38),
        (None, 920),
    ])
}

fn blue(rng: &mut Rng, claim: &Claim) -> Option<Denial> {
    if claim.patient.authorized && claim.authorization.is_none() {
        return Some(Denial::whole("CO", "197").with("M62"));
    }
    let manual = claim.lines.iter().position(|l| l.code == "97140");
    if let (true, Some(at)) = (is_pair(&claim.lines), manual)
        && !claim.lines[at].modifiers.contains(&"59")
    {
        return Some(rng.weighted(&[
            (Denial::whole("CO", "97").with("M15").of_line(at), 60),
            (Denial::whole("CO", "236").of_line(at), 40),
        ]));
    }
    rng.chance(18).then_some(Denial::whole("CO", "197").with("N54"))
}

fn commercial(rng: &mut Rng, claim: &Claim) -> Option<Denial> {
    const UNITS: Denial = Denial::whole("CO", "151").with("N362");
    let most = (0..claim.lines.len()).max_by_key(|&i| claim.lines[i].units).unwrap_or(0);
    if claim.lines[most].units >= 2 && rng.chance(95) {
        let mut cut = UNITS.of_line(most);
        cut.last_unit = rng.chance(400);
        return Some(cut);
    }
    rng.weighted(&[
        (Some(UNITS), 12),
        (Some(Denial::whole("CO", "252").with("N706")), 24),
        (Some(Denial::whole("CO", "29")), 6),
        (None, 958),
    ])
}

fn medicaid(rng: &mut Rng) -> Option<Denial> {
    rng.weighted(&[
        (Some(Denial::whole("CO", "16").with("N382")), 38),
        (Some(Denial::whole("CO", "31")), 26),
        (Some(Denial::whole("CO", "22").with("MA04")), 24),
        (Some(Denial::whole("CO", "29")), 14),
        (None, 898),
    ])
}

/// The payer's ruling, given what it denies.
pub(crate) fn rule(
    benefits: &mut Benefits,
    claim: &Arc<Claim>,
    decision: Decision,
    denial: Option<Denial>,
) -> Ruling {
    let mut lines: Vec<RuledLine> = match &claim.prior {
        Some(prior) => secondary(claim, prior),
        None => primary(benefits, claim, denial.as_ref()),
    };
    if let Some(denial) = denial {
        for (index, line) in claim.lines.iter().enumerate() {
            if denial.line.is_none_or(|l| l == index) {
                refuse(&mut lines[index], line, &denial);
            }
        }
    }
    let mut ruling = Ruling {
        claim: Arc::clone(claim),
        status: "1",
        number: decision.number,
        received: decision.received,
        decided: decision.decided,
        lines,
        remarks: Vec::new(),
        forwarded: None,
        interest: 0,
        denial,
    };
    let whole = denial.is_some_and(|d| d.line.is_none());
    if claim.payer == PayerId::Medicare {
        ruling.remarks.push("MA01");
        let second = claim.patient.secondary.as_ref();
        if let (Some(second), false, true) = (second, whole, ruling.patient_share() > 0) {
            ruling.forwarded = Some(second.payer);
            ruling.remarks.push(if second.payer == PayerId::Medicaid { "MA07" } else { "MA18" });
        }
    }
    if let Some(remark) = denial.and_then(|d| d.claim_remark) {
        ruling.remarks = vec![remark];
    }
    ruling.status = match (&claim.prior, ruling.forwarded, denial) {
        (Some(_), ..) => "2",
        (None, Some(_), _) => "19",
        (None, None, Some(Denial { reason: "31", .. })) => "4",
        _ => "1",
    };
    let late = i64::from(ruling.decided.0 - ruling.received.0);
    if claim.payer == PayerId::Commercial && late > 40 {
        ruling.interest = ruling.paid() * late / 3650;
    }
    ruling
}

/// A second copy of a claim: everything is a duplicate.
pub(crate) fn duplicate(claim: &Arc<Claim>, decision: Decision) -> Ruling {
    let mut ruling =
        rule(&mut Benefits::default(), claim, decision, Some(Denial::whole("OA", "18")));
    ruling.denial = None;
    ruling.interest = 0;
    ruling
}

/// Turns a priced line into a denied one; of a line cut by one unit the rest stays paid.
fn refuse(ruled: &mut RuledLine, line: &Line, denial: &Denial) {
    let unit = line.charge / line.units;
    if denial.last_unit && line.units > 1 {
        ruled.units -= 1;
        ruled.adjustments.push((denial.group, denial.reason, unit));
    } else {
        ruled.paid = 0;
        ruled.allowed = 0;
        ruled.adjustments = vec![(denial.group, denial.reason, line.charge)];
    }
    ruled.remark = denial.remark;
}

/// What a first payer allows and pays, line by line.
fn primary(benefits: &mut Benefits, claim: &Claim, denial: Option<&Denial>) -> Vec<RuledLine> {
    let payer = claim.payer.payer();
    let best = (0..claim.lines.len()).max_by_key(|&i| charges::entry(claim.lines[i].code).fee);
    let mut copay = if payer.id == PayerId::Blue { claim.patient.copay } else { 0 };
    let mut ruled = Vec::with_capacity(claim.lines.len());
    for (index, line) in claim.lines.iter().enumerate() {
        let here = denial.filter(|d| d.line.is_none_or(|l| l == index));
        let (units, charge) = match here {
            Some(d) if d.last_unit => (line.units - 1, line.charge - line.charge / line.units),
            // The refused line takes neither copay nor deductible.
            Some(_) => {
                ruled.push(priced(line, Vec::new(), 0, 0));
                continue;
            }
            None => (line.units, line.charge),
        };
        let assistant = line.modifiers.iter().any(|m| matches!(*m, "CQ" | "CO"));
        let mut fee = charges::entry(line.code).fee * payer.allows_per_mille / 1000 * units;
        if assistant {
            fee = fee * 850 / 1000;
        }
        let mut allowed = fee.min(charge);
        let mut adjustments = vec![("CO", "45", charge - allowed)];
        if payer.id == PayerId::Medicare && best != Some(index) {
            let reduction = allowed * 22 / 100;
            adjustments.push(("CO", "59", reduction));
            allowed -= reduction;
        }
        let first_share = if payer.id == PayerId::Blue {
            let share = copay.min(allowed);
            copay = 0;
            adjustments.push(("PR", "3", share));
            share
        } else {
            let share = benefits.deductible(claim, allowed);
            adjustments.push(("PR", "1", share));
            share
        };
        let mut paid = allowed - first_share;
        if matches!(payer.id, PayerId::Medicare | PayerId::Commercial) {
            let coinsurance = (paid * 20 + 50) / 100;
            adjustments.push(("PR", "2", coinsurance));
            paid -= coinsurance;
        }
        if payer.id == PayerId::Medicare {
            let sequestration = (paid * 2 + 50) / 100;
            adjustments.push(("CO", "253", sequestration));
            paid -= sequestration;
        }
        adjustments.retain(|a| a.2 != 0);
        ruled.push(priced(line, adjustments, allowed, paid));
    }
    ruled
}

fn priced(line: &Line, adjustments: Vec<Adjustment>, allowed: i64, paid: i64) -> RuledLine {
    RuledLine { paid, units: line.units, allowed, adjustments, remark: None }
}

/// What a second payer does with what the first one left to the patient.
fn secondary(claim: &Claim, prior: &Ruling) -> Vec<RuledLine> {
    claim
        .lines
        .iter()
        .zip(&prior.lines)
        .map(|(line, before)| {
            let left: i64 = before.adjustments.iter().filter(|a| a.0 == "PR").map(|a| a.2).sum();
            let paid = match claim.payer {
                PayerId::Medicaid => left * 400 / 1000,
                _ => left,
            };
            let mut adjustments = vec![("OA", "23", line.charge - left), ("CO", "45", left - paid)];
            adjustments.retain(|a| a.2 != 0);
            priced(line, adjustments, 0, paid)
        })
        .collect()
}
