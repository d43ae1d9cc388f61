//! A coverage apart from its place in a claim: the one asked to pay (2000B) and another one
//! (2320) say the same things in different loops, so that two can change places.

use gonio_x12::claim::{Claim, HierarchyLevel, OtherCoverage, Party, party};
use gonio_x12::segments::{Hl, Nm1, Oi, Pat, Ref, Sbr};
use gonio_x12::text::List;

use super::{Refusal, SentClaim, in_order, refuse};

/// Providers that a payer may have its own numbers for, in the order of loops 2330C to 2330G.
const PROVIDERS: [&str; 6] = ["DN", "P3", "82", "77", "DQ", "85"];

/// Who insures the patient, through whom, and what this payer alone wants to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insurance {
    /// Group, filing code, why Medicare is not first. `relationship` is what the patient is to
    /// the subscriber, `18` when the same; `sequence` is set when a claim is made.
    pub coverage: Sbr,
    /// Consents for this coverage; those of the claim when absent.
    pub benefits: Option<Oi>,
    /// NM1\*IL with the member id; address and birth; REF\*Y4 of a liability insurer.
    pub subscriber: Party,
    /// NM1\*PR with the payer's id; its address and other ids.
    pub payer: Party,
    /// Authorization (`G1`) and referral (`9F`) by this payer.
    pub references: List<Ref>,
    /// This payer's numbers (`G2`, `LU`) for providers: NM101, NM102 and REF of each; `85` is
    /// who bills.
    pub providers: List<Party>,
}

fn is_permit(r: &Ref) -> bool {
    matches!(r.qualifier.as_str(), "G1" | "9F")
}

fn is_payers_number(r: &Ref) -> bool {
    matches!(r.qualifier.as_str(), "G2" | "LU")
}

fn references(all: &List<Ref>, wanted: impl Fn(&Ref) -> bool) -> List<Ref> {
    all.iter().filter(|r| wanted(r)).cloned().collect()
}

/// A provider as a payer numbers it, unless the payer has no number for it.
fn numbered(entity: &str, kind: &str, all: &List<Ref>) -> Option<Party> {
    let references = references(all, is_payers_number);
    let name = Nm1 { entity: entity.into(), kind: kind.into(), ..Nm1::default() };
    (!references.is_empty()).then(|| Party { name, references, ..Party::default() })
}

impl Insurance {
    /// The coverage that a claim asks.
    pub fn asked(sent: &SentClaim) -> Self {
        let level = &sent.subscriber;
        let mut coverage = level.coverage.clone().unwrap_or_default();
        let dependent = sent.patient.as_ref().and_then(|p| p.patient.as_ref());
        if let Some(dependent) = dependent.filter(|_| coverage.relationship != "18") {
            coverage.relationship = dependent.relationship.clone();
        }
        let find = |entity| party(&level.parties, entity).cloned().unwrap_or_default();
        let (subscriber, mut payer) = (find("IL"), find("PR"));
        let billing = party(&sent.provider.parties, "85").map_or("2", |p| p.name.kind.as_str());
        let own = |entity: &&str| match *entity {
            "85" => numbered("85", billing, &payer.references),
            entity => {
                let party = party(&sent.claim.parties, entity)?;
                numbered(entity, &party.name.kind, &party.references)
            }
        };
        let providers = PROVIDERS.iter().filter_map(own).collect();
        payer.references = references(&payer.references, |r| !is_payers_number(r));
        let clm = &sent.claim.claim;
        Self {
            coverage,
            benefits: Some(Oi {
                assigned: clm.benefits_assigned.clone(),
                patient_signature: clm.patient_signature.clone(),
                release: clm.release.clone(),
            }),
            subscriber,
            payer,
            references: references(&sent.claim.references, is_permit),
            providers,
        }
    }

    /// A coverage that a claim names beside the one it asks.
    pub fn other(other: &OtherCoverage) -> Self {
        let find = |entity| party(&other.parties, entity).cloned().unwrap_or_default();
        let mut payer = find("PR");
        let permits = references(&payer.references, is_permit);
        payer.dates = List::new();
        // What the payer did with an earlier claim is no property of the payer.
        payer.references = references(&payer.references, |r| {
            !is_permit(r) && !matches!(r.qualifier.as_str(), "F8" | "T4")
        });
        let is_provider = |p: &&Party| PROVIDERS.contains(&p.name.entity.as_str());
        Self {
            coverage: other.coverage.clone(),
            benefits: other.benefits.clone(),
            subscriber: find("IL"),
            payer,
            references: permits,
            providers: other.parties.iter().filter(is_provider).cloned().collect(),
        }
    }

