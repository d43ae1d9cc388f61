//! An 835 in plain words, with its balance proof. No book is needed.

use std::io;

use gonio_billing::balance::{At, Proof};
use gonio_billing::facts::{
    Adjustment, ClaimPayment, ClaimSent, LinePayment, ProviderAdjustment, Remittance,
};
use gonio_exchange::Receiver;
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;
use serde::Serialize;

use crate::files::Source;
use crate::report::ProblemReport;

/// An adjustment.
#[derive(Clone, Debug, Serialize)]
pub struct AdjustmentView {
    /// CO, PR, OA, PI.
    pub group: String,
    /// CARC.
    pub reason: String,
    /// Positive lowers the payment.
    pub amount_cents: i64,
}

/// A service line as paid.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// Code paid.
    pub code: String,
    /// In the order given.
    pub modifiers: Vec<String>,
    /// Units, decimal.
    pub units: String,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// SVC02.
    pub charge_cents: i64,
    /// SVC03.
    pub paid_cents: i64,
    /// AMT*B6.
    pub allowed_cents: Option<i64>,
    /// CAS.
    pub adjustments: Vec<AdjustmentView>,
    /// RARC.
    pub remarks: Vec<String>,
}

/// A claim as decided. The patient is left out on purpose.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    /// CLP01.
    pub control_number: String,
    /// CLP07.
    pub payer_control_number: String,
    /// CLP02.
    pub status: String,
    /// CLP03.
    pub charge_cents: i64,
    /// CLP04.
    pub paid_cents: i64,
    /// CLP05.
    pub patient_cents: i64,
    /// CAS at claim level.
    pub adjustments: Vec<AdjustmentView>,
    /// MOA and MIA.
    pub remarks: Vec<String>,
    /// Lines.
    pub lines: Vec<LineView>,
}

/// A provider-level adjustment.
#[derive(Clone, Debug, Serialize)]
pub struct ProviderView {
    /// WO, FB, L6 …
    pub reason: String,
    /// What it refers to.
    pub reference: String,
    /// Positive lowers the payment.
    pub amount_cents: i64,
}

/// Something that does not add up.
#[derive(Clone, Debug, Serialize)]
pub struct FaultView {
    /// line, claim, payment.
    pub at: &'static str,
    /// The claim's control number; empty for the payment.
    pub control_number: String,
    /// The line, from 1; 0 above lines.
    pub line: usize,
    /// By how much.
    pub off_by_cents: i64,
}

/// One payment.
#[derive(Clone, Debug, Serialize)]
pub struct PaymentView {
    /// TRN02.
    pub trace: String,
    /// N1*PR.
    pub payer: String,
    /// NPI of who is paid.
    pub payee_npi: String,
    /// BPR04.
    pub method: String,
    /// BPR16, else DTM*405.
    pub date: Option<String>,
    /// BPR02.
    pub payment_cents: i64,
    /// All three balances hold.
    pub balanced: bool,
    /// BPR02 minus what claims and provider-level adjustments come to.
    pub off_by_cents: i64,
    /// Σ CLP04.
    pub claims_paid_cents: i64,
    /// Σ PLB.
    pub provider_cents: i64,
    /// What does not add up.
    pub faults: Vec<FaultView>,
    /// SE was there.
    pub complete: bool,
    /// Claims.
    pub claims: Vec<ClaimView>,
    /// PLB.
    pub provider_adjustments: Vec<ProviderView>,
}

/// Is given each payment when it is complete; one is held at a time.
pub trait Reader {
    /// A payment.
    ///
    /// # Errors
    /// What writing it out reports.
    fn payment(&mut self, payment: PaymentView) -> io::Result<()>;
    /// A problem of the file.
    fn problem(&mut self, problem: ProblemReport);
    /// A set that is no remittance: its code and what it is.
    fn other(&mut self, code: &str, name: &str);
}

/// Reads the remittances of a source.
///
/// # Errors
/// What reading and the reader report.
pub fn read(source: &Source, reader: &mut dyn Reader) -> io::Result<()> {
    let mut reading = Reading { reader, payment: None, proof: Proof::default() };
    gonio_exchange::read(source.open()?, &mut reading)
}

