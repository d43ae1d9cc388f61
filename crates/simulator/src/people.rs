//! The made-up people: the practice, its clinicians, the doctors who refer, the patients.
//!
//! Every name is put together from words that are no real family names; NPIs have a right
//! check digit and otherwise mean nobody. Not here: what happens to anyone.

use crate::day::Day;
use crate::payers::PayerId;
use crate::rng::Rng;
use std::sync::Arc;

/// The practice that bills.
pub(crate) struct Practice;

impl Practice {
    pub(crate) const NAME: &'static str = "HOLLOW BELL THERAPY GROUP";
    pub(crate) const EIN: &'static str = "890004711";
    pub(crate) const TAXONOMY: &'static str = "261QR0400X";
    pub(crate) const STREET: &'static str = "12 BELLFLOWER COURT";
    pub(crate) const PLACE: (&'static str, &'static str, &'static str) =
        ("NOWHERE FALLS", "WY", "829991212");
    pub(crate) const PHONE: &'static str = "3075550100";
    pub(crate) const CONTACT: &'static str = "BILLING DESK";
    /// Sender and receiver id in envelopes.
    pub(crate) const ID: &'static str = "HOLLOWBELL";

    pub(crate) fn npi() -> String {
        npi(199_990_000)
    }
}

/// Nine digits and the check digit: Luhn over `80840` and the ten digits.
pub(crate) fn npi(nine: u64) -> String {
    let mut sum = 24;
    let mut rest = nine;
    for place in 0..9 {
        let digit = rest % 10;
        rest /= 10;
        let doubled = digit * 2;
        sum += if place % 2 == 0 { doubled / 10 + doubled % 10 } else { digit };
    }
    format!("{nine:09}{}", (10 - sum % 10) % 10)
}

/// Physical or occupational therapy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Discipline {
    Pt,
    Ot,
}

/// Somebody who treats or refers.
#[derive(Debug)]
pub(crate) struct Clinician {
    pub(crate) last: &'static str,
    pub(crate) first: &'static str,
    pub(crate) npi: String,
    pub(crate) taxonomy: &'static str,
}

/// One of the twelve who treat.
pub(crate) struct Seat {
    pub(crate) discipline: Discipline,
    pub(crate) assistant: bool,
    /// Who is the rendering provider of this person's visits.
    pub(crate) therapist: Arc<Clinician>,
}

/// The twelve, and the doctors who send patients.
pub(crate) struct Roster {
    pub(crate) seats: Vec<Seat>,
    pub(crate) doctors: Vec<Arc<Clinician>>,
}

impl Roster {
    pub(crate) fn new() -> Self {
        use Discipline::{Ot, Pt};
        const THERAPISTS: [(&str, &str, Discipline); 8] = [
            ("LARKSPINDLE", "ODA", Pt),
            ("MOSSWHISTLE", "BRAN", Pt),
            ("QUILLFEATHER", "TESS", Pt),
            ("FOXGLIMMER", "IVO", Pt),
            ("THIMBLEWICK", "RUNE", Pt),
            ("DAPPLEBROOK", "WREN", Ot),
            ("CANDLEMARSH", "PIP", Ot),
            ("SORRELSTONE", "ELKE", Ot),
        ];
        const DOCTORS: [(&str, &str); 8] = [
            ("INKHORN", "AVA"),
            ("BRAMBLECOAT", "NED"),
            ("PUDDLEFOOT", "CLIO"),
            ("STARLINGTON", "HAL"),
            ("MARROWBONE", "UMA"),
            ("TINDERBOX", "OLE"),
            ("GOSSAMER", "FAY"),
            ("WHISKERTON", "ABE"),
        ];
        let person = |n: usize, last, first, taxonomy| {
            Arc::new(Clinician { last, first, npi: npi(199_990_100 + 37 * n as u64), taxonomy })
        };
        let therapists: Vec<_> = THERAPISTS
            .iter()
            .enumerate()
            .map(|(n, &(last, first, discipline))| {
                let taxonomy = if discipline == Pt { "225100000X" } else { "225X00000X" };
                (discipline, person(n, last, first, taxonomy))
            })
            .collect();
        let seat = |n: usize, assistant| Seat {
            discipline: therapists[n].0,
            assistant,
            therapist: Arc::clone(&therapists[n].1),
        };
        let mut seats: Vec<_> = (0..therapists.len()).map(|n| seat(n, false)).collect();
        // Two PTAs and two OTAs, each under one therapist.
        seats.extend([0, 2, 5, 6].map(|n| seat(n, true)));
        let doctors = DOCTORS
            .iter()
            .enumerate()
            .map(|(n, &(last, first))| person(50 + n, last, first, "207Q00000X"))
            .collect();
        Self { seats, doctors }
    }
}

