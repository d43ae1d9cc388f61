//! Reading the sums: metrics, where money waits, claims by state.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use gonio_billing::day::Day;

use super::claims::PLACES;
use super::{ANY, ANY_PAYER, BLOCK, By, Cell, CellOf, EVER, Fact, NEVER, OVERDUE, Sums};
use crate::book::Book;
use crate::cases::{CaseCounts, CasesAsked};
use crate::engine::params;
use crate::metrics::{Asked, Definition, Folded, Key};
use crate::pages::claims::{ClaimSums, Money, Which};
use crate::pages::denials::{DeniedAsked, DeniedSum};
use crate::pages::open::OpenAt;
use crate::pages::{Places, Slice, Waiting};
use crate::{PRACTICE, Result, sql};

/// Blocks of claims from which on rows are read by block and not sorted by size: all of them
/// would have to be read for that.
const MANY_BLOCKS: usize = 5;

/// How a metric's sums are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// What happened in the window.
    Happened,
    /// What stands at the day looked from.
    Stands,
    /// What stands, with the charges of the window.
    WithCharges,
    /// What stands of services of the window's months.
    OfMonths,
    /// What happened, by number of days.
    Days,
}

fn of_metric(id: &str) -> Option<(Fact, Reading)> {
    let fact = Fact::named(id)?;
    let reading = match fact {
        Fact::GrossCollection
        | Fact::NcrPeriod
        | Fact::DenialCount
        | Fact::DenialDollars
        | Fact::DenialGross
        | Fact::DenialMix
        | Fact::Reimbursement => Reading::Happened,
        Fact::Aging | Fact::AgingFirstBill | Fact::Over90 => Reading::Stands,
        Fact::DaysInAr => Reading::WithCharges,
        Fact::NcrCohort => Reading::OfMonths,
        Fact::Turnaround | Fact::TurnaroundFirst => Reading::Days,
        _ => return None,
    };
    Some((fact, reading))
}

/// Claims of a block, and how many rows of theirs fit.
pub(crate) type Block = (Range<i64>, i64);

/// What of the sums a metric is made of.
struct Wanted {
    reading: Reading,
    by: By,
    /// Facts, from which day to which.
    parts: Vec<(Fact, Day, Day)>,
    /// The first and last months of service.
    months: Option<(String, String)>,
}

impl Wanted {
    fn has(&self, cell: &CellOf<'_>) -> bool {
        let fits = |(fact, from, to): &(Fact, Day, Day)| {
            cell.fact == *fact && cell.day >= from.0 && cell.day <= to.0
        };
        cell.by == self.by && self.parts.iter().any(fits) && self.of_its_months(cell)
    }

    fn of_its_months(&self, cell: &CellOf<'_>) -> bool {
        let within =
            |(first, last): &(String, String)| *cell.kind >= **first && *cell.kind <= **last;
        self.months.as_ref().is_none_or(within)
    }

    /// The value of a key, as the metric's own rows have it.
    fn value(&self, cell: &CellOf<'_>, key: Key) -> String {
        match (key, self.reading) {
            (Key::Payer, _) => cell.payer_id.to_string(),
            (Key::Month, Reading::OfMonths) => cell.kind.to_string(),
            (Key::Month, _) => Day(cell.day).month(),
            // What the kind says of these is not a group of theirs.
            (Key::Bucket, Reading::OfMonths | Reading::Days) => String::new(),
            (Key::Bucket, _) => cell.kind.to_string(),
            _ => cell.party.to_string(),
        }
    }
}

/// By what the sums with these keys are kept; `None` when they are read from the rows.
fn kept_by(keys: &[Key], reading: Reading) -> Option<By> {
    let split = |key: &Key| match key {
        Key::Therapist => Some(By::Therapist),
        Key::Code => Some(By::Code),
        Key::Location => Some(By::Location),
        _ => None,
    };
    let mut splits = keys.iter().filter_map(split);
    let Some(by) = splits.next() else { return Some(By::Payer) };
    // What stands has no month of its own.
    let has_months = !matches!(reading, Reading::Stands | Reading::WithCharges);
    let others = keys.iter().filter(|key| split(key).is_none());
    let kept =
        splits.next().is_none() && others.into_iter().all(|k| has_months && *k == Key::Month);
    kept.then_some(by)
}

