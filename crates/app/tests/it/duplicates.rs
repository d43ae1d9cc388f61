//! What arrives twice, in other clothes or slightly changed, counts once.

use gonio_x12::delimiters::Delimiters;

use crate::notation::{self, Style};
use crate::practice::Practice;

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00";
const DECISION: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50";
const DECIDED: &str = "CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00";

/// Another clearinghouse writes the same thing down.
fn other_style() -> Style {
    Style {
        delimiters: Delimiters { element: b'|', component: b'>', repetition: b'!', segment: b'\'' },
        control: 77,
        line_end: "\r\n",
    }
}

#[test]
fn the_same_bytes_under_another_name_change_nothing() {
    let mut p = Practice::new();
    let (claims, decision) = (notation::claims(CLAIM), notation::remit(DECISION));
    p.new_file("monday.837", &claims);
    p.new_file("monday.835", &decision);
    for (name, bytes) in [("tuesday.txt", &claims), ("copy of monday.dat", &decision)] {
        let file = p.file(name, bytes);
        assert_eq!(file.outcome, "duplicate", "{}", file.reason);
        assert_eq!(file.counts.duplicates, 1);
        assert!(file.reason.contains("monday."), "{}", file.reason);
    }
    p.stands(DECIDED);
}

#[test]
fn the_same_bytes_twice_in_one_import_count_once() {
    let mut p = Practice::new();
    let bytes = notation::remit(DECISION);
    let report = p.import(&[("a.835", &bytes), ("b.835", &bytes)]);
    let outcomes: Vec<&str> = report.files.iter().map(|f| f.outcome.as_str()).collect();
    assert_eq!(outcomes, ["imported", "duplicate"]);
    p.stands(DECIDED);
}

#[test]
fn the_same_payment_in_other_bytes_changes_nothing() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let entries = p.one("SELECT COUNT(*) FROM journal");
    for (style, name) in [
        (other_style(), "other separators"),
        (Style { control: 5, ..Style::default() }, "other control numbers"),
        (Style { line_end: "\n", ..Style::default() }, "line ends"),
    ] {
        let file = p.file(name, &notation::remit_as(DECISION, style));
        assert_eq!(file.outcome, "duplicate", "{name}: {}", file.reason);
        assert!(!file.reason.is_empty());
    }
    assert_eq!(p.one("SELECT COUNT(*) FROM journal"), entries);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_new_payment_beside_a_known_one_is_taken_in() {
    let mut p = Practice::new();
    p.remit(DECISION);
    let both = format!(
        "{DECISION}
         pay T2 50.00 ACH 2026-03-17 ACME
         claim C2 1 STONE/BEN M2 2026-03-03
         line 97530 x1 70.00 50.00 CO-45=20.00"
    );
    let file = p.file("both.835", &notation::remit(&both));
    assert_eq!(file.outcome, "partly");
    assert!(!file.reason.is_empty());
    assert_eq!((file.counts.payments, file.counts.duplicates), (1, 1));
    p.stands("CLR.ERA 117.50, ADJ.CON 102.50, AR.PAT 30.00, REV -250.00");
}

#[test]
fn the_same_payment_with_other_claims_in_it_is_held() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let changed = "
        pay T1 67.50 ACH 2026-03-16 ACME
        claim C1 1 REED/ANNA M1 2026-03-02
        line 97110:GP x2 120.00 40.00 CO-45=55.00 PR-3=25.00
        line 97140:GP x1 60.00 27.50 CO-45=32.50";
    let file = p.file("changed.835", &notation::remit(changed));
    assert_eq!(file.outcome, "partly");
    assert!(file.reason.contains("trace T1"), "{}", file.reason);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), ["same_payment_other_content"]);
}

#[test]
fn a_claim_sent_again_unchanged_is_charged_once() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    // Other control numbers, the same day: the file was only written anew.
    let copy = p.file("copy.837", &notation::claims_as(CLAIM, other_style()));
    assert_eq!(copy.outcome, "duplicate", "{}", copy.reason);
    // Another day: the claim was sent once more, and is still one claim.
    let again = CLAIM.replace("2026-03-04", "2026-03-11");
    let file = p.file("again.837", &notation::claims_as(&again, other_style()));
    assert_eq!((file.outcome.as_str(), file.counts.claims), ("imported", 1), "{}", file.reason);
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.claim_count(), 1);
    let sendings = p.one("SELECT COUNT(*) FROM submission WHERE live = TRUE");
    assert_eq!(sendings, 2);
    let file = p.file("once more.837", &notation::claims_as(&again, Style::default()));
    assert_eq!(file.outcome, "duplicate", "{}", file.reason);
}

#[test]
fn a_claim_sent_again_with_other_charges_before_its_decision_replaces_it() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.claims(
        "sent 2026-03-06 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00
         line 97140:GP x2 120.00",
    );
    p.stands("AR.P 240.00, REV -240.00");
    assert_eq!(p.claim_count(), 1);
    p.remit(
        "pay T1 100.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00 50.00 CO-45=70.00
         line 97140:GP x2 120.00 50.00 CO-45=70.00",
    );
    p.stands("CLR.ERA 100.00, ADJ.CON 140.00, REV -240.00");
}

