//! Makes stories: a patient's claims and what payers say about them over half a year.
//!
//! A story is drawn from its number alone. It carries its arrival with it: each fact comes in
//! one of a few imports, whatever its day.

use gonio_billing::day::Day;

use super::chance::Chance;
use super::facts::{
    Cas, Claim, Decided, Decision, Event, Fact, Line, Other, Person, Plb, Remit, Story,
};

/// Imports that the facts of a story are spread over.
pub const BATCHES: usize = 5;

const NAMES: [&str; 5] = ["REED/ANNA", "STONE/BEN", "WOOD/CARA", "FIELD/DAN", "REED/EVE"];
const CODES: [&str; 7] = ["97110", "97140", "97530", "97112", "97535", "97161", "97116"];
const DENIALS: [(&str, &str, &str); 11] = [
    ("CO", "197", ""),
    ("CO", "50", "N115"),
    ("PR", "96", "N362"),
    ("PR", "119", ""),
    ("CO", "151", "N362"),
    ("CO", "29", ""),
    ("CO", "27", ""),
    ("PI", "50", ""),
    ("CO", "16", "N290"),
    ("PR", "204", ""),
    ("OA", "109", "N104"),
];

/// What a first decision is like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paid,
    PartlyDenied,
    Denied,
    Deductible,
}

struct Maker {
    c: Chance,
    number: u64,
    person: Person,
    day: i32,
    traces: u32,
    remits: Vec<Remit>,
}

/// A claim on its way through its payers.
struct Course {
    claim: Claim,
    /// The number as this payer gives it back.
    number: String,
    crossed_over: bool,
    /// Decisions come without lines.
    bare: bool,
    first: Option<Decision>,
    second: Option<Decision>,
    denied: bool,
}

/// The story of this number.
pub fn story(number: u64) -> Story {
    let mut c = Chance::new(number);
    let person =
        Person { name: c.pick(&NAMES).to_string(), member: format!("M{:07}", number % 10_000_000) };
    let day = 20_500 + c.between(0, 60) as i32;
    let mut m = Maker { c, number, person, day, traces: 0, remits: Vec::new() };
    let count = [1, 1, 1, 1, 2, 2, 3][m.c.index(7)];
    let long = m.c.percent(15);
    let mut events = Vec::new();
    let mut courses: Vec<Course> = (0..count).map(|i| m.course(i, long)).collect();
    for course in &courses {
        // A claim that never comes: its money stays unapplied.
        if !m.c.percent(4) {
            let batch = m.c.index(BATCHES);
            events.push(Event { fact: Fact::Claim(course.claim.clone()), batch });
        }
    }
    m.day += 12;
    let together = m.c.percent(20);
    if together {
        m.first_decisions(&mut courses);
    }
    for course in &mut courses {
        let steps = m.c.between(1, 4);
        for _ in 0..steps {
            m.step(course);
        }
        if let Some(second) = m.secondary_claim(course) {
            let batch = m.c.index(BATCHES);
            events.push(Event { fact: Fact::Claim(second), batch });
        }
    }
    for remit in std::mem::take(&mut m.remits) {
        m.arrive(remit, &mut events);
    }
    Story { number, events }
}

impl Maker {
    fn course(&mut self, index: usize, long: bool) -> Course {
        let letter = char::from(b'A' + index as u8);
        let number = match (long, index) {
            (false, _) => format!("S{:07}{letter}", self.number),
            // Two that differ in their first twenty characters, and one that does not.
            (true, 0) => format!("S{:07}A-LONG-NUMBER-OF-CLAIM", self.number),
            (true, _) => format!("S{:07}-LONG-NUMBER-OF-{letter}", self.number),
        };
        let served = self.day + 2 * index as i32;
        let first = self.c.index(CODES.len());
        let alike = self.c.percent(8);
        let references = self.c.percent(30);
        let lines: Vec<Line> = (0..self.c.between(1, 4))
            .map(|i| {
                let code = if alike { first } else { (first + i as usize) % CODES.len() };
                let units = self.c.between(1, 4) as u32;
                Line {
                    code: CODES[code],
                    modifiers: ["GO", "GO:59", "GO:KX", "GO:CO"]
                        [if alike { i as usize } else { 0 }],
                    units,
                    charge_cents: i64::from(units) * (4_500 + 125 * self.c.between(0, 20))
                        + 100 * i,
                    reference: if references { format!("R{}", i + 1) } else { String::new() },
                }
            })
            .collect();
        let medicare = self.c.percent(40);
        let supplement = self.c.percent(35);
        let others = if supplement {
            let payer = if medicare { "MEDIGAP" } else { "MEDICAID" };
            let member = format!("X{:07}", self.number);
            vec![Other { sequence: 'S', payer, member, paid_cents: None }]
        } else {
            Vec::new()
        };
        let claim = Claim {
            number: number.clone(),
            person: self.person.clone(),
            served: Day(served),
            sent: Day(served + self.c.between(0, 5) as i32),
            payer: if medicare { "MEDICARE" } else { "ACME" },
            sequence: 'P',
            others,
            lines,
        };
        let cut = long && self.c.percent(60);
        Course {
            number: if cut { number[..20.min(number.len())].to_string() } else { number },
            claim,
            crossed_over: medicare && supplement && self.c.percent(50),
            bare: self.c.percent(7),
            first: None,
            second: None,
            denied: false,
        }
    }

