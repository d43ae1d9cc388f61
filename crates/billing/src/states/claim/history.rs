//! Where a claim stands after all that happened to it, in whatever order it became known.

use std::cmp::Reverse;

use crate::day::Day;
use crate::states::claim::State::{self, *};
use crate::states::claim::facts::{acknowledged, decided, fact};
use crate::states::claim::{Command, Decision, Fact, Known, Paid, Phase, Status, after};
use crate::states::{Acknowledgement, Answer, Hop};

/// A command that was allowed, or a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody asked, and it was done.
    Command(Command),
    /// A file said so.
    Fact(Fact),
}

/// Something that happened to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Of a command: the day it was given. Of a fact: the day its file gives.
    pub day: Day,
    /// Tells two things of one day apart. For commands their order; for facts anything that
    /// comes with the fact itself and not from when it arrived.
    pub tie: i64,
    /// What.
    pub what: What,
}

/// A sending with what belongs to it.
#[derive(Default)]
struct Round<'a> {
    start: Option<&'a Happened>,
    submission: i64,
    commands: Vec<(&'a Happened, &'a Command)>,
    acknowledgements: Vec<(&'a Happened, &'a Acknowledgement, (Hop, Answer))>,
    statuses: Vec<(&'a Happened, &'a Fact, Status)>,
    decisions: Vec<(&'a Happened, &'a Paid)>,
    /// Days on which something else moved what is open.
    money: Vec<Day>,
}

/// Where a claim stands after all that happened, in whatever order it is given.
///
/// `with` holds what is open now. Every sending begins anew; within one, what counts is the
/// strongest acknowledgement, then the statuses by day, then what was done here since, then
/// the last decision. Commands are not judged again: they were allowed when given.
pub fn of(history: &[Happened], with: &Known) -> State {
    let rounds = rounds(history);
    let (mut made, mut taken_back, mut last_crossover) = (0, 0, false);
    for (_, paid) in rounds.iter().flat_map(|r| &r.decisions) {
        match paid.decision {
            Decision::Decided { crossover } => {
                made += 1;
                last_crossover = crossover;
            }
            Decision::NotRecognised => made += 1,
            Decision::Reversed { .. } => taken_back += 1,
            Decision::Forwarded
            | Decision::PreDetermination
            | Decision::Returned
            | Decision::DuplicateOnly => {}
        }
    }
    // In one remittance a correction may stand before its reversal, so the last one alone
    // does not tell.
    match rounds.iter().fold(Draft, |state, round| round.play(state, with)) {
        Adjudicated { since, .. } => {
            Adjudicated { since, taken_back: taken_back > 0 && taken_back >= made }
        }
        SecondaryPending { since, open_cents, .. } => {
            SecondaryPending { since, open_cents, crossover: last_crossover }
        }
        state => state,
    }
}

/// The day of the first sending, which no resending and no replacement changes: the one that
/// timely filing is counted to.
pub fn first_submit(history: &[Happened]) -> Option<Day> {
    let sent = |h: &&Happened| matches!(&h.what, What::Command(c) if c.submission().is_some());
    history.iter().filter(sent).map(|h| h.day).min()
}

