//! What the guides ask for in some situations, and what must fit together within a set: sums,
//! pointers, numbering, one element because of another.
//!
//! Each rule has a name; DECISIONS.md says where it comes from. The rules here hold for every set; those of one
//! set are in its own module.

mod claim;
mod others;
mod remittance;

use crate::guide::Guide;
use crate::problem::{Level, Place, Problem};
use crate::segment::{Segment, Tag, tag};
use crate::segments::goes_under;
use crate::value;
use crate::walker::Placed;

pub(crate) const AMT: Tag = tag("AMT");
pub(crate) const CAS: Tag = tag("CAS");
pub(crate) const CLM: Tag = tag("CLM");
const CLP: Tag = tag("CLP");
pub(crate) const DTP: Tag = tag("DTP");
pub(crate) const HL: Tag = tag("HL");
pub(crate) const N3: Tag = tag("N3");
pub(crate) const N4: Tag = tag("N4");
pub(crate) const NM1: Tag = tag("NM1");
pub(crate) const REF: Tag = tag("REF");

/// What is remembered of a set while it is read.
#[derive(Default)]
pub(crate) struct Situation {
    set: Set,
    levels: Vec<LevelSeen>,
    level_count: u64,
    /// An amount of the claim at hand, or of any of the set, could not be read: sums that it
    /// is part of are not judged.
    claim_unsure: bool,
    set_unsure: bool,
}

/// The rules of one set.
#[derive(Default)]
enum Set {
    Claim(Box<claim::Rules>),
    Remittance(Box<remittance::Rules>),
    Other(Box<others::Rules>),
    #[default]
    None,
}

/// An HL that may still get levels below it.
struct LevelSeen {
    number: u64,
    kind: [u8; 2],
    says_children: bool,
    has_children: bool,
    spot: Spot,
}

/// A segment that a later one may show to be wrong.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spot {
    place: Place,
    position: u32,
    loop_id: &'static str,
    segment: [u8; 3],
}

impl Spot {
    pub(crate) fn of(placed: &Placed, s: &Segment<'_>, position: u32) -> Self {
        let mut segment = [b' '; 3];
        for (to, from) in segment.iter_mut().zip(s.id()) {
            *to = *from;
        }
        Self { place: s.place(), position, loop_id: placed.loop_id, segment }
    }

    /// Nothing was remembered yet.
    pub(crate) fn is_unset(&self) -> bool {
        self.position == 0
    }

    /// This spot, or the other when this was not remembered.
    pub(crate) fn or(self, other: Spot) -> Spot {
        if self.is_unset() { other } else { self }
    }

    fn id(&self) -> String {
        value::text(self.segment.trim_ascii_end())
    }

    /// A problem with an element of the segment. `code` is that of IK403.
    #[cold]
    pub(crate) fn element(
        &self,
        element: u8,
        component: u8,
        code: &'static str,
        what: &str,
    ) -> Problem {
        let part = if component > 0 { format!("-{component}") } else { String::new() };
        Problem {
            level: Level::Element,
            place: self.place,
            segment_id: self.id(),
            loop_id: self.loop_id,
            set_position: self.position,
            element,
            component,
            code,
            text: format!("{}{element:02}{part} {what}", self.id()),
            ..Problem::default()
        }
    }

    /// A problem with the segment, or with one that is missing beside it: `id` is the segment
    /// to name and `loop_id` its loop. `code` is that of IK304.
    #[cold]
    pub(crate) fn segment(
        &self,
        id: &str,
        loop_id: &'static str,
        code: &'static str,
        what: &str,
    ) -> Problem {
        Problem {
            level: Level::Segment,
            place: self.place,
            segment_id: id.into(),
            loop_id,
            set_position: self.position,
            code,
            text: what.into(),
            ..Problem::default()
        }
    }

    /// A sum that does not come out. No list has a code for it; I12 is what is closest.
    #[cold]
    pub(crate) fn balance(&self, element: u8, what: &str, off_cents: i64) -> Problem {
        let off = crate::writer::amount(off_cents);
        let problem = self.element(element, 0, "I12", &format!("{what}; off by {off}"));
        Problem { level: Level::Balance, ..problem }
    }

