//! Sums that pages and metrics read, so that none of them goes through every claim.
//!
//! A book of a million claims has the rows behind each number, but nobody waits while they are
//! counted. So the sums are kept, by day, payer and group ([`Cells`]): what happened on a day,
//! and for what *stands* at a day (open balances by age), how it changed on a day, so that any
//! day can be looked from. By therapist, code and place of service the metrics' sums are kept too
//! ([`By`]): what happened by month, what stands by day, without payer, age or cause.
//!
//! Nothing that posts has to know of this. A [`Writer`] only says in which blocks of claims it
//! wrote; [`Book::settle`] sums those up anew, later and in transactions of its own. Whoever
//! reads before that gets the difference worked out on the way (the overlay), so a number is
//! never of an earlier moment than the rows it opens. What is defined in `metrics/*.sql` is said
//! here a second time; tests and `ledger check` hold the two together.

mod claims;
mod read;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};
use gonio_billing::day::Day;
use gonio_billing::ledger::Account;

use crate::book::Book;
use crate::engine::{Engine, params};
use crate::pages::Latest;
use crate::read::account;
use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// Claims of one block.
const BLOCK: i64 = 1024;
/// Blocks summed up in one transaction: others write in between.
const AT_ONCE: i64 = 128;
/// So many blocks are a large part of most books.
const GROWN: u64 = 16;
/// A block's part tells apart at most so many facts.
const FACTS: i64 = 32;

/// What is summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    /// Debits less credits, by account. No payer.
    Account,
    GrossCollection,
    NcrPeriod,
    DenialCount,
    DenialDollars,
    DenialGross,
    DenialMix,
    Reimbursement,
    Turnaround,
    TurnaroundFirst,
    Aging,
    AgingFirstBill,
    Over90,
    DaysInAr,
    /// Charges, the other half of days in A/R.
    Charges,
    NcrCohort,
    /// Where open money waits, by claim.
    Place,
    /// Claims that count, by state: how many, charge, paid. As they are now: no day.
    Claims,
    /// Likewise: adjusted, open with the first payer.
    ClaimsAdjusted,
    /// Likewise: denied, open with later payers.
    ClaimsDenied,
    /// Likewise: open with the patient, credits.
    ClaimsPatient,
    /// Denied lines, by cause and who denied them. As they are now.
    Denied,
    /// Claims with such lines, by cause and payer; [`ANY`] and [`ANY_PAYER`] for all.
    DeniedClaims,
    /// Denial cases by their last day, cause, and where they stand: cases, still denied, those
    /// without an owner.
    Cases,
}

/// Stands for every kind, where a sum over kinds would count a claim twice.
const ANY: &str = "*";
/// Stands for every payer, likewise.
const ANY_PAYER: i64 = -1;
/// Days that the first payer is given before its claim is overdue.
pub(crate) const OVERDUE: i32 = 30;
/// The first day there is.
pub(crate) const EVER: Day = Day(-700_000);
/// The day of what has none and comes last.
pub(crate) const NEVER: Day = Day(2_000_000);

impl Fact {
    /// By their numbers, which a block's part has.
    const ALL: [Fact; 24] = [
        Fact::Account,
        Fact::GrossCollection,
        Fact::NcrPeriod,
        Fact::DenialCount,
        Fact::DenialDollars,
        Fact::DenialGross,
        Fact::DenialMix,
        Fact::Reimbursement,
        Fact::Turnaround,
        Fact::TurnaroundFirst,
        Fact::Aging,
        Fact::AgingFirstBill,
        Fact::Over90,
        Fact::DaysInAr,
        Fact::Charges,
        Fact::NcrCohort,
        Fact::Place,
        Fact::Claims,
        Fact::ClaimsAdjusted,
        Fact::ClaimsDenied,
        Fact::ClaimsPatient,
        Fact::Denied,
        Fact::DeniedClaims,
        Fact::Cases,
    ];

