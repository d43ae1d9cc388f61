//! Decisions besides the worked cases: returns, bundles, forwards, odd groups, and money that
//! comes in outside a remittance.

use gonio_app::receipts::{deposit, patient_payment};

use crate::notation::cents;
use crate::practice::{NOW, Practice, day};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00
    line 97140 x1 60.00";
const DECISION: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140 x1 60.00 32.50 CO-45=27.50";

fn charged() -> Practice {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.posted("AR.P REV 180.00 P1");
    p
}

#[test]
fn a_claim_returned_as_unprocessable_moves_nothing_and_can_be_decided_later() {
    let mut p = charged();
    p.remit(
        "pay T0 0.00 NON 2026-03-12 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         moa MA130
         line 97110 x2 120.00 0.00 CO-16=120.00 N290
         line 97140 x1 60.00 0.00 CO-16=60.00 N290",
    );
    p.posted("");
    assert_eq!(p.waiting(), ["returned_unprocessed"]);
    assert_eq!(p.state("C1"), "submitted");
    p.remit(DECISION);
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn a_bundle_is_arithmetic_between_lines_and_no_denial() {
    let mut p = charged();
    p.remit(
        "pay T1 100.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 100.00 CO-45=80.00 OA-94=-60.00
         line 97140 x1 60.00 0.00 CO-97=60.00",
    );
    assert_eq!(p.account("AR.DEN"), 0);
    assert_eq!(p.account("CLR.ERA"), 10_000);
    p.stands("CLR.ERA 100.00, ADJ.CON 80.00, REV -180.00");
    assert_eq!(p.one("SELECT SUM(denied_cents) FROM claim_payment"), 0);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn one_line_denied_and_one_paid_is_denied_in_part() {
    let mut p = charged();
    p.remit(
        "pay T1 65.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 65.00 CO-45=55.00
         line 97140 x1 60.00 0.00 CO-151=60.00",
    );
    p.stands("AR.DEN 60.00, CLR.ERA 65.00, ADJ.CON 55.00, REV -180.00");
    assert_eq!(p.state("C1"), "denied");
}

#[test]
fn a_reason_nobody_knows_is_never_contractual() {
    let mut p = charged();
    p.remit(
        "pay T1 65.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 65.00 CO-45=55.00
         line 97140 x1 60.00 0.00 CO-Z99=60.00",
    );
    p.stands("AR.P 60.00, CLR.ERA 65.00, ADJ.CON 55.00, REV -180.00");
    assert_eq!(p.waiting(), ["reason_unknown"]);
}

#[test]
fn a_patients_share_under_another_group_is_left_to_a_person() {
    let mut p = charged();
    p.remit(
        "pay T1 97.50 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 65.00 CO-1=55.00
         line 97140 x1 60.00 32.50 CO-45=27.50",
    );
    p.stands("AR.P 55.00, CLR.ERA 97.50, ADJ.CON 27.50, REV -180.00");
    assert_eq!(p.waiting(), ["group_odd"]);
}

#[test]
fn a_forward_and_a_predetermination_move_nothing() {
    let mut p = charged();
    p.remit(
        "pay T1 0.00 NON 2026-03-16 ACME
         claim C1 23 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 0.00 OA-109=120.00
         line 97140 x1 60.00 0.00 OA-109=60.00
         claim C1 25 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 0.00 CO-101=120.00
         line 97140 x1 60.00 0.00 CO-101=60.00",
    );
    p.posted("");
    assert_eq!(p.state("C1"), "submitted");
    p.remit(&DECISION.replace("T1", "T2"));
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn paid_twice_without_a_reversal_waits_for_a_person() {
    let mut p = charged();
    p.remit(DECISION);
    p.remit(&DECISION.replace("T1", "T2").replace("2026-03-16", "2026-03-30"));
    p.stands("CLR.ERA 135.00, UNAP.PAY -67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
    assert_eq!(p.waiting(), ["exceeds_open_balance"]);
}

#[test]
fn a_reversal_after_the_patients_credit_was_used_elsewhere_keeps_the_books_in_order() {
    // Paid ahead 30.00; the share of 30.00 takes it; the reversal gives it back.
    let mut p = charged();
    p.patient_pays("M1", "30.00", "2026-03-02");
    p.remit(DECISION);
    assert_eq!(p.account("UNAP.PAT"), 0);
    p.remit(
        "pay T2 0.00 NON 2026-04-16 ACME
         claim C1 22 REED/ANNA M1 2026-03-02
         line 97110 x2 -120.00 -35.00 CO-45=-55.00 PR-3=-30.00
         line 97140 x1 -60.00 -32.50 CO-45=-27.50
         plb FB -67.50 F1",
    );
    p.stands(
        "AR.P 180.00, BANK 30.00, CLR.ERA 67.50, DUE.PAYER -67.50, UNAP.PAT -30.00, REV -180.00",
    );
    p.remit(
        "pay T3 32.50 ACH 2026-04-20 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 60.00 CO-45=40.00 PR-3=20.00
         line 97140 x1 60.00 40.00 CO-45=20.00
         plb FB 67.50 F1",
    );
    p.stands("BANK 30.00, CLR.ERA 100.00, ADJ.CON 60.00, UNAP.PAT -10.00, REV -180.00");
    assert_eq!(p.state("C1"), "closed");
}

#[test]
fn a_patient_pays_the_oldest_share_first_and_the_rest_waits() {
    let mut p = Practice::new();
    for (number, served) in [("C2", "2026-03-09"), ("C1", "2026-03-02")] {
        p.claims(&format!(
            "sent 2026-03-10 to ACME
             claim {number} REED/ANNA M1 {served}
             line 97110 x2 120.00"
        ));
        p.remit(&format!(
            "pay T-{number} 60.00 ACH 2026-03-26 ACME
             claim {number} 1 REED/ANNA M1 {served}
             line 97110 x2 120.00 60.00 CO-45=40.00 PR-3=20.00"
        ));
    }
    p.patient_pays("M1", "25.00", "2026-04-01");
    assert_eq!((p.state("C1"), p.state("C2")), ("closed".into(), "patient_balance".into()));
    assert_eq!(p.account("AR.PAT"), 1_500);
    p.patient_pays("M1", "25.00", "2026-04-02");
    assert_eq!((p.account("AR.PAT"), p.account("UNAP.PAT")), (0, -1_000));
}

#[test]
fn receipts_that_fit_nothing_are_refused_with_the_reason() {
    let mut p = charged();
    p.remit(DECISION);
    let on = day("2026-03-17");
    let mut refused = |trace: &str, money: &str| {
        deposit(&mut p.book, trace, cents(money), on, NOW).unwrap_err().to_string()
    };
    assert!(refused("T9", "67.50").contains("no posted remittance has the trace T9"));
    assert!(refused("T1", "67.51").contains("pays 67.50, not 67.51"));
    assert!(refused("T1", "0.00").contains("more than 0.00"));
    p.deposit("T1", "67.50", "2026-03-17");
    let twice = deposit(&mut p.book, "T1", cents("67.50"), on, NOW).unwrap_err().to_string();
    assert!(twice.contains("seen at the bank before"), "{twice}");
    let nobody = patient_payment(&mut p.book, "M9", 100, on, NOW).unwrap_err().to_string();
    assert!(nobody.contains("no patient"), "{nobody}");
    p.stands("BANK 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn one_trace_in_two_remittances_of_different_payers_is_two_payments() {
    let mut p = charged();
    p.remit(DECISION);
    p.remit(
        "pay T1 67.50 ACH 2026-03-16 ZENITH
         claim C2 1 STONE/BEN M2 2026-03-03
         line 97530 x1 70.00 67.50 CO-45=2.50",
    );
    p.stands("CLR.ERA 135.00, ADJ.CON 85.00, AR.PAT 30.00, REV -250.00");
    p.deposit("T1", "67.50", "2026-03-17");
    p.deposit("T1", "67.50", "2026-03-18");
    assert_eq!(p.account("CLR.ERA"), 0);
}

#[test]
fn a_levy_of_unknown_kind_waits_to_be_explained() {
    let mut p = charged();
    p.remit(
        "pay T1 57.50 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
         line 97140 x1 60.00 32.50 CO-45=27.50
         plb LE 10.00 L1",
    );
    p.stands("CLR.ERA 57.50, SUSP.PLB 10.00, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
    assert_eq!(p.waiting(), ["provider_adjustment_unknown"]);
}

const RETURN: &str = "
    pay T0 0.00 NON 2026-03-12 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    moa MA130
    line 97110 x2 120.00 0.00 CO-16=120.00 N290
    line 97140 x1 60.00 0.00 CO-16=60.00 N290";

/// The same services as a new original under another number, as a return asks for.
const AGAIN: &str = "
    sent 2026-03-15 to ACME
    claim C1-A REED/ANNA M1 2026-03-02
    line 97110 x2 120.00
    line 97140 x1 60.00";

#[test]
fn a_returned_claim_sent_again_under_another_number_is_charged_once() {
    let paid = DECISION.replace("C1", "C1-A").replace("2026-03-16", "2026-03-28");
    let sent_first = |p: &mut Practice| [p.claims(AGAIN), p.remit(RETURN)];
    let returned_first = |p: &mut Practice| [p.remit(RETURN), p.claims(AGAIN)];
    type Steps<'a> = &'a dyn Fn(&mut Practice) -> [i64; 2];
    for steps in [&sent_first as Steps<'_>, &returned_first] {
        let mut p = charged();
        let batches = steps(&mut p);
        p.stands("AR.P 180.00, REV -180.00");
        assert_eq!(p.claim_count(), 1);
        assert_eq!(p.waiting(), [""; 0], "the return was answered");
        let first: i64 = p.one("SELECT first_bill_day FROM claim WHERE live = TRUE");
        assert!(first <= i64::from(day("2026-03-15").0));
        let decided = p.remit(&paid);
        p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
        // Each step can be taken back.
        p.undo(decided).unwrap();
        p.stands("AR.P 180.00, REV -180.00");
        p.undo(batches[1]).unwrap();
        p.undo(batches[0]).unwrap();
        p.stands("AR.P 180.00, REV -180.00");
        assert_eq!(p.state("C1"), "submitted");
        assert_eq!(p.waiting(), [""; 0]);
    }
}

#[test]
fn a_second_visit_of_the_day_is_no_resend_of_a_claim_that_was_not_returned() {
    let mut p = charged();
    p.claims(AGAIN);
    p.stands("AR.P 360.00, REV -360.00");
    assert_eq!(p.claim_count(), 2);
}
