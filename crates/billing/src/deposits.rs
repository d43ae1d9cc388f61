//! Which remittance a line of the bank pays.
//!
//! A trace in the line's text says so, if the amount is that of its remittance. Several
//! remittances in one deposit are known by their traces alone. Without any trace, amount,
//! payer's name and nearness of the day say so only when nothing else fits. Everything else is
//! shown to a person, the likeliest first.

use std::collections::HashMap;

use crate::day::Day;
use crate::money::dollars;

/// The bank may show money so many days before the remittance's date …
const DAYS_BEFORE: i32 = 2;
/// … and so many after.
const DAYS_AFTER: i32 = 10;
/// Days that a candidate may be apart.
const DAYS_CANDIDATE: i32 = 45;
/// Candidates shown.
const CANDIDATES: usize = 9;

/// A line of the bank that brought money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deposit {
    /// Its number in the book.
    pub line_id: i64,
    /// The day.
    pub day: Day,
    /// How much.
    pub cents: i64,
    /// What the bank says about it.
    pub text: String,
}

/// A posted remittance that no line of the bank is matched to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Its id.
    pub remit_id: i64,
    /// TRN02.
    pub trace: String,
    /// The payer's name.
    pub payer: String,
    /// The day of the payment.
    pub day: Day,
    /// The payment.
    pub cents: i64,
}

/// How a line found its remittances; what the database and JSON say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The trace stands in the line, and the amount is the same.
    Trace,
    /// Several traces stand in the line, and the amount is their sum.
    Traces,
    /// Amount, payer's name and day, and nothing else fits.
    AmountPayerDay,
    /// A person said so.
    ByHand,
    /// A person said that it is no payer's payment.
    SetAside,
}

impl Rule {
    /// The name in JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Trace => "trace",
            Rule::Traces => "traces",
            Rule::AmountPayerDay => "amount_payer_day",
            Rule::ByHand => "by_hand",
            Rule::SetAside => "set_aside",
        }
    }

    /// In plain words, from the name.
    pub fn words(name: &str) -> &'static str {
        match name {
            "trace" => "by its trace and amount",
            "traces" => "by several traces that add up to it",
            "amount_payer_day" => "by amount, payer and day, as nothing else fits",
            "by_hand" => "by a person",
            "set_aside" => "set aside by a person: no payer's payment",
            _ => "not matched",
        }
    }
}

/// What a line's search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// These remittances, found in this way.
    Pays(Vec<i64>, Rule),
    /// It names a trace, and the amount is another.
    AmountDiffers,
    /// Several fit, or something fits but nothing proves it.
    Several,
    /// Nothing fits.
    Nothing,
}

/// A remittance that a line may pay, with what speaks for and against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The remittance.
    pub remit_id: i64,
    /// Higher is likelier.
    pub score: u32,
    /// In plain words.
    pub reasons: Vec<String>,
}

/// Remittances that wait for the bank, found by trace and by amount.
pub struct Waiting<'a> {
    all: &'a [Announced],
    by_trace: HashMap<String, Vec<usize>>,
    by_cents: HashMap<i64, Vec<usize>>,
}

