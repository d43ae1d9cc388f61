//! The list of claims, and everything about one claim.

use crate::engine::{Owned, Row, Value, params};
use gonio_billing::day::Day;

use super::{Slice, day};
use crate::book::Book;
use crate::tally::{EVER, NEVER, OVERDUE};
use crate::{PRACTICE, Result, sql};

/// Where a claim's money may wait: the names in addresses.
pub const PLACES: [&str; 6] = ["waiting", "overdue", "denied", "later", "patient", "credit"];

/// The orders of the list; a leading `-` is largest or latest first.
pub const SORTS: [&str; 12] = [
    "-date", "date", "-open", "open", "-charge", "charge", "-paid", "paid", "patient", "-patient",
    "payer", "-payer",
];

/// More claims than this are listed by their days alone: for another order all of them would
/// have to be read first.
const MOST_SORTED: i64 = 50_000;

/// What is looked for. The default finds every claim.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// The beginning of a control number, member id or patient's name.
    pub text: String,
    /// A state, or `open`; empty for any.
    pub state: String,
    /// The first payer; 0 for any.
    pub payer: i64,
    /// First day of service.
    pub from: Option<Day>,
    /// Last day of service.
    pub to: Option<Day>,
    /// One of [`PLACES`]; empty for any.
    pub place: String,
    /// Days since the service, first and last, of claims with something open.
    pub age: Option<(i64, i64)>,
    /// The import that brought it; 0 for any.
    pub batch: i64,
    /// The day that ages are counted to.
    pub as_of: Day,
}

/// A claim's money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Charge.
    pub charge: i64,
    /// Paid by payers and the patient.
    pub paid: i64,
    /// Adjusted off.
    pub adjusted: i64,
    /// Open with the first payer.
    pub payer: i64,
    /// Open with later payers.
    pub later: i64,
    /// Denied and still claimed.
    pub denied: i64,
    /// Open with the patient.
    pub patient: i64,
}

impl Money {
    /// Everything open.
    pub fn open(&self) -> i64 {
        self.payer + self.later + self.denied + self.patient
    }
}

/// A claim in the list.
#[derive(Clone, Debug, Default)]
pub struct ClaimItem {
    /// Its id.
    pub claim_id: i64,
    /// Our number for it.
    pub control_number: String,
    /// The patient.
    pub patient_id: i64,
    /// The first payer; 0 when not known.
    pub payer_id: i64,
    /// First day of service.
    pub service_day: Option<Day>,
    /// First day it was sent.
    pub first_bill_day: Option<Day>,
    /// Its money.
    pub money: Money,
    /// Its state.
    pub state: String,
    /// Letters of the payers that have decided.
    pub adjudicated: String,
}

/// Sums over all claims found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClaimSums {
    /// How many.
    pub claims: i64,
    /// Their money.
    pub money: Money,
    /// The negative balances among what is open.
    pub credit: i64,
    /// Everything open, credits netted.
    pub open: i64,
}

/// A claim as it is kept.
#[derive(Clone, Debug, Default)]
pub struct ClaimHead {
    /// What the list shows.
    pub item: ClaimItem,
    /// The batch that brought it.
    pub batch_id: i64,
    /// `837P`, or `835` when it was made from a remittance.
    pub origin: String,
    /// Member id at the first payer known.
    pub member_id: String,
    /// Two digits.
    pub place_of_service: String,
    /// Who treated.
    pub rendering_npi: String,
    /// Who referred.
    pub referring_npi: String,
    /// Who bills.
    pub billing_npi: String,
    /// The payer's promise in advance.
    pub authorization: String,
    /// Joined by `:`.
    pub diagnoses: String,
    /// The version it replaced; 0 for none.
    pub supersedes: i64,
    /// The version that replaced it; 0 for none.
    pub superseded_by: i64,
    /// It counts.
    pub live: bool,
}

/// A service line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// From 1.
    pub number: i64,
    /// Procedure code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// Thousandths.
    pub units_milli: i64,
    /// Charge.
    pub charge: i64,
    /// Day of service.
    pub service_day: Option<Day>,
}

