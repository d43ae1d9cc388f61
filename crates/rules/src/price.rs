//! What a payer should pay: fee, reduction of further units, charge, the patient's share, the
//! assistant's reduction, sequestration; to the cent, in this order.
//!
//! The arithmetic keeps no text, so that a practice's year is priced in seconds; [`steps`] tells
//! afterwards how an amount came about.

use gonio_billing::day::Day;
use gonio_billing::money::dollars;
use serde::Serialize;

use crate::code::{Code, Discipline, Modifier};
use crate::exact::{WHOLE, rounded, share_of, shown};
use crate::payers::Key;
use crate::terms::Terms;
use crate::working::{Step, Working};

/// Relative values of a code, in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// Work.
    pub work_hundredths: i64,
    /// Practice expense, of the rate that applies.
    pub pe_hundredths: i64,
    /// Malpractice.
    pub mp_hundredths: i64,
    /// Multiple-procedure indicator; 5 is therapy's reduction.
    pub indicator: u8,
    /// Whether the fee schedule pays the code (status A, R or T).
    pub payable: bool,
}

/// Geographic indices, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indices {
    /// For work.
    pub work_thousandths: i64,
    /// For practice expense.
    pub pe_thousandths: i64,
    /// For malpractice.
    pub mp_thousandths: i64,
}

impl Indices {
    /// The nation's average.
    pub const ONE: Indices =
        Indices { work_thousandths: 1000, pe_thousandths: 1000, mp_thousandths: 1000 };
}

/// The largest value that the arithmetic takes, far beyond any there is: no step overflows.
pub const MOST_HUNDREDTHS: i64 = 99_999;
/// The largest index.
pub const MOST_THOUSANDTHS: i64 = 9_999;
/// The largest factor, in ten-thousandths of a dollar.
pub const MOST_FACTOR: i64 = 9_999_999;
/// The largest number of units on a line.
pub const MOST_UNITS: u32 = 9_999;
/// The largest charge of a line, in cents.
pub const MOST_CHARGE_CENTS: i64 = 999_999_999;

/// The fee schedule's numbers for a day and a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Dollars for one relative value unit, in ten-thousandths.
    pub factor: i64,
    /// Geographic indices.
    pub indices: Indices,
    /// What further units lose of their practice expense, in percent; 0: no reduction.
    pub cut_percent: i64,
}

/// What an assistant's reduction is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReductionBase {
    /// What the program would pay, after the patient's share.
    ProgramShare,
    /// What is allowed, before the patient's share.
    AllowedAmount,
}

/// How an allowed amount is shared. Rates are in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The patient's part of what is left after the deductible.
    pub coinsurance: i64,
    /// What is left of an assistant's line.
    pub assistant_rate: i64,
    /// Of what.
    pub assistant_base: ReductionBase,
    /// The cut of the program's payment.
    pub sequestration: i64,
}

/// What the patient still owes before the payer pays; used up line by line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patient {
    /// Of the year's deductible.
    pub deductible_left_cents: i64,
    /// Of the visit's copay.
    pub copay_left_cents: i64,
}

/// A line to be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The code.
    pub code: Code,
    /// How many.
    pub units: u32,
    /// The practice's own price of the line, in cents.
    pub charge_cents: i64,
    /// An assistant furnished it in part.
    pub assisted: bool,
    /// Relative values.
    pub values: Values,
}

/// What the fee schedule allows for a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The fee of a unit in full.
    pub unit_fee_cents: i64,
    /// The fee of a further unit.
    pub reduced_unit_fee_cents: i64,
    /// Units in full.
    pub full_units: i64,
    /// Further units, reduced.
    pub reduced_units: i64,
    /// The charge.
    pub charge_cents: i64,
    /// What the reduction takes off.
    pub mppr_cents: i64,
    /// What is allowed: never more than the charge.
    pub allowed_cents: i64,
}

