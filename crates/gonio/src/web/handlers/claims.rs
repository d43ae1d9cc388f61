//! The list of claims.

use gonio_app::pages::claims::{ClaimSums, Find, PLACES, SORTS, can_sort};

use super::words::{self, STATES, claim_state};
use super::{Sorting, choices, day_input, day_words, name, payer_choices, payer_name};
use crate::web::ask::{Address, Answer, Ask, Failure, pager};
use crate::web::pages::show::{count, counted, money, money_cell};
use crate::web::pages::{
    Cell, ClaimFilter, ClaimRow, ClaimTotal, ClaimsPage, Column, Kept, Nav, Tone,
};

/// The ages that open money is listed by: value, first and last day, words.
const AGES: [(&str, (i64, i64), &str); 6] = [
    ("0-30", (0, 30), "0–30 days old"),
    ("31-60", (31, 60), "31–60 days old"),
    ("61-90", (61, 90), "61–90 days old"),
    ("91-120", (91, 120), "91–120 days old"),
    ("121", (121, i32::MAX as i64), "Over 120 days old"),
    ("91", (91, i32::MAX as i64), "Over 90 days old"),
];

const ORDERS: [(&str, &str); 6] = [
    ("-date", "Latest service first"),
    ("date", "Earliest service first"),
    ("-open", "Most open first"),
    ("-charge", "Largest charge first"),
    ("patient", "By patient"),
    ("payer", "By payer"),
];

/// `/claims`
pub fn claims(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let states: Vec<&'static str> = STATES.iter().map(|(name, _)| *name).collect();
    let ages: Vec<&'static str> = AGES.iter().map(|(name, ..)| *name).collect();
    let age = ask.one_of("age", &ages);
    let find = Find {
        text: ask.search(),
        state: ask.one_of("state", &states).into(),
        payer: ask.number("payer"),
        from: ask.day("from"),
        to: ask.day("to"),
        place: ask.one_of("place", &PLACES).into(),
        age: AGES.iter().find(|(name, ..)| *name == age).map(|(_, days, _)| *days),
        batch: ask.number("import"),
        as_of: ask.as_of(),
    };
    let sort = match ask.one_of("sort", &SORTS) {
        "" => SORTS[0],
        sort => sort,
    };
    let (page, slice) = ask.slice();
    let (items, sums) = ask.book.find_claims(&find, sort, slice)?;
    if !can_sort(&find, sort, sums.claims) {
        ask.note(
            Tone::Warn,
            "These are too many to put in that order; they are listed by date. Narrow them down \
             by payer, days or state first."
                .into(),
            None,
        );
    }
    let payers = ask.book.payers()?;
    let own_day = find.as_of != ask.usual_day();
    let address = address(&find, sort, age, own_day);
    let mut rows = Vec::with_capacity(items.len());
    for item in &items {
        let person = ask.book.person(item.patient_id)?;
        rows.push(ClaimRow {
            control_number: Cell::link(&item.control_number, format!("/claims/{}", item.claim_id)),
            patient: name(&person.last, &person.first),
            payer: payer_name(&payers, item.payer_id),
            service_date: day_words(item.service_day),
            charge: money_cell(item.money.charge),
            paid: money_cell(item.money.paid),
            adjusted: money_cell(item.money.adjusted),
            open: money_cell(item.money.open()),
            state: claim_state(item, find.as_of),
        });
    }
    let sorting = Sorting { address: address.clone(), now: sort };
    let columns = vec![
        Column::plain("Claim"),
        sorting.column("Patient", "patient", false, false),
        sorting.column("Payer", "payer", false, false),
        sorting.column("Service date", "date", false, true),
        sorting.column("Charge", "charge", true, true),
        sorting.column("Paid", "paid", true, true),
        Column::number("Adjusted"),
        sorting.column("Open", "open", true, true),
        Column::plain("State"),
    ];
    let empty_book = items.is_empty() && ask.book.is_empty()?;
    Answer::page(&ClaimsPage {
        filter: filter(&find, &payers, sort, age, &address, own_day),
        result: result(&find, &sums),
        columns,
        total: (sums.claims > 0).then(|| ClaimTotal {
            label: match sums.claims {
                1 => "1 claim".into(),
                n => format!("All {} claims", count(n)),
            },
            charge: money(sums.money.charge),
            paid: money(sums.money.paid),
            adjusted: money(sums.money.adjusted),
            open: money(sums.open),
        }),
        pager: pager(&address, page, rows.len(), sums.claims, ("claim", "claims")),
        rows,
        empty_book,
        shell: ask.shell_as_of("Claims", Nav::Claims, find.as_of),
    })
}

