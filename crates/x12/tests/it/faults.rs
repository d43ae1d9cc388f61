//! One fault at a time in a clean file: exactly that fault is told, at its place.

use std::collections::BTreeSet;
use std::fs;

use gonio_x12::check::check;
use gonio_x12::problem::{Level, Problem};

use crate::verdicts::{line, samples};

/// A clean file of one set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Base {
    pub name: &'static str,
    pub set: &'static str,
    file: &'static str,
}

/// A patient who is not the subscriber.
const CLAIM: Base = Base {
    name: "clean, one patient",
    set: "837P",
    file: "stupidedi/HC837-005010X222A1/commercial-health-insurance.edi",
};
/// Two subscribers who are the patients.
const CLAIMS: Base =
    Base { name: "clean, two claims", set: "837P", file: "x12-types/837/parse_837_3.edi" };
/// The second payer's claim.
const SECOND: Base = Base {
    name: "clean, second payer",
    set: "837P",
    file: "stupidedi/HC837-005010X222A1/COB-claim-from-billing-provider-to-payer-b.edi",
};
const REMIT: Base =
    Base { name: "clean", set: "835", file: "stupidedi/HP835-005010X221A1/secondary-payments.edi" };
const ANSWER: Base = Base { name: "clean", set: "999", file: "staedi/simple999.edi" };
const TA1: Base = Base { name: "clean", set: "TA1", file: "staedi/x12_interchange_ack.txt" };
const RECEIPT: Base =
    Base { name: "clean", set: "277CA", file: "imsweb-x12-parser/277_5010/x12_277CA_rejected.txt" };
const QUESTION: Base = Base {
    name: "clean",
    set: "270",
    file: "stupidedi/HS270-005010X279A1/\
           generic-request-by-physician-for-patient--dependent--eligibility.edi",
};
const COVERAGE: Base = Base {
    name: "clean",
    set: "271",
    file: "stupidedi/HB271-005010X279/\
           response-to-generic-request-by-physician-for-patient--dependent--eligibility.edi",
};
const INQUIRY: Base =
    Base { name: "clean", set: "276", file: "stupidedi/HR276-005010X212/claim-request.edi" };
const STATUS: Base =
    Base { name: "clean", set: "277", file: "stupidedi/HN277-005010X212/claim-response.edi" };
const REQUEST: Base = Base {
    name: "clean",
    set: "278 request",
    file: "stupidedi/HI278-005010X217/referral-request-for-review.edi",
};
const DECISION: Base = Base {
    name: "clean",
    set: "278 response",
    file: "stupidedi/HI278-005010X217/referral-response-to-request-for-review.edi",
};
/// Every base.
pub const BASES: [Base; 13] = [
    CLAIM, CLAIMS, SECOND, REMIT, ANSWER, TA1, RECEIPT, QUESTION, COVERAGE, INQUIRY, STATUS,
    REQUEST, DECISION,
];

/// A file as its segments, to be changed.
pub struct File {
    segments: Vec<String>,
    /// SE01 is made right again after the change.
    recount: bool,
}

impl File {
    pub fn new(base: Base) -> Self {
        let text = fs::read_to_string(samples().join(base.file)).expect("a base file");
        // The numbers of X12's examples are made up; these have their check digit.
        let numbers = [
            ("XX*9876543210", "XX*1234567893"),
            ("XX*1666666661", "XX*1999999984"),
            ("XX*1666666666", "XX*1666666668"),
            ("XX*1999996666", "XX*1234567893"),
            ("XX*1581234567", "XX*1999999984"),
            ("XX*123456789~", "XX*1234567893~"),
            ("N4*MIAMI*FL*3111~", "N4*MIAMI*FL*33111~"),
        ];
        let text = numbers.iter().fold(text, |text, (from, to)| text.replace(from, to));
        let segments = text.split('~').map(|s| s.trim().to_string()).filter(|s| !s.is_empty());
        Self { segments: segments.collect(), recount: true }
    }

