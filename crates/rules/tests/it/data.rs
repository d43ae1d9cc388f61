//! The rulebook's data: what every file must say, which days are covered, which rules have a
//! page.

use std::collections::BTreeSet;
use std::path::Path;

use gonio_rules::code::Code;
use gonio_rules::code::Modifier;
use gonio_rules::modifiers::arrange;
use gonio_rules::rulebook::{Rulebook, Status};
use gonio_rules::terms::Terms;
use sha2::{Digest, Sha256};

use crate::{book, day};

#[test]
fn every_quarter_to_the_end_of_2026_has_exactly_one_value() {
    let mut names = 0;
    for (name, values) in book().parameters() {
        names += 1;
        let first = values[0].first_day;
        let mut month = day("2011-01-01");
        while month <= day("2026-12-31") {
            let in_force: Vec<_> =
                values.iter().filter(|v| v.holds(month) && v.status == Status::Final).collect();
            let wanted = usize::from(month >= first);
            assert_eq!(in_force.len(), wanted, "{name} on {month}");
            assert_eq!(book().parameter(name, month).is_ok(), wanted == 1, "{name} on {month}");
            month = month.plus_months(3);
        }
        assert!(book().parameter(name, day("2026-12-31")).is_ok(), "{name} on 2026-12-31");
    }
    assert!(names >= 15, "{names} parameters");
}

#[test]
fn where_nothing_is_final_2027_is_not_covered() {
    let error = book().number("conversion_factor", day("2027-01-01"), 4).expect_err("not final");
    assert_eq!(
        error.to_string(),
        "not covered: the rulebook has no final value of conversion_factor for 2027-01-01 \
         (proposed: 32.8409)"
    );
    for name in ["part_b_deductible_cents", "kx_threshold_ot_cents", "kx_threshold_pt_slp_cents"] {
        assert!(book().parameter(name, day("2027-01-01")).is_err(), "{name}");
    }
    // A visit in 2024 is judged by the value of its day.
    let factor = |on| book().number("conversion_factor", day(on), 4).expect("a factor");
    assert_eq!((factor("2024-03-08"), factor("2024-03-09")), (327_442, 332_875));
    let cut = |on| book().number("sequestration_rate", day(on), 4).expect("a rate");
    assert_eq!(
        ["2020-04-30", "2020-05-01", "2022-03-31", "2022-04-01", "2022-06-30", "2022-07-01"]
            .map(cut),
        [200, 0, 0, 100, 100, 200]
    );
}

#[test]
fn every_table_is_the_one_its_sidecar_speaks_of() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/tables");
    let mut tables = 0;
    for (name, sidecar) in book().sidecars() {
        let text = std::fs::read(folder.join(format!("{name}.csv"))).expect("a table");
        let digest: String = Sha256::digest(&text).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(digest, sidecar.sha256, "{name}.csv was changed; say so in {name}.toml");
        tables += 1;
    }
    assert!(tables >= 8);
}

#[test]
fn every_rule_that_the_code_names_has_a_page() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = BTreeSet::new();
    for file in std::fs::read_dir(source).expect("the source").flatten() {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        for (at, _) in text.match_indices('"') {
            let Some(word) = text[at + 1..].split('"').next() else { continue };
            let before = text[..at].trim_end();
            let tells = ["tell(", "rule:", "let rule =", "return \"", "{"];
            if tells.iter().any(|t| before.ends_with(t))
                && word.contains('_')
                && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                && !word.ends_with("_amount")
                && !word.ends_with("_share")
            {
                named.insert(word.to_string());
            }
        }
    }
    let missing: Vec<&String> = named.iter().filter(|name| book().rule(name).is_none()).collect();
    let known_keys: Vec<&&String> =
        missing.iter().filter(|n| !KEYS.contains(&n.as_str())).collect();
    assert!(known_keys.is_empty(), "no page under rulebook/rules for {known_keys:?}");
    assert!(named.len() > 20, "the search found only {named:?}");
    for rule in book().rules() {
        assert!(rule.plain.len() > 100, "{}: a stub", rule.name);
    }
}

/// Words of that form that are no rules.
const KEYS: [&str; 0] = [];

