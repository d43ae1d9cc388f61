//! Units, expected payment and their pages, as the command line, the JSON addresses and the
//! calculator ask for them. Needs no book; official tables that a book holds are used first.

use gonio_billing::day::Day;
use gonio_rules::accumulator::Accumulators;
use gonio_rules::advice::{self, Edit, Edits, Looked, Most};
pub use gonio_rules::code::Code;
use gonio_rules::code::{Discipline, Modifier, Who};
use gonio_rules::contract::{self, Contract};
use gonio_rules::exact::scaled;
use gonio_rules::modifiers::{Modifiers, arrange};
use gonio_rules::payers::Key;
pub use gonio_rules::price::Priced;
use gonio_rules::price::{
    self, Allowed, Asked, Indices, MOST_CHARGE_CENTS, MOST_FACTOR, MOST_HUNDREDTHS,
    MOST_THOUSANDTHS, MOST_UNITS, Patient, Schedule, Sharing, Values,
};
pub use gonio_rules::rulebook::Rulebook;
use gonio_rules::telehealth;
use gonio_rules::terms::{Terms, UnitRule};
use gonio_rules::units::{Coder, Treatment};
use gonio_rules::working::{Remark, Severity, Step, Working};
use serde::Serialize;

use crate::official::Official;
use crate::{Error, Result};

/// The payer when none is named.
pub const USUAL_PAYER: &str = "medicare";

/// The rulebook that ships with the program.
///
/// # Errors
/// A rulebook that does not load; the tests load it, so a release never fails.
pub fn rulebook() -> Result<Rulebook> {
    Rulebook::embedded().map_err(Error::Refused)
}

/// A step as it is told: with where its rule comes from.
#[derive(Clone, Debug, Serialize)]
pub struct StepTold {
    /// What was done.
    pub text: String,
    /// The rule's name.
    pub rule: &'static str,
    /// Its version.
    pub version: String,
    /// Its first day, if it is known.
    pub first_day: Option<String>,
    /// Its last day, if it has one.
    pub last_day: Option<String>,
    /// Where it was read.
    pub source: String,
    /// `general_knowledge` where nobody has verified it.
    pub confidence: &'static str,
}

/// A remark as it is told.
#[derive(Clone, Debug, Serialize)]
pub struct RemarkTold {
    /// error, warning, advice.
    pub severity: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// The codes concerned.
    pub codes: Vec<String>,
    /// What is the matter, and what to do.
    pub text: String,
    /// Where the rule was read.
    pub source: String,
}

fn told(book: &Rulebook, steps: Vec<Step>) -> Vec<StepTold> {
    let tell = |step: Step| {
        let rule = book.rule(step.rule);
        StepTold {
            text: step.text,
            rule: step.rule,
            version: rule.map_or_else(String::new, |r| r.version.clone()),
            first_day: rule.and_then(|r| r.first_day).map(|d| d.to_string()),
            last_day: rule.and_then(|r| r.last_day).map(|d| d.to_string()),
            source: source(book, step.rule),
            confidence: rule.map_or("general_knowledge", |r| r.confidence.name()),
        }
    };
    steps.into_iter().map(tell).collect()
}

fn remarks_told(book: &Rulebook, remarks: Vec<Remark>) -> Vec<RemarkTold> {
    let mut all: Vec<Remark> = remarks;
    all.sort_by_key(|r| std::cmp::Reverse(r.severity));
    let tell = |remark: Remark| RemarkTold {
        severity: remark.severity.name(),
        name: remark.rule,
        codes: remark.codes.iter().map(Code::to_string).collect(),
        text: remark.text,
        source: source(book, remark.rule),
    };
    all.into_iter().map(tell).collect()
}

/// The first source of a rule, in a line.
fn source(book: &Rulebook, rule: &str) -> String {
    let source = book.rule(rule).and_then(|r| r.sources.first());
    source.map_or_else(String::new, |s| format!("{}, {}", s.title, s.place))
}

/// What is asked of [`units`].
#[derive(Clone, Debug, Default)]
pub struct UnitsAsked {
    /// `CODE:MINUTES` or `CODE:MINUTES:WHO`, in the order of the plan.
    pub treatments: Vec<String>,
    /// The day of service.
    pub day: Day,
    /// The payer; Medicare when none is named.
    pub payer: Option<String>,
    /// Another unit rule than the payer's.
    pub rule: Option<String>,
    /// `home` or `elsewhere`: the patient was not in the clinic.
    pub telehealth: Option<String>,
    /// Without a picture.
    pub audio_only: bool,
    /// The clinic is a critical access hospital.
    pub critical_access: bool,
}

