//! What takes two people: one asks for a write-off or a refund, another agrees or not.
//!
//! In a practice of one the same person may do both. Each time is marked, and the larger ones
//! and one in five of the others are shown again for review.

use gonio_billing::ledger::Account;
use gonio_store::cases::EventRow;
pub use gonio_store::cases::RequestRow;
use serde::Serialize;

use crate::access::{Right, Who};
use crate::cases::{self, Action};
use crate::desk::Desk;
use crate::import::causes;
use crate::moves::{self, Asked, Wish};
use crate::{Book, Error, Now, Result, receipts};

/// From this amount on, whatever one person asked for and approved alone is shown for review.
pub const REVIEW_FROM_CENTS: i64 = 50_000;
/// Of what is below that, one in so many.
const REVIEW_ONE_IN: i64 = 5;

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AskReport {
    /// The batch, which can be taken back.
    pub batch: i64,
    /// The request that waits for a second person; `null` where none is needed, and it is done.
    pub request: Option<i64>,
    /// How much.
    pub cents: i64,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The request.
    pub request: i64,
    /// The claim's number.
    pub control_number: String,
    /// How much.
    pub cents: i64,
    /// One person asked and approved.
    pub self_reviewed: bool,
    /// Why nothing was done; empty when it was.
    pub refused: String,
}

/// What came of answering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerReport {
    /// The batch, which can be taken back; `null` for a preview, or when nothing was done.
    pub batch: Option<i64>,
    /// In the order asked.
    pub requests: Vec<Answered>,
}

/// Asks for something to be given up or moved on; where that takes one person only, does it.
/// `case_id` is the denial case it is about; 0 for none.
///
/// # Errors
/// Refused when it cannot be done as things stand, with the reason.
pub fn ask(book: &mut Book, asked: &Asked, case_id: i64, now: Now) -> Result<AskReport> {
    now.who.may(Right::Ask)?;
    let table = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.write("request", now.mark())?;
    let batch = writer.batch_id();
    let mut report = AskReport { batch, request: None, cents: 0 };
    {
        let mut desk = Desk::new(&mut writer, &table, go_live, now.today)?;
        if asked.wish.needs_approval() {
            let planned = moves::plan(&desk, asked, now.today)?;
            report.cents = planned.iter().map(|m| m.cents).sum();
            let from = planned.first().map_or("", |m| m.from.name());
            let row = RequestRow {
                wish: asked.wish.name().into(),
                claim_id: asked.claim_id,
                line: asked.line,
                case_id,
                from_account: from.into(),
                cents: report.cents,
                reason: asked.reason.trim().into(),
                ..RequestRow::default()
            };
            if case_id != 0 {
                told(&mut desk, case_id, Action::AskWriteOff, &asked.reason, now)?;
            }
            report.request = Some(desk.writer.add_request(&row)?);
        } else {
            report.cents = moves::carry_out(&mut desk, asked, now.today)?.cents;
        }
    }
    writer.commit()?;
    Ok(report)
}

/// The wish to pay a patient's money back, by name.
pub const REFUND: &str = "refund";

/// Asks for a patient's money to be paid back.
///
/// # Errors
/// Refused when it may not be paid back as things stand, or without a reason.
pub fn ask_refund(
    book: &mut Book,
    patient_id: i64,
    cents: i64,
    reason: &str,
    now: Now,
) -> Result<AskReport> {
    now.who.may(Right::Ask)?;
    if reason.trim().is_empty() {
        return Err(Error::Refused("say why: whoever approves wants to know".into()));
    }
    let mut writer = book.write("request", now.mark())?;
    let batch = writer.batch_id();
    receipts::refundable(&writer, patient_id, cents, now.today)?;
    let row = RequestRow {
        wish: REFUND.into(),
        patient_id,
        cents,
        reason: reason.trim().into(),
        ..RequestRow::default()
    };
    let request = Some(writer.add_request(&row)?);
    writer.commit()?;
    Ok(AskReport { batch, request, cents })
}

/// Notes on a case that something was asked for or answered.
fn told(desk: &mut Desk<'_, '_>, case_id: i64, action: Action, note: &str, now: Now) -> Result<()> {
    let event = EventRow {
        day: now.today,
        person_id: now.who.id(),
        action: action.name().into(),
        note: note.trim().into(),
        ..EventRow::default()
    };
    let acted = cases::one(desk, case_id, &event)?;
    if acted.refused.is_empty() { Ok(()) } else { Err(Error::Refused(acted.refused)) }
}

