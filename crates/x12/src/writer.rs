//! Writes segments: right separators, right counts, and never a separator inside data.
//!
//! What does not live here: which segments a guide wants. The caller says what to write;
//! this module counts it and keeps the envelope right by construction.

use crate::delimiters::Delimiters;
use crate::typed::Spot;
use crate::value::Date;

/// One interchange being written: ISA, groups, transaction sets.
///
/// Control numbers are the caller's. Counts (SE01, GE01, IEA01) are kept here, so they
/// cannot be wrong. Data loses any separator it carries and is held to the X12 basic and
/// extended character sets; [`Writer::cleaned`] tells how many characters were lost or changed.
pub struct Writer {
    out: Vec<u8>,
    delimiters: Delimiters,
    interchange_control: u32,
    group_control: u32,
    set_control: String,
    groups: u32,
    sets: u32,
    segments: u32,
    cleaned: u64,
    /// The separators written so far in the segment that is being written.
    at: Spot,
    /// Which bytes may stand in data as they are.
    plain: [bool; 256],
}

/// How each Latin-1 character of data is written: as itself, as another, or not at all (0).
const CLEAN: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        table[byte as usize] = byte;
        byte += 1;
    }
    // In neither character set.
    table[b'`' as usize] = 0;
    table[b'^' as usize] = 0;
    let plain = *b"AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO/OUUUUYTY";
    let mut accented = 0;
    while accented < plain.len() {
        let letter = plain[accented];
        // × and ÷ are no letters.
        table[0xc0 + accented] = if letter.is_ascii_alphabetic() { letter } else { 0 };
        accented += 1;
    }
    table
};

/// Who sends an interchange to whom, and when.
#[derive(Clone, Debug)]
pub struct Interchange<'a> {
    /// ISA05/ISA06: id qualifier and id of the sender.
    pub sender: (&'a str, &'a str),
    /// ISA07/ISA08: id qualifier and id of the receiver.
    pub receiver: (&'a str, &'a str),
    /// ISA09/ISA10 as `YYMMDD` and `HHMM`.
    pub date: &'a str,
    /// ISA10 as `HHMM`.
    pub time: &'a str,
    /// ISA13, at most nine digits.
    pub control: u32,
    /// ISA15: `true` for production (`P`), `false` for test (`T`).
    pub production: bool,
}

/// A functional group: GS01 code, GS02/GS03 parties, GS04 `CCYYMMDD`, GS05 `HHMM`, GS06, GS08.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// GS01, for example `HC` for claims and `HP` for remittances.
    pub code: &'a str,
    /// GS02.
    pub sender: &'a str,
    /// GS03.
    pub receiver: &'a str,
    /// GS04 as `CCYYMMDD`.
    pub date: &'a str,
    /// GS05 as `HHMM`.
    pub time: &'a str,
    /// GS06.
    pub control: u32,
    /// GS08, for example `005010X221A1`.
    pub version: &'a str,
}

/// What the envelope says of a kind of set. Each typed module has its own: `claim::SET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetId {
    /// GS01.
    pub group: &'static str,
    /// ST01.
    pub code: &'static str,
    /// GS08, and ST03 where the guide uses it.
    pub guide: &'static str,
    /// Whether ST03 is used; the 835 does without.
    pub named_in_set: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new(Delimiters::default())
    }
}

impl Writer {
    /// A writer with these separators.
    pub fn new(delimiters: Delimiters) -> Self {
        let mut plain = [false; 256];
        for (byte, to) in (0..=255_u8).zip(CLEAN) {
            plain[usize::from(byte)] = to == byte && byte != 0;
        }
        let d = delimiters;
        for separator in [d.element, d.component, d.repetition, d.segment] {
            plain[usize::from(separator)] = false;
        }
        Self {
            plain,
            out: Vec::new(),
            delimiters,
            interchange_control: 0,
            group_control: 0,
            set_control: String::new(),
            groups: 0,
            sets: 0,
            segments: 0,
            cleaned: 0,
            at: Spot::element(0),
        }
    }

