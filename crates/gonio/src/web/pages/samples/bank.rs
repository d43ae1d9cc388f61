//! The posting desk's pages, filled.

use super::super::*;
use super::shell;

fn candidate(key: usize, title: &str, reasons: &str) -> Candidate {
    Candidate {
        key,
        value: key.to_string(),
        title: title.into(),
        href: format!("/remittances/{key}"),
        reasons: reasons.into(),
    }
}

/// A payment that waits for its claim.
pub fn waiting() -> WaitingClaim {
    WaitingClaim {
        number: "3".into(),
        title: "774120, Jul 20, 2026, charge $560.00, paid $477.52".into(),
        candidates: vec![
            candidate(
                1,
                "Claim HV26072001, Jul 20, 2026, $572.00",
                "Same member id, same day, charge differs by 12.00, other service lines",
            ),
            candidate(2, "Claim HV26071301, Jul 13, 2026, $560.00", "Same member id, 7 days apart"),
        ],
    }
}

/// Lines that wait, are matched, and went out.
pub fn bank() -> BankPage {
    let line = |id: &str, amount: &str, words: &str, tone| BankLine {
        id: id.into(),
        date: "Aug 6, 2026".into(),
        amount: amount.into(),
        text: "ORIG CO NAME:BLUECREST ENTRY DESCR:HCCLAIMPMT".into(),
        account: "6789".into(),
        state: State::new(words, tone),
        ..BankLine::default()
    };
    BankPage {
        shell: shell("Bank", Nav::Remittances),
        shows: vec![
            (Link::new("Waiting", "/bank?show=waiting"), true),
            (Link::new("Matched", "/bank?show=matched"), false),
        ],
        result: "2 lines wait for a remittance".into(),
        lines: vec![
            BankLine {
                candidates: vec![candidate(
                    1,
                    "BC26216004417, Bluecrest PPO, Aug 4, 2026, $2,866.40",
                    "Same amount, the payer's name stands in the line, 2 days later",
                )],
                waits: true,
                ..line("5", "$2,866.40", "Waits", Tone::Warn)
            },
            BankLine { waits: true, ..line("6", "$20.00", "Waits", Tone::Warn) },
            BankLine {
                matches: vec![(
                    Cell::link("BC1, Bluecrest PPO, $67.50", "/remittances/1"),
                    "by its trace and amount".into(),
                )],
                ..line("7", "$67.50", "Matched", Tone::Good)
            },
            line("8", "−$950.00", "Went out", Tone::Plain),
        ],
        pager: Pager { showing: "1–4 of 4 lines".into(), ..Pager::default() },
        unseen_words: "1 remittance, $12.00".into(),
        unseen: vec![Unseen {
            trace: Cell::link("BC2", "/remittances/2"),
            payer: "Bluecrest PPO".into(),
            date: "Aug 4, 2026".into(),
            amount: "$12.00".into(),
        }],
        may_post: true,
    }
}

/// Patients with credits.
pub fn credits() -> CreditsPage {
    let row = |patient: &str, refund| CreditRow {
        patient: patient.into(),
        member: "MB12345".into(),
        unapplied: "$15.00".into(),
        credit: "–".into(),
        due: "–".into(),
        refund,
        id: patient.len().to_string(),
        ask: Some("15.00".into()),
        pay: Some("5.00".into()),
    };
    CreditsPage {
        shell: shell("Patients’ credits", Nav::Work),
        result: "2 patients, $30.00".into(),
        rows: vec![
            row("Okonkwo, Ada", State::new("May be asked for", Tone::Good)),
            row(
                "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine",
                State::new("Waits: 20.00 is still open with the patient", Tone::Warn),
            ),
        ],
    }
}

/// A paper remittance that adds up.
pub fn eob() -> EobPage {
    let field = |name: &'static str, label: &'static str, value: &str| EobField {
        name,
        label,
        example: "",
        value: value.into(),
    };
    EobPage {
        shell: shell("Paper remittance", Nav::Remittances),
        head: EobHead {
            payer: "Bluecrest PPO".into(),
            trace: "1001".into(),
            date: "2026-08-04".into(),
            amount: "67.50".into(),
            methods: vec![Choice { value: "CHK".into(), label: "Check".into(), chosen: true }],
            outside: Default::default(),
        },
        payers: vec!["Bluecrest PPO".into()],
        rows: vec![
            EobRow {
                number: 1,
                fields: vec![field("claim", "Claim number", "HV1"), field("paid", "Paid", "67.50")],
                more: vec![field("units", "Units", "")],
            },
            EobRow {
                number: 2,
                fields: vec![field("claim", "Claim number", ""), field("paid", "Paid", "")],
                more: vec![field("units", "Units", "")],
            },
        ],
        proof: Some(Equation {
            title: "Payment = paid on claims − provider-level adjustments".into(),
            left: Term::new("", Cell::text("$67.50"), "payment"),
            right: vec![Term::new("", Cell::text("$67.50"), "paid on claims")],
            balances: true,
            off_by: String::new(),
        }),
        unknown: "Not in the book: HV1. Their money will wait for them.".into(),
        ready: true,
        ..EobPage::default()
    }
}

/// One that does not add up.
pub fn eob_off() -> EobPage {
    let page = eob();
    let proof = page.proof.clone().map(|proof| Equation {
        balances: false,
        off_by: "$2.50".into(),
        ..proof
    });
    EobPage {
        proof,
        faults: vec!["Claim HV1: paid is 2.50 less than charge minus adjustments".into()],
        refused: "It does not add up".into(),
        ready: false,
        ..page
    }
}
