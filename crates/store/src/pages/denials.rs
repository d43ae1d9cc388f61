//! What payers have denied and is still claimed, line by line.
//!
//! Amounts are balances of the journal's account for denied money, so their sum is that
//! account's. Who denied a line, and why, is the latest denial on it that still stands.

use std::collections::HashMap;
use std::ops::Range;

use gonio_billing::cause::Cause;
use gonio_billing::day::Day;

use super::Slice;
use crate::book::Book;
use crate::engine::{Engine, params};
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
    /// The cause, or [`UNKNOWN`].
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

/// The name of the cause where none is known.
pub const UNKNOWN: &str = "unknown";

/// Denied money of one cause and payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeniedSum {
    /// By name.
    pub cause: String,
    /// Who denied it; 0 when not known.
    pub payer_id: i64,
    /// Lines.
    pub lines: i64,
    /// Denied and still claimed.
    pub cents: i64,
}

/// Which denied lines are asked for.
#[derive(Clone, Debug, Default)]
pub struct DeniedAsked {
    /// By name; empty for any.
    pub cause: String,
    /// 0 for any.
    pub payer_id: i64,
}

impl DeniedAsked {
    /// Whether lines of this cause and payer are.
    pub fn fits(&self, cause: &str, payer_id: i64) -> bool {
        (self.cause.is_empty() || self.cause == cause)
            && (self.payer_id == 0 || self.payer_id == payer_id)
    }
}

impl Book {
    /// A slice of what is denied and still claimed: the largest amounts first, or in a book
    /// where all of them are too many to sort, those of the latest claims; and which it was.
    ///
    /// # Errors
    /// What the database reports.
    pub fn denied_lines(&self, asked: &DeniedAsked, slice: Slice) -> Result<(Vec<Denied>, bool)> {
        let fits = |line: &Denied| asked.fits(&line.cause, line.payer_id);
        let part = |mut lines: Vec<Denied>, skip: i64, most: i64| {
            lines.retain(fits);
            lines
                .into_iter()
                .skip(usize::try_from(skip).unwrap_or(0))
                .take(usize::try_from(most).unwrap_or(0))
                .collect::<Vec<_>>()
        };
        let Some(blocks) = self.blocks_of_denied(asked, slice)? else {
            let mut lines = lines(&self.db, &(0..i64::MAX))?;
            lines.sort_by_key(|l| (-l.cents, l.claim_id, l.line));
            return Ok((part(lines, slice.offset, slice.limit), true));
        };
        let (mut shown, mut skip) = (Vec::new(), slice.offset);
        for (claims, here) in blocks {
            let most = slice.limit - shown.len() as i64;
            if skip < here && most > 0 {
                let mut lines = lines(&self.db, &claims)?;
                lines.sort_by_key(|l| (-l.claim_id, l.line));
                shown.extend(part(lines, skip, most));
            }
            skip -= here.min(skip);
        }
        Ok((shown, false))
    }
}

/// What is denied and still claimed on some claims.
pub(crate) fn lines(db: &Engine, claims: &Range<i64>) -> Result<Vec<Denied>> {
    let with = &params![PRACTICE, claims.start, claims.end];
    let mut lines = db.rows(sql!("page_denied_lines"), with, |r| {
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
    let whys = reasons(db, claims)?;
    for line in &mut lines {
        // A denial of the claim as a whole stands for the lines that have none of their own.
        let own = whys.get(&(line.claim_id, line.line));
        if let Some(why) = own.or_else(|| whys.get(&(line.claim_id, 0))) {
            line.day = Some(why.day);
            line.group.clone_from(&why.group);
            line.reason.clone_from(&why.reason);
            line.cause.clone_from(&why.cause);
            if why.payer_id != 0 {
                line.payer_id = why.payer_id;
            }
        }
        if Cause::named(&line.cause).is_none() {
            line.cause = UNKNOWN.into();
        }
    }
    Ok(lines)
}

/// By claim and line, the latest denial; of several in one decision, the largest.
fn reasons(db: &Engine, claims: &Range<i64>) -> Result<HashMap<(i64, i64), Why>> {
    let mut whys: HashMap<(i64, i64), Why> = HashMap::new();
    let with = &params![PRACTICE, claims.start, claims.end];
    db.each(sql!("page_denial_reasons"), with, |r| {
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
        let key = (r.get(0)?, r.get(1)?);
        let kept = whys.get(&key);
        if kept.is_none_or(|k| k.day < why.day || (k.day == why.day && k.cents <= why.cents)) {
            whys.insert(key, why);
        }
        Ok(())
    })?;
    Ok(whys)
}
