//! Adjustment reason codes and their causes, from `rulebook/tables/carc.csv`, with remark
//! codes that change a cause in `carc-rarc.csv`.
//!
//! Order: reason with remark, then reason alone, then unknown. Unknown is never contractual.

use std::collections::HashMap;

use gonio_billing::cause::{Cause, Causes};

const CARC: &str = include_str!("../../../rulebook/tables/carc.csv");
const CARC_RARC: &str = include_str!("../../../rulebook/tables/carc-rarc.csv");
const SIDECAR: &str = include_str!("../../../rulebook/tables/carc.toml");

/// One reason code as the rulebook has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCode {
    /// The code (CARC).
    pub carc: String,
    /// What it says, in our words.
    pub meaning: String,
    /// Its cause.
    pub cause: Cause,
    /// A corrected claim can help.
    pub correctable: bool,
    /// The decision can be appealed.
    pub appealable: bool,
    /// What to do.
    pub action: String,
    /// `sourced`, or `unverified` where the cause is general knowledge.
    pub confidence: String,
    /// Where it comes from.
    pub source: String,
}

/// The table of causes.
pub struct CauseTable {
    codes: HashMap<String, ReasonCode>,
    with_remark: HashMap<(String, String), Cause>,
    version: String,
}

impl CauseTable {
    /// The table that ships with the program.
    ///
    /// # Errors
    /// A row that is malformed, in plain words. The tests load it, so a release never fails.
    pub fn embedded() -> Result<CauseTable, String> {
        CauseTable::load(CARC, CARC_RARC, SIDECAR)
    }

    fn load(carc: &str, carc_rarc: &str, sidecar: &str) -> Result<CauseTable, String> {
        let version = sidecar
            .lines()
            .find_map(|line| line.strip_prefix("version = "))
            .map(|v| v.trim_matches('"').to_string())
            .ok_or("carc.toml has no version")?;
        let mut codes = HashMap::new();
        for row in rows(carc, 9, "carc.csv")? {
            let code = ReasonCode {
                cause: cause(&row[3], "carc.csv", &row[0])?,
                correctable: yes_no(&row[4], &row[0])?,
                appealable: yes_no(&row[5], &row[0])?,
                carc: row[0].clone(),
                meaning: row[1].clone(),
                action: row[6].clone(),
                confidence: row[7].clone(),
                source: row[8].clone(),
            };
            if code.source.is_empty() || code.meaning.is_empty() {
                return Err(format!("carc.csv: {} lacks a meaning or a source", code.carc));
            }
            if let Some(twice) = codes.insert(code.carc.clone(), code) {
                return Err(format!("carc.csv: {} stands there twice", twice.carc));
            }
        }
        let mut with_remark = HashMap::new();
        for row in rows(carc_rarc, 5, "carc-rarc.csv")? {
            let cause = cause(&row[2], "carc-rarc.csv", &row[0])?;
            with_remark.insert((row[0].clone(), row[1].clone()), cause);
        }
        Ok(CauseTable { codes, with_remark, version })
    }

    /// What the rulebook says of this code.
    pub fn code(&self, carc: &str) -> Option<&ReasonCode> {
        self.codes.get(carc)
    }

    /// The table's version, its date.
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Causes for CauseTable {
    fn cause(&self, _group: &str, reason: &str, remarks: &[String]) -> Option<Cause> {
        if !remarks.is_empty() {
            for remark in remarks {
                let key = (reason.to_string(), remark.clone());
                if let Some(cause) = self.with_remark.get(&key) {
                    return Some(*cause);
                }
            }
        }
        self.codes.get(reason).map(|code| code.cause)
    }
}

fn rows(text: &str, columns: usize, file: &str) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| format!("{file}: {e}"))?;
        if row.len() != columns {
            return Err(format!("{file}: a row has {} columns, not {columns}", row.len()));
        }
        rows.push(row.iter().map(str::to_string).collect());
    }
    Ok(rows)
}

fn cause(name: &str, file: &str, code: &str) -> Result<Cause, String> {
    Cause::named(name).ok_or_else(|| format!("{file}: {code} has the unknown cause {name}"))
}

fn yes_no(text: &str, code: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("carc.csv: {code} says {other} where yes or no is wanted")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_loads_and_remarks_change_causes() {
        let table = CauseTable::embedded().unwrap();
        assert_eq!(table.codes.len(), 115);
        assert_eq!(table.cause("CO", "197", &[]), Some(Cause::Authorization));
        assert_eq!(table.cause("CO", "96", &[]), Some(Cause::EligibilityCoverage));
        assert_eq!(table.cause("CO", "96", &["N362".into()]), Some(Cause::Units));
        assert_eq!(table.cause("CO", "Z9", &[]), None);
    }

    #[test]
    fn a_bad_row_is_named() {
        let bad = "carc,meaning,groups,cause,correctable,appealable,action,confidence,source\n\
                   4,x,CO,modifiers,yes,yes,y,sourced,z\n";
        let error = CauseTable::load(bad, "carc,rarc,cause,confidence,source\n", SIDECAR).err();
        assert_eq!(error.as_deref(), Some("carc.csv: 4 has the unknown cause modifiers"));
    }
}
