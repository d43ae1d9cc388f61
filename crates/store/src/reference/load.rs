//! Loading a file of an official table: one transaction, rows as they come, nothing kept in
//! memory but what rows share.

use std::collections::HashMap;

use gonio_billing::day::Day;

use crate::book::Book;
use crate::engine::{Engine, Value, params};
use crate::{Error, Result, sql};

/// What is kept of a file that was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFile {
    /// The name of its kind.
    pub kind: String,
    /// Of relative values with two conversion factors: `QPP` or `nonQPP`.
    pub variant: String,
    /// The release, for people.
    pub release: String,
    /// The first day it holds for.
    pub first_day: Day,
    /// The last, unless a later release takes over before.
    pub last_day: Day,
    /// Where it came from.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size.
    pub byte_count: i64,
    /// Its rows.
    pub rows: i64,
    /// Seconds since 1970-01-01.
    pub loaded_at: i64,
}

/// Relative values to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct NewRvu<'a> {
    /// The code.
    pub code: &'a str,
    /// Its modifier; empty for none.
    pub modifier: &'a str,
    /// The status letter.
    pub status: &'a str,
    /// Shown, and not used by Medicare.
    pub not_used: bool,
    /// Work, nonfacility and facility practice expense, malpractice.
    pub hundredths: [i64; 4],
    /// Not rendered outside a facility; in one.
    pub not_rendered: [bool; 2],
    /// Professional and technical parts; global days.
    pub words: [&'a str; 2],
    /// Multiple-procedure indicator.
    pub indicator: u8,
    /// Conversion factor.
    pub factor_ten_thousandths: i64,
}

/// A file while it is loaded. Each method adds a row and says whether it was new: a key that
/// stands twice in a file is a fault of the file.
pub struct Loader<'t> {
    db: &'t Engine,
    file_id: i64,
    texts: HashMap<String, i64>,
    last_text: (String, i64),
    keys: Option<([u8; KEY], [u8; KEY])>,
    /// Rows of the table that has no key of its own.
    row_no: i64,
    /// Notes of the last code.
    note: (String, i64),
}

/// Length of a key of pairs.
const KEY: usize = 10;

/// A key of pairs: both codes, one after the other.
pub(super) fn key(column1: &str, column2: &str) -> [u8; KEY] {
    let mut key = [b' '; KEY];
    for (half, code) in key.chunks_mut(KEY / 2).zip([column1, column2]) {
        for (place, byte) in half.iter_mut().zip(code.bytes()) {
            *place = byte;
        }
    }
    key
}

