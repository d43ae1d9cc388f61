//! Official tables: loading the agencies' own files, saying what is loaded, taking one back.
//!
//! A file is read twice: for its hash and its kind, then for its rows, in one transaction. It
//! is loaded whole or not at all. What the tables say is asked of the book, by day.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use gonio_billing::day::Day;
use gonio_rules::reference::period::{self, Asked, Period, Said};
use gonio_rules::reference::{
    FOREVER, HEAD_BYTES, Kind, Layout, Problems, Reading, Row, read, recognise,
};
pub use gonio_store::reference::{
    Diagnosis, Exclusion, Gpci, Mue, Note, Pair, Reason, ReferenceFile, Rvu, ZipLocality,
};
use gonio_store::reference::{Loader, NewFile, NewRvu};
use gonio_store::trail::{Deed, hex};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::Right;
use crate::files::{self, Source};
use crate::import::Progress;
use crate::{Book, Error, Now, Result};

/// Kinds without which something cannot be checked or priced; one of each row will do.
const NEEDED: [&[Kind]; 6] = [
    &[Kind::Icd10cmOrder, Kind::Icd10cmTabular, Kind::Icd10cmCodes],
    &[Kind::NcciPairs],
    &[Kind::Mue],
    &[Kind::Rvu],
    &[Kind::Gpci],
    &[Kind::Zip5Locality],
];

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Say what would be loaded; keep nothing.
    pub preview: bool,
    /// The first day the files hold for, where they do not say it.
    pub from: Option<Day>,
    /// Their release, where they do not say it.
    pub release: Option<String>,
}

/// What is wrong in a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemReport {
    /// The line, from 1; `null` when it is about the whole file.
    pub line: Option<u64>,
    /// In plain words.
    pub text: String,
}

/// One file of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileReport {
    /// The id that `reference remove` takes; `null` when it was not loaded.
    pub id: Option<i64>,
    /// Path or name.
    pub path: String,
    /// `rvu`, `ncci_pairs` … or what it is instead.
    pub kind: String,
    /// The release.
    pub release: String,
    /// The first day it holds for.
    pub first_day: Option<String>,
    /// The last; `null` for no end.
    pub last_day: Option<String>,
    /// SHA-256 in hex.
    pub sha256: String,
    /// imported, duplicate, refused.
    pub outcome: &'static str,
    /// Why, when not imported; else empty.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// What is wrong; the first fifty.
    pub problems: Vec<ProblemReport>,
    /// How many problems in all.
    pub problem_count: u64,
}

/// What an import came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// Nothing was kept.
    pub preview: bool,
    /// File by file.
    pub files: Vec<FileReport>,
    /// In all.
    pub totals: Totals,
}

/// Sums of an import.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Totals {
    /// How many files.
    pub files: u64,
    /// Of them loaded.
    pub imported: u64,
    /// Of them here already.
    pub duplicate: u64,
    /// Of them not taken.
    pub refused: u64,
    /// Rows loaded.
    pub rows: u64,
}

impl ImportReport {
    /// Whether every file was loaded or here already.
    pub fn clean(&self) -> bool {
        self.totals.refused == 0
    }
}

/// Loads official files: paths, folders, zips, `-` for standard input.
///
/// # Errors
/// A path that is not there; what the database reports. Files before it stay loaded.
pub fn import(
    book: &mut Book,
    paths: &[PathBuf],
    options: &Options,
    now: Now,
    progress: Progress<'_>,
) -> Result<ImportReport> {
    import_sources(book, files::collect(paths)?, options, now, progress)
}

/// Loads sources that are at hand.
///
/// # Errors
/// What the database reports. Files before it stay loaded.
pub fn import_sources(
    book: &mut Book,
    sources: Vec<Source>,
    options: &Options,
    now: Now,
    progress: Progress<'_>,
) -> Result<ImportReport> {
    now.who.may(Right::Settings)?;
    let mut report = ImportReport { preview: options.preview, ..ImportReport::default() };
    let (sources, workbooks) = without_workbooks(sources);
    for path in workbooks {
        report.files.push(refused(
            FileReport { path, kind: "spreadsheet".into(), ..FileReport::default() },
            "a spreadsheet or a document cannot be read; take the csv or txt file beside it",
        ));
    }
    let total = sources.iter().map(Source::size).sum::<u64>() * 2;
    let mut done = 0;
    let mut seen = BTreeSet::new();
    for source in &sources {
        let watch = &mut |bytes: u64| {
            done += bytes;
            progress(done, total);
        };
        let file = one_file(book, source, options, now, watch)?;
        // A preview keeps nothing, so the same bytes would be loaded twice.
        let again = options.preview && !seen.insert(file.sha256.clone());
        report.files.push(match file.outcome {
            "imported" if again => FileReport {
                outcome: "duplicate",
                reason: "the same bytes came before".into(),
                ..file
            },
            _ => file,
        });
    }
    for file in &report.files {
        report.totals.files += 1;
        match file.outcome {
            "imported" => {
                report.totals.imported += 1;
                report.totals.rows += file.rows;
            }
            "duplicate" => report.totals.duplicate += 1,
            _ => report.totals.refused += 1,
        }
    }
    Ok(report)
}

