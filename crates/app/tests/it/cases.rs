//! Denials as people work them: what opens a case, what ends one, who may give money up, and
//! what becomes of the work when remittances come late or are taken back.

use gonio_app::access::{Roles, Who};
use gonio_app::cases::{Act, Action, CaseItem, CasesAsked, act, show};
use gonio_app::moves::{Asked, Wish};
use gonio_app::{Now, requests};
use gonio_billing::cause::Cause;

use crate::practice::{NOW, Practice, day};

const CLAIM: &str = "
    sent 2026-03-04 to MEDICARE
    claim C1 REED/ANNA M1 2026-03-02
    line 97110:GO x2 120.00
    line 97140:GO x1 60.00
    line 97530:GO x1 70.00";
const DENIED: &str = "
    pay T1 60.00 ACH 2026-03-16 MEDICARE
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97110:GO x2 120.00 60.00 CO-45=40.00 PR-2=20.00
    line 97140:GO x1 60.00 0.00 CO-50=60.00
    line 97530:GO x1 70.00 0.00 CO-50=70.00";
const OVERTURNED: &str = "
    pay T2 90.00 ACH 2026-05-20 MEDICARE
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97140:GO x1 60.00 40.00 CO-45=20.00
    line 97530:GO x1 70.00 50.00 CO-45=20.00";

fn person(id: i64, roles: &str) -> Now {
    Now { who: Who::Person { id, roles: Roles::parse(roles).unwrap() }, ..NOW }
}

fn acts(action: Action, on: &str) -> Act {
    Act {
        action,
        cases: vec![1],
        owner: None,
        cause: None,
        on: day(on),
        until: None,
        answer_due: None,
        note: String::new(),
    }
}

impl Practice {
    fn cases(&self) -> Vec<CaseItem> {
        let asked = CasesAsked { limit: 100, ..CasesAsked::default() };
        let mut all = self.book.case_list(&asked).unwrap();
        all.extend(self.book.case_list(&CasesAsked { closed: true, ..asked }).unwrap());
        all
    }

    /// State of the only case.
    fn case(&self) -> String {
        let all = self.cases();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].state.clone()
    }

    fn acts(&mut self, a: Act) -> i64 {
        let report = act(&mut self.book, &a, false, NOW).unwrap();
        self.in_order("the act");
        assert_eq!(report.cases[0].refused, "");
        report.batch.unwrap()
    }

    fn refused(&mut self, a: Act) -> String {
        let report = act(&mut self.book, &a, false, NOW).unwrap();
        assert_eq!(report.batch, None);
        report.cases[0].refused.clone()
    }
}

fn denied() -> Practice {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DENIED);
    p
}

#[test]
fn a_denial_opens_one_case_with_its_cause_and_its_last_day() {
    let p = denied();
    let all = p.cases();
    assert_eq!(all.len(), 1, "two lines denied for one cause are one case");
    let c = &all[0];
    assert_eq!((c.cents, c.open_cents, c.lines.as_str()), (13_000, 13_000, "2:3"));
    assert_eq!((c.cause.as_str(), c.state.as_str()), ("medical_necessity", "open"));
    assert!(c.initial && c.owner_id == 0);
    // Medicare hears a redetermination within 120 days; corrections are no way here.
    assert_eq!(c.deadline, Some(day("2026-07-14")));
    let counts = p.book.case_counts(&CasesAsked::default(), day("2026-08-01")).unwrap();
    assert_eq!(
        (counts.cases, counts.open_cents, counts.overdue, counts.unowned),
        (1, 13_000, 1, 1)
    );
}

#[test]
fn an_appeal_is_followed_to_the_payment() {
    let mut p = denied();
    assert!(p.refused(acts(Action::Appeal, "2026-03-20")).contains("Nobody has looked at it"));
    p.acts(acts(Action::Assign, "2026-03-20"));
    assert_eq!(p.case(), "triaged");
    p.acts(acts(Action::Appeal, "2026-03-21"));
    let unanswered = p.refused(acts(Action::Send, "2026-03-25"));
    assert!(unanswered.contains("never answered"), "{unanswered}");
    let due = Some(day("2026-05-24"));
    p.acts(Act { answer_due: due, note: "fax 7".into(), ..acts(Action::Send, "2026-03-25") });
    assert_eq!(p.case(), "awaiting_payer");
    assert_eq!(p.cases()[0].answer_due, due);
    p.remit(OVERTURNED);
    assert_eq!(p.case(), "overturned");
    assert_eq!(p.cases()[0].close_reason, "overturned");
    let view = show(&p.book, 1, NOW).unwrap();
    let told: Vec<&str> = view.told.iter().map(|t| t.words.as_str()).collect();
    assert_eq!(
        told,
        [
            "Denied, CO-50",
            "Give it an owner, and a cause",
            "Write an appeal",
            "It went to the payer",
            "The payer decided again",
        ]
    );
    assert!(
        view.choices
            .iter()
            .all(|a| matches!(a, Action::Note | Action::Assign | Action::Upheld | Action::WillPay)),
        "{:?}",
        view.choices
    );
}

