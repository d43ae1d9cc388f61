//! What a handler is given, and what it gives back.
//!
//! Everything that comes from an address goes through here: what cannot be understood is
//! left out and said so, and what goes into an address is encoded.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use gonio_app::coding::Rulebook;
use gonio_app::metrics::Asked;
use gonio_app::pages::Slice;
use gonio_app::pages::open::OpenAt;
use gonio_app::words::Words;
use gonio_app::{Book, Now, Practice};
use gonio_billing::day::Day;

use super::Server;
use super::handlers::capital;
use super::pages::{ErrorPage, Link, Nav, Notice, Pager, Shell, Tone, show};

/// Rows on a page of a long list.
pub const PAGE: i64 = 50;
/// The longest search text that is looked for.
const LONGEST_SEARCH: usize = 80;

/// The part of an address after `?`.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Of this address. One that is not well formed is taken as empty.
    pub fn of(uri: &Uri) -> Query {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        Query(pairs.map(|q| q.0).unwrap_or_default())
    }

    /// Every value of that name, in order; empty ones too.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.trim()).collect()
    }

    /// The value of that name; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }
}

/// A question a page asks: the book, the day, the address.
pub struct Ask<'a> {
    /// The server.
    pub server: &'a Server,
    /// The book, held still.
    pub book: &'a Book,
    /// The practice's settings.
    pub practice: &'a Practice,
    /// The moment, and who asks.
    pub now: Now,
    /// Their name; empty when nobody signs in.
    person: String,
    /// The parts of the path.
    pub path: &'a [&'a str],
    /// What follows it.
    pub query: &'a Query,
    /// What to tell on the page: parts of the address that were left out, and news.
    notes: RefCell<Vec<Notice>>,
    /// The last answer of [`Ask::open_at`]: two numbers of one page ask the same.
    open_at: RefCell<(Vec<Asked>, Rc<[OpenAt]>)>,
}