#[test]
fn every_payer_says_how_units_and_amounts_are_reckoned() {
    for payer in book().payers() {
        for on in ["2021-06-01", "2026-03-02"] {
            let terms = Terms::of(book(), &payer.name, day(on));
            assert!(terms.is_ok(), "{} on {on}: {:?}", payer.name, terms.err());
            use gonio_rules::payers::Key;
            for key in [
                Key::UnitRule,
                Key::DisciplineModifiers,
                Key::AssistantModifiers,
                Key::AssistantReductionBase,
                Key::Mppr,
                Key::Kx,
                Key::Sequestration,
                Key::ElectricalStimulationCode,
                Key::HotColdPacks,
                Key::PairEdits,
                Key::Fee,
                Key::PatientShare,
            ] {
                let said = payer.value(key, day(on));
                assert!(said.is_some(), "{} says nothing of {} on {on}", payer.name, key.name());
            }
        }
    }
    let wants = |payer, on| Terms::of(book(), payer, day(on)).expect("terms").discipline_modifiers;
    assert!(!wants("unitedhealthcare", "2020-06-30") && wants("unitedhealthcare", "2020-07-01"));
}

#[test]
fn every_step_names_a_rule_that_is_in_force_on_its_day() {
    use gonio_rules::code::Who;
    use gonio_rules::price::{Asked, Indices, Patient, Schedule, Sharing, Values, steps};
    use gonio_rules::telehealth;
    use gonio_rules::units::{Coder, Treatment};
    use gonio_rules::working::{Step, Working};

    let entry = |code: &str, minutes, who| Treatment {
        code: Code::new(code).expect("a code"),
        minutes,
        who,
    };
    let mut sessions: Vec<Vec<Treatment>> = vec![
        vec![entry("97110", 23, Who::Pt), entry("97110", 5, Who::Pta), entry("97140", 7, Who::Pt)],
        vec![
            entry("97110", 12, Who::Pt),
            entry("97110", 14, Who::Pta),
            entry("97150", 9, Who::Pta),
        ],
        vec![entry("97010", 5, Who::Pt), entry("97014", 15, Who::Pt), entry("97161", 30, Who::Pt)],
    ];
    // Every code by itself, by a therapist and an assistant of the discipline.
    for row in book().tables().codes() {
        sessions.push(vec![
            Treatment { code: row.code, minutes: 47, who: Who::Ot },
            Treatment { code: row.code, minutes: 9, who: Who::Ota },
        ]);
    }
    let mut told = BTreeSet::new();
    let mut in_force = |on, step: &Step| {
        let rule = book().rule(step.rule).expect("a page");
        let holds = rule.first_day.is_none_or(|first| first <= on)
            && rule.last_day.is_none_or(|last| on <= last);
        assert!(holds, "{} on {on}: {}", step.rule, step.text);
        told.insert(step.rule);
    };
    for payer in book().payers() {
        let mut on = day("2018-01-01");
        while on <= day("2026-12-31") {
            let terms = Terms::of(book(), &payer.name, on).expect("terms");
            for session in &sessions {
                let mut working = Working::shown();
                Coder::new(&terms).code(session, &mut working);
                working.take().iter().for_each(|step| in_force(on, step));
            }
            let mut working = Working::shown();
            for patient in [telehealth::Patient::Home, telehealth::Patient::Elsewhere] {
                // A day that is not covered tells no step.
                let _ = telehealth::of(&terms, patient, false, &mut working);
            }
            working.take().iter().for_each(|step| in_force(on, step));
            let schedule = Schedule::of(&terms, Indices::ONE, None, false).expect("a schedule");
            let sharing = Sharing::of(&terms, on).expect("rates");
            let line = |payable| Asked {
                code: Code::ZERO,
                units: 2,
                charge_cents: 9_900,
                assisted: true,
                values: Values {
                    work_hundredths: 45,
                    pe_hundredths: 41,
                    mp_hundredths: 1,
                    indicator: 5,
                    payable,
                },
            };
            let asked = [line(true), line(false)];
            let mut allowed = Vec::new();
            schedule.allow(&asked, &mut allowed);
            let mut patient = Patient { deductible_left_cents: 100, copay_left_cents: 100 };
            for (asked, allowed) in asked.iter().zip(&allowed) {
                let priced = sharing.share(allowed, asked.assisted, &mut patient);
                let steps = steps(&schedule, &sharing, asked, allowed, &priced);
                steps.iter().for_each(|step| in_force(on, step));
            }
            on = on.plus_months(3);
        }
    }
    assert!(told.len() > 25, "{told:?}");
}

