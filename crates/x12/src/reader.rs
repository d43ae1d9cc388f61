//! Bytes to segments, with bounded memory.
//!
//! What real files do is taken in stride: a byte order mark, prose before ISA, blanks and
//! line ends of any sort between segments, segments split over lines, ISA elements that are
//! not at their fixed widths, several interchanges with different separators in one file, a
//! transaction set without its envelope. What cannot be read is reported and skipped.

use std::io::{self, Read};

use crate::delimiters::Delimiters;
use crate::problem::{Level, Place, Problem};
use crate::scan::Index;
use crate::segment::Segment;

/// A segment longer than this is no segment: the terminator is missing.
pub const LONGEST_SEGMENT: usize = 1 << 20;
/// What a stream reads at once.
const READ_AT_ONCE: usize = 256 << 10;
/// What is indexed at once: the window and its index stay in the cache.
const WINDOW: usize = 16 << 10;
const ISA_WINDOW: usize = 512;
/// Zero bytes after a joined segment, so that short elements are copied at a fixed width.
const SLACK: usize = 32;
/// The last segment of a file may end without its terminator, and so at no separator.
const NOT_INDEXED: (usize, usize) = (0, usize::MAX);

/// What comes out of a [`Reader`].
#[derive(Debug)]
pub enum Token<'a> {
    /// The next segment.
    Segment(Segment<'a>),
    /// Something that could not be read; reading goes on after it.
    Problem(Box<Problem>),
}

/// What [`Reader::advance`] came to.
#[derive(Debug)]
pub enum Step {
    /// A segment; [`Reader::segment`] gives it.
    Segment,
    /// Something that could not be read; reading goes on after it.
    Problem(Box<Problem>),
    /// The end of the stream.
    End,
}

/// Where the segment stands that was gone to last.
#[derive(Clone, Copy, Default)]
struct Current {
    /// In the source's bytes at hand.
    from: usize,
    /// Its separators in the index.
    ends: (usize, usize),
    line: u64,
    /// Its bytes had to be put together.
    joined: bool,
}

/// Where a [`Reader`] takes its bytes from.
pub trait Source {
    /// The bytes at hand.
    fn bytes(&self) -> &[u8];
    /// Lets go of the first `used` bytes at hand and gets more behind the rest. `false` when
    /// there are no more; nothing is let go of then.
    ///
    /// # Errors
    /// What reading reports.
    fn more(&mut self, used: usize) -> io::Result<bool>;
}

/// Bytes that are in memory: nothing is copied.
pub struct Slice<'a>(&'a [u8]);

impl Source for Slice<'_> {
    fn bytes(&self) -> &[u8] {
        self.0
    }

    fn more(&mut self, _used: usize) -> io::Result<bool> {
        Ok(false)
    }
}

/// A file or pipe, read through one buffer.
pub struct Stream<R> {
    source: R,
    buffer: Vec<u8>,
    filled: usize,
    ended: bool,
}

impl<R: Read> Source for Stream<R> {
    fn bytes(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }

    fn more(&mut self, used: usize) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.copy_within(used..self.filled, 0);
        self.filled -= used;
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while self.filled < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => self.filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(true)
    }
}

/// Splits bytes into segments. Memory is bounded by the longest segment.
pub struct Reader<S> {
    source: S,
    /// The first unread byte, counted in the source's bytes at hand.
    start: usize,
    /// How many bytes the source let go of before those at hand.
    base: u64,
    delimiters: Option<Delimiters>,
    index: Index,
    /// Where the indexed window begins, counted in the source's bytes at hand.
    window: usize,
    /// The next segment of the index, and where its separators begin there.
    next: usize,
    next_end: usize,
    /// IEA was the last segment.
    between: bool,
    /// Inside an interchange whose segments are not split over lines.
    usual: bool,
    seen_isa: bool,
    segments: u64,
    /// Line ends before `start`.
    lines: u64,
    elements: bool,
    current: Current,
    joined: Vec<u8>,
    joined_ends: Vec<u32>,
}

/// What the search for the next segment came to.
enum Found {
    End,
    /// Bytes `from..to`; its separators are `ends` of the index.
    Segment {
        from: usize,
        to: usize,
        ends: (usize, usize),
        line: u64,
    },
    Problem(Problem),
}

impl<R: Read> Reader<Stream<R>> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R) -> Self {
        let buffer = vec![0; READ_AT_ONCE];
        Self::of(Stream { source, buffer, filled: 0, ended: false })
    }
}

