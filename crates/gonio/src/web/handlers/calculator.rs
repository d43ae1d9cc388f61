//! The calculator: minutes in; units, modifiers and expected payment out, each with the reason.
//! The same three questions as JSON, and the page of any name.

use axum::http::StatusCode;
use gonio_app::coding::{self, PriceAsked, RemarkTold, StepTold, Units, UnitsAsked};
use gonio_app::explain;
use gonio_app::official::Official;
use serde_json::json;

use crate::web::ask::{Address, Answer, Ask, Failure};
use crate::web::pages::show::money;
use crate::web::pages::{
    CalculatorPage, Choice, ExplainPage, ExplainPart, ExplainSource, Link, Nav, PriceCells,
    Reckoned, ReckonedLine, RemarkRow, StepRow, Tone, TreatmentRow,
};

/// Rows to type into, at least, and the most that are read.
const LEAST_ROWS: usize = 4;
const MOST_ROWS: usize = 24;
/// Who may treat.
const WHO: [(&str, &str); 5] =
    [("PT", "PT"), ("PTA", "PT assistant"), ("OT", "OT"), ("OTA", "OT assistant"), ("SLP", "SLP")];

/// What stands in the fields of one row.
#[derive(Clone, Debug, Default)]
struct Typed {
    code: String,
    minutes: String,
    who: String,
    charge: String,
}

fn typed(ask: &Ask<'_>) -> Vec<Typed> {
    let all = |name: &str| ask.query.all(name);
    let (codes, minutes) = (all("code"), all("minutes"));
    let (who, charges) = (all("who"), all("charge"));
    let rows = codes.len().max(minutes.len()).min(MOST_ROWS);
    let at = |list: &[&str], n: usize| list.get(n).map_or_else(String::new, |t| (*t).to_string());
    (0..rows)
        .map(|n| Typed {
            code: at(&codes, n).to_ascii_uppercase(),
            minutes: at(&minutes, n),
            who: at(&who, n),
            charge: at(&charges, n),
        })
        .collect()
}

/// `/calculator`
pub fn calculator(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let book = ask.rulebook();
    let day = ask.day("dos").unwrap_or(ask.now.today);
    let payer = match ask.query.get("payer") {
        "" => coding::USUAL_PAYER.to_string(),
        payer => payer.to_string(),
    };
    let telehealth = ask.one_of("telehealth", &["home", "elsewhere"]);
    let rows = typed(ask);
    let filled: Vec<&Typed> = rows.iter().filter(|r| !r.code.is_empty()).collect();
    let mut page = CalculatorPage {
        dos: day.to_string(),
        payers: book
            .payers()
            .map(|p| Choice {
                value: p.name.clone(),
                label: p.title.clone(),
                chosen: p.name == payer,
            })
            .collect(),
        telehealth: [("", "In the clinic"), ("home", "From home"), ("elsewhere", "From elsewhere")]
            .map(|(value, label)| Choice {
                value: value.into(),
                label: label.into(),
                chosen: value == telehealth,
            })
            .to_vec(),
        locality: ask.query.get("locality").to_string(),
        deductible: ask.query.get("deductible").to_string(),
        codes: book
            .tables()
            .codes()
            .iter()
            .filter(|c| c.days.hold(day))
            .map(|c| (c.code.to_string(), c.name.clone()))
            .collect(),
        localities: book
            .tables()
            .gpcis()
            .iter()
            .filter(|g| g.days.hold(day))
            .map(|g| (format!("{}-{}", g.mac, g.locality), format!("{}, {}", g.name, g.state)))
            .collect(),
        ..CalculatorPage::default()
    };
    if !filled.is_empty() {
        let asked = UnitsAsked {
            treatments: filled
                .iter()
                .map(|r| {
                    let minutes = if r.minutes.is_empty() { "0" } else { r.minutes.as_str() };
                    format!("{}:{minutes}:{}", r.code, r.who)
                })
                .collect(),
            day,
            payer: Some(payer.clone()),
            rule: None,
            telehealth: (!telehealth.is_empty()).then(|| telehealth.to_string()),
            audio_only: false,
            critical_access: false,
        };
        match coding::units(book, &Official::of(ask.book), &asked) {
            Ok(units) => page.result = Some(reckoned(ask, units, &filled, &payer)),
            Err(e) => page.refused = e.to_string(),
        }
    }
    // Whoever treated last most often treats next.
    let who = filled.last().map_or("PT", |r| r.who.as_str()).to_string();
    let blank = Typed { who, ..Typed::default() };
    let wanted = (rows.len().max(filled.len() + 1)).max(LEAST_ROWS);
    page.rows = (0..wanted)
        .map(|n| {
            let row = rows.get(n).filter(|r| !r.code.is_empty() || !r.minutes.is_empty());
            let row = row.unwrap_or(&blank);
            TreatmentRow {
                number: n + 1,
                code: row.code.clone(),
                minutes: row.minutes.clone(),
                charge: row.charge.clone(),
                who: WHO
                    .iter()
                    .map(|(value, label)| Choice {
                        value: (*value).into(),
                        label: (*label).into(),
                        chosen: *value == row.who,
                    })
                    .collect(),
            }
        })
        .collect();
    page.shell = ask.shell("Calculator", Nav::Calculator);
    Answer::page(&page)
}

