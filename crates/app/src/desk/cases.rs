//! Keeping the denial cases of a claim in step with its decisions.

use gonio_billing::denials::{Denial, denials};
use gonio_billing::derive::{All, Decided, OwnMove, derive};
use gonio_billing::facts::Sequence;
use gonio_rules::rulebook::Rulebook;
use gonio_store::cases::CaseRow;
use gonio_store::read::Found;

use super::{Desk, Result};
use crate::cases::{Life, payer_rules};

impl Desk<'_, '_> {
    /// The cases of a claim, each lived through to now. Reads only.
    ///
    /// # Errors
    /// What the database reports.
    pub(crate) fn lives(&mut self, claim_id: i64) -> Result<Vec<Life>> {
        let Some(found) = self.writer.claim(claim_id)? else { return Ok(Vec::new()) };
        let (_, _, view, decided, own) = self.facts_of(&found)?;
        let all = derive(&view, &decided, &own, self.causes);
        let denials = denials(&decided, &own, &all);
        let rows = self.writer.cases_of_claim(claim_id)?;
        Ok(self.lived(&found, &denials, &rows)?.into_iter().map(|(life, _)| life).collect())
    }

    /// Brings the cases of a claim to what its decisions and events come to.
    pub(super) fn keep_cases(
        &mut self,
        found: &Found,
        decided: &[Decided],
        own: &[OwnMove],
        all: &All,
    ) -> Result<()> {
        let claim_id = found.candidate.claim_id;
        let denials = denials(decided, own, all);
        let rows = self.writer.cases_of_claim(claim_id)?;
        if denials.is_empty() && rows.is_empty() {
            return Ok(());
        }
        let lives = self.lived(found, &denials, &rows)?;
        let kept: Vec<i64> = lives.iter().map(|(life, _)| life.row.case_id).collect();
        for (life, denial) in &lives {
            let remitted = || match rows.iter().find(|r| r.case_id == life.row.case_id) {
                Some(row) if row.decision == denial.decision => Ok(row.payer_id),
                _ => self.writer.payer_of_remittance(denial.decision.0),
            };
            let payer_id = self.payer_of(found, denial.sequence, remitted)?;
            let row = life.kept(denial, payer_id);
            if row.case_id == 0 || rows.iter().all(|r| *r != row) {
                self.writer.keep_case(claim_id, &row)?;
            }
        }
        // What no decision stands for any more is not shown; what people did to it stays, for
        // the day on which the decision is back.
        for row in rows.iter().filter(|r| r.live && !kept.contains(&r.case_id)) {
            self.writer.keep_case(claim_id, &CaseRow { live: false, ..row.clone() })?;
        }
        Ok(())
    }

    fn lived<'d>(
        &mut self,
        found: &Found,
        denials: &'d [Denial],
        rows: &[CaseRow],
    ) -> Result<Vec<(Life, &'d Denial)>> {
        let claim_id = found.candidate.claim_id;
        let mut lives: Vec<(Life, &Denial)> = Vec::new();
        for denial in denials {
            let first_line = denial.lines.first().copied().unwrap_or(0);
            let letter = denial.sequence.letter();
            let before = lives
                .iter()
                .filter(|(l, _)| l.row.sequence == letter && l.row.first_line == first_line)
                .count();
            let ordinal = i64::try_from(before).unwrap_or(0);
            let same = |r: &&CaseRow| {
                r.sequence == letter && r.first_line == first_line && r.ordinal == ordinal
            };
            let row = rows.iter().find(same).cloned().unwrap_or_else(|| CaseRow {
                sequence: letter.into(),
                first_line,
                ordinal,
                ..CaseRow::default()
            });
            let events = match row.case_id {
                0 => Vec::new(),
                id => self.writer.case_events(id)?,
            };
            let filing = self.writer.filing_of(claim_id, letter)?.map_or_else(String::new, |f| f.1);
            let contract = match denial.sequence {
                Sequence::Primary => self.prices.payer_of(found.payer_id).map(str::to_string),
                _ => None,
            };
            if self.rulebook.is_none() {
                let read = Rulebook::embedded().map_err(gonio_store::Error::Refused)?;
                self.rulebook = Some(read);
            }
            let payer = self
                .rulebook
                .as_ref()
                .and_then(|book| payer_rules(book, contract.as_deref(), &filing));
            let others: Vec<Life> = lives.iter().map(|(l, _)| l.clone()).collect();
            let with = (payer, self.causes, self.solo);
            if let Some(life) = Life::new(row, denial, &others, &events, with, claim_id) {
                lives.push((life, denial));
            }
        }
        Ok(lives)
    }
}
