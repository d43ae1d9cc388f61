//! Denial cases, what people did to them, and what takes two people.

use gonio_billing::day::Day;

use crate::engine::{Row, params};
use crate::fresh::About;
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// A deadline that nobody knows: it stands behind all others.
pub const NO_DEADLINE: i64 = 9_999_999;

/// A case as kept. What it is about follows from the decisions, where it stands from its
/// events too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseRow {
    /// Its number; 0 for none yet.
    pub case_id: i64,
    /// P, S, T: whose denial.
    pub sequence: String,
    /// The first of its lines.
    pub first_line: i64,
    /// The how-manieth case of the payer on that line, from 0.
    pub ordinal: i64,
    /// Joined by `:`.
    pub lines: String,
    /// Remittance, and number in it.
    pub decision: (i64, i64),
    /// Who denied it.
    pub payer_id: i64,
    /// The day of the denial in the books.
    pub posted_day: i64,
    /// Denied.
    pub cents: i64,
    /// Still denied.
    pub open_cents: i64,
    /// By name; empty when nobody knows.
    pub cause: String,
    /// CO, PR, OA, PI.
    pub group: String,
    /// The reason code.
    pub reason: String,
    /// The first of its claim with its payer.
    pub initial: bool,
    /// The last day for a correction.
    pub correction_limit: Option<i64>,
    /// The last day for an appeal.
    pub appeal_limit: Option<i64>,
    /// The earlier of them, or [`NO_DEADLINE`].
    pub deadline: i64,
    /// By name.
    pub state: String,
    /// Who works on it; 0 for nobody.
    pub owner_id: i64,
    /// The last level of appeal filed.
    pub level: i64,
    /// Day the first appeal was filed.
    pub appeal_filed: Option<i64>,
    /// When the payer's answer is due.
    pub answer_due: Option<i64>,
    /// Day it ended.
    pub closed_day: Option<i64>,
    /// By name; empty while it is open.
    pub close_reason: String,
    /// It has not ended.
    pub is_open: bool,
    /// Its decision still stands in the book.
    pub live: bool,
}

/// What somebody did to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventRow {
    /// Its number in the case.
    pub number: i64,
    /// On which day.
    pub day: Day,
    /// Who; 0 when nobody had signed in.
    pub person_id: i64,
    /// By name.
    pub action: String,
    /// The cause that was said; empty for none.
    pub cause: String,
    /// The owner that was said; 0 for none.
    pub owner_id: i64,
    /// The last day that was said.
    pub until: Option<Day>,
    /// The day the answer is due.
    pub answer_due: Option<Day>,
    /// In their words.
    pub note: String,
}

/// What somebody asked for and another must agree to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestRow {
    /// Its number.
    pub request_id: i64,
    /// By name.
    pub wish: String,
    /// About this claim; 0 for none.
    pub claim_id: i64,
    /// Its line; 0 for all.
    pub line: i64,
    /// About this case; 0 for none.
    pub case_id: i64,
    /// About this patient; 0 for none.
    pub patient_id: i64,
    /// From this account; empty for the first that has something.
    pub from_account: String,
    /// How much.
    pub cents: i64,
    /// Why.
    pub reason: String,
    /// Who asked; 0 when nobody had signed in.
    pub asked_by: i64,
    /// When.
    pub asked_at: i64,
    /// Empty while it waits; approved, refused.
    pub outcome: String,
    /// Who decided.
    pub decided_by: i64,
    /// When.
    pub decided_at: i64,
    /// What they said.
    pub answer: String,
    /// One person did both.
    pub self_reviewed: bool,
    /// The claim's number.
    pub control_number: String,
    /// Name of who asked.
    pub asker: String,
    /// Name of who decided.
    pub decider: String,
    /// The batch of the decision; 0 for none.
    pub decided_batch: i64,
}

fn case(r: Row<'_>) -> Result<CaseRow> {
    Ok(CaseRow {
        case_id: r.get(0)?,
        sequence: r.get(1)?,
        first_line: r.get(2)?,
        ordinal: r.get(3)?,
        lines: r.get(4)?,
        decision: (r.get(5)?, r.get(6)?),
        payer_id: r.get(7)?,
        posted_day: r.get(8)?,
        cents: r.get(9)?,
        open_cents: r.get(10)?,
        cause: r.get(11)?,
        group: r.get(12)?,
        reason: r.get(13)?,
        initial: r.get(14)?,
        correction_limit: r.get(15)?,
        appeal_limit: r.get(16)?,
        deadline: r.get(17)?,
        state: r.get(18)?,
        owner_id: r.get(19)?,
        level: r.get(20)?,
        appeal_filed: r.get(21)?,
        answer_due: r.get(22)?,
        closed_day: r.get(23)?,
        close_reason: r.get(24)?,
        is_open: r.get(25)?,
        live: r.get(26)?,
    })
}

