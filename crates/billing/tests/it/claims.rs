//! What a biller relies on when a claim is sent, refused, decided and given up.

use gonio_billing::facts::{Adjustment, ClaimPayment, LinePayment};
use gonio_billing::ledger::{Account, Transfer};
use gonio_billing::posting::Open;
use gonio_billing::states::claim::State::{self, *};
use gonio_billing::states::claim::{
    Balances, Command, Decision, Fact, Happened, Known, Paid, What, command, fact, first_submit,
    of, start,
};
use gonio_billing::states::submission::{About, Controls, Outgoing};
use gonio_billing::states::{Acknowledgement, Answer, Done, Hop, Level, People};

use crate::samples::*;

fn refused(state: &State, what: &Command, with: &Known) -> &'static str {
    command(state, what, with).map_or_else(|r| r.name, |done| done.state.name())
}

fn submitted() -> State {
    Submitted { submission: 1, since: day(-5), reached: Hop::Nobody }
}

fn a_denied() -> State {
    Denied { since: day(-5), open_cents: 13_000 }
}

fn know(open: Balances) -> Known {
    Known { open, ..allowed() }
}

fn told(state: &State, ack: Acknowledgement) -> State {
    fact(state, &Fact::Acknowledged(ack), &know(with_payer(13_000))).state
}

fn given(after: i32, tie: i64, what: Command) -> Happened {
    Happened { day: day(after), tie, what: What::Command(what) }
}

fn came(after: i32, tie: i64, what: Fact) -> Happened {
    Happened { day: day(after), tie, what: What::Fact(what) }
}

#[test]
fn a_claim_begins_with_a_signed_note_and_complete_lines() {
    assert_eq!(start(&allowed()), Ok(Draft));
    let unsigned = start(&Known { note_signed: false, ..allowed() });
    assert_eq!(unsigned.unwrap_err().name, "note_not_signed");
    let incomplete = start(&Known { lines_complete: false, ..allowed() });
    assert_eq!(incomplete.unwrap_err().name, "lines_incomplete");
}

// The guards that are worth a test each, in the order of the page that lists them.

#[test]
fn guard_1_a_999_alone_accepts_no_claim() {
    let after = told(&submitted(), answer(1, Hop::Set, Answer::Accepted));
    assert_eq!(after, Submitted { submission: 1, since: day(-5), reached: Hop::Set });
    let history = [
        given(0, 1, Command::Send { submission: 1 }),
        came(1, 1, Fact::Acknowledged(answer(1, Hop::Set, Answer::Accepted))),
    ];
    assert_eq!(of(&history, &know(with_payer(13_000))).name(), "submitted");
}

#[test]
fn guard_2_the_clearinghouse_accepting_is_not_the_payer_accepting() {
    assert_eq!(told(&submitted(), ca(1, "AY", "A2")).name(), "submitted");
    let accepted = told(&submitted(), ca(1, "PR", "A2"));
    let payer_control_number = "PCN-1".to_string();
    assert_eq!(accepted, AcceptedPayer { submission: 1, since: TODAY, payer_control_number });
    // Whoever is neither of the two is not the payer.
    assert_eq!(Hop::of_277ca("41", 1), Hop::Intermediary(1));
}

#[test]
fn guard_3_what_refuses_a_batch_or_a_provider_refuses_every_claim_of_it() {
    let sent = |submission, batch: &str, npi: &str, control_number: &str| Outgoing {
        submission,
        controls: Controls { batch: batch.to_string(), ..controls() },
        billing_npi: npi.to_string(),
        control_number: control_number.to_string(),
    };
    let outgoing = [
        sent(1, "B-1", "1234567893", "C-1"),
        sent(2, "B-1", "1234567893", "C-2"),
        sent(3, "B-1", "1000000004", "C-3"),
        sent(4, "B-2", "1234567893", "C-4"),
    ];
    let batch = About::Batch("B-1".to_string());
    assert_eq!(batch.reaches(&outgoing), [1, 2, 3]);
    let provider = About::Provider("B-1".to_string(), "1234567893".to_string());
    assert_eq!(provider.reaches(&outgoing), [1, 2]);
    for about in [batch, provider] {
        for submission in about.reaches(&outgoing) {
            let out = Submitted { submission, since: day(-5), reached: Hop::Nobody };
            let refusal = Answer::of_277ca("A3", "U");
            let ack =
                Acknowledgement { level: about.level(), ..answer(submission, Hop::Payer, refusal) };
            assert_eq!(told(&out, ack).name(), "rejected");
        }
    }
    // The batch being accepted accepts no claim.
    let all = Acknowledgement { level: Level::Batch, ..ca(1, "PR", "A2") };
    assert_eq!(told(&submitted(), all), submitted());
}

