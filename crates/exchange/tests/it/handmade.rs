//! Cases made by hand, each with the one thing that it is about.

use gonio_billing::answers::{
    ClaimOutcome, GroupOutcome, InterchangeOutcome, Level, SetOutcome, SourceRole, StatusOutcome,
    category_words, element_error_words, note_words, segment_error_words,
};
use gonio_billing::day::Day;

use crate::recorder::Told;

/// An interchange with one set; `body` is what stands between ST and SE.
fn file(group: &str, set: &str, guide: &str, body: &[&str]) -> String {
    let mut text = start(group, guide);
    text += &one_set(set, guide, "0001", body);
    text + &finish(1)
}

fn start(group: &str, guide: &str) -> String {
    format!(
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260303*0815*^*00501*000000077*0*P*:~\
         GS*{group}*PAYGATE*CLINGATE*20260303*0815*78*X*{guide}~"
    )
}

fn one_set(set: &str, guide: &str, control: &str, body: &[&str]) -> String {
    let segments: String = body.iter().map(|s| format!("{s}~")).collect();
    let count = body.len() + 2;
    format!("ST*{set}*{control}*{guide}~{segments}SE*{count}*{control}~")
}

fn finish(sets: u32) -> String {
    format!("GE*{sets}*78~IEA*1*000000077~")
}

fn acknowledgement(body: &[&str]) -> Told {
    Told::of(file("FA", "999", "005010X231A1", body).as_bytes())
}

/// A 277CA by `source`, whose file and provider were answered with these STC, with claims.
fn claims(source: &str, of_file: &str, of_provider: &str, claims: &[&[&str]]) -> String {
    let source = format!("NM1*{source}*2*SOURCE*****46*S1");
    let mut body = vec![
        "BHT*0085*08*A1*20260303*0815*TH",
        "HL*1**20*1",
        &source,
        "TRN*1*RECEIPT9",
        "DTP*050*D8*20260302",
        "DTP*009*D8*20260303",
        "HL*2*1*21*1",
        "NM1*41*2*CLINIC*****46*C1",
        "TRN*2*BATCH1",
        of_file,
        "HL*3*2*19*1",
        "NM1*85*2*CLINIC*****XX*1999999984",
        "TRN*1*0",
        of_provider,
    ];
    body.retain(|s| !s.is_empty());
    for claim in claims {
        body.push("HL*4*3*PT");
        body.push("NM1*QC*1*REED*ANNA****MI*W1");
        body.extend(*claim);
    }
    file("HN", "277", "005010X214", &body)
}

fn answers(source: &str, of_file: &str, of_provider: &str, all: &[&[&str]]) -> Told {
    Told::of(claims(source, of_file, of_provider, all).as_bytes())
}

/// The outcome of one claim with these STC, by the payer.
fn outcome(statuses: &[&str]) -> ClaimOutcome {
    let claim: Vec<&str> = std::iter::once("TRN*2*C1").chain(statuses.iter().copied()).collect();
    answers("PR", "STC*A1:19*20260303*WQ*1", "", &[&claim]).claims[0].outcome
}

/// A 277 with one claim of the subscriber.
fn status(claim: &[&str]) -> Told {
    let mut body = vec![
        "BHT*0010*08*Q1*20260303*0815*DG",
        "HL*1**20*1",
        "NM1*PR*2*ACME*****PI*P1",
        "HL*2*1*21*1",
        "NM1*41*2*CLINIC*****46*C1",
        "HL*3*2*19*1",
        "NM1*1P*2*CLINIC*****XX*1999999984",
        "HL*4*3*22*0",
        "DMG*D8*19610704*F",
        "NM1*IL*1*REED*ANNA****MI*W1",
    ];
    body.extend(claim);
    Told::of(file("HN", "277", "005010X212", &body).as_bytes())
}

// ------------------------------------------------------------------------- what was sent