fn event(r: Row<'_>) -> Result<EventRow> {
    Ok(EventRow {
        number: r.get(0)?,
        day: Day(r.get(1)?),
        person_id: r.get(2)?,
        action: r.get(3)?,
        cause: r.get(4)?,
        owner_id: r.get(5)?,
        until: r.get::<Option<i32>>(6)?.map(Day),
        answer_due: r.get::<Option<i32>>(7)?.map(Day),
        note: r.get(8)?,
    })
}

/// A row of the worklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseItem {
    /// The case.
    pub case_id: i64,
    /// Its claim.
    pub claim_id: i64,
    /// The claim's number.
    pub control_number: String,
    /// P, S, T.
    pub sequence: String,
    /// Joined by `:`.
    pub lines: String,
    /// Who denied it.
    pub payer_id: i64,
    /// The day of the denial.
    pub posted: Day,
    /// Denied.
    pub cents: i64,
    /// Still denied.
    pub open_cents: i64,
    /// By name.
    pub cause: String,
    /// CO, PR, OA, PI.
    pub group: String,
    /// The reason code.
    pub reason: String,
    /// The last day, if it is known.
    pub deadline: Option<Day>,
    /// By name.
    pub state: String,
    /// Who works on it; 0 for nobody.
    pub owner_id: i64,
    /// Their name.
    pub owner: String,
    /// When the payer's answer is due.
    pub answer_due: Option<Day>,
    /// The first of its claim with its payer.
    pub initial: bool,
    /// By name; empty while it is open.
    pub close_reason: String,
}

/// Which cases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasesAsked {
    /// Those that have ended.
    pub closed: bool,
    /// By name; empty for any.
    pub cause: String,
    /// By name; empty for any.
    pub state: String,
    /// 0 for any.
    pub payer_id: i64,
    /// 0 for any.
    pub owner_id: i64,
    /// With a last day up to this one.
    pub due_by: Option<Day>,
    /// At most so many; from there.
    pub limit: i64,
    /// Left out before them.
    pub offset: i64,
}

/// What the cases asked for come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// How many.
    pub cases: i64,
    /// Still denied.
    pub open_cents: i64,
    /// Past their last day.
    pub overdue: i64,
    /// Without an owner.
    pub unowned: i64,
}

impl crate::book::Book {
    /// Cases, the earliest last day first, then the most money.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_list(&self, asked: &CasesAsked) -> Result<Vec<CaseItem>> {
        let due_by = asked.due_by.map_or(NO_DEADLINE, |d| i64::from(d.0));
        let with = &params![
            PRACTICE,
            !asked.closed,
            asked.cause,
            asked.state,
            asked.payer_id,
            asked.owner_id,
            due_by,
            asked.limit,
            asked.offset
        ];
        self.db.rows(sql!("case_list"), with, |r| {
            let deadline: i64 = r.get(12)?;
            Ok(CaseItem {
                case_id: r.get(0)?,
                claim_id: r.get(1)?,
                control_number: r.get(2)?,
                sequence: r.get(3)?,
                lines: r.get(4)?,
                payer_id: r.get(5)?,
                posted: Day(r.get(6)?),
                cents: r.get(7)?,
                open_cents: r.get(8)?,
                cause: r.get(9)?,
                group: r.get(10)?,
                reason: r.get(11)?,
                deadline: i32::try_from(deadline).ok().filter(|_| deadline < NO_DEADLINE).map(Day),
                state: r.get(13)?,
                owner_id: r.get(14)?,
                owner: r.get(15)?,
                answer_due: r.get::<Option<i32>>(16)?.map(Day),
                initial: r.get(17)?,
                close_reason: r.get(18)?,
            })
        })
    }

    /// The claim of a case.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_of_case(&self, case_id: i64) -> Result<Option<i64>> {
        self.db.one(sql!("claim_of_case"), &params![PRACTICE, case_id], |r| r.get(0))
    }

    /// The number a claim was sent with; empty when there is no such claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn control_number(&self, claim_id: i64) -> Result<String> {
        let with = &params![PRACTICE, claim_id];
        Ok(self.db.one(sql!("control_number"), with, |r| r.get(0))?.unwrap_or_default())
    }

    /// Requests that wait, or all.
    ///
    /// # Errors
    /// What the database reports.
    pub fn requests(&self, all: bool) -> Result<Vec<RequestRow>> {
        self.db.rows(sql!("requests"), &params![PRACTICE, all], |r| {
            Ok(RequestRow {
                request_id: r.get(0)?,
                wish: r.get(1)?,
                claim_id: r.get(2)?,
                line: r.get(3)?,
                case_id: r.get(4)?,
                patient_id: r.get(5)?,
                from_account: r.get(6)?,
                cents: r.get(7)?,
                reason: r.get(8)?,
                asked_by: r.get(9)?,
                asked_at: r.get(10)?,
                outcome: r.get(11)?,
                decided_by: r.get(12)?,
                decided_at: r.get(13)?,
                answer: r.get(14)?,
                self_reviewed: r.get(15)?,
                control_number: r.get(16)?,
                asker: r.get(17)?,
                decider: r.get(18)?,
                decided_batch: r.get(19)?,
            })
        })
    }
}

