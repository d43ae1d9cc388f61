//! Rules of the 835: how it is paid, the three sums, adjustments and days.
//!
//! Nothing is kept longer than a claim, but for the payment and the sum of the claims.

use super::{CAS, NM1, Spot, adjusted, cents};
use crate::problem::Problem;
use crate::remittance::{CLAIM_OFF, LINE_OFF, SET_OFF};
use crate::segment::{Segment, Tag, tag};
use crate::value;
use crate::walker::Placed;

const BPR: Tag = tag("BPR");
const CLP: Tag = tag("CLP");
const DTM: Tag = tag("DTM");
const MIA: Tag = tag("MIA");
const MOA: Tag = tag("MOA");
const N1: Tag = tag("N1");
const PLB: Tag = tag("PLB");
const SVC: Tag = tag("SVC");
const TRN: Tag = tag("TRN");

/// What is remembered.
#[derive(Default)]
pub(crate) struct Rules {
    /// Its BPR; unset while none was seen.
    payment_at: Spot,
    payment: i64,
    payer_id: Vec<u8>,
    payer_division: Vec<u8>,
    payee_npi: Vec<u8>,
    claims: i64,
    provider: i64,
    claim: Claim,
    line: Line,
}

/// A CLP and what stands below it.
#[derive(Default)]
struct Claim {
    /// Its CLP; unset while none is open.
    spot: Spot,
    reversal: bool,
    charge: i64,
    paid: i64,
    patient: i64,
    adjusted: i64,
    adjusted_patient: i64,
    lines: u32,
    lines_charge: i64,
    has_day: bool,
    inpatient_remarks: bool,
}

/// An SVC and what stands below it.
#[derive(Default)]
struct Line {
    /// Its SVC; unset while none is open.
    spot: Spot,
    charge: i64,
    paid: i64,
    adjusted: i64,
    day: Spot,
    from: Spot,
    to: Spot,
}

impl Rules {
    pub(crate) fn restart(&mut self) {
        self.payment_at = Spot::default();
        self.payment = 0;
        self.payer_id.clear();
        self.payer_division.clear();
        self.payee_npi.clear();
        self.claims = 0;
        self.provider = 0;
        self.claim = Claim::default();
        self.line = Line::default();
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
        match s.tag() {
            CAS => {
                trios(s, spot, problems);
                not_zero(s, spot, problems);
                let sum = adjusted(s);
                let of_line = placed.loop_id == "2110";
                if of_line {
                    self.line.adjusted = self.line.adjusted.saturating_add(sum);
                }
                let claim = &mut self.claim;
                claim.adjusted = claim.adjusted.saturating_add(sum);
                if s.raw(1) == b"PR" {
                    claim.adjusted_patient = claim.adjusted_patient.saturating_add(sum);
                }
            }
            SVC => self.line(s, spot, problems),
            DTM => match (placed.loop_id, s.raw(1)) {
                ("2110", b"472") => self.line.day = spot(),
                ("2110", b"150") => self.line.from = spot(),
                ("2110", b"151") => self.line.to = spot(),
                ("2100", b"232") => self.claim.has_day = true,
                _ => {}
            },
            CLP => self.claim(s, spot(), problems),
            // `rendering_not_payee`.
            NM1 if s.raw(1) == b"82"
                && !self.payee_npi.is_empty()
                && s.raw(9) == self.payee_npi =>
            {
                let text = "is the payee's id too; the rendering provider is sent when it differs";
                problems.push(spot().advice(9, text));
            }
            MIA => self.claim.inpatient_remarks = true,
            // `mia_moa_exclusive`.
            MOA if self.claim.inpatient_remarks => {
                let text = "remarks for outpatients (MOA) stand beside those for inpatients \
                    (MIA); keep one";
                problems.push(spot().segment("MOA", placed.loop_id, "I9", text));
            }
            BPR => self.payment(s, spot(), problems),
            TRN => self.trace(s, spot, problems),
            N1 if s.raw(1) == b"PE" && s.raw(3) == b"XX" => {
                self.payee_npi.extend_from_slice(s.raw(4));
            }
            PLB => {
                self.end_claim(problems);
                for element in (4..=s.len().min(14)).step_by(2) {
                    let amount = cents(s, element);
                    self.provider = self.provider.saturating_add(amount);
                    // `plb_amount_not_zero`.
                    if amount == 0 && !s.raw(element).is_empty() {
                        let text = "is zero; an adjustment of nothing is left out";
                        problems.push(spot().advice(element as u8, text));
                    }
                }
            }
            _ => {}
        }
    }

