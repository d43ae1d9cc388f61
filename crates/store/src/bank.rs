//! Lines of the bank and the remittances they pay.

use std::collections::{HashMap, HashSet};

use gonio_billing::day::Day;
use gonio_billing::deposits::{Announced, Deposit, Rule};
use gonio_billing::queue::QueueItem;

use crate::book::Book;
use crate::engine::{Engine, Row, params};
use crate::pages::Slice;
use crate::row::Belongs;
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// A new line of the bank.
#[derive(Clone, Debug, Default)]
pub struct NewLine<'a> {
    /// The file, and its row there.
    pub file: (i64, i64),
    /// What makes it the same line in any file.
    pub identity: &'a str,
    /// The end of the account's number.
    pub account: &'a str,
    /// The day.
    pub day: Day,
    /// Positive came in, negative went out.
    pub cents: i64,
    /// What the bank says.
    pub text: &'a str,
}

/// A line of the bank as it is shown.
#[derive(Clone, Debug, Default)]
pub struct BankLine {
    /// Its number.
    pub line_id: i64,
    /// The end of the account's number.
    pub account: String,
    /// The day.
    pub day: Day,
    /// Positive came in, negative went out.
    pub cents: i64,
    /// What the bank says.
    pub text: String,
    /// The batch that brought it.
    pub batch_id: i64,
    /// The file, and its row there.
    pub file: (i64, i64),
}

impl BankLine {
    /// As the matcher needs it.
    pub fn deposit(&self) -> Deposit {
        Deposit { line_id: self.line_id, day: self.day, cents: self.cents, text: self.text.clone() }
    }
}

/// A remittance that a line pays.
#[derive(Clone, Debug, Default)]
pub struct BankMatch {
    /// The remittance; 0 when the line was set aside.
    pub remit_id: i64,
    /// How much of the line.
    pub cents: i64,
    /// How it was found.
    pub matched_by: String,
    /// The deposit was posted with it.
    pub posted: bool,
    /// Why, where a person says so.
    pub note: String,
    /// The remittance's trace.
    pub trace: String,
    /// The batch that matched it.
    pub batch_id: i64,
    /// The payer's name.
    pub payer: String,
}

fn line(r: Row<'_>) -> Result<BankLine> {
    Ok(BankLine {
        line_id: r.get(0)?,
        account: r.get(1)?,
        day: Day(r.get(2)?),
        cents: r.get(3)?,
        text: r.get(4)?,
        batch_id: r.get(5)?,
        file: (r.get(6)?, r.get(7)?),
    })
}

fn one_line(db: &Engine, line_id: i64) -> Result<Option<BankLine>> {
    db.one(sql!("page_bank_line"), &params![PRACTICE, line_id], line)
}

fn matches(db: &Engine, line_id: i64) -> Result<Vec<BankMatch>> {
    db.rows(sql!("bank_matches_of_line"), &params![PRACTICE, line_id], |r| {
        Ok(BankMatch {
            remit_id: r.get(0)?,
            cents: r.get(1)?,
            matched_by: r.get(2)?,
            posted: r.get(3)?,
            note: r.get(4)?,
            trace: r.get(5)?,
            batch_id: r.get(6)?,
            payer: r.get(7)?,
        })
    })
}

fn announced(db: &Engine) -> Result<Vec<Announced>> {
    db.rows(sql!("announced_payments"), &params![PRACTICE], |r| {
        Ok(Announced {
            remit_id: r.get(0)?,
            trace: r.get(1)?,
            payer: r.get(2)?,
            day: Day(r.get(3)?),
            cents: r.get(4)?,
        })
    })
}

