//! What billing knows: money, days, claims, remittances, how they match, how they post, and
//! the accounts they post to.
//!
//! Pure: no files, clock, chance, database or X12. Facts come in as plain values; what
//! comes out is a plan that can be printed before anything is written.

pub mod answers;
pub mod balance;
pub mod cause;
pub mod day;
pub mod denials;
pub mod deposits;
pub mod derive;
pub mod facts;
pub mod ledger;
pub mod matching;
pub mod money;
pub mod posting;
pub mod queue;
pub mod states;
