//! What holds for any session and any claim, over millions of made-up ones.

use gonio_rules::code::{Code, Who};
use gonio_rules::price::{Asked, Indices, Patient, Schedule, Sharing, Values};
use gonio_rules::terms::{Terms, UnitRule};
use gonio_rules::units::{Coded, Coder, Treatment};
use gonio_rules::working::Working;

use crate::{book, day};

/// Numbers that look like chance and are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

const SESSIONS: u64 = 2_000_000;

fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

/// A session of one to six entries, mostly of timed codes, with assistants in half of them.
fn session(chance: &mut Chance, codes: &[Code], out: &mut Vec<Treatment>) {
    out.clear();
    let whole = [Who::Pt, Who::Ot][chance.below(2) as usize];
    let helper = if whole == Who::Pt { Who::Pta } else { Who::Ota };
    for _ in 0..=chance.below(6) {
        let who = if chance.below(3) == 0 { helper } else { whole };
        let minutes = match chance.below(8) {
            0 => chance.below(8),
            1 => 15 * chance.below(4),
            _ => chance.below(50),
        };
        let code = codes[chance.below(codes.len() as u64) as usize];
        out.push(Treatment { code, minutes: minutes as u32, who });
    }
}

fn units(coded: &Coded) -> u32 {
    coded.lines.iter().map(|l| l.units).sum()
}

fn sorted(coded: &Coded) -> Vec<(Code, u32, String)> {
    let mut lines: Vec<_> =
        coded.lines.iter().map(|l| (l.code, l.units, format!("{:?}", l.modifiers))).collect();
    lines.sort();
    lines
}

#[test]
fn no_session_breaks_a_promise() {
    let timed: Vec<Code> =
        ["97110", "97112", "97140", "97530", "97535", "97116"].map(code).to_vec();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut entries = Vec::new();
    for (payer, on) in
        [("medicare", "2026-03-02"), ("medicare", "2021-03-02"), ("cigna", "2026-03-02")]
    {
        let terms = Terms::of(book(), payer, day(on)).expect("terms");
        let (mut coder, mut again) = (Coder::new(&terms), Coder::new(&terms));
        let hidden = &mut Working::hidden();
        for _ in 0..SESSIONS / 3 {
            session(&mut chance, &timed, &mut entries);
            let coded = coder.code(&entries, hidden);
            let total: u32 = entries.iter().map(|t| t.minutes).sum();
            let billed = units(coded);
            assert_eq!(coded.total_timed_minutes, total);
            assert_eq!(coded.timed_units, billed);
            if terms.unit_rule == UnitRule::Cms8 {
                assert_eq!(billed, (total + 7) / 15, "{entries:?}");
            }
            for line in &coded.lines {
                let minutes: u32 =
                    entries.iter().filter(|t| t.code == line.code).map(|t| t.minutes).sum();
                let all: u32 =
                    coded.lines.iter().filter(|l| l.code == line.code).map(|l| l.units).sum();
                assert!(minutes > 0 && all <= minutes.div_ceil(15), "{entries:?}");
                assert!(all >= minutes / 15, "a whole block is never lost: {entries:?}");
            }
            // Units with the assistant's modifier are units that an assistant touched.
            for code in &timed {
                let of = |assists: bool| -> u32 {
                    let mine = entries.iter().filter(|t| t.code == *code);
                    mine.filter(|t| t.who.assists() == assists).map(|t| t.minutes).sum()
                };
                let with: u32 = coded
                    .lines
                    .iter()
                    .filter(|l| l.code == *code && l.modifiers.iter().any(|m| m.is_assistant()))
                    .map(|l| l.units)
                    .sum();
                let (alone, helped) = (of(false), of(true));
                // Whole blocks and one more; before 2022, two that were shared.
                let shared = if terms.assistants.is_some_and(|a| a.exceptions) { 1 } else { 2 };
                let touched = helped / 15 + if helped % 15 > 0 { shared } else { 0 };
                assert!(with <= touched, "{entries:?}");
                assert!(helped > 0 || with == 0, "{entries:?}");
                assert!(
                    alone > 0 || helped == 0 || terms.assistants.is_none() || {
                        let plain: u32 =
                            coded.lines.iter().filter(|l| l.code == *code).map(|l| l.units).sum();
                        with == plain
                    },
                    "wholly an assistant's: {entries:?}"
                );
            }
            let before = sorted(coded);
            let tied = !coded.ties.is_empty();
            // One more minute loses no unit.
            let at = chance.below(entries.len() as u64) as usize;
            entries[at].minutes += 1;
            assert!(units(again.code(&entries, hidden)) >= billed, "{entries:?}");
            entries[at].minutes -= 1;
            // Another order changes nothing but how ties are settled.
            entries.reverse();
            let turned = again.code(&entries, hidden);
            assert_eq!(turned.ties.is_empty(), !tied, "{entries:?}");
            if !tied {
                assert_eq!(sorted(turned), before, "{entries:?}");
            }
        }
    }
}

