//! Reports on the book: metrics, claims and what waits.

use clap::Args;
use gonio_app::access::Right;
use gonio_app::filing::{self, Clock};
use gonio_app::find::Waiting;
use gonio_app::metrics::{self, Asked, Definition, Group, Key, Metric, MetricRows, Unit};
use gonio_billing::day::Day;
use gonio_billing::queue::Reason;
use serde_json::{Map, Value, json};

use super::print::{self, number, out, table, value};
use super::{Answer, Context, Failure, day};
use crate::clock;

/// What `metrics` is asked.
#[derive(Args)]
pub struct MetricsArgs {
    /// Names of metrics, all when left out; or `rows NAME`, or `list`.
    ids: Vec<String>,
    /// First day of the window; without it, three full months up to the day looked from.
    #[arg(long)]
    from: Option<String>,
    /// Last day of the window.
    #[arg(long)]
    to: Option<String>,
    /// The day looked from; nothing after it is seen. Today when left out.
    #[arg(long)]
    as_of: Option<String>,
    /// Split by payer, therapist, code, location, month, bucket (causes, ages) or party.
    #[arg(long, value_delimiter = ',')]
    by: Vec<String>,
    /// Comma-separated values instead of a table.
    #[arg(long)]
    csv: bool,
    /// With `rows`: at most this many.
    #[arg(long, default_value_t = 1000)]
    limit: i64,
    /// With `rows`: leave out this many first.
    #[arg(long, default_value_t = 0)]
    offset: i64,
}

impl MetricsArgs {
    fn asked(&self, own: Option<Day>) -> Result<Asked, Failure> {
        let optional = |text: &Option<String>| text.as_deref().map(day).transpose();
        let as_of = optional(&self.as_of)?.or(own).unwrap_or_else(|| clock::now().today);
        let usual = Asked::usual(as_of);
        let asked = match (optional(&self.from)?, optional(&self.to)?) {
            (None, None) => usual,
            (Some(from), None) => Asked { from, to: as_of, as_of },
            (Some(from), Some(to)) => Asked { from, to, as_of },
            (None, Some(_)) => return Err("--to wants --from as well".into()),
        };
        if asked.from > asked.to {
            return Err(format!("--from {} is after --to {}", asked.from, asked.to));
        }
        Ok(asked)
    }
}

/// Answers `metrics`.
pub fn metrics(context: &Context, args: &MetricsArgs) -> Answer {
    match args.ids.first().map(String::as_str) {
        Some("list") => list(context.json),
        Some("rows") => rows(context, args),
        _ => numbers(context, args),
    }
}

fn definition(id: &str) -> Result<&'static Definition, Failure> {
    metrics::find(id).ok_or_else(|| {
        let names: Vec<&str> = metrics::all().iter().map(|d| d.id.as_str()).collect();
        format!("there is no metric {id}; there are {}", names.join(", "))
    })
}

fn list(as_json: bool) -> Answer {
    if as_json {
        let all: Vec<Value> = metrics::all()
            .iter()
            .map(|d| {
                json!({"id": d.id, "title": d.title, "basis": d.basis,
                    "definition": d.definition, "numerator": d.numerator,
                    "denominator": d.denominator, "leaves_out": d.leaves_out,
                    "target": d.target, "source": d.source,
                    "by": d.keys.iter().map(|k| k.name()).collect::<Vec<_>>()})
            })
            .collect();
        print::json(&json!({ "metrics": all }))?;
        return Ok(true);
    }
    for d in metrics::all() {
        let keys: Vec<&str> = d.keys.iter().map(|k| k.name()).collect();
        out(&format!(
            "{}\n  {}. {}\n  Counted by: {}\n  Split by: {}\n  Source: {}\n\n",
            d.id,
            d.title,
            d.definition,
            d.basis,
            keys.join(", "),
            d.source
        ))?;
    }
    Ok(true)
}

