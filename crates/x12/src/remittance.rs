//! The 835 remittance advice (005010X221A1): what was paid, claim by claim, and why not more.
//!
//! [`Builder`] gives a set's parts one by one: the [`Header`], then for each group of claims a
//! [`Group`] and its [`Claim`]s, then the [`Provider`] adjustments. [`Balance`] proves the
//! three sums.

use crate::problem::{Level, Place, Problem};
use crate::segments::{
    Amount, Amt, Bpr, Cas, Clp, Cur, Day, Dtm, Lq, Lx, Mia, Moa, N1, N3, N4, Nm1, Per, Plb, Qty,
    Rdm, Ref, Svc, Trn, Ts2, Ts3, reference,
};
use crate::text::Text;
use crate::typed::{Origin, loops, parts};
use crate::writer::SetId;

/// The set's envelope.
pub const SET: SetId =
    SetId { group: "HP", code: "835", guide: "005010X221A1", named_in_set: false };

loops! {
    /// What the set begins with: the payment, who pays and who is paid.
    Header {
        payment: first Bpr,
        trace: one Trn,
        currency: one Cur,
        references: many Ref,
        dates: many Dtm,
        /// Loops 1000A and 1000B.
        parties: within Party,
    }
    /// Loop 1000A or 1000B: the payer (`PR`) or the payee (`PE`).
    Party {
        name: first N1,
        address: one N3,
        city: one N4,
        references: many Ref,
        contacts: many Per,
        delivery: one Rdm,
    }
    /// Loop 2000: a group of claims, with its totals.
    Group {
        number: first Lx,
        totals: one Ts3,
        drg_totals: one Ts2,
    }
    /// Loop 2100: a claim as the payer decided it.
    Claim {
        payment: first Clp,
        adjustments: many Cas,
        names: many Nm1,
        inpatient: one Mia,
        outpatient: one Moa,
        references: many Ref,
        dates: many Dtm,
        contacts: many Per,
        amounts: many Amt,
        quantities: many Qty,
        lines: within Line,
    }
    /// Loop 2110: a service line as it was paid.
    Line {
        service: first Svc,
        dates: many Dtm,
        adjustments: many Cas,
        references: many Ref,
        amounts: many Amt,
        quantities: many Qty,
        remarks: many Lq,
    }
    /// PLB: what was taken or given apart from any claim.
    Provider {
        adjustments: first Plb,
    }
}

parts! {
    /// A part of an 835, in the order of the file.
    Header,
    /// A group of claims begins.
    Group,
    /// A claim.
    Claim,
    /// Adjustments apart from any claim.
    Provider,
}

impl Header {
    /// BPR02; a debit is negative.
    pub fn payment_cents(&self) -> i64 {
        let amount = cents(self.payment.amount);
        if self.payment.credit_or_debit == "D" { -amount } else { amount }
    }

    /// DTM*405.
    pub fn production_date(&self) -> Day {
        dated(&self.dates, "405")
    }

    /// The payer, loop 1000A.
    pub fn payer(&self) -> Option<&Party> {
        self.parties.iter().find(|p| p.name.entity == "PR")
    }

    /// The payee, loop 1000B.
    pub fn payee(&self) -> Option<&Party> {
        self.parties.iter().find(|p| p.name.entity == "PE")
    }
}

impl Party {
    /// The first reference with a qualifier.
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}

impl Claim {
    /// The name with NM101 `entity`: `QC` patient, `IL` subscriber, `82` rendering provider,
    /// `TT` the payer it was passed on to, `74` corrected name …
    pub fn name(&self, entity: &str) -> Option<&Nm1> {
        self.names.iter().find(|n| n.entity == entity)
    }

    /// The date with DTM01 `qualifier`: `232` first, `233` last day of service, `050` received.
    pub fn date(&self, qualifier: &str) -> Day {
        dated(&self.dates, qualifier)
    }

    /// Remark codes of MIA and MOA.
    pub fn remarks(&self) -> impl Iterator<Item = &Text> {
        let outpatient = self.outpatient.iter().flat_map(Moa::remarks);
        outpatient.chain(self.inpatient.iter().flat_map(Mia::remarks))
    }
}

