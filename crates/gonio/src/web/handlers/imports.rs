//! Batches: the list, one of them, and the question before one is taken back.

use gonio_app::pages::Slice;
use gonio_app::pages::imports::{Batch, FileRow};

use super::words::file_kind;
use super::{file_name, moment};
use crate::web::ask::{Address, Answer, Ask, Failure, PAGE, pager};
use crate::web::pages::show::{count, counted, money};
use crate::web::pages::{
    BatchRow, Cell, Fact, FileProblem, ImportPage, ImportedFile, ImportsPage, Link, Nav, State,
    Tone, UndoPage,
};

/// Files shown on a batch's page, and problems shown of a file.
const SHOWN_FILES: i64 = 1000;
const SHOWN_PROBLEMS: i64 = 20;
/// Remittances linked from a file.
const SHOWN_LINKS: i64 = 5;

/// `/imports`
pub fn imports(ask: &Ask<'_>) -> Result<Answer, Failure> {
    if let Some(id) = ask.query.get("done").strip_prefix("undo-").and_then(|n| n.parse().ok())
        && let Some(batch) = ask.book.batch(id)?
        && batch.undone_by != 0
    {
        // The address only says what to look at; what is told is what the book says.
        ask.note(
            Tone::Good,
            format!("Import {id} was taken back. Its files can be imported again."),
            Some(Link::new("See what is left of it", format!("/imports/{id}"))),
        );
    }
    let (page, slice) = ask.slice();
    let (batches, total) = ask.book.batch_list(Slice { limit: PAGE, ..slice })?;
    let rows: Vec<BatchRow> = batches.iter().map(row).collect();
    Answer::page(&ImportsPage {
        pager: pager(&Address::new("/imports"), page, rows.len(), total, ("entry", "entries")),
        batches: rows,
        shell: ask.shell("Imports", Nav::Imports),
    })
}

fn row(batch: &Batch) -> BatchRow {
    let dash = |n: i64| if n == 0 { "–".to_string() } else { count(n) };
    BatchRow {
        id: batch.batch_id.to_string(),
        when: moment(batch.made_at),
        files: dash(batch.files.files),
        claims: dash(batch.files.claims),
        payments: dash(batch.files.claim_payments),
        outcome: outcome(batch),
        can_undo: batch.stands(),
    }
}

fn outcome(batch: &Batch) -> State {
    let files = &batch.files;
    if batch.undone_by != 0 {
        return State::new(format!("Taken back by {}", batch.undone_by), Tone::Plain);
    }
    match batch.kind.as_str() {
        "undo" => State::new(format!("Took import {} back", batch.undoes), Tone::Plain),
        "receipt" => State::new("Patient’s payment", Tone::Good),
        "return" => State::new("Money went back", Tone::Warn),
        "refund" => State::new("Refund paid", Tone::Good),
        "bank" => State::new("Bank line matched", Tone::Good),
        "match" => State::new("Payment matched by a person", Tone::Good),
        "eob" => State::new("Paper remittance", Tone::Good),
        "post" => State::new("What waited was posted", Tone::Good),
        _ if files.files > 0 && files.refused == files.files => State::new("Refused", Tone::Bad),
        _ if files.duplicate == files.files => State::new("Nothing new", Tone::Plain),
        _ if files.refused > 0 || files.partly > 0 => State::new("Partly imported", Tone::Warn),
        _ => State::new("Imported", Tone::Good),
    }
}

fn missing() -> Failure {
    Failure::missing(
        "There is no such import",
        "No import here has this number.",
        Link::new("All imports", "/imports"),
    )
}

/// `/imports/{id}`
pub fn import(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let id = ask.id().ok_or_else(missing)?;
    let batch = ask.book.batch(id)?.ok_or_else(missing)?;
    let money_of = ask.book.batch_money(id)?;
    let files = ask.book.batch_files(id, SHOWN_FILES)?;
    let remittances = ask.book.remittances_of(&files, SHOWN_LINKS)?;
    let stands = batch.stands();
    let linked = |n: i64, place: &str| match (n, stands) {
        (0, _) | (_, false) => Cell::text(count(n)),
        (n, true) => Cell::link(count(n), format!("{place}?import={id}")),
    };
    let mut counts = Vec::new();
    if batch.files.files > 0 {
        counts = vec![
            Fact::new("New claims", linked(batch.files.claims, "/claims")),
            Fact::new("Charges", Cell::text(money(money_of.charge))),
            Fact::new("New payments", linked(batch.files.payments, "/remittances")),
            Fact::new("Paid", Cell::text(money(money_of.payment))),
            Fact::new("Posted of it", Cell::text(money(money_of.posted))),
            Fact::new("Need a person", linked(money_of.waits, "/work")),
        ];
    }
    let mut shown = Vec::with_capacity(files.len());
    for file in &files {
        let links = remittances.iter().filter(|(f, ..)| *f == file.file_id);
        let mut links: Vec<Link> = links
            .map(|(_, remit, trace)| {
                let words = if trace.is_empty() { "No trace" } else { trace.as_str() };
                Link::new(words, format!("/remittances/{remit}"))
            })
            .collect();
        if !stands {
            links.clear();
        }
        shown.push(imported(ask, file, links)?);
    }
    Answer::page(&ImportPage {
        id: id.to_string(),
        when: moment(batch.made_at),
        outcome: outcome(&batch),
        summary: summary(&batch, files.len()),
        counts,
        files: shown,
        can_undo: batch.stands(),
        shell: ask.shell(format!("Import {id}"), Nav::Imports),
    })
}

