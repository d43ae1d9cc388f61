//! Metrics: each is one `.sql` file in `metrics/` that gives the rows behind the number.
//!
//! A row has a numerator and a denominator; the number is their sums put together, overall
//! or by key. So the rows that a number opens are the rows it was made of. Every statement
//! takes the practice, the first and last day of the window, and the day looked from.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use gonio_billing::cause::Cause;
use gonio_billing::day::Day;

use crate::book::Book;
use crate::engine::{Owned, Value};
use crate::{PRACTICE, Result};

/// What a number counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A fraction, in ten-thousandths.
    Rate,
    /// Days, in tenths.
    TenthDays,
    /// Money.
    Cents,
}

/// How rows become a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// Σ numerator ÷ Σ denominator.
    Ratio,
    /// Σ numerator ÷ (Σ denominator ÷ days of the window).
    Days,
    /// The median of the numerators, and the value that nine of ten do not pass.
    Median,
    /// Σ numerator.
    Amount,
    /// Σ numerator of a group ÷ Σ denominator of all.
    Share,
}

/// What a metric can be split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The payer.
    Payer,
    /// The therapist's NPI.
    Therapist,
    /// The procedure code.
    Code,
    /// The place of service.
    Location,
    /// The month of the metric's own day.
    Month,
    /// The metric's own groups: causes, ages.
    Bucket,
    /// Insurance or patient; for denials the reason code.
    Party,
}

impl Key {
    /// All keys.
    pub const ALL: [Key; 7] =
        [Key::Payer, Key::Therapist, Key::Code, Key::Location, Key::Month, Key::Bucket, Key::Party];

    /// The name in `--by`, JSON and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Key::Payer => "payer",
            Key::Therapist => "therapist",
            Key::Code => "code",
            Key::Location => "location",
            Key::Month => "month",
            Key::Bucket => "bucket",
            Key::Party => "party",
        }
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|k| k.name() == name)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Key::Payer => "Payer",
            Key::Therapist => "Therapist",
            Key::Code => "Procedure code",
            Key::Location => "Place of service",
            Key::Month => "Month",
            Key::Bucket => "Group",
            Key::Party => "Who owes it",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Key::Payer => "payer_id",
            Key::Therapist => "therapist",
            Key::Code => "code",
            Key::Location => "location",
            Key::Month => "day",
            Key::Bucket => "bucket",
            Key::Party => "party",
        }
    }
}

/// A metric as its file defines it.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name everywhere.
    pub id: String,
    /// For people.
    pub title: String,
    /// Which day counts.
    pub basis: String,
    /// What it is, in plain words.
    pub definition: String,
    /// What is counted above the line.
    pub numerator: String,
    /// What is counted below it.
    pub denominator: String,
    /// What is left out.
    pub leaves_out: String,
    /// What is thought good, with who says so; empty for none.
    pub target: String,
    /// Where the definition comes from.
    pub source: String,
    /// How rows become a number.
    pub aggregate: Aggregate,
    /// What it counts in.
    pub unit: Unit,
    /// What it can be split by.
    pub keys: Vec<Key>,
    /// It looks at a span of days; else at one day.
    pub window: bool,
    /// The statement that gives its rows.
    pub sql: &'static str,
}

const FILES: [&str; 14] = [
    include_str!("../../../metrics/initial_denial_rate_count.sql"),
    include_str!("../../../metrics/initial_denial_rate_dollars.sql"),
    include_str!("../../../metrics/initial_denial_rate_claim_gross.sql"),
    include_str!("../../../metrics/denial_mix.sql"),
    include_str!("../../../metrics/ar_aging.sql"),
    include_str!("../../../metrics/ar_aging_first_bill.sql"),
    include_str!("../../../metrics/ar_over_90_pct.sql"),
    include_str!("../../../metrics/days_in_ar_gross.sql"),
    include_str!("../../../metrics/gross_collection_rate.sql"),
    include_str!("../../../metrics/ncr_period.sql"),
    include_str!("../../../metrics/ncr_cohort.sql"),
    include_str!("../../../metrics/reimbursement_rate_payer.sql"),
    include_str!("../../../metrics/turnaround_days.sql"),
    include_str!("../../../metrics/turnaround_days_first_submit.sql"),
];

