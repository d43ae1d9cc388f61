//! Acknowledgements, and where what was sent stands by them.

use gonio_billing::day::Day;

use crate::engine::params;
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// The numbers of a transaction set of claims, each as an answer to it will name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetNumbers {
    /// `interchange A>B 000000905 2026-03-02`
    pub interchange: String,
    /// `set A>B 1 0001`
    pub group_and_set: String,
    /// `batch X`
    pub batch: String,
    /// The day it says it was made.
    pub day: Day,
}

/// An acknowledgement as kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerRow {
    /// Number of its segment in the file.
    pub segment: i64,
    /// TA1, 999, 277CA, 277
    pub kind: String,
    /// What it is about.
    pub about: String,
    /// The number of the batch (BHT03) that the claim it is about was sent in; empty when it
    /// does not say.
    pub sent_batch: String,
    /// envelope, set, clearinghouse, payer
    pub said_by: String,
    /// Their name, where it is told.
    pub source_name: String,
    /// By name.
    pub says: String,
    /// As it came.
    pub codes: String,
    /// The payer's own number of the claim; empty when absent.
    pub payer_control_number: String,
    /// When it was given, or came.
    pub day: Day,
    /// Something that was sent is known by it.
    pub tied: bool,
    /// Its file.
    pub path: String,
    /// Its import.
    pub batch_id: i64,
}

/// A sending of a claim, with the names that answers know it by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendingRow {
    /// Its number in the claim.
    pub number: i64,
    /// When.
    pub sent_day: Option<Day>,
    /// The day its set says it was made.
    pub set_day: Option<Day>,
    /// `interchange …`, `set …`, `group …`, `batch …`, `provider …`, `claim …`
    pub abouts: [String; 6],
    /// By name.
    pub state: String,
    /// P, S, T.
    pub sequence: String,
}

impl crate::book::Book {
    /// What was answered to the sendings of a claim, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn answers_to(&self, claim_id: i64) -> Result<Vec<AnswerRow>> {
        let looking = self.looking();
        let sendings = looking.sendings(claim_id)?;
        let mut told: Vec<AnswerRow> = Vec::new();
        for at in 0..sendings.len() {
            for answer in looking.answers_to(&sendings, at)? {
                if !told.contains(&answer) {
                    told.push(answer);
                }
            }
        }
        told.sort_by_key(|a| a.day);
        Ok(told)
    }
}

