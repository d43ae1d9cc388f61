//! Acknowledgements in the book: what reaches a claim, what it makes of it, and that the order
//! in which files come makes no difference.

use crate::notation;
use crate::practice::Practice;

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00
    claim C2 STONE/BEN M2 2026-03-02
    line 97110:GP x1 60.00";
const PAID: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50";

/// An interchange that comes back to the sender of what [`notation`] writes.
fn back(inner: &str, control: &str) -> Vec<u8> {
    format!(
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *260305*0900*^*00501*\
         {control}*0*P*:~{inner}IEA*1*{control}~"
    )
    .into_bytes()
}

fn ta1(code: &str, note: &str) -> Vec<u8> {
    back(&format!("TA1*000000001*260302*1200*{code}*{note}~"), "000000900")
}

/// A 999 for group 1, set 0011.
fn acknowledged(code: &str) -> Vec<u8> {
    let inner = format!(
        "GS*FA*RECEIVER*SENDER*20260305*0900*9*X*005010X231A1~ST*999*0001*005010X231A1~\
         AK1*HC*1*005010X222A1~AK2*837*0011*005010X222A1~IK5*{code}~AK9*{code}*1*1*1~\
         SE*6*0001~GE*1*9~"
    );
    back(&inner, "000000901")
}

/// A 277CA of a payer (`PR`) or a clearinghouse (`AY`) about one claim.
fn told(who: &str, number: &str, category: &str, action: &str, day: &str) -> Vec<u8> {
    let inner = format!(
        "GS*HN*RECEIVER*SENDER*20260306*0900*8*X*005010X214~ST*277*0001*005010X214~\
         BHT*0085*08*A{number}*{day}*0900*TH~HL*1**20*1~NM1*{who}*2*{who} NAME*****46*ID1~\
         TRN*1*R1~DTP*050*D8*{day}~DTP*009*D8*{day}~HL*2*1*21*1~NM1*41*2*GONIO CLINIC*****46*SENDER~\
         TRN*2*B1~STC*A1:19:PR*{day}*WQ*240~HL*3*2*19*1~NM1*85*2*GONIO CLINIC*****XX*1234567893~\
         TRN*1*0~HL*4*3*PT~NM1*QC*1*REED*ANNA****MI*M1~TRN*2*{number}~\
         STC*{category}:21:85*{day}*{action}*180~REF*1K*ICN{number}~DTP*472*D8*20260302~\
         SE*20*0001~GE*1*8~"
    );
    back(&inner, "000000902")
}

/// A 277 of the payer about C1.
fn status(category: &str, day: &str) -> Vec<u8> {
    let inner = format!(
        "GS*HN*RECEIVER*SENDER*20260308*0900*7*X*005010X212~ST*277*0001*005010X212~\
         BHT*0010*08*Q1*{day}*0900*DG~HL*1**20*1~NM1*PR*2*ACME*****PI*P1~HL*2*1*21*1~\
         NM1*41*2*GONIO CLINIC*****46*SENDER~HL*3*2*19*1~NM1*1P*2*GONIO CLINIC*****XX*1234567893~\
         HL*4*3*22*0~NM1*IL*1*REED*ANNA****MI*M1~TRN*2*C1~STC*{category}:20*{day}**180~\
         REF*EJ*C1~DTP*472*D8*20260302~SE*15*0001~GE*1*7~"
    );
    back(&inner, "000000903")
}

impl Practice {
    fn sending(&self) -> String {
        let all = self.rows(
            "SELECT s.state FROM submission s JOIN claim c ON c.claim_id = s.claim_id \
             WHERE c.control_number = 'C1' AND s.live = TRUE ORDER BY s.submission_no DESC",
            &[],
            |r| r.get::<String>(0),
        );
        all[0].clone()
    }

    fn answer(&mut self, bytes: &[u8]) -> i64 {
        let file = self.import(&[("answer.txt", bytes)]);
        assert_eq!(file.files[0].outcome, "imported", "{:?}", file.files[0]);
        assert!(file.files[0].counts.answers > 0);
        file.batch.unwrap()
    }
}

