//! Writing: one transaction of one batch. Rows are inserted with statements prepared once;
//! ids rise, so keys are appended.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use gonio_billing::derive::OwnMove;
use gonio_billing::facts::{
    Adjustment, ClaimLine, ClaimPayment, ClaimSent, Coverage, LinePayment, Patient, PayerName,
    ProviderAdjustment, Remittance,
};
use gonio_billing::ledger::Transfer;
use gonio_billing::posting::Treatment;
use gonio_billing::queue::QueueItem;

use crate::engine::{Engine, params};
use crate::fresh::{About, Fresh};
use crate::row::{Belongs, ClaimPaymentRow, ClaimRow, RemittanceRow, SourceFile};
use crate::trail::{self, Deed, Entries, JournalRow, Mark, Sum};
use crate::{PRACTICE, Result, sql};

/// Kinds of ids, in the order of [`Ids`].
const ID_NAMES: [&str; 17] = [
    "batch",
    "file",
    "payer",
    "patient",
    "claim",
    "remittance",
    "entry",
    "item",
    "own_move",
    "contract",
    "case",
    "request",
    "sent_set",
    "answer",
    "outgoing",
    "bank_line",
    "interchange",
];

/// A kind of id.
#[derive(Clone, Copy)]
enum Id {
    Batch,
    File,
    Payer,
    Patient,
    Claim,
    Remittance,
    Entry,
    Item,
    OwnMove,
    Contract,
    Case,
    Request,
    SentSet,
    Answer,
    Outgoing,
    BankLine,
    Interchange,
}

/// An open batch.
pub struct Writer<'a> {
    pub(crate) db: &'a Engine,
    open: bool,
    mark: Mark,
    kind: &'static str,
    /// Of every journal row written.
    sum: Sum,
    first_entry: i64,
    /// Charges of claims added.
    charged: i64,
    batch_id: i64,
    next: [i64; ID_NAMES.len()],
    payers: HashMap<String, i64>,
    pub(crate) fresh: Fresh,
    /// Blocks of claims that were written to, and the last of them.
    pub(crate) touched: RefCell<BTreeSet<i64>>,
    pub(crate) touched_last: Cell<i64>,
}

impl<'a> Writer<'a> {
    /// One that is for reading alone.
    pub(crate) fn looking(db: &'a Engine) -> Writer<'a> {
        Writer {
            db,
            open: false,
            mark: Mark::default(),
            kind: "look",
            sum: Sum::default(),
            first_entry: 0,
            charged: 0,
            batch_id: 0,
            next: [1; ID_NAMES.len()],
            payers: HashMap::new(),
            fresh: Fresh::default(),
            touched: RefCell::default(),
            touched_last: Cell::new(-1),
        }
    }

    pub(crate) fn begin(db: &'a Engine, kind: &'static str, mark: Mark) -> Result<Writer<'a>> {
        db.begin()?;
        let mut writer = Writer::looking(db);
        writer.open = true;
        (writer.mark, writer.kind) = (mark, kind);
        // Writers of one practice go one after another, on PostgreSQL too: this row is taken
        // until the end, and what the one before wrote is seen from here on.
        db.execute(sql!("take_practice"), &params![PRACTICE])?;
        db.each(sql!("next_ids"), &params![PRACTICE], |r| {
            let name = r.text(0)?;
            if let Some(at) = ID_NAMES.iter().position(|n| *n == name) {
                writer.next[at] = r.get(1)?;
            }
            Ok(())
        })?;
        writer.batch_id = writer.id(Id::Batch);
        let first = writer.next[Id::Entry as usize];
        writer.first_entry = first;
        let (batch_id, person_id) = (writer.batch_id, mark.person_id);
        let with = params![PRACTICE, batch_id, kind, mark.at, 0, 0, first, first - 1, person_id];
        writer.db.execute(sql!("insert_batch"), &with)?;
        Ok(writer)
    }

    fn id(&mut self, kind: Id) -> i64 {
        let next = &mut self.next[kind as usize];
        *next += 1;
        *next - 1
    }

    pub(crate) fn next_entry(&mut self) -> i64 {
        self.id(Id::Entry)
    }

    pub(crate) fn next_sent_set(&mut self) -> i64 {
        self.id(Id::SentSet)
    }

    pub(crate) fn next_outgoing(&mut self) -> i64 {
        self.id(Id::Outgoing)
    }

    /// The control number of the next file that is sent.
    pub fn next_interchange(&mut self) -> i64 {
        self.id(Id::Interchange)
    }

