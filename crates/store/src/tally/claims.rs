//! What a claim adds to the sums, and what the journal adds to those of accounts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use foldhash::{HashMap, HashMapExt as _};
use gonio_billing::day::Day;

use super::{ANY, ANY_PAYER, By, Cell, Cells, Fact, NEVER, OVERDUE, Sums, Word, plus};
use crate::engine::{Engine, params};
use crate::pages::denials::{self, Denied};
use crate::{PRACTICE, Result, sql};

/// Words that are kinds and parties of sums, at the numbers they have among [`Names`].
const WORDS: [&str; 22] = [
    "",
    "insurance",
    "patient",
    "credit",
    "unbilled",
    "0-30",
    "31-60",
    "61-90",
    "91-120",
    ">120",
    "waiting",
    "overdue",
    "denied",
    "later",
    "open",
    "@denied",
    "@later",
    "@patient",
    "@credit",
    "@open",
    "@done",
    "@payer",
];
const NONE: Name = word("");
const INSURANCE: Name = word("insurance");
const PATIENT: Name = word("patient");
const CREDIT: Name = word("credit");

/// The number of a word; the program does not build with one that is not there.
const fn word(text: &str) -> Name {
    let mut number = 0;
    while number < WORDS.len() {
        if same(WORDS[number].as_bytes(), text.as_bytes()) {
            return number as Name;
        }
        number += 1;
    }
    panic!("a word without a number")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Where denied money stands in a claim's.
const DENIED: usize = 5;
/// Days after which a balance is of the next age.
const AGES: [(i32, Name); 4] =
    [(30, word("0-30")), (60, word("31-60")), (90, word("61-90")), (120, word("91-120"))];
const OLDEST: Name = word(">120");
/// Where a claim's money waits now, and what sums of such claims are kept as. Besides, all are
/// kept by the day of service, those with anything open and the others apart, and those with
/// the first payer, which is given so many days, by the day they were sent.
pub(super) const PLACES: [(&str, &str); 4] =
    [("denied", "@denied"), ("later", "@later"), ("patient", "@patient"), ("credit", "@credit")];

/// A claim with everything that is counted of it.
#[derive(Default)]
struct Claim {
    payer_id: i64,
    /// Made from a remittance alone: it was billed on a day that nobody told.
    from_remittance: bool,
    therapist: Name,
    location: Name,
    service_day: Option<i32>,
    bill_day: Option<i32>,
    live: bool,
    state: Name,
    /// Charge, paid, adjusted, open with the first payer, later ones, denied, with the patient.
    money: [i64; 7],
    lines: BTreeMap<i64, Line>,
    /// By day and payer of the entry: transfers of what is receivable, paid in them, charged,
    /// taken off by contract.
    posted: BTreeMap<(i32, i64), [i64; 4]>,
    /// The same by month and line.
    posted_on: BTreeMap<(i32, i64), [i64; 4]>,
    /// By day: changes of what is open, by [`Open`].
    open: BTreeMap<i32, [i64; 4]>,
    payments: Vec<Payment>,
    sent: Vec<i32>,
}

/// Changes of a line by day.
#[derive(Default)]
struct Line {
    /// Its own; else the claim's.
    therapist: Option<Name>,
    code: Name,
    service_day: Option<i32>,
    moved: BTreeMap<i32, [i64; 5]>,
}

/// What changes on a line.
#[derive(Clone, Copy)]
enum Moved {
    Insurance,
    Patient,
    Paid,
    Charged,
    Contractual,
}

/// With whom a claim's money is open.
#[derive(Clone, Copy)]
enum Open {
    Payer,
    Later,
    Denied,
    Patient,
}

struct Payment {
    key: (i64, i64),
    post_day: i32,
    charge: i64,
    paid: i64,
    denied: i64,
    /// A decision of the first payer.
    decides: bool,
    /// Posted, of the first payer.
    counts: bool,
    /// Claim lines paid on: how many service lines, their charges and what was paid.
    lines: Vec<(i64, Sums)>,
    /// Claim line, cause, reason, cents.
    denials: Vec<(i64, Name, Name, i64)>,
}

/// A therapist, a code, a cause or another word, by its number among [`Names`].
type Name = i32;

/// Names of a block's claims, each once; the first are [`WORDS`].
struct Names {
    numbers: HashMap<Word, Name>,
    texts: Vec<Word>,
}

impl Default for Names {
    fn default() -> Names {
        let mut names = Names { numbers: HashMap::new(), texts: Vec::new() };
        WORDS.into_iter().for_each(|word| names.add(Cow::Borrowed(word)));
        names
    }
}

impl Names {
    fn number(&mut self, text: &str) -> Name {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.add(Cow::Owned(text.to_string()));
        self.numbers[text]
    }

    fn add(&mut self, word: Word) {
        let number = Name::try_from(self.texts.len()).unwrap_or(Name::MAX);
        self.texts.push(word.clone());
        self.numbers.insert(word, number);
    }
}

/// What a sum of a block is of: a [`Cell`] without texts, for there are many.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Of {
    fact: Fact,
    by: By,
    day: i32,
    payer_id: i64,
    /// A name; days for turnaround; the first day of a month for cohorts.
    kind: i32,
    party: Name,
}

