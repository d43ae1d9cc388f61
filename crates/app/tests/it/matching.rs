//! How a payment finds its claim whatever the payer did to the number, and what a person sees
//! and may say where it does not.

use gonio_app::matching;

use crate::practice::{NOW, Practice, day};

const NUMBER: &str = "ABCDEFGHIJKLMNOPQRSTUVWX";

/// A practice that works in its book, with one claim sent.
fn live() -> Practice {
    let mut p = Practice::new();
    p.book.set_go_live(NOW.mark(), Some(day("2026-01-01"))).unwrap();
    p.claims(&format!(
        "sent 2026-03-04 to ACME
         claim {NUMBER} REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00
         line 97140:GP:59 x1 60.00"
    ));
    p
}

/// The decision on it under another number, in other lines.
fn decision(number: &str, lines: &str) -> String {
    format!(
        "pay T100 67.50 ACH 2026-03-16 ACME
         claim {number} 1 REED/ANNA M1 2026-03-02
         {lines}"
    )
}

const LINES: &str = "line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP:59 x1 60.00 32.50 CO-45=27.50";
const DECIDED: &str = "CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00";

#[test]
fn every_stage_is_named_on_what_it_matched() {
    let other_order = "line 97140:GP:59 x1 60.00 32.50 CO-45=27.50
        line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00";
    let no_modifiers = "line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
        line 97140 x1 60.00 32.50 CO-45=27.50";
    for (what, number, lines, stage) in [
        ("whole", NUMBER, LINES, "control_number"),
        ("cut to twenty", &NUMBER[..20], LINES, "control_number_cut"),
        ("altered", "9-ABCDEF", LINES, "member_date_charge"),
        ("altered, no modifiers", "9-ABCDEF", no_modifiers, "member_date_charge"),
        ("altered, another order", "9-ABCDEF", other_order, "member_date_charge"),
        ("no modifiers", NUMBER, no_modifiers, "control_number"),
        ("another order", NUMBER, other_order, "control_number"),
    ] {
        let mut p = live();
        p.remit(&decision(number, lines));
        assert_eq!(p.matched_by(), [stage], "{what}");
        assert_eq!(p.waiting(), [""; 0], "{what}");
        p.stands(DECIDED);
    }
}

#[test]
fn a_payment_without_lines_is_found_by_its_number() {
    let mut p = live();
    p.remit(&decision(NUMBER, "total 180.00 67.50\n cas CO-45=82.50 PR-3=30.00"));
    assert_eq!(p.matched_by(), ["control_number"]);
    assert_eq!(p.waiting(), [""; 0]);
    p.stands(DECIDED);
}

#[test]
fn an_altered_number_without_lines_waits_with_its_claim_as_candidate() {
    let mut p = live();
    p.remit(&decision("9-ABCDEF", "total 180.00 67.50\n cas CO-45=82.50 PR-3=30.00"));
    assert_eq!(p.waiting(), ["claim_not_found"]);
    p.stands("AR.P 180.00, CLR.ERA 67.50, UNAP.PAY -67.50, REV -180.00");
    let remit = matching::remit_of(&p.book, "T100").unwrap();
    let waiting = matching::waiting_of(&p.book, remit, 10).unwrap();
    let [payment] = &waiting[..] else { panic!("one waits: {waiting:?}") };
    let [candidate] = &payment.candidates[..] else { panic!("one fits: {payment:?}") };
    assert_eq!((candidate.claim.as_str(), candidate.stage), (NUMBER, "member"));
    assert_eq!(
        candidate.reasons,
        ["same member id", "same day", "same charge", "no lines to compare"]
    );
    let done = matching::match_claim(&mut p.book, (remit, 1), candidate.id, NOW).unwrap();
    p.in_order("the match");
    assert_eq!((done.outcome.as_str(), done.posted_cents), ("posted", 6_750));
    assert_eq!(p.matched_by(), ["by_hand"]);
    assert_eq!(p.waiting(), [""; 0]);
    p.stands(DECIDED);
    // It is matched, so nobody can match it again; taken back, it waits as before.
    let twice = matching::match_claim(&mut p.book, (remit, 1), candidate.id, NOW).unwrap_err();
    assert_eq!(twice.to_string(), "it does not wait for a claim");
    p.undo(done.batch).unwrap();
    assert_eq!(p.waiting(), ["claim_not_found"]);
    assert_eq!(p.matched_by(), [""]);
    p.stands("AR.P 180.00, CLR.ERA 67.50, UNAP.PAY -67.50, REV -180.00");
    assert_eq!(p.state(NUMBER), "submitted");
    let again = matching::match_claim(&mut p.book, (remit, 1), candidate.id, NOW).unwrap();
    p.in_order("the match again");
    p.stands(DECIDED);
    p.undo(again.batch).unwrap();
}

