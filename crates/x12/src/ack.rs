//! The answers to a file: TA1 for its interchanges, 999 for its groups, from the very problems
//! that [`crate::check`] tells.
//!
//! A file is accepted or refused by set; within a group some sets may be refused and others
//! taken. Sums that do not come out are answered like other faults (IK403 I12); advice is not
//! answered at all. A 999 is never answered by a 999.

use std::io::{self, Read};

use crate::check::Checker;
use crate::envelope::{self, SetEnd, SetHeader, Visitor};
use crate::guide::guides;
use crate::problem::{Level, Problem};
use crate::segment::{Segment, tag};
use crate::value;
use crate::writer::{Group, Interchange, Writer};

/// The guide of the answers.
const GUIDE: &str = "005010X231A1";
/// More problems of one set than this are not listed; the set is refused all the same.
const MOST_PER_SET: usize = 10_000;
/// The longest loop id of IK303 and CTX04; longer ones are cut, as the dictionary asks.
const LOOP_ID: usize = 4;

/// What the caller gives to an answer: the day, the time, and where control numbers begin.
#[derive(Clone, Debug)]
pub struct Stamp<'a> {
    /// `CCYYMMDD`.
    pub date: &'a str,
    /// `HHMM`.
    pub time: &'a str,
    /// ISA13 of the first answering interchange; the others count on from there.
    pub control: u32,
}

/// The answer to a file.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// X12, one answering interchange for each interchange of the file.
    pub bytes: Vec<u8>,
    /// Interchanges answered.
    pub interchanges: u64,
    /// Sets taken, with or without errors.
    pub accepted: u64,
    /// Sets refused, those of refused interchanges included.
    pub refused: u64,
}

/// Reads a file and writes the answer to it.
///
/// # Errors
/// What reading reports.
pub fn answer<R: Read>(source: R, stamp: &Stamp<'_>) -> io::Result<Answer> {
    let mut answerer = Answerer {
        stamp: stamp.clone(),
        answer: Answer::default(),
        interchange: None,
        group: None,
        set: None,
    };
    envelope::walk(source, &mut Checker::new(&mut answerer))?;
    Ok(answerer.answer)
}

struct Answerer<'a> {
    stamp: Stamp<'a>,
    answer: Answer,
    interchange: Option<InterchangeAnswer>,
    group: Option<GroupAnswer>,
    set: Option<SetAnswer>,
}

/// What is kept of an interchange until its end.
struct InterchangeAnswer {
    /// ISA01 to ISA16 as sent.
    isa: Vec<String>,
    /// The first problem's TA105.
    code: &'static str,
    groups: Vec<GroupAnswer>,
}

#[derive(Default)]
struct GroupAnswer {
    code: String,
    sender: String,
    receiver: String,
    control: String,
    version: String,
    claimed: String,
    sets: u32,
    accepted: u32,
    with_errors: bool,
    codes: Vec<&'static str>,
    /// From AK2 to IK5 of each set, written.
    body: Writer,
}

#[derive(Default)]
struct SetAnswer {
    code: String,
    control: String,
    guide: String,
    /// Segments so far.
    position: u32,
    /// The claim or question that the segments belong to, as CTX names it.
    unit: Option<String>,
    problems: Vec<(Problem, Option<String>)>,
    codes: Vec<&'static str>,
}

