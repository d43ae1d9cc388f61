//! Denial cases and what takes two people.

use askama::Template;

use super::{Cell, Choice, Pager, Shell, State};

/// `/denials/work`: the worklist.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "cases.html")]
pub struct CasesPage {
    /// Around the page.
    pub shell: Shell,
    /// A sentence: `41 cases, $8,410.22 denied; 3 past their last day, 12 without an owner.`
    pub total_words: String,
    /// Causes to choose from.
    pub causes: Vec<Choice>,
    /// States to choose from.
    pub states: Vec<Choice>,
    /// Payers to choose from.
    pub payers: Vec<Choice>,
    /// People to choose from, for the filter.
    pub owners: Vec<Choice>,
    /// Ended cases are shown.
    pub closed: bool,
    /// A filter is set.
    pub active: bool,
    /// The cases.
    pub rows: Vec<CaseLine>,
    /// Earlier and later.
    pub pager: Pager,
    /// What can be done to those that are ticked; empty for whoever may not.
    pub actions: Vec<Choice>,
    /// People to give a case to.
    pub people: Vec<Choice>,
    /// Causes to say.
    pub said_causes: Vec<Choice>,
}

/// A row of the worklist.
#[derive(Clone, Debug, Default)]
pub struct CaseLine {
    /// Its number.
    pub id: String,
    /// The claim's number.
    pub claim: String,
    /// Payer.
    pub payer: String,
    /// Still denied.
    pub amount: String,
    /// The last day in words.
    pub deadline: String,
    /// `12 days left`, `over since 3 days`.
    pub left: State,
    /// Who works on it.
    pub owner: String,
    /// Cause in words.
    pub cause: String,
    /// Reason in plain words, and its code.
    pub reason: String,
    /// `CO-50`.
    pub code: String,
    /// Where it stands.
    pub state: String,
    /// What to do.
    pub next: String,
}

/// `/cases/{id}`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "case.html")]
pub struct CasePage {
    /// Around the page.
    pub shell: Shell,
    /// Its number.
    pub id: String,
    /// Opens the claim.
    pub claim: Cell,
    /// What is known of it: label and value.
    pub facts: Vec<(String, String)>,
    /// Reason in plain words.
    pub reason: String,
    /// `CO-50`.
    pub code: String,
    /// What to do, by the rulebook.
    pub next: String,
    /// Where it stands.
    pub state: String,
    /// What happened.
    pub history: Vec<CaseTold>,
    /// What can be done now.
    pub actions: Vec<Choice>,
    /// People to give it to.
    pub people: Vec<Choice>,
    /// Causes to say.
    pub said_causes: Vec<Choice>,
    /// What can be asked for; empty for whoever may not.
    pub wishes: Vec<Choice>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, Default)]
pub struct CaseTold {
    /// The day in words.
    pub day: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// What was said with it.
    pub note: String,
    /// Where it stood then.
    pub state: String,
}

/// What would be done to many at once, before it is.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "preview.html")]
pub struct PreviewPage {
    /// Around the page.
    pub shell: Shell,
    /// `Write an appeal for 3 of 5 cases?`
    pub question: String,
    /// What is done.
    pub does: Vec<PreviewLine>,
    /// What is not, and why.
    pub refused: Vec<PreviewLine>,
    /// Where the form goes.
    pub action: String,
    /// What it carries.
    pub fields: Vec<(String, String)>,
    /// On the button.
    pub button: String,
    /// Back without doing anything.
    pub back: String,
}

/// A row of a preview.
#[derive(Clone, Debug, Default)]
pub struct PreviewLine {
    /// `Case 7, claim HB-000040`.
    pub what: String,
    /// Amount.
    pub amount: String,
    /// How it stands.
    pub before: String,
    /// How it will stand, or why it stays.
    pub after: String,
}

/// `/requests`: what takes two people.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "requests.html")]
pub struct RequestsPage {
    /// Around the page.
    pub shell: Shell,
    /// Those that wait.
    pub waiting: Vec<RequestLine>,
    /// What one person asked for and approved alone, to be looked at again.
    pub review: Vec<RequestLine>,
    /// What was decided lately.
    pub decided: Vec<RequestLine>,
    /// Whoever looks may answer.
    pub may_answer: bool,
}

/// A request.
#[derive(Clone, Debug, Default)]
pub struct RequestLine {
    /// Its number.
    pub id: String,
    /// What is asked for.
    pub wish: String,
    /// Opens the claim.
    pub claim: Cell,
    /// Amount.
    pub amount: String,
    /// From where, in words.
    pub from: String,
    /// Who asked, and when.
    pub asked: String,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub outcome: String,
}

/// `/outgoing`: claims made here, before they are sent.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "outgoing.html")]
pub struct OutgoingPage {
    /// Around the page.
    pub shell: Shell,
    /// What could be built; empty for nothing.
    pub waiting_words: String,
    /// Claims made here, the latest first.
    pub rows: Vec<OutgoingLine>,
    /// To the earlier ones.
    pub pager: Pager,
    /// Whoever looks may make and send claims.
    pub may: bool,
}

/// A claim made here.
#[derive(Clone, Debug, Default)]
pub struct OutgoingLine {
    /// Its number here.
    pub id: String,
    /// Opens the claim it was made from.
    pub claim: Cell,
    /// What it is.
    pub what: String,
    /// Its own control number.
    pub number: String,
    /// Its charge.
    pub charge: String,
    /// Where it stands.
    pub state: State,
    /// Why it is held or was dropped.
    pub reason: String,
    /// What can be done with it.
    pub steps: Vec<Choice>,
}

/// `/claims/{id}/anew`: what can be sent in a claim's place.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "anew.html")]
pub struct AnewPage {
    /// Around the page.
    pub shell: Shell,
    /// The claim.
    pub control_number: String,
    /// Opens it, and takes the form.
    pub href: String,
    /// What can be made of it, with what speaks against it.
    pub kinds: Vec<AnewKind>,
    /// Its lines as they were sent.
    pub lines: Vec<AnewLine>,
    /// Why nothing can be made of it; empty when something can.
    pub refused: String,
}

/// One way to send a claim anew.
#[derive(Clone, Debug, Default)]
pub struct AnewKind {
    /// What the form sends, and its words.
    pub choice: Choice,
    /// What it is for.
    pub words: String,
    /// Why it cannot be done now; empty when it can.
    pub refused: String,
}

/// A line of a claim, to be changed.
#[derive(Clone, Debug, Default)]
pub struct AnewLine {
    /// From 1.
    pub number: i64,
    /// Procedure code.
    pub code: String,
    /// Joined by spaces.
    pub modifiers: String,
    /// As they are written.
    pub units: String,
    /// In dollars.
    pub charge: String,
}