/// Spreadsheets and documents are zips: their parts, walked, become one name each again.
fn without_workbooks(sources: Vec<Source>) -> (Vec<Source>, Vec<String>) {
    let mark = " › [Content_Types].xml";
    let workbooks: Vec<String> =
        sources.iter().filter_map(|s| s.name.strip_suffix(mark).map(str::to_string)).collect();
    let inside = |name: &str| {
        workbooks
            .iter()
            .any(|w| name.strip_prefix(w.as_str()).is_some_and(|n| n.starts_with(" › ")))
    };
    let rest = sources.into_iter().filter(|s| !inside(&s.name)).collect();
    (rest, workbooks)
}

fn refused(file: FileReport, reason: impl Into<String>) -> FileReport {
    FileReport { outcome: "refused", reason: reason.into(), ..file }
}

fn one_file(
    book: &mut Book,
    source: &Source,
    options: &Options,
    now: Now,
    watch: &mut dyn FnMut(u64),
) -> Result<FileReport> {
    let mut file = FileReport {
        path: source.name.clone(),
        kind: "unreadable".into(),
        ..FileReport::default()
    };
    let cannot = |e: &io::Error| format!("it cannot be read: {e}");
    let (head, bytes) = match first_look(source, watch) {
        Ok(look) => {
            file.sha256 = look.sha256;
            (look.head, look.bytes)
        }
        Err(e) => return Ok(refused(file, cannot(&e))),
    };
    let layout = match recognise(&head) {
        Ok(layout) => layout,
        Err(refusal) => {
            file.kind = refusal.kind.into();
            return Ok(refused(file, refusal.reason));
        }
    };
    file.kind = layout.kind().id().into();
    if let Some((id, path)) = book.reference_file_by_sha256(&file.sha256)? {
        file.reason = format!("the same bytes are loaded as {id}, {path}");
        file.outcome = "duplicate";
        return Ok(file);
    }
    let asked = Asked { from: options.from, release: options.release.clone() };
    if !layout.kind().says_its_days()
        && let Err(reason) = period::settle(layout.kind(), &Said::default(), &source.name, &asked)
    {
        return Ok(refused(file, reason));
    }
    let reader = match source.open() {
        Ok(opened) => BufReader::with_capacity(1 << 18, Watched { inner: opened, watch }),
        Err(e) => return Ok(refused(file, cannot(&e))),
    };
    let mut loaded = None;
    let fill = |loader: &mut Loader<'_>| -> std::result::Result<Option<NewFile>, Stop> {
        let (reading, outcome) = load(layout, reader, &source.name, &asked, loader)?;
        let new = outcome.as_ref().ok().map(|period| NewFile {
            kind: layout.kind().id().into(),
            variant: period.variant.into(),
            release: period.release.clone(),
            first_day: period.first_day,
            last_day: period.last_day,
            path: source.name.clone(),
            sha256: file.sha256.clone(),
            byte_count: bytes as i64,
            rows: reading.rows as i64,
            loaded_at: now.seconds,
        });
        loaded = Some((reading, outcome));
        Ok(new.filter(|_| !options.preview))
    };
    let id = match book.load_reference(fill) {
        Ok(id) => id,
        Err(Stop::Store(e)) => return Err(e.into()),
        Err(Stop::Reading(e)) => return Ok(refused(file, cannot(&e))),
    };
    file.id = id;
    if let Some(id) = id {
        let deed = Deed {
            action: "load_table",
            subject: "reference",
            subject_id: id,
            after: &file.sha256,
            ..Deed::default()
        };
        book.note(now.mark(), &deed)?;
    }
    Ok(match loaded {
        Some((reading, outcome)) => told(file, reading, outcome),
        None => file,
    })
}

/// The report of a file whose rows were read.
fn told(
    mut file: FileReport,
    reading: Reading,
    outcome: std::result::Result<Period, String>,
) -> FileReport {
    file.rows = reading.rows;
    file.problem_count = reading.problems.count;
    file.problems = problems(reading.problems);
    match outcome {
        Ok(period) => FileReport {
            outcome: "imported",
            release: period.release,
            first_day: Some(period.first_day.to_string()),
            last_day: (period.last_day != FOREVER).then(|| period.last_day.to_string()),
            ..file
        },
        Err(reason) => refused(file, reason),
    }
}