static ALL: LazyLock<Vec<Definition>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| Definition::read(file)).collect());

/// All metrics, in the order they are shown.
pub fn all() -> &'static [Definition] {
    &ALL
}

/// The metric of that name.
pub fn find(id: &str) -> Option<&'static Definition> {
    ALL.iter().find(|d| d.id == id)
}

impl Definition {
    /// Reads the header of a metric's file. `None` when it lacks something; a test sees to
    /// it that none does.
    fn read(text: &'static str) -> Option<Definition> {
        let head: HashMap<&str, &str> = text
            .lines()
            .map_while(|line| line.strip_prefix("-- "))
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name, value.trim()))
            .collect();
        let field = |name: &str| head.get(name).map(|v| (*v).to_string());
        Some(Definition {
            id: field("id")?,
            title: field("title")?,
            basis: field("basis")?,
            definition: field("definition")?,
            numerator: field("numerator")?,
            denominator: field("denominator")?,
            leaves_out: field("leaves_out")?,
            target: field("target").unwrap_or_default(),
            source: field("source")?,
            aggregate: match *head.get("aggregate")? {
                "ratio" => Aggregate::Ratio,
                "days" => Aggregate::Days,
                "median" => Aggregate::Median,
                "amount" => Aggregate::Amount,
                "share" => Aggregate::Share,
                _ => return None,
            },
            unit: match *head.get("unit")? {
                "rate" => Unit::Rate,
                "tenth_days" => Unit::TenthDays,
                "cents" => Unit::Cents,
                _ => return None,
            },
            keys: head.get("keys")?.split(", ").map(Key::named).collect::<Option<_>>()?,
            window: *head.get("window")? == "yes",
            sql: text,
        })
    }

    /// The window that is meant when none is asked for: the three full calendar months up
    /// to `as_of`.
    pub fn usual_window(as_of: Day) -> (Day, Day) {
        let this = as_of.first_of_month();
        let full = if as_of == as_of.last_of_month() { this } else { this.plus_months(-1) };
        (full.plus_months(-2), full.last_of_month())
    }

    /// Whether the number may still change by itself: the month is not over, or services
    /// are younger than 120 days.
    pub fn provisional(&self, asked: &Asked) -> bool {
        if self.basis.starts_with("DOS") {
            return asked.to.0 > asked.as_of.0 - 120;
        }
        self.window && asked.to.last_of_month() > asked.as_of
    }
}

/// What is asked: a window and the day looked from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Nothing after this day is seen.
    pub as_of: Day,
}

impl Asked {
    /// The usual window of a day.
    pub fn usual(as_of: Day) -> Asked {
        let (from, to) = Definition::usual_window(as_of);
        Asked { from, to, as_of }
    }

    pub(crate) fn days(&self) -> i64 {
        i64::from(self.to.0 - self.from.0 + 1)
    }
}

/// One group of an answer.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Key, value, and how the value is shown.
    pub key: Vec<(Key, String, String)>,
    /// Σ above the line.
    pub numerator: i64,
    /// Σ below it.
    pub denominator: i64,
    /// The number in the metric's unit; `None` where it is divided by nothing.
    pub value: Option<i64>,
    /// For medians: the value that nine of ten do not pass.
    pub p90: Option<i64>,
    /// How many rows.
    pub count: i64,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Metric {
    /// Σ above the line.
    pub numerator: i64,
    /// Σ below it.
    pub denominator: i64,
    /// The number in the metric's unit; `None` where it is divided by nothing.
    pub value: Option<i64>,
    /// For medians: the value that nine of ten do not pass.
    pub p90: Option<i64>,
    /// How many rows.
    pub count: i64,
    /// It may still change by itself.
    pub provisional: bool,
    /// By key, in the order of the keys.
    pub by: Vec<Group>,
}

