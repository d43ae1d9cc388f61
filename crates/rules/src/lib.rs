//! The rulebook: what can be checked against a source without reading Rust, and the
//! decisions made from it. Today that is the causes of adjustment reason codes.
//!
//! Pure: the tables are part of the program; nothing is read at run time.

pub mod causes;
