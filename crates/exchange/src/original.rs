//! One claim of an 837P as it was sent, found again by its place in the file.

use std::io::{self, Read};

use gonio_x12::claim::{Builder, Part};
use gonio_x12::reader::{Reader, Token};

use crate::outgoing::SentClaim;

/// The claim whose CLM is the segment of this number, counted from 1 over the whole file;
/// `None` when no claim begins there. What stands after it is not read.
///
/// # Errors
/// What the source reports.
pub fn original<R: Read>(source: R, segment: u64) -> io::Result<Option<SentClaim>> {
    let (mut reader, mut builder) = (Reader::new(source), Builder::new());
    // Header and levels stand above claims; the claims before ours do not matter.
    let mut above: Vec<Part> = Vec::new();
    while let Some(token) = reader.next()? {
        let Token::Segment(s) = token else { continue };
        let part = match s.id() {
            b"ISA" | b"GS" | b"GE" | b"IEA" => continue,
            b"ST" => {
                builder.restart();
                above.clear();
                continue;
            }
            b"SE" => Some(builder.finish().clone()),
            _ => builder.push(&s).cloned(),
        };
        match part {
            Some(Part::Claim(claim)) if claim.origin.0.segment == segment => {
                above.push(Part::Claim(claim));
                return Ok(SentClaim::all(&above).pop());
            }
            Some(Part::Claim(claim)) if claim.origin.0.segment > segment => return Ok(None),
            Some(Part::Claim(_)) | None => {}
            Some(part) => above.push(part),
        }
    }
    Ok(None)
}
