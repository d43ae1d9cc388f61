//! Which denials the decisions on a claim leave behind, and what became of each: what a denial
//! case lives on, from the facts alone.
//!
//! A case is what one payer refused for one cause in one decision. Later decisions on its
//! lines, and what the practice gave up or moved on, are its history.

use std::collections::BTreeMap;

use crate::cause::Cause;
use crate::day::Day;
use crate::derive::{All, Decided, OwnMove};
use crate::facts::Sequence;
use crate::ledger::{Account, Transfer};
use crate::posting::{Outcome, sequence_of};

/// What happened to a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The payer decided on its lines again.
    Decided,
    /// The payer took a decision on its lines back.
    TakenBack,
    /// The practice did something itself, by this rule: P4, P9, P10.
    Moved(&'static str),
}

/// Something that happened, and what is still denied after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    /// The day in the books.
    pub day: Day,
    /// What.
    pub what: What,
    /// Denied before it.
    pub before_cents: i64,
    /// Denied after it.
    pub open_cents: i64,
}

/// What one payer refused for one cause in one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Whose.
    pub sequence: Sequence,
    /// The claim lines, in order.
    pub lines: Vec<i64>,
    /// Remittance, and number in it.
    pub decision: (i64, i64),
    /// The day in the books.
    pub day: Day,
    /// How much.
    pub cents: i64,
    /// Why, by the rulebook; [`Cause::ContractSetup`] where it was paid below contract.
    pub cause: Option<Cause>,
    /// CO, PR, OA, PI; of the largest amount.
    pub group: String,
    /// The reason code of the largest amount; empty where it was paid below contract.
    pub reason: String,
    /// In order.
    pub history: Vec<Happened>,
    /// Nothing of it is denied any more.
    over: bool,
}

impl Denial {
    /// Still denied.
    pub fn open_cents(&self) -> i64 {
        self.history.last().map_or(self.cents, |h| h.open_cents)
    }
}

/// The denials of a claim, in the order of their days.
pub fn denials(decided: &[Decided], own: &[OwnMove], all: &All) -> Vec<Denial> {
    let mut order: Vec<(Day, u8, &str, i64, usize)> = Vec::new();
    for (at, d) in decided.iter().enumerate() {
        order.push((d.day, 0, d.identity.as_str(), d.key.1, at));
    }
    for (at, own) in own.iter().enumerate() {
        order.push((own.day, 1, "", own.id, at));
    }
    order.sort_unstable();
    let mut book = Found { open: BTreeMap::new(), denials: Vec::new() };
    for (day, kind, _, _, at) in order {
        if kind == 1 {
            book.step(day, What::Moved(own[at].rule), None, &all.moves[at]);
            continue;
        }
        let derived = &all.decisions[at];
        match derived.posting.outcome {
            Outcome::Posted => {
                let sequence = sequence_of(&decided[at].facts.status);
                let transfers = &derived.posting.transfers;
                book.step(day, What::Decided, Some(sequence), transfers);
                book.refused(&decided[at], &derived.posting, sequence);
            }
            Outcome::Reversed => {
                book.step(day, What::TakenBack, None, &derived.posting.transfers);
            }
            Outcome::Memo | Outcome::Held => {}
        }
    }
    book.denials
}

struct Found {
    /// AR.DEN and AR.VAR by line.
    open: BTreeMap<i64, i64>,
    denials: Vec<Denial>,
}

/// What a transfer does to what is denied or short.
fn effect(t: &Transfer) -> i64 {
    t.effect(Account::ArDenied) + t.effect(Account::ArVariance)
}

impl Found {
    /// Applies transfers, and tells the denials on whose lines something happened. A decision
    /// of one payer says nothing of another's denial unless it takes something over.
    fn step(&mut self, day: Day, what: What, by: Option<Sequence>, transfers: &[Transfer]) {
        let before = self.open.clone();
        let mut touched: BTreeMap<i64, i64> = BTreeMap::new();
        for t in transfers {
            *self.open.entry(t.line).or_default() += effect(t);
            *touched.entry(t.line).or_default() += effect(t).abs();
        }
        let open = |of: &BTreeMap<i64, i64>, lines: &[i64]| -> i64 {
            lines.iter().filter_map(|l| of.get(l)).sum()
        };
        for d in &mut self.denials {
            let here = |l: &i64| touched.contains_key(l);
            let moved = d.lines.iter().any(|l| touched.get(l).is_some_and(|cents| *cents != 0));
            // A decision of its own payer is about it even when it leaves it as it was.
            let own = by == Some(d.sequence) && d.lines.iter().any(here);
            if !(moved || (own && !d.over)) {
                continue;
            }
            let happened = Happened {
                day,
                what,
                before_cents: open(&before, &d.lines),
                open_cents: open(&self.open, &d.lines),
            };
            d.over = happened.open_cents <= 0;
            d.history.push(happened);
        }
    }

    /// Opens denials for what a decision refused on lines where none is open.
    fn refused(&mut self, decided: &Decided, posting: &crate::posting::Posting, by: Sequence) {
        // Of each line the largest amount tells why.
        let mut why: BTreeMap<i64, (i64, Option<Cause>, &str, &str)> = BTreeMap::new();
        let facts = &decided.facts;
        let mut treatments = posting.treatments.iter();
        let mut look = |line: Option<i64>, adjustments: &'_ [crate::facts::Adjustment]| {
            let mut found = Vec::new();
            for (a, t) in adjustments.iter().zip(treatments.by_ref()) {
                if t.to == Some(Account::ArDenied) {
                    found.push((line, a.cents, t.cause, a.group.clone(), a.reason.clone()));
                }
            }
            found
        };
        let mut told = look(None, &facts.adjustments);
        for (at, line) in facts.lines.iter().enumerate() {
            told.extend(look(posting.lines.get(at).copied(), &line.adjustments));
        }
        let mut refused: BTreeMap<i64, i64> = BTreeMap::new();
        for t in posting.transfers.iter().filter(|t| matches!(t.rule, "P8" | "P10" | "P19")) {
            *refused.entry(t.line).or_default() += effect(t);
        }
        for line in refused.keys() {
            for (at, cents, cause, group, reason) in &told {
                let here = at.is_none_or(|at| at == *line);
                if here && why.get(line).is_none_or(|(most, ..)| most < cents) {
                    why.insert(*line, (*cents, *cause, group, reason));
                }
            }
        }
        let first = self.denials.len();
        for (line, cents) in refused {
            let known = |d: &Denial| d.sequence == by && !d.over && d.lines.contains(&line);
            if cents <= 0 || self.denials.iter().any(known) {
                continue;
            }
            let short = Some(Cause::ContractSetup);
            let (_, cause, group, reason) = why.get(&line).copied().unwrap_or((0, short, "CO", ""));
            let same =
                |d: &&mut Denial| d.cause == cause && d.reason.is_empty() == reason.is_empty();
            if let Some(d) = self.denials[first..].iter_mut().find(same) {
                d.lines.push(line);
                d.cents += cents;
                continue;
            }
            self.denials.push(Denial {
                sequence: by,
                lines: vec![line],
                decision: decided.key,
                day: decided.day,
                cents,
                cause,
                group: group.to_string(),
                reason: reason.to_string(),
                history: Vec::new(),
                over: false,
            });
        }
    }
}
