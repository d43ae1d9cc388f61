//! The five made-up payers: who they are, when they pay, what part of the base fee they allow.
//!
//! Not here: how a payer decides on a claim; that is `habits`.

use crate::day::Day;

/// One of the five payers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PayerId {
    Medicare,
    Blue,
    Commercial,
    Medicaid,
    Supplement,
}

/// What stays the same about a payer.
#[derive(Debug)]
pub(crate) struct Payer {
    pub(crate) id: PayerId,
    /// For file names.
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    /// NM109 with qualifier PI, also REF*2U.
    pub(crate) number: &'static str,
    pub(crate) ein: &'static str,
    pub(crate) street: &'static str,
    /// City, state, ZIP.
    pub(crate) place: (&'static str, &'static str, &'static str),
    pub(crate) phone: &'static str,
    /// SBR09 on claims.
    pub(crate) filing: &'static str,
    /// CLP06 on remittances, which has a shorter list.
    pub(crate) remit_filing: &'static str,
    /// SBR03, empty for payers without groups.
    pub(crate) group: &'static str,
    /// What it allows of the base fee.
    pub(crate) allows_per_mille: i64,
    /// Days from receipt to decision, at least and at most.
    pub(crate) days: (i64, i64),
    /// Weekdays on which it pays.
    pub(crate) pays_on: &'static [u32],
    /// Weekdays on which the practice sends to it.
    pub(crate) sent_on: &'static [u32],
}

/// Invented bank of every payer: routing number with a right check digit, and an account.
pub(crate) const PAYER_BANK: (&str, &str) = ("999999992", "10002000");
/// Invented bank of the practice.
pub(crate) const PRACTICE_BANK: (&str, &str) = ("999999992", "30004000");

const DAILY: &[u32] = &[0, 1, 2, 3, 4];
const THRICE: &[u32] = &[0, 2, 4];

static PAYERS: [Payer; 5] = [
    Payer {
        id: PayerId::Medicare,
        slug: "medicare",
        name: "NOWHERE MEDICARE PART B",
        number: "SIM11",
        ein: "890000011",
        street: "1 TRUST FUND WAY",
        place: ("NOWHERE FALLS", "WY", "829990011"),
        phone: "3075550111",
        filing: "MB",
        remit_filing: "MB",
        group: "",
        allows_per_mille: 1000,
        days: (14, 17),
        pays_on: &[1, 4],
        sent_on: DAILY,
    },
    Payer {
        id: PayerId::Blue,
        slug: "bluewalnut",
        name: "BLUE WALNUT OF NOWHERE",
        number: "SIM22",
        ein: "890000022",
        street: "22 WALNUT GROVE",
        place: ("INVENTION CITY", "WY", "829990022"),
        phone: "3075550122",
        filing: "BL",
        remit_filing: "12",
        group: "BW4400",
        allows_per_mille: 1180,
        days: (10, 18),
        pays_on: &[2],
        sent_on: DAILY,
    },
    Payer {
        id: PayerId::Commercial,
        slug: "thistledown",
        name: "THISTLEDOWN LIFE AND HEALTH",
        number: "SIM33",
        ein: "890000033",
        street: "333 THISTLE ROAD",
        place: ("INVENTION CITY", "WY", "829990033"),
        phone: "3075550133",
        filing: "CI",
        remit_filing: "15",
        group: "TD-77120",
        allows_per_mille: 1090,
        days: (25, 39),
        pays_on: &[3],
        sent_on: THRICE,
    },
    Payer {
        id: PayerId::Medicaid,
        slug: "medicaid",
        name: "NOWHERE MEDICAID PLAN",
        number: "SIM44",
        ein: "890000044",
        street: "4 CAPITOL SQUARE",
        place: ("NOWHERE FALLS", "WY", "829990044"),
        phone: "3075550144",
        filing: "MC",
        remit_filing: "MC",
        group: "",
        allows_per_mille: 720,
        days: (7, 9),
        pays_on: &[0, 3],
        sent_on: THRICE,
    },
    Payer {
        id: PayerId::Supplement,
        slug: "gooseberry",
        name: "GOOSEBERRY SUPPLEMENT",
        number: "SIM55",
        ein: "890000055",
        street: "55 GOOSEBERRY LANE",
        place: ("INVENTION CITY", "WY", "829990055"),
        phone: "3075550155",
        filing: "CI",
        remit_filing: "15",
        group: "",
        allows_per_mille: 1000,
        days: (7, 12),
        pays_on: &[4],
        sent_on: &[],
    },
];

impl PayerId {
    pub(crate) const ALL: [PayerId; 5] = [
        PayerId::Medicare,
        PayerId::Blue,
        PayerId::Commercial,
        PayerId::Medicaid,
        PayerId::Supplement,
    ];

    pub(crate) fn payer(self) -> &'static Payer {
        &PAYERS[self as usize]
    }
}

impl Payer {
    pub(crate) fn pays(&self, day: Day) -> bool {
        self.pays_on.contains(&day.weekday())
    }

    pub(crate) fn is_sent(&self, day: Day) -> bool {
        self.sent_on.contains(&day.weekday())
    }
}
