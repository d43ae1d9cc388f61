//! What posting needs to know of the book while it writes.

use gonio_billing::day::Day;
use gonio_billing::derive::OwnMove;
use gonio_billing::facts::{
    Adjustment, ClaimPayment, ClaimSent, LinePayment, Patient, Private, Sequence,
};
use gonio_billing::ledger::Account;
use gonio_billing::matching::{Candidate, LineKey};

use crate::engine::{Engine, Row, Value, params};
use crate::fresh::About;
use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// A claim found in the book.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What the matcher needs.
    pub candidate: Candidate,
    /// `837P` or `835`.
    pub origin: String,
    /// The first payer.
    pub payer_id: i64,
    /// Payers that have decided, as letters.
    pub adjudicated: String,
    /// Payers it is known to have, as letters.
    pub coverages: String,
    /// The patient.
    pub patient_id: i64,
    /// First day it was sent.
    pub first_bill_day: Option<Day>,
    /// Open with the first payer.
    pub payer_open_cents: i64,
    /// Some payer has said something of it. What this batch has recorded may be missing:
    /// [`Writer::has_payments`].
    pub has_payments: bool,
}

/// A claim payment read back, with what became of it.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The facts.
    pub facts: ClaimPayment,
    /// The payer that sent the remittance.
    pub payer_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// The claim; 0 for none.
    pub claim_id: i64,
    /// The patient.
    pub patient_id: i64,
    /// What became of it.
    pub outcome: String,
    /// Remittance, and number in it.
    pub key: (i64, i64),
    /// How the claim was found.
    pub matched_by: String,
    /// What makes its remittance the same in any file.
    pub identity: String,
}

/// One net movement of a claim in the journal.
#[derive(Clone, Debug)]
pub struct Movement {
    /// Account debited.
    pub debit: Account,
    /// Account credited.
    pub credit: Account,
    /// Claim line.
    pub line: i64,
    /// The claim; 0 while a payment waits for one.
    pub claim_id: i64,
    /// Remittance and claim payment; 0 for none.
    pub payment: (i64, i64),
    /// The posting rule of the first of them.
    pub rule: String,
    /// The payer.
    pub payer_id: i64,
    /// The patient.
    pub patient_id: i64,
    /// The day in the books.
    pub post_day: Day,
    /// How much.
    pub cents: i64,
}

/// A remittance that is here already.
#[derive(Clone, Debug)]
pub struct KnownRemittance {
    /// Its id.
    pub remit_id: i64,
    /// Hash over what it says.
    pub content: String,
    /// `posted` or `held`.
    pub outcome: String,
}

/// What is known of a remittance to tell whether another is the same payment.
#[derive(Clone, Debug)]
pub struct PaymentKey {
    /// Its id.
    pub remit_id: i64,
    /// Its payer.
    pub payer_id: i64,
    /// Its trace.
    pub trace: String,
    /// The payment.
    pub cents: i64,
    /// The day of the payment.
    pub day: Option<Day>,
    /// Hash over what it says.
    pub content: String,
    /// `posted` or `held`.
    pub outcome: String,
}

fn payment_key(r: Row<'_>) -> Result<PaymentKey> {
    Ok(PaymentKey {
        remit_id: r.get(0)?,
        payer_id: r.get(1)?,
        trace: r.get(2)?,
        cents: r.get(3)?,
        day: r.get::<Option<i32>>(4)?.map(Day),
        content: r.get(5)?,
        outcome: r.get(6)?,
    })
}

pub(crate) fn hand_entered(db: &Engine) -> Result<Vec<PaymentKey>> {
    db.rows(sql!("hand_entered"), &params![PRACTICE], payment_key)
}

fn found(r: Row<'_>) -> Result<Found> {
    Ok(Found {
        candidate: Candidate {
            claim_id: r.get(0)?,
            control_number: r.get(1)?,
            charge_cents: r.get(2)?,
            service_day: r.get::<Option<i32>>(3)?.map(Day),
            member_ids: vec![r.get(4)?],
            last: r.get(5)?,
            first: r.get(6)?,
        },
        origin: r.get(7)?,
        payer_id: r.get(8)?,
        adjudicated: r.get(9)?,
        coverages: r.get(10)?,
        patient_id: r.get(11)?,
        first_bill_day: r.get::<Option<i32>>(12)?.map(Day),
        payer_open_cents: r.get(13)?,
        has_payments: r.get(14)?,
    })
}

