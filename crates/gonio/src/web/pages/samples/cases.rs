//! Made-up denial cases, for looking at their pages.

use super::shell;
use crate::web::pages::{
    AnewKind, AnewLine, AnewPage, CaseLine, CasePage, CaseTold, CasesPage, Cell, Choice, Nav,
    OutgoingLine, OutgoingPage, Pager, PreviewLine, PreviewPage, RequestLine, RequestsPage, State,
    Tone,
};

fn choices(list: &[(&str, &str)]) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: (*value).into(),
        label: (*label).into(),
        chosen: false,
    };
    list.iter().map(choice).collect()
}

fn line(id: u32, left: State) -> CaseLine {
    CaseLine {
        id: id.to_string(),
        claim: format!("HB-{id:06}"),
        payer: "Blue Walnut".into(),
        amount: "$130.00".into(),
        deadline: "Jul 14, 2026".into(),
        left,
        owner: "nobody yet".into(),
        cause: "Not considered medically necessary".into(),
        reason: "The payer sees no need for the service".into(),
        code: "CO-50".into(),
        state: "Open".into(),
        next: "Appeal with the plan of care and progress notes".into(),
    }
}

fn actions() -> Vec<Choice> {
    choices(&[("assign", "Give it an owner, and a cause"), ("appeal", "Write an appeal")])
}

pub fn cases() -> CasesPage {
    CasesPage {
        shell: shell("Denials to work", Nav::Denials),
        total_words: "2 cases, $260.00 denied; 1 past their last day, 2 without an owner.".into(),
        causes: choices(&[("", "All causes"), ("units", "Too many units")]),
        states: choices(&[("", "All"), ("open", "Open")]),
        payers: choices(&[("", "All payers")]),
        owners: choices(&[("", "Everybody’s"), ("2", "Bea Ledger")]),
        rows: vec![
            line(7, State::new("over since 3 days", Tone::Bad)),
            line(9, State::new("12 days left", Tone::Warn)),
        ],
        pager: Pager { showing: "1–2 of 2 cases".into(), ..Pager::default() },
        actions: actions(),
        people: choices(&[("", "As it is, or me"), ("2", "Bea Ledger")]),
        said_causes: choices(&[("", "As the code says")]),
        ..CasesPage::default()
    }
}

pub fn case() -> CasePage {
    CasePage {
        shell: shell("Case 7", Nav::Denials),
        id: "7".into(),
        claim: Cell::link("HB-000007", "/claims/7"),
        facts: vec![
            ("Denied".into(), "$130.00".into()),
            ("Last day".into(), "Jul 14, 2026 (12 days left)".into()),
        ],
        reason: "The payer sees no need for the service".into(),
        code: "CO-50".into(),
        next: "Appeal with the plan of care and progress notes".into(),
        state: "Triaged".into(),
        history: vec![CaseTold {
            day: "Mar 16, 2026".into(),
            who: "–".into(),
            what: "Denied, CO-50".into(),
            note: String::new(),
            state: "Nobody has looked at it yet".into(),
        }],
        actions: actions(),
        people: choices(&[("", "As it is, or me")]),
        said_causes: choices(&[("", "As the code says")]),
        wishes: choices(&[("write_off", "Write off")]),
    }
}

pub fn preview() -> PreviewPage {
    let line = |after: &str| PreviewLine {
        what: "Case 7, claim HB-000007".into(),
        amount: "$130.00".into(),
        before: "Nobody has looked at it yet".into(),
        after: after.into(),
    };
    PreviewPage {
        shell: shell("What would happen", Nav::Denials),
        question: "Write an appeal: 1 of 2 cases?".into(),
        does: vec![line("An appeal is being written")],
        refused: vec![line("Nobody has looked at it yet. Give it a cause and an owner.")],
        action: "/cases/do".into(),
        fields: vec![("case".into(), "7".into())],
        button: "Do it".into(),
        back: "/denials/work".into(),
    }
}

pub fn requests() -> RequestsPage {
    let line = RequestLine {
        id: "3".into(),
        wish: "Write off".into(),
        claim: Cell::link("HB-000007", "/claims/7"),
        amount: "$130.00".into(),
        from: "Denied, still claimed".into(),
        asked: "Bea Ledger, Jul 1, 2026, 09:12 UTC".into(),
        reason: "The notes do not carry it".into(),
        outcome: "Approved by Rita Second".into(),
    };
    RequestsPage {
        shell: shell("Approvals", Nav::Work),
        waiting: vec![line.clone()],
        review: vec![line.clone()],
        decided: vec![line],
        may_answer: true,
    }
}

pub fn outgoing() -> OutgoingPage {
    OutgoingPage {
        shell: shell("Claims to send", Nav::Claims),
        waiting_words: "3 claims wait for a later payer that nobody has asked yet.".into(),
        rows: vec![OutgoingLine {
            id: "4".into(),
            claim: Cell::link("HB-000007", "/claims/7"),
            what: "To the next payer".into(),
            number: "HB-000007-S1".into(),
            charge: "$180.00".into(),
            state: State::new("Waits for a second person", Tone::Warn),
            reason: String::new(),
            steps: choices(&[("approve", "Approve"), ("hold", "Hold"), ("drop", "Do not send")]),
        }],
        pager: Pager { showing: "1–1 of 1 claim".into(), ..Pager::default() },
        may: true,
    }
}

pub fn anew() -> AnewPage {
    let kind = |value: &str, label: &str, refused: &str| AnewKind {
        choice: Choice { value: value.into(), label: label.into(), chosen: refused.is_empty() },
        words: "The payer has decided, and something about it was wrong.".into(),
        refused: refused.into(),
    };
    AnewPage {
        shell: shell("Send HB-000007 anew", Nav::Claims),
        control_number: "HB-000007".into(),
        href: "/claims/7".into(),
        kinds: vec![kind("corrected", "Corrected", ""), kind("resend", "Once more", "not refused")],
        lines: vec![AnewLine {
            number: 1,
            code: "97110".into(),
            modifiers: "GP 59".into(),
            units: "2".into(),
            charge: "120.00".into(),
        }],
        refused: String::new(),
    }
}
