//! One metric: its number, what it is made of, by key, by month, and the rows behind it.

use gonio_app::metrics::{Aggregate, Asked, Definition, Group, Key, Metric, MetricRow, find};
use gonio_app::pages::open::{OpenAt, ratio};
use gonio_billing::day::Day;

use super::{capital, day_words};
use crate::web::ask::{Address, Answer, Ask, Failure, PAGE, pager};
use crate::web::pages::chart::Point;
use crate::web::pages::show::{self, Unit, share};
use crate::web::pages::{
    Cell, Column, Link, MetricKey, MetricPage, MetricPart, Nav, Tone, Trend, View,
};

/// Months of a trend.
const MONTHS: i32 = 13;

/// What a value counts in, as pages show it.
pub fn unit(d: &Definition) -> Unit {
    match d.unit {
        gonio_app::metrics::Unit::Rate => Unit::Rate,
        gonio_app::metrics::Unit::TenthDays => Unit::TenthDays,
        gonio_app::metrics::Unit::Cents => Unit::Cents,
    }
}

/// What the parts above and below the line count in.
fn parts(d: &Definition) -> (Unit, Unit) {
    let part = |words: &str| if words.starts_with("claims ") { Unit::Count } else { Unit::Cents };
    match d.aggregate {
        Aggregate::Median => (Unit::Count, Unit::Count),
        _ => (part(&d.numerator), part(&d.denominator)),
    }
}

/// A value as text; a dash when there is none.
pub fn value(d: &Definition, value: Option<i64>) -> String {
    value.map_or_else(|| "–".into(), |v| unit(d).show(v))
}

/// A target with its fractions as percentages: `at most 0.05 (…)` is `At most 5% (…)`.
pub fn target(d: &Definition) -> Option<String> {
    if d.target.is_empty() {
        return None;
    }
    let percent = |word: &str| {
        let digits = word.strip_prefix("0.").filter(|_| unit(d) == Unit::Rate)?;
        let cents = format!("{digits:0<4}").get(..4)?.parse::<i64>().ok()?;
        Some(Unit::Rate.short(cents))
    };
    let words: Vec<String> =
        d.target.split(' ').map(|w| percent(w).unwrap_or_else(|| w.to_string())).collect();
    Some(capital(&words.join(" ")))
}

/// The period in words: `Aug–Oct 2026`, or the day looked from.
pub fn period(d: &Definition, asked: &Asked) -> String {
    if !d.window {
        return format!("As of {}", day_words(Some(asked.as_of)));
    }
    let (from, to) = (asked.from, asked.to);
    let months = from == from.first_of_month() && to == to.last_of_month();
    if !months {
        return format!("{} – {}", day_words(Some(from)), day_words(Some(to)));
    }
    let (first, last) = (show::month(&from.month()), show::month(&to.month()));
    match (first.split_once(' '), last.split_once(' ')) {
        _ if first == last => first,
        (Some((month, year)), Some((_, same))) if year == same => format!("{month}–{last}"),
        _ => format!("{first} – {last}"),
    }
}

/// Keeps one group of each key.
type Filter = [(Key, String)];

/// The number, of all or of what the filter keeps.
fn answer(
    ask: &Ask<'_>,
    d: &Definition,
    asked: &Asked,
    filter: &Filter,
) -> Result<Metric, Failure> {
    let keys: Vec<Key> = filter.iter().map(|(key, _)| *key).collect();
    let mut metric = ask.book.metric(d, asked, &keys)?;
    if filter.is_empty() {
        return Ok(metric);
    }
    let group = metric.by.iter().find(|g| fits(g, filter)).cloned().unwrap_or_default();
    metric.numerator = group.numerator;
    metric.denominator = group.denominator;
    metric.value = group.value;
    metric.p90 = group.p90;
    metric.count = group.count;
    Ok(metric)
}

fn fits(group: &Group, filter: &Filter) -> bool {
    filter.iter().all(|(key, value)| group.key.iter().any(|(k, v, _)| k == key && v == value))
}

/// A metric by month, and its value in the usual window where the months tell it.
pub struct Months {
    /// The value by month, up to the day looked from.
    pub trend: Trend,
    /// The value in the usual window; `None` when it must be asked for.
    pub usual: Option<Option<i64>>,
}

