//! What a biller relies on when something is denied.

use gonio_billing::cause::Cause;
use gonio_billing::facts::Sequence;
use gonio_billing::states::denial::State::{self, *};
use gonio_billing::states::denial::{
    Case, CloseReason, Command, Fact, Key, Known, Posted, Sent, command, fact, open,
};
use gonio_billing::states::{People, Person};

use crate::samples::*;

const KEY: Key = Key { claim_root: 5, sequence: Sequence::Primary, line: 1, remittance: 9 };

fn posted() -> Posted {
    Posted {
        day: TODAY,
        denied_cents: 13_000,
        returned: false,
        cause: Some(Cause::Authorization),
        correction_limit: Some(day(90)),
        appeal_limit: Some(day(125)),
    }
}

fn a_case() -> Case {
    open(KEY, &posted(), &[]).unwrap()
}

fn refused(state: &State, what: Command, with: &Known) -> &'static str {
    command(state, &what, with).map_or_else(|r| r.name, |done| done.state.name())
}

fn triaged() -> State {
    Triaged { cause: Cause::Authorization, owner: BILLER }
}

#[test]
fn a_denied_line_opens_one_case_and_a_return_opens_none() {
    let case = a_case();
    assert_eq!((case.state, case.amount_cents, case.posted), (Open, 13_000, TODAY));
    assert_eq!(case.desk(), "authorization desk");
    let returned = open(KEY, &Posted { returned: true, ..posted() }, &[]);
    assert_eq!(returned.unwrap_err().name, "no_decision");
    let nothing = open(KEY, &Posted { denied_cents: 0, ..posted() }, &[]);
    assert_eq!(nothing.unwrap_err().name, "nothing_denied");
    let copy = open(KEY, &posted(), std::slice::from_ref(&case));
    assert_eq!(copy.unwrap_err().name, "case_exists");
}

#[test]
fn a_repeated_denial_leads_back_to_the_first() {
    let first = a_case();
    assert_eq!(first.first, None);
    // Another line of the same remittance is part of the first denial.
    let line = open(Key { line: 2, ..KEY }, &posted(), std::slice::from_ref(&first)).unwrap();
    assert_eq!(line.first, None);
    let later = Posted { day: day(40), ..posted() };
    let again = open(Key { remittance: 12, ..KEY }, &later, &[line, first.clone()]).unwrap();
    assert_eq!(again.first, Some(KEY));
    let other_payer = Key { sequence: Sequence::Secondary, remittance: 13, ..KEY };
    let second = open(other_payer, &later, std::slice::from_ref(&first)).unwrap();
    assert_eq!(second.first, None);
    let other_claim = Key { claim_root: 6, remittance: 14, ..KEY };
    assert_eq!(open(other_claim, &later, &[first]).unwrap().first, None);
}

#[test]
fn the_earlier_of_two_deadlines_drives_the_queue() {
    let case = a_case();
    assert_eq!(case.deadline(), Some(day(90)));
    let appeal_first = Case { appeal_limit: Some(day(30)), ..case.clone() };
    assert_eq!(appeal_first.deadline(), Some(day(30)));
    let one = Case { correction_limit: None, ..case.clone() };
    assert_eq!(one.deadline(), Some(day(125)));
    let none = Case { appeal_limit: None, ..one };
    assert_eq!(none.deadline(), None);
    let closed = case.enter(WrittenOff { since: day(3) }, day(3), 0);
    assert_eq!(closed.deadline(), None);
}

#[test]
fn no_time_that_passes_closes_a_case() {
    for (label, state) in denials() {
        for after in [0, 400, 4_000] {
            let known = Known { today: day(after), ..contestable() };
            let told = fact(&state, &Fact::LimitPassed, &known);
            assert_eq!(told.state, state, "{label}");
            let case = Case { state, ..a_case() };
            let ended = state.close_reason().is_some();
            let case = case.enter(told.state, day(after), 13_000);
            assert_eq!(case.closed.is_some(), ended, "{label}");
            assert_eq!(case.deadline().is_none(), ended, "{label}");
        }
    }
}

