//! What is fuzzed: each entry takes any bytes and must neither panic nor break its promise.
//!
//! Run by libFuzzer (`cargo fuzz run NAME`) and, over the corpus and mutations of it, by the
//! crate's tests on a stable compiler.

use std::io::{self, Read};

use gonio_x12::ack::{self, Stamp};
use gonio_x12::check::check;
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::problem::Problem;
use gonio_x12::reader::{Reader, Source, Token};
use gonio_x12::segment::{Segment, tag};
use gonio_x12::show;
use gonio_x12::split;
use gonio_x12::typed::TypedSegment;
use gonio_x12::writer::{Group, Interchange, Writer};

/// Something that takes any bytes.
pub type Entry = fn(&[u8]);

/// Every entry by its name.
pub const ENTRIES: [(&str, Entry); 12] = [
    ("reader", reader),
    ("check", checked),
    ("ack", answered),
    ("show", shown),
    ("claim", claim),
    ("remittance", remittance),
    ("acknowledgement", acknowledgement),
    ("claim_acknowledgement", claim_acknowledgement),
    ("inquiry", inquiry),
    ("response", response),
    ("claim_status", claim_status),
    ("authorization", authorization),
];

/// A few bytes at a time, as a pipe gives them.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = 7.min(self.0.len()).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn told<S: Source>(mut reader: Reader<S>) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(token) = reader.next().expect("memory can be read") {
        all.push(match token {
            Token::Segment(s) => {
                let elements: Vec<&[u8]> = (1..=s.len()).map(|n| s.raw(n)).collect();
                assert_eq!(s.len() + 1, s.bytes().split(|b| *b == s.delimiters().element).count());
                format!("{:?} {:?} {elements:?}", s.place(), s.id())
            }
            Token::Problem(problem) => format!("{problem:?}"),
        });
    }
    all
}

/// The same segments at the same places, from memory, from a pipe, and in parts.
pub fn reader(bytes: &[u8]) {
    let whole = told(Reader::over(bytes));
    assert_eq!(told(Reader::new(bytes)), whole, "a stream reads like memory");
    assert_eq!(told(Reader::new(Trickle(bytes))), whole, "a slow pipe reads like memory");
    for reader in split::readers(bytes, 3) {
        told(reader);
    }
    let mut skimmed = Reader::over(bytes).skimming();
    let mut segments = 0;
    while let Some(token) = skimmed.next().expect("memory can be read") {
        segments += usize::from(matches!(token, Token::Segment(_)));
    }
    assert_eq!(segments, whole.iter().filter(|t| !t.starts_with("Problem")).count());
}

/// Checking ends, and says where.
pub fn checked(bytes: &[u8]) {
    let mut faults = 0;
    let summary = check(bytes, &mut |problem| {
        faults += 1;
        assert!(!problem.text.is_empty());
        let _ = problem.to_string();
    })
    .expect("memory can be read");
    assert!(summary.faults <= faults);
}

/// An answer is X12 whose envelope is right.
pub fn answered(bytes: &[u8]) {
    let stamp = Stamp { date: "20260302", time: "1200", control: 7 };
    let answer = ack::answer(bytes, &stamp).expect("memory can be read");
    let mut envelopes = Envelopes::default();
    envelope::walk(&answer.bytes[..], &mut envelopes).expect("memory can be read");
    assert_eq!(envelopes.problems, Vec::<String>::new());
}

/// Showing ends.
pub fn shown(bytes: &[u8]) {
    let mut out = Vec::new();
    show::show(bytes, &mut out).expect("memory can be read and written");
}

#[derive(Default)]
struct Envelopes {
    problems: Vec<String>,
}

impl Visitor for Envelopes {
    type Error = io::Error;

    fn set_start(&mut self, _: &SetHeader) -> io::Result<()> {
        Ok(())
    }

    fn segment(&mut self, _: &Segment<'_>) -> io::Result<()> {
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.problems.push(problem.to_string());
        Ok(())
    }
}

fn begin(out: &mut Writer, set: &str, version: &str) {
    out.open_interchange(&Interchange {
        sender: ("ZZ", "SENDER"),
        receiver: ("ZZ", "RECEIVER"),
        date: "260302",
        time: "1200",
        control: 1,
        production: false,
    });
    out.open_group(&Group {
        code: "XX",
        sender: "SENDER",
        receiver: "RECEIVER",
        date: "20260302",
        time: "1200",
        control: 1,
        version,
    });
    out.open_set(set, "0001", version);
}

fn end(out: &mut Writer) -> Vec<u8> {
    out.close_set();
    out.close_group();
    out.close_interchange();
    out.take()
}

/// Whatever is read as a set, once written with nothing left to clean, reads and writes the
/// same for ever after.
macro_rules! typed {
    ($name:ident, $module:path, $set:literal, $version:literal) => {
        /// Whatever is read as this set, once written, reads and writes the same.
        pub fn $name(bytes: &[u8]) {
            use $module as module;
            fn read(bytes: &[u8]) -> Vec<module::Part> {
                let mut reader = Reader::over(bytes);
                let mut builder = module::Builder::new();
                let mut parts = Vec::new();
                while let Some(token) = reader.next().expect("memory can be read") {
                    let Token::Segment(s) = token else { continue };
                    let envelope = ["ISA", "GS", "ST", "SE", "GE", "IEA"];
                    if envelope.iter().any(|id| s.tag() == tag(id)) {
                        continue;
                    }
                    parts.extend(builder.push(&s).cloned());
                }
                parts.push(builder.finish().clone());
                parts
            }
            fn write(parts: &[module::Part]) -> (Vec<u8>, u64) {
                let mut out = Writer::default();
                begin(&mut out, $set, $version);
                for part in parts {
                    part.write(&mut out);
                }
                (end(&mut out), out.cleaned())
            }
            let (mut written, cleaned) = write(&read(bytes));
            // A composite written with another separator is read as what it was meant to be,
            // which a code with such a character in it, alone in its composite, looks like.
            let odd = written.iter().any(|b| matches!(b, b'<' | b'>' | b'|'));
            if cleaned > 0 || odd {
                let (clean, cleaned) = write(&read(&written));
                assert_eq!(cleaned, 0, "what was cleaned is clean");
                written = clean;
            }
            let again = read(&written);
            let (written_again, _) = write(&again);
            assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&written_again));
            assert_eq!(again, read(&written_again));
        }
    };
}

typed!(claim, gonio_x12::claim, "837", "005010X222A1");
typed!(remittance, gonio_x12::remittance, "835", "005010X221A1");
typed!(acknowledgement_set, gonio_x12::acknowledgement, "999", "005010X231A1");
typed!(claim_acknowledgement, gonio_x12::claim_acknowledgement, "277", "005010X214");
typed!(inquiry, gonio_x12::eligibility::inquiry, "270", "005010X279A1");
typed!(response, gonio_x12::eligibility::response, "271", "005010X279A1");
typed!(claim_status, gonio_x12::claim_status, "276", "005010X212");
typed!(authorization, gonio_x12::authorization, "278", "005010X217");

/// 999 and TA1.
pub fn acknowledgement(bytes: &[u8]) {
    acknowledgement_set(bytes);
    let mut reader = Reader::over(bytes);
    while let Some(token) = reader.next().expect("memory can be read") {
        if let Token::Segment(s) = token
            && s.tag() == tag("TA1")
        {
            let mut problems = Vec::new();
            if let Some(ta1) = gonio_x12::acknowledgement::Ta1::of(&s, &mut problems) {
                ta1.write(&mut Writer::default());
            }
        }
    }
}
