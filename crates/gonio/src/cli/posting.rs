//! Commands of the posting desk: what waits for its claim, a person's word on it, and
//! remittances from paper.

use std::io::Read as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use gonio_app::access::Right;
use gonio_app::import::by_hand::{self, Eob, EobCheck};
use gonio_app::matching::{self, WaitingPayment};
use gonio_billing::money::dollars;

use super::print::{json, out, plain};
use super::{Answer, Context, Failure, money};

/// `gonio post …`
#[derive(Subcommand)]
pub enum PostCommand {
    /// The claims that a waiting payment may be for, the likeliest first, with reasons.
    Candidates {
        /// The remittance's trace.
        trace: String,
        /// The claim payment's number in it; all that wait when left out.
        number: Option<i64>,
    },
    /// Say which claim a waiting payment is for, and post it.
    Match {
        /// The remittance's trace.
        trace: String,
        /// The claim payment's number in it.
        number: i64,
        /// The claim's control number.
        claim: String,
    },
    #[command(flatten)]
    Word(money::PostCommand),
}

/// `gonio eob …`
#[derive(Subcommand)]
pub enum EobCommand {
    /// Enter a paper remittance: JSON, or its lines as CSV with the payment in options.
    ///
    /// JSON: {"payer": "Acme", "trace": "1001", "date": "2026-03-16", "amount": "67.50",
    /// "lines": [{"claim": "C1", "code": "97110", "charge": "120.00", "paid": "35.00",
    /// "adjustments": "CO-45=55.00 PR-3=30.00"}], "outside": [{"reason": "WO", "reference":
    /// "R1", "amount": "10.00"}]}
    ///
    /// Heads of a CSV: claim, status, patient, member, payer_claim, day, code, modifiers,
    /// units, charge, paid, adjustments, remarks. It must add up; nothing is posted else.
    Add(EobArgs),
}

/// What is entered.
#[derive(Args)]
pub struct EobArgs {
    /// JSON, or CSV of lines with --payer and the other options; - is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// The payer's name. With it, the file is a CSV of lines.
    #[arg(long, requires_all = ["trace", "date", "amount"])]
    payer: Option<String>,
    /// The number of the check or transfer.
    #[arg(long, requires = "payer")]
    trace: Option<String>,
    /// The day of the payment: 2026-03-16
    #[arg(long, requires = "payer")]
    date: Option<String>,
    /// The payment: 67.50
    #[arg(long, requires = "payer")]
    amount: Option<String>,
    /// CHK, ACH or NON.
    #[arg(long, requires = "payer")]
    method: Option<String>,
    /// Show whether it adds up; write nothing.
    #[arg(long)]
    preview: bool,
}

/// Answers `post` with more words.
pub fn post(context: &Context, command: PostCommand) -> Answer {
    match command {
        PostCommand::Word(command) => money::word(context, command),
        PostCommand::Candidates { trace, number } => {
            let (book, _) = context.open(Right::SeeClaims)?;
            let remit = matching::remit_of(&book, &trace).map_err(plain)?;
            let found = match number {
                Some(number) => {
                    vec![matching::candidates(&book, remit, number).map_err(plain)?]
                }
                None => matching::waiting_of(&book, remit, i64::from(u16::MAX)).map_err(plain)?,
            };
            if context.json {
                json(&serde_json::json!({ "payments": found }))?;
            } else if found.is_empty() {
                out("Nothing of it waits for a claim.\n")?;
            } else {
                found.iter().try_for_each(|payment| out(&words(payment)))?;
            }
            Ok(true)
        }
        PostCommand::Match { trace, number, claim } => {
            let (mut book, now) = context.open(Right::Post)?;
            let remit = matching::remit_of(&book, &trace).map_err(plain)?;
            let claim_id = matching::claim_of(&book, &claim).map_err(plain)?;
            let key = (remit, number);
            let report = matching::match_claim(&mut book, key, claim_id, now).map_err(plain)?;
            if context.json {
                json(&report)?;
            } else {
                let what = match report.outcome.as_str() {
                    "held" => "has its claim now and waits for another reason (gonio work)".into(),
                    "memo" => "has its claim; nothing moves by it".into(),
                    _ => format!("is posted: {}", dollars(report.posted_cents)),
                };
                out(&format!("The payment {what}. This is batch {}.\n", report.batch))?;
            }
            Ok(report.outcome != "held")
        }
    }
}

fn words(payment: &WaitingPayment) -> String {
    let mut text = format!(
        "{}: claim number {}, day {}, charge {}, paid {}\n",
        payment.number,
        payment.claim,
        payment.service_day.as_deref().unwrap_or("none"),
        dollars(payment.charge_cents),
        dollars(payment.paid_cents)
    );
    for c in &payment.candidates {
        text.push_str(&format!("    {}: {}\n", c.claim, c.reasons.join(", ")));
    }
    if payment.candidates.is_empty() {
        text.push_str("    nothing in the book is like it\n");
    }
    text
}

/// Answers `eob`.
pub fn eob(context: &Context, command: EobCommand) -> Answer {
    let EobCommand::Add(args) = command;
    let (mut book, now) = context.open(Right::Post)?;
    let eob = read(&args)?;
    if args.preview {
        let check = by_hand::check_eob(&mut book, &eob, now).map_err(plain)?;
        if context.json {
            json(&check)?;
        } else {
            out(&proof(&check))?;
        }
        return Ok(check.balanced);
    }
    let report = by_hand::add_eob(&mut book, &eob, now).map_err(plain)?;
    if context.json {
        json(&report)?;
    } else {
        out(&proof(&report.proof))?;
        out(&format!(
            "Posted {}, waiting {}. This is batch {}.\n",
            dollars(report.posted_cents),
            dollars(report.unposted_cents),
            report.batch
        ))?;
    }
    Ok(report.unposted_cents == 0)
}

fn read(args: &EobArgs) -> Result<Eob, Failure> {
    let mut text = String::new();
    if args.file.as_os_str() == "-" {
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|e| format!("standard input cannot be read: {e}"))?;
    } else {
        text = std::fs::read_to_string(&args.file)
            .map_err(|e| format!("{}: {e}", args.file.display()))?;
    }
    let Some(payer) = &args.payer else { return Eob::from_json(&text).map_err(plain) };
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    Ok(Eob {
        payer: payer.clone(),
        trace: said(&args.trace),
        date: said(&args.date),
        amount: said(&args.amount),
        method: said(&args.method),
        lines: by_hand::lines_from_csv(&text).map_err(plain)?,
        outside: Vec::new(),
    })
}

fn proof(check: &EobCheck) -> String {
    let mut text = format!(
        "payment {} = paid on {} claims {} - provider-level {}: {}\n",
        dollars(check.payment_cents),
        check.claims,
        dollars(check.claims_paid_cents),
        dollars(check.provider_cents),
        if check.balanced { "it adds up" } else { "it does NOT add up" }
    );
    for fault in &check.faults {
        text.push_str(&format!("    {fault}\n"));
    }
    for claim in &check.unknown_claims {
        text.push_str(&format!("    claim {claim} is not in the book\n"));
    }
    text
}
