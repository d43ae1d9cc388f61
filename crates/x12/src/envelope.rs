//! Follows interchanges, groups and transaction sets, and checks their counts and numbers.
//!
//! What stands inside a set is handed on untouched; see [`crate::remittance`] and
//! [`crate::claim`] for its meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use crate::problem::{Level, Place, Problem};
use crate::reader::{Reader, Source, Step};
use crate::segment::{Segment, Tag, tag};
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
    /// An interchange begins with this ISA.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn interchange_start(&mut self, _isa: &Segment<'_>) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The interchange that began last is over; `iea` is missing when it was cut off.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn interchange_end(&mut self, _iea: Option<&Segment<'_>>) -> Result<(), Self::Error> {
        Ok(())
    }
    /// A functional group begins with this GS.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn group_start(&mut self, _gs: &Segment<'_>) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The group that began last is over; `ge` is missing when it was cut off.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn group_end(&mut self, _ge: Option<&Segment<'_>>) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The ST of the set that began last, and its SE before the set is over.
    ///
    /// # Errors
    /// The visitor's own; reading stops there.
    fn set_envelope(&mut self, _segment: &Segment<'_>) -> Result<(), Self::Error> {
        Ok(())
    }
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
    /// ISA13 of the open interchange.
    interchange: Option<String>,
    /// GS06 of the open group.
    group: Option<String>,
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
    seen_interchanges: Seen,
    seen_groups: Seen,
    seen_sets: Seen,
}

impl State {
    /// The segment's number in its set.
    fn position(&self) -> u32 {
        u32::try_from(self.segments_in_set).unwrap_or(u32::MAX)
    }
}

/// Control numbers seen so far. They mostly count up, so runs of them are kept, not each.
#[derive(Default)]
struct Seen {
    /// First and last of each run.
    runs: BTreeMap<u64, u64>,
    others: BTreeSet<String>,
}

impl Seen {
    /// Whether `control` was seen before; it is from now on.
    fn again(&mut self, control: &str) -> bool {
        let number = control
            .parse::<u64>()
            .ok()
            .filter(|n| format!("{n:0w$}", w = control.len()) == control);
        // Leading zeros make another number of it.
        let Some(number) = number.filter(|_| control.len() < 12) else {
            return !self.others.insert(control.to_string());
        };
        let key = number + control.len() as u64 * 1_000_000_000_000;
        let before = self.runs.range(..=key).next_back().map(|(first, last)| (*first, *last));
        match before {
            Some((_, last)) if last >= key => return true,
            Some((first, last)) if last + 1 == key => {
                self.runs.insert(first, key);
            }
            _ => {
                self.runs.insert(key, key);
            }
        }
        false
    }

    fn clear(&mut self) {
        self.runs.clear();
        self.others.clear();
    }
}

/// Reads all of `source` and tells `visitor` what it holds.
///
/// # Errors
/// What the source or the visitor reports. Malformed X12 is no error but a problem.
pub fn walk<R: Read, V: Visitor>(source: R, visitor: &mut V) -> Result<(), V::Error> {
    walk_reader(Reader::new(source), visitor)
}

/// Like [`walk`], with a reader made before.
///
/// # Errors
/// What the source or the visitor reports. Malformed X12 is no error but a problem.
pub fn walk_reader<S: Source, V: Visitor>(
    mut reader: Reader<S>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    let mut state = State::default();
    loop {
        match reader.advance()? {
            Step::Segment => step(&mut state, &reader.segment(), visitor)?,
            Step::Problem(problem) => visitor.problem(*problem)?,
            Step::End => break,
        }
    }
    let end = Place { segment: 0, ..reader.place() };
    close_interchange(&mut state, end, visitor)
}

