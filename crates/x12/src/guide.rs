//! The implementation guides, as data: which loops, segments and elements a transaction set
//! has, how often, of what type and length, and with which codes.
//!
//! The data stand in `guides/`, in a plain format described there; they are read once, when
//! the first guide is asked for. Names are our own words.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::load;
use crate::segment::{Segment, Tag};

/// A number of repeats without limit.
pub const NO_LIMIT: u32 = u32::MAX;

/// One implementation guide.
#[derive(Debug)]
pub struct Guide {
    /// GS08 and ST03, for example `005010X221A1`.
    pub id: &'static str,
    /// ST01, for example `835`.
    pub set: &'static str,
    /// GS01, for example `HP`.
    pub group: &'static str,
    /// What the set is, in our own words.
    pub name: &'static str,
    /// Other ids that are read by this guide.
    pub also: Vec<&'static str>,
    /// Loops, the whole set being the first.
    pub loops: Vec<LoopSpec>,
    /// Segments as used in this guide.
    pub segments: Vec<SegmentSpec>,
}

/// A loop of a guide.
#[derive(Debug)]
pub struct LoopSpec {
    /// For example `2010AA`; empty for the whole set.
    pub id: &'static str,
    /// In our own words.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// How often it may be there, at most.
    pub max: u32,
    /// Its segments and loops, in order; the first is the segment that begins it.
    pub children: Vec<Child>,
    /// The children that must be there, by their place in `children`.
    pub required_children: Vec<u16>,
}

/// A segment or loop within a loop.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    /// The segment's id, or that of the loop's first segment.
    pub tag: Tag,
    /// Children that share a position come in any order; positions rise.
    pub position: u16,
    /// Which loop or segment.
    pub what: What,
}

/// A child's kind, with its index in the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An index into [`Guide::segments`].
    Segment(u16),
    /// An index into [`Guide::loops`].
    Loop(u16),
}

/// A segment as a guide uses it.
#[derive(Debug)]
pub struct SegmentSpec {
    /// For example `NM1`.
    pub id: &'static str,
    /// In our own words.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// How often it may be there, at most.
    pub max: u32,
    /// Its elements, in order, as many as the base standard has.
    pub elements: Vec<ElementSpec>,
    /// The base standard's conditions between elements.
    pub relations: &'static [Relation],
    /// The element (from 1) whose codes tell this use of the segment from others.
    pub qualifier: Option<usize>,
    /// The last element (from 1) that must be there.
    pub last_required: usize,
}

/// An element or component as a guide uses it.
#[derive(Clone, Debug)]
pub struct ElementSpec {
    /// Whether the guide uses it at all.
    pub used: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Its type.
    pub kind: Kind,
    /// Least length.
    pub min: u16,
    /// Greatest length.
    pub max: u16,
    /// How often it may repeat; 1 when it may not.
    pub repeats: u16,
    /// The codes that the guide allows.
    pub codes: Option<Codes>,
    /// The form that the guide asks for.
    pub pattern: Pattern,
    /// The data element's number in the X12 dictionary.
    pub reference: &'static str,
    /// In our own words.
    pub name: &'static str,
    /// Components, when it is a composite.
    pub components: Vec<ElementSpec>,
    /// Conditions between the components.
    pub relations: &'static [Relation],
}

/// An element's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A code.
    Code,
    /// A whole number, with an implied point where `N2` is meant.
    Number,
    /// A decimal number.
    Decimal,
    /// A date.
    Date,
    /// A time.
    Time,
    /// A date, time or range, by the format code before it.
    Period,
    /// Bytes.
    Binary,
    /// A composite.
    Composite,
}

/// A form beyond type and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// None.
    Any,
    /// Five or nine digits in the United States.
    Zip,
    /// Nine digits in the United States.
    Zip9,
    /// Nine digits.
    Ein,
    /// A national provider number with its check digit.
    Npi,
    /// Digits.
    Digits,
    /// A whole number.
    Integer,
    /// Greater than zero.
    Positive,
    /// Zero or greater.
    NotNegative,
    /// `CCYYMMDD`.
    Date8,
    /// Money: at most two decimals.
    Money,
    /// An identifier of the kind that the element before it says; `XX` is a provider number.
    Identifier,
}

/// A condition between elements; the positions count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Which one.
    pub kind: RelationKind,
    /// The elements it is about.
    pub elements: Vec<u8>,
}

