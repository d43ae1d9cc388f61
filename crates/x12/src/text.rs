//! The text of an element, kept without an allocation when it is short, and lists that keep
//! their memory from one claim to the next.

use std::fmt;
use std::ops::Deref;

use crate::value;

/// The longest text that is kept inline: nearly every element of a claim.
const INLINE: usize = 24;

/// An element's text. Reads as a `str`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Kept);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kept {
    /// Bytes past `length` are zero, so that equal texts have equal bytes. They are kept as
    /// words because they are read and written so.
    Inline {
        length: u8,
        words: [[u8; 8]; 3],
    },
    Apart(Box<str>),
}

/// For each length, which bits of the three words belong to the text.
const MASKS: [[u64; 3]; INLINE + 1] = {
    let mut masks = [[0; 3]; INLINE + 1];
    let mut length = 0;
    while length <= INLINE {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / 8] |= 0xff << (byte % 8 * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
};

impl Text {
    /// No text.
    pub const EMPTY: Text = Text(Kept::Inline { length: 0, words: [[0; 8]; 3] });

    /// The text as it is.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only ASCII is kept inline.
            Kept::Inline { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Kept::Apart(text) => text,
        }
    }

    /// The text as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Inline { length, words } => &words.as_flattened()[..usize::from(*length)],
            Kept::Apart(text) => text.as_bytes(),
        }
    }

    /// Whether there is no text.
    #[inline]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kept::Inline { length: 0, .. })
    }

    /// Becomes the first `length` bytes of `around`, which may go on after them: reading at a
    /// fixed width is faster than copying just so many.
    #[inline(always)]
    pub(crate) fn set(&mut self, around: &[u8], length: usize) {
        if let Some(masks) = MASKS.get(length)
            && let Some(block) = around.first_chunk::<INLINE>()
        {
            let ([a, b, c], _) = block.as_chunks::<8>() else { return };
            let a = u64::from_le_bytes(*a) & masks[0];
            let b = u64::from_le_bytes(*b) & masks[1];
            let c = u64::from_le_bytes(*c) & masks[2];
            if (a | b | c) & 0x8080_8080_8080_8080 == 0 {
                let words = [a.to_le_bytes(), b.to_le_bytes(), c.to_le_bytes()];
                *self = Text(Kept::Inline { length: length as u8, words });
                return;
            }
        }
        *self = Text::of(&around[..length]);
    }

    /// A short text with the block it stands in.
    #[inline]
    pub(crate) fn block(&self) -> Option<(&[u8; INLINE], usize)> {
        match &self.0 {
            Kept::Inline { length, words } => {
                Some((words.as_flattened().first_chunk()?, usize::from(*length)))
            }
            Kept::Apart(_) => None,
        }
    }

    #[inline(never)]
    fn of(bytes: &[u8]) -> Text {
        if bytes.len() <= INLINE && bytes.is_ascii() {
            let mut words = [[0; 8]; 3];
            words.as_flattened_mut()[..bytes.len()].copy_from_slice(bytes);
            return Text(Kept::Inline { length: bytes.len() as u8, words });
        }
        Text(Kept::Apart(value::text(bytes).into_boxed_str()))
    }
}

impl Default for Text {
    #[inline]
    fn default() -> Self {
        Text::EMPTY
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::of(text.as_bytes())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::of(text.as_bytes())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_string()
    }
}

impl PartialEq<str> for Text {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Elements may be facts about a patient, so they are not shown where they were not asked for.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() { f.write_str("\"\"") } else { f.write_str("\"…\"") }
    }
}

/// A value that can be emptied without letting go of its memory.
pub trait Clear: Default {
    /// Makes the value what `default` makes it.
    fn clear(&mut self);
}

/// A list that keeps what it held when it is emptied, to fill it again without allocating.
/// Reads as a slice.
#[derive(Clone)]
pub struct List<T> {
    items: Vec<T>,
    length: usize,
}

impl<T> List<T> {
    /// An empty list.
    pub const fn new() -> Self {
        Self { items: Vec::new(), length: 0 }
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) {
        self.items.truncate(self.length);
        self.items.push(item);
        self.length += 1;
    }

    /// The last item, to be changed.
    #[inline]
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.items[..self.length].last_mut()
    }

    /// The items, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.items[..self.length]
    }
}

impl<T: Clear> List<T> {
    /// Adds an empty item and returns it to be filled.
    #[inline]
    pub fn add(&mut self) -> &mut T {
        if self.length == self.items.len() {
            self.items.push(T::default());
        } else {
            self.items[self.length].clear();
        }
        self.length += 1;
        &mut self.items[self.length - 1]
    }
}

impl<T> List<T> {
    /// Takes back the item that was added last; its memory is kept.
    #[inline]
    pub(crate) fn take_back(&mut self) {
        self.length = self.length.saturating_sub(1);
    }
}

impl<T> Clear for List<T> {
    #[inline]
    fn clear(&mut self) {
        self.length = 0;
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.items[..self.length]
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { length: items.len(), items }
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(items: [T; N]) -> Self {
        Vec::from(items).into()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_however_it_came() {
        let long = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for length in 0..=long.len() {
            let alone = Text::from(&long[..length]);
            let padded = format!("{long}{long}");
            let mut read = Text::from("SOMETHING ELSE");
            read.set(padded.as_bytes(), length);
            assert_eq!(read, alone, "{length}");
            read.set(&long.as_bytes()[..length], length);
            assert_eq!(read, alone, "{length}");
            assert_eq!(alone.as_str(), &long[..length]);
        }
        let mut read = Text::EMPTY;
        read.set(b"JOS\xc9", 4);
        assert_eq!(read, Text::from("JOSÉ"));
        read.set("JOSÉ is followed by more text".as_bytes(), 5);
        assert_eq!(read, Text::from("JOSÉ"));
        assert_eq!(size_of::<Text>(), 32);
    }

    #[test]
    fn a_list_forgets_what_it_held() {
        let mut list: List<List<u8>> = List::new();
        list.add().push(7);
        list.clear();
        assert!(list.is_empty());
        assert!(list.add().is_empty(), "memory is kept, what was in it is not");
        assert_eq!(list, List::from([List::new()]));
    }
}
