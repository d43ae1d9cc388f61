//! Money that comes in outside a remittance: patients' payments and bank deposits; what of it
//! goes back, to the patient or because the bank took it back.

use gonio_billing::day::Day;
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::money::dollars;
use gonio_store::patients::{Credit, ReceiptRow};
use gonio_store::row::Belongs;
use gonio_store::write::Writer;
use serde::Serialize;

use crate::access::Right;
use crate::{Book, Error, Now, Result};

/// What a receipt did.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Receipt {
    /// Its batch, which can be taken back.
    pub batch: i64,
    /// Put on what was owed.
    pub applied_cents: i64,
    /// Kept until something is owed.
    pub unapplied_cents: i64,
}

/// A patient pays: what is owed first, the oldest service first (P20); the rest waits as
/// money not yet owed (P6) and meets the patient's share when a remittance brings it.
///
/// # Errors
/// Refused for an amount that is not positive, or a name that is not one patient's.
pub fn patient_payment(
    book: &mut Book,
    member_or_name: &str,
    cents: i64,
    day: Day,
    now: Now,
) -> Result<Receipt> {
    now.who.may(Right::TakePayment)?;
    positive(cents)?;
    let patient_id = patient_of(book, member_or_name)?;
    let open = book.patient_open(patient_id)?;
    let mut writer = book.write("receipt", now.mark())?;
    let mut receipt = Receipt { batch: writer.batch_id(), ..Receipt::default() };
    let mut left = cents;
    let mut claims = Vec::new();
    for owed in open {
        let part = left.min(owed.cents);
        let transfer = Transfer::new("P20", Account::Bank, Account::ArPatient, part, owed.line);
        let belongs = Belongs {
            post_day: day,
            claim_id: owed.claim_id,
            patient_id,
            payer_id: owed.payer_id,
            ..Belongs::default()
        };
        writer.post(transfer.as_slice(), &belongs)?;
        claims.push(owed.claim_id);
        left -= part;
        if left == 0 {
            break;
        }
    }
    let ahead = Transfer::new("P6", Account::Bank, Account::UnappliedPatient, left, 0);
    let belongs = Belongs { post_day: day, patient_id, ..Belongs::default() };
    writer.post(ahead.as_slice(), &belongs)?;
    for claim in claims {
        writer.refresh_claim(claim)?;
    }
    receipt.applied_cents = cents - left;
    receipt.unapplied_cents = left;
    writer.commit()?;
    Ok(receipt)
}

/// The patient with this member id or last name.
///
/// # Errors
/// Refused for a name that is not one patient's.
pub fn patient_of(book: &Book, member_or_name: &str) -> Result<i64> {
    match book.patient_ids(member_or_name)?[..] {
        [id] => Ok(id),
        [] => Err(Error::Refused("no patient has that member id or last name".into())),
        ref all => Err(Error::Refused(format!(
            "{} patients have that name; give the member id",
            all.len()
        ))),
    }
}

/// The bank shows the payment of a remittance (P2): clearing empties into the bank.
///
/// # Errors
/// Refused when no posted remittance has the trace, the amount is another, or it was seen at
/// the bank before.
pub fn deposit(book: &mut Book, trace: &str, cents: i64, day: Day, now: Now) -> Result<Receipt> {
    now.who.may(Right::Post)?;
    positive(cents)?;
    let posted: Vec<(i64, i64, String)> =
        book.remittances(trace)?.into_iter().filter(|(_, _, o)| o == "posted").collect();
    let mut fits = Vec::new();
    for (remit_id, payment, _) in &posted {
        if *payment == cents {
            fits.push((*remit_id, book.deposited(*remit_id)?));
        }
    }
    let Some((remit_id, _)) = fits.iter().find(|(_, deposited)| *deposited == 0) else {
        return Err(Error::Refused(match posted.first() {
            None => format!("no posted remittance has the trace {trace}"),
            Some(_) if !fits.is_empty() => {
                format!("the payment {trace} was seen at the bank before")
            }
            Some((_, payment, _)) => format!(
                "the remittance with trace {trace} pays {}, not {}",
                dollars(*payment),
                dollars(cents)
            ),
        }));
    };
    let remit_id = *remit_id;
    let mut writer = book.write("receipt", now.mark())?;
    let batch = writer.batch_id();
    let transfer = Transfer::new("P2", Account::Bank, Account::Clearing, cents, 0);
    let belongs = Belongs { post_day: day, remit_id, ..Belongs::default() };
    writer.post(transfer.as_slice(), &belongs)?;
    writer.commit()?;
    Ok(Receipt { batch, applied_cents: cents, unapplied_cents: 0 })
}

/// A bare reversal keeps its patient's money here for so many days.
const BLOCK_DAYS: i32 = 30;

/// Why a patient's money may not be paid back on a day; `None` when it may.
fn refund_refusal(writer: &Writer<'_>, credit: &Credit, day: Day) -> Result<Option<String>> {
    let blocks = writer.refund_blocks(credit.patient_id, Day(day.0 - BLOCK_DAYS))?;
    Ok(refusal(credit, blocks.first().map(|b| (b.claim.as_str(), b.since))))
}

