//! What all of a claim's decisions post, from the facts alone.
//!
//! The answer depends on the facts and not on the order they came in: decisions are taken by
//! their day, and one that does not fit yet is tried again after those that may make room
//! for it, such as a correction whose reversal stands behind it.

use crate::cause::Causes;
use crate::day::Day;
use crate::facts::{ClaimPayment, Sequence};
use crate::ledger::{Account, Transfer};
use crate::posting::{ClaimView, Outcome, Posting, Treatment, hold, post, sequence_of, treatments};
use crate::queue::{QueueItem, Reason};

/// A claim payment as recorded.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// Remittance, and number in it.
    pub key: (i64, i64),
    /// The day in the books.
    pub day: Day,
    /// What makes the remittance the same in any file.
    pub identity: String,
    /// What it says.
    pub facts: ClaimPayment,
}

/// What a claim payment comes to among the others of its claim.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Remittance, and number in it.
    pub key: (i64, i64),
    /// What it posts.
    pub posting: Posting,
    /// Of a reversal: what it takes back.
    pub reverses: (i64, i64),
    /// The remittance that takes this one back; 0 for none.
    pub reversed_by: i64,
}

/// Adjustments of what moves nothing: the cause is known, that is all.
pub fn untreated(treatments: Vec<Treatment>) -> Vec<Treatment> {
    treatments.into_iter().map(|t| Treatment { rule: "", to: None, ..t }).collect()
}

/// Derives what `decided` post to `claim`, which comes with its charges and receipts alone.
/// Answers are in the order of `decided`.
pub fn derive(claim: &ClaimView, decided: &[Decided], causes: &dyn Causes) -> Vec<Derived> {
    let mut order: Vec<usize> = (0..decided.len()).collect();
    order.sort_by_key(|i| {
        let d = &decided[*i];
        (d.day, d.identity.as_str(), d.key.1)
    });
    let mut state = State { view: claim.clone(), done: (0..decided.len()).map(|_| None).collect() };
    let mut waiting: Vec<(usize, Posting)> = Vec::new();
    let mut left = order;
    loop {
        let before = left.len();
        waiting.clear();
        left.retain(|at| match state.attempt(*at, decided, causes) {
            Ok(()) => false,
            Err(held) => {
                waiting.push((*at, held));
                true
            }
        });
        if left.is_empty() || left.len() == before {
            break;
        }
    }
    for (at, posting) in waiting {
        state.done[at] =
            Some(Derived { key: decided[at].key, posting, reverses: (0, 0), reversed_by: 0 });
    }
    state.reverse_held(decided);
    state.done.into_iter().flatten().collect()
}

struct State {
    view: ClaimView,
    done: Vec<Option<Derived>>,
}

impl State {
    /// Posts a decision, or says how it is held for now.
    fn attempt(
        &mut self,
        at: usize,
        decided: &[Decided],
        causes: &dyn Causes,
    ) -> Result<(), Posting> {
        let payment = &decided[at].facts;
        let mut reverses = (0, 0);
        let posting = if payment.is_reversal() {
            let treatments = untreated(treatments(payment, None, causes));
            let settled = |d: &Derived| d.posting.outcome != Outcome::Held;
            let Some(original) = self.original(payment, decided, settled) else {
                let item = QueueItem {
                    reason: Reason::ReversalWithoutOriginal,
                    cents: payment.paid_cents,
                    detail: String::new(),
                };
                return Err(hold(payment, treatments, item));
            };
            reverses = decided[original].key;
            self.mirror(original, decided[at].key.0, treatments)
        } else {
            post(&self.view, payment, causes)
        };
        if posting.outcome == Outcome::Held {
            return Err(posting);
        }
        for transfer in &posting.transfers {
            self.view.prepaid_cents -= transfer.effect(Account::UnappliedPatient);
            let line = self.view.lines.iter_mut().find(|(key, _)| key.number == transfer.line);
            if let Some((_, open)) = line {
                open.apply(transfer);
            }
        }
        self.done[at] = Some(Derived { key: decided[at].key, posting, reverses, reversed_by: 0 });
        self.view.adjudicated = self.adjudicated(decided);
        Ok(())
    }

    /// The decision that a reversal takes back: amounts negated, the same payer's claim
    /// number first, the latest first.
    fn original(
        &self,
        reversal: &ClaimPayment,
        decided: &[Decided],
        fits: impl Fn(&Derived) -> bool,
    ) -> Option<usize> {
        (0..decided.len())
            .filter(|i| {
                let facts = &decided[*i].facts;
                self.done[*i].as_ref().is_some_and(|d| d.reversed_by == 0 && fits(d))
                    && !facts.is_reversal()
                    && facts.charge_cents == -reversal.charge_cents
                    && facts.paid_cents == -reversal.paid_cents
            })
            .max_by_key(|i| {
                let d = &decided[*i];
                let same = d.facts.payer_control_number == reversal.payer_control_number;
                let posted =
                    self.done[*i].as_ref().is_some_and(|d| d.posting.outcome == Outcome::Posted);
                (same, posted, d.day, d.identity.as_str(), d.key.1)
            })
    }

    fn mirror(&mut self, original: usize, by: i64, treatments: Vec<Treatment>) -> Posting {
        let mut transfers = Vec::new();
        if let Some(taken_back) = &mut self.done[original] {
            taken_back.reversed_by = by;
            transfers.extend(taken_back.posting.transfers.iter().map(|t| Transfer {
                rule: "P12",
                debit: t.credit,
                credit: t.debit,
                ..t.clone()
            }));
        }
        Posting {
            outcome: Outcome::Reversed,
            transfers,
            treatments,
            lines: Vec::new(),
            queue: Vec::new(),
        }
    }

    /// Reversals that are still left may take back what is held: neither waits any longer.
    fn reverse_held(&mut self, decided: &[Decided]) {
        for at in 0..decided.len() {
            let Some(own) = &self.done[at] else { continue };
            if own.posting.outcome != Outcome::Held || !decided[at].facts.is_reversal() {
                continue;
            }
            let treatments = own.posting.treatments.clone();
            let held = |d: &Derived| d.posting.outcome == Outcome::Held;
            let Some(original) = self.original(&decided[at].facts, decided, held) else { continue };
            let posting = self.mirror(original, decided[at].key.0, treatments);
            if let Some(taken_back) = &mut self.done[original] {
                taken_back.posting.queue.clear();
            }
            self.done[at] = Some(Derived {
                key: decided[at].key,
                posting,
                reverses: decided[original].key,
                reversed_by: 0,
            });
        }
    }

    fn adjudicated(&self, decided: &[Decided]) -> Vec<Sequence> {
        let mut all: Vec<Sequence> = self
            .done
            .iter()
            .zip(decided)
            .filter_map(|(done, d)| {
                let done = done.as_ref()?;
                (done.posting.outcome == Outcome::Posted && done.reversed_by == 0)
                    .then(|| sequence_of(&d.facts.status))
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
