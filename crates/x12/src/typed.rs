//! How typed values are read from segments and written back: the traits, and the macros that
//! describe a segment, a loop or a transaction set once for both ways.
//!
//! A segment is a struct whose fields say which element they are. A loop is a struct that
//! begins with one segment and holds others and loops within. A set is an enum of parts that
//! come one after the other, so that a file of any size is read part by part. Memory is
//! reused from part to part.

use crate::problem::{Level, Place, Problem};
use crate::segment::{Segment, Tag};
use crate::text::{Clear, List, Text};
use crate::value::{self, Date};
use crate::writer::Writer;

/// Money in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

/// A quantity in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Milli(pub i64);

/// Where a value was read from. It is no part of the value: any two are equal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin(pub Place);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// The loop within that the next segment may belong to. Any two are equal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open(pub(crate) usize);

impl PartialEq for Open {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Open {}

/// Where in a segment a value stands: element, repetition and component, each from 1.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    pub(crate) element: u8,
    pub(crate) repetition: u8,
    pub(crate) component: u8,
}

impl Spot {
    /// A whole element.
    #[inline]
    pub(crate) const fn element(number: u8) -> Self {
        Self { element: number, repetition: 1, component: 1 }
    }
}

/// Bytes to be read, with what they are in for a problem's place.
#[derive(Clone, Copy)]
pub struct Raw<'a> {
    segment: &'a Segment<'a>,
    around: &'a [u8],
    length: usize,
    spot: Spot,
}

impl<'a> Raw<'a> {
    #[inline]
    pub(crate) fn element(segment: &'a Segment<'a>, number: u8) -> Self {
        let (mut around, mut length) = segment.element_onwards(usize::from(number));
        if !segment.is_plain() {
            let (from, to) = trimmed_ends(&around[..length]);
            (around, length) = (&around[from..], to - from);
        }
        Self { segment, around, length, spot: Spot::element(number) }
    }

    #[inline]
    fn bytes(&self) -> &'a [u8] {
        &self.around[..self.length]
    }

    /// Whether there is nothing to read.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    #[inline(always)]
    fn decimal(&self, places: u32) -> Option<i64> {
        value::decimal(self.bytes(), places)
    }

    /// Without blanks at the ends.
    #[inline]
    fn trimmed(mut self) -> Self {
        let blank = |b: Option<&u8>| b.is_some_and(|b| *b <= b' ');
        if blank(self.bytes().first()) || blank(self.bytes().last()) {
            let before = self.length - self.bytes().trim_ascii_start().len();
            self.around = &self.around[before..];
            self.length = self.around[..self.length - before].trim_ascii_end().len();
        }
        self
    }

    fn split(self, separator: u8) -> impl Iterator<Item = Raw<'a>> {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let start = from?;
            let rest = &self.bytes()[start..];
            let length = rest.iter().position(|b| *b == separator);
            from = length.map(|n| start + n + 1);
            Some(Raw {
                around: &self.around[start..],
                length: length.unwrap_or(rest.len()),
                ..self
            })
        })
    }

    #[cold]
    fn problem(&self, problems: &mut Vec<Problem>, code: &'static str, what: &str) {
        let mut problem = self.segment.problem(usize::from(self.spot.element), code, what);
        if self.spot.component > 1 {
            problem.component = self.spot.component;
        }
        problems.push(problem);
    }
}

/// Where text without blanks at its ends begins and ends. Kept away from the usual path, in
/// which nothing is to be trimmed.
#[cold]
#[inline(never)]
fn trimmed_ends(bytes: &[u8]) -> (usize, usize) {
    let from = bytes.len() - bytes.trim_ascii_start().len();
    (from, from + bytes[from..].trim_ascii_end().len())
}

/// A value of an element or component.
pub trait Value: Default {
    /// Reads the value in place. What it is not is told to `problems` and read as empty.
    fn read(&mut self, raw: Raw<'_>, problems: &mut Vec<Problem>);
    /// Writes the value at `spot`; an empty one writes nothing.
    fn write(&self, out: &mut Writer, spot: Spot);
    /// Whether there is nothing to write.
    fn is_empty(&self) -> bool;
}

impl<const WORDS: usize> Value for Text<WORDS> {
    #[inline(always)]
    fn read(&mut self, raw: Raw<'_>, _: &mut Vec<Problem>) {
        self.set(raw.around, raw.length, raw.segment.is_plain());
    }