/// A professional claim file, as it went out.
const SENT: &str = "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *260302*1200*^*00501*000000050*0*P*:~\
    GS*HC*CLINGATE*PAYGATE*20260302*1200*51*X*005010X222A1~\
    ST*837*0007*005010X222A1~BHT*0019*00*BATCH1*20260302*115959*CH~HL*1**20*1~NM1*85*2*CLINIC*****XX*1999999984~\
    HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*REED*ANNA****MI*W1~CLM*C1*120***11:B:1~CLM*C2*60***11:B:1~SE*10*0007~\
    ST*837*0008*005010X222A1~BHT*0019*00*BATCH2*20260302*120000*CH~SE*3*0008~\
    GE*2*51~IEA*1*000000050~";

#[test]
fn the_numbers_that_answers_name_come_before_the_claims() {
    let told = Told::of(SENT.as_bytes());
    assert_eq!(told.lines, ["sent 51 0007 BATCH1", "claim C1", "claim C2", "sent 51 0008 BATCH2"]);
    let sent = &told.sent[0];
    assert_eq!((sent.interchange.as_str(), sent.interchange_time.as_str()), ("000000050", "1200"));
    assert_eq!(sent.interchange_day, Day::new(2026, 3, 2));
    assert_eq!((sent.sender.as_str(), sent.receiver.as_str()), ("CLINIC", "PAYER"));
    assert_eq!((sent.group_sender.as_str(), sent.group_receiver.as_str()), ("CLINGATE", "PAYGATE"));
    assert_eq!(sent.guide, "005010X222A1");
    assert_eq!((sent.batch_day, sent.batch_time.as_str()), (Day::new(2026, 3, 2), "115959"));
    assert!(!sent.test);
    assert_eq!((sent.segment, told.sent[1].segment), (3, 13));
}

#[test]
fn every_answer_names_what_was_sent() {
    let sent = Told::of(SENT.as_bytes()).sent.remove(0);
    let ta1 = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*1201*^*00501*000000009*0*P*:~\
        TA1*000000050*260302*1200*A*000~IEA*0*000000009~";
    let ta1 = Told::of(ta1.as_bytes()).interchanges.remove(0);
    assert_eq!(
        (ta1.interchange, ta1.interchange_day, ta1.interchange_time, ta1.sender, ta1.receiver),
        (sent.interchange, sent.interchange_day, sent.interchange_time, sent.receiver, sent.sender)
    );
    let set =
        acknowledgement(&["AK1*HC*51", "AK2*837*0007", "IK5*A", "AK9*A*1*1*1"]).sets.remove(0);
    assert_eq!(
        (set.group.control, set.set_control, set.group.sender, set.group.receiver),
        (sent.group, sent.set, sent.group_receiver, sent.group_sender)
    );
    let claim = answers("PR", "STC*A1:19*20260303*WQ*1", "", &[&["TRN*2*C1"]]).claims.remove(0);
    assert_eq!(claim.batch, sent.batch);
}

// --------------------------------------------------------------------------- TA1 and 999

#[test]
fn a_refused_interchange_says_why() {
    let text = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260303*0815*^*00501*000000009*0*P*:~\
        TA1*000000050*260302*1200*R*025~TA1*000000051*260302*1201*E*000~TA1*000000052*260302*1202*Z*000~IEA*0*000000009~\
        ISA*00*          *00*          *ZZ*OTHER          *ZZ*CLINIC         *260303*0816*^*00501*000000010*0*P*:~\
        TA1*000000053*260399*1203*A*000~IEA*0*000000010~";
    let told = Told::of(text.as_bytes());
    let outcomes: Vec<_> = told.interchanges.iter().map(|i| i.outcome).collect();
    use InterchangeOutcome::{Accepted, AcceptedWithErrors, Rejected, Unknown};
    assert_eq!(outcomes, [Rejected, AcceptedWithErrors, Unknown, Accepted]);
    let refused = &told.interchanges[0];
    assert_eq!(note_words(&refused.note), Some("a file with this control number came before"));
    assert_eq!(told.interchanges[2].code, "Z", "what is not understood is kept");
    let other = &told.interchanges[3];
    assert_eq!((other.sender.as_str(), other.interchange_day), ("OTHER", None));
    assert_eq!(told.problems, []);
}