impl Book {
    /// Loads one file: `fill` adds its rows and says what it is, or `None` when it is not to
    /// be kept; then, or on an error, nothing was written. Answers the file's id.
    ///
    /// # Errors
    /// What the database reports, and what `fill` does.
    pub fn load_reference<E: From<Error>>(
        &mut self,
        fill: impl FnOnce(&mut Loader<'_>) -> std::result::Result<Option<NewFile>, E>,
    ) -> std::result::Result<Option<i64>, E> {
        self.db.begin()?;
        let kept = load(&self.db, fill).and_then(|kept| {
            if kept.is_some() {
                self.db.commit()?;
            }
            Ok(kept)
        });
        if !matches!(kept, Ok(Some(_))) {
            self.db.roll_back();
        }
        kept
    }

    /// The file with this hash that counts: its id and where it came from.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reference_file_by_sha256(&self, sha256: &str) -> Result<Option<(i64, String)>> {
        let with = &params![sha256];
        self.db.one(sql!("reference_file_by_sha256"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Takes a file back: its rows go, its name and its hash stay on record. Answers whether
    /// there was such a file.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remove_reference(&mut self, file_id: i64, at: i64) -> Result<bool> {
        self.db.whole(|db| {
            // 0 says that a file counts, so no file is removed at that moment.
            let with = &params![at.max(1), file_id];
            let known = db.execute(sql!("reference_set_removed"), with)? > 0;
            if known {
                for table in REMOVE {
                    db.execute(table, &params![file_id])?;
                }
            }
            Ok(known)
        })
    }
}

/// Takes the rows of a file out of each table.
const REMOVE: [&str; 12] = [
    sql!("reference_remove_text"),
    sql!("reference_remove_pair"),
    sql!("reference_remove_mue"),
    sql!("reference_remove_rvu"),
    sql!("reference_remove_gpci"),
    sql!("reference_remove_locality"),
    sql!("reference_remove_zip"),
    sql!("reference_remove_reason"),
    sql!("reference_remove_diagnosis"),
    sql!("reference_remove_note"),
    sql!("reference_remove_note_target"),
    sql!("reference_remove_seventh"),
];

fn load<E: From<Error>>(
    db: &Engine,
    fill: impl FnOnce(&mut Loader<'_>) -> std::result::Result<Option<NewFile>, E>,
) -> std::result::Result<Option<i64>, E> {
    let mut loader = Loader::new(db)?;
    let Some(file) = fill(&mut loader)? else { return Ok(None) };
    loader.finish(&file)?;
    Ok(Some(loader.file_id))
}

impl<'t> Loader<'t> {
    fn new(db: &'t Engine) -> Result<Loader<'t>> {
        let file_id = db.only(sql!("reference_next_file"), &[], |r| r.get(0))?;
        Ok(Loader {
            db,
            file_id,
            texts: HashMap::new(),
            last_text: (String::new(), 0),
            keys: None,
            row_no: 0,
            note: (String::new(), 0),
        })
    }

    fn finish(&self, file: &NewFile) -> Result<()> {
        let (first_key, last_key) = match &self.keys {
            Some((first, last)) => (text(first), text(last)),
            None => (String::new(), String::new()),
        };
        self.db.execute(
            sql!("reference_insert_file"),
            &params![
                self.file_id,
                file.kind,
                file.variant,
                file.release,
                file.first_day.0,
                file.last_day.0,
                first_key,
                last_key,
                file.path,
                file.sha256,
                file.byte_count,
                file.rows,
                file.loaded_at,
                0
            ],
        )?;
        Ok(())
    }

    /// The number of a text that many rows share.
    fn text_no(&mut self, text: &str) -> Result<i64> {
        if self.last_text.0 == text && self.last_text.1 > 0 {
            return Ok(self.last_text.1);
        }
        let number = match self.texts.get(text) {
            Some(number) => *number,
            None => {
                let number = self.texts.len() as i64 + 1;
                self.add(sql!("reference_insert_text"), &params![self.file_id, number, text])?;
                self.texts.insert(text.to_string(), number);
                number
            }
        };
        self.last_text = (text.to_string(), number);
        Ok(number)
    }

    fn add(&self, sql: &'static str, values: &[Value<'_>]) -> Result<bool> {
        Ok(self.db.execute(sql, values)? > 0)
    }

    /// Adds a pair that is not paid together.
    ///
    /// # Errors
    /// What the database reports.
    pub fn pair(
        &mut self,
        codes: [&str; 2],
        days: [Day; 2],
        indicator: u8,
        rationale: &str,
    ) -> Result<bool> {
        let rationale_no = self.text_no(rationale)?;
        let own = key(codes[0], codes[1]);
        let (first, last) = self.keys.get_or_insert((own, own));
        *first = own.min(*first);
        *last = own.max(*last);
        let values = &params![
            self.file_id,
            codes[0],
            codes[1],
            days[0].0,
            days[1].0,
            indicator,
            rationale_no
        ];
        self.add(sql!("reference_insert_pair"), values)
    }

    /// Adds the most units of a code.
    ///
    /// # Errors
    /// What the database reports.
    pub fn mue(
        &mut self,
        code: &str,
        units: i64,
        adjudication: u8,
        rationale: &str,
    ) -> Result<bool> {
        let rationale_no = self.text_no(rationale)?;
        let values = &params![self.file_id, code, units, adjudication, rationale_no];
        self.add(sql!("reference_insert_mue"), values)
    }

    /// Adds relative values.
    ///
    /// # Errors
    /// What the database reports.
    pub fn rvu(&mut self, row: &NewRvu<'_>) -> Result<bool> {
        let [work, nonfacility, facility, mp] = row.hundredths;
        self.add(
            sql!("reference_insert_rvu"),
            &params![
                self.file_id,
                row.code,
                row.modifier,
                row.status,
                row.not_used,
                work,
                nonfacility,
                facility,
                mp,
                row.not_rendered[0],
                row.not_rendered[1],
                row.words[0],
                row.words[1],
                row.indicator,
                row.factor_ten_thousandths
            ],
        )
    }

    /// Adds indices: of a contractor's locality, in a state, with a name; work, practice
    /// expense and malpractice.
    ///
    /// # Errors
    /// What the database reports.
    pub fn gpci(&mut self, words: [&str; 4], thousandths: [i64; 3]) -> Result<bool> {
        let [mac, locality, state, name] = words;
        let [work, pe, mp] = thousandths;
        let values = &params![self.file_id, mac, locality, state, name, work, pe, mp];
        self.add(sql!("reference_insert_gpci"), values)
    }

    /// Adds a locality's counties: contractor, locality, state, area, counties.
    ///
    /// # Errors
    /// What the database reports.
    pub fn locality(&mut self, words: [&str; 5]) -> Result<bool> {
        self.row_no += 1;
        let [mac, locality, state, area, counties] = words;
        let values = &params![self.file_id, self.row_no, mac, locality, state, area, counties];
        self.add(sql!("reference_insert_locality"), values)
    }

    /// Adds a ZIP: ZIP, state, contractor, locality, rural; whether nine digits may differ.
    ///
    /// # Errors
    /// What the database reports.
    pub fn zip(&mut self, words: [&str; 5], plus_four: bool) -> Result<bool> {
        let [zip, state, mac, locality, rural] = words;
        let values = &params![self.file_id, zip, state, mac, locality, rural, plus_four];
        self.add(sql!("reference_insert_zip"), values)
    }

    /// Adds a reason code: list, code, words; first, changed and last day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reason(&mut self, words: [&str; 3], days: [Option<Day>; 3]) -> Result<bool> {
        let [list, code, text] = words;
        let [first, modified, stop] = days.map(|d| d.map(|d| d.0));
        let values = &params![self.file_id, list, code, first, modified, stop, text];
        self.add(sql!("reference_insert_reason"), values)
    }

    /// Adds a diagnosis code or category.
    ///
    /// # Errors
    /// What the database reports.
    pub fn diagnosis(&mut self, code: &str, billable: bool, title: &str) -> Result<bool> {
        let values = &params![self.file_id, code, billable, title];
        self.add(sql!("reference_insert_diagnosis"), values)
    }

    /// Adds a note to a code: code, kind, where it stands, its words; and the spans it names.
    ///
    /// # Errors
    /// What the database reports.
    pub fn note(&mut self, words: [&str; 4], targets: &[(String, String)]) -> Result<bool> {
        let [code, kind, holder, text] = words;
        if self.note.0 != code {
            self.note = (code.to_string(), 0);
        }
        self.note.1 += 1;
        let number = self.note.1;
        let values = &params![self.file_id, code, number, kind, holder, text];
        let new = self.add(sql!("reference_insert_note"), values)?;
        for (at, (first, last)) in (1_i64..).zip(targets) {
            let values = &params![self.file_id, code, number, at, first, last];
            self.add(sql!("reference_insert_note_target"), values)?;
        }
        Ok(new)
    }

    /// Adds a seventh character at the code that defines it.
    ///
    /// # Errors
    /// What the database reports.
    pub fn seventh(&mut self, code: &str, character: &str, meaning: &str) -> Result<bool> {
        let values = &params![self.file_id, code, character, meaning];
        self.add(sql!("reference_insert_seventh"), values)
    }
}

fn text(key: &[u8; KEY]) -> String {
    String::from_utf8_lossy(key).into_owned()
}
