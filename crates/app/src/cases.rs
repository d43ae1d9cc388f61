//! Denial cases: opened by decisions, worked by people, ended by money or by a person.
//!
//! Where a case stands is always derived, from its decisions and from what people did to it,
//! in the order of their days: a remittance that comes late, or is taken back, leaves it as if
//! it had come in time, or never.

use gonio_billing::cause::Cause;
use gonio_billing::day::Day;
use gonio_billing::denials::{Denial, What};
use gonio_billing::states::denial::{self, Case, Command, Fact, Key, Known, State};
use gonio_billing::states::{People, Person, Refusal};
use gonio_rules::causes::CauseTable;
use gonio_rules::payers::{Key as Setting, Payer};
use gonio_rules::rulebook::Rulebook;
pub use gonio_store::cases::{CaseCounts, CaseItem, CasesAsked};
use gonio_store::cases::{CaseRow, EventRow, NO_DEADLINE};
use serde::Serialize;

use crate::access::Right;
use crate::desk::Desk;
use crate::import::causes;
use crate::{Book, Error, Now, Result};

/// What a person does to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named and explained by `name` and `words`")]
pub enum Action {
    Assign,
    Correct,
    Appeal,
    Inform,
    ReviewPatient,
    Send,
    Upheld,
    WillPay,
    Duplicate,
    Note,
    AskWriteOff,
    RefuseWriteOff,
}

impl Action {
    /// What a person may choose. Asking for a write-off is a request of its own.
    pub const CHOICES: [Action; 10] = [
        Action::Assign,
        Action::Correct,
        Action::Appeal,
        Action::Inform,
        Action::ReviewPatient,
        Action::Send,
        Action::Upheld,
        Action::WillPay,
        Action::Duplicate,
        Action::Note,
    ];

    /// The name in commands, JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Action::Assign => "assign",
            Action::Correct => "correct",
            Action::Appeal => "appeal",
            Action::Inform => "inform",
            Action::ReviewPatient => "review_patient",
            Action::Send => "send",
            Action::Upheld => "upheld",
            Action::WillPay => "will_pay",
            Action::Duplicate => "duplicate",
            Action::Note => "note",
            Action::AskWriteOff => "ask_write_off",
            Action::RefuseWriteOff => "refuse_write_off",
        }
    }

    /// The action of that name.
    pub fn named(name: &str) -> Option<Action> {
        let asked = [Action::AskWriteOff, Action::RefuseWriteOff];
        Action::CHOICES.into_iter().chain(asked).find(|a| a.name() == name)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Action::Assign => "Give it an owner, and a cause",
            Action::Correct => "Correct the claim",
            Action::Appeal => "Write an appeal",
            Action::Inform => "Put the records together that the payer wants",
            Action::ReviewPatient => "Look whether it is the patient's",
            Action::Send => "It went to the payer",
            Action::Upheld => "A letter says that the payer keeps to it",
            Action::WillPay => "A letter says that the payer will pay",
            Action::Duplicate => "It is a copy of what was decided before",
            Action::Note => "Note something",
            Action::AskWriteOff => "Asked to write it off",
            Action::RefuseWriteOff => "The write-off was refused",
        }
    }
}

/// What is to be done to one or many cases.
#[derive(Clone, Debug)]
pub struct Act {
    /// What.
    pub action: Action,
    /// The cases.
    pub cases: Vec<i64>,
    /// Who is to work on it.
    pub owner: Option<i64>,
    /// Why it was denied, when a person knows better than the code.
    pub cause: Option<Cause>,
    /// The day it was done.
    pub on: Day,
    /// The last day for it, where the payer's rule says another or none.
    pub until: Option<Day>,
    /// The day the payer's answer is due.
    pub answer_due: Option<Day>,
    /// In words: a reference, a reason, a note.
    pub note: String,
}

