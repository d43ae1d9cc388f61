//! The made-up practice: `demo` and `sim`. Everything here is invented and says so.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use gonio_app::access::{Roles, Who};
use gonio_app::metrics::{self, Asked, Key};
use gonio_app::report::ImportReport;
use gonio_app::{Book, Now, import, people};
use gonio_billing::day::Day;
use gonio_billing::money::dollars;
use gonio_simulator::Scenario;
use serde_json::json;

use super::print::{self, Progress, out, table, value};
use super::{Answer, Failure, serve};
use crate::clock;

/// The name of the made-up practice.
const PRACTICE: &str = "Hollow Bell Therapy Group (made up)";

/// The password of everybody in it. It is shown wherever one signs in.
pub const MADE_UP_PASSWORD: &str = "hollow-bell-made-up";
/// Who works there: login, name, roles.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("owner", "the owner", "owner"),
    ("biller", "the biller", "biller"),
    ("reviewer", "the reviewer", "reviewer"),
    ("therapist", "a therapist", "therapist"),
    ("desk", "the front desk", "front_desk"),
    ("auditor", "the auditor", "auditor"),
];

/// What `demo` is asked.
#[derive(Args)]
pub struct DemoArgs {
    /// Another number makes another practice; the same number the same one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many months, up to the end of October 2026.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=60))]
    months: u32,
    /// End after the summary.
    #[arg(long)]
    no_serve: bool,
    /// Address and port of the pages. Only this machine's own addresses are allowed.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder to work in; a new scratch folder when left out.
    #[arg(long)]
    dir: Option<PathBuf>,
}