    /// Something that is allowed but seldom meant.
    #[cold]
    pub(crate) fn advice(&self, element: u8, what: &str) -> Problem {
        Problem { level: Level::Advice, ..self.element(element, 0, "", what) }
    }
}

/// An amount of money in cents; nothing and nonsense, which is told elsewhere, are zero.
pub(crate) fn cents(s: &Segment<'_>, element: usize) -> i64 {
    value::cents(s.raw(element)).unwrap_or(0)
}

/// The amounts of a CAS segment, added up.
pub(crate) fn adjusted(s: &Segment<'_>) -> i64 {
    (3..=18).step_by(3).fold(0, |sum: i64, n| sum.saturating_add(cents(s, n)))
}

impl Situation {
    /// A set begins.
    pub(crate) fn restart(&mut self, guide: &'static Guide) {
        self.levels.clear();
        self.level_count = 0;
        self.claim_unsure = false;
        self.set_unsure = false;
        self.set = match (guide.set, std::mem::take(&mut self.set)) {
            ("837", Set::Claim(mut rules)) => {
                rules.restart();
                Set::Claim(rules)
            }
            ("837", _) => Set::Claim(Box::default()),
            ("835", Set::Remittance(mut rules)) => {
                rules.restart();
                Set::Remittance(rules)
            }
            ("835", _) => Set::Remittance(Box::default()),
            (set, _) => Set::Other(Box::new(others::Rules::new(set))),
        };
    }

    /// Takes a segment that has its place; `problems` are those that its elements have.
    #[inline]
    pub(crate) fn segment(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        position: u32,
        problems: &mut Vec<Problem>,
    ) {
        let from = problems.len();
        let unsure = problems.iter().any(|p| p.level == Level::Element && p.code == "6");
        let begins_claim = matches!(s.tag(), CLM | CLP);
        if !begins_claim {
            self.claim_unsure |= unsure;
        }
        self.set_unsure |= unsure;
        match s.tag() {
            HL => self.level(placed, s, position, problems),
            NM1 => name(placed, s, position, problems),
            N4 => address(placed, s, position, problems),
            _ => {}
        }
        match &mut self.set {
            Set::Claim(rules) => rules.segment(placed, s, position, problems),
            Set::Remittance(rules) => rules.segment(placed, s, position, problems),
            Set::Other(rules) => rules.segment(placed, s, position, problems),
            Set::None => {}
        }
        if problems.len() > from {
            self.drop_unsure(from, problems);
        }
        if begins_claim {
            self.claim_unsure = unsure;
        }
    }

    /// Takes back sums of amounts that could not be read.
    #[cold]
    fn drop_unsure(&self, from: usize, problems: &mut Vec<Problem>) {
        let mut number = 0;
        problems.retain(|problem| {
            number += 1;
            let unsure =
                if problem.segment_id == "BPR" { self.set_unsure } else { self.claim_unsure };
            number <= from || problem.level != Level::Balance || !unsure
        });
    }

    /// The set is over; one that was cut off is not blamed for what it lacks.
    pub(crate) fn finish(&mut self, complete: bool, problems: &mut Vec<Problem>) {
        let from = problems.len();
        self.close_levels(0, problems);
        match &mut self.set {
            Set::Claim(rules) => rules.finish(problems),
            Set::Remittance(rules) => rules.finish(problems),
            Set::Other(rules) => rules.finish(problems),
            Set::None => {}
        }
        if complete {
            self.drop_unsure(from, problems);
        } else {
            problems.truncate(from);
        }
    }

