//! Carrier and locality by ZIP: 80 characters a line, for five digits or for nine.

use std::io::{self, BufRead};

use super::lines::{Lines, field};
use super::{Layout, Out, Row, Zip, period, shown};

/// Reads the ZIPs.
pub fn read<R: BufRead, E: From<io::Error>>(
    input: R,
    layout: Layout,
    out: &mut Out<'_, '_, E>,
) -> Result<(), E> {
    let mut lines = Lines::new(input);
    let mut quarter = Vec::new();
    while let Some((number, line)) = lines.next()? {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match row(line, layout) {
            Ok(zip) => {
                let said = field(line, 76, 80);
                if quarter.is_empty() {
                    quarter = said.to_vec();
                    period::quarter(&super::text(said), &mut out.reading.said);
                }
                if quarter == said {
                    out.row(number, Row::Zip(Zip { zip: &zip.0, ..zip.1 }))?;
                } else {
                    let (first, here) = (shown(&quarter), shown(said));
                    out.problem(number, format!("the quarter is {here:?}, but {first:?} before"));
                }
            }
            Err(wrong) => out.problem(number, wrong),
        }
    }
    Ok(())
}

fn row(line: &[u8], layout: Layout) -> Result<(String, Zip<'_>), String> {
    let digits = |what: &str, first, last: usize| {
        let bytes = field(line, first, last);
        match std::str::from_utf8(bytes) {
            Ok(text) if text.len() == last + 1 - first && bytes.iter().all(u8::is_ascii_digit) => {
                Ok(text)
            }
            _ => Err(format!("the {what} is {:?}", shown(bytes))),
        }
    };
    let plain = |first, last| std::str::from_utf8(field(line, first, last)).unwrap_or_default();
    let mut zip = digits("ZIP", 3, 7)?.to_string();
    digits("year and quarter", 76, 80)?;
    if layout == Layout::Zip9 {
        zip.push_str(digits("plus four", 22, 25)?);
    }
    let plus_four = match field(line, 21, 21) {
        b"0" | b"" => false,
        b"1" => true,
        other => return Err(format!("{zip}: the plus-four flag is {:?}", shown(other))),
    };
    let row = Zip {
        zip: "",
        state: plain(1, 2),
        mac: digits("carrier", 8, 12)?,
        locality: digits("locality", 13, 14)?,
        rural: plain(15, 15),
        plus_four: plus_four && layout == Layout::Zip5,
    };
    Ok((zip, row))
}
