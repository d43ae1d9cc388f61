//! The worklist of denials, one case, and what takes two people. What is done to many at once
//! is shown first, done then, and can be taken back.

use std::sync::Arc;

use axum::Form;
use axum::extract::State as Shared;
use axum::response::Response;
use gonio_app::Book;
use gonio_app::access::Right;
use gonio_app::cases::{Act, Action, CaseItem, CasesAsked, act, show};
use gonio_app::moves::{Asked, Wish};
use gonio_app::requests;
use gonio_billing::cause::Cause;
use gonio_billing::day::Day;
use gonio_billing::ledger::Account;
use gonio_billing::states::denial;

use super::receive::finish;
use super::{capital, choices, day_words, days_words, moment, payer_choices, payer_name};
use crate::cli::cents;
use crate::web::ask::{Address, Answer, Ask, Failure, PAGE, pager};
use crate::web::pages::show::{counted, money};
use crate::web::pages::{
    CaseLine, CasePage, CaseTold, CasesPage, Cell, Choice, Link, Nav, PreviewLine, PreviewPage,
    RequestLine, RequestsPage, Shell, State, Tone,
};
use crate::web::{Server, Token};

/// Fields of a form, in the order they came.
pub type Fields = Vec<(String, String)>;

/// Decided requests shown.
const DECIDED: usize = 50;

/// What a form says of `name`; empty for nothing.
pub fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
}

/// Numbers under `name`, in order.
pub fn numbers(fields: &Fields, name: &str) -> Vec<i64> {
    fields.iter().filter(|(n, _)| n == name).filter_map(|(_, v)| v.parse().ok()).collect()
}

/// A form that was not sent as our pages send it.
pub fn bad(words: impl Into<String>) -> Failure {
    Failure::refused(400, "That could not be understood", &words.into())
}

/// `/denials/work`
pub fn worklist(ask: &Ask<'_>) -> Result<Answer, Failure> {
    said_done(ask)?;
    let names: Vec<&'static str> = Cause::ALL.iter().map(|c| c.name()).collect();
    let cause = ask.one_of("cause", &names);
    let state = ask.one_of("state", &denial::State::NAMES);
    let (payer_id, owner_id) = (ask.number("payer"), ask.number("owner"));
    let closed = ask.number("closed") != 0;
    let (page, slice) = ask.slice();
    let asked = CasesAsked {
        closed,
        cause: cause.into(),
        state: state.into(),
        payer_id,
        owner_id,
        due_by: None,
        limit: PAGE,
        offset: slice.offset,
    };
    let today = ask.usual_day();
    let cases = ask.book.case_list(&asked)?;
    let counts = ask.book.case_counts(&asked, today)?;
    let payers = ask.book.payers()?;
    let address = Address::new("/denials/work")
        .with("cause", cause)
        .with("state", state)
        .with("payer", if payer_id == 0 { String::new() } else { payer_id.to_string() })
        .with("owner", if owner_id == 0 { String::new() } else { owner_id.to_string() })
        .with("closed", if closed { "1" } else { "" });
    let rows: Vec<CaseLine> = cases.iter().map(|c| line(ask, c, &payers, today)).collect();
    let total_words = if counts.cases == 0 {
        String::new()
    } else {
        format!(
            "{}, {} denied; {} past their last day, {} without an owner.",
            counted(counts.cases, "case", "cases"),
            money(counts.open_cents),
            counts.overdue,
            counts.unowned
        )
    };
    let may = ask.now.who.has(Right::WorkDenials) && !closed;
    Answer::page(&CasesPage {
        total_words,
        causes: choices("All causes", &cause_list(), cause),
        states: choices("All", &state_list(), state),
        payers: payer_choices(&payers, payer_id),
        owners: people(ask.book, "Everybody’s", owner_id)?,
        closed,
        active: !cause.is_empty() || !state.is_empty() || payer_id != 0 || owner_id != 0,
        pager: pager(&address, page, rows.len(), counts.cases, ("case", "cases")),
        rows,
        actions: if may { action_list(&Action::CHOICES) } else { Vec::new() },
        people: people(ask.book, "As it is, or me", 0)?,
        said_causes: choices("As the code says", &cause_list(), ""),
        shell: ask.shell("Denials to work", Nav::Denials),
    })
}

