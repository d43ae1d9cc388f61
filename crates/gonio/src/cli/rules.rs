//! Commands of the rulebook: `units`, `price`, `explain`, `rules`. They need no book; official
//! tables of a book that is there are used.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gonio_app::Book;
use gonio_app::coding::{self, PriceAsked, Prices, RemarkTold, StepTold, Units, UnitsAsked};
use gonio_app::explain::{self, Explained};
use gonio_app::import::causes;
use gonio_app::official::Official;
use gonio_billing::day::Day;
use gonio_billing::money::dollars;
use serde_json::json;

use super::print::{self, out};
use super::{Answer, Failure, day};
use crate::clock;

#[derive(Args)]
pub struct UnitsArgs {
    /// What was done: code, minutes and who treated. WHO is PT, PTA, OT, OTA or SLP; PT when left
    /// out. The order given is the plan's order, which settles ties.
    #[arg(required = true, value_name = "CODE:MINUTES[:WHO]")]
    treatments: Vec<String>,
    /// The day of service; today when left out. Its rules decide, not today's.
    #[arg(long, value_name = "DAY")]
    dos: Option<String>,
    /// Count units by this rule: cms8 (all timed minutes together) or ama (each code alone).
    #[arg(long, conflicts_with = "payer")]
    rule: Option<String>,
    /// The payer, by its name in the rulebook; Medicare when left out.
    #[arg(long, value_name = "ID")]
    payer: Option<String>,
    /// The patient was seen from afar: home or elsewhere.
    #[arg(long, value_name = "home|elsewhere")]
    telehealth: Option<String>,
    /// By telephone, without a picture.
    #[arg(long, requires = "telehealth")]
    audio_only: bool,
    /// The clinic is a critical access hospital: assistants take no modifier there.
    #[arg(long)]
    critical_access: bool,
}

#[derive(Args)]
pub struct PriceArgs {
    /// CODExUNITS+MODIFIER…@CHARGE, such as 97110x2+GP@300.00: the lines of one patient's day.
    #[arg(required = true, value_name = "LINE")]
    lines: Vec<String>,
    /// The day of service; today when left out. Its fees and rates decide, not today's.
    #[arg(long, value_name = "DAY")]
    dos: Option<String>,
    /// The payer, by its name in the rulebook; Medicare when left out.
    #[arg(long, value_name = "ID")]
    payer: Option<String>,
    /// Contractor and locality of the fee schedule, such as 10112-00; the nation's average when
    /// left out.
    #[arg(long, value_name = "MAC-LOC", conflicts_with = "gpci")]
    locality: Option<String>,
    /// Geographic indices instead: work, practice expense, malpractice.
    #[arg(long, value_name = "W/PE/MP")]
    gpci: Option<String>,
    /// Another conversion factor than the day's.
    #[arg(long, value_name = "N")]
    cf: Option<String>,
    /// Relative values and multiple-procedure indicator of a code.
    #[arg(long, value_name = "CODE=W/PE/MP/IND")]
    rvu: Vec<String>,
    /// Place of service, two digits: 11 is an office.
    #[arg(long, value_name = "POS")]
    place: Option<String>,
    /// The clinician takes part in a qualifying payment model (from 2026 on another factor).
    #[arg(long)]
    qualifying_apm: bool,
    /// What is left of the year's deductible.
    #[arg(long, value_name = "DOLLARS", default_value = "0")]
    deductible_left: String,
    /// A fixed amount for the visit that is the patient's.
    #[arg(long, value_name = "DOLLARS", default_value = "0")]
    copay: String,
    /// The plan's coinsurance as a part of one: 0.20.
    #[arg(long, value_name = "PART")]
    coinsurance: Option<String>,
    /// What the patient has used this year of PT and SLP together; tells where KX is needed.
    #[arg(long, value_name = "DOLLARS")]
    used_pt_slp: Option<String>,
    /// What the patient has used this year of OT.
    #[arg(long, value_name = "DOLLARS")]
    used_ot: Option<String>,
    /// The practice's contract with the payer, a TOML file.
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,
    /// The case was paid before; for contracts with a case rate.
    #[arg(long)]
    case_open: bool,
}

#[derive(Subcommand)]
pub enum RulesCommand {
    /// What nobody has compared with its source this year.
    Stale {
        /// Look from this day; today when left out.
        #[arg(long, value_name = "DAY")]
        as_of: Option<String>,
    },
    /// Every rule, value, payer and metric that has a page.
    List,
}

