//! Bytes to segments, streaming, with bounded memory.
//!
//! What real files do is taken in stride: a byte order mark, prose before ISA, blanks and
//! line ends of any sort between segments, segments split over lines, ISA elements that are
//! not at their fixed widths, several interchanges with different separators in one file, a
//! transaction set without its envelope. What cannot be read is reported and skipped.

use std::io::{self, Read};

use crate::delimiters::Delimiters;
use crate::problem::{Level, Place, Problem};
use crate::segment::Segment;

/// A segment longer than this is no segment: the terminator is missing.
pub const LONGEST_SEGMENT: usize = 1 << 20;
const READ_AT_ONCE: usize = 256 << 10;
const ISA_WINDOW: usize = 512;

/// What comes out of a [`Reader`].
#[derive(Debug)]
pub enum Token<'a> {
    /// The next segment.
    Segment(Segment<'a>),
    /// Something that could not be read; reading goes on after it.
    Problem(Problem),
}

/// Splits a byte stream into segments. Memory is bounded by the longest segment.
pub struct Reader<R> {
    source: R,
    buffer: Vec<u8>,
    /// The unread part of `buffer`.
    start: usize,
    end: usize,
    ended: bool,
    /// Offset in the stream of `buffer[0]`.
    base: u64,
    segments: u64,
    delimiters: Option<Delimiters>,
    seen_isa: bool,
    joined: Vec<u8>,
    ends: Vec<u32>,
}

/// What the scan for the next segment came to.
enum Found {
    End,
    Segment { from: usize, to: usize },
    Problem(Problem),
}

