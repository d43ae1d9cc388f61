//! Every invariant, over the whole book, from the journal up.

use std::collections::BTreeMap;

use gonio_billing::money::dollars;

use crate::book::Book;
use crate::engine::{Row, params};
use crate::{PRACTICE, Result, sql};

/// What a check of the book came to.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// Journal entries.
    pub entries: i64,
    /// Transfers in them.
    pub transfers: i64,
    /// Balance of each account used, debit positive.
    pub accounts: BTreeMap<String, i64>,
    /// What does not hold, in plain words.
    pub violations: Vec<String>,
}

/// Whose balances are asked for.
#[derive(Clone, Debug)]
pub enum Of {
    /// The whole book.
    Book,
    /// A claim by its id.
    Claim(i64),
    /// A patient by id.
    Patient(i64),
    /// A remittance by id.
    Remittance(i64),
}

impl Book {
    /// Balances of accounts, debit positive.
    ///
    /// # Errors
    /// What the database reports.
    pub fn balances(&self, of: &Of) -> Result<BTreeMap<String, i64>> {
        let (text, id) = match of {
            Of::Book => (sql!("account_balances"), None),
            Of::Claim(id) => (sql!("account_balances_of_claim"), Some(*id)),
            Of::Patient(id) => (sql!("account_balances_of_patient"), Some(*id)),
            Of::Remittance(id) => (sql!("account_balances_of_remit"), Some(*id)),
        };
        let with = params![PRACTICE, id.unwrap_or(0)];
        let with = if id.is_some() { &with[..] } else { &with[..1] };
        let rows = self.db.rows(text, with, |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Checks every invariant.
    ///
    /// # Errors
    /// What the database reports. A violated invariant is no error but part of the answer.
    pub fn check(&self) -> Result<Check> {
        let (transfers, entries) =
            self.db
                .only(sql!("count_journal"), &params![PRACTICE], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let accounts = self.balances(&Of::Book)?;
        let mut violations = Vec::new();
        let sum: i64 = accounts.values().sum();
        if sum != 0 {
            violations.push(format!("all accounts together come to {}, not 0.00", dollars(sum)));
        }
        self.violations(sql!("check_transfers"), &mut violations, |r| {
            let (entry, line): (i64, i64) = (r.get(0)?, r.get(1)?);
            Ok(format!("journal entry {entry}, line {line}: no amount, or one account twice"))
        })?;
        self.violations(sql!("check_lines"), &mut violations, |r| {
            let (claim, line): (i64, i64) = (r.get(0)?, r.get(1)?);
            let (charge, posted): (i64, i64) = (r.get(2)?, r.get(3)?);
            Ok(format!(
                "claim {claim}, line {line}: charge {} but {} posted as charge",
                dollars(charge),
                dollars(posted)
            ))
        })?;
        self.violations(sql!("check_claims"), &mut violations, |r| {
            let claim: i64 = r.get(0)?;
            let mut said = Vec::new();
            for column in 1..14 {
                said.push(dollars(r.get(column)?));
            }
            Ok(format!(
                "claim {claim}: charge {} against payments {}, adjustments {} and open {} + {} + \
                 {} + {} by the journal; its totals say {}",
                said[0],
                said[1],
                said[2],
                said[3],
                said[4],
                said[5],
                said[6],
                said[7..].join(", ")
            ))
        })?;
        self.violations(sql!("check_states"), &mut violations, |r| {
            let claim: i64 = r.get(0)?;
            Ok(format!(
                "claim {claim}: its state is {} and should be {}; decided by “{}”, which should \
                 be “{}”",
                r.text(1)?,
                r.text(2)?,
                r.text(3)?,
                r.text(4)?
            ))
        })?;
        self.violations(sql!("check_remittances"), &mut violations, |r| {
            let (id, trace): (i64, String) = (r.get(0)?, r.get(1)?);
            let mut said = Vec::new();
            for column in 2..7 {
                said.push(dollars(r.get(column)?));
            }
            Ok(format!(
                "remittance {id} (trace {trace}): payment {} against posted {} + unposted {} − \
                 provider-level {}; the journal cleared {}",
                said[0], said[1], said[2], said[3], said[4]
            ))
        })?;
        self.violations(sql!("check_deposits"), &mut violations, |r| {
            let (id, trace): (i64, String) = (r.get(0)?, r.get(1)?);
            Ok(format!(
                "remittance {id} (trace {trace}): payment {} but the bank shows {}",
                dollars(r.get(2)?),
                dollars(r.get(3)?)
            ))
        })?;
        violations.extend(self.check_tally()?);
        Ok(Check { entries, transfers, accounts, violations })
    }

    fn violations(
        &self,
        text: &str,
        into: &mut Vec<String>,
        words: impl Fn(Row<'_>) -> Result<String>,
    ) -> Result<()> {
        into.extend(self.db.rows(text, &params![PRACTICE], words)?);
        Ok(())
    }
}
