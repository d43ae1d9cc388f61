//! Names, addresses and numbers: of those who take part, and of the claim.

use super::super::Spot;
use super::Rules;
use crate::problem::Problem;
use crate::segment::Segment;
use crate::walker::Placed;

impl Rules {
    /// `tax_id_nine_digits`, `payer_ref_unique_qualifier`, `original_no_payer_claim_no`.
    pub(super) fn reference(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        let kind = s.raw(1);
        match placed.loop_id {
            "2300" => match kind {
                b"F8" => {
                    self.claim.earlier_number = true;
                    if self.claim.frequency == b'1' {
                        let text = "the payer's number of an earlier claim (REF*F8) is here, but \
                            CLM05-3 says that this is a first claim; take it out, or say 7 or 8";
                        problems.push(spot().segment("REF", "2300", "I9", text));
                    }
                }
                b"9F" => self.claim.referral = spot(),
                _ => {}
            },
            "2010AA" if matches!(kind, b"EI" | b"SY") => {
                let id = s.raw(2);
                if !id.is_empty() && (id.len() != 9 || !id.iter().all(u8::is_ascii_digit)) {
                    let text = "is not nine digits; write the tax id without hyphens";
                    problems.push(spot().element(2, 0, "I12", text));
                }
            }
            "2010BA" if kind == b"Y4" => self.subscriber.has_case = true,
            "2010CA" if kind == b"Y4" => self.patient_has_case = true,
            "2010BB" => {
                let kinds: [&[u8]; 6] = [b"2U", b"EI", b"FY", b"G2", b"LU", b"NF"];
                let bit = kinds.iter().position(|k| *k == kind).map_or(0, |at| 1 << at);
                if self.payer_numbers & bit != 0 {
                    let text = "is a kind of number that this payer has already; keep one of them";
                    problems.push(spot().element(1, 0, "I12", text));
                }
                self.payer_numbers |= bit;
            }
            _ => {}
        }
    }

    /// `subscriber_person_needs_id`, `second_referrer_is_primary_care`,
    /// `person_needs_first_name`.
    pub(super) fn name(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        let person = s.raw(2) == b"1";
        match placed.loop_id {
            "2010BA" => {
                self.subscriber.has_name = true;
                if person && s.raw(8).is_empty() && s.raw(9).is_empty() {
                    let text = "is missing: a subscriber who is a person has a member id";
                    problems.push(spot().element(9, 0, "I9", text));
                }
            }
            "2010BB" => self.check_address(problems),
            "2310A" => referrer(&mut self.claim.referrers, s, &spot, problems),
            "2420F" => referrer(&mut self.claim.line_referrers, s, &spot, problems),
            "2330B" => self.others.payer_id(s.raw(9)),
            _ => {}
        }
        if person
            && s.raw(4).is_empty()
            && placed.segment.elements.get(3).is_some_and(|first| first.used)
        {
            problems.push(spot().advice(4, "is empty: most people have a first name"));
        }
    }

    /// `billing_street_no_po_box`.
    pub(super) fn street(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match placed.loop_id {
            "2010BA" => self.subscriber.has_street = true,
            "2010AA" => {
                for element in [1, 2] {
                    if is_box(s.raw(element)) {
                        let text = "is a box; the billing provider's address is a street, and a \
                            box goes in the address for payment (2010AB)";
                        problems.push(spot().advice(element as u8, text));
                    }
                }
            }
            _ => {}
        }
    }

    /// `zip9_billing_and_facility`.
    pub(super) fn city(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match placed.loop_id {
            "2010BA" => self.subscriber.has_city = true,
            "2010AA" | "2310C" | "2420C" if s.raw(4).is_empty() && s.raw(3).len() == 5 => {
                problems.push(spot().advice(3, "has five digits; payers ask for all nine here"));
            }
            _ => {}
        }
    }
}

/// DN refers; P3, who sent the patient on, stands second.
fn referrer(
    count: &mut u8,
    s: &Segment<'_>,
    spot: &impl Fn() -> Spot,
    problems: &mut Vec<Problem>,
) {
    *count = count.saturating_add(1);
    let text = match (*count, s.raw(1)) {
        (1, b"P3") => "is P3, but the first referring provider is DN",
        (2, b"DN") => "is DN again; the second one is the primary care provider, P3",
        _ => return,
    };
    problems.push(spot().element(1, 0, "I12", text));
}

/// A post office box or lockbox, however it is written.
fn is_box(street: &[u8]) -> bool {
    let is_bare = |b: &&u8| !matches!(**b, b' ' | b'.');
    let mut bare = street.iter().filter(is_bare).map(u8::to_ascii_uppercase);
    let mut start = [0; 9];
    for (to, from) in start.iter_mut().zip(&mut bare) {
        *to = from;
    }
    start.starts_with(b"POBOX") || start.starts_with(b"LOCKBOX") || start == *b"POSTOFFIC"
}
