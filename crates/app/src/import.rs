//! Importing files: a first reading that makes a plan, then one transaction that follows it.
//!
//! The plan is kept as long as nothing is written, so `--preview` is the same run without
//! its last step. What a person enters from paper goes the same way, in [`by_hand`].

pub mod by_hand;

use std::io::{self, Read as _};
use std::path::PathBuf;

use gonio_billing::answers::{
    BatchAnswered, ClaimAnswer, ClaimStatus, GroupAnswered, InquiryAnswered, InterchangeAnswered,
    Sent, SetAnswered,
};
use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_billing::money::dollars;
use gonio_billing::posting;
use gonio_billing::queue::{QueueItem, Reason};
use gonio_exchange::{Receiver, bank as bank_files};
use gonio_rules::causes::CauseTable;
use gonio_store::answers::AnswerRow;
use gonio_store::bank::NewLine;
use gonio_store::read::PaymentKey;
use gonio_store::row::{Belongs, RemittanceRow, SourceFile};
use gonio_store::undo::Undone;
use gonio_store::write::Writer;
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;
use serde::Serialize;

use crate::access::Right;
use crate::desk::answers;
use crate::desk::{Desk, Envelope, Received};
use crate::files::{self, Source};
use crate::inspect::{Inspection, PROBLEMS_KEPT, SetPlan, inspect};
use crate::report::{ColumnReport, Counts, FileReport, ImportReport, ProblemReport, Totals};
use crate::{Book, Error, Now, Result, bank, payments, raw};

/// Is told how far an import is: bytes done, bytes in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// The rulebook's causes.
///
/// # Errors
/// Never in a program whose tests passed.
pub fn causes() -> Result<CauseTable> {
    CauseTable::embedded().map_err(Error::Refused)
}

/// Imports paths: files, folders, zips, `-` for standard input.
///
/// # Errors
/// A path that is not there; what the database reports. Then nothing was written.
pub fn import(
    book: &mut Book,
    paths: &[PathBuf],
    preview: bool,
    now: Now,
    progress: Progress<'_>,
) -> Result<ImportReport> {
    import_sources(book, files::collect(paths)?, preview, now, progress)
}

/// Imports sources that are at hand.
///
/// # Errors
/// What the database reports. Then nothing was written.
pub fn import_sources(
    book: &mut Book,
    sources: Vec<Source>,
    preview: bool,
    now: Now,
    progress: Progress<'_>,
) -> Result<ImportReport> {
    now.who.may(Right::Import)?;
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    // Files are compared with what was entered from paper, where anything was.
    let compare = !book.hand_entered()?.is_empty();
    let total: u64 = sources.iter().map(Source::size).sum::<u64>() * 2;
    let mut done = 0;
    let mut planned = Vec::with_capacity(sources.len());
    for source in sources {
        let inspection = inspect(&source, compare);
        done += source.size();
        progress(done, total);
        planned.push((source, inspection));
    }
    // Claims before the remittances that pay them, each by date: fewer things wait.
    planned.sort_by(|(a, x), (b, y)| {
        let key = |i: &io::Result<Inspection>| i.as_ref().ok().map(Inspection::order);
        key(x).cmp(&key(y)).then_with(|| a.name.cmp(&b.name))
    });
    let mut writer = book.write("import", now.mark())?;
    let batch_id = writer.batch_id();
    let mut report = ImportReport { preview, ..ImportReport::default() };
    {
        let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
        for (source, inspection) in &planned {
            let file = match inspection {
                Ok(found) => one_file(&mut desk, source, found, now, &mut report.totals)?,
                Err(e) => unreadable(&mut desk, source, e)?,
            };
            done += source.size();
            progress(done, total);
            report.files.push(file);
        }
        let released = desk.retry_waiting()?;
        desk.settle_answers()?;
        report.totals.posted_cents += released.cents;
        report.totals.unposted_cents -= released.cents;
        let deposits = bank::match_deposits(desk.writer)?;
        report.totals.deposits = deposits.lines;
        report.totals.deposited_cents = deposits.cents;
        report.totals.queued = desk.writer.items_waiting()?;
    }
    for file in &report.files {
        let t = &mut report.totals;
        t.files += 1;
        t.counts.add(&file.counts);
        match file.outcome.as_str() {
            "imported" => t.imported += 1,
            "duplicate" => t.duplicate += 1,
            "partly" => t.partly += 1,
            _ => t.refused += 1,
        }
    }
    if !preview {
        writer.commit()?;
        report.batch = Some(batch_id);
    }
    Ok(report)
}

