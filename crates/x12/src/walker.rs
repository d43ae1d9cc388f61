//! Follows a guide through the segments of a set: where each stands, what is missing, what is
//! too much.

use crate::guide::{Child, Guide, LoopSpec, NO_LIMIT, SegmentSpec, What};
use crate::problem::{Level, Problem};
use crate::segment::{Segment, tag};
use crate::value;

/// Follows a guide through the segments of a set.
pub(crate) struct Walker {
    pub(crate) guide: &'static Guide,
    frames: Vec<Frame>,
    /// How often each child of each open loop was there; a frame's begin at its `base`.
    counts: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Frame {
    spec: u16,
    /// The position of the child that was there last.
    position: u16,
    base: usize,
}

/// What was found to stand where a segment stands.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) segment: &'static SegmentSpec,
    pub(crate) loop_id: &'static str,
    /// The segment begins its loop.
    pub(crate) begins: bool,
}

impl Walker {
    /// At the beginning of a set.
    pub(crate) fn new(guide: &'static Guide) -> Self {
        let mut walker = Self { guide, frames: Vec::new(), counts: Vec::new() };
        walker.open(0);
        walker
    }

    /// At the beginning of another set.
    pub(crate) fn restart(&mut self, guide: &'static Guide) {
        self.guide = guide;
        self.frames.clear();
        self.counts.clear();
        self.open(0);
    }

    fn open(&mut self, spec: u16) {
        let base = self.counts.len();
        let children = self.guide.loops[usize::from(spec)].children.len();
        self.counts.resize(base + children, 0);
        self.frames.push(Frame { spec, position: 0, base });
    }

