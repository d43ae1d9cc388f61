//! The `gonio` program: the command line and the pages. What it can do is in `gonio-app`.

mod cli;
mod clock;
mod csv;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