/// A line's expected payment. charge = contractual + mppr + allowed; allowed = deductible +
/// coinsurance + copay + assistant + sequestration + paid. Its JSON has the same names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Priced {
    /// The charge.
    pub charge_cents: i64,
    /// What the fee is below the charge.
    pub contractual_cents: i64,
    /// What the reduction of further units takes off.
    pub mppr_cents: i64,
    /// What is allowed.
    pub allowed_cents: i64,
    /// The patient's, of the year's deductible.
    pub deductible_cents: i64,
    /// The patient's part.
    pub coinsurance_cents: i64,
    /// The patient's fixed amount for the visit.
    pub copay_cents: i64,
    /// The assistant's reduction.
    pub assistant_cents: i64,
    /// The cut of the program's payment.
    pub sequestration_cents: i64,
    /// What the payer should pay.
    pub paid_cents: i64,
    /// What the patient owes.
    pub patient_cents: i64,
}

impl Priced {
    /// Adds another line's amounts.
    pub fn add(&mut self, other: &Priced) {
        self.charge_cents += other.charge_cents;
        self.contractual_cents += other.contractual_cents;
        self.mppr_cents += other.mppr_cents;
        self.allowed_cents += other.allowed_cents;
        self.deductible_cents += other.deductible_cents;
        self.coinsurance_cents += other.coinsurance_cents;
        self.copay_cents += other.copay_cents;
        self.assistant_cents += other.assistant_cents;
        self.sequestration_cents += other.sequestration_cents;
        self.paid_cents += other.paid_cents;
        self.patient_cents += other.patient_cents;
    }
}

impl Schedule {
    /// The schedule of the terms' day. `factor` in ten-thousandths where the caller knows
    /// another one; `qualifying` for a clinician in a qualifying payment model.
    ///
    /// # Errors
    /// The rulebook covers no factor, or no reduction, for the day.
    pub fn of(
        terms: &Terms<'_>,
        indices: Indices,
        factor: Option<i64>,
        qualifying: bool,
    ) -> Result<Schedule, String> {
        let (book, day) = (terms.book, terms.day);
        let name = match qualifying && book.parameter(QUALIFYING, day).is_ok() {
            true => QUALIFYING,
            false => "conversion_factor",
        };
        let factor = match factor {
            Some(factor) => factor,
            None => book.number(name, day, 4).map_err(|e| e.to_string())?,
        };
        let reduces = terms.payer.value(Key::Mppr, day) == Some("medicare");
        let cut_percent = if reduces {
            book.number("mppr_practice_expense_cut", day, 2).map_err(|e| e.to_string())?
        } else {
            0
        };
        Ok(Schedule { factor, indices, cut_percent })
    }

    /// The fee of one unit in cents, with `cut_percent` off its practice expense: computed
    /// exactly and rounded once, half up.
    #[inline]
    pub fn unit_fee_cents(&self, values: &Values, cut_percent: i64) -> i64 {
        let work = values.work_hundredths * self.indices.work_thousandths * 100;
        let pe = values.pe_hundredths * self.indices.pe_thousandths * (100 - cut_percent);
        let mp = values.mp_hundredths * self.indices.mp_thousandths * 100;
        // Hundredths x thousandths x hundredths x ten-thousandths of a dollar: 10^11 to the
        // dollar, 10^9 to the cent.
        rounded((work + pe + mp) * self.factor, 1_000_000_000)
    }

    /// What is allowed for the lines of one patient's day and one billing group. Of all units
    /// with indicator 5, the one with the highest practice expense is paid in full; where
    /// several are equal, the one with the highest fee; then the first.
    pub fn allow(&self, lines: &[Asked], allowed: &mut Vec<Allowed>) {
        allowed.clear();
        let mut best: Option<(usize, i64, i64)> = None;
        for (at, line) in lines.iter().enumerate() {
            let payable = line.values.payable && line.units > 0;
            let fee = if payable { self.unit_fee_cents(&line.values, 0) } else { 0 };
            let ranked = payable && line.values.indicator == THERAPY && self.cut_percent > 0;
            let reduced =
                if ranked { self.unit_fee_cents(&line.values, self.cut_percent) } else { fee };
            let units = i64::from(line.units.min(MOST_UNITS));
            let pe = line.values.pe_hundredths;
            if ranked && best.is_none_or(|(_, most, full)| (pe, fee) > (most, full)) {
                best = Some((at, pe, fee));
            }
            allowed.push(Allowed {
                unit_fee_cents: fee,
                reduced_unit_fee_cents: reduced,
                full_units: if ranked { 0 } else { units },
                reduced_units: if ranked { units } else { 0 },
                charge_cents: line.charge_cents,
                ..Allowed::default()
            });
        }
        if let Some((best, ..)) = best {
            allowed[best].full_units += 1;
            allowed[best].reduced_units -= 1;
        }
        for line in allowed {
            let units = line.full_units + line.reduced_units;
            let full = (units * line.unit_fee_cents).min(line.charge_cents);
            let fee = line.full_units * line.unit_fee_cents
                + line.reduced_units * line.reduced_unit_fee_cents;
            line.allowed_cents = fee.min(line.charge_cents);
            line.mppr_cents = full - line.allowed_cents;
        }
    }
}

