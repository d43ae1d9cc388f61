//! What a practice's owner may rely on, told as files that arrive one after another: each
//! test imports real bytes through the functions that the program itself calls and looks at
//! the books afterwards.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read the settings of script/test and measure a child process"
)]

mod amounts;
mod answers;
mod bank;
mod cases;
mod contracts;
mod crash;
mod decisions;
mod differential;
mod duplicates;
mod eob;
mod era;
mod filing;
mod go_live;
mod held;
mod matching;
mod metric_cases;
mod migrate;
mod moves;
mod notation;
mod odd_files;
mod order;
mod outgoing;
mod patients_money;
mod people;
mod practice;
mod reference;
mod samples;
mod tally;
mod undo;
