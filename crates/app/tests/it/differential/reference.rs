//! The reference: posting in the plainest possible way, written from the domain pages and
//! from nothing of the program's.
//!
//! All facts of a story are taken as a set, put in order of the days they carry, and applied
//! one after another to a table of balances. What does not fit waits, and is tried again
//! whenever something moved. Only the names of accounts are shared with the program.

use std::collections::{BTreeMap, BTreeSet};

use gonio_billing::day::Day;
use gonio_billing::ledger::Account::{self, *};

use super::facts::{Cas, Claim, Decided, Decision, Fact, Remit};

/// What the book should say about one story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Cents by claim number and account: receivables, charges and adjustments.
    pub claims: BTreeMap<(String, &'static str), i64>,
    /// Cents by trace and account: clearing, unapplied and provider-level accounts.
    pub money: BTreeMap<(String, &'static str), i64>,
    /// For each remittance kept: trace, whether it posted, posted, unposted, provider-level.
    pub remits: BTreeSet<(String, bool, i64, i64, i64)>,
    /// What waits: trace, number of the decision in it (0: all of it), reason.
    pub waits: BTreeSet<(String, usize, &'static str)>,
    /// State of each claim.
    pub states: BTreeMap<String, String>,
}

/// The root causes that matter here (carc-therapy.csv).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Share,
    Contractual,
    Sequestration,
    Denial,
    Memo,
    Duplicate,
    Pending,
    Unknown,
}

fn cause(reason: &str) -> Cause {
    match reason {
        "1" | "2" | "3" => Cause::Share,
        "45" | "59" | "131" | "94" => Cause::Contractual,
        "253" => Cause::Sequestration,
        "23" => Cause::Memo,
        "18" => Cause::Duplicate,
        "133" => Cause::Pending,
        "16" | "22" | "26" | "27" | "29" | "50" | "96" | "97" | "109" | "119" | "151" | "197"
        | "204" => Cause::Denial,
        _ => Cause::Unknown,
    }
}

/// Where a payer's part is open, by its place in the order.
const OPEN: [Account; 3] = [ArPrimary, ArSecondary, ArTertiary];

#[derive(Clone)]
struct Entry {
    line: usize,
    debit: Account,
    credit: Account,
    cents: i64,
}

/// A decision that was posted, with what of it still stands.
#[derive(Clone)]
struct Posted<'a> {
    decision: &'a Decision,
    claim: usize,
    payer: usize,
    entries: Vec<Entry>,
    day: Day,
    reversed: bool,
    /// Lines of it that were denied and decided again.
    replaced: Vec<usize>,
    /// What it took over from earlier payers' denials: whose, line, cents.
    taken: Vec<(usize, usize, i64)>,
}

struct Books<'a> {
    claims: Vec<&'a Claim>,
    /// For each claim the payers it is known to have.
    payers: Vec<BTreeSet<usize>>,
    table: BTreeMap<(usize, usize, Account), i64>,
    posted: Vec<Posted<'a>>,
    /// Returns and answers to copies, which move nothing: claim, day, decision.
    memos: Vec<(usize, Day, &'a Decision)>,
    /// Things told besides: they stay although the decision posted.
    told: Vec<&'static str>,
}

