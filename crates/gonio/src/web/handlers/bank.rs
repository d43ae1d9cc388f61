//! The bank's lines and what they pay, and patients' credits.

use std::sync::Arc;

use axum::Form;
use axum::extract::State as Shared;
use axum::response::Response;
use gonio_app::access::Right;
use gonio_app::bank::{self, LineDone, LineView};
use gonio_app::{Book, Now, receipts, requests};
use gonio_billing::day::Day;
use serde::Deserialize;

use super::receive::finish;
use super::{capital, day_words, name};
use crate::cli::cents;
use crate::web::ask::{Address, Answer, Ask, Failure, pager};
use crate::web::pages::show::{counted, money, money_cell};
use crate::web::pages::{
    BankLine, BankPage, Candidate, Cell, CreditRow, CreditsPage, Link, Nav, State, Tone, Unseen,
};
use crate::web::{Server, Token};

/// Remittances shown that the bank has not.
const UNSEEN: usize = 20;

/// `/bank`
pub fn bank(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let done = ask.number("done");
    if done != 0 && ask.book.batch(done)?.is_some_and(|b| b.kind == "bank" && b.stands()) {
        let undo = Link::new("Undo it", format!("/imports/{done}/undo"));
        ask.note(Tone::Good, format!("Done, as batch {done}."), Some(undo));
    }
    let show = match ask.one_of("show", &["waiting", "matched", "all"]) {
        "" => "waiting",
        show => show,
    };
    let (page, slice) = ask.slice();
    let which = if show == "all" { "" } else { show };
    let (lines, total) = bank::lines(ask.book, which, slice)?;
    let address = Address::new("/bank").with("show", show);
    let shows = [("waiting", "Waiting"), ("matched", "Matched"), ("all", "All lines")];
    let unseen = bank::not_seen(ask.book)?;
    let sum: i64 = unseen.iter().map(|a| a.cents).sum();
    let count = i64::try_from(unseen.len()).unwrap_or(0);
    let result = match show {
        "waiting" => format!("{} for a remittance", counted(total, "line waits", "lines wait")),
        "matched" => format!("{} matched", counted(total, "line is", "lines are")),
        _ => counted(total, "line", "lines"),
    };
    Answer::page(&BankPage {
        shows: shows
            .map(|(value, words)| {
                let href = Address::new("/bank").with("show", value).text();
                (Link::new(words, href), value == show)
            })
            .into(),
        result,
        pager: pager(&address, page, lines.len(), total, ("line", "lines")),
        lines: lines.iter().map(line).collect(),
        unseen_words: format!("{}, {}", counted(count, "remittance", "remittances"), money(sum)),
        unseen: unseen
            .into_iter()
            .take(UNSEEN)
            .map(|a| Unseen {
                trace: Cell::link(
                    if a.trace.is_empty() { "No trace" } else { a.trace.as_str() },
                    format!("/remittances/{}", a.remit_id),
                ),
                payer: a.payer,
                date: day_words(Some(a.day)),
                amount: money(a.cents),
            })
            .collect(),
        may_post: ask.now.who.has(Right::Post),
        shell: ask.shell("Bank", Nav::Remittances),
    })
}

fn line(view: &LineView) -> BankLine {
    let state = match view.state {
        "matched" => State::new("Matched", Tone::Good),
        "waiting" => State::new("Waits", Tone::Warn),
        _ => State::new("Went out", Tone::Plain),
    };
    let matches = view.matches.iter().map(|m| match m.remittance {
        Some(id) => {
            let what = format!("{}, {}, {}", m.trace, m.payer, money(m.amount_cents));
            (Cell::link(what, format!("/remittances/{id}")), m.words.to_string())
        }
        None => (Cell::text(&m.note), m.words.to_string()),
    });
    let candidates = (1..).zip(&view.candidates).map(|(key, c)| Candidate {
        key,
        value: c.remittance.to_string(),
        title: format!(
            "{}, {}, {}, {}",
            if c.trace.is_empty() { "no trace" } else { &c.trace },
            c.payer,
            day_words(Day::parse(&c.day)),
            money(c.amount_cents)
        ),
        href: format!("/remittances/{}", c.remittance),
        reasons: capital(&c.reasons.join(", ")),
    });
    BankLine {
        id: view.line.to_string(),
        date: day_words(Day::parse(&view.day)),
        amount: money(view.amount_cents),
        text: view.text.clone(),
        account: view.account.clone(),
        state,
        matches: matches.collect(),
        candidates: candidates.collect(),
        waits: view.state == "waiting",
    }
}

