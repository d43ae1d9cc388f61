//! What the practice itself does to what is open, among the decisions of payers: write-offs,
//! bad debt, denied amounts put on others; and what becomes of it when a payer decides anew.

use gonio_app::desk::Desk;
use gonio_app::import::causes;
use gonio_app::moves::{Asked, Done, Wish, carry_out};
use gonio_billing::ledger::Account;

use crate::notation::cents;
use crate::practice::{NOW, Practice, day};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00
    line 97140 x1 60.00";
const DENIED: &str = "
    pay T1 60.00 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97110 x2 120.00 60.00 CO-45=40.00 PR-2=20.00
    line 97140 x1 60.00 0.00 CO-197=60.00";
const OVERTURNED: &str = "
    pay T2 45.00 ACH 2026-04-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97140 x1 60.00 45.00 CO-45=15.00";

impl Practice {
    /// Does what is asked for claim 1 on a day; gives the batch.
    fn moves(&mut self, wish: Wish, money: &str, on: &str) -> Result<(i64, Done), String> {
        self.moves_from(wish, None, money, on)
    }

    fn moves_from(
        &mut self,
        wish: Wish,
        from: Option<Account>,
        money: &str,
        on: &str,
    ) -> Result<(i64, Done), String> {
        let causes = causes().unwrap();
        let claim_id = self.one("SELECT MAX(claim_id) FROM claim WHERE live = TRUE");
        let asked = Asked {
            wish,
            claim_id,
            line: 0,
            from,
            cents: if money.is_empty() { 0 } else { cents(money) },
            reason: "agreed".into(),
        };
        let mut writer = self.book.write("move", NOW.mark()).unwrap();
        let batch = writer.batch_id();
        let mut desk = Desk::new(&mut writer, &causes, None, NOW.today).unwrap();
        let done = carry_out(&mut desk, &asked, day(on)).map_err(|e| e.to_string())?;
        writer.commit().unwrap();
        self.in_order("the move");
        Ok((batch, done))
    }
}

fn decided() -> Practice {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DENIED);
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, AR.PAT 20.00, AR.DEN 60.00, REV -180.00");
    p
}

#[test]
fn a_denial_written_off_closes_what_was_denied_and_can_be_taken_back() {
    let mut p = decided();
    p.posted(
        "AR.P REV 180.00 P1
         CLR.ERA AR.P 60.00 P2
         ADJ.CON AR.P 40.00 P3
         AR.PAT AR.P 20.00 P3
         AR.DEN AR.P 60.00 P8",
    );
    let (batch, done) = p.moves(Wish::WriteOff, "", "2026-04-01").unwrap();
    assert_eq!(done, Done { lines: 1, cents: 6_000 });
    p.posted("ADJ.DEN AR.DEN 60.00 P9");
    assert_eq!(p.state("C1"), "patient_balance");
    p.undo(batch).unwrap();
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, AR.PAT 20.00, AR.DEN 60.00, REV -180.00");
    assert_eq!(p.state("C1"), "denied");
    // And done again.
    p.moves(Wish::WriteOff, "25.00", "2026-04-02").unwrap();
    p.stands(
        "CLR.ERA 60.00, ADJ.CON 40.00, ADJ.DEN 25.00, AR.PAT 20.00, AR.DEN 35.00, REV -180.00",
    );
}

#[test]
fn a_payer_that_pays_after_the_write_off_brings_it_back_and_a_person_is_told() {
    let mut p = decided();
    p.moves(Wish::WriteOff, "", "2026-04-01").unwrap();
    p.posted(
        "AR.P REV 180.00 P1
         CLR.ERA AR.P 60.00 P2
         ADJ.CON AR.P 40.00 P3
         AR.PAT AR.P 20.00 P3
         AR.DEN AR.P 60.00 P8
         ADJ.DEN AR.DEN 60.00 P9",
    );
    let batch = p.remit(OVERTURNED);
    p.posted(
        "AR.DEN ADJ.DEN 60.00 P12
         AR.P AR.DEN 60.00 P12
         CLR.ERA AR.P 45.00 P2
         ADJ.CON AR.P 15.00 P3",
    );
    assert_eq!(p.waiting(), ["own_move_taken_back"]);
    p.undo(batch).unwrap();
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, ADJ.DEN 60.00, AR.PAT 20.00, REV -180.00");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_decision_of_an_earlier_day_that_comes_late_leaves_nothing_to_write_off() {
    let mut p = decided();
    p.moves(Wish::WriteOff, "", "2026-05-01").unwrap();
    p.remit(OVERTURNED);
    // The payer had paid before anybody gave up; the file came afterwards.
    p.stands("CLR.ERA 105.00, ADJ.CON 55.00, AR.PAT 20.00, REV -180.00");
}

