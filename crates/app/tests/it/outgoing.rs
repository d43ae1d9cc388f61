//! Claims made here: to the second payer after the first has decided, corrected, void, sent
//! again; what is refused and why; two people; and that they come back to the claim they were
//! made from.

use gonio_app::access::{Roles, Who};
use gonio_app::outgoing::{Kind, Made, Outbox, Parties, Step, build, step, submit};
use gonio_app::{Error, Now};

use crate::practice::{NOW, Practice};

const CLAIM: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    other S MEDIGAP X1
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00";
const DECIDED: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=ICN1
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50";

fn parties() -> Parties {
    Parties { sender: "SENDER".into(), receiver: "RECEIVER".into(), test: true }
}

fn person(id: i64) -> Now {
    Now { who: Who::Person { id, roles: Roles::parse("biller").unwrap() }, ..NOW }
}

impl Practice {
    fn makes(&mut self, kind: Kind) -> Result<i64, String> {
        let report = build(&mut self.book, &[1], kind, "", false, person(7)).unwrap();
        let claim = &report.claims[0];
        claim.outgoing.ok_or_else(|| claim.refused.clone())
    }

    fn goes_out(&mut self, id: i64) -> String {
        let done = step(&mut self.book, &[id], &Step::Approve, person(8)).unwrap();
        assert_eq!(done.claims[0].refused, "");
        let outbox = submit(&mut self.book, &parties(), false, person(7), |_| Ok(())).unwrap();
        let report = outbox.report.unwrap();
        assert_eq!(report.files[0].outcome, "imported", "{:?}", report.files[0]);
        assert_eq!(report.files[0].problem_count, 0, "{:?}", report.files[0].problems);
        self.in_order("the file that was made here");
        String::from_utf8(outbox.bytes).unwrap()
    }
}

#[test]
fn the_second_payer_is_asked_with_what_the_first_has_decided() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let early = p.makes(Kind::Secondary).unwrap_err();
    assert!(early.contains("no payer has decided"), "{early}");
    p.remit(DECIDED);
    assert_eq!(p.state("C1"), "secondary_pending");
    let preview = build(&mut p.book, &[1], Kind::Secondary, "", true, person(7)).unwrap();
    assert_eq!((preview.batch, preview.claims[0].control_number.as_str()), (None, "C1-S1"));
    let id = p.makes(Kind::Secondary).unwrap();
    let twice = p.makes(Kind::Secondary).unwrap_err();
    assert!(twice.contains("C1-S1 was made from it already"), "{twice}");
    let file = p.goes_out(id);
    for part in ["CLM*C1-S1*180*", "SBR*S*", "AMT*D*67.5~", "CAS*PR*3*30~", "CAS*CO*45*55~"] {
        assert!(file.contains(part), "{part} in {file}");
    }
    assert_eq!(p.claim_count(), 1, "it is a sending of the same claim");
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
    p.remit(
        "pay T2 30.00 ACH 2026-04-16 MEDIGAP
         claim C1-S1 2 REED/ANNA X1 2026-03-02
         line 97110:GP x2 120.00 30.00 OA-23=90.00
         line 97140:GP x1 60.00 0.00 OA-23=60.00",
    );
    p.stands("CLR.ERA 97.50, ADJ.CON 82.50, REV -180.00");
    assert_eq!(p.matched_by(), ["control_number", "control_number"]);
}

