//! The twelve worked remittances: charges, 835 files, bank and desk, with every balance.
//! Write-offs and refunds are not there yet, so S05, S06 and S11 end before them.

use crate::practice::Practice;

#[test]
fn s01_a_copay_paid_at_the_desk_meets_the_patients_share() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S01 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    p.posted("AR.P REV 180.00 P1");
    p.patient_pays("M1", "30.00", "2026-03-02");
    p.posted("BANK UNAP.PAT 30.00 P6");
    p.remit(
        "pay T1001 67.50 ACH 2026-03-16 ACME
         claim C-S01 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
         line 97140 x1 60.00 32.50 CO-45=27.50",
    );
    p.posted(
        "CLR.ERA AR.P 67.50 P2
         ADJ.CON AR.P 82.50 P3
         AR.PAT AR.P 30.00 P3
         UNAP.PAT AR.PAT 30.00 P6",
    );
    p.stands("BANK 30.00, CLR.ERA 67.50, ADJ.CON 82.50, REV -180.00");
    p.deposit("T1001", "67.50", "2026-03-17");
    p.posted("BANK CLR.ERA 67.50 P2");
    p.stands("BANK 97.50, ADJ.CON 82.50, REV -180.00");
    assert_eq!(p.state("C-S01"), "closed");
}

const MEDICARE_LINES: &str = "
    line 97530:GO x1 70.00 29.79 CO-45=32.00 CO-253=0.61 PR-2=7.60
    line 97110:GO x1 60.00 18.03 CO-45=30.00 CO-59=7.00 CO-253=0.37 PR-2=4.60";