    #[inline]
    fn spec(&self, frame: Frame) -> &'static LoopSpec {
        &self.guide.loops[usize::from(frame.spec)]
    }

    /// The loops that are open, the outermost first; the set itself is not among them.
    pub(crate) fn open_loops(&self) -> impl Iterator<Item = &'static LoopSpec> {
        self.frames.iter().skip(1).map(|frame| self.spec(*frame))
    }

    /// The id of the innermost open loop.
    pub(crate) fn loop_id(&self) -> &'static str {
        self.frames.last().map_or("", |frame| self.spec(*frame).id)
    }

    /// Finds the place of `s` in the guide and goes there. `None` when it has none.
    pub(crate) fn place(
        &mut self,
        s: &Segment<'_>,
        report: &mut impl FnMut(&'static str, Problem),
    ) -> Option<Placed> {
        let mut near = None;
        for depth in (0..self.frames.len()).rev() {
            let frame = self.frames[depth];
            for (index, child) in self.spec(frame).children.iter().enumerate() {
                // The segment that begins a loop begins another, it does not repeat within.
                let begins = index == 0 && depth > 0;
                if child.tag != s.tag() || child.position < frame.position || begins {
                    continue;
                }
                if self.fits(*child, s) {
                    return Some(self.go(depth, index, s, report));
                }
                near = match near {
                    None => Some((depth, index, 1)),
                    Some((d, i, n)) if d == depth => Some((d, i, n + 1)),
                    other => other,
                };
            }
        }
        // A single use of the segment with another code: the code is wrong, not the segment.
        // An HL of another level stands in the wrong place, unless no level has its code.
        let near = match near {
            Some((depth, index, 1)) if s.tag() != tag("HL") || !self.is_level(s.raw(3)) => {
                Some((depth, index))
            }
            _ => None,
        };
        if let Some((depth, index)) = near
            && self.is_free(depth, index)
        {
            return Some(self.go(depth, index, s, report));
        }
        let entered = self.enter_without_first(s, report);
        match (entered, near) {
            (None, Some((depth, index))) => Some(self.go(depth, index, s, report)),
            (entered, _) => entered,
        }
    }

    /// Whether a child of an open loop may be there once more.
    #[cold]
    fn is_free(&self, depth: usize, index: usize) -> bool {
        let frame = self.frames[depth];
        let max = match self.spec(frame).children[index].what {
            What::Segment(n) => self.guide.segments[usize::from(n)].max,
            What::Loop(n) => self.guide.loops[usize::from(n)].max,
        };
        self.counts[frame.base + index] < max
    }

    /// Whether any HL of the guide has this code.
    #[cold]
    fn is_level(&self, code: &[u8]) -> bool {
        let levels = self.guide.segments.iter().filter(|segment| segment.id == "HL");
        let mut codes = levels.filter_map(|segment| segment.elements[2].codes.as_ref());
        codes.any(|codes| codes.contains(code))
    }

    /// The loop that must come next lacks its first segment, and `s` belongs into it: that is
    /// told, and the loop is read all the same.
    #[cold]
    fn enter_without_first(
        &mut self,
        s: &Segment<'_>,
        report: &mut impl FnMut(&'static str, Problem),
    ) -> Option<Placed> {
        if self.is_late(s, false) {
            return None;
        }
        for depth in (0..self.frames.len()).rev() {
            let frame = self.frames[depth];
            let spec = self.spec(frame);
            let next =
                spec.required_children.iter().map(|index| usize::from(*index)).find(|index| {
                    let passed = spec.children[*index].position < frame.position;
                    !passed && self.counts[frame.base + index] == 0
                });
            let Some(index) = next else { continue };
            let What::Loop(n) = spec.children[index].what else { continue };
            let inner = &self.guide.loops[usize::from(n)];
            let mut others = inner.children.iter().skip(1);
            let holds = others.position(|child| child.tag == s.tag() && self.fits(*child, s));
            if let Some(at) = holds {
                let first = self.go(depth, index, s, report);
                report(inner.id, absent(s, first.segment.id, inner.name));
                return Some(self.go(depth + 1, at + 1, s, report));
            }
        }
        None
    }

    #[inline]
    fn fits(&self, child: Child, s: &Segment<'_>) -> bool {
        let segment = self.guide.first_segment(child.what);
        let Some(number) = segment.qualifier else { return true };
        let spec = &segment.elements[number - 1];
        let value = if spec.components.is_empty() { s.raw(number) } else { s.component(number, 1) };
        let spec = spec.components.first().unwrap_or(spec);
        spec.codes.as_ref().is_some_and(|codes| codes.contains(value))
    }

    fn go(
        &mut self,
        depth: usize,
        index: usize,
        s: &Segment<'_>,
        report: &mut impl FnMut(&'static str, Problem),
    ) -> Placed {
        self.close_to(depth + 1, s, report);
        let frame = self.frames[depth];
        let spec = self.spec(frame);
        let child = spec.children[index];
        if child.position > frame.position {
            self.passed(frame, child.position, s, report);
            self.frames[depth].position = child.position;
        }
        let count = &mut self.counts[frame.base + index];
        *count = count.saturating_add(1);
        let count = *count;
        match child.what {
            What::Segment(n) => {
                let segment = &self.guide.segments[usize::from(n)];
                if segment.max != NO_LIMIT && count > segment.max {
                    report(spec.id, too_often(s, "5", segment.name, segment.max));
                }
                Placed { segment, loop_id: spec.id, begins: false }
            }
            What::Loop(n) => {
                let inner = &self.guide.loops[usize::from(n)];
                if inner.max != NO_LIMIT && count > inner.max {
                    report(inner.id, too_often(s, "4", inner.name, inner.max));
                }
                self.open(n);
                let frame = self.frames[depth + 1];
                self.frames[depth + 1].position = inner.children[0].position;
                self.counts[frame.base] = 1;
                let segment = self.guide.first_segment(child.what);
                Placed { segment, loop_id: inner.id, begins: true }
            }
        }
    }

    /// Closes the loops from `depth` on; what is missing in them is told.
    fn close_to(
        &mut self,
        depth: usize,
        s: &Segment<'_>,
        report: &mut impl FnMut(&'static str, Problem),
    ) {
        while self.frames.len() > depth {
            let Some(frame) = self.frames.pop() else { return };
            self.passed(frame, u16::MAX, s, report);
            self.counts.truncate(frame.base);
        }
    }

    /// The children of a loop before `position` are passed: which are missing?
    fn passed(
        &self,
        frame: Frame,
        position: u16,
        s: &Segment<'_>,
        report: &mut impl FnMut(&'static str, Problem),
    ) {
        let spec = self.spec(frame);
        for index in &spec.required_children {
            let index = usize::from(*index);
            let child = spec.children[index];
            let passed = child.position >= frame.position && child.position < position;
            if passed && self.counts[frame.base + index] == 0 {
                let segment = self.guide.first_segment(child.what);
                let (name, loop_id) = match child.what {
                    What::Segment(_) => (segment.name, spec.id),
                    What::Loop(n) => {
                        let inner = &self.guide.loops[usize::from(n)];
                        (inner.name, inner.id)
                    }
                };
                report(loop_id, absent(s, segment.id, name));
            }
        }
    }

    /// Whether `s` belongs before what stands above it; `once_more` also if it was there as
    /// often as it may.
    #[cold]
    fn is_late(&self, s: &Segment<'_>, once_more: bool) -> bool {
        self.frames.iter().enumerate().any(|(depth, frame)| {
            let mut children = self.spec(*frame).children.iter().enumerate();
            children.any(|(index, child)| {
                let passed = child.tag == s.tag() && child.position < frame.position;
                passed && (once_more || self.is_free(depth, index)) && self.fits(*child, s)
            })
        })
    }

    /// Why a segment has no place.
    #[cold]
    pub(crate) fn stray(&self, s: &Segment<'_>, known: bool) -> (&'static str, &'static str) {
        if !known {
            return ("1", "is no segment that is known");
        }
        if self.is_late(s, true) {
            return ("7", "stands too late: it belongs before what stands above it");
        }
        if self.guide.segments.iter().any(|segment| tag(segment.id) == s.tag()) {
            ("2", "is not expected here")
        } else {
            ("6", "does not belong in this kind of set")
        }
    }
}

#[cold]
fn too_often(s: &Segment<'_>, code: &'static str, name: &str, max: u32) -> Problem {
    let times = if max == 1 { "once".into() } else { format!("{max} times") };
    segment_problem(s, code, format!("{name}: may be here {times} and is here again"))
}

/// A missing segment is told at the place of the one that stands in its stead.
#[cold]
fn absent(s: &Segment<'_>, id: &str, name: &str) -> Problem {
    let mut problem = segment_problem(s, "3", format!("{name} ({id}) is missing before this"));
    problem.segment_id = id.into();
    problem
}

#[cold]
pub(crate) fn segment_problem(s: &Segment<'_>, code: &'static str, text: String) -> Problem {
    Problem {
        level: Level::Segment,
        place: s.place(),
        segment_id: value::text(s.id()),
        code,
        text,
        ..Problem::default()
    }
}