/// The person whose policy covers a dependent.
#[derive(Debug)]
pub(crate) struct Holder {
    /// PAT01: `01` spouse, `19` child.
    pub(crate) patient_is: &'static str,
    pub(crate) first: &'static str,
    pub(crate) female: bool,
    pub(crate) born: Day,
}

/// What a patient is covered by.
#[derive(Debug)]
pub(crate) struct Coverage {
    pub(crate) payer: PayerId,
    pub(crate) member: String,
    /// `None` when the patient holds the policy.
    pub(crate) holder: Option<Holder>,
}

/// A made-up patient.
#[derive(Debug)]
pub(crate) struct Patient {
    pub(crate) id: u64,
    pub(crate) last: String,
    pub(crate) first: &'static str,
    pub(crate) female: bool,
    pub(crate) born: Day,
    pub(crate) child: bool,
    pub(crate) street: String,
    pub(crate) zip: String,
    pub(crate) primary: Coverage,
    pub(crate) secondary: Option<Coverage>,
    /// Cents of the first year's deductible not used yet.
    pub(crate) deductible: i64,
    /// The copay of each visit, for payers that want one.
    pub(crate) copay: i64,
    /// Whether the payer wants an authorization number for this patient.
    pub(crate) authorized: bool,
    /// Over the Medicare therapy threshold from late summer on.
    pub(crate) over_threshold: bool,
}

impl Patient {
    /// The coverage a claim to this payer goes by.
    pub(crate) fn coverage(&self, payer: PayerId) -> &Coverage {
        match &self.secondary {
            Some(second) if second.payer == payer => second,
            _ => &self.primary,
        }
    }
}

const LAST_A: [&str; 16] = [
    "MOCK", "SAMPLE", "FABLE", "FIGMENT", "NOTION", "PRETEND", "MARBLE", "PEPPER", "TEAPOT",
    "BUTTON", "PUZZLE", "RIDDLE", "LANTERN", "PEBBLE", "BISCUIT", "KETTLE",
];
const LAST_B: [&str; 12] = [
    "RIDGE", "TON", "WORTH", "FIELD", "WICK", "BERRY", "STONE", "MERE", "SHAW", "COMBE", "LEY",
    "HURST",
];
const FIRST: [(&str, bool); 24] = [
    ("ADA", true),
    ("ARLO", false),
    ("BEA", true),
    ("BASIL", false),
    ("CORA", true),
    ("CASPER", false),
    ("DOT", true),
    ("DUNCAN", false),
    ("EFFIE", true),
    ("EMIL", false),
    ("FERN", true),
    ("FELIX", false),
    ("GRETA", true),
    ("GUS", false),
    ("HATTIE", true),
    ("HUGO", false),
    ("IRIS", true),
    ("JASPER", false),
    ("JUNE", true),
    ("KIT", false),
    ("LOTTIE", true),
    ("LINUS", false),
    ("MINNA", true),
    ("OTTO", false),
];
const STREETS: [&str; 8] = [
    "IMAGINARY AVE",
    "MAKEBELIEVE ST",
    "EXAMPLE RD",
    "PLACEHOLDER LN",
    "SPECIMEN DR",
    "DAYDREAM CT",
    "FICTION BLVD",
    "PARABLE PL",
];

