//! Relative values of fixed width, as published to 2025. Lines that begin with `HDR` are
//! notices. The record layout says 200 bytes; real lines have 171.

use std::io::{self, BufRead};

use super::lines::{Lines, field};
use super::{Out, Row, is_procedure, period, rvu_csv};

/// The length of a line.
const LENGTH: usize = 171;
/// Columns that are blank on every line. Another column between them would move all that
/// follows, and the conversion factor would lose a digit in silence.
const BLANK: [(usize, usize); 3] = [(121, 127), (141, 141), (145, 145)];

/// Reads the values.
pub fn read<R: BufRead, E: From<io::Error>>(input: R, out: &mut Out<'_, '_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next()? {
        if line.starts_with(b"HDR") || line.trim_ascii().is_empty() {
            continue;
        }
        if line.starts_with(b"TRL") {
            continue;
        }
        let known = line.len() == LENGTH
            && is_procedure(&line[..5])
            && BLANK.iter().all(|(first, last)| field(line, *first, *last).is_empty());
        if !known {
            let what = super::shown(line);
            out.problem(number, format!("not a row of the layout that is known: {what}"));
            continue;
        }
        let value = [
            field(line, 1, 5),
            field(line, 6, 7),
            field(line, 58, 58),
            field(line, 59, 59),
            field(line, 60, 65),
            field(line, 67, 72),
            field(line, 73, 74),
            field(line, 76, 81),
            field(line, 82, 83),
            field(line, 85, 89),
            field(line, 103, 103),
            field(line, 104, 106),
            field(line, 116, 116),
            field(line, 133, 140),
        ];
        match rvu_csv::row(&value) {
            Ok(rvu) => {
                period::factor(rvu.conversion_factor_ten_thousandths, &mut out.reading.said);
                out.row(number, Row::Rvu(rvu))?;
            }
            Err(wrong) => out.problem(number, wrong),
        }
    }
    Ok(())
}