fn rounds(history: &[Happened]) -> Vec<Round<'_>> {
    let mut sorted: Vec<&Happened> = history.iter().collect();
    sorted.sort_by_key(|h| (h.day, h.tie));
    let mut rounds = vec![Round::default()];
    for happened in &sorted {
        let What::Command(command) = &happened.what else { continue };
        if let Some(submission) = command.submission() {
            rounds.push(Round { start: Some(*happened), submission, ..Round::default() });
        } else if let Some(round) = rounds.last_mut() {
            round.commands.push((*happened, command));
            if let Command::WriteOff { .. } | Command::MoveToPatient | Command::BillNext = command {
                round.money.push(happened.day);
            }
        }
    }
    for happened in sorted {
        let What::Fact(fact) = &happened.what else { continue };
        // By the number of its sending, else, for a decision, by the last sending before it.
        let answers = |id: i64| rounds.iter().position(|r| r.start.is_some() && r.submission == id);
        let before = rounds.iter().rposition(|r| r.start.is_none_or(|s| s.day <= happened.day));
        match fact {
            Fact::Acknowledged(ack) => {
                if let (Some(at), Some(strength)) = (answers(ack.submission), ack.strength()) {
                    rounds[at].acknowledgements.push((happened, ack, strength));
                }
            }
            Fact::Status { submission, status, .. } => {
                if let Some(at) = answers(*submission) {
                    rounds[at].statuses.push((happened, fact, *status));
                }
            }
            Fact::Paid(paid) => {
                if let (true, Some(at)) = (counts(paid), answers(paid.submission).or(before)) {
                    rounds[at].decisions.push((happened, paid));
                }
            }
            Fact::PatientPaid => {
                if let Some(at) = before {
                    rounds[at].money.push(happened.day);
                }
            }
        }
    }
    // A copy counts once, for the earliest sending that any of the copies was taken for.
    let mut seen: Vec<(&str, i64)> = Vec::new();
    for round in &mut rounds {
        round.statuses.sort_by_key(|(h, _, status)| (h.day, h.tie, *status));
        round.decisions.sort_by_key(|(h, p)| (h.day, p.remittance.as_str(), p.number, h.tie));
        round.decisions.retain(|(_, paid)| {
            let key = (paid.remittance.as_str(), paid.number);
            let new = !seen.contains(&key);
            if new {
                seen.push(key);
            }
            new
        });
    }
    rounds
}

/// Whether a claim payment decides, takes back or returns anything.
fn counts(paid: &Paid) -> bool {
    paid.adds_up
        && match paid.decision {
            Decision::Decided { .. }
            | Decision::NotRecognised
            | Decision::Reversed { original_found: true }
            | Decision::Forwarded
            | Decision::Returned => true,
            Decision::Reversed { original_found: false }
            | Decision::PreDetermination
            | Decision::DuplicateOnly => false,
        }
}

impl Round<'_> {
    fn play(&self, before: State, with: &Known) -> State {
        let known = |h: &Happened| Known { today: h.day, copy: false, ..with.clone() };
        let mut state = before;
        if let Some(start) = self.start
            && let What::Command(sending) = &start.what
        {
            // A decision that came too late to stop a second sending stands nevertheless.
            let decided = state.phase() == Phase::Decided && sending.frequency() == Some("1");
            if !decided {
                state = after(&state, sending, &known(start));
            }
        }
        // Of two that say the same the first one counts.
        let strongest = self.acknowledgements.iter().max_by_key(|(h, ack, strength)| {
            (*strength, Reverse((h.day, ack.payer_control_number.as_str())))
        });
        if let Some((happened, ack, _)) = strongest {
            state = acknowledged(&state, ack, &known(happened)).state;
        }
        for (happened, told, _) in &self.statuses {
            state = fact(&state, told, &known(happened)).state;
        }
        for (happened, done) in &self.commands {
            state = match done {
                _ if state.phase() == Phase::Over => state,
                Command::Void | Command::Cancel => after(&state, done, &known(happened)),
                // Done while a decision was on its way, and overtaken by it.
                _ if state.phase() == Phase::Decided => state,
                Command::Edit
                | Command::Scrub { .. }
                | Command::Hold(_)
                | Command::Release
                | Command::Approve => after(&state, done, &known(happened)),
                // These begin a round, or speak by what they left open.
                Command::Send { .. }
                | Command::Replace { .. }
                | Command::AskStatus
                | Command::WriteOff { .. }
                | Command::MoveToPatient
                | Command::BillNext => state,
            };
        }
        let Some((happened, paid)) = self.decisions.last() else { return state };
        let money = self.money.iter().copied().filter(|day| *day > happened.day).max();
        let today = money.unwrap_or(happened.day);
        decided(&state, paid, &Known { today, ..known(happened) }).state
    }
}
