//! People who may sign in, and their sessions. What a role may do is not known here, nor is
//! a password: only its hash.

use crate::book::Book;
use crate::engine::{Row, params};
use crate::trail::{Deed, Mark};
use crate::{Error, PRACTICE, Result, sql};

/// A person of the practice.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Their number; 0 for nobody.
    pub person_id: i64,
    /// What they sign in with, lower case.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Argon2id, in its own text form.
    pub password: String,
    /// Names of roles, joined by a comma.
    pub roles: String,
    /// May sign in.
    pub active: bool,
    /// Since when they are here.
    pub made_at: i64,
    /// Wrong passwords in a row.
    pub failures: i64,
    /// Until then no password is tried; 0 for none.
    pub locked_until: i64,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "person {} ({})", self.person_id, self.roles)
    }
}

/// A session that a browser holds the token of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person_id: i64,
    /// When they signed in.
    pub made_at: i64,
    /// When it was used last.
    pub seen_at: i64,
}

fn person(r: Row<'_>) -> Result<Person> {
    Ok(Person {
        person_id: r.get(0)?,
        login: r.get(1)?,
        name: r.get(2)?,
        password: r.get(3)?,
        roles: r.get(4)?,
        active: r.get(5)?,
        made_at: r.get(6)?,
        failures: r.get(7)?,
        locked_until: r.get(8)?,
    })
}

impl Book {
    /// Everybody, in the order they came.
    ///
    /// # Errors
    /// What the database reports.
    pub fn people(&self) -> Result<Vec<Person>> {
        self.db.rows(sql!("people"), &params![PRACTICE], person)
    }

    /// Who signs in with this.
    ///
    /// # Errors
    /// What the database reports.
    pub fn person_by_login(&self, login: &str) -> Result<Option<Person>> {
        self.db.one(sql!("person_by_login"), &params![PRACTICE, login], person)
    }

    /// A person by number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn person_by_id(&self, person_id: i64) -> Result<Option<Person>> {
        self.db.one(sql!("person_by_id"), &params![PRACTICE, person_id], person)
    }

    /// Adds a person; gives their number. `first` says that nobody is here yet.
    ///
    /// # Errors
    /// Refused when the login is taken, or somebody is here although `first` was said.
    pub fn add_person(&self, mark: Mark, new: &Person, first: bool) -> Result<i64> {
        self.noted_then(mark, |db| {
            let all = db.rows(sql!("people"), &params![PRACTICE], person)?;
            if first && !all.is_empty() {
                return Err(Error::Refused("this book has people already: sign in".into()));
            }
            if all.iter().any(|p| p.login == new.login) {
                return Err(Error::Refused(format!("the login {} is taken", new.login)));
            }
            let person_id = all.iter().map(|p| p.person_id).max().unwrap_or(0) + 1;
            db.execute(
                sql!("insert_person"),
                &params![
                    PRACTICE,
                    person_id,
                    new.login,
                    new.name,
                    new.password,
                    new.roles,
                    true,
                    mark.at,
                    0,
                    0
                ],
            )?;
            let deed = Deed {
                action: "add_person",
                subject: "person",
                subject_id: person_id,
                after: &new.roles,
                ..Deed::default()
            };
            Ok((person_id, deed))
        })
    }

    /// Sets what a person may do, and whether they may sign in at all. Their sessions end.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_roles(&self, mark: Mark, was: &Person, roles: &str, active: bool) -> Result<()> {
        let after = if active { roles } else { "signed off" };
        let deed = Deed {
            action: "set_roles",
            subject: "person",
            subject_id: was.person_id,
            before: &was.roles,
            after,
            ..Deed::default()
        };
        self.noted(mark, &deed, |db| {
            let with = params![roles, active, PRACTICE, was.person_id];
            db.execute(sql!("set_person_roles"), &with)?;
            db.execute(sql!("end_sessions_of_person"), &params![PRACTICE, was.person_id])?;
            Ok(())
        })
    }

    /// Sets a person's password, by its hash. Their sessions end.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_password(&self, mark: Mark, person_id: i64, hash: &str) -> Result<()> {
        let deed = Deed {
            action: "set_password",
            subject: "person",
            subject_id: person_id,
            ..Deed::default()
        };
        self.noted(mark, &deed, |db| {
            db.execute(sql!("set_person_password"), &params![hash, PRACTICE, person_id])?;
            db.execute(sql!("end_sessions_of_person"), &params![PRACTICE, person_id])?;
            Ok(())
        })
    }

    /// Counts a wrong password, or takes the count back; `locked_until` keeps others from
    /// being tried until then.
    ///
    /// # Errors
    /// What the database reports.
    pub fn count_failures(
        &self,
        mark: Mark,
        person_id: i64,
        failures: i64,
        locked_until: i64,
    ) -> Result<()> {
        let deed = Deed {
            action: if failures == 0 { "sign_in" } else { "sign_in_failed" },
            subject: "person",
            subject_id: person_id,
            ..Deed::default()
        };
        self.noted(mark, &deed, |db| {
            let with = params![failures, locked_until, PRACTICE, person_id];
            db.execute(sql!("set_person_failures"), &with)?;
            Ok(())
        })
    }

    /// Keeps a session; those not used since `old` end.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_session(&self, mark: Mark, token_hash: &str, old: i64) -> Result<()> {
        self.db.execute(sql!("end_old_sessions"), &params![PRACTICE, old])?;
        let with = params![PRACTICE, token_hash, mark.person_id, mark.at, mark.at];
        self.db.execute(sql!("insert_session"), &with)?;
        Ok(())
    }

    /// The session of this token.
    ///
    /// # Errors
    /// What the database reports.
    pub fn session(&self, token_hash: &str) -> Result<Option<Session>> {
        self.db.one(sql!("session_by_token"), &params![PRACTICE, token_hash], |r| {
            Ok(Session { person_id: r.get(0)?, made_at: r.get(1)?, seen_at: r.get(2)? })
        })
    }

    /// A session is being used.
    ///
    /// # Errors
    /// What the database reports.
    pub fn touch_session(&self, token_hash: &str, at: i64) -> Result<()> {
        self.db.execute(sql!("touch_session"), &params![at, PRACTICE, token_hash])?;
        Ok(())
    }

    /// Somebody signs out.
    ///
    /// # Errors
    /// What the database reports.
    pub fn end_session(&self, mark: Mark, token_hash: &str) -> Result<()> {
        let deed = Deed {
            action: "sign_out",
            subject: "person",
            subject_id: mark.person_id,
            ..Deed::default()
        };
        self.noted(mark, &deed, |db| {
            db.execute(sql!("end_session"), &params![PRACTICE, token_hash])?;
            Ok(())
        })
    }
}
