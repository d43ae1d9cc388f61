//! In whatever order answers arrive, a claim ends where it would have in the right one.

use gonio_billing::states::claim::State::*;
use gonio_billing::states::claim::{
    Balances, Command, Decision, Fact, Happened, Known, Paid, What, fact, of,
};
use gonio_billing::states::{Acknowledgement, Answer, Hop, submission};

use crate::samples::*;

/// A small generator of the xorshift kind: the same seed, the same numbers.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}

fn given(after: i32, tie: i64, what: Command) -> Happened {
    Happened { day: day(after), tie, what: What::Command(what) }
}

fn came(after: i32, tie: i64, what: Fact) -> Happened {
    Happened { day: day(after), tie, what: What::Fact(what) }
}

fn acknowledgements(submission: i64) -> Vec<Acknowledgement> {
    let mut all: Vec<Acknowledgement> = answers().into_iter().map(|(_, a)| a).collect();
    for number in 1..4 {
        for category in ["A1", "A2", "A6"] {
            let said = Answer::of_277ca(category, "");
            all.push(answer(submission, Hop::Intermediary(number), said));
        }
    }
    for ack in &mut all {
        if ack.submission == 1 {
            ack.submission = submission;
        }
    }
    all
}

fn decisions() -> Vec<Decision> {
    vec![
        Decision::Decided { crossover: false },
        Decision::Decided { crossover: true },
        Decision::NotRecognised,
        Decision::Reversed { original_found: true },
        Decision::Reversed { original_found: false },
        Decision::Forwarded,
        Decision::PreDetermination,
        Decision::Returned,
        Decision::DuplicateOnly,
    ]
}

fn balances(chance: &mut Chance) -> Balances {
    let mut some = |cents| if chance.below(3) == 0 { cents } else { 0 };
    Balances {
        payer_cents: some(13_000),
        later_cents: some(2_000),
        denied_cents: some(6_000),
        short_cents: some(500),
        patient_cents: some(1_500),
    }
}

/// A life of up to three sendings with facts about each.
fn life(chance: &mut Chance) -> Vec<Happened> {
    let mut history = Vec::new();
    let mut tie = 0;
    let sendings = i64::try_from(1 + chance.below(3)).unwrap();
    for submission in 1..=sendings {
        let at = i32::try_from(submission).unwrap() * 20;
        let start = match chance.below(3) {
            0 if submission > 1 => Command::Replace { submission },
            _ => Command::Send { submission },
        };
        history.push(given(at, 1, start));
        let acks = acknowledgements(submission);
        for _ in 0..chance.below(6) {
            tie += 1;
            let ack = acks[chance.below(acks.len())].clone();
            let on = at + i32::try_from(chance.below(4)).unwrap();
            history.push(came(on, tie, Fact::Acknowledged(ack)));
        }
        for _ in 0..chance.below(3) {
            tie += 1;
            let category = ["P1", "R3", "A2", "F1", "D0"][chance.below(5)];
            let on = at + i32::try_from(chance.below(9)).unwrap();
            history.push(came(on, tie, status(submission, category)));
        }
        for number in 0..chance.below(4) {
            tie += 1;
            let decision = decisions()[chance.below(9)];
            let remittance = ["R1", "R2", "R3"][chance.below(3)];
            let known = if chance.below(4) == 0 { 0 } else { submission };
            let number = i64::try_from(number).unwrap() + 10 * submission;
            let on = at + i32::try_from(chance.below(15)).unwrap();
            history.push(came(on, tie, Fact::Paid(paid(known, remittance, number, decision))));
        }
        // A copy of something paid before, taken for an answer to this sending.
        let copies: Vec<Paid> = history
            .iter()
            .filter_map(|h| match &h.what {
                What::Fact(Fact::Paid(paid)) => Some(paid.clone()),
                What::Fact(_) | What::Command(_) => None,
            })
            .collect();
        if !copies.is_empty() && chance.below(3) == 0 {
            tie += 1;
            let copy = Paid { submission, ..copies[chance.below(copies.len())].clone() };
            history.push(came(at + 16, tie, Fact::Paid(copy)));
        }
        if submission < sendings && chance.below(2) == 0 {
            history.push(given(at + 18, 1, Command::Edit));
            history.push(given(at + 18, 2, Command::Scrub { errors: 0 }));
            history.push(given(at + 18, 3, Command::Approve));
        }
    }
    history
}

