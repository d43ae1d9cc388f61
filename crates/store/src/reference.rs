//! Official tables that were loaded: what they say on a day, and what is here.
//!
//! Everything is asked by the day of service. Of several releases that hold for a day the
//! latest answers, and of two loads of one release the later; where none holds, the answer is
//! nothing rather than the nearest. Money and values are whole numbers of the last place.
//!
//! Not here: what the tables mean for a claim.

mod load;

use crate::engine::{Row, params};
use gonio_billing::day::Day;

use crate::book::Book;
use crate::{Result, sql};

pub use load::{Loader, NewFile, NewRvu};

/// A file that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFile {
    /// Its id: what `reference remove` takes.
    pub file_id: i64,
    /// What was known of it when it was loaded.
    pub file: NewFile,
    /// Of pairs: the span in this file.
    pub keys: (String, String),
}

/// Relative values of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rvu {
    /// Work.
    pub work_hundredths: i64,
    /// Practice expense outside a facility.
    pub nonfacility_pe_hundredths: i64,
    /// Practice expense in a facility.
    pub facility_pe_hundredths: i64,
    /// Malpractice.
    pub mp_hundredths: i64,
    /// Not rendered outside a facility.
    pub nonfacility_na: bool,
    /// Not rendered in a facility: usual for therapy, and no bar to payment outside.
    pub facility_na: bool,
    /// Multiple procedures; 5 is therapy's reduction.
    pub indicator: u8,
    /// Only A, R and T are paid by these values, whatever values the others show.
    pub status: String,
    /// Shown, and not used by Medicare.
    pub not_used: bool,
    /// Dollars for one unit.
    pub conversion_factor_ten_thousandths: i64,
    /// Where it was read.
    pub release: String,
}

impl Rvu {
    /// Whether the fee schedule pays the code.
    pub fn payable(&self) -> bool {
        matches!(self.status.as_str(), "A" | "R" | "T")
    }
}

/// Geographic indices of a locality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpci {
    /// Two letters.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Work, with the floor.
    pub work_thousandths: i64,
    /// Practice expense.
    pub pe_thousandths: i64,
    /// Malpractice.
    pub mp_thousandths: i64,
    /// Where it was read.
    pub release: String,
}

/// An edit that is in force: column 2 is not paid beside column 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The code that is paid.
    pub column1: String,
    /// The code that is denied.
    pub column2: String,
    /// Since this day.
    pub first_day: Day,
    /// The last day; far away when it has no end.
    pub last_day: Day,
    /// 0: no modifier releases it; 1: one can.
    pub indicator: u8,
    /// Why, in the table's words.
    pub rationale: String,
    /// Where it was read.
    pub release: String,
}

/// The most units of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mue {
    /// How many; 0 is a limit of none.
    pub units: i64,
    /// 1: by line; 2: by day, by policy; 3: by day, clinical.
    pub adjudication: u8,
    /// Why, in the table's words.
    pub rationale: String,
    /// Where it was read.
    pub release: String,
}

/// A diagnosis code or category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Valid on a claim of that day.
    pub billable: bool,
    /// What it is called.
    pub title: String,
    /// Where it was read.
    pub release: String,
}

/// Two diagnoses that exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The code under which the note stands.
    pub code: String,
    /// The code that it names.
    pub excluded: String,
    /// Where it stands: a code, a section, a chapter.
    pub holder: String,
    /// Its words.
    pub note: String,
    /// Where it was read.
    pub release: String,
}

/// A note to a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `excludes1`, `excludes2`, `code_first`, `use_additional`, `code_also`.
    pub kind: String,
    /// Where it stands: a code, a section, a chapter.
    pub holder: String,
    /// Its words.
    pub text: String,
}

/// The locality of a ZIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipLocality {
    /// The contractor.
    pub mac: String,
    /// The locality.
    pub locality: String,
    /// Two letters.
    pub state: String,
    /// Blank, `R` or `B`.
    pub rural: String,
    /// Nine digits may lie elsewhere, and were not found or not given.
    pub plus_four_needed: bool,
    /// Where it was read.
    pub release: String,
}

