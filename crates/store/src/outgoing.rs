//! Claims that are made here, and the files they are made from.

use crate::book::Book;
use crate::engine::{Row, Value, params};
use crate::pages::Slice;
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// A claim to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutgoingRow {
    /// Its number.
    pub outgoing_id: i64,
    /// What it is made from.
    pub claim_id: i64,
    /// secondary, corrected, void, resend
    pub kind: String,
    /// Its own CLM01.
    pub control_number: String,
    /// Its charge.
    pub charge_cents: i64,
    /// built, approved, held, sent, dropped
    pub state: String,
    /// Who made it.
    pub built_by: i64,
    /// Who checked it; 0 for nobody yet.
    pub approved_by: i64,
    /// One person did both.
    pub self_reviewed: bool,
    /// Why it is held.
    pub reason: String,
    /// The import of the file it went out in; 0 until then.
    pub sent_batch: i64,
    /// CLM01 of what it is made from.
    pub original_number: String,
    /// What a person changed on its lines.
    pub changes: String,
    /// Once it was sent: where that sending stands, by name; empty when its file is not here.
    pub answer: String,
}

/// Which claims made here are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made<'a> {
    /// All.
    All,
    /// The one of this number.
    Number(i64),
    /// Those made from this claim.
    From(i64),
    /// Those that stand so.
    State(&'a str),
}

/// Where the last sending of a claim to a payer stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub sha256: String,
    /// Number of its CLM.
    pub segment: i64,
    /// CLM01.
    pub control_number: String,
    /// By name.
    pub state: String,
    /// As an acknowledgement told it; empty for none.
    pub payer_control_number: String,
}

fn outgoing_row(r: Row<'_>) -> Result<OutgoingRow> {
    Ok(OutgoingRow {
        outgoing_id: r.get(0)?,
        claim_id: r.get(1)?,
        kind: r.get(2)?,
        control_number: r.get(3)?,
        charge_cents: r.get(4)?,
        state: r.get(5)?,
        built_by: r.get(6)?,
        approved_by: r.get(7)?,
        self_reviewed: r.get(8)?,
        reason: r.get(9)?,
        sent_batch: r.get(10)?,
        original_number: r.get(11)?,
        changes: r.get(12)?,
        answer: r.get(13)?,
    })
}

