//! Questions and their answers: 270 and 271, 276 and 277, 278, and the 999.

use gonio_x12::acknowledgement::Ta1;
use gonio_x12::eligibility::{inquiry, response};
use gonio_x12::segments::{
    Ak1, Ak2, Ak9, Amt, Bht, Context, Ctx, Eb, Eq, Facility, Hcr, HealthCode, Hi, Hsd, Ik3, Ik4,
    Ik5, Ins, Msg, Position, Procedure, Status, Stc, Svc, Trn, Um,
};
use gonio_x12::text::{List, Text};
use gonio_x12::value::date;
use gonio_x12::{acknowledgement, authorization, claim_status};

use super::{
    CLINIC, DOCTOR, Example, OT, born, cents, city, day, level, organization, person, reference,
    specialty, street, telephone, units,
};
use crate::typed::built;

pub fn examples() -> [Example; 7] {
    [
        Example {
            name: "270: are OT and PT of a child covered?",
            code: "270",
            group: "HS",
            version: "005010X279A1",
            ta1: None,
            set: built::<inquiry::Builder, _>(is_covered()),
        },
        Example {
            name: "271: covered, with a copay and visits that remain",
            code: "271",
            group: "HB",
            version: "005010X279A1",
            ta1: None,
            set: built::<response::Builder, _>(covered()),
        },
        Example {
            name: "276: what became of a claim?",
            code: "276",
            group: "HR",
            version: "005010X212",
            ta1: None,
            set: built::<claim_status::Builder, _>(what_became()),
        },
        Example {
            name: "277: it was paid",
            code: "277",
            group: "HN",
            version: "005010X212",
            ta1: None,
            set: built::<claim_status::Builder, _>(it_was_paid()),
        },
        Example {
            name: "278: may we treat twelve times?",
            code: "278",
            group: "HI",
            version: "005010X217",
            ta1: None,
            set: built::<authorization::Builder, _>(may_we()),
        },
        Example {
            name: "278: you may",
            code: "278",
            group: "HI",
            version: "005010X217",
            ta1: None,
            set: built::<authorization::Builder, _>(you_may()),
        },
        Example {
            name: "999: one set taken, one refused",
            code: "999",
            group: "FA",
            version: "005010X231A1",
            ta1: Some(interchange_taken()),
            set: built::<acknowledgement::Builder, _>(one_refused()),
        },
    ]
}

fn beginning(structure: &str, purpose: &str, reference: &str, kind: &str) -> Option<Bht> {
    Some(Bht {
        structure: structure.into(),
        purpose: purpose.into(),
        reference: reference.into(),
        date: date(b"20261118"),
        time: "0815".into(),
        kind: kind.into(),
    })
}

/// The number of a question (`1`), or of the question that is answered (`2`).
fn trace(kind: &str, number: &str) -> Trn {
    Trn {
        kind: kind.into(),
        number: number.into(),
        originator: "9990000001".into(),
        ..Trn::default()
    }
}

/// Occupational therapy and physical medicine.
fn therapy() -> List<Text> {
    ["AD".into(), "AE".into()].into()
}

/// What the dependent is to the subscriber.
fn child_of_subscriber() -> Option<Ins> {
    Some(Ins { is_subscriber: "N".into(), relationship: "19".into(), ..Ins::default() })
}

