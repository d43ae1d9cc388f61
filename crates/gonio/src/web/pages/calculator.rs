//! The calculator and the pages that explain a name.

use askama::Template;

use super::parts::{Choice, Link, Shell, Tone};

/// `/calculator`: minutes in, units and expected payment out.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "calculator.html")]
pub struct CalculatorPage {
    /// Around the page.
    pub shell: Shell,
    /// The day of service.
    pub dos: String,
    /// Payers to choose from.
    pub payers: Vec<Choice>,
    /// Where the patient was.
    pub telehealth: Vec<Choice>,
    /// Contractor and locality.
    pub locality: String,
    /// What is left of the deductible.
    pub deductible: String,
    /// Codes with their names, to choose from while typing.
    pub codes: Vec<(String, String)>,
    /// Localities with their names.
    pub localities: Vec<(String, String)>,
    /// Rows to type into.
    pub rows: Vec<TreatmentRow>,
    /// Why nothing could be reckoned.
    pub refused: String,
    /// What came out.
    pub result: Option<Reckoned>,
}

/// A row to type into.
#[derive(Clone, Debug, Default)]
pub struct TreatmentRow {
    /// From 1.
    pub number: usize,
    /// The code.
    pub code: String,
    /// Minutes.
    pub minutes: String,
    /// The practice's price of a unit.
    pub charge: String,
    /// Who treated.
    pub who: Vec<Choice>,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Reckoned {
    /// `37 timed minutes, 2 timed units`.
    pub summary: String,
    /// Place of service of a visit from afar.
    pub place: String,
    /// The lines to bill.
    pub lines: Vec<ReckonedLine>,
    /// All lines, where a payment is expected.
    pub total: Option<PriceCells>,
    /// Ties in words.
    pub ties: Vec<String>,
    /// What to look at.
    pub remarks: Vec<RemarkRow>,
    /// Why no payment could be reckoned; empty when it could.
    pub unpriced: String,
    /// How units came about.
    pub unit_steps: Vec<StepRow>,
    /// How amounts came about.
    pub price_steps: Vec<StepRow>,
}

/// A line to bill.
#[derive(Clone, Debug, Default)]
pub struct ReckonedLine {
    /// The code.
    pub code: String,
    /// Our words for it.
    pub name: String,
    /// How many.
    pub units: String,
    /// In the order to send.
    pub modifiers: String,
    /// The expected payment.
    pub price: Option<PriceCells>,
}

/// Amounts of a line or of all.
#[derive(Clone, Debug, Default)]
pub struct PriceCells {
    /// What is allowed.
    pub allowed: String,
    /// What the payer pays.
    pub paid: String,
    /// What the patient owes.
    pub patient: String,
}

/// Something to look at.
#[derive(Clone, Debug, Default)]
pub struct RemarkRow {
    /// How much it weighs, in words.
    pub word: String,
    /// The same as color.
    pub tone: Tone,
    /// What is the matter, and what to do.
    pub text: String,
    /// The rule's name.
    pub code: String,
    /// The rule's page.
    pub rule: Link,
}

/// A step of the working.
#[derive(Clone, Debug, Default)]
pub struct StepRow {
    /// What was done.
    pub text: String,
    /// The rule's page.
    pub rule: Link,
    /// Nobody has verified the rule.
    pub unsure: bool,
}

/// `/explain/NAME`: what a name means.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "explain.html")]
pub struct ExplainPage {
    /// Around the page.
    pub shell: Shell,
    /// The name.
    pub name: String,
    /// In one line.
    pub heading: String,
    /// What, why, what to do.
    pub parts: Vec<ExplainPart>,
    /// Where it was read.
    pub sources: Vec<ExplainSource>,
}

/// A part of such a page.
#[derive(Clone, Debug, Default)]
pub struct ExplainPart {
    /// Its heading.
    pub heading: String,
    /// Blocks of text; the first says whether lines stay as they are.
    pub blocks: Vec<(bool, String)>,
}

/// A source.
#[derive(Clone, Debug, Default)]
pub struct ExplainSource {
    /// What and where.
    pub text: String,
    /// For which days; empty for all.
    pub days: String,
}
