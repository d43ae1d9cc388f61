//! A remittance entered from paper: the same facts as an 835 brings, through the same desk.
//!
//! Whoever enters one sees first whether it adds up; one that does not is refused, because
//! what was typed can be typed again.

use gonio_billing::balance::{At, Proof};
use gonio_billing::day::Day;
use gonio_billing::facts::{
    Adjustment, ClaimPayment, LinePayment, Patient, PayerName, Private, ProviderAdjustment,
    Remittance,
};
use gonio_billing::money::dollars;
use gonio_store::row::SourceFile;
use gonio_store::write::Writer;
use gonio_x12::sets::SetKind;
use gonio_x12::value;
use serde::{Deserialize, Serialize};

use super::{Apply, Open};
use crate::access::Right;
use crate::desk::Desk;
use crate::inspect::{Said, SetPlan};
use crate::report::{Counts, Totals};
use crate::{Book, Error, Now, Result, bank};

/// A paper remittance (EOB) as it is typed: amounts in dollars, days as 2026-03-31.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Eob {
    /// The payer's name, as its other remittances have it.
    pub payer: String,
    /// The check's or the transfer's number.
    pub trace: String,
    /// The day of the payment.
    pub date: String,
    /// The payment.
    pub amount: String,
    /// CHK, ACH or NON; CHK when left out.
    pub method: String,
    /// What it says line by line.
    pub lines: Vec<EobLine>,
    /// Amounts that belong to no claim, such as a recovery.
    pub outside: Vec<EobOutside>,
}

/// A line of it. Lines with the same claim number are one claim; one without a code holds what
/// is said of the claim as a whole.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EobLine {
    /// Our number of the claim.
    pub claim: String,
    /// 1 first payer, 2 second, 3 third, 4 denied, 22 reversal; 1 when left out.
    pub status: String,
    /// LAST/FIRST; the book's own when left out.
    pub patient: String,
    /// The member id; the book's own when left out.
    pub member: String,
    /// The payer's number of the claim.
    pub payer_claim: String,
    /// The day of service; the book's own when left out.
    pub day: String,
    /// The procedure code.
    pub code: String,
    /// Joined by blanks or colons.
    pub modifiers: String,
    /// Whole units; 1 when left out.
    pub units: String,
    /// The charge.
    pub charge: String,
    /// The payment.
    pub paid: String,
    /// Such as `CO-45=55.00 PR-3=30.00`.
    pub adjustments: String,
    /// Remark codes, joined by blanks.
    pub remarks: String,
}

/// An amount that belongs to no claim.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EobOutside {
    /// WO, FB, L6, 72 …
    pub reason: String,
    /// What it refers to.
    pub reference: String,
    /// Positive lowers the payment.
    pub amount: String,
}

impl Eob {
    /// From a JSON document.
    ///
    /// # Errors
    /// Refused for what is no such document.
    pub fn from_json(text: &str) -> Result<Eob> {
        // What was typed is not repeated: it may name a patient.
        serde_json::from_str(text).map_err(|e| {
            let words = format!("the JSON cannot be read at line {}", e.line());
            Error::Refused(format!("{words}; see: gonio eob add --help"))
        })
    }
}

/// The lines of a paper remittance from comma-separated values, by the names of their heads.
///
/// # Errors
/// Refused for a head that is none, or a row that cannot be read.
pub fn lines_from_csv(text: &str) -> Result<Vec<EobLine>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for (row, line) in (2..).zip(reader.deserialize()) {
        lines.push(line.map_err(|_| {
            Error::Refused(format!(
                "row {row} of the CSV cannot be read; its heads are of: {}",
                COLUMNS.join(", ")
            ))
        })?);
    }
    Ok(lines)
}

/// The heads that a CSV of lines may have.
pub const COLUMNS: [&str; 13] = [
    "claim",
    "status",
    "patient",
    "member",
    "payer_claim",
    "day",
    "code",
    "modifiers",
    "units",
    "charge",
    "paid",
    "adjustments",
    "remarks",
];

/// Whether a paper remittance adds up, and what of it is in the book.
#[derive(Clone, Debug, Serialize)]
pub struct EobCheck {
    /// It adds up.
    pub balanced: bool,
    /// The payment.
    pub payment_cents: i64,
    /// Paid on its claims.
    pub claims_paid_cents: i64,
    /// Provider-level adjustments; positive lowers the payment.
    pub provider_cents: i64,
    /// The payment minus what its parts come to.
    pub off_by_cents: i64,
    /// What does not add up, in plain words.
    pub faults: Vec<String>,
    /// How many claims it has.
    pub claims: i64,
    /// Numbers of claims that are not in the book.
    pub unknown_claims: Vec<String>,
}

