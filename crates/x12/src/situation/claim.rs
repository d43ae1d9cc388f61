//! Rules of the 837P: who the patient is, the payers, the claim and its lines. What other
//! payers decided is in [`cob`].
//!
//! Nothing is kept longer than a claim, but for what the subscriber's level says.

mod cob;
mod lines;
mod parties;

use super::{AMT, CAS, DTP, HL, N3, N4, NM1, REF, Spot, cents};
use crate::problem::{Level, Problem};
use crate::segment::{Segment, Tag, tag};
use crate::value;
use crate::walker::Placed;

const BHT: Tag = tag("BHT");
const CLM: Tag = tag("CLM");
const CN1: Tag = tag("CN1");
const DMG: Tag = tag("DMG");
const HI: Tag = tag("HI");
const LX: Tag = tag("LX");
const PAT: Tag = tag("PAT");
const PWK: Tag = tag("PWK");
const SBR: Tag = tag("SBR");
const SV1: Tag = tag("SV1");
const SVD: Tag = tag("SVD");

/// What is remembered.
#[derive(Default)]
pub(crate) struct Rules {
    /// BHT06 is CH: real claims, not encounters.
    charged: bool,
    /// Kinds of payer numbers seen in this 2010BB, a bit each.
    payer_numbers: u8,
    subscriber: Subscriber,
    /// Whether the level at hand is that of a patient, and has a liability claim number.
    in_patient: bool,
    patient_has_case: bool,
    claim: Claim,
    others: cob::Decisions,
}

/// What the level of a subscriber (2000B) says.
#[derive(Default)]
struct Subscriber {
    /// Its SBR; unset while none stands.
    coverage: Spot,
    /// SBR02 says so; unknown when it says something odd.
    is_patient: Option<bool>,
    rank: u8,
    /// Workers' compensation or car insurance.
    liability: bool,
    has_name: bool,
    has_street: bool,
    has_city: bool,
    has_birth: bool,
    /// What stands where N3, N4 and DMG should have stood.
    instead: [Spot; 3],
    has_case: bool,
    has_patient: bool,
    address_told: bool,
    patient_told: bool,
    case_told: bool,
}

/// What a claim says.
#[derive(Default)]
struct Claim {
    /// Its CLM; unset while none is open.
    spot: Spot,
    /// What stands where a further DTP, or a further REF, should have stood.
    after_dates: Spot,
    after_references: Spot,
    charge: i64,
    lines_charge: i64,
    lines: u32,
    line_charge: i64,
    line_referrers: u8,
    place: [u8; 2],
    frequency: u8,
    needs_accident_day: bool,
    has_cause: bool,
    has_accident_day: bool,
    accident_day: Option<value::Date>,
    earlier_number: bool,
    referral: Spot,
    referrers: u8,
    inpatient: bool,
    has_admission: bool,
    /// Bit n is set when HI0n is filled; `None` without diagnoses.
    diagnoses: Option<u16>,
    /// The ranks of the payers, a bit for each letter.
    ranks: u32,
}

impl Rules {
    pub(crate) fn restart(&mut self) {
        self.charged = false;
        self.payer_numbers = 0;
        self.subscriber = Subscriber::default();
        self.in_patient = false;
        self.patient_has_case = false;
        self.claim = Claim::default();
        self.others.clear();
    }

    #[inline]
    pub(crate) fn segment(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        position: u32,
        problems: &mut Vec<Problem>,
    ) {
        let spot = || Spot::of(placed, s, position);
        self.pass(s.tag(), spot);
        match s.tag() {
            SV1 => self.service(s, spot, problems),
            LX => {
                self.others.end_line(problems);
                self.claim.lines = self.claim.lines.saturating_add(1);
                self.claim.line_charge = 0;
                self.claim.line_referrers = 0;
                let number = value::decimal(s.raw(1), 0);
                if number.is_some_and(|n| n != i64::from(self.claim.lines)) {
                    let n = self.claim.lines;
                    let text = format!("is not {n}: the lines of a claim count 1, 2, 3 …");
                    problems.push(spot().element(1, 0, "I12", &text));
                }
            }
            DTP => self.date(placed, s, spot, problems),
            REF => self.reference(placed, s, spot, problems),
            NM1 => self.name(placed, s, spot, problems),
            N3 => self.street(placed, s, spot, problems),
            N4 => self.city(placed, s, spot, problems),
            CLM => self.claim(s, spot(), problems),
            HI => self.diagnoses(s, spot, problems),
            CAS => {
                super::remittance::trios(s, spot, problems);
                self.others.adjustment(placed.loop_id == "2430", s);
            }
            SVD => {
                self.others.end_line(problems);
                self.others.line(s, spot(), self.claim.line_charge, self.claim.lines, problems);
            }
            AMT => match placed.loop_id {
                "2320" => self.others.amount(s, spot()),
                "2430" => self.others.line_amount(s, spot),
                _ => {}
            },
            SBR => self.coverage(placed, s, spot(), problems),
            DMG if placed.loop_id == "2010BA" => self.subscriber.has_birth = true,
            PAT if placed.loop_id == "2000B" && self.subscriber.is_patient == Some(false) => {
                let text = "PAT belongs in the patient's own level (2000C): the subscriber is \
                    not the patient; move it";
                problems.push(spot().segment("PAT", placed.loop_id, "I9", text));
            }
            PWK => lines::papers(s, spot, problems),
            HL => self.level(placed, spot, problems),
            BHT => self.charged = s.raw(6) == b"CH",
            _ => {}
        }
    }

