//! Acknowledgements: recorded as they come, tied to what they are about, and where each
//! sending stands derived from all of them.

use gonio_billing::answers::{
    AnsweredGroup, BatchAnswered, ClaimAnswer, ClaimOutcome, ClaimStatus, GroupAnswered,
    GroupOutcome, InquiryAnswered, InterchangeAnswered, InterchangeOutcome, Level as Whose, Sent,
    SetAnswered, SetOutcome, SourceRole, Status, StatusOutcome,
};
use gonio_billing::day::Day;
use gonio_billing::queue::{QueueItem, Reason};
use gonio_billing::states::submission::{self, State};
use gonio_billing::states::{Acknowledgement, Answer, Hop, Level};
use gonio_store::answers::{AnswerRow, SendingRow, SetNumbers};
use gonio_store::row::Belongs;

use super::{Desk, Result};

/// The numbers of a set as answers to it will name them.
pub(crate) fn numbers(sent: &Sent) -> SetNumbers {
    let about = |kind: &str, parties: (&str, &str), number: &str| {
        if number.is_empty() {
            return String::new();
        }
        format!("{kind} {}>{} {number}", parties.0.trim(), parties.1.trim())
    };
    let mut interchange = about("interchange", (&sent.sender, &sent.receiver), &sent.interchange);
    if let (false, Some(day)) = (interchange.is_empty(), sent.interchange_day) {
        interchange.push_str(&format!(" {day}"));
    }
    let group = about("set", (&sent.group_sender, &sent.group_receiver), &sent.group);
    SetNumbers {
        interchange,
        group_and_set: if group.is_empty() { group } else { format!("{group} {}", sent.set) },
        batch: if sent.batch.is_empty() { String::new() } else { format!("batch {}", sent.batch) },
        day: sent.batch_day.or(sent.interchange_day).unwrap_or_default(),
    }
}

fn says(answer: Answer) -> &'static str {
    match answer {
        Answer::Forwarded => "forwarded",
        Answer::Accepted => "accepted",
        Answer::AcceptedWithErrors => "accepted_with_errors",
        Answer::Rejected => "rejected",
        Answer::NotFound => "not_found",
        Answer::Split => "split",
        Answer::OutOfPlace => "out_of_place",
    }
}

const ANSWERS: [Answer; 7] = [
    Answer::Forwarded,
    Answer::Accepted,
    Answer::AcceptedWithErrors,
    Answer::Rejected,
    Answer::NotFound,
    Answer::Split,
    Answer::OutOfPlace,
];

fn of_claim(outcome: ClaimOutcome) -> Answer {
    match outcome {
        ClaimOutcome::Hop => Answer::Forwarded,
        ClaimOutcome::Accepted => Answer::Accepted,
        ClaimOutcome::Split => Answer::Split,
        ClaimOutcome::NotFound => Answer::NotFound,
        ClaimOutcome::Rejected => Answer::Rejected,
        ClaimOutcome::Unknown | ClaimOutcome::NotCompliant => Answer::OutOfPlace,
    }
}

/// Codes of statuses: `A7:21:85`.
fn codes(statuses: &[Status]) -> String {
    let mut all: Vec<String> = statuses
        .iter()
        .flat_map(|s| &s.codes)
        .map(|c| {
            let parts = [c.category.as_str(), &c.code, &c.entity];
            parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(":")
        })
        .collect();
    all.dedup();
    all.join(" ")
}

fn by(role: SourceRole) -> &'static str {
    if role == SourceRole::Payer { "payer" } else { "clearinghouse" }
}

/// A TA1. The parties of the answer are those of what was sent, the other way round.
pub(crate) fn interchange(a: &InterchangeAnswered, today: Day) -> AnswerRow {
    let answer = match a.outcome {
        InterchangeOutcome::Accepted => Answer::Accepted,
        InterchangeOutcome::AcceptedWithErrors => Answer::AcceptedWithErrors,
        InterchangeOutcome::Rejected => Answer::Rejected,
        InterchangeOutcome::Unknown => Answer::OutOfPlace,
    };
    AnswerRow {
        segment: a.segment,
        kind: "TA1".into(),
        about: format!(
            "interchange {}>{} {}{}",
            a.receiver.trim(),
            a.sender.trim(),
            a.interchange,
            a.interchange_day.map_or_else(String::new, |day| format!(" {day}"))
        ),
        said_by: "envelope".into(),
        says: says(answer).into(),
        codes: format!("{} {}", a.code, a.note).trim().into(),
        day: a.answered_day.unwrap_or(today),
        ..AnswerRow::default()
    }
}

