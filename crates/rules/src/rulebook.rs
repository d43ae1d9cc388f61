//! Loads the rulebook: dated parameters, pages of rules, payers and tables. What is unknown,
//! overlaps, has a gap or no source fails the load, with the file's name.

use std::collections::BTreeMap;

use gonio_billing::day::Day;
use serde::Deserialize;

use crate::payers::{self, Payer};
use crate::tables::{Sidecar, Tables};

/// Every file of `rulebook/` by its path there.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rulebook.rs"));

/// The rulebook.
pub struct Rulebook {
    parameters: BTreeMap<String, Vec<Parameter>>,
    rules: BTreeMap<String, Rule>,
    payers: BTreeMap<String, Payer>,
    tables: Tables,
    sidecars: BTreeMap<String, Sidecar>,
}

/// Where something was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Where it is: an address, a chapter, a file.
    #[serde(rename = "where")]
    pub place: String,
}

/// How sure the rulebook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the source that is named.
    Verified,
    /// Known in the field, and nobody has checked it yet.
    GeneralKnowledge,
}

impl Confidence {
    /// As the files write it.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Verified => "verified",
            Confidence::GeneralKnowledge => "general_knowledge",
        }
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Confidence::Verified => "read in the source",
            Confidence::GeneralKnowledge => "general knowledge, not verified",
        }
    }
}

/// Which day of a claim selects a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectedBy {
    /// The day of service.
    ServiceDate,
    /// The last day of service of the claim.
    ThroughDate,
}

impl SelectedBy {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            SelectedBy::ServiceDate => "the day of service",
            SelectedBy::ThroughDate => "the last day of service",
        }
    }
}

/// What a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Dollars for one relative value unit, four decimals.
    DollarsPerRvu,
    /// Cents.
    Cents,
    /// A part of one.
    Fraction,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Months.
    Months,
    /// `true` or `false`.
    YesNo,
}

/// Whether a value is law yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In force, or fixed for its days.
    Final,
    /// Proposed: told, never used.
    Proposed,
}

/// One value with the days that it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The value as it is written.
    pub value: String,
    /// What it counts.
    pub unit: Unit,
    /// The first day.
    pub first_day: Day,
    /// The last day; `None` while it is in force until further notice.
    pub last_day: Option<Day>,
    /// Which day of a claim selects it.
    pub selected_by: SelectedBy,
    /// Whether it may be used.
    pub status: Status,
    /// How sure we are.
    pub confidence: Confidence,
    /// The day somebody last compared it with its source.
    pub checked: Day,
    /// What else is to be known.
    pub note: String,
    /// Where it was read.
    pub sources: Vec<Source>,
}

/// A rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name: the file, the page, the code.
    pub name: String,
    /// In one line.
    pub title: String,
    /// Counts up when the rule's meaning here changes.
    pub version: String,
    /// The first day; `None` when it is older than the records.
    pub first_day: Option<Day>,
    /// The last day; `None` while it is in force.
    pub last_day: Option<Day>,
    /// Whom it concerns.
    pub payers: String,
    /// What it says.
    pub plain: String,
    /// Why it exists.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// The day somebody last compared it with its source.
    pub checked: Day,
    /// What else is to be known.
    pub note: String,
    /// Where it was read.
    pub sources: Vec<Source>,
}

/// No value holds on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCovered {
    /// What was asked for.
    pub what: String,
    /// The day.
    pub day: Day,
    /// A value that is proposed for it.
    pub proposed: Option<String>,
}