    /// The place of the first segment that begins with `start`; `start#2` is the second.
    fn at(&self, start: &str) -> usize {
        let (start, number) = match start.split_once('#') {
            Some((start, number)) => (start, number.parse().expect("a number")),
            None => (start, 1),
        };
        let mut found = self.segments.iter().enumerate().filter(|(_, s)| {
            s.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || start.contains('*') || rest.starts_with('*'))
        });
        found.nth(number - 1).unwrap_or_else(|| panic!("no segment {start}")).0
    }

    /// Sets an element; those before it are added when they are not there.
    fn set(&mut self, at: &str, element: usize, value: &str) {
        let at = self.at(at);
        let mut elements: Vec<&str> = self.segments[at].split('*').collect();
        elements.resize(elements.len().max(element + 1), "");
        elements[element] = value;
        while elements.last() == Some(&"") && element != elements.len() - 1 {
            elements.pop();
        }
        self.segments[at] = elements.join("*").trim_end_matches('*').to_string();
    }

    fn put(&mut self, at: &str, segment: &str) {
        let at = self.at(at);
        self.segments[at] = segment.into();
    }

    fn drop(&mut self, at: &str) {
        self.drop_many(at, 1);
    }

    fn drop_many(&mut self, at: &str, count: usize) {
        let at = self.at(at);
        self.segments.drain(at..at + count);
    }

    fn before(&mut self, at: &str, segments: &[&str]) {
        let at = self.at(at);
        self.segments.splice(at..at, segments.iter().map(|s| s.to_string()));
    }

    fn after(&mut self, at: &str, segments: &[&str]) {
        let at = self.at(at) + 1;
        self.segments.splice(at..at, segments.iter().map(|s| s.to_string()));
    }

    /// Leaves the counts as they are.
    fn keep_counts(&mut self) {
        self.recount = false;
    }

    pub fn bytes(mut self) -> Vec<u8> {
        if self.recount {
            let mut began = 0;
            for at in 0..self.segments.len() {
                if self.segments[at].starts_with("ST*") {
                    began = at;
                } else if let Some(rest) = self.segments[at].strip_prefix("SE*") {
                    let control = rest.split_once('*').map_or("", |(_, control)| control);
                    self.segments[at] = format!("SE*{}*{control}", at - began + 1);
                }
            }
        }
        let mut bytes = Vec::new();
        for segment in &self.segments {
            // A terminator that stays one byte whatever the separators are changed to.
            bytes.extend(segment.bytes());
            bytes.push(b'~');
        }
        bytes
    }
}

/// One fault, and all that is to be told of it.
pub struct Fault {
    pub name: &'static str,
    pub base: Base,
    change: fn(&mut File),
    told: &'static [&'static str],
}

impl Fault {
    pub fn bytes(&self) -> Vec<u8> {
        let mut file = File::new(self.base);
        (self.change)(&mut file);
        file.bytes()
    }
}

const fn fault(
    name: &'static str,
    base: Base,
    change: fn(&mut File),
    told: &'static [&'static str],
) -> Fault {
    Fault { name, base, change, told }
}

/// What is told of a file, without advice.
pub fn told(bytes: &[u8]) -> Vec<Problem> {
    let mut told = Vec::new();
    check(bytes, &mut |problem| {
        if problem.level != Level::Advice {
            told.push(problem.clone());
        }
    })
    .expect("bytes can be read");
    told
}

fn lines(bytes: &[u8]) -> Vec<String> {
    told(bytes).iter().map(line).collect()
}

#[test]
fn the_bases_are_clean() {
    for base in BASES {
        let bytes = File::new(base).bytes();
        assert_eq!(lines(&bytes), [""; 0], "{}", base.file);
    }
}