    /// Whether it is Medicare.
    pub fn is_medicare(&self) -> bool {
        matches!(self.coverage.filing_code.as_str(), "MA" | "MB")
    }

    /// Whether both are the same coverage: payer's id and member id.
    pub fn is(&self, other: &Self) -> bool {
        self.payer.name.id == other.payer.name.id
            && self.subscriber.name.id == other.subscriber.name.id
    }

    /// Refuses when a payer could not be told who is insured, or by whom.
    fn complete(&self, rank: &str) -> Result<(), Refusal> {
        const RELATIONSHIPS: [&str; 9] = ["01", "18", "19", "20", "21", "39", "40", "53", "G8"];
        const REASONS: [&str; 9] = ["12", "13", "14", "15", "16", "41", "42", "43", "47"];
        let lacks = |name, what: &str, fix: &str| {
            refuse(name, format!("{what} of the {} is missing", named(rank)), fix)
        };
        if !RELATIONSHIPS.contains(&self.coverage.relationship.as_str()) {
            let fix =
                "say what the patient is to the subscriber: 18 the same, 01 spouse, 19 child …";
            return lacks("relationship_missing", "the patient's relation to the subscriber", fix);
        }
        if self.payer.name.id.is_empty() || self.payer.name.last.is_empty() {
            return lacks(
                "payer_id_missing",
                "the name or the id",
                "add both as the clearinghouse has them",
            );
        }
        if self.subscriber.name.id.is_empty() || self.subscriber.name.last.is_empty() {
            return lacks(
                "member_id_missing",
                "the subscriber's name or member id",
                "add it from the card",
            );
        }
        if self.is_medicare()
            && rank != "P"
            && !REASONS.contains(&self.coverage.medicare_secondary.as_str())
        {
            return lacks(
                "insurance_type_missing",
                "the reason why Medicare does not pay first (SBR05)",
                "ask the patient: 12 working aged, 13 kidney failure, 14 no-fault, 15 workers' \
                 compensation, 43 disabled, 47 liability …",
            );
        }
        Ok(())
    }

    /// As another coverage of a claim (2320), without any decision.
    pub(super) fn beside(
        &self,
        rank: &str,
        patient: &Party,
        consents: &Oi,
    ) -> Result<OtherCoverage, Refusal> {
        self.complete(rank)?;
        let patient = Some(patient).filter(|_| self.coverage.relationship == "18");
        let mut coverage = Sbr { sequence: rank.into(), ..self.coverage.clone() };
        if rank == "P" {
            coverage.medicare_secondary = "".into();
        }
        // Loop 2330A has neither birth nor a liability insurer's number.
        let subscriber = Party {
            name: self.subscriber.name.clone(),
            address: self.subscriber.address.clone().or(patient.and_then(|p| p.address.clone())),
            city: self.subscriber.city.clone().or(patient.and_then(|p| p.city.clone())),
            references: references(&self.subscriber.references, |r| r.qualifier == "SY"),
            ..Party::default()
        };
        let mut payer = self.payer.clone();
        for kind in ["G1", "9F"] {
            let permits = self.references.iter().filter(|r| r.qualifier == kind);
            permits.for_each(|r| payer.references.push(r.clone()));
        }
        let parties = [subscriber, payer].into_iter().chain(self.providers.iter().cloned());
        Ok(OtherCoverage {
            coverage,
            benefits: Some(self.benefits.clone().unwrap_or_else(|| consents.clone())),
            parties: parties.collect(),
            ..OtherCoverage::default()
        })
    }

