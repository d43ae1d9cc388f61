//! An 837P in plain words. No book is needed.

use std::io;

use gonio_billing::facts::{
    ClaimPayment, ClaimSent, Coverage, ProviderAdjustment, Remittance, Sequence,
};
use gonio_exchange::Receiver;
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;
use serde::Serialize;

use crate::files::Source;
use crate::remit::units;
use crate::report::ProblemReport;

/// A payer that a claim names.
#[derive(Clone, Debug, Serialize)]
pub struct PayerView {
    /// P, S, T.
    pub sequence: &'static str,
    /// Its name.
    pub payer: String,
    /// Its id.
    pub payer_id: String,
    /// SBR09.
    pub filing_code: String,
    /// What it has paid already, by the claim.
    pub paid_cents: Option<i64>,
}

/// A service line as sent.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// From 1.
    pub line: i64,
    /// Procedure code.
    pub code: String,
    /// In the order sent.
    pub modifiers: Vec<String>,
    /// Units, decimal.
    pub units: String,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// SV102.
    pub charge_cents: i64,
    /// The diagnoses it points at, by code; a number where there is none with it.
    pub diagnoses: Vec<String>,
}

/// A claim as sent. The patient is left out on purpose.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    /// CLM01.
    pub control_number: String,
    /// CLM05-3: 1 original, 7 replacement, 8 void.
    pub frequency: String,
    /// CLM02.
    pub charge_cents: i64,
    /// Σ SV102.
    pub lines_cents: i64,
    /// REF*F8.
    pub payer_control_number: String,
    /// REF*G1.
    pub authorization: String,
    /// Who bills.
    pub billing_npi: String,
    /// Who referred.
    pub referring_npi: String,
    /// Who is asked to pay, then the others named.
    pub payers: Vec<PayerView>,
    /// Principal first.
    pub diagnoses: Vec<String>,
    /// Service lines.
    pub lines: Vec<LineView>,
}

/// Is given each claim as it is read.
pub trait Reader {
    /// A claim.
    ///
    /// # Errors
    /// What writing it out reports.
    fn claim(&mut self, claim: ClaimView) -> io::Result<()>;
    /// A problem of the file.
    fn problem(&mut self, problem: ProblemReport);
    /// A set that is no professional claim file: its code and what it is.
    fn other(&mut self, code: &str, name: &str);
}

/// Reads the claims of a source.
///
/// # Errors
/// What reading and the reader report.
pub fn read(source: &Source, reader: &mut dyn Reader) -> io::Result<()> {
    gonio_exchange::read(source.open()?, &mut Reading { reader })
}

struct Reading<'a> {
    reader: &'a mut dyn Reader,
}

fn payer(c: Coverage) -> PayerView {
    PayerView {
        sequence: c.sequence.letter(),
        payer: c.payer.name,
        payer_id: c.payer.id,
        filing_code: c.filing_code,
        paid_cents: c.paid_cents,
    }
}

fn view(c: ClaimSent) -> ClaimView {
    let pointed = |pointers: &str| -> Vec<String> {
        pointers
            .split(':')
            .filter(|p| !p.is_empty())
            .map(|p| {
                let at = p.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                at.and_then(|n| c.diagnoses.get(n)).map_or_else(|| p.to_string(), Clone::clone)
            })
            .collect()
    };
    let lines: Vec<LineView> = c
        .lines
        .iter()
        .map(|l| LineView {
            line: l.number,
            code: l.code.clone(),
            modifiers: l.modifiers.split(':').filter(|m| !m.is_empty()).map(Into::into).collect(),
            units: units(l.units_milli),
            date: l.service_day.map(|d| d.to_string()),
            charge_cents: l.charge_cents,
            diagnoses: pointed(&l.pointers),
        })
        .collect();
    let mut payers = vec![payer(c.coverage)];
    payers.extend(c.other.into_iter().map(payer));
    ClaimView {
        control_number: c.control_number,
        frequency: c.frequency,
        charge_cents: c.charge_cents,
        lines_cents: lines.iter().map(|l| l.charge_cents).sum(),
        payer_control_number: c.payer_control_number,
        authorization: c.authorization,
        billing_npi: c.billing_npi,
        referring_npi: c.referring_npi,
        payers,
        diagnoses: c.diagnoses,
        lines,
    }
}

/// The place of a payer in words, from its letter.
pub fn sequence_words(letter: &str) -> &'static str {
    match Sequence::from_letter(letter) {
        Sequence::Primary => "first payer",
        Sequence::Secondary => "second payer",
        Sequence::Tertiary => "third payer",
    }
}

impl Receiver for Reading<'_> {
    type Error = io::Error;

    fn set_start(&mut self, _set: &SetHeader, kind: SetKind) -> io::Result<()> {
        match kind {
            SetKind::ProfessionalClaim => {}
            SetKind::Remittance => self.reader.other("835", "a remittance; see gonio remit"),
            SetKind::Other { code, name } => self.reader.other(code, name),
        }
        Ok(())
    }

    fn claim(&mut self, claim: ClaimSent) -> io::Result<()> {
        self.reader.claim(view(claim))
    }

    fn remittance(&mut self, _: Remittance) -> io::Result<()> {
        Ok(())
    }

    fn claim_payment(&mut self, _: ClaimPayment) -> io::Result<()> {
        Ok(())
    }

    fn provider_adjustments(&mut self, _: Vec<ProviderAdjustment>) -> io::Result<()> {
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.reader.problem(ProblemReport::from(&problem));
        Ok(())
    }
}
