//! Money that comes in outside a remittance: patients' payments and bank deposits.

use gonio_billing::day::Day;
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::money::dollars;
use gonio_store::row::Belongs;
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
    let patients = book.patient_ids(member_or_name)?;
    let [patient_id] = patients[..] else {
        return Err(Error::Refused(if patients.is_empty() {
            "no patient has that member id or last name".into()
        } else {
            format!("{} patients have that name; give the member id", patients.len())
        }));
    };
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

fn positive(cents: i64) -> Result<()> {
    if cents > 0 {
        return Ok(());
    }
    Err(Error::Refused("the amount must be more than 0.00".into()))
}
