//! Filled pages for the tests: one full and, where it differs, one empty of each.

mod bank;
mod calculator;
mod cases;
mod home;

use super::chart::Point;
use super::show::{Unit, date, money, money_cell, month, share};
use super::*;
pub use home::{home, home_empty};

/// Every sample with a name fit for a file.
pub fn all() -> Vec<(&'static str, String)> {
    fn html(page: &impl Template) -> String {
        page.render().expect("a sample renders")
    }
    vec![
        ("home", html(&home())),
        ("home-empty", html(&home_empty())),
        ("claims", html(&claims())),
        ("claims-none", html(&claims_none())),
        (
            "claims-empty",
            html(&ClaimsPage {
                shell: shell("Claims", Nav::Claims),
                empty_book: true,
                ..Default::default()
            }),
        ),
        ("claim", html(&claim())),
        ("remittances", html(&remittances())),
        (
            "remittances-empty",
            html(&RemittancesPage {
                shell: shell("Remittances", Nav::Remittances),
                empty_book: true,
                ..Default::default()
            }),
        ),
        ("remittance", html(&remittance())),
        ("remittance-off", html(&remittance_off())),
        ("denials", html(&denials())),
        (
            "denials-none",
            html(&DenialsPage { shell: shell("Denials", Nav::Denials), ..Default::default() }),
        ),
        (
            "denials-empty",
            html(&DenialsPage {
                shell: shell("Denials", Nav::Denials),
                empty_book: true,
                ..Default::default()
            }),
        ),
        ("work", html(&work())),
        ("work-none", html(&WorkPage { shell: shell("Work", Nav::Work), ..Default::default() })),
        (
            "work-empty",
            html(&WorkPage {
                shell: shell("Work", Nav::Work),
                empty_book: true,
                ..Default::default()
            }),
        ),
        ("imports", html(&imports())),
        (
            "imports-empty",
            html(&ImportsPage { shell: shell("Imports", Nav::Imports), ..Default::default() }),
        ),
        ("import", html(&import())),
        ("undo", html(&undo())),
        (
            "undo-refused",
            html(&UndoPage {
                refusal: Some("A later import builds on it. Undo import 13 first.".into()),
                ..undo()
            }),
        ),
        ("metric", html(&metric())),
        (
            "metric-empty",
            html(&MetricPage {
                shell: shell("Days in A/R", Nav::Home),
                id: "days_in_ar_gross".into(),
                title: "Days in A/R".into(),
                value: "–".into(),
                rows_title: "Open claims".into(),
                csv: "/metrics/days_in_ar_gross/rows.csv".into(),
                ..Default::default()
            }),
        ),
        ("error", html(&error())),
        ("calculator-empty", html(&calculator::calculator_empty())),
        ("calculator-refused", html(&calculator::calculator_refused())),
        ("calculator", html(&calculator::calculator())),
        ("explain", html(&calculator::explain())),
        ("sign in", html(&sign_in())),
        ("trail", html(&trail())),
        ("cases", html(&cases::cases())),
        ("case", html(&cases::case())),
        ("preview", html(&cases::preview())),
        ("requests", html(&cases::requests())),
        ("outgoing", html(&cases::outgoing())),
        ("anew", html(&cases::anew())),
        ("bank", html(&bank::bank())),
        ("bank-auditor", html(&BankPage { may_post: false, ..bank::bank() })),
        (
            "bank-empty",
            html(&BankPage { shell: shell("Bank", Nav::Remittances), ..Default::default() }),
        ),
        ("credits", html(&bank::credits())),
        (
            "credits-none",
            html(&CreditsPage { shell: shell("Credits", Nav::Work), ..Default::default() }),
        ),
        ("eob", html(&bank::eob())),
        ("eob-off", html(&bank::eob_off())),
    ]
}

fn sign_in() -> SignInPage {
    let person = |login: &str, words: &str| MadeUpPerson {
        login: login.into(),
        password: "hollow-bell-made-up".into(),
        words: words.into(),
    };
    SignInPage {
        shell: shell("Sign in", Nav::Nowhere),
        refusal: "The login or the password is wrong, or may not be used now.".into(),
        login: "owner".into(),
        next: "/claims?state=open".into(),
        made_up: vec![person("owner", "Sign in as the owner")],
    }
}

fn trail() -> TrailPage {
    let row = |number: &str, what: &str, href: Option<&str>| TrailItem {
        number: number.into(),
        when: "Nov 21, 2026, 22:26 UTC".into(),
        who: "ana".into(),
        what: what.into(),
        of: "Batch 7".into(),
        href: href.map(str::to_string),
        change: "biller → auditor".into(),
        why: "left the practice".into(),
    };
    TrailPage {
        shell: shell("Trail", Nav::Nowhere),
        rows: vec![row("2", "Import", Some("/imports/7")), row("1", "Roles changed", None)],
        pager: Pager { showing: "1–2 of 2 rows".into(), ..Pager::default() },
    }
}

/// A shell as a handler would fill it.
pub fn shell(title: &str, active: Nav) -> Shell {
    Shell {
        title: title.into(),
        practice: "Harborview Hand & Occupational Therapy".into(),
        active,
        made_up: true,
        as_of: "2026-08-31".into(),
        version: "0.1.0".into(),
        notice: None,
        person: "Ana Lopez".into(),
        who: None,
    }
}

