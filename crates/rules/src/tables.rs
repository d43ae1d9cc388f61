//! The tables of the rulebook: codes, modifiers, pair edits, relative values, geographic
//! indices, places of service. Rows are sorted, so that a look-up is a binary search.

use std::collections::BTreeMap;

use gonio_billing::day::Day;
use serde::Deserialize;

use crate::code::{Code, Discipline, Modifier};
use crate::exact::scaled;
use crate::rulebook::days;

/// What is known of a table as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    /// Its version, a day.
    pub version: String,
    /// Which day of a claim selects a row, in words.
    pub selected_by: String,
    /// The day somebody last compared it with its source.
    pub checked: String,
    /// Under which terms it may be passed on.
    pub licence: String,
    /// Where it comes from.
    pub source: String,
    /// SHA-256 of the table.
    pub sha256: String,
}

impl Sidecar {
    /// Whether it says all it must.
    pub(crate) fn proved(&self) -> Result<(), String> {
        crate::rulebook::day(&self.version)?;
        crate::rulebook::day(&self.checked)?;
        if [&self.selected_by, &self.licence, &self.source].iter().any(|t| t.trim().is_empty()) {
            return Err("`selected_by`, `licence` and `source` say something".into());
        }
        if self.sha256.len() != 64 || !self.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err("`sha256` has 64 hexadecimal digits".into());
        }
        Ok(())
    }
}

/// The days of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first; the earliest day there is when older than the records.
    pub first: Day,
    /// The last; the latest day there is until further notice.
    pub last: Day,
}

impl Days {
    /// Whether `day` is one of them.
    #[inline]
    pub fn hold(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// How a code's units are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Minutes make units; the number of minutes of one.
    Timed(u32),
    /// One a day and discipline, however long.
    Untimed,
    /// A unit only once its whole time is reached.
    FullTime(u32),
    /// By days, not minutes: a device's supply.
    Supply,
    /// By piece, area or the like.
    Item,
}

/// Whether a code is therapy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TherapyStatus {
    /// Whoever bills it.
    Always,
    /// Under a therapy plan of care.
    Sometimes,
    /// Never for Medicare.
    Never,
}

/// A procedure code for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The code.
    pub code: Code,
    /// Our words for it.
    pub name: String,
    /// Who bills it.
    pub disciplines: Vec<Discipline>,
    /// How units are counted.
    pub counting: Counting,
    /// The code for time beyond its first unit.
    pub then_code: Option<Code>,
    /// The code whose further time this is.
    pub lead_code: Option<Code>,
    /// Whether it is therapy.
    pub status: TherapyStatus,
    /// Units a day beyond which Medicare refuses.
    pub most_units: Option<u32>,
    /// Its days.
    pub days: Days,
    /// `verified` or `general_knowledge`.
    pub confidence: String,
    /// Where it was read.
    pub source: String,
}

/// A modifier for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifierRow {
    /// The modifier.
    pub modifier: Modifier,
    /// Our words for it.
    pub meaning: String,
    /// When it is used.
    pub use_when: String,
    /// Who wants it.
    pub payers: String,
    /// Its place among others: lower goes first.
    pub order_group: u32,
    /// It neither moves payment nor releases an edit, and gives way first.
    pub informational: bool,
    /// What it does to payment.
    pub effect: String,
    /// Its days.
    pub days: Days,
    /// How sure we are.
    pub confidence: String,
    /// Where it was read.
    pub source: String,
}

/// A pair edit for some days: column 2 is not paid beside column 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRow {
    /// What is paid.
    pub column1: Code,
    /// What is denied.
    pub column2: Code,
    /// A modifier can release it.
    pub releasable: bool,
    /// Its days.
    pub days: Days,
    /// Where it was read.
    pub source: String,
}

/// Relative values of a code for some days, in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RvuRow {
    /// The code.
    pub code: Code,
    /// A, R and T can be paid by relative values.
    pub status: String,
    /// Work.
    pub work_hundredths: i64,
    /// Practice expense outside a facility.
    pub nonfacility_pe_hundredths: i64,
    /// Practice expense in a facility.
    pub facility_pe_hundredths: Option<i64>,
    /// Malpractice.
    pub mp_hundredths: i64,
    /// Multiple-procedure indicator; 5 is therapy's reduction.
    pub indicator: u8,
    /// Its days.
    pub days: Days,
    /// Where it was read.
    pub source: String,
}

