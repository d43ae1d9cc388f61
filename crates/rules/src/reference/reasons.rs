//! Reason and remark codes, in a file of our own layout: the lists are published as pages
//! only. The words in it are the loader's.

use std::io::{self, BufRead};

use gonio_billing::day::Day;

use super::csv_rows::{Rows, cell, filled, header};
use super::{Out, Reason, Row, shown, text};

/// The columns; the last is any text.
const HEADER: [&str; 5] = ["LIST", "CODE", "START_DATE", "LAST_MODIFIED", "STOP_DATE"];

/// Reads the codes.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut rows = Rows::new(input)?;
    let mut begun = false;
    while let Some((line, record)) = rows.next()? {
        if !begun {
            let found: Vec<String> = (0..5).map(|at| header(cell(record, at))).collect();
            if found != HEADER {
                out.problem(line, format!("the header is not known: {}", found.join(", ")));
                return Ok(());
            }
            begun = true;
            continue;
        }
        if filled(record) <= 1 {
            continue;
        }
        let values = [0, 1, 2, 3, 4, 5].map(|at| text(cell(record, at)));
        let [list, code, start, modified, stop, words] = &values;
        let mut wrong = None;
        let mut day = |value: &str| {
            let day = Day::parse(value);
            if day.is_none() && !value.is_empty() {
                wrong = Some(format!("{list} {code}: {:?} is not a day", shown(value.as_bytes())));
            }
            day
        };
        let row = Reason {
            list,
            code,
            first_day: day(start),
            modified_day: day(modified),
            stop_day: day(stop),
            text: words,
        };
        if !matches!(row.list, "CARC" | "RARC") || code.is_empty() {
            wrong = Some(format!("{:?} is not CARC or RARC", shown(list.as_bytes())));
        }
        match wrong {
            Some(wrong) => out.problem(line, wrong),
            None => {
                let said = &mut out.reading.said;
                let latest = [row.first_day, row.modified_day, row.stop_day].into_iter().flatten();
                said.latest_day = latest.chain(said.latest_day).max();
                said.earliest_day = row.first_day.into_iter().chain(said.earliest_day).min();
                out.row(line, Row::Reason(row))?;
            }
        }
    }
    Ok(())
}
