//! The two database engines behind one small face: SQLite in this process, PostgreSQL over a
//! connection. Statements are the same text for both.
//!
//! Values are bound as [`Value`], columns are read through [`Row`]. [`Engine::insert`] and
//! [`Engine::update`] gather rows and write them in bulk before any statement that names their
//! table, so nobody sees a difference. Questions whose answer cannot be among the gathered rows
//! do not wait for that; which those are, `fresh` knows.

mod postgresql;
mod sqlite;

use memchr::memmem::Finder;

use crate::{Error, Result};

use postgresql::Postgres;
use sqlite::Sqlite;

/// A value bound to a statement.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// BOOLEAN.
    Bool(bool),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Bytes(&'a [u8]),
}

impl From<&i64> for Value<'_> {
    fn from(v: &i64) -> Self {
        Value::Int(*v)
    }
}

impl From<&i32> for Value<'_> {
    fn from(v: &i32) -> Self {
        Value::Int((*v).into())
    }
}

impl From<&u8> for Value<'_> {
    fn from(v: &u8) -> Self {
        Value::Int((*v).into())
    }
}

impl From<&bool> for Value<'_> {
    fn from(v: &bool) -> Self {
        Value::Bool(*v)
    }
}

impl<'a> From<&&'a str> for Value<'a> {
    fn from(v: &&'a str) -> Self {
        Value::Text(v)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(v: &'a str) -> Self {
        Value::Text(v)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(v: &'a String) -> Self {
        Value::Text(v)
    }
}

impl<'a> From<&&'a String> for Value<'a> {
    fn from(v: &&'a String) -> Self {
        Value::Text(v)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(v: &'a Vec<u8>) -> Self {
        Value::Bytes(v)
    }
}

impl<T> From<&Option<T>> for Value<'_>
where
    T: Copy + Into<i64>,
{
    fn from(v: &Option<T>) -> Self {
        v.map_or(Value::Null, |v| Value::Int(v.into()))
    }
}

impl<'a> From<&'a Owned> for Value<'a> {
    fn from(v: &'a Owned) -> Self {
        match v {
            Owned::Null => Value::Null,
            Owned::Int(v) => Value::Int(*v),
            Owned::Bool(v) => Value::Bool(*v),
            Owned::Text(v) => Value::Text(v),
            Owned::Bytes(v) => Value::Bytes(v),
        }
    }
}

/// The values of a statement, in the order of `$1`, `$2` ….
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        [$($crate::engine::Value::from(&$value)),*]
    };
}
pub use crate::params;

/// A value read without knowing what it is, or kept to be bound later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owned {
    /// NULL.
    Null,
    /// A whole number.
    Int(i64),
    /// True or false; SQLite reads these as numbers.
    Bool(bool),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<Value<'_>> for Owned {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Null => Owned::Null,
            Value::Int(v) => Owned::Int(v),
            Value::Bool(v) => Owned::Bool(v),
            Value::Text(v) => Owned::Text(v.to_string()),
            Value::Bytes(v) => Owned::Bytes(v.to_vec()),
        }
    }
}

/// A row of an answer.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    /// Of SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of PostgreSQL.
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    /// The column at `at`, from 0.
    ///
    /// # Errors
    /// A column that is not there or holds something else: a fault of the statement.
    pub fn get<T: Column>(&self, at: usize) -> Result<T> {
        match self {
            Row::Sqlite(row) => T::sqlite(row, at),
            Row::Postgres(row) => T::postgres(row, at),
        }
    }

    /// Text, borrowed from the row.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, at: usize) -> Result<&'a str> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?),
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

/// What a column can be read as.
pub trait Column: Sized {
    /// From a row of SQLite.
    ///
    /// # Errors
    /// When it holds something else.
    fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self>;
    /// From a row of PostgreSQL.
    ///
    /// # Errors
    /// When it holds something else.
    fn postgres(row: &postgres::Row, at: usize) -> Result<Self>;
}

/// An open database.
pub struct Engine(Kind);

enum Kind {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

/// Runs the same call on the engine that is there.
macro_rules! both {
    ($self:ident, $engine:ident => $call:expr) => {
        match &$self.0 {
            Kind::Sqlite($engine) => $call,
            Kind::Postgres($engine) => $call,
        }
    };
}

impl Engine {
    /// Opens `sqlite:PATH`, a plain path (made if it is not there), or `postgres://…`.
    ///
    /// # Errors
    /// An address that cannot be opened; the text says what to do.
    pub fn open(url: &str) -> Result<Engine> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Ok(Engine(Kind::Postgres(Box::new(Postgres::open(url)?))));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        Ok(Engine(Kind::Sqlite(Sqlite::open(path)?)))
    }

