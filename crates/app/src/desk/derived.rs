//! Bringing the journal to what all decisions on a claim come to.
//!
//! What they come to is decided in [`gonio_billing::derive`]; here it is compared with what
//! stands, and only what differs is mirrored and posted anew.

use gonio_billing::derive::{Decided, Derived, OwnMove, derive};
use gonio_billing::facts::ClaimLine;
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::matching::{LineKey, Stage};
use gonio_billing::posting::{self, ClaimView, Open};
use gonio_billing::queue::{QueueItem, Reason};
use gonio_store::read::{Found, Movement, Recorded};
use gonio_store::row::{Belongs, ClaimPaymentRow};
use gonio_store::write::Writer;

use super::{Desk, Released, Result, told, why_it_waits};

/// See [`Desk::facts_of`].
type FactsOf = (Vec<Recorded>, Vec<Movement>, ClaimView, Vec<Decided>, Vec<OwnMove>);

impl Desk<'_, '_> {
    /// Posts what all decisions on a claim come to by now; where that is what stands in the
    /// journal already, nothing is written to it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn derive_claim(&mut self, claim_id: i64) -> Result<()> {
        let Some(found) = self.writer.claim(claim_id)? else { return Ok(()) };
        let sent = self.writer.last_sent(claim_id)?;
        let (recorded, movements, view, decided, own) = self.facts_of(&found)?;
        let all = derive(&view, &decided, &own, self.causes);
        self.keep_cases(&found, &decided, &own, &all)?;
        self.decided(claim_id);
        for (own, wanted) in own.iter().zip(&all.moves) {
            self.settle_own(&found, own, wanted, &movements)?;
        }
        for (payment, derived) in recorded.iter().zip(all.decisions) {
            let own: Vec<&Movement> =
                movements.iter().filter(|m| m.payment == payment.key).collect();
            let mut derived = derived;
            // A return that was answered by sending the claim again waits for nobody.
            if sent.is_some_and(|day| day > payment.post_day) {
                derived.posting.queue.retain(|i| i.reason != Reason::ReturnedUnprocessed);
            }
            self.settle(&found, payment, &derived, &own)?;
        }
        self.writer.refresh_claim(claim_id)
    }

    /// Everything that a claim's postings follow from: its decisions as recorded, what stands
    /// in the journal, the claim as if no payer had decided, the decisions as facts, and what
    /// the practice did itself.
    pub(super) fn facts_of(&mut self, found: &Found) -> Result<FactsOf> {
        let claim_id = found.candidate.claim_id;
        let mut recorded = Vec::new();
        for (remit_id, claim_no) in self.writer.payments_of(claim_id)? {
            let payment = self.writer.recorded(remit_id, claim_no)?;
            if payment.outcome != "waiting" {
                recorded.push(payment);
            }
        }
        let mut movements = self.writer.movements(claim_id)?;
        for payment in &recorded {
            movements.extend(self.writer.movements_without_claim(payment.key)?);
        }
        let view = self.opening(found, &movements)?;
        let decided = recorded
            .iter()
            .map(|r| Decided {
                key: r.key,
                day: r.post_day,
                identity: r.identity.clone(),
                facts: r.facts.clone(),
            })
            .collect();
        let own = self.writer.own_moves(claim_id)?;
        Ok((recorded, movements, view, decided, own))
    }

    /// The claim with its charges and receipts, as if no payer had decided.
    fn opening(&mut self, found: &Found, movements: &[Movement]) -> Result<ClaimView> {
        let keys = self.writer.line_keys(found.candidate.claim_id)?;
        let mut lines: Vec<(LineKey, Open)> =
            keys.into_iter().map(|key| (key, Open::default())).collect();
        let mut prepaid = self.prepaid.get(&found.patient_id).copied().unwrap_or(0);
        for m in movements {
            let Some(t) = Transfer::new("", m.debit, m.credit, m.cents, m.line) else { continue };
            // Charges and receipts belong to no decision and to no move of our own.
            if m.payment != (0, 0) {
                prepaid += t.effect(Account::UnappliedPatient);
            } else if let Some((_, open)) = lines.iter_mut().find(|(k, _)| k.number == m.line) {
                open.apply(&t);
            }
        }
        Ok(ClaimView {
            lines,
            coverages: Writer::sequences(&found.coverages),
            adjudicated: Vec::new(),
            prepaid_cents: prepaid,
            expected: self.expected(found)?,
        })
    }

    /// Brings journal, queues and record of one claim payment to what was derived.
    fn settle(
        &mut self,
        found: &Found,
        payment: &Recorded,
        derived: &Derived,
        own: &[&Movement],
    ) -> Result<()> {
        let sequence = posting::sequence_of(&payment.facts.status);
        let plan = &derived.posting;
        let mut row = ClaimPaymentRow {
            remit_id: payment.key.0,
            claim_no: payment.key.1,
            claim_id: found.candidate.claim_id,
            sequence: sequence.letter(),
            patient_id: found.patient_id,
            post_day: payment.post_day,
            reverses: derived.reverses,
            reversed_by: derived.reversed_by,
            ..ClaimPaymentRow::default()
        };
        told(&mut row, &payment.facts, plan);
        let belongs = Belongs {
            post_day: payment.post_day,
            claim_id: row.claim_id,
            remit_id: row.remit_id,
            claim_no: row.claim_no,
            patient_id: found.patient_id,
            payer_id: self.payer_of(found, sequence, || Ok(payment.payer_id))?,
            reverses: 0,
        };
        if standing(own) != wanted(&plan.transfers) {
            let mut transfers = plan.transfers.clone();
            if own.iter().all(|m| m.rule == "P18") && !own.is_empty() {
                // Money that waited comes out of unapplied payer money.
                from_unapplied(&mut transfers);
            } else {
                self.mirror(own)?;
            }
            self.writer.post(&transfers, &belongs)?;
            self.use_prepaid(found.patient_id, &transfers);
        }
        self.writer.settle_claim_payment(&payment.facts, &row, &plan.treatments, &plan.lines)?;
        let posted = posted_cents(row.outcome, payment.facts.paid_cents);
        let was = posted_cents(&payment.outcome, payment.facts.paid_cents);
        self.count_posted(row.remit_id, posted - was)?;
        let waits = self.writer.items_of(payment.key)?;
        let same = waits.len() == plan.queue.len()
            && waits.iter().zip(&plan.queue).all(|((_, reason, detail), item)| {
                reason == item.reason.name() && *detail == item.detail
            });
        if !same {
            for (id, ..) in waits {
                self.writer.settle(id)?;
            }
            for item in &plan.queue {
                self.writer.queue(item, &belongs, 0)?;
            }
        }
        Ok(())
    }

    /// What is open on each line of a claim; nothing when there is no such claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn open_lines(&self, claim_id: i64) -> Result<Vec<(i64, Open)>> {
        let movements = self.writer.movements(claim_id)?;
        let keys = self.writer.line_keys(claim_id)?;
        let open = |line: i64| {
            let mut open = Open::default();
            for m in movements.iter().filter(|m| m.line == line) {
                if let Some(t) = Transfer::new("", m.debit, m.credit, m.cents, m.line) {
                    open.apply(&t);
                }
            }
            (line, open)
        };
        Ok(keys.into_iter().map(|key| open(key.number)).collect())
    }

    /// Brings the journal to what a move of our own comes to. Its rows are known by its
    /// number in the place of a claim payment's, under no remittance.
    fn settle_own(
        &mut self,
        found: &Found,
        own: &OwnMove,
        wanted: &[Transfer],
        movements: &[Movement],
    ) -> Result<()> {
        let standing: Vec<&Movement> =
            movements.iter().filter(|m| m.payment == (0, own.id)).collect();
        if self::standing(&standing) == self::wanted(wanted) {
            return Ok(());
        }
        self.mirror(&standing)?;
        let belongs = Belongs {
            post_day: own.day,
            claim_id: found.candidate.claim_id,
            claim_no: own.id,
            patient_id: found.patient_id,
            payer_id: found.payer_id,
            ..Belongs::default()
        };
        self.writer.post(wanted, &belongs)?;
        self.use_prepaid(found.patient_id, wanted);
        Ok(())
    }

    /// Takes movements back (P12), each where it stands.
    pub(super) fn mirror(&mut self, movements: &[&Movement]) -> Result<()> {
        for m in movements {
            let rule = if m.payment == (0, 0) { "P1" } else { "P12" };
            let mirror = Transfer::new(rule, m.credit, m.debit, m.cents, m.line);
            let belongs = Belongs {
                post_day: m.post_day,
                claim_id: m.claim_id,
                remit_id: m.payment.0,
                claim_no: m.payment.1,
                patient_id: m.patient_id,
                payer_id: m.payer_id,
                reverses: 0,
            };
            self.writer.post(mirror.as_slice(), &belongs)?;
            self.use_prepaid(m.patient_id, mirror.as_slice());
        }
        Ok(())
    }

    /// Takes everything of a claim back; gives the receipts among it.
    pub(super) fn take_all_back(&mut self, claim_id: i64) -> Result<Vec<Movement>> {
        let movements = self.writer.movements(claim_id)?;
        self.mirror(&movements.iter().collect::<Vec<_>>())?;
        let receipt = |m: &Movement| m.payment == (0, 0) && m.rule != "P1";
        Ok(movements.into_iter().filter(receipt).collect())
    }

    /// Puts receipts of a claim's earlier version on the new one, line by line where it has
    /// the line.
    pub(super) fn keep_receipts(
        &mut self,
        claim_id: i64,
        lines: &[ClaimLine],
        receipts: &[Movement],
    ) -> Result<()> {
        for m in receipts {
            let line = if lines.iter().any(|l| l.number == m.line) { m.line } else { 1 };
            let transfer = Transfer::new("P20", m.debit, m.credit, m.cents, line);
            let belongs = Belongs {
                post_day: m.post_day,
                claim_id,
                patient_id: m.patient_id,
                payer_id: m.payer_id,
                ..Belongs::default()
            };
            self.writer.post(transfer.as_slice(), &belongs)?;
        }
        Ok(())
    }

    /// Tries again what waits for its claim. Goes on as long as something moves.
    ///
    /// # Errors
    /// What the database reports.
    pub fn retry_waiting(&mut self) -> Result<Released> {
        let mut released = Released::default();
        for (_, remit_id, claim_no) in self.writer.waiting_payments()? {
            let key = (remit_id, claim_no);
            let before = self.writer.recorded(remit_id, claim_no)?;
            let by_hand = before.matched_by == Stage::ByHand.name();
            if by_hand || (before.outcome != "held" && before.claim_id != 0) {
                // A person has said which it is, or another one's claim brought it along.
                continue;
            }
            let (found, stage) = match self.find_claim(&before.facts)? {
                Ok(found) => found,
                Err(reason) => {
                    self.waits_for(&before, reason)?;
                    continue;
                }
            };
            let claim_id = found.candidate.claim_id;
            if before.claim_id == claim_id {
                // Derived with its claim whenever that changed.
                continue;
            }
            self.writer.attach(key, claim_id, stage.name())?;
            self.derive_claim(claim_id)?;
            let now = self.writer.recorded(remit_id, claim_no)?;
            if now.outcome != "held" {
                released.claims += 1;
                released.lines += now.facts.lines.len() as i64;
                released.cents += posted_cents(&now.outcome, now.facts.paid_cents);
            }
        }
        Ok(released)
    }
}

