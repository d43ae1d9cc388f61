//! Files that do not depend on each other may come in any order: the books end the same.
//!
//! A practice that moves in drops years of files at once, and clearinghouses deliver late;
//! so each case is imported in every order of its files, one batch each.

use crate::notation::{claims, remit};
use crate::practice::{Practice, balances, day, text_of};

/// Files of a case, by what they are, and the balances they end in.
pub struct Arrivals {
    pub files: Vec<(&'static str, Vec<u8>)>,
    pub end: &'static str,
    /// Reasons that may stand in a queue at the end, by the order of arrival.
    pub may_wait: &'static [&'static str],
}

/// All orders of `n` things.
pub fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(n - 1) {
        for at in 0..=shorter.len() {
            let mut order = shorter.clone();
            order.insert(at, n - 1);
            all.push(order);
        }
    }
    all
}

/// Imports the files in every order: one batch each, all at once under every order of
/// names, and one batch each after the go-live day. The balances at the end are as said, and
/// nothing waits without a cause.
fn same_in_every_order(case: &Arrivals) {
    let mut differ = Vec::new();
    let end = text_of(&balances(case.end));
    for order in orders(case.files.len()) {
        let names: Vec<&str> = order.iter().map(|at| case.files[*at].0).collect();
        let names = names.join(", ");
        let mut one_by_one = Practice::new();
        let mut at_once = Practice::new();
        let mut live = Practice::new();
        live.book.set_go_live(crate::practice::NOW.mark(), Some(day("2026-01-01"))).unwrap();
        let mut together = Vec::new();
        for (number, at) in order.iter().enumerate() {
            let (name, bytes) = &case.files[*at];
            one_by_one.file(name, bytes);
            live.file(name, bytes);
            together.push((format!("{number}"), bytes.as_slice()));
        }
        let together: Vec<(&str, &[u8])> =
            together.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        at_once.import(&together);
        for (how, p) in [("one by one", &one_by_one), ("at once", &at_once), ("live", &live)] {
            let found = text_of(&p.balances());
            if found != end {
                differ.push(format!("{names} {how}: {found}; waiting {:?}", p.waiting()));
            }
            if p.waiting().iter().any(|w| !case.may_wait.contains(&w.as_str())) {
                differ.push(format!("{names} {how}: waiting {:?}", p.waiting()));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ from {end}: {differ:#?}", differ.len());
}

#[test]
fn all_orders_are_made() {
    let all = orders(4);
    assert_eq!(all.len(), 24);
    assert!(all.contains(&vec![3, 1, 0, 2]));
}

/// Claim and decision.
pub fn s01() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to ACME
         claim C-S01 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    let decision = remit(
        "pay T1001 67.50 ACH 2026-03-16 ACME
         claim C-S01 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00
         line 97140 x1 60.00 32.50 CO-45=27.50",
    );
    Arrivals {
        files: vec![("claim", claim), ("decision", decision)],
        end: "CLR.ERA 67.50, ADJ.CON 82.50, AR.PAT 30.00, REV -180.00",
        may_wait: &[],
    }
}

/// Claim, Medicare, supplement.
pub fn s03() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to MEDICARE
         claim C-S03 REED/ANNA M1 2026-03-02
         other S MEDIGAP MG1
         line 97530:GO x1 70.00
         line 97110:GO x1 60.00",
    );
    let primary = remit(
        "pay T1003 47.82 ACH 2026-03-20 MEDICARE
         claim C-S03 19 REED/ANNA M1 2026-03-02
         moa MA18
         line 97530:GO x1 70.00 29.79 CO-45=32.00 CO-253=0.61 PR-2=7.60
         line 97110:GO x1 60.00 18.03 CO-45=30.00 CO-59=7.00 CO-253=0.37 PR-2=4.60",
    );
    let secondary = remit(
        "pay T2003 12.20 ACH 2026-04-02 MEDIGAP
         claim C-S03 2 REED/ANNA MG1 2026-03-02
         line 97530:GO x1 70.00 7.60 OA-23=62.40
         line 97110:GO x1 60.00 4.60 OA-23=55.40",
    );
    Arrivals {
        files: vec![("claim", claim), ("primary", primary), ("secondary", secondary)],
        end: "CLR.ERA 60.02, ADJ.CON 69.00, ADJ.SEQ 0.98, REV -130.00",
        may_wait: &["secondary_before_primary"],
    }
}

/// Claim, first payer, second payer, whose coverage the claim names.
pub fn s04() -> Arrivals {
    s04_with("other S MEDICAID MC1", None)
}

/// The second payer becomes known by a claim to it.
pub fn s04_with_its_claim() -> Arrivals {
    let second = claims(
        "sent 2026-03-25 to MEDICAID as S
         claim C-S04 REED/ANNA MC1 2026-03-02
         other P ACME M1 96.00
         line 97110 x4 200.00",
    );
    s04_with("", Some(second))
}

fn s04_with(other: &str, second: Option<Vec<u8>>) -> Arrivals {
    let claim = claims(&format!(
        "sent 2026-03-04 to ACME
         claim C-S04 REED/ANNA M1 2026-03-02
         {other}
         line 97110 x4 200.00"
    ));
    let primary = remit(
        "pay T1004 96.00 ACH 2026-03-20 ACME
         claim C-S04 1 REED/ANNA M1 2026-03-02
         line 97110 x4 200.00 96.00 CO-45=80.00 PR-2=24.00",
    );
    let secondary = remit(
        "pay T2004 10.00 ACH 2026-04-02 MEDICAID
         claim C-S04 2 REED/ANNA MC1 2026-03-02
         line 97110 x4 200.00 10.00 OA-23=176.00 CO-45=14.00",
    );
    let mut files = vec![("claim", claim), ("primary", primary), ("secondary", secondary)];
    files.extend(second.map(|bytes| ("secondary claim", bytes)));
    Arrivals {
        files,
        end: "CLR.ERA 106.00, ADJ.CON 94.00, REV -200.00",
        may_wait: &["secondary_before_primary"],
    }
}

const S08_CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C-S08 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00";
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
const S08_END: &str = "CLR.ERA 50.00, ADJ.CON 50.00, AR.PAT 20.00, REV -120.00";

/// Claim, decision, and reversal with correction in one file.
pub fn s08() -> Arrivals {
    let both = format!("pay T1108 35.00 ACH 2026-04-10 ACME {S08_REVERSAL} {S08_CORRECTION}");
    let files =
        vec![("claim", claims(S08_CLAIM)), ("first", remit(S08_FIRST)), ("both", remit(&both))];
    Arrivals { files, end: S08_END, may_wait: &[] }
}

/// The same with reversal and correction in two files.
pub fn s08_apart() -> Arrivals {
    let reversal =
        format!("pay T1108 0.00 NON 2026-04-10 ACME {S08_REVERSAL} \n plb FB -15.00 FB-8");
    let correction =
        format!("pay T1208 35.00 ACH 2026-04-12 ACME {S08_CORRECTION} \n plb FB 15.00 FB-8");
    let files = vec![
        ("claim", claims(S08_CLAIM)),
        ("first", remit(S08_FIRST)),
        ("reversal", remit(&reversal)),
        ("correction", remit(&correction)),
    ];
    Arrivals { files, end: S08_END, may_wait: &[] }
}

/// Claims, a decision, its takeback with a balance forward, and the recovery.
pub fn s09() -> Arrivals {
    let first_claims = claims(
        "sent 2026-03-04 to ACME
         claim C-S09A REED/ANNA M1 2026-03-02
         line 97530 x2 140.00
         claim C-S09B STONE/BEN M2 2026-04-06
         line 97140 x1 60.00",
    );
    let third = claims(
        "sent 2026-04-22 to ACME
         claim C-S09C WOOD/CARA M3 2026-04-20
         line 97110 x2 100.00",
    );
    let first = remit(
        "pay T1009 90.00 ACH 2026-03-20 ACME
         claim C-S09A 1 REED/ANNA M1 2026-03-02
         line 97530 x2 140.00 90.00 CO-45=50.00",
    );
    let takeback = remit(
        "pay T1109 0.00 NON 2026-04-20 ACME
         claim C-S09A 22 REED/ANNA M1 2026-03-02
         line 97530 x2 -140.00 -90.00 CO-45=-50.00
         claim C-S09A 1 REED/ANNA M1 2026-03-02
         line 97530 x2 140.00 0.00 CO-27=140.00
         claim C-S09B 1 STONE/BEN M2 2026-04-06
         line 97140 x1 60.00 33.00 CO-45=27.00
         plb FB -57.00 FB-77",
    );
    let recovery = remit(
        "pay T1209 23.00 ACH 2026-05-04 ACME
         claim C-S09C 1 WOOD/CARA M3 2026-04-20
         line 97110 x2 100.00 80.00 CO-45=20.00
         plb FB 57.00 FB-77",
    );
    Arrivals {
        files: vec![
            ("claims", first_claims),
            ("first", first),
            ("takeback", takeback),
            ("third claim", third),
            ("recovery", recovery),
        ],
        end: "CLR.ERA 113.00, AR.DEN 140.00, ADJ.CON 47.00, REV -300.00",
        may_wait: &[],
    }
}

/// Claim, decision without payment, and its copy.
pub fn s12() -> Arrivals {
    let claim = claims(
        "sent 2026-10-21 to ACME
         claim C-S12 REED/ANNA M1 2026-10-20
         line 97110 x2 120.00",
    );
    let decision = remit(
        "pay N-20261103-01 0.00 NON 2026-11-03 ACME
         claim C-S12 1 REED/ANNA M1 2026-10-20
         line 97110 x2 120.00 0.00 CO-45=48.00 PR-1=72.00",
    );
    Arrivals {
        files: vec![("claim", claim), ("decision", decision.clone()), ("its copy", decision)],
        end: "ADJ.CON 48.00, AR.PAT 72.00, REV -120.00",
        may_wait: &[],
    }
}

/// A claim of two lines, decided as a whole without saying which line is which.
pub fn without_lines() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to ACME
         claim C-W REED/ANNA M1 2026-03-02
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    let decision = remit(
        "pay T1 90.00 ACH 2026-03-16 ACME
         claim C-W 1 REED/ANNA M1 2026-03-02
         total 180.00 90.00
         cas CO-45=60.00 PR-3=30.00",
    );
    Arrivals {
        files: vec![("claim", claim), ("decision", decision)],
        end: "CLR.ERA 90.00, ADJ.CON 60.00, AR.PAT 30.00, REV -180.00",
        may_wait: &[],
    }
}