fn choices(list: &[(&str, &str)]) -> Vec<Choice> {
    list.iter()
        .enumerate()
        .map(|(index, (value, label))| Choice {
            value: (*value).into(),
            label: (*label).into(),
            chosen: index == 0,
        })
        .collect()
}

fn payer_choices() -> Vec<Choice> {
    choices(&[
        ("", "All payers"),
        ("medicare", "Medicare Part B"),
        ("harbor", "Harbor Health Plan"),
        ("bluecrest", "Bluecrest PPO"),
        ("cedar", "Cedar Workers' Comp"),
    ])
}

fn trend(title: &str, unit: Unit, values: &[Option<i64>]) -> Trend {
    let months = [
        "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03",
        "2026-04", "2026-05", "2026-06", "2026-07", "2026-08",
    ];
    let skip = months.len() - values.len();
    Trend {
        title: title.into(),
        unit,
        points: months
            .iter()
            .skip(skip)
            .zip(values)
            .enumerate()
            .map(|(index, (iso, value))| Point {
                label: month(iso),
                value: *value,
                provisional: index + 2 > values.len() - 1,
            })
            .collect(),
    }
}

fn sortable(label: &str, key: &str, numeric: bool, order: Order) -> Column {
    Column { label: label.into(), numeric, href: Some(format!("/claims?sort={key}")), order }
}

/// A page of claims.
pub fn claims() -> ClaimsPage {
    let rows = [
        (
            "HV26080117",
            "Okafor, Denise",
            "Medicare Part B",
            "2026-08-21",
            28_000,
            0,
            0,
            "With the payer, 10 days",
            Tone::Plain,
        ),
        (
            "HV26071904",
            "Lindqvist, Arne",
            "Harbor Health Plan",
            "2026-07-19",
            24_500,
            11_230,
            9_270,
            "Patient owes the rest",
            Tone::Plain,
        ),
        (
            "HV26071502",
            "Marchetti, Paola",
            "Bluecrest PPO",
            "2026-07-15",
            31_500,
            9_840,
            8_160,
            "Denied in part, still claimed",
            Tone::Bad,
        ),
        (
            "HV26070811",
            "Whitfield-Abernathy, Josephine",
            "Cedar Workers' Comp",
            "2026-07-08",
            42_000,
            0,
            0,
            "Overdue by 24 days",
            Tone::Warn,
        ),
        (
            "HV26062203",
            "Tran, Minh",
            "Medicare Part B",
            "2026-06-22",
            28_000,
            11_842,
            13_197,
            "Waiting on the second payer",
            Tone::Plain,
        ),
        (
            "HV26061815",
            "Castellanos, Rosa",
            "Harbor Health Plan",
            "2026-06-18",
            24_500,
            15_230,
            9_270,
            "Closed",
            Tone::Good,
        ),
        (
            "HV26061108",
            "Beaumont, Claude",
            "State Medicaid",
            "2026-06-11",
            17_500,
            0,
            0,
            "Denied, still claimed",
            Tone::Bad,
        ),
    ];
    ClaimsPage {
        shell: shell("Claims", Nav::Claims),
        filter: ClaimFilter {
            q: String::new(),
            states: choices(&[
                ("", "Any state"),
                ("open", "Open"),
                ("waiting", "With the payer"),
                ("denied", "Denied"),
                ("patient", "With the patient"),
                ("closed", "Closed"),
            ]),
            payers: payer_choices(),
            from: "2026-06-01".into(),
            to: String::new(),
            sorts: choices(&[
                ("-date", "Latest service first"),
                ("date", "Earliest service first"),
                ("-open", "Most open first"),
                ("-charge", "Largest charge first"),
            ]),
            active: true,
            kept: vec![Kept {
                name: "age".into(),
                value: "0-30".into(),
                words: "Open 0–90 days".into(),
                without: "/claims?from=2026-06-01".into(),
            }],
        },
        result: "337 claims, $86,630.52 open".into(),
        columns: vec![
            sortable("Claim", "claim", false, Order::None),
            sortable("Patient", "patient", false, Order::None),
            sortable("Payer", "payer", false, Order::None),
            sortable("Service date", "date", false, Order::Descending),
            sortable("Charge", "charge", true, Order::None),
            sortable("Paid", "paid", true, Order::None),
            sortable("Adjusted", "adjusted", true, Order::None),
            sortable("Open", "open", true, Order::None),
            Column::plain("State"),
        ],
        rows: rows
            .iter()
            .map(|(number, patient, payer, day, charge, paid, adjusted, words, tone)| ClaimRow {
                control_number: Cell::link(*number, format!("/claims/{number}")),
                patient: (*patient).into(),
                payer: (*payer).into(),
                service_date: date(day),
                charge: money_cell(*charge),
                paid: money_cell(*paid),
                adjusted: money_cell(*adjusted),
                open: money_cell(charge - paid - adjusted),
                state: State::new(*words, *tone),
            })
            .collect(),
        total: Some(ClaimTotal {
            label: "All 337 claims".into(),
            charge: "$142,310.00".into(),
            paid: "$31,204.18".into(),
            adjusted: "$24,475.30".into(),
            open: "$86,630.52".into(),
        }),
        pager: Pager {
            showing: "1–7 of 337 claims".into(),
            previous: None,
            next: Some("/claims?page=2".into()),
        },
        empty_book: false,
    }
}