/// What becomes of a decision.
enum Fate {
    Posts,
    /// Nothing moves, and nothing waits.
    Memo,
    /// Nothing moves, and a person is told.
    Told(&'static str),
    /// It cannot be posted as things are.
    Waits(&'static str),
}

/// Applies all facts of a story, given in order of arrival.
pub fn answer(facts: &[&Fact]) -> Answer {
    let mut books = Books {
        claims: Vec::new(),
        payers: Vec::new(),
        table: BTreeMap::new(),
        posted: Vec::new(),
        memos: Vec::new(),
        told: Vec::new(),
    };
    let mut sent: Vec<&Claim> = facts
        .iter()
        .filter_map(|f| match f {
            Fact::Claim(claim) => Some(claim),
            Fact::Remit(_) => None,
        })
        .collect();
    sent.sort_by_key(|c| c.sent);
    for claim in sent {
        books.charge(claim);
    }
    let mut answer = Answer::default();
    let remits = kept(facts, &mut answer);
    books.learn_forwards(&remits);
    books.run(&remits, &mut answer);
    for (number, claim) in books.claims.iter().enumerate() {
        answer.states.insert(claim.number.clone(), books.state(number));
    }
    for ((claim, _, account), cents) in &books.table {
        // What a payment brings stands in its remittance.
        if *account != Clearing {
            add(&mut answer.claims, (books.claims[*claim].number.clone(), account.name()), *cents);
        }
    }
    answer.claims.retain(|_, cents| *cents != 0);
    answer.money.retain(|_, cents| *cents != 0);
    answer
}

fn add<K: Ord>(table: &mut BTreeMap<K, i64>, key: K, cents: i64) {
    *table.entry(key).or_default() += cents;
}

/// The remittances to post, by day. Copies are dropped; what does not add up, or says other
/// things about a known payment, is kept aside (P15).
fn kept<'a>(facts: &[&'a Fact], answer: &mut Answer) -> Vec<&'a Remit> {
    let mut all: Vec<&Remit> = Vec::new();
    let mut aside: Vec<&Remit> = Vec::new();
    for fact in facts {
        let Fact::Remit(remit) = fact else { continue };
        let same = |r: &&Remit| {
            (r.payer, &r.trace, r.payment_cents(), r.day)
                == (remit.payer, &remit.trace, remit.payment_cents(), remit.day)
        };
        if all.contains(&remit) || aside.contains(&remit) {
            continue;
        }
        let copy = all.iter().any(|r| r.day == remit.day && r.decisions == remit.decisions);
        let reason = if all.iter().any(same) || aside.iter().any(same) {
            "same_payment_other_content"
        } else if !remit.adds_up() {
            "remittance_out_of_balance"
        } else if copy {
            "suspected_copy"
        } else {
            all.push(remit);
            continue;
        };
        aside.push(remit);
        answer.remits.insert((remit.trace.clone(), false, 0, 0, 0));
        answer.waits.insert((remit.trace.clone(), 0, reason));
    }
    all.sort_by_key(|r| r.day);
    all
}

impl<'a> Books<'a> {
    /// P1. A claim to a further payer charges nothing again.
    fn charge(&mut self, claim: &'a Claim) {
        let known = self.claims.iter().position(|c| c.number == claim.number);
        let number = known.unwrap_or_else(|| {
            self.claims.push(claim);
            self.payers.push(BTreeSet::new());
            let number = self.claims.len() - 1;
            for (line, l) in (1..).zip(&claim.lines) {
                self.move_cents(
                    number,
                    &Entry { line, debit: ArPrimary, credit: Revenue, cents: l.charge_cents },
                );
            }
            number
        });
        let letters = claim.others.iter().map(|o| o.sequence).chain([claim.sequence]);
        self.payers[number].extend(letters.filter_map(|l| "PST".find(l)));
    }

    /// A payer that a claim was forwarded to is a further one (P4).
    fn learn_forwards(&mut self, remits: &[&Remit]) {
        for decision in remits.iter().flat_map(|r| &r.decisions) {
            let forwarded = matches!(decision.status, "19" | "20");
            if let (true, Ok(claim)) = (forwarded, self.find(decision)) {
                self.payers[claim].insert(place(decision.status) + 1);
            }
        }
    }