    /// Opens an interchange (ISA).
    pub fn open_interchange(&mut self, with: &Interchange<'_>) {
        self.interchange_control = with.control;
        self.groups = 0;
        let d = self.delimiters;
        self.out.extend_from_slice(b"ISA");
        self.fixed("00", 2);
        self.fixed("", 10);
        self.fixed("00", 2);
        self.fixed("", 10);
        self.fixed(with.sender.0, 2);
        self.fixed(with.sender.1, 15);
        self.fixed(with.receiver.0, 2);
        self.fixed(with.receiver.1, 15);
        self.fixed(with.date, 6);
        self.fixed(with.time, 4);
        self.out.extend_from_slice(&[d.element, d.repetition]);
        self.fixed("00501", 5);
        self.fixed(&format!("{:09}", with.control), 9);
        self.fixed("0", 1);
        self.fixed(if with.production { "P" } else { "T" }, 1);
        self.out.extend_from_slice(&[d.element, d.component, d.segment]);
    }

    /// An element of ISA: exactly `width` characters, padded with blanks.
    fn fixed(&mut self, text: &str, width: usize) {
        self.out.push(self.delimiters.element);
        let from = self.out.len();
        self.clean(text);
        self.out.resize(from + width, b' ');
    }

    /// Opens a functional group (GS).
    pub fn open_group(&mut self, with: &Group<'_>) {
        self.groups += 1;
        self.sets = 0;
        self.group_control = with.control;
        let control = with.control.to_string();
        self.segment(
            "GS",
            &[
                with.code,
                with.sender,
                with.receiver,
                with.date,
                with.time,
                &control,
                "X",
                with.version,
            ],
        );
    }

    /// Opens a transaction set of a kind (ST).
    pub fn begin_set(&mut self, set: &SetId, control: &str) {
        let version = if set.named_in_set { set.guide } else { "" };
        self.open_set(set.code, control, version);
    }

    /// Opens a transaction set (ST). `version` is ST03.
    pub fn open_set(&mut self, set: &str, control: &str, version: &str) {
        self.sets += 1;
        self.segments = 0;
        self.set_control = control.to_string();
        self.segment("ST", &[set, control, version]);
    }

    /// Writes one segment. Elements are cleaned; trailing empty elements are left out.
    ///
    /// A composite element is given with `:` between its components, whatever the
    /// writer's own component separator is; `:` never occurs in data.
    pub fn segment(&mut self, id: &str, elements: &[&str]) {
        self.segments += 1;
        self.out.extend_from_slice(id.as_bytes());
        let last = elements.iter().rposition(|e| !e.is_empty()).map_or(0, |i| i + 1);
        for element in &elements[..last] {
            self.out.push(self.delimiters.element);
            self.data(element);
        }
        self.out.push(self.delimiters.segment);
    }

    fn data(&mut self, element: &str) {
        let from = self.out.len();
        for (number, component) in element.split(':').enumerate() {
            if number > 0 {
                self.out.push(self.delimiters.component);
            }
            self.clean(component);
        }
        while self.out.len() > from && self.out.last() == Some(&self.delimiters.component) {
            self.out.pop();
        }
    }

    /// Writes text without what may not stand in data: separators and characters outside of
    /// X12's basic and extended sets. Letters with accents lose them.
    fn clean(&mut self, text: &str) {
        let from = self.out.len();
        for c in text.chars() {
            let plain = u8::try_from(c).map_or(0, |b| CLEAN[usize::from(b)]);
            if plain == b' ' && self.out.len() == from {
                continue;
            }
            if plain != 0 && !self.separates(plain) {
                self.cleaned += u64::from(char::from(plain) != c);
                self.out.push(plain);
            } else {
                self.cleaned += 1;
            }
        }
        // Blanks at the ends carry nothing, and judges refuse them.
        while self.out.len() > from && self.out.last() == Some(&b' ') {
            self.out.pop();
        }
    }

    #[inline]
    fn separates(&self, b: u8) -> bool {
        let d = self.delimiters;
        b == d.element || b == d.component || b == d.repetition || b == d.segment
    }

    /// Begins a segment whose elements are [put](Writer::put) one by one.
    pub(crate) fn begin(&mut self, id: &str) {
        self.segments += 1;
        self.out.extend_from_slice(id.as_bytes());
        self.at = Spot::element(0);
    }

    /// Ends the segment that was begun.
    pub(crate) fn end(&mut self) {
        self.out.push(self.delimiters.segment);
    }

    /// Writes a value at its place; places come in order and the separators before it are
    /// written with it, so that there are none after the last value.
    #[inline]
    pub(crate) fn put(&mut self, spot: Spot, value: &[u8]) {
        let before = (self.out.len(), self.at);
        self.separate(spot);
        let blank = value.first() == Some(&b' ') || value.last() == Some(&b' ');
        if !blank && value.iter().all(|b| self.plain[usize::from(*b)]) {
            self.out.extend_from_slice(value);
        } else {
            self.put_cleaned(value, before);
        }
    }