#[test]
fn no_order_of_arrival_changes_where_a_claim_stands() {
    let mut chance = Chance(0x0B1E_55ED_C1A1_4500);
    let mut seen: Vec<&str> = Vec::new();
    for _ in 0..2_000 {
        let mut history = life(&mut chance);
        let known = Known { open: balances(&mut chance), ..allowed() };
        let right = of(&history, &known);
        if !seen.contains(&right.name()) {
            seen.push(right.name());
        }
        for _ in 0..8 {
            chance.shuffle(&mut history);
            assert_eq!(of(&history, &known), right, "{history:#?}");
        }
    }
    // The lives lead to all that a sent claim can come to, or the test shows little.
    seen.sort_unstable();
    let expected = [
        "accepted_payer",
        "adjudicated",
        "closed",
        "denied",
        "patient_balance",
        "pending",
        "rejected",
        "replaced",
        "secondary_pending",
        "submitted",
    ];
    assert_eq!(seen, expected);
}

/// Who counts, worked out another way: from the last station to the first, refusals first.
fn by_the_rule(acks: &[&Acknowledgement]) -> (&'static str, Hop) {
    let stations = [
        Hop::Payer,
        Hop::Intermediary(3),
        Hop::Intermediary(2),
        Hop::Intermediary(1),
        Hop::Set,
        Hop::Envelope,
    ];
    for station in stations {
        let said = |answer| acks.iter().any(|a| a.from == station && a.answer == answer);
        if said(Answer::Rejected) {
            return ("rejected", station);
        }
        if station == Hop::Payer && said(Answer::Accepted) {
            return ("accepted_payer", station);
        }
        if said(Answer::Accepted) || said(Answer::AcceptedWithErrors) || said(Answer::Forwarded) {
            return ("submitted", station);
        }
    }
    ("submitted", Hop::Nobody)
}

/// All orders of `things`.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

#[test]
fn the_farthest_and_worst_answer_counts_one_by_one_and_all_at_once() {
    let pool: Vec<Acknowledgement> =
        acknowledgements(1).into_iter().filter(|a| a.strength().is_some()).collect();
    let pool: Vec<Acknowledgement> = pool.into_iter().filter(|a| a.submission == 1).collect();
    let known = Known { open: with_payer(13_000), ..allowed() };
    let sent = Submitted { submission: 1, since: day(0), reached: Hop::Nobody };
    let waiting = submission::State::Sent { since: day(0) };
    let mut chance = Chance(7_777_777);
    for _ in 0..400 {
        let some: Vec<Acknowledgement> =
            (0..4).map(|_| pool[chance.below(pool.len())].clone()).collect();
        let (name, station) = by_the_rule(&some.iter().collect::<Vec<_>>());
        let mut history = vec![given(0, 1, Command::Send { submission: 1 })];
        history
            .extend((1..).zip(&some).map(|(tie, a)| came(1, tie, Fact::Acknowledged(a.clone()))));
        let at_once = of(&history, &known);
        let heard = match &at_once {
            Submitted { reached, .. } => *reached,
            Rejected { by, .. } => *by,
            AcceptedPayer { .. } => Hop::Payer,
            other => unreachable!("{other:?}"),
        };
        assert_eq!((at_once.name(), heard), (name, station), "{some:#?}");
        for order in orders(&some) {
            let mut state = sent.clone();
            for ack in &order {
                state = fact(&state, &Fact::Acknowledged(ack.clone()), &known).state;
            }
            assert_eq!(state.name(), name, "{order:#?}");
            let dated: Vec<_> = order.iter().map(|a| (day(1), a.clone())).collect();
            let whole = submission::of(1, &waiting, &dated);
            let stepped =
                order.iter().fold(waiting.clone(), |s, a| submission::fact(1, &s, a, day(1)).state);
            assert_eq!(stepped, whole, "{order:#?}");
            assert_eq!(whole.name() == "payer_accepted", name == "accepted_payer");
            assert_eq!(whole.name().ends_with("_rejected"), name == "rejected");
        }
    }
}

