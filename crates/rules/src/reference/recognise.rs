//! What a file is, told by its first bytes and never by its name; and why it is not taken.

use super::csv_rows::header;
use super::lines::field;
use super::{Kind, Layout, Refusal, icd10cm, is_procedure, shown, text};

/// Headers of files that are known and not taken: a beginning, what it is, why not.
const KNOWN: [(&str, &str, &str); 7] = [
    (
        "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY",
        "OPPSCAP",
        "an OPPSCAP file caps prices of imaging; therapy has no use for it",
    ),
    (
        "HCPC,SEQNUM,RECID",
        "HCPCS Level II",
        "the HCPCS Level II list is not read yet; the codes of therapy are in the rulebook",
    ),
    (
        "CODE,GROUPING,CLASSIFICATION",
        "provider taxonomy",
        "the list of provider taxonomies is not read yet",
    ),
    (
        "MEDICARE SPECIALTY CODE,",
        "taxonomy crosswalk",
        "the crosswalk of specialties and taxonomies is not read yet",
    ),
    ("NPI,ENTITY TYPE CODE", "NPPES", "the register of providers is not read yet"),
    ("POS_CODE,", "places of service", "places of service are in the rulebook"),
    ("CHANGE,CODE", "list of changes", "the rows are changes, not codes; load the full list"),
];

/// The layout of a file that begins with `head` ([`super::HEAD_BYTES`] of it), or why it is
/// not taken.
///
/// # Errors
/// What it is instead, and what to do.
pub fn recognise(head: &[u8]) -> Result<Layout, Refusal> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.is_empty() {
        return refused("empty", "the file is empty");
    }
    if let Some(refusal) = not_text(head) {
        return Err(refusal);
    }
    if head.trim_ascii_start().starts_with(b"<") {
        return markup(head);
    }
    // The last line may be cut by the end of the head.
    let whole = head.iter().rposition(|b| *b == b'\n').map_or(head, |at| &head[..at]);
    let lines = || {
        whole
            .split(|b| *b == b'\n')
            .map(|l| l.strip_suffix(b"\r").unwrap_or(l))
            .filter(|l| !l.trim_ascii().is_empty())
    };
    let first = lines().next().unwrap_or_default();
    if let Some(layout) = fixed_width(first, lines) {
        return layout;
    }
    for line in lines() {
        let title = header(line).replace('"', "");
        if let Some((_, kind, reason)) = KNOWN.iter().find(|k| title.starts_with(k.0)) {
            return refused(kind, *reason);
        }
        if let Some(layout) = titled(&title, line) {
            return layout;
        }
    }
    refused(
        "not known",
        format!("line 1 is {:?}; no official table that Gonio reads begins so", shown(first)),
    )
}

fn refused<T>(kind: &'static str, reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { kind, reason: reason.into() })
}

fn not_text(head: &[u8]) -> Option<Refusal> {
    let (kind, reason) = if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        ("not known", "it is written in UTF-16; save it as plain text")
    } else if head.starts_with(b"%PDF") {
        ("PDF", "a PDF cannot be read; take the csv, txt or xml file beside it")
    } else if head.starts_with(b"\x1f\x8b") {
        ("gzip", "it is compressed with gzip; unpack it, or put it into a zip")
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        ("spreadsheet", "an old spreadsheet cannot be read; take the csv or txt file beside it")
    } else if head.iter().take(4096).any(|b| *b == 0) {
        ("not known", "it is no text")
    } else {
        return None;
    };
    Some(Refusal { kind, reason: reason.into() })
}

fn markup(head: &[u8]) -> Result<Layout, Refusal> {
    let head = text(&head[..head.len().min(4096)]).into_owned();
    if head.contains("<ICD10CM.tabular") {
        return Ok(Layout::Icd10cmTabular);
    }
    if head.contains("<ICD10CM.index") {
        return refused(
            "ICD-10-CM index",
            "the alphabetic index is not read; the codes are in the order file and the tabular XML",
        );
    }
    refused("XML or HTML", "it is a web page or an XML file that Gonio does not know")
}

