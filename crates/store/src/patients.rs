//! Patients' money: what is paid ahead or too much, what is due back, and receipts that the
//! bank took back.

use gonio_billing::day::Day;
use gonio_billing::ledger::Account;

use crate::book::Book;
use crate::engine::{Engine, params};
use crate::find::PatientOpen;
use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// A patient's money that is not where it belongs in the end.
#[derive(Clone, Default)]
pub struct Credit {
    /// The patient.
    pub patient_id: i64,
    /// Last name.
    pub last: String,
    /// First name.
    pub first: String,
    /// Member id.
    pub member_id: String,
    /// Paid and not yet owed.
    pub unapplied_cents: i64,
    /// Paid too much on claims.
    pub credit_cents: i64,
    /// Open on claims.
    pub open_cents: i64,
    /// Approved to be paid back, not yet paid.
    pub due_cents: i64,
}

/// A claim whose bare reversal keeps its patient's money here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundBlock {
    /// Its control number.
    pub claim: String,
    /// The day of the reversal.
    pub since: Day,
}

/// A row of the journal that a receipt wrote.
#[derive(Clone, Debug)]
pub struct ReceiptRow {
    /// The entry.
    pub entry: i64,
    /// Account debited.
    pub debit: Account,
    /// Account credited.
    pub credit: Account,
    /// How much.
    pub cents: i64,
    /// The claim; 0 for none.
    pub claim_id: i64,
    /// Its line.
    pub line: i64,
    /// The remittance; 0 for none.
    pub remit_id: i64,
    /// The patient; 0 for none.
    pub patient_id: i64,
    /// The payer; 0 for none.
    pub payer_id: i64,
}

/// A patient's money; `None` when nothing of it is out of its place.
fn credit(db: &Engine, patient_id: i64) -> Result<Option<Credit>> {
    let found = db.one(sql!("patient_credits"), &params![PRACTICE, patient_id], |r| {
        Ok(Credit {
            patient_id: r.get(0)?,
            last: r.get(1)?,
            first: r.get(2)?,
            member_id: r.get(3)?,
            unapplied_cents: r.get(4)?,
            credit_cents: r.get(5)?,
            open_cents: r.get(6)?,
            due_cents: r.get(7)?,
        })
    })?;
    Ok(found.filter(|c| c.unapplied_cents != 0 || c.credit_cents > 0 || c.due_cents != 0))
}

fn blocks(db: &Engine, patient_id: i64, after: Day) -> Result<Vec<RefundBlock>> {
    db.rows(sql!("refund_blocks"), &params![PRACTICE, patient_id, after.0], |r| {
        Ok(RefundBlock { claim: r.get(0)?, since: Day(r.get(1)?) })
    })
}

fn account(name: &str) -> Result<Account> {
    Account::named(name).ok_or_else(|| Error::Database(format!("{name} is no account")))
}

impl Book {
    /// Patients with money paid ahead, paid too much or due back, the largest sums first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn credits(&self) -> Result<Vec<Credit>> {
        let with = &params![PRACTICE];
        let mut patients: Vec<i64> =
            self.db.rows(sql!("patients_with_money"), with, |r| r.get(0))?;
        for claims in self.blocks_of_patients_credits()? {
            let with = &params![PRACTICE, claims.start, claims.end];
            patients
                .extend(self.db.rows(sql!("patients_with_credits"), with, |r| r.get::<i64>(0))?);
        }
        patients.sort_unstable();
        patients.dedup();
        let mut found = Vec::new();
        for patient_id in patients {
            found.extend(credit(&self.db, patient_id)?);
        }
        found.sort_by_key(|c| (-(c.unapplied_cents + c.credit_cents + c.due_cents), c.patient_id));
        Ok(found)
    }

    /// The money of one patient that is not where it belongs in the end; `None` when there is
    /// none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn credit(&self, patient_id: i64) -> Result<Option<Credit>> {
        credit(&self.db, patient_id)
    }

    /// Reversals after a day, not followed by a new decision, on claims of a patient.
    ///
    /// # Errors
    /// What the database reports.
    pub fn refund_blocks(&self, patient_id: i64, after: Day) -> Result<Vec<RefundBlock>> {
        blocks(&self.db, patient_id, after)
    }
}