/// Units with their expected payment, where it can be told.
fn reckoned(ask: &Ask<'_>, units: Units, rows: &[&Typed], payer: &str) -> Reckoned {
    let book = ask.rulebook();
    let charge = |code: &str| {
        let row = rows.iter().find(|r| r.code == code && !r.charge.is_empty())?;
        crate::cli::print::cents(&row.charge).ok()
    };
    let lines: Vec<String> = units
        .lines
        .iter()
        .map(|l| {
            let modifiers: String = l.modifiers.iter().map(|m| format!("+{m}")).collect();
            // Without a charge of its own, the fee decides alone.
            let cents =
                charge(&l.code).map_or(NO_CHARGE_CENTS, |c| c.saturating_mul(l.units.into()));
            format!("{}x{}{modifiers}@{}.{:02}", l.code, l.units, cents / 100, cents % 100)
        })
        .collect();
    let deductible = ask.query.get("deductible");
    let asked = PriceAsked {
        lines,
        day: gonio_billing::day::Day::parse(&units.dos).unwrap_or(ask.now.today),
        payer: Some(payer.to_string()),
        locality: Some(ask.query.get("locality").to_string()).filter(|l| !l.is_empty()),
        place: units.place_of_service.clone(),
        deductible_left_cents: crate::cli::print::cents(deductible).unwrap_or(0),
        ..PriceAsked::default()
    };
    let mut unpriced = String::new();
    if !deductible.is_empty() && crate::cli::print::cents(deductible).is_err() {
        unpriced = format!("“{deductible}” is no amount; the deductible is taken as used up.");
    }
    let prices = if units.lines.is_empty() {
        None
    } else {
        match coding::price(book, &Official::of(ask.book), &asked) {
            Ok(prices) => Some(prices),
            Err(e) => {
                unpriced = format!("No expected payment: {e}");
                None
            }
        }
    };
    let name = |code: &str| {
        let code = gonio_app::coding::Code::new(code);
        let row = code.and_then(|c| book.tables().code_ever(c).last());
        row.map_or_else(String::new, |r| r.name.clone())
    };
    let cells = |a: &coding::Priced| PriceCells {
        allowed: money(a.allowed_cents),
        paid: money(a.paid_cents),
        patient: money(a.patient_cents),
    };
    let mut remarks: Vec<RemarkRow> = units.remarks.iter().map(remark).collect();
    if let Some(prices) = &prices {
        let new = prices.remarks.iter().map(remark);
        remarks.extend(new.filter(|r| {
            r.code != "pair_edit_separate"
                && r.code != "pair_edit_never"
                && r.code != "unlikely_units"
        }));
    }
    Reckoned {
        summary: format!(
            "{} timed minutes, {} timed {}",
            units.total_timed_minutes,
            units.timed_units,
            if units.timed_units == 1 { "unit" } else { "units" }
        ),
        place: units.place_of_service.clone().unwrap_or_default(),
        lines: units
            .lines
            .iter()
            .enumerate()
            .map(|(n, l)| ReckonedLine {
                code: l.code.clone(),
                name: name(&l.code),
                units: l.units.to_string(),
                modifiers: l.modifiers.join(" "),
                price: prices.as_ref().map(|p| cells(&p.lines[n].amounts)),
            })
            .collect(),
        total: prices.as_ref().map(|p| cells(&p.total)),
        ties: units
            .ties
            .iter()
            .map(|t| {
                format!(
                    "{} have an equal claim to a unit; {} took it, being first in the plan. Put \
                     another first to choose otherwise.",
                    t.between.join(" and "),
                    t.chosen
                )
            })
            .collect(),
        remarks,
        unpriced,
        unit_steps: units.steps.iter().map(step).collect(),
        price_steps: prices
            .iter()
            .flat_map(|p| &p.lines)
            .flat_map(|l| l.steps.iter().map(step))
            .collect(),
    }
}

