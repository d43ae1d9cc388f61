//! The pages as typed structs, one per page, each with its template.
//!
//! A page holds what it shows, ready to show: text, links, whole numbers for bars and
//! charts. It knows nothing of the database or of HTTP; the handlers fill it, mostly
//! through [`show`]. Three habits hold everywhere: plain words come first and the code
//! second, a number is a [`Cell`] that can open the rows behind it, and whatever color
//! says is also said in words.

pub mod bank;
pub mod calculator;
pub mod cases;
pub mod chart;
pub mod parts;
pub mod people;
pub mod show;

use askama::Template;
pub use bank::*;
pub use calculator::*;
pub use cases::*;
pub use parts::*;
pub use people::*;

// ---------------------------------------------------------------------------
// Home

/// `/`: where the money is, or, with an empty book, how to begin.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// Around the page.
    pub shell: Shell,
    /// The books; `None` while they are empty.
    pub books: Option<HomeBooks>,
}

/// What the home page shows once there is something in the books.
#[derive(Clone, Debug, Default)]
pub struct HomeBooks {
    /// Everything still open.
    pub open: Cell,
    /// A sentence under it: `Open on 214 claims with 6 payers.`
    pub open_words: String,
    /// Last import in words, a link to it.
    pub last_import: Option<Link>,
    /// Where the money is stuck, most first.
    pub places: Vec<Place>,
    /// Metrics.
    pub tiles: Vec<Tile>,
    /// A/R by age.
    pub aging: Aging,
    /// The days that the payers' numbers are of: `Jun–Aug 2026`.
    pub payers_period: String,
    /// Payers, largest first.
    pub payers: Vec<PayerRow>,
}

/// A place where money waits.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Plain name: `With the payer, overdue`.
    pub label: String,
    /// What that means and what moves it.
    pub words: String,
    /// Whose turn it is: `Payer's turn`, `Our turn`, `Patient's turn`.
    pub turn: State,
    /// Dollars.
    pub amount: Cell,
    /// How many: `38 claims`.
    pub count: Cell,
    /// Share of all that is stuck, in thousandths.
    pub share: u16,
}

impl Place {
    /// The bar as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        chart::bar(self.share)
    }
}

/// A metric on the home page.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    /// Stable id, as in the address: `days_in_ar_gross`.
    pub id: String,
    /// Plain title: `Days in A/R`.
    pub title: String,
    /// The value, `–` when there is none.
    pub value: String,
    /// The metric's page.
    pub href: String,
    /// Over what: `Jun–Aug 2026`.
    pub period: String,
    /// What is divided by what, in one or two sentences.
    pub definition: String,
    /// The target with its source; `None` when there is none worth naming.
    pub target: Option<String>,
    /// The value may still move.
    pub provisional: bool,
    /// By month.
    pub trend: Trend,
}

/// A/R by age.
#[derive(Clone, Debug, Default)]
pub struct Aging {
    /// From what day age is counted: `Days since the visit`.
    pub basis: String,
    /// All buckets together.
    pub total: Cell,
    /// Buckets in order; `label` is `0–30 days`, `count` is `61 claims`.
    pub buckets: Vec<Bar>,
}

/// A payer on the home page.
#[derive(Clone, Debug, Default)]
pub struct PayerRow {
    /// The payer; opens its claims.
    pub payer: Cell,
    /// Charges of adjudicated claims.
    pub charges: Cell,
    /// Paid on them.
    pub paid: Cell,
    /// Paid over charges.
    pub reimbursement: Cell,
    /// Claims denied in part or whole the first time.
    pub initial_denial: Cell,
    /// Median days from sending to payment.
    pub days_to_pay: Cell,
}

// ---------------------------------------------------------------------------
// Claims

/// `/claims`: find claims.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "claims.html")]
pub struct ClaimsPage {
    /// Around the page.
    pub shell: Shell,
    /// What was asked for.
    pub filter: ClaimFilter,
    /// What the filter means in words, and how many: `38 claims, $12,400.00 open`.
    pub result: String,
    /// Column heads in the order of [`ClaimRow`]'s fields.
    pub columns: Vec<Column>,
    /// The claims.
    pub rows: Vec<ClaimRow>,
    /// Sums over the whole result, not this page; `None` shows no last row.
    pub total: Option<ClaimTotal>,
    /// Earlier and later.
    pub pager: Pager,
    /// Nothing has been imported yet, so an empty list means something else.
    pub empty_book: bool,
}