#[test]
fn sets_are_answered_one_by_one() {
    let told = acknowledgement(&[
        "AK1*HC*51*005010X222A1",
        "AK2*837*0001",
        "IK5*A",
        "AK2*837*0002",
        "IK3*NM1*8*2010*8",
        "IK4*9:1:2*67*I12*123",
        "IK5*E*I5",
        "AK2*837*0003",
        "IK5*M",
        "AK2*837*0004",
        "IK5*W*16",
        "AK2*837*0005",
        "IK5*X",
        "AK2*837*0006",
        "IK5*R*4*5",
        "AK2*837*0007",
        "AK9*P*7*7*2",
    ]);
    use SetOutcome::{Accepted, AcceptedWithErrors, Rejected, RejectedForSecurity, Unknown};
    let outcomes: Vec<_> = told.sets.iter().map(|s| s.outcome).collect();
    let security = [RejectedForSecurity; 3];
    let rest = [Rejected, Unknown];
    assert_eq!(outcomes, [&[Accepted, AcceptedWithErrors][..], &security, &rest].concat());
    assert!(told.sets[2].outcome.is_rejected() && !told.sets[1].outcome.is_rejected());
    assert_eq!(told.sets[5].reasons, ["4", "5"]);

    let error = &told.sets[1].errors[0];
    let element = &error.elements[0];
    assert_eq!((error.position, error.loop_id.as_str(), error.segment), (8, "2010", 8));
    assert_eq!(segment_error_words(&error.code), Some("elements of the segment are wrong"));
    assert_eq!((element.element, element.component, element.repetition), (9, 1, 2));
    let words = element_error_words(&element.code);
    assert_eq!(words, Some("it has not the form that the guide asks for"));
    assert_eq!(element.copy.0, "123");
    assert!(!format!("{error:?}").contains("\"123\""), "what stood there may be a patient's");

    let group = &told.groups[0];
    assert_eq!(group.outcome, GroupOutcome::PartlyAccepted);
    assert_eq!((group.sets_listed, group.sets_accepted), (7, Some(2)));
    assert_eq!(group.of_set(Some(AcceptedWithErrors)), AcceptedWithErrors);
    assert_eq!(group.of_set(None), Unknown, "not listed in a group taken in part");
    assert!(!group.rejects_every_set());
}

#[test]
fn a_refused_group_refuses_sets_that_are_not_listed_or_were_accepted() {
    for (code, outcome) in [
        ("R", SetOutcome::Rejected),
        ("M", SetOutcome::RejectedForSecurity),
        ("W", SetOutcome::RejectedForSecurity),
        ("X", SetOutcome::RejectedForSecurity),
    ] {
        let end = format!("AK9*{code}*2*2*0*3");
        let told = acknowledgement(&["AK1*HC*51", &end]);
        let group = &told.groups[0];
        assert_eq!((told.sets.len(), group.sets_listed), (0, 0));
        assert_eq!((group.group.control.as_str(), &group.reasons[..]), ("51", &["3".into()][..]));
        assert!(group.rejects_every_set());
        assert_eq!(group.of_set(None), outcome);
        assert_eq!(group.of_set(Some(SetOutcome::Accepted)), outcome);
    }
    let told = acknowledgement(&["AK1*HC*51", "AK9*A*2*2*2"]);
    assert!(!told.groups[0].rejects_every_set());
    assert_eq!(told.groups[0].of_set(None), SetOutcome::Accepted);
    let unclear = told.groups[0].of_set(Some(SetOutcome::Unknown));
    assert_eq!(unclear, SetOutcome::Accepted, "the group says it for all");
    assert_eq!(told.groups[0].of_set(Some(SetOutcome::Rejected)), SetOutcome::Rejected);
}