/// What became of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acted {
    /// The case.
    pub case: i64,
    /// Its claim's number.
    pub control_number: String,
    /// Still denied.
    pub open_cents: i64,
    /// Where it stood.
    pub before: String,
    /// Where it stands now.
    pub after: String,
    /// Why nothing was done to it; empty when it was.
    pub refused: String,
}

/// What came of it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActReport {
    /// The batch, which can be taken back; `null` for a preview, or when all were refused.
    pub batch: Option<i64>,
    /// In the order asked.
    pub cases: Vec<Acted>,
}

/// Does something to cases; those to which it does not apply are told, and the others are
/// done. A preview is the same without its last step.
///
/// # Errors
/// Refused when whoever asks may not, or there is no such case or person.
pub fn act(book: &mut Book, act: &Act, preview: bool, now: Now) -> Result<ActReport> {
    now.who.may(Right::WorkDenials)?;
    if let Some(owner) = act.owner
        && owner != 0
        && !book.people()?.iter().any(|p| p.person_id == owner && p.active)
    {
        return Err(Error::Refused("nobody here has that number".into()));
    }
    if act.action == Action::Note && act.note.trim().is_empty() {
        return Err(Error::Refused("say what is to be noted".into()));
    }
    let table = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.write("denials", now.mark())?;
    let batch = writer.batch_id();
    let mut report = ActReport { batch: None, cases: Vec::new() };
    let mut done = false;
    {
        let mut desk = Desk::new(&mut writer, &table, go_live, now.today)?;
        for case_id in &act.cases {
            let event = EventRow {
                day: act.on,
                person_id: now.who.id(),
                action: act.action.name().into(),
                cause: act.cause.map_or_else(String::new, |c| c.name().into()),
                owner_id: act.owner.unwrap_or(0),
                until: act.until,
                answer_due: act.answer_due,
                note: act.note.trim().into(),
                ..EventRow::default()
            };
            let acted = one(&mut desk, *case_id, &event)?;
            done |= acted.refused.is_empty();
            report.cases.push(acted);
        }
    }
    if done && !preview {
        writer.commit()?;
        report.batch = Some(batch);
    }
    Ok(report)
}

/// Does something to one case in the open batch.
pub(crate) fn one(desk: &mut Desk<'_, '_>, case_id: i64, event: &EventRow) -> Result<Acted> {
    let no_such = || Error::Refused(format!("there is no case {case_id}"));
    let claim_id = desk.writer.claim_of_case(case_id)?.ok_or_else(no_such)?;
    let lives = desk.lives(claim_id)?;
    let life = lives.iter().find(|l| l.row.case_id == case_id).ok_or_else(no_such)?;
    let found = desk.writer.claim(claim_id)?;
    let mut acted = Acted {
        case: case_id,
        control_number: found.map_or_else(String::new, |f| f.candidate.control_number),
        open_cents: life.case.open_cents,
        before: life.case.state.words().into(),
        after: life.case.state.words().into(),
        refused: String::new(),
    };
    match life.apply(event) {
        Err(refusal) => {
            acted.refused = format!("{}. {}", refusal.words, refusal.fix);
        }
        Ok(case) => {
            acted.after = case.state.words().into();
            desk.writer.add_case_event(case_id, event)?;
            desk.derive_claim(claim_id)?;
        }
    }
    Ok(acted)
}

/// A case with what its next step depends on.
#[derive(Clone, Debug)]
pub struct Life {
    /// As kept.
    pub row: CaseRow,
    /// Where it stands.
    pub case: Case,
    /// When the payer's answer is due.
    pub answer_due: Option<Day>,
    /// What happened, in order.
    pub told: Vec<Told>,
    rules: Rules,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The day.
    pub day: Day,
    /// Who; 0 for a file or nobody.
    pub person_id: i64,
    /// What, in plain words.
    pub words: String,
    /// What was said with it.
    pub note: String,
    /// Where the case stood after it, in plain words.
    pub state: String,
}