/// Rows behind a number.
#[derive(Clone, Debug)]
pub struct MetricRows {
    /// Those asked for.
    pub rows: Vec<MetricRow>,
    /// How many there are.
    pub total: i64,
    /// In order of size; else those of the latest claims come first.
    pub largest_first: bool,
}

/// One row behind a number.
#[derive(Clone, Debug, Default)]
pub struct MetricRow {
    /// The claim; 0 for none.
    pub claim_id: i64,
    /// Its line; 0 for the claim.
    pub line_no: i64,
    /// The remittance; 0 for none.
    pub remit_id: i64,
    /// The claim's control number.
    pub control_number: String,
    /// The payer's name.
    pub payer: String,
    /// The therapist's NPI.
    pub therapist: String,
    /// Procedure code.
    pub code: String,
    /// Place of service.
    pub location: String,
    /// Cause or age.
    pub bucket: String,
    /// The metric's own day.
    pub day: Option<Day>,
    /// Above the line.
    pub numerator: i64,
    /// Below it.
    pub denominator: i64,
}

/// Rows folded into groups, by the values of the keys.
#[derive(Default)]
pub(crate) struct Folded(BTreeMap<Vec<String>, Sums>);

impl Folded {
    /// Adds rows of one group: how many, and their sums above and below the line. For a median
    /// they all have the same `value`.
    pub(crate) fn add(&mut self, key: Vec<String>, value: Option<i64>, rows: [i64; 3]) {
        let sums = self.0.entry(key).or_default();
        let [count, numerator, denominator] = rows;
        sums.numerator += numerator;
        sums.denominator += denominator;
        sums.count += count;
        if let Some(value) = value {
            *sums.each.entry(value).or_default() += count;
        }
    }
}

/// Sums of a group.
#[derive(Clone, Default)]
struct Sums {
    numerator: i64,
    denominator: i64,
    count: i64,
    /// For medians: how many rows have each numerator.
    each: BTreeMap<i64, i64>,
}

impl Sums {
    /// The numerator at a place, from 0, in order.
    fn at(&self, place: i64) -> i64 {
        let mut before = 0;
        for (value, count) in &self.each {
            before += count;
            if place < before {
                return *value;
            }
        }
        0
    }
}

