//! Last days to file: counted by the payer's rule, for claims that nobody has proof of.

use gonio_app::filing::{Clock, near, of_claim};

use crate::practice::{NOW, Practice, day};

impl Practice {
    fn clocks(&self) -> Vec<(String, String, i32)> {
        let told = |c: &Clock| (c.claim.clone(), c.last_day.clone(), c.days_left);
        near(&self.book, NOW.today).unwrap().clocks.iter().map(told).collect()
    }
}

/// The day tests run at is 2026-11-21.
#[test]
fn a_claim_nobody_has_proof_of_is_shown_before_its_last_day_and_after() {
    let mut p = Practice::new();
    p.claims(
        "sent 2026-08-21 to ACME
         claim LATE REED/ANNA M1 2026-08-20
         line 97110:GP x2 120.00
         claim SOON STONE/BEN M2 2026-09-01
         line 97110:GP x1 60.00
         claim YOUNG LAKE/CARA M3 2026-10-20
         line 97110:GP x1 60.00",
    );
    p.claims(
        "sent 2025-12-10 to MEDICARE
         claim YEAR HILL/DORA M4 2025-12-01
         line 97110:GP x1 60.00
         claim MONTHS FORD/ERIC M5 2026-03-01
         line 97110:GP x1 60.00",
    );
    let said = |claim: &str, last: &str, left: i32| (claim.to_string(), last.to_string(), left);
    assert_eq!(
        p.clocks(),
        [
            said("LATE", "2026-11-18", -3),
            said("SOON", "2026-11-30", 9),
            said("YEAR", "2026-12-01", 10),
        ]
    );
    let year = of_claim(&p.book, 4, NOW.today).unwrap().unwrap();
    assert_eq!(year.rule, "medicare.filing_limit_months = 12");
    assert_eq!((year.confidence, year.source.contains("42 CFR 424.44")), ("verified", true));
    let young = of_claim(&p.book, 3, NOW.today).unwrap().unwrap();
    assert_eq!((young.days_left, young.confidence), (58, "general_knowledge"));

    // A decision ends it, whatever it is.
    p.remit(
        "pay T1 0.00 NON 2026-11-10 ACME
         claim SOON 4 STONE/BEN M2 2026-09-01
         line 97110:GP x1 60.00 0.00 CO-197=60.00",
    );
    assert_eq!(p.clocks().len(), 2);
    assert_eq!(of_claim(&p.book, 2, NOW.today).unwrap(), None);
    // It is the day that is looked from that counts.
    let earlier = near(&p.book, day("2026-10-01")).unwrap();
    assert!(earlier.clocks.is_empty(), "{earlier:?}");
}
