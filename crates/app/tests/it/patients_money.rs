//! Patients' money that goes back: refunds when nothing stands against them, and receipts that
//! the bank takes back.

use gonio_app::access::{Role, Roles, Who};
use gonio_app::receipts::{self, CreditView};
use gonio_app::{Error, Now, requests};

use crate::notation::cents;
use crate::practice::{NOW, Practice, day};

/// Somebody who may approve and pay.
fn owner() -> Now {
    let roles = Roles::parse(Role::Owner.name()).unwrap();
    Now { who: Who::Person { id: 7, roles }, ..NOW }
}

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00";
const DECISION: &str = "
    pay T100 50.00 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=P1
    line 97110 x2 120.00 50.00 CO-45=50.00 PR-3=20.00";

fn patient(p: &Practice) -> i64 {
    p.book.patient_ids("M1").unwrap()[0]
}

fn due(p: &mut Practice, money: &str, on: &str) -> Result<i64, String> {
    let id = patient(p);
    let plain = |e: Error| e.to_string();
    let mut writer = p.book.write("refund", owner().mark()).unwrap();
    let batch = writer.batch_id();
    receipts::refund_due(&mut writer, id, cents(money), day(on), owner()).map_err(plain)?;
    writer.commit().unwrap();
    p.in_order("the refund");
    Ok(batch)
}

fn paid(p: &mut Practice, money: &str, on: &str) -> Result<i64, String> {
    let id = patient(p);
    let plain = |e: Error| e.to_string();
    let mut writer = p.book.write("refund", owner().mark()).unwrap();
    let batch = writer.batch_id();
    receipts::refund_paid(&mut writer, id, cents(money), day(on), owner()).map_err(plain)?;
    writer.commit().unwrap();
    p.in_order("the refund's payment");
    Ok(batch)
}

fn credits(p: &Practice, on: &str) -> Vec<CreditView> {
    receipts::credits(&p.book, day(on)).unwrap()
}

#[test]
fn what_was_paid_ahead_and_not_owed_is_refunded_in_two_steps() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.patient_pays("M1", "35.00", "2026-03-02");
    p.remit(DECISION);
    p.stands("BANK 35.00, CLR.ERA 50.00, ADJ.CON 50.00, UNAP.PAT -15.00, REV -120.00");
    let [credit] = &credits(&p, "2026-03-20")[..] else { panic!("one patient has a credit") };
    assert_eq!((credit.unapplied_cents, credit.open_cents), (1_500, 0));
    assert_eq!(credit.refund_waits_for, None);
    assert_eq!(
        due(&mut p, "15.01", "2026-03-20").unwrap_err(),
        "the patient has 15.00 here, not 15.01"
    );
    assert_eq!(
        paid(&mut p, "15.00", "2026-03-20").unwrap_err(),
        "0.00 is due to the patient, not 15.00"
    );
    p.posted(
        "AR.P REV 120.00 P1
         BANK UNAP.PAT 35.00 P6
         CLR.ERA AR.P 50.00 P2
         ADJ.CON AR.P 50.00 P3
         AR.PAT AR.P 20.00 P3
         UNAP.PAT AR.PAT 20.00 P6",
    );
    let first = due(&mut p, "15.00", "2026-03-20").unwrap();
    p.posted("UNAP.PAT DUE.PAT 15.00 P14");
    assert_eq!(credits(&p, "2026-03-20")[0].due_cents, 1_500);
    let second = paid(&mut p, "15.00", "2026-03-21").unwrap();
    p.posted("DUE.PAT BANK 15.00 P14");
    assert!(credits(&p, "2026-03-21").is_empty());
    p.undo(second).unwrap();
    p.undo(first).unwrap();
    assert_eq!(p.account("UNAP.PAT"), -1_500);
}