/// A payer of a claim.
#[derive(Clone, Debug, Default)]
pub struct Covers {
    /// P, S, T.
    pub sequence: String,
    /// The payer.
    pub payer_id: i64,
    /// Its name.
    pub payer: String,
    /// Member id there.
    pub member_id: String,
}

/// One sending of a claim.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    /// P, S, T: to which payer in order.
    pub sequence: String,
    /// 1 original, 7 replacement, 8 void.
    pub frequency: String,
    /// The payer's name.
    pub payer: String,
    /// When, where the file tells it.
    pub sent_day: Option<Day>,
    /// Its charge.
    pub charge: i64,
    /// The file.
    pub path: String,
    /// The batch of the file.
    pub batch_id: i64,
    /// The claim's segment in it.
    pub segment: i64,
}

/// What a payer answered.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// The remittance.
    pub remit_id: i64,
    /// Its number in it.
    pub claim_no: i64,
    /// Its segment in the file.
    pub segment: i64,
    /// CLP02.
    pub status: String,
    /// P, S, T.
    pub sequence: String,
    /// How the claim was found.
    pub matched_by: String,
    /// The payer's number for the claim.
    pub payer_control_number: String,
    /// Charge as the payer repeats it.
    pub charge: i64,
    /// Paid.
    pub paid: i64,
    /// The patient's share as the payer states it.
    pub patient: i64,
    /// Denied.
    pub denied: i64,
    /// Passed on to the next payer.
    pub forwarded: bool,
    /// Remark codes of the claim, joined by `:`.
    pub remarks: String,
    /// The day in the books.
    pub post_day: Day,
    /// posted, memo, held, reversed, waiting.
    pub outcome: String,
    /// It takes back that remittance's decision; 0 for none.
    pub reverses: i64,
    /// That remittance took it back; 0 for none.
    pub reversed_by: i64,
    /// Who decided.
    pub payer_id: i64,
    /// Its name.
    pub payer: String,
    /// The remittance's trace.
    pub trace: String,
    /// The file.
    pub path: String,
}

/// An amount that a payer took off.
#[derive(Clone, Debug, Default)]
pub struct TakenOff {
    /// The remittance.
    pub remit_id: i64,
    /// The claim payment in it.
    pub claim_no: i64,
    /// The line there; 0 for the claim itself.
    pub paid_line: i64,
    /// Our line; 0 when it was not matched.
    pub claim_line: i64,
    /// CO, PR, OA, PI.
    pub group: String,
    /// The reason code.
    pub reason: String,
    /// How much.
    pub cents: i64,
    /// The cause on the day of posting; empty when the rulebook knew none.
    pub cause: String,
    /// It is a denial.
    pub is_denial: bool,
    /// The posting rule.
    pub rule: String,
    /// The account it went to; empty when nothing moved.
    pub account: String,
    /// Remark codes of the line, joined by `:`.
    pub remarks: String,
}

/// A journal row of a claim.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The entry.
    pub entry_id: i64,
    /// The batch that wrote it.
    pub batch_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// The rule.
    pub rule: String,
    /// Account debited.
    pub debit: String,
    /// Account credited.
    pub credit: String,
    /// How much.
    pub cents: i64,
    /// The line.
    pub line: i64,
    /// The remittance; 0 for none.
    pub remit_id: i64,
    /// The claim payment in it.
    pub claim_no: i64,
    /// The entry it takes back; 0 for none.
    pub reverses: i64,
}

/// Something of a claim that waits for a person.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// The claim payment concerned; 0 for none.
    pub claim_no: i64,
    /// The reason's name.
    pub reason: String,
    /// What makes this case different.
    pub detail: String,
    /// The money concerned.
    pub cents: i64,
}

/// Everything about a claim.
#[derive(Clone, Debug, Default)]
pub struct WholeClaim {
    /// The claim.
    pub head: ClaimHead,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its payers.
    pub coverages: Vec<Covers>,
    /// Its sendings, the earliest first.
    pub sendings: Vec<Sending>,
    /// What payers answered, oldest first.
    pub decisions: Vec<Decision>,
    /// What they took off.
    pub taken_off: Vec<TakenOff>,
    /// Its journal.
    pub journal: Vec<Entry>,
    /// What of it waits for a person.
    pub waits: Vec<Waits>,
}

