//! The pages of the posting desk: the bank, what may be chosen for what waits, patients'
//! credits, and a remittance typed from paper.

use askama::Template;

use super::{Cell, Choice, Equation, Link, Pager, Shell, State};

/// Something that may be chosen for what waits.
#[derive(Clone, Debug, Default)]
pub struct Candidate {
    /// Its key on the keyboard, from 1.
    pub key: usize,
    /// What is sent when it is chosen.
    pub value: String,
    /// What it is: `T100, Acme, Mar 16, 2026, $67.50`.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What speaks for and against it.
    pub reasons: String,
}

/// `/bank`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "bank.html")]
pub struct BankPage {
    /// Around the page.
    pub shell: Shell,
    /// What may be shown, and whether it is.
    pub shows: Vec<(Link, bool)>,
    /// What is shown, in words.
    pub result: String,
    /// The lines.
    pub lines: Vec<BankLine>,
    /// Earlier and later.
    pub pager: Pager,
    /// Remittances that the bank has not shown, in words; empty when there are none.
    pub unseen_words: String,
    /// The first of them.
    pub unseen: Vec<Unseen>,
    /// Whoever looks may match.
    pub may_post: bool,
}

/// A line of the bank.
#[derive(Clone, Debug, Default)]
pub struct BankLine {
    /// Its number.
    pub id: String,
    /// Day in words.
    pub date: String,
    /// The amount.
    pub amount: String,
    /// What the bank says.
    pub text: String,
    /// The end of the account's number; empty when it is not known.
    pub account: String,
    /// How it stands.
    pub state: State,
    /// What it is matched to: the remittance and the rule.
    pub matches: Vec<(Cell, String)>,
    /// Of one that waits: what it may pay.
    pub candidates: Vec<Candidate>,
    /// It waits.
    pub waits: bool,
}

/// A remittance that the bank has not shown.
#[derive(Clone, Debug, Default)]
pub struct Unseen {
    /// Its trace, opens it.
    pub trace: Cell,
    /// Its payer.
    pub payer: String,
    /// Day in words.
    pub date: String,
    /// The payment.
    pub amount: String,
}

/// A claim payment on a remittance that waits for its claim.
#[derive(Clone, Debug, Default)]
pub struct WaitingClaim {
    /// Its number in the remittance.
    pub number: String,
    /// `774120, Aug 3, 2026, charge $560.00, paid $477.52`.
    pub title: String,
    /// The claims it may be for.
    pub candidates: Vec<Candidate>,
}

/// `/credits`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "credits.html")]
pub struct CreditsPage {
    /// Around the page.
    pub shell: Shell,
    /// How many and how much, in words.
    pub result: String,
    /// Patients with money here that they do not owe.
    pub rows: Vec<CreditRow>,
}

/// A patient with money here that they do not owe.
#[derive(Clone, Debug, Default)]
pub struct CreditRow {
    /// The patient's number in the book.
    pub id: String,
    /// What a refund may be asked for; none when nobody may now.
    pub ask: Option<String>,
    /// What may be said to be paid out.
    pub pay: Option<String>,
    /// Last and first name.
    pub patient: String,
    /// Member id.
    pub member: String,
    /// Paid ahead.
    pub unapplied: String,
    /// Paid too much.
    pub credit: String,
    /// Due back.
    pub due: String,
    /// Whether a refund may be asked for, and else why not.
    pub refund: State,
}

/// `/eob`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "eob.html")]
pub struct EobPage {
    /// Around the page.
    pub shell: Shell,
    /// What was typed of the payment.
    pub head: EobHead,
    /// Names of payers that are known.
    pub payers: Vec<String>,
    /// Its lines, some of them empty.
    pub rows: Vec<EobRow>,
    /// Why it cannot be read or posted; empty when it can.
    pub refused: String,
    /// The proof, once it was asked for.
    pub proof: Option<Equation>,
    /// What does not add up.
    pub faults: Vec<String>,
    /// Claims on it that are not in the book.
    pub unknown: String,
    /// It adds up and may be posted.
    pub ready: bool,
}

/// The payment of a paper remittance as it was typed.
#[derive(Clone, Debug, Default)]
pub struct EobHead {
    /// Payer.
    pub payer: String,
    /// Check or transfer number.
    pub trace: String,
    /// ISO day.
    pub date: String,
    /// Payment.
    pub amount: String,
    /// How it was paid.
    pub methods: Vec<Choice>,
    /// Reason, reference and amount of what belongs to no claim.
    pub outside: [String; 3],
}

/// A line of a paper remittance as it was typed.
#[derive(Clone, Debug, Default)]
pub struct EobRow {
    /// From 1.
    pub number: usize,
    /// Values in the order of the fields.
    pub fields: Vec<EobField>,
    /// Values that are seldom needed.
    pub more: Vec<EobField>,
}

/// A field of a line.
#[derive(Clone, Debug, Default)]
pub struct EobField {
    /// Its name in the form.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What an example looks like.
    pub example: &'static str,
    /// What was typed.
    pub value: String,
}
