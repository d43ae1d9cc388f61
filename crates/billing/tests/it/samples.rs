//! One of each: states, commands and facts that the tests share. Everybody here is invented.

use gonio_billing::cause::Cause;
use gonio_billing::day::Day;
use gonio_billing::facts::Sequence;
use gonio_billing::states::claim::{self, Balances, Decision, Fact, HoldReason, Paid, Status};
use gonio_billing::states::submission::Controls;
use gonio_billing::states::{
    Acknowledgement, Answer, Hop, Level, People, Person, denial, submission,
};

pub const TODAY: Day = Day(20_000);
pub const BILLER: Person = Person(1);
pub const OWNER: Person = Person(2);

pub fn day(after: i32) -> Day {
    Day(TODAY.0 + after)
}

/// A claim of which everything holds that any guard asks for.
pub fn allowed() -> claim::Known {
    claim::Known {
        today: TODAY,
        people: People {
            doer: OWNER,
            may_approve: true,
            entered: Some(BILLER),
            asked: Some(BILLER),
            solo: false,
        },
        open: Balances::default(),
        note_signed: true,
        lines_complete: true,
        was_sent: false,
        receipt: true,
        under_way: false,
        ask_from: Some(TODAY),
        takes_replacement: true,
        takes_void: true,
        payer_number_known: true,
        correction_limit: Some(TODAY),
        void_accepted: true,
        reversal_posted: true,
        paid_cents: 5_000,
        patient_group: true,
        notice_on_file: true,
        plan_rule: false,
        denial_worked: true,
        awaiting_payer: false,
        level_left: false,
        not_worth_it: false,
        next_coverage: Some(Sequence::Secondary),
        copy: false,
    }
}

pub fn denied(cents: i64) -> Balances {
    Balances { denied_cents: cents, ..Balances::default() }
}

pub fn with_payer(cents: i64) -> Balances {
    Balances { payer_cents: cents, ..Balances::default() }
}

pub fn with_next(cents: i64) -> Balances {
    Balances { later_cents: cents, ..Balances::default() }
}

pub fn with_patient(cents: i64) -> Balances {
    Balances { patient_cents: cents, ..Balances::default() }
}

/// Every state of a claim, with what is open on it then.
pub fn claims() -> Vec<(&'static str, claim::State, Balances)> {
    use claim::State::*;
    let (submission, since) = (1, day(-10));
    let open = with_payer(13_000);
    let none = Balances::default();
    let payer_control_number = "PCN-1".to_string();
    let rejected = |by| Rejected { submission, since, by };
    vec![
        ("draft", Draft, open),
        ("scrub_failed", ScrubFailed { errors: 2 }, open),
        ("ready", Ready, open),
        ("on_hold", OnHold { reason: HoldReason::Eligibility, since }, open),
        ("approved", Approved { since }, open),
        ("submitted", Submitted { submission, since, reached: Hop::Nobody }, open),
        ("submitted, forwarded", Submitted { submission, since, reached: Hop::Remittance }, open),
        ("rejected by 999", rejected(Hop::Set), open),
        ("rejected by clearinghouse", rejected(Hop::Intermediary(1)), open),
        ("rejected by payer", rejected(Hop::Payer), open),
        ("rejected by remittance", rejected(Hop::Remittance), open),
        (
            "accepted_payer",
            AcceptedPayer { submission, since, payer_control_number: payer_control_number.clone() },
            open,
        ),
        (
            "pending",
            Pending { submission, since, payer_control_number, wanted: false, due: None },
            open,
        ),
        ("adjudicated", Adjudicated { since, taken_back: true }, open),
        ("denied", Denied { since, open_cents: 13_000 }, denied(13_000)),
        ("replaced", Replaced { submission, since, reached: Hop::Nobody }, denied(13_000)),
        (
            "secondary_pending",
            SecondaryPending { since, open_cents: 2_000, crossover: false },
            with_next(2_000),
        ),
        ("patient_balance", PatientBalance { since, open_cents: 2_000 }, with_patient(2_000)),
        ("closed", Closed { since }, none),
        ("voided", Voided { since }, none),
        ("cancelled", Cancelled { since }, none),
    ]
}

