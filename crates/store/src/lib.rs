//! The books: schema, facts, journal, queries and metrics, in SQL that runs on SQLite and,
//! unchanged, on PostgreSQL.
//!
//! What does not live here: deciding what to post. Callers bring facts and transfers; this
//! crate keeps them, keeps what is derived from them in step, and answers questions.

pub mod answers;
pub mod bank;
pub mod book;
pub mod cases;
pub mod check;
pub mod contracts;
pub mod engine;
pub mod filing;
pub mod find;
mod fresh;
pub mod held;
pub mod metrics;
pub mod outgoing;
pub mod pages;
pub mod patients;
pub mod people;
pub mod read;
pub mod reference;
pub mod row;
mod tally;
pub mod trail;
pub mod undo;
pub mod write;

/// One whole SQL statement, by its file name in `sql/`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// The practice of a book that holds one.
pub const PRACTICE: i64 = 1;

/// What can go wrong in the books.
#[derive(Debug)]
pub enum Error {
    /// The database says no; in its words, without what is in the rows.
    Database(String),
    /// The address is not one we can open; with what to do.
    Address(String),
    /// A command that does not apply now; with the reason.
    Refused(String),
}

impl Error {
    pub(crate) fn database(text: &str) -> Error {
        Error::Database(text.into())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        Error::Database(e.to_string())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Database(e) => write!(f, "the database: {e}"),
            Error::Address(text) | Error::Refused(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;
