//! One big remittance and the claim file it pays, for load tests: any number of claims in
//! bounded memory.
//!
//! Not here: a practice with a history; each batch of patients is new.

use crate::claim::{self, Claim};
use crate::day::Day;
use crate::habits::{self, Benefits, Decision};
use crate::payers::PayerId;
use crate::people::{self, Roster};
use crate::remittance::{self, Cycle};
use crate::rng::Rng;
use crate::visits::Episode;
use gonio_x12::writer::Writer;
use std::sync::Arc;

/// Claims in one claim set, at most.
const CLAIM_SET: usize = 500;

pub(crate) fn volume(
    seed: u64,
    claims: u64,
    remittance: &mut dyn FnMut(&[u8]),
    claim_file: &mut dyn FnMut(&[u8]),
) {
    let payer = PayerId::Blue.payer();
    let (first, sent, paid_on) =
        (Day::new(2026, 6, 1), Day::new(2026, 10, 5), Day::new(2026, 10, 28));
    let mut rng = Rng::new(seed);
    let roster = Roster::new();
    let (mut out, mut back) = (Writer::default(), Writer::default());
    claim::open(&mut out, payer, sent, 1);
    remittance::open(&mut back, payer, paid_on, 1);
    let mut queue: Vec<Arc<Claim>> = Vec::new();
    let (mut made, mut patients, mut claim_sets, mut cycles) = (0_u64, 0_u64, 0, 0_u32);
    while made < claims || !queue.is_empty() {
        // One claim set: whole patients, so that no patient is cut in two.
        while made < claims && queue.len() + 6 <= CLAIM_SET {
            patients += 1;
            let patient = Arc::new(people::patient(&mut rng, patients, payer.id, first));
            let seat = rng.pick(&roster.seats);
            let day = first.plus(rng.between(0, 100));
            let mut episode =
                Episode::new(&mut rng, patient, seat.discipline, &roster.doctors, day.or_monday());
            episode.done = 1;
            for _ in 0..rng.between(3, 6) {
                if made < claims {
                    made += 1;
                    let control = format!("LT-{made:09}");
                    let day = episode.next;
                    queue.push(Arc::new(episode.visit(&mut rng, seat, control, day)));
                }
            }
        }
        claim_sets += 1;
        claim::set(&mut out, claim_sets, payer, sent, &queue);
        claim_file(&out.take());
        let mut rest = queue.as_slice();
        while !rest.is_empty() {
            // Never fewer than forty, unless there are no more.
            let wanted = if rest.len() <= 160 { rest.len() } else { rng.between(40, 120) as usize };
            let (now, later) = rest.split_at(wanted);
            rest = later;
            cycles += 1;
            let decided = |claim: &Arc<Claim>| {
                let number = format!("E26{}", &claim.control[3..]);
                let decision = Decision { number, received: sent, decided: paid_on };
                let denial = habits::denial(&mut rng, claim);
                Arc::new(habits::rule(&mut Benefits::default(), claim, decision, denial))
            };
            let cycle = Cycle {
                payer,
                trace: format!("{}V{cycles:08}", payer.number),
                today: paid_on,
                rulings: now.iter().map(decided).collect(),
                settled: Vec::new(),
            };
            remittance::set(&mut back, cycles, &cycle);
            remittance(&back.take());
        }
        queue.clear();
    }
    out.close_group();
    out.close_interchange();
    claim_file(&out.take());
    back.close_group();
    back.close_interchange();
    remittance(&back.take());
}
