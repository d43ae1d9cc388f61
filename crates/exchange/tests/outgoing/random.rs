//! Any decision that adds up gives a claim that adds up.

use gonio_billing::day::Day;
use gonio_billing::facts::{Adjustment, ClaimPayment, LinePayment, Sequence};
use gonio_exchange::outgoing::{PriorDecision, SentClaim, secondary};
use gonio_x12::claim::Line;
use gonio_x12::segments::Ref;
use gonio_x12::typed::{Cents, Milli};

use crate::made::*;

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1).unsigned_abs()) as i64
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }
}

const CODES: [&str; 5] = ["97110", "97112", "97140", "97530", "97535"];
const REASONS: [(&str, &str); 9] = [
    ("CO", "45"),
    ("CO", "59"),
    ("CO", "253"),
    ("PR", "1"),
    ("PR", "2"),
    ("PR", "3"),
    ("OA", "23"),
    ("PI", "94"),
    ("CO", "97"),
];

fn adjustment((group, reason): (&str, &str), cents: i64) -> Adjustment {
    Adjustment { group: group.into(), reason: reason.into(), cents }
}

/// A claim of some lines; each has its own control number.
fn lines(chance: &mut Chance, original: &mut SentClaim) {
    let model = original.claim.lines[0].clone();
    let count = chance.between(1, 7);
    let mut charge = 0;
    let line = |n: i64| {
        let mut line: Line = model.clone();
        line.number.number = n.to_string().into();
        line.references = [Ref::of("6R", &format!("L-{n}"))].into();
        let service = line.service.as_mut().expect("a service");
        service.procedure.code = CODES[chance.between(0, 4) as usize].into();
        let units = chance.between(1, 4);
        service.quantity = Some(Milli(units * 1000));
        let cents = chance.between(1, 30_000);
        service.charge = Some(Cents(cents));
        charge += cents;
        line
    };
    original.claim.lines = (1..=count).map(line).collect();
    original.claim.claim.charge = Some(Cents(charge));
}

/// An amount in random parts, of which some may be negative.
fn parts(chance: &mut Chance, mut cents: i64) -> Vec<Adjustment> {
    let mut all = Vec::new();
    let mut at = chance.between(0, 8) as usize;
    while cents != 0 && all.len() < 7 {
        let part = match chance.between(0, 9) {
            0 => -chance.between(1, 50_00),
            1..=4 => cents,
            _ => chance.between(1, cents.max(1)),
        };
        all.push(adjustment(REASONS[at % REASONS.len()], part));
        (cents, at) = (cents - part, at + 1);
    }
    if cents != 0 {
        all.push(adjustment(REASONS[at % REASONS.len()], cents));
    }
    all
}

fn line_payment(chance: &mut Chance, line: &Line, charge: i64, units: i64) -> LinePayment {
    let service = line.service.as_ref().expect("a service");
    let paid = if chance.one_in(4) { 0 } else { chance.between(0, charge) };
    LinePayment {
        code: service.procedure.code.to_string(),
        modifiers: service.procedure.modifier_1.to_string(),
        units_milli: units,
        charge_cents: charge,
        paid_cents: paid,
        control_number: line.reference("6R").expect("a number").to_string(),
        adjustments: parts(chance, charge - paid),
        ..LinePayment::default()
    }
}

