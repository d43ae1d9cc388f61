//! Claims made here, and a person's word on a payment.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use gonio_app::access::Right;
use gonio_app::outgoing::{self, Kind, OutgoingRow, Step};
use gonio_app::payments;

use super::cases::{Fields, bad, field, numbers, said_done};
use super::receive::finish;
use crate::web::ask::{Answer, Ask, Failure};
use crate::web::pages::show::{count, counted, money};
use crate::web::pages::{Cell, Choice, Link, Nav, OutgoingLine, OutgoingPage, State, Tone};
use crate::web::{Server, Token};

/// Claims are counted up to here.
const MANY: i64 = 1_000;

/// `/outgoing`
pub fn list(ask: &Ask<'_>) -> Result<Answer, Failure> {
    said_done(ask)?;
    let waiting = ask.book.claims_waiting_for_later_payers(MANY + 1)?.len();
    let rows = ask.book.outgoing()?;
    let words = match i64::try_from(waiting).unwrap_or(i64::MAX) {
        0 => String::new(),
        n if n > MANY => format!(
            "More than {} claims wait for a later payer that nobody has asked yet.",
            count(MANY)
        ),
        n => format!(
            "{} for a later payer that nobody has asked yet.",
            counted(n, "claim waits", "claims wait")
        ),
    };
    Answer::page(&OutgoingPage {
        waiting_words: words,
        rows: rows.iter().rev().map(line).collect(),
        may: ask.now.who.has(Right::SendClaims),
        shell: ask.shell("Claims to send", Nav::Claims),
    })
}

fn line(row: &OutgoingRow) -> OutgoingLine {
    let (words, tone, steps): (&str, Tone, &[(&str, &str)]) = match row.state.as_str() {
        "built" => (
            "Waits for a second person",
            Tone::Warn,
            &[("approve", "Approve"), ("hold", "Hold"), ("drop", "Do not send")],
        ),
        "approved" => {
            ("Approved, to be sent", Tone::Good, &[("hold", "Hold"), ("drop", "Do not send")])
        }
        "held" => ("Held", Tone::Warn, &[("release", "Go on"), ("drop", "Do not send")]),
        "sent" => ("Sent", Tone::Good, &[]),
        _ => ("Not to be sent", Tone::Plain, &[]),
    };
    let choice = |(value, label): &(&str, &str)| Choice {
        value: (*value).into(),
        label: (*label).into(),
        chosen: false,
    };
    OutgoingLine {
        id: row.outgoing_id.to_string(),
        claim: Cell::link(row.original_number.clone(), format!("/claims/{}", row.claim_id)),
        what: match Kind::named(&row.kind) {
            Some(Kind::Secondary) => "To the next payer",
            Some(Kind::Corrected) => "Corrected, in the place of what was decided",
            Some(Kind::Void) => "Void: the payer is asked to forget it",
            Some(Kind::Resend) => "Once more, after it was refused",
            None => "Something a later version of Gonio knows",
        }
        .into(),
        number: row.control_number.clone(),
        charge: money(row.charge_cents),
        state: State::new(words, tone),
        reason: match (row.changes.as_str(), row.reason.as_str()) {
            ("", reason) => reason.into(),
            (changes, "") => format!("Changed: {changes}"),
            (changes, reason) => format!("Changed: {changes}. {reason}"),
        },
        steps: steps.iter().map(choice).collect(),
    }
}

/// `POST /outgoing/build`: all that wait for a later payer.
pub async fn build(Shared(server): Shared<Arc<Server>>, token: Token) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let claims = book.claims_waiting_for_later_payers(i64::MAX)?;
            let report = outgoing::build(book, &claims, Kind::Secondary, "", false, now)?;
            let refused: Vec<String> = report
                .claims
                .iter()
                .filter(|c| !c.refused.is_empty())
                .take(10)
                .map(|c| format!("{}: {}.", c.claim, c.refused))
                .collect();
            let others = report.batch.map_or("", |_| " The others were made.");
            match (report.batch, refused.is_empty()) {
                (Some(batch), true) => Ok(Answer::See(format!("/outgoing?done={batch}"))),
                (None, true) => Ok(Answer::See("/outgoing".into())),
                _ => Err(Failure::refused(
                    409,
                    "Not every claim could be made",
                    &format!("{}{others}", refused.join(" ")),
                )
                .with_link(Link::new("Claims to send", "/outgoing"))),
            }
        })
    })
    .await
}

/// `POST /outgoing/step`
pub async fn step(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let reason = field(&fields, "reason").to_string();
            let wanted = match field(&fields, "step") {
                "approve" => Step::Approve,
                "hold" => Step::Hold(reason),
                "release" => Step::Release,
                "drop" => Step::Drop(reason),
                _ => return Err(bad("Choose what to do.")),
            };
            let report = outgoing::step(book, &numbers(&fields, "claim"), &wanted, now)?;
            match (report.batch, report.claims.first()) {
                (Some(batch), _) => Ok(Answer::See(format!("/outgoing?done={batch}"))),
                (None, Some(one)) => {
                    let words = super::capital(&one.refused);
                    Err(Failure::refused(409, "That was not done", &words)
                        .with_link(Link::new("Claims to send", "/outgoing")))
                }
                (None, None) => Err(bad("Choose a claim.")),
            }
        })
    })
    .await
}

/// `POST /remittances/{id}/word`: hold a payment, or post one that was held.
pub async fn word(
    Shared(server): Shared<Arc<Server>>,
    Path(id): Path<i64>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let reason = field(&fields, "reason");
            let word = match field(&fields, "say") {
                "hold" => payments::hold(book, id, reason, now)?,
                "release" => payments::release(book, id, reason, now)?,
                _ => return Err(bad("Say whether to hold it or to post it.")),
            };
            Ok(Answer::See(format!("/remittances/{id}?done={}", word.batch)))
        })
    })
    .await
}