impl Writer<'_> {
    /// Adds a transaction set of claims; gives its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_sent_set(&mut self, file_id: i64, segment: i64, n: &SetNumbers) -> Result<i64> {
        let id = self.next_sent_set();
        self.db.insert(
            sql!("insert_sent_set"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                file_id,
                segment,
                n.interchange,
                n.group_and_set,
                n.batch,
                true,
                n.day.0
            ],
        )?;
        Ok(id)
    }

    /// Adds an acknowledgement, unless the same is here; whether it was new.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_answer(&mut self, file_id: i64, a: &AnswerRow) -> Result<bool> {
        let same = &params![
            PRACTICE,
            a.about,
            a.kind,
            a.said_by,
            a.source_name,
            a.says,
            a.codes,
            a.day.0,
            a.sent_batch
        ];
        if self.db.only(sql!("same_answer"), same, |r| r.get::<i64>(0))? > 0 {
            return Ok(false);
        }
        let id = self.next_answer();
        self.db.insert(
            sql!("insert_answer"),
            &params![
                PRACTICE,
                id,
                self.batch_id(),
                file_id,
                a.segment,
                a.kind,
                a.about,
                a.said_by,
                a.source_name,
                a.says,
                a.codes,
                a.payer_control_number,
                a.day.0,
                a.tied,
                true,
                a.sent_batch
            ],
        )?;
        Ok(true)
    }

    /// Whether any acknowledgement is in the book.
    ///
    /// # Errors
    /// What the database reports.
    pub fn has_answers(&self) -> Result<bool> {
        self.db.only(sql!("any_answers"), &params![PRACTICE], |r| Ok(r.get::<i64>(0)? > 0))
    }

    /// The sendings of a claim, in order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn sendings(&self, claim_id: i64) -> Result<Vec<SendingRow>> {
        self.db.rows(sql!("sendings_of_claim"), &params![PRACTICE, claim_id], |r| {
            let (number, set, batch): (String, String, String) = (r.get(2)?, r.get(4)?, r.get(5)?);
            let npi: String = r.get(8)?;
            let group = set
                .rsplit_once(' ')
                .map_or(String::new(), |(group, _)| group.replacen("set ", "group ", 1));
            let provider = batch.replacen("batch ", "provider ", 1) + " " + &npi;
            Ok(SendingRow {
                number: r.get(0)?,
                sent_day: r.get::<Option<i32>>(1)?.map(Day),
                set_day: r.get::<Option<i32>>(9)?.map(Day),
                abouts: [r.get(3)?, set, group, batch, provider, format!("claim {number}")],
                state: r.get(6)?,
                sequence: r.get(7)?,
            })
        })
    }

    /// The acknowledgements that are about one of a claim's sendings, the one at `at`: the same
    /// numbers are used again, by another file or for the same claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn answers_to(&self, sendings: &[SendingRow], at: usize) -> Result<Vec<AnswerRow>> {
        let Some(sending) = sendings.get(at) else { return Ok(Vec::new()) };
        let mut answers = Vec::new();
        for answer in self.answers_about(&sending.abouts)? {
            let about_it = match answer.about.split(' ').next() {
                Some("claim") => is_about(&answer, sendings, at),
                // These name the day of what they answer, where they know it.
                Some("interchange") => true,
                _ => {
                    let day = self.day_answered(&answer.about, answer.day)?;
                    day.is_none() || day == sending.set_day
                }
            };
            if about_it {
                answers.push(answer);
            }
        }
        Ok(answers)
    }

    fn answers_about(&self, abouts: &[String; 6]) -> Result<Vec<AnswerRow>> {
        let [a, b, c, d, e, f] = abouts;
        self.db.rows(sql!("answers_about"), &params![PRACTICE, a, b, c, d, e, f], |r| {
            Ok(AnswerRow {
                kind: r.get(1)?,
                about: r.get(2)?,
                said_by: r.get(3)?,
                says: r.get(4)?,
                codes: r.get(5)?,
                payer_control_number: r.get(6)?,
                day: Day(r.get(7)?),
                tied: r.get(8)?,
                source_name: r.get(9)?,
                sent_batch: r.get(10)?,
                segment: r.get(11)?,
                path: r.get(12)?,
                batch_id: r.get(13)?,
            })
        })
    }

    /// The day of the set, of all that were sent with these numbers, that an answer of a day is
    /// about: the last one up to then; the first one when the answer's clock was behind.
    fn day_answered(&self, about: &str, answered: Day) -> Result<Option<Day>> {
        let (kind, rest) = about.split_once(' ').unwrap_or((about, ""));
        let name = match kind {
            "group" => format!("set {rest} "),
            // A provider's part of a batch.
            "provider" => format!("batch {}", rest.rsplit_once(' ').map_or(rest, |(b, _)| b)),
            _ => about.to_string(),
        };
        // A group holds every set that begins with its name.
        let end = if kind == "group" { format!("{name}\u{7f}") } else { name.clone() };
        let with = &params![answered.0, PRACTICE, name, end];
        let day: Option<i32> = self.db.only(sql!("day_answered"), with, |r| r.get(0))?;
        Ok(day.map(Day))
    }

    /// Acknowledgements about any of these have found what they are about.
    ///
    /// # Errors
    /// What the database reports.
    pub fn tie_answers(&self, abouts: &[String; 6]) -> Result<()> {
        let [a, b, c, d, e, f] = abouts;
        self.db.execute(sql!("tie_answers"), &params![PRACTICE, a, b, c, d, e, f])?;
        Ok(())
    }

    /// The claims that an acknowledgement is about, and whether what it names is known at all.
    ///
    /// # Errors
    /// What the database reports.
    pub fn reached(&self, about: &str) -> Result<(Vec<i64>, bool)> {
        let (kind, rest) = about.split_once(' ').unwrap_or((about, ""));
        let number = |r: crate::engine::Row<'_>| r.get::<i64>(0);
        let mut claims = match kind {
            "claim" => self.db.rows(sql!("claims_of_number"), &params![PRACTICE, rest], number)?,
            "group" => {
                let (first, last) = (format!("set {rest} "), format!("set {rest} \u{7f}"));
                self.db.rows(sql!("claims_of_group"), &params![PRACTICE, first, last], number)?
            }
            _ => {
                let set = match kind {
                    // A provider's part of a batch: who it is, the sendings tell.
                    "provider" => {
                        let batch = rest.rsplit_once(' ').map_or(rest, |(batch, _)| batch);
                        format!("batch {batch}")
                    }
                    _ => about.to_string(),
                };
                let with = &params![PRACTICE, set];
                let claims = self.db.rows(sql!("claims_of_sets"), with, number)?;
                if claims.is_empty() {
                    let sets: i64 = self.db.only(sql!("sets_known"), with, number)?;
                    return Ok((claims, sets > 0));
                }
                claims
            }
        };
        claims.sort_unstable();
        claims.dedup();
        let known = !claims.is_empty();
        Ok((claims, known))
    }

    /// Says where a sending stands.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_sending_state(
        &self,
        claim_id: i64,
        number: i64,
        state: &str,
        since: Option<Day>,
        payer_control_number: &str,
    ) -> Result<()> {
        let day = since.map(|d| d.0);
        let with = &params![state, day, payer_control_number, PRACTICE, claim_id, number];
        self.db.execute(sql!("set_sending_state"), with)?;
        Ok(())
    }

    /// Where an undecided claim stands by the answers to its last sending.
    ///
    /// # Errors
    /// What the database reports.
    pub fn undecided_state(&self, claim_id: i64) -> Result<&'static str> {
        let sendings = self.sendings(claim_id)?;
        let Some(last) = sendings.iter().rev().find(|s| s.sequence == "P") else {
            return Ok("submitted");
        };
        Ok(match last.state.as_str() {
            "file_rejected" | "set_rejected" | "claim_rejected" => "rejected",
            "payer_accepted" => "accepted",
            "pending" => "pending",
            _ => "submitted",
        })
    }

    /// Says where an undecided claim stands.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_undecided_state(&self, claim_id: i64) -> Result<()> {
        self.touch(claim_id);
        let state = self.undecided_state(claim_id)?;
        self.db.execute(sql!("set_undecided_state"), &params![state, PRACTICE, claim_id])?;
        Ok(())
    }

    /// Files with acknowledgements of nothing that is here, and how many in each.
    ///
    /// # Errors
    /// What the database reports.
    pub fn untied_answers(&self) -> Result<Vec<(i64, i64)>> {
        self.db.rows(sql!("untied_answers"), &params![PRACTICE], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Items that wait for a reason: id, file, claim, detail.
    ///
    /// # Errors
    /// What the database reports.
    pub fn items_of_reason(&self, reason: &str) -> Result<Vec<(i64, i64, i64, String)>> {
        self.db.rows(sql!("items_of_reason"), &params![PRACTICE, reason], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })
    }

    /// Items of a claim that wait for a reason: id, detail.
    ///
    /// # Errors
    /// What the database reports.
    pub fn items_of_claim(&self, claim_id: i64, reason: &str) -> Result<Vec<(i64, String)>> {
        let with = &params![PRACTICE, claim_id, reason];
        self.db.rows(sql!("items_of_claim"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// What the acknowledgements of a batch are about.
    pub(crate) fn abouts_of(&self, batch: i64) -> Result<Vec<String>> {
        self.db.rows(sql!("abouts_of_batch"), &params![PRACTICE, batch], |r| r.get(0))
    }
}

/// Whether an answer to a claim by its number is about its sending at `at`. One that says the
/// batch is about what was sent in it. Of several sendings with the same number it is about the
/// last one up to its day, or the first.
fn is_about(answer: &AnswerRow, sendings: &[SendingRow], at: usize) -> bool {
    let batch = format!("batch {}", answer.sent_batch);
    let number = |s: &SendingRow| s.abouts[5] == answer.about;
    let in_batch = |s: &SendingRow| number(s) && s.abouts[3] == batch;
    let by_batch = sendings.iter().any(in_batch);
    let candidates: Vec<usize> = (0..sendings.len())
        .filter(|i| if by_batch { in_batch(&sendings[*i]) } else { number(&sendings[*i]) })
        .collect();
    let before = |i: &&usize| sendings[**i].sent_day.unwrap_or_default() <= answer.day;
    candidates.iter().rev().find(before).or(candidates.first()) == Some(&at)
}
