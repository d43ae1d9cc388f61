//! Tests of what is made of files, in one binary.

mod bank;
mod handmade;
mod recorder;
mod samples;