impl<'a> Waiting<'a> {
    /// Over these remittances.
    pub fn new(all: &'a [Announced]) -> Waiting<'a> {
        let mut by_trace: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_cents: HashMap<i64, Vec<usize>> = HashMap::new();
        for (at, a) in all.iter().enumerate() {
            if let Some(trace) = plain_trace(&a.trace) {
                by_trace.entry(trace).or_default().push(at);
            }
            by_cents.entry(a.cents).or_default().push(at);
        }
        Waiting { all, by_trace, by_cents }
    }

    /// Which remittances a line pays. `others` are the lines that wait beside it: two that
    /// fit one remittance alike are left to a person.
    pub fn find(&self, line: &Deposit, others: &[Deposit]) -> Verdict {
        let traced = self.traced(&line.text);
        let same: Vec<usize> =
            traced.iter().copied().filter(|at| self.all[*at].cents == line.cents).collect();
        if let [only] = same[..] {
            return Verdict::Pays(vec![self.all[only].remit_id], Rule::Trace);
        }
        if same.len() > 1 {
            return Verdict::Several;
        }
        if !traced.is_empty() {
            let sum: i64 = traced.iter().map(|at| self.all[*at].cents).sum();
            if traced.len() > 1 && sum == line.cents {
                let ids = traced.iter().map(|at| self.all[*at].remit_id).collect();
                return Verdict::Pays(ids, Rule::Traces);
            }
            return Verdict::AmountDiffers;
        }
        let near: Vec<usize> = self.near(line, DAYS_BEFORE, DAYS_AFTER);
        let named: Vec<usize> =
            near.iter().copied().filter(|at| names(&line.text, &self.all[*at].payer)).collect();
        // A line with a trace of its own means that remittance and no other.
        if let ([only], false) = (&named[..], has_trace(&line.text)) {
            let found = &self.all[*only];
            let rival = others.iter().any(|o| {
                o.line_id != line.line_id
                    && o.cents == line.cents
                    && is_near(o.day, found.day, DAYS_BEFORE, DAYS_AFTER)
                    && !has_trace(&o.text)
                    && names(&o.text, &found.payer)
            });
            if !rival {
                return Verdict::Pays(vec![found.remit_id], Rule::AmountPayerDay);
            }
        }
        if near.is_empty() { Verdict::Nothing } else { Verdict::Several }
    }

    /// The remittances that a line may pay, the likeliest first.
    pub fn likely(&self, line: &Deposit) -> Vec<Likely> {
        let mut found: Vec<Likely> = Vec::new();
        let traced = self.traced(&line.text);
        let mut places = self.near(line, DAYS_CANDIDATE, DAYS_CANDIDATE);
        places.extend(&traced);
        // Another amount of the same payer, about that day.
        places.extend((0..self.all.len()).filter(|at| {
            let a = &self.all[*at];
            is_near(line.day, a.day, DAYS_BEFORE, DAYS_AFTER) && names(&line.text, &a.payer)
        }));
        places.sort_unstable();
        places.dedup();
        for at in places {
            let a = &self.all[at];
            let mut score = 0;
            let mut reasons = Vec::new();
            let mut says = |points: u32, words: String| {
                score += points;
                reasons.push(words);
            };
            if traced.contains(&at) {
                says(8, "its trace stands in the line".into());
            }
            match line.cents - a.cents {
                0 => says(4, "same amount".into()),
                off => says(0, format!("amount differs by {}", dollars(off.abs()))),
            }
            if names(&line.text, &a.payer) {
                says(2, "the payer's name stands in the line".into());
            }
            match line.day.0 - a.day.0 {
                0 => says(1, "same day".into()),
                1 => says(1, "a day later".into()),
                off if off > 0 => {
                    says(u32::from(off <= DAYS_AFTER), format!("{off} days later"));
                }
                off => says(u32::from(-off <= DAYS_BEFORE), format!("{} days earlier", -off)),
            }
            found.push(Likely { remit_id: a.remit_id, score, reasons });
        }
        found.sort_by_key(|l| (std::cmp::Reverse(l.score), l.remit_id));
        found.truncate(CANDIDATES);
        found
    }

    /// Remittances whose trace stands in a text.
    fn traced(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> =
            words(text).iter().filter_map(|w| self.by_trace.get(w)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn near(&self, line: &Deposit, before: i32, after: i32) -> Vec<usize> {
        let same = self.by_cents.get(&line.cents).map_or(&[][..], Vec::as_slice);
        same.iter()
            .copied()
            .filter(|at| is_near(line.day, self.all[*at].day, before, after))
            .collect()
    }
}

fn is_near(bank: Day, paid: Day, before: i32, after: i32) -> bool {
    (-before..=after).contains(&(bank.0 - paid.0))
}

/// A trace as it is compared: letters and digits without leading zeros. One without a digit,
/// or of fewer than three, tells nothing.
fn plain_trace(trace: &str) -> Option<String> {
    let plain: String =
        trace.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let plain = plain.trim_start_matches('0');
    (plain.len() >= 3 && plain.bytes().any(|b| b.is_ascii_digit())).then(|| plain.to_string())
}

/// What in a text may be a trace: its words, and what stands between blanks and stars with
/// other signs taken out, as some traces have signs in them.
fn words(text: &str) -> Vec<String> {
    let narrow = text.split(|c: char| !c.is_ascii_alphanumeric());
    let wide = text.split(|c: char| c.is_whitespace() || matches!(c, '*' | '~' | '\\' | ':' | '='));
    let mut all: Vec<String> = narrow.chain(wide).filter_map(plain_trace).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a text carries the trace segment that payers put into the addenda.
fn has_trace(text: &str) -> bool {
    let text = text.to_uppercase();
    ["TRN*1*", "TRN\\1\\", "TRN|1|"].iter().any(|mark| text.contains(mark))
}

/// Words that many payers have in their names, and that tell none of them.
const COMMON: [&str; 24] = [
    "THE",
    "HEALTH",
    "PLAN",
    "PLANS",
    "INSURANCE",
    "INS",
    "COMPANY",
    "CARE",
    "OF",
    "AND",
    "INC",
    "LLC",
    "CORP",
    "GROUP",
    "LIFE",
    "MUTUAL",
    "BENEFIT",
    "BENEFITS",
    "SERVICES",
    "MEDICAL",
    "NATIONAL",
    "AMERICAN",
    "AMERICA",
    "UNITED",
];

/// Whether a payer's name stands in a text: its first telling word, or that cut short, as bank
/// lines have few characters for a name.
fn names(text: &str, payer: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.to_uppercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| w.len() > 1)
            .map(str::to_string)
            .collect()
    };
    let Some(first) = split(payer).into_iter().find(|w| !COMMON.contains(&w.as_str())) else {
        return false;
    };
    split(text).iter().any(|w| *w == first || (w.len() >= 5 && first.starts_with(w.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn remit(id: i64, trace: &str, payer: &str, on: &str, cents: i64) -> Announced {
        Announced { remit_id: id, trace: trace.into(), payer: payer.into(), day: day(on), cents }
    }

    fn line(id: i64, on: &str, cents: i64, text: &str) -> Deposit {
        Deposit { line_id: id, day: day(on), cents, text: text.into() }
    }

    #[test]
    fn a_trace_counts_only_with_its_amount() {
        let all = [remit(1, "000812345", "ACME HEALTH", "2026-03-16", 6_750)];
        let waiting = Waiting::new(&all);
        let with = |cents| line(1, "2026-03-18", cents, "ACH CREDIT TRN*1*812345*1990000001~");
        assert_eq!(waiting.find(&with(6_750), &[]), Verdict::Pays(vec![1], Rule::Trace));
        assert_eq!(waiting.find(&with(6_751), &[]), Verdict::AmountDiffers);
        // The digits of a trace inside a longer number are not the trace.
        let longer = line(2, "2026-09-18", 6_750, "TRN*1*98123456*1990000001~");
        assert_eq!(waiting.find(&longer, &[]), Verdict::Nothing);
    }

    #[test]
    fn several_in_one_deposit_only_by_their_traces() {
        let all = [
            remit(1, "EFT-111", "ACME", "2026-03-16", 1_000),
            remit(2, "EFT-222", "ACME", "2026-03-16", 2_000),
        ];
        let waiting = Waiting::new(&all);
        let both = line(1, "2026-03-18", 3_000, "ACME EFT-111 EFT-222");
        assert_eq!(waiting.find(&both, &[]), Verdict::Pays(vec![1, 2], Rule::Traces));
        let untold = line(1, "2026-03-18", 3_000, "ACME PAYMENT");
        assert_eq!(waiting.find(&untold, &[]), Verdict::Nothing);
    }

    #[test]
    fn without_a_trace_only_one_may_fit_and_only_one_line_may_claim_it() {
        let all = [
            remit(1, "T111", "Harbor Health Plan", "2026-03-16", 5_000),
            remit(2, "T222", "Summit Insurance", "2026-03-16", 5_000),
        ];
        let waiting = Waiting::new(&all);
        let harbor = line(1, "2026-03-18", 5_000, "HARBOR HLTH HCCLAIMPMT");
        assert_eq!(waiting.find(&harbor, &[]), Verdict::Pays(vec![1], Rule::AmountPayerDay));
        let twin = line(2, "2026-03-19", 5_000, "HARBOR HLTH HCCLAIMPMT");
        assert_eq!(waiting.find(&harbor, &[harbor.clone(), twin]), Verdict::Several);
        // Amount and day alone, a far day, or a trace of something else prove nothing.
        let silent = line(1, "2026-03-18", 5_000, "DEPOSIT");
        assert_eq!(waiting.find(&silent, &[]), Verdict::Several);
        let late = line(1, "2026-06-18", 5_000, "HARBOR HLTH");
        assert_eq!(waiting.find(&late, &[]), Verdict::Nothing);
        let other = line(1, "2026-03-18", 5_000, "HARBOR TRN*1*T999*1~");
        assert_eq!(waiting.find(&other, &[]), Verdict::Several);
    }

    #[test]
    fn candidates_are_ranked_and_say_why() {
        let all = [
            remit(1, "T111", "Summit Insurance", "2026-03-01", 5_000),
            remit(2, "T222", "Harbor Health Plan", "2026-03-17", 5_000),
        ];
        let likely = Waiting::new(&all).likely(&line(1, "2026-03-18", 5_000, "HARBOR"));
        assert_eq!(likely.iter().map(|l| l.remit_id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(
            likely[0].reasons,
            ["same amount", "the payer's name stands in the line", "a day later"]
        );
        assert_eq!(likely[1].reasons, ["same amount", "17 days later"]);
        let short = Waiting::new(&all).likely(&line(1, "2026-03-18", 4_900, "HARBOR"));
        assert_eq!(short.len(), 1, "another payer's other amount is no candidate");
        assert_eq!(short[0].reasons[0], "amount differs by 1.00");
    }
}
