//! The posting desk: a waiting payment gets its claim, what waits is tried again, and a
//! remittance is typed from paper.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use gonio_app::access::Right;
use gonio_app::import::by_hand::{self, Eob, EobCheck, EobLine, EobOutside};
use gonio_app::import::post_waiting;
use gonio_app::matching::{self, WaitingPayment};
use gonio_app::{Book, Error, Now};
use gonio_billing::day::Day;
use serde::Deserialize;

use super::receive::finish;
use super::{capital, choices, day_words};
use crate::web::ask::{Answer, Ask, Failure, Query};
use crate::web::pages::show::money;
use crate::web::pages::{
    Candidate, Cell, Choice, EobField, EobHead, EobPage, EobRow, Equation, Nav, Term, WaitingClaim,
};
use crate::web::{Server, Token};

/// Payments of one remittance whose candidates are looked for at once.
pub const LOOKED_FOR: i64 = 10;
/// Lines of the empty form, and how many more a press adds.
const ROWS: usize = 4;
/// The most lines that one form holds.
const MOST_ROWS: usize = 200;

/// The payments of a remittance that wait for their claim, with what may be chosen.
pub fn waiting(book: &Book, remit_id: i64) -> Result<Vec<WaitingClaim>, Failure> {
    let all = matching::waiting_of(book, remit_id, LOOKED_FOR)?;
    Ok(all.iter().map(waiting_claim).collect())
}

fn waiting_claim(payment: &WaitingPayment) -> WaitingClaim {
    let day = |text: &Option<String>| day_words(text.as_deref().and_then(Day::parse));
    let candidates = (1..).zip(&payment.candidates).map(|(key, c)| Candidate {
        key,
        value: c.id.to_string(),
        title: format!("Claim {}, {}, {}", c.claim, day(&c.service_day), money(c.charge_cents)),
        href: format!("/claims/{}", c.id),
        reasons: capital(&c.reasons.join(", ")),
    });
    WaitingClaim {
        number: payment.number.to_string(),
        title: format!(
            "{}, {}, charge {}, paid {}",
            if payment.claim.is_empty() { "No number" } else { &payment.claim },
            day(&payment.service_day),
            money(payment.charge_cents),
            money(payment.paid_cents)
        ),
        candidates: candidates.collect(),
    }
}

/// What the form of a candidate sends.
#[derive(Deserialize)]
pub struct Chosen {
    number: i64,
    claim: i64,
}

/// `POST /remittances/{id}/match`
pub async fn match_claim(
    Shared(server): Shared<Arc<Server>>,
    Path(id): Path<i64>,
    token: Token,
    Form(said): Form<Chosen>,
) -> Response {
    finish(move || {
        let done = server.change(&token.0, |book, now| {
            Ok(matching::match_claim(book, (id, said.number), said.claim, now)?)
        })?;
        Ok(Answer::See(format!("/remittances/{id}?done={}", done.batch)))
    })
    .await
}

/// `POST /remittances/{id}/post`: everything that waits is tried again.
pub async fn post_again(
    Shared(server): Shared<Arc<Server>>,
    Path(id): Path<i64>,
    token: Token,
) -> Response {
    finish(move || {
        let done = server.change(&token.0, |book, now| Ok(post_waiting(book, now)?))?;
        let batch = done.batch.map_or_else(|| "none".into(), |b| b.to_string());
        Ok(Answer::See(format!("/remittances/{id}?done={batch}")))
    })
    .await
}

