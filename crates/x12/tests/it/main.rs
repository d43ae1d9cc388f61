//! Tests of the X12 crate, in one binary.

mod reader;