/// What an entered remittance came to.
#[derive(Clone, Debug, Serialize)]
pub struct EobReport {
    /// The batch, which can be taken back.
    pub batch: i64,
    /// The remittance's id.
    pub remittance: i64,
    /// Its proof.
    pub proof: EobCheck,
    /// Posted to claims.
    pub posted_cents: i64,
    /// Waiting.
    pub unposted_cents: i64,
    /// Lines of the bank that it answered.
    pub deposits: i64,
}

/// The facts that were typed.
struct Typed {
    facts: Remittance,
    claims: Vec<ClaimPayment>,
    outside: Vec<ProviderAdjustment>,
    proof: Proof,
    unknown: Vec<String>,
}

/// Says whether a paper remittance adds up; nothing is written.
///
/// # Errors
/// Refused for what cannot be read, with the line.
pub fn check_eob(book: &mut Book, eob: &Eob, now: Now) -> Result<EobCheck> {
    now.who.may(Right::Post)?;
    let writer = book.write("eob", now.mark())?;
    Ok(checked(&read(&writer, eob)?))
}

/// Posts a paper remittance.
///
/// # Errors
/// Refused for what cannot be read or does not add up, and for a payment that is here already.
pub fn add_eob(book: &mut Book, eob: &Eob, now: Now) -> Result<EobReport> {
    now.who.may(Right::Post)?;
    let causes = super::causes()?;
    let go_live = book.practice()?.go_live_day;
    let mut writer = book.write("eob", now.mark())?;
    let batch = writer.batch_id();
    let typed = read(&writer, eob)?;
    let proof = checked(&typed);
    if !proof.balanced {
        return Err(Error::Refused(format!("it does not add up: {}", proof.faults.join("; "))));
    }
    refuse_known(&mut writer, &typed.facts)?;
    let mut said = Said::default();
    typed.claims.iter().for_each(|c| said.claim(c));
    said.provider(&typed.outside);
    let content = said.hex();
    let mut file = SourceFile {
        path: "entered by hand".into(),
        kind: "EOB".into(),
        outcome: "imported".into(),
        sha256: format!("EOB {}", typed.facts.identity(&content)),
        ..SourceFile::default()
    };
    writer.add_file(&mut file)?;
    let plan = SetPlan {
        number: 1,
        kind: SetKind::Remittance,
        complete: true,
        claims: 0,
        payment: None,
        proof: typed.proof,
        content,
        decisions: String::new(),
        unreadable: 0,
        said,
    };
    let mut desk = Desk::new(&mut writer, &causes, go_live, now.today)?;
    let mut apply = Apply {
        desk: &mut desk,
        file_id: file.file_id,
        plans: std::slice::from_ref(&plan),
        now,
        counts: Counts::default(),
        notes: Vec::new(),
        totals: Totals::default(),
        open: Open::Nothing,
        on_paper: None,
    };
    apply.open = apply.open_payment(0, typed.facts)?;
    let Open::Payment(open) = &apply.open else {
        return Err(Error::Refused("this payment is here already".into()));
    };
    let remittance = open.envelope.remit_id;
    for claim in typed.claims {
        gonio_exchange::Receiver::claim_payment(&mut apply, claim)?;
    }
    gonio_exchange::Receiver::provider_adjustments(&mut apply, typed.outside)?;
    apply.finish_payment()?;
    let (counts, totals) = (apply.counts, apply.totals);
    let released = desk.retry_waiting()?;
    desk.settle_answers()?;
    file.payments = counts.payments;
    file.claim_payments = counts.claim_payments;
    writer.finish_file(&file)?;
    let deposits = bank::match_deposits(&mut writer)?;
    writer.commit()?;
    Ok(EobReport {
        batch,
        remittance,
        proof,
        posted_cents: totals.posted_cents + released.cents,
        unposted_cents: totals.unposted_cents - released.cents,
        deposits: deposits.lines,
    })
}

/// A payment that is here, from a file or from paper, is not entered again.
fn refuse_known(writer: &mut Writer<'_>, facts: &Remittance) -> Result<()> {
    let payer_id = writer.payer(&facts.payer)?;
    let known = writer.remits_like(&facts.trace, facts.payment_cents)?;
    let same = known.iter().find(|k| k.payer_id == payer_id && k.day == facts.payment_day);
    match same {
        None => Ok(()),
        Some(known) => Err(Error::Refused(format!(
            "the payment {} of {} is here already, as remittance {}",
            facts.trace,
            dollars(facts.payment_cents),
            known.remit_id
        ))),
    }
}

