//! Tests of what is made of files, in one binary.

mod handmade;
mod recorder;
mod samples;