#[test]
fn guard_4_a_resent_claim_keeps_its_first_day_and_is_an_original() {
    let second = Command::Send { submission: 2 };
    let history = [
        given(0, 1, Command::Send { submission: 1 }),
        came(3, 1, Fact::Acknowledged(ca(1, "PR", "A7"))),
        given(4, 1, Command::Edit),
        given(4, 2, Command::Scrub { errors: 0 }),
        given(4, 3, Command::Approve),
        given(5, 1, second.clone()),
    ];
    let now = of(&history, &know(with_payer(13_000)));
    assert_eq!(now, Submitted { submission: 2, since: day(5), reached: Hop::Nobody });
    assert_eq!(first_submit(&history), Some(day(0)));
    assert_eq!(second.frequency(), Some("1"));
    // Before it is sent again it is a draft that may not be cancelled.
    let draft = of(&history[..3], &know(with_payer(13_000)));
    assert_eq!(draft, Draft);
    let was_sent = Known { was_sent: first_submit(&history[..3]).is_some(), ..allowed() };
    assert_eq!(refused(&draft, &Command::Cancel, &was_sent), "was_sent");
}

#[test]
fn guard_5_a_replacement_needs_a_decision_and_the_payers_number() {
    let replace = Command::Replace { submission: 2 };
    let known = know(denied(13_000));
    assert_eq!(refused(&a_denied(), &replace, &known), "replaced");
    assert_eq!(replace.frequency(), Some("7"));
    let numberless = Known { payer_number_known: false, ..known.clone() };
    assert_eq!(refused(&a_denied(), &replace, &numberless), "no_payer_number");
    for by in [Hop::Envelope, Hop::Set, Hop::Intermediary(1), Hop::Payer, Hop::Remittance] {
        let rejected = Rejected { submission: 1, since: day(-5), by };
        assert_eq!(refused(&rejected, &replace, &known), "rejected_needs_original");
    }
    let not_taken = Known { takes_replacement: false, ..known.clone() };
    assert_eq!(refused(&a_denied(), &replace, &not_taken), "payer_takes_no_replacement");
    let late = Known { correction_limit: Some(day(-1)), ..known };
    assert_eq!(refused(&a_denied(), &replace, &late), "correction_limit_passed");
}

#[test]
fn guard_6_a_reversal_puts_a_closed_claim_back_in_work_and_a_correction_leads_on() {
    let closed = Closed { since: day(-30) };
    let reversal = paid(1, "T1108", 1, Decision::Reversed { original_found: true });
    let correction = paid(1, "T1108", 2, Decision::Decided { crossover: false });
    let back = fact(
        &closed,
        &Fact::Paid(reversal.clone()),
        &know(Balances { payer_cents: 12_000, patient_cents: -2_000, ..Balances::default() }),
    );
    assert_eq!(back.state, Adjudicated { since: TODAY, taken_back: true });

    let first = paid(1, "T1008", 1, Decision::Decided { crossover: false });
    let sent = given(-60, 1, Command::Send { submission: 1 });
    let before = came(-30, 1, Fact::Paid(first));
    let alone = [sent.clone(), before.clone(), came(0, 1, Fact::Paid(reversal.clone()))];
    let open = know(with_payer(12_000));
    assert_eq!(of(&alone, &open), Adjudicated { since: TODAY, taken_back: true });
    // With the correction beside it, whichever of the two stands first in the file.
    for (a, b) in [(1, 2), (2, 1)] {
        let both = [
            sent.clone(),
            before.clone(),
            came(0, a, Fact::Paid(paid(1, "T1108", a, reversal.decision))),
            came(0, b, Fact::Paid(paid(1, "T1108", b, correction.decision))),
        ];
        let after = |open| of(&both, &know(open));
        assert_eq!(after(Balances::default()), Closed { since: TODAY });
        assert_eq!(after(denied(14_000)), Denied { since: TODAY, open_cents: 14_000 });
        // An unknown reason left it open: decided, and not waiting for a correction.
        let left = Adjudicated { since: TODAY, taken_back: false };
        assert_eq!(after(with_payer(12_000)), left);
    }
    let nowhere = Decision::Reversed { original_found: false };
    let orphan = fact(&closed, &Fact::Paid(paid(1, "T9", 1, nowhere)), &know(open.open));
    assert_eq!((orphan.state, orphan.note.unwrap().name), (closed, "no_original"));
}