#[test]
fn s02_multiple_procedures_and_sequestration_are_no_denial_and_not_the_patients() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to MEDICARE
         claim C-S02 REED/ANNA M1 2026-03-02
         line 97530:GO x1 70.00
         line 97110:GO x1 60.00",
    );
    p.posted("AR.P REV 130.00 P1");
    p.remit(&format!(
        "pay T1002 47.82 ACH 2026-03-20 MEDICARE
         claim C-S02 1 REED/ANNA M1 2026-03-02
         moa MA01 {MEDICARE_LINES}"
    ));
    // Multiple procedures (59) and sequestration come under their own rule.
    p.posted(
        "CLR.ERA AR.P 47.82 P2
         ADJ.CON AR.P 62.00 P3
         ADJ.CON AR.P 7.00 P5
         ADJ.SEQ AR.P 0.98 P5
         AR.PAT AR.P 12.20 P3",
    );
    p.deposit("T1002", "47.82", "2026-03-21");
    p.stands("AR.PAT 12.20, BANK 47.82, ADJ.CON 69.00, ADJ.SEQ 0.98, REV -130.00");
    assert_eq!(p.state("C-S02"), "patient_balance");
    assert_eq!(p.one("SELECT SUM(denied_cents) FROM claim_payment"), 0);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn s03_a_supplement_pays_the_coinsurance_of_a_claim_that_crossed_over() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to MEDICARE
         claim C-S03 REED/ANNA M1 2026-03-02
         other S MEDIGAP MG1
         line 97530:GO x1 70.00
         line 97110:GO x1 60.00",
    );
    p.posted("AR.P REV 130.00 P1");
    p.remit(&format!(
        "pay T1003 47.82 ACH 2026-03-20 MEDICARE
         claim C-S03 19 REED/ANNA M1 2026-03-02
         moa MA18 {MEDICARE_LINES}"
    ));
    p.posted(
        "CLR.ERA AR.P 47.82 P2
         ADJ.CON AR.P 62.00 P3
         ADJ.CON AR.P 7.00 P5
         ADJ.SEQ AR.P 0.98 P5
         AR.S AR.P 12.20 P4",
    );
    p.deposit("T1003", "47.82", "2026-03-21");
    p.posted("BANK CLR.ERA 47.82 P2");
    p.stands("AR.S 12.20, BANK 47.82, ADJ.CON 69.00, ADJ.SEQ 0.98, REV -130.00");
    assert_eq!(p.state("C-S03"), "secondary_pending");
    p.remit(
        "pay T2003 12.20 ACH 2026-04-02 MEDIGAP
         claim C-S03 2 REED/ANNA MG1 2026-03-02
         line 97530:GO x1 70.00 7.60 OA-23=62.40
         line 97110:GO x1 60.00 4.60 OA-23=55.40",
    );
    p.posted("CLR.ERA AR.S 12.20 P7");
    p.deposit("T2003", "12.20", "2026-04-03");
    p.stands("BANK 60.02, ADJ.CON 69.00, ADJ.SEQ 0.98, REV -130.00");
    assert_eq!(p.state("C-S03"), "closed");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn s04_a_second_payer_pays_less_than_was_left_and_takes_the_rest_off() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S04 REED/ANNA M1 2026-03-02
         other S MEDICAID MC1
         line 97110 x4 200.00",
    );
    p.posted("AR.P REV 200.00 P1");
    p.remit(
        "pay T1004 96.00 ACH 2026-03-20 ACME
         claim C-S04 1 REED/ANNA M1 2026-03-02
         line 97110 x4 200.00 96.00 CO-45=80.00 PR-2=24.00",
    );
    p.posted(
        "CLR.ERA AR.P 96.00 P2
         ADJ.CON AR.P 80.00 P3
         AR.S AR.P 24.00 P4",
    );
    p.deposit("T1004", "96.00", "2026-03-21");
    p.posted("BANK CLR.ERA 96.00 P2");
    p.stands("AR.S 24.00, BANK 96.00, ADJ.CON 80.00, REV -200.00");
    p.remit(
        "pay T2004 10.00 ACH 2026-04-02 MEDICAID
         claim C-S04 2 REED/ANNA MC1 2026-03-02
         line 97110 x4 200.00 10.00 OA-23=176.00 CO-45=14.00",
    );
    p.posted(
        "CLR.ERA AR.S 10.00 P7
         ADJ.CON AR.S 14.00 P7",
    );
    p.deposit("T2004", "10.00", "2026-04-03");
    p.stands("BANK 106.00, ADJ.CON 94.00, REV -200.00");
    assert_eq!(p.state("C-S04"), "closed");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn s04_a_secondary_claim_sent_after_the_primary_decision_charges_nothing_again() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S04 REED/ANNA M1 2026-03-02
         line 97110 x4 200.00",
    );
    p.remit(
        "pay T1004 96.00 ACH 2026-03-20 ACME
         claim C-S04 1 REED/ANNA M1 2026-03-02
         line 97110 x4 200.00 96.00 CO-45=80.00 PR-2=24.00",
    );
    // Nobody knows of the second payer yet.
    p.stands("AR.PAT 24.00, CLR.ERA 96.00, ADJ.CON 80.00, REV -200.00");
    p.claims(
        "sent 2026-03-25 to MEDICAID as S
         claim C-S04 REED/ANNA MC1 2026-03-02
         other P ACME M1 96.00
         line 97110 x4 200.00",
    );
    p.stands("AR.S 24.00, CLR.ERA 96.00, ADJ.CON 80.00, REV -200.00");
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn s05_a_missing_authorization_is_denied_and_nothing_is_written_off() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S05 REED/ANNA M1 2026-03-02
         line 97530 x2 130.00",
    );
    p.posted("AR.P REV 130.00 P1");
    p.remit(
        "pay T1005 0.00 NON 2026-03-20 ACME
         claim C-S05 1 REED/ANNA M1 2026-03-02
         line 97530 x2 130.00 0.00 CO-197=130.00",
    );
    p.posted("AR.DEN AR.P 130.00 P8");
    p.stands("AR.DEN 130.00, REV -130.00");
    assert_eq!(p.state("C-S05"), "denied");
    let denied = p.rows("SELECT cause, cents FROM adjustment WHERE is_denial = TRUE", &[], |r| {
        Ok((r.get::<String>(0)?, r.get::<i64>(1)?))
    });
    assert_eq!(denied, [("authorization".to_string(), 13_000)]);
}

