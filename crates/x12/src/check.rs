//! Judges files by their guides: a [`Visitor`] that passes everything on and adds what is wrong.
//!
//! Levels, from the outside in: the envelope's elements; loops and segments (present, in
//! order, not too often); elements; and, in `situation`, what the guides ask for in
//! some situations, sums, pointers and numbering.

use std::io;

use crate::elements;
use crate::envelope::{SetEnd, SetHeader, Visitor};
use crate::guide::{Guides, guides};
use crate::problem::{Level, Problem};
use crate::segment::{Segment, tag};
use crate::sets::SetKind;
use crate::situation::Situation;
use crate::value;
use crate::walker::{Walker, segment_problem};

/// What stands in an interchange is wrong, and no list for groups has a code for it: a TA1's.
const CONTENT: &str = "024";

/// Judges what it is told and passes it on, problems added.
pub struct Checker<'v, V> {
    visitor: &'v mut V,
    guides: &'static Guides,
    walker: Option<Walker>,
    situation: Situation,
    /// GS01 and GS08 of the open group.
    group_code: String,
    group_version: String,
    problems: Vec<Problem>,
    position: u32,
}

impl<'v, V: Visitor> Checker<'v, V> {
    /// Judges what is told, and tells `visitor`.
    pub fn new(visitor: &'v mut V) -> Self {
        Self {
            visitor,
            guides: guides(),
            walker: None,
            situation: Situation::default(),
            group_code: String::new(),
            group_version: String::new(),
            problems: Vec::new(),
            position: 0,
        }
    }

    /// Judges a segment of a set.
    #[inline]
    fn judge(&mut self, s: &Segment<'_>) -> Result<(), V::Error> {
        self.position += 1;
        let position = self.position;
        let Some(walker) = &mut self.walker else { return Ok(()) };
        if position == 2
            && let Some(guide) = self.guides.by_second_segment(walker.guide, s)
        {
            walker.guide = guide;
        }
        let problems = &mut self.problems;
        let placed = walker.place(s, &mut |loop_id, problem| {
            problems.push(Problem { loop_id, set_position: position, ..problem });
        });
        match placed {
            Some(placed) => {
                elements::judge(placed.segment, s, &mut |problem| {
                    let loop_id = placed.loop_id;
                    problems.push(Problem { loop_id, set_position: position, ..problem });
                });
                self.situation.segment(&placed, s, position, problems);
            }
            None => {
                let known = self.guides.known_segments.contains_key(&s.tag());
                let (code, what) = walker.stray(s, known);
                let id = match s.id() {
                    b"" => "a segment without an id".into(),
                    id => value::text(id),
                };
                let problem = segment_problem(s, code, format!("{id} {what}"));
                let loop_id = walker.loop_id();
                problems.push(Problem { loop_id, set_position: position, ..problem });
            }
        }
        if self.problems.is_empty() { Ok(()) } else { self.tell() }
    }

    #[cold]
    fn tell(&mut self) -> Result<(), V::Error> {
        for problem in self.problems.drain(..) {
            self.visitor.problem(problem)?;
        }
        Ok(())
    }

    /// Judges a segment of the envelope; `code` gives the code of an element's fault.
    fn judge_envelope(
        &mut self,
        s: &Segment<'_>,
        level: Level,
        code: impl Fn(&Problem) -> &'static str,
    ) -> Result<(), V::Error> {
        let spec = self.guides.control.segments.iter().find(|spec| tag(spec.id) == s.tag());
        if let Some(spec) = spec {
            let problems = &mut self.problems;
            // The count and the number of a trailer are judged by what they end.
            let trailer = matches!(s.id(), b"GE" | b"IEA");
            elements::judge(spec, s, &mut |problem| {
                if trailer && problem.element <= 2 {
                    return;
                }
                let code = code(&problem);
                let level = if code == CONTENT { Level::Interchange } else { level };
                problems.push(Problem { level, code, ..problem });
            });
        }
        self.tell()
    }

