//! What is wrong with a file, where, and the acknowledgement code it would earn.
//!
//! A problem is malformed X12. Opinions about a claim are findings and live elsewhere.
//!
//! # The codes
//!
//! The level says which list a code is from. Meanings are in our own words.
//!
//! [`Level::Interchange`], in a TA1 (any of them refuses the interchange):
//!
//! | code | what is wrong |
//! | --- | --- |
//! | 001 | the control numbers of ISA13 and IEA02 differ |
//! | 005–008 | kind or id of the sender (005, 006) or receiver (007, 008) |
//! | 010–013 | kind of authorization (010) or security (012) is unknown; their values (011, 013) |
//! | 014, 015 | date or time of ISA is none |
//! | 017 | the version in ISA12 is not 00501 |
//! | 018 | ISA13 is not nine digits |
//! | 019, 020 | ISA14 is not 0 or 1; ISA15 is not P or T |
//! | 021 | IEA01 is not the number of groups |
//! | 022 | the envelope is broken: no ISA, IEA without ISA |
//! | 023 | the file ends before IEA |
//! | 024 | something in the interchange is out of place: ISA not at its widths, a set without group |
//! | 025 | an interchange with this number was in the file before |
//! | 026, 027 | the separator of repetitions or components cannot be one |
//!
//! [`Level::Group`], in AK9:
//!
//! | code | what is wrong |
//! | --- | --- |
//! | 1 | the kind of group in GS01 is not known |
//! | 2 | the guide in GS08 is missing or malformed |
//! | 3 | GE is missing |
//! | 4 | the control numbers of GS06 and GE02 differ |
//! | 5 | GE01 is not the number of sets |
//! | 6 | GS06 is malformed |
//! | 13, 14 | the receiver (13) or sender (14) in GS is malformed |
//! | 19 | a group with this number was in the interchange before |
//!
//! [`Level::Set`], in IK5:
//!
//! | code | what is wrong |
//! | --- | --- |
//! | 1 | the kind of set in ST01 is not read here |
//! | 2 | SE is missing |
//! | 3 | the control numbers of ST02 and SE02 differ |
//! | 4 | SE01 is not the number of segments |
//! | 18 | the set does not belong in a group of this kind |
//! | 23 | a set with this number was in the group before |
//! | I6 | the guide in ST03 is not read here, or is not that of GS08 |
//!
//! [`Level::Segment`], in IK3:
//!
//! | code | what is wrong |
//! | --- | --- |
//! | 1 | the segment is not known at all |
//! | 2 | it is not expected here |
//! | 3 | it must be there and is missing |
//! | 4, 5 | the loop (4) or segment (5) is there too often |
//! | 6 | it belongs to other sets |
//! | 7 | it stands too late |
//! | I6 | something else in the set asks for it, and it is missing |
//! | I9 | something else in the set forbids it, and it is there |
//!
//! [`Level::Element`] and [`Level::Balance`], in IK4:
//!
//! | code | what is wrong |
//! | --- | --- |
//! | 1 | it must be there and is missing |
//! | 2 | a neighbour asks for it, and it is missing |
//! | 3 | the segment has more elements than are known |
//! | 4, 5 | it is too short (4) or too long (5) |
//! | 6 | it has a character that its type does not allow |
//! | 7 | it is not one of the codes |
//! | 8, 9 | it is not a date (8) or time (9) that exists |
//! | 10 | it may not stand beside another that is there |
//! | 12, 13 | it has too many repetitions (12) or components (13) |
//! | I9, I13 | something else in the set asks for it (I9) or forbids it (I13) |
//! | I10 | the guide does not use it |
//! | I12 | it has not the form that the guide asks for, or does not fit what stands elsewhere: check digits, sums, pointers, numbering |

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
    /// Allowed, but seldom meant; nothing is wrong with the file.
    Advice,
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
            Level::Advice => "advice",
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
