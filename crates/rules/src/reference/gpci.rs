//! Geographic practice cost indices, comma-separated or in columns. Foot notes follow the
//! data; names end in stars that point to them.

use std::io::{self, BufRead};

use crate::exact::scaled;

use super::csv_rows::{Rows, cell, filled, header};
use super::lines::Lines;
use super::{Gpci, Out, Row, period, shown, text};

/// What each header cell must begin with, or, with `%`, what must stand in it: the year and
/// what is said of floors change.
const HEADER: [&str; 7] = [
    "MEDICARE ADMINISTRATIVE CONTRACTOR",
    "STATE",
    "LOCALITY NUMBER",
    "LOCALITY NAME",
    "%PW GPCI",
    "%PE GPCI",
    "%MP GPCI",
];

/// Reads the comma-separated file.
pub fn csv<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut rows = Rows::new(input)?;
    let mut begun = false;
    while let Some((line, record)) = rows.next()? {
        if filled(record) <= 1 {
            // Titles before, foot notes after.
            if !begun {
                period::year_of_title(&header(cell(record, 0)), &mut out.reading.said);
            }
            continue;
        }
        if !begun {
            for (at, wanted) in HEADER.iter().enumerate() {
                let found = header(cell(record, at));
                let right = match wanted.strip_prefix('%') {
                    Some(part) => found.contains(part),
                    None => found.starts_with(wanted),
                };
                if !right {
                    let wanted = wanted.trim_start_matches('%');
                    out.problem(
                        line,
                        format!(
                            "the header is not known: column {} is {found:?}, not {wanted}",
                            at + 1
                        ),
                    );
                    return Ok(());
                }
                period::year_of_title(&found, &mut out.reading.said);
            }
            begun = true;
            continue;
        }
        let name = text(cell(record, 3));
        let value = [0, 1, 2, 4, 5, 6].map(|at| cell(record, at));
        match row(&value, &name) {
            Ok(gpci) => out.row(line, Row::Gpci(gpci))?,
            Err(wrong) => out.problem(line, wrong),
        }
    }
    if !begun {
        out.problem(0, "no header was found");
    }
    Ok(())
}

/// Reads the file in columns: three words before the name, three numbers after it.
pub fn txt<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    let mut begun = false;
    while let Some((number, line)) = lines.next()? {
        let line = text(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        if !begun {
            let title = header(line.as_bytes());
            period::year_of_title(&title, &mut out.reading.said);
            begun = title.contains("PW GPCI")
                && title.contains("PE GPCI")
                && title.ends_with("MP GPCI")
                && title.starts_with("MEDICARE ADMI");
            continue;
        }
        let numeric = |word: &str| word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let last = words.len().saturating_sub(3);
        // Foot notes neither begin nor end like a row.
        let digits = words.first().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
        if words.is_empty()
            || !digits && !words[last..].iter().all(|w| numeric(w) && w.contains('.'))
        {
            continue;
        }
        if words.len() < 7 {
            out.problem(number, format!("not a row of indices: {}", shown(line.as_bytes())));
            continue;
        }
        let name = words[3..last].join(" ");
        let value = [0, 1, 2, last, last + 1, last + 2].map(|at| words[at].as_bytes());
        match row(&value, &name) {
            Ok(gpci) => out.row(number, Row::Gpci(gpci))?,
            Err(wrong) => out.problem(number, wrong),
        }
    }
    if !begun {
        out.problem(0, "no header was found");
    }
    Ok(())
}

fn row<'a>(value: &[&'a [u8]; 6], name: &'a str) -> Result<Gpci<'a>, String> {
    let [mac, state, locality, work, pe, mp] = *value;
    let fixed = |what: &str, bytes: &'a [u8], length: usize, digits: bool| {
        let right = |b: &u8| if digits { b.is_ascii_digit() } else { b.is_ascii_uppercase() };
        match std::str::from_utf8(bytes) {
            Ok(text) if text.len() == length && bytes.iter().all(right) => Ok(text),
            _ => Err(format!("the {what} is {:?}", shown(bytes))),
        }
    };
    let (mac, locality) =
        (fixed("contractor", mac, 5, true)?, fixed("locality", locality, 2, true)?);
    let index = |what: &str, bytes: &[u8]| {
        scaled(bytes, 3).filter(|n| *n > 0).ok_or_else(|| {
            format!("{mac}-{locality}: the {what} index is {:?}, not a number", shown(bytes))
        })
    };
    Ok(Gpci {
        mac,
        locality,
        state: fixed("state", state, 2, false)?,
        name: name.trim_end_matches('*').trim_end(),
        work_thousandths: index("work", work)?,
        pe_thousandths: index("practice expense", pe)?,
        mp_thousandths: index("malpractice", mp)?,
    })
}
