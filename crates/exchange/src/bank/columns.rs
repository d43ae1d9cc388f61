//! Comma-separated exports of banks: which column is which is told by its head.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::values::{cents, day};
use super::{Fault, Line, Statement, account_end, identity, tidy};

/// Rows before the heads, such as a summary of the account.
const ROWS_BEFORE_HEADS: usize = 30;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Meaning {
    Posted,
    Day,
    Amount,
    In,
    Out,
    Direction,
    Text,
    Account,
}

impl Meaning {
    fn words(self) -> &'static str {
        match self {
            Meaning::Posted | Meaning::Day => "day",
            Meaning::Amount => "amount",
            Meaning::In => "amount that came in",
            Meaning::Out => "amount that went out",
            Meaning::Direction => "in or out",
            Meaning::Text => "text",
            Meaning::Account => "account",
        }
    }
}

/// Heads that exports of banks in the United States use, lower case, letters only.
const HEADS: &[(Meaning, &[&str])] = &[
    (Meaning::Posted, &["posting date", "posted date", "post date", "date posted", "as of date"]),
    (Meaning::Day, &["date", "transaction date", "trans date", "value date", "effective date"]),
    (Meaning::Amount, &["amount", "transaction amount", "amount usd", "net amount", "usd amount"]),
    (
        Meaning::In,
        &[
            "credit",
            "credits",
            "credit amount",
            "amount credit",
            "deposit",
            "deposits",
            "deposit amount",
            "money in",
            "paid in",
        ],
    ),
    (
        Meaning::Out,
        &[
            "debit",
            "debits",
            "debit amount",
            "amount debit",
            "withdrawal",
            "withdrawals",
            "withdrawal amount",
            "money out",
            "paid out",
        ],
    ),
    (
        Meaning::Direction,
        &[
            "details",
            "type",
            "transaction type",
            "credit debit",
            "debit credit",
            "credit or debit",
            "cr dr",
            "dr cr",
            "credit debit indicator",
        ],
    ),
    (
        Meaning::Text,
        &[
            "description",
            "transaction description",
            "original description",
            "payee",
            "name",
            "memo",
            "text",
            "narrative",
            "detail",
            "addenda",
            "addenda information",
            "extended description",
            "additional information",
            "reference",
            "reference number",
            "customer reference",
            "bank reference",
            "check number",
            "check or slip",
            "check",
        ],
    ),
    (Meaning::Account, &["account", "account number", "account no"]),
];

/// The columns of a file, and the row they stand in.
struct Columns {
    row: usize,
    heads: Vec<(String, Option<Meaning>)>,
}

impl Columns {
    fn of(row: usize, record: &StringRecord) -> Option<Columns> {
        let heads: Vec<(String, Option<Meaning>)> =
            record.iter().map(|cell| (tidy(cell), meaning(cell))).collect();
        let columns = Columns { row, heads };
        let day = columns.has(Meaning::Posted) || columns.has(Meaning::Day);
        let amount = columns.has(Meaning::Amount) || columns.has(Meaning::In);
        (day && amount && columns.has(Meaning::Text)).then_some(columns)
    }

    fn has(&self, meaning: Meaning) -> bool {
        self.heads.iter().any(|(_, m)| *m == Some(meaning))
    }

    /// The cells of that meaning that hold something.
    fn cells<'a>(&'a self, record: &'a StringRecord, meaning: Meaning) -> Vec<&'a str> {
        self.heads
            .iter()
            .enumerate()
            .filter(|(_, (_, m))| *m == Some(meaning))
            .filter_map(|(at, _)| record.get(at))
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect()
    }

    fn one<'a>(&'a self, record: &'a StringRecord, meaning: Meaning) -> &'a str {
        self.cells(record, meaning).first().copied().unwrap_or("")
    }
}

