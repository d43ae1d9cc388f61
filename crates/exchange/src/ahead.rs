//! Reading on a thread of its own, ahead of who takes the facts: matching and writing them
//! takes longer than reading, and need not wait for it.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use gonio_billing::answers::{
    BatchAnswered, ClaimAnswer, ClaimStatus, GroupAnswered, InquiryAnswered, InterchangeAnswered,
    Sent, SetAnswered,
};
use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;

use crate::{Receiver, read};

/// Facts handed over at once.
const TOGETHER: usize = 64;
/// How often they may wait so, before reading waits.
const WAITING: usize = 4;

/// One fact: gives itself to the receiver.
type Fact<T> = Box<dyn FnOnce(&mut T) -> Result<(), <T as Receiver>::Error> + Send>;

/// As [`read`], on a thread of its own. At most a few hundred facts are held.
///
/// # Errors
/// As [`read`].
pub fn read_ahead<R: Read + Send, T: Receiver>(
    source: R,
    receiver: &mut T,
) -> Result<(), T::Error> {
    let (to, from) = sync_channel(WAITING);
    thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let mut ahead = Ahead { ready: Vec::new(), to };
            // What was read before a fault is handed over before it.
            let read = read(source, &mut ahead);
            ahead.hand_over().and(read)
        });
        // Once this ends, `from` is gone, and so the reading ends too.
        from.into_iter().flatten().try_for_each(|fact: Fact<T>| fact(receiver))?;
        match reading.join() {
            Ok(read) => Ok(read?),
            Err(panicked) => resume_unwind(panicked),
        }
    })
}

struct Ahead<T: Receiver> {
    ready: Vec<Fact<T>>,
    to: SyncSender<Vec<Fact<T>>>,
}

impl<T: Receiver> Ahead<T> {
    fn tell<F>(&mut self, fact: F) -> io::Result<()>
    where
        F: FnOnce(&mut T) -> Result<(), T::Error> + Send + 'static,
    {
        self.ready.push(Box::new(fact));
        if self.ready.len() < TOGETHER { Ok(()) } else { self.hand_over() }
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let ready = std::mem::replace(&mut self.ready, Vec::with_capacity(TOGETHER));
        self.to.send(ready).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl<T: Receiver> Receiver for Ahead<T> {
    type Error = io::Error;
    const HASHES: bool = T::HASHES;

    fn set_start(&mut self, set: &SetHeader, kind: SetKind) -> io::Result<()> {
        let set = set.clone();
        self.tell(move |to| to.set_start(&set, kind))
    }

    fn claim(&mut self, claim: ClaimSent) -> io::Result<()> {
        self.tell(move |to| to.claim(claim))
    }

    fn remittance(&mut self, remittance: Remittance) -> io::Result<()> {
        self.tell(move |to| to.remittance(remittance))
    }

    fn claim_payment(&mut self, payment: ClaimPayment) -> io::Result<()> {
        self.tell(move |to| to.claim_payment(payment))
    }

    fn provider_adjustments(&mut self, all: Vec<ProviderAdjustment>) -> io::Result<()> {
        self.tell(move |to| to.provider_adjustments(all))
    }

    fn set_end(&mut self, end: SetEnd, content: &str) -> io::Result<()> {
        let content = content.to_string();
        self.tell(move |to| to.set_end(end, &content))
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.tell(move |to| to.problem(problem))
    }

    fn sent(&mut self, sent: Sent) -> io::Result<()> {
        self.tell(move |to| to.sent(sent))
    }

    fn interchange_answered(&mut self, answered: InterchangeAnswered) -> io::Result<()> {
        self.tell(move |to| to.interchange_answered(answered))
    }

    fn set_answered(&mut self, answered: SetAnswered) -> io::Result<()> {
        self.tell(move |to| to.set_answered(answered))
    }

    fn group_answered(&mut self, answered: GroupAnswered) -> io::Result<()> {
        self.tell(move |to| to.group_answered(answered))
    }

    fn batch_answered(&mut self, answered: BatchAnswered) -> io::Result<()> {
        self.tell(move |to| to.batch_answered(answered))
    }

    fn claim_answered(&mut self, answer: ClaimAnswer) -> io::Result<()> {
        self.tell(move |to| to.claim_answered(answer))
    }

    fn inquiry_answered(&mut self, answered: InquiryAnswered) -> io::Result<()> {
        self.tell(move |to| to.inquiry_answered(answered))
    }

    fn claim_status(&mut self, status: ClaimStatus) -> io::Result<()> {
        self.tell(move |to| to.claim_status(status))
    }
}