/// A search that finds nothing.
pub fn claims_none() -> ClaimsPage {
    let full = claims();
    ClaimsPage {
        rows: Vec::new(),
        total: None,
        filter: ClaimFilter { q: "zz".into(), kept: Vec::new(), ..full.filter },
        ..full_shell_only("Claims")
    }
}

fn full_shell_only(title: &str) -> ClaimsPage {
    ClaimsPage { shell: shell(title, Nav::Claims), ..Default::default() }
}

fn source(file: &str, place: &str) -> Option<Source> {
    Some(Source { file: file.into(), place: place.into(), href: Some("/remittances/7".into()) })
}

/// A claim paid in part, with a denied line.
pub fn claim() -> ClaimPage {
    let line = |number,
                code: &str,
                words: &str,
                modifiers: &str,
                units: &str,
                charge: i64,
                paid: i64,
                contractual: i64,
                patient: i64,
                denied: i64,
                adjustments| ClaimLine {
        number,
        code: code.into(),
        words: words.into(),
        modifiers: modifiers.into(),
        units: units.into(),
        date: date("2026-07-15"),
        charge: money(charge),
        paid: money_cell(paid),
        contractual: money_cell(contractual),
        patient: money_cell(patient),
        denied: money_cell(denied),
        open: money_cell(patient + denied),
        proof: LineProof {
            charge: money(charge),
            payments: money(paid),
            adjustments: money(contractual),
            open: money(patient + denied),
            balances: charge == paid + contractual + patient + denied,
            off_by: String::new(),
        },
        adjustments,
    };
    let adjustment = |meaning: &str,
                      code: &str,
                      cents: i64,
                      treated: &str,
                      tone,
                      rule: &str,
                      place: &str,
                      next: &str| Adjustment {
        meaning: meaning.into(),
        code: code.into(),
        by: "Bluecrest PPO, Aug 4, 2026".into(),
        amount: money(cents),
        treated: State::new(treated, tone),
        rule: rule.into(),
        source: source("bluecrest-0804.835", place),
        next: next.into(),
        cause: "Included in another service that day".into(),
        table: "carc table 2026-11-21, own reading; nobody has verified this cause".into(),
    };
    let entry = |day: &str,
                 what: &str,
                 line: &str,
                 rule: &str,
                 debit: &str,
                 credit: &str,
                 cents: i64,
                 file: &str,
                 place: &str| LedgerRow {
        date: date(day),
        what: what.into(),
        line: line.into(),
        rule: rule.into(),
        debit: debit.into(),
        credit: credit.into(),
        amount: money(cents),
        source: source(file, place),
    };
    ClaimPage {
        anew: "/claims/7/anew".into(),
        shell: shell("Claim HV26071502", Nav::Claims),
        control_number: "HV26071502".into(),
        patient: "Marchetti, Paola".into(),
        state: State::new("Denied in part, still claimed", Tone::Bad),
        stands: "Bluecrest PPO paid $98.40 on Aug 4, 2026 and refused $110.00. $25.00 is the patient's share.".into(),
        next: Some("Add modifier 59 to line 3 if the services were distinct, and send a corrected claim by Jan 11, 2027.".into()),
        charge: Cell::link("$315.00", "#lines"),
        paid: Cell::link("$98.40", "#ledger"),
        adjusted: Cell::link("$81.60", "#why"),
        open: Cell::link("$135.00", "#lines"),
        facts: vec![
            Fact::new("First payer", Cell::link("Bluecrest PPO", "/claims?payer=bluecrest")),
            Fact::new("Second payer", Cell::text("None")),
            Fact::new("Payer's claim number", Cell::text("26216BC004417")),
            Fact::new("Service", Cell::text("Jul 15, 2026")),
            Fact::new("Therapist", Cell::text("Ines Calloway, OTR/L")),
            Fact::new("Sent", Cell::text("Jul 17, 2026")),
            Fact::new("Claim file", Cell::link("hv-0717.837", "/imports/9")),
        ],
        timeline: vec![
            Happening { date: date("2026-07-15"), what: "Visit".into(), detail: "Three lines, $315.00".into(), tone: Tone::Plain, source: source("hv-0717.837", "segment 88") },
            Happening { date: date("2026-07-17"), what: "Sent to Bluecrest PPO".into(), detail: String::new(), tone: Tone::Plain, source: source("hv-0717.837", "segment 71") },
            Happening { date: date("2026-08-04"), what: "Paid $98.40, refused $110.00".into(), detail: "Line 3 counts as part of another service on the same day, CO-97.".into(), tone: Tone::Bad, source: source("bluecrest-0804.835", "segment 214") },
            Happening { date: date("2026-08-04"), what: "$25.00 moved to the patient".into(), detail: "Copay, PR-3".into(), tone: Tone::Plain, source: source("bluecrest-0804.835", "segment 219") },
        ],
        lines: vec![
            line(1, "97530", "Activity training", "GO", "2", 13_000, 6_120, 4_380, 2_500, 0, vec![
                adjustment("Above the agreed price", "CO-45", 4_380, "Written down, no one owes it", Tone::Good, "P3", "segment 218", ""),
                adjustment("Copay", "PR-3", 2_500, "Moved to the patient", Tone::Plain, "P3", "segment 219", "Send a statement, or apply what was paid at the desk."),
            ]),
            line(2, "97110", "Exercise", "GO", "1", 7_500, 3_720, 3_780, 0, 0, vec![
                adjustment("Above the agreed price", "CO-45", 3_600, "Written down, no one owes it", Tone::Good, "P3", "segment 223", ""),
                adjustment("Lower price for a second therapy service the same day", "CO-59", 180, "Written down, no one owes it", Tone::Good, "P5", "segment 223", ""),
            ]),
            line(3, "97140", "Hands-on therapy", "GO", "2", 11_000, 0, 0, 0, 11_000, vec![
                adjustment("Counts as part of another service that day", "CO-97 with N20", 11_000, "Denied, still claimed", Tone::Bad, "P8", "segment 227", "If the services were distinct, add modifier 59 or XU and send a corrected claim."),
            ]),
        ],
        ledger: vec![
            entry("2026-07-15", "Charge", "1", "P1", "First payer owes (AR.P)", "Charges (REV)", 13_000, "hv-0717.837", "segment 90"),
            entry("2026-07-15", "Charge", "2", "P1", "First payer owes (AR.P)", "Charges (REV)", 7_500, "hv-0717.837", "segment 93"),
            entry("2026-07-15", "Charge", "3", "P1", "First payer owes (AR.P)", "Charges (REV)", 11_000, "hv-0717.837", "segment 96"),
            entry("2026-08-04", "Payment", "1", "P2", "Payment on its way (CLR.ERA)", "First payer owes (AR.P)", 6_120, "bluecrest-0804.835", "segment 217"),
            entry("2026-08-04", "Above the agreed price", "1", "P3", "Contractual (ADJ.CON)", "First payer owes (AR.P)", 4_380, "bluecrest-0804.835", "segment 218"),
            entry("2026-08-04", "Copay", "1", "P3", "Patient owes (AR.PAT)", "First payer owes (AR.P)", 2_500, "bluecrest-0804.835", "segment 219"),
            entry("2026-08-04", "Payment", "2", "P2", "Payment on its way (CLR.ERA)", "First payer owes (AR.P)", 3_720, "bluecrest-0804.835", "segment 222"),
            entry("2026-08-04", "Denied", "3", "P8", "Denied, still claimed (AR.DEN)", "First payer owes (AR.P)", 11_000, "bluecrest-0804.835", "segment 227"),
        ],
        proof: Equation {
            title: "The whole claim".into(),
            left: Term::new("", Cell::text("$315.00"), "charge"),
            right: vec![Term::new("", Cell::text("$98.40"), "payments"), Term::new("+", Cell::text("$81.60"), "adjustments"), Term::new("+", Cell::text("$135.00"), "still open")],
            balances: true,
            off_by: String::new(),
        },
    }
}

