//! Every set, read as values and written again: nothing is lost, nothing is made up, and no
//! separator gets out of the data.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gonio_x12::acknowledgement::Ta1;
use gonio_x12::delimiters::Delimiters;
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::problem::{Place, Problem};
use gonio_x12::reader::{Reader, Token};
use gonio_x12::segment::{Segment, tag};
use gonio_x12::segments::{Hl, number_levels};
use gonio_x12::text::{List, Text};
use gonio_x12::typed::TypedSegment;
use gonio_x12::value;
use gonio_x12::writer::{Group, Interchange, Writer};
use gonio_x12::{
    acknowledgement, authorization, claim, claim_acknowledgement, claim_status, eligibility,
    remittance, segments,
};

/// A set of any kind, as it is read.
pub trait Typed {
    fn push(&mut self, s: &Segment<'_>);
    fn end(&mut self);
    fn restart(&mut self);
    fn write(&self, out: &mut Writer);
    fn problems(&self) -> &[Problem];
    fn equals(&self, other: &dyn Typed) -> bool;
    fn as_any(&self) -> &dyn Any;
}

/// A builder with the parts it has built.
pub struct Built<B, P> {
    builder: B,
    parts: Vec<P>,
    problems: Vec<Problem>,
}

macro_rules! typed {
    ($($module:ident)::+) => {
        impl Typed for Built<$($module)::+::Builder, $($module)::+::Part> {
            fn push(&mut self, s: &Segment<'_>) {
                self.parts.extend(self.builder.push(s).cloned());
            }

            fn end(&mut self) {
                self.parts.push(self.builder.finish().clone());
                self.problems = self.builder.take_problems();
            }

            fn restart(&mut self) {
                self.builder.restart();
                self.parts.clear();
            }

            fn write(&self, out: &mut Writer) {
                self.parts.iter().for_each(|part| part.write(out));
            }

            fn problems(&self) -> &[Problem] {
                &self.problems
            }

            fn equals(&self, other: &dyn Typed) -> bool {
                other.as_any().downcast_ref::<Self>().is_some_and(|o| o.parts == self.parts)
            }

            fn as_any(&self) -> &dyn Any {
                self
            }
        }
    };
}
typed!(acknowledgement);
typed!(authorization);
typed!(claim);
typed!(claim_acknowledgement);
typed!(claim_status);
typed!(eligibility::inquiry);
typed!(eligibility::response);
typed!(remittance);

/// Parts that were made by hand.
pub fn built<B: Default, P>(parts: Vec<P>) -> Box<dyn Typed>
where
    Built<B, P>: Typed + 'static,
{
    Box::new(Built::<B, P> { builder: B::default(), parts, problems: Vec::new() })
}

/// What reads a set of this kind. Institutional claims and sets of older versions are read
/// with what is nearest: what is promised for reading and writing holds for anything.
pub fn typed(code: &str, version: &str) -> Option<Box<dyn Typed>> {
    macro_rules! built {
        ($($module:ident)::+) => {
            Box::new(Built {
                builder: $($module)::+::Builder::new(),
                parts: Vec::new(),
                problems: Vec::new(),
            })
        };
    }
    Some(match code {
        "270" => built!(eligibility::inquiry),
        "271" => built!(eligibility::response),
        "276" => built!(claim_status),
        "277" if version.contains("X214") => built!(claim_acknowledgement),
        "277" => built!(claim_status),
        "278" => built!(authorization),
        "835" => built!(remittance),
        "837" => built!(claim),
        "999" => built!(acknowledgement),
        _ => return None,
    })
}

/// One set of a file.
struct Set {
    header: SetHeader,
    typed: Box<dyn Typed>,
    delimiters: Delimiters,
    /// Its segments, each in its normal form.
    segments: Vec<Vec<Vec<Vec<String>>>>,
}

/// Collects the sets of a file that are known.
#[derive(Default)]
struct Sets {
    sets: Vec<Set>,
    open: bool,
    problems: Vec<String>,
    ta1: Vec<Ta1>,
}

impl Visitor for Sets {
    type Error = io::Error;