impl<'a> Reader<Slice<'a>> {
    /// Reads bytes that are in memory, without a copy.
    pub fn over(bytes: &'a [u8]) -> Self {
        Self::of(Slice(bytes))
    }

    /// Reads from the middle of an interchange whose separators are known; `place` is where
    /// `bytes` begin in the whole. See [`crate::split`].
    pub fn resume(bytes: &'a [u8], delimiters: Delimiters, place: Place) -> Self {
        let mut reader = Self::over_part(bytes, place);
        reader.delimiters = Some(delimiters);
        reader.seen_isa = true;
        reader
    }

    /// Reads bytes that begin at `place` in the whole.
    pub(crate) fn over_part(bytes: &'a [u8], place: Place) -> Self {
        let mut reader = Self::over(bytes);
        reader.base = place.byte;
        reader.segments = place.segment.saturating_sub(1);
        reader.lines = place.line.saturating_sub(1);
        reader
    }
}

impl<S: Source> Reader<S> {
    /// Reads for ids, bytes and places alone, and faster: elements are not split, so every
    /// element of a segment reads as empty.
    pub fn skimming(mut self) -> Self {
        self.elements = false;
        self
    }

    fn of(source: S) -> Self {
        Self {
            source,
            start: 0,
            base: 0,
            delimiters: None,
            index: Index::default(),
            window: 0,
            next: 0,
            next_end: 0,
            between: false,
            usual: false,
            seen_isa: false,
            segments: 0,
            lines: 0,
            elements: true,
            current: Current::default(),
            joined: Vec::new(),
            joined_ends: Vec::new(),
        }
    }

