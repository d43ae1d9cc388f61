//! What a name means: a rule, a value, a payer, a code, a modifier, a denial code, a metric, a
//! reason for waiting. What, why, what to do, and where it was read.

use gonio_billing::day::Day;
use gonio_billing::queue::Reason;
use gonio_rules::causes::CauseTable;
use gonio_rules::code::{Code, Modifier};
use gonio_rules::rulebook::{Confidence, Parameter, Rule, Rulebook, Status};
use gonio_rules::tables::{CodeRow, Counting, Days};
use serde::Serialize;

use crate::metrics;
use crate::{Error, Result};

/// A page.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The name asked for.
    pub name: String,
    /// rule, parameter, payer, code, modifier, denial_code, metric, queue_reason.
    pub kind: &'static str,
    /// In one line.
    pub title: String,
    /// Headings with their text, in order.
    pub sections: Vec<Section>,
    /// Where it was read.
    pub sources: Vec<SourceTold>,
}

/// A part of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// Its text; lines that begin with two blanks are set as they are.
    pub text: String,
}

/// Where something was read, and for which days.
#[derive(Clone, Debug, Serialize)]
pub struct SourceTold {
    /// What it is.
    pub title: String,
    /// Where it is.
    #[serde(rename = "where")]
    pub place: String,
    /// The first day it is for; `null`: older than the records.
    pub from: Option<String>,
    /// The last day it is for; `null`: until further notice.
    pub to: Option<String>,
}

/// The page of a name.
///
/// # Errors
/// A name that nothing has; names that are near it are told.
pub fn explain(book: &Rulebook, causes: &CauseTable, name: &str) -> Result<Explained> {
    let asked = name.trim();
    let lower = asked.to_ascii_lowercase().replace('-', "_");
    if let Some(rule) = book.rule(&lower) {
        return Ok(rule_page(rule));
    }
    if let Some((name, values)) = book.parameters().find(|(n, _)| *n == lower) {
        return Ok(parameter_page(name, values));
    }
    if let Some(page) = payer_page(book, &lower) {
        return Ok(page);
    }
    if let Some(metric) = metrics::find(&lower) {
        return Ok(metric_page(metric));
    }
    if let Some(reason) = Reason::named(&lower) {
        return Ok(reason_page(reason));
    }
    if let Some(page) = denial_page(causes, asked) {
        return Ok(page);
    }
    if let Some(page) = Code::new(asked).and_then(|code| code_page(book, code)) {
        return Ok(page);
    }
    if let Some(page) = Modifier::new(asked).and_then(|m| modifier_page(book, m)) {
        return Ok(page);
    }
    Err(Error::Refused(unknown(book, asked, &lower)))
}

/// Every name that has a page, with its kind and title, without codes and denial codes.
pub fn names(book: &Rulebook) -> Vec<(String, &'static str, String)> {
    let mut all: Vec<(String, &'static str, String)> = Vec::new();
    all.extend(book.rules().map(|r| (r.name.clone(), "rule", r.title.clone())));
    all.extend(
        book.parameters().map(|(name, values)| {
            (name.to_string(), "parameter", unit_words(&values[0]).to_string())
        }),
    );
    all.extend(book.payers().map(|p| (p.name.clone(), "payer", p.title.clone())));
    all.extend(metrics::all().iter().map(|m| (m.id.clone(), "metric", m.title.clone())));
    all
}

fn unknown(book: &Rulebook, asked: &str, lower: &str) -> String {
    let mut near: Vec<String> = names(book)
        .into_iter()
        .map(|(name, ..)| name)
        .filter(|name| {
            lower.len() > 2
                && (name.contains(lower)
                    || lower.split('_').any(|w| w.len() > 3 && name.contains(w)))
        })
        .collect();
    near.truncate(6);
    let hint = match near.len() {
        0 => "gonio explain without a name lists them".to_string(),
        _ => format!("perhaps {}", near.join(", ")),
    };
    format!("nothing is called “{asked}”; {hint}")
}

fn section(heading: &'static str, text: impl Into<String>) -> Section {
    Section { heading, text: text.into() }
}

fn rule_page(rule: &Rule) -> Explained {
    let mut sections = vec![
        section("What", rule.plain.clone()),
        section("Why", rule.why.clone()),
        section("What to do", rule.fix.clone()),
        section("Whom it concerns", rule.payers.clone()),
        section("When", when(rule.first_day, rule.last_day, "the day of service")),
        section(
            "How sure",
            format!(
                "Version {}; {}; last checked {}.",
                rule.version,
                rule.confidence.words(),
                rule.checked
            ),
        ),
    ];
    if !rule.note.is_empty() {
        sections.push(section("Note", rule.note.trim()));
    }
    Explained {
        name: rule.name.clone(),
        kind: "rule",
        title: rule.title.clone(),
        sections,
        sources: rule
            .sources
            .iter()
            .map(|s| sourced(&s.title, &s.place, rule.first_day, rule.last_day))
            .collect(),
    }
}

fn when(first: Option<Day>, last: Option<Day>, selected_by: &str) -> String {
    match (first, last) {
        (None, None) => format!("In force; older than the records. {selected_by} selects it."),
        (None, Some(last)) => format!("Until {last}, by {selected_by}."),
        (Some(first), None) => format!("From {first} on, by {selected_by}."),
        (Some(first), Some(last)) => format!("From {first} to {last}, by {selected_by}."),
    }
}

fn sourced(title: &str, place: &str, first: Option<Day>, last: Option<Day>) -> SourceTold {
    SourceTold {
        title: title.to_string(),
        place: place.to_string(),
        from: first.map(|d| d.to_string()),
        to: last.map(|d| d.to_string()),
    }
}

fn unit_words(value: &Parameter) -> &'static str {
    use gonio_rules::rulebook::Unit;
    match value.unit {
        Unit::DollarsPerRvu => "dollars for one relative value unit",
        Unit::Cents => "an amount in cents",
        Unit::Fraction => "a part of one",
        Unit::Minutes => "minutes",
        Unit::Days => "days",
        Unit::Months => "months",
        Unit::YesNo => "yes or no",
    }
}