/// A page of remittances.
pub fn remittances() -> RemittancesPage {
    let rows = [
        (
            "EFT0831447120",
            "2026-08-31",
            "Medicare Part B",
            "Bank transfer",
            412_018,
            412_018,
            0,
            0,
            "31",
            "Balances",
            Tone::Good,
        ),
        (
            "BC26216004417",
            "2026-08-04",
            "Bluecrest PPO",
            "Bank transfer",
            286_640,
            241_300,
            47_752,
            2_412,
            "22",
            "Balances, $477.52 waits",
            Tone::Warn,
        ),
        (
            "000918273",
            "2026-07-29",
            "Cedar Workers' Comp",
            "Check",
            105_900,
            105_900,
            0,
            0,
            "4",
            "Balances",
            Tone::Good,
        ),
        (
            "HHP-2026-071188",
            "2026-07-21",
            "Harbor Health Plan",
            "Bank transfer",
            310_244,
            309_044,
            0,
            0,
            "27",
            "Off by $12.00",
            Tone::Bad,
        ),
        (
            "HHP-2026-070094",
            "2026-07-07",
            "Harbor Health Plan",
            "No payment",
            0,
            0,
            0,
            0,
            "2",
            "Balances",
            Tone::Good,
        ),
    ];
    RemittancesPage {
        shell: shell("Remittances", Nav::Remittances),
        filter: RemittanceFilter {
            q: String::new(),
            payers: payer_choices(),
            proofs: choices(&[
                ("", "Any"),
                ("unposted", "Money not posted"),
                ("off", "Does not balance"),
            ]),
            from: String::new(),
            to: String::new(),
            sorts: choices(&[
                ("-date", "Latest first"),
                ("date", "Earliest first"),
                ("-payment", "Largest first"),
            ]),
            active: false,
        },
        result: "5 remittances, $11,148.02 paid".into(),
        columns: vec![
            sortable("Trace", "trace", false, Order::None),
            sortable("Date", "date", false, Order::Descending),
            sortable("Payer", "payer", false, Order::None),
            Column::plain("Method"),
            sortable("Payment", "payment", true, Order::None),
            Column::number("Posted"),
            Column::number("Not posted"),
            Column::number("Provider-level"),
            Column::number("Claims"),
            Column::plain("Proof"),
        ],
        rows: rows
            .iter()
            .map(
                |(
                    trace,
                    day,
                    payer,
                    method,
                    payment,
                    posted,
                    unposted,
                    provider,
                    claims,
                    words,
                    tone,
                )| RemittanceRow {
                    trace: Cell::link(*trace, "/remittances/7"),
                    date: date(day),
                    payer: (*payer).into(),
                    method: (*method).into(),
                    payment: money(*payment),
                    posted: money_cell(*posted),
                    unposted: money_cell(*unposted),
                    provider_adjustments: money_cell(*provider),
                    claims: (*claims).into(),
                    proof: State::new(*words, *tone),
                },
            )
            .collect(),
        pager: Pager { showing: "1–5 of 5 remittances".into(), previous: None, next: None },
        empty_book: false,
    }
}

