//! The posting desk: takes one fact at a time, finds its claim, posts or queues it.
//!
//! Everything happens inside one [`Writer`], so a batch is in the book whole or not at all.

use std::collections::HashMap;

use gonio_billing::day::Day;
use gonio_billing::facts::{ClaimLine, ClaimPayment, ClaimSent, Coverage, Sequence};
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::matching::{Choice, LineKey, Stage, choose, match_lines};
use gonio_billing::posting::{self, ClaimView, Open, Outcome, Posting, Treatment};
use gonio_billing::queue::{QueueItem, Reason};
use gonio_rules::causes::CauseTable;
use gonio_store::read::{Found, Recorded, Totals};
use gonio_store::row::{Belongs, ClaimPaymentRow, ClaimRow};
use gonio_store::write::Writer;

type Result<T> = gonio_store::Result<T>;

/// A book being written to, with what posting needs at hand.
pub struct Desk<'a, 'b> {
    /// The open batch.
    pub writer: &'a mut Writer<'b>,
    causes: &'a CauseTable,
    go_live: Option<Day>,
    today: Day,
    prepaid: HashMap<i64, i64>,
    /// Items put into queues by this batch.
    pub queued: i64,
}

/// What became of a claim sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was new, or changed what was here.
    New {
        /// New charges.
        charge_cents: i64,
    },
    /// It was here already.
    Duplicate,
}

/// What waited and found its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Claim payments.
    pub claims: i64,
    /// Their service lines.
    pub lines: i64,
    /// Their money.
    pub cents: i64,
}

/// The remittance that a claim payment came in.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// Its id.
    pub remit_id: i64,
    /// Its payer.
    pub payer_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// It does not add up: record, post nothing.
    pub held: bool,
}

/// The claim that a payment is for and how it was found, or why none was.
type Match = std::result::Result<(Found, Stage), Reason>;

impl<'a, 'b> Desk<'a, 'b> {
    /// A desk over an open batch.
    ///
    /// # Errors
    /// What the database reports.
    pub fn new(
        writer: &'a mut Writer<'b>,
        causes: &'a CauseTable,
        go_live: Option<Day>,
        today: Day,
    ) -> Result<Self> {
        let prepaid = writer.prepaid()?;
        Ok(Desk { writer, causes, go_live, today, prepaid, queued: 0 })
    }

    fn queue(&mut self, item: &QueueItem, belongs: &Belongs, file_id: i64) -> Result<()> {
        self.queued += 1;
        self.writer.queue(item, belongs, file_id)
    }

    // Claims sent.