fn parameter_page(name: &str, values: &[Parameter]) -> Explained {
    let mut text = String::new();
    for value in values.iter().rev() {
        let last = value.last_day.map_or_else(|| "further notice".to_string(), |d| d.to_string());
        let proposed = match value.status {
            Status::Final => "",
            Status::Proposed => "; proposed, never used",
        };
        let unsure = match value.confidence {
            Confidence::Verified => "",
            Confidence::GeneralKnowledge => "; general knowledge, not verified",
        };
        text += &format!("  {:<10} {} to {last}{proposed}{unsure}\n", value.value, value.first_day);
    }
    let notes: Vec<&str> = values.iter().map(|v| v.note.trim()).filter(|n| !n.is_empty()).collect();
    let newest = &values[values.len() - 1];
    let mut sections = vec![
        section("What", format!("{}: {}.", name.replace('_', " "), unit_words(newest))),
        section("Values", text.trim_end()),
        section("When", format!("{} selects the value.", newest.selected_by.words())),
        section(
            "How sure",
            format!(
                "Last checked {}.",
                values.iter().map(|v| v.checked).min().unwrap_or(newest.checked)
            ),
        ),
    ];
    if !notes.is_empty() {
        sections.push(section("Note", notes.join("\n")));
    }
    let mut sources = Vec::new();
    for value in values {
        for s in &value.sources {
            sources.push(sourced(&s.title, &s.place, Some(value.first_day), value.last_day));
        }
    }
    Explained {
        name: name.to_string(),
        kind: "parameter",
        title: format!("{}, {}", name.replace('_', " "), unit_words(newest)),
        sections,
        sources,
    }
}

fn payer_page(book: &Rulebook, name: &str) -> Option<Explained> {
    let payer = book.payer(name)?;
    let mut text = String::new();
    let mut sources = Vec::new();
    for setting in payer.settings() {
        let unsure = match setting.confidence {
            Confidence::Verified => "",
            Confidence::GeneralKnowledge => "; not verified",
        };
        let first = setting.first_day.map_or_else(String::new, |d| format!(" from {d}"));
        let last = setting.last_day.map_or_else(String::new, |d| format!(" to {d}"));
        text += &format!("  {:<28} {}{first}{last}{unsure}\n", setting.key.name(), setting.value);
        let about = format!("{}: {}", setting.key.name(), setting.value);
        sources.push(sourced(&about, &setting.source, setting.first_day, setting.last_day));
    }
    let mut sections = vec![section("What it asks for and how it pays", text.trim_end())];
    if !payer.note.is_empty() {
        sections.push(section("Note", payer.note.trim()));
    }
    Some(Explained {
        name: payer.name.clone(),
        kind: "payer",
        title: payer.title.clone(),
        sections,
        sources,
    })
}

fn metric_page(metric: &metrics::Definition) -> Explained {
    let mut sections = vec![
        section("What", metric.definition.clone()),
        section("Above the line", metric.numerator.clone()),
        section("Below the line", metric.denominator.clone()),
        section("Which day counts", metric.basis.clone()),
        section("What is left out", metric.leaves_out.clone()),
    ];
    if !metric.target.is_empty() {
        sections.push(section("What is thought good", metric.target.clone()));
    }
    sections.push(section(
        "What to do",
        format!("Open the rows behind it: gonio metrics rows {}", metric.id),
    ));
    Explained {
        name: metric.id.clone(),
        kind: "metric",
        title: metric.title.clone(),
        sections,
        sources: vec![sourced(&metric.source, &format!("metrics/{}.sql", metric.id), None, None)],
    }
}