    fn run(&mut self, remits: &[&'a Remit], answer: &mut Answer) {
        let mut waiting: Vec<(&Remit, usize, &'a Decision, &'static str)> = Vec::new();
        let mut fates: BTreeMap<(&str, usize), bool> = BTreeMap::new();
        for remit in remits {
            for (number, decision) in (1..).zip(&remit.decisions) {
                match self.apply(remit.day, decision) {
                    Fate::Waits("reversal_without_original")
                        if self.ends_waiting(remit.day, decision, &mut waiting) => {}
                    Fate::Waits(reason) => waiting.push((remit, number, decision, reason)),
                    fate => {
                        self.settle(remit, number, &fate, answer);
                        fates.insert((&remit.trace, number), true);
                    }
                }
                while self.try_again(&mut waiting, &mut fates, answer) {}
            }
        }
        // A reversal may have come before what it takes back, and both wait.
        for (remit, _, decision, _) in waiting.clone() {
            if decision.status == "22" && self.ends_waiting(remit.day, decision, &mut waiting) {
                waiting.retain(|w| !std::ptr::eq(w.2, decision));
            }
        }
        for (remit, number, _, reason) in waiting {
            answer.waits.insert((remit.trace.clone(), number, reason));
        }
        for remit in remits {
            self.sums(remit, &fates, answer);
        }
        // A question that a decision answered is none any more: a copy's by any decision, a
        // return's by one that did not come before it.
        answer.waits.retain(|(trace, number, reason)| {
            let Some(remit) = remits.iter().find(|r| r.trace == *trace) else { return true };
            let decision = &remit.decisions[number.max(&1) - 1];
            // Of what was taken back nothing is asked any more.
            let gone = |p: &Posted<'_>| p.reversed && std::ptr::eq(p.decision, decision);
            if *number > 0 && self.posted.iter().any(gone) {
                return false;
            }
            let claim = self.find(decision).ok();
            let of_claim = |p: &&Posted<'_>| Some(p.claim) == claim;
            let mut decisions = self.posted.iter().filter(of_claim).map(|p| p.day);
            match *reason {
                "duplicate_of_unknown" => decisions.next().is_none(),
                "returned_unprocessed" => {
                    // A return is taken back like a decision, though nothing of it was posted.
                    let taken_back = |r: &&Remit| {
                        let mut all = r.decisions.iter();
                        r.day >= remit.day
                            && all.any(|d| d.takes_back(decision) && self.find(d).ok() == claim)
                    };
                    decisions.all(|day| day < remit.day) && !remits.iter().any(taken_back)
                }
                _ => true,
            }
        });
    }

    /// Whether the reversal takes back what waits on its claim; that waits no more.
    fn ends_waiting(
        &self,
        day: Day,
        reversal: &Decision,
        waiting: &mut Vec<(&Remit, usize, &'a Decision, &'static str)>,
    ) -> bool {
        let Ok(claim) = self.find(reversal) else { return false };
        let at = waiting.iter().rposition(|(r, _, d, _)| {
            r.day <= day && self.find(d) == Ok(claim) && reversal.takes_back(d)
        });
        at.map(|at| waiting.remove(at)).is_some()
    }

    /// Tries what waits once more; whether anything moved.
    fn try_again<'r>(
        &mut self,
        waiting: &mut Vec<(&'r Remit, usize, &'a Decision, &'static str)>,
        fates: &mut BTreeMap<(&'r str, usize), bool>,
        answer: &mut Answer,
    ) -> bool {
        for at in 0..waiting.len() {
            let (remit, number, decision, _) = waiting[at];
            match self.apply(remit.day, decision) {
                Fate::Waits(reason) => waiting[at].3 = reason,
                fate => {
                    self.settle(remit, number, &fate, answer);
                    fates.insert((&remit.trace, number), true);
                    waiting.remove(at);
                    return true;
                }
            }
        }
        false
    }

    /// Notes what a person is told about a decision that does not wait.
    fn settle(&mut self, remit: &Remit, number: usize, fate: &Fate, answer: &mut Answer) {
        let told = std::mem::take(&mut self.told);
        if let Fate::Told(reason) = fate {
            answer.waits.insert((remit.trace.clone(), number, reason));
        }
        for reason in told {
            answer.waits.insert((remit.trace.clone(), number, reason));
        }
    }

    /// P2, P13, P18: the money of a remittance.
    fn sums(&self, remit: &Remit, fates: &BTreeMap<(&str, usize), bool>, answer: &mut Answer) {
        let (mut posted, mut unposted) = (0, 0);
        for (number, decision) in (1..).zip(&remit.decisions) {
            if fates.contains_key(&(remit.trace.as_str(), number)) {
                posted += decision.paid_cents();
            } else {
                unposted += decision.paid_cents();
            }
        }
        let trace = &remit.trace;
        let mut put = |account: Account, cents: i64| {
            add(&mut answer.money, (trace.clone(), account.name()), cents);
        };
        put(Clearing, posted + unposted - remit.provider_cents());
        put(UnappliedPayer, -unposted);
        for plb in &remit.plb {
            put(
                match plb.reason {
                    "WO" | "FB" => DuePayer,
                    "72" => RefundTransit,
                    "L6" => Interest,
                    _ => ProviderSuspense,
                },
                plb.cents,
            );
            if !matches!(plb.reason, "WO" | "FB" | "72" | "L6") {
                answer.waits.insert((trace.clone(), 0, "provider_adjustment_unknown"));
            }
        }
        answer.remits.insert((trace.clone(), true, posted, unposted, remit.provider_cents()));
    }

    fn move_cents(&mut self, claim: usize, e: &Entry) {
        add(&mut self.table, (claim, e.line, e.debit), e.cents);
        add(&mut self.table, (claim, e.line, e.credit), -e.cents);
    }

    fn mirror(&mut self, claim: usize, entries: &[Entry]) {
        for e in entries {
            self.move_cents(claim, &Entry { debit: e.credit, credit: e.debit, ..*e });
        }
    }

    /// Balance of an account on a line; on all of the claim where the line is 0.
    fn open(&self, claim: usize, line: usize, account: Account) -> i64 {
        let of = |(key, cents): (&(usize, usize, Account), &i64)| {
            (key.0 == claim && (line == 0 || key.1 == line) && key.2 == account).then_some(*cents)
        };
        self.table.iter().filter_map(of).sum()
    }

    /// The claim a decision is about: its number in full, or the twenty characters that a
    /// payer must return; never the name alone.
    fn find(&self, d: &Decision) -> Result<usize, &'static str> {
        let full = |c: &&Claim| c.number == d.number;
        let cut = |c: &&Claim| d.number.len() == 20 && c.number.starts_with(&d.number);
        let fits = |c: &&Claim| {
            let charge = d.charge_cents().abs();
            let member = c.person.member == d.person.member
                || c.others.iter().any(|o| o.member == d.person.member);
            (member || c.person.name == d.person.name)
                && c.served == d.served
                && (charge == c.charge_cents() || d.total.is_none())
        };
        if let Some(at) = self.claims.iter().position(full) {
            return if fits(&self.claims[at]) { Ok(at) } else { Err("claim_differs") };
        }
        let near: Vec<usize> = (0..self.claims.len())
            .filter(|at| cut(&self.claims[*at]) && fits(&self.claims[*at]))
            .collect();
        match near[..] {
            [one] => Ok(one),
            [] => Err("claim_not_found"),
            _ => Err("claim_ambiguous"),
        }
    }

    /// Applies one decision to the table, or says why not.
    fn apply(&mut self, day: Day, d: &'a Decision) -> Fate {
        if matches!(d.status, "23" | "25") {
            return Fate::Memo;
        }
        let claim = match self.find(d) {
            Ok(claim) => claim,
            Err(reason) => {
                let only_copy = d.paid_cents() == 0 && is_copy(d);
                let reason = if d.status == "22" { "reversal_without_original" } else { reason };
                return if only_copy {
                    Fate::Told("duplicate_of_unknown")
                } else {
                    Fate::Waits(reason)
                };
            }
        };
        if d.status == "22" {
            return self.take_back(day, claim, d);
        }
        if d.remark == "MA130" || is_copy(d) {
            self.memos.push((claim, day, d));
        }
        if d.remark == "MA130" {
            return Fate::Told("returned_unprocessed");
        }
        if is_copy(d) {
            return Fate::Told("duplicate_of_unknown");
        }
        let payer = place(d.status);
        let earlier = |p: &Posted<'_>| p.claim == claim && p.payer < payer && !p.reversed;
        if payer > 0 && !self.posted.iter().any(earlier) {
            return Fate::Waits("secondary_before_primary");
        }
        let Some(lines) = self.lines_of(claim, d) else {
            return Fate::Waits("lines_do_not_match");
        };
        self.decide(day, claim, payer, d, &lines)
    }

    /// P12: the mirror of what was posted and still stands.
    fn take_back(&mut self, day: Day, claim: usize, d: &Decision) -> Fate {
        let fits = |p: &Posted<'_>| {
            p.claim == claim && !p.reversed && p.day <= day && d.takes_back(p.decision)
        };
        // The payer's own number tells most, then that it was decided on an earlier day.
        let same = |p: &Posted<'_>| fits(p) && p.decision.icn == d.icn;
        let all = &self.posted;
        let found = all
            .iter()
            .rposition(|p| same(p) && p.day < day)
            .or_else(|| all.iter().rposition(same))
            .or_else(|| all.iter().rposition(|p| fits(p) && p.day < day))
            .or_else(|| all.iter().rposition(fits));
        let Some(at) = found else {
            // There is nothing to take back of what moved nothing, and nobody to ask.
            let memo =
                |m: &(usize, Day, &Decision)| m.0 == claim && m.1 <= day && d.takes_back(m.2);
            return match self.memos.iter().rposition(memo) {
                Some(at) => {
                    self.memos.remove(at);
                    Fate::Posts
                }
                None => Fate::Waits("reversal_without_original"),
            };
        };
        self.posted[at].reversed = true;
        let entries = std::mem::take(&mut self.posted[at].entries);
        let (over, own) = entries.into_iter().partition::<Vec<_>, _>(|e| e.credit == ArDenied);
        self.mirror(claim, &own);
        // What it took over from a denial is denied again, or open with that payer when the
        // denial has gone meanwhile.
        for (from, line, cents) in std::mem::take(&mut self.posted[at].taken) {
            let credit = over[0].debit;
            let p = &self.posted[from];
            let payer = OPEN[p.payer];
            let gone = p.reversed || p.replaced.contains(&line);
            let debit = if gone { payer } else { ArDenied };
            self.move_cents(claim, &Entry { line, debit, credit, cents });
            if !gone {
                let denial = Entry { line, debit: ArDenied, credit: payer, cents };
                self.posted[from].entries.push(denial);
            }
        }
        Fate::Posts
    }