impl Book {
    /// The number, overall and by `by`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn metric(&self, d: &Definition, asked: &Asked, by: &[Key]) -> Result<Metric> {
        match self.metric_from_sums(d, asked, by)? {
            Some(folded) => self.told(d, asked, by, folded),
            None => self.metric_from_rows(d, asked, by),
        }
    }

    /// The same from the metric's own statement, row by row.
    ///
    /// # Errors
    /// What the database reports.
    pub fn metric_from_rows(&self, d: &Definition, asked: &Asked, by: &[Key]) -> Result<Metric> {
        self.told(d, asked, by, self.fold(d, asked, by)?)
    }

    fn told(
        &self,
        d: &Definition,
        asked: &Asked,
        by: &[Key],
        Folded(mut groups): Folded,
    ) -> Result<Metric> {
        groups.retain(|_, sums| sums.count != 0 || sums.numerator != 0 || sums.denominator != 0);
        let mut all = Sums::default();
        for sums in groups.values() {
            all.numerator += sums.numerator;
            all.denominator += sums.denominator;
            all.count += sums.count;
            for (value, count) in &sums.each {
                *all.each.entry(*value).or_default() += count;
            }
        }
        let (value, p90) = number(d, asked, &all, None);
        let payers = if by.contains(&Key::Payer) { self.payer_names()? } else { HashMap::new() };
        let mut answer = Metric {
            numerator: all.numerator,
            denominator: all.denominator,
            value,
            p90,
            count: all.count,
            provisional: d.provisional(asked),
            by: Vec::new(),
        };
        if by.is_empty() {
            return Ok(answer);
        }
        for (values, sums) in groups {
            let (value, p90) = number(d, asked, &sums, Some(all.denominator));
            let key = by
                .iter()
                .zip(values)
                .map(|(key, value)| {
                    let label = label(*key, &value, &payers);
                    (*key, value, label)
                })
                .collect();
            answer.by.push(Group {
                key,
                numerator: sums.numerator,
                denominator: match d.aggregate {
                    Aggregate::Share => all.denominator,
                    _ => sums.denominator,
                },
                value,
                p90,
                count: sums.count,
            });
        }
        if by == [Key::Bucket] && d.aggregate == Aggregate::Amount {
            answer.by.sort_by_key(|g| g.key.first().map(|(_, v, _)| age_order(v)));
        }
        Ok(answer)
    }

    fn fold(&self, d: &Definition, asked: &Asked, by: &[Key]) -> Result<Folded> {
        let columns: Vec<&str> = by.iter().map(|k| k.column()).collect();
        let median = d.aggregate == Aggregate::Median;
        let mut text = String::from("SELECT ");
        for column in &columns {
            text.push_str(column);
            text.push_str(", ");
        }
        if median {
            text.push_str("numerator, denominator, 1");
        } else {
            text.push_str("SUM(numerator), SUM(denominator), COUNT(*)");
        }
        text.push_str(" FROM (");
        text.push_str(d.sql);
        text.push_str(") AS r");
        if !median && !columns.is_empty() {
            text.push_str(" GROUP BY ");
            text.push_str(&columns.join(", "));
        }
        let parameters = parameters(asked);
        let mut folded = Folded::default();
        self.db.each(&text, &bound(&parameters), |r| {
            let mut values = Vec::with_capacity(by.len());
            for (at, key) in by.iter().enumerate() {
                values.push(match (key, r.get::<Owned>(at)?) {
                    (Key::Month, Owned::Int(day)) => Day(i32::try_from(day).unwrap_or(0)).month(),
                    (_, Owned::Int(id)) => id.to_string(),
                    (_, Owned::Text(text)) => text,
                    _ => String::new(),
                });
            }
            let at = by.len();
            let numerator: Option<i64> = r.get(at)?;
            let denominator: Option<i64> = r.get(at + 1)?;
            let rows = [r.get(at + 2)?, numerator.unwrap_or(0), denominator.unwrap_or(0)];
            folded.add(values, numerator.filter(|_| median), rows);
            Ok(())
        })?;
        Ok(folded)
    }

    /// The rows behind the number; `filter` keeps one group. The largest come first; in a book
    /// so large that nobody could wait for that, those of the latest claims.
    ///
    /// # Errors
    /// What the database reports.
    pub fn metric_rows(
        &self,
        d: &Definition,
        asked: &Asked,
        filter: &[(Key, String)],
        limit: i64,
        offset: i64,
    ) -> Result<MetricRows> {
        let most = offset.saturating_add(limit);
        let Some((blocks, total)) = self.blocks_of_rows(d, asked, filter, most)? else {
            let rows = Rows::new(asked, filter, None);
            let count = format!("SELECT COUNT(*) FROM ({}) AS r WHERE {}", d.sql, rows.conditions);
            let total = self.db.only(&count, &bound(&rows.values), |r| r.get(0))?;
            let order = format!("r.numerator DESC, r.day, r.claim_id, r.line_no, {ALIKE}");
            let rows = self.read_rows(d.sql, &rows, &order, limit, offset)?;
            return Ok(MetricRows { rows, total, largest_first: true });
        };
        let (mut rows, mut skip) = (Vec::new(), offset);
        for (claims, here) in blocks {
            let wanted = limit - rows.len() as i64;
            if skip >= here || wanted <= 0 {
                skip -= here.min(skip);
                continue;
            }
            let order = format!("r.claim_id DESC, r.line_no, r.day, r.numerator DESC, {ALIKE}");
            let of_these = Rows::new(asked, filter, Some(&claims));
            rows.extend(self.read_rows(&of_claims(d.sql), &of_these, &order, wanted, skip)?);
            skip = 0;
        }
        Ok(MetricRows { rows, total, largest_first: false })
    }

    /// How many rows a number has.
    pub(crate) fn count_rows(
        &self,
        d: &Definition,
        asked: &Asked,
        filter: &[(Key, String)],
    ) -> Result<i64> {
        let keys: Vec<Key> = filter.iter().map(|(key, _)| *key).collect();
        let metric = self.metric(d, asked, &keys)?;
        let fits = |g: &&Group| {
            g.key.iter().zip(filter).all(|((_, value, _), (_, wanted))| value == wanted)
        };
        Ok(match filter {
            [] => metric.count,
            _ => metric.by.iter().find(fits).map_or(0, |g| g.count),
        })
    }

    fn read_rows(
        &self,
        inner: &str,
        rows: &Rows,
        order: &str,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<MetricRow>> {
        let text = format!(
            "SELECT r.claim_id, r.line_no, r.remit_id, COALESCE(c.control_number, ''), \
             COALESCE(p.name, ''), r.therapist, r.code, r.location, r.bucket, r.day, \
             r.numerator, r.denominator FROM ({inner}) AS r \
             LEFT JOIN claim c ON c.practice_id = {PRACTICE} AND c.claim_id = r.claim_id \
             LEFT JOIN payer p ON p.practice_id = {PRACTICE} AND p.payer_id = r.payer_id \
             WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            rows.conditions
        );
        self.db.rows(&text, &bound(&rows.values), |r| {
            Ok(MetricRow {
                claim_id: r.get(0)?,
                line_no: r.get(1)?,
                remit_id: r.get(2)?,
                control_number: r.get(3)?,
                payer: r.get(4)?,
                therapist: r.get(5)?,
                code: r.get(6)?,
                location: r.get(7)?,
                bucket: r.get(8)?,
                day: r.get::<Option<i32>>(9)?.map(Day),
                numerator: r.get(10)?,
                denominator: r.get(11)?,
            })
        })
    }

    /// Names of all payers by id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payer_names(&self) -> Result<HashMap<String, String>> {
        Ok(self.payers()?.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
    }
}