/// The list's own address, with everything that is set.
fn address(find: &Find, sort: &str, age: &str, own_day: bool) -> Address {
    let number = |n: i64| if n == 0 { String::new() } else { n.to_string() };
    Address::new("/claims")
        .with("q", &find.text)
        .with("state", &find.state)
        .with("payer", number(find.payer))
        .with("from", day_input(find.from))
        .with("to", day_input(find.to))
        .with("place", &find.place)
        .with("age", age)
        .with("import", number(find.batch))
        .with("as_of", if own_day { find.as_of.to_string() } else { String::new() })
        .with("sort", if sort == SORTS[0] { "" } else { sort })
}

fn filter(
    find: &Find,
    payers: &[(i64, String)],
    sort: &str,
    age: &str,
    address: &Address,
    own_day: bool,
) -> ClaimFilter {
    let mut kept = Vec::new();
    let mut keep = |name: &str, value: String, words: String| {
        let without = address.clone().without(name).without("page").text();
        kept.push(Kept { name: name.into(), value, words, without });
    };
    if !find.place.is_empty() {
        keep("place", find.place.clone(), words::place_words(&find.place).into());
    }
    if let Some((_, _, words)) = AGES.iter().find(|(name, ..)| *name == age) {
        keep("age", age.into(), format!("Open, service {}", words.to_lowercase()));
    }
    if find.batch != 0 {
        keep("import", find.batch.to_string(), format!("Import {}", find.batch));
    }
    if own_day {
        let words = format!("Waiting days counted to {}", day_words(Some(find.as_of)));
        keep("as_of", find.as_of.to_string(), words);
    }
    let own = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(value, label)| ((*value).into(), (*label).into())).collect()
    };
    let mut sorts = choices("", &own(&ORDERS), sort);
    sorts.remove(0);
    let unlisted = !ORDERS.iter().any(|(value, _)| *value == sort);
    if unlisted {
        // Sorted by a column's head: the form keeps it.
        let label = "As the column says".to_string();
        sorts.extend(choices("", &[(sort.to_string(), label)], sort).into_iter().skip(1));
    }
    ClaimFilter {
        q: find.text.clone(),
        states: choices("Any state", &own(&STATES), &find.state),
        payers: payer_choices(payers, find.payer),
        from: day_input(find.from),
        to: day_input(find.to),
        sorts,
        active: address.text() != "/claims",
        kept,
    }
}

/// How many, and how much: of the place asked for, and open in all.
fn result(find: &Find, sums: &ClaimSums) -> String {
    let claims = counted(sums.claims, "claim", "claims");
    let here = match find.place.as_str() {
        "waiting" | "overdue" => sums.money.payer,
        "denied" => sums.money.denied,
        "later" => sums.money.later,
        "patient" => sums.money.patient,
        "credit" => sums.credit,
        _ => return format!("{claims}, {} open", money(sums.open)),
    };
    let place = words::place_words(&find.place).to_lowercase();
    if here == sums.open {
        return format!("{claims}, {} {place}", money(here));
    }
    format!("{claims}, {} {place}; {} open on them in all", money(here), money(sums.open))
}
