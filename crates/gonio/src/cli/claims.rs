//! Claims of the book: the list, and one claim with its lines, adjustments and ledger.

use gonio_app::access::Right;
use gonio_app::import::causes;
use gonio_app::pages::Slice;
use gonio_app::pages::claims::{ClaimItem, Find, WholeClaim};
use gonio_app::words::Words;
use gonio_billing::day::Day;
use gonio_billing::ledger::rule_words;
use gonio_billing::money::dollars;
use serde_json::{Value, json};

use super::print::{self, out, table};
use super::{Answer, Context};

const STATES: [&str; 9] = [
    "submitted",
    "accepted",
    "pending",
    "rejected",
    "denied",
    "adjudicated",
    "secondary_pending",
    "patient_balance",
    "closed",
];

fn shown(day: Option<Day>) -> String {
    day.map_or_else(String::new, |d| d.to_string())
}

/// Lists claims.
pub fn list(context: &Context, search: Option<&str>, state: Option<&str>, limit: i64) -> Answer {
    if let Some(state) = state
        && !STATES.contains(&state)
    {
        return Err(format!("there is no state {state}; there are {}", STATES.join(", ")));
    }
    let (book, _) = context.open(Right::SeeClaims)?;
    let find = Find {
        text: search.unwrap_or_default().to_string(),
        state: state.unwrap_or_default().to_string(),
        ..Find::default()
    };
    let slice = Slice { limit: limit.max(0), offset: 0 };
    let (claims, sums) = book.find_claims(&find, "-date", slice).map_err(|e| e.to_string())?;
    let payers = book.payer_names().map_err(|e| e.to_string())?;
    let payer = |c: &ClaimItem| payers.get(&c.payer_id.to_string()).cloned().unwrap_or_default();
    if context.json {
        let all: Vec<Value> = claims
            .iter()
            .map(|c| {
                json!({"claim": c.control_number, "payer": payer(c),
                    "date": c.service_day.map(|d| d.to_string()), "state": c.state,
                    "charge_cents": c.money.charge, "paid_cents": c.money.paid,
                    "adjusted_cents": c.money.adjusted, "open_cents": c.money.open()})
            })
            .collect();
        print::json(&json!({"total": sums.claims, "open_cents": sums.open, "claims": all}))?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = claims
        .iter()
        .map(|c| {
            vec![
                c.control_number.clone(),
                shown(c.service_day),
                payer(c),
                dollars(c.money.charge),
                dollars(c.money.paid),
                dollars(c.money.open()),
                c.state.clone(),
            ]
        })
        .collect();
    out(&table(&["claim", "service", "payer", ">charge", ">paid", ">open", "state"], &rows))?;
    out(&format!(
        "{} of {} claims; open on all of them {}\n",
        rows.len(),
        sums.claims,
        dollars(sums.open)
    ))?;
    Ok(true)
}

/// Shows the claims with a control number: a number may be used for several.
pub fn show(context: &Context, control_number: &str) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let ids = book.claim_ids(control_number).map_err(|e| e.to_string())?;
    let mut claims = Vec::new();
    for id in ids {
        claims.extend(book.whole_claim(id).map_err(|e| e.to_string())?);
    }
    if claims.is_empty() {
        return Err(format!("no claim has the control number {control_number}"));
    }
    let words = Words::new(causes().map_err(|e| e.to_string())?);
    if context.json {
        let all: Vec<Value> = claims.iter().map(|c| claim_json(c, &words)).collect();
        print::json(&json!({ "claims": all }))?;
        return Ok(true);
    }
    for claim in &claims {
        out(&claim_text(claim, &words))?;
    }
    Ok(true)
}

