//! Writes segments: right separators, right counts, and never a separator inside data.
//!
//! What does not live here: which segments a guide wants. The caller says what to write;
//! this module counts it and keeps the envelope right by construction.

use crate::delimiters::Delimiters;

/// One interchange being written: ISA, groups, transaction sets.
///
/// Control numbers are the caller's. Counts (SE01, GE01, IEA01) are kept here, so they
/// cannot be wrong. Data loses any separator it carries, is upper-cased and held to the X12
/// basic and extended character sets; [`Writer::cleaned`] tells how many characters had to go.
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
}

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

impl Default for Writer {
    fn default() -> Self {
        Self::new(Delimiters::default())
    }
}

impl Writer {
    /// A writer with these separators.
    pub fn new(delimiters: Delimiters) -> Self {
        Self {
            out: Vec::new(),
            delimiters,
            interchange_control: 0,
            group_control: 0,
            set_control: String::new(),
            groups: 0,
            sets: 0,
            segments: 0,
            cleaned: 0,
        }
    }

    /// Opens an interchange (ISA).
    pub fn open_interchange(&mut self, with: &Interchange<'_>) {
        self.interchange_control = with.control;
        self.groups = 0;
        let d = self.delimiters;
        let e = d.element as char;
        let isa = format!(
            "ISA{e}00{e}          {e}00{e}          {e}{:<2.2}{e}{:<15.15}{e}{:<2.2}{e}{:<15.15}{e}{:0>6.6}{e}{:0>4.4}{e}{}{e}00501{e}{:09}{e}0{e}{}{e}{}{}",
            with.sender.0,
            with.sender.1,
            with.receiver.0,
            with.receiver.1,
            with.date,
            with.time,
            d.repetition as char,
            with.control,
            if with.production { 'P' } else { 'T' },
            d.component as char,
            d.segment as char,
        );
        self.out.extend_from_slice(isa.as_bytes());
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
        let d = self.delimiters;
        let from = self.out.len();
        for c in element.chars() {
            let byte = match c {
                ':' => d.component,
                'a'..='z' => (c as u8).to_ascii_uppercase(),
                ' '..='~' => {
                    let b = c as u8;
                    let separates =
                        b == d.element || b == d.segment || b == d.component || b == d.repetition;
                    if separates || b == b'`' || b == b'^' {
                        self.cleaned += 1;
                        continue;
                    }
                    b
                }
                _ => {
                    self.cleaned += 1;
                    continue;
                }
            };
            self.out.push(byte);
        }
        // Trailing spaces and empty trailing components carry nothing and judges refuse them.
        while self.out.len() > from
            && matches!(self.out.last(), Some(&b) if b == b' ' || b == d.component)
        {
            self.out.pop();
        }
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

    /// How many characters were dropped from data because they may not stand there.
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