// Guard 7 is about denials.

#[test]
fn guard_8_a_return_without_decision_is_a_rejection_and_never_a_denial() {
    let remark = |remark: &str, status: &str| ClaimPayment {
        status: status.to_string(),
        lines: vec![LinePayment {
            remarks: vec![remark.to_string()],
            adjustments: vec![Adjustment {
                group: "CO".to_string(),
                reason: "16".to_string(),
                cents: 13_000,
            }],
            ..LinePayment::default()
        }],
        ..ClaimPayment::default()
    };
    assert_eq!(Decision::of(&remark("MA130", "1"), false, false), Decision::Returned);
    assert_eq!(Decision::of(&remark("N211", "1"), true, false), Decision::Returned);
    let elsewhere = Decision::of(&remark("N211", "1"), false, false);
    assert_eq!(elsewhere, Decision::Decided { crossover: false });

    let returned = Fact::Paid(paid(1, "R", 1, Decision::Returned));
    let after = fact(&submitted(), &returned, &know(with_payer(13_000))).state;
    assert_eq!(after, Rejected { submission: 1, since: TODAY, by: Hop::Remittance });
    assert_eq!(refused(&after, &Command::Edit, &allowed()), "draft");
    assert_eq!(refused(&after, &Command::WriteOff { cents: 1 }, &allowed()), "is_rejected");
    // A returned replacement leaves the first decision.
    let replaced = Replaced { submission: 1, since: day(-2), reached: Hop::Payer };
    let told = fact(&replaced, &returned, &know(denied(13_000)));
    assert_eq!(told.state, Denied { since: TODAY, open_cents: 13_000 });
    assert_eq!(told.note.unwrap().name, "decision_stands");
}

#[test]
fn guard_9_the_second_copy_of_a_remittance_changes_nothing() {
    let decision = paid(1, "R1", 1, Decision::Decided { crossover: false });
    let replaced = Replaced { submission: 2, since: TODAY, reached: Hop::Nobody };
    let copy = Known { copy: true, ..know(denied(13_000)) };
    let told = fact(&replaced, &Fact::Paid(decision.clone()), &copy);
    assert_eq!((told.state, told.note.unwrap().name), (replaced.clone(), "copy"));
    // Also when the copy is taken for an answer to the replacement.
    let known = know(denied(13_000));
    let mut history = vec![
        given(-40, 1, Command::Send { submission: 1 }),
        came(-20, 1, Fact::Paid(decision)),
        given(0, 1, Command::Replace { submission: 2 }),
    ];
    assert_eq!(of(&history, &known), replaced);
    history.push(came(5, 7, Fact::Paid(paid(2, "R1", 1, Decision::NotRecognised))));
    assert_eq!(of(&history, &known), replaced);
    history.push(came(6, 1, Fact::Paid(paid(2, "R2", 1, Decision::NotRecognised))));
    assert_eq!(of(&history, &known).name(), "denied");
}