    /// The claims of the story decided in one payment.
    fn first_decisions(&mut self, courses: &mut [Course]) {
        let payer = courses[0].claim.payer;
        let mut decisions = Vec::new();
        for course in courses.iter_mut().filter(|c| c.claim.payer == payer) {
            let kind = self.kind();
            decisions.push(self.primary(course, kind));
        }
        self.pay(payer, decisions);
    }

    fn kind(&mut self) -> Kind {
        self.c.pick(&[
            Kind::Paid,
            Kind::Paid,
            Kind::Paid,
            Kind::Paid,
            Kind::PartlyDenied,
            Kind::PartlyDenied,
            Kind::Denied,
            Kind::Denied,
            Kind::Deductible,
        ])
    }

    /// The next thing that happens to a claim.
    fn step(&mut self, course: &mut Course) {
        let payer = course.claim.payer;
        if course.first.is_none() {
            match self.c.between(1, 100) {
                1..=7 => {
                    let mut d = self.head(course, "1");
                    d.remark = "MA130";
                    d.lines = self.denied_lines(course, ("CO", "16", "N290"));
                    self.pay(payer, vec![d]);
                }
                8..=10 => {
                    let mut d = self.head(course, "1");
                    d.icn = format!("{}X", d.icn);
                    d.lines = self.denied_lines(course, ("OA", "18", ""));
                    self.pay(payer, vec![d]);
                }
                11..=16 if !course.claim.others.is_empty() => self.second(course),
                _ => {
                    let kind = self.kind();
                    let d = self.primary(course, kind);
                    self.pay(payer, vec![d]);
                }
            }
            return;
        }
        match self.c.between(1, 100) {
            1..=10 => {
                // The answer to a claim sent twice.
                let mut d = self.head(course, "1");
                d.icn = format!("{}D", d.icn);
                d.lines = self.denied_lines(course, ("OA", "18", ""));
                self.pay(payer, vec![d]);
            }
            11..=20 => {
                let back = course.first.take().map(|d| d.reversal());
                self.pay(payer, back.into_iter().collect());
            }
            21..=38 => self.correct(course),
            39..=58 if course.denied => self.overturn(course),
            59..=63 => {
                // A second payment, nothing taken back.
                let kept = course.first.clone();
                let d = self.primary(course, Kind::Paid);
                course.first = kept;
                let back = d.reversal();
                self.pay(payer, vec![d]);
                if self.c.percent(40) {
                    self.pay(payer, vec![back]);
                }
            }
            64..=66 => {
                // The same number, another patient.
                let mut d = self.head(course, "1");
                d.person.name = "HILL/ZOE".into();
                d.person.member = format!("Z{:07}", self.number);
                d.served = Day(d.served.0 - 40);
                d.lines = vec![self.stranger()];
                self.pay(payer, vec![d]);
            }
            67..=68 => {
                let mut d = self.head(course, "1");
                d.lines = vec![self.stranger()];
                self.pay(payer, vec![d]);
            }
            _ if course.second.is_none()
                && (!course.claim.others.is_empty() || self.c.percent(8)) =>
            {
                self.second(course);
            }
            69..=76 if course.second.is_some() => {
                let back = course.second.take().map(|d| d.reversal());
                self.pay_second(course, back.into_iter().collect());
            }
            _ => {}
        }
    }