/// Stands for a charge that nobody typed: far above any fee.
const NO_CHARGE_CENTS: i64 = 999_999_999;

fn page_of(name: &str) -> String {
    Address::new(format!("/explain/{name}")).text()
}

fn step(step: &StepTold) -> StepRow {
    StepRow {
        text: step.text.clone(),
        rule: Link::new(step.rule.replace('_', " "), page_of(step.rule)),
        unsure: step.confidence != "verified",
    }
}

fn remark(remark: &RemarkTold) -> RemarkRow {
    RemarkRow {
        word: match remark.severity {
            "error" => "Will not be paid".into(),
            "warning" => "Look at this".into(),
            _ => "Good to know".into(),
        },
        tone: match remark.severity {
            "error" => Tone::Bad,
            "warning" => Tone::Warn,
            _ => Tone::Plain,
        },
        text: remark.text.clone(),
        code: remark.name.into(),
        rule: Link::new("The rule", page_of(remark.name)),
    }
}

/// `/explain/NAME`
pub fn explain_page(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let name = ask.path.get(1).copied().unwrap_or_default();
    let page = explain::explain(ask.rulebook(), ask.words().table(), name).map_err(|e| {
        Failure::missing(
            "There is no such page",
            &e.to_string(),
            Link::new("Calculator", "/calculator"),
        )
    })?;
    Answer::page(&ExplainPage {
        name: page.name,
        heading: page.title,
        parts: page
            .sections
            .into_iter()
            .map(|s| ExplainPart { heading: s.heading.into(), blocks: blocks(&s.text) })
            .collect(),
        sources: page
            .sources
            .into_iter()
            .map(|s| ExplainSource {
                text: format!("{}, {}", s.title, s.place.trim()),
                days: match (s.from, s.to) {
                    (None, None) => String::new(),
                    (Some(from), None) => format!("from {from}"),
                    (None, Some(to)) => format!("to {to}"),
                    (Some(from), Some(to)) => format!("{from} to {to}"),
                },
            })
            .collect(),
        shell: ask.shell("What it means", Nav::Calculator),
    })
}

/// Paragraphs of flowing text, and blocks of lines that stay as they are.
fn blocks(text: &str) -> Vec<(bool, String)> {
    let mut blocks: Vec<(bool, String)> = Vec::new();
    let mut broken = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            broken = true;
            continue;
        }
        let kept = line.starts_with("  ");
        match blocks.last_mut() {
            Some((same, block)) if *same == kept && (!broken || kept) => {
                block.push(if kept { '\n' } else { ' ' });
                block.push_str(line.trim());
            }
            _ => blocks.push((kept, line.trim().to_string())),
        }
        broken = false;
    }
    blocks
}