    /// Remembers what stands where something that is asked for later should have stood.
    #[inline]
    fn pass(&mut self, tag: Tag, spot: impl Fn() -> Spot) {
        let claim = &mut self.claim;
        if !claim.spot.is_unset() && claim.after_references.is_unset() && tag != DTP {
            if claim.after_dates.is_unset() {
                claim.after_dates = spot();
            }
            if !matches!(tag, PWK | CN1 | AMT | REF) {
                claim.after_references = spot();
            }
        }
        let it = &mut self.subscriber;
        if it.has_name && it.instead[2].is_unset() {
            let passed = match tag {
                N3 => 0,
                N4 => 1,
                DMG => 2,
                _ => 3,
            };
            for instead in it.instead[..passed].iter_mut().filter(|i| i.is_unset()) {
                *instead = spot();
            }
        }
    }

    pub(crate) fn finish(&mut self, problems: &mut Vec<Problem>) {
        self.end_claim(problems);
        self.end_subscriber(problems);
    }

    /// `subscriber_is_patient_no_2000c`; a level begins.
    fn level(&mut self, placed: &Placed, spot: impl Fn() -> Spot, problems: &mut Vec<Problem>) {
        self.end_claim(problems);
        if placed.loop_id == "2000C" {
            self.check_address(problems);
            self.in_patient = true;
            self.patient_has_case = false;
            self.subscriber.has_patient = true;
            if self.subscriber.is_patient == Some(true) {
                let text = "a patient's level (HL 23) follows, but SBR02 says that the \
                    subscriber is the patient; take it out or clear SBR02";
                problems.push(spot().segment("HL", "2000C", "I9", text));
            }
        } else {
            self.end_subscriber(problems);
            self.subscriber = Subscriber::default();
            self.in_patient = false;
            self.payer_numbers = 0;
        }
    }

    /// `self_subscriber_needs_n3`, `self_subscriber_needs_n4`, `self_subscriber_needs_dmg`.
    fn check_address(&mut self, problems: &mut Vec<Problem>) {
        let it = &mut self.subscriber;
        if it.address_told || it.is_patient != Some(true) || !it.has_name {
            return;
        }
        it.address_told = true;
        for (there, id, what, instead) in [
            (it.has_street, "N3", "street (N3)", it.instead[0]),
            (it.has_city, "N4", "city and ZIP (N4)", it.instead[1]),
            (it.has_birth, "DMG", "birth date and sex (DMG)", it.instead[2]),
        ] {
            if !there {
                let text = format!(
                    "the subscriber is the patient (SBR02 is 18), but the subscriber's {what} is \
                        missing; add it"
                );
                problems.push(instead.or(it.coverage).segment(id, "2010BA", "I6", &text));
            }
        }
    }

    fn end_subscriber(&mut self, problems: &mut Vec<Problem>) {
        self.check_address(problems);
        if !self.subscriber.has_patient {
            self.patient_missing(problems);
        }
    }

    /// `dependent_needs_2000c`.
    fn patient_missing(&mut self, problems: &mut Vec<Problem>) {
        let it = &mut self.subscriber;
        if it.coverage.is_unset() || it.is_patient != Some(false) || it.patient_told {
            return;
        }
        it.patient_told = true;
        let text = "the subscriber is not the patient (SBR02 is empty), but no patient's level \
            (HL 23) follows; add it, or put 18 in SBR02";
        problems.push(it.coverage.segment("HL", "2000C", "I6", text));
    }