#[test]
fn s06_a_denial_under_patient_responsibility_is_held_and_not_the_patients() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to MEDICARE
         claim C-S06 REED/ANNA M1 2026-03-02
         line 97110:GP x3 165.00",
    );
    p.posted("AR.P REV 165.00 P1");
    p.remit(
        "pay T1006 0.00 NON 2026-03-20 MEDICARE
         claim C-S06 1 REED/ANNA M1 2026-03-02
         line 97110:GP x3 165.00 0.00 PR-119=165.00",
    );
    p.posted("AR.DEN AR.P 165.00 P10");
    p.stands("AR.DEN 165.00, REV -165.00");
    assert_eq!(p.state("C-S06"), "denied");
}

#[test]
fn s07_the_answer_to_a_second_copy_of_a_claim_moves_nothing() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S07 REED/ANNA M1 2026-03-02
         line 97140 x1 60.00",
    );
    p.posted("AR.P REV 60.00 P1");
    p.remit(
        "pay T1007 32.00 ACH 2026-03-20 ACME
         claim C-S07 1 REED/ANNA M1 2026-03-02 icn=P1
         line 97140 x1 60.00 32.00 CO-45=28.00",
    );
    p.posted(
        "CLR.ERA AR.P 32.00 P2
         ADJ.CON AR.P 28.00 P3",
    );
    p.deposit("T1007", "32.00", "2026-03-21");
    p.posted("BANK CLR.ERA 32.00 P2");
    p.remit(
        "pay T1107 0.00 NON 2026-04-02 ACME
         claim C-S07 1 REED/ANNA M1 2026-03-02 icn=P2
         line 97140 x1 60.00 0.00 OA-18=60.00",
    );
    p.posted("");
    p.stands("BANK 32.00, ADJ.CON 28.00, REV -60.00");
    assert_eq!(p.state("C-S07"), "closed");
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.one("SELECT SUM(denied_cents) FROM claim_payment"), 0);
}

const S08_FIRST: &str = "
    pay T1008 15.00 ACH 2026-03-20 ACME
    claim C-S08 1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00 15.00 CO-45=85.00 PR-3=20.00";
const S08_REVERSAL: &str = "
    claim C-S08 22 REED/ANNA M1 2026-03-02
    line 97110 x2 -120.00 -15.00 CO-45=-85.00 PR-3=-20.00";
const S08_CORRECTION: &str = "
    claim C-S08 1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00 50.00 CO-45=50.00 PR-3=20.00";

fn s08_up_to_the_copay() -> Practice {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S08 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00",
    );
    p.posted("AR.P REV 120.00 P1");
    p.remit(S08_FIRST);
    p.posted(
        "CLR.ERA AR.P 15.00 P2
         ADJ.CON AR.P 85.00 P3
         AR.PAT AR.P 20.00 P3",
    );
    p.deposit("T1008", "15.00", "2026-03-21");
    p.posted("BANK CLR.ERA 15.00 P2");
    p.patient_pays("M1", "20.00", "2026-03-25");
    p.posted("BANK AR.PAT 20.00 P20");
    p.stands("BANK 35.00, ADJ.CON 85.00, REV -120.00");
    p
}

