//! Contracts of a practice's own, made up.

use gonio_rules::code::{Code, Modifier};
use gonio_rules::contract::{Contract, Line};

use crate::day;

const CONTRACT: &str = r#"
payer = "cigna"
title = "Blue Walnut Health (made up)"

[[term]]
kind = "visit"
codes = ["97161", "97162", "97163"]
cents = 9000

[[term]]
kind = "rate"
codes = ["97110"]
modifiers = ["CQ"]
cents = 2550

[[term]]
kind = "rate"
codes = ["97110"]
cents = 3000
last_day = "2026-06-30"

[[term]]
kind = "rate"
codes = ["97110"]
cents = 3100
first_day = "2026-07-01"

[[term]]
kind = "percent_of_medicare"
codes = ["97140"]
percent = "110"

[[term]]
kind = "percent_of_charge"
percent = "62.5"
"#;

fn line<'a>(code: &str, units: u32, charge: i64, modifiers: &'a [Modifier]) -> Line<'a> {
    let code = Code::new(code).expect("a code");
    Line { code, units, modifiers, charge_cents: charge, medicare_cents: Some((2121, 2772)) }
}

fn allowed(on: &str, lines: &[Line<'_>]) -> Vec<i64> {
    let contract = Contract::parse(CONTRACT).expect("a contract");
    let allowed = contract.allow(day(on), lines, false).expect("terms for every line");
    allowed.iter().map(|(a, _)| a.allowed_cents).collect()
}

#[test]
fn each_line_takes_the_first_term_that_fits_it() {
    let cq = [Modifier::GP, Modifier::CQ];
    let gp = [Modifier::GP];
    let lines = [
        line("97110", 2, 15_000, &gp),
        line("97110", 1, 7_500, &cq),
        line("97140", 1, 7_500, &gp),
        line("97530", 1, 8_000, &gp),
    ];
    assert_eq!(allowed("2026-03-02", &lines), [6000, 2550, 3049, 5000]);
    assert_eq!(allowed("2026-07-01", &lines)[0], 6200, "the rate of the day of service");
    let cheap = [line("97110", 2, 5_000, &gp)];
    assert_eq!(allowed("2026-03-02", &cheap), [5000], "never more than the charge");
}

#[test]
fn a_rate_for_the_visit_is_spread_and_nothing_is_lost() {
    let none = [];
    let lines = [line("97161", 1, 20_000, &none), line("97162", 1, 10_001, &none)];
    let spread = allowed("2026-03-02", &lines);
    assert_eq!(spread.iter().sum::<i64>(), 9000);
    assert_eq!(spread, [6000, 3000]);
}

#[test]
fn a_case_is_paid_once() {
    let text =
        "payer = \"cigna\"\ntitle = \"made up\"\n[[term]]\nkind = \"case\"\ncents = 120000\n";
    let contract = Contract::parse(text).expect("a contract");
    let lines = [line("97110", 2, 15_000, &[]), line("97140", 1, 7_500, &[])];
    let of = |open| -> i64 {
        let all = contract.allow(day("2026-03-02"), &lines, open).expect("terms");
        all.iter().map(|(a, _)| a.allowed_cents).sum()
    };
    assert_eq!((of(false), of(true)), (120_000, 0));
}

#[test]
fn what_is_wrong_in_a_contract_is_named() {
    let wrong = |text: &str| Contract::parse(text).expect_err("wrong");
    let head = "payer = \"cigna\"\ntitle = \"made up\"\n";
    assert!(wrong(head).contains("term"));
    assert!(wrong(&format!("{head}[[term]]\nkind = \"rates\"\n")).contains("\"rates\" is no kind"));
    assert!(wrong(&format!("{head}[[term]]\nkind = \"rate\"\n")).contains("cents"));
    assert!(wrong(&format!("{head}[[term]]\nkind = \"rate\"\ncents = 1\nx = 1\n")).contains("x"));
    let contract = format!("{head}[[term]]\nkind = \"rate\"\ncodes = [\"97110\"]\ncents = 1\n");
    let contract = Contract::parse(&contract).expect("a contract");
    let refused = contract.allow(day("2026-03-02"), &[line("97140", 1, 100, &[])], false);
    assert_eq!(
        refused.expect_err("no term"),
        "the contract with made up says nothing of 97140 on 2026-03-02"
    );
}
