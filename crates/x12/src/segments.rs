//! The segments of the health-care sets, typed, shared by all sets that use them.
//!
//! Each field says which element it is. Elements that no guide read here uses are left out.

use crate::text::{Code, List, Text};
use crate::typed::{Cents, Milli, Run, composites, groups, segments};
use crate::value::Date;

/// An amount of money, absent when the element is empty.
pub type Amount = Option<Cents>;
/// A quantity in thousandths, absent when the element is empty.
pub type Quantity = Option<Milli>;
/// A `CCYYMMDD` date, absent when the element is empty.
pub type Day = Option<Date>;

composites! {
    /// A procedure with its modifiers.
    Procedure {
        /// `HC` for CPT and HCPCS codes.
        qualifier: Code = 1,
        code: Code = 2,
        modifier_1: Code = 3,
        modifier_2: Code = 4,
        modifier_3: Code = 5,
        modifier_4: Code = 6,
        description: Text = 7,
        /// The last code of a range.
        to_code: Code = 8,
    }
    /// Where a claim's service was given, and which sending of the claim this is.
    Facility {
        /// Place of service.
        place: Code = 1,
        /// `B`: the code is a place of service.
        qualifier: Code = 2,
        /// 1 original, 7 replacement, 8 void.
        frequency: Code = 3,
    }
    /// What caused the condition that was treated.
    Causes {
        /// AA car, EM work, OA other.
        cause_1: Code = 1,
        cause_2: Code = 2,
        cause_3: Code = 3,
        /// State of a car accident.
        state: Code = 4,
        country: Code = 5,
    }
    /// The diagnoses of the claim that a line is for, by their number from 1.
    Pointers {
        first: Code = 1,
        second: Code = 2,
        third: Code = 3,
        fourth: Code = 4,
    }
    /// A diagnosis or another code with its kind.
    HealthCode {
        /// ABK principal diagnosis, ABF other diagnosis, BP procedure, BG condition …
        qualifier: Code = 1,
        code: Code = 2,
        date_format: Code = 3,
        date: Text = 4,
        amount: Amount = 5,
        quantity: Quantity = 6,
        version: Text = 7,
    }
    /// A reference beside the reference.
    OtherReference {
        qualifier: Code = 1,
        value: Text = 2,
        qualifier_2: Code = 3,
        value_2: Text = 4,
        qualifier_3: Code = 5,
        value_3: Text = 6,
    }
    /// Why a payment was changed apart from any claim, and what it refers to.
    ProviderReason {
        /// WO, FB, L6 …
        reason: Code = 1,
        reference: Text = 2,
    }
    /// A unit of measure.
    Unit {
        code: Code = 1,
    }
    /// What stands where in an answer: the value and which element it is from.
    Context {
        /// The situation, or an element such as `CLM01`.
        name: Text = 1,
        value: Text = 2,
    }
    /// Where in a segment an element stands.
    Position {
        element: Option<u32> = 1,
        component: Option<u32> = 2,
        repetition: Option<u32> = 3,
    }
    /// The data element at fault, and the one in its composite.
    ElementNumbers {
        element: Text = 1,
        component: Text = 2,
    }
    /// What became of a claim.
    Status {
        /// A acknowledgement, P pending, F finalized, R more is wanted, E error …
        category: Text = 1,
        /// The claim status code.
        code: Text = 2,
        /// Whom it concerns: 85, PR, IL …
        entity: Text = 3,
        /// RX: the status is from the pharmacy list.
        list: Text = 4,
    }
    /// Up to five codes of one kind: tooth surfaces, parts of the mouth.
    Codes {
        first: Text = 1,
        second: Text = 2,
        third: Text = 3,
        fourth: Text = 4,
        fifth: Text = 5,
    }
}

groups! {
    /// One reason of an adjustment.
    Adjustment 3 {
        /// The claim adjustment reason code.
        reason: Code = 0,
        /// Positive lowers the payment.
        amount: Amount = 1,
        quantity: Quantity = 2,
    }
    /// One way to reach somebody.
    Contact 2 {
        /// TE telephone, EM mail, FX fax, EX extension, UR web.
        kind: Code = 0,
        number: Text = 1,
    }
    /// One adjustment apart from any claim.
    ProviderAdjustment 2 {
        reason: ProviderReason = 0,
        /// Positive lowers the payment.
        amount: Amount = 1,
    }
}

