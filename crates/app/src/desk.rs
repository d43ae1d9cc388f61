//! The posting desk: takes one fact at a time, finds its claim, posts or queues it.
//!
//! Everything happens inside one [`Writer`], so a batch is in the book whole or not at all.

pub(crate) mod answers;
mod cases;
mod derived;
mod held;

use std::collections::{BTreeSet, HashMap};

use gonio_billing::day::Day;
use gonio_billing::derive::{All, Decided, Derived, untreated};
use gonio_billing::facts::{ClaimLine, ClaimPayment, ClaimSent, Coverage, Sequence};
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::matching::{Choice, LineKey, Stage, choose, match_lines, share_a_service};
use gonio_billing::posting::{self, ClaimView, Open, Outcome, Posting, Treatment};
use gonio_billing::queue::{QueueItem, Reason};
use gonio_rules::causes::CauseTable;
use gonio_rules::rulebook::Rulebook;
use gonio_store::read::{Found, Totals};
use gonio_store::row::{Belongs, ClaimPaymentRow, ClaimRow};
use gonio_store::undo::in_order;
use gonio_store::write::Writer;

use crate::contracts::Prices;

type Result<T> = gonio_store::Result<T>;

/// A book being written to, with what posting needs at hand.
pub struct Desk<'a, 'b> {
    /// The open batch.
    pub writer: &'a mut Writer<'b>,
    causes: &'a CauseTable,
    go_live: Option<Day>,
    today: Day,
    prepaid: HashMap<i64, i64>,
    prices: Prices,
    /// The set of claims being read.
    set_id: i64,
    /// What acknowledgements of this batch are about.
    answered: BTreeSet<String>,
    /// Claims of this batch that acknowledgements may already be here for.
    sent_again: BTreeSet<i64>,
    /// Claims of this batch whose decisions changed.
    decided: BTreeSet<i64>,
    /// Read when the first denial asks for it.
    rulebook: Option<Rulebook>,
    /// One person may check their own work.
    solo: bool,
    /// The remittance being read, and what was posted of it.
    open: (i64, i64),
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
        let prices = Prices::of(writer.contracts()?)?;
        let solo = writer.is_solo()?;
        let open = (0, 0);
        let rulebook = None;
        Ok(Desk {
            writer,
            causes,
            go_live,
            today,
            prepaid,
            prices,
            set_id: 0,
            answered: BTreeSet::new(),
            sent_again: BTreeSet::new(),
            decided: BTreeSet::new(),
            rulebook,
            solo,
            open,
        })
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
        if self.writer.was_sent(&sent)? {
            return Ok(Received::Duplicate);
        }
        let same = self.same_services(&sent)?;
        let Some(known) = same.first() else {
            let returned = self.returned_before(&sent)?;
            return self.new_claim(&sent, file_id, returned.as_slice());
        };
        let claim_id = known.candidate.claim_id;
        let sequence = sent.coverage.sequence;
        if known.origin == "835" {
            return self.new_claim(&sent, file_id, &same);
        }
        if sequence != Sequence::Primary || self.same_lines(claim_id, &sent)? {
            return self.another_submission(&sent, file_id, known);
        }
        if sent.frequency != "8" && known.adjudicated.is_empty() {
            return self.new_claim(&sent, file_id, &same[..1]);
        }
        self.another_submission(&sent, file_id, known)?;
        let item = QueueItem {
            reason: Reason::CorrectionChangesCharges,
            cents: sent.charge_cents - known.candidate.charge_cents,
            detail: format!("frequency {}", sent.frequency),
        };
        let belongs = Belongs { claim_id, post_day: self.today, ..Belongs::default() };
        self.writer.queue(&item, &belongs, file_id)?;
        Ok(Received::New { charge_cents: 0 })
    }

    /// The claim with the same services, if it is here: same control number, patient and
    /// day. A later payer's claim may also be found by the first payer's member id. Several
    /// only when they were made from remittances alone: a payer may have split the claim.
    fn same_services(&self, sent: &ClaimSent) -> Result<Vec<Found>> {
        if let Some(claim_id) = self.writer.made_from(&sent.control_number)? {
            return Ok(self.writer.claim(claim_id)?.into_iter().collect());
        }
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
        let mut same = Vec::new();
        let mut known = self.writer.claims_by_control_number(&sent.control_number)?;
        if let Some(cut) = sent.control_number.get(..20).filter(|n| *n != sent.control_number) {
            // A remittance that cut the number to twenty characters may have made the claim.
            let made = self.writer.claims_by_control_number(cut)?;
            known.extend(made.into_iter().filter(|f| f.origin == "835"));
        }
        for found in known {
            if !same_patient(&found) {
                continue;
            }
            let keys = self.writer.line_keys(found.candidate.claim_id)?;
            let lines = sent.lines.iter().map(|l| (l.code.as_str(), l.modifiers.as_str()));
            if share_a_service(services(&keys), lines) {
                same.push(found);
            }
        }
        // What was sent before comes first, and then alone.
        same.sort_by_key(|f| f.origin == "835");
        if same.first().is_some_and(|f| f.origin != "835") {
            same.truncate(1);
        }
        let (true, true, Some(day)) =
            (same.is_empty(), sent.coverage.sequence != Sequence::Primary, day)
        else {
            return Ok(same);
        };
        for member in members.iter().filter(|id| !id.is_empty()) {
            for found in self.writer.claims_by_member_day(member, day)? {
                if found.candidate.charge_cents == charges(&sent.lines)
                    && self.same_lines(found.candidate.claim_id, sent)?
                {
                    return Ok(vec![found]);
                }
            }
        }
        Ok(same)
    }

    /// A claim that came back unprocessed, whose services are now sent as a new original under
    /// another number, as such a return asks for.
    fn returned_before(&self, sent: &ClaimSent) -> Result<Option<Found>> {
        let member = &sent.coverage.member_id.0;
        let (false, Some(day)) = (member.is_empty(), first_day(&sent.lines)) else {
            return Ok(None);
        };
        for found in self.writer.claims_by_member_day(member, day)? {
            if found.origin == "837P"
                && found.adjudicated.is_empty()
                && found.candidate.charge_cents == charges(&sent.lines)
                && self.same_lines(found.candidate.claim_id, sent)?
                && self.was_returned(found.candidate.claim_id)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Every answer to the claim was that it could not be processed.
    fn was_returned(&self, claim_id: i64) -> Result<bool> {
        let payments = self.writer.payments_of(claim_id)?;
        for (remit_id, claim_no) in &payments {
            let recorded = self.writer.recorded(*remit_id, *claim_no)?;
            if !posting::is_unprocessed(&recorded.facts) {
                return Ok(false);
            }
        }
        Ok(!payments.is_empty())
    }

    /// A claim has come back unprocessed: if its services were sent again meanwhile, as a new
    /// original under another number, that claim takes its place.
    pub(crate) fn sent_again(&mut self, returned: &Found) -> Result<()> {
        let claim_id = returned.candidate.claim_id;
        let member = returned.candidate.member_ids.first().cloned().unwrap_or_default();
        let (false, Some(day)) = (member.is_empty(), returned.candidate.service_day) else {
            return Ok(());
        };
        if returned.origin != "837P" || !self.was_returned(claim_id)? {
            return Ok(());
        }
        let services = |keys: Vec<LineKey>| -> Vec<(String, i64)> {
            keys.into_iter().map(|k| (k.code, k.charge_cents)).collect()
        };
        let own = services(self.writer.line_keys(claim_id)?);
        for found in self.writer.claims_by_member_day(&member, day)? {
            let other = found.candidate.claim_id;
            if other == claim_id
                || found.origin != "837P"
                || found.first_bill_day <= returned.first_bill_day
                || services(self.writer.line_keys(other)?) != own
                || self.was_returned(other)?
            {
                continue;
            }
            let receipts = self.take_all_back(claim_id)?;
            self.writer.supersede(claim_id, other)?;
            self.keep_receipts(other, &[], &receipts)?;
            return self.derive_claim(other);
        }
        Ok(())
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
        self.writer.add_submission(claim_id, false, (file_id, self.set_id), payer_id, sent)?;
        self.sent_again.insert(claim_id);
        if sent.frequency == "8" {
            let item = QueueItem {
                reason: Reason::VoidClaim,
                cents: sent.charge_cents,
                detail: String::new(),
            };
            let belongs = Belongs { claim_id, post_day: self.today, ..Belongs::default() };
            self.writer.queue(&item, &belongs, file_id)?;
        }
        let letters = letters_with(sent, &known.coverages);
        if letters != known.coverages {
            self.add_coverages(claim_id, sent, &known.coverages)?;
            self.writer.set_coverages(claim_id, &letters)?;
        }
        if !self.writer.payments_of(claim_id)?.is_empty() {
            // The patient's share belongs to the payer that has now become known; and what
            // was returned and is sent again waits for nobody.
            self.derive_claim(claim_id)?;
        }
        Ok(Received::New { charge_cents: 0 })
    }

    /// Adds the coverages of a claim that it is not known to have.
    fn add_coverages(&mut self, claim_id: i64, sent: &ClaimSent, had: &str) -> Result<()> {
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
        Ok(())
    }

    /// A claim that is new, or the new version of what is here.
    fn new_claim(
        &mut self,
        sent: &ClaimSent,
        file_id: i64,
        replaces: &[Found],
    ) -> Result<Received> {
        let belongs_file = Belongs { post_day: self.today, ..Belongs::default() };
        let charge_cents = charges(&sent.lines);
        let mut had = 0;
        let mut receipts = Vec::new();
        for old in replaces {
            had += old.candidate.charge_cents;
            receipts.extend(self.take_all_back(old.candidate.claim_id)?);
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
            coverages: letters_with(sent, ""),
            charge_cents,
            service_day: first_day(&sent.lines),
            first_bill_day: replaces.iter().find_map(|f| f.first_bill_day).or(sent.sent_day),
            place_of_service: line.map_or(String::new(), |l| l.place_of_service.clone()),
            rendering_npi: line.map_or(String::new(), |l| l.rendering_npi.clone()),
            referring_npi: sent.referring_npi.clone(),
            billing_npi: sent.billing_npi.clone(),
            authorization: sent.authorization.clone(),
            diagnoses: sent.diagnoses.join(":"),
            supersedes: replaces.first().map_or(0, |f| f.candidate.claim_id),
            ..ClaimRow::default()
        };
        self.writer.add_claim(&mut row, &sent.lines)?;
        let claim_id = row.claim_id;
        for old in replaces {
            self.writer.supersede(old.candidate.claim_id, claim_id)?;
        }
        self.add_coverages(claim_id, sent, "")?;
        let sent_to = self.writer.payer(&sent.coverage.payer)?;
        self.writer.add_submission(claim_id, true, (file_id, self.set_id), sent_to, sent)?;
        self.sent_again.insert(claim_id);
        self.charge(&row, &sent.lines, sent.sent_day)?;
        let belongs = Belongs { claim_id, ..belongs_file };
        if charge_cents != sent.charge_cents {
            let item = QueueItem {
                reason: Reason::ClaimTotalDiffers,
                cents: sent.charge_cents - charge_cents,
                detail: String::new(),
            };
            self.writer.queue(&item, &belongs, file_id)?;
        }
        if primary.is_none() {
            let item = QueueItem {
                reason: Reason::SecondaryWithoutPrimary,
                cents: charge_cents,
                detail: String::new(),
            };
            self.writer.queue(&item, &belongs, file_id)?;
        }
        if !replaces.is_empty() {
            self.keep_receipts(claim_id, &sent.lines, &receipts)?;
            self.derive_claim(claim_id)?;
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

    /// Begins a remittance: what is posted of it is counted from here.
    pub fn open_remittance(&mut self, remit_id: i64) {
        self.open = (remit_id, 0);
    }

    /// What was posted of the open remittance so far.
    pub fn posted_of_open(&self) -> i64 {
        self.open.1
    }

    /// Counts money of a remittance as posted, or no longer so.
    fn count_posted(&mut self, remit_id: i64, cents: i64) -> Result<()> {
        if remit_id == self.open.0 {
            self.open.1 += cents;
            return Ok(());
        }
        if cents != 0 { self.writer.add_posted(remit_id, cents) } else { Ok(()) }
    }

    /// Takes a claim payment of an 835.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_payment(
        &mut self,
        envelope: &Envelope,
        claim_no: i64,
        payment: &ClaimPayment,
    ) -> Result<()> {
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
            return self.writer.add_claim_payment(payment, &row, &treatments, &[]);
        }
        let found = match self.find_claim(payment)? {
            Ok((found, _)) if self.is_another_visit(&found, payment, envelope)? => None,
            Ok((found, stage)) => {
                row.matched_by = stage.name();
                Some(found)
            }
            Err(reason) if !self.may_make_claim(payment, envelope) => {
                return self.leave_waiting(envelope, row, payment, reason, false);
            }
            Err(_) => None,
        };
        let found = match found {
            Some(found) => found,
            None => {
                row.matched_by = Stage::MadeFromRemittance.name();
                self.make_claim(envelope, payment)?
            }
        };
        self.post_found(envelope, row, payment, &found)
    }

    /// Under the same number and on the same day, but with other services: a claim known
    /// from remittances alone is then not the one that is meant.
    fn is_another_visit(
        &self,
        found: &Found,
        payment: &ClaimPayment,
        envelope: &Envelope,
    ) -> Result<bool> {
        if found.origin != "835" || !self.may_make_claim(payment, envelope) {
            return Ok(false);
        }
        let keys = self.writer.line_keys(found.candidate.claim_id)?;
        let paid = payment.lines.iter().map(|l| (l.sent_code(), l.modifiers.as_str()));
        Ok(!payment.lines.is_empty() && !share_a_service(services(&keys), paid))
    }

    /// No claim: money to unapplied payer money, the rest to a queue. `recorded` when the
    /// payment is in the book already.
    fn leave_waiting(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &ClaimPayment,
        reason: Reason,
        recorded: bool,
    ) -> Result<()> {
        row.patient_id = self.writer.patient(&payment.patient)?;
        let treatments = untreated(posting::treatments(payment, None, self.causes));
        let duplicate = posting::is_duplicate_only(payment);
        let informs = matches!(payment.status.as_str(), "23" | "25");
        let reason = why_it_waits(payment, reason);
        let cents = if payment.paid_cents != 0 { payment.paid_cents } else { payment.charge_cents };
        let item = QueueItem { reason, cents, detail: String::new() };
        let held = posting::hold(payment, treatments, item);
        let nothing_moves = (duplicate || informs) && payment.paid_cents == 0;
        row.outcome = if nothing_moves { "memo" } else { "held" };
        if recorded {
            self.writer.settle_claim_payment(payment, &row, &held.treatments, &[])?;
        } else {
            self.writer.add_claim_payment(payment, &row, &held.treatments, &[])?;
        }
        let belongs = belongs(envelope, &row, envelope.payer_id);
        self.writer.post(&held.transfers, &belongs)?;
        if !(informs && nothing_moves) {
            for item in &held.queue {
                self.writer.queue(item, &belongs, 0)?;
            }
        }
        Ok(())
    }

    /// Posts a payment to the claim it was found to be for. The first decision on a claim is
    /// posted as it stands; where there are others, all of them are derived together.
    fn post_found(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &ClaimPayment,
        found: &Found,
    ) -> Result<()> {
        let claim_id = found.candidate.claim_id;
        row.claim_id = claim_id;
        row.patient_id = found.patient_id;
        let untouched = found.payer_open_cents == found.candidate.charge_cents;
        if payment.is_reversal() || !untouched || self.writer.has_payments(found)? {
            let treatments = untreated(posting::treatments(payment, None, self.causes));
            row.outcome = NEW;
            self.writer.add_claim_payment(payment, &row, &treatments, &[])?;
            return self.derive_claim(claim_id);
        }
        let sequence = posting::sequence_of(&payment.status);
        let lines = self.writer.line_keys(claim_id)?;
        let view = ClaimView {
            lines: lines
                .into_iter()
                .map(|key| {
                    let open = Open { payers: [key.charge_cents, 0, 0], ..Open::default() };
                    (key, open)
                })
                .collect(),
            coverages: Writer::sequences(&found.coverages),
            adjudicated: Vec::new(),
            prepaid_cents: self.prepaid.get(&found.patient_id).copied().unwrap_or(0),
            expected: self.expected(found)?,
        };
        let plan = posting::post(&view, payment, self.causes);
        told(&mut row, payment, &plan);
        self.writer.add_claim_payment(payment, &row, &plan.treatments, &plan.lines)?;
        let payer_id = self.payer_of(found, sequence, || Ok(envelope.payer_id))?;
        let belongs = belongs(envelope, &row, payer_id);
        self.writer.post(&plan.transfers, &belongs)?;
        self.use_prepaid(found.patient_id, &plan.transfers);
        for item in &plan.queue {
            self.writer.queue(item, &belongs, 0)?;
        }
        let refuses = |t: &Transfer| matches!(t.debit, Account::ArDenied | Account::ArVariance);
        if plan.transfers.iter().any(refuses) {
            self.keep_first_case(found, envelope, &row, payment, &plan)?;
        }
        if plan.outcome == Outcome::Memo && posting::is_unprocessed(payment) {
            return self.sent_again(found);
        }
        if plan.outcome != Outcome::Posted {
            return Ok(());
        }
        self.count_posted(envelope.remit_id, payment.paid_cents)?;
        self.decided(claim_id);
        let mut totals = Totals { payer: found.candidate.charge_cents, ..Totals::default() };
        for t in &plan.transfers {
            totals.add(t.debit, t.credit, t.cents);
        }
        self.writer.set_claim_state(claim_id, &totals, sequence.letter(), true)
    }

    /// The cases that a claim's first decision opens.
    fn keep_first_case(
        &mut self,
        found: &Found,
        envelope: &Envelope,
        row: &ClaimPaymentRow,
        payment: &ClaimPayment,
        plan: &Posting,
    ) -> Result<()> {
        let key = (row.remit_id, row.claim_no);
        let decided = Decided {
            key,
            day: envelope.post_day,
            identity: String::new(),
            facts: payment.clone(),
        };
        let derived = Derived { key, posting: plan.clone(), reverses: (0, 0), reversed_by: 0 };
        let all = All { decisions: vec![derived], moves: Vec::new() };
        self.keep_cases(found, &[decided], &[], &all)
    }

    /// What the first payer should allow for each line, where a contract says so.
    fn expected(&mut self, found: &Found) -> Result<Vec<Option<i64>>> {
        if !self.prices.has(found.payer_id) {
            return Ok(Vec::new());
        }
        let lines = self.writer.lines_to_price(found.candidate.claim_id)?;
        Ok(self.prices.expected(found.payer_id, &lines))
    }

    fn use_prepaid(&mut self, patient_id: i64, transfers: &[Transfer]) {
        for t in transfers {
            let used = t.effect(Account::UnappliedPatient);
            if used != 0 {
                *self.prepaid.entry(patient_id).or_default() -= used;
            }
        }
    }

    fn payer_of(
        &self,
        found: &Found,
        sequence: Sequence,
        remitted: impl FnOnce() -> Result<i64>,
    ) -> Result<i64> {
        if sequence == Sequence::Primary && found.payer_id != 0 {
            return Ok(found.payer_id);
        }
        if sequence != Sequence::Primary && found.coverages.contains(sequence.letter()) {
            let coverages = self.writer.coverages(found.candidate.claim_id)?;
            if let Some((_, id)) = coverages.iter().find(|(s, _)| s == sequence.letter()) {
                return Ok(*id);
            }
        }
        remitted()
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
            if let Some(claim_id) = self.writer.made_from(number)? {
                let made = self.writer.claim(claim_id)?.into_iter().collect();
                if let Some(found) = pick(payment, made, &mut verdict) {
                    return Ok(Ok((found, Stage::ControlNumber)));
                }
            }
            if number.len() == 20 && verdict != Reason::ClaimAmbiguous {
                let cut = self.writer.claims_by_control_prefix(number)?;
                // That others' numbers begin alike says nothing about this payment.
                let mut of_these = Reason::ClaimNotFound;
                if let Some(found) = pick(payment, cut, &mut of_these) {
                    return Ok(Ok((found, Stage::ControlNumberCut)));
                }
                if of_these == Reason::ClaimAmbiguous {
                    verdict = of_these;
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
            payer_open_cents: row.charge_cents,
            has_payments: false,
        })
    }
}

/// What a claim payment is called between being recorded and being derived.
const NEW: &str = "new";

/// What became of a claim payment, told on its row.
fn told(row: &mut ClaimPaymentRow, payment: &ClaimPayment, plan: &Posting) {
    row.outcome = plan.outcome.name();
    row.decision = plan.outcome == Outcome::Posted;
    row.denied_cents = if row.decision { denied(payment, &plan.treatments) } else { 0 };
}

/// Why a payment for which no claim was found waits.
fn why_it_waits(payment: &ClaimPayment, reason: Reason) -> Reason {
    match reason {
        _ if posting::is_duplicate_only(payment) => Reason::DuplicateOfUnknown,
        Reason::ClaimNotFound if payment.is_reversal() => Reason::ReversalWithoutOriginal,
        reason => reason,
    }
}

/// The payers of a claim as letters: those it had and those it is sent with.
fn letters_with(sent: &ClaimSent, had: &str) -> String {
    let named = std::iter::once(&sent.coverage).chain(&sent.other);
    in_order(&named.fold(had.to_string(), |all, c| all + c.sequence.letter()))
}

fn services(keys: &[LineKey]) -> impl Iterator<Item = (&str, &str)> {
    keys.iter().map(|k| (k.code.as_str(), k.modifiers.as_str()))
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

fn denied(payment: &ClaimPayment, treatments: &[Treatment]) -> i64 {
    payment
        .all_adjustments()
        .zip(treatments)
        .filter(|(_, t)| t.cause.is_some_and(|c| c.is_denial()))
        .map(|((a, _), _)| a.cents)
        .sum()
}

fn pick(payment: &ClaimPayment, claims: Vec<Found>, verdict: &mut Reason) -> Option<Found> {
    match choose(payment, claims.iter().map(|f| &f.candidate)) {
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

/// The lines of a claim made from a remittance. What the lines do not account for of the
/// claim's charge stands as a line of its own.
fn lines_of(payment: &ClaimPayment) -> Vec<ClaimLine> {
    let mut lines: Vec<ClaimLine> = (1..)
        .zip(&payment.lines)
        .map(|(number, l)| ClaimLine {
            number,
            code: l.sent_code().to_string(),
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