/// What an undo answers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct UndoReport {
    /// The batch taken back.
    pub undone: i64,
    /// The batch that took it back.
    pub batch: i64,
    /// Journal entries mirrored.
    pub entries: i64,
    /// Claims concerned.
    pub claims: i64,
}

/// Takes a batch back, all of it, by reversal.
///
/// # Errors
/// Refused when there is no such batch, it was taken back before, or a later one stands on
/// it.
pub fn undo(book: &mut Book, batch: i64, now: Now) -> Result<UndoReport> {
    now.who.may(Right::Import)?;
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.write("undo", now.mark())?;
    let own = writer.batch_id();
    let Undone { entries, claims, words, abouts } = writer.undo(batch)?;
    let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
    for claim in &claims {
        desk.derive_claim(*claim)?;
    }
    payments::unsay(&mut desk, &words)?;
    // What waits may wait for another reason now, or fit another claim.
    desk.retry_waiting()?;
    desk.forget(abouts, &claims)?;
    desk.settle_answers()?;
    writer.commit()?;
    Ok(UndoReport { undone: batch, batch: own, entries, claims: claims.len() as i64 })
}

fn unreadable(desk: &mut Desk<'_, '_>, source: &Source, error: &io::Error) -> Result<FileReport> {
    let mut file = SourceFile {
        path: source.name.clone(),
        kind: "unreadable".into(),
        outcome: "refused".into(),
        reason: format!("it cannot be read: {error}"),
        ..SourceFile::default()
    };
    desk.writer.add_file(&mut file)?;
    Ok(report_of(&file, None, Counts::default()))
}

fn report_of(file: &SourceFile, found: Option<&Inspection>, counts: Counts) -> FileReport {
    FileReport {
        path: file.path.clone(),
        kind: file.kind.clone(),
        sha256: file.sha256.clone(),
        outcome: file.outcome.clone(),
        reason: file.reason.clone(),
        counts,
        problems: found
            .map_or_else(Vec::new, |f| f.problems.iter().map(ProblemReport::from).collect()),
        problem_count: found.map_or(0, |f| f.problem_count),
        columns: Vec::new(),
    }
}

/// Follows the plan for one file.
fn one_file(
    desk: &mut Desk<'_, '_>,
    source: &Source,
    found: &Inspection,
    now: Now,
    totals: &mut Totals,
) -> Result<FileReport> {
    let mut file = SourceFile {
        path: source.name.clone(),
        sha256: found.sha256.clone(),
        byte_count: found.bytes as i64,
        kind: found.kind(),
        problems: found.problem_count as i64,
        ..SourceFile::default()
    };
    if let Some((kind, reason)) = &found.not_ours {
        file.kind.clone_from(kind);
        file.outcome = "refused".into();
        file.reason.clone_from(reason);
        desk.writer.add_file(&mut file)?;
        return Ok(report_of(&file, Some(found), Counts::default()));
    }
    if let Some((path, batch)) = desk.writer.file_by_sha256(&found.sha256)? {
        file.outcome = "duplicate".into();
        file.reason = format!("the same bytes were imported in batch {batch} as {path}");
        desk.writer.add_file(&mut file)?;
        let counts = Counts { duplicates: ours(found), ..Counts::default() };
        return Ok(report_of(&file, Some(found), counts));
    }
    if let Some(kind) = found.bank {
        return bank_file(desk, source, file, kind);
    }
    desk.writer.add_file(&mut file)?;
    for (number, problem) in (1..).zip(&found.problems) {
        let p = ProblemReport::from(problem);
        let place = (p.level, p.segment as i64, p.byte as i64, p.code, p.text.as_str());
        desk.writer.add_problem(file.file_id, number, place)?;
    }
    if found.sets.iter().any(|s| s.kind == SetKind::ProfessionalClaim) {
        raw::keep(desk.writer, &found.sha256, source)?;
    }
    let mut apply = Apply {
        desk,
        file_id: file.file_id,
        plans: &found.sets,
        now,
        counts: Counts::default(),
        notes: Vec::new(),
        totals: Totals::default(),
        open: Open::Nothing,
        on_paper: None,
    };
    if ours(found) > 0 {
        let reading = source.open().map_err(|e| Error::File(source.name.clone(), e))?;
        gonio_exchange::read(reading, &mut apply)?;
    } else {
        apply.refuse_all();
    }
    let Apply { counts, mut notes, totals: brought, .. } = apply;
    notes.dedup();
    let some = counts.claims + counts.payments + counts.answers > 0;
    let held = notes.iter().any(|n| n.held);
    file.outcome = match (some, counts.duplicates > 0, counts.refused_sets > 0, held) {
        (true, false, false, false) => "imported",
        (true, ..) => "partly",
        // What was passed over the first time is passed over again.
        (false, true, _, false) => "duplicate",
        (false, true, _, true) => "partly",
        (false, false, ..) => "refused",
    }
    .into();
    file.reason = notes.iter().map(|n| n.text.as_str()).take(3).collect::<Vec<_>>().join("; ");
    if file.outcome == "duplicate" && file.reason.is_empty() {
        file.reason = "everything in it is in the book already".into();
    }
    if file.outcome == "partly" && file.reason.is_empty() {
        file.reason = format!("{} of its claims or payments were here already", counts.duplicates);
    }
    if file.outcome == "refused" && file.reason.is_empty() {
        file.reason = "there is no claim or payment in it".into();
    }
    file.claims = counts.claims;
    file.payments = counts.payments;
    file.claim_payments = counts.claim_payments;
    file.duplicates = counts.duplicates;
    desk.writer.finish_file(&file)?;
    totals.charge_cents += brought.charge_cents;
    totals.payment_cents += brought.payment_cents;
    totals.posted_cents += brought.posted_cents;
    totals.unposted_cents += brought.unposted_cents;
    Ok(report_of(&file, Some(found), counts))
}

