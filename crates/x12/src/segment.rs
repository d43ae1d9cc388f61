//! One segment: an id and its elements, borrowed from the reader's buffer.

use crate::delimiters::Delimiters;
use crate::problem::{Level, Place, Problem};
use crate::value::{self, Date};

/// A segment as it stands in the file. Elements count from 1, as the guides do;
/// an element that is not there reads as empty.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    pub(crate) bytes: &'a [u8],
    /// Offset in `bytes` where each element ends; `[0]` is the end of the id.
    pub(crate) ends: &'a [u32],
    pub(crate) delimiters: Delimiters,
    pub(crate) place: Place,
}

impl<'a> Segment<'a> {
    /// The segment id, for example `CLP`.
    pub fn id(&self) -> &'a [u8] {
        &self.bytes[..self.ends[0] as usize]
    }

    /// How many elements follow the id.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Whether the segment is nothing but its id.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the segment stands in the file.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The separators in force.
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// The segment's bytes without its terminator.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Element `number` (from 1) without blanks at its ends; empty when absent.
    pub fn element(&self, number: usize) -> &'a [u8] {
        if number >= self.ends.len() {
            return b"";
        }
        let from = self.ends[number - 1] as usize + 1;
        self.bytes[from..self.ends[number] as usize].trim_ascii()
    }

    /// Element `number` as text; bytes that are not UTF-8 are read as Latin-1.
    pub fn text(&self, number: usize) -> String {
        value::text(self.element(number))
    }

    /// The components of element `number`.
    pub fn components(&self, number: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let separator = self.delimiters.component;
        self.element(number).split(move |b| *b == separator)
    }

    /// Component `component` (from 1) of element `number`; empty when absent.
    pub fn component(&self, number: usize, component: usize) -> &'a [u8] {
        self.components(number).nth(component - 1).unwrap_or(b"").trim_ascii()
    }

    /// Element `number` as money in cents. Empty is zero; anything else that is no amount
    /// is reported to `problems` and read as zero.
    pub fn cents(&self, number: usize, problems: &mut Vec<Problem>) -> i64 {
        let bytes = self.element(number);
        if bytes.is_empty() {
            return 0;
        }
        value::cents(bytes).unwrap_or_else(|| {
            problems.push(self.problem(number, "6", "is not an amount of money"));
            0
        })
    }

    /// Element `number` as a `CCYYMMDD` date; a date that does not exist is reported.
    pub fn date(&self, number: usize, problems: &mut Vec<Problem>) -> Option<Date> {
        let bytes = self.element(number);
        if bytes.is_empty() {
            return None;
        }
        let date = value::date(bytes);
        if date.is_none() {
            problems.push(self.problem(number, "8", "is not a date that exists"));
        }
        date
    }

    /// A problem with element `number`; `what` completes "element CLP03 …".
    pub fn problem(&self, number: usize, code: &'static str, what: &str) -> Problem {
        let id = value::text(self.id());
        Problem {
            level: Level::Element,
            place: self.place,
            text: format!("{id}{number:02} {what}"),
            segment_id: id,
            element: number as u8,
            code,
        }
    }
}