/// Sums of a block by payer, and by what else they are kept.
#[derive(Default)]
struct Block {
    names: Names,
    sums: HashMap<Of, Sums>,
}

/// Therapist, code and place of service.
type Names3 = [Name; 3];

impl Block {
    /// By payer.
    fn add(
        &mut self,
        fact: Fact,
        (day, payer_id): (i32, i64),
        (kind, party): (i32, Name),
        sums: Sums,
        times: i64,
    ) {
        let of = Of { fact, by: By::Payer, day, payer_id, kind, party };
        plus(self.sums.entry(of).or_default(), sums, times);
    }

    fn split(&mut self, fact: Fact, (day, kind): (i32, i32), names: Names3, sums: Sums) {
        for (by, party) in [By::Therapist, By::Code, By::Location].into_iter().zip(names) {
            let of = Of { fact, by, day, payer_id: 0, kind, party };
            plus(self.sums.entry(of).or_default(), sums, 1);
        }
    }

    /// As [`Block::split`], by month.
    fn split_month(&mut self, fact: Fact, (day, kind): (i32, i32), names: Names3, sums: Sums) {
        self.split(fact, (Day(day).first_of_month().0, kind), names, sums);
    }

    fn into_cells(self) -> Cells {
        let mut cells = Cells::default();
        let name = |name: Name| self.names.texts[name as usize].clone();
        for (Of { fact, by, day, payer_id, kind, party }, sums) in self.sums {
            let kind = match fact {
                Fact::Turnaround | Fact::TurnaroundFirst => Cow::Owned(kind.to_string()),
                Fact::NcrCohort => Cow::Owned(Day(kind).month()),
                _ => name(kind),
            };
            cells.add(Cell { fact, by, day, payer_id, kind, party: name(party) }, sums, 1);
        }
        cells
    }
}

fn is_receivable(account: &str) -> bool {
    account.starts_with("AR.")
}

fn is_cash(account: &str) -> bool {
    matches!(account, "CLR.ERA" | "BANK" | "UNAP.PAT" | "UNAP.PAY" | "DUE.PAT")
}

/// Paid, charged and taken off by contract in a transfer.
fn flows(debit: &str, credit: &str, cents: i64) -> [i64; 3] {
    let paid = match (is_receivable(debit), is_receivable(credit)) {
        (_, true) if is_cash(debit) => cents,
        (true, _) if is_cash(credit) => -cents,
        _ => 0,
    };
    let sides = |is: fn(&str) -> bool| {
        if is(debit) {
            cents
        } else if is(credit) {
            -cents
        } else {
            0
        }
    };
    [paid, -sides(|a| a == "REV"), sides(|a| matches!(a, "ADJ.CON" | "ADJ.SEQ"))]
}

