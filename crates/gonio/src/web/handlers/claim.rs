//! One claim: what was sent, what payers answered, what it came to, line by line.
//!
//! Amounts of lines are summed from the journal rows shown below them, so the proof on the
//! page is a proof of what the page shows.

use gonio_app::access::Right;
use gonio_app::answers::AnswerRow;
use gonio_app::filing;
use gonio_app::pages::claims::{Decision, Entry, TakenOff, WholeClaim};
use gonio_app::words::Words;
use gonio_billing::cause::Cause;
use gonio_billing::day::Day;
use gonio_billing::ledger::{Account, rule_words};
use gonio_billing::matching::Stage;
use gonio_billing::queue::Reason;

use super::numbers::{Split, off_by};
use super::words::{self, claim_state, place_of_service, procedure, units, waited};
use super::{capital, day_words, days_words, file_name, name, spaced};
use crate::web::ask::{Answer, Ask, Failure};
use crate::web::pages::show::{counted, money, money_cell};
use crate::web::pages::{
    Adjustment, Cell, ClaimLine, ClaimPage, Equation, Fact, Happening, LedgerRow, LineProof, Link,
    Nav, Source, State, Term, Tone,
};

/// `/claims/{id}`
pub fn claim(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let missing = || {
        Failure::missing(
            "There is no such claim",
            "No claim here has this number. It may be part of an import that was taken back.",
            Link::new("Search the claims", "/claims"),
        )
    };
    let id = ask.id().ok_or_else(missing)?;
    let whole = ask.book.whole_claim(id)?.ok_or_else(missing)?;
    let as_of = ask.usual_day();
    let head = &whole.head;
    let item = &head.item;
    let person = ask.book.person(item.patient_id)?;
    note_versions(ask, &whole);
    let split = Split::of(&whole.journal, |_| true);
    // A claim that no longer counts has nothing in the books; its charge was taken back too.
    let charge = if head.live { item.money.charge } else { split.revenue };
    let lines = whole.lines.iter().map(|line| claim_line(ask, &whole, line.number)).collect();
    // What is known from a remittance alone was never sent from a file that is here.
    let may_send = ask.now.who.has(Right::SendClaims) && head.live && head.origin == "837P";
    Answer::page(&ClaimPage {
        anew: if may_send { format!("/claims/{id}/anew") } else { String::new() },
        control_number: item.control_number.clone(),
        patient: name(&person.last, &person.first),
        state: state(&whole, as_of),
        stands: stands(&whole, as_of) + &last_day(ask, &whole, as_of)?,
        next: next(ask, &whole, as_of),
        charge: Cell::link(money(charge), "#lines"),
        paid: Cell::link(money(split.paid), "#ledger"),
        adjusted: Cell::link(money(split.adjusted), "#why"),
        open: Cell::link(money(split.open()), "#lines"),
        facts: facts(ask, &whole)?,
        timeline: timeline(&whole, &ask.book.answers_to(whole.head.item.claim_id)?),
        lines,
        ledger: whole.journal.iter().map(|entry| ledger_row(&whole, entry)).collect(),
        proof: Equation {
            title: "The whole claim".into(),
            left: Term::new("", Cell::text(money(charge)), "charge"),
            right: vec![
                Term::new("", Cell::text(money(split.paid)), "payments"),
                Term::new("+", Cell::text(money(split.adjusted)), "adjustments"),
                Term::new("+", Cell::text(money(split.open())), "still open"),
            ],
            balances: charge == split.sum(),
            off_by: off_by(charge - split.sum()),
        },
        shell: ask.shell(format!("Claim {}", item.control_number), Nav::Claims),
    })
}

fn note_versions(ask: &Ask<'_>, whole: &WholeClaim) {
    let head = &whole.head;
    if head.superseded_by != 0 && !head.live {
        ask.note(
            Tone::Warn,
            "This version was replaced by a later one and no longer counts.".into(),
            Some(Link::new("See the later one", format!("/claims/{}", head.superseded_by))),
        );
    } else if !head.live {
        ask.note(
            Tone::Warn,
            "The import that brought this claim was taken back; it no longer counts.".into(),
            Some(Link::new("See the import", format!("/imports/{}", head.batch_id))),
        );
    }
}