    fn set_start(&mut self, header: &SetHeader) -> io::Result<()> {
        let typed = typed(&header.code, &header.version);
        self.open = typed.is_some();
        self.sets.extend(typed.map(|typed| Set {
            header: header.clone(),
            typed,
            delimiters: Delimiters::default(),
            segments: Vec::new(),
        }));
        Ok(())
    }

    fn segment(&mut self, s: &Segment<'_>) -> io::Result<()> {
        if let Some(set) = self.sets.last_mut().filter(|_| self.open) {
            set.typed.push(s);
            set.delimiters = s.delimiters();
            set.segments.push(normal(s));
        }
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        if let Some(set) = self.sets.last_mut().filter(|_| self.open) {
            set.typed.end();
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        self.problems.push(problem.to_string());
        Ok(())
    }

    fn outside(&mut self, s: &Segment<'_>) -> io::Result<()> {
        self.ta1.extend(Ta1::of(s, &mut Vec::new()));
        Ok(())
    }
}

fn sets(bytes: &[u8]) -> Sets {
    let mut sets = Sets::default();
    envelope::walk(bytes, &mut sets).expect("memory can be read");
    sets
}

/// A segment as elements, repetitions and components, without the empty ones at the ends, and
/// numbers in one form.
fn normal(s: &Segment<'_>) -> Vec<Vec<Vec<String>>> {
    let d = s.delimiters();
    let mut elements = vec![vec![vec![value::text(s.id())]]];
    for n in 1..=s.len() {
        let mut repetitions = Vec::new();
        for repetition in s.element(n).split(|b| *b == d.repetition) {
            let parts = repetition.split(|b| *b == d.component);
            let mut parts: Vec<String> =
                parts.map(|c| number(value::text(c.trim_ascii()))).collect();
            while parts.last().is_some_and(String::is_empty) {
                parts.pop();
            }
            repetitions.push(parts);
        }
        while repetitions.last().is_some_and(Vec::is_empty) {
            repetitions.pop();
        }
        elements.push(repetitions);
    }
    while elements.last().is_some_and(Vec::is_empty) {
        elements.pop();
    }
    elements
}

/// `100.00`, `0100` and `100` are one number.
fn number(text: String) -> String {
    if text.len() > 15 {
        return text;
    }
    value::decimal(text.as_bytes(), 3).map_or(text, |n| format!("#{n}"))
}

/// One set in its envelope.
fn in_envelope(set: &Set, out: &mut Writer) -> Vec<u8> {
    open(out);
    out.open_set(&set.header.code, "0001", &set.header.version);
    set.typed.write(out);
    out.close_set();
    out.close_group();
    out.close_interchange();
    out.take()
}

fn open(out: &mut Writer) {
    open_interchange(out);
    out.open_group(&Group {
        code: "HC",
        sender: "S",
        receiver: "R",
        date: "20261122",
        time: "1200",
        control: 1,
        version: "005010",
    });
}

fn open_interchange(out: &mut Writer) {
    out.open_interchange(&Interchange {
        sender: ("ZZ", "S"),
        receiver: ("ZZ", "R"),
        date: "261122",
        time: "1200",
        control: 1,
        production: false,
    });
}

fn samples_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/x12-samples")
}

/// All sample files: name under the folder, and bytes.
pub fn samples() -> Vec<(String, Vec<u8>)> {
    let (root, mut files) = (samples_folder(), Vec::new());
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the samples are there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("under the root").to_string_lossy();
                files.push((name.into_owned(), fs::read(&path).expect("a readable file")));
            }
        }
    }
    files.sort();
    files
}

/// Samples with a separator inside an element that is no composite: it is read as text, and a
/// separator in text is not written.
const SEPARATOR_IN_TEXT: [&str; 4] = [
    "aurelianware-hipaa-attachments/request/x217-error-response.edi",
    "aurelianware-hipaa-attachments/request/x217-inpatient-response-denied.edi",
    "aurelianware-hipaa-attachments/request/x217-inpatient-response-pended.edi",
    "linuxforhealth-x12/837_004010X098A1/dependent-commercial-insurance-02.837",
];

