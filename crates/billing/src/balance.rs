//! The three balances of a remittance: line, claim, payment.
//!
//! - line: charge − adjustments = paid
//! - claim: charge − adjustments of claim and lines = paid
//! - payment: Σ paid − Σ provider-level adjustments = amount of the payment
//!
//! Shares (CLP05) and informational amounts never balance anything.

use crate::facts::{Adjustment, ClaimPayment, ProviderAdjustment};

/// At which level something does not add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A service line.
    Line,
    /// A claim.
    Claim,
    /// The payment.
    Payment,
}

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The level.
    pub at: At,
    /// The claim's control number; empty for the payment.
    pub control_number: String,
    /// The line's number in the claim payment, from 1; 0 above lines.
    pub line: usize,
    /// What was said minus what the parts come to.
    pub off_by_cents: i64,
    /// Number of the CLP segment; 0 for the payment.
    pub segment: i64,
}

/// Adds a remittance up as it streams by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// BPR02.
    pub payment_cents: i64,
    /// Σ CLP04.
    pub claims_paid_cents: i64,
    /// Σ CLP03.
    pub charge_cents: i64,
    /// Σ PLB.
    pub provider_cents: i64,
    /// How many claim payments.
    pub claims: i64,
    /// How many service lines.
    pub lines: i64,
    /// What does not add up, claims and lines; at most [`Proof::KEPT`] are kept.
    pub faults: Vec<Fault>,
    /// How many faults in all.
    pub fault_count: i64,
}

impl Proof {
    /// Faults kept for showing; a broken file may have one per claim.
    pub const KEPT: usize = 20;

    /// Adds a claim payment.
    pub fn claim(&mut self, claim: &ClaimPayment) {
        self.claims += 1;
        self.lines += claim.lines.len() as i64;
        self.claims_paid_cents += claim.paid_cents;
        self.charge_cents += claim.charge_cents;
        let mut adjusted = sum(&claim.adjustments);
        for (i, line) in claim.lines.iter().enumerate() {
            let off = line.charge_cents - sum(&line.adjustments) - line.paid_cents;
            adjusted += sum(&line.adjustments);
            self.fault(At::Line, claim, i + 1, -off);
        }
        let off = claim.charge_cents - adjusted - claim.paid_cents;
        self.fault(At::Claim, claim, 0, -off);
    }

    /// Adds the provider-level adjustments.
    pub fn provider(&mut self, adjustments: &[ProviderAdjustment]) {
        self.provider_cents += adjustments.iter().map(|a| a.cents).sum::<i64>();
    }

    /// BPR02 minus what claims and provider-level adjustments come to.
    pub fn off_by_cents(&self) -> i64 {
        self.payment_cents - (self.claims_paid_cents - self.provider_cents)
    }

    /// Whether all three balances hold.
    pub fn balanced(&self) -> bool {
        self.fault_count == 0 && self.off_by_cents() == 0
    }

    fn fault(&mut self, at: At, claim: &ClaimPayment, line: usize, off_by_cents: i64) {
        if off_by_cents == 0 {
            return;
        }
        self.fault_count += 1;
        if self.faults.len() < Self::KEPT {
            self.faults.push(Fault {
                at,
                control_number: claim.control_number.clone(),
                line,
                off_by_cents,
                segment: claim.segment,
            });
        }
    }
}

fn sum(adjustments: &[Adjustment]) -> i64 {
    adjustments.iter().map(|a| a.cents).sum()
}