fn state(whole: &WholeClaim, as_of: Day) -> State {
    match (whole.head.live, whole.head.superseded_by) {
        (true, _) => claim_state(&whole.head.item, as_of),
        (false, 0) => State::new("Taken back", Tone::Plain),
        (false, _) => State::new("Replaced by a later version", Tone::Plain),
    }
}

/// The payer asked first.
fn first_payer(whole: &WholeClaim) -> &str {
    let first = whole.coverages.iter().find(|c| c.sequence == "P");
    first.map_or("The payer", |c| c.payer.as_str())
}

/// The decision that stands: the latest that was posted and not taken back.
fn standing(whole: &WholeClaim) -> Option<&Decision> {
    whole.decisions.iter().rfind(|d| d.outcome == "posted" && d.reversed_by == 0)
}

/// The last day to file it, while nobody has proof that the payer has it.
fn last_day(ask: &Ask<'_>, whole: &WholeClaim, as_of: Day) -> Result<String, Failure> {
    let clock = filing::of_claim(ask.book, whole.head.item.claim_id, as_of)?;
    Ok(clock.map_or_else(String::new, |clock| {
        let sure = match clock.confidence {
            "verified" => "",
            _ => ", not verified: the contract decides",
        };
        let day = day_words(Day::parse(&clock.last_day));
        let left = match clock.days_left {
            left if left < 0 => format!("passed {} ago", days_words(-left)),
            left => format!("is in {}", days_words(left)),
        };
        format!(" Its last day to file, {day}, {left} ({}{sure}).", clock.rule)
    }))
}

/// Where it stands, in a sentence or two.
fn stands(whole: &WholeClaim, as_of: Day) -> String {
    let head = &whole.head;
    let money_of = &head.item.money;
    if !head.live {
        return "Nothing of it is in the books any more.".into();
    }
    let mut said = Vec::new();
    match standing(whole) {
        Some(d) => {
            let day = day_words(Some(d.post_day));
            said.push(match (d.paid, d.denied) {
                (0, 0) => format!("{} decided on {day} and paid nothing.", d.payer),
                (0, denied) => format!("{} refused {} on {day}.", d.payer, money(denied)),
                (paid, 0) => format!("{} paid {} on {day}.", d.payer, money(paid)),
                (paid, denied) => {
                    let (paid, denied) = (money(paid), money(denied));
                    format!("{} paid {paid} on {day} and refused {denied}.", d.payer)
                }
            });
        }
        None => {
            let days = days_words(waited(&head.item, as_of));
            let sent = head.item.first_bill_day;
            said.push(match sent {
                Some(day) => format!(
                    "{} was sent it on {} and has not decided ({days}).",
                    first_payer(whole),
                    day_words(Some(day))
                ),
                None => format!("{} has not decided ({days}).", first_payer(whole)),
            });
            if let Some(d) = whole.decisions.iter().rfind(|d| d.outcome == "memo") {
                let day = day_words(Some(d.post_day));
                said.push(format!("{} answered on {day} without a decision.", d.payer));
            }
        }
    }
    if money_of.denied > 0 {
        said.push(format!("{} is denied and still claimed.", money(money_of.denied)));
    }
    if money_of.later > 0 {
        said.push(format!("{} waits on a later payer.", money(money_of.later)));
    }
    if money_of.patient > 0 {
        said.push(format!("{} is the patient’s.", money(money_of.patient)));
    }
    if money_of.payer < 0 || money_of.later < 0 || money_of.denied < 0 || money_of.patient < 0 {
        said.push("More was paid than was open.".into());
    }
    if money_of.open() == 0 {
        said.push("Nothing is open.".into());
    }
    said.join(" ")
}