/// Text that means itself inside `LIKE`, with anything after it.
pub(crate) fn beginning(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut pattern = String::with_capacity(text.len() + 2);
    for letter in text.to_ascii_uppercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn item(r: Row<'_>) -> Result<ClaimItem> {
    Ok(ClaimItem {
        claim_id: r.get(0)?,
        control_number: r.get(1)?,
        patient_id: r.get(2)?,
        payer_id: r.get(3)?,
        service_day: day(r, 4)?,
        first_bill_day: day(r, 5)?,
        money: Money {
            charge: r.get(6)?,
            paid: r.get(7)?,
            adjusted: r.get(8)?,
            payer: r.get(9)?,
            later: r.get(10)?,
            denied: r.get(11)?,
            patient: r.get(12)?,
        },
        state: r.get(13)?,
        adjudicated: r.get(14)?,
    })
}

/// Which claims sums are kept of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which<'a> {
    /// All.
    All,
    /// Those in a state.
    State(&'a str),
    /// Those whose money waits in a place, as it was on a day; `open` for any place.
    Place(&'a str, Day),
    /// Those with services of these days.
    Served(Day, Day),
    /// Those of them with something open.
    Open(Day, Day),
}

/// How claims are found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By what they are called, or the import that brought them.
    Text,
    /// By their first payer.
    Payer,
    /// By their state, where their money is or their day.
    Other,
}

/// The days of services of an age. Claims without a day are as old as can be, as they are
/// where balances are aged; the indexes have them at day 0.
fn aged((first, last): (i64, i64), as_of: Day) -> (Day, Day) {
    let before = |days: i64| Day(i32::try_from(i64::from(as_of.0) - days).unwrap_or(0).max(0));
    (before(last), before(first))
}

/// The claims looked for, if sums of them are kept.
fn summed(find: &Find) -> Option<Which<'_>> {
    if !find.text.is_empty() || find.batch != 0 {
        return None;
    }
    let served = (find.from, find.to) != (None, None);
    let (first, last) = (find.from.unwrap_or(EVER), find.to.unwrap_or(NEVER));
    match (find.state.as_str(), find.place.as_str(), find.age) {
        ("", "", None) if served => Some(Which::Served(first, last)),
        ("open", "", None) if served => Some(Which::Open(first, last)),
        _ if served => None,
        ("" | "open", "", Some(age)) => {
            let (first, last) = aged(age, find.as_of);
            Some(Which::Open(first, last))
        }
        (_, _, Some(_)) => None,
        ("", "", None) => Some(Which::All),
        ("open", "", None) => Some(Which::Place("open", find.as_of)),
        (state, "", None) => Some(Which::State(state)),
        ("", place, None) => Some(Which::Place(place, find.as_of)),
        _ => None,
    }
}

/// What a list of claims shows.
const LIST: &str = "c.claim_id, c.control_number, c.patient_id, c.payer_id, \
    c.service_day, c.first_bill_day, c.charge_cents, c.paid_cents, c.adjusted_cents, \
    c.payer_open_cents, c.later_payer_open_cents, c.denied_open_cents, c.patient_open_cents, \
    c.state, c.adjudicated";

const SUMS: &str = "SELECT COUNT(*), COALESCE(SUM(c.charge_cents), 0), \
    COALESCE(SUM(c.paid_cents), 0), COALESCE(SUM(c.adjusted_cents), 0), \
    COALESCE(SUM(c.payer_open_cents), 0), COALESCE(SUM(c.later_payer_open_cents), 0), \
    COALESCE(SUM(c.denied_open_cents), 0), COALESCE(SUM(c.patient_open_cents), 0), \
    COALESCE(SUM(CASE WHEN c.payer_open_cents < 0 THEN c.payer_open_cents ELSE 0 END \
        + CASE WHEN c.later_payer_open_cents < 0 THEN c.later_payer_open_cents ELSE 0 END \
        + CASE WHEN c.denied_open_cents < 0 THEN c.denied_open_cents ELSE 0 END \
        + CASE WHEN c.patient_open_cents < 0 THEN c.patient_open_cents ELSE 0 END), 0)";