#[test]
fn several_sets_do_not_mix() {
    let guide = "005010X231A1";
    let text = start("FA", guide)
        + &one_set("999", guide, "0001", &["AK1*HC*51", "AK2*837*1", "IK5*A", "AK9*A*1*1*1"])
        + &one_set("999", guide, "0002", &["AK2*837*2", "IK5*R", "AK9*R*1*1*0"])
        + &one_set("999", guide, "0003", &["AK1*HC*53", "AK2*837*3", "IK5*A"])
        + &finish(3);
    let told = Told::of(text.as_bytes());
    let groups: Vec<_> = told.sets.iter().map(|s| s.group.control.as_str()).collect();
    assert_eq!(groups, ["51", "", "53"], "a group that is not named is not the one before");
    assert_eq!(told.groups.iter().map(|g| g.sets_listed).collect::<Vec<_>>(), [1, 1]);
    // The second has no AK1, the third no AK9.
    assert_eq!(told.problem_lines(), ["segment 3 9 AK1", "segment 3 14 AK9"]);
    assert_ne!(told.contents[0], told.contents[1]);
}

#[test]
fn the_same_answer_in_other_bytes_has_the_same_content() {
    let text = file("FA", "999", "005010X231A1", &["AK1*HC*51", "AK9*R*2*2*0"]);
    let other = text.replace('*', "|").replace('~', "'\n").replace("000000077", "000000078");
    assert_ne!(text, other);
    let (told, again) = (Told::of(text.as_bytes()), Told::of(other.as_bytes()));
    assert_eq!(again.groups, told.groups);
    assert_eq!(again.contents, told.contents);
}

// --------------------------------------------------------------------------------- 277CA

#[test]
fn a_refused_file_refuses_claims_that_are_not_listed() {
    let told = answers("PR", "STC*A3:24:41*20260303*U*180", "", &[]);
    let batch = &told.batches[0];
    assert_eq!((batch.level, batch.batch.as_str()), (Level::Receiver, "BATCH1"));
    assert!(batch.rejects_every_claim());
    assert_eq!(told.claims, []);
    assert!(!told.batches[1].rejects_every_claim(), "of the provider nothing is said");
    assert_eq!(told.batches[1].outcome, None);
}

#[test]
fn a_refused_file_refuses_claims_that_are_listed_as_accepted() {
    let accepted: &[&str] = &["TRN*2*C1", "STC*A2:20*20260303*WQ*120"];
    let told = answers("PR", "STC*A3:24:41*20260303*U*180", "", &[accepted]);
    assert_eq!(told.claims[0].outcome, ClaimOutcome::Rejected);
    assert!(told.claims[0].rejected_above);
    assert!(!told.claims[0].is_accepted_by_payer());
}

#[test]
fn a_refused_provider_refuses_its_own_claims_only() {
    let text =
        claims("PR", "STC*A1:19*20260303*WQ*1", "STC*A8:562:85*20260303*U*60", &[&["TRN*2*C1"]]);
    // A second provider in the same file, then a second file.
    let more = "HL*5*2*19*1~NM1*85*2*OTHER*****XX*1888888884~TRN*1*0~HL*6*5*PT~NM1*QC*1*POE*JIM****MI*W2~\
        TRN*2*C2~STC*A2:20*20260303*WQ*60~HL*7*1*21*1~NM1*41*2*CLINIC*****46*C1~TRN*2*BATCH2~\
        STC*A1:19*20260303*WQ*1~HL*8*7*PT~NM1*QC*1*POE*JIM****MI*W2~TRN*2*C3~STC*A2:20*20260303*WQ*60~";
    let at = text.find("SE*").expect("the set ends");
    let told = Told::of(format!("{}{more}SE*34*0001~{}", &text[..at], finish(1)).as_bytes());
    assert_eq!(told.problems, []);
    assert!(!told.batches[0].rejects_every_claim());
    let refused = &told.batches[1];
    assert!(refused.rejects_every_claim());
    assert_eq!((refused.level, refused.id.as_str()), (Level::Provider, "1999999984"));
    let claims: Vec<_> = told
        .claims
        .iter()
        .map(|c| (c.control_number.as_str(), c.batch.as_str(), c.billing_id.as_str(), c.outcome))
        .collect();
    assert_eq!(
        claims,
        [
            ("C1", "BATCH1", "1999999984", ClaimOutcome::Rejected),
            ("C2", "BATCH1", "1888888884", ClaimOutcome::Accepted),
            ("C3", "BATCH2", "", ClaimOutcome::Accepted),
        ]
    );
}