fn claim_json(c: &WholeClaim, words: &Words) -> Value {
    let item = &c.head.item;
    json!({
        "claim": item.control_number, "origin": c.head.origin, "state": item.state,
        "date": item.service_day.map(|d| d.to_string()),
        "first_billed": item.first_bill_day.map(|d| d.to_string()),
        "payers": c.coverages.iter().map(|p| json!({"sequence": p.sequence, "payer": p.payer}))
            .collect::<Vec<_>>(),
        "charge_cents": item.money.charge, "paid_cents": item.money.paid,
        "adjusted_cents": item.money.adjusted, "open_cents": item.money.open(),
        "open": {"payer_cents": item.money.payer, "later_payers_cents": item.money.later,
            "denied_cents": item.money.denied, "patient_cents": item.money.patient},
        "lines": c.lines.iter().map(|l| json!({
            "line": l.number, "code": l.code,
            "modifiers": l.modifiers.split(':').filter(|m| !m.is_empty()).collect::<Vec<_>>(),
            "units": gonio_app::remit::units(l.units_milli), "charge_cents": l.charge,
            "date": l.service_day.map(|d| d.to_string())})).collect::<Vec<_>>(),
        "decisions": c.decisions.iter().map(|d| json!({
            "trace": d.trace, "payer": d.payer, "status": d.status, "sequence": d.sequence,
            "date": d.post_day.to_string(), "paid_cents": d.paid, "denied_cents": d.denied,
            "outcome": d.outcome, "matched_by": d.matched_by})).collect::<Vec<_>>(),
        "adjustments": c.taken_off.iter().map(|a| json!({
            "line": a.claim_line, "group": a.group, "reason": a.reason,
            "meaning": words.reason(&a.reason), "amount_cents": a.cents, "cause": a.cause,
            "rule": a.rule, "account": a.account})).collect::<Vec<_>>(),
        "ledger": c.journal.iter().map(|e| json!({
            "entry": e.entry_id, "date": e.post_day.to_string(), "rule": e.rule,
            "debit": e.debit, "credit": e.credit, "amount_cents": e.cents, "line": e.line,
            "reverses": (e.reverses != 0).then_some(e.reverses)})).collect::<Vec<_>>(),
    })
}

fn claim_text(c: &WholeClaim, words: &Words) -> String {
    let item = &c.head.item;
    let payers: Vec<&str> = c.coverages.iter().map(|p| p.payer.as_str()).collect();
    let mut text = format!(
        "Claim {} of {}, {}: charged {}, paid {}, adjusted {}, open {} ({})\n\n",
        item.control_number,
        shown(item.service_day),
        payers.join(", then "),
        dollars(item.money.charge),
        dollars(item.money.paid),
        dollars(item.money.adjusted),
        dollars(item.money.open()),
        item.state
    );
    let lines: Vec<Vec<String>> = c
        .lines
        .iter()
        .map(|l| {
            vec![
                l.number.to_string(),
                format!("{} {}", l.code, l.modifiers.replace(':', " ")),
                gonio_app::remit::units(l.units_milli),
                dollars(l.charge),
            ]
        })
        .collect();
    text.push_str(&table(&[">line", "code", ">units", ">charge"], &lines));
    for d in &c.decisions {
        text.push_str(&format!(
            "\n{} {}: {}, paid {}, denied {} ({}; trace {})\n",
            d.post_day,
            d.payer,
            Words::status(&d.status),
            dollars(d.paid),
            dollars(d.denied),
            d.outcome,
            d.trace
        ));
        let own = |a: &&gonio_app::pages::claims::TakenOff| {
            a.remit_id == d.remit_id && a.claim_no == d.claim_no
        };
        for a in c.taken_off.iter().filter(own) {
            text.push_str(&format!(
                "  line {}: {} {} ({}-{}), {}\n",
                a.claim_line,
                dollars(a.cents),
                words.reason(&a.reason),
                a.group,
                a.reason,
                if a.account.is_empty() {
                    "nothing moved".to_string()
                } else {
                    format!("to {} by {}", a.account, a.rule)
                }
            ));
            if a.is_denial
                && let Some(code) = words.code(&a.reason)
            {
                text.push_str(&format!("    to do: {}\n", code.action));
            }
        }
    }
    text.push('\n');
    let ledger: Vec<Vec<String>> = c
        .journal
        .iter()
        .map(|e| {
            vec![
                e.post_day.to_string(),
                e.line.to_string(),
                e.debit.clone(),
                e.credit.clone(),
                dollars(e.cents),
                format!("{} {}", e.rule, rule_words(&e.rule)),
            ]
        })
        .collect();
    text.push_str(&table(&["date", ">line", "debit", "credit", ">amount", "why"], &ledger));
    text.push('\n');
    text
}
