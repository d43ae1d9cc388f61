//! The worked cases of units, assistants and pricing, from `tests/cases` or the folder that
//! `GONIO_CASES` names.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use gonio_billing::day::Day;
use gonio_rules::accumulator::Accumulators;
use gonio_rules::code::{Code, Discipline, Modifier, Who};
use gonio_rules::exact::{scaled, share_of};
use gonio_rules::price::{Asked, Indices, Patient, Priced, Schedule, Sharing, Values, said_by};
use gonio_rules::terms::{Terms, UnitRule};
use gonio_rules::units::{Coded, Coder, Treatment};
use gonio_rules::working::Working;

use crate::{book, day};

/// A case by its columns.
type Case = HashMap<String, String>;

#[expect(clippy::disallowed_methods, reason = "the folder of cases is a setting of the test")]
fn cases(file: &str) -> Vec<Case> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let folder = std::env::var_os("GONIO_CASES").map_or(own, PathBuf::from);
    let path = folder.join(file);
    let mut reader = csv::Reader::from_path(&path)
        .unwrap_or_else(|e| panic!("{} cannot be read: {e}", path.display()));
    let columns = reader.headers().expect("a header").clone();
    let cases: Vec<Case> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            columns.iter().zip(&row).map(|(c, v)| (c.to_string(), v.to_string())).collect()
        })
        .collect();
    assert!(!cases.is_empty(), "{} has no cases", path.display());
    cases
}

/// The entries `CODE:MINUTES:WHO`, and the day among them if one is.
fn treatments(inputs: &str) -> (Vec<Treatment>, Option<Day>) {
    let mut all = Vec::new();
    let mut dos = None;
    for part in inputs.split(';') {
        if let Some(text) = part.strip_prefix("dos=") {
            dos = Some(day(text));
            continue;
        }
        let [code, minutes, who] = part.split(':').collect::<Vec<_>>()[..] else {
            panic!("{part} is no entry")
        };
        all.push(Treatment {
            code: Code::new(code).expect("a code"),
            minutes: minutes.parse().expect("minutes"),
            who: Who::new(who).expect("a performer"),
        });
    }
    (all, dos)
}

/// Lines as the cases write them, in one order.
fn told(coded: &Coded, with_modifiers: bool) -> String {
    let mut lines: Vec<String> = coded
        .lines
        .iter()
        .map(|line| {
            let modifiers: Vec<&str> = line.modifiers.iter().map(Modifier::as_str).collect();
            match with_modifiers {
                true => format!("{}:{}:{}", line.code, line.units, modifiers.join("+")),
                false => format!("{}:{}", line.code, line.units),
            }
        })
        .collect();
    lines.sort();
    if lines.is_empty() { "none".into() } else { lines.join(";") }
}

fn sorted(expected: &str) -> String {
    let mut lines: Vec<&str> = expected.split(';').collect();
    lines.sort_unstable();
    lines.join(";")
}

/// Codes a case, and again with its entries the other way round: where several answers are
/// right, the order of the plan chooses among them, and the choice is reported.
fn check(id: &str, terms: &Terms<'_>, case: &Case, entries: &[Treatment], with_modifiers: bool) {
    let right: Vec<String> = case["expected"].split(" | ").map(sorted).collect();
    let mut coder = Coder::new(terms);
    let hidden = &mut Working::hidden();
    let coded = coder.code(entries, hidden).clone();
    let lines = told(&coded, with_modifiers);
    assert!(right.contains(&lines), "{id}: {lines}, not {}", case["expected"]);
    assert_eq!(coded.total_timed_minutes.to_string(), case["total_timed_minutes"], "{id}");
    assert!(right.len() == 1 || !coded.ties.is_empty(), "{id}: no tie is told");
    let reversed: Vec<Treatment> = entries.iter().rev().copied().collect();
    let turned = told(coder.code(&reversed, hidden), with_modifiers);
    if coded.ties.is_empty() {
        assert_eq!(turned, lines, "{id}: the order settles ties, nothing else");
    } else if right.len() > 1 {
        assert!(right.contains(&turned) && turned != lines, "{id}: {turned} after {lines}");
    }
}

