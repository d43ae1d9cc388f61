//! What a claim adds to the sums, and what the journal adds to those of accounts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use gonio_billing::day::Day;

use super::{ANY, ANY_PAYER, Cell, Cells, Fact, NEVER, Sums, Word};
use crate::engine::{Engine, params};
use crate::pages::denials::{self, Denied};
use crate::{PRACTICE, Result, sql};

const NONE: Word = Cow::Borrowed("");
/// Where denied money stands in a claim's.
const DENIED: usize = 5;
/// Days after which a balance is of the next age.
const AGES: [(i32, &str); 4] = [(30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120")];
const OLDEST: &str = ">120";
/// Days that the first payer is given before its claim is overdue.
pub(super) const OVERDUE: i32 = 30;
/// Where a claim's money waits now, and what sums of such claims are kept as. Besides, those
/// with anything open are kept by the day of service, and those with the first payer, which is
/// given so many days, by the day they were sent.
pub(super) const PLACES: [(&str, &str); 4] =
    [("denied", "@denied"), ("later", "@later"), ("patient", "@patient"), ("credit", "@credit")];

/// A claim with everything that is counted of it.
#[derive(Default)]
struct Claim {
    payer_id: i64,
    /// Made from a remittance alone: it was billed on a day that nobody told.
    from_remittance: bool,
    service_day: Option<i32>,
    bill_day: Option<i32>,
    live: bool,
    state: String,
    /// Charge, paid, adjusted, open with the first payer, later ones, denied, with the patient.
    money: [i64; 7],
    lines: BTreeMap<i64, Line>,
    /// By day and payer of the entry: transfers of what is receivable, paid in them, charged,
    /// taken off by contract.
    posted: BTreeMap<(i32, i64), [i64; 4]>,
    /// By day: changes of what is open, by [`Open`].
    open: BTreeMap<i32, [i64; 4]>,
    payments: Vec<Payment>,
    sent: Vec<i32>,
}

/// Changes of a line by day.
#[derive(Default)]
struct Line {
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
    /// Service lines, their charges and what was paid on them.
    lines: Sums,
    denials: Vec<(String, String, i64)>,
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

/// Adds transfers of the journal that are alike, so many with so many cents in all.
pub(super) fn tally_entries(
    day: i32,
    (debit, credit): (&'static str, &'static str),
    (count, cents): (i64, i64),
    cells: &mut Cells,
) {
    for (account, signed) in [(debit, cents), (credit, -cents)] {
        let kind = Cow::Borrowed(account);
        let cell = Cell { fact: Fact::Account, day, payer_id: 0, kind, party: NONE };
        cells.add(cell, [count, signed, 0], 1);
    }
}

/// Sums up the claims from `first` up to `end`.
pub(super) fn tally(db: &Engine, first: i64, end: i64) -> Result<Cells> {
    let mut cells = Cells::default();
    let mut denied = false;
    for claim in read(db, first, end)?.iter().flatten() {
        claim.tally(&mut cells);
        denied |= claim.live && claim.money[DENIED] != 0;
    }
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
        let cell = |fact, payer_id, kind| Cell { fact, day: 0, payer_id, kind, party: NONE };
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
        let cell = Cell { fact: Fact::Cases, day, payer_id: r.get(0)?, kind, party };
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
fn read(db: &Engine, first: i64, end: i64) -> Result<Vec<Option<Claim>>> {
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
            state: r.get(6)?,
            ..Claim::default()
        };
        for (column, cents) in (7..).zip(&mut claim.money) {
            *cents = r.get(column)?;
        }
        claims[at(r.get(0)?)] = Some(claim);
        Ok(())
    })?;
    db.each(sql!("tally_lines"), with, |r| {
        if let Some(claim) = claim(&mut claims, at(r.get(0)?)) {
            claim.line(r.get(1)?).service_day = r.get(2)?;
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
                lines: [0; 3],
                denials: Vec::new(),
            });
        }
        Ok(())
    })?;
    db.each(sql!("tally_line_payments"), with, |r| {
        let key = (r.get(1)?, r.get(2)?);
        if let Some(payment) = claim(&mut claims, at(r.get(0)?)).and_then(|c| c.payment(key)) {
            payment.lines = [r.get(3)?, r.get(4)?, r.get(5)?];
        }
        Ok(())
    })?;
    db.each(sql!("tally_denials"), with, |r| {
        let key = (r.get(1)?, r.get(2)?);
        if let Some(payment) = claim(&mut claims, at(r.get(0)?)).and_then(|c| c.payment(key)) {
            payment.denials.push((r.get(3)?, r.get(4)?, r.get(5)?));
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
            let posted = self.posted.entry((day, payer_id)).or_default();
            for (posted, more) in posted.iter_mut().zip([1, paid, charged, contractual]) {
                *posted += more;
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

    fn tally(&self, cells: &mut Cells) {
        self.tally_decisions(cells);
        for ((day, payer_id), [count, paid, charged, contractual]) in &self.posted {
            let (day, payer_id) = (*day, *payer_id);
            let cell = |fact| Cell { fact, day, payer_id, kind: NONE, party: NONE };
            cells.add(cell(Fact::GrossCollection), [*count, *paid, *charged], 1);
            cells.add(cell(Fact::NcrPeriod), [*count, *paid, charged - contractual], 1);
        }
        for line in self.lines.values() {
            self.tally_line(line, cells);
        }
        self.tally_places(cells);
        if self.live {
            self.tally_state(cells);
        }
    }

    fn cell(&self, fact: Fact, day: i32, kind: Word, party: Word) -> Cell {
        Cell { fact, day, payer_id: self.payer_id, kind, party }
    }

    fn tally_decisions(&self, cells: &mut Cells) {
        for p in self.payments.iter().filter(|p| p.counts) {
            let [lines, charges, paid] = p.lines;
            let sums = if lines > 0 { [lines, paid, charges] } else { [1, p.paid, p.charge] };
            cells.add(self.cell(Fact::Reimbursement, p.post_day, NONE, NONE), sums, 1);
        }
        let first = self.payments.iter().filter(|p| p.decides).min_by_key(|p| (p.post_day, p.key));
        let Some(first) = first else { return };
        let day = first.post_day;
        if first.charge > 0 {
            let denied = i64::from(first.denied > 0);
            for (fact, above, below) in [
                (Fact::DenialCount, denied, 1),
                (Fact::DenialDollars, first.denied, first.charge),
                (Fact::DenialGross, denied * first.charge, first.charge),
            ] {
                cells.add(self.cell(fact, day, NONE, NONE), [1, above, below], 1);
            }
            for (cause, reason, cents) in &first.denials {
                let (cause, reason) = (Cow::Owned(cause.clone()), Cow::Owned(reason.clone()));
                let cell = self.cell(Fact::DenialMix, day, cause, reason);
                cells.add(cell, [1, *cents, *cents], 1);
            }
        }
        let last_sent = self.sent.iter().copied().filter(|sent| *sent <= day).max();
        let first_sent = self.bill_day.filter(|sent| *sent <= day);
        for (fact, sent) in [(Fact::Turnaround, last_sent), (Fact::TurnaroundFirst, first_sent)] {
            if let Some(sent) = sent {
                let days = day - sent;
                let cell = self.cell(fact, day, Cow::Owned(days.to_string()), NONE);
                cells.add(cell, [1, days.into(), 1], 1);
            }
        }
    }

    fn tally_line(&self, line: &Line, cells: &mut Cells) {
        let served = line.service_day.or(self.service_day);
        let billed = if self.from_remittance { served } else { self.bill_day };
        let is_billed = self.bill_day.is_some() || self.from_remittance;
        let parties = [(Moved::Insurance, "insurance"), (Moved::Patient, "patient")];
        for (moved, party) in parties {
            if line.moved.values().all(|m| m[moved as usize] == 0) {
                continue;
            }
            let party = Cow::Borrowed(party);
            let mut aged = |fact: Fact, from: Option<i32>, unknown: &'static str| {
                let ages = AGES.map(|(days, _)| from.map(|from| from + days + 1));
                self.walk(cells, fact, &line.moved, &ages, |day, open| {
                    let open = open[moved as usize];
                    let kind = match from {
                        _ if open < 0 => "credit",
                        None => unknown,
                        Some(from) => age(day - from),
                    };
                    let sums = [1, open, open.max(0)];
                    (open != 0).then(|| (Cow::Borrowed(kind), party.clone(), sums))
                });
            };
            aged(Fact::Aging, served, OLDEST);
            aged(Fact::AgingFirstBill, billed, "unbilled");
            let old = served.map(|day| day + 91);
            if is_billed {
                self.walk(cells, Fact::Over90, &line.moved, &[old], |day, open| {
                    let open = open[moved as usize];
                    let above = if old.is_none_or(|old| day >= old) { open } else { 0 };
                    (open > 0).then(|| (NONE, party.clone(), [1, above, open]))
                });
            }
        }
        self.walk(cells, Fact::DaysInAr, &line.moved, &[], |_, moved| {
            let open = moved[Moved::Insurance as usize] + moved[Moved::Patient as usize];
            (open != 0).then_some((NONE, NONE, [1, open, 0]))
        });
        for (day, moved) in &line.moved {
            let charged = moved[Moved::Charged as usize];
            if charged != 0 {
                cells.add(self.cell(Fact::Charges, *day, NONE, NONE), [1, 0, charged], 1);
            }
        }
        if let Some(served) = served {
            let month: Word = Cow::Owned(Day(served).month());
            self.walk(cells, Fact::NcrCohort, &line.moved, &[], |_, moved| {
                let of = |what: Moved| moved[what as usize];
                let below = of(Moved::Charged) - of(Moved::Contractual);
                let sums = [1, of(Moved::Paid), below];
                (of(Moved::Charged) != 0).then(|| (month.clone(), NONE, sums))
            });
        }
    }

    fn tally_places(&self, cells: &mut Cells) {
        let overdue = self.bill_day.or(self.service_day).map(|day| day + OVERDUE);
        let is_overdue = |day: i32| overdue.is_some_and(|overdue| day >= overdue);
        let credit = |open: &[i64; 4]| open.iter().map(|cents| (*cents).min(0)).sum();
        type Of<'a> = &'a dyn Fn(i32, &[i64; 4]) -> i64;
        let at = |open: &[i64; 4], whose: Open| open[whose as usize].max(0);
        let places: [(&str, Of<'_>); 6] = [
            ("waiting", &|day, open| if is_overdue(day) { 0 } else { at(open, Open::Payer) }),
            ("overdue", &|day, open| if is_overdue(day) { at(open, Open::Payer) } else { 0 }),
            ("denied", &|_, open| at(open, Open::Denied)),
            ("later", &|_, open| at(open, Open::Later)),
            ("patient", &|_, open| at(open, Open::Patient)),
            ("credit", &|_, open| credit(open)),
        ];
        for (place, cents) in places {
            self.walk(cells, Fact::Place, &self.open, &[overdue], |day, open| {
                let cents = cents(day, open);
                (cents != 0).then_some((Cow::Borrowed(place), NONE, [1, cents, 0]))
            });
        }
        self.walk(cells, Fact::Place, &self.open, &[], |_, open| {
            let any = open.iter().any(|cents| *cents != 0);
            any.then_some((Cow::Borrowed("open"), NONE, [1, open.iter().sum(), 0]))
        });
    }

    /// The claim as it is now, by state and by where its money waits.
    fn tally_state(&self, cells: &mut Cells) {
        let [charge, paid, adjusted, payer, later, denied, patient] = self.money;
        let open = [payer, later, denied, patient];
        let credit: i64 = open.iter().map(|cents| (*cents).min(0)).sum();
        let waits = |place: &str| match place {
            "denied" => denied > 0,
            "later" => later > 0,
            "patient" => patient > 0,
            _ => credit < 0,
        };
        let mut kinds: Vec<(i32, Word)> = vec![(0, Cow::Owned(self.state.clone()))];
        let places = PLACES.iter().filter(|(place, _)| waits(place));
        kinds.extend(places.map(|(_, kind)| (0, Cow::Borrowed(*kind))));
        if open.iter().any(|cents| *cents != 0) {
            kinds.push((self.service_day.unwrap_or(0), Cow::Borrowed("@open")));
        }
        if payer > 0 {
            let day = self.bill_day.or(self.service_day).unwrap_or(0);
            kinds.push((day, Cow::Borrowed("@payer")));
        }
        for (day, kind) in kinds {
            for (fact, sums) in [
                (Fact::Claims, [1, charge, paid]),
                (Fact::ClaimsAdjusted, [0, adjusted, payer]),
                (Fact::ClaimsDenied, [0, denied, later]),
                (Fact::ClaimsPatient, [0, patient, credit]),
            ] {
                cells.add(self.cell(fact, day, kind.clone(), NONE), sums, 1);
            }
        }
    }

    /// Adds what stands as its changes by day: after each day on which something moved, and on
    /// each of `turns`, on which it counts differently though nothing moves.
    fn walk<const N: usize>(
        &self,
        cells: &mut Cells,
        fact: Fact,
        moved: &BTreeMap<i32, [i64; N]>,
        turns: &[Option<i32>],
        stands: impl Fn(i32, &[i64; N]) -> Option<(Word, Word, Sums)>,
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
            for (stood, times) in [(before, -1), (after.clone(), 1)] {
                if let Some((kind, party, sums)) = stood {
                    cells.add(self.cell(fact, day, kind, party), sums, times);
                }
            }
            before = after;
        }
    }
}

fn age(days: i32) -> &'static str {
    AGES.iter().find(|(up_to, _)| days <= *up_to).map_or(OLDEST, |(_, name)| name)
}