/// The conditions of the X12 standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// If any is there, all are.
    Paired,
    /// At least one is there.
    Required,
    /// At most one is there.
    Exclusive,
    /// If the first is there, the others are.
    Conditional,
    /// If the first is there, so is one of the others.
    List,
}

/// A set of codes of at most eight characters.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Packed, sorted.
    packed: std::sync::Arc<[u64]>,
}

impl Codes {
    pub(crate) fn new<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut packed: Vec<u64> = codes.into_iter().filter_map(|c| pack(c.as_bytes())).collect();
        packed.sort_unstable();
        packed.dedup();
        Self { packed: packed.into() }
    }

    /// Whether `code` is among them.
    #[inline]
    pub fn contains(&self, code: &[u8]) -> bool {
        let Some(code) = pack(code) else { return false };
        if self.packed.len() <= 8 {
            self.packed.contains(&code)
        } else {
            self.packed.binary_search(&code).is_ok()
        }
    }

    /// The codes, for people.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.packed.iter().map(|code| {
            let bytes = code.to_be_bytes();
            String::from_utf8_lossy(&bytes).trim_matches('\0').to_string()
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }
}

/// A code as a number that sorts as the code does.
#[inline]
pub(crate) fn pack(code: &[u8]) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..code.len())?.copy_from_slice(code);
    Some(u64::from_be_bytes(bytes))
}

impl Guide {
    /// The whole set.
    pub fn root(&self) -> &LoopSpec {
        &self.loops[0]
    }

    /// The segment that begins a child.
    pub fn first_segment(&self, what: What) -> &SegmentSpec {
        match what {
            What::Segment(index) => &self.segments[usize::from(index)],
            What::Loop(index) => {
                let first = self.loops[usize::from(index)].children[0].what;
                self.first_segment(first)
            }
        }
    }
}

/// All guides.
#[derive(Debug)]
pub struct Guides {
    /// The guides of transaction sets.
    pub sets: Vec<Guide>,
    /// ISA, GS, GE, IEA, TA1, as the segments of one loop.
    pub control: Guide,
    /// Segment ids of the X12 dictionary, as far as any guide here uses them.
    pub known_segments: HashMap<Tag, &'static str>,
    base: HashMap<Tag, SegmentSpec>,
    lists: HashMap<&'static str, Codes>,
}

impl Guides {
    /// The guide for ST01 `set` and version `id` (ST03 or GS08).
    pub fn find(&self, set: &str, id: &str) -> Option<&Guide> {
        let mut of_set = self.sets.iter().filter(|g| g.set == set);
        // The request and the answer of a 278 share an id; who asks tells them apart.
        of_set.find(|g| g.id == id || g.also.contains(&id))
    }

    /// The guide that a set's second segment points to, when it is not the one that its ST
    /// did: BHT02 tells the answer of a 278 from its request.
    pub fn by_second_segment(&self, guide: &Guide, second: &Segment<'_>) -> Option<&Guide> {
        let answers = guide.set == "278" && second.raw(2) == b"11";
        if answers { self.sets.iter().rfind(|g| g.set == guide.set) } else { None }
    }

    /// A named code list, for example `carc`.
    pub fn list(&self, name: &str) -> Option<&Codes> {
        self.lists.get(name)
    }

    /// A segment as the X12 dictionary has it, whatever guide uses it.
    pub fn base(&self, tag: Tag) -> Option<&SegmentSpec> {
        self.base.get(&tag)
    }

    pub(crate) fn new(
        sets: Vec<Guide>,
        control: Guide,
        known_segments: HashMap<Tag, &'static str>,
        base: HashMap<Tag, SegmentSpec>,
        lists: HashMap<&'static str, Codes>,
    ) -> Self {
        Self { sets, control, known_segments, base, lists }
    }
}

/// The guides that this crate carries, read once.
///
/// # Panics
/// When the crate's own data are not in their format, which its tests rule out.
pub fn guides() -> &'static Guides {
    static GUIDES: OnceLock<Guides> = OnceLock::new();
    GUIDES.get_or_init(|| match load::load() {
        Ok(guides) => guides,
        Err(why) => panic!("the guides of this crate cannot be read: {why}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_are_in_their_format() {
        let guides = load::load().expect("the guides");
        assert_eq!(guides.sets.len(), 10);
        let remittance = guides.find("835", "005010X221A1").expect("the 835");
        let line = remittance.loops.iter().find(|l| l.id == "2110").expect("its lines");
        assert_eq!(line.max, 999);
    }
}