#[test]
fn a_return_without_decision_is_sent_again_and_not_appealed() {
    let awaiting = |sent| AwaitingPayer { sent, since: TODAY, answer_due: None };
    let told = fact(&awaiting(Sent::Correction), &Fact::Returned, &contestable());
    assert_eq!(told.state, Correcting);
    let appeal = awaiting(Sent::Appeal { level: 1 });
    let told = fact(&appeal, &Fact::Returned, &contestable());
    assert_eq!((told.state, told.note.unwrap().name), (appeal, "returned"));
    assert_eq!(fact(&Open, &Fact::Returned, &contestable()).state, Open);
}

#[test]
fn a_case_ends_for_the_reason_that_ended_it() {
    let paid = Fact::Decided { open_cents: 0 };
    let awaiting = |sent| AwaitingPayer { sent, since: day(-30), answer_due: None };
    for (state, reason) in [
        (awaiting(Sent::Appeal { level: 2 }), CloseReason::Overturned),
        (awaiting(Sent::Records), CloseReason::Overturned),
        (awaiting(Sent::Correction), CloseReason::CorrectedPaid),
        (triaged(), CloseReason::PayerErrorReversed),
    ] {
        let told = fact(&state, &paid, &contestable());
        assert_eq!(told.state.close_reason(), Some(reason));
    }
    let ended = |state: &State, what| {
        command(state, &what, &contestable()).unwrap().state.close_reason().unwrap().name()
    };
    let asked = WriteOffAsked { by: BILLER, cents: 13_000 };
    assert_eq!(ended(&asked, Command::ApproveWriteOff), "written_off");
    assert_eq!(ended(&PatientReview, Command::Transfer), "transferred");
    assert_eq!(ended(&Open, Command::CloseDuplicate), "duplicate");
    let unknown = Known { original_known: false, ..contestable() };
    assert_eq!(refused(&Open, Command::CloseDuplicate, &unknown), "original_unknown");
    // A reversal alone ends nothing, and a letter brings no money.
    assert_eq!(fact(&triaged(), &Fact::TakenBack, &contestable()).state, triaged());
    let awaiting = awaiting(Sent::Appeal { level: 1 });
    assert_eq!(fact(&awaiting, &Fact::LetterOverturned, &contestable()).state, awaiting);
}

#[test]
fn what_is_paid_in_part_leaves_the_rest() {
    let sent = Sent::Appeal { level: 1 };
    let state = AwaitingPayer { sent, since: day(-30), answer_due: None };
    let decided = |open_cents| fact(&state, &Fact::Decided { open_cents }, &contestable()).state;
    assert_eq!(decided(12_999), PartlyOverturned { open_cents: 12_999 });
    assert_eq!(decided(13_000), Upheld);
    assert_eq!(decided(-1).close_reason(), Some(CloseReason::Overturned));
    let told = fact(&triaged(), &Fact::Decided { open_cents: 3_000 }, &contestable());
    assert_eq!((told.state, told.note.unwrap().name), (triaged(), "reduced"));
}

#[test]
fn an_appeal_is_for_the_next_level_while_one_is_left_and_in_time() {
    let known = Known { last_level: 2, levels: 3, ..contestable() };
    let next = command(&Upheld, &Command::Appeal, &known).unwrap().state;
    assert_eq!(next, Appealing { level: 3, deadline: TODAY });
    let tried = Known { last_level: 3, ..known };
    assert_eq!(refused(&Upheld, Command::Appeal, &tried), "no_level_left");
    let small = Known { level_minimum_cents: 20_000, ..known };
    assert_eq!(refused(&Upheld, Command::Appeal, &small), "below_level_minimum");
    let late = Known { today: day(1), ..known };
    assert_eq!(refused(&Upheld, Command::Appeal, &late), "appeal_limit_passed");
    assert_eq!(refused(&next, Command::Send, &late), "appeal_limit_passed");
    let forgotten = Known { answer_due: None, ..known };
    assert_eq!(refused(&next, Command::Send, &forgotten), "no_answer_day");
    let sent = command(&next, &Command::Send, &known).unwrap().state;
    let filed = Sent::Appeal { level: 3 };
    let due = Some(day(60));
    assert_eq!(sent, AwaitingPayer { sent: filed, since: TODAY, answer_due: due });
    let never = Known { appealable: false, ..known };
    assert_eq!(refused(&triaged(), Command::Appeal, &never), "not_appealable");
}