fn parties(group: &AnsweredGroup) -> String {
    format!("{}>{} {}", group.receiver.trim(), group.sender.trim(), group.control)
}

/// One set of a 999.
pub(crate) fn set(a: &SetAnswered, today: Day) -> AnswerRow {
    let answer = match a.outcome {
        SetOutcome::Accepted => Answer::Accepted,
        SetOutcome::AcceptedWithErrors => Answer::AcceptedWithErrors,
        SetOutcome::Rejected | SetOutcome::RejectedForSecurity => Answer::Rejected,
        SetOutcome::Unknown => Answer::OutOfPlace,
    };
    let errors = a.errors.iter().take(3).map(|e| format!("{}:{}", e.segment_id, e.code));
    let reasons = a.reasons.iter().cloned();
    let all: Vec<String> = std::iter::once(a.code.clone()).chain(reasons).chain(errors).collect();
    AnswerRow {
        segment: a.segment,
        kind: "999".into(),
        about: format!("set {} {}", parties(&a.group), a.set_control),
        said_by: "set".into(),
        says: says(answer).into(),
        codes: all.join(" ").trim().into(),
        day: a.group.answered_day.unwrap_or(today),
        ..AnswerRow::default()
    }
}

/// A whole group of a 999, when it refuses every set in it.
pub(crate) fn group(a: &GroupAnswered, today: Day) -> AnswerRow {
    let answer = match a.outcome {
        GroupOutcome::Rejected | GroupOutcome::RejectedForSecurity => Answer::Rejected,
        GroupOutcome::Accepted => Answer::Accepted,
        GroupOutcome::AcceptedWithErrors => Answer::AcceptedWithErrors,
        // Its sets say which.
        GroupOutcome::PartlyAccepted | GroupOutcome::Unknown => Answer::OutOfPlace,
    };
    AnswerRow {
        segment: a.segment,
        kind: "999".into(),
        about: format!("group {}", parties(&a.group)),
        said_by: "set".into(),
        says: says(answer).into(),
        codes: std::iter::once(&a.code).chain(&a.reasons).cloned().collect::<Vec<_>>().join(" "),
        day: a.group.answered_day.unwrap_or(today),
        ..AnswerRow::default()
    }
}

/// What a 277CA says of all claims of a batch, or of one provider in it.
pub(crate) fn batch(a: &BatchAnswered, today: Day) -> Option<AnswerRow> {
    let outcome = a.outcome?;
    let about = match a.level {
        Whose::Provider => format!("provider {} {}", a.batch, a.id),
        Whose::Receiver => format!("batch {}", a.batch),
        Whose::Source | Whose::Other => return None,
    };
    Some(AnswerRow {
        segment: a.segment,
        kind: "277CA".into(),
        about,
        said_by: by(a.source.role).into(),
        source_name: a.source.name.clone(),
        says: says(of_claim(outcome)).into(),
        codes: codes(&a.statuses),
        day: a.source.processed_day.or(a.source.received_day).unwrap_or(today),
        ..AnswerRow::default()
    })
}

/// What a 277CA says of one claim.
pub(crate) fn claim(a: &ClaimAnswer, today: Day) -> AnswerRow {
    let status_day = a.statuses.iter().filter_map(|s| s.day).max();
    let day = status_day.or(a.source.processed_day).or(a.source.received_day);
    let mut all = vec![codes(&a.statuses)];
    all.extend(a.lines.iter().map(|l| codes(&l.line.statuses)));
    all.retain(|c| !c.is_empty());
    AnswerRow {
        segment: a.segment,
        kind: "277CA".into(),
        about: format!("claim {}", a.control_number),
        sent_batch: a.batch.clone(),
        said_by: by(a.source.role).into(),
        source_name: a.source.name.clone(),
        says: says(of_claim(a.outcome)).into(),
        codes: all.join(" "),
        payer_control_number: a.payer_control_numbers.first().cloned().unwrap_or_default(),
        day: day.unwrap_or(today),
        ..AnswerRow::default()
    }
}

/// What a 277 says of one claim.
pub(crate) fn status(a: &ClaimStatus, today: Day) -> AnswerRow {
    AnswerRow {
        segment: a.segment,
        kind: "277".into(),
        about: format!("claim {}", a.our_number()),
        said_by: "payer".into(),
        source_name: a.payer.name.clone(),
        says: a.outcome.name().into(),
        codes: codes(&a.statuses),
        payer_control_number: a.payer_control_numbers.first().cloned().unwrap_or_default(),
        day: a.status_day().unwrap_or(today),
        ..AnswerRow::default()
    }
}

