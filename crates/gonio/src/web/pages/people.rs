//! Signing in, and the trail.

use askama::Template;

use super::{Pager, Shell};

/// `/sign-in`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Around the page.
    pub shell: Shell,
    /// Why it did not work; empty at first.
    pub refusal: String,
    /// The login that was typed.
    pub login: String,
    /// Where to go then: a path of ours.
    pub next: String,
    /// People of a made-up practice, whose passwords are no secret.
    pub made_up: Vec<MadeUpPerson>,
}

/// Somebody of a made-up practice.
#[derive(Clone, Debug, Default)]
pub struct MadeUpPerson {
    /// What they sign in with.
    pub login: String,
    /// Their password.
    pub password: String,
    /// On the button: `Sign in as the owner`.
    pub words: String,
}

/// `/trail`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "trail.html")]
pub struct TrailPage {
    /// Around the page.
    pub shell: Shell,
    /// Latest first.
    pub rows: Vec<TrailItem>,
    /// Earlier and later ones.
    pub pager: Pager,
}

/// A row of the trail.
#[derive(Clone, Debug, Default)]
pub struct TrailItem {
    /// Its number.
    pub number: String,
    /// When.
    pub when: String,
    /// Who; a dash when nobody had signed in.
    pub who: String,
    /// What, in plain words.
    pub what: String,
    /// To what.
    pub of: String,
    /// Its page.
    pub href: Option<String>,
    /// From what to what.
    pub change: String,
    /// Why.
    pub why: String,
}