/// The value by month, up to the day looked from.
///
/// # Errors
/// What the database reports.
pub fn months(
    ask: &Ask<'_>,
    d: &Definition,
    as_of: Day,
    oldest: Option<Day>,
    filter: &Filter,
) -> Result<Months, Failure> {
    let first = as_of.first_of_month().plus_months(1 - MONTHS);
    let mut points = Vec::new();
    let mut usual = None;
    if d.window {
        let mut keys = vec![Key::Month];
        keys.extend(filter.iter().map(|(key, _)| *key));
        let asked = Asked { from: first, to: as_of, as_of };
        let metric = ask.book.metric(d, &asked, &keys)?;
        let window = Asked::usual(as_of);
        let (mut above, mut below) = (0, 0);
        for at in 0..MONTHS {
            let month = first.plus_months(at);
            let name = month.month();
            let mut wanted = vec![(Key::Month, name.clone())];
            wanted.extend_from_slice(filter);
            let group = metric.by.iter().find(|g| fits(g, &wanted));
            let asked = Asked { from: month, to: month.last_of_month(), as_of };
            points.push(Point {
                label: show::month(&name),
                value: group.and_then(|g| g.value),
                provisional: d.provisional(&asked),
            });
            if month >= window.from && month <= window.to {
                above += group.map_or(0, |g| g.numerator);
                below += group.map_or(0, |g| g.denominator);
            }
        }
        // Rows of the window are those of its months, so their sums are too. Medians have
        // no sums, and shares are of the whole.
        if d.aggregate == Aggregate::Ratio {
            usual = Some(ratio(above, 10_000, below));
        }
    } else {
        let days = (0..MONTHS).map(|at| first.plus_months(at).last_of_month().min(as_of));
        // Before the first day of the book there is nothing to look at.
        let days: Vec<Day> = days.filter(|day| oldest.is_some_and(|o| *day >= o)).collect();
        for (day, value) in days.iter().zip(at_days(ask, d, &days, filter)?) {
            let label = show::month(&day.month());
            points.push(Point { label, value, provisional: *day < day.last_of_month() });
            if *day == as_of {
                usual = Some(value);
            }
        }
    }
    let known = points.iter().position(|p| p.value.is_some()).unwrap_or(points.len());
    points.drain(..known);
    Ok(Months { trend: Trend { title: d.title.clone(), points, unit: unit(d) }, usual })
}

/// The value at the end of each day, earliest first.
fn at_days(
    ask: &Ask<'_>,
    d: &Definition,
    days: &[Day],
    filter: &Filter,
) -> Result<Vec<Option<i64>>, Failure> {
    let asked: Vec<Asked> = days.iter().map(|day| Asked::usual(*day)).collect();
    let at_once: Option<fn(&OpenAt) -> Option<i64>> = match d.id.as_str() {
        _ if !filter.is_empty() => None,
        "days_in_ar_gross" => Some(OpenAt::days_in_ar),
        "ar_over_90_pct" => Some(OpenAt::old_share),
        _ => None,
    };
    if let Some(value) = at_once {
        return Ok(ask.open_at(&asked)?.iter().map(value).collect());
    }
    asked.iter().map(|asked| Ok(answer(ask, d, asked, filter)?.value)).collect()
}

/// What of a metric is asked for, by the address.
struct Question {
    definition: &'static Definition,
    asked: Asked,
    filter: Vec<(Key, String)>,
    by: Option<Key>,
    address: Address,
}

fn question(ask: &Ask<'_>, id: &str) -> Result<Question, Failure> {
    let Some(definition) = find(id) else {
        return Err(Failure::missing(
            "There is no such number",
            "Gonio has no metric of this name.",
            Link::new("Where the money is", "/"),
        ));
    };
    let mut asked = Asked::usual(ask.as_of());
    let mut address = Address::new(format!("/metrics/{id}")).with("as_of", ask.query.get("as_of"));
    if definition.window {
        let usual = asked;
        asked.from = ask.day("from").unwrap_or(usual.from);
        asked.to = ask.day("to").unwrap_or(usual.to);
        if asked.from > asked.to {
            std::mem::swap(&mut asked.from, &mut asked.to);
        }
        if (asked.from, asked.to) != (usual.from, usual.to) {
            address = address.with("from", asked.from).with("to", asked.to);
        }
    }
    let mut filter = Vec::new();
    for key in &definition.keys {
        let text = ask.query.get(key.name());
        let month = *key != Key::Month || Day::parse(&format!("{text}-01")).is_some();
        if !text.is_empty() && month {
            filter.push((*key, text.to_string()));
            address = address.with(key.name(), text);
        }
    }
    let names: Vec<&'static str> = definition.keys.iter().map(|k| k.name()).collect();
    let by = Key::named(ask.one_of("by", &names));
    if let Some(by) = by {
        address = address.with("by", by.name());
    }
    Ok(Question { definition, asked, filter, by, address })
}

