//! What to look at before lines are sent: pairs of codes that are not paid together, and more
//! units than a day may have. Advice only: no modifier that attests something is ever added.

use crate::code::{Code, Discipline};
use crate::modifiers::Modifiers;
use crate::terms::Terms;
use crate::working::{Remark, Severity};

/// A line that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The code.
    pub code: Code,
    /// How many.
    pub units: u32,
    /// Whose plan of care, where it is known.
    pub discipline: Option<Discipline>,
    /// What stands on it already.
    pub modifiers: Modifiers,
}

/// An edit in force: column 2 is not paid beside column 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// A modifier can release it.
    pub releasable: bool,
    /// Where it was read.
    pub source: String,
}

/// Units beyond which a day's claim is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Most {
    /// How many.
    pub units: u32,
    /// Where it was read.
    pub source: String,
}

/// The tables that are asked: the rulebook's own excerpt, or official files that were imported.
pub trait Edits {
    /// What asking may come to; nothing for tables that are in memory.
    type Trouble;
    /// The edit of `column2` beside `column1` on the terms' day.
    ///
    /// # Errors
    /// What the place where the tables are reports.
    fn pair(&self, column1: Code, column2: Code) -> Result<Option<Edit>, Self::Trouble>;
    /// The most units of a code on the terms' day.
    ///
    /// # Errors
    /// What the place where the tables are reports.
    fn most(&self, code: Code) -> Result<Option<Most>, Self::Trouble>;
}

impl Edits for Terms<'_> {
    type Trouble = std::convert::Infallible;

    fn pair(&self, column1: Code, column2: Code) -> Result<Option<Edit>, Self::Trouble> {
        let row = self.book.tables().pair(column1, column2, self.day);
        Ok(row.map(|row| Edit { releasable: row.releasable, source: row.source.clone() }))
    }

    fn most(&self, code: Code) -> Result<Option<Most>, Self::Trouble> {
        let row = self.book.tables().code(code, self.day);
        Ok(row.and_then(|row| Some(Most { units: row.most_units?, source: row.source.clone() })))
    }
}

/// What is to be looked at in one patient's day. Nothing where the payer has no such edits.
///
/// # Errors
/// What asking the tables comes to.
pub fn of<E: Edits>(
    terms: &Terms<'_>,
    edits: &E,
    lines: &[Looked],
) -> Result<Vec<Remark>, E::Trouble> {
    let mut remarks = Vec::new();
    if !terms.pair_edits {
        return Ok(remarks);
    }
    for (at, line) in lines.iter().enumerate() {
        if lines[..at].iter().any(|before| before.code == line.code) {
            continue;
        }
        let same = lines.iter().filter(|other| other.code == line.code);
        let units: u32 = same.map(|other| other.units).sum();
        if let Some(most) = edits.most(line.code)?
            && units > most.units
        {
            remarks.push(Remark {
                severity: Severity::Error,
                rule: "unlikely_units",
                codes: vec![line.code],
                text: format!(
                    "{}: {units} units in a day are more than the {} that are paid ({})",
                    line.code, most.units, most.source
                ),
            });
        }
        for other in &lines[at + 1..] {
            if other.code == line.code {
                continue;
            }
            for (first, second) in [(line, other), (other, line)] {
                if let Some(edit) = edits.pair(first.code, second.code)? {
                    remarks.extend(collision(first, second, &edit));
                }
            }
        }
    }
    Ok(remarks)
}

fn collision(first: &Looked, second: &Looked, edit: &Edit) -> Option<Remark> {
    let (column1, column2) = (first.code, second.code);
    let codes = vec![column1, column2];
    if !edit.releasable {
        return Some(Remark {
            severity: Severity::Error,
            rule: "pair_edit_never",
            codes,
            text: format!(
                "{column2} is never paid beside {column1} on one day, whatever the modifier \
                 ({})",
                edit.source
            ),
        });
    }
    let released = |line: &Looked| line.modifiers.iter().any(|m| m.is_distinct());
    if released(first) || released(second) {
        return None;
    }
    let apart = first.discipline != second.discipline && first.discipline.is_some();
    let which = if apart { "XP (another practitioner) or 59" } else { "59 or XE, XS, XU" };
    Some(Remark {
        severity: Severity::Warning,
        rule: "pair_edit_separate",
        codes,
        text: format!(
            "{column2} is denied beside {column1} unless it was separate time or another region; \
             if so, and the note shows it, add {which} to {column2} ({})",
            edit.source
        ),
    })
}