    #[inline]
    fn write(&self, out: &mut Writer, spot: Spot) {
        match self.words() {
            Some((_, 0)) => {}
            Some((words, length)) => out.put_words(spot, words, length),
            None => out.put(spot, self.as_bytes()),
        }
    }

    #[inline]
    fn is_empty(&self) -> bool {
        Text::is_empty(self)
    }
}

/// A value that is absent when the element is empty, and reported when it is not what it
/// should be.
macro_rules! optional {
    ($type:ty, $code:literal, $what:literal, |$raw:ident| $parse:expr, |$value:ident, $out:ident, $spot:ident| $write:expr) => {
        impl Value for Option<$type> {
            #[inline]
            fn read(&mut self, $raw: Raw<'_>, problems: &mut Vec<Problem>) {
                *self = if $raw.is_empty() { None } else { $parse };
                if self.is_none() && !$raw.is_empty() {
                    $raw.problem(problems, $code, $what);
                }
            }

            #[inline]
            fn write(&self, $out: &mut Writer, $spot: Spot) {
                if let Some($value) = self {
                    $write
                }
            }

            #[inline]
            fn is_empty(&self) -> bool {
                self.is_none()
            }
        }
    };
}

optional!(
    Cents,
    "6",
    "is not an amount of money",
    |raw| raw.decimal(2).map(Cents),
    |value, out, spot| out.decimal(spot, value.0, 2)
);
optional!(
    Milli,
    "6",
    "is not a number with at most three decimals",
    |raw| raw.decimal(3).map(Milli),
    |value, out, spot| out.decimal(spot, value.0, 3)
);
optional!(
    u32,
    "6",
    "is not a whole number",
    |raw| raw.decimal(0).and_then(|n| u32::try_from(n).ok()),
    |value, out, spot| out.decimal(spot, i64::from(*value), 0)
);
optional!(
    Date,
    "8",
    "is not a date that exists",
    |raw| value::date(raw.bytes()),
    |value, out, spot| out.date(spot, *value)
);

/// Repetitions of an element.
impl<T: Value + Clear> Value for List<T> {
    fn read(&mut self, raw: Raw<'_>, problems: &mut Vec<Problem>) {
        self.clear();
        if raw.length == 0 {
            return;
        }
        for (number, one) in raw.split(raw.segment.delimiters().repetition).enumerate() {
            let spot = Spot { repetition: (number + 1).min(255) as u8, ..raw.spot };
            self.add().read(Raw { spot, ..one }.trimmed(), problems);
        }
    }

    fn write(&self, out: &mut Writer, spot: Spot) {
        for (number, one) in self.iter().enumerate() {
            one.write(out, Spot { repetition: (number + 1).min(255) as u8, ..spot });
        }
    }

