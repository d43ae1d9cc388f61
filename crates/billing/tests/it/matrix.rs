//! The three machines as one table, every state with everything that can be asked or told,
//! compared with `states.txt`; and the transitions of it with those of the diagrams they
//! were drawn as.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gonio_billing::states::claim::{self, Balances};
use gonio_billing::states::submission::Controls;
use gonio_billing::states::{Done, Person, Refusal, Told, denial, submission};

use crate::samples::*;

/// One line of the table.
struct Row {
    from: String,
    what: String,
    outcome: String,
    refused: Vec<&'static str>,
    /// The names of the states, where something moved.
    moved: Option<(&'static str, &'static str)>,
}

fn commanded<S: PartialEq>(
    (label, what): (&str, &str),
    from: &S,
    base: Result<Done<S>, Refusal>,
    broken: Vec<Result<Done<S>, Refusal>>,
    name: impl Fn(&S) -> &'static str,
) -> Row {
    let mut refused = Vec::new();
    let (outcome, moved) = match &base {
        Ok(done) => {
            for refusal in broken.iter().filter_map(|r| r.as_ref().err()) {
                if !refused.contains(&refusal.name) {
                    refused.push(refusal.name);
                }
            }
            (format!("→ {}", name(&done.state)), Some((name(from), name(&done.state))))
        }
        Err(refusal) => (format!("refused: {}", refusal.name), None),
    };
    Row { from: label.to_string(), what: what.to_string(), outcome, refused, moved }
}

fn told<S: PartialEq>(
    (label, what): (&str, &str),
    from: &S,
    told: &Told<S>,
    name: impl Fn(&S) -> &'static str,
) -> Row {
    let note = told.note.map(|n| n.name);
    let (outcome, moved) = if told.state == *from {
        assert!(note.is_some(), "{label}, {what}: nothing changes and nobody is told why");
        (format!("unchanged: {}", note.unwrap_or("")), None)
    } else {
        let note = note.map_or_else(String::new, |n| format!(" ({n})"));
        (format!("→ {}{note}", name(&told.state)), Some((name(from), name(&told.state))))
    };
    Row { from: label.to_string(), what: what.to_string(), outcome, refused: Vec::new(), moved }
}

type Break<K, C> = fn(&mut K, &mut C);

/// One guard of a claim fails in each.
const CLAIM_BREAKS: &[Break<claim::Known, claim::Command>] = &[
    |_, c| {
        if let claim::Command::Hold(reason) = c {
            *reason = None;
        }
    },
    |k, _| k.people.may_approve = false,
    |k, _| k.people.doer = Person(1),
    |k, _| k.people.asked = None,
    |k, _| k.under_way = true,
    |k, _| k.receipt = false,
    |k, _| k.was_sent = true,
    |k, _| k.ask_from = None,
    |k, _| k.ask_from = Some(day(1)),
    |k, _| k.takes_replacement = false,
    |k, _| k.correction_limit = None,
    |k, _| k.correction_limit = Some(day(-1)),
    |k, _| k.payer_number_known = false,
    |_, c| {
        if let claim::Command::WriteOff { cents } = c {
            *cents = 0;
        }
    },
    |_, c| {
        if let claim::Command::WriteOff { cents } = c {
            *cents += 1;
        }
    },
    |k, _| k.awaiting_payer = true,
    |k, _| k.level_left = true,
    |k, _| k.open = Balances { short_cents: k.open.denied_cents, ..Balances::default() },
    |k, _| k.patient_group = false,
    |k, _| k.notice_on_file = false,
    |k, _| k.denial_worked = false,
    |k, _| k.next_coverage = None,
    |k, _| k.takes_void = false,
    |k, _| k.void_accepted = false,
    |k, _| k.reversal_posted = false,
];

const SENDING_BREAKS: &[Break<submission::Known, submission::Command>] = &[
    |k, _| k.receipt = false,
    |_, c| {
        if let submission::Command::Retry(numbers) = c {
            *numbers = Controls { set: "0002".to_string(), ..controls() };
        }
    },
    |k, _| k.answer_due = None,
    |k, _| k.answer_due = Some(TODAY),
];