/// A payer of the rulebook by the words of a case.
fn payer(words: &str) -> &'static str {
    let words = words.to_lowercase();
    let known = [
        ("railroad", "railroad_medicare"),
        ("humana", "humana_medicare_advantage"),
        ("advantage", "medicare_advantage"),
        ("medicare", "medicare"),
        ("aetna", "aetna"),
        ("united", "unitedhealthcare"),
        ("uhc", "unitedhealthcare"),
        ("cigna", "cigna"),
        ("anthem", "anthem"),
        ("nebraska", "bcbs_nebraska"),
        ("blue", "bcbs"),
        ("bcbs", "bcbs"),
        ("medicaid", "medicaid"),
        ("tricare", "tricare"),
        ("va", "va_community_care"),
        ("comp", "workers_comp"),
        ("auto", "auto"),
    ];
    let found = known.iter().find(|(word, _)| words.contains(word));
    found.unwrap_or_else(|| panic!("no payer of the rulebook is {words}")).1
}

#[test]
fn every_case_of_units() {
    for case in cases("cases-units.csv") {
        let (entries, dos) = treatments(&case["inputs"]);
        let rule = UnitRule::new(&case["payer_rule"]).expect("a rule");
        let terms = Terms::of(book(), "medicare", dos.unwrap_or_else(|| day("2026-03-02")))
            .expect("terms")
            .counting_by(rule);
        check(&case["id"], &terms, &case, &entries, false);
    }
}

#[test]
fn every_case_of_assistants() {
    for case in cases("cases-assistant.csv") {
        let (entries, _) = treatments(&case["inputs"]);
        let mut terms = Terms::of(book(), payer(&case["payer"]), day(&case["dos"])).expect("terms");
        if case["setting"].to_lowercase().contains("critical access") {
            terms = terms.in_critical_access_hospital();
        }
        check(&case["id"], &terms, &case, &entries, true);
    }
}

/// `key=value` parts of a list.
fn parts(list: &str, separator: char) -> HashMap<&str, &str> {
    list.split(separator).filter_map(|part| part.split_once('=')).collect()
}

fn cents(text: &str) -> i64 {
    scaled(text, 2).unwrap_or_else(|| panic!("{text} is no amount"))
}

