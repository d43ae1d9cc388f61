//! The practice's contracts with its payers.

use gonio_billing::day::Day;

use crate::book::Book;
use crate::engine::{Engine, params};
use crate::write::Writer;
use crate::{PRACTICE, Result, sql};

/// A contract that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub contract_id: i64,
    /// With whom.
    pub payer_id: i64,
    /// The payer's name in the book.
    pub payer: String,
    /// Its text, as the rulebook reads contracts.
    pub body: String,
}

/// A line of a claim, to be priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineToPrice {
    /// Its number.
    pub number: i64,
    /// The code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// Thousandths.
    pub units_milli: i64,
    /// The charge.
    pub charge_cents: i64,
    /// Day of service.
    pub service_day: Option<Day>,
}

fn contracts(db: &Engine) -> Result<Vec<Kept>> {
    db.rows(sql!("contracts"), &params![PRACTICE], |r| {
        Ok(Kept { contract_id: r.get(0)?, payer_id: r.get(1)?, body: r.get(2)?, payer: r.get(3)? })
    })
}

impl Book {
    /// The contracts that hold, in the order they were added. Of two with one payer the later
    /// one counts.
    ///
    /// # Errors
    /// What the database reports.
    pub fn contracts(&self) -> Result<Vec<Kept>> {
        contracts(&self.db)
    }

    /// Payers of this name or number: id and name.
    ///
    /// # Errors
    /// What the database reports.
    pub fn payers_named(&self, name: &str) -> Result<Vec<(i64, String)>> {
        let upper = name.to_uppercase();
        let plain: String = upper.chars().filter(char::is_ascii_alphanumeric).collect();
        let (id, alias) = (format!("ID:{plain}"), format!("NAME:{plain}"));
        let with = &params![PRACTICE, upper, id, alias];
        self.db.rows(sql!("payers_named"), with, |r| Ok((r.get(0)?, r.get(1)?)))
    }
}

impl Writer<'_> {
    /// The contracts that hold, in the order they were added.
    ///
    /// # Errors
    /// What the database reports.
    pub fn contracts(&self) -> Result<Vec<Kept>> {
        contracts(self.db)
    }

    /// Keeps a contract.
    ///
    /// # Errors
    /// What the database reports.
    pub fn add_contract(&mut self, payer_id: i64, body: &str) -> Result<i64> {
        let id = self.next_contract();
        let with = &params![PRACTICE, id, self.batch_id(), payer_id, body, true];
        self.db.insert(sql!("insert_contract"), with)?;
        Ok(id)
    }

    /// Claims that this payer is the first to pay, where some decision stands.
    ///
    /// # Errors
    /// What the database reports.
    pub fn decided_claims(&self, payer_id: i64) -> Result<Vec<i64>> {
        self.db.rows(sql!("decided_claims_of_payer"), &params![PRACTICE, payer_id], |r| r.get(0))
    }

    /// Lines of a claim with what pricing asks for.
    ///
    /// # Errors
    /// What the database reports.
    pub fn lines_to_price(&self, claim_id: i64) -> Result<Vec<LineToPrice>> {
        self.db.rows(sql!("claim_lines_to_price"), &params![PRACTICE, claim_id], |r| {
            Ok(LineToPrice {
                number: r.get(0)?,
                code: r.get(1)?,
                modifiers: r.get(2)?,
                units_milli: r.get(3)?,
                charge_cents: r.get(4)?,
                service_day: r.get::<Option<i32>>(5)?.map(Day),
            })
        })
    }
}
