//! The 835 remittance advice (005010X221A1), typed, one claim payment at a time.
//!
//! Everything a poster needs is kept with its place in the file. Nothing is judged here:
//! whether amounts balance is for the caller to say.

use crate::problem::{Place, Problem};
use crate::segment::Segment;
use crate::value::{self, Date};

/// BPR, TRN, DTM 405, loops 1000A and 1000B: the payment itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// BPR01 handling code.
    pub handling: String,
    /// BPR02 in cents; a debit (BPR03 `D`) is negative.
    pub amount_cents: i64,
    /// BPR04 method: ACH, CHK, NON …
    pub method: String,
    /// BPR16.
    pub date: Option<Date>,
    /// TRN02.
    pub trace: String,
    /// TRN03.
    pub payer_tax_id: String,
    /// DTM*405.
    pub production_date: Option<Date>,
    /// N1*PR.
    pub payer_name: String,
    /// N1*PR N104, or REF*2U.
    pub payer_id: String,
    /// N1*PE.
    pub payee_name: String,
    /// N1*PE N104 when it is an NPI.
    pub payee_npi: String,
    /// N1*PE N104 when it is a tax number, or REF*TJ.
    pub payee_tax_id: String,
    /// Where BPR stands.
    pub place: Place,
}

/// One reason of a CAS segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// CAS01: CO, PR, OA, PI.
    pub group: String,
    /// The reason code (CARC).
    pub reason: String,
    /// Cents; positive lowers the payment.
    pub cents: i64,
}

/// Loop 2110: one service line as paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// SVC01-2, the code paid.
    pub code: String,
    /// SVC01-3 to -6.
    pub modifiers: Vec<String>,
    /// SVC02 in cents.
    pub charge_cents: i64,
    /// SVC03 in cents.
    pub paid_cents: i64,
    /// SVC05 in thousandths of a unit; 1000 when absent.
    pub units_milli: i64,
    /// SVC06-2, the code submitted when another was paid.
    pub submitted_code: String,
    /// DTM*472, or DTM*150.
    pub date: Option<Date>,
    /// REF*6R.
    pub control_number: String,
    /// AMT*B6.
    pub allowed_cents: Option<i64>,
    /// LQ*HE remark codes (RARC).
    pub remarks: Vec<String>,
    /// CAS of this line.
    pub adjustments: Vec<Adjustment>,
    /// Where SVC stands.
    pub place: Place,
}

/// A name with an identifier, from NM1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// NM103.
    pub last: String,
    /// NM104.
    pub first: String,
    /// NM109.
    pub id: String,
}

/// Loop 2100: one claim as adjudicated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimPayment {
    /// CLP01.
    pub control_number: String,
    /// CLP02.
    pub status: String,
    /// CLP03 in cents.
    pub charge_cents: i64,
    /// CLP04 in cents.
    pub paid_cents: i64,
    /// CLP05 in cents; informs only.
    pub patient_cents: i64,
    /// CLP06.
    pub filing_code: String,
    /// CLP07.
    pub payer_control_number: String,
    /// CLP08 place of service.
    pub place_of_service: String,
    /// CAS at claim level.
    pub adjustments: Vec<Adjustment>,
    /// NM1*QC.
    pub patient: Name,
    /// NM1*IL, when the patient is not the subscriber.
    pub subscriber: Option<Name>,
    /// NM1*82 NM109.
    pub rendering_npi: String,
    /// NM1*TT: forwarded to this payer.
    pub crossover_payer: Option<Name>,
    /// Remark codes of MOA and MIA.
    pub remarks: Vec<String>,
    /// DTM*232 (or 472, 050 is not a service date).
    pub from: Option<Date>,
    /// DTM*233.
    pub to: Option<Date>,
    /// Service lines.
    pub lines: Vec<Line>,
    /// Where CLP stands.
    pub place: Place,
}

/// One pair of a PLB segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAdjustment {
    /// PLB01.
    pub provider: String,
    /// PLB02.
    pub fiscal_date: Option<Date>,
    /// Reason: WO, FB, L6 …
    pub reason: String,
    /// The reference behind the reason.
    pub reference: String,
    /// Cents; positive lowers the payment.
    pub cents: i64,
    /// Where PLB stands.
    pub place: Place,
}

/// What one segment completed: the payment comes once, before all claims.
#[derive(Debug, Default)]
pub struct Done {
    /// The header is complete.
    pub payment: Option<Payment>,
    /// A claim payment is complete.
    pub claim: Option<ClaimPayment>,
}

