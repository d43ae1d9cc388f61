//! What was received, as plain values: claims sent (837P) and remittances (835).
//!
//! Facts are never refused and never changed. Patient details are [`Private`]: they reach
//! the database and the page of the one who may see them, never a log.

use std::fmt;

use crate::day::Day;

/// A patient detail. Prints as dots wherever something prints it in passing.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Who was treated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patient {
    /// Last name.
    pub last: Private,
    /// First name.
    pub first: Private,
    /// Date of birth, where the source tells it.
    pub birth_day: Option<Day>,
    /// The member id that the payer knows the patient by.
    pub member_id: Private,
}

/// A payer as a file names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PayerName {
    /// Its name.
    pub name: String,
    /// Its id at the clearinghouse or plan; empty when unknown.
    pub id: String,
    /// Its tax id with the leading `1`, as a remittance gives it; empty when unknown.
    pub tax_id: String,
}

/// Order of the payers of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sequence {
    /// Pays first.
    #[default]
    Primary,
    /// Pays second.
    Secondary,
    /// Pays third, or later.
    Tertiary,
}

impl Sequence {
    /// `P`, `S`, `T`: the form of SBR01 and of the database.
    pub fn letter(self) -> &'static str {
        match self {
            Sequence::Primary => "P",
            Sequence::Secondary => "S",
            Sequence::Tertiary => "T",
        }
    }

    /// From SBR01. Letters beyond `T` (A–H, U) count as tertiary.
    pub fn from_letter(letter: &str) -> Sequence {
        match letter {
            "P" => Sequence::Primary,
            "S" => Sequence::Secondary,
            _ => Sequence::Tertiary,
        }
    }

    /// The next one, if the accounts know it.
    pub fn next(self) -> Option<Sequence> {
        match self {
            Sequence::Primary => Some(Sequence::Secondary),
            Sequence::Secondary => Some(Sequence::Tertiary),
            Sequence::Tertiary => None,
        }
    }
}

/// One coverage named on a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Its place in the order.
    pub sequence: Sequence,
    /// Who covers.
    pub payer: PayerName,
    /// The member id there.
    pub member_id: Private,
    /// SBR09: MB, CI, MC …
    pub filing_code: String,
    /// What this payer has paid, when the claim says so (AMT*D).
    pub paid_cents: Option<i64>,
}

/// One service line of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimLine {
    /// From 1.
    pub number: i64,
    /// Procedure code.
    pub code: String,
    /// Up to four, joined by `:` in the order sent.
    pub modifiers: String,
    /// Thousandths of a unit.
    pub units_milli: i64,
    /// Charge for all units.
    pub charge_cents: i64,
    /// Day of service.
    pub service_day: Option<Day>,
    /// Numbers of the diagnoses it points at, joined by `:`.
    pub pointers: String,
    /// REF*6R, empty when absent.
    pub control_number: String,
    /// NPI of the therapist of record; empty when the practice itself.
    pub rendering_npi: String,
    /// Two digits.
    pub place_of_service: String,
}

/// A claim as sent: one CLM of an 837P.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimSent {
    /// CLM01.
    pub control_number: String,
    /// CLM02.
    pub charge_cents: i64,
    /// CLM05-3.
    pub frequency: String,
    /// REF*F8 on corrections.
    pub payer_control_number: String,
    /// REF*G1.
    pub authorization: String,
    /// A capitated encounter (BHT06 `RP`).
    pub encounter: bool,
    /// Day the file says it was made (BHT04).
    pub sent_day: Option<Day>,
    /// Who was treated.
    pub patient: Patient,
    /// Who is asked to pay.
    pub coverage: Coverage,
    /// Other coverages named.
    pub other: Vec<Coverage>,
    /// Diagnoses, principal first.
    pub diagnoses: Vec<String>,
    /// Billing NPI.
    pub billing_npi: String,
    /// Referring NPI.
    pub referring_npi: String,
    /// Service lines.
    pub lines: Vec<ClaimLine>,
    /// Hash over what the claim says, for telling a copy from a change.
    pub content: String,
    /// Number of the CLM segment in its file.
    pub segment: i64,
}

/// One adjustment: a group, a reason, an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// CO, PR, OA or PI.
    pub group: String,
    /// CARC.
    pub reason: String,
    /// Positive lowers the payment.
    pub cents: i64,
}

