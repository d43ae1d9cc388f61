//! Shows a file in plain words: loops indented, every segment and element with its name,
//! dates and money as people write them, codes with their meaning, and what is wrong beside
//! the segment that it is wrong in.
//!
//! It streams. What is found wrong with a segment only later, such as a sum, still stands
//! beside it while the segment is held; a set beyond that size names the segment instead.
//! What is shown is patient data, and control characters in it are not passed on.

mod words;

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use crate::check::Checker;
use crate::envelope::{self, SetEnd, SetHeader, Visitor};
use crate::guide::{ElementSpec, Guides, Kind, SegmentSpec, guides};
use crate::problem::{Level, Problem};
use crate::segment::{Segment, tag};
use crate::sets::SetKind;
use crate::value;
use crate::walker::Walker;
use words::words;

/// Text held back for problems that are found later, in bytes.
const HELD: usize = 4 << 20;
/// A value longer than this is cut; no element of any guide here is.
const LONGEST_VALUE: usize = 300;
/// One step of indentation.
const STEP: usize = 2;

/// Elements that say what the next one is, and the next one.
const PAIRS: [(&str, &str); 19] = [
    ("66", "67"),
    ("98", "93"),
    ("128", "127"),
    ("235", "234"),
    ("355", "380"),
    ("355", "81"),
    ("363", "352"),
    ("365", "364"),
    ("374", "373"),
    ("426", "127"),
    ("481", "127"),
    ("506", "507"),
    ("522", "782"),
    ("569", "508"),
    ("673", "380"),
    ("1250", "1251"),
    ("1270", "1271"),
    ("I05", "I06"),
    ("I05", "I07"),
];

/// Shows what `source` holds and gives the number of problems shown, advice not counted.
///
/// # Errors
/// What reading or writing reports. Malformed X12 is shown as far as it goes.
pub fn show<R: Read>(source: R, out: &mut dyn Write) -> io::Result<u64> {
    let mut shower = Shower {
        out,
        guides: guides(),
        walker: None,
        in_set: false,
        position: 0,
        entries: VecDeque::new(),
        held: 0,
        last: 0,
        early: Vec::new(),
        faults: 0,
    };
    envelope::walk(source, &mut Checker::new(&mut shower))?;
    shower.told_before(u64::MAX);
    if shower.last == 0 && shower.faults == 0 {
        let text = "there is no X12 in this file: no ISA was found";
        shower.problem(Problem { text: text.into(), ..Problem::default() })?;
    }
    shower.write(0)?;
    Ok(shower.faults)
}

/// The acknowledgement code of a problem as people say it; `None` when it has none.
pub fn answer_code(problem: &Problem) -> Option<String> {
    let answer = match problem.level {
        Level::File | Level::Interchange => "TA1",
        _ => "999",
    };
    (!problem.code.is_empty()).then(|| format!("{answer} code {}", problem.code))
}

/// A segment shown and not written yet.
struct Entry {
    segment: u64,
    indent: usize,
    text: String,
}

struct Shower<'o> {
    out: &'o mut dyn Write,
    guides: &'static Guides,
    /// `None` outside of sets and in sets without a guide here.
    walker: Option<Walker>,
    in_set: bool,
    position: u32,
    entries: VecDeque<Entry>,
    /// Bytes of text in `entries`.
    held: usize,
    /// The last segment shown.
    last: u64,
    /// Problems of segments that are not shown yet.
    early: Vec<Problem>,
    faults: u64,
}