const ANY_OPEN: &str = "(c.payer_open_cents <> 0 OR c.later_payer_open_cents <> 0 \
    OR c.denied_open_cents <> 0 OR c.patient_open_cents <> 0)";

/// What holds for all claims in the index of those that are with a payer, as it says it.
pub(crate) const SENT: &str = "(c.state = 'submitted' OR c.payer_open_cents > 0)";

/// What holds for all claims in the index by state.
pub(crate) const BEYOND_SENT: &str = "c.state <> 'submitted'";

/// What holds for claims that wait with the first payer, if such are looked for: some days
/// less or more than it is given.
fn with_payer(find: &Find, table: &str) -> Option<String> {
    let than = match find.place.as_str() {
        "waiting" => "<",
        "overdue" => ">=",
        _ => return None,
    };
    let as_of = find.as_of.0;
    Some(format!(
        "{table}.payer_open_cents > 0 AND {as_of} - COALESCE({table}.first_bill_day, \
         {table}.service_day, {as_of}) {than} {OVERDUE}"
    ))
}

/// As the indexes have it.
const DAY: &str = "COALESCE(c.service_day, 0)";

/// The order of one of [`SORTS`]; the id tells equal ones apart.
fn order(sort: &str) -> String {
    let (name, down) = match sort.strip_prefix('-') {
        Some(name) => (name, "DESC"),
        None => (sort, "ASC"),
    };
    let by = match name {
        "open" => {
            "c.payer_open_cents + c.later_payer_open_cents + c.denied_open_cents \
             + c.patient_open_cents"
        }
        "charge" => "c.charge_cents",
        "paid" => "c.paid_cents",
        "patient" => {
            "(SELECT UPPER(p.last_name || ', ' || p.first_name) FROM patient p \
             WHERE p.practice_id = c.practice_id AND p.patient_id = c.patient_id)"
        }
        "payer" => {
            "(SELECT UPPER(y.name) FROM payer y \
             WHERE y.practice_id = c.practice_id AND y.payer_id = c.payer_id)"
        }
        _ => DAY,
    };
    format!("{by} {down}, c.claim_id {down}")
}

/// Whether so many claims can be put in an order while somebody waits.
pub fn can_sort(find: &Find, sort: &str, claims: i64) -> bool {
    let name = sort.strip_prefix('-').unwrap_or(sort);
    // An index has what is open on the denied ones.
    name == "date" || (name == "open" && find.state == "denied") || claims <= MOST_SORTED
}

/// Conditions of a statement, and the values they ask for.
#[derive(Default)]
pub(super) struct Conditions {
    pub(super) text: String,
    values: Vec<Owned>,
}

impl Conditions {
    /// Adds one; each `?` in it is the next value.
    pub(super) fn add<const N: usize>(&mut self, condition: &str, values: [Owned; N]) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        let mut parts = condition.split('?');
        self.text.push_str(parts.next().unwrap_or_default());
        for (part, value) in parts.zip(values) {
            self.values.push(value);
            self.text.push_str(&format!("${}", self.values.len()));
            self.text.push_str(part);
        }
    }

    /// The beginning of a control number, a member id or a patient's name, as it was typed or
    /// in capitals.
    fn begins(&mut self, text: &str) {
        let capitals = text.to_uppercase();
        let mut found = Vec::new();
        for column in ["control_number", "member_id"] {
            for begin in [text, &capitals] {
                found.push((
                    format!(
                        "SELECT f.claim_id FROM claim f WHERE f.practice_id = ? \
                         AND f.{column} >= ? AND f.{column} < ?"
                    ),
                    begin.to_string(),
                ));
            }
        }
        let last = capitals.split(',').next().unwrap_or_default().to_string();
        found.push((
            "SELECT f.claim_id FROM patient p JOIN claim f ON f.practice_id = p.practice_id \
             AND f.patient_id = p.patient_id WHERE p.practice_id = ? \
             AND UPPER(p.last_name) >= ? AND UPPER(p.last_name) < ? \
             AND UPPER(p.last_name || ', ' || p.first_name) LIKE ? ESCAPE '\\'"
                .to_string(),
            last,
        ));
        let mut inner =
            Conditions { text: String::new(), values: std::mem::take(&mut self.values) };
        let mut parts = Vec::new();
        for (select, begin) in found {
            inner.text.clear();
            // Nothing that begins so comes after it, whatever follows.
            let end = format!("{begin}\u{10ffff}");
            let values = [Owned::Int(PRACTICE), Owned::Text(begin), Owned::Text(end)];
            match select.contains("LIKE") {
                false => inner.add(&select, values),
                true => {
                    let [practice, begin, end] = values;
                    inner.add(&select, [practice, begin, end, Owned::Text(beginning(text))]);
                }
            }
            parts.push(inner.text.clone());
        }
        self.values = inner.values;
        self.text.push_str(&format!(" AND c.claim_id IN ({})", parts.join(" UNION ")));
    }

    pub(super) fn bound(&self) -> Vec<Value<'_>> {
        self.values.iter().map(Value::from).collect()
    }
}

