//! Batches: what each brought, and whether it can be taken back.

use crate::engine::params;

use super::Slice;
use crate::book::Book;
use crate::{PRACTICE, Result, sql, undo};

/// A batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Its number.
    pub batch_id: i64,
    /// import, undo, receipt, post.
    pub kind: String,
    /// When, in seconds since 1970 UTC.
    pub made_at: i64,
    /// Of an undo: the batch it took back.
    pub undoes: i64,
    /// The batch that took it back; 0 for none.
    pub undone_by: i64,
    /// Its files by outcome.
    pub files: FileCounts,
}

impl Batch {
    /// Whether it is of a kind that can be taken back, and stands.
    pub fn stands(&self) -> bool {
        self.kind != "undo" && self.undone_by == 0
    }
}

/// The files of a batch, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// All.
    pub files: i64,
    /// Imported whole.
    pub imported: i64,
    /// Imported in part.
    pub partly: i64,
    /// Here already.
    pub duplicate: i64,
    /// Refused.
    pub refused: i64,
    /// New claims in them.
    pub claims: i64,
    /// New payments.
    pub payments: i64,
    /// New claim payments.
    pub claim_payments: i64,
    /// Claims and payments that were here already.
    pub duplicates: i64,
}

/// A file of a batch.
#[derive(Clone, Debug, Default)]
pub struct FileRow {
    /// Its id.
    pub file_id: i64,
    /// The path or name it came under.
    pub path: String,
    /// `835`, `837P`, `277CA`, `not X12` …
    pub kind: String,
    /// imported, duplicate, refused, partly.
    pub outcome: String,
    /// Why, when not simply imported.
    pub reason: String,
    /// New claims.
    pub claims: i64,
    /// New payments.
    pub payments: i64,
    /// New claim payments.
    pub claim_payments: i64,
    /// What was here already.
    pub duplicates: i64,
    /// Problems found.
    pub problems: i64,
}

/// The money a batch brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchMoney {
    /// Charges of its claims.
    pub charge: i64,
    /// Its payments.
    pub payment: i64,
    /// Posted of them by now.
    pub posted: i64,
    /// What it brought that waits for a person.
    pub waits: i64,
}

/// A problem of a file.
#[derive(Clone, Debug, Default)]
pub struct ProblemRow {
    /// The segment's number; 0 for none.
    pub segment: i64,
    /// Its code, where one exists.
    pub code: String,
    /// In plain words.
    pub text: String,
}

impl Book {
    /// A slice of the batches, the latest first, and how many there are.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batch_list(&self, slice: Slice) -> Result<(Vec<Batch>, i64)> {
        let mut total = 0;
        let with = &params![PRACTICE, slice.limit, slice.offset];
        let batches = self.rows(sql!("page_batches"), with, |r| {
            total = r.get(11)?;
            let mut files = FileCounts {
                files: r.get(5)?,
                claims: r.get(6)?,
                claim_payments: r.get(7)?,
                imported: r.get(8)?,
                duplicate: r.get(9)?,
                refused: r.get(10)?,
                ..FileCounts::default()
            };
            files.partly = files.files - files.imported - files.duplicate - files.refused;
            Ok(Batch {
                batch_id: r.get(0)?,
                kind: r.get(1)?,
                made_at: r.get(2)?,
                undoes: r.get(3)?,
                undone_by: r.get(4)?,
                files,
            })
        })?;
        Ok((batches, total))
    }

    /// A batch with its files counted; `None` when there is none of that number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batch(&self, batch_id: i64) -> Result<Option<Batch>> {
        let key = &params![PRACTICE, batch_id];
        let head = self.one(sql!("page_batch"), key, |r| {
            Ok(Batch {
                batch_id: r.get(0)?,
                kind: r.get(1)?,
                made_at: r.get(2)?,
                undoes: r.get(3)?,
                undone_by: r.get(4)?,
                ..Batch::default()
            })
        })?;
        let Some(mut batch) = head else { return Ok(None) };
        let outcomes = self.rows(sql!("page_batch_outcomes"), key, |r| {
            let counts = FileCounts {
                files: r.get(1)?,
                claims: r.get(2)?,
                payments: r.get(3)?,
                claim_payments: r.get(4)?,
                duplicates: r.get(5)?,
                ..FileCounts::default()
            };
            Ok((r.get::<String>(0)?, counts))
        })?;
        let all = &mut batch.files;
        for (outcome, counts) in outcomes {
            all.files += counts.files;
            all.claims += counts.claims;
            all.payments += counts.payments;
            all.claim_payments += counts.claim_payments;
            all.duplicates += counts.duplicates;
            match outcome.as_str() {
                "imported" => all.imported += counts.files,
                "duplicate" => all.duplicate += counts.files,
                "refused" => all.refused += counts.files,
                _ => all.partly += counts.files,
            }
        }
        Ok(Some(batch))
    }

    /// The money a batch brought.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batch_money(&self, batch_id: i64) -> Result<BatchMoney> {
        let money = self.one(sql!("page_batch_money"), &params![PRACTICE, batch_id], |r| {
            Ok(BatchMoney {
                charge: r.get(0)?,
                payment: r.get(1)?,
                posted: r.get(2)?,
                waits: r.get(3)?,
            })
        })?;
        Ok(money.unwrap_or_default())
    }

    /// The files of a batch, in the order they were read, at most `limit`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batch_files(&self, batch_id: i64, limit: i64) -> Result<Vec<FileRow>> {
        self.rows(sql!("page_batch_files"), &params![PRACTICE, batch_id, limit], |r| {
            Ok(FileRow {
                file_id: r.get(0)?,
                path: r.get(1)?,
                kind: r.get(2)?,
                outcome: r.get(3)?,
                reason: r.get(4)?,
                claims: r.get(5)?,
                payments: r.get(6)?,
                claim_payments: r.get(7)?,
                duplicates: r.get(8)?,
                problems: r.get(9)?,
            })
        })
    }

    /// The first remittances of each of these files: file, id, trace.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remittances_of(&self, files: &[FileRow], most: i64) -> Result<Vec<(i64, i64, String)>> {
        let (Some(first), Some(last)) = (files.first(), files.last()) else {
            return Ok(Vec::new());
        };
        let with = &params![PRACTICE, first.file_id, last.file_id, most];
        self.rows(sql!("page_batch_remittances"), with, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    }

    /// The first problems of a file.
    ///
    /// # Errors
    /// What the database reports.
    pub fn file_problems(&self, file_id: i64, limit: i64) -> Result<Vec<ProblemRow>> {
        self.rows(sql!("page_file_problems"), &params![PRACTICE, file_id, limit], |r| {
            Ok(ProblemRow { segment: r.get(0)?, code: r.get(1)?, text: r.get(2)? })
        })
    }

    /// A later batch that stands on this one and must be taken back first, if any. Asks what
    /// an undo asks, so that a page can say so beforehand.
    ///
    /// # Errors
    /// What the database reports.
    pub fn stands_on(&self, batch_id: i64) -> Result<Option<i64>> {
        let span = self.one(sql!("page_batch"), &params![PRACTICE, batch_id], |r| {
            Ok((r.get::<i64>(5)?, r.get::<i64>(6)?))
        })?;
        match span {
            Some(entries) => undo::stands_on(&self.db, batch_id, entries),
            None => Ok(None),
        }
    }
}