    /// The line of the claim for each line decided: by REF*6R, else by code, modifiers and
    /// charge, else, where the payer leaves modifiers out, by code and charge.
    fn lines_of(&self, claim: usize, d: &Decision) -> Option<Vec<usize>> {
        let sent = &self.claims[claim].lines;
        let mut taken = BTreeSet::new();
        d.lines
            .iter()
            .map(|l| {
                let same = |s: usize| {
                    let s = &sent[s];
                    s.code == l.line.code && s.charge_cents == l.line.charge_cents
                };
                let free: Vec<usize> = (0..sent.len()).filter(|s| !taken.contains(s)).collect();
                let by_reference = |s: &&usize| {
                    !l.line.reference.is_empty() && sent[**s].reference == l.line.reference
                };
                let by_all = |s: &&usize| same(**s) && sent[**s].modifiers == l.line.modifiers;
                let by_code = |s: &&usize| same(**s) && l.line.modifiers.is_empty();
                let found = free
                    .iter()
                    .find(by_reference)
                    .or_else(|| free.iter().find(by_all))
                    .or_else(|| free.iter().find(by_code))?;
                taken.insert(*found);
                Some(found + 1)
            })
            .collect()
    }

    fn decide(
        &mut self,
        day: Day,
        claim: usize,
        payer: usize,
        d: &'a Decision,
        lines: &[usize],
    ) -> Fate {
        // (line, what was paid for it, its adjustments); line 0 is the claim as a whole.
        let mut parts: Vec<(usize, i64, &[Cas])> = Vec::new();
        if let Some((_, paid)) = d.total {
            parts.push((0, paid, &d.cas));
        }
        for (l, line) in d.lines.iter().zip(lines) {
            if !l.cas.iter().any(|c| cause(c.reason) == Cause::Duplicate) {
                parts.push((*line, l.paid_cents, &l.cas));
            }
        }
        let table = self.table.clone();
        let before = self.posted.clone();
        for (line, ..) in &parts {
            self.overturn(claim, payer, *line);
        }
        let mut taken = Vec::new();
        let mut entries = Vec::new();
        self.told.clear();
        for (line, paid, cas) in parts {
            for (from, line, cents) in self.take_over(claim, payer, line, paid, cas) {
                let e = Entry { line, debit: OPEN[payer], credit: ArDenied, cents };
                self.move_cents(claim, &e);
                entries.push(e);
                taken.push((from, line, cents));
            }
            for e in self.entries(claim, payer, line, paid, cas, bundled(&d.lines)) {
                self.move_cents(claim, &e);
                entries.push(e);
            }
            if self.open(claim, line, OPEN[payer]) < 0 {
                self.table = table;
                self.posted = before;
                self.told.clear();
                // A reason that nobody knows explains the difference better than its amount.
                let unknown = d.all_cas().any(|c| cause(c.reason) == Cause::Unknown);
                return Fate::Waits(if unknown {
                    "reason_unknown"
                } else {
                    "exceeds_open_balance"
                });
            }
        }
        self.posted.push(Posted {
            decision: d,
            claim,
            payer,
            entries,
            day,
            reversed: false,
            replaced: Vec::new(),
            taken,
        });
        Fate::Posts
    }