fn reason_page(reason: Reason) -> Explained {
    Explained {
        name: reason.name().to_string(),
        kind: "queue_reason",
        title: reason.words().to_string(),
        sections: vec![
            section("What", reason.words()),
            section("What to do", reason.fix()),
            section("Queue", reason.queue()),
        ],
        sources: vec![sourced("Gonio's own word", "crates/billing/src/queue.rs", None, None)],
    }
}

/// `4`, `CO-4`, `CARC 4`.
fn denial_page(causes: &CauseTable, asked: &str) -> Option<Explained> {
    let upper = asked.to_ascii_uppercase();
    let bare = ["CARC", "CO", "PR", "OA", "PI"]
        .iter()
        .find_map(|prefix| upper.strip_prefix(prefix))
        .map_or(upper.as_str(), |rest| rest.trim_start_matches(['-', ' ']));
    let code = causes.code(bare)?;
    let yes_no = |yes| if yes { "yes" } else { "no" };
    Some(Explained {
        name: format!("CARC {}", code.carc),
        kind: "denial_code",
        title: code.meaning.clone(),
        sections: vec![
            section("What", code.meaning.clone()),
            section(
                "Cause",
                format!("{}. Whose work: {}.", code.cause.words(), code.cause.owner()),
            ),
            section("What to do", code.action.clone()),
            section(
                "Ways",
                format!(
                    "A corrected claim can help: {}. It can be appealed: {}.",
                    yes_no(code.correctable),
                    yes_no(code.appealable)
                ),
            ),
            section("How sure", format!("{}; table of {}.", code.confidence, causes.version())),
        ],
        sources: vec![sourced(&code.source, "rulebook/tables/carc.csv", None, None)],
    })
}

fn days_of(days: Days) -> (Option<Day>, Option<Day>) {
    let first = (days.first.0 != i32::MIN).then_some(days.first);
    (first, (days.last.0 != i32::MAX).then_some(days.last))
}

fn code_page(book: &Rulebook, code: Code) -> Option<Explained> {
    let rows: Vec<&CodeRow> = book.tables().code_ever(code).collect();
    let newest = *rows.last()?;
    let counting = match newest.counting {
        Counting::Timed(minutes) => format!("By time: a unit is {minutes} minutes."),
        Counting::FullTime(minutes) => {
            format!("A unit only once {minutes} minutes are reached in the month.")
        }
        Counting::Untimed => "One a day and discipline, however long.".to_string(),
        Counting::Supply => "By days of data, not by minutes.".to_string(),
        Counting::Item => "By piece, area or the like; minutes do not count.".to_string(),
    };
    let mut text = counting;
    if let Some(then) = newest.then_code {
        text += &format!(" Time beyond the first unit is {then}.");
    }
    if let Some(lead) = newest.lead_code {
        text += &format!(" It goes on where {lead} ends.");
    }
    let disciplines: Vec<&str> = newest.disciplines.iter().map(|d| d.name()).collect();
    let (first, last) = days_of(newest.days);
    let mut sections = vec![
        section("What", newest.name.clone()),
        section("Units", text),
        section("Who bills it", disciplines.join(", ")),
        section("When", when(first, last, "the day of service")),
    ];
    if let Some(most) = newest.most_units {
        sections.push(section("Most units a day", most.to_string()));
    }
    let values: Vec<String> = book
        .tables()
        .rvus(code)
        .map(|row| {
            let shown = |n| gonio_rules::exact::shown(n, 2);
            let (first, last) = days_of(row.days);
            format!(
                "  work {} + practice expense {} + malpractice {}, indicator {}, status {} \
                 ({} to {})",
                shown(row.work_hundredths),
                shown(row.nonfacility_pe_hundredths),
                shown(row.mp_hundredths),
                row.indicator,
                row.status,
                first.map_or_else(String::new, |d| d.to_string()),
                last.map_or_else(|| "further notice".into(), |d| d.to_string()),
            )
        })
        .collect();
    if !values.is_empty() {
        sections.push(section("Relative values", values.join("\n")));
    }
    let sources = rows
        .iter()
        .map(|row| {
            let (first, last) = days_of(row.days);
            sourced(&row.source, "rulebook/tables/codes.csv", first, last)
        })
        .collect();
    Some(Explained {
        name: code.to_string(),
        kind: "code",
        title: newest.name.clone(),
        sections,
        sources,
    })
}

fn modifier_page(book: &Rulebook, modifier: Modifier) -> Option<Explained> {
    let row = book.tables().modifiers().iter().find(|r| r.modifier == modifier)?;
    let (first, last) = days_of(row.days);
    Some(Explained {
        name: modifier.to_string(),
        kind: "modifier",
        title: row.meaning.clone(),
        sections: vec![
            section("What", row.meaning.clone()),
            section("When to use it", row.use_when.clone()),
            section("Who wants it", row.payers.clone()),
            section("What it does", row.effect.clone()),
            section("When", when(first, last, "the day of service")),
            section("How sure", row.confidence.replace('_', " ")),
        ],
        sources: vec![sourced(&row.source, "rulebook/tables/modifiers.csv", first, last)],
    })
}
