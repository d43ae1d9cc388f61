//! The claim to the next payer, with what the payers before it decided.

use gonio_billing::day::Day;
use gonio_billing::facts::{ClaimPayment, PayerName, Sequence};
use gonio_x12::claim::{Claim, OtherCoverage, Party, party};
use gonio_x12::segments::{Hl, Nm1, Oi, OtherReference, Pat, Pwk, Ref};
use gonio_x12::text::List;

use super::insurance::named;
use super::{
    Insurance, Refusal, SentClaim, balances, decision, paid_by, payer_id, refuse, x12_date,
};

/// What a payer before the next one decided, and that stands.
#[derive(Clone, Copy, Debug)]
pub struct PriorDecision<'a> {
    /// Its place among the payers.
    pub sequence: Sequence,
    /// Its name and id by the remittance; used where the coverage has none.
    pub payer: &'a PayerName,
    /// The decision as it came. Its adjustments are not changed.
    pub payment: &'a ClaimPayment,
    /// Day of the remittance's payment (BPR16): DTP\*573.
    pub decided_day: Day,
    /// Its coverage, where the original does not name it.
    pub insurance: Option<&'a Insurance>,
}

/// A claim to be sent, and what of the original it does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The claim.
    pub claim: SentClaim,
    /// What was the first payer's alone and has no place here: `REF*D9`, `CN1` …
    pub left_out: Vec<String>,
}

