//! Rows that go into the books and are not facts by themselves.

use gonio_billing::day::Day;

/// A file of a batch.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    /// Its id, given by the writer.
    pub file_id: i64,
    /// The path or the name it came under.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size.
    pub byte_count: i64,
    /// `835`, `837P`, `277CA`, `not X12` …
    pub kind: String,
    /// imported, duplicate, refused, partly.
    pub outcome: String,
    /// Why, when not simply imported.
    pub reason: String,
    /// New claims.
    pub claims: i64,
    /// New payments.
    pub payments: i64,
    /// New claim payments.
    pub claim_payments: i64,
    /// Claims and payments that were here already.
    pub duplicates: i64,
    /// Problems found.
    pub problems: i64,
}

/// What a journal entry belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Belongs {
    /// The day in the books.
    pub post_day: Day,
    /// The claim; 0 for none.
    pub claim_id: i64,
    /// The remittance; 0 for none.
    pub remit_id: i64,
    /// The claim payment in it; 0 for none.
    pub claim_no: i64,
    /// The patient; 0 for none.
    pub patient_id: i64,
    /// The payer; 0 for none.
    pub payer_id: i64,
    /// The entry taken back; 0 for none.
    pub reverses: i64,
}

/// A remittance with what its proof came to.
#[derive(Clone, Debug, Default)]
pub struct RemittanceRow {
    /// Its id.
    pub remit_id: i64,
    /// The file it came in.
    pub file_id: i64,
    /// Its payer.
    pub payer_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// What makes it the same payment.
    pub identity: String,
    /// Hash over what it says.
    pub content: String,
    /// How many claims.
    pub claims: i64,
    /// `posted` or `held`.
    pub outcome: &'static str,
    /// Σ CLP04.
    pub claims_paid_cents: i64,
    /// Σ PLB.
    pub provider_cents: i64,
    /// BPR02 minus what its parts come to.
    pub off_by_cents: i64,
    /// Claims and lines that do not add up.
    pub fault_count: i64,
    /// Hash over what it decides, whatever its trace; empty when it decides nothing.
    pub decisions: String,
}

/// What became of a claim payment in the books.
#[derive(Clone, Debug, Default)]
pub struct ClaimPaymentRow {
    /// Its remittance.
    pub remit_id: i64,
    /// Its number in it, from 1.
    pub claim_no: i64,
    /// The claim; 0 when none was found.
    pub claim_id: i64,
    /// How the claim was found.
    pub matched_by: &'static str,
    /// P, S, T.
    pub sequence: &'static str,
    /// The patient.
    pub patient_id: i64,
    /// Σ of denial-type adjustments.
    pub denied_cents: i64,
    /// posted, memo, held, reversed, waiting.
    pub outcome: &'static str,
    /// A real decision.
    pub decision: bool,
    /// The day in the books.
    pub post_day: Day,
    /// Of a reversal: what it takes back.
    pub reverses: (i64, i64),
    /// The remittance that takes it back; 0 for none.
    pub reversed_by: i64,
}

/// A new claim, or a new version of one.
#[derive(Clone, Debug, Default)]
pub struct ClaimRow {
    /// Its id.
    pub claim_id: i64,
    /// `837P` or `835`.
    pub origin: &'static str,
    /// CLM01.
    pub control_number: String,
    /// The patient.
    pub patient_id: i64,
    /// The member id at the first payer known.
    pub member_id: String,
    /// The first payer; 0 when only a later one is known.
    pub payer_id: i64,
    /// `P`, `PS` …
    pub coverages: String,
    /// Σ of the lines.
    pub charge_cents: i64,
    /// First day of service.
    pub service_day: Option<Day>,
    /// First day it was sent.
    pub first_bill_day: Option<Day>,
    /// Of the first line.
    pub place_of_service: String,
    /// Of the first line.
    pub rendering_npi: String,
    /// Who referred.
    pub referring_npi: String,
    /// Who bills.
    pub billing_npi: String,
    /// REF*G1.
    pub authorization: String,
    /// Joined by `:`.
    pub diagnoses: String,
    /// The version it replaces.
    pub supersedes: i64,
}
