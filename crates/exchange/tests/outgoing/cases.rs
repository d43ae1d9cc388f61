//! Worked cases: what the claim to the next payer says, and when there is none.

use gonio_billing::day::Day;
use gonio_billing::facts::{Adjustment, ClaimPayment, LinePayment, Sequence};
use gonio_exchange::outgoing::{Insurance, Outgoing, PriorDecision, Refusal, balances, secondary};

use crate::made::*;

/// S04 with the next payer of the case, and whatever a test changes of the decision.
fn s04(change: impl FnOnce(&mut ClaimPayment), next: &Insurance) -> Result<Outgoing, Refusal> {
    let mut facts = Facts::of(&data("s04-remittance.x12"));
    change(&mut facts.payments[0]);
    secondary(&claim("s04-claim.x12"), &[facts.decision(Sequence::Primary)], next, "C-S04-2")
}

fn refused(result: Result<Outgoing, Refusal>) -> (&'static str, String) {
    let refusal = result.expect_err("a refusal");
    assert!(!refusal.fix.is_empty());
    (refusal.name, refusal.words)
}

fn child() -> Outgoing {
    let original = claim("child-claim.x12");
    let facts = Facts::of(&data("child-remittance.x12"));
    let next = original.insurance("S").expect("the claim names it");
    secondary(&original, &[facts.decision(Sequence::Primary)], &next, "C-CHILD-2").expect("a claim")
}

#[test]
fn s04_goes_to_medicaid_with_what_the_first_payer_decided() {
    let made = s04(|_| {}, &medicaid()).expect("a claim");
    let expected = "\
CLM*C-S04-2*200***11:B:1*Y*A*Y*Y
HI*ABK:M25511
NM1*82*1*HAWTHORN*RAE****XX*1300000027
SBR*P*18*GRP700******CI
AMT*D*96
OI***Y***Y
MOA***MA01
NM1*IL*1*ALDER*JUNE****MI*LKS00417
N3*18 BIRCH STREET
N4*MADISON*WI*53704
NM1*PR*2*LAKESHORE HEALTH*****PI*LKS01
REF*G1*AUTH-4
REF*F8*LKS-9004
LX*1
SV1*HC:97110:GP*200*UN*4***1
DTP*472*D8*20260302
REF*6R*C-S04-1
SVD*LKS01*96*HC:97110:GP**4
CAS*CO*45*80
CAS*PR*2*24
DTP*573*D8*20260320
AMT*EAF*24";
    assert_eq!(in_order(&made).join("\n"), expected);
    assert_eq!(made.left_out, Vec::<String>::new());
    let bytes = written(&[made.claim]);
    let above = segments(&bytes).join("\n");
    let levels = "\
HL*2*1*22*0
SBR*S*18*******MC
NM1*IL*1*ALDER*JUNE****MI*6600417001
N3*18 BIRCH STREET
N4*MADISON*WI*53704
DMG*D8*19580412*F
NM1*PR*2*STATE MEDICAID*****PI*WIMCD
CLM*";
    assert!(above.contains(levels), "{above}");
}

#[test]
fn s04_reads_back_as_a_claim_to_the_second_payer() {
    let made = s04(|_| {}, &medicaid()).expect("a claim");
    let facts = Facts::of(&written(&[made.claim]));
    let [claim] = &facts.claims[..] else { panic!("one claim") };
    assert_eq!(claim.coverage.sequence, Sequence::Secondary);
    assert_eq!(claim.coverage.payer.id, "WIMCD");
    assert_eq!((claim.charge_cents, claim.frequency.as_str()), (20_000, "1"));
    let [first] = &claim.other[..] else { panic!("one other coverage") };
    assert_eq!((first.sequence, first.paid_cents), (Sequence::Primary, Some(96_00)));
    assert_eq!(first.member_id.0, "LKS00417");
    assert_eq!(claim.patient.birth_day, Day::parse("1958-04-12"));
}