/// A denial that a new decision overturns without a reversal.
pub fn overturned() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to ACME
         claim C-O REED/ANNA M1 2026-03-02
         line 97530 x2 130.00",
    );
    let denial = remit(
        "pay T1 0.00 NON 2026-03-20 ACME
         claim C-O 1 REED/ANNA M1 2026-03-02
         line 97530 x2 130.00 0.00 CO-197=130.00",
    );
    let payment = remit(
        "pay T2 80.00 ACH 2026-05-20 ACME
         claim C-O 1 REED/ANNA M1 2026-03-02
         line 97530 x2 130.00 80.00 CO-45=50.00",
    );
    Arrivals {
        files: vec![("claim", claim), ("denial", denial), ("payment", payment)],
        end: "CLR.ERA 80.00, ADJ.CON 50.00, REV -130.00",
        // The denial, when it comes after the payment that overturned it.
        may_wait: &["exceeds_open_balance"],
    }
}

/// A claim that the payer split: two decisions under one number, each with its own lines.
pub fn split() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to ACME
         claim C-P REED/ANNA M1 2026-03-02
         line 97110 x2 120.00
         line 97140 x1 60.00",
    );
    let first = remit(
        "pay T1 70.00 ACH 2026-03-16 ACME
         claim C-P 1 REED/ANNA M1 2026-03-02 icn=A1
         line 97110 x2 120.00 70.00 CO-45=50.00",
    );
    let second = remit(
        "pay T2 30.00 ACH 2026-03-23 ACME
         claim C-P 1 REED/ANNA M1 2026-03-02 icn=A2
         line 97140 x1 60.00 30.00 CO-45=20.00 PR-3=10.00",
    );
    Arrivals {
        files: vec![("claim", claim), ("first part", first), ("second part", second)],
        end: "CLR.ERA 100.00, ADJ.CON 70.00, AR.PAT 10.00, REV -180.00",
        may_wait: &[],
    }
}