#[test]
fn what_is_written_reads_the_same() {
    let mut count = BTreeMap::<String, usize>::new();
    let mut failed = Vec::new();
    for (name, bytes) in samples() {
        for (n, set) in sets(&bytes).sets.iter().enumerate() {
            *count.entry(set.header.code.clone()).or_default() += 1;
            let mut out = Writer::new(set.delimiters);
            let again = sets(&in_envelope(set, &mut out));
            let mut say = |what: String| failed.push(format!("{name} set {}: {what}", n + 1));
            if out.cleaned() > 0 {
                if !SEPARATOR_IN_TEXT.contains(&name.as_str()) {
                    say(format!("{} characters lost", out.cleaned()));
                }
                continue;
            }
            if !again.problems.is_empty() {
                say(format!("{:?}", again.problems));
            }
            let [again] = &again.sets[..] else {
                say(format!("{} sets", again.sets.len()));
                continue;
            };
            if !again.typed.equals(&*set.typed) {
                let differ = set.segments.iter().zip(&again.segments).find(|(a, b)| a != b);
                say(format!("reads differently: {differ:?}"));
            }
            let mut before: Vec<&str> = texts(set.typed.problems());
            for problem in texts(again.typed.problems()) {
                match before.iter().position(|p| *p == problem) {
                    Some(at) => drop(before.swap_remove(at)),
                    None => say(format!("a new problem: {problem}")),
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    for code in ["270", "271", "276", "277", "278", "835", "837", "999"] {
        assert!(count.get(code).is_some_and(|n| *n > 4), "{count:?}");
    }
}

fn texts(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|p| p.text.as_str()).collect()
}

/// Names of the sample files that outside judges call valid.
pub fn valid_samples() -> Vec<String> {
    let readme = fs::read_to_string(samples_folder().join("README.md")).expect("the README");
    let (mut folder, mut valid) = ("", Vec::new());
    for line in readme.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            folder = name.trim();
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if cells.len() >= 5 && cells[cells.len() - 1].starts_with("valid [") {
            valid.push(format!("{folder}/{}", cells[0]));
        }
    }
    valid
}

/// Samples of which something is not written again, and what: none of them is valid.
const NOT_WRITTEN: [(&str, &str); 15] = [
    ("aurelianware-hipaa-attachments/request/999-acknowledgment.edi", "AK5 of a 997 in a 999"),
    ("aurelianware-hipaa-attachments/request/x217-error-response.edi", "STC and AAA with words"),
    ("aurelianware-hipaa-attachments/request/x217-inpatient-response-approved.edi", "STC in a 278"),
    ("aurelianware-hipaa-attachments/request/x217-inpatient-response-denied.edi", "STC in a 278"),
    ("aurelianware-hipaa-attachments/request/x217-inpatient-response-pended.edi", "STC in a 278"),
    ("aurelianware-hipaa-attachments/request/x217-outpatient-response.edi", "STC in a 278"),
    ("edi-835-parser/blue_cross_nc_sample.txt", "SVC with ten elements"),
    ("imsweb-x12-parser/837_5010/x12_bad_segment_identifier.txt", "segments that do not exist"),
    ("linuxforhealth-x12/835_005010X221A1/cob-contractural-adjustment.835", "separator repaired"),
    ("linuxforhealth-x12/835_005010X221A1/managed-care.835", "a date that does not exist"),
    ("linuxforhealth-x12/835_005010X221A1/secondary-payment.835", "separator repaired"),
    ("linuxforhealth-x12/837_005010X222A2/demo.example6.837", "separator repaired"),
    ("staedi/837-header-ref-only.edi", "REF after BHT"),
    ("staedi/invalid999.edi", "IK5 twice and before AK1, AK2 with five elements"),
    ("stupidedi/HC837-005010X291/chiropractic.edi", "CLM19 of the predetermination guide"),
];

#[test]
fn nothing_that_a_guide_has_is_lost() {
    let valid = valid_samples();
    let mut failed = Vec::new();
    let (mut in_order, mut odd) = (0, Vec::new());
    for (name, bytes) in samples() {
        for (n, set) in sets(&bytes).sets.iter().enumerate() {
            let version = &set.header.version;
            let other = ["X215", "X223", "X224", "X364"].iter().any(|v| version.contains(v));
            if other || version.starts_with("004") {
                continue;
            }
            let again = sets(&in_envelope(set, &mut Writer::new(set.delimiters)));
            let mut written = again.sets[0].segments.clone();
            let mut said = set.segments.clone();
            if valid.contains(&name) {
                in_order += 1;
                if !set.typed.problems().is_empty() {
                    failed.push(format!("{name} set {n}: {:?}", texts(set.typed.problems())));
                }
            } else {
                // Order is what many of the others get wrong.
                written.sort();
                said.sort();
            }
            if written != said {
                odd.push(name.clone());
                if !NOT_WRITTEN.iter().any(|(file, _)| *file == name) {
                    let differ = said.iter().zip(&written).find(|(a, b)| a != b);
                    failed.push(format!("{name} set {n}: {differ:?}"));
                }
            }
        }
    }
    odd.dedup();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(odd, NOT_WRITTEN.map(|(file, _)| file));
    assert!(in_order > 60, "{in_order}");
}

/// Memory is used again from set to set, and no set may see what was in another.
#[test]
fn a_builder_that_is_used_again_has_forgotten_everything() {
    let mut used = Vec::<Box<dyn Typed>>::new();
    for (name, bytes) in samples() {
        for set in sets(&bytes).sets {
            let mut out = Writer::new(BARE);
            set.typed.write(&mut out);
            let bytes = out.take();
            let fresh = read(&set.header.code, &set.header.version, &bytes, BARE);
            let kind = fresh.typed.as_any().type_id();
            let Some(again) = used.iter_mut().find(|t| t.as_any().type_id() == kind) else {
                used.push(fresh.typed);
                continue;
            };
            again.restart();
            let mut reader = Reader::resume(&bytes, BARE, Place::default());
            while let Some(Token::Segment(s)) = reader.next().expect("memory can be read") {
                again.push(&s);
            }
            again.end();
            assert!(again.equals(&*fresh.typed), "{name}");
            assert_eq!(texts(again.problems()), texts(fresh.typed.problems()), "{name}");
        }
    }
    assert_eq!(used.len(), 8);
}

#[test]
fn the_readme_is_about_the_samples_that_are_here() {
    let names: Vec<String> = samples().into_iter().map(|(name, _)| name).collect();
    let valid = valid_samples();
    assert!(valid.len() > 60, "{}", valid.len());
    assert!(valid.iter().all(|name| names.contains(name)), "{valid:?}");
}

/// The sets of one kind in a sample.
fn parts<B: 'static, P: Clone + 'static>(name: &str) -> Vec<P>
where
    Built<B, P>: Typed,
{
    let bytes = fs::read(samples_folder().join(name)).expect("a sample");
    let sets = sets(&bytes).sets;
    let built = sets.iter().filter_map(|s| s.typed.as_any().downcast_ref::<Built<B, P>>());
    built.flat_map(|b| b.parts.clone()).collect()
}

#[test]
fn answers_say_what_was_decided() {
    use authorization::Part as Review;
    let parts_278: Vec<Review> = parts::<authorization::Builder, _>(
        "stupidedi/HI278-005010X217/admission-response-to-request-for-review.edi",
    );
    let numbers: Vec<(bool, &str)> = parts_278
        .iter()
        .filter_map(|part| match part {
            Review::HierarchyLevel(l) => Some((l.is_event(), l.authorization_number()?.as_str())),
            Review::Header(_) => None,
        })
        .collect();
    assert_eq!(numbers, [(true, "AUTH0002"), (false, "AUTH0002")]);

    use claim_acknowledgement::Part as Taken;
    let parts_277: Vec<Taken> =
        parts::<claim_acknowledgement::Builder, _>("x12-types/277/parse_277_01.edi");
    let mut claims = Vec::new();
    for part in &parts_277 {
        let Taken::HierarchyLevel(level) = part else { continue };
        let answers = level.answers.iter().filter(|_| level.is_patient());
        claims.extend(answers.map(|a| {
            let codes = a.statuses.iter().flat_map(|s| s.statuses());
            let codes: Vec<&str> = codes.map(|s| s.code.as_str()).collect();
            (a.trace.number.as_str(), a.is_accepted(), codes.join(" "))
        }));
    }
    let taken = [
        ("PATIENT22222", Some(true), "20"),
        ("PATIENT33333", Some(false), "21 187"),
        ("JONES44444", Some(false), "21 249"),
        ("JOHNSON55555", Some(true), "20"),
        ("MILLS66666", Some(true), "20"),
    ];
    assert_eq!(claims, taken.map(|(number, taken, codes)| (number, taken, codes.to_string())));

    use acknowledgement::Part as Answer;
    let parts_999: Vec<Answer> = parts::<acknowledgement::Builder, _>(
        "stupidedi/FA999-005010X231A1/response-to-functional-group-containing-3-837s.edi",
    );
    let mut sets = Vec::new();
    for part in &parts_999 {
        let Answer::SetResponse(set) = part else { continue };
        let elements = set.segments.iter().map(|s| s.elements.len()).sum::<usize>();
        let contexts = set.segments.iter().map(|s| s.contexts.len()).sum::<usize>();
        sets.push((set.is_accepted(), set.segments.len(), contexts, elements));
    }
    let said = [(Some(true), 0, 0, 0), (Some(false), 1, 1, 1), (Some(false), 1, 2, 0)];
    assert_eq!(sets, said);
    let Some(Answer::GroupResponse(group)) = parts_999.last() else { panic!("AK9 is last") };
    assert_eq!((group.answer.received, group.answer.accepted), (Some(3), Some(1)));

    use eligibility::response::Part as Coverage;
    let parts_271: Vec<Coverage> = parts::<eligibility::response::Builder, _>(
        "linuxforhealth-x12/271_005010X279A1/dependent-health-benefit-check.271",
    );
    let levels = parts_271.iter().filter_map(|part| match part {
        Coverage::HierarchyLevel(level) => Some(level),
        Coverage::Header(_) => None,
    });
    let told: Vec<_> = levels
        .filter(|l| l.level.is_subscriber() || l.level.is_dependent())
        .map(|l| {
            let visits = l.benefits.iter().filter(|b| b.is_for("98")).count();
            let others = l.benefits.iter().map(|b| b.others.len()).sum::<usize>();
            (l.level.is_dependent(), l.benefits.len(), visits, others)
        })
        .collect();
    assert_eq!(told, [(false, 0, 0, 0), (true, 5, 3, 1)]);
}

/// Chance that can be had again.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Separators that no data below carries.
const BARE: Delimiters =
    Delimiters { element: 0x1d, component: 0x1f, repetition: 0x1c, segment: 0x1e };

fn guides_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("guides")
}

/// The lines of a guide file: joined where they go on, without comments.
fn lines(name: &str) -> Vec<String> {
    let text = fs::read_to_string(guides_folder().join(name)).expect("a guide file");
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let mut quoted = false;
        let end = line.find(|c| {
            quoted ^= c == '"';
            c == '#' && !quoted
        });
        let line = line[..end.unwrap_or(line.len())].trim_end();
        let (line, more) = match line.strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line, false),
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(line),
            None => lines.push(line.to_string()),
        }
        goes_on = more;
    }
    lines.retain(|l| !l.trim().is_empty());
    lines
}