/// Where in the set the builder is.
#[derive(Default, PartialEq, Eq)]
enum Loop {
    #[default]
    Header,
    Payer,
    Payee,
    Claim,
    Footer,
}

/// Builds typed values from the segments of one 835.
#[derive(Default)]
pub struct Builder {
    at: Loop,
    payment: Option<Payment>,
    claim: Option<ClaimPayment>,
    provider: Vec<ProviderAdjustment>,
    problems: Vec<Problem>,
}

impl Builder {
    /// A builder for one set.
    pub fn new() -> Self {
        Self { payment: Some(Payment::default()), ..Self::default() }
    }

    /// Takes the next segment; hands out what it completed. Loop ends are known only from the
    /// segment after, so the last claim comes from [`Builder::finish`].
    pub fn push(&mut self, s: &Segment<'_>) -> Done {
        let mut done = Done::default();
        if matches!(s.id(), b"LX" | b"CLP" | b"PLB") {
            done = Done { payment: self.payment.take(), claim: self.claim.take() };
            self.at = Loop::Claim;
        }
        match (&self.at, s.id()) {
            (_, b"CLP") => self.claim = Some(self.clp(s)),
            (_, b"PLB") => {
                self.at = Loop::Footer;
                self.plb(s);
            }
            (Loop::Header | Loop::Payer | Loop::Payee, _) => self.header(s),
            (Loop::Claim, _) => self.claim(s),
            (Loop::Footer, _) => {}
        }
        done
    }

    /// The set is over: what is still at hand, the provider-level adjustments, the problems.
    pub fn finish(mut self) -> (Done, Vec<ProviderAdjustment>, Vec<Problem>) {
        let done = Done { payment: self.payment.take(), claim: self.claim.take() };
        (done, self.provider, self.problems)
    }

    /// Problems with elements met so far; taken out.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    fn header(&mut self, s: &Segment<'_>) {
        let Some(p) = self.payment.as_mut() else { return };
        match s.id() {
            b"BPR" => {
                p.handling = s.text(1);
                let amount = s.cents(2, &mut self.problems);
                p.amount_cents = if s.element(3) == b"D" { -amount } else { amount };
                p.method = s.text(4);
                p.date = s.date(16, &mut self.problems);
                p.place = s.place();
            }
            b"TRN" if p.trace.is_empty() => {
                p.trace = s.text(2);
                p.payer_tax_id = s.text(3);
            }
            b"DTM" if s.element(1) == b"405" => {
                p.production_date = s.date(2, &mut self.problems);
            }
            b"N1" if s.element(1) == b"PR" => {
                self.at = Loop::Payer;
                p.payer_name = s.text(2);
                p.payer_id = s.text(4);
            }
            b"N1" if s.element(1) == b"PE" => {
                self.at = Loop::Payee;
                p.payee_name = s.text(2);
                match s.element(3) {
                    b"XX" => p.payee_npi = s.text(4),
                    b"FI" => p.payee_tax_id = s.text(4),
                    _ => {}
                }
            }
            b"REF" if self.at == Loop::Payer && s.element(1) == b"2U" && p.payer_id.is_empty() => {
                p.payer_id = s.text(2);
            }
            b"REF" if self.at == Loop::Payee && s.element(1) == b"TJ" => {
                p.payee_tax_id = s.text(2);
            }
            _ => {}
        }
    }

    fn clp(&mut self, s: &Segment<'_>) -> ClaimPayment {
        ClaimPayment {
            control_number: s.text(1),
            status: s.text(2),
            charge_cents: s.cents(3, &mut self.problems),
            paid_cents: s.cents(4, &mut self.problems),
            patient_cents: s.cents(5, &mut self.problems),
            filing_code: s.text(6),
            payer_control_number: s.text(7),
            place_of_service: s.text(8),
            place: s.place(),
            ..ClaimPayment::default()
        }
    }

    fn claim(&mut self, s: &Segment<'_>) {
        let Some(claim) = self.claim.as_mut() else { return };
        match (s.id(), claim.lines.last_mut()) {
            (b"CAS", Some(line)) => adjustments(s, &mut line.adjustments, &mut self.problems),
            (b"CAS", None) => adjustments(s, &mut claim.adjustments, &mut self.problems),
            (b"SVC", _) => {
                let line = service(s, &mut self.problems);
                claim.lines.push(line);
            }
            (b"DTM", Some(line)) => match s.element(1) {
                b"472" => line.date = s.date(2, &mut self.problems),
                b"150" if line.date.is_none() => line.date = s.date(2, &mut self.problems),
                _ => {}
            },
            (b"DTM", None) => match s.element(1) {
                b"232" => claim.from = s.date(2, &mut self.problems),
                b"233" => claim.to = s.date(2, &mut self.problems),
                _ => {}
            },
            (b"REF", Some(line)) if s.element(1) == b"6R" => line.control_number = s.text(2),
            (b"AMT", Some(line)) if s.element(1) == b"B6" => {
                line.allowed_cents = Some(s.cents(2, &mut self.problems));
            }
            (b"LQ", Some(line)) if s.element(1) == b"HE" => line.remarks.push(s.text(2)),
            (b"NM1", None) => name(claim, s),
            (b"MOA", None) => remarks(s, 3..=7, &mut claim.remarks),
            (b"MIA", None) => {
                remarks(s, 5..=5, &mut claim.remarks);
                remarks(s, 20..=23, &mut claim.remarks);
            }
            _ => {}
        }
    }

    fn plb(&mut self, s: &Segment<'_>) {
        let fiscal_date = s.date(2, &mut self.problems);
        for number in (3..=13).step_by(2) {
            if s.element(number).is_empty() && s.element(number + 1).is_empty() {
                continue;
            }
            self.provider.push(ProviderAdjustment {
                provider: s.text(1),
                fiscal_date,
                reason: value::text(s.component(number, 1)),
                reference: value::text(s.component(number, 2)),
                cents: s.cents(number + 1, &mut self.problems),
                place: s.place(),
            });
        }
    }
}