/// Agrees to requests, and does what they ask for; those that cannot be done are told, and the
/// others are done.
///
/// # Errors
/// Refused when whoever answers may not approve.
pub fn approve(book: &mut Book, ids: &[i64], preview: bool, now: Now) -> Result<AnswerReport> {
    answer(book, ids, None, preview, now)
}

/// Does not agree to requests.
///
/// # Errors
/// Refused when whoever answers may not approve, or gives no reason.
pub fn refuse(
    book: &mut Book,
    ids: &[i64],
    reason: &str,
    preview: bool,
    now: Now,
) -> Result<AnswerReport> {
    if reason.trim().is_empty() {
        return Err(Error::Refused("say why: whoever asked wants to know".into()));
    }
    answer(book, ids, Some(reason.trim()), preview, now)
}

fn answer(
    book: &mut Book,
    ids: &[i64],
    no: Option<&str>,
    preview: bool,
    now: Now,
) -> Result<AnswerReport> {
    now.who.may(Right::Approve)?;
    let table = causes()?;
    let practice = book.practice()?;
    let waiting = book.requests(false)?;
    let mut writer = book.write("answer", now.mark())?;
    let batch = writer.batch_id();
    let mut report = AnswerReport { batch: None, requests: Vec::new() };
    let mut done = false;
    {
        let mut desk = Desk::new(&mut writer, &table, practice.go_live_day, now.today)?;
        for id in ids {
            let Some(row) = waiting.iter().find(|r| r.request_id == *id) else {
                report.requests.push(Answered {
                    request: *id,
                    control_number: String::new(),
                    cents: 0,
                    self_reviewed: false,
                    refused: "no such request waits".into(),
                });
                continue;
            };
            let mut answered = Answered {
                request: *id,
                control_number: row.control_number.clone(),
                cents: row.cents,
                self_reviewed: false,
                refused: String::new(),
            };
            match decide(&mut desk, row, no, practice.solo, now) {
                Ok(self_reviewed) => answered.self_reviewed = self_reviewed,
                Err(Error::Refused(why)) => answered.refused = why,
                Err(e) => return Err(e),
            }
            done |= answered.refused.is_empty();
            report.requests.push(answered);
        }
    }
    if done && !preview {
        writer.commit()?;
        report.batch = Some(batch);
    }
    Ok(report)
}

/// Whether one person did both.
fn decide(
    desk: &mut Desk<'_, '_>,
    row: &RequestRow,
    no: Option<&str>,
    solo: bool,
    now: Now,
) -> Result<bool> {
    let own = match now.who {
        Who::Person { id, .. } => id == row.asked_by,
        Who::Nobody | Who::Stranger => false,
    };
    if let Some(reason) = no {
        if row.case_id != 0 {
            told(desk, row.case_id, Action::RefuseWriteOff, reason, now)?;
        }
        desk.writer.decide_request(row.request_id, "refused", reason, false)?;
        return Ok(false);
    }
    if own && !solo {
        return Err(Error::Refused(
            "it takes two: whoever asked may not approve; somebody else must".into(),
        ));
    }
    if row.wish == REFUND {
        receipts::refund_due(desk.writer, row.patient_id, row.cents, now.today, now)?;
        desk.writer.decide_request(row.request_id, "approved", "", own)?;
        return Ok(own);
    }
    let wish = Wish::named(&row.wish)
        .ok_or_else(|| Error::Refused(format!("{} is not known here", row.wish)))?;
    let asked = Asked {
        wish,
        claim_id: row.claim_id,
        line: row.line,
        from: Account::named(&row.from_account),
        cents: row.cents,
        reason: row.reason.clone(),
    };
    moves::carry_out(desk, &asked, now.today)?;
    desk.writer.decide_request(row.request_id, "approved", "", own)?;
    Ok(own)
}

/// Requests that wait, or all, the latest last.
///
/// # Errors
/// What the database reports.
pub fn list(book: &Book, all: bool) -> Result<Vec<RequestRow>> {
    Ok(book.requests(all)?)
}

/// Whether something that one person asked for and approved alone is to be shown again. Which
/// of the smaller ones are is the same whenever it is asked.
pub fn to_review(row: &RequestRow) -> bool {
    // Spreads numbers that follow one another.
    let spread = (row.request_id.wrapping_mul(2_654_435_761) >> 16) & 0xffff;
    row.self_reviewed && (row.cents >= REVIEW_FROM_CENTS || spread % REVIEW_ONE_IN == 0)
}
