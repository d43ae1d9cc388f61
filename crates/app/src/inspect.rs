//! The first reading of a file: what it is, whether it is whole, whether it adds up. Nothing
//! is written; the outcome is the plan that the second reading follows.

use std::io::{self, Read};

use gonio_billing::answers::{
    BatchAnswered, ClaimAnswer, ClaimStatus, GroupAnswered, InquiryAnswered, InterchangeAnswered,
    SetAnswered,
};
use gonio_billing::balance::Proof;
use gonio_billing::day::Day;
use gonio_billing::facts::{Adjustment, ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_exchange::{Receiver, bank};
use gonio_store::trail::hex;
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::sets::SetKind;
use sha2::{Digest, Sha256};

use crate::files::Source;

/// Problems kept of one file; the rest are counted.
pub const PROBLEMS_KEPT: usize = 50;

/// One transaction set as first read.
#[derive(Clone, Debug)]
pub struct SetPlan {
    /// Its number in the file, from 1.
    pub number: u64,
    /// What it is.
    pub kind: SetKind,
    /// SE was there.
    pub complete: bool,
    /// Claims in an 837P.
    pub claims: i64,
    /// Of an 835: the payment.
    pub payment: Option<Remittance>,
    /// Of an 835: how it adds up.
    pub proof: Proof,
    /// Hash over what it says.
    pub content: String,
    /// Of an 835: a hash over the day and its decisions, whatever the trace; empty when it
    /// has none.
    pub decisions: String,
    /// Elements that could not be read, in this set.
    pub unreadable: i64,
    /// Of an 835, where it is compared with what was entered from paper: what it says of money.
    pub said: Said,
}

/// What a remittance says of money, whatever form it came in: numbers, charges, payments and
/// adjustments of its claims in any order. Paper tells less than a file, so nothing else
/// counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said([u8; 32]);

impl Said {
    /// Adds a claim payment.
    pub fn claim(&mut self, claim: &ClaimPayment) {
        let mut lines: Vec<String> = claim
            .lines
            .iter()
            .map(|l| {
                let adjusted = adjusted(&l.adjustments);
                format!("{} {} {} {adjusted}", l.sent_code(), l.charge_cents, l.paid_cents)
            })
            .collect();
        lines.sort_unstable();
        self.add(&format!(
            "{} {} {} {} {} {}",
            claim.control_number.to_uppercase(),
            claim.is_reversal(),
            claim.charge_cents,
            claim.paid_cents,
            adjusted(&claim.adjustments),
            lines.join("/")
        ));
    }

    /// Adds the provider-level adjustments.
    pub fn provider(&mut self, all: &[ProviderAdjustment]) {
        for p in all {
            self.add(&format!("PLB {} {}", p.reason, p.cents));
        }
    }

    fn add(&mut self, text: &str) {
        let hash = Sha256::digest(text.as_bytes());
        let mut carry = 0;
        for (sum, byte) in self.0.iter_mut().zip(hash) {
            let both = u16::from(*sum) + u16::from(byte) + carry;
            (*sum, carry) = ((both & 0xff) as u8, both >> 8);
        }
    }

    /// In hex.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

fn adjusted(adjustments: &[Adjustment]) -> String {
    let mut all: Vec<String> =
        adjustments.iter().map(|a| format!("{}-{}={}", a.group, a.reason, a.cents)).collect();
    all.sort_unstable();
    all.join(" ")
}

/// A file as first read.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Its sets in order.
    pub sets: Vec<SetPlan>,
    /// What was wrong; the first of them.
    pub problems: Vec<Problem>,
    /// How many problems in all.
    pub problem_count: usize,
    /// Set when there is nothing of ours in it: what it is, in plain words.
    pub not_ours: Option<(String, String)>,
    /// Answers in it: TA1, sets and groups of a 999, claims and batches of a 277CA or 277.
    pub answers: i64,
    /// It is a file of a bank.
    pub bank: Option<bank::Kind>,
    /// The earliest day its sets speak of: sent, or paid.
    pub first_day: Option<Day>,
}

impl Inspection {
    /// The kinds of sets in it: `835`, or `837P + 835`.
    pub fn kind(&self) -> String {
        if let Some(bank) = self.bank {
            return bank.name().into();
        }
        let mut kinds: Vec<&str> = self.sets.iter().map(|s| s.kind.code()).collect();
        if kinds.is_empty() && self.answers > 0 {
            kinds.push("TA1");
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds.join(" + ")
    }

    /// Claims first, then remittances, each by date: so claims are there when paid.
    pub fn order(&self) -> (bool, Option<Day>) {
        let claims = self.sets.iter().any(|s| s.kind == SetKind::ProfessionalClaim);
        (!claims, self.first_day)
    }
}

/// Reads a source for the first time; with `compare` it may be compared with what was entered
/// from paper.
///
/// # Errors
/// What reading reports.
pub fn inspect(source: &Source, compare: bool) -> io::Result<Inspection> {
    let mut hashing =
        Hashing { inner: source.open()?, hash: Sha256::new(), head: Vec::new(), bytes: 0 };
    let (found, decisions) = (Inspection::default(), Sha256::new());
    let mut reading = Reading { found, decisions, compare };
    gonio_exchange::read(&mut hashing, &mut reading)?;
    // The reader stops at the end, so all bytes were seen.
    let mut found = reading.found;
    found.bytes = hashing.bytes;
    found.sha256 = hex(&hashing.hash.finalize());
    if found.sets.is_empty() && found.answers == 0 {
        found.bank = bank::kind(&hashing.head);
        if found.bank.is_some() {
            // What X12 asks for is not asked of it.
            (found.problems, found.problem_count) = (Vec::new(), 0);
        } else {
            found.not_ours = Some(not_x12(&hashing.head, found.bytes, &found.problems));
        }
    }
    Ok(found)
}

/// What a file is that holds no transaction set: kind and reason.
fn not_x12(head: &[u8], bytes: u64, problems: &[Problem]) -> (String, String) {
    let text = head.trim_ascii_start();
    let (kind, reason) = if bytes == 0 {
        ("empty", "the file is empty")
    } else if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        ("not X12", "it is written in UTF-16; save it as plain text and import it again")
    } else if head.starts_with(b"%PDF") {
        ("PDF", "a PDF cannot be read; ask the payer for the 835 file of this remittance")
    } else if head.starts_with(b"\x1f\x8b") {
        ("gzip", "it is compressed with gzip; unpack it, or put it into a zip")
    } else if head.starts_with(b"-----BEGIN PGP") {
        ("encrypted", "it is encrypted; decrypt it first")
    } else if text.starts_with(b"<") {
        ("XML or HTML", "it is a web page or XML, not an X12 file")
    } else if text.starts_with(b"{") || text.starts_with(b"[") {
        ("JSON", "it is JSON, not an X12 file")
    } else if text.starts_with(b"ISA") {
        ("X12", "it begins like X12, but no transaction set could be read in it")
    } else if head.iter().take(512).any(|b| *b == 0) {
        ("not X12", "it is no text at all; X12 files are text that begins with ISA")
    } else {
        ("not X12", "it is text, but not X12: such files begin with ISA")
    };
    let cut = problems.iter().any(|p| p.text.contains("cut off"));
    let reason = if cut { "it is cut off; ask the sender for it again" } else { reason };
    (kind.to_string(), reason.to_string())
}

/// Hashes what passes, and keeps the first bytes for a look.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    head: Vec<u8>,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(&buffer[..n]);
        self.bytes += n as u64;
        if self.head.len() < 4096 {
            let room = (4096 - self.head.len()).min(n);
            self.head.extend_from_slice(&buffer[..room]);
        }
        Ok(n)
    }
}