/// What to do next, when it is our turn.
fn next(ask: &Ask<'_>, whole: &WholeClaim, as_of: Day) -> Option<String> {
    let head = &whole.head;
    if !head.live {
        return None;
    }
    let waiting = whole.waits.iter().find_map(|w| Reason::named(&w.reason));
    if let Some(reason) = waiting {
        return Some(format!("{}. {}", reason.words(), reason.fix()));
    }
    if head.item.money.denied > 0 {
        let mut actions: Vec<&str> = Vec::new();
        let last = standing(whole).map(|d| (d.remit_id, d.claim_no));
        for off in whole.taken_off.iter().filter(|o| o.is_denial && o.cents > 0) {
            let action = ask.words().code(&off.reason).map(|code| code.action.as_str());
            if last == Some((off.remit_id, off.claim_no))
                && let Some(action) = action.filter(|a| !actions.contains(a))
            {
                actions.push(action);
            }
        }
        return Some(match actions.as_slice() {
            [] => "Find out why it was denied, then correct it or appeal.".into(),
            actions => format!("{}.", actions.join(". Also: ").trim_end_matches('.')),
        });
    }
    let overdue = head.item.money.payer > 0 && waited(&head.item, as_of) >= words::OVERDUE;
    if overdue {
        return Some(format!("Ask {} for the status of this claim.", first_payer(whole)));
    }
    (head.item.money.patient > 0)
        .then(|| "Send the patient a statement, or apply what was paid at the desk.".into())
}

fn facts(ask: &Ask<'_>, whole: &WholeClaim) -> Result<Vec<Fact>, Failure> {
    let head = &whole.head;
    let mut facts = Vec::new();
    for (letter, label) in [("P", "First payer"), ("S", "Second payer"), ("T", "Third payer")] {
        let Some(c) = whole.coverages.iter().find(|c| c.sequence == letter) else { continue };
        let place = format!("/claims?payer={}", c.payer_id);
        let cell = if letter == "P" { Cell::link(&c.payer, place) } else { Cell::text(&c.payer) };
        facts.push(Fact::new(label, cell));
    }
    let mut add = |label: &str, value: String| {
        if !value.is_empty() {
            facts.push(Fact::new(label, Cell::text(value)));
        }
    };
    add("Member id", head.member_id.clone());
    let numbered = whole.decisions.iter().rfind(|d| !d.payer_control_number.is_empty());
    let number = numbered.map(|d| d.payer_control_number.clone());
    add("Payer’s claim number", number.unwrap_or_default());
    add("Service", day_words(head.item.service_day));
    if let Some(day) = head.item.first_bill_day {
        add("First sent", day_words(Some(day)));
    }
    let npi = |npi: &str| if npi.is_empty() { String::new() } else { format!("NPI {npi}") };
    add("Therapist", npi(&head.rendering_npi));
    add("Referred by", npi(&head.referring_npi));
    add("Billed by", npi(&head.billing_npi));
    add("Place of service", place_of_service(&head.place_of_service));
    add("Authorization", head.authorization.clone());
    add("Diagnoses", spaced(&head.diagnoses));
    match whole.sendings.first() {
        Some(s) => facts.push(Fact::new(
            "Claim file",
            Cell::link(file_name(&s.path), format!("/imports/{}", s.batch_id)),
        )),
        None => facts.push(Fact::new("Claim file", Cell::text("None; made from a remittance"))),
    }
    // Earlier versions, one step at a time: there are hardly ever more than two.
    let mut earlier = head.supersedes;
    for _ in 0..10 {
        let Some(old) = ask.book.claim_head(earlier)? else { break };
        let words = format!("{} of {}", old.item.control_number, money(old.item.money.charge));
        facts.push(Fact::new("Replaces", Cell::link(words, format!("/claims/{earlier}"))));
        earlier = old.supersedes;
    }
    Ok(facts)
}

/// Where a claim payment stands in its file.
fn decision_source(d: &Decision) -> Source {
    Source {
        file: if d.trace.is_empty() { file_name(&d.path) } else { d.trace.clone() },
        place: format!("segment {}", d.segment),
        href: Some(format!("/remittances/{}", d.remit_id)),
    }
}