fn sent() -> Practice {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p
}

#[test]
fn a_claim_is_accepted_by_its_payer_and_by_nobody_before() {
    let mut p = sent();
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("sent", "submitted"));
    p.answer(&ta1("A", "000"));
    assert_eq!(p.sending(), "sent", "an envelope that was opened says nothing of what is in it");
    p.answer(&acknowledged("A"));
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("set_accepted", "submitted"));
    p.answer(&told("AY", "C1", "A2", "WQ", "20260306"));
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("hop_accepted", "submitted"));
    p.answer(&told("PR", "C1", "A2", "WQ", "20260307"));
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("payer_accepted", "accepted"));
    assert_eq!(p.state("C2"), "submitted");
    let numbers = p.rows(
        "SELECT payer_control_number FROM submission WHERE payer_control_number <> ''",
        &[],
        |r| r.get::<String>(0),
    );
    assert_eq!(numbers, ["ICNC1"]);
    p.answer(&status("P1", "20260308"));
    assert_eq!(p.state("C1"), "pending");
    p.answer(&status("F1", "20260310"));
    assert_eq!(p.state("C1"), "accepted", "what is finished waits for its remittance");
    p.stands("AR.P 240.00, REV -240.00");
    assert_eq!(p.waiting(), [""; 0]);
    p.remit(PAID);
    assert_eq!(p.state("C1"), "patient_balance");
}

#[test]
fn what_is_refused_waits_for_a_person_until_it_is_sent_again() {
    let mut p = sent();
    p.answer(&told("AY", "C1", "A7", "U", "20260306"));
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("claim_rejected", "rejected"));
    assert_eq!(p.waiting(), ["sending_rejected"]);
    let detail = p.rows("SELECT detail FROM queue_item", &[], |r| r.get::<String>(0));
    assert_eq!(detail, ["277CA A7:21:85"]);
    assert_eq!(p.one("SELECT COUNT(*) FROM denial_case"), 0, "a rejection is no denial");
    // Mended and sent again as an original.
    p.claims(&CLAIM.replace("2026-03-04", "2026-03-09"));
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("sent", "submitted"));
    assert_eq!(p.waiting(), [""; 0]);
    p.answer(&told("PR", "C1", "A2", "WQ", "20260311"));
    assert_eq!(p.state("C1"), "accepted");
}

#[test]
fn a_refused_batch_or_file_refuses_every_claim_in_it() {
    for (bytes, state) in [(acknowledged("R"), "set_rejected"), (ta1("R", "024"), "file_rejected")]
    {
        let mut p = sent();
        let batch = p.answer(&bytes);
        assert_eq!(p.sending(), state);
        assert_eq!([p.state("C1"), p.state("C2")], ["rejected", "rejected"]);
        assert_eq!(p.waiting(), ["sending_rejected", "sending_rejected"]);
        p.undo(batch).unwrap();
        assert_eq!((p.sending().as_str(), p.waiting()), ("sent", Vec::<String>::new()));
        assert_eq!([p.state("C1"), p.state("C2")], ["submitted", "submitted"]);
    }
}

#[test]
fn a_late_refusal_after_the_decision_changes_nothing_and_the_same_file_twice_neither() {
    let mut p = sent();
    p.remit(PAID);
    let late = told("PR", "C1", "A3", "U", "20260320");
    p.answer(&late);
    assert_eq!(p.state("C1"), "patient_balance");
    assert_eq!(p.waiting(), [""; 0]);
    let mut again = late.clone();
    again.extend_from_slice(b"\n\n");
    let file = p.file("again.txt", &again);
    assert_eq!((file.outcome.as_str(), file.counts.answers), ("duplicate", 0), "{}", file.reason);
}