/// `/metrics/{id}` and `/metrics/{id}.csv`
pub fn metric(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let name = ask.path.get(1).copied().unwrap_or_default();
    if let Some(id) = name.strip_suffix(".csv") {
        return csv(ask, &question(ask, id)?);
    }
    let q = question(ask, name)?;
    let (d, asked) = (q.definition, q.asked);
    let whole = answer(ask, d, &asked, &q.filter)?;
    let (page, slice) = ask.slice();
    let behind = ask.book.metric_rows(d, &asked, &q.filter, PAGE, slice.offset)?;
    let keys = keys(ask, &q)?;
    let oldest = ask.book.span()?.oldest;
    let trend = months(ask, d, asked.as_of, oldest, &q.filter)?.trend;
    let (columns, cells) = table(d, &behind.rows);
    let (numerator, denominator) = fraction(d, &whole);
    let mut views = vec![View {
        label: "Whole".into(),
        href: q.address.clone().without("by").text(),
        current: q.by.is_none(),
    }];
    for key in &d.keys {
        let href = q.address.clone().with("by", key.name()).text();
        views.push(View { label: key_words(d, *key).into(), href, current: q.by == Some(*key) });
    }
    note_filter(ask, &q, &behind.rows)?;
    let mut shown_period = period(d, &asked);
    if !d.window {
        shown_period = shown_period.replacen("As of", "as of", 1);
    }
    Answer::page(&MetricPage {
        id: d.id.clone(),
        title: d.title.clone(),
        value: value(d, whole.value),
        period: shown_period,
        provisional: whole.provisional,
        provisional_words: provisional_words(d, &asked),
        definition: d.definition.clone(),
        basis: d.basis.clone(),
        leaves_out: d.leaves_out.clone(),
        target: target(d),
        source: d.source.clone(),
        numerator,
        denominator,
        from: if d.window { asked.from.to_string() } else { String::new() },
        to: if d.window { asked.to.to_string() } else { String::new() },
        views,
        by: q.by.map_or_else(String::new, |key| key_words(d, key).into()),
        by_value: q.by.map_or_else(String::new, |key| key.name().into()),
        keys,
        trend,
        rows_title: match behind.largest_first {
            true => "The rows behind it, largest first".into(),
            false => "The rows behind it, those of the latest claims first".into(),
        },
        columns,
        pager: pager(&q.address, page, cells.len(), behind.total, ("row", "rows")),
        rows: cells,
        csv: csv_address(&q),
        shell: ask.shell_as_of(d.title.clone(), Nav::Home, asked.as_of),
    })
}

fn csv_address(q: &Question) -> String {
    let here = q.address.clone().without("by").text();
    let (path, query) = here.split_once('?').unwrap_or((&here, ""));
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}.csv{mark}{query}")
}

/// A key's words: what the metric's own groups are differs.
fn key_words(d: &Definition, key: Key) -> &'static str {
    match (key, d.id.as_str()) {
        (Key::Bucket, "denial_mix") => "Cause",
        (Key::Bucket, id) if id.starts_with("ar_aging") => "Age",
        (Key::Party, "denial_mix") => "Reason code",
        (key, _) => key.words(),
    }
}

fn provisional_words(d: &Definition, asked: &Asked) -> String {
    if d.basis.starts_with("DOS") {
        return "Services younger than 120 days are still being paid.".into();
    }
    format!(
        "{} is not over: what is posted later in the month still counts.",
        show::month(&asked.to.month())
    )
}