fn refusal(credit: &Credit, block: Option<(&str, Day)>) -> Option<String> {
    if credit.open_cents > 0 {
        return Some(format!("{} is still open with the patient", dollars(credit.open_cents)));
    }
    let (claim, since) = block?;
    Some(format!(
        "the payer took its decision on claim {claim} back on {since}; wait for the new one, or \
         until {}",
        Day(since.0 + BLOCK_DAYS)
    ))
}

/// A patient's credit, if so much of it may be paid back on a day.
///
/// # Errors
/// Refused when it is more than the patient has here, anything is open with the patient, or a
/// payer has taken a decision back and not made it anew.
pub fn refundable(writer: &Writer<'_>, patient_id: i64, cents: i64, day: Day) -> Result<Credit> {
    positive(cents)?;
    let credit = writer.credit(patient_id)?.unwrap_or_default();
    let here = credit.unapplied_cents.max(0) + credit.credit_cents;
    if cents > here {
        return Err(Error::Refused(format!(
            "the patient has {} here, not {}",
            dollars(here),
            dollars(cents)
        )));
    }
    match refund_refusal(writer, &credit, day)? {
        Some(words) => Err(Error::Refused(words)),
        None => Ok(credit),
    }
}

/// A patient's money is to be paid back (P14): what was paid ahead first, then what was paid
/// too much, the oldest service first. Somebody approves it who did not ask for it; that is
/// checked where requests are.
///
/// # Errors
/// Refused when it is more than the patient has here, anything is open with the patient, or a
/// payer has taken a decision back and not made it anew.
pub fn refund_due(
    writer: &mut Writer<'_>,
    patient_id: i64,
    cents: i64,
    day: Day,
    now: Now,
) -> Result<()> {
    now.who.may(Right::Approve)?;
    let credit = refundable(writer, patient_id, cents, day)?;
    let ahead = cents.min(credit.unapplied_cents.max(0));
    let transfer = Transfer::new("P14", Account::UnappliedPatient, Account::DuePatient, ahead, 0);
    let belongs = Belongs { post_day: day, patient_id, ..Belongs::default() };
    writer.post(transfer.as_slice(), &belongs)?;
    let mut left = cents - ahead;
    for line in writer.patient_lines(patient_id)?.into_iter().filter(|l| l.cents < 0) {
        let part = left.min(-line.cents);
        let transfer =
            Transfer::new("P14", Account::ArPatient, Account::DuePatient, part, line.line);
        let (claim_id, payer_id) = (line.claim_id, line.payer_id);
        let belongs = Belongs { claim_id, payer_id, ..belongs };
        writer.post(transfer.as_slice(), &belongs)?;
        writer.refresh_claim(claim_id)?;
        left -= part;
        if left == 0 {
            break;
        }
    }
    Ok(())
}

/// A refund that was due is paid out (P14).
///
/// # Errors
/// Refused when less is due.
pub fn refund_paid(
    writer: &mut Writer<'_>,
    patient_id: i64,
    cents: i64,
    day: Day,
    now: Now,
) -> Result<()> {
    now.who.may(Right::Post)?;
    positive(cents)?;
    let due = writer.credit(patient_id)?.map_or(0, |c| c.due_cents);
    if cents > due {
        return Err(Error::Refused(format!(
            "{} is due to the patient, not {}",
            dollars(due),
            dollars(cents)
        )));
    }
    let transfer = Transfer::new("P14", Account::DuePatient, Account::Bank, cents, 0);
    let belongs = Belongs { post_day: day, patient_id, ..Belongs::default() };
    writer.post(transfer.as_slice(), &belongs)?;
    Ok(())
}

/// A refund that was approved is paid out.
///
/// # Errors
/// Refused when less is due.
pub fn pay_refund(
    book: &mut Book,
    patient_id: i64,
    cents: i64,
    day: Day,
    now: Now,
) -> Result<Receipt> {
    let mut writer = book.write("refund", now.mark())?;
    let batch = writer.batch_id();
    refund_paid(&mut writer, patient_id, cents, day, now)?;
    writer.commit()?;
    Ok(Receipt { batch, applied_cents: cents, unapplied_cents: 0 })
}

/// A patient whose money is here and not owed.
#[derive(Clone, Serialize)]
pub struct CreditView {
    /// The patient's number in the book.
    pub patient: i64,
    /// Member id.
    pub member_id: String,
    /// Last name.
    pub last: String,
    /// First name.
    pub first: String,
    /// Paid ahead, not yet owed.
    pub unapplied_cents: i64,
    /// Paid too much on claims.
    pub credit_cents: i64,
    /// Open on claims.
    pub open_cents: i64,
    /// Approved to be paid back, not yet paid.
    pub due_cents: i64,
    /// Why it may not be paid back today; `null` when it may.
    pub refund_waits_for: Option<String>,
}

