//! The 277 claim acknowledgement (005010X214): which claims of a file were taken in for
//! processing and which were refused.
//!
//! [`Builder`] gives a set's parts one by one: the [`Header`], then each [`HierarchyLevel`] as
//! the file has them: who answers, who sent the file, who bills, and each patient.

pub use crate::claim_status::Line;
use crate::segments::{Amt, Bht, Dtp, Hl, Nm1, Qty, Ref, Stc, Trn, reference};
use crate::text::Text;
use crate::typed::{loops, parts};
use crate::writer::SetId;

/// The set's envelope.
pub const SET: SetId = SetId { group: "HN", code: "277", guide: "005010X214", named_in_set: true };

loops! {
    /// What the set begins with.
    Header {
        beginning: one Bht,
    }
    /// Loops 2000A (HL03 `20`), 2000B (`21`), 2000C (`19`) and 2000D (`PT`).
    HierarchyLevel {
        level: first Hl,
        /// Loops 2100.
        names: many Nm1,
        /// Loops 2200.
        answers: within Answer,
    }
    /// Loop 2200: the receipt of the file, the answer to all of it, to one provider's claims or
    /// to one claim.
    Answer {
        /// In a patient's level the claim number that we gave it.
        trace: first Trn,
        statuses: many Stc,
        references: many Ref,
        quantities: many Qty,
        amounts: many Amt,
        dates: many Dtp,
        /// Loops 2220.
        lines: within Line,
    }
}

parts! {
    /// A part of a claim acknowledgement, in the order of the file.
    Header,
    /// Who answers, sent, bills or was treated.
    HierarchyLevel,
}

impl HierarchyLevel {
    /// Loop 2000D: each of its answers is about one claim.
    pub fn is_patient(&self) -> bool {
        self.level.kind == "PT"
    }
}

impl Answer {
    /// Whether it was taken in (STC03 `WQ`) or refused (`U`); `None` when no status says so.
    pub fn is_accepted(&self) -> Option<bool> {
        let mut said = self.statuses.iter().filter_map(|stc| match stc.action.as_bytes() {
            b"WQ" => Some(true),
            b"U" => Some(false),
            _ => None,
        });
        let first = said.next()?;
        Some(first && said.all(|taken| taken))
    }

    /// The first reference with a qualifier: `1K` the payer's claim number …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}