fn day_or_today(text: Option<&str>) -> Result<Day, Failure> {
    text.map_or_else(|| Ok(clock::now().today), day)
}

fn words(e: gonio_app::Error) -> Failure {
    e.to_string()
}

/// Answers `units`.
pub fn units(args: &UnitsArgs, book: Option<&Book>, as_json: bool) -> Answer {
    let asked = UnitsAsked {
        treatments: args.treatments.clone(),
        day: day_or_today(args.dos.as_deref())?,
        payer: args.payer.clone(),
        rule: args.rule.clone(),
        telehealth: args.telehealth.clone(),
        audio_only: args.audio_only,
        critical_access: args.critical_access,
    };
    let rulebook = coding::rulebook().map_err(words)?;
    let official = book.map_or_else(Official::default, Official::of);
    let units = coding::units(&rulebook, &official, &asked).map_err(words)?;
    if as_json {
        print::json(&units)?;
    } else {
        out(&units_text(&units))?;
    }
    Ok(coding::in_order(&units.remarks))
}

fn units_text(units: &Units) -> String {
    let mut text = format!(
        "{} timed minutes on {}, {} ({}): {} timed {}\n\n",
        units.total_timed_minutes,
        units.dos,
        units.payer,
        units.rule,
        units.timed_units,
        if units.timed_units == 1 { "unit" } else { "units" }
    );
    if units.lines.is_empty() {
        text += "Nothing is billable.\n";
    } else {
        let rows: Vec<Vec<String>> = units
            .lines
            .iter()
            .map(|l| vec![l.code.clone(), l.units.to_string(), l.modifiers.join(" ")])
            .collect();
        text += &print::table(&["Code", ">Units", "Modifiers"], &rows);
    }
    if let Some(place) = &units.place_of_service {
        text += &format!("Place of service {place}\n");
    }
    for tie in &units.ties {
        text += &format!(
            "\nA tie: {} have an equal claim; {} took the unit, being first in the plan.\n",
            tie.between.join(" and "),
            tie.chosen
        );
    }
    text += &remarks_text(&units.remarks);
    text += "\nHow this came about\n";
    text += &steps_text(&units.steps);
    text
}

fn remarks_text(remarks: &[RemarkTold]) -> String {
    let mut text = String::new();
    if !remarks.is_empty() {
        text += "\nTo look at\n";
    }
    for remark in remarks {
        text += &format!("  {}: {} [{}]\n", remark.severity, remark.text, remark.name);
    }
    text
}

fn steps_text(steps: &[StepTold]) -> String {
    let mut text = String::new();
    for step in steps {
        let unsure = if step.confidence == "verified" { "" } else { ", not verified" };
        text += &format!("  {} [{}{unsure}]\n", step.text, step.rule);
    }
    text
}

/// Answers `price`.
pub fn price(args: &PriceArgs, book: Option<&Book>, as_json: bool) -> Answer {
    let contract = match &args.contract {
        None => None,
        Some(path) => {
            Some(std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?)
        }
    };
    let used = match (&args.used_pt_slp, &args.used_ot) {
        (None, None) => None,
        (pt_slp, ot) => Some(coding::used(
            pt_slp.as_deref().map_or(Ok(0), print::cents)?,
            ot.as_deref().map_or(Ok(0), print::cents)?,
        )),
    };
    let asked = PriceAsked {
        lines: args.lines.clone(),
        day: day_or_today(args.dos.as_deref())?,
        payer: args.payer.clone(),
        locality: args.locality.clone(),
        gpci: args.gpci.clone(),
        factor: args.cf.clone(),
        rvus: args.rvu.clone(),
        place: args.place.clone(),
        qualifying: args.qualifying_apm,
        deductible_left_cents: print::cents(&args.deductible_left)?,
        copay_cents: print::cents(&args.copay)?,
        coinsurance: args.coinsurance.clone(),
        used,
        contract,
        case_open: args.case_open,
    };
    let rulebook = coding::rulebook().map_err(words)?;
    let official = book.map_or_else(Official::default, Official::of);
    let prices = coding::price(&rulebook, &official, &asked).map_err(words)?;
    if as_json {
        print::json(&prices)?;
    } else {
        out(&prices_text(&prices))?;
    }
    Ok(coding::in_order(&prices.remarks))
}