impl Visitor for Answerer<'_> {
    type Error = io::Error;

    fn interchange_start(&mut self, isa: &Segment<'_>) -> io::Result<()> {
        let isa = (1..=16).map(|n| isa.text(n)).collect();
        self.interchange = Some(InterchangeAnswer { isa, code: "000", groups: Vec::new() });
        Ok(())
    }

    fn interchange_end(&mut self, _: Option<&Segment<'_>>) -> io::Result<()> {
        if let Some(interchange) = self.interchange.take() {
            self.write(interchange);
        }
        Ok(())
    }

    fn group_start(&mut self, gs: &Segment<'_>) -> io::Result<()> {
        let number = gs.element(6);
        let speakable = can_repeat(gs.element(1), 2, 2)
            && can_repeat(number, 1, 9)
            && number.iter().all(u8::is_ascii_digit)
            && can_repeat(gs.element(8), 1, 12);
        // A 999 cannot name such a group; the TA1 refuses it with all others.
        if let Some(interchange) = &mut self.interchange
            && !speakable
            && interchange.code == "000"
        {
            interchange.code = "024";
        }
        self.group = Some(GroupAnswer {
            code: gs.text(1),
            sender: gs.text(2),
            receiver: gs.text(3),
            control: gs.text(6),
            version: gs.text(8),
            ..GroupAnswer::default()
        });
        Ok(())
    }

    fn group_end(&mut self, ge: Option<&Segment<'_>>) -> io::Result<()> {
        if let (Some(mut group), Some(interchange)) = (self.group.take(), &mut self.interchange) {
            let count = ge.map_or(&b""[..], |ge| ge.element(1));
            let is_count = count.iter().all(u8::is_ascii_digit) && matches!(count.len(), 1..=6);
            group.claimed = if is_count { value::text(count) } else { "0".into() };
            interchange.groups.push(group);
        }
        Ok(())
    }

    fn set_start(&mut self, set: &SetHeader) -> io::Result<()> {
        self.set = Some(SetAnswer {
            code: set.code.clone(),
            control: set.control.clone(),
            ..SetAnswer::default()
        });
        Ok(())
    }

    fn set_envelope(&mut self, s: &Segment<'_>) -> io::Result<()> {
        if let Some(set) = &mut self.set {
            set.position += 1;
            if s.tag() == tag("ST") {
                set.guide = s.text(3);
            }
        }
        Ok(())
    }

    fn segment(&mut self, s: &Segment<'_>) -> io::Result<()> {
        let Some(set) = &mut self.set else { return Ok(()) };
        set.position += 1;
        const CLM: u32 = tag("CLM");
        const HL: u32 = tag("HL");
        const TRN: u32 = tag("TRN");
        match s.tag() {
            HL => set.unit = None,
            CLM => set.enter(format!("CLM01:{}", s.text(1))),
            TRN if matches!(set.code.as_str(), "270" | "276") => {
                set.enter(format!("TRN02:{}", s.text(2)));
            }
            _ => {}
        }
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        let Some(set) = self.set.take() else { return Ok(()) };
        match &mut self.group {
            Some(group) => group.add(set),
            // A set outside of any group has no 999; its interchange is refused.
            None => self.answer.refused += 1,
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        match problem.level {
            Level::Advice => {}
            Level::File | Level::Interchange => {
                if let Some(interchange) = &mut self.interchange
                    && interchange.code == "000"
                    && !problem.code.is_empty()
                {
                    interchange.code = problem.code;
                }
            }
            Level::Group => {
                if let Some(group) = &mut self.group
                    && !problem.code.is_empty()
                    && !group.codes.contains(&problem.code)
                {
                    group.codes.push(problem.code);
                }
            }
            Level::Set => {
                if let Some(set) = &mut self.set
                    && !problem.code.is_empty()
                    && !set.codes.contains(&problem.code)
                {
                    set.codes.push(problem.code);
                }
            }
            Level::Segment | Level::Element | Level::Balance => {
                if let Some(set) = &mut self.set
                    && set.problems.len() < MOST_PER_SET
                {
                    let unit = set.unit.clone();
                    set.problems.push((problem, unit));
                }
            }
        }
        Ok(())
    }
}

impl SetAnswer {
    /// A claim or question begins; problems of the segment that begins it are its own.
    fn enter(&mut self, unit: String) {
        let unit: String = unit.chars().take(6 + 35).collect();
        for (problem, of) in self.problems.iter_mut().rev() {
            if problem.set_position != self.position {
                break;
            }
            *of = Some(unit.clone());
        }
        self.unit = Some(unit);
    }
}

/// Whether a value can be said again in an answer.
fn can_repeat(value: &[u8], least: usize, most: usize) -> bool {
    (least..=most).contains(&value.len())
        && value.iter().all(|b| matches!(b, b' '..=b'~'))
        && value.last() != Some(&b' ')
}

/// A problem with which data can still be read without doubt.
fn is_mild(problem: &Problem) -> bool {
    matches!(
        (problem.level, problem.code),
        (Level::Element, "I10" | "I13") | (Level::Segment, "I4" | "I9")
    )
}