pub(crate) fn account(r: Row<'_>, column: usize) -> Result<Account> {
    let name = r.text(column)?;
    Account::named(name).ok_or_else(|| Error::Database(format!("{name} is no account")))
}

/// A joined list of codes, taken apart.
fn codes(text: &str) -> Vec<String> {
    text.split(':').filter(|c| !c.is_empty()).map(str::to_string).collect()
}

fn claims(db: &Engine, sql: &str, with: &[Value<'_>]) -> Result<Vec<Found>> {
    let mut claims = db.rows(sql, with, found)?;
    // Sorted here: asked to sort, SQLite walks all claims in order of their ids.
    claims.sort_by_key(|c| c.candidate.claim_id);
    for claim in &mut claims {
        // A later payer knows the patient by another number.
        if claim.coverages.len() > 1 {
            claim.candidate.member_ids = db.rows(
                sql!("claim_coverage_members"),
                &params![PRACTICE, claim.candidate.claim_id],
                |r| r.get(0),
            )?;
        }
    }
    Ok(claims)
}

/// Claims that a payment may be for, each once: by its number, whole or cut short, by the
/// payer's number, by the patient's member id near its day, else by day and charge.
pub(crate) fn claims_like(db: &Engine, payment: &ClaimPayment) -> Result<Vec<Found>> {
    let number = payment.control_number.as_str();
    let mut found = Vec::new();
    if !number.is_empty() && number != "0" {
        let with = params![PRACTICE, number];
        found.extend(claims(db, sql!("claims_by_control_number"), &with)?);
        if number.len() >= CUT {
            let beyond = format!("{number}\u{7f}");
            let with = params![PRACTICE, number, beyond];
            found.extend(claims(db, sql!("claims_by_control_prefix"), &with)?);
        }
    }
    if !payment.payer_control_number.is_empty() {
        let with = params![PRACTICE, payment.payer_control_number];
        found.extend(claims(db, sql!("claims_by_payer_control"), &with)?);
    }
    if let Some(day) = payment.service_day() {
        let member = &payment.patient.member_id.0;
        if !member.is_empty() {
            let with = params![PRACTICE, member, day.0 - NEAR_DAYS, day.0 + NEAR_DAYS];
            found.extend(claims(db, sql!("claims_by_member_near"), &with)?);
        }
        if found.is_empty() {
            let with = params![PRACTICE, day.0, payment.charge_cents];
            found.extend(claims(db, sql!("claims_by_day_charge"), &with)?);
        }
    }
    found.sort_by_key(|f| f.candidate.claim_id);
    found.dedup_by_key(|f| f.candidate.claim_id);
    Ok(found)
}

/// Numbers shorter than this are not taken for cut short.
const CUT: usize = 10;
/// A patient's claims so many days away may be meant.
const NEAR_DAYS: i32 = 31;

/// A claim's lines.
pub(crate) fn line_keys(db: &Engine, claim_id: i64) -> Result<Vec<LineKey>> {
    db.rows(sql!("claim_line_keys"), &params![PRACTICE, claim_id], |r| {
        Ok(LineKey {
            number: r.get(0)?,
            code: r.get(1)?,
            modifiers: r.get(2)?,
            charge_cents: r.get(3)?,
            service_day: r.get::<Option<i32>>(4)?.map(Day),
            control_number: r.get(5)?,
        })
    })
}

/// A claim payment as it was recorded.
pub(crate) fn recorded(db: &Engine, remit_id: i64, claim_no: i64) -> Result<Recorded> {
    let key = &params![PRACTICE, remit_id, claim_no];
    let mut recorded = db.only(sql!("claim_payment_back"), key, |r| {
        let remarks: String = r.get(10)?;
        Ok(Recorded {
            facts: ClaimPayment {
                control_number: r.get(0)?,
                status: r.get(1)?,
                charge_cents: r.get(2)?,
                paid_cents: r.get(3)?,
                patient_cents: r.get(4)?,
                filing_code: r.get(5)?,
                payer_control_number: r.get(6)?,
                place_of_service: r.get(7)?,
                rendering_npi: r.get(8)?,
                forwarded: r.get(9)?,
                remarks: codes(&remarks),
                from_day: r.get::<Option<i32>>(11)?.map(Day),
                segment: r.get(12)?,
                patient: Patient {
                    last: Private(r.get(13)?),
                    first: Private(r.get(14)?),
                    birth_day: None,
                    member_id: Private(r.get(15)?),
                },
                ..ClaimPayment::default()
            },
            payer_id: r.get(16)?,
            post_day: Day(r.get(17)?),
            claim_id: r.get(18)?,
            patient_id: r.get(19)?,
            outcome: r.get(20)?,
            key: (remit_id, claim_no),
            matched_by: r.get(21)?,
            identity: r.get(22)?,
        })
    })?;
    recorded.facts.lines = db.rows(sql!("line_payments_back"), key, |r| {
        let remarks: String = r.get(10)?;
        Ok(LinePayment {
            code: r.get(1)?,
            submitted_code: r.get(2)?,
            modifiers: r.get(3)?,
            units_milli: r.get(4)?,
            charge_cents: r.get(5)?,
            paid_cents: r.get(6)?,
            allowed_cents: r.get(7)?,
            service_day: r.get::<Option<i32>>(8)?.map(Day),
            control_number: r.get(9)?,
            remarks: codes(&remarks),
            adjustments: Vec::new(),
        })
    })?;
    db.each(sql!("adjustments_back"), key, |r| {
        let adjustment = Adjustment { group: r.get(2)?, reason: r.get(3)?, cents: r.get(4)? };
        match r.get::<i64>(0)? {
            0 => recorded.facts.adjustments.push(adjustment),
            n => {
                if let Some(line) = recorded.facts.lines.get_mut(n as usize - 1) {
                    line.adjustments.push(adjustment);
                }
            }
        }
        Ok(())
    })?;
    Ok(recorded)
}

impl Writer<'_> {
    fn claims(&self, sql: &str, with: &[Value<'_>]) -> Result<Vec<Found>> {
        claims(self.db, sql, with)
    }

    fn claims_about(&self, about: About<'_>, sql: &str, with: &[Value<'_>]) -> Result<Vec<Found>> {
        let found = self.fresh.ask(self.db, about, |db| claims(db, sql, with))?;
        // Among them may be one whose new state waits to be written.
        let waits = |f: &Found| self.fresh.has(About::State(f.candidate.claim_id));
        if found.iter().any(waits) { claims(self.db, sql, with) } else { Ok(found) }
    }

    /// Claims sent with this control number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_by_control_number(&self, number: &str) -> Result<Vec<Found>> {
        self.claims_about(
            About::Number(number),
            sql!("claims_by_control_number"),
            &params![PRACTICE, number],
        )
    }

    /// Whether this was sent before: the same content under this control number on the same
    /// day, in whatever version of its claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn was_sent(&self, sent: &ClaimSent) -> Result<bool> {
        let day = sent.sent_day.map_or(0, |d| d.0);
        let with = &params![PRACTICE, sent.control_number, sent.content, day];
        let about = About::Number(&sent.control_number);
        let ask = |db: &Engine| db.one(sql!("same_submission"), with, |r| r.get::<i64>(0));
        Ok(self.fresh.ask(self.db, about, ask)?.is_some())
    }

    /// What the practice itself did to a claim, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn own_moves(&self, claim_id: i64) -> Result<Vec<OwnMove>> {
        self.db.rows(sql!("own_moves_of_claim"), &params![PRACTICE, claim_id], |r| {
            let rule = r.text(3)?;
            Ok(OwnMove {
                id: r.get(0)?,
                day: Day(r.get(1)?),
                line: r.get(2)?,
                rule: ["P4", "P9", "P10", "P21"].into_iter().find(|n| *n == rule).unwrap_or("P9"),
                from: account(r, 4)?,
                to: account(r, 5)?,
                cents: r.get(6)?,
            })
        })
    }

    /// Under which groups lines of a claim are denied; line 0 is the claim as a whole.
    ///
    /// # Errors
    /// What the database reports.
    pub fn denied_groups(&self, claim_id: i64) -> Result<Vec<(i64, String)>> {
        let with = &params![PRACTICE, claim_id];
        self.db.rows(sql!("denied_groups"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// For each line of a claim its modifiers, and the filing code of the first payer.
    ///
    /// # Errors
    /// What the database reports.
    pub fn notices(&self, claim_id: i64) -> Result<Vec<(i64, String, String)>> {
        let with = &params![PRACTICE, claim_id];
        self.db.rows(sql!("claim_notices"), with, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    }

    /// Whether one person may check their own work.
    ///
    /// # Errors
    /// What the database reports.
    pub fn is_solo(&self) -> Result<bool> {
        Ok(self.db.one(sql!("practice_solo"), &params![PRACTICE], |r| r.get(0))?.unwrap_or(false))
    }

    /// Claims whose control number begins with this one, which a payer has cut short.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_by_control_prefix(&self, number: &str) -> Result<Vec<Found>> {
        let beyond = format!("{number}\u{7f}");
        self.claims(sql!("claims_by_control_prefix"), &params![PRACTICE, number, beyond])
    }

    /// Claims that an earlier remittance gave this payer's claim number to.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_by_payer_control(&self, number: &str) -> Result<Vec<Found>> {
        let about = About::PayerNumber(number);
        self.claims_about(about, sql!("claims_by_payer_control"), &params![PRACTICE, number])
    }

    /// Claims of this member on this day.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims_by_member_day(&self, member_id: &str, day: Day) -> Result<Vec<Found>> {
        let with = &params![PRACTICE, member_id, day.0];
        let about = About::MemberDay(member_id, Some(day.0));
        self.claims_about(about, sql!("claims_by_member_day"), with)
    }

    /// A claim's lines.
    ///
    /// # Errors
    /// What the database reports.
    pub fn line_keys(&self, claim_id: i64) -> Result<Vec<LineKey>> {
        self.fresh.ask(self.db, About::Lines(claim_id), |db| line_keys(db, claim_id))
    }

    /// What each patient has paid ahead.
    ///
    /// # Errors
    /// What the database reports.
    pub fn prepaid(&self) -> Result<std::collections::HashMap<i64, i64>> {
        let with = &params![PRACTICE];
        let all = self.db.rows(sql!("patient_prepaid"), with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(all.into_iter().collect())
    }

    /// The last day a claim was sent to its first payer.
    ///
    /// # Errors
    /// What the database reports.
    pub fn last_sent(&self, claim_id: i64) -> Result<Option<Day>> {
        let day: Option<i32> =
            self.db.only(sql!("last_sent"), &params![PRACTICE, claim_id], |r| r.get(0))?;
        Ok(day.map(Day))
    }

    /// The payers of a claim by letter.
    ///
    /// # Errors
    /// What the database reports.
    pub fn coverages(&self, claim_id: i64) -> Result<Vec<(String, i64)>> {
        self.db.rows(sql!("coverages_of_claim"), &params![PRACTICE, claim_id], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }

    /// The remittances with this identity that are here.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remittances_by_identity(&self, identity: &str) -> Result<Vec<KnownRemittance>> {
        self.db.rows(sql!("remittances_by_identity"), &params![PRACTICE, identity], |r| {
            Ok(KnownRemittance { remit_id: r.get(0)?, content: r.get(1)?, outcome: r.get(2)? })
        })
    }

    /// Whether a posted remittance has these very decisions.
    ///
    /// # Errors
    /// What the database reports.
    pub fn decided_before(&self, decisions: &str) -> Result<bool> {
        if decisions.is_empty() {
            return Ok(false);
        }
        let with = &params![PRACTICE, decisions];
        self.db.only(sql!("remittances_by_decisions"), with, |r| Ok(r.get::<i64>(0)? > 0))
    }

    /// Remittances that a person entered from paper.
    ///
    /// # Errors
    /// What the database reports.
    pub fn hand_entered(&self) -> Result<Vec<PaymentKey>> {
        hand_entered(self.db)
    }

    /// Remittances with this trace and amount.
    ///
    /// # Errors
    /// What the database reports.
    pub fn remits_like(&self, trace: &str, cents: i64) -> Result<Vec<PaymentKey>> {
        self.db.rows(sql!("remits_like"), &params![PRACTICE, trace, cents], payment_key)
    }

    /// An imported file with these very bytes: its path and batch.
    ///
    /// # Errors
    /// What the database reports.
    pub fn file_by_sha256(&self, sha256: &str) -> Result<Option<(String, i64)>> {
        let with = &params![PRACTICE, sha256];
        self.db.one(sql!("file_by_sha256"), with, |r| Ok((r.get(2)?, r.get(1)?)))
    }

    /// Everything the journal holds for a claim, net of what was taken back already.
    ///
    /// # Errors
    /// What the database reports.
    pub fn movements(&self, claim_id: i64) -> Result<Vec<Movement>> {
        let with = &params![PRACTICE, claim_id];
        Ok(net(self.db.rows(sql!("transfers_of_claim"), with, |r| movement(r, claim_id))?))
    }

    /// What the journal holds for a claim payment that had no claim, net likewise.
    ///
    /// # Errors
    /// What the database reports.
    pub fn movements_without_claim(
        &self,
        (remit_id, claim_no): (i64, i64),
    ) -> Result<Vec<Movement>> {
        let with = &params![PRACTICE, remit_id, claim_no];
        Ok(net(self.db.rows(sql!("transfers_without_claim"), with, |r| movement(r, 0))?))
    }

    /// Queue items of a claim payment that wait: id, reason, detail.
    ///
    /// # Errors
    /// What the database reports.
    pub fn items_of(&self, (remit_id, claim_no): (i64, i64)) -> Result<Vec<(i64, String, String)>> {
        let with = &params![PRACTICE, remit_id, claim_no];
        self.db.rows(sql!("items_of_payment"), with, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    }

    /// How many items this batch has put into queues that still wait.
    ///
    /// # Errors
    /// What the database reports.
    pub fn items_waiting(&self) -> Result<i64> {
        let with = &params![PRACTICE, self.batch_id()];
        self.db.only(sql!("open_items_of_batch"), with, |r| r.get(0))
    }

    /// A live claim by its id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim(&self, claim_id: i64) -> Result<Option<Found>> {
        Ok(self.claims(sql!("claims_by_id"), &params![PRACTICE, claim_id])?.pop())
    }

    /// A claim payment as it was recorded.
    ///
    /// # Errors
    /// What the database reports.
    pub fn recorded(&self, remit_id: i64, claim_no: i64) -> Result<Recorded> {
        recorded(self.db, remit_id, claim_no)
    }

    /// The live claim payments of a claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payments_of(&self, claim_id: i64) -> Result<Vec<(i64, i64)>> {
        self.fresh.ask(self.db, About::Payments(claim_id), |db| {
            let with = &params![PRACTICE, claim_id];
            db.rows(sql!("claim_payments_of_claim"), with, |r| Ok((r.get(0)?, r.get(1)?)))
        })
    }

    /// Whether a claim that was found has any live claim payments.
    ///
    /// # Errors
    /// What the database reports.
    pub fn has_payments(&self, found: &Found) -> Result<bool> {
        let claim_id = found.candidate.claim_id;
        Ok(found.has_payments
            || (self.fresh.has(About::Payments(claim_id))
                && !self.payments_of(claim_id)?.is_empty()))
    }

    /// Claim payments that wait for a claim, a line or an earlier remittance: item,
    /// remittance, number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn waiting_payments(&self) -> Result<Vec<(i64, i64, i64)>> {
        self.db.rows(sql!("open_claim_payments"), &params![PRACTICE], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
    }

    /// Brings what is derived from the journal up to date for a claim: totals, balances,
    /// who has decided, and the state they make.
    ///
    /// # Errors
    /// What the database reports.
    pub fn refresh_claim(&self, claim_id: i64) -> Result<()> {
        let mut totals = Totals::default();
        self.db.each(sql!("claim_totals"), &params![PRACTICE, claim_id], |r| {
            totals.add(account(r, 0)?, account(r, 1)?, r.get(2)?);
            Ok(())
        })?;
        let (mut adjudicated, mut decided) = (String::new(), false);
        self.db.each(sql!("decisions_of_claim"), &params![PRACTICE, claim_id], |r| {
            decided = true;
            if r.get::<i64>(1)? == 0 {
                adjudicated.push_str(r.text(0)?);
            }
            Ok(())
        })?;
        self.set_claim_state(claim_id, &totals, &adjudicated, decided)
    }

    /// Writes a claim's totals and the state they make. `adjudicated` are the payers whose
    /// decisions stand; `decided` is also true when all were taken back.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_claim_state(
        &self,
        claim_id: i64,
        t: &Totals,
        adjudicated: &str,
        decided: bool,
    ) -> Result<()> {
        self.touch(claim_id);
        let mut state = t.state(decided);
        if state == "submitted" {
            state = self.undecided_state(claim_id)?;
        }
        let with = params![
            state,
            t.paid,
            t.adjusted,
            t.payer,
            t.later,
            t.denied,
            t.patient,
            adjudicated,
            PRACTICE,
            claim_id
        ];
        // A claim is written with its lines. One that may be waiting itself, or whose state
        // may be, is not changed later.
        if self.fresh.has(About::Lines(claim_id)) || self.fresh.has(About::State(claim_id)) {
            return self.db.execute(sql!("claim_state"), &with).map(drop);
        }
        self.fresh.writes(self.db, &[About::State(claim_id)])?;
        self.db.update(sql!("claim_state"), &with)
    }

    /// Letters of the payers that decided, as sequences.
    pub fn sequences(letters: &str) -> Vec<Sequence> {
        letters.chars().map(|c| Sequence::from_letter(c.encode_utf8(&mut [0; 4]))).collect()
    }
}

