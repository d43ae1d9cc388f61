//! What a batch has written of late. Rows wait to be written in bulk, and a question writes
//! those of the tables it names first. A question about a claim that the batch has not written
//! to need not wait for that: none of the waiting rows can be its answer. Nor is a row that
//! such a question finds old, unless a change of its claim waits ([`About::State`]).

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use foldhash::fast::RandomState;

use crate::Result;
use crate::engine::Engine;

/// So many marks, and everything that waits is sent and they are forgotten.
const MARKS: usize = 50_000;

/// What a row is found by.
#[derive(Clone, Copy, Hash)]
pub(crate) enum About<'a> {
    /// A claim, and its transmissions, by its control number.
    Number(&'a str),
    /// A claim by its first payer's member id and its first day.
    MemberDay(&'a str, Option<i32>),
    /// A claim's lines by its id.
    Lines(i64),
    /// Claim payments by the id of their claim.
    Payments(i64),
    /// What is derived for a claim, by its id.
    State(i64),
    /// Denial cases by the id of their claim.
    Cases(i64),
    /// A claim payment by the payer's control number.
    PayerNumber(&'a str),
    /// A patient by its key.
    Patient(&'a str),
}

/// Marks of what may be waiting to be sent, as hashes: two alike cost a needless sending.
#[derive(Default)]
pub(crate) struct Fresh {
    marks: RefCell<HashSet<u64, BuildHasherDefault<AsItIs>>>,
    hash: RandomState,
}

/// A mark is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, mark: u64) {
        self.0 = mark;
    }
}

impl Fresh {
    /// Rows about these are written next, before anything else is.
    pub(crate) fn writes(&self, db: &Engine, about: &[About<'_>]) -> Result<()> {
        let mut marks = self.marks.borrow_mut();
        if marks.len() >= MARKS {
            db.send()?;
            marks.clear();
        }
        marks.extend(about.iter().map(|a| self.hash.hash_one(a)));
        Ok(())
    }

    /// Whether rows about this may be waiting.
    pub(crate) fn has(&self, about: About<'_>) -> bool {
        self.marks.borrow().contains(&self.hash.hash_one(about))
    }

    /// Asks something that only rows about this can answer.
    pub(crate) fn ask<T>(
        &self,
        db: &Engine,
        about: About<'_>,
        ask: impl FnOnce(&Engine) -> Result<T>,
    ) -> Result<T> {
        if self.has(about) { ask(db) } else { db.as_sent(ask) }
    }
}
