//! Rules of 270 and 271, 276 and 277, 277CA, 278 and 999, each small.
//!
//! Nothing is kept longer than a level (HL), but for the counts of a 999.

mod eligibility;
mod group;
mod status;

use super::Spot;
use crate::problem::{Level, Problem};
use crate::segment::{Segment, Tag, tag};
use crate::walker::Placed;

const AAA: Tag = tag("AAA");
const BHT: Tag = tag("BHT");
const HCR: Tag = tag("HCR");

/// The rules of one kind of set.
#[derive(Default)]
pub(crate) enum Rules {
    Eligibility(eligibility::Rules),
    Status(status::Rules),
    Group(group::Rules),
    Review,
    #[default]
    None,
}

impl Rules {
    /// For a set with this ST01.
    pub(crate) fn new(set: &'static str) -> Self {
        match set {
            "270" | "271" => Self::Eligibility(eligibility::Rules::default()),
            "276" | "277" => Self::Status(status::Rules::new(set == "276")),
            "278" => Self::Review,
            "999" => Self::Group(group::Rules::default()),
            _ => Self::None,
        }
    }

    #[inline]
    pub(crate) fn segment(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        position: u32,
        problems: &mut Vec<Problem>,
    ) {
        let spot = || Spot::of(placed, s, position);
        match self {
            Self::Eligibility(rules) => rules.segment(placed.loop_id, s, spot, problems),
            Self::Status(rules) => rules.segment(placed.loop_id, s, spot, problems),
            Self::Group(rules) => rules.segment(s, spot, problems),
            Self::Review if s.tag() == HCR => decision(s, spot, problems),
            Self::Review | Self::None => {}
        }
    }

    pub(crate) fn finish(&mut self, problems: &mut Vec<Problem>) {
        match self {
            Self::Eligibility(rules) => rules.finish(problems),
            Self::Status(rules) => rules.finish(problems),
            Self::Group(_) | Self::Review | Self::None => {}
        }
    }
}

/// `hcr_number_when_certified`, `hcr_reason_when_not_certified`.
fn decision(s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
    match s.raw(1) {
        b"A1" | b"A2" | b"A6" if s.raw(2).is_empty() => {
            let text = "is empty: what is authorized should have its number";
            problems.push(spot().advice(2, text));
        }
        b"A3" | b"A4" if s.raw(3).is_empty() => {
            let text = "is missing: what is refused or put off has its reason";
            problems.push(spot().element(3, 0, "I9", text));
        }
        _ => {}
    }
}

/// Advice about a segment that is missing or here in vain.
#[cold]
fn advise(spot: Spot, id: &str, loop_id: &'static str, text: &str) -> Problem {
    Problem { level: Level::Advice, ..spot.segment(id, loop_id, "", text) }
}