#[test]
fn answers_to_what_is_not_here_wait_and_find_it_when_it_comes() {
    let mut p = Practice::new();
    p.answer(&told("PR", "C1", "A2", "WQ", "20260307"));
    p.answer(&acknowledged("A"));
    assert_eq!(p.waiting(), ["answer_to_unknown", "answer_to_unknown"]);
    let batch = p.claims(CLAIM);
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!((p.sending().as_str(), p.state("C1").as_str()), ("payer_accepted", "accepted"));
    p.undo(batch).unwrap();
    assert_eq!(p.waiting(), ["answer_to_unknown", "answer_to_unknown"]);
}

#[test]
fn a_payer_that_wants_information_is_a_task_and_its_answer_ends_it() {
    let mut p = sent();
    p.answer(&told("PR", "C1", "A2", "WQ", "20260307"));
    p.answer(&status("R3", "20260309"));
    assert_eq!(
        (p.state("C1").as_str(), p.waiting()),
        ("pending", vec!["information_wanted".into()])
    );
    p.remit(PAID);
    assert_eq!((p.state("C1").as_str(), p.waiting()), ("patient_balance", Vec::new()));
}

#[test]
fn every_order_of_arrival_ends_in_the_same_book() {
    let files: Vec<Vec<u8>> = vec![
        notation::claims(CLAIM),
        ta1("A", "000"),
        acknowledged("A"),
        told("AY", "C1", "A2", "WQ", "20260306"),
        told("PR", "C2", "A7", "U", "20260307"),
        notation::remit(PAID),
    ];
    let mut ends = Vec::new();
    for order in crate::order::orders(files.len()).into_iter().step_by(7) {
        let mut p = Practice::new();
        let live = gonio_billing::day::Day::parse("2026-01-01");
        p.book.set_go_live(crate::practice::NOW.mark(), live).unwrap();
        for at in order {
            p.import(&[("file.txt", files[at].as_slice())]);
        }
        ends.push((p.sending(), p.states(), p.waiting(), p.balances()));
    }
    assert_eq!(ends[0].0, "hop_accepted");
    assert_eq!(ends[0].2, ["sending_rejected"]);
    for end in &ends {
        assert_eq!(end, &ends[0]);
    }
}

/// Two files of the same numbers, sent on two days, and what was answered to each.
fn used_twice() -> Vec<(&'static str, Vec<u8>)> {
    let second = CLAIM.replace("2026-03-04", "2026-03-11").replace(" C1 ", " D1 ");
    let second = second.replace(" C2 ", " D2 ").replace("2026-03-02", "2026-03-09");
    let later = |bytes: Vec<u8>| {
        String::from_utf8(bytes).unwrap().replace("*20260305*", "*20260312*").into_bytes()
    };
    vec![
        ("first", notation::claims(CLAIM)),
        ("first refused", acknowledged("R")),
        ("second", notation::claims(&second)),
        ("second accepted", later(acknowledged("A"))),
    ]
}

#[test]
fn numbers_that_are_used_again_on_another_day_mean_another_file() {
    let files = used_twice();
    for order in crate::order::orders(files.len()) {
        let mut p = Practice::new();
        let mut batches = Vec::new();
        for at in &order {
            let (name, bytes) = &files[*at];
            batches.push((*name, p.import(&[(name, bytes.as_slice())]).batch.unwrap()));
        }
        let states = |p: &Practice| ["C1", "C2", "D1", "D2"].map(|claim| p.state(claim));
        let refused = ["rejected", "rejected", "submitted", "submitted"];
        assert_eq!(states(&p), refused, "{order:?}");
        assert_eq!(p.waiting(), ["sending_rejected"; 2], "{order:?}");
        // Without the first file its answer is about nothing: the other is of a later day.
        let (_, first) = batches.iter().find(|(name, _)| *name == "first").unwrap();
        p.undo(*first).unwrap();
        let (_, refusal) = batches.iter().find(|(name, _)| *name == "first refused").unwrap();
        p.undo(*refusal).unwrap();
        assert_eq!([p.state("D1"), p.state("D2")], ["submitted"; 2], "{order:?}");
        assert_eq!(p.waiting(), [""; 0], "{order:?}");
    }
}