/// The list of a repeated name, as commands take it.
fn list(ask: &Ask<'_>, name: &str) -> Vec<String> {
    ask.query.all(name).into_iter().filter(|t| !t.is_empty()).map(str::to_string).collect()
}

fn some(ask: &Ask<'_>, name: &str) -> Option<String> {
    Some(ask.query.get(name).to_string()).filter(|t| !t.is_empty())
}

fn day_asked(ask: &Ask<'_>) -> Result<gonio_billing::day::Day, String> {
    match ask.query.get("dos") {
        "" => Ok(ask.now.today),
        text => gonio_billing::day::Day::parse(text)
            .ok_or_else(|| format!("{text} is not a day; write it as 2026-03-31")),
    }
}

fn answered(result: Result<serde_json::Value, String>) -> Result<Answer, Failure> {
    Ok(match result {
        Ok(value) => Answer::Json(StatusCode::OK, value),
        Err(text) => Answer::Json(StatusCode::BAD_REQUEST, json!({ "error": text })),
    })
}

/// `/api/units?treatment=97110:23:OT&treatment=…&dos=…&payer=…`
pub fn api_units(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let reckon = || {
        let treatments = list(ask, "treatment");
        if treatments.is_empty() {
            return Err("say what was done: treatment=97110:23:PT, as often as needed".into());
        }
        let asked = UnitsAsked {
            treatments,
            day: day_asked(ask)?,
            payer: some(ask, "payer"),
            rule: some(ask, "rule"),
            telehealth: some(ask, "telehealth"),
            audio_only: ask.query.get("audio_only") == "true",
            critical_access: ask.query.get("critical_access") == "true",
        };
        let units = coding::units(ask.rulebook(), &Official::of(ask.book), &asked);
        let units = units.map_err(|e| e.to_string())?;
        serde_json::to_value(&units).map_err(|e| e.to_string())
    };
    answered(reckon())
}

/// `/api/price?line=97110x2%2BGP@300.00&line=…&dos=…`
pub fn api_price(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let reckon = || {
        let lines = list(ask, "line");
        if lines.is_empty() {
            return Err("say what is billed: line=97110x2%2BGP@300.00, as often as needed".into());
        }
        let cents = |name: &str| match ask.query.get(name) {
            "" => Ok(0),
            text => crate::cli::print::cents(text),
        };
        let used = match (some(ask, "used_pt_slp"), some(ask, "used_ot")) {
            (None, None) => None,
            _ => Some(coding::used(cents("used_pt_slp")?, cents("used_ot")?)),
        };
        let asked = PriceAsked {
            lines,
            day: day_asked(ask)?,
            payer: some(ask, "payer"),
            locality: some(ask, "locality"),
            gpci: some(ask, "gpci"),
            factor: some(ask, "cf"),
            rvus: list(ask, "rvu"),
            place: some(ask, "place"),
            qualifying: ask.query.get("qualifying_apm") == "true",
            deductible_left_cents: cents("deductible_left")?,
            copay_cents: cents("copay")?,
            coinsurance: some(ask, "coinsurance"),
            used,
            contract: None,
            case_open: false,
        };
        let prices = coding::price(ask.rulebook(), &Official::of(ask.book), &asked);
        let prices = prices.map_err(|e| e.to_string())?;
        serde_json::to_value(&prices).map_err(|e| e.to_string())
    };
    answered(reckon())
}

/// `/api/explain/NAME`
pub fn api_explain(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let name = ask.path.get(2).copied().unwrap_or_default();
    let page = explain::explain(ask.rulebook(), ask.words().table(), name);
    let value = page
        .map_err(|e| e.to_string())
        .and_then(|page| serde_json::to_value(&page).map_err(|e| e.to_string()));
    answered(value)
}