    /// Reversal and correction: together, apart, or in the wrong order.
    fn correct(&mut self, course: &mut Course) {
        let payer = course.claim.payer;
        let Some(old) = course.first.take() else { return };
        let back = old.reversal();
        let kind = self.kind();
        let mut new = self.primary(course, kind);
        new.status = old.status;
        course.first = Some(new.clone());
        match self.c.between(1, 10) {
            1..=5 => self.pay(payer, vec![back, new]),
            6..=8 => {
                self.pay(payer, vec![back]);
                self.pay(payer, vec![new]);
            }
            9 => {
                self.pay(payer, vec![new]);
                self.pay(payer, vec![back]);
            }
            _ => self.pay(payer, vec![new, back]),
        }
    }

    /// A denial that is decided again without a reversal: all of it, or the denied lines.
    fn overturn(&mut self, course: &mut Course) {
        let Some(old) = course.first.clone() else { return };
        let again = if self.c.percent(20) { Kind::Denied } else { Kind::Paid };
        let mut new = self.primary(course, again);
        let partly = old.lines.iter().any(|l| l.paid_cents != 0);
        if partly {
            let denied = |l: &Decided| {
                old.lines.iter().any(|o| o.line == l.line && o.paid_cents == 0 && is_denied(o))
            };
            new.lines.retain(denied);
            course.first = Some(old);
        } else if self.c.percent(15) && new.lines.len() > 1 {
            // Only some of what was denied.
            new.lines.truncate(1);
        }
        course.denied = false;
        if !new.lines.is_empty() || new.total.is_some() {
            self.pay(course.claim.payer, vec![new]);
        }
    }

    fn head(&mut self, course: &Course, status: &'static str) -> Decision {
        let letter = course.claim.number.as_bytes().iter().rev().find(|b| b.is_ascii_uppercase());
        Decision {
            number: course.number.clone(),
            status,
            person: course.claim.person.clone(),
            served: course.claim.served,
            icn: format!("I{}{}", self.number, char::from(*letter.unwrap_or(&b'A'))),
            remark: "",
            lines: Vec::new(),
            total: None,
            cas: Vec::new(),
        }
    }

    fn stranger(&mut self) -> Decided {
        let line = Line {
            code: "92507",
            modifiers: "GN",
            units: 1,
            charge_cents: 7_700,
            reference: String::new(),
        };
        Decided {
            line,
            paid_cents: 5_000,
            cas: vec![Cas { group: "CO", reason: "45", cents: 2_700 }],
            remark: "",
        }
    }

    /// The lines as a payer gives them back: in another order, without modifiers.
    fn told_lines(&mut self, course: &Course) -> Vec<Line> {
        let mut lines = course.claim.lines.clone();
        if self.c.percent(25) {
            self.c.shuffle(&mut lines);
        }
        let alike = lines.iter().any(|l| l.modifiers != lines[0].modifiers);
        if !alike && self.c.percent(15) {
            for line in &mut lines {
                line.modifiers = "";
            }
        }
        if !alike && self.c.percent(20) {
            for line in &mut lines {
                line.reference.clear();
            }
        }
        lines
    }