impl Shower<'_> {
    /// Adds a segment, and what is known to be wrong with it.
    fn add(&mut self, s: &Segment<'_>, indent: usize, text: String) -> io::Result<()> {
        let segment = s.place().segment;
        self.told_before(segment);
        self.held += text.len();
        self.last = segment;
        self.entries.push_back(Entry { segment, indent, text });
        for problem in std::mem::take(&mut self.early) {
            self.place(problem);
        }
        if self.held > HELD { self.write(HELD / 2) } else { Ok(()) }
    }

    /// Tells problems of segments before `segment` that were never shown themselves.
    fn told_before(&mut self, segment: u64) {
        let early = std::mem::take(&mut self.early);
        let (before, later) = early.into_iter().partition(|p| p.place.segment < segment);
        self.early = later;
        let before: Vec<Problem> = before;
        for problem in before {
            self.tell_late(&problem);
        }
    }

    /// Puts a problem where its segment is shown.
    fn place(&mut self, problem: Problem) {
        let segment = problem.place.segment;
        if let Ok(index) = self.entries.binary_search_by_key(&segment, |e| e.segment) {
            let entry = &mut self.entries[index];
            let before = entry.text.len();
            complain(&mut entry.text, entry.indent + STEP, &problem, problem.text.as_str());
            self.held += entry.text.len() - before;
        } else if segment > self.last {
            self.early.push(problem);
        } else {
            self.tell_late(&problem);
        }
    }

    /// Tells a problem where the file stands now: its own segment is shown no more, or never.
    fn tell_late(&mut self, problem: &Problem) {
        if self.entries.is_empty() {
            self.entries.push_back(Entry { segment: self.last, indent: 0, text: String::new() });
        }
        if let Some(entry) = self.entries.back_mut() {
            let before = entry.text.len();
            complain(&mut entry.text, entry.indent, problem, &problem.to_string());
            self.held += entry.text.len() - before;
        }
    }

    /// Writes what is held, the oldest first, until no more than `keep` bytes are.
    fn write(&mut self, keep: usize) -> io::Result<()> {
        while self.held > keep || keep == 0 {
            let Some(entry) = self.entries.pop_front() else { break };
            self.held -= entry.text.len();
            self.out.write_all(entry.text.as_bytes())?;
        }
        Ok(())
    }

    /// A segment that stands in a set with a guide.
    fn guided(&mut self, s: &Segment<'_>) -> io::Result<()> {
        let guides = self.guides;
        let Some(walker) = &mut self.walker else { return Ok(()) };
        if self.position == 2
            && let Some(answer) = guides.by_second_segment(walker.guide, s)
        {
            if let Some(st) = self.entries.back_mut() {
                self.held -= st.text.len();
                st.text = st.text.replacen(walker.guide.name, answer.name, 1);
                self.held += st.text.len();
            }
            walker.guide = answer;
        }
        // What is missing or too much is told by the check.
        let placed = walker.place(s, &mut |_, _| {});
        let depth = walker.open_loops().count();
        let mut text = String::new();
        if placed.is_some_and(|p| p.begins)
            && let Some(spec) = walker.open_loops().last()
        {
            line(&mut text, STEP * depth, &format!("loop {}  {}", spec.id, spec.name));
        }
        let indent = STEP * (depth + 1);
        let in_guide = placed.map(|p| p.segment);
        describe(
            &mut text,
            indent,
            s,
            in_guide.or_else(|| guides.base(s.tag())),
            in_guide.is_some(),
        );
        self.add(s, indent, text)
    }

    /// A segment that no guide here tells about.
    fn plain(&mut self, s: &Segment<'_>, indent: usize) -> io::Result<()> {
        let mut text = String::new();
        describe(&mut text, indent, s, self.guides.base(s.tag()), false);
        self.add(s, indent, text)
    }
}