/// Says what the page is limited to, and how to see all again.
fn note_filter(ask: &Ask<'_>, q: &Question, rows: &[MetricRow]) -> Result<(), Failure> {
    if q.filter.is_empty() {
        return Ok(());
    }
    let payers = ask.book.payers()?;
    let mut words = Vec::new();
    let mut all = q.address.clone().without("page");
    for (key, value) in &q.filter {
        let shown = match key {
            Key::Payer => payers
                .iter()
                .find(|(id, _)| id.to_string() == *value)
                .map_or_else(|| value.clone(), |(_, name)| name.clone()),
            Key::Month => show::month(value),
            Key::Bucket => gonio_billing::cause::Cause::named(value)
                .map_or_else(|| age_words(value), |cause| cause.words().into()),
            _ => value.clone(),
        };
        words.push(format!("{} {shown}", key_words(q.definition, *key).to_lowercase()));
        all = all.without(key.name());
    }
    let empty = if rows.is_empty() { " There are no rows." } else { "" };
    ask.note(
        Tone::Plain,
        format!("Limited to {}.{empty}", words.join(", ")),
        Some(Link::new("Show all", all.text())),
    );
    Ok(())
}

fn age_words(bucket: &str) -> String {
    match bucket {
        "credit" => "credits".into(),
        "unbilled" => "not billed yet".into(),
        age => format!("{} days", age.replace('-', "–").replace('>', "over ")),
    }
}

fn fraction(d: &Definition, whole: &Metric) -> (MetricPart, Option<MetricPart>) {
    let (above, below) = parts(d);
    let part = |words: String, text: String| MetricPart {
        words: capital(&words),
        value: Cell::link(text, "#rows"),
    };
    if d.aggregate == Aggregate::Median {
        let nine = value(d, whole.p90);
        return (
            part("is within which nine of ten were decided".into(), nine),
            Some(part(d.denominator.clone(), show::count(whole.count))),
        );
    }
    let numerator = part(d.numerator.clone(), above.show(whole.numerator));
    let denominator = (d.aggregate != Aggregate::Amount)
        .then(|| part(d.denominator.clone(), below.show(whole.denominator)));
    (numerator, denominator)
}

/// The table by key.
fn keys(ask: &Ask<'_>, q: &Question) -> Result<Vec<MetricKey>, Failure> {
    let Some(by) = q.by else { return Ok(Vec::new()) };
    let d = q.definition;
    let mut keys = vec![by];
    keys.extend(q.filter.iter().map(|(key, _)| *key).filter(|key| *key != by));
    let metric = ask.book.metric(d, &q.asked, &keys)?;
    let mut groups: Vec<&Group> = metric.by.iter().filter(|g| fits(g, &q.filter)).collect();
    let ordered = by == Key::Month || (by == Key::Bucket && d.aggregate == Aggregate::Amount);
    if !ordered {
        groups.sort_by_key(|g| std::cmp::Reverse((g.denominator, g.numerator)));
    }
    let most = groups.iter().filter_map(|g| g.value).max().unwrap_or(0);
    let (above, below) = parts(d);
    let median = d.aggregate == Aggregate::Median;
    Ok(groups
        .into_iter()
        .map(|g| {
            let found = g.key.iter().find(|(key, ..)| *key == by);
            let (id, label) = found.map_or(("", ""), |(_, id, label)| (id, label));
            let label = if by == Key::Month { show::month(id) } else { label.to_string() };
            // An empty value cannot be asked for: there is nothing to put into the address.
            let place = (!id.is_empty())
                .then(|| q.address.clone().without("by").with(by.name(), id).text());
            let provisional = by == Key::Month
                && Day::parse(&format!("{id}-01")).is_some_and(|first| {
                    let asked = Asked { from: first, to: first.last_of_month(), ..q.asked };
                    d.provisional(&asked)
                });
            let numerator = if median { value(d, g.p90) } else { above.show(g.numerator) };
            MetricKey {
                key: Cell { text: label, href: place.clone() },
                numerator,
                denominator: below.show(if median { g.count } else { g.denominator }),
                value: Cell { text: value(d, g.value), href: place },
                share: share(g.value.unwrap_or(0), most),
                provisional,
            }
        })
        .collect())
}

/// Which of the row's columns a metric has.
fn has(d: &Definition, key: Key) -> bool {
    d.keys.contains(&key)
}