struct Reading {
    found: Inspection,
    /// Over the decisions of the set being read.
    decisions: Sha256,
    compare: bool,
}

impl Reading {
    fn set(&mut self) -> Option<&mut SetPlan> {
        self.found.sets.last_mut()
    }

    fn day(&mut self, day: Option<Day>) {
        if let Some(day) = day {
            let first = self.found.first_day.get_or_insert(day);
            *first = day.min(*first);
        }
    }
}

impl Receiver for Reading {
    type Error = io::Error;
    const HASHES: bool = true;

    fn set_start(&mut self, set: &SetHeader, kind: SetKind) -> io::Result<()> {
        self.found.sets.push(SetPlan {
            number: set.number,
            kind,
            complete: false,
            claims: 0,
            payment: None,
            proof: Proof::default(),
            content: String::new(),
            decisions: String::new(),
            unreadable: 0,
            said: Said::default(),
        });
        Ok(())
    }

    fn claim(&mut self, claim: ClaimSent) -> io::Result<()> {
        self.day(claim.sent_day);
        if let Some(set) = self.set() {
            set.claims += 1;
        }
        Ok(())
    }

    fn remittance(&mut self, remittance: Remittance) -> io::Result<()> {
        self.day(remittance.payment_day);
        // What a clearinghouse keeps when it sends the same decisions in a payment of its own.
        let day = remittance.production_day.or(remittance.payment_day).map_or(0, |d| d.0);
        self.decisions = Sha256::new_with_prefix(format!(
            "{}|{}|{}|{day}",
            remittance.payer.name, remittance.payee_npi, remittance.payee_tax_id
        ));
        if let Some(set) = self.set() {
            set.proof.payment_cents = remittance.payment_cents;
            set.payment = Some(remittance);
        }
        Ok(())
    }

    fn claim_payment(&mut self, payment: ClaimPayment) -> io::Result<()> {
        self.decisions.update(format!(
            "|{}|{}|{}|{}|{}",
            payment.control_number,
            payment.payer_control_number,
            payment.status,
            payment.charge_cents,
            payment.paid_cents
        ));
        let compare = self.compare;
        if let Some(set) = self.set() {
            set.proof.claim(&payment);
            if compare {
                set.said.claim(&payment);
            }
        }
        Ok(())
    }

    fn provider_adjustments(&mut self, all: Vec<ProviderAdjustment>) -> io::Result<()> {
        if let Some(set) = self.set() {
            set.proof.provider(&all);
            set.said.provider(&all);
        }
        Ok(())
    }

    fn interchange_answered(&mut self, _: InterchangeAnswered) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn set_answered(&mut self, _: SetAnswered) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn group_answered(&mut self, _: GroupAnswered) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn batch_answered(&mut self, answered: BatchAnswered) -> io::Result<()> {
        self.found.answers += i64::from(answered.outcome.is_some());
        Ok(())
    }

    fn claim_answered(&mut self, _: ClaimAnswer) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn inquiry_answered(&mut self, _: InquiryAnswered) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn claim_status(&mut self, _: ClaimStatus) -> io::Result<()> {
        self.found.answers += 1;
        Ok(())
    }

    fn set_end(&mut self, end: SetEnd, content: &str) -> io::Result<()> {
        let decisions = std::mem::take(&mut self.decisions).finalize();
        if let Some(set) = self.set() {
            set.complete = end.complete;
            set.content = content.to_string();
            if set.proof.claims > 0 {
                set.decisions = hex(&decisions[..16]);
            }
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        if problem.code == "6"
            && let Some(set) = self.set()
        {
            set.unreadable += 1;
        }
        self.found.problem_count += 1;
        if self.found.problems.len() < PROBLEMS_KEPT {
            self.found.problems.push(problem);
        }
        Ok(())
    }
}