fn cell(fact: Fact, day: i32, payer_id: i64, (kind, party): (Word, Word)) -> Cell {
    Cell { fact, by: By::Payer, day, payer_id, kind, party }
}

/// Adds transfers of the journal that are alike, so many with so many cents in all.
pub(super) fn tally_entries(
    day: i32,
    (debit, credit): (&'static str, &'static str),
    (count, cents): (i64, i64),
    cells: &mut Cells,
) {
    for (account, signed) in [(debit, cents), (credit, -cents)] {
        let cell = cell(Fact::Account, day, 0, (Cow::Borrowed(account), Word::default()));
        cells.add(cell, [count, signed, 0], 1);
    }
}

/// Sums up the claims from `first` up to `end`.
pub(super) fn tally(db: &Engine, first: i64, end: i64) -> Result<Cells> {
    let mut block = Block::default();
    let mut denied = false;
    for claim in read(db, first, end, &mut block.names)?.iter().flatten() {
        claim.tally(&mut block);
        denied |= claim.live && claim.money[DENIED] != 0;
    }
    let mut cells = block.into_cells();
    if denied {
        tally_denied(&denials::lines(db, &(first..end))?, &mut cells);
    }
    tally_cases(db, first, end, &mut cells)?;
    Ok(cells)
}

fn tally_denied(lines: &[Denied], cells: &mut Cells) {
    let mut claims = HashSet::new();
    for line in lines {
        let cause: Word = Cow::Owned(line.cause.clone());
        let cell = |fact, payer_id, kind| cell(fact, 0, payer_id, (kind, Word::default()));
        cells.add(cell(Fact::Denied, line.payer_id, cause.clone()), [1, line.cents, 0], 1);
        for payer_id in [line.payer_id, ANY_PAYER] {
            for kind in [cause.clone(), Cow::Borrowed(ANY)] {
                if claims.insert((line.claim_id, payer_id, kind.clone())) {
                    cells.add(cell(Fact::DeniedClaims, payer_id, kind), [1, 0, 0], 1);
                }
            }
        }
    }
}

fn tally_cases(db: &Engine, first: i64, end: i64, cells: &mut Cells) -> Result<()> {
    db.each(sql!("tally_cases"), &params![PRACTICE, first, end], |r| {
        let deadline: i64 = r.get(1)?;
        let day = i32::try_from(deadline).unwrap_or(NEVER.0).min(NEVER.0);
        let kind = Cow::Owned(r.get(2)?);
        let (is_open, owner_id): (bool, i64) = (r.get(3)?, r.get(5)?);
        let party = Cow::Owned(case_party(is_open, r.text(4)?, owner_id));
        let cell = cell(Fact::Cases, day, r.get(0)?, (kind, party));
        cells.add(cell, [1, r.get(6)?, i64::from(owner_id == 0)], 1);
        Ok(())
    })
}

/// Where a case stands and who works on it, as sums are kept by it.
pub(super) fn case_party(is_open: bool, state: &str, owner_id: i64) -> String {
    let open = if is_open { "open" } else { "closed" };
    format!("{open}:{state}:{owner_id}")
}