/// Patients with money here that they do not owe, the largest sums first.
///
/// # Errors
/// What the database reports.
pub fn credits(book: &Book, today: Day) -> Result<Vec<CreditView>> {
    let mut views = Vec::new();
    for credit in book.credits()? {
        let blocks = book.refund_blocks(credit.patient_id, Day(today.0 - BLOCK_DAYS))?;
        let refund_waits_for =
            refusal(&credit, blocks.first().map(|b| (b.claim.as_str(), b.since)));
        views.push(CreditView {
            patient: credit.patient_id,
            refund_waits_for,
            member_id: credit.member_id,
            last: credit.last,
            first: credit.first,
            unapplied_cents: credit.unapplied_cents,
            credit_cents: credit.credit_cents,
            open_cents: credit.open_cents,
            due_cents: credit.due_cents,
        });
    }
    Ok(views)
}

/// What a returned receipt came to.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Returned {
    /// The batch, which can be taken back.
    pub batch: i64,
    /// The receipt.
    pub receipt: i64,
    /// What the bank took back.
    pub returned_cents: i64,
    /// Of it open with the patient again.
    pub open_again_cents: i64,
}

/// The bank takes a receipt's money back: a returned check, a chargeback (P20, and P2 of a
/// payer's). What was paid with it is open again.
///
/// # Errors
/// Refused when the batch is no receipt, went back before, or its money was refunded.
pub fn give_back(book: &mut Book, receipt: i64, day: Day, now: Now) -> Result<Returned> {
    now.who.may(Right::Post)?;
    let mut writer = book.write("return", now.mark())?;
    let mut done =
        Returned { batch: writer.batch_id(), receipt, returned_cents: 0, open_again_cents: 0 };
    for row in writer.receipt_rows(receipt)? {
        done.returned_cents += row.cents;
        done.open_again_cents += give_row_back(&mut writer, &row, day)?;
    }
    writer.commit()?;
    Ok(done)
}

/// Takes one row of a receipt back; gives what is open with the patient again.
fn give_row_back(writer: &mut Writer<'_>, row: &ReceiptRow, day: Day) -> Result<i64> {
    let mut back = GivingBack { writer, row, day };
    match row.credit {
        Account::ArPatient => {
            let (claim_id, line) = back.place_now()?;
            back.post(Account::ArPatient, row.cents, (claim_id, line), row.payer_id)?;
            Ok(row.cents)
        }
        Account::UnappliedPatient => {
            let credit = back.writer.credit(row.patient_id)?.unwrap_or_default();
            let ahead = row.cents.min(credit.unapplied_cents.max(0));
            back.post(Account::UnappliedPatient, ahead, (0, 0), 0)?;
            let mut left = row.cents - ahead;
            // The rest was put on claims: it is open there again.
            for used in back.writer.prepaid_used(row.patient_id)? {
                let part = left.min(used.cents);
                back.post(Account::ArPatient, part, (used.claim_id, used.line), used.payer_id)?;
                left -= part;
            }
            if left > 0 {
                return Err(Error::Refused(format!(
                    "{} of it was paid back to the patient already; take that back first",
                    dollars(left)
                )));
            }
            Ok(row.cents - ahead)
        }
        account => {
            if !back.writer.announced()?.iter().any(|a| a.remit_id == row.remit_id) {
                return Err(Error::Refused(
                    "a bank line is matched to that payment; first take it off: gonio bank unmatch"
                        .into(),
                ));
            }
            back.post(account, row.cents, (0, 0), row.payer_id)?;
            Ok(0)
        }
    }
}

/// A row of a receipt that goes back to the bank.
struct GivingBack<'a, 'b> {
    writer: &'a mut Writer<'b>,
    row: &'a ReceiptRow,
    day: Day,
}

impl GivingBack<'_, '_> {
    fn post(
        &mut self,
        account: Account,
        cents: i64,
        (claim_id, line): (i64, i64),
        payer_id: i64,
    ) -> Result<()> {
        let rule = if account == Account::Clearing { "P2" } else { "P20" };
        let transfer = Transfer::new(rule, account, Account::Bank, cents, line);
        let belongs = Belongs {
            post_day: self.day,
            claim_id,
            payer_id,
            remit_id: self.row.remit_id,
            patient_id: self.row.patient_id,
            reverses: self.row.entry,
            ..Belongs::default()
        };
        self.writer.post(transfer.as_slice(), &belongs)?;
        if claim_id != 0 {
            self.writer.refresh_claim(claim_id)?;
        }
        Ok(())
    }

    /// Where the row's claim line is by now: a new version may have taken its place, with
    /// its receipts.
    fn place_now(&self) -> Result<(i64, i64)> {
        let claim_id = self.writer.claim_now(self.row.claim_id)?;
        let lines = self.writer.line_keys(claim_id)?;
        let same = lines.iter().any(|l| l.number == self.row.line);
        Ok((claim_id, if same { self.row.line } else { 1 }))
    }
}

fn positive(cents: i64) -> Result<()> {
    if cents > 0 {
        return Ok(());
    }
    Err(Error::Refused("the amount must be more than 0.00".into()))
}
