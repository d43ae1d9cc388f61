//! The 837 professional claim (005010X222A1), typed, one claim at a time.

use crate::problem::{Place, Problem};
use crate::remittance::{Adjustment, Name, procedure};
use crate::segment::Segment;
use crate::value::{self, Date};

/// BHT and the submitter: the file's own facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// BHT03.
    pub reference: String,
    /// BHT04.
    pub date: Option<Date>,
    /// BHT06: `CH` chargeable, `RP` reporting (capitated encounter), `31` subrogation.
    pub kind: String,
}

/// Loop 2010AA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingProvider {
    /// NM103 (and NM104 of a person).
    pub name: String,
    /// NM109.
    pub npi: String,
    /// REF*EI or REF*SY.
    pub tax_id: String,
}

/// SBR with its loops: the coverage a claim is sent to, or another one (2320).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// SBR01: P, S, T …
    pub sequence: String,
    /// SBR02; empty when the patient is a dependent.
    pub relationship: String,
    /// SBR03.
    pub group_number: String,
    /// SBR09.
    pub filing_code: String,
    /// NM1*IL.
    pub subscriber: Name,
    /// NM1*PR NM103.
    pub payer_name: String,
    /// NM1*PR NM109.
    pub payer_id: String,
    /// AMT*D of 2320, what that payer paid.
    pub paid_cents: Option<i64>,
    /// CAS of 2320.
    pub adjustments: Vec<Adjustment>,
}

/// Who was treated: the subscriber, or the patient of loop 2010CA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Last name.
    pub last: String,
    /// First name.
    pub first: String,
    /// DMG02.
    pub birth_date: Option<Date>,
    /// DMG03.
    pub sex: String,
}

/// Loop 2400: one service line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// SV101-2.
    pub code: String,
    /// SV101-3 to -6.
    pub modifiers: Vec<String>,
    /// SV102 in cents.
    pub charge_cents: i64,
    /// SV104 in thousandths.
    pub units_milli: i64,
    /// SV105.
    pub place_of_service: String,
    /// SV107: numbers of the claim's diagnoses, from 1.
    pub pointers: Vec<u8>,
    /// DTP*472, the first day of a range.
    pub date: Option<Date>,
    /// REF*6R.
    pub control_number: String,
    /// NM1*82 of loop 2420A.
    pub rendering_npi: String,
    /// Where LX stands.
    pub place: Place,
}

/// Loop 2300 with what stands above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// CLM01.
    pub control_number: String,
    /// CLM02 in cents.
    pub charge_cents: i64,
    /// CLM05-1.
    pub place_of_service: String,
    /// CLM05-3: 1 original, 7 replacement, 8 void.
    pub frequency: String,
    /// REF*F8.
    pub payer_control_number: String,
    /// REF*G1.
    pub authorization: String,
    /// HI diagnoses in order, principal first.
    pub diagnoses: Vec<String>,
    /// NM1*82 of loop 2310B.
    pub rendering_npi: String,
    /// NM1*DN of loop 2310A.
    pub referring_npi: String,
    /// The file's facts.
    pub batch: Batch,
    /// Who bills.
    pub billing: BillingProvider,
    /// Who is asked to pay by this claim.
    pub coverage: Coverage,
    /// Other coverages (2320).
    pub other: Vec<Coverage>,
    /// Who was treated.
    pub patient: Person,
    /// Service lines.
    pub lines: Vec<Line>,
    /// Where CLM stands.
    pub place: Place,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Loop {
    #[default]
    Header,
    Billing,
    Subscriber,
    Patient,
    Claim,
    Other,
    Line,
    LineAdjudication,
}

/// Builds claims from the segments of one 837P.
#[derive(Default)]
pub struct Builder {
    at: Loop,
    /// NM101 of the loop that N3, REF … belong to.
    entity: [u8; 2],
    batch: Batch,
    billing: BillingProvider,
    coverage: Coverage,
    subscriber: Person,
    patient: Option<Person>,
    claim: Option<Claim>,
    problems: Vec<Problem>,
}