/// A remittance that balances, with money that waits and interest.
pub fn remittance() -> RemittancePage {
    RemittancePage {
        shell: shell("Remittance BC26216004417", Nav::Remittances),
        payer: "Bluecrest PPO".into(),
        trace: "BC26216004417".into(),
        payment: "$2,866.40".into(),
        state: State::new("Balances, $477.52 waits", Tone::Warn),
        stands: "21 of 22 claims are posted. One has no claim of ours to go to; its money is held until someone finds it.".into(),
        facts: vec![
            Fact::new("Paid", Cell::text("Aug 4, 2026")),
            Fact::new("Method", Cell::text("Bank transfer")),
            Fact::new("Paid to", Cell::text("NPI 1993999998")),
            Fact::new("File", Cell::link("bluecrest-0804.835", "/imports/11")),
            Fact::new("Claims", Cell::link("22", "#claim-payments")),
        ],
        proof: Equation {
            title: "Where the payment went".into(),
            left: Term::new("", Cell::text("$2,866.40"), "payment"),
            right: vec![
                Term::new("", Cell::link("$2,413.00", "#claim-payments"), "posted to claims"),
                Term::new("+", Cell::link("$477.52", "/work#unmatched"), "not yet posted"),
                Term::new("−", Cell::link("$24.12", "#provider-level"), "provider-level adjustments"),
            ],
            balances: true,
            off_by: String::new(),
        },
        balances: vec![
            Balance { words: "Each line: charge − adjustments = paid".into(), checked: "58 lines".into(), state: State::new("All balance", Tone::Good) },
            Balance { words: "Each claim: charge − adjustments = paid".into(), checked: "22 claims".into(), state: State::new("All balance", Tone::Good) },
            Balance { words: "The whole: claims paid − provider-level adjustments = payment".into(), checked: "1 payment".into(), state: State::new("Balances", Tone::Good) },
        ],
        claims: vec![
            ClaimPayment { control_number: Cell::link("HV26071502", "/claims/HV26071502"), patient: "Marchetti, Paola".into(), charge: "$315.00".into(), paid: "$98.40".into(), patient_share: "$25.00".into(), matched: "By claim number".into(), outcome: State::new("Posted, $110.00 denied", Tone::Bad) },
            ClaimPayment { control_number: Cell::link("HV26070902", "/claims/HV26070902"), patient: "Okonkwo, Ada".into(), charge: "$245.00".into(), paid: "$152.30".into(), patient_share: "–".into(), matched: "By claim number".into(), outcome: State::new("Posted", Tone::Good) },
            ClaimPayment { control_number: Cell::text("774120"), patient: "Delacroix, Henri".into(), charge: "$560.00".into(), paid: "$477.52".into(), patient_share: "$40.00".into(), matched: "No claim of ours has this number, and name and dates fit none.".into(), outcome: State::new("Held", Tone::Warn) },
        ],
        waiting: vec![bank::waiting()],
        waiting_words: "1 claim payment".into(),
        match_action: "/remittances/7/match".into(),
        post_action: "/remittances/7/post".into(),
        word_action: "/remittances/7/word".into(),
        held: false,
        may_post: true,
        undo: Some(Link::new("Undo import 11, which brought it", "/imports/11/undo")),
        pager: Pager { showing: "1–3 of 22 claims".into(), previous: None, next: Some("/remittances/7?page=2".into()) },
        provider_adjustments: vec![
            ProviderAdjustment { meaning: "Overpayment taken back".into(), code: "WO".into(), reference: "26100BC001022".into(), effect: "Lowers it".into(), amount: "$30.00".into(), treated: "Owed to the payer (DUE.PAYER)".into() },
            ProviderAdjustment { meaning: "Interest paid to us".into(), code: "L6".into(), reference: String::new(), effect: "Raises it".into(), amount: "$5.88".into(), treated: "Interest (INC.INT)".into() },
        ],
    }
}

/// A remittance that does not balance.
pub fn remittance_off() -> RemittancePage {
    let page = remittance();
    RemittancePage {
        state: State::new("Off by $12.00", Tone::Bad),
        stands: "The file does not add up, so nothing of it is posted. Ask the payer for a corrected one.".into(),
        proof: Equation { balances: false, off_by: "$12.00".into(), ..page.proof },
        balances: vec![Balance { words: "Each line: charge − adjustments = paid".into(), checked: "58 lines".into(), state: State::new("1 does not, off by $12.00", Tone::Bad) }],
        claims: Vec::new(),
        provider_adjustments: Vec::new(),
        ..page
    }
}

