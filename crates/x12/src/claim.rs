//! The 837 professional claim (005010X222A1).
//!
//! [`Builder`] gives a set's parts one by one: the [`Header`], then each [`HierarchyLevel`] (who
//! bills, who is insured, who was treated) and below it its [`Claim`]s.

use crate::segments::{
    Amt, Bht, Cas, Clm, Cn1, Cr1, Cr2, Cr3, Crc, Ctp, Cur, Dmg, Dtp, Frm, Hcp, Hi, Hl, K3, Lin, Lq,
    Lx, Mea, Moa, N3, N4, Nm1, Nte, Oi, Pat, Per, Prv, Ps1, Pwk, Qty, Ref, Sbr, Sv1, Sv5, Svd,
    reference,
};
use crate::text::{Code, List, Text};
use crate::typed::{loops, parts};
use crate::writer::SetId;

/// The set's envelope.
pub const SET: SetId =
    SetId { group: "HC", code: "837", guide: "005010X222A1", named_in_set: true };

loops! {
    /// What the set begins with: which file, from whom, to whom.
    Header {
        beginning: first Bht,
        /// Loops 1000A and 1000B.
        parties: within Party,
    }
    /// A name with what belongs to it: loops 1000, 2010, 2310, 2330, 2420.
    Party {
        name: first Nm1,
        specialty: one Prv,
        address: one N3,
        city: one N4,
        birth: one Dmg,
        dates: many Dtp,
        references: many Ref,
        contacts: many Per,
    }
    /// Loops 2000A (HL03 `20`), 2000B (`22`) and 2000C (`23`).
    HierarchyLevel {
        level: first Hl,
        specialty: one Prv,
        coverage: one Sbr,
        patient: one Pat,
        currency: one Cur,
        parties: within Party,
    }
    /// Loop 2300: a claim.
    Claim {
        claim: first Clm,
        dates: many Dtp,
        papers: many Pwk,
        contract: one Cn1,
        amounts: many Amt,
        references: many Ref,
        fixed_texts: many K3,
        notes: many Nte,
        transport: one Cr1,
        spine: one Cr2,
        conditions: many Crc,
        diagnoses: many Hi,
        repricing: one Hcp,
        /// Loops 2310.
        parties: within Party,
        /// Loops 2320: other coverages.
        others: within OtherCoverage,
        /// Loops 2400.
        lines: within Line,
    }
    /// Loop 2320: another coverage, and what it paid.
    OtherCoverage {
        coverage: first Sbr,
        adjustments: many Cas,
        amounts: many Amt,
        benefits: one Oi,
        outpatient: one Moa,
        /// Loops 2330.
        parties: within Party,
    }
    /// Loop 2400: a service line.
    Line {
        number: first Lx,
        service: one Sv1,
        equipment: one Sv5,
        papers: many Pwk,
        transport: one Cr1,
        certification: one Cr3,
        conditions: many Crc,
        dates: many Dtp,
        quantities: many Qty,
        results: many Mea,
        contract: one Cn1,
        references: many Ref,
        amounts: many Amt,
        fixed_texts: many K3,
        notes: many Nte,
        bought: one Ps1,
        repricing: one Hcp,
        /// Loop 2410.
        drugs: within Drug,
        /// Loops 2420.
        parties: within Party,
        /// Loops 2430.
        decisions: within Decision,
        /// Loops 2440.
        forms: within Form,
    }
    /// Loop 2410: a drug.
    Drug {
        code: first Lin,
        quantity: one Ctp,
        references: many Ref,
    }
    /// Loop 2430: what another payer decided of the line.
    Decision {
        payment: first Svd,
        adjustments: many Cas,
        dates: many Dtp,
        amounts: many Amt,
    }
    /// Loop 2440: a form with its answers.
    Form {
        code: first Lq,
        answers: many Frm,
    }
}

parts! {
    /// A part of an 837P, in the order of the file.
    Header,
    /// Who bills, is insured or was treated.
    HierarchyLevel,
    /// A claim of the last level.
    Claim,
}

/// The first party with NM101 `entity`.
pub fn party<'a>(parties: &'a List<Party>, entity: &str) -> Option<&'a Party> {
    parties.iter().find(|p| p.name.entity == entity)
}

impl Party {
    /// The first reference with a qualifier.
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}

impl Claim {
    /// The first reference with a qualifier: `F8` payer's number, `G1` authorization …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }

    /// Diagnosis codes, principal first: HI with ABK and ABF (ICD-10) or BK and BF (ICD-9).
    pub fn diagnoses(&self) -> impl Iterator<Item = &Code> {
        let codes = self.diagnoses.iter().flat_map(|hi| hi.codes.iter());
        codes
            .filter(|c| matches!(c.qualifier.as_bytes(), b"ABK" | b"ABF" | b"BK" | b"BF"))
            .map(|c| &c.code)
    }
}

impl Line {
    /// The date with DTP01 `qualifier`: `472` service …
    pub fn date(&self, qualifier: &str) -> Option<&Dtp> {
        self.dates.iter().find(|d| d.qualifier == qualifier)
    }

    /// The first reference with a qualifier: `6R` the line's control number …
    pub fn reference(&self, qualifier: &str) -> Option<&Text> {
        reference(&self.references, qualifier)
    }
}