fn problems(all: Problems) -> Vec<ProblemReport> {
    let line = |line: u64| (line > 0).then_some(line);
    all.first.into_iter().map(|p| ProblemReport { line: line(p.line), text: p.text }).collect()
}

/// Reads the rows into the loader: what was read, and the days it holds for or why it is not
/// taken.
fn load(
    layout: Layout,
    reader: impl io::BufRead,
    name: &str,
    asked: &Asked,
    loader: &mut Loader<'_>,
) -> std::result::Result<(Reading, std::result::Result<Period, String>), Stop> {
    let reading = read(layout, reader, &mut |_, row| -> std::result::Result<_, Stop> {
        let new = keep(loader, row)?;
        Ok((!new).then(|| format!("the same stands in the file before: {}", key_of(row))))
    })?;
    let outcome = match reading.problems.first.first() {
        Some(problem) => {
            let place =
                if problem.line > 0 { format!("line {}: ", problem.line) } else { String::new() };
            let more = match reading.problems.count {
                1 => String::new(),
                count => format!(" (and {} more problems)", count - 1),
            };
            Err(format!("{place}{}{more}", problem.text))
        }
        None => period::settle(layout.kind(), &reading.said, name, asked),
    };
    Ok((reading, outcome))
}

fn keep(loader: &mut Loader<'_>, row: Row<'_>) -> gonio_store::Result<bool> {
    match row {
        Row::Pair(p) => {
            loader.pair([p.column1, p.column2], [p.first_day, p.last_day], p.indicator, p.rationale)
        }
        Row::Mue(m) => loader.mue(m.code, m.units, m.adjudication, m.rationale),
        Row::Rvu(r) => loader.rvu(&NewRvu {
            code: r.code,
            modifier: r.modifier,
            status: r.status,
            not_used: r.not_used,
            hundredths: [
                r.work_hundredths,
                r.nonfacility_pe_hundredths,
                r.facility_pe_hundredths,
                r.mp_hundredths,
            ],
            not_rendered: [r.nonfacility_na, r.facility_na],
            words: [r.pctc, r.global],
            indicator: r.indicator,
            factor_ten_thousandths: r.conversion_factor_ten_thousandths,
        }),
        Row::Gpci(g) => loader.gpci(
            [g.mac, g.locality, g.state, g.name],
            [g.work_thousandths, g.pe_thousandths, g.mp_thousandths],
        ),
        Row::Locality(l) => loader.locality([l.mac, l.locality, l.state, l.area, l.counties]),
        Row::Zip(z) => loader.zip([z.zip, z.state, z.mac, z.locality, z.rural], z.plus_four),
        Row::Reason(r) => {
            loader.reason([r.list, r.code, r.text], [r.first_day, r.modified_day, r.stop_day])
        }
        Row::Diagnosis(d) => loader.diagnosis(d.code, d.billable, d.title),
        Row::Note(n) => loader.note([n.code, n.kind.id(), n.holder, n.text], n.targets),
        Row::Seventh(s) => loader.seventh(s.code, s.character, s.meaning),
    }
}

/// What makes a row the same as another.
fn key_of(row: Row<'_>) -> String {
    match row {
        Row::Pair(p) => format!("{} {} from {}", p.column1, p.column2, p.first_day),
        Row::Mue(m) => m.code.into(),
        Row::Rvu(r) => format!("{} {}", r.code, r.modifier),
        Row::Gpci(g) => format!("{}-{}", g.mac, g.locality),
        Row::Locality(l) => format!("{}-{}", l.mac, l.locality),
        Row::Zip(z) => z.zip.into(),
        Row::Reason(r) => format!("{} {}", r.list, r.code),
        Row::Diagnosis(d) => d.code.into(),
        Row::Note(n) => n.code.into(),
        Row::Seventh(s) => format!("{} {}", s.code, s.character),
    }
}

/// What stops a load.
enum Stop {
    Reading(io::Error),
    Store(gonio_store::Error),
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Self {
        Stop::Reading(e)
    }
}

impl From<gonio_store::Error> for Stop {
    fn from(e: gonio_store::Error) -> Self {
        Stop::Store(e)
    }
}

struct Look {
    head: Vec<u8>,
    bytes: u64,
    sha256: String,
}

/// Hashes a file, and keeps its beginning.
fn first_look(source: &Source, watch: &mut dyn FnMut(u64)) -> io::Result<Look> {
    let mut reader = Watched { inner: source.open()?, watch };
    let mut hash = Sha256::new();
    let mut look = Look { head: Vec::new(), bytes: 0, sha256: String::new() };
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = reader.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        look.bytes += n as u64;
        let room = HEAD_BYTES.saturating_sub(look.head.len()).min(n);
        look.head.extend_from_slice(&buffer[..room]);
    }
    look.sha256 = hex(&hash.finalize());
    Ok(look)
}