/// What an acknowledgement says, in plain words.
fn answered(a: &AnswerRow) -> Happening {
    let who = match (a.said_by.as_str(), a.source_name.as_str()) {
        ("envelope", _) => "The receiver of the file".to_string(),
        ("set", _) => "The check of the file’s form".into(),
        ("payer", "") => "The payer".into(),
        ("clearinghouse", "") => "A clearinghouse".into(),
        (_, name) => capital(name),
    };
    let (words, tone) = match a.says.as_str() {
        "accepted" if a.said_by == "payer" => ("accepted the claim", Tone::Good),
        "accepted" if a.said_by == "clearinghouse" => ("took it in and passes it on", Tone::Plain),
        "accepted" => ("found nothing wrong; the claim is not accepted by that", Tone::Plain),
        "accepted_with_errors" => ("took it in, with faults to mend for the next time", Tone::Warn),
        "rejected" => ("refused it before any decision; this is no denial", Tone::Bad),
        "forwarded" => ("received it and passed it on", Tone::Plain),
        "not_found" => ("does not find it", Tone::Warn),
        "split" => ("made several claims of it", Tone::Plain),
        "pending" => ("has not decided yet", Tone::Plain),
        "information_wanted" => ("waits for information", Tone::Warn),
        "out_of_place" => ("said something that does not belong here", Tone::Plain),
        _ => ("says that it is decided; the remittance tells how", Tone::Plain),
    };
    Happening {
        what: format!("{who} {words}"),
        detail: format!("{} {}", a.kind, a.codes).trim().into(),
        tone,
        source: Some(Source {
            file: file_name(&a.path),
            place: format!("segment {}", a.segment),
            href: Some(format!("/imports/{}", a.batch_id)),
        }),
        ..Happening::default()
    }
}

fn timeline(whole: &WholeClaim, answers: &[AnswerRow]) -> Vec<Happening> {
    let head = &whole.head;
    let mut events: Vec<(Day, Happening)> = Vec::new();
    let count = i64::try_from(whole.lines.len()).unwrap_or(0);
    if let Some(day) = head.item.service_day {
        let charge = money(head.item.money.charge);
        let detail = format!("{}, {charge}", counted(count, "line", "lines"));
        events.push((day, Happening { what: "Visit".into(), detail, ..Happening::default() }));
    }
    for s in &whole.sendings {
        let detail = match s.frequency.as_str() {
            "7" => "As a replacement of what was sent before",
            "8" => "As a void: the payer is asked to forget it",
            "6" => "As a correction",
            _ => "",
        };
        let source = Source {
            file: file_name(&s.path),
            place: format!("segment {}", s.segment),
            href: Some(format!("/imports/{}", s.batch_id)),
        };
        let day = s.sent_day.or(head.item.first_bill_day).or(head.item.service_day);
        events.push((
            day.unwrap_or_default(),
            Happening {
                what: format!("Sent to {}", s.payer),
                detail: detail.into(),
                source: Some(source),
                ..Happening::default()
            },
        ));
    }
    for a in answers {
        events.push((a.day, answered(a)));
    }
    for d in &whole.decisions {
        events.push((d.post_day, decided(d)));
    }
    for entry in &whole.journal {
        if entry.rule == "P20" && entry.credit == Account::ArPatient.name() {
            let what = format!("The patient paid {}", money(entry.cents));
            let event = Happening { what, tone: Tone::Good, ..Happening::default() };
            events.push((entry.post_day, event));
        }
    }
    events.sort_by_key(|(day, _)| *day);
    let dated = |(day, event): (Day, Happening)| Happening { date: day_words(Some(day)), ..event };
    events.into_iter().map(dated).collect()
}

