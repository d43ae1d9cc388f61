//! Payments that a person holds back, or posts after all.

use gonio_billing::day::Day;
use gonio_billing::facts::ProviderAdjustment;

use crate::engine::params;
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// A remittance as recorded, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittanceBack {
    /// Its payer.
    pub payer_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// It is posted, not held.
    pub posted: bool,
    /// How many claims it decides.
    pub claims: i64,
    /// Σ CLP04.
    pub claims_paid_cents: i64,
    /// BPR02.
    pub payment_cents: i64,
    /// It adds up.
    pub balanced: bool,
}

impl Writer<'_> {
    /// A remittance by its number, if it is here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remittance(&self, remit_id: i64) -> Result<Option<RemittanceBack>> {
        self.db.one(sql!("remittance_back"), &params![PRACTICE, remit_id], |r| {
            let (off_by, faults): (i64, i64) = (r.get(6)?, r.get(7)?);
            Ok(RemittanceBack {
                payer_id: r.get(0)?,
                post_day: Day(r.get(1)?),
                posted: r.text(2)? == "posted",
                claims: r.get(3)?,
                claims_paid_cents: r.get(4)?,
                payment_cents: r.get(8)?,
                balanced: off_by == 0 && faults == 0,
            })
        })
    }

    /// Its provider-level adjustments, with their numbers.
    ///
    /// # Errors
    /// What the database reports.
    pub fn provider_adjustments(&self, remit_id: i64) -> Result<Vec<(i64, ProviderAdjustment)>> {
        self.db.rows(sql!("provider_adjustments_back"), &params![PRACTICE, remit_id], |r| {
            let adjustment = ProviderAdjustment {
                reason: r.get(1)?,
                reference: r.get(2)?,
                cents: r.get(3)?,
                ..ProviderAdjustment::default()
            };
            Ok((r.get(0)?, adjustment))
        })
    }

    /// Says which account a provider-level adjustment went to; empty for none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_provider_account(&self, remit_id: i64, number: i64, account: &str) -> Result<()> {
        let with = &params![account, PRACTICE, remit_id, number];
        self.db.execute(sql!("set_provider_account"), with)?;
        Ok(())
    }

    /// Takes a claim payment off its claim; `held` or `waiting` says for what it waits.
    ///
    /// # Errors
    /// What the database reports.
    pub fn detach_payment(&self, (remit_id, claim_no): (i64, i64), outcome: &str) -> Result<()> {
        let key = &params![PRACTICE, remit_id, claim_no];
        let claim_id: i64 = self.db.only(sql!("claim_of_payment"), key, |r| r.get(0))?;
        self.touch(claim_id);
        let with = &params![outcome, PRACTICE, remit_id, claim_no];
        self.db.execute(sql!("set_claim_payment_asleep"), with)?;
        Ok(())
    }

    /// Keeps a person's word on a payment.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_payment_word(&self, remit_id: i64, post: bool, reason: &str) -> Result<()> {
        let batch = self.batch_id();
        let with = &params![PRACTICE, remit_id, batch, post, !post, reason, true];
        self.db.insert(sql!("insert_payment_word"), with)
    }

    /// Payments that a batch had a word on, and whether each was posted before it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payment_words(&self, batch: i64) -> Result<Vec<(i64, bool)>> {
        let with = &params![PRACTICE, batch];
        self.db.rows(sql!("payment_words_of_batch"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }
}
