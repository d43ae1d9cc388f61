//! Root causes of adjustments: what a reason code means for the work to be done.
//!
//! Which code has which cause is rulebook data; the names and what they imply are here.

/// Why an amount was adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is named and explained by `name` and `words`")]
pub enum Cause {
    Authorization,
    EligibilityCoverage,
    RegistrationData,
    CodingModifier,
    Units,
    Documentation,
    MedicalNecessity,
    Bundling,
    Duplicate,
    TimelyFiling,
    Cob,
    ProviderEnrollment,
    BenefitMaximum,
    ContractSetup,
    PatientResponsibility,
    Contractual,
    CobInfo,
    Pending,
    AppealOutcome,
}

use Cause::*;

impl Cause {
    /// All causes.
    pub const ALL: [Cause; 19] = [
        Authorization,
        EligibilityCoverage,
        RegistrationData,
        CodingModifier,
        Units,
        Documentation,
        MedicalNecessity,
        Bundling,
        Duplicate,
        TimelyFiling,
        Cob,
        ProviderEnrollment,
        BenefitMaximum,
        ContractSetup,
        PatientResponsibility,
        Contractual,
        CobInfo,
        Pending,
        AppealOutcome,
    ];

    /// The name in files, URLs and the database.
    pub fn name(self) -> &'static str {
        match self {
            Authorization => "authorization",
            EligibilityCoverage => "eligibility_coverage",
            RegistrationData => "registration_data",
            CodingModifier => "coding_modifier",
            Units => "units",
            Documentation => "documentation",
            MedicalNecessity => "medical_necessity",
            Bundling => "bundling",
            Duplicate => "duplicate",
            TimelyFiling => "timely_filing",
            Cob => "cob",
            ProviderEnrollment => "provider_enrollment",
            BenefitMaximum => "benefit_maximum",
            ContractSetup => "contract_setup",
            PatientResponsibility => "patient_responsibility",
            Contractual => "contractual",
            CobInfo => "cob_info",
            Pending => "pending",
            AppealOutcome => "appeal_outcome",
        }
    }

    /// The cause of that name.
    pub fn named(name: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|c| c.name() == name)
    }

    /// In plain words, as a heading.
    pub fn words(self) -> &'static str {
        match self {
            Authorization => "No authorization, or not enough of it",
            EligibilityCoverage => "Not covered, or not insured on that day",
            RegistrationData => "Patient or claim details wrong or missing",
            CodingModifier => "Code, modifier or diagnosis",
            Units => "Too many units",
            Documentation => "Records asked for or not sufficient",
            MedicalNecessity => "Not considered medically necessary",
            Bundling => "Included in another service that day",
            Duplicate => "Sent twice",
            TimelyFiling => "Filed too late",
            Cob => "Another payer should pay first",
            ProviderEnrollment => "Therapist or practice not enrolled",
            BenefitMaximum => "Benefit used up",
            ContractSetup => "Contract set up wrongly at the payer",
            PatientResponsibility => "Patient's share",
            Contractual => "Contract reduction",
            CobInfo => "What another payer did",
            Pending => "Still being decided",
            AppealOutcome => "Outcome of an appeal",
        }
    }

    /// Whose desk it lands on.
    pub fn owner(self) -> &'static str {
        match self {
            Authorization => "authorization desk",
            EligibilityCoverage | BenefitMaximum => "front desk",
            RegistrationData | Cob => "front desk and biller",
            CodingModifier | Units => "coder and therapist",
            Documentation => "therapist",
            MedicalNecessity => "therapist and appeals",
            Bundling => "coder",
            Duplicate | TimelyFiling | Pending | CobInfo | AppealOutcome => "biller",
            ProviderEnrollment => "credentialing",
            ContractSetup => "contracting",
            PatientResponsibility => "patient accounts",
            Contractual => "nobody",
        }
    }

    /// Whether an amount with this cause is a denial, whatever its group.
    pub fn is_denial(self) -> bool {
        !matches!(
            self,
            PatientResponsibility | Contractual | CobInfo | Pending | AppealOutcome | Duplicate
        )
    }
}

/// Answers which cause a reason code has. The rulebook does.
pub trait Causes {
    /// The cause of `reason` (CARC) under `group`, with these remark codes (RARC); `None`
    /// when the rulebook does not know the code, which is never silently contractual.
    fn cause(&self, group: &str, reason: &str, remarks: &[String]) -> Option<Cause>;
}