/// The filter over claims; all of it is in the address.
#[derive(Clone, Debug, Default)]
pub struct ClaimFilter {
    /// Control number, patient, or code.
    pub q: String,
    /// States.
    pub states: Vec<Choice>,
    /// Payers.
    pub payers: Vec<Choice>,
    /// First service day, ISO.
    pub from: String,
    /// Last service day, ISO.
    pub to: String,
    /// Orders.
    pub sorts: Vec<Choice>,
    /// Anything is set, so there is something to clear.
    pub active: bool,
    /// A filter that has no input, kept when others change: name, value, and words.
    pub kept: Vec<Kept>,
}

/// A filter that arrived by a link and has no input of its own.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Name in the address: `place`.
    pub name: String,
    /// Value in the address.
    pub value: String,
    /// In words: `With the payer, overdue`.
    pub words: String,
    /// The same list without it.
    pub without: String,
}

/// A claim in the list.
#[derive(Clone, Debug, Default)]
pub struct ClaimRow {
    /// Control number, opens the claim.
    pub control_number: Cell,
    /// Patient.
    pub patient: String,
    /// Payer.
    pub payer: String,
    /// First service day in words.
    pub service_date: String,
    /// Charge.
    pub charge: String,
    /// Paid.
    pub paid: String,
    /// Adjusted off.
    pub adjusted: String,
    /// Still open.
    pub open: String,
    /// Where it stands.
    pub state: State,
}

/// Sums over all claims found.
#[derive(Clone, Debug, Default)]
pub struct ClaimTotal {
    /// `All 38 claims`.
    pub label: String,
    /// Charge.
    pub charge: String,
    /// Paid.
    pub paid: String,
    /// Adjusted off.
    pub adjusted: String,
    /// Still open.
    pub open: String,
}

/// `/claims/{control number}`: one claim.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "claim.html")]
pub struct ClaimPage {
    /// Around the page.
    pub shell: Shell,
    /// Our number for it.
    pub control_number: String,
    /// Patient.
    pub patient: String,
    /// State in words.
    pub state: State,
    /// Where it stands, one or two sentences.
    pub stands: String,
    /// What to do next, if it is our turn.
    pub next: Option<String>,
    /// Where it can be sent anew; empty when it cannot, or not by whoever looks.
    pub anew: String,
    /// Charge.
    pub charge: Cell,
    /// Paid by insurers and the patient.
    pub paid: Cell,
    /// Adjusted off.
    pub adjusted: Cell,
    /// Still open.
    pub open: Cell,
    /// Payers, dates, therapist, numbers: label and value pairs.
    pub facts: Vec<Fact>,
    /// What happened, oldest first.
    pub timeline: Vec<Happening>,
    /// Service lines.
    pub lines: Vec<ClaimLine>,
    /// Ledger entries, oldest first.
    pub ledger: Vec<LedgerRow>,
    /// Claim-level proof: charge = payments + adjustments + open.
    pub proof: Equation,
}

/// A label and its value.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// `First payer`.
    pub label: String,
    /// `Harbor Health Plan`.
    pub value: Cell,
}

impl Fact {
    /// A fact with this label.
    pub fn new(label: impl Into<String>, value: Cell) -> Self {
        Self { label: label.into(), value }
    }
}

/// Something that happened to a claim.
#[derive(Clone, Debug, Default)]
pub struct Happening {
    /// Day in words.
    pub date: String,
    /// What, in plain words.
    pub what: String,
    /// More of it. May be empty.
    pub detail: String,
    /// How it stands with this.
    pub tone: Tone,
    /// Where it comes from.
    pub source: Option<Source>,
}