fn is_covered() -> Vec<inquiry::Part> {
    use inquiry::{Header, HierarchyLevel, Party, Question};
    let party = |name| [Party { name, ..Party::default() }].into();
    let header = Header { beginning: beginning("0022", "13", "ELIG-1", ""), ..Header::default() };
    let payer = HierarchyLevel {
        level: level("1", "", "20", "1"),
        parties: party(organization("PR", "BLUE WALNUT HEALTH", "PI", "BLUEW")),
        ..HierarchyLevel::default()
    };
    let clinic = HierarchyLevel {
        level: level("2", "1", "21", "1"),
        parties: party(organization("1P", "GOOD MOTION THERAPY", "XX", CLINIC)),
        ..HierarchyLevel::default()
    };
    let subscriber = HierarchyLevel {
        level: level("3", "2", "22", "1"),
        parties: party(person("IL", "FABLE", "ROSWITHA", "MI", "XEA000000001")),
        ..HierarchyLevel::default()
    };
    let child = HierarchyLevel {
        level: level("4", "3", "23", "0"),
        traces: [trace("1", "Q-0001")].into(),
        parties: [Party {
            name: person("03", "FABLE", "LEANDER", "", ""),
            birth: born("20190214", "M"),
            dates: [day("291", "20261123")].into(),
            ..Party::default()
        }]
        .into(),
        questions: [Question {
            about: Eq { service_types: therapy(), ..Eq::default() },
            ..Question::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    vec![header.into(), payer.into(), clinic.into(), subscriber.into(), child.into()]
}

fn covered() -> Vec<response::Part> {
    use response::{Benefit, Header, HierarchyLevel, Party};
    let party = |name| [Party { name, ..Party::default() }].into();
    let header = Header { beginning: beginning("0022", "11", "ELIG-1", ""), ..Header::default() };
    let payer = HierarchyLevel {
        level: level("1", "", "20", "1"),
        parties: [Party {
            name: organization("PR", "BLUE WALNUT HEALTH", "PI", "BLUEW"),
            contacts: [telephone("IC", "PROVIDER LINE", "3075550190")].into(),
            ..Party::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let clinic = HierarchyLevel {
        level: level("2", "1", "21", "1"),
        parties: party(organization("1P", "GOOD MOTION THERAPY", "XX", CLINIC)),
        ..HierarchyLevel::default()
    };
    let subscriber = HierarchyLevel {
        level: level("3", "2", "22", "1"),
        parties: party(person("IL", "FABLE", "ROSWITHA", "MI", "XEA000000001")),
        ..HierarchyLevel::default()
    };
    let child = HierarchyLevel {
        level: level("4", "3", "23", "0"),
        traces: [trace("2", "Q-0001")].into(),
        parties: [Party {
            name: person("03", "FABLE", "LEANDER", "", ""),
            address: street("3 TEAPOT ROAD"),
            city: city("CHEYENNE", "82001"),
            birth: born("20190214", "M"),
            relation: child_of_subscriber(),
            dates: [day("291", "20260101-20261231")].into(),
            ..Party::default()
        }]
        .into(),
        benefits: benefits().map(|benefit| Benefit { benefit, ..Benefit::default() }).into(),
        ..HierarchyLevel::default()
    };
    let mut child = child;
    if let Some(remaining) = child.benefits.last_mut() {
        let visits = Hsd {
            quantity_kind: "VS".into(),
            quantity: units(30),
            period: "23".into(),
            periods: Some(1),
            ..Hsd::default()
        };
        remaining.visits = [visits].into();
        remaining.texts = [Msg { text: "OT AND PT COUNT TOGETHER".into() }].into();
    }
    vec![header.into(), payer.into(), clinic.into(), subscriber.into(), child.into()]
}

/// Covered; a copay in the network, a fifth outside of it; twenty-two visits remain.
fn benefits() -> [Eb; 4] {
    let of = |kind: &str| Eb {
        kind: kind.into(),
        coverage: "IND".into(),
        service_types: therapy(),
        ..Eb::default()
    };
    [
        Eb { insurance: "PR".into(), plan: "WALNUT BRONZE".into(), ..of("1") },
        Eb { period: "27".into(), amount: cents(1460), in_network: "Y".into(), ..of("B") },
        Eb { percent: ".2".into(), in_network: "N".into(), ..of("A") },
        Eb {
            period: "29".into(),
            quantity_kind: "VS".into(),
            quantity: units(22),
            authorization: "Y".into(),
            in_network: "Y".into(),
            ..of("F")
        },
    ]
}

/// What a 276 and its 277 begin with: down to the provider.
fn status_levels(beginning: Option<Bht>) -> Vec<claim_status::Part> {
    use claim_status::{Header, HierarchyLevel, Party};
    let at = |level, name| HierarchyLevel {
        level,
        parties: [Party { name, ..Party::default() }].into(),
        ..HierarchyLevel::default()
    };
    let payer = organization("PR", "BLUE WALNUT HEALTH", "PI", "BLUEW");
    let receiver = organization("41", "GOOD MOTION THERAPY", "46", "GMT01");
    let clinic = organization("1P", "GOOD MOTION THERAPY", "XX", CLINIC);
    vec![
        Header { beginning, ..Header::default() }.into(),
        at(level("1", "", "20", "1"), payer).into(),
        at(level("2", "1", "21", "1"), receiver).into(),
        at(level("3", "2", "19", "1"), clinic).into(),
    ]
}

/// The line that is asked about.
fn exercise() -> Svc {
    Svc {
        procedure: Procedure {
            qualifier: "HC".into(),
            code: "97110".into(),
            modifier_1: "GP".into(),
            modifier_2: "KX".into(),
            ..Procedure::default()
        },
        charge: cents(9000),
        submitted_units: units(2),
        ..Svc::default()
    }
}

fn what_became() -> Vec<claim_status::Part> {
    use claim_status::{Claim, HierarchyLevel, Line, Party};
    let name = person("IL", "MARBLE", "THEODORIC", "MI", "SUP0000077");
    let claim = Claim {
        trace: Trn { kind: "1".into(), number: "ASK-0009".into(), ..Trn::default() },
        references: [reference("EJ", "PT-1002")].into(),
        amounts: [Amt { qualifier: "T3".into(), amount: cents(15000) }].into(),
        dates: [day("472", "20261005")].into(),
        lines: [Line {
            service: exercise(),
            references: [reference("FJ", "LINE-1")].into(),
            dates: [day("472", "20261005")].into(),
            ..Line::default()
        }]
        .into(),
        ..Claim::default()
    };
    let patient = HierarchyLevel {
        level: level("4", "3", "22", "0"),
        birth: born("19500630", "M"),
        parties: [Party { name, ..Party::default() }].into(),
        claims: [claim].into(),
        ..HierarchyLevel::default()
    };
    let mut parts = status_levels(beginning("0010", "13", "STATUS-1", ""));
    parts.push(patient.into());
    parts
}

fn it_was_paid() -> Vec<claim_status::Part> {
    use claim_status::{Claim, HierarchyLevel, Line, Party};
    let status = Stc {
        status: Status { category: "F1".into(), code: "65".into(), ..Status::default() },
        date: date(b"20261116"),
        ..Stc::default()
    };
    let name = person("IL", "MARBLE", "THEODORIC", "MI", "SUP0000077");
    let claim = Claim {
        trace: Trn { kind: "2".into(), number: "ASK-0009".into(), ..Trn::default() },
        statuses: [Stc {
            charge: cents(15000),
            paid: cents(2000),
            decided: date(b"20261113"),
            check_date: date(b"20261116"),
            check_number: "EFT7000042".into(),
            ..status.clone()
        }]
        .into(),
        references: [reference("1K", "2026307000533"), reference("EJ", "PT-1002")].into(),
        dates: [day("472", "20261005")].into(),
        lines: [Line {
            service: Svc { paid: cents(1200), ..exercise() },
            statuses: [status].into(),
            references: [reference("FJ", "LINE-1")].into(),
            dates: [day("472", "20261005")].into(),
            ..Line::default()
        }]
        .into(),
        ..Claim::default()
    };
    let patient = HierarchyLevel {
        level: level("4", "3", "22", "0"),
        parties: [Party { name, ..Party::default() }].into(),
        claims: [claim].into(),
        ..HierarchyLevel::default()
    };
    let mut parts = status_levels(beginning("0010", "08", "STATUS-1", "DG"));
    parts.push(patient.into());
    parts
}

/// What a request and its answer begin with: down to the patient.
fn review_levels(beginning: Option<Bht>) -> Vec<authorization::Part> {
    use authorization::{Header, HierarchyLevel, Party};
    let at = |level, name| HierarchyLevel {
        level,
        parties: [Party { name, ..Party::default() }].into(),
        ..HierarchyLevel::default()
    };
    let child = HierarchyLevel {
        level: level("4", "3", "23", "1"),
        parties: [Party {
            name: person("QC", "FABLE", "LEANDER", "", ""),
            birth: born("20190214", "M"),
            relation: child_of_subscriber(),
            ..Party::default()
        }]
        .into(),
        ..HierarchyLevel::default()
    };
    let payer = organization("X3", "BLUE WALNUT HEALTH", "PI", "BLUEW");
    let clinic = organization("1P", "GOOD MOTION THERAPY", "XX", CLINIC);
    let subscriber = person("IL", "FABLE", "ROSWITHA", "MI", "XEA000000001");
    vec![
        Header { beginning, ..Header::default() }.into(),
        at(level("1", "", "20", "1"), payer).into(),
        at(level("2", "1", "21", "1"), clinic).into(),
        at(level("3", "2", "22", "1"), subscriber).into(),
        child.into(),
    ]
}

/// Occupational therapy in the clinic, asked for the first time.
fn asked() -> Um {
    Um {
        category: "HS".into(),
        certification: "I".into(),
        service_type: "AD".into(),
        facility: Facility { place: "11".into(), qualifier: "B".into(), ..Facility::default() },
        ..Um::default()
    }
}

fn may_we() -> Vec<authorization::Part> {
    use authorization::{HierarchyLevel, Party};
    let diagnosis = |qualifier: &str, code: &str| HealthCode {
        qualifier: qualifier.into(),
        code: code.into(),
        ..HealthCode::default()
    };
    let event = HierarchyLevel {
        level: level("5", "4", "EV", "0"),
        traces: [trace("1", "REVIEW-12")].into(),
        request: Some(Um { release: "Y".into(), ..asked() }),
        dates: [day("AAH", "20261123-20270103")].into(),
        diagnoses: Some(Hi { codes: [diagnosis("ABK", "F82"), diagnosis("ABF", "R278")].into() }),
        // Two visits a week for six weeks.
        visits: Some(Hsd {
            quantity_kind: "VS".into(),
            quantity: units(2),
            unit: "WK".into(),
            period: "35".into(),
            periods: Some(6),
            ..Hsd::default()
        }),
        texts: [Msg { text: "PLAN OF CARE SIGNED 20261116".into() }].into(),
        parties: [
            Party {
                name: person("SJ", "BUTTON", "CLOTILDE", "XX", OT),
                specialty: specialty("PE", "225X00000X"),
                ..Party::default()
            },
            Party { name: person("DN", "PEBBLE", "AUGUSTA", "XX", DOCTOR), ..Party::default() },
        ]
        .into(),
        ..HierarchyLevel::default()
    };
    let mut parts = review_levels(beginning("0007", "13", "REVIEW-12", ""));
    parts.push(event.into());
    parts
}

fn you_may() -> Vec<authorization::Part> {
    use authorization::{HierarchyLevel, Party};
    let name = person("SJ", "BUTTON", "CLOTILDE", "XX", OT);
    let event = HierarchyLevel {
        level: level("5", "4", "EV", "0"),
        traces: [trace("2", "REVIEW-12")].into(),
        request: Some(asked()),
        decision: Some(Hcr { action: "A1".into(), number: "AUTH0042".into(), ..Hcr::default() }),
        dates: [day("102", "20261118"), day("007", "20261123-20270103")].into(),
        visits: Some(Hsd { quantity_kind: "VS".into(), quantity: units(12), ..Hsd::default() }),
        parties: [Party { name, ..Party::default() }].into(),
        ..HierarchyLevel::default()
    };
    let mut parts = review_levels(beginning("0007", "11", "REVIEW-12", "18"));
    parts.push(event.into());
    parts
}

fn interchange_taken() -> Ta1 {
    Ta1 {
        control: "000000042".into(),
        date: "261101".into(),
        time: "1759".into(),
        answer: "A".into(),
        note: "000".into(),
    }
}

fn one_refused() -> Vec<acknowledgement::Part> {
    use acknowledgement::{ElementError, GroupResponse, Header, SegmentError, SetResponse};
    let set = |control: &str| Ak2 {
        code: "837".into(),
        control: control.into(),
        version: "005010X222A1".into(),
    };
    let element = |position, reference: &str, error: &str, copy: &str| ElementError {
        element: Ik4 {
            position,
            reference: reference.into(),
            error: error.into(),
            copy: copy.into(),
        },
        ..ElementError::default()
    };
    let segment = |segment: &str, number, loop_id: &str| Ik3 {
        segment: segment.into(),
        number: Some(number),
        loop_id: loop_id.into(),
        error: "8".into(),
    };
    let header = Header {
        group: Some(Ak1 {
            code: "HC".into(),
            control: "42".into(),
            version: "005010X222A1".into(),
        }),
        ..Header::default()
    };
    let taken = SetResponse {
        set: set("0001"),
        answer: Some(Ik5 { answer: "A".into(), ..Ik5::default() }),
        ..SetResponse::default()
    };
    let second = Position { element: Some(2), ..Position::default() };
    let birth = SegmentError {
        segment: segment("DMG", 19, "2010"),
        elements: [element(second, "1251", "8", "20190230")].into(),
        ..SegmentError::default()
    };
    let claim = Ctx {
        contexts: [Context { name: "CLM01".into(), value: "OT-1001".into() }].into(),
        ..Ctx::default()
    };
    let modifier = Position { element: Some(1), component: Some(3), ..Position::default() };
    let service = SegmentError {
        segment: segment("SV1", 27, "2400"),
        contexts: [claim].into(),
        elements: [element(modifier, "1339", "5", "GOO")].into(),
        ..SegmentError::default()
    };
    let refused = SetResponse {
        set: set("0002"),
        segments: [birth, service].into(),
        answer: Some(Ik5 { answer: "R".into(), errors: ["5".into()].into() }),
        ..SetResponse::default()
    };
    let group = GroupResponse {
        answer: Ak9 {
            answer: "P".into(),
            said: Some(2),
            received: Some(2),
            accepted: Some(1),
            ..Ak9::default()
        },
        ..GroupResponse::default()
    };
    vec![header.into(), taken.into(), refused.into(), group.into()]
}
