//! The payment desk of one payer: claims wait here until decided, and each pay day makes
//! one cycle of what is due, with takebacks, interest and balances carried over.
//!
//! Not here: the decision itself (`habits`), nor what the practice does next (`practice`).

use crate::claim::Claim;
use crate::day::Day;
use crate::habits::{self, Benefits, Decision, Denial, Ruling};
use crate::payers::{Payer, PayerId};
use crate::people;
use crate::remittance::Cycle;
use crate::rng::Rng;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// Days a payment can be taken back.
const MEMORY: i64 = 120;
/// Every so many cycles the commercial payer audits a therapist.
const AUDIT_EVERY: u64 = 9;

enum Task {
    Decide(Arc<Claim>),
    Duplicate(Arc<Claim>),
    /// A denial the payer has thought better of.
    Overturn(Arc<Ruling>),
}

struct Work {
    due: Day,
    received: Day,
    task: Task,
}

/// One payer's desk.
pub(crate) struct Desk {
    pub(crate) payer: &'static Payer,
    rng: Rng,
    benefits: Benefits,
    waiting: Vec<Work>,
    numbers: u64,
    pub(crate) cycles: u64,
    /// Payments that may be taken back, oldest first.
    paid_before: VecDeque<Arc<Ruling>>,
    /// A negative balance carried to the next cycle: reference, cents.
    carried: Option<(String, i64)>,
    /// Takebacks put off: when to take, reference, cents.
    put_off: VecDeque<(Day, String, i64)>,
}

/// A pay cycle and the part of its rulings that is news to the practice: neither takebacks
/// nor claims it never sent.
pub(crate) struct Paid {
    pub(crate) cycle: Cycle,
    pub(crate) news: Vec<Arc<Ruling>>,
}

impl Desk {
    pub(crate) fn new(id: PayerId, seed: u64) -> Self {
        Self {
            payer: id.payer(),
            rng: Rng::new(seed.wrapping_mul(31).wrapping_add(id as u64 + 1)),
            benefits: Benefits::default(),
            waiting: Vec::new(),
            numbers: 0,
            cycles: 0,
            paid_before: VecDeque::new(),
            carried: None,
            put_off: VecDeque::new(),
        }
    }

    /// Takes in a claim; `again` when the same claim came before.
    pub(crate) fn receive(&mut self, claim: Arc<Claim>, today: Day, again: bool) {
        let (soonest, latest) = self.payer.days;
        let (days, task) = if again {
            (latest + 7, Task::Duplicate(claim))
        } else {
            (self.rng.between(soonest, latest), Task::Decide(claim))
        };
        self.waiting.push(Work { due: today.plus(days), received: today, task });
    }

    /// Sees to it that this denial is overturned some weeks later.
    pub(crate) fn reconsider(&mut self, ruling: &Arc<Ruling>) {
        let due = ruling.decided.plus(self.rng.between(25, 60));
        let task = Task::Overturn(Arc::clone(ruling));
        self.waiting.push(Work { due, received: ruling.received, task });
    }

    /// The pay cycle of this day; nothing when nothing is due.
    pub(crate) fn cycle(&mut self, today: Day) -> Option<Paid> {
        let (due, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|w: &Work| w.due <= today);
        self.waiting = waiting;
        if due.is_empty() {
            return None;
        }
        self.cycles += 1;
        let trace = format!("{}{:07}", self.payer.number, 4_400_000 + self.cycles);
        let mut cycle = Cycle {
            payer: self.payer,
            trace,
            today,
            rulings: Vec::with_capacity(due.len()),
            settled: Vec::new(),
        };
        let mut news = Vec::with_capacity(due.len());
        for work in due {
            self.decide(work, &mut cycle, &mut news);
        }
        if self.payer.id == PayerId::Commercial {
            self.take_back(&mut cycle);
            self.remember(&news, today);
        }
        self.settle(&mut cycle);
        Some(Paid { cycle, news })
    }

    fn decision(&mut self, received: Day, decided: Day) -> Decision {
        self.numbers += 1;
        let (year, ..) = decided.civil();
        let number = match self.payer.id {
            PayerId::Medicare => format!("11{:02}{:09}", year % 100, 210_000_000 + self.numbers),
            PayerId::Blue => format!("E{:02}{:08}00", year % 100, self.numbers * 13),
            PayerId::Commercial => format!("TD{:010}", 3_000_000 + self.numbers * 7),
            PayerId::Medicaid => format!("{:02}{:011}", year % 100, 50_000_000 + self.numbers),
            PayerId::Supplement => format!("GS{:08}", self.numbers),
        };
        Decision { number, received, decided }
    }

    fn decide(&mut self, work: Work, cycle: &mut Cycle, news: &mut Vec<Arc<Ruling>>) {
        let today = cycle.today;
        let decision = self.decision(work.received, today);
        let ruling = match work.task {
            Task::Duplicate(claim) => {
                cycle.rulings.push(Arc::new(habits::duplicate(&claim, decision)));
                return;
            }
            Task::Decide(claim) => {
                let denial = habits::denial(&mut self.rng, &claim);
                Arc::new(habits::rule(&mut self.benefits, &claim, decision, denial))
            }
            Task::Overturn(before) => {
                cycle.rulings.push(Arc::new(before.reversed(today)));
                let mut ruling = habits::rule(&mut self.benefits, &before.claim, decision, None);
                ruling.interest = 0;
                Arc::new(ruling)
            }
        };
        cycle.rulings.push(Arc::clone(&ruling));
        if ruling.claim.prior.is_none() && self.rng.below(300) == 0 {
            let stranger = self.stranger(&ruling, today);
            cycle.rulings.push(stranger);
        }
        news.push(ruling);
    }

