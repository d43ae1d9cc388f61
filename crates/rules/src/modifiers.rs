//! A line's modifiers: few, in an order that payers expect, at most four on a claim.

use std::ops::Deref;

use gonio_billing::day::Day;

use crate::code::Modifier;
use crate::rulebook::Rulebook;

/// How many a claim line has room for.
pub const PLACES: usize = 4;

/// A line's modifiers, kept without an allocation. Reads as a slice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Modifiers {
    items: [Modifier; 8],
    count: u8,
}

impl Modifiers {
    /// None.
    pub const NONE: Modifiers = Modifiers { items: [Modifier::GP; 8], count: 0 };

    /// Adds one; one that is there already, or a ninth, is not added.
    pub fn add(&mut self, modifier: Modifier) {
        let count = usize::from(self.count);
        if count < self.items.len() && !self.contains(&modifier) {
            self.items[count] = modifier;
            self.count += 1;
        }
    }
}

impl Default for Modifiers {
    fn default() -> Self {
        Modifiers::NONE
    }
}

impl Deref for Modifiers {
    type Target = [Modifier];

    #[inline]
    fn deref(&self) -> &[Modifier] {
        &self.items[..usize::from(self.count)]
    }
}

impl FromIterator<Modifier> for Modifiers {
    fn from_iter<I: IntoIterator<Item = Modifier>>(items: I) -> Self {
        let mut all = Modifiers::NONE;
        items.into_iter().for_each(|m| all.add(m));
        all
    }
}

impl std::fmt::Debug for Modifiers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

/// Modifiers in their order, and those that found no place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// At most four, in the order to send.
    pub kept: Vec<Modifier>,
    /// Those that gave way because they only inform.
    pub left_out: Vec<Modifier>,
    /// Those that move payment or release an edit and still found no place: the line cannot be
    /// sent as it is.
    pub without_place: Vec<Modifier>,
}

/// Puts modifiers into the order of the rulebook (rule `modifier_order`): discipline first, then
/// assistant, distinct service, KX and its like, notices, what only informs. Where more than
/// four want a place, what only informs gives way, the last first.
pub fn arrange(book: &Rulebook, day: Day, modifiers: &[Modifier]) -> Arranged {
    let about = |m: &Modifier| {
        // A modifier that the rulebook does not know is kept before what only informs.
        let row = book.tables().modifier(*m, day);
        row.map_or((5, false), |row| (row.order_group, row.informational))
    };
    let mut kept: Vec<Modifier> = Vec::new();
    for modifier in modifiers {
        if !kept.contains(modifier) {
            kept.push(*modifier);
        }
    }
    kept.sort_by_key(|m| about(m).0);
    let mut arranged = Arranged::default();
    while kept.len() > PLACES {
        let Some(at) = kept.iter().rposition(|m| about(m).1) else { break };
        arranged.left_out.push(kept.remove(at));
    }
    if kept.len() > PLACES {
        arranged.without_place = kept.split_off(PLACES);
    }
    arranged.kept = kept;
    arranged
}
