//! Claims that nobody has proof of having filed: those whose first payer has neither taken them
//! in nor decided.

use gonio_billing::day::Day;

use crate::book::Book;
use crate::engine::{Row, params};
use crate::pages::claims::{BEYOND_SENT, SENT};
use crate::{PRACTICE, Result, sql};

/// The states of such claims, and the index that has them.
const STATES: [(&str, &str); 2] = [("submitted", SENT), ("rejected", BEYOND_SENT)];

/// Such a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingWait {
    /// The claim.
    pub claim_id: i64,
    /// Its number.
    pub control_number: String,
    /// Its first payer.
    pub payer_id: i64,
    /// What kind of payer (SBR09); empty when not told.
    pub filing_code: String,
    /// First day of service.
    pub service_day: Day,
    /// Open with that payer.
    pub open_cents: i64,
    /// By name.
    pub state: String,
}

fn wait(r: Row<'_>) -> Result<FilingWait> {
    Ok(FilingWait {
        claim_id: r.get(0)?,
        control_number: r.get(1)?,
        payer_id: r.get(2)?,
        filing_code: r.get(3)?,
        service_day: Day(r.get(4)?),
        open_cents: r.get(5)?,
        state: r.get(6)?,
    })
}

impl Book {
    /// Those with services up to a day, the oldest first, of each state at most so many.
    ///
    /// # Errors
    /// What the database reports.
    pub fn filing_waits(&self, up_to: Day, most: i64) -> Result<Vec<FilingWait>> {
        let mut all = Vec::new();
        for (state, index) in STATES {
            let text = format!(
                "{} AND {index} ORDER BY COALESCE(c.service_day, 0), c.claim_id LIMIT $4",
                sql!("filing_waits")
            );
            let with = &params![PRACTICE, state, up_to.0, most];
            all.extend(self.db.rows(&text, with, wait)?);
        }
        Ok(all)
    }

    /// One claim, if it is such a one.
    ///
    /// # Errors
    /// What the database reports.
    pub fn filing_wait(&self, claim_id: i64) -> Result<Option<FilingWait>> {
        self.db.one(sql!("filing_wait_of"), &params![PRACTICE, claim_id], wait)
    }
}