impl Book {
    /// A slice of the claims that fit, and sums over all of them. A control number given
    /// whole finds its claims alone. Too many of them for their order ([`can_sort`]) come by
    /// their days, the latest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn find_claims(
        &self,
        find: &Find,
        sort: &str,
        slice: Slice,
    ) -> Result<(Vec<ClaimItem>, ClaimSums)> {
        let way = self.found_by(find)?;
        let mut fits = self.fits(find, way)?;
        let sums = match summed(find) {
            Some(which) => self.claim_sums(which, find.payer)?,
            None => self.count_claims(&fits)?,
        };
        // No more than there are: looking for others would go through the whole book.
        let limit = slice.limit.min(sums.claims - slice.offset);
        if limit <= 0 {
            return Ok((Vec::new(), sums));
        }
        let sort = if can_sort(find, sort, sums.claims) { sort } else { SORTS[0] };
        let (mut from, mut order) = ("FROM claim c".to_string(), order(sort));
        if let Some(waits) = with_payer(find, "k")
            && way == Way::Other
        {
            // The index of what is with payers tells since when, so that only claims to be
            // shown are looked up.
            from = format!(
                "FROM (SELECT k.claim_id, {} AS day FROM claim k WHERE k.practice_id = $1 \
                 AND {} AND {waits}) k CROSS JOIN claim c",
                DAY.replace("c.", "k."),
                SENT.replace("c.", "k.")
            );
            order = order.replace("c.claim_id", "k.claim_id").replace(DAY, "k.day");
            fits.text.push_str(" AND c.claim_id = k.claim_id");
        }
        let text = format!(
            "SELECT {LIST} {from} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {}",
            fits.text, slice.offset
        );
        Ok((self.rows(&text, &fits.bound(), item)?, sums))
    }

    /// By which index claims are found: that of the fewest.
    fn found_by(&self, find: &Find) -> Result<Way> {
        if !find.text.is_empty() || find.batch != 0 {
            return Ok(Way::Text);
        }
        let state = if find.state == "open" { "" } else { &*find.state };
        let which = match (state, find.place.as_str()) {
            ("", "") => return Ok(if find.payer == 0 { Way::Other } else { Way::Payer }),
            ("", place) => Which::Place(place, find.as_of),
            (state, _) => Which::State(state),
        };
        if find.payer == 0 {
            return Ok(Way::Other);
        }
        let of_payer = self.claim_sums(Which::All, find.payer)?.claims;
        let fewer = self.claim_sums(which, 0)?.claims < of_payer;
        Ok(if fewer { Way::Other } else { Way::Payer })
    }

    /// The conditions that hold, and no others, so that an index can answer them.
    fn fits(&self, find: &Find, way: Way) -> Result<Conditions> {
        let mut fits = Conditions::default();
        fits.add("c.practice_id = ?", [Owned::Int(PRACTICE)]);
        fits.text.push_str(" AND c.live = TRUE");
        let text = find.text.as_str();
        if !text.is_empty() {
            let whole = self.one(sql!("page_claims_by_number"), &params![PRACTICE, text], |r| {
                r.get::<i64>(0)
            })?;
            match whole {
                Some(_) => fits.add("c.control_number = ?", [Owned::Text(text.into())]),
                None => fits.begins(text),
            }
        }
        if find.state == "open" {
            fits.text.push_str(" AND ");
            fits.text.push_str(ANY_OPEN);
        } else if find.state == "denied" {
            // As it stands in the index of the denied ones.
            fits.text.push_str(&format!(" AND c.state = 'denied' AND {BEYOND_SENT}"));
        } else if !find.state.is_empty() {
            fits.add("c.state = ?", [Owned::Text(find.state.clone())]);
            let index = if find.state == "submitted" { SENT } else { BEYOND_SENT };
            fits.text.push_str(&format!(" AND {index}"));
        }
        if find.payer != 0 {
            // An index finds only what is compared as it is.
            let column = if way == Way::Other { "+c.payer_id" } else { "c.payer_id" };
            fits.add(&format!("{column} = ?"), [Owned::Int(find.payer)]);
        }
        if find.batch != 0 {
            fits.add("c.batch_id = ?", [Owned::Int(find.batch)]);
        }
        for (day, is) in [(find.from, ">="), (find.to, "<=")] {
            if let Some(day) = day {
                fits.add(&format!("{DAY} {is} ?"), [Owned::Int(day.0.into())]);
            }
        }
        if let Some(waits) = with_payer(find, "c") {
            fits.text.push_str(&format!(" AND {waits}"));
        }
        match find.place.as_str() {
            // Such a claim is in that state, which an index has.
            "denied" => fits.text.push_str(&format!(
                " AND c.denied_open_cents > 0 AND c.state = 'denied' AND {BEYOND_SENT}"
            )),
            "later" => fits.text.push_str(" AND c.later_payer_open_cents > 0"),
            "patient" => fits.text.push_str(" AND c.patient_open_cents > 0"),
            "credit" => fits.text.push_str(
                " AND (c.payer_open_cents < 0 OR c.denied_open_cents < 0 \
                 OR c.later_payer_open_cents < 0 OR c.patient_open_cents < 0)",
            ),
            _ => {}
        }
        if let Some(age) = find.age {
            let (first, last) = aged(age, find.as_of);
            let days = [Owned::Int(first.0.into()), Owned::Int(last.0.into())];
            fits.add(&format!("{DAY} >= ? AND {DAY} <= ?"), days);
            fits.text.push_str(" AND ");
            fits.text.push_str(ANY_OPEN);
        }
        Ok(fits)
    }

    fn count_claims(&self, fits: &Conditions) -> Result<ClaimSums> {
        let text = format!("{SUMS} FROM claim c WHERE {}", fits.text);
        self.db.only(&text, &fits.bound(), |r| {
            let money = Money {
                charge: r.get(1)?,
                paid: r.get(2)?,
                adjusted: r.get(3)?,
                payer: r.get(4)?,
                later: r.get(5)?,
                denied: r.get(6)?,
                patient: r.get(7)?,
            };
            Ok(ClaimSums { claims: r.get(0)?, money, credit: r.get(8)?, open: money.open() })
        })
    }

    /// A claim; `None` when there is none of that id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_head(&self, claim_id: i64) -> Result<Option<ClaimHead>> {
        self.one(sql!("page_claim"), &params![PRACTICE, claim_id], |r| {
            Ok(ClaimHead {
                item: item(r)?,
                batch_id: r.get(15)?,
                origin: r.get(16)?,
                member_id: r.get(17)?,
                place_of_service: r.get(18)?,
                rendering_npi: r.get(19)?,
                referring_npi: r.get(20)?,
                billing_npi: r.get(21)?,
                authorization: r.get(22)?,
                diagnoses: r.get(23)?,
                supersedes: r.get(24)?,
                superseded_by: r.get(25)?,
                live: r.get(26)?,
            })
        })
    }

    /// Everything about a claim; `None` when there is none of that id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn whole_claim(&self, claim_id: i64) -> Result<Option<WholeClaim>> {
        let Some(head) = self.claim_head(claim_id)? else { return Ok(None) };
        let key = &params![PRACTICE, claim_id];
        let lines = self.rows(sql!("page_claim_lines"), key, |r| {
            Ok(Line {
                number: r.get(0)?,
                code: r.get(1)?,
                modifiers: r.get(2)?,
                units_milli: r.get(3)?,
                charge: r.get(4)?,
                service_day: day(r, 5)?,
            })
        })?;
        let mut coverages = self.rows(sql!("page_claim_coverages"), key, |r| {
            Ok(Covers {
                sequence: r.get(0)?,
                payer_id: r.get(1)?,
                payer: r.get(2)?,
                member_id: r.get(3)?,
            })
        })?;
        coverages.sort_by_key(|c| "PST".find(c.sequence.as_str()));
        let sendings = self.rows(sql!("page_claim_submissions"), key, |r| {
            Ok(Sending {
                sequence: r.get(0)?,
                frequency: r.get(1)?,
                payer: r.get(2)?,
                sent_day: day(r, 3)?,
                charge: r.get(4)?,
                path: r.get(5)?,
                batch_id: r.get(6)?,
                segment: r.get(7)?,
            })
        })?;
        let waits = self.rows(sql!("page_claim_waits"), key, waits)?;
        Ok(Some(WholeClaim {
            head,
            lines,
            coverages,
            sendings,
            decisions: self.rows(sql!("page_claim_decisions"), key, decision)?,
            taken_off: self.rows(sql!("page_claim_adjustments"), key, taken_off)?,
            journal: self.rows(sql!("page_claim_journal"), key, entry)?,
            waits,
        }))
    }
}