struct Reading<'a> {
    reader: &'a mut dyn Reader,
    payment: Option<PaymentView>,
    proof: Proof,
}

fn adjustments(all: Vec<Adjustment>) -> Vec<AdjustmentView> {
    all.into_iter()
        .map(|a| AdjustmentView { group: a.group, reason: a.reason, amount_cents: a.cents })
        .collect()
}

/// Thousandths of a unit as a decimal: `2`, `1.5`.
pub fn units(milli: i64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli.unsigned_abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn line(l: LinePayment) -> LineView {
    LineView {
        code: l.code,
        modifiers: l.modifiers.split(':').filter(|m| !m.is_empty()).map(Into::into).collect(),
        units: units(l.units_milli),
        date: l.service_day.map(|d| d.to_string()),
        charge_cents: l.charge_cents,
        paid_cents: l.paid_cents,
        allowed_cents: l.allowed_cents,
        adjustments: adjustments(l.adjustments),
        remarks: l.remarks,
    }
}

impl Receiver for Reading<'_> {
    type Error = io::Error;

    fn set_start(&mut self, _set: &SetHeader, kind: SetKind) -> io::Result<()> {
        self.payment = None;
        self.proof = Proof::default();
        match kind {
            SetKind::Remittance => {}
            SetKind::ProfessionalClaim => self.reader.other("837P", "a professional claim file"),
            SetKind::Other { code, name } => self.reader.other(code, name),
        }
        Ok(())
    }

    fn claim(&mut self, _claim: ClaimSent) -> io::Result<()> {
        Ok(())
    }

    fn remittance(&mut self, r: Remittance) -> io::Result<()> {
        self.proof.payment_cents = r.payment_cents;
        self.payment = Some(PaymentView {
            trace: r.trace,
            payer: r.payer.name,
            payee_npi: r.payee_npi,
            method: r.method,
            date: r.payment_day.map(|d| d.to_string()),
            payment_cents: r.payment_cents,
            balanced: false,
            off_by_cents: 0,
            claims_paid_cents: 0,
            provider_cents: 0,
            faults: Vec::new(),
            complete: false,
            claims: Vec::new(),
            provider_adjustments: Vec::new(),
        });
        Ok(())
    }

    fn claim_payment(&mut self, c: ClaimPayment) -> io::Result<()> {
        self.proof.claim(&c);
        if let Some(payment) = &mut self.payment {
            payment.claims.push(ClaimView {
                control_number: c.control_number,
                payer_control_number: c.payer_control_number,
                status: c.status,
                charge_cents: c.charge_cents,
                paid_cents: c.paid_cents,
                patient_cents: c.patient_cents,
                adjustments: adjustments(c.adjustments),
                remarks: c.remarks,
                lines: c.lines.into_iter().map(line).collect(),
            });
        }
        Ok(())
    }

    fn provider_adjustments(&mut self, all: Vec<ProviderAdjustment>) -> io::Result<()> {
        self.proof.provider(&all);
        if let Some(payment) = &mut self.payment {
            payment.provider_adjustments = all
                .into_iter()
                .map(|p| ProviderView {
                    reason: p.reason,
                    reference: p.reference,
                    amount_cents: p.cents,
                })
                .collect();
        }
        Ok(())
    }

    fn set_end(&mut self, end: SetEnd, _content: &str) -> io::Result<()> {
        let Some(mut payment) = self.payment.take() else { return Ok(()) };
        let proof = &self.proof;
        payment.balanced = proof.balanced() && end.complete;
        payment.off_by_cents = proof.off_by_cents();
        payment.claims_paid_cents = proof.claims_paid_cents;
        payment.provider_cents = proof.provider_cents;
        payment.complete = end.complete;
        payment.faults = proof
            .faults
            .iter()
            .map(|f| FaultView {
                at: match f.at {
                    At::Line => "line",
                    At::Claim => "claim",
                    At::Payment => "payment",
                },
                control_number: f.control_number.clone(),
                line: f.line,
                off_by_cents: f.off_by_cents,
            })
            .collect();
        self.reader.payment(payment)
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.reader.problem(ProblemReport::from(&problem));
        Ok(())
    }
}
