//! Tests of the program as people use it, and of the house rules.

#![allow(clippy::disallowed_methods, reason = "tests find their tools in the environment")]

mod bank;
mod browser;
mod cli;
mod portable;
mod rules;
mod tidy;
mod webdriver;
mod x12;