/// Denials by cause and payer.
pub fn denials() -> DenialsPage {
    let bar = |label: &str, words: &str, cents: i64, lines: i64| Bar {
        label: label.into(),
        words: words.into(),
        amount: Cell::link(money(cents), "/denials?cause=x"),
        count: show::counted(lines, "line", "lines"),
        share: share(cents, 452_300),
    };
    let cell = |cents: i64| {
        if cents == 0 {
            Cell::text("–")
        } else {
            Cell::link(money(cents), "/denials?cause=x&payer=y")
        }
    };
    let grid_row = |label: &str, cents: [i64; 4]| GridRow {
        label: Cell::link(label, "/denials?cause=x"),
        cells: cents.iter().map(|c| cell(*c)).collect(),
        total: cell(cents.iter().sum()),
    };
    DenialsPage {
        rows_order: "largest first",
        shell: shell("Denials", Nav::Denials),
        total: "$12,048.75".into(),
        total_words: "denied and still claimed, on 41 lines of 29 claims".into(),
        causes: choices(&[("", "All causes"), ("authorization", "Authorization"), ("coding_modifier", "Coding or modifier"), ("bundling", "Part of another service")]),
        payers: payer_choices(),
        active: false,
        by_cause: vec![
            bar("Authorization missing or used up", "Authorization desk", 452_300, 14),
            bar("Code or modifier", "Coder and therapist", 310_450, 11),
            bar("Part of another service", "Coder", 198_025, 8),
            bar("Coverage was not active", "Front desk", 141_000, 5),
            bar("Filed too late", "Biller", 103_100, 3),
        ],
        by_payer: vec![bar("Bluecrest PPO", "", 421_900, 15), bar("Harbor Health Plan", "", 388_475, 12), bar("Medicare Part B", "", 245_500, 9), bar("Cedar Workers' Comp", "", 149_000, 5)],
        grid: Grid {
            columns: ["Bluecrest PPO", "Harbor Health Plan", "Medicare Part B", "Cedar Workers' Comp"].iter().map(|name| Cell::link(*name, "/denials?payer=y")).collect(),
            rows: vec![
                grid_row("Authorization missing or used up", [180_000, 123_300, 0, 149_000]),
                grid_row("Code or modifier", [96_450, 114_000, 100_000, 0]),
                grid_row("Part of another service", [88_000, 47_525, 62_500, 0]),
                grid_row("Coverage was not active", [57_450, 83_550, 0, 0]),
                grid_row("Filed too late", [0, 20_100, 83_000, 0]),
            ],
            totals: [421_900, 388_475, 245_500, 149_000, 1_204_875].iter().map(|c| cell(*c)).collect(),
        },
        rows: vec![
            DenialRow { claim: Cell::link("HV26071502 line 3", "/claims/HV26071502#line-3"), date: date("2026-08-04"), payer: "Bluecrest PPO".into(), procedure: "97140 GO".into(), amount: "$110.00".into(), reason: "Counts as part of another service that day".into(), code: "CO-97".into(), cause: "Part of another service".into(), next: "If the services were distinct, add modifier 59 or XU and send a corrected claim.".into() },
            DenialRow { claim: Cell::link("HV26061108 line 1", "/claims/HV26061108#line-1"), date: date("2026-07-02"), payer: "State Medicaid".into(), procedure: "97165 GO".into(), amount: "$175.00".into(), reason: "Authorization missing".into(), code: "CO-197".into(), cause: "Authorization missing or used up".into(), next: "Ask for a back-dated authorization, then resend with its number.".into() },
            DenialRow { claim: Cell::link("HV26060904 line 2", "/claims/HV26060904#line-2"), date: date("2026-06-30"), payer: "Medicare Part B".into(), procedure: "97110".into(), amount: "$75.00".into(), reason: "Not covered with this modifier".into(), code: "CO-4".into(), cause: "Code or modifier".into(), next: "Add the therapy modifier from the plan of care and send a corrected claim.".into() },
        ],
        pager: Pager { showing: "1–3 of 41 lines".into(), previous: None, next: Some("/denials?page=2".into()) },
        empty_book: false,
    }
}

