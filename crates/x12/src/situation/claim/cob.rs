//! What other payers of a claim decided: their sums and what goes with what.

use super::super::{Spot, adjusted, cents};
use crate::problem::Problem;
use crate::segment::Segment;
use crate::value;

/// More payers than any claim may name; those beyond are not looked at.
const MOST: usize = 64;

/// The other payers of one claim.
#[derive(Default)]
pub(super) struct Decisions {
    payers: Vec<Payer>,
    /// The payers' ids, one after the other.
    ids: Vec<u8>,
    line: Option<Line>,
    bundled: Vec<Bundled>,
}

/// Loop 2320 and what its lines (2430) say.
#[derive(Default)]
struct Payer {
    spot: Spot,
    /// Where in `ids` its id begins and ends.
    id: (usize, usize),
    paid_at: Spot,
    paid: i64,
    uncovered_at: Spot,
    uncovered: i64,
    owed: bool,
    has_adjustments: bool,
    adjusted: i64,
    decided_at: Spot,
    lines: u32,
    line_decided: bool,
    line_owed_at: Spot,
}

/// A 2430 that is not over yet.
struct Line {
    spot: Spot,
    payer: Option<usize>,
    charge: i64,
    paid: i64,
    adjusted: i64,
}

/// A line that a payer bundled into another.
struct Bundled {
    spot: Spot,
    line: u32,
    into: i64,
}

impl Decisions {
    pub(super) fn clear(&mut self) {
        self.payers.clear();
        self.ids.clear();
        self.line = None;
        self.bundled.clear();
    }

    /// An SBR in 2320.
    pub(super) fn payer(&mut self, spot: Spot) {
        if self.payers.len() < MOST {
            self.payers.push(Payer { spot, ..Payer::default() });
        }
    }

    /// NM109 in 2330B.
    pub(super) fn payer_id(&mut self, id: &[u8]) {
        if let Some(payer) = self.payers.last_mut() {
            let from = self.ids.len();
            self.ids.extend_from_slice(id);
            payer.id = (from, self.ids.len());
        }
    }

    /// A CAS, in 2320 or, when `of_line`, in 2430.
    pub(super) fn adjustment(&mut self, of_line: bool, s: &Segment<'_>) {
        let sum = adjusted(s);
        let payer = if of_line {
            let Some(line) = &mut self.line else { return };
            line.adjusted = line.adjusted.saturating_add(sum);
            line.payer.and_then(|at| self.payers.get_mut(at))
        } else {
            self.payers.last_mut()
        };
        if let Some(payer) = payer {
            payer.adjusted = payer.adjusted.saturating_add(sum);
            payer.has_adjustments |= !of_line;
        }
    }

    /// An AMT in 2320.
    pub(super) fn amount(&mut self, s: &Segment<'_>, spot: Spot) {
        let Some(payer) = self.payers.last_mut() else { return };
        match s.raw(1) {
            b"D" => (payer.paid_at, payer.paid) = (spot, cents(s, 2)),
            b"A8" => (payer.uncovered_at, payer.uncovered) = (spot, cents(s, 2)),
            b"EAF" => payer.owed = true,
            _ => {}
        }
    }

    /// An AMT in 2430.
    pub(super) fn line_amount(&mut self, s: &Segment<'_>, spot: impl Fn() -> Spot) {
        if s.raw(1) == b"EAF"
            && let Some(payer) = self.payer_of_line()
            && payer.line_owed_at.is_unset()
        {
            payer.line_owed_at = spot();
        }
    }

    fn payer_of_line(&mut self) -> Option<&mut Payer> {
        let at = self.line.as_ref()?.payer?;
        self.payers.get_mut(at)
    }

    /// A DTP*573 in 2330B.
    pub(super) fn decided(&mut self, spot: Spot) {
        if let Some(payer) = self.payers.last_mut() {
            payer.decided_at = spot;
        }
    }

    /// A DTP*573 in 2430.
    pub(super) fn line_decided(&mut self) {
        if let Some(payer) = self.payer_of_line() {
            payer.line_decided = true;
        }
    }

