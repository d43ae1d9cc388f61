//! Is the patient covered, and for what: the 270 asks and the 271 answers (005010X279A1).
//!
//! [`inquiry::Builder`] and [`response::Builder`] give a set's parts one by one: the
//! [`Header`], then each level as the file has them: the payer, the provider, the subscriber,
//! the dependent.

use crate::segments::{Aaa, Bht, Dmg, Dtp, Hi, Ins, Mpi, N3, N4, Nm1, Per, Prv, Ref, reference};
use crate::text::Text;
use crate::typed::loops;

loops! {
    /// What the set begins with.
    Header {
        beginning: one Bht,
    }
    /// Loop 2100: a name with what belongs to it.
    Party {
        name: first Nm1,
        references: many Ref,
        address: one N3,
        city: one N4,
        contacts: many Per,
        /// Why the party could not be found or may not ask.
        refusals: many Aaa,
        specialty: one Prv,
        birth: one Dmg,
        relation: one Ins,
        diagnoses: one Hi,
        dates: many Dtp,
        military: many Mpi,
    }
}

impl Party {
    /// The first reference with a qualifier: `6P` the group number …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }

    /// The first date with DTP01 `qualifier`: `346` the plan begins, `291` the plan …
    pub fn date(&self, qualifier: &str) -> Option<&Dtp> {
        self.dates.iter().find(|d| d.qualifier == qualifier)
    }
}

/// The 270 question.
pub mod inquiry {
    pub use super::{Header, Party};
    use crate::segments::{Amt, Dtp, Eq, Hl, Iii, Ref, Trn};
    use crate::typed::{loops, parts};

    /// The set's envelope.
    pub const SET: crate::writer::SetId = crate::writer::SetId {
        group: "HS",
        code: "270",
        guide: "005010X279A1",
        named_in_set: true,
    };

    loops! {
        /// Loops 2000A (HL03 `20`), 2000B (`21`), 2000C (`22`) and 2000D (`23`).
        HierarchyLevel {
            level: first Hl,
            traces: many Trn,
            parties: within Party,
            /// Loops 2110.
            questions: within Question,
        }
        /// Loop 2110: what is asked about.
        Question {
            about: first Eq,
            amounts: many Amt,
            place: one Iii,
            reference: one Ref,
            date: one Dtp,
        }
    }

    parts! {
        /// A part of a 270, in the order of the file.
        Header,
        /// The payer, who asks, the subscriber or a dependent.
        HierarchyLevel,
    }
}

/// The 271 answer.
pub mod response {
    pub use super::{Header, Party};
    use crate::segments::{
        Aaa, Dtp, Eb, Hl, Hsd, Iii, Le, Ls, Msg, N3, N4, Nm1, Per, Prv, Ref, Trn, reference,
    };
    use crate::text::Text;
    use crate::typed::{loops, parts};

    /// The set's envelope.
    pub const SET: crate::writer::SetId = crate::writer::SetId {
        group: "HB",
        code: "271",
        guide: "005010X279A1",
        named_in_set: true,
    };

    loops! {
        /// Loops 2000A (HL03 `20`), 2000B (`21`), 2000C (`22`) and 2000D (`23`).
        HierarchyLevel {
            level: first Hl,
            traces: many Trn,
            /// Why the whole question was refused.
            refusals: many Aaa,
            parties: within Party,
            /// Loops 2110.
            benefits: within Benefit,
        }
        /// Loop 2110: one benefit.
        Benefit {
            benefit: first Eb,
            visits: many Hsd,
            references: many Ref,
            dates: many Dtp,
            refusals: many Aaa,
            texts: many Msg,
            /// Loops 2115.
            places: many Iii,
            /// LS, when others follow.
            others_begin: one Ls,
            /// Loops 2120.
            others: within Other,
            /// LE, after the others.
            others_end: one Le,
        }
        /// Loop 2120: another payer or provider that the benefit is about.
        Other {
            name: first Nm1,
            address: one N3,
            city: one N4,
            contacts: many Per,
            specialty: one Prv,
        }
    }

    parts! {
        /// A part of a 271, in the order of the file.
        Header,
        /// The payer, who asked, the subscriber or a dependent.
        HierarchyLevel,
    }

    impl Benefit {
        /// Whether the benefit is for a service type, such as `PT` physical therapy.
        pub fn is_for(&self, service_type: &str) -> bool {
            self.benefit.service_types.iter().any(|t| t == service_type)
        }

        /// The first reference with a qualifier.
        pub fn reference(&self, qualifier: &str) -> Option<&Text> {
            reference(&self.references, qualifier)
        }

        /// The first date with DTP01 `qualifier`.
        pub fn date(&self, qualifier: &str) -> Option<&Dtp> {
            self.dates.iter().find(|d| d.qualifier == qualifier)
        }
    }
}
