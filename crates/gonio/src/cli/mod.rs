//! The command line: what is asked, and how answers are printed. Exit status 0: done and
//! nothing wrong; 1: done, and problems were reported; 2: could not be done.

mod bank;
mod books;
mod cases;
mod claims;
mod demo;
mod look;
mod money;
mod outgoing;
mod people;
mod posting;
pub(crate) mod print;
mod reference;
mod reports;
mod rules;
mod x12;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use gonio_app::access::{Right, Who};
use gonio_app::{Book, Now};
use gonio_billing::day::Day;

use crate::{clock, web};

pub(crate) use demo::MADE_UP_PASSWORD;

/// What went wrong, in one plain line.
pub(crate) type Failure = String;
/// Whether all was well, or why it could not be done.
pub(crate) type Answer = Result<bool, Failure>;

/// Billing and revenue-cycle software for occupational-, physical- and speech-therapy
/// practices.
///
/// Drop the 837P and 835 files you already have and see where your money is: denials and
/// their causes, what is open and how old it is, what each payer pays and how fast. Files are
/// read, never changed; nothing leaves this machine.
#[derive(Parser)]
#[command(name = "gonio", version, max_term_width = 100)]
struct Cli {
    /// The book: sqlite:PATH or postgres://…. Without it, gonio.db in your data folder.
    #[arg(long, global = true, env = "GONIO_DB", value_name = "URL")]
    db: Option<String>,
    /// Answer with one JSON document on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// Who you are, in a book with people. The password is asked for, or read from
    /// GONIO_PASSWORD.
    #[arg(long = "as", global = true, env = "GONIO_AS", value_name = "LOGIN")]
    who: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show everything on a made-up practice: six months of claims and remittances.
    ///
    /// Writes the practice's 837P and 835 files into a scratch folder, imports them exactly as
    /// you would import yours, prints a summary and serves the pages. Your own book is never
    /// touched. The practice, its patients and its payers are made up.
    Demo(demo::DemoArgs),
    /// Serve the pages on this machine.
    Serve {
        /// Address and port. Only this machine's own addresses are allowed.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
    /// Read 837P and 835 files and files of the bank into the book, or take an import back.
    ///
    /// Files, folders, zips, or - for standard input; what a file is, is told by its content.
    /// The whole import is in the book or none of it. What was read before changes nothing.
    Import(ImportArgs),
    /// List imports, undos and receipts, the latest first.
    Batches,
    /// Post what was imported and still waits for its claim; or look at a payment that waits,
    /// say which claim it is for, hold one, or post one that was held.
    Post {
        #[command(subcommand)]
        command: Option<posting::PostCommand>,
    },
    /// Remittances from paper.
    #[command(subcommand)]
    Eob(posting::EobCommand),
    /// Lines of the bank and the remittances they pay.
    #[command(subcommand)]
    Bank(bank::BankCommand),
    /// Receipts that went back, and patients' money that goes back.
    #[command(subcommand)]
    Receipts(bank::ReceiptsCommand),
    /// The practice's contracts with its payers: what each should allow.
    #[command(subcommand)]
    Contracts(money::ContractsCommand),
    /// Show an 835 in plain words, with its balance proof. Needs no book.
    Remit {
        /// 835 files, folders or zips; - is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Claims in the book.
    #[command(subcommand)]
    Claims(ClaimsCommand),
    /// The accounts: check every invariant, or show balances.
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// What waits for a person, and why.
    Work {
        /// Only this queue: unmatched, bank, rejected, denials, patients, findings,
        /// timely_filing; or credits: patients with money here that they do not owe.
        queue: Option<String>,
    },
    /// Denials as people work them: owner, last day, next step, appeal and outcome.
    #[command(subcommand)]
    Denials(cases::DenialsCommand),
    /// What takes two people: write-offs, bad debt, a denied amount put on the patient.
    #[command(subcommand)]
    Requests(cases::RequestsCommand),
    /// The numbers: denials, A/R, collection, turnaround. `metrics rows ID` shows the rows
    /// behind one, `metrics list` what each means.
    Metrics(reports::MetricsArgs),
    /// Money that comes in outside a remittance.
    #[command(subcommand)]
    Receive(ReceiveCommand),
    /// Make the book's first owner. From then on everybody signs in.
    Init(people::InitArgs),
    /// The people of the practice: list, add, roles, passwords.
    #[command(subcommand)]
    People(people::PeopleCommand),
    /// The trail of what was done, by whom.
    #[command(subcommand)]
    Audit(people::AuditCommand),
    /// Show or set what is known of the practice.
    Practice {
        /// Its name.
        #[arg(long)]
        name: Option<String>,
        /// From this day on the practice works in this book: a remittance for an unknown claim
        /// then waits in a queue instead of making the claim. `none` takes it away.
        #[arg(long, value_name = "DAY|none")]
        go_live: Option<String>,
        /// The day that pages and metrics look from; `none` is today.
        #[arg(long, value_name = "DAY|none")]
        as_of: Option<String>,
        /// Whether one person may check their own work: `on` for a practice of one. What they
        /// check themselves is marked, and some of it shown again for review.
        #[arg(long, value_name = "on|off")]
        solo: Option<String>,
    },
    /// Units and modifiers from minutes, with the working. Needs no book.
    ///
    /// gonio units 97110:23:OT 97530:14:OTA --dos 2026-03-02
    Units(rules::UnitsArgs),
    /// What the payer should pay for lines, step by step. Needs no book.
    ///
    /// gonio price 97110x2+GP@300.00 97140x1+GP@150.00 --dos 2026-03-02 --locality 10112-00
    Price(rules::PriceArgs),
    /// What a name means: a rule, a code, a modifier, a denial code, a payer, a metric. Why, what
    /// to do, for which days, and where it was read.
    Explain {
        /// Such as cms_total_time, 97110, CQ, CO-4, medicare; without one, all are listed.
        name: Option<String>,
    },
    /// The rulebook itself.
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Official tables: ICD-10-CM, NCCI pairs, MUE, relative values, indices, localities.
    #[command(subcommand)]
    Reference(reference::ReferenceCommand),
    /// Look at X12 files as such. Needs no book.
    #[command(subcommand)]
    X12(x12::X12Command),
    /// The made-up practice's files, without a book.
    #[command(subcommand)]
    Sim(demo::SimCommand),
}

#[derive(Args)]
struct ImportArgs {
    /// Files, folders, zips; - is standard input.
    #[arg(required_unless_present = "undo")]
    paths: Vec<PathBuf>,
    /// Say what would happen; write nothing.
    #[arg(long)]
    preview: bool,
    /// Take this batch back, all of it, by reversal.
    #[arg(long, value_name = "BATCH", conflicts_with_all = ["paths", "preview"])]
    undo: Option<i64>,
}

#[derive(Subcommand)]
enum ClaimsCommand {
    /// List claims.
    List {
        /// Control number, patient's last name or member id.
        #[arg(long)]
        search: Option<String>,
        /// submitted, accepted, pending, rejected, denied, adjudicated, secondary_pending, patient_balance, closed.
        #[arg(long)]
        state: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Make claims from claims of the book: to the next payer, corrected, void, once more.
    Build(outgoing::BuildArgs),
    /// Claims made here, and where each stands.
    Outbox,
    /// Approve claims that somebody else made.
    Approve {
        /// Their numbers, as `build` gave them.
        #[arg(required = true)]
        numbers: Vec<i64>,
    },
    /// Hold claims back.
    Hold {
        /// Their numbers.
        #[arg(required = true)]
        numbers: Vec<i64>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Go on with claims that were held; they are to be approved anew.
    Release {
        /// Their numbers.
        #[arg(required = true)]
        numbers: Vec<i64>,
    },
    /// Do not send claims that were made.
    Drop {
        /// Their numbers.
        #[arg(required = true)]
        numbers: Vec<i64>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Write every approved claim into one 837P file, and count it as sent.
    Submit(outgoing::SubmitArgs),
    /// Make a corrected claim (frequency 7) of each; the same as build --kind corrected.
    Correct {
        /// Claims, by control number.
        #[arg(required = true)]
        claims: Vec<String>,
        /// A change on a line, such as "1 modifiers=GP:59", "2 units=1 charge=45.00",
        /// "3 code=97140" or "4 drop". May be given several times.
        #[arg(long = "change", value_name = "LINE CHANGE…")]
        changes: Vec<String>,
    },
    /// Make a void claim (frequency 8) of each; the same as build --kind void.
    Void {
        /// Claims, by control number.
        #[arg(required = true)]
        claims: Vec<String>,
    },
    /// Show a claim of the book by its control number, or all claims of an 837P file.
    Show {
        /// CLM01, or the path of a file; a file needs no book.
        claim: String,
    },
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// Check every invariant over the whole book.
    Check,
    /// Make the sums that pages read anew, all of them, from the rows. They decide nothing;
    /// do this when `ledger check` says that one is off.
    Sums,
    /// Balances of accounts in cents, debit positive.
    Balance {
        /// Of this claim, by control number.
        #[arg(long, conflicts_with_all = ["patient", "remit"])]
        claim: Option<String>,
        /// Of this patient, by member id or last name.
        #[arg(long, conflicts_with = "remit")]
        patient: Option<String>,
        /// Of this remittance, by trace number.
        #[arg(long)]
        remit: Option<String>,
    },
}

#[derive(Subcommand)]
enum ReceiveCommand {
    /// A patient pays: what is owed first, the rest is kept until something is owed.
    Patient {
        /// Member id, or last name when only one patient has it.
        patient: String,
        /// Dollars and cents: 30.00
        #[arg(long)]
        amount: String,
        /// The day; today when left out.
        #[arg(long)]
        date: Option<String>,
    },
    /// The bank shows the payment of a remittance.
    Deposit {
        /// The trace number (TRN02).
        trace: String,
        /// Dollars and cents: 67.50
        #[arg(long)]
        amount: String,
        /// The day; today when left out.
        #[arg(long)]
        date: Option<String>,
    },
}

pub(crate) use print::cents;

/// What every command gets.
pub(crate) struct Context {
    db: String,
    json: bool,
    login: Option<String>,
}

impl Context {
    /// The book and who asks, if they may.
    fn open(&self, right: Right) -> Result<(Book, Now), Failure> {
        let book = Book::open(&self.db).map_err(|e| e.to_string())?;
        let now = self.who(&book)?;
        now.who.may(right).map_err(|e| e.to_string())?;
        Ok((book, now))
    }

    /// Who asks, and when.
    fn who(&self, book: &Book) -> Result<Now, Failure> {
        let now = clock::now();
        let plain = |e: gonio_app::Error| e.to_string();
        let who = match &self.login {
            _ if !gonio_app::people::any(book).map_err(plain)? => Who::Nobody,
            None => Who::Stranger,
            Some(login) => {
                let password = people::password(&format!("Password of {login}: "))?;
                gonio_app::people::sign_in(book, login, &password, now).map_err(plain)?
            }
        };
        Ok(Now { who, ..now })
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            // A reader that has seen enough (`| head`) is no failure.
            if failure != print::READER_GONE {
                eprintln!("gonio: {failure}");
            }
            ExitCode::from(2)
        }
    }
}

fn dispatch(cli: Cli) -> Answer {
    let needs_book = match &cli.command {
        Command::Demo(_)
        | Command::Remit { .. }
        | Command::X12(_)
        | Command::Sim(_)
        | Command::Units(_)
        | Command::Price(_)
        | Command::Explain { .. }
        | Command::Rules(_) => false,
        Command::Claims(ClaimsCommand::Show { claim }) => claim_file(claim).is_none(),
        _ => true,
    };
    let asked_for = cli.db.clone();
    let db = match cli.db {
        Some(db) => db,
        None if needs_book => default_book()?,
        None => String::new(),
    };
    let context = Context { db, json: cli.json, login: cli.who };
    match cli.command {
        Command::Demo(args) => demo::demo(&args, context.json),
        Command::Sim(command) => demo::sim(&command),
        Command::Serve { listen } => serve(&context.db, listen),
        Command::Import(args) => match args.undo {
            Some(batch) => books::undo(&context, batch),
            None => books::import(&context, &args.paths, args.preview),
        },
        Command::Batches => books::batches(&context),
        Command::Post { command: None } => books::post(&context),
        Command::Post { command: Some(command) } => posting::post(&context, command),
        Command::Eob(command) => posting::eob(&context, command),
        Command::Bank(command) => bank::bank(&context, command),
        Command::Receipts(command) => bank::receipts(&context, command),
        Command::Contracts(command) => money::contracts(&context, command),
        Command::Remit { files } => look::remit(&files, context.json),
        Command::Claims(ClaimsCommand::List { search, state, limit }) => {
            claims::list(&context, search.as_deref(), state.as_deref(), limit)
        }
        Command::Claims(ClaimsCommand::Show { claim }) => match claim_file(&claim) {
            Some(path) => look::claims(path, context.json),
            None => claims::show(&context, &claim),
        },
        Command::Claims(ClaimsCommand::Build(args)) => outgoing::build(&context, &args),
        Command::Claims(ClaimsCommand::Correct { claims, changes }) => {
            outgoing::build(&context, &outgoing::BuildArgs::corrected(claims, changes))
        }
        Command::Claims(ClaimsCommand::Void { claims }) => {
            outgoing::build(&context, &outgoing::BuildArgs::void(claims))
        }
        Command::Claims(ClaimsCommand::Outbox) => outgoing::outbox(&context),
        Command::Claims(ClaimsCommand::Approve { numbers }) => {
            outgoing::step(&context, &numbers, outgoing::Do::Approve)
        }
        Command::Claims(ClaimsCommand::Hold { numbers, reason }) => {
            outgoing::step(&context, &numbers, outgoing::Do::Hold(reason))
        }
        Command::Claims(ClaimsCommand::Release { numbers }) => {
            outgoing::step(&context, &numbers, outgoing::Do::Release)
        }
        Command::Claims(ClaimsCommand::Drop { numbers, reason }) => {
            outgoing::step(&context, &numbers, outgoing::Do::Drop(reason))
        }
        Command::Claims(ClaimsCommand::Submit(args)) => outgoing::submit(&context, &args),
        Command::Reference(command) => reference::run(&context, command),
        Command::X12(command) => x12::run(&command, context.json),
        Command::Units(args) => {
            rules::units(&args, official_book(asked_for)?.as_ref(), context.json)
        }
        Command::Price(args) => {
            rules::price(&args, official_book(asked_for)?.as_ref(), context.json)
        }
        Command::Explain { name } => rules::explain(name.as_deref(), context.json),
        Command::Rules(command) => rules::rules(&command, context.json),
        Command::Ledger(LedgerCommand::Check) => books::check(&context),
        Command::Ledger(LedgerCommand::Sums) => books::sums(&context),
        Command::Ledger(LedgerCommand::Balance { claim, patient, remit }) => {
            books::balance(&context, claim.as_deref(), patient.as_deref(), remit.as_deref())
        }
        Command::Denials(command) => cases::denials(&context, command),
        Command::Requests(command) => cases::requests(&context, command),
        Command::Work { queue: Some(queue) } if queue == "credits" => bank::credits(&context),
        Command::Work { queue } => reports::work(&context, queue.as_deref()),
        Command::Metrics(args) => reports::metrics(&context, &args),
        Command::Receive(ReceiveCommand::Patient { patient, amount, date }) => {
            books::patient_pays(&context, &patient, &amount, date.as_deref())
        }
        Command::Receive(ReceiveCommand::Deposit { trace, amount, date }) => {
            books::deposit(&context, &trace, &amount, date.as_deref())
        }
        Command::Init(args) => people::init(&context, &args),
        Command::People(command) => people::people(&context, command),
        Command::Audit(command) => people::audit(&context, command),
        Command::Practice { name, go_live, as_of, solo } => {
            books::practice(&context, name, go_live.as_deref(), as_of.as_deref(), solo.as_deref())
        }
    }
}

/// The book whose official tables are asked: the one named, else the usual one if it is there.
/// None is made for a question that needs none.
fn official_book(asked_for: Option<String>) -> Result<Option<Book>, Failure> {
    let url = match asked_for {
        Some(url) => url,
        None => match default_book() {
            Ok(url) => url,
            Err(_) => return Ok(None),
        },
    };
    let path = url.strip_prefix("sqlite:").unwrap_or(&url);
    if !url.starts_with("postgres") && !Path::new(path).exists() {
        return Ok(None);
    }
    Book::open(&url).map(Some).map_err(|e| e.to_string())
}

/// The file meant by the argument of `claims show`, if one is.
fn claim_file(claim: &str) -> Option<&Path> {
    let path = Path::new(claim);
    (claim == "-" || path.exists()).then_some(path)
}

/// Serves the pages until told to stop.
pub(crate) fn serve(db: &str, listen: SocketAddr) -> Answer {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| format!("the server cannot start: {e}"))?;
    runtime.block_on(web::serve(db.to_string(), listen, clock::now, |address| {
        use std::io::Write;
        println!("Gonio is at http://{address} - press Ctrl+C to stop.");
        let _ = std::io::stdout().flush();
    }))?;
    Ok(true)
}

/// A day as people write it.
pub(crate) fn day(text: &str) -> Result<Day, Failure> {
    Day::parse(text).ok_or_else(|| format!("{text} is not a day; write it as 2026-03-31"))
}

/// `gonio.db` in the user's data folder.
#[expect(clippy::disallowed_methods, reason = "where the data folder is, the environment says")]
fn default_book() -> Result<String, Failure> {
    let folder = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|h| h.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|h| h.join(".local/share")))
    };
    let data = data.ok_or("your data folder is not known; say where the book is with --db")?;
    Ok(format!("sqlite:{}", data.join("gonio").join("gonio.db").display()))
}