    fn is_empty(&self) -> bool {
        self.iter().all(Value::is_empty)
    }
}

impl<const WORDS: usize> Clear for Text<WORDS> {
    #[inline]
    fn clear(&mut self) {
        *self = Text::EMPTY;
    }
}

/// A typed segment.
pub trait TypedSegment: Default {
    /// Its id.
    const ID: &'static str;
    /// Its id, packed.
    const TAG: Tag;
    /// Reads all fields in place.
    fn read(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>);
    /// Writes the segment.
    fn write(&self, out: &mut Writer);
}

/// A typed loop.
pub trait TypedLoop: Default {
    /// Whether `s` begins such a loop.
    fn begins(s: &Segment<'_>) -> bool;
    /// Reads the segment that begins the loop.
    fn start(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>);
    /// Takes `s` when it belongs here; `false` when it does not.
    fn take(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>) -> bool;
    /// Takes `s` when it belongs here and not to a loop within that is open.
    fn take_own(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>) -> bool;
    /// Writes the loop.
    fn write(&self, out: &mut Writer);
}

/// Reads the components of a composite; called by [`composites!`].
#[inline]
pub(crate) fn components(raw: Raw<'_>, mut read: impl FnMut(u8, Raw<'_>)) {
    let mut separator = raw.segment.delimiters().component;
    let bytes = raw.bytes();
    // Some senders write composites with another separator than their ISA declares; `HC>97110`
    // under `:` is then one component, and is split at what follows the two-letter qualifier.
    if let [b'A'..=b'Z', b'A'..=b'Z', mark @ (b'>' | b':' | b'|' | b'<' | b'^'), ..] = bytes
        && *mark != separator
        && !bytes.contains(&separator)
    {
        separator = *mark;
    }
    let mut from = 0;
    let mut component = 1_u8;
    loop {
        let rest = &bytes[from..];
        let length = rest.iter().position(|b| *b == separator).unwrap_or(rest.len());
        if length > 0 {
            let spot = Spot { component, ..raw.spot };
            read(component, Raw { around: &raw.around[from..], length, spot, ..raw }.trimmed());
        }
        from += length + 1;
        if from > bytes.len() || component == u8::MAX {
            return;
        }
        component += 1;
    }
}

/// The problem with a segment that no part of its set takes.
#[cold]
pub(crate) fn unexpected(s: &Segment<'_>) -> Problem {
    let id = value::text(s.id());
    Problem {
        level: Level::Segment,
        place: s.place(),
        code: "2",
        text: match id.as_str() {
            "" => "a segment without an id was passed over".into(),
            id => format!("{id} is not expected here and was passed over"),
        },
        segment_id: id,
        ..Problem::default()
    }
}

/// Composite elements: `Name { field: Type = component, … }`.
macro_rules! composites {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$field_doc:meta])* $field:ident : $type:ty = $number:literal ),* $(,)? } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( #[doc = concat!("Component ", stringify!($number), ".")] $(#[$field_doc])* pub $field: $type, )*
        }

        impl $crate::typed::Value for $name {
            fn read(&mut self, raw: $crate::typed::Raw<'_>, problems: &mut Vec<$crate::problem::Problem>) {
                *self = Self::default();
                if raw.is_empty() {
                    return;
                }
                $crate::typed::components(raw, |number, raw| match number {
                    $( $number => $crate::typed::Value::read(&mut self.$field, raw, problems), )*
                    _ => {}
                });
            }

            fn write(&self, out: &mut $crate::writer::Writer, spot: $crate::typed::Spot) {
                $( $crate::typed::Value::write(&self.$field, out, $crate::typed::Spot { component: $number, ..spot }); )*
            }

            fn is_empty(&self) -> bool {
                true $( && $crate::typed::Value::is_empty(&self.$field) )*
            }
        }

        impl $crate::text::Clear for $name {
            fn clear(&mut self) {
                // Reading a composite overwrites every component.
            }
        }

        /// A composite that is seldom there.
        impl $crate::typed::Value for Option<$name> {
            #[inline]
            fn read(&mut self, raw: $crate::typed::Raw<'_>, problems: &mut Vec<$crate::problem::Problem>) {
                if raw.is_empty() {
                    *self = None;
                } else {
                    $crate::typed::Value::read(self.get_or_insert_default(), raw, problems);
                }
            }

            fn write(&self, out: &mut $crate::writer::Writer, spot: $crate::typed::Spot) {
                if let Some(composite) = self {
                    $crate::typed::Value::write(composite, out, spot);
                }
            }

            fn is_empty(&self) -> bool {
                self.as_ref().is_none_or($crate::typed::Value::is_empty)
            }
        }

        impl $crate::typed::Group for $name {
            const WIDTH: u8 = 1;

            fn read(&mut self, s: &$crate::segment::Segment<'_>, first: u8, problems: &mut Vec<$crate::problem::Problem>) {
                $crate::typed::Value::read(self, $crate::typed::Raw::element(s, first), problems);
            }

            fn write(&self, out: &mut $crate::writer::Writer, first: u8) {
                $crate::typed::Value::write(self, out, $crate::typed::Spot::element(first));
            }

            fn is_empty(&self) -> bool {
                $crate::typed::Value::is_empty(self)
            }
        }
    )*};
}

