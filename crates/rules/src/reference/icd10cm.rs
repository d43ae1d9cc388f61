//! ICD-10-CM code files of fixed width: the order file (codes and categories) and the codes
//! file (billable codes only).

use std::io::{self, BufRead};

use super::lines::{Lines, field};
use super::{Diagnosis, Out, Row, shown, text};

/// 1–5 order number, 7–13 code, 15 flag, 17–76 short, 78– long description.
pub fn order<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next()? {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match order_row(line) {
            Ok((code, billable, title)) => {
                let title = &text(title);
                out.row(number, Row::Diagnosis(Diagnosis { code, billable, title }))?;
            }
            Err(wrong) => out.problem(number, wrong),
        }
    }
    Ok(())
}

/// Code, billable, description.
fn order_row(line: &[u8]) -> Result<(&str, bool, &[u8]), String> {
    let number = field(line, 1, 5);
    if number.len() != 5 || !number.iter().all(u8::is_ascii_digit) {
        return Err(format!("does not begin with an order number: {}", shown(line)));
    }
    let code = code(field(line, 7, 13))?;
    let billable = match field(line, 15, 15) {
        b"1" => true,
        b"0" => false,
        other => return Err(format!("{code}: the flag is {:?}, not 0 or 1", shown(other))),
    };
    let title = line.get(77..).unwrap_or_default().trim_ascii();
    if title.is_empty() {
        return Err(format!("{code} has no description; is the line cut off?"));
    }
    Ok((code, billable, title))
}

/// 1–7 code, 9– long description.
pub fn codes<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next()? {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let title = line.get(8..).unwrap_or_default().trim_ascii();
        match code(field(line, 1, 7)) {
            Ok(code) if title.is_empty() => {
                out.problem(number, format!("{code} has no description; is the line cut off?"));
            }
            Ok(code) => {
                let title = &text(title);
                out.row(number, Row::Diagnosis(Diagnosis { code, billable: true, title }))?;
            }
            Err(wrong) => out.problem(number, wrong),
        }
    }
    Ok(())
}

/// A code as the files write it. What it looks like is not judged beyond letters and digits:
/// categories of two letters are to come.
pub fn code(bytes: &[u8]) -> Result<&str, String> {
    let plain = |b: &u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    match std::str::from_utf8(bytes) {
        Ok(code) if (3..=7).contains(&code.len()) && bytes.iter().all(plain) => Ok(code),
        _ => Err(format!("{:?} is not a code", shown(bytes))),
    }
}