/// A new patient, whose primary payer is given.
pub(crate) fn patient(rng: &mut Rng, id: u64, payer: PayerId, today: Day) -> Patient {
    let commercial = matches!(payer, PayerId::Blue | PayerId::Commercial);
    let dependent = commercial && rng.chance(250);
    let child = (dependent && rng.chance(500)) || (payer == PayerId::Medicaid && rng.chance(350));
    let age = match payer {
        PayerId::Medicare | PayerId::Supplement => rng.between(66, 91),
        _ if child => rng.between(4, 16),
        _ => rng.between(20, 63),
    };
    let born = |age: i64, rng: &mut Rng| today.plus(-366 * age - rng.between(0, 300));
    let (first, female) = *rng.pick(&FIRST);
    let holder = dependent.then(|| {
        let (first, female) = *rng.pick(&FIRST);
        let age = if child { age + 28 } else { age + 1 };
        let patient_is = if child { "19" } else { "01" };
        Holder { patient_is, first, female, born: born(age, rng) }
    });
    let second = match payer {
        PayerId::Medicare => rng.weighted(&[
            (Some(PayerId::Supplement), 450),
            (Some(PayerId::Medicaid), 110),
            (None, 440),
        ]),
        PayerId::Blue | PayerId::Commercial => {
            rng.weighted(&[(Some(PayerId::Medicaid), 70), (None, 930)])
        }
        _ => None,
    };
    let deductible = match payer {
        PayerId::Medicare if rng.chance(120) => rng.between(2000, 28_300),
        PayerId::Commercial if rng.chance(600) => rng.between(10_000, 180_000),
        _ => 0,
    };
    Patient {
        id,
        last: format!("{}{}", rng.pick(&LAST_A), rng.pick(&LAST_B)),
        first,
        female,
        born: born(age, rng),
        child,
        street: format!("{} {}", rng.between(1, 980), rng.pick(&STREETS)),
        zip: format!("82999{:04}", rng.between(1, 9998)),
        primary: Coverage { payer, member: member(rng, payer, id), holder },
        secondary: second.map(|payer| Coverage {
            payer,
            member: member(rng, payer, id),
            holder: None,
        }),
        deductible,
        copay: *rng.pick(&[2000, 2500, 3000, 4000]),
        authorized: match payer {
            PayerId::Blue => rng.chance(500),
            PayerId::Medicaid => rng.chance(300),
            PayerId::Commercial => rng.chance(200),
            _ => false,
        },
        over_threshold: payer == PayerId::Medicare && rng.chance(350),
    }
}

/// A member id in the payer's own shape, unique by the patient's number.
fn member(rng: &mut Rng, payer: PayerId, id: u64) -> String {
    const LETTERS: [char; 8] = ['A', 'C', 'E', 'G', 'H', 'K', 'T', 'Y'];
    let letter = |n: u64| LETTERS[(n % 8) as usize];
    match payer {
        // The shape of a beneficiary identifier; all start like the published specimen.
        PayerId::Medicare => format!(
            "1EG{}{}{}{}{}{}{:02}",
            id / 64_000 % 10,
            letter(id / 8000),
            id / 800 % 10,
            id / 6400 % 10,
            letter(id / 100),
            letter(rng.next()),
            id % 100
        ),
        PayerId::Blue => format!("XBW{:09}", 400_000_000 + id * 7),
        PayerId::Commercial => format!("TD{:08}01", 20_000_000 + id * 3),
        PayerId::Medicaid => format!("{:010}", 7_000_000_000 + id * 11),
        PayerId::Supplement => format!("GB{:07}", 1_000_000 + id),
    }
}
