//! Codes in plain words: reasons, groups, statuses, practice-level adjustments. Ours, short.

use gonio_rules::causes::{CauseTable, ReasonCode};

/// The rulebook's words for reason codes, and the fixed ones.
pub struct Words {
    table: CauseTable,
}

impl Words {
    /// Words from a table of causes.
    pub fn new(table: CauseTable) -> Words {
        Words { table }
    }

    /// The table of reason codes.
    pub fn table(&self) -> &CauseTable {
        &self.table
    }

    /// What a reason code says.
    pub fn reason(&self, carc: &str) -> &str {
        self.table.code(carc).map_or("reason not in the rulebook", |c| c.meaning.as_str())
    }

    /// All that the rulebook has on a reason code.
    pub fn code(&self, carc: &str) -> Option<&ReasonCode> {
        self.table.code(carc)
    }

    /// Version of the table that decided.
    pub fn version(&self) -> &str {
        self.table.version()
    }

    /// Who bears an adjustment, by its group.
    pub fn group(group: &str) -> &'static str {
        match group {
            "CO" => "the practice bears it",
            "PR" => "the patient's",
            "OA" => "nobody's yet",
            "PI" => "the payer's own reduction",
            _ => "group unknown",
        }
    }

    /// A claim status (CLP02).
    pub fn status(status: &str) -> &'static str {
        match status {
            "1" => "decided as first payer",
            "2" => "decided as second payer",
            "3" => "decided as third payer",
            "4" => "denied: patient not recognised",
            "19" => "decided as first payer and forwarded",
            "20" => "decided as second payer and forwarded",
            "21" => "decided as third payer and forwarded",
            "22" => "an earlier decision taken back",
            "23" => "not theirs, forwarded",
            "25" => "estimate only, no payment",
            _ => "status unknown",
        }
    }

    /// A practice-level adjustment (PLB).
    pub fn provider(reason: &str) -> &'static str {
        match reason {
            "WO" => "recovery of an overpayment",
            "FB" => "balance carried between remittances",
            "72" => "a refund you sent, acknowledged",
            "L6" => "interest",
            "CS" => "an adjustment",
            "LE" => "a levy",
            "IR" => "tax withheld",
            "J1" => "a payment not to be repaid",
            "50" => "a late charge",
            "51" => "an interest penalty",
            "AP" => "an advance payment",
            "B2" => "a rebate",
            "E3" => "a withholding",
            _ => "an adjustment of unknown kind",
        }
    }
}