/// Geographic indices of a locality for some days, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpciRow {
    /// The contractor, five digits.
    pub mac: String,
    /// The locality, two digits.
    pub locality: String,
    /// Two letters.
    pub state: String,
    /// Its name.
    pub name: String,
    /// For work.
    pub work_thousandths: i64,
    /// For practice expense.
    pub pe_thousandths: i64,
    /// For malpractice.
    pub mp_thousandths: i64,
    /// Its days.
    pub days: Days,
    /// Where it was read.
    pub source: String,
}

/// A place of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// Two digits.
    pub code: String,
    /// The facility rate applies.
    pub facility: bool,
    /// Our words for it.
    pub name: String,
}

/// All tables.
#[derive(Debug, Default)]
pub struct Tables {
    codes: Vec<CodeRow>,
    modifiers: Vec<ModifierRow>,
    pairs: Vec<PairRow>,
    rvus: Vec<RvuRow>,
    gpcis: Vec<GpciRow>,
    places: Vec<PlaceRow>,
}

impl Tables {
    pub(crate) fn load(files: &BTreeMap<&str, &str>) -> Result<Tables, String> {
        let mut tables = Tables {
            codes: rows(files, "codes.csv", &CODES, code_row)?,
            modifiers: rows(files, "modifiers.csv", &MODIFIERS, modifier_row)?,
            pairs: rows(files, "pairs.csv", &PAIRS, pair_row)?,
            rvus: rows(files, "rvu.csv", &RVUS, rvu_row)?,
            gpcis: rows(files, "gpci.csv", &GPCIS, gpci_row)?,
            places: rows(files, "places.csv", &PLACES, place_row)?,
        };
        tables.codes.sort_by_key(|r| (r.code, r.days.first));
        tables.pairs.sort_by_key(|r| (r.column1, r.column2, r.days.first));
        tables.rvus.sort_by_key(|r| (r.code, r.days.first));
        no_overlap("codes.csv", &tables.codes, |r| (r.code.to_string(), r.days))?;
        no_overlap("rvu.csv", &tables.rvus, |r| (r.code.to_string(), r.days))?;
        no_overlap("pairs.csv", &tables.pairs, |r| {
            (format!("{} and {}", r.column1, r.column2), r.days)
        })?;
        for at in 0..tables.codes.len() {
            let (lead, then) = (tables.codes[at].code, tables.codes[at].then_code);
            let Some(then) = then.filter(|then| *then != lead) else { continue };
            let mut found = false;
            for row in tables.codes.iter_mut().filter(|r| r.code == then) {
                row.lead_code = Some(lead);
                found = true;
            }
            if !found {
                return Err(format!("codes.csv: {lead} goes on as {then}, which is not there"));
            }
        }
        Ok(tables)
    }

    /// A code on a day.
    pub fn code(&self, code: Code, day: Day) -> Option<&CodeRow> {
        self.code_ever(code).find(|r| r.days.hold(day))
    }

    /// A code's rows, whatever the day.
    pub fn code_ever(&self, code: Code) -> impl Iterator<Item = &CodeRow> {
        let from = self.codes.partition_point(|r| r.code < code);
        self.codes[from..].iter().take_while(move |r| r.code == code)
    }

    /// Every code.
    pub fn codes(&self) -> &[CodeRow] {
        &self.codes
    }

    /// A modifier on a day.
    pub fn modifier(&self, modifier: Modifier, day: Day) -> Option<&ModifierRow> {
        self.modifiers.iter().find(|r| r.modifier == modifier && r.days.hold(day))
    }

    /// Every modifier.
    pub fn modifiers(&self) -> &[ModifierRow] {
        &self.modifiers
    }

    /// The edit of `column2` beside `column1` on a day; ask for both orders.
    pub fn pair(&self, column1: Code, column2: Code, day: Day) -> Option<&PairRow> {
        let from = self.pairs.partition_point(|r| (r.column1, r.column2) < (column1, column2));
        self.pairs[from..]
            .iter()
            .take_while(|r| (r.column1, r.column2) == (column1, column2))
            .find(|r| r.days.hold(day))
    }

    /// Relative values of a code on a day.
    pub fn rvu(&self, code: Code, day: Day) -> Option<&RvuRow> {
        self.rvus(code).find(|r| r.days.hold(day))
    }

    /// Relative values of a code, whatever the day.
    pub fn rvus(&self, code: Code) -> impl Iterator<Item = &RvuRow> {
        let from = self.rvus.partition_point(|r| r.code < code);
        self.rvus[from..].iter().take_while(move |r| r.code == code)
    }

