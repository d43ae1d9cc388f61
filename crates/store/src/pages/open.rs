//! Two metrics at many days in one reading: days in A/R, and how much of what is open is old.
//!
//! A trend by month would read the journal once for every month. What comes out is what the
//! metrics themselves say of each day; a test holds the two together.

use std::collections::BTreeMap;

use crate::engine::{Row, params};
use gonio_billing::day::Day;
use gonio_billing::ledger::Account;

use super::day;
use crate::book::Book;
use crate::metrics::Asked;
use crate::{PRACTICE, Result, sql};

/// Money is old when its service is more days ago than this.
const OLD: i32 = 90;

/// What is open at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenAt {
    /// Everything open, credits netted.
    pub open: i64,
    /// The debit balances of lines and parties.
    pub debit: i64,
    /// Of them on old services.
    pub old: i64,
    /// Charges of the window.
    pub charges: i64,
    /// Days of the window.
    pub days: i64,
}

impl OpenAt {
    /// Days in A/R, in tenths; `None` when nothing was charged.
    pub fn days_in_ar(&self) -> Option<i64> {
        ratio(self.open, 10 * self.days, self.charges)
    }

    /// The old part of what is open, in ten-thousandths; `None` when nothing is open.
    pub fn old_share(&self) -> Option<i64> {
        ratio(self.old, 10_000, self.debit)
    }
}

/// `part × scale ÷ whole`, rounded half up; `None` when divided by nothing.
pub fn ratio(part: i64, scale: i64, whole: i64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    let (part, whole) = (i128::from(part) * i128::from(scale), i128::from(whole));
    let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
    i64::try_from((2 * part + whole).div_euclid(2 * whole)).ok()
}

/// A line's movements: by the first of the days asked for that sees them.
struct LineMoves {
    service_day: Option<Day>,
    insurance: Vec<i64>,
    patient: Vec<i64>,
}

/// Sums up claim by claim.
struct Reader<'a> {
    asked: &'a [Asked],
    at: Vec<OpenAt>,
    claim: i64,
    lines: BTreeMap<i64, LineMoves>,
}

impl Reader<'_> {
    fn row(&mut self, r: Row<'_>) -> Result<()> {
        let claim: i64 = r.get(0)?;
        if claim != self.claim {
            self.close();
            self.claim = claim;
        }
        let post_day = Day(r.get(2)?);
        let first = self.asked.iter().position(|asked| post_day <= asked.as_of);
        let Some(first) = first else { return Ok(()) };
        let cents: i64 = r.get(5)?;
        for (column, signed) in [(3, cents), (4, -cents)] {
            let Some(account) = Account::named(r.text(column)?) else { continue };
            if account == Account::Revenue {
                for (asked, at) in self.asked.iter().zip(&mut self.at) {
                    if post_day >= asked.from && post_day <= asked.to {
                        at.charges -= signed;
                    }
                }
            }
            if !account.is_receivable() {
                continue;
            }
            let nothing = || vec![0; self.asked.len()];
            let service_day = day(r, 6)?;
            let line = self.lines.entry(r.get(1)?).or_insert_with(|| LineMoves {
                service_day,
                insurance: nothing(),
                patient: nothing(),
            });
            let moves =
                if account == Account::ArPatient { &mut line.patient } else { &mut line.insurance };
            moves[first] += signed;
        }
        Ok(())
    }

    /// Adds the claim read last.
    fn close(&mut self) {
        for line in std::mem::take(&mut self.lines).into_values() {
            for moves in [&line.insurance, &line.patient] {
                let mut balance = 0;
                for ((asked, at), moved) in self.asked.iter().zip(&mut self.at).zip(moves) {
                    balance += moved;
                    at.open += balance;
                    if balance > 0 {
                        at.debit += balance;
                        let young = |day: Day| asked.as_of.0 - day.0 <= OLD;
                        if !line.service_day.is_some_and(young) {
                            at.old += balance;
                        }
                    }
                }
            }
        }
    }
}

impl Book {
    /// What is open at the end of each day that is looked from, earliest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn open_at(&self, asked: &[Asked]) -> Result<Vec<OpenAt>> {
        let Some(last) = asked.last() else { return Ok(Vec::new()) };
        let days =
            |a: &Asked| OpenAt { days: i64::from(a.to.0 - a.from.0 + 1), ..OpenAt::default() };
        let at = asked.iter().map(days).collect();
        let mut reader = Reader { asked, at, claim: 0, lines: BTreeMap::new() };
        self.db
            .each(sql!("page_open_moves"), &params![PRACTICE, last.as_of.0], |r| reader.row(r))?;
        reader.close();
        Ok(reader.at)
    }
}