#[test]
fn every_case_of_pricing() {
    let mut kinds: HashMap<String, u32> = HashMap::new();
    for case in cases("cases-pricing.csv") {
        let id = &case["id"];
        let result = match case["kind"].as_str() {
            _ if case["inputs"].starts_with("dollar components") => components(&case),
            "sequestration" => sequestration(&case),
            "kx" => kx(&case),
            "price" | "mppr" | "assistant" | "deductible" => lines(&case),
            other => panic!("{id}: nobody prices cases of kind {other}"),
        };
        assert_eq!(result, case["expected"], "{id}");
        *kinds.entry(case["kind"].clone()).or_default() += 1;
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
}

fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A case in dollars for each part of a unit's fee: relative values with a factor of one.
fn components(case: &Case) -> String {
    let number = |text: &str, name: &str| {
        let from = text.find(&format!("{name}=")).expect("a part") + name.len() + 1;
        let digits: String =
            text[from..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        cents(&digits)
    };
    let values = |text: &str| Values {
        work_hundredths: number(text, "work"),
        pe_hundredths: number(text, "pe"),
        mp_hundredths: number(text, "mp"),
        indicator: 5,
        payable: true,
    };
    let inputs = &case["inputs"];
    let second = &inputs[inputs.find("procedure2").expect("a second procedure")..];
    let line = |code: &str, units, values| Asked {
        code: Code::new(code).expect("a code"),
        units,
        charge_cents: 99_999_999,
        assisted: false,
        values,
    };
    // The second unit of the first procedure is "same".
    let asked = [line("00001", 2, values(inputs)), line("00002", 1, values(second))];
    let paid = inputs.split(" %").next().and_then(|before| before.rsplit(' ').next());
    let paid: i64 = paid.and_then(|n| n.parse().ok()).expect("what is paid after the first");
    let schedule = Schedule { factor: 10_000, indices: Indices::ONE, cut_percent: 100 - paid };
    let mut allowed = Vec::new();
    schedule.allow(&asked, &mut allowed);
    let sum = |of: fn(&Values) -> i64| -> i64 {
        asked.iter().map(|a| of(&a.values) * i64::from(a.units)).sum()
    };
    let (work, mp) = (sum(|v| v.work_hundredths), sum(|v| v.mp_hundredths));
    let total: i64 = allowed.iter().map(|a| a.allowed_cents).sum();
    let without: i64 = allowed.iter().map(|a| a.allowed_cents + a.mppr_cents).sum();
    let pe = total - work - mp;
    format!(
        "work={};pe={};mp={};total={};without_mppr={}",
        dollars(work),
        dollars(pe),
        dollars(mp),
        dollars(total),
        dollars(without)
    )
}

fn sequestration(case: &Case) -> String {
    let inputs = parts(&case["inputs"], ';');
    let terms = Terms::of(book(), "medicare", day(&case["dos"])).expect("terms");
    let sharing = Sharing::of(&terms, terms.day).expect("rates");
    // The rates are the rulebook's; the case says them too.
    assert_eq!(sharing.coinsurance, scaled(inputs["coinsurance_rate"], 4).expect("a rate"));
    assert_eq!(sharing.sequestration, scaled(inputs["sequestration"], 4).expect("a rate"));
    let allowed = gonio_rules::price::Allowed {
        charge_cents: cents(inputs["allowed"]),
        allowed_cents: cents(inputs["allowed"]),
        ..Default::default()
    };
    let mut patient =
        Patient { deductible_left_cents: cents(inputs["deductible_applied"]), copay_left_cents: 0 };
    let priced = sharing.share(&allowed, false, &mut patient);
    format!(
        "coins={};before_seq={};seq={};paid={};patient={}",
        dollars(priced.coinsurance_cents),
        dollars(priced.paid_cents + priced.sequestration_cents),
        dollars(priced.sequestration_cents),
        dollars(priced.paid_cents),
        dollars(priced.patient_cents)
    )
}

fn kx(case: &Case) -> String {
    let inputs = parts(&case["inputs"], ';');
    let terms = Terms::of(book(), "medicare", day(&case["dos"])).expect("terms");
    let mut used = Accumulators {
        pt_slp_cents: cents(inputs["accumulated_PT"]) + cents(inputs["accumulated_SLP"]),
        ot_cents: cents(inputs["accumulated_OT"]),
    };
    let discipline = match inputs["discipline"] {
        "OT" => Discipline::Ot,
        "SLP" => Discipline::Slp,
        _ => Discipline::Pt,
    };
    let allowed = case["inputs"].split("allowed=").nth(1).expect("an allowed amount");
    let told = used.add(&terms, discipline, cents(allowed)).expect("thresholds");
    let kx = if told.kx { "required on this line" } else { "not required" };
    let which = if discipline == Discipline::Ot { "ot" } else { "pt_slp" };
    format!("kx={kx};{which}_after={}", dollars(told.after_cents))
}

fn lines(case: &Case) -> String {
    let (head, list) = case["inputs"].split_once("lines=").expect("lines");
    let head = parts(head, ';');
    let whose = head.get("payer").map_or("medicare", |words| payer(words));
    let terms = Terms::of(book(), whose, day(&case["dos"])).expect("terms");
    let gpci: Vec<i64> = head["gpci"].split('/').map(|g| scaled(g, 3).expect("an index")).collect();
    let indices =
        Indices { work_thousandths: gpci[0], pe_thousandths: gpci[1], mp_thousandths: gpci[2] };
    // Both factors of a year are the rulebook's, and the case says which; where the rulebook
    // has none for the day, the case's own is taken.
    let factor = scaled(head["cf"], 4).expect("a factor");
    let qualifying = [false, true].into_iter().find(|qualifying| {
        let known = Schedule::of(&terms, indices, None, *qualifying);
        known.is_ok_and(|s| s.factor == factor)
    });
    let schedule = match (qualifying, book().parameter("conversion_factor", terms.day)) {
        (Some(qualifying), _) => Schedule::of(&terms, indices, None, qualifying),
        (None, Err(_)) => Schedule::of(&terms, indices, Some(factor), false),
        (None, Ok(_)) => panic!("{}: no factor {}", case["id"], head["cf"]),
    };
    let schedule = schedule.expect("a schedule");
    assert_eq!(schedule.cut_percent, scaled(head["mppr_pe_cut"], 2).expect("a cut"));
    let sharing = Sharing::of(&terms, terms.day).expect("rates");
    assert_eq!(sharing.sequestration, scaled(head["sequestration"], 4).expect("a rate"));
    let mut asked: Vec<Asked> = Vec::new();
    for word in list.split(' ') {
        if let Some(charge) = word.strip_prefix("charge=") {
            asked.last_mut().expect("a line").charge_cents = cents(charge);
        } else if let Some(modifiers) = word.strip_prefix("mods=") {
            let modifiers: Vec<Modifier> =
                modifiers.split('+').map(|m| Modifier::new(m).expect("a modifier")).collect();
            asked.last_mut().expect("a line").assisted = said_by(&modifiers).0;
        } else {
            let (what, rvu) = word.split_once('@').expect("relative values");
            let (code, units) = what.split_once('x').expect("units");
            let part = |at: usize, name: &str| {
                let part = rvu.split('/').nth(at).expect("a part");
                part.strip_prefix(name).expect("its name")
            };
            asked.push(Asked {
                code: Code::new(code).expect("a code"),
                units: units.parse().expect("units"),
                charge_cents: 0,
                assisted: false,
                values: Values {
                    work_hundredths: cents(part(0, "w")),
                    pe_hundredths: cents(part(1, "pe")),
                    mp_hundredths: cents(part(2, "mp")),
                    indicator: part(3, "ind").parse().expect("an indicator"),
                    payable: true,
                },
            });
        }
    }
    let mut patient = Patient {
        deductible_left_cents: scaled(head["deductible_left"], 2).expect("an amount"),
        copay_left_cents: 0,
    };
    let mut allowed = Vec::new();
    schedule.allow(&asked, &mut allowed);
    let mut total = Priced::default();
    let mut told = String::new();
    for (asked, allowed) in asked.iter().zip(&allowed) {
        let priced = sharing.share(allowed, asked.assisted, &mut patient);
        total.add(&priced);
        told += &format!(
            "{}x{}[allowed={};mppr={};ded={};coins={};asst={};seq={};paid={}] ",
            asked.code,
            asked.units,
            dollars(priced.allowed_cents),
            dollars(priced.mppr_cents),
            dollars(priced.deductible_cents),
            dollars(priced.coinsurance_cents),
            dollars(priced.assistant_cents),
            dollars(priced.sequestration_cents),
            dollars(priced.paid_cents)
        );
    }
    told + &format!(
        "total[allowed={};ded={};coins={};asst={};seq={};paid={};patient={}]",
        dollars(total.allowed_cents),
        dollars(total.deductible_cents),
        dollars(total.coinsurance_cents),
        dollars(total.assistant_cents),
        dollars(total.sequestration_cents),
        dollars(total.paid_cents),
        dollars(total.patient_cents)
    )
}

#[test]
fn aetna_takes_the_assistants_part_off_the_allowed_amount() {
    // 100.00 allowed, an assistant's line, a plan with 20 % of the patient's: 85.00 counts, of
    // which 17.00 are the patient's. Medicare pays 80.00 less 15 % = 68.00, less 2 % = 66.64.
    let allowed = gonio_rules::price::Allowed {
        charge_cents: 12_000,
        allowed_cents: 10_000,
        ..Default::default()
    };
    let of = |payer: &str, on: &str| {
        let terms = Terms::of(book(), payer, day(on)).expect("terms");
        let mut sharing = Sharing::of(&terms, terms.day).expect("rates");
        sharing.coinsurance = 2000;
        sharing.share(&allowed, true, &mut Patient::default())
    };
    let aetna = of("aetna", "2024-03-01");
    assert_eq!(
        (aetna.assistant_cents, aetna.coinsurance_cents, aetna.paid_cents),
        (1500, 1700, 6800)
    );
    let before = of("aetna", "2023-11-30");
    assert_eq!((before.assistant_cents, before.paid_cents), (0, 8000), "from 2023-12-01 on");
    let medicare = of("medicare", "2024-03-01");
    assert_eq!((medicare.assistant_cents, medicare.paid_cents), (1200, 6664));
    let early = of("medicare", "2021-03-01");
    assert_eq!((early.assistant_cents, early.paid_cents), (0, 8000), "no cut before 2022");
    assert_eq!(share_of(10_000, 2000), 2000);
}
