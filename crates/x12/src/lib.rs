//! X12 of the health-care claim cycle, read, judged, explained and written: 837P, 835, 999,
//! TA1, 277CA, 270/271, 276/277 and 278, version 5010.
//!
//! # Read
//!
//! A remittance, claim by claim, in bounded memory however large the file is. Money is whole
//! cents; [`remittance::Balance`] proves the three sums of an 835.
//!
//! ```
//! use gonio_x12::reader::{Reader, Token};
//! use gonio_x12::remittance::{Balance, Builder, Part};
//! # let file = concat!(
//! #     "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*1200*^*00501*000000001*0*T*:~",
//! #     "GS*HP*PAYER*CLINIC*20260302*1200*7*X*005010X221A1~ST*835*0001~BPR*I*67.5*C*CHK************20260316~",
//! #     "TRN*1*T1*1999999999~N1*PR*ACME~N1*PE*CLINIC*XX*1999999984~LX*1~CLP*C1*1*120*67.5*22.5*12*P1*11~",
//! #     "NM1*QC*1*REED*ANNA****MI*M1~SVC*HC:97110:GP*120*67.5**2~DTM*472*20260302~CAS*CO*45*30~CAS*PR*3*22.5~",
//! #     "SE*13*0001~GE*1*7~IEA*1*000000001~"
//! # );
//! # let file = file.as_bytes();
//! let mut reader = Reader::new(file); // any `Read`
//! let (mut builder, mut balance, mut problems) = (Builder::new(), Balance::default(), vec![]);
//! while let Some(token) = reader.next()? {
//!     let Token::Segment(segment) = token else { continue };
//!     match segment.id() {
//!         b"ISA" | b"GS" | b"GE" | b"IEA" => {}
//!         b"ST" => builder.restart(),
//!         b"SE" => {
//!             balance.add(builder.finish(), &mut problems);
//!             balance.finish(&mut problems);
//!             if let Part::Claim(claim) = builder.finish() {
//!                 let line = &claim.lines[0];
//!                 assert_eq!(line.service.procedure.code, "97110");
//!                 assert_eq!(line.adjustments[1].adjustments[0].reason, "3");
//!                 assert_eq!(claim.payment.paid.unwrap_or_default().0, 67_50);
//!             }
//!         }
//!         _ => {
//!             if let Some(part) = builder.push(&segment) {
//!                 balance.add(part, &mut problems);
//!             }
//!         }
//!     }
//! }
//! assert!(problems.is_empty(), "it balances");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Judge, and answer
//!
//! A file against its guide: every problem says where it is, in plain words, with the code that
//! a TA1 or 999 would carry; [`ack::answer`] writes those.
//!
//! ```
//! use gonio_x12::ack::{Stamp, answer};
//! use gonio_x12::check::check;
//! # let file = concat!(
//! #     "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*1200*^*00501*000000001*0*T*:~",
//! #     "GS*HP*PAYER*CLINIC*20260302*1200*7*X*005010X221A1~ST*835*0001~BPR*I*67.5*C*CHK************20260316~",
//! #     "TRN*1*T1*1999999999~DTM*405*20260302~N1*PR*ACME~N3*1 HIGH ST~N4*OSLO*MN*567441234~PER*BL*DESK*TE*3075550122~",
//! #     "N1*PE*CLINIC*XX*1999999984~LX*1~CLP*C1*1*120*67.5*22.5*12*P1*11*1~",
//! #     "NM1*QC*1*REED*ANNA****MI*M1~SVC*HC:97110:GP*120*67.5**2~DTM*472*20260302~CAS*ZZ*45*30~CAS*PR*3*22.5~",
//! #     "SE*17*0001~GE*1*7~IEA*1*000000001~"
//! # );
//! # let file = file.as_bytes();
//! let mut told = vec![];
//! let summary = check(file, &mut |problem| told.push(problem.clone()))?;
//! assert_eq!(summary.faults, 1);
//! assert_eq!((told[0].loop_id, told[0].code), ("2110", "7"));
//! assert_eq!(
//!     told[0].to_string(),
//!     "segment 17 (CAS01): CAS01 (who bears it) is not one of CO, OA, PI, PR"
//! );
//!
//! let answer = answer(file, &Stamp { date: "20260303", time: "0800", control: 1 })?;
//! let text = String::from_utf8(answer.bytes).unwrap();
//! assert!(text.contains("AK2*835*0001~IK3*CAS*15*2110*8~IK4*1*1033*7~IK5*R*5~AK9*R*1*1*0~"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Write
//!
//! Typed values write themselves. Counts are right by construction, and no separator gets out of
//! the data: [`writer::Writer::cleaned`] says how many characters had to be changed.
//!
//! ```
//! use gonio_x12::eligibility::Party;
//! use gonio_x12::eligibility::inquiry::{HierarchyLevel, Part, Question, SET};
//! use gonio_x12::segments::{Dtp, Eq, Hl, Nm1};
//! use gonio_x12::value::Date;
//! use gonio_x12::writer::Writer;
//!
//! let subscriber = HierarchyLevel {
//!     level: Hl::of("22"), // numbered by segments::number_levels
//!     parties: [Party {
//!         name: Nm1::person("IL", "REED", "ANNA").with_id("MI", "W1234*5"),
//!         dates: [Dtp::on("291", Date::new(2026, 3, 2).unwrap())].into(),
//!         ..Party::default()
//!     }]
//!     .into(),
//!     questions: ["AD", "AE"] // occupational and physical therapy
//!         .map(|kind| Question {
//!             about: Eq { service_types: [kind.into()].into(), ..Eq::default() },
//!             ..Question::default()
//!         })
//!         .into(),
//!     ..HierarchyLevel::default()
//! };
//! let mut out = Writer::default(); // open_interchange and open_group come first
//! out.begin_set(&SET, "0001");
//! Part::from(subscriber).write(&mut out);
//! out.close_set();
//! assert_eq!(out.cleaned(), 1, "the separator in the member number had to go");
//! let written = String::from_utf8(out.take()).unwrap();
//! assert!(written.ends_with("NM1*IL*1*REED*ANNA****MI*W12345~DTP*291*D8*20260302~EQ*AD~EQ*AE~SE*7*0001~"));
//! ```
//!
//! # What is supported
//!
//! | set | guide | typed, read and written | judged |
//! | --- | --- | --- | --- |
//! | 837P professional claim | 005010X222A1 (A2) | [`claim`] | guide, situations, sums, pointers |
//! | 835 remittance | 005010X221A1 | [`remittance`] | guide, situations, the three sums |
//! | 999 answer to a group | 005010X231A1 | [`acknowledgement`] | guide, its counts |
//! | TA1 answer to an interchange | 005010 | [`acknowledgement::Ta1`] | elements |
//! | 277CA answer to claims | 005010X214 | [`claim_acknowledgement`] | guide, situations |
//! | 270 eligibility question | 005010X279A1 | [`eligibility::inquiry`] | guide, situations |
//! | 271 eligibility answer | 005010X279A1 | [`eligibility::response`] | guide, situations |
//! | 276 and 277 claim status | 005010X212 | [`claim_status`] | guide, situations |
//! | 278 request and answer | 005010X217 | [`authorization`] | guide, situations |
//! | 837I, 837D, 834, 820, 997, 275, 824, 4010 | | no | refused by name |
//!
//! Any X12 can be read as segments ([`reader`]) and shown ([`show`]).
//!
//! # Where things are
//!
//! Bytes come in through [`reader::Reader`], from a stream with bounded memory or from memory
//! without a copy, and odd files are taken in stride; [`split`] reads one file on several
//! threads. [`envelope::walk`] follows interchanges, groups and sets, [`check::Checker`] adds
//! what the guides say. The guides are data in this crate's `guides/` folder, and [`guide`]
//! gives them to programs. What is wrong with a file is a [`problem::Problem`]; each code
//! is explained there.
//!
//! Nothing here opens files, knows the time, or has an opinion about billing.

pub mod ack;
pub mod acknowledgement;
pub mod authorization;
pub mod check;
pub mod claim;
pub mod claim_acknowledgement;
pub mod claim_status;
pub mod delimiters;
mod elements;
pub mod eligibility;
pub mod envelope;
pub mod guide;
mod load;
pub mod problem;
pub mod reader;
pub mod remittance;
mod scan;
pub mod segment;
pub mod segments;
pub mod sets;
pub mod show;
mod situation;
pub mod split;
pub mod text;
pub mod typed;
pub mod value;
mod walker;
pub mod writer;
