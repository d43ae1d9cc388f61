//! Claims made here: to the next payer, corrected, void, and once more after a rejection. One
//! person makes them, another checks them, then they go into a file, which is taken in again
//! like any other: so what was sent is known by the same road as from another system.

mod changes;

pub use changes::{LineText, told};

use gonio_billing::facts::{PayerName, Sequence};
use gonio_billing::money::dollars;
use gonio_exchange::original::original;
use gonio_exchange::outgoing::{
    Adjudication, Envelope, Insurance, PriorDecision, Refusal, SentClaim, corrected, resend,
    secondary, void, write,
};
use gonio_rules::payers::Key;
use gonio_store::outgoing::Place;
pub use gonio_store::outgoing::{Made, OutgoingRow};
use gonio_store::read::Found;
use gonio_store::write::Writer;
use serde::Serialize;

use crate::access::{Right, Who};
use crate::cases::payer_rules;
use crate::coding::rulebook;
use crate::files::Source;
use crate::import::import_sources;
use crate::raw::Kept;
use crate::report::ImportReport;
use crate::{Book, Error, Now, Result};

/// What is to be made of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the next payer, with the decisions of those before it.
    Secondary,
    /// In the place of what the payer decided (frequency 7).
    Corrected,
    /// Taken back (frequency 8).
    Void,
    /// Once more, as an original, after it was refused before any decision.
    Resend,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Secondary, Kind::Corrected, Kind::Void, Kind::Resend];

    /// The name in commands, JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Secondary => "secondary",
            Kind::Corrected => "corrected",
            Kind::Void => "void",
            Kind::Resend => "resend",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Built {
    /// The claim it was made from.
    pub claim: String,
    /// Its number here; `null` for a preview, or when it was refused.
    pub outgoing: Option<i64>,
    /// Its own control number.
    pub control_number: String,
    /// Its charge.
    pub charge_cents: i64,
    /// What was the first payer's alone and was left out.
    pub left_out: Vec<String>,
    /// Why it was not made; empty when it was.
    pub refused: String,
}

/// What came of making claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuildReport {
    /// The batch, which can be taken back; `null` for a preview, or when nothing was made.
    pub batch: Option<i64>,
    /// In the order asked.
    pub claims: Vec<Built>,
}

fn refused(refusal: &Refusal) -> Error {
    Error::Refused(refusal.to_string())
}

/// Makes claims from claims of the book. Those that cannot be made are told, with the reason.
/// `changes` to lines are for a corrected claim, or one that is sent again after a refusal:
/// `1 modifiers=GP:59; 2 units=1 charge=45.00; 3 drop`.
///
/// # Errors
/// Refused when whoever asks may not; what the database reports.
pub fn build(
    book: &mut Book,
    claims: &[i64],
    kind: Kind,
    changes: &str,
    preview: bool,
    now: Now,
) -> Result<BuildReport> {
    now.who.may(Right::SendClaims)?;
    let mut report = BuildReport { batch: None, claims: Vec::new() };
    let mut rows = Vec::new();
    for claim_id in claims {
        let number = book.control_number(*claim_id)?;
        let mut built = Built {
            claim: number,
            outgoing: None,
            control_number: String::new(),
            charge_cents: 0,
            left_out: Vec::new(),
            refused: String::new(),
        };
        match make(book, *claim_id, kind, changes, None) {
            Ok((sent, left_out)) => {
                built.control_number = sent.claim.claim.control_number.to_string();
                built.charge_cents = sent.claim.claim.charge.map_or(0, |c| c.0);
                built.left_out = left_out;
                rows.push((
                    report.claims.len(),
                    OutgoingRow {
                        claim_id: *claim_id,
                        kind: kind.name().into(),
                        control_number: built.control_number.clone(),
                        charge_cents: built.charge_cents,
                        changes: changes.into(),
                        ..OutgoingRow::default()
                    },
                ));
            }
            Err(Error::Refused(why)) => built.refused = why,
            Err(e) => return Err(e),
        }
        report.claims.push(built);
    }
    if preview || rows.is_empty() {
        return Ok(report);
    }
    let mut writer = book.write("outgoing", now.mark())?;
    let batch = writer.batch_id();
    for (at, row) in rows {
        report.claims[at].outgoing = Some(writer.add_outgoing(&row)?);
    }
    writer.commit()?;
    report.batch = Some(batch);
    Ok(report)
}

