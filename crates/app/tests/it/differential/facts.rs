//! What a story is made of: claims and remittances as plain values, and their notation.
//!
//! Nothing here is shared with the program: the values are written down as text, the text
//! becomes bytes, and the program reads those.

use std::fmt::Write as _;

use gonio_billing::day::Day;
use gonio_billing::money::dollars;

/// Who is treated. Member ids tell patients apart; names repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub member: String,
}

/// One service line of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub code: &'static str,
    /// `GP` or `GP:59`.
    pub modifiers: &'static str,
    pub units: u32,
    pub charge_cents: i64,
    /// REF*6R; empty for none.
    pub reference: String,
}

/// Another coverage named on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// `P`, `S` or `T`.
    pub sequence: char,
    pub payer: &'static str,
    pub member: String,
    pub paid_cents: Option<i64>,
}

/// A claim as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub number: String,
    pub person: Person,
    pub served: Day,
    pub sent: Day,
    /// Who is asked, and as which payer.
    pub payer: &'static str,
    pub sequence: char,
    pub others: Vec<Other>,
    pub lines: Vec<Line>,
}

/// One adjustment: group, reason, cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cas {
    pub group: &'static str,
    pub reason: &'static str,
    pub cents: i64,
}

/// One service line as decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub line: Line,
    pub paid_cents: i64,
    pub cas: Vec<Cas>,
    pub remark: &'static str,
}

/// One claim as decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub number: String,
    pub status: &'static str,
    pub person: Person,
    pub served: Day,
    /// The payer's own number of the claim.
    pub icn: String,
    pub remark: &'static str,
    pub lines: Vec<Decided>,
    /// Charge and payment where there are no lines.
    pub total: Option<(i64, i64)>,
    pub cas: Vec<Cas>,
}

/// One provider-level adjustment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plb {
    pub reason: &'static str,
    pub cents: i64,
    pub reference: String,
}

/// One payment with what it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remit {
    pub trace: String,
    pub payer: &'static str,
    pub day: Day,
    pub decisions: Vec<Decision>,
    pub plb: Vec<Plb>,
    /// What the payment is wrong by; 0 in a remittance that adds up.
    pub off_cents: i64,
}

/// A claim or a remittance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Claim(Claim),
    Remit(Remit),
}

/// A fact and its arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub fact: Fact,
    /// The import it comes in.
    pub batch: usize,
}

/// All that happens to one patient's claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Also the seed it was made from.
    pub number: u64,
    pub events: Vec<Event>,
}

impl Decision {
    pub fn charge_cents(&self) -> i64 {
        self.total.map_or_else(|| self.lines.iter().map(|l| l.line.charge_cents).sum(), |t| t.0)
    }

    pub fn paid_cents(&self) -> i64 {
        self.total.map_or_else(|| self.lines.iter().map(|l| l.paid_cents).sum(), |t| t.1)
    }

    /// Every adjustment, whatever its level.
    pub fn all_cas(&self) -> impl Iterator<Item = &Cas> {
        self.cas.iter().chain(self.lines.iter().flat_map(|l| &l.cas))
    }

    /// The same with every amount negated, as a reversal repeats it.
    pub fn reversal(&self) -> Decision {
        let negated = |cas: &[Cas]| cas.iter().map(|c| Cas { cents: -c.cents, ..*c }).collect();
        let lines = self.lines.iter().map(|l| Decided {
            line: Line { charge_cents: -l.line.charge_cents, ..l.line.clone() },
            paid_cents: -l.paid_cents,
            cas: negated(&l.cas),
            remark: l.remark,
        });
        Decision {
            status: "22",
            remark: "",
            lines: lines.collect(),
            total: self.total.map(|(charge, paid)| (-charge, -paid)),
            cas: negated(&self.cas),
            ..self.clone()
        }
    }

    /// Whether every amount is that of `other`, negated, in whatever order.
    pub fn takes_back(&self, other: &Decision) -> bool {
        let amounts = |d: &Decision| {
            let mut lines: Vec<_> = d
                .lines
                .iter()
                .map(|l| {
                    let line = &l.line;
                    (line.code, line.modifiers, line.charge_cents, l.paid_cents, sorted(&l.cas))
                })
                .collect();
            lines.sort();
            (d.total, sorted(&d.cas), lines)
        };
        amounts(self) == amounts(&other.reversal())
    }

