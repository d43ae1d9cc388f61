//! Official tables that a book holds, asked by day; the rulebook's own excerpts answer where
//! there are none.

use gonio_billing::day::Day;
use gonio_rules::advice::{Edit, Most};
use gonio_rules::price::{Indices, Values};

use crate::{Book, Result};

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
    ///
    /// # Errors
    /// What the database reports.
    pub fn pair(&self, column1: &str, column2: &str, day: Day) -> Result<Option<Option<Edit>>> {
        let Some(book) = self.book else { return Ok(None) };
        let found = book.pair(column1, column2, day)?;
        Ok(found.map(|pair| {
            pair.map(|p| Edit {
                releasable: p.indicator == 1,
                source: format!("NCCI pair edits, {}", p.release),
            })
        }))
    }

    /// The most units of a code on a day: `None` when no official file covers the day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn most(&self, code: &str, day: Day) -> Result<Option<Option<Most>>> {
        let Some(book) = self.book else { return Ok(None) };
        let found = book.mue(code, day)?;
        Ok(found.map(|mue| {
            mue.map(|m| Most {
                units: u32::try_from(m.units).unwrap_or(u32::MAX),
                source: format!("MUE table, {}", m.release),
            })
        }))
    }

    /// Relative values of a code on a day, of the rate that applies, and where they are from.
    /// `None` where no official file has the code.
    ///
    /// # Errors
    /// What the database reports.
    pub fn values(
        &self,
        code: &str,
        day: Day,
        facility: bool,
        qualifying: bool,
    ) -> Result<Option<(Values, String)>> {
        let Some(book) = self.book else { return Ok(None) };
        let row = book.rvu(code, "", day, qualifying)?;
        Ok(row.map(|row| {
            let values = Values {
                work_hundredths: row.work_hundredths,
                pe_hundredths: match facility {
                    true => row.facility_pe_hundredths,
                    false => row.nonfacility_pe_hundredths,
                },
                mp_hundredths: row.mp_hundredths,
                indicator: row.indicator,
                payable: row.payable(),
            };
            (values, format!("relative value file {}, imported", row.release))
        }))
    }

    /// The conversion factor that the official file of a day has beside a code, in
    /// ten-thousandths of a dollar.
    ///
    /// # Errors
    /// What the database reports.
    pub fn factor(&self, code: &str, day: Day, qualifying: bool) -> Result<Option<i64>> {
        let Some(book) = self.book else { return Ok(None) };
        let row = book.rvu(code, "", day, qualifying)?;
        Ok(row.map(|row| row.conversion_factor_ten_thousandths).filter(|factor| *factor > 0))
    }

    /// Geographic indices of a locality on a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn gpci(&self, mac: &str, locality: &str, day: Day) -> Result<Option<Indices>> {
        let Some(book) = self.book else { return Ok(None) };
        let row = book.gpci(mac, locality, day)?;
        Ok(row.map(|row| Indices {
            work_thousandths: row.work_thousandths,
            pe_thousandths: row.pe_thousandths,
            mp_thousandths: row.mp_thousandths,
        }))
    }
}