#[test]
fn a_write_off_is_asked_when_nothing_is_left_to_try() {
    let worth = Known { not_worth_it: false, ..contestable() };
    for state in [triaged(), Upheld, PartlyOverturned { open_cents: 13_000 }] {
        let ask = |known: &Known| refused(&state, Command::AskWriteOff, known);
        assert_eq!(ask(&worth), "level_left");
        assert_eq!(ask(&Known { not_worth_it: true, ..worth }), "write_off_asked");
        assert_eq!(ask(&Known { last_level: 5, ..worth }), "write_off_asked");
        assert_eq!(ask(&Known { appealable: false, ..worth }), "write_off_asked");
        assert_eq!(ask(&Known { today: day(1), ..worth }), "write_off_asked");
        // A limit that nobody looked up is no reason to give up.
        assert_eq!(ask(&Known { appeal_limit: None, ..worth }), "level_left");
        assert_eq!(ask(&Known { open_cents: 0, ..contestable() }), "nothing_open");
    }
}

#[test]
fn it_takes_two_to_give_up_a_denial_or_to_move_it() {
    let asked = WriteOffAsked { by: OWNER, cents: 13_000 };
    let approve = Command::ApproveWriteOff;
    assert_eq!(refused(&asked, approve, &contestable()), "same_person");
    let people = contestable().people;
    let solo = Known { people: People { solo: true, ..people }, ..contestable() };
    let done = command(&asked, &approve, &solo).unwrap();
    assert_eq!((done.state.name(), done.self_reviewed), ("written_off", true));
    let other = People { doer: Person(3), ..people };
    let two = Known { people: other, ..contestable() };
    let done = command(&asked, &approve, &two).unwrap();
    assert_eq!((done.state.name(), done.self_reviewed), ("written_off", false));
    let clerk = Known { people: People { may_approve: false, ..other }, ..contestable() };
    assert_eq!(refused(&asked, approve, &clerk), "approver_may_not");
    // What was paid since the asking is not given up.
    let paid_since = Known { open_cents: 10_000, ..two };
    assert_eq!(refused(&asked, approve, &paid_since), "amount_changed");
    let own = People { asked: Some(people.doer), ..people };
    let own = Known { people: own, ..contestable() };
    assert_eq!(refused(&PatientReview, Command::Transfer, &own), "same_person");
    let unsigned = Known { notice_on_file: false, ..contestable() };
    assert_eq!(refused(&PatientReview, Command::Transfer, &unsigned), "no_notice");
}

#[test]
fn the_days_of_a_case_count_from_the_first_denial() {
    let awaiting = |level, since| AwaitingPayer {
        sent: Sent::Appeal { level },
        since,
        answer_due: Some(day(80)),
    };
    let correction = AwaitingPayer { sent: Sent::Correction, since: day(5), answer_due: None };
    let case = a_case().enter(triaged(), day(2), 13_000);
    assert_eq!((case.owner, case.days_to_appeal()), (Some(BILLER), None));
    let case = case.enter(correction, day(5), 13_000).enter(Upheld, day(18), 13_000);
    assert_eq!(case.days_to_appeal(), None);
    let case = case.enter(awaiting(1, day(20)), day(20), 13_000);
    let case = case.enter(Upheld, day(80), 13_000).enter(awaiting(2, day(90)), day(90), 13_000);
    assert_eq!((case.last_level, case.days_to_appeal()), (2, Some(20)));
    assert_eq!(case.days_to_resolution(), None);
    let won = Overturned { since: day(120), reason: CloseReason::Overturned };
    let case = case.enter(won, day(120), 0);
    assert_eq!((case.days_to_resolution(), case.open_cents), (Some(120), 0));
    assert_eq!(case.amount_cents, 13_000);
}
