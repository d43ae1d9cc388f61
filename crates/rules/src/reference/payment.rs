//! Payment files of the carriers (`PFALL…`, `PFxx…`): what Medicare pays for each code in each
//! locality. They are computed from relative values and indices, so they are not kept; tests
//! and a doubting reader compare our own amounts with them.

use std::io::{self, BufRead};

use crate::exact::scaled;

use super::csv_rows::{Rows, cell};
use super::{Problems, is_procedure, shown, text};

/// What is paid for a code in a locality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The calendar year.
    pub year: String,
    /// The contractor.
    pub mac: String,
    /// The locality.
    pub locality: String,
    /// The code.
    pub code: String,
    /// Its modifier; empty for none.
    pub modifier: String,
    /// Outside a facility.
    pub nonfacility_cents: i64,
    /// In a facility.
    pub facility_cents: i64,
    /// A, R, T …
    pub status: String,
    /// Multiple-procedure indicator.
    pub indicator: u8,
    /// What further units are paid outside a facility. Only where the indicator is 5: the same
    /// field holds a flat visit fee for office visits.
    pub reduced_nonfacility_cents: Option<i64>,
    /// The same in a facility.
    pub reduced_facility_cents: Option<i64>,
}

/// Reads a payment file to its end: its rows, and what is wrong.
///
/// # Errors
/// What reading reports.
pub fn read<R: BufRead>(input: R) -> io::Result<(Vec<Payment>, Problems)> {
    let mut rows = Rows::new(input)?;
    let (mut payments, mut problems) = (Vec::new(), Problems::default());
    while let Some((line, record)) = rows.next()? {
        // `TRL-` lines end the file.
        if record.len() == 1 {
            continue;
        }
        match row(record) {
            Ok(payment) => payments.push(payment),
            Err(wrong) => problems.add(line, wrong),
        }
    }
    Ok((payments, problems))
}

fn row(record: &csv::ByteRecord) -> Result<Payment, String> {
    let word = |at: usize| text(cell(record, at)).into_owned();
    let cents = |at: usize| {
        scaled(cell(record, at), 2).ok_or_else(|| {
            format!("field {}: {:?} is not an amount", at + 1, shown(cell(record, at)))
        })
    };
    if record.len() < 16 || !is_procedure(cell(record, 3)) {
        return Err(format!("not a payment of a code: {}", shown(record.as_slice())));
    }
    let [indicator @ b'0'..=b'9'] = cell(record, 10) else {
        return Err(format!("field 11: {:?} is not an indicator", shown(cell(record, 10))));
    };
    let reduced = |at: usize| (*indicator == b'5').then(|| cents(at)).transpose();
    Ok(Payment {
        year: word(0),
        mac: word(1),
        locality: word(2),
        code: word(3),
        modifier: word(4),
        nonfacility_cents: cents(5)?,
        facility_cents: cents(6)?,
        status: word(9),
        indicator: indicator - b'0',
        reduced_nonfacility_cents: reduced(11)?,
        reduced_facility_cents: reduced(12)?,
    })
}