segments! {
    /// Why a question was refused.
    Aaa "AAA" {
        /// `N`: the question itself could not be taken.
        valid: Code = 1,
        list: Code = 2,
        reason: Code = 3,
        /// C correct and send again, N do not, W wait …
        follow_up: Code = 4,
    }
    /// The group that is answered.
    Ak1 "AK1" {
        code: Code = 1,
        control: Text = 2,
        version: Text = 3,
    }
    /// The set that is answered.
    Ak2 "AK2" {
        code: Code = 1,
        control: Text = 2,
        version: Text = 3,
    }
    /// The answer for the whole group.
    Ak9 "AK9" {
        /// A accepted, E with errors, P in part, R refused …
        answer: Code = 1,
        /// As the group's own trailer said.
        said: Option<u32> = 2,
        received: Option<u32> = 3,
        accepted: Option<u32> = 4,
        errors: Run<Text> = 5,
    }
    /// An amount of a kind.
    Amt "AMT" { qualifier: Code = 1, amount: Amount = 2, }
    /// What kind of file, and which.
    Bht "BHT" {
        structure: Code = 1,
        /// 00 original, 18 again, 13 request, 11 answer …
        purpose: Code = 2,
        reference: Text = 3,
        date: Day = 4,
        time: Code = 5,
        kind: Code = 6,
    }
    /// The payment: how much, how, when.
    Bpr "BPR" {
        /// I payment with remittance, H remittance alone …
        handling: Code = 1,
        amount: Amount = 2,
        /// C credit, D debit.
        credit_or_debit: Code = 3,
        /// ACH, CHK, NON …
        method: Code = 4,
        format: Text = 5,
        sender_bank_qualifier: Code = 6,
        sender_bank: Text = 7,
        sender_account_qualifier: Code = 8,
        sender_account: Text = 9,
        payer_id: Text = 10,
        payer_code: Text = 11,
        receiver_bank_qualifier: Code = 12,
        receiver_bank: Text = 13,
        receiver_account_qualifier: Code = 14,
        receiver_account: Text = 15,
        date: Day = 16,
    }
    /// Adjustments of one group.
    Cas "CAS" {
        /// CO, PR, OA, PI.
        group: Code = 1,
        adjustments: Run<Adjustment> = 2,
    }
    /// Admission to a hospital.
    Cl1 "CL1" { kind: Code = 1, source: Code = 2, status: Code = 3, residence: Code = 4, }
    /// The claim.
    Clm "CLM" {
        /// The number we gave it; comes back in every answer.
        control_number: Text = 1,
        charge: Amount = 2,
        facility: Facility = 5,
        signature: Code = 6,
        /// A accepted, B laboratory alone, C not.
        assignment: Code = 7,
        benefits_assigned: Code = 8,
        release: Code = 9,
        patient_signature: Code = 10,
        causes: Option<Causes> = 11,
        program: Code = 12,
        delay: Code = 20,
    }
    /// The claim as the payer decided it.
    Clp "CLP" {
        control_number: Text = 1,
        status: Code = 2,
        charge: Amount = 3,
        paid: Amount = 4,
        /// Informs only; it never balances.
        patient: Amount = 5,
        filing_code: Code = 6,
        payer_control_number: Text = 7,
        place_of_service: Code = 8,
        frequency: Code = 9,
        drg: Code = 11,
        drg_weight: Text = 12,
        discharge_fraction: Text = 13,
    }
    /// A contract that a claim is sent under.
    Cn1 "CN1" {
        kind: Code = 1,
        amount: Amount = 2,
        percent: Code = 3,
        code: Text = 4,
        discount: Code = 5,
        version: Text = 6,
    }
    /// Ambulance transport.
    Cr1 "CR1" {
        weight_unit: Code = 1,
        weight: Text = 2,
        /// I there, R back, T transfer, X both ways.
        trip: Code = 3,
        reason: Code = 4,
        distance_unit: Code = 5,
        distance: Text = 6,
        from: Text = 7,
        to: Text = 8,
        round_trip: Text = 9,
        stretcher: Text = 10,
    }
    /// Spinal manipulation.
    Cr2 "CR2" {
        /// Which treatment of how many.
        number: Text = 1,
        count: Text = 2,
        from_level: Code = 3,
        to_level: Code = 4,
        unit: Code = 5,
        period: Text = 6,
        monthly: Text = 7,
        nature: Code = 8,
        complication: Code = 9,
        description: Text = 10,
        description_2: Text = 11,
        x_rays: Code = 12,
    }
    /// Certification of equipment.
    Cr3 "CR3" { kind: Code = 1, unit: Code = 2, months: Text = 3, }
    /// Oxygen at home.
    Cr5 "CR5" {
        certification: Code = 1,
        months: Quantity = 2,
        equipment_1: Code = 3,
        equipment_2: Code = 4,
        reason: Text = 5,
        flow: Quantity = 6,
        times_a_day: Quantity = 7,
        hours: Quantity = 8,
        instructions: Text = 9,
        blood_gas: Quantity = 10,
        saturation: Quantity = 11,
        /// How the patient was tested: at rest, sleeping, moving.
        condition: Code = 12,
        finding_1: Code = 13,
        finding_2: Code = 14,
        finding_3: Code = 15,
        portable_flow: Quantity = 16,
        delivery: Code = 17,
        equipment_3: Code = 18,
    }
    /// Care at home.
    Cr6 "CR6" {
        prognosis: Code = 1,
        start: Day = 2,
        format: Code = 3,
        /// The days certified.
        period: Text = 4,
        diagnosed: Day = 5,
        nursing_facility: Code = 6,
        medicare: Code = 7,
        certification: Code = 8,
        operated: Day = 9,
        qualifier: Code = 10,
        operation: Text = 11,
        ordered: Day = 12,
        last_visit: Day = 13,
        physician_contacted: Day = 14,
        stay_format: Code = 15,
        last_stay: Text = 16,
        location: Code = 17,
    }
    /// Conditions.
    Crc "CRC" { category: Code = 1, applies: Code = 2, conditions: Run<Text> = 3, }
    /// Drug quantity.
    Ctp "CTP" { quantity: Text = 4, unit: Unit = 5, }
    /// Where an error stands and why it was looked for.
    Ctx "CTX" {
        contexts: List<Context> = 1,
        segment: Code = 2,
        /// The segment's number in its set, ST being 1.
        segment_number: Option<u32> = 3,
        loop_id: Code = 4,
        position: Position = 5,
        elements: ElementNumbers = 6,
    }
    /// Currency.
    Cur "CUR" { entity: Code = 1, currency: Code = 2, rate: Text = 3, }
    /// Birth and sex.
    Dmg "DMG" { format: Code = 1, birth: Text = 2, sex: Code = 3, }
    /// A date of a kind.
    Dtm "DTM" { qualifier: Code = 1, date: Day = 2, }
    /// A date, time or range of a kind.
    Dtp "DTP" {
        qualifier: Code = 1,
        /// D8 a date, RD8 two dates, TM a time, DT both.
        format: Code = 2,
        value: Text = 3,
    }
    /// One benefit.
    Eb "EB" {
        /// 1 to 5 active, 6 to 8 inactive, A coinsurance, B copay, C deductible, F limits …
        kind: Code = 1,
        /// Whom it covers: IND, FAM …
        coverage: Code = 2,
        service_types: List<Text> = 3,
        insurance: Code = 4,
        plan: Text = 5,
        /// 23 a calendar year, 27 a visit, 29 what remains …
        period: Code = 6,
        amount: Amount = 7,
        /// As a part of one: `.2` is twenty percent.
        percent: Text = 8,
        quantity_kind: Code = 9,
        quantity: Quantity = 10,
        /// Y when authorization is needed.
        authorization: Code = 11,
        /// Y in the plan's network, N out of it, W both.
        in_network: Code = 12,
        procedure: Procedure = 13,
        pointers: Pointers = 14,
    }
    /// What is asked about.
    Eq "EQ" {
        service_types: List<Text> = 1,
        procedure: Procedure = 2,
        coverage: Code = 3,
        insurance: Code = 4,
        pointers: Pointers = 5,
    }
    /// A question of a form and its answer.
    Frm "FRM" {
        question: Text = 1,
        yes_no: Code = 2,
        text: Text = 3,
        date: Day = 4,
        percent: Code = 5,
    }
    /// What a repricer or another payer agreed to.
    Hcp "HCP" {
        method: Code = 1,
        allowed: Amount = 2,
        savings: Amount = 3,
        organization: Text = 4,
        rate: Text = 5,
        group_code: Text = 6,
        group_amount: Amount = 7,
        qualifier: Code = 9,
        code: Code = 10,
        unit: Code = 11,
        quantity: Text = 12,
        reject_reason: Code = 13,
        compliance: Code = 14,
        exception: Code = 15,
    }
    /// What was decided of a request.
    Hcr "HCR" {
        /// A1 granted, A2 in part, A3 denied, A4 pending, A6 changed, CT call …
        action: Code = 1,
        /// The authorization number.
        number: Text = 2,
        /// Why so.
        reasons: List<Text> = 3,
        second_opinion: Code = 4,
    }
    /// Diagnoses and other codes.
    Hi "HI" { codes: Run<HealthCode> = 1, }
    /// A level of a hierarchy.
    Hl "HL" {
        number: Text = 1,
        parent: Text = 2,
        /// 20 source, 21 receiver, 22 subscriber, 23 dependent …
        kind: Code = 3,
        /// 1 when there are levels below.
        has_children: Code = 4,
    }
    /// How many visits and how often.
    Hsd "HSD" {
        /// VS visits, DY days, HS hours, UN units …
        quantity_kind: Code = 1,
        quantity: Quantity = 2,
        /// Per DA day, WK week, MO month …
        unit: Code = 3,
        each: Quantity = 4,
        /// 34 months, 35 weeks, 7 days …
        period: Code = 5,
        periods: Option<u32> = 6,
        pattern: Code = 7,
        time: Code = 8,
    }
    /// A place of service or a kind of injury.
    Iii "III" { qualifier: Code = 1, code: Code = 2, category: Code = 3, text: Text = 4, }
    /// A segment in error.
    Ik3 "IK3" {
        segment: Code = 1,
        /// The segment's number in its set, ST being 1.
        number: Option<u32> = 2,
        loop_id: Code = 3,
        error: Code = 4,
    }
    /// An element in error.
    Ik4 "IK4" {
        position: Position = 1,
        /// The data element's number in the standard.
        reference: Code = 2,
        error: Code = 3,
        /// What stood there.
        copy: Text = 4,
    }
    /// The answer for a set.
    Ik5 "IK5" {
        /// A accepted, E with errors, R refused …
        answer: Code = 1,
        errors: Run<Text> = 2,
    }
    /// What the patient is to the subscriber.
    Ins "INS" {
        is_subscriber: Code = 1,
        relationship: Code = 2,
        change: Code = 3,
        reason: Code = 4,
        work: Code = 8,
        /// Which of several born at once.
        birth_order: Text = 17,
    }
    /// Fixed-format text.
    K3 "K3" { text: Text = 1, }
    /// Ends what [`Ls`] began.
    Le "LE" { loop_id: Code = 1, }
    /// A drug's code.
    Lin "LIN" { qualifier: Code = 2, code: Code = 3, }
    /// A remark or form code.
    Lq "LQ" { qualifier: Code = 1, code: Code = 2, }
    /// Begins loops of others within a benefit.
    Ls "LS" { loop_id: Code = 1, }
    /// A line's number.
    Lx "LX" { number: Code = 1, }
    /// A test result.
    Mea "MEA" { reference: Code = 1, qualifier: Code = 2, value: Text = 3, }
    /// What the payer says of an inpatient claim.
    Mia "MIA" {
        covered_days: Text = 1,
        outlier: Amount = 2,
        lifetime_days: Text = 3,
        drg: Amount = 4,
        remark_1: Text = 5,
        disproportionate_share: Amount = 6,
        pass_through: Amount = 7,
        capital: Amount = 8,
        capital_federal: Amount = 9,
        capital_hospital: Amount = 10,
        capital_share: Amount = 11,
        old_capital: Amount = 12,
        indirect_teaching: Amount = 13,
        hospital_drg: Amount = 14,
        cost_report_days: Text = 15,
        federal_drg: Amount = 16,
        capital_outlier: Amount = 17,
        teaching: Amount = 18,
        professional: Amount = 19,
        remark_2: Text = 20,
        remark_3: Text = 21,
        remark_4: Text = 22,
        remark_5: Text = 23,
        exception: Amount = 24,
    }
    /// What the payer says of an outpatient claim.
    Moa "MOA" {
        reimbursement_rate: Text = 1,
        payable: Amount = 2,
        remark_1: Text = 3,
        remark_2: Text = 4,
        remark_3: Text = 5,
        remark_4: Text = 6,
        remark_5: Text = 7,
        end_stage_renal: Amount = 8,
        professional: Amount = 9,
    }
    /// Military service.
    Mpi "MPI" {
        known: Code = 1,
        status: Code = 2,
        branch: Code = 3,
        description: Code = 4,
        rank: Code = 5,
        format: Code = 6,
        period: Text = 7,
    }
    /// Free text.
    Msg "MSG" { text: Text = 1, }
    /// A name in the 835's header.
    N1 "N1" { entity: Code = 1, name: Text = 2, qualifier: Code = 3, id: Text = 4, }
    /// A street address.
    N3 "N3" { line_1: Text = 1, line_2: Text = 2, }
    /// City, state, postal code, country.
    N4 "N4" {
        city: Text = 1,
        state: Code = 2,
        postal_code: Text = 3,
        country: Code = 4,
        location_kind: Code = 5,
        location: Text = 6,
        subdivision: Code = 7,
    }
    /// A name with its id.
    Nm1 "NM1" {
        /// 85 billing provider, IL insured, PR payer, QC patient, 82 rendering provider …
        entity: Code = 1,
        /// 1 person, 2 organization.
        kind: Code = 2,
        last: Text = 3,
        first: Text = 4,
        middle: Text = 5,
        prefix: Text = 6,
        suffix: Text = 7,
        qualifier: Code = 8,
        id: Text = 9,
        relationship: Code = 10,
    }
    /// A note.
    Nte "NTE" { qualifier: Code = 1, text: Text = 2, }
    /// Another coverage: benefits assigned, release.
    Oi "OI" { assigned: Code = 3, patient_signature: Code = 4, release: Code = 6, }
    /// The patient beside the subscriber.
    Pat "PAT" {
        relationship: Code = 1,
        date_format: Code = 5,
        died: Text = 6,
        weight_unit: Code = 7,
        weight: Text = 8,
        pregnant: Code = 9,
    }
    /// Whom to ask.
    Per "PER" { function: Code = 1, name: Text = 2, contacts: Run<Contact> = 3, }
    /// Adjustments of the payment apart from any claim.
    Plb "PLB" {
        provider: Text = 1,
        fiscal_date: Day = 2,
        adjustments: Run<ProviderAdjustment> = 3,
    }
    /// A provider's specialty.
    Prv "PRV" { role: Code = 1, qualifier: Code = 2, code: Text = 3, }
    /// A service bought from another provider.
    Ps1 "PS1" { provider: Text = 1, amount: Amount = 2, }
    /// Papers that go with the claim.
    Pwk "PWK" {
        kind: Code = 1,
        /// How they are sent: BM mail, EL electronically, FX fax …
        sent_by: Code = 2,
        qualifier: Code = 5,
        control_number: Text = 6,
        description: Text = 7,
    }
    /// A quantity of a kind.
    Qty "QTY" { qualifier: Code = 1, quantity: Quantity = 2, unit: Unit = 3, }
    /// How the remittance is delivered.
    Rdm "RDM" { method: Code = 1, name: Text = 2, number: Text = 3, }
    /// An identifier of a kind.
    Ref "REF" {
        qualifier: Code = 1,
        value: Text = 2,
        description: Text = 3,
        other: Option<OtherReference> = 4,
    }
    /// The coverage.
    Sbr "SBR" {
        /// P first, S second, T third payer …
        sequence: Code = 1,
        /// 18 when the patient is the subscriber.
        relationship: Code = 2,
        group_number: Text = 3,
        group_name: Text = 4,
        /// Why Medicare is not the first payer.
        medicare_secondary: Code = 5,
        filing_code: Code = 9,
    }
    /// The status of a claim, a line or a whole file.
    Stc "STC" {
        status: Status = 1,
        date: Day = 2,
        /// WQ accepted, U refused.
        action: Code = 3,
        charge: Amount = 4,
        paid: Amount = 5,
        decided: Day = 6,
        method: Code = 7,
        check_date: Day = 8,
        check_number: Text = 9,
        status_2: Status = 10,
        status_3: Status = 11,
        message: Text = 12,
    }
    /// A professional service.
    Sv1 "SV1" {
        procedure: Procedure = 1,
        charge: Amount = 2,
        /// UN units, MJ minutes.
        unit: Code = 3,
        quantity: Quantity = 4,
        place_of_service: Code = 5,
        pointers: Pointers = 7,
        emergency: Code = 9,
        screening: Code = 11,
        family_planning: Code = 12,
        copay_exempt: Code = 15,
        level_of_care: Code = 20,
    }
    /// A hospital service.
    Sv2 "SV2" {
        revenue_code: Code = 1,
        procedure: Procedure = 2,
        charge: Amount = 3,
        unit: Code = 4,
        quantity: Quantity = 5,
        rate: Text = 6,
        not_covered: Amount = 7,
        residence: Code = 9,
        level_of_care: Code = 10,
    }
    /// A dental service.
    Sv3 "SV3" {
        procedure: Procedure = 1,
        charge: Amount = 2,
        place_of_service: Code = 3,
        mouth: Codes = 4,
        /// I first, R replacement.
        replacement: Code = 5,
        quantity: Quantity = 6,
        description: Text = 7,
    }
    /// Equipment bought or rented.
    Sv5 "SV5" {
        procedure: Procedure = 1,
        unit: Code = 2,
        days: Text = 3,
        rental: Amount = 4,
        purchase: Amount = 5,
        frequency: Code = 6,
    }
    /// A service as it was paid.
    Svc "SVC" {
        procedure: Procedure = 1,
        charge: Amount = 2,
        paid: Amount = 3,
        revenue_code: Code = 4,
        /// Units paid; one when absent.
        units: Quantity = 5,
        /// The code sent, when another was paid.
        submitted: Option<Procedure> = 6,
        submitted_units: Quantity = 7,
    }
    /// A line as another payer paid it.
    Svd "SVD" {
        payer_id: Text = 1,
        paid: Amount = 2,
        procedure: Procedure = 3,
        units: Quantity = 5,
        bundled_line: Code = 6,
    }
    /// The answer to an interchange; stands outside groups and sets.
    Ta1 "TA1" {
        /// ISA13 of the interchange that is answered.
        control: Text = 1,
        /// ISA09 of it, `YYMMDD`.
        date: Code = 2,
        time: Code = 3,
        /// A accepted, E with errors, R refused.
        answer: Code = 4,
        /// 000 nothing is wrong.
        note: Code = 5,
    }
    /// A tooth.
    Too "TOO" { qualifier: Code = 1, code: Code = 2, surfaces: Codes = 3, }
    /// A trace number.
    Trn "TRN" { kind: Code = 1, number: Text = 2, originator: Text = 3, subdivision: Text = 4, }
    /// Totals of a group of claims of one provider, outpatient and inpatient.
    Ts2 "TS2" {
        drg: Amount = 1,
        federal: Amount = 2,
        hospital: Amount = 3,
        disproportionate_share: Amount = 4,
        capital: Amount = 5,
        indirect_teaching: Amount = 6,
        outlier_days: Text = 7,
        day_outlier: Amount = 8,
        cost_outlier: Amount = 9,
        average_length: Text = 10,
        discharges: Text = 11,
        cost_report_days: Text = 12,
        covered_days: Text = 13,
        uncovered_days: Text = 14,
        pass_through: Amount = 15,
        average_weight: Text = 16,
        capital_federal: Amount = 17,
        capital_hospital: Amount = 18,
        capital_share: Amount = 19,
    }
    /// Totals of a group of claims of one provider.
    Ts3 "TS3" {
        provider: Text = 1,
        place_of_service: Code = 2,
        fiscal_date: Day = 3,
        claims: Text = 4,
        charge: Amount = 5,
        msp_payer: Amount = 13,
        non_lab: Amount = 15,
        hcpcs_reported: Amount = 17,
        hcpcs_payable: Amount = 18,
        professional: Amount = 20,
        msp_patient: Amount = 21,
        patient_reimbursement: Amount = 22,
        pip_claims: Text = 23,
        pip_adjustment: Amount = 24,
    }
    /// What is asked to be authorized.
    Um "UM" {
        /// HS services, SC a specialist, AR an admission, IN individual …
        category: Code = 1,
        /// I first, R renewal, S revised, 3 cancel, 4 extend …
        certification: Code = 2,
        service_type: Code = 3,
        facility: Facility = 4,
        causes: Causes = 5,
        /// U urgent, E elective, 03 emergency.
        urgency: Code = 6,
        health: Code = 7,
        prognosis: Code = 8,
        release: Code = 9,
        delay: Code = 10,
    }
}