    /// `remit_balance`.
    pub(crate) fn finish(&mut self, problems: &mut Vec<Problem>) {
        self.end_claim(problems);
        let due = self.claims.saturating_sub(self.provider);
        let off = due.saturating_sub(self.payment);
        if off != 0 && !self.payment_at.is_unset() {
            problems.push(self.payment_at.balance(2, SET_OFF, off));
        }
    }

    /// `bpr_…`: how it is paid.
    fn payment(&mut self, s: &Segment<'_>, spot: Spot, problems: &mut Vec<Problem>) {
        self.payment_at = spot;
        let amount = cents(s, 2);
        self.payment = if s.raw(3) == b"D" { amount.saturating_neg() } else { amount };
        self.payer_id.extend_from_slice(s.raw(10));
        self.payer_division.extend_from_slice(s.raw(11));
        let empty = |element: u8| s.raw(usize::from(element)).is_empty();
        let method = s.raw(4);
        match method {
            b"ACH" | b"BOP" | b"FWT" => {
                let text = "is missing: money that is transferred needs the banks and accounts \
                    of both sides";
                // One of a pair without the other is told by the base standard.
                for (first, second) in [(6, 7), (8, 9), (12, 13), (14, 15)] {
                    if empty(first) && empty(second) {
                        problems.push(spot.element(first, 0, "I9", text));
                        problems.push(spot.element(second, 0, "I9", text));
                    }
                }
                for element in [5, 10] {
                    if method == b"ACH" && empty(element) {
                        let text = "is missing: a transfer by the clearing house (ACH) needs it";
                        problems.push(spot.element(element, 0, "I9", text));
                    }
                }
            }
            b"CHK" | b"NON" => {
                if let Some(element) = (5..=15).find(|element| !empty(*element)) {
                    let text = "is for transfers, but BPR04 says that no money is transferred; \
                        clear BPR05 to BPR15";
                    problems.push(spot.element(element, 0, "I13", text));
                }
            }
            _ => {}
        }
        let handling = s.raw(1);
        if method == b"NON" || handling == b"H" {
            if handling != b"H" {
                let text =
                    "is not H, but BPR04 says that there is no payment (NON); they go together";
                problems.push(spot.element(1, 0, "I12", text));
            }
            if method != b"NON" {
                let text =
                    "is not NON, but BPR01 says that this only informs (H); they go together";
                problems.push(spot.element(4, 0, "I12", text));
            }
            if amount != 0 {
                let text = "is not zero, but BPR01 and BPR04 say that there is no payment";
                problems.push(spot.element(2, 0, "I12", text));
            }
        } else if value::cents(s.raw(2)) == Some(0) && handling != b"P" {
            let text = "says that money moves, but BPR02 is zero; use H with NON in BPR04";
            problems.push(spot.element(1, 0, "I12", text));
        }
    }

    /// `trn_payer_matches_bpr10`.
    fn trace(&mut self, s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
        if !self.payer_id.is_empty() && s.raw(3) != self.payer_id {
            problems.push(spot().advice(3, "is not the payer's id in BPR10"));
        }
        if !self.payer_division.is_empty() && s.raw(4) != self.payer_division {
            problems.push(spot().advice(4, "is not the payer's division in BPR11"));
        }
    }

    /// `reversal_negative`; a claim begins.
    fn claim(&mut self, s: &Segment<'_>, spot: Spot, problems: &mut Vec<Problem>) {
        self.end_claim(problems);
        let claim = Claim {
            spot,
            reversal: s.raw(2) == b"22",
            charge: cents(s, 3),
            paid: cents(s, 4),
            patient: cents(s, 5),
            ..Claim::default()
        };
        for (element, amount) in [(3, claim.charge), (4, claim.paid)] {
            if claim.reversal && amount > 0 {
                let text =
                    "is greater than zero, but this takes an earlier payment back (CLP02 is 22)";
                problems.push(spot.advice(element, text));
            }
        }
        self.claims = self.claims.saturating_add(claim.paid);
        self.claim = claim;
    }

