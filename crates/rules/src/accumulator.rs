//! The yearly amounts beyond which Medicare wants KX: one for physical and speech therapy
//! together, one for occupational therapy. A year's allowed amounts count, of all providers.

use crate::code::Discipline;
use crate::rulebook::NotCovered;
use crate::terms::Terms;

/// What a patient has used of the year's amounts, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accumulators {
    /// Physical and speech therapy.
    pub pt_slp_cents: i64,
    /// Occupational therapy.
    pub ot_cents: i64,
}

/// What a line does to its accumulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The line goes beyond the amount, or stands beyond it: KX is needed.
    pub kx: bool,
    /// It goes beyond the amount from which claims may be reviewed.
    pub review: bool,
    /// The amount, in cents.
    pub threshold_cents: i64,
    /// What is used after the line, in cents.
    pub after_cents: i64,
}

impl Accumulators {
    /// Adds a line's allowed amount.
    ///
    /// # Errors
    /// The year's amounts are not known.
    pub fn add(
        &mut self,
        terms: &Terms<'_>,
        discipline: Discipline,
        allowed_cents: i64,
    ) -> Result<Use, NotCovered> {
        let (used, threshold, review) = match discipline {
            Discipline::Ot => {
                (&mut self.ot_cents, "kx_threshold_ot_cents", "targeted_review_ot_cents")
            }
            Discipline::Pt | Discipline::Slp => (
                &mut self.pt_slp_cents,
                "kx_threshold_pt_slp_cents",
                "targeted_review_pt_slp_cents",
            ),
        };
        let threshold_cents = terms.book.number(threshold, terms.day, 0)?;
        let review_cents = terms.book.number(review, terms.day, 0)?;
        *used = used.saturating_add(allowed_cents);
        Ok(Use {
            kx: *used > threshold_cents,
            review: *used > review_cents,
            threshold_cents,
            after_cents: *used,
        })
    }
}
