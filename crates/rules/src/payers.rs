//! Payers: what each asks for and how it pays, as dated settings. A payer that says nothing of
//! a thing takes it from the profile it inherits.

use std::collections::BTreeMap;

use gonio_billing::day::Day;
use serde::Deserialize;

use crate::rulebook::{Confidence, day, days};

/// What can be set for a payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// How minutes become units.
    UnitRule,
    /// GP, GO, GN.
    DisciplineModifiers,
    /// CQ, CO.
    AssistantModifiers,
    /// What an assistant's reduction is taken from.
    AssistantReductionBase,
    /// Whether further units are reduced.
    Mppr,
    /// KX beyond a yearly amount.
    Kx,
    /// The cut of the federal program.
    Sequestration,
    /// G0283 or 97014.
    ElectricalStimulationCode,
    /// 97010.
    HotColdPacks,
    /// The pair edits.
    PairEdits,
    /// Whose fee decides.
    Fee,
    /// How the patient's share is reckoned.
    PatientShare,
    /// 95, or none.
    TelehealthModifier,
    /// Place of service of a patient at home.
    TelehealthPlaceHome,
    /// Place of service of a patient elsewhere.
    TelehealthPlaceElsewhere,
    /// Days to the last day for a first claim.
    FilingLimitDays,
    /// The same in months.
    FilingLimitMonths,
    /// Days for a corrected claim.
    CorrectedClaimLimitDays,
    /// Days for an appeal.
    AppealLimitDays,
    /// Whether replacement claims are taken.
    #[serde(rename = "frequency_7")]
    Frequency7,
    /// Within how many places GP, GO or GN must stand.
    ModifierPlaces,
}

impl Key {
    /// As the files write it.
    pub fn name(self) -> &'static str {
        match self {
            Key::UnitRule => "unit_rule",
            Key::DisciplineModifiers => "discipline_modifiers",
            Key::AssistantModifiers => "assistant_modifiers",
            Key::AssistantReductionBase => "assistant_reduction_base",
            Key::Mppr => "mppr",
            Key::Kx => "kx",
            Key::Sequestration => "sequestration",
            Key::ElectricalStimulationCode => "electrical_stimulation_code",
            Key::HotColdPacks => "hot_cold_packs",
            Key::PairEdits => "pair_edits",
            Key::Fee => "fee",
            Key::PatientShare => "patient_share",
            Key::TelehealthModifier => "telehealth_modifier",
            Key::TelehealthPlaceHome => "telehealth_place_home",
            Key::TelehealthPlaceElsewhere => "telehealth_place_elsewhere",
            Key::FilingLimitDays => "filing_limit_days",
            Key::FilingLimitMonths => "filing_limit_months",
            Key::CorrectedClaimLimitDays => "corrected_claim_limit_days",
            Key::AppealLimitDays => "appeal_limit_days",
            Key::Frequency7 => "frequency_7",
            Key::ModifierPlaces => "modifier_places",
        }
    }

    /// The values it may have; none listed: a whole number.
    fn values(self) -> &'static [&'static str] {
        match self {
            Key::UnitRule => &["cms8", "ama"],
            Key::DisciplineModifiers => &["wanted", "accepted", "unwanted"],
            Key::AssistantModifiers | Key::Kx => &["wanted", "unwanted"],
            Key::AssistantReductionBase => &["program_share", "allowed_amount", "none"],
            Key::Mppr | Key::Sequestration | Key::PairEdits => &["medicare", "none"],
            Key::ElectricalStimulationCode => &["G0283", "97014"],
            Key::HotColdPacks => &["bundled", "payable"],
            Key::Fee => &["medicare", "contract"],
            Key::PatientShare => &["medicare", "plan"],
            Key::TelehealthModifier => &["95", "none"],
            Key::Frequency7 => &["accepted", "refused"],
            Key::TelehealthPlaceHome
            | Key::TelehealthPlaceElsewhere
            | Key::FilingLimitDays
            | Key::FilingLimitMonths
            | Key::CorrectedClaimLimitDays
            | Key::AppealLimitDays
            | Key::ModifierPlaces => &[],
        }
    }
}

/// One setting with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What is set.
    pub key: Key,
    /// To what.
    pub value: String,
    /// From this day; `None`: as far back as the records go.
    pub first_day: Option<Day>,
    /// To this day; `None`: until further notice.
    pub last_day: Option<Day>,
    /// How sure we are.
    pub confidence: Confidence,
    /// When it was last looked up.
    pub checked: Day,
    /// Where.
    pub source: String,
}

