//! Between X12 and billing: 837P to claims sent, 835 to remittances, TA1, 999, 277CA and 277 to
//! answers.
//!
//! Pure: reads from any byte source, streams, and hands over one claim, claim payment or answer
//! at a time. What it cannot use is a problem with a place, told to the receiver. Files of banks
//! are read by [`bank`].

mod answers;
pub mod bank;
mod convert;
pub mod original;
pub mod outgoing;

use std::io::{self, Read};

use gonio_billing::answers::{
    BatchAnswered, ClaimAnswer, ClaimStatus, GroupAnswered, InquiryAnswered, InterchangeAnswered,
    Sent, SetAnswered,
};
use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_x12::acknowledgement::Ta1;
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::problem::{Level, Problem};
use gonio_x12::segment::Segment;
use gonio_x12::sets::SetKind;
use gonio_x12::{claim, remittance};
use sha2::{Digest, Sha256};

/// Is given the facts of a file, in the file's order.
pub trait Receiver {
    /// What may go wrong in the receiver or in reading.
    type Error: From<io::Error>;
    /// Whether [`Receiver::set_end`] is told the hash over what the set says. It takes time.
    const HASHES: bool = false;
    /// A transaction set begins. Facts follow only for 837P, 835, 999, 277CA and 277.
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
    /// content under other separators, line ends and control numbers; empty without
    /// [`Receiver::HASHES`].
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn set_end(&mut self, end: SetEnd, content: &str) -> Result<(), Self::Error>;
    /// Something is wrong with the file; reading goes on.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn problem(&mut self, problem: Problem) -> Result<(), Self::Error>;
    /// The numbers of an 837P, before its claims: what answers to them will name.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn sent(&mut self, _sent: Sent) -> Result<(), Self::Error> {
        Ok(())
    }
    /// A TA1. It stands outside of sets, before or after them.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn interchange_answered(&mut self, _answered: InterchangeAnswered) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The answer for one set in a 999.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn set_answered(&mut self, _answered: SetAnswered) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The answer for the whole group in a 999, after those for its sets. It may refuse sets
    /// that were accepted or not listed.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn group_answered(&mut self, _answered: GroupAnswered) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The answer for a whole file, or one provider's part of it, in a 277CA, before those for
    /// its claims. It may refuse claims that are not listed.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn batch_answered(&mut self, _answered: BatchAnswered) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The answer for one claim in a 277CA.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn claim_answered(&mut self, _answer: ClaimAnswer) -> Result<(), Self::Error> {
        Ok(())
    }
    /// What a 277 says above its claims: of who asked, or of a provider.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn inquiry_answered(&mut self, _answered: InquiryAnswered) -> Result<(), Self::Error> {
        Ok(())
    }
    /// What became of one claim, in a 277.
    ///
    /// # Errors
    /// The receiver's own; reading stops there.
    fn claim_status(&mut self, _status: ClaimStatus) -> Result<(), Self::Error> {
        Ok(())
    }
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
        groups: answers::GroupReader::default(),
        answers: answers::ClaimReader::default(),
        statuses: answers::StatusReader::default(),
        envelope: answers::Envelope::default(),
        header: SetHeader::default(),
        content: Content::default(),
    };
    envelope::walk(source, &mut bridge)
}

enum Set {
    Claims,
    Remittance,
    Group,
    ClaimAnswers,
    ClaimStatuses,
    Ignored,
}

impl Set {
    fn of(header: &SetHeader, kind: SetKind) -> Self {
        match kind {
            SetKind::ProfessionalClaim => Set::Claims,
            SetKind::Remittance => Set::Remittance,
            SetKind::Other { code: "999", .. } => Set::Group,
            SetKind::Other { code: "277CA", .. } => Set::ClaimAnswers,
            SetKind::Other { code: "277", .. } if guide(header) == "X212" => Set::ClaimStatuses,
            SetKind::Other { .. } => Set::Ignored,
        }
    }
}

/// The guide in a version such as `005010X212`.
fn guide(header: &SetHeader) -> &str {
    header.version.strip_prefix("005010").and_then(|rest| rest.get(..4)).unwrap_or_default()
}

struct Bridge<'a, T> {
    receiver: &'a mut T,
    set: Set,
    claims: claim::Builder,
    context: convert::Context,
    remittance: remittance::Builder,
    provider: Vec<ProviderAdjustment>,
    groups: answers::GroupReader,
    answers: answers::ClaimReader,
    statuses: answers::StatusReader,
    envelope: answers::Envelope,
    header: SetHeader,
    content: Content,
}