#[test]
fn a_payer_that_was_asked_is_not_asked_again_before_it_refuses() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECIDED);
    let id = p.makes(Kind::Secondary).unwrap();
    let file = p.goes_out(id);
    let why = p.makes(Kind::Secondary).unwrap_err();
    assert!(why.contains("it was sent to this payer on 2026-11-21"), "{why}");
    assert_eq!(p.book.claims_waiting_for_later_payers(10).unwrap(), [0; 0]);
    // The payer's clearinghouse refuses the file as a whole: then it may be asked again.
    let number = |segment: &str, at: usize| {
        let segment = file.split('~').find(|s| s.starts_with(segment)).unwrap();
        segment.split('*').nth(at).unwrap().to_string()
    };
    let refusal = format!(
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *261122*0900*^*00501*\
         000000951*0*P*:~GS*FA*RECEIVER*SENDER*20261122*0900*9*X*005010X231A1~\
         ST*999*0001*005010X231A1~AK1*HC*{}*005010X222A1~AK2*837*{}*005010X222A1~IK5*R~\
         AK9*R*1*1*0~SE*6*0001~GE*1*9~IEA*1*000000951~",
        number("GS", 6),
        number("ST", 2)
    );
    p.import(&[("999.txt", refusal.as_bytes())]);
    assert_eq!(p.book.claims_waiting_for_later_payers(10).unwrap(), [1]);
    assert_eq!(p.makes(Kind::Secondary).map(|_| ()), Ok(()));
    // Each file has a number of its own.
    let second = p.book.outgoing(Made::All).unwrap().last().unwrap().outgoing_id;
    let again = p.goes_out(second);
    assert!(!again.contains(&format!("*{}*0*", number("ISA", 13))), "{again}");
}

#[test]
fn a_claim_that_crossed_over_is_not_sent_by_hand() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(&DECIDED.replace("claim C1 1", "claim C1 19"));
    let refused = p.makes(Kind::Secondary).unwrap_err();
    assert!(refused.contains("forward"), "{refused}");
}

#[test]
fn what_was_made_is_checked_by_another_person_and_held_released_and_dropped() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECIDED);
    let id = p.makes(Kind::Secondary).unwrap();
    let none =
        submit(&mut p.book, &parties(), false, person(7), |_| Ok(())).err().unwrap().to_string();
    assert!(none.contains("no claim is approved"), "{none}");
    let own = step(&mut p.book, &[id], &Step::Approve, person(7)).unwrap();
    assert!(own.claims[0].refused.contains("it takes two"), "{own:?}");
    let done = step(&mut p.book, &[id, 99], &Step::Approve, person(8)).unwrap();
    assert_eq!(done.claims[0].state, "approved");
    assert!(done.claims[1].refused.contains("nothing of this number"));
    let hold = step(&mut p.book, &[id], &Step::Hold("authorization".into()), person(7)).unwrap();
    assert_eq!(hold.claims[0].state, "held");
    assert!(step(&mut p.book, &[id], &Step::Hold(" ".into()), person(7)).is_err());
    p.undo(hold.batch.unwrap()).unwrap();
    assert_eq!(p.book.outgoing(Made::All).unwrap()[0].state, "approved");
    step(&mut p.book, &[id], &Step::Hold("authorization".into()), person(7)).unwrap();
    let free = step(&mut p.book, &[id], &Step::Release, person(7)).unwrap();
    assert_eq!(free.claims[0].state, "built", "what was held is looked at anew");
    step(&mut p.book, &[id], &Step::Drop("paid meanwhile".into()), person(7)).unwrap();
    let gone = step(&mut p.book, &[id], &Step::Approve, person(8)).unwrap();
    assert!(gone.claims[0].refused.contains("dropped"), "{gone:?}");
    // Then it can be made again, under a number of its own.
    p.makes(Kind::Secondary).unwrap();
    assert_eq!(p.book.outgoing(Made::All).unwrap()[1].control_number, "C1-S2");
}