/// A line of [`Units`].
#[derive(Clone, Debug, Serialize)]
pub struct UnitsLine {
    /// The code.
    pub code: String,
    /// How many.
    pub units: u32,
    /// In the order to send.
    pub modifiers: Vec<String>,
}

/// A tie of [`Units`].
#[derive(Clone, Debug, Serialize)]
pub struct TieTold {
    /// Codes with an equal claim to a unit.
    pub between: Vec<String>,
    /// The one that got it; several, parted by a blank, where several did.
    pub chosen: String,
}

/// What a day's treatment is billed as.
#[derive(Clone, Debug, Serialize)]
pub struct Units {
    /// cms8 or ama.
    pub rule: &'static str,
    /// The payer's name in the rulebook.
    pub payer: String,
    /// The day of service.
    pub dos: String,
    /// Minutes of codes that are counted by time.
    pub total_timed_minutes: u32,
    /// Units of codes that are counted by time.
    pub timed_units: u32,
    /// Place of service of a telehealth visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<String>,
    /// The lines to bill; none when nothing is billable.
    pub lines: Vec<UnitsLine>,
    /// Choices that another order of the plan would make otherwise.
    pub ties: Vec<TieTold>,
    /// What to look at.
    pub remarks: Vec<RemarkTold>,
    /// The working.
    pub steps: Vec<StepTold>,
}

/// Whether nothing among the remarks is likely to cost money.
pub fn in_order(remarks: &[RemarkTold]) -> bool {
    remarks.iter().all(|r| r.severity == "advice")
}

/// Minutes to units and modifiers, with the working.
///
/// # Errors
/// An entry, a payer or a rule that cannot be understood; a day that the rulebook does not
/// cover.
pub fn units(book: &Rulebook, official: &Official<'_>, asked: &UnitsAsked) -> Result<Units> {
    let payer = asked.payer.as_deref().unwrap_or(USUAL_PAYER);
    let mut terms = Terms::of(book, payer, asked.day).map_err(Error::Refused)?;
    if let Some(rule) = &asked.rule {
        let known = UnitRule::new(rule).ok_or_else(|| {
            Error::Refused(format!("{rule} is no unit rule; there are cms8 and ama"))
        })?;
        terms = terms.counting_by(known);
    }
    if asked.critical_access {
        terms = terms.in_critical_access_hospital();
    }
    let treatments: Vec<Treatment> =
        asked.treatments.iter().map(|t| treatment(t)).collect::<Result<_>>()?;
    let mut working = Working::shown();
    let mut coder = Coder::new(&terms);
    let coded = coder.code(&treatments, &mut working).clone();
    let mut remarks = coded.remarks;
    let mut extra = Modifiers::NONE;
    let mut place = None;
    if let Some(patient) = &asked.telehealth {
        let patient = match patient.as_str() {
            "home" => telehealth::Patient::Home,
            "elsewhere" => telehealth::Patient::Elsewhere,
            other => {
                return Err(Error::Refused(format!(
                    "{other} is not where a patient is; write home or elsewhere"
                )));
            }
        };
        let afar = telehealth::of(&terms, patient, asked.audio_only, &mut working);
        let afar = afar.map_err(Error::Refused)?;
        place = Some(afar.place);
        afar.modifier.into_iter().for_each(|m| extra.add(m));
        remarks.extend(afar.remark);
    }
    let looked: Vec<Looked> = coded
        .lines
        .iter()
        .map(|line| Looked {
            code: line.code,
            units: line.units,
            discipline: Some(line.discipline),
            modifiers: line.modifiers,
        })
        .collect();
    remarks.extend(advice::of(&terms, &OnDay { terms: &terms, official }, &looked)?);
    let mut lines = Vec::new();
    for line in &coded.lines {
        let wanted: Vec<Modifier> = line.modifiers.iter().chain(&*extra).copied().collect();
        let arranged = arrange(book, terms.day, &wanted);
        remarks.extend(without_place(line.code, &arranged));
        lines.push(UnitsLine {
            code: line.code.to_string(),
            units: line.units,
            modifiers: arranged.kept.iter().map(Modifier::to_string).collect(),
        });
    }
    let words = |codes: &[Code]| codes.iter().map(Code::to_string).collect::<Vec<_>>();
    Ok(Units {
        rule: terms.unit_rule.name(),
        payer: terms.payer.name.clone(),
        dos: asked.day.to_string(),
        total_timed_minutes: coded.total_timed_minutes,
        timed_units: coded.timed_units,
        place_of_service: place,
        lines,
        ties: coded
            .ties
            .iter()
            .map(|tie| TieTold {
                between: words(&tie.between),
                chosen: words(&tie.chosen).join(" "),
            })
            .collect(),
        remarks: remarks_told(book, remarks),
        steps: told(book, working.take()),
    })
}