fn deposited_by_remit(db: &Engine) -> Result<HashMap<i64, i64>> {
    let with = &params![PRACTICE];
    let all = db.rows(sql!("deposited_by_remit"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(all.into_iter().collect())
}

impl Writer<'_> {
    /// Adds a line of the bank, unless it is here already; says whether it is new.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_bank_line(&mut self, line: &NewLine<'_>) -> Result<bool> {
        let with = &params![PRACTICE, line.identity];
        let known: Option<i64> = self.db.one(sql!("bank_line_by_identity"), with, |r| r.get(0))?;
        if known.is_some() {
            return Ok(false);
        }
        let id = self.next_bank_line();
        self.db.insert(
            sql!("insert_bank_line"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                line.file.0,
                line.file.1,
                line.identity,
                line.account,
                line.day.0,
                line.cents,
                line.text,
                true
            ],
        )?;
        Ok(true)
    }

    /// Lines that brought money and are matched to nothing.
    ///
    /// # Errors
    /// What the database reports.
    pub fn waiting_deposits(&self) -> Result<Vec<Deposit>> {
        self.db.rows(sql!("waiting_deposits"), &params![PRACTICE], |r| {
            Ok(Deposit {
                line_id: r.get(0)?,
                day: Day(r.get(1)?),
                cents: r.get(2)?,
                text: r.get(3)?,
            })
        })
    }

    /// Posted remittances that no line of the bank is matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn announced(&self) -> Result<Vec<Announced>> {
        announced(self.db)
    }

    /// What each remittance has brought to the bank by the journal.
    ///
    /// # Errors
    /// What the database reports.
    pub fn deposited_by_remit(&self) -> Result<HashMap<i64, i64>> {
        deposited_by_remit(self.db)
    }

    /// Lines that a person took from what they were matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn unmatched_bank_lines(&self) -> Result<HashSet<i64>> {
        let with = &params![PRACTICE];
        let all = self.db.rows(sql!("unmatched_bank_lines"), with, |r| r.get(0))?;
        Ok(all.into_iter().collect())
    }

    /// A line of the bank.
    ///
    /// # Errors
    /// What the database reports.
    pub fn bank_line(&self, line_id: i64) -> Result<Option<BankLine>> {
        one_line(self.db, line_id)
    }

    /// What a line is matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn bank_matches(&self, line_id: i64) -> Result<Vec<BankMatch>> {
        matches(self.db, line_id)
    }

    /// Says that a line pays a remittance, or with 0 that it pays none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn match_bank_line(
        &self,
        (line_id, remit_id): (i64, i64),
        cents: i64,
        rule: Rule,
        posted: bool,
        note: &str,
    ) -> Result<()> {
        self.db.insert(
            sql!("insert_bank_match"),
            &params![
                PRACTICE,
                line_id,
                remit_id,
                self.batch_id(),
                cents,
                rule.name(),
                posted,
                note,
                0,
                true
            ],
        )
    }

    /// Ends what a line is matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn end_bank_matches(&self, line_id: i64) -> Result<()> {
        let with = &params![self.batch_id(), PRACTICE, line_id];
        self.db.execute(sql!("end_bank_matches"), with)?;
        Ok(())
    }

    /// Puts a line into the queue, or leaves it there. None takes it out.
    ///
    /// # Errors
    /// What the database reports.
    pub fn bank_line_waits(&mut self, line: &Deposit, item: Option<&QueueItem>) -> Result<()> {
        let with = &params![PRACTICE, line.line_id];
        let waits: Vec<(i64, String)> =
            self.db.rows(sql!("bank_waits_of_line"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        let same = |item: &QueueItem| waits.len() == 1 && waits[0].1 == item.reason.name();
        if item.is_some_and(same) {
            return Ok(());
        }
        for (item_id, _) in waits {
            self.settle(item_id)?;
        }
        if let Some(item) = item {
            let belongs = Belongs { post_day: line.day, ..Belongs::default() };
            self.queue(item, &belongs, 0)?;
            let with = params![PRACTICE, self.last_item(), line.line_id];
            self.db.insert(sql!("insert_bank_wait"), &with)?;
        }
        Ok(())
    }
}

impl Book {
    /// A slice of the lines of the bank, the latest first, and how many there are: all, those
    /// that are `waiting`, or those that are `matched`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn bank_lines(&self, which: &str, slice: Slice) -> Result<(Vec<(BankLine, bool)>, i64)> {
        let with = &params![PRACTICE, which, slice.limit, slice.offset];
        let mut total = 0;
        let lines = self.db.rows(sql!("page_bank_lines"), with, |r| {
            total = r.get(9)?;
            Ok((line(r)?, r.get::<i64>(8)? == 1))
        })?;
        Ok((lines, total))
    }

    /// What a line is matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn bank_matches(&self, line_id: i64) -> Result<Vec<BankMatch>> {
        matches(&self.db, line_id)
    }

    /// Posted remittances that no line of the bank is matched to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn announced(&self) -> Result<Vec<Announced>> {
        announced(&self.db)
    }

    /// What each remittance has brought to the bank by the journal.
    ///
    /// # Errors
    /// What the database reports.
    pub fn deposited_by_remit(&self) -> Result<HashMap<i64, i64>> {
        deposited_by_remit(&self.db)
    }
}
