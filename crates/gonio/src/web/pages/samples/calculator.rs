//! The calculator and a page that explains a name, filled by hand.

use super::shell;
use crate::web::pages::{
    CalculatorPage, Choice, ExplainPage, ExplainPart, ExplainSource, Link, Nav, PriceCells,
    Reckoned, ReckonedLine, RemarkRow, StepRow, Tone, TreatmentRow,
};

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice { value: value.into(), label: label.into(), chosen }
}

/// Nothing typed yet.
pub fn calculator_empty() -> CalculatorPage {
    let row = |number| TreatmentRow {
        number,
        who: vec![choice("PT", "PT", true), choice("OTA", "OT assistant", false)],
        ..TreatmentRow::default()
    };
    CalculatorPage {
        shell: shell("Calculator", Nav::Calculator),
        dos: "2026-03-02".into(),
        payers: vec![choice("medicare", "Medicare Part B", true)],
        telehealth: vec![choice("", "In the clinic", true)],
        codes: vec![("97110".into(), "Therapeutic exercise".into())],
        localities: vec![("10112-00".into(), "ALABAMA, AL".into())],
        rows: (1..=4).map(row).collect(),
        ..CalculatorPage::default()
    }
}

/// What cannot be understood.
pub fn calculator_refused() -> CalculatorPage {
    CalculatorPage {
        refused: "9711:23:PT: the code is no code; write it as 97110:23:PT".into(),
        ..calculator_empty()
    }
}

/// Two lines with everything there can be to say.
pub fn calculator() -> CalculatorPage {
    let cells = |allowed: &str, paid: &str, patient: &str| PriceCells {
        allowed: allowed.into(),
        paid: paid.into(),
        patient: patient.into(),
    };
    let step = |text: &str, rule: &str, unsure| StepRow {
        text: text.into(),
        rule: Link::new(rule.replace('_', " "), format!("/explain/{rule}")),
        unsure,
    };
    let line = |code: &str, modifiers: &str, price| ReckonedLine {
        code: code.into(),
        name: "A name that is as long as any that the table of codes could ever hold here".into(),
        units: "1".into(),
        modifiers: modifiers.into(),
        price: Some(price),
    };
    CalculatorPage {
        result: Some(Reckoned {
            summary: "37 timed minutes, 2 timed units".into(),
            place: "10".into(),
            lines: vec![
                line("97110", "GO", cells("$22.21", "$17.41", "$4.44")),
                line("97530", "GO CO 59 KX", cells("$35.07", "$23.37", "$7.01")),
            ],
            total: Some(cells("$57.28", "$40.78", "$11.45")),
            ties: vec!["97140 and 97110 have an equal claim to a unit.".into()],
            remarks: vec![RemarkRow {
                word: "Will not be paid".into(),
                tone: Tone::Bad,
                text: "97124 is never paid beside 97140 on one day".into(),
                code: "pair_edit_never".into(),
                rule: Link::new("The rule", "/explain/pair_edit_never"),
            }],
            unpriced: String::new(),
            unit_steps: vec![step("OT: 37 timed minutes give 2 units", "cms_total_time", false)],
            price_steps: vec![step("coinsurance: 20 % of the rest", "coinsurance", true)],
        }),
        ..calculator_empty()
    }
}

/// A rule.
pub fn explain() -> ExplainPage {
    ExplainPage {
        shell: shell("What it means", Nav::Calculator),
        name: "cms_total_time".into(),
        heading: "Eight-minute rule: all timed minutes of the day make the units".into(),
        parts: vec![ExplainPart {
            heading: "What".into(),
            blocks: vec![
                (false, "All minutes go into one pool.".into()),
                (true, "97112 for 24 minutes\n97110 for 23 minutes".into()),
            ],
        }],
        sources: vec![ExplainSource {
            text:
                "A manual, https://example.org/with-an-address-that-is-long-and-has-no-blank-in-it"
                    .into(),
            days: "from 2000-04-01".into(),
        }],
    }
}
