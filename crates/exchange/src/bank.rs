//! What a bank says of an account: lines of a CSV export or of an OFX file.
//!
//! What a file is, is told by its content. A line that cannot be read is named and the rest
//! goes on. What a line means for the books is not decided here.

mod columns;
mod ofx;
mod values;

use gonio_billing::day::Day;
use sha2::{Digest, Sha256};

/// What kind of bank file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values with a row of heads.
    Csv,
    /// OFX 1 (SGML) or 2 (XML), also called QFX or QBO.
    Ofx,
}

impl Kind {
    /// The name in JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Csv => "bank CSV",
            Kind::Ofx => "bank OFX",
        }
    }
}

/// One line of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row in the file, from 1: of the CSV, or the number of the OFX transaction.
    pub row: i64,
    /// What makes it the same line in any file: a hash.
    pub identity: String,
    /// The end of the account's number; empty when the file does not name it.
    pub account: String,
    /// The day it was posted.
    pub day: Day,
    /// Positive came in, negative went out.
    pub cents: i64,
    /// Everything the bank says about it.
    pub text: String,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1.
    pub row: i64,
    /// What is wrong, without what stands in it.
    pub words: String,
}

/// A bank file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// How columns or elements were read: head, meaning.
    pub columns: Vec<(String, &'static str)>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Rows that could not be read.
    pub faults: Vec<Fault>,
}

/// Whether these are the first bytes of a bank file, and of which kind.
pub fn kind(head: &[u8]) -> Option<Kind> {
    let text = text_of(head);
    if ofx::is_ofx(&text) {
        return Some(Kind::Ofx);
    }
    columns::is_csv(&text).then_some(Kind::Csv)
}

/// Reads a whole bank file.
pub fn read(bytes: &[u8], kind: Kind) -> Statement {
    let text = text_of(bytes);
    match kind {
        Kind::Csv => columns::read(&text),
        Kind::Ofx => ofx::read(&text),
    }
}

/// As text: UTF-8, else what Windows programs write.
fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        // The first bytes of a file may end within a letter.
        Err(e) if e.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..e.valid_up_to()]).into_owned()
        }
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

/// A hash over parts, as hex. Account numbers do not go further than this.
fn identity(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(b"\x1f");
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// The last four characters of an account's number.
fn account_end(number: &str) -> String {
    let plain: Vec<char> = number.chars().filter(char::is_ascii_alphanumeric).collect();
    plain[plain.len().saturating_sub(4)..].iter().collect()
}

/// Text with single spaces.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
