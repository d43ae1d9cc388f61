//! Every sample file, and what we say of it: `data/verdicts.tsv`, reviewed row by row.
//!
//! The verdict is `ok`, `npi` (nothing but provider numbers with a wrong check digit, which
//! X12's own examples have), `clean-up` (nothing but text before ISA), `refused` (a set that
//! is recognised and not read) or `faulty`. Reasons are the first faults in the file's order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use gonio_x12::check::{Summary, check};
use gonio_x12::problem::{Level, Problem};

const TABLE: &str = include_str!("../data/verdicts.tsv");
const HEADING: &str = "file\tsets\tverdict\tfirst reasons\tnote";
const REASONS: usize = 5;

/// A problem in one line: level, code, the segment's number in its set, segment and element.
pub fn line(problem: &Problem) -> String {
    let code = if problem.code.is_empty() { "-" } else { problem.code };
    let mut line = format!(
        "{} {code} {} {}",
        problem.level.name(),
        problem.set_position,
        if problem.segment_id.is_empty() { "-" } else { &problem.segment_id },
    );
    let parts = [(problem.element, ""), (problem.component, "-"), (problem.repetition, "^")];
    for (part, before) in parts {
        if part > 0 {
            let width = if before.is_empty() { 2 } else { 1 };
            write!(line, "{before}{part:0width$}").expect("a string takes it");
        }
    }
    line
}

/// Where the samples are.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/x12-samples")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the samples").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The sample files, without what is said about them and what others made of them.
pub fn sample_names() -> BTreeSet<String> {
    let root = samples();
    let mut files = Vec::new();
    collect(&root, &mut files);
    let names = files.iter().map(|path| {
        let name = path.strip_prefix(&root).expect("below the samples");
        name.to_str().expect("a plain name").replace('\\', "/")
    });
    names
        .filter(|name| {
            let about = [".md", ".gitattributes", "-expected.txt"];
            !about.iter().any(|end| name.ends_with(end)) && !name.contains("/expected/")
        })
        .collect()
}

fn sets(summary: &Summary) -> String {
    let mut counted: Vec<(String, u32)> = Vec::new();
    for set in &summary.sets {
        let name = format!("{} {}", set.set, set.version).trim_end().to_string();
        match counted.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => *times += 1,
            None => counted.push((name, 1)),
        }
    }
    if counted.is_empty() {
        return "-".into();
    }
    let name = |(name, times): &(String, u32)| match times {
        1 => name.clone(),
        n => format!("{n} × {name}"),
    };
    counted.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn verdict(faults: &[Problem], summary: &Summary) -> &'static str {
    let refused = |p: &&Problem| {
        p.level == Level::Set && matches!(p.code, "1" | "I6") && p.text.contains("is not read here")
    };
    let number = |p: &Problem| p.code == "I12" && p.text.contains("its check digit is wrong");
    let text =
        |p: &Problem| p.level == Level::File && p.text.contains("was passed over before ISA");
    if faults.is_empty() {
        "ok"
    } else if !summary.sets.is_empty()
        && faults.iter().filter(refused).count() == summary.sets.len()
    {
        "refused"
    } else if faults.iter().all(|p| number(p) || text(p)) {
        if faults.iter().any(text) { "clean-up" } else { "npi" }
    } else {
        "faulty"
    }
}

/// What a row says of a file, without its note.
fn row(name: &str) -> String {
    let bytes = fs::read(samples().join(name)).expect("a sample");
    let mut faults = Vec::new();
    let summary = check(bytes.as_slice(), &mut |problem| {
        if problem.level != Level::Advice {
            faults.push(problem.clone());
        }
    })
    .expect("bytes can be read");
    assert_eq!(summary.faults, faults.len() as u64, "{name}: faults are counted");
    let verdict = verdict(&faults, &summary);
    // What is missing at the end of the file stands after it.
    faults.sort_by_key(|p| if p.place.segment == 0 { u64::MAX } else { p.place.segment });
    let reasons: Vec<String> = faults.iter().take(REASONS).map(line).collect();
    format!("{name}\t{}\t{verdict}\t{}", sets(&summary), reasons.join("; "))
}

#[test]
fn the_verdict_on_every_sample() {
    let mut table = BTreeMap::new();
    for line in TABLE.lines().skip(1) {
        let (said, note) = line.rsplit_once('\t').expect("five columns");
        let (name, _) = said.split_once('\t').expect("five columns");
        assert!(table.insert(name, (said, note)).is_none(), "{name} has two rows");
    }
    let mut now = format!("{HEADING}\n");
    let mut differences = String::new();
    let names = sample_names();
    for name in &names {
        let row = row(name);
        let (said, note) = table.remove(name.as_str()).unwrap_or(("no row", ""));
        if row != said {
            write!(differences, "\n- {said}\n+ {row}").expect("a string takes it");
        }
        writeln!(now, "{row}\t{note}").expect("a string takes it");
    }
    for (said, _) in table.values() {
        write!(differences, "\n- {said}\n+ no file").expect("a string takes it");
    }
    if !differences.is_empty() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts.tsv");
        fs::write(&path, now).expect("the table as it would be");
        panic!("the table as it would be is {}; review it{differences}", path.display());
    }
}

#[test]
fn every_row_of_the_table_has_its_columns() {
    assert_eq!(TABLE.lines().next(), Some(HEADING));
    for line in TABLE.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 5, "{line}");
        assert_eq!(columns[2] == "ok", columns[3].is_empty(), "{line}");
        assert!(columns[2] != "faulty" || !columns[4].is_empty(), "why is it faulty? {line}");
    }
}