/// One service line as paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinePayment {
    /// Code paid.
    pub code: String,
    /// Code submitted, when another was paid; else empty.
    pub submitted_code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// Thousandths.
    pub units_milli: i64,
    /// SVC02.
    pub charge_cents: i64,
    /// SVC03.
    pub paid_cents: i64,
    /// AMT*B6.
    pub allowed_cents: Option<i64>,
    /// Day of service.
    pub service_day: Option<Day>,
    /// REF*6R.
    pub control_number: String,
    /// RARC.
    pub remarks: Vec<String>,
    /// CAS of this line.
    pub adjustments: Vec<Adjustment>,
}

/// One claim as adjudicated: one CLP of an 835.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimPayment {
    /// CLP01.
    pub control_number: String,
    /// CLP02.
    pub status: String,
    /// CLP03.
    pub charge_cents: i64,
    /// CLP04.
    pub paid_cents: i64,
    /// CLP05.
    pub patient_cents: i64,
    /// CLP06.
    pub filing_code: String,
    /// CLP07.
    pub payer_control_number: String,
    /// CLP08.
    pub place_of_service: String,
    /// Who was treated.
    pub patient: Patient,
    /// NPI of the therapist.
    pub rendering_npi: String,
    /// Forwarded to this payer (NM1*TT), or a remark says it was.
    pub forwarded: bool,
    /// MOA and MIA remarks.
    pub remarks: Vec<String>,
    /// CAS at claim level.
    pub adjustments: Vec<Adjustment>,
    /// Service lines.
    pub lines: Vec<LinePayment>,
    /// First day of service.
    pub from_day: Option<Day>,
    /// Last day of service.
    pub to_day: Option<Day>,
    /// Number of the CLP segment in its file.
    pub segment: i64,
}

impl LinePayment {
    /// The code as the claim had it: the submitted one where another was paid.
    pub fn sent_code(&self) -> &str {
        if self.submitted_code.is_empty() { &self.code } else { &self.submitted_code }
    }
}

impl ClaimPayment {
    /// The first day of service: the claim's own, else the earliest of its lines.
    pub fn service_day(&self) -> Option<Day> {
        self.from_day.or_else(|| self.lines.iter().filter_map(|l| l.service_day).min())
    }

    /// CLP02 22: takes an earlier adjudication back.
    pub fn is_reversal(&self) -> bool {
        self.status == "22"
    }

    /// Every adjustment with the remarks of its line, the claim's own first.
    pub fn all_adjustments(&self) -> impl Iterator<Item = (&Adjustment, &[String])> {
        self.adjustments.iter().map(|a| (a, self.remarks.as_slice())).chain(
            self.lines.iter().flat_map(|l| l.adjustments.iter().map(|a| (a, l.remarks.as_slice()))),
        )
    }
}

/// One pair of a PLB segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderAdjustment {
    /// WO, FB, L6 …
    pub reason: String,
    /// What it refers to.
    pub reference: String,
    /// Positive lowers the payment.
    pub cents: i64,
    /// Provider it is about.
    pub provider: String,
    /// Number of the PLB segment in its file.
    pub segment: i64,
}

/// The payment of an 835: one ST, one check or transfer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remittance {
    /// Who pays.
    pub payer: PayerName,
    /// Who is paid.
    pub payee_name: String,
    /// NPI of who is paid.
    pub payee_npi: String,
    /// Tax id of who is paid.
    pub payee_tax_id: String,
    /// TRN02.
    pub trace: String,
    /// BPR04.
    pub method: String,
    /// BPR01.
    pub handling: String,
    /// BPR02.
    pub payment_cents: i64,
    /// BPR16, else the day the file was produced.
    pub payment_day: Option<Day>,
    /// DTM*405.
    pub production_day: Option<Day>,
    /// Number of the BPR segment in its file.
    pub segment: i64,
}

impl Remittance {
    /// What makes it the same payment whatever file it comes in: payer, payee, trace,
    /// amount, date. A trace of zeros tells nothing, so such a payment is known by its
    /// `content` instead.
    pub fn identity(&self, content: &str) -> String {
        let payer =
            if self.payer.tax_id.is_empty() { &self.payer.name } else { &self.payer.tax_id };
        let payee = if self.payee_npi.is_empty() { &self.payee_tax_id } else { &self.payee_npi };
        let trace = self.trace.trim_matches('0');
        let trace = if trace.is_empty() { content } else { &self.trace };
        let day = self.payment_day.map_or_else(String::new, |d| d.to_string());
        format!("{payer}|{payee}|{trace}|{}|{day}", self.payment_cents).to_uppercase()
    }
}