    /// `sbr05_…`, `sbr04_forbidden_with_sbr03`, `payer_rank_unique`.
    fn coverage(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: Spot,
        problems: &mut Vec<Problem>,
    ) {
        let rank = if let [rank @ b'A'..=b'Z'] = s.raw(1) { *rank } else { 0 };
        let medicare = matches!(s.raw(9), b"MA" | b"MB");
        if s.raw(5).is_empty() {
            if medicare && !matches!(rank, 0 | b'P' | b'U') {
                let text = "is missing: it says why Medicare does not pay first";
                problems.push(spot.element(5, 0, "I9", text));
            }
        } else if rank == b'P' {
            let text = "says why Medicare does not pay first, but this payer pays first; clear it";
            problems.push(spot.element(5, 0, "I13", text));
        } else if !medicare {
            let text = "is for Medicare as a later payer; other payers seldom want it";
            problems.push(spot.advice(5, text));
        }
        if placed.loop_id == "2000B" {
            if !s.raw(3).is_empty() && !s.raw(4).is_empty() {
                problems.push(spot.advice(4, "is for groups without a number; SBR03 has one"));
            }
            let it = &mut self.subscriber;
            it.coverage = spot;
            it.is_patient = match s.raw(2) {
                b"18" => Some(true),
                b"" => Some(false),
                _ => None,
            };
            it.rank = rank;
            it.liability = matches!(s.raw(9), b"WC" | b"AM");
        } else {
            self.others.payer(spot);
            let bit = rank_bit(rank);
            if self.claim.ranks & bit != 0 {
                let text = "is the rank of another payer of this claim too; each payer has its own";
                problems.push(spot.element(1, 0, "I12", text));
            }
            self.claim.ranks |= bit;
        }
    }

    /// `auto_accident_state`, `auto_state_only_with_aa`, `chargeable_total_positive`,
    /// `wc_auto_needs_claim_no`; a claim begins.
    fn claim(&mut self, s: &Segment<'_>, spot: Spot, problems: &mut Vec<Problem>) {
        self.end_claim(problems);
        self.check_address(problems);
        if !self.in_patient {
            self.patient_missing(problems);
        }
        let mut place = [0; 2];
        for (to, from) in place.iter_mut().zip(s.component(5, 1)) {
            *to = *from;
        }
        let frequency = if let [one] = s.component(5, 3) { *one } else { 0 };
        let cause = s.raw(11);
        let (mut has, mut state, mut country) = ([false; 3], false, false);
        if !cause.is_empty() {
            for (number, part) in (1..=5).zip(s.components(11)) {
                match (number, part) {
                    (1 | 2, b"AA") => has[0] = true,
                    (1 | 2, b"OA") => has[1] = true,
                    (1 | 2, b"EM") => has[2] = true,
                    (4, part) => state = !part.is_empty(),
                    (5, part) => country = !part.is_empty(),
                    _ => {}
                }
            }
        }
        let [car, other, work] = has;
        if car && !state && !country {
            let text = "is missing: the state where the car accident was";
            problems.push(spot.element(11, 4, "I9", text));
        }
        if !car && (state || country) {
            let text = "is for car accidents only, and no cause here is AA; clear it";
            problems.push(spot.element(11, if state { 4 } else { 5 }, "I13", text));
        }
        if self.charged && value::cents(s.raw(2)) == Some(0) {
            let text =
                "is zero, but BHT06 says that these are claims to be paid; payers refuse that";
            problems.push(spot.advice(2, text));
        }
        let subscriber = &mut self.subscriber;
        if subscriber.liability
            && !subscriber.has_case
            && !self.patient_has_case
            && !subscriber.case_told
        {
            subscriber.case_told = true;
            let loop_id = if self.in_patient { "2010CA" } else { "2010BA" };
            let text = "the liability insurer's claim number (REF*Y4) is missing: SBR09 says \
                workers' compensation or car insurance; add it to the patient";
            problems.push(subscriber.coverage.segment("REF", loop_id, "I6", text));
        }
        self.claim = Claim {
            spot,
            charge: cents(s, 2),
            place,
            frequency,
            needs_accident_day: car || other,
            has_cause: car || other || work,
            inpatient: place == *b"21",
            ranks: rank_bit(subscriber.rank),
            ..Claim::default()
        };
    }