/// Takes the lines of a bank's file that are not here yet.
fn bank_file(
    desk: &mut Desk<'_, '_>,
    source: &Source,
    mut file: SourceFile,
    kind: bank_files::Kind,
) -> Result<FileReport> {
    let unread = |e| Error::File(source.name.clone(), e);
    let mut bytes = Vec::new();
    source.open().map_err(unread)?.read_to_end(&mut bytes).map_err(unread)?;
    let statement = bank_files::read(&bytes, kind);
    file.problems = statement.faults.len() as i64;
    desk.writer.add_file(&mut file)?;
    let mut counts = Counts::default();
    for line in &statement.lines {
        let new = desk.writer.add_bank_line(&NewLine {
            file: (file.file_id, line.row),
            identity: &line.identity,
            account: &line.account,
            day: line.day,
            cents: line.cents,
            text: &line.text,
        })?;
        counts.bank_lines += i64::from(new);
        counts.duplicates += i64::from(!new);
    }
    let mut problems = Vec::new();
    for (number, fault) in (1..).zip(statement.faults.iter().take(PROBLEMS_KEPT)) {
        let row = fault.row;
        desk.writer.add_problem(file.file_id, number, ("row", row, 0, "", &fault.words))?;
        let (segment, text) = (u64::try_from(row).unwrap_or(0), fault.words.clone());
        problems.push(ProblemReport { level: "row", segment, byte: 0, code: "", text });
    }
    file.outcome = match (counts.bank_lines, counts.duplicates, statement.faults.len()) {
        (0, 0, _) => "refused",
        (0, _, 0) => "duplicate",
        (_, 0, 0) => "imported",
        _ => "partly",
    }
    .into();
    let read_as: Vec<String> = statement
        .columns
        .iter()
        .filter(|(_, means)| *means != "not used")
        .map(|(head, means)| format!("{head} is the {means}"))
        .collect();
    file.reason = format!(
        "lines: {} new, {} here already, {} that could not be read; {}",
        counts.bank_lines,
        counts.duplicates,
        statement.faults.len(),
        read_as.join(", ")
    );
    file.duplicates = counts.duplicates;
    desk.writer.finish_file(&file)?;
    let mut report = report_of(&file, None, counts);
    report.problem_count = statement.faults.len();
    report.problems = problems;
    report.columns =
        statement.columns.into_iter().map(|(head, means)| ColumnReport { head, means }).collect();
    Ok(report)
}

/// How many claims, payments and answers of ours a file holds.
fn ours(found: &Inspection) -> i64 {
    let sets: i64 = found
        .sets
        .iter()
        .map(|s| match s.kind {
            SetKind::ProfessionalClaim => s.claims,
            SetKind::Remittance => 1,
            SetKind::Other { .. } => 0,
        })
        .sum();
    sets + found.answers
}

/// Something to say about a file.
#[derive(PartialEq, Eq)]
struct Note {
    text: String,
    held: bool,
}

