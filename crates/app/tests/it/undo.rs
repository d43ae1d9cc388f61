//! Taking a batch back: as if it had never been, and refused where something stands on it.

use crate::practice::{Practice, day, text_of};
use crate::{notation, order};

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

#[test]
fn an_import_taken_back_leaves_nothing_and_can_be_made_again() {
    let mut p = Practice::new();
    let (claims, remittance) = (notation::claims(CLAIM), notation::remit(DECISION));
    let files = [("a.837", claims.as_slice()), ("b.835", remittance.as_slice())];
    let batch = p.import(&files).batch.unwrap();
    p.stands(DECIDED);
    let undone = p.undo(batch).unwrap();
    assert_eq!((undone.undone, undone.claims), (batch, 1));
    p.stands("");
    assert_eq!(p.claim_count(), 0);
    let again = p.import(&files);
    let outcomes: Vec<&str> = again.files.iter().map(|f| f.outcome.as_str()).collect();
    assert_eq!(outcomes, ["imported", "imported"]);
    p.stands(DECIDED);
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn a_claim_that_was_decided_later_is_taken_back_only_after_the_decision() {
    let mut p = Practice::new();
    let claims = p.claims(CLAIM);
    let remittance = p.remit(DECISION);
    let refusal = p.undo(claims).unwrap_err();
    assert_eq!(
        refusal,
        format!(
            "batch {remittance} came later and stands on batch {claims}; take that one back \
             first: gonio import --undo {remittance}"
        )
    );
    p.stands(DECIDED);
    p.undo(remittance).unwrap();
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.state("C1"), "submitted");
    p.undo(claims).unwrap();
    p.stands("");
}

#[test]
fn a_join_taken_back_leaves_the_claim_made_from_the_remittance() {
    let mut p = Practice::new();
    let remittance = p.remit(DECISION);
    p.stands(DECIDED);
    let join = p.claims(&format!("{CLAIM} \n other S MEDIGAP MG1"));
    assert_eq!(p.claim_count(), 1);
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
    p.undo(remittance).unwrap_err();
    p.undo(join).unwrap();
    p.stands(DECIDED);
    assert_eq!(p.claim_count(), 1);
    assert_eq!(p.state("C1"), "patient_balance");
    let origin = p.rows("SELECT origin FROM claim WHERE live = TRUE", &[], |r| r.get::<String>(0));
    assert_eq!(origin, ["835"]);
    // The decision can be taken back now, and both can come again.
    p.undo(remittance).unwrap();
    p.stands("");
    p.claims(CLAIM);
    p.remit(DECISION);
    p.stands(DECIDED);
}

#[test]
fn money_that_a_batch_released_waits_again_when_it_is_taken_back() {
    let mut p = Practice::new();
    p.book.set_go_live(crate::practice::NOW.mark(), Some(day("2026-01-01"))).unwrap();
    p.remit(DECISION);
    p.stands("CLR.ERA 67.50, UNAP.PAY -67.50");
    let batch = p.claims(CLAIM);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
    p.undo(batch).unwrap();
    p.stands("CLR.ERA 67.50, UNAP.PAY -67.50");
    assert_eq!(p.waiting(), ["claim_not_found"]);
    p.claims(CLAIM);
    p.stands(DECIDED);
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_released_remittance_is_taken_back_after_the_batch_that_released_it() {
    let mut p = Practice::new();
    p.book.set_go_live(crate::practice::NOW.mark(), Some(day("2026-01-01"))).unwrap();
    let remittance = p.remit(DECISION);
    let claims = p.claims(CLAIM);
    p.undo(remittance).unwrap_err();
    p.undo(claims).unwrap();
    p.undo(remittance).unwrap();
    p.stands("");
    assert_eq!(p.waiting(), [""; 0]);
}

#[test]
fn a_batch_is_taken_back_once_and_only_if_there_is_one() {
    let mut p = Practice::new();
    let batch = p.claims(CLAIM);
    let undone = p.undo(batch).unwrap();
    assert_eq!(p.undo(batch).unwrap_err(), format!("batch {batch} was taken back already"));
    assert_eq!(p.undo(99).unwrap_err(), "there is no batch 99");
    assert_eq!(
        p.undo(undone.batch).unwrap_err(),
        format!("batch {} is itself an undo; import the files again instead", undone.batch)
    );
    p.stands("");
}

#[test]
fn a_refused_undo_changes_nothing() {
    let mut p = Practice::new();
    let claims = p.claims(CLAIM);
    p.remit(DECISION);
    let before = p.one("SELECT COUNT(*) FROM batch");
    p.undo(claims).unwrap_err();
    assert_eq!(p.one("SELECT COUNT(*) FROM batch"), before);
    p.stands(DECIDED);
}

#[test]
fn a_reversal_taken_back_leaves_the_first_decision() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let second = "
        pay T2 7.50 ACH 2026-04-16 ACME
        claim C1 22 REED/ANNA M1 2026-03-02
        line 97110 x2 -120.00 -35.00 CO-45=-55.00 PR-3=-30.00
        line 97140 x1 -60.00 -32.50 CO-45=-27.50
        claim C1 1 REED/ANNA M1 2026-03-02
        line 97110 x2 120.00 40.00 CO-45=50.00 PR-3=30.00
        line 97140 x1 60.00 35.00 CO-45=25.00";
    let corrected = "CLR.ERA 75.00, ADJ.CON 75.00, AR.PAT 30.00, REV -180.00";
    let batch = p.remit(second);
    p.stands(corrected);
    p.undo(batch).unwrap();
    p.stands(DECIDED);
    assert_eq!(p.state("C1"), "patient_balance");
    // What was reversed once can be reversed again.
    p.remit(second);
    p.stands(corrected);
}

