//! Rules of 270 and 271: every patient has a question, and gets an answer.

use super::super::{HL, Spot};
use super::{AAA, BHT, advise};
use crate::problem::Problem;
use crate::segment::{Segment, Tag, tag};
use crate::value;

const EB: Tag = tag("EB");
const EQ: Tag = tag("EQ");
const LE: Tag = tag("LE");
const LS: Tag = tag("LS");

/// What is remembered.
#[derive(Default)]
pub(crate) struct Rules {
    /// BHT02 says 01 or 13, so this asks; otherwise it answers.
    asks: bool,
    /// An AAA of the payer; unset without.
    payer_refused: bool,
    provider_refused: bool,
    subscriber_refused: bool,
    person: Person,
    /// An LS that no LE closed yet.
    open: Spot,
}

/// A level 2000C or 2000D.
#[derive(Default)]
struct Person {
    /// Its HL; unset while none is open.
    spot: Spot,
    dependent: bool,
    /// No level stands below: this is the patient.
    patient: bool,
    answered: bool,
    refused: Spot,
}

impl Rules {
    #[inline]
    pub(super) fn segment(
        &mut self,
        loop_id: &'static str,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match s.tag() {
            EB => {
                self.check_open(problems);
                self.person.answered = true;
                benefit(s, spot, problems);
            }
            EQ => self.person.answered = true,
            AAA => match loop_id {
                "2000A" | "2100A" => self.payer_refused = true,
                "2100B" => self.provider_refused = true,
                "2100C" => {
                    self.subscriber_refused = true;
                    self.person.refused = spot();
                }
                "2100D" => self.person.refused = spot(),
                _ => {}
            },
            LS => self.open = spot(),
            LE => self.open = Spot::default(),
            HL => self.level(loop_id, s, spot(), problems),
            // `bht06_with_cancel`.
            BHT => {
                self.asks = matches!(s.raw(2), b"01" | b"13");
                if s.raw(2) == b"01" && s.raw(6).is_empty() {
                    let text = "is missing: a question that is taken back (BHT02 is 01) says RT";
                    problems.push(spot().element(6, 0, "I9", text));
                }
            }
            _ => {}
        }
    }

    pub(super) fn finish(&mut self, problems: &mut Vec<Problem>) {
        self.check_open(problems);
        self.end_person(problems);
    }

    /// `aaa_source_stops`; a level begins.
    fn level(
        &mut self,
        loop_id: &'static str,
        s: &Segment<'_>,
        spot: Spot,
        problems: &mut Vec<Problem>,
    ) {
        self.check_open(problems);
        self.end_person(problems);
        match loop_id {
            "2000A" => {
                self.payer_refused = false;
                self.provider_refused = false;
            }
            "2000B" => {
                self.provider_refused = false;
                if self.payer_refused {
                    let text = "a level follows, but the payer could not answer (AAA above); \
                        nothing should stand below it";
                    problems.push(advise(spot, "HL", loop_id, text));
                }
            }
            "2000C" | "2000D" => {
                let dependent = loop_id == "2000D";
                self.subscriber_refused &= dependent;
                self.person = Person {
                    spot,
                    dependent,
                    patient: dependent || s.raw(4) == b"0",
                    ..Person::default()
                };
            }
            _ => {}
        }
    }

    /// `eq_at_leaf`, `aaa_or_eb`; a level is over.
    fn end_person(&mut self, problems: &mut Vec<Problem>) {
        let person = std::mem::take(&mut self.person);
        if person.spot.is_unset() || !person.patient {
            return;
        }
        if self.asks {
            // The guide itself asks for the dependent's.
            if !person.answered && !person.dependent {
                let text = "what is asked (EQ) is missing: the subscriber is the patient (HL04 \
                    is 0); add it";
                problems.push(person.spot.segment("EQ", "2110C", "I6", text));
            }
            return;
        }
        let refused = !person.refused.is_unset();
        let above = self.payer_refused || self.provider_refused || self.subscriber_refused;
        if !person.answered && !refused && !above {
            let loop_id = if person.dependent { "2110D" } else { "2110C" };
            let text = "the answer is missing: the patient has neither a benefit (EB) nor a \
                reason why not (AAA)";
            problems.push(person.spot.segment("EB", loop_id, "I6", text));
        }
        if person.answered && refused {
            let loop_id = if person.dependent { "2100D" } else { "2100C" };
            let text =
                "the patient was refused (AAA) but has benefits (EB) too; one of them is odd";
            problems.push(advise(person.refused, "AAA", loop_id, text));
        }
    }

    /// `ls_le_pair`.
    fn check_open(&mut self, problems: &mut Vec<Problem>) {
        let open = std::mem::take(&mut self.open);
        if !open.is_unset() {
            let text = "the end of the others (LE) is missing: LS began them; close with LE*2120";
            let loop_id = if self.person.dependent { "2110D" } else { "2110C" };
            problems.push(open.segment("LE", loop_id, "3", text));
        }
    }
}

/// `eb_percent_fraction`, `eb_service_xor_procedure`, `eb_amount_for_money_code`.
fn benefit(s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
    if !s.raw(8).is_empty() && value::decimal(s.raw(8), 6).is_some_and(|part| part > 1_000_000) {
        let text = "is more than 1; write a part of the whole, 0.2 for 20 percent";
        problems.push(spot().advice(8, text));
    }
    if !s.raw(3).is_empty() && !s.raw(13).is_empty() {
        let text = "names a procedure, but EB03 names a kind of service; one is enough";
        problems.push(spot().advice(13, text));
    }
    let (element, what) = match s.raw(1) {
        b"B" | b"C" | b"G" | b"J" | b"Y" => (7, "amount"),
        b"A" => (8, "part"),
        _ => return,
    };
    if s.raw(element).is_empty() {
        let text = format!("is empty: this kind of benefit has its {what}");
        problems.push(spot().advice(element as u8, &text));
    }
}