impl Writer<'_> {
    /// Cases of a claim, those whose decision has gone as well.
    ///
    /// # Errors
    /// What the database reports.
    pub fn cases_of_claim(&self, claim_id: i64) -> Result<Vec<CaseRow>> {
        self.fresh.ask(self.db, About::Cases(claim_id), |db| {
            db.rows(sql!("cases_of_claim"), &params![PRACTICE, claim_id], case)
        })
    }

    /// The claim of a case.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim_of_case(&self, case_id: i64) -> Result<Option<i64>> {
        self.db.one(sql!("claim_of_case"), &params![PRACTICE, case_id], |r| r.get(0))
    }

    /// What people did to a case, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn case_events(&self, case_id: i64) -> Result<Vec<EventRow>> {
        self.db.rows(sql!("case_events"), &params![PRACTICE, case_id], event)
    }

    /// The payer of a claim in this place of the order, and what kind it is (SBR09).
    ///
    /// # Errors
    /// What the database reports.
    pub fn filing_of(&self, claim_id: i64, sequence: &str) -> Result<Option<(i64, String)>> {
        let with = &params![PRACTICE, claim_id, sequence];
        self.db.one(sql!("coverage_filing"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Who sent a remittance.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payer_of_remittance(&self, remit_id: i64) -> Result<i64> {
        let with = &params![PRACTICE, remit_id];
        Ok(self.db.one(sql!("payer_of_remittance"), with, |r| r.get(0))?.unwrap_or(0))
    }

    /// Keeps a case: a new one, or what became of one.
    ///
    /// # Errors
    /// What the database reports.
    pub fn keep_case(&mut self, claim_id: i64, c: &CaseRow) -> Result<()> {
        self.touch(claim_id);
        if c.case_id != 0 {
            self.db.execute(
                sql!("update_case"),
                &params![
                    c.sequence,
                    c.first_line,
                    c.ordinal,
                    c.lines,
                    c.decision.0,
                    c.decision.1,
                    c.payer_id,
                    c.posted_day,
                    c.cents,
                    c.open_cents,
                    c.cause,
                    c.group,
                    c.reason,
                    c.initial,
                    c.correction_limit,
                    c.appeal_limit,
                    c.deadline,
                    c.state,
                    c.owner_id,
                    c.level,
                    c.appeal_filed,
                    c.answer_due,
                    c.closed_day,
                    c.close_reason,
                    c.is_open,
                    c.live,
                    PRACTICE,
                    c.case_id
                ],
            )?;
            return Ok(());
        }
        self.fresh.writes(self.db, &[About::Cases(claim_id)])?;
        let id = self.next_case();
        self.db.insert(
            sql!("insert_case"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                claim_id,
                c.sequence,
                c.first_line,
                c.ordinal,
                c.lines,
                c.decision.0,
                c.decision.1,
                c.payer_id,
                c.posted_day,
                c.cents,
                c.open_cents,
                c.cause,
                c.group,
                c.reason,
                c.initial,
                c.correction_limit,
                c.appeal_limit,
                c.deadline,
                c.state,
                c.owner_id,
                c.level,
                c.appeal_filed,
                c.answer_due,
                c.closed_day,
                c.close_reason,
                c.is_open,
                c.live
            ],
        )
    }

    /// Adds what somebody did to a case.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_case_event(&self, case_id: i64, e: &EventRow) -> Result<()> {
        let with = &params![PRACTICE, case_id];
        let number: i64 = self.db.only(sql!("next_case_event"), with, |r| r.get(0))?;
        self.db.insert(
            sql!("insert_case_event"),
            &params![
                PRACTICE,
                case_id,
                number,
                self.batch_id(),
                e.day.0,
                e.person_id,
                e.action,
                e.cause,
                e.owner_id,
                e.until.map(|d| d.0),
                e.answer_due.map(|d| d.0),
                e.note,
                true
            ],
        )
    }

    /// Adds a request; gives its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_request(&mut self, q: &RequestRow) -> Result<i64> {
        let id = self.next_request();
        self.db.insert(
            sql!("insert_request"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                q.wish,
                q.claim_id,
                q.line,
                q.case_id,
                q.patient_id,
                q.from_account,
                q.cents,
                q.reason,
                self.person_id(),
                self.made_at(),
                "",
                0,
                0,
                0,
                "",
                false,
                true
            ],
        )?;
        Ok(id)
    }

    /// Says what became of a request.
    ///
    /// # Errors
    /// What the database reports.
    pub fn decide_request(
        &self,
        request_id: i64,
        outcome: &str,
        answer: &str,
        self_reviewed: bool,
    ) -> Result<()> {
        self.db.execute(
            sql!("decide_request"),
            &params![
                outcome,
                self.batch_id(),
                self.person_id(),
                self.made_at(),
                answer,
                self_reviewed,
                PRACTICE,
                request_id
            ],
        )?;
        Ok(())
    }
}