/// What the forms of the page send.
#[derive(Deserialize)]
pub struct Said {
    line: i64,
    #[serde(default)]
    remit: i64,
    #[serde(default)]
    note: String,
}

async fn change(
    server: Arc<Server>,
    token: Token,
    work: impl FnOnce(&mut Book, Now) -> gonio_app::Result<LineDone> + Send + 'static,
) -> Response {
    finish(move || {
        let done = server.change(&token.0, |book, now| Ok(work(book, now)?))?;
        Ok(Answer::See(format!("/bank?done={}", done.batch)))
    })
    .await
}

/// `POST /bank/match`
pub async fn match_line(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Said>,
) -> Response {
    change(server, token, move |book, now| bank::match_line(book, said.line, &[said.remit], now))
        .await
}

/// `POST /bank/unmatch`
pub async fn unmatch(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Said>,
) -> Response {
    change(server, token, move |book, now| bank::unmatch(book, said.line, now)).await
}

/// `POST /bank/set-aside`
pub async fn set_aside(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Said>,
) -> Response {
    change(server, token, move |book, now| bank::set_aside(book, said.line, &said.note, now)).await
}

/// Cents as an amount field holds them.
fn input(amount_cents: i64) -> String {
    format!("{}.{:02}", amount_cents / 100, amount_cents % 100)
}

/// What the forms of the credits send.
#[derive(Deserialize)]
pub struct Refund {
    patient: i64,
    amount: String,
    #[serde(default)]
    reason: String,
}

/// `POST /credits/refund`: asks for one.
pub async fn ask_refund(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Refund>,
) -> Response {
    finish(move || {
        let cents = cents(&said.amount)
            .map_err(|words| Failure::refused(400, "That is no amount", &words))?;
        let done = server.change(&token.0, |book, now| {
            Ok(requests::ask_refund(book, said.patient, cents, &said.reason, now)?)
        })?;
        Ok(Answer::See(format!("/credits?done={}", done.batch)))
    })
    .await
}

/// `POST /credits/paid`: one that was agreed to is paid out.
pub async fn pay_refund(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Refund>,
) -> Response {
    finish(move || {
        let cents = cents(&said.amount)
            .map_err(|words| Failure::refused(400, "That is no amount", &words))?;
        let done = server.change(&token.0, |book, now| {
            Ok(receipts::pay_refund(book, said.patient, cents, now.today, now)?)
        })?;
        Ok(Answer::See(format!("/credits?done={}", done.batch)))
    })
    .await
}

/// `/credits`
pub fn credits(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let done = ask.number("done");
    if ask.book.batch(done)?.is_some_and(|b| matches!(b.kind.as_str(), "request" | "refund")) {
        let undo = Link::new("Undo it", format!("/imports/{done}/undo"));
        ask.note(Tone::Good, format!("Done, as batch {done}."), Some(undo));
    }
    let (may_ask, may_pay) = (ask.now.who.has(Right::Ask), ask.now.who.has(Right::Post));
    let credits = receipts::credits(ask.book, ask.now.today)?;
    let sum: i64 = credits.iter().map(|c| c.unapplied_cents + c.credit_cents + c.due_cents).sum();
    let count = i64::try_from(credits.len()).unwrap_or(0);
    let rows = credits.into_iter().map(|c| CreditRow {
        ask: (may_ask && c.refund_waits_for.is_none() && c.unapplied_cents + c.credit_cents > 0)
            .then(|| input(c.unapplied_cents + c.credit_cents)),
        pay: (may_pay && c.due_cents > 0).then(|| input(c.due_cents)),
        id: c.patient.to_string(),
        patient: name(&c.last, &c.first),
        member: c.member_id,
        unapplied: money_cell(c.unapplied_cents),
        credit: money_cell(c.credit_cents),
        due: money_cell(c.due_cents),
        refund: match c.refund_waits_for {
            Some(words) => State::new(format!("Waits: {words}"), Tone::Warn),
            None if c.unapplied_cents + c.credit_cents > 0 => {
                State::new("May be asked for", Tone::Good)
            }
            None => State::new("To be paid out", Tone::Plain),
        },
    });
    Answer::page(&CreditsPage {
        result: format!("{}, {}", counted(count, "patient", "patients"), money(sum)),
        rows: rows.collect(),
        shell: ask.shell("Patients’ credits", Nav::Work),
    })
}
