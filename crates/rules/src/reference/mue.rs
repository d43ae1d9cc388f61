//! Medically unlikely edits for practitioners: a comma-separated file whose first cell is a
//! notice of many lines.

use std::io::{self, BufRead};

use super::csv_rows::{Rows, cell, filled, header};
use super::{Mue, Out, Row, is_procedure, shown, text, whole};

/// The columns that count, as the header writes them.
const HEADER: [&str; 3] =
    ["HCPCS/ CPT CODE", "PRACTITIONER SERVICES MUE VALUES", "MUE ADJUDICATION INDICATOR"];

/// Reads the limits.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut rows = Rows::new(input)?;
    let mut begun = false;
    while let Some((line, record)) = rows.next()? {
        if !begun {
            let found: Vec<String> = (0..3).map(|at| header(cell(record, at))).collect();
            begun = found == HEADER;
            if !begun && filled(record) > 1 {
                out.problem(line, format!("the header is not known: {}", found.join(", ")));
                return Ok(());
            }
            continue;
        }
        let code = cell(record, 0);
        if filled(record) <= 1 && !is_procedure(code) {
            continue;
        }
        let rationale = text(cell(record, 3));
        match row(code, cell(record, 1), cell(record, 2)) {
            Ok(mue) => out.row(line, Row::Mue(Mue { rationale: &rationale, ..mue }))?,
            Err(wrong) => out.problem(line, wrong),
        }
    }
    if !begun {
        out.problem(0, format!("no line has the columns {}", HEADER.join(", ")));
    }
    Ok(())
}

fn row<'a>(code: &'a [u8], units: &[u8], indicator: &[u8]) -> Result<Mue<'a>, String> {
    let name = match std::str::from_utf8(code) {
        Ok(name) if is_procedure(code) => name,
        _ => return Err(format!("{:?} is not a code", shown(code))),
    };
    let units = whole(units)
        .ok_or_else(|| format!("{name}: {:?} is not a number of units", shown(units)))?;
    // `2 Date of Service Edit: Policy`: the digit counts.
    let adjudication = match indicator.first() {
        Some(digit @ b'1'..=b'3') => digit - b'0',
        _ => {
            let found = shown(indicator);
            return Err(format!("{name}: the adjudication indicator is {found:?}, not 1, 2 or 3"));
        }
    };
    Ok(Mue { code: name, units, adjudication, rationale: "" })
}
