//! Files from a small plain notation, so that a test reads like its case.
//!
//! Claims (837P):
//!
//! ```text
//! sent 2026-03-04 to ACME           the day it was made; the payer asked (` as S`: second)
//! claim C1 REED/ANNA M1 2026-03-02  control number, patient, member id, day of service
//! frequency 7                       else 1
//! total 99.00                       else the sum of the lines
//! other S MEDIGAP MG1 47.82         another payer, member id there, what it has paid
//! line 97110:GP x2 120.00 ref=L1    code with modifiers, units, charge
//! ```
//!
//! Remittances (835):
//!
//! ```text
//! pay T1 67.50 ACH 2026-03-16 ACME  trace, amount, method, day, payer
//! claim C1 1 REED/ANNA M1 2026-03-02 icn=P77
//! total 180.00 67.50                else the sums of the lines
//! cas CO-45=5.00                    at the claim
//! moa MA18
//! line 97110 x2 120.00 35.00 CO-45=55.00 PR-3=30.00 N362
//! plb FB -57.00 FB-77
//! ```

use gonio_x12::delimiters::Delimiters;
use gonio_x12::writer::{Group, Interchange, Writer, amount};

/// How a file is written down: nothing of it changes what the file says.
#[derive(Clone, Copy)]
pub struct Style {
    pub delimiters: Delimiters,
    pub control: u32,
    /// Put after each segment terminator.
    pub line_end: &'static str,
}

impl Default for Style {
    fn default() -> Self {
        Style { delimiters: Delimiters::default(), control: 1, line_end: "" }
    }
}

/// `-57.00` as cents.
pub fn cents(text: &str) -> i64 {
    gonio_x12::value::cents(text.as_bytes()).unwrap_or_else(|| panic!("{text} is no amount"))
}

/// `2026-03-04` as `20260304`.
fn compact(day: &str) -> String {
    assert_eq!(day.len(), 10, "{day} is no day");
    day.replace('-', "")
}

fn words(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>()).filter(|w| !w.is_empty())
}

/// The value of `name=value` among the words.
fn named<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().find_map(|w| w.strip_prefix(name)?.strip_prefix('='))
}

fn units(word: &str) -> &str {
    word.strip_prefix('x').unwrap_or_else(|| panic!("{word} is no number of units"))
}

/// SBR09: what kind of payer it is.
fn filing(payer: &str) -> &'static str {
    if payer.starts_with("MEDICARE") { "MB" } else { "CI" }
}

/// A made-up tax id of nine digits for a payer's name.
fn tax_id(payer: &str) -> String {
    let sum = payer.bytes().fold(7u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)));
    format!("1{:09}", sum % 1_000_000_000)
}

/// The envelope around what `fill` writes; it is given control numbers for its sets.
fn file(
    style: Style,
    (group, version): (&str, &str),
    fill: impl FnOnce(&mut Writer, &dyn Fn(u32) -> String),
) -> Vec<u8> {
    let mut w = Writer::new(style.delimiters);
    w.open_interchange(&Interchange {
        sender: ("ZZ", "SENDER"),
        receiver: ("ZZ", "RECEIVER"),
        date: "260302",
        time: "1200",
        control: style.control,
        production: true,
    });
    w.open_group(&Group {
        code: group,
        sender: "SENDER",
        receiver: "RECEIVER",
        date: "20260302",
        time: "1200",
        control: style.control,
        version,
    });
    fill(&mut w, &|number| format!("{:04}", style.control * 10 + number));
    w.close_group();
    w.close_interchange();
    let bytes = w.take();
    if style.line_end.is_empty() {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len() + 64);
    for b in bytes {
        out.push(b);
        if b == style.delimiters.segment {
            out.extend_from_slice(style.line_end.as_bytes());
        }
    }
    out
}

/// An 837P.
pub fn claims(text: &str) -> Vec<u8> {
    claims_as(text, Style::default())
}

/// An 837P in another style.
pub fn claims_as(text: &str, style: Style) -> Vec<u8> {
    file(style, ("HC", "005010X222A1"), |w, control| {
        w.open_set("837", &control(1), "005010X222A1");
        let mut parts = Claims { w, sent: None, hl: 1, pending: None };
        for words in words(text) {
            parts.line(&words);
        }
        parts.end_claim();
        w.close_set();
    })
}

struct Claims<'a, 'b> {
    w: &'a mut Writer,
    sent: Option<(&'b str, String, &'b str)>,
    hl: u32,
    pending: Option<Pending<'b>>,
}

struct Pending<'b> {
    head: Vec<&'b str>,
    frequency: &'b str,
    total: Option<i64>,
    others: Vec<Vec<&'b str>>,
    lines: Vec<Vec<&'b str>>,
}