#[test]
fn a_correction_names_the_payers_number_and_medicare_takes_none() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let early = p.makes(Kind::Corrected).unwrap_err();
    assert!(early.contains("decid"), "{early}");
    p.remit(DECIDED);
    let id = p.makes(Kind::Corrected).unwrap();
    let file = p.goes_out(id);
    assert!(file.contains("11:B:7*") && file.contains("REF*F8*ICN1~"), "{file}");
    assert_eq!(p.claim_count(), 1);
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
    let id = p.makes(Kind::Void).unwrap();
    assert!(p.goes_out(id).contains("11:B:8*"));
    assert!(p.waiting().contains(&"void_claim".to_string()));
    let mut medicare = Practice::new();
    medicare.claims(&CLAIM.replace("ACME", "MEDICARE"));
    medicare.remit(&DECIDED.replace("ACME", "MEDICARE"));
    let refused = medicare.makes(Kind::Corrected).unwrap_err();
    assert!(refused.contains('7'), "{refused}");
}

#[test]
fn what_was_refused_goes_out_again_as_an_original() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let accepted = p.makes(Kind::Resend).unwrap_err();
    assert!(accepted.contains("was not refused"), "{accepted}");
    let ta1 =
        b"ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *260305*0900*^\
                *00501*000000900*0*P*:~TA1*000000001*260302*1200*R*024~IEA*0*000000900~";
    p.import(&[("ta1.txt", ta1.as_slice())]);
    assert_eq!(p.state("C1"), "rejected");
    let id = p.makes(Kind::Resend).unwrap();
    let file = p.goes_out(id);
    assert!(file.contains("CLM*C1-R1*180*") && file.contains("11:B:1*"), "{file}");
    assert_eq!((p.claim_count(), p.state("C1").as_str()), (1, "submitted"));
    assert_eq!(p.waiting(), [""; 0]);
    p.remit(&DECIDED.replace("claim C1 1", "claim C1-R1 1"));
    assert_eq!(p.state("C1"), "secondary_pending");
}

#[test]
fn a_claim_known_from_a_remittance_alone_has_nothing_to_be_made_from() {
    let mut p = Practice::new();
    p.remit(DECIDED);
    let refused = p.makes(Kind::Secondary).unwrap_err();
    assert!(refused.contains("drop its 837P here"), "{refused}");
}

/// What left cannot be offered a second time while its sending stands; and what was approved
/// rests on what was made.
#[test]
fn what_was_sent_is_taken_back_from_its_last_step_or_not_at_all() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECIDED);
    let made = build(&mut p.book, &[1], Kind::Secondary, "", false, person(7)).unwrap();
    let id = made.claims[0].outgoing.unwrap();
    let approved = step(&mut p.book, &[id], &Step::Approve, person(8)).unwrap();
    let (made, approved) = (made.batch.unwrap(), approved.batch.unwrap());
    let early = p.undo(made).unwrap_err();
    assert!(early.contains(&format!("batch {approved} came later")), "{early}");
    let outbox = submit(&mut p.book, &parties(), false, person(7), |_| Ok(())).unwrap();
    let taken_in = outbox.report.unwrap().batch.unwrap();
    let sent = p.book.outgoing(Made::All).unwrap()[0].sent_batch;
    for (batch, later) in [(sent, taken_in), (approved, sent)] {
        let refused = p.undo(batch).unwrap_err();
        assert!(refused.contains(&format!("batch {later} came later")), "{refused}");
    }
    for batch in [taken_in, sent, approved, made] {
        p.undo(batch).unwrap();
    }
    assert_eq!(p.book.outgoing(Made::All).unwrap().len(), 0);
    p.stands("CLR.ERA 67.50, ADJ.CON 82.50, AR.S 30.00, REV -180.00");
}

