//! What a payer takes off above the contract stays claimed (P19): before the contract is known
//! and after, for lines an assistant furnished, within the tolerance, and taken back.

use gonio_app::contracts::{Added, add, list};

use crate::practice::{NOW, Practice};

const CONTRACT: &str = r#"
payer = "cigna"
title = "Acme Health 2026"

[[term]]
kind = "rate"
codes = ["97110"]
cents = 4500

[[term]]
kind = "rate"
codes = ["97140"]
cents = 3250
last_day = "2026-06-30"
"#;
const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110 x2 120.00
    line 97140 x1 60.00";
/// 97110 is allowed 80.00 of 90.00; 97140 two cents below contract.
const SHORT: &str = "
    pay T1 92.48 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
    line 97110 x2 120.00 60.00 CO-45=40.00 PR-3=20.00
    line 97140 x1 60.00 32.48 CO-45=27.52";
const AFTER: &str = "CLR.ERA 92.48, ADJ.CON 57.52, AR.VAR 10.00, AR.PAT 20.00, REV -180.00";

impl Practice {
    fn contract(&mut self, payer: &str, body: &str) -> Result<Added, String> {
        let added = add(&mut self.book, payer, body, NOW).map_err(|e| e.to_string());
        self.in_order("the contract");
        added
    }
}

#[test]
fn what_is_taken_off_above_the_contract_stays_claimed() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    assert_eq!(p.contract("acme", CONTRACT).unwrap().claims, 0);
    p.posted("AR.P REV 180.00 P1");
    p.remit(SHORT);
    p.posted(
        "CLR.ERA AR.P 92.48 P2
         ADJ.CON AR.P 57.52 P3
         AR.VAR AR.P 10.00 P19
         AR.PAT AR.P 20.00 P3",
    );
    p.stands(AFTER);
    assert_eq!(p.waiting(), ["paid_below_contract"]);
    assert_eq!(p.state("C1"), "denied");
    let detail = p.rows("SELECT detail, cents FROM queue_item", &[], |r| {
        Ok((r.get::<String>(0)?, r.get::<i64>(1)?))
    });
    assert_eq!(detail, [("line 1: 80.00 allowed, 90.00 by contract".into(), 1_000)]);
}

#[test]
fn a_contract_that_is_added_later_judges_what_was_decided_and_can_be_taken_back() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(SHORT);
    p.stands("CLR.ERA 92.48, ADJ.CON 67.52, AR.PAT 20.00, REV -180.00");
    let added = p.contract("ACME", CONTRACT).unwrap();
    assert_eq!((added.claims, added.short_cents), (1, 1_000));
    p.stands(AFTER);
    assert_eq!(list(&p.book).unwrap()[0].title, "Acme Health 2026");
    p.undo(added.batch).unwrap();
    p.stands("CLR.ERA 92.48, ADJ.CON 67.52, AR.PAT 20.00, REV -180.00");
    assert_eq!(p.waiting(), [""; 0]);
    assert!(list(&p.book).unwrap().is_empty());
}

#[test]
fn the_payer_that_makes_good_on_it_closes_it() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.contract("ACME", CONTRACT).unwrap();
    p.remit(SHORT);
    p.remit(
        "pay T2 10.02 ACH 2026-04-16 ACME
         claim C1 22 REED/ANNA M1 2026-03-02 icn=I1
         line 97110 x2 -120.00 -60.00 CO-45=-40.00 PR-3=-20.00
         line 97140 x1 -60.00 -32.48 CO-45=-27.52
         claim C1 1 REED/ANNA M1 2026-03-02 icn=I1
         line 97110 x2 120.00 70.00 CO-45=30.00 PR-3=20.00
         line 97140 x1 60.00 32.50 CO-45=27.50",
    );
    p.stands("CLR.ERA 102.50, ADJ.CON 57.50, AR.PAT 20.00, REV -180.00");
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn a_denied_line_and_a_day_without_a_term_are_not_judged() {
    let mut p = Practice::new();
    p.contract("ACME", CONTRACT).unwrap_err();
    p.claims(&CLAIM.replace("2026-03-0", "2026-07-0"));
    p.contract("ACME", CONTRACT).unwrap();
    // From July on the contract says nothing of 97140, so the visit has no price.
    p.remit(&SHORT.replace("2026-03-", "2026-07-"));
    p.stands("CLR.ERA 92.48, ADJ.CON 67.52, AR.PAT 20.00, REV -180.00");
    p.claims(&CLAIM.replace("C1", "C2"));
    p.remit(
        "pay T3 32.50 ACH 2026-03-20 ACME
         claim C2 1 REED/ANNA M1 2026-03-02
         line 97110 x2 120.00 0.00 CO-45=60.00 CO-197=60.00
         line 97140 x1 60.00 32.50 CO-45=27.50",
    );
    assert_eq!(p.account("AR.VAR"), 0);
}

#[test]
fn an_assistants_line_is_held_to_the_cut_that_its_payer_takes() {
    // The rules of Medicare Advantage cut an assistant's line to 85 % of what the program pays.
    let contract = CONTRACT.replace("\"cigna\"", "\"tricare\"");
    let mut p = Practice::new();
    p.claims(
        "sent 2026-03-04 to ACME
         claim C1 REED/ANNA M1 2026-03-02
         line 97110:GO:CO x2 120.00",
    );
    p.contract("ACME", &contract).unwrap();
    p.remit(
        "pay T1 76.50 ACH 2026-03-16 ACME
         claim C1 1 REED/ANNA M1 2026-03-02
         line 97110:GO:CO x2 120.00 76.50 CO-45=43.50",
    );
    p.stands("CLR.ERA 76.50, ADJ.CON 43.50, REV -120.00");
}

#[test]
fn what_is_no_contract_is_refused_with_the_reason() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    for (payer, body, said) in [
        ("ACME", "payer = 1", "invalid type"),
        (
            "ACME",
            "payer = \"nobody\"\ntitle = \"x\"\n[[term]]\nkind=\"rate\"\ncents=1",
            "no such payer",
        ),
        ("NOBODY", CONTRACT, "no payer of the book is called NOBODY"),
    ] {
        let refused = p.contract(payer, body).unwrap_err();
        assert!(refused.contains(said), "{refused}");
    }
}