#[test]
fn guard_10_it_takes_two_to_approve_a_claim_or_a_write_off() {
    let people = allowed().people;
    let own = |solo| Known {
        people: People { entered: Some(people.doer), asked: Some(people.doer), solo, ..people },
        ..allowed()
    };
    let give_up = Command::WriteOff { cents: 13_000 };
    let waive = Command::WriteOff { cents: 2_000 };
    let patients = PatientBalance { since: day(-5), open_cents: 2_000 };
    for (state, what, open, to) in [
        (Ready, Command::Approve, with_payer(13_000), "approved"),
        (a_denied(), give_up, denied(13_000), "closed"),
        (a_denied(), Command::MoveToPatient, denied(13_000), "patient_balance"),
        (patients, waive, with_patient(2_000), "closed"),
    ] {
        let alone = Known { open, ..own(false) };
        assert_eq!(refused(&state, &what, &alone), "same_person", "{what:?}");
        let solo = command(&state, &what, &Known { open, ..own(true) }).unwrap();
        assert_eq!((solo.state.name(), solo.self_reviewed), (to, true));
        let two = command(&state, &what, &Known { open, ..allowed() }).unwrap();
        assert_eq!((two.state.name(), two.self_reviewed), (to, false));
        let clerk = People { may_approve: false, ..people };
        let clerk = Known { open, people: clerk, ..allowed() };
        assert_eq!(refused(&state, &what, &clerk), "approver_may_not");
    }
    // In a practice of one, too, a write-off has been asked for first.
    let unasked = People { asked: None, solo: true, ..people };
    let unasked = Known { open: denied(13_000), people: unasked, ..allowed() };
    let give_up = Command::WriteOff { cents: 13_000 };
    assert_eq!(refused(&a_denied(), &give_up, &unasked), "nobody_asked");
}

// What is open decides.

#[test]
fn a_decided_claim_is_denied_before_it_is_anybodys_turn() {
    let decided = Fact::Paid(paid(1, "R", 1, Decision::Decided { crossover: false }));
    let state = |open| fact(&submitted(), &decided, &know(open)).state;
    let all = Balances {
        payer_cents: 1,
        later_cents: 2,
        denied_cents: 4,
        short_cents: 8,
        patient_cents: 16,
    };
    let since = TODAY;
    assert_eq!(state(all), Denied { since, open_cents: 12 });
    let short = Balances { denied_cents: 0, ..all };
    assert_eq!(state(short), Denied { since, open_cents: 8 });
    let paid = Balances { short_cents: 0, ..short };
    assert_eq!(state(paid), Adjudicated { since, taken_back: false });
    let next = Balances { payer_cents: 0, ..paid };
    assert_eq!(state(next), SecondaryPending { since, open_cents: 2, crossover: false });
    let patient = Balances { later_cents: 0, ..next };
    assert_eq!(state(patient), PatientBalance { since, open_cents: 16 });
    assert_eq!(state(Balances::default()), Closed { since });
    let credit = with_patient(-500);
    assert_eq!(state(credit), PatientBalance { since, open_cents: -500 });
    assert_eq!(state(credit).words(), "Money is due to the patient");
    // Less than nothing denied is a muddle for a person, not an end.
    let muddle = Balances { denied_cents: -13_000, ..Balances::default() };
    assert_eq!(state(muddle).name(), "adjudicated");
}

#[test]
fn balances_are_those_of_all_lines() {
    let mut line = Open::default();
    for (rule, debit, cents) in [
        ("P1", Account::ArPrimary, 1),
        ("P4", Account::ArSecondary, 2),
        ("P4", Account::ArTertiary, 4),
        ("P8", Account::ArDenied, 8),
        ("P19", Account::ArVariance, 16),
        ("P3", Account::ArPatient, 32),
    ] {
        line.apply(&Transfer::new(rule, debit, Account::Revenue, cents, 1).unwrap());
    }
    let sum = Balances::of(&[line, line]);
    assert_eq!(
        sum,
        Balances {
            payer_cents: 2,
            later_cents: 12,
            denied_cents: 16,
            short_cents: 32,
            patient_cents: 64,
        }
    );
}