/// A payer's answer as an event.
fn decided(d: &Decision) -> Happening {
    let paid = money(d.paid);
    let (what, tone) = match d.outcome.as_str() {
        "reversed" => (format!("{} took its earlier decision back", d.payer), Tone::Warn),
        "held" => (format!("{} paid {paid}; it waits", d.payer), Tone::Warn),
        "waiting" => {
            (format!("{} paid {paid} in a file that does not add up", d.payer), Tone::Warn)
        }
        "memo" => (format!("{} answered; nothing moved", d.payer), Tone::Plain),
        _ if d.denied > 0 && d.paid != 0 => {
            (format!("{} paid {paid} and refused {}", d.payer, money(d.denied)), Tone::Bad)
        }
        _ if d.denied > 0 => (format!("{} refused {}", d.payer, money(d.denied)), Tone::Bad),
        _ if d.paid == 0 => (format!("{} decided and paid nothing", d.payer), Tone::Plain),
        _ => (format!("{} paid {paid}", d.payer), Tone::Good),
    };
    let mut detail = vec![capital(Words::status(&d.status))];
    if d.matched_by == Stage::MadeFromRemittance.name() {
        detail.push("This claim was made from it; no claim file has it".into());
    } else if d.matched_by != Stage::ControlNumber.name() && !d.matched_by.is_empty() {
        detail.push(format!("Matched {}", Stage::words(&d.matched_by)));
    }
    if !d.remarks.is_empty() {
        detail.push(format!("Remarks {}", spaced(&d.remarks)));
    }
    if d.reversed_by != 0 {
        detail.push("Taken back later".into());
    }
    Happening {
        what,
        detail: detail.join(". "),
        tone,
        source: Some(decision_source(d)),
        ..Happening::default()
    }
}

fn claim_line(ask: &Ask<'_>, whole: &WholeClaim, number: i64) -> ClaimLine {
    let Some(line) = whole.lines.iter().find(|l| l.number == number) else {
        return ClaimLine::default();
    };
    let split = Split::of(&whole.journal, |entry| entry.line == number);
    let charge = if whole.head.live { line.charge } else { split.revenue };
    ClaimLine {
        number: u32::try_from(number).unwrap_or(0),
        code: line.code.clone(),
        words: procedure(&line.code).into(),
        modifiers: spaced(&line.modifiers),
        units: units(line.units_milli),
        date: day_words(line.service_day),
        charge: money(line.charge),
        paid: money_cell(split.paid),
        contractual: money_cell(split.adjusted),
        patient: money_cell(split.patient),
        denied: money_cell(split.denied),
        open: money_cell(split.open()),
        proof: LineProof {
            charge: money(charge),
            payments: money(split.paid),
            adjustments: money(split.adjusted),
            open: money(split.open()),
            balances: charge == split.sum(),
            off_by: off_by(charge - split.sum()),
        },
        adjustments: adjustments(ask, whole, number),
    }
}

/// The line of ours that an amount stands with: its own; else the one with the same number;
/// else, and for amounts off the claim as a whole, the first.
fn stands_with(whole: &WholeClaim, off: &TakenOff) -> i64 {
    let known = |number: i64| whole.lines.iter().any(|l| l.number == number);
    [off.claim_line, off.paid_line]
        .into_iter()
        .find(|number| known(*number))
        .or_else(|| whole.lines.first().map(|l| l.number))
        .unwrap_or(0)
}

/// What payers took off a line.
fn adjustments(ask: &Ask<'_>, whole: &WholeClaim, number: i64) -> Vec<Adjustment> {
    let mut shown = Vec::new();
    for off in whole.taken_off.iter().filter(|off| stands_with(whole, off) == number) {
        let decision = |d: &&Decision| (d.remit_id, d.claim_no) == (off.remit_id, off.claim_no);
        let Some(d) = whole.decisions.iter().find(decision) else { continue };
        // A reversal repeats what it takes back with the sign turned round.
        if d.outcome != "reversed" {
            shown.push(adjustment(ask, d, off));
        }
    }
    shown
}

