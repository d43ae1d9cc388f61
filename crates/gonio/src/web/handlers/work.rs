//! What waits for a person, by queue.

use gonio_app::filing::{self, Clock, Near};
use gonio_app::pages::work::Item;
use gonio_billing::day::Day;
use gonio_billing::queue::Reason;

use super::{day_words, days_words, file_name, name, payer_name};
use crate::web::ask::{Address, Answer, Ask, Failure};
use crate::web::pages::show::{counted, money, money_cell};
use crate::web::pages::{Cell, Link, Nav, Queue, WorkItem, WorkPage};

/// Items of a queue beside others, and of one alone.
const BESIDE: usize = 20;
const ALONE: usize = 100;

/// The queue of claims whose last day to file is near. It is counted, not kept.
const FILING: &str = "timely_filing";

/// Name, title, what it is, who works it.
const QUEUES: [(&str, &str, &str, &str); 7] = [
    (
        FILING,
        "Last days to file",
        "Nobody has proof that the payer has these claims: it has neither taken them in nor \
         decided, and the last day on which it takes them is near or has passed.",
        "Biller",
    ),
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
    let near = match (only, import) {
        ("" | FILING, 0) => filing::near(ask.book, ask.as_of())?,
        _ => Near::default(),
    };
    for (id, title, words, owner) in QUEUES {
        if id == FILING {
            let most = if only == FILING { ALONE } else { BESIDE };
            queues.extend(filing_queue(ask, &near, (title, words, owner), most)?);
            continue;
        }
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
    let empty_book = queues.is_empty() && items.is_empty() && ask.book.is_empty()?;
    Answer::page(&WorkPage {
        total_words: if items.is_empty() { String::new() } else { format!("{total_words}.") },
        queues: queues.into_iter().map(|(_, queue)| queue).collect(),
        empty_book,
        shell: ask.shell("Work", Nav::Work),
    })
}

/// Claims whose last day to file is near, if there are any; at most so many are shown.
fn filing_queue(
    ask: &Ask<'_>,
    near: &Near,
    (title, words, owner): (&str, &str, &str),
    most: usize,
) -> Result<Option<(i64, Queue)>, Failure> {
    if near.clocks.is_empty() {
        return Ok(None);
    }
    let payers = ask.book.payers()?;
    let cents: i64 = near.clocks.iter().map(|c| c.open_cents).sum();
    let count = i64::try_from(near.clocks.len()).unwrap_or(i64::MAX);
    let more = if near.more { "more than " } else { "" };
    let item = |clock: &Clock| WorkItem {
        about: Cell::link(format!("Claim {}", clock.claim), format!("/claims/{}", clock.claim_id)),
        whose: payer_name(&payers, clock.payer_id),
        reason: match clock.days_left {
            left if left < 0 => format!("Its last day has passed, {} ago", days_words(-left)),
            left => format!("{} left to file it", days_words(left)),
        },
        code: clock.rule.clone(),
        next: match clock.refused {
            true => "Mend what was refused and send it again before that day.",
            false => {
                "Ask the clearinghouse or the payer for its 277CA; without one, send it again \
                 before that day."
            }
        }
        .into(),
        date: day_words(Day::parse(&clock.last_day)),
        age: if clock.confidence == "verified" { "" } else { "rule not verified" }.into(),
        amount: money_cell(clock.open_cents),
    };
    let rest = near.clocks.len().saturating_sub(most);
    Ok(Some((
        cents,
        Queue {
            id: FILING.into(),
            title: title.into(),
            words: words.into(),
            owner: owner.into(),
            count: format!("{more}{}", counted(count, "claim", "claims")),
            amount: money(cents),
            items: near.clocks.iter().take(most).map(item).collect(),
            more: (rest > 0 && most == BESIDE).then(|| {
                let alone = Address::new("/work").with("queue", FILING).text();
                Link::new(format!("The first {ALONE} of {count}"), alone)
            }),
        },
    )))
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
