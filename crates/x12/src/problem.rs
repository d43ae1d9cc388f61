//! What is wrong with a file, where, and the acknowledgement code it would earn.
//!
//! A problem is malformed X12. Opinions about a claim are findings and live elsewhere.

use std::fmt;

/// The level at which a problem was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The file is no X12, or there is something between interchanges.
    #[default]
    File,
    /// ISA/IEA; answered by a TA1.
    Interchange,
    /// GS/GE; answered in AK9.
    Group,
    /// ST/SE; answered in IK5.
    Set,
    /// A segment; answered in IK3.
    Segment,
    /// An element; answered in IK4.
    Element,
    /// Sums that do not come out.
    Balance,
}

impl Level {
    /// The level's name as it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Level::File => "file",
            Level::Interchange => "interchange",
            Level::Group => "group",
            Level::Set => "set",
            Level::Segment => "segment",
            Level::Element => "element",
            Level::Balance => "balance",
        }
    }
}

/// Where in a file a segment stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Segments before this one in the file, plus one.
    pub segment: u64,
    /// Offset of the segment's first byte in the file, from 0.
    pub byte: u64,
    /// The line that the segment begins on, from 1.
    pub line: u64,
}

/// One thing wrong with a file, in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// How far up it reaches.
    pub level: Level,
    /// Where it was seen.
    pub place: Place,
    /// The segment id, when one is at hand.
    pub segment_id: String,
    /// The loop that the segment stands in, as the guide names it; empty when none is known.
    pub loop_id: &'static str,
    /// The segment's number in its transaction set, ST being 1; 0 outside of sets.
    pub set_position: u32,
    /// The element's number in its segment, from 1; 0 when the whole segment is meant.
    pub element: u8,
    /// The component's number in its element, from 1; 0 when the whole element is meant.
    pub component: u8,
    /// The repetition of the element, from 1; 0 when it does not repeat.
    pub repetition: u8,
    /// The data element's number in the X12 dictionary; empty when it is not known.
    pub reference: &'static str,
    /// The TA1 or 999 code where one exists, else empty.
    pub code: &'static str,
    /// What is wrong and what to do, in our own words. Never patient data.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.segment > 0 {
            write!(f, "segment {}", self.place.segment)?;
            if !self.segment_id.is_empty() {
                write!(f, " ({}", self.segment_id)?;
                if self.element > 0 {
                    write!(f, "{:02}", self.element)?;
                }
                if self.component > 0 {
                    write!(f, "-{}", self.component)?;
                }
                write!(f, ")")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.text)
    }
}
