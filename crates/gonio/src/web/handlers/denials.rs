//! Denied money that is still claimed, by cause and by payer, and its lines.
//!
//! What is counted: the balance of the account for denied money (AR.DEN), claim line by
//! claim line, as of now. So the total is that account's in the ledger.

use gonio_app::pages::denials::{Denied, DeniedAsked, DeniedSum, UNKNOWN};
use gonio_billing::cause::Cause;

use super::{capital, choices, day_words, payer_choices, payer_name, spaced};
use crate::web::ask::{Address, Answer, Ask, Failure, pager};
use crate::web::pages::show::{counted, money, share};
use crate::web::pages::{Bar, Cell, DenialRow, DenialsPage, Grid, GridRow, Nav};

/// `/denials`
pub fn denials(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let names: Vec<&'static str> =
        Cause::ALL.iter().map(|c| c.name()).chain(std::iter::once(UNKNOWN)).collect();
    let cause = ask.one_of("cause", &names);
    let payer = ask.number("payer");
    let asked = DeniedAsked { cause: cause.into(), payer_id: payer };
    let mut sums = ask.book.denied_sums()?;
    let payers = ask.book.payers()?;
    let causes = causes(&sums);
    sums.retain(|s| asked.fits(&s.cause, s.payer_id));
    let address = Address::new("/denials")
        .with("cause", cause)
        .with("payer", if payer == 0 { String::new() } else { payer.to_string() });
    let (page, slice) = ask.slice();
    let (lines, largest_first) = ask.book.denied_lines(&asked, slice)?;
    let shown: Vec<DenialRow> = lines.iter().map(|line| row(ask, line, &payers)).collect();
    let cents: i64 = sums.iter().map(|s| s.cents).sum();
    let total: i64 = sums.iter().map(|s| s.lines).sum();
    let empty_book = sums.is_empty() && ask.book.is_empty()?;
    Answer::page(&DenialsPage {
        total: if sums.is_empty() { String::new() } else { money(cents) },
        total_words: format!(
            "denied and still claimed, on {} of {}",
            counted(total, "line", "lines"),
            counted(ask.book.denied_claims(&asked)?, "claim", "claims")
        ),
        causes: choices("All causes", &causes, cause),
        payers: payer_choices(&payers, payer),
        active: !cause.is_empty() || payer != 0,
        by_cause: by_cause(&sums, &address),
        by_payer: by_payer(&sums, &address, &payers),
        grid: grid(&sums, &payers),
        pager: pager(&address, page, shown.len(), total, ("line", "lines")),
        rows_order: if largest_first {
            "largest first"
        } else {
            "those of the latest claims first"
        },
        rows: shown,
        empty_book,
        shell: ask.shell("Denials", Nav::Denials),
    })
}

fn cause_words(cause: &str) -> &'static str {
    Cause::named(cause).map_or("Not in the rulebook", Cause::words)
}

/// The causes that occur, by name and words.
fn causes(lines: &[DeniedSum]) -> Vec<(String, String)> {
    sums(lines, |l| l.cause.clone())
        .into_iter()
        .map(|(cause, ..)| {
            let words = cause_words(&cause).into();
            (cause, words)
        })
        .collect()
}

/// Sums by a key: key, cents, lines; the largest first.
fn sums<K: Eq + Ord + Clone>(
    all: &[DeniedSum],
    key: impl Fn(&DeniedSum) -> K,
) -> Vec<(K, i64, i64)> {
    let mut found = std::collections::BTreeMap::<K, (i64, i64)>::new();
    for part in all {
        let sum = found.entry(key(part)).or_default();
        sum.0 += part.cents;
        sum.1 += part.lines;
    }
    let mut all: Vec<_> = found.into_iter().map(|(k, (cents, n))| (k, cents, n)).collect();
    all.sort_by_key(|(_, cents, _)| -cents);
    all
}

fn by_cause(lines: &[DeniedSum], address: &Address) -> Vec<Bar> {
    let all = sums(lines, |l| l.cause.clone());
    let most = all.first().map_or(0, |(_, cents, _)| *cents);
    all.into_iter()
        .map(|(cause, cents, n)| Bar {
            label: cause_words(&cause).into(),
            words: Cause::named(&cause).map_or_else(String::new, |c| capital(c.owner())),
            amount: Cell::link(money(cents), address.clone().with("cause", &cause).text()),
            count: counted(n, "line", "lines"),
            share: share(cents, most),
        })
        .collect()
}

fn by_payer(lines: &[DeniedSum], address: &Address, payers: &[(i64, String)]) -> Vec<Bar> {
    let all = sums(lines, |l| l.payer_id);
    let most = all.first().map_or(0, |(_, cents, _)| *cents);
    all.into_iter()
        .map(|(payer, cents, n)| Bar {
            label: payer_name(payers, payer),
            words: String::new(),
            amount: Cell::link(money(cents), address.clone().with("payer", payer).text()),
            count: counted(n, "line", "lines"),
            share: share(cents, most),
        })
        .collect()
}

/// Causes down, payers across.
fn grid(lines: &[DeniedSum], payers: &[(i64, String)]) -> Grid {
    let across: Vec<i64> = sums(lines, |l| l.payer_id).into_iter().map(|(p, ..)| p).collect();
    let place = |cause: &str, payer: Option<i64>| {
        Address::new("/denials")
            .with("cause", cause)
            .with("payer", payer.map_or_else(String::new, |p| p.to_string()))
            .text()
    };
    let cell = |cents: i64, cause: &str, payer: Option<i64>| match cents {
        0 => Cell::text("–"),
        cents => Cell::link(money(cents), place(cause, payer)),
    };
    let sum = |cause: &str, payer: Option<i64>| -> i64 {
        let fits = |l: &&DeniedSum| {
            (cause.is_empty() || l.cause == cause) && payer.is_none_or(|p| l.payer_id == p)
        };
        lines.iter().filter(fits).map(|l| l.cents).sum()
    };
    let down = sums(lines, |l| l.cause.clone());
    let rows = down
        .iter()
        .map(|(cause, cents, _)| GridRow {
            label: Cell::link(cause_words(cause), place(cause, None)),
            cells: across.iter().map(|p| cell(sum(cause, Some(*p)), cause, Some(*p))).collect(),
            total: cell(*cents, cause, None),
        })
        .collect();
    let mut totals: Vec<Cell> =
        across.iter().map(|p| cell(sum("", Some(*p)), "", Some(*p))).collect();
    totals.push(cell(sum("", None), "", None));
    Grid {
        columns: across
            .iter()
            .map(|p| Cell::link(payer_name(payers, *p), place("", Some(*p))))
            .collect(),
        rows,
        totals,
    }
}

fn row(ask: &Ask<'_>, line: &Denied, payers: &[(i64, String)]) -> DenialRow {
    let known = ask.words().code(&line.reason);
    let number = &line.control_number;
    DenialRow {
        claim: Cell::link(
            format!("{number} line {}", line.line),
            format!("/claims/{}#line-{}", line.claim_id, line.line),
        ),
        date: day_words(line.day),
        payer: payer_name(payers, line.payer_id),
        procedure: format!("{} {}", line.code, spaced(&line.modifiers)).trim().into(),
        amount: money(line.cents),
        reason: known.map_or_else(
            || "A reason that the rulebook does not know".into(),
            |code| code.meaning.clone(),
        ),
        code: match line.reason.as_str() {
            "" => "no code".into(),
            reason => format!("{}-{reason}", line.group),
        },
        cause: cause_words(&line.cause).into(),
        next: known.map_or_else(String::new, |code| code.action.clone()),
    }
}