/// What the rulebook says of the payer and the code.
#[derive(Clone, Debug, Default)]
struct Rules {
    correctable: bool,
    appealable: bool,
    correction_limit: Option<Day>,
    appeal_limit: Option<Day>,
    /// Of appeal; the most there can be where nobody knows.
    levels: u8,
    group: String,
    solo: bool,
}

/// Medicare has five levels of appeal (42 CFR 405 subpart I, by the CMS page on appeals).
const MEDICARE_LEVELS: u8 = 5;

impl Rules {
    fn of(payer: Option<&Payer>, table: &CauseTable, denial: &Denial, solo: bool) -> Rules {
        let code = table.code(&denial.reason);
        let days = |key: Setting| -> Option<i32> { payer?.value(key, denial.day)?.parse().ok() };
        let after = |days: Option<i32>| days.map(|n| Day(denial.day.0 + n));
        let short = denial.reason.is_empty();
        Rules {
            // What is paid below contract is disputed, not corrected.
            correctable: code.is_some_and(|c| c.correctable),
            appealable: short || code.is_none_or(|c| c.appealable),
            correction_limit: after(days(Setting::CorrectedClaimLimitDays)),
            appeal_limit: after(days(Setting::AppealLimitDays)),
            levels: match payer.map(|p| p.name.as_str()) {
                Some("medicare" | "railroad_medicare") => MEDICARE_LEVELS,
                _ => u8::MAX,
            },
            group: denial.group.clone(),
            solo,
        }
    }
}

/// The rules of a payer: those its contract names, else those of its kind (SBR09). A
/// commercial payer that nothing is known of has the usual ones.
pub fn payer_rules<'r>(
    rulebook: &'r Rulebook,
    contract: Option<&str>,
    filing: &str,
) -> Option<&'r Payer> {
    let name = contract.unwrap_or(match filing {
        "MB" => "medicare",
        "16" => "medicare_advantage",
        "MC" => "medicaid",
        "CH" => "tricare",
        "VA" => "va_community_care",
        "WC" => "workers_comp",
        "AM" => "auto",
        "BL" => "bcbs",
        "CI" | "12" | "13" | "14" | "15" | "HM" => "commercial",
        _ => return None,
    });
    rulebook.profile(name)
}

impl Life {
    /// Lives a case through from its denial on.
    pub(crate) fn new(
        row: CaseRow,
        denial: &Denial,
        others: &[Life],
        events: &[EventRow],
        (payer, table, solo): (Option<&Payer>, &CauseTable, bool),
        claim_id: i64,
    ) -> Option<Life> {
        let rules = Rules::of(payer, table, denial, solo);
        let key = Key {
            claim_root: claim_id,
            sequence: denial.sequence,
            line: denial.lines.first().copied().unwrap_or(0),
            remittance: denial.decision.0,
        };
        let posted = denial::Posted {
            day: denial.day,
            denied_cents: denial.cents,
            returned: false,
            cause: denial.cause,
            correction_limit: rules.correction_limit.filter(|_| rules.correctable),
            appeal_limit: rules.appeal_limit.filter(|_| rules.appealable),
        };
        let others: Vec<Case> = others.iter().map(|l| l.case.clone()).collect();
        let case = denial::open(key, &posted, &others).ok()?;
        let words = match denial.reason.as_str() {
            "" => "Paid below contract".to_string(),
            reason => format!("Denied, {}-{reason}", denial.group),
        };
        let state = case.state.words().to_string();
        let first = Told { day: denial.day, person_id: 0, words, note: String::new(), state };
        let mut life = Life { row, case, answer_due: None, told: vec![first], rules };
        let mut events = events.iter().peekable();
        for happened in &denial.history {
            while let Some(event) = events.next_if(|e| e.day < happened.day) {
                life.step(event);
            }
            life.happened(happened);
        }
        for event in events {
            life.step(event);
        }
        Some(life)
    }