fn without_place(code: Code, arranged: &gonio_rules::modifiers::Arranged) -> Option<Remark> {
    let list =
        |all: &[Modifier]| all.iter().map(Modifier::to_string).collect::<Vec<_>>().join(", ");
    let (severity, text) = if !arranged.without_place.is_empty() {
        let rest = list(&arranged.without_place);
        let text = format!(
            "{code}: five modifiers want four places, and none only informs: {rest} has no place"
        );
        (Severity::Error, text)
    } else if !arranged.left_out.is_empty() {
        let rest = list(&arranged.left_out);
        (Severity::Advice, format!("{code}: {rest} only informs and gave way to the other four"))
    } else {
        return None;
    };
    Some(Remark { severity, rule: "modifier_order", codes: vec![code], text })
}

/// `CODE:MINUTES` or `CODE:MINUTES:WHO`.
fn treatment(text: &str) -> Result<Treatment> {
    let wrong = |what: &str| {
        Error::Refused(format!("{text}: {what}; write it as 97110:23:PT (code, minutes, who)"))
    };
    let mut parts = text.split(':');
    let code = parts.next().and_then(Code::new).ok_or_else(|| wrong("the code is no code"))?;
    let minutes = parts.next().map(str::trim).and_then(|m| m.parse().ok());
    let minutes = minutes.ok_or_else(|| wrong("the minutes are no whole number"))?;
    let who = match parts.next().map(str::trim) {
        None | Some("") => Who::Pt,
        Some(who) => Who::new(who).ok_or_else(|| wrong("WHO is PT, PTA, OT, OTA or SLP"))?,
    };
    match parts.next() {
        None => Ok(Treatment { code, minutes, who }),
        Some(_) => Err(wrong("it has more than three parts")),
    }
}

/// The edits of a day: official files first, else the rulebook's excerpt.
struct OnDay<'t, 'a> {
    terms: &'t Terms<'a>,
    official: &'t Official<'t>,
}

impl Edits for OnDay<'_, '_> {
    type Trouble = Error;

    fn pair(&self, column1: Code, column2: Code) -> Result<Option<Edit>> {
        let day = self.terms.day;
        match self.official.pair(column1.as_str(), column2.as_str(), day)? {
            Some(edit) => Ok(edit),
            None => self.terms.pair(column1, column2).map_err(|e| match e {}),
        }
    }

    fn most(&self, code: Code) -> Result<Option<Most>> {
        match self.official.most(code.as_str(), self.terms.day)? {
            Some(most) => Ok(most),
            None => self.terms.most(code).map_err(|e| match e {}),
        }
    }
}

/// What is asked of [`price()`].
#[derive(Clone, Debug, Default)]
pub struct PriceAsked {
    /// `CODExUNITS+MODIFIER…@CHARGE`.
    pub lines: Vec<String>,
    /// The day of service.
    pub day: Day,
    /// The payer; Medicare when none is named.
    pub payer: Option<String>,
    /// `MAC-LOCALITY`.
    pub locality: Option<String>,
    /// `WORK/PE/MP`.
    pub gpci: Option<String>,
    /// Another conversion factor.
    pub factor: Option<String>,
    /// `CODE=WORK/PE/MP/INDICATOR`.
    pub rvus: Vec<String>,
    /// Place of service; 11 when none is named.
    pub place: Option<String>,
    /// The clinician is in a qualifying payment model.
    pub qualifying: bool,
    /// What is left of the year's deductible, in cents.
    pub deductible_left_cents: i64,
    /// The visit's copay, in cents.
    pub copay_cents: i64,
    /// The plan's coinsurance as a part of one; the payer's own when none is named.
    pub coinsurance: Option<String>,
    /// What the patient has used of the year's amounts.
    pub used: Option<Accumulators>,
    /// The text of the practice's contract with the payer.
    pub contract: Option<String>,
    /// The case was paid before.
    pub case_open: bool,
}