    /// `hl_number_sequence`, `hl_parent_level`, `hl_child_code`.
    fn level(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        position: u32,
        problems: &mut Vec<Problem>,
    ) {
        let spot = Spot::of(placed, s, position);
        self.level_count += 1;
        let number = value::decimal(s.raw(1), 0).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        // What is no number is told with the elements.
        if number != self.level_count && s.raw(1).iter().all(u8::is_ascii_digit) {
            let text = format!(
                "is {number} but this is level {}; levels count 1, 2, 3 …",
                self.level_count
            );
            problems.push(spot.element(1, 0, "I12", &text));
        }
        let mut kind = [b' '; 2];
        for (to, from) in kind.iter_mut().zip(s.raw(3)) {
            *to = *from;
        }
        let parent = value::decimal(s.raw(2), 0).and_then(|n| u64::try_from(n).ok());
        match parent {
            None => self.close_levels(0, problems),
            Some(parent) => {
                let fits = |l: &LevelSeen| l.number == parent && under(kind, l.kind);
                match self.levels.iter().rposition(fits) {
                    Some(at) => self.close_levels(at + 1, problems),
                    None => {
                        problems.push(spot.element(
                            2,
                            0,
                            "I12",
                            "names a parent that is no open level of the kind that belongs above",
                        ));
                        let above = self.levels.iter().rposition(|l| under(kind, l.kind));
                        self.close_levels(above.map_or(0, |at| at + 1), problems);
                    }
                }
            }
        }
        if let Some(parent) = self.levels.last_mut() {
            parent.has_children = true;
        }
        self.levels.push(LevelSeen {
            number: self.level_count.max(number),
            kind,
            says_children: s.raw(4) == b"1",
            has_children: false,
            spot,
        });
    }

    fn close_levels(&mut self, keep: usize, problems: &mut Vec<Problem>) {
        while self.levels.len() > keep {
            if let Some(level) = self.levels.pop() {
                level.close(matches!(self.set, Set::Claim(_)), problems);
            }
        }
    }
}

impl LevelSeen {
    /// X12's own examples of other sets than claims take HL04 lightly.
    fn close(self, strict: bool, problems: &mut Vec<Problem>) {
        if self.says_children != self.has_children {
            let text = if self.has_children {
                "says that no level is below this one, but one follows"
            } else {
                "says that levels are below this one, but none follows"
            };
            problems.push(if strict {
                self.spot.element(4, 0, "I12", text)
            } else {
                self.spot.advice(4, text)
            });
        }
    }
}

/// Whether a level of `kind` belongs under one of kind `above`; one of no kind that is known
/// is told elsewhere.
fn under(kind: [u8; 2], above: [u8; 2]) -> bool {
    let known = matches!(&kind, b"19" | b"21" | b"22" | b"23" | b"EV" | b"PT" | b"SS");
    let [kind, above] = [&kind, &above].map(|k| str::from_utf8(k).unwrap_or_default());
    !known || goes_under(kind, above)
}

/// `org_no_person_name`: NM104, NM105 and NM107 are for people.
#[inline]
fn name(placed: &Placed, s: &Segment<'_>, position: u32, problems: &mut Vec<Problem>) {
    if s.raw(2) != b"2" {
        return;
    }
    for element in [4, 5, 7] {
        let used = placed.segment.elements.get(element - 1).is_some_and(|e| e.used);
        if used && !s.raw(element).is_empty() {
            let text = "is for people, but this is an organization; clear it or call it a person";
            problems.push(Spot::of(placed, s, position).element(element as u8, 0, "I13", text));
        }
    }
}

/// `us_address_needs_state_zip`, `n404_not_us`, `n402_foreign`.
fn address(placed: &Placed, s: &Segment<'_>, position: u32, problems: &mut Vec<Problem>) {
    let spot = || Spot::of(placed, s, position);
    match s.raw(4) {
        b"" | b"CA" => {
            for (element, what) in [(2, "state"), (3, "postal code")] {
                if s.raw(element).is_empty() {
                    let text = format!(
                        "is missing: an address in the United States or Canada has a {what}"
                    );
                    problems.push(spot().element(element as u8, 0, "I9", &text));
                }
            }
        }
        b"US" => {
            let text = "is for addresses abroad; it is left out for the United States";
            problems.push(spot().element(4, 0, "I13", text));
        }
        _ if !s.raw(2).is_empty() => {
            let text = "is for the United States and Canada; abroad N407 says the region";
            problems.push(spot().element(2, 0, "I13", text));
        }
        _ => {}
    }
}
