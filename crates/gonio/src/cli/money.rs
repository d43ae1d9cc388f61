//! Contracts, and a person's word on a payment.

use std::path::PathBuf;

use clap::Subcommand;
use gonio_app::access::Right;
use gonio_app::{Book, contracts, payments};
use gonio_billing::money::dollars;

use super::print::{json, out, plain, table};
use super::{Answer, Context, Failure};

#[derive(Subcommand)]
pub enum PostCommand {
    /// Post a payment that was held: as a suspected copy, for other content under the same
    /// trace, or by a person. Take it back with: gonio import --undo BATCH
    Release(WordArgs),
    /// Take back all that a payment posted and let it wait. It stays recorded, and can be
    /// posted again.
    Hold(WordArgs),
}

#[derive(clap::Args)]
pub struct WordArgs {
    /// The trace number (TRN02).
    trace: String,
    /// Why; kept with the payment.
    #[arg(long)]
    reason: String,
    /// Which one, where several have the trace: the number that `gonio post` and the pages
    /// show.
    #[arg(long)]
    number: Option<i64>,
}

#[derive(Subcommand)]
pub enum ContractsCommand {
    /// The contracts that hold.
    List,
    /// Keep a contract with a payer, and judge by it what that payer has decided already: what
    /// is taken off above it stays claimed. A later contract with the payer takes its place.
    Add {
        /// The contract: payer and title, then a table `term` for each price, with kind (rate,
        /// visit, case, percent_of_medicare, percent_of_charge), codes, cents or percent,
        /// first_day, last_day.
        file: PathBuf,
        /// The payer in the book: its name, or its number in claims.
        #[arg(long)]
        payer: String,
    },
}

/// Says a word on a payment.
pub fn word(context: &Context, command: PostCommand) -> Answer {
    let (post, args) = match command {
        PostCommand::Release(args) => (true, args),
        PostCommand::Hold(args) => (false, args),
    };
    let (mut book, now) = context.open(Right::Post)?;
    let id = which(&book, &args, post)?;
    let say = if post { payments::release } else { payments::hold };
    let word = say(&mut book, id, &args.reason, now).map_err(plain)?;
    if context.json {
        json(&word)?;
    } else {
        let did = if post { "posted" } else { "held" };
        out(&format!(
            "The payment of {} with trace {} is {did} (batch {}).\n",
            dollars(word.payment_cents),
            args.trace,
            word.batch
        ))?;
    }
    Ok(true)
}

/// The payment meant by a trace: the only one of its kind, or the one whose number was given.
fn which(book: &Book, args: &WordArgs, post: bool) -> Result<i64, Failure> {
    let all = book.remittances(&args.trace).map_err(plain)?;
    if let Some(number) = args.number {
        return match all.iter().find(|(id, ..)| *id == number) {
            Some((id, ..)) => Ok(*id),
            None => Err(format!("no payment {number} has the trace {}", args.trace)),
        };
    }
    let fits = |outcome: &str| (outcome == "posted") != post;
    let fitting: Vec<i64> = all.iter().filter(|(_, _, o)| fits(o)).map(|(id, ..)| *id).collect();
    match (fitting[..].len(), all.is_empty()) {
        (1, _) => Ok(fitting[0]),
        (_, true) => Err(format!("no payment has the trace {}", args.trace)),
        (0, _) => Err(format!(
            "the payment with trace {} is {} already",
            args.trace,
            if post { "posted" } else { "held" }
        )),
        (several, _) => Err(format!(
            "{several} payments have the trace {}; say which with --number: {}",
            args.trace,
            fitting.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// Lists or adds contracts.
pub fn contracts(context: &Context, command: ContractsCommand) -> Answer {
    match command {
        ContractsCommand::List => {
            let (book, _) = context.open(Right::SeeNumbers)?;
            let all = contracts::list(&book).map_err(plain)?;
            if context.json {
                json(&serde_json::json!({ "contracts": all }))?;
                return Ok(true);
            }
            if all.is_empty() {
                out("No contract is kept. Add one with: gonio contracts add FILE --payer NAME\n")?;
                return Ok(true);
            }
            let rows: Vec<Vec<String>> = all
                .iter()
                .map(|c| {
                    let number = c.contract.to_string();
                    vec![number, c.payer.clone(), c.title.clone(), c.rules_of.clone()]
                })
                .collect();
            out(&table(&[">number", "payer", "contract", "rules of"], &rows))?;
        }
        ContractsCommand::Add { file, payer } => {
            let body = std::fs::read_to_string(&file)
                .map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
            let (mut book, now) = context.open(Right::Settings)?;
            let added = contracts::add(&mut book, &payer, &body, now)
                .map_err(|e| format!("{}: {e}", file.display()))?;
            if context.json {
                json(&added)?;
            } else {
                out(&format!(
                    "Kept (batch {}). {} decided claims were judged by it; {} are below it and \
                     stay claimed.\n",
                    added.batch,
                    added.claims,
                    dollars(added.short_cents)
                ))?;
            }
        }
    }
    Ok(true)
}