impl Book {
    /// A metric from the sums, or `None` when they are not kept by such keys or days.
    pub(crate) fn metric_from_sums(
        &self,
        d: &Definition,
        asked: &Asked,
        by: &[Key],
    ) -> Result<Option<Folded>> {
        let Some(wanted) = self.wanted(d, asked, by)? else { return Ok(None) };
        let mut folded = Folded::default();
        for (fact, from, to) in &wanted.parts {
            self.each_sum_by((*fact, wanted.by), *from, *to, &mut |cell, sums| {
                if sums == [0; 3] || !wanted.of_its_months(cell) {
                    return;
                }
                let key = by.iter().map(|key| wanted.value(cell, *key)).collect();
                let days = wanted.reading == Reading::Days;
                folded.add(key, days.then(|| cell.kind.parse().ok()).flatten(), sums);
            })?;
        }
        Ok(Some(folded))
    }

    /// What of the sums a metric is made of; `None` when they are not kept by such keys or days.
    fn wanted(&self, d: &Definition, asked: &Asked, keys: &[Key]) -> Result<Option<Wanted>> {
        let Some((mut fact, reading)) = of_metric(&d.id) else { return Ok(None) };
        let Some(by) = kept_by(keys, reading) else { return Ok(None) };
        let to = asked.to.min(asked.as_of);
        let mut months = None;
        if reading == Reading::OfMonths {
            if !self.whole_months(asked.from, to)? {
                return Ok(None);
            }
            months = Some((asked.from.month(), to.month()));
        }
        if by != By::Payer {
            // What happened is kept by month there, and what is open without its age.
            let happened = match reading {
                Reading::Happened | Reading::Days => Some(fact),
                Reading::WithCharges => Some(Fact::Charges),
                Reading::Stands | Reading::OfMonths => None,
            };
            if let Some(happened) = happened
                && !self.happened_in_months(happened, asked.from, to)?
            {
                return Ok(None);
            }
            if fact == Fact::AgingFirstBill {
                fact = Fact::Aging;
            }
        }
        let mut parts = match reading {
            Reading::Happened | Reading::Days => vec![(fact, asked.from, to)],
            _ => vec![(fact, EVER, asked.as_of)],
        };
        if reading == Reading::WithCharges {
            parts.push((Fact::Charges, asked.from, to));
        }
        Ok(Some(Wanted { reading, by, parts, months }))
    }

    /// In which blocks of claims the rows behind a metric are, the last claims first, each with
    /// how many there are: as many blocks as hold `most` rows; and how many rows there are in
    /// all. `None` when that is not known, or when the book is small.
    pub(crate) fn blocks_of_rows(
        &self,
        d: &Definition,
        asked: &Asked,
        filter: &[(Key, String)],
        most: i64,
    ) -> Result<Option<(Vec<Block>, i64)>> {
        let keys: Vec<Key> = filter.iter().map(|(key, _)| *key).collect();
        let Some(wanted) = self.wanted(d, asked, &keys)? else { return Ok(None) };
        let Some(blocks) = self.many_blocks()? else { return Ok(None) };
        let total = self.count_rows(d, asked, filter)?;
        let found = self.blocks_with(blocks, wanted.by, most.min(total), |cell| {
            wanted.has(cell) && filter.iter().all(|(key, value)| wanted.value(cell, *key) == *value)
        })?;
        Ok(Some((found, total)))
    }

    /// The same for denied lines.
    pub(crate) fn blocks_of_denied(
        &self,
        asked: &DeniedAsked,
        slice: Slice,
    ) -> Result<Option<Vec<Block>>> {
        let Some(blocks) = self.many_blocks()? else { return Ok(None) };
        let sums = self.denied_sums()?;
        let fits = |sum: &&DeniedSum| asked.fits(&sum.cause, sum.payer_id);
        let lines = sums.iter().filter(fits).map(|sum| sum.lines).sum();
        let most = slice.offset.saturating_add(slice.limit).min(lines);
        let found = self.blocks_with(blocks, By::Payer, most, |cell| {
            cell.fact == Fact::Denied && asked.fits(&cell.kind, cell.payer_id)
        })?;
        Ok(Some(found))
    }

