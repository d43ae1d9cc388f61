//! Keeps what a file tells, and says it in lines short enough to be compared by eye.

use std::io::{self, Read};

use gonio_billing::answers::{
    BatchAnswered, ClaimAnswer, ClaimStatus, GroupAnswered, InquiryAnswered, InterchangeAnswered,
    Sent, SetAnswered, Status,
};
use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_exchange::{Receiver, read};
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;

/// Everything, in kinds.
#[derive(Default)]
pub struct Told {
    pub kinds: Vec<&'static str>,
    pub complete: Vec<bool>,
    pub contents: Vec<String>,
    pub sent: Vec<Sent>,
    /// In the file's order: one line for each fact, so that order can be seen.
    pub lines: Vec<String>,
    pub interchanges: Vec<InterchangeAnswered>,
    pub sets: Vec<SetAnswered>,
    pub groups: Vec<GroupAnswered>,
    pub batches: Vec<BatchAnswered>,
    pub claims: Vec<ClaimAnswer>,
    pub inquiries: Vec<InquiryAnswered>,
    pub statuses: Vec<ClaimStatus>,
    pub problems: Vec<Problem>,
}

impl Told {
    pub fn of(source: impl Read) -> Told {
        let mut told = Told::default();
        read(source, &mut told).expect("bytes in memory can be read");
        told
    }

    /// Level and code of each problem, with the segment and its number in the file.
    pub fn problem_lines(&self) -> Vec<String> {
        let line = |p: &Problem| {
            format!("{} {} {} {}", p.level.name(), p.code, p.place.segment, p.segment_id)
        };
        self.problems.iter().map(line).collect()
    }
}