#[test]
fn s08_a_reversal_and_its_correction_bring_the_difference() {
    let mut p = s08_up_to_the_copay();
    p.remit(&format!("pay T1108 35.00 ACH 2026-04-10 ACME {S08_REVERSAL} {S08_CORRECTION}"));
    p.posted(
        "AR.P CLR.ERA 15.00 P12
         AR.P ADJ.CON 85.00 P12
         AR.P AR.PAT 20.00 P12
         CLR.ERA AR.P 50.00 P2
         ADJ.CON AR.P 50.00 P3
         AR.PAT AR.P 20.00 P3",
    );
    p.deposit("T1108", "35.00", "2026-04-11");
    p.stands("BANK 70.00, ADJ.CON 50.00, REV -120.00");
    assert_eq!(p.state("C-S08"), "closed");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn s08_between_reversal_and_correction_the_claim_is_open_and_the_patient_in_credit() {
    let mut p = s08_up_to_the_copay();
    // The reversal comes in a remittance of its own, whose shortfall is carried forward.
    p.remit(&format!(
        "pay T1108 0.00 NON 2026-04-10 ACME {S08_REVERSAL}
         plb FB -15.00 FB-8"
    ));
    p.posted(
        "AR.P CLR.ERA 15.00 P12
         AR.P ADJ.CON 85.00 P12
         AR.P AR.PAT 20.00 P12
         CLR.ERA DUE.PAYER 15.00 P13",
    );
    p.stands("AR.P 120.00, AR.PAT -20.00, BANK 35.00, DUE.PAYER -15.00, REV -120.00");
    p.remit(&format!(
        "pay T1208 35.00 ACH 2026-04-12 ACME {S08_CORRECTION}
         plb FB 15.00 FB-8"
    ));
    p.deposit("T1208", "35.00", "2026-04-13");
    p.stands("BANK 70.00, ADJ.CON 50.00, REV -120.00");
    assert_eq!(p.state("C-S08"), "closed");
}

#[test]
fn s09_a_takeback_larger_than_the_payment_is_carried_to_the_next() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S09A REED/ANNA M1 2026-03-02
         line 97530 x2 140.00
         claim C-S09B STONE/BEN M2 2026-04-06
         line 97140 x1 60.00",
    );
    p.posted("AR.P REV 200.00 P1");
    p.remit(
        "pay T1009 90.00 ACH 2026-03-20 ACME
         claim C-S09A 1 REED/ANNA M1 2026-03-02
         line 97530 x2 140.00 90.00 CO-45=50.00",
    );
    p.posted(
        "CLR.ERA AR.P 90.00 P2
         ADJ.CON AR.P 50.00 P3",
    );
    p.deposit("T1009", "90.00", "2026-03-21");
    p.posted("BANK CLR.ERA 90.00 P2");
    p.remit(
        "pay T1109 0.00 NON 2026-04-20 ACME
         claim C-S09A 22 REED/ANNA M1 2026-03-02
         line 97530 x2 -140.00 -90.00 CO-45=-50.00
         claim C-S09A 1 REED/ANNA M1 2026-03-02
         line 97530 x2 140.00 0.00 CO-27=140.00
         claim C-S09B 1 STONE/BEN M2 2026-04-06
         line 97140 x1 60.00 33.00 CO-45=27.00
         plb FB -57.00 FB-77",
    );
    p.posted(
        "AR.P CLR.ERA 90.00 P12
         AR.P ADJ.CON 50.00 P12
         AR.DEN AR.P 140.00 P8
         CLR.ERA AR.P 33.00 P2
         ADJ.CON AR.P 27.00 P3
         CLR.ERA DUE.PAYER 57.00 P13",
    );
    p.stands("AR.DEN 140.00, BANK 90.00, ADJ.CON 27.00, DUE.PAYER -57.00, REV -200.00");
    p.claims(
        "sent 2026-04-22 to ACME
         claim C-S09C WOOD/CARA M3 2026-04-20
         line 97110 x2 100.00",
    );
    p.posted("AR.P REV 100.00 P1");
    p.remit(
        "pay T1209 23.00 ACH 2026-05-04 ACME
         claim C-S09C 1 WOOD/CARA M3 2026-04-20
         line 97110 x2 100.00 80.00 CO-45=20.00
         plb FB 57.00 FB-77",
    );
    p.posted(
        "CLR.ERA AR.P 80.00 P2
         ADJ.CON AR.P 20.00 P3
         DUE.PAYER CLR.ERA 57.00 P13",
    );
    p.deposit("T1209", "23.00", "2026-05-05");
    p.stands("AR.DEN 140.00, BANK 113.00, ADJ.CON 47.00, REV -300.00");
    let states = ["C-S09A", "C-S09B", "C-S09C"].map(|c| p.state(c));
    assert_eq!(states, ["denied", "closed", "closed"]);
}

