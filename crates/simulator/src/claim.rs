//! A claim, and how it is written as an 837P (005010X222A1).
//!
//! Not here: why a claim is as it is (`visits`), nor what a payer makes of it (`habits`).

use crate::charges::Diagnoses;
use crate::day::Day;
use crate::habits::Ruling;
use crate::payers::{Payer, PayerId};
use crate::people::{Clinician, Coverage, Patient, Practice};
use gonio_x12::writer::{Group, Interchange, Writer, amount};
use std::sync::Arc;

/// GS08 and ST03 of every claim file.
const VERSION: &str = "005010X222A1";

/// One service line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) code: &'static str,
    pub(crate) modifiers: Vec<&'static str>,
    pub(crate) units: i64,
    pub(crate) charge: i64,
    /// Points at the first so many diagnoses.
    pub(crate) pointers: usize,
}

impl Line {
    /// The procedure as a composite: `HC:97110:GP`.
    pub(crate) fn procedure(&self) -> String {
        let mut text = String::with_capacity(20);
        text.push_str("HC:");
        text.push_str(self.code);
        for modifier in &self.modifiers {
            text.push(':');
            text.push_str(modifier);
        }
        text
    }
}

/// One visit's claim to one payer.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// CLM01.
    pub(crate) control: String,
    pub(crate) patient: Arc<Patient>,
    /// To whom this claim goes.
    pub(crate) payer: PayerId,
    pub(crate) service: Day,
    pub(crate) therapist: Arc<Clinician>,
    pub(crate) doctor: Option<Arc<Clinician>>,
    pub(crate) authorization: Option<String>,
    pub(crate) diagnoses: Diagnoses,
    pub(crate) lines: Vec<Line>,
    /// Sent anew after the payer could not process the first one.
    pub(crate) corrected: bool,
    /// The patient was past the Medicare therapy threshold on that day.
    pub(crate) past_threshold: bool,
    /// What the payer before this one decided: the claim is secondary.
    pub(crate) prior: Option<Arc<Ruling>>,
}

impl Claim {
    /// CLM02.
    pub(crate) fn charge(&self) -> i64 {
        self.lines.iter().map(|l| l.charge).sum()
    }

    /// REF*6R of a line, by its place in the claim.
    pub(crate) fn line_control(&self, index: usize) -> String {
        format!("{}L{}", self.control, index + 1)
    }
}

/// Opens interchange and group of a claim file to this payer.
pub(crate) fn open(w: &mut Writer, payer: &Payer, today: Day, control: u32) {
    let (d6, d8) = (today.d6(), today.d8());
    w.open_interchange(&Interchange {
        sender: ("ZZ", Practice::ID),
        receiver: ("ZZ", payer.number),
        date: &d6,
        time: "1815",
        control,
        production: false,
    });
    w.open_group(&Group {
        code: "HC",
        sender: Practice::ID,
        receiver: payer.number,
        date: &d8,
        time: "1815",
        control,
        version: VERSION,
    });
}

/// Writes one transaction set with these claims. Claims of one patient to one payer in
/// sequence share a subscriber loop.
pub(crate) fn set(w: &mut Writer, number: u32, payer: &Payer, today: Day, claims: &[Arc<Claim>]) {
    let control = format!("{number:04}");
    w.open_set("837", &control, VERSION);
    let batch = format!("{}-{}-{control}", today.d8(), payer.number);
    w.segment("BHT", &["0019", "00", &batch, &today.d8(), "1815", "CH"]);
    w.segment("NM1", &["41", "2", Practice::NAME, "", "", "", "", "46", Practice::ID]);
    w.segment("PER", &["IC", Practice::CONTACT, "TE", Practice::PHONE]);
    w.segment("NM1", &["40", "2", payer.name, "", "", "", "", "46", payer.number]);

    w.segment("HL", &["1", "", "20", "1"]);
    w.segment("PRV", &["BI", "PXC", Practice::TAXONOMY]);
    w.segment("NM1", &["85", "2", Practice::NAME, "", "", "", "", "XX", &Practice::npi()]);
    w.segment("N3", &[Practice::STREET]);
    let (city, state, zip) = Practice::PLACE;
    w.segment("N4", &[city, state, zip]);
    w.segment("REF", &["EI", Practice::EIN]);

    let mut level = 1;
    let mut last = None;
    for claim in claims {
        let who = (claim.patient.id, claim.prior.is_some());
        if last != Some(who) {
            last = Some(who);
            subscriber(w, &mut level, payer, claim);
        }
        claim_loop(w, claim);
    }
    w.close_set();
}

fn subscriber(w: &mut Writer, level: &mut u32, payer: &Payer, claim: &Claim) {
    let patient = &claim.patient;
    let coverage = patient.coverage(payer.id);
    let sequence = if claim.prior.is_some() { "S" } else { "P" };
    let (itself, has_child) = match coverage.holder {
        None => ("18", "0"),
        Some(_) => ("", "1"),
    };
    *level += 1;
    let parent = level.to_string();
    w.segment("HL", &[&parent, "1", "22", has_child]);
    w.segment("SBR", &[sequence, itself, payer.group, "", "", "", "", "", payer.filing]);
    insured(w, patient, coverage);
    let (female, born) = match &coverage.holder {
        None => (patient.female, patient.born),
        Some(holder) => (holder.female, holder.born),
    };
    address(w, patient);
    w.segment("DMG", &["D8", &born.d8(), sex(female)]);
    w.segment("NM1", &["PR", "2", payer.name, "", "", "", "", "PI", payer.number]);
    if let Some(holder) = &coverage.holder {
        *level += 1;
        w.segment("HL", &[&level.to_string(), &parent, "23", "0"]);
        w.segment("PAT", &[holder.patient_is]);
        w.segment("NM1", &["QC", "1", &patient.last, patient.first]);
        address(w, patient);
        w.segment("DMG", &["D8", &patient.born.d8(), sex(patient.female)]);
    }
}