/// A service line with its proof.
#[derive(Clone, Debug, Default)]
pub struct ClaimLine {
    /// Number on the claim, from 1.
    pub number: u32,
    /// Procedure code.
    pub code: String,
    /// Our own short words for it. May be empty.
    pub words: String,
    /// Modifiers, spaced: `GO KX`.
    pub modifiers: String,
    /// Units.
    pub units: String,
    /// Service day in words.
    pub date: String,
    /// Charge.
    pub charge: String,
    /// Paid.
    pub paid: String,
    /// Contractual and other adjustments: money no one owes.
    pub contractual: String,
    /// Of the open money, the patient's part.
    pub patient: String,
    /// Of the open money, the denied part.
    pub denied: String,
    /// Open altogether.
    pub open: String,
    /// charge = payments + adjustments + open.
    pub proof: LineProof,
    /// Why the payer paid less than the charge.
    pub adjustments: Vec<Adjustment>,
}

/// charge = payments + adjustments + open, for one line.
#[derive(Clone, Debug, Default)]
pub struct LineProof {
    /// Charge.
    pub charge: String,
    /// All payments.
    pub payments: String,
    /// All adjustments.
    pub adjustments: String,
    /// Open.
    pub open: String,
    /// Both sides are equal.
    pub balances: bool,
    /// By how much they are not.
    pub off_by: String,
}

/// An amount the payer took off, in words.
#[derive(Clone, Debug, Default)]
pub struct Adjustment {
    /// Plain meaning: `Above the agreed price`.
    pub meaning: String,
    /// Group and reason code, remarks after it: `CO-45`, `CO-16 with N290`.
    pub code: String,
    /// Payer who said so, and when: `Harbor Health Plan, Aug 15, 2026`.
    pub by: String,
    /// Amount.
    pub amount: String,
    /// How it was treated: `Written down, no one owes it`.
    pub treated: State,
    /// Posting rule: `P3`.
    pub rule: String,
    /// Where the payer said it.
    pub source: Option<Source>,
    /// What to do next. Empty when nothing is to be done.
    pub next: String,
    /// Its cause in words. May be empty.
    pub cause: String,
    /// Which table says so, from where, and how sure it is.
    pub table: String,
}

/// One ledger entry: two accounts and an amount.
#[derive(Clone, Debug, Default)]
pub struct LedgerRow {
    /// Day posted, in words.
    pub date: String,
    /// What, in plain words: `Payment`.
    pub what: String,
    /// Line on the claim; empty for the claim as a whole.
    pub line: String,
    /// Posting rule: `P2`.
    pub rule: String,
    /// Account debited, plain name and id: `Payments on their way (CLR.ERA)`.
    pub debit: String,
    /// Account credited.
    pub credit: String,
    /// Amount.
    pub amount: String,
    /// Where it comes from.
    pub source: Option<Source>,
}

// ---------------------------------------------------------------------------
// Remittances

/// `/remittances`: find remittances.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "remittances.html")]
pub struct RemittancesPage {
    /// Around the page.
    pub shell: Shell,
    /// What was asked for.
    pub filter: RemittanceFilter,
    /// How many, and how much: `24 remittances, $48,210.55 paid`.
    pub result: String,
    /// Column heads in the order of [`RemittanceRow`]'s fields.
    pub columns: Vec<Column>,
    /// The remittances.
    pub rows: Vec<RemittanceRow>,
    /// Earlier and later.
    pub pager: Pager,
    /// Nothing has been imported yet.
    pub empty_book: bool,
}

/// The filter over remittances.
#[derive(Clone, Debug, Default)]
pub struct RemittanceFilter {
    /// Trace or payer.
    pub q: String,
    /// Payers.
    pub payers: Vec<Choice>,
    /// All, with money unposted, out of balance.
    pub proofs: Vec<Choice>,
    /// First payment day, ISO.
    pub from: String,
    /// Last payment day, ISO.
    pub to: String,
    /// Orders.
    pub sorts: Vec<Choice>,
    /// Anything is set.
    pub active: bool,
}

/// A remittance in the list.
#[derive(Clone, Debug, Default)]
pub struct RemittanceRow {
    /// Trace number, opens the remittance.
    pub trace: Cell,
    /// Payment day in words.
    pub date: String,
    /// Payer.
    pub payer: String,
    /// How it was paid: `Bank transfer`, `Check`, `No payment`.
    pub method: String,
    /// Payment.
    pub payment: String,
    /// Posted to claims.
    pub posted: String,
    /// Held, not yet posted.
    pub unposted: String,
    /// Provider-level adjustments.
    pub provider_adjustments: String,
    /// Number of claim payments.
    pub claims: String,
    /// `Balances`, `Off by $12.00`.
    pub proof: State,
}