    /// `svc06_only_if_different`, `svc07_only_if_different`; a line begins.
    fn line(&mut self, s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
        self.end_line(problems);
        let spot = spot();
        let line = Line { spot, charge: cents(s, 2), paid: cents(s, 3), ..Line::default() };
        let claim = &mut self.claim;
        claim.lines = claim.lines.saturating_add(1);
        claim.lines_charge = claim.lines_charge.saturating_add(line.charge);
        self.line = line;
        if s.len() < 6 {
            return;
        }
        if !s.raw(6).is_empty() && s.raw(6) == s.raw(1) {
            problems.push(
                spot.advice(6, "repeats SVC01; it is sent when the payer changed the procedure"),
            );
        }
        if !s.raw(7).is_empty() {
            let units = |element: usize| value::decimal(s.raw(element), 4);
            let paid = if s.raw(5).is_empty() { Some(10_000) } else { units(5) };
            if paid.is_some() && paid == units(7) {
                problems
                    .push(spot.advice(7, "repeats the units paid; it is sent when they differ"));
            }
        }
    }

    /// `service_balance_835`, `service_date_somewhere`, `service_date_pair`; a line is over.
    fn end_line(&mut self, problems: &mut Vec<Problem>) {
        let line = std::mem::take(&mut self.line);
        if line.spot.is_unset() {
            return;
        }
        let off = line.charge.saturating_sub(line.adjusted).saturating_sub(line.paid);
        if off != 0 {
            problems.push(line.spot.balance(3, LINE_OFF, off));
        }
        let (day, from, to) = (!line.day.is_unset(), !line.from.is_unset(), !line.to.is_unset());
        if !day && !from && !to && !self.claim.has_day {
            let text = "the day of service (DTM*472) is missing, and the claim does not say it \
                (DTM*232); add it";
            problems.push(line.spot.segment("DTM", "2110", "I6", text));
        }
        if day && (from || to) {
            let text = "the day of service (DTM*472) stands beside a first or last day (150, \
                151); keep the one or the others";
            problems.push(line.day.segment("DTM", "2110", "I9", text));
        } else if from != to {
            let (there, what) = if from {
                (line.from, "last day (DTM*151)")
            } else {
                (line.to, "first day (DTM*150)")
            };
            let text = format!("the {what} is missing: days from and to go together");
            problems.push(there.segment("DTM", "2110", "I6", &text));
        }
    }

    /// `claim_balance_835`, `claim_charge_equals_lines`, `patient_share_equals_pr`,
    /// `claim_date_without_lines`; a claim is over.
    fn end_claim(&mut self, problems: &mut Vec<Problem>) {
        self.end_line(problems);
        let claim = std::mem::take(&mut self.claim);
        let spot = &claim.spot;
        if spot.is_unset() {
            return;
        }
        let off = claim.charge.saturating_sub(claim.adjusted).saturating_sub(claim.paid);
        if off != 0 {
            problems.push(spot.balance(4, CLAIM_OFF, off));
        }
        if claim.lines > 0 && claim.lines_charge != claim.charge {
            problems.push(spot.advice(3, "is not the sum of the lines' charges"));
        }
        if !claim.reversal && claim.patient != claim.adjusted_patient {
            problems.push(spot.advice(5, "is not what the adjustments leave to the patient (PR)"));
        }
        if claim.lines == 0 && !claim.has_day {
            let text = "the first day of service (DTM*232) is missing: this claim has no lines \
                that say it; add it";
            problems.push(spot.segment("DTM", "2100", "I6", text));
        }
    }
}

/// `cas_trio_order`, for every set with CAS: reason, amount and units, up to six times, filled
/// from the left. That a reason has an amount or units, and they a reason, is in the base
/// standard.
#[inline]
pub(super) fn trios(s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
    if s.len() <= 4 {
        return;
    }
    let empty = |element: u8| s.raw(usize::from(element)).is_empty();
    let mut gap = false;
    for reason in (5..=17).step_by(3) {
        if empty(reason) && empty(reason + 1) && empty(reason + 2) {
            gap = usize::from(reason) < s.len();
            continue;
        }
        if gap {
            let text = "is missing: reasons and amounts are filled from the left, without gaps";
            problems.push(spot().element(reason - 3, 0, "I9", text));
            gap = false;
        }
        if !empty(reason) && empty(reason + 1) && !empty(reason + 2) {
            let text = "is missing: every reason has its amount";
            problems.push(spot().element(reason + 1, 0, "I9", text));
        }
    }
}

/// `cas_not_zero`.
#[inline]
fn not_zero(s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
    for element in (3..=s.len().min(18)).step_by(3) {
        if value::cents(s.raw(element)) == Some(0) {
            let text = "is zero; an adjustment of nothing is left out";
            problems.push(spot().element(element as u8, 0, "I12", text));
        }
    }
}
