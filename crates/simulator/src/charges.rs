//! What the practice does and what it asks for it: codes, prices, fees, diagnoses.
//!
//! The fees are invented base fees; every payer takes its own share of them.
//! Not here: who is treated, and what a payer decides.

/// A procedure of the charge master. Money is cents per unit.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) code: &'static str,
    pub(crate) charge: i64,
    pub(crate) fee: i64,
}

const fn code(code: &'static str, charge: i64, fee: i64) -> Code {
    Code { code, charge, fee }
}

/// The one charge master of the practice: the same price whoever pays.
static MASTER: [Code; 14] = [
    code("97110", 6800, 2860),
    code("97112", 7200, 3284),
    code("97116", 6400, 2843),
    code("97140", 6500, 2712),
    code("97530", 8200, 3427),
    code("97535", 7650, 3158),
    code("97150", 4200, 1763),
    code("97161", 16_500, 9815),
    code("97162", 16_500, 9815),
    code("97163", 17_250, 9815),
    code("97165", 17_500, 9884),
    code("97166", 17_500, 9884),
    code("G0283", 3150, 1079),
    code("97014", 3150, 1079),
];

/// The entry of a code; the first one for a code that is not there.
pub(crate) fn entry(code: &str) -> &'static Code {
    MASTER.iter().find(|c| c.code == code).unwrap_or(&MASTER[0])
}

/// Codes of follow-up visits with their weights.
pub(crate) static PT_CODES: [(&str, u64); 5] =
    [("97110", 40), ("97140", 26), ("97112", 22), ("97530", 24), ("97116", 8)];

/// Codes of follow-up visits with their weights.
pub(crate) static OT_CODES: [(&str, u64); 5] =
    [("97530", 40), ("97110", 24), ("97535", 24), ("97112", 18), ("97140", 16)];

/// Diagnoses of one episode: ICD-10-CM without the point, first the reason for therapy.
pub(crate) type Diagnoses = &'static [&'static str];

/// Adults in physical therapy.
pub(crate) static PT_DIAGNOSES: [Diagnoses; 10] = [
    &["M5450", "M6281"],
    &["M25561", "M6281", "R262"],
    &["M7541", "M25511", "M6281"],
    &["Z471", "Z96651", "R2689"],
    &["R2689", "M6281", "Z9181"],
    &["M5416", "M5450"],
    &["M542", "M6281"],
    &["S83241D", "M25561"],
    &["M25562"],
    &["I69351", "R2689", "M6281"],
];

/// Adults in occupational therapy.
pub(crate) static OT_DIAGNOSES: [Diagnoses; 7] = [
    &["S52501D", "M25631"],
    &["I69351", "R278", "M6281"],
    &["M1811", "M79644"],
    &["G5601", "M6281"],
    &["M19041", "M79641"],
    &["M25631"],
    &["M65341", "M79644"],
];

/// Children, either discipline.
pub(crate) static CHILD_DIAGNOSES: [Diagnoses; 3] =
    [&["F82", "R278"], &["R2689", "M6281"], &["F840", "R278"]];