const QUALIFYING: &str = "conversion_factor_qualifying_apm";
/// The multiple-procedure indicator of therapy.
const THERAPY: u8 = 5;

impl Sharing {
    /// How the terms' payer shares on their day; `through` is the last day of the claim.
    ///
    /// # Errors
    /// The rulebook covers no rate for the day.
    pub fn of(terms: &Terms<'_>, through: Day) -> Result<Sharing, String> {
        let (book, day, payer) = (terms.book, terms.day, terms.payer);
        let rate = |name: &str, day: Day| book.number(name, day, 4).map_err(|e| e.to_string());
        let base = match payer.value(Key::AssistantReductionBase, day) {
            Some("program_share") => Some(ReductionBase::ProgramShare),
            Some("allowed_amount") => Some(ReductionBase::AllowedAmount),
            _ => None,
        };
        let medicare = payer.value(Key::PatientShare, day) == Some("medicare");
        let cut = payer.value(Key::Sequestration, day) == Some("medicare");
        Ok(Sharing {
            coinsurance: if medicare { rate("coinsurance_rate", day)? } else { 0 },
            assistant_rate: match base {
                Some(_) => rate("assistant_payment_rate", day)?,
                None => WHOLE,
            },
            assistant_base: base.unwrap_or(ReductionBase::ProgramShare),
            sequestration: if cut { rate("sequestration_rate", through)? } else { 0 },
        })
    }

    /// Shares what is allowed for one line; takes from what the patient still owes.
    pub fn share(&self, allowed: &Allowed, assisted: bool, patient: &mut Patient) -> Priced {
        let lost = |cents: i64| cents - share_of(cents, self.assistant_rate);
        let total = allowed.allowed_cents;
        let before = match self.assistant_base {
            ReductionBase::AllowedAmount if assisted => lost(total),
            _ => 0,
        };
        let deductible = patient.deductible_left_cents.clamp(0, total - before);
        patient.deductible_left_cents -= deductible;
        let copay = patient.copay_left_cents.clamp(0, total - before - deductible);
        patient.copay_left_cents -= copay;
        let coinsurance = share_of(total - before - deductible - copay, self.coinsurance);
        let program = total - before - deductible - copay - coinsurance;
        let after = match self.assistant_base {
            ReductionBase::ProgramShare if assisted => share_of_lost(program, self.assistant_rate),
            _ => 0,
        };
        let sequestration = share_of(program - after, self.sequestration);
        Priced {
            charge_cents: allowed.charge_cents,
            contractual_cents: allowed.charge_cents - allowed.mppr_cents - total,
            mppr_cents: allowed.mppr_cents,
            allowed_cents: total,
            deductible_cents: deductible,
            coinsurance_cents: coinsurance,
            copay_cents: copay,
            assistant_cents: before + after,
            sequestration_cents: sequestration,
            paid_cents: program - after - sequestration,
            patient_cents: deductible + coinsurance + copay,
        }
    }
}

/// What is lost when `rate` of `cents` is left; the loss is what is rounded.
fn share_of_lost(cents: i64, rate: i64) -> i64 {
    share_of(cents, WHOLE - rate)
}

