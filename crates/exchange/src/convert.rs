//! Typed X12 to billing facts, value by value.

use gonio_billing::day::Day;
use gonio_billing::facts::{
    Adjustment, ClaimLine, ClaimPayment, ClaimSent, Coverage, LinePayment, Patient, PayerName,
    Private, ProviderAdjustment, Remittance, Sequence,
};
use gonio_x12::claim::{Party, party};
use gonio_x12::segments::{Amount, Cas, Procedure, Sbr};
use gonio_x12::text::{List, Text};
use gonio_x12::value::{Date, date};
use gonio_x12::{claim, remittance};
use sha2::{Digest, Sha256};

pub(crate) fn day(date: Option<Date>) -> Option<Day> {
    date.and_then(|d| Day::new(d.year, d.month, d.day))
}

/// The first half of a SHA-256, in hex: enough to tell contents apart.
pub(crate) fn short_hash(hash: Sha256) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    let digest = hash.finalize();
    digest[..16].iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn cents(amount: Amount) -> i64 {
    amount.unwrap_or_default().0
}

/// What an element says. Not by way of formatting, which takes a fifth of the time of reading a file.
pub(crate) fn own<const WORDS: usize>(text: &Text<WORDS>) -> String {
    text.as_str().to_owned()
}

/// What an element says, or nothing.
pub(crate) fn text<const WORDS: usize>(of: Option<&Text<WORDS>>) -> String {
    of.map(own).unwrap_or_default()
}

pub(crate) fn remittance(h: &remittance::Header) -> Remittance {
    let production_day = day(h.production_date());
    let bpr = &h.payment;
    let (payer, payee) = (h.payer(), h.payee());
    let payer_id = payer.map(|p| &p.name.id).filter(|id| !id.is_empty());
    let payee_id = |qualifier| payee.filter(|p| p.name.qualifier == qualifier).map(|p| &p.name.id);
    Remittance {
        payer: PayerName {
            name: text(payer.map(|p| &p.name.name)),
            id: text(payer_id.or_else(|| payer?.reference("2U"))),
            tax_id: text(h.trace.as_ref().map(|t| &t.originator)),
        },
        payee_name: text(payee.map(|p| &p.name.name)),
        payee_npi: text(payee_id("XX")),
        payee_tax_id: text(payee.and_then(|p| p.reference("TJ")).or(payee_id("FI"))),
        trace: text(h.trace.as_ref().map(|t| &t.number)),
        method: own(&bpr.method),
        handling: own(&bpr.handling),
        payment_cents: h.payment_cents(),
        payment_day: day(bpr.date).or(production_day),
        production_day,
        segment: h.origin.0.segment as i64,
    }
}

fn adjustments(all: &List<Cas>) -> Vec<Adjustment> {
    let mut made = Vec::new();
    for cas in all.iter() {
        let with_reason = cas.adjustments.iter().filter(|a| !a.reason.is_empty());
        made.extend(with_reason.map(|a| Adjustment {
            group: own(&cas.group),
            reason: own(&a.reason),
            cents: cents(a.amount),
        }));
    }
    made
}

pub(crate) fn claim_payment(c: &remittance::Claim) -> ClaimPayment {
    let remarks: Vec<String> = c.remarks().map(own).collect();
    let patient = c.name("QC");
    // A dependent without an own number is known by the subscriber's.
    let member = patient.map(|n| &n.id).filter(|id| !id.is_empty());
    let member = member.or_else(|| c.name("IL").map(|n| &n.id));
    ClaimPayment {
        control_number: own(&c.payment.control_number),
        status: own(&c.payment.status),
        charge_cents: cents(c.payment.charge),
        paid_cents: cents(c.payment.paid),
        patient_cents: cents(c.payment.patient),
        filing_code: own(&c.payment.filing_code),
        payer_control_number: own(&c.payment.payer_control_number),
        place_of_service: own(&c.payment.place_of_service),
        patient: Patient {
            last: Private(text(patient.map(|n| &n.last))),
            first: Private(text(patient.map(|n| &n.first))),
            birth_day: None,
            member_id: Private(text(member)),
        },
        rendering_npi: text(c.name("82").map(|n| &n.id)),
        forwarded: c.name("TT").is_some()
            || remarks.iter().any(|r| matches!(r.as_str(), "MA18" | "N89")),
        remarks,
        adjustments: adjustments(&c.adjustments),
        lines: c.lines.iter().map(line_payment).collect(),
        from_day: day(c.date("232")),
        to_day: day(c.date("233")),
        segment: c.origin.0.segment as i64,
    }
}

