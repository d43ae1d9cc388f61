//! What all decisions on a claim, and what the practice did about them, post: from the facts
//! alone.
//!
//! The answer depends on the facts and not on the order they came in: everything is taken by
//! its day, and a decision that does not fit yet is tried again whenever something else has
//! moved, such as the reversal that stands behind it.

use std::collections::BTreeMap;

use crate::cause::Causes;
use crate::day::Day;
use crate::facts::{ClaimPayment, Sequence};
use crate::ledger::{Account, Transfer};
use crate::money::dollars;
use crate::posting::{
    ClaimView, Draft, Outcome, Posting, Treatment, hold, sequence_of, treatments,
};
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

/// What the practice itself did to a line: a write-off that two people agreed on, a denied
/// amount that the patient owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnMove {
    /// Its number; of two on one day the lower one comes first.
    pub id: i64,
    /// The day it was done, after all decisions of that day.
    pub day: Day,
    /// The posting rule.
    pub rule: &'static str,
    /// The claim line.
    pub line: i64,
    /// The receivable it takes from.
    pub from: Account,
    /// Where it puts it.
    pub to: Account,
    /// At most this much: never more than is open in `from` on that day.
    pub cents: i64,
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

/// What everything on a claim comes to.
#[derive(Clone, Debug, Default)]
pub struct All {
    /// In the order of the decisions given.
    pub decisions: Vec<Derived>,
    /// In the order of the own moves given; empty where nothing was open any more.
    pub moves: Vec<Vec<Transfer>>,
}

/// Adjustments of what moves nothing: the cause is known, that is all.
pub fn untreated(treatments: Vec<Treatment>) -> Vec<Treatment> {
    treatments.into_iter().map(|t| Treatment { rule: "", to: None, ..t }).collect()
}

/// Derives what `decided` and `own` post to `claim`, which comes with its charges and receipts
/// alone.
pub fn derive(claim: &ClaimView, decided: &[Decided], own: &[OwnMove], causes: &dyn Causes) -> All {
    let mut order: Vec<usize> = (0..decided.len()).collect();
    order.sort_by_key(|i| {
        let d = &decided[*i];
        (d.day, d.identity.as_str(), d.key.1)
    });
    let mut moves: Vec<usize> = (0..own.len()).collect();
    moves.sort_by_key(|i| (own[*i].day, own[*i].id));
    let mut moves = moves.into_iter().peekable();
    let mut state = State {
        decided,
        causes,
        view: claim.clone(),
        posted: decided.iter().map(|_| Posted::default()).collect(),
        done: decided.iter().map(|_| None).collect(),
        waiting: Vec::new(),
        moved: vec![Vec::new(); own.len()],
        standing_moves: Vec::new(),
    };
    for at in order {
        while let Some(own_at) = moves.next_if(|i| own[*i].day < decided[at].day) {
            state.own_move(own_at, &own[own_at]);
        }
        state.take(at);
    }
    for own_at in moves {
        state.own_move(own_at, &own[own_at]);
    }
    state.finish()
}

/// Where a decision stands at some moment.
#[derive(Clone, Debug, Default)]
struct Posted {
    /// What of its postings has not been taken back.
    standing: Vec<Transfer>,
    /// What it took over from denials of earlier payers: whose, line, cents.
    taken_over: Vec<(usize, i64, i64)>,
    /// Lines on which a later decision has taken its place.
    replaced: Vec<i64>,
}

struct State<'a> {
    decided: &'a [Decided],
    causes: &'a dyn Causes,
    view: ClaimView,
    posted: Vec<Posted>,
    done: Vec<Option<Derived>>,
    /// Decisions that do not fit yet, and how they are held.
    waiting: Vec<(usize, Posting)>,
    moved: Vec<Vec<Transfer>>,
    /// Own moves that still stand, the oldest first.
    standing_moves: Vec<Transfer>,
}