    /// ISA's elements are padded to their widths and two of them are separators, so it is not
    /// judged like other segments.
    fn judge_isa(&mut self, isa: &Segment<'_>) -> Result<(), V::Error> {
        const CODES: [&str; 16] = [
            "010", "011", "012", "013", "005", "006", "007", "008", "014", "015", "026", "017",
            "018", "019", "020", "027",
        ];
        let d = isa.delimiters();
        // Before version 00402 ISA11 named a standard, as the letter U did.
        let repeats = isa.element(12) >= b"00402".as_slice();
        for (number, code) in (1..).zip(CODES) {
            let value = isa.element(number);
            let spec = &self.guides.control.segments[0].elements[number - 1];
            let what = match number {
                2 | 4 => continue,
                11 if !repeats => continue,
                6 | 8 if value.is_empty() => "is empty",
                9 if !elements::is_date(value) || value.len() != 6 => "is not a date that exists",
                10 if !elements::is_time(value) || value.len() != 4 => "is not a time that exists",
                11 if value.first().is_some_and(u8::is_ascii_alphanumeric) => {
                    "is a letter or digit, so nothing can repeat"
                }
                11 if [d.element, d.segment, d.component].contains(&d.repetition) => {
                    "is also another separator"
                }
                13 if value.len() != 9 || !value.iter().all(u8::is_ascii_digit) => {
                    "is not nine digits"
                }
                16 if [d.element, d.segment].contains(&d.component) => "is also another separator",
                _ => match &spec.codes {
                    Some(codes) if !codes.contains(value) => "is not a code that is known here",
                    _ => continue,
                },
            };
            let problem = isa.problem(number, code, &format!("({}) {what}", spec.name));
            self.visitor.problem(Problem { level: Level::Interchange, ..problem })?;
        }
        Ok(())
    }

    /// What is wrong with ST01 and ST03; `None` when a guide was found.
    fn choose_guide(&mut self, set: &SetHeader) -> Option<Problem> {
        let mut found = self.guides.find(&set.code, &set.version);
        // Without an envelope the version is not said; some sets have one guide only.
        if set.version.is_empty()
            && matches!(set.code.as_str(), "835" | "999" | "270" | "271" | "276")
        {
            found = self.guides.sets.iter().find(|g| g.set == set.code);
        }
        let refuse = |level, element, code, text: String| {
            Some(Problem {
                level,
                place: set.place,
                segment_id: "ST".into(),
                set_position: 1,
                element,
                code,
                text,
                ..Problem::default()
            })
        };
        let Some(guide) = found else {
            self.walker = None;
            let kind = SetKind::of(&set.code, &set.version);
            let known = self.guides.sets.iter().any(|g| g.set == set.code);
            let text = format!("this is {} and is not read here", kind.name());
            return if known {
                refuse(Level::Set, 3, "I6", text)
            } else {
                refuse(Level::Set, 1, "1", text)
            };
        };
        match &mut self.walker {
            Some(walker) => walker.restart(guide),
            none => *none = Some(Walker::new(guide)),
        }
        if !self.group_code.is_empty() && self.group_code != guide.group {
            let text = format!(
                "GS01 is {} but a {} belongs in a group {}",
                self.group_code, set.code, guide.group
            );
            return refuse(Level::Set, 1, "18", text);
        }
        if !self.group_version.is_empty() && self.group_version != set.version {
            let text = "ST03 names another guide than GS08".into();
            return refuse(Level::Set, 3, "I6", text);
        }
        None
    }
}