/// Three payers, one after another.
pub fn three_payers() -> Arrivals {
    let claim = claims(
        "sent 2026-03-04 to ACME
         claim C-T REED/ANNA M1 2026-03-02
         other S MEDIGAP MG1
         other T ZENITH Z1
         line 97110 x4 200.00",
    );
    let primary = remit(
        "pay T1 100.00 ACH 2026-03-20 ACME
         claim C-T 1 REED/ANNA M1 2026-03-02
         line 97110 x4 200.00 100.00 CO-45=60.00 PR-2=40.00",
    );
    let secondary = remit(
        "pay T2 25.00 ACH 2026-04-02 MEDIGAP
         claim C-T 2 REED/ANNA MG1 2026-03-02
         line 97110 x4 200.00 25.00 OA-23=160.00 PR-3=15.00",
    );
    let tertiary = remit(
        "pay T3 10.00 ACH 2026-04-12 ZENITH
         claim C-T 3 REED/ANNA Z1 2026-03-02
         line 97110 x4 200.00 10.00 OA-23=185.00 PR-3=5.00",
    );
    Arrivals {
        files: vec![
            ("claim", claim),
            ("primary", primary),
            ("secondary", secondary),
            ("tertiary", tertiary),
        ],
        end: "CLR.ERA 135.00, ADJ.CON 60.00, AR.PAT 5.00, REV -200.00",
        may_wait: &["secondary_before_primary"],
    }
}

