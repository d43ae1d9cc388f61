//! X12 files as such: judged, answered, shown. Each streams; only an answer is held.

use std::collections::BTreeMap;
use std::io::{self, Write};

use gonio_x12::ack::{self, Stamp};
use gonio_x12::check::Checker;
use gonio_x12::envelope::{self, SetEnd, SetHeader, Visitor};
use gonio_x12::guide::{Guide, guides};
use gonio_x12::problem::{Level, Problem};
use gonio_x12::segment::Segment;
use gonio_x12::sets::SetKind;
use gonio_x12::show;
use serde::Serialize;

use crate::files::Source;

/// A problem of a file, with everything that is known of its place.
#[derive(Clone, Debug, Serialize)]
pub struct PlacedProblem {
    /// file, interchange, group, set, segment, element, balance; advice, where nothing is wrong.
    pub level: &'static str,
    /// The segment's number in the file, from 1; 0 at the end of the file.
    pub segment: u64,
    /// Offset of its first byte.
    pub byte: u64,
    /// The line it begins on, from 1.
    pub line: u64,
    /// ST02 of the set it stands in; empty outside of sets.
    pub set: String,
    /// Its number in that set, ST being 1; 0 outside of sets.
    pub position: u32,
    /// The loop it stands in, as the guide calls it.
    #[serde(rename = "loop")]
    pub loop_id: &'static str,
    /// That loop in our words.
    pub loop_name: &'static str,
    /// For example `CLM`.
    pub segment_id: String,
    /// The element's number, from 1; 0 when the segment is meant.
    pub element: u8,
    /// The component's number, from 1; 0 when the element is meant.
    pub component: u8,
    /// Which repetition, from 1; 0 when it does not repeat.
    pub repetition: u8,
    /// The TA1 or 999 code, where one exists; else empty.
    pub code: &'static str,
    /// `TA1 code 021`, `999 code 7`; else empty.
    pub answer: String,
    /// In plain words. Never patient data.
    pub text: String,
}

impl PlacedProblem {
    /// Nothing is wrong; it is only worth a look.
    pub fn is_advice(&self) -> bool {
        self.level == Level::Advice.name()
    }
}

/// A transaction set that was judged.
#[derive(Clone, Debug, Serialize)]
pub struct JudgedSet {
    /// Its kind, for example `837P`.
    pub set: &'static str,
    /// ST03 or GS08.
    pub version: String,
    /// ST02.
    pub control: String,
    /// Nothing is wrong within it.
    pub ok: bool,
}

/// What a file came to.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Problems, advice not counted.
    pub problems: u64,
    /// ISA segments.
    pub interchanges: u64,
    /// GS segments.
    pub groups: u64,
    /// Segments in all, envelopes included.
    pub segments: u64,
    /// Transaction sets by kind.
    pub sets: BTreeMap<&'static str, u64>,
}

/// Is told what is found while a file is read.
pub trait Listener {
    /// A problem, or advice.
    ///
    /// # Errors
    /// The listener's own; reading stops there.
    fn problem(&mut self, problem: &PlacedProblem) -> io::Result<()>;
    /// A transaction set is over.
    ///
    /// # Errors
    /// The listener's own; reading stops there.
    fn set(&mut self, set: &JudgedSet) -> io::Result<()>;
}

/// Judges a file by its guides.
///
/// # Errors
/// What reading or the listener reports. Malformed X12 is a problem, not an error.
pub fn check(source: &Source, listener: &mut dyn Listener) -> io::Result<Judged> {
    let mut judge =
        Judge { judged: Judged::default(), listener, set: None, guide: None, at_second: false };
    envelope::walk(source.open()?, &mut Checker::new(&mut judge))?;
    if judge.judged.interchanges == 0 && judge.judged.problems == 0 {
        let text = "there is no X12 in this file: no ISA was found";
        judge.problem(Problem { text: text.into(), ..Problem::default() })?;
    }
    Ok(judge.judged)
}

struct Judge<'l> {
    judged: Judged,
    listener: &'l mut dyn Listener,
    set: Option<JudgedSet>,
    guide: Option<&'static Guide>,
    /// ST was the segment before.
    at_second: bool,
}