    /// The indices of a locality on a day.
    pub fn gpci(&self, mac: &str, locality: &str, day: Day) -> Option<&GpciRow> {
        self.gpcis.iter().find(|r| r.mac == mac && r.locality == locality && r.days.hold(day))
    }

    /// Every locality.
    pub fn gpcis(&self) -> &[GpciRow] {
        &self.gpcis
    }

    /// A place of service.
    pub fn place(&self, code: &str) -> Option<&PlaceRow> {
        self.places.iter().find(|r| r.code == code)
    }
}

const CODES: [&str; 14] = [
    "code",
    "name",
    "disciplines",
    "counting",
    "unit_minutes",
    "then_code",
    "status",
    "mppr",
    "mue",
    "mai",
    "first_day",
    "last_day",
    "confidence",
    "source",
];
const MODIFIERS: [&str; 11] = [
    "code",
    "meaning",
    "use_when",
    "payers",
    "order_group",
    "informational",
    "effect",
    "first_day",
    "last_day",
    "confidence",
    "source",
];
const PAIRS: [&str; 7] =
    ["column1", "column2", "indicator", "first_day", "last_day", "confidence", "source"];
const RVUS: [&str; 11] = [
    "code",
    "first_day",
    "last_day",
    "status",
    "work",
    "nonfacility_pe",
    "facility_pe",
    "mp",
    "indicator",
    "confidence",
    "source",
];
const GPCIS: [&str; 10] =
    ["mac", "locality", "state", "name", "first_day", "last_day", "work", "pe", "mp", "source"];
const PLACES: [&str; 4] = ["code", "rate", "name", "source"];

/// One row with the names of its columns.
struct Row<'a> {
    columns: &'a [&'static str],
    cells: csv::StringRecord,
}

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or_default()
    }

    fn wrong(&self, column: &str) -> String {
        format!("{:?} is no {column}", self.get(column))
    }

    fn code(&self, column: &str) -> Result<Code, String> {
        Code::new(self.get(column)).ok_or_else(|| self.wrong(column))
    }

    fn number(&self, column: &str, places: u32) -> Result<i64, String> {
        scaled(self.get(column), places).ok_or_else(|| self.wrong(column))
    }

    fn whole(&self, column: &str) -> Result<Option<u32>, String> {
        if self.get(column).is_empty() {
            return Ok(None);
        }
        self.get(column).parse().map(Some).map_err(|_| self.wrong(column))
    }

    fn yes(&self, column: &str) -> Result<bool, String> {
        match self.get(column) {
            "y" => Ok(true),
            "n" => Ok(false),
            _ => Err(self.wrong(column)),
        }
    }

    fn days(&self) -> Result<Days, String> {
        let some = |c| Some(self.get(c)).filter(|t| !t.is_empty());
        let (first, last) = days(some("first_day"), some("last_day"))?;
        Ok(Days { first: first.unwrap_or(Day(i32::MIN)), last: last.unwrap_or(Day(i32::MAX)) })
    }

    fn source(&self) -> Result<String, String> {
        let source = self.get("source").trim();
        if source.is_empty() { Err("the source is missing".into()) } else { Ok(source.into()) }
    }

    fn confidence(&self) -> Result<String, String> {
        match self.get("confidence") {
            known @ ("verified" | "general_knowledge") => Ok(known.into()),
            _ => Err(self.wrong("confidence")),
        }
    }
}