#[test]
fn a_reversal_brings_back_bad_debt_of_the_lines_it_takes_back() {
    let mut p = decided();
    p.moves(Wish::BadDebt, "", "2026-07-01").unwrap();
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, ADJ.BAD 20.00, AR.DEN 60.00, REV -180.00");
    p.remit(
        "pay T3 0.00 NON 2026-08-16 ACME
         claim C1 22 REED/ANNA M1 2026-03-02 icn=I1
         line 97110 x2 -120.00 -60.00 CO-45=-40.00 PR-2=-20.00
         line 97140 x1 -60.00 0.00 CO-197=-60.00
         claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
         line 97110 x2 120.00 60.00 CO-45=60.00
         line 97140 x1 60.00 0.00 CO-197=60.00",
    );
    p.stands("CLR.ERA 60.00, ADJ.CON 60.00, AR.DEN 60.00, REV -180.00");
    assert_eq!(p.waiting(), ["own_move_taken_back"]);
}

#[test]
fn only_what_is_denied_under_the_patients_group_becomes_the_patients() {
    let mut p = decided();
    let refused = p.moves(Wish::ToPatient, "", "2026-04-01").unwrap_err();
    assert!(refused.contains("denied under CO"), "{refused}");
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(
        "pay T1 60.00 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 60.00 CO-45=60.00
         line 97140 x1 60.00 0.00 PR-96=60.00",
    );
    p.patient_pays("M1", "15.00", "2026-03-20");
    p.moves(Wish::ToPatient, "", "2026-04-01").unwrap();
    // What the patient had paid ahead meets it.
    p.stands("CLR.ERA 60.00, BANK 15.00, ADJ.CON 60.00, AR.PAT 45.00, REV -180.00");
    assert_eq!(p.state("C1"), "patient_balance");
    p.patient_pays("M1", "45.00", "2026-04-20");
    assert_eq!(p.state("C1"), "closed");
}

#[test]
fn medicare_asks_for_a_signed_notice() {
    for (modifiers, allowed) in [("GO", false), ("GO:GA", true)] {
        let mut p = Practice::new();
        p.claims(&format!(
            "sent 2026-03-04 to MEDICARE
             claim C1 REED/ANNA M1 2026-03-02
             line 97140:{modifiers} x1 60.00"
        ));
        p.remit(&format!(
            "pay T1 0.00 NON 2026-03-16 MEDICARE
             claim C1 1 REED/ANNA M1 2026-03-02
             line 97140:{modifiers} x1 60.00 0.00 PR-50=60.00"
        ));
        let moved = p.moves(Wish::ToPatient, "", "2026-04-01");
        assert_eq!(moved.is_ok(), allowed, "{moved:?}");
        if let Err(refused) = moved {
            assert!(refused.contains("signed before"), "{refused}");
        }
    }
}

#[test]
fn a_denied_amount_goes_to_the_next_payer_which_pays_it() {
    let mut p = Practice::new();
    p.claims(&CLAIM.replace(
        "claim C1 REED/ANNA M1 2026-03-02",
        "claim C1 REED/ANNA M1 2026-03-02\n    other S MEDIGAP X1",
    ));
    p.remit(DENIED);
    p.moves(Wish::ToNextPayer, "", "2026-04-01").unwrap();
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, AR.S 80.00, REV -180.00");
    assert_eq!(p.state("C1"), "secondary_pending");
    p.remit(
        "pay T5 80.00 ACH 2026-04-20 MEDIGAP
         claim C1 2 REED/ANNA X1 2026-03-02
         line 97110 x2 120.00 20.00 OA-23=100.00
         line 97140 x1 60.00 60.00",
    );
    p.stands("CLR.ERA 140.00, ADJ.CON 40.00, REV -180.00");
    assert_eq!(p.state("C1"), "closed");
    let none = decided().moves(Wish::ToNextPayer, "", "2026-04-01").unwrap_err();
    assert!(none.contains("no second payer"), "{none}");
}

#[test]
fn nothing_is_given_up_that_is_not_open() {
    let mut p = decided();
    for (wish, money, said) in [
        (Wish::WriteOff, "60.01", "only 60.00 is open"),
        (Wish::BadDebt, "20.01", "only 20.00 is open"),
    ] {
        let refused = p.moves(wish, money, "2026-04-01").unwrap_err();
        assert!(refused.contains(said), "{refused}");
    }
    let none = p.moves_from(Wish::WriteOff, Some(Account::ArVariance), "", "2026-04-01");
    assert!(none.unwrap_err().contains("nothing is open there"));
    p.moves_from(Wish::WriteOff, Some(Account::ArPatient), "3.00", "2026-04-01").unwrap();
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, ADJ.OTH 3.00, AR.PAT 17.00, AR.DEN 60.00, REV -180.00");
}

#[test]
fn what_a_payer_owes_before_it_decided_can_be_given_up_and_the_decision_brings_it_back() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.moves_from(Wish::WriteOff, Some(Account::ArPrimary), "", "2026-03-10").unwrap();
    p.stands("ADJ.DEN 180.00, REV -180.00");
    p.remit(DENIED);
    p.stands("CLR.ERA 60.00, ADJ.CON 40.00, AR.PAT 20.00, AR.DEN 60.00, REV -180.00");
    assert_eq!(p.waiting(), ["own_move_taken_back"]);
}
