//! One remittance: where its payment went, whether its file adds up, and its claims.

use gonio_app::access::Right;
use gonio_app::pages::remittances::{PaidClaim, Proved, WholeRemittance};
use gonio_app::words::Words;
use gonio_billing::matching::Stage;
use gonio_billing::queue::Reason;

use super::numbers::off_by;
use super::posting;
use super::remittances::proof;
use super::words::{account, listed, method};
use super::{capital, day_words, file_name, name};
use crate::web::ask::{Address, Answer, Ask, Failure, pager};
use crate::web::pages::show::{count, counted, money, money_cell};
use crate::web::pages::{
    Balance, Cell, ClaimPayment, Equation, Fact, Link, Nav, ProviderAdjustment, RemittancePage,
    State, Term, Tone,
};

/// `/remittances/{id}`
pub fn remittance(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let missing = || {
        Failure::missing(
            "There is no such remittance",
            "No remittance here has this number. It may be part of an import that was taken back.",
            Link::new("Search the remittances", "/remittances"),
        )
    };
    let id = ask.id().ok_or_else(missing)?;
    let whole = ask.book.whole_remittance(id)?.ok_or_else(missing)?;
    if !whole.live {
        ask.note(
            Tone::Warn,
            "The import that brought this remittance was taken back; nothing of it is in the \
             books."
                .into(),
            Some(Link::new("See the import", format!("/imports/{}", whole.batch_id))),
        );
    }
    told(ask)?;
    let may_post = ask.now.who.has(Right::Post);
    let waits = whole.waits.iter().filter(|w| w.claim_no != 0).count();
    let waiting =
        if whole.live && waits > 0 { posting::waiting(ask.book, id)? } else { Vec::new() };
    let (page, slice) = ask.slice();
    let claims = ask.book.remittance_claims(id, slice)?;
    let rows: Vec<ClaimPayment> = claims.iter().map(|c| claim_payment(&whole, c)).collect();
    let item = &whole.item;
    let address = Address::new(format!("/remittances/{id}"));
    let trace = if item.trace.is_empty() { "none" } else { item.trace.as_str() };
    Answer::page(&RemittancePage {
        payer: item.payer.clone(),
        trace: trace.into(),
        payment: money(item.paid.payment),
        state: if whole.live { proof(item) } else { State::new("Taken back", Tone::Plain) },
        stands: stands(&whole),
        facts: facts(&whole),
        proof: equation(&whole),
        balances: balances(&whole),
        pager: pager(&address, page, rows.len(), whole.claims.checked, ("claim", "claims")),
        claims: rows,
        waiting_words: waiting_words(waiting.len()),
        waiting,
        match_action: format!("/remittances/{id}/match"),
        post_action: format!("/remittances/{id}/post"),
        word_action: format!("/remittances/{id}/word"),
        held: whole.item.outcome != "posted",
        may_post,
        undo: (whole.live && ask.now.who.has(Right::Import)).then(|| {
            let batch = whole.batch_id;
            let words = format!("Undo import {batch}, which brought it");
            Link::new(words, format!("/imports/{batch}/undo"))
        }),
        provider_adjustments: outside(&whole),
        shell: ask.shell(format!("Remittance {trace}"), Nav::Remittances),
    })
}

/// What a change came to that led here.
fn told(ask: &Ask<'_>) -> Result<(), Failure> {
    if ask.query.get("done") == "none" {
        ask.note(Tone::Plain, "Nothing that waits could be posted yet.".into(), None);
        return Ok(());
    }
    let done = ask.number("done");
    let known = ask.book.batch(done)?;
    if known.is_some_and(|b| matches!(b.kind.as_str(), "match" | "post") && b.stands()) {
        let undo = Link::new("Undo it", format!("/imports/{done}/undo"));
        ask.note(Tone::Good, format!("Posted, as batch {done}."), Some(undo));
    }
    Ok(())
}

