//! A remittance entered from paper posts as the same one from a file would, and the file that
//! comes later is the same payment.

use gonio_app::import::by_hand::{Eob, EobLine, EobOutside, add_eob, check_eob};

use crate::notation;
use crate::practice::{NOW, Practice, day, text_of};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00";
const FILE: &str = "
    pay T100 67.50 CHK 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=P77
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00 N362
    line 97140:GP x1 60.00 32.50 CO-45=27.50";

fn line(claim: &str, code: &str, charge: &str, paid: &str, adjustments: &str) -> EobLine {
    EobLine {
        claim: claim.into(),
        code: code.into(),
        charge: charge.into(),
        paid: paid.into(),
        adjustments: adjustments.into(),
        ..EobLine::default()
    }
}

/// What [`FILE`] says, as a person types it.
fn paper() -> Eob {
    Eob {
        payer: "Acme".into(),
        trace: "T100".into(),
        date: "2026-03-16".into(),
        amount: "$67.50".into(),
        lines: vec![
            line("C1", "97140", "60.00", "32.50", "CO-45=27.50"),
            line("C1", "97110", "120.00", "35.00", "pr-3=30.00 CO-45=55.00"),
        ],
        ..Eob::default()
    }
}

/// The journal's sums by rule and accounts.
fn sums(p: &Practice) -> Vec<String> {
    p.rows(
        "SELECT rule || ' ' || debit || ' ' || credit || ' ' || SUM(cents) FROM journal
         GROUP BY rule, debit, credit ORDER BY rule, debit, credit",
        &[],
        |r| r.get(0),
    )
}

#[test]
fn paper_posts_what_the_file_would() {
    let mut typed = Practice::new();
    typed.claims(CLAIM);
    let report = add_eob(&mut typed.book, &paper(), NOW).unwrap();
    typed.in_order("the paper");
    let mut read = Practice::new();
    read.claims(CLAIM);
    read.remit(FILE);
    assert_eq!(text_of(&typed.balances()), text_of(&read.balances()));
    assert_eq!(sums(&typed), sums(&read));
    assert_eq!(typed.state("C1"), read.state("C1"));
    assert_eq!((report.posted_cents, report.unposted_cents), (6_750, 0));
    assert!(report.proof.balanced);
    assert_eq!(typed.matched_by(), ["control_number"]);
    // It is a remittance like any other: the bank finds it, and it can be taken back.
    typed.deposit("T100", "67.50", "2026-03-18");
    typed.undo(report.batch).unwrap_err();
    let mut again = Practice::new();
    again.claims(CLAIM);
    let report = add_eob(&mut again.book, &paper(), NOW).unwrap();
    again.undo(report.batch).unwrap();
    again.stands("AR.P 180.00, REV -180.00");
    add_eob(&mut again.book, &paper(), NOW).unwrap();
    again.in_order("the paper again");
}

#[test]
fn what_does_not_add_up_is_refused_with_the_difference() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let mut wrong = paper();
    wrong.amount = "67.00".into();
    wrong.lines[0].adjustments = "CO-45=25.00".into();
    let check = check_eob(&mut p.book, &wrong, NOW).unwrap();
    assert!(!check.balanced);
    assert_eq!(
        (check.payment_cents, check.claims_paid_cents, check.off_by_cents),
        (6_700, 6_750, -50)
    );
    assert_eq!(
        check.faults,
        [
            "claim C1, line 1: paid is 2.50 less than charge minus adjustments",
            "claim C1: paid is 2.50 less than charge minus adjustments",
            "the payment is 0.50 less than its claims and provider-level adjustments come to",
        ]
    );
    let refused = add_eob(&mut p.book, &wrong, NOW).unwrap_err().to_string();
    assert!(refused.starts_with("it does not add up: claim C1, line 1"), "{refused}");
    p.stands("AR.P 180.00, REV -180.00");
    assert_eq!(p.one("SELECT COUNT(*) FROM batch"), 1, "nothing was written");
}