#[test]
fn a_refused_group_is_the_one_of_its_day() {
    let files: Vec<Vec<u8>> = used_twice().into_iter().map(|(_, bytes)| bytes).collect();
    let refused = |day: &str| {
        let inner = format!(
            "GS*FA*RECEIVER*SENDER*{day}*0900*9*X*005010X231A1~ST*999*0001*005010X231A1~\
             AK1*HC*1*005010X222A1~AK9*R*1*1*0~SE*4*0001~GE*1*9~"
        );
        back(&inner, "000000905")
    };
    for (day, states) in [
        ("20260305", ["rejected", "submitted"]),
        ("20260312", ["submitted", "rejected"]),
        // A clock that is behind: no file is older than its answer.
        ("20260303", ["rejected", "submitted"]),
    ] {
        for order in crate::order::orders(3) {
            let mut p = Practice::new();
            let all = [&files[0], &files[2], &refused(day)];
            for at in &order {
                p.import(&[("file.txt", all[*at].as_slice())]);
            }
            assert_eq!(["C1", "D1"].map(|claim| p.state(claim)), states, "{day} {order:?}");
        }
    }
}

#[test]
fn a_claim_sent_twice_a_day_is_told_apart_by_its_batch() {
    let again = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace("*B1*", "*B2*").replace("TRN*2*B1~", "TRN*2*B2~").into_bytes()
    };
    let mended = CLAIM.replace("97140:GP x1 60.00", "97140:GP:59 x1 60.00");
    let files = [
        notation::claims(CLAIM),
        told("PR", "C1", "A7", "U", "20260304"),
        again(notation::claims(&mended)),
        again(told("PR", "C1", "A2", "WQ", "20260304")),
    ];
    for order in crate::order::orders(files.len()) {
        let mut p = Practice::new();
        for at in &order {
            p.import(&[("file.txt", files[*at].as_slice())]);
        }
        let sendings = p.rows(
            "SELECT s.state FROM submission s JOIN claim c ON c.claim_id = s.claim_id \
             JOIN sent_set t ON t.set_id = s.set_id \
             WHERE c.control_number = 'C1' AND s.live = TRUE ORDER BY t.batch",
            &[],
            |r| r.get::<String>(0),
        );
        assert_eq!(sendings, ["claim_rejected", "payer_accepted"], "{order:?}");
    }
}

#[test]
fn what_a_refused_file_asks_of_a_person_goes_with_the_file() {
    let mut p = Practice::new();
    let batch = p.claims(CLAIM);
    p.answer(&acknowledged("R"));
    assert_eq!(p.waiting(), ["sending_rejected"; 2]);
    p.undo(batch).unwrap();
    assert_eq!(p.waiting(), ["answer_to_unknown"]);
    p.claims(CLAIM);
    assert_eq!(p.waiting(), ["sending_rejected"; 2]);
    assert_eq!(p.state("C1"), "rejected");
}

#[test]
fn what_a_payer_says_of_a_question_as_a_whole_is_kept_and_waits() {
    let mut p = sent();
    let inner = "GS*HN*RECEIVER*SENDER*20260308*0900*7*X*005010X212~ST*277*0001*005010X212~\
         BHT*0010*08*Q1*20260308*0900*DG~HL*1**20*1~NM1*PR*2*ACME*****PI*P1~HL*2*1*21*0~\
         NM1*41*2*GONIO CLINIC*****46*SENDER~TRN*2*Q1~STC*E1:484:PR*20260308~SE*8*0001~GE*1*7~";
    p.answer(&back(inner, "000000906"));
    assert_eq!(p.waiting(), ["answer_to_unknown"]);
    assert_eq!(p.state("C1"), "submitted");
    let kept = p.rows("SELECT about, says, codes FROM answer", &[], |r| {
        Ok((r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?))
    });
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].0.as_str(), kept[0].2.as_str()), ("question SENDER Q1", "E1:484:PR"));
}