/// A line's words without what is quoted.
fn words(line: &str) -> Vec<String> {
    let bare: String = line.split('"').step_by(2).collect();
    bare.split_whitespace().map(str::to_string).collect()
}

/// The type of each data element, and the elements of each segment and composite.
struct Base {
    types: BTreeMap<String, String>,
    parts: BTreeMap<String, Vec<String>>,
}

impl Base {
    fn read() -> Self {
        let types = lines("elements.txt").iter().map(|l| words(l)).collect::<Vec<_>>();
        let types = types.into_iter().map(|w| (w[0].clone(), w[1].clone())).collect();
        let parts = lines("segments.txt")
            .iter()
            .map(|line| {
                let line = line.split(';').next().unwrap_or_default();
                let mut words = words(line).into_iter();
                let id = words.next().expect("an id");
                let parts = words.filter(|w| w != ":");
                let parts = parts.map(|w| w.split(['!', '^']).next().unwrap_or_default().into());
                (id.trim_end_matches(':').to_string(), parts.collect())
            })
            .collect();
        Self { types, parts }
    }

    /// The type of an element or a component of a segment.
    fn type_of(&self, segment: &str, element: usize, component: Option<usize>) -> &str {
        let mut number = &self.parts[segment][element - 1];
        if let Some(parts) = self.parts.get(number.as_str()) {
            number = &parts[component.unwrap_or(1) - 1];
        }
        &self.types[number]
    }
}