impl GroupAnswer {
    /// Adds the answer to a set: AK2, its errors, IK5.
    fn add(&mut self, mut set: SetAnswer) {
        self.sets += 1;
        // A set that cannot be named is answered by the code of its group.
        if !can_repeat(set.code.as_bytes(), 3, 3) || !can_repeat(set.control.as_bytes(), 4, 9) {
            if !self.codes.contains(&"5") {
                self.codes.push("5");
            }
            return;
        }
        if !can_repeat(set.guide.as_bytes(), 1, 35) {
            set.guide.clear();
        }
        self.body.segment("AK2", &[&set.code, &set.control, &set.guide]);
        set.problems.sort_by_key(|(problem, _)| problem.set_position);
        let refused = !set.codes.is_empty() || set.problems.iter().any(|(p, _)| !is_mild(p));
        if !set.problems.is_empty() {
            let all_of_guide = set.problems.iter().all(|(p, _)| p.code.starts_with('I'));
            set.codes.push(if all_of_guide { "I5" } else { "5" });
        }
        let mut elements_of = 0;
        for (problem, unit) in set.problems {
            // IK301 has only ids of X12 (X12's RFI 1257): the set's code says the rest.
            if problem.level == Level::Segment && problem.code == "1" {
                elements_of = 0;
                continue;
            }
            let of_element = matches!(problem.level, Level::Element | Level::Balance);
            if !(of_element && elements_of == problem.set_position) {
                elements_of = if of_element { problem.set_position } else { 0 };
                let code = if of_element { "8" } else { problem.code };
                let loop_id: String = problem.loop_id.chars().take(LOOP_ID).collect();
                let position = problem.set_position.to_string();
                self.body.segment("IK3", &[&problem.segment_id, &position, &loop_id, code]);
                if let Some(unit) = unit {
                    self.body.segment("CTX", &[&unit]);
                }
            }
            if of_element {
                let mut at = problem.element.to_string();
                if problem.component > 0 || problem.repetition > 0 {
                    at = format!(
                        "{at}:{}",
                        if problem.component > 0 {
                            problem.component.to_string()
                        } else {
                            String::new()
                        }
                    );
                }
                if problem.repetition > 0 {
                    at = format!("{at}:{}", problem.repetition);
                }
                let reference = problem.reference;
                let reference = if reference.starts_with('C') { "" } else { reference };
                self.body.segment("IK4", &[&at, reference, problem.code]);
            }
        }
        let result = match (refused, set.codes.is_empty()) {
            (true, _) => "R",
            (false, false) => "E",
            (false, true) => "A",
        };
        self.accepted += u32::from(!refused);
        self.with_errors |= result == "E";
        let codes = set.codes.iter().take(5).copied();
        self.body.segment("IK5", &std::iter::once(result).chain(codes).collect::<Vec<_>>());
    }

    /// AK901.
    fn result(&self) -> &'static str {
        if !self.codes.is_empty() || self.accepted == 0 {
            "R"
        } else if self.accepted < self.sets {
            "P"
        } else if self.with_errors {
            "E"
        } else {
            "A"
        }
    }

    fn write(&self, out: &mut Writer) {
        out.segment("AK1", &[&self.code, &self.control, &self.version]);
        out.append(&self.body);
        // A group that is refused as a whole has no accepted sets.
        let accepted = if self.codes.is_empty() { self.accepted } else { 0 };
        let counts = [self.sets.to_string(), accepted.to_string()];
        let mut elements = vec![self.result(), &self.claimed, &counts[0], &counts[1]];
        elements.extend(self.codes.iter().take(5));
        out.segment("AK9", &elements);
    }
}

/// ISA05 and ISA07: what is none of them is as good as agreed between the two.
fn qualifier(sent: &str) -> &str {
    let kinds = &guides().control.segments[0].elements[4].codes;
    let known = kinds.as_ref().is_some_and(|kinds| kinds.contains(sent.as_bytes()));
    if known { sent } else { "ZZ" }
}

impl Answerer<'_> {
    /// Writes the answer to an interchange that is over.
    fn write(&mut self, interchange: InterchangeAnswer) {
        let isa = |number: usize| interchange.isa[number - 1].as_str();
        let refused = interchange.code != "000";
        let groups: Vec<&GroupAnswer> =
            interchange.groups.iter().filter(|g| !refused && g.code != "FA").collect();
        for group in &interchange.groups {
            let accepted = if refused || !group.codes.is_empty() { 0 } else { group.accepted };
            self.answer.accepted += u64::from(accepted);
            self.answer.refused += u64::from(group.sets - accepted);
        }
        self.answer.interchanges += 1;
        let wants_ta1 = isa(14) == "1" || refused;
        if groups.is_empty() && !wants_ta1 {
            return;
        }
        let mut out = Writer::default();
        out.open_interchange(&Interchange {
            sender: (qualifier(isa(7)), isa(8)),
            receiver: (qualifier(isa(5)), isa(6)),
            date: self.stamp.date.get(2..).unwrap_or_default(),
            time: self.stamp.time,
            control: self.stamp.control,
            production: isa(15) == "P",
        });
        if wants_ta1 {
            let result = if refused { "R" } else { "A" };
            out.segment("TA1", &[isa(13), isa(9), isa(10), result, interchange.code]);
        }
        if let Some(first) = groups.first() {
            out.open_group(&Group {
                code: "FA",
                sender: &first.receiver,
                receiver: &first.sender,
                date: self.stamp.date,
                time: self.stamp.time,
                control: 1,
                version: GUIDE,
            });
            for (number, group) in (1..).zip(&groups) {
                out.open_set("999", &format!("{number:04}"), GUIDE);
                group.write(&mut out);
                out.close_set();
            }
            out.close_group();
        }
        out.close_interchange();
        self.answer.bytes.append(&mut out.take());
        self.stamp.control = self.stamp.control % 999_999_999 + 1;
    }
}
