//! Typed acknowledgements and statuses to billing facts: TA1, 999, 277CA and 277, and the
//! numbers of an 837P that they name.
//!
//! One answer is handed over at a time. Of a set that was cut off, the part that was open at
//! the end is handed over with an unknown outcome: what else it would have said is not known.

use gonio_billing::answers::{
    AnswerSource, AnsweredGroup, AnsweredLine, BatchAnswered, ClaimAnswer, ClaimOutcome,
    ClaimStatus, ElementError, ErrorContext, GroupAnswered, GroupOutcome, InquiryAnswered,
    InterchangeAnswered, InterchangeOutcome, Level, LineAnswer, LineStatus, SegmentError, Sent,
    SetAnswered, SetOutcome, SourceRole, Status, StatusCode, StatusOutcome,
};
use gonio_billing::day::Day;
use gonio_billing::facts::{Patient, PayerName, Private};
use gonio_x12::acknowledgement::{GroupResponse, SetResponse, Ta1};
use gonio_x12::claim_acknowledgement::Answer;
use gonio_x12::envelope::SetHeader;
use gonio_x12::problem::{self, Place, Problem};
use gonio_x12::segment::Segment;
use gonio_x12::segments::{Amount, Amt, Ctx, Dtp, Nm1, Position, Qty, Ref, Stc};
use gonio_x12::text::{List, Text};
use gonio_x12::typed::Origin;
use gonio_x12::value::date;
use gonio_x12::{acknowledgement, claim, claim_acknowledgement, claim_status};

use crate::Receiver;
use crate::convert::{day, modifiers, text};

/// The envelopes that are open, with what answers are tied by.
#[derive(Default)]
pub(crate) struct Envelope {
    open: Sent,
    /// GS04 of the group that is open.
    group_day: Option<Day>,
}

impl Envelope {
    pub(crate) fn interchange(&mut self, isa: &Segment<'_>) {
        self.open = Sent {
            interchange: isa.text(13),
            interchange_day: short_day(isa.element(9)),
            interchange_time: isa.text(10),
            sender: isa.text(6),
            receiver: isa.text(8),
            test: isa.element(15) == b"T",
            ..Sent::default()
        };
    }

    pub(crate) fn group(&mut self, gs: &Segment<'_>) {
        self.open.group = gs.text(6);
        self.open.group_sender = gs.text(2);
        self.open.group_receiver = gs.text(3);
        self.group_day = day(date(gs.element(4))).or(self.open.interchange_day);
    }

    pub(crate) fn group_end(&mut self) {
        self.open.group.clear();
        self.open.group_sender.clear();
        self.open.group_receiver.clear();
    }

    pub(crate) fn interchange_end(&mut self) {
        self.open = Sent::default();
    }

    /// The numbers of an 837P.
    pub(crate) fn sent(&self, set: &SetHeader, header: &claim::Header) -> Sent {
        Sent {
            set: set.control.clone(),
            guide: set.version.clone(),
            batch: header.beginning.reference.to_string(),
            batch_day: day(header.beginning.date),
            batch_time: header.beginning.time.to_string(),
            segment: set.place.segment as i64,
            ..self.open.clone()
        }
    }

    /// A TA1 in the interchange that is open.
    pub(crate) fn answered(&self, ta1: &Ta1, place: Place) -> InterchangeAnswered {
        InterchangeAnswered {
            interchange: ta1.control.to_string(),
            interchange_day: short_day(ta1.date.as_bytes()),
            interchange_time: ta1.time.to_string(),
            outcome: InterchangeOutcome::from_code(&ta1.answer),
            code: ta1.answer.to_string(),
            note: ta1.note.to_string(),
            sender: self.open.sender.clone(),
            receiver: self.open.receiver.clone(),
            answered_day: self.open.interchange_day,
            answered_time: self.open.interchange_time.clone(),
            segment: place.segment as i64,
        }
    }

    fn answered_group(&self) -> AnsweredGroup {
        AnsweredGroup {
            sender: self.open.group_sender.clone(),
            receiver: self.open.group_receiver.clone(),
            answered_day: self.group_day,
            ..AnsweredGroup::default()
        }
    }
}