fn checked(typed: &Typed) -> EobCheck {
    let proof = &typed.proof;
    let mut faults: Vec<String> = proof
        .faults
        .iter()
        .map(|f| {
            let off = dollars(f.off_by_cents.abs());
            let way = if f.off_by_cents > 0 { "more" } else { "less" };
            match f.at {
                At::Line => format!(
                    "claim {}, line {}: paid is {off} {way} than charge minus adjustments",
                    f.control_number, f.line
                ),
                At::Claim | At::Payment => format!(
                    "claim {}: paid is {off} {way} than charge minus adjustments",
                    f.control_number
                ),
            }
        })
        .collect();
    match proof.off_by_cents() {
        0 => {}
        off => faults.push(format!(
            "the payment is {} {} than its claims and provider-level adjustments come to",
            dollars(off.abs()),
            if off > 0 { "more" } else { "less" }
        )),
    }
    EobCheck {
        balanced: proof.balanced(),
        payment_cents: proof.payment_cents,
        claims_paid_cents: proof.claims_paid_cents,
        provider_cents: proof.provider_cents,
        off_by_cents: proof.off_by_cents(),
        faults,
        claims: proof.claims,
        unknown_claims: typed.unknown.clone(),
    }
}

fn refused<T>(place: &str, words: &str) -> Result<T> {
    Err(Error::Refused(format!("{place}: {words}")))
}

fn amount(place: &str, what: &str, text: &str) -> Result<i64> {
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '$' | ',')).collect();
    value::cents(plain.as_bytes()).map_or_else(
        || refused(place, &format!("{what} is no amount; amounts are such as 67.50")),
        Ok,
    )
}

fn day(place: &str, text: &str) -> Result<Option<Day>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match Day::parse(text.trim()) {
        Some(day) => Ok(Some(day)),
        None => refused(place, "the day cannot be read; days are such as 2026-03-31"),
    }
}

/// Takes the typed text for facts.
fn read(writer: &Writer<'_>, eob: &Eob) -> Result<Typed> {
    let head = "the payment";
    if eob.payer.trim().is_empty() {
        return refused(head, "say who pays");
    }
    if eob.trace.trim().is_empty() {
        return refused(head, "say the number of the check or transfer");
    }
    let Some(paid_on) = day(head, &eob.date)? else {
        return refused(head, "say its day, such as 2026-03-31");
    };
    let method = eob.method.trim().to_uppercase();
    let facts = Remittance {
        payer: PayerName { name: eob.payer.trim().into(), ..PayerName::default() },
        trace: eob.trace.trim().into(),
        method: if method.is_empty() { "CHK".into() } else { method },
        payment_cents: amount(head, "its amount", &eob.amount)?,
        payment_day: Some(paid_on),
        ..Remittance::default()
    };
    let mut claims: Vec<ClaimPayment> = Vec::new();
    let mut unknown = Vec::new();
    for (number, line) in (1..).zip(&eob.lines) {
        let place = format!("line {number}");
        let own = line.claim.trim();
        if own.is_empty() {
            return refused(&place, "say the claim's number");
        }
        let at = match claims.iter().position(|c| c.control_number == own) {
            Some(at) => at,
            None => {
                claims.push(claim(writer, line, &place, number, &mut unknown)?);
                claims.len() - 1
            }
        };
        take(&mut claims[at], line, &place)?;
    }
    for claim in &mut claims {
        total(claim);
    }
    let mut outside = Vec::new();
    for (number, o) in (1..).zip(&eob.outside) {
        let place = format!("provider-level adjustment {number}");
        if o.reason.trim().is_empty() {
            return refused(&place, "say its reason, such as WO");
        }
        outside.push(ProviderAdjustment {
            reason: o.reason.trim().to_uppercase(),
            reference: o.reference.trim().into(),
            cents: amount(&place, "its amount", &o.amount)?,
            ..ProviderAdjustment::default()
        });
    }
    let mut proof = Proof { payment_cents: facts.payment_cents, ..Proof::default() };
    claims.iter().for_each(|c| proof.claim(c));
    proof.provider(&outside);
    Ok(Typed { facts, claims, outside, proof, unknown })
}