/// The lines of a claim as they were sent to its first payer last, and of each kind why it
/// cannot be made of them as things stand; empty when it can.
///
/// # Errors
/// Refused when what was sent is not here; what the database reports.
pub fn look(book: &Book, claim_id: i64, kinds: &[Kind]) -> Result<(Vec<LineText>, Vec<String>)> {
    let (sent, place) = sent_to(book, claim_id, Sequence::Primary)?;
    let why_not = |kind: &Kind| {
        let made = may_make(book, claim_id, *kind, "", None)
            .and_then(|found| of_sent(book, &found, (&sent, &place), *kind, "", None));
        match made {
            Ok(_) => Ok(String::new()),
            Err(Error::Refused(why)) => Ok(why),
            Err(e) => Err(e),
        }
    };
    let refused = kinds.iter().map(why_not).collect::<Result<_>>()?;
    Ok((changes::as_sent(&sent.claim.lines), refused))
}

/// The claim as it was last sent to the payer in this place.
fn sent_to(book: &Book, claim_id: i64, sequence: Sequence) -> Result<(SentClaim, Place)> {
    let place = book.sending_place(claim_id, sequence.letter())?.ok_or_else(|| {
        Error::Refused("the claim is known from a remittance alone; drop its 837P here".into())
    })?;
    let segment = u64::try_from(place.segment).unwrap_or(0);
    let found = original(Kept::new(book, &place.sha256), segment)
        .map_err(|e| Error::File("the claim's file".into(), e))?;
    let sent = found.ok_or_else(|| {
        Error::Refused(
            "the claim's file was imported before files were kept; import it again under another \
             name"
                .into(),
        )
    })?;
    Ok((sent, place))
}

/// The lines of a claim as they were sent to its first payer last: what a person changes.
///
/// # Errors
/// Refused when what was sent is not here; what the database reports.
pub fn lines_as_sent(book: &Book, claim_id: i64) -> Result<Vec<LineText>> {
    Ok(changes::as_sent(&sent_to(book, claim_id, Sequence::Primary)?.0.claim.lines))
}

/// A control number of its own: that of the original with a letter and a number behind it.
fn fresh_number(book: &Book, original: &str, letter: &str) -> Result<String> {
    for number in 1..100 {
        let behind = format!("-{letter}{number}");
        let kept: String = original.chars().take(20 - behind.len()).collect();
        let fresh = format!("{kept}{behind}").to_uppercase();
        if !book.number_is_used(&fresh)? {
            return Ok(fresh);
        }
    }
    Err(Error::Refused("too many claims were made from this one".into()))
}

/// Refuses to ask a payer that was asked and has neither decided nor refused what it was sent.
fn under_way(writer: &Writer<'_>, claim_id: i64, sequence: Sequence) -> Result<()> {
    let sendings = writer.sendings(claim_id)?;
    let last = sendings.iter().rev().find(|s| s.sequence == sequence.letter());
    match last.filter(|s| !s.state.ends_with("rejected")) {
        None => Ok(()),
        Some(sending) => Err(Error::Refused(format!(
            "it was sent to this payer on {}, which has not decided yet",
            sending.sent_day.map_or_else(|| "a day not told".into(), |day| day.to_string())
        ))),
    }
}

/// Makes one claim; with `number` as its control number, or a fresh one.
fn make(
    book: &Book,
    claim_id: i64,
    kind: Kind,
    changes: &str,
    number: Option<&str>,
) -> Result<(SentClaim, Vec<String>)> {
    let found = may_make(book, claim_id, kind, changes, number)?;
    let (sent, place) = sent_to(book, claim_id, Sequence::Primary)?;
    of_sent(book, &found, (&sent, &place), kind, changes, number)
}