impl Builder {
    /// A builder for one set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next segment; hands out the claim that it ended, if any.
    pub fn push(&mut self, s: &Segment<'_>) -> Option<Claim> {
        let done = matches!(s.id(), b"HL" | b"CLM").then(|| self.claim.take()).flatten();
        match s.id() {
            b"HL" => self.level(s),
            b"CLM" => {
                self.at = Loop::Claim;
                self.claim = Some(self.clm(s));
            }
            b"NM1" => {
                let id = s.element(1);
                self.entity = [id.first().copied().unwrap_or(0), id.get(1).copied().unwrap_or(0)];
                self.name(s);
            }
            _ if self.claim.is_some() => self.claim_segment(s),
            _ => self.context_segment(s),
        }
        done
    }

    /// The set is over: the last claim, and what was wrong.
    pub fn finish(mut self) -> (Option<Claim>, Vec<Problem>) {
        (self.claim.take(), self.problems)
    }

    /// Problems with elements met so far; taken out.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    fn level(&mut self, s: &Segment<'_>) {
        match s.element(3) {
            b"20" => {
                self.at = Loop::Billing;
                self.billing = BillingProvider::default();
            }
            b"22" => {
                self.at = Loop::Subscriber;
                self.coverage = Coverage::default();
                self.subscriber = Person::default();
                self.patient = None;
            }
            b"23" => {
                self.at = Loop::Patient;
                self.patient = Some(Person::default());
            }
            _ => self.problems.push(s.problem(3, "7", "is no level of a professional claim")),
        }
    }

    fn clm(&mut self, s: &Segment<'_>) -> Claim {
        Claim {
            control_number: s.text(1),
            charge_cents: s.cents(2, &mut self.problems),
            place_of_service: value::text(s.component(5, 1)),
            frequency: value::text(s.component(5, 3)),
            batch: self.batch.clone(),
            billing: self.billing.clone(),
            coverage: self.coverage.clone(),
            patient: self.patient.clone().unwrap_or_else(|| self.subscriber.clone()),
            place: s.place(),
            ..Claim::default()
        }
    }

    fn name(&mut self, s: &Segment<'_>) {
        let id = s.text(9);
        let name = Name { last: s.text(3), first: s.text(4), id };
        let Some(claim) = self.claim.as_mut() else {
            match (s.element(1), self.at) {
                (b"85", _) => {
                    self.billing.npi = name.id;
                    self.billing.name = format!("{} {}", name.last, name.first).trim().to_string();
                }
                (b"IL", _) => {
                    self.subscriber.last = name.last.clone();
                    self.subscriber.first = name.first.clone();
                    self.coverage.subscriber = name;
                }
                (b"PR", _) => {
                    self.coverage.payer_name = name.last;
                    self.coverage.payer_id = name.id;
                }
                (b"QC", _) => {
                    let person = self.patient.get_or_insert_with(Person::default);
                    person.last = name.last;
                    person.first = name.first;
                }
                _ => {}
            }
            return;
        };
        match (self.at, s.element(1)) {
            (Loop::Claim, b"82") => claim.rendering_npi = name.id,
            (Loop::Claim, b"DN") => claim.referring_npi = name.id,
            (Loop::Other, b"IL") => {
                if let Some(other) = claim.other.last_mut() {
                    other.subscriber = name;
                }
            }
            (Loop::Other, b"PR") => {
                if let Some(other) = claim.other.last_mut() {
                    other.payer_name = name.last;
                    other.payer_id = name.id;
                }
            }
            (Loop::Line, b"82") => {
                if let Some(line) = claim.lines.last_mut() {
                    line.rendering_npi = name.id;
                }
            }
            _ => {}
        }
    }

    /// Segments above the first claim: header, billing provider, subscriber, patient.
    fn context_segment(&mut self, s: &Segment<'_>) {
        match (s.id(), self.at) {
            (b"BHT", _) => {
                self.batch = Batch {
                    reference: s.text(3),
                    date: s.date(4, &mut self.problems),
                    kind: s.text(6),
                };
            }
            (b"REF", Loop::Billing)
                if self.entity == *b"85" && matches!(s.element(1), b"EI" | b"SY") =>
            {
                self.billing.tax_id = s.text(2);
            }
            (b"SBR", _) => self.coverage = coverage(s),
            (b"DMG", at) => {
                let birth_date = s.date(2, &mut self.problems);
                let person = match at {
                    Loop::Patient => self.patient.get_or_insert_with(Person::default),
                    _ => &mut self.subscriber,
                };
                person.birth_date = birth_date;
                person.sex = s.text(3);
            }
            _ => {}
        }
    }

    fn claim_segment(&mut self, s: &Segment<'_>) {
        let Some(claim) = self.claim.as_mut() else { return };
        match (s.id(), self.at) {
            (b"SBR", _) => {
                self.at = Loop::Other;
                claim.other.push(coverage(s));
            }
            (b"LX", _) => {
                self.at = Loop::Line;
                claim.lines.push(Line { place: s.place(), ..Line::default() });
            }
            (b"SVD", _) => self.at = Loop::LineAdjudication,
            (b"HI", Loop::Claim) => diagnoses(s, &mut claim.diagnoses),
            (b"REF", Loop::Claim) => match s.element(1) {
                b"F8" => claim.payer_control_number = s.text(2),
                b"G1" => claim.authorization = s.text(2),
                _ => {}
            },
            (b"CAS", Loop::Other) => {
                if let Some(other) = claim.other.last_mut() {
                    crate::remittance::adjustments(s, &mut other.adjustments, &mut self.problems);
                }
            }
            (b"AMT", Loop::Other) if s.element(1) == b"D" => {
                let paid = s.cents(2, &mut self.problems);
                if let Some(other) = claim.other.last_mut() {
                    other.paid_cents = Some(paid);
                }
            }
            (b"SV1" | b"DTP" | b"REF", Loop::Line) => {
                if let Some(line) = claim.lines.last_mut() {
                    line_segment(line, s, &mut self.problems);
                }
            }
            _ => {}
        }
    }
}

