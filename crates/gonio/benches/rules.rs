//! Sessions coded and claims priced in a second, on one core. `script/bench rules` runs this;
//! sessions and claims are made up.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "rates of work, not money")]
#![allow(missing_docs, reason = "a program of its own")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use gonio_billing::day::Day;
use gonio_rules::advice::{self, Looked};
use gonio_rules::code::{Code, Who};
use gonio_rules::price::{Asked, Indices, Patient, Priced, Schedule, Sharing, Values};
use gonio_rules::rulebook::Rulebook;
use gonio_rules::terms::Terms;
use gonio_rules::units::{Coder, Treatment};
use gonio_rules::working::Working;

const ROUNDS: usize = 7;
const SESSIONS: usize = 200_000;

fn main() {
    let (load, book) = timed(|| Rulebook::embedded().expect("the rulebook loads"));
    println!("\nrulebook loaded in {:.1} ms", load.as_secs_f64() * 1000.0);
    let day = Day::parse("2026-03-02").expect("a day");
    let terms = Terms::of(&book, "medicare", day).expect("terms");
    let sessions = sessions();
    let entries: usize = sessions.iter().map(Vec::len).sum();
    println!(
        "{SESSIONS} sessions of {:.1} entries, the best of {ROUNDS} rounds, one core",
        entries as f64 / SESSIONS as f64
    );

    let mut coder = Coder::new(&terms);
    let mut units = 0;
    let coding = best(|| {
        units = 0;
        for session in black_box(&sessions) {
            let coded = coder.code(session, &mut Working::hidden());
            units += coded.lines.iter().map(|l| l.units).sum::<u32>();
        }
    });
    told("sessions coded: units, assistants, modifiers", coding);

    let with_working = best(|| {
        for session in black_box(&sessions[..SESSIONS / 10]) {
            let mut working = Working::shown();
            coder.code(session, &mut working);
            black_box(working.take());
        }
    });
    told("  with every step in words", with_working * 10);

    let mut looked = Vec::new();
    let mut remarks = 0;
    let advising = best(|| {
        remarks = 0;
        for session in black_box(&sessions) {
            let coded = coder.code(session, &mut Working::hidden());
            looked.clear();
            looked.extend(coded.lines.iter().map(|l| Looked {
                code: l.code,
                units: l.units,
                discipline: Some(l.discipline),
                modifiers: l.modifiers,
            }));
            remarks += advice::of(&terms, &terms, &looked).map_or(0, |r| r.len());
        }
    });
    told("  with pairs and most units looked at", advising);

    let claims = claims(&terms, &sessions);
    let schedule = Schedule::of(&terms, Indices::ONE, None, false).expect("a schedule");
    let sharing = Sharing::of(&terms, day).expect("rates");
    let (mut allowed, mut paid) = (Vec::new(), 0);
    let pricing = best(|| {
        paid = 0;
        for claim in black_box(&claims) {
            schedule.allow(claim, &mut allowed);
            let mut patient = Patient { deductible_left_cents: 2_000, copay_left_cents: 0 };
            let mut total = Priced::default();
            for (line, asked) in allowed.iter().zip(claim) {
                total.add(&sharing.share(line, asked.assisted, &mut patient));
            }
            paid += total.paid_cents;
        }
    });
    told("claims priced: fee, MPPR, shares, sequestration", pricing);

    let looking_up = best(|| {
        paid = 0;
        for claim in black_box(&claims) {
            let asked: Vec<Asked> =
                claim.iter().map(|a| Asked { values: values(&terms, a.code), ..*a }).collect();
            schedule.allow(&asked, &mut allowed);
            let mut patient = Patient::default();
            for (line, asked) in allowed.iter().zip(&asked) {
                paid += sharing.share(line, asked.assisted, &mut patient).paid_cents;
            }
        }
    });
    told("  with relative values looked up by code and day", looking_up);
    assert!(units > 0 && paid > 0 && remarks > 0, "the work was done");
}

fn sessions() -> Vec<Vec<Treatment>> {
    let codes = ["97110", "97112", "97140", "97530", "97535", "97116", "97035", "97150"]
        .map(|c| Code::new(c).expect("a code"));
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    (0..SESSIONS)
        .map(|_| {
            (0..2 + below(4))
                .map(|_| Treatment {
                    code: codes[below(8) as usize],
                    minutes: 5 + below(35) as u32,
                    who: if below(4) == 0 { Who::Pta } else { Who::Pt },
                })
                .collect()
        })
        .collect()
}

fn values(terms: &Terms<'_>, code: Code) -> Values {
    let row = terms.book.tables().rvu(code, terms.day).expect("relative values");
    Values {
        work_hundredths: row.work_hundredths,
        pe_hundredths: row.nonfacility_pe_hundredths,
        mp_hundredths: row.mp_hundredths,
        indicator: row.indicator,
        payable: true,
    }
}

/// The claims of the sessions: their lines, charged.
fn claims(terms: &Terms<'_>, sessions: &[Vec<Treatment>]) -> Vec<Vec<Asked>> {
    let mut coder = Coder::new(terms);
    let mut claims = Vec::new();
    for session in sessions {
        let coded = coder.code(session, &mut Working::hidden());
        let lines = coded.lines.iter().map(|line| Asked {
            code: line.code,
            units: line.units,
            charge_cents: i64::from(line.units) * 7_500,
            assisted: line.modifiers.iter().any(|m| m.is_assistant()),
            values: values(terms, line.code),
        });
        claims.push(lines.collect());
    }
    claims
}

fn told(what: &str, time: Duration) {
    println!("  {what:<52} {:>10.0} a second", SESSIONS as f64 / time.as_secs_f64());
}

fn best(mut work: impl FnMut()) -> Duration {
    (0..ROUNDS).map(|_| timed(&mut work).0).min().unwrap_or_default()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let from = Instant::now();
    let result = work();
    (from.elapsed(), result)
}