    /// Claims among which patients have paid too much on lines.
    pub(crate) fn blocks_of_patients_credits(&self) -> Result<Vec<Range<i64>>> {
        let fits = |cell: &CellOf<'_>| {
            cell.fact == Fact::Aging && cell.kind == "credit" && cell.party == "patient"
        };
        let mut lines = 0;
        self.each_sum(Fact::Aging, EVER, NEVER, &mut |cell, sums| {
            lines += if fits(cell) { sums[0] } else { 0 };
        })?;
        Ok(match self.many_blocks()? {
            Some(blocks) => {
                let found = self.blocks_with(blocks, By::Payer, lines, fits)?;
                found.into_iter().map(|(claims, _)| claims).collect()
            }
            None => (lines > 0).then_some(0..i64::MAX).into_iter().collect(),
        })
    }

    /// The blocks of claims of a large book.
    fn many_blocks(&self) -> Result<Option<Vec<i64>>> {
        let blocks: Vec<i64> =
            self.db.rows(sql!("tally_blocks"), &params![PRACTICE], |r| r.get(0))?;
        Ok(Some(blocks).filter(|blocks| blocks.len() >= MANY_BLOCKS))
    }

    /// The last blocks of claims that hold `most` rows counted by sums that fit.
    fn blocks_with(
        &self,
        mut blocks: Vec<i64>,
        by: By,
        most: i64,
        fits: impl Fn(&CellOf<'_>) -> bool,
    ) -> Result<Vec<Block>> {
        let (mut found, mut rows) = (Vec::new(), 0);
        while rows < most
            && let Some(block) = blocks.pop()
        {
            let claims = block * BLOCK..(block + 1) * BLOCK;
            let with = &params![PRACTICE, block];
            let statement = match by {
                By::Payer => sql!("tally_part"),
                _ => sql!("tally_splits"),
            };
            let part: Option<Vec<u8>> = self.db.one(statement, with, |r| r.get(0))?.flatten();
            let mut here = 0;
            match part {
                Some(part) => super::each_cell(&part, |cell, sums| {
                    here += if fits(&cell) { sums[0] } else { 0 };
                })?,
                // It is stale.
                None => {
                    let cells = super::claims::tally(&self.db, claims.start, claims.end)?;
                    let rows = cells.0.iter().filter(|(cell, _)| fits(cell));
                    here = rows.map(|(_, sums)| sums[0]).sum();
                }
            }
            if here > 0 {
                rows += here;
                found.push((claims, here));
            }
        }
        Ok(found)
    }

    /// Denied and still claimed, by cause and payer.
    ///
    /// # Errors
    /// What the database reports.
    pub fn denied_sums(&self) -> Result<Vec<DeniedSum>> {
        let mut found: BTreeMap<(String, i64), (i64, i64)> = BTreeMap::new();
        self.each_sum(Fact::Denied, Day(0), Day(0), &mut |cell, [lines, cents, _]| {
            let sum = found.entry((cell.kind.to_string(), cell.payer_id)).or_default();
            sum.0 += lines;
            sum.1 += cents;
        })?;
        found.retain(|_, sum| *sum != (0, 0));
        let sum = |((cause, payer_id), (lines, cents))| DeniedSum { cause, payer_id, lines, cents };
        Ok(found.into_iter().map(sum).collect())
    }

    /// How many claims have denied lines that fit.
    ///
    /// # Errors
    /// What the database reports.
    pub fn denied_claims(&self, asked: &DeniedAsked) -> Result<i64> {
        let cause = if asked.cause.is_empty() { ANY } else { &asked.cause };
        let payer_id = if asked.payer_id == 0 { ANY_PAYER } else { asked.payer_id };
        let mut claims = 0;
        self.each_sum(Fact::DeniedClaims, Day(0), Day(0), &mut |cell, sums| {
            if cell.kind == cause && cell.payer_id == payer_id {
                claims += sums[0];
            }
        })?;
        Ok(claims)
    }

    /// What the cases asked for come to, all of them; overdue as of `today`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_counts(&self, asked: &CasesAsked, today: Day) -> Result<CaseCounts> {
        let open = if asked.closed { "closed" } else { "open" };
        let fits = |cell: &Cell| {
            let mut parts = cell.party.split(':');
            let (is_open, state, owner) = (parts.next(), parts.next(), parts.next());
            is_open == Some(open)
                && (asked.cause.is_empty() || cell.kind == asked.cause)
                && (asked.state.is_empty() || state == Some(&asked.state))
                && (asked.payer_id == 0 || cell.payer_id == asked.payer_id)
                && (asked.owner_id == 0
                    || owner.and_then(|o| o.parse().ok()) == Some(asked.owner_id))
        };
        let mut counts = CaseCounts::default();
        let last = asked.due_by.unwrap_or(NEVER);
        self.each_sum(Fact::Cases, EVER, last, &mut |cell, [cases, open, unowned]| {
            if fits(cell) {
                counts.cases += cases;
                counts.open_cents += open;
                counts.unowned += unowned;
            }
        })?;
        let before = Day(today.0 - 1).min(last);
        self.each_sum(Fact::Cases, EVER, before, &mut |cell, sums| {
            if fits(cell) {
                counts.overdue += sums[0];
            }
        })?;
        Ok(counts)
    }

    /// Whether the services of these days are those of whole months: the last may be cut short
    /// where nothing comes after.
    fn whole_months(&self, from: Day, to: Day) -> Result<bool> {
        if from != from.first_of_month() {
            return Ok(false);
        }
        let with = &params![PRACTICE, to.last_of_month().0];
        let last: i32 = self.db.only(sql!("last_service"), with, |r| r.get(0))?;
        Ok(last <= to.0)
    }

    /// Whether what happened on these days is what happened in whole months: the last may be cut
    /// short where nothing comes after.
    fn happened_in_months(&self, fact: Fact, from: Day, to: Day) -> Result<bool> {
        if from != from.first_of_month() {
            return Ok(false);
        }
        let nothing_after = || Ok(self.days_of(fact)?.is_none_or(|(_, last)| last <= to));
        if to == to.last_of_month() { Ok(true) } else { nothing_after() }
    }

    /// Calls `each` with the sums of a fact by payer from one day to another: whole months at
    /// once, the rest by day, and then what is not among the kept ones yet.
    fn each_sum(
        &self,
        fact: Fact,
        from: Day,
        to: Day,
        each: &mut dyn FnMut(&Cell, Sums),
    ) -> Result<()> {
        self.each_sum_by((fact, By::Payer), from, to, each)
    }

    fn each_sum_by(
        &self,
        (fact, by): (Fact, By),
        from: Day,
        to: Day,
        each: &mut dyn FnMut(&Cell, Sums),
    ) -> Result<()> {
        let told = by.told(fact);
        if from > to {
            return Ok(());
        }
        let first = match from.first_of_month() {
            first if first == from => first,
            first => first.plus_months(1),
        };
        let end = if to == to.last_of_month() { Day(to.0 + 1) } else { to.first_of_month() };
        let parts = if first < end {
            vec![
                ("day", from, Day(first.0 - 1)),
                ("month", first, Day(end.0 - 1)),
                ("day", end, to),
            ]
        } else {
            vec![("day", from, to)]
        };
        for (span, from, to) in parts.into_iter().filter(|(_, from, to)| from <= to) {
            let with = &params![PRACTICE, told, span, from.0, to.0];
            self.db.each(sql!("tally_read"), with, |r| {
                let (kind, party) = (Cow::Owned(r.get(2)?), Cow::Owned(r.get(3)?));
                let cell = Cell { fact, by, day: r.get(0)?, payer_id: r.get(1)?, kind, party };
                each(&cell, [r.get(4)?, r.get(5)?, r.get(6)?]);
                Ok(())
            })?;
        }
        for (cell, sums) in &self.overlay()?.0 {
            if (cell.fact, cell.by) == (fact, by) && cell.day >= from.0 && cell.day <= to.0 {
                each(cell, *sums);
            }
        }
        Ok(())
    }

    /// What stands at the end of each of these days, earliest first; `sums` says how a change
    /// counts.
    fn stood_at<const N: usize>(
        &self,
        fact: Fact,
        days: &[Day],
        mut changes: impl FnMut(Sums, &mut [i64; N]),
    ) -> Result<Vec<[i64; N]>> {
        let mut stood = Vec::with_capacity(days.len());
        let (mut from, mut sum) = (EVER, [0; N]);
        for day in days {
            self.each_sum(fact, from, *day, &mut |_, sums| changes(sums, &mut sum))?;
            stood.push(sum);
            from = Day(day.0 + 1);
        }
        Ok(stood)
    }

    /// What is open at the end of each day that is looked from, earliest first: days in A/R and
    /// the share of what is old, at many days in one reading.
    ///
    /// # Errors
    /// What the database reports.
    pub fn open_at(&self, asked: &[Asked]) -> Result<Vec<OpenAt>> {
        let days: Vec<Day> = asked.iter().map(|a| a.as_of).collect();
        let open = self.stood_at(Fact::DaysInAr, &days, |[_, above, _], open: &mut [i64; 1]| {
            open[0] += above;
        })?;
        let old = self.stood_at(Fact::Over90, &days, |[_, above, below], sum: &mut [i64; 2]| {
            sum[0] += above;
            sum[1] += below;
        })?;
        let mut at = Vec::with_capacity(asked.len());
        for ((asked, [open]), [old, debit]) in asked.iter().zip(open).zip(old) {
            let mut charges = 0;
            let to = asked.to.min(asked.as_of);
            self.each_sum(Fact::Charges, asked.from, to, &mut |_, sums| charges += sums[2])?;
            at.push(OpenAt { open, debit, old, charges, days: asked.days() });
        }
        Ok(at)
    }

    /// Where open money waits at the end of a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn places(&self, as_of: Day) -> Result<Places> {
        let mut places = Places::default();
        self.each_sum(Fact::Place, EVER, as_of, &mut |cell, [claims, cents, _]| {
            let add = |place: &mut Waiting| {
                place.claims += claims;
                place.cents += cents;
            };
            match &*cell.kind {
                "waiting" => add(&mut places.waiting),
                "overdue" => add(&mut places.overdue),
                "denied" => add(&mut places.denied),
                "later" => add(&mut places.later),
                "patient" => add(&mut places.patient),
                "credit" => add(&mut places.credit),
                _ => places.claims += claims,
            }
        })?;
        Ok(places)
    }

    /// Payers' money that is not on a claim at the end of a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn unapplied_payer_cents(&self, as_of: Day) -> Result<i64> {
        let mut unapplied = 0;
        self.each_sum(Fact::Account, EVER, as_of, &mut |cell, sums| {
            if cell.kind == "UNAP.PAY" {
                unapplied -= sums[1];
            }
        })?;
        Ok(unapplied)
    }

    /// The first and last days of the journal.
    pub(crate) fn journal_days(&self) -> Result<Option<(Day, Day)>> {
        self.days_of(Fact::Account)
    }

    /// The first and last days on which a fact has sums by payer.
    fn days_of(&self, fact: Fact) -> Result<Option<(Day, Day)>> {
        let mut days: Option<(Day, Day)> = None;
        let mut seen = |day: Day| {
            let (first, last) = days.unwrap_or((day, day));
            days = Some((first.min(day), last.max(day)));
        };
        let told = By::Payer.told(fact);
        let with = &params![PRACTICE, told, "day"];
        let kept: (Option<i32>, Option<i32>) =
            self.db.only(sql!("tally_days"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        [kept.0, kept.1].into_iter().flatten().for_each(|day| seen(Day(day)));
        let of_it = |cell: &&Cell| (cell.fact, cell.by) == (fact, By::Payer);
        for cell in self.overlay()?.0.keys().filter(of_it) {
            seen(Day(cell.day));
        }
        Ok(days)
    }

    /// How many claims there are, of a first payer when it is not 0, and their money.
    pub(crate) fn claim_sums(&self, which: Which<'_>, payer: i64) -> Result<ClaimSums> {
        let now = [(Day(0), Day(0))];
        let (kinds, days) = match which {
            Which::All => (vec![], now.to_vec()),
            Which::State(state) => (vec![state], now.to_vec()),
            // Claims without any day count as waiting.
            Which::Place("waiting", as_of) => {
                (vec!["@payer"], vec![now[0], (Day(as_of.0 - OVERDUE + 1), NEVER)])
            }
            Which::Place("overdue", as_of) => {
                (vec!["@payer"], vec![(Day(1), Day(as_of.0 - OVERDUE))])
            }
            Which::Place("open", _) => (vec!["@open"], vec![(EVER, NEVER)]),
            Which::Place(place, _) => {
                let place = PLACES.iter().find(|(name, _)| *name == place);
                (vec![place.map_or("@", |(_, kind)| *kind)], now.to_vec())
            }
            Which::Open(first, last) => (vec!["@open"], vec![(first, last)]),
            Which::Served(first, last) => (vec!["@open", "@done"], vec![(first, last)]),
        };
        let fits = |cell: &Cell| match &*kinds {
            [] => !cell.kind.starts_with('@'),
            kinds => kinds.contains(&&*cell.kind),
        };
        let mut all = [[0; 3]; 4];
        let facts = [Fact::Claims, Fact::ClaimsAdjusted, Fact::ClaimsDenied, Fact::ClaimsPatient];
        for (fact, sum) in facts.into_iter().zip(&mut all) {
            for (from, to) in &days {
                self.each_sum(fact, *from, *to, &mut |cell, sums| {
                    if fits(cell) && (payer == 0 || cell.payer_id == payer) {
                        super::plus(sum, sums, 1);
                    }
                })?;
            }
        }
        let [
            [claims, charge, paid],
            [_, adjusted, payer],
            [_, denied, later],
            [_, patient, credit],
        ] = all;
        let money = Money { charge, paid, adjusted, payer, later, denied, patient };
        Ok(ClaimSums { claims, money, credit, open: money.open() })
    }
}