const DENIAL_BREAKS: &[Break<denial::Known, denial::Command>] = &[
    |_, c| {
        if let denial::Command::Triage { cause, .. } = c {
            *cause = None;
        }
    },
    |_, c| {
        if let denial::Command::Triage { owner, .. } = c {
            *owner = None;
        }
    },
    |k, _| k.fixable = false,
    |k, _| k.correction_limit = None,
    |k, _| k.correction_limit = Some(day(-1)),
    |k, _| k.appealable = false,
    |k, _| k.last_level = k.levels,
    |k, _| k.level_minimum_cents = k.open_cents + 1,
    |k, _| k.appeal_limit = None,
    |k, _| k.appeal_limit = Some(day(-1)),
    |k, _| k.today = day(1),
    |k, _| k.answer_due = None,
    |k, _| k.records_wanted = false,
    |k, _| k.patient_group = false,
    |k, _| k.notice_on_file = false,
    |k, _| k.open_cents = 0,
    |k, _| k.not_worth_it = false,
    |k, _| k.people.may_approve = false,
    |k, _| k.people.doer = Person(1),
    |k, _| k.people.asked = None,
    |k, _| k.original_known = false,
];

fn claim_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, state, open) in claims() {
        for (what, command) in claim_commands() {
            let known = claim::Known { open, ..allowed() };
            let command = match command {
                claim::Command::WriteOff { .. } => {
                    claim::Command::WriteOff { cents: open.denied_cents + open.patient_cents }
                }
                other => other,
            };
            let broken = CLAIM_BREAKS.iter().map(|guard| {
                let (mut known, mut command) = (known.clone(), command.clone());
                guard(&mut known, &mut command);
                claim::command(&state, &command, &known)
            });
            let base = claim::command(&state, &command, &known);
            let at = (label, what);
            rows.push(commanded(at, &state, base, broken.collect(), claim::State::name));
        }
        for (what, fact, after, copy) in claim_facts() {
            let known = claim::Known { open: after.unwrap_or(open), copy, ..allowed() };
            let answer = claim::fact(&state, &fact, &known);
            rows.push(told((label, what), &state, &answer, claim::State::name));
        }
    }
    rows
}

fn sending_rows() -> Vec<Row> {
    use submission::Command::*;
    let known = submission::Known {
        today: TODAY,
        receipt: true,
        answer_due: Some(day(-1)),
        ..submission::Known::default()
    };
    let mut rows = Vec::new();
    for state in sendings() {
        for command in [Send, Fail, Retry(controls()), GiveUpWaiting] {
            let broken = SENDING_BREAKS.iter().map(|guard| {
                let (mut known, mut command) = (known.clone(), command.clone());
                guard(&mut known, &mut command);
                submission::command(&state, &command, &known)
            });
            let base = submission::command(&state, &command, &known);
            let at = (state.name(), command.name());
            rows.push(commanded(at, &state, base, broken.collect(), submission::State::name));
        }
        for (what, answer) in answers() {
            let answer = submission::fact(1, &state, &answer, TODAY);
            rows.push(told((state.name(), what), &state, &answer, submission::State::name));
        }
    }
    rows
}

fn denial_rows() -> Vec<Row> {
    use denial::Command::*;
    use gonio_billing::cause::Cause;
    let cause = Cause::Units;
    let commands = [
        Triage { cause: Some(cause), owner: Some(BILLER) },
        Correct,
        Appeal,
        Inform,
        ReviewPatient,
        Send,
        AskWriteOff,
        ApproveWriteOff,
        RefuseWriteOff { cause, owner: BILLER },
        Transfer,
        CloseDuplicate,
    ];
    let facts = [
        ("835 paid in full", denial::Fact::Decided { open_cents: 0 }),
        ("835 paid in part", denial::Fact::Decided { open_cents: 3_000 }),
        ("835 denied again", denial::Fact::Decided { open_cents: 13_000 }),
        ("835 status 22", denial::Fact::TakenBack),
        ("letter: upheld", denial::Fact::LetterUpheld),
        ("letter: will pay", denial::Fact::LetterOverturned),
        ("returned unjudged", denial::Fact::Returned),
        ("a last day passed", denial::Fact::LimitPassed),
    ];
    let known = contestable();
    let mut rows = Vec::new();
    for (label, state) in denials() {
        for command in commands {
            let broken = DENIAL_BREAKS.iter().map(|guard| {
                let (mut known, mut command) = (known, command);
                guard(&mut known, &mut command);
                denial::command(&state, &command, &known)
            });
            let base = denial::command(&state, &command, &known);
            let at = (label, command.name());
            rows.push(commanded(at, &state, base, broken.collect(), denial::State::name));
        }
        for (what, fact) in facts {
            let answer = denial::fact(&state, &fact, &known);
            rows.push(told((label, what), &state, &answer, denial::State::name));
        }
    }
    rows
}