/// NM1*IL: who holds the policy.
fn insured(w: &mut Writer, patient: &Patient, coverage: &Coverage) {
    let first = coverage.holder.as_ref().map_or(patient.first, |h| h.first);
    w.segment("NM1", &["IL", "1", &patient.last, first, "", "", "", "MI", &coverage.member]);
}

fn address(w: &mut Writer, patient: &Patient) {
    w.segment("N3", &[&patient.street]);
    w.segment("N4", &["NOWHERE FALLS", "WY", &patient.zip]);
}

fn sex(female: bool) -> &'static str {
    if female { "F" } else { "M" }
}

fn claim_loop(w: &mut Writer, claim: &Claim) {
    let total = amount(claim.charge());
    w.segment("CLM", &[&claim.control, &total, "", "", "11:B:1", "Y", "A", "Y", "Y"]);
    if let Some(number) = &claim.authorization {
        w.segment("REF", &["G1", number]);
    }
    let codes: Vec<String> = claim
        .diagnoses
        .iter()
        .enumerate()
        .map(|(n, code)| format!("{}:{code}", if n == 0 { "ABK" } else { "ABF" }))
        .collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    w.segment("HI", &codes);
    if let Some(doctor) = &claim.doctor {
        w.segment("NM1", &["DN", "1", doctor.last, doctor.first, "", "", "", "XX", &doctor.npi]);
    }
    let who = &claim.therapist;
    w.segment("NM1", &["82", "1", who.last, who.first, "", "", "", "XX", &who.npi]);
    w.segment("PRV", &["PE", "PXC", who.taxonomy]);
    other_coverage(w, claim);
    let day = claim.service.d8();
    for (index, line) in claim.lines.iter().enumerate() {
        w.segment("LX", &[&(index + 1).to_string()]);
        let pointers = &"1:2:3:4"[..2 * line.pointers.min(4) - 1];
        let (charge, units) = (amount(line.charge), line.units.to_string());
        w.segment("SV1", &[&line.procedure(), &charge, "UN", &units, "", "", pointers]);
        w.segment("DTP", &["472", "D8", &day]);
        w.segment("REF", &["6R", &claim.line_control(index)]);
        if let Some(prior) = &claim.prior {
            prior_line(w, prior, index, line);
        }
    }
}

/// 2320: on a first claim the payer that comes next, on a second one the payer before.
fn other_coverage(w: &mut Writer, claim: &Claim) {
    let patient = &claim.patient;
    let (sequence, coverage) = match (&claim.prior, &patient.secondary) {
        (Some(_), _) => ("P", &patient.primary),
        (None, Some(second)) => ("S", second),
        (None, None) => return,
    };
    let payer = coverage.payer.payer();
    let relation = coverage.holder.as_ref().map_or("18", |h| h.patient_is);
    w.segment("SBR", &[sequence, relation, payer.group, "", "", "", "", "", payer.filing]);
    if let Some(prior) = &claim.prior {
        w.segment("AMT", &["D", &amount(prior.paid())]);
    }
    w.segment("OI", &["", "", "Y", "", "", "Y"]);
    insured(w, patient, coverage);
    w.segment("NM1", &["PR", "2", payer.name, "", "", "", "", "PI", payer.number]);
}

/// 2430: what the payer before decided on this line.
fn prior_line(w: &mut Writer, prior: &Ruling, index: usize, line: &Line) {
    let ruled = &prior.lines[index];
    let payer = prior.claim.payer.payer();
    let (paid, units) = (amount(ruled.paid), ruled.units.to_string());
    w.segment("SVD", &[payer.number, &paid, &line.procedure(), "", &units]);
    adjustments(w, &ruled.adjustments, 1);
    w.segment("DTP", &["573", "D8", &prior.decided.d8()]);
}

/// CAS segments: one for each group, up to six reasons in each.
pub(crate) fn adjustments(
    w: &mut Writer,
    adjustments: &[(&'static str, &'static str, i64)],
    sign: i64,
) {
    let mut texts: Vec<String> = Vec::with_capacity(6);
    for group in ["CO", "OA", "PI", "PR"] {
        let of_group = adjustments.iter().filter(|a| a.0 == group);
        texts.clear();
        texts.extend(of_group.clone().map(|a| amount(a.2 * sign)));
        let reasons: Vec<&str> = of_group.map(|a| a.1).collect();
        for (reasons, texts) in reasons.chunks(6).zip(texts.chunks(6)) {
            let mut elements = vec![group];
            for (reason, text) in reasons.iter().zip(texts) {
                elements.extend([reason, text.as_str(), ""]);
            }
            w.segment("CAS", &elements);
        }
    }
}