/// A set that has every segment of a guide with every element, twice where it may repeat.
fn everything(name: &str, base: &Base, text: &mut dyn FnMut(&str) -> String) -> Vec<u8> {
    let lines = lines(name);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut loops = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let first = words(line);
        if first[0] == "loop" {
            let inside = lines[at + 1..].iter().take_while(|l| depth(l) > depth(line)).count();
            loops.insert(first[1].clone(), at + 1..at + 1 + inside);
        }
    }
    let mut out = Vec::new();
    let mut todo: Vec<usize> = (1..lines.len()).rev().collect();
    while let Some(at) = todo.pop() {
        let words = words(&lines[at]);
        match words[0].as_str() {
            "also" | "loop" | "ST" | "SE" => {}
            "use" => todo.extend(loops[&words[1]].clone().rev()),
            id => {
                let times = if words[2] == "1" { 1 } else { 2 };
                for _ in 0..times {
                    segment(id, &words[3..], base, text, &mut out);
                }
            }
        }
    }
    out
}

/// One segment with all elements that its guide uses.
fn segment(
    id: &str,
    tokens: &[String],
    base: &Base,
    text: &mut dyn FnMut(&str) -> String,
    out: &mut Vec<u8>,
) {
    let mut elements: BTreeMap<usize, (usize, BTreeMap<usize, String>)> = BTreeMap::new();
    for token in tokens {
        let place = token.split(['R', 'S']).next().unwrap_or_default();
        let rest = &token[place.len() + 1..];
        let (element, component) = match place.split_once('.') {
            Some((element, component)) => (element, component.parse().ok()),
            None => (place, None),
        };
        let element: usize = element.parse().unwrap_or_else(|_| panic!("{id}: {token}"));
        let times = rest.split_once('*').map_or(1, |(_, n)| n.parse::<usize>().unwrap_or(2).min(2));
        let code = rest.strip_prefix('(').and_then(|c| c.split([',', ')']).next());
        let value = match base.type_of(id, element, component) {
            "N0" => "12".to_string(),
            "R" => "12.5".to_string(),
            "DT" => "20261122".to_string(),
            _ => text(code.filter(|c| !c.starts_with('@')).unwrap_or("T1")),
        };
        let one = elements.entry(element).or_insert((times, BTreeMap::new()));
        one.1.insert(component.unwrap_or(1), value);
    }
    out.extend_from_slice(id.as_bytes());
    for element in 1..=elements.keys().max().copied().unwrap_or(0) {
        out.push(BARE.element);
        let Some((times, parts)) = elements.get(&element) else { continue };
        for repetition in 0..*times {
            if repetition > 0 {
                out.push(BARE.repetition);
            }
            for component in 1..=parts.keys().max().copied().unwrap_or(0) {
                if component > 1 {
                    out.push(BARE.component);
                }
                out.extend(parts.get(&component).into_iter().flat_map(|v| v.bytes()));
            }
        }
    }
    out.push(BARE.segment);
}

