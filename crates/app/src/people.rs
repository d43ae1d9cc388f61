//! People: adding them, signing in and out, what they may do.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use gonio_store::people::Person;
use gonio_store::trail::{Mark, hex};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::{Right, Roles, Who};
use crate::{Book, Error, Now, Result};

/// Shorter passwords are refused.
const SHORTEST: usize = 12;
/// Longer ones too: hashing them would keep the machine busy.
const LONGEST: usize = 200;
/// So many wrong passwords in a row are tried before a pause.
const TRIES: i64 = 5;
/// The pause, in seconds.
const PAUSE: i64 = 15 * 60;
/// A session ends when it was not used for so many seconds, or so long after signing in.
pub const IDLE: i64 = 30 * 60;
const LONGEST_SESSION: i64 = 12 * 60 * 60;
/// How often use of a session is written down, in seconds.
const SEEN_EVERY: i64 = 60;

/// A person as others may see them.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// Their number.
    pub person_id: i64,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Names of their roles.
    pub roles: Vec<String>,
    /// May sign in.
    pub active: bool,
}

impl PersonView {
    fn of(person: &Person) -> PersonView {
        PersonView {
            person_id: person.person_id,
            login: person.login.clone(),
            name: person.name.clone(),
            roles: person.roles.split(',').map(str::to_string).collect(),
            active: person.active,
        }
    }
}

/// A hash that no password has: checked when there is no such person, so that the time an
/// answer takes does not tell who is here.
static NOBODYS: LazyLock<Option<String>> =
    LazyLock::new(|| random::<16>().ok().and_then(|r| hash(&hex(&r)).ok()));

/// Makes the first owner of a book that has no people yet; gives their number.
///
/// # Errors
/// Refused when there are people already, or for a login or password that will not do.
pub fn init(book: &Book, login: &str, name: &str, password: &str, now: Now) -> Result<i64> {
    let person = new_person(login, name, password, "owner")?;
    Ok(book.add_person(now.mark(), &person, true)?)
}

/// Adds a person; gives their number.
///
/// # Errors
/// Refused when the login is taken or will not do, or whoever asks may not.
pub fn add(
    book: &Book,
    login: &str,
    name: &str,
    password: &str,
    roles: &str,
    now: Now,
) -> Result<i64> {
    now.who.may(Right::People)?;
    let person = new_person(login, name, password, roles)?;
    Ok(book.add_person(now.mark(), &person, false)?)
}

fn new_person(login: &str, name: &str, password: &str, roles: &str) -> Result<Person> {
    let login = login.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if login.is_empty() || login.len() > 80 || !login.chars().all(fits) {
        return Err(Error::Refused(
            "a login is made of letters, digits and . - _ @, such as ana or ana@clinic".into(),
        ));
    }
    will_do(&login, password)?;
    Ok(Person {
        name: if name.trim().is_empty() { login.clone() } else { name.trim().to_string() },
        roles: Roles::parse(roles)?.names(),
        password: hash(password)?,
        active: true,
        login,
        ..Person::default()
    })
}