fn step<V: Visitor>(state: &mut State, s: &Segment<'_>, visitor: &mut V) -> Result<(), V::Error> {
    const ISA: Tag = tag("ISA");
    const GS: Tag = tag("GS");
    const ST: Tag = tag("ST");
    const SE: Tag = tag("SE");
    const GE: Tag = tag("GE");
    const IEA: Tag = tag("IEA");
    match s.tag() {
        ISA => interchange_start(state, s, visitor),
        GS => group_start(state, s, visitor),
        ST => set_start(state, s, visitor),
        SE => set_end(state, s, visitor),
        GE => group_end(state, s, visitor),
        IEA => interchange_end(state, s, visitor),
        _ if state.set.is_some() => {
            state.segments_in_set += 1;
            visitor.segment(s)
        }
        _ => visitor.outside(s),
    }
}

fn interchange_start<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_interchange(state, s.place(), visitor)?;
    visitor.interchange_start(s)?;
    if s.bytes().len() != 105 {
        let text = "the ISA's elements are not at their fixed widths; it was read all the same";
        visitor.problem(problem(Level::Interchange, s.place(), "ISA", "024", text))?;
    }
    let control = s.text(13);
    if state.seen_interchanges.again(&control) {
        let text = "an interchange before this one has the same control number (ISA13)";
        let repeated = problem(Level::Interchange, s.place(), "ISA", "025", text);
        visitor.problem(Problem { element: 13, ..repeated })?;
    }
    state.interchange = Some(control);
    state.test = s.element(15) == b"T";
    state.only_ta1 = true;
    state.groups = 0;
    state.group_code.clear();
    state.group_sender.clear();
    state.group_version.clear();
    state.seen_groups.clear();
    Ok(())
}

fn group_start<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_group(state, s.place(), visitor)?;
    visitor.group_start(s)?;
    state.groups += 1;
    state.only_ta1 = false;
    state.sets_in_group = 0;
    let control = s.text(6);
    if state.seen_groups.again(&control) {
        let text = "a group before this one has the same control number (GS06)";
        let repeated = problem(Level::Group, s.place(), "GS", "19", text);
        visitor.problem(Problem { element: 6, ..repeated })?;
    }
    state.group = Some(control);
    state.group_code = s.text(1);
    state.group_sender = s.text(2);
    state.group_version = s.text(8);
    state.seen_sets.clear();
    Ok(())
}

fn set_start<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_set(state, s.place(), visitor)?;
    state.sets += 1;
    state.sets_in_group += 1;
    state.segments_in_set = 1;
    state.only_ta1 = false;
    if state.group.is_none() && state.interchange.is_some() {
        let text = "a transaction set stands outside of any group: GS is missing before it";
        let outside = problem(Level::Interchange, s.place(), "ST", "024", text);
        visitor.problem(Problem { set_position: 1, ..outside })?;
    }
    let own = s.text(3);
    let set = SetHeader {
        number: state.sets,
        code: s.text(1),
        control: s.text(2),
        version: if own.is_empty() { state.group_version.clone() } else { own },
        group_code: state.group_code.clone(),
        sender: state.group_sender.clone(),
        interchange_control: state.interchange.clone().unwrap_or_default(),
        test: state.test,
        place: s.place(),
    };
    visitor.set_start(&set)?;
    visitor.set_envelope(s)?;
    if state.seen_sets.again(&set.control) {
        let text = "a set before this one in the group has the same control number (ST02)";
        let repeated = problem(Level::Set, s.place(), "ST", "23", text);
        visitor.problem(Problem { element: 2, set_position: 1, ..repeated })?;
    }
    state.set = Some(set);
    Ok(())
}

fn set_end<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    let Some(set) = state.set.take() else {
        let text = "an SE stands here without its ST";
        return visitor.problem(problem(Level::Set, s.place(), "SE", "", text));
    };
    state.segments_in_set += 1;
    visitor.set_envelope(s)?;
    let said = value::decimal(s.element(1), 0).unwrap_or(-1);
    if said != state.segments_in_set as i64 {
        let text = format!(
            "SE says the set has {} segments but {} are here; something may have been lost on the way",
            s.text(1),
            state.segments_in_set
        );
        let count = problem(Level::Set, s.place(), "SE", "4", &text);
        visitor.problem(Problem { element: 1, set_position: state.position(), ..count })?;
    }
    if s.text(2) != set.control {
        let text = "SE02 is not the control number of ST02";
        let control = problem(Level::Set, s.place(), "SE", "3", text);
        visitor.problem(Problem { element: 2, set_position: state.position(), ..control })?;
    }
    visitor.set_end(SetEnd { complete: true, segments: state.segments_in_set })
}

