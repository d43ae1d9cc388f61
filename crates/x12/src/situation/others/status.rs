//! Rules of 276, 277 and 277CA: whose claim it is, and what an acknowledgement may say.

use super::super::{AMT, HL, Spot, cents};
use super::{BHT, advise};
use crate::guide::guides;
use crate::problem::Problem;
use crate::segment::{Segment, Tag, tag};

const DMG: Tag = tag("DMG");
const QTY: Tag = tag("QTY");
const STC: Tag = tag("STC");
const TRN: Tag = tag("TRN");

/// What is remembered.
pub(crate) struct Rules {
    asks: bool,
    /// BHT01 says 0085: a 277CA.
    acknowledges: bool,
    subscriber: Subscriber,
    totals: Totals,
}

/// A level 2000D.
#[derive(Default)]
struct Subscriber {
    /// Its HL; unset while none is open.
    spot: Spot,
    /// HL04: the subscriber is the patient.
    is_patient: Option<bool>,
    has_birth: bool,
    has_trace: bool,
}

/// Counts and amounts of a level in a 277CA.
#[derive(Default)]
struct Totals {
    /// The STC with the charge; unset without.
    spot: Spot,
    charge: i64,
    has_amounts: bool,
    sum: i64,
    /// For accepted and for rejected claims: the QTY, and whether its AMT is there.
    counted: [Spot; 2],
    amounts: [bool; 2],
    loop_id: &'static str,
}

impl Rules {
    pub(super) fn new(asks: bool) -> Self {
        Self {
            asks,
            acknowledges: false,
            subscriber: Subscriber::default(),
            totals: Totals::default(),
        }
    }

    #[inline]
    pub(super) fn segment(
        &mut self,
        loop_id: &'static str,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match s.tag() {
            HL => {
                self.finish(problems);
                if loop_id == "2000D" && !self.acknowledges {
                    let is_patient = match s.raw(4) {
                        b"0" => Some(true),
                        b"1" => Some(false),
                        _ => None,
                    };
                    self.subscriber =
                        Subscriber { spot: spot(), is_patient, ..Subscriber::default() };
                }
            }
            BHT => self.acknowledges = s.raw(1) == b"0085",
            _ if self.acknowledges => self.acknowledgement(loop_id, s, spot, problems),
            TRN if loop_id == "2200D" => {
                self.subscriber.has_trace = true;
                if self.subscriber.is_patient == Some(false) {
                    let text = "the claim's number (TRN) belongs to the patient, in the \
                        dependent's level; move it";
                    problems.push(spot().segment("TRN", "2200D", "I9", text));
                }
            }
            DMG if loop_id == "2000D" => {
                self.subscriber.has_birth = true;
                if self.subscriber.is_patient == Some(false) {
                    let text = "birth date and sex (DMG) belong to the patient, in the \
                        dependent's level; move them";
                    problems.push(spot().segment("DMG", "2000D", "I9", text));
                }
            }
            _ => {}
        }
    }

    /// `status_trace_at_patient`, `status_dmg_at_patient`; a level is over.
    pub(super) fn finish(&mut self, problems: &mut Vec<Problem>) {
        std::mem::take(&mut self.totals).finish(problems);
        let it = std::mem::take(&mut self.subscriber);
        if it.is_patient != Some(true) {
            return;
        }
        if !it.has_trace {
            let text = "the claim's number (TRN) is missing: the subscriber is the patient (HL04 \
                is 0); add it";
            problems.push(it.spot.segment("TRN", "2200D", "I6", text));
        }
        if self.asks && !it.has_birth {
            let text = "birth date and sex (DMG) are missing: the subscriber is the patient \
                (HL04 is 0); add them";
            problems.push(it.spot.segment("DMG", "2000D", "I6", text));
        }
    }

    /// `ca_category_a`.
    fn acknowledgement(
        &mut self,
        loop_id: &'static str,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        let totals = &mut self.totals;
        match s.tag() {
            STC => {
                for element in [1, 10, 11] {
                    let category = s.component(element, 1);
                    let fits = matches!(category, [] | [b'A', ..] | [b'E', b'1'..=b'9']);
                    // A code that is in no list is told as such.
                    let known = guides().list("claim_status_category");
                    if !fits && known.is_some_and(|list| list.contains(category)) {
                        let text = "is no category of an acknowledgement; those begin with A";
                        problems.push(spot().element(element as u8, 1, "I12", text));
                    }
                }
                if loop_id == "2200B" && totals.spot.is_unset() && !s.raw(4).is_empty() {
                    (totals.spot, totals.charge) = (spot(), cents(s, 4));
                }
            }
            QTY => {
                totals.loop_id = loop_id;
                match s.raw(1) {
                    b"90" | b"QA" => totals.counted[0] = spot(),
                    b"AA" | b"QC" => totals.counted[1] = spot(),
                    _ => {}
                }
            }
            AMT => {
                let at = match s.raw(1) {
                    b"YU" => 0,
                    b"YY" => 1,
                    _ => return,
                };
                totals.amounts[at] = true;
                totals.has_amounts = true;
                totals.sum = totals.sum.saturating_add(cents(s, 2));
            }
            _ => {}
        }
    }
}

impl Totals {
    /// `ca_amounts_add_up`, `ca_qty_amt_pair`; a level is over.
    fn finish(self, problems: &mut Vec<Problem>) {
        if !self.spot.is_unset() && self.has_amounts && self.sum != self.charge {
            let text = "is not what was accepted (AMT*YU) and what was rejected (AMT*YY)";
            problems.push(self.spot.advice(4, text));
        }
        for (at, counted) in self.counted.into_iter().enumerate() {
            if !counted.is_unset() && !self.amounts[at] {
                let kind = ["accepted (AMT*YU)", "rejected (AMT*YY)"][at];
                let text = format!("the charge of the claims {kind} is missing beside their count");
                problems.push(advise(counted, "AMT", self.loop_id, &text));
            }
        }
    }
}