/// What was done by the page before, as the book says it, with the way to take it back.
pub fn said_done(ask: &Ask<'_>) -> Result<(), Failure> {
    let done = ask.number("done");
    if done != 0
        && let Some(batch) = ask.book.batch(done)?
        && batch.stands()
    {
        ask.note(
            Tone::Good,
            "Done. It stays on record, and can be taken back.".into(),
            Some(Link::new("Undo", format!("/imports/{done}/undo"))),
        );
    }
    Ok(())
}

fn cause_list() -> Vec<(String, String)> {
    let denials = Cause::ALL.iter().filter(|c| c.is_denial());
    denials.map(|c| (c.name().to_string(), c.words().to_string())).collect()
}

fn state_list() -> Vec<(String, String)> {
    let words = |name: &str| capital(&name.replace('_', " "));
    denial::State::NAMES.iter().map(|n| (n.to_string(), words(n))).collect()
}

fn action_list(actions: &[Action]) -> Vec<Choice> {
    let choice =
        |a: &Action| Choice { value: a.name().into(), label: a.words().into(), chosen: false };
    actions.iter().map(choice).collect()
}

fn people(book: &Book, any: &str, chosen: i64) -> Result<Vec<Choice>, Failure> {
    let active = book.people()?.into_iter().filter(|p| p.active);
    let list: Vec<_> = active.map(|p| (p.person_id.to_string(), p.name)).collect();
    let chosen = if chosen == 0 { String::new() } else { chosen.to_string() };
    Ok(choices(any, &list, &chosen))
}

fn left(deadline: Option<Day>, today: Day) -> State {
    match deadline {
        None => State::new("no last day is known", Tone::Plain),
        Some(day) if day < today => {
            State::new(format!("over since {}", days_words(today.0 - day.0)), Tone::Bad)
        }
        Some(day) => {
            let days = day.0 - today.0;
            let tone = if days <= 14 { Tone::Warn } else { Tone::Plain };
            State::new(format!("{} left", days_words(days)), tone)
        }
    }
}

fn code(group: &str, reason: &str) -> String {
    if reason.is_empty() { "below contract".into() } else { format!("{group}-{reason}") }
}

/// A reason code in our words, and what to do about it.
fn reason_words(ask: &Ask<'_>, reason: &str) -> (String, String) {
    if reason.is_empty() {
        let next = "Compare with the contract and dispute it with the payer.";
        return ("Paid below contract".into(), next.into());
    }
    ask.words().code(reason).map_or_else(
        || ("A reason that the rulebook does not know".into(), String::new()),
        |code| (code.meaning.clone(), code.action.clone()),
    )
}

fn line(ask: &Ask<'_>, c: &CaseItem, payers: &[(i64, String)], today: Day) -> CaseLine {
    let (reason, next) = reason_words(ask, &c.reason);
    CaseLine {
        id: c.case_id.to_string(),
        claim: c.control_number.clone(),
        payer: payer_name(payers, c.payer_id),
        amount: money(c.open_cents),
        deadline: day_words(c.deadline),
        left: left(c.deadline, today),
        owner: if c.owner.is_empty() { "nobody yet".into() } else { c.owner.clone() },
        cause: Cause::named(&c.cause).map_or("Not in the rulebook", Cause::words).into(),
        reason,
        code: code(&c.group, &c.reason),
        state: capital(&c.state.replace('_', " ")),
        next,
    }
}