#[test]
fn nothing_is_refunded_while_anything_is_open() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    p.patient_pays("M1", "20.00", "2026-03-17");
    p.patient_pays("M1", "15.00", "2026-03-18");
    p.claims(
        "sent 2026-03-24 to ACME
         claim C2 REED/ANNA M1 2026-03-23
         line 97140 x1 60.00",
    );
    // A copay of the second claim that the money ahead did not cover in full.
    p.remit(
        "pay T200 20.00 ACH 2026-04-02 ACME
         claim C2 1 REED/ANNA M1 2026-03-23
         line 97140 x1 60.00 20.00 CO-45=15.00 PR-3=25.00",
    );
    p.stands("AR.PAT 10.00, BANK 35.00, CLR.ERA 70.00, ADJ.CON 65.00, REV -180.00");
    p.patient_pays("M1", "10.00", "2026-04-03");
    let ahead = p.patient_pays("M1", "5.00", "2026-04-04");
    assert_eq!(credits(&p, "2026-04-05")[0].unapplied_cents, 500);
    due(&mut p, "5.00", "2026-04-05").unwrap();
    // Money that is due back is not there to be used.
    p.undo(ahead).unwrap_err();
}

#[test]
fn a_bare_reversal_keeps_the_money_here_until_the_new_decision_or_thirty_days() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    p.patient_pays("M1", "20.00", "2026-03-17");
    let reversal = p.remit(
        "pay T200 0.00 NON 2026-04-16 ACME
         claim C1 22 REED/ANNA M1 2026-03-02 icn=P1
         line 97110 x2 -120.00 -50.00 CO-45=-50.00 PR-3=-20.00
         plb WO -50.00 P1",
    );
    assert_eq!(p.account("AR.PAT"), -2_000);
    let credit = &credits(&p, "2026-04-20")[0];
    assert_eq!(credit.credit_cents, 2_000);
    let refused = due(&mut p, "20.00", "2026-04-20").unwrap_err();
    assert!(refused.contains("took its decision on claim C1 back on 2026-04-16"), "{refused}");
    assert_eq!(credit.refund_waits_for.as_deref(), Some(refused.as_str()));
    // After thirty days it may go back; the line then stands at zero.
    let batch = due(&mut p, "20.00", "2026-05-16").unwrap();
    assert_eq!((p.account("AR.PAT"), p.account("DUE.PAT")), (0, -2_000));
    p.undo(reversal).unwrap_err();
    p.undo(batch).unwrap();
    // A new decision ends the block as well, and leaves what is too much.
    p.remit(
        "pay T300 60.00 ACH 2026-04-25 ACME
         claim C1 1 REED/ANNA M1 2026-03-02 icn=P2
         line 97110 x2 120.00 60.00 CO-45=50.00 PR-3=10.00",
    );
    assert_eq!(p.account("AR.PAT"), -1_000);
    due(&mut p, "10.00", "2026-04-26").unwrap();
    assert_eq!((p.account("AR.PAT"), p.account("DUE.PAT")), (0, -1_000));
    paid(&mut p, "10.00", "2026-04-27").unwrap();
    assert_eq!(p.account("BANK"), 1_000);
}

#[test]
fn a_returned_check_opens_what_it_had_paid() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let receipt = p.patient_pays("M1", "25.00", "2026-03-17");
    assert_eq!(p.state("C1"), "closed");
    p.posted(
        "AR.P REV 120.00 P1
         CLR.ERA AR.P 50.00 P2
         ADJ.CON AR.P 50.00 P3
         AR.PAT AR.P 20.00 P3
         BANK AR.PAT 20.00 P20
         BANK UNAP.PAT 5.00 P6",
    );
    let back = receipts::give_back(&mut p.book, receipt, day("2026-03-25"), NOW).unwrap();
    p.in_order("the return");
    p.posted("AR.PAT BANK 20.00 P20\n UNAP.PAT BANK 5.00 P20");
    assert_eq!((back.returned_cents, back.open_again_cents), (2_500, 2_000));
    assert_eq!(p.state("C1"), "patient_balance");
    p.stands("AR.PAT 20.00, CLR.ERA 50.00, ADJ.CON 50.00, REV -120.00");
    let twice = receipts::give_back(&mut p.book, receipt, day("2026-03-26"), NOW).unwrap_err();
    assert!(twice.to_string().contains("went back in batch"), "{twice}");
    p.undo(receipt).unwrap_err();
    p.undo(back.batch).unwrap();
    assert_eq!((p.account("BANK"), p.state("C1").as_str()), (2_500, "closed"));
    receipts::give_back(&mut p.book, receipt, day("2026-03-26"), NOW).unwrap();
    // The patient pays anew.
    p.patient_pays("M1", "20.00", "2026-04-01");
    assert_eq!(p.state("C1"), "closed");
}

