//! The list of remittances, and everything about one remittance.

use crate::engine::{Owned, Row, params};
use gonio_billing::day::Day;

use super::claims::{Conditions, Waits, beginning, waits};
use super::{Slice, day};
use crate::book::Book;
use crate::{PRACTICE, Result, sql};

/// The orders of the list; a leading `-` is largest or latest first.
pub const SORTS: [&str; 8] =
    ["-date", "date", "-payment", "payment", "payer", "-payer", "trace", "-trace"];

/// What is looked for. The default finds every remittance.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// The beginning of a trace or a payer's name.
    pub text: String,
    /// The payer; 0 for any.
    pub payer: i64,
    /// `unposted`, `held`, or empty for any.
    pub proof: String,
    /// First day in the books.
    pub from: Option<Day>,
    /// Last day in the books.
    pub to: Option<Day>,
    /// The import that brought it; 0 for any.
    pub batch: i64,
}

/// The money of a remittance, in the order of its proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// The payment.
    pub payment: i64,
    /// Posted to claims.
    pub posted: i64,
    /// Not posted: it waits.
    pub unposted: i64,
    /// Provider-level adjustments; positive lowers the payment.
    pub provider: i64,
}

impl Paid {
    /// The payment minus what became of it; 0 when it is proved.
    pub fn off_by(&self) -> i64 {
        self.payment - (self.posted + self.unposted - self.provider)
    }
}

/// A remittance in the list.
#[derive(Clone, Debug, Default)]
pub struct RemitItem {
    /// Its id.
    pub remit_id: i64,
    /// Its trace.
    pub trace: String,
    /// The day of the payment; else the day in the books.
    pub day: Day,
    /// The payer's name.
    pub payer: String,
    /// ACH, CHK, NON …
    pub method: String,
    /// Its money.
    pub paid: Paid,
    /// How many claims.
    pub claims: i64,
    /// `posted` or `held`.
    pub outcome: String,
    /// The payment minus what the file's parts come to.
    pub off_by: i64,
    /// Claims and lines that do not add up.
    pub faults: i64,
}

/// Sums over all remittances found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemitSums {
    /// How many.
    pub remittances: i64,
    /// Their payments.
    pub payment: i64,
}

/// A count of things that should add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proved {
    /// How many were checked.
    pub checked: i64,
    /// How many do not add up.
    pub off: i64,
    /// By how much in all, signs left out.
    pub off_by: i64,
}

/// A claim as a payer paid it.
#[derive(Clone, Debug, Default)]
pub struct PaidClaim {
    /// Its number in the remittance.
    pub claim_no: i64,
    /// The claim; 0 when none was found.
    pub claim_id: i64,
    /// Claim number on the remittance.
    pub control_number: String,
    /// Patient's last name.
    pub last: String,
    /// Patient's first name.
    pub first: String,
    /// Charge.
    pub charge: i64,
    /// Paid.
    pub paid: i64,
    /// The patient's share.
    pub patient: i64,
    /// Denied.
    pub denied: i64,
    /// How it was matched.
    pub matched_by: String,
    /// What became of it.
    pub outcome: String,
    /// That remittance took it back; 0 for none.
    pub reversed_by: i64,
    /// Its claim counts, so that it can be opened.
    pub claim_live: bool,
}

/// Claim payments that ended in the same way.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// posted, memo, held, reversed, waiting.
    pub outcome: String,
    /// How many.
    pub claims: i64,
    /// Paid on them.
    pub cents: i64,
}

/// Money moved outside any claim.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// The code.
    pub reason: String,
    /// The payer's reference.
    pub reference: String,
    /// Positive lowers the payment.
    pub cents: i64,
    /// Where it was posted; empty when it was not.
    pub account: String,
}