/// Segments: `Name "ID" { field: Type = element, … }`. A field may span a run of elements
/// with `= first..` when its type says so (see [`Run`]).
macro_rules! segments {
    ($( $(#[$doc:meta])* $name:ident $id:literal { $( $(#[$field_doc:meta])* $field:ident : $type:ty = $number:literal ),* $(,)? } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( #[doc = concat!($id, " element ", stringify!($number), ".")] $(#[$field_doc])* pub $field: $type, )*
        }

        impl $crate::typed::TypedSegment for $name {
            const ID: &'static str = $id;
            const TAG: $crate::segment::Tag = $crate::segment::tag($id);

            #[inline]
            fn read(&mut self, s: &$crate::segment::Segment<'_>, problems: &mut Vec<$crate::problem::Problem>) {
                $( $crate::typed::Field::<$number>::read(&mut self.$field, s, problems); )*
            }

            fn write(&self, out: &mut $crate::writer::Writer) {
                out.begin($id);
                $( $crate::typed::Field::<$number>::write(&self.$field, out); )*
                out.end();
            }
        }

        impl $crate::text::Clear for $name {
            #[inline]
            fn clear(&mut self) {
                // Reading a segment overwrites every field.
            }
        }
    )*};
}

/// A field of a segment that begins at element `N`: one value, or a run of elements.
pub trait Field<const N: u8> {
    /// Reads it in place.
    fn read(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>);
    /// Writes it.
    fn write(&self, out: &mut Writer);
}

impl<V: Value, const N: u8> Field<N> for V {
    #[inline(always)]
    fn read(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>) {
        Value::read(self, Raw::element(s, N), problems);
    }

    #[inline]
    fn write(&self, out: &mut Writer) {
        Value::write(self, out, Spot::element(N));
    }
}

/// Groups of elements that repeat side by side to the end of a segment, as the triplets of a
/// CAS or the diagnoses of an HI do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run<T>(pub List<T>);

/// A group of elements in a [`Run`].
pub trait Group: Default + Clear {
    /// How many elements it spans.
    const WIDTH: u8;
    /// Reads it from the element `first` on.
    fn read(&mut self, s: &Segment<'_>, first: u8, problems: &mut Vec<Problem>);
    /// Writes it from the element `first` on.
    fn write(&self, out: &mut Writer, first: u8);
    /// Whether there is nothing to write.
    fn is_empty(&self) -> bool;
}

impl<const WORDS: usize> Group for Text<WORDS> {
    const WIDTH: u8 = 1;

    fn read(&mut self, s: &Segment<'_>, first: u8, problems: &mut Vec<Problem>) {
        Value::read(self, Raw::element(s, first), problems);
    }

    fn write(&self, out: &mut Writer, first: u8) {
        Value::write(self, out, Spot::element(first));
    }

    fn is_empty(&self) -> bool {
        Text::is_empty(self)
    }
}

impl<T> std::ops::Deref for Run<T> {
    type Target = List<T>;