#[test]
fn a_returned_prepayment_that_was_used_opens_the_claim_it_was_used_for() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let receipt = p.patient_pays("M1", "30.00", "2026-03-02");
    p.remit(DECISION);
    p.stands("BANK 30.00, CLR.ERA 50.00, ADJ.CON 50.00, UNAP.PAT -10.00, REV -120.00");
    let back = receipts::give_back(&mut p.book, receipt, day("2026-03-25"), NOW).unwrap();
    p.in_order("the return");
    assert_eq!(back.open_again_cents, 2_000);
    p.stands("AR.PAT 20.00, CLR.ERA 50.00, ADJ.CON 50.00, REV -120.00");
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn a_payers_check_that_bounced_waits_for_the_bank_again() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let import = p.remit(DECISION);
    let receipt = p.deposit("T100", "50.00", "2026-03-18");
    let back = receipts::give_back(&mut p.book, receipt, day("2026-03-25"), NOW).unwrap();
    p.in_order("the return");
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (0, 5_000));
    p.deposit("T100", "50.00", "2026-04-01");
    p.undo(back.batch).unwrap_err();
    assert_eq!((p.account("BANK"), p.account("CLR.ERA")), (5_000, 0));
    let refused = receipts::give_back(&mut p.book, import, day("2026-04-02"), NOW).unwrap_err();
    assert!(refused.to_string().contains("is no receipt"), "{refused}");
}

#[test]
fn who_may_not_approve_makes_no_refund() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.patient_pays("M1", "35.00", "2026-03-02");
    p.remit(DECISION);
    let id = patient(&p);
    let roles = Roles::parse("biller").unwrap();
    let biller = Now { who: Who::Person { id: 8, roles }, ..NOW };
    let mut writer = p.book.write("refund", biller.mark()).unwrap();
    let refused = receipts::refund_due(&mut writer, id, 1_500, day("2026-03-20"), biller);
    assert!(refused.is_err());
}

#[test]
fn a_refund_takes_two_people_and_is_taken_back_step_by_step() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.patient_pays("M1", "35.00", "2026-03-02");
    p.remit(DECISION);
    let id = patient(&p);
    let person = |id: i64, roles: &str| {
        let roles = Roles::parse(roles).unwrap();
        Now { who: Who::Person { id, roles }, ..NOW }
    };
    let (biller, owner) = (person(8, "owner,biller"), person(7, "owner"));
    let none = requests::ask_refund(&mut p.book, id, 1_500, " ", biller).unwrap_err();
    assert!(none.to_string().starts_with("say why"), "{none}");
    let much = requests::ask_refund(&mut p.book, id, 2_000, "moved away", biller).unwrap_err();
    assert_eq!(much.to_string(), "the patient has 15.00 here, not 20.00");
    let asked = requests::ask_refund(&mut p.book, id, 1_500, "moved away", biller).unwrap();
    p.in_order("the asking");
    let request = asked.request.unwrap();
    let own = requests::approve(&mut p.book, &[request], false, biller).unwrap();
    assert!(own.requests[0].refused.starts_with("it takes two"), "{own:?}");
    assert_eq!(p.account("DUE.PAT"), 0);
    let answered = requests::approve(&mut p.book, &[request], false, owner).unwrap();
    p.in_order("the approval");
    assert_eq!((p.account("UNAP.PAT"), p.account("DUE.PAT")), (0, -1_500));
    let day_paid = day("2026-03-21");
    let paid = receipts::pay_refund(&mut p.book, id, 1_500, day_paid, owner).unwrap();
    p.in_order("the payment");
    assert_eq!((p.account("BANK"), p.account("DUE.PAT")), (2_000, 0));
    p.undo(paid.batch).unwrap();
    p.undo(answered.batch.unwrap()).unwrap();
    assert_eq!((p.account("UNAP.PAT"), p.account("DUE.PAT")), (-1_500, 0));
    assert_eq!(requests::list(&p.book, false).unwrap().len(), 1, "it waits again");
}

#[test]
fn an_approval_is_not_taken_back_from_under_what_was_paid_out() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.patient_pays("M1", "35.00", "2026-03-02");
    p.remit(DECISION);
    let first = due(&mut p, "15.00", "2026-03-20").unwrap();
    let second = paid(&mut p, "15.00", "2026-03-21").unwrap();
    p.undo(first).unwrap_err();
    assert_eq!(p.account("DUE.PAT"), 0);
    p.undo(second).unwrap();
    p.undo(first).unwrap();
}