    /// `svd_payer_known`, `svd_paid_not_negative`; an SVD begins.
    pub(super) fn line(
        &mut self,
        s: &Segment<'_>,
        spot: Spot,
        charge: i64,
        number: u32,
        problems: &mut Vec<Problem>,
    ) {
        let id = s.raw(1);
        let ids = &self.ids;
        let payer = self.payers.iter().position(|p| !id.is_empty() && &ids[p.id.0..p.id.1] == id);
        match payer {
            Some(at) => self.payers[at].lines = self.payers[at].lines.saturating_add(1),
            None if !id.is_empty() && self.payers.len() < MOST => {
                let text =
                    "names no other payer of this claim; it repeats NM109 of that payer (2330B)";
                problems.push(spot.element(1, 0, "I12", text));
            }
            None => {}
        }
        let paid = cents(s, 2);
        if paid < 0 {
            problems.push(spot.advice(2, "is less than zero; send what was decided in the end"));
        }
        if let Some(into) = value::decimal(s.raw(6), 0)
            && self.bundled.len() < MOST
        {
            self.bundled.push(Bundled { spot, line: number, into });
        }
        self.line = Some(Line { spot, payer, charge, paid, adjusted: 0 });
    }

    /// `cob_line_balance`; a 2430 is over.
    #[inline]
    pub(super) fn end_line(&mut self, problems: &mut Vec<Problem>) {
        let Some(line) = self.line.take() else { return };
        let off = line.charge.saturating_sub(line.paid).saturating_sub(line.adjusted);
        if off != 0 {
            let text = "and this payer's adjustments do not make up the line's charge (SV102)";
            problems.push(line.spot.balance(2, text, off));
        }
    }

    /// The claim is over.
    pub(super) fn finish(&mut self, charge: i64, lines: u32, problems: &mut Vec<Problem>) {
        self.end_line(problems);
        for bundled in &self.bundled {
            let own = bundled.into == i64::from(bundled.line);
            if own || !(1..=i64::from(lines)).contains(&bundled.into) {
                let text = "is no other line of this claim; it is the LX01 of the line this one \
                    was bundled into";
                problems.push(bundled.spot.advice(6, text));
            }
        }
        for (at, payer) in self.payers.iter().enumerate() {
            let id = &self.ids[payer.id.0..payer.id.1];
            let mut others = self.payers.iter().enumerate().filter(|(other, _)| *other != at);
            // Two payers under one id: whose the lines are, nobody can tell.
            let alone = others.all(|(_, other)| &self.ids[other.id.0..other.id.1] != id);
            payer.finish(charge, alone, problems);
        }
    }
}

impl Payer {
    fn finish(&self, charge: i64, alone: bool, problems: &mut Vec<Problem>) {
        let paid = !self.paid_at.is_unset();
        let uncovered = !self.uncovered_at.is_unset();
        let decided = !self.decided_at.is_unset();
        // `cob_paid_or_noncovered`.
        if !paid && !uncovered && (self.has_adjustments || decided || self.lines > 0) {
            let text = "what this payer paid (AMT*D) is missing, though it has decided; add it, \
                0 when it paid nothing";
            problems.push(self.spot.segment("AMT", "2320", "I6", text));
        }
        if uncovered {
            self.finish_uncovered(paid, charge, problems);
        }
        if !alone {
            return;
        }
        // `cob_claim_balance`.
        let off = charge.saturating_sub(self.paid).saturating_sub(self.adjusted);
        if paid && off != 0 {
            let text = "and this payer's adjustments, of claim and lines, do not make up the \
                claim's charge (CLM02)";
            problems.push(self.paid_at.balance(2, text, off));
        }
        // `cob_date_at_claim`.
        if paid && !decided && self.lines == 0 {
            let text = "the day this payer decided (DTP*573) is missing: it paid (AMT*D) and no \
                line says the day; add it";
            problems.push(self.paid_at.segment("DTP", "2330B", "I6", text));
        }
        // `cob_date_not_twice`.
        if decided && self.line_decided {
            let text = "the day this payer decided (DTP*573) stands with its lines too; keep it \
                there and take it out here";
            problems.push(self.decided_at.segment("DTP", "2330B", "I9", text));
        }
        // `cob_eaf_not_twice`.
        if self.owed && !self.line_owed_at.is_unset() {
            let text = "what the patient owes after this payer (AMT*EAF) stands with the claim \
                too; keep one of them";
            problems.push(self.line_owed_at.segment("AMT", "2430", "I9", text));
        }
    }

    /// `cob_paid_xor_noncovered`, `cob_noncovered_equals_total`,
    /// `cob_noncovered_no_adjustments`: an example of X12 breaks all three.
    fn finish_uncovered(&self, paid: bool, charge: i64, problems: &mut Vec<Problem>) {
        let at = &self.uncovered_at;
        if paid {
            problems.push(
                at.advice(1, "says that this payer was not asked, but AMT*D says what it paid"),
            );
        }
        if self.uncovered != charge {
            problems.push(at.advice(2, "is not the claim's whole charge, as A8 means"));
        }
        if self.has_adjustments || self.lines > 0 {
            let text = "says that this payer was not asked, but its adjustments are here";
            problems.push(at.advice(1, text));
        }
    }
}