#[test]
fn each_fault_is_told_at_its_place_and_nothing_else() {
    let mut wrong = String::new();
    for fault in FAULTS {
        let bytes = fault.bytes();
        let now = lines(&bytes);
        if now != fault.told {
            let told = told(&bytes);
            let texts: Vec<String> = told.iter().map(|p| p.to_string()).collect();
            wrong += &format!(
                "\n{} ({})\n  - {:?}\n  + {now:?}\n    {texts:?}",
                fault.name, fault.base.set, fault.told
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_set_has_its_faults_and_every_fault_its_name() {
    let mut names = BTreeSet::new();
    for fault in FAULTS {
        assert!(names.insert((fault.base.set, fault.name)), "{} twice", fault.name);
    }
    for base in BASES {
        let count = FAULTS.iter().filter(|f| f.base.set == base.set).count();
        assert!(count >= 3, "{} has {count} faults", base.set);
    }
}

/// Two faults in one file are both told, each as if it were alone.
#[test]
fn a_fault_elsewhere_does_not_hide_one() {
    let pairs = [
        ("a place of service that is none", "the service's day is missing"),
        ("an impossible day of birth", "the lines skip a number"),
        ("the receiver is missing", "the claim is not the sum of its lines"),
        ("SE01 is wrong", "GE01 is wrong"),
        ("IEA02 is not ISA13", "a segment that is none"),
    ];
    let find = |name: &str| {
        FAULTS
            .iter()
            .find(|f| f.name == name && f.base == CLAIM)
            .unwrap_or_else(|| panic!("no fault {name}"))
    };
    for (one, other) in pairs {
        let (one, other) = (find(one), find(other));
        let mut file = File::new(CLAIM);
        (one.change)(&mut file);
        (other.change)(&mut file);
        let now = lines(&file.bytes());
        // A segment that is taken out moves those after it.
        let place = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            format!("{} {} {}", words[0], words[1], words[3])
        };
        let mut all: Vec<String> = one.told.iter().chain(other.told).map(|l| place(l)).collect();
        let mut now: Vec<String> = now.iter().map(|l| place(l)).collect();
        all.sort();
        now.sort();
        assert_eq!(now, all, "{} and {}", one.name, other.name);
    }
}

/// Whatever is taken out, nothing breaks, and what is told to be missing is told where it
/// stood: at the number of the segment that now stands there. Segments with one id come in any
/// order, so one of them is missing only after the last of them.
#[test]
fn a_missing_segment_is_told_where_it_stood() {
    let mut wrong = String::new();
    let mut told_missing = 0;
    for base in BASES.iter().filter(|base| **base != TA1) {
        let whole = File::new(*base);
        for at in whole.at("ST") + 1..whole.at("SE") {
            let mut file = File::new(*base);
            let gone = file.segments.remove(at);
            let position = (at - file.at("ST") + 1) as u32;
            let id = gone.split('*').next().unwrap_or_default();
            let left = file.segments.clone();
            let missing = told(&file.bytes());
            for problem in missing.iter().filter(|p| p.code == "3" && p.segment_id == id) {
                told_missing += 1;
                let told_at = at + (problem.set_position.max(position) - position) as usize;
                let run = left[at..told_at].iter().all(|s| s.split('*').next() == Some(id));
                // LE is told at its LS; a payer's N3 after a subscriber without one is the
                // subscriber's, too late; a name after a provider's is another provider's.
                let known = id == "LE"
                    || (*base == SECOND && gone.starts_with("NM1*PR"))
                    || (*base == INQUIRY && gone.starts_with("HL*7"));
                if !known && (problem.set_position < position || !run) {
                    wrong += &format!("\n{} {position} {gone}: {problem:?}", base.set);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(told_missing > 100, "{told_missing}");
}

/// The matrix.
pub const FAULTS: &[Fault] = &[
    // ---- The envelope.
    fault(
        "an impossible day of the interchange",
        CLAIM,
        |f| f.set("ISA", 9, "061332"),
        &["interchange 014 0 ISA09"],
    ),
    fault(
        "an impossible time of the interchange",
        CLAIM,
        |f| f.set("ISA", 10, "2465"),
        &["interchange 015 0 ISA10"],
    ),
    fault(
        "neither test nor production",
        CLAIM,
        |f| f.set("ISA", 15, "X"),
        &["interchange 020 0 ISA15"],
    ),
    fault(
        "an answer neither asked for nor not",
        CLAIM,
        |f| f.set("ISA", 14, "2"),
        &["interchange 019 0 ISA14"],
    ),
    fault(
        "a version of the standard that is not read",
        CLAIM,
        |f| f.set("ISA", 12, "00601"),
        &["interchange 017 0 ISA12"],
    ),
    fault(
        "a kind of sender's id that is none",
        CLAIM,
        |f| f.set("ISA", 5, "99"),
        &["interchange 005 0 ISA05"],
    ),
    fault(
        "a kind of receiver's id that is none",
        CLAIM,
        |f| f.set("ISA", 7, "99"),
        &["interchange 007 0 ISA07"],
    ),
    fault(
        "a kind of authorization that is none",
        CLAIM,
        |f| f.set("ISA", 1, "77"),
        &["interchange 010 0 ISA01"],
    ),
    fault(
        "a kind of password that is none",
        CLAIM,
        |f| f.set("ISA", 3, "77"),
        &["interchange 012 0 ISA03"],
    ),
    fault("no sender", CLAIM, |f| f.set("ISA", 6, "               "), &["interchange 006 0 ISA06"]),
    fault(
        "no receiver",
        CLAIM,
        |f| f.set("ISA", 8, "               "),
        &["interchange 008 0 ISA08"],
    ),
    fault(
        "letters in the interchange's number",
        CLAIM,
        |f| {
            f.set("ISA", 13, "00001021A");
            f.set("IEA", 2, "00001021A");
        },
        &["interchange 018 0 ISA13"],
    ),
    fault(
        "an interchange's number of eight digits",
        CLAIM,
        |f| {
            f.set("ISA", 13, "00010216");
            f.set("IEA", 2, "00010216");
        },
        &["interchange 018 0 ISA13", "interchange 024 0 ISA"],
    ),
    fault(
        "a letter that separates repetitions",
        CLAIM,
        |f| f.set("ISA", 11, "U"),
        &["interchange 026 0 ISA11"],
    ),
    fault(
        "a separator of repetitions that separates components",
        CLAIM,
        |f| {
            f.set("ISA", 11, ":");
        },
        &["interchange 026 0 ISA11"],
    ),
    fault("IEA01 is wrong", CLAIM, |f| f.set("IEA", 1, "2"), &["interchange 021 0 IEA01"]),
    fault(
        "IEA02 is not ISA13",
        CLAIM,
        |f| f.set("IEA", 2, "000010217"),
        &["interchange 001 0 IEA02"],
    ),
    fault("IEA is missing", CLAIM, |f| f.drop("IEA"), &["interchange 023 0 IEA"]),
    fault(
        "the interchange twice",
        CLAIM,
        |f| {
            f.segments.extend_from_within(..);
        },
        &["interchange 025 0 ISA13"],
    ),
    fault(
        "a kind of group that is none",
        CLAIM,
        |f| f.set("GS", 1, "QQ"),
        &["group 1 0 GS01", "set 18 1 ST01"],
    ),
    fault("the group of another set", CLAIM, |f| f.set("GS", 1, "HP"), &["set 18 1 ST01"]),
    fault(
        "an impossible day of the group",
        CLAIM,
        |f| f.set("GS", 4, "20061315"),
        &["interchange 024 0 GS04"],
    ),
    fault(
        "an impossible time of the group",
        CLAIM,
        |f| f.set("GS", 5, "2561"),
        &["interchange 024 0 GS05"],
    ),
    fault(
        "letters in the group's number",
        CLAIM,
        |f| {
            f.set("GS", 6, "2021A");
            f.set("GE", 2, "2021A");
        },
        &["group 6 0 GS06"],
    ),
    fault(
        "a guide of the group that is not known",
        CLAIM,
        |f| f.set("GS", 8, "005010X999A1"),
        &["set I6 1 ST03"],
    ),
    fault("GE01 is wrong", CLAIM, |f| f.set("GE", 1, "3"), &["group 5 0 GE01"]),
    fault("GE02 is not GS06", CLAIM, |f| f.set("GE", 2, "20214"), &["group 4 0 GE02"]),
    fault("GE is missing", CLAIM, |f| f.drop("GE"), &["group 3 0 GE"]),
    fault(
        "a group's number twice",
        CLAIM,
        |f| {
            let from = f.at("GS");
            let to = f.at("GE");
            f.segments.extend_from_within(from..=to);
            let iea = f.at("IEA");
            let iea = f.segments.remove(iea);
            f.segments.push(iea.replace("IEA*1*", "IEA*2*"));
        },
        &["group 19 0 GS06"],
    ),
    fault("a set that is none", CLAIM, |f| f.set("ST", 1, "999"), &["set I6 1 ST03"]),
    fault("a set nobody knows", CLAIM, |f| f.set("ST", 1, "123"), &["set 1 1 ST01"]),
    fault(
        "the guide of the set is not that of the group",
        CLAIM,
        |f| {
            f.set("ST", 3, "005010X222");
        },
        &["set I6 1 ST03"],
    ),
    fault("the guide of the set is not said", CLAIM, |f| f.set("ST", 3, ""), &["element 1 1 ST03"]),
    fault(
        "a set's number twice",
        CLAIM,
        |f| {
            let from = f.at("ST");
            let to = f.at("SE");
            f.segments.extend_from_within(from..=to);
            for last in ["GE", "IEA"] {
                let at = f.at(last);
                let last = f.segments.remove(at);
                f.segments.push(last.replace("GE*1*", "GE*2*"));
            }
        },
        &["set 23 1 ST02"],
    ),
    fault(
        "a set's number of three digits",
        CLAIM,
        |f| {
            f.set("ST", 2, "021");
            f.set("SE", 2, "021");
        },
        &["element 4 1 ST02", "element 4 42 SE02"],
    ),
    fault(
        "SE01 is wrong",
        CLAIM,
        |f| {
            f.set("SE", 1, "41");
            f.keep_counts();
        },
        &["set 4 42 SE01"],
    ),
    fault("SE02 is not ST02", CLAIM, |f| f.set("SE", 2, "0022"), &["set 3 42 SE02"]),
    fault("SE is missing", CLAIM, |f| f.drop("SE"), &["set 2 0 SE"]),
    fault(
        "the file ends in a set",
        CLAIM,
        |f| {
            let at = f.at("LX*2");
            f.segments.truncate(at);
        },
        &["set 2 0 SE", "group 3 0 GE", "interchange 023 0 IEA"],
    ),
    // ---- Separators.
    fault(
        "other separators of components than ISA16",
        CLAIMS,
        |f| f.set("CLM", 5, "19>B>1"),
        &[
            "element 5 21 CLM05-1",
            "element 7 21 CLM05-1",
            "element 1 21 CLM05-2",
            "element 1 21 CLM05-3",
        ],
    ),
    // No header can be told from such a file.
    fault("ISA16 is the separator of elements", CLAIMS, |f| f.set("ISA", 16, "*"), &["file - 0 -"]),
    fault(
        "ISA16 is the separator of repetitions",
        TA1,
        |f| f.set("ISA", 16, "^"),
        &["interchange 026 0 ISA11"],
    ),
    // ---- Loops and segments.
    fault("a segment that is none", CLAIM, |f| f.after("HI", &["QQQ*1"]), &["segment 1 30 QQQ"]),
    fault("a segment of another set", CLAIM, |f| f.after("HI", &["CLP*1"]), &["segment 6 30 CLP"]),
    fault(
        "a segment that belongs elsewhere",
        CLAIM,
        |f| f.after("BHT", &["PAT*19"]),
        &["segment 2 3 PAT"],
    ),
    fault(
        "segments in the wrong order",
        CLAIM,
        |f| {
            f.drop("N4*MIAMI*FL*33413");
            f.before("N3*236", &["N4*MIAMI*FL*33413"]);
        },
        &["segment 3 24 N3", "segment 7 25 N3"],
    ),
    fault("the receiver is missing", CLAIM, |f| f.drop("NM1*40"), &["segment 3 5 NM1"]),
    fault("the submitter's contact is missing", CLAIM, |f| f.drop("PER"), &["segment 3 4 PER"]),
    fault(
        "the billing provider is missing",
        CLAIM,
        |f| f.drop_many("NM1*85", 4),
        &["segment 3 11 NM1"],
    ),
    fault(
        "the billing provider's street is missing",
        CLAIM,
        |f| f.drop("N3*234"),
        &["segment 3 9 N3"],
    ),
    fault("the diagnoses are missing", CLAIM, |f| f.drop("HI"), &["segment 3 29 HI"]),
    fault("the service's day is missing", CLAIM, |f| f.drop("DTP"), &["segment 3 32 DTP"]),
    fault("the last service's day is missing", CLAIM, |f| f.drop("DTP#4"), &["segment 3 41 DTP"]),
    fault(
        "the submitter is there twice",
        CLAIM,
        |f| {
            f.before("NM1*40", &["NM1*41*2*OTHER*****46*X1", "PER*IC*A*TE*3055552222"]);
        },
        &["segment 4 5 NM1"],
    ),
    fault(
        "more lines than a claim may have",
        CLAIM,
        |f| {
            let at = f.at("SE");
            let more = (5..=51).flat_map(|n| {
                [format!("LX*{n}"), "SV1*HC:86663*0*UN*1***2".into(), "DTP*472*D8*20061010".into()]
            });
            f.segments.splice(at..at, more);
        },
        &["segment 4 180 LX"],
    ),
    fault(
        "a segment there too often",
        CLAIM,
        |f| {
            f.after("PER", &["PER*IC*B*TE*3055552223", "PER*IC*C*TE*3055552224"]);
        },
        &["segment 5 6 PER"],
    ),
    fault(
        "two tax ids",
        CLAIM,
        |f| f.after("REF*EI", &["REF*SY*587654321"]),
        &["segment 5 12 REF"],
    ),
    fault(
        "a name that is nobody's",
        CLAIM,
        |f| f.set("NM1*40", 1, "99"),
        &["segment 2 5 NM1", "segment 3 6 NM1"],
    ),
    fault(
        "a number of a kind that has no place",
        CLAIM,
        |f| f.set("REF*D9", 1, "ZZ"),
        &["segment 2 28 REF"],
    ),
    fault("an empty segment", CLAIM, |f| f.put("REF*D9", "REF"), &["segment 2 28 REF"]),
    // ---- Numbering.
    fault("a level's number is wrong", CLAIM, |f| f.set("HL*3", 1, "4"), &["element I12 21 HL01"]),
    fault(
        "a level's parent is not there",
        CLAIM,
        |f| f.set("HL*3", 2, "7"),
        &["element I12 21 HL02"],
    ),
    fault(
        "a level below the wrong kind",
        CLAIM,
        |f| f.set("HL*3", 2, "1"),
        &["element I12 21 HL02"],
    ),
    fault(
        "a level of a kind that is none",
        CLAIM,
        |f| f.set("HL*3", 3, "99"),
        &["element 7 21 HL03"],
    ),
    fault(
        "a level that says it has none below",
        CLAIM,
        |f| f.set("HL*2", 4, "0"),
        &["element I12 15 HL04"],
    ),
    fault("the lines skip a number", CLAIM, |f| f.set("LX*3", 1, "4"), &["element I12 36 LX01"]),
    fault("letters in a level's number", CLAIM, |f| f.set("HL*1", 1, "A"), &["element I12 6 HL01"]),
    // ---- Elements.
    fault("an element is missing", CLAIM, |f| f.set("BHT", 4, ""), &["element 1 2 BHT04"]),
    fault("the last element is missing", CLAIM, |f| f.set("DMG#2", 3, ""), &["element 1 26 DMG03"]),
    fault("a component is missing", CLAIM, |f| f.set("CLM", 5, "11::1"), &["element 1 27 CLM05-2"]),
    fault("an element too short", CLAIM, |f| f.set("N4", 1, "M"), &["element 4 10 N401"]),
    fault(
        "an element too long",
        CLAIM,
        |f| {
            f.set("BHT", 3, "1234567890123456789012345678901");
        },
        &["element 5 2 BHT03"],
    ),
    fault("too many elements", CLAIM, |f| f.put("LX*1", "LX*1*2"), &["element 3 30 LX02"]),
    fault(
        "an element that is not used",
        CLAIM,
        |f| f.set("NM1*41", 7, "JR"),
        &["element I10 3 NM107"],
    ),
    fault(
        "an element that nobody uses",
        CLAIM,
        |f| f.set("DMG#2", 5, "C"),
        &["element I10 26 DMG05"],
    ),
    fault("a sex that is none", CLAIM, |f| f.set("DMG#2", 3, "Z"), &["element 7 26 DMG03"]),
    fault(
        "a place of service that is none",
        CLAIM,
        |f| f.set("CLM", 5, "00:B:1"),
        &["element 7 27 CLM05-1"],
    ),
    fault(
        "a frequency that is none",
        CLAIM,
        |f| f.set("CLM", 5, "11:B:Q"),
        &["element 7 27 CLM05-3"],
    ),
    fault("a state that is none", CLAIM, |f| f.set("N4", 2, "ZZ"), &["element 7 10 N402"]),
    fault("letters in an amount", CLAIM, |f| f.set("SV1", 2, "4O"), &["element 6 31 SV102"]),
    fault(
        "an amount with three decimals",
        CLAIM,
        |f| {
            f.set("SV1", 2, "40.001");
        },
        &["element I12 31 SV102", "balance I12 27 CLM02"],
    ),
    fault("a number with two points", CLAIM, |f| f.set("SV1", 4, "1.0.0"), &["element 6 31 SV104"]),
    fault(
        "an impossible day of birth",
        CLAIM,
        |f| f.set("DMG#2", 2, "19730231"),
        &["element 8 26 DMG02"],
    ),
    fault(
        "an impossible day of service",
        CLAIM,
        |f| f.set("DTP", 3, "20061332"),
        &["element 8 32 DTP03"],
    ),
    fault(
        "a range of days that ends before it begins",
        CLAIM,
        |f| {
            f.put("DTP", "DTP*472*RD8*20061010-20061003");
        },
        &["element 8 32 DTP03"],
    ),
    fault(
        "a range of days said to be one day",
        CLAIM,
        |f| {
            f.put("DTP", "DTP*472*D8*20061003-20061010");
        },
        &["element 8 32 DTP03"],
    ),
    fault(
        "a year nobody lives in",
        CLAIM,
        |f| f.set("DMG#2", 2, "10010101"),
        &["element 8 26 DMG02"],
    ),
    fault("an impossible time", CLAIM, |f| f.set("BHT", 5, "2460"), &["element 9 2 BHT05"]),
    fault(
        "a character that X12 does not have",
        CLAIM,
        |f| f.set("NM1*QC", 3, "SM\u{1}TH"),
        &["element 6 23 NM103"],
    ),
    fault("a letter beyond ASCII", CLAIM, |f| f.set("NM1*QC", 3, "SMÎTH"), &["element 6 23 NM103"]),
    fault(
        "a blank at the end",
        CLAIM,
        |f| f.set("REF*D9", 2, "17312345600006351 "),
        &["element 6 28 REF02"],
    ),
    fault(
        "a kind of id without the id",
        CLAIM,
        |f| f.set("NM1*IL", 9, ""),
        &["element 2 17 NM109"],
    ),
    fault("an id without its kind", CLAIM, |f| f.set("NM1*IL", 8, ""), &["element 2 17 NM108"]),
    fault(
        "two elements of which one may be there",
        CLAIM,
        |f| {
            f.put("N4*MIAMI*FL*33413", "N4*MIAMI*FL*33413*CA***BC");
        },
        &["element 10 25 N407"],
    ),
    fault(
        "a region without its country",
        CLAIM,
        |f| {
            f.put("N4*MIAMI*FL*33413", "N4*MIAMI**33413****FL");
        },
        &["element 2 25 N404", "element I9 25 N402"],
    ),
    fault("too many components", CLAIM, |f| f.set("CLM", 5, "11:B:1:9"), &["element 13 27 CLM05"]),
    fault(
        "components in a simple element",
        CLAIM,
        |f| f.set("NM1*QC", 3, "SMITH:X"),
        &["element 13 23 NM103"],
    ),
    fault(
        "a component that is not used",
        CLAIM,
        |f| f.set("SV1", 1, "HC:99213::::::5"),
        &["element I10 31 SV101-8"],
    ),
    fault(
        "a repetition where there is none",
        CLAIM,
        |f| f.set("NM1*QC", 4, "TED>TOM"),
        &["element 12 23 NM104"],
    ),
    fault(
        "a provider number's check digit",
        CLAIM,
        |f| f.set("NM1*85", 9, "1234567890"),
        &["element I12 8 NM109"],
    ),
    fault(
        "a sum that is less than nothing",
        CLAIM,
        |f| {
            f.set("CLM", 2, "-100");
        },
        &["element I12 27 CLM02", "balance I12 27 CLM02"],
    ),
    // ---- Situations of the claim.
    fault(
        "the claim is not the sum of its lines",
        CLAIM,
        |f| f.set("CLM", 2, "101"),
        &["balance I12 27 CLM02"],
    ),
    fault(
        "a pointer to a diagnosis that is not there",
        CLAIM,
        |f| f.set("SV1#2", 7, "5"),
        &["element I12 34 SV107-1"],
    ),
    fault(
        "a replacement without the number it replaces",
        CLAIM,
        |f| {
            f.set("CLM", 5, "11:B:7");
        },
        &["segment I6 29 REF"],
    ),
    fault(
        "an accident without its day",
        CLAIM,
        |f| {
            f.put("CLM", "CLM*26463774*100***11:B:1*Y*A*Y*I**OA");
        },
        &["segment I6 28 DTP"],
    ),
    fault(
        "a car accident without its state",
        CLAIM,
        |f| {
            f.put("CLM", "CLM*26463774*100***11:B:1*Y*A*Y*I**AA");
            f.after("CLM", &["DTP*439*D8*20060901"]);
        },
        &["element I9 27 CLM11-4"],
    ),
    fault(
        "a first name of an organization",
        CLAIM,
        |f| f.set("NM1*41", 4, "ANN"),
        &["element I13 3 NM104"],
    ),
    fault(
        "an address without its state",
        CLAIM,
        |f| f.set("N4*MIAMI*FL*33413", 2, ""),
        &["element I9 25 N402"],
    ),
    fault(
        "the United States said",
        CLAIM,
        |f| f.set("N4*MIAMI*FL*33413", 4, "US"),
        &["element I13 25 N404"],
    ),
    fault(
        "the patient's own street is missing",
        CLAIMS,
        |f| f.drop("N3*1 SOME"),
        &["segment I6 14 N3"],
    ),
    fault(
        "the second claim's diagnosis is missing",
        CLAIMS,
        |f| f.drop("HI#2"),
        &["segment 3 37 HI"],
    ),
    fault(
        "the second claim's amount",
        CLAIMS,
        |f| f.set("CLM#2", 2, "141"),
        &["balance I12 36 CLM02"],
    ),
    fault(
        "an adjustment of no group",
        SECOND,
        |f| f.set("CAS*CO", 1, "ZZ"),
        &["element 7 50 CAS01"],
    ),
    fault(
        "a line that does not balance for its payer",
        SECOND,
        |f| f.set("SVD", 2, "41"),
        &["balance I12 49 SVD02"],
    ),
    fault(
        "the answer of a payer nobody named",
        SECOND,
        |f| f.set("SVD", 1, "888"),
        &["element I12 49 SVD01", "balance I12 39 AMT02"],
    ),
    // ---- Remittances.
    fault("BPR is missing", REMIT, |f| f.drop("BPR"), &["segment 3 2 BPR"]),
    fault("the trace is missing", REMIT, |f| f.drop("TRN"), &["segment 3 3 TRN"]),
    fault(
        "the payer's technical contact is missing",
        REMIT,
        |f| f.drop("PER"),
        &["segment 3 9 PER"],
    ),
    fault(
        "a claim is missing",
        REMIT,
        |f| f.drop("CLP"),
        &["segment 3 15 CLP", "balance I12 2 BPR02"],
    ),
    fault(
        "a claim's status that is none",
        REMIT,
        |f| f.set("CLP", 2, "99"),
        &["element 7 15 CLP02"],
    ),
    fault(
        "a group of adjustments that is none",
        REMIT,
        |f| f.set("CAS*CO", 1, "ZZ"),
        &["element 7 36 CAS01"],
    ),
    fault("a reason that is none", REMIT, |f| f.set("CAS*CO", 2, "9999"), &["element 7 36 CAS02"]),
    fault(
        "a remark that is none",
        REMIT,
        |f| f.after("AMT*B6", &["LQ*HE*QQ99"]),
        &["element 7 33 LQ02"],
    ),
    fault("the day of payment is missing", REMIT, |f| f.set("BPR", 16, ""), &["element 1 2 BPR16"]),
    fault("letters in what was paid", REMIT, |f| f.set("SVC", 3, "3O"), &["element 6 28 SVC03"]),
    fault("the lines do not balance", REMIT, |f| f.set("SVC", 3, "31"), &["balance I12 28 SVC03"]),
    fault(
        "the claim does not balance",
        REMIT,
        |f| f.set("CLP", 4, "913"),
        &["balance I12 15 CLP04", "balance I12 2 BPR02"],
    ),
    fault(
        "the payment does not balance",
        REMIT,
        |f| f.set("BPR", 2, "1223"),
        &["balance I12 2 BPR02"],
    ),
    fault(
        "what the provider owes is left out of the payment",
        REMIT,
        |f| {
            f.before("SE", &["PLB*1999999984*20051231*WO:X*50"]);
        },
        &["balance I12 2 BPR02"],
    ),
    fault(
        "an adjustment's reason without its amount",
        REMIT,
        |f| {
            f.put("CAS*CO", "CAS*CO*42*85**45");
        },
        &["element 2 36 CAS06"],
    ),
    fault(
        "an impossible day of the adjudication",
        REMIT,
        |f| f.set("DTM*405", 2, "20050431"),
        &["element 8 5 DTM02"],
    ),
    fault("the set names its guide", REMIT, |f| f.set("ST", 3, "005010X221A1"), &[]),
    // ---- Answers.
    fault("an answer that is none", ANSWER, |f| f.set("IK5*R", 1, "Z"), &["element 7 9 IK501"]),
    fault("the answer for the group is missing", ANSWER, |f| f.drop("AK9"), &["segment 3 15 AK9"]),
    fault("what is answered is missing", ANSWER, |f| f.drop("AK1"), &["segment 3 2 AK1"]),
    fault("the answer for a set is missing", ANSWER, |f| f.drop("IK5"), &["segment 3 4 IK5"]),
    fault(
        "a segment's fault that is none",
        ANSWER,
        |f| f.set("IK3", 4, "99"),
        &["element 7 6 IK304", "segment I9 8 IK4"],
    ),
    fault("letters in a position", ANSWER, |f| f.set("IK3", 2, "2B"), &["element 6 6 IK302"]),
    // ---- TA1.
    fault(
        "an answer to the interchange that is none",
        TA1,
        |f| f.set("TA1", 4, "Q"),
        &["interchange 022 0 TA104"],
    ),
    fault("a note that is none", TA1, |f| f.set("TA1", 5, "099"), &["interchange 022 0 TA105"]),
    fault(
        "an impossible day that is answered",
        TA1,
        |f| f.set("TA1", 2, "200230"),
        &["interchange 022 0 TA102"],
    ),
    fault(
        "the answer names no interchange",
        TA1,
        |f| f.set("TA1", 1, ""),
        &["interchange 022 0 TA101"],
    ),
    // ---- Receipts of claims.
    fault(
        "a category that is none",
        RECEIPT,
        |f| f.set("STC#2", 1, "QQ|562|85"),
        &["element 7 20 STC01-1"],
    ),
    fault(
        "a status that is none",
        RECEIPT,
        |f| f.set("STC#2", 1, "A7|9999|85"),
        &["element 7 20 STC01-2"],
    ),
    fault(
        "neither taken nor refused",
        RECEIPT,
        |f| f.set("STC#2", 3, "X"),
        &["element 7 20 STC03"],
    ),
    fault("the claim's receipt is missing", RECEIPT, |f| f.drop("STC#2"), &["segment 3 20 STC"]),
    fault("the trace of a receipt is missing", RECEIPT, |f| f.drop("TRN"), &["segment 3 5 TRN"]),
    fault(
        "a level's number in a receipt",
        RECEIPT,
        |f| f.set("HL*4", 1, "5"),
        &["element I12 17 HL01"],
    ),
    // ---- Eligibility.
    fault("the payer asked is missing", QUESTION, |f| f.drop("NM1*PR"), &["segment 3 4 NM1"]),
    fault("the beginning is missing", QUESTION, |f| f.drop("BHT"), &["segment 3 2 BHT"]),
    fault(
        "a level of a kind that is none",
        QUESTION,
        |f| f.set("HL*4", 3, "99"),
        &["element 7 9 HL03"],
    ),
    fault(
        "a service type that is none",
        QUESTION,
        |f| f.set("EQ", 1, "QQ"),
        &["element 7 14 EQ01"],
    ),
    fault(
        "one of several service types is none",
        QUESTION,
        |f| f.set("EQ", 1, "30>QQ>98"),
        &["element 7 14 EQ01^2"],
    ),
    fault(
        "more service types than may be asked",
        QUESTION,
        |f| {
            f.set("EQ", 1, &["30"; 100].join(">"));
        },
        &["element 12 14 EQ01"],
    ),
    fault(
        "an empty service type among others",
        QUESTION,
        |f| f.set("EQ", 1, "30>>98"),
        &["element 4 14 EQ01^2"],
    ),
    fault("the question is missing", QUESTION, |f| f.drop("EQ"), &["segment 3 14 EQ"]),
    fault(
        "what is covered is none of the codes",
        COVERAGE,
        |f| f.set("EB", 1, "ZZ"),
        &["element 7 20 EB01"],
    ),
    fault(
        "a service type among others is none",
        COVERAGE,
        |f| f.set("EB#3", 3, "1>QQ>98"),
        &["element 7 22 EB03^2"],
    ),
    fault(
        "the end of the others concerned is missing",
        COVERAGE,
        |f| f.drop("LE"),
        &["segment 3 25 LE"],
    ),
    fault(
        "a quantity without its unit",
        COVERAGE,
        |f| f.put("EB*L", "EB*L********VS"),
        &["element 2 21 EB10"],
    ),
    // ---- Claim status.
    fault(
        "the trace is missing",
        INQUIRY,
        |f| f.drop("TRN"),
        &[
            "segment 2 12 REF",
            "segment 2 13 REF",
            "segment 2 14 AMT",
            "segment 2 15 DTP",
            "segment I6 9 TRN",
        ],
    ),
    fault(
        "three decimals in the amount asked about",
        INQUIRY,
        |f| {
            f.set("AMT", 2, "8513.885");
        },
        &["element I12 15 AMT02"],
    ),
    fault("a sex that is none", INQUIRY, |f| f.set("DMG", 3, "Z"), &["element 7 10 DMG03"]),
    fault(
        "an impossible end of the days",
        INQUIRY,
        |f| f.set("DTP", 3, "20050831-20050931"),
        &["element 8 16 DTP03"],
    ),
    fault(
        "a category that is none",
        STATUS,
        |f| f.set("STC", 1, "QQ:317"),
        &["element 7 12 STC01-1"],
    ),
    fault("the status is missing", STATUS, |f| f.drop("STC"), &["segment 3 12 STC"]),
    fault(
        "the day of the status is missing",
        STATUS,
        |f| f.set("STC", 2, ""),
        &["element 1 12 STC02"],
    ),
    // ---- Authorizations.
    fault("what is asked for is missing", REQUEST, |f| f.drop("UM"), &["segment 3 11 UM"]),
    fault(
        "a kind of request that is none",
        REQUEST,
        |f| f.set("UM", 1, "ZZ"),
        &["element 7 11 UM01"],
    ),
    fault("the group of eligibility", REQUEST, |f| f.set("GS", 1, "HS"), &["set 18 1 ST01"]),
    fault(
        "an impossible day of a diagnosis",
        REQUEST,
        |f| f.set("HI", 1, "BF:41090:D8:20050431"),
        &["element 8 12 HI01-4"],
    ),
    fault("the reviewer is missing", REQUEST, |f| f.drop("NM1*X3"), &["segment 3 4 NM1"]),
    fault("a decision that is none", DECISION, |f| f.set("HCR", 1, "Q9"), &["element 7 12 HCR01"]),
    fault("what is answered is missing", DECISION, |f| f.drop("UM"), &["segment 3 11 UM"]),
    fault(
        "an impossible range of days",
        DECISION,
        |f| {
            f.set("DTP", 3, "20050602-20050502");
        },
        &["element 8 13 DTP03"],
    ),
];