impl Visitor for Shower<'_> {
    type Error = io::Error;

    fn interchange_start(&mut self, isa: &Segment<'_>) -> io::Result<()> {
        let mode = match isa.element(15) {
            b"T" => ", a test",
            _ => "",
        };
        let text = format!(
            "ISA  interchange {} from {} to {}, {} {}{mode}\n",
            shown(isa.element(13)),
            shown(isa.element(6)),
            shown(isa.element(8)),
            date(isa.element(9)),
            time(isa.element(10)),
        );
        self.add(isa, 0, text)
    }

    fn interchange_end(&mut self, iea: Option<&Segment<'_>>) -> io::Result<()> {
        let Some(iea) = iea else { return Ok(()) };
        let text = format!("IEA  end of interchange {}\n", shown(iea.element(2)));
        self.add(iea, 0, text)
    }

    fn group_start(&mut self, gs: &Segment<'_>) -> io::Result<()> {
        let code = shown(gs.element(1));
        let kind = words(["GS01", "479"], &code).map_or(code, str::to_string);
        let text = format!(
            "GS  group {}: {kind}, from {} to {}, {} {}, guide {}\n",
            shown(gs.element(6)),
            shown(gs.element(2)),
            shown(gs.element(3)),
            date(gs.element(4)),
            time(gs.element(5)),
            shown(gs.element(8)),
        );
        self.add(gs, 0, text)
    }

    fn group_end(&mut self, ge: Option<&Segment<'_>>) -> io::Result<()> {
        let Some(ge) = ge else { return Ok(()) };
        let text = format!("GE  end of group {}\n", shown(ge.element(2)));
        self.add(ge, 0, text)
    }

    fn set_start(&mut self, set: &SetHeader) -> io::Result<()> {
        self.in_set = true;
        self.position = 0;
        self.walker = self.guides.find(&set.code, &set.version).map(Walker::new);
        Ok(())
    }

    fn set_envelope(&mut self, s: &Segment<'_>) -> io::Result<()> {
        self.position += 1;
        if s.tag() == tag("SE") {
            let text = format!(
                "SE  end of set {}, which says it has {} segments\n",
                shown(s.element(2)),
                shown(s.element(1))
            );
            return self.add(s, 0, text);
        }
        let (code, control) = (shown(s.element(1)), shown(s.element(2)));
        let text = match &mut self.walker {
            Some(walker) => {
                let _ = walker.place(s, &mut |_, _| {});
                let guide = walker.guide;
                format!("ST  set {control}: {code}, {} (guide {})\n", guide.name, guide.id)
            }
            None => {
                let version = shown(s.element(3));
                let kind = SetKind::of(&code, &version);
                format!(
                    "ST  set {control}: {code}, {}\n  There is no guide for it here: it is shown \
                     segment by segment, in the words of the\n  base dictionary, and not checked.\n",
                    kind.name()
                )
            }
        };
        self.add(s, 0, text)
    }

    fn segment(&mut self, s: &Segment<'_>) -> io::Result<()> {
        self.position += 1;
        if self.walker.is_some() { self.guided(s) } else { self.plain(s, STEP) }
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        self.in_set = false;
        self.walker = None;
        Ok(())
    }

    fn outside(&mut self, s: &Segment<'_>) -> io::Result<()> {
        let spec = self.guides.control.segments.iter().find(|spec| tag(spec.id) == s.tag());
        match spec {
            Some(spec) => {
                let mut text = String::new();
                describe(&mut text, 0, s, Some(spec), true);
                self.add(s, 0, text)
            }
            None => self.plain(s, 0),
        }
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        // A set without a guide says so at its top.
        let refused = self.in_set
            && self.walker.is_none()
            && problem.level == Level::Set
            && problem.segment_id == "ST"
            && matches!(problem.element, 1 | 3);
        if !refused {
            self.faults += u64::from(problem.level != Level::Advice);
            self.place(problem);
        }
        Ok(())
    }
}

fn line(text: &mut String, indent: usize, what: &str) {
    text.extend(std::iter::repeat_n(' ', indent));
    text.push_str(what);
    text.push('\n');
}

/// Adds what is wrong.
fn complain(text: &mut String, indent: usize, problem: &Problem, what: &str) {
    let advice = if problem.level == Level::Advice { "worth a look: " } else { "" };
    let code = answer_code(problem).map_or(String::new(), |code| format!(" ({code})"));
    line(text, indent, &format!("! {advice}{what}{code}"));
}

/// Adds a segment and its elements. A guide's own name for a segment that has but one use is
/// better than the words of its code.
fn describe(
    text: &mut String,
    indent: usize,
    s: &Segment<'_>,
    spec: Option<&'static SegmentSpec>,
    in_guide: bool,
) {
    let id = shown(s.id());
    let Some(spec) = spec else {
        line(text, indent, &format!("{id}  a segment that is not known here"));
        for number in 1..=s.len() {
            if !s.element(number).is_empty() {
                let value = shown(s.element(number));
                line(text, indent + STEP, &format!("{number:02}  {value}"));
            }
        }
        return;
    };
    let parts = Parts {
        owner: spec.id,
        place: String::new(),
        specs: &spec.elements,
        values: (1..=s.len()).map(|n| s.element(n)).collect(),
        component: s.delimiters().component,
        repetition: s.delimiters().repetition,
    };
    let (head, used) = parts.head(spec, in_guide);
    line(text, indent, &head);
    parts.rest(&used, &mut |at, what| line(text, indent + STEP, &format!("{at}  {what}")));
}

/// The elements of a segment, or the components of an element.
struct Parts<'a> {
    /// Segment or composite.
    owner: &'static str,
    /// Of an element with components, its number.
    place: String,
    specs: &'a [ElementSpec],
    values: Vec<&'a [u8]>,
    component: u8,
    repetition: u8,
}