/// A `YYMMDD` date; no envelope read here is older than 2000. Some senders write the century.
fn short_day(bytes: &[u8]) -> Option<Day> {
    day(date(bytes).or_else(|| date(&[b"20", bytes].concat())))
}

fn cents(amount: Amount) -> Option<i64> {
    amount.map(|a| a.0)
}

fn count(number: Option<u32>) -> Option<i64> {
    number.map(i64::from)
}

fn place(origin: &Origin) -> i64 {
    origin.0.segment as i64
}

/// A problem with what is missing from an answer.
fn missing(place: Place, segment_id: &str, text: &str) -> Problem {
    Problem {
        level: problem::Level::Segment,
        place,
        segment_id: segment_id.into(),
        code: "3",
        text: text.into(),
        ..Problem::default()
    }
}

// -------------------------------------------------------------------------------- the 999

/// Reads one 999.
#[derive(Default)]
pub(crate) struct GroupReader {
    builder: acknowledgement::Builder,
    context: GroupContext,
}

#[derive(Default)]
struct GroupContext {
    group: AnsweredGroup,
    /// Where the set begins.
    begins: Place,
    listed: i64,
    is_answered: bool,
}

impl GroupReader {
    pub(crate) fn start(&mut self, envelope: &Envelope, set: &SetHeader) {
        self.builder.restart();
        self.context = GroupContext {
            group: envelope.answered_group(),
            begins: set.place,
            ..GroupContext::default()
        };
    }

    pub(crate) fn push<T: Receiver>(
        &mut self,
        segment: &Segment<'_>,
        receiver: &mut T,
    ) -> Result<Vec<Problem>, T::Error> {
        if let Some(part) = self.builder.push(segment) {
            self.context.part(part, true, receiver)?;
        }
        Ok(self.builder.take_problems())
    }

    pub(crate) fn finish<T: Receiver>(
        &mut self,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        self.context.part(self.builder.finish(), complete, receiver)?;
        if complete && !self.context.is_answered {
            let text =
                "the answer has no AK9: what became of batches it does not list is not known";
            receiver.problem(missing(self.context.begins, "AK9", text))?;
        }
        Ok(())
    }
}

impl GroupContext {
    fn part<T: Receiver>(
        &mut self,
        part: &acknowledgement::Part,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        match part {
            acknowledgement::Part::Header(header) => match &header.group {
                Some(ak1) => {
                    self.group.functional_id = ak1.code.to_string();
                    self.group.control = ak1.control.to_string();
                    self.group.version = ak1.version.to_string();
                    Ok(())
                }
                None => {
                    let text = "the answer has no AK1: which group it answers is not known";
                    receiver.problem(missing(self.begins, "AK1", text))
                }
            },
            acknowledgement::Part::SetResponse(set) => {
                self.listed += 1;
                let mut answered = set_answered(set, self.group.clone());
                if !complete {
                    answered.outcome = SetOutcome::Unknown;
                }
                receiver.set_answered(answered)
            }
            acknowledgement::Part::GroupResponse(group) => {
                self.is_answered = true;
                let mut answered = group_answered(group, self.group.clone(), self.listed);
                if !complete {
                    answered.outcome = GroupOutcome::Unknown;
                }
                receiver.group_answered(answered)
            }
        }
    }
}

fn set_answered(s: &SetResponse, group: AnsweredGroup) -> SetAnswered {
    let code = text(s.answer.as_ref().map(|a| &a.answer));
    let reasons = s.answer.iter().flat_map(|a| a.errors.iter());
    SetAnswered {
        group,
        set_code: s.set.code.to_string(),
        set_control: s.set.control.to_string(),
        guide: s.set.version.to_string(),
        outcome: SetOutcome::from_code(&code),
        code,
        reasons: reasons.map(Text::to_string).collect(),
        errors: s.segments.iter().map(segment_error).collect(),
        segment: place(&s.origin),
    }
}

