//! Counting what is in a file, streaming: segments by id, transaction sets.

use std::collections::BTreeMap;
use std::io;

use gonio_x12::reader::{Reader, Step};
use gonio_x12::segment::Tag;
use serde::Serialize;

use crate::files::Source;

/// Counts of one file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileStats {
    /// Path or name.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// How long counting took; filled in by whoever has a clock.
    pub seconds: f64,
    /// Segments in all.
    pub segments: u64,
    /// Segments by their id.
    pub by_segment: BTreeMap<String, u64>,
    /// Transaction sets (ST).
    pub transactions: u64,
    /// Places that could not be read, in plain words.
    pub problems: Vec<String>,
}

/// Ids are two or three characters; a file of nonsense may have any number of others.
const MOST_IDS: usize = 200;

/// Counts a source.
///
/// # Errors
/// What reading reports.
pub fn stats(source: &Source) -> io::Result<FileStats> {
    let mut stats = FileStats { path: source.name.clone(), ..FileStats::default() };
    let mut reader = Reader::new(source.open()?).skimming();
    let mut counts: Vec<(Tag, u64)> = Vec::new();
    let mut others = 0;
    loop {
        match reader.advance()? {
            Step::End => break,
            Step::Problem(problem) => stats.problems.push(problem.to_string()),
            Step::Segment => {
                stats.segments += 1;
                match reader.segment().tag() {
                    0 => others += 1,
                    tag => match counts.iter().position(|(t, _)| *t == tag) {
                        Some(at) => counts[at].1 += 1,
                        None if counts.len() < MOST_IDS => counts.push((tag, 1)),
                        None => others += 1,
                    },
                }
            }
        }
    }
    stats.bytes = reader.bytes_read();
    for (tag, n) in counts {
        let id = String::from_utf8_lossy(&tag.to_le_bytes()).trim_end_matches('\0').to_string();
        *stats.by_segment.entry(id).or_default() += n;
    }
    if others > 0 {
        stats.by_segment.insert("other".into(), others);
    }
    stats.transactions = stats.by_segment.get("ST").copied().unwrap_or(0);
    Ok(stats)
}