    /// A short value that is given in whole words, to be copied at once.
    #[inline]
    pub(crate) fn put_words<const WORDS: usize>(
        &mut self,
        spot: Spot,
        words: &[[u8; 8]; WORDS],
        length: usize,
    ) {
        let value = &words.as_flattened()[..length];
        let blank = value.first() == Some(&b' ') || value.last() == Some(&b' ');
        if !blank && value.iter().all(|b| self.plain[usize::from(*b)]) {
            self.separate(spot);
            let end = self.out.len() + length;
            self.out.extend_from_slice(words.as_flattened());
            self.out.truncate(end);
        } else {
            self.put(spot, value);
        }
    }

    #[inline]
    fn separate(&mut self, spot: Spot) {
        if self.at.element < spot.element {
            if self.at.element + 1 == spot.element {
                self.out.push(self.delimiters.element);
            } else {
                let missing = usize::from(spot.element - self.at.element);
                self.out.resize(self.out.len() + missing, self.delimiters.element);
            }
            self.at = Spot::element(spot.element);
        }
        while self.at.repetition < spot.repetition {
            self.out.push(self.delimiters.repetition);
            self.at.repetition += 1;
            self.at.component = 1;
        }
        while self.at.component < spot.component {
            self.out.push(self.delimiters.component);
            self.at.component += 1;
        }
    }

    #[cold]
    fn put_cleaned(&mut self, value: &[u8], before: (usize, Spot)) {
        let from = self.out.len();
        self.clean(&crate::value::text(value));
        // Nothing was left of it: its separators go too.
        if self.out.len() == from {
            self.out.truncate(before.0);
            self.at = before.1;
        }
    }

    /// Writes a decimal number: no trailing zeros, no point when whole.
    pub(crate) fn decimal(&mut self, spot: Spot, value: i64, places: u32) {
        // A sign, nineteen digits, a zero before the point and the point.
        let mut digits = [0; 24];
        let mut at = digits.len();
        let mut left = value.unsigned_abs();
        let mut place = 0;
        let mut significant = false;
        while left > 0 || place <= places {
            let digit = (left % 10) as u8;
            left /= 10;
            if place == places && significant {
                at -= 1;
                digits[at] = b'.';
            }
            significant |= digit != 0 || place >= places;
            if significant {
                at -= 1;
                digits[at] = b'0' + digit;
            }
            place += 1;
        }
        if value < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        let digits: [u8; 24] = digits;
        self.put(spot, &digits[at..]);
    }

    /// Writes a `CCYYMMDD` date.
    pub(crate) fn date(&mut self, spot: Spot, date: Date) {
        let mut digits = [b'0'; 8];
        let mut left = u64::from(date.year.unsigned_abs()) * 10_000
            + u64::from(date.month.unsigned_abs()) * 100
            + u64::from(date.day.unsigned_abs());
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (left % 10) as u8;
            left /= 10;
        }
        self.put(spot, &digits);
    }

    /// Adds the segments that another writer with the same separators wrote.
    pub(crate) fn append(&mut self, other: &Writer) {
        self.out.extend_from_slice(&other.out);
        self.segments += other.segments;
        self.cleaned += other.cleaned;
    }

    /// Closes the transaction set (SE) with its count.
    pub fn close_set(&mut self) {
        let count = (self.segments + 1).to_string();
        let control = std::mem::take(&mut self.set_control);
        self.segment("SE", &[&count, &control]);
    }

    /// Closes the group (GE).
    pub fn close_group(&mut self) {
        let (sets, control) = (self.sets.to_string(), self.group_control.to_string());
        self.segment("GE", &[&sets, &control]);
    }

    /// Closes the interchange (IEA).
    pub fn close_interchange(&mut self) {
        let (groups, control) =
            (self.groups.to_string(), format!("{:09}", self.interchange_control));
        self.segment("IEA", &[&groups, &control]);
    }

    /// How many characters of data were dropped or changed because they may not stand there.
    pub fn cleaned(&self) -> u64 {
        self.cleaned
    }

    /// Bytes written and not yet taken.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Takes what was written so far; writing goes on. Lets a caller stream.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }
}

/// An amount of money as X12 wants it: no thousands separator, no trailing zeros after
/// the point, no point when whole. `-5` cents is `-.05` in strict R format; we write `-0.05`.
pub fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, part) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        p if p % 10 == 0 => format!("{sign}{whole}.{}", p / 10),
        p => format!("{sign}{whole}.{p:02}"),
    }
}
