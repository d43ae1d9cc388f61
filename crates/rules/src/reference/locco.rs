//! Counties of the localities. A spreadsheet took the leading zeros away, the state stands on
//! its first row only, and blank rows lie between.

use std::io::{self, BufRead};

use super::csv_rows::{Rows, cell, filled, header};
use super::{Locality, Out, Row, period, shown, text};

/// Beginnings of the header cells; the first is misspelt in some years.
const HEADER: [&str; 5] = ["MEDICARE ADMIN", "LOCALITY", "STATE", "FEE SCHEDULE AREA", "COUNTIES"];

/// Reads the counties.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut rows = Rows::new(input)?;
    let mut begun = false;
    let mut state = String::new();
    while let Some((line, record)) = rows.next()? {
        if filled(record) <= 1 {
            if !begun {
                period::year_of_title(&header(cell(record, 0)), &mut out.reading.said);
            }
            continue;
        }
        if !begun {
            for (at, wanted) in HEADER.iter().enumerate() {
                let found = header(cell(record, at));
                if !found.starts_with(wanted) {
                    out.problem(
                        line,
                        format!(
                            "the header is not known: column {} is {found:?}, not {wanted}",
                            at + 1
                        ),
                    );
                    return Ok(());
                }
            }
            begun = true;
            continue;
        }
        let [mac, locality] = [(0, 5), (1, 2)].map(|(at, length)| padded(cell(record, at), length));
        let (Some(mac), Some(locality)) = (mac, locality) else {
            let (mac, locality) = (shown(cell(record, 0)), shown(cell(record, 1)));
            out.problem(line, format!("{mac:?} and {locality:?} are no contractor and locality"));
            continue;
        };
        if !cell(record, 2).is_empty() {
            state = text(cell(record, 2)).into_owned();
        }
        let (area, counties) = (text(cell(record, 3)), text(cell(record, 4)));
        let row = Locality {
            mac: &mac,
            locality: &locality,
            state: &state,
            area: area.trim_end_matches(['*', ' ']),
            counties: &counties,
        };
        out.row(line, Row::Locality(row))?;
    }
    if !begun {
        out.problem(0, "no header was found");
    }
    Ok(())
}

/// Digits with the zeros that a spreadsheet dropped.
fn padded(bytes: &[u8], length: usize) -> Option<String> {
    let right = (1..=length).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
    right.then(|| format!("{:0>length$}", super::text(bytes)))
}