fn codes(statuses: &[Status]) -> String {
    let one = |s: &Status| {
        let codes = s.codes.iter().map(|c| format!("{}:{}:{}", c.category, c.code, c.entity));
        codes.collect::<Vec<_>>().join("+").replace(":+", "+").trim_end_matches(':').to_string()
    };
    statuses.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn cents(amount: Option<i64>) -> String {
    amount.map_or_else(|| "-".into(), |c| c.to_string())
}

fn days(from: Option<gonio_billing::day::Day>, to: Option<gonio_billing::day::Day>) -> String {
    let day = |d: Option<gonio_billing::day::Day>| d.map_or_else(|| "-".into(), |d| d.to_string());
    if from == to { day(from) } else { format!("{}..{}", day(from), day(to)) }
}

impl Receiver for Told {
    type Error = io::Error;
    const HASHES: bool = true;

    fn set_start(&mut self, _: &SetHeader, kind: SetKind) -> io::Result<()> {
        self.kinds.push(kind.code());
        Ok(())
    }

    fn claim(&mut self, c: ClaimSent) -> io::Result<()> {
        self.lines.push(format!("claim {}", c.control_number));
        Ok(())
    }

    fn remittance(&mut self, _: Remittance) -> io::Result<()> {
        self.lines.push("remittance".into());
        Ok(())
    }

    fn claim_payment(&mut self, _: ClaimPayment) -> io::Result<()> {
        self.lines.push("claim payment".into());
        Ok(())
    }

    fn provider_adjustments(&mut self, _: Vec<ProviderAdjustment>) -> io::Result<()> {
        self.lines.push("provider adjustments".into());
        Ok(())
    }

    fn set_end(&mut self, end: SetEnd, content: &str) -> io::Result<()> {
        self.complete.push(end.complete);
        self.contents.push(content.to_string());
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.problems.push(problem);
        Ok(())
    }

    fn sent(&mut self, sent: Sent) -> io::Result<()> {
        self.lines.push(format!("sent {} {} {}", sent.group, sent.set, sent.batch));
        self.sent.push(sent);
        Ok(())
    }

    fn interchange_answered(&mut self, a: InterchangeAnswered) -> io::Result<()> {
        self.lines.push(format!(
            "{} interchange {} of {} {}: {} {}",
            a.segment,
            a.interchange,
            days(a.interchange_day, a.interchange_day),
            a.interchange_time,
            a.outcome.name(),
            a.note
        ));
        self.interchanges.push(a);
        Ok(())
    }

    fn set_answered(&mut self, a: SetAnswered) -> io::Result<()> {
        self.lines.push(format!(
            "{} set {} {} of {} {}: {} {}",
            a.segment,
            a.set_code,
            a.set_control,
            a.group.functional_id,
            a.group.control,
            a.outcome.name(),
            a.reasons.join(" ")
        ));
        for e in &a.errors {
            let elements = e.elements.iter().map(|e| format!(" {}={}", e.element, e.code));
            self.lines.push(format!(
                "  {} at {}: {}{} claim {}",
                e.segment_id,
                e.position,
                e.code,
                elements.collect::<String>(),
                e.claim().unwrap_or("-")
            ));
        }
        self.sets.push(a);
        Ok(())
    }

    fn group_answered(&mut self, a: GroupAnswered) -> io::Result<()> {
        let counts = [a.sets_said, a.sets_received, a.sets_accepted].map(cents).join("/");
        self.lines.push(format!(
            "{} group {} {}: {} {counts} listed {} {}",
            a.segment,
            a.group.functional_id,
            a.group.control,
            a.outcome.name(),
            a.sets_listed,
            a.reasons.join(" ")
        ));
        self.groups.push(a);
        Ok(())
    }

    fn batch_answered(&mut self, a: BatchAnswered) -> io::Result<()> {
        let count = |n: Option<i64>, amount| format!("{}/{}", cents(n), cents(amount));
        self.lines.push(format!(
            "{} {} {} from {} batch {}: {} {} in {} out {}",
            a.segment,
            a.level.name(),
            a.id,
            a.source.role.name(),
            a.batch,
            a.outcome.map_or("-", |o| o.name()),
            codes(&a.statuses),
            count(a.claims_accepted, a.accepted_cents),
            count(a.claims_rejected, a.rejected_cents),
        ));
        self.batches.push(a);
        Ok(())
    }

    fn claim_answered(&mut self, a: ClaimAnswer) -> io::Result<()> {
        self.lines.push(format!(
            "{} claim {} by {} from {} batch {}: {} {} charge {} payer {} on {}",
            a.segment,
            a.control_number,
            a.billing_id,
            a.source.role.name(),
            a.batch,
            a.outcome.name(),
            codes(&a.statuses),
            cents(a.charge_cents()),
            a.payer_control_numbers.join(","),
            days(a.from_day, a.to_day)
        ));
        for l in &a.lines {
            self.lines.push(format!(
                "  line {} {}: {} {}",
                l.line.code,
                l.line.control_number,
                l.outcome.name(),
                codes(&l.line.statuses)
            ));
        }
        self.claims.push(a);
        Ok(())
    }

    fn inquiry_answered(&mut self, a: InquiryAnswered) -> io::Result<()> {
        self.lines.push(format!(
            "{} {} {} asked {}: {} {}",
            a.segment,
            a.level.name(),
            a.id,
            a.trace,
            a.outcome.name(),
            codes(&a.statuses)
        ));
        self.inquiries.push(a);
        Ok(())
    }

    fn claim_status(&mut self, a: ClaimStatus) -> io::Result<()> {
        self.lines.push(format!(
            "{} status {} asked {} by {}: {} {} since {} paid {} payer {} on {}",
            a.segment,
            a.our_number(),
            a.trace,
            a.provider_id,
            a.outcome.name(),
            codes(&a.statuses),
            days(a.status_day(), a.status_day()),
            cents(a.said_paid_cents()),
            a.payer_control_numbers.join(","),
            days(a.from_day, a.to_day)
        ));
        for l in &a.lines {
            self.lines.push(format!(
                "  line {} {}: {} {}",
                l.line.code,
                l.line.control_number,
                l.outcome.name(),
                codes(&l.line.statuses)
            ));
        }
        self.statuses.push(a);
        Ok(())
    }
}
