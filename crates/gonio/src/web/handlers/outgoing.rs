//! Claims made here: those to later payers, and one made anew with changes; and a person's word
//! on a payment.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use gonio_app::access::Right;
use gonio_app::outgoing::{self, Kind, LineText, OutgoingRow, Step};
use gonio_app::pages::Slice;
use gonio_app::{Error, payments};
use gonio_billing::states::submission::State as Sending;

use super::cases::{Fields, bad, field, numbers, said_done};
use super::receive::finish;
use crate::web::ask::{Address, Answer, Ask, Failure, PAGE, pager};
use crate::web::pages::show::{count, counted, money};
use crate::web::pages::{
    AnewKind, AnewLine, AnewPage, Cell, Choice, Link, Nav, OutgoingLine, OutgoingPage, State, Tone,
};
use crate::web::{Server, Token};

/// Claims are counted up to here.
const MANY: i64 = 500;

/// `/outgoing`
pub fn list(ask: &Ask<'_>) -> Result<Answer, Failure> {
    said_done(ask)?;
    let waiting = ask.book.claims_waiting_for_later_payers(MANY + 1)?.len();
    let (page, slice) = ask.slice();
    let (rows, total) = ask.book.latest_outgoing(Slice { limit: PAGE, ..slice })?;
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
        pager: pager(&Address::new("/outgoing"), page, rows.len(), total, ("claim", "claims")),
        rows: rows.iter().map(line).collect(),
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
        "sent" => match row.answer.as_str() {
            "" => ("Marked as sent; its file is not here", Tone::Warn, &[]),
            answer if answer.ends_with("rejected") => (Sending::words_of(answer), Tone::Bad, &[]),
            answer => (Sending::words_of(answer), Tone::Good, &[]),
        },
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

/// Ways to send a claim anew, and what each is for.
const ANEW: [(Kind, &str, &str); 3] = [
    (
        Kind::Corrected,
        "Corrected",
        "The payer has decided, and something about it was wrong; this takes its place.",
    ),
    (Kind::Resend, "Once more", "It was refused before anybody judged it; mended, it goes again."),
    (Kind::Void, "Taken back", "It should never have been sent; the payer is asked to forget it."),
];

fn no_claim() -> Failure {
    let words = "No claim here has this number.";
    Failure::missing("There is no such claim", words, Link::new("Search the claims", "/claims"))
}

/// `/claims/{id}/anew`
pub fn ask_anew(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let id = ask.id().ok_or_else(no_claim)?;
    let head = ask.book.claim_head(id)?.ok_or_else(no_claim)?;
    let mut page = AnewPage {
        control_number: head.item.control_number.clone(),
        href: format!("/claims/{id}"),
        shell: ask.shell(format!("Send {} anew", head.item.control_number), Nav::Claims),
        ..AnewPage::default()
    };
    let refusals = match outgoing::look(ask.book, id, &ANEW.map(|(kind, ..)| kind)) {
        Ok((lines, refusals)) => {
            page.lines = (1..).zip(&lines).map(anew_line).collect();
            refusals
        }
        Err(Error::Refused(why)) => {
            page.refused = super::capital(&why);
            Vec::new()
        }
        Err(e) => return Err(e.into()),
    };
    for ((kind, label, words), refused) in ANEW.into_iter().zip(refusals) {
        let chosen = refused.is_empty() && page.kinds.iter().all(|k| !k.choice.chosen);
        let choice = Choice { value: kind.name().into(), label: label.into(), chosen };
        page.kinds.push(AnewKind { choice, words: words.into(), refused });
    }
    if page.refused.is_empty() && page.kinds.iter().all(|k| !k.refused.is_empty()) {
        let why = page.kinds.iter().map(|k| format!("{}: {}.", k.choice.label, k.refused));
        page.refused = why.collect::<Vec<_>>().join(" ");
    }
    Answer::page(&page)
}

fn anew_line((number, line): (i64, &LineText)) -> AnewLine {
    AnewLine {
        number,
        code: line.code.clone(),
        modifiers: line.modifiers.replace(':', " "),
        units: line.units.clone(),
        charge: line.charge.clone(),
    }
}

/// `POST /claims/{id}/anew`
pub async fn anew(
    Shared(server): Shared<Arc<Server>>,
    Path(id): Path<i64>,
    token: Token,
    Form(fields): Form<Fields>,
) -> Response {
    finish(move || {
        server.change(&token.0, |book, now| {
            let named = ANEW.into_iter().find(|(kind, ..)| kind.name() == field(&fields, "kind"));
            let Some((kind, ..)) = named else { return Err(bad("Choose as what it is sent.")) };
            if book.claim_head(id)?.is_none() {
                return Err(no_claim());
            }
            let changes = match kind {
                Kind::Void => String::new(),
                _ => {
                    let sent = outgoing::lines_as_sent(book, id)?;
                    outgoing::told(&sent, &wanted(&fields))
                }
            };
            let report = outgoing::build(book, &[id], kind, &changes, false, now)?;
            match (report.batch, report.claims.first()) {
                (Some(batch), _) => Ok(Answer::See(format!("/outgoing?done={batch}"))),
                (None, refused) => {
                    let why = refused.map_or("", |c| c.refused.as_str());
                    let back = Link::new("Back to the form", format!("/claims/{id}/anew"));
                    Err(Failure::refused(409, "It was not made", &super::capital(why))
                        .with_link(back))
                }
            }
        })
    })
    .await
}

/// The lines of the form.
fn wanted(fields: &Fields) -> Vec<LineText> {
    let all = |name: &str| -> Vec<&str> {
        fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    };
    let (codes, modifiers, units, charges) =
        (all("code"), all("modifiers"), all("units"), all("charge"));
    let dropped = numbers(fields, "drop");
    let at = |of: &[&str], line: usize| of.get(line).map_or_else(String::new, |v| (*v).into());
    (0..codes.len())
        .map(|line| LineText {
            code: at(&codes, line),
            modifiers: at(&modifiers, line),
            units: at(&units, line),
            charge: at(&charges, line),
            dropped: dropped.contains(&(line as i64 + 1)),
        })
        .collect()
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