    /// A denied line that is decided again: what denied it is treated as reversed.
    fn overturn(&mut self, claim: usize, payer: usize, line: usize) {
        for at in 0..self.posted.len() {
            let p = &self.posted[at];
            if p.claim != claim || p.payer != payer || p.reversed {
                continue;
            }
            let here = |e: &Entry| line == 0 || e.line == line;
            let denied = p.entries.iter().any(|e| here(e) && e.debit == ArDenied);
            let paid = p.entries.iter().any(|e| here(e) && e.debit == Clearing);
            if denied && !paid {
                let all = std::mem::take(&mut self.posted[at].entries);
                let (gone, kept) = all.into_iter().partition::<Vec<_>, _>(here);
                self.posted[at].entries = kept;
                self.posted[at].replaced.extend(gone.iter().map(|e| e.line));
                self.mirror(claim, &gone);
            }
        }
    }

    /// P7: a later payer pays, or leaves to the patient, what earlier ones denied. Gives
    /// whose denials, on which lines, by how much.
    fn take_over(
        &mut self,
        claim: usize,
        payer: usize,
        line: usize,
        paid: i64,
        cas: &[Cas],
    ) -> Vec<(usize, usize, i64)> {
        let mut taken = Vec::new();
        if payer == 0 {
            return taken;
        }
        let share: i64 = cas.iter().filter(|c| c.group == "PR" && left(c)).map(|c| c.cents).sum();
        let mut short = paid + share - self.open(claim, line, OPEN[payer]);
        for (at, p) in self.posted.iter_mut().enumerate() {
            if p.claim != claim || p.payer >= payer {
                continue;
            }
            for e in &mut p.entries {
                let here = line == 0 || e.line == line;
                if here && e.debit == ArDenied && short > 0 {
                    let part = short.min(e.cents);
                    e.cents -= part;
                    short -= part;
                    taken.push((at, e.line, part));
                }
            }
            p.entries.retain(|e| e.cents != 0);
        }
        taken
    }