fn coverage(s: &Segment<'_>) -> Coverage {
    Coverage {
        sequence: s.text(1),
        relationship: s.text(2),
        group_number: s.text(3),
        filing_code: s.text(9),
        ..Coverage::default()
    }
}

/// HI with diagnosis qualifiers ABK, ABF (ICD-10) or BK, BF (ICD-9).
fn diagnoses(s: &Segment<'_>, into: &mut Vec<String>) {
    for number in 1..=s.len() {
        if matches!(s.component(number, 1), b"ABK" | b"ABF" | b"BK" | b"BF") {
            into.push(value::text(s.component(number, 2)));
        }
    }
}

fn line_segment(line: &mut Line, s: &Segment<'_>, problems: &mut Vec<Problem>) {
    match s.id() {
        b"SV1" => {
            (line.code, line.modifiers) = procedure(s, 1);
            line.charge_cents = s.cents(2, problems);
            line.units_milli = value::decimal(s.element(4), 3).unwrap_or_else(|| {
                problems.push(s.problem(4, "6", "is not a number of units"));
                0
            });
            line.place_of_service = s.text(5);
            line.pointers = s
                .components(7)
                .filter_map(|p| value::decimal(p, 0).and_then(|n| u8::try_from(n).ok()))
                .collect();
        }
        b"DTP" if s.element(1) == b"472" => {
            let days = s.element(3);
            let first = days.get(..8).unwrap_or(days);
            line.date = value::date(first);
            if line.date.is_none() {
                problems.push(s.problem(3, "8", "is not a date that exists"));
            }
        }
        b"REF" if s.element(1) == b"6R" => line.control_number = s.text(2),
        _ => {}
    }
}
