//! Signing in and out, and the trail of what was done.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use gonio_app::{Now, people};
use serde::Deserialize;

use super::receive::finish;
use super::{capital, moment};
use crate::cli::MADE_UP_PASSWORD;
use crate::web::ask::{Address, Answer, Ask, Failure, PAGE, Query, pager};
use crate::web::pages::{MadeUpPerson, Nav, Shell, SignInPage, TrailItem, TrailPage};
use crate::web::{Server, Token, cookie_name, guard};

/// What the form sends.
#[derive(Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// A place of ours to go to: nothing that leads to another machine.
fn ours(next: &str) -> String {
    let plain = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    let fits = plain && next.len() < 500 && !next.contains(|c: char| c.is_control());
    if fits { next.to_string() } else { "/".into() }
}

/// `GET /sign-in`
pub async fn ask_sign_in(State(server): State<Arc<Server>>, uri: Uri) -> Response {
    let next = ours(Query::of(&uri).get("next"));
    finish(move || form(&server, next, String::new(), String::new())).await
}

fn form(server: &Server, next: String, login: String, refusal: String) -> Result<Answer, Failure> {
    server.with_reader(|book| {
        let practice = book.practice()?;
        let made_up = if practice.made_up { book.people()? } else { Vec::new() };
        let shell = Shell {
            title: "Sign in".into(),
            practice: practice.name,
            made_up: practice.made_up,
            version: env!("CARGO_PKG_VERSION").into(),
            who: Some(gonio_app::access::Who::Stranger),
            ..Shell::default()
        };
        let made_up = made_up.into_iter().filter(|p| p.active).map(|p| MadeUpPerson {
            words: format!("Sign in as {}", p.name),
            login: p.login,
            password: MADE_UP_PASSWORD.into(),
        });
        Answer::page(&SignInPage { shell, refusal, login, next, made_up: made_up.collect() })
    })
}

/// `POST /sign-in`
pub async fn sign_in(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Form(said): Form<SignIn>,
) -> Response {
    let (tell, told) = std::sync::mpsc::channel();
    let mut response = finish(move || {
        let next = ours(&said.next);
        let now = (server.clock)();
        let opened = server
            .write(|book| Ok(people::open_session(book, &said.login, &said.password, now)))?;
        match opened {
            Ok(token) => {
                // Whoever waits for it is a few lines below.
                let _ = tell.send(token);
                Ok(Answer::See(next))
            }
            Err(gonio_app::Error::Refused(words)) => {
                form(&server, next, said.login, format!("{}.", capital(&words)))
            }
            Err(e) => Err(e.into()),
        }
    })
    .await;
    if let Ok(token) = told.try_recv() {
        let name = cookie_name(guard::port(&headers));
        let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// `POST /sign-out`
pub async fn sign_out(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    token: Token,
) -> Response {
    let mut response = finish(move || {
        server.change(&token.0, |book, now: Now| {
            if now.who.id() != 0 {
                people::close_session(book, &token.0, now)?;
            }
            Ok(Answer::See("/sign-in".into()))
        })
    })
    .await
    .into_response();
    let gone = format!("{}=; Path=/; Max-Age=0", cookie_name(guard::port(&headers)));
    if let Ok(gone) = HeaderValue::from_str(&gone) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

/// `/trail`
pub fn trail(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let (page, slice) = ask.slice();
    let rows = ask.book.trail(PAGE, slice.offset)?;
    let total = ask.book.trail_length()?;
    let rows: Vec<TrailItem> = rows
        .into_iter()
        .map(|row| TrailItem {
            number: row.trail_no.to_string(),
            when: moment(row.made_at),
            who: if row.login.is_empty() { "–".into() } else { row.login },
            what: action_words(&row.action).into(),
            of: match row.subject_id {
                0 => capital(&row.subject),
                id => format!("{} {id}", capital(&row.subject)),
            },
            href: match row.subject.as_str() {
                "batch" => Some(format!("/imports/{}", row.subject_id)),
                "claim" => Some(format!("/claims/{}", row.subject_id)),
                _ => None,
            },
            change: match (row.before.as_str(), row.after.as_str()) {
                ("", after) => after.to_string(),
                (before, after) => format!("{before} → {after}"),
            },
            why: row.reason,
        })
        .collect();
    Answer::page(&TrailPage {
        pager: pager(&Address::new("/trail"), page, rows.len(), total, ("row", "rows")),
        rows,
        shell: ask.shell("Trail", Nav::Nowhere),
    })
}

/// What was done, in plain words.
fn action_words(action: &str) -> &str {
    match action {
        "begin" => "What was in the book before the trail",
        "import" => "Import",
        "undo" => "Import taken back",
        "receipt" => "Money received",
        "return" => "Money went back",
        "refund" => "Refund paid",
        "bank" => "Bank line matched",
        "match" => "Payment matched by a person",
        "eob" => "Paper remittance entered",
        "post" => "Posting",
        "sign_in" => "Signed in",
        "sign_in_failed" => "Wrong password",
        "sign_out" => "Signed out",
        "add_person" => "Person added",
        "set_roles" => "Roles changed",
        "set_password" => "Password changed",
        "set_go_live" => "Go-live day changed",
        "set_as_of" => "Day looked from changed",
        "set_name" => "Practice named",
        "set_solo" => "Who may check changed",
        "load_table" => "Official table loaded",
        "remove_table" => "Official table taken back",
        other => other,
    }
}