/// Three queues.
pub fn work() -> WorkPage {
    let item = |reason: &str,
                code: &str,
                about: &str,
                whose: &str,
                day: &str,
                age: &str,
                amount: &str,
                next: &str| WorkItem {
        reason: reason.into(),
        code: code.into(),
        about: Cell::link(about, "/claims/x"),
        whose: whose.into(),
        date: date(day),
        age: age.into(),
        amount: amount.into(),
        next: next.into(),
    };
    WorkPage {
        shell: Shell { notice: Some(Notice { tone: Tone::Good, text: "Import 12 is done: 58 claims, 52 payments.".into(), link: Some(Link::new("See it", "/imports/12")) }), ..shell("Work", Nav::Work) },
        total_words: "44 things wait, with $16,115.37 on them.".into(),
        queues: vec![
            Queue {
                id: "denials".into(), title: "Denied, still claimed".into(), words: "The payer said no. Each leaves when it is paid, moved to the patient by rule, or written off.".into(), owner: "Biller".into(), count: "41 items".into(), amount: "$12,048.75".into(),
                items: vec![
                    item("Counts as part of another service that day", "CO-97", "HV26071502 line 3", "Marchetti, Paola", "2026-08-04", "27 days", "$110.00", "Add modifier 59 if the services were distinct; send a corrected claim."),
                    item("Authorization missing", "CO-197", "HV26061108 line 1", "Beaumont, Claude", "2026-07-02", "60 days", "$175.00", "Ask for a back-dated authorization, then resend with its number."),
                ],
                more: Some(Link::new("All 41 denied lines", "/denials")),
            },
            Queue {
                id: "unmatched".into(), title: "Payments with no claim".into(), words: "The payer paid a claim we do not have. The money is held; nothing is guessed on a name alone.".into(), owner: "Biller".into(), count: "2 items".into(), amount: "$964.18".into(),
                items: vec![item("No claim of ours has this number, and name and dates fit none.", "", "774120 on BC26216004417", "Bluecrest PPO", "2026-08-04", "27 days", "$477.52", "Import the 837P that holds it, or ask the payer whose it is.")],
                more: None,
            },
            Queue {
                id: "out_of_balance".into(), title: "Remittances that do not add up".into(), words: "Nothing of them is posted until the payer sends a right one.".into(), owner: "Biller".into(), count: "1 item".into(), amount: "$3,102.44".into(),
                items: vec![item("A line's charge less its adjustments is not what was paid", "", "HHP-2026-071188", "Harbor Health Plan", "2026-07-21", "41 days", "$3,102.44", "Ask the payer for a corrected remittance.")],
                more: None,
            },
        ],
        empty_book: false,
    }
}

/// Some batches.
pub fn imports() -> ImportsPage {
    let batch = |id: &str,
                 when: &str,
                 files: &str,
                 claims: &str,
                 payments: &str,
                 words: &str,
                 tone,
                 can_undo| BatchRow {
        id: id.into(),
        when: when.into(),
        files: files.into(),
        claims: claims.into(),
        payments: payments.into(),
        outcome: State::new(words, tone),
        can_undo,
    };
    ImportsPage {
        shell: shell("Imports", Nav::Imports),
        batches: vec![
            batch(
                "12",
                "Aug 31, 2026, 4:12 PM",
                "4",
                "58",
                "52",
                "Partly imported",
                Tone::Warn,
                true,
            ),
            batch("11", "Aug 24, 2026, 9:03 AM", "2", "–", "47", "Imported", Tone::Good, true),
            batch("10", "Aug 24, 2026, 9:01 AM", "2", "–", "–", "Nothing new", Tone::Plain, false),
            batch("9", "Aug 17, 2026, 8:40 AM", "1", "–", "–", "Refused", Tone::Bad, false),
            batch("8", "Aug 10, 2026, 8:55 AM", "3", "61", "39", "Undone", Tone::Plain, false),
        ],
        pager: Pager {
            showing: "1–5 of 12 imports".into(),
            previous: None,
            next: Some("/imports?page=2".into()),
        },
    }
}

/// A batch with every outcome a file can have.
pub fn import() -> ImportPage {
    let problem = |words: &str, place: &str, code: &str| FileProblem {
        words: words.into(),
        place: place.into(),
        code: code.into(),
    };
    ImportPage {
        shell: shell("Import 12", Nav::Imports),
        id: "12".into(),
        when: "Aug 31, 2026, 4:12 PM".into(),
        outcome: State::new("Partly imported", Tone::Warn),
        summary: "4 files read. 58 claims are new and 52 claim payments are posted. One file was here already, and one could not be read.".into(),
        counts: vec![
            Fact::new("New claims", Cell::link("58", "/claims?import=12")),
            Fact::new("Claim payments", Cell::link("52", "/remittances?import=12")),
            Fact::new("Posted", Cell::text("$6,412.18")),
            Fact::new("Need a person", Cell::link("3", "/work?import=12")),
        ],
        files: vec![
            ImportedFile { name: "hv-0828.837".into(), kind: "Claims (837P)".into(), outcome: State::new("Imported", Tone::Good), counts: "58 claims, 171 lines, $15,210.00 charged".into(), links: vec![Link::new("See the claims", "/claims?import=12")], problems: vec![], more: String::new() },
            ImportedFile { name: "medicare-0831.835".into(), kind: "Remittance (835)".into(), outcome: State::new("Partly imported", Tone::Warn), counts: "2 payments, 52 claims, $6,889.70 paid".into(), links: vec![Link::new("EFT0831447120", "/remittances/8"), Link::new("EFT0831447121", "/remittances/9")], problems: vec![problem("One claim payment has no claim of ours to go to; its money is held", "segment 402", ""), problem("A line gives a date outside its claim", "segment 431", "8")], more: "and 3 more like these".into() },
            ImportedFile { name: "bluecrest-0804.835".into(), kind: "Remittance (835)".into(), outcome: State::new("Already here", Tone::Plain), counts: "Same payment as in import 11; nothing changed".into(), links: vec![Link::new("BC26216004417", "/remittances/7")], problems: vec![], more: String::new() },
            ImportedFile { name: "statement-august.pdf".into(), kind: "Not X12".into(), outcome: State::new("Refused", Tone::Bad), counts: String::new(), links: vec![], problems: vec![problem("This is a PDF. Ask your clearinghouse for the 835 or 837P file itself", "", "")], more: String::new() },
        ],
        can_undo: true,
    }
}