    /// The next segment or problem; `None` at the end of the stream.
    ///
    /// # Errors
    /// Only what the source itself reports.
    #[allow(clippy::should_implement_trait, reason = "a lending iterator cannot implement it")]
    #[inline]
    pub fn next(&mut self) -> io::Result<Option<Token<'_>>> {
        Ok(match self.advance()? {
            Step::Segment => Some(Token::Segment(self.segment())),
            Step::Problem(problem) => Some(Token::Problem(problem)),
            Step::End => None,
        })
    }

    /// Goes on to the next segment, which [`Reader::segment`] then gives. The same as
    /// [`Reader::next`] for loops in which every nanosecond counts.
    ///
    /// # Errors
    /// Only what the source itself reports.
    #[inline(always)]
    pub fn advance(&mut self) -> io::Result<Step> {
        // The usual segment: indexed, no blanks before it, no envelope.
        if let (Some(end), Some(delimiters), true) =
            (self.index.segment(self.next), &self.delimiters, self.usual)
        {
            let from = self.start;
            let first = self.source.bytes()[from];
            if first > b' ' && first != b'I' && first != delimiters.segment {
                self.current =
                    Current { from, ends: (self.next_end, end), line: self.lines, joined: false };
                self.next += 1;
                self.next_end = end + 1;
                self.start = self.window + self.index.ends()[end] as usize + 1;
                self.segments += 1;
                if delimiters.segment == b'\n' {
                    self.lines += 1;
                }
                return Ok(Step::Segment);
            }
        }
        self.advance_unusual()
    }

    /// The segment that [`Reader::advance`] went to.
    #[inline(always)]
    pub fn segment(&self) -> Segment<'_> {
        let Current { from, ends, line, joined } = self.current;
        let byte = self.base + from as u64;
        let place = Place { segment: self.segments, byte, line: line + 1 };
        let delimiters = self.delimiters.as_ref().unwrap_or(&Delimiters::USUAL);
        if joined {
            let (ends, skimmed) = (&self.joined_ends, !self.elements);
            return Segment::new(&self.joined, 0, ends, delimiters, false, skimmed, place);
        }
        let around = &self.source.bytes()[self.window..];
        let ends = &self.index.ends()[ends.0..=ends.1];
        let (start, plain) = (from - self.window, self.index.plain);
        Segment::new(around, start, ends, delimiters, plain, !self.elements, place)
    }

    #[inline(never)]
    fn advance_unusual(&mut self) -> io::Result<Step> {
        match self.find()? {
            Found::End => Ok(Step::End),
            Found::Problem(problem) => Ok(Step::Problem(Box::new(problem))),
            Found::Segment { from, to, ends, line } => {
                self.cut(from, to, ends, line);
                Ok(Step::Segment)
            }
        }
    }

    /// Bytes handed out so far.
    pub fn bytes_read(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Where the next unread byte stands.
    pub fn place(&self) -> Place {
        Place { segment: self.segments + 1, byte: self.bytes_read(), line: self.lines + 1 }
    }

    fn find(&mut self) -> io::Result<Found> {
        loop {
            if let (Some(end), Some(d)) = (self.index.segment(self.next), self.delimiters) {
                let to = self.window + self.index.ends()[end] as usize;
                let bytes = self.source.bytes();
                let mut from = self.start;
                let mut line = self.lines;
                while from < to && is_blank(bytes[from]) && bytes[from] != d.element {
                    line += u64::from(bytes[from] == b'\n');
                    from += 1;
                }
                let first = bytes[from];
                if self.between || first == b'I' {
                    match self.isa_here(from, d)? {
                        Isa::Same => {}
                        Isa::Look => continue,
                        Isa::None if self.between && from < to => {
                            self.drop_index();
                            continue;
                        }
                        Isa::None => {}
                    }
                }
                let ends = (self.next_end, end);
                self.next += 1;
                self.next_end = end + 1;
                self.start = to + 1;
                self.lines = line + u64::from(d.segment == b'\n');
                if from == to {
                    // Blank lines are no segments where a line end is the terminator.
                    if self.between || matches!(d.segment, b'\n' | b'\r') {
                        continue;
                    }
                    return Ok(Found::Problem(Problem {
                        level: Level::Segment,
                        place: Place {
                            segment: self.segments + 1,
                            byte: self.base + to as u64,
                            line: line + 1,
                        },
                        code: "",
                        text: "a segment end stands here with no segment before it".into(),
                        ..Problem::default()
                    }));
                }
                if first == b'I' {
                    self.between = self.source.bytes()[from..to].starts_with(b"IEA");
                    self.usual = !self.between && !self.index.split_lines;
                }
                return Ok(Found::Segment { from, to, ends, line });
            }
            if let Some(found) = self.refill()? {
                return Ok(found);
            }
        }
    }

    /// Whether an ISA begins at `from`, with the separators in force or with others.
    #[cold]
    fn isa_here(&mut self, from: usize, d: Delimiters) -> io::Result<Isa> {
        let ahead = &self.source.bytes()[from..];
        if ahead.len() < ISA_WINDOW && ahead.starts_with(b"I") && self.more()? {
            return Ok(Isa::Look);
        }
        let Some(declared) = isa_delimiters(&self.source.bytes()[from..]) else {
            return Ok(Isa::None);
        };
        self.between = false;
        if declared == d {
            return Ok(Isa::Same);
        }
        self.delimiters = Some(declared);
        self.drop_window();
        Ok(Isa::Look)
    }

    /// The index is used up: index what follows, or find the next interchange.
    #[cold]
    fn refill(&mut self) -> io::Result<Option<Found>> {
        if self.between {
            self.delimiters = None;
            self.between = false;
        }
        let Some(d) = self.delimiters else {
            return self.begin();
        };
        let mut length = WINDOW;
        loop {
            let ahead = &self.source.bytes()[self.start..];
            let window = &ahead[..ahead.len().min(length)];
            if self.elements {
                self.index.build::<true>(window, d);
            } else {
                self.index.build::<false>(window, d);
            }
            self.window = self.start;
            self.next = 0;
            self.next_end = 0;
            self.usual = !self.index.split_lines;
            if self.index.segments() > 0 {
                return Ok(None);
            }
            if window.len() < ahead.len() && window.len() <= LONGEST_SEGMENT {
                length *= 4;
                continue;
            }
            if ahead.len() <= LONGEST_SEGMENT && self.more()? {
                continue;
            }
            return Ok(Some(self.unfinished()));
        }
    }

    /// No terminator is to be found any more.
    fn unfinished(&mut self) -> Found {
        let place = self.place();
        let bytes = self.source.bytes();
        let blank = bytes[self.start..].iter().take_while(|b| is_blank(**b)).count();
        let (from, mut end) = (self.start + blank, bytes.len());
        let ended = end - self.start <= LONGEST_SEGMENT;
        if !ended {
            end = self.start + LONGEST_SEGMENT;
        }
        let lines = memchr::memchr_iter(b'\n', &bytes[self.start..end]).count() as u64;
        let line = self.lines + memchr::memchr_iter(b'\n', &bytes[self.start..from]).count() as u64;
        self.index.clear();
        self.start = end;
        self.lines += lines;
        if from == end {
            self.delimiters = None;
            return Found::End;
        }
        // The last terminator is often forgotten; a trailer without one is whole.
        let last = bytes[from..end].trim_ascii_end();
        let line_ended = last.len() < end - from;
        let trailer = last.starts_with(b"IEA") || (last.starts_with(b"SE") && line_ended);
        let to = from + last.len();
        if ended && trailer {
            self.between = true;
            return Found::Segment { from, to, ends: NOT_INDEXED, line };
        }
        self.delimiters = None;
        let text = if ended {
            "the file is cut off in the middle of a segment; ask the sender for it again"
        } else {
            "no segment end for a million characters; the rest up to the next ISA is skipped"
        };
        Found::Problem(Problem { place, text: text.into(), ..Problem::default() })
    }

    /// Outside any interchange: the next ISA, or what stands in its stead.
    fn begin(&mut self) -> io::Result<Option<Found>> {
        self.skip_blanks()?;
        if self.start == self.source.bytes().len() {
            return Ok(Some(Found::End));
        }
        let ahead = &self.source.bytes()[self.start..];
        if ahead.len() < ISA_WINDOW && ahead.starts_with(b"I") && self.more()? {
            return Ok(None);
        }
        if let Some(delimiters) = isa_delimiters(&self.source.bytes()[self.start..]) {
            self.delimiters = Some(delimiters);
            self.seen_isa = true;
            self.drop_window();
            return Ok(None);
        }
        self.seek_interchange()
    }

    /// Find the next ISA, and say what was passed over.
    fn seek_interchange(&mut self) -> io::Result<Option<Found>> {
        let began = self.place();
        let mut first_look = true;
        loop {
            if first_look && !self.seen_isa {
                // Prose is short; look at a whole buffer before deciding there is no envelope.
                while self.source.bytes().len() - self.start < ISA_WINDOW && self.more()? {}
                if let Some(delimiters) = bare_set(&self.source.bytes()[self.start..]) {
                    self.delimiters = Some(delimiters);
                    self.seen_isa = true;
                    let text =
                        "the envelope (ISA, GS) is missing; the transaction set is read without it";
                    return Ok(Some(passed_over(began, "022", text)));
                }
            }
            first_look = false;
            let mut ended = false;
            loop {
                let ahead = &self.source.bytes()[self.start..];
                let mut short = false;
                for at in memchr::memmem::find_iter(ahead, b"ISA") {
                    if ahead.len() - at < ISA_WINDOW && !ended {
                        short = true;
                        break;
                    }
                    let starts_word = at == 0 || !ahead[at - 1].is_ascii_alphanumeric();
                    if starts_word && isa_delimiters(&ahead[at..]).is_some() {
                        self.pass(at);
                        let text = "text that is no X12 was passed over before ISA";
                        let moved = self.place().byte > began.byte;
                        return Ok(moved.then(|| passed_over(began, "", text)));
                    }
                }
                if !short || ended {
                    break;
                }
                ended = !self.more()?;
            }
            // Keep what may be the beginning of an ISA; drop the rest.
            let ahead = self.source.bytes().len() - self.start;
            self.pass(ahead - ISA_WINDOW.min(ahead));
            if ended || !self.more()? {
                self.pass(self.source.bytes().len() - self.start);
                let text = if self.seen_isa {
                    "text after the last interchange was passed over"
                } else {
                    "this is no X12 file: it has no ISA segment"
                };
                return Ok(Some(passed_over(began, "", text)));
            }
        }
    }

    /// Moves over `length` bytes that are no segment.
    fn pass(&mut self, length: usize) {
        let bytes = &self.source.bytes()[self.start..self.start + length];
        self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        self.start += length;
    }

    /// Blanks, line ends, NULs, a byte order mark and control-Z may stand between interchanges.
    fn skip_blanks(&mut self) -> io::Result<()> {
        loop {
            let ahead = &self.source.bytes()[self.start..];
            let blank = ahead
                .iter()
                .position(|b| {
                    !matches!(b, b' ' | b'\r' | b'\n' | b'\t' | 0 | 0x1a | 0xef | 0xbb | 0xbf)
                })
                .unwrap_or(ahead.len());
            self.pass(blank);
            if self.start < self.source.bytes().len() || !self.more()? {
                return Ok(());
            }
        }
    }

    /// Gets more bytes behind those at hand; offsets into them are counted anew.
    fn more(&mut self) -> io::Result<bool> {
        let used = self.start;
        let more = self.source.more(used)?;
        if more {
            self.base += used as u64;
            self.start = 0;
            self.drop_window();
        }
        Ok(more)
    }

    fn drop_window(&mut self) {
        self.index.clear();
        self.next = 0;
        self.next_end = 0;
    }

    fn drop_index(&mut self) {
        self.delimiters = None;
        self.between = false;
        self.drop_window();
    }

    fn cut(&mut self, from: usize, to: usize, ends: (usize, usize), line: u64) {
        self.segments += 1;
        let split = self.index.split_lines
            && memchr::memchr2(b'\n', b'\r', &self.source.bytes()[from..to]).is_some();
        let joined = split || ends == NOT_INDEXED;
        self.current = Current { from, ends, line, joined };
        if joined {
            self.join(from, to);
        }
    }

    /// A segment split over lines carries line ends that are no data.
    #[cold]
    fn join(&mut self, from: usize, to: usize) {
        let element = self.delimiters.unwrap_or_default().element;
        let raw = &self.source.bytes()[from..to];
        self.lines += memchr::memchr_iter(b'\n', raw).count() as u64;
        self.joined.clear();
        self.joined.extend(raw.iter().filter(|b| !matches!(b, b'\n' | b'\r')));
        self.joined_ends.clear();
        if self.elements {
            let ends = memchr::memchr_iter(element, &self.joined).map(|at| at as u32);
            self.joined_ends.extend(ends);
        }
        self.joined_ends.push(self.joined.len() as u32);
        self.joined.resize(self.joined.len() + SLACK, 0);
    }
}

