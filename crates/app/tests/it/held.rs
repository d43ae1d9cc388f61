//! Payments that are held: as suspected copies, for other content, or by a person; posted
//! after all, held again, and each of these taken back.

use gonio_app::payments::{hold, release};

use crate::practice::{NOW, Practice};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00";
const PAID: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97110 x2 120.00 70.00 CO-45=40.00 PR-3=10.00
    claim C9 1 STONE/BEN M9 2026-03-02 icn=I9
    line 97110 x1 60.00 5.00 CO-45=55.00
    plb WO 5.00 W1
    plb LE 2.50 X1";
const POSTED: &str = "CLR.ERA 67.50, UNAP.PAY -5.00, ADJ.CON 40.00, AR.PAT 10.00, DUE.PAYER 5.00, \
     SUSP.PLB 2.50, REV -120.00";

fn practice() -> Practice {
    let mut p = Practice::new();
    let live = gonio_billing::day::Day::parse("2026-01-01");
    p.book.set_go_live(NOW.mark(), live).unwrap();
    p.claims(CLAIM);
    p
}

impl Practice {
    fn remit_id(&self, trace: &str) -> i64 {
        self.book.remittances(trace).unwrap()[0].0
    }

    fn released(&mut self, trace: &str) -> i64 {
        let id = self.remit_id(trace);
        let word = release(&mut self.book, id, "the bank shows both", NOW).unwrap();
        self.in_order("the release");
        word.batch
    }

    fn held_back(&mut self, trace: &str) -> i64 {
        let id = self.remit_id(trace);
        let word = hold(&mut self.book, id, "to be looked at", NOW).unwrap();
        self.in_order("the hold");
        word.batch
    }
}

#[test]
fn the_same_decisions_under_another_trace_are_held_as_a_copy_and_can_be_posted_after_all() {
    let mut p = practice();
    p.remit(PAID);
    p.stands(POSTED);
    let waited = ["claim_not_found", "provider_adjustment_unknown"];
    assert_eq!(p.waiting(), waited);
    let copy = PAID.replace("pay T1", "pay T2");
    let file = p.file("copy.835", &crate::notation::remit(&copy));
    assert_eq!((file.outcome.as_str(), file.counts.payments), ("partly", 1));
    p.stands(POSTED);
    assert_eq!(p.waiting(), [&waited[..], &["suspected_copy"]].concat());
    // It was no copy: a second payment for the same claim is more than is open.
    let batch = p.released("T2");
    assert_eq!(p.account("CLR.ERA"), 13_500);
    assert_eq!(p.account("UNAP.PAY"), -8_000);
    assert!(p.waiting().contains(&"exceeds_open_balance".to_string()), "{:?}", p.waiting());
    // Taken back, it waits for what it had waited for.
    p.undo(batch).unwrap();
    p.stands(POSTED);
    assert_eq!(p.waiting(), [&waited[..], &["suspected_copy"]].concat());
}

#[test]
fn a_posted_payment_is_held_back_and_posted_again() {
    let mut p = practice();
    p.remit(PAID);
    p.deposit("T1", "67.50", "2026-03-18");
    let posted = POSTED.replace("CLR.ERA", "BANK");
    p.stands(&posted);
    let batch = p.held_back("T1");
    // What the bank shows stays.
    p.stands("AR.P 120.00, BANK 67.50, CLR.ERA -67.50, REV -120.00");
    assert_eq!(p.waiting(), ["held_by_person"]);
    assert_eq!(p.state("C1"), "submitted");
    p.undo(batch).unwrap();
    p.stands(&posted);
    assert_eq!(p.waiting(), ["claim_not_found", "provider_adjustment_unknown"]);
    p.held_back("T1");
    let again = p.released("T1");
    p.stands(&posted);
    assert_eq!(p.waiting(), ["claim_not_found", "provider_adjustment_unknown"]);
    // The claim that it was also for comes meanwhile.
    p.claims(
        "sent 2026-03-04 to ACME
         claim C9 STONE/BEN M9 2026-03-02
         line 97110 x1 60.00",
    );
    assert_eq!(p.account("UNAP.PAY"), 0);
    // Held once more, the claim is as if the payment had not come.
    p.undo(again).unwrap();
    p.stands("AR.P 180.00, BANK 67.50, CLR.ERA -67.50, REV -180.00");
    assert_eq!(p.waiting(), ["held_by_person"]);
}

#[test]
fn a_payment_is_held_or_posted_only_once_and_never_without_a_reason() {
    let mut p = practice();
    p.remit(PAID);
    let id = p.remit_id("T1");
    let refused = |r: Result<_, gonio_app::Error>| r.map(drop).unwrap_err().to_string();
    assert!(refused(release(&mut p.book, id, "why", NOW)).contains("posted already"));
    assert!(refused(hold(&mut p.book, id, " ", NOW)).contains("say why"));
    assert!(refused(hold(&mut p.book, 99, "why", NOW)).contains("no such payment"));
    p.file("wrong.835", &crate::notation::remit(&PAID.replace("T1 67.50", "T7 70.00")));
    let wrong = p.remit_id("T7");
    assert!(refused(release(&mut p.book, wrong, "why", NOW)).contains("does not add up"));
}

#[test]
fn claims_are_derived_without_a_payment_that_is_held() {
    let mut p = practice();
    p.remit(PAID);
    p.held_back("T1");
    p.remit(
        "pay T3 30.00 ACH 2026-04-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
         line 97110 x2 120.00 30.00 CO-45=90.00",
    );
    p.stands("CLR.ERA 30.00, ADJ.CON 90.00, REV -120.00");
    p.released("T1");
    // By its day it comes first; what came second finds no room any more.
    assert_eq!(p.account("ADJ.CON"), 4_000);
    assert!(p.waiting().contains(&"exceeds_open_balance".to_string()), "{:?}", p.waiting());
}