/// What a patient has used of the year's amounts, in cents.
pub fn used(pt_slp_cents: i64, ot_cents: i64) -> Accumulators {
    Accumulators { pt_slp_cents, ot_cents }
}

/// A line of [`Prices`].
#[derive(Clone, Debug, Serialize)]
pub struct PriceLine {
    /// The code.
    pub code: String,
    /// How many.
    pub units: u32,
    /// As asked.
    pub modifiers: Vec<String>,
    /// The amounts.
    #[serde(flatten)]
    pub amounts: Priced,
    /// The working.
    pub steps: Vec<StepTold>,
}

/// What the payer should pay.
#[derive(Clone, Debug, Serialize)]
pub struct Prices {
    /// The day of service.
    pub dos: String,
    /// The payer's name in the rulebook.
    pub payer: String,
    /// The lines, in the order asked.
    pub lines: Vec<PriceLine>,
    /// All of them.
    pub total: Priced,
    /// What to look at.
    pub remarks: Vec<RemarkTold>,
}

/// A line as it was asked for.
struct Line {
    code: Code,
    units: u32,
    modifiers: Vec<Modifier>,
    charge_cents: i64,
}

/// What the payer should pay, step by step.
///
/// # Errors
/// A line, payer, place or number that cannot be understood; a value that the rulebook does
/// not cover for the day.
pub fn price(book: &Rulebook, official: &Official<'_>, asked: &PriceAsked) -> Result<Prices> {
    let payer = asked.payer.as_deref().unwrap_or(USUAL_PAYER);
    let terms = Terms::of(book, payer, asked.day).map_err(Error::Refused)?;
    let lines: Vec<Line> = asked.lines.iter().map(|l| line(l)).collect::<Result<_>>()?;
    let by_contract = terms.payer.value(Key::Fee, terms.day) != Some("medicare");
    let mut sharing = Sharing::of(&terms, terms.day).map_err(Error::Refused)?;
    if let Some(rate) = &asked.coinsurance {
        let read = scaled(rate, 4).filter(|r| *r <= 10_000);
        sharing.coinsurance = read.ok_or_else(|| {
            Error::Refused(format!("{rate} is no part of one; write 20 % as 0.20"))
        })?;
    }
    let schedule = schedule(&terms, official, asked, &lines);
    let mut remarks = Vec::new();
    let (mut values, mut origins) = (Vec::new(), Vec::new());
    for line in &lines {
        let (found, origin) = values_of(&terms, official, asked, line)?.unzip();
        values.push(found);
        origins.push(origin);
    }
    let wanted = |line: &Line, values: Values| Asked {
        code: line.code,
        units: line.units,
        charge_cents: line.charge_cents,
        assisted: price::said_by(&line.modifiers).0,
        values,
    };
    let (allowed, mut steps, asked_lines, schedule): (Vec<Allowed>, Vec<Vec<Step>>, Vec<Asked>, _) =
        if by_contract {
            let all: Vec<Asked> = lines
                .iter()
                .zip(&values)
                .map(|(line, v)| wanted(line, v.unwrap_or(UNKNOWN)))
                .collect();
            let found = by_contract_terms(&terms, asked, &lines, &values, schedule.ok().as_ref())?;
            let (allowed, steps) = found.into_iter().map(|(a, s)| (a, vec![s])).unzip();
            (allowed, steps, all, None)
        } else {
            let schedule = schedule?;
            let mut all = Vec::new();
            for (line, v) in lines.iter().zip(&values) {
                let v = v.ok_or_else(|| not_valued(line.code, terms.day))?;
                if !v.payable {
                    remarks.push(Remark {
                        severity: Severity::Error,
                        rule: "not_payable_status",
                        codes: vec![line.code],
                        text: format!(
                            "{}: {} does not pay this code",
                            line.code, terms.payer.title
                        ),
                    });
                }
                all.push(wanted(line, v));
            }
            let mut allowed = Vec::new();
            schedule.allow(&all, &mut allowed);
            (allowed, vec![Vec::new(); lines.len()], all, Some(schedule))
        };
    let mut patient = Patient {
        deductible_left_cents: asked.deductible_left_cents,
        copay_left_cents: asked.copay_cents,
    };
    let mut used = asked.used;
    let mut total = Priced::default();
    let mut told_lines = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let priced = sharing.share(&allowed[at], asked_lines[at].assisted, &mut patient);
        total.add(&priced);
        let mut working = Working::shown();
        match &schedule {
            Some(schedule) => {
                steps[at] =
                    price::steps(schedule, &sharing, &asked_lines[at], &allowed[at], &priced);
                if let (Some(first), Some(origin)) = (steps[at].first_mut(), &origins[at]) {
                    first.text += &format!(" ({origin})");
                }
            }
            None => {
                price::share_steps(&sharing, asked_lines[at].assisted, &priced, &mut working);
            }
        }
        if let Some(used) = &mut used {
            let told = kx(&terms, line, priced.allowed_cents, used, &mut working)?;
            remarks.extend(told);
        }
        steps[at].extend(working.take());
        told_lines.push(PriceLine {
            code: line.code.to_string(),
            units: line.units,
            modifiers: line.modifiers.iter().map(Modifier::to_string).collect(),
            amounts: priced,
            steps: told(book, std::mem::take(&mut steps[at])),
        });
    }
    let looked: Vec<Looked> = lines
        .iter()
        .map(|line| Looked {
            code: line.code,
            units: line.units,
            discipline: Discipline::of(&line.modifiers),
            modifiers: line.modifiers.iter().copied().collect(),
        })
        .collect();
    remarks.extend(advice::of(&terms, &OnDay { terms: &terms, official }, &looked)?);
    Ok(Prices {
        dos: asked.day.to_string(),
        payer: terms.payer.name.clone(),
        lines: told_lines,
        total,
        remarks: remarks_told(book, remarks),
    })
}

