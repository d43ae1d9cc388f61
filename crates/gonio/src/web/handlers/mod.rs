//! From an address to a filled page, one module per page.
//!
//! Handlers ask the book and fill structs; amounts and dates become text through
//! `pages::show`, codes become words through `words`. Only `receive`, `bank`
//! and `posting` change the book.

pub mod assets;
pub mod bank;
pub mod calculator;
pub mod cases;
pub mod claim;
pub mod claims;
pub mod denials;
pub mod home;
pub mod imports;
pub mod metrics;
pub mod numbers;
pub mod outgoing;
pub mod people;
pub mod posting;
pub mod receive;
pub mod remittance;
pub mod remittances;
pub mod words;
pub mod work;

use gonio_billing::day::Day;

use super::pages::{Choice, Column, Order, show};

/// A day in words; a dash when it is not known.
pub fn day_words(day: Option<Day>) -> String {
    day.map_or_else(|| "\u{2013}".into(), |day| show::date(&day.to_string()))
}

/// Days from one to another, in words: `1 day`, `12 days`.
pub fn days_words(days: i32) -> String {
    show::counted(days.into(), "day", "days")
}

/// A day for a date input; empty when it is not set.
pub fn day_input(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// A moment in words, in UTC.
pub fn moment(seconds: i64) -> String {
    let day = Day(i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0));
    let minutes = seconds.rem_euclid(86_400) / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    format!("{}, {hour:02}:{minute:02} UTC", show::date(&day.to_string()))
}

/// A name as lists show it: last, first.
pub fn name(last: &str, first: &str) -> String {
    match (last.is_empty(), first.is_empty()) {
        (true, true) => "\u{2013}".into(),
        (false, true) => last.into(),
        (true, false) => first.into(),
        (false, false) => format!("{last}, {first}"),
    }
}

/// The name of a file without the folders it lay in, also inside a zip.
pub fn file_name(path: &str) -> String {
    let base = |part: &str| part.rsplit(['/', '\\']).next().unwrap_or(part).to_string();
    path.split(" \u{203a} ").map(base).collect::<Vec<_>>().join(" \u{203a} ")
}

/// With a capital at the beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Joined codes with spaces between them: `GP:59` is `GP 59`.
pub fn spaced(codes: &str) -> String {
    codes.split(':').filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The choices of a select, the first of them for any.
pub fn choices(any: &str, list: &[(String, String)], chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
        chosen: value == chosen,
    };
    let mut all = vec![choice("", any)];
    all.extend(list.iter().map(|(value, label)| choice(value, label)));
    all
}

/// The payers as choices.
pub fn payer_choices(payers: &[(i64, String)], chosen: i64) -> Vec<Choice> {
    let list: Vec<_> = payers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let chosen = if chosen == 0 { String::new() } else { chosen.to_string() };
    choices("All payers", &list, &chosen)
}

/// The name of a payer; a dash for none.
pub fn payer_name(payers: &[(i64, String)], id: i64) -> String {
    let found = payers.iter().find(|(known, _)| *known == id);
    found.map_or_else(|| "\u{2013}".into(), |(_, name)| name.clone())
}

/// Heads of columns that sort by links.
pub struct Sorting<'a> {
    /// The list's address.
    pub address: super::ask::Address,
    /// How it is sorted now; a leading `-` is descending.
    pub now: &'a str,
}

impl Sorting<'_> {
    /// The head of a column sorted by `key`. `down` sorts it descending first.
    pub fn column(&self, label: &str, key: &str, numeric: bool, down: bool) -> Column {
        let order = match self.now.strip_prefix('-') {
            Some(now) if now == key => Order::Descending,
            None if self.now == key => Order::Ascending,
            _ => Order::None,
        };
        let descending = match order {
            Order::None => down,
            Order::Ascending => true,
            Order::Descending => false,
        };
        let sort = if descending { format!("-{key}") } else { key.to_string() };
        let href = self.address.clone().without("page").with("sort", sort).text();
        Column { label: label.into(), numeric, href: Some(href), order }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_files_read_well() {
        assert_eq!(moment(1_795_300_000), "Nov 21, 2026, 22:26 UTC");
        assert_eq!(moment(-60), "Dec 31, 1969, 23:59 UTC");
        assert_eq!(file_name("/a/b.zip \u{203a} c/d.835"), "b.zip \u{203a} d.835");
        assert_eq!(spaced("GP:59"), "GP 59");
    }
}