    /// The name in the table; a metric's is its own.
    fn name(self) -> &'static str {
        match self {
            Fact::Account => "account",
            Fact::GrossCollection => "gross_collection_rate",
            Fact::NcrPeriod => "ncr_period",
            Fact::DenialCount => "initial_denial_rate_count",
            Fact::DenialDollars => "initial_denial_rate_dollars",
            Fact::DenialGross => "initial_denial_rate_claim_gross",
            Fact::DenialMix => "denial_mix",
            Fact::Reimbursement => "reimbursement_rate_payer",
            Fact::Turnaround => "turnaround_days",
            Fact::TurnaroundFirst => "turnaround_days_first_submit",
            Fact::Aging => "ar_aging",
            Fact::AgingFirstBill => "ar_aging_first_bill",
            Fact::Over90 => "ar_over_90_pct",
            Fact::DaysInAr => "days_in_ar_gross",
            Fact::Charges => "charges",
            Fact::NcrCohort => "ncr_cohort",
            Fact::Place => "place",
            Fact::Claims => "claims",
            Fact::ClaimsAdjusted => "claims_adjusted",
            Fact::ClaimsDenied => "claims_denied",
            Fact::ClaimsPatient => "claims_patient",
            Fact::Denied => "denied",
            Fact::DeniedClaims => "denied_claims",
            Fact::Cases => "cases",
        }
    }

    fn named(name: &str) -> Option<Fact> {
        Fact::ALL.into_iter().find(|f| f.name() == name)
    }
}

/// By what claims' sums are kept: each fact by payer, and some by one thing more, without the
/// payer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum By {
    #[default]
    Payer,
    /// `party` is the therapist's NPI.
    Therapist,
    /// `party` is the procedure code.
    Code,
    /// `party` is the place of service.
    Location,
}

impl By {
    /// By their numbers, which a block's part has.
    const ALL: [By; 4] = [By::Payer, By::Therapist, By::Code, By::Location];

    /// What follows a fact's name in the table.
    fn name(self) -> &'static str {
        match self {
            By::Payer => "",
            By::Therapist => "/therapist",
            By::Code => "/code",
            By::Location => "/location",
        }
    }

    /// A fact and what it is by, as one word of the table.
    fn told(self, fact: Fact) -> String {
        format!("{}{}", fact.name(), self.name())
    }

    fn read(told: &str) -> Option<(Fact, By)> {
        let (name, by) = match told.find('/') {
            Some(at) => told.split_at(at),
            None => (told, ""),
        };
        Some((Fact::named(name)?, By::ALL.into_iter().find(|b| b.name() == by)?))
    }
}

/// Texts that are mostly known when the program is built.
type Word = Cow<'static, str>;

/// What a sum is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CellOf<'a> {
    fact: Fact,
    by: By,
    /// Days since 1970-01-01; 0 where there is none.
    day: i32,
    payer_id: i64,
    /// A metric's bucket; an account, a place, a state, a number of days, a month.
    kind: Cow<'a, str>,
    /// A metric's party.
    party: Cow<'a, str>,
}

pub(crate) type Cell = CellOf<'static>;

/// A sum: rows, numerator, denominator.
pub(crate) type Sums = [i64; 3];

fn plus(a: &mut Sums, b: Sums, times: i64) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += times * b;
    }
}

/// Sums by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells(HashMap<Cell, Sums>);

impl Cells {
    fn add(&mut self, cell: Cell, sums: Sums, times: i64) {
        match self.0.entry(cell) {
            Entry::Occupied(mut there) => {
                plus(there.get_mut(), sums, times);
                if *there.get() == [0; 3] {
                    there.remove();
                }
            }
            Entry::Vacant(free) if sums != [0; 3] => {
                plus(free.insert([0; 3]), sums, times);
            }
            Entry::Vacant(_) => {}
        }
    }

    fn add_all(&mut self, other: Cells, times: i64) {
        for (cell, sums) in other.0 {
            self.add(cell, sums, times);
        }
    }

    /// As the bytes of a block's parts, those by payer and the others: for each cell the fact's
    /// number, then whole numbers of seven bits to a byte, signed ones folded, and texts by
    /// their length.
    fn to_bytes(&self) -> [Vec<u8>; 2] {
        let mut parts = [Vec::with_capacity(self.0.len() * 8), Vec::new()];
        for (cell, sums) in &self.0 {
            let out = &mut parts[usize::from(cell.by != By::Payer)];
            put(out, cell.fact as i64 + FACTS * cell.by as i64);
            put(out, cell.day.into());
            put(out, cell.payer_id);
            for text in [&cell.kind, &cell.party] {
                put(out, text.len() as i64);
                out.extend_from_slice(text.as_bytes());
            }
            for sum in sums {
                put(out, *sum);
            }
        }
        parts
    }

    fn from_bytes(parts: &[Option<Vec<u8>>; 2]) -> Result<Cells> {
        let mut cells = Cells::default();
        for part in parts.iter().flatten() {
            cells.read(part)?;
        }
        Ok(cells)
    }