/// What a 277 says above its claims, of a question as a whole. Questions are not asked from
/// here, so it waits for a person.
pub(crate) fn question(a: &InquiryAnswered, today: Day) -> AnswerRow {
    AnswerRow {
        segment: a.segment,
        kind: "277".into(),
        about: format!("question {} {}", a.id, a.trace),
        said_by: "payer".into(),
        source_name: a.payer.name.clone(),
        says: a.outcome.name().into(),
        codes: codes(&a.statuses),
        day: a.statuses.iter().filter_map(|s| s.day).max().unwrap_or(today),
        ..AnswerRow::default()
    }
}

fn acknowledgement(row: &AnswerRow, submission: i64) -> Option<Acknowledgement> {
    let answer = ANSWERS.into_iter().find(|a| says(*a) == row.says)?;
    Some(Acknowledgement {
        submission,
        from: match row.said_by.as_str() {
            "envelope" => Hop::Envelope,
            "set" => Hop::Set,
            "payer" => Hop::Payer,
            _ => Hop::Intermediary(1),
        },
        level: if row.about.starts_with("claim ") { Level::Claim } else { Level::Batch },
        answer,
        payer_control_number: row.payer_control_number.clone(),
    })
}

impl Desk<'_, '_> {
    /// Records an acknowledgement; whether it was new.
    ///
    /// # Errors
    /// What the database reports.
    pub(crate) fn answered(&mut self, mut row: AnswerRow, file_id: i64) -> Result<bool> {
        let (_, known) = self.writer.reached(&row.about)?;
        row.tied = known;
        let new = self.writer.add_answer(file_id, &row)?;
        if new {
            self.answered.insert(row.about);
        }
        Ok(new)
    }

    /// Brings all sendings that new acknowledgements are about, and those of claims that came
    /// after theirs, to where they stand by now; and what nothing was found for into a queue.
    ///
    /// # Errors
    /// What the database reports.
    pub(crate) fn settle_answers(&mut self) -> Result<()> {
        let mut claims = std::mem::take(&mut self.sent_again);
        let decided = std::mem::take(&mut self.decided);
        let about = std::mem::take(&mut self.answered);
        if about.is_empty() && !self.writer.has_answers()? {
            return Ok(());
        }
        for about in about {
            claims.extend(self.writer.reached(&about)?.0);
        }
        // Of claims that were decided only those with a question that this answers.
        for reason in [Reason::SendingRejected, Reason::InformationWanted] {
            let waits = self.writer.items_of_reason(reason.name())?;
            claims.extend(waits.iter().map(|w| w.2).filter(|claim| decided.contains(claim)));
        }
        for claim_id in claims {
            self.stands(claim_id)?;
        }
        self.queue_unknown()
    }

    /// Where the sendings of a claim stand, by every answer that reaches them.
    fn stands(&mut self, claim_id: i64) -> Result<()> {
        let sendings = self.writer.sendings(claim_id)?;
        let mut last: Option<(State, Vec<AnswerRow>)> = None;
        for (at, sending) in sendings.iter().enumerate() {
            let answers = self.writer.answers_to(&sendings, at)?;
            if answers.iter().any(|a| !a.tied) {
                self.writer.tie_answers(&sending.abouts)?;
            }
            let heard: Vec<(Day, Acknowledgement)> = answers
                .iter()
                .filter(|a| a.kind != "277")
                .filter_map(|a| Some((a.day, acknowledgement(a, sending.number)?)))
                .collect();
            let sent = State::Sent { since: sending.sent_day.unwrap_or_default() };
            let state = submission::of(sending.number, &sent, &heard);
            self.keep_sending(claim_id, sending, &state, &answers)?;
            last = Some((state, answers));
        }
        self.writer.set_undecided_state(claim_id)?;
        self.ask_about(claim_id, last)
    }

    fn keep_sending(
        &self,
        claim_id: i64,
        sending: &SendingRow,
        state: &State,
        answers: &[AnswerRow],
    ) -> Result<()> {
        let (since, number) = match state {
            State::Built(_) | State::SendFailed(_) => (None, ""),
            State::PayerAccepted { since, payer_control_number } => {
                (Some(*since), payer_control_number.as_str())
            }
            State::Sent { since }
            | State::Silent { since }
            | State::FileRejected { since }
            | State::SetRejected { since }
            | State::SetAccepted { since, .. }
            | State::HopAccepted { since, .. }
            | State::ClaimRejected { since, .. } => (Some(*since), ""),
        };
        let pending = !is_rejected(state) && asks(answers).is_some();
        let name = if pending { "pending" } else { state.name() };
        self.writer.set_sending_state(claim_id, sending.number, name, since, number)
    }