fn segment_error(e: &acknowledgement::SegmentError) -> SegmentError {
    SegmentError {
        segment_id: e.segment.segment.to_string(),
        position: count(e.segment.number).unwrap_or_default(),
        loop_id: e.segment.loop_id.to_string(),
        code: e.segment.error.to_string(),
        contexts: e.contexts.iter().flat_map(contexts).collect(),
        elements: e.elements.iter().map(element_error).collect(),
        segment: place(&e.origin),
    }
}

fn element_error(e: &acknowledgement::ElementError) -> ElementError {
    let (element, component, repetition) = position(&e.element.position);
    ElementError {
        element,
        component,
        repetition,
        reference: e.element.reference.to_string(),
        code: e.element.error.to_string(),
        copy: Private(e.element.copy.to_string()),
        contexts: e.contexts.iter().flat_map(contexts).collect(),
        segment: place(&e.origin),
    }
}

fn position(p: &Position) -> (i64, i64, i64) {
    let number = |n| count(n).unwrap_or_default();
    (number(p.element), number(p.component), number(p.repetition))
}

/// Every name in a CTX, each with the place that the segment tells for all of them.
fn contexts(ctx: &Ctx) -> impl Iterator<Item = ErrorContext> {
    let (element, component, repetition) = position(&ctx.position);
    ctx.contexts.iter().map(move |c| ErrorContext {
        name: c.name.to_string(),
        value: Private(c.value.to_string()),
        segment_id: ctx.segment.to_string(),
        position: count(ctx.segment_number).unwrap_or_default(),
        loop_id: ctx.loop_id.to_string(),
        element,
        component,
        repetition,
    })
}

fn group_answered(g: &GroupResponse, group: AnsweredGroup, listed: i64) -> GroupAnswered {
    GroupAnswered {
        group,
        outcome: GroupOutcome::from_code(&g.answer.answer),
        code: g.answer.answer.to_string(),
        sets_said: count(g.answer.said),
        sets_received: count(g.answer.received),
        sets_accepted: count(g.answer.accepted),
        reasons: g.answer.errors.iter().map(Text::to_string).collect(),
        sets_listed: listed,
        segment: place(&g.origin),
    }
}

// ------------------------------------------------------------------- what 277CA and 277 share

fn status(stc: &Stc) -> Status {
    let code = |s: &gonio_x12::segments::Status| StatusCode {
        category: s.category.to_string(),
        code: s.code.to_string(),
        entity: s.entity.to_string(),
        list: s.list.to_string(),
    };
    Status {
        codes: stc.statuses().map(code).collect(),
        day: day(stc.date),
        action: stc.action.to_string(),
        charge_cents: cents(stc.charge),
        said_paid_cents: cents(stc.paid),
        decided_day: day(stc.decided),
        check_day: day(stc.check_date),
        check_number: stc.check_number.to_string(),
        message: Private(stc.message.to_string()),
    }
}

fn statuses(all: &List<Stc>) -> Vec<Status> {
    all.iter().map(status).collect()
}

/// First and last day of service.
fn service_days(dates: &List<Dtp>) -> (Option<Day>, Option<Day>) {
    match dates.iter().find(|d| d.qualifier == "472") {
        Some(dtp) => (day(dtp.first()), day(dtp.last())),
        None => (None, None),
    }
}

/// A day of service that does not exist is told, as the day of another segment would be.
fn odd_day(dates: &List<Dtp>, origin: &Origin) -> Option<Problem> {
    let dtp = dates.iter().find(|d| d.qualifier == "472")?;
    let is_odd = dtp.first().is_none() || dtp.last().is_none();
    is_odd.then(|| Problem {
        level: problem::Level::Element,
        place: origin.0,
        segment_id: "DTP".into(),
        element: 3,
        code: "8",
        text: "DTP03 of the claim that begins here, the day of service, is not a date that exists"
            .into(),
        ..Problem::default()
    })
}

fn named<'a>(mut names: impl Iterator<Item = &'a Nm1>, entity: &str) -> Option<&'a Nm1> {
    names.find(|n| n.entity == entity)
}

/// An organization, or a person by last and first name.
fn full_name(name: Option<&Nm1>) -> String {
    let Some(name) = name else { return String::new() };
    let parts = [&name.last, &name.first];
    let said = parts.into_iter().map(Text::as_str).filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join(", ")
}