/// Everything about a remittance but its claims, which may be many.
#[derive(Clone, Debug, Default)]
pub struct WholeRemittance {
    /// What the list shows.
    pub item: RemitItem,
    /// The batch that brought it.
    pub batch_id: i64,
    /// The payer.
    pub payer_id: i64,
    /// Who is paid.
    pub payee_name: String,
    /// Who is paid.
    pub payee_npi: String,
    /// The day the file was made.
    pub production_day: Option<Day>,
    /// The day in the books.
    pub post_day: Day,
    /// Σ of what claims were paid, as the file states it.
    pub claims_paid: i64,
    /// Its segment in the file.
    pub segment: i64,
    /// The file.
    pub path: String,
    /// It counts.
    pub live: bool,
    /// Its lines, proved from the rows.
    pub lines: Proved,
    /// Its claims, proved from the rows.
    pub claims: Proved,
    /// Σ of what claims were paid, from the rows.
    pub paid_rows: i64,
    /// How its claims ended.
    pub ended: Vec<Ended>,
    /// Provider-level adjustments.
    pub outside: Vec<Outside>,
    /// What of it waits for a person.
    pub waits: Vec<Waits>,
}

/// The name of who pays.
const PAYER: &str = "(SELECT y.name FROM payer y WHERE y.practice_id = r.practice_id \
    AND y.payer_id = r.payer_id)";

/// The conditions that hold, and no others, so that an index can answer them.
fn fits(find: &Find) -> Conditions {
    let mut fits = Conditions::default();
    fits.add("r.practice_id = ?", [Owned::Int(PRACTICE)]);
    fits.text.push_str(" AND r.live = TRUE");
    let pattern = beginning(&find.text);
    if !pattern.is_empty() {
        let like =
            format!("(UPPER(r.trace) LIKE ? ESCAPE '\\' OR UPPER({PAYER}) LIKE ? ESCAPE '\\')");
        fits.add(&like, [Owned::Text(pattern.clone()), Owned::Text(pattern)]);
    }
    for (column, value) in [("r.payer_id", find.payer), ("r.batch_id", find.batch)] {
        if value != 0 {
            fits.add(&format!("{column} = ?"), [Owned::Int(value)]);
        }
    }
    fits.text.push_str(match find.proof.as_str() {
        "unposted" => " AND (r.unposted_cents <> 0 OR r.outcome <> 'posted')",
        "held" => " AND r.outcome <> 'posted'",
        _ => "",
    });
    for (day, is) in [(find.from, ">="), (find.to, "<=")] {
        if let Some(day) = day {
            fits.add(&format!("r.post_day {is} ?"), [Owned::Int(day.0.into())]);
        }
    }
    fits
}

/// The order of one of [`SORTS`]; the id tells equal ones apart.
fn order(sort: &str) -> String {
    let (name, down) = match sort.strip_prefix('-') {
        Some(name) => (name, "DESC"),
        None => (sort, "ASC"),
    };
    let by = match name {
        "payment" => "r.payment_cents".to_string(),
        "payer" => format!("UPPER({PAYER})"),
        "trace" => "r.trace".to_string(),
        _ => "r.post_day".to_string(),
    };
    format!("{by} {down}, r.remit_id {down}")
}

impl Book {
    /// A slice of the remittances that fit, and sums over all of them.
    ///
    /// # Errors
    /// What the database reports.
    pub fn find_remittances(
        &self,
        find: &Find,
        sort: &str,
        slice: Slice,
    ) -> Result<(Vec<RemitItem>, RemitSums)> {
        let fits = fits(find);
        let sums = self.db.only(
            &format!(
                "SELECT COUNT(*), COALESCE(SUM(r.payment_cents), 0) FROM remittance r WHERE {}",
                fits.text
            ),
            &fits.bound(),
            |r| Ok(RemitSums { remittances: r.get(0)?, payment: r.get(1)? }),
        )?;
        let text = format!(
            "SELECT r.remit_id, r.trace, r.payment_day, r.post_day, COALESCE({PAYER}, ''), \
             r.method, r.payment_cents, r.posted_cents, r.unposted_cents, r.provider_cents, \
             r.claims, r.outcome, r.off_by_cents, r.fault_count \
             FROM remittance r WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
            fits.text,
            order(sort),
            slice.limit,
            slice.offset
        );
        let items = self.rows(&text, &fits.bound(), |r| {
            Ok(RemitItem {
                remit_id: r.get(0)?,
                trace: r.get(1)?,
                day: day(r, 2)?.unwrap_or(Day(r.get(3)?)),
                payer: r.get(4)?,
                method: r.get(5)?,
                paid: Paid {
                    payment: r.get(6)?,
                    posted: r.get(7)?,
                    unposted: r.get(8)?,
                    provider: r.get(9)?,
                },
                claims: r.get(10)?,
                outcome: r.get(11)?,
                off_by: r.get(12)?,
                faults: r.get(13)?,
            })
        })?;
        Ok((items, sums))
    }