impl<R: Read> Reader<R> {
    /// Reads from `source`, which need not be buffered.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; READ_AT_ONCE],
            start: 0,
            end: 0,
            ended: false,
            base: 0,
            segments: 0,
            delimiters: None,
            seen_isa: false,
            joined: Vec::new(),
            ends: Vec::with_capacity(32),
        }
    }

    /// The next segment or problem; `None` at the end of the stream.
    ///
    /// # Errors
    /// Only what the source itself reports.
    #[allow(clippy::should_implement_trait, reason = "a lending iterator cannot implement it")]
    pub fn next(&mut self) -> io::Result<Option<Token<'_>>> {
        match self.find()? {
            Found::End => Ok(None),
            Found::Problem(problem) => Ok(Some(Token::Problem(problem))),
            Found::Segment { from, to } => Ok(Some(Token::Segment(self.cut(from, to)))),
        }
    }

    /// Bytes handed out so far.
    pub fn bytes_read(&self) -> u64 {
        self.base + self.start as u64
    }

    fn find(&mut self) -> io::Result<Found> {
        loop {
            self.skip_blanks()?;
            if self.start == self.end {
                return Ok(Found::End);
            }
            let ahead = &self.buffer[self.start..self.end];
            if ahead.len() < ISA_WINDOW && !self.ended && ahead.starts_with(b"I") {
                self.fill()?;
                continue;
            }
            if let Some(delimiters) = isa_delimiters(ahead) {
                self.delimiters = Some(delimiters);
                self.seen_isa = true;
            } else if self.delimiters.is_none() {
                if let Some(found) = self.seek_interchange()? {
                    return Ok(found);
                }
                continue;
            }
            return self.find_terminator();
        }
    }

    fn find_terminator(&mut self) -> io::Result<Found> {
        let terminator = self.delimiters.expect("set before a segment is looked for").segment;
        let mut looked = 0;
        loop {
            let ahead = &self.buffer[self.start..self.end];
            if let Some(at) = memchr::memchr(terminator, &ahead[looked..]) {
                let (from, to) = (self.start, self.start + looked + at);
                self.start = to + 1;
                if self.buffer[from..to].starts_with(b"IEA") {
                    self.delimiters = None;
                }
                return Ok(Found::Segment { from, to });
            }
            looked = ahead.len();
            if looked > LONGEST_SEGMENT || self.ended {
                let place = self.place();
                let (from, to) = (self.start, self.end);
                self.start = self.end;
                // The last terminator is often forgotten; a trailer without one is whole.
                let last = self.buffer[from..to].trim_ascii_end();
                let line_ended = last.len() < to - from;
                let trailer = last.starts_with(b"IEA") || (last.starts_with(b"SE") && line_ended);
                if self.ended && trailer {
                    self.delimiters = None;
                    return Ok(Found::Segment { from, to: from + last.len() });
                }
                self.delimiters = None;
                let text = if self.ended {
                    "the file is cut off in the middle of a segment; ask the sender for it again"
                } else {
                    "no segment end for a million characters; the rest up to the next ISA is skipped"
                };
                return Ok(Found::Problem(Problem {
                    level: Level::File,
                    place: Place { segment: self.segments + 1, byte: place },
                    segment_id: String::new(),
                    element: 0,
                    code: "",
                    text: text.to_string(),
                }));
            }
            self.fill()?;
        }
    }

    /// Not inside an interchange: find the next ISA, and say what was passed over.
    fn seek_interchange(&mut self) -> io::Result<Option<Found>> {
        let began = self.place();
        let mut first_look = true;
        loop {
            if first_look && !self.seen_isa {
                // Prose is short; look at a whole buffer before deciding there is no envelope.
                while self.end - self.start < ISA_WINDOW && !self.ended {
                    self.fill()?;
                }
                if let Some(delimiters) = bare_set(&self.buffer[self.start..self.end]) {
                    self.delimiters = Some(delimiters);
                    self.seen_isa = true;
                    return Ok(Some(Found::Problem(self.passed_over(
                        began,
                        "022",
                        "the envelope (ISA, GS) is missing; the transaction set is read without it",
                    ))));
                }
            }
            first_look = false;
            let ahead = &self.buffer[self.start..self.end];
            for at in memchr::memmem::find_iter(ahead, b"ISA") {
                let room = ahead.len() - at;
                if room < ISA_WINDOW && !self.ended {
                    break;
                }
                let starts_word = at == 0 || !ahead[at - 1].is_ascii_alphanumeric();
                if starts_word && isa_delimiters(&ahead[at..]).is_some() {
                    self.start += at;
                    return Ok((at > 0 || self.place() > began).then(|| {
                        Found::Problem(self.passed_over(
                            began,
                            "",
                            "text that is no X12 was passed over before ISA",
                        ))
                    }));
                }
            }
            if self.ended {
                self.start = self.end;
                return Ok(Some(Found::Problem(if self.seen_isa {
                    self.passed_over(began, "", "text after the last interchange was passed over")
                } else {
                    self.passed_over(began, "", "this is no X12 file: it has no ISA segment")
                })));
            }
            // Keep what may be the beginning of an ISA; drop the rest.
            let keep = ISA_WINDOW.min(self.end - self.start);
            self.start = self.end - keep;
            self.fill()?;
        }
    }

    fn passed_over(&self, byte: u64, code: &'static str, text: &str) -> Problem {
        Problem {
            level: Level::File,
            place: Place { segment: self.segments + 1, byte },
            segment_id: String::new(),
            element: 0,
            code,
            text: text.to_string(),
        }
    }

    fn place(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Blanks, line ends, NULs, a byte order mark and control-Z may stand between segments.
    fn skip_blanks(&mut self) -> io::Result<()> {
        loop {
            let blank = self.buffer[self.start..self.end]
                .iter()
                .position(|b| {
                    !matches!(b, b' ' | b'\r' | b'\n' | b'\t' | 0 | 0x1a | 0xef | 0xbb | 0xbf)
                })
                .unwrap_or(self.end - self.start);
            self.start += blank;
            if self.start < self.end || self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Moves the unread part to the front and reads more behind it.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.base += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(());
                }
                Ok(n) => {
                    self.end += n;
                    return Ok(());
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn cut(&mut self, from: usize, to: usize) -> Segment<'_> {
        self.segments += 1;
        let delimiters = self.delimiters.unwrap_or_else(|| last_known(&self.buffer[from..to]));
        let place = Place { segment: self.segments, byte: self.base + from as u64 };
        let raw = &self.buffer[from..to];
        // A segment split over lines carries line ends that are no data.
        let bytes: &[u8] = if memchr::memchr2(b'\n', b'\r', raw).is_some() {
            self.joined.clear();
            self.joined.extend(raw.iter().filter(|b| !matches!(b, b'\n' | b'\r')));
            &self.joined
        } else {
            raw
        };
        self.ends.clear();
        self.ends.extend(memchr::memchr_iter(delimiters.element, bytes).map(|at| at as u32));
        self.ends.push(bytes.len() as u32);
        Segment { bytes, ends: &self.ends, delimiters, place }
    }
}

/// IEA has closed the interchange before it is cut; its own bytes tell the separator.
fn last_known(bytes: &[u8]) -> Delimiters {
    let element = bytes.get(3).or(bytes.get(2)).copied().unwrap_or(b'*');
    let element =
        if bytes.starts_with(b"SE") { bytes.get(2).copied().unwrap_or(b'*') } else { element };
    Delimiters { element, ..Delimiters::default() }
}

/// The separators that an ISA at the start of `bytes` declares. Sixteen elements are walked,
/// so an ISA that is not at its fixed widths is read too.
fn isa_delimiters(bytes: &[u8]) -> Option<Delimiters> {
    if !bytes.starts_with(b"ISA") {
        return None;
    }
    let element = *bytes.get(3)?;
    if element.is_ascii_alphanumeric() || element.is_ascii_whitespace() {
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