#[test]
fn a_claim_decided_a_moment_ago_in_the_same_file_is_no_claim_for_an_altered_number() {
    let mut p = live();
    let again = format!("claim 9-ABCDEF 1 REED/ANNA M1 2026-03-02\n {LINES}");
    let both = decision(NUMBER, LINES).replace("67.50 ACH", "135.00 ACH");
    p.remit(&format!("{both}\n {again}"));
    assert_eq!(p.matched_by(), ["control_number", ""]);
    assert_eq!(p.waiting(), ["claim_not_found"]);
    p.stands("CLR.ERA 135.00, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00, UNAP.PAY -67.50");
}

#[test]
fn candidates_say_what_differs_and_the_likeliest_comes_first() {
    let mut p = live();
    p.claims(
        "sent 2026-03-10 to ACME
         claim C2 REED/ANNA M1 2026-03-09
         line 97110:GP x2 132.00",
    );
    p.remit(
        "pay T100 35.00 ACH 2026-03-16 ACME
         claim XX 1 REED/ANNA M1 2026-03-09
         line 97110 x2 120.00 35.00 CO-45=85.00",
    );
    let remit = matching::remit_of(&p.book, "T100").unwrap();
    let found = matching::candidates(&p.book, remit, 1).unwrap().candidates;
    let claims: Vec<&str> = found.iter().map(|c| c.claim.as_str()).collect();
    assert_eq!(claims, ["C2", NUMBER]);
    assert_eq!(found[0].reasons[..3], ["same member id", "same day", "charge differs by 12.00"]);
    assert!(found[1].reasons.contains(&"7 days apart".to_string()), "{:?}", found[1].reasons);
}

#[test]
fn a_name_alone_makes_no_candidate() {
    let mut p = live();
    p.remit(
        "pay T100 35.00 ACH 2026-03-16 ACME
         claim XX 1 REED/ANNA M9 2026-03-02
         line 97110 x2 120.00 35.00 CO-45=85.00
         claim YY 1 REED/ANNA M9 2026-03-02
         total 180.00 0.00
         cas CO-29=180.00",
    );
    let remit = matching::remit_of(&p.book, "T100").unwrap();
    assert_eq!(matching::candidates(&p.book, remit, 1).unwrap().candidates.len(), 0);
    // With day and charge the name may be shown; the other member id is said.
    let found = matching::candidates(&p.book, remit, 2).unwrap().candidates;
    assert_eq!(found[0].stage, "name_date_charge");
    assert_eq!(found[0].reasons[0], "same last name, another member id");
}

#[test]
fn a_claim_that_does_not_take_the_payment_leaves_it_waiting_for_that() {
    let mut p = live();
    p.remit(&decision("XX", "line 97530 x1 180.00 67.50 CO-45=112.50"));
    let remit = matching::remit_of(&p.book, "T100").unwrap();
    let claim = matching::claim_of(&p.book, NUMBER).unwrap();
    let done = matching::match_claim(&mut p.book, (remit, 1), claim, NOW).unwrap();
    p.in_order("the match");
    assert_eq!((done.outcome.as_str(), done.posted_cents), ("held", 0));
    assert_eq!(p.waiting(), ["lines_do_not_match"]);
    let refused = matching::match_claim(&mut p.book, (remit, 1), claim, NOW).unwrap_err();
    assert!(refused.to_string().contains("another reason"), "{refused}");
    // A later try does not take the person's word away.
    gonio_app::import::post_waiting(&mut p.book, NOW).unwrap();
    assert_eq!(p.matched_by(), ["by_hand"]);
    p.undo(done.batch).unwrap();
    assert_eq!(p.waiting(), ["claim_not_found"]);
}

#[test]
fn a_remittance_that_was_taken_back_has_nothing_to_match() {
    let mut p = live();
    let batch = p.remit(&decision("XX", "line 97530 x1 180.00 67.50 CO-45=112.50"));
    let remit = matching::remit_of(&p.book, "T100").unwrap();
    let claim = matching::claim_of(&p.book, NUMBER).unwrap();
    p.undo(batch).unwrap();
    assert!(matching::remit_of(&p.book, "T100").is_err());
    matching::match_claim(&mut p.book, (remit, 1), claim, NOW).unwrap_err();
    p.stands("AR.P 180.00, REV -180.00");
}