fn numbers(context: &Context, args: &MetricsArgs) -> Answer {
    let (book, _) = context.open(Right::SeeNumbers)?;
    let own = book.practice().map_err(|e| e.to_string())?.as_of_day;
    let asked = args.asked(own)?;
    let keys = args
        .by
        .iter()
        .map(|name| {
            Key::named(name).ok_or_else(|| {
                format!(
                    "--by {name}: there are payer, therapist, code, location, month, bucket, party"
                )
            })
        })
        .collect::<Result<Vec<Key>, Failure>>()?;
    let wanted: Vec<&Definition> = if args.ids.is_empty() {
        metrics::all().iter().collect()
    } else {
        args.ids.iter().map(|id| definition(id)).collect::<Result<_, _>>()?
    };
    let mut answers = Vec::new();
    for d in wanted {
        if let Some(key) = keys.iter().find(|k| !d.keys.contains(k))
            && !args.ids.is_empty()
        {
            let can: Vec<&str> = d.keys.iter().map(|k| k.name()).collect();
            return Err(format!(
                "{} cannot be split by {}, only by {}",
                d.id,
                key.name(),
                can.join(", ")
            ));
        }
        let by: Vec<Key> = keys.iter().copied().filter(|k| d.keys.contains(k)).collect();
        // Aging is nothing without its ages, nor the mix without its causes.
        let by = if by.is_empty() && d.keys.first() == Some(&Key::Bucket) {
            vec![Key::Bucket]
        } else {
            by
        };
        let metric = book.metric(d, &asked, &by).map_err(|e| e.to_string())?;
        answers.push((d, by, metric));
    }
    if context.json {
        let all: Vec<Value> = answers.iter().map(|(d, _, m)| metric_json(d, m, &asked)).collect();
        print::json(&json!({ "metrics": all }))?;
    } else if args.csv {
        out(&csv(&answers))?;
    } else {
        out(&text(&answers, &asked))?;
    }
    Ok(true)
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Rate => "fraction",
        Unit::TenthDays => "days",
        Unit::Cents => "cents",
    }
}

fn metric_json(d: &Definition, m: &Metric, asked: &Asked) -> Value {
    let mut object = json!({
        "id": d.id, "title": d.title, "basis": d.basis, "unit": unit_name(d.unit),
        "as_of": asked.as_of.to_string(),
        "numerator": m.numerator, "denominator": m.denominator,
        "value": number(m.value, d.unit), "provisional": m.provisional, "rows": m.count,
    });
    if let Some(object) = object.as_object_mut() {
        if d.window {
            object.insert("from".into(), asked.from.to_string().into());
            object.insert("to".into(), asked.to.to_string().into());
        }
        if m.p90.is_some() {
            object.insert("p90".into(), number(m.p90, d.unit));
        }
        let by: Vec<Value> = m.by.iter().map(|g| group_json(d, g)).collect();
        object.insert("by".into(), by.into());
    }
    object
}

fn group_json(d: &Definition, g: &Group) -> Value {
    let mut key = Map::new();
    let mut label = Map::new();
    for (k, v, shown) in &g.key {
        // Payers are known to people and scripts by name; the id is for following links.
        if *k == Key::Payer {
            key.insert("payer".into(), shown.clone().into());
            key.insert("payer_id".into(), v.clone().into());
        } else {
            key.insert(k.name().into(), v.clone().into());
        }
        label.insert(k.name().into(), shown.clone().into());
    }
    let mut object = json!({
        "key": key, "label": label, "numerator": g.numerator, "denominator": g.denominator,
        "value": number(g.value, d.unit), "rows": g.count,
    });
    if let (Some(object), true) = (object.as_object_mut(), g.p90.is_some()) {
        object.insert("p90".into(), number(g.p90, d.unit));
    }
    object
}

type Answers<'a> = [(&'a Definition, Vec<Key>, Metric)];