/// The claim to the next payer: `original` as it was sent, the decisions of the payers before
/// it, and the next coverage (one that the original names is had by [`SentClaim::insurance`]).
/// `control_number` becomes CLM01.
///
/// Decisions that the original itself tells of payers not in `prior` stay as they are. What the
/// original told its payer alone (authorization, that payer's provider numbers) moves to that
/// payer's 2320, and what a named next coverage has there moves into the claim.
///
/// # Errors
/// A [`Refusal`] when a decision does not stand, was forwarded or is not whole; when a payer
/// before the next one has not decided; when a sum does not come out; when Medicare would have
/// two payers before it; when something that the next payer must be told is not known.
pub fn secondary(
    original: &SentClaim,
    prior: &[PriorDecision<'_>],
    next: &Insurance,
    control_number: &str,
) -> Result<Outgoing, Refusal> {
    if prior.is_empty() {
        return refuse(
            "no_decision",
            "no payer has decided yet",
            "wait for the first payer's remittance",
        );
    }
    prior.iter().try_for_each(|p| decision::stands(p.payment))?;
    // An earlier payer forwarded it to one that has decided since.
    let last = prior.iter().max_by_key(|p| p.sequence);
    last.map_or(Ok(()), |p| decision::not_forwarded(p.payment))?;
    let mut sent = original.renumbered(control_number, "1", None)?;
    let mut left_out = Vec::new();
    let asked = Insurance::asked(original);
    leave_first_payers(original, &asked, &mut sent.claim, &mut left_out);
    let consents = Oi {
        assigned: original.claim.claim.benefits_assigned.clone(),
        patient_signature: original.claim.claim.patient_signature.clone(),
        release: original.claim.claim.release.clone(),
    };

    let Payers { decided, kept, rank } = Payers::sort(original, prior, next, &asked)?;
    let is_kept = |id: &str| kept.iter().any(|o| payer_id(o) == id);
    for line in sent.claim.lines.as_mut_slice() {
        line.decisions =
            line.decisions.iter().filter(|d| is_kept(&d.payment.payer_id)).cloned().collect();
    }
    let (patient, condition) = treated(original)?;
    let mut others = Vec::new();
    for (prior, insurance) in &decided {
        let mut other = insurance.beside(prior.sequence.letter(), &patient, &consents)?;
        let Some(day) = x12_date(prior.decided_day) else {
            return refuse(
                "day_unfit",
                "the day of the decision is no date",
                "give the remittance's payment day",
            );
        };
        left_out.extend(decision::put(&mut sent.claim, &mut other, prior.payment, day)?);
        others.push(other);
    }
    others.extend(kept);
    others.sort_by_key(|o| place(&o.coverage.sequence));
    let shared = |(at, one): (usize, &OtherCoverage)| {
        others[..at].iter().any(|o| payer_id(o) == payer_id(one))
    };
    if others.iter().enumerate().any(shared) {
        return refuse(
            "payers_share_an_id",
            "two payers beside the next one have the same id, so that nobody could tell whose decision is whose",
            "give each payer its own id",
        );
    }
    sent.claim.others = others.into();
    let (subscriber, dependent) = next.ask(rank, &patient, condition, &mut sent.claim)?;
    name_line_permits(&mut sent.claim, &asked, next);
    (sent.subscriber, sent.patient) = (subscriber, dependent);
    sent.provider.level = Hl::of("20");
    sent.header.beginning.kind = "CH".into();
    for (number, line) in (1..).zip(sent.claim.lines.as_mut_slice()) {
        line.number.number = number.to_string().into();
    }
    balances(&sent.claim)?;
    Ok(Outgoing { claim: sent, left_out })
}

/// The payers of a claim but the next one.
struct Payers<'a> {
    /// With a decision that is given, in their order.
    decided: Vec<(PriorDecision<'a>, Insurance)>,
    /// As the original has them: decided there, or to come after the next one.
    kept: Vec<OtherCoverage>,
    /// SBR01 of the next one.
    rank: &'static str,
}

/// The place of SBR01; those beyond the third and unknown ones come last.
fn place(rank: &str) -> usize {
    ["P", "S", "T"].iter().position(|r| *r == rank).unwrap_or(3)
}

impl<'a> Payers<'a> {
    fn sort(
        original: &SentClaim,
        prior: &[PriorDecision<'a>],
        next: &Insurance,
        asked: &Insurance,
    ) -> Result<Self, Refusal> {
        let mut decided = Vec::new();
        for one in prior {
            let named_there = original.insurance(one.sequence.letter());
            let Some(mut insurance) = named_there.or_else(|| one.insurance.cloned()) else {
                return refuse(
                    "coverage_not_known",
                    format!("the claim does not say who the {} is", named(one.sequence.letter())),
                    "add that coverage: subscriber, member id, payer",
                );
            };
            let name = &mut insurance.payer.name;
            if name.id.is_empty() {
                *name = Nm1::organization("PR", &one.payer.name).with_id("PI", &one.payer.id);
            }
            if insurance.is(next) {
                return refuse(
                    "next_payer_has_decided",
                    "the next payer is one whose decision is here already",
                    "choose the coverage after it, or send a corrected claim",
                );
            }
            decided.push((*one, insurance));
        }
        let is_decided = |rank: &str| prior.iter().any(|p| p.sequence.letter() == rank);
        if !is_decided(original.rank()) && !asked.is(next) {
            return undecided(original.rank());
        }
        let mut kept = Vec::new();
        for other in &original.claim.others {
            if !is_decided(&other.coverage.sequence) && !Insurance::other(other).is(next) {
                kept.push(other.clone());
            }
        }
        let has_decided = |o: &OtherCoverage| paid_by(o).is_some();
        let mut ranks: Vec<usize> = prior.iter().map(|p| place(p.sequence.letter())).collect();
        ranks.extend(kept.iter().filter(|o| has_decided(o)).map(|o| place(&o.coverage.sequence)));
        ranks.sort_unstable();
        // Before the next payer everybody has decided, once and without a gap.
        if let Some(gap) = ranks.iter().zip(0..).position(|(rank, at)| *rank != at) {
            return undecided(["P", "S", "T", "U"][gap.min(3)]);
        }
        let rank = match ranks.len() {
            1 => "S",
            2 => "T",
            _ => {
                return refuse(
                    "more_than_three_payers",
                    format!("{} payers have decided before this one", ranks.len()),
                    "send this claim by hand",
                );
            }
        };
        if let Some(before) =
            kept.iter().find(|o| !has_decided(o) && place(&o.coverage.sequence) <= place(rank))
        {
            return undecided(&before.coverage.sequence);
        }
        if next.is_medicare() && ranks.len() > 1 {
            return refuse(
                "medicare_after_two_payers",
                "Medicare takes no electronic claim with two payers before it",
                "send this claim to Medicare on paper with both remittances",
            );
        }
        Ok(Self { decided, kept, rank })
    }
}

fn undecided<T>(rank: &str) -> Result<T, Refusal> {
    refuse(
        "payer_before_has_not_decided",
        format!("the {} comes before the next one, and no decision of it is here", named(rank)),
        "wait for its remittance, or correct the order of the coverages",
    )
}

/// The patient as a person of loop 2010CA, and what is said of the patient beside the name.
fn treated(original: &SentClaim) -> Result<(Party, Option<&Pat>), Refusal> {
    let own = original.subscriber.coverage.as_ref().is_some_and(|c| c.relationship == "18");
    let level = if own { Some(&original.subscriber) } else { original.patient.as_ref() };
    let entity = if own { "IL" } else { "QC" };
    let Some(found) = level.and_then(|l| party(&l.parties, entity)) else {
        return refuse(
            "patient_not_known",
            "the original does not say who the patient is",
            "give the original with the levels above it",
        );
    };
    let name =
        Nm1 { entity: "QC".into(), qualifier: "".into(), id: "".into(), ..found.name.clone() };
    let patient = Party {
        name,
        address: found.address.clone(),
        city: found.city.clone(),
        birth: found.birth.clone(),
        ..Party::default()
    };
    Ok((patient, level.and_then(|l| l.patient.as_ref())))
}

/// Takes out what was between the practice and the first payer alone.
fn leave_first_payers(
    original: &SentClaim,
    asked: &Insurance,
    claim: &mut Claim,
    left_out: &mut Vec<String>,
) {
    asked.leave(claim);
    let mut leave = |what: &str, there: bool| {
        if there && !left_out.iter().any(|l| l == what) {
            left_out.push(what.into());
        }
    };
    let patient = original.patient.as_ref().unwrap_or(&original.subscriber);
    let has_case = |p: &Party| p.reference("Y4").is_some();
    leave("REF*Y4", patient.parties.iter().any(has_case));
    leave("REF*F8", original.claim.reference("F8").is_some());
    // Exception from authorization, crossover, repricing, the clearinghouse's number.
    let of_claim = ["4N", "F5", "9A", "9C", "D9"];
    claim.references = without(&claim.references, &of_claim, &mut leave);
    leave("CN1", claim.contract.take().is_some());
    leave("HCP", claim.repricing.take().is_some());
    leave("CLM20", !claim.claim.delay.is_empty());
    claim.claim.delay = "".into();
    claim.papers = not_sent(&claim.papers, &mut leave);
    for line in claim.lines.as_mut_slice() {
        line.references = without(&line.references, &["9B", "9D"], &mut leave);
        leave("CN1", line.contract.take().is_some());
        leave("HCP", line.repricing.take().is_some());
        line.papers = not_sent(&line.papers, &mut leave);
    }
}

fn without(all: &List<Ref>, gone: &[&str], leave: &mut impl FnMut(&str, bool)) -> List<Ref> {
    let is_gone = |r: &&Ref| gone.contains(&r.qualifier.as_str());
    all.iter().filter(is_gone).for_each(|r| leave(&format!("REF*{}", r.qualifier), true));
    all.iter().filter(|r| !is_gone(r)).cloned().collect()
}

/// Papers that wait to be asked for; those that went to the first payer do not go again.
fn not_sent(all: &List<Pwk>, leave: &mut impl FnMut(&str, bool)) -> List<Pwk> {
    let went = |p: &&Pwk| matches!(p.sent_by.as_str(), "BM" | "EL" | "EM" | "FT" | "FX");
    leave("PWK", all.iter().any(|p| went(&p)));
    all.iter().filter(|p| !went(p)).cloned().collect()
}

/// Authorizations, referrals and payers' provider numbers of a line say whose they are, unless
/// they are the asked payer's.
fn name_line_permits(claim: &mut Claim, before: &Insurance, next: &Insurance) {
    let whose = |r: &mut Ref| {
        if !matches!(r.qualifier.as_str(), "G1" | "9F" | "G2" | "LU") {
            return;
        }
        let other = OtherReference {
            qualifier: "2U".into(),
            value: before.payer.name.id.clone(),
            ..OtherReference::default()
        };
        let owner = r.other.take().unwrap_or(other);
        r.other = Some(owner).filter(|o| o.value != *next.payer.name.id);
    };
    for line in claim.lines.as_mut_slice() {
        line.references.as_mut_slice().iter_mut().for_each(whose);
        for party in line.parties.as_mut_slice() {
            party.references.as_mut_slice().iter_mut().for_each(whose);
        }
    }
}