impl<'a> Ask<'a> {
    /// A question.
    pub fn new(
        server: &'a Server,
        book: &'a Book,
        practice: &'a Practice,
        now: Now,
        path: &'a [&'a str],
        query: &'a Query,
    ) -> Ask<'a> {
        Ask {
            server,
            book,
            practice,
            now,
            person: String::new(),
            path,
            query,
            notes: RefCell::default(),
            open_at: RefCell::default(),
        }
    }

    /// The question of a person by name.
    pub fn of(self, person: String) -> Ask<'a> {
        Ask { person, ..self }
    }

    /// To somebody who must sign in first; then they see what they asked for.
    pub fn stranger(&self, uri: &Uri) -> Answer {
        if self.path.first() == Some(&"api") {
            let words = serde_json::json!({ "error": "sign in first" });
            return Answer::Json(StatusCode::UNAUTHORIZED, words);
        }
        let place = uri.path_and_query().map_or("/", |p| p.as_str());
        Answer::See(Address::new("/sign-in").with("next", place).text())
    }

    /// The rulebook's words.
    pub fn words(&self) -> &Words {
        &self.server.words
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        &self.server.rulebook
    }

    /// The day that pages look from when the address names none.
    pub fn usual_day(&self) -> Day {
        self.practice.as_of_day.unwrap_or(self.now.today)
    }

    /// The day to look from: the address's, the practice's, today.
    pub fn as_of(&self) -> Day {
        self.day("as_of").unwrap_or_else(|| self.usual_day())
    }

    /// A day of the address.
    pub fn day(&self, name: &str) -> Option<Day> {
        let text = self.query.get(name);
        if text.is_empty() {
            return None;
        }
        let found = Day::parse(text).filter(|_| text.len() == 10);
        if found.is_none() {
            self.left_out(text, "is no date");
        }
        found
    }

    /// A number of the address that names one of our things; 0 for none.
    pub fn number(&self, name: &str) -> i64 {
        let text = self.query.get(name);
        let found = text.parse().ok().filter(|n| *n >= 0);
        if found.is_none() && !text.is_empty() {
            self.left_out(text, "is no number");
        }
        found.unwrap_or(0)
    }

    /// A value of the address that must be one of `known`; empty for none.
    pub fn one_of(&self, name: &str, known: &[&'static str]) -> &'static str {
        let text = self.query.get(name);
        let found = known.iter().find(|k| **k == text);
        if found.is_none() && !text.is_empty() {
            self.left_out(text, "is not known here");
        }
        found.copied().unwrap_or_default()
    }

    /// The text searched for.
    pub fn search(&self) -> String {
        self.query.get("q").chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
    }

    /// The number of the page of a list, from 1, and its slice.
    pub fn slice(&self) -> (i64, Slice) {
        let page = self.number("page").clamp(1, 1_000_000);
        (page, Slice { limit: PAGE, offset: (page - 1) * PAGE })
    }

    /// The id in the path: `/claims/7`.
    pub fn id(&self) -> Option<i64> {
        self.path.get(1)?.parse().ok().filter(|id| *id > 0)
    }

    /// What is open at the end of each day, earliest first.
    pub fn open_at(&self, asked: &[Asked]) -> Result<Rc<[OpenAt]>, Failure> {
        let mut last = self.open_at.borrow_mut();
        if last.0 != asked {
            *last = (asked.to_vec(), self.book.open_at(asked)?.into());
        }
        Ok(Rc::clone(&last.1))
    }

    fn left_out(&self, text: &str, why: &str) {
        let shown: String = text.chars().take(20).collect();
        self.note(
            Tone::Warn,
            format!("“{shown}” in the address {why}; the page shows without it."),
            None,
        );
    }

    /// Adds something to tell at the top of the page.
    pub fn note(&self, tone: Tone, text: String, link: Option<Link>) {
        self.notes.borrow_mut().push(Notice { tone, text, link });
    }

    /// What every page has around it.
    pub fn shell(&self, title: impl Into<String>, active: Nav) -> Shell {
        Shell { as_of: self.usual_day().to_string(), ..self.shell_of(title.into(), active) }
    }

    /// The same for a page that looks from a day of its own.
    pub fn shell_as_of(&self, title: impl Into<String>, active: Nav, as_of: Day) -> Shell {
        Shell { as_of: as_of.to_string(), ..self.shell_of(title.into(), active) }
    }

    fn shell_of(&self, title: String, active: Nav) -> Shell {
        Shell {
            title,
            practice: self.practice.name.clone(),
            active,
            made_up: self.practice.made_up,
            as_of: String::new(),
            version: env!("CARGO_PKG_VERSION").into(),
            notice: self.notice(),
            person: self.person.clone(),
            who: Some(self.now.who),
        }
    }

    /// All notes as one.
    fn notice(&self) -> Option<Notice> {
        let notes = self.notes.borrow();
        let first = notes.first()?;
        let mut all = first.clone();
        for note in notes.iter().skip(1) {
            all.text.push(' ');
            all.text.push_str(&note.text);
            all.link = all.link.or_else(|| note.link.clone());
        }
        Some(all)
    }

    /// A failure as a page.
    pub fn failed(&self, failure: Failure) -> Answer {
        failure.page(self.shell(failure.heading.clone(), Nav::Nowhere))
    }
}

/// What a handler answers.
pub enum Answer {
    /// A page.
    Page(StatusCode, String),
    /// Look there.
    See(String),
    /// A file to keep.
    File(String, String),
    /// A JSON document.
    Json(StatusCode, serde_json::Value),
}

impl Answer {
    /// A page, rendered.
    pub fn page(page: &impl Template) -> Result<Answer, Failure> {
        match page.render() {
            Ok(html) => Ok(Answer::Page(StatusCode::OK, html)),
            Err(e) => Err(Failure::broken(&format!("a page could not be rendered: {e}"))),
        }
    }

    /// As HTTP.
    pub fn into_response(self) -> Response {
        match self {
            Answer::Page(status, html) => {
                let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
                (status, kind, Body::from(html)).into_response()
            }
            Answer::See(place) => match HeaderValue::from_str(&place) {
                Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
                Err(_) => Failure::no_page().bare(),
            },
            Answer::Json(status, value) => {
                let kind = [(header::CONTENT_TYPE, "application/json")];
                (status, kind, Body::from(value.to_string())).into_response()
            }
            Answer::File(name, text) => {
                let kind = [
                    (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_string()),
                    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                ];
                (kind, Body::from(text)).into_response()
            }
        }
    }
}

/// Why there is no page.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    heading: String,
    message: String,
    links: Vec<Link>,
}

impl Failure {
    /// There is no such thing.
    pub fn missing(heading: &str, message: &str, link: Link) -> Failure {
        Failure {
            status: StatusCode::NOT_FOUND,
            heading: heading.into(),
            message: message.into(),
            links: vec![link, Link::new("Home", "/")],
        }
    }

    /// There is no such page.
    pub fn no_page() -> Failure {
        Failure {
            status: StatusCode::NOT_FOUND,
            heading: "There is no such page".into(),
            message: "The address may be mistyped, or from another version of Gonio.".into(),
            links: vec![Link::new("Home", "/")],
        }
    }