fn text(answers: &Answers<'_>, asked: &Asked) -> String {
    let mut text = format!(
        "As of {}; windows from {} to {}, unless the metric looks at one day.\n\n",
        asked.as_of, asked.from, asked.to
    );
    for (d, by, m) in answers {
        let provisional = if m.provisional { " (provisional)" } else { "" };
        let p90 = m
            .p90
            .map_or(String::new(), |v| format!("; nine of ten within {}", value(Some(v), d.unit)));
        text.push_str(&format!(
            "{}: {}{p90}{provisional}\n  {} from {} rows\n",
            d.title,
            value(m.value, d.unit),
            d.id,
            m.count
        ));
        if !m.by.is_empty() {
            let mut columns: Vec<&str> = by.iter().map(|k| k.words()).collect();
            columns.extend([">value", ">above", ">below", ">rows"]);
            let rows: Vec<Vec<String>> = m
                .by
                .iter()
                .map(|g| {
                    let mut row: Vec<String> = g.key.iter().map(|(_, _, l)| l.clone()).collect();
                    row.extend([
                        value(g.value, d.unit),
                        g.numerator.to_string(),
                        g.denominator.to_string(),
                        g.count.to_string(),
                    ]);
                    row
                })
                .collect();
            for line in table(&columns, &rows).lines() {
                text.push_str(&format!("    {line}\n"));
            }
        }
        text.push('\n');
    }
    text
}

/// A cell of a CSV file: a number stands as it is, below zero too; text is made safe.
fn field(text: &str) -> String {
    if text.parse::<f64>().is_ok() { text.to_string() } else { crate::csv::field(text) }
}