#[test]
fn s03_is_not_sent_because_medicare_sent_it_on() {
    let facts = Facts::of(&data("s03-remittance.x12"));
    let medigap = insurance("18", "CI", ("SILVER SUPPLEMENT", "SLV77"), "SS-1");
    let original = claim("s03-claim.x12");
    let made = secondary(&original, &[facts.decision(Sequence::Primary)], &medigap, "C-S03-2");
    assert_eq!(refused(made).0, "claim_was_forwarded");
    // Each sign alone is enough.
    type Sign = fn(&mut ClaimPayment);
    let signs: [Sign; 6] = [
        |p| p.status = "19".into(),
        |p| p.status = "20".into(),
        |p| p.status = "21".into(),
        |p| p.remarks.push("MA18".into()),
        |p| p.lines[0].remarks.push("N89".into()),
        |p| p.forwarded = true,
    ];
    for sign in signs {
        assert_eq!(refused(s04(sign, &medicaid())).0, "claim_was_forwarded");
    }
}

#[test]
fn a_childs_claim_goes_to_the_other_parents_plan() {
    let made = child();
    let claim = in_order(&made);
    let from = claim.iter().position(|s| s.starts_with("SBR")).expect("2320");
    let expected = "\
SBR*P*19*GRP700******CI
CAS*PR*1*20
AMT*D*160
AMT*EAF*50
OI***Y*P**Y
NM1*IL*1*MAPLE*OREN****MI*LKS00552
NM1*PR*2*LAKESHORE HEALTH*****PI*LKS01
REF*G1*AUTH-CHILD
REF*F8*LKS-9010
NM1*82*1
REF*G2*LAKE-OT-3
NM1*85*2
REF*G2*LAKE-PROV-7
LX*1
SV1*HC:97530:GO*120*UN*2***1
DTP*472*D8*20260302
REF*6R*C-CHILD-1
SVD*LKS01*90*HC:97530:GO**2
CAS*CO*45*60
CAS*OA*94*-60
CAS*PR*2*30
DTP*573*D8*20260320
LX*2
SV1*HC:97112:GO*60*UN*1***1:2
DTP*472*D8*20260302
REF*G1*AUTH-LINE**2U:LKS01
REF*6R*C-CHILD-2
SVD*LKS01*0*HC:97530:GO**0*1
CAS*CO*97*60
DTP*573*D8*20260320
LX*3
SV1*HC:97110:GO*180*UN*3***1
DTP*472*D8*20260302
REF*6R*C-CHILD-3
SVD*LKS01*90*HC:97110:GO**3
CAS*CO*45*90
DTP*573*D8*20260320";
    assert_eq!(claim[from..].join("\n"), expected);
    // The other plan's authorization, its number for the therapist and its consents.
    let own = "\
CLM*C-CHILD-2*360***11:B:1*Y*A*W*I
REF*G1*BLUE-AUTH
HI*ABK:F82*ABF:R278
NM1*82*1*HAWTHORN*RAE****XX*1300000027
REF*G2*BLUE-OT-9";
    assert_eq!(claim[..from].join("\n"), own);
    assert_eq!(made.left_out, ["REF*D9", "PWK"]);
    let all = segments(&written(&[made.claim])).join("\n");
    let levels = "\
HL*2*1*22*1
SBR*S**GRP-B******BL
NM1*IL*1*BIRCH*TESSA****MI*BLX80031
N3*77 ELM COURT
N4*MADISON*WI*53711
NM1*PR*2*PRAIRIE BLUE*****PI*PBL22
HL*3*2*23*0
PAT*19
NM1*QC*1*MAPLE*WREN
N3*77 ELM COURT
N4*MADISON*WI*53711
DMG*D8*20190915*M
CLM*";
    assert!(all.contains(levels), "{all}");
}