/// A claim as its first line names it; what is left out is the book's own.
fn claim(
    writer: &Writer<'_>,
    line: &EobLine,
    place: &str,
    number: i64,
    unknown: &mut Vec<String>,
) -> Result<ClaimPayment> {
    let known = writer.claims_by_control_number(line.claim.trim())?;
    if known.is_empty() {
        unknown.push(line.claim.trim().to_string());
    }
    let (last, first) = line.patient.split_once('/').unwrap_or((line.patient.trim(), ""));
    let mut patient = Patient {
        last: Private(last.trim().to_uppercase()),
        first: Private(first.trim().to_uppercase()),
        member_id: Private(line.member.trim().to_uppercase()),
        birth_day: None,
    };
    let mut from_day = day(place, &line.day)?;
    if let [found] = &known[..] {
        let book = &found.candidate;
        if patient.last.0.is_empty() && patient.member_id.0.is_empty() {
            patient.last = Private(book.last.clone());
            patient.first = Private(book.first.clone());
            let member = book.member_ids.first().cloned();
            patient.member_id = Private(member.unwrap_or_default());
        }
        from_day = from_day.or(book.service_day);
    }
    let status = line.status.trim();
    Ok(ClaimPayment {
        control_number: line.claim.trim().into(),
        status: if status.is_empty() { "1".into() } else { status.into() },
        payer_control_number: line.payer_claim.trim().into(),
        patient,
        from_day,
        segment: number,
        ..ClaimPayment::default()
    })
}

/// Adds a typed line to its claim.
fn take(claim: &mut ClaimPayment, line: &EobLine, place: &str) -> Result<()> {
    let empty_is_none = |what, text: &str| {
        if text.trim().is_empty() { Ok(0) } else { amount(place, what, text) }
    };
    let charge_cents = empty_is_none("the charge", &line.charge)?;
    let paid_cents = empty_is_none("the payment", &line.paid)?;
    let adjustments = adjustments(place, &line.adjustments)?;
    let words = |text: &str| -> Vec<String> {
        text.split([' ', ':', ',']).filter(|w| !w.is_empty()).map(str::to_uppercase).collect()
    };
    let code = line.code.trim().to_uppercase();
    if code.is_empty() {
        claim.charge_cents += charge_cents;
        claim.paid_cents += paid_cents;
        claim.adjustments.extend(adjustments);
        claim.remarks.extend(words(&line.remarks));
        return Ok(());
    }
    let units: i64 = match line.units.trim() {
        "" => 1,
        text => match text.parse() {
            Ok(units) if (1..1_000).contains(&units) => units,
            _ => return refused(place, "the units are a whole number"),
        },
    };
    claim.lines.push(LinePayment {
        code,
        modifiers: words(&line.modifiers).join(":"),
        units_milli: units * 1_000,
        charge_cents,
        paid_cents,
        service_day: day(place, &line.day)?.or(claim.from_day),
        remarks: words(&line.remarks),
        adjustments,
        ..LinePayment::default()
    });
    Ok(())
}

/// `CO-45=55.00 PR-3=30.00`, also with a blank for the sign.
fn adjustments(place: &str, text: &str) -> Result<Vec<Adjustment>> {
    let words = "adjustments are such as CO-45=55.00 PR-3=30.00";
    let mut all = Vec::new();
    for part in text.split([' ', ';']).filter(|p| !p.is_empty()) {
        let Some((code, money)) = part.split_once('=') else { return refused(place, words) };
        let Some((group, reason)) = code.split_once('-') else { return refused(place, words) };
        let group = group.trim().to_uppercase();
        if !matches!(group.as_str(), "CO" | "PR" | "OA" | "PI") || reason.trim().is_empty() {
            return refused(place, "the group of an adjustment is CO, PR, OA or PI");
        }
        all.push(Adjustment {
            group,
            reason: reason.trim().to_uppercase(),
            cents: amount(place, "an adjustment", money)?,
        });
    }
    Ok(all)
}

/// The claim's own totals: those of its lines, where the paper says none.
fn total(claim: &mut ClaimPayment) {
    if claim.charge_cents == 0 {
        claim.charge_cents = claim.lines.iter().map(|l| l.charge_cents).sum();
    }
    if claim.paid_cents == 0 {
        claim.paid_cents = claim.lines.iter().map(|l| l.paid_cents).sum();
    }
    let share: i64 =
        claim.all_adjustments().filter(|(a, _)| a.group == "PR").map(|(a, _)| a.cents).sum();
    claim.patient_cents = share;
}
