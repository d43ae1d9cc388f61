//! What several pages share: the shell around each, and links, cells, states, tables' heads,
//! equations, bars and trends as pages show them.

use askama::Template;
use gonio_app::access::{Right, Who};

use super::chart::{self, Point};
use super::show::{self, Unit};

/// What every page has around it: header, navigation, notices, footer.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The page's name, for the browser tab: `Claims`.
    pub title: String,
    /// The practice's name; empty shows nothing.
    pub practice: String,
    /// The entry of the navigation this page belongs to.
    pub active: Nav,
    /// The practice is made up: a banner says so on every page.
    pub made_up: bool,
    /// The day the books are read as of, ISO (`2026-08-31`), for the date input.
    pub as_of: String,
    /// Version of the program, for the footer.
    pub version: String,
    /// What just happened, or what to know first.
    pub notice: Option<Notice>,
    /// Who is signed in, by name; empty when nobody signs in.
    pub person: String,
    /// What they may do; `None` on pages that know nobody.
    pub who: Option<Who>,
}

impl Shell {
    /// The navigation in order, each entry with its name and address: what whoever looks may
    /// open.
    #[must_use]
    pub fn nav(&self) -> Vec<(Nav, &'static str, &'static str)> {
        let all = [
            (Nav::Home, "Home", "/", Right::SeeNumbers),
            (Nav::Claims, "Claims", "/claims", Right::SeeClaims),
            (Nav::Remittances, "Remittances", "/remittances", Right::SeeClaims),
            (Nav::Denials, "Denials", "/denials", Right::SeeClaims),
            (Nav::Work, "Work", "/work", Right::SeeClaims),
            (Nav::Imports, "Imports", "/imports", Right::SeeClaims),
            (Nav::Calculator, "Calculator", "/calculator", Right::SeeRules),
        ];
        let open = |right| self.who.is_none_or(|who| who.has(right));
        all.into_iter().filter(|(.., right)| open(*right)).map(|(n, w, h, _)| (n, w, h)).collect()
    }

    /// The as-of day in words; empty when there is none.
    #[must_use]
    pub fn as_of_words(&self) -> String {
        show::date(&self.as_of)
    }
}

/// The entries of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nav {
    /// Not under any entry, such as an error page.
    #[default]
    Nowhere,
    /// Where the money is.
    Home,
    /// Claims and one claim.
    Claims,
    /// Remittances and one remittance.
    Remittances,
    /// Denied money by cause and payer.
    Denials,
    /// What waits for a person.
    Work,
    /// Files received.
    Imports,
    /// Minutes to units and amounts, and what names mean.
    Calculator,
}

/// How something stands. The words next to it always say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Done, balanced, paid.
    Good,
    /// Waiting on someone.
    Warn,
    /// Denied, refused, out of balance.
    Bad,
}

impl Tone {
    /// The class name in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A message at the top of a page.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// How it stands.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
    /// A way on.
    pub link: Option<Link>,
}

/// A link: its words and its address.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Words that make sense alone.
    pub text: String,
    /// Address.
    pub href: String,
}

impl Link {
    /// A link with these words to this address.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// A text or number that may open the rows behind it.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"{% if let Some(href) = href %}<a href="{{ href }}">{{ text }}</a>{% else %}{{ text }}{% endif %}"#,
    ext = "html"
)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Cell {
    /// Text that leads nowhere.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }

    /// Text that leads somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()) }
    }
}

/// A state in words with its mark: `Denied, still claimed`.
#[derive(Clone, Debug, Default, Template)]
#[template(source = r#"<span class="state {{ tone.class() }}">{{ words }}</span>"#, ext = "html")]
pub struct State {
    /// The words.
    pub words: String,
    /// How it stands.
    pub tone: Tone,
}

impl State {
    /// A state in these words.
    pub fn new(words: impl Into<String>, tone: Tone) -> Self {
        Self { words: words.into(), tone }
    }
}

/// Where a fact comes from: a file and the segment in it.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"<span class="source">{% if let Some(href) = href %}<a href="{{ href }}">{{ file }}</a>{% else %}{{ file }}{% endif %}{% if !place.is_empty() %} <span class="place">{{ place }}</span>{% endif %}</span>"#,
    ext = "html"
)]
pub struct Source {
    /// File name, or remittance trace.
    pub file: String,
    /// Place inside it: `segment 214`. May be empty.
    pub place: String,
    /// Where to see it.
    pub href: Option<String>,
}