/// A claim's totals by the journal, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Payments of payers and patients.
    pub paid: i64,
    /// Contract reductions, sequestration and write-offs.
    pub adjusted: i64,
    /// Open with the first payer, contract shortfalls included.
    pub payer: i64,
    /// Open with later payers.
    pub later: i64,
    /// Denied and still claimed.
    pub denied: i64,
    /// Open with the patient.
    pub patient: i64,
    /// Of what is open with the first payer: paid below contract.
    pub short: i64,
}

impl Totals {
    /// Adds a transfer.
    pub fn add(&mut self, debit: Account, credit: Account, cents: i64) {
        self.side(debit, cents);
        self.side(credit, -cents);
    }

    fn side(&mut self, account: Account, cents: i64) {
        match account {
            Account::ArPrimary => self.payer += cents,
            Account::ArVariance => {
                self.payer += cents;
                self.short += cents;
            }
            Account::ArSecondary | Account::ArTertiary => self.later += cents,
            Account::ArDenied => self.denied += cents,
            Account::ArPatient => self.patient += cents,
            Account::Contractual
            | Account::Sequestration
            | Account::DenialWriteOff
            | Account::OtherWriteOff
            | Account::BadDebt => self.adjusted += cents,
            Account::Revenue => {}
            _ => self.paid += cents,
        }
    }