/// Files of the made-up practice, without a book.
#[derive(Subcommand)]
pub enum SimCommand {
    /// Write the made-up practice's 837P and 835 files into a folder.
    Practice {
        /// The folder.
        #[arg(long)]
        out: PathBuf,
        /// Another number makes another practice.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many months, up to the end of October 2026.
        #[arg(long, default_value_t = 6)]
        months: u32,
    },
    /// Write one large 835 and the 837P it pays, for measuring.
    Volume {
        /// The folder.
        #[arg(long)]
        out: PathBuf,
        /// How many claims; a hundred thousand make about 48 MB of 835.
        #[arg(long)]
        claims: u64,
        /// Another number makes other claims.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn scratch(e: std::io::Error) -> Failure {
    format!("the made-up files cannot be written: {e}")
}

/// Writes the practice's files; returns how many and how many bytes.
fn write_files(folder: &Path, seed: u64, months: u32) -> Result<(u64, u64), Failure> {
    std::fs::create_dir_all(folder).map_err(scratch)?;
    let scenario = Scenario { seed, months, ..Scenario::default() };
    let (mut files, mut bytes) = (0, 0);
    for file in gonio_simulator::practice(&scenario) {
        std::fs::write(folder.join(&file.name), &file.bytes).map_err(scratch)?;
        files += 1;
        bytes += file.bytes.len() as u64;
    }
    Ok((files, bytes))
}

/// Shows everything on a made-up practice.
pub fn demo(args: &DemoArgs, as_json: bool) -> Answer {
    let folder = match &args.dir {
        Some(folder) => folder.clone(),
        None => tempfile::Builder::new().prefix("gonio-demo-").tempdir().map_err(scratch)?.keep(),
    };
    let files = folder.join("files");
    let db = format!("sqlite:{}", folder.join("gonio.db").display());
    if folder.join("gonio.db").exists() {
        return Err(format!("{} holds a book already; choose another --dir", folder.display()));
    }
    let (count, bytes) = write_files(&files, args.seed, args.months)?;
    if !as_json {
        out(&format!(
            "This practice is made up: its patients, therapists and payers do not exist.\n\
             {count} files ({} MB) are in {}\n\n",
            bytes / 1_000_000,
            files.display()
        ))?;
    }
    let mut book = Book::open(&db).map_err(|e| e.to_string())?;
    let now = Now { who: Who::Nobody, ..clock::now() };
    book.set_practice(now.mark(), PRACTICE, true).map_err(|e| e.to_string())?;
    let mut progress = Progress::of("reading and posting");
    let report = import::import(&mut book, &[files], false, now, &mut |done, total| {
        progress.show(done, total);
    });
    progress.done();
    let report = report.map_err(|e| e.to_string())?;
    print::settle(&book)?;
    // Seen from the last day that its files speak of, so that it looks the same in any year.
    let last = book.span().map_err(|e| e.to_string())?.journal.unwrap_or(now.today);
    book.set_as_of(now.mark(), Some(last)).map_err(|e| e.to_string())?;
    employ(&book, now).map_err(|e| e.to_string())?;
    summary(&book, &report, last, &db, as_json)?;
    drop(book);
    if args.no_serve {
        return Ok(true);
    }
    serve(&db, args.listen)
}

/// Adds the people of the practice.
fn employ(book: &Book, now: Now) -> gonio_app::Result<()> {
    let mut now = now;
    for (login, name, roles) in PEOPLE {
        if now.who == Who::Nobody {
            let id = people::init(book, login, name, MADE_UP_PASSWORD, now)?;
            now.who = Who::Person { id, roles: Roles::parse(roles)? };
        } else {
            people::add(book, login, name, MADE_UP_PASSWORD, roles, now)?;
        }
    }
    Ok(())
}

fn summary(
    book: &Book,
    report: &ImportReport,
    as_of: Day,
    db: &str,
    as_json: bool,
) -> Result<(), Failure> {
    let asked = Asked::usual(as_of);
    let shown = [
        "initial_denial_rate_count",
        "initial_denial_rate_dollars",
        "days_in_ar_gross",
        "ar_over_90_pct",
        "ncr_cohort",
        "gross_collection_rate",
        "turnaround_days",
    ];
    let mut rows = Vec::new();
    let mut values = serde_json::Map::new();
    for id in shown {
        let Some(d) = metrics::find(id) else { continue };
        let m = book.metric(d, &asked, &[]).map_err(|e| e.to_string())?;
        rows.push(vec![d.title.clone(), value(m.value, d.unit)]);
        values.insert(d.id.clone(), print::number(m.value, d.unit));
    }
    let check = book.check().map_err(|e| e.to_string())?;
    if as_json {
        return print::json(&json!({
            "made_up": true, "logins": PEOPLE.map(|(login, ..)| login),
            "password": MADE_UP_PASSWORD, "db": db, "as_of": as_of.to_string(), "totals": report.totals,
            "metrics": values, "accounts": check.accounts, "violations": check.violations,
        }));
    }
    let t = &report.totals;
    out(&format!(
        "{} claims charging {}; {} remittances paying {} on {} claims\n\n",
        t.counts.claims,
        dollars(t.charge_cents),
        t.counts.payments,
        dollars(t.payment_cents),
        t.counts.claim_payments
    ))?;
    out(&format!("{} to {}, seen from {as_of}:\n\n", asked.from, asked.to))?;
    out(&table(&["metric", ">value"], &rows))?;
    if let Some(d) = metrics::find("denial_mix") {
        let mix = book.metric(d, &asked, &[Key::Bucket]).map_err(|e| e.to_string())?;
        let mut by = mix.by;
        by.sort_by_key(|g| std::cmp::Reverse(g.numerator));
        let rows: Vec<Vec<String>> = by
            .iter()
            .take(6)
            .map(|g| {
                let cause = g.key.first().map_or(String::new(), |(_, _, l)| l.clone());
                vec![cause, dollars(g.numerator), value(g.value, d.unit)]
            })
            .collect();
        out("\nDenied, by cause:\n\n")?;
        out(&table(&["cause", ">dollars", ">share"], &rows))?;
    }
    let open: i64 =
        check.accounts.iter().filter(|(a, _)| a.starts_with("AR.")).map(|(_, c)| c).sum();
    let state =
        if check.violations.is_empty() { "the books balance" } else { "THE BOOKS DO NOT BALANCE" };
    out(&format!(
        "\nOpen with payers and patients: {}; {state} ({} journal entries).\n\
         The book is {db}\n\n\
         Sign in as {} with the password {MADE_UP_PASSWORD}\n\n",
        dollars(open),
        check.entries,
        PEOPLE.map(|(login, ..)| login).join(", ")
    ))
}

/// Writes made-up files.
pub fn sim(command: &SimCommand) -> Answer {
    match command {
        SimCommand::Practice { out: folder, seed, months } => {
            let (files, bytes) = write_files(folder, *seed, *months)?;
            out(&format!("{files} files, {bytes} bytes, in {} (made up)\n", folder.display()))?;
        }
        SimCommand::Volume { out: folder, claims, seed } => {
            std::fs::create_dir_all(folder).map_err(scratch)?;
            let make = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
            let mut remittance = make("volume.835").map_err(scratch)?;
            let mut claim_file = make("volume.837").map_err(scratch)?;
            let mut failed = None;
            let mut other = None;
            gonio_simulator::volume(
                *seed,
                *claims,
                &mut |bytes| failed = failed.take().or(remittance.write_all(bytes).err()),
                &mut |bytes| other = other.take().or(claim_file.write_all(bytes).err()),
            );
            let flushed = remittance.flush().and_then(|()| claim_file.flush());
            if let Some(e) = failed.or(other).or(flushed.err()) {
                return Err(scratch(e));
            }
            out(&format!("volume.835 and volume.837 are in {} (made up)\n", folder.display()))?;
        }
    }
    Ok(true)
}