#[test]
fn a_write_off_gives_up_what_was_asked_and_leaves_the_rest() {
    let give_up = |cents, open: Balances| {
        command(&a_denied(), &Command::WriteOff { cents }, &know(open)).map(|d| d.state)
    };
    let since = TODAY;
    assert_eq!(give_up(13_000, denied(13_000)), Ok(Closed { since }));
    let part = give_up(3_000, denied(13_000));
    assert_eq!(part, Ok(Denied { since, open_cents: 10_000 }));
    let open = Balances { short_cents: 1_000, patient_cents: 2_000, ..denied(13_000) };
    assert_eq!(give_up(13_500, open), Ok(Denied { since, open_cents: 500 }));
    assert_eq!(give_up(14_000, open), Ok(PatientBalance { since, open_cents: 2_000 }));
    assert_eq!(give_up(14_001, open).unwrap_err().name, "more_than_open");
    assert_eq!(give_up(0, open).unwrap_err().name, "nothing_to_write_off");
    let patients = PatientBalance { since: day(-5), open_cents: 2_000 };
    let waive = command(&patients, &Command::WriteOff { cents: 1_500 }, &know(with_patient(2_000)));
    assert_eq!(waive.unwrap().state, PatientBalance { since, open_cents: 500 });
    // Not while something can be tried, unless somebody judged that it is not worth it.
    let left = Known { level_left: true, ..know(denied(13_000)) };
    let what = Command::WriteOff { cents: 13_000 };
    assert_eq!(refused(&a_denied(), &what, &left), "level_left");
    let dropped = Known { not_worth_it: true, ..left };
    assert_eq!(refused(&a_denied(), &what, &dropped), "closed");
    let waiting = Known { awaiting_payer: true, ..dropped };
    assert_eq!(refused(&a_denied(), &what, &waiting), "awaiting_payer");
}

#[test]
fn a_denial_is_the_patients_with_a_signed_notice_or_a_rule_of_the_plan() {
    let what = Command::MoveToPatient;
    let known = Known { notice_on_file: false, ..know(denied(16_500)) };
    assert_eq!(refused(&a_denied(), &what, &known), "no_notice");
    let by_rule = Known { plan_rule: true, ..known.clone() };
    assert_eq!(refused(&a_denied(), &what, &by_rule), "patient_balance");
    let theirs = Known { notice_on_file: true, patient_group: false, ..known };
    assert_eq!(refused(&a_denied(), &what, &theirs), "not_patient_group");
    let done = command(&a_denied(), &what, &know(denied(16_500)));
    let state = PatientBalance { since: TODAY, open_cents: 16_500 };
    assert_eq!(done, Ok(Done { state, self_reviewed: false }));
}

#[test]
fn a_void_waits_for_the_reversal_of_what_was_paid() {
    let adjudicated = Adjudicated { since: day(-5), taken_back: false };
    let known = Known { reversal_posted: false, paid_cents: 0, ..know(denied(13_000)) };
    assert_eq!(refused(&adjudicated, &Command::Void, &known), "reversal_not_posted");
    // Denied whole: there is nothing to take back.
    assert_eq!(refused(&a_denied(), &Command::Void, &known), "voided");
    let paid = Known { paid_cents: 1, ..known };
    assert_eq!(refused(&a_denied(), &Command::Void, &paid), "reversal_not_posted");
    assert_eq!(Command::Void.frequency(), Some("8"));
}

#[test]
fn limits_hold_through_their_last_day() {
    let replace = Command::Replace { submission: 2 };
    let on = |limit| Known { correction_limit: limit, ..know(denied(13_000)) };
    assert_eq!(refused(&a_denied(), &replace, &on(Some(TODAY))), "replaced");
    assert_eq!(refused(&a_denied(), &replace, &on(Some(day(-1)))), "correction_limit_passed");
    assert_eq!(refused(&a_denied(), &replace, &on(None)), "correction_limit_unknown");
    let ask = |from| Known { ask_from: from, ..know(with_payer(13_000)) };
    let asked = Command::AskStatus;
    assert_eq!(refused(&submitted(), &asked, &ask(Some(TODAY))), "submitted");
    assert_eq!(refused(&submitted(), &asked, &ask(Some(day(1)))), "too_early");
    assert_eq!(refused(&submitted(), &asked, &ask(None)), "no_wait_set");
}