fn will_do(login: &str, password: &str) -> Result<()> {
    let refused = |text: String| Err(Error::Refused(text));
    if password.chars().count() < SHORTEST {
        return refused(format!("a password has at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return refused(format!("a password has at most {LONGEST} characters"));
    }
    if password.to_lowercase().contains(login) {
        return refused("a password may not hold the login".into());
    }
    Ok(())
}

/// Everybody who may sign in, or could once.
///
/// # Errors
/// Refused when whoever asks may not see.
pub fn list(book: &Book, now: Now) -> Result<Vec<PersonView>> {
    now.who.may(Right::People)?;
    Ok(book.people()?.iter().map(PersonView::of).collect())
}

/// Sets what a person may do; `active` whether they may sign in at all.
///
/// # Errors
/// Refused when there is no such person, or nobody would be left who may add people.
pub fn set_roles(book: &Book, login: &str, roles: &str, active: bool, now: Now) -> Result<()> {
    now.who.may(Right::People)?;
    let person = known(book, login)?;
    let roles = if active { Roles::parse(roles)?.names() } else { person.roles.clone() };
    let rules = |p: &Person, roles: &str, active: bool| {
        active
            && Roles::parse(roles)
                .is_ok_and(|roles| Who::Person { id: p.person_id, roles }.has(Right::People))
    };
    let left = book.people()?.iter().any(|p| {
        if p.person_id == person.person_id {
            rules(p, &roles, active)
        } else {
            rules(p, &p.roles, p.active)
        }
    });
    if !left {
        return Err(Error::Refused("then nobody would be left who may add people".into()));
    }
    Ok(book.set_roles(now.mark(), &person, &roles, active)?)
}

/// Sets a password: one's own, or as an owner that of somebody else.
///
/// # Errors
/// Refused when there is no such person, or for a password that will not do.
pub fn set_password(book: &Book, login: &str, password: &str, now: Now) -> Result<()> {
    let person = known(book, login)?;
    if person.person_id != now.who.id() {
        now.who.may(Right::People)?;
    }
    will_do(&person.login, password)?;
    Ok(book.set_password(now.mark(), person.person_id, &hash(password)?)?)
}

fn known(book: &Book, login: &str) -> Result<Person> {
    book.person_by_login(&login.trim().to_lowercase())?
        .ok_or_else(|| Error::Refused(format!("nobody here has the login {login}")))
}

/// Whether the book has people, so that somebody must sign in.
///
/// # Errors
/// What the database reports.
pub fn any(book: &Book) -> Result<bool> {
    Ok(!book.people()?.is_empty())
}

/// Who has this login and password.
///
/// # Errors
/// Refused, with the same words whatever is wrong: a login that is not here, a password that
/// is not theirs, somebody who may not sign in any more. After five wrong passwords none is
/// tried for a quarter of an hour.
pub fn sign_in(book: &Book, login: &str, password: &str, now: Now) -> Result<Who> {
    let refused =
        || Error::Refused("the login or the password is wrong, or may not be used now".into());
    let found = book.person_by_login(&login.trim().to_lowercase())?;
    let Some(person) = found.filter(|p| p.active) else {
        if let Some(nobodys) = NOBODYS.as_deref() {
            fits(nobodys, password);
        }
        return Err(refused());
    };
    let mark = Mark { at: now.seconds, person_id: person.person_id };
    if person.locked_until > now.seconds {
        return Err(refused());
    }
    if !fits(&person.password, password) {
        let failures = person.failures + 1;
        let locked_until = if failures % TRIES == 0 { now.seconds + PAUSE } else { 0 };
        book.count_failures(mark, person.person_id, failures, locked_until)?;
        return Err(refused());
    }
    book.count_failures(mark, person.person_id, 0, 0)?;
    Ok(Who::Person { id: person.person_id, roles: Roles::parse(&person.roles)? })
}

/// Signs in for a while; gives the token that a browser shows with every request.
///
/// # Errors
/// As [`sign_in`].
pub fn open_session(book: &Book, login: &str, password: &str, now: Now) -> Result<String> {
    let who = sign_in(book, login, password, now)?;
    let token = hex(&random::<32>()?);
    let mark = Mark { at: now.seconds, person_id: who.id() };
    book.add_session(mark, &token_hash(&token), now.seconds - IDLE)?;
    Ok(token)
}

/// Who holds this token, and their name. A book without people asks for none.
///
/// # Errors
/// What the database reports. A token that is not known, or no longer, is a stranger's.
pub fn of_session(book: &Book, token: &str, now: Now) -> Result<(Who, String)> {
    let stranger = (Who::Stranger, String::new());
    let hash = token_hash(token);
    let found = if token.is_empty() { None } else { book.session(&hash)? };
    let Some(session) = found else {
        return Ok(if any(book)? { stranger } else { (Who::Nobody, String::new()) });
    };
    let over =
        now.seconds - session.seen_at > IDLE || now.seconds - session.made_at > LONGEST_SESSION;
    let person = book.person_by_id(session.person_id)?.filter(|p| p.active && !over);
    let Some(person) = person else { return Ok(stranger) };
    let who = Who::Person { id: person.person_id, roles: Roles::parse(&person.roles)? };
    Ok((who, person.name))
}

/// Writes down that a session is used, now and then.
///
/// # Errors
/// What the database reports.
pub fn keep_session(book: &Book, token: &str, now: Now) -> Result<()> {
    let hash = token_hash(token);
    if book.session(&hash)?.is_some_and(|s| now.seconds - s.seen_at >= SEEN_EVERY) {
        book.touch_session(&hash, now.seconds)?;
    }
    Ok(())
}

/// Signs out.
///
/// # Errors
/// What the database reports.
pub fn close_session(book: &Book, token: &str, now: Now) -> Result<()> {
    Ok(book.end_session(now.mark(), &token_hash(token))?)
}

fn hash(password: &str) -> Result<String> {
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(odd)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(odd)?.to_string())
}

fn fits(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn odd(e: argon2::password_hash::Error) -> Error {
    Error::Refused(format!("a password could not be hashed: {e}"))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::Refused(format!("this machine gives no random numbers: {e}")))?;
    Ok(bytes)
}

fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