impl Setting {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.first_day.is_none_or(|first| first <= day)
            && self.last_day.is_none_or(|last| day <= last)
    }
}

/// A payer, or a profile that payers share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Its name: the file's.
    pub name: String,
    /// As people call it.
    pub title: String,
    /// A profile that others inherit, no payer by itself.
    pub base: bool,
    /// What else is to be known.
    pub note: String,
    /// Whose settings hold where it has none.
    pub inherits: Option<String>,
    /// Its own settings.
    pub own: Vec<Setting>,
    /// Those of all it inherits, the nearest first.
    inherited: Vec<Setting>,
}

impl Payer {
    /// What is set for `key` on a day: the payer's own, else what it inherits.
    pub fn setting(&self, key: Key, day: Day) -> Option<&Setting> {
        let mut all = self.own.iter().chain(&self.inherited);
        all.find(|s| s.key == key && s.holds(day))
    }

    /// All that is set: its own, and what it inherits where it says nothing of a key itself.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        let own = |key| self.own.iter().any(|s| s.key == key);
        self.own.iter().chain(self.inherited.iter().filter(move |s| !own(s.key)))
    }

    /// The value of `key` on a day.
    pub fn value(&self, key: Key, day: Day) -> Option<&str> {
        self.setting(key, day).map(|s| s.value.as_str())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayerFile {
    name: String,
    title: String,
    #[serde(default)]
    base: bool,
    inherits: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    setting: Vec<SettingEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingEntry {
    key: Key,
    value: String,
    first_day: Option<String>,
    last_day: Option<String>,
    confidence: Confidence,
    checked: String,
    source: String,
}

/// Reads one file.
///
/// # Errors
/// What is wrong in it.
pub(crate) fn parse(file: &str, text: &str) -> Result<Payer, String> {
    let read: PayerFile = toml::from_str(text).map_err(|e| e.message().to_string())?;
    if format!("{}.toml", read.name) != file {
        return Err(format!("the file's name is not the payer's, {}", read.name));
    }
    let mut own: Vec<Setting> = Vec::new();
    for entry in read.setting {
        let (first_day, last_day) = days(entry.first_day.as_deref(), entry.last_day.as_deref())?;
        let key = entry.key;
        let values = key.values();
        let number = values.is_empty() && crate::exact::scaled(&entry.value, 0).is_some();
        if !number && !values.contains(&entry.value.as_str()) {
            return Err(format!("{:?} is no value of {}", entry.value, key.name()));
        }
        if entry.source.trim().is_empty() {
            return Err(format!("{} has no source", key.name()));
        }
        let setting = Setting {
            key,
            value: entry.value,
            first_day,
            last_day,
            confidence: entry.confidence,
            checked: day(&entry.checked)?,
            source: entry.source,
        };
        let overlaps = |other: &&Setting| {
            let starts = setting.first_day.unwrap_or(Day(i32::MIN));
            let ends = setting.last_day.unwrap_or(Day(i32::MAX));
            other.key == key
                && other.first_day.is_none_or(|first| first <= ends)
                && other.last_day.is_none_or(|last| starts <= last)
        };
        if own.iter().find(overlaps).is_some() {
            return Err(format!("two values of {} hold on the same day", key.name()));
        }
        own.push(setting);
    }
    Ok(Payer {
        name: read.name,
        title: read.title,
        base: read.base,
        note: read.note,
        inherits: read.inherits,
        own,
        inherited: Vec::new(),
    })
}

/// Gives each payer the settings of those it inherits.
///
/// # Errors
/// A profile that is not there, or one that inherits itself.
pub(crate) fn inherit(files: Vec<Payer>) -> Result<BTreeMap<String, Payer>, String> {
    let all: BTreeMap<String, Payer> = files.into_iter().map(|p| (p.name.clone(), p)).collect();
    let mut done = BTreeMap::new();
    for (name, payer) in &all {
        let mut payer = payer.clone();
        let mut next = payer.inherits.clone();
        let mut steps = 0;
        while let Some(parent) = next {
            let wrong = |what: &str| Err(format!("rulebook/payers/{name}.toml: {parent} {what}"));
            let Some(profile) = all.get(&parent) else {
                return wrong("is inherited and not there");
            };
            steps += 1;
            if steps > all.len() {
                return wrong("inherits itself");
            }
            payer.inherited.extend(profile.own.iter().cloned());
            next = profile.inherits.clone();
        }
        done.insert(name.clone(), payer);
    }
    Ok(done)
}
