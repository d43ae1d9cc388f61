//! What is set for the practice.

use gonio_billing::day::Day;

use crate::access::Right;
use crate::{Book, Now, Practice, Result};

/// What to set; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The practice's name.
    pub name: Option<String>,
    /// From this day on remittances for unknown claims wait; `Some(None)` takes it away.
    pub go_live: Option<Option<Day>>,
    /// The day that pages look from; `Some(None)` is today.
    pub as_of: Option<Option<Day>>,
    /// Whether one person may check their own work.
    pub solo: Option<bool>,
}

/// Sets what is to be changed; gives how all stands then.
///
/// # Errors
/// Refused when whoever asks may not.
pub fn set(book: &Book, changes: &Changes, now: Now) -> Result<Practice> {
    let Changes { name, go_live, as_of, solo } = changes;
    if name.is_some() || go_live.is_some() || as_of.is_some() {
        now.who.may(Right::Settings)?;
    }
    if let Some(day) = go_live {
        book.set_go_live(now.mark(), *day)?;
    }
    if let Some(day) = as_of {
        book.set_as_of(now.mark(), *day)?;
    }
    if let Some(name) = name {
        book.set_practice(now.mark(), name, book.practice()?.made_up)?;
    }
    if let Some(solo) = solo {
        now.who.may(Right::People)?;
        book.set_solo(now.mark(), *solo)?;
    }
    Ok(book.practice()?)
}
