//! A person's word on a payment: hold it back, or post it after all.

use gonio_billing::money::dollars;
use gonio_billing::queue::Reason;
use serde::Serialize;

use crate::access::Right;
use crate::desk::Desk;
use crate::import::causes;
use crate::{Book, Error, Now, Result};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Its batch, which can be taken back.
    pub batch: i64,
    /// The payment.
    pub remittance: i64,
    /// Its amount.
    pub payment_cents: i64,
}

/// Posts a payment that was held as a suspected copy, for other content under the same trace,
/// or by a person.
///
/// # Errors
/// Refused when it is posted already, or does not add up.
pub fn release(book: &mut Book, remit_id: i64, reason: &str, now: Now) -> Result<Word> {
    say(book, remit_id, true, reason, now)
}

/// Takes all that a payment posted back and lets it wait. It stays recorded, and can be posted
/// again.
///
/// # Errors
/// Refused when it is held already.
pub fn hold(book: &mut Book, remit_id: i64, reason: &str, now: Now) -> Result<Word> {
    say(book, remit_id, false, reason, now)
}

fn say(book: &mut Book, remit_id: i64, post: bool, reason: &str, now: Now) -> Result<Word> {
    now.who.may(Right::Post)?;
    if reason.trim().is_empty() {
        return Err(Error::Refused("say why: the reason is kept with the payment".into()));
    }
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.write(if post { "release" } else { "hold" }, now.mark())?;
    let batch = writer.batch_id();
    let Some(remit) = writer.remittance(remit_id)? else {
        return Err(Error::Refused("there is no such payment".into()));
    };
    if remit.posted == post {
        let stands = if post { "posted" } else { "held" };
        return Err(Error::Refused(format!("the payment is {stands} already")));
    }
    if post && !remit.balanced {
        return Err(Error::Refused(format!(
            "the payment of {} does not add up, so it cannot be posted; ask for a corrected file",
            dollars(remit.payment_cents)
        )));
    }
    writer.add_payment_word(remit_id, post, reason.trim())?;
    let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
    if post {
        desk.post_held(remit_id, &remit)?;
    } else {
        desk.hold_posted(remit_id, &remit, Some(Reason::HeldByPerson))?;
    }
    desk.retry_waiting()?;
    desk.settle_answers()?;
    writer.commit()?;
    Ok(Word { batch, remittance: remit_id, payment_cents: remit.payment_cents })
}

/// Takes a word back: each payment is posted or held as before.
pub(crate) fn unsay(desk: &mut Desk<'_, '_>, words: &[(i64, bool)]) -> Result<()> {
    for (remit_id, was_posted) in words {
        let Some(remit) = desk.writer.remittance(*remit_id)? else { continue };
        if *was_posted && !remit.posted {
            desk.post_held(*remit_id, &remit)?;
        } else if !*was_posted && remit.posted {
            desk.hold_posted(*remit_id, &remit, None)?;
        }
    }
    Ok(())
}