#[test]
fn the_same_from_a_file_is_a_duplicate_and_another_waits() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    add_eob(&mut p.book, &paper(), NOW).unwrap();
    let before = text_of(&p.balances());
    assert_eq!(p.file("same.835", &notation::remit(FILE)).outcome, "duplicate");
    assert_eq!(text_of(&p.balances()), before);
    let other = FILE.replace("CO-45=27.50", "CO-45=20.00 CO-59=7.50");
    let file = p.file("other.835", &notation::remit(&other));
    assert_eq!(file.outcome, "partly");
    assert_eq!(p.waiting(), ["same_payment_other_content"]);
    assert_eq!(text_of(&p.balances()), before);
    // Another payment of that payer is another payment.
    let next = FILE.replace("T100", "T101").replace("C1", "C9");
    assert_eq!(p.file("next.835", &notation::remit(&next)).outcome, "imported");
}

#[test]
fn a_payment_that_is_here_is_not_entered_again() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(FILE);
    let refused = add_eob(&mut p.book, &paper(), NOW).unwrap_err().to_string();
    assert_eq!(refused, "the payment T100 of 67.50 is here already, as remittance 1");
    let mut p = Practice::new();
    p.claims(CLAIM);
    add_eob(&mut p.book, &paper(), NOW).unwrap();
    add_eob(&mut p.book, &paper(), NOW).unwrap_err();
    assert_eq!(p.account("CLR.ERA"), 6_750);
}

#[test]
fn a_claim_that_is_not_here_waits_as_it_would_from_a_file() {
    let mut p = Practice::new();
    p.book.set_go_live(NOW.mark(), Some(day("2026-01-01"))).unwrap();
    let mut eob = paper();
    for line in &mut eob.lines {
        (line.patient, line.member, line.day) =
            ("Reed/Anna".into(), "M1".into(), "2026-03-02".into());
    }
    let check = check_eob(&mut p.book, &eob, NOW).unwrap();
    assert_eq!(check.unknown_claims, ["C1"]);
    let report = add_eob(&mut p.book, &eob, NOW).unwrap();
    p.in_order("the paper");
    assert_eq!((report.posted_cents, report.unposted_cents), (0, 6_750));
    assert_eq!(p.waiting(), ["claim_not_found"]);
    p.claims(CLAIM);
    assert_eq!(p.waiting(), [""; 0]);
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn a_recovery_outside_any_claim_belongs_to_the_proof() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let mut eob = paper();
    eob.amount = "57.50".into();
    let recovery =
        EobOutside { reason: "WO".into(), reference: "R1".into(), amount: "10.00".into() };
    eob.outside = vec![recovery];
    add_eob(&mut p.book, &eob, NOW).unwrap();
    p.in_order("the paper");
    p.stands("CLR.ERA 57.50, DUE.PAYER 10.00, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn a_claim_without_lines_is_entered_by_its_totals() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let mut eob = paper();
    eob.lines = vec![line("C1", "", "180.00", "67.50", "CO-45=82.50 PR-3=30.00")];
    add_eob(&mut p.book, &eob, NOW).unwrap();
    p.in_order("the paper");
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00");
}

#[test]
fn what_cannot_be_read_is_named_by_its_line() {
    let mut p = Practice::new();
    let with = |change: &dyn Fn(&mut Eob)| {
        let mut eob = paper();
        change(&mut eob);
        eob
    };
    for (eob, words) in [
        (with(&|e| e.payer.clear()), "the payment: say who pays"),
        (with(&|e| e.date = "03/16".into()), "the payment: the day cannot be read"),
        (with(&|e| e.amount = "much".into()), "the payment: its amount is no amount"),
        (with(&|e| e.lines[1].claim.clear()), "line 2: say the claim's number"),
        (with(&|e| e.lines[0].paid = "x".into()), "line 1: the payment is no amount"),
        (with(&|e| e.lines[0].adjustments = "XX-45=1".into()), "line 1: the group"),
        (with(&|e| e.lines[0].adjustments = "CO45".into()), "line 1: adjustments are such as"),
        (with(&|e| e.lines[0].units = "1.5".into()), "line 1: the units are a whole number"),
    ] {
        let refused = check_eob(&mut p.book, &eob, NOW).unwrap_err().to_string();
        assert!(refused.starts_with(words), "{refused}");
    }
}