fn prices_text(prices: &Prices) -> String {
    let row = |code: String, a: &coding::Priced| {
        let amounts = [
            a.charge_cents,
            a.allowed_cents,
            a.mppr_cents,
            a.deductible_cents,
            a.coinsurance_cents + a.copay_cents,
            a.assistant_cents,
            a.sequestration_cents,
            a.paid_cents,
            a.patient_cents,
        ];
        std::iter::once(code).chain(amounts.map(dollars)).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> = prices
        .lines
        .iter()
        .map(|l| {
            let modifiers: String = l.modifiers.iter().map(|m| format!(" {m}")).collect();
            row(format!("{} x {}{modifiers}", l.code, l.units), &l.amounts)
        })
        .collect();
    rows.push(row("All".into(), &prices.total));
    let columns = [
        "Line",
        ">Charge",
        ">Allowed",
        ">MPPR",
        ">Deductible",
        ">Patient's part",
        ">Assistant",
        ">Sequestration",
        ">Payer pays",
        ">Patient owes",
    ];
    let mut text = format!(
        "{} should pay {} for {}; the patient owes {}.\n\n",
        prices.payer,
        dollars(prices.total.paid_cents),
        prices.dos,
        dollars(prices.total.patient_cents)
    );
    text += &print::table(&columns, &rows);
    text += &remarks_text(&prices.remarks);
    for line in &prices.lines {
        text += &format!("\n{} x {}\n", line.code, line.units);
        text += &steps_text(&line.steps);
    }
    text
}

/// Answers `explain`; without a name, lists what has a page.
pub fn explain(name: Option<&str>, as_json: bool) -> Answer {
    let rulebook = coding::rulebook().map_err(words)?;
    let Some(name) = name else { return list(&rulebook, as_json) };
    let causes = causes().map_err(words)?;
    let page = explain::explain(&rulebook, &causes, name).map_err(words)?;
    if as_json {
        print::json(&page)?;
    } else {
        out(&page_text(&page))?;
    }
    Ok(true)
}

fn list(rulebook: &gonio_app::coding::Rulebook, as_json: bool) -> Answer {
    let names = explain::names(rulebook);
    if as_json {
        let all: Vec<_> = names
            .iter()
            .map(|(name, kind, title)| json!({"name": name, "kind": kind, "title": title}))
            .collect();
        print::json(&json!({ "names": all }))?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> =
        names.into_iter().map(|(name, kind, title)| vec![name, kind.to_string(), title]).collect();
    out(&print::table(&["Name", "Kind", "What it is"], &rows))?;
    out("\nCodes (97110), modifiers (CQ) and denial codes (CO-4) have pages too.\n")?;
    Ok(true)
}

fn page_text(page: &Explained) -> String {
    let mut text = format!("{}\n{}\n", page.name, page.title);
    for section in &page.sections {
        text += &format!("\n{}\n", section.heading);
        for line in section.text.lines() {
            text += &format!("  {line}\n");
        }
    }
    text += "\nSources\n";
    for source in &page.sources {
        let days = match (&source.from, &source.to) {
            (None, None) => String::new(),
            (from, to) => format!(
                " ({} to {})",
                from.as_deref().unwrap_or("before the records"),
                to.as_deref().unwrap_or("further notice")
            ),
        };
        text += &format!("  {}, {}{days}\n", source.title, source.place.trim());
    }
    text
}

/// Answers `rules`.
pub fn rules(command: &RulesCommand, as_json: bool) -> Answer {
    let rulebook = coding::rulebook().map_err(words)?;
    let as_of = match command {
        RulesCommand::List => return list(&rulebook, as_json),
        RulesCommand::Stale { as_of } => day_or_today(as_of.as_deref())?,
    };
    let stale = rulebook.stale(as_of);
    if as_json {
        let all: Vec<_> = stale
            .iter()
            .map(|s| {
                json!({"kind": s.kind, "name": s.name, "checked": s.checked.to_string(),
                    "confidence": s.confidence.name()})
            })
            .collect();
        print::json(&json!({ "as_of": as_of.to_string(), "stale": all }))?;
    } else if stale.is_empty() {
        out(&format!("Everything was compared with its source in {}.\n", as_of.date().year()))?;
    } else {
        let rows: Vec<Vec<String>> = stale
            .iter()
            .map(|s| {
                vec![
                    s.kind.to_string(),
                    s.name.clone(),
                    s.checked.to_string(),
                    s.confidence.words().to_string(),
                ]
            })
            .collect();
        out(&print::table(&["Kind", "Name", "Checked", "How sure"], &rows))?;
        out(&format!("\n{} to compare with their sources.\n", stale.len()))?;
    }
    Ok(stale.is_empty())
}
