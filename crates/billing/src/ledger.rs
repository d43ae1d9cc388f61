//! Accounts and transfers: the double-entry book.
//!
//! A transfer debits one account and credits another with the same positive amount, so an
//! entry cannot fail to balance. A correction is a transfer the other way round.

/// An account of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is explained by `words`")]
pub enum Account {
    ArPrimary,
    ArSecondary,
    ArTertiary,
    ArDenied,
    ArVariance,
    ArPatient,
    Clearing,
    Bank,
    UnappliedPatient,
    UnappliedPayer,
    DuePatient,
    DuePayer,
    RefundTransit,
    Revenue,
    Contractual,
    Sequestration,
    DenialWriteOff,
    OtherWriteOff,
    BadDebt,
    Interest,
    ProviderSuspense,
}

use crate::facts::Sequence;
use Account::*;

impl Account {
    /// All accounts, in the order a report shows them.
    pub const ALL: [Account; 21] = [
        ArPrimary,
        ArSecondary,
        ArTertiary,
        ArDenied,
        ArVariance,
        ArPatient,
        Clearing,
        Bank,
        UnappliedPatient,
        UnappliedPayer,
        DuePatient,
        DuePayer,
        RefundTransit,
        Revenue,
        Contractual,
        Sequestration,
        DenialWriteOff,
        OtherWriteOff,
        BadDebt,
        Interest,
        ProviderSuspense,
    ];

    /// The name in the database, in JSON and on screens.
    pub fn name(self) -> &'static str {
        match self {
            ArPrimary => "AR.P",
            ArSecondary => "AR.S",
            ArTertiary => "AR.T",
            ArDenied => "AR.DEN",
            ArVariance => "AR.VAR",
            ArPatient => "AR.PAT",
            Clearing => "CLR.ERA",
            Bank => "BANK",
            UnappliedPatient => "UNAP.PAT",
            UnappliedPayer => "UNAP.PAY",
            DuePatient => "DUE.PAT",
            DuePayer => "DUE.PAYER",
            RefundTransit => "REFUND.XIT",
            Revenue => "REV",
            Contractual => "ADJ.CON",
            Sequestration => "ADJ.SEQ",
            DenialWriteOff => "ADJ.DEN",
            OtherWriteOff => "ADJ.OTH",
            BadDebt => "ADJ.BAD",
            Interest => "INC.INT",
            ProviderSuspense => "SUSP.PLB",
        }
    }

    /// The account of that name.
    pub fn named(name: &str) -> Option<Account> {
        Account::ALL.into_iter().find(|a| a.name() == name)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            ArPrimary => "Open with the first payer",
            ArSecondary => "Open with the second payer",
            ArTertiary => "Open with a third payer",
            ArDenied => "Denied, still claimed",
            ArVariance => "Paid below contract, still claimed",
            ArPatient => "Open with patients",
            Clearing => "Paid by remittance, not yet seen at the bank",
            Bank => "Received at the bank",
            UnappliedPatient => "Patients' money not yet owed",
            UnappliedPayer => "Payers' money not yet matched to a claim",
            DuePatient => "Refunds due to patients",
            DuePayer => "Recoveries owed to payers",
            RefundTransit => "Refunds sent to payers, not yet confirmed",
            Revenue => "Charges",
            Contractual => "Contract reductions",
            Sequestration => "Sequestration",
            DenialWriteOff => "Denials written off",
            OtherWriteOff => "Other write-offs",
            BadDebt => "Bad debt",
            Interest => "Interest received",
            ProviderSuspense => "Provider-level adjustments to be explained",
        }
    }

    /// Whether the account is receivable from a payer or a patient.
    pub fn is_receivable(self) -> bool {
        matches!(self, ArPrimary | ArSecondary | ArTertiary | ArDenied | ArVariance | ArPatient)
    }

    /// The receivable of this payer in the order of payers.
    pub fn receivable(sequence: Sequence) -> Account {
        match sequence {
            Sequence::Primary => ArPrimary,
            Sequence::Secondary => ArSecondary,
            Sequence::Tertiary => ArTertiary,
        }
    }
}

/// Money moved from one account to another under a posting rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The posting rule, `P1` to `P21`.
    pub rule: &'static str,
    /// Account debited.
    pub debit: Account,
    /// Account credited.
    pub credit: Account,
    /// Always positive.
    pub cents: i64,
    /// The claim line it belongs to; 0 for none.
    pub line: i64,
    /// What else it refers to: a PLB reference, a bank line. Empty for none.
    pub reference: String,
}

impl Transfer {
    /// A transfer of `cents`; a negative amount goes the other way, zero is no transfer.
    pub fn new(
        rule: &'static str,
        debit: Account,
        credit: Account,
        cents: i64,
        line: i64,
    ) -> Option<Transfer> {
        let (debit, credit) = if cents < 0 { (credit, debit) } else { (debit, credit) };
        (cents != 0).then(|| Transfer {
            rule,
            debit,
            credit,
            cents: cents.abs(),
            line,
            reference: String::new(),
        })
    }

    /// What it does to `account`: debit positive.
    pub fn effect(&self, account: Account) -> i64 {
        i64::from(self.debit == account) * self.cents
            - i64::from(self.credit == account) * self.cents
    }
}

/// The rule of a posting, in plain words.
pub fn rule_words(rule: &str) -> &'static str {
    match rule {
        "P1" => "Charge for a service",
        "P2" => "Payment",
        "P3" => "Reduction or share by contract",
        "P4" => "Share passed to the next payer",
        "P5" => "Reduction by Medicare rule (multiple procedures, sequestration)",
        "P6" => "Patient's earlier payment applied",
        "P7" => "Second payer's payment or reduction",
        "P8" => "Denied; kept open, nothing written off",
        "P9" => "Write-off approved by two people",
        "P10" => "Denied under patient responsibility; held for review",
        "P11" => "Duplicate; nothing moves",
        "P12" => "Earlier adjudication taken back",
        "P13" => "Adjustment for the whole practice, not one claim",
        "P16" => "Returned unprocessed; nothing moves",
        "P18" => "Payer's money without a claim to put it on",
        "P19" => "Taken off above the contract; still claimed",
        "P20" => "Patient's payment",
        "P21" => "The patient will not pay",
        "undo" => "Import taken back",
        _ => "Posting",
    }
}
