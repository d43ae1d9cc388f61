//! Sums of journal rows as pages need them, and amounts by which things are off.

use gonio_app::pages::claims::Entry;
use gonio_billing::ledger::Account;

use crate::web::pages::show::money;

/// What became of a charge, by the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Charged.
    pub revenue: i64,
    /// Paid by payers and the patient.
    pub paid: i64,
    /// Taken off: contract reductions, sequestration, write-offs.
    pub adjusted: i64,
    /// Open with payers, denied money apart.
    pub payers: i64,
    /// Denied and still claimed.
    pub denied: i64,
    /// Open with the patient.
    pub patient: i64,
}

impl Split {
    /// Of the rows that `counts` picks.
    pub fn of(journal: &[Entry], counts: impl Fn(&Entry) -> bool) -> Split {
        let mut split = Split::default();
        for entry in journal.iter().filter(|e| counts(e)) {
            split.side(&entry.debit, entry.cents);
            split.side(&entry.credit, -entry.cents);
        }
        split
    }

    fn side(&mut self, account: &str, cents: i64) {
        let Some(account) = Account::named(account) else { return };
        match account {
            Account::ArPatient => self.patient += cents,
            Account::ArDenied => self.denied += cents,
            account if account.is_receivable() => self.payers += cents,
            Account::Contractual
            | Account::Sequestration
            | Account::DenialWriteOff
            | Account::OtherWriteOff
            | Account::BadDebt => self.adjusted += cents,
            Account::Revenue => self.revenue -= cents,
            _ => self.paid += cents,
        }
    }

    /// Everything open.
    pub fn open(&self) -> i64 {
        self.payers + self.denied + self.patient
    }

    /// What a charge must equal.
    pub fn sum(&self) -> i64 {
        self.paid + self.adjusted + self.open()
    }
}

/// By how much something is off; empty when it is not.
pub fn off_by(cents: i64) -> String {
    if cents == 0 { String::new() } else { money(cents.abs()) }
}