/// What moves has a line each; what does not is put together by its reason.
fn render(out: &mut String, title: &str, rows: &[Row]) {
    let _ = writeln!(out, "\n\n{title}");
    for state in rows.chunk_by(|a, b| a.from == b.from) {
        out.push('\n');
        let mut still: Vec<(&str, Vec<&str>)> = Vec::new();
        for row in state {
            if row.moved.is_some() {
                let mut line = format!("{} | {:<28} | {}", row.from, row.what, row.outcome);
                if !row.refused.is_empty() {
                    let _ = write!(line, " | refused: {}", row.refused.join(", "));
                }
                let _ = writeln!(out, "{line}");
            } else if let Some((_, whats)) = still.iter_mut().find(|(o, _)| *o == row.outcome) {
                whats.push(&row.what);
            } else {
                still.push((&row.outcome, vec![&row.what]));
            }
        }
        for (outcome, whats) in still {
            let _ = writeln!(out, "{} | {} | {outcome}", state[0].from, whats.join("; "));
        }
    }
}

const HEAD: &str = "\
What a claim, a sending and a denial do with everything that can be asked or told.

state | asked for, or told by a file | what comes of it | what may stand against it

\"→\" is the state after it, with a note where there is more to know. \"refused\" names what stands
against a command, \"unchanged\" why a file changes nothing. A claim is sending 1 unless a line
says otherwise. A test makes this table and compares it; UPDATE_STATES=1 writes it anew.
";

#[test]
fn the_machines_do_what_the_table_says() {
    let mut table = HEAD.to_string();
    render(&mut table, "CLAIM", &claim_rows());
    render(&mut table, "SUBMISSION", &sending_rows());
    render(&mut table, "DENIAL", &denial_rows());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/states.txt");
    #[expect(clippy::disallowed_methods, reason = "whoever changes a machine asks for a new table")]
    let update = std::env::var_os("UPDATE_STATES").is_some_and(|v| v == "1");
    if update {
        std::fs::write(path, &table).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let differing: Vec<String> = table
        .lines()
        .zip(kept.lines().chain(std::iter::repeat("")))
        .filter(|(now, kept)| now != kept)
        .take(10)
        .map(|(now, kept)| format!("  kept: {kept}\n  now:  {now}"))
        .collect();
    assert!(
        table == kept,
        "states.txt differs (UPDATE_STATES=1 writes it anew):\n{}",
        differing.join("\n")
    );
}

/// The transitions of the diagrams, by hand. `+ ` marks those that the diagrams leave out and
/// that the rules of precedence, or of "any open claim", ask for.
const CLAIM_DIAGRAM: &str = "
    draft > scrub_failed        scrub_failed > draft         draft > ready
    ready > on_hold             on_hold > draft              ready > approved
    approved > submitted        submitted > rejected         rejected > draft
    submitted > accepted_payer  accepted_payer > rejected    accepted_payer > pending
    pending > accepted_payer    submitted > adjudicated      accepted_payer > adjudicated
    pending > adjudicated       adjudicated > rejected       adjudicated > denied
    adjudicated > secondary_pending   adjudicated > patient_balance   adjudicated > closed
    denied > replaced           denied > adjudicated         denied > secondary_pending
    denied > patient_balance    denied > closed              replaced > adjudicated
    secondary_pending > adjudicated   patient_balance > closed        closed > adjudicated
    adjudicated > voided        denied > voided              draft > cancelled
    scrub_failed > cancelled    ready > cancelled            on_hold > cancelled
    patient_balance > adjudicated     adjudicated > submitted
";

const CLAIM_BESIDES: &str = "
    draft > adjudicated         scrub_failed > adjudicated   ready > adjudicated
    on_hold > adjudicated       approved > adjudicated       rejected > adjudicated
    submitted > pending         rejected > pending           rejected > submitted
    rejected > accepted_payer   submitted > submitted        rejected > rejected
    replaced > replaced         pending > pending            adjudicated > adjudicated
    replaced > denied           denied > denied              patient_balance > patient_balance
    closed > closed             secondary_pending > secondary_pending
    secondary_pending > rejected      secondary_pending > submitted   denied > submitted
    accepted_payer > submitted  pending > submitted          replaced > submitted
    draft > submitted           scrub_failed > submitted     ready > submitted
    on_hold > submitted         approved > submitted         pending > rejected
    accepted_payer > accepted_payer
";

const SENDING_DIAGRAM: &str = "
    built > sent                built > send_failed          send_failed > sent
    sent > file_rejected        sent > set_rejected          sent > set_accepted
    set_accepted > hop_accepted set_accepted > payer_accepted
    hop_accepted > hop_accepted hop_accepted > payer_accepted
    set_accepted > claim_rejected     hop_accepted > claim_rejected
    payer_accepted > claim_rejected   sent > silent          silent > set_accepted
";

/// Answers come in any order, and also to what we thought had failed: a later station counts
/// more than an earlier one, and at one station the refusal.
const SENDING_BESIDES: &str = "
    built > file_rejected       built > set_rejected         built > set_accepted
    built > hop_accepted        built > payer_accepted       built > claim_rejected
    send_failed > file_rejected send_failed > set_rejected   send_failed > set_accepted
    send_failed > hop_accepted  send_failed > payer_accepted send_failed > claim_rejected
    sent > hop_accepted         sent > payer_accepted        sent > claim_rejected
    silent > file_rejected      silent > set_rejected        silent > hop_accepted
    silent > payer_accepted     silent > claim_rejected      set_accepted > set_accepted
    set_accepted > set_rejected file_rejected > set_accepted file_rejected > set_rejected
    file_rejected > hop_accepted      file_rejected > payer_accepted
    file_rejected > claim_rejected    set_rejected > hop_accepted
    set_rejected > payer_accepted     set_rejected > claim_rejected
";

const DENIAL_DIAGRAM: &str = "
    open > triaged              triaged > correcting         triaged > appealing
    triaged > informing         triaged > patient_review     correcting > awaiting_payer
    appealing > awaiting_payer  informing > awaiting_payer   awaiting_payer > overturned
    awaiting_payer > partly_overturned                       awaiting_payer > upheld
    partly_overturned > triaged upheld > appealing           upheld > write_off_asked
    partly_overturned > write_off_asked                      triaged > write_off_asked
    patient_review > transferred      patient_review > triaged
    write_off_asked > written_off     write_off_asked > triaged
";

fn arrows(text: &str) -> BTreeSet<(&str, &str)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.chunks(3).map(|c| (c[0], c[2])).collect()
}