impl Judge<'_> {
    fn loop_name(&self, id: &str) -> &'static str {
        let loops = self.guide.map_or(&[][..], |guide| &guide.loops);
        loops.iter().find(|l| !id.is_empty() && l.id == id).map_or("", |l| l.name)
    }
}

impl Visitor for Judge<'_> {
    type Error = io::Error;

    fn set_start(&mut self, set: &SetHeader) -> io::Result<()> {
        let kind = SetKind::of(&set.code, &set.version).code();
        *self.judged.sets.entry(kind).or_default() += 1;
        self.guide = guides().find(&set.code, &set.version);
        self.at_second = true;
        self.set = Some(JudgedSet {
            set: kind,
            version: set.version.clone(),
            control: set.control.clone(),
            ok: true,
        });
        Ok(())
    }

    fn set_envelope(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.judged.segments += 1;
        Ok(())
    }

    fn segment(&mut self, s: &Segment<'_>) -> io::Result<()> {
        self.judged.segments += 1;
        if std::mem::take(&mut self.at_second)
            && let Some(guide) = self.guide
        {
            self.guide = guides().by_second_segment(guide, s).or(self.guide);
        }
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        self.guide = None;
        self.set.take().map_or(Ok(()), |set| self.listener.set(&set))
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        if problem.level != Level::Advice {
            self.judged.problems += 1;
            if let Some(set) = &mut self.set {
                set.ok = false;
            }
        }
        self.listener.problem(&PlacedProblem {
            level: problem.level.name(),
            segment: problem.place.segment,
            byte: problem.place.byte,
            line: problem.place.line,
            set: self.set.as_ref().map_or(String::new(), |set| set.control.clone()),
            position: problem.set_position,
            loop_id: problem.loop_id,
            loop_name: self.loop_name(problem.loop_id),
            answer: show::answer_code(&problem).unwrap_or_default(),
            segment_id: problem.segment_id,
            element: problem.element,
            component: problem.component,
            repetition: problem.repetition,
            code: problem.code,
            text: problem.text,
        })
    }

    fn interchange_start(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.judged.interchanges += 1;
        self.judged.segments += 1;
        Ok(())
    }

    fn interchange_end(&mut self, iea: Option<&Segment<'_>>) -> io::Result<()> {
        self.judged.segments += u64::from(iea.is_some());
        Ok(())
    }

    fn group_start(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.judged.groups += 1;
        self.judged.segments += 1;
        Ok(())
    }

    fn group_end(&mut self, ge: Option<&Segment<'_>>) -> io::Result<()> {
        self.judged.segments += u64::from(ge.is_some());
        Ok(())
    }

    fn outside(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.judged.segments += 1;
        Ok(())
    }
}

/// The answer to a file.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// TA1 and 999; empty when the file holds nothing that is answered.
    pub x12: Vec<u8>,
    /// Interchanges read.
    pub interchanges: u64,
    /// Sets taken, with or without errors.
    pub accepted: u64,
    /// Sets refused.
    pub refused: u64,
    /// Something was refused: a set, a group or an interchange.
    pub refuses: bool,
}

/// The TA1 and 999 for a file, dated `CCYYMMDD` and `HHMM`; control numbers count from
/// `control`.
///
/// # Errors
/// What reading reports.
pub fn acknowledge(
    source: &Source,
    date: &str,
    time: &str,
    control: u32,
) -> io::Result<Acknowledgement> {
    let answer = ack::answer(source.open()?, &Stamp { date, time, control })?;
    let refusal = |segment: &[u8]| {
        let mut elements = segment.split(|b| *b == b'*');
        let result = match elements.next() {
            Some(b"TA1") => elements.nth(3),
            Some(b"AK9") => elements.next(),
            _ => None,
        };
        result == Some(b"R".as_slice())
    };
    let refuses = answer.bytes.split(|b| *b == b'~').any(refusal);
    Ok(Acknowledgement {
        refuses: refuses || (answer.refused > 0 && !answer.bytes.is_empty()),
        x12: answer.bytes,
        interchanges: answer.interchanges,
        accepted: answer.accepted,
        refused: answer.refused,
    })
}

/// Shows a file in plain words and gives the number of problems shown in it.
///
/// # Errors
/// What reading or writing reports.
pub fn show(source: &Source, out: &mut dyn Write) -> io::Result<u64> {
    show::show(source.open()?, out)
}
