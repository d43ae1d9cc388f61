//! Official tables in their own layouts: ICD-10-CM, NCCI pairs and unit limits, relative
//! values, geographic indices, localities, reason codes.
//!
//! What a file is, [`recognise`] tells from its first bytes; [`read`] then streams its rows to
//! whoever wants them and keeps what is wrong with it; [`period::settle`] says which days it
//! holds for. One module for each layout. No files, no clock and no books here; and no row is
//! mended: what does not fit its layout is a [`Problem`].

mod csv_rows;
mod gpci;
mod icd10cm;
mod lines;
mod locco;
mod mue;
mod ncci;
pub mod payment;
pub mod period;
mod reasons;
mod recognise;
mod rvu_csv;
mod rvu_txt;
mod tabular;
mod zip;

use std::io::{self, BufRead};

use crate::exact::scaled;
use gonio_billing::day::Day;

pub use recognise::recognise;

/// The last day of what has no end.
pub const FOREVER: Day = Day(2_932_896);

/// How many bytes [`recognise`] wants to see. The notices in front of a table are long.
pub const HEAD_BYTES: usize = 64 << 10;

/// Problems kept of one file; the rest are counted.
pub const PROBLEMS_KEPT: usize = 50;

/// What a table says, whatever its layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All ICD-10-CM codes and categories, in order.
    Icd10cmOrder,
    /// The billable ICD-10-CM codes.
    Icd10cmCodes,
    /// ICD-10-CM with its notes: what excludes what, which seventh characters there are.
    Icd10cmTabular,
    /// Pairs of codes that are not paid together.
    NcciPairs,
    /// The most units of a code.
    Mue,
    /// Relative values of the physician fee schedule.
    Rvu,
    /// Geographic indices of the fee schedule's localities.
    Gpci,
    /// The counties of the fee schedule's localities.
    LocalityCounties,
    /// Localities by five-digit ZIP.
    Zip5Locality,
    /// Localities by nine-digit ZIP, where five digits do not settle it.
    Zip9Locality,
    /// Reason and remark codes of remittances.
    ReasonCodes,
}

impl Kind {
    /// All of them, as they are listed.
    pub const ALL: [Kind; 11] = [
        Kind::Icd10cmOrder,
        Kind::Icd10cmCodes,
        Kind::Icd10cmTabular,
        Kind::NcciPairs,
        Kind::Mue,
        Kind::Rvu,
        Kind::Gpci,
        Kind::LocalityCounties,
        Kind::Zip5Locality,
        Kind::Zip9Locality,
        Kind::ReasonCodes,
    ];

    /// Its name in JSON and in the books.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Icd10cmOrder => "icd10cm_order",
            Kind::Icd10cmCodes => "icd10cm_codes",
            Kind::Icd10cmTabular => "icd10cm_tabular",
            Kind::NcciPairs => "ncci_pairs",
            Kind::Mue => "mue",
            Kind::Rvu => "rvu",
            Kind::Gpci => "gpci",
            Kind::LocalityCounties => "locality_counties",
            Kind::Zip5Locality => "zip5_locality",
            Kind::Zip9Locality => "zip9_locality",
            Kind::ReasonCodes => "reason_codes",
        }
    }

    /// Whether its files say which days they hold for; of others the name has to tell.
    pub fn says_its_days(self) -> bool {
        !matches!(self, Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::NcciPairs | Kind::Mue)
    }

    /// The kind of this name.
    pub fn of_id(id: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.id() == id)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Icd10cmOrder => "ICD-10-CM codes and categories",
            Kind::Icd10cmCodes => "ICD-10-CM billable codes",
            Kind::Icd10cmTabular => "ICD-10-CM notes and seventh characters",
            Kind::NcciPairs => "NCCI pairs, practitioner",
            Kind::Mue => "MUE, practitioner",
            Kind::Rvu => "fee schedule: relative values",
            Kind::Gpci => "fee schedule: geographic indices",
            Kind::LocalityCounties => "fee schedule: counties of localities",
            Kind::Zip5Locality => "fee schedule: locality by ZIP",
            Kind::Zip9Locality => "fee schedule: locality by ZIP+4",
            Kind::ReasonCodes => "reason and remark codes",
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `icd10cm_order_YYYY.txt`
    Icd10cmOrder,
    /// `icd10cm_codes_YYYY.txt`
    Icd10cmCodes,
    /// `icd10cm_tabular_YYYY.xml`
    Icd10cmTabular,
    /// `ccipra-vNNNrN-fN.txt`
    NcciPairs,
    /// `MCR_MUE_PractitionerServices_Eff_….csv`
    Mue,
    /// `PPRRVU….csv`
    RvuCsv,
    /// `PPRRVU….txt`
    RvuTxt,
    /// `GPCI….csv`
    GpciCsv,
    /// `GPCI….txt`
    GpciTxt,
    /// `25LOCCO.csv`
    Locco,
    /// `ZIP5_….txt`
    Zip5,
    /// `ZIP9_….txt`
    Zip9,
    /// Our own `list,code,start_date,last_modified,stop_date,text`
    Reasons,
}

