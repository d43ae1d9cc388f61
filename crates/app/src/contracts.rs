//! The practice's contracts with its payers, and what they make a payer owe for a line (P19).

use std::collections::HashMap;

use gonio_billing::day::Day;
use gonio_rules::code::{Code, Modifier};
use gonio_rules::contract::{Contract, Line};
use gonio_rules::price::{Patient, Sharing, said_by};
use gonio_rules::rulebook::Rulebook;
use gonio_rules::terms::Terms;
use gonio_store::contracts::{Kept, LineToPrice};
use serde::Serialize;

use crate::access::Right;
use crate::coding::rulebook;
use crate::desk::Desk;
use crate::import::causes;
use crate::{Book, Error, Now, Result};

/// A contract of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContractRow {
    /// Its number.
    pub contract: i64,
    /// The payer in the book.
    pub payer: String,
    /// As people call it.
    pub title: String,
    /// By whose rules it is read.
    pub rules_of: String,
}

/// What adding a contract did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Its batch, which can be taken back.
    pub batch: i64,
    /// The contract.
    pub contract: i64,
    /// Claims that were decided before and were judged by it now.
    pub claims: i64,
    /// What those were paid below it.
    pub short_cents: i64,
}

/// The contracts that hold.
///
/// # Errors
/// What the database reports.
pub fn list(book: &Book) -> Result<Vec<ContractRow>> {
    let mut rows = Vec::new();
    for kept in book.contracts()? {
        let contract = Contract::parse(&kept.body).map_err(Error::Refused)?;
        rows.push(ContractRow {
            contract: kept.contract_id,
            payer: kept.payer,
            title: contract.title.clone(),
            rules_of: contract.payer.clone(),
        });
    }
    Ok(rows)
}

/// Keeps a contract with a payer, and judges by it what that payer has decided already. A later
/// contract with the same payer takes its place.
///
/// # Errors
/// Refused for a text that is no contract, rules of a payer that the rulebook does not know, or
/// a payer that is not one in the book.
pub fn add(book: &mut Book, payer: &str, body: &str, now: Now) -> Result<Added> {
    now.who.may(Right::Settings)?;
    let contract = Contract::parse(body).map_err(Error::Refused)?;
    if rulebook()?.payer(&contract.payer).is_none() {
        return Err(Error::Refused(format!(
            "the contract says payer = \"{}\", and the rulebook has no such payer; `gonio rules \
             list` names them",
            contract.payer
        )));
    }
    let payers = book.payers_named(payer)?;
    let [(payer_id, _)] = payers[..] else {
        return Err(Error::Refused(match payers.len() {
            0 => format!("no payer of the book is called {payer}; `gonio metrics --by payer` does"),
            n => format!("{n} payers of the book are called {payer}; give the payer's number"),
        }));
    };
    let causes = causes()?;
    let go_live = book.practice()?.go_live_day;
    let was = book.balances(&gonio_store::check::Of::Book)?.remove("AR.VAR").unwrap_or(0);
    let mut writer = book.write("contract", now.mark())?;
    let batch = writer.batch_id();
    let contract = writer.add_contract(payer_id, body)?;
    let claims = writer.decided_claims(payer_id)?;
    let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
    for claim in &claims {
        desk.derive_claim(*claim)?;
    }
    writer.commit()?;
    let is = book.balances(&gonio_store::check::Of::Book)?.remove("AR.VAR").unwrap_or(0);
    Ok(Added { batch, contract, claims: claims.len() as i64, short_cents: is - was })
}

/// The contracts of a book, ready to price lines.
#[derive(Default)]
pub(crate) struct Prices {
    /// By payer of the book.
    contracts: HashMap<i64, Contract>,
    rulebook: Option<Rulebook>,
    /// How the payer shares, by its name and the day; `None` where the rulebook does not say.
    sharing: HashMap<(String, Day), Option<Sharing>>,
}

impl Prices {
    pub(crate) fn of(kept: Vec<Kept>) -> gonio_store::Result<Prices> {
        let mut prices = Prices::default();
        for kept in kept {
            let contract = Contract::parse(&kept.body).map_err(gonio_store::Error::Refused)?;
            prices.contracts.insert(kept.payer_id, contract);
        }
        if !prices.contracts.is_empty() {
            let rulebook = Rulebook::embedded().map_err(gonio_store::Error::Refused)?;
            prices.rulebook = Some(rulebook);
        }
        Ok(prices)
    }

    pub(crate) fn has(&self, payer_id: i64) -> bool {
        self.contracts.contains_key(&payer_id)
    }

    /// By whose rules the contract with a payer is read.
    pub(crate) fn payer_of(&self, payer_id: i64) -> Option<&str> {
        self.contracts.get(&payer_id).map(|c| c.payer.as_str())
    }

    /// What the payer should allow for each line, an assistant's reduction taken off; `None`
    /// where the contract does not say, or needs what Medicare allows.
    pub(crate) fn expected(&mut self, payer_id: i64, lines: &[LineToPrice]) -> Vec<Option<i64>> {
        let mut all = vec![None; lines.len()];
        let mut days: Vec<Day> = lines.iter().filter_map(|l| l.service_day).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let at: Vec<usize> =
                (0..lines.len()).filter(|i| lines[*i].service_day == Some(day)).collect();
            let visit: Vec<&LineToPrice> = at.iter().map(|i| &lines[*i]).collect();
            for (at, cents) in at.into_iter().zip(self.visit(payer_id, day, &visit)) {
                all[at] = cents;
            }
        }
        all
    }

    fn visit(&mut self, payer_id: i64, day: Day, lines: &[&LineToPrice]) -> Vec<Option<i64>> {
        let unknown = vec![None; lines.len()];
        let (Some(contract), Some(rulebook)) = (self.contracts.get(&payer_id), &self.rulebook)
        else {
            return unknown;
        };
        let sharing = *self.sharing.entry((contract.payer.clone(), day)).or_insert_with(|| {
            let terms = Terms::of(rulebook, &contract.payer, day).ok()?;
            Sharing::of(&terms, day).ok()
        });
        let Some(sharing) = sharing else { return unknown };
        let modifiers: Vec<Vec<Modifier>> = lines
            .iter()
            .map(|l| l.modifiers.split(':').filter_map(Modifier::new).collect())
            .collect();
        let mut asked = Vec::new();
        for (line, modifiers) in lines.iter().zip(&modifiers) {
            let whole = line.units_milli % 1000 == 0;
            let (Some(code), Ok(units), true) =
                (Code::new(&line.code), u32::try_from(line.units_milli / 1000), whole)
            else {
                return unknown;
            };
            asked.push(Line {
                code,
                units,
                modifiers,
                charge_cents: line.charge_cents,
                medicare_cents: None,
            });
        }
        // A line that no term fits makes the visit unknown; so does a case rate, as nothing
        // here says whether the case was paid before.
        let Ok(found) = contract.allow(day, &asked, false) else { return unknown };
        found
            .iter()
            .zip(&modifiers)
            .map(|((allowed, step), modifiers)| {
                let priced = sharing.share(allowed, said_by(modifiers).0, &mut Patient::default());
                (step.rule != "contract_case")
                    .then_some(priced.allowed_cents - priced.assistant_cents)
            })
            .collect()
    }
}
