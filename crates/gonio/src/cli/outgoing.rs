//! Claims made here: built, approved, held, sent.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gonio_app::Error;
use gonio_app::access::Right;
use gonio_app::outgoing::{self, Kind, Made, Outbox, Parties, Step};
use gonio_billing::money::dollars;
use gonio_billing::states::submission::State as Sending;
use serde_json::json;

use super::print::{json as print_json, out, plain, table};
use super::{Answer, Context};

/// [`Kind`] on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    /// To the next payer, with the decisions of those before it.
    Secondary,
    /// In the place of what the payer decided (frequency 7).
    Corrected,
    /// Taken back (frequency 8).
    Void,
    /// Once more, after it was refused before any decision.
    Resend,
}

#[derive(Args)]
pub struct BuildArgs {
    /// Claims, by control number; without any, with `secondary`: every claim that waits for a
    /// later payer.
    claims: Vec<String>,
    /// What to make of them.
    #[arg(long, value_enum, default_value = "secondary")]
    kind: KindArg,
    /// For `corrected` and `resend`: a change on a line, such as "1 modifiers=GP:59",
    /// "2 units=1 charge=45.00", "3 code=97140" or "4 drop". May be given several times.
    #[arg(long = "change", value_name = "LINE CHANGE…")]
    changes: Vec<String>,
    /// Say what would be made; write nothing.
    #[arg(long)]
    preview: bool,
}

impl BuildArgs {
    /// Corrected claims of these, with these changes.
    pub fn corrected(claims: Vec<String>, changes: Vec<String>) -> BuildArgs {
        BuildArgs { claims, kind: KindArg::Corrected, changes, preview: false }
    }

    /// Void claims of these.
    pub fn void(claims: Vec<String>) -> BuildArgs {
        BuildArgs { claims, kind: KindArg::Void, changes: Vec::new(), preview: false }
    }
}

#[derive(Args)]
pub struct SubmitArgs {
    /// The folder that the file is written into, for the clearinghouse.
    #[arg(long)]
    out: PathBuf,
    /// Who sends (ISA06).
    #[arg(long)]
    sender: String,
    /// Who receives (ISA08).
    #[arg(long)]
    receiver: String,
    /// A trial, not meant to be paid (ISA15 T).
    #[arg(long)]
    test: bool,
    /// Write the file only; nothing counts as sent.
    #[arg(long)]
    preview: bool,
}

/// What is to be done to claims made here.
pub enum Do {
    Approve,
    Hold(String),
    Release,
    Drop(String),
}

/// Makes claims.
pub fn build(context: &Context, args: &BuildArgs) -> Answer {
    let (mut book, now) = context.open(Right::SendClaims)?;
    let kind = match args.kind {
        KindArg::Secondary => Kind::Secondary,
        KindArg::Corrected => Kind::Corrected,
        KindArg::Void => Kind::Void,
        KindArg::Resend => Kind::Resend,
    };
    let mut ids = Vec::new();
    for number in &args.claims {
        let found = book.claim_ids(number).map_err(plain)?;
        if found.is_empty() {
            return Err(format!("no claim has the control number {number}"));
        }
        ids.extend(found);
    }
    if args.claims.is_empty() {
        if kind != Kind::Secondary {
            return Err("say which claims, by control number".into());
        }
        ids = book.claims_waiting_for_later_payers(i64::MAX).map_err(plain)?;
    }
    let report =
        outgoing::build(&mut book, &ids, kind, &args.changes.join("; "), args.preview, now)
            .map_err(plain)?;
    let all = report.claims.iter().all(|c| c.refused.is_empty());
    if context.json {
        print_json(&report)?;
        return Ok(all);
    }
    let rows: Vec<Vec<String>> = report
        .claims
        .iter()
        .map(|c| {
            vec![
                c.outgoing.map_or_else(String::new, |n| n.to_string()),
                c.claim.clone(),
                c.control_number.clone(),
                if c.refused.is_empty() { dollars(c.charge_cents) } else { String::new() },
                c.refused.clone(),
            ]
        })
        .collect();
    out(&table(&[">number", "claim", "to be sent as", ">charge", "why not"], &rows))?;
    out(match (report.batch, args.preview) {
        (Some(_), _) => "Somebody else may approve them now: gonio claims approve NUMBER\n",
        (None, true) => "A preview; nothing was written.\n",
        (None, false) => "Nothing was made. What was made before: gonio claims outbox\n",
    })?;
    Ok(all)
}

