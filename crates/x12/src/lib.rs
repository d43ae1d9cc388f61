//! Reads and writes the X12 files of health care: segments, envelopes, the 835 remittance
//! advice and the 837 professional claim.
//!
//! ```
//! use gonio_x12::reader::{Reader, Token};
//!
//! let bytes = b"ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         \
//! *260302*1200*^*00501*000000001*0*T*:~TA1*000000007*260301*0900*A*000~IEA*0*000000001~";
//! let mut reader = Reader::new(&bytes[..]);
//! let mut ids = Vec::new();
//! while let Some(token) = reader.next().unwrap() {
//!     if let Token::Segment(segment) = token {
//!         ids.push(String::from_utf8_lossy(segment.id()).into_owned());
//!     }
//! }
//! assert_eq!(ids, ["ISA", "TA1", "IEA"]);
//! ```
//!
//! Bytes come in through [`reader::Reader`], which streams with bounded memory and takes odd
//! files in stride; [`envelope::walk`] follows interchanges, groups and sets and counts
//! them; [`remittance::Builder`] and [`claim::Builder`] turn the segments of one set into
//! typed values, one claim at a time. What is wrong with a file is a [`problem::Problem`].
//!
//! Nothing here opens files, knows the time, or has an opinion about billing.

pub mod claim;
pub mod delimiters;
pub mod envelope;
pub mod problem;
pub mod reader;
pub mod remittance;
mod scan;
pub mod segment;
pub mod segments;
pub mod sets;
pub mod text;
pub mod typed;
pub mod value;
pub mod writer;
