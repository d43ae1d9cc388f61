//! Commands on the practice's book: import, undo, post, receipts, ledger, practice.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gonio_app::access::Right;
use gonio_app::check::Of;
use gonio_app::report::{FileReport, ImportReport};
use gonio_app::settings::{self, Changes};
use gonio_app::{import as imports, receipts};
use gonio_billing::ledger::Account;
use gonio_billing::money::dollars;
use serde::Serialize;

use super::print::{Progress, cents, json, out, plain, settle, table};
use super::{Answer, Context, day};
use crate::clock;

/// Imports paths, or says what an import would do.
pub fn import(context: &Context, paths: &[PathBuf], preview: bool) -> Answer {
    let (mut book, now) = context.open(Right::Import)?;
    let mut progress = Progress::of("reading and posting");
    let report = imports::import(&mut book, paths, preview, now, &mut |done, total| {
        progress.show(done, total);
    });
    progress.done();
    let report = report.map_err(plain)?;
    settle(&book)?;
    if context.json {
        json(&report)?;
    } else {
        out(&import_text(&report))?;
    }
    Ok(report.clean())
}

/// An import in plain words.
pub fn import_text(report: &ImportReport) -> String {
    let t = &report.totals;
    let mut text = String::new();
    let told =
        |f: &&FileReport| f.outcome != "imported" || f.problem_count > 0 || !f.columns.is_empty();
    for file in report.files.iter().filter(told) {
        let reason = if file.reason.is_empty() { "" } else { ": " };
        text.push_str(&format!("{} - {}{reason}{}\n", file.path, file.outcome, file.reason));
        for problem in file.problems.iter().take(5) {
            text.push_str(&format!("    {}\n", problem.text));
        }
        if file.problem_count > 5 {
            text.push_str(&format!("    and {} more problems\n", file.problem_count - 5));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let would = if report.preview { "would be " } else { "" };
    text.push_str(&format!(
        "{} files: {} {would}imported, {} here already, {} partly, {} refused\n",
        t.files, t.imported, t.duplicate, t.partly, t.refused
    ));
    text.push_str(&format!(
        "{} claims charging {}; {} payments of {} on {} claims\n",
        t.counts.claims,
        dollars(t.charge_cents),
        t.counts.payments,
        dollars(t.payment_cents),
        t.counts.claim_payments
    ));
    text.push_str(&format!(
        "posted {}, not posted {}, {} items wait in queues\n",
        dollars(t.posted_cents),
        dollars(t.unposted_cents),
        t.queued
    ));
    if t.counts.bank_lines + t.deposits > 0 {
        text.push_str(&format!(
            "{} lines of the bank are new; {} found their remittances: {}\n",
            t.counts.bank_lines,
            t.deposits,
            dollars(t.deposited_cents)
        ));
    }
    match report.batch {
        Some(batch) => text.push_str(&format!(
            "This is batch {batch}. To take it back: gonio import --undo {batch}\n"
        )),
        None => text.push_str("Nothing was written: this was a preview.\n"),
    }
    text
}

/// Takes a batch back.
pub fn undo(context: &Context, batch: i64) -> Answer {
    let (mut book, now) = context.open(Right::Import)?;
    let report = imports::undo(&mut book, batch, now).map_err(plain)?;
    settle(&book)?;
    if context.json {
        json(&report)?;
    } else {
        out(&format!(
            "Batch {} was taken back: {} journal entries reversed, {} claims concerned.\n",
            report.undone, report.entries, report.claims
        ))?;
    }
    Ok(true)
}

#[derive(Serialize)]
struct BatchView {
    batch: i64,
    kind: String,
    made: String,
    files: i64,
    claims: i64,
    payments: i64,
    claim_payments: i64,
    duplicates: i64,
    undoes: Option<i64>,
    undone_by: Option<i64>,
}

/// Lists batches.
pub fn batches(context: &Context) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let some = |id: i64| (id != 0).then_some(id);
    let batches: Vec<BatchView> = book
        .batches()
        .map_err(plain)?
        .into_iter()
        .map(|b| BatchView {
            batch: b.batch_id,
            kind: b.kind,
            made: clock::moment(b.made_at),
            files: b.files,
            claims: b.claims,
            payments: b.payments,
            claim_payments: b.claim_payments,
            duplicates: b.duplicates,
            undoes: some(b.undoes),
            undone_by: some(b.undone_by),
        })
        .collect();
    if context.json {
        json(&serde_json::json!({ "batches": batches }))?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = batches
        .iter()
        .map(|b| {
            let note = match (b.undoes, b.undone_by) {
                (Some(n), _) => format!("took back {n}"),
                (_, Some(n)) => format!("taken back by {n}"),
                _ => String::new(),
            };
            vec![
                b.batch.to_string(),
                b.kind.clone(),
                b.made.clone(),
                b.files.to_string(),
                b.claims.to_string(),
                b.payments.to_string(),
                b.duplicates.to_string(),
                note,
            ]
        })
        .collect();
    if rows.is_empty() {
        out("Nothing was imported yet. Begin with: gonio import FOLDER\n")?;
        return Ok(true);
    }
    let columns = [">batch", "kind", "made", ">files", ">claims", ">payments", ">here", "note"];
    out(&table(&columns, &rows))?;
    Ok(true)
}

/// Posts what waits.
pub fn post(context: &Context) -> Answer {
    let (mut book, now) = context.open(Right::Post)?;
    let report = imports::post_waiting(&mut book, now).map_err(plain)?;
    settle(&book)?;
    let waiting = book.work().map_err(plain)?;
    let proof = book.proofs().map_err(plain)?;
    if context.json {
        let queued: Vec<_> = waiting.iter().map(super::reports::WorkView::of).collect();
        json(&serde_json::json!({
            "batch": report.batch,
            "payments": proof.len(),
            "claims": report.claims,
            "lines": report.lines,
            "posted_cents": report.posted_cents,
            "deposits": report.deposits,
            "queued": queued,
            "proof": proof.iter().map(|p| serde_json::json!({
                "trace": p.trace,
                "payment_cents": p.payment_cents,
                "posted_cents": p.posted_cents,
                "unposted_cents": p.unposted_cents,
                "provider_adjustment_cents": p.provider_cents,
            })).collect::<Vec<_>>(),
        }))?;
    } else if report.claims + report.deposits == 0 {
        out(&format!("Nothing new could be posted; {} items wait (gonio work).\n", waiting.len()))?;
    } else {
        out(&format!(
            "{} claim payments found their claim: {} posted; {} lines of the bank found their \
             remittances; {} items wait (gonio work).\n",
            report.claims,
            dollars(report.posted_cents),
            report.deposits,
            waiting.len()
        ))?;
    }
    Ok(waiting.is_empty())
}

/// Checks every invariant.
pub fn check(context: &Context) -> Answer {
    let (book, _) = context.open(Right::SeeNumbers)?;
    let check = book.check().map_err(plain)?;
    if context.json {
        json(&serde_json::json!({
            "entries": check.entries,
            "transfers": check.transfers,
            "accounts": check.accounts,
            "violations": check.violations,
        }))?;
    } else {
        out(&accounts_text(&check.accounts))?;
        out(&format!("\n{} entries, {} transfers: ", check.entries, check.transfers))?;
        if check.violations.is_empty() {
            out("every invariant holds\n")?;
        } else {
            out(&format!("{} VIOLATIONS\n", check.violations.len()))?;
            for violation in &check.violations {
                out(&format!("  {violation}\n"))?;
            }
        }
    }
    Ok(check.violations.is_empty())
}

/// Makes all sums anew.
pub fn sums(context: &Context) -> Answer {
    let (book, _) = context.open(Right::Post)?;
    book.forget_sums().map_err(plain)?;
    settle(&book)?;
    if context.json {
        json(&serde_json::json!({ "made_anew": true }))?;
    } else {
        out("All sums were made anew from the rows.\n")?;
    }
    Ok(true)
}

fn accounts_text(accounts: &BTreeMap<String, i64>) -> String {
    let rows: Vec<Vec<String>> = Account::ALL
        .iter()
        .filter_map(|account| {
            let cents = accounts.get(account.name())?;
            Some(vec![account.name().into(), dollars(*cents), account.words().into()])
        })
        .collect();
    if rows.is_empty() {
        return "The book is empty.\n".into();
    }
    table(&["account", ">balance", ""], &rows)
}

/// Shows balances.
pub fn balance(
    context: &Context,
    claim: Option<&str>,
    patient: Option<&str>,
    remit: Option<&str>,
) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let of: Vec<Of> = match (claim, patient, remit) {
        (Some(number), ..) => {
            let ids = book.claim_ids(number).map_err(plain)?;
            if ids.is_empty() {
                return Err(format!("no claim has the control number {number}"));
            }
            ids.into_iter().map(Of::Claim).collect()
        }
        (_, Some(name), _) => {
            let ids = book.patient_ids(name).map_err(plain)?;
            if ids.is_empty() {
                return Err("no patient has that member id or last name".into());
            }
            ids.into_iter().map(Of::Patient).collect()
        }
        (.., Some(trace)) => {
            let found = book.remittances(trace).map_err(plain)?;
            if found.is_empty() {
                return Err(format!("no remittance has the trace {trace}"));
            }
            found.into_iter().map(|(id, ..)| Of::Remittance(id)).collect()
        }
        _ => vec![Of::Book],
    };
    let mut accounts: BTreeMap<String, i64> = BTreeMap::new();
    for of in &of {
        for (account, cents) in book.balances(of).map_err(plain)? {
            *accounts.entry(account).or_default() += cents;
        }
    }
    if context.json {
        json(&serde_json::json!({ "accounts": accounts }))?;
    } else {
        out(&accounts_text(&accounts))?;
    }
    Ok(true)
}

/// A patient pays.
pub fn patient_pays(context: &Context, patient: &str, amount: &str, date: Option<&str>) -> Answer {
    let (mut book, now) = context.open(Right::TakePayment)?;
    let day = date.map_or(Ok(now.today), day)?;
    let receipt =
        receipts::patient_payment(&mut book, patient, cents(amount)?, day, now).map_err(plain)?;
    if context.json {
        json(&receipt)?;
    } else {
        out(&format!(
            "Applied {}, kept until owed {}. This is batch {}.\n",
            dollars(receipt.applied_cents),
            dollars(receipt.unapplied_cents),
            receipt.batch
        ))?;
    }
    Ok(true)
}

/// The bank shows a payment.
pub fn deposit(context: &Context, trace: &str, amount: &str, date: Option<&str>) -> Answer {
    let (mut book, now) = context.open(Right::Post)?;
    let day = date.map_or(Ok(now.today), day)?;
    let receipt = receipts::deposit(&mut book, trace, cents(amount)?, day, now).map_err(plain)?;
    if context.json {
        json(&receipt)?;
    } else {
        out(&format!(
            "The payment {trace} of {} is at the bank. This is batch {}.\n",
            dollars(receipt.applied_cents),
            receipt.batch
        ))?;
    }
    Ok(true)
}

/// Shows or sets what is known of the practice.
pub fn practice(
    context: &Context,
    name: Option<String>,
    go_live: Option<&str>,
    as_of: Option<&str>,
    solo: Option<&str>,
) -> Answer {
    let (book, now) = context.open(Right::SeeRules)?;
    let optional = |text: &str| if text == "none" { Ok(None) } else { day(text).map(Some) };
    let on = |text: &str| match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("--solo is on or off, not {text}")),
    };
    let changes = Changes {
        name,
        go_live: go_live.map(optional).transpose()?,
        as_of: as_of.map(optional).transpose()?,
        solo: solo.map(on).transpose()?,
    };
    let practice = settings::set(&book, &changes, now).map_err(plain)?;
    let shown = |d: Option<gonio_billing::day::Day>| d.map(|d| d.to_string());
    if context.json {
        json(&serde_json::json!({
            "name": practice.name,
            "go_live": shown(practice.go_live_day),
            "as_of": shown(practice.as_of_day),
            "made_up": practice.made_up,
            "solo": practice.solo,
        }))?;
        return Ok(true);
    }
    let or = |d, text: &str| shown(d).unwrap_or_else(|| text.to_string());
    out(&format!(
        "name:    {}\ngo-live: {}\nas of:   {}\nsolo:    {}\n",
        if practice.name.is_empty() { "not set" } else { &practice.name },
        or(practice.go_live_day, "none: claims may be made from remittances"),
        or(practice.as_of_day, "today"),
        if practice.solo { "on: one person may check their own work" } else { "off" }
    ))?;
    Ok(true)
}