    /// A ruling on a claim that the practice's files do not hold: from its old system.
    fn stranger(&mut self, like: &Ruling, today: Day) -> Arc<Ruling> {
        let mut claim = (*like.claim).clone();
        let id = 500_000 + self.numbers;
        claim.control = format!("KF-{:06}", 90_000 + self.rng.below(9000));
        let mut patient = people::patient(&mut self.rng, id, claim.payer, today);
        patient.secondary = None;
        claim.patient = Arc::new(patient);
        claim.service = claim.service.plus(-63);
        let decision = self.decision(today.plus(-20), today);
        Arc::new(habits::rule(&mut Benefits::default(), &Arc::new(claim), decision, None))
    }

    /// Reverses payments of earlier cycles: now and then a single one, which is recovered
    /// later, and from time to time so many after an audit that the cycle cannot pay for them.
    fn take_back(&mut self, cycle: &mut Cycle) {
        let today = cycle.today;
        if self.cycles.is_multiple_of(AUDIT_EVERY) {
            let target = cycle.claims_paid() * self.rng.between(1150, 1500) / 1000;
            let taken = self.audited(target);
            for ruling in taken {
                self.undo(&ruling, cycle, Denial::whole("CO", "B7"));
            }
            return;
        }
        let old = self.paid_before.iter().filter(|r| r.decided <= today.plus(-28)).count();
        if old == 0 || !self.rng.chance(600) {
            return;
        }
        let at = self.rng.below(old as u64) as usize;
        if let Some(ruling) = self.paid_before.remove(at) {
            self.undo(&ruling, cycle, Denial::whole("CO", "27"));
            if self.rng.chance(700) {
                // Corrected now, recovered four weeks on.
                cycle.settled.push(("WO", ruling.number.clone(), -ruling.paid()));
                self.put_off.push_back((today.plus(28), ruling.number.clone(), ruling.paid()));
            }
        }
    }

    /// Payments to take back: all of the therapist paid most, then of the next, until they
    /// come to the target.
    fn audited(&mut self, target: i64) -> Vec<Arc<Ruling>> {
        let mut by_therapist: BTreeMap<&str, i64> = BTreeMap::new();
        for ruling in &self.paid_before {
            *by_therapist.entry(&ruling.claim.therapist.npi).or_default() += ruling.paid();
        }
        let mut ranked: Vec<_> =
            by_therapist.into_iter().map(|(npi, paid)| (-paid, npi.to_string())).collect();
        ranked.sort();
        let (mut taken, mut sum) = (Vec::new(), 0);
        for (_, npi) in ranked {
            self.paid_before.retain(|ruling| {
                let take = sum < target && ruling.claim.therapist.npi == npi;
                if take {
                    sum += ruling.paid();
                    taken.push(Arc::clone(ruling));
                }
                !take
            });
        }
        taken
    }

    /// Reversal, then correction: nothing is paid any more.
    fn undo(&mut self, ruling: &Ruling, cycle: &mut Cycle, denial: Denial) {
        cycle.rulings.push(Arc::new(ruling.reversed(cycle.today)));
        let decision = self.decision(ruling.received, cycle.today);
        let ruled = habits::rule(&mut Benefits::default(), &ruling.claim, decision, Some(denial));
        cycle.rulings.push(Arc::new(ruled));
    }

    fn remember(&mut self, news: &[Arc<Ruling>], today: Day) {
        while self.paid_before.front().is_some_and(|r| r.decided < today.plus(-MEMORY)) {
            self.paid_before.pop_front();
        }
        self.paid_before.extend(
            news.iter()
                .filter(|r| r.paid() > 0 && r.denial.is_none() && r.interest == 0)
                .filter(|r| r.claim.patient.secondary.is_none())
                .cloned(),
        );
    }

    /// Interest, recoveries and balances carried: after this BPR02 is not negative.
    fn settle(&mut self, cycle: &mut Cycle) {
        let late: Vec<_> = cycle.rulings.iter().filter(|r| r.interest != 0).collect();
        if let Some(first) = late.first() {
            let sum: i64 = late.iter().map(|r| r.interest).sum();
            let reference = match late.len() {
                1 => first.claim.control.clone(),
                _ => format!("INT{}", cycle.today.d8()),
            };
            cycle.settled.push(("L6", reference, -sum));
        }
        for _ in 0..2 {
            if self.put_off.front().is_some_and(|p| p.0 <= cycle.today)
                && let Some((_, reference, cents)) = self.put_off.pop_front()
            {
                cycle.settled.push(("WO", reference, cents));
            }
        }
        if let Some((reference, cents)) = self.carried.take() {
            cycle.settled.push(("FB", reference, cents));
        }
        let left = cycle.paid();
        if left < 0 {
            let reference = format!("FB-{}", cycle.trace);
            cycle.settled.push(("FB", reference.clone(), left));
            self.carried = Some((reference, -left));
        }
    }
}
