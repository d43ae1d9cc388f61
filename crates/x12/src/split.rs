//! Cuts a file in memory into runs of transaction sets, to be read side by side.

use crate::delimiters::Delimiters;
use crate::problem::Place;
use crate::reader::{Reader, Slice, isa_delimiters};

/// Readers over about equal parts of `bytes`, at most `parts` of them. Each part but the first
/// begins with an ST or an ISA, so no set is cut. Places are those of the whole.
///
/// A part does not hold the whole of its interchange: counts of groups and interchanges are
/// for [`crate::envelope`] over the whole file.
pub fn readers(bytes: &[u8], parts: usize) -> Vec<Reader<Slice<'_>>> {
    let interchanges: Vec<(usize, Delimiters)> = memchr::memmem::find_iter(bytes, b"ISA")
        .filter(|at| *at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
        .filter_map(|at| Some((at, isa_delimiters(&bytes[at..])?)))
        .collect();
    let mut cuts: Vec<(usize, Option<Delimiters>)> = vec![(0, None)];
    for part in 1..parts {
        let target = bytes.len() / parts * part;
        let last = cuts.last().map_or(0, |cut| cut.0);
        if let Some(cut) = cut(bytes, target.max(last + 1), &interchanges) {
            cuts.push(cut);
        }
    }
    let mut place = Place { segment: 1, byte: 0, line: 1 };
    let mut readers = Vec::with_capacity(cuts.len());
    for (number, (from, delimiters)) in cuts.iter().enumerate() {
        let to = cuts.get(number + 1).map_or(bytes.len(), |next| next.0);
        let part = &bytes[*from..to];
        readers.push(match delimiters {
            Some(delimiters) => Reader::resume(part, *delimiters, place),
            None => Reader::over_part(part, place),
        });
        if to < bytes.len() {
            place = after(part, *from, place, &interchanges);
        }
    }
    readers
}

/// Where to cut at or after `target`: before an ST, with the separators in force, or before
/// an ISA.
fn cut(
    bytes: &[u8],
    target: usize,
    interchanges: &[(usize, Delimiters)],
) -> Option<(usize, Option<Delimiters>)> {
    let next = interchanges.iter().find(|(at, _)| *at >= target);
    let end = next.map_or(bytes.len(), |(at, _)| *at);
    if let Some((_, d)) = interchanges.iter().rfind(|(at, _)| *at < target) {
        let window = bytes.get(target..end)?;
        for at in memchr::memchr_iter(d.segment, window) {
            let rest = &window[at + 1..];
            let blank = rest.len() - rest.trim_ascii_start().len();
            if rest[blank..].starts_with(&[b'S', b'T', d.element]) {
                return Some((target + at + 1 + blank, Some(*d)));
            }
        }
    }
    next.map(|(at, _)| (*at, None))
}

/// The place behind a part that began at `from`.
fn after(part: &[u8], from: usize, place: Place, interchanges: &[(usize, Delimiters)]) -> Place {
    let mut counted = place;
    counted.byte += part.len() as u64;
    counted.line += memchr::memchr_iter(b'\n', part).count() as u64;
    // Each interchange within counts its own terminators.
    let mut start = from;
    let end = from + part.len();
    let mut d = interchanges.iter().rfind(|(at, _)| *at <= from).map(|(_, d)| *d);
    for (at, declared) in interchanges.iter().filter(|(at, _)| *at > from && *at < end) {
        counted.segment += terminators(&part[start - from..at - from], d);
        start = *at;
        d = Some(*declared);
    }
    counted.segment += terminators(&part[start - from..], d);
    counted
}

fn terminators(bytes: &[u8], d: Option<Delimiters>) -> u64 {
    d.map_or(0, |d| memchr::memchr_iter(d.segment, bytes).count() as u64)
}