impl Layout {
    /// What a file of this layout says.
    pub fn kind(self) -> Kind {
        match self {
            Layout::Icd10cmOrder => Kind::Icd10cmOrder,
            Layout::Icd10cmCodes => Kind::Icd10cmCodes,
            Layout::Icd10cmTabular => Kind::Icd10cmTabular,
            Layout::NcciPairs => Kind::NcciPairs,
            Layout::Mue => Kind::Mue,
            Layout::RvuCsv | Layout::RvuTxt => Kind::Rvu,
            Layout::GpciCsv | Layout::GpciTxt => Kind::Gpci,
            Layout::Locco => Kind::LocalityCounties,
            Layout::Zip5 => Kind::Zip5Locality,
            Layout::Zip9 => Kind::Zip9Locality,
            Layout::Reasons => Kind::ReasonCodes,
        }
    }
}

/// Why a file is not taken at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is, in a word or two.
    pub kind: &'static str,
    /// Why, and what to do.
    pub reason: String,
}

/// What an ICD-10-CM note asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Never both.
    Excludes1,
    /// Not part of it; both may be coded.
    Excludes2,
    /// The other is coded before.
    CodeFirst,
    /// The other is coded after.
    UseAdditional,
    /// Both are coded, in either order.
    CodeAlso,
}

impl NoteKind {
    /// Its name in the books.
    pub fn id(self) -> &'static str {
        match self {
            NoteKind::Excludes1 => "excludes1",
            NoteKind::Excludes2 => "excludes2",
            NoteKind::CodeFirst => "code_first",
            NoteKind::UseAdditional => "use_additional",
            NoteKind::CodeAlso => "code_also",
        }
    }
}