    /// P2 to P11 for one line.
    fn entries(
        &mut self,
        claim: usize,
        payer: usize,
        line: usize,
        paid: i64,
        cas: &[Cas],
        bundled: bool,
    ) -> Vec<Entry> {
        let credit = OPEN[payer];
        let open = self.open(claim, line, credit);
        let share: i64 = cas.iter().filter(|c| c.group == "PR" && left(c)).map(|c| c.cents).sum();
        // P7: a later payer's reduction is held to what was left.
        let mut room = open - paid - share;
        let next = (payer + 1..3).find(|n| self.payers[claim].contains(n));
        let mut all = vec![Entry { line, debit: Clearing, credit, cents: paid }];
        for c in cas {
            let (debit, mut cents) = match (cause(c.reason), c.group) {
                (Cause::Memo, _) => continue,
                (Cause::Pending, _) => {
                    self.told.push("still_pending");
                    continue;
                }
                (Cause::Unknown | Cause::Duplicate, _) => {
                    self.told.push("reason_unknown");
                    continue;
                }
                // P17: the lines of a bundle carry each other; in sum nothing is reduced.
                (Cause::Denial, _) if bundled && c.reason == "97" => (Contractual, c.cents),
                (Cause::Denial, _) => (ArDenied, c.cents),
                (_, "PR") => (next.map_or(ArPatient, |n| OPEN[n]), c.cents),
                (Cause::Share, _) => {
                    self.told.push("group_odd");
                    continue;
                }
                (Cause::Sequestration, _) => (Sequestration, c.cents),
                (Cause::Contractual, _) => (Contractual, c.cents),
            };
            if payer > 0 && matches!(debit, Contractual | Sequestration | ArDenied) {
                if cents > room {
                    let rest = cents - room.max(0);
                    cents = room.max(0);
                    // What both deny is told by the first denial.
                    if debit != ArDenied || rest > self.open(claim, line, ArDenied) {
                        self.told.push("secondary_reduction_capped");
                    }
                }
                room -= cents;
            }
            all.push(Entry { line, debit, credit, cents });
        }
        all.retain(|e| e.cents != 0);
        all
    }