/// What tells rows apart that are alike in what they are ordered by: what lists show besides.
/// A row must not be on two pages, or on none.
const ALIKE: &str = "r.remit_id, r.denominator DESC, r.payer_id, r.bucket, r.party";

/// Which of a metric's rows are asked for.
struct Rows {
    conditions: String,
    values: Vec<Owned>,
}

impl Rows {
    fn new(asked: &Asked, filter: &[(Key, String)], claims: Option<&Range<i64>>) -> Rows {
        let mut values = parameters(asked);
        if let Some(claims) = claims {
            values.extend([claims.start.max(1), claims.end - 1].map(Owned::Int));
        }
        let mut conditions = String::from("1 = 1");
        for (key, value) in filter {
            let number = values.len() + 1;
            if *key == Key::Month {
                let Some(first) = Day::parse(&format!("{value}-01")) else { continue };
                conditions
                    .push_str(&format!(" AND r.day >= ${number} AND r.day <= ${}", number + 1));
                values.push(Owned::Int(first.0.into()));
                values.push(Owned::Int(first.last_of_month().0.into()));
                continue;
            }
            conditions.push_str(&format!(" AND r.{} = ${number}", key.column()));
            values.push(match key {
                Key::Payer => Owned::Int(value.parse().unwrap_or(-1)),
                _ => Owned::Text(value.clone()),
            });
        }
        Rows { conditions, values }
    }
}

