//! Opens a book and brings its schema up to date.

use std::cell::RefCell;

use gonio_billing::day::Day;

use crate::engine::{Engine, params};
use crate::tally::Overlay;
use crate::trail::{self, Deed, Mark};
use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// Migrations in order; a book remembers how many it has had. Only ever added to.
const MIGRATIONS: [&str; 13] = [
    include_str!("../migrations/0001_books.sql"),
    include_str!("../migrations/0002_reference.sql"),
    include_str!("../migrations/0003_people.sql"),
    include_str!("../migrations/0004_moves.sql"),
    include_str!("../migrations/0005_cases.sql"),
    include_str!("../migrations/0006_answers.sql"),
    include_str!("../migrations/0007_bank.sql"),
    include_str!("../migrations/0008_outgoing.sql"),
    include_str!("../migrations/0009_tally.sql"),
    include_str!("../migrations/0010_sent_batch.sql"),
    include_str!("../migrations/0011_changes.sql"),
    include_str!("../migrations/0012_sums.sql"),
    include_str!("../migrations/0013_served.sql"),
];

/// The migration that brought the trail.
const TRAIL: usize = 3;

/// An open book.
pub struct Book {
    pub(crate) db: Engine,
    /// Worked out last.
    pub(crate) overlay: RefCell<Option<Overlay>>,
}

/// What is set for a practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// Its name; empty until it is known.
    pub name: String,
    /// From this day on, remittances for unknown claims wait in a queue.
    pub go_live_day: Option<Day>,
    /// The day that pages look from; `None` is today.
    pub as_of_day: Option<Day>,
    /// The practice is made up.
    pub made_up: bool,
    /// One person may check their own work.
    pub solo: bool,
}

impl Book {
    /// Opens the book at `url`: `sqlite:PATH` or a plain path (made if it is not there), or
    /// `postgres://…`.
    ///
    /// # Errors
    /// An address that cannot be opened, or a book written by a later version.
    pub fn open(url: &str) -> Result<Book> {
        let book = Book { db: Engine::open(url)?, overlay: RefCell::default() };
        let had = book.db.version()?;
        if had > MIGRATIONS.len() {
            return Err(Error::Address(
                "the book was written by a later version of Gonio; use that one".into(),
            ));
        }
        if had < MIGRATIONS.len() {
            book.db.begin_migrating()?;
            let migrated = book.migrate();
            if migrated.is_err() {
                book.db.roll_back();
            }
            migrated?;
        }
        Ok(book)
    }

    fn migrate(&self) -> Result<()> {
        // Another process may have been first.
        let had = self.db.version()?;
        for (number, text) in (1..).zip(MIGRATIONS).skip(had) {
            self.db.migrate(text, number)?;
            if number == 1 {
                let none = None::<i64>;
                self.db
                    .execute(sql!("insert_practice"), &params![PRACTICE, "", none, none, false])?;
            }
        }
        if (1..TRAIL).contains(&had) {
            trail::begin(&self.db)?;
        }
        self.db.end_migrating()
    }

    /// The database, for questions that this crate does not ask: tests, benches, exports.
    pub fn engine(&self) -> &Engine {
        &self.db
    }

    /// The practice's settings.
    ///
    /// # Errors
    /// What the database reports.
    pub fn practice(&self) -> Result<Practice> {
        let practice = self.db.one(sql!("practice"), &params![PRACTICE], |r| {
            Ok(Practice {
                name: r.get(0)?,
                go_live_day: r.get::<Option<i32>>(1)?.map(Day),
                as_of_day: r.get::<Option<i32>>(2)?.map(Day),
                made_up: r.get(3)?,
                solo: r.get(4)?,
            })
        })?;
        Ok(practice.unwrap_or_default())
    }

    /// Sets the go-live day, or takes it away.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_go_live(&self, mark: Mark, day: Option<Day>) -> Result<()> {
        let was = self.practice()?.go_live_day;
        self.set(mark, "set_go_live", (&shown(was), &shown(day)), |db| {
            db.execute(sql!("set_go_live"), &params![day.map(|d| d.0), PRACTICE])
        })
    }

    /// Sets the day that pages look from; `None` is today.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_as_of(&self, mark: Mark, day: Option<Day>) -> Result<()> {
        let was = self.practice()?.as_of_day;
        self.set(mark, "set_as_of", (&shown(was), &shown(day)), |db| {
            db.execute(sql!("set_as_of"), &params![day.map(|d| d.0), PRACTICE])
        })
    }

    /// Names the practice, and says whether it is made up.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_practice(&self, mark: Mark, name: &str, made_up: bool) -> Result<()> {
        let was = self.practice()?.name;
        self.set(mark, "set_name", (&was, name), |db| {
            db.execute(sql!("set_practice_name"), &params![name, made_up, PRACTICE])
        })
    }

    /// Says whether one person may check their own work.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_solo(&self, mark: Mark, solo: bool) -> Result<()> {
        let word = |solo: bool| if solo { "solo" } else { "two people" };
        let was = self.practice()?.solo;
        self.set(mark, "set_solo", (word(was), word(solo)), |db| {
            db.execute(sql!("set_solo"), &params![solo, PRACTICE])
        })
    }

    fn set(
        &self,
        mark: Mark,
        action: &str,
        (before, after): (&str, &str),
        change: impl FnOnce(&Engine) -> Result<u64>,
    ) -> Result<()> {
        let deed = Deed { action, subject: "practice", before, after, ..Deed::default() };
        self.noted(mark, &deed, change).map(drop)
    }

    /// What a [`Writer`] can read, for whoever only looks: no batch is begun.
    pub fn looking(&self) -> Writer<'_> {
        Writer::looking(&self.db)
    }

    /// Begins to write. Nothing is seen by others, or survives, until [`Writer::commit`].
    ///
    /// # Errors
    /// What the database reports, such as another writer that does not end.
    pub fn write(&mut self, kind: &'static str, mark: Mark) -> Result<Writer<'_>> {
        Writer::begin(&self.db, kind, mark)
    }
}

fn shown(day: Option<Day>) -> String {
    day.map_or_else(|| "none".into(), |d| d.to_string())
}