/// Claims by their place after `first`.
fn read(db: &Engine, first: i64, end: i64, names: &mut Names) -> Result<Vec<Option<Claim>>> {
    let mut claims: Vec<Option<Claim>> = (first..end).map(|_| None).collect();
    let with = &params![PRACTICE, first, end];
    let at = |claim_id: i64| usize::try_from(claim_id - first).unwrap_or(usize::MAX);
    db.each(sql!("tally_claims"), with, |r| {
        let mut claim = Claim {
            payer_id: r.get(1)?,
            from_remittance: r.text(2)? == "835",
            service_day: r.get(3)?,
            bill_day: r.get(4)?,
            live: r.get(5)?,
            state: names.number(r.text(6)?),
            ..Claim::default()
        };
        for (column, cents) in (7..).zip(&mut claim.money) {
            *cents = r.get(column)?;
        }
        claim.therapist = names.number(r.text(14)?);
        claim.location = names.number(r.text(15)?);
        claims[at(r.get(0)?)] = Some(claim);
        Ok(())
    })?;
    db.each(sql!("tally_lines"), with, |r| {
        if let Some(claim) = claim(&mut claims, at(r.get(0)?)) {
            let line = claim.line(r.get(1)?);
            line.service_day = r.get(2)?;
            line.code = names.number(r.text(3)?);
            line.therapist = Some(r.text(4)?).filter(|t| !t.is_empty()).map(|t| names.number(t));
        }
        Ok(())
    })?;
    db.each(sql!("tally_moves"), with, |r| {
        if let Some(claim) = claim(&mut claims, at(r.get(0)?)) {
            let on = (r.get(2)?, r.get(6)?);
            claim.moves(r.get(1)?, on, (r.text(3)?, r.text(4)?), r.get(5)?);
        }
        Ok(())
    })?;
    db.each(sql!("tally_payments"), with, |r| {
        if let Some(claim) = claim(&mut claims, at(r.get(0)?)) {
            claim.payments.push(Payment {
                key: (r.get(1)?, r.get(2)?),
                post_day: r.get(3)?,
                charge: r.get(4)?,
                paid: r.get(5)?,
                denied: r.get(6)?,
                decides: r.get(7)?,
                counts: r.get(8)?,
                lines: Vec::new(),
                denials: Vec::new(),
            });
        }
        Ok(())
    })?;
    db.each(sql!("tally_line_payments"), with, |r| {
        let key = (r.get(1)?, r.get(2)?);
        if let Some(payment) = claim(&mut claims, at(r.get(0)?)).and_then(|c| c.payment(key)) {
            payment.lines.push((r.get(3)?, [r.get(4)?, r.get(5)?, r.get(6)?]));
        }
        Ok(())
    })?;
    db.each(sql!("tally_denials"), with, |r| {
        let key = (r.get(1)?, r.get(2)?);
        if let Some(payment) = claim(&mut claims, at(r.get(0)?)).and_then(|c| c.payment(key)) {
            let [cause, reason] = [names.number(r.text(4)?), names.number(r.text(5)?)];
            payment.denials.push((r.get(3)?, cause, reason, r.get(6)?));
        }
        Ok(())
    })?;
    db.each(sql!("tally_sent"), with, |r| {
        if let Some(claim) = claim(&mut claims, at(r.get(0)?)) {
            claim.sent.push(r.get(1)?);
        }
        Ok(())
    })?;
    Ok(claims)
}

fn claim(claims: &mut [Option<Claim>], at: usize) -> Option<&mut Claim> {
    claims.get_mut(at).and_then(Option::as_mut)
}

impl Claim {
    fn line(&mut self, number: i64) -> &mut Line {
        self.lines.entry(number).or_default()
    }

