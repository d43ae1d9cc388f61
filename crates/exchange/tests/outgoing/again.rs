//! Corrected, void, sent again; and the file.

use gonio_billing::facts::ClaimPayment;
use gonio_exchange::outgoing::{
    Adjudication, Changes, Refusal, SentClaim, corrected, resend, void, write,
};
use gonio_x12::typed::Cents;

use crate::made::*;

fn decision() -> ClaimPayment {
    Facts::of(&data("s04-remittance.x12")).payments.remove(0)
}

fn taken(decision: &ClaimPayment) -> Adjudication<'_> {
    Adjudication { decision: Some(decision), payer_control_number: "", takes_frequency: true }
}

fn name(result: Result<SentClaim, Refusal>) -> &'static str {
    result.expect_err("a refusal").name
}

fn in_order(claim: &SentClaim) -> Vec<String> {
    let bytes = written(std::slice::from_ref(claim));
    assert_eq!(said(&bytes), Vec::<String>::new());
    claim_segments(&bytes)
}

#[test]
fn a_corrected_claim_names_the_claim_it_replaces() {
    let (original, decision) = (claim("s04-claim.x12"), decision());
    let mut line = original.claim.lines[0].clone();
    let mut second = line.clone();
    for (line, charge) in [(&mut line, 15_000), (&mut second, 50_00)] {
        let service = line.service.as_mut().expect("a service");
        service.charge = Some(Cents(charge));
    }
    second.references = Vec::new().into();
    let changes = Changes::Lines(vec![line, second]);
    let made = corrected(&original, &changes, &taken(&decision), "C-S04-7").expect("a claim");
    let said = in_order(&made);
    assert_eq!(said[0], "CLM*C-S04-7*200***11:B:7*Y*A*Y*Y");
    assert_eq!(said[1..3], ["REF*G1*AUTH-4", "REF*F8*LKS-9004"]);
    assert_eq!(said.iter().filter(|s| s.starts_with("LX*")).collect::<Vec<_>>(), ["LX*1", "LX*2"]);
    // The number that the payer's acknowledgement gave comes first.
    let known = Adjudication { payer_control_number: "LKS-ACK", ..taken(&decision) };
    let made = corrected(&original, &Changes::None, &known, "C-S04-7").expect("a claim");
    assert!(in_order(&made).contains(&"REF*F8*LKS-ACK".to_string()));
    let facts = Facts::of(&written(&[made]));
    let claim = &facts.claims[0];
    assert_eq!((claim.frequency.as_str(), claim.payer_control_number.as_str()), ("7", "LKS-ACK"));
    let none = corrected(&original, &Changes::Lines(vec![]), &taken(&decision), "C-S04-7");
    assert_eq!(name(none), "line_count_unfit");
}

#[test]
fn a_void_is_the_original_with_another_frequency() {
    let (original, decision) = (claim("s04-claim.x12"), decision());
    let made = void(&original, &taken(&decision), "C-S04-8").expect("a claim");
    let mut expected = in_order(&original);
    expected[0] = "CLM*C-S04-8*200***11:B:8*Y*A*Y*Y".into();
    expected.insert(2, "REF*F8*LKS-9004".into());
    assert_eq!(in_order(&made), expected);
}

#[test]
fn a_correction_needs_a_decision_its_number_and_a_payer_that_takes_it() {
    let (original, decision) = (claim("s04-claim.x12"), decision());
    let both = |original: &SentClaim, adjudication: &Adjudication<'_>| {
        let corrected = name(corrected(original, &Changes::None, adjudication, "C-2"));
        assert_eq!(name(void(original, adjudication, "C-2")), corrected);
        corrected
    };
    let none = Adjudication { decision: None, ..taken(&decision) };
    assert_eq!(both(&original, &none), "not_adjudicated");
    let mut unnumbered = decision.clone();
    unnumbered.payer_control_number.clear();
    assert_eq!(both(&original, &taken(&unnumbered)), "payer_control_number_missing");
    let mut returned = decision.clone();
    returned.remarks.push("MA130".into());
    assert_eq!(both(&original, &taken(&returned)), "returned_unprocessed");
    let mut reversal = decision.clone();
    reversal.status = "22".into();
    assert_eq!(both(&original, &taken(&reversal)), "decision_is_a_reversal");

    let takes_none = Adjudication { takes_frequency: false, ..taken(&decision) };
    assert_eq!(both(&original, &takes_none), "frequency_not_taken");
    let medicare = void(&claim("s03-claim.x12"), &takes_none, "C-2").expect_err("a refusal");
    assert!(medicare.fix.contains("clerical-error reopening"), "{medicare}");
    let other = void(&original, &takes_none, "C-2").expect_err("a refusal");
    assert!(!other.fix.contains("reopening"), "{other}");
}