/// Lists claims made here.
pub fn outbox(context: &Context) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let all = book.outgoing(Made::All).map_err(plain)?;
    if context.json {
        print_json(&json!({ "outgoing": all.iter().map(|o| json!({
            "outgoing": o.outgoing_id,
            "claim": o.original_number,
            "kind": o.kind,
            "control_number": o.control_number,
            "charge_cents": o.charge_cents,
            "state": o.state,
            "self_reviewed": o.self_reviewed,
            "reason": o.reason,
            "changes": o.changes,
            "answer": o.answer,
        })).collect::<Vec<_>>() }))?;
        return Ok(true);
    }
    if all.is_empty() {
        out("Nothing was made here. Begin with: gonio claims build\n")?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|o| {
            vec![
                o.outgoing_id.to_string(),
                o.original_number.clone(),
                o.kind.clone(),
                o.control_number.clone(),
                dollars(o.charge_cents),
                o.state.clone(),
                match o.answer.as_str() {
                    "" => o.reason.clone(),
                    answer => Sending::words_of(answer).to_string(),
                },
            ]
        })
        .collect();
    let columns =
        [">number", "claim", "what", "to be sent as", ">charge", "state", "why, or answer"];
    out(&table(&columns, &rows))?;
    Ok(true)
}

/// Approves, holds, releases or drops.
pub fn step(context: &Context, numbers: &[i64], what: Do) -> Answer {
    let (mut book, now) = context.open(Right::SendClaims)?;
    let what = match what {
        Do::Approve => Step::Approve,
        Do::Hold(reason) => Step::Hold(reason),
        Do::Release => Step::Release,
        Do::Drop(reason) => Step::Drop(reason),
    };
    let report = outgoing::step(&mut book, numbers, &what, now).map_err(plain)?;
    let all = report.claims.iter().all(|c| c.refused.is_empty());
    if context.json {
        print_json(&report)?;
        return Ok(all);
    }
    let rows: Vec<Vec<String>> = report
        .claims
        .iter()
        .map(|c| {
            let number = c.outgoing.to_string();
            vec![number, c.control_number.clone(), c.state.clone(), c.refused.clone()]
        })
        .collect();
    out(&table(&[">number", "claim", "state", "why not"], &rows))?;
    Ok(all)
}

/// Writes what was approved into a file, and counts it as sent.
pub fn submit(context: &Context, args: &SubmitArgs) -> Answer {
    let (mut book, now) = context.open(Right::SendClaims)?;
    if !args.out.is_dir() {
        return Err(format!(
            "there is no folder {}: make it, or name another one",
            args.out.display()
        ));
    }
    let parties =
        Parties { sender: args.sender.clone(), receiver: args.receiver.clone(), test: args.test };
    // Whole or not at all: whoever fetches it must not find a part. What cannot be written does
    // not count as sent.
    let half = |outbox: &Outbox| args.out.join(format!(".{}.part", outbox.name));
    let keep = |outbox: &Outbox| {
        let path = half(outbox);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(&outbox.bytes)?;
            // It lasts before the book says that it was sent.
            file.sync_all()
        };
        write().map_err(|e| Error::File(format!("{} cannot be written", path.display()), e))
    };
    let outbox = outgoing::submit(&mut book, &parties, args.preview, now, keep).map_err(plain)?;
    if args.preview {
        keep(&outbox).map_err(plain)?;
    }
    let (half, path) = (half(&outbox), args.out.join(&outbox.name));
    std::fs::rename(&half, &path).map_err(|e| {
        format!(
            "the file is whole, but cannot be named {}: {e}; rename {}",
            path.display(),
            half.display()
        )
    })?;
    let problems = outbox.report.as_ref().map_or(0, |r| r.files[0].problem_count);
    if context.json {
        print_json(&json!({
            "file": path.display().to_string(),
            "claims": outbox.claims,
            "characters_changed": outbox.cleaned,
            "problems": problems,
            "sent": outbox.report.is_some(),
        }))?;
    } else {
        out(&format!(
            "{} claims in {}{}.\n",
            outbox.claims,
            path.display(),
            if args.preview { " (a preview: nothing counts as sent)" } else { "" }
        ))?;
    }
    Ok(problems == 0)
}