    fn deref(&self) -> &List<T> {
        &self.0
    }
}

impl<T, const N: usize> From<[T; N]> for Run<T> {
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T> FromIterator<T> for Run<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: Group, const N: u8> Field<N> for Run<T> {
    fn read(&mut self, s: &Segment<'_>, problems: &mut Vec<Problem>) {
        self.0.clear();
        let last = s.len().min(usize::from(u8::MAX)) as u8;
        let mut first = N;
        // A group beyond the elements that can be counted is none.
        while first <= last && first.checked_add(T::WIDTH - 1).is_some() {
            // A gap between groups is no group.
            let end = usize::from(first) + usize::from(T::WIDTH);
            if (usize::from(first)..end).any(|n| !s.raw(n).is_empty()) {
                let group = self.0.add();
                group.read(s, first, problems);
                // Nor is one that holds nothing that can be read.
                if group.is_empty() {
                    self.0.take_back();
                }
            }
            let Some(next) = first.checked_add(T::WIDTH) else { break };
            first = next;
        }
    }

    fn write(&self, out: &mut Writer) {
        let mut first = N;
        for group in self.0.iter().filter(|group| !group.is_empty()) {
            if first.checked_add(T::WIDTH - 1).is_none() {
                break;
            }
            group.write(out, first);
            let Some(next) = first.checked_add(T::WIDTH) else { break };
            first = next;
        }
    }
}

/// Groups of elements: `Name width { field: Type = offset from the first, from 0 }`.
macro_rules! groups {
    ($( $(#[$doc:meta])* $name:ident $width:literal { $( $(#[$field_doc:meta])* $field:ident : $type:ty = $offset:literal ),* $(,)? } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( #[doc = concat!("Element ", stringify!($offset), " after the first of the group.")] $(#[$field_doc])* pub $field: $type, )*
        }

        impl $crate::typed::Group for $name {
            const WIDTH: u8 = $width;

            #[inline]
            fn read(&mut self, s: &$crate::segment::Segment<'_>, first: u8, problems: &mut Vec<$crate::problem::Problem>) {
                $( $crate::typed::Value::read(&mut self.$field, $crate::typed::Raw::element(s, first.saturating_add($offset)), problems); )*
            }

            #[inline]
            fn write(&self, out: &mut $crate::writer::Writer, first: u8) {
                $( $crate::typed::Value::write(&self.$field, out, $crate::typed::Spot::element(first.saturating_add($offset))); )*
            }

            fn is_empty(&self) -> bool {
                true $( && $crate::typed::Value::is_empty(&self.$field) )*
            }
        }

        impl $crate::text::Clear for $name {
            #[inline]
            fn clear(&mut self) {
                // Reading a group overwrites every field.
            }
        }
    )*};
}

/// Loops: `Name { field: kind Type, … }`, in the order of the guide. The kinds are `first` (the
/// segment that begins the loop), `one` and `many` segments, and `within`: loops.
macro_rules! loops {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$field_doc:meta])* $field:ident : $kind:ident $type:ident ),* $(,)? } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( #[doc = $crate::typed::loops!(@says $kind)] $(#[$field_doc])* pub $field: $crate::typed::loops!(@type $kind $type), )*
            /// Where the loop begins.
            pub origin: $crate::typed::Origin,
            /// Which loop within is open while reading.
            pub open: $crate::typed::Open,
        }

        impl $crate::text::Clear for $name {
            fn clear(&mut self) {
                $( $crate::typed::loops!(@clear $kind self $field); )*
                self.origin = $crate::typed::Origin::default();
                self.open = $crate::typed::Open::default();
            }
        }

        impl $crate::typed::TypedLoop for $name {
            #[inline]
            #[allow(unused_variables, reason = "a header begins with no segment of its own")]
            fn begins(s: &$crate::segment::Segment<'_>) -> bool {
                $( $crate::typed::loops!(@begins $kind $type s); )*
                false
            }

            #[allow(unused_variables, reason = "a header begins with no segment of its own")]
            fn start(&mut self, s: &$crate::segment::Segment<'_>, problems: &mut Vec<$crate::problem::Problem>) {
                self.origin = $crate::typed::Origin(s.place());
                $( $crate::typed::loops!(@first $kind self $field s problems); )*
            }

            // Most segments belong to the loop that is open: it is asked before anything else,
            // without the frame that reading one's own segments needs.
            #[inline(always)]
            #[allow(unused_variables, reason = "some loops hold no others")]
            fn take(&mut self, s: &$crate::segment::Segment<'_>, problems: &mut Vec<$crate::problem::Problem>) -> bool {
                $( $crate::typed::loops!(@inner $kind $name $type self $field s problems); )*
                self.take_own(s, problems)
            }

            #[inline(never)]
            #[allow(unused_variables, reason = "some loops are one segment")]
            fn take_own(&mut self, s: &$crate::segment::Segment<'_>, problems: &mut Vec<$crate::problem::Problem>) -> bool {
                $( $crate::typed::loops!(@own $kind $type self $field s problems); )*
                $( $crate::typed::loops!(@start $kind $name $type self $field s problems); )*
                false
            }

            fn write(&self, out: &mut $crate::writer::Writer) {
                $( $crate::typed::loops!(@write $kind self $field out); )*
            }
        }
    )*};

    (@type first $type:ident) => { $type };
    (@type one $type:ident) => { Option<$type> };
    (@type many $type:ident) => { $crate::text::List<$type> };
    (@type within $type:ident) => { $crate::text::List<$type> };

    (@says first) => { "The segment that begins the loop." };
    (@says one) => { "At most one segment." };
    (@says many) => { "Segments, in the file's order." };
    (@says within) => { "Loops within this one." };

    (@clear first $self:ident $field:ident) => { $crate::text::Clear::clear(&mut $self.$field); };
    (@clear one $self:ident $field:ident) => { $self.$field = None; };
    (@clear many $self:ident $field:ident) => { $crate::text::Clear::clear(&mut $self.$field); };
    (@clear within $self:ident $field:ident) => { $crate::text::Clear::clear(&mut $self.$field); };

    (@begins first $type:ident $s:ident) => {
        if $s.tag() == <$type as $crate::typed::TypedSegment>::TAG { return true; }
    };
    (@begins $other:ident $type:ident $s:ident) => {};

    (@first first $self:ident $field:ident $s:ident $problems:ident) => {
        $crate::typed::TypedSegment::read(&mut $self.$field, $s, $problems);
    };
    (@first $other:ident $self:ident $field:ident $s:ident $problems:ident) => {};

    (@inner within $name:ident $type:ident $self:ident $field:ident $s:ident $problems:ident) => {
        if $self.open.0 == std::mem::offset_of!($name, $field) + 1
            && let Some(last) = $self.$field.last_mut()
            && $crate::typed::TypedLoop::take(last, $s, $problems)
        {
            return true;
        }
    };
    (@inner $other:ident $name:ident $type:ident $self:ident $field:ident $s:ident $problems:ident) => {};

    (@own first $type:ident $self:ident $field:ident $s:ident $problems:ident) => {};
    (@own one $type:ident $self:ident $field:ident $s:ident $problems:ident) => {
        if $s.tag() == <$type as $crate::typed::TypedSegment>::TAG && $self.$field.is_none() {
            $crate::typed::TypedSegment::read(
                $self.$field.insert($type::default()), $s, $problems,
            );
            return true;
        }
    };
    (@own many $type:ident $self:ident $field:ident $s:ident $problems:ident) => {
        if $s.tag() == <$type as $crate::typed::TypedSegment>::TAG {
            $crate::typed::TypedSegment::read($self.$field.add(), $s, $problems);
            return true;
        }
    };
    (@own within $type:ident $self:ident $field:ident $s:ident $problems:ident) => {};

    (@start within $name:ident $type:ident $self:ident $field:ident $s:ident $problems:ident) => {
        if <$type as $crate::typed::TypedLoop>::begins($s) {
            $self.open = $crate::typed::Open(std::mem::offset_of!($name, $field) + 1);
            $crate::typed::TypedLoop::start($self.$field.add(), $s, $problems);
            return true;
        }
    };
    (@start $other:ident $name:ident $type:ident $self:ident $field:ident $s:ident $problems:ident) => {};

    (@write first $self:ident $field:ident $out:ident) => { $crate::typed::TypedSegment::write(&$self.$field, $out); };
    (@write one $self:ident $field:ident $out:ident) => {
        if let Some(one) = &$self.$field { $crate::typed::TypedSegment::write(one, $out); }
    };
    (@write many $self:ident $field:ident $out:ident) => {
        for one in &$self.$field { $crate::typed::TypedSegment::write(one, $out); }
    };
    (@write within $self:ident $field:ident $out:ident) => {
        for one in &$self.$field { $crate::typed::TypedLoop::write(one, $out); }
    };
}

