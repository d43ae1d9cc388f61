//! What the pages ask of the books: one or a few statements per page, answered as plain rows.
//!
//! Words, links and sums of money as text do not live here; nor does anything that writes.

pub mod claims;
pub mod denials;
pub mod imports;
pub mod open;
pub mod remittances;
pub mod work;

use crate::engine::{Row, Value, params};
use gonio_billing::day::Day;

use crate::book::Book;
pub use crate::{Error, Result};
use crate::{PRACTICE, sql};

/// How far the book has been written: two looks that agree in it see the same book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Latest {
    /// The last journal entry.
    pub entry: i64,
    /// The last batch.
    pub batch: i64,
}

/// The first and last days in the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first day of the journal.
    pub oldest: Option<Day>,
    /// The last day of the journal.
    pub journal: Option<Day>,
    /// The last day of a claim or remittance that counts.
    pub facts: Option<Day>,
}

/// Money that waits in one place, and on how many claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How much.
    pub cents: i64,
    /// How many claims.
    pub claims: i64,
}

/// Where open money waits. All of it together is what is receivable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// With the first payer, for less than 30 days.
    pub waiting: Waiting,
    /// With the first payer, for 30 days and more.
    pub overdue: Waiting,
    /// Denied and still claimed.
    pub denied: Waiting,
    /// With later payers.
    pub later: Waiting,
    /// With patients.
    pub patient: Waiting,
    /// Credits: more was paid than was open. Negative.
    pub credit: Waiting,
    /// Claims with anything open.
    pub claims: i64,
}

impl Places {
    /// Everything open, credits netted.
    pub fn open_cents(&self) -> i64 {
        self.waiting.cents
            + self.overdue.cents
            + self.denied.cents
            + self.later.cents
            + self.patient.cents
            + self.credit.cents
    }
}

/// A patient as the book knows them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Last name.
    pub last: String,
    /// First name.
    pub first: String,
    /// Date of birth, where a file told it.
    pub birth_day: Option<Day>,
    /// Member id.
    pub member_id: String,
}

/// Items waiting for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueCount {
    /// The reason's name.
    pub reason: String,
    /// How many.
    pub items: i64,
    /// Money with them, whichever way it goes.
    pub cents: i64,
}

/// The last import that was not taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastImport {
    /// Its batch.
    pub batch: i64,
    /// When, in seconds since 1970 UTC.
    pub made_at: i64,
    /// How many files.
    pub files: i64,
}

/// Which rows of a long list.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// At most so many.
    pub limit: i64,
    /// After so many.
    pub offset: i64,
}

pub(crate) fn day(r: Row<'_>, column: usize) -> Result<Option<Day>> {
    Ok(r.get::<Option<i32>>(column)?.map(Day))
}

impl Book {
    /// Runs `look` so that all it reads is of one moment, whatever is being written.
    ///
    /// # Errors
    /// What the database reports, and what `look` does.
    pub fn at_once<T, E: From<crate::Error>>(
        &self,
        look: impl FnOnce(&Book) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.db.begin_reading().map_err(E::from)?;
        let seen = look(self);
        // Nothing was written: how it ends makes no difference.
        self.db.roll_back();
        seen
    }

    pub(crate) fn rows<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        row: impl FnMut(Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.db.rows(text, with, row)
    }

    pub(crate) fn one<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        row: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.db.one(text, with, row)
    }

    /// How far the book has been written.
    ///
    /// # Errors
    /// What the database reports.
    pub fn latest(&self) -> Result<Latest> {
        let latest = self.one(sql!("page_latest"), &params![PRACTICE], |r| {
            Ok(Latest { entry: r.get(0)?, batch: r.get(1)? })
        })?;
        Ok(latest.unwrap_or_default())
    }

    /// Whether there is no claim and no remittance that counts.
    ///
    /// # Errors
    /// What the database reports.
    pub fn is_empty(&self) -> Result<bool> {
        let any: Option<i64> =
            self.one(sql!("page_any_facts"), &params![PRACTICE], |r| r.get(0))?;
        Ok(any != Some(1))
    }

    /// The first and last days.
    ///
    /// # Errors
    /// What the database reports.
    pub fn span(&self) -> Result<Span> {
        let (oldest, journal) = self.journal_days()?.unzip();
        let facts = self
            .db
            .only(sql!("page_span"), &params![PRACTICE], |r| Ok(day(r, 0)?.max(day(r, 1)?)))?;
        Ok(Span { oldest, journal, facts })
    }

    /// All payers, by name.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payers(&self) -> Result<Vec<(i64, String)>> {
        self.rows(sql!("page_payers"), &params![PRACTICE], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// A patient.
    ///
    /// # Errors
    /// What the database reports.
    pub fn person(&self, patient_id: i64) -> Result<Person> {
        let person = self.one(sql!("page_patient"), &params![PRACTICE, patient_id], |r| {
            Ok(Person {
                last: r.get(0)?,
                first: r.get(1)?,
                birth_day: day(r, 2)?,
                member_id: r.get(3)?,
            })
        })?;
        Ok(person.unwrap_or_default())
    }

    /// What waits for a person, by reason.
    ///
    /// # Errors
    /// What the database reports.
    pub fn queue_counts(&self) -> Result<Vec<QueueCount>> {
        self.rows(sql!("page_queue_counts"), &params![PRACTICE], |r| {
            Ok(QueueCount { reason: r.get(0)?, items: r.get(1)?, cents: r.get(2)? })
        })
    }

    /// The last import that was not taken back.
    ///
    /// # Errors
    /// What the database reports.
    pub fn last_import(&self) -> Result<Option<LastImport>> {
        self.one(sql!("page_last_import"), &params![PRACTICE], |r| {
            Ok(LastImport { batch: r.get(0)?, made_at: r.get(1)?, files: r.get(2)? })
        })
    }
}