fn patient(name: Option<&Nm1>) -> Patient {
    Patient {
        last: Private(text(name.map(|n| &n.last))),
        first: Private(text(name.map(|n| &n.first))),
        birth_day: None,
        member_id: Private(text(name.map(|n| &n.id))),
    }
}

fn payer_numbers(references: &List<Ref>) -> Vec<String> {
    let numbers = references.iter().filter(|r| r.qualifier == "1K" && !r.value.is_empty());
    numbers.map(|r| r.value.to_string()).collect()
}

fn line(l: &claim_status::Line) -> AnsweredLine {
    let (from_day, to_day) = service_days(&l.dates);
    let service = &l.service;
    AnsweredLine {
        code: service.procedure.code.to_string(),
        modifiers: modifiers(&service.procedure),
        charge_cents: cents(service.charge),
        said_paid_cents: cents(service.paid),
        units_milli: service.submitted_units.or(service.units).map(|u| u.0),
        control_number: text(l.reference("FJ")),
        from_day,
        to_day,
        statuses: statuses(&l.statuses),
        segment: place(&l.origin),
    }
}

// ------------------------------------------------------------------------------- the 277CA

/// Reads one 277CA.
#[derive(Default)]
pub(crate) struct ClaimReader {
    builder: claim_acknowledgement::Builder,
    context: ClaimContext,
}

/// What stands above the claims that follow.
#[derive(Default)]
struct ClaimContext {
    source: AnswerSource,
    batch: String,
    billing_id: String,
    file_rejected: bool,
    provider_rejected: bool,
}

impl ClaimReader {
    pub(crate) fn start(&mut self) {
        self.builder.restart();
        self.context = ClaimContext::default();
    }

    pub(crate) fn push<T: Receiver>(
        &mut self,
        segment: &Segment<'_>,
        receiver: &mut T,
    ) -> Result<Vec<Problem>, T::Error> {
        if let Some(part) = self.builder.push(segment) {
            self.context.part(part, true, receiver)?;
        }
        Ok(self.builder.take_problems())
    }

    pub(crate) fn finish<T: Receiver>(
        &mut self,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        self.context.part(self.builder.finish(), complete, receiver)
    }
}

impl ClaimContext {
    fn part<T: Receiver>(
        &mut self,
        part: &claim_acknowledgement::Part,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        // The header tells the answer's own number, which nothing is tied by.
        let claim_acknowledgement::Part::HierarchyLevel(level) = part else { return Ok(()) };
        let kind = Level::from_code(&level.level.kind);
        self.enter(level, kind);
        let last = level.answers.len();
        for (number, answer) in (1..).zip(&level.answers) {
            let is_whole = complete || number < last;
            match kind {
                Level::Other => {
                    receiver.claim_answered(self.claim(level, answer, is_whole))?;
                    let odd = odd_day(&answer.dates, &answer.origin);
                    odd.map_or(Ok(()), |p| receiver.problem(p))?;
                }
                // The receipt alone says nothing of claims.
                Level::Source if answer.statuses.is_empty() => {}
                _ => {
                    let answered = self.batch(level, answer, kind, is_whole);
                    let rejected = answered.rejects_every_claim();
                    match kind {
                        Level::Receiver => self.file_rejected |= rejected,
                        _ => self.provider_rejected |= rejected,
                    }
                    receiver.batch_answered(answered)?;
                }
            }
        }
        if level.is_patient() && level.answers.is_empty() {
            let text = "nothing is said of this patient's claims: TRN is missing";
            receiver.problem(missing(level.origin.0, "TRN", text))?;
        }
        Ok(())
    }