    /// Whether charge less adjustments is what was paid, for each line and in all.
    pub fn adds_up(&self) -> bool {
        let of = |cas: &[Cas]| cas.iter().map(|c| c.cents).sum::<i64>();
        let lines = self.lines.iter().all(|l| l.line.charge_cents - of(&l.cas) == l.paid_cents);
        let all: i64 = self.all_cas().map(|c| c.cents).sum();
        lines && self.charge_cents() - all == self.paid_cents()
    }
}

/// Adjustments in an order of their own.
fn sorted(cas: &[Cas]) -> Vec<(&'static str, &'static str, i64)> {
    let mut all: Vec<_> = cas.iter().map(|c| (c.group, c.reason, c.cents)).collect();
    all.sort_unstable();
    all
}

impl Remit {
    pub fn claims_paid_cents(&self) -> i64 {
        self.decisions.iter().map(Decision::paid_cents).sum()
    }

    pub fn provider_cents(&self) -> i64 {
        self.plb.iter().map(|p| p.cents).sum()
    }

    /// The amount of the payment as the remittance says it.
    pub fn payment_cents(&self) -> i64 {
        self.claims_paid_cents() - self.provider_cents() + self.off_cents
    }

    pub fn adds_up(&self) -> bool {
        self.off_cents == 0 && self.decisions.iter().all(Decision::adds_up)
    }

    /// As the notation of tests.
    pub fn text(&self) -> String {
        let paid = self.payment_cents();
        let method = if paid == 0 { "NON" } else { "ACH" };
        let mut t =
            format!("pay {} {} {method} {} {}\n", self.trace, money(paid), self.day, self.payer);
        for d in &self.decisions {
            let Person { name, member } = &d.person;
            let _ = writeln!(
                t,
                "claim {} {} {name} {member} {} icn={}",
                d.number, d.status, d.served, d.icn
            );
            if let Some((charge, paid)) = d.total {
                let _ = writeln!(t, "total {} {}", money(charge), money(paid));
            }
            if !d.cas.is_empty() {
                let _ = writeln!(t, "cas{}", cas(&d.cas));
            }
            if !d.remark.is_empty() {
                let _ = writeln!(t, "moa {}", d.remark);
            }
            for l in &d.lines {
                let head = line(&l.line);
                let paid = money(l.paid_cents);
                let reference = reference(&l.line);
                let _ = writeln!(t, "{head} {paid}{}{reference} {}", cas(&l.cas), l.remark);
            }
        }
        for p in &self.plb {
            let _ = writeln!(t, "plb {} {} {}", p.reason, money(p.cents), p.reference);
        }
        t
    }
}

impl Claim {
    pub fn charge_cents(&self) -> i64 {
        self.lines.iter().map(|l| l.charge_cents).sum()
    }

    /// As the notation of tests.
    pub fn text(&self) -> String {
        let Person { name, member } = &self.person;
        let mut t = format!("sent {} to {} as {}\n", self.sent, self.payer, self.sequence);
        let _ = writeln!(t, "claim {} {name} {member} {}", self.number, self.served);
        for o in &self.others {
            let paid = o.paid_cents.map_or_else(String::new, money);
            let _ = writeln!(t, "other {} {} {} {paid}", o.sequence, o.payer, o.member);
        }
        for l in &self.lines {
            let _ = writeln!(t, "{}{}", line(l), reference(l));
        }
        t
    }
}

impl Story {
    /// For a person who wants to see what happens.
    pub fn text(&self) -> String {
        let mut t = format!("story {}\n", self.number);
        for event in &self.events {
            let text = match &event.fact {
                Fact::Claim(claim) => claim.text(),
                Fact::Remit(remit) => remit.text(),
            };
            let _ = write!(t, "import {}:\n{text}", event.batch);
        }
        t
    }
}

fn money(cents: i64) -> String {
    dollars(cents).replace(',', "")
}

fn line(l: &Line) -> String {
    let code = if l.modifiers.is_empty() {
        l.code.to_string()
    } else {
        format!("{}:{}", l.code, l.modifiers)
    };
    format!("line {code} x{} {}", l.units, money(l.charge_cents))
}

fn reference(l: &Line) -> String {
    if l.reference.is_empty() { String::new() } else { format!(" ref={}", l.reference) }
}

fn cas(all: &[Cas]) -> String {
    all.iter().fold(String::new(), |mut t, c| {
        let _ = write!(t, " {}-{}={}", c.group, c.reason, money(c.cents));
        t
    })
}
