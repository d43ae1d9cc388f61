//! What a payer decided (835), as the next payer is told (loops 2320 and 2430).
//!
//! Groups and reasons go over exactly as they came, each at the level where it came. No amount
//! stands at both levels.

use gonio_billing::facts::{Adjustment, ClaimPayment, LinePayment};
use gonio_billing::matching::{LineKey, match_lines};
use gonio_x12::claim::{Claim, Decision, Line, OtherCoverage};
use gonio_x12::segments::{self, Amt, Cas, Dtp, Moa, Procedure, Ref, Svd};
use gonio_x12::text::{List, Text};
use gonio_x12::typed::{Cents, Milli};
use gonio_x12::value::Date;

use super::{Refusal, cents, payer_id, refuse, total};

/// Refuses what is no decision that the next payer could be told.
pub(super) fn stands(payment: &ClaimPayment) -> Result<(), Refusal> {
    adjudicated(payment)?;
    if payment.paid_cents < 0 {
        return refuse(
            "paid_below_zero",
            "the payer's decision pays less than nothing",
            "give the decision that stands, without the one taken back",
        );
    }
    Ok(())
}

/// Refuses when a payer has sent the claim to the one after it.
pub(super) fn not_forwarded(payment: &ClaimPayment) -> Result<(), Refusal> {
    let line_remarks = payment.lines.iter().flat_map(|l| &l.remarks);
    let mut remarks = payment.remarks.iter().chain(line_remarks);
    if payment.forwarded
        || matches!(payment.status.as_str(), "19" | "20" | "21")
        || remarks.any(|r| matches!(r.as_str(), "MA18" | "N89"))
    {
        return refuse(
            "claim_was_forwarded",
            "the payer has forwarded this claim to the next one: it would be sent twice",
            "wait for the next payer's remittance; when none comes in about 15 working days, ask \
             that payer",
        );
    }
    Ok(())
}

/// Refuses what is no adjudication of the claim.
pub(super) fn adjudicated(payment: &ClaimPayment) -> Result<(), Refusal> {
    if payment.is_reversal() {
        return refuse(
            "decision_is_a_reversal",
            "this decision takes an earlier one back (22)",
            "give the correction that stands; wait for it when there is none yet",
        );
    }
    if matches!(payment.status.as_str(), "23" | "25") {
        return refuse(
            "not_adjudicated",
            format!("status {} decides nothing of this claim", payment.status),
            "wait for the payer's decision",
        );
    }
    let mut lines = payment.lines.iter().flat_map(|l| &l.remarks);
    if payment.remarks.iter().any(|r| r == "MA130") || lines.any(|r| r == "MA130") {
        return refuse(
            "returned_unprocessed",
            "the payer has returned the claim unprocessed (MA130)",
            "correct the claim and send it again as a first claim",
        );
    }
    Ok(())
}

/// Puts a decision into the claim to the next payer: into `other` and into the claim's lines.
/// Returns the remarks that had no room.
pub(super) fn put(
    claim: &mut Claim,
    other: &mut OtherCoverage,
    payment: &ClaimPayment,
    decided: Date,
) -> Result<Vec<String>, Refusal> {
    let id = payer_id(other).to_string();
    let day = Dtp::on("573", decided);
    other.adjustments = cas(&payment.adjustments)?;
    other.amounts.push(Amt::of("D", payment.paid_cents));
    let left_at_claim = patient_share(&payment.adjustments);
    let lines = by_line(claim, payment)?;
    // A share that came with the claim cannot be told by line, so that all of it is told with
    // the claim then.
    let at_lines = !lines.is_empty() && left_at_claim == 0;
    if !at_lines {
        let of_lines = payment.lines.iter().map(|l| patient_share(&l.adjustments));
        other.amounts.as_owed(left_at_claim.saturating_add(total(of_lines)));
    }
    let bundles = bundles(&lines);
    for (decision, bundled_into) in lines.iter().zip(bundles) {
        let Some(line) = claim.lines.as_mut_slice().get_mut(decision.at) else { continue };
        let mut made = decision.made(&id, line, &day)?;
        if let Some(into) = bundled_into {
            made.payment.bundled_line = (into + 1).to_string().into();
        }
        if at_lines {
            made.amounts.as_owed(patient_share(&decision.adjustments));
        }
        line.decisions.push(made);
    }
    let number = Some(&payment.payer_control_number).filter(|n| !n.is_empty());
    let mut parties = other.parties.as_mut_slice().iter_mut();
    if let Some(payer) = parties.find(|p| p.name.entity == "PR") {
        if lines.is_empty() {
            payer.dates.push(day);
        }
        if let Some(number) = number {
            payer.references.push(Ref::of("F8", number));
        }
    }
    other.outpatient = remarks(payment);
    Ok(payment.remarks.iter().skip(5).map(|r| format!("remark {r}")).collect())
}

