//! How one pay cycle is written as an 835 (005010X221A1).
//!
//! Not here: what was decided (`habits`), nor what goes into a cycle (`desk`).

use crate::claim::adjustments;
use crate::day::Day;
use crate::habits::Ruling;
use crate::payers::{PAYER_BANK, PRACTICE_BANK, Payer};
use crate::people::Practice;
use gonio_x12::writer::{Group, Interchange, Writer, amount};
use std::sync::Arc;

/// GS08 of every remittance file.
const VERSION: &str = "005010X221A1";

/// One payment of one payer: its claims and what was settled beside them.
pub(crate) struct Cycle {
    pub(crate) payer: &'static Payer,
    /// TRN02.
    pub(crate) trace: String,
    pub(crate) today: Day,
    pub(crate) rulings: Vec<Arc<Ruling>>,
    /// PLB: code, reference, cents; positive lowers the payment. At most six.
    pub(crate) settled: Vec<(&'static str, String, i64)>,
}

impl Cycle {
    /// What the claims add up to, reversals counted negative.
    pub(crate) fn claims_paid(&self) -> i64 {
        self.rulings.iter().map(|r| r.paid() * r.sign()).sum()
    }

    /// BPR02.
    pub(crate) fn paid(&self) -> i64 {
        self.claims_paid() - self.settled.iter().map(|s| s.2).sum::<i64>()
    }
}

/// Opens interchange and group of a remittance file of this payer.
pub(crate) fn open(w: &mut Writer, payer: &Payer, today: Day, control: u32) {
    let (d6, d8) = (today.d6(), today.d8());
    w.open_interchange(&Interchange {
        sender: ("ZZ", payer.number),
        receiver: ("ZZ", Practice::ID),
        date: &d6,
        time: "0430",
        control,
        production: false,
    });
    w.open_group(&Group {
        code: "HP",
        sender: payer.number,
        receiver: Practice::ID,
        date: &d8,
        time: "0430",
        control,
        version: VERSION,
    });
}

/// Writes one transaction set: one payment.
pub(crate) fn set(w: &mut Writer, number: u32, cycle: &Cycle) {
    w.open_set("835", &format!("{number:04}"), "");
    header(w, cycle);
    w.segment("LX", &["1"]);
    for ruling in &cycle.rulings {
        claim(w, cycle.payer, ruling);
    }
    if !cycle.settled.is_empty() {
        let npi = Practice::npi();
        let year_end = Day::new(cycle.today.civil().0, 12, 31).d8();
        let mut elements = vec![npi, year_end];
        for (code, reference, cents) in cycle.settled.iter().take(6) {
            elements.push(format!("{code}:{reference}"));
            elements.push(amount(*cents));
        }
        let elements: Vec<&str> = elements.iter().map(String::as_str).collect();
        w.segment("PLB", &elements);
    }
    w.close_set();
}

fn header(w: &mut Writer, cycle: &Cycle) {
    let payer = cycle.payer;
    let paid = cycle.paid();
    let (total, from) = (amount(paid), format!("1{}", payer.ein));
    let effective = cycle.today.plus(1).or_monday().d8();
    if paid > 0 {
        let ((bank, account), (our_bank, our_account)) = (PAYER_BANK, PRACTICE_BANK);
        w.segment(
            "BPR",
            &[
                "I",
                &total,
                "C",
                "ACH",
                "CCP",
                "01",
                bank,
                "DA",
                account,
                &from,
                "",
                "01",
                our_bank,
                "DA",
                our_account,
                &effective,
            ],
        );
    } else {
        let no = "";
        w.segment(
            "BPR",
            &["H", &total, "C", "NON", no, no, no, no, no, no, no, no, no, no, no, &effective],
        );
    }
    w.segment("TRN", &["1", &cycle.trace, &from]);
    w.segment("DTM", &["405", &cycle.today.d8()]);
    w.segment("N1", &["PR", payer.name]);
    w.segment("N3", &[payer.street]);
    let (city, state, zip) = payer.place;
    w.segment("N4", &[city, state, zip]);
    w.segment("REF", &["2U", payer.number]);
    w.segment("PER", &["BL", "PROVIDER DESK", "TE", payer.phone]);
    w.segment("N1", &["PE", Practice::NAME, "XX", &Practice::npi()]);
    w.segment("N3", &[Practice::STREET]);
    let (city, state, zip) = Practice::PLACE;
    w.segment("N4", &[city, state, zip]);
    w.segment("REF", &["TJ", Practice::EIN]);
}

fn claim(w: &mut Writer, payer: &Payer, ruling: &Ruling) {
    let (claim, sign) = (&ruling.claim, ruling.sign());
    let (charge, paid) = (amount(claim.charge() * sign), amount(ruling.paid() * sign));
    let share = match ruling.patient_share() {
        0 => String::new(),
        cents => amount(cents * sign),
    };
    let filing = payer.remit_filing;
    w.segment(
        "CLP",
        &[&claim.control, ruling.status, &charge, &paid, &share, filing, &ruling.number, "11", "1"],
    );
    let patient = &claim.patient;
    let coverage = patient.coverage(payer.id);
    let person = |w: &mut Writer, code, first| {
        w.segment("NM1", &[code, "1", &patient.last, first, "", "", "", "MI", &coverage.member]);
    };
    person(w, "QC", patient.first);
    if let Some(holder) = &coverage.holder {
        person(w, "IL", holder.first);
    }
    let who = &claim.therapist;
    w.segment("NM1", &["82", "1", who.last, who.first, "", "", "", "XX", &who.npi]);
    if let Some(next) = ruling.forwarded {
        let next = next.payer();
        w.segment("NM1", &["TT", "2", next.name, "", "", "", "", "PI", next.number]);
    }
    if !ruling.remarks.is_empty() {
        let mut elements = vec!["", ""];
        elements.extend(&ruling.remarks);
        w.segment("MOA", &elements);
    }
    let day = claim.service.d8();
    w.segment("DTM", &["232", &day]);
    w.segment("DTM", &["233", &day]);
    w.segment("DTM", &["050", &ruling.received.d8()]);
    if ruling.interest != 0 {
        w.segment("AMT", &["I", &amount(ruling.interest)]);
    }
    for (index, (line, ruled)) in claim.lines.iter().zip(&ruling.lines).enumerate() {
        let (charge, paid) = (amount(line.charge * sign), amount(ruled.paid * sign));
        let units = ruled.units.to_string();
        let submitted =
            if ruled.units == line.units { String::new() } else { line.units.to_string() };
        w.segment("SVC", &[&line.procedure(), &charge, &paid, "", &units, "", &submitted]);
        w.segment("DTM", &["472", &day]);
        adjustments(w, &ruled.adjustments, sign);
        w.segment("REF", &["6R", &claim.line_control(index)]);
        if ruled.allowed != 0 && !ruling.is_reversal() {
            w.segment("AMT", &["B6", &amount(ruled.allowed)]);
        }
        if let Some(remark) = ruled.remark {
            w.segment("LQ", &["HE", remark]);
        }
    }
}