impl Amt {
    /// An amount of a kind.
    pub fn of(qualifier: &str, cents: i64) -> Self {
        Self { qualifier: qualifier.into(), amount: Some(Cents(cents)) }
    }
}

impl Dmg {
    /// A day of birth and a sex.
    pub fn born(birth: Date, sex: &str) -> Self {
        Self { format: "D8".into(), birth: birth.to_string().into(), sex: sex.into() }
    }
}

impl Hl {
    /// A level; its numbers are given by [`number_levels`].
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.into(), ..Self::default() }
    }
}

impl Nm1 {
    /// A person with the role `entity`.
    pub fn person(entity: &str, last: &str, first: &str) -> Self {
        Self {
            entity: entity.into(),
            kind: "1".into(),
            last: last.into(),
            first: first.into(),
            ..Self::default()
        }
    }

    /// An organization with the role `entity`. Its name stands where a person's last name does.
    pub fn organization(entity: &str, name: &str) -> Self {
        Self { entity: entity.into(), kind: "2".into(), last: name.into(), ..Self::default() }
    }

    /// With an id: `XX` provider number, `MI` member, `PI` payer, `46` of who transmits.
    #[must_use]
    pub fn with_id(self, qualifier: &str, id: &str) -> Self {
        Self { qualifier: qualifier.into(), id: id.into(), ..self }
    }
}