/// AMT\*EAF.
trait Owed {
    /// Adds what the patient still owes, when there is something.
    fn as_owed(&mut self, left_cents: i64);
}

impl Owed for List<Amt> {
    fn as_owed(&mut self, left_cents: i64) {
        if left_cents > 0 {
            self.push(Amt::of("EAF", left_cents));
        }
    }
}

fn patient_share(adjustments: &[Adjustment]) -> i64 {
    total(adjustments.iter().filter(|a| a.group == "PR").map(|a| a.cents))
}

fn remarks(payment: &ClaimPayment) -> Option<Moa> {
    let remark = |n: usize| payment.remarks.get(n).map_or(Text::EMPTY, |r| r.as_str().into());
    (!payment.remarks.is_empty()).then(|| Moa {
        remark_1: remark(0),
        remark_2: remark(1),
        remark_3: remark(2),
        remark_4: remark(3),
        remark_5: remark(4),
        ..Moa::default()
    })
}

/// Adjustments as CAS segments: groups and reasons in the order they came, six to a segment.
fn cas(adjustments: &[Adjustment]) -> Result<List<Cas>, Refusal> {
    let mut all: Vec<Cas> = Vec::new();
    for one in adjustments {
        if !matches!(one.group.as_str(), "CO" | "CR" | "OA" | "PI" | "PR") {
            return refuse(
                "group_unknown",
                format!("an adjustment came under group {}, which claims cannot carry", one.group),
                "ask the payer for a corrected remittance",
            );
        }
        let made = segments::Adjustment {
            reason: one.reason.as_str().into(),
            amount: Some(Cents(one.cents)),
            quantity: None,
        };
        let open =
            all.iter_mut().find(|c| c.group == one.group.as_str() && c.adjustments.len() < 6);
        match open {
            Some(cas) => cas.adjustments.0.push(made),
            None => all.push(Cas { group: one.group.as_str().into(), adjustments: [made].into() }),
        }
    }
    if all.len() > 5 {
        return refuse(
            "too_many_adjustments",
            format!(
                "{} adjustments at one level need {} CAS, and five fit",
                adjustments.len(),
                all.len()
            ),
            "send this claim on paper with the remittance",
        );
    }
    Ok(all.into())
}

/// What a payer decided of one line of the claim: one paid line, or several that split it.
struct LineDecision<'a> {
    /// The claim line, from 0.
    at: usize,
    paid: Vec<&'a LinePayment>,
    adjustments: Vec<Adjustment>,
}

/// The payer's decisions by claim line, in the claim's order; none when it decided of the claim
/// as a whole.
fn by_line<'a>(claim: &Claim, payment: &'a ClaimPayment) -> Result<Vec<LineDecision<'a>>, Refusal> {
    let keys: Vec<LineKey> = (0..).zip(&claim.lines).map(|(at, line)| key(at, line)).collect();
    let Some(matched) = match_lines(&keys, &payment.lines) else {
        return refuse(
            "lines_do_not_match",
            format!(
                "the payer decided of {} lines, and not all of them can be found among the {} of the claim",
                payment.lines.len(),
                keys.len()
            ),
            "compare the remittance with the claim line by line",
        );
    };
    let mut lines: Vec<LineDecision<'a>> = Vec::new();
    for (number, paid) in matched.iter().zip(&payment.lines) {
        let at = usize::try_from(*number).unwrap_or(usize::MAX);
        match lines.iter_mut().find(|line| line.at == at) {
            Some(line) => line.add(paid)?,
            None => {
                lines.push(LineDecision {
                    at,
                    paid: vec![paid],
                    adjustments: paid.adjustments.clone(),
                });
            }
        }
    }
    lines.sort_by_key(|line| line.at);
    Ok(lines)
}

