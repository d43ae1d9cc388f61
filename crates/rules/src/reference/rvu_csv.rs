//! Relative values, comma-separated. The header is stacked over several rows and grows by a
//! column now and then, so columns are found by their stacked names, never by their number.

use std::io::{self, BufRead};

use crate::exact::scaled;

use super::csv_rows::{Rows, cell, filled, header};
use super::{Out, Row, Rvu, is_procedure, period, shown};

/// Stacked names of the columns that are read, in the order of [`Columns`]' fields.
const NAMES: [&str; 14] = [
    "HCPCS",
    "MOD",
    "STATUS CODE",
    "NOT USED FOR MEDICARE PAYMENT",
    "WORK RVU",
    "NON-FAC PE RVU",
    "NON-FAC NA INDICATOR",
    "FACILITY PE RVU",
    "FACILITY NA INDICATOR",
    "MP RVU",
    "PCTC IND",
    "GLOB DAYS",
    "MULT PROC",
    "CONV FACTOR",
];

/// Where each column of [`NAMES`] stands.
type Columns = [usize; NAMES.len()];

/// Reads the values.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut rows = Rows::new(input)?;
    let mut stacked: Vec<String> = Vec::new();
    let mut columns: Option<Columns> = None;
    while let Some((line, record)) = rows.next()? {
        let Some(columns) = &columns else {
            let last = cell(record, 0) == b"HCPCS" && cell(record, 1) == b"MOD";
            if !last && is_procedure(cell(record, 0)) {
                out.problem(line, "a row of values comes before the header HCPCS, MOD, …");
                return Ok(());
            }
            if filled(record) == 1 {
                // A title or a notice, not part of the header.
                record.iter().for_each(|c| period::fee_schedule(&header(c), &mut out.reading.said));
                continue;
            }
            stacked.resize(stacked.len().max(record.len()), String::new());
            for (name, part) in stacked.iter_mut().zip(record) {
                let part = header(part);
                if !part.is_empty() && !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(&part);
            }
            if last {
                match find(&stacked) {
                    Ok(found) => columns = Some(found),
                    Err(wrong) => {
                        out.problem(line, wrong);
                        return Ok(());
                    }
                }
            }
            continue;
        };
        if filled(record) <= 1 && !is_procedure(cell(record, 0)) {
            continue;
        }
        let value = columns.map(|at| cell(record, at));
        match row(&value) {
            Ok(rvu) => {
                period::factor(rvu.conversion_factor_ten_thousandths, &mut out.reading.said);
                out.row(line, Row::Rvu(rvu))?;
            }
            Err(wrong) => out.problem(line, wrong),
        }
    }
    if columns.is_none() {
        out.problem(0, "no line begins with HCPCS, MOD");
    }
    Ok(())
}

fn find(stacked: &[String]) -> Result<Columns, String> {
    let mut columns = [0; NAMES.len()];
    for (at, name) in columns.iter_mut().zip(NAMES) {
        let mut found = stacked.iter().enumerate().filter(|(_, s)| *s == name).map(|(i, _)| i);
        *at = match (found.next(), found.next()) {
            (Some(one), None) => one,
            (None, _) => return Err(format!("the header is not known: it has no column {name}")),
            _ => return Err(format!("the header is not known: it has {name} twice")),
        };
    }
    Ok(columns)
}

/// A row from its cells, in the order of [`NAMES`]. The fixed-width twin uses it too.
pub fn row<'a>(value: &[&'a [u8]; NAMES.len()]) -> Result<Rvu<'a>, String> {
    let [code, modifier, status, not_used, work, nonfacility, na1, facility, na2, mp, ..] = *value;
    let [.., pctc, global, indicator, factor] = *value;
    let plain = |bytes: &'a [u8]| std::str::from_utf8(bytes).unwrap_or_default();
    if !is_procedure(code) {
        return Err(format!("{:?} is not a code", shown(code)));
    }
    let code = plain(code);
    if modifier.len() > 2 {
        return Err(format!("{code}: {:?} is not a modifier", shown(modifier)));
    }
    if status.len() != 1 {
        return Err(format!("{code}: the status is {:?}, not one letter", shown(status)));
    }
    let number = |what: &str, bytes: &[u8], places| {
        scaled(bytes, places)
            .ok_or_else(|| format!("{code}: {what} is {:?}, not a number", shown(bytes)))
    };
    let flag = |what: &str, bytes: &[u8], set: &[u8]| match bytes {
        b"" => Ok(false),
        _ if bytes == set => Ok(true),
        _ => Err(format!("{code}: {what} is {:?}", shown(bytes))),
    };
    let [indicator @ b'0'..=b'9'] = indicator else {
        let found = shown(indicator);
        return Err(format!("{code}: the multiple-procedure indicator is {found:?}"));
    };
    Ok(Rvu {
        code,
        modifier: plain(modifier),
        status: plain(status),
        not_used: flag("\"not used\"", not_used, b"+")?,
        work_hundredths: number("work", work, 2)?,
        nonfacility_pe_hundredths: number("nonfacility practice expense", nonfacility, 2)?,
        facility_pe_hundredths: number("facility practice expense", facility, 2)?,
        mp_hundredths: number("malpractice", mp, 2)?,
        nonfacility_na: flag("nonfacility NA", na1, b"NA")?,
        facility_na: flag("facility NA", na2, b"NA")?,
        pctc: plain(pctc),
        global: plain(global),
        indicator: indicator - b'0',
        conversion_factor_ten_thousandths: number("the conversion factor", factor, 4)?,
    })
}