    /// A level ends what stood beside and below it.
    fn enter(&mut self, level: &claim_acknowledgement::HierarchyLevel, kind: Level) {
        let first = level.answers.first();
        self.provider_rejected &= kind == Level::Other;
        match kind {
            Level::Other => {}
            Level::Source => {
                let name = level.names.first();
                let entity = text(name.map(|n| &n.entity));
                let on = |qualifier: &str| {
                    let mut dates = level.answers.iter().flat_map(|a| a.dates.iter());
                    dates.find(|d| d.qualifier == qualifier).and_then(|d| day(d.first()))
                };
                self.source = AnswerSource {
                    role: SourceRole::from_code(&entity),
                    entity,
                    name: full_name(name),
                    id: text(name.map(|n| &n.id)),
                    receipt: text(first.map(|a| &a.trace.number)),
                    received_day: on("050"),
                    processed_day: on("009"),
                };
                self.batch.clear();
                self.billing_id.clear();
                self.file_rejected = false;
            }
            Level::Receiver => {
                self.batch = text(first.map(|a| &a.trace.number));
                self.billing_id.clear();
                self.file_rejected = false;
            }
            Level::Provider => self.billing_id = text(level.names.first().map(|n| &n.id)),
        }
    }

    fn batch(
        &self,
        level: &claim_acknowledgement::HierarchyLevel,
        a: &Answer,
        kind: Level,
        is_whole: bool,
    ) -> BatchAnswered {
        let name = level.names.first();
        let statuses = statuses(&a.statuses);
        let outcome = match is_whole {
            true => (!statuses.is_empty()).then(|| ClaimOutcome::of(&statuses)),
            false => Some(ClaimOutcome::Unknown),
        };
        BatchAnswered {
            source: self.source.clone(),
            level: kind,
            batch: self.batch.clone(),
            name: full_name(name),
            id: text(name.map(|n| &n.id)),
            trace: a.trace.number.to_string(),
            outcome,
            statuses,
            claims_accepted: quantity(&a.quantities, &["90", "QA"]),
            claims_rejected: quantity(&a.quantities, &["AA", "QC"]),
            accepted_cents: amount(&a.amounts, "YU"),
            rejected_cents: amount(&a.amounts, "YY"),
            segment: place(&a.origin),
        }
    }

    fn claim(
        &self,
        level: &claim_acknowledgement::HierarchyLevel,
        a: &Answer,
        is_whole: bool,
    ) -> ClaimAnswer {
        let name = named(level.names.iter(), "QC").or(level.names.first());
        let statuses = statuses(&a.statuses);
        let rejected_above = self.file_rejected || self.provider_rejected;
        let outcome = match (rejected_above, is_whole) {
            (true, _) => ClaimOutcome::Rejected,
            (false, true) => ClaimOutcome::of(&statuses),
            (false, false) => ClaimOutcome::Unknown,
        };
        let (from_day, to_day) = service_days(&a.dates);
        let line = |l: &claim_status::Line| {
            let line = line(l);
            LineAnswer { outcome: ClaimOutcome::of(&line.statuses), line }
        };
        ClaimAnswer {
            source: self.source.clone(),
            batch: self.batch.clone(),
            billing_id: self.billing_id.clone(),
            control_number: a.trace.number.to_string(),
            patient: patient(name),
            outcome,
            rejected_above,
            statuses,
            payer_control_numbers: payer_numbers(&a.references),
            clearinghouse_number: text(a.reference("D9")),
            from_day,
            to_day,
            lines: a.lines.iter().map(line).collect(),
            segment: place(&a.origin),
        }
    }
}

/// A count of claims under one of these qualifiers.
fn quantity(all: &List<Qty>, qualifiers: &[&str]) -> Option<i64> {
    let qty = all.iter().find(|q| qualifiers.contains(&q.qualifier.as_str()))?;
    qty.quantity.map(|q| q.0 / 1000)
}

fn amount(all: &List<Amt>, qualifier: &str) -> Option<i64> {
    all.iter().find(|a| a.qualifier == qualifier).and_then(|a| cents(a.amount))
}

// --------------------------------------------------------------------------------- the 277

/// Reads one 277.
#[derive(Default)]
pub(crate) struct StatusReader {
    builder: claim_status::Builder,
    context: StatusContext,
}

/// What stands above the claims that follow.
#[derive(Default)]
struct StatusContext {
    payer: PayerName,
    provider_id: String,
    subscriber: Patient,
}

impl StatusReader {
    pub(crate) fn start(&mut self) {
        self.builder.restart();
        self.context = StatusContext::default();
    }