pub(crate) fn waits(r: Row<'_>) -> Result<Waits> {
    Ok(Waits { claim_no: r.get(0)?, reason: r.get(1)?, detail: r.get(2)?, cents: r.get(3)? })
}

fn decision(r: Row<'_>) -> Result<Decision> {
    Ok(Decision {
        remit_id: r.get(0)?,
        claim_no: r.get(1)?,
        segment: r.get(2)?,
        status: r.get(3)?,
        sequence: r.get(4)?,
        matched_by: r.get(5)?,
        payer_control_number: r.get(6)?,
        charge: r.get(7)?,
        paid: r.get(8)?,
        patient: r.get(9)?,
        denied: r.get(10)?,
        forwarded: r.get(11)?,
        remarks: r.get(12)?,
        post_day: Day(r.get(13)?),
        outcome: r.get(14)?,
        reverses: r.get(15)?,
        reversed_by: r.get(16)?,
        payer_id: r.get(17)?,
        payer: r.get(18)?,
        trace: r.get(19)?,
        path: r.get(20)?,
    })
}

fn taken_off(r: Row<'_>) -> Result<TakenOff> {
    Ok(TakenOff {
        remit_id: r.get(0)?,
        claim_no: r.get(1)?,
        paid_line: r.get(2)?,
        claim_line: r.get(3)?,
        group: r.get(4)?,
        reason: r.get(5)?,
        cents: r.get(6)?,
        cause: r.get(7)?,
        is_denial: r.get(8)?,
        rule: r.get(9)?,
        account: r.get(10)?,
        remarks: r.get(11)?,
    })
}