/// One choice of a select input.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Value sent.
    pub value: String,
    /// Words shown.
    pub label: String,
    /// Chosen now.
    pub chosen: bool,
}

/// One of several views of the same thing, shown as a row of links.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Words shown.
    pub label: String,
    /// Address.
    pub href: String,
    /// Shown now.
    pub current: bool,
}

/// Earlier and later rows of a long list.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/pager.html")]
pub struct Pager {
    /// Which rows are shown: `1–50 of 1,204 claims`.
    pub showing: String,
    /// Address of the earlier rows.
    pub previous: Option<String>,
    /// Address of the later rows.
    pub next: Option<String>,
}

/// Which way a column sorts now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Not by this column.
    #[default]
    None,
    /// Smallest or earliest first.
    Ascending,
    /// Largest or latest first.
    Descending,
}

impl Order {
    /// The value of `aria-sort`.
    #[must_use]
    pub fn aria(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// A mark next to the column's name.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Ascending => "\u{2191}",
            Self::Descending => "\u{2193}",
        }
    }
}

/// The head of a column, perhaps a link that sorts by it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/column.html")]
pub struct Column {
    /// The column's name.
    pub label: String,
    /// Numbers and money stand on the right.
    pub numeric: bool,
    /// Address that sorts by this column; `None` when it cannot be sorted by.
    pub href: Option<String>,
    /// How it is sorted now.
    pub order: Order,
}

impl Column {
    /// A column of text that cannot be sorted by.
    pub fn plain(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// A column of numbers that cannot be sorted by.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: true, ..Self::default() }
    }
}

/// One part of an [`Equation`].
#[derive(Clone, Debug, Default)]
pub struct Term {
    /// `+`, `−` or, for the first of its side, empty.
    pub sign: &'static str,
    /// The amount.
    pub amount: Cell,
    /// What the amount is.
    pub label: String,
}

impl Term {
    /// A term with this sign.
    pub fn new(sign: &'static str, amount: Cell, label: impl Into<String>) -> Self {
        Self { sign, amount, label: label.into() }
    }
}

/// A proof that money adds up, laid out as an equation.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/equation.html")]
pub struct Equation {
    /// What is proved, in words that hold either way: `Where the payment went`.
    pub title: String,
    /// The amount to the left of the equals sign.
    pub left: Term,
    /// The amounts to its right.
    pub right: Vec<Term>,
    /// Both sides are equal.
    pub balances: bool,
    /// By how much they are not; empty when they are.
    pub off_by: String,
}

/// A bar in a list of bars: a name, words on it, an amount, its share.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// The name, plain words.
    pub label: String,
    /// A second line: a code, an owner, an explanation. May be empty.
    pub words: String,
    /// The amount, a link to its rows.
    pub amount: Cell,
    /// How many rows: `12 lines`.
    pub count: String,
    /// Length of the bar in thousandths; see [`show::share`].
    pub share: u16,
}

impl Bar {
    /// The bar as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        chart::bar(self.share)
    }
}

/// A value by month.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// What is drawn, for the text alternative: `Days in A/R`.
    pub title: String,
    /// Up to 13 months, oldest first.
    pub points: Vec<Point>,
    /// What the values are.
    pub unit: Unit,
}

impl Trend {
    /// The small chart.
    #[must_use]
    pub fn spark(&self) -> String {
        let values: Vec<Option<i64>> = self.points.iter().map(|point| point.value).collect();
        chart::sparkline(&values, &self.alternative())
    }

    /// The large chart.
    #[must_use]
    pub fn large(&self) -> String {
        chart::trend(&self.points, self.unit, &self.alternative())
    }

    /// The chart in words.
    #[must_use]
    pub fn alternative(&self) -> String {
        chart::alternative(&self.title, &self.points, self.unit)
    }

    /// The value of a month as shown in a table.
    #[must_use]
    pub fn value(&self, point: &Point) -> String {
        point.value.map_or_else(|| "\u{2013}".to_owned(), |value| self.unit.show(value))
    }
}
