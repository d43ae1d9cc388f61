//! A made-up therapy practice and its five made-up payers, as 837P and 835 files.
//!
//! [`practice`] tells months of a twelve-clinician practice's life: what it sends and what
//! comes back, with denials, crossovers, takebacks, interest, duplicates and strays.
//! [`volume`] makes one large pair of files for load tests. The same seed gives the same
//! bytes, everywhere and always.
//!
//! It knows X12 and its own payers' habits and nothing of the rules of the software that
//! reads its files, so it can serve as a witness. Every person, practice and payer in it is
//! invented. No files are written, no clock is read.
//!
//! ```
//! use gonio_simulator::{Scenario, practice};
//!
//! let month = Scenario { months: 1, ..Scenario::default() };
//! let first = practice(&month).next().unwrap();
//! assert!(first.name.starts_with("2026-10-0") && first.bytes.starts_with(b"ISA*"));
//! ```

mod charges;
mod claim;
mod day;
mod desk;
mod habits;
mod payers;
mod people;
mod practice;
mod remittance;
mod rng;
mod visits;
mod volume;

/// A file as it would lie in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Date, transaction and payer: `2026-05-04-837P-medicare.x12`.
    pub name: String,
    /// The interchange.
    pub bytes: Vec<u8>,
}

/// What to simulate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Same seed, same bytes.
    pub seed: u64,
    /// How many calendar months, the month of the last day included.
    pub months: u32,
    /// Year, month and day on which the simulation ends; claims still in flight stay unpaid.
    pub last_day: (i32, u32, u32),
    /// About how many visits each of the twelve clinicians has on a weekday.
    pub visits_per_day_per_clinician: u32,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { seed: 1, months: 6, last_day: (2026, 10, 31), visits_per_day_per_clinician: 9 }
    }
}

/// All files of the practice in date order, made one day at a time.
pub fn practice(scenario: &Scenario) -> impl Iterator<Item = File> + use<> {
    practice::Simulation::new(scenario)
}

/// One large 835 with many payments of up to 160 claims each, and the 837P it pays.
///
/// Both are handed over in pieces, one transaction set at a time, so memory stays small
/// whatever the number of claims.
pub fn volume(
    seed: u64,
    claims: u64,
    remittance: &mut dyn FnMut(&[u8]),
    claim_file: &mut dyn FnMut(&[u8]),
) {
    volume::volume(seed, claims, remittance, claim_file);
}