fn waiting_words(shown: usize) -> String {
    let shown = i64::try_from(shown).unwrap_or(0);
    if shown == posting::LOOKED_FOR {
        return format!("The first {}; match these and the next ones show.", count(shown));
    }
    counted(shown, "claim payment", "claim payments")
}

/// One or two sentences on what became of it.
fn stands(whole: &WholeRemittance) -> String {
    if !whole.live {
        return "Its import was taken back.".into();
    }
    let own: Vec<Reason> = whole
        .waits
        .iter()
        .filter(|w| w.claim_no == 0)
        .filter_map(|w| Reason::named(&w.reason))
        .collect();
    if whole.item.outcome != "posted" {
        return own.first().map_or_else(
            || "It is recorded, and nothing of it is posted.".into(),
            |reason| format!("{}. {}", reason.words(), reason.fix()),
        );
    }
    let of =
        |outcome: &str| whole.ended.iter().find(|e| e.outcome == outcome).map_or(0, |e| e.claims);
    let mut said = Vec::new();
    for (outcome, words) in [
        ("posted", "posted"),
        ("reversed", "took an earlier decision back"),
        ("memo", "changed nothing"),
        ("held", "wait for a person"),
    ] {
        if of(outcome) > 0 {
            said.push(format!("{} {words}", count(of(outcome))));
        }
    }
    let all = counted(whole.claims.checked, "claim payment", "claim payments");
    match said.len() {
        0 => "It pays no claims.".into(),
        _ => format!("Of {all}: {}.", listed(&said)),
    }
}

fn facts(whole: &WholeRemittance) -> Vec<Fact> {
    let item = &whole.item;
    let payer = format!("/remittances?payer={}", whole.payer_id);
    let mut facts = vec![
        Fact::new("Payer", Cell::link(&item.payer, payer)),
        Fact::new("Paid", Cell::text(day_words(Some(item.day)))),
        Fact::new("Method", Cell::text(method(&item.method))),
        Fact::new("Paid to", Cell::text(format!("{}, NPI {}", whole.payee_name, whole.payee_npi))),
    ];
    if whole.production_day.is_some() {
        facts.push(Fact::new("File made", Cell::text(day_words(whole.production_day))));
    }
    facts.push(Fact::new("In the books", Cell::text(day_words(Some(whole.post_day)))));
    let file = file_name(&whole.path);
    facts.push(Fact::new(
        "File",
        Cell::link(
            format!("{file}, segment {}", whole.segment),
            format!("/imports/{}", whole.batch_id),
        ),
    ));
    facts.push(Fact::new("Claims", Cell::link(count(whole.claims.checked), "#claim-payments")));
    facts
}

/// The payment, and where it went. Of one that was not posted: what the file says it is for.
fn equation(whole: &WholeRemittance) -> Equation {
    let paid = &whole.item.paid;
    let posted = whole.item.outcome == "posted" && whole.live;
    // Two minus signs in a row are hard to read: what raises the payment is added.
    let (sign, words) = raises(paid.provider);
    let provider = Term::new(
        sign,
        Cell::link(money(paid.provider.abs()), "#provider-level"),
        format!("provider-level adjustments{words}"),
    );
    let (title, right, off) = if posted {
        let unposted = match paid.unposted {
            0 => Cell::text(money(0)),
            cents => Cell::link(money(cents), "/work#unmatched"),
        };
        let right = vec![
            Term::new("", Cell::link(money(paid.posted), "#claim-payments"), "posted to claims"),
            Term::new("+", unposted, "not yet posted"),
            provider,
        ];
        ("Where the payment went", right, paid.off_by())
    } else {
        let claims = Cell::link(money(whole.claims_paid), "#claim-payments");
        let right = vec![Term::new("", claims, "paid on claims, not posted"), provider];
        let off = paid.payment - (whole.claims_paid - paid.provider);
        ("What the file says the payment is for", right, off)
    };
    Equation {
        title: title.into(),
        left: Term::new("", Cell::text(money(paid.payment)), "payment"),
        right,
        balances: off == 0,
        off_by: off_by(off),
    }
}