/// `/remittances/{id}`: one remittance.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "remittance.html")]
pub struct RemittancePage {
    /// Around the page.
    pub shell: Shell,
    /// Payer.
    pub payer: String,
    /// Trace number.
    pub trace: String,
    /// Payment.
    pub payment: String,
    /// State in words: `Balances, all posted`.
    pub state: State,
    /// One or two sentences on it.
    pub stands: String,
    /// Date, method, file, payee and so on.
    pub facts: Vec<Fact>,
    /// payment = posted + unposted − provider-level adjustments.
    pub proof: Equation,
    /// The three balances of the file itself: lines, claims, transaction.
    pub balances: Vec<Balance>,
    /// Claim payments that wait for their claim, with what may be chosen.
    pub waiting: Vec<WaitingClaim>,
    /// How many there are, in words.
    pub waiting_words: String,
    /// Where a choice is sent.
    pub match_action: String,
    /// Where asking to try again is sent.
    pub post_action: String,
    /// Where a word on the payment is sent.
    pub word_action: String,
    /// It is held, not posted.
    pub held: bool,
    /// Whoever looks may match.
    pub may_post: bool,
    /// Taking it back.
    pub undo: Option<Link>,
    /// Claim payments.
    pub claims: Vec<ClaimPayment>,
    /// Earlier and later claim payments.
    pub pager: Pager,
    /// Provider-level adjustments.
    pub provider_adjustments: Vec<ProviderAdjustment>,
}

/// One of the balances of an 835.
#[derive(Clone, Debug, Default)]
pub struct Balance {
    /// What is checked: `Every line: charge − adjustments = paid`.
    pub words: String,
    /// How many were checked: `58 lines`.
    pub checked: String,
    /// `All balance`, `2 do not, off by $4.00`.
    pub state: State,
}

/// A claim as the payer paid it.
#[derive(Clone, Debug, Default)]
pub struct ClaimPayment {
    /// Claim number on the remittance; opens our claim when it is matched.
    pub control_number: Cell,
    /// Patient on the remittance.
    pub patient: String,
    /// Charge.
    pub charge: String,
    /// Paid.
    pub paid: String,
    /// Patient's share.
    pub patient_share: String,
    /// How it was matched, `By claim number`, or the reason it waits.
    pub matched: String,
    /// What came of it: `Posted`, `Held`, `Same as one posted before`.
    pub outcome: State,
}

/// Money moved outside any claim.
#[derive(Clone, Debug, Default)]
pub struct ProviderAdjustment {
    /// Plain meaning: `Interest paid to us`.
    pub meaning: String,
    /// Code: `L6`.
    pub code: String,
    /// The payer's reference. May be empty.
    pub reference: String,
    /// What it does to the payment: `raises`, `lowers`.
    pub effect: String,
    /// Amount.
    pub amount: String,
    /// Where it was posted, in words.
    pub treated: String,
}

// ---------------------------------------------------------------------------
// Denials

/// `/denials`: denied money by cause and by payer, and the lines.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "denials.html")]
pub struct DenialsPage {
    /// Around the page.
    pub shell: Shell,
    /// Denied and still claimed.
    pub total: String,
    /// A sentence: `Denied and still claimed, on 41 lines of 29 claims.`
    pub total_words: String,
    /// Causes to choose from.
    pub causes: Vec<Choice>,
    /// Payers to choose from.
    pub payers: Vec<Choice>,
    /// A filter is set.
    pub active: bool,
    /// By cause, most first; `words` names the desk that owns it.
    pub by_cause: Vec<Bar>,
    /// By payer, most first.
    pub by_payer: Vec<Bar>,
    /// Causes down, payers across.
    pub grid: Grid,
    /// In which order the lines are.
    pub rows_order: &'static str,
    /// The lines.
    pub rows: Vec<DenialRow>,
    /// Earlier and later.
    pub pager: Pager,
    /// Nothing has been imported yet.
    pub empty_book: bool,
}

/// A table of one thing by another.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Heads of the columns.
    pub columns: Vec<Cell>,
    /// Rows.
    pub rows: Vec<GridRow>,
    /// Sums of the columns, the whole last; empty shows none.
    pub totals: Vec<Cell>,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, Default)]
