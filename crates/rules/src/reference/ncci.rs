//! NCCI procedure-to-procedure edits for practitioners: tabs, seven columns, two and a half
//! million rows in four parts.

use std::io::{self, BufRead};

use gonio_billing::day::Day;

use super::lines::Lines;
use super::{FOREVER, Out, Pair, Row, compact_day, is_procedure, shown};

/// The last day on which a deleted pair still holds. The files give quarter ends such as
/// 20231231, so the deletion date is read as that day. This is the one place that decides it.
fn last_active_day(deletion: Day) -> Day {
    deletion
}

/// Reads the pairs. Lines before the first code are the notice and the header.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    let mut begun = false;
    // The same few reasons stand on all rows: the last one is checked by its bytes.
    let (mut raw, mut rationale) = (Vec::new(), String::new());
    while let Some((number, line)) = lines.next()? {
        let mut columns = [&b""[..]; 7];
        let mut count = 0;
        for part in line.split(|b| *b == b'\t') {
            if let Some(column) = columns.get_mut(count) {
                *column = part.trim_ascii();
            }
            count += 1;
        }
        let looks_like_a_code = is_procedure(columns[0]);
        if !begun && !looks_like_a_code {
            continue;
        }
        // A foot note, or nothing.
        if columns[1..].iter().all(|c| c.is_empty()) && !looks_like_a_code {
            continue;
        }
        begun = true;
        if count != 7 {
            out.problem(number, format!("{count} columns where 7 are due: {}", shown(line)));
            continue;
        }
        if columns[6] != raw.as_slice() || raw.is_empty() {
            raw = columns[6].to_vec();
            rationale = super::text(&raw).into_owned();
        }
        match row(&columns, &rationale) {
            Ok(pair) => out.row(number, Row::Pair(pair))?,
            Err(wrong) => out.problem(number, wrong),
        }
    }
    Ok(())
}

fn row<'a>(columns: &[&'a [u8]; 7], rationale: &'a str) -> Result<Pair<'a>, String> {
    let code = |at: usize| {
        let bytes = columns[at];
        match std::str::from_utf8(bytes) {
            Ok(code) if is_procedure(bytes) => Ok(code),
            _ => Err(format!("column {}: {:?} is not a code", at + 1, shown(bytes))),
        }
    };
    let day = |at: usize| {
        compact_day(columns[at])
            .ok_or_else(|| format!("column {}: {:?} is not a date", at + 1, shown(columns[at])))
    };
    let last_day = match columns[4] {
        b"*" => FOREVER,
        _ => last_active_day(day(4)?),
    };
    let indicator = match columns[5] {
        [digit @ (b'0' | b'1' | b'9')] => digit - b'0',
        other => return Err(format!("column 6: {:?} is not 0, 1 or 9", shown(other))),
    };
    Ok(Pair {
        column1: code(0)?,
        column2: code(1)?,
        first_day: day(3)?,
        last_day,
        indicator,
        rationale,
    })
}
