//! What the practice itself does to what is open on a claim: a write-off, bad debt, a denied
//! amount put on the patient or on the next payer.
//!
//! Nothing of it happens by itself, and but for the next payer nothing happens by one person
//! alone: whoever calls [`carry_out`] has seen to that. A move is a fact like a decision, kept
//! with its day; what it posts is derived with the claim, and a payer that decides anew brings
//! it back.

use gonio_billing::day::Day;
use gonio_billing::derive::OwnMove;
use gonio_billing::ledger::Account;
use gonio_billing::money::dollars;
use gonio_billing::posting::Open;
use serde::Serialize;

use crate::desk::Desk;
use crate::{Error, Result};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// P9: given up. A denial or what a payer owes becomes a denial written off, a shortfall a
    /// contract reduction, a patient's rest (small balance, courtesy) another write-off.
    WriteOff,
    /// P21: the patient will not pay.
    BadDebt,
    /// P10: a denial under patient responsibility is the patient's, with the notice on file.
    ToPatient,
    /// P4: the next payer is asked for what the first one denied.
    ToNextPayer,
}

impl Wish {
    /// All of them.
    pub const ALL: [Wish; 4] = [Wish::WriteOff, Wish::BadDebt, Wish::ToPatient, Wish::ToNextPayer];

    /// The name in commands, JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Wish::WriteOff => "write_off",
            Wish::BadDebt => "bad_debt",
            Wish::ToPatient => "to_patient",
            Wish::ToNextPayer => "to_next_payer",
        }
    }

    /// The wish of that name.
    pub fn named(name: &str) -> Option<Wish> {
        Wish::ALL.into_iter().find(|w| w.name() == name)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Wish::WriteOff => "write off",
            Wish::BadDebt => "write off as bad debt",
            Wish::ToPatient => "put on the patient",
            Wish::ToNextPayer => "put on the next payer",
        }
    }

    /// Whether a second person must agree.
    pub fn needs_approval(self) -> bool {
        self != Wish::ToNextPayer
    }

    /// The accounts it takes from, in this order, with the rule and where it goes.
    fn ways(self) -> &'static [(&'static str, Account, Account)] {
        use Account::*;
        match self {
            Wish::WriteOff => &[
                ("P9", ArDenied, DenialWriteOff),
                ("P9", ArVariance, Contractual),
                ("P9", ArPrimary, DenialWriteOff),
                ("P9", ArSecondary, DenialWriteOff),
                ("P9", ArTertiary, DenialWriteOff),
                ("P9", ArPatient, OtherWriteOff),
            ],
            Wish::BadDebt => &[("P21", ArPatient, BadDebt)],
            Wish::ToPatient => &[("P10", ArDenied, ArPatient)],
            Wish::ToNextPayer => &[("P4", ArDenied, ArSecondary)],
        }
    }
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is to be done.
    pub wish: Wish,
    /// The claim.
    pub claim_id: i64,
    /// One of its lines; 0 for all.
    pub line: i64,
    /// Take only from this receivable; `None` from the first that has something, in the order
    /// denied, short of contract, payers, patient.
    pub from: Option<Account>,
    /// How much; 0 for all that is open there.
    pub cents: i64,
    /// Why; goes into the book.
    pub reason: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Lines concerned.
    pub lines: i64,
    /// In all.
    pub cents: i64,
}

