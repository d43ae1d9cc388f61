//! With a go-live day: money for claims that are not here waits, and finds its place when
//! the claim comes.

use crate::practice::{Practice, day};

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
const DECIDED: &str = "CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00";

fn live_since(text: &str) -> Practice {
    let p = Practice::new();
    p.book.set_go_live(crate::practice::NOW.mark(), Some(day(text))).unwrap();
    p
}

#[test]
fn money_for_an_unknown_claim_waits_and_is_released_by_its_claim() {
    let mut p = live_since("2026-01-01");
    let file = p.file("a.835", &crate::notation::remit(DECISION));
    assert_eq!(file.outcome, "imported");
    p.posted("CLR.ERA UNAP.PAY 67.50 P18");
    p.stands("CLR.ERA 67.50, UNAP.PAY -67.50");
    assert_eq!(p.waiting(), ["claim_not_found"]);
    assert_eq!(p.claim_count(), 0);
    let told = "SELECT unposted_cents FROM remittance";
    assert_eq!(p.one(told), 6_750);
    p.claims(CLAIM);
    p.stands(DECIDED);
    assert_eq!(p.account("UNAP.PAY"), 0);
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.one(told), 0);
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn a_service_before_the_day_still_makes_its_claim() {
    let mut p = live_since("2026-03-03");
    p.remit(DECISION);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.matched_by(), ["made_from_remittance"]);
}

#[test]
fn a_service_on_the_day_waits() {
    let mut p = live_since("2026-03-02");
    p.remit(DECISION);
    p.stands("CLR.ERA 67.50, UNAP.PAY -67.50");
}

#[test]
fn the_bank_may_show_the_money_before_the_claim_comes() {
    let mut p = live_since("2026-01-01");
    p.remit(DECISION);
    p.deposit("T1", "67.50", "2026-03-17");
    p.stands("BANK 67.50, UNAP.PAY -67.50");
    p.claims(CLAIM);
    p.stands("BANK 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn released_money_stays_right_when_a_second_coverage_becomes_known() {
    let mut p = live_since("2026-01-01");
    p.remit(DECISION);
    p.claims(CLAIM);
    p.claims(
        "sent 2026-03-25 to MEDIGAP as S
         claim C1 REED/ANNA MG1 2026-03-02
         other P ACME M1 67.50
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
}

#[test]
fn a_reversal_that_waits_with_its_original_is_released_with_it() {
    let mut p = live_since("2026-01-01");
    p.remit(DECISION);
    let reversal = "
        pay T2 0.00 NON 2026-04-16 ACME
        claim C1 22 REED/ANNA M1 2026-03-02
        line 97110 x2 -120.00 -35.00 CO-45=-55.00 PR-3=-30.00
        line 97140 x1 -60.00 -32.50 CO-45=-27.50
        plb FB -67.50 F1";
    p.remit(reversal);
    p.stands("CLR.ERA 67.50, DUE.PAYER -67.50");
    let reversed = "CLR.ERA 67.50, DUE.PAYER -67.50, AR.P 180.00, REV -180.00";
    let claims = p.claims(CLAIM);
    p.stands(reversed);
    assert_eq!(p.waiting(), [""; 0]);
    // Taken back and sent again: the same.
    p.undo(claims).unwrap();
    p.stands("CLR.ERA 67.50, DUE.PAYER -67.50");
    assert_eq!(p.waiting().len(), 2);
    p.claims(CLAIM);
    p.stands(reversed);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_duplicate_answer_for_an_unknown_claim_makes_no_claim() {
    let mut p = live_since("2026-01-01");
    p.remit(
        "pay T9 0.00 NON 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97140 x1 60.00 0.00 OA-18=60.00",
    );
    p.stands("");
    assert_eq!(p.claim_count(), 0);
    assert_eq!(p.waiting(), ["duplicate_of_unknown"]);
}

#[test]
fn posting_again_moves_nothing_while_the_claim_is_missing() {
    let mut p = live_since("2026-01-01");
    p.remit(DECISION);
    let report = gonio_app::import::post_waiting(&mut p.book, crate::practice::NOW).unwrap();
    assert_eq!((report.batch, report.claims, report.posted_cents), (None, 0, 0));
    p.stands("CLR.ERA 67.50, UNAP.PAY -67.50");
    assert_eq!(p.waiting(), ["claim_not_found"]);
}

#[test]
fn two_remittances_for_one_missing_claim_are_both_released() {
    let mut p = live_since("2026-01-01");
    p.remit(DECISION);
    p.remit(
        "pay T2 30.00 ACH 2026-04-02 MEDIGAP
         claim C1 2 REED/ANNA MG1 2026-03-02
         line 97110 x2 120.00 30.00 OA-23=90.00
         line 97140 x1 60.00 0.00 OA-23=60.00",
    );
    p.stands("CLR.ERA 97.50, UNAP.PAY -97.50");
    p.claims(&CLAIM.replace("2026-03-02", "2026-03-02\n other S MEDIGAP MG1"));
    p.stands("CLR.ERA 97.50, ADJ.CON 82.50, REV -180.00");
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.state("C1"), "closed");
}