#[test]
fn a_refused_file_leaves_the_next_one_alone() {
    let text = claims("PR", "STC*A3:24*20260303*U*60", "", &[]);
    let next = "HL*4*1*21*1~NM1*41*2*CLINIC*****46*C1~TRN*2*BATCH2~STC*A1:19*20260303*WQ*1~\
        HL*5*4*PT~NM1*QC*1*POE*JIM****MI*W2~TRN*2*C3~STC*A2:20*20260303*WQ*60~";
    let at = text.find("SE*").expect("the set ends");
    let told = Told::of(format!("{}{next}SE*23*0001~{}", &text[..at], finish(1)).as_bytes());
    assert_eq!(told.problems, []);
    assert!(told.batches[0].rejects_every_claim());
    assert_eq!(told.claims[0].outcome, ClaimOutcome::Accepted);
}

#[test]
fn a_day_of_service_that_does_not_exist_is_told() {
    for (value, days) in [
        ("D8*20260230", (None, None)),
        ("RD8*20260230-20260302", (None, Day::new(2026, 3, 2))),
        ("RD8*20260227-20260230", (Day::new(2026, 2, 27), None)),
    ] {
        let day = format!("DTP*472*{value}");
        let told = answers("PR", "", "", &[&["TRN*2*C1", "STC*A2:20*20260303*WQ*9", &day]]);
        assert_eq!((told.claims[0].from_day, told.claims[0].to_day), days, "{value}");
        assert_eq!(told.problem_lines(), ["element 8 18 DTP"], "{value}");
        let told = status(&["TRN*2*Q7", "STC*F1:65", &day]);
        assert_eq!((told.statuses[0].from_day, told.statuses[0].to_day), days, "{value}");
        assert_eq!(told.problem_lines(), ["element 8 14 DTP"], "{value}");
    }
}

#[test]
fn a_clearinghouse_does_not_accept_for_the_payer() {
    let accepted: &[&str] = &["TRN*2*C1", "STC*A2:20*20260303*WQ*120", "REF*1K*P77", "REF*D9*H88"];
    let of =
        |source: &str| answers(source, "STC*A1:19*20260303*WQ*1", "", &[accepted]).claims.remove(0);
    let (on_the_way, by_payer, by_other) = (of("AY"), of("PR"), of("41"));
    assert_eq!(on_the_way.outcome, ClaimOutcome::Accepted);
    assert_eq!(on_the_way.source.role, SourceRole::Clearinghouse);
    assert!(!on_the_way.is_accepted_by_payer());
    assert!(by_payer.is_accepted_by_payer());
    assert!(!by_other.is_accepted_by_payer());
    assert_eq!(by_other.source.entity, "41");
    assert_eq!(by_payer.payer_control_numbers, ["P77"]);
    assert_eq!(by_payer.clearinghouse_number, "H88");
    assert_eq!(by_payer.charge_cents(), Some(12_000));
    assert_eq!(by_payer.statuses[0].day, Day::new(2026, 3, 3));
}

#[test]
fn each_category_has_its_outcome() {
    use ClaimOutcome::{Accepted, Hop, NotCompliant, NotFound, Rejected, Split, Unknown};
    for (category, expected) in [
        ("A0", Hop),
        ("A1", Hop),
        ("A2", Accepted),
        ("A3", Rejected),
        ("A4", NotFound),
        ("A5", Split),
        ("A6", Rejected),
        ("A7", Rejected),
        ("A8", Rejected),
        ("A9", Unknown),
        ("F1", NotCompliant),
        ("P1", NotCompliant),
        ("R4", NotCompliant),
    ] {
        assert_eq!(
            outcome(&[&format!("STC*{category}:20*20260303*WQ*120")]),
            expected,
            "{category}"
        );
    }
    assert_eq!(outcome(&["STC*A1:20*20260303*U*120"]), Rejected, "STC03 refuses");
    assert_eq!(outcome(&[]), Unknown, "nothing is said");
}

