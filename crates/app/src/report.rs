//! What commands answer, in the shapes that `--json` prints.

use gonio_x12::problem::Problem;
use serde::Serialize;

/// A problem of a file.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemReport {
    /// file, interchange, group, set, segment, element.
    pub level: &'static str,
    /// The segment's number in the file, from 1.
    pub segment: u64,
    /// Offset of its first byte.
    pub byte: u64,
    /// The TA1 or 999 code, where one exists.
    pub code: &'static str,
    /// In plain words.
    pub text: String,
}

impl From<&Problem> for ProblemReport {
    fn from(p: &Problem) -> Self {
        ProblemReport {
            level: p.level.name(),
            segment: p.place.segment,
            byte: p.place.byte,
            code: p.code,
            text: p.to_string(),
        }
    }
}

/// Counts of what a file brought.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    /// Claims that were new.
    pub claims: i64,
    /// Payments (remittances) that were new.
    pub payments: i64,
    /// Claim payments in them.
    pub claim_payments: i64,
    /// Answers of acknowledgements that were new.
    pub answers: i64,
    /// Claims, payments and answers that were here already.
    pub duplicates: i64,
    /// Transaction sets that were refused.
    pub refused_sets: i64,
    /// Lines of the bank that were new.
    pub bank_lines: i64,
}

impl Counts {
    /// Adds another file's.
    pub fn add(&mut self, other: &Counts) {
        self.claims += other.claims;
        self.payments += other.payments;
        self.claim_payments += other.claim_payments;
        self.answers += other.answers;
        self.duplicates += other.duplicates;
        self.refused_sets += other.refused_sets;
        self.bank_lines += other.bank_lines;
    }
}

/// One file of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileReport {
    /// Path or name.
    pub path: String,
    /// `835`, `837P`, `277CA`, `not X12` …
    pub kind: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// imported, duplicate, refused, partly.
    pub outcome: String,
    /// Why, when not simply imported; else empty.
    pub reason: String,
    /// What it brought.
    pub counts: Counts,
    /// What was wrong; the first fifty.
    pub problems: Vec<ProblemReport>,
    /// How many problems in all.
    pub problem_count: usize,
    /// Of a bank file: how each column was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnReport>,
}

/// A column of a bank file.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReport {
    /// Its head.
    pub head: String,
    /// What it is read as.
    pub means: &'static str,
}

/// What an import came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// The batch; `null` for a preview.
    pub batch: Option<i64>,
    /// Nothing was written.
    pub preview: bool,
    /// File by file, in the order read.
    pub files: Vec<FileReport>,
    /// In all.
    pub totals: Totals,
}

/// Sums of an import.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Totals {
    /// How many files.
    pub files: i64,
    /// Of them imported.
    pub imported: i64,
    /// Of them here already.
    pub duplicate: i64,
    /// Of them refused.
    pub refused: i64,
    /// Of them partly imported.
    pub partly: i64,
    /// What they brought.
    #[serde(flatten)]
    pub counts: Counts,
    /// Charges of new claims.
    pub charge_cents: i64,
    /// Amounts of new payments.
    pub payment_cents: i64,
    /// Of them posted to claims.
    pub posted_cents: i64,
    /// Of them waiting.
    pub unposted_cents: i64,
    /// Items put into queues that still wait at its end.
    pub queued: i64,
    /// Lines of the bank that found their remittances.
    pub deposits: i64,
    /// Their money.
    pub deposited_cents: i64,
}

impl ImportReport {
    /// Whether every file was imported or here already, without a problem.
    pub fn clean(&self) -> bool {
        self.files
            .iter()
            .all(|f| matches!(f.outcome.as_str(), "imported" | "duplicate") && f.problem_count == 0)
    }
}