pub struct GridRow {
    /// Head of the row.
    pub label: Cell,
    /// One per column.
    pub cells: Vec<Cell>,
    /// Sum of the row.
    pub total: Cell,
}

/// A denied amount on a line.
#[derive(Clone, Debug, Default)]
pub struct DenialRow {
    /// Claim and line: opens the claim.
    pub claim: Cell,
    /// Day of the denial in words.
    pub date: String,
    /// Payer.
    pub payer: String,
    /// Procedure code with modifiers.
    pub procedure: String,
    /// Amount.
    pub amount: String,
    /// Reason in plain words.
    pub reason: String,
    /// Reason code: `CO-4`.
    pub code: String,
    /// Cause in words.
    pub cause: String,
    /// What to do.
    pub next: String,
}

// ---------------------------------------------------------------------------
// Work

/// `/work`: what waits for a person.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "work.html")]
pub struct WorkPage {
    /// Around the page.
    pub shell: Shell,
    /// A sentence: `14 things wait, $8,410.22 with them.`
    pub total_words: String,
    /// Queues, the one with most money first; none means nothing waits.
    pub queues: Vec<Queue>,
    /// Nothing has been imported yet.
    pub empty_book: bool,
}

/// A queue of like items.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Stable id, for the address: `unmatched`.
    pub id: String,
    /// Plain name: `Payments with no claim`.
    pub title: String,
    /// What it is and what empties it.
    pub words: String,
    /// Who works it: `Biller`.
    pub owner: String,
    /// How many: `3 items`.
    pub count: String,
    /// Dollars that wait.
    pub amount: String,
    /// The items, oldest first.
    pub items: Vec<WorkItem>,
    /// The rest, when there are more than fit.
    pub more: Option<Link>,
}

/// Something that waits.
#[derive(Clone, Debug, Default)]
pub struct WorkItem {
    /// Why it waits, in plain words.
    pub reason: String,
    /// Code of the reason. May be empty.
    pub code: String,
    /// What it is about: the claim, remittance or file.
    pub about: Cell,
    /// Patient or payer. May be empty.
    pub whose: String,
    /// Since when, in words.
    pub date: String,
    /// How long: `12 days`.
    pub age: String,
    /// Amount; a dash when no money is in it.
    pub amount: String,
    /// What to do.
    pub next: String,
}

// ---------------------------------------------------------------------------
// Imports

/// `/imports`: files received, by batch.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "imports.html")]
pub struct ImportsPage {
    /// Around the page.
    pub shell: Shell,
    /// Batches, latest first.
    pub batches: Vec<BatchRow>,
    /// Earlier and later.
    pub pager: Pager,
}

/// A batch in the list.
#[derive(Clone, Debug, Default)]
pub struct BatchRow {
    /// Number, in the address.
    pub id: String,
    /// When, in words with the time.
    pub when: String,
    /// Number of files.
    pub files: String,
    /// Claims read.
    pub claims: String,
    /// Claim payments read.
    pub payments: String,
    /// `Imported`, `Partly imported`, `Nothing new`, `Undone`.
    pub outcome: State,
    /// It can be taken back.
    pub can_undo: bool,
}

/// `/imports/{id}`: one batch.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "import.html")]
pub struct ImportPage {
    /// Around the page.
    pub shell: Shell,
    /// Number.
    pub id: String,
    /// When, in words with the time.
    pub when: String,
    /// How it ended.
    pub outcome: State,
    /// One or two sentences: `4 files read. 58 claims are new, 52 payments were posted.`
    pub summary: String,
    /// Counts: label and number.
    pub counts: Vec<Fact>,
    /// Files in the order given.
    pub files: Vec<ImportedFile>,
    /// It can be taken back.
    pub can_undo: bool,
}

/// A file of a batch.
#[derive(Clone, Debug, Default)]
pub struct ImportedFile {
    /// Name.
    pub name: String,
    /// What it is: `Remittance (835)`, `Claims (837P)`, `Not X12`.
    pub kind: String,
    /// `Imported`, `Partly imported`, `Already here`, `Refused`.
    pub outcome: State,
    /// Counts in words: `12 claims, 31 lines, $4,210.00 charged`. May be empty.
    pub counts: String,
    /// Where its contents went: remittance, claims. May be none.
    pub links: Vec<Link>,
    /// What was wrong.
    pub problems: Vec<FileProblem>,
    /// More problems than shown: `and 12 more`. May be empty.
    pub more: String,
}