#[test]
fn of_several_statuses_the_refusal_counts() {
    use ClaimOutcome::{Accepted, NotFound, Rejected};
    assert_eq!(outcome(&["STC*A2:20*20260303*WQ*120******A7:249:85*A1:19"]), Rejected);
    assert_eq!(outcome(&["STC*A7:249*20260303*U*120", "STC*A2:20*20260303*WQ*120"]), Rejected);
    assert_eq!(outcome(&["STC*A2:20*20260303*WQ*120", "STC*A4:35*20260303*WQ*120"]), NotFound);
    assert_eq!(outcome(&["STC*A1:19*20260303*WQ*120******A2:20*F1:65"]), Accepted);
    let kept =
        answers("PR", "", "", &[&["TRN*2*C1", "STC*A2:20*20260303*WQ*9******A7:249:85*A1:19"]]);
    let codes: Vec<_> = kept.claims[0].statuses[0]
        .codes
        .iter()
        .map(|c| (c.category.as_str(), c.code.as_str(), c.entity.as_str()))
        .collect();
    assert_eq!(codes, [("A2", "20", ""), ("A7", "249", "85"), ("A1", "19", "")]);
}

#[test]
fn several_claims_of_one_patient_and_their_lines_are_kept_apart() {
    let two: &[&str] = &[
        "TRN*2*C1",
        "STC*A5:20*20260303*WQ*120",
        "REF*1K*P1",
        "REF*1K*P2",
        "DTP*472*RD8*20260220-20260224",
        "TRN*2*C2",
        "STC*A7:21*20260303*U*60",
        "SVC*HC:97110:GP:KX*60*****2",
        "STC*A7:454**U",
        "REF*FJ*L7",
        "DTP*472*D8*20260225",
    ];
    let told = answers("PR", "STC*A1:19*20260303*WQ*1", "", &[two]);
    let [split, refused] = &told.claims[..] else { panic!("two claims") };
    assert_eq!((split.outcome, split.is_accepted_by_payer()), (ClaimOutcome::Split, true));
    assert_eq!(split.payer_control_numbers, ["P1", "P2"]);
    assert_eq!((split.from_day, split.to_day), (Day::new(2026, 2, 20), Day::new(2026, 2, 24)));
    assert_eq!(split.lines, []);
    let line = &refused.lines[0];
    assert_eq!((line.outcome, line.line.control_number.as_str()), (ClaimOutcome::Rejected, "L7"));
    assert_eq!((line.line.code.as_str(), line.line.modifiers.as_str()), ("97110", "GP:KX"));
    assert_eq!((line.line.units_milli, line.line.charge_cents), (Some(2000), Some(6_000)));
    assert_eq!(line.line.from_day, Day::new(2026, 2, 25));
    assert_eq!((split.segment, refused.segment, line.line.segment), (19, 24, 26));
}

#[test]
fn a_patient_without_an_answer_is_told() {
    let told = answers("PR", "STC*A1:19*20260303*WQ*1", "", &[&["STC*A7:21*20260303*U*60"]]);
    assert_eq!(told.claims, []);
    // The STC without its TRN, and the patient of whom nothing could be read.
    assert_eq!(told.problem_lines(), ["segment 2 19 STC", "segment 3 17 TRN"]);
}

// ----------------------------------------------------------------------------------- 277