/// A metric's statement for some claims alone: each says `claim_id > 0` where it reads them.
fn of_claims(text: &str) -> String {
    text.replace("claim_id > 0", "claim_id BETWEEN $5 AND $6")
}

fn bound(values: &[Owned]) -> Vec<Value<'_>> {
    values.iter().map(Value::from).collect()
}

fn parameters(asked: &Asked) -> Vec<Owned> {
    [PRACTICE, asked.from.0.into(), asked.to.0.into(), asked.as_of.0.into()]
        .into_iter()
        .map(Owned::Int)
        .collect()
}

/// The number that sums make, and for medians the ninth tenth.
fn number(
    d: &Definition,
    asked: &Asked,
    sums: &Sums,
    whole: Option<i64>,
) -> (Option<i64>, Option<i64>) {
    match d.aggregate {
        Aggregate::Ratio => (divide(sums.numerator, 10_000, sums.denominator), None),
        Aggregate::Share => {
            (divide(sums.numerator, 10_000, whole.unwrap_or(sums.denominator)), None)
        }
        Aggregate::Days => (divide(sums.numerator, 10 * asked.days(), sums.denominator), None),
        Aggregate::Amount => (Some(sums.numerator), None),
        Aggregate::Median => {
            let n = sums.count;
            if n == 0 {
                return (None, None);
            }
            let middle = (sums.at((n - 1) / 2) + sums.at(n / 2)) * 5;
            let rank = (n * 9 + 9) / 10;
            (Some(middle), Some(sums.at(rank - 1) * 10))
        }
    }
}

/// `part × scale ÷ whole`, rounded half up; `None` when divided by nothing.
fn divide(part: i64, scale: i64, whole: i64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    let (part, whole) = (i128::from(part) * i128::from(scale), i128::from(whole));
    let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
    i64::try_from((2 * part + whole).div_euclid(2 * whole)).ok()
}

fn label(key: Key, value: &str, payers: &HashMap<String, String>) -> String {
    match key {
        Key::Payer => match payers.get(value) {
            Some(name) => name.clone(),
            None => "payer not known".into(),
        },
        Key::Bucket => match Cause::named(value) {
            Some(cause) => cause.words().into(),
            None => match value {
                "credit" => "credits".into(),
                "unbilled" => "not billed yet".into(),
                "" => "not told".into(),
                age => format!("{} days", age.replace('-', "–").replace('>', "over ")),
            },
        },
        _ if value.is_empty() => "not told".into(),
        _ => value.to_string(),
    }
}

fn age_order(bucket: &str) -> usize {
    ["0-30", "31-60", "61-90", "91-120", ">120", "unbilled", "credit"]
        .iter()
        .position(|b| *b == bucket)
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_file_has_a_whole_header() {
        assert_eq!(all().len(), FILES.len());
        for d in all() {
            assert!(!d.title.is_empty() && !d.definition.is_empty(), "{}", d.id);
            assert!(d.sql.contains("claim_id > 0"), "{} can be asked of some claims", d.id);
        }
    }

    #[test]
    fn rates_are_rounded_half_up_and_nothing_divides_by_nothing() {
        assert_eq!(divide(7, 10_000, 9), Some(7778));
        assert_eq!(divide(1, 10_000, 20_000), Some(1));
        assert_eq!(divide(-1, 10_000, 3), Some(-3333));
        assert_eq!(divide(1, 10_000, 0), None);
    }

    #[test]
    fn the_usual_window_is_three_full_months() {
        let day = |t: &str| Day::parse(t).unwrap();
        let at = |t: &str| Definition::usual_window(day(t));
        assert_eq!(at("2026-11-30"), (day("2026-09-01"), day("2026-11-30")));
        assert_eq!(at("2026-11-21"), (day("2026-08-01"), day("2026-10-31")));
    }
}
