//! Claims and what comes back for them: 837P, 277CA, 835.

use gonio_x12::claim::{self, Claim, Decision, Header, HierarchyLevel, Line, OtherCoverage, Party};
use gonio_x12::segments::{
    Adjustment, Amt, Bht, Bpr, Cas, Clm, Clp, Dtm, Facility, HealthCode, Hi, Lq, Lx, Moa, N1, Oi,
    Pat, Plb, Pointers, Procedure, ProviderAdjustment, ProviderReason, Qty, Sbr, Status, Stc, Sv1,
    Svc, Svd, Trn,
};
use gonio_x12::value::date;
use gonio_x12::{claim_acknowledgement, remittance};

use super::{
    CLINIC, DOCTOR, Example, OT, PT, born, cents, city, day, level, organization, person,
    reference, specialty, street, telephone, units,
};
use crate::typed::built;

pub fn examples() -> [Example; 3] {
    [
        Example {
            name: "837P: OT for a child, PT after Medicare",
            code: "837",
            group: "HC",
            version: "005010X222A1",
            ta1: None,
            set: built::<claim::Builder, _>(claims()),
        },
        Example {
            name: "277CA: one claim taken in, one refused",
            code: "277",
            group: "HN",
            version: "005010X214",
            ta1: None,
            set: built::<claim_acknowledgement::Builder, _>(claims_taken_in()),
        },
        Example {
            name: "835: both claims paid, money taken back and carried forward",
            code: "835",
            group: "HP",
            version: "005010X221A1",
            ta1: None,
            set: built::<remittance::Builder, _>(paid()),
        },
    ]
}

fn procedure(code: &str, modifiers: &[&str]) -> Procedure {
    Procedure::of(code, modifiers)
}

fn adjusted(group: &str, reason: &str, amount: i64) -> Cas {
    let adjustment =
        Adjustment { reason: reason.into(), amount: cents(amount), ..Adjustment::default() };
    Cas { group: group.into(), adjustments: [adjustment].into() }
}

fn amount(qualifier: &str, amount: i64) -> Amt {
    Amt::of(qualifier, amount)
}

fn diagnoses(main: &str, other: &str) -> Hi {
    let code = |qualifier: &str, code: &str| HealthCode {
        qualifier: qualifier.into(),
        code: code.into(),
        ..HealthCode::default()
    };
    Hi { codes: [code("ABK", main), code("ABF", other)].into() }
}

/// CLM of a claim that is sent for the first time, for services in the clinic.
fn first_sending(control_number: &str, charge: i64) -> Clm {
    Clm {
        control_number: control_number.into(),
        charge: cents(charge),
        facility: Facility { place: "11".into(), qualifier: "B".into(), frequency: "1".into() },
        signature: "Y".into(),
        assignment: "A".into(),
        benefits_assigned: "Y".into(),
        release: "Y".into(),
        ..Clm::default()
    }
}

/// A line of a claim, done on one day for both diagnoses.
fn line(number: &str, procedure: Procedure, charge: i64, count: i64, on: &str) -> Line {
    Line {
        number: Lx { number: number.into() },
        service: Some(Sv1 {
            procedure,
            charge: cents(charge),
            unit: "UN".into(),
            quantity: units(count),
            pointers: Pointers { first: "1".into(), second: "2".into(), ..Pointers::default() },
            ..Sv1::default()
        }),
        dates: [day("472", on)].into(),
        references: [reference("6R", &format!("LINE-{number}"))].into(),
        ..Line::default()
    }
}

fn referring() -> Party {
    Party { name: person("DN", "PEBBLE", "AUGUSTA", "XX", DOCTOR), ..Party::default() }
}

