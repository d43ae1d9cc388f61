//! The text of an element, kept without an allocation when it is short, and lists that keep
//! their memory from one claim to the next.

use std::fmt;
use std::ops::Deref;

use crate::value;

/// A text of few characters: a code, a qualifier, a modifier. Longer ones are kept too.
pub type Code = Text<1>;

/// An element's text. Reads as a `str`. Up to `8 * WORDS` characters are kept in place: nearly
/// every element of a claim is shorter than the usual 24.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text<const WORDS: usize = 3>(Kept<WORDS>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kept<const WORDS: usize> {
    /// Bytes past `length` are zero, so that equal texts have equal bytes. They are kept as
    /// words because they are read and written so.
    Inline { length: u8, words: [[u8; 8]; WORDS] },
    /// A thin pointer, so that short texts stay small.
    #[expect(clippy::box_collection, reason = "a box of a str is two words")]
    Apart(Box<String>),
}

/// For each length, which bits of the words belong to the text.
const MASKS: [[u64; 3]; 25] = {
    let mut masks = [[0; 3]; 25];
    let mut length = 0;
    while length < masks.len() {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / 8] |= 0xff << (byte % 8 * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
};

impl<const WORDS: usize> Text<WORDS> {
    /// No text.
    pub const EMPTY: Self = Text(Kept::Inline { length: 0, words: [[0; 8]; WORDS] });

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
    /// fixed width is faster than copying just so many. `ascii` when it is known that they are.
    #[inline(always)]
    pub(crate) fn set(&mut self, around: &[u8], length: usize, ascii: bool) {
        if length <= 8 * WORDS
            && let Some(block) = around.first_chunk::<24>()
        {
            let (blocks, _) = block.as_chunks::<8>();
            let masks = &MASKS[length];
            let mut words = [[0; 8]; WORDS];
            let mut all = 0;
            for ((word, block), mask) in words.iter_mut().zip(blocks).zip(masks) {
                let kept = u64::from_le_bytes(*block) & mask;
                all |= kept;
                *word = kept.to_le_bytes();
            }
            if ascii || all & 0x8080_8080_8080_8080 == 0 {
                *self = Text(Kept::Inline { length: length as u8, words });
                return;
            }
        }
        *self = Text::of(&around[..length]);
    }

    /// A short text with the words it stands in.
    #[inline]
    pub(crate) fn words(&self) -> Option<(&[[u8; 8]; WORDS], usize)> {
        match &self.0 {
            Kept::Inline { length, words } => Some((words, usize::from(*length))),
            Kept::Apart(_) => None,
        }
    }

    #[inline(never)]
    fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= 8 * WORDS && bytes.is_ascii() {
            let mut words = [[0; 8]; WORDS];
            words.as_flattened_mut()[..bytes.len()].copy_from_slice(bytes);
            return Text(Kept::Inline { length: bytes.len() as u8, words });
        }
        Text(Kept::Apart(Box::new(value::text(bytes))))
    }
}

impl<const WORDS: usize> Default for Text<WORDS> {
    #[inline]
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<const WORDS: usize> Deref for Text<WORDS> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const WORDS: usize> From<&str> for Text<WORDS> {
    fn from(text: &str) -> Self {
        Text::of(text.as_bytes())
    }
}

impl<const WORDS: usize> From<String> for Text<WORDS> {
    fn from(text: String) -> Self {
        Text::of(text.as_bytes())
    }
}

impl<const WORDS: usize> From<Text<WORDS>> for String {
    fn from(text: Text<WORDS>) -> Self {
        text.as_str().to_string()
    }
}

impl<const WORDS: usize> PartialEq<str> for Text<WORDS> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const WORDS: usize> PartialEq<&str> for Text<WORDS> {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const WORDS: usize> fmt::Display for Text<WORDS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Elements may be facts about a patient, so they are not shown where they were not asked for.
impl<const WORDS: usize> fmt::Debug for Text<WORDS> {
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
            let alone: Text = Text::from(&long[..length]);
            assert_eq!(Code::from(&long[..length]).as_str(), &long[..length]);
            let padded = format!("{long}{long}");
            let mut read: Text = Text::from("SOMETHING ELSE");
            read.set(padded.as_bytes(), length, false);
            assert_eq!(read, alone, "{length}");
            read.set(&long.as_bytes()[..length], length, false);
            assert_eq!(read, alone, "{length}");
            assert_eq!(alone.as_str(), &long[..length]);
        }
        let mut read: Text = Text::EMPTY;
        read.set(b"JOS\xc9", 4, false);
        assert_eq!(read, Text::from("JOSÉ"));
        read.set("JOSÉ is followed by more text".as_bytes(), 5, false);
        assert_eq!(read, Text::from("JOSÉ"));
        assert_eq!((size_of::<Text>(), size_of::<Code>()), (32, 16));
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