    fn known(&self, day: Day, open_cents: i64) -> Known {
        Known {
            today: day,
            open_cents,
            fixable: self.rules.correctable,
            correction_limit: self.rules.correction_limit,
            appealable: self.rules.appealable,
            appeal_limit: self.rules.appeal_limit.filter(|_| self.case.last_level == 0),
            levels: self.rules.levels,
            last_level: self.case.last_level,
            records_wanted: self.case.cause == Some(Cause::Documentation),
            patient_group: self.rules.group == "PR",
            original_known: true,
            ..Known::default()
        }
    }

    /// What a decision, or a move of our own, makes of it.
    fn happened(&mut self, h: &gonio_billing::denials::Happened) {
        let known = self.known(h.day, h.before_cents);
        let (state, words) = match h.what {
            What::Moved(rule) => {
                let over = h.open_cents <= 0;
                let (end, words) = if rule == "P9" {
                    (State::WrittenOff { since: h.day }, "Written off")
                } else if rule == "P4" {
                    (State::Transferred { since: h.day }, "Put on the next payer")
                } else {
                    (State::Transferred { since: h.day }, "Put on the patient")
                };
                (if over { end } else { self.case.state }, words)
            }
            What::TakenBack => {
                let told = denial::fact(&self.case.state, &Fact::TakenBack, &known);
                (told.state, "The payer took its decision back")
            }
            What::Decided => {
                // A payer that decides on what we had given up or moved on opens it again.
                let given_up =
                    matches!(self.case.state, State::WrittenOff { .. } | State::Transferred { .. });
                let from = if given_up { State::Open } else { self.case.state };
                let fact = Fact::Decided { open_cents: h.open_cents };
                (denial::fact(&from, &fact, &known).state, "The payer decided again")
            }
        };
        let reopened = state.close_reason().is_none();
        self.case = self.case.enter(state, h.day, h.open_cents);
        if reopened {
            self.case.closed = None;
        }
        self.tell(h.day, 0, words, "");
    }

    /// What somebody did. What no longer applies, because a decision of an earlier day came
    /// later, is told and changes nothing.
    fn step(&mut self, event: &EventRow) {
        let words = Action::named(&event.action).map_or("Something", Action::words);
        if let Ok(case) = self.apply(event) {
            self.case = case;
            if event.answer_due.is_some() {
                self.answer_due = event.answer_due;
            }
        }
        self.tell(event.day, event.person_id, words, &event.note);
    }

    fn tell(&mut self, day: Day, person_id: i64, words: &str, note: &str) {
        let state = self.case.state.words().to_string();
        self.told.push(Told { day, person_id, words: words.into(), note: note.into(), state });
    }

    /// The case after what somebody does.
    ///
    /// # Errors
    /// Why it does not apply.
    pub(crate) fn apply(&self, event: &EventRow) -> std::result::Result<Case, Refusal> {
        let case = &self.case;
        let mut known = self.known(event.day, case.open_cents);
        known.people = People {
            doer: Person(event.person_id),
            may_approve: true,
            solo: self.rules.solo,
            ..People::default()
        };
        known.answer_due = event.answer_due;
        known.not_worth_it = !event.note.is_empty();
        if event.until.is_some() {
            known.appeal_limit = event.until;
            known.correction_limit = event.until;
        }
        let said = Cause::named(&event.cause).or(case.cause);
        let owner = match event.owner_id {
            0 => case.owner.unwrap_or(Person(event.person_id)),
            id => Person(id),
        };
        let fact = |fact: Fact| Ok(denial::fact(&case.state, &fact, &known).state);
        let command = |command: Command| {
            denial::command(&case.state, &command, &known).map(|done| done.state)
        };
        let state = match Action::named(&event.action) {
            Some(Action::Assign) if matches!(case.state, State::Open) => {
                command(Command::Triage { cause: said, owner: Some(owner) })?
            }
            Some(Action::Assign) => {
                let mut assigned = case.clone();
                if let State::Triaged { .. } = case.state
                    && let Some(cause) = said
                {
                    assigned.state = State::Triaged { cause, owner };
                }
                assigned.cause = said;
                assigned.owner = Some(owner);
                return Ok(assigned);
            }
            Some(Action::Correct) => command(Command::Correct)?,
            Some(Action::Appeal) => command(Command::Appeal)?,
            Some(Action::Inform) => command(Command::Inform)?,
            Some(Action::ReviewPatient) => command(Command::ReviewPatient)?,
            Some(Action::Send) => command(Command::Send)?,
            Some(Action::Upheld) => fact(Fact::LetterUpheld)?,
            Some(Action::WillPay) => fact(Fact::LetterOverturned)?,
            Some(Action::Duplicate) => command(Command::CloseDuplicate)?,
            Some(Action::AskWriteOff) => command(Command::AskWriteOff)?,
            Some(Action::RefuseWriteOff) => command(Command::RefuseWriteOff {
                cause: said.unwrap_or(Cause::AppealOutcome),
                owner,
            })?,
            Some(Action::Note) | None => return Ok(case.clone()),
        };
        Ok(case.enter(state, event.day, case.open_cents))
    }

