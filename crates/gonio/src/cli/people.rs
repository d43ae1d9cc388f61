//! `gonio init`, `gonio people`, `gonio audit`: who may do what, and what was done.

use std::io::{IsTerminal as _, Read as _};

use clap::{Args, Subcommand};
use gonio_app::access::{Right, Roles};
use gonio_app::{Book, people};
use serde_json::json;

use super::print::{json as print_json, out, plain, table};
use super::{Answer, Context, Failure};
use crate::clock;

#[derive(Args)]
pub struct InitArgs {
    /// The owner's login: letters, digits and . - _ @
    #[arg(long, value_name = "LOGIN")]
    owner: String,
    /// The owner's name.
    #[arg(long, default_value = "")]
    name: String,
}

#[derive(Subcommand)]
pub enum PeopleCommand {
    /// Everybody, with their roles.
    List,
    /// Add a person. Their password is asked for, or read from GONIO_NEW_PASSWORD.
    Add {
        /// What they sign in with.
        login: String,
        /// owner, biller, reviewer, therapist, front_desk, auditor; several with commas.
        #[arg(long)]
        roles: String,
        /// Their name.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Change what a person may do. They are signed out.
    Roles {
        /// Their login.
        login: String,
        /// owner, biller, reviewer, therapist, front_desk, auditor; several with commas.
        roles: String,
    },
    /// A person may no longer sign in. What they did stays.
    Off {
        /// Their login.
        login: String,
    },
    /// Set a password: your own, or as owner somebody else's. It is asked for, or read from
    /// GONIO_NEW_PASSWORD. They are signed out.
    Password {
        /// Their login.
        login: String,
    },
}

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Look through the whole trail and the whole journal: nothing changed, missing, or moved.
    ///
    /// Prints the last hash. Keep it elsewhere and have it looked for with --head: an end cut
    /// off whole is found in no other way.
    Verify {
        /// A hash printed earlier; it must be in the trail.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// What was done, latest first.
    List {
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// After so many.
        #[arg(long, default_value_t = 0)]
        offset: i64,
    },
}

/// The password of whoever asks: from GONIO_PASSWORD, else typed.
pub fn password(prompt: &str) -> Result<String, Failure> {
    secret("GONIO_PASSWORD", prompt)
}

/// A secret from the environment, else typed without being shown, else one line of standard
/// input. It is no argument: others on the machine can see those.
#[expect(clippy::disallowed_methods, reason = "a password may come from the environment")]
fn secret(variable: &str, prompt: &str) -> Result<String, Failure> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(secret);
    }
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt).map_err(plain);
    }
    let mut line = String::new();
    std::io::stdin().take(1000).read_to_string(&mut line).map_err(plain)?;
    let line = line.lines().next().unwrap_or_default().to_string();
    if line.is_empty() {
        return Err(format!("a password is wanted: set {variable}"));
    }
    Ok(line)
}

fn new_password() -> Result<String, Failure> {
    secret("GONIO_NEW_PASSWORD", "New password (12 characters or more): ")
}

/// Makes the first owner.
pub fn init(context: &Context, args: &InitArgs) -> Answer {
    let book = Book::open(&context.db).map_err(plain)?;
    if people::any(&book).map_err(plain)? {
        return Err("this book has people already; an owner adds others: gonio people add".into());
    }
    let id = people::init(&book, &args.owner, &args.name, &new_password()?, clock::now())
        .map_err(plain)?;
    if context.json {
        print_json(&json!({ "person_id": id, "login": args.owner, "roles": ["owner"] }))?;
    } else {
        out(&format!(
            "{} is the owner. From now on everybody signs in: commands with --as LOGIN, pages \
             with a form.\nAdd others with: gonio --as {} people add LOGIN --roles biller\n",
            args.owner, args.owner
        ))?;
    }
    Ok(true)
}