    /// Takes a claim of an 837P.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_sent(&mut self, mut sent: ClaimSent, file_id: i64) -> Result<Received> {
        if sent.lines.is_empty() {
            // A claim without lines cannot be posted by line; its total stands as one.
            sent.lines.push(ClaimLine {
                number: 1,
                charge_cents: sent.charge_cents,
                units_milli: 1000,
                ..ClaimLine::default()
            });
        }
        let Some(known) = self.same_services(&sent)? else {
            return self.new_claim(&sent, file_id, None);
        };
        let claim_id = known.candidate.claim_id;
        let sequence = sent.coverage.sequence;
        let submissions = self.writer.submissions(claim_id)?;
        if submissions.iter().any(|(content, ..)| *content == sent.content) {
            return Ok(Received::Duplicate);
        }
        if known.origin == "835" {
            return self.new_claim(&sent, file_id, Some(&known));
        }
        if sequence != Sequence::Primary || self.same_lines(claim_id, &sent)? {
            return self.another_submission(&sent, file_id, &known);
        }
        if sent.frequency != "8" && known.adjudicated.is_empty() {
            return self.new_claim(&sent, file_id, Some(&known));
        }
        self.another_submission(&sent, file_id, &known)?;
        let item = QueueItem {
            reason: Reason::CorrectionChangesCharges,
            cents: sent.charge_cents - known.candidate.charge_cents,
            detail: format!("frequency {}", sent.frequency),
        };
        let belongs = Belongs { claim_id, post_day: self.today, ..Belongs::default() };
        self.queue(&item, &belongs, file_id)?;
        Ok(Received::New { charge_cents: 0 })
    }

    /// The claim with the same services, if it is here: same control number, patient and
    /// day. A later payer's claim may also be found by the first payer's member id.
    fn same_services(&self, sent: &ClaimSent) -> Result<Option<Found>> {
        let day = first_day(&sent.lines);
        let members: Vec<&str> = std::iter::once(&sent.coverage)
            .chain(&sent.other)
            .map(|c| c.member_id.0.as_str())
            .collect();
        let same_patient = |f: &Found| {
            f.candidate.service_day == day
                && (f.candidate.last.eq_ignore_ascii_case(&sent.patient.last.0)
                    || f.candidate.member_ids.iter().any(|id| members.contains(&id.as_str())))
        };
        let by_number = self.writer.claims_by_control_number(&sent.control_number)?;
        if let Some(found) = by_number.into_iter().find(same_patient) {
            return Ok(Some(found));
        }
        let (false, Some(day)) = (sent.coverage.sequence == Sequence::Primary, day) else {
            return Ok(None);
        };
        for member in members.iter().filter(|id| !id.is_empty()) {
            for found in self.writer.claims_by_member_day(member, day)? {
                if found.candidate.charge_cents == charges(&sent.lines)
                    && self.same_lines(found.candidate.claim_id, sent)?
                {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    fn same_lines(&self, claim_id: i64, sent: &ClaimSent) -> Result<bool> {
        let keys = self.writer.line_keys(claim_id)?;
        let same = |key: &LineKey, line: &ClaimLine| {
            key.code == line.code
                && key.charge_cents == line.charge_cents
                && key.service_day == line.service_day
        };
        Ok(keys.len() == sent.lines.len()
            && keys.iter().zip(&sent.lines).all(|(key, line)| same(key, line)))
    }

    /// The same services sent again: to a later payer, or to the same one.
    fn another_submission(
        &mut self,
        sent: &ClaimSent,
        file_id: i64,
        known: &Found,
    ) -> Result<Received> {
        let claim_id = known.candidate.claim_id;
        let payer_id = self.writer.payer(&sent.coverage.payer)?;
        self.writer.add_submission(claim_id, file_id, payer_id, sent)?;
        if sent.frequency == "8" {
            let item = QueueItem {
                reason: Reason::VoidClaim,
                cents: sent.charge_cents,
                detail: String::new(),
            };
            let belongs = Belongs { claim_id, post_day: self.today, ..Belongs::default() };
            self.queue(&item, &belongs, file_id)?;
        }
        let coverages = self.add_coverages(claim_id, sent, &known.coverages)?;
        if coverages != known.coverages && !known.adjudicated.is_empty() {
            // The patient's share belongs to the payer that has now become known.
            self.repost(claim_id)?;
        }
        Ok(Received::New { charge_cents: 0 })
    }

    /// Adds the coverages of a claim that it is not known to have; returns all letters.
    fn add_coverages(&mut self, claim_id: i64, sent: &ClaimSent, had: &str) -> Result<String> {
        let mut letters = had.to_string();
        for coverage in std::iter::once(&sent.coverage).chain(&sent.other) {
            let letter = coverage.sequence.letter();
            if letters.contains(letter) {
                continue;
            }
            let payer_id = self.writer.payer(&coverage.payer)?;
            self.writer.add_coverage(claim_id, coverage, payer_id)?;
            letters.push_str(letter);
        }
        let letters = in_order(&letters);
        if letters != had {
            self.writer.set_coverages(claim_id, &letters)?;
        }
        Ok(letters)
    }

    /// A claim that is new, or the new version of one that is here.
    fn new_claim(
        &mut self,
        sent: &ClaimSent,
        file_id: i64,
        replaces: Option<&Found>,
    ) -> Result<Received> {
        let belongs_file = Belongs { post_day: self.today, ..Belongs::default() };
        let charge_cents = charges(&sent.lines);
        let mut had = 0;
        let mut payments = Vec::new();
        if let Some(old) = replaces {
            had = old.candidate.charge_cents;
            payments = self.writer.payments_of(old.candidate.claim_id)?;
            self.take_back(old.candidate.claim_id, true)?;
        }
        let patient_id = self.writer.patient(&sent.patient)?;
        let first = sent.other.iter().find(|c| c.sequence == Sequence::Primary);
        let primary: Option<&Coverage> = match sent.coverage.sequence {
            Sequence::Primary => Some(&sent.coverage),
            _ => first,
        };
        let payer_id = match primary {
            Some(coverage) => self.writer.payer(&coverage.payer)?,
            None => 0,
        };
        let line = sent.lines.first();
        let mut row = ClaimRow {
            origin: "837P",
            control_number: sent.control_number.clone(),
            patient_id,
            member_id: primary.unwrap_or(&sent.coverage).member_id.0.clone(),
            payer_id,
            coverages: String::new(),
            charge_cents,
            service_day: first_day(&sent.lines),
            first_bill_day: replaces.and_then(|f| f.first_bill_day).or(sent.sent_day),
            place_of_service: line.map_or(String::new(), |l| l.place_of_service.clone()),
            rendering_npi: line.map_or(String::new(), |l| l.rendering_npi.clone()),
            referring_npi: sent.referring_npi.clone(),
            billing_npi: sent.billing_npi.clone(),
            authorization: sent.authorization.clone(),
            diagnoses: sent.diagnoses.join(":"),
            supersedes: replaces.map_or(0, |f| f.candidate.claim_id),
            ..ClaimRow::default()
        };
        self.writer.add_claim(&mut row, &sent.lines)?;
        let claim_id = row.claim_id;
        self.add_coverages(claim_id, sent, "")?;
        let sent_to = self.writer.payer(&sent.coverage.payer)?;
        self.writer.add_submission(claim_id, file_id, sent_to, sent)?;
        self.charge(&row, &sent.lines, sent.sent_day)?;
        let belongs = Belongs { claim_id, ..belongs_file };
        if charge_cents != sent.charge_cents {
            let item = QueueItem {
                reason: Reason::ClaimTotalDiffers,
                cents: sent.charge_cents - charge_cents,
                detail: String::new(),
            };
            self.queue(&item, &belongs, file_id)?;
        }
        if primary.is_none() {
            let item = QueueItem {
                reason: Reason::SecondaryWithoutPrimary,
                cents: charge_cents,
                detail: String::new(),
            };
            self.queue(&item, &belongs, file_id)?;
        }
        if !payments.is_empty() {
            self.post_again(claim_id, &payments)?;
        }
        Ok(Received::New { charge_cents: charge_cents - had })
    }

    /// P1: the charge of each line, on its day of service.
    fn charge(&mut self, row: &ClaimRow, lines: &[ClaimLine], sent: Option<Day>) -> Result<()> {
        let transfers: Vec<Transfer> = lines
            .iter()
            .filter_map(|l| {
                Transfer::new("P1", Account::ArPrimary, Account::Revenue, l.charge_cents, l.number)
            })
            .collect();
        // Charges stand in the books on their day of service, as long as they are read from
        // claims and not entered here.
        let post_day = row.service_day.or(sent).unwrap_or(self.today);
        let belongs = Belongs {
            post_day,
            claim_id: row.claim_id,
            patient_id: row.patient_id,
            payer_id: row.payer_id,
            ..Belongs::default()
        };
        self.writer.post(&transfers, &belongs)
    }

    // Claim payments.

    /// Takes a claim payment of an 835. Returns what of its money was posted to a claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_payment(
        &mut self,
        envelope: &Envelope,
        claim_no: i64,
        payment: &ClaimPayment,
    ) -> Result<i64> {
        let sequence = posting::sequence_of(&payment.status);
        let mut row = ClaimPaymentRow {
            remit_id: envelope.remit_id,
            claim_no,
            sequence: sequence.letter(),
            outcome: "waiting",
            post_day: envelope.post_day,
            ..ClaimPaymentRow::default()
        };
        if envelope.held {
            row.patient_id = self.writer.patient(&payment.patient)?;
            let treatments = untreated(posting::treatments(payment, None, self.causes));
            self.writer.add_claim_payment(payment, &row, &treatments, &[])?;
            return Ok(0);
        }
        match self.find_claim(payment)? {
            Ok((found, stage)) => {
                row.matched_by = stage.name();
                self.post_found(envelope, row, payment, &found, None)
            }
            Err(_) if self.may_make_claim(payment, envelope) => {
                let found = self.make_claim(envelope, payment)?;
                row.matched_by = Stage::MadeFromRemittance.name();
                self.post_found(envelope, row, payment, &found, None)
            }
            Err(reason) => self.leave_waiting(envelope, row, payment, reason),
        }
    }

    /// No claim: money to unapplied payer money, the rest to a queue.
    fn leave_waiting(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &ClaimPayment,
        reason: Reason,
    ) -> Result<i64> {
        row.patient_id = self.writer.patient(&payment.patient)?;
        let treatments = untreated(posting::treatments(payment, None, self.causes));
        let memo =
            matches!(payment.status.as_str(), "23" | "25") || posting::is_duplicate_only(payment);
        let reason = if memo && posting::is_duplicate_only(payment) {
            Reason::DuplicateOfUnknown
        } else if payment.is_reversal() && reason == Reason::ClaimNotFound {
            Reason::ReversalWithoutOriginal
        } else {
            reason
        };
        let cents = if payment.paid_cents != 0 { payment.paid_cents } else { payment.charge_cents };
        let item = QueueItem { reason, cents, detail: String::new() };
        let held = posting::hold(payment, treatments, item);
        row.outcome = if memo && payment.paid_cents == 0 { "memo" } else { "held" };
        self.writer.add_claim_payment(payment, &row, &held.treatments, &[])?;
        let belongs = belongs(envelope, &row, envelope.payer_id);
        self.writer.post(&held.transfers, &belongs)?;
        if !(memo && matches!(payment.status.as_str(), "23" | "25")) {
            for item in &held.queue {
                self.queue(item, &belongs, 0)?;
            }
        }
        Ok(0)
    }

    /// Posts a payment to the claim it was found to be for. `waited` is set when it had been
    /// held: its money then comes out of unapplied payer money, and its rows are there.
    fn post_found(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &ClaimPayment,
        found: &Found,
        waited: Option<Rerun>,
    ) -> Result<i64> {
        row.claim_id = found.candidate.claim_id;
        row.patient_id = found.patient_id;
        if payment.is_reversal() {
            return self.reverse(envelope, row, payment, found, waited);
        }
        let sequence = posting::sequence_of(&payment.status);
        let view = self.view(found)?;
        let mut plan = posting::post(&view, payment, self.causes);
        if plan.outcome == Outcome::Held && waited == Some(Rerun::Waited) {
            return Ok(0);
        }
        row.outcome = plan.outcome.name();
        row.decision = plan.outcome == Outcome::Posted;
        if row.decision {
            row.denied_cents = denied(payment, &plan.treatments);
        }
        self.record(payment, &row, &plan.treatments, &plan.lines, waited)?;
        if waited == Some(Rerun::Waited) {
            from_unapplied(&mut plan.transfers);
        }
        let payer_id = self.payer_of(found, sequence, envelope.payer_id)?;
        let belongs = belongs(envelope, &row, payer_id);
        self.writer.post(&plan.transfers, &belongs)?;
        for t in &plan.transfers {
            let used = t.effect(Account::UnappliedPatient);
            if used != 0 {
                *self.prepaid.entry(found.patient_id).or_default() -= used;
            }
        }
        if waited.is_none() {
            for item in &plan.queue {
                self.queue(item, &belongs, 0)?;
            }
        }
        self.refresh(found, sequence, &plan)?;
        Ok(if plan.outcome == Outcome::Posted { payment.paid_cents } else { 0 })
    }

    /// P12: mirrors what the earlier decision posted.
    fn reverse(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &ClaimPayment,
        found: &Found,
        waited: Option<Rerun>,
    ) -> Result<i64> {
        let claim_id = found.candidate.claim_id;
        let treatments = untreated(posting::treatments(payment, None, self.causes));
        let original = match row.reverses {
            (0, _) => self.writer.original_of(claim_id, payment)?,
            known => Some(known),
        };
        let Some(original) = original else {
            if waited.is_some() {
                return Ok(0);
            }
            return self.leave_waiting(envelope, row, payment, Reason::ReversalWithoutOriginal);
        };
        row.outcome = Outcome::Reversed.name();
        row.reverses = original;
        self.record(payment, &row, &treatments, &[], waited)?;
        self.writer.mark_reversed(original, envelope.remit_id)?;
        for m in self.writer.movements(claim_id)? {
            if m.payment != original {
                continue;
            }
            let mirror = Transfer::new("P12", m.credit, m.debit, m.cents, m.line);
            let mut mirror: Vec<Transfer> = mirror.into_iter().collect();
            if waited == Some(Rerun::Waited) {
                from_unapplied(&mut mirror);
            }
            for t in &mirror {
                let used = t.effect(Account::UnappliedPatient);
                *self.prepaid.entry(found.patient_id).or_default() -= used;
            }
            let belongs = belongs(envelope, &row, m.payer_id);
            self.writer.post(&mirror, &belongs)?;
        }
        self.writer.refresh_claim(claim_id)?;
        Ok(payment.paid_cents)
    }

    fn record(
        &mut self,
        payment: &ClaimPayment,
        row: &ClaimPaymentRow,
        treatments: &[Treatment],
        lines: &[i64],
        waited: Option<Rerun>,
    ) -> Result<()> {
        match waited {
            None => self.writer.add_claim_payment(payment, row, treatments, lines),
            Some(_) => self.writer.settle_claim_payment(payment, row, treatments, lines),
        }
    }

    /// Brings the claim's totals up to date; a first decision needs no look at the journal.
    fn refresh(&self, found: &Found, sequence: Sequence, plan: &Posting) -> Result<()> {
        let claim_id = found.candidate.claim_id;
        if plan.outcome != Outcome::Posted {
            return Ok(());
        }
        if !found.adjudicated.is_empty() {
            return self.writer.refresh_claim(claim_id);
        }
        let mut totals = Totals { payer: found.candidate.charge_cents, ..Totals::default() };
        for t in &plan.transfers {
            totals.add(t.debit, t.credit, t.cents);
        }
        self.writer.set_claim_state(claim_id, &totals, sequence.letter())
    }

    fn view(&self, found: &Found) -> Result<ClaimView> {
        let claim_id = found.candidate.claim_id;
        let keys = self.writer.line_keys(claim_id)?;
        let fresh = found.adjudicated.is_empty();
        let mut lines: Vec<(LineKey, Open)> = keys
            .into_iter()
            .map(|key| {
                let charge = if fresh { key.charge_cents } else { 0 };
                (key, Open { payers: [charge, 0, 0], ..Open::default() })
            })
            .collect();
        if !fresh {
            self.writer.open_balances(claim_id, &mut lines)?;
        }
        Ok(ClaimView {
            lines,
            coverages: Writer::sequences(&found.coverages),
            adjudicated: Writer::sequences(&found.adjudicated),
            prepaid_cents: self.prepaid.get(&found.patient_id).copied().unwrap_or(0),
        })
    }

    fn payer_of(&self, found: &Found, sequence: Sequence, remitted: i64) -> Result<i64> {
        if sequence == Sequence::Primary && found.payer_id != 0 {
            return Ok(found.payer_id);
        }
        if sequence != Sequence::Primary && found.coverages.contains(sequence.letter()) {
            let coverages = self.writer.coverages(found.candidate.claim_id)?;
            if let Some((_, id)) = coverages.iter().find(|(s, _)| s == sequence.letter()) {
                return Ok(*id);
            }
        }
        Ok(remitted)
    }

    // Finding the claim.

    fn find_claim(&self, payment: &ClaimPayment) -> Result<Match> {
        let mut verdict = Reason::ClaimNotFound;
        let number = payment.control_number.as_str();
        if !number.is_empty() && number != "0" {
            let exact = self.writer.claims_by_control_number(number)?;
            if let Some(found) = pick(payment, exact, &mut verdict) {
                return Ok(Ok((found, Stage::ControlNumber)));
            }
            if number.len() == 20 && verdict == Reason::ClaimNotFound {
                let cut = self.writer.claims_by_control_prefix(number)?;
                if let Some(found) = pick(payment, cut, &mut verdict) {
                    return Ok(Ok((found, Stage::ControlNumberCut)));
                }
            }
        }
        if verdict == Reason::ClaimAmbiguous {
            return Ok(Err(verdict));
        }
        if !payment.payer_control_number.is_empty() {
            let known = self.writer.claims_by_payer_control(&payment.payer_control_number)?;
            // The payer's number says which claim; ours saying another is no match.
            let known = known
                .into_iter()
                .filter(|f| number.is_empty() || f.candidate.control_number == number)
                .collect();
            let mut ignored = verdict;
            if let Some(found) = pick(payment, known, &mut ignored) {
                return Ok(Ok((found, Stage::PayerControlNumber)));
            }
        }
        match self.find_by_member(payment)? {
            Some(found) => Ok(Ok((found, Stage::MemberDateCharge))),
            None => Ok(Err(verdict)),
        }
    }

    /// The control number came back altered: only one claim as sent has this member, day,
    /// charge and these lines, and the payer has not decided on it.
    fn find_by_member(&self, payment: &ClaimPayment) -> Result<Option<Found>> {
        let member = &payment.patient.member_id.0;
        let (false, Some(day), false) =
            (member.is_empty(), payment.service_day(), payment.is_reversal())
        else {
            return Ok(None);
        };
        let letter = posting::sequence_of(&payment.status).letter();
        let mut fitting = Vec::new();
        for found in self.writer.claims_by_member_day(member, day)? {
            if found.origin != "837P"
                || found.candidate.charge_cents != payment.charge_cents
                || found.adjudicated.contains(letter)
            {
                continue;
            }
            let keys = self.writer.line_keys(found.candidate.claim_id)?;
            if keys.len() == payment.lines.len() && match_lines(&keys, &payment.lines).is_some() {
                fitting.push(found);
            }
        }
        Ok(if fitting.len() == 1 { fitting.pop() } else { None })
    }

    /// Whether a claim may be made from this payment: only from a decision, and only for
    /// days before the practice works in this book.
    fn may_make_claim(&self, payment: &ClaimPayment, envelope: &Envelope) -> bool {
        let day = payment.service_day().unwrap_or(envelope.post_day);
        let before = self.go_live.is_none_or(|live| day < live);
        before
            && payment.charge_cents >= 0
            && !matches!(payment.status.as_str(), "22" | "23" | "25")
            && !posting::is_duplicate_only(payment)
    }

    fn make_claim(&mut self, envelope: &Envelope, payment: &ClaimPayment) -> Result<Found> {
        let lines = lines_of(payment);
        let sequence = posting::sequence_of(&payment.status);
        let patient_id = self.writer.patient(&payment.patient)?;
        let primary = sequence == Sequence::Primary;
        let mut row = ClaimRow {
            origin: "835",
            control_number: payment.control_number.clone(),
            patient_id,
            member_id: payment.patient.member_id.0.clone(),
            payer_id: if primary { envelope.payer_id } else { 0 },
            coverages: sequence.letter().to_string(),
            charge_cents: charges(&lines),
            service_day: payment.service_day(),
            first_bill_day: None,
            place_of_service: payment.place_of_service.clone(),
            rendering_npi: payment.rendering_npi.clone(),
            ..ClaimRow::default()
        };
        self.writer.add_claim(&mut row, &lines)?;
        let coverage = Coverage {
            sequence,
            member_id: payment.patient.member_id.clone(),
            filing_code: payment.filing_code.clone(),
            ..Coverage::default()
        };
        self.writer.add_coverage(row.claim_id, &coverage, envelope.payer_id)?;
        self.charge(&row, &lines, Some(envelope.post_day))?;
        Ok(Found {
            candidate: gonio_billing::matching::Candidate {
                claim_id: row.claim_id,
                charge_cents: row.charge_cents,
                ..Default::default()
            },
            origin: row.origin.to_string(),
            payer_id: row.payer_id,
            adjudicated: String::new(),
            coverages: row.coverages,
            patient_id,
            first_bill_day: None,
        })
    }

    // Posting again.

    /// Takes everything remittances posted to a claim back, and its charge too when asked.
    fn take_back(&mut self, claim_id: i64, charge_too: bool) -> Result<()> {
        for m in self.writer.movements(claim_id)? {
            let from_charge = m.payment == (0, 0);
            if from_charge && !charge_too {
                continue;
            }
            let rule = if from_charge { "P1" } else { "P12" };
            let mirror: Vec<Transfer> =
                Transfer::new(rule, m.credit, m.debit, m.cents, m.line).into_iter().collect();
            for t in &mirror {
                let used = t.effect(Account::UnappliedPatient);
                *self.prepaid.entry(m.patient_id).or_default() -= used;
            }
            let belongs = Belongs {
                post_day: m.post_day,
                claim_id,
                remit_id: m.payment.0,
                claim_no: m.payment.1,
                patient_id: m.patient_id,
                payer_id: m.payer_id,
                reverses: 0,
            };
            self.writer.post(&mirror, &belongs)?;
        }
        Ok(())
    }

    /// What is known of a claim has changed: takes its postings back and posts them anew.
    fn repost(&mut self, claim_id: i64) -> Result<()> {
        let payments = self.writer.payments_of(claim_id)?;
        self.take_back(claim_id, false)?;
        self.post_again(claim_id, &payments)
    }

    fn post_again(&mut self, claim_id: i64, payments: &[(i64, i64)]) -> Result<()> {
        let mut adjudicated = String::new();
        for (remit_id, claim_no) in payments {
            let recorded = self.writer.recorded(*remit_id, *claim_no)?;
            if recorded.outcome == "waiting" {
                continue;
            }
            let was = posted_cents(&recorded);
            let Some(mut found) = self.found(claim_id, &recorded.facts)? else { continue };
            found.adjudicated.clone_from(&adjudicated);
            let envelope = Envelope {
                remit_id: *remit_id,
                payer_id: recorded.payer_id,
                post_day: recorded.post_day,
                held: false,
            };
            let sequence = posting::sequence_of(&recorded.facts.status);
            let row = ClaimPaymentRow {
                remit_id: *remit_id,
                claim_no: *claim_no,
                matched_by: Stage::ControlNumber.name(),
                sequence: sequence.letter(),
                post_day: recorded.post_day,
                reverses: recorded.reverses,
                ..ClaimPaymentRow::default()
            };
            let rerun = Some(Rerun::Again);
            let posted = self.post_found(&envelope, row, &recorded.facts, &found, rerun)?;
            if posted != was {
                self.writer.add_posted(*remit_id, posted - was)?;
            }
            if !recorded.facts.is_reversal() && !adjudicated.contains(sequence.letter()) {
                adjudicated.push_str(sequence.letter());
            }
        }
        self.writer.refresh_claim(claim_id)
    }

    fn found(&self, claim_id: i64, facts: &ClaimPayment) -> Result<Option<Found>> {
        let mut by_number = self.writer.claims_by_control_number(&facts.control_number)?;
        by_number.retain(|f| f.candidate.claim_id == claim_id);
        if by_number.is_empty() {
            by_number = self.writer.claims_by_payer_control(&facts.payer_control_number)?;
            by_number.retain(|f| f.candidate.claim_id == claim_id);
        }
        Ok(by_number.pop())
    }

    /// Tries again what waits for a claim, a line or an earlier remittance. Goes on as long
    /// as something moves, since one may wait for another.
    ///
    /// # Errors
    /// What the database reports.
    pub fn retry_waiting(&mut self) -> Result<Released> {
        let mut released = Released::default();
        loop {
            let before = released.claims;
            for (item_id, remit_id, claim_no) in self.writer.waiting_payments()? {
                let recorded = self.writer.recorded(remit_id, claim_no)?;
                let Ok((found, stage)) = self.find_claim(&recorded.facts)? else {
                    continue;
                };
                let envelope = Envelope {
                    remit_id,
                    payer_id: recorded.payer_id,
                    post_day: recorded.post_day,
                    held: false,
                };
                let row = ClaimPaymentRow {
                    remit_id,
                    claim_no,
                    matched_by: stage.name(),
                    sequence: posting::sequence_of(&recorded.facts.status).letter(),
                    post_day: recorded.post_day,
                    ..ClaimPaymentRow::default()
                };
                let waited = Some(Rerun::Waited);
                self.post_found(&envelope, row, &recorded.facts, &found, waited)?;
                let now = self.writer.recorded(remit_id, claim_no)?;
                if now.outcome != "held" {
                    let posted = posted_cents(&now);
                    self.writer.add_posted(remit_id, posted)?;
                    self.writer.settle(item_id)?;
                    released.claims += 1;
                    released.lines += now.facts.lines.len() as i64;
                    released.cents += posted;
                }
            }
            if released.claims == before {
                return Ok(released);
            }
        }
    }
}

/// Why a recorded claim payment is posted once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rerun {
    /// It waited; its money is in unapplied payer money.
    Waited,
    /// Its postings were taken back, because more is known of the claim now.
    Again,
}

fn posted_cents(recorded: &Recorded) -> i64 {
    match recorded.outcome.as_str() {
        "posted" | "reversed" => recorded.facts.paid_cents,
        _ => 0,
    }
}

fn belongs(envelope: &Envelope, row: &ClaimPaymentRow, payer_id: i64) -> Belongs {
    Belongs {
        post_day: envelope.post_day,
        claim_id: row.claim_id,
        remit_id: envelope.remit_id,
        claim_no: row.claim_no,
        patient_id: row.patient_id,
        payer_id,
        reverses: 0,
    }
}

/// Money that waited comes out of unapplied payer money, not out of the clearing account.
fn from_unapplied(transfers: &mut [Transfer]) {
    for t in transfers {
        if t.debit == Account::Clearing {
            t.debit = Account::UnappliedPayer;
        }
        if t.credit == Account::Clearing {
            t.credit = Account::UnappliedPayer;
        }
    }
}

/// Treatments of adjustments that wait: the cause is known, nothing moves.
fn untreated(treatments: Vec<Treatment>) -> Vec<Treatment> {
    treatments.into_iter().map(|t| Treatment { rule: "", to: None, ..t }).collect()
}

fn denied(payment: &ClaimPayment, treatments: &[Treatment]) -> i64 {
    payment
        .all_adjustments()
        .zip(treatments)
        .filter(|(_, t)| t.cause.is_some_and(|c| c.is_denial()))
        .map(|((a, _), _)| a.cents)
        .sum()
}

fn pick(payment: &ClaimPayment, claims: Vec<Found>, verdict: &mut Reason) -> Option<Found> {
    if claims.is_empty() {
        return None;
    }
    let candidates: Vec<_> = claims.iter().map(|f| f.candidate.clone()).collect();
    match choose(payment, &candidates) {
        Choice::Found(id) => claims.into_iter().find(|f| f.candidate.claim_id == id),
        Choice::Ambiguous => {
            *verdict = Reason::ClaimAmbiguous;
            None
        }
        Choice::None { differs } => {
            if differs {
                *verdict = Reason::ClaimDiffers;
            }
            None
        }
    }
}

fn first_day(lines: &[ClaimLine]) -> Option<Day> {
    lines.iter().filter_map(|l| l.service_day).min()
}

fn charges(lines: &[ClaimLine]) -> i64 {
    lines.iter().map(|l| l.charge_cents).sum()
}

fn in_order(letters: &str) -> String {
    ["P", "S", "T"].into_iter().filter(|l| letters.contains(l)).collect()
}

/// The lines of a claim made from a remittance. What the lines do not account for of the
/// claim's charge stands as a line of its own.
fn lines_of(payment: &ClaimPayment) -> Vec<ClaimLine> {
    let mut lines: Vec<ClaimLine> = (1..)
        .zip(&payment.lines)
        .map(|(number, l)| ClaimLine {
            number,
            code: if l.submitted_code.is_empty() { &l.code } else { &l.submitted_code }.clone(),
            modifiers: l.modifiers.clone(),
            units_milli: l.units_milli,
            charge_cents: l.charge_cents,
            service_day: l.service_day.or(payment.from_day),
            control_number: l.control_number.clone(),
            rendering_npi: payment.rendering_npi.clone(),
            place_of_service: payment.place_of_service.clone(),
            pointers: String::new(),
        })
        .collect();
    let rest = payment.charge_cents - charges(&lines);
    if lines.is_empty() || rest > 0 {
        lines.push(ClaimLine {
            number: lines.len() as i64 + 1,
            charge_cents: rest,
            units_milli: 1000,
            service_day: payment.from_day,
            rendering_npi: payment.rendering_npi.clone(),
            place_of_service: payment.place_of_service.clone(),
            ..ClaimLine::default()
        });
    }
    lines
}
