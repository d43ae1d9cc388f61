//! Denial cases, and what takes two people.

use clap::{Args, Subcommand, ValueEnum};
use gonio_app::access::Right;
use gonio_app::cases::{self, Act, Action, CaseItem, CasesAsked};
use gonio_app::moves::{Asked, Wish};
use gonio_app::{Book, requests};
use gonio_billing::cause::Cause;
use gonio_billing::day::Day;
use gonio_billing::ledger::Account;
use gonio_billing::money::dollars;
use serde_json::json;

use super::print::{cents, json as print_json, out, plain, table};
use super::{Answer, Context, Failure, day};

#[derive(Subcommand)]
pub enum DenialsCommand {
    /// Denial cases, the earliest last day first, then the most money.
    List(ListArgs),
    /// A case with everything that happened to it, and what can be done now.
    Show {
        /// Its number.
        case: i64,
    },
    /// Do something to one case or many. Those to which it does not apply are told, the others
    /// are done; take it back with: gonio import --undo BATCH
    Mark(MarkArgs),
}

#[derive(Args)]
pub struct ListArgs {
    /// Those that have ended.
    #[arg(long)]
    closed: bool,
    /// By cause: authorization, medical_necessity, coding_modifier …
    #[arg(long)]
    cause: Option<String>,
    /// By state: open, triaged, appealing, awaiting_payer, upheld …
    #[arg(long)]
    state: Option<String>,
    /// By who works on it: their login.
    #[arg(long)]
    owner: Option<String>,
    /// With a last day up to this one.
    #[arg(long, value_name = "DAY")]
    due_by: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    limit: i64,
}

/// [`Action`] on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum ActionArg {
    /// Give it an owner, and a cause where the code tells none.
    Assign,
    /// The claim is being corrected.
    Correct,
    /// An appeal is being written.
    Appeal,
    /// Records that the payer wants are being put together.
    Inform,
    /// It is being looked at whether the patient owes it.
    ReviewPatient,
    /// The correction, appeal or records went to the payer.
    Send,
    /// A letter says that the payer keeps to its decision.
    Upheld,
    /// A letter says that the payer will pay.
    WillPay,
    /// It is a copy of what was decided before.
    Duplicate,
    /// Note something.
    Note,
}

#[derive(Args)]
pub struct MarkArgs {
    /// What was done, or is begun.
    #[arg(value_enum)]
    action: ActionArg,
    /// The cases.
    #[arg(required = true)]
    cases: Vec<i64>,
    /// Who is to work on it: their login. Without it, who works on it already, or you.
    #[arg(long)]
    owner: Option<String>,
    /// Why it was denied, where a person knows better than the code.
    #[arg(long)]
    cause: Option<String>,
    /// The day it was done; today when left out.
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// The last day for it, where the payer's rule says another or none.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// The day the payer's answer is due.
    #[arg(long, value_name = "DAY")]
    answer_due: Option<String>,
    /// In words: a reference, a reason.
    #[arg(long, default_value = "")]
    note: String,
    /// Say what would happen; write nothing.
    #[arg(long)]
    preview: bool,
}

