//! What the tests share: files read as values, and written files read again.

use std::io;
use std::path::Path;

use gonio_billing::day::Day;
use gonio_billing::facts::{
    ClaimPayment, ClaimSent, PayerName, ProviderAdjustment, Remittance, Sequence,
};
use gonio_exchange::Receiver;
use gonio_exchange::outgoing::{Envelope, Insurance, Outgoing, PriorDecision, SentClaim, write};
use gonio_x12::check::check;
use gonio_x12::claim::{Builder, Party};
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::reader::{Reader, Token};
use gonio_x12::segments::{Nm1, Sbr};
use gonio_x12::sets::SetKind;

pub fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outgoing/data");
    std::fs::read(folder.join(name)).expect("a file of these tests")
}

pub fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/x12-samples");
    std::fs::read(folder.join(name)).expect("a sample")
}

/// The claims of a file with one or more sets.
pub fn claims(bytes: &[u8]) -> Vec<SentClaim> {
    let (mut reader, mut builder) = (Reader::new(bytes), Builder::new());
    let (mut parts, mut all) = (Vec::new(), Vec::new());
    while let Some(token) = reader.next().expect("memory can be read") {
        let Token::Segment(s) = token else { continue };
        match s.id() {
            b"ISA" | b"GS" | b"GE" | b"IEA" => {}
            b"ST" => builder.restart(),
            b"SE" => {
                parts.push(builder.finish().clone());
                assert_eq!(builder.take_problems(), vec![]);
                all.extend(SentClaim::all(&std::mem::take(&mut parts)));
            }
            _ => parts.extend(builder.push(&s).cloned()),
        }
    }
    all
}

pub fn claim(name: &str) -> SentClaim {
    claims(&data(name)).remove(0)
}

/// The facts of a file.
#[derive(Default)]
pub struct Facts {
    pub claims: Vec<ClaimSent>,
    pub remittances: Vec<Remittance>,
    pub payments: Vec<ClaimPayment>,
}

impl Facts {
    pub fn of(bytes: &[u8]) -> Self {
        let mut facts = Self::default();
        gonio_exchange::read(bytes, &mut facts).expect("memory can be read");
        facts
    }

    /// The first payment as a decision of the payer at `sequence`.
    pub fn decision(&self, sequence: Sequence) -> PriorDecision<'_> {
        PriorDecision {
            sequence,
            payer: &self.remittances[0].payer,
            payment: &self.payments[0],
            decided_day: self.remittances[0].payment_day.expect("a day"),
            insurance: None,
        }
    }
}

impl Receiver for Facts {
    type Error = io::Error;
    fn set_start(&mut self, _: &SetHeader, _: SetKind) -> io::Result<()> {
        Ok(())
    }
    fn claim(&mut self, claim: ClaimSent) -> io::Result<()> {
        self.claims.push(claim);
        Ok(())
    }
    fn remittance(&mut self, remittance: Remittance) -> io::Result<()> {
        self.remittances.push(remittance);
        Ok(())
    }
    fn claim_payment(&mut self, payment: ClaimPayment) -> io::Result<()> {
        self.payments.push(payment);
        Ok(())
    }
    fn provider_adjustments(&mut self, _: Vec<ProviderAdjustment>) -> io::Result<()> {
        Ok(())
    }
    fn set_end(&mut self, _: SetEnd, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        panic!("{problem}");
    }
}

pub const ENVELOPE: Envelope<'static> = Envelope {
    sender: ("ZZ", "CEDAR01"),
    receiver: ("ZZ", "LAKEHUB"),
    group_sender: "CEDAR01",
    group_receiver: "LAKEHUB",
    day: Day(20_544),
    time: "0930",
    interchange_control: 77,
    group_control: 78,
    first_set_control: 1,
    reference: "FILE-0077",
    production: false,
};

pub fn written(claims: &[SentClaim]) -> Vec<u8> {
    let written = write(claims, &ENVELOPE).expect("a file");
    assert_eq!(written.cleaned, 0);
    written.bytes
}

/// What our own check says of a file, advice too.
pub fn said(bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    check(bytes, &mut |problem| all.push(problem.to_string())).expect("memory can be read");
    all
}

/// The segments of a file of ours, cut by hand.
pub fn segments(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8(bytes.to_vec()).expect("plain text");
    text.split('~').map(|s| s.trim().to_string()).filter(|s| !s.is_empty()).collect()
}