/// What may stand between segments. Other control characters may be separators.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\r' | b'\n' | b'\t' | 0 | 0x1a)
}

/// What stands where an ISA may stand.
enum Isa {
    /// An ISA with the separators in force.
    Same,
    /// Something changed: look again.
    Look,
    /// No ISA.
    None,
}

fn passed_over(place: Place, code: &'static str, text: &str) -> Found {
    Found::Problem(Problem { place, code, text: text.into(), ..Problem::default() })
}

/// The separators that an ISA at the start of `bytes` declares. Sixteen elements are walked,
/// so an ISA that is not at its fixed widths is read too.
pub(crate) fn isa_delimiters(bytes: &[u8]) -> Option<Delimiters> {
    if !bytes.starts_with(b"ISA") {
        return None;
    }
    let element = *bytes.get(3)?;
    if element.is_ascii_alphanumeric() || element.is_ascii_whitespace() || element == 0 {
        return None;
    }
    let window = &bytes[..bytes.len().min(ISA_WINDOW)];
    let mut separators = memchr::memchr_iter(element, window);
    let eleventh = separators.nth(10)?;
    let sixteenth = separators.nth(4)?;
    if sixteenth > 300 {
        return None;
    }
    let component = *window.get(sixteenth + 1)?;
    let segment = *window.get(sixteenth + 2)?;
    if component.is_ascii_alphanumeric() || segment.is_ascii_alphanumeric() || component == segment
    {
        return None;
    }
    let repetition = window[eleventh + 1];
    // Up to version 4010 ISA11 is the letter U and there are no repetitions.
    let repetition = if repetition.is_ascii_alphanumeric() { b'^' } else { repetition };
    Some(Delimiters { element, component, repetition, segment })
}

/// A transaction set without its envelope: `ST*835*…` at the very beginning.
fn bare_set(bytes: &[u8]) -> Option<Delimiters> {
    if !bytes.starts_with(b"ST") {
        return None;
    }
    let element = *bytes.get(2)?;
    if element.is_ascii_alphanumeric() || element.is_ascii_whitespace() {
        return None;
    }
    let next = [&b"BPR"[..], b"BHT"].iter().find_map(|id| {
        let at = memchr::memmem::find(&bytes[..bytes.len().min(200)], id)?;
        (bytes.get(at + 3) == Some(&element)).then_some(at)
    })?;
    let before = bytes[..next].trim_ascii_end();
    let last = *before.last()?;
    let segment = if last.is_ascii_alphanumeric() { b'\n' } else { last };
    Some(Delimiters { element, segment, ..Delimiters::default() })
}