impl<'a> Parts<'a> {
    /// Part `number` (from 1); empty when absent.
    fn value(&self, number: usize) -> &'a [u8] {
        self.values.get(number - 1).copied().unwrap_or(b"").trim_ascii()
    }

    fn reference(&self, number: usize) -> &'static str {
        self.specs.get(number - 1).map_or("", |spec| spec.reference)
    }

    /// How a part is called: `03`, or `03-2` within an element.
    fn at(&self, number: usize) -> String {
        if self.place.is_empty() {
            format!("{number:02}")
        } else {
            format!("{}-{number}", self.place)
        }
    }

    fn words(&self, number: usize, value: &[u8]) -> Option<&'static str> {
        let spec = self.specs.get(number - 1)?;
        let place = match self.owner.len() {
            4 => format!("{}.{number}", self.owner),
            _ => format!("{}{number:02}", self.owner),
        };
        // Remarks stand in several segments, in elements that are free text elsewhere.
        let reference = if spec.name == "remark" { "LQ02" } else { spec.reference };
        words([&place, reference], std::str::from_utf8(value).ok()?)
    }

    /// What stands on the segment's own line, and the elements said with it.
    fn head(&self, spec: &SegmentSpec, in_guide: bool) -> (String, Vec<usize>) {
        let first = self.value(1);
        let code = shown(first);
        let one_use = in_guide
            && spec.elements.first().and_then(|e| e.codes.as_ref()).is_some_and(|c| c.len() == 1);
        let name = match self.words(1, first) {
            Some(words) if !one_use => words,
            _ => spec.name,
        };
        if first.is_empty() {
            return (format!("{}  {}", spec.id, spec.name), Vec::new());
        }
        match self.reference(1) {
            "98" => (format!("{} {code}  {name}", spec.id), vec![1]),
            "366" => (format!("{} {code}  {}", spec.id, spec.name), vec![1]),
            "374" => {
                let dated = |n: &usize| matches!(self.reference(*n), "373" | "1251");
                let there = |n: &usize| !self.value(*n).is_empty();
                match (2..=self.values.len()).filter(dated).find(there) {
                    Some(n) => {
                        let used =
                            if self.reference(n) == "373" { vec![1, n] } else { vec![1, n - 1, n] };
                        (format!("{} {code}  {name}: {}", spec.id, self.plainly(n)), used)
                    }
                    None => (format!("{} {code}  {name}", spec.id), vec![1]),
                }
            }
            first if first != "1250" && self.pairs(1) => {
                (format!("{} {code}  {name}: {}", spec.id, self.plainly(2)), vec![1, 2])
            }
            _ => (format!("{}  {}", spec.id, spec.name), Vec::new()),
        }
    }

    /// Part `number` says what the next one is, and both are there.
    fn pairs(&self, number: usize) -> bool {
        let pair = (self.reference(number), self.reference(number + 1));
        PAIRS.contains(&pair) && !self.value(number + 1).is_empty()
    }

    /// Tells each part that is not `used` already, by its place and what it says.
    fn rest(&self, used: &[usize], tell: &mut dyn FnMut(&str, &str)) {
        let mut number = 0;
        while number < self.values.len() {
            number += 1;
            let value = self.value(number);
            if value.is_empty() || used.contains(&number) {
                continue;
            }
            let at = self.at(number);
            let Some(spec) = self.specs.get(number - 1) else {
                tell(&at, &format!("one more than is known: {}", shown(value)));
                continue;
            };
            if spec.kind == Kind::Composite {
                let separator = self.repetition;
                for one in value.split(|b| *b == separator && spec.repeats > 1) {
                    self.composite(&at, spec, one, tell);
                }
            } else if self.pairs(number)
                && let Some(label) = self.pair_name(number)
            {
                let both = format!("{at} {}", self.at(number + 1));
                tell(&both, &format!("{label}: {}", self.plainly(number + 1)));
                number += 1;
            } else if spec.repeats > 1 {
                let separator = self.repetition;
                for one in value.split(|b| *b == separator) {
                    tell(&at, &format!("{}: {}", spec.name, self.coded(number, one)));
                }
            } else {
                tell(&at, &format!("{}: {}", spec.name, self.plainly(number)));
            }
        }
    }

    /// What a pair is called: by its code, and by the guide where that says whose it is.
    fn pair_name(&self, number: usize) -> Option<String> {
        let name = self.specs[number].name;
        if self.reference(number) == "1250" {
            return Some(name.into());
        }
        let words = self.words(number, self.value(number))?;
        let both = matches!(self.reference(number), "235" | "506" | "569" | "1270");
        Some(if both && name != "code" { format!("{name} ({words})") } else { words.into() })
    }

    /// An element with components: on one line when it says but one thing.
    fn composite(
        &self,
        at: &str,
        spec: &ElementSpec,
        value: &[u8],
        tell: &mut dyn FnMut(&str, &str),
    ) {
        let inner = Parts {
            owner: spec.reference,
            place: at.into(),
            specs: &spec.components,
            values: value.split(|b| *b == self.component).collect(),
            component: self.component,
            repetition: self.repetition,
        };
        let alike = spec.components.windows(2).all(|w| w[0].reference == w[1].reference);
        if alike {
            let all: Vec<String> = (1..=inner.values.len())
                .filter(|n| !inner.value(*n).is_empty())
                .map(|n| inner.plainly(n))
                .collect();
            tell(at, &format!("{}: {}", spec.name, all.join(", ")));
            return;
        }
        if inner.values.len() == 2
            && inner.pairs(1)
            && let Some(words) = inner.words(1, inner.value(1))
        {
            tell(at, &format!("{} ({words}): {}", spec.name, inner.plainly(2)));
            return;
        }
        let mut lines = Vec::new();
        inner.rest(&[], &mut |at, what| lines.push((at.to_string(), what.to_string())));
        match &lines[..] {
            [] => {}
            [(_, only)] => {
                let value = only.split_once(": ").map_or(only.as_str(), |(_, value)| value);
                let named = if inner.values.len() == 1 { value } else { only };
                tell(at, &format!("{}: {named}", spec.name));
            }
            _ => {
                tell(at, spec.name);
                for (place, what) in &lines {
                    tell(&format!("  {place}"), what);
                }
            }
        }
    }

    /// Part `number` as people write it.
    fn plainly(&self, number: usize) -> String {
        let value = self.value(number);
        match self.specs.get(number - 1) {
            Some(spec) if spec.kind == Kind::Date => date(value),
            Some(spec) if spec.kind == Kind::Time => time(value),
            Some(spec) if spec.kind == Kind::Period => {
                let format = if number > 1 { self.value(number - 1) } else { b"" };
                period(format, value)
            }
            Some(spec) if spec.reference == "782" => match value::cents(value) {
                Some(cents) => money(cents),
                None => shown(value),
            },
            _ => self.coded(number, value),
        }
    }

    /// A code with its meaning, where it has one here.
    fn coded(&self, number: usize, value: &[u8]) -> String {
        let shown = shown(value);
        match self.words(number, value) {
            Some(words) => format!("{shown} = {words}"),
            None => shown,
        }
    }
}