/// Reads a table; a row that is wrong is named by its line.
fn rows<T>(
    files: &BTreeMap<&str, &str>,
    file: &str,
    columns: &[&'static str],
    read: impl Fn(&Row<'_>) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let Some(text) = files.get(file) else {
        return Err(format!("rulebook/tables/{file} is not there"));
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| format!("{file}: {e}"))?;
    if header.iter().ne(columns.iter().copied()) {
        return Err(format!("{file}: the columns are not {}", columns.join(",")));
    }
    let mut all = Vec::new();
    for cells in reader.records() {
        let cells = cells.map_err(|e| format!("{file}: {e}"))?;
        let line = cells.position().map_or(0, csv::Position::line);
        let row = Row { columns, cells };
        all.push(read(&row).map_err(|e| format!("{file}, line {line}: {e}"))?);
    }
    if all.is_empty() { Err(format!("{file}: no rows")) } else { Ok(all) }
}

fn no_overlap<T>(file: &str, rows: &[T], key: impl Fn(&T) -> (String, Days)) -> Result<(), String> {
    for pair in rows.windows(2) {
        let [(before, earlier), (after, later)] = [key(&pair[0]), key(&pair[1])];
        if before == after && later.first <= earlier.last {
            return Err(format!("{file}: two rows of {before} hold on the same day"));
        }
    }
    Ok(())
}

fn code_row(row: &Row<'_>) -> Result<CodeRow, String> {
    let minutes = || {
        let minutes = row.whole("unit_minutes")?;
        minutes.filter(|m| *m > 0).ok_or_else(|| "unit_minutes is missing".to_string())
    };
    let counting = match row.get("counting") {
        "timed" => Counting::Timed(minutes()?),
        "full_time" => Counting::FullTime(minutes()?),
        "untimed" => Counting::Untimed,
        "supply" => Counting::Supply,
        "item" => Counting::Item,
        _ => return Err(row.wrong("counting")),
    };
    let disciplines = row.get("disciplines").split('/').map(|name| match name {
        "PT" => Ok(Discipline::Pt),
        "OT" => Ok(Discipline::Ot),
        "SLP" => Ok(Discipline::Slp),
        _ => Err(row.wrong("disciplines")),
    });
    let then = row.get("then_code");
    row.yes("mppr")?;
    Ok(CodeRow {
        code: row.code("code")?,
        name: row.get("name").into(),
        disciplines: disciplines.collect::<Result<_, _>>()?,
        counting,
        then_code: if then.is_empty() { None } else { Some(row.code("then_code")?) },
        lead_code: None,
        status: match row.get("status") {
            "always" => TherapyStatus::Always,
            "sometimes" => TherapyStatus::Sometimes,
            "never" => TherapyStatus::Never,
            _ => return Err(row.wrong("status")),
        },
        most_units: row.whole("mue")?,
        days: row.days()?,
        confidence: row.confidence()?,
        source: row.source()?,
    })
}

fn modifier_row(row: &Row<'_>) -> Result<ModifierRow, String> {
    Ok(ModifierRow {
        modifier: Modifier::new(row.get("code")).ok_or_else(|| row.wrong("code"))?,
        meaning: row.get("meaning").into(),
        use_when: row.get("use_when").into(),
        payers: row.get("payers").into(),
        order_group: row.whole("order_group")?.ok_or_else(|| row.wrong("order_group"))?,
        informational: row.yes("informational")?,
        effect: row.get("effect").into(),
        days: row.days()?,
        confidence: row.confidence()?,
        source: row.source()?,
    })
}

fn pair_row(row: &Row<'_>) -> Result<PairRow, String> {
    row.confidence()?;
    Ok(PairRow {
        column1: row.code("column1")?,
        column2: row.code("column2")?,
        releasable: match row.get("indicator") {
            "1" => true,
            "0" => false,
            _ => return Err(row.wrong("indicator")),
        },
        days: row.days()?,
        source: row.source()?,
    })
}

fn rvu_row(row: &Row<'_>) -> Result<RvuRow, String> {
    row.confidence()?;
    let facility = row.get("facility_pe");
    Ok(RvuRow {
        code: row.code("code")?,
        status: row.get("status").into(),
        work_hundredths: row.number("work", 2)?,
        nonfacility_pe_hundredths: row.number("nonfacility_pe", 2)?,
        facility_pe_hundredths: match facility {
            "" => None,
            _ => Some(row.number("facility_pe", 2)?),
        },
        mp_hundredths: row.number("mp", 2)?,
        indicator: row.get("indicator").parse().map_err(|_| row.wrong("indicator"))?,
        days: row.days()?,
        source: row.source()?,
    })
}

fn gpci_row(row: &Row<'_>) -> Result<GpciRow, String> {
    let digits = |c: &str, n: usize| {
        let text = row.get(c);
        let right = text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        if right { Ok(text.to_string()) } else { Err(row.wrong(c)) }
    };
    Ok(GpciRow {
        mac: digits("mac", 5)?,
        locality: digits("locality", 2)?,
        state: row.get("state").into(),
        name: row.get("name").into(),
        work_thousandths: row.number("work", 3)?,
        pe_thousandths: row.number("pe", 3)?,
        mp_thousandths: row.number("mp", 3)?,
        days: row.days()?,
        source: row.source()?,
    })
}

fn place_row(row: &Row<'_>) -> Result<PlaceRow, String> {
    Ok(PlaceRow {
        code: row.get("code").into(),
        facility: match row.get("rate") {
            "facility" => true,
            "nonfacility" => false,
            _ => return Err(row.wrong("rate")),
        },
        name: row.get("name").into(),
    })
}