/// Stands for relative values where a contract needs none.
const UNKNOWN: Values =
    Values { work_hundredths: 0, pe_hundredths: 0, mp_hundredths: 0, indicator: 0, payable: true };

fn not_valued(code: Code, day: Day) -> Error {
    Error::Refused(format!(
        "not covered: no relative values of {code} for {day} in the rulebook; import the official \
         file of that quarter (gonio reference import), or give them with --rvu \
         {code}=WORK/PE/MP/INDICATOR"
    ))
}

fn schedule(
    terms: &Terms<'_>,
    official: &Official<'_>,
    asked: &PriceAsked,
    lines: &[Line],
) -> Result<Schedule> {
    let factor = match &asked.factor {
        // A year that the rulebook does not cover yet may be in an official file.
        None if terms.book.parameter("conversion_factor", terms.day).is_err() => {
            let code = lines.first().map_or_else(String::new, |l| l.code.to_string());
            official.factor(&code, terms.day, asked.qualifying)?
        }
        None => None,
        Some(text) => {
            let read = scaled(text, 4).filter(|f| (1..=MOST_FACTOR).contains(f));
            Some(read.ok_or_else(|| {
                Error::Refused(format!("{text} is no conversion factor; write it as 33.4009"))
            })?)
        }
    };
    let indices = indices(terms, official, asked)?;
    Schedule::of(terms, indices, factor, asked.qualifying).map_err(Error::Refused)
}

