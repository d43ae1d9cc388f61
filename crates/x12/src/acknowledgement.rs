//! The 999 (005010X231A1), which answers a group of sets, and the TA1, which answers an
//! interchange.
//!
//! [`Builder`] gives a 999's parts one by one: the [`Header`], a [`SetResponse`] for each set
//! that is spoken of, and the [`GroupResponse`]. A TA1 is a segment outside of sets: read it
//! with [`Ta1::of`], write it with [`TypedSegment::write`] between ISA and the first GS.

use crate::problem::Problem;
use crate::segment::Segment;
pub use crate::segments::Ta1;
use crate::segments::{Ak1, Ak2, Ak9, Ctx, Ik3, Ik4, Ik5};
use crate::typed::{TypedSegment, loops, parts};
use crate::writer::SetId;

/// The set's envelope.
pub const SET: SetId =
    SetId { group: "FA", code: "999", guide: "005010X231A1", named_in_set: true };

loops! {
    /// What the set begins with: the group that is answered.
    Header {
        group: one Ak1,
    }
    /// Loop 2000: the answer for one set.
    SetResponse {
        set: first Ak2,
        /// Loops 2100.
        segments: within SegmentError,
        answer: one Ik5,
    }
    /// Loop 2100: a segment in error.
    SegmentError {
        segment: first Ik3,
        contexts: many Ctx,
        /// Loops 2110.
        elements: within ElementError,
    }
    /// Loop 2110: an element in error.
    ElementError {
        element: first Ik4,
        contexts: many Ctx,
    }
    /// AK9: the answer for the whole group.
    GroupResponse {
        answer: first Ak9,
    }
}

parts! {
    /// A part of a 999, in the order of the file.
    Header,
    /// The answer for one set.
    SetResponse,
    /// The answer for the whole group.
    GroupResponse,
}

impl SetResponse {
    /// Whether the set was taken, perhaps with errors. Without an IK5 nobody knows: `None`.
    pub fn is_accepted(&self) -> Option<bool> {
        self.answer.as_ref().map(|ik5| ik5.answer == "A" || ik5.answer == "E")
    }
}

impl Ta1 {
    /// The TA1 that stands outside of a set; `None` when `s` is another segment.
    pub fn of(s: &Segment<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        (s.tag() == Self::TAG).then(|| {
            let mut ta1 = Self::default();
            TypedSegment::read(&mut ta1, s, problems);
            ta1
        })
    }

    /// Whether the interchange was taken, perhaps with errors.
    pub fn is_accepted(&self) -> bool {
        self.answer == "A" || self.answer == "E"
    }
}