impl Book {
    /// Claims made here, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn outgoing(&self, made: Made<'_>) -> Result<Vec<OutgoingRow>> {
        let (condition, value) = match made {
            Made::All => ("", None),
            Made::Number(id) => ("AND o.outgoing_id = $2", Some(Value::Int(id))),
            Made::From(claim_id) => ("AND o.claim_id = $2", Some(Value::Int(claim_id))),
            Made::State(state) => ("AND o.state = $2", Some(Value::Text(state))),
        };
        let text = format!("{} {condition} ORDER BY o.outgoing_id", sql!("outgoing"));
        let mut with = vec![Value::Int(PRACTICE)];
        with.extend(value);
        self.db.rows(&text, &with, outgoing_row)
    }

    /// A slice of the claims made here, the latest first, and how many there are.
    ///
    /// # Errors
    /// What the database reports.
    pub fn latest_outgoing(&self, slice: Slice) -> Result<(Vec<OutgoingRow>, i64)> {
        let total = self.db.only(sql!("count_outgoing"), &params![PRACTICE], |r| r.get(0))?;
        let text = format!("{} ORDER BY o.outgoing_id DESC LIMIT $2 OFFSET $3", sql!("outgoing"));
        let with = params![PRACTICE, slice.limit, slice.offset];
        Ok((self.db.rows(&text, &with, outgoing_row)?, total))
    }

    /// Claims that wait for a later payer, which nobody has asked yet; at most so many.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_waiting_for_later_payers(&self, most: i64) -> Result<Vec<i64>> {
        self.db.rows(sql!("waiting_for_later"), &params![PRACTICE, most], |r| r.get(0))
    }

    /// A part of a kept file, from 1, compressed; `None` after the last.
    ///
    /// # Errors
    /// What the database reports.
    pub fn file_part(&self, sha256: &str, number: i64) -> Result<Option<Vec<u8>>> {
        self.db.one(sql!("file_part"), &params![PRACTICE, sha256, number], |r| r.get(0))
    }

    /// Where the last sending of a claim to the payer in this place stands.
    ///
    /// # Errors
    /// What the database reports.
    pub fn sending_place(&self, claim_id: i64, sequence: &str) -> Result<Option<Place>> {
        self.db.one(sql!("first_sending"), &params![PRACTICE, claim_id, sequence], |r| {
            Ok(Place {
                sha256: r.get(0)?,
                segment: r.get(1)?,
                control_number: r.get(2)?,
                state: r.get(3)?,
                payer_control_number: r.get(4)?,
            })
        })
    }

    /// The decisions on a claim that stand, by their days.
    ///
    /// # Errors
    /// What the database reports.
    pub fn standing_decisions(&self, claim_id: i64) -> Result<Vec<(i64, i64)>> {
        let with = &params![PRACTICE, claim_id];
        self.db.rows(sql!("standing_decisions"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Name and id of who sent a remittance.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payer_of_payment(&self, remit_id: i64) -> Result<Option<(String, String)>> {
        let with = &params![PRACTICE, remit_id];
        self.db.one(sql!("payer_of_payment"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Whether a claim has this control number, or one that was made here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn number_is_used(&self, number: &str) -> Result<bool> {
        let with = &params![PRACTICE, number];
        self.db.only(sql!("same_control_number"), with, |r| Ok(r.get::<i64>(0)? > 0))
    }
}

impl Writer<'_> {
    /// Whether the bytes of a file are kept.
    ///
    /// # Errors
    /// What the database reports.
    pub fn has_file(&self, sha256: &str) -> Result<bool> {
        let with = &params![PRACTICE, sha256];
        self.db.only(sql!("file_parts"), with, |r| Ok(r.get::<i64>(0)? > 0))
    }

    /// Keeps a part of a file, from 1, compressed.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_file_part(&self, sha256: &str, number: i64, bytes: Vec<u8>) -> Result<()> {
        self.db.insert(sql!("insert_file_part"), &params![PRACTICE, sha256, number, bytes])
    }

    /// The claim that a claim sent under this number was made from, here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn made_from(&self, control_number: &str) -> Result<Option<i64>> {
        self.db.one(sql!("made_from"), &params![PRACTICE, control_number], |r| r.get(0))
    }

    /// Adds a claim that was made here; gives its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_outgoing(&mut self, o: &OutgoingRow) -> Result<i64> {
        let id = self.next_outgoing();
        self.db.insert(
            sql!("insert_outgoing"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                o.claim_id,
                o.kind,
                o.control_number,
                o.charge_cents,
                "built",
                self.person_id(),
                0,
                false,
                "",
                0,
                true,
                o.changes
            ],
        )?;
        Ok(id)
    }

    /// Brings a claim made here to `to`, and remembers how it stood.
    ///
    /// # Errors
    /// What the database reports.
    pub fn step_outgoing(&self, was: &OutgoingRow, to: &OutgoingRow) -> Result<()> {
        self.db.insert(
            sql!("insert_outgoing_step"),
            &params![
                PRACTICE,
                was.outgoing_id,
                self.batch_id(),
                was.state,
                was.approved_by,
                was.self_reviewed,
                was.reason
            ],
        )?;
        self.set_outgoing(to)
    }

    fn set_outgoing(&self, to: &OutgoingRow) -> Result<()> {
        self.db.execute(
            sql!("set_outgoing"),
            &params![
                to.state,
                to.approved_by,
                to.self_reviewed,
                to.reason,
                to.sent_batch,
                PRACTICE,
                to.outgoing_id
            ],
        )?;
        Ok(())
    }

    /// Takes the steps of a batch back.
    pub(crate) fn undo_outgoing_steps(&self, batch: i64) -> Result<()> {
        let with = &params![PRACTICE, batch];
        let steps = self.db.rows(sql!("outgoing_steps"), with, |r| {
            Ok(OutgoingRow {
                outgoing_id: r.get(0)?,
                state: r.get(1)?,
                approved_by: r.get(2)?,
                self_reviewed: r.get(3)?,
                reason: r.get(4)?,
                ..OutgoingRow::default()
            })
        })?;
        for was in steps {
            self.set_outgoing(&was)?;
        }
        Ok(())
    }
}