impl<V: Visitor> Visitor for Checker<'_, V> {
    type Error = V::Error;

    fn set_start(&mut self, set: &SetHeader) -> Result<(), V::Error> {
        self.visitor.set_start(set)?;
        self.position = 0;
        if let Some(problem) = self.choose_guide(set) {
            self.visitor.problem(problem)?;
        }
        if let Some(walker) = &self.walker {
            self.situation.restart(walker.guide);
        }
        Ok(())
    }

    fn set_envelope(&mut self, s: &Segment<'_>) -> Result<(), V::Error> {
        self.visitor.set_envelope(s)?;
        self.judge(s)
    }

    #[inline]
    fn segment(&mut self, s: &Segment<'_>) -> Result<(), V::Error> {
        self.judge(s)?;
        self.visitor.segment(s)
    }

    fn set_end(&mut self, end: SetEnd) -> Result<(), V::Error> {
        if self.walker.is_some() {
            self.situation.finish(end.complete, &mut self.problems);
            self.tell()?;
        }
        self.walker = None;
        self.visitor.set_end(end)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), V::Error> {
        self.visitor.problem(problem)
    }

    fn interchange_start(&mut self, isa: &Segment<'_>) -> Result<(), V::Error> {
        self.visitor.interchange_start(isa)?;
        self.group_code.clear();
        self.group_version.clear();
        self.judge_isa(isa)
    }

    fn interchange_end(&mut self, iea: Option<&Segment<'_>>) -> Result<(), V::Error> {
        if let Some(iea) = iea {
            self.judge_envelope(iea, Level::Interchange, |_| "024")?;
        }
        self.visitor.interchange_end(iea)
    }

    fn group_start(&mut self, gs: &Segment<'_>) -> Result<(), V::Error> {
        self.visitor.group_start(gs)?;
        self.group_code = gs.text(1);
        self.group_version = gs.text(8);
        self.judge_envelope(gs, Level::Group, |problem| match problem.element {
            1 => "1",
            6 => "6",
            2 => "14",
            3 => "13",
            8 => "2",
            // AK9 has no code for the others.
            _ => CONTENT,
        })
    }

    fn group_end(&mut self, ge: Option<&Segment<'_>>) -> Result<(), V::Error> {
        if let Some(ge) = ge {
            self.judge_envelope(ge, Level::Group, |_| "4")?;
        }
        self.group_code.clear();
        self.group_version.clear();
        self.visitor.group_end(ge)
    }

    fn outside(&mut self, s: &Segment<'_>) -> Result<(), V::Error> {
        if s.tag() == tag("TA1") {
            self.judge_envelope(s, Level::Interchange, |_| "022")?;
        }
        self.visitor.outside(s)
    }
}

/// What a file came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// ISA segments.
    pub interchanges: u64,
    /// GS segments.
    pub groups: u64,
    /// Segments in all, envelopes included.
    pub segments: u64,
    /// Each transaction set, in order.
    pub sets: Vec<SetSummary>,
    /// Problems that make the file not ok.
    pub faults: u64,
}

/// What a transaction set came to.
#[derive(Clone, Debug, Default)]
pub struct SetSummary {
    /// Its kind, for example `837P`.
    pub set: &'static str,
    /// ST03 or GS08.
    pub version: String,
    /// ST02.
    pub control: String,
    /// Nothing is wrong within it.
    pub ok: bool,
}

/// Judges a whole file; `report` is told each problem.
///
/// # Errors
/// What reading reports.
pub fn check<R: io::Read>(source: R, report: &mut dyn FnMut(&Problem)) -> io::Result<Summary> {
    let mut tally = Tally { summary: Summary::default(), report, in_set: false };
    crate::envelope::walk(source, &mut Checker::new(&mut tally))?;
    Ok(tally.summary)
}

struct Tally<'r> {
    summary: Summary,
    report: &'r mut dyn FnMut(&Problem),
    in_set: bool,
}

impl Visitor for Tally<'_> {
    type Error = io::Error;

    fn set_start(&mut self, set: &SetHeader) -> io::Result<()> {
        self.in_set = true;
        self.summary.sets.push(SetSummary {
            set: SetKind::of(&set.code, &set.version).code(),
            version: set.version.clone(),
            control: set.control.clone(),
            ok: true,
        });
        Ok(())
    }

    fn set_envelope(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.summary.segments += 1;
        Ok(())
    }

    fn segment(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.summary.segments += 1;
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd) -> io::Result<()> {
        self.in_set = false;
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> io::Result<()> {
        if problem.level != Level::Advice {
            self.summary.faults += 1;
            if self.in_set
                && let Some(set) = self.summary.sets.last_mut()
            {
                set.ok = false;
            }
        }
        (self.report)(&problem);
        Ok(())
    }

    fn interchange_start(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.summary.interchanges += 1;
        self.summary.segments += 1;
        Ok(())
    }

    fn interchange_end(&mut self, iea: Option<&Segment<'_>>) -> io::Result<()> {
        self.summary.segments += u64::from(iea.is_some());
        Ok(())
    }

    fn group_start(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.summary.groups += 1;
        self.summary.segments += 1;
        Ok(())
    }

    fn group_end(&mut self, ge: Option<&Segment<'_>>) -> io::Result<()> {
        self.summary.segments += u64::from(ge.is_some());
        Ok(())
    }

    fn outside(&mut self, _: &Segment<'_>) -> io::Result<()> {
        self.summary.segments += 1;
        Ok(())
    }
}
