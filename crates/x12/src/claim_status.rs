//! What became of a claim: the 276 asks and the 277 answers (005010X212).
//!
//! Both sets have one shape: a question has no statuses, an answer has them. [`Builder`] gives
//! a set's parts one by one: the [`Header`], then each [`HierarchyLevel`] as the file has them:
//! the payer, who asks, the provider, the subscriber, the dependent.

use crate::segments::{Amt, Bht, Dmg, Dtp, Hl, Nm1, Per, Ref, Stc, Svc, Trn, reference};
use crate::text::Text;
use crate::typed::{loops, parts};
use crate::writer::SetId;

/// The envelope of a question, the 276.
pub const QUESTION: SetId =
    SetId { group: "HR", code: "276", guide: "005010X212", named_in_set: true };
/// The envelope of an answer, the 277.
pub const ANSWER: SetId =
    SetId { group: "HN", code: "277", guide: "005010X212", named_in_set: true };

loops! {
    /// What the set begins with.
    Header {
        beginning: one Bht,
    }
    /// Loops 2000A (HL03 `20`), 2000B (`21`), 2000C (`19`), 2000D (`22`) and 2000E (`23`).
    HierarchyLevel {
        level: first Hl,
        birth: one Dmg,
        parties: within Party,
        /// Loops 2200.
        claims: within Claim,
    }
    /// Loop 2100: a name, and how to reach the payer.
    Party {
        name: first Nm1,
        contacts: many Per,
    }
    /// Loop 2200: a claim; in the levels of who asks and of the provider, what is wrong with
    /// them.
    Claim {
        trace: first Trn,
        statuses: many Stc,
        references: many Ref,
        amounts: many Amt,
        dates: many Dtp,
        /// Loops 2210 of the question, 2220 of the answer.
        lines: within Line,
    }
    /// Loop 2210 or 2220: a line of the claim. Loop 2220 of the 277CA is the same.
    Line {
        service: first Svc,
        statuses: many Stc,
        references: many Ref,
        dates: many Dtp,
    }
}

parts! {
    /// A part of a 276 or 277, in the order of the file.
    Header,
    /// The payer, who asks, the provider, the subscriber or a dependent.
    HierarchyLevel,
}

impl Claim {
    /// The first reference with a qualifier: `1K` the payer's claim number, `EJ` ours …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}

impl Line {
    /// The first reference with a qualifier: `FJ` the line's control number …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}