    fn denied_lines(
        &mut self,
        course: &Course,
        (group, reason, remark): (&'static str, &'static str, &'static str),
    ) -> Vec<Decided> {
        let told = self.told_lines(course);
        let deny = |line: Line| {
            let cas = vec![Cas { group, reason, cents: line.charge_cents }];
            Decided { line, paid_cents: 0, cas, remark }
        };
        told.into_iter().map(deny).collect()
    }

    /// The first payer's decision; the course remembers it.
    fn primary(&mut self, course: &mut Course, kind: Kind) -> Decision {
        let status = if course.crossed_over { "19" } else { "1" };
        let mut d = self.head(course, status);
        let denial = self.c.pick(&DENIALS);
        let medicare = course.claim.payer == "MEDICARE";
        let told = self.told_lines(course);
        let denied_at = self.c.index(told.len());
        for (at, line) in told.into_iter().enumerate() {
            let kind = match kind {
                Kind::PartlyDenied if at == denied_at => Kind::Denied,
                Kind::PartlyDenied => Kind::Paid,
                kind => kind,
            };
            d.lines.push(self.decided(line, kind, denial, medicare));
        }
        if course.bare {
            d.total = Some((d.charge_cents(), d.paid_cents()));
            for l in std::mem::take(&mut d.lines) {
                d.cas.extend(l.cas);
            }
            d.cas = merged(&d.cas);
        }
        course.denied = matches!(kind, Kind::Denied | Kind::PartlyDenied);
        course.first = Some(d.clone());
        d
    }

    fn decided(
        &mut self,
        line: Line,
        kind: Kind,
        denial: (&'static str, &'static str, &'static str),
        medicare: bool,
    ) -> Decided {
        let charge = line.charge_cents;
        let (mut cas, mut remark) = (Vec::new(), "");
        let mut left = charge;
        let mut take = |left: &mut i64, group, reason, cents: i64| {
            if cents != 0 {
                cas.push(Cas { group, reason, cents });
                *left -= cents;
            }
        };
        match kind {
            Kind::Denied => {
                if self.c.percent(20) {
                    take(&mut left, "CO", "45", charge / 3);
                }
                let rest = left;
                take(&mut left, denial.0, denial.1, rest);
                remark = denial.2;
            }
            Kind::Deductible => {
                take(&mut left, "CO", "45", charge * self.c.between(10, 60) / 100);
                let rest = left;
                take(&mut left, "PR", "1", rest);
            }
            Kind::Paid | Kind::PartlyDenied => {
                take(&mut left, "CO", "45", charge * self.c.between(0, 55) / 100);
                if medicare && self.c.percent(40) {
                    let cents = left * self.c.between(5, 25) / 100;
                    take(&mut left, "CO", "59", cents);
                }
                if self.c.percent(60) {
                    let reason = self.c.pick(&["2", "3", "1"]);
                    let cents = left * self.c.between(5, 40) / 100;
                    take(&mut left, "PR", reason, cents);
                }
                if medicare && self.c.percent(70) {
                    let cents = left / 50;
                    take(&mut left, "CO", "253", cents);
                }
                if self.c.percent(2) {
                    take(&mut left, "OA", "133", 100);
                } else if self.c.percent(2) {
                    take(&mut left, "CO", "Z77", 100);
                }
            }
        }
        Decided { line, paid_cents: left, cas, remark }
    }

    /// The second payer's decision on what the first left, or what it believes was left.
    fn second(&mut self, course: &mut Course) {
        let status = "2";
        let mut d = self.head(course, status);
        d.icn = format!("{}2", d.icn);
        if let Some(other) = course.claim.others.first() {
            d.person.member = other.member.clone();
        }
        let way = self.c.between(1, 100);
        if course.bare {
            let share = course.first.as_ref().map_or(1_000, |f| shared(&f.cas));
            let charge = course.claim.charge_cents();
            let (paid, cas) = self.second_amounts(charge, share, way);
            d.total = Some((charge, paid));
            d.cas = cas;
        } else {
            for line in self.told_lines(course) {
                let found = course.first.as_ref().and_then(|f| {
                    f.lines.iter().find(|l| {
                        l.line.code == line.code && l.line.charge_cents == line.charge_cents
                    })
                });
                let share = found.map_or(1_000, |l| shared(&l.cas));
                let (paid_cents, cas) = self.second_amounts(line.charge_cents, share, way);
                d.lines.push(Decided { line, paid_cents, cas, remark: "" });
            }
        }
        course.second = Some(d.clone());
        self.pay_second(course, vec![d]);
    }

    /// What the second payer pays and takes off a line of this charge, with this much left.
    fn second_amounts(&mut self, charge: i64, share: i64, way: i64) -> (i64, Vec<Cas>) {
        let cas = |group, reason, cents| Cas { group, reason, cents };
        let (paid, mut all) = match way {
            // All of what was left.
            1..=40 => (share, vec![cas("OA", "23", charge - share)]),
            // Part of it; the rest taken off.
            41..=60 => {
                let paid = share * self.c.between(0, 9) / 10;
                (paid, vec![cas("OA", "23", charge - share), cas("CO", "45", share - paid)])
            }
            // No word of the first payer: everything is called a reduction.
            61..=72 => {
                let paid = share * self.c.between(0, 9) / 10;
                (paid, vec![cas("CO", "45", charge - paid)])
            }
            // Part of it; some to the patient.
            73..=85 => {
                let paid = share / 2;
                (paid, vec![cas("OA", "23", charge - share), cas("PR", "3", share - paid)])
            }
            // Denied what was left.
            86..=94 => (0, vec![cas("OA", "23", charge - share), cas("CO", "50", share)]),
            // More than was left.
            _ => {
                let paid = (share + 500).min(charge);
                (paid, vec![cas("OA", "23", charge - paid)])
            }
        };
        all.retain(|c| c.cents != 0);
        (paid, all)
    }

    fn pay_second(&mut self, course: &Course, decisions: Vec<Decision>) {
        let payer = course.claim.others.first().map_or("MEDIGAP", |o| o.payer);
        self.pay(payer, decisions);
    }

    /// A claim to the second payer, which nobody knew of before.
    fn secondary_claim(&mut self, course: &Course) -> Option<Claim> {
        let first = course.first.as_ref()?;
        if !self.c.percent(15) || course.second.is_some() {
            return None;
        }
        let payer = course.claim.others.first().map_or("MEDICAID", |o| o.payer);
        Some(Claim {
            sent: Day(self.day + 1),
            payer,
            sequence: 'S',
            person: Person { member: format!("X{:07}", self.number), ..self.person.clone() },
            others: vec![Other {
                sequence: 'P',
                payer: course.claim.payer,
                member: self.person.member.clone(),
                paid_cents: Some(first.paid_cents().max(0)),
            }],
            ..course.claim.clone()
        })
    }

    /// One more payment, some days later. A shortfall is carried forward; now and then there
    /// is something else at the provider level.
    fn pay(&mut self, payer: &'static str, decisions: Vec<Decision>) {
        if decisions.is_empty() {
            return;
        }
        self.day += self.c.between(2, 14) as i32;
        self.traces += 1;
        let trace = format!("T{:07}-{}", self.number, self.traces);
        let day = Day(self.day);
        let mut remit = Remit { trace, payer, day, decisions, plb: Vec::new(), off_cents: 0 };
        if self.c.percent(10) {
            let reason = self.c.pick(&["WO", "FB", "L6", "72", "LE"]);
            let cents = self.c.between(-4_000, 1_000);
            if cents != 0 {
                remit.plb.push(Plb {
                    reason,
                    cents,
                    reference: format!("{reason}{}", self.number),
                });
            }
        }
        let short = remit.payment_cents();
        if short < 0 {
            let reason = self.c.pick(&["FB", "WO"]);
            let reference = format!("N{}", self.number);
            remit.plb.push(Plb { reason, cents: short, reference });
        }
        self.remits.push(remit);
    }

    /// Puts a remittance into some import, sometimes with a copy or in a bad state.
    fn arrive(&mut self, mut remit: Remit, events: &mut Vec<Event>) {
        let batch = self.c.index(BATCHES);
        match self.c.between(1, 100) {
            1..=3 => {
                remit.off_cents = self.c.pick(&[1, 250, 10_000]);
            }
            4 => {
                if let Some(l) = remit.decisions.iter_mut().find_map(|d| d.lines.first_mut()) {
                    l.cas.push(Cas { group: "CO", reason: "45", cents: 100 });
                }
            }
            5..=9 => {
                // The same payment once more, in another file.
                let batch = self.c.index(BATCHES);
                events.push(Event { fact: Fact::Remit(remit.clone()), batch });
            }
            10..=12 if batch + 1 < BATCHES => {
                // The same payment with other claims in it; that it comes later makes it the
                // second.
                let mut other = remit.clone();
                for d in &mut other.decisions {
                    d.icn.push('Q');
                }
                events.push(Event { fact: Fact::Remit(remit), batch });
                let batch = self.c.between(batch as i64 + 1, BATCHES as i64 - 1) as usize;
                events.push(Event { fact: Fact::Remit(other), batch });
                return;
            }
            13..=14 if batch + 1 < BATCHES => {
                // The same decisions on the same day under another trace.
                let mut other = remit.clone();
                other.trace.push('C');
                events.push(Event { fact: Fact::Remit(remit), batch });
                let batch = self.c.between(batch as i64 + 1, BATCHES as i64 - 1) as usize;
                events.push(Event { fact: Fact::Remit(other), batch });
                return;
            }
            _ => {}
        }
        events.push(Event { fact: Fact::Remit(remit), batch });
    }
}

fn is_denied(l: &Decided) -> bool {
    l.cas.iter().any(|c| DENIALS.iter().any(|d| d.1 == c.reason))
}

/// What of a line was left to the patient or a further payer.
fn shared(cas: &[Cas]) -> i64 {
    cas.iter().filter(|c| matches!(c.reason, "1" | "2" | "3")).map(|c| c.cents).sum()
}

/// One adjustment for each group and reason.
fn merged(cas: &[Cas]) -> Vec<Cas> {
    let mut all: Vec<Cas> = Vec::new();
    for c in cas {
        match all.iter_mut().find(|a| (a.group, a.reason) == (c.group, c.reason)) {
            Some(same) => same.cents += c.cents,
            None => all.push(c.clone()),
        }
    }
    all
}