#[test]
fn a_decision_beats_a_status_and_a_status_an_acknowledgement_in_any_order() {
    let decided = |decision| Fact::Paid(paid(1, "R1", 1, decision));
    let plain = Decision::Decided { crossover: false };
    let ack = |entity, category| Fact::Acknowledged(ca(1, entity, category));
    for (facts, open, name) in [
        (vec![ack("PR", "A2"), status(1, "P1")], with_payer(13_000), "pending"),
        (vec![ack("PR", "A3"), status(1, "R3")], with_payer(13_000), "pending"),
        (vec![ack("PR", "A3"), decided(plain)], Balances::default(), "closed"),
        (
            vec![ack("AY", "A1"), ack("PR", "A2"), status(1, "P1"), decided(plain)],
            denied(13_000),
            "denied",
        ),
        (
            vec![ack("PR", "A2"), status(1, "P1"), decided(Decision::Returned)],
            with_payer(13_000),
            "rejected",
        ),
        (
            vec![ack("PR", "A2"), status(1, "F1"), decided(Decision::Forwarded)],
            with_payer(13_000),
            "submitted",
        ),
    ] {
        let known = Known { open, ..allowed() };
        for order in orders(&facts) {
            let mut state = Submitted { submission: 1, since: day(0), reached: Hop::Nobody };
            for one in &order {
                state = fact(&state, one, &known).state;
            }
            assert_eq!(state.name(), name, "{order:#?}");
            // Whatever days they carry, too.
            let mut history = vec![given(0, 1, Command::Send { submission: 1 })];
            history.extend((1..).zip(order).map(|(n, one)| came(n, n.into(), one)));
            assert_eq!(of(&history, &known).name(), name, "{history:#?}");
        }
    }
}

#[test]
fn a_resent_claim_begins_anew_and_old_answers_do_not_touch_it() {
    let known = Known { open: with_payer(13_000), ..allowed() };
    let mut history = vec![
        given(0, 1, Command::Send { submission: 1 }),
        came(2, 1, Fact::Acknowledged(ca(1, "AY", "A3"))),
        given(3, 1, Command::Edit),
    ];
    assert_eq!(of(&history, &known), Draft);
    // The payer took the first sending after all: a person is told, nothing is sent or undone.
    history.push(came(4, 1, Fact::Acknowledged(ca(1, "PR", "A2"))));
    assert_eq!(of(&history, &known), Draft);
    history.push(given(5, 1, Command::Send { submission: 2 }));
    let anew = Submitted { submission: 2, since: day(5), reached: Hop::Nobody };
    assert_eq!(of(&history, &known), anew);
    let late = came(9, 1, Fact::Acknowledged(ca(1, "PR", "A7")));
    history.push(late);
    assert_eq!(of(&history, &known), anew);
    // A return (MA130) of the first, whose numbers tell which it answers.
    history.push(came(9, 2, Fact::Paid(paid(1, "R1", 1, Decision::Returned))));
    assert_eq!(of(&history, &known), anew);
    // A decision on the first that came too late to stop the second stands.
    let decided = Decision::Decided { crossover: false };
    history.push(came(9, 3, Fact::Paid(paid(1, "R2", 1, decided))));
    let settled = Known { open: Balances::default(), ..allowed() };
    assert_eq!(of(&history, &settled), Closed { since: day(9) });
    history.push(came(10, 1, Fact::Acknowledged(ca(2, "PR", "A7"))));
    history.push(given(11, 1, Command::Edit));
    assert_eq!(of(&history, &settled), Closed { since: day(9) });
}