fn entry(r: Row<'_>) -> Result<Entry> {
    Ok(Entry {
        entry_id: r.get(0)?,
        batch_id: r.get(1)?,
        post_day: Day(r.get(2)?),
        rule: r.get(3)?,
        debit: r.get(4)?,
        credit: r.get(5)?,
        cents: r.get(6)?,
        line: r.get(7)?,
        remit_id: r.get(8)?,
        claim_no: r.get(9)?,
        reverses: r.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_mean_something_to_like_mean_themselves() {
        assert_eq!(beginning("o'h_a%\\"), "O'H\\_A\\%\\\\%");
        assert_eq!(beginning(""), "");
    }

    #[test]
    fn too_many_claims_are_listed_by_their_days() {
        let denied = Find { state: "denied".into(), ..Find::default() };
        for (find, sort, claims, can) in [
            (&Find::default(), "-open", 50_000, true),
            (&Find::default(), "-open", 50_001, false),
            (&Find::default(), "patient", 1_000_000, false),
            (&Find::default(), "date", 1_000_000, true),
            (&denied, "-open", 1_000_000, true),
            (&denied, "charge", 1_000_000, false),
        ] {
            assert_eq!(can_sort(find, sort, claims), can, "{find:?} {sort} {claims}");
        }
    }
}