/// Every command to a claim.
pub fn claim_commands() -> Vec<(&'static str, claim::Command)> {
    use claim::Command::*;
    vec![
        ("edit", Edit),
        ("scrub, no error", Scrub { errors: 0 }),
        ("scrub, 2 errors", Scrub { errors: 2 }),
        ("hold", Hold(Some(HoldReason::AuthorizationPending))),
        ("release", Release),
        ("approve", Approve),
        ("send", Send { submission: 2 }),
        ("cancel", Cancel),
        ("ask_status", AskStatus),
        ("replace", Replace { submission: 2 }),
        ("write_off", WriteOff { cents: 0 }),
        ("move_to_patient", MoveToPatient),
        ("bill_next", BillNext),
        ("void", Void),
    ]
}

pub fn answer(submission: i64, from: Hop, answer: Answer) -> Acknowledgement {
    let level = if matches!(from, Hop::Envelope | Hop::Set) { Level::Batch } else { Level::Claim };
    let payer_control_number = if from == Hop::Payer { "PCN-1".to_string() } else { String::new() };
    Acknowledgement { submission, from, level, answer, payer_control_number }
}

pub fn ca(submission: i64, entity: &str, category: &str) -> Acknowledgement {
    answer(submission, Hop::of_277ca(entity, 1), Answer::of_277ca(category, ""))
}

pub fn status(submission: i64, category: &str) -> Fact {
    Fact::Status {
        submission,
        status: Status::of(category),
        payer_control_number: String::new(),
        due: None,
    }
}

pub fn paid(submission: i64, remittance: &str, number: i64, decision: Decision) -> Paid {
    Paid { submission, remittance: remittance.to_string(), number, adds_up: true, decision }
}

/// Every answer that a TA1, a 999 or a 277CA can give about sending 1.
pub fn answers() -> Vec<(&'static str, Acknowledgement)> {
    let batch = |a: Acknowledgement| Acknowledgement { level: Level::Batch, ..a };
    vec![
        ("TA1 A", answer(1, Hop::Envelope, Answer::of_ta1("A"))),
        ("TA1 R", answer(1, Hop::Envelope, Answer::of_ta1("R"))),
        ("999 A", answer(1, Hop::Set, Answer::of_999("A"))),
        ("999 E", answer(1, Hop::Set, Answer::of_999("E"))),
        ("999 R", answer(1, Hop::Set, Answer::of_999("R"))),
        ("277CA A1, clearinghouse", ca(1, "AY", "A1")),
        ("277CA A2, clearinghouse", ca(1, "AY", "A2")),
        ("277CA A3, clearinghouse", ca(1, "AY", "A3")),
        ("277CA A1, payer", ca(1, "PR", "A1")),
        ("277CA A2, payer", ca(1, "PR", "A2")),
        ("277CA A7, payer", ca(1, "PR", "A7")),
        ("277CA A2 of the batch, payer", batch(ca(1, "PR", "A2"))),
        ("277CA A3 of the batch, payer", batch(ca(1, "PR", "A3"))),
        ("277CA A4, payer", ca(1, "PR", "A4")),
        ("277CA A5, payer", ca(1, "PR", "A5")),
        ("277CA P1, payer", ca(1, "PR", "P1")),
        ("277CA A2, earlier sending", ca(7, "PR", "A2")),
    ]
}

