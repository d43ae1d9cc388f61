//! Follows interchanges, groups and transaction sets, and checks their counts and numbers.
//!
//! What stands inside a set is handed on untouched; see [`crate::remittance`] and
//! [`crate::claim`] for its meaning.

use std::io::{self, Read};

use crate::problem::{Level, Place, Problem};
use crate::reader::{Reader, Token};
use crate::segment::Segment;
use crate::value;

/// What is known of a transaction set when it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetHeader {
    /// The set's number in its file, from 1.
    pub number: u64,
    /// ST01, for example `835`.
    pub code: String,
    /// ST02.
    pub control: String,
    /// ST03, or GS08 where ST03 is absent.
    pub version: String,
    /// GS01.
    pub group_code: String,
    /// GS02, who sends.
    pub sender: String,
    /// ISA13 of the interchange around it.
    pub interchange_control: String,
    /// ISA15 is `T`.
    pub test: bool,
    /// Where ST stands.
    pub place: Place,
}

/// How a transaction set ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetEnd {
    /// SE was there. A set without it was cut off and may lack claims or payments.
    pub complete: bool,
    /// Segments counted, ST and SE included.
    pub segments: u64,
}

/// Is told what a file holds, in the file's order.
pub trait Visitor {
    /// What may go wrong in the visitor or in reading.
    type Error: From<io::Error>;
    /// A transaction set begins.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn set_start(&mut self, set: &SetHeader) -> Result<(), Self::Error>;
    /// A segment between ST and SE.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn segment(&mut self, segment: &Segment<'_>) -> Result<(), Self::Error>;
    /// The set that began last is over.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn set_end(&mut self, end: SetEnd) -> Result<(), Self::Error>;
    /// Something is wrong; reading goes on.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn problem(&mut self, problem: Problem) -> Result<(), Self::Error>;
    /// A segment outside any set that is no envelope: TA1.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn outside(&mut self, _segment: &Segment<'_>) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[derive(Default)]
struct State {
    isa_open: Option<String>,
    gs_open: Option<String>,
    groups: u64,
    sets_in_group: u64,
    set: Option<SetHeader>,
    segments_in_set: u64,
    sets: u64,
    group_code: String,
    group_sender: String,
    group_version: String,
    test: bool,
    only_ta1: bool,
}

/// Reads all of `source` and tells `visitor` what it holds.
///
/// # Errors
/// What the source or the visitor reports. Malformed X12 is no error but a problem.
pub fn walk<R: Read, V: Visitor>(source: R, visitor: &mut V) -> Result<(), V::Error> {
    let mut reader = Reader::new(source);
    let mut state = State::default();
    while let Some(token) = reader.next()? {
        match token {
            Token::Problem(problem) => visitor.problem(problem)?,
            Token::Segment(segment) => step(&mut state, &segment, visitor)?,
        }
    }
    let place = Place { segment: 0, ..reader.place() };
    close_set(&mut state, place, visitor)?;
    if state.isa_open.take().is_some() {
        visitor.problem(problem(
            Level::Interchange,
            place,
            "IEA",
            "023",
            "the interchange has no IEA: the file was cut off; ask the sender for it again",
        ))?;
    }
    Ok(())
}

fn step<V: Visitor>(state: &mut State, s: &Segment<'_>, visitor: &mut V) -> Result<(), V::Error> {
    match s.id() {
        b"ISA" => {
            close_set(state, s.place(), visitor)?;
            if state.isa_open.is_some() {
                visitor.problem(problem(
                    Level::Interchange,
                    s.place(),
                    "ISA",
                    "023",
                    "the interchange before this one has no IEA",
                ))?;
            }
            if s.bytes().len() != 105 {
                visitor.problem(problem(
                    Level::Interchange,
                    s.place(),
                    "ISA",
                    "024",
                    "the ISA's elements are not at their fixed widths; it was read all the same",
                ))?;
            }
            *state = State {
                isa_open: Some(s.text(13)),
                test: s.element(15) == b"T",
                sets: state.sets,
                only_ta1: true,
                ..State::default()
            };
        }
        b"GS" => {
            close_set(state, s.place(), visitor)?;
            state.groups += 1;
            state.only_ta1 = false;
            state.sets_in_group = 0;
            state.gs_open = Some(s.text(6));
            state.group_code = s.text(1);
            state.group_sender = s.text(2);
            state.group_version = s.text(8);
        }
        b"ST" => {
            close_set(state, s.place(), visitor)?;
            state.sets += 1;
            state.sets_in_group += 1;
            state.segments_in_set = 1;
            let own = s.text(3);
            let set = SetHeader {
                number: state.sets,
                code: s.text(1),
                control: s.text(2),
                version: if own.is_empty() { state.group_version.clone() } else { own },
                group_code: state.group_code.clone(),
                sender: state.group_sender.clone(),
                interchange_control: state.isa_open.clone().unwrap_or_default(),
                test: state.test,
                place: s.place(),
            };
            visitor.set_start(&set)?;
            state.set = Some(set);
        }
        b"SE" => {
            let Some(set) = state.set.take() else {
                return visitor.problem(problem(
                    Level::Set,
                    s.place(),
                    "SE",
                    "",
                    "an SE stands here without its ST",
                ));
            };
            state.segments_in_set += 1;
            let said = value::decimal(s.element(1), 0).unwrap_or(-1);
            if said != state.segments_in_set as i64 {
                let text = format!(
                    "SE says the set has {} segments but {} are here; something may have been lost on the way",
                    s.text(1),
                    state.segments_in_set
                );
                visitor.problem(problem(Level::Set, s.place(), "SE", "4", &text))?;
            }
            if s.text(2) != set.control {
                let text = "SE02 is not the control number of ST02";
                visitor.problem(problem(Level::Set, s.place(), "SE", "3", text))?;
            }
            visitor.set_end(SetEnd { complete: true, segments: state.segments_in_set })?;
        }
        b"GE" => {
            close_set(state, s.place(), visitor)?;
            let Some(control) = state.gs_open.take() else {
                return visitor.problem(problem(
                    Level::Group,
                    s.place(),
                    "GE",
                    "",
                    "a GE stands here without its GS",
                ));
            };
            if value::decimal(s.element(1), 0) != Some(state.sets_in_group as i64) {
                let text = format!(
                    "GE says the group has {} transaction sets but {} are here",
                    s.text(1),
                    state.sets_in_group
                );
                visitor.problem(problem(Level::Group, s.place(), "GE", "5", &text))?;
            }
            if s.text(2) != control {
                let text = "GE02 is not the control number of GS06";
                visitor.problem(problem(Level::Group, s.place(), "GE", "4", text))?;
            }
        }
        b"IEA" => {
            close_set(state, s.place(), visitor)?;
            if state.gs_open.take().is_some() {
                let text = "the group has no GE";
                visitor.problem(problem(Level::Group, s.place(), "IEA", "3", text))?;
            }
            let said = value::decimal(s.element(1), 0);
            // A TA1 alone has no group; senders that count it as one do no harm.
            let harmless = state.only_ta1 && said == Some(1);
            if said != Some(state.groups as i64) && !harmless {
                let text = format!(
                    "IEA says the interchange has {} groups but {} are here",
                    s.text(1),
                    state.groups
                );
                visitor.problem(problem(Level::Interchange, s.place(), "IEA", "021", &text))?;
            }
            if state.isa_open.take().is_some_and(|control| control != s.text(2)) {
                let text = "IEA02 is not the control number of ISA13";
                visitor.problem(problem(Level::Interchange, s.place(), "IEA", "001", text))?;
            }
        }
        _ if state.set.is_some() => {
            state.segments_in_set += 1;
            visitor.segment(s)?;
        }
        _ => visitor.outside(s)?,
    }
    Ok(())
}

/// A set that is still open when the next envelope segment comes was cut off.
fn close_set<V: Visitor>(state: &mut State, place: Place, visitor: &mut V) -> Result<(), V::Error> {
    if state.set.take().is_some() {
        visitor.problem(problem(
            Level::Set,
            place,
            "SE",
            "2",
            "the transaction set has no SE: it was cut off; ask the sender for the file again",
        ))?;
        visitor.set_end(SetEnd { complete: false, segments: state.segments_in_set })?;
    }
    Ok(())
}

fn problem(level: Level, place: Place, id: &str, code: &'static str, text: &str) -> Problem {
    Problem { level, place, segment_id: id.into(), code, text: text.into(), ..Problem::default() }
}