fn indices(terms: &Terms<'_>, official: &Official<'_>, asked: &PriceAsked) -> Result<Indices> {
    let refused = |text: String| Err(Error::Refused(text));
    if let Some(text) = &asked.gpci {
        let parts: Vec<Option<i64>> = text
            .split('/')
            .map(|p| scaled(p, 3).filter(|g| (1..=MOST_THOUSANDTHS).contains(g)))
            .collect();
        return match parts[..] {
            [Some(work_thousandths), Some(pe_thousandths), Some(mp_thousandths)] => {
                Ok(Indices { work_thousandths, pe_thousandths, mp_thousandths })
            }
            _ => refused(format!("{text} is no GPCI; write WORK/PE/MP as 1.0/0.869/0.575")),
        };
    }
    let Some(text) = &asked.locality else { return Ok(Indices::ONE) };
    let Some((mac, locality)) = text.split_once('-') else {
        return refused(format!(
            "{text} is no locality; write the contractor and the locality as 10112-00"
        ));
    };
    let (mac, locality) = (format!("{mac:0>5}"), format!("{locality:0>2}"));
    if let Some(found) = official.gpci(&mac, &locality, terms.day)? {
        return Ok(found);
    }
    let row = terms.book.tables().gpci(&mac, &locality, terms.day);
    match row {
        Some(row) => Ok(Indices {
            work_thousandths: row.work_thousandths,
            pe_thousandths: row.pe_thousandths,
            mp_thousandths: row.mp_thousandths,
        }),
        None => refused(format!(
            "not covered: no geographic indices of {mac}-{locality} for {}; import that year's \
             GPCI file (gonio reference import), or give them with --gpci WORK/PE/MP",
            terms.day
        )),
    }
}

/// Relative values of a line: as asked, official, or the rulebook's.
fn values_of(
    terms: &Terms<'_>,
    official: &Official<'_>,
    asked: &PriceAsked,
    line: &Line,
) -> Result<Option<(Values, String)>> {
    let facility = match &asked.place {
        None => false,
        Some(place) => match terms.book.tables().place(&format!("{place:0>2}")) {
            Some(row) => row.facility,
            None => {
                return Err(Error::Refused(format!(
                    "{place} is no place of service; write two digits, such as 11 for an office"
                )));
            }
        },
    };
    for text in &asked.rvus {
        let (code, values) = rvu(text)?;
        if code == line.code {
            return Ok(Some((values, "values as given".into())));
        }
    }
    let found = official.values(line.code.as_str(), terms.day, facility, asked.qualifying)?;
    if found.is_some() {
        return Ok(found);
    }
    let Some(row) = terms.book.tables().rvu(line.code, terms.day) else { return Ok(None) };
    let pe = match facility {
        true => row.facility_pe_hundredths.ok_or_else(|| not_valued(line.code, terms.day))?,
        false => row.nonfacility_pe_hundredths,
    };
    let values = Values {
        work_hundredths: row.work_hundredths,
        pe_hundredths: pe,
        mp_hundredths: row.mp_hundredths,
        indicator: row.indicator,
        payable: matches!(row.status.as_str(), "A" | "R" | "T"),
    };
    Ok(Some((values, row.source.clone())))
}

/// `CODE=WORK/PE/MP/INDICATOR`.
fn rvu(text: &str) -> Result<(Code, Values)> {
    let read = || {
        let (code, numbers) = text.split_once('=')?;
        let parts: Vec<&str> = numbers.split('/').collect();
        let [work, pe, mp, indicator] = parts[..] else { return None };
        let number = |t: &str| scaled(t, 2).filter(|v| *v <= MOST_HUNDREDTHS);
        let values = Values {
            work_hundredths: number(work)?,
            pe_hundredths: number(pe)?,
            mp_hundredths: number(mp)?,
            indicator: indicator.parse().ok().filter(|i| *i <= 9)?,
            payable: true,
        };
        Some((Code::new(code)?, values))
    };
    read().ok_or_else(|| {
        Error::Refused(format!(
            "{text} are no relative values; write CODE=WORK/PE/MP/INDICATOR as 97110=0.45/0.41/0.01/5"
        ))
    })
}