/// How a line's expected payment came about, with the rule of each step.
pub fn steps(
    schedule: &Schedule,
    sharing: &Sharing,
    asked: &Asked,
    allowed: &Allowed,
    priced: &Priced,
) -> Vec<Step> {
    let mut working = Working::shown();
    let Asked { code, values, .. } = asked;
    let h = |n: i64| shown(n, 2);
    let g = |n: i64| shown(n, 3);
    if values.payable {
        working.tell("fee_schedule", || {
            format!(
                "{code}: ({} × {} + {} × {} + {} × {}) × {} = {} a unit",
                h(values.work_hundredths),
                g(schedule.indices.work_thousandths),
                h(values.pe_hundredths),
                g(schedule.indices.pe_thousandths),
                h(values.mp_hundredths),
                g(schedule.indices.mp_thousandths),
                shown(schedule.factor, 4),
                dollars(allowed.unit_fee_cents)
            )
        });
    } else {
        working.tell("not_payable_status", || {
            format!("{code}: the fee schedule does not pay this code")
        });
    }
    if allowed.reduced_units > 0 {
        working.tell("multiple_procedure", || {
            let full = match allowed.full_units {
                0 => String::new(),
                n => format!("{n} in full, "),
            };
            format!(
                "{full}{} with {} % off the practice expense, {} each",
                allowed.reduced_units,
                schedule.cut_percent,
                dollars(allowed.reduced_unit_fee_cents)
            )
        });
    } else if values.indicator == THERAPY && values.payable && schedule.cut_percent > 0 {
        working.tell("multiple_procedure", || {
            "the highest practice expense of the day: paid in full".to_string()
        });
    }
    let fee = allowed.full_units * allowed.unit_fee_cents
        + allowed.reduced_units * allowed.reduced_unit_fee_cents;
    working.tell("lesser_of_charge", || {
        let which = if fee > allowed.charge_cents { "the charge" } else { "the fee" };
        format!(
            "allowed {}: the lower of the fee, {}, and the charge, {}, is {which}",
            dollars(allowed.allowed_cents),
            dollars(fee),
            dollars(allowed.charge_cents)
        )
    });
    share_steps(sharing, asked.assisted, priced, &mut working);
    working.take()
}

/// How an allowed amount was shared.
pub fn share_steps(sharing: &Sharing, assisted: bool, priced: &Priced, working: &mut Working) {
    let percent = |rate: i64| format!("{} %", shown(rate, 2));
    let reduced = assisted && sharing.assistant_rate < WHOLE;
    if reduced && sharing.assistant_base == ReductionBase::AllowedAmount {
        working.tell("assistant_reduction_allowed", || {
            format!(
                "an assistant's line: {} of the allowed amount is paid, {} less",
                percent(sharing.assistant_rate),
                dollars(priced.assistant_cents)
            )
        });
    }
    if priced.deductible_cents > 0 {
        working.tell("deductible", || {
            format!("deductible: {} is the patient's", dollars(priced.deductible_cents))
        });
    }
    if priced.copay_cents > 0 {
        working.tell("coinsurance", || {
            format!("copay: {} is the patient's", dollars(priced.copay_cents))
        });
    }
    if sharing.coinsurance > 0 {
        working.tell("coinsurance", || {
            format!(
                "coinsurance: {} of the rest, {}, is the patient's",
                percent(sharing.coinsurance),
                dollars(priced.coinsurance_cents)
            )
        });
    }
    if reduced && sharing.assistant_base == ReductionBase::ProgramShare {
        working.tell("assistant_reduction", || {
            format!(
                "an assistant's line: {} of the program's share is paid, {} less",
                percent(sharing.assistant_rate),
                dollars(priced.assistant_cents)
            )
        });
    }
    if sharing.sequestration > 0 {
        working.tell("sequestration", || {
            format!(
                "sequestration: {} of what the program would pay, {}",
                percent(sharing.sequestration),
                dollars(priced.sequestration_cents)
            )
        });
    }
}

/// Whether a line's modifiers say that an assistant furnished it in part, and the discipline
/// that they name.
pub fn said_by(modifiers: &[Modifier]) -> (bool, Option<Discipline>) {
    (modifiers.iter().any(|m| m.is_assistant()), Discipline::of(modifiers))
}
