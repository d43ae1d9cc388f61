//! What holds for one payer on one day, looked up once and used for every session of that day.

use gonio_billing::day::Day;

use crate::code::Code;
use crate::exact::scaled;
use crate::payers::{Key, Payer};
use crate::rulebook::Rulebook;

/// How minutes become units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitRule {
    /// All timed minutes of a discipline's day together.
    Cms8,
    /// Each code by itself, past its midpoint.
    Ama,
}

impl UnitRule {
    /// The rule written so.
    pub fn new(text: &str) -> Option<UnitRule> {
        match text {
            "cms8" => Some(UnitRule::Cms8),
            "ama" => Some(UnitRule::Ama),
            _ => None,
        }
    }

    /// As files and JSON write it.
    pub fn name(self) -> &'static str {
        match self {
            UnitRule::Cms8 => "cms8",
            UnitRule::Ama => "ama",
        }
    }
}

/// How an assistant's part of a service is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assistants {
    /// A share beyond this asks for the modifier; in hundredths of a percent.
    pub share_over: i64,
    /// A therapist's eight minutes of the last unit, and the last two units, are exceptions.
    pub exceptions: bool,
}

/// What holds for one payer on one day.
pub struct Terms<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// The payer.
    pub payer: &'a Payer,
    /// The day of service.
    pub day: Day,
    /// How minutes become units.
    pub unit_rule: UnitRule,
    /// Minutes of a unit of most timed codes.
    pub unit_minutes: u32,
    /// Fewer minutes than this are no unit.
    pub least_minutes: u32,
    /// GP, GO or GN on every line.
    pub discipline_modifiers: bool,
    /// CQ and CO; `None` where nobody asks for them.
    pub assistants: Option<Assistants>,
    /// The code for unattended electrical stimulation.
    pub stimulation: Option<Code>,
    /// Hot and cold packs are part of other services.
    pub packs_bundled: bool,
    /// Medicare's pair edits and its most units a day.
    pub pair_edits: bool,
}

impl<'a> Terms<'a> {
    /// What holds for the payer called `payer` on `day`.
    ///
    /// # Errors
    /// An unknown payer, or a day that the rulebook does not cover.
    pub fn of(book: &'a Rulebook, payer: &str, day: Day) -> Result<Terms<'a>, String> {
        let Some(payer) = book.payer(payer) else {
            let known: Vec<&str> = book.payers().map(|p| p.name.as_str()).collect();
            return Err(format!(
                "no payer {payer} in the rulebook; there are {}",
                known.join(", ")
            ));
        };
        let whole = |name: &str| {
            let value = book.number(name, day, 0).map_err(|e| e.to_string())?;
            u32::try_from(value).map_err(|_| format!("{name} is too large"))
        };
        let is = |key, wanted: &str| payer.value(key, day) == Some(wanted);
        let unit_rule = payer.value(Key::UnitRule, day).and_then(UnitRule::new);
        let share_over = book.parameter("assistant_share_over", day);
        let share_over = share_over.ok().and_then(|p| scaled(&p.value, 4));
        let wanted = is(Key::AssistantModifiers, "wanted");
        Ok(Terms {
            book,
            payer,
            day,
            unit_rule: unit_rule.ok_or_else(|| {
                format!("not covered: the rulebook has no unit rule of {} for {day}", payer.name)
            })?,
            unit_minutes: whole("timed_unit_minutes")?,
            least_minutes: whole("timed_unit_least_minutes")?,
            discipline_modifiers: is(Key::DisciplineModifiers, "wanted"),
            assistants: share_over.filter(|_| wanted).map(|share_over| Assistants {
                share_over,
                exceptions: book.says("assistant_unit_exceptions", day),
            }),
            stimulation: payer.value(Key::ElectricalStimulationCode, day).and_then(Code::new),
            packs_bundled: is(Key::HotColdPacks, "bundled"),
            pair_edits: is(Key::PairEdits, "medicare"),
        })
    }

    /// The same with another way to count units. Whoever asks for another payer's way and names
    /// none has a payer of whom nothing else is known: codes stay as given, no edits are looked for.
    #[must_use]
    pub fn counting_by(mut self, rule: UnitRule) -> Self {
        if rule != self.unit_rule {
            self.unit_rule = rule;
            self.stimulation = None;
            self.packs_bundled = false;
            self.pair_edits = false;
        }
        self
    }

    /// The same in a critical access hospital, where assistants take no modifier (rule
    /// `assistant_modifier`).
    #[must_use]
    pub fn in_critical_access_hospital(mut self) -> Self {
        self.assistants = None;
        self
    }
}
