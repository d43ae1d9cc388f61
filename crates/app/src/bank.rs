//! Lines of the bank and the remittances they pay: by rules after every import, and by a
//! person. A match posts the deposit (P2), which empties the remittance's clearing account.

use std::collections::HashSet;

use gonio_billing::deposits::{Announced, Deposit, Likely, Rule, Verdict, Waiting};
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::money::dollars;
use gonio_billing::queue::{QueueItem, Reason};
use gonio_store::bank::{BankLine, BankMatch};
use gonio_store::pages::Slice;
use gonio_store::row::Belongs;
use gonio_store::write::Writer;
use serde::Serialize;

use crate::access::Right;
use crate::{Book, Error, Now, Result};

/// What the rules matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deposits {
    /// How many lines.
    pub lines: i64,
    /// Their money.
    pub cents: i64,
}

/// Matches every line that waits and that a rule is sure of; the others wait in the queue.
///
/// # Errors
/// What the database reports.
pub fn match_deposits(writer: &mut Writer<'_>) -> Result<Deposits> {
    let mut done = Deposits::default();
    let mut lines = writer.waiting_deposits()?;
    if lines.is_empty() {
        return Ok(done);
    }
    let mut announced = writer.announced()?;
    let deposited = writer.deposited_by_remit()?;
    let taken_off = writer.unmatched_bank_lines()?;
    // What one round matches may leave only one choice to another line.
    let verdicts = loop {
        let waiting = Waiting::new(&announced);
        let verdicts: Vec<Verdict> = lines
            .iter()
            .map(|line| {
                if taken_off.contains(&line.line_id) {
                    return Verdict::Several;
                }
                waiting.find(line, &lines)
            })
            .collect();
        let traced =
            verdicts.iter().any(|v| matches!(v, Verdict::Pays(_, Rule::Trace | Rule::Traces)));
        let mut taken: HashSet<i64> = HashSet::new();
        let mut matched: HashSet<i64> = HashSet::new();
        for (line, verdict) in lines.iter().zip(&verdicts) {
            let Verdict::Pays(remits, rule) = verdict else { continue };
            // Traces are surer: what they match is out of the way for the rest.
            if (traced && *rule == Rule::AmountPayerDay) || remits.iter().any(|r| taken.contains(r))
            {
                continue;
            }
            let paid: Vec<&Announced> =
                announced.iter().filter(|a| remits.contains(&a.remit_id)).collect();
            for a in paid {
                let by_hand = deposited.get(&a.remit_id).is_some_and(|cents| *cents != 0);
                pay(writer, line, a, *rule, !by_hand)?;
            }
            writer.bank_line_waits(line, None)?;
            taken.extend(remits);
            matched.insert(line.line_id);
            done.lines += 1;
            done.cents += line.cents;
        }
        if matched.is_empty() {
            break verdicts;
        }
        lines.retain(|l| !matched.contains(&l.line_id));
        announced.retain(|a| !taken.contains(&a.remit_id));
    };
    for (line, verdict) in lines.iter().zip(&verdicts) {
        writer.bank_line_waits(line, Some(&waits(line, verdict)))?;
    }
    Ok(done)
}

/// Posts that a line pays a remittance.
fn pay(
    writer: &mut Writer<'_>,
    line: &Deposit,
    paid: &Announced,
    rule: Rule,
    post: bool,
) -> Result<()> {
    if post {
        deposit(writer, line, paid.remit_id, (Account::Bank, Account::Clearing), paid.cents)?;
    }
    writer.match_bank_line((line.line_id, paid.remit_id), paid.cents, rule, post, "")?;
    Ok(())
}

fn deposit(
    writer: &mut Writer<'_>,
    line: &Deposit,
    remit_id: i64,
    (debit, credit): (Account, Account),
    cents: i64,
) -> Result<()> {
    let mut transfer = Transfer::new("P2", debit, credit, cents, 0);
    if let Some(t) = &mut transfer {
        t.reference = format!("bank line {}", line.line_id);
    }
    let belongs = Belongs { post_day: line.day, remit_id, ..Belongs::default() };
    writer.post(transfer.as_slice(), &belongs)?;
    Ok(())
}

fn waits(line: &Deposit, verdict: &Verdict) -> QueueItem {
    let reason = match verdict {
        Verdict::Several | Verdict::Pays(..) => Reason::DepositSeveral,
        Verdict::AmountDiffers => Reason::DepositAmountDiffers,
        Verdict::Nothing => Reason::DepositUnmatched,
    };
    QueueItem { reason, cents: line.cents, detail: format!("bank line {}", line.line_id) }
}