fn group_end<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_set(state, s.place(), visitor)?;
    let Some(control) = state.group.take() else {
        let text = "a GE stands here without its GS";
        return visitor.problem(problem(Level::Group, s.place(), "GE", "", text));
    };
    if value::decimal(s.element(1), 0) != Some(state.sets_in_group as i64) {
        let text = format!(
            "GE says the group has {} transaction sets but {} are here",
            s.text(1),
            state.sets_in_group
        );
        let count = problem(Level::Group, s.place(), "GE", "5", &text);
        visitor.problem(Problem { element: 1, ..count })?;
    }
    if s.text(2) != control {
        let text = "GE02 is not the control number of GS06";
        let control = problem(Level::Group, s.place(), "GE", "4", text);
        visitor.problem(Problem { element: 2, ..control })?;
    }
    visitor.group_end(Some(s))
}

fn interchange_end<V: Visitor>(
    state: &mut State,
    s: &Segment<'_>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_group(state, s.place(), visitor)?;
    let Some(control) = state.interchange.take() else {
        let text = "an IEA stands here without its ISA";
        return visitor.problem(problem(Level::Interchange, s.place(), "IEA", "022", text));
    };
    let said = value::decimal(s.element(1), 0);
    // A TA1 alone has no group; senders that count it as one do no harm.
    let harmless = state.only_ta1 && said == Some(1);
    if said != Some(state.groups as i64) && !harmless {
        let text = format!(
            "IEA says the interchange has {} groups but {} are here",
            s.text(1),
            state.groups
        );
        let count = problem(Level::Interchange, s.place(), "IEA", "021", &text);
        visitor.problem(Problem { element: 1, ..count })?;
    }
    if control != s.text(2) {
        let text = "IEA02 is not the control number of ISA13";
        let control = problem(Level::Interchange, s.place(), "IEA", "001", text);
        visitor.problem(Problem { element: 2, ..control })?;
    }
    visitor.interchange_end(Some(s))
}

/// A set that is still open when the next envelope segment comes was cut off.
fn close_set<V: Visitor>(state: &mut State, place: Place, visitor: &mut V) -> Result<(), V::Error> {
    if state.set.take().is_some() {
        let text =
            "the transaction set has no SE: it was cut off; ask the sender for the file again";
        visitor.problem(problem(Level::Set, place, "SE", "2", text))?;
        visitor.set_end(SetEnd { complete: false, segments: state.segments_in_set })?;
    }
    Ok(())
}

/// So was a group without GE.
fn close_group<V: Visitor>(
    state: &mut State,
    place: Place,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_set(state, place, visitor)?;
    if state.group.take().is_some() {
        let text = "the group has no GE";
        visitor.problem(problem(Level::Group, place, "GE", "3", text))?;
        visitor.group_end(None)?;
    }
    Ok(())
}

/// And an interchange without IEA.
fn close_interchange<V: Visitor>(
    state: &mut State,
    place: Place,
    visitor: &mut V,
) -> Result<(), V::Error> {
    close_group(state, place, visitor)?;
    if state.interchange.take().is_some() {
        let text = "the interchange has no IEA: the file was cut off; ask the sender for it again";
        visitor.problem(problem(Level::Interchange, place, "IEA", "023", text))?;
        visitor.interchange_end(None)?;
    }
    Ok(())
}

fn problem(level: Level, place: Place, id: &str, code: &'static str, text: &str) -> Problem {
    Problem { level, place, segment_id: id.into(), code, text: text.into(), ..Problem::default() }
}