#[test]
fn s10_interest_is_income_and_no_payment_of_the_claim() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S10 REED/ANNA M1 2026-03-02
         line 97140 x2 120.00",
    );
    p.posted("AR.P REV 120.00 P1");
    p.remit(
        "pay T1010 71.35 ACH 2026-05-20 ACME
         claim C-S10 1 REED/ANNA M1 2026-03-02
         interest 1.35
         line 97140 x2 120.00 70.00 CO-45=50.00
         plb L6 -1.35 C-S10",
    );
    p.posted(
        "CLR.ERA AR.P 70.00 P2
         ADJ.CON AR.P 50.00 P3
         CLR.ERA INC.INT 1.35 P13",
    );
    p.deposit("T1010", "71.35", "2026-05-21");
    p.stands("BANK 71.35, ADJ.CON 50.00, INC.INT -1.35, REV -120.00");
    assert_eq!(p.one("SELECT paid_cents FROM claim"), 7_000);
}

#[test]
fn s11_what_the_desk_took_too_much_stays_the_patients() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C-S11 REED/ANNA M1 2026-03-02
         line 97161 x1 150.00",
    );
    p.posted("AR.P REV 150.00 P1");
    p.patient_pays("M1", "50.00", "2026-03-02");
    p.posted("BANK UNAP.PAT 50.00 P6");
    p.remit(
        "pay T1011 60.00 ACH 2026-03-20 ACME
         claim C-S11 1 REED/ANNA M1 2026-03-02
         line 97161 x1 150.00 60.00 CO-45=55.00 PR-3=35.00",
    );
    p.posted(
        "CLR.ERA AR.P 60.00 P2
         ADJ.CON AR.P 55.00 P3
         AR.PAT AR.P 35.00 P3
         UNAP.PAT AR.PAT 35.00 P6",
    );
    p.deposit("T1011", "60.00", "2026-03-21");
    p.stands("BANK 110.00, ADJ.CON 55.00, UNAP.PAT -15.00, REV -150.00");
}

#[test]
fn s12_a_zero_payment_is_no_denial_and_its_second_copy_changes_nothing() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-10-21 to ACME
         claim C-S12 REED/ANNA M1 2026-10-20
         line 97110 x2 120.00",
    );
    p.posted("AR.P REV 120.00 P1");
    let bytes = crate::notation::remit(
        "pay N-20261103-01 0.00 NON 2026-11-03 ACME
         claim C-S12 1 REED/ANNA M1 2026-10-20
         line 97110 x2 120.00 0.00 CO-45=48.00 PR-1=72.00",
    );
    p.new_file("monday.835", &bytes);
    p.posted(
        "ADJ.CON AR.P 48.00 P3
         AR.PAT AR.P 72.00 P3",
    );
    p.stands("AR.PAT 72.00, ADJ.CON 48.00, REV -120.00");
    assert_eq!(p.state("C-S12"), "patient_balance");
    assert_eq!(p.one("SELECT SUM(denied_cents) FROM claim_payment"), 0);
    let again = p.file("tuesday.835", &bytes);
    assert_eq!(again.outcome, "duplicate");
    p.posted("");
    p.stands("AR.PAT 72.00, ADJ.CON 48.00, REV -120.00");
}
