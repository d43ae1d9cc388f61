//! The rulebook: what can be checked against a source without reading Rust, and the
//! decisions made from it: units, modifiers, expected payment, causes of denials.
//!
//! Data walks one way: [`rulebook::Rulebook`] (dated files) → [`terms::Terms`] (what holds for
//! one payer on one day) → [`units`], [`advice`], [`price`]. Every step of a decision names a
//! rule, and every rule has a page under `rulebook/rules`.
//!
//! Pure: the files are part of the program; nothing is read at run time.

pub mod accumulator;
pub mod advice;
pub mod assistant;
pub mod causes;
pub mod code;
pub mod contract;
pub mod exact;
pub mod modifiers;
pub mod payers;
pub mod price;
pub mod reference;
pub mod rulebook;
pub mod tables;
pub mod telehealth;
pub mod terms;
pub mod units;
pub mod working;