fn line_payment(l: &remittance::Line) -> LinePayment {
    let remarks = l.remarks.iter().filter(|lq| lq.qualifier == "HE");
    LinePayment {
        code: own(&l.service.procedure.code),
        submitted_code: text(l.service.submitted.as_ref().map(|p| &p.code)),
        modifiers: modifiers(&l.service.procedure),
        units_milli: l.service.units.map_or(1000, |u| u.0),
        charge_cents: cents(l.service.charge),
        paid_cents: cents(l.service.paid),
        allowed_cents: l.amount("B6").map(|a| a.0),
        service_day: day(l.date("472").or_else(|| l.date("150"))),
        control_number: text(l.reference("6R")),
        remarks: remarks.map(|lq| own(&lq.code)).collect(),
        adjustments: adjustments(&l.adjustments),
    }
}

pub(crate) fn modifiers(procedure: &Procedure) -> String {
    let mut joined = String::new();
    for modifier in procedure.modifiers() {
        if !joined.is_empty() {
            joined.push(':');
        }
        joined.push_str(modifier);
    }
    joined
}

pub(crate) fn provider_adjustments(
    p: &remittance::Provider,
) -> impl Iterator<Item = ProviderAdjustment> {
    p.adjustments.adjustments.iter().map(|a| ProviderAdjustment {
        reason: own(&a.reason.reason),
        reference: own(&a.reason.reference),
        cents: cents(a.amount),
        provider: own(&p.adjustments.provider),
        segment: p.origin.0.segment as i64,
    })
}

fn coverage(sbr: &Sbr, parties: &List<Party>) -> Coverage {
    let payer = party(parties, "PR").map(|p| &p.name);
    Coverage {
        sequence: Sequence::from_letter(&sbr.sequence),
        payer: PayerName {
            name: text(payer.map(|n| &n.last)),
            id: text(payer.map(|n| &n.id)),
            tax_id: String::new(),
        },
        member_id: Private(text(party(parties, "IL").map(|p| &p.name.id))),
        filing_code: own(&sbr.filing_code),
        paid_cents: None,
    }
}

/// What stands above the claims that follow: the file's own facts and the levels.
#[derive(Default)]
pub(crate) struct Context {
    encounter: bool,
    sent_day: Option<Day>,
    billing_npi: String,
    coverage: Option<Coverage>,
    subscriber: Option<Person>,
    patient: Option<Person>,
}

/// Who was treated.
#[derive(Clone, Default)]
struct Person {
    last: String,
    first: String,
    birth_day: Option<Day>,
}

impl Person {
    fn of(parties: &List<Party>, entity: &str) -> Self {
        let party = party(parties, entity);
        let birth = party.and_then(|p| p.birth.as_ref());
        Self {
            last: text(party.map(|p| &p.name.last)),
            first: text(party.map(|p| &p.name.first)),
            birth_day: birth.and_then(|b| day(date(b.birth.as_bytes()))),
        }
    }
}

impl Context {
    pub(crate) fn header(&mut self, header: &claim::Header) {
        self.encounter = header.beginning.kind == "RP";
        self.sent_day = day(header.beginning.date);
    }

    pub(crate) fn level(&mut self, level: &claim::HierarchyLevel) {
        match level.level.kind.as_str() {
            "20" => {
                let billing = party(&level.parties, "85");
                let npi = billing.map(|p| &p.name.id).filter(|id| !id.is_empty());
                let tax_id = || billing.and_then(|p| p.reference("EI").or(p.reference("SY")));
                self.billing_npi = text(npi.or_else(tax_id));
            }
            "23" => self.patient = Some(Person::of(&level.parties, "QC")),
            _ => {
                let sbr = level.coverage.clone().unwrap_or_default();
                self.coverage = Some(coverage(&sbr, &level.parties));
                self.subscriber = Some(Person::of(&level.parties, "IL"));
                self.patient = None;
            }
        }
    }

