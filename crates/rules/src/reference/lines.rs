//! Lines of a file as bytes, numbered, without their ends. Not here: what a line means.

use std::io::{self, BufRead};

/// A line longer than this is no line of a table.
const LONGEST: usize = 1 << 20;

/// The lines of an input.
pub struct Lines<R> {
    input: R,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// From the beginning.
    pub fn new(input: R) -> Lines<R> {
        Lines { input, line: Vec::with_capacity(512), number: 0 }
    }

    /// The next line and its number, from 1. A byte order mark is no part of the first.
    pub fn next(&mut self) -> io::Result<Option<(u64, &[u8])>> {
        self.line.clear();
        if self.input.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        if self.line.len() > LONGEST {
            return Err(io::Error::other(format!("line {} has no end", self.number + 1)));
        }
        self.number += 1;
        let mut line = self.line.as_slice();
        if self.number == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        Ok(Some((self.number, line.strip_suffix(b"\r").unwrap_or(line))))
    }
}

/// The bytes of a column counted from 1, as layouts count, without blanks; empty past the end.
pub fn field(line: &[u8], first: usize, last: usize) -> &[u8] {
    let end = last.min(line.len());
    line.get(first - 1..end.max(first - 1)).unwrap_or_default().trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_way_and_keep_their_numbers() {
        let mut lines = Lines::new(&b"\xef\xbb\xbfone\r\n\r\nthree\nfour"[..]);
        let mut seen = Vec::new();
        while let Some((number, line)) = lines.next().unwrap() {
            seen.push((number, line.to_vec()));
        }
        let wanted: [(u64, &[u8]); 4] = [(1, b"one"), (2, b""), (3, b"three"), (4, b"four")];
        assert_eq!(seen, wanted.map(|(n, l)| (n, l.to_vec())));
    }

    #[test]
    fn a_field_past_the_end_is_empty() {
        assert_eq!(field(b"AK99501", 1, 2), b"AK");
        assert_eq!(field(b"AK99501", 3, 70), b"99501");
        assert_eq!(field(b"AK99501", 8, 9), b"");
        assert_eq!(field(b"AK99501", 20, 22), b"");
    }
}