/// The sign before provider-level adjustments, and what to add to their name.
fn raises(cents: i64) -> (&'static str, &'static str) {
    if cents < 0 { ("+", " that raise it") } else { ("−", "") }
}

/// The file's own three balances, computed again from what is kept of it.
fn balances(whole: &WholeRemittance) -> Vec<Balance> {
    let state = |proved: &Proved| {
        if proved.off == 0 {
            return State::new("All balance", Tone::Good);
        }
        let off = counted(proved.off, "does", "do");
        State::new(format!("{off} not, off by {}", money(proved.off_by)), Tone::Bad)
    };
    let provider: i64 = whole.outside.iter().map(|o| o.cents).sum();
    let off = whole.item.paid.payment - (whole.paid_rows - provider);
    let sum = format!(
        "{} {} {} = {}",
        money(whole.paid_rows),
        raises(provider).0,
        money(provider.abs()),
        money(whole.item.paid.payment)
    );
    vec![
        Balance {
            words: "Each line: charge − adjustments = paid".into(),
            checked: counted(whole.lines.checked, "line", "lines"),
            state: state(&whole.lines),
        },
        Balance {
            words: "Each claim: charge − adjustments = paid".into(),
            checked: counted(whole.claims.checked, "claim", "claims"),
            state: state(&whole.claims),
        },
        Balance {
            words: "The whole: paid on claims − provider-level adjustments = payment".into(),
            checked: sum,
            state: match off {
                0 => State::new("Balances", Tone::Good),
                off => State::new(format!("Off by {}", money(off.abs())), Tone::Bad),
            },
        },
    ]
}

fn claim_payment(whole: &WholeRemittance, c: &PaidClaim) -> ClaimPayment {
    let waits = whole
        .waits
        .iter()
        .find(|w| w.claim_no == c.claim_no)
        .and_then(|w| Reason::named(&w.reason));
    let outcome = match c.outcome.as_str() {
        _ if c.reversed_by != 0 => State::new("Posted, taken back later", Tone::Plain),
        "posted" if c.denied > 0 => {
            State::new(format!("Posted, {} denied", money(c.denied)), Tone::Bad)
        }
        "posted" => State::new("Posted", Tone::Good),
        "reversed" => State::new("Took an earlier decision back", Tone::Plain),
        "held" => State::new("Held", Tone::Warn),
        "memo" => State::new("Nothing moved", Tone::Plain),
        _ => State::new("Recorded, not posted", Tone::Warn),
    };
    let matched = match (waits, c.matched_by.as_str()) {
        (Some(reason), _) => reason.words().to_string(),
        (None, by) => capital(Stage::words(by)),
    };
    let number = if c.control_number.is_empty() { "None" } else { c.control_number.as_str() };
    ClaimPayment {
        control_number: if c.claim_id != 0 && c.claim_live {
            Cell::link(number, format!("/claims/{}", c.claim_id))
        } else {
            Cell::text(number)
        },
        patient: name(&c.last, &c.first),
        charge: money(c.charge),
        paid: money(c.paid),
        patient_share: money_cell(c.patient),
        matched,
        outcome,
    }
}

fn outside(whole: &WholeRemittance) -> Vec<ProviderAdjustment> {
    whole
        .outside
        .iter()
        .map(|o| ProviderAdjustment {
            meaning: capital(Words::provider(&o.reason)),
            code: o.reason.clone(),
            reference: o.reference.clone(),
            effect: if o.cents < 0 { "Raises it" } else { "Lowers it" }.into(),
            amount: money(o.cents.abs()),
            treated: match o.account.as_str() {
                "" => "Not posted".into(),
                name => account(name),
            },
        })
        .collect()
}
