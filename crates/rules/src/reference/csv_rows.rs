//! Rows of comma-separated files as the agencies write them: preambles, cells over several
//! lines, foot notes. Not here: what a column means.

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

/// The rows of an input, with the line each begins on.
pub struct Rows<R> {
    reader: Reader<Lf<R>>,
    record: ByteRecord,
}

impl<R: BufRead> Rows<R> {
    /// From the beginning.
    pub fn new(mut input: R) -> io::Result<Rows<R>> {
        if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let input = Lf { input, last: b'\n' };
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
        Ok(Rows { reader, record: ByteRecord::new() })
    }

    /// The next row and the line it begins on. Blank lines are passed over.
    pub fn next(&mut self) -> io::Result<Option<(u64, &ByteRecord)>> {
        if !self.reader.read_byte_record(&mut self.record).map_err(io::Error::from)? {
            return Ok(None);
        }
        // Counted back from the row's end: blank lines before it are no part of it.
        let inside = self.record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        let line = self.reader.position().line().saturating_sub(1 + inside);
        Ok(Some((line, &self.record)))
    }
}

/// An input whose lines end in line feeds alone, the last one too: so that lines can be
/// counted.
struct Lf<R> {
    input: R,
    last: u8,
}

impl<R: BufRead> Read for Lf<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                let missing = self.last != b'\n';
                self.last = b'\n';
                buffer[0] = b'\n';
                return Ok(usize::from(missing));
            }
            let taken = bytes.len().min(buffer.len());
            let mut kept = 0;
            for byte in bytes[..taken].iter().filter(|b| **b != b'\r') {
                buffer[kept] = *byte;
                kept += 1;
            }
            self.input.consume(taken);
            if kept > 0 {
                self.last = buffer[kept - 1];
                return Ok(kept);
            }
        }
    }
}

/// A cell without blanks; empty where the row is too short.
pub fn cell(record: &ByteRecord, column: usize) -> &[u8] {
    record.get(column).unwrap_or_default().trim_ascii()
}

/// How many cells hold something: a row with one is a title or a note.
pub fn filled(record: &ByteRecord) -> usize {
    record.iter().filter(|c| !c.trim_ascii().is_empty()).count()
}

/// A header cell for comparing: capitals, one blank between words, line ends as blanks.
pub fn header(bytes: &[u8]) -> String {
    super::text(bytes).split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_the_line_they_begin_on() {
        for text in ["a,\"two\r\nlines\"\r\n\r\n\r\nb,1\r\nc,2", "a,\"two\nlines\"\n\n\nb,1\nc,2\n"]
        {
            let mut rows = Rows::new(text.as_bytes()).unwrap();
            let mut lines = Vec::new();
            while let Some((line, record)) = rows.next().unwrap() {
                lines.push((line, text_of(record)));
            }
            assert_eq!(lines, [(1, "a".into()), (5, "b".into()), (6, "c".into())], "{text:?}");
        }
    }

    fn text_of(record: &ByteRecord) -> String {
        crate::reference::text(cell(record, 0)).into_owned()
    }
}