/// What a head means. Only its letters count.
fn meaning(head: &str) -> Option<Meaning> {
    let letters: String = head
        .chars()
        .map(|c| if c.is_alphabetic() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    let plain = tidy(&letters);
    HEADS.iter().find(|(_, heads)| heads.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

/// Every record with the row it begins in; those that are no CSV at all end it.
fn records(text: &str, separator: u8) -> impl Iterator<Item = (usize, StringRecord)> + '_ {
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    reader.into_records().map_while(Result::ok).map(|record| {
        let row = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        (row, record)
    })
}

fn find(text: &str) -> Option<(u8, Columns)> {
    b",;\t".iter().find_map(|separator| {
        records(text, *separator)
            .take(ROWS_BEFORE_HEADS)
            .find_map(|(row, record)| Columns::of(row, &record))
            .map(|columns| (*separator, columns))
    })
}

/// Whether a text is a bank's export.
pub fn is_csv(text: &str) -> bool {
    find(text).is_some()
}

/// Reads a bank's export.
pub fn read(text: &str) -> Statement {
    let Some((separator, columns)) = find(text) else { return Statement::default() };
    let mut statement = Statement {
        columns: columns
            .heads
            .iter()
            .map(|(head, m)| (head.clone(), m.map_or("not used", Meaning::words)))
            .collect(),
        ..Statement::default()
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for (row, record) in records(text, separator) {
        if row <= columns.row || record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row_no = i64::try_from(row).unwrap_or(0);
        match line(&columns, &record) {
            Ok(None) => {}
            Ok(Some(mut line)) => {
                line.row = row_no;
                let account = columns.one(&record, Meaning::Account);
                let (day, cents) = (line.day.to_string(), line.cents.to_string());
                let parts = ["csv", account, &day, &cents, &line.text];
                let nth = seen.entry(identity(&parts)).or_default();
                *nth += 1;
                let nth = nth.to_string();
                line.identity = identity(&["csv", account, &day, &cents, &line.text, &nth]);
                statement.lines.push(line);
            }
            Err(words) => statement
                .faults
                .push(Fault { row: row_no, words: format!("row {row_no}: {words}") }),
        }
    }
    statement
}

/// A row as a line; none for a row that says there is no money, such as an opening balance.
fn line(columns: &Columns, record: &StringRecord) -> Result<Option<Line>, String> {
    let posted = columns.one(record, Meaning::Posted);
    let written = if posted.is_empty() { columns.one(record, Meaning::Day) } else { posted };
    let text = tidy(&columns.cells(record, Meaning::Text).join(" "));
    let amount = amount(columns, record)?;
    let Some(cents) = amount else {
        let balance = text.to_lowercase().contains("balance");
        return if balance { Ok(None) } else { Err("it has no amount".into()) };
    };
    if written.is_empty() {
        return Err("it has no day".into());
    }
    let Some(day) = day(written) else {
        return Err("its day cannot be read; days are such as 03/17/2026 or 2026-03-17".into());
    };
    let account = account_end(columns.one(record, Meaning::Account));
    Ok(Some(Line { row: 0, identity: String::new(), account, day, cents, text }))
}

fn amount(columns: &Columns, record: &StringRecord) -> Result<Option<i64>, String> {
    let read = |text: &str| {
        cents(text).ok_or_else(|| "its amount cannot be read; amounts are such as 1,234.56".into())
    };
    let single = columns.one(record, Meaning::Amount);
    if !single.is_empty() {
        let cents = read(single)?;
        let direction = columns.one(record, Meaning::Direction).to_lowercase();
        let first = direction.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        return Ok(Some(match first {
            "debit" | "dr" | "d" | "withdrawal" => -cents.abs(),
            "credit" | "cr" | "c" | "deposit" => cents.abs(),
            _ => cents,
        }));
    }
    let (came, went) = (columns.one(record, Meaning::In), columns.one(record, Meaning::Out));
    match (came.is_empty(), went.is_empty()) {
        (true, true) => Ok(None),
        (false, true) => read(came).map(Some),
        // Some banks write what went out with a minus, others without.
        (true, false) => Ok(Some(-read(went)?.abs())),
        (false, false) => Ok(Some(read(came)? - read(went)?.abs())),
    }
}