/// One row of a table. Texts are borrowed from the reader and end with the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    /// An ICD-10-CM code or category.
    Diagnosis(Diagnosis<'a>),
    /// A note to an ICD-10-CM code.
    Note(Note<'a>),
    /// A seventh character that codes beneath `code` take.
    Seventh(Seventh<'a>),
    /// A pair that is not paid together.
    Pair(Pair<'a>),
    /// The most units of a code.
    Mue(Mue<'a>),
    /// Relative values of a code.
    Rvu(Rvu<'a>),
    /// Indices of a locality.
    Gpci(Gpci<'a>),
    /// Counties of a locality.
    Locality(Locality<'a>),
    /// The locality of a ZIP.
    Zip(Zip<'a>),
    /// A reason or remark code.
    Reason(Reason<'a>),
}

/// An ICD-10-CM code or category, without the dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis<'a> {
    /// Three to seven characters. Looked up, never judged by its pattern: from October 2026
    /// there are categories of two letters.
    pub code: &'a str,
    /// Valid on a claim.
    pub billable: bool,
    /// The long description.
    pub title: &'a str,
}

/// A note to an ICD-10-CM code, and so to all beneath it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// The code, without the dot. A note to a section or a chapter comes once for each of its
    /// categories.
    pub code: &'a str,
    /// Where it stands: a code, a section such as `M50-M54`, `chapter 13`.
    pub holder: &'a str,
    /// What it asks for.
    pub kind: NoteKind,
    /// Its words.
    pub text: &'a str,
    /// The codes it names, first and last of each span, as beginnings of codes.
    pub targets: &'a [(String, String)],
}

/// A seventh character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seventh<'a> {
    /// The code that defines it for all beneath.
    pub code: &'a str,
    /// The character.
    pub character: &'a str,
    /// What it means.
    pub meaning: &'a str,
}

/// A pair of the National Correct Coding Initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The code that is paid.
    pub column1: &'a str,
    /// The code that is denied beside it.
    pub column2: &'a str,
    /// From this day on.
    pub first_day: Day,
    /// The last day on which it holds; [`FOREVER`] when it was not deleted.
    pub last_day: Day,
    /// 0: no modifier releases it; 1: one can; 9: it was withdrawn and never holds.
    pub indicator: u8,
    /// Why, in the table's words.
    pub rationale: &'a str,
}

/// A medically unlikely edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mue<'a> {
    /// The code.
    pub code: &'a str,
    /// The most units; 0 is a limit of none, not the absence of one.
    pub units: i64,
    /// 1: by line; 2: by day, by policy; 3: by day, clinical.
    pub adjudication: u8,
    /// Why, in the table's words.
    pub rationale: &'a str,
}

/// Relative values of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rvu<'a> {
    /// The code.
    pub code: &'a str,
    /// Blank, `26`, `TC` or `53`.
    pub modifier: &'a str,
    /// A, R and T are paid by these values; the others are not, whatever values they show.
    pub status: &'a str,
    /// Shown, and not used by Medicare.
    pub not_used: bool,
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
    /// Not rendered in a facility. Usual for therapy.
    pub facility_na: bool,
    /// Professional and technical parts; 7 is therapy.
    pub pctc: &'a str,
    /// Global days.
    pub global: &'a str,
    /// Multiple procedures; 5 is therapy's reduction.
    pub indicator: u8,
    /// Dollars for one unit, in ten-thousandths.
    pub conversion_factor_ten_thousandths: i64,
}

/// Geographic indices of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gpci<'a> {
    /// The contractor, five digits.
    pub mac: &'a str,
    /// The locality, two digits.
    pub locality: &'a str,
    /// Two letters.
    pub state: &'a str,
    /// Its name, without the stars of foot notes.
    pub name: &'a str,
    /// Work, with the floor.
    pub work_thousandths: i64,
    /// Practice expense.
    pub pe_thousandths: i64,
    /// Malpractice.
    pub mp_thousandths: i64,
}

/// Counties of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locality<'a> {
    /// The contractor, five digits.
    pub mac: &'a str,
    /// The locality, two digits.
    pub locality: &'a str,
    /// The state's name.
    pub state: &'a str,
    /// The fee schedule area.
    pub area: &'a str,
    /// Its counties, in the table's words.
    pub counties: &'a str,
}

/// The locality of a ZIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zip<'a> {
    /// Five digits or nine.
    pub zip: &'a str,
    /// Two letters.
    pub state: &'a str,
    /// The contractor, five digits.
    pub mac: &'a str,
    /// The locality, two digits.
    pub locality: &'a str,
    /// Blank, `R` or `B`.
    pub rural: &'a str,
    /// Nine digits may lie in another locality.
    pub plus_four: bool,
}

/// A reason or remark code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// `CARC` or `RARC`.
    pub list: &'a str,
    /// The code.
    pub code: &'a str,
    /// From this day on.
    pub first_day: Option<Day>,
    /// Last changed.
    pub modified_day: Option<Day>,
    /// The day it stops.
    pub stop_day: Option<Day>,
    /// What it means.
    pub text: &'a str,
}

/// What is wrong in a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; 0 when it is about the whole file.
    pub line: u64,
    /// In plain words.
    pub text: String,
}

/// The problems of a file: the first of them, and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first [`PROBLEMS_KEPT`].
    pub first: Vec<Problem>,
    /// How many in all.
    pub count: u64,
}