fn name(claim: &mut ClaimPayment, s: &Segment<'_>) {
    let name = Name { last: s.text(3), first: s.text(4), id: s.text(9) };
    match s.element(1) {
        b"QC" => claim.patient = name,
        b"IL" => claim.subscriber = Some(name),
        b"82" => claim.rendering_npi = name.id,
        b"TT" => claim.crossover_payer = Some(name),
        _ => {}
    }
}

fn remarks(s: &Segment<'_>, elements: std::ops::RangeInclusive<usize>, into: &mut Vec<String>) {
    into.extend(elements.map(|n| s.text(n)).filter(|code| !code.is_empty()));
}

/// CAS: up to six triplets of reason, amount, quantity.
pub(crate) fn adjustments(
    s: &Segment<'_>,
    into: &mut Vec<Adjustment>,
    problems: &mut Vec<Problem>,
) {
    for number in (2..=17).step_by(3) {
        if s.element(number).is_empty() {
            continue;
        }
        into.push(Adjustment {
            group: s.text(1),
            reason: s.text(number),
            cents: s.cents(number + 1, problems),
        });
    }
}

fn service(s: &Segment<'_>, problems: &mut Vec<Problem>) -> Line {
    let (code, modifiers) = procedure(s, 1);
    let units = s.element(5);
    Line {
        code,
        modifiers,
        charge_cents: s.cents(2, problems),
        paid_cents: s.cents(3, problems),
        units_milli: if units.is_empty() {
            1000
        } else {
            value::decimal(units, 3).unwrap_or_else(|| {
                problems.push(s.problem(5, "6", "is not a number of units"));
                0
            })
        },
        submitted_code: procedure(s, 6).0,
        place: s.place(),
        ..Line::default()
    }
}

/// The code and modifiers of a composite procedure (SVC01, SVC06, SV101).
///
/// Some senders write it with another component separator than their ISA declares;
/// `HC>97110` under `:` is then one component, and is split at the character after the
/// two-letter qualifier.
pub(crate) fn procedure(s: &Segment<'_>, number: usize) -> (String, Vec<String>) {
    let element = s.element(number);
    let mut separator = s.delimiters().component;
    if let [b'A'..=b'Z', b'A'..=b'Z', mark, ..] = element
        && !element.contains(&separator)
        && !mark.is_ascii_alphanumeric()
    {
        separator = *mark;
    }
    let mut parts = element.split(|b| *b == separator).skip(1).map(value::text);
    let code = parts.next().unwrap_or_default();
    let modifiers = parts.take(4).filter(|m| !m.is_empty()).collect();
    (code, modifiers)
}
