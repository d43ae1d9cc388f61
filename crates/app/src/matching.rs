//! Claim payments that wait for their claim: which claims they may be for, and a person's word
//! on it.

use gonio_billing::matching::{self, Stage};
use gonio_billing::posting::sequence_of;
use gonio_store::read::Recorded;
use serde::Serialize;

use crate::access::Right;
use crate::desk::Desk;
use crate::import::causes;
use crate::{Book, Error, Now, Result};

/// A claim that a payment may be for.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimCandidate {
    /// Its id in the book.
    pub id: i64,
    /// Its control number.
    pub claim: String,
    /// First day of service.
    pub service_day: Option<String>,
    /// Its charge.
    pub charge_cents: i64,
    /// What ties it to the payment: control_number, control_number_cut, member,
    /// name_date_charge.
    pub stage: &'static str,
    /// Higher is likelier.
    pub score: u32,
    /// What speaks for and against it, in plain words.
    pub reasons: Vec<String>,
}

/// A claim payment that waits, with the claims it may be for.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingPayment {
    /// The remittance.
    pub remittance: i64,
    /// Its number in the remittance.
    pub number: i64,
    /// The claim's number on the remittance.
    pub claim: String,
    /// First day of service.
    pub service_day: Option<String>,
    /// Charge.
    pub charge_cents: i64,
    /// Paid.
    pub paid_cents: i64,
    /// The likeliest first; empty when the book holds nothing like it.
    pub candidates: Vec<ClaimCandidate>,
}

/// What a person's match came to.
#[derive(Clone, Debug, Serialize)]
pub struct MatchReport {
    /// The batch, which can be taken back.
    pub batch: i64,
    /// The claim.
    pub claim: String,
    /// posted; held when the claim does not take it as it is; memo when nothing moved.
    pub outcome: String,
    /// Money posted to the claim.
    pub posted_cents: i64,
}

/// The remittance with this trace.
///
/// # Errors
/// Refused for a trace that is none's or that several have.
pub fn remit_of(book: &Book, trace: &str) -> Result<i64> {
    match book.remittances(trace)?[..] {
        [(id, ..)] => Ok(id),
        [] => Err(Error::Refused(format!("no remittance has the trace {trace}"))),
        ref all => Err(Error::Refused(format!(
            "{} remittances have the trace {trace}; choose on the page of the one you mean",
            all.len()
        ))),
    }
}

/// The claim payments of a remittance that wait for their claim, at most `limit` of them.
///
/// # Errors
/// What the database reports.
pub fn waiting_of(book: &Book, remit_id: i64, limit: i64) -> Result<Vec<WaitingPayment>> {
    let numbers = book.waiting_of_remit(remit_id, limit)?;
    numbers.into_iter().map(|number| candidates(book, remit_id, number)).collect()
}

/// The claims that a payment may be for.
///
/// # Errors
/// Refused when the remittance has no such claim payment.
pub fn candidates(book: &Book, remit_id: i64, number: i64) -> Result<WaitingPayment> {
    let Some(Recorded { facts, .. }) = book.recorded(remit_id, number)? else {
        return Err(Error::Refused(format!("the remittance has no claim payment {number}")));
    };
    let letter = sequence_of(&facts.status).letter();
    let mut claims = Vec::new();
    for found in book.claims_like(&facts)? {
        let lines = book.line_keys(found.candidate.claim_id)?;
        let decided = found.adjudicated.contains(letter);
        claims.push((found, lines, decided));
    }
    let likely = matching::rank(
        &facts,
        claims.iter().map(|(f, lines, decided)| (&f.candidate, lines.as_slice(), *decided)),
    );
    let candidates = likely
        .into_iter()
        .filter_map(|l| {
            let found = claims.iter().find(|(f, ..)| f.candidate.claim_id == l.claim_id)?;
            let claim = &found.0.candidate;
            Some(ClaimCandidate {
                id: claim.claim_id,
                claim: claim.control_number.clone(),
                service_day: claim.service_day.map(|d| d.to_string()),
                charge_cents: claim.charge_cents,
                stage: l.stage,
                score: l.score,
                reasons: l.reasons,
            })
        })
        .collect();
    Ok(WaitingPayment {
        remittance: remit_id,
        number,
        service_day: facts.service_day().map(|d| d.to_string()),
        claim: facts.control_number,
        charge_cents: facts.charge_cents,
        paid_cents: facts.paid_cents,
        candidates,
    })
}

/// The live claim with this control number.
///
/// # Errors
/// Refused for a number that is none's or that several have.
pub fn claim_of(book: &Book, control_number: &str) -> Result<i64> {
    match book.claim_ids(control_number)?[..] {
        [id] => Ok(id),
        [] => Err(Error::Refused(format!("no claim has the control number {control_number}"))),
        ref all => Err(Error::Refused(format!(
            "{} claims have the control number {control_number}; choose on the remittance's page",
            all.len()
        ))),
    }
}

/// A person says which claim a payment is for; it is posted by derivation, with all other
/// decisions on that claim.
///
/// # Errors
/// Refused when the payment does not wait for a claim, or there is no such claim.
pub fn match_claim(
    book: &mut Book,
    (remit_id, number): (i64, i64),
    claim_id: i64,
    now: Now,
) -> Result<MatchReport> {
    now.who.may(Right::Post)?;
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    if book.recorded(remit_id, number)?.is_none() {
        return Err(Error::Refused(format!("the remittance has no claim payment {number}")));
    }
    let mut writer = book.write("match", now.mark())?;
    let batch = writer.batch_id();
    let waiting = writer.recorded(remit_id, number)?;
    if waiting.claim_id != 0 || !matches!(waiting.outcome.as_str(), "held" | "memo") {
        return Err(Error::Refused(match waiting.outcome.as_str() {
            "waiting" => "the remittance is held as a whole; nothing of it can be posted".into(),
            "held" => "it has its claim and waits for another reason; see: gonio work".into(),
            _ => "it does not wait for a claim".to_string(),
        }));
    }
    let Some(found) = writer.claim(claim_id)? else {
        return Err(Error::Refused(format!("there is no claim {claim_id}")));
    };
    writer.attach((remit_id, number), claim_id, Stage::ByHand.name())?;
    Desk::new(&mut writer, &causes, go_live, now.today)?.derive_claim(claim_id)?;
    let after = writer.recorded(remit_id, number)?;
    writer.commit()?;
    let posted = matches!(after.outcome.as_str(), "posted" | "reversed");
    Ok(MatchReport {
        batch,
        claim: found.candidate.control_number,
        posted_cents: if posted { after.facts.paid_cents } else { 0 },
        outcome: after.outcome,
    })
}