fn claims() -> Vec<claim::Part> {
    let header = Header {
        beginning: Bht {
            structure: "0019".into(),
            purpose: "00".into(),
            reference: "FILE-0042".into(),
            date: date(b"20261102"),
            time: "0815".into(),
            kind: "CH".into(),
        },
        parties: [
            Party {
                name: organization("41", "GOOD MOTION THERAPY", "46", "GMT01"),
                contacts: [telephone("IC", "BILLING OFFICE", "3075550100")].into(),
                ..Party::default()
            },
            Party {
                name: organization("40", "PLAINS CLEARINGHOUSE", "46", "PLAINS"),
                ..Party::default()
            },
        ]
        .into(),
        ..Header::default()
    };
    let clinic = HierarchyLevel {
        level: level("1", "", "20", "1"),
        specialty: specialty("BI", "261QR0400X"),
        parties: [Party {
            name: organization("85", "GOOD MOTION THERAPY", "XX", CLINIC),
            address: street("12 LANTERN LANE"),
            city: city("CHEYENNE", "820010012"),
            references: [reference("EI", "990000001")].into(),
            ..Party::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let mut parts = vec![header.into(), clinic.into()];
    parts.extend(for_a_child());
    parts.extend(after_medicare());
    parts
}

/// OT for a child, paid for by a parent's plan; an assistant did the second line.
fn for_a_child() -> [claim::Part; 3] {
    let parent = HierarchyLevel {
        level: level("2", "1", "22", "1"),
        coverage: Some(Sbr {
            sequence: "P".into(),
            group_number: "GRP-7".into(),
            filing_code: "BL".into(),
            ..Sbr::default()
        }),
        parties: [
            Party {
                name: person("IL", "FABLE", "ROSWITHA", "MI", "XEA000000001"),
                ..Party::default()
            },
            Party {
                name: organization("PR", "BLUE WALNUT HEALTH", "PI", "BLUEW"),
                ..Party::default()
            },
        ]
        .into(),
        ..HierarchyLevel::default()
    };
    let child = HierarchyLevel {
        level: level("3", "2", "23", "0"),
        patient: Some(Pat { relationship: "19".into(), ..Pat::default() }),
        parties: [Party {
            name: person("QC", "FABLE", "LEANDER", "", ""),
            address: street("3 TEAPOT ROAD"),
            city: city("CHEYENNE", "82001"),
            birth: born("20190214", "M"),
            ..Party::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let claim = Claim {
        claim: first_sending("OT-1001", 18000),
        references: [reference("G1", "AUTH0042")].into(),
        diagnoses: [diagnoses("F82", "R278")].into(),
        parties: [
            referring(),
            Party {
                name: person("82", "BUTTON", "CLOTILDE", "XX", OT),
                specialty: specialty("PE", "225X00000X"),
                ..Party::default()
            },
        ]
        .into(),
        lines: [
            line("1", procedure("97530", &["GO"]), 12000, 2, "20261026"),
            line("2", procedure("97535", &["GO", "CO"]), 6000, 1, "20261026"),
        ]
        .into(),
        ..Claim::default()
    };
    [parent.into(), child.into(), claim.into()]
}

/// PT past the yearly threshold (KX), sent to the second payer with what Medicare decided.
fn after_medicare() -> [claim::Part; 2] {
    let subscriber = HierarchyLevel {
        level: level("4", "1", "22", "0"),
        coverage: Some(Sbr {
            sequence: "S".into(),
            relationship: "18".into(),
            filing_code: "CI".into(),
            ..Sbr::default()
        }),
        parties: [
            Party {
                name: person("IL", "MARBLE", "THEODORIC", "MI", "SUP0000077"),
                address: street("88 PUZZLE PLACE"),
                city: city("LARAMIE", "82070"),
                birth: born("19500630", "M"),
                ..Party::default()
            },
            Party {
                name: organization("PR", "BLUE WALNUT HEALTH", "PI", "BLUEW"),
                ..Party::default()
            },
        ]
        .into(),
        ..HierarchyLevel::default()
    };
    let medicare = OtherCoverage {
        coverage: Sbr {
            sequence: "P".into(),
            relationship: "18".into(),
            filing_code: "MB".into(),
            ..Sbr::default()
        },
        amounts: [amount("D", 8000)].into(),
        benefits: Some(Oi { assigned: "Y".into(), release: "Y".into(), ..Oi::default() }),
        outpatient: Some(Moa { remark_1: "MA01".into(), ..Moa::default() }),
        parties: [
            Party {
                name: person("IL", "MARBLE", "THEODORIC", "MI", "1EG4TE5MK73"),
                ..Party::default()
            },
            Party {
                name: organization("PR", "MEDICARE PART B", "PI", "MCAREB"),
                ..Party::default()
            },
        ]
        .into(),
        ..OtherCoverage::default()
    };
    let decided = |procedure, count, paid, contractual, coinsurance| Decision {
        payment: Svd {
            payer_id: "MCAREB".into(),
            paid: cents(paid),
            procedure,
            units: units(count),
            ..Svd::default()
        },
        adjustments: [adjusted("CO", "45", contractual), adjusted("PR", "2", coinsurance)].into(),
        dates: [day("573", "20261023")].into(),
        amounts: [amount("EAF", coinsurance)].into(),
        ..Decision::default()
    };
    let exercise = procedure("97110", &["GP", "KX"]);
    let manual = procedure("97140", &["GP", "KX", "59"]);
    let claim = Claim {
        claim: first_sending("PT-1002", 15000),
        dates: [day("431", "20260901")].into(),
        diagnoses: [diagnoses("M25561", "R262")].into(),
        parties: [
            referring(),
            Party {
                name: person("82", "KETTLE", "BARNABAS", "XX", PT),
                specialty: specialty("PE", "225100000X"),
                ..Party::default()
            },
        ]
        .into(),
        others: [medicare].into(),
        lines: [
            Line {
                decisions: [decided(exercise.clone(), 2, 4800, 3000, 1200)].into(),
                ..line("1", exercise, 9000, 2, "20261005")
            },
            Line {
                decisions: [decided(manual.clone(), 1, 3200, 2000, 800)].into(),
                ..line("2", manual, 6000, 1, "20261005")
            },
        ]
        .into(),
        ..Claim::default()
    };
    [subscriber.into(), claim.into()]
}

fn claims_taken_in() -> Vec<claim_acknowledgement::Part> {
    use claim_acknowledgement::{Answer, Header, HierarchyLevel};

    let status = |category: &str, code: &str, entity: &str| Status {
        category: category.into(),
        code: code.into(),
        entity: entity.into(),
        ..Status::default()
    };
    let said = |status: Status, action: &str, charge: i64| Stc {
        status,
        date: date(b"20261103"),
        action: action.into(),
        charge: cents(charge),
        ..Stc::default()
    };
    let trace = |kind: &str, number: &str| Trn {
        kind: kind.into(),
        number: number.into(),
        ..Trn::default()
    };
    let one =
        |qualifier: &str| Qty { qualifier: qualifier.into(), quantity: units(1), ..Qty::default() };
    let header = Header {
        beginning: Some(Bht {
            structure: "0085".into(),
            purpose: "08".into(),
            reference: "CA-9001".into(),
            date: date(b"20261103"),
            time: "0602".into(),
            kind: "TH".into(),
        }),
        ..Header::default()
    };
    let payer = HierarchyLevel {
        level: level("1", "", "20", "1"),
        names: [organization("AY", "PLAINS CLEARINGHOUSE", "46", "PLAINS")].into(),
        answers: [Answer {
            trace: trace("1", "RECEIPT-55"),
            dates: [day("050", "20261102"), day("009", "20261103")].into(),
            ..Answer::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let sender = HierarchyLevel {
        level: level("2", "1", "21", "1"),
        names: [organization("41", "GOOD MOTION THERAPY", "46", "GMT01")].into(),
        answers: [Answer {
            trace: trace("2", "FILE-0042"),
            statuses: [said(status("A1", "19", "PR"), "WQ", 33000)].into(),
            quantities: [one("90"), one("AA")].into(),
            amounts: [amount("YU", 18000), amount("YY", 15000)].into(),
            ..Answer::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let clinic = HierarchyLevel {
        level: level("3", "2", "19", "1"),
        names: [organization("85", "GOOD MOTION THERAPY", "XX", CLINIC)].into(),
        answers: [Answer {
            trace: trace("1", "0"),
            statuses: [Stc { date: None, ..said(status("A1", "19", "PR"), "WQ", 33000) }].into(),
            quantities: [one("QA"), one("QC")].into(),
            amounts: [amount("YU", 18000), amount("YY", 15000)].into(),
            ..Answer::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let taken = HierarchyLevel {
        level: level("4", "3", "PT", ""),
        names: [person("QC", "FABLE", "LEANDER", "MI", "XEA000000001")].into(),
        answers: [Answer {
            trace: trace("2", "OT-1001"),
            statuses: [said(status("A2", "20", "PR"), "WQ", 18000)].into(),
            references: [reference("1K", "2026307000417")].into(),
            dates: [day("472", "20261026")].into(),
            ..Answer::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let refused = HierarchyLevel {
        level: level("5", "3", "PT", ""),
        names: [person("QC", "MARBLE", "THEODORIC", "MI", "SUP0000077")].into(),
        answers: [Answer {
            trace: trace("2", "PT-1002"),
            statuses: [Stc {
                status_2: status("A7", "164", "IL"),
                message: "MEMBER NUMBER IS NOT OURS".into(),
                ..said(status("A7", "33", "IL"), "U", 15000)
            }]
            .into(),
            dates: [day("472", "20261005-20261007")].into(),
            ..Answer::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    vec![header.into(), payer.into(), sender.into(), clinic.into(), taken.into(), refused.into()]
}

fn paid() -> Vec<remittance::Part> {
    use remittance::{Claim, Group, Header, Line, Party, Provider};

    let on = |qualifier: &str, value: &[u8]| Dtm { qualifier: qualifier.into(), date: date(value) };
    let header = Header {
        payment: Bpr {
            handling: "I".into(),
            amount: cents(11040),
            credit_or_debit: "C".into(),
            method: "ACH".into(),
            format: "CCP".into(),
            sender_bank_qualifier: "01".into(),
            sender_bank: "021000021".into(),
            sender_account_qualifier: "DA".into(),
            sender_account: "0000111122".into(),
            payer_id: "1990000002".into(),
            receiver_bank_qualifier: "01".into(),
            receiver_bank: "011401533".into(),
            receiver_account_qualifier: "DA".into(),
            receiver_account: "0000333344".into(),
            date: date(b"20261116"),
            ..Bpr::default()
        },
        trace: Some(Trn {
            kind: "1".into(),
            number: "EFT7000042".into(),
            originator: "1990000002".into(),
            ..Trn::default()
        }),
        dates: [on("405", b"20261113")].into(),
        parties: [
            Party {
                name: N1 {
                    entity: "PR".into(),
                    name: "BLUE WALNUT HEALTH".into(),
                    ..N1::default()
                },
                address: street("1 WALNUT TOWER"),
                city: city("CASPER", "82601"),
                contacts: [telephone("BL", "PROVIDER LINE", "3075550190")].into(),
                ..Party::default()
            },
            Party {
                name: N1 {
                    entity: "PE".into(),
                    name: "GOOD MOTION THERAPY".into(),
                    qualifier: "XX".into(),
                    id: CLINIC.into(),
                },
                references: [reference("TJ", "990000001")].into(),
                ..Party::default()
            },
        ]
        .into(),
        ..Header::default()
    };
    let group = Group { number: Lx { number: "1".into() }, ..Group::default() };
    let line = |number: u8, procedure, count, charge, paid, adjustments: &[Cas]| Line {
        service: Svc {
            procedure,
            charge: cents(charge),
            paid: cents(paid),
            units: units(count),
            ..Svc::default()
        },
        adjustments: adjustments.to_vec().into(),
        references: [reference("6R", &format!("LINE-{number}"))].into(),
        ..Line::default()
    };
    let education =
        [adjusted("CO", "45", 2000), adjusted("PR", "1", 500), adjusted("PR", "3", 500)];
    let activities = [adjusted("CO", "45", 3500), adjusted("PR", "3", 1460)];
    let first = Claim {
        payment: Clp {
            control_number: "OT-1001".into(),
            status: "1".into(),
            charge: cents(18000),
            paid: cents(10040),
            patient: cents(2460),
            filing_code: "12".into(),
            payer_control_number: "2026307000417".into(),
            place_of_service: "11".into(),
            frequency: "1".into(),
            ..Clp::default()
        },
        names: [
            person("QC", "FABLE", "LEANDER", "MI", "XEA000000001"),
            person("82", "BUTTON", "CLOTILDE", "XX", OT),
        ]
        .into(),
        dates: [on("050", b"20261102")].into(),
        lines: [
            Line {
                dates: [on("472", b"20261026")].into(),
                amounts: [amount("B6", 8500)].into(),
                ..line(1, procedure("97530", &["GO"]), 2, 12000, 7040, &activities)
            },
            Line {
                dates: [on("472", b"20261026")].into(),
                amounts: [amount("B6", 4000)].into(),
                remarks: [Lq { qualifier: "HE".into(), code: "N130".into() }].into(),
                ..line(2, procedure("97535", &["GO", "CO"]), 1, 6000, 3000, &education)
            },
        ]
        .into(),
        ..Claim::default()
    };
    let elsewhere = |amount| [adjusted("OA", "23", amount)];
    let second = Claim {
        payment: Clp {
            control_number: "PT-1002".into(),
            status: "2".into(),
            charge: cents(15000),
            paid: cents(2000),
            filing_code: "12".into(),
            payer_control_number: "2026307000533".into(),
            ..Clp::default()
        },
        names: [person("QC", "MARBLE", "THEODORIC", "MI", "SUP0000077")].into(),
        dates: [on("232", b"20261005"), on("233", b"20261005")].into(),
        lines: [
            line(1, procedure("97110", &["GP", "KX"]), 2, 9000, 1200, &elsewhere(7800)),
            line(2, procedure("97140", &["GP", "KX", "59"]), 1, 6000, 800, &elsewhere(5200)),
        ]
        .into(),
        ..Claim::default()
    };
    let apart = |reason: &str, reference: &str, amount| ProviderAdjustment {
        reason: ProviderReason { reason: reason.into(), reference: reference.into() },
        amount: cents(amount),
    };
    let provider = Provider {
        adjustments: Plb {
            provider: CLINIC.into(),
            fiscal_date: date(b"20261231"),
            adjustments: [
                apart("WO", "2026188000020 OT-0877", 1500),
                apart("FB", "EFT7000041", -500),
            ]
            .into(),
        },
        ..Provider::default()
    };
    vec![header.into(), group.into(), first.into(), second.into(), provider.into()]
}