#[test]
fn a_dependent_may_be_the_next_plans_own_member() {
    let original = claim("child-claim.x12");
    let facts = Facts::of(&data("child-remittance.x12"));
    // The plan that was named falls away when the desk says that Medicaid is second.
    let mut original = original;
    original.claim.others = Vec::new().into();
    let mut next = medicaid();
    next.subscriber.name.last = "MAPLE".into();
    next.subscriber.name.first = "WREN".into();
    let prior = [facts.decision(Sequence::Primary)];
    let made = secondary(&original, &prior, &next, "C-2").expect("a claim");
    in_order(&made);
    let all = segments(&written(&[made.claim])).join("\n");
    assert!(
        all.contains("SBR*S*18*******MC\nNM1*IL*1*MAPLE*WREN****MI*6600417001\nN3*77 ELM"),
        "{all}"
    );
    assert!(!all.contains("HL*3"), "{all}");
    // While the claim names another second plan, Medicaid cannot be it.
    let original = claim("child-claim.x12");
    let named = secondary(&original, &prior, &next, "C-2");
    assert_eq!(refused(named).0, "payer_before_has_not_decided");
}

#[test]
fn a_decision_of_the_claim_as_a_whole_stays_with_the_claim() {
    let whole = |p: &mut ClaimPayment| {
        p.adjustments = std::mem::take(&mut p.lines[0].adjustments);
        p.lines.clear();
    };
    let made = s04(whole, &medicaid()).expect("a claim");
    let claim = in_order(&made).join("\n");
    assert!(claim.contains("CAS*CO*45*80\nCAS*PR*2*24\nAMT*D*96\nAMT*EAF*24\nOI"), "{claim}");
    assert!(claim.contains("PI*LKS01\nDTP*573*D8*20260320\nREF*G1"), "{claim}");
    assert!(!claim.contains("SVD"), "{claim}");
}

#[test]
fn a_decision_that_does_not_add_up_is_told_with_its_numbers() {
    let (name, words) = refused(s04(|p| p.lines[0].adjustments[1].cents = 23_00, &medicaid()));
    assert_eq!(name, "line_does_not_balance");
    let expected = "line 1 does not add up for payer LKS01: charge 200.00, paid 96.00, \
                    adjustments 103.00, off by 1.00";
    assert_eq!(words, expected);
    let (name, words) = refused(s04(|p| p.paid_cents = 90_00, &medicaid()));
    assert_eq!(name, "claim_does_not_balance");
    assert!(words.ends_with("paid 90.00, adjustments 104.00, off by 6.00"), "{words}");
    // A line that the remittance says nothing of.
    let original = claim("child-claim.x12");
    let mut facts = Facts::of(&data("child-remittance.x12"));
    facts.payments[0].lines.remove(1);
    let next = original.insurance("S").expect("the claim names it");
    let made = secondary(&original, &[facts.decision(Sequence::Primary)], &next, "C-2");
    assert_eq!(refused(made).0, "claim_does_not_balance");
}

#[test]
fn what_is_no_standing_decision_is_refused() {
    type Change = fn(&mut ClaimPayment);
    let cases: [(Change, &str); 8] = [
        (|p| p.status = "22".into(), "decision_is_a_reversal"),
        (|p| p.status = "25".into(), "not_adjudicated"),
        (|p| p.status = "23".into(), "not_adjudicated"),
        (|p| p.remarks.push("MA130".into()), "returned_unprocessed"),
        (|p| (p.paid_cents, p.lines[0].paid_cents) = (-96_00, -96_00), "paid_below_zero"),
        (|p| p.lines[0].paid_cents = -96_00, "paid_below_zero"),
        (|p| p.lines[0].code = "97140".into(), "lines_do_not_match"),
        (|p| p.lines[0].adjustments[0].group = "XX".into(), "group_unknown"),
    ];
    for (change, name) in cases {
        assert_eq!(refused(s04(change, &medicaid())).0, name);
    }
    let whole = |p: &mut ClaimPayment| {
        p.lines.clear();
        p.paid_cents = -10_00;
        p.adjustments = vec![Adjustment { group: "CO".into(), reason: "45".into(), cents: 21_000 }];
    };
    assert_eq!(refused(s04(whole, &medicaid())).0, "paid_below_zero");
    let none = secondary(&claim("s04-claim.x12"), &[], &medicaid(), "C-2");
    assert_eq!(refused(none).0, "no_decision");
}

#[test]
fn a_line_paid_under_two_codes_is_left_to_a_person() {
    let two = |p: &mut ClaimPayment| {
        let mut second = p.lines[0].clone();
        (second.code, second.submitted_code) = ("97530".into(), "97110".into());
        (second.charge_cents, second.paid_cents) = (0, 0);
        p.lines.push(second);
    };
    assert_eq!(refused(s04(two, &medicaid())).0, "paid_under_several_codes");
}