fn key(at: i64, line: &Line) -> LineKey {
    let service = line.service.clone().unwrap_or_default();
    let modifiers: Vec<&str> = service.procedure.modifiers().map(Text::as_str).collect();
    let day = line.date("472").and_then(Dtp::first);
    LineKey {
        number: at,
        code: service.procedure.code.to_string(),
        modifiers: modifiers.join(":"),
        charge_cents: cents(service.charge),
        service_day: day.and_then(|d| gonio_billing::day::Day::new(d.year, d.month, d.day)),
        control_number: line.reference("6R").map(Text::to_string).unwrap_or_default(),
    }
}

impl<'a> LineDecision<'a> {
    /// Adds a further part of a line that the payer split. The parts become one decision,
    /// because each decision has to come to the line's charge.
    fn add(&mut self, paid: &'a LinePayment) -> Result<(), Refusal> {
        if self.paid.iter().any(|p| p.code != paid.code || p.modifiers != paid.modifiers) {
            return refuse(
                "paid_under_several_codes",
                format!("the payer paid line {} under more than one code", self.at + 1),
                "send this claim on paper with the remittance",
            );
        }
        self.paid.push(paid);
        for one in &paid.adjustments {
            let same = |a: &&mut Adjustment| a.group == one.group && a.reason == one.reason;
            match self.adjustments.iter_mut().find(same) {
                Some(adjustment) => adjustment.cents = adjustment.cents.saturating_add(one.cents),
                None => self.adjustments.push(one.clone()),
            }
        }
        self.adjustments.retain(|a| a.cents != 0);
        Ok(())
    }

    fn paid_cents(&self) -> i64 {
        total(self.paid.iter().map(|p| p.paid_cents))
    }

    /// The code as paid.
    fn code(&self) -> &str {
        self.paid.first().map_or("", |p| p.code.as_str())
    }

    fn has(&self, reason: &str, fits: impl Fn(i64) -> bool) -> bool {
        self.adjustments.iter().any(|a| a.reason == reason && fits(a.cents))
    }

    /// Loop 2430.
    fn made(&self, payer_id: &str, line: &Line, day: &Dtp) -> Result<Decision, Refusal> {
        let paid = self.paid_cents();
        if paid < 0 {
            return refuse(
                "paid_below_zero",
                format!("the payer's decision of line {} pays less than nothing", self.at + 1),
                "give the decision that stands, without the one taken back",
            );
        }
        let sent = line.service.clone().unwrap_or_default().procedure;
        let first = self.paid.first();
        let modifiers = first.map_or("", |p| p.modifiers.as_str());
        let modifiers: Vec<&str> = modifiers.split(':').filter(|m| !m.is_empty()).collect();
        let mut procedure = Procedure::of(self.code(), &modifiers);
        if self.code().is_empty() || sent.code == self.code() {
            procedure.qualifier = sent.qualifier;
            procedure.code = sent.code;
        }
        let units = total(self.paid.iter().map(|p| p.units_milli));
        Ok(Decision {
            payment: Svd {
                payer_id: payer_id.into(),
                paid: Some(Cents(paid)),
                procedure,
                units: Some(Milli(units)),
                bundled_line: Text::EMPTY,
            },
            adjustments: cas(&self.adjustments)?,
            dates: [day.clone()].into(),
            ..Decision::default()
        })
    }
}

/// For each decided line the claim line, from 0, that it was bundled into.
///
/// A bundled line is paid nothing under reason 97 and names the paying line's code, or the
/// paying line is the only one that was lifted by a negative 94. Where two lines could be meant
/// none is named.
fn bundles(lines: &[LineDecision<'_>]) -> Vec<Option<usize>> {
    let into = |line: &LineDecision<'_>| {
        if line.paid_cents() != 0 || !line.has("97", |c| c > 0) {
            return None;
        }
        let others =
            || lines.iter().filter(|other| other.at != line.at && !other.has("97", |c| c > 0));
        let renamed =
            line.paid.iter().any(|p| !p.submitted_code.is_empty() && p.submitted_code != p.code);
        let same_code = || others().filter(|o| renamed && o.code() == line.code());
        let lifted = || others().filter(|o| o.has("94", |c| c < 0));
        let only = |mut found: Box<dyn Iterator<Item = &LineDecision<'_>> + '_>| {
            found.next().filter(|_| found.next().is_none()).map(|o| o.at)
        };
        only(Box::new(same_code())).or_else(|| only(Box::new(lifted())))
    };
    lines.iter().map(into).collect()
}