#[test]
fn a_replaced_claim_keeps_the_day_it_was_first_sent() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.claims(
        "sent 2026-03-26 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         frequency 7
         line 97110:GP x2 120.00
         line 97140:GP x2 120.00",
    );
    let days =
        p.rows("SELECT first_bill_day FROM claim WHERE live = TRUE", &[], |r| r.get::<i32>(0));
    assert_eq!(days, [crate::practice::day("2026-03-04").0]);
}

#[test]
fn a_correction_after_the_decision_changes_no_charge_by_itself() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    p.claims(
        "sent 2026-03-26 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         frequency 7
         line 97110:GP x2 120.00
         line 97140:GP x2 120.00",
    );
    p.stands(DECIDED);
    assert_eq!(p.waiting(), ["correction_changes_charges"]);
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn a_claim_that_comes_after_its_decision_joins_it() {
    let mut p = Practice::new();
    p.remit(DECISION);
    p.stands(DECIDED);
    p.claims(CLAIM);
    p.stands(DECIDED);
    assert_eq!(p.claim_count(), 1);
    let told = p.rows(
        "SELECT origin, first_bill_day IS NOT NULL FROM claim WHERE live = TRUE",
        &[],
        |r| Ok((r.get::<String>(0)?, r.get::<bool>(1)?)),
    );
    assert_eq!(told, [("837P".to_string(), true)]);
    // And again: nothing.
    let again = p.file("again.837", &notation::claims_as(CLAIM, other_style()));
    assert_eq!(again.outcome, "duplicate", "{}", again.reason);
    p.stands(DECIDED);
}

#[test]
fn a_join_keeps_what_the_patient_has_paid_meanwhile() {
    let mut p = Practice::new();
    p.remit(DECISION);
    p.patient_pays("M1", "30.00", "2026-04-01");
    p.stands("BANK 30.00, CLR.ERA 67.50, ADJ.CON 82.50, REV -180.00");
    p.claims(CLAIM);
    p.stands("BANK 30.00, CLR.ERA 67.50, ADJ.CON 82.50, REV -180.00");
    assert_eq!(p.state("C1"), "closed");
}

#[test]
fn a_second_coverage_learnt_later_keeps_what_the_patient_has_paid_meanwhile() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    p.patient_pays("M1", "30.00", "2026-04-01");
    p.claims(
        "sent 2026-04-02 to MEDIGAP as S
         claim C1 REED/ANNA MG1 2026-03-02
         other P ACME M1 67.50
         line 97110:GP x2 120.00
         line 97140:GP x1 60.00",
    );
    // The share is the second payer's now; what the patient paid is a credit.
    assert_eq!(p.account("BANK"), 3_000);
    assert_eq!(p.account("AR.S"), 3_000);
    assert_eq!(p.account("AR.PAT") + p.account("UNAP.PAT"), -3_000);
}

#[test]
fn a_join_whose_lines_do_not_fit_leaves_the_money_in_a_queue() {
    let mut p = Practice::new();
    let remittance = p.remit(DECISION);
    let join = p.claims(
        "sent 2026-03-04 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00
         line 97530:GP x1 90.00",
    );
    p.stands("AR.P 210.00, CLR.ERA 67.50, UNAP.PAY -67.50, REV -210.00");
    assert_eq!(p.waiting(), ["lines_do_not_match"]);
    p.undo(join).unwrap();
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.one("SELECT SUM(unposted_cents) FROM remittance WHERE live = TRUE"), 0);
    p.undo(remittance).unwrap();
    p.stands("");
}

#[test]
fn a_control_number_used_for_every_visit_still_finds_each_visit() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-06 to ACME
         claim ACCT7 REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00
         claim ACCT7 REED/ANNA M1 2026-03-04
         line 97110:GP x2 120.00
         claim ACCT7 REED/ANNA M1 2026-03-05
         line 97140:GP x1 60.00",
    );
    assert_eq!(p.claim_count(), 3);
    p.remit(
        "pay T1 95.00 ACH 2026-03-16 ACME
         claim ACCT7 1 REED/ANNA M1 2026-03-04 icn=P2
         line 97110:GP x2 120.00 65.00 CO-45=55.00
         claim ACCT7 1 REED/ANNA M1 2026-03-05 icn=P3
         line 97140:GP x1 60.00 30.00 CO-45=30.00",
    );
    p.stands("AR.P 120.00, CLR.ERA 95.00, ADJ.CON 85.00, REV -300.00");
    let open = p.rows(
        "SELECT service_day FROM claim WHERE payer_open_cents > 0 AND live = TRUE",
        &[],
        |r| r.get::<i32>(0),
    );
    assert_eq!(open, [crate::practice::day("2026-03-02").0]);
}

