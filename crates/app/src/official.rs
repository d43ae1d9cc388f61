//! Official tables that a book holds, asked by day; the rulebook's own excerpts answer where
//! there are none.

use gonio_billing::day::Day;
use gonio_rules::advice::{Edit, Most};
use gonio_rules::price::{Indices, Values};

use crate::Book;

/// What the official files say; nothing when there is no book.
#[derive(Clone, Copy, Default)]
pub struct Official<'a> {
    book: Option<&'a Book>,
}

impl<'a> Official<'a> {
    /// Of this book.
    pub fn of(book: &'a Book) -> Official<'a> {
        Official { book: Some(book) }
    }

    /// The edit of a pair on a day: `None` when no official file covers the day.
    pub fn pair(&self, _column1: &str, _column2: &str, _day: Day) -> Option<Option<Edit>> {
        self.book?;
        None
    }

    /// The most units of a code on a day: `None` when no official file covers the day.
    pub fn most(&self, _code: &str, _day: Day) -> Option<Option<Most>> {
        self.book?;
        None
    }

    /// Relative values of a code on a day.
    pub fn values(
        &self,
        _code: &str,
        _day: Day,
        _facility: bool,
        _qualifying: bool,
    ) -> Option<Values> {
        self.book?;
        None
    }

    /// Geographic indices of a locality on a day.
    pub fn gpci(&self, _mac: &str, _locality: &str, _day: Day) -> Option<Indices> {
        self.book?;
        None
    }
}
