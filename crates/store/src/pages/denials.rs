//! What payers have denied and is still claimed, line by line.
//!
//! Amounts are balances of the journal's account for denied money, so their sum is that
//! account's. Who denied a line, and why, is the latest denial on it that still stands.

use std::collections::HashMap;

use gonio_billing::day::Day;

use crate::book::Book;
use crate::engine::params;
use crate::{PRACTICE, Result, sql};

/// A denied amount on a line.
#[derive(Clone, Debug, Default)]
pub struct Denied {
    /// The claim.
    pub claim_id: i64,
    /// Its line.
    pub line: i64,
    /// The claim's number.
    pub control_number: String,
    /// Procedure code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// Denied and still claimed.
    pub cents: i64,
    /// Who denied it; 0 when not known.
    pub payer_id: i64,
    /// The day of the denial in the books.
    pub day: Option<Day>,
    /// CO, PR, OA, PI.
    pub group: String,
    /// The reason code.
    pub reason: String,
    /// The cause; empty when none is known.
    pub cause: String,
}

/// The denial that stands on a line.
struct Why {
    day: Day,
    payer_id: i64,
    group: String,
    reason: String,
    cause: String,
    cents: i64,
}

impl Book {
    /// Everything denied and still claimed, the largest amounts first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn denied_lines(&self) -> Result<Vec<Denied>> {
        let mut lines = self.rows(sql!("page_denied_lines"), &params![PRACTICE], |r| {
            Ok(Denied {
                claim_id: r.get(0)?,
                line: r.get(1)?,
                control_number: r.get(2)?,
                payer_id: r.get(3)?,
                code: r.get(4)?,
                modifiers: r.get(5)?,
                cents: r.get(6)?,
                ..Denied::default()
            })
        })?;
        let whys = self.denial_reasons()?;
        for line in &mut lines {
            // A denial of the claim as a whole stands for the lines that have none of their own.
            let own = whys.get(&(line.claim_id, line.line));
            let Some(why) = own.or_else(|| whys.get(&(line.claim_id, 0))) else { continue };
            line.day = Some(why.day);
            line.group.clone_from(&why.group);
            line.reason.clone_from(&why.reason);
            line.cause.clone_from(&why.cause);
            if why.payer_id != 0 {
                line.payer_id = why.payer_id;
            }
        }
        lines.sort_by_key(|l| (-l.cents, l.claim_id, l.line));
        Ok(lines)
    }

    /// By claim and line, the latest denial; of several in one decision, the largest.
    fn denial_reasons(&self) -> Result<HashMap<(i64, i64), Why>> {
        let mut whys: HashMap<(i64, i64), Why> = HashMap::new();
        let rows = self.rows(sql!("page_denial_reasons"), &params![PRACTICE], |r| {
            // The first payer is the claim's: a remittance may name it in another way.
            let first = r.text(3)? == "P";
            let why = Why {
                day: Day(r.get(2)?),
                payer_id: if first { 0 } else { r.get(4)? },
                group: r.get(5)?,
                reason: r.get(6)?,
                cause: r.get(7)?,
                cents: r.get(8)?,
            };
            Ok(((r.get(0)?, r.get(1)?), why))
        })?;
        for (key, why) in rows {
            let kept = whys.get(&key);
            if kept.is_none_or(|k| k.day < why.day || (k.day == why.day && k.cents <= why.cents)) {
                whys.insert(key, why);
            }
        }
        Ok(whys)
    }
}