#[test]
fn upheld_goes_to_the_next_level_with_the_last_day_a_person_gives() {
    let mut p = denied();
    p.acts(acts(Action::Assign, "2026-03-20"));
    p.acts(acts(Action::Appeal, "2026-03-21"));
    let due = Some(day("2026-05-24"));
    p.acts(Act { answer_due: due, ..acts(Action::Send, "2026-03-25") });
    p.acts(acts(Action::Upheld, "2026-05-20"));
    assert_eq!(p.case(), "upheld");
    let unknown = p.refused(acts(Action::Appeal, "2026-05-21"));
    assert!(unknown.contains("last day for this appeal is not known"), "{unknown}");
    p.acts(Act { until: Some(day("2026-11-16")), ..acts(Action::Appeal, "2026-05-21") });
    assert_eq!(p.case(), "appealing");
}

#[test]
fn the_work_stays_when_the_remittance_is_taken_back_and_comes_again() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let batch = p.remit(DENIED);
    let acted = p.acts(Act { owner: None, ..acts(Action::Assign, "2026-03-20") });
    p.acts(Act { note: "asked for the chart".into(), ..acts(Action::Note, "2026-03-22") });
    p.undo(batch).unwrap();
    assert!(p.cases().is_empty());
    p.remit(DENIED);
    assert_eq!(p.case(), "triaged");
    assert_eq!(show(&p.book, 1, NOW).unwrap().told.len(), 3);
    p.undo(acted).unwrap();
    assert_eq!(p.case(), "open");
}

#[test]
fn decisions_in_any_order_end_in_the_same_case() {
    let reversal = "
        pay T3 0.00 NON 2026-04-10 MEDICARE
        claim C1 22 REED/ANNA M1 2026-03-02 icn=I1
        line 97110:GO x2 -120.00 -60.00 CO-45=-40.00 PR-2=-20.00
        line 97140:GO x1 -60.00 0.00 CO-50=-60.00
        line 97530:GO x1 -70.00 0.00 CO-50=-70.00
        claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
        line 97110:GO x2 120.00 60.00 CO-45=40.00 PR-2=20.00
        line 97140:GO x1 60.00 0.00 CO-50=60.00
        line 97530:GO x1 70.00 0.00 CO-50=70.00";
    let mut ends = Vec::new();
    for order in crate::order::orders(4) {
        let mut p = Practice::new();
        for at in order {
            match at {
                0 => p.claims(CLAIM),
                1 => p.remit(DENIED),
                2 => p.remit(reversal),
                _ => p.remit(OVERTURNED),
            };
        }
        let mut all = p.cases();
        for c in &mut all {
            c.case_id = 0;
            c.claim_id = 0;
        }
        ends.push(all);
    }
    assert_eq!(ends[0].len(), 1, "{:?}", ends[0]);
    assert_eq!(ends[0][0].close_reason, "payer_error_reversed");
    assert!(ends.iter().all(|e| *e == ends[0]), "{ends:#?}");
}

#[test]
fn giving_money_up_takes_two_people() {
    let mut p = denied();
    let biller = person(7, "biller");
    let reviewer = person(8, "reviewer");
    let asked = Asked {
        wish: Wish::WriteOff,
        claim_id: 1,
        line: 0,
        from: None,
        cents: 0,
        reason: "the notes do not carry it".into(),
    };
    p.acts(acts(Action::Assign, "2026-03-20"));
    let report = requests::ask(&mut p.book, &asked, 1, biller).unwrap();
    assert_eq!(report.cents, 13_000);
    assert_eq!(p.case(), "write_off_asked");
    assert_eq!(p.account("ADJ.DEN"), 0);
    let id = report.request.unwrap();
    // Not the asker, not somebody without the right, and in a book without people nobody.
    let both = person(7, "owner");
    let own = requests::approve(&mut p.book, &[id], false, both).unwrap();
    assert!(own.requests[0].refused.contains("it takes two"), "{own:?}");
    assert!(requests::approve(&mut p.book, &[id], false, biller).is_err());
    assert!(requests::approve(&mut p.book, &[id], false, NOW).is_err());
    let no = requests::refuse(&mut p.book, &[id], "appeal it first", false, reviewer).unwrap();
    assert_eq!(p.case(), "triaged");
    // Taken back, it waits again.
    p.undo(no.batch.unwrap()).unwrap();
    assert_eq!(p.case(), "write_off_asked");
    let preview = requests::approve(&mut p.book, &[id], true, reviewer).unwrap();
    assert_eq!((preview.batch, p.account("ADJ.DEN")), (None, 0));
    let yes = requests::approve(&mut p.book, &[id, 99], false, reviewer).unwrap();
    assert_eq!(yes.requests[1].refused, "no such request waits");
    p.in_order("the approval");
    assert_eq!((p.case().as_str(), p.account("ADJ.DEN")), ("written_off", 13_000));
    assert!(requests::list(&p.book, false).unwrap().is_empty());
    p.undo(yes.batch.unwrap()).unwrap();
    assert_eq!((p.case().as_str(), p.account("ADJ.DEN")), ("write_off_asked", 0));
}

