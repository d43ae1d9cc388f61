//! Claims as the bytes of one file: an interchange with one group, and in it a set for each
//! submitter, receiver and kind of claim.

use std::collections::BTreeSet;

use gonio_billing::day::Day;
use gonio_x12::claim::{Claim, Header, HierarchyLevel, Part, SET};
use gonio_x12::segments::{Bht, Hl};
use gonio_x12::writer::{Group, Interchange, Writer};

use super::{Refusal, SentClaim, number, refuse, x12_date};

/// Claims under one level; the guide's limit.
const MOST_CLAIMS: usize = 100;
/// Nine digits.
const MOST_CONTROL: u32 = 999_999_999;

/// Who sends a file to whom and when, and its numbers. All of them are the caller's, so that a
/// retry after an error in transport is the same file.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// ISA05 and ISA06: kind of id and id of who sends.
    pub sender: (&'a str, &'a str),
    /// ISA07 and ISA08: of who receives.
    pub receiver: (&'a str, &'a str),
    /// GS02.
    pub group_sender: &'a str,
    /// GS03.
    pub group_receiver: &'a str,
    /// ISA09, GS04, BHT04.
    pub day: Day,
    /// ISA10, GS05, BHT05: `HHMM`.
    pub time: &'a str,
    /// ISA13: 1 to 999,999,999.
    pub interchange_control: u32,
    /// GS06: 1 to 999,999,999.
    pub group_control: u32,
    /// ST02 of the first set; further ones count on.
    pub first_set_control: u32,
    /// BHT03 of the first set, at most 26 characters; further ones get `-2`, `-3` …
    pub reference: &'a str,
    /// ISA15: whether claims are meant.
    pub production: bool,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Its bytes; the same for the same claims and envelope.
    pub bytes: Vec<u8>,
    /// How many transaction sets it has.
    pub sets: u32,
    /// How many characters of data had to be changed or left out, because they may not stand
    /// in X12.
    pub cleaned: u64,
}

/// Writes claims as one file, in their order but for this: claims of one set, of one billing
/// provider, of one subscriber, of one patient stand together.
///
/// # Errors
/// `nothing_to_send`, `control_number_unfit` (of the envelope), `control_number_twice` (CLM01).
pub fn write(claims: &[SentClaim], envelope: &Envelope<'_>) -> Result<Written, Refusal> {
    if claims.is_empty() {
        return refuse("nothing_to_send", "there is no claim to be sent", "choose claims");
    }
    let mut seen = BTreeSet::new();
    if !claims.iter().all(|c| seen.insert(c.claim.claim.control_number.as_str())) {
        return refuse(
            "control_number_twice",
            "two claims of the file have the same control number (CLM01)",
            "give each its own: answers name the claim by it",
        );
    }
    let sets = sets(claims, envelope);
    let last_set = u32::try_from(sets.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let last_set = envelope.first_set_control.saturating_add(last_set);
    let fits = |control| (1..=MOST_CONTROL).contains(&control);
    let numbers = [
        envelope.interchange_control,
        envelope.group_control,
        envelope.first_set_control,
        last_set,
    ];
    let Some(date) = x12_date(envelope.day).filter(|_| {
        numbers.into_iter().all(fits)
            && (1..=26).contains(&envelope.reference.len())
            && envelope.time.len() == 4
    }) else {
        return refuse(
            "control_number_unfit",
            "a control number, the reference, the day or the time of the file does not fit",
            "use numbers of 1 to 9 digits, a reference of 1 to 26 characters and HHMM",
        );
    };
    let date = date.to_string();
    let mut out = Writer::default();
    out.open_interchange(&Interchange {
        sender: envelope.sender,
        receiver: envelope.receiver,
        date: date.get(2..).unwrap_or_default(),
        time: envelope.time,
        control: envelope.interchange_control,
        production: envelope.production,
    });
    out.open_group(&Group {
        code: SET.group,
        sender: envelope.group_sender,
        receiver: envelope.group_receiver,
        date: &date,
        time: envelope.time,
        control: envelope.group_control,
        version: SET.guide,
    });
    for (control, parts) in (envelope.first_set_control..).zip(&sets) {
        out.begin_set(&SET, &format!("{control:04}"));
        parts.iter().for_each(|part| part.write(&mut out));
        out.close_set();
    }
    out.close_group();
    out.close_interchange();
    let count = u32::try_from(sets.len()).unwrap_or(u32::MAX);
    Ok(Written { bytes: out.take(), sets: count, cleaned: out.cleaned() })
}

/// Items with what stands under each, in the order in which they first came.
struct Tree<K, V>(Vec<(K, V)>);

impl<K: PartialEq, V: Default> Tree<K, V> {
    fn under(&mut self, key: K) -> &mut V {
        let at = self.0.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
            self.0.push((key, V::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

type Patients<'c> = Tree<Option<HierarchyLevel>, Vec<&'c Claim>>;
type Providers<'c> = Tree<HierarchyLevel, Tree<HierarchyLevel, Patients<'c>>>;

/// The parts of each set.
fn sets(claims: &[SentClaim], envelope: &Envelope<'_>) -> Vec<Vec<Part>> {
    // Where a level stood in the file it was read from does not matter.
    let bare =
        |level: &HierarchyLevel, kind| HierarchyLevel { level: Hl::of(kind), ..level.clone() };
    let mut tree: Tree<Header, Providers<'_>> = Tree::default();
    for sent in claims {
        let beginning = &sent.header.beginning;
        let kind = if beginning.kind.is_empty() { "CH".into() } else { beginning.kind.clone() };
        let header = Header { beginning: Bht { kind, ..Bht::default() }, ..sent.header.clone() };
        let patient = sent.patient.as_ref().map(|p| bare(p, "23"));
        tree.under(header)
            .under(bare(&sent.provider, "20"))
            .under(bare(&sent.subscriber, "22"))
            .under(patient)
            .push(&sent.claim);
    }
    let mut sets = Vec::new();
    for (number_of_set, (mut header, providers)) in (1..).zip(tree.0) {
        let reference = match number_of_set {
            1 => envelope.reference.to_string(),
            n => format!("{}-{n}", envelope.reference),
        };
        header.beginning = Bht {
            structure: "0019".into(),
            purpose: "00".into(),
            reference: reference.into(),
            date: x12_date(envelope.day),
            time: envelope.time.into(),
            kind: header.beginning.kind,
        };
        sets.push(set(header, providers));
    }
    sets
}

fn set(header: Header, providers: Providers<'_>) -> Vec<Part> {
    let mut parts = vec![header.into()];
    for (provider, subscribers) in providers.0 {
        parts.push(provider.into());
        for (subscriber, patients) in subscribers.0 {
            let mut open = false;
            for (patient, claims) in patients.0 {
                for claims in claims.chunks(MOST_CLAIMS) {
                    if patient.is_none() || !open {
                        parts.push(subscriber.clone().into());
                    }
                    open = patient.is_some();
                    parts.extend(patient.clone().map(Part::from));
                    parts.extend(claims.iter().map(|claim| Part::from((*claim).clone())));
                }
            }
        }
    }
    number(&mut parts);
    parts
}