/// Tells how many bytes pass.
struct Watched<'a, R> {
    inner: R,
    watch: &'a mut dyn FnMut(u64),
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        (self.watch)(n as u64);
        Ok(n)
    }
}

/// A file that is loaded.
#[derive(Clone, Debug, Serialize)]
pub struct LoadedFile {
    /// The id that `reference remove` takes.
    pub id: i64,
    /// `rvu`, `ncci_pairs` …
    pub kind: String,
    /// The kind in plain words.
    pub title: &'static str,
    /// The release.
    pub release: String,
    /// The first day it holds for.
    pub first_day: String,
    /// The last day it answers for; `null` for no end.
    pub last_day: Option<String>,
    /// current, past, coming, superseded.
    pub state: &'static str,
    /// The load that took its place.
    pub superseded_by: Option<i64>,
    /// How many rows.
    pub rows: i64,
    /// Where it came from.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// When it was loaded, in seconds since 1970-01-01.
    pub loaded_at: i64,
    /// How many days ago that was.
    pub age_days: i64,
}

/// What is loaded, and what is not.
#[derive(Clone, Debug, Serialize)]
pub struct StatusReport {
    /// The day it is told for.
    pub day: String,
    /// By kind and day.
    pub files: Vec<LoadedFile>,
    /// Kinds of which nothing answers for the day.
    pub missing: Vec<Missing>,
}

/// A kind of which nothing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its name.
    pub kind: &'static str,
    /// In plain words.
    pub title: &'static str,
}

/// What is loaded, for which days, from where, how old.
///
/// # Errors
/// What the database reports.
pub fn status(book: &Book, now: Now) -> Result<StatusReport> {
    let all = book.reference_files()?;
    let files: Vec<LoadedFile> = all.iter().map(|one| loaded(one, &all, now)).collect();
    let current = |kind: Kind| files.iter().any(|f| f.state == "current" && f.kind == kind.id());
    let missing = NEEDED
        .iter()
        .filter(|kinds| !kinds.iter().any(|k| current(*k)))
        .filter_map(|kinds| kinds.first())
        .map(|kind| Missing { kind: kind.id(), title: kind.words() })
        .collect();
    Ok(StatusReport { day: now.today.to_string(), files, missing })
}

fn loaded(one: &ReferenceFile, all: &[ReferenceFile], now: Now) -> LoadedFile {
    let file = &one.file;
    let alike =
        |other: &&ReferenceFile| other.file.kind == file.kind && other.file.variant == file.variant;
    let superseded_by = all
        .iter()
        .filter(alike)
        .filter(|o| o.file.first_day == file.first_day && o.file_id > one.file_id)
        .filter(|o| o.keys.0 <= one.keys.0 && o.keys.1 >= one.keys.1)
        .map(|o| o.file_id)
        .max();
    // A later release takes over on its first day.
    let next = all.iter().filter(alike).map(|o| o.file.first_day).filter(|d| *d > file.first_day);
    let last_day = next.map(|d| Day(d.0 - 1)).chain([file.last_day]).min().unwrap_or(FOREVER);
    let state = if superseded_by.is_some() {
        "superseded"
    } else if file.first_day > now.today {
        "coming"
    } else if last_day < now.today {
        "past"
    } else {
        "current"
    };
    LoadedFile {
        id: one.file_id,
        kind: file.kind.clone(),
        title: Kind::of_id(&file.kind).map_or("", Kind::words),
        release: file.release.clone(),
        first_day: file.first_day.to_string(),
        last_day: (last_day != FOREVER).then(|| last_day.to_string()),
        state,
        superseded_by,
        rows: file.rows,
        path: file.path.clone(),
        sha256: file.sha256.clone(),
        loaded_at: file.loaded_at,
        age_days: ((now.seconds - file.loaded_at) / 86_400).max(0),
    }
}

/// Takes a file back: its rows go, its name stays on record, and it can be loaded again.
///
/// # Errors
/// Refused when there is no such file, or it was taken back before.
pub fn remove(book: &mut Book, id: i64, now: Now) -> Result<()> {
    now.who.may(Right::Settings)?;
    if book.remove_reference(id, now.seconds)? {
        let deed = Deed {
            action: "remove_table",
            subject: "reference",
            subject_id: id,
            ..Deed::default()
        };
        return Ok(book.note(now.mark(), &deed)?);
    }
    Err(Error::Refused(format!("no table {id} is loaded; `gonio reference status` lists them")))
}