/// `/cases/{id}`
pub fn case(ask: &Ask<'_>) -> Result<Answer, Failure> {
    said_done(ask)?;
    let missing = || {
        Failure::missing(
            "There is no such case",
            "No denial case here has this number.",
            Link::new("Denials to work", "/denials/work"),
        )
    };
    let id = ask.id().ok_or_else(missing)?;
    if ask.book.claim_of_case(id)?.is_none() {
        return Err(missing());
    }
    let view = show(ask.book, id, ask.now)?;
    let everybody = ask.book.people()?;
    let who = |id: i64| {
        everybody.iter().find(|p| p.person_id == id).map_or("–".to_string(), |p| p.name.clone())
    };
    let today = ask.usual_day();
    let number = ask.book.control_number(view.claim_id)?;
    let (reason, next) = reason_words(ask, &view.row.reason);
    let days = |n: Option<i64>| n.and_then(|n| i32::try_from(n).ok()).map(Day);
    let mut facts = vec![
        ("Denied".to_string(), money(view.row.cents)),
        ("Still denied".into(), money(view.row.open_cents)),
        (
            "Last day".into(),
            match view.deadline() {
                None => "not known".into(),
                Some(day) => {
                    format!("{} ({})", day_words(Some(day)), left(Some(day), today).words)
                }
            },
        ),
        (
            "Works on it".into(),
            match view.row.owner_id {
                0 => "nobody yet".into(),
                id => who(id),
            },
        ),
    ];
    if let Some(due) = days(view.row.answer_due) {
        facts.push(("Answer due".into(), day_words(Some(due))));
    }
    let may = ask.now.who.has(Right::WorkDenials);
    let wishes: Vec<Choice> = if ask.now.who.has(Right::Ask) && view.row.is_open {
        let offered = [Wish::WriteOff, Wish::ToPatient, Wish::ToNextPayer];
        let choice =
            |w: &Wish| Choice { value: w.name().into(), label: capital(w.words()), chosen: false };
        offered.iter().map(choice).collect()
    } else {
        Vec::new()
    };
    Answer::page(&CasePage {
        id: id.to_string(),
        claim: Cell::link(number, format!("/claims/{}", view.claim_id)),
        facts,
        reason,
        code: code(&view.row.group, &view.row.reason),
        next,
        state: capital(&view.row.state.replace('_', " ")),
        history: view
            .told
            .iter()
            .map(|t| CaseTold {
                day: day_words(Some(t.day)),
                who: if t.person_id == 0 { "–".into() } else { who(t.person_id) },
                what: t.words.clone(),
                note: t.note.clone(),
                state: t.state.clone(),
            })
            .collect(),
        actions: if may { action_list(&view.choices) } else { Vec::new() },
        people: people(ask.book, "As it is, or me", 0)?,
        said_causes: choices("As the code says", &cause_list(), ""),
        wishes,
        shell: ask.shell(format!("Case {id}"), Nav::Denials),
    })
}

/// What a form asks to be done to cases.
fn asked(fields: &Fields, today: Day) -> Result<Act, Failure> {
    let given = |name: &str| -> Result<Option<Day>, Failure> {
        match field(fields, name) {
            "" => Ok(None),
            text => Day::parse(text).map(Some).ok_or_else(|| bad(format!("{text} is no date."))),
        }
    };
    let cases = numbers(fields, "case");
    if cases.is_empty() {
        return Err(
            bad("Tick at least one case.").with_link(Link::new("Denials to work", "/denials/work"))
        );
    }
    Ok(Act {
        action: Action::named(field(fields, "action")).ok_or_else(|| bad("Choose what to do."))?,
        cases,
        owner: field(fields, "owner").parse().ok().filter(|id| *id != 0),
        cause: Cause::named(field(fields, "cause")),
        on: today,
        until: given("until")?,
        answer_due: given("answer_due")?,
        note: field(fields, "note").into(),
    })
}

/// `POST /cases/preview`: what would be done; nothing is written.
pub async fn preview(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let wanted = asked(&fields, now.today)?;
            let report = act(book, &wanted, true, now)?;
            let line = |c: &gonio_app::cases::Acted, after: &str| PreviewLine {
                what: format!("Case {}, claim {}", c.case, c.control_number),
                amount: money(c.open_cents),
                before: c.before.clone(),
                after: after.into(),
            };
            let (does, refused): (Vec<_>, Vec<_>) =
                report.cases.iter().partition(|c| c.refused.is_empty());
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let practice = book.practice()?;
            Answer::page(&PreviewPage {
                question: format!(
                    "{}: {} of {}?",
                    wanted.action.words(),
                    does.len(),
                    counted(count(report.cases.len()), "case", "cases")
                ),
                does: does.iter().map(|c| line(c, &c.after)).collect(),
                refused: refused.iter().map(|c| line(c, &c.refused)).collect(),
                action: "/cases/do".into(),
                fields: fields.clone(),
                button: "Do it".into(),
                back: "/denials/work".into(),
                shell: Shell {
                    title: "What would happen".into(),
                    practice: practice.name,
                    made_up: practice.made_up,
                    active: Nav::Denials,
                    version: env!("CARGO_PKG_VERSION").into(),
                    who: Some(now.who),
                    ..Shell::default()
                },
            })
        })
    })
    .await
}

