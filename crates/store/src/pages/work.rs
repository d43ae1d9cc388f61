//! What waits for a person.

use crate::engine::params;
use gonio_billing::day::Day;

use crate::book::Book;
use crate::{PRACTICE, Result, sql};

/// Something that waits.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its id.
    pub item_id: i64,
    /// The reason's name.
    pub reason: String,
    /// What makes this case different: codes and amounts.
    pub detail: String,
    /// The money concerned.
    pub cents: i64,
    /// The claim; 0 for none.
    pub claim_id: i64,
    /// The remittance; 0 for none.
    pub remit_id: i64,
    /// The claim payment in it; 0 for none.
    pub claim_no: i64,
    /// The file; 0 for none.
    pub file_id: i64,
    /// Since when.
    pub day: Day,
}

/// What a waiting item is about.
#[derive(Clone, Default)]
pub struct About {
    /// The claim's number; empty when it has no claim.
    pub claim: String,
    /// The claim's number on the remittance.
    pub on_remittance: String,
    /// The remittance's trace.
    pub trace: String,
    /// The payer's name.
    pub payer: String,
    /// Patient's last name.
    pub last: String,
    /// Patient's first name.
    pub first: String,
    /// The file.
    pub path: String,
    /// The file's batch; 0 for none.
    pub batch_id: i64,
    /// The line of the bank; 0 for none.
    pub bank_line: i64,
}

impl Book {
    /// Everything that waits, the oldest first; of one import, or of all with 0.
    ///
    /// # Errors
    /// What the database reports.
    pub fn waiting_items(&self, batch: i64) -> Result<Vec<Item>> {
        self.rows(sql!("page_queue_items"), &params![PRACTICE, batch], |r| {
            Ok(Item {
                item_id: r.get(0)?,
                reason: r.get(1)?,
                detail: r.get(2)?,
                cents: r.get(3)?,
                claim_id: r.get(4)?,
                remit_id: r.get(5)?,
                claim_no: r.get(6)?,
                file_id: r.get(7)?,
                day: Day(r.get(8)?),
            })
        })
    }

    /// What an item is about.
    ///
    /// # Errors
    /// What the database reports.
    pub fn about(&self, item_id: i64) -> Result<About> {
        let about = self.one(sql!("page_queue_about"), &params![PRACTICE, item_id], |r| {
            Ok(About {
                claim: r.get(0)?,
                on_remittance: r.get(1)?,
                trace: r.get(2)?,
                payer: r.get(3)?,
                last: r.get(4)?,
                first: r.get(5)?,
                path: r.get(6)?,
                batch_id: r.get(7)?,
                bank_line: r.get(8)?,
            })
        })?;
        Ok(about.unwrap_or_default())
    }
}
