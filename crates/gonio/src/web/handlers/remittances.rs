//! The list of remittances.

use gonio_app::pages::remittances::{Find, RemitItem, SORTS};

use super::words::method;
use super::{Sorting, choices, day_input, day_words, payer_choices};
use crate::web::ask::{Address, Answer, Ask, Failure, pager};
use crate::web::pages::show::{count, counted, money, money_cell};
use crate::web::pages::{
    Cell, Column, Nav, RemittanceFilter, RemittanceRow, RemittancesPage, State, Tone,
};

const PROOFS: [(&str, &str); 2] =
    [("unposted", "Money not posted"), ("held", "Does not add up, or held")];

const ORDERS: [(&str, &str); 4] = [
    ("-date", "Latest first"),
    ("date", "Earliest first"),
    ("-payment", "Largest first"),
    ("payer", "By payer"),
];

/// `/remittances`
pub fn remittances(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let find = Find {
        text: ask.search(),
        payer: ask.number("payer"),
        proof: ask.one_of("proof", &["unposted", "held"]).into(),
        from: ask.day("from"),
        to: ask.day("to"),
        batch: ask.number("import"),
    };
    let sort = match ask.one_of("sort", &SORTS) {
        "" => SORTS[0],
        sort => sort,
    };
    let (page, slice) = ask.slice();
    let (items, sums) = ask.book.find_remittances(&find, sort, slice)?;
    let number = |n: i64| if n == 0 { String::new() } else { n.to_string() };
    let address = Address::new("/remittances")
        .with("q", &find.text)
        .with("payer", number(find.payer))
        .with("proof", &find.proof)
        .with("from", day_input(find.from))
        .with("to", day_input(find.to))
        .with("import", number(find.batch))
        .with("sort", if sort == SORTS[0] { "" } else { sort });
    let rows: Vec<RemittanceRow> = items.iter().map(row).collect();
    let sorting = Sorting { address: address.clone(), now: sort };
    let own = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(value, label)| ((*value).into(), (*label).into())).collect()
    };
    let mut sorts = choices("", &own(&ORDERS), sort);
    sorts.remove(0);
    let mut result = format!(
        "{}, {} paid",
        counted(sums.remittances, "remittance", "remittances"),
        money(sums.payment)
    );
    if find.batch != 0 {
        result.push_str(&format!(", of import {}", find.batch));
    }
    let empty_book = rows.is_empty() && ask.book.is_empty()?;
    Answer::page(&RemittancesPage {
        filter: RemittanceFilter {
            q: find.text.clone(),
            payers: payer_choices(&ask.book.payers()?, find.payer),
            proofs: choices("Any", &own(&PROOFS), &find.proof),
            from: day_input(find.from),
            to: day_input(find.to),
            sorts,
            active: address.text() != "/remittances",
        },
        result,
        columns: vec![
            sorting.column("Trace", "trace", false, false),
            sorting.column("Date", "date", false, true),
            sorting.column("Payer", "payer", false, false),
            Column::plain("Method"),
            sorting.column("Payment", "payment", true, true),
            Column::number("Posted"),
            Column::number("Not posted"),
            Column::number("Provider-level"),
            Column::number("Claims"),
            Column::plain("Proof"),
        ],
        pager: pager(&address, page, rows.len(), sums.remittances, ("remittance", "remittances")),
        rows,
        empty_book,
        shell: ask.shell("Remittances", Nav::Remittances),
    })
}

fn row(item: &RemitItem) -> RemittanceRow {
    let trace = if item.trace.is_empty() { "No trace" } else { item.trace.as_str() };
    RemittanceRow {
        trace: Cell::link(trace, format!("/remittances/{}", item.remit_id)),
        date: day_words(Some(item.day)),
        payer: item.payer.clone(),
        method: method(&item.method).into(),
        payment: money(item.paid.payment),
        posted: money_cell(item.paid.posted),
        unposted: money_cell(item.paid.unposted),
        provider_adjustments: money_cell(item.paid.provider),
        claims: count(item.claims),
        proof: proof(item),
    }
}

/// Whether it adds up, in words.
pub fn proof(item: &RemitItem) -> State {
    let off = if item.outcome == "posted" { item.paid.off_by() } else { item.off_by };
    if off != 0 {
        return State::new(format!("Off by {}", money(off.abs())), Tone::Bad);
    }
    if item.faults > 0 {
        let faults = counted(item.faults, "amount does", "amounts do");
        return State::new(format!("{faults} not add up"), Tone::Bad);
    }
    if item.outcome != "posted" {
        return State::new("Adds up, held", Tone::Warn);
    }
    if item.paid.unposted != 0 {
        return State::new(format!("Balances, {} waits", money(item.paid.unposted)), Tone::Warn);
    }
    State::new("Balances", Tone::Good)
}
