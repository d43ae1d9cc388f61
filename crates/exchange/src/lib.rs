//! Between X12 and billing: 837P to claims sent, 835 to remittances.
//!
//! Pure: reads from any byte source, streams, and hands over one claim or claim payment at
//! a time. What it cannot use is a problem with a place, told to the receiver.

mod convert;
pub mod outgoing;

use std::io::{self, Read};

use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::problem::Problem;
use gonio_x12::segment::Segment;
use gonio_x12::sets::SetKind;
use gonio_x12::{claim, remittance};
use sha2::{Digest, Sha256};

/// Is given the facts of a file, in the file's order.
pub trait Receiver {
    /// What may go wrong in the receiver or in reading.
    type Error: From<io::Error>;
    /// A transaction set begins. Facts follow only for 837P and 835.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn set_start(&mut self, set: &SetHeader, kind: SetKind) -> Result<(), Self::Error>;
    /// A claim of an 837P.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn claim(&mut self, claim: ClaimSent) -> Result<(), Self::Error>;
    /// The payment of an 835, before its claims.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn remittance(&mut self, remittance: Remittance) -> Result<(), Self::Error>;
    /// A claim of an 835.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn claim_payment(&mut self, payment: ClaimPayment) -> Result<(), Self::Error>;
    /// The provider-level adjustments of an 835, after its claims; not called for none.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn provider_adjustments(&mut self, all: Vec<ProviderAdjustment>) -> Result<(), Self::Error>;
    /// The set is over. `content` is a hash over what it says, the same for the same
    /// content under other separators, line ends and control numbers.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn set_end(&mut self, end: SetEnd, content: &str) -> Result<(), Self::Error>;
    /// Something is wrong with the file; reading goes on.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn problem(&mut self, problem: Problem) -> Result<(), Self::Error>;
}

/// Reads all of `source` and gives its facts to `receiver`.
///
/// # Errors
/// What the source or the receiver reports. Malformed X12 is no error but a problem.
pub fn read<R: Read, T: Receiver>(source: R, receiver: &mut T) -> Result<(), T::Error> {
    let mut bridge = Bridge {
        receiver,
        set: Set::Ignored,
        claims: claim::Builder::new(),
        context: convert::Context::default(),
        remittance: remittance::Builder::new(),
        provider: Vec::new(),
        hash: Sha256::new(),
    };
    envelope::walk(source, &mut bridge)
}

enum Set {
    Claims,
    Remittance,
    Ignored,
}

struct Bridge<'a, T> {
    receiver: &'a mut T,
    set: Set,
    claims: claim::Builder,
    context: convert::Context,
    remittance: remittance::Builder,
    provider: Vec<ProviderAdjustment>,
    hash: Sha256,
}

fn claim_part<T: Receiver>(
    receiver: &mut T,
    context: &mut convert::Context,
    part: &claim::Part,
) -> Result<(), T::Error> {
    match part {
        claim::Part::Header(header) => context.header(header),
        claim::Part::HierarchyLevel(level) => context.level(level),
        claim::Part::Claim(claim) => return receiver.claim(context.claim(claim)),
    }
    Ok(())
}

fn remittance_part<T: Receiver>(
    receiver: &mut T,
    provider: &mut Vec<ProviderAdjustment>,
    part: &remittance::Part,
) -> Result<(), T::Error> {
    match part {
        remittance::Part::Header(h) => receiver.remittance(convert::remittance(h)),
        remittance::Part::Group(_) => Ok(()),
        remittance::Part::Claim(c) => receiver.claim_payment(convert::claim_payment(c)),
        remittance::Part::Provider(p) => {
            provider.extend(convert::provider_adjustments(p));
            Ok(())
        }
    }
}

impl<T: Receiver> Visitor for Bridge<'_, T> {
    type Error = T::Error;

    fn set_start(&mut self, set: &SetHeader) -> Result<(), T::Error> {
        let kind = SetKind::of(&set.code, &set.version);
        self.hash = Sha256::new();
        self.set = match kind {
            SetKind::ProfessionalClaim => {
                self.claims.restart();
                self.context = convert::Context::default();
                Set::Claims
            }
            SetKind::Remittance => {
                self.remittance.restart();
                self.provider.clear();
                Set::Remittance
            }
            SetKind::Other { .. } => Set::Ignored,
        };
        self.receiver.set_start(set, kind)
    }

    fn segment(&mut self, segment: &Segment<'_>) -> Result<(), T::Error> {
        let problems = match self.set {
            Set::Ignored => return Ok(()),
            Set::Claims => {
                if let Some(part) = self.claims.push(segment) {
                    claim_part(self.receiver, &mut self.context, part)?;
                }
                self.claims.take_problems()
            }
            Set::Remittance => {
                hash_segment(&mut self.hash, segment);
                if let Some(part) = self.remittance.push(segment) {
                    remittance_part(self.receiver, &mut self.provider, part)?;
                }
                self.remittance.take_problems()
            }
        };
        problems.into_iter().try_for_each(|p| self.receiver.problem(p))
    }

    fn set_end(&mut self, end: SetEnd) -> Result<(), T::Error> {
        match std::mem::replace(&mut self.set, Set::Ignored) {
            Set::Ignored => {}
            Set::Claims => claim_part(self.receiver, &mut self.context, self.claims.finish())?,
            Set::Remittance => {
                let part = self.remittance.finish();
                remittance_part(self.receiver, &mut self.provider, part)?;
                if !self.provider.is_empty() {
                    self.receiver.provider_adjustments(std::mem::take(&mut self.provider))?;
                }
            }
        }
        let content = convert::short_hash(std::mem::take(&mut self.hash));
        self.receiver.set_end(end, &content)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), T::Error> {
        self.receiver.problem(problem)
    }
}

/// Feeds what a segment says to the hash, whatever its separators are.
fn hash_segment(hash: &mut Sha256, segment: &Segment<'_>) {
    let component = segment.delimiters().component;
    hash.update(segment.id());
    for number in 1..=segment.len() {
        hash.update(b"\x1d");
        let element = segment.element(number);
        if element.contains(&component) {
            for part in element.split(|b| *b == component) {
                hash.update(part);
                hash.update(b"\x1f");
            }
        } else {
            hash.update(element);
        }
    }
    hash.update(b"\x1e");
}
