//! Rules of the 999: its counts, and its answers against the errors that it lists.

use super::super::Spot;
use crate::problem::Problem;
use crate::segment::{Segment, Tag, tag};
use crate::value;

const AK2: Tag = tag("AK2");
const AK9: Tag = tag("AK9");
const IK3: Tag = tag("IK3");
const IK4: Tag = tag("IK4");
const IK5: Tag = tag("IK5");

/// What is remembered.
#[derive(Default)]
pub(crate) struct Rules {
    listed: i64,
    accepted: i64,
    with_errors: i64,
    refused: i64,
    /// The set at hand has an IK3.
    has_errors: bool,
    /// An IK3 that says that an element is wrong and has none yet; unset without.
    waits: Spot,
    /// The IK3 at hand says something else.
    no_elements: bool,
}

impl Rules {
    #[inline]
    pub(super) fn segment(
        &mut self,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match s.tag() {
            AK2 => {
                self.end_segment(problems);
                self.listed += 1;
                self.has_errors = false;
            }
            IK3 => {
                self.end_segment(problems);
                self.has_errors = true;
                match s.raw(4) {
                    b"8" => self.waits = spot(),
                    code => self.no_elements = !code.is_empty(),
                }
            }
            IK4 => {
                self.waits = Spot::default();
                if self.no_elements {
                    self.no_elements = false;
                    let text = "an element in error (IK4) stands here, but IK304 above does not \
                        say 8; correct one of them";
                    problems.push(spot().segment("IK4", "2110", "I9", text));
                }
            }
            IK5 => {
                self.end_segment(problems);
                self.set(s, spot, problems);
            }
            AK9 => {
                self.end_segment(problems);
                self.group(s, &spot(), problems);
            }
            _ => {}
        }
    }

    /// `ack_error_needs_ik4`.
    fn end_segment(&mut self, problems: &mut Vec<Problem>) {
        self.no_elements = false;
        let waits = std::mem::take(&mut self.waits);
        if !waits.is_unset() {
            let text =
                "the element in error (IK4) is missing: IK304 says that one is wrong; add it";
            problems.push(waits.segment("IK4", "2110", "I6", text));
        }
    }

    /// `ack_accept_without_errors`.
    fn set(&mut self, s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
        match s.raw(1) {
            b"A" => {
                self.accepted += 1;
                if self.has_errors || !s.raw(2).is_empty() {
                    let text = "says that nothing is wrong, but errors are listed; say E or R";
                    problems.push(spot().element(1, 0, "I12", text));
                }
            }
            b"E" => {
                self.accepted += 1;
                self.with_errors += 1;
            }
            b"R" | b"M" | b"W" | b"X" => self.refused += 1,
            _ => {}
        }
    }

    /// `ack_counts`, `ack_group_code`. Sets without errors need not be listed.
    fn group(&mut self, s: &Segment<'_>, spot: &Spot, problems: &mut Vec<Problem>) {
        let (Some(received), Some(accepted)) =
            (value::decimal(s.raw(3), 0), value::decimal(s.raw(4), 0))
        else {
            return;
        };
        if received < self.listed {
            let text = "is less than the sets that are answered above";
            problems.push(spot.element(3, 0, "I12", text));
            return;
        }
        let answered = self.accepted + self.refused;
        let whole_group_refused = accepted == 0 && !matches!(s.raw(1), b"A" | b"E" | b"P");
        let fits = if whole_group_refused {
            true
        } else if answered == received {
            accepted == self.accepted
        } else {
            (self.accepted..=received - self.refused).contains(&accepted)
        };
        if !fits {
            let text = "is not the number of sets that the answers above accept";
            problems.push(spot.element(4, 0, "I12", text));
        }
        if answered == 0 || answered != received || !s.raw(5).is_empty() {
            return;
        }
        let expected: &[u8] = match (self.accepted, self.refused, self.with_errors) {
            (_, 0, 0) => b"A",
            (_, 0, _) => b"E",
            (0, _, _) => b"R",
            _ => b"P",
        };
        if s.raw(1) != expected && !matches!(s.raw(1), b"M" | b"W" | b"X") {
            let text = "does not follow from the answers above: A all accepted, E with errors, P \
                in part, R none";
            problems.push(spot.advice(1, text));
        }
    }
}