impl Desk<'_, '_> {
    /// What has no claim may have none for another reason by now: the number it names has
    /// come into use, or is no longer.
    fn waits_for(&mut self, payment: &Recorded, reason: Reason) -> Result<()> {
        if payment.claim_id != 0 {
            return Ok(());
        }
        let reason = why_it_waits(&payment.facts, reason);
        let waits = self.writer.items_of(payment.key)?;
        let [(id, named, _)] = &waits[..] else { return Ok(()) };
        if named == reason.name() {
            return Ok(());
        }
        self.writer.settle(*id)?;
        let facts = &payment.facts;
        let cents = if facts.paid_cents != 0 { facts.paid_cents } else { facts.charge_cents };
        let belongs = Belongs {
            post_day: payment.post_day,
            remit_id: payment.key.0,
            claim_no: payment.key.1,
            payer_id: payment.payer_id,
            ..Belongs::default()
        };
        let item = QueueItem { reason, cents, detail: String::new() };
        self.writer.queue(&item, &belongs, 0)
    }
}

fn posted_cents(outcome: &str, paid_cents: i64) -> i64 {
    if matches!(outcome, "posted" | "reversed") { paid_cents } else { 0 }
}

/// What stands in the journal for a claim payment, as if money that waited had been posted
/// at once; in an order of its own, for comparing.
fn standing(movements: &[&Movement]) -> Vec<(Account, Account, i64, i64)> {
    let waiting: i64 = movements
        .iter()
        .map(|m| {
            i64::from(m.debit == Account::UnappliedPayer) * m.cents
                - i64::from(m.credit == Account::UnappliedPayer) * m.cents
        })
        .sum();
    let released = waiting == 0;
    let mut rows = Vec::new();
    for m in movements {
        let hold = m.rule == "P18";
        if released && hold {
            continue;
        }
        let at_once =
            |a| if released && a == Account::UnappliedPayer { Account::Clearing } else { a };
        rows.push((at_once(m.debit), at_once(m.credit), m.line, m.cents));
    }
    fold(rows)
}

fn wanted(transfers: &[Transfer]) -> Vec<(Account, Account, i64, i64)> {
    fold(transfers.iter().map(|t| (t.debit, t.credit, t.line, t.cents)).collect())
}

/// Sums rows of the same accounts and line; drops what comes to nothing.
fn fold(rows: Vec<(Account, Account, i64, i64)>) -> Vec<(Account, Account, i64, i64)> {
    let mut sums: std::collections::BTreeMap<(Account, Account, i64), i64> = Default::default();
    for (debit, credit, line, cents) in rows {
        let turned = debit > credit;
        let (first, second) = if turned { (credit, debit) } else { (debit, credit) };
        *sums.entry((first, second, line)).or_default() += if turned { -cents } else { cents };
    }
    sums.into_iter().filter(|(_, cents)| *cents != 0).map(|((a, b, l), c)| (a, b, l, c)).collect()
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