    /// Runs a statement; gives how many rows it changed.
    ///
    /// # Errors
    /// What the database reports.
    pub fn execute(&self, text: &str, with: &[Value<'_>]) -> Result<u64> {
        both!(self, engine => engine.execute(text, with))
    }

    /// Inserts a row. `text` is `INSERT INTO table (columns) VALUES ($1, …)`, with the values
    /// in the order of the columns. The row may be written only when something asks for its
    /// table, or at [`Engine::commit`]; a fault of it is then reported there.
    ///
    /// # Errors
    /// What the database reports.
    pub fn insert(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        both!(self, engine => engine.gather(text, with))
    }

    /// Changes a row. `text` is `UPDATE table SET column = $1, … WHERE key = $2 …`, always with
    /// values of the same kinds, none of them NULL. As with [`Engine::insert`] the row may be changed later, and in
    /// no order: none of what waits may be about the same row.
    ///
    /// # Errors
    /// What the database reports.
    pub fn update(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        both!(self, engine => engine.gather_change(text, with))
    }

    /// Calls `each` with every row of the answer as it comes, until it fails. `each` may not
    /// ask the database for anything.
    ///
    /// # Errors
    /// What the database reports, and what `each` does.
    pub fn each(
        &self,
        text: &str,
        with: &[Value<'_>],
        mut each: impl FnMut(Row<'_>) -> Result<()>,
    ) -> Result<()> {
        both!(self, engine => engine.each(text, with, &mut each))
    }

    /// Every row of the answer.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rows<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        mut row: impl FnMut(Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.each(text, with, |r| {
            all.push(row(r)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The first row of the answer, if there is any.
    ///
    /// # Errors
    /// What the database reports.
    pub fn one<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        row: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        both!(self, engine => engine.one(text, with, row))
    }

    /// The only row of the answer.
    ///
    /// # Errors
    /// What the database reports; an answer without a row.
    pub fn only<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        row: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.one(text, with, row)?.ok_or_else(|| Error::database("an answer without a row"))
    }

    /// Runs statements that take no values, such as a schema.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batch(&self, text: &str) -> Result<()> {
        both!(self, engine => engine.batch(text))
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// What the database reports, such as another writer that does not end (SQLite).
    pub fn begin(&self) -> Result<()> {
        both!(self, engine => engine.begin())
    }

    /// Begins a transaction in which everything read is of one moment.
    ///
    /// # Errors
    /// What the database reports.
    pub fn begin_reading(&self) -> Result<()> {
        both!(self, engine => engine.begin_reading())
    }

    /// Makes what was written since [`Engine::begin`] durable, at once.
    ///
    /// # Errors
    /// What the database reports; then nothing was written.
    pub fn commit(&self) -> Result<()> {
        both!(self, engine => engine.commit())
    }

    /// Takes back what was written since [`Engine::begin`]. If the connection is gone, the
    /// server does so by itself.
    pub fn roll_back(&self) {
        both!(self, engine => engine.roll_back());
    }

    /// Does `work` in a transaction: all of it is in the book, or on an error nothing.
    ///
    /// # Errors
    /// What the database reports, and what `work` does.
    pub(crate) fn whole<T>(&self, work: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
        self.begin()?;
        let done = work(self).and_then(|done| {
            self.commit()?;
            Ok(done)
        });
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    /// Writes what was gathered.
    pub(crate) fn send(&self) -> Result<()> {
        both!(self, engine => engine.send_all())
    }

    /// Asks without writing first what was gathered; for those who know that none of it is
    /// the answer.
    pub(crate) fn as_sent<T>(&self, ask: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
        both!(self, engine => engine.hold_back(true));
        let answer = ask(self);
        both!(self, engine => engine.hold_back(false));
        answer
    }

    /// After much was written: PostgreSQL learns what the tables hold now and not in a minute.
    /// SQLite's plans are fixed.
    pub(crate) fn has_grown(&self) -> Result<()> {
        match &self.0 {
            Kind::Sqlite(_) => Ok(()),
            Kind::Postgres(engine) => engine.batch(
                "ANALYZE claim, claim_line, claim_coverage, submission, patient, claim_payment, \
                 line_payment, adjustment, remittance, journal, denial_case, tally",
            ),
        }
    }

    /// How many migrations the book has had.
    pub(crate) fn version(&self) -> Result<usize> {
        both!(self, engine => engine.version())
    }

    /// Begins the transaction that migrates: nobody else migrates beside it.
    pub(crate) fn begin_migrating(&self) -> Result<()> {
        both!(self, engine => engine.begin_migrating())
    }

    /// Makes the migrations durable.
    pub(crate) fn end_migrating(&self) -> Result<()> {
        both!(self, engine => engine.end_migrating())
    }

    /// Runs one migration and remembers its number.
    pub(crate) fn migrate(&self, text: &str, number: usize) -> Result<()> {
        both!(self, engine => engine.migrate(text, number))
    }
}

/// A table that rows are gathered for.
struct Table(Finder<'static>);

impl Table {
    /// That of `INSERT INTO table (columns) VALUES …` or `UPDATE table SET …`.
    fn of(text: &'static str) -> Result<Table> {
        let rest = text.strip_prefix("INSERT INTO ").or_else(|| text.strip_prefix("UPDATE "));
        let name = rest.and_then(|r| r.split([' ', '\n', '(']).next()).filter(|n| !n.is_empty());
        let name = name.ok_or_else(|| Error::database("rows that cannot be gathered"))?;
        Ok(Table(Finder::new(name)))
    }

    fn is_named_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let of_a_name = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        self.0.find_iter(text).any(|at| {
            let end = at + self.0.needle().len();
            !of_a_name(text[..at].last()) && !of_a_name(text.get(end))
        })
    }
}

/// Reads whole numbers of other widths through `i64`.
macro_rules! narrower {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
                narrow(i64::sqlite(row, at)?)
            }

            fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
                narrow(i64::postgres(row, at)?)
            }
        }

        impl Column for Option<$kind> {
            fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
                Option::<i64>::sqlite(row, at)?.map(narrow).transpose()
            }

            fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
                Option::<i64>::postgres(row, at)?.map(narrow).transpose()
            }
        }
    )*};
}
narrower!(i32, u8);

fn narrow<T: TryFrom<i64>>(wide: i64) -> Result<T> {
    T::try_from(wide).map_err(|_| Error::database("a number is larger than it can be"))
}