/// A field of a line: its name, label and example, whether it is shown at once, and its place.
type Field =
    (&'static str, &'static str, &'static str, bool, for<'a> fn(&'a mut EobLine) -> &'a mut String);

const FIELDS: [Field; 13] = [
    ("claim", "Claim number", "", true, |l| &mut l.claim),
    ("code", "Code", "97110", true, |l| &mut l.code),
    ("charge", "Charge", "120.00", true, |l| &mut l.charge),
    ("paid", "Paid", "35.00", true, |l| &mut l.paid),
    ("adjustments", "Adjustments", "CO-45=55.00 PR-3=30.00", true, |l| &mut l.adjustments),
    ("modifiers", "Modifiers", "GP KX", false, |l| &mut l.modifiers),
    ("units", "Units", "1", false, |l| &mut l.units),
    ("remarks", "Remark codes", "N362", false, |l| &mut l.remarks),
    ("status", "Status", "1", false, |l| &mut l.status),
    ("day", "Day of service", "2026-03-02", false, |l| &mut l.day),
    ("patient", "Patient", "LAST/FIRST", false, |l| &mut l.patient),
    ("member", "Member id", "", false, |l| &mut l.member),
    ("payer_claim", "Payer’s claim number", "", false, |l| &mut l.payer_claim),
];

/// `GET /eob`
pub fn ask_eob(ask: &Ask<'_>) -> Result<Answer, Failure> {
    form(ask, &Eob::default(), ROWS, Looked::default())
}

/// What a look at the typed remittance came to.
#[derive(Default)]
struct Looked {
    check: Option<EobCheck>,
    refused: String,
}

/// `POST /eob`
pub async fn eob(
    Shared(server): Shared<Arc<Server>>,
    token: Token,
    Form(said): Form<Vec<(String, String)>>,
) -> Response {
    finish(move || {
        server.write(|book| {
            let (now, person) = server.who(book, &token.0)?;
            now.who.may(Right::Post)?;
            let (eob, rows) = typed(&said);
            let asked = said.iter().find(|(n, _)| n == "do").map_or("check", |(_, v)| v.as_str());
            let looked = match look(book, &eob, asked, now)? {
                Ok(remittance) => return Ok(Answer::See(format!("/remittances/{remittance}"))),
                Err(looked) => looked,
            };
            let practice = book.practice()?;
            let query = Query::default();
            let ask = Ask::new(&server, book, &practice, now, &["eob"], &query).of(person);
            form(&ask, &eob, rows + if asked == "more" { ROWS } else { 0 }, looked)
        })
    })
    .await
}

/// Posts or proves what was typed: the remittance it became, or what there is to show.
fn look(book: &mut Book, eob: &Eob, asked: &str, now: Now) -> Result<Result<i64, Looked>, Failure> {
    let mut looked = Looked::default();
    if asked == "more" {
        return Ok(Err(looked));
    }
    if asked == "post" {
        match by_hand::add_eob(book, eob, now) {
            Ok(report) => return Ok(Ok(report.remittance)),
            Err(Error::Refused(words)) => looked.refused = capital(&words),
            Err(e) => return Err(e.into()),
        }
    }
    match by_hand::check_eob(book, eob, now) {
        Ok(check) => looked.check = Some(check),
        Err(Error::Refused(words)) => looked.refused = capital(&words),
        Err(e) => return Err(e.into()),
    }
    Ok(Err(looked))
}

/// What was typed, and how many lines the form had. Lines left empty are none.
fn typed(said: &[(String, String)]) -> (Eob, usize) {
    let one = |name: &str| {
        said.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, v)| v.trim().into())
    };
    let rows = said.iter().filter(|(n, _)| n == "claim").count().min(MOST_ROWS);
    let mut lines = vec![EobLine::default(); rows];
    for (name, .., place) in FIELDS {
        let values = said.iter().filter(|(n, _)| n == name);
        for (line, (_, value)) in lines.iter_mut().zip(values) {
            *place(line) = value.trim().into();
        }
    }
    lines.retain(|l| *l != EobLine::default());
    let (reason, reference, amount) = (one("out_reason"), one("out_reference"), one("out_amount"));
    let any = !(reason.is_empty() && reference.is_empty() && amount.is_empty());
    let eob = Eob {
        payer: one("payer"),
        trace: one("trace"),
        date: one("date"),
        amount: one("amount"),
        method: one("method"),
        lines,
        outside: if any { vec![EobOutside { reason, reference, amount }] } else { Vec::new() },
    };
    (eob, rows)
}

fn form(ask: &Ask<'_>, eob: &Eob, rows: usize, looked: Looked) -> Result<Answer, Failure> {
    let count = rows.clamp(eob.lines.len().max(1), MOST_ROWS);
    let rows = (0..count).map(|at| {
        let mut line = eob.lines.get(at).cloned().unwrap_or_default();
        let mut shown = |first: bool| -> Vec<EobField> {
            FIELDS
                .iter()
                .filter(|(.., at_once, _)| *at_once == first)
                .map(|(name, label, example, _, place)| EobField {
                    name,
                    label,
                    example,
                    value: place(&mut line).clone(),
                })
                .collect()
        };
        EobRow { number: at + 1, fields: shown(true), more: shown(false) }
    });
    let methods = [("CHK", "Check"), ("ACH", "Bank transfer"), ("NON", "No payment")]
        .map(|(v, w)| (v.into(), w.into()));
    let mut methods: Vec<Choice> = choices("", &methods, &eob.method);
    methods.remove(0);
    let outside = eob.outside.first().cloned().unwrap_or_default();
    let (proof, faults, unknown, ready) = match looked.check {
        Some(check) => {
            let unknown = match check.unknown_claims.len() {
                0 => String::new(),
                _ => format!(
                    "Not in the book: {}. Their money will wait for them.",
                    check.unknown_claims.join(", ")
                ),
            };
            (Some(equation(&check)), check.faults.clone(), unknown, check.balanced)
        }
        None => Default::default(),
    };
    Answer::page(&EobPage {
        head: EobHead {
            payer: eob.payer.clone(),
            trace: eob.trace.clone(),
            date: eob.date.clone(),
            amount: eob.amount.clone(),
            methods,
            outside: [outside.reason, outside.reference, outside.amount],
        },
        payers: ask.book.payers()?.into_iter().map(|(_, name)| name).collect(),
        rows: rows.collect(),
        refused: looked.refused,
        proof,
        faults: faults.iter().map(|f| capital(f)).collect(),
        unknown,
        ready,
        shell: ask.shell("Paper remittance", Nav::Remittances),
    })
}

fn equation(check: &EobCheck) -> Equation {
    let plain = |cents: i64| Cell::text(money(cents));
    Equation {
        title: "Payment = paid on claims − provider-level adjustments".into(),
        left: Term::new("", plain(check.payment_cents), "payment"),
        right: vec![
            Term::new("", plain(check.claims_paid_cents), "paid on claims"),
            Term::new("−", plain(check.provider_cents), "provider-level adjustments"),
        ],
        balances: check.balanced,
        off_by: match check.off_by_cents {
            0 if check.balanced => String::new(),
            0 => "lines that do not add up".into(),
            off => money(off.abs()),
        },
    }
}