/// A line of the bank with what it is matched to, or may be.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// Its number.
    pub line: i64,
    /// The day.
    pub day: String,
    /// Positive came in, negative went out.
    pub amount_cents: i64,
    /// The end of the account's number.
    pub account: String,
    /// What the bank says.
    pub text: String,
    /// `matched`, `waiting`, or `out` for money that went out.
    pub state: &'static str,
    /// What it is matched to.
    pub matches: Vec<MatchView>,
    /// Of one that waits: remittances it may pay, the likeliest first.
    pub candidates: Vec<LikelyView>,
}

/// What a line is matched to.
#[derive(Clone, Debug, Serialize)]
pub struct MatchView {
    /// The remittance; `null` when the line was set aside.
    pub remittance: Option<i64>,
    /// Its trace.
    pub trace: String,
    /// Its payer.
    pub payer: String,
    /// How much.
    pub amount_cents: i64,
    /// trace, traces, amount_payer_day, by_hand, set_aside.
    pub rule: String,
    /// The rule in plain words.
    pub words: &'static str,
    /// Why, where a person said so.
    pub note: String,
    /// The batch that matched it.
    pub batch: i64,
}

/// A remittance that a line may pay.
#[derive(Clone, Debug, Serialize)]
pub struct LikelyView {
    /// Its id.
    pub remittance: i64,
    /// Its trace.
    pub trace: String,
    /// Its payer.
    pub payer: String,
    /// The day of the payment.
    pub day: String,
    /// The payment.
    pub amount_cents: i64,
    /// What speaks for and against it, in plain words.
    pub reasons: Vec<String>,
}

/// Remittances that were posted and that the bank has not shown, the oldest first.
///
/// # Errors
/// What the database reports.
pub fn not_seen(book: &Book) -> Result<Vec<Announced>> {
    let mut all = book.announced()?;
    let seen = book.deposited_by_remit()?;
    all.retain(|a| seen.get(&a.remit_id).is_none_or(|cents| *cents == 0));
    all.sort_by_key(|a| (a.day, a.remit_id));
    Ok(all)
}

/// A slice of the lines of the bank and how many there are: all of them, those that are
/// `waiting`, or those that are `matched`.
///
/// # Errors
/// What the database reports.
pub fn lines(book: &Book, which: &str, slice: Slice) -> Result<(Vec<LineView>, i64)> {
    let (lines, total) = book.bank_lines(which, slice)?;
    let announced =
        if lines.iter().all(|(_, matched)| *matched) { Vec::new() } else { book.announced()? };
    let waiting = Waiting::new(&announced);
    let mut views = Vec::with_capacity(lines.len());
    for (line, matched) in &lines {
        let matches = if *matched { book.bank_matches(line.line_id)? } else { Vec::new() };
        let state = match (line.cents > 0, matched) {
            (_, true) => "matched",
            (true, false) => "waiting",
            (false, false) => "out",
        };
        let likely = if state == "waiting" { waiting.likely(&line.deposit()) } else { Vec::new() };
        views.push(view(line, state, matches, &likely, &announced));
    }
    Ok((views, total))
}

fn view(
    line: &BankLine,
    state: &'static str,
    matches: Vec<BankMatch>,
    likely: &[Likely],
    announced: &[Announced],
) -> LineView {
    let candidate = |l: &Likely| {
        let a = announced.iter().find(|a| a.remit_id == l.remit_id)?;
        Some(LikelyView {
            remittance: a.remit_id,
            trace: a.trace.clone(),
            payer: a.payer.clone(),
            day: a.day.to_string(),
            amount_cents: a.cents,
            reasons: l.reasons.clone(),
        })
    };
    LineView {
        line: line.line_id,
        day: line.day.to_string(),
        amount_cents: line.cents,
        account: line.account.clone(),
        text: line.text.clone(),
        state,
        matches: matches
            .into_iter()
            .map(|m| MatchView {
                remittance: (m.remit_id != 0).then_some(m.remit_id),
                trace: m.trace,
                payer: m.payer,
                amount_cents: m.cents,
                words: Rule::words(&m.matched_by),
                rule: m.matched_by,
                note: m.note,
                batch: m.batch_id,
            })
            .collect(),
        candidates: likely.iter().filter_map(candidate).collect(),
    }
}

/// What a person did to a line of the bank.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LineDone {
    /// The batch, which can be taken back.
    pub batch: i64,
    /// The line.
    pub line: i64,
    /// Its money.
    pub amount_cents: i64,
}

/// A line of the bank in the writer; refused when there is none, or it is matched already.
fn waiting_line(writer: &Writer<'_>, line_id: i64) -> Result<BankLine> {
    let line = the_line(writer, line_id)?;
    if line.cents <= 0 {
        return Err(Error::Refused(format!("bank line {line_id} is money that went out")));
    }
    if !writer.bank_matches(line_id)?.is_empty() {
        return Err(Error::Refused(format!(
            "bank line {line_id} is matched already; first: gonio bank unmatch {line_id}"
        )));
    }
    Ok(line)
}