/// The claim, unless another one that was made from it is on its way.
fn may_make(
    book: &Book,
    claim_id: i64,
    kind: Kind,
    changes: &str,
    number: Option<&str>,
) -> Result<Found> {
    if !changes.trim().is_empty() && !matches!(kind, Kind::Corrected | Kind::Resend) {
        return Err(Error::Refused(
            "only a corrected claim, or one sent again, has changes".into(),
        ));
    }
    let writer = book.looking();
    if number.is_none() {
        let sendings = writer.sendings(claim_id)?;
        let taken_in = |o: &OutgoingRow| {
            sendings.iter().any(|s| s.abouts[5] == format!("claim {}", o.control_number))
        };
        for made in &book.outgoing(Made::From(claim_id))? {
            let waits = match made.state.as_str() {
                "built" | "approved" | "held" => "waits; send or drop that one first",
                "sent" if !taken_in(made) => {
                    "is marked as sent, but its file is not here; import that, or take back the \
                     batch that marked it"
                }
                _ => continue,
            };
            return Err(Error::Refused(format!(
                "claim {} was made from it already and {waits}",
                made.control_number
            )));
        }
    }
    writer.claim(claim_id)?.ok_or_else(|| Error::Refused("there is no such claim".into()))
}

/// Makes one claim of what was sent.
fn of_sent(
    book: &Book,
    found: &Found,
    (sent, place): (&SentClaim, &Place),
    kind: Kind,
    changes: &str,
    number: Option<&str>,
) -> Result<(SentClaim, Vec<String>)> {
    let (writer, claim_id) = (book.looking(), found.candidate.claim_id);
    let mut decisions = Vec::new();
    for (remit_id, claim_no) in book.standing_decisions(claim_id)? {
        let recorded = writer.recorded(remit_id, claim_no)?;
        let (name, id) = book.payer_of_payment(remit_id)?.unwrap_or_default();
        let payer = PayerName { name, id, ..PayerName::default() };
        decisions.push((recorded, payer));
    }
    let own = &found.candidate.control_number;
    let number = |letter: &str| match number {
        Some(number) => Ok(number.to_string()),
        None => fresh_number(book, own, letter),
    };
    let changed = |sent: &SentClaim| changes::changes(&sent.claim.lines, changes);
    match kind {
        Kind::Secondary => {
            let prior: Vec<PriorDecision<'_>> = decisions
                .iter()
                .map(|(recorded, payer)| PriorDecision {
                    sequence: gonio_billing::posting::sequence_of(&recorded.facts.status),
                    payer,
                    payment: &recorded.facts,
                    decided_day: recorded.post_day,
                    insurance: None,
                })
                .collect();
            let last = prior.iter().map(|p| p.sequence).max();
            let sequence = last.map_or(Some(Sequence::Secondary), Sequence::next);
            let next: Option<Insurance> = sequence.and_then(|s| sent.insurance(s.letter()));
            let next = next.ok_or_else(|| {
                Error::Refused("the claim names no further payer; register the coverage".into())
            })?;
            under_way(&writer, claim_id, sequence.unwrap_or(Sequence::Secondary))?;
            let made = secondary(sent, &prior, &next, &number("S")?).map_err(|e| refused(&e))?;
            Ok((made.claim, made.left_out))
        }
        Kind::Corrected | Kind::Void => {
            let filing = writer.filing_of(claim_id, "P")?.map_or_else(String::new, |f| f.1);
            let book_of_rules = rulebook()?;
            let day = found.candidate.service_day.unwrap_or_default();
            let takes = payer_rules(&book_of_rules, None, &filing)
                .and_then(|p| p.value(Key::Frequency7, day))
                .is_some_and(|v| v == "accepted");
            let first = decisions.iter().rev().map(|(r, _)| &r.facts);
            let adjudication = Adjudication {
                decision: first
                    .into_iter()
                    .find(|p| gonio_billing::posting::sequence_of(&p.status) == Sequence::Primary),
                payer_control_number: &place.payer_control_number,
                takes_frequency: takes,
            };
            let made = if kind == Kind::Corrected {
                corrected(sent, &changed(sent)?, &adjudication, &number("C")?)
            } else {
                void(sent, &adjudication, &number("V")?)
            };
            Ok((made.map_err(|e| refused(&e))?, Vec::new()))
        }
        Kind::Resend => {
            if !place.state.ends_with("rejected") {
                return Err(Error::Refused(
                    "it was not refused; a claim that was taken in is not sent again".into(),
                ));
            }
            let made = resend(sent, &changed(sent)?, &number("R")?).map_err(|e| refused(&e))?;
            Ok((made, Vec::new()))
        }
    }
}

