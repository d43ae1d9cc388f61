//! Tests of the X12 crate, in one binary.

mod answers;
mod faults;
mod fuzz;
mod judges;
mod reader;
mod show;
mod situations;
mod typed;
mod verdicts;