    /// Whose turn it is.
    pub fn state(&self, decided: bool) -> &'static str {
        if self.denied > 0 || self.short > 0 {
            "denied"
        } else if !decided {
            "submitted"
        } else if self.payer != 0 {
            "adjudicated"
        } else if self.later != 0 {
            "secondary_pending"
        } else if self.patient != 0 {
            "patient_balance"
        } else {
            "closed"
        }
    }
}

fn movement(r: Row<'_>, claim_id: i64) -> Result<Movement> {
    Ok(Movement {
        debit: account(r, 0)?,
        credit: account(r, 1)?,
        line: r.get(2)?,
        claim_id,
        payment: (r.get(3)?, r.get(4)?),
        payer_id: r.get(5)?,
        patient_id: r.get(6)?,
        post_day: Day(r.get(7)?),
        rule: r.get(8)?,
        cents: r.get(9)?,
    })
}

/// Folds movements that were taken back into what remains.
fn net(rows: Vec<Movement>) -> Vec<Movement> {
    let mut kept: Vec<Movement> = Vec::with_capacity(rows.len());
    for row in rows {
        let same = |k: &Movement| {
            k.line == row.line
                && k.payment == row.payment
                && k.payer_id == row.payer_id
                && k.patient_id == row.patient_id
                && k.post_day == row.post_day
        };
        let straight =
            |k: &&mut Movement| same(k) && k.debit == row.debit && k.credit == row.credit;
        if let Some(k) = kept.iter_mut().find(straight) {
            k.cents += row.cents;
            continue;
        }
        let across = |k: &&mut Movement| same(k) && k.debit == row.credit && k.credit == row.debit;
        if let Some(k) = kept.iter_mut().find(across) {
            k.cents -= row.cents;
            continue;
        }
        kept.push(row);
    }
    kept.retain(|k| k.cents != 0);
    kept
}
