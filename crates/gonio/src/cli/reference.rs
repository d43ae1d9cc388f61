//! `gonio reference`: official tables of the agencies. Loading, listing, taking back.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gonio_app::access::Right;
use gonio_app::reference::{self, ImportReport, Options, StatusReport};

use super::print::{Progress, json, out, plain, table};
use super::{Answer, Context, day};
use crate::clock;

#[derive(Subcommand)]
pub enum ReferenceCommand {
    /// Load official files: ICD-10-CM (order, codes, tabular XML), NCCI pairs and MUE for
    /// practitioners, PPRRVU, GPCI, LOCCO, ZIP5 and ZIP9, reason codes.
    ///
    /// You download them from CMS and CDC, and accept the licence there. Files, folders, zips;
    /// what a file is, is told by its content. A file is loaded whole or not at all, several
    /// releases live side by side, and each day of service is answered by the release that
    /// holds for it.
    Import(ImportArgs),
    /// What is loaded, for which days, from where, how old; and what is missing.
    Status,
    /// Take one load back.
    Remove {
        /// Its id, as `reference status` lists it.
        id: i64,
    },
}

#[derive(Args)]
pub struct ImportArgs {
    /// Files, folders, zips; - is standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Say what would be loaded; keep nothing.
    #[arg(long)]
    preview: bool,
    /// The first day the files hold for, where neither they nor their names say it.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Their release, where neither they nor their names say it: 2026Q3, v322, 2026C, FY2026;
    /// with QPP or nonQPP where there are two.
    #[arg(long)]
    release: Option<String>,
}

pub fn run(context: &Context, command: ReferenceCommand) -> Answer {
    match command {
        ReferenceCommand::Import(args) => import(context, &args),
        ReferenceCommand::Status => status(context),
        ReferenceCommand::Remove { id } => remove(context, id),
    }
}

fn import(context: &Context, args: &ImportArgs) -> Answer {
    let options = Options {
        preview: args.preview,
        from: args.from.as_deref().map(day).transpose()?,
        release: args.release.clone(),
    };
    let (mut book, now) = context.open(Right::Settings)?;
    let mut progress = Progress::of("reading");
    let report = reference::import(&mut book, &args.paths, &options, now, &mut |done, total| {
        progress.show(done, total);
    });
    progress.done();
    let report = report.map_err(plain)?;
    if context.json {
        json(&report)?;
    } else {
        out(&import_text(&report))?;
    }
    Ok(report.clean())
}

fn import_text(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        let what = match file.outcome {
            "imported" => {
                let days = days(file.first_day.as_deref(), file.last_day.as_deref());
                format!("{} {}, {} rows, {days}", file.kind, file.release, file.rows)
            }
            _ => format!("{} ({}): {}", file.outcome, file.kind, file.reason),
        };
        text.push_str(&format!("{} - {what}\n", file.path));
        for problem in file.problems.iter().skip(1).take(4) {
            let place = problem.line.map_or(String::new(), |line| format!("line {line}: "));
            text.push_str(&format!("    {place}{}\n", problem.text));
        }
        if file.problem_count > 5 {
            text.push_str(&format!("    and {} more problems\n", file.problem_count - 5));
        }
    }
    let t = report.totals;
    let would = if report.preview { "would be " } else { "" };
    text.push_str(&format!(
        "\n{} files: {} {would}loaded ({} rows), {} here already, {} refused\n",
        t.files, t.imported, t.rows, t.duplicate, t.refused
    ));
    text
}

fn days(first: Option<&str>, last: Option<&str>) -> String {
    format!("{} to {}", first.unwrap_or("-"), last.unwrap_or("no end"))
}

fn status(context: &Context) -> Answer {
    let (book, now) = context.open(Right::SeeRules)?;
    let report = reference::status(&book, now).map_err(plain)?;
    if context.json {
        json(&report)?;
    } else {
        out(&status_text(&report))?;
    }
    Ok(true)
}

fn status_text(report: &StatusReport) -> String {
    let mut text = String::new();
    if !report.files.is_empty() {
        let rows: Vec<Vec<String>> = report
            .files
            .iter()
            .map(|f| {
                let state = match f.superseded_by {
                    Some(by) => format!("superseded by {by}"),
                    None => f.state.to_string(),
                };
                vec![
                    f.id.to_string(),
                    f.title.to_string(),
                    f.release.clone(),
                    days(Some(&f.first_day), f.last_day.as_deref()),
                    state,
                    f.rows.to_string(),
                    clock::moment(f.loaded_at),
                    f.age_days.to_string(),
                    f.path.clone(),
                ]
            })
            .collect();
        let heads =
            [">id", "table", "release", "days", "state", ">rows", "loaded", ">days ago", "from"];
        text.push_str(&table(&heads, &rows));
    }
    if !report.missing.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("Not loaded for {}:\n", report.day));
        for missing in &report.missing {
            text.push_str(&format!("  {}\n", missing.title));
        }
        text.push_str("Load the agencies' files with `gonio reference import FILE…`.\n");
    }
    text
}

fn remove(context: &Context, id: i64) -> Answer {
    let (mut book, now) = context.open(Right::Settings)?;
    reference::remove(&mut book, id, now).map_err(plain)?;
    if context.json {
        json(&serde_json::json!({ "removed": id }))?;
    } else {
        out(&format!("table {id} was taken back\n"))?;
    }
    Ok(true)
}