#[test]
fn what_the_next_payer_must_be_told_is_asked_for() {
    type Change = fn(&mut Insurance);
    let cases: [(Change, &str); 7] = [
        (|n| n.coverage.relationship = "".into(), "relationship_missing"),
        (|n| n.payer.name.id = "".into(), "payer_id_missing"),
        (|n| n.subscriber.name.id = "".into(), "member_id_missing"),
        (|n| n.coverage.filing_code = "".into(), "filing_code_missing"),
        (|n| n.coverage.filing_code = "MB".into(), "insurance_type_missing"),
        (|n| n.coverage.filing_code = "WC".into(), "case_number_missing"),
        (
            |n| {
                n.coverage.filing_code = "MB".into();
                n.coverage.medicare_secondary = "12".into();
                n.coverage.relationship = "01".into();
            },
            "medicare_subscriber_is_patient",
        ),
    ];
    for (change, name) in cases {
        let mut next = medicaid();
        change(&mut next);
        assert_eq!(refused(s04(|_| {}, &next)).0, name);
    }
    for number in ["", "C S04", "C-S04-123456789012345", "c-s04"] {
        let facts = Facts::of(&data("s04-remittance.x12"));
        let prior = [facts.decision(Sequence::Primary)];
        let made = secondary(&claim("s04-claim.x12"), &prior, &medicaid(), number);
        assert_eq!(refused(made).0, "claim_number_unfit");
    }
}

#[test]
fn two_payers_may_know_the_patient_by_the_same_number() {
    let mut next = medicaid();
    next.subscriber.name.id = "LKS00417".into();
    in_order(&s04(|_| {}, &next).expect("a claim"));
}

#[test]
fn medicare_is_told_why_it_comes_second() {
    let mut next = medicare();
    next.coverage.medicare_secondary = "12".into();
    let made = s04(|_| {}, &next).expect("a claim");
    in_order(&made);
    let all = segments(&written(&[made.claim])).join("\n");
    assert!(all.contains("SBR*S*18***12****MB\n"), "{all}");
}

/// The second payer's decision of S04: it restates the whole charge.
fn medicaids() -> ClaimPayment {
    let adjusted = |group: &str, reason: &str, cents| Adjustment {
        group: group.into(),
        reason: reason.into(),
        cents,
    };
    ClaimPayment {
        status: "2".into(),
        charge_cents: 20_000,
        paid_cents: 10_00,
        lines: vec![LinePayment {
            code: "97110".into(),
            modifiers: "GP".into(),
            units_milli: 4000,
            charge_cents: 20_000,
            paid_cents: 10_00,
            adjustments: vec![
                adjusted("OA", "23", 17_600),
                adjusted("CO", "45", 8_00),
                adjusted("PR", "3", 6_00),
            ],
            ..LinePayment::default()
        }],
        ..ClaimPayment::default()
    }
}