fn table(d: &Definition, rows: &[MetricRow]) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let mut columns = vec![Column::plain("Claim"), Column::plain("Day"), Column::plain("Payer")];
    for (key, label) in [(Key::Therapist, "Therapist"), (Key::Code, "Code")] {
        if has(d, key) {
            columns.push(Column::plain(label));
        }
    }
    if has(d, Key::Bucket) {
        columns.push(Column::plain(key_words(d, Key::Bucket)));
    }
    let one = one_part(d);
    columns.push(Column::number(capital(&d.numerator)));
    if !one {
        columns.push(Column::number(capital(&d.denominator)));
    }
    let (above, below) = parts(d);
    let cells = rows
        .iter()
        .map(|r| {
            let number = match (r.control_number.as_str(), r.line_no) {
                ("", _) => "–".to_string(),
                (number, 0) => number.to_string(),
                (number, line) => format!("{number} line {line}"),
            };
            let claim = match (r.claim_id, r.remit_id) {
                (0, 0) => Cell::text(number),
                (0, remit) => Cell::link("Remittance", format!("/remittances/{remit}")),
                (id, _) if r.line_no > 0 => {
                    Cell::link(number, format!("/claims/{id}#line-{}", r.line_no))
                }
                (id, _) => Cell::link(number, format!("/claims/{id}")),
            };
            let mut cells = vec![claim, Cell::text(day_words(r.day)), Cell::text(&r.payer)];
            if has(d, Key::Therapist) {
                cells.push(Cell::text(&r.therapist));
            }
            if has(d, Key::Code) {
                cells.push(Cell::text(&r.code));
            }
            if has(d, Key::Bucket) {
                let cause = gonio_billing::cause::Cause::named(&r.bucket);
                let words = cause.map_or_else(|| age_words(&r.bucket), |c| c.words().into());
                cells.push(Cell::text(words));
            }
            cells.push(Cell::text(above.show(r.numerator)));
            if !one {
                cells.push(Cell::text(below.show(r.denominator)));
            }
            cells
        })
        .collect();
    (columns, cells)
}

/// Whether a row says all with what is above the line.
fn one_part(d: &Definition) -> bool {
    matches!(d.aggregate, Aggregate::Amount | Aggregate::Share | Aggregate::Median)
}

/// The rows as CSV, all of them.
fn csv(ask: &Ask<'_>, q: &Question) -> Result<Answer, Failure> {
    let d = q.definition;
    let rows = ask.book.metric_rows(d, &q.asked, &q.filter, i64::MAX, 0)?.rows;
    let (above, below) = parts(d);
    let mut out = String::from(
        "claim,line,remittance,day,payer,therapist,code,place_of_service,group,numerator,denominator\r\n",
    );
    for r in &rows {
        let day = r.day.map_or_else(String::new, |day| day.to_string());
        let number = |n: i64| if n == 0 { String::new() } else { n.to_string() };
        let fields = [
            crate::csv::field(&r.control_number),
            number(r.line_no),
            number(r.remit_id),
            day,
            crate::csv::field(&r.payer),
            crate::csv::field(&r.therapist),
            crate::csv::field(&r.code),
            crate::csv::field(&r.location),
            crate::csv::field(&r.bucket),
            plain(above, r.numerator),
            plain(below, r.denominator),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    let day = if d.window {
        format!("{}_{}", q.asked.from, q.asked.to)
    } else {
        q.asked.as_of.to_string()
    };
    Ok(Answer::File(format!("{}_{day}.csv", d.id), out))
}

/// A number that a spreadsheet reads: money with two decimals, no thousands marks.
fn plain(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Cents => {
            let sign = if value < 0 { "-" } else { "" };
            let size = value.unsigned_abs();
            format!("{sign}{}.{:02}", size / 100, size % 100)
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_stand_plain_in_a_file() {
        assert_eq!(plain(Unit::Cents, -1_234_505), "-12345.05");
    }

    #[test]
    fn targets_read_as_percentages() {
        let d = find("initial_denial_rate_count").unwrap();
        assert_eq!(target(d).unwrap(), "At most 5% (continuityrcm.com, weak evidence)");
    }

    #[test]
    fn periods_read_well() {
        let day = |t: &str| Day::parse(t).unwrap();
        let d = find("ncr_period").unwrap();
        let asked = |from, to| Asked { from: day(from), to: day(to), as_of: day("2026-11-21") };
        assert_eq!(period(d, &asked("2026-08-01", "2026-10-31")), "Aug–Oct 2026");
        assert_eq!(period(d, &asked("2025-12-01", "2026-02-28")), "Dec 2025 – Feb 2026");
        assert_eq!(period(d, &asked("2026-08-01", "2026-08-31")), "Aug 2026");
        assert_eq!(period(d, &asked("2026-08-03", "2026-08-31")), "Aug 3, 2026 – Aug 31, 2026");
    }
}