/// A file that cannot be put where it is fetched from leaves everything as it was.
#[test]
fn what_cannot_be_written_does_not_count_as_sent() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECIDED);
    let made = build(&mut p.book, &[1], Kind::Secondary, "", false, person(7)).unwrap();
    step(&mut p.book, &[made.claims[0].outgoing.unwrap()], &Step::Approve, person(8)).unwrap();
    let full = |outbox: &Outbox| Err(Error::Refused(format!("no room for {}", outbox.name)));
    let failed = submit(&mut p.book, &parties(), false, person(7), full).err().unwrap();
    assert!(failed.to_string().starts_with("no room for gonio-"), "{failed}");
    assert_eq!(p.book.outgoing(Made::All).unwrap()[0].state, "approved");
    let mut kept = Vec::new();
    let keep = |outbox: &Outbox| {
        kept = outbox.bytes.clone();
        Ok(())
    };
    let outbox = submit(&mut p.book, &parties(), false, person(7), keep).unwrap();
    assert_eq!(kept, outbox.bytes);
    assert_eq!(p.book.outgoing(Made::All).unwrap()[0].state, "sent");
}

#[test]
fn a_correction_carries_what_a_person_changed_and_waits_for_the_payer() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    p.remit(DECIDED);
    let refused = |p: &mut Practice, changes: &str| {
        let report = build(&mut p.book, &[1], Kind::Corrected, changes, true, person(7)).unwrap();
        report.claims[0].refused.clone()
    };
    assert!(refused(&mut p, "3 units=1").contains("there is no line 3"));
    assert!(refused(&mut p, "1 drop; 2 drop").contains("1 to 50 lines"));
    assert!(refused(&mut p, "1 colour=red").contains("there are code="));
    let void = build(&mut p.book, &[1], Kind::Void, "1 drop", true, person(7)).unwrap();
    assert!(void.claims[0].refused.contains("only a corrected claim"), "{void:?}");

    let changes = "1 units=1 charge=60.00; 2 modifiers=GP:59";
    let report = build(&mut p.book, &[1], Kind::Corrected, changes, false, person(7)).unwrap();
    assert_eq!((report.claims[0].refused.as_str(), report.claims[0].charge_cents), ("", 12_000));
    let file = p.goes_out(report.claims[0].outgoing.unwrap());
    let sent: Vec<&str> = file.split('~').filter(|s| s.starts_with("SV1*")).collect();
    assert_eq!(sent, ["SV1*HC:97110:GP*60*UN*1***1", "SV1*HC:97140:GP:59*60*UN*1***1"]);
    // The money does not move before the payer has decided anew; a person is told.
    assert_eq!(p.waiting(), ["correction_changes_charges"]);
    assert_eq!(p.book.outgoing(Made::All).unwrap()[0].changes, changes);
}

#[test]
fn what_was_refused_is_mended_and_sent_again() {
    let mut p = Practice::new();
    p.claims(CLAIM);
    let inner = "GS*FA*RECEIVER*SENDER*20260305*0900*9*X*005010X231A1~\
         ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK2*837*0011*005010X222A1~IK5*R~\
         AK9*R*1*1*0~SE*6*0001~GE*1*9~";
    let refusal = format!(
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *260305*0900*^*00501*\
         000000951*0*P*:~{inner}IEA*1*000000951~"
    );
    p.import(&[("999.txt", refusal.as_bytes())]);
    assert_eq!(p.state("C1"), "rejected");
    let report =
        build(&mut p.book, &[1], Kind::Resend, "2 modifiers=GP:59", false, person(7)).unwrap();
    assert_eq!(report.claims[0].refused, "");
    let file = p.goes_out(report.claims[0].outgoing.unwrap());
    assert!(file.contains("SV1*HC:97140:GP:59*60*UN*1***1~"), "{file}");
    assert_eq!(p.waiting(), [""; 0]);
    assert_eq!(p.claim_count(), 1);
}

#[test]
fn an_id_that_no_envelope_can_hold_is_refused_before_anything_is_sent() {
    let mut p = Practice::new();
    for id in ["", "S", "SIXTEEN-LETTERS-", "A*B", "A B"] {
        let odd = Parties { receiver: id.into(), ..parties() };
        let failed = submit(&mut p.book, &odd, false, person(7), |_| Ok(())).err().unwrap();
        assert!(failed.to_string().contains("2 to 15 letters and digits"), "{id}: {failed}");
    }
}