#[test]
fn a_status_has_its_outcome() {
    use StatusOutcome::{
        Acknowledged, Denied, Error, Finalized, Forwarded, InformationWanted, NoPayment, NotFound,
        Paid, Pending, Revised, Unknown,
    };
    for (said, expected) in [
        ("P3:317", Pending),
        ("R4:294", InformationWanted),
        ("R16:294", InformationWanted),
        ("F0:3", Finalized),
        ("F1:65", Paid),
        ("F2:88:QC", Denied),
        ("F3:101", Revised),
        ("F3F:101", Forwarded),
        ("F3N:101", Finalized),
        ("F4:104", NoPayment),
        ("E0:24", Error),
        ("D0:35", NotFound),
        ("A1:20", Acknowledged),
        ("Z9:1", Unknown),
    ] {
        let stc = format!("STC*{said}*20260303**120*0");
        let told = status(&["TRN*2*Q7", &stc, "REF*EJ*C1"]);
        assert_eq!(told.statuses[0].outcome, expected, "{said}");
        assert_eq!(told.statuses[0].statuses.len(), 1);
    }
}

#[test]
fn what_still_moves_counts_before_what_is_finished() {
    let of = |stc: &[&str]| {
        let claim: Vec<&str> = std::iter::once("TRN*2*Q7").chain(stc.iter().copied()).collect();
        status(&claim).statuses[0].outcome
    };
    let (paid, pending) = ("STC*F1:65*20260303**120*90", "STC*P1:20*20260303**60");
    assert_eq!(of(&[paid, pending]), StatusOutcome::Pending);
    assert_eq!(of(&[paid, pending, "STC*R4:294*20260303"]), StatusOutcome::InformationWanted);
    assert_eq!(of(&["STC*F0:3*20260303**120*0*****F2:88"]), StatusOutcome::Denied);
}

#[test]
fn a_status_repeats_what_ties_it_to_claim_and_check() {
    let paid = "STC*F1:65*20260303**120*90.5*20260228**20260301*CHK55*R1:1**REED ANNA CALLED";
    let told = status(&["TRN*2*Q7", paid, "REF*1K*P1", "DTP*472*D8*20260220"]);
    let s = &told.statuses[0];
    assert_eq!(s.our_number(), "Q7", "the question's number, as CLM01 is not repeated");
    assert_eq!((s.payer.name.as_str(), s.provider_id.as_str()), ("ACME", "1999999984"));
    assert_eq!(s.patient.birth_day, Day::new(1961, 7, 4));
    assert_eq!((s.said_paid_cents(), s.check_number()), (Some(9_050), "CHK55"));
    assert_eq!(s.statuses[0].decided_day, Day::new(2026, 2, 28));
    assert_eq!(s.statuses[0].check_day, Day::new(2026, 3, 1));
    assert_eq!(s.statuses[0].message.0, "REED ANNA CALLED");
    assert!(!format!("{s:?}").contains("REED"));
    let with_ours = status(&["TRN*2*Q7", paid, "REF*EJ*C1"]);
    assert_eq!(with_ours.statuses[0].our_number(), "C1");
}

#[test]
fn a_277_of_another_guide_is_told() {
    let body = ["BHT*0010*08*Q1*20260303*0815*DG"];
    let told = Told::of(file("HN", "277", "005010X213", &body).as_bytes());
    assert_eq!(told.problem_lines(), ["set I6 3 ST"]);
    let retired = Told::of(file("HN", "277", "004010X093A1", &body).as_bytes());
    assert_eq!(retired.problem_lines(), [""; 0], "its name says that it is retired");
    assert!(told.lines.is_empty() && retired.lines.is_empty());
}

// ------------------------------------------------------------------------------ cut off

/// The text up to and with the first of `last`.
fn cut<'a>(text: &'a str, last: &str) -> &'a [u8] {
    let at = text.find(last).expect("the segment is there");
    &text.as_bytes()[..at + last.len()]
}