/// Every fact about a claim. `None` leaves open what is open in the state.
pub fn claim_facts() -> Vec<(&'static str, Fact, Option<Balances>, bool)> {
    let decided = Decision::Decided { crossover: false };
    let crossover = Decision::Decided { crossover: true };
    let reversed = |original_found| Decision::Reversed { original_found };
    let none = Balances::default();
    let mut facts: Vec<(&'static str, Fact, Option<Balances>, bool)> = answers()
        .into_iter()
        .map(|(label, ack)| (label, Fact::Acknowledged(ack), None, false))
        .collect();
    for (label, category) in [
        ("277 P1", "P1"),
        ("277 R3", "R3"),
        ("277 A2", "A2"),
        ("277 F1", "F1"),
        ("277 D0", "D0"),
        ("277 E1", "E1"),
    ] {
        facts.push((label, status(1, category), None, false));
    }
    let mut remittance = |label, decision, open, copy| {
        facts.push((label, Fact::Paid(paid(1, "R1", 1, decision)), open, copy));
    };
    remittance("835 denied", decided, Some(denied(13_000)), false);
    remittance("835 open with payer", decided, Some(with_payer(13_000)), false);
    remittance("835 next payer's share", decided, Some(with_next(2_000)), false);
    remittance("835 crossover", crossover, Some(with_next(2_000)), false);
    remittance("835 patient's share", decided, Some(with_patient(2_000)), false);
    remittance("835 nothing left", decided, Some(none), false);
    remittance("835 status 4", Decision::NotRecognised, Some(denied(13_000)), false);
    remittance("835 status 22", reversed(true), Some(with_payer(13_000)), false);
    remittance("835 status 22, no original", reversed(false), None, false);
    remittance("835 status 23", Decision::Forwarded, None, false);
    remittance("835 status 25", Decision::PreDetermination, None, false);
    remittance("835 MA130", Decision::Returned, None, false);
    remittance("835 OA-18 only", Decision::DuplicateOnly, None, false);
    remittance("835 denied, a copy", decided, Some(denied(13_000)), true);
    let wrong = Paid { adds_up: false, ..paid(1, "R1", 1, decided) };
    facts.push(("835 does not add up", Fact::Paid(wrong), None, false));
    facts.push(("patient paid all", Fact::PatientPaid, Some(none), false));
    facts
}

pub fn controls() -> Controls {
    Controls {
        interchange: "000000101".to_string(),
        group: "101".to_string(),
        set: "0001".to_string(),
        batch: "B-101".to_string(),
    }
}

/// Every state of a sending.
pub fn sendings() -> Vec<submission::State> {
    use submission::State::*;
    let since = day(-3);
    vec![
        Built(controls()),
        SendFailed(controls()),
        Sent { since },
        Silent { since },
        FileRejected { since },
        SetRejected { since },
        SetAccepted { since, with_errors: false },
        HopAccepted { since, hop: Hop::Intermediary(1), answer: Answer::Forwarded },
        PayerAccepted { since, payer_control_number: "PCN-1".to_string() },
        ClaimRejected { since, by: Hop::Payer },
    ]
}

/// A denial of which everything holds that any guard asks for.
pub fn contestable() -> denial::Known {
    denial::Known {
        today: TODAY,
        people: allowed().people,
        open_cents: 13_000,
        fixable: true,
        correction_limit: Some(TODAY),
        appealable: true,
        appeal_limit: Some(TODAY),
        levels: 5,
        last_level: 1,
        level_minimum_cents: 13_000,
        records_wanted: true,
        answer_due: Some(day(60)),
        patient_group: true,
        notice_on_file: true,
        plan_rule: false,
        not_worth_it: true,
        original_known: true,
    }
}

/// Every state of a denial.
pub fn denials() -> Vec<(&'static str, denial::State)> {
    use denial::State::*;
    let since = day(-3);
    let awaiting = |sent| AwaitingPayer { sent, since, answer_due: None };
    let overturned = denial::CloseReason::Overturned;
    vec![
        ("open", Open),
        ("triaged", Triaged { cause: Cause::Authorization, owner: BILLER }),
        ("correcting", Correcting),
        ("appealing", Appealing { level: 1, deadline: TODAY }),
        ("informing", Informing),
        ("patient_review", PatientReview),
        ("awaiting_payer, correction", awaiting(denial::Sent::Correction)),
        ("awaiting_payer, appeal", awaiting(denial::Sent::Appeal { level: 1 })),
        ("awaiting_payer, records", awaiting(denial::Sent::Records)),
        ("partly_overturned", PartlyOverturned { open_cents: 13_000 }),
        ("upheld", Upheld),
        ("write_off_asked", WriteOffAsked { by: BILLER, cents: 13_000 }),
        ("overturned", Overturned { since, reason: overturned }),
        ("written_off", WrittenOff { since }),
        ("transferred", Transferred { since }),
        ("duplicate", Duplicate { since }),
    ]
}