/// Every case, for tests that run through all.
pub fn all() -> Vec<Arrivals> {
    vec![
        s01(),
        s03(),
        s04(),
        s04_with_its_claim(),
        s08(),
        s08_apart(),
        s09(),
        s12(),
        without_lines(),
        split(),
    ]
}

#[test]
fn s01_claim_and_decision() {
    same_in_every_order(&s01());
}

#[test]
fn s03_claim_medicare_and_supplement() {
    same_in_every_order(&s03());
}

#[test]
fn s04_claim_primary_and_secondary() {
    same_in_every_order(&s04());
}

#[test]
fn s04_claim_primary_secondary_claim_and_secondary() {
    same_in_every_order(&s04_with_its_claim());
}

#[test]
fn s08_claim_decision_and_reversal_with_correction() {
    same_in_every_order(&s08());
}

#[test]
fn s08_claim_decision_reversal_and_correction() {
    same_in_every_order(&s08_apart());
}

#[test]
fn s09_claims_decision_takeback_and_recovery() {
    same_in_every_order(&s09());
}

#[test]
fn s12_claim_and_zero_payment() {
    same_in_every_order(&s12());
}

#[test]
fn a_decision_without_lines() {
    same_in_every_order(&without_lines());
}

#[test]
fn a_denial_overturned_by_a_bare_new_decision() {
    same_in_every_order(&overturned());
}

#[test]
fn a_claim_that_the_payer_split() {
    same_in_every_order(&split());
}

#[test]
fn three_payers_one_after_another() {
    same_in_every_order(&three_payers());
}