/// The set being followed.
enum Open {
    /// Passed over.
    Nothing,
    Claims,
    Payment(Box<OpenPayment>),
}

struct OpenPayment {
    envelope: Envelope,
    claims: i64,
    plan: usize,
}

/// The second reading: writes what the first one planned.
struct Apply<'d, 'a, 'b> {
    desk: &'d mut Desk<'a, 'b>,
    file_id: i64,
    plans: &'d [SetPlan],
    now: Now,
    counts: Counts,
    notes: Vec<Note>,
    totals: Totals,
    open: Open,
    /// Remittances entered from paper; read when first asked for.
    on_paper: Option<Vec<PaymentKey>>,
}

impl Apply<'_, '_, '_> {
    fn note(&mut self, text: String, held: bool) {
        self.notes.push(Note { text, held });
    }

    /// Nothing in the file is ours: say of each kind what it is.
    fn refuse_all(&mut self) {
        for plan in self.plans {
            if let SetKind::Other { code, name } = plan.kind {
                self.counts.refused_sets += 1;
                let text = format!(
                    "{code}: {name}; Gonio reads professional claims (837P) and \
                     remittances (835) of version 5010"
                );
                if self.notes.last().is_none_or(|n| n.text != text) {
                    self.note(text, false);
                }
            }
        }
    }

    /// What a person entered from paper for this payment. Paper seldom tells the numbers that
    /// an identity is made of, so the payer is known by whatever name it has.
    fn on_paper(&mut self, facts: &Remittance) -> Result<Vec<PaymentKey>> {
        let entered = match self.on_paper.take() {
            Some(entered) => entered,
            None => self.desk.writer.hand_entered()?,
        };
        let plain = |trace: &str| trace.trim_start_matches('0').to_uppercase();
        let mut same: Vec<PaymentKey> = entered
            .iter()
            .filter(|p| p.cents == facts.payment_cents && p.day == facts.payment_day)
            .filter(|p| plain(&p.trace) == plain(&facts.trace))
            .cloned()
            .collect();
        if !same.is_empty() {
            let payer_id = self.desk.writer.payer(&facts.payer)?;
            same.retain(|p| p.payer_id == payer_id);
        }
        self.on_paper = Some(entered);
        Ok(same)
    }

    /// The payment's last claim was seen: says what was posted of it.
    fn finish_payment(&mut self) -> Result<()> {
        if let Open::Payment(open) = std::mem::replace(&mut self.open, Open::Nothing) {
            let paid = self.plans[open.plan].proof.claims_paid_cents;
            let posted = self.desk.posted_of_open();
            self.desk.open_remittance(0);
            let (unposted, outcome) =
                if open.envelope.held { (0, "held") } else { (paid - posted, "posted") };
            let remit_id = open.envelope.remit_id;
            self.desk.writer.finish_remittance(remit_id, posted, unposted, outcome)?;
            self.totals.posted_cents += posted;
            self.totals.unposted_cents += unposted;
        }
        Ok(())
    }

    /// Adds the remittance, or finds that it is here already.
    fn open_payment(&mut self, index: usize, facts: Remittance) -> Result<Open> {
        let plan = &self.plans[index];
        let identity = facts.identity(&plan.content);
        let known = self.desk.writer.remittances_by_identity(&identity)?;
        let on_paper = self.on_paper(&facts)?;
        let mut reason = None;
        let same_said = |p: &PaymentKey| p.content == plan.said.hex();
        if known.iter().any(|k| k.content == plan.content) || on_paper.iter().any(same_said) {
            self.counts.duplicates += 1;
            return Ok(Open::Nothing);
        }
        if known.iter().any(|k| k.outcome == "posted")
            || on_paper.iter().any(|p| p.outcome == "posted")
        {
            reason = Some((Reason::SamePaymentOtherContent, facts.payment_cents));
        }
        if reason.is_none() && self.desk.writer.decided_before(&plan.decisions)? {
            reason = Some((Reason::SuspectedCopy, facts.payment_cents));
        }
        if !plan.proof.balanced() {
            reason = Some(if plan.unreadable > 0 {
                (Reason::RemittanceUnreadable, facts.payment_cents)
            } else {
                (Reason::RemittanceOutOfBalance, off_by(plan))
            });
        }
        let payer_id = self.desk.writer.payer(&facts.payer)?;
        let post_day = facts.payment_day.unwrap_or(self.now.today);
        let row = RemittanceRow {
            remit_id: self.desk.writer.next_remittance(),
            file_id: self.file_id,
            payer_id,
            post_day,
            identity,
            content: plan.content.clone(),
            claims: plan.proof.claims,
            outcome: if reason.is_some() { "held" } else { "posted" },
            claims_paid_cents: plan.proof.claims_paid_cents,
            provider_cents: plan.proof.provider_cents,
            off_by_cents: plan.proof.off_by_cents(),
            fault_count: plan.proof.fault_count,
            decisions: plan.decisions.clone(),
        };
        self.desk.writer.add_remittance(&facts, &row)?;
        self.desk.open_remittance(row.remit_id);
        self.counts.payments += 1;
        self.totals.payment_cents += facts.payment_cents;
        let envelope =
            Envelope { remit_id: row.remit_id, payer_id, post_day, held: reason.is_some() };
        if let Some((reason, cents)) = reason {
            let item = QueueItem { reason, cents, detail: fault_words(plan) };
            let belongs =
                Belongs { post_day, remit_id: row.remit_id, payer_id, ..Belongs::default() };
            self.desk.writer.queue(&item, &belongs, self.file_id)?;
            let trace = if facts.trace.is_empty() { "none" } else { &facts.trace };
            self.note(
                format!("payment with trace {trace}: {} ({})", reason.words(), item.detail),
                true,
            );
        }
        Ok(Open::Payment(Box::new(OpenPayment { envelope, claims: 0, plan: index })))
    }
}