#[test]
fn one_person_alone_may_do_both_where_the_practice_is_one_and_it_is_marked() {
    let mut p = denied();
    p.book.set_solo(NOW.mark(), true).unwrap();
    let owner = person(1, "owner");
    let asked = Asked {
        wish: Wish::BadDebt,
        claim_id: 1,
        line: 0,
        from: None,
        cents: 500,
        reason: "hardship".into(),
    };
    for _ in 0..4 {
        let id = requests::ask(&mut p.book, &asked, 0, owner).unwrap().request.unwrap();
        let done = requests::approve(&mut p.book, &[id], false, owner).unwrap();
        assert!(done.requests[0].self_reviewed);
    }
    p.in_order("four write-offs");
    assert_eq!(p.account("ADJ.BAD"), 2_000);
    let all = requests::list(&p.book, true).unwrap();
    assert!(all.iter().all(|r| r.self_reviewed && r.outcome == "approved"));
    let shown = all.iter().filter(|r| requests::to_review(r)).count();
    assert!(shown < all.len(), "only some of the small ones are shown again");
    let large = gonio_store::cases::RequestRow {
        self_reviewed: true,
        cents: requests::REVIEW_FROM_CENTS,
        ..all[0].clone()
    };
    assert!(requests::to_review(&large));
}

#[test]
fn what_is_given_up_and_paid_after_all_ends_as_paid() {
    let mut p = denied();
    let asked = Asked {
        wish: Wish::WriteOff,
        claim_id: 1,
        line: 0,
        from: None,
        cents: 0,
        reason: "too old".into(),
    };
    let id = requests::ask(&mut p.book, &asked, 0, person(7, "biller")).unwrap().request.unwrap();
    let now = Now { today: day("2026-04-20"), ..person(8, "reviewer") };
    requests::approve(&mut p.book, &[id], false, now).unwrap();
    assert_eq!(p.case(), "written_off");
    p.remit(OVERTURNED);
    assert_eq!((p.case().as_str(), p.account("ADJ.DEN")), ("overturned", 0));
}

#[test]
fn many_at_once_do_what_applies_and_tell_the_rest() {
    let mut p = denied();
    p.claims(&CLAIM.replace("C1", "C2").replace("2026-03-02", "2026-03-03"));
    p.remit(
        &DENIED
            .replace("C1", "C2")
            .replace("T1", "T8")
            .replace("I1", "I2")
            .replace("2026-03-02", "2026-03-03"),
    );
    p.acts(acts(Action::Assign, "2026-03-20"));
    let both = Act { cases: vec![1, 2], ..acts(Action::Appeal, "2026-03-22") };
    let preview = act(&mut p.book, &both, true, NOW).unwrap();
    assert_eq!(preview.batch, None);
    let done = act(&mut p.book, &both, false, NOW).unwrap();
    assert_eq!(preview.cases, done.cases, "a preview is the same without its last step");
    assert_eq!(done.cases[0].refused, "");
    assert!(done.cases[1].refused.contains("Nobody has looked at it"), "{done:?}");
    let states: Vec<String> = p.cases().into_iter().map(|c| c.state).collect();
    assert_eq!(states, ["appealing", "open"]);
    p.undo(done.batch.unwrap()).unwrap();
    let states: Vec<String> = p.cases().into_iter().map(|c| c.state).collect();
    assert_eq!(states, ["triaged", "open"]);
    assert!(act(&mut p.book, &Act { cases: vec![77], ..both.clone() }, false, NOW).is_err());
    let auditor = act(&mut p.book, &both, false, person(5, "auditor")).unwrap_err();
    assert!(auditor.to_string().contains("may not work denials"), "{auditor}");
    // A person may know better than the code.
    let cause = Some(Cause::Documentation);
    p.acts(Act { cause, cases: vec![2], ..acts(Action::Assign, "2026-03-23") });
    assert_eq!(p.cases()[1].cause, "documentation");
}

#[test]
fn what_is_paid_below_contract_is_a_case_of_its_own() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110:GO x2 120.00",
    );
    let contract = "payer = \"cigna\"\ntitle = \"Acme\"\n[[term]]\nkind = \"rate\"\ncents = 4500\n";
    gonio_app::contracts::add(&mut p.book, "ACME", contract, NOW).unwrap();
    p.remit(
        "pay T1 60.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110:GO x2 120.00 60.00 CO-45=40.00 PR-3=20.00",
    );
    let all = p.cases();
    assert_eq!((all[0].cause.as_str(), all[0].cents), ("contract_setup", 1_000));
    // By the contract's payer: 180 days for a dispute.
    assert_eq!(all[0].deadline, Some(day("2026-09-12")));
}