impl<'b> Claims<'_, 'b> {
    fn line(&mut self, words: &[&'b str]) {
        match words[0] {
            "sent" => {
                self.end_claim();
                let sequence = words.get(5).copied().unwrap_or("P");
                if self.sent.is_none() {
                    self.header(words[1]);
                }
                self.sent = Some((words[3], compact(words[1]), sequence));
            }
            "claim" => {
                self.end_claim();
                self.pending = Some(Pending {
                    head: words.to_vec(),
                    frequency: "1",
                    total: None,
                    others: Vec::new(),
                    lines: Vec::new(),
                });
            }
            other => {
                let claim = self.pending.as_mut().expect("a claim line comes first");
                match other {
                    "frequency" => claim.frequency = words[1],
                    "total" => claim.total = Some(cents(words[1])),
                    "other" => claim.others.push(words.to_vec()),
                    "line" => claim.lines.push(words.to_vec()),
                    _ => panic!("{other} is not in the notation of claims"),
                }
            }
        }
    }

    fn header(&mut self, day: &str) {
        let w = &mut *self.w;
        w.segment("BHT", &["0019", "00", "B1", &compact(day), "1200", "CH"]);
        w.segment("NM1", &["41", "2", "GONIO CLINIC", "", "", "", "", "46", "SENDER"]);
        w.segment("PER", &["IC", "OFFICE", "TE", "5551234567"]);
        w.segment("NM1", &["40", "2", "CLEARINGHOUSE", "", "", "", "", "46", "RECEIVER"]);
        w.segment("HL", &["1", "", "20", "1"]);
        w.segment("NM1", &["85", "2", "GONIO CLINIC", "", "", "", "", "XX", "1234567893"]);
        w.segment("N3", &["1 MAIN STREET"]);
        w.segment("N4", &["SPRINGFIELD", "IL", "627011234"]);
        w.segment("REF", &["EI", "123456789"]);
    }

    fn end_claim(&mut self) {
        let Some(claim) = self.pending.take() else { return };
        let (payer, _, sequence) = self.sent.clone().expect("a sent line comes first");
        let [_, number, patient, member, day] = claim.head[..5] else {
            panic!("claim NUMBER LAST/FIRST MEMBER DAY")
        };
        let (last, first) = patient.split_once('/').expect("LAST/FIRST");
        self.hl += 1;
        let hl = self.hl.to_string();
        let w = &mut *self.w;
        w.segment("HL", &[&hl, "1", "22", "0"]);
        w.segment("SBR", &[sequence, "18", "", "", "", "", "", "", filing(payer)]);
        w.segment("NM1", &["IL", "1", last, first, "", "", "", "MI", member]);
        w.segment("N3", &["2 OAK STREET"]);
        w.segment("N4", &["SPRINGFIELD", "IL", "62701"]);
        w.segment("DMG", &["D8", "19600115", "F"]);
        w.segment("NM1", &["PR", "2", payer, "", "", "", "", "PI", &tax_id(payer)[5..]]);
        let sum: i64 = claim.lines.iter().map(|l| cents(l[3])).sum();
        let total = amount(claim.total.unwrap_or(sum));
        let place = format!("11:B:{}", claim.frequency);
        w.segment("CLM", &[number, &total, "", "", &place, "Y", "A", "Y", "Y"]);
        w.segment("HI", &["ABK:M5450"]);
        for other in &claim.others {
            let [_, letter, payer, member] = other[..4] else {
                panic!("other LETTER PAYER MEMBER [PAID]")
            };
            w.segment("SBR", &[letter, "18", "", "", "", "", "", "", filing(payer)]);
            if let Some(paid) = other.get(4) {
                w.segment("AMT", &["D", &amount(cents(paid))]);
            }
            w.segment("OI", &["", "", "Y", "", "", "Y"]);
            w.segment("NM1", &["IL", "1", last, first, "", "", "", "MI", member]);
            w.segment("NM1", &["PR", "2", payer, "", "", "", "", "PI", &tax_id(payer)[5..]]);
        }
        for (number, line) in (1..).zip(&claim.lines) {
            let code = format!("HC:{}", line[1]);
            let count = units(line[2]);
            w.segment("LX", &[&format!("{number}")]);
            w.segment("SV1", &[&code, &amount(cents(line[3])), "UN", count, "", "", "1"]);
            let day = compact(named(line, "day").unwrap_or(day));
            w.segment("DTP", &["472", "D8", &day]);
            if let Some(reference) = named(line, "ref") {
                w.segment("REF", &["6R", reference]);
            }
        }
    }
}

/// An 835.
pub fn remit(text: &str) -> Vec<u8> {
    remit_as(text, Style::default())
}

/// An 835 in another style.
pub fn remit_as(text: &str, style: Style) -> Vec<u8> {
    file(style, ("HP", "005010X221A1"), |w, control| {
        let all: Vec<Vec<&str>> = words(text).collect();
        let payments = all.chunk_by(|_, next| next[0] != "pay");
        for (number, payment) in (1..).zip(payments) {
            w.open_set("835", &control(number), "");
            one_payment(w, payment);
            w.close_set();
        }
    })
}

