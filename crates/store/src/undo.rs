//! Taking a batch back, all of it: every journal entry is mirrored, the facts it brought no
//! longer count, and what it changed in earlier facts is as it was.

use std::collections::HashMap;

use crate::engine::{Engine, params};

use crate::trail::JournalRow;
use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Journal entries mirrored.
    pub entries: i64,
    /// Claims concerned. What remains of them is to be derived again.
    pub claims: Vec<i64>,
    /// Payments that the batch had a word on, and whether each was posted before.
    pub words: Vec<(i64, bool)>,
    /// What the batch's acknowledgements were about.
    pub abouts: Vec<String>,
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
        let head = self.db.one(sql!("batch_head"), &params![PRACTICE, batch], |r| {
            Ok((r.get::<String>(0)?, r.get::<i64>(2)?, r.get::<i64>(3)?, r.get::<i64>(4)?))
        })?;
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
        if let Some(later) = stands_on(self.db, batch, (first, last))? {
            return Err(Error::Refused(format!(
                "batch {later} came later and stands on batch {batch}; take that one back first: \
                 gonio import --undo {later}"
            )));
        }
        let with = &params![PRACTICE, first, last, batch];
        let mut claims: Vec<i64> = self.db.rows(sql!("claims_of_batch"), with, |r| r.get(0))?;
        let abouts = self.abouts_of(batch)?;
        let words = self.payment_words(batch)?;
        // A word on a payment is taken back by the opposite word, not row by row.
        let entries = if words.is_empty() { self.mirror(batch, first, last)? } else { 0 };
        let superseded = self.superseded(batch)?;
        for (at, (claim, old, made_in)) in superseded.iter().enumerate() {
            // Each payment goes back to the version it was found for. One that was found for
            // the new version goes to the last of the old ones, if the new one goes as well.
            let last =
                *made_in == batch && superseded.get(at + 1).is_none_or(|(next, ..)| next != claim);
            self.db.execute(sql!("move_payments_back"), &params![*old, PRACTICE, *claim, last])?;
            self.db.execute(sql!("move_own_moves"), &params![*old, PRACTICE, *claim])?;
            self.db.execute(sql!("move_cases"), &params![*old, PRACTICE, *claim])?;
            self.db.execute(sql!("restore_claim"), &params![PRACTICE, *old])?;
            claims.extend([*old, *claim]);
        }
        self.detach(batch, words.is_empty())?;
        self.undo_outgoing_steps(batch)?;
        for statement in [
            sql!("undo_claim"),
            sql!("undo_claim_line"),
            sql!("undo_submission"),
            sql!("undo_remittance"),
            sql!("undo_claim_payment"),
            sql!("undo_queue_item"),
            sql!("undo_source_file"),
            sql!("undo_coverage"),
            sql!("undo_own_move"),
            sql!("undo_payment_word"),
            sql!("undo_contract"),
            sql!("undo_outgoing"),
            sql!("undo_answer"),
            sql!("undo_sent_set"),
            sql!("undo_case"),
            sql!("undo_case_event"),
            sql!("undo_request"),
            sql!("reopen_request"),
            sql!("undo_bank_line"),
            sql!("undo_bank_match"),
            sql!("resume_bank_matches"),
            sql!("unsettle_items"),
        ] {
            self.db.execute(statement, &params![PRACTICE, batch])?;
        }
        // What something else is still known by is tied again when that is derived.
        for about in &abouts {
            self.db.execute(sql!("untie_answers"), &params![PRACTICE, about])?;
        }
        for claim in &claims {
            self.touch(*claim);
            self.refresh_coverages(*claim)?;
            self.refresh_claim(*claim)?;
        }
        let own = self.batch_id();
        self.db.execute(sql!("set_undone"), &params![own, PRACTICE, batch])?;
        Ok(Undone { entries, claims, words, abouts })
    }

    fn mirror(&mut self, batch: i64, first: i64, last: i64) -> Result<i64> {
        let with = &params![PRACTICE, first, last, batch];
        let rows = self.db.rows(sql!("journal_of_batch"), with, |r| {
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
        })?;
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
            self.journal(&JournalRow {
                entry_id: entry,
                line_no: row.line_no,
                batch_id: self.batch_id(),
                post_day: row.post_day,
                rule: "undo",
                debit: &row.credit,
                credit: &row.debit,
                cents: row.cents,
                about: [
                    row.claim_id,
                    row.claim_line,
                    row.remit_id,
                    row.claim_no,
                    row.patient_id,
                    row.payer_id,
                ],
                reference: &row.reference,
                reverses: row.entry,
            })?;
        }
        Ok(entries.len() as i64)
    }

    /// Claim payments of earlier batches that found their claim in this one wait again: those
    /// of its own claims, and with `found` those that only found an earlier claim in it.
    fn detach(&self, batch: i64, found: bool) -> Result<()> {
        let with = &params![PRACTICE, batch];
        let mut payments: Vec<(i64, i64)> =
            self.db.rows(sql!("attached_to_batch"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        if found {
            let here =
                self.db.rows(sql!("attached_in_batch"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
            payments.extend(here);
            payments.sort_unstable();
            payments.dedup();
        }
        for (remit_id, claim_no) in payments {
            let key = &params![PRACTICE, remit_id, claim_no];
            let (outcome, paid_cents): (String, i64) =
                self.db.only(sql!("payment_of_remit"), key, |r| Ok((r.get(0)?, r.get(1)?)))?;
            if matches!(outcome.as_str(), "posted" | "reversed") {
                self.add_posted(remit_id, -paid_cents)?;
            }
            self.detach_payment((remit_id, claim_no), "held")?;
        }
        Ok(())
    }

    /// Claims that a batch superseded: the new one, the old one, the batch of the new one.
    fn superseded(&self, batch: i64) -> Result<Vec<(i64, i64, i64)>> {
        self.db.rows(sql!("superseded_by_batch"), &params![PRACTICE, batch], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
    }

    fn refresh_coverages(&self, claim_id: i64) -> Result<()> {
        let letters: String = self.coverages(claim_id)?.into_iter().map(|(s, _)| s).collect();
        self.set_coverages(claim_id, &in_order(&letters))
    }
}

/// The first later batch that used what `batch` brought, if any; its journal
/// entries run from `first` to `last`.
pub(crate) fn stands_on(db: &Engine, batch: i64, (first, last): (i64, i64)) -> Result<Option<i64>> {
    let used: Option<i64> =
        db.only(sql!("claims_of_batch_used_later"), &params![PRACTICE, batch], |r| r.get(0))?;
    let with = &params![PRACTICE, last, batch, first];
    let touched: Option<i64> = db.only(sql!("claims_touched_later"), with, |r| r.get(0))?;
    let bank: Option<i64> =
        db.only(sql!("bank_used_later"), &params![PRACTICE, batch, first, last], |r| r.get(0))?;
    let outgoing: Option<i64> =
        db.only(sql!("outgoing_used_later"), &params![PRACTICE, batch], |r| r.get(0))?;
    Ok(used.max(touched).max(bank).max(outgoing))
}

/// `PST` whatever the order was.
pub fn in_order(letters: &str) -> String {
    ["P", "S", "T"].into_iter().filter(|l| letters.contains(l)).collect()
}
