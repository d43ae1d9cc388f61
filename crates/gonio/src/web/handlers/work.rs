//! What waits for a person, by queue.

use gonio_app::pages::work::Item;
use gonio_billing::queue::Reason;

use super::{day_words, days_words, file_name, name};
use crate::web::ask::{Address, Answer, Ask, Failure};
use crate::web::pages::show::{counted, money, money_cell};
use crate::web::pages::{Cell, Link, Nav, Queue, WorkItem, WorkPage};

/// Items of a queue beside others, and of one alone.
const BESIDE: usize = 20;
const ALONE: usize = 100;

/// Name, title, what it is, who works it.
const QUEUES: [(&str, &str, &str, &str); 6] = [
    (
        "unmatched",
        "Payments that could not be posted",
        "The payer’s money is here and does not fit what is in the book. It is held; nothing is \
         guessed.",
        "Biller",
    ),
    (
        "bank",
        "Money at the bank that is not matched",
        "The bank shows money that no remittance here is sure to announce. Match it on the page \
         Bank, or set it aside.",
        "Biller",
    ),
    (
        "rejected",
        "Returned without a decision",
        "The payer could not process these claims. Mend what it names and send a new original; \
         there is nothing to appeal.",
        "Biller",
    ),
    (
        "denials",
        "Answers to look into",
        "The payer’s answer does not say what the money is. Denied lines themselves are under \
         Denials.",
        "Biller",
    ),
    (
        "patients",
        "Patients’ shares to check",
        "The payer put more on the patient than the contract allows. Check before billing.",
        "Patient accounts",
    ),
    (
        "findings",
        "Claims that changed",
        "What was sent does not agree with itself or with what was sent before.",
        "Biller",
    ),
];

/// `/work`
pub fn work(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let names: Vec<&'static str> = QUEUES.iter().map(|(name, ..)| *name).collect();
    let only = ask.one_of("queue", &names);
    let import = ask.number("import");
    let items = ask.book.waiting_items(import)?;
    let address = Address::new("/work").with(
        "import",
        match import {
            0 => String::new(),
            id => id.to_string(),
        },
    );
    let mut queues = Vec::new();
    for (id, title, words, owner) in QUEUES {
        let mine: Vec<&Item> = items.iter().filter(|i| queue_of(i) == id).collect();
        if mine.is_empty() || (!only.is_empty() && only != id) {
            continue;
        }
        let cents: i64 = mine.iter().map(|i| i.cents.abs()).sum();
        let mut page = 1;
        let mut limit = BESIDE;
        if only == id {
            page = usize::try_from(ask.slice().0).unwrap_or(1);
            limit = ALONE;
        }
        let skipped = (page - 1) * limit;
        let mut shown = Vec::new();
        for item in mine.iter().skip(skipped).take(limit) {
            shown.push(work_item(ask, item)?);
        }
        let alone = address.clone().with("queue", id);
        let rest = mine.len().saturating_sub(skipped + shown.len());
        let more = match (rest, only == id) {
            (0, _) => None,
            (_, false) => Some(Link::new(format!("All {} items", mine.len()), alone.text())),
            (rest, true) => {
                let next = alone.with("page", page + 1).text();
                Some(Link::new(format!("The next {}", rest.min(ALONE)), next))
            }
        };
        let count = i64::try_from(mine.len()).unwrap_or(i64::MAX);
        queues.push((
            cents,
            Queue {
                id: id.into(),
                title: title.into(),
                words: words.into(),
                owner: owner.into(),
                count: counted(count, "item", "items"),
                amount: money(cents),
                items: shown,
                more,
            },
        ));
    }
    queues.sort_by_key(|(cents, _)| -cents);
    let cents: i64 = items.iter().map(|i| i.cents.abs()).sum();
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let mut total_words =
        format!("{}, {} with them", counted(count, "thing waits", "things wait"), money(cents));
    if import != 0 {
        total_words.push_str(&format!(", from import {import}"));
    }
    let empty_book = items.is_empty() && ask.book.is_empty()?;
    Answer::page(&WorkPage {
        total_words: if items.is_empty() { String::new() } else { format!("{total_words}.") },
        queues: queues.into_iter().map(|(_, queue)| queue).collect(),
        empty_book,
        shell: ask.shell("Work", Nav::Work),
    })
}

/// The queue an item stands in; one with a reason of a later version among the findings.
fn queue_of(item: &Item) -> &'static str {
    Reason::named(&item.reason).map_or("findings", Reason::queue)
}

fn work_item(ask: &Ask<'_>, item: &Item) -> Result<WorkItem, Failure> {
    let about = ask.book.about(item.item_id)?;
    let reason = Reason::named(&item.reason);
    let cell = if about.bank_line != 0 {
        let place = format!("/bank?show=waiting#line-{}", about.bank_line);
        Cell::link(format!("Bank line {}", about.bank_line), place)
    } else if !about.claim.is_empty() {
        Cell::link(format!("Claim {}", about.claim), format!("/claims/{}", item.claim_id))
    } else if item.remit_id != 0 {
        let what = if about.on_remittance.is_empty() {
            format!("Remittance {}", about.trace)
        } else {
            format!("{} on {}", about.on_remittance, about.trace)
        };
        Cell::link(what, format!("/remittances/{}", item.remit_id))
    } else if about.batch_id != 0 {
        Cell::link(file_name(&about.path), format!("/imports/{}", about.batch_id))
    } else {
        Cell::text("The book")
    };
    let who = name(&about.last, &about.first);
    let whose = match (about.last.is_empty(), about.payer.is_empty()) {
        (false, false) => format!("{who} · {}", about.payer),
        (false, true) => who,
        (true, _) => about.payer,
    };
    let age = ask.usual_day().0 - item.day.0;
    Ok(WorkItem {
        reason: reason.map_or("Something a later version of Gonio knows", Reason::words).into(),
        code: item.detail.clone(),
        about: cell,
        whose,
        date: day_words(Some(item.day)),
        age: if age >= 0 { days_words(age) } else { String::new() },
        amount: money_cell(item.cents),
        next: reason.map_or("", Reason::fix).into(),
    })
}