fn moves(rows: &[Row]) -> BTreeSet<(&str, &str)> {
    rows.iter().filter_map(|r| r.moved).collect()
}

fn assert_all(found: &BTreeSet<(&str, &str)>, wanted: &BTreeSet<(&str, &str)>, what: &str) {
    let missing: Vec<_> = wanted.difference(found).collect();
    assert!(missing.is_empty(), "{what}: {missing:?}");
}

#[test]
fn a_claim_goes_every_way_of_its_diagram_and_no_other() {
    let rows = claim_rows();
    let (found, diagram) = (moves(&rows), arrows(CLAIM_DIAGRAM));
    assert_all(&found, &diagram, "in the diagram, and impossible");
    assert_all(&found, &arrows(CLAIM_BESIDES), "said to be besides the diagram, and impossible");
    // A remittance goes through `adjudicated` in one step.
    let through = |to: &str| diagram.contains(&("adjudicated", to));
    let mut allowed: BTreeSet<(&str, &str)> = &diagram | &arrows(CLAIM_BESIDES);
    let in_two: Vec<_> = found
        .iter()
        .filter(|(from, to)| allowed.contains(&(*from, "adjudicated")) && through(to))
        .copied()
        .collect();
    allowed.extend(in_two);
    assert_all(&allowed, &found, "possible, and not in the diagram");
}

#[test]
fn a_sending_goes_every_way_of_its_diagram_and_no_other() {
    let rows = sending_rows();
    let (found, diagram) = (moves(&rows), arrows(SENDING_DIAGRAM));
    assert_all(&found, &diagram, "in the diagram, and impossible");
    let besides = arrows(SENDING_BESIDES);
    assert_all(&found, &besides, "said to be besides the diagram, and impossible");
    assert_all(&(&diagram | &besides), &found, "possible, and not in the diagram");
}

#[test]
fn a_denial_goes_every_way_of_its_diagram_and_no_other() {
    let rows = denial_rows();
    let (found, diagram) = (moves(&rows), arrows(DENIAL_DIAGRAM));
    assert_all(&found, &diagram, "in the diagram, and impossible");
    let besides = |(from, to): &(&str, &str)| {
        // The payer may pay at any time; a correction may come back unjudged.
        *to == "overturned"
            || *to == "duplicate"
            || (*from, *to) == ("awaiting_payer", "correcting")
    };
    let odd: Vec<_> = found.difference(&diagram).filter(|m| !besides(m)).collect();
    assert!(odd.is_empty(), "possible, and not in the diagram: {odd:?}");
}

#[test]
fn the_table_has_every_state_and_every_command() {
    let claims: BTreeSet<&str> = claims().iter().map(|(_, s, _)| s.name()).collect();
    assert_eq!(claims, BTreeSet::from(claim::State::NAMES));
    let sendings = sendings();
    let sendings: Vec<&str> = sendings.iter().map(|s| s.name()).collect();
    assert_eq!(sendings, submission::State::NAMES);
    let denials: BTreeSet<&str> = denials().iter().map(|(_, s)| s.name()).collect();
    assert_eq!(denials, BTreeSet::from(denial::State::NAMES));
    let commands: BTreeSet<&str> = claim_commands().iter().map(|(_, c)| c.name()).collect();
    assert_eq!(commands.len(), 13);
}