fn csv(answers: &Answers<'_>) -> String {
    let mut text = String::from("id,key,value_of_key,numerator,denominator,value,provisional\n");
    let mut line = |cells: [String; 7]| {
        text.push_str(&cells.iter().map(|c| field(c)).collect::<Vec<_>>().join(","));
        text.push('\n');
    };
    for (d, _, m) in answers {
        let shown = |v| match number(v, d.unit) {
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let own = |n: &i64| n.to_string();
        line([
            d.id.clone(),
            String::new(),
            String::new(),
            own(&m.numerator),
            own(&m.denominator),
            shown(m.value),
            m.provisional.to_string(),
        ]);
        for g in &m.by {
            let names: Vec<&str> = g.key.iter().map(|(k, ..)| k.name()).collect();
            let labels: Vec<&str> = g.key.iter().map(|(_, _, l)| l.as_str()).collect();
            line([
                d.id.clone(),
                names.join(" / "),
                labels.join(" / "),
                own(&g.numerator),
                own(&g.denominator),
                shown(g.value),
                m.provisional.to_string(),
            ]);
        }
    }
    text
}

fn rows(context: &Context, args: &MetricsArgs) -> Answer {
    let Some(id) = args.ids.get(1) else {
        return Err("metrics rows wants the name of a metric (gonio metrics list)".into());
    };
    let d = definition(id)?;
    let (book, _) = context.open(Right::SeeNumbers)?;
    let own = book.practice().map_err(|e| e.to_string())?.as_of_day;
    let asked = args.asked(own)?;
    let MetricRows { rows: found, total, .. } = book
        .metric_rows(d, &asked, &[], args.limit.max(0), args.offset.max(0))
        .map_err(|e| e.to_string())?;
    if context.json {
        let all: Vec<Value> = found
            .iter()
            .map(|r| {
                json!({"claim": r.control_number, "line": r.line_no, "payer": r.payer,
                    "therapist": r.therapist, "code": r.code, "location": r.location,
                    "bucket": r.bucket, "day": r.day.map(|d| d.to_string()),
                    "numerator": r.numerator, "denominator": r.denominator})
            })
            .collect();
        print::json(&json!({"id": d.id, "total": total, "rows": all}))?;
        return Ok(true);
    }
    let cells: Vec<Vec<String>> = found
        .iter()
        .map(|r| {
            vec![
                r.control_number.clone(),
                r.line_no.to_string(),
                r.day.map_or(String::new(), |d| d.to_string()),
                r.payer.clone(),
                r.therapist.clone(),
                r.code.clone(),
                r.bucket.clone(),
                r.numerator.to_string(),
                r.denominator.to_string(),
            ]
        })
        .collect();
    if args.csv {
        let mut text =
            String::from("claim,line,day,payer,therapist,code,bucket,numerator,denominator\n");
        for row in &cells {
            text.push_str(&row.iter().map(|c| field(c)).collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        out(&text)?;
        return Ok(true);
    }
    let columns =
        ["claim", ">line", "day", "payer", "therapist", "code", "group", ">above", ">below"];
    out(&table(&columns, &cells))?;
    out(&format!("{} of {total} rows of {}\n", cells.len(), d.id))?;
    Ok(true)
}

/// A waiting item for JSON.
#[derive(serde::Serialize)]
pub struct WorkView {
    queue: String,
    why: String,
    words: String,
    detail: String,
    fix: String,
    amount_cents: i64,
    claim: Option<String>,
    trace: Option<String>,
    date: String,
}

impl WorkView {
    /// From the book.
    pub fn of(w: &Waiting) -> WorkView {
        let reason = Reason::named(&w.reason);
        let some = |t: &String| (!t.is_empty()).then(|| t.clone());
        WorkView {
            queue: reason.map_or("unmatched", |r| r.queue()).into(),
            why: w.reason.clone(),
            words: reason.map_or("", |r| r.words()).into(),
            detail: w.detail.clone(),
            fix: reason.map_or("", |r| r.fix()).into(),
            amount_cents: w.cents,
            claim: some(&w.control_number),
            trace: some(&w.trace),
            date: w.day.to_string(),
        }
    }

    /// A claim whose last day to file, here its date, is near or has passed.
    fn of_clock(clock: &Clock) -> WorkView {
        let left = clock.days_left;
        WorkView {
            queue: TIMELY_FILING.into(),
            why: if left < 0 { "filing_limit_passed" } else { "filing_limit_near" }.into(),
            words: match left {
                left if left < 0 => format!("its last day to file passed {} days ago", -left),
                left => format!("{left} days left to file it, and no proof that the payer has it"),
            },
            detail: format!("{} ({})", clock.rule, clock.confidence),
            fix: match clock.refused {
                true => "mend what was refused and send it again before that day",
                false => {
                    "ask for the payer's 277CA; without one, send the claim again before that day"
                }
            }
            .into(),
            amount_cents: clock.open_cents,
            claim: Some(clock.claim.clone()),
            trace: None,
            date: clock.last_day.clone(),
        }
    }
}

/// The queue of claims whose last day to file is near. It is counted, not kept.
const TIMELY_FILING: &str = "timely_filing";

/// What waits for a person.
pub fn work(context: &Context, queue: Option<&str>) -> Answer {
    let queues =
        ["unmatched", "bank", "rejected", "denials", "patients", "findings", TIMELY_FILING];
    if let Some(queue) = queue
        && !queues.contains(&queue)
    {
        return Err(format!("there is no queue {queue}; there are {}, credits", queues.join(", ")));
    }
    let (book, now) = context.open(Right::SeeClaims)?;
    let mut items: Vec<WorkView> =
        book.work().map_err(|e| e.to_string())?.iter().map(WorkView::of).collect();
    if queue.is_none_or(|q| q == TIMELY_FILING) {
        let own = book.practice().map_err(|e| e.to_string())?.as_of_day;
        let near = filing::near(&book, own.unwrap_or(now.today)).map_err(|e| e.to_string())?;
        items.extend(near.clocks.iter().map(WorkView::of_clock));
    }
    items.retain(|w| queue.is_none_or(|q| w.queue == q));
    if context.json {
        print::json(&json!({ "items": items }))?;
        return Ok(items.is_empty());
    }
    if items.is_empty() {
        out("Nothing waits.\n")?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|w| {
            vec![
                w.queue.clone(),
                gonio_billing::money::dollars(w.amount_cents),
                w.claim.clone().or_else(|| w.trace.clone()).unwrap_or_default(),
                w.words.clone(),
                w.detail.clone(),
            ]
        })
        .collect();
    out(&table(&["queue", ">amount", "claim or trace", "why", "detail"], &rows))?;
    out(&format!("{} items wait.\n", items.len()))?;
    Ok(false)
}