#[test]
fn a_guard_that_fails_is_named() {
    let send = Command::Send { submission: 2 };
    let replace = Command::Replace { submission: 2 };
    let approved = Approved { since: day(-1) };
    let open = with_payer(13_000);
    let second = Known { under_way: true, ..know(denied(13_000)) };
    assert_eq!(refused(&approved, &send, &second), "under_way");
    assert_eq!(refused(&a_denied(), &replace, &second), "under_way");
    let lost = Known { receipt: false, ..know(denied(13_000)) };
    assert_eq!(refused(&approved, &send, &lost), "no_receipt");
    assert_eq!(refused(&a_denied(), &replace, &lost), "no_receipt");
    assert_eq!(refused(&Ready, &Command::Hold(None), &know(open)), "no_hold_reason");
    let unworked = Known { denial_worked: false, ..know(denied(13_000)) };
    assert_eq!(refused(&a_denied(), &Command::BillNext, &unworked), "denial_unworked");
    let alone = Known { next_coverage: None, ..know(denied(13_000)) };
    assert_eq!(refused(&a_denied(), &Command::BillNext, &alone), "no_next_coverage");
    for (known, name) in [
        (Known { takes_void: false, ..know(denied(13_000)) }, "payer_takes_no_void"),
        (Known { payer_number_known: false, ..know(denied(13_000)) }, "no_payer_number"),
        (Known { void_accepted: false, ..know(denied(13_000)) }, "void_not_accepted"),
    ] {
        assert_eq!(refused(&a_denied(), &Command::Void, &known), name);
    }
}

// What remittances say besides money.

#[test]
fn a_remittance_that_does_not_add_up_moves_nothing() {
    let decided = paid(1, "R", 1, Decision::Decided { crossover: false });
    let wrong = Fact::Paid(Paid { adds_up: false, ..decided });
    let told = fact(&submitted(), &wrong, &know(with_payer(13_000)));
    assert_eq!((told.state, told.note.unwrap().name), (submitted(), "out_of_balance"));
    let history = [given(-5, 1, Command::Send { submission: 1 }), came(0, 1, wrong)];
    assert_eq!(of(&history, &know(with_payer(13_000))), submitted());
}

#[test]
fn what_is_said_of_an_earlier_sending_leaves_a_later_one() {
    let second = Submitted { submission: 2, since: day(-1), reached: Hop::Nobody };
    let replaced = Replaced { submission: 2, since: day(-1), reached: Hop::Nobody };
    let decided = Decision::Decided { crossover: false };
    for (state, decision) in [
        (&second, Decision::Returned),
        (&second, Decision::Forwarded),
        (&replaced, Decision::Returned),
        (&replaced, decided),
    ] {
        let told = fact(state, &Fact::Paid(paid(1, "R", 1, decision)), &know(with_payer(13_000)));
        assert_eq!(told.note.map(|n| n.name), Some("earlier_submission"), "{decision:?}");
        assert_eq!(told.state, *state);
    }
    // But what is decided is decided.
    let told = fact(&second, &Fact::Paid(paid(1, "R", 1, decided)), &know(Balances::default()));
    assert_eq!(told.state, Closed { since: TODAY });
}

#[test]
fn the_status_of_a_claim_payment_is_read_as_what_it_means() {
    let payment = |status: &str| ClaimPayment { status: status.into(), ..Default::default() };
    let of = |status: &str| Decision::of(&payment(status), false, true);
    for status in ["1", "2", "3"] {
        assert_eq!(of(status), Decision::Decided { crossover: false });
    }
    for status in ["19", "20", "21"] {
        assert_eq!(of(status), Decision::Decided { crossover: true });
    }
    let remarked = ClaimPayment { forwarded: true, ..payment("1") };
    let crossover = Decision::Decided { crossover: true };
    assert_eq!(Decision::of(&remarked, false, true), crossover);
    assert_eq!(of("4"), Decision::NotRecognised);
    assert_eq!(of("22"), Decision::Reversed { original_found: true });
    assert_eq!(of("23"), Decision::Forwarded);
    assert_eq!(of("25"), Decision::PreDetermination);
    let twice = Adjustment { group: "OA".into(), reason: "18".into(), cents: 6_000 };
    let twice = ClaimPayment { adjustments: vec![twice], ..payment("1") };
    assert_eq!(Decision::of(&twice, false, true), Decision::DuplicateOnly);
}