#[test]
fn no_claim_breaks_a_promise() {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let codes: Vec<Code> = ["97110", "97112", "97140", "97530", "97129"].map(code).to_vec();
    let terms = Terms::of(book(), "medicare", day("2026-03-02")).expect("terms");
    let aetna = Terms::of(book(), "aetna", day("2026-03-02")).expect("terms");
    let schedule = Schedule::of(&terms, Indices::ONE, None, false).expect("a schedule");
    let mut aetna_shares = Sharing::of(&aetna, aetna.day).expect("rates");
    aetna_shares.coinsurance = 3000;
    let sharings = [Sharing::of(&terms, terms.day).expect("rates"), aetna_shares];
    let (mut asked, mut allowed) = (Vec::new(), Vec::new());
    for round in 0..SESSIONS {
        asked.clear();
        for _ in 0..=chance.below(5) {
            asked.push(Asked {
                code: codes[chance.below(5) as usize],
                units: chance.below(6) as u32,
                charge_cents: chance.below(40_000) as i64,
                assisted: chance.below(3) == 0,
                values: Values {
                    work_hundredths: chance.below(200) as i64,
                    pe_hundredths: chance.below(200) as i64,
                    mp_hundredths: chance.below(10) as i64,
                    indicator: [0, 5][chance.below(2) as usize],
                    payable: chance.below(20) > 0,
                },
            });
        }
        schedule.allow(&asked, &mut allowed);
        let full: i64 = allowed
            .iter()
            .zip(&asked)
            .filter(|(_, a)| a.values.indicator == 5 && a.values.payable)
            .map(|(l, _)| l.full_units)
            .sum();
        assert!(full <= 1, "one unit of therapy is paid in full");
        let mut patient = Patient {
            deductible_left_cents: chance.below(30_000) as i64,
            copay_left_cents: chance.below(2) as i64 * 3000,
        };
        let owed = patient;
        let mut taken = 0;
        for (line, asked) in allowed.iter().zip(&asked) {
            let sharing = &sharings[(round % 2) as usize];
            let p = sharing.share(line, asked.assisted, &mut patient);
            assert_eq!(p.charge_cents, p.contractual_cents + p.mppr_cents + p.allowed_cents);
            assert_eq!(
                p.allowed_cents,
                p.patient_cents + p.assistant_cents + p.sequestration_cents + p.paid_cents
            );
            assert_eq!(p.patient_cents, p.deductible_cents + p.coinsurance_cents + p.copay_cents);
            for part in [
                p.contractual_cents,
                p.mppr_cents,
                p.deductible_cents,
                p.coinsurance_cents,
                p.copay_cents,
                p.assistant_cents,
                p.sequestration_cents,
                p.paid_cents,
            ] {
                assert!((0..=p.charge_cents).contains(&part), "{asked:?} {p:?}");
            }
            taken += p.deductible_cents;
        }
        assert_eq!(owed.deductible_left_cents - patient.deductible_left_cents, taken);
        assert!(patient.deductible_left_cents >= 0 && patient.copay_left_cents >= 0);
    }
}