/// The files of guides, with ST01 and the guide's id.
fn guides() -> Vec<(String, String, String)> {
    let mut guides = Vec::new();
    for entry in fs::read_dir(guides_folder()).expect("the guides are there") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let first = if name.contains("-x") { lines(&name)[0].clone() } else { continue };
        let first = words(&first);
        guides.push((name, first[2].clone(), first[1].clone()));
    }
    guides.sort();
    assert!(guides.len() >= 10, "{guides:?}");
    guides
}

/// Reads the segments of one set without its envelope.
fn read(code: &str, version: &str, bytes: &[u8], delimiters: Delimiters) -> Set {
    let header = SetHeader { code: code.into(), version: version.into(), ..SetHeader::default() };
    let typed = typed(code, version).expect("a set that is known");
    let mut set = Set { header, typed, delimiters, segments: Vec::new() };
    let mut reader = Reader::resume(bytes, delimiters, Place::default());
    while let Some(token) = reader.next().expect("memory can be read") {
        match token {
            Token::Segment(s) => {
                set.typed.push(&s);
                set.segments.push(normal(&s));
            }
            Token::Problem(problem) => panic!("{problem}"),
        }
    }
    set.typed.end();
    set
}

#[test]
fn every_element_of_every_guide_has_a_field() {
    let base = Base::read();
    for (name, code, version) in guides() {
        let bytes = everything(&name, &base, &mut str::to_string);
        let set = read(&code, &version, &bytes, BARE);
        assert_eq!(texts(set.typed.problems()), Vec::<&str>::new(), "{name}");
        let mut out = Writer::new(BARE);
        set.typed.write(&mut out);
        let again = read(&code, &version, &out.take(), BARE);
        for (at, segment) in set.segments.iter().enumerate() {
            assert_eq!(again.segments.get(at), Some(segment), "{name}, segment {at}");
        }
        assert_eq!(again.segments.len(), set.segments.len(), "{name}");
        assert!(again.typed.equals(&*set.typed), "{name}");
        assert!(set.segments.len() > 5, "{name}");
    }
}