/// A transaction set as parts that come one after the other: what it begins with, then the
/// others, each begun by its own first segment.
macro_rules! parts {
    ($(#[$doc:meta])* $header:ident, $( $(#[$part_doc:meta])* $part:ident ),* $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Part {
            /// What the set begins with; comes first, and once.
            $header(Box<$header>),
            $( $(#[$part_doc])* $part(Box<$part>), )*
        }

        impl Part {
            /// Writes the part's segments.
            pub fn write(&self, out: &mut $crate::writer::Writer) {
                match self {
                    Part::$header(part) => $crate::typed::TypedLoop::write(&**part, out),
                    $( Part::$part(part) => $crate::typed::TypedLoop::write(&**part, out), )*
                }
            }

            fn take(&mut self, s: &$crate::segment::Segment<'_>, problems: &mut Vec<$crate::problem::Problem>) -> bool {
                match self {
                    Part::$header(part) => $crate::typed::TypedLoop::take(&mut **part, s, problems),
                    $( Part::$part(part) => $crate::typed::TypedLoop::take(&mut **part, s, problems), )*
                }
            }
        }

        $(
            impl From<$part> for Part {
                fn from(part: $part) -> Self {
                    Part::$part(Box::new(part))
                }
            }
        )*

        impl From<$header> for Part {
            fn from(part: $header) -> Self {
                Part::$header(Box::new(part))
            }
        }

        /// Builds the parts of one set from its segments between ST and SE.
        ///
        /// A part is known to be complete when the next one begins, so each is handed out one
        /// segment late and the last by [`Builder::finish`]. Its memory is used again.
        pub struct Builder {
            current: Part,
            done: Option<Part>,
            spare: Vec<Part>,
            problems: Vec<$crate::problem::Problem>,
        }

        impl Default for Builder {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Builder {
            /// A builder for one set.
            pub fn new() -> Self {
                Self {
                    current: Part::$header(Box::default()),
                    done: None,
                    spare: Vec::new(),
                    problems: Vec::new(),
                }
            }

            /// Makes the builder ready for another set.
            pub fn restart(&mut self) {
                let header = self.fresh(|p| matches!(p, Part::$header(_)));
                let header = header.unwrap_or_else(|| Part::$header(Box::default()));
                let last = std::mem::replace(&mut self.current, header);
                self.spare.extend(self.done.take());
                self.spare.push(last);
                self.problems.clear();
            }

            /// Takes the next segment; hands out the part that it ended, if any.
            #[inline]
            pub fn push(&mut self, s: &$crate::segment::Segment<'_>) -> Option<&Part> {
                $(
                    if <$part as $crate::typed::TypedLoop>::begins(s) {
                        let next = self.fresh(|p| matches!(p, Part::$part(_)));
                        let mut next = next.unwrap_or_else(|| Part::$part(Box::default()));
                        if let Part::$part(part) = &mut next {
                            $crate::typed::TypedLoop::start(&mut **part, s, &mut self.problems);
                        }
                        let ended = std::mem::replace(&mut self.current, next);
                        self.spare.extend(self.done.replace(ended));
                        return self.done.as_ref();
                    }
                )*
                if let Part::$header(header) = &mut self.current
                    && <$header as $crate::typed::TypedLoop>::begins(s)
                    && header.origin.0.segment == 0
                {
                    $crate::typed::TypedLoop::start(&mut **header, s, &mut self.problems);
                    return None;
                }
                if !self.current.take(s, &mut self.problems) {
                    self.problems.push($crate::typed::unexpected(s));
                }
                None
            }

            /// The set is over: its last part.
            pub fn finish(&mut self) -> &Part {
                &self.current
            }

            /// Problems met so far; taken out.
            pub fn take_problems(&mut self) -> Vec<$crate::problem::Problem> {
                std::mem::take(&mut self.problems)
            }

            /// A part of the wanted kind that is no longer needed, emptied.
            fn fresh(&mut self, wanted: impl Fn(&Part) -> bool) -> Option<Part> {
                let at = self.spare.iter().position(wanted)?;
                let mut part = self.spare.swap_remove(at);
                match &mut part {
                    Part::$header(part) => $crate::text::Clear::clear(&mut **part),
                    $( Part::$part(part) => $crate::text::Clear::clear(&mut **part), )*
                }
                Some(part)
            }
        }
    };
}
pub(crate) use {composites, groups, loops, parts, segments};