    fn payment(&mut self, key: (i64, i64)) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|p| p.key == key)
    }

    /// A transfer on a line, on a day and of the payer of its entry.
    fn moves(
        &mut self,
        line: i64,
        (day, payer_id): (i32, i64),
        (debit, credit): (&str, &str),
        cents: i64,
    ) {
        let mut changed = [0; 5];
        for (account, signed) in [(debit, cents), (credit, -cents)] {
            let open = match account {
                "AR.P" | "AR.VAR" => Open::Payer,
                "AR.S" | "AR.T" => Open::Later,
                "AR.DEN" => Open::Denied,
                "AR.PAT" => Open::Patient,
                _ => continue,
            };
            self.open.entry(day).or_default()[open as usize] += signed;
            let party = match open {
                Open::Patient => Moved::Patient,
                _ => Moved::Insurance,
            };
            changed[party as usize] += signed;
        }
        let [paid, charged, contractual] = flows(debit, credit, cents);
        if is_receivable(debit) || is_receivable(credit) {
            let more = [1, paid, charged, contractual];
            let month = Day(day).first_of_month().0;
            for posted in [
                self.posted.entry((day, payer_id)).or_default(),
                self.posted_on.entry((month, line)).or_default(),
            ] {
                posted.iter_mut().zip(more).for_each(|(posted, more)| *posted += more);
            }
        }
        changed[Moved::Paid as usize] = paid;
        changed[Moved::Charged as usize] = charged;
        changed[Moved::Contractual as usize] = contractual;
        let moved = self.line(line).moved.entry(day).or_default();
        for (moved, changed) in moved.iter_mut().zip(changed) {
            *moved += changed;
        }
    }

    /// Whose and what a line is; no line stands for the claim.
    fn names(&self, line: Option<&Line>) -> Names3 {
        let therapist = line.and_then(|l| l.therapist).unwrap_or(self.therapist);
        [therapist, line.map_or(0, |l| l.code), self.location]
    }

    fn tally(&self, block: &mut Block) {
        self.tally_decisions(block);
        let both = |[count, paid, charged, contractual]: [i64; 4]| {
            [
                (Fact::GrossCollection, [count, paid, charged]),
                (Fact::NcrPeriod, [count, paid, charged - contractual]),
            ]
        };
        for ((day, payer_id), posted) in &self.posted {
            for (fact, sums) in both(*posted) {
                block.add(fact, (*day, *payer_id), (NONE, NONE), sums, 1);
            }
        }
        for ((month, line), posted) in &self.posted_on {
            let names = self.names(self.lines.get(line));
            for (fact, sums) in both(*posted) {
                block.split(fact, (*month, 0), names, sums);
            }
        }
        for line in self.lines.values() {
            self.tally_line(line, block);
        }
        self.tally_places(block);
        if self.live {
            self.tally_state(block);
        }
    }

    fn tally_decisions(&self, block: &mut Block) {
        let whole = [(0, [1, 0, 0])];
        for p in self.payments.iter().filter(|p| p.counts) {
            let lines = if p.lines.is_empty() { &whole[..] } else { &p.lines };
            for (line, [count, charge, paid]) in lines {
                let sums = match p.lines.is_empty() {
                    true => [1, p.paid, p.charge],
                    false => [*count, *paid, *charge],
                };
                let (fact, names) = (Fact::Reimbursement, self.names(self.lines.get(line)));
                block.add(fact, (p.post_day, self.payer_id), (NONE, NONE), sums, 1);
                block.split_month(fact, (p.post_day, 0), names, sums);
            }
        }
        let first = self.payments.iter().filter(|p| p.decides).min_by_key(|p| (p.post_day, p.key));
        let Some(first) = first else { return };
        let (day, names) = (first.post_day, self.names(None));
        if first.charge > 0 {
            let denied = i64::from(first.denied > 0);
            for (fact, above, below) in [
                (Fact::DenialCount, denied, 1),
                (Fact::DenialDollars, first.denied, first.charge),
                (Fact::DenialGross, denied * first.charge, first.charge),
            ] {
                let sums = [1, above, below];
                block.add(fact, (day, self.payer_id), (NONE, NONE), sums, 1);
                block.split_month(fact, (day, 0), names, sums);
            }
            for (line, cause, reason, cents) in &first.denials {
                let (fact, sums) = (Fact::DenialMix, [1, *cents, *cents]);
                block.add(fact, (day, self.payer_id), (*cause, *reason), sums, 1);
                block.split_month(fact, (day, 0), self.names(self.lines.get(line)), sums);
            }
        }
        let last_sent = self.sent.iter().copied().filter(|sent| *sent <= day).max();
        let first_sent = self.bill_day.filter(|sent| *sent <= day);
        for (fact, sent) in [(Fact::Turnaround, last_sent), (Fact::TurnaroundFirst, first_sent)] {
            if let Some(sent) = sent {
                let days = day - sent;
                let sums = [1, days.into(), 1];
                block.add(fact, (day, self.payer_id), (days, NONE), sums, 1);
                block.split_month(fact, (day, days), names, sums);
            }
        }
    }

    fn tally_line(&self, line: &Line, block: &mut Block) {
        let names = self.names(Some(line));
        let of = Some((0, names));
        let served = line.service_day.or(self.service_day);
        let billed = if self.from_remittance { served } else { self.bill_day };
        let is_billed = self.bill_day.is_some() || self.from_remittance;
        let parties = [(Moved::Insurance, INSURANCE), (Moved::Patient, PATIENT)];
        for (moved, party) in parties {
            if line.moved.values().all(|m| m[moved as usize] == 0) {
                continue;
            }
            let mut aged = |fact: Fact, from: Option<i32>, unknown: Name| {
                let ages = AGES.map(|(days, _)| from.map(|from| from + days + 1));
                // Without ages, both kinds of age come to the same.
                let of = (fact == Fact::Aging).then_some((0, names));
                self.walk(block, fact, of, (&line.moved, &ages), |day, open| {
                    let open = open[moved as usize];
                    let kind = match from {
                        _ if open < 0 => CREDIT,
                        None => unknown,
                        Some(from) => age(day - from),
                    };
                    let sums = [1, open, open.max(0)];
                    (open != 0).then_some((kind, party, sums))
                });
            };
            aged(Fact::Aging, served, OLDEST);
            aged(Fact::AgingFirstBill, billed, const { word("unbilled") });
            let old = served.map(|day| day + 91);
            if is_billed {
                self.walk(block, Fact::Over90, of, (&line.moved, &[old]), |day, open| {
                    let open = open[moved as usize];
                    let above = if old.is_none_or(|old| day >= old) { open } else { 0 };
                    (open > 0).then_some((NONE, party, [1, above, open]))
                });
            }
        }
        self.walk(block, Fact::DaysInAr, of, (&line.moved, &[]), |_, moved| {
            let open = moved[Moved::Insurance as usize] + moved[Moved::Patient as usize];
            (open != 0).then_some((NONE, NONE, [1, open, 0]))
        });
        for (day, moved) in &line.moved {
            let charged = moved[Moved::Charged as usize];
            if charged != 0 {
                let sums = [1, 0, charged];
                block.add(Fact::Charges, (*day, self.payer_id), (NONE, NONE), sums, 1);
                block.split_month(Fact::Charges, (*day, 0), names, sums);
            }
        }
        if let Some(served) = served {
            let month = Day(served).first_of_month().0;
            let of = Some((month, names));
            self.walk(block, Fact::NcrCohort, of, (&line.moved, &[]), |_, moved| {
                let sum = |what: Moved| moved[what as usize];
                let below = sum(Moved::Charged) - sum(Moved::Contractual);
                let sums = [1, sum(Moved::Paid), below];
                (sum(Moved::Charged) != 0).then_some((month, NONE, sums))
            });
        }
    }

    fn tally_places(&self, block: &mut Block) {
        let overdue = self.bill_day.or(self.service_day).map(|day| day + OVERDUE);
        let is_overdue = |day: i32| overdue.is_some_and(|overdue| day >= overdue);
        let credit = |open: &[i64; 4]| open.iter().map(|cents| (*cents).min(0)).sum();
        type Cents<'a> = &'a dyn Fn(i32, &[i64; 4]) -> i64;
        let at = |open: &[i64; 4], whose: Open| open[whose as usize].max(0);
        let places: [(Name, Cents<'_>); 6] = [
            (const { word("waiting") }, &|day, open| {
                if is_overdue(day) { 0 } else { at(open, Open::Payer) }
            }),
            (const { word("overdue") }, &|day, open| {
                if is_overdue(day) { at(open, Open::Payer) } else { 0 }
            }),
            (const { word("denied") }, &|_, open| at(open, Open::Denied)),
            (const { word("later") }, &|_, open| at(open, Open::Later)),
            (const { word("patient") }, &|_, open| at(open, Open::Patient)),
            (const { word("credit") }, &|_, open| credit(open)),
        ];
        for (place, cents) in places {
            self.walk(block, Fact::Place, None, (&self.open, &[overdue]), |day, open| {
                let cents = cents(day, open);
                (cents != 0).then_some((place, NONE, [1, cents, 0]))
            });
        }
        self.walk(block, Fact::Place, None, (&self.open, &[]), |_, open| {
            let any = open.iter().any(|cents| *cents != 0);
            any.then_some((const { word("open") }, NONE, [1, open.iter().sum(), 0]))
        });
    }

    /// The claim as it is now, by state and by where its money waits.
    fn tally_state(&self, block: &mut Block) {
        let [charge, paid, adjusted, payer, later, denied, patient] = self.money;
        let open = [payer, later, denied, patient];
        let credit: i64 = open.iter().map(|cents| (*cents).min(0)).sum();
        let waits = |place: &str| match place {
            "denied" => denied > 0,
            "later" => later > 0,
            "patient" => patient > 0,
            _ => credit < 0,
        };
        let mut kinds = vec![(0, self.state)];
        for (_, kind) in PLACES.iter().filter(|(place, _)| waits(place)) {
            kinds.push((0, block.names.number(kind)));
        }
        let is_open = open.iter().any(|cents| *cents != 0);
        let kind = if is_open { const { word("@open") } } else { const { word("@done") } };
        kinds.push((self.service_day.unwrap_or(0), kind));
        if payer > 0 {
            let day = self.bill_day.or(self.service_day).unwrap_or(0);
            kinds.push((day, const { word("@payer") }));
        }
        for (day, kind) in kinds {
            for (fact, sums) in [
                (Fact::Claims, [1, charge, paid]),
                (Fact::ClaimsAdjusted, [0, adjusted, payer]),
                (Fact::ClaimsDenied, [0, denied, later]),
                (Fact::ClaimsPatient, [0, patient, credit]),
            ] {
                block.add(fact, (day, self.payer_id), (kind, NONE), sums, 1);
            }
        }
    }

    /// Adds what stands as its changes by day: after each day on which something moved, and on
    /// each of `turns`, on which it counts differently though nothing moves. With `of`, a kind
    /// and names, it is also added by those.
    fn walk<const N: usize>(
        &self,
        block: &mut Block,
        fact: Fact,
        of: Option<(i32, Names3)>,
        (moved, turns): (&BTreeMap<i32, [i64; N]>, &[Option<i32>]),
        stands: impl Fn(i32, &[i64; N]) -> Option<(i32, Name, Sums)>,
    ) {
        let Some((begin, _)) = moved.first_key_value() else { return };
        let turns = turns.iter().flatten().copied().filter(|day| day > begin);
        let mut days: Vec<i32> = moved.keys().copied().chain(turns).collect();
        days.sort_unstable();
        days.dedup();
        let (mut sum, mut before) = ([0; N], None);
        for day in days {
            if let Some(changes) = moved.get(&day) {
                for (sum, change) in sum.iter_mut().zip(changes) {
                    *sum += change;
                }
            }
            let after = stands(day, &sum);
            if after == before {
                continue;
            }
            let mut changed = [0; 3];
            for (stood, times) in [(before, -1), (after, 1)] {
                if let Some((kind, party, sums)) = stood {
                    plus(&mut changed, sums, times);
                    block.add(fact, (day, self.payer_id), (kind, party), sums, times);
                }
            }
            if let (true, Some((kind, names))) = (changed != [0; 3], of) {
                block.split(fact, (day, kind), names, changed);
            }
            before = after;
        }
    }
}

fn age(days: i32) -> Name {
    AGES.iter().find(|(up_to, _)| days <= *up_to).map_or(OLDEST, |(_, name)| *name)
}