    /// As the coverage that a claim asks: its levels, and what is this payer's in the claim.
    pub(super) fn ask(
        &self,
        rank: &str,
        patient: &Party,
        condition: Option<&Pat>,
        claim: &mut Claim,
    ) -> Result<(HierarchyLevel, Option<HierarchyLevel>), Refusal> {
        self.complete(rank)?;
        if self.coverage.filing_code.is_empty() {
            return refuse(
                "filing_code_missing",
                format!("what kind of insurance the {} is (SBR09) is missing", named(rank)),
                "say it: MB Medicare, MC Medicaid, CI commercial …",
            );
        }
        let own = self.coverage.relationship == "18";
        if self.is_medicare() && !own {
            return refuse(
                "medicare_subscriber_is_patient",
                "Medicare insures each person alone, but the patient is said to be a dependent",
                "say that the patient is the subscriber (18), with the patient's own number",
            );
        }
        let mut coverage = Sbr { sequence: rank.into(), ..self.coverage.clone() };
        if !own {
            coverage.relationship = "".into();
        }
        if !coverage.group_number.is_empty() {
            coverage.group_name = "".into();
        }
        let mut subscriber = self.subscriber.clone();
        let mut patient = patient.clone();
        // The liability insurer's number stands with the patient.
        let case = references(&subscriber.references, |r| r.qualifier == "Y4");
        if matches!(coverage.filing_code.as_str(), "WC" | "AM") && case.is_empty() {
            return refuse(
                "case_number_missing",
                "workers' compensation and car insurers want their claim number (REF*Y4)",
                "add the insurer's claim number",
            );
        }
        if own {
            subscriber.address = subscriber.address.or(patient.address.take());
            subscriber.city = subscriber.city.or(patient.city.take());
            subscriber.birth = subscriber.birth.or(patient.birth.take());
        } else {
            subscriber.references = references(&subscriber.references, |r| r.qualifier != "Y4");
            patient.references = case;
        }
        let who = if own { &subscriber } else { &patient };
        if who.address.is_none() || who.city.is_none() || who.birth.is_none() {
            return refuse(
                "patient_details_missing",
                "the patient's address, birth date or sex is missing",
                "add them to the patient",
            );
        }
        let mut payer = self.payer.clone();
        self.give_numbers(&mut payer, claim);
        let levels = |kind, coverage, patient, parties: Vec<Party>| HierarchyLevel {
            level: Hl::of(kind),
            coverage,
            patient,
            parties: parties.into(),
            ..HierarchyLevel::default()
        };
        let condition = condition.map(|pat| Pat { relationship: "".into(), ..pat.clone() });
        let condition = condition.filter(|pat| *pat != Pat::default());
        let parties = vec![subscriber, payer];
        if own {
            return Ok((levels("22", Some(coverage), condition, parties), None));
        }
        let relationship = self.coverage.relationship.clone();
        let pat = Pat { relationship, ..condition.unwrap_or_default() };
        let dependent = levels("23", None, Some(pat), vec![patient]);
        Ok((levels("22", Some(coverage), None, parties), Some(dependent)))
    }

    /// Puts what is this payer's own where the payer that is asked looks for it.
    fn give_numbers(&self, payer: &mut Party, claim: &mut Claim) {
        let references = claim.references.iter().chain(&self.references).cloned();
        claim.references = in_order(references);
        if let Some(consents) = &self.benefits {
            claim.claim.benefits_assigned = consents.assigned.clone();
            claim.claim.patient_signature = consents.patient_signature.clone();
            claim.claim.release = consents.release.clone();
        }
        for provider in &self.providers {
            let entity = provider.name.entity.as_str();
            let mut parties = claim.parties.as_mut_slice().iter_mut();
            let to = match entity {
                "85" => Some(&mut *payer),
                _ => parties.find(|p| p.name.entity == entity),
            };
            if let Some(to) = to {
                provider.references.iter().for_each(|r| to.references.push(r.clone()));
            }
        }
    }

    /// Takes what is this payer's own out of a claim that will be another payer's.
    pub(super) fn leave(&self, claim: &mut Claim) {
        claim.references = references(&claim.references, |r| !is_permit(r));
        for party in claim.parties.as_mut_slice() {
            party.references = references(&party.references, |r| !is_payers_number(r));
        }
    }
}

/// A payer by its place.
pub(super) fn named(rank: &str) -> String {
    match rank {
        "P" => "first payer".into(),
        "S" => "second payer".into(),
        "T" => "third payer".into(),
        rank => format!("payer {rank}"),
    }
}