impl Ref {
    /// An identifier of a kind.
    pub fn of(qualifier: &str, value: &str) -> Self {
        Self { qualifier: qualifier.into(), value: value.into(), ..Self::default() }
    }
}

/// Numbers the levels of a set, given in the order of the file: HL01 counts, HL02 names the
/// level above, HL04 says whether there are levels below.
pub fn number_levels<'a>(levels: impl IntoIterator<Item = &'a mut Hl>) {
    let mut levels: Vec<&mut Hl> = levels.into_iter().collect();
    // The open levels, the outermost first, as places in `levels`.
    let mut open: Vec<usize> = Vec::new();
    for at in 0..levels.len() {
        let kind = levels[at].kind.clone();
        let above = open.iter().rposition(|n| goes_under(&kind, &levels[*n].kind));
        open.truncate(above.map_or(0, |n| n + 1));
        let parent = open.last().copied();
        if let Some(parent) = parent {
            levels[parent].has_children = "1".into();
        }
        let level = &mut levels[at];
        level.number = (at + 1).to_string().into();
        level.parent = parent.map_or(Text::EMPTY, |n| (n + 1).to_string().into());
        level.has_children = "0".into();
        open.push(at);
    }
}

/// Whether a level of one kind (HL03) belongs under one of another.
pub(crate) fn goes_under(kind: &str, above: &str) -> bool {
    match kind {
        "21" => above == "20",
        "19" => above == "21",
        "PT" => above == "19",
        "22" => matches!(above, "20" | "21" | "19"),
        "23" => above == "22",
        "EV" => matches!(above, "22" | "23"),
        // X12's own example of transports hangs services under services.
        "SS" => matches!(above, "EV" | "SS"),
        _ => false,
    }
}