    fn state(&self, claim: usize) -> String {
        let open = |account| self.open(claim, 0, account);
        let decided = self.posted.iter().any(|p| p.claim == claim);
        let state = if open(ArDenied) > 0 {
            "denied"
        } else if !decided {
            "submitted"
        } else if open(ArPrimary) != 0 {
            "adjudicated"
        } else if open(ArSecondary) != 0 {
            "secondary_pending"
        } else if open(ArPatient) != 0 {
            "patient_balance"
        } else {
            "closed"
        };
        state.to_string()
    }
}

/// The payer's place in the order, from the status: 0 pays first.
fn place(status: &str) -> usize {
    match status {
        "2" | "20" => 1,
        "3" | "21" => 2,
        _ => 0,
    }
}

/// Whether the patient's group leaves an amount to the patient or a further payer; a denial
/// under it does not.
fn left(c: &Cas) -> bool {
    matches!(cause(c.reason), Cause::Share | Cause::Contractual)
}

/// Every adjustment says duplicate (P11).
fn is_copy(d: &Decision) -> bool {
    d.all_cas().count() > 0 && d.all_cas().all(|c| cause(c.reason) == Cause::Duplicate)
}

/// A line is paid above its charge for others of the claim that are included in it.
fn bundled(lines: &[Decided]) -> bool {
    let of = |reason: &str| -> i64 {
        let all = lines.iter().flat_map(|l| &l.cas).filter(|c| c.reason == reason);
        all.map(|c| c.cents).sum()
    };
    of("94") < 0 && of("94") == -of("97")
}