    pub(crate) fn push<T: Receiver>(
        &mut self,
        segment: &Segment<'_>,
        receiver: &mut T,
    ) -> Result<Vec<Problem>, T::Error> {
        if let Some(part) = self.builder.push(segment) {
            self.context.part(part, true, receiver)?;
        }
        Ok(self.builder.take_problems())
    }

    pub(crate) fn finish<T: Receiver>(
        &mut self,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        self.context.part(self.builder.finish(), complete, receiver)
    }
}

impl StatusContext {
    fn part<T: Receiver>(
        &mut self,
        part: &claim_status::Part,
        complete: bool,
        receiver: &mut T,
    ) -> Result<(), T::Error> {
        let claim_status::Part::HierarchyLevel(level) = part else { return Ok(()) };
        let name = level.parties.first().map(|p| &p.name);
        let kind = Level::from_code(&level.level.kind);
        match kind {
            Level::Source => {
                let (name, id) = (full_name(name), text(name.map(|n| &n.id)));
                *self = Self {
                    payer: PayerName { name, id, tax_id: String::new() },
                    ..Self::default()
                };
            }
            Level::Receiver => self.provider_id.clear(),
            Level::Provider => self.provider_id = text(name.map(|n| &n.id)),
            Level::Other => {}
        }
        let treated = (kind == Level::Other).then(|| self.treated(level));
        let last = level.claims.len();
        for (number, claim) in (1..).zip(&level.claims) {
            let is_whole = complete || number < last;
            match &treated {
                Some(treated) => {
                    let mut status = self.claim(claim, treated.clone());
                    if !is_whole {
                        status.outcome = StatusOutcome::Unknown;
                    }
                    receiver.claim_status(status)?;
                    let odd = odd_day(&claim.dates, &claim.origin);
                    odd.map_or(Ok(()), |p| receiver.problem(p))?;
                }
                None => {
                    let statuses = statuses(&claim.statuses);
                    let outcome = StatusOutcome::of(&statuses);
                    receiver.inquiry_answered(InquiryAnswered {
                        payer: self.payer.clone(),
                        level: kind,
                        name: full_name(name),
                        id: text(name.map(|n| &n.id)),
                        trace: claim.trace.number.to_string(),
                        outcome: if is_whole { outcome } else { StatusOutcome::Unknown },
                        statuses,
                        segment: place(&claim.origin),
                    })?;
                }
            }
        }
        if kind == Level::Other && level.claims.is_empty() && level.level.has_children != "1" {
            let text = "nothing is said of this patient's claims: TRN is missing";
            receiver.problem(missing(level.origin.0, "TRN", text))?;
        }
        Ok(())
    }

    /// Who was treated: the subscriber, or a dependent who is known by the subscriber's id.
    fn treated(&mut self, level: &claim_status::HierarchyLevel) -> Patient {
        let names = || level.parties.iter().map(|p| &p.name);
        let birth = level.birth.as_ref();
        let of = |entity| Patient {
            birth_day: birth.and_then(|b| day(date(b.birth.as_bytes()))),
            ..patient(named(names(), entity).or(names().next()))
        };
        if level.level.is_dependent() {
            let mut treated = of("QC");
            if treated.member_id.0.is_empty() {
                treated.member_id = self.subscriber.member_id.clone();
            }
            return treated;
        }
        self.subscriber = of("IL");
        self.subscriber.clone()
    }

    fn claim(&self, c: &claim_status::Claim, patient: Patient) -> ClaimStatus {
        let statuses = statuses(&c.statuses);
        let (from_day, to_day) = service_days(&c.dates);
        let line = |l: &claim_status::Line| {
            let line = line(l);
            LineStatus { outcome: StatusOutcome::of(&line.statuses), line }
        };
        ClaimStatus {
            payer: self.payer.clone(),
            provider_id: self.provider_id.clone(),
            trace: c.trace.number.to_string(),
            control_number: text(c.reference("EJ")),
            payer_control_numbers: payer_numbers(&c.references),
            clearinghouse_number: text(c.reference("D9")),
            patient,
            outcome: StatusOutcome::of(&statuses),
            statuses,
            from_day,
            to_day,
            lines: c.lines.iter().map(line).collect(),
            segment: place(&c.origin),
        }
    }
}