    /// It may not be done now.
    pub fn refused(status: u16, heading: &str, message: &str) -> Failure {
        Failure {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            heading: heading.into(),
            message: message.into(),
            links: vec![Link::new("Home", "/")],
        }
    }

    /// The same with other ways on.
    pub fn with_link(mut self, link: Link) -> Failure {
        self.links.insert(0, link);
        self
    }

    /// Something that should not happen did. What exactly goes to the terminal; it names
    /// statements and files, never what is in them.
    pub fn broken(what: &str) -> Failure {
        eprintln!("gonio: {what}");
        Failure {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            heading: "Something went wrong".into(),
            message: "The page could not be made. Nothing in the book was changed. The terminal \
                      that Gonio runs in says more."
                .into(),
            links: vec![Link::new("Home", "/")],
        }
    }

    fn page(&self, shell: Shell) -> Answer {
        let page = ErrorPage {
            shell,
            status: self.status.as_u16(),
            heading: self.heading.clone(),
            message: self.message.clone(),
            links: self.links.clone(),
        };
        let html = page.render().unwrap_or_else(|_| self.heading.clone());
        Answer::Page(self.status, html)
    }

    /// As a page that needs no book.
    pub fn bare(&self) -> Response {
        let shell = Shell {
            title: self.heading.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            ..Shell::default()
        };
        self.page(shell).into_response()
    }
}

impl From<gonio_app::Error> for Failure {
    fn from(e: gonio_app::Error) -> Self {
        match e {
            gonio_app::Error::Refused(words) => {
                Failure::refused(403, "That may not be done now", &capital(&words))
            }
            e => Failure::broken(&e.to_string()),
        }
    }
}

impl From<gonio_app::pages::Error> for Failure {
    fn from(e: gonio_app::pages::Error) -> Self {
        Failure::from(gonio_app::Error::from(e))
    }
}

/// Makes a value fit for an address.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// An address that grows by the filters that are set.
#[derive(Clone, Debug)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Of this path.
    pub fn new(path: impl Into<String>) -> Address {
        Address { path: path.into(), pairs: Vec::new() }
    }

    /// With this value; an empty one takes the name away.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Address {
        self.pairs.retain(|(n, _)| n != name);
        let value = value.to_string();
        if !value.is_empty() {
            self.pairs.push((name.into(), value));
        }
        self
    }

    /// Without that name.
    #[must_use]
    pub fn without(self, name: &str) -> Address {
        self.with(name, "")
    }

    /// As text.
    pub fn text(&self) -> String {
        let mut out = self.path.clone();
        for (at, (name, value)) in self.pairs.iter().enumerate() {
            out.push(if at == 0 { '?' } else { '&' });
            out.push_str(&encode(name));
            out.push('=');
            out.push_str(&encode(value));
        }
        out
    }
}

/// Earlier and later pages of a list of `total`, of which `shown` are on page `page`.
pub fn pager(address: &Address, page: i64, shown: usize, total: i64, noun: (&str, &str)) -> Pager {
    let shown = i64::try_from(shown).unwrap_or(0);
    let first = (page - 1) * PAGE + 1;
    let last = first + shown - 1;
    let showing = if shown == 0 {
        show::counted(total, noun.0, noun.1)
    } else {
        let (first, last) = (show::count(first), show::count(last));
        format!("{first}–{last} of {}", show::counted(total, noun.0, noun.1))
    };
    let to = |page: i64| {
        if page == 1 { address.clone().without("page") } else { address.clone().with("page", page) }
            .text()
    };
    Pager {
        showing,
        previous: (page > 1).then(|| to(page - 1)),
        next: (last < total && shown > 0).then(|| to(page + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        let address = Address::new("/claims").with("q", "a&b=c d/é").with("state", "");
        assert_eq!(address.text(), "/claims?q=a%26b%3Dc%20d%2F%C3%A9");
        assert_eq!(address.with("q", "x").with("page", 2).text(), "/claims?q=x&page=2");
    }

    #[test]
    fn pagers_end_where_the_list_ends() {
        let address = Address::new("/claims").with("page", 2);
        let middle = pager(&address, 2, 50, 101, ("claim", "claims"));
        assert_eq!(middle.showing, "51–100 of 101 claims");
        assert_eq!(middle.previous.as_deref(), Some("/claims"));
        assert_eq!(middle.next.as_deref(), Some("/claims?page=3"));
        assert!(pager(&address, 3, 1, 101, ("claim", "claims")).next.is_none());
    }
}