impl Writer<'_> {
    /// A patient's money that is not where it belongs in the end; `None` when there is none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn credit(&self, patient_id: i64) -> Result<Option<Credit>> {
        credit(self.db, patient_id)
    }

    /// Reversals after a day, not followed by a new decision, on claims of a patient.
    ///
    /// # Errors
    /// What the database reports.
    pub fn refund_blocks(&self, patient_id: i64, after: Day) -> Result<Vec<RefundBlock>> {
        blocks(self.db, patient_id, after)
    }

    /// What a patient's lines come to, those paid too much below zero.
    ///
    /// # Errors
    /// What the database reports.
    pub fn patient_lines(&self, patient_id: i64) -> Result<Vec<PatientOpen>> {
        let mut lines: Vec<PatientOpen> = Vec::new();
        self.db.each(sql!("patient_open"), &params![PRACTICE, patient_id], |r| {
            let found = PatientOpen {
                claim_id: r.get(0)?,
                line: r.get(1)?,
                service_day: r.get::<Option<i32>>(2)?.map(Day),
                payer_id: r.get(3)?,
                cents: r.get(4)?,
            };
            // One line, whoever's decision left its parts.
            let same = |l: &&mut PatientOpen| l.claim_id == found.claim_id && l.line == found.line;
            match lines.iter_mut().find(same) {
                Some(line) => line.cents += found.cents,
                None => lines.push(found),
            }
            Ok(())
        })?;
        lines.sort_by_key(|l| (l.service_day, l.claim_id, l.line));
        Ok(lines)
    }

    /// Where money that a patient paid ahead was put.
    ///
    /// # Errors
    /// What the database reports.
    pub fn prepaid_used(&self, patient_id: i64) -> Result<Vec<PatientOpen>> {
        let mut used = self.db.rows(sql!("prepaid_used"), &params![PRACTICE, patient_id], |r| {
            Ok(PatientOpen {
                claim_id: r.get(0)?,
                line: r.get(1)?,
                service_day: None,
                payer_id: r.get(2)?,
                cents: r.get(3)?,
            })
        })?;
        used.retain(|u| u.cents > 0);
        Ok(used)
    }

    /// What a receipt wrote.
    ///
    /// # Errors
    /// Refused when the batch is no receipt, or was taken back by an undo or by the bank.
    pub fn receipt_rows(&self, batch: i64) -> Result<Vec<ReceiptRow>> {
        let head = self.db.one(sql!("batch_head"), &params![PRACTICE, batch], |r| {
            Ok((r.get::<String>(0)?, r.get::<i64>(2)?, r.get::<i64>(3)?, r.get::<i64>(4)?))
        })?;
        let Some((kind, undone_by, first, last)) = head.filter(|(kind, ..)| kind == "receipt")
        else {
            return Err(Error::Refused(format!("batch {batch} is no receipt; see: gonio batches")));
        };
        if undone_by != 0 {
            return Err(Error::Refused(format!("{kind} {batch} was taken back already")));
        }
        let with = &params![PRACTICE, last, first];
        let returned: Option<i64> = self.db.only(sql!("returned_in"), with, |r| r.get(0))?;
        if let Some(returned) = returned {
            return Err(Error::Refused(format!(
                "the money of receipt {batch} went back in batch {returned} already"
            )));
        }
        let with = &params![PRACTICE, first, last, batch];
        self.db.rows(sql!("journal_of_batch"), with, |r| {
            Ok(ReceiptRow {
                entry: r.get(0)?,
                debit: account(r.text(3)?)?,
                credit: account(r.text(4)?)?,
                cents: r.get(5)?,
                claim_id: r.get(6)?,
                line: r.get(7)?,
                remit_id: r.get(8)?,
                patient_id: r.get(10)?,
                payer_id: r.get(11)?,
            })
        })
    }

    /// The version of a claim that counts now.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_now(&self, claim_id: i64) -> Result<i64> {
        let mut now = claim_id;
        loop {
            let with = &params![PRACTICE, now];
            match self.db.only(sql!("claim_successor"), with, |r| r.get::<i64>(0))? {
                0 => return Ok(now),
                next => now = next,
            }
        }
    }
}
