//! What a clinic would write, made by hand from typed values: one small file of each set.
//!
//! All people, numbers and places are made up.

mod claims;
mod questions;

use gonio_x12::acknowledgement::Ta1;
use gonio_x12::segments::{Contact, Dmg, Dtp, Hl, N3, N4, Nm1, Per, Prv, Ref};
use gonio_x12::typed::{Cents, Milli};
use gonio_x12::value::{Date, date};

use crate::typed::Typed;

/// The clinic's NPI.
const CLINIC: &str = "1234567893";
/// NPIs of its occupational and its physical therapist, and of the doctor who sends patients.
const OT: &str = "1300000027";
const PT: &str = "1400000034";
const DOCTOR: &str = "1500000041";

/// One set made by hand, and what its envelope says.
pub struct Example {
    pub name: &'static str,
    /// ST01.
    pub code: &'static str,
    /// GS01.
    pub group: &'static str,
    /// GS08 and ST03.
    pub version: &'static str,
    /// What stands between ISA and GS.
    pub ta1: Option<Ta1>,
    pub set: Box<dyn Typed>,
}

/// All of them.
pub fn examples() -> Vec<Example> {
    claims::examples().into_iter().chain(questions::examples()).collect()
}

fn cents(amount: i64) -> Option<Cents> {
    Some(Cents(amount))
}

fn units(count: i64) -> Option<Milli> {
    Some(Milli(count * 1000))
}

fn organization(entity: &str, name: &str, qualifier: &str, id: &str) -> Nm1 {
    Nm1::organization(entity, name).with_id(qualifier, id)
}

fn person(entity: &str, last: &str, first: &str, qualifier: &str, id: &str) -> Nm1 {
    Nm1::person(entity, last, first).with_id(qualifier, id)
}

fn level(number: &str, parent: &str, kind: &str, has_children: &str) -> Hl {
    Hl {
        number: number.into(),
        parent: parent.into(),
        kind: kind.into(),
        has_children: has_children.into(),
    }
}

fn street(line: &str) -> Option<N3> {
    Some(N3 { line_1: line.into(), ..N3::default() })
}

fn city(city: &str, postal_code: &str) -> Option<N4> {
    Some(N4 {
        city: city.into(),
        state: "WY".into(),
        postal_code: postal_code.into(),
        ..N4::default()
    })
}

fn born(birth: &str, sex: &str) -> Option<Dmg> {
    Some(Dmg::born(a_day(birth), sex))
}

fn a_day(text: &str) -> Date {
    date(text.as_bytes()).expect("a day that exists")
}

fn telephone(function: &str, name: &str, number: &str) -> Per {
    let contact = Contact { kind: "TE".into(), number: number.into() };
    Per { function: function.into(), name: name.into(), contacts: [contact].into() }
}

fn specialty(role: &str, taxonomy: &str) -> Option<Prv> {
    Some(Prv { role: role.into(), qualifier: "PXC".into(), code: taxonomy.into() })
}

fn day(qualifier: &str, value: &str) -> Dtp {
    match value.split_once('-') {
        Some((first, last)) => Dtp::between(qualifier, a_day(first), a_day(last)),
        None => Dtp::on(qualifier, a_day(value)),
    }
}

fn reference(qualifier: &str, value: &str) -> Ref {
    Ref::of(qualifier, value)
}