fn adjustment(ask: &Ask<'_>, d: &Decision, off: &TakenOff) -> Adjustment {
    let remarks = if off.paid_line == 0 { &d.remarks } else { &off.remarks };
    let mut code = format!("{}-{}", off.group, off.reason);
    if !remarks.is_empty() {
        code.push_str(&format!(" with {}", spaced(remarks)));
    }
    let mut by = format!("{}, {}", d.payer, day_words(Some(d.post_day)));
    if off.paid_line == 0 {
        by.push_str(", for the claim as a whole");
    } else if off.claim_line == 0 {
        by.push_str(&format!(", for line {} of the remittance", off.paid_line));
    }
    let known = ask.words().code(&off.reason);
    let denial = off.is_denial && !off.account.is_empty() && d.reversed_by == 0;
    let (treated, rule) = treated(d, off);
    Adjustment {
        meaning: known.map_or_else(
            || "A reason that the rulebook does not know".into(),
            |code| code.meaning.clone(),
        ),
        code,
        by,
        amount: money(off.cents),
        treated,
        rule: if rule.is_empty() { String::new() } else { format!("{rule}: {}", rule_words(rule)) },
        source: Some(decision_source(d)),
        next: match known.filter(|_| denial) {
            Some(code) => code.action.clone(),
            None => String::new(),
        },
        cause: cause_words(&off.cause),
        table: known.map_or_else(String::new, |code| {
            table(ask, &code.source, code.confidence == "sourced")
        }),
    }
}

fn cause_words(cause: &str) -> String {
    Cause::named(cause).map_or_else(String::new, |cause| format!("Cause: {}", cause.words()))
}

/// Where the cause comes from, and how sure it is.
fn table(ask: &Ask<'_>, source: &str, verified: bool) -> String {
    let doubt = if verified { "" } else { "; nobody has verified this cause" };
    format!("carc table {}, {source}{doubt}", ask.words().version())
}

/// What was done with an amount, and the rule that says so.
fn treated<'a>(d: &Decision, off: &'a TakenOff) -> (State, &'a str) {
    let plain = |words: &str| State::new(words, Tone::Plain);
    let rule = off.rule.as_str();
    if d.reversed_by != 0 {
        return (plain("Taken back later"), rule);
    }
    match (d.outcome.as_str(), off.account.as_str(), rule) {
        ("held" | "waiting", ..) => (State::new("Waits; nothing moved", Tone::Warn), ""),
        (_, "", "P7") => (plain("What earlier payers did; nothing moves"), rule),
        (_, "", "P11") => (plain("A duplicate; nothing moves"), rule),
        ("memo", "", _) if returned(d, off) => {
            (plain("Returned without a decision; nothing moves"), "P16")
        }
        ("memo", "", _) => (plain("No decision; nothing moves"), ""),
        (_, "", "") => (State::new("Not moved; it waits for a person", Tone::Warn), ""),
        (_, "", _) => (plain("Nothing moved"), rule),
        (_, account, _) => {
            let treated = words::treated(account);
            (State::new(format!("{} ({account})", treated.words), treated.tone), rule)
        }
    }
}

/// Whether a remark says that the claim could not be processed.
fn returned(d: &Decision, off: &TakenOff) -> bool {
    [&d.remarks, &off.remarks].iter().any(|remarks| remarks.split(':').any(|r| r == "MA130"))
}

fn ledger_row(whole: &WholeClaim, entry: &Entry) -> LedgerRow {
    let decision = whole
        .decisions
        .iter()
        .find(|d| (d.remit_id, d.claim_no) == (entry.remit_id, entry.claim_no));
    let source = match decision {
        Some(d) => decision_source(d),
        None if entry.remit_id != 0 => Source {
            file: format!("Remittance {}", entry.remit_id),
            place: String::new(),
            href: Some(format!("/remittances/{}", entry.remit_id)),
        },
        None => Source {
            file: format!("Import {}", entry.batch_id),
            place: String::new(),
            href: Some(format!("/imports/{}", entry.batch_id)),
        },
    };
    let mut what = rule_words(&entry.rule).to_string();
    if entry.reverses != 0 {
        what.push_str(&format!(" (entry {} reversed)", entry.reverses));
    }
    LedgerRow {
        date: day_words(Some(entry.post_day)),
        what,
        line: if entry.line == 0 { String::new() } else { entry.line.to_string() },
        rule: entry.rule.clone(),
        debit: words::account(&entry.debit),
        credit: words::account(&entry.credit),
        amount: money(entry.cents),
        source: Some(source),
    }
}