/// A decision that adds up.
fn decision(chance: &mut Chance, original: &SentClaim) -> ClaimPayment {
    let mut payment = ClaimPayment {
        status: "1".into(),
        charge_cents: original.claim.claim.charge.expect("a charge").0,
        payer_control_number: format!("PCN{}", chance.between(1, 999_999)),
        remarks: if chance.one_in(3) { vec!["MA01".into(), "N30".into()] } else { vec![] },
        ..ClaimPayment::default()
    };
    if chance.one_in(6) {
        payment.paid_cents = chance.between(0, payment.charge_cents);
        payment.adjustments = parts(chance, payment.charge_cents - payment.paid_cents);
        return payment;
    }
    for line in &original.claim.lines {
        let service = line.service.as_ref().expect("a service");
        let (charge, units) = (service.charge.expect("one").0, service.quantity.expect("one").0);
        if units > 1000 && charge > 1 && chance.one_in(4) {
            let first = chance.between(1, charge - 1);
            payment.lines.push(line_payment(chance, line, first, 1000));
            payment.lines.push(line_payment(chance, line, charge - first, units - 1000));
        } else {
            payment.lines.push(line_payment(chance, line, charge, units));
        }
    }
    // A bundle: the last line's money goes to the first, which its own code is paid for.
    let last = payment.lines.len() - 1;
    if last > 0
        && payment.lines[0].control_number != payment.lines[last].control_number
        && chance.one_in(3)
    {
        let taken = payment.lines[last].paid_cents;
        let code = payment.lines[0].code.clone();
        let bundled = &mut payment.lines[last];
        bundled.paid_cents = 0;
        bundled.adjustments = vec![adjustment(("CO", "97"), bundled.charge_cents)];
        if bundled.code != code && bundled.charge_cents > 0 {
            bundled.submitted_code = std::mem::replace(&mut bundled.code, code);
        }
        if taken > 0 {
            payment.lines[0].paid_cents += taken;
            payment.lines[0].adjustments.push(adjustment(("OA", "94"), -taken));
        }
    }
    payment.paid_cents = payment.lines.iter().map(|l| l.paid_cents).sum();
    if chance.one_in(4) && payment.paid_cents > 0 {
        let cents = chance.between(1, payment.paid_cents);
        payment.adjustments = parts(chance, cents);
        payment.paid_cents -= cents;
    }
    payment
}

/// A claim to the second or third payer, by chance; `None` when it has to be refused.
pub fn outgoing(seed: u64) -> Result<SentClaim, &'static str> {
    let mut chance = Chance(seed);
    let child = chance.one_in(2);
    let mut original = claim(if child { "child-claim.x12" } else { "s04-claim.x12" });
    original.claim.parties.as_mut_slice()[0].references = Vec::new().into();
    lines(&mut chance, &mut original);
    let named = original.insurance("S");
    let second = match named {
        Some(named) if chance.one_in(2) => named,
        _ => {
            original.claim.others = Vec::new().into();
            medicaid()
        }
    };
    let third = insurance("53", "CI", ("UNION FUND", "UNF05"), "UF-88");
    let payments = [decision(&mut chance, &original), decision(&mut chance, &original)];
    let prior = |n: usize, sequence| PriorDecision {
        sequence,
        payer: nobody(),
        payment: &payments[n],
        decided_day: Day(20_530 + n as i32),
        insurance: Some(&second),
    };
    let prior = [prior(0, Sequence::Primary), prior(1, Sequence::Secondary)];
    let (prior, next) =
        if chance.one_in(3) { (&prior[..], &third) } else { (&prior[..1], &second) };
    let made = secondary(&original, prior, next, &format!("R-{seed}"));
    made.map(|made| made.claim).map_err(|refusal| refusal.name)
}

#[test]
fn whatever_was_decided_both_sums_hold_in_the_file() {
    let (mut payers, mut lines, mut refused) = (0, 0, 0);
    for seed in 0..3000 {
        let claim = match outgoing(seed) {
            Ok(claim) => claim,
            // More adjustments than fit in five CAS.
            Err("too_many_adjustments" | "paid_under_several_codes") => {
                refused += 1;
                continue;
            }
            Err(name) => panic!("{seed}: {name}"),
        };
        let bytes = written(std::slice::from_ref(&claim));
        assert_eq!(said(&bytes), Vec::<String>::new(), "{seed}: {:#?}", segments(&bytes));
        let looked = sums(&bytes);
        (payers, lines) = (payers + looked.0, lines + looked.1);
        assert_eq!(looked.0, claim.claim.others.len(), "{seed}: each other payer has decided");
        // No amount at both levels: remaining share and day stand once for each payer.
        for at in ["AMT*EAF", "DTP*573"] {
            let claim = claim_segments(&bytes);
            let first_line = claim.iter().position(|s| s.starts_with("LX*")).expect("lines");
            let above = claim[..first_line].iter().filter(|s| s.starts_with(at)).count();
            let below = claim[first_line..].iter().filter(|s| s.starts_with(at)).count();
            assert!(looked.0 > 1 || above == 0 || below == 0, "{seed}: {at} twice");
        }
        let facts = Facts::of(&bytes);
        assert_ne!(facts.claims[0].coverage.sequence, Sequence::Primary);
        assert!(facts.claims[0].other.iter().all(|o| o.paid_cents.is_some()));
        assert_eq!(written(&claims(&bytes)), bytes, "{seed}: reads the same");
    }
    assert!(payers > 3000 && lines > 10_000 && refused < 300, "{payers} {lines} {refused}");
}