#[test]
fn of_two_statuses_or_two_remittances_the_later_day_counts() {
    let known = Known { open: with_payer(13_000), ..allowed() };
    let after = |facts: [(i32, i64, Fact); 2]| {
        let mut history = vec![
            given(0, 1, Command::Send { submission: 1 }),
            came(1, 1, Fact::Acknowledged(ca(1, "PR", "A2"))),
        ];
        history.extend(facts.map(|(on, tie, what)| came(on, tie, what)));
        of(&history, &known)
    };
    let cleared = after([(9, 1, status(1, "A2")), (5, 2, status(1, "P1"))]);
    assert_eq!(cleared.name(), "accepted_payer");
    let pending = after([(9, 1, status(1, "P1")), (5, 2, status(1, "A2"))]);
    assert_eq!(pending.name(), "pending");
    let asked = after([(9, 1, status(1, "R3")), (5, 2, status(1, "P1"))]);
    assert_eq!(asked.words(), "The payer asked for something");
    let on = |after| Known { today: day(after), ..allowed() };
    let newer = fact(&cleared, &status(1, "R3"), &on(9)).state;
    let older = fact(&newer, &status(1, "P1"), &on(8));
    assert_eq!((older.state, older.note.unwrap().name), (newer, "outranked"));

    let decided = Decision::Decided { crossover: false };
    let came =
        |on, tie, remittance, decision| (on, tie, Fact::Paid(paid(1, remittance, 1, decision)));
    let returned_last = [came(9, 1, "A", Decision::Returned), came(5, 2, "B", decided)];
    assert_eq!(after(returned_last).name(), "rejected");
    let decided_last = [came(9, 1, "A", decided), came(5, 2, "B", Decision::Returned)];
    assert_eq!(after(decided_last).name(), "adjudicated");
}

#[test]
fn a_returned_claim_that_is_being_mended_is_a_draft() {
    let known = Known { open: with_payer(13_000), ..allowed() };
    let history = [
        given(0, 1, Command::Send { submission: 1 }),
        came(9, 1, Fact::Paid(paid(1, "R", 1, Decision::Returned))),
        given(10, 1, Command::Edit),
    ];
    assert_eq!(of(&history[..2], &known).name(), "rejected");
    assert_eq!(of(&history, &known), Draft);
}

#[test]
fn a_replacement_waits_for_its_own_answers() {
    let known = Known { open: denied(13_000), ..allowed() };
    let decided = Decision::Decided { crossover: false };
    let mut history = vec![
        given(0, 1, Command::Send { submission: 1 }),
        came(20, 1, Fact::Paid(paid(1, "R1", 1, decided))),
        given(30, 1, Command::Replace { submission: 2 }),
        came(31, 1, Fact::Acknowledged(ca(1, "PR", "A7"))),
    ];
    let waiting = Replaced { submission: 2, since: day(30), reached: Hop::Nobody };
    assert_eq!(of(&history, &known), waiting);
    // A refusal at the clearinghouse; then the payer has it nevertheless.
    history.push(came(32, 1, Fact::Acknowledged(ca(2, "AY", "A3"))));
    assert_eq!(of(&history, &known), Denied { since: day(32), open_cents: 13_000 });
    history.push(came(33, 1, Fact::Acknowledged(ca(2, "PR", "A2"))));
    let reached = Hop::Payer;
    assert_eq!(of(&history, &known), Replaced { submission: 2, since: day(30), reached });
    history.push(came(50, 1, Fact::Paid(paid(2, "R2", 1, decided))));
    let settled = Known { open: with_patient(2_000), ..known };
    assert_eq!(of(&history, &settled), PatientBalance { since: day(50), open_cents: 2_000 });
}

#[test]
fn a_voided_claim_stays_voided_whatever_arrives() {
    let known = Known { open: with_payer(13_000), ..allowed() };
    let history = [
        given(0, 1, Command::Send { submission: 1 }),
        came(9, 1, Fact::Paid(paid(1, "R", 1, Decision::Reversed { original_found: true }))),
        given(10, 1, Command::Void),
        came(12, 1, Fact::Paid(paid(1, "S", 1, Decision::NotRecognised))),
    ];
    assert_eq!(of(&history, &known), Voided { since: day(10) });
}