impl State<'_> {
    /// Takes a decision, and whatever has waited for it.
    fn take(&mut self, at: usize) {
        match self.attempt(at) {
            Ok(()) => {}
            Err(_) if self.ends_waiting(at) => {}
            Err(held) => self.waiting.push((at, held)),
        }
        while self.try_again() {}
    }

    /// Tries what waits once more; whether anything moved.
    fn try_again(&mut self) -> bool {
        for place in 0..self.waiting.len() {
            match self.attempt(self.waiting[place].0) {
                Ok(()) => {
                    self.waiting.remove(place);
                    return true;
                }
                Err(held) => self.waiting[place].1 = held,
            }
        }
        false
    }

    /// Posts a decision, or says how it is held for now.
    fn attempt(&mut self, at: usize) -> Result<(), Posting> {
        let decided = self.decided;
        let payment = &decided[at].facts;
        if payment.is_reversal() {
            return self.take_back(at);
        }
        let draft = match Draft::of(&self.view, payment, self.causes) {
            Ok(draft) => draft,
            Err(posting) if posting.outcome == Outcome::Held => return Err(posting),
            Err(posting) => {
                self.done(at, posting, (0, 0));
                return Ok(());
            }
        };
        let before = (self.view.clone(), self.posted.clone(), self.standing_moves.clone());
        let sequence = draft.sequence();
        let (mut transfers, mut reopened) = (Vec::new(), 0);
        for line in draft.decides(&self.view) {
            let (mut own, replaced) = self.replace(at, sequence, line);
            // What we gave up of what this payer had not decided yet.
            let receivable = Account::receivable(sequence);
            own.extend(self.reclaim(line, |t| t.credit == receivable));
            reopened += own.iter().map(|t| t.cents).sum::<i64>();
            transfers.extend(own);
            transfers.extend(replaced);
        }
        let mut posting = draft.post(&self.view);
        if posting.outcome == Outcome::Held {
            (self.view, self.posted, self.standing_moves) = before;
            return Err(posting);
        }
        for t in &posting.transfers {
            self.view.apply(t);
            if t.rule == "P7" && t.credit == Account::ArDenied {
                self.note_taken_over(at, sequence, t);
            }
        }
        self.posted[at].standing.clone_from(&posting.transfers);
        transfers.append(&mut posting.transfers);
        posting.transfers = transfers;
        posting.queue.extend(reopened_item(reopened));
        self.done(at, posting, (0, 0));
        self.view.adjudicated = self.adjudicated();
        Ok(())
    }

    fn done(&mut self, at: usize, posting: Posting, reverses: (i64, i64)) {
        let key = self.decided[at].key;
        self.done[at] = Some(Derived { key, posting, reverses, reversed_by: 0 });
    }

    /// P12 without a reversal: a new decision on a line that was denied, and not paid, takes
    /// the place of the old one. Gives what brings our own moves on the line back, and what
    /// takes the old decision back.
    fn replace(
        &mut self,
        by: usize,
        sequence: Sequence,
        line: i64,
    ) -> (Vec<Transfer>, Vec<Transfer>) {
        let (mut own, mut replaced) = (Vec::new(), Vec::new());
        for at in 0..self.posted.len() {
            // A decision without lines is about all of them at once.
            let bare = |at: usize| self.decided[at].facts.lines.is_empty();
            let whole = bare(at) || bare(by);
            let here = |t: &Transfer| whole || t.line == line;
            let standing = &self.posted[at].standing;
            let denied = standing.iter().any(|t| here(t) && t.debit == Account::ArDenied);
            let paid = standing.iter().any(|t| here(t) && t.debit == Account::Clearing);
            if at == by || self.sequence(at) != sequence || !denied || paid {
                continue;
            }
            let all = std::mem::take(&mut self.posted[at].standing);
            let (gone, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(here);
            self.posted[at].standing = kept;
            let lines = lines_of(&gone);
            for line in &lines {
                own.extend(self.reclaim(*line, |_| true));
            }
            self.posted[at].replaced.extend(lines);
            replaced.extend(self.mirror(at, gone));
        }
        (own, replaced)
    }

    /// Brings back what we did ourselves to a line, the latest first: whoever decided on it
    /// then did not know what the payer says now.
    fn reclaim(&mut self, line: i64, which: impl Fn(&Transfer) -> bool) -> Vec<Transfer> {
        let all = std::mem::take(&mut self.standing_moves);
        let (here, kept): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|t| t.line == line && which(t));
        self.standing_moves = kept;
        let back: Vec<Transfer> = here.iter().rev().map(mirrored).collect();
        for t in &back {
            self.view.apply(t);
        }
        back
    }

    /// The mirror of what stood of a decision. What it took over from a denial goes back to
    /// that, or to its payer where the denial has gone meanwhile.
    fn mirror(&mut self, of: usize, standing: Vec<Transfer>) -> Vec<Transfer> {
        let mut back = Vec::new();
        for t in standing {
            if t.rule == "P7" && t.credit == Account::ArDenied {
                back.extend(self.give_back(of, &t));
            } else {
                back.push(mirrored(&t));
            }
        }
        for t in &back {
            self.view.apply(t);
        }
        back
    }

    fn give_back(&mut self, of: usize, taken: &Transfer) -> Vec<Transfer> {
        let all = std::mem::take(&mut self.posted[of].taken_over);
        let (here, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|o| o.1 == taken.line);
        self.posted[of].taken_over = kept;
        let mut back = Vec::new();
        for (from, line, cents) in here {
            let receivable = Account::receivable(self.sequence(from));
            let gone = self.done[from].as_ref().is_some_and(|d| d.reversed_by != 0)
                || self.posted[from].replaced.contains(&line);
            let to = if gone { receivable } else { Account::ArDenied };
            back.extend(Transfer::new("P12", to, taken.debit, cents, line));
            if !gone {
                let denial = Transfer::new("P8", Account::ArDenied, receivable, cents, line);
                self.posted[from].standing.extend(denial);
            }
        }
        back
    }

    /// Remembers whose denials a later payer's decision took over.
    fn note_taken_over(&mut self, by: usize, sequence: Sequence, taken: &Transfer) {
        let mut left = taken.cents;
        for at in 0..self.posted.len() {
            if self.sequence(at) >= sequence {
                continue;
            }
            for t in &mut self.posted[at].standing {
                if t.line != taken.line || t.debit != Account::ArDenied {
                    continue;
                }
                let part = left.min(t.cents);
                if part > 0 {
                    t.cents -= part;
                    left -= part;
                    self.posted[by].taken_over.push((at, taken.line, part));
                    break;
                }
            }
            self.posted[at].standing.retain(|t| t.cents != 0);
        }
    }

    /// P12: the mirror of what still stands of the decision that a reversal takes back.
    fn take_back(&mut self, at: usize) -> Result<(), Posting> {
        let reversal = &self.decided[at].facts;
        let treatments = untreated(treatments(reversal, None, self.causes));
        let settled = self.original(at, |d| d.posting.outcome == Outcome::Posted);
        let settled = settled.or_else(|| self.original(at, |d| d.posting.outcome == Outcome::Memo));
        let Some(original) = settled else {
            let item = QueueItem {
                reason: Reason::ReversalWithoutOriginal,
                cents: reversal.paid_cents,
                detail: String::new(),
            };
            return Err(hold(reversal, treatments, item));
        };
        if let Some(taken_back) = &mut self.done[original] {
            taken_back.reversed_by = self.decided[at].key.0;
        }
        let standing = std::mem::take(&mut self.posted[original].standing);
        let mut transfers = Vec::new();
        for line in lines_of(&standing) {
            transfers.extend(self.reclaim(line, |_| true));
        }
        let reopened = transfers.iter().map(|t| t.cents).sum();
        transfers.extend(self.mirror(original, standing));
        let posting = Posting {
            outcome: Outcome::Reversed,
            transfers,
            treatments,
            lines: Vec::new(),
            queue: reopened_item(reopened).into_iter().collect(),
        };
        self.done(at, posting, self.decided[original].key);
        self.view.adjudicated = self.adjudicated();
        Ok(())
    }

    /// The decision that a reversal takes back: every amount negated, and not of a later day.
    /// The same payer's claim number first, then an earlier day than its own, then the latest.
    fn original(&self, reversal: usize, fits: impl Fn(&Derived) -> bool) -> Option<usize> {
        let wanted = Amounts::of(&self.decided[reversal].facts, -1);
        let day = self.decided[reversal].day;
        (0..self.decided.len())
            .filter(|i| {
                let facts = &self.decided[*i].facts;
                self.done[*i].as_ref().is_some_and(|d| d.reversed_by == 0 && fits(d))
                    && !facts.is_reversal()
                    && self.decided[*i].day <= day
                    && Amounts::of(facts, 1) == wanted
            })
            .max_by_key(|i| self.likeness(*i, reversal))
    }

    fn likeness(&self, at: usize, reversal: usize) -> (bool, bool, Day, &str, i64) {
        let (d, r) = (&self.decided[at], &self.decided[reversal]);
        let same = d.facts.payer_control_number == r.facts.payer_control_number;
        (same, d.day < r.day, d.day, d.identity.as_str(), d.key.1)
    }

    /// A reversal takes back what waits: neither waits any longer, and nothing is posted of
    /// either. Their money stays together in unapplied payer money, where it comes to nothing.
    fn ends_waiting(&mut self, at: usize) -> bool {
        if !self.decided[at].facts.is_reversal() {
            return false;
        }
        let wanted = Amounts::of(&self.decided[at].facts, -1);
        let found = (0..self.waiting.len())
            .filter(|place| {
                let waits = &self.decided[self.waiting[*place].0];
                !waits.facts.is_reversal()
                    && waits.day <= self.decided[at].day
                    && Amounts::of(&waits.facts, 1) == wanted
            })
            .max_by_key(|place| self.likeness(self.waiting[*place].0, at));
        let Some(place) = found else { return false };
        let (original, mut held) = self.waiting.remove(place);
        held.queue.clear();
        self.done(original, held, (0, 0));
        if let Some(taken_back) = &mut self.done[original] {
            taken_back.reversed_by = self.decided[at].key.0;
        }
        let facts = &self.decided[at].facts;
        let none =
            QueueItem { reason: Reason::ReversalWithoutOriginal, cents: 0, detail: String::new() };
        let mut posting = hold(facts, untreated(treatments(facts, None, self.causes)), none);
        posting.queue.clear();
        self.done(at, posting, self.decided[original].key);
        true
    }

    fn own_move(&mut self, at: usize, own: &OwnMove) {
        let Some((_, open)) = self.view.lines.iter().find(|(key, _)| key.number == own.line) else {
            return;
        };
        let cents = own.cents.min(open.of(own.from)).max(0);
        let Some(transfer) = Transfer::new(own.rule, own.to, own.from, cents, own.line) else {
            return;
        };
        self.view.apply(&transfer);
        self.moved[at].push(transfer);
        // P6: what the patient paid ahead meets what the patient now owes.
        if own.to == Account::ArPatient {
            let used = cents.min(self.view.prepaid_cents);
            let used = (used > 0).then_some(used).and_then(|used| {
                Transfer::new("P6", Account::UnappliedPatient, own.to, used, own.line)
            });
            if let Some(used) = used {
                self.view.apply(&used);
                self.moved[at].push(used);
            }
        }
        self.standing_moves.extend(self.moved[at].iter().cloned());
    }

    /// What is left waits; what a decision answered asks no more.
    fn finish(mut self) -> All {
        for (at, _) in self.waiting.clone() {
            let waits = |s: &Self| s.waiting.iter().position(|w| w.0 == at);
            if let Some(place) = waits(&self) {
                let held = self.waiting.remove(place);
                if !self.ends_waiting(at) {
                    self.waiting.push(held);
                }
            }
        }
        for (at, posting) in std::mem::take(&mut self.waiting) {
            self.done(at, posting, (0, 0));
        }
        let last_decision = self
            .done
            .iter()
            .zip(self.decided)
            .filter(|(d, _)| d.as_ref().is_some_and(|d| d.posting.outcome == Outcome::Posted))
            .map(|(_, d)| d.day)
            .max();
        for (done, decided) in self.done.iter_mut().flatten().zip(self.decided) {
            let reversed = done.reversed_by != 0;
            done.posting.queue.retain(|item| match item.reason {
                Reason::OwnMoveTakenBack => true,
                _ if reversed => false,
                Reason::DuplicateOfUnknown => last_decision.is_none(),
                Reason::ReturnedUnprocessed => last_decision.is_none_or(|day| day < decided.day),
                _ => true,
            });
        }
        All { decisions: self.done.into_iter().flatten().collect(), moves: self.moved }
    }

    fn sequence(&self, at: usize) -> Sequence {
        sequence_of(&self.decided[at].facts.status)
    }

    fn adjudicated(&self) -> Vec<Sequence> {
        let stands = |d: &&Derived| d.posting.outcome == Outcome::Posted && d.reversed_by == 0;
        let mut all: Vec<Sequence> = (0..self.done.len())
            .filter(|at| self.done[*at].as_ref().is_some_and(|d| stands(&d)))
            .map(|at| self.sequence(at))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn lines_of(transfers: &[Transfer]) -> Vec<i64> {
    let mut lines: Vec<i64> = transfers.iter().map(|t| t.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn mirrored(t: &Transfer) -> Transfer {
    Transfer { rule: "P12", debit: t.credit, credit: t.debit, ..t.clone() }
}

fn reopened_item(cents: i64) -> Option<QueueItem> {
    (cents != 0).then(|| QueueItem {
        reason: Reason::OwnMoveTakenBack,
        cents,
        detail: format!("{} brought back", dollars(cents)),
    })
}

/// The amounts of a decision, in an order of their own: what a reversal repeats.
#[derive(PartialEq, Eq)]
struct Amounts<'a> {
    total: (i64, i64),
    adjusted: BTreeMap<(&'a str, &'a str), i64>,
    lines: Vec<LineAmounts<'a>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LineAmounts<'a> {
    code: &'a str,
    modifiers: &'a str,
    total: (i64, i64),
    adjusted: BTreeMap<(&'a str, &'a str), i64>,
}

impl<'a> Amounts<'a> {
    fn of(payment: &'a ClaimPayment, sign: i64) -> Amounts<'a> {
        let adjusted = |all: &'a [crate::facts::Adjustment]| {
            let mut sums: BTreeMap<(&str, &str), i64> = BTreeMap::new();
            for a in all {
                *sums.entry((&a.group, &a.reason)).or_default() += sign * a.cents;
            }
            sums.retain(|_, cents| *cents != 0);
            sums
        };
        let mut lines: Vec<LineAmounts<'_>> = payment
            .lines
            .iter()
            .map(|l| LineAmounts {
                code: &l.code,
                modifiers: &l.modifiers,
                total: (sign * l.charge_cents, sign * l.paid_cents),
                adjusted: adjusted(&l.adjustments),
            })
            .collect();
        lines.sort_unstable();
        Amounts {
            total: (sign * payment.charge_cents, sign * payment.paid_cents),
            adjusted: adjusted(&payment.adjustments),
            lines,
        }
    }
}