    /// A claim whose last sending was refused, or whose payer wants something, waits for a
    /// person as long as it is undecided.
    fn ask_about(&mut self, claim_id: i64, last: Option<(State, Vec<AnswerRow>)>) -> Result<()> {
        // Of a claim that is not here any more nothing is asked.
        let found = self.writer.claim(claim_id)?;
        let undecided = found.as_ref().is_some_and(|f| f.adjudicated.is_empty());
        let told = |answers: &[AnswerRow], rejected: bool| {
            let mut all: Vec<String> = answers
                .iter()
                .filter(|a| (a.says == "rejected") == rejected)
                .map(|a| format!("{} {}", a.kind, a.codes))
                .collect();
            all.dedup();
            all.join("; ")
        };
        let mut wanted: Vec<(Reason, String)> = Vec::new();
        if let (true, Some((state, answers))) = (undecided, &last) {
            if is_rejected(state) {
                wanted.push((Reason::SendingRejected, told(answers, true)));
            } else if asks(answers) == Some(StatusOutcome::InformationWanted) {
                wanted.push((Reason::InformationWanted, told(answers, false)));
            }
        }
        for reason in [Reason::SendingRejected, Reason::InformationWanted] {
            let waits = self.writer.items_of_claim(claim_id, reason.name())?;
            let want = wanted.iter().find(|(r, _)| *r == reason).map(|(_, d)| d.as_str());
            if waits.len() == usize::from(want.is_some())
                && waits.iter().all(|(_, detail)| Some(detail.as_str()) == want)
            {
                continue;
            }
            for (item, _) in waits {
                self.writer.settle(item)?;
            }
            if let (Some(detail), Some(found)) = (want, &found) {
                let cents = found.candidate.charge_cents;
                let item = QueueItem { reason, cents, detail: detail.into() };
                let belongs = Belongs { claim_id, post_day: self.today, ..Belongs::default() };
                self.writer.queue(&item, &belongs, 0)?;
            }
        }
        Ok(())
    }

    /// One item for each file with answers to what is not here.
    fn queue_unknown(&mut self) -> Result<()> {
        let unknown = self.writer.untied_answers()?;
        let mut waits = self.writer.items_of_reason(Reason::AnswerToUnknown.name())?;
        for (file_id, count) in unknown {
            let detail = match count {
                1 => "1 answer".to_string(),
                n => format!("{n} answers"),
            };
            let same =
                waits.iter().position(|(_, file, _, said)| *file == file_id && *said == detail);
            if let Some(at) = same {
                waits.remove(at);
                continue;
            }
            let item = QueueItem { reason: Reason::AnswerToUnknown, cents: 0, detail };
            let belongs = Belongs { post_day: self.today, ..Belongs::default() };
            self.writer.queue(&item, &belongs, file_id)?;
        }
        for (item, ..) in waits {
            self.writer.settle(item)?;
        }
        Ok(())
    }

    /// What these acknowledgements were about stands without them, or without a file that they
    /// were about; so do these claims.
    ///
    /// # Errors
    /// What the database reports.
    pub(crate) fn forget(&mut self, abouts: Vec<String>, claims: &[i64]) -> Result<()> {
        self.answered.extend(abouts);
        if self.writer.has_answers()? {
            self.sent_again.extend(claims);
        }
        Ok(())
    }

    /// Begins a set of claims. Where its numbers were used before, what was answered to them may
    /// be about this one.
    ///
    /// # Errors
    /// What the database reports.
    pub(crate) fn begin_set(&mut self, sent: &Sent, file_id: i64) -> Result<()> {
        let numbers = numbers(sent);
        for about in [&numbers.group_and_set, &numbers.batch] {
            if !about.is_empty() && self.writer.reached(about)?.1 {
                self.answered.insert(about.clone());
            }
        }
        self.set_id = self.writer.add_sent_set(file_id, sent.segment, &numbers)?;
        Ok(())
    }

    /// A claim was decided, or is not any more: what its sendings ask may have changed.
    pub(super) fn decided(&mut self, claim_id: i64) {
        self.decided.insert(claim_id);
    }
}

fn is_rejected(state: &State) -> bool {
    matches!(
        state,
        State::FileRejected { .. } | State::SetRejected { .. } | State::ClaimRejected { .. }
    )
}

/// What the latest 277 of a claim waits for, if it waits.
fn asks(answers: &[AnswerRow]) -> Option<StatusOutcome> {
    let latest = answers.iter().filter(|a| a.kind == "277").max_by_key(|a| a.day)?;
    [StatusOutcome::Pending, StatusOutcome::InformationWanted]
        .into_iter()
        .find(|o| o.name() == latest.says)
}
