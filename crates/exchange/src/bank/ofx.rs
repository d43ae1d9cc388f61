//! OFX: version 1 is SGML that leaves end tags out, version 2 is XML. Both are read as a run
//! of tags, each with the text up to the next one.

use super::values::{cents, day};
use super::{Fault, Line, Statement, account_end, identity, tidy};

/// Whether a text begins as OFX does.
pub fn is_ofx(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(1000).collect::<String>().to_uppercase();
    head.starts_with("OFXHEADER")
        || head.starts_with("<OFX>")
        || (head.starts_with("<?") && head.contains("<?OFX"))
}

/// What is known of a transaction while its tags go by.
#[derive(Default)]
struct Open {
    posted: String,
    amount: String,
    id: String,
    texts: Vec<String>,
    /// Inside of it stands another account's number.
    other_account: bool,
}

/// Reads the transactions of every account in the file.
pub fn read(text: &str) -> Statement {
    let mut statement = Statement {
        columns: vec![
            ("DTPOSTED".into(), "day"),
            ("TRNAMT".into(), "amount"),
            ("FITID".into(), "the bank's number"),
            ("NAME, MEMO, CHECKNUM, REFNUM".into(), "text"),
            ("BANKID, ACCTID".into(), "account"),
        ],
        ..Statement::default()
    };
    let (mut bank, mut account) = (String::new(), String::new());
    let mut open: Option<Open> = None;
    let mut number = 0;
    for part in text.split('<').skip(1) {
        let (tag, value) = part.split_once('>').unwrap_or((part, ""));
        let tag = tag.trim().to_uppercase();
        let value = tidy(&plain(value));
        match (tag.as_str(), &mut open) {
            ("STMTTRN", _) => {
                number += 1;
                close(&mut statement, open.take(), number - 1, &bank, &account);
                open = Some(Open::default());
            }
            ("/STMTTRN" | "/BANKTRANLIST" | "/OFX", _) => {
                close(&mut statement, open.take(), number, &bank, &account);
            }
            ("BANKACCTFROM" | "CCACCTFROM", _) => (bank, account) = Default::default(),
            ("BANKACCTTO" | "CCACCTTO", Some(t)) => t.other_account = true,
            ("/BANKACCTTO" | "/CCACCTTO", Some(t)) => t.other_account = false,
            ("BANKID", None) => bank = value,
            ("ACCTID", None) => account = value,
            ("DTPOSTED", Some(t)) => t.posted = value,
            ("TRNAMT", Some(t)) => t.amount = value,
            ("FITID", Some(t)) => t.id = value,
            ("NAME" | "MEMO" | "CHECKNUM" | "REFNUM", Some(t))
                if !value.is_empty() && !t.other_account =>
            {
                t.texts.push(value);
            }
            _ => {}
        }
    }
    close(&mut statement, open.take(), number, &bank, &account);
    statement
}

fn close(statement: &mut Statement, open: Option<Open>, row: i64, bank: &str, account: &str) {
    let Some(t) = open else { return };
    let read = day(&t.posted).ok_or("its day (DTPOSTED) cannot be read").and_then(|day| {
        let amount = decimal_point(&t.amount);
        let cents = cents(&amount).ok_or("its amount (TRNAMT) cannot be read")?;
        if t.id.is_empty() {
            return Err("it has no number of the bank's (FITID)");
        }
        Ok((day, cents))
    });
    match read {
        Ok((day, cents)) => statement.lines.push(Line {
            row,
            identity: identity(&["ofx", bank, account, &t.id]),
            account: account_end(account),
            day,
            cents,
            text: t.texts.join(" "),
        }),
        Err(words) => {
            statement.faults.push(Fault { row, words: format!("transaction {row}: {words}") });
        }
    }
}

/// OFX allows a comma for the decimal point.
fn decimal_point(amount: &str) -> String {
    match amount.rsplit_once(',') {
        Some((whole, part)) if part.len() == 2 && !amount.contains('.') => {
            format!("{}.{part}", whole.replace(',', ""))
        }
        _ => amount.to_string(),
    }
}

/// Text with its entities put in.
fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ");
    text.replace("&amp;", "&")
}