#[test]
fn a_secondary_claim_taken_back_gives_the_share_back_to_the_patient() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECISION);
    let secondary = p.claims(
        "sent 2026-03-20 to MEDIGAP as S
         claim C1 REED/ANNA MG1 2026-03-02
         other P ACME M1 67.50
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
    p.undo(secondary).unwrap();
    p.stands(DECIDED);
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn a_replaced_claim_taken_back_leaves_the_version_before() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let changed = p.claims(
        "sent 2026-03-06 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110 x3 180.00",
    );
    p.undo(changed).unwrap();
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.claim_count(), 1);
    p.remit(DECISION);
    p.stands(DECIDED);
}

#[test]
fn a_deposit_stands_on_its_remittance() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let remittance = p.remit(DECISION);
    let deposit = p.deposit("T1", "67.50", "2026-03-17");
    p.undo(remittance).unwrap_err();
    p.undo(deposit).unwrap();
    p.stands(DECIDED);
    p.deposit("T1", "67.50", "2026-03-18");
    assert_eq!(p.account("BANK"), 6_750);
}

#[test]
fn a_patients_payment_of_a_share_stands_on_the_decision() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let remittance = p.remit(DECISION);
    let receipt = p.patient_pays("M1", "30.00", "2026-04-01");
    p.undo(remittance).unwrap_err();
    p.undo(receipt).unwrap();
    p.stands(DECIDED);
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn a_prepayment_that_was_used_cannot_be_taken_back_from_under_the_decision() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let receipt = p.patient_pays("M1", "30.00", "2026-03-02");
    let remittance = p.remit(DECISION);
    p.stands("BANK 30.00, CLR.ERA 67.50, ADJ.CON 82.50, REV -180.00");
    let refused = p.undo(receipt);
    assert!(
        p.account("UNAP.PAT") <= 0,
        "patients' money not yet owed came to {} after {refused:?}",
        p.account("UNAP.PAT")
    );
    refused.unwrap_err();
    p.undo(remittance).unwrap();
    p.undo(receipt).unwrap();
    p.stands("AR.P 180.00, REV -180.00");
}

#[test]
fn a_batch_of_copies_holds_nothing_back() {
    let mut p = Practice::new();
    let bytes = notation::remit(DECISION);
    let first = p.new_file("a.835", &bytes);
    let copy = p.import(&[("b.835", &bytes)]);
    assert_eq!(copy.files[0].outcome, "duplicate");
    p.undo(first).unwrap();
    p.stands("");
    p.new_file("c.835", &bytes);
    p.stands(DECIDED);
    p.undo(copy.batch.unwrap()).unwrap();
    p.stands(DECIDED);
}

#[test]
fn batches_that_have_nothing_to_do_with_each_other_go_in_any_order() {
    let mut p = Practice::new();
    let first = p.claims(CLAIM);
    let second = p.claims(
        "sent 2026-03-05 to ACME
         claim C2 STONE/BEN M2 2026-03-03
         line 97530 x1 70.00",
    );
    p.undo(first).unwrap();
    p.stands("AR.P 70.00, REV -70.00");
    p.undo(second).unwrap();
    p.stands("");
}

/// Takes back, last first, every batch of every order in which the files of a case may
/// come. After each step the book stands as it stood before that batch.
#[test]
fn whatever_the_order_of_arrival_each_step_can_be_taken_back() {
    let mut differ = Vec::new();
    for (case, live) in order::all().iter().flat_map(|c| [(c, None), (c, Some("2026-01-01"))]) {
        // Of the many orders of four and five files some will do here.
        let step = [1, 1, 1, 1, 3, 11][case.files.len()];
        for order in order::orders(case.files.len()).into_iter().step_by(step) {
            let mut p = Practice::new();
            p.book.set_go_live(crate::practice::NOW.mark(), live.map(day)).unwrap();
            let mut steps = Vec::new();
            let mut names = Vec::new();
            for at in order {
                let (name, bytes) = &case.files[at];
                let before = (text_of(&p.balances()), p.waiting(), p.states());
                steps.push((*name, p.import(&[(name, bytes)]).batch.unwrap(), before));
                names.push(*name);
            }
            let end = (text_of(&p.balances()), p.waiting(), p.states());
            let names = names.join(", ");
            for (name, batch, before) in steps.into_iter().rev() {
                p.undo(batch).unwrap();
                let now = (text_of(&p.balances()), p.waiting(), p.states());
                if now != before {
                    differ.push(format!(
                        "{names} (live {live:?}), without {name}: {now:?}, not {before:?}"
                    ));
                }
            }
            for name in names.split(", ") {
                let (_, bytes) = case.files.iter().find(|(n, _)| *n == name).unwrap();
                p.file(name, bytes);
            }
            let again = (text_of(&p.balances()), p.waiting(), p.states());
            if again != end {
                differ.push(format!("{names}, all again: {again:?}, not {end:?}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}: {differ:#?}", differ.len());
}