/// Something wrong with a file.
#[derive(Clone, Debug, Default)]
pub struct FileProblem {
    /// In plain words.
    pub words: String,
    /// Where: `segment 214`. May be empty.
    pub place: String,
    /// Code, if one exists. May be empty.
    pub code: String,
}

/// `/imports/{id}/undo`: asks before a batch is taken back.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "undo.html")]
pub struct UndoPage {
    /// Around the page.
    pub shell: Shell,
    /// Number.
    pub id: String,
    /// When it was imported.
    pub when: String,
    /// What will be reversed: label and number.
    pub counts: Vec<Fact>,
    /// Why it cannot be undone now; `None` when it can.
    pub refusal: Option<String>,
}

// ---------------------------------------------------------------------------
// Metrics

/// `/metrics/{id}`: one metric and the rows behind it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "metric.html")]
pub struct MetricPage {
    /// Around the page.
    pub shell: Shell,
    /// Stable id: `initial_denial_rate_count`.
    pub id: String,
    /// Plain title.
    pub title: String,
    /// The value, `–` when there is none.
    pub value: String,
    /// Over what: `Adjudicated Jun 1 – Aug 31, 2026`.
    pub period: String,
    /// The value may still move.
    pub provisional: bool,
    /// Why it may, in words. Empty when it may not.
    pub provisional_words: String,
    /// What it is, in plain words.
    pub definition: String,
    /// Which day counts: `First decision by the payer (ADJ)`.
    pub basis: String,
    /// What is left out. May be empty.
    pub leaves_out: String,
    /// Target with its source.
    pub target: Option<String>,
    /// Where the definition comes from. May be empty.
    pub source: String,
    /// What is counted.
    pub numerator: MetricPart,
    /// What it is counted against; `None` for a plain amount.
    pub denominator: Option<MetricPart>,
    /// First day of the period, ISO; empty for a metric of one day.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// By month, payer, therapist and so on.
    pub views: Vec<View>,
    /// What `by` is now, for the table: `Payer`. Empty shows no table.
    pub by: String,
    /// The value of `by` in the address, kept when the period changes; empty for none.
    pub by_value: String,
    /// The table by key.
    pub keys: Vec<MetricKey>,
    /// By month.
    pub trend: Trend,
    /// What the rows are: `Claims first decided in the period`.
    pub rows_title: String,
    /// Heads of the rows.
    pub columns: Vec<Column>,
    /// The rows; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Earlier and later.
    pub pager: Pager,
    /// The rows as CSV.
    pub csv: String,
}

impl MetricPage {
    /// Whether a column holds numbers.
    #[must_use]
    pub fn numeric(&self, index: &usize) -> bool {
        self.columns.get(*index).is_some_and(|column| column.numeric)
    }
}

/// Top or bottom of a fraction.
#[derive(Clone, Debug, Default)]
pub struct MetricPart {
    /// What it is: `Claims denied in part or whole`.
    pub words: String,
    /// Its value, perhaps a link to its rows.
    pub value: Cell,
}

/// A metric's value for one payer, month, and so on.
#[derive(Clone, Debug, Default)]
pub struct MetricKey {
    /// The payer, month and so on.
    pub key: Cell,
    /// Top of the fraction.
    pub numerator: String,
    /// Bottom of the fraction. May be empty.
    pub denominator: String,
    /// Value.
    pub value: Cell,
    /// Length of the bar in thousandths.
    pub share: u16,
    /// The value may still move.
    pub provisional: bool,
}

impl MetricKey {
    /// The bar as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        chart::bar(self.share)
    }
}

// ---------------------------------------------------------------------------
// Errors

/// Anything that did not work: what happened and a way on.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Around the page.
    pub shell: Shell,
    /// HTTP status.
    pub status: u16,
    /// A few words: `There is no such claim`.
    pub heading: String,
    /// What happened and what to do.
    pub message: String,
    /// Ways on; none shows a link home.
    pub links: Vec<Link>,
}

#[cfg(test)]
pub mod samples;

#[cfg(test)]
mod tests;
