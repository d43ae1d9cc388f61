//! Reading the sums: metrics, where money waits, claims by state.

use std::borrow::Cow;

use gonio_billing::day::Day;

use super::claims::{OVERDUE, PLACES};
use super::{Cell, Fact, Sums};
use crate::book::Book;
use crate::engine::params;
use crate::metrics::{Asked, Definition, Folded, Key};
use crate::pages::claims::{ClaimSums, Money, Which};
use crate::pages::open::OpenAt;
use crate::pages::{Places, Waiting};
use crate::{PRACTICE, Result, sql};

/// The first day there is.
const EVER: Day = Day(-700_000);
/// The last.
const FOREVER: Day = Day(2_000_000);

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

impl Book {
    /// A metric from the sums, or `None` when they are not kept by such keys or days.
    pub(crate) fn metric_from_sums(
        &self,
        d: &Definition,
        asked: &Asked,
        by: &[Key],
    ) -> Result<Option<Folded>> {
        let kept = |key: &Key| matches!(key, Key::Payer | Key::Month | Key::Bucket | Key::Party);
        let (Some((fact, reading)), true) = (of_metric(&d.id), by.iter().all(kept)) else {
            return Ok(None);
        };
        let to = asked.to.min(asked.as_of);
        if reading == Reading::OfMonths && !self.whole_months(asked.from, to)? {
            return Ok(None);
        }
        let mut folded = Folded::default();
        let (first, last) = (asked.from.month(), to.month());
        let of_window = |month: &str| month >= first.as_str() && month <= last.as_str();
        let mut each = |cell: &Cell, sums: Sums| {
            if sums == [0; 3] || (reading == Reading::OfMonths && !of_window(&cell.kind)) {
                return;
            }
            let key = by.iter().map(|key| match key {
                Key::Payer => cell.payer_id.to_string(),
                Key::Month if reading == Reading::OfMonths => cell.kind.to_string(),
                Key::Month => Day(cell.day).month(),
                Key::Bucket if reading == Reading::Days => String::new(),
                Key::Bucket => cell.kind.to_string(),
                _ => cell.party.to_string(),
            });
            let value = (reading == Reading::Days).then(|| cell.kind.parse().ok()).flatten();
            folded.add(key.collect(), value, sums);
        };
        match reading {
            Reading::Happened | Reading::Days => {
                self.each_sum(fact, asked.from, to, &mut each)?;
            }
            Reading::Stands | Reading::OfMonths => {
                self.each_sum(fact, EVER, asked.as_of, &mut each)?;
            }
            Reading::WithCharges => {
                self.each_sum(fact, EVER, asked.as_of, &mut each)?;
                self.each_sum(Fact::Charges, asked.from, to, &mut each)?;
            }
        }
        Ok(Some(folded))
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

    /// Calls `each` with the sums of a fact from one day to another: whole months at once, the
    /// rest by day, and then what is not among the kept ones yet.
    fn each_sum(
        &self,
        fact: Fact,
        from: Day,
        to: Day,
        each: &mut dyn FnMut(&Cell, Sums),
    ) -> Result<()> {
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
            let with = &params![PRACTICE, fact.name(), span, from.0, to.0];
            self.db.each(sql!("tally_read"), with, |r| {
                let (kind, party) = (Cow::Owned(r.get(2)?), Cow::Owned(r.get(3)?));
                let cell = Cell { fact, day: r.get(0)?, payer_id: r.get(1)?, kind, party };
                each(&cell, [r.get(4)?, r.get(5)?, r.get(6)?]);
                Ok(())
            })?;
        }
        for (cell, sums) in &self.overlay()?.0 {
            if cell.fact == fact && cell.day >= from.0 && cell.day <= to.0 {
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
        let mut days: Option<(Day, Day)> = None;
        let mut seen = |day: Day| {
            let (first, last) = days.unwrap_or((day, day));
            days = Some((first.min(day), last.max(day)));
        };
        let with = &params![PRACTICE, Fact::Account.name(), "day"];
        let kept: (Option<i32>, Option<i32>) =
            self.db.only(sql!("tally_days"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        [kept.0, kept.1].into_iter().flatten().for_each(|day| seen(Day(day)));
        for cell in self.overlay()?.0.keys().filter(|cell| cell.fact == Fact::Account) {
            seen(Day(cell.day));
        }
        Ok(days)
    }

    /// How many claims there are, of a first payer when it is not 0, and their money.
    pub(crate) fn claim_sums(&self, which: Which<'_>, payer: i64) -> Result<ClaimSums> {
        let (kind, days) = match which {
            Which::All => ("", vec![(Day(0), Day(0))]),
            Which::State(state) => (state, vec![(Day(0), Day(0))]),
            // Claims without any day count as waiting.
            Which::Place("waiting", as_of) => {
                ("@payer", vec![(Day(0), Day(0)), (Day(as_of.0 - OVERDUE + 1), FOREVER)])
            }
            Which::Place("overdue", as_of) => ("@payer", vec![(Day(1), Day(as_of.0 - OVERDUE))]),
            Which::Place(place, _) => (
                PLACES.iter().find(|(name, _)| *name == place).map_or("@", |(_, kind)| *kind),
                vec![(Day(0), Day(0))],
            ),
        };
        let fits = |cell: &Cell| match kind {
            "" => !cell.kind.starts_with('@'),
            kind => cell.kind == kind,
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
        let [[claims, charge, paid], [_, adjusted, payer], [_, denied, later], [_, patient, credit]] =
            all;
        let money = Money { charge, paid, adjusted, payer, later, denied, patient };
        Ok(ClaimSums { claims, money, credit, open: money.open() })
    }
}