/// The amount that a remittance is out by: of the payment, else of its first claim or line.
fn off_by(plan: &SetPlan) -> i64 {
    match plan.proof.off_by_cents() {
        0 => plan.proof.faults.first().map_or(0, |f| f.off_by_cents),
        off => off,
    }
}

/// What does not add up, by how much.
fn fault_words(plan: &SetPlan) -> String {
    let mut words = Vec::new();
    if plan.proof.off_by_cents() != 0 {
        words.push(format!("the payment is out by {}", dollars(plan.proof.off_by_cents())));
    }
    if plan.proof.fault_count > 0 {
        let first = plan.proof.faults.first().map_or(0, |f| f.off_by_cents);
        words.push(format!(
            "{} claims or lines do not add up, the first by {}",
            plan.proof.fault_count,
            dollars(first)
        ));
    }
    if words.is_empty() { String::new() } else { words.join("; ") }
}

impl Apply<'_, '_, '_> {
    fn answer(&mut self, row: AnswerRow) -> Result<()> {
        if self.desk.answered(row, self.file_id)? {
            self.counts.answers += 1;
        } else {
            self.counts.duplicates += 1;
        }
        Ok(())
    }

    /// A 999 may answer questions about coverage and the like, which are not sent from here.
    fn answer_to_other(&mut self) -> Result<()> {
        self.note("answers something else than claims; nothing to tie it to".into(), false);
        Ok(())
    }
}

impl From<io::Error> for Error {
    fn from(e: io::Error) -> Self {
        Error::File("reading".into(), e)
    }
}