    pub(crate) fn next_answer(&mut self) -> i64 {
        self.id(Id::Answer)
    }

    pub(crate) fn next_case(&mut self) -> i64 {
        self.id(Id::Case)
    }

    pub(crate) fn next_request(&mut self) -> i64 {
        self.id(Id::Request)
    }

    /// Who writes; 0 when nobody has signed in.
    pub fn person_id(&self) -> i64 {
        self.mark.person_id
    }

    /// When, in seconds since 1970-01-01 UTC.
    pub fn made_at(&self) -> i64 {
        self.mark.at
    }

    pub(crate) fn next_contract(&mut self) -> i64 {
        self.id(Id::Contract)
    }

    /// The id the next line of the bank will have.
    pub(crate) fn next_bank_line(&mut self) -> i64 {
        self.id(Id::BankLine)
    }

    /// The item put into a queue last.
    pub(crate) fn last_item(&self) -> i64 {
        self.next[Id::Item as usize] - 1
    }

    /// The batch being written.
    pub fn batch_id(&self) -> i64 {
        self.batch_id
    }

    /// Makes everything written since the batch began durable, at once.
    ///
    /// # Errors
    /// What the database reports; then nothing was written.
    pub fn commit(mut self) -> Result<()> {
        self.mark_touched()?;
        for (name, next) in ID_NAMES.iter().zip(self.next) {
            self.db.execute(sql!("save_id"), &params![PRACTICE, *name, next])?;
        }
        let last_entry = self.next[Id::Entry as usize] - 1;
        let with = params![last_entry, self.charged, PRACTICE, self.batch_id];
        self.db.execute(sql!("finish_batch"), &with)?;
        let deed = Deed {
            action: self.kind,
            subject: "batch",
            subject_id: self.batch_id,
            ..Deed::default()
        };
        let digest = std::mem::take(&mut self.sum).hex();
        let entries = Entries { first: self.first_entry, last: last_entry, digest: &digest };
        trail::append(self.db, self.mark, &deed, entries)?;
        self.db.commit()?;
        self.open = false;
        Ok(())
    }

    /// Adds a file; its outcome is told later by [`Writer::finish_file`].
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_file(&mut self, file: &mut SourceFile) -> Result<()> {
        file.file_id = self.id(Id::File);
        self.db.insert(
            sql!("insert_source_file"),
            &params![
                PRACTICE,
                file.file_id,
                self.batch_id,
                file.path,
                file.sha256,
                file.byte_count,
                file.kind,
                file.outcome,
                file.reason,
                file.claims,
                file.payments,
                file.claim_payments,
                file.duplicates,
                file.problems,
                true
            ],
        )?;
        Ok(())
    }

    /// Says how a file ended.
    ///
    /// # Errors
    /// What the database reports.
    pub fn finish_file(&self, file: &SourceFile) -> Result<()> {
        self.db.execute(
            sql!("finish_file"),
            &params![
                file.outcome,
                file.reason,
                file.claims,
                file.payments,
                file.claim_payments,
                file.duplicates,
                file.problems,
                PRACTICE,
                file.file_id
            ],
        )?;
        Ok(())
    }