#[test]
fn a_third_payer_is_told_of_both_before_it() {
    let first = Facts::of(&data("s04-remittance.x12"));
    let (second, medicaid) = (medicaids(), medicaid());
    let with = |insurance| PriorDecision {
        sequence: Sequence::Secondary,
        payer: nobody(),
        payment: &second,
        decided_day: Day::parse("2026-04-10").expect("a day"),
        insurance,
    };
    let third = insurance("01", "CI", ("UNION FUND", "UNF05"), "UF-88");
    let original = claim("s04-claim.x12");
    let primary = first.decision(Sequence::Primary);
    let made = secondary(&original, &[primary, with(Some(&medicaid))], &third, "C-S04-3");
    let made = made.expect("a claim");
    let claim = in_order(&made).join("\n");
    assert!(claim.contains("SVD*WIMCD*10*HC:97110:GP**4\nCAS*OA*23*176\nCAS*CO*45*8\nCAS*PR*3*6\nDTP*573*D8*20260410\nAMT*EAF*6"), "{claim}");
    let facts = Facts::of(&written(std::slice::from_ref(&made.claim)));
    assert_eq!(facts.claims[0].coverage.sequence, Sequence::Tertiary);
    let paid: Vec<_> = facts.claims[0].other.iter().map(|o| (o.sequence, o.paid_cents)).collect();
    assert_eq!(paid, [(Sequence::Primary, Some(96_00)), (Sequence::Secondary, Some(10_00))]);

    // The same from the claim that went to the second payer, which tells of the first.
    let to_second = secondary(&original, &[primary], &medicaid, "C-S04-2").expect("a claim").claim;
    let from_second = secondary(&to_second, &[with(None)], &third, "C-S04-3").expect("a claim");
    assert_eq!(in_order(&from_second).join("\n"), claim);

    // What Medicare sent on to the second payer goes to the third; what the second sent on does not.
    let mut sent_on = first.payments[0].clone();
    sent_on.status = "19".into();
    let primary_sent_on = PriorDecision { payment: &sent_on, ..primary };
    let made = secondary(&original, &[primary_sent_on, with(Some(&medicaid))], &third, "C-S04-3");
    assert_eq!(in_order(&made.expect("a claim")).join("\n"), claim);
    let mut sent_on = second.clone();
    sent_on.forwarded = true;
    let second_sent_on = PriorDecision { payment: &sent_on, ..with(Some(&medicaid)) };
    let made = secondary(&original, &[second_sent_on, primary], &third, "C-3");
    assert_eq!(refused(made).0, "claim_was_forwarded");

    // Not without the first, not when the second one's coverage is nowhere, not to Medicare.
    let alone = secondary(&original, &[with(Some(&medicaid))], &third, "C-3");
    assert_eq!(refused(alone).0, "payer_before_has_not_decided");
    let unknown = secondary(&original, &[primary, with(None)], &third, "C-3");
    assert_eq!(refused(unknown).0, "coverage_not_known");
    let mut next = medicare();
    next.coverage.medicare_secondary = "12".into();
    let to_medicare = secondary(&original, &[primary, with(Some(&medicaid))], &next, "C-3");
    assert_eq!(refused(to_medicare).0, "medicare_after_two_payers");
    let again = secondary(&original, &[primary, with(Some(&medicaid))], &medicaid, "C-3");
    assert_eq!(refused(again).0, "next_payer_has_decided");
    let mut twin = medicaid.clone();
    twin.payer.name.id = "LKS01".into();
    let twins = secondary(&original, &[primary, with(Some(&twin))], &third, "C-3");
    assert_eq!(refused(twins).0, "payers_share_an_id");
}

#[test]
fn many_adjustments_fill_further_segments_until_none_are_left() {
    let reasons = |count: i64| {
        move |p: &mut ClaimPayment| {
            let line = &mut p.lines[0];
            let one = |n| Adjustment { group: "CO".into(), reason: "45".into(), cents: n };
            line.adjustments = (1..=count).map(one).collect();
            line.paid_cents = 20_000 - line.adjustments.iter().map(|a| a.cents).sum::<i64>();
            p.paid_cents = line.paid_cents;
        }
    };
    let claim = in_order(&s04(reasons(8), &medicaid()).expect("a claim"));
    let cas: Vec<&String> = claim.iter().filter(|s| s.starts_with("CAS")).collect();
    let six = "CAS*CO*45*.01**45*.02**45*.03**45*.04**45*.05**45*.06".replace("*.", "*0.");
    assert_eq!(cas, [&six, "CAS*CO*45*0.07**45*0.08"]);
    in_order(&s04(reasons(30), &medicaid()).expect("a claim"));
    assert_eq!(refused(s04(reasons(31), &medicaid())).0, "too_many_adjustments");
}