impl std::fmt::Display for NotCovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let NotCovered { what, day, proposed } = self;
        write!(f, "not covered: the rulebook has no final value of {what} for {day}")?;
        match proposed {
            Some(value) => write!(f, " (proposed: {value})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NotCovered {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    name: String,
    value: String,
    unit: Unit,
    first_day: String,
    last_day: Option<String>,
    selected_by: SelectedBy,
    status: Status,
    confidence: Confidence,
    checked: String,
    #[serde(default)]
    note: String,
    sources: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    name: String,
    title: String,
    version: String,
    first_day: Option<String>,
    last_day: Option<String>,
    payers: String,
    plain: String,
    why: String,
    fix: String,
    confidence: Confidence,
    checked: String,
    #[serde(default)]
    note: String,
    sources: Vec<Source>,
}

impl Rulebook {
    /// The rulebook that ships with the program.
    ///
    /// # Errors
    /// A file that is malformed, in plain words. The tests load it, so a release never fails.
    pub fn embedded() -> Result<Rulebook, String> {
        Rulebook::load(FILES)
    }

    /// Loads files given as path and text.
    ///
    /// # Errors
    /// The first file that is wrong, and why.
    pub fn load(files: &[(&str, &str)]) -> Result<Rulebook, String> {
        let mut parameters: BTreeMap<String, Vec<Parameter>> = BTreeMap::new();
        let mut rules = BTreeMap::new();
        let mut payer_files = Vec::new();
        let mut sidecars = BTreeMap::new();
        let mut tables = BTreeMap::new();
        for &(path, text) in files {
            let parts: Vec<&str> = path.split('/').collect();
            let named = |e: String| format!("rulebook/{path}: {e}");
            match parts.as_slice() {
                ["parameters", name, file] => {
                    let parameter = parameter(name, file, text).map_err(named)?;
                    parameters.entry((*name).to_string()).or_default().push(parameter);
                }
                ["rules", file] => {
                    let rule = rule(file, text).map_err(named)?;
                    rules.insert(rule.name.clone(), rule);
                }
                ["payers", file] => {
                    payer_files.push(payers::parse(file, text).map_err(named)?);
                }
                ["tables", file] => match file.strip_suffix(".toml") {
                    Some(name) => {
                        let sidecar: Sidecar =
                            toml::from_str(text).map_err(|e| named(e.message().to_string()))?;
                        sidecar.proved().map_err(named)?;
                        sidecars.insert(name.to_string(), sidecar);
                    }
                    None => {
                        tables.insert(*file, text);
                    }
                },
                _ => return Err(named("no file of the rulebook belongs here".into())),
            }
        }
        for (name, values) in &mut parameters {
            values.sort_by_key(|v| v.first_day);
            no_gaps(name, values)?;
        }
        for file in tables.keys() {
            let name = file.trim_end_matches(".csv");
            if !sidecars.contains_key(name) {
                return Err(format!("rulebook/tables/{file}: {name}.toml says nothing of it"));
            }
        }
        Ok(Rulebook {
            parameters,
            rules,
            payers: payers::inherit(payer_files)?,
            tables: Tables::load(&tables)?,
            sidecars,
        })
    }

    /// The value of a parameter on a day.
    ///
    /// # Errors
    /// No final value holds then; the nearest is never taken.
    pub fn parameter(&self, name: &str, day: Day) -> Result<&Parameter, NotCovered> {
        let values = self.parameters.get(name).map_or(&[][..], Vec::as_slice);
        let mut on_day = values.iter().filter(|v| v.holds(day));
        let mut proposed = None;
        let found = on_day.find(|v| {
            if v.status == Status::Proposed {
                proposed = Some(v.value.clone());
            }
            v.status == Status::Final
        });
        found.ok_or_else(|| NotCovered { what: name.to_string(), day, proposed })
    }

    /// A parameter's value on a day, scaled by 10^`places`.
    ///
    /// # Errors
    /// No final value holds then.
    pub fn number(&self, name: &str, day: Day, places: u32) -> Result<i64, NotCovered> {
        let value = self.parameter(name, day)?;
        crate::exact::scaled(&value.value, places).ok_or_else(|| NotCovered {
            what: format!("{name} with {places} decimals"),
            day,
            proposed: None,
        })
    }

    /// Whether a yes-or-no parameter is a yes on a day; no where nothing is said.
    pub fn says(&self, name: &str, day: Day) -> bool {
        self.parameter(name, day).is_ok_and(|v| v.value == "true")
    }

    /// Every parameter with its values by first day.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &[Parameter])> {
        self.parameters.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The page of a rule.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.get(name)
    }

    /// Every rule.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// A payer by its name; base profiles are none.
    pub fn payer(&self, name: &str) -> Option<&Payer> {
        self.payers.get(name).filter(|p| !p.base)
    }

    /// The payer or base profile of that name: what usually holds where nothing else is known.
    pub fn profile(&self, name: &str) -> Option<&Payer> {
        self.payers.get(name)
    }

    /// Every payer, without the base profiles.
    pub fn payers(&self) -> impl Iterator<Item = &Payer> {
        self.payers.values().filter(|p| !p.base)
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// What is known of each table as a whole.
    pub fn sidecars(&self) -> impl Iterator<Item = (&str, &Sidecar)> {
        self.sidecars.iter().map(|(name, sidecar)| (name.as_str(), sidecar))
    }

    /// What nobody has compared with its source since the year of `today` began.
    pub fn stale(&self, today: Day) -> Vec<Stale> {
        let year = Day::new(today.date().year(), 1, 1).unwrap_or(today);
        let mut stale = Vec::new();
        let mut look = |kind: &'static str, name: String, checked: Day, confidence: Confidence| {
            if checked < year {
                stale.push(Stale { kind, name, checked, confidence });
            }
        };
        for (name, values) in self.parameters() {
            // A value of the past is settled; the one in force may have changed.
            for value in values.iter().filter(|v| v.last_day.is_none_or(|last| last >= year)) {
                let name = format!("{name} from {}", value.first_day);
                look("parameter", name, value.checked, value.confidence);
            }
        }
        for rule in self.rules().filter(|r| r.last_day.is_none_or(|last| last >= year)) {
            look("rule", rule.name.clone(), rule.checked, rule.confidence);
        }
        for payer in self.payers.values() {
            for setting in payer.own.iter().filter(|s| s.last_day.is_none_or(|l| l >= year)) {
                let name = format!("{} {}", payer.name, setting.key.name());
                look("payer", name, setting.checked, setting.confidence);
            }
        }
        for (name, sidecar) in self.sidecars() {
            if let Some(checked) = Day::parse(&sidecar.checked) {
                look("table", name.to_string(), checked, Confidence::Verified);
            }
        }
        stale
    }
}