/// Files without a header, told by the columns of their first lines.
fn fixed_width<'a, I: Iterator<Item = &'a [u8]>>(
    first: &[u8],
    lines: impl Fn() -> I,
) -> Option<Result<Layout, Refusal>> {
    if ["Add:", "Delete:", "Revise", "No Change"].iter().any(|w| first.starts_with(w.as_bytes())) {
        return Some(refused(
            "ICD-10-CM addenda",
            "the rows are changes, not codes; load the order file of the new year instead",
        ));
    }
    if is_payment(first) {
        return Some(refused(
            "payment file",
            "its amounts are computed from relative values and indices; load those (PPRRVU and GPCI)",
        ));
    }
    if first.starts_with(b"HDR") {
        let rows = lines().find(|l| !l.starts_with(b"HDR"));
        let right = rows.is_some_and(|l| l.len() >= 140 && is_procedure(&l[..5]));
        return right.then_some(Ok(Layout::RvuTxt));
    }
    let is_order = |line: &[u8]| {
        field(line, 1, 5).len() == 5
            && field(line, 1, 5).iter().all(u8::is_ascii_digit)
            && line.get(5) == Some(&b' ')
            && icd10cm::code(field(line, 7, 13)).is_ok()
            && matches!(line.get(13..16), Some([b' ', b'0' | b'1', b' ']))
    };
    if is_order(first) {
        return Some(Ok(Layout::Icd10cmOrder));
    }
    if let Some(layout) = zip(first) {
        return Some(Ok(layout));
    }
    let is_codes = |line: &[u8]| {
        icd10cm::code(field(line, 1, 7)).is_ok()
            && line[0].is_ascii_uppercase()
            && line.get(7) == Some(&b' ')
            && line.get(8).is_some_and(|b| *b != b' ')
    };
    lines().take(50).all(is_codes).then_some(Ok(Layout::Icd10cmCodes))
}

/// `"2025","10112","00","97012",…`
fn is_payment(line: &[u8]) -> bool {
    let cells: Vec<&[u8]> = line.split(|b| *b == b',').collect();
    let quoted = |at: usize, length: usize| {
        let cell: &[u8] = cells.get(at).copied().unwrap_or_default();
        cell.len() == length + 2 && cell.starts_with(b"\"") && cell.ends_with(b"\"")
    };
    cells.len() >= 15 && quoted(0, 4) && quoted(1, 5) && quoted(2, 2) && quoted(3, 5)
}

fn zip(line: &[u8]) -> Option<Layout> {
    let digits = |first, last: usize| {
        let bytes = field(line, first, last);
        bytes.len() == last + 1 - first && bytes.iter().all(u8::is_ascii_digit)
    };
    let right = line.len() == 80
        && field(line, 1, 2).iter().all(u8::is_ascii_uppercase)
        && digits(3, 14)
        && digits(76, 80);
    if !right {
        return None;
    }
    Some(if digits(22, 25) { Layout::Zip9 } else { Layout::Zip5 })
}

/// Files with a title or a header.
fn titled(title: &str, line: &[u8]) -> Option<Result<Layout, Refusal>> {
    let commas = line.contains(&b',');
    let ours = |layout: Layout| Some(Ok(layout));
    if title.starts_with("HCPCS,MOD,DESCRIPTION") {
        return ours(Layout::RvuCsv);
    }
    if title.starts_with("LIST,CODE,START_DATE") {
        return ours(Layout::Reasons);
    }
    if title.starts_with("COLUMN 1 COLUMN 2") && line.contains(&b'\t') {
        return ours(Layout::NcciPairs);
    }
    if title.starts_with("COUNTIES INCLUDED IN") && commas {
        return ours(Layout::Locco);
    }
    if title.contains("PW GPCI") && title.contains("PE GPCI") && title.contains("MP GPCI") {
        return ours(if commas { Layout::GpciCsv } else { Layout::GpciTxt });
    }
    if title.contains("MUE VALUES") {
        if title.contains("PRACTITIONER SERVICES") {
            return ours(Layout::Mue);
        }
        return Some(refused(
            "MUE of others",
            "these limits are for hospitals or suppliers; take the practitioner file",
        ));
    }
    // A header that has changed is better named than called unknown.
    if title.starts_with("HCPCS,MOD,") {
        return Some(refused(Kind::Rvu.id(), format!("the header is not known: {}", shown(line))));
    }
    None
}