impl Procedure {
    /// A CPT or HCPCS code with at most four modifiers; more do not fit and are left out.
    pub fn of(code: &str, modifiers: &[&str]) -> Self {
        let modifier = |n: usize| modifiers.get(n).map_or(Text::EMPTY, |m| (*m).into());
        Self {
            qualifier: "HC".into(),
            code: code.into(),
            modifier_1: modifier(0),
            modifier_2: modifier(1),
            modifier_3: modifier(2),
            modifier_4: modifier(3),
            ..Self::default()
        }
    }
}

impl Procedure {
    /// The modifiers that are there, in order.
    pub fn modifiers(&self) -> impl Iterator<Item = &Code> {
        [&self.modifier_1, &self.modifier_2, &self.modifier_3, &self.modifier_4]
            .into_iter()
            .filter(|m| !m.is_empty())
    }
}

impl Pointers {
    /// The pointers that are there, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Code> {
        [&self.first, &self.second, &self.third, &self.fourth].into_iter().filter(|p| !p.is_empty())
    }
}

impl Hl {
    /// Loops of the subscriber: HL03 `22`.
    pub fn is_subscriber(&self) -> bool {
        self.kind == "22"
    }

    /// Loops of a dependent: HL03 `23`.
    pub fn is_dependent(&self) -> bool {
        self.kind == "23"
    }
}

