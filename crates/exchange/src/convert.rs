//! Typed X12 to billing facts, value by value.

use gonio_billing::day::Day;
use gonio_billing::facts::{
    Adjustment, ClaimLine, ClaimPayment, ClaimSent, Coverage, LinePayment, Patient, PayerName,
    Private, ProviderAdjustment, Remittance, Sequence,
};
use gonio_x12::value::Date;
use gonio_x12::{claim, remittance};
use sha2::{Digest, Sha256};

fn day(date: Option<Date>) -> Option<Day> {
    date.and_then(|d| Day::new(d.year, d.month, d.day))
}

/// The first half of a SHA-256, in hex: enough to tell contents apart.
pub(crate) fn short_hash(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize()[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn remittance(p: remittance::Payment) -> Remittance {
    let production_day = day(p.production_date);
    Remittance {
        payer: PayerName { name: p.payer_name, id: p.payer_id, tax_id: p.payer_tax_id },
        payee_name: p.payee_name,
        payee_npi: p.payee_npi,
        payee_tax_id: p.payee_tax_id,
        trace: p.trace,
        method: p.method,
        handling: p.handling,
        payment_cents: p.amount_cents,
        payment_day: day(p.date).or(production_day),
        production_day,
        segment: p.place.segment as i64,
    }
}

fn adjustment(a: remittance::Adjustment) -> Adjustment {
    Adjustment { group: a.group, reason: a.reason, cents: a.cents }
}

pub(crate) fn claim_payment(c: remittance::ClaimPayment) -> ClaimPayment {
    let forwarded = c.crossover_payer.is_some()
        || c.remarks.iter().any(|r| matches!(r.as_str(), "MA18" | "N89"));
    let mut patient = Patient {
        last: Private(c.patient.last),
        first: Private(c.patient.first),
        birth_day: None,
        member_id: Private(c.patient.id),
    };
    // A dependent without an own number is known by the subscriber's.
    if patient.member_id.0.is_empty()
        && let Some(subscriber) = c.subscriber
    {
        patient.member_id = Private(subscriber.id);
    }
    ClaimPayment {
        control_number: c.control_number,
        status: c.status,
        charge_cents: c.charge_cents,
        paid_cents: c.paid_cents,
        patient_cents: c.patient_cents,
        filing_code: c.filing_code,
        payer_control_number: c.payer_control_number,
        place_of_service: c.place_of_service,
        patient,
        rendering_npi: c.rendering_npi,
        forwarded,
        remarks: c.remarks,
        adjustments: c.adjustments.into_iter().map(adjustment).collect(),
        lines: c.lines.into_iter().map(line_payment).collect(),
        from_day: day(c.from),
        to_day: day(c.to),
        segment: c.place.segment as i64,
    }
}

fn line_payment(l: remittance::Line) -> LinePayment {
    LinePayment {
        code: l.code,
        submitted_code: l.submitted_code,
        modifiers: l.modifiers.join(":"),
        units_milli: l.units_milli,
        charge_cents: l.charge_cents,
        paid_cents: l.paid_cents,
        allowed_cents: l.allowed_cents,
        service_day: day(l.date),
        control_number: l.control_number,
        remarks: l.remarks,
        adjustments: l.adjustments.into_iter().map(adjustment).collect(),
    }
}

pub(crate) fn provider_adjustment(p: remittance::ProviderAdjustment) -> ProviderAdjustment {
    ProviderAdjustment {
        reason: p.reason,
        reference: p.reference,
        cents: p.cents,
        provider: p.provider,
        segment: p.place.segment as i64,
    }
}

fn coverage(c: claim::Coverage) -> Coverage {
    Coverage {
        sequence: Sequence::from_letter(&c.sequence),
        payer: PayerName { name: c.payer_name, id: c.payer_id, tax_id: String::new() },
        member_id: Private(c.subscriber.id),
        filing_code: c.filing_code,
        paid_cents: c.paid_cents,
    }
}

pub(crate) fn claim(c: claim::Claim) -> ClaimSent {
    let coverage_sent = coverage(c.coverage);
    let mut sent = ClaimSent {
        charge_cents: c.charge_cents,
        frequency: if c.frequency.is_empty() { "1".into() } else { c.frequency },
        payer_control_number: c.payer_control_number,
        authorization: c.authorization,
        encounter: c.batch.kind == "RP",
        sent_day: day(c.batch.date),
        patient: Patient {
            last: Private(c.patient.last),
            first: Private(c.patient.first),
            birth_day: day(c.patient.birth_date),
            member_id: coverage_sent.member_id.clone(),
        },
        coverage: coverage_sent,
        other: c.other.into_iter().map(coverage).collect(),
        diagnoses: c.diagnoses,
        billing_npi: if c.billing.npi.is_empty() { c.billing.tax_id } else { c.billing.npi },
        referring_npi: c.referring_npi,
        lines: Vec::with_capacity(c.lines.len()),
        control_number: c.control_number,
        content: String::new(),
        segment: c.place.segment as i64,
    };
    for (number, line) in (1..).zip(c.lines) {
        let place = if line.place_of_service.is_empty() {
            c.place_of_service.clone()
        } else {
            line.place_of_service
        };
        let therapist = if line.rendering_npi.is_empty() {
            c.rendering_npi.clone()
        } else {
            line.rendering_npi
        };
        sent.lines.push(ClaimLine {
            number,
            code: line.code,
            modifiers: line.modifiers.join(":"),
            units_milli: line.units_milli,
            charge_cents: line.charge_cents,
            service_day: day(line.date),
            pointers: join(&line.pointers),
            control_number: line.control_number,
            rendering_npi: therapist,
            place_of_service: place,
        });
    }
    sent.content = content(&sent);
    sent
}

fn join(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(":")
}

/// A hash over what a claim says; the day it was sent does not count.
fn content(c: &ClaimSent) -> String {
    let mut hash = Sha256::new();
    let mut feed = |text: &str| {
        hash.update(text.as_bytes());
        hash.update(b"\x1f");
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
    short_hash(hash)
}