    /// The row that says so.
    pub(crate) fn kept(&self, denial: &Denial, payer_id: i64) -> CaseRow {
        let case = &self.case;
        let number = |day: Option<Day>| day.map(|d| i64::from(d.0));
        CaseRow {
            sequence: denial.sequence.letter().into(),
            lines: denial.lines.iter().map(i64::to_string).collect::<Vec<_>>().join(":"),
            decision: denial.decision,
            payer_id,
            posted_day: denial.day.0.into(),
            cents: denial.cents,
            open_cents: case.open_cents,
            cause: case.cause.map_or_else(String::new, |c| c.name().into()),
            group: denial.group.clone(),
            reason: denial.reason.clone(),
            initial: case.first.is_none(),
            correction_limit: number(case.correction_limit),
            appeal_limit: number(case.appeal_limit),
            deadline: number(case.deadline()).unwrap_or(NO_DEADLINE),
            state: case.state.name().into(),
            owner_id: case.owner.map_or(0, |p| p.0),
            level: case.last_level.into(),
            appeal_filed: number(case.appeal_filed),
            answer_due: number(self.answer_due).filter(|_| case.closed.is_none()),
            closed_day: number(case.closed),
            close_reason: case.state.close_reason().map_or("", |r| r.name()).into(),
            is_open: case.closed.is_none(),
            live: true,
            ..self.row.clone()
        }
    }
}

/// A case in full.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// Its claim.
    pub claim_id: i64,
    /// The case.
    pub row: CaseRow,
    /// What happened, in order.
    pub told: Vec<Told>,
    /// What can be done now, with its words; refused ones are left out.
    pub choices: Vec<Action>,
}

impl CaseView {
    /// The last day, if it is known.
    pub fn deadline(&self) -> Option<Day> {
        let day = self.row.deadline;
        i32::try_from(day).ok().filter(|_| day < NO_DEADLINE).map(Day)
    }
}

/// A case with its history. Looks, and writes nothing.
///
/// # Errors
/// Refused when there is no such case.
pub fn show(book: &Book, case_id: i64, now: Now) -> Result<CaseView> {
    now.who.may(Right::SeeClaims)?;
    let no_such = || Error::Refused(format!("there is no case {case_id}"));
    let claim_id = book.claim_of_case(case_id)?.ok_or_else(no_such)?;
    let table = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.looking();
    let mut desk = Desk::new(&mut writer, &table, go_live, now.today)?;
    let lives = desk.lives(claim_id)?;
    let life = lives.into_iter().find(|l| l.row.case_id == case_id).ok_or_else(no_such)?;
    let choices = Action::CHOICES
        .into_iter()
        .filter(|action| {
            let event = EventRow {
                day: now.today,
                person_id: now.who.id(),
                action: action.name().into(),
                answer_due: Some(now.today),
                note: "x".into(),
                ..EventRow::default()
            };
            life.apply(&event).is_ok()
        })
        .collect();
    Ok(CaseView { claim_id, row: life.row, told: life.told, choices })
}
