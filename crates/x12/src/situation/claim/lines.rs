//! Diagnoses, the services that point at them, and papers.

use super::super::{Spot, cents};
use super::Rules;
use crate::problem::{Level, Problem};
use crate::segment::Segment;

impl Rules {
    /// `diagnosis_principal_first`, `diagnosis_no_decimal_point`, `diagnosis_no_duplicate`.
    /// Which code is principal is up to the code lists of the guide.
    pub(super) fn diagnoses(
        &mut self,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        let newer = match s.component(1, 1) {
            b"ABK" | b"ABF" => true,
            b"BK" | b"BF" => false,
            _ => return,
        };
        let mut filled = 0_u16;
        let mut codes: [&[u8]; 13] = [b""; 13];
        let mut gap = None;
        for n in 1..=s.len().min(12) {
            let mut parts = s.components(n);
            let kind = parts.next().unwrap_or(b"");
            if kind.is_empty() {
                gap = gap.or(Some(n as u8));
                continue;
            }
            let element = n as u8;
            if let Some(gap) = gap.take() {
                let text = "is empty but another diagnosis follows; close the gap";
                problems.push(spot().element(gap, 0, "I9", text));
            }
            filled |= 1 << n;
            if newer != kind.starts_with(b"A") && matches!(kind, b"ABK" | b"ABF" | b"BK" | b"BF") {
                let text =
                    "is of another version of the diagnosis codes than HI01; use one version";
                problems.push(spot().element(element, 1, "I12", text));
            }
            let code = parts.next().unwrap_or(b"");
            if code.contains(&b'.') {
                let text = "has a decimal point; diagnoses are sent without it";
                problems.push(spot().element(element, 2, "I12", text));
            }
            if !code.is_empty() && codes[1..n].contains(&code) {
                let text = "is a diagnosis that stands before already";
                problems.push(spot().advice(element, text));
            }
            codes[n] = code;
        }
        if self.claim.diagnoses.is_none() {
            self.claim.diagnoses = Some(filled);
        }
    }

    /// `pointer_hits_diagnosis`, `line_pos_only_if_different`, `minutes_only_anesthesia`.
    pub(super) fn service(
        &mut self,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        let claim = &mut self.claim;
        claim.line_charge = cents(s, 2);
        claim.lines_charge = claim.lines_charge.saturating_add(claim.line_charge);
        if let Some(diagnoses) = claim.diagnoses {
            let mut seen = 0_u16;
            for (component, pointer) in (1..=4).zip(s.components(7)) {
                let number = match pointer {
                    [b @ b'1'..=b'9'] => b - b'0',
                    [b'1', b @ b'0'..=b'2'] => 10 + b - b'0',
                    // No pointer at all is told by the guide's code list.
                    _ => continue,
                };
                let bit = 1 << number;
                if diagnoses & bit == 0 {
                    let text = "points at a diagnosis that is not on the claim; correct the \
                        pointer or add the diagnosis";
                    problems.push(spot().element(7, component, "I12", text));
                } else if seen & bit != 0 {
                    let problem =
                        spot().element(7, component, "", "points at the same diagnosis twice");
                    problems.push(Problem { level: Level::Advice, ..problem });
                }
                seen |= bit;
            }
        }
        let place = s.raw(5);
        if !place.is_empty() && place == claim.place {
            let text = "repeats the claim's place of service; it is sent when it differs";
            problems.push(spot().advice(5, text));
        }
        claim.inpatient |= place == b"21";
        if s.raw(3) == b"MJ" && !is_anesthesia(s.component(1, 2)) {
            let text = "counts minutes, which is for anesthesia; other services count units (UN)";
            problems.push(spot().advice(3, text));
        }
    }
}

/// `pwk_control_number_required`, `pwk_control_number_forbidden`; the base standard pairs the
/// number with its qualifier.
pub(super) fn papers(s: &Segment<'_>, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
    let (kind, number) = (s.raw(5), s.raw(6));
    match s.raw(2) {
        b"BM" | b"EL" | b"EM" | b"FT" | b"FX" if kind.is_empty() && number.is_empty() => {
            let text = "is missing: papers that are sent have a control number";
            problems.push(spot().element(6, 0, "I9", text));
        }
        b"AA" if !kind.is_empty() || !number.is_empty() => {
            let element = if number.is_empty() { 5 } else { 6 };
            let text = "is for papers that are sent, but these wait to be asked for; clear it";
            problems.push(spot().element(element, 0, "I13", text));
        }
        _ => {}
    }
}

/// 00100 to 01999.
fn is_anesthesia(code: &[u8]) -> bool {
    code.len() == 5
        && code.iter().all(u8::is_ascii_digit)
        && (b"00100".as_slice()..=b"01999").contains(&code)
}