impl Line {
    /// The date with DTM01 `qualifier`: `472` service, `150` first, `151` last day.
    pub fn date(&self, qualifier: &str) -> Day {
        dated(&self.dates, qualifier)
    }

    /// The amount with AMT01 `qualifier`: `B6` allowed …
    pub fn amount(&self, qualifier: &str) -> Amount {
        self.amounts.iter().find(|a| a.qualifier == qualifier).and_then(|a| a.amount)
    }

    /// The first reference with a qualifier: `6R` the line's control number …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}

fn dated(dates: &[Dtm], qualifier: &str) -> Day {
    dates.iter().find(|d| d.qualifier == qualifier).and_then(|d| d.date)
}

fn cents(amount: Amount) -> i64 {
    amount.unwrap_or_default().0
}

fn adjusted(all: &[Cas]) -> i64 {
    let amounts = all.iter().flat_map(|cas| cas.adjustments.iter());
    amounts.fold(0, |sum, a| sum.saturating_add(cents(a.amount)))
}

/// The three sums of an 835: each line, each claim, the whole payment.
///
/// Line: charge less adjustments is paid. Claim: charge less adjustments of the claim and of
/// its lines is paid. Set: what the claims were paid less the provider adjustments is BPR02.
#[derive(Clone, Debug, Default)]
pub struct Balance {
    payment_cents: i64,
    place: Place,
    claims_cents: i64,
    provider_cents: i64,
}

impl Balance {
    /// Adds a part, and says which of its sums are off.
    pub fn add(&mut self, part: &Part, problems: &mut Vec<Problem>) {
        match part {
            Part::Header(header) => {
                self.payment_cents = header.payment_cents();
                self.place = header.origin.0;
            }
            Part::Group(_) => {}
            Part::Claim(claim) => {
                let paid = cents(claim.payment.paid);
                self.claims_cents = self.claims_cents.saturating_add(paid);
                let mut lines = 0_i64;
                for line in &claim.lines {
                    let taken = adjusted(&line.adjustments);
                    lines = lines.saturating_add(taken);
                    let left = cents(line.service.charge).saturating_sub(taken);
                    let off = left.saturating_sub(cents(line.service.paid));
                    if off != 0 {
                        problems.push(off_by(line.origin, "SVC", 3, LINE_OFF, off));
                    }
                }
                let taken = adjusted(&claim.adjustments).saturating_add(lines);
                let off = cents(claim.payment.charge).saturating_sub(taken).saturating_sub(paid);
                if off != 0 {
                    problems.push(off_by(claim.origin, "CLP", 4, CLAIM_OFF, off));
                }
            }
            Part::Provider(provider) => {
                for adjustment in provider.adjustments.adjustments.iter() {
                    let amount = cents(adjustment.amount);
                    self.provider_cents = self.provider_cents.saturating_add(amount);
                }
            }
        }
    }

    /// What the claims and the provider adjustments come to beyond BPR02, in cents.
    pub fn off_cents(&self) -> i64 {
        let due = self.claims_cents.saturating_sub(self.provider_cents);
        due.saturating_sub(self.payment_cents)
    }

    /// The set is over: says whether the whole is off.
    pub fn finish(&self, problems: &mut Vec<Problem>) {
        if self.off_cents() != 0 {
            problems.push(off_by(Origin(self.place), "BPR", 2, SET_OFF, self.off_cents()));
        }
    }
}

/// How a sum that is off is told.
pub(crate) const LINE_OFF: &str = "charge less adjustments is not what was paid on the line";
pub(crate) const CLAIM_OFF: &str =
    "charge less the adjustments of the claim and its lines is not what was paid";
pub(crate) const SET_OFF: &str = "the claims' payments less PLB are not the payment";

#[cold]
fn off_by(at: Origin, id: &str, element: u8, what: &str, cents: i64) -> Problem {
    Problem {
        level: Level::Balance,
        place: at.0,
        segment_id: id.into(),
        element,
        text: format!("{what}; off by {}", crate::writer::amount(cents)),
        ..Problem::default()
    }
}