    /// Everything about a remittance but its claims; `None` when there is none of that id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn whole_remittance(&self, remit_id: i64) -> Result<Option<WholeRemittance>> {
        let key = &params![PRACTICE, remit_id];
        let head = self.one(sql!("page_remittance"), key, |r| {
            Ok(WholeRemittance {
                item: RemitItem {
                    remit_id: r.get(0)?,
                    trace: r.get(6)?,
                    day: day(r, 10)?.unwrap_or(Day(r.get(12)?)),
                    payer: r.get(2)?,
                    method: r.get(7)?,
                    paid: Paid {
                        payment: r.get(9)?,
                        posted: r.get(16)?,
                        unposted: r.get(17)?,
                        provider: r.get(18)?,
                    },
                    claims: r.get(13)?,
                    outcome: r.get(14)?,
                    off_by: r.get(19)?,
                    faults: r.get(20)?,
                },
                batch_id: r.get(1)?,
                payer_id: r.get(3)?,
                payee_name: r.get(4)?,
                payee_npi: r.get(5)?,
                production_day: day(r, 11)?,
                post_day: Day(r.get(12)?),
                claims_paid: r.get(15)?,
                segment: r.get(21)?,
                path: r.get(22)?,
                live: r.get(23)?,
                ..WholeRemittance::default()
            })
        })?;
        let Some(mut whole) = head else { return Ok(None) };
        let proved =
            |r: Row<'_>| Ok(Proved { checked: r.get(0)?, off: r.get(1)?, off_by: r.get(2)? });
        whole.lines =
            self.one(sql!("page_remittance_line_proof"), key, proved)?.unwrap_or_default();
        let claims =
            self.one(sql!("page_remittance_claim_proof"), key, |r| Ok((proved(r)?, r.get(3)?)))?;
        (whole.claims, whole.paid_rows) = claims.unwrap_or_default();
        whole.ended = self.rows(sql!("page_remittance_outcomes"), key, |r| {
            Ok(Ended { outcome: r.get(0)?, claims: r.get(1)?, cents: r.get(2)? })
        })?;
        whole.outside = self.rows(sql!("page_remittance_plb"), key, |r| {
            Ok(Outside {
                reason: r.get(0)?,
                reference: r.get(1)?,
                cents: r.get(2)?,
                account: r.get(3)?,
            })
        })?;
        whole.waits = self.rows(sql!("page_remittance_waits"), key, waits)?;
        Ok(Some(whole))
    }

    /// A slice of a remittance's claims, in its order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remittance_claims(&self, remit_id: i64, slice: Slice) -> Result<Vec<PaidClaim>> {
        let with = &params![PRACTICE, remit_id, slice.limit, slice.offset];
        self.rows(sql!("page_remittance_claims"), with, |r| {
            Ok(PaidClaim {
                claim_no: r.get(0)?,
                claim_id: r.get(1)?,
                control_number: r.get(2)?,
                last: r.get(3)?,
                first: r.get(4)?,
                charge: r.get(5)?,
                paid: r.get(6)?,
                patient: r.get(7)?,
                denied: r.get(8)?,
                matched_by: r.get(9)?,
                outcome: r.get(10)?,
                reversed_by: r.get(11)?,
                claim_live: r.get(12)?,
            })
        })
    }
}