impl Stc {
    /// The statuses that are there, one to three.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        let all = [&self.status, &self.status_2, &self.status_3];
        all.into_iter().filter(|s| **s != Status::default())
    }
}

impl Mia {
    /// The remark codes that are there.
    pub fn remarks(&self) -> impl Iterator<Item = &Text> {
        [&self.remark_1, &self.remark_2, &self.remark_3, &self.remark_4, &self.remark_5]
            .into_iter()
            .filter(|r| !r.is_empty())
    }
}

impl Moa {
    /// The remark codes that are there.
    pub fn remarks(&self) -> impl Iterator<Item = &Text> {
        [&self.remark_1, &self.remark_2, &self.remark_3, &self.remark_4, &self.remark_5]
            .into_iter()
            .filter(|r| !r.is_empty())
    }
}

impl Dtp {
    /// One day.
    pub fn on(qualifier: &str, day: Date) -> Self {
        Self { qualifier: qualifier.into(), format: "D8".into(), value: day.to_string().into() }
    }

    /// From one day to another.
    pub fn between(qualifier: &str, first: Date, last: Date) -> Self {
        Self {
            qualifier: qualifier.into(),
            format: "RD8".into(),
            value: format!("{first}-{last}").into(),
        }
    }

    /// The date, or the first day of a range; `None` when it is no date that exists.
    pub fn first(&self) -> Day {
        crate::value::date(self.value.as_bytes().get(..8)?)
    }

    /// The date, or the last day of a range.
    pub fn last(&self) -> Day {
        let value = self.value.as_bytes();
        match value.iter().position(|b| *b == b'-') {
            Some(at) => crate::value::date(value.get(at + 1..at + 9)?),
            None => self.first(),
        }
    }
}

/// The first of some references with a qualifier.
pub fn reference<'a>(references: &'a List<Ref>, qualifier: &str) -> Option<&'a Text> {
    references.iter().find(|r| r.qualifier == qualifier).map(|r| &r.value)
}
