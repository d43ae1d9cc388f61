//! One function per thing a user does. The command line and the pages call these and add
//! nothing to them.
//!
//! Files are read here; the clock is not: whoever calls says what time it is.

pub mod access;
pub mod bank;
pub mod cases;
pub mod coding;
pub mod contracts;
pub mod desk;
pub mod explain;
pub mod files;
pub mod filing;
pub mod import;
pub mod inspect;
pub mod matching;
pub mod moves;
pub mod official;
pub mod outgoing;
pub mod payments;
pub mod people;
mod raw;
pub mod receipts;
pub mod reference;
pub mod remit;
pub mod report;
pub mod requests;
pub mod sent;
pub mod settings;
pub mod stats;
pub mod words;
pub mod x12;

use access::Who;
use gonio_billing::day::Day;
pub use gonio_store::book::{Book, Practice};
use gonio_store::trail::Mark;
pub use gonio_store::{answers, check, find, metrics, pages};

/// The moment a command runs at, and who asked for it. Given by the caller, so that runs can
/// be repeated.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Seconds since 1970-01-01 UTC.
    pub seconds: i64,
    /// The day where the practice is.
    pub today: Day,
    /// Who asked.
    pub who: Who,
}

impl Now {
    /// What goes on the trail of it.
    pub fn mark(self) -> Mark {
        Mark { at: self.seconds, person_id: self.who.id() }
    }
}

/// What stops a command.
#[derive(Debug)]
pub enum Error {
    /// The book.
    Store(gonio_store::Error),
    /// A file or the place for scratch files; with its name.
    File(String, std::io::Error),
    /// It does not apply now, or was asked for wrongly; with what to do.
    Refused(String),
}

impl From<gonio_store::Error> for Error {
    fn from(e: gonio_store::Error) -> Self {
        Error::Store(e)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Store(e) => write!(f, "{e}"),
            Error::File(name, e) => write!(f, "{name}: {e}"),
            Error::Refused(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;