    /// Adds a problem of a file: level, segment, byte, code, text.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_problem(
        &self,
        file_id: i64,
        number: i64,
        (level, segment, byte, code, text): (&str, i64, i64, &str, &str),
    ) -> Result<()> {
        self.db.insert(
            sql!("insert_file_problem"),
            &params![PRACTICE, file_id, number, level, segment, byte, code, text],
        )?;
        Ok(())
    }

    /// The payer of that name; made when new. A payer is known by its id, its name, or, when
    /// it has no name, its tax id. 0 when nothing at all is known.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payer(&mut self, payer: &PayerName) -> Result<i64> {
        let aliases = aliases(payer);
        for alias in &aliases {
            if let Some(id) = self.payers.get(alias) {
                return Ok(*id);
            }
        }
        let Some(known_by) = aliases.first() else { return Ok(0) };
        let mut found = None;
        for alias in &aliases {
            found = self.db.one(sql!("payer_by_alias"), &params![PRACTICE, alias], |r| r.get(0))?;
            if found.is_some() {
                break;
            }
        }
        let id = match found {
            Some(id) => id,
            None => {
                let id = self.id(Id::Payer);
                let name = if payer.name.is_empty() { known_by } else { &payer.name };
                self.db.insert(sql!("insert_payer"), &params![PRACTICE, id, name])?;
                id
            }
        };
        for alias in aliases {
            self.db.execute(sql!("add_payer_alias"), &params![PRACTICE, alias, id])?;
            self.payers.insert(alias, id);
        }
        Ok(id)
    }

    /// The patient with this member id and name; made when new.
    ///
    /// # Errors
    /// What the database reports.
    pub fn patient(&mut self, patient: &Patient) -> Result<i64> {
        let key = format!("{}|{}|{}", patient.member_id.0, patient.last.0, patient.first.0)
            .to_uppercase();
        let found = self.fresh.ask(self.db, About::Patient(&key), |db| {
            db.one(sql!("patient_by_key"), &params![PRACTICE, key], |r| r.get(0))
        })?;
        if let Some(id) = found {
            return Ok(id);
        }
        self.fresh.writes(self.db, &[About::Patient(&key)])?;
        let id = self.id(Id::Patient);
        self.db.insert(
            sql!("insert_patient"),
            &params![
                PRACTICE,
                id,
                patient.last.0,
                patient.first.0,
                patient.birth_day.map(|d| d.0),
                patient.member_id.0
            ],
        )?;
        self.db.insert(sql!("insert_patient_key"), &params![PRACTICE, key, id])?;
        Ok(id)
    }

    /// Adds a claim (its id is given here) with its lines.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_claim(&mut self, claim: &mut ClaimRow, lines: &[ClaimLine]) -> Result<()> {
        claim.claim_id = self.id(Id::Claim);
        self.charged += claim.charge_cents;
        self.touch(claim.claim_id);
        let number = About::Number(&claim.control_number);
        let member_day = About::MemberDay(&claim.member_id, claim.service_day.map(|d| d.0));
        let about = [number, member_day, About::Lines(claim.claim_id)];
        self.fresh.writes(self.db, &about)?;
        self.db.insert(
            sql!("insert_claim"),
            &params![
                PRACTICE,
                claim.claim_id,
                self.batch_id,
                claim.origin,
                claim.control_number,
                claim.patient_id,
                claim.member_id,
                claim.payer_id,
                claim.coverages,
                claim.charge_cents,
                claim.service_day.map(|d| d.0),
                claim.first_bill_day.map(|d| d.0),
                claim.place_of_service,
                claim.rendering_npi,
                claim.referring_npi,
                claim.billing_npi,
                claim.authorization,
                claim.diagnoses,
                claim.supersedes,
                0,
                0,
                "",
                "submitted",
                0,
                0,
                claim.charge_cents,
                0,
                0,
                0,
                true
            ],
        )?;
        for line in lines {
            self.db.insert(
                sql!("insert_claim_line"),
                &params![
                    PRACTICE,
                    claim.claim_id,
                    line.number,
                    self.batch_id,
                    line.code,
                    line.modifiers,
                    line.units_milli,
                    line.charge_cents,
                    line.service_day.map(|d| d.0),
                    line.pointers,
                    line.control_number,
                    line.rendering_npi,
                    line.place_of_service,
                    true
                ],
            )?;
        }
        Ok(())
    }

    /// A claim's new version takes the place of an old one, and its payments.
    ///
    /// # Errors
    /// What the database reports.
    pub fn supersede(&self, old: i64, new: i64) -> Result<()> {
        let batch = self.batch_id();
        self.touch(old);
        self.touch(new);
        // The old claim's payments will be found as the new one's, so it must be there.
        self.db.send()?;
        self.db.execute(sql!("supersede_claim"), &params![new, batch, PRACTICE, old])?;
        self.db.execute(sql!("move_claim_payments"), &params![new, PRACTICE, old])?;
        self.db.execute(sql!("move_own_moves"), &params![new, PRACTICE, old])?;
        self.db.execute(sql!("move_cases"), &params![new, PRACTICE, old])?;
        Ok(())
    }

    /// Adds a coverage to a claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_coverage(&self, claim_id: i64, coverage: &Coverage, payer_id: i64) -> Result<()> {
        self.db.insert(
            sql!("insert_claim_coverage"),
            &params![
                PRACTICE,
                claim_id,
                coverage.sequence.letter(),
                self.batch_id,
                payer_id,
                coverage.member_id.0,
                coverage.filing_code
            ],
        )?;
        Ok(())
    }

    /// Says which payers a claim is known to have, as letters.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_coverages(&self, claim_id: i64, letters: &str) -> Result<()> {
        self.db.execute(sql!("add_coverage_to_claim"), &params![letters, PRACTICE, claim_id])?;
        Ok(())
    }

    /// Records what the practice itself does to a line; what it posts is derived with the
    /// claim. Returns it with its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_own_move(&mut self, claim_id: i64, own: OwnMove, reason: &str) -> Result<OwnMove> {
        let id = self.id(Id::OwnMove);
        self.db.insert(
            sql!("insert_own_move"),
            &params![
                PRACTICE,
                id,
                self.batch_id,
                claim_id,
                own.line,
                own.day.0,
                own.rule,
                own.from.name(),
                own.to.name(),
                own.cents,
                reason,
                true
            ],
        )?;
        Ok(OwnMove { id, ..own })
    }

    /// Adds a transmission of a claim, in a file and one of its sets. It is the `first` of a
    /// claim that was just added, or a further one.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_submission(
        &self,
        claim_id: i64,
        first: bool,
        (file_id, set_id): (i64, i64),
        payer_id: i64,
        sent: &ClaimSent,
    ) -> Result<()> {
        self.touch(claim_id);
        let number: i64 = if first {
            1
        } else {
            let with = &params![PRACTICE, claim_id];
            self.db.only(sql!("next_submission_no"), with, |r| r.get(0))?
        };
        let with = &params![
            PRACTICE,
            claim_id,
            number,
            self.batch_id,
            file_id,
            sent.segment,
            sent.coverage.sequence.letter(),
            sent.frequency,
            sent.control_number,
            payer_id,
            sent.sent_day.map(|d| d.0),
            sent.charge_cents,
            sent.content,
            true,
            set_id
        ];
        if first {
            self.fresh.writes(self.db, &[About::Number(&sent.control_number)])?;
            return self.db.insert(sql!("insert_submission"), with);
        }
        // The claim may go by another number than this one; its transmissions are asked for
        // by that.
        self.db.execute(sql!("insert_submission"), with).map(drop)
    }

    /// Writes one journal entry of these transfers. No transfers, no entry.
    ///
    /// # Errors
    /// What the database reports.
    pub fn post(&mut self, transfers: &[Transfer], belongs: &Belongs) -> Result<()> {
        if transfers.is_empty() {
            return Ok(());
        }
        let entry_id = self.id(Id::Entry);
        for (line_no, t) in (1i64..).zip(transfers) {
            self.journal(&JournalRow {
                entry_id,
                line_no,
                batch_id: self.batch_id,
                post_day: belongs.post_day.0.into(),
                rule: t.rule,
                debit: t.debit.name(),
                credit: t.credit.name(),
                cents: t.cents,
                about: [
                    belongs.claim_id,
                    t.line,
                    belongs.remit_id,
                    belongs.claim_no,
                    belongs.patient_id,
                    belongs.payer_id,
                ],
                reference: &t.reference,
                reverses: belongs.reverses,
            })?;
        }
        Ok(())
    }

    /// Writes a row of the journal.
    pub(crate) fn journal(&mut self, row: &JournalRow<'_>) -> Result<()> {
        row.add_to(&mut self.sum);
        let [claim_id, claim_line, remit_id, claim_no, patient_id, payer_id] = row.about;
        self.touch(claim_id);
        self.db.insert(
            sql!("insert_journal"),
            &params![
                PRACTICE,
                row.entry_id,
                row.line_no,
                row.batch_id,
                row.post_day,
                row.rule,
                row.debit,
                row.credit,
                row.cents,
                claim_id,
                claim_line,
                remit_id,
                claim_no,
                patient_id,
                payer_id,
                row.reference,
                row.reverses
            ],
        )
    }

    /// The id the next remittance will have.
    pub fn next_remittance(&mut self) -> i64 {
        self.id(Id::Remittance)
    }

    /// Adds a remittance; what it posted is told later.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_remittance(&self, facts: &Remittance, row: &RemittanceRow) -> Result<()> {
        self.db.insert(
            sql!("insert_remittance"),
            &params![
                PRACTICE,
                row.remit_id,
                self.batch_id,
                row.file_id,
                facts.segment,
                row.payer_id,
                facts.payee_name,
                facts.payee_npi,
                facts.payee_tax_id,
                facts.trace,
                facts.method,
                facts.handling,
                facts.payment_cents,
                facts.payment_day.map(|d| d.0),
                facts.production_day.map(|d| d.0),
                row.post_day.0,
                row.identity,
                row.content,
                row.claims,
                row.outcome,
                row.claims_paid_cents,
                0,
                0,
                row.provider_cents,
                row.off_by_cents,
                row.fault_count,
                true,
                row.decisions
            ],
        )?;
        Ok(())
    }

    /// Says how much of a remittance was posted to claims and how much waits.
    ///
    /// # Errors
    /// What the database reports.
    pub fn finish_remittance(
        &self,
        remit_id: i64,
        posted_cents: i64,
        unposted_cents: i64,
        outcome: &str,
    ) -> Result<()> {
        self.db.execute(
            sql!("finish_remittance"),
            &params![posted_cents, unposted_cents, outcome, PRACTICE, remit_id],
        )?;
        Ok(())
    }

    /// Moves money of a remittance from waiting to posted.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_posted(&self, remit_id: i64, cents: i64) -> Result<()> {
        self.db.execute(sql!("add_posted"), &params![cents, PRACTICE, remit_id])?;
        Ok(())
    }

    /// Adds a claim payment with its lines and adjustments.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_claim_payment(
        &self,
        facts: &ClaimPayment,
        row: &ClaimPaymentRow,
        treatments: &[Treatment],
        matched: &[i64],
    ) -> Result<()> {
        self.touch(row.claim_id);
        let number = About::PayerNumber(&facts.payer_control_number);
        self.fresh.writes(self.db, &[About::Payments(row.claim_id), number])?;
        self.db.insert(
            sql!("insert_claim_payment"),
            &params![
                PRACTICE,
                row.remit_id,
                row.claim_no,
                self.batch_id,
                facts.segment,
                row.claim_id,
                row.matched_by,
                facts.control_number,
                facts.payer_control_number,
                facts.status,
                row.sequence,
                facts.charge_cents,
                facts.paid_cents,
                facts.patient_cents,
                row.denied_cents,
                facts.filing_code,
                row.patient_id,
                facts.rendering_npi,
                facts.place_of_service,
                facts.forwarded,
                facts.remarks.join(":"),
                facts.service_day().map(|d| d.0),
                row.post_day.0,
                row.outcome,
                row.decision,
                row.reverses.0,
                row.reverses.1,
                row.reversed_by,
                row.claim_id,
                true
            ],
        )?;
        let mut treatments = treatments.iter();
        self.add_adjustments(row, 0, &facts.adjustments, &mut treatments)?;
        for (at, line) in facts.lines.iter().enumerate() {
            self.add_line_payment(row, at as i64 + 1, line, matched.get(at).copied())?;
            self.add_adjustments(row, at as i64 + 1, &line.adjustments, &mut treatments)?;
        }
        Ok(())
    }

    fn add_line_payment(
        &self,
        row: &ClaimPaymentRow,
        line_no: i64,
        line: &LinePayment,
        claim_line: Option<i64>,
    ) -> Result<()> {
        self.db.insert(
            sql!("insert_line_payment"),
            &params![
                PRACTICE,
                row.remit_id,
                row.claim_no,
                line_no,
                claim_line.unwrap_or(0),
                line.code,
                line.submitted_code,
                line.modifiers,
                line.units_milli,
                line.charge_cents,
                line.paid_cents,
                line.allowed_cents,
                line.service_day.map(|d| d.0),
                line.control_number,
                line.remarks.join(":")
            ],
        )?;
        Ok(())
    }

    fn add_adjustments(
        &self,
        row: &ClaimPaymentRow,
        line_no: i64,
        adjustments: &[Adjustment],
        treatments: &mut std::slice::Iter<'_, Treatment>,
    ) -> Result<()> {
        for (number, adjustment) in (1i64..).zip(adjustments) {
            let t = treatments.next();
            let cause = t.and_then(|t| t.cause);
            self.db.insert(
                sql!("insert_adjustment"),
                &params![
                    PRACTICE,
                    row.remit_id,
                    row.claim_no,
                    line_no,
                    number,
                    adjustment.group,
                    adjustment.reason,
                    adjustment.cents,
                    cause.map_or("", |c| c.name()),
                    cause.is_some_and(|c| c.is_denial()),
                    t.map_or("", |t| t.rule),
                    t.and_then(|t| t.to).map_or("", |a| a.name())
                ],
            )?;
        }
        Ok(())
    }

    /// Adds a provider-level adjustment.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_provider_adjustment(
        &self,
        remit_id: i64,
        number: i64,
        facts: &ProviderAdjustment,
        account: &str,
    ) -> Result<()> {
        self.db.insert(
            sql!("insert_provider_adjustment"),
            &params![
                PRACTICE,
                remit_id,
                number,
                facts.segment,
                facts.reason,
                facts.reference,
                facts.provider,
                facts.cents,
                account
            ],
        )?;
        Ok(())
    }

    /// Puts something into a queue. What it is about is in `belongs`, or the file.
    ///
    /// # Errors
    /// What the database reports.
    pub fn queue(&mut self, item: &QueueItem, belongs: &Belongs, file_id: i64) -> Result<()> {
        let id = self.id(Id::Item);
        self.db.insert(
            sql!("insert_queue_item"),
            &params![
                PRACTICE,
                id,
                self.batch_id,
                item.reason.name(),
                item.detail,
                item.cents,
                belongs.claim_id,
                belongs.remit_id,
                belongs.claim_no,
                file_id,
                belongs.post_day.0,
                0,
                true
            ],
        )?;
        Ok(())
    }

    /// An item of a queue is settled by this batch.
    ///
    /// # Errors
    /// What the database reports.
    pub fn settle(&self, item_id: i64) -> Result<()> {
        self.db.execute(sql!("settle_item"), &params![self.batch_id, PRACTICE, item_id])?;
        Ok(())
    }

    /// Says which claim a claim payment is for, and how that was found; 0 for none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn attach(
        &self,
        (remit_id, claim_no): (i64, i64),
        claim_id: i64,
        matched_by: &str,
    ) -> Result<()> {
        self.touch(claim_id);
        self.db.send()?;
        self.db.execute(
            sql!("attach_claim_payment"),
            &params![claim_id, matched_by, self.batch_id, PRACTICE, remit_id, claim_no],
        )?;
        Ok(())
    }

    /// What became of a claim payment that is recorded already, and of its parts.
    ///
    /// # Errors
    /// What the database reports.
    pub fn settle_claim_payment(
        &self,
        facts: &ClaimPayment,
        row: &ClaimPaymentRow,
        treatments: &[Treatment],
        matched: &[i64],
    ) -> Result<()> {
        self.touch(row.claim_id);
        self.db.execute(
            sql!("set_claim_payment_outcome"),
            &params![
                row.outcome,
                row.decision,
                row.denied_cents,
                row.reverses.0,
                row.reverses.1,
                row.reversed_by,
                PRACTICE,
                row.remit_id,
                row.claim_no
            ],
        )?;
        let key = (row.remit_id, row.claim_no);
        let mut treatments = treatments.iter();
        self.set_treatments(key, 0, facts.adjustments.len(), &mut treatments)?;
        for (at, line) in facts.lines.iter().enumerate() {
            let line_no = at as i64 + 1;
            self.db.execute(
                sql!("set_line_match"),
                &params![matched.get(at).copied().unwrap_or(0), PRACTICE, key.0, key.1, line_no],
            )?;
            self.set_treatments(key, line_no, line.adjustments.len(), &mut treatments)?;
        }
        Ok(())
    }

    fn set_treatments(
        &self,
        (remit_id, claim_no): (i64, i64),
        line_no: i64,
        count: usize,
        treatments: &mut std::slice::Iter<'_, Treatment>,
    ) -> Result<()> {
        for (number, t) in (1i64..).zip(treatments.by_ref().take(count)) {
            self.db.execute(
                sql!("set_adjustment_treatment"),
                &params![
                    t.cause.map_or("", |c| c.name()),
                    t.cause.is_some_and(|c| c.is_denial()),
                    t.rule,
                    t.to.map_or("", |a| a.name()),
                    PRACTICE,
                    remit_id,
                    claim_no,
                    line_no,
                    number
                ],
            )?;
        }
        Ok(())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if self.open {
            self.db.roll_back();
        }
    }
}

/// Names and numbers that a payer is known by, the surest first.
fn aliases(payer: &PayerName) -> Vec<String> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
    };
    let (id, name, tax) = (plain(&payer.id), plain(&payer.name), plain(&payer.tax_id));
    // Numbers such as 00000 or 99999 stand for "any payer".
    let tells = |id: &str| !id.is_empty() && !id.bytes().all(|b| Some(&b) == id.as_bytes().first());
    let mut aliases = Vec::new();
    if tells(&id) {
        aliases.push(format!("ID:{id}"));
    }
    if !name.is_empty() {
        aliases.push(format!("NAME:{name}"));
    } else if tells(&tax) && aliases.is_empty() {
        aliases.push(format!("TAX:{tax}"));
    }
    aliases
}