/// The segments from the first CLM up to SE.
pub fn claim_segments(bytes: &[u8]) -> Vec<String> {
    let all = segments(bytes).into_iter().skip_while(|s| !s.starts_with("CLM*"));
    all.take_while(|s| !s.starts_with("SE*")).collect()
}

/// What an outgoing claim's own file has, judged as in order.
pub fn in_order(outgoing: &Outgoing) -> Vec<String> {
    let bytes = written(std::slice::from_ref(&outgoing.claim));
    assert_eq!(said(&bytes), Vec::<String>::new(), "{:#?}", segments(&bytes));
    sums(&bytes);
    claim_segments(&bytes)
}

fn money(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{part:0<2}");
    sign * (format!("0{whole}").parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap())
}

/// Asserts both sums of coordination of benefits from the segments of a file alone, without
/// any code under test. Returns how many payers and how many lines it looked at.
pub fn sums(bytes: &[u8]) -> (usize, usize) {
    struct Payer {
        id: String,
        paid: Option<i64>,
        adjusted: i64,
    }
    let mut looked = (0, 0);
    let (mut charge, mut line, mut payers) = (0, 0, Vec::<Payer>::new());
    // The open decision of a line: payer, paid, adjusted.
    let mut open: Option<(usize, i64, i64)> = None;
    let mut other = false;
    for segment in segments(bytes).iter().chain([&"CLM*END*0".to_string()]) {
        let e: Vec<&str> = segment.split('*').collect();
        if matches!(e[0], "SVD" | "LX" | "CLM" | "SE")
            && let Some((at, paid, adjusted)) = open.take()
        {
            assert_eq!(line, paid + adjusted, "SV102 = SVD02 + CAS before {segment}");
            payers[at].adjusted += adjusted;
            looked.1 += 1;
        }
        match e[0] {
            "CLM" => {
                for payer in payers.drain(..).filter(|p| p.paid.is_some()) {
                    let paid = payer.paid.unwrap();
                    assert_eq!(charge, paid + payer.adjusted, "CLM02 = AMT*D + CAS, {}", payer.id);
                    looked.0 += 1;
                }
                (charge, other) = (money(e[2]), false);
            }
            "SBR" => {
                other = true;
                payers.push(Payer { id: String::new(), paid: None, adjusted: 0 });
            }
            // The coverage that is asked stands before the claim.
            "HL" => payers.clear(),
            "AMT" if e[1] == "D" => payers.last_mut().unwrap().paid = Some(money(e[2])),
            "NM1" if e[1] == "PR" && other => payers.last_mut().unwrap().id = e[9].into(),
            "LX" => other = false,
            "SV1" => line = money(e[2]),
            "SVD" => {
                assert!(money(e[2]) >= 0, "{segment}");
                let at = payers.iter().position(|p| p.id == e[1]).expect("a payer of the claim");
                open = Some((at, money(e[2]), 0));
            }
            "CAS" => {
                let amounts = e[3..].iter().step_by(3);
                let sum: i64 = amounts.map(|a| money(a)).sum();
                match &mut open {
                    Some(decision) => decision.2 += sum,
                    None => payers.last_mut().unwrap().adjusted += sum,
                }
            }
            _ => {}
        }
    }
    looked
}

/// A coverage from the practice's records.
pub fn insurance(relationship: &str, filing: &str, payer: (&str, &str), member: &str) -> Insurance {
    Insurance {
        coverage: Sbr {
            relationship: relationship.into(),
            filing_code: filing.into(),
            ..Sbr::default()
        },
        subscriber: Party {
            name: Nm1::person("IL", "ALDER", "JUNE").with_id("MI", member),
            ..Party::default()
        },
        payer: Party {
            name: Nm1::organization("PR", payer.0).with_id("PI", payer.1),
            ..Party::default()
        },
        ..Insurance::default()
    }
}

pub fn medicaid() -> Insurance {
    insurance("18", "MC", ("STATE MEDICAID", "WIMCD"), "6600417001")
}

pub fn medicare() -> Insurance {
    insurance("18", "MB", ("MEDICARE B", "04312"), "1EG4TE5MK73")
}

/// The payer of a decision made up in a test; the coverage has its own name.
pub fn nobody() -> &'static PayerName {
    static NOBODY: std::sync::LazyLock<PayerName> = std::sync::LazyLock::new(PayerName::default);
    &NOBODY
}
