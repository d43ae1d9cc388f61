//! What a biller relies on when a file is sent and answered.

use gonio_billing::states::submission::State::*;
use gonio_billing::states::submission::{
    About, Command, Controls, Known, Outgoing, command, fact, of, start,
};
use gonio_billing::states::{Acknowledgement, Answer, Hop, Level};

use crate::samples::*;

#[test]
fn a_claim_has_one_sending_under_way_and_a_new_one_has_new_numbers() {
    assert_eq!(start(controls(), &Known::default()), Ok(Built(controls())));
    let second = Known { other_under_way: true, ..Known::default() };
    assert_eq!(start(controls(), &second).unwrap_err().name, "under_way");
    let again = Known { numbers_used: true, ..Known::default() };
    assert_eq!(start(controls(), &again).unwrap_err().name, "numbers_used");
    let under_way: Vec<&str> =
        sendings().iter().filter(|s| s.is_under_way()).map(|s| s.name()).collect();
    let out = ["built", "send_failed", "sent", "silent", "set_accepted", "hop_accepted"];
    assert_eq!(under_way, out);
}

#[test]
fn a_retry_keeps_every_control_number() {
    let known = Known { today: TODAY, receipt: true, ..Known::default() };
    let failed = SendFailed(controls());
    let retry = |numbers| command(&failed, &Command::Retry(numbers), &known);
    assert_eq!(retry(controls()).unwrap().state, Sent { since: TODAY });
    let other = || "other".to_string();
    for numbers in [
        Controls { interchange: other(), ..controls() },
        Controls { group: other(), ..controls() },
        Controls { set: other(), ..controls() },
        Controls { batch: other(), ..controls() },
    ] {
        assert_eq!(retry(numbers).unwrap_err().name, "other_numbers");
    }
}

#[test]
fn silence_counts_from_the_day_after_the_deadline() {
    let sent = Sent { since: day(-2) };
    let on = |due| Known { today: TODAY, answer_due: due, ..Known::default() };
    let wait = |due| command(&sent, &Command::GiveUpWaiting, &on(due));
    assert_eq!(wait(Some(TODAY)).unwrap_err().name, "still_in_time");
    assert_eq!(wait(Some(day(-1))).unwrap().state, Silent { since: TODAY });
    assert_eq!(wait(None).unwrap_err().name, "no_wait_set");
    let late = fact(1, &Silent { since: TODAY }, &answer(1, Hop::Set, Answer::Accepted), TODAY);
    assert_eq!(late.state, SetAccepted { since: TODAY, with_errors: false });
}

#[test]
fn every_code_of_an_answer_is_read_as_what_it_means() {
    use Answer::*;
    for (code, ta1, set) in [
        ("A", Accepted, Accepted),
        ("E", AcceptedWithErrors, AcceptedWithErrors),
        ("R", Rejected, Rejected),
        ("M", OutOfPlace, Rejected),
        ("W", OutOfPlace, Rejected),
        ("X", OutOfPlace, Rejected),
        ("?", OutOfPlace, OutOfPlace),
    ] {
        assert_eq!(Answer::of_ta1(code), ta1, "TA1 {code}");
        assert_eq!(Answer::of_999(code), set, "999 {code}");
    }
    for (category, answer) in [
        ("A0", Forwarded),
        ("A1", Forwarded),
        ("A2", Accepted),
        ("A3", Rejected),
        ("A4", NotFound),
        ("A5", Split),
        ("A6", Rejected),
        ("A7", Rejected),
        ("A8", Rejected),
        ("F1", OutOfPlace),
        ("P1", OutOfPlace),
        ("R3", OutOfPlace),
        ("", OutOfPlace),
    ] {
        assert_eq!(Answer::of_277ca(category, "WQ"), answer, "277CA {category}");
    }
    // The action says no, whatever the category.
    assert_eq!(Answer::of_277ca("A1", "U"), Rejected);
    assert_eq!(Answer::of_277ca("F2", "U"), OutOfPlace);
}

#[test]
fn an_answer_reaches_what_it_names_and_an_unknown_one_reaches_nothing() {
    let sent = |submission, number: &str, set: &str| Outgoing {
        submission,
        controls: Controls { set: set.to_string(), ..controls() },
        billing_npi: "1234567893".to_string(),
        control_number: number.to_string(),
    };
    let outgoing = [sent(1, "C-1", "0001"), sent(2, "C-2", "0002"), sent(3, "", "0002")];
    let all = About::Interchange(controls().interchange);
    assert_eq!(all.reaches(&outgoing), [1, 2, 3]);
    let set = |group: &str, set: &str| About::Set(group.to_string(), set.to_string());
    assert_eq!(set("101", "0002").reaches(&outgoing), [2, 3]);
    assert!(set("102", "0002").reaches(&outgoing).is_empty());
    assert_eq!(About::Claim("C-2".to_string()).reaches(&outgoing), [2]);
    assert!(About::Claim("C-9".to_string()).reaches(&outgoing).is_empty());
    assert!(About::Claim(String::new()).reaches(&outgoing).is_empty());
}

#[test]
fn the_last_station_heard_of_decides() {
    let sent = Sent { since: day(-2) };
    let after = |answers: &[Acknowledgement]| {
        let dated: Vec<_> = answers.iter().map(|a| (TODAY, a.clone())).collect();
        of(1, &sent, &dated)
    };
    let set = answer(1, Hop::Set, Answer::Accepted);
    let second = answer(1, Hop::Intermediary(2), Answer::Rejected);
    let rejected = ClaimRejected { since: TODAY, by: Hop::Intermediary(2) };
    assert_eq!(after(&[second.clone(), ca(1, "AY", "A2"), set.clone()]), rejected);
    let accepted = after(&[second, ca(1, "PR", "A2"), set.clone()]);
    assert_eq!(accepted.name(), "payer_accepted");
    assert_eq!(after(&[ca(1, "PR", "A3"), ca(1, "PR", "A2")]).name(), "claim_rejected");
    assert_eq!(after(&[ca(1, "PR", "A1"), set]).name(), "hop_accepted");
    let batch = Acknowledgement { level: Level::Batch, ..ca(1, "PR", "A2") };
    assert_eq!(after(&[batch]), sent);
    assert_eq!(after(&[ca(2, "PR", "A2")]), sent);
}

#[test]
fn an_acceptance_with_errors_is_remembered() {
    let sent = Sent { since: day(-2) };
    let told = fact(1, &sent, &answer(1, Hop::Set, Answer::AcceptedWithErrors), TODAY);
    assert_eq!(told.state, SetAccepted { since: TODAY, with_errors: true });
}