fn by_contract_terms(
    terms: &Terms<'_>,
    asked: &PriceAsked,
    lines: &[Line],
    values: &[Option<Values>],
    schedule: Option<&Schedule>,
) -> Result<Vec<(Allowed, Step)>> {
    let title = &terms.payer.title;
    let Some(text) = &asked.contract else {
        return Err(Error::Refused(format!(
            "{title} pays by the practice's own contract; say what it pays with --contract FILE"
        )));
    };
    let contract =
        Contract::parse(text).map_err(|e| Error::Refused(format!("the contract: {e}")))?;
    if contract.payer != terms.payer.name {
        return Err(Error::Refused(format!(
            "the contract is with {}, not with {}",
            contract.payer, terms.payer.name
        )));
    }
    // What Medicare would allow, with and without its reduction of further units.
    let medicare = schedule.zip(values.iter().copied().collect::<Option<Vec<_>>>());
    let amounts = medicare.map(|(schedule, values)| {
        let all: Vec<Asked> = lines
            .iter()
            .zip(values)
            .map(|(line, values)| Asked {
                code: line.code,
                units: line.units,
                charge_cents: MOST_CHARGE_CENTS,
                assisted: false,
                values,
            })
            .collect();
        let cut = match terms.book.number("mppr_practice_expense_cut", terms.day, 2) {
            Ok(cut_percent) => Schedule { cut_percent, ..*schedule },
            Err(_) => *schedule,
        };
        let (mut with, mut without) = (Vec::new(), Vec::new());
        cut.allow(&all, &mut with);
        Schedule { cut_percent: 0, ..*schedule }.allow(&all, &mut without);
        let both = with.iter().zip(&without);
        both.map(|(w, wo)| (w.allowed_cents, wo.allowed_cents)).collect::<Vec<_>>()
    });
    let asked_lines: Vec<contract::Line<'_>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| contract::Line {
            code: line.code,
            units: line.units,
            modifiers: &line.modifiers,
            charge_cents: line.charge_cents,
            medicare_cents: amounts.as_ref().map(|all| all[at]),
        })
        .collect();
    contract.allow(terms.day, &asked_lines, asked.case_open).map_err(Error::Refused)
}

/// What a line does to the year's amounts, where the payer has them.
fn kx(
    terms: &Terms<'_>,
    line: &Line,
    allowed_cents: i64,
    used: &mut Accumulators,
    working: &mut Working,
) -> Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    if terms.payer.value(Key::Kx, terms.day) != Some("wanted") {
        return Ok(remarks);
    }
    let Some(discipline) = Discipline::of(&line.modifiers) else { return Ok(remarks) };
    let told = used.add(terms, discipline, allowed_cents);
    let told = told.map_err(|e| Error::Refused(e.to_string()))?;
    let money = gonio_billing::money::dollars;
    let which = if discipline == Discipline::Ot { "OT" } else { "PT and SLP" };
    working.tell("kx_threshold", || {
        let beyond = if told.kx { "beyond it: KX is needed" } else { "KX is not needed" };
        format!(
            "{which} after this line: {} of {} in the year; {beyond}",
            money(told.after_cents),
            money(told.threshold_cents)
        )
    });
    let code = line.code;
    if told.kx && !line.modifiers.contains(&Modifier::KX) {
        remarks.push(Remark {
            severity: Severity::Error,
            rule: "kx_threshold",
            codes: vec![code],
            text: format!(
                "{code} goes beyond the year's {} for {which}; without KX, which attests that \
                 more is needed, it is denied and the practice bears it",
                money(told.threshold_cents)
            ),
        });
    }
    if told.review {
        remarks.push(Remark {
            severity: Severity::Advice,
            rule: "targeted_review",
            codes: vec![code],
            text: format!("{code}: the year's amount for {which} may be reviewed from here on"),
        });
    }
    Ok(remarks)
}

/// `CODExUNITS+MODIFIER…@CHARGE`.
fn line(text: &str) -> Result<Line> {
    let wrong = |what: &str| {
        Error::Refused(format!(
            "{text}: {what}; write it as 97110x2+GP@300.00 (code, units, modifiers, charge)"
        ))
    };
    let (head, charge) = text.split_once('@').ok_or_else(|| wrong("the charge is missing"))?;
    let charge_cents = scaled(charge, 2)
        .filter(|c| *c <= MOST_CHARGE_CENTS)
        .ok_or_else(|| wrong("the charge is no amount of dollars and cents"))?;
    let mut parts = head.split('+');
    let what = parts.next().unwrap_or_default();
    let (code, units) = what.split_once(['x', 'X', '*']).unwrap_or((what, "1"));
    let code = Code::new(code).ok_or_else(|| wrong("the code is no code"))?;
    let units = units.parse().ok().filter(|u| (1..=MOST_UNITS).contains(u));
    let units = units.ok_or_else(|| wrong("the units are no whole number from 1 on"))?;
    let modifiers =
        parts.map(|m| Modifier::new(m).ok_or_else(|| wrong("a modifier is no modifier")));
    Ok(Line { code, units, modifiers: modifiers.collect::<Result<_>>()?, charge_cents })
}