/// What is to be done to a claim that was made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A second person has checked it.
    Approve,
    /// Not yet; why.
    Hold(String),
    /// Go on.
    Release,
    /// Not at all; why.
    Drop(String),
}

/// What became of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stepped {
    /// Its number here.
    pub outgoing: i64,
    /// Its own control number.
    pub control_number: String,
    /// How it stands now.
    pub state: String,
    /// Why nothing was done; empty when it was.
    pub refused: String,
}

/// What came of it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// The batch, which can be taken back; `null` when nothing was done.
    pub batch: Option<i64>,
    /// In the order asked.
    pub claims: Vec<Stepped>,
}

/// Approves, holds, releases or drops claims that were made here.
///
/// # Errors
/// Refused when whoever asks may not, or gives no reason where one is needed.
pub fn step(book: &mut Book, ids: &[i64], step: &Step, now: Now) -> Result<StepReport> {
    now.who.may(Right::SendClaims)?;
    if let Step::Hold(reason) | Step::Drop(reason) = step
        && reason.trim().is_empty()
    {
        return Err(Error::Refused("say why".into()));
    }
    let solo = book.practice()?.solo;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push((*id, book.outgoing(Made::Number(*id))?.pop()));
    }
    let writer = book.write("outgoing", now.mark())?;
    let batch = writer.batch_id();
    let mut report = StepReport { batch: None, claims: Vec::new() };
    for (id, was) in &found {
        let Some(was) = was else {
            report.claims.push(Stepped {
                outgoing: *id,
                control_number: String::new(),
                state: String::new(),
                refused: "nothing of this number was made here".into(),
            });
            continue;
        };
        let mut to = was.clone();
        let why = next_state(&mut to, step, solo, now.who);
        let mut stepped = Stepped {
            outgoing: *id,
            control_number: was.control_number.clone(),
            state: was.state.clone(),
            refused: String::new(),
        };
        match why {
            Some(why) => stepped.refused = why,
            None => {
                writer.step_outgoing(was, &to)?;
                stepped.state = to.state;
                report.batch = Some(batch);
            }
        }
        report.claims.push(stepped);
    }
    if report.batch.is_some() {
        writer.commit()?;
    }
    Ok(report)
}

/// Brings `to` where the step leads, or says why it does not apply.
fn next_state(to: &mut OutgoingRow, step: &Step, solo: bool, who: Who) -> Option<String> {
    let stands = to.state.clone();
    match (step, stands.as_str()) {
        (Step::Approve, "built") => {
            let own = to.built_by == who.id() && who.id() != 0;
            if own && !solo {
                return Some("it takes two: whoever made it may not approve it".into());
            }
            to.state = "approved".into();
            to.approved_by = who.id();
            to.self_reviewed = own;
        }
        (Step::Hold(reason), "built" | "approved") => {
            to.state = "held".into();
            to.reason = reason.trim().into();
        }
        (Step::Release, "held") => {
            // Looked at anew: what was approved before the hold is not any more.
            to.state = "built".into();
            to.approved_by = 0;
            to.self_reviewed = false;
            to.reason = String::new();
        }
        (Step::Drop(reason), "built" | "approved" | "held") => {
            to.state = "dropped".into();
            to.reason = reason.trim().into();
        }
        (_, "sent") => return Some("it has been sent".into()),
        (_, "dropped") => return Some("it was dropped".into()),
        (_, state) => return Some(format!("it is {state}")),
    }
    None
}

/// Who sends and who receives, and the numbers of the file.
#[derive(Clone, Debug)]
pub struct Parties {
    /// ISA06 and GS02.
    pub sender: String,
    /// ISA08 and GS03.
    pub receiver: String,
    /// ISA15 `T`: a trial.
    pub test: bool,
}