/// `POST /cases/do`
pub async fn perform(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let wanted = asked(&fields, now.today)?;
            let report = act(book, &wanted, false, now)?;
            let batch = report.batch.unwrap_or(0);
            Ok(Answer::See(match wanted.cases[..] {
                [one] => format!("/cases/{one}?done={batch}"),
                _ => format!("/denials/work?done={batch}"),
            }))
        })
    })
    .await
}

/// `/requests`
pub fn request_list(ask: &Ask<'_>) -> Result<Answer, Failure> {
    said_done(ask)?;
    let all = requests::list(ask.book, true)?;
    let line = |r: &gonio_app::requests::RequestRow| {
        let wish = Wish::named(&r.wish).map_or_else(|| r.wish.clone(), |w| w.words().into());
        let from = Account::named(&r.from_account).map_or("", Account::words);
        let by = |name: &str| if name.is_empty() { "somebody".into() } else { name.to_string() };
        RequestLine {
            id: r.request_id.to_string(),
            wish: capital(&wish),
            claim: match r.claim_id {
                0 if r.patient_id != 0 => Cell::link("A patient’s credit", "/credits"),
                0 => Cell::text("–"),
                id => Cell::link(r.control_number.clone(), format!("/claims/{id}")),
            },
            amount: money(r.cents),
            from: from.into(),
            asked: format!("{}, {}", by(&r.asker), moment(r.asked_at)),
            reason: r.reason.clone(),
            outcome: match (r.outcome.as_str(), r.answer.as_str()) {
                ("", _) => String::new(),
                (outcome, "") => format!("{} by {}", capital(outcome), by(&r.decider)),
                (outcome, why) => format!("{} by {}: {why}", capital(outcome), by(&r.decider)),
            },
        }
    };
    Answer::page(&RequestsPage {
        waiting: all.iter().filter(|r| r.outcome.is_empty()).map(line).collect(),
        review: all.iter().filter(|r| requests::to_review(r)).map(line).collect(),
        decided: {
            let decided = all.iter().rev().filter(|r| !r.outcome.is_empty());
            decided.take(DECIDED).map(line).collect()
        },
        may_answer: ask.now.who.has(Right::Approve),
        shell: ask.shell("Approvals", Nav::Work),
    })
}

/// `POST /requests/ask`: from a case.
pub async fn request(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let case_id = numbers(&fields, "case").first().copied().unwrap_or(0);
            let claim_id =
                book.claim_of_case(case_id)?.ok_or_else(|| bad("There is no such case."))?;
            let wanted = Asked {
                wish: Wish::named(field(&fields, "wish"))
                    .ok_or_else(|| bad("Choose what to ask for."))?,
                claim_id,
                line: 0,
                from: None,
                cents: match field(&fields, "amount") {
                    "" => 0,
                    text => cents(text).map_err(bad)?,
                },
                reason: field(&fields, "reason").into(),
            };
            let report = requests::ask(book, &wanted, case_id, now)?;
            Ok(Answer::See(format!("/cases/{case_id}?done={}", report.batch)))
        })
    })
    .await
}

/// `POST /requests/answer`
pub async fn answer(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let ids = numbers(&fields, "request");
            if ids.is_empty() {
                return Err(bad("Tick at least one request.")
                    .with_link(Link::new("Approvals", "/requests")));
            }
            let report = match field(&fields, "answer") {
                "approve" => requests::approve(book, &ids, false, now)?,
                "refuse" => requests::refuse(book, &ids, field(&fields, "reason"), false, now)?,
                _ => return Err(bad("Say whether you agree.")),
            };
            let refused: Vec<String> = report
                .requests
                .iter()
                .filter(|r| !r.refused.is_empty())
                .map(|r| format!("Request {}: {}.", r.request, r.refused))
                .collect();
            match (report.batch, refused.is_empty()) {
                (Some(batch), true) => Ok(Answer::See(format!("/requests?done={batch}"))),
                (batch, _) => {
                    let mut words = refused.join(" ");
                    if batch.is_some() {
                        words.push_str(" The others were done.");
                    }
                    Err(Failure::refused(409, "Not everything could be done", &words)
                        .with_link(Link::new("Approvals", "/requests")))
                }
            }
        })
    })
    .await
}