    /// What a claim lacks is seen at its end.
    fn end_claim(&mut self, problems: &mut Vec<Problem>) {
        let claim = std::mem::take(&mut self.claim);
        if claim.spot.is_unset() {
            return;
        }
        let spot = &claim.spot;
        // `claim_total_equals_lines`.
        let off = claim.charge.saturating_sub(claim.lines_charge);
        if off != 0 && claim.lines > 0 {
            problems.push(spot.balance(2, "is not the sum of the lines' charges (SV102)", off));
        }
        // `replacement_needs_payer_claim_no`.
        if matches!(claim.frequency, b'7' | b'8') && !claim.earlier_number {
            let text = "the payer's number of the earlier claim (REF*F8) is missing: CLM05-3 \
                says that this claim replaces or voids it; add it";
            let place = claim.after_references.or(*spot);
            problems.push(place.segment("REF", "2300", "I6", text));
        }
        // `accident_date_required`.
        if claim.needs_accident_day && !claim.has_accident_day {
            let text = "the day of the accident (DTP*439) is missing: CLM11 says accident; add it";
            problems.push(claim.after_dates.or(*spot).segment("DTP", "2300", "I6", text));
        }
        // `referral_no_needs_referrer`.
        if !claim.referral.is_unset() && claim.referrers == 0 {
            let text = "the referring provider (NM1*DN) is missing: a referral number (REF*9F) \
                is there; add who referred";
            problems.push(claim.referral.segment("NM1", "2310A", "I6", text));
        }
        // `inpatient_needs_admission_date`.
        if claim.inpatient && !claim.has_admission {
            let text = "the day of admission (DTP*435) is missing: the place of service is an \
                inpatient hospital (21)";
            let problem = spot.segment("DTP", "2300", "", text);
            problems.push(Problem { level: Level::Advice, ..problem });
        }
        // `later_payer_needs_2320`.
        let missing = |rank: u8| claim.ranks & rank_bit(rank) == 0;
        match self.subscriber.rank {
            b'S' | b'T' if missing(b'P') => {
                let text = "the payer that pays first (SBR*P) is missing: SBR01 of this claim's \
                    payer says that another pays before it; add that payer's coverage";
                problems.push(spot.segment("SBR", "2320", "I6", text));
            }
            b'T' if missing(b'S') => {
                let text = "the payer that pays second (SBR*S) is missing: this claim goes to \
                    the third payer";
                let problem = spot.segment("SBR", "2320", "", text);
                problems.push(Problem { level: Level::Advice, ..problem });
            }
            _ => {}
        }
        self.others.finish(claim.charge, claim.lines, problems);
        self.others.clear();
    }

    /// `accident_date_without_cause`, `pc_first_contact_needs_claim_no`,
    /// `accident_after_service`.
    fn date(
        &mut self,
        placed: &Placed,
        s: &Segment<'_>,
        spot: impl Fn() -> Spot,
        problems: &mut Vec<Problem>,
    ) {
        match s.raw(1) {
            b"472" if placed.loop_id == "2400" => {
                let Some(accident) = self.claim.accident_day else { return };
                let raw = s.raw(3);
                let last = raw.get(raw.len().wrapping_sub(8)..).and_then(value::date);
                if last.is_some_and(|day| day < accident) {
                    self.claim.accident_day = None;
                    problems.push(spot().advice(3, "is before the day of the accident (DTP*439)"));
                }
            }
            b"573" => match placed.loop_id {
                "2330B" => self.others.decided(spot()),
                "2430" => self.others.line_decided(),
                _ => {}
            },
            b"439" if placed.loop_id == "2300" => {
                self.claim.has_accident_day = true;
                self.claim.accident_day = value::date(s.raw(3));
                if !self.claim.has_cause {
                    let text = "the day of an accident (DTP*439) is here, but CLM11 names no \
                        cause; add the cause or take the day out";
                    problems.push(spot().segment("DTP", "2300", "I9", text));
                }
            }
            b"435" if placed.loop_id == "2300" => self.claim.has_admission = true,
            b"444"
                if placed.loop_id == "2300"
                    && !self.subscriber.has_case
                    && !self.patient_has_case =>
            {
                let loop_id = if self.in_patient { "2010CA" } else { "2010BA" };
                let text = "the liability insurer's claim number (REF*Y4) is missing: the day of \
                    first contact (DTP*444) says liability claim; add it to the patient";
                problems.push(spot().segment("REF", loop_id, "I6", text));
            }
            _ => {}
        }
    }
}

fn rank_bit(rank: u8) -> u32 {
    match rank {
        b'U' | 0 => 0,
        rank => 1 << (rank.wrapping_sub(b'A') & 31),
    }
}
