//! The text of an element, kept without an allocation when it is short, and lists that keep
//! their memory from one claim to the next.

use std::fmt;
use std::ops::Deref;

use crate::value;

/// The longest text that is kept inline: nearly every element of a claim.
const INLINE: usize = 22;
/// Bytes that reading a short text looks at, whatever its length.
const AT_ONCE: usize = 24;

/// An element's text. Reads as a `str`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Kept);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kept {
    /// Bytes past `length` are zero, so that equal texts have equal bytes.
    Inline {
        length: u8,
        bytes: [u8; INLINE],
    },
    Apart(Box<str>),
}

impl Text {
    /// No text.
    pub const EMPTY: Text = Text(Kept::Inline { length: 0, bytes: [0; INLINE] });

    /// The text as it is.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only ASCII is kept inline.
            Kept::Inline { length, bytes } => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default()
            }
            Kept::Apart(text) => text,
        }
    }

    /// The text as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Inline { length, bytes } => &bytes[..usize::from(*length)],
            Kept::Apart(text) => text.as_bytes(),
        }
    }

    /// Whether there is no text.
    #[inline]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kept::Inline { length: 0, .. })
    }

    /// The first `length` bytes of `around`, which may go on after them: reading at a fixed
    /// width is faster than copying just so many.
    #[inline]
    pub(crate) fn of(around: &[u8], length: usize) -> Text {
        if length <= INLINE
            && let Some(block) = around.first_chunk::<AT_ONCE>()
        {
            let (low, high) = (&block[..16], &block[16..]);
            let mut low = u128::from_le_bytes(low.try_into().unwrap_or_default());
            let mut high = u64::from_le_bytes(high.try_into().unwrap_or_default());
            if length < 16 {
                low &= (1 << (length * 8)) - 1;
                high = 0;
            } else {
                high &= (1 << ((length - 16) * 8)) - 1;
            }
            const HIGH_BITS: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
            if (low | u128::from(high)) & HIGH_BITS == 0 {
                let mut bytes = [0; INLINE];
                bytes[..16].copy_from_slice(&low.to_le_bytes());
                bytes[16..].copy_from_slice(&high.to_le_bytes()[..INLINE - 16]);
                return Text(Kept::Inline { length: length as u8, bytes });
            }
        }
        Text::of_any(&around[..length])
    }

    #[cold]
    fn of_any(bytes: &[u8]) -> Text {
        if bytes.len() <= INLINE && bytes.is_ascii() {
            let mut kept = [0; INLINE];
            kept[..bytes.len()].copy_from_slice(bytes);
            return Text(Kept::Inline { length: bytes.len() as u8, bytes: kept });
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
        Text::of_any(text.as_bytes())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::of_any(text.as_bytes())
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
            assert_eq!(Text::of(padded.as_bytes(), length), alone, "{length}");
            assert_eq!(Text::of(&long.as_bytes()[..length], length), alone, "{length}");
            assert_eq!(alone.as_str(), &long[..length]);
        }
        assert_eq!(Text::of(b"JOS\xc9", 4), Text::from("JOSÉ"));
        assert_eq!(Text::of("JOSÉ is followed by more text".as_bytes(), 5), Text::from("JOSÉ"));
        assert_eq!(size_of::<Text>(), 24);
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