fn the_line(writer: &Writer<'_>, line_id: i64) -> Result<BankLine> {
    let found = writer.bank_line(line_id)?;
    found.ok_or_else(|| {
        Error::Refused(format!("there is no bank line {line_id}; see: gonio bank list"))
    })
}

/// The ids of posted remittances that no line is matched to, by trace.
///
/// # Errors
/// Refused for a trace that is none's or that several have.
pub fn remits_of(book: &Book, traces: &[String]) -> Result<Vec<i64>> {
    let announced = book.announced()?;
    let mut ids = Vec::new();
    for trace in traces {
        let same: Vec<i64> =
            announced.iter().filter(|a| a.trace == *trace).map(|a| a.remit_id).collect();
        match same[..] {
            [id] => ids.push(id),
            [] => {
                return Err(Error::Refused(format!(
                    "no posted remittance that still waits for the bank has the trace {trace}"
                )));
            }
            _ => {
                return Err(Error::Refused(format!(
                    "{} remittances have the trace {trace}; choose one on the page Bank",
                    same.len()
                )));
            }
        }
    }
    Ok(ids)
}

/// A person says which remittances a line pays.
///
/// # Errors
/// Refused when the line or a remittance is matched already, or the amounts differ.
pub fn match_line(book: &mut Book, line_id: i64, remits: &[i64], now: Now) -> Result<LineDone> {
    now.who.may(Right::Post)?;
    let mut writer = book.write("bank", now.mark())?;
    let batch = writer.batch_id();
    let line = waiting_line(&writer, line_id)?;
    let announced = writer.announced()?;
    let deposited = writer.deposited_by_remit()?;
    let mut paid: Vec<&Announced> = Vec::new();
    for id in remits {
        let Some(found) = announced.iter().find(|a| a.remit_id == *id) else {
            return Err(Error::Refused(format!(
                "remittance {id} is not posted, or another bank line pays it"
            )));
        };
        if !paid.iter().any(|a| a.remit_id == *id) {
            paid.push(found);
        }
    }
    let sum: i64 = paid.iter().map(|a| a.cents).sum();
    if paid.is_empty() || sum != line.cents {
        return Err(Error::Refused(format!(
            "the bank line brings {}, the remittances pay {}; that is {} apart",
            dollars(line.cents),
            dollars(sum),
            dollars((line.cents - sum).abs())
        )));
    }
    let own = line.deposit();
    for a in paid {
        let by_hand = deposited.get(&a.remit_id).is_some_and(|cents| *cents != 0);
        pay(&mut writer, &own, a, Rule::ByHand, !by_hand)?;
    }
    writer.bank_line_waits(&own, None)?;
    writer.commit()?;
    Ok(LineDone { batch, line: line_id, amount_cents: line.cents })
}

/// A person takes a line from what it is matched to; no rule matches it again.
///
/// # Errors
/// Refused when it is matched to nothing.
pub fn unmatch(book: &mut Book, line_id: i64, now: Now) -> Result<LineDone> {
    now.who.may(Right::Post)?;
    let mut writer = book.write("bank", now.mark())?;
    let batch = writer.batch_id();
    let line = the_line(&writer, line_id)?;
    let matches = writer.bank_matches(line_id)?;
    if matches.is_empty() {
        return Err(Error::Refused(format!("bank line {line_id} is matched to nothing")));
    }
    let own = line.deposit();
    for m in matches.iter().filter(|m| m.posted) {
        deposit(&mut writer, &own, m.remit_id, (Account::Clearing, Account::Bank), m.cents)?;
    }
    writer.end_bank_matches(line_id)?;
    writer.bank_line_waits(&own, Some(&waits(&own, &Verdict::Several)))?;
    writer.commit()?;
    Ok(LineDone { batch, line: line_id, amount_cents: line.cents })
}

/// A person says that a line is no payer's payment: cards settled, a loan, interest.
///
/// # Errors
/// Refused without a reason, or when the line is matched already.
pub fn set_aside(book: &mut Book, line_id: i64, note: &str, now: Now) -> Result<LineDone> {
    now.who.may(Right::Post)?;
    if note.trim().is_empty() {
        return Err(Error::Refused("say what the money is, such as: card payments".into()));
    }
    let mut writer = book.write("bank", now.mark())?;
    let batch = writer.batch_id();
    let line = waiting_line(&writer, line_id)?;
    writer.match_bank_line((line_id, 0), line.cents, Rule::SetAside, false, note.trim())?;
    writer.bank_line_waits(&line.deposit(), None)?;
    writer.commit()?;
    Ok(LineDone { batch, line: line_id, amount_cents: line.cents })
}
