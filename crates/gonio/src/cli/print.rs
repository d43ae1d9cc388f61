//! Printing: JSON, tables, money and rates. Progress goes to standard error, and only to a
//! terminal.

use std::io::{IsTerminal, Write};

use gonio_app::Book;
use gonio_app::metrics::Unit;
use serde::Serialize;

use super::Failure;

/// Standard output was closed by its reader.
pub const READER_GONE: &str = "the reader of the output is gone";

/// Writes text to standard output.
pub fn out(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(failure)
}

/// What a failed write means.
pub fn failure(e: std::io::Error) -> Failure {
    if e.kind() == std::io::ErrorKind::BrokenPipe {
        READER_GONE.into()
    } else {
        format!("the output cannot be written: {e}")
    }
}

/// What went wrong, as the line that is printed.
pub fn plain(e: impl std::fmt::Display) -> Failure {
    e.to_string()
}

/// Writes one JSON document.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|e| e.to_string())?;
    out(&(text + "\n"))
}

/// A table: columns that begin with `>` are aligned to the right.
pub fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<&str> = columns.iter().map(|c| c.trim_start_matches('>')).collect();
    let mut widths: Vec<usize> = heads.iter().map(|h| h.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut row = String::new();
        for ((cell, width), column) in cells.zip(&widths).zip(columns) {
            let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
            if column.starts_with('>') {
                row.push_str(&pad);
                row.push_str(cell);
            } else {
                row.push_str(cell);
                row.push_str(&pad);
            }
            row.push_str("  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    };
    line(&mut heads.iter().copied());
    let rule: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    line(&mut rule.iter().map(String::as_str));
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    text
}

/// A metric's value as people read it.
pub fn value(value: Option<i64>, unit: Unit) -> String {
    let Some(v) = value else { return "-".into() };
    let sign = if v < 0 { "-" } else { "" };
    let v = v.unsigned_abs();
    match unit {
        Unit::Rate => format!("{sign}{}.{:02} %", v / 100, v % 100),
        Unit::TenthDays => format!("{sign}{}.{} days", v / 10, v % 10),
        Unit::Cents => {
            format!("{sign}{}", gonio_billing::money::dollars(i64::try_from(v).unwrap_or(i64::MAX)))
        }
    }
}

/// A metric's value for JSON: rates as fractions, days as decimals, money in cents.
pub fn number(value: Option<i64>, unit: Unit) -> serde_json::Value {
    let Some(v) = value else { return serde_json::Value::Null };
    let sign = if v < 0 { "-" } else { "" };
    let a = v.unsigned_abs();
    let text = match unit {
        Unit::Rate => format!("{sign}{}.{:04}", a / 10_000, a % 10_000),
        Unit::TenthDays => format!("{sign}{}.{}", a / 10, a % 10),
        Unit::Cents => return v.into(),
    };
    serde_json::from_str(&text).unwrap_or(serde_json::Value::Null)
}

/// Dollars and cents as typed: `30`, `30.5`, `1,234.50`, `$30.00`.
pub fn cents(text: &str) -> Result<i64, Failure> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '$' | ' ')).collect();
    let wrong = || format!("{text} is not an amount; write it as 1234.50");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    format!("{whole}{part:0<2}").parse().map_err(|_| wrong())
}

/// Sums up what a command wrote, so that the pages need not.
pub fn settle(book: &Book) -> Result<(), Failure> {
    let mut progress = Progress::of("summing up");
    let settled = book.settle(&mut |done, total| progress.show(done, total));
    progress.done();
    settled.map_err(plain)
}

/// A progress line on a terminal.
pub struct Progress {
    doing: &'static str,
    shown: bool,
    last: u64,
}

impl Progress {
    /// What is done, said before the bar. Shows nothing unless standard error is a terminal.
    pub fn of(doing: &'static str) -> Progress {
        Progress { doing, shown: std::io::stderr().is_terminal(), last: u64::MAX }
    }

    /// So much done, of so much in all.
    pub fn show(&mut self, done: u64, total: u64) {
        let percent = (done * 100).checked_div(total).unwrap_or(100);
        if self.shown && percent != self.last {
            self.last = percent;
            let full = usize::try_from(percent / 4).unwrap_or(0).min(25);
            let bar = "#".repeat(full) + &".".repeat(25 - full);
            eprint!("\r{} [{bar}] {percent:>3} %", self.doing);
            let _ = std::io::stderr().flush();
        }
    }

    /// Takes the line away.
    pub fn done(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        assert_eq!(cents("30"), Ok(3000));
        assert_eq!(cents("$1,234.5"), Ok(123_450));
        assert!(cents("-5").is_err() && cents("1.234").is_err() && cents("").is_err());
    }
}
