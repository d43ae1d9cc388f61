//! Holding a payment back, and posting one that was held.

use gonio_billing::posting;
use gonio_billing::queue::{QueueItem, Reason};
use gonio_store::held::RemittanceBack;
use gonio_store::read::Movement;
use gonio_store::row::{Belongs, ClaimPaymentRow};

use super::{Desk, Envelope, NEW, Result};

impl Desk<'_, '_> {
    /// Posts a remittance that was recorded and held, as if it had come just now.
    ///
    /// # Errors
    /// What the database reports.
    pub fn post_held(&mut self, remit_id: i64, remit: &RemittanceBack) -> Result<()> {
        let envelope =
            Envelope { remit_id, payer_id: remit.payer_id, post_day: remit.post_day, held: false };
        self.settle_items((remit_id, 0))?;
        self.open_remittance(remit_id);
        for claim_no in 1..=remit.claims {
            let recorded = self.writer.recorded(remit_id, claim_no)?;
            let row = ClaimPaymentRow {
                remit_id,
                claim_no,
                sequence: posting::sequence_of(&recorded.facts.status).letter(),
                patient_id: recorded.patient_id,
                post_day: remit.post_day,
                ..ClaimPaymentRow::default()
            };
            self.recorded_payment(&envelope, row, &recorded.facts)?;
        }
        let belongs = Belongs {
            post_day: remit.post_day,
            remit_id,
            payer_id: remit.payer_id,
            ..Belongs::default()
        };
        for (number, adjustment) in self.writer.provider_adjustments(remit_id)? {
            let (account, transfer, item) = posting::provider_adjustment(&adjustment);
            self.writer.set_provider_account(remit_id, number, account.name())?;
            self.writer.post(transfer.as_slice(), &belongs)?;
            if let Some(item) = item {
                self.writer.queue(&item, &belongs, 0)?;
            }
        }
        let posted = self.posted_of_open();
        self.open_remittance(0);
        let unposted = remit.claims_paid_cents - posted;
        self.writer.finish_remittance(remit_id, posted, unposted, "posted")
    }

    /// Takes back all that a remittance posted; it stays recorded, and waits with `reason`, or
    /// with what it had waited for before.
    ///
    /// # Errors
    /// What the database reports.
    pub fn hold_posted(
        &mut self,
        remit_id: i64,
        remit: &RemittanceBack,
        reason: Option<Reason>,
    ) -> Result<()> {
        self.open_remittance(remit_id);
        let mut claims = Vec::new();
        for claim_no in 0..=remit.claims {
            let key = (remit_id, claim_no);
            if claim_no > 0 || reason.is_some() {
                self.settle_items(key)?;
            }
            let mut standing = self.writer.movements_without_claim(key)?;
            // The deposit is a fact of its own: what the bank shows stays.
            standing.retain(|m| claim_no > 0 || m.rule == "P13");
            if claim_no > 0 {
                let recorded = self.writer.recorded(remit_id, claim_no)?;
                if recorded.claim_id > 0 {
                    let of_claim = self.writer.movements(recorded.claim_id)?;
                    standing.extend(of_claim.into_iter().filter(|m| m.payment == key));
                    claims.push(recorded.claim_id);
                }
                self.writer.detach_payment(key, "waiting")?;
            }
            self.mirror(&standing.iter().collect::<Vec<&Movement>>())?;
        }
        for (number, _) in self.writer.provider_adjustments(remit_id)? {
            self.writer.set_provider_account(remit_id, number, "")?;
        }
        claims.sort_unstable();
        claims.dedup();
        for claim in claims {
            self.derive_claim(claim)?;
        }
        self.open_remittance(0);
        self.writer.finish_remittance(remit_id, 0, 0, "held")?;
        let Some(reason) = reason else { return Ok(()) };
        let belongs = Belongs {
            post_day: remit.post_day,
            remit_id,
            payer_id: remit.payer_id,
            ..Belongs::default()
        };
        let item = QueueItem { reason, cents: remit.payment_cents, detail: String::new() };
        self.writer.queue(&item, &belongs, 0)
    }

    fn settle_items(&mut self, key: (i64, i64)) -> Result<()> {
        for (item, ..) in self.writer.items_of(key)? {
            self.writer.settle(item)?;
        }
        Ok(())
    }

    /// A claim payment that is in the book already and has not been posted.
    fn recorded_payment(
        &mut self,
        envelope: &Envelope,
        mut row: ClaimPaymentRow,
        payment: &gonio_billing::facts::ClaimPayment,
    ) -> Result<()> {
        let found = match self.find_claim(payment)? {
            Ok((found, _)) if self.is_another_visit(&found, payment, envelope)? => None,
            Ok((found, stage)) => {
                row.matched_by = stage.name();
                Some(found)
            }
            Err(reason) if !self.may_make_claim(payment, envelope) => {
                self.settle_items((row.remit_id, row.claim_no))?;
                return self.leave_waiting(envelope, row, payment, reason, true);
            }
            Err(_) => None,
        };
        let found = match found {
            Some(found) => found,
            None => {
                row.matched_by = super::Stage::MadeFromRemittance.name();
                self.make_claim(envelope, payment)?
            }
        };
        let claim_id = found.candidate.claim_id;
        let key = (row.remit_id, row.claim_no);
        self.writer.detach_payment(key, NEW)?;
        self.writer.attach(key, claim_id, row.matched_by)?;
        self.derive_claim(claim_id)
    }
}