/// A file to be sent.
pub struct Outbox {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Claims in it.
    pub claims: i64,
    /// Characters that may not stand in X12 and were changed.
    pub cleaned: u64,
    /// What taking it in again came to; `None` for a preview.
    pub report: Option<ImportReport>,
}

/// Writes every approved claim into one file. `keep` puts it where it is fetched from; unless it
/// fails, the file is taken into the book as sent, under the name it has. A preview keeps nothing.
///
/// # Errors
/// Refused when nothing is approved, or a claim can no longer be made as things stand; what
/// `keep` fails with. Then nothing counts as sent.
pub fn submit(
    book: &mut Book,
    parties: &Parties,
    preview: bool,
    now: Now,
    keep: impl FnOnce(&Outbox) -> Result<()>,
) -> Result<Outbox> {
    now.who.may(Right::SendClaims)?;
    for id in [&parties.sender, &parties.receiver] {
        // As ISA and GS have room for, and without what ends an element.
        let plain = |b: u8| b.is_ascii_graphic() && !b"*~:^>|".contains(&b);
        if !(2..=15).contains(&id.len()) || !id.bytes().all(plain) {
            return Err(Error::Refused(format!(
                "{id} cannot be a sender or receiver: such ids have 2 to 15 letters and digits"
            )));
        }
    }
    let approved: Vec<OutgoingRow> = book.outgoing(Made::State("approved"))?;
    if approved.is_empty() {
        return Err(Error::Refused(
            "no claim is approved; build claims, and let somebody approve them".into(),
        ));
    }
    let mut claims = Vec::new();
    for row in &approved {
        let kind = Kind::named(&row.kind)
            .ok_or_else(|| Error::Refused(format!("{} is not known here", row.kind)))?;
        let (sent, _) = make(book, row.claim_id, kind, &row.changes, Some(&row.control_number))
            .map_err(|e| Error::Refused(format!("claim {}: {e}", row.control_number)))?;
        let charge = sent.claim.claim.charge.map_or(0, |c| c.0);
        if charge != row.charge_cents {
            return Err(Error::Refused(format!(
                "claim {}: its charge was {} when it was approved and is {} now; drop it and make \
                 it again",
                row.control_number,
                dollars(row.charge_cents),
                dollars(charge)
            )));
        }
        claims.push(sent);
    }
    let mut writer = book.write("submit", now.mark())?;
    // A number of its own for each file, also of one that was taken back.
    let control = u32::try_from(writer.next_interchange()).unwrap_or(1);
    let minutes = now.seconds.rem_euclid(86_400) / 60;
    let written = write(
        &claims,
        &Envelope {
            sender: ("ZZ", &parties.sender),
            receiver: ("ZZ", &parties.receiver),
            group_sender: &parties.sender,
            group_receiver: &parties.receiver,
            day: now.today,
            time: &format!("{:02}{:02}", minutes / 60, minutes % 60),
            interchange_control: control,
            group_control: control,
            first_set_control: 1,
            reference: &format!("GONIO{control:09}"),
            production: !parties.test,
        },
    )
    .map_err(|e| refused(&e))?;
    let mut outbox = Outbox {
        name: format!("gonio-{}-{control:09}.837", now.today),
        claims: claims.len() as i64,
        cleaned: written.cleaned,
        bytes: written.bytes,
        report: None,
    };
    if preview {
        return Ok(outbox);
    }
    keep(&outbox)?;
    let source = Source::scratch(&outbox.name, outbox.bytes.as_slice())?;
    // Marked first: a crash between the two leaves claims that are marked and not taken in, to
    // be seen in the list, never one that goes out twice.
    let batch = writer.batch_id();
    for was in &approved {
        let to = OutgoingRow { state: "sent".into(), sent_batch: batch, ..was.clone() };
        writer.step_outgoing(was, &to)?;
    }
    writer.commit()?;
    let report = import_sources(book, vec![source], false, now, &mut |_, _| {}).map_err(|e| {
        Error::Refused(format!(
            "{}: {e}; its claims count as sent, but the file was not handed on: take that back \
             with gonio import --undo {batch}, and submit again",
            outbox.name
        ))
    })?;
    outbox.report = Some(report);
    Ok(outbox)
}
