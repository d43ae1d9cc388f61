//! Finding things by what people call them, and the few figures that receipts need.

use crate::engine::params;
use gonio_billing::day::Day;
use gonio_billing::facts::ClaimPayment;
use gonio_billing::matching::LineKey;

use crate::book::Book;
use crate::read::{self, Found, PaymentKey, Recorded};
use crate::{PRACTICE, Result, sql};

/// What a patient owes on one line.
#[derive(Clone, Debug)]
pub struct PatientOpen {
    /// The claim.
    pub claim_id: i64,
    /// Its line.
    pub line: i64,
    /// Day of service.
    pub service_day: Option<Day>,
    /// The payer whose decision left it.
    pub payer_id: i64,
    /// How much.
    pub cents: i64,
}

/// A batch in the list of batches.
#[derive(Clone, Debug)]
pub struct BatchRow {
    /// Its number.
    pub batch_id: i64,
    /// import, undo, post, receipt.
    pub kind: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// The batch it took back; 0 for none.
    pub undoes: i64,
    /// The batch that took it back; 0 for none.
    pub undone_by: i64,
    /// Files in it.
    pub files: i64,
    /// New claims.
    pub claims: i64,
    /// New payments.
    pub payments: i64,
    /// New claim payments.
    pub claim_payments: i64,
    /// What was here already.
    pub duplicates: i64,
}

/// Something that waits for a person.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Why, by name.
    pub reason: String,
    /// What makes this case different.
    pub detail: String,
    /// The money concerned.
    pub cents: i64,
    /// The claim's control number; empty for none.
    pub control_number: String,
    /// The remittance's trace; empty for none.
    pub trace: String,
    /// Since when.
    pub day: Day,
}

/// How a posted remittance divides.
#[derive(Clone, Debug)]
pub struct Proved {
    /// TRN02.
    pub trace: String,
    /// BPR02.
    pub payment_cents: i64,
    /// Put on claims.
    pub posted_cents: i64,
    /// Waiting.
    pub unposted_cents: i64,
    /// Σ PLB.
    pub provider_cents: i64,
}

impl Book {
    /// Live claims with this control number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_ids(&self, control_number: &str) -> Result<Vec<i64>> {
        let with = &params![PRACTICE, control_number];
        self.rows(sql!("claim_ids_by_control_number"), with, |r| r.get(0))
    }

    /// Live remittances with this trace: id, payment, `posted` or `held`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remittances(&self, trace: &str) -> Result<Vec<(i64, i64, String)>> {
        let with = &params![PRACTICE, trace];
        self.rows(sql!("remit_ids_by_trace"), with, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    }

    /// Claims that a payment may be for, each once.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_like(&self, payment: &ClaimPayment) -> Result<Vec<Found>> {
        read::claims_like(&self.db, payment)
    }

    /// A claim's lines.
    ///
    /// # Errors
    /// What the database reports.
    pub fn line_keys(&self, claim_id: i64) -> Result<Vec<LineKey>> {
        read::line_keys(&self.db, claim_id)
    }

    /// A claim payment as it was recorded; `None` when there is none of that number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn recorded(&self, remit_id: i64, claim_no: i64) -> Result<Option<Recorded>> {
        let with = &params![PRACTICE, remit_id, claim_no];
        let there: Option<String> = self.one(sql!("payment_of_remit"), with, |r| r.get(0))?;
        there.map(|_| read::recorded(&self.db, remit_id, claim_no)).transpose()
    }

    /// Numbers of a remittance's claim payments that wait for their claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn waiting_of_remit(&self, remit_id: i64, limit: i64) -> Result<Vec<i64>> {
        self.rows(sql!("waiting_of_remit"), &params![PRACTICE, remit_id, limit], |r| r.get(0))
    }

    /// Remittances that a person entered from paper.
    ///
    /// # Errors
    /// What the database reports.
    pub fn hand_entered(&self) -> Result<Vec<PaymentKey>> {
        read::hand_entered(&self.db)
    }

    /// Patients with this member id or last name.
    ///
    /// # Errors
    /// What the database reports.
    pub fn patient_ids(&self, member_or_name: &str) -> Result<Vec<i64>> {
        self.rows(sql!("patient_ids"), &params![PRACTICE, member_or_name], |r| r.get(0))
    }

    /// What a patient owes, oldest service first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn patient_open(&self, patient_id: i64) -> Result<Vec<PatientOpen>> {
        let mut open = self.rows(sql!("patient_open"), &params![PRACTICE, patient_id], |r| {
            Ok(PatientOpen {
                claim_id: r.get(0)?,
                line: r.get(1)?,
                service_day: r.get::<Option<i32>>(2)?.map(Day),
                payer_id: r.get(3)?,
                cents: r.get(4)?,
            })
        })?;
        open.retain(|o| o.cents > 0);
        open.sort_by_key(|o| (o.service_day, o.claim_id, o.line));
        Ok(open)
    }

    /// What of a remittance has been seen at the bank.
    ///
    /// # Errors
    /// What the database reports.
    pub fn deposited(&self, remit_id: i64) -> Result<i64> {
        self.db.only(sql!("deposited"), &params![PRACTICE, remit_id], |r| r.get(0))
    }

    /// All batches, the latest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn batches(&self) -> Result<Vec<BatchRow>> {
        self.rows(sql!("batches"), &params![PRACTICE], |r| {
            Ok(BatchRow {
                batch_id: r.get(0)?,
                kind: r.get(1)?,
                made_at: r.get(2)?,
                undoes: r.get(3)?,
                undone_by: r.get(4)?,
                files: r.get(5)?,
                claims: r.get(6)?,
                payments: r.get(7)?,
                claim_payments: r.get(8)?,
                duplicates: r.get(9)?,
            })
        })
    }

    /// What waits for a person, the largest amounts first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn work(&self) -> Result<Vec<Waiting>> {
        self.rows(sql!("waiting_items"), &params![PRACTICE], |r| {
            Ok(Waiting {
                reason: r.get(0)?,
                detail: r.get(1)?,
                cents: r.get(2)?,
                control_number: r.get(3)?,
                trace: r.get(4)?,
                day: Day(r.get(5)?),
            })
        })
    }

    /// The balance proof of each posted remittance.
    ///
    /// # Errors
    /// What the database reports.
    pub fn proofs(&self) -> Result<Vec<Proved>> {
        self.rows(sql!("remittance_proofs"), &params![PRACTICE], |r| {
            Ok(Proved {
                trace: r.get(0)?,
                payment_cents: r.get(1)?,
                posted_cents: r.get(2)?,
                unposted_cents: r.get(3)?,
                provider_cents: r.get(4)?,
            })
        })
    }
}