#[test]
fn pairs_of_the_past_stay_in_the_past() {
    let code = |text| Code::new(text).expect("a code");
    let pair = |a, b, on| book().tables().pair(code(a), code(b), day(on)).map(|p| p.releasable);
    assert_eq!(pair("97530", "97116", "2019-12-31"), Some(true));
    assert_eq!(pair("97530", "97116", "2020-10-01"), None, "that return was taken back");
    assert_eq!(pair("97140", "97530", "2026-03-02"), None);
    assert_eq!(pair("97140", "97124", "2026-03-02"), Some(false));
    assert_eq!(pair("97150", "97110", "2026-03-02"), Some(true));
    assert_eq!(pair("97110", "97150", "2026-03-02"), None, "the order counts");
}

#[test]
fn five_modifiers_find_four_places() {
    let modifiers = |list: &str| -> Vec<Modifier> {
        list.split(' ').map(|m| Modifier::new(m).expect("a modifier")).collect()
    };
    let on = day("2026-03-02");
    let arranged = arrange(book(), on, &modifiers("95 KX 59 CO GO"));
    assert_eq!(arranged.kept, modifiers("GO CO 59 KX"));
    assert_eq!(arranged.left_out, modifiers("95"));
    assert_eq!(arranged.without_place, []);
    let arranged = arrange(book(), on, &modifiers("KX GP GP"));
    assert_eq!(arranged.kept, modifiers("GP KX"), "none stands twice");
    let arranged = arrange(book(), on, &modifiers("GA KX 59 CO GO"));
    assert_eq!((arranged.kept.len(), arranged.without_place), (4, modifiers("GA")));
}

#[test]
fn a_file_that_is_wrong_is_named() {
    let parameter = |text: &str| {
        Rulebook::load(&[("parameters/x/2020-01-01.toml", text)]).err().unwrap_or_default()
    };
    let good = "name = \"x\"\nvalue = \"1\"\nunit = \"cents\"\nfirst_day = \"2020-01-01\"\n\
                selected_by = \"service_date\"\nstatus = \"final\"\nconfidence = \"verified\"\n\
                checked = \"2026-11-27\"\n[[sources]]\ntitle = \"t\"\nwhere = \"w\"\n";
    assert!(parameter(good).contains("tables/codes.csv is not there"), "{}", parameter(good));
    let with = |from: &str, to: &str| parameter(&good.replace(from, to));
    assert!(with("unit =", "units =").contains("unknown field `units`"));
    assert!(with("\"1\"", "\"one\"").contains("is no value of its unit"));
    assert!(with("title = \"t\"", "title = \"\"").contains("source"));
    assert!(with("\"x\"", "\"y\"").contains("the folder is the parameter's name"));
    let next = good.replace("first_day = \"2020-01-01\"", "first_day = \"2021-01-01\"");
    let both = |first: &str| {
        let files =
            [("parameters/x/2020-01-01.toml", first), ("parameters/x/2021-01-01.toml", &next)];
        Rulebook::load(&files).err().unwrap_or_default()
    };
    let until =
        |day: &str| good.replace("selected_by", &format!("last_day = \"{day}\"\nselected_by"));
    assert!(both(good).contains("overlap or leave a gap"));
    assert!(both(&until("2020-12-30")).contains("overlap or leave a gap"));
    assert!(both(&until("2021-01-01")).contains("overlap or leave a gap"));
    assert!(both(&until("2020-12-31")).contains("tables/codes.csv"));
}

#[test]
fn what_nobody_looked_up_this_year_is_stale() {
    assert!(book().stale(day("2026-12-31")).is_empty(), "all was looked up in 2026");
    let stale = book().stale(day("2027-01-02"));
    let kinds: BTreeSet<&str> = stale.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, BTreeSet::from(["parameter", "payer", "rule", "table"]));
    assert!(!stale.iter().any(|s| s.name.starts_with("part_b_deductible_cents from 2024")));
}
