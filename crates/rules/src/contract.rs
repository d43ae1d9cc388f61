//! A practice's own contract with a payer, as data: a rate for a code, for a visit, a percent of
//! Medicare or of the charge, a case rate. A line takes the first term that fits it.

use gonio_billing::day::Day;
use serde::Deserialize;

use crate::code::{Code, Modifier};
use crate::exact::{rounded, scaled};
use crate::price::Allowed;
use crate::rulebook::days;
use crate::working::Step;

/// A contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The payer it is with, by its name in the rulebook.
    pub payer: String,
    /// As people call it.
    pub title: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    kind: Kind,
    codes: Vec<Code>,
    modifiers: Vec<Modifier>,
    first_day: Option<Day>,
    last_day: Option<Day>,
    lesser_of_charge: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Cents for each unit.
    Rate(i64),
    /// Cents for all lines of a visit together.
    Visit(i64),
    /// Hundredths of a percent of what Medicare allows; with its reduction of further units.
    PercentOfMedicare(i64, bool),
    /// Hundredths of a percent of the charge.
    PercentOfCharge(i64),
    /// Cents once for a case.
    Case(i64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractFile {
    payer: String,
    title: String,
    term: Vec<TermEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermEntry {
    kind: String,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    modifiers: Vec<String>,
    cents: Option<i64>,
    percent: Option<String>,
    #[serde(default)]
    multiple_procedure: bool,
    first_day: Option<String>,
    last_day: Option<String>,
    lesser_of_charge: Option<bool>,
}

/// A line as a contract sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The code.
    pub code: Code,
    /// How many.
    pub units: u32,
    /// On the claim.
    pub modifiers: &'a [Modifier],
    /// The charge, in cents.
    pub charge_cents: i64,
    /// What Medicare would allow, with and without its reduction, in cents; `None` where that
    /// is not known.
    pub medicare_cents: Option<(i64, i64)>,
}

impl Contract {
    /// Reads a contract.
    ///
    /// # Errors
    /// What is wrong in it, in plain words.
    pub fn parse(text: &str) -> Result<Contract, String> {
        let file: ContractFile = toml::from_str(text).map_err(|e| e.message().to_string())?;
        let mut terms = Vec::new();
        for (number, entry) in file.term.into_iter().enumerate() {
            terms.push(term(entry).map_err(|e| format!("term {}: {e}", number + 1))?);
        }
        if terms.is_empty() {
            return Err("the contract has no [[term]]".into());
        }
        Ok(Contract { payer: file.payer, title: file.title, terms })
    }

    /// What the contract allows for the lines of one visit, with the step that says why.
    /// `case_open`: a case rate was paid before, and this visit belongs to it.
    ///
    /// # Errors
    /// A line that no term fits, or one that asks for an amount of Medicare's that is not known.
    pub fn allow(
        &self,
        day: Day,
        lines: &[Line<'_>],
        case_open: bool,
    ) -> Result<Vec<(Allowed, Step)>, String> {
        let mut found = Vec::new();
        for line in lines {
            let term = self.terms.iter().position(|t| t.fits(line, day)).ok_or_else(|| {
                format!("the contract with {} says nothing of {} on {day}", self.title, line.code)
            })?;
            found.push(term);
        }
        let mut out = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let term = &self.terms[found[at]];
            let units = i64::from(line.units);
            // What is for a whole visit or case is spread over its lines by their charges.
            let sharers: Vec<i64> = lines
                .iter()
                .zip(&found)
                .map(|(other, t)| if *t == found[at] { other.charge_cents } else { 0 })
                .collect();
            let (cents, reduced, rule, text) = match term.kind {
                Kind::Rate(cents) => {
                    let text = format!("{units} × {}", shown(cents));
                    (cents.saturating_mul(units), 0, "contract_rate", text)
                }
                Kind::Visit(cents) => {
                    let text = format!("its part of {} for the visit", shown(cents));
                    (spread(cents, &sharers, at), 0, "contract_visit", text)
                }
                Kind::Case(cents) => {
                    let cents = if case_open { 0 } else { cents };
                    let text = match case_open {
                        true => "the case was paid before".to_string(),
                        false => format!("its part of {} for the case", shown(cents)),
                    };
                    (spread(cents, &sharers, at), 0, "contract_case", text)
                }
                Kind::PercentOfMedicare(percent, multiple) => {
                    let (with, without) = line.medicare_cents.ok_or_else(|| {
                        format!("what Medicare allows for {} is not known", line.code)
                    })?;
                    let of = |cents: i64| rounded(cents.saturating_mul(percent), 10_000);
                    let chosen = if multiple { with } else { without };
                    let text = format!(
                        "{} % of what Medicare allows, {}",
                        crate::exact::shown(percent, 2),
                        shown(chosen)
                    );
                    let reduced = of(without) - of(chosen);
                    (of(chosen), reduced, "contract_percent_of_medicare", text)
                }
                Kind::PercentOfCharge(percent) => {
                    let cents = rounded(line.charge_cents.saturating_mul(percent), 10_000);
                    let text = format!("{} % of the charge", crate::exact::shown(percent, 2));
                    (cents, 0, "contract_percent_of_charge", text)
                }
            };
            // A case is paid once, whatever the first visit's charge; other amounts are held
            // to the charge unless the contract says otherwise.
            let allowed = if term.lesser_of_charge { cents.min(line.charge_cents) } else { cents };
            let allowance = Allowed {
                unit_fee_cents: if units == 0 { 0 } else { allowed / units.max(1) },
                full_units: units,
                charge_cents: line.charge_cents,
                mppr_cents: reduced.clamp(0, (line.charge_cents - allowed).max(0)),
                allowed_cents: allowed,
                ..Allowed::default()
            };
            let text = format!("{}: {text}: allowed {}", line.code, shown(allowed));
            out.push((allowance, Step { text, rule }));
        }
        Ok(out)
    }
}

fn shown(cents: i64) -> String {
    gonio_billing::money::dollars(cents)
}

/// The part of `cents` that falls to share number `at`, so that all parts are the whole.
fn spread(cents: i64, shares: &[i64], at: usize) -> i64 {
    let total: i64 = shares.iter().sum();
    if total == 0 {
        return 0;
    }
    let up_to = |n: usize| {
        let before: i64 = shares[..n].iter().sum();
        // Both are far below what would overflow: charges are held to ten million dollars.
        rounded(cents.saturating_mul(before), total)
    };
    up_to(at + 1) - up_to(at)
}

impl Term {
    fn fits(&self, line: &Line<'_>, day: Day) -> bool {
        (self.codes.is_empty() || self.codes.contains(&line.code))
            && self.modifiers.iter().all(|m| line.modifiers.contains(m))
            && self.first_day.is_none_or(|first| first <= day)
            && self.last_day.is_none_or(|last| day <= last)
    }
}

fn term(entry: TermEntry) -> Result<Term, String> {
    let cents = || {
        let most = crate::price::MOST_CHARGE_CENTS;
        entry.cents.filter(|c| (0..=most).contains(c)).ok_or("`cents` is missing or no amount")
    };
    let percent = || {
        let read = entry.percent.as_deref().and_then(|p| scaled(p, 2));
        read.filter(|p| *p <= 100_000).ok_or("`percent` is missing or no percent, such as \"110\"")
    };
    let kind = match entry.kind.as_str() {
        "rate" => Kind::Rate(cents()?),
        "visit" => Kind::Visit(cents()?),
        "case" => Kind::Case(cents()?),
        "percent_of_medicare" => Kind::PercentOfMedicare(percent()?, entry.multiple_procedure),
        "percent_of_charge" => Kind::PercentOfCharge(percent()?),
        other => {
            return Err(format!(
                "{other:?} is no kind; there are rate, visit, case, percent_of_medicare, \
                 percent_of_charge"
            ));
        }
    };
    let (first_day, last_day) = days(entry.first_day.as_deref(), entry.last_day.as_deref())?;
    let codes = entry.codes.iter().map(|c| Code::new(c).ok_or(format!("{c:?} is no code")));
    let modifiers =
        entry.modifiers.iter().map(|m| Modifier::new(m).ok_or(format!("{m:?} is no modifier")));
    Ok(Term {
        kind,
        codes: codes.collect::<Result<_, _>>()?,
        modifiers: modifiers.collect::<Result<_, _>>()?,
        first_day,
        last_day,
        lesser_of_charge: entry.lesser_of_charge.unwrap_or(!matches!(kind, Kind::Case(_))),
    })
}