/// A value as text that does no harm on a terminal.
fn shown(value: &[u8]) -> String {
    let tame = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut text: String = value::text(value).chars().take(LONGEST_VALUE).map(tame).collect();
    if value.len() > LONGEST_VALUE {
        text.push_str(&format!("… ({} characters)", value.len()));
    }
    text
}

/// `20260302` or `260302` as 2026-03-02; what is no date as it is.
fn date(value: &[u8]) -> String {
    let century = if value.len() == 6 { "20" } else { "" };
    let text = format!("{century}{}", shown(value));
    match value::date(text.as_bytes()) {
        Some(date) => format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
        None => shown(value),
    }
}

/// `1405` as 14:05; what is no time as it is.
fn time(value: &[u8]) -> String {
    let text = shown(value);
    if !matches!(value.len(), 4 | 6 | 8) || !value.iter().all(u8::is_ascii_digit) {
        return text;
    }
    let seconds = if value.len() > 4 { format!(":{}", &text[4..6]) } else { String::new() };
    format!("{}:{}{seconds}", &text[..2], &text[2..4])
}

/// A date, time or range, by the code before it that says how it is written.
fn period(format: &[u8], value: &[u8]) -> String {
    let halves = |length: usize| value.len() == 2 * length + 1 && value[length] == b'-';
    let moment = |value: &[u8]| match value.split_at_checked(8) {
        Some((day, hour)) => format!("{} {}", date(day), time(hour)),
        None => shown(value),
    };
    match format {
        b"D8" | b"D6" => date(value),
        b"RD8" if halves(8) => format!("{} to {}", date(&value[..8]), date(&value[9..])),
        b"RD6" if halves(6) => format!("{} to {}", date(&value[..6]), date(&value[7..])),
        b"DT" if value.len() == 12 => moment(value),
        b"RDT" if halves(12) => format!("{} to {}", moment(&value[..12]), moment(&value[13..])),
        b"TM" => time(value),
        b"RTM" if halves(4) => format!("{} to {}", time(&value[..4]), time(&value[5..])),
        _ => shown(value),
    }
}

/// Cents as 120.00.
fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