#[derive(Subcommand)]
pub enum RequestsCommand {
    /// What waits for a second person.
    List {
        /// What was decided too.
        #[arg(long)]
        all: bool,
        /// Only what one person asked for and approved alone, and is shown for review.
        #[arg(long)]
        review: bool,
    },
    /// Ask for something to be given up or moved on. A second person must agree, but for the
    /// next payer.
    Ask(AskArgs),
    /// Agree, and do it.
    Approve {
        /// The requests.
        #[arg(required = true)]
        requests: Vec<i64>,
        /// Say what would happen; write nothing.
        #[arg(long)]
        preview: bool,
    },
    /// Do not agree.
    Refuse {
        /// The requests.
        #[arg(required = true)]
        requests: Vec<i64>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// [`Wish`] on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum WishArg {
    /// Give up what is denied, short, or still owed.
    WriteOff,
    /// The patient will not pay.
    BadDebt,
    /// What is denied under patient responsibility becomes the patient's.
    ToPatient,
    /// The next payer is asked for what the first one denied.
    ToNextPayer,
}

#[derive(Args)]
pub struct AskArgs {
    /// What is to be done.
    #[arg(value_enum)]
    wish: WishArg,
    /// The claim, by control number.
    claim: String,
    /// Why; kept with it.
    #[arg(long)]
    reason: String,
    /// One of its lines; all when left out.
    #[arg(long, default_value_t = 0)]
    line: i64,
    /// Dollars and cents; all that is open there when left out.
    #[arg(long)]
    amount: Option<String>,
    /// Take only from this account: AR.DEN, AR.VAR, AR.P, AR.S, AR.T, AR.PAT.
    #[arg(long)]
    from: Option<String>,
    /// The denial case it is about.
    #[arg(long, default_value_t = 0)]
    case: i64,
}

fn login(book: &Book, login: Option<&str>) -> Result<Option<i64>, Failure> {
    let Some(login) = login else { return Ok(None) };
    match book.person_by_login(login).map_err(plain)? {
        Some(person) => Ok(Some(person.person_id)),
        None => Err(format!("nobody here signs in as {login}")),
    }
}

fn cause(name: Option<&str>) -> Result<Option<Cause>, Failure> {
    let Some(name) = name else { return Ok(None) };
    Cause::named(name).map(Some).ok_or_else(|| {
        let all: Vec<&str> = Cause::ALL.iter().map(|c| c.name()).collect();
        format!("{name} is no cause; there are {}", all.join(", "))
    })
}

fn given(text: Option<&str>) -> Result<Option<Day>, Failure> {
    text.map(day).transpose()
}

/// Lists cases, shows one, or does something to them.
pub fn denials(context: &Context, command: DenialsCommand) -> Answer {
    match command {
        DenialsCommand::List(args) => list(context, &args),
        DenialsCommand::Show { case } => show(context, case),
        DenialsCommand::Mark(args) => mark(context, &args),
    }
}

fn item(c: &CaseItem) -> serde_json::Value {
    json!({
        "case": c.case_id,
        "control_number": c.control_number,
        "lines": c.lines.split(':').filter_map(|l| l.parse().ok()).collect::<Vec<i64>>(),
        "payer_order": c.sequence,
        "denied": c.posted.to_string(),
        "amount_cents": c.cents,
        "open_cents": c.open_cents,
        "cause": c.cause,
        "group": c.group,
        "reason": c.reason,
        "deadline": c.deadline.map(|d| d.to_string()),
        "state": c.state,
        "owner": c.owner,
        "answer_due": c.answer_due.map(|d| d.to_string()),
        "initial": c.initial,
        "close_reason": c.close_reason,
    })
}

fn list(context: &Context, args: &ListArgs) -> Answer {
    let (book, now) = context.open(Right::SeeClaims)?;
    let asked = CasesAsked {
        closed: args.closed,
        cause: cause(args.cause.as_deref())?.map_or_else(String::new, |c| c.name().into()),
        state: args.state.clone().unwrap_or_default(),
        owner_id: login(&book, args.owner.as_deref())?.unwrap_or(0),
        due_by: given(args.due_by.as_deref())?,
        limit: args.limit,
        ..CasesAsked::default()
    };
    let today = book.practice().map_err(plain)?.as_of_day.unwrap_or(now.today);
    let cases = book.case_list(&asked).map_err(plain)?;
    let counts = book.case_counts(&asked, today).map_err(plain)?;
    if context.json {
        print_json(&json!({
            "cases": cases.iter().map(item).collect::<Vec<_>>(),
            "total": counts.cases,
            "open_cents": counts.open_cents,
            "overdue": counts.overdue,
            "without_owner": counts.unowned,
        }))?;
        return Ok(counts.cases == 0 || args.closed);
    }
    if cases.is_empty() {
        out("No denial case fits.\n")?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|c| {
            vec![
                c.case_id.to_string(),
                c.control_number.clone(),
                dollars(c.open_cents),
                last_day(c.deadline, today),
                c.owner.clone(),
                Cause::named(&c.cause).map_or("not in the rulebook", Cause::words).into(),
                code(&c.group, &c.reason),
                c.state.clone(),
            ]
        })
        .collect();
    let columns = [">case", "claim", ">open", "last day", "owner", "cause", "code", "state"];
    out(&table(&columns, &rows))?;
    out(&format!(
        "{} cases, {} denied; {} past their last day, {} without an owner.\n",
        counts.cases,
        dollars(counts.open_cents),
        counts.overdue,
        counts.unowned
    ))?;
    Ok(args.closed)
}

/// `2026-07-14, 12 days` or `2026-03-01, over`.
fn last_day(deadline: Option<Day>, today: Day) -> String {
    match deadline {
        None => "not known".into(),
        Some(day) if day < today => format!("{day}, over"),
        Some(day) => format!("{day}, {} days", day.0 - today.0),
    }
}

fn code(group: &str, reason: &str) -> String {
    if reason.is_empty() { "below contract".into() } else { format!("{group}-{reason}") }
}

fn show(context: &Context, case: i64) -> Answer {
    let (book, now) = context.open(Right::SeeClaims)?;
    let view = cases::show(&book, case, now).map_err(plain)?;
    let people = book.people().map_err(plain)?;
    let who = |id: i64| {
        people.iter().find(|p| p.person_id == id).map_or_else(String::new, |p| p.login.clone())
    };
    let choices: Vec<&str> = view.choices.iter().map(|a| a.name()).collect();
    if context.json {
        print_json(&json!({
            "case": view.row.case_id,
            "state": view.row.state,
            "open_cents": view.row.open_cents,
            "cause": view.row.cause,
            "deadline": view.deadline().map(|d| d.to_string()),
            "history": view.told.iter().map(|t| json!({
                "date": t.day.to_string(),
                "who": who(t.person_id),
                "what": t.words,
                "note": t.note,
                "state": t.state,
            })).collect::<Vec<_>>(),
            "choices": choices,
        }))?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = view
        .told
        .iter()
        .map(|t| {
            let note = t.note.clone();
            vec![t.day.to_string(), who(t.person_id), t.words.clone(), note, t.state.clone()]
        })
        .collect();
    out(&table(&["day", "who", "what", "note", "then"], &rows))?;
    out(&format!(
        "{} is still denied. What can be done: {}.\n",
        dollars(view.row.open_cents),
        choices.join(", ")
    ))?;
    Ok(true)
}

fn mark(context: &Context, args: &MarkArgs) -> Answer {
    let (mut book, now) = context.open(Right::WorkDenials)?;
    let action = match args.action {
        ActionArg::Assign => Action::Assign,
        ActionArg::Correct => Action::Correct,
        ActionArg::Appeal => Action::Appeal,
        ActionArg::Inform => Action::Inform,
        ActionArg::ReviewPatient => Action::ReviewPatient,
        ActionArg::Send => Action::Send,
        ActionArg::Upheld => Action::Upheld,
        ActionArg::WillPay => Action::WillPay,
        ActionArg::Duplicate => Action::Duplicate,
        ActionArg::Note => Action::Note,
    };
    let act = Act {
        action,
        cases: args.cases.clone(),
        owner: login(&book, args.owner.as_deref())?,
        cause: cause(args.cause.as_deref())?,
        on: given(args.on.as_deref())?.unwrap_or(now.today),
        until: given(args.until.as_deref())?,
        answer_due: given(args.answer_due.as_deref())?,
        note: args.note.clone(),
    };
    let report = cases::act(&mut book, &act, args.preview, now).map_err(plain)?;
    let all = report.cases.iter().all(|c| c.refused.is_empty());
    if context.json {
        print_json(&report)?;
        return Ok(all);
    }
    let rows: Vec<Vec<String>> = report
        .cases
        .iter()
        .map(|c| {
            let then = if c.refused.is_empty() { &c.after } else { &c.refused };
            vec![
                c.case.to_string(),
                c.control_number.clone(),
                dollars(c.open_cents),
                c.before.clone(),
                then.clone(),
            ]
        })
        .collect();
    out(&table(&[">case", "claim", ">open", "before", "after, or why not"], &rows))?;
    said(report.batch, args.preview)?;
    Ok(all)
}

fn said(batch: Option<i64>, preview: bool) -> Result<(), Failure> {
    out(&match (batch, preview) {
        (Some(batch), _) => {
            format!("Batch {batch}; take it back with: gonio import --undo {batch}\n")
        }
        (None, true) => "A preview; nothing was written.\n".into(),
        (None, false) => "Nothing was done.\n".into(),
    })
}

/// Lists requests, asks, approves or refuses.
pub fn requests(context: &Context, command: RequestsCommand) -> Answer {
    match command {
        RequestsCommand::List { all, review } => list_requests(context, all, review),
        RequestsCommand::Ask(args) => ask(context, &args),
        RequestsCommand::Approve { requests, preview } => {
            let (mut book, now) = context.open(Right::Approve)?;
            let report = requests::approve(&mut book, &requests, preview, now).map_err(plain)?;
            answered(context, &report, preview)
        }
        RequestsCommand::Refuse { requests, reason } => {
            let (mut book, now) = context.open(Right::Approve)?;
            let report =
                requests::refuse(&mut book, &requests, &reason, false, now).map_err(plain)?;
            answered(context, &report, false)
        }
    }
}

fn list_requests(context: &Context, all: bool, review: bool) -> Answer {
    let (book, _) = context.open(Right::SeeClaims)?;
    let mut rows = requests::list(&book, all || review).map_err(plain)?;
    if review {
        rows.retain(requests::to_review);
    }
    let waiting = rows.iter().any(|r| r.outcome.is_empty());
    if context.json {
        print_json(&json!({ "requests": rows.iter().map(|r| json!({
            "request": r.request_id,
            "wish": r.wish,
            "control_number": r.control_number,
            "line": r.line,
            "case": r.case_id,
            "from": r.from_account,
            "amount_cents": r.cents,
            "reason": r.reason,
            "asked_by": r.asker,
            "outcome": r.outcome,
            "decided_by": r.decider,
            "answer": r.answer,
            "self_reviewed": r.self_reviewed,
        })).collect::<Vec<_>>() }))?;
        return Ok(!waiting);
    }
    if rows.is_empty() {
        out("No request waits.\n")?;
        return Ok(true);
    }
    let table_rows: Vec<Vec<String>> = rows
        .iter()
        .map(|r| {
            let wish = Wish::named(&r.wish).map_or_else(|| r.wish.clone(), |w| w.words().into());
            let outcome = match (r.outcome.as_str(), r.self_reviewed) {
                ("", _) => "waits".to_string(),
                (outcome, true) => format!("{outcome} by the same person"),
                (outcome, false) => format!("{outcome} by {}", r.decider),
            };
            vec![
                r.request_id.to_string(),
                wish,
                r.control_number.clone(),
                dollars(r.cents),
                r.asker.clone(),
                r.reason.clone(),
                outcome,
            ]
        })
        .collect();
    let columns = [">request", "what", "claim", ">amount", "asked by", "reason", "outcome"];
    out(&table(&columns, &table_rows))?;
    Ok(!waiting)
}

fn ask(context: &Context, args: &AskArgs) -> Answer {
    let (mut book, now) = context.open(Right::Ask)?;
    let ids = book.claim_ids(&args.claim).map_err(plain)?;
    let [claim_id] = ids[..] else {
        return Err(match ids.len() {
            0 => format!("no claim has the control number {}", args.claim),
            n => format!("{n} claims have the control number {}", args.claim),
        });
    };
    let from = match args.from.as_deref() {
        None => None,
        Some(name) => Some(
            Account::named(name)
                .filter(|a| a.is_receivable())
                .ok_or_else(|| format!("{name} is no account of what is open, such as AR.DEN"))?,
        ),
    };
    let asked = Asked {
        wish: match args.wish {
            WishArg::WriteOff => Wish::WriteOff,
            WishArg::BadDebt => Wish::BadDebt,
            WishArg::ToPatient => Wish::ToPatient,
            WishArg::ToNextPayer => Wish::ToNextPayer,
        },
        claim_id,
        line: args.line,
        from,
        cents: args.amount.as_deref().map(cents).transpose()?.unwrap_or(0),
        reason: args.reason.clone(),
    };
    let report = requests::ask(&mut book, &asked, args.case, now).map_err(plain)?;
    if context.json {
        print_json(&report)?;
        return Ok(true);
    }
    out(&match report.request {
        Some(request) => format!(
            "Request {request} over {} waits for a second person (batch {}).\n",
            dollars(report.cents),
            report.batch
        ),
        None => format!("Done: {} (batch {}).\n", dollars(report.cents), report.batch),
    })?;
    Ok(true)
}

fn answered(context: &Context, report: &requests::AnswerReport, preview: bool) -> Answer {
    let all = report.requests.iter().all(|r| r.refused.is_empty());
    if context.json {
        print_json(report)?;
        return Ok(all);
    }
    let rows: Vec<Vec<String>> = report
        .requests
        .iter()
        .map(|r| {
            let result = match (r.refused.as_str(), r.self_reviewed) {
                ("", false) => "done".to_string(),
                ("", true) => "done; one person did both, and it is marked".into(),
                (why, _) => why.to_string(),
            };
            vec![r.request.to_string(), r.control_number.clone(), dollars(r.cents), result]
        })
        .collect();
    out(&table(&[">request", "claim", ">amount", "result"], &rows))?;
    said(report.batch, preview)?;
    Ok(all)
}