/// Lists and changes people.
pub fn people(context: &Context, command: PeopleCommand) -> Answer {
    // One may set one's own password without being an owner.
    let right = match command {
        PeopleCommand::Password { .. } => Right::SeeRules,
        _ => Right::People,
    };
    let (book, now) = context.open(right)?;
    let done = match command {
        PeopleCommand::List => return list(context, &book, now),
        PeopleCommand::Add { login, roles, name } => {
            Roles::parse(&roles).map_err(plain)?;
            people::add(&book, &login, &name, &new_password()?, &roles, now).map_err(plain)?;
            format!("{login} may now sign in, as {roles}.\n")
        }
        PeopleCommand::Roles { login, roles } => {
            people::set_roles(&book, &login, &roles, true, now).map_err(plain)?;
            format!("{login} is now {roles}.\n")
        }
        PeopleCommand::Off { login } => {
            people::set_roles(&book, &login, "", false, now).map_err(plain)?;
            format!("{login} may no longer sign in.\n")
        }
        PeopleCommand::Password { login } => {
            people::set_password(&book, &login, &new_password()?, now).map_err(plain)?;
            format!("{login} has a new password.\n")
        }
    };
    if context.json {
        print_json(&json!({ "done": done.trim() }))?;
    } else {
        out(&done)?;
    }
    Ok(true)
}

fn list(context: &Context, book: &Book, now: gonio_app::Now) -> Answer {
    let all = people::list(book, now).map_err(plain)?;
    if context.json {
        print_json(&json!({ "people": all }))?;
        return Ok(true);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|p| {
            let state = if p.active { "" } else { "may not sign in" };
            vec![p.login.clone(), p.name.clone(), p.roles.join(", "), state.into()]
        })
        .collect();
    out(&table(&["login", "name", "roles", ""], &rows))?;
    Ok(true)
}

/// Shows and verifies the trail.
pub fn audit(context: &Context, command: AuditCommand) -> Answer {
    let (book, _) = context.open(Right::SeeTrail)?;
    match command {
        AuditCommand::Verify { head } => {
            let v = book.verify_trail(head.as_deref()).map_err(plain)?;
            if context.json {
                print_json(&json!({
                    "rows": v.rows, "transfers": v.transfers, "head": v.head, "faults": v.faults,
                }))?;
            } else if v.faults.is_empty() {
                out(&format!(
                    "The trail is whole: {} rows, {} journal transfers covered.\n\
                     Its last hash is {}\n",
                    v.rows, v.transfers, v.head
                ))?;
            } else {
                out(&format!("THE TRAIL IS BROKEN in {} places:\n", v.faults.len()))?;
                for fault in &v.faults {
                    out(&format!("  {fault}\n"))?;
                }
            }
            Ok(v.faults.is_empty())
        }
        AuditCommand::List { limit, offset } => {
            let rows = book.trail(limit, offset).map_err(plain)?;
            if context.json {
                let rows: Vec<_> = rows
                    .iter()
                    .map(|r| {
                        json!({
                            "row": r.trail_no, "at": clock::moment(r.made_at), "login": r.login,
                            "action": r.action, "subject": r.subject,
                            "subject_id": r.subject_id, "before": r.before, "after": r.after,
                            "reason": r.reason,
                        })
                    })
                    .collect();
                print_json(&json!({ "trail": rows }))?;
                return Ok(true);
            }
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|r| {
                    let change = match (r.before.as_str(), r.after.as_str()) {
                        ("", after) => after.to_string(),
                        (before, after) => format!("{before} → {after}"),
                    };
                    vec![
                        r.trail_no.to_string(),
                        clock::moment(r.made_at),
                        if r.login.is_empty() { "–".into() } else { r.login.clone() },
                        r.action.clone(),
                        format!("{} {}", r.subject, r.subject_id),
                        change,
                        r.reason.clone(),
                    ]
                })
                .collect();
            out(&table(&[">row", "when", "who", "what", "of", "change", "why"], &rows))?;
            Ok(true)
        }
    }
}