#[test]
fn after_a_rejection_a_first_claim_stays_a_first_claim() {
    let (original, decision) = (claim("s04-claim.x12"), decision());
    let again = resend(&original, &Changes::None, "C-S04-A").expect("a claim");
    let mut expected = in_order(&original);
    expected[0] = "CLM*C-S04-A*200***11:B:1*Y*A*Y*Y".into();
    assert_eq!(in_order(&again), expected);
    // One that wrongly had the payer's number loses it, a rejected correction keeps it.
    let replaced =
        corrected(&original, &Changes::None, &taken(&decision), "C-S04-7").expect("a claim");
    let mut odd = replaced.clone();
    odd.claim.claim.facility.frequency = "1".into();
    assert_eq!(in_order(&resend(&odd, &Changes::None, "C-S04-A").expect("a claim")), expected);
    let again = resend(&replaced, &Changes::None, "C-S04-B").expect("a claim");
    assert!(in_order(&again)[0].contains(":7*"));
    assert!(in_order(&again).contains(&"REF*F8*LKS-9004".to_string()));
    let mut off = original.clone();
    off.claim.claim.charge = Some(Cents(1));
    assert_eq!(name(resend(&off, &Changes::None, "C-2")), "claim_is_not_its_lines");
}

#[test]
fn a_file_groups_its_claims_and_is_always_the_same() {
    let numbered =
        |name: &str, number: &str| resend(&claim(name), &Changes::None, number).expect("a claim");
    let mut all = vec![
        numbered("s04-claim.x12", "A-1"),
        numbered("child-claim.x12", "B-1"),
        numbered("s04-claim.x12", "A-2"),
        numbered("child-claim.x12", "B-2"),
    ];
    // A sibling under the same subscriber, and a claim for another receiver.
    let mut sibling = numbered("child-claim.x12", "B-3");
    let level = sibling.patient.as_mut().expect("a patient");
    level.parties.as_mut_slice()[0].name.first = "FERN".into();
    let mut elsewhere = numbered("s04-claim.x12", "C-1");
    elsewhere.header.parties.as_mut_slice()[1].name.id = "OTHERHUB".into();
    all.extend([sibling, elsewhere]);
    let file = write(&all, &ENVELOPE).expect("a file");
    assert_eq!((file.sets, file.cleaned), (2, 0));
    assert_eq!(said(&file.bytes), Vec::<String>::new());
    let lines = segments(&file.bytes);
    let of = |tags: &[&str]| -> Vec<String> {
        let begins = |s: &&String| tags.iter().any(|t| s.starts_with(t));
        lines
            .iter()
            .filter(begins)
            .map(|s| s.split('*').take(5).collect::<Vec<_>>().join("*"))
            .collect()
    };
    assert_eq!(
        of(&["ST*", "HL*", "CLM*"]).iter().map(|s| s.trim_end_matches('*')).collect::<Vec<_>>(),
        [
            "ST*837*0001*005010X222A1",
            "HL*1**20*1",
            "HL*2*1*22*0",
            "CLM*A-1*200",
            "CLM*A-2*200",
            "HL*3*1*22*1",
            "HL*4*3*23*0",
            "CLM*B-1*360",
            "CLM*B-2*360",
            "HL*5*3*23*0",
            "CLM*B-3*360",
            "ST*837*0002*005010X222A1",
            "HL*1**20*1",
            "HL*2*1*22*0",
            "CLM*C-1*200",
        ]
    );
    assert_eq!(
        of(&["BHT*"]),
        ["BHT*0019*00*FILE-0077*20260401", "BHT*0019*00*FILE-0077-2*20260401"]
    );
    assert_eq!(of(&["GE*", "IEA*"]), ["GE*2*78", "IEA*1*000000077"]);
    assert_eq!(write(&all, &ENVELOPE).expect("a file"), file, "the same again");
    // What was read from the file and written again is the file.
    assert_eq!(write(&claims(&file.bytes), &ENVELOPE).expect("a file"), file);
    let twice = [all[0].clone(), all[0].clone()];
    assert_eq!(write(&twice, &ENVELOPE).expect_err("a refusal").name, "control_number_twice");
    assert_eq!(write(&[], &ENVELOPE).expect_err("a refusal").name, "nothing_to_send");
    let wide = gonio_exchange::outgoing::Envelope { group_control: 1_000_000_000, ..ENVELOPE };
    assert_eq!(write(&all, &wide).expect_err("a refusal").name, "control_number_unfit");
}

#[test]
fn more_than_a_hundred_claims_of_one_subscriber_fit() {
    let claims = ["s04-claim.x12", "child-claim.x12"].map(claim);
    let numbered =
        |n: usize| resend(&claims[n % 2], &Changes::None, &format!("N-{n}")).expect("a claim");
    let all: Vec<SentClaim> = (0..450).map(numbered).collect();
    let bytes = written(&all);
    assert_eq!(said(&bytes), Vec::<String>::new());
    assert_eq!(Facts::of(&bytes).claims.len(), 450);
}
