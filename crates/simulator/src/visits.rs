//! What happens at a visit: which codes, how many units, which modifiers, as a claim.
//!
//! Not here: who comes when (`practice`), how a claim is written (`claim`), what it pays.

use crate::charges::{self, CHILD_DIAGNOSES, Diagnoses, OT_CODES, OT_DIAGNOSES};
use crate::charges::{PT_CODES, PT_DIAGNOSES};
use crate::claim::{Claim, Line};
use crate::day::Day;
use crate::payers::PayerId;
use crate::people::{Clinician, Discipline, Patient, Seat};
use crate::rng::Rng;
use std::sync::Arc;

/// A course of therapy: some six to sixteen visits for one reason.
pub(crate) struct Episode {
    pub(crate) patient: Arc<Patient>,
    pub(crate) diagnoses: Diagnoses,
    pub(crate) doctor: Option<Arc<Clinician>>,
    pub(crate) authorization: Option<String>,
    pub(crate) visits: i64,
    pub(crate) done: i64,
    pub(crate) next: Day,
}

impl Episode {
    pub(crate) fn new(
        rng: &mut Rng,
        patient: Arc<Patient>,
        discipline: Discipline,
        doctors: &[Arc<Clinician>],
        today: Day,
    ) -> Self {
        let diagnoses = match discipline {
            _ if patient.child => *rng.pick(&CHILD_DIAGNOSES),
            Discipline::Pt => *rng.pick(&PT_DIAGNOSES),
            Discipline::Ot => *rng.pick(&OT_DIAGNOSES),
        };
        let referred = patient.primary.payer == PayerId::Medicare || rng.chance(400);
        let authorization =
            patient.authorized.then(|| format!("AU{:07}", rng.between(1_000_000, 9_999_999)));
        let doctor = referred.then(|| Arc::clone(rng.pick(doctors)));
        let visits = rng.between(6, 16);
        Self { patient, diagnoses, doctor, authorization, visits, done: 0, next: today }
    }

    /// The claim of the next visit of this episode, which then has one more visit done.
    pub(crate) fn visit(&mut self, rng: &mut Rng, seat: &Seat, control: String, day: Day) -> Claim {
        let payer = self.patient.primary.payer;
        let first = self.done == 0;
        let assistant = seat.assistant && !first;
        let mut lines = if first {
            evaluation(rng, seat.discipline)
        } else {
            follow_up(rng, seat.discipline, payer)
        };
        let past_threshold = self.patient.over_threshold && day.civil().1 >= 8;
        let kx = past_threshold && !rng.chance(110);
        for line in &mut lines {
            let mut modifiers = vec![match seat.discipline {
                Discipline::Pt => "GP",
                Discipline::Ot => "GO",
            }];
            if assistant && matches!(payer, PayerId::Medicare | PayerId::Medicaid) {
                modifiers.push(match seat.discipline {
                    Discipline::Pt => "CQ",
                    Discipline::Ot => "CO",
                });
            }
            if kx {
                modifiers.push("KX");
            }
            modifiers.append(&mut line.modifiers);
            line.modifiers = modifiers;
            line.pointers = 1 + rng.below(self.diagnoses.len() as u64) as usize;
        }
        self.done += 1;
        self.next = day.plus(rng.weighted(&[(2, 40), (3, 20), (5, 20), (7, 20)])).or_monday();
        // Somebody forgets the number now and then.
        let forgotten = payer == PayerId::Blue && rng.chance(100);
        Claim {
            control,
            patient: Arc::clone(&self.patient),
            payer,
            service: day,
            therapist: Arc::clone(&seat.therapist),
            doctor: self.doctor.clone(),
            authorization: self.authorization.clone().filter(|_| !forgotten),
            diagnoses: self.diagnoses,
            lines,
            corrected: false,
            past_threshold,
            prior: None,
        }
    }
}

fn line(code: &'static str, units: i64) -> Line {
    let charge = charges::entry(code).charge * units;
    Line { code, modifiers: Vec::new(), units, charge, pointers: 1 }
}

fn evaluation(rng: &mut Rng, discipline: Discipline) -> Vec<Line> {
    let (evaluation, second) = match discipline {
        Discipline::Pt => (
            rng.weighted(&[("97161", 55), ("97162", 38), ("97163", 7)]),
            rng.weighted(&[("97110", 70), ("97530", 30)]),
        ),
        Discipline::Ot => (
            rng.weighted(&[("97165", 60), ("97166", 40)]),
            rng.weighted(&[("97530", 60), ("97535", 40)]),
        ),
    };
    vec![line(evaluation, 1), line(second, rng.weighted(&[(1, 70), (2, 30)]))]
}

fn follow_up(rng: &mut Rng, discipline: Discipline, payer: PayerId) -> Vec<Line> {
    if rng.chance(12) {
        let mut exercise = line("97110", 1);
        exercise.modifiers.push("59");
        return vec![line("97150", 1), exercise];
    }
    let codes = match discipline {
        Discipline::Pt => &PT_CODES,
        Discipline::Ot => &OT_CODES,
    };
    let wanted = rng.weighted(&[(2_usize, 34), (3, 46), (4, 20)]);
    let mut units_left = 5;
    let mut lines: Vec<Line> = Vec::new();
    while lines.len() < wanted && units_left > 0 {
        let code = rng.weighted(codes);
        if lines.iter().any(|l| l.code == code) {
            continue;
        }
        let units = rng.weighted(&[(1, 58), (2, 36), (3, 6)]).min(units_left);
        units_left -= units;
        lines.push(line(code, units));
    }
    if lines.len() < 4 && rng.chance(25) {
        let commercial = matches!(payer, PayerId::Blue | PayerId::Commercial);
        lines.push(line(if commercial { "97014" } else { "G0283" }, 1));
    }
    if is_pair(&lines) && rng.chance(if payer == PayerId::Blue { 780 } else { 500 }) {
        lines.iter_mut().filter(|l| l.code == "97140").for_each(|l| l.modifiers.push("59"));
    }
    lines
}

/// Manual therapy and therapeutic activities on one day: some payers bundle them.
pub(crate) fn is_pair(lines: &[Line]) -> bool {
    lines.iter().any(|l| l.code == "97530") && lines.iter().any(|l| l.code == "97140")
}