impl Problems {
    /// Adds one.
    pub fn add(&mut self, line: u64, text: impl Into<String>) {
        self.count += 1;
        if self.first.len() < PROBLEMS_KEPT {
            self.first.push(Problem { line, text: text.into() });
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// What was read of a file beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// How many rows.
    pub rows: u64,
    /// What is wrong.
    pub problems: Problems,
    /// What it says of its own dates.
    pub said: period::Said,
}

/// Takes a row, with its line; an answer other than `Ok(None)` is what is wrong with the row.
pub type Taker<'a, E> = dyn FnMut(u64, Row<'_>) -> Result<Option<String>, E> + 'a;

/// Reads a file of a known layout to its end. Rows go to `sink` until the first problem; a
/// file with a problem is to be refused whole, so what comes after is only looked at.
///
/// # Errors
/// What reading reports, and what `sink` does.
pub fn read<R: BufRead, E: From<io::Error>>(
    layout: Layout,
    input: R,
    sink: &mut Taker<'_, E>,
) -> Result<Reading, E> {
    let mut out = Out { reading: Reading::default(), sink };
    match layout {
        Layout::Icd10cmOrder => icd10cm::order(input, &mut out)?,
        Layout::Icd10cmCodes => icd10cm::codes(input, &mut out)?,
        Layout::Icd10cmTabular => tabular::read(input, &mut out)?,
        Layout::NcciPairs => ncci::read(input, &mut out)?,
        Layout::Mue => mue::read(input, &mut out)?,
        Layout::RvuCsv => rvu_csv::read(input, &mut out)?,
        Layout::RvuTxt => rvu_txt::read(input, &mut out)?,
        Layout::GpciCsv => gpci::csv(input, &mut out)?,
        Layout::GpciTxt => gpci::txt(input, &mut out)?,
        Layout::Locco => locco::read(input, &mut out)?,
        Layout::Zip5 | Layout::Zip9 => zip::read(input, layout, &mut out)?,
        Layout::Reasons => reasons::read(input, &mut out)?,
    }
    if out.reading.rows == 0 && out.reading.problems.is_empty() {
        out.problem(0, "the file holds no rows");
    }
    Ok(out.reading)
}

/// Where a layout's reader puts what it finds.
struct Out<'a, 'b, E> {
    reading: Reading,
    sink: &'b mut Taker<'a, E>,
}

impl<E> Out<'_, '_, E> {
    fn row(&mut self, line: u64, row: Row<'_>) -> Result<(), E> {
        self.reading.rows += 1;
        if self.reading.problems.is_empty()
            && let Some(wrong) = (self.sink)(line, row)?
        {
            self.reading.problems.add(line, wrong);
        }
        Ok(())
    }

    fn problem(&mut self, line: u64, text: impl Into<String>) {
        self.reading.problems.add(line, text);
    }
}

/// A code of five letters and digits, as procedures have.
fn is_procedure(text: &[u8]) -> bool {
    text.len() == 5 && text.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// A whole number.
fn whole(text: &[u8]) -> Option<i64> {
    scaled(text, 0)
}

/// A day written as `YYYYMMDD`.
fn compact_day(text: &[u8]) -> Option<Day> {
    if text.len() != 8 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |part: &[u8]| part.iter().fold(0_i16, |n, b| n * 10 + i16::from(b - b'0'));
    let small = |part: &[u8]| i8::try_from(number(part)).ok();
    Day::new(number(&text[..4]), small(&text[4..6])?, small(&text[6..])?)
}

/// Text of a cell: UTF-8, or what old files mean by their bytes.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect::<String>().into(),
    }
}

/// What a cell holds, short enough to be shown in a problem.
fn shown(bytes: &[u8]) -> String {
    let all = text(bytes.trim_ascii());
    let mut short: String = all.chars().take(40).filter(|c| !c.is_control()).collect();
    if all.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_from_eight_digits() {
        assert_eq!(compact_day(b"20231231"), Day::new(2023, 12, 31));
        assert_eq!(compact_day(b"20230229"), None);
        assert_eq!(compact_day(b"2023123"), None);
        assert_eq!(FOREVER, Day::new(9999, 12, 31).unwrap());
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_id(kind.id()), Some(kind));
        }
    }
}