    pub(crate) fn claim(&self, c: &claim::Claim) -> ClaimSent {
        let coverage_sent = self.coverage.clone().unwrap_or_default();
        let patient = self.patient.as_ref().or(self.subscriber.as_ref());
        let patient = patient.cloned().unwrap_or_default();
        let frequency = &c.claim.facility.frequency;
        let rendering = party(&c.parties, "82").map(|p| &p.name.id);
        let mut sent = ClaimSent {
            charge_cents: cents(c.claim.charge),
            frequency: if frequency.is_empty() { "1".into() } else { own(frequency) },
            payer_control_number: text(c.reference("F8")),
            authorization: text(c.reference("G1")),
            encounter: self.encounter,
            sent_day: self.sent_day,
            patient: Patient {
                last: Private(patient.last),
                first: Private(patient.first),
                birth_day: patient.birth_day,
                member_id: coverage_sent.member_id.clone(),
            },
            coverage: coverage_sent,
            other: c.others.iter().map(other).collect(),
            diagnoses: c.diagnoses().map(own).collect(),
            billing_npi: self.billing_npi.clone(),
            referring_npi: text(party(&c.parties, "DN").map(|p| &p.name.id)),
            lines: Vec::with_capacity(c.lines.len()),
            control_number: own(&c.claim.control_number),
            content: String::new(),
            segment: c.origin.0.segment as i64,
        };
        for (number, line) in (1..).zip(&c.lines) {
            let service = line.service.clone().unwrap_or_default();
            let place = Some(&service.place_of_service).filter(|p| !p.is_empty());
            let therapist = party(&line.parties, "82").map(|p| &p.name.id);
            let pointers: Vec<&str> = service.pointers.iter().map(Text::as_str).collect();
            sent.lines.push(ClaimLine {
                number,
                code: own(&service.procedure.code),
                modifiers: modifiers(&service.procedure),
                units_milli: service.quantity.unwrap_or_default().0,
                charge_cents: cents(service.charge),
                service_day: line.date("472").and_then(|d| day(d.first())),
                pointers: pointers.join(":"),
                control_number: text(line.reference("6R")),
                rendering_npi: text(therapist.filter(|t| !t.is_empty()).or(rendering)),
                place_of_service: text(place.or(Some(&c.claim.facility.place))),
            });
        }
        sent.content = content(&sent);
        sent
    }
}

fn other(o: &claim::OtherCoverage) -> Coverage {
    let paid = o.amounts.iter().find(|a| a.qualifier == "D");
    Coverage { paid_cents: paid.map(|a| cents(a.amount)), ..coverage(&o.coverage, &o.parties) }
}

/// A hash over what a claim says; the day it was sent does not count.
fn content(c: &ClaimSent) -> String {
    let mut said = String::new();
    let mut feed = |text: &str| {
        said.push_str(text);
        said.push('\x1f');
    };
    for text in [
        &c.control_number,
        &c.frequency,
        &c.payer_control_number,
        &c.authorization,
        &c.billing_npi,
        &c.referring_npi,
        &c.patient.last.0,
        &c.patient.first.0,
        &c.patient.member_id.0,
        &c.charge_cents.to_string(),
    ] {
        feed(text);
    }
    for coverage in std::iter::once(&c.coverage).chain(&c.other) {
        feed(coverage.sequence.letter());
        feed(&coverage.payer.id);
        feed(&coverage.payer.name);
        feed(&coverage.paid_cents.unwrap_or(-1).to_string());
    }
    for code in &c.diagnoses {
        feed(code);
    }
    for line in &c.lines {
        feed(&line.code);
        feed(&line.modifiers);
        feed(&line.units_milli.to_string());
        feed(&line.charge_cents.to_string());
        feed(&line.service_day.map_or(-1, |d| d.0).to_string());
        feed(&line.pointers);
        feed(&line.rendering_npi);
    }
    short_hash(Sha256::new_with_prefix(said))
}