    fn read(&mut self, part: &[u8]) -> Result<()> {
        each_cell(part, |CellOf { fact, by, day, payer_id, kind, party }, sums| {
            let (kind, party) = (Cow::Owned(kind.into_owned()), Cow::Owned(party.into_owned()));
            self.0.insert(Cell { fact, by, day, payer_id, kind, party }, sums);
        })
    }
}

/// Calls `each` with every sum of a block's part.
fn each_cell<'a>(mut bytes: &'a [u8], mut each: impl FnMut(CellOf<'a>, Sums)) -> Result<()> {
    let mut ended = bytes.is_empty();
    let bytes = &mut bytes;
    let mut next = || {
        let number = take(bytes)?;
        let fact = *Fact::ALL.get(usize::try_from(number % FACTS).ok()?)?;
        let by = *By::ALL.get(usize::try_from(number / FACTS).ok()?)?;
        let day = i32::try_from(take(bytes)?).ok()?;
        let payer_id = take(bytes)?;
        let [kind, party] = [text(bytes)?, text(bytes)?];
        let sums = [take(bytes)?, take(bytes)?, take(bytes)?];
        Some((CellOf { fact, by, day, payer_id, kind, party }, sums, bytes.is_empty()))
    };
    while !ended {
        let (cell, sums, last) =
            next().ok_or_else(|| Error::database("a block of sums cannot be read"))?;
        each(cell, sums);
        ended = last;
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, value: i64) {
    let mut folded = ((value << 1) ^ (value >> 63)) as u64;
    while folded >= 0x80 {
        out.push(folded as u8 | 0x80);
        folded >>= 7;
    }
    out.push(folded as u8);
}

fn take(bytes: &mut &[u8]) -> Option<i64> {
    let (mut folded, mut shift) = (0u64, 0);
    loop {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        folded |= u64::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some((folded >> 1) as i64 ^ -((folded & 1) as i64));
        }
        shift += 7;
    }
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<Cow<'a, str>> {
    let length = usize::try_from(take(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(Cow::Borrowed(std::str::from_utf8(text).ok()?))
}

/// What is not in the sums yet, and for which state of the book that was worked out.
#[derive(Clone)]
pub(crate) struct Overlay {
    of: (Latest, i64, Vec<i64>),
    cells: Arc<Cells>,
}

/// A block and its parts as it was summed up last.
type Stale = (i64, [Option<Vec<u8>>; 2]);

impl Writer<'_> {
    /// Something about this claim was written.
    pub(crate) fn touch(&self, claim_id: i64) {
        if claim_id > 0 {
            let block = claim_id / BLOCK;
            if self.touched_last.replace(block) != block {
                self.touched.borrow_mut().insert(block);
            }
        }
    }

    /// Marks the blocks in which something was written.
    pub(crate) fn mark_touched(&self) -> Result<()> {
        for block in self.touched.borrow().iter() {
            self.db.execute(sql!("tally_is_stale"), &params![PRACTICE, *block])?;
        }
        Ok(())
    }
}

impl Book {
    /// Sums up what was written since the last time. Others may write meanwhile; it can be
    /// stopped at any moment and goes on from there. `progress` is told how many blocks of claims
    /// are done, and of how many.
    ///
    /// # Errors
    /// What the database reports.
    pub fn settle(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let total: i64 =
            self.db.only(sql!("tally_stale_count"), &params![PRACTICE], |r| r.get(0))?;
        let mut done = 0;
        while let Some(blocks) = self.settle_part()? {
            done += blocks;
            progress(done, total.unsigned_abs().max(done));
        }
        if done >= GROWN { self.db.has_grown() } else { Ok(()) }
    }

    /// Sums up one part of what was written, in one transaction: how many blocks of claims it
    /// was; `None` when there was nothing left to do.
    ///
    /// # Errors
    /// What the database reports.
    pub fn settle_part(&self) -> Result<Option<u64>> {
        if stale(&self.db, 1)?.is_empty() && !entries_wait(&self.db)? {
            return Ok(None);
        }
        self.db.whole(|db| {
            db.execute(sql!("take_practice"), &params![PRACTICE])?;
            let blocks = stale(db, AT_ONCE)?;
            let mut changed = Cells::default();
            for (block, parts) in &blocks {
                let new = claims::tally(db, *block * BLOCK, (*block + 1) * BLOCK)?;
                let [part, splits] = new.to_bytes();
                let with = params![PRACTICE, *block, part, splits];
                db.execute(sql!("tally_keep_part"), &with)?;
                db.execute(sql!("tally_block"), &params![PRACTICE, *block])?;
                changed.add_all(new, 1);
                changed.add_all(Cells::from_bytes(parts)?, -1);
            }
            let mark = entries(db, &mut changed)?;
            db.execute(sql!("tally_set_mark"), &params![mark, PRACTICE])?;
            keep(db, &changed)?;
            Ok(Some(blocks.len() as u64))
        })
    }

    /// Throws the sums away: all are made anew from the rows.
    ///
    /// # Errors
    /// What the database reports.
    pub fn forget_sums(&self) -> Result<()> {
        self.db.whole(|db| {
            db.execute(sql!("take_practice"), &params![PRACTICE])?;
            for statement in [
                sql!("forget_tally"),
                sql!("forget_parts"),
                sql!("forget_blocks"),
                sql!("all_stale"),
            ] {
                db.execute(statement, &params![PRACTICE])?;
            }
            db.execute(sql!("tally_set_mark"), &params![0, PRACTICE]).map(drop)
        })
    }

    /// What has to be added to the sums that are kept.
    fn overlay(&self) -> Result<Arc<Cells>> {
        let stale_blocks =
            self.db.rows(sql!("tally_stale_blocks"), &params![PRACTICE], |r| r.get(0))?;
        let of = (self.latest()?, mark(&self.db)?, stale_blocks);
        if let Some(known) = self.overlay.borrow().as_ref().filter(|known| known.of == of) {
            return Ok(Arc::clone(&known.cells));
        }
        let mut cells = Cells::default();
        for (block, parts) in &stale(&self.db, i64::MAX)? {
            cells.add_all(claims::tally(&self.db, *block * BLOCK, (*block + 1) * BLOCK)?, 1);
            cells.add_all(Cells::from_bytes(parts)?, -1);
        }
        entries(&self.db, &mut cells)?;
        let cells = Arc::new(cells);
        *self.overlay.borrow_mut() = Some(Overlay { of, cells: Arc::clone(&cells) });
        Ok(cells)
    }

    /// Sums that are not what the rows of the book come to, in plain words.
    pub(crate) fn check_tally(&self) -> Result<Vec<String>> {
        let mut wrong = (*self.overlay()?).clone();
        let mut months = Cells::default();
        for (span, into) in [("day", &mut wrong), ("month", &mut months)] {
            self.db.each(sql!("tally_all"), &params![PRACTICE, span], |r| {
                let (fact, by) = By::read(r.text(0)?)
                    .ok_or_else(|| Error::database("a sum of something unknown"))?;
                let (kind, party) = (Cow::Owned(r.get(3)?), Cow::Owned(r.get(4)?));
                let cell = Cell { fact, by, day: r.get(1)?, payer_id: r.get(2)?, kind, party };
                into.add(cell, [r.get(5)?, r.get(6)?, r.get(7)?], 1);
                Ok(())
            })?;
        }
        for (cell, sums) in (*self.overlay()?).clone().0 {
            months.add(in_month(cell), sums, 1);
        }
        for (cell, sums) in &wrong.0 {
            months.add(in_month(cell.clone()), *sums, -1);
        }
        let blocks: Vec<i64> =
            self.db.rows(sql!("tally_blocks"), &params![PRACTICE], |r| r.get(0))?;
        for block in blocks {
            wrong.add_all(claims::tally(&self.db, block * BLOCK, (block + 1) * BLOCK)?, -1);
        }
        let mut journal = Cells::default();
        entries_after(&self.db, 0, &mut journal)?;
        wrong.add_all(journal, -1);
        let said = |(cell, sums): (&Cell, &Sums)| {
            format!(
                "the sum of {}{} on {}, payer {}, “{}” “{}” is off by {} rows, {} and {}; gonio \
                 ledger sums makes it anew",
                cell.fact.name(),
                cell.by.name(),
                Day(cell.day),
                cell.payer_id,
                cell.kind,
                cell.party,
                sums[0],
                sums[1],
                sums[2]
            )
        };
        Ok(wrong.0.iter().chain(&months.0).map(said).collect())
    }
}

fn stale(db: &Engine, most: i64) -> Result<Vec<Stale>> {
    db.rows(sql!("tally_stale"), &params![PRACTICE, most], |r| {
        Ok((r.get(0)?, [r.get(1)?, r.get(2)?]))
    })
}

fn mark(db: &Engine) -> Result<i64> {
    Ok(db.one(sql!("tally_mark"), &params![PRACTICE], |r| r.get(0))?.unwrap_or(0))
}

fn entries_wait(db: &Engine) -> Result<bool> {
    let last: i64 = db.only(sql!("last_entry"), &params![PRACTICE], |r| r.get(0))?;
    Ok(mark(db)? < last)
}

/// Adds the journal since the mark; gives the new one.
fn entries(db: &Engine, cells: &mut Cells) -> Result<i64> {
    entries_after(db, mark(db)?, cells)
}

fn entries_after(db: &Engine, after: i64, cells: &mut Cells) -> Result<i64> {
    let mut last = after;
    // Most of the journal is alike, so it is counted before it is looked at.
    let mut alike: HashMap<(i32, Account, Account), (i64, i64)> = HashMap::new();
    db.each(sql!("tally_entries"), &params![PRACTICE, after], |r| {
        last = r.get(0)?;
        let key = (r.get(1)?, account(r, 2)?, account(r, 3)?);
        let (count, cents) = alike.entry(key).or_default();
        *count += 1;
        *cents += r.get::<i64>(4)?;
        Ok(())
    })?;
    for ((day, debit, credit), counted) in alike {
        claims::tally_entries(day, (debit.name(), credit.name()), counted, cells);
    }
    Ok(last)
}

fn in_month(cell: Cell) -> Cell {
    Cell { day: Day(cell.day).first_of_month().0, ..cell }
}

/// Adds to what is kept.
fn keep(db: &Engine, cells: &Cells) -> Result<()> {
    let mut months = Cells::default();
    for (cell, sums) in &cells.0 {
        months.add(in_month(cell.clone()), *sums, 1);
    }
    for (span, cells) in [("day", cells), ("month", &months)] {
        for (cell, sums) in &cells.0 {
            let (fact, [rows, above, below]) = (cell.by.told(cell.fact), *sums);
            let (kind, party) = (&*cell.kind, &*cell.party);
            db.execute(
                sql!("tally_add"),
                &params![
                    PRACTICE,
                    fact,
                    span,
                    cell.day,
                    cell.payer_id,
                    kind,
                    party,
                    rows,
                    above,
                    below
                ],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_reads_as_it_was_written() {
        let mut cells = Cells::default();
        for (at, sum) in [(0, 1), (-1, -1), (20_000, i64::MAX), (i32::MAX, i64::MIN)] {
            let (kind, party) = (Cow::Borrowed("31-60"), Cow::Borrowed(""));
            for by in By::ALL {
                let (kind, party) = (kind.clone(), party.clone());
                let cell = Cell { fact: Fact::Place, by, day: at, payer_id: 7, kind, party };
                cells.0.insert(cell, [sum, 0, 300]);
            }
        }
        let bytes = cells.to_bytes();
        assert_eq!(Cells::from_bytes(&bytes.clone().map(Some)).unwrap(), cells);
        let cut = bytes[1][..bytes[1].len() - 1].to_vec();
        assert!(Cells::from_bytes(&[Some(bytes[0].clone()), Some(cut)]).is_err(), "cut short");
        let none = Cells::default().to_bytes().map(Some);
        assert_eq!(Cells::from_bytes(&none).unwrap(), Cells::default());
        assert_eq!(Cells::from_bytes(&[None, None]).unwrap(), Cells::default());
    }

    #[test]
    fn facts_stand_at_their_numbers_and_have_names_of_their_own() {
        for (number, fact) in Fact::ALL.into_iter().enumerate() {
            assert_eq!(fact as usize, number);
            assert!((number as i64) < FACTS);
            for by in By::ALL {
                assert_eq!(By::read(&by.told(fact)), Some((fact, by)));
            }
        }
    }

    #[test]
    fn what_comes_to_nothing_is_not_kept() {
        let cell = Cell {
            fact: Fact::Aging,
            by: By::Payer,
            day: 1,
            payer_id: 1,
            kind: Cow::Borrowed("0-30"),
            party: Cow::Borrowed("insurance"),
        };
        let mut cells = Cells::default();
        cells.add(cell.clone(), [1, 500, 500], 1);
        cells.add(cell, [1, 500, 500], -1);
        assert_eq!(cells, Cells::default());
    }
}