/// What it did, in a few sentences.
fn summary(batch: &Batch, shown: usize) -> String {
    match batch.kind.as_str() {
        "undo" => {
            return format!(
                "It took import {} back: every entry was reversed, and both stay on record.",
                batch.undoes
            );
        }
        "receipt" => return "A payment of a patient.".into(),
        "refund" => return "A patient’s money was paid back.".into(),
        "return" => return "The bank took the money of a receipt back.".into(),
        "bank" => return "A person said what a line of the bank is.".into(),
        "match" => return "A person said which claim a payment is for.".into(),
        "eob" => return "A remittance entered from paper.".into(),
        "post" => return "What had waited found its place.".into(),
        _ => {}
    }
    let f = &batch.files;
    let mut said = vec![format!("{} read.", counted(f.files, "file", "files"))];
    said.push(match (f.claims, f.claim_payments) {
        (0, 0) => "Nothing in them is new.".into(),
        (claims, payments) => format!(
            "{} and {} are new.",
            counted(claims, "claim", "claims"),
            counted(payments, "claim payment", "claim payments")
        ),
    });
    for (n, one, many) in [
        (f.duplicate, "file was here already.", "files were here already."),
        (f.partly, "file was imported in part.", "files were imported in part."),
        (f.refused, "file was refused.", "files were refused."),
    ] {
        if n > 0 {
            said.push(counted(n, one, many));
        }
    }
    if i64::try_from(shown).unwrap_or(0) < f.files {
        said.push(format!("The first {} are shown.", count(SHOWN_FILES)));
    }
    if batch.undone_by != 0 {
        said.push("It was taken back since.".into());
    }
    said.join(" ")
}

fn imported(ask: &Ask<'_>, file: &FileRow, links: Vec<Link>) -> Result<ImportedFile, Failure> {
    let (words, tone) = match file.outcome.as_str() {
        "imported" => ("Imported", Tone::Good),
        "duplicate" => ("Already here", Tone::Plain),
        "partly" => ("Partly imported", Tone::Warn),
        _ => ("Refused", Tone::Bad),
    };
    let mut counts = Vec::new();
    for (n, one, many) in [
        (file.claims, "claim", "claims"),
        (file.payments, "payment", "payments"),
        (file.claim_payments, "claim payment", "claim payments"),
        (file.duplicates, "here already", "here already"),
    ] {
        if n > 0 {
            counts.push(counted(n, one, many));
        }
    }
    let mut problems = Vec::new();
    if !file.reason.is_empty() {
        problems.push(FileProblem { words: file.reason.clone(), ..FileProblem::default() });
    }
    let mut more = String::new();
    if file.problems > 0 {
        let found = ask.book.file_problems(file.file_id, SHOWN_PROBLEMS)?;
        let left = file.problems - i64::try_from(found.len()).unwrap_or(0);
        if left > 0 {
            more = format!("and {} more", count(left));
        }
        problems.extend(found.into_iter().map(|p| FileProblem {
            words: p.text,
            place: if p.segment > 0 { format!("segment {}", p.segment) } else { String::new() },
            code: p.code,
        }));
    }
    Ok(ImportedFile {
        name: file_name(&file.path),
        kind: file_kind(&file.kind),
        outcome: State::new(words, tone),
        counts: counts.join(", "),
        links,
        problems,
        more,
    })
}

/// `GET /imports/{id}/undo`
pub fn ask_undo(ask: &Ask<'_>) -> Result<Answer, Failure> {
    let id = ask.id().ok_or_else(missing)?;
    let batch = ask.book.batch(id)?.ok_or_else(missing)?;
    let refusal = if batch.kind == "undo" {
        Some("It took another import back. Import the files again instead.".to_string())
    } else if batch.undone_by != 0 {
        Some("It was taken back already.".to_string())
    } else {
        ask.book.stands_on(id)?.map(stands_on)
    };
    let money_of = ask.book.batch_money(id)?;
    let mut counts = Vec::new();
    if batch.files.files > 0 {
        counts = vec![
            Fact::new("Claims", Cell::text(count(batch.files.claims))),
            Fact::new("Charges", Cell::text(money(money_of.charge))),
            Fact::new("Claim payments", Cell::text(count(batch.files.claim_payments))),
            Fact::new("Posted money", Cell::text(money(money_of.posted))),
        ];
    }
    Answer::page(&UndoPage {
        id: id.to_string(),
        when: moment(batch.made_at),
        counts,
        refusal,
        shell: ask.shell(format!("Undo import {id}"), Nav::Imports),
    })
}

/// Why a batch that a later one stands on cannot be taken back.
pub fn stands_on(later: i64) -> String {
    format!("Import {later} came later and builds on it. Undo import {later} first.")
}
