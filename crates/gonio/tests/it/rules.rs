//! The rulebook from the command line: `units`, `price`, `explain`, `rules`.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::cli::gonio;

fn run(arguments: &[&str]) -> Output {
    gonio(Path::new("no-such-folder")).args(arguments).output().expect("the program runs")
}

fn answer(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = run(arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    let value = serde_json::from_str(&text)
        .unwrap_or_else(|e| panic!("{e}: {text}{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), value)
}

#[test]
fn units_have_the_form_that_scripts_rely_on() {
    let (status, units) =
        answer(&["units", "97110:23:OT", "97530:14:OTA", "--dos", "2026-03-02", "--json"]);
    assert_eq!(status, Some(0));
    assert_eq!(units["rule"], "cms8");
    assert_eq!(units["dos"], "2026-03-02");
    assert_eq!(units["total_timed_minutes"], 37);
    assert_eq!(units["timed_units"], 2);
    assert_eq!(
        units["lines"],
        json!([
            {"code": "97110", "units": 1, "modifiers": ["GO"]},
            {"code": "97530", "units": 1, "modifiers": ["GO", "CO"]},
        ])
    );
    assert_eq!(units["ties"], json!([]));
    for step in units["steps"].as_array().expect("steps") {
        for field in ["text", "rule", "source", "version"] {
            assert_ne!(step[field], "", "{step}");
        }
    }
    let (_, tie) = answer(&["units", "97110:7", "97140:7", "--dos", "2026-03-02", "--json"]);
    assert_eq!(tie["ties"], json!([{"between": ["97110", "97140"], "chosen": "97110"}]));
    let (status, none) = answer(&["units", "97110:7", "--dos", "2026-03-02", "--json"]);
    assert_eq!((status, &none["lines"]), (Some(0), &json!([])));
}

#[test]
fn units_say_what_to_look_at() {
    let (status, pair) =
        answer(&["units", "97140:15", "97124:15", "--dos", "2026-03-02", "--json"]);
    assert_eq!((status, &pair["remarks"][0]["name"]), (Some(1), &json!("pair_edit_never")));
    let (_, group) =
        answer(&["units", "97150:30:OT", "97110:15:PT", "--dos", "2026-03-02", "--json"]);
    let text = group["remarks"][0]["text"].as_str().expect("words");
    assert!(text.contains("XP"), "two disciplines are two practitioners: {text}");
    let (_, commercial) =
        answer(&["units", "97014:15", "--payer", "auto", "--dos", "2026-03-02", "--json"]);
    assert_eq!(commercial["lines"][0]["code"], "97014");
    let (_, medicare) = answer(&["units", "97014:15", "--dos", "2026-03-02", "--json"]);
    assert_eq!(medicare["lines"][0]["code"], "G0283");
    let (_, afar) = answer(&[
        "units",
        "97110:30",
        "--dos",
        "2026-03-02",
        "--telehealth",
        "home",
        "--audio-only",
        "--json",
    ]);
    assert_eq!(afar["place_of_service"], "10");
    assert_eq!(afar["lines"][0]["modifiers"], json!(["GP", "93"]));
    let (_, retired) = answer(&["units", "97001:30", "--dos", "2026-03-02", "--json"]);
    assert_eq!(retired["remarks"][0]["name"], "unknown_code");
    let many = answer(&["units", "97110:120", "--dos", "2026-03-02", "--json"]).1;
    assert_eq!(many["remarks"][0]["name"], "unlikely_units");
}

#[test]
fn prices_have_the_form_that_scripts_rely_on() {
    let (status, price) = answer(&[
        "price",
        "97110x2+GP@300.00",
        "97140x1+GP@150.00",
        "--dos",
        "2026-03-02",
        "--json",
    ]);
    assert_eq!(status, Some(0));
    let line = &price["lines"][0];
    assert_eq!((&line["code"], &line["units"]), (&json!("97110"), &json!(2)));
    for (field, cents) in [
        ("charge_cents", 30_000),
        ("allowed_cents", 5_127),
        ("mppr_cents", 685),
        ("deductible_cents", 0),
        ("coinsurance_cents", 1_025),
        ("assistant_cents", 0),
        ("sequestration_cents", 82),
        ("paid_cents", 4_020),
        ("patient_cents", 1_025),
    ] {
        assert_eq!(line[field], cents, "{field}");
    }
    assert_eq!(price["total"]["paid_cents"], 5_683);
    assert_eq!(line["steps"][0]["rule"], "fee_schedule");

    // Alabama in 2025, as the contractor's own file has it.
    let (_, alabama) = answer(&[
        "price",
        "97012x1+GP@99.00",
        "--dos",
        "2025-06-02",
        "--locality",
        "10112-00",
        "--json",
    ]);
    assert_eq!(alabama["total"]["allowed_cents"], 1_333);
    let (_, own) = answer(&[
        "price",
        "97110x1+GP@150.00",
        "--dos",
        "2024-03-09",
        "--rvu",
        "97110=0.45/0.43/0.01/5",
        "--gpci",
        "1/1/1",
        "--json",
    ]);
    assert_eq!(own["total"]["allowed_cents"], 2_963);
    let (status, kx) = answer(&[
        "price",
        "97110x1+GP@100",
        "--dos",
        "2026-09-01",
        "--used-pt-slp",
        "2480",
        "--json",
    ]);
    assert_eq!((status, &kx["remarks"][0]["name"]), (Some(1), &json!("kx_threshold")));
}

#[test]
fn a_contract_is_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("contract.toml");
    std::fs::write(
        &path,
        "payer = \"cigna\"\ntitle = \"made up\"\n[[term]]\nkind = \"percent_of_medicare\"\n\
         percent = \"120\"\n",
    )
    .expect("a file");
    let path = path.display().to_string();
    let (_, price) = answer(&[
        "price",
        "97110x1@100.00",
        "--payer",
        "cigna",
        "--dos",
        "2026-03-02",
        "--contract",
        &path,
        "--coinsurance",
        "0.10",
        "--json",
    ]);
    // 29.06 x 1.2 = 34.87, of which a tenth is the patient's.
    assert_eq!(price["total"]["allowed_cents"], 3_487);
    assert_eq!(price["total"]["paid_cents"], 3_138);
    assert_eq!(price["total"]["sequestration_cents"], 0);
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    for (arguments, words) in [
        (&["units", "9711:23"][..], "the code is no code"),
        (&["units", "97110:x"], "minutes"),
        (&["units", "97110:15:MD"], "WHO is PT, PTA, OT, OTA or SLP"),
        (&["units", "97110:15", "--payer", "nobody"], "no payer nobody"),
        (&["units", "97110:15", "--dos", "2026-13-01"], "is not a day"),
        (&["price", "97110x1@1", "--dos", "2027-03-02"], "not covered"),
        (&["price", "97110x0@1", "--dos", "2026-03-02"], "units"),
        (&["price", "97110@x", "--dos", "2026-03-02"], "charge"),
        (&["price", "97110@1", "--payer", "cigna", "--dos", "2026-03-02"], "--contract"),
        (&["price", "97110@1", "--locality", "99999-99", "--dos", "2026-03-02"], "GPCI"),
        (&["price", "29125@1", "--dos", "2026-03-02"], "--rvu"),
        (&["explain", "no-such-thing"], "nothing is called"),
    ] {
        let output = run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
}

#[test]
fn every_name_has_a_page_with_a_source() {
    let (_, list) = answer(&["explain", "--json"]);
    let names: Vec<String> = list["names"]
        .as_array()
        .expect("names")
        .iter()
        .filter_map(|n| n["name"].as_str().map(str::to_string))
        .collect();
    assert!(names.len() > 90, "{}", names.len());
    // One of each kind through the program; all of them in one process below.
    for name in [
        "cms_total_time",
        "conversion_factor",
        "medicare",
        "days_in_ar_gross",
        "97110",
        "CQ",
        "CO-4",
    ] {
        let (status, page) = answer(&["explain", name, "--json"]);
        assert_eq!(status, Some(0), "{name}");
        assert!(!page["sources"].as_array().expect("sources").is_empty(), "{name}");
        assert!(!page["sections"].as_array().expect("sections").is_empty(), "{name}");
    }
    let book = gonio_app::coding::rulebook().expect("the rulebook");
    let causes = gonio_app::import::causes().expect("causes");
    for name in names {
        let page = gonio_app::explain::explain(&book, &causes, &name).expect("a page");
        assert!(page.sections.iter().all(|s| !s.text.trim().is_empty()), "{name}");
        assert!(!page.sources.is_empty(), "{name}");
    }
}

#[test]
fn the_stale_are_listed() {
    let (status, fresh) = answer(&["rules", "stale", "--as-of", "2026-12-31", "--json"]);
    assert_eq!((status, &fresh["stale"]), (Some(0), &json!([])));
    let (status, old) = answer(&["rules", "stale", "--as-of", "2027-01-02", "--json"]);
    assert_eq!(status, Some(1));
    assert!(old["stale"].as_array().expect("a list").len() > 50);
}

#[test]
fn official_tables_go_in_once_and_come_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference-samples/pfs");
    let run = |arguments: &[&str]| -> (Option<i32>, Value) {
        let output = gonio(folder.path()).args(arguments).output().expect("the program runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = serde_json::from_str(&text).unwrap_or_else(|e| {
            panic!("{e}: {text}{}", String::from_utf8_lossy(&output.stderr));
        });
        (output.status.code(), value)
    };
    let indices = samples.join("GPCI2025.csv").display().to_string();
    let import = ["reference", "import", &indices, "--json"];
    let (status, preview) = run(&["reference", "import", &indices, "--preview", "--json"]);
    assert_eq!((status, &preview["files"][0]["rows"]), (Some(0), &json!(109)));
    let (status, first) = run(&import);
    assert_eq!((status, &first["files"][0]["outcome"]), (Some(0), &json!("imported")));
    assert_eq!(first["files"][0]["first_day"], "2025-01-01");
    let (status, again) = run(&import);
    assert_eq!((status, &again["files"][0]["outcome"]), (Some(0), &json!("duplicate")));
    let caps = samples.join("OPPSCAP_Oct.first20.csv").display().to_string();
    let (status, refused) = run(&["reference", "import", &caps, "--json"]);
    assert_eq!((status, &refused["files"][0]["outcome"]), (Some(1), &json!("refused")));
    let (_, loaded) = run(&["reference", "status", "--json"]);
    assert_eq!(loaded["files"].as_array().expect("files").len(), 1);
    let id = first["files"][0]["id"].to_string();
    let output = gonio(folder.path()).args(["reference", "remove", &id]).output();
    assert!(output.expect("the program runs").status.success());
    let (_, loaded) = run(&["reference", "status", "--json"]);
    assert_ne!(loaded["files"][0]["state"], "current", "{loaded}");
}
