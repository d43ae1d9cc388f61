//! Taking a batch back, all of it: every journal entry is mirrored, the facts it brought no
//! longer count, and what it changed in earlier facts is as it was.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Journal entries mirrored.
    pub entries: i64,
    /// Claims concerned. What remains of them is to be derived again.
    pub claims: Vec<i64>,
}

/// A row of the journal, to be mirrored.
struct Mirror {
    entry: i64,
    line_no: i64,
    post_day: i64,
    debit: String,
    credit: String,
    cents: i64,
    claim_id: i64,
    claim_line: i64,
    remit_id: i64,
    claim_no: i64,
    patient_id: i64,
    payer_id: i64,
    reference: String,
}

impl Writer<'_> {
    /// Takes `batch` back.
    ///
    /// # Errors
    /// Refused when there is no such batch, it was taken back before, or a later batch
    /// stands on it; the text says what to do.
    pub fn undo(&mut self, batch: i64) -> Result<Undone> {
        let head = self
            .tx
            .prepare_cached(sql!("batch_head"))?
            .query_row(params![PRACTICE, batch], |r| {
                Ok((
                    r.get::<_, String>(0)?,
                    r.get::<_, i64>(2)?,
                    r.get::<_, i64>(3)?,
                    r.get::<_, i64>(4)?,
                ))
            })
            .optional()?;
        let Some((kind, undone_by, first, last)) = head else {
            return Err(Error::Refused(format!("there is no batch {batch}")));
        };
        if kind == "undo" {
            return Err(Error::Refused(format!(
                "batch {batch} is itself an undo; import the files again instead"
            )));
        }
        if undone_by != 0 {
            return Err(Error::Refused(format!("batch {batch} was taken back already")));
        }
        if let Some(later) = stands_on(&self.tx, batch, (first, last))? {
            return Err(Error::Refused(format!(
                "batch {later} came later and stands on batch {batch}; take that one back first: \
                 gonio import --undo {later}"
            )));
        }
        let mut claims: Vec<i64> = self
            .tx
            .prepare_cached(sql!("claims_of_batch"))?
            .query_map(params![PRACTICE, first, last, batch], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let entries = self.mirror(batch, first, last)?;
        let superseded = self.superseded(batch)?;
        for (at, (claim, old, made_in)) in superseded.iter().enumerate() {
            // Each payment goes back to the version it was found for. One that was found for
            // the new version goes to the last of the old ones, if the new one goes as well.
            let last =
                *made_in == batch && superseded.get(at + 1).is_none_or(|(next, ..)| next != claim);
            self.tx
                .prepare_cached(sql!("move_payments_back"))?
                .execute(params![old, PRACTICE, claim, last])?;
            self.tx.prepare_cached(sql!("restore_claim"))?.execute(params![PRACTICE, old])?;
            claims.extend([*old, *claim]);
        }
        self.detach(batch)?;
        for statement in [
            sql!("undo_claim"),
            sql!("undo_claim_line"),
            sql!("undo_submission"),
            sql!("undo_remittance"),
            sql!("undo_claim_payment"),
            sql!("undo_queue_item"),
            sql!("undo_source_file"),
            sql!("undo_coverage"),
            sql!("unsettle_items"),
        ] {
            self.tx.prepare_cached(statement)?.execute(params![PRACTICE, batch])?;
        }
        for claim in &claims {
            self.refresh_coverages(*claim)?;
            self.refresh_claim(*claim)?;
        }
        let own = self.batch_id();
        self.tx.prepare_cached(sql!("set_undone"))?.execute(params![own, PRACTICE, batch])?;
        Ok(Undone { entries, claims })
    }

    fn mirror(&mut self, batch: i64, first: i64, last: i64) -> Result<i64> {
        let rows: Vec<Mirror> = self
            .tx
            .prepare_cached(sql!("journal_of_batch"))?
            .query_map(params![PRACTICE, first, last, batch], |r| {
                Ok(Mirror {
                    entry: r.get(0)?,
                    line_no: r.get(1)?,
                    post_day: r.get(2)?,
                    debit: r.get(3)?,
                    credit: r.get(4)?,
                    cents: r.get(5)?,
                    claim_id: r.get(6)?,
                    claim_line: r.get(7)?,
                    remit_id: r.get(8)?,
                    claim_no: r.get(9)?,
                    patient_id: r.get(10)?,
                    payer_id: r.get(11)?,
                    reference: r.get(12)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut entries: HashMap<i64, i64> = HashMap::new();
        for row in &rows {
            let entry = match entries.get(&row.entry) {
                Some(entry) => *entry,
                None => {
                    let entry = self.next_entry();
                    entries.insert(row.entry, entry);
                    entry
                }
            };
            // The mirror stands on the same day, so that the books read as if the import
            // had never been; its batch tells when it was really made.
            self.tx.prepare_cached(sql!("insert_journal"))?.execute(params![
                PRACTICE,
                entry,
                row.line_no,
                self.batch_id(),
                row.post_day,
                "undo",
                row.credit,
                row.debit,
                row.cents,
                row.claim_id,
                row.claim_line,
                row.remit_id,
                row.claim_no,
                row.patient_id,
                row.payer_id,
                row.reference,
                row.entry
            ])?;
        }
        Ok(entries.len() as i64)
    }

    /// Claim payments of earlier batches that found their claim in this one wait again.
    fn detach(&self, batch: i64) -> Result<()> {
        let payments: Vec<(i64, i64)> = self
            .tx
            .prepare_cached(sql!("attached_to_batch"))?
            .query_map(params![PRACTICE, batch], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (remit_id, claim_no) in payments {
            let key = params![PRACTICE, remit_id, claim_no];
            let (outcome, paid_cents): (String, i64) = self
                .tx
                .prepare_cached(sql!("payment_of_remit"))?
                .query_row(key, |r| Ok((r.get(0)?, r.get(1)?)))?;
            if matches!(outcome.as_str(), "posted" | "reversed") {
                self.add_posted(remit_id, -paid_cents)?;
            }
            self.tx.prepare_cached(sql!("set_waiting"))?.execute(key)?;
        }
        Ok(())
    }

    /// Claims that a batch superseded: the new one, the old one, the batch of the new one.
    fn superseded(&self, batch: i64) -> Result<Vec<(i64, i64, i64)>> {
        let mut statement = self.tx.prepare_cached(sql!("superseded_by_batch"))?;
        let rows = statement
            .query_map(params![PRACTICE, batch], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn refresh_coverages(&self, claim_id: i64) -> Result<()> {
        let letters: String = self.coverages(claim_id)?.into_iter().map(|(s, _)| s).collect();
        self.set_coverages(claim_id, &in_order(&letters))
    }
}

/// The first later batch that used what `batch` brought, if any; its journal
/// entries run from `first` to `last`.
pub(crate) fn stands_on(
    conn: &Connection,
    batch: i64,
    (first, last): (i64, i64),
) -> Result<Option<i64>> {
    let used: Option<i64> = conn
        .prepare_cached(sql!("claims_of_batch_used_later"))?
        .query_row(params![PRACTICE, batch], |r| r.get(0))?;
    let touched: Option<i64> = conn
        .prepare_cached(sql!("claims_touched_later"))?
        .query_row(params![PRACTICE, last, batch, first], |r| r.get(0))?;
    Ok(used.max(touched))
}

/// `PST` whatever the order was.
pub fn in_order(letters: &str) -> String {
    ["P", "S", "T"].into_iter().filter(|l| letters.contains(l)).collect()
}