/// What would be done as things stand, without doing it.
///
/// # Errors
/// Refused, with the reason.
pub fn plan(desk: &Desk<'_, '_>, asked: &Asked, day: Day) -> Result<Vec<OwnMove>> {
    if asked.reason.trim().is_empty() {
        return Err(Error::Refused("say why: a reason is kept with every write-off".into()));
    }
    if asked.cents < 0 {
        return Err(Error::Refused("the amount must be more than 0.00".into()));
    }
    let lines = desk.open_lines(asked.claim_id)?;
    if lines.is_empty() {
        return Err(Error::Refused("there is no such claim".into()));
    }
    if asked.line != 0 && lines.iter().all(|(line, _)| *line != asked.line) {
        return Err(Error::Refused(format!("the claim has no line {}", asked.line)));
    }
    let ours = |line: &&(i64, Open)| asked.line == 0 || line.0 == asked.line;
    let open = |account| -> i64 {
        lines.iter().filter(ours).map(|(_, open)| open.of(account).max(0)).sum()
    };
    let wanted = |from: Account| asked.from.is_none_or(|only| only == from) && open(from) > 0;
    let way = asked.wish.ways().iter().find(|(_, from, _)| wanted(*from));
    let Some((rule, from, to)) = way.copied() else {
        return Err(Error::Refused(format!(
            "nothing is open there that one could {}",
            asked.wish.words()
        )));
    };
    if asked.cents > open(from) {
        return Err(Error::Refused(format!(
            "only {} is open there, not {}",
            dollars(open(from)),
            dollars(asked.cents)
        )));
    }
    match asked.wish {
        Wish::ToPatient => may_be_the_patients(desk, asked, &lines)?,
        Wish::ToNextPayer => has_next_payer(desk, asked.claim_id)?,
        Wish::WriteOff | Wish::BadDebt => {}
    }
    let mut left = if asked.cents == 0 { open(from) } else { asked.cents };
    let mut moves = Vec::new();
    for (line, open) in lines.iter().filter(ours) {
        let cents = left.min(open.of(from).max(0));
        left -= cents;
        if cents > 0 {
            moves.push(OwnMove { id: 0, day, rule, line: *line, from, to, cents });
        }
    }
    Ok(moves)
}

/// P10: only what is denied under the patient's group, and for Medicare only where the line
/// says that the patient signed a notice beforehand (GA).
fn may_be_the_patients(desk: &Desk<'_, '_>, asked: &Asked, lines: &[(i64, Open)]) -> Result<()> {
    let groups = desk.writer.denied_groups(asked.claim_id)?;
    let notices = desk.writer.notices(asked.claim_id)?;
    let concerned = |line: i64| asked.line == 0 || line == asked.line;
    for (line, open) in lines.iter().filter(|(line, open)| concerned(*line) && open.denied > 0) {
        let borne_by_us =
            |(at, group): &&(i64, String)| (*at == *line || *at == 0) && group != "PR";
        if let Some((_, group)) = groups.iter().find(borne_by_us) {
            return Err(Error::Refused(format!(
                "line {line}: {} are denied under {group}, so the practice bears them; only what \
                 is denied under PR may become the patient's",
                dollars(open.denied)
            )));
        }
        let unsigned = |(at, modifiers, filing): &&(i64, String, String)| {
            at == line && filing == "MB" && !modifiers.split(':').any(|m| m == "GA")
        };
        if notices.iter().any(|n| unsigned(&n)) {
            return Err(Error::Refused(format!(
                "line {line}: Medicare lets the patient owe it only with a notice signed before \
                 the service, and the line was sent without GA"
            )));
        }
    }
    Ok(())
}

fn has_next_payer(desk: &Desk<'_, '_>, claim_id: i64) -> Result<()> {
    if desk.writer.coverages(claim_id)?.iter().any(|(sequence, _)| sequence == "S") {
        return Ok(());
    }
    Err(Error::Refused("the claim names no second payer".into()))
}

/// Does it, within the open batch.
///
/// # Errors
/// Refused, with the reason; what the database reports.
pub fn carry_out(desk: &mut Desk<'_, '_>, asked: &Asked, day: Day) -> Result<Done> {
    let moves = plan(desk, asked, day)?;
    let mut done = Done::default();
    for own in moves {
        desk.writer.add_own_move(asked.claim_id, own, asked.reason.trim())?;
        done.lines += 1;
        done.cents += own.cents;
    }
    desk.derive_claim(asked.claim_id)?;
    Ok(done)
}