#[test]
fn two_visits_of_one_day_under_one_number_are_two_claims() {
    // A clinic that sends the patient's account number: therapy of two disciplines.
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-06 to ACME
         claim ACCT7 REED/ANNA M1 2026-03-02
         line 97110:GP x2 120.00
         claim ACCT7 REED/ANNA M1 2026-03-02
         line 97530:GO x1 70.00",
    );
    p.stands("AR.P 190.00, REV -190.00");
    assert_eq!(p.claim_count(), 2);
    p.remit(
        "pay T1 95.00 ACH 2026-03-16 ACME
         claim ACCT7 1 REED/ANNA M1 2026-03-02 icn=P2
         line 97530:GO x1 70.00 35.00 CO-45=35.00
         claim ACCT7 1 REED/ANNA M1 2026-03-02 icn=P3
         line 97110:GP x2 120.00 60.00 CO-45=60.00",
    );
    p.stands("CLR.ERA 95.00, ADJ.CON 95.00, REV -190.00");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_second_visit_of_the_day_may_come_in_a_file_of_its_own() {
    let mut p = Practice::new();
    for (sent, line) in [("2026-03-06", "97110:GP x2 120.00"), ("2026-03-09", "97530:GO x1 70.00")]
    {
        p.claims(&format!(
            "sent {sent} to ACME
             claim ACCT7 REED/ANNA M1 2026-03-02
             line {line}"
        ));
    }
    p.stands("AR.P 190.00, REV -190.00");
    assert_eq!(p.claim_count(), 2);
}

#[test]
fn claims_made_from_a_remittance_are_told_apart_in_the_same_way() {
    let mut p = Practice::new();
    p.remit(
        "pay T1 95.00 ACH 2026-03-16 ACME
         claim ACCT7 1 REED/ANNA M1 2026-03-02 icn=P2
         line 97530:GO x1 70.00 35.00 CO-45=35.00
         claim ACCT7 1 REED/ANNA M1 2026-03-04 icn=P3
         line 97110:GP x2 120.00 60.00 CO-45=60.00",
    );
    p.stands("CLR.ERA 95.00, ADJ.CON 95.00, REV -190.00");
    assert_eq!(p.claim_count(), 2);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn two_decisions_of_one_day_under_one_number_make_two_claims() {
    let mut p = Practice::new();
    p.remit(
        "pay T1 95.00 ACH 2026-03-16 ACME
         claim ACCT7 1 REED/ANNA M1 2026-03-02 icn=P2
         line 97530:GO x1 70.00 35.00 CO-45=35.00
         claim ACCT7 1 REED/ANNA M1 2026-03-02 icn=P3
         line 97110:GP x2 120.00 60.00 CO-45=60.00",
    );
    p.stands("CLR.ERA 95.00, ADJ.CON 95.00, REV -190.00");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_control_number_of_another_patient_is_not_believed() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.book
        .set_go_live(crate::practice::NOW.mark(), Some(crate::practice::day("2026-01-01")))
        .unwrap();
    p.remit(
        "pay T1 67.50 ACH 2026-03-16 ACME
         claim C1 1 STONE/BEN M2 2026-03-09
         line 97110:GP x2 120.00 67.50 CO-45=52.50",
    );
    p.stands("AR.P 180.00, CLR.ERA 67.50, UNAP.PAY -67.50, REV -180.00");
    assert_eq!(p.waiting(), ["claim_differs"]);
}

#[test]
fn a_decision_without_modifiers_finds_its_lines() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(&DECISION.replace(":GP", ""));
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn lines_in_another_order_find_their_places() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(
        "pay T1 67.50 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97140:GP x1 60.00 32.50 CO-45=27.50
         line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00",
    );
    p.stands(DECIDED);
    let owed =
        p.rows("SELECT claim_line FROM journal WHERE debit = 'AR.PAT'", &[], |r| r.get::<i64>(0));
    assert_eq!(owed, [1]);
}

#[test]
fn two_equal_lines_are_told_apart_by_their_line_numbers() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110:GP x1 60.00 ref=L1
         line 97110:GP x1 60.00 ref=L2",
    );
    p.remit(
        "pay T1 30.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110:GP x1 60.00 0.00 CO-151=60.00 ref=L2
         line 97110:GP x1 60.00 30.00 CO-45=30.00 ref=L1",
    );
    p.stands("AR.DEN 60.00, CLR.ERA 30.00, ADJ.CON 30.00, REV -120.00");
    let denied =
        p.rows("SELECT claim_line FROM journal WHERE debit = 'AR.DEN'", &[], |r| r.get::<i64>(0));
    assert_eq!(denied, [2]);
}

#[test]
fn a_control_number_cut_to_twenty_characters_finds_its_claim() {
    let mut p = Practice::new();
    let long = "CLINIC-2026-000123-A-17";
    p.claims(&CLAIM.replace("C1", long));
    p.remit(&DECISION.replace("C1", &long[..20]));
    p.stands(DECIDED);
    assert_eq!(p.matched_by(), ["control_number_cut"]);
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn a_control_number_that_came_back_altered_finds_the_only_claim_that_fits() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(&DECISION.replace("C1", "0000C1"));
    p.stands(DECIDED);
    assert_eq!(p.matched_by(), ["member_date_charge"]);
    assert_eq!(p.claim_count(), 1);
}