fn one_payment(w: &mut Writer, all: &[Vec<&str>]) {
    let [_, trace, paid, method, day, payer] = all[0][..6] else {
        panic!("pay TRACE AMOUNT METHOD DAY PAYER")
    };
    let (day, tax) = (compact(day), tax_id(payer));
    let handling = if method == "NON" { "H" } else { "I" };
    let mut bpr = vec![handling, "", "C", method];
    let amount_paid = amount(cents(paid));
    bpr[1] = &amount_paid;
    bpr.resize(15, "");
    bpr.push(&day);
    w.segment("BPR", &bpr);
    w.segment("TRN", &["1", trace, &tax]);
    w.segment("DTM", &["405", &day]);
    w.segment("N1", &["PR", payer]);
    w.segment("N3", &["3 PAYER ROAD"]);
    w.segment("N4", &["CHICAGO", "IL", "60601"]);
    w.segment("PER", &["BL", "EDI", "TE", "5559876543"]);
    w.segment("N1", &["PE", "GONIO CLINIC", "XX", "1234567893"]);
    w.segment("LX", &["1"]);
    let body = &all[1..];
    for block in body.chunk_by(|_, next| !matches!(next[0], "claim" | "plb")) {
        match block[0][0] {
            "claim" => one_claim(w, block),
            "plb" => {
                for plb in block {
                    let [_, reason, money, reference] = plb[..4] else {
                        panic!("plb REASON AMOUNT REFERENCE")
                    };
                    let what = format!("{reason}:{reference}");
                    w.segment("PLB", &["1234567893", "20261231", &what, &amount(cents(money))]);
                }
            }
            other => panic!("{other} is not in the notation of remittances"),
        }
    }
}

fn one_claim(w: &mut Writer, block: &[Vec<&str>]) {
    let head = &block[0];
    let [_, number, status, patient, member, day] = head[..6] else {
        panic!("claim NUMBER STATUS LAST/FIRST MEMBER DAY")
    };
    let rest = &block[1..];
    let lines: Vec<&Vec<&str>> = rest.iter().filter(|l| l[0] == "line").collect();
    let claim_cas: Vec<&Vec<&str>> = rest.iter().filter(|l| l[0] == "cas").collect();
    let all_cas = lines.iter().chain(&claim_cas).flat_map(|l| adjustments(l));
    let share: i64 = all_cas.filter(|(g, ..)| *g == "PR").map(|(.., c)| c).sum();
    let (mut charge, mut paid) = (0, 0);
    for line in &lines {
        charge += cents(line[3]);
        paid += cents(line[4]);
    }
    if let Some(total) = rest.iter().find(|l| l[0] == "total") {
        (charge, paid) = (cents(total[1]), cents(total[2]));
    }
    let usual = format!("ICN{}", number.replace('-', ""));
    let icn = named(head, "icn").unwrap_or(&usual);
    let (charge, paid) = (amount(charge), amount(paid));
    let patient_share = if share == 0 { String::new() } else { amount(share) };
    w.segment("CLP", &[number, status, &charge, &paid, &patient_share, "12", icn, "11", "1"]);
    for cas in claim_cas {
        write_cas(w, cas);
    }
    let (last, first) = patient.split_once('/').expect("LAST/FIRST");
    w.segment("NM1", &["QC", "1", last, first, "", "", "", "MI", member]);
    for moa in rest.iter().filter(|l| l[0] == "moa") {
        let mut elements = vec!["", ""];
        elements.extend(&moa[1..]);
        w.segment("MOA", &elements);
    }
    let day = compact(day);
    w.segment("DTM", &["232", &day]);
    if let Some(interest) = rest.iter().find(|l| l[0] == "interest") {
        w.segment("AMT", &["I", &amount(cents(interest[1]))]);
    }
    for line in lines {
        let code = format!("HC:{}", line[1]);
        let (charge, paid) = (amount(cents(line[3])), amount(cents(line[4])));
        w.segment("SVC", &[&code, &charge, &paid, "", units(line[2])]);
        let own = named(line, "day").map_or_else(|| day.clone(), compact);
        w.segment("DTM", &["472", &own]);
        write_cas(w, line);
        if let Some(reference) = named(line, "ref") {
            w.segment("REF", &["6R", reference]);
        }
        for remark in line[5..].iter().filter(|w| !w.contains(['=', '-'])) {
            w.segment("LQ", &["HE", remark]);
        }
    }
}

/// `CO-45=55.00` as group, reason, cents.
fn adjustments<'a>(words: &[&'a str]) -> Vec<(&'a str, &'a str, i64)> {
    words
        .iter()
        .filter_map(|w| {
            let (code, money) = w.split_once('=')?;
            let (group, reason) = code.split_once('-')?;
            Some((group, reason, cents(money)))
        })
        .collect()
}

fn write_cas(w: &mut Writer, words: &[&str]) {
    for (group, reason, money) in adjustments(words) {
        w.segment("CAS", &[group, reason, &amount(money)]);
    }
}
