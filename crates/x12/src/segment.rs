//! One segment: an id and its elements, borrowed from the reader's buffer.

use crate::delimiters::Delimiters;
use crate::problem::{Level, Place, Problem};
use crate::value::{self, Date};

/// A segment id packed into a number, for fast comparing: see [`tag`].
pub type Tag = u32;

/// Packs a segment id of two or three characters.
pub const fn tag(id: &str) -> Tag {
    let id = id.as_bytes();
    let third = if id.len() > 2 { id[2] } else { 0 };
    u32::from_le_bytes([id[0], id[1], third, 0])
}

/// A segment as it stands in the file. Elements count from 1, as the guides do;
/// an element that is not there reads as empty.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Bytes at hand, with the segment somewhere in them.
    around: &'a [u8],
    /// Where the segment begins in `around`.
    start: usize,
    /// Where each element ends in `around`, `[0]` being the end of the id. Only the segment's
    /// own end when it was skimmed.
    ends: &'a [u32],
    tag: Tag,
    delimiters: &'a Delimiters,
    /// No element needs trimming, and all is ASCII.
    plain: bool,
    place: Place,
}

impl<'a> Segment<'a> {
    #[inline(always)]
    pub(crate) fn new(
        around: &'a [u8],
        start: usize,
        ends: &'a [u32],
        delimiters: &'a Delimiters,
        plain: bool,
        skimmed: bool,
        place: Place,
    ) -> Self {
        // Where elements were not split, the id's own end is not among the ends.
        let id = match skimmed {
            true => {
                let ahead = &around[start..];
                let is_end = |b: &u8| *b == delimiters.element || *b == delimiters.segment;
                ahead.iter().take(4).position(is_end).unwrap_or(4)
            }
            false => ends[0] as usize - start,
        };
        let tag = match (around[start..].first_chunk(), id) {
            (Some(word), 2) => u32::from_le_bytes(*word) & 0xffff,
            (Some(word), 3) => u32::from_le_bytes(*word) & 0xff_ffff,
            (None, 2) => u32::from_le_bytes([around[start], around[start + 1], 0, 0]),
            _ => 0,
        };
        Self { around, start, ends, tag, delimiters, plain, place }
    }

    /// The segment id, for example `CLP`.
    pub fn id(&self) -> &'a [u8] {
        let bytes = self.bytes();
        let end = memchr::memchr(self.delimiters.element, bytes).unwrap_or(bytes.len());
        &bytes[..end]
    }

    /// The id packed into a number; 0 when it has not two or three characters.
    #[inline]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// How many elements follow the id.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Whether the segment is nothing but its id.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the segment stands in the file.
    #[inline]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The separators in force.
    #[inline]
    pub fn delimiters(&self) -> Delimiters {
        *self.delimiters
    }

    /// Whether it is known that all is ASCII and that no element has blanks at its ends.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    /// The segment's bytes without its terminator.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        &self.around[self.start..self.ends[self.ends.len() - 1] as usize]
    }

    /// Element `number` (from 1) as it stands; empty when absent.
    #[inline]
    pub fn raw(&self, number: usize) -> &'a [u8] {
        let (from, to) = self.span(number);
        &self.around[from..to]
    }

    /// Element `number` (from 1) without blanks at its ends; empty when absent.
    #[inline]
    pub fn element(&self, number: usize) -> &'a [u8] {
        self.raw(number).trim_ascii()
    }

    /// The bytes from the beginning of element `number` on, past its end, and its length.
    #[inline]
    pub(crate) fn element_onwards(&self, number: usize) -> (&'a [u8], usize) {
        let (from, to) = self.span(number);
        (&self.around[from..], to - from)
    }

    #[inline]
    fn span(&self, number: usize) -> (usize, usize) {
        match self.ends.get(number.wrapping_sub(1)..=number) {
            Some(&[before, end]) => (before as usize + 1, end as usize),
            _ => (0, 0),
        }
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
    #[inline]
    pub fn component(&self, number: usize, component: usize) -> &'a [u8] {
        self.components(number).nth(component - 1).unwrap_or(b"").trim_ascii()
    }

    /// The repetitions of element `number`; one, perhaps empty, when it does not repeat.
    pub fn repetitions(&self, number: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let separator = self.delimiters.repetition;
        self.element(number).split(move |b| *b == separator)
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
            ..Problem::default()
        }
    }
}