/// Asks before import 12 is undone.
pub fn undo() -> UndoPage {
    UndoPage {
        shell: shell("Undo import 12", Nav::Imports),
        id: "12".into(),
        when: "Aug 31, 2026, 4:12 PM".into(),
        counts: vec![
            Fact::new("Claims", Cell::text("58")),
            Fact::new("Claim payments", Cell::text("52")),
            Fact::new("Posted money", Cell::text("$6,412.18")),
        ],
        refusal: None,
    }
}

/// One metric, by payer.
pub fn metric() -> MetricPage {
    let key = |name: &str, top: &str, bottom: &str, value: &str, part: i64| MetricKey {
        key: Cell::link(name, "/metrics/x?payer=y"),
        numerator: top.into(),
        denominator: bottom.into(),
        value: Cell::link(value, "/metrics/x?payer=y"),
        share: share(part, 1_420),
        provisional: name == "Bluecrest PPO",
    };
    let row = |claim: &str, patient: &str, payer: &str, day: &str, charge: i64, denied: i64| {
        vec![
            Cell::link(claim, format!("/claims/{claim}")),
            Cell::text(patient),
            Cell::text(payer),
            Cell::text(date(day)),
            Cell::text(money(charge)),
            Cell::text(money_cell(denied)),
            Cell::text(if denied > 0 { "Yes" } else { "No" }),
        ]
    };
    MetricPage {
        shell: shell("Denied at first", Nav::Home),
        id: "initial_denial_rate_count".into(),
        title: "Denied at first".into(),
        value: "9.8%".into(),
        period: "first answers Jun 1 – Aug 31, 2026".into(),
        provisional: true,
        provisional_words: "August is not closed: answers that arrive later this week still count.".into(),
        definition: "Of the claims a first payer answered in the period, the share with any denied amount on that first answer. A claim denied in part counts once. Later corrections do not change it.".into(),
        basis: "Day of the payer's first answer (ADJ)".into(),
        leaves_out: "Second payers, reversals, exact duplicates, claims returned as unprocessable".into(),
        target: Some("5% or less (continuityrcm.com, weak source)".into()),
        source: "HFMA idea AR-5, by count, on remittances".into(),
        numerator: MetricPart { words: "Claims with a denied amount".into(), value: Cell::link("71", "#rows") },
        denominator: Some(MetricPart { words: "Claims answered".into(), value: Cell::link("724", "#rows") }),
        from: "2026-06-01".into(),
        to: "2026-08-31".into(),
        views: [("Whole", false), ("Payer", true), ("Therapist", false), ("Code", false), ("Month", false)].iter().map(|(label, current)| View { label: (*label).into(), href: format!("/metrics/initial_denial_rate_count?by={}", label.to_lowercase()), current: *current }).collect(),
        by: "Payer".into(),
        by_value: "payer".into(),
        keys: vec![key("Bluecrest PPO", "22", "155", "14.2%", 1_420), key("Harbor Health Plan", "25", "210", "11.9%", 1_190), key("State Medicaid", "3", "32", "9.4%", 940), key("Cedar Workers' Comp", "4", "45", "8.9%", 890), key("Medicare Part B", "17", "282", "6.0%", 600)],
        trend: trend("Denied at first", Unit::Rate, &[Some(610), Some(640), Some(700), None, Some(760), Some(810), Some(790), Some(880), Some(910), Some(905), Some(960), Some(990), Some(980)]),
        rows_title: "Claims answered in the period".into(),
        columns: vec![Column::plain("Claim"), Column::plain("Patient"), Column::plain("Payer"), Column::plain("First answer"), Column::number("Charge"), Column::number("Denied"), Column::plain("Counts as denied")],
        rows: vec![
            row("HV26071502", "Marchetti, Paola", "Bluecrest PPO", "2026-08-04", 31_500, 11_000),
            row("HV26070902", "Okonkwo, Ada", "Bluecrest PPO", "2026-08-04", 24_500, 0),
            row("HV26061815", "Castellanos, Rosa", "Harbor Health Plan", "2026-07-07", 24_500, 0),
            row("HV26061108", "Beaumont, Claude", "State Medicaid", "2026-07-02", 17_500, 17_500),
        ],
        pager: Pager { showing: "1–4 of 724 claims".into(), previous: None, next: Some("/metrics/initial_denial_rate_count?page=2".into()) },
        csv: "/metrics/initial_denial_rate_count/rows.csv?by=payer".into(),
    }
}

/// A claim that is not there.
pub fn error() -> ErrorPage {
    ErrorPage {
        shell: shell("Not found", Nav::Nowhere),
        status: 404,
        heading: "There is no such claim".into(),
        message: "No claim here has the number HV999. It may be part of an import that was undone."
            .into(),
        links: vec![Link::new("Search the claims", "/claims"), Link::new("Home", "/")],
    }
}