/// Text with anything in it, between two characters that may always stand.
fn hostile(chance: &mut Chance) -> String {
    const BAD: [&str; 24] = [
        "*", ":", "~", "^", "|", ">", "\\", "!", "`", "_", "<", "+", "\n", "\r", "\t", "\0",
        "\u{7f}", "é", "ß", "漢", "🦴", "\u{2028}", "ISA*00*", "~SE*1*1~",
    ];
    let length = if chance.next(50) == 0 { 2000 } else { chance.next(8) };
    let mut text = String::from("9");
    for _ in 0..length {
        match chance.next(3) {
            0 => text.push_str("a B"),
            _ => text.push_str(BAD[chance.next(BAD.len())]),
        }
    }
    text + "Z"
}

/// How many separators stand where: for each segment its id and, for each element, how many
/// repetitions and components it has.
fn skeleton(bytes: &[u8], d: Delimiters) -> Vec<String> {
    let segments = bytes.split_inclusive(|b| *b == d.segment);
    let kept = |b: &&u8| [d.element, d.component, d.repetition, d.segment].contains(*b);
    segments
        .map(|s| {
            let id = s.iter().take_while(|b| **b != d.element);
            id.chain(s.iter().filter(kept)).map(|b| char::from(*b)).collect()
        })
        .collect()
}

#[test]
fn no_separator_gets_out_of_the_data() {
    let base = Base::read();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let writers = [
        Delimiters::default(),
        Delimiters { element: b'|', component: b'>', repetition: b'^', segment: b'\n' },
        Delimiters { element: b'+', component: b'<', repetition: b'!', segment: b'_' },
        BARE,
    ];
    for round in 0..40 {
        let delimiters = writers[round % writers.len()];
        for (name, code, version) in guides() {
            let benign = everything(&name, &base, &mut |_| "9Z".into());
            let hostile = everything(&name, &base, &mut |_| hostile(&mut chance));
            // The reader joins lines.
            let read_as = hostile.iter().map(|b| char::from(*b)).filter(|c| *c != '\n');
            let data = read_as.filter(|c| !is_separator(*c, BARE));
            let bad = data.filter(|c| is_separator(*c, delimiters)).count();
            let [benign, hostile] = [benign, hostile].map(|bytes| {
                let set = read(&code, &version, &bytes, BARE);
                assert_eq!(texts(set.typed.problems()), Vec::<&str>::new(), "{name}");
                let mut out = Writer::new(delimiters);
                set.typed.write(&mut out);
                (out.take(), out.cleaned())
            });
            let [a, b] = [&benign, &hostile].map(|out| skeleton(&out.0, delimiters));
            assert_eq!(a, b, "{name}, {delimiters:?}");
            assert_eq!(benign.1, 0, "{name}: nothing to clean");
            assert!(hostile.1 >= bad as u64, "{name}: {} of {bad} are told", hostile.1);
            let strange = hostile.0.iter().map(|b| char::from(*b));
            let strange = strange.filter(|c| !matches!(c, ' '..='~'));
            let strange: Vec<char> = strange.filter(|c| !is_separator(*c, delimiters)).collect();
            assert_eq!(strange, [], "{name}, {delimiters:?}");
        }
    }
}