impl Receiver for Apply<'_, '_, '_> {
    type Error = Error;

    fn set_start(&mut self, set: &SetHeader, kind: SetKind) -> Result<()> {
        let index = set.number as usize - 1;
        self.open = Open::Nothing;
        let Some(plan) = self.plans.get(index) else { return Ok(()) };
        let place = format!("transaction set {} (segment {})", set.control, set.place.segment);
        match kind {
            // Their answers come one by one.
            SetKind::Other { code: "999" | "277CA" | "277", .. } if plan.complete => {}
            SetKind::Other { code, name } => {
                self.counts.refused_sets += 1;
                self.note(format!("{place} is {name} ({code}) and was passed over"), false);
            }
            _ if !plan.complete => {
                self.counts.refused_sets += 1;
                self.note(format!("{place} is cut off; ask the sender for the file again"), false);
            }
            SetKind::ProfessionalClaim => self.open = Open::Claims,
            SetKind::Remittance if plan.payment.as_ref().is_none_or(|p| p.segment == 0) => {
                self.counts.refused_sets += 1;
                self.note(format!("{place} has no BPR, so no payment is known"), false);
            }
            SetKind::Remittance => {
                let facts = plan.payment.clone().unwrap_or_default();
                self.open = self.open_payment(index, facts)?;
            }
        }
        Ok(())
    }

    fn claim(&mut self, claim: ClaimSent) -> Result<()> {
        if !matches!(self.open, Open::Claims) {
            return Ok(());
        }
        match self.desk.claim_sent(claim, self.file_id)? {
            Received::New { charge_cents } => {
                self.counts.claims += 1;
                self.totals.charge_cents += charge_cents;
            }
            Received::Duplicate => self.counts.duplicates += 1,
        }
        Ok(())
    }

    fn remittance(&mut self, _remittance: Remittance) -> Result<()> {
        Ok(())
    }

    fn claim_payment(&mut self, payment: ClaimPayment) -> Result<()> {
        let Open::Payment(open) = &mut self.open else { return Ok(()) };
        open.claims += 1;
        self.counts.claim_payments += 1;
        self.desk.claim_payment(&open.envelope, open.claims, &payment)?;
        Ok(())
    }

    fn provider_adjustments(&mut self, all: Vec<ProviderAdjustment>) -> Result<()> {
        let Open::Payment(open) = &self.open else { return Ok(()) };
        let belongs = Belongs {
            post_day: open.envelope.post_day,
            remit_id: open.envelope.remit_id,
            payer_id: open.envelope.payer_id,
            ..Belongs::default()
        };
        for (number, adjustment) in (1..).zip(&all) {
            let (account, transfer, item) = posting::provider_adjustment(adjustment);
            let account = if open.envelope.held { "" } else { account.name() };
            self.desk.writer.add_provider_adjustment(
                belongs.remit_id,
                number,
                adjustment,
                account,
            )?;
            if open.envelope.held {
                continue;
            }
            self.desk.writer.post(transfer.as_slice(), &belongs)?;
            if let Some(item) = item {
                self.desk.writer.queue(&item, &belongs, self.file_id)?;
            }
        }
        Ok(())
    }

    fn sent(&mut self, sent: Sent) -> Result<()> {
        if matches!(self.open, Open::Claims) {
            self.desk.begin_set(&sent, self.file_id)?;
        }
        Ok(())
    }

    fn interchange_answered(&mut self, answered: InterchangeAnswered) -> Result<()> {
        self.answer(answers::interchange(&answered, self.now.today))
    }

    fn set_answered(&mut self, answered: SetAnswered) -> Result<()> {
        if answered.group.functional_id != "HC" {
            return self.answer_to_other();
        }
        self.answer(answers::set(&answered, self.now.today))
    }

    fn group_answered(&mut self, answered: GroupAnswered) -> Result<()> {
        if answered.group.functional_id != "HC" {
            return self.answer_to_other();
        }
        self.answer(answers::group(&answered, self.now.today))
    }

    fn batch_answered(&mut self, answered: BatchAnswered) -> Result<()> {
        match answers::batch(&answered, self.now.today) {
            Some(row) => self.answer(row),
            None => Ok(()),
        }
    }

    fn claim_answered(&mut self, answer: ClaimAnswer) -> Result<()> {
        self.answer(answers::claim(&answer, self.now.today))
    }

    fn inquiry_answered(&mut self, answered: InquiryAnswered) -> Result<()> {
        self.answer(answers::question(&answered, self.now.today))
    }

    fn claim_status(&mut self, status: ClaimStatus) -> Result<()> {
        self.answer(answers::status(&status, self.now.today))
    }

    fn set_end(&mut self, _end: SetEnd, _content: &str) -> Result<()> {
        self.finish_payment()
    }

    fn problem(&mut self, _problem: Problem) -> Result<()> {
        Ok(())
    }
}

/// What posting again answers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PostReport {
    /// The batch; `null` when nothing moved.
    pub batch: Option<i64>,
    /// Claim payments that found their place.
    pub claims: i64,
    /// Their service lines.
    pub lines: i64,
    /// Their money.
    pub posted_cents: i64,
    /// Lines of the bank that found their remittances.
    pub deposits: i64,
}

/// Tries again what was imported and waits.
///
/// # Errors
/// What the database reports. Then nothing was written.
pub fn post_waiting(book: &mut Book, now: Now) -> Result<PostReport> {
    now.who.may(Right::Post)?;
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer: Writer<'_> = book.write("post", now.mark())?;
    let batch = writer.batch_id();
    let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
    let released = desk.retry_waiting()?;
    desk.settle_answers()?;
    let deposits = bank::match_deposits(&mut writer)?;
    let report = PostReport {
        batch: (released.claims + deposits.lines > 0).then_some(batch),
        claims: released.claims,
        lines: released.lines,
        posted_cents: released.cents,
        deposits: deposits.lines,
    };
    if report.batch.is_some() {
        writer.commit()?;
    }
    Ok(report)
}