/// A reason or remark code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Since this day.
    pub first_day: Option<Day>,
    /// Last changed.
    pub modified_day: Option<Day>,
    /// The day it stops.
    pub stop_day: Option<Day>,
    /// What it means, in the words of who loaded it.
    pub text: String,
    /// Where it was read.
    pub release: String,
}

/// Kinds that hold diagnosis codes. Of one release, those with categories come before the one
/// with billable codes only.
const DIAGNOSES: [&str; 3] = ["icd10cm_order", "icd10cm_tabular", "icd10cm_codes"];

/// The file that answers.
struct Answering {
    file: i64,
    release: String,
    first_day: i32,
}

impl Book {
    /// The files that count, by kind and day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reference_files(&self) -> Result<Vec<ReferenceFile>> {
        self.db.rows(sql!("reference_files"), &[], |r| {
            Ok(ReferenceFile {
                file_id: r.get(0)?,
                file: NewFile {
                    kind: r.get(1)?,
                    variant: r.get(2)?,
                    release: r.get(3)?,
                    first_day: Day(r.get(4)?),
                    last_day: Day(r.get(5)?),
                    path: r.get(8)?,
                    sha256: r.get(9)?,
                    byte_count: r.get(10)?,
                    rows: r.get(11)?,
                    loaded_at: r.get(12)?,
                },
                keys: (r.get(6)?, r.get(7)?),
            })
        })
    }

    /// The release of this kind that answers for a day; `None` where none does, so that
    /// nothing is known of the day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reference_release(&self, kind: &str, day: Day) -> Result<Option<String>> {
        Ok(self.answering(kind, "nonQPP", day)?.map(|a| a.release))
    }

    fn answering(&self, kind: &str, variant: &str, day: Day) -> Result<Option<Answering>> {
        self.one(sql!("reference_file_on"), &params![kind, variant, day.0], answering)
    }

    /// Relative values of a code on a day; `qpp`: of a clinician who takes part in an
    /// alternative payment model, where that makes a difference.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rvu(&self, code: &str, modifier: &str, day: Day, qpp: bool) -> Result<Option<Rvu>> {
        let variant = if qpp { "QPP" } else { "nonQPP" };
        let Some(Answering { file, release, .. }) = self.answering("rvu", variant, day)? else {
            return Ok(None);
        };
        self.one(sql!("reference_rvu"), &params![file, code, modifier], |r| {
            Ok(Rvu {
                status: r.get(0)?,
                not_used: r.get(1)?,
                work_hundredths: r.get(2)?,
                nonfacility_pe_hundredths: r.get(3)?,
                facility_pe_hundredths: r.get(4)?,
                mp_hundredths: r.get(5)?,
                nonfacility_na: r.get(6)?,
                facility_na: r.get(7)?,
                indicator: r.get(8)?,
                conversion_factor_ten_thousandths: r.get(9)?,
                release,
            })
        })
    }

    /// Geographic indices of a contractor's locality on a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn gpci(&self, mac: &str, locality: &str, day: Day) -> Result<Option<Gpci>> {
        let Some(Answering { file, release, .. }) = self.answering("gpci", "", day)? else {
            return Ok(None);
        };
        self.one(sql!("reference_gpci"), &params![file, mac, locality], |r| {
            Ok(Gpci {
                state: r.get(0)?,
                name: r.get(1)?,
                work_thousandths: r.get(2)?,
                pe_thousandths: r.get(3)?,
                mp_thousandths: r.get(4)?,
                release,
            })
        })
    }

    /// State, fee schedule area and counties of a contractor's locality on a day. There may be
    /// several rows.
    ///
    /// # Errors
    /// What the database reports.
    pub fn counties(&self, mac: &str, locality: &str, day: Day) -> Result<Vec<[String; 3]>> {
        let Some(Answering { file, .. }) = self.answering("locality_counties", "", day)? else {
            return Ok(Vec::new());
        };
        self.db.rows(sql!("reference_counties"), &params![file, mac, locality], |r| {
            Ok([r.get(0)?, r.get(1)?, r.get(2)?])
        })
    }

    /// The edit of `column2` beside `column1` on a day: `None` when no file that was loaded
    /// covers the pair on that day, `Some(None)` when one does and has no such edit.
    ///
    /// # Errors
    /// What the database reports.
    pub fn pair(&self, column1: &str, column2: &str, day: Day) -> Result<Option<Option<Pair>>> {
        let key = load::key(column1, column2);
        let key = std::str::from_utf8(&key).unwrap_or_default();
        let of_day = self.one(sql!("reference_file_of_pair"), &params![day.0, key], answering)?;
        let answering = match of_day {
            Some(found) => Some(found),
            None => self.one(sql!("reference_file_after_pair"), &params![day.0, key], answering)?,
        };
        let Some(Answering { file, release, .. }) = answering else { return Ok(None) };
        let found =
            self.one(sql!("reference_pair"), &params![file, column1, column2, day.0], |r| {
                Ok(Pair {
                    column1: column1.to_string(),
                    column2: column2.to_string(),
                    first_day: Day(r.get(0)?),
                    last_day: Day(r.get(1)?),
                    indicator: r.get(2)?,
                    rationale: r.get(3)?,
                    release,
                })
            })?;
        Ok(Some(found))
    }

    /// The edits between two codes on a day, in both orders.
    ///
    /// # Errors
    /// What the database reports.
    pub fn pairs(&self, one: &str, other: &str, day: Day) -> Result<Vec<Pair>> {
        let both = [self.pair(one, other, day)?, self.pair(other, one, day)?];
        Ok(both.into_iter().flatten().flatten().collect())
    }

    /// The most units of a code on a day: `None` when no file covers the day, `Some(None)`
    /// when one does and publishes no limit (there may still be one that is not published).
    ///
    /// # Errors
    /// What the database reports.
    pub fn mue(&self, code: &str, day: Day) -> Result<Option<Option<Mue>>> {
        let Some(Answering { file, release, .. }) = self.answering("mue", "", day)? else {
            return Ok(None);
        };
        let found = self.one(sql!("reference_mue"), &params![file, code], |r| {
            Ok(Mue { units: r.get(0)?, adjudication: r.get(1)?, rationale: r.get(2)?, release })
        })?;
        Ok(Some(found))
    }

    /// A diagnosis on its day of service, with or without its dot: `None` when no file covers
    /// the day or the code is not in it. [`Book::icd10_release`] tells the two apart.
    ///
    /// # Errors
    /// What the database reports.
    pub fn icd10(&self, code: &str, day: Day) -> Result<Option<Diagnosis>> {
        let Some(Answering { file, release, .. }) = self.diagnoses(day)? else { return Ok(None) };
        self.one(sql!("reference_diagnosis"), &params![file, bare(code)], |r| {
            Ok(Diagnosis { billable: r.get(0)?, title: r.get(1)?, release })
        })
    }

    /// The release of diagnosis codes that answers for a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn icd10_release(&self, day: Day) -> Result<Option<String>> {
        Ok(self.diagnoses(day)?.map(|a| a.release))
    }

    fn diagnoses(&self, day: Day) -> Result<Option<Answering>> {
        let mut best: Option<Answering> = None;
        for kind in DIAGNOSES {
            if let Some(found) = self.answering(kind, "", day)?
                && best.as_ref().is_none_or(|b| found.first_day > b.first_day)
            {
                best = Some(found);
            }
        }
        Ok(best)
    }

    /// Whether two diagnoses exclude each other on a day, by the notes of either and of all
    /// above it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn excludes1(&self, one: &str, other: &str, day: Day) -> Result<Vec<Exclusion>> {
        let mut found = Vec::new();
        let Some(Answering { file, release, .. }) = self.answering("icd10cm_tabular", "", day)?
        else {
            return Ok(found);
        };
        let (one, other) = (bare(one), bare(other));
        for (code, excluded) in [(&one, &other), (&other, &one)] {
            for above in beginnings(code) {
                self.db.each(sql!("reference_excluded"), &params![file, above], |row| {
                    let (first, last): (String, String) = (row.get(2)?, row.get(3)?);
                    if covers(&first, &last, excluded) {
                        found.push(Exclusion {
                            code: code.clone(),
                            excluded: excluded.clone(),
                            holder: row.get(0)?,
                            note: row.get(1)?,
                            release: release.clone(),
                        });
                    }
                    Ok(())
                })?;
            }
        }
        Ok(found)
    }

    /// The notes that hold for a diagnosis on a day: its own and those of all above it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn icd10_notes(&self, code: &str, day: Day) -> Result<Vec<Note>> {
        let mut found = Vec::new();
        let Some(Answering { file, .. }) = self.answering("icd10cm_tabular", "", day)? else {
            return Ok(found);
        };
        let code = bare(code);
        for above in beginnings(&code) {
            found.extend(self.db.rows(sql!("reference_notes"), &params![file, above], |r| {
                Ok(Note { kind: r.get(0)?, holder: r.get(1)?, text: r.get(2)? })
            })?);
        }
        Ok(found)
    }

    /// The seventh characters that a diagnosis takes on a day, with what each means: those of
    /// the nearest code above that defines any. Empty when it takes none.
    ///
    /// # Errors
    /// What the database reports.
    pub fn seventh_characters(&self, code: &str, day: Day) -> Result<Vec<(String, String)>> {
        let Some(Answering { file, .. }) = self.answering("icd10cm_tabular", "", day)? else {
            return Ok(Vec::new());
        };
        let code = bare(code);
        for above in beginnings(&code).rev() {
            let with = &params![file, above];
            let found =
                self.db.rows(sql!("reference_seventh"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// The locality of a ZIP of five or nine digits on a day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn locality_of_zip(&self, zip: &str, day: Day) -> Result<Option<ZipLocality>> {
        let zip: String = zip.chars().filter(char::is_ascii_digit).collect();
        if zip.len() == 9
            && let Some(Answering { file, release, .. }) =
                self.answering("zip9_locality", "", day)?
            && let Some(found) = self.zip(file, &zip, release)?
        {
            return Ok(Some(found));
        }
        let (Some(five), Some(Answering { file, release, .. })) =
            (zip.get(..5), self.answering("zip5_locality", "", day)?)
        else {
            return Ok(None);
        };
        self.zip(file, five, release)
    }

    fn zip(&self, file: i64, zip: &str, release: String) -> Result<Option<ZipLocality>> {
        self.one(sql!("reference_zip"), &params![file, zip], |r| {
            Ok(ZipLocality {
                state: r.get(0)?,
                mac: r.get(1)?,
                locality: r.get(2)?,
                rural: r.get(3)?,
                plus_four_needed: r.get(4)?,
                release,
            })
        })
    }

    /// A code of `CARC` or `RARC`, by the list loaded last.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reason_code(&self, list: &str, code: &str, day: Day) -> Result<Option<Reason>> {
        let Some(Answering { file, release, .. }) = self.answering("reason_codes", "", day)? else {
            return Ok(None);
        };
        self.one(sql!("reference_reason"), &params![file, list, code], |r| {
            let day = |at: usize| r.get::<Option<i32>>(at).map(|d| d.map(Day));
            Ok(Reason {
                first_day: day(0)?,
                modified_day: day(1)?,
                stop_day: day(2)?,
                text: r.get(3)?,
                release,
            })
        })
    }
}

fn answering(row: Row<'_>) -> Result<Answering> {
    Ok(Answering { file: row.get(0)?, release: row.get(1)?, first_day: row.get(2)? })
}

/// A diagnosis as the tables write it.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// A code of a diagnosis and all above it, the shortest first.
fn beginnings(code: &str) -> impl DoubleEndedIterator<Item = &str> {
    (3..=code.len()).map(|length| &code[..length])
}

/// Whether a span of beginnings of codes covers a code.
fn covers(first: &str, last: &str, code: &str) -> bool {
    let cut = |length: usize| code.get(..length.min(code.len())).unwrap_or_default();
    code.len() >= first.len() && cut(first.len()) >= first && cut(last.len()) <= last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_covers_what_lies_beneath_its_ends() {
        assert!(covers("M511", "M511", "M5116"));
        assert!(!covers("M511", "M511", "M51"), "the family is wider than the span");
        assert!(covers("M220", "M223", "M2239"));
        assert!(!covers("M220", "M223", "M224"));
        assert!(covers("O00", "O9A", "O9A112"));
        assert!(covers("Q00", "Q99", "Q999") && !covers("Q00", "Q99", "R00"));
    }
}