/// Something that nobody has looked up this year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// parameter, rule, payer or table.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// When it was looked up last.
    pub checked: Day,
    /// How sure it was then.
    pub confidence: Confidence,
}

impl Parameter {
    /// Whether the value is meant for this day.
    pub fn holds(&self, day: Day) -> bool {
        self.first_day <= day && self.last_day.is_none_or(|last| day <= last)
    }
}

/// A day written in a file.
pub(crate) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text:?} is no day; write it as 2026-03-31"))
}

/// A pair of days written in a file, in order.
pub(crate) fn days(
    first: Option<&str>,
    last: Option<&str>,
) -> Result<(Option<Day>, Option<Day>), String> {
    let (first, last) = (first.map(day).transpose()?, last.map(day).transpose()?);
    match (first, last) {
        (Some(first), Some(last)) if last < first => {
            Err(format!("the last day {last} is before the first, {first}"))
        }
        both => Ok(both),
    }
}

fn parameter(name: &str, file: &str, text: &str) -> Result<Parameter, String> {
    let read: ParameterFile = toml::from_str(text).map_err(|e| e.message().to_string())?;
    if read.name != name || format!("{}.toml", read.first_day) != file {
        return Err("the folder is the parameter's name, the file its first day".into());
    }
    sourced(&read.sources)?;
    let (first_day, last_day) = days(Some(&read.first_day), read.last_day.as_deref())?;
    let fits = match read.unit {
        Unit::YesNo => matches!(read.value.as_str(), "true" | "false"),
        Unit::DollarsPerRvu | Unit::Fraction => crate::exact::scaled(&read.value, 4).is_some(),
        Unit::Cents | Unit::Minutes | Unit::Days | Unit::Months => {
            crate::exact::scaled(&read.value, 0).is_some()
        }
    };
    if !fits {
        return Err(format!("{:?} is no value of its unit", read.value));
    }
    Ok(Parameter {
        value: read.value,
        unit: read.unit,
        first_day: first_day.unwrap_or_default(),
        last_day,
        selected_by: read.selected_by,
        status: read.status,
        confidence: read.confidence,
        checked: day(&read.checked)?,
        note: read.note,
        sources: read.sources,
    })
}

fn rule(file: &str, text: &str) -> Result<Rule, String> {
    let read: RuleFile = toml::from_str(text).map_err(|e| e.message().to_string())?;
    if format!("{}.toml", read.name) != file {
        return Err(format!("the file's name is not the rule's, {}", read.name));
    }
    sourced(&read.sources)?;
    for (what, text) in
        [("title", &read.title), ("plain", &read.plain), ("why", &read.why), ("fix", &read.fix)]
    {
        if text.trim().is_empty() {
            return Err(format!("`{what}` is empty"));
        }
    }
    let (first_day, last_day) = days(read.first_day.as_deref(), read.last_day.as_deref())?;
    Ok(Rule {
        name: read.name,
        title: read.title,
        version: read.version,
        first_day,
        last_day,
        payers: read.payers,
        plain: read.plain.trim().to_string(),
        why: read.why.trim().to_string(),
        fix: read.fix.trim().to_string(),
        confidence: read.confidence,
        checked: day(&read.checked)?,
        note: read.note,
        sources: read.sources,
    })
}

fn sourced(sources: &[Source]) -> Result<(), String> {
    let told = |s: &Source| !s.title.trim().is_empty() && !s.place.trim().is_empty();
    if sources.is_empty() || !sources.iter().all(told) {
        return Err("a source with `title` and `where` is missing".into());
    }
    Ok(())
}

/// Values by first day follow each other without a gap or an overlap. A proposed value comes
/// after the final ones.
fn no_gaps(name: &str, values: &[Parameter]) -> Result<(), String> {
    for pair in values.windows(2) {
        let [before, after] = pair else { continue };
        let next = before.last_day.map(|last| Day(last.0 + 1));
        if next != Some(after.first_day) {
            return Err(format!(
                "rulebook/parameters/{name}: the value from {} and the one from {} overlap or \
                 leave a gap",
                before.first_day, after.first_day
            ));
        }
        if before.status == Status::Proposed && after.status == Status::Final {
            return Err(format!(
                "rulebook/parameters/{name}: a final value, from {}, follows a proposed one",
                after.first_day
            ));
        }
    }
    Ok(())
}