fn is_separator(c: char, d: Delimiters) -> bool {
    [d.element, d.component, d.repetition, d.segment].iter().any(|b| char::from(*b) == c)
}

#[test]
fn text_put_into_a_value_by_hand_is_cleaned_too() {
    let evil = "9a*b:c~d^e\r\nISA*é漢\0`Z";
    let mut out = Writer::default();
    let other = segments::OtherReference { value: evil.into(), ..Default::default() };
    segments::Ref {
        qualifier: evil.into(),
        value: evil.into(),
        other: Some(other),
        ..Default::default()
    }
    .write(&mut out);
    let types: List<Text> = [evil, evil].into_iter().map(Text::from).collect();
    segments::Eb { service_types: types, plan: evil.into(), ..Default::default() }.write(&mut out);
    segments::Per { contacts: [contact(evil), contact(evil)].into(), ..Default::default() }
        .write(&mut out);
    let bytes = out.take();
    assert_eq!(
        skeleton(&bytes, Delimiters::default()),
        ["REF****:~", "EB***^**~", "PER******~"].map(|s| s.to_string()),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
    assert!(out.cleaned() >= 8 * 4, "{}", out.cleaned());
}

fn contact(text: &str) -> segments::Contact {
    segments::Contact { kind: text.into(), number: text.into() }
}

#[test]
fn an_interchange_is_answered_by_a_ta1() {
    let ta1 = Ta1 {
        control: "000000007".into(),
        date: "260301".into(),
        time: "0900".into(),
        answer: "R".into(),
        note: "021".into(),
    };
    let mut out = Writer::default();
    open_interchange(&mut out);
    ta1.write(&mut out);
    out.close_interchange();
    let again = sets(&out.take());
    assert_eq!(again.problems, Vec::<String>::new());
    assert_eq!(again.ta1, [ta1]);
    assert!(!again.ta1[0].is_accepted());
    let count = samples().iter().map(|(_, bytes)| sets(bytes).ta1.len()).sum::<usize>();
    assert!(count >= 2, "{count}");
}

#[test]
fn text_that_is_cleaned_to_nothing_leaves_nothing() {
    let mut out = Writer::default();
    let other = segments::OtherReference { value: "^".into(), ..Default::default() };
    let nothing = segments::Ref {
        value: "**".into(),
        description: "\0".into(),
        other: Some(other),
        ..Default::default()
    };
    segments::Ref { qualifier: "G1".into(), ..nothing }.write(&mut out);
    let types: List<Text> = ["98", " ", "~"].into_iter().map(Text::from).collect();
    segments::Eb { kind: "1".into(), service_types: types, ..Default::default() }.write(&mut out);
    assert_eq!(String::from_utf8_lossy(&out.take()), "REF*G1~EB*1**98~");
    assert_eq!(out.cleaned(), 5);
}

/// Levels are numbered as the published examples number them.
#[test]
fn levels_are_numbered_as_in_the_examples() {
    let (mut sets, valid) = (0, valid_samples());
    for (name, bytes) in samples() {
        if !valid.contains(&name) {
            continue;
        }
        let mut reader = Reader::over(&bytes);
        let mut levels: Vec<Hl> = Vec::new();
        while let Some(token) = reader.next().expect("memory can be read") {
            let Token::Segment(s) = token else { continue };
            if s.tag() == tag("HL") {
                let mut level = Hl::default();
                level.read(&s, &mut Vec::new());
                levels.push(level);
            }
            if s.tag() == tag("SE") {
                let mut numbered: Vec<Hl> = levels.iter().map(|l| Hl::of(&l.kind)).collect();
                number_levels(&mut numbered);
                let numbers = |l: &Hl| (l.number.to_string(), l.parent.to_string());
                // X12's transports hang services under the service before, which nobody can
                // know from their kinds alone; and HL04 is taken lightly outside of claims.
                if !name.contains("transportation") {
                    let theirs: Vec<_> = levels.iter().map(numbers).collect();
                    assert_eq!(numbered.iter().map(numbers).collect::<Vec<_>>(), theirs, "{name}");
                    sets += 1;
                }
                levels.clear();
            }
        }
    }
    assert!(sets > 40, "{sets} sets have levels");
}
