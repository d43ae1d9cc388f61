//! Commands on money at the bank: its lines, receipts that went back, patients' credits.

use std::path::PathBuf;

use clap::Subcommand;
use gonio_app::access::Right;
use gonio_app::bank::{self, LineDone, LineView};
use gonio_app::pages::Slice;
use gonio_app::{receipts, requests};
use gonio_billing::money::dollars;

use super::print::{cents, json, out, plain, table};
use super::{Answer, Context, books, day};

/// `gonio bank …`
#[derive(Subcommand)]
pub enum BankCommand {
    /// Read a bank's CSV or OFX file, as `gonio import` does.
    ///
    /// Which column is which is told by its head. Lines that are here already are passed over;
    /// each new one is matched to its remittance, or waits.
    Import {
        /// Files, folders, zips; - is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Say what would happen; write nothing.
        #[arg(long)]
        preview: bool,
    },
    /// List lines of the bank, and remittances that the bank has not shown.
    List {
        /// Only lines that wait for a remittance, with the likeliest ones.
        #[arg(long, conflicts_with = "matched")]
        waiting: bool,
        /// Only lines that are matched, with the rule.
        #[arg(long)]
        matched: bool,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Say which remittance a line pays; several together must come to its amount.
    Match {
        /// The line's number in `gonio bank list`.
        line: i64,
        /// The remittance's trace; once for each remittance.
        #[arg(long = "remit", value_name = "TRACE", required = true)]
        remits: Vec<String>,
    },
    /// Take a line from what it is matched to. No rule matches it again.
    Unmatch {
        /// The line's number.
        line: i64,
    },
    /// Say that a line is no payer's payment, such as cards settled.
    SetAside {
        /// The line's number.
        line: i64,
        /// What the money is.
        #[arg(long)]
        note: String,
    },
}

/// `gonio receipts …`
#[derive(Subcommand)]
pub enum ReceiptsCommand {
    /// The bank took a receipt's money back: a returned check, a chargeback.
    ///
    /// What was paid with it is open again, on the day of the return.
    Return {
        /// The receipt's batch, as `gonio batches` shows it.
        receipt: i64,
        /// The day; today when left out.
        #[arg(long)]
        date: Option<String>,
    },
    /// Ask for a patient's money to be paid back; a second person must agree.
    Refund {
        /// Member id, or last name when only one patient has it.
        patient: String,
        /// Dollars and cents: 15.00
        #[arg(long)]
        amount: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Say that a refund that was agreed to is paid out.
    PayRefund {
        /// Member id, or last name when only one patient has it.
        patient: String,
        /// Dollars and cents: 15.00
        #[arg(long)]
        amount: String,
        /// The day; today when left out.
        #[arg(long)]
        date: Option<String>,
    },
}

/// Answers `bank`.
pub fn bank(context: &Context, command: BankCommand) -> Answer {
    match command {
        BankCommand::Import { files, preview } => books::import(context, &files, preview),
        BankCommand::List { waiting, matched, limit } => {
            let which = match (waiting, matched) {
                (true, _) => "waiting",
                (_, true) => "matched",
                _ => "",
            };
            list(context, which, limit)
        }
        BankCommand::Match { line, remits } => {
            let (mut book, now) = context.open(Right::Post)?;
            let ids = bank::remits_of(&book, &remits).map_err(plain)?;
            let result = bank::match_line(&mut book, line, &ids, now).map_err(plain)?;
            done(context, result, "is matched")
        }
        BankCommand::Unmatch { line } => {
            let (mut book, now) = context.open(Right::Post)?;
            let result = bank::unmatch(&mut book, line, now).map_err(plain)?;
            done(context, result, "waits again")
        }
        BankCommand::SetAside { line, note } => {
            let (mut book, now) = context.open(Right::Post)?;
            let result = bank::set_aside(&mut book, line, &note, now).map_err(plain)?;
            done(context, result, "is set aside")
        }
    }
}

fn done(context: &Context, result: LineDone, words: &str) -> Answer {
    if context.json {
        json(&result)?;
    } else {
        out(&format!(
            "Bank line {} of {} {words}. This is batch {}.\n",
            result.line,
            dollars(result.amount_cents),
            result.batch
        ))?;
    }
    Ok(true)
}

fn list(context: &Context, which: &str, limit: i64) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let slice = Slice { limit: limit.max(0), offset: 0 };
    let (lines, total) = bank::lines(&book, which, slice).map_err(plain)?;
    let unseen = bank::not_seen(&book).map_err(plain)?;
    if context.json {
        let unseen: Vec<_> = unseen
            .iter()
            .map(|a| {
                serde_json::json!({
                    "remittance": a.remit_id, "trace": a.trace, "payer": a.payer,
                    "day": a.day.to_string(), "amount_cents": a.cents,
                })
            })
            .collect();
        let answer = serde_json::json!({ "lines": lines, "total": total, "not_seen": unseen });
        json(&answer)?;
        return Ok(true);
    }
    if lines.is_empty() {
        out("No lines of the bank. Import a file with: gonio bank import FILE\n")?;
    } else {
        let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
        out(&table(&[">line", "day", ">amount", "text", "matched to"], &rows))?;
        for line in &lines {
            for c in &line.candidates {
                out(&format!(
                    "  line {} may be {} of {}, {}, {}: {}\n",
                    line.line,
                    c.trace,
                    c.payer,
                    c.day,
                    dollars(c.amount_cents),
                    c.reasons.join(", ")
                ))?;
            }
        }
        out(&format!("{} of {total} lines.\n", lines.len()))?;
    }
    if !unseen.is_empty() {
        let sum: i64 = unseen.iter().map(|a| a.cents).sum();
        out(&format!(
            "{} remittances of {} are not seen at the bank yet.\n",
            unseen.len(),
            dollars(sum)
        ))?;
    }
    Ok(true)
}

fn row(line: &LineView) -> Vec<String> {
    let matched: Vec<String> = line
        .matches
        .iter()
        .map(|m| match m.remittance {
            Some(_) => format!("{} ({})", m.trace, m.words),
            None => format!("{}: {}", m.words, m.note),
        })
        .collect();
    let matched = match line.state {
        "waiting" => "waits".into(),
        "out" => "went out".into(),
        _ => matched.join("; "),
    };
    let text: String = line.text.chars().take(60).collect();
    vec![line.line.to_string(), line.day.clone(), dollars(line.amount_cents), text, matched]
}

/// Answers `receipts`.
pub fn receipts(context: &Context, command: ReceiptsCommand) -> Answer {
    match command {
        ReceiptsCommand::Return { receipt, date } => give_back(context, receipt, date.as_deref()),
        ReceiptsCommand::Refund { patient, amount, reason } => {
            let (mut book, now) = context.open(Right::Ask)?;
            let id = receipts::patient_of(&book, &patient).map_err(plain)?;
            let asked = requests::ask_refund(&mut book, id, cents(&amount)?, &reason, now)
                .map_err(plain)?;
            if context.json {
                json(&asked)?;
            } else {
                out(&format!(
                    "A refund of {} is asked for; it waits for a second person. This is batch \
                     {}.\n",
                    dollars(asked.cents),
                    asked.batch
                ))?;
            }
            Ok(true)
        }
        ReceiptsCommand::PayRefund { patient, amount, date } => {
            let (mut book, now) = context.open(Right::Post)?;
            let id = receipts::patient_of(&book, &patient).map_err(plain)?;
            let on = date.as_deref().map_or(Ok(now.today), day)?;
            let paid =
                receipts::pay_refund(&mut book, id, cents(&amount)?, on, now).map_err(plain)?;
            if context.json {
                json(&paid)?;
            } else {
                out(&format!(
                    "A refund of {} is paid out. This is batch {}.\n",
                    dollars(paid.applied_cents),
                    paid.batch
                ))?;
            }
            Ok(true)
        }
    }
}

fn give_back(context: &Context, receipt: i64, date: Option<&str>) -> Answer {
    let (mut book, now) = context.open(Right::Post)?;
    let on = date.map_or(Ok(now.today), day)?;
    let back = receipts::give_back(&mut book, receipt, on, now).map_err(plain)?;
    if context.json {
        json(&back)?;
    } else {
        out(&format!(
            "{} of receipt {} went back to the bank; {} is open with the patient again. This is \
             batch {}.\n",
            dollars(back.returned_cents),
            back.receipt,
            dollars(back.open_again_cents),
            back.batch
        ))?;
    }
    Ok(true)
}

/// `work credits`: patients with money here that they do not owe.
pub fn credits(context: &Context) -> Answer {
    let (book, now) = context.open(Right::SeeClaims)?;
    let credits = receipts::credits(&book, now.today).map_err(plain)?;
    if context.json {
        json(&serde_json::json!({ "credits": credits }))?;
        return Ok(credits.is_empty());
    }
    if credits.is_empty() {
        out("No patient has money here that is not owed.\n")?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = credits
        .iter()
        .map(|c| {
            vec![
                c.member_id.clone(),
                dollars(c.unapplied_cents),
                dollars(c.credit_cents),
                dollars(c.due_cents),
                c.refund_waits_for.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let heads = ["member id", ">paid ahead", ">paid too much", ">due back", "a refund waits for"];
    out(&table(&heads, &rows))?;
    Ok(false)
}