#[test]
fn parts_of_a_split_line_that_cancel_leave_no_adjustment() {
    let split = |p: &mut ClaimPayment| {
        let line = &mut p.lines[0];
        (line.charge_cents, line.paid_cents, line.units_milli) = (15_000, 60_00, 3000);
        line.adjustments.push(Adjustment {
            group: "OA".into(),
            reason: "94".into(),
            cents: -14_00,
        });
        let mut second = line.clone();
        (second.charge_cents, second.paid_cents, second.units_milli) = (50_00, 36_00, 1000);
        second.adjustments = vec![Adjustment { cents: 14_00, ..line.adjustments[2].clone() }];
        p.lines.push(second);
    };
    let claim = in_order(&s04(split, &medicaid()).expect("a claim")).join("\n");
    assert!(
        claim.contains("SVD*LKS01*96*HC:97110:GP**4\nCAS*CO*45*80\nCAS*PR*2*24\nDTP"),
        "{claim}"
    );
}

#[test]
fn medicare_as_the_first_payer_is_not_told_as_second() {
    let mut original = claim("s03-claim.x12");
    let sbr = original.subscriber.coverage.as_mut().expect("a coverage");
    sbr.medicare_secondary = "12".into();
    let mut facts = Facts::of(&data("s03-remittance.x12"));
    let payment = &mut facts.payments[0];
    (payment.status, payment.forwarded, payment.remarks) = ("1".into(), false, vec![]);
    let made = secondary(&original, &[facts.decision(Sequence::Primary)], &medicaid(), "C-2");
    let claim = in_order(&made.expect("a claim"));
    assert!(claim.contains(&"SBR*P*18*******MB".to_string()), "{claim:#?}");
}

#[test]
fn published_claims_to_a_second_payer_add_up() {
    let folder = "stupidedi/HC837-005010X222A1";
    for name in ["COB-claim-from-billing-provider-to-payer-b", "medicare-secondary-payer-COB"] {
        let mut claim = claims(&sample(&format!("{folder}/{name}.edi"))).remove(0).claim;
        assert_eq!(balances(&claim), Ok(()), "{name}");
        let decision = &mut claim.lines.as_mut_slice()[0].decisions.as_mut_slice()[0];
        decision.payment.paid = None;
        assert_eq!(balances(&claim).expect_err("a refusal").name, "line_does_not_balance");
    }
}

#[test]
fn x12s_own_example_comes_out_as_published() {
    let folder = "stupidedi/HC837-005010X222A1/COB-claim-from-billing-provider-to-payer-";
    let original = claims(&sample(&format!("{folder}a.edi"))).remove(0);
    let adjusted = |group: &str, reason: &str, cents| Adjustment {
        group: group.into(),
        reason: reason.into(),
        cents,
    };
    let line = |code: &str, charge_cents, paid_cents, adjustments| LinePayment {
        code: code.into(),
        units_milli: 1000,
        charge_cents,
        paid_cents,
        adjustments,
        ..LinePayment::default()
    };
    let payment = ClaimPayment {
        status: "1".into(),
        charge_cents: 79_04,
        paid_cents: 39_15,
        adjustments: vec![adjusted("PR", "1", 21_89), adjusted("PR", "2", 15_00)],
        lines: vec![
            line("99213", 43_00, 40_00, vec![adjusted("CO", "42", 3_00)]),
            line("90782", 15_00, 15_00, vec![]),
            line("J3301", 21_04, 21_04, vec![]),
        ],
        ..ClaimPayment::default()
    };
    let prior = PriorDecision {
        sequence: Sequence::Primary,
        payer: nobody(),
        payment: &payment,
        decided_day: Day::parse("2005-10-15").expect("a day"),
        insurance: None,
    };
    let next = original.insurance("S").expect("the claim names it");
    let made = secondary(&original, &[prior], &next, "26407789").expect("a claim");
    let ours = written(&[made.claim]);
    sums(&ours);
    let published = sample(&format!("{folder}b.edi"));
    let decided = |bytes: &[u8]| -> Vec<String> {
        let claim = claim_segments(bytes).into_iter();
        let tags = ["LX*", "SV1*", "SVD*", "DTP*", "AMT*", "CAS*CO*"];
        claim.filter(|s| tags.iter().any(|t| s.starts_with(t))).collect()
    };
    assert_eq!(decided(&ours), decided(&published));
    // The guide has units between the two reasons' places: `CAS*PR*1*21.89**2*15`.
    assert!(claim_segments(&ours).contains(&"CAS*PR*1*21.89**2*15".to_string()));
}