#[test]
fn a_patient_the_payer_does_not_know_is_worked_as_a_denial() {
    let unknown = Fact::Paid(paid(1, "R", 1, Decision::NotRecognised));
    let told = fact(&submitted(), &unknown, &know(with_payer(13_000)));
    assert_eq!(told.state, Denied { since: TODAY, open_cents: 13_000 });
    let later_paid = fact(&submitted(), &unknown, &know(Balances::default()));
    assert_eq!(later_paid.state, Closed { since: TODAY });
}

#[test]
fn a_claim_forwarded_to_another_payer_is_out_again() {
    let forwarded = Fact::Paid(paid(1, "R", 1, Decision::Forwarded));
    let told = fact(&submitted(), &forwarded, &know(with_payer(13_000)));
    let out = Submitted { submission: 1, since: TODAY, reached: Hop::Remittance };
    assert_eq!(told.state, out);
    assert_eq!(out.words(), "Forwarded by the payer to another");
}

#[test]
fn a_crossover_is_remembered_until_the_next_payer_decides() {
    let first = paid(1, "R", 1, Decision::Decided { crossover: true });
    let open = know(with_next(2_000));
    let history =
        [given(-9, 1, Command::Send { submission: 1 }), came(-1, 1, Fact::Paid(first.clone()))];
    let pending = SecondaryPending { since: day(-1), open_cents: 2_000, crossover: true };
    assert_eq!(of(&history, &open), pending);
    let told = fact(&submitted(), &Fact::Paid(first), &Known { today: day(-1), ..open });
    assert_eq!(told.state, pending);
}

#[test]
fn an_answer_nobody_waits_for_says_so() {
    let note = |state: &State, ack| {
        fact(state, &Fact::Acknowledged(ack), &know(with_payer(13_000))).note.unwrap().name
    };
    assert_eq!(note(&Draft, ca(1, "PR", "A2")), "taken_in_after_all");
    assert_eq!(note(&Closed { since: TODAY }, ca(1, "PR", "A2")), "late");
    assert_eq!(note(&Cancelled { since: TODAY }, ca(1, "PR", "A2")), "over");
    assert_eq!(note(&submitted(), ca(9, "PR", "A3")), "earlier_submission");
    // Codes of a status report have no business in an acknowledgement.
    for code in ["F1", "P1", "R3"] {
        assert_eq!(note(&submitted(), ca(1, "PR", code)), "out_of_place");
    }
}

#[test]
fn the_patients_money_closes_only_what_waits_for_the_patient() {
    let pay = |state: &State, open| fact(state, &Fact::PatientPaid, &know(open));
    let patients = PatientBalance { since: day(-5), open_cents: 2_000 };
    assert_eq!(pay(&patients, Balances::default()).state, Closed { since: TODAY });
    let rest = PatientBalance { since: TODAY, open_cents: 500 };
    assert_eq!(pay(&patients, with_patient(500)).state, rest);
    let told = pay(&a_denied(), denied(13_000));
    assert_eq!((told.state, told.note.unwrap().name), (a_denied(), "others_first"));
    let told = pay(&submitted(), Balances::default());
    assert_eq!((told.state, told.note.unwrap().name), (submitted(), "nothing_decided"));
    // The day of the last money is the day it closed.
    let decided = paid(1, "R", 1, Decision::Decided { crossover: false });
    let history = [
        given(-9, 1, Command::Send { submission: 1 }),
        came(-5, 1, Fact::Paid(decided)),
        came(3, 1, Fact::PatientPaid),
    ];
    assert_eq!(of(&history, &know(Balances::default())), Closed { since: day(3) });
}