#[test]
fn what_was_open_when_the_file_broke_off_is_not_known() {
    let claim = |number: u32| {
        [
            format!("TRN*2*C{number}"),
            "STC*A2:20*20260303*WQ*120".into(),
            format!("REF*1K*P{number}"),
        ]
    };
    let all: Vec<_> = [claim(1), claim(2)].into();
    let all: Vec<Vec<&str>> = all.iter().map(|c| c.iter().map(String::as_str).collect()).collect();
    let all: Vec<&[&str]> = all.iter().map(Vec::as_slice).collect();
    let whole = claims("PR", "STC*A1:19*20260303*WQ*1", "", &all);
    let told = Told::of(cut(&whole, "REF*1K*P2~"));
    let outcomes: Vec<_> = told.claims.iter().map(|c| c.outcome).collect();
    assert_eq!(outcomes, [ClaimOutcome::Accepted, ClaimOutcome::Unknown]);
    assert_eq!(told.complete, [false]);

    let refused = claims("PR", "STC*A3:24*20260303*U*1", "", &[]);
    let told = Told::of(cut(&refused, "*U*1~"));
    assert_eq!(told.batches[0].outcome, Some(ClaimOutcome::Unknown));
    assert!(!told.batches[0].rejects_every_claim());

    let body = ["AK1*HC*51", "AK2*837*1", "IK5*A", "AK2*837*2", "IK5*A", "AK9*A*2*2*2"];
    let whole = file("FA", "999", "005010X231A1", &body);
    let told = Told::of(cut(&whole, "AK2*837*2~IK5*A~"));
    let outcomes: Vec<_> = told.sets.iter().map(|s| s.outcome).collect();
    assert_eq!(outcomes, [SetOutcome::Accepted, SetOutcome::Unknown]);
    let told = Told::of(cut(&whole, "AK9*A*2*2*2~"));
    assert_eq!(told.groups[0].outcome, GroupOutcome::Unknown);
    assert_eq!(told.groups[0].code, "A", "what it said is kept");

    let body = [
        "BHT*0010*08*Q1",
        "HL*1**20*1",
        "NM1*PR*2*ACME",
        "HL*4*3*22*0",
        "TRN*2*Q1",
        "STC*F1:65",
        "TRN*2*Q2",
        "STC*F1:65",
    ];
    let whole = file("HN", "277", "005010X212", &body);
    let told = Told::of(cut(&whole, "TRN*2*Q2~STC*F1:65~"));
    let outcomes: Vec<_> = told.statuses.iter().map(|s| s.outcome).collect();
    assert_eq!(outcomes, [StatusOutcome::Paid, StatusOutcome::Unknown]);
}

#[test]
fn no_place_to_break_off_makes_more_of_a_file_than_it_says() {
    let claim: &[&str] = &["TRN*2*C1", "STC*A2:20*20260303*WQ*120", "REF*1K*P1"];
    let whole = claims("PR", "STC*A1:19*20260303*WQ*1", "", &[claim, claim]);
    let all = Told::of(whole.as_bytes());
    assert_eq!(all.claims.len(), 2);
    // Only the last terminator may be missing.
    for end in 0..whole.len() - 1 {
        let told = Told::of(&whole.as_bytes()[..end]);
        assert!(told.claims.len() <= 2);
        for (part, full) in told.claims.iter().zip(&all.claims) {
            let is_known = part.outcome != ClaimOutcome::Unknown;
            assert!(!is_known || part == full, "cut at {end}");
        }
        assert!(end < 106 || !told.problems.is_empty(), "cut at {end}, and nobody is told");
    }
}

// -------------------------------------------------------------------------------- words

#[test]
fn categories_have_words() {
    let all = ["A0", "A8", "P3", "P5", "F0", "F3F", "F4", "E0", "E4", "D0", "R0", "R16"];
    for category in all {
        assert!(category_words(category).is_some(), "{category}");
    }
    for none in ["", "R", "RX", "A9", "F9"] {
        assert_eq!(category_words(none), None, "{none}");
    }
}

#[test]
fn outcomes_have_one_name_each() {
    let unique = |names: Vec<&str>| {
        let all = names.len();
        let mut names = names;
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    };
    unique(ClaimOutcome::ALL.iter().map(|o| o.name()).collect());
    unique(StatusOutcome::ALL.iter().map(|o| o.name()).collect());
    unique(SetOutcome::ALL.iter().map(|o| o.words()).collect());
    unique(GroupOutcome::ALL.iter().map(|o| o.words()).collect());
    unique(InterchangeOutcome::ALL.iter().map(|o| o.words()).collect());
}
