//! The bytes of claim files, kept compressed beside what was read in them, so that a claim to a
//! later payer can be made from the claim as it was sent.

use std::io::{self, Read};

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use gonio_store::write::Writer;

use crate::files::Source;
use crate::{Book, Error, Result};

/// Bytes of a file in one part, before compression.
const PART: u64 = 256 * 1024;

/// Keeps a file, unless it is kept.
pub(crate) fn keep(writer: &Writer<'_>, sha256: &str, source: &Source) -> Result<()> {
    if writer.has_file(sha256)? {
        return Ok(());
    }
    let failed = |e| Error::File(source.name.clone(), e);
    let mut file = source.open().map_err(failed)?;
    for number in 1.. {
        let mut plain = Vec::with_capacity(PART as usize);
        (&mut file).take(PART).read_to_end(&mut plain).map_err(failed)?;
        if plain.is_empty() {
            break;
        }
        let mut packed = Vec::new();
        let mut packing = DeflateEncoder::new(plain.as_slice(), Compression::fast());
        packing.read_to_end(&mut packed).map_err(failed)?;
        writer.add_file_part(sha256, number, packed)?;
    }
    Ok(())
}

/// A kept file, read part by part.
pub(crate) struct Kept<'a> {
    book: &'a Book,
    sha256: String,
    next: i64,
    part: io::Cursor<Vec<u8>>,
}

impl<'a> Kept<'a> {
    pub(crate) fn new(book: &'a Book, sha256: &str) -> Kept<'a> {
        Kept { book, sha256: sha256.into(), next: 1, part: io::Cursor::default() }
    }
}

impl Read for Kept<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.part.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let packed = self.book.file_part(&self.sha256, self.next).map_err(io::Error::other)?;
            let Some(packed) = packed else { return Ok(0) };
            self.next += 1;
            let mut plain = Vec::with_capacity(PART as usize);
            // What a part may come to is known: a spoilt one cannot fill the memory.
            DeflateDecoder::new(packed.as_slice()).take(PART).read_to_end(&mut plain)?;
            self.part = io::Cursor::new(plain);
        }
    }
}
