//! May this patient have this service: the 278 request for an authorization or referral and
//! its answer (005010X217).
//!
//! Both sets have one shape: an answer has decisions and refusals, a request has none.
//! [`Builder`] gives a set's parts one by one: the [`Header`], then each [`HierarchyLevel`] as
//! the file has them: who decides, who asks, the subscriber, the dependent, the event, and the
//! services of the event.

use crate::segments::{
    Aaa, Bht, Cl1, Cr1, Cr2, Cr5, Cr6, Crc, Dmg, Dtp, Hcr, Hi, Hl, Hsd, Ins, Msg, N3, N4, Nm1, Per,
    Prv, Pwk, Ref, Sv1, Sv2, Sv3, Too, Trn, Um, reference,
};
use crate::text::Text;
use crate::typed::{loops, parts};
use crate::writer::SetId;

/// The set's envelope.
pub const SET: SetId = SetId { group: "HI", code: "278", guide: "005010X217", named_in_set: true };

loops! {
    /// What the set begins with.
    Header {
        beginning: one Bht,
    }
    /// Loops 2000A (HL03 `20`), 2000B (`21`), 2000C (`22`), 2000D (`23`), 2000E (`EV`) and
    /// 2000F (`SS`).
    HierarchyLevel {
        level: first Hl,
        traces: many Trn,
        refusals: many Aaa,
        request: one Um,
        decision: one Hcr,
        references: many Ref,
        dates: many Dtp,
        diagnoses: one Hi,
        service: one Sv1,
        hospital_service: one Sv2,
        dental_service: one Sv3,
        teeth: many Too,
        visits: one Hsd,
        conditions: many Crc,
        admission: one Cl1,
        transport: one Cr1,
        spine: one Cr2,
        oxygen: one Cr5,
        home_care: one Cr6,
        papers: many Pwk,
        texts: many Msg,
        /// Loops 2010.
        parties: within Party,
    }
    /// Loop 2010: a name with what belongs to it.
    Party {
        name: first Nm1,
        references: many Ref,
        address: one N3,
        city: one N4,
        contacts: many Per,
        refusals: many Aaa,
        specialty: one Prv,
        birth: one Dmg,
        relation: one Ins,
        dates: many Dtp,
    }
}

parts! {
    /// A part of a 278, in the order of the file.
    Header,
    /// Who decides or asks, the patient, the event or a service.
    HierarchyLevel,
}

impl HierarchyLevel {
    /// Loop 2000E: the event that is asked about.
    pub fn is_event(&self) -> bool {
        self.level.kind == "EV"
    }

    /// Loop 2000F: a service of the event.
    pub fn is_service(&self) -> bool {
        self.level.kind == "SS"
    }

    /// HCR02, the number to put on the claim.
    pub fn authorization_number(&self) -> Option<&Text> {
        self.decision.as_ref().map(|hcr| &hcr.number).filter(|number| !number.is_empty())
    }

    /// The first reference with a qualifier: `BB` the authorization changed or renewed …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }

    /// The first date with DTP01 `qualifier`: `AAH` the event, `472` the service, `007` the days
    /// that were granted …
    pub fn date(&self, qualifier: &str) -> Option<&Dtp> {
        self.dates.iter().find(|d| d.qualifier == qualifier)
    }
}

impl Party {
    /// The first reference with a qualifier.
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}