fn claim_part<T: Receiver>(
    receiver: &mut T,
    context: &mut convert::Context,
    (envelope, set): (&answers::Envelope, &SetHeader),
    part: &claim::Part,
) -> Result<(), T::Error> {
    match part {
        claim::Part::Header(header) => {
            context.header(header);
            return receiver.sent(envelope.sent(set, header));
        }
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
        self.content = Content::default();
        self.set = Set::of(set, kind);
        self.header.clone_from(set);
        match self.set {
            Set::Claims => {
                self.claims.restart();
                self.context = convert::Context::default();
            }
            Set::Remittance => {
                self.remittance.restart();
                self.provider.clear();
            }
            Set::Group => self.groups.start(&self.envelope, set),
            Set::ClaimAnswers => self.answers.start(),
            Set::ClaimStatuses => self.statuses.start(),
            Set::Ignored => {}
        }
        self.receiver.set_start(set, kind)?;
        match self.set {
            // The retired version is refused by its name already.
            Set::Ignored if kind.code() == "277" && !set.version.starts_with("004010") => {
                self.receiver.problem(unread(set))
            }
            _ => Ok(()),
        }
    }

    fn segment(&mut self, segment: &Segment<'_>) -> Result<(), T::Error> {
        if T::HASHES && !matches!(self.set, Set::Ignored | Set::Claims) {
            self.content.segment(segment);
        }
        let problems = match self.set {
            Set::Ignored => return Ok(()),
            Set::Claims => {
                if let Some(part) = self.claims.push(segment) {
                    let around = (&self.envelope, &self.header);
                    claim_part(self.receiver, &mut self.context, around, part)?;
                }
                self.claims.take_problems()
            }
            Set::Remittance => {
                if let Some(part) = self.remittance.push(segment) {
                    remittance_part(self.receiver, &mut self.provider, part)?;
                }
                self.remittance.take_problems()
            }
            Set::Group => self.groups.push(segment, self.receiver)?,
            Set::ClaimAnswers => self.answers.push(segment, self.receiver)?,
            Set::ClaimStatuses => self.statuses.push(segment, self.receiver)?,
        };
        problems.into_iter().try_for_each(|p| self.receiver.problem(p))
    }

    fn set_end(&mut self, end: SetEnd) -> Result<(), T::Error> {
        match std::mem::replace(&mut self.set, Set::Ignored) {
            Set::Ignored => {}
            Set::Claims => {
                let around = (&self.envelope, &self.header);
                claim_part(self.receiver, &mut self.context, around, self.claims.finish())?;
            }
            Set::Remittance => {
                let part = self.remittance.finish();
                remittance_part(self.receiver, &mut self.provider, part)?;
                if !self.provider.is_empty() {
                    self.receiver.provider_adjustments(std::mem::take(&mut self.provider))?;
                }
            }
            Set::Group => self.groups.finish(end.complete, self.receiver)?,
            Set::ClaimAnswers => self.answers.finish(end.complete, self.receiver)?,
            Set::ClaimStatuses => self.statuses.finish(end.complete, self.receiver)?,
        }
        let content = if T::HASHES { self.content.take() } else { String::new() };
        self.receiver.set_end(end, &content)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), T::Error> {
        self.receiver.problem(problem)
    }

    fn interchange_start(&mut self, isa: &Segment<'_>) -> Result<(), T::Error> {
        self.envelope.interchange(isa);
        Ok(())
    }

    fn interchange_end(&mut self, _: Option<&Segment<'_>>) -> Result<(), T::Error> {
        self.envelope.interchange_end();
        Ok(())
    }

    fn group_start(&mut self, gs: &Segment<'_>) -> Result<(), T::Error> {
        self.envelope.group(gs);
        Ok(())
    }

    fn group_end(&mut self, _: Option<&Segment<'_>>) -> Result<(), T::Error> {
        self.envelope.group_end();
        Ok(())
    }

    fn outside(&mut self, segment: &Segment<'_>) -> Result<(), T::Error> {
        let mut problems = Vec::new();
        if let Some(ta1) = Ta1::of(segment, &mut problems) {
            let answered = self.envelope.answered(&ta1, segment.place());
            self.receiver.interchange_answered(answered)?;
        }
        problems.into_iter().try_for_each(|p| self.receiver.problem(p))
    }
}

/// A 277 under a guide that gives it another meaning, or under none.
fn unread(set: &SetHeader) -> Problem {
    Problem {
        level: Level::Set,
        place: set.place,
        segment_id: "ST".into(),
        set_position: 1,
        element: 3,
        code: "I6",
        text: "this 277 follows a guide that is not read here, so what it says is not known".into(),
        ..Problem::default()
    }
}

/// A hash over what a set says, whatever its separators are.
#[derive(Default)]
struct Content {
    hash: Sha256,
    /// Some segments, so that the hash is fed seldom.
    said: Vec<u8>,
}

impl Content {
    fn segment(&mut self, segment: &Segment<'_>) {
        let component = segment.delimiters().component;
        self.said.extend_from_slice(segment.id());
        for number in 1..=segment.len() {
            self.said.push(b'\x1d');
            let element = segment.element(number);
            if element.contains(&component) {
                for part in element.split(|b| *b == component) {
                    self.said.extend_from_slice(part);
                    self.said.push(b'\x1f');
                }
            } else {
                self.said.extend_from_slice(element);
            }
        }
        self.said.push(b'\x1e');
        if self.said.len() > 4096 {
            self.feed();
        }
    }

    fn feed(&mut self) {
        self.hash.update(&self.said);
        self.said.clear();
    }

    /// The hash; what comes next is of another set.
    fn take(&mut self) -> String {
        self.feed();
        convert::short_hash(std::mem::take(&mut self.hash))
    }
}
