//! The worked metric cases, from `tests/cases/metric-cases.csv` or the folder that
//! `GONIO_CASES` names. Decisions go through real imports; rows of the journal and open
//! balances, which no file can bring by themselves, are put into the book by hand.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use gonio_app::metrics::{self, Asked, Definition, Group, Key, Metric, Unit};
use gonio_billing::day::Day;
use gonio_store::engine::{Engine, params};
use serde_json::Value;

use crate::notation::cents;
use crate::practice::{Practice, day};

/// Metrics whose cases wait for a later version. Each is named, so that none is passed over
/// in silence.
const NOT_YET: [&str; 13] = [
    "clean_claim_rate",
    "first_pass_acceptance_rate",
    "first_pass_resolution_rate",
    "denial_writeoff_rate",
    "days_in_ar_net",
    "auth_approval_rate",
    "auth_denial_rate",
    "visits_billed_rate",
    "no_show_rate",
    "timed_code_accuracy",
    "documentation_completion",
    "underpayment",
    // Not a metric but an option of one.
    "ncr_cohort closed_only",
];

struct Case {
    id: String,
    metric: String,
    params: Value,
    data: Value,
    numerator: String,
    denominator: String,
    expected: String,
}

fn cases() -> Vec<Case> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let folder = std::env::var_os("GONIO_CASES").map_or(own, PathBuf::from);
    let path = folder.join("metric-cases.csv");
    let mut reader = csv::Reader::from_path(&path)
        .unwrap_or_else(|e| panic!("{} cannot be read: {e}", path.display()));
    let row = |row: csv::StringRecord| Case {
        id: row[0].into(),
        metric: row[1].into(),
        params: serde_json::from_str(&row[2]).unwrap(),
        data: serde_json::from_str(&row[3]).unwrap(),
        numerator: row[4].into(),
        denominator: row[5].into(),
        expected: row[6].into(),
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

#[test]
fn every_case_gives_its_numbers_or_is_known_to_wait() {
    let cases = cases();
    assert!(!cases.is_empty());
    let mut wrong = Vec::new();
    let mut checked = 0;
    for case in &cases {
        let name = match &case.params["closed_only"] {
            Value::Bool(true) => format!("{} closed_only", case.metric),
            _ => case.metric.clone(),
        };
        if NOT_YET.contains(&name.as_str()) {
            assert!(metrics::find(&name).is_none(), "{name} is there: take it off the list");
            continue;
        }
        match check(case) {
            Ok(()) => checked += 1,
            Err(text) => wrong.push(format!("{} ({}): {text}", case.id, case.metric)),
        }
    }
    assert!(wrong.is_empty(), "{checked} right, {} wrong: {wrong:#?}", wrong.len());
    assert!(checked > 0);
}

/// The metric's file and the way its data come into a book.
fn check(case: &Case) -> Result<(), String> {
    let text = |name: &str| case.params[name].as_str().unwrap_or("");
    let mut p = Practice::new();
    let id = match (case.metric.as_str(), text("basis"), text("leg")) {
        ("initial_denial_rate_dollars", "claim_gross", _) => "initial_denial_rate_claim_gross",
        ("ar_aging", "first_bill", _) => "ar_aging_first_bill",
        ("turnaround_days", _, "first_submit_adjudicate") => "turnaround_days_first_submit",
        ("turnaround_days", _, leg) if leg != "submit_adjudicate" => {
            return Err(format!("the leg {leg} is neither there nor listed as waiting"));
        }
        (id, ..) => id,
    };
    let Some(definition) = metrics::find(id) else {
        return Err("no such metric, and it is not listed as waiting".into());
    };
    let (start, end) = (text("start"), text("end"));
    match id {
        "initial_denial_rate_count"
        | "initial_denial_rate_dollars"
        | "initial_denial_rate_claim_gross" => decisions(&mut p, &case.data["adj"]),
        "days_in_ar_gross" => balances(&p, &case.data, day(start), day(end)),
        "ar_aging" | "ar_aging_first_bill" | "ar_over_90_pct" => {
            open_items(&p, &case.data["items"]);
        }
        "ncr_cohort" => cohort(&p, &case.data["lines"]),
        "ncr_period" | "gross_collection_rate" => journal(&p, &case.data["journal"]),
        "reimbursement_rate_payer" => paid_lines(&mut p, &case.data["lines"]),
        "turnaround_days" | "turnaround_days_first_submit" => {
            sendings(&mut p, &case.data["claims"]);
        }
        _ => return Err("no way to bring its data into a book is known here".into()),
    }
    let last = if text("as_of").is_empty() { end } else { text("as_of") };
    let as_of = day(last);
    let asked = Asked {
        from: if start.is_empty() { as_of } else { day(start) },
        to: if end.is_empty() { as_of } else { day(end) },
        as_of,
    };
    let by: Vec<Key> = [Key::Bucket, Key::Party, Key::Payer]
        .into_iter()
        .filter(|key| definition.keys.contains(key))
        .collect();
    // What was put into the book by hand, nobody has said that it was written.
    p.book.forget_sums().map_err(|e| e.to_string())?;
    crate::tally::agree(&p.book, definition, &asked);
    let answer = p.book.metric(definition, &asked, &by).map_err(|e| e.to_string())?;
    let overall = p.book.metric(definition, &asked, &[]).map_err(|e| e.to_string())?;
    compare(case, definition, &asked, &answer, &overall)
}

/// Groups that the case's params ask for.
fn wanted(case: &Case, group: &Group) -> bool {
    let text = |name: &str| case.params[name].as_str().unwrap_or("");
    group.key.iter().all(|(key, value, label)| match key {
        Key::Payer => text("payer").is_empty() || label == text("payer"),
        Key::Party => match text("party") {
            "ins" => value == "insurance",
            "pat" => value == "patient",
            _ => true,
        },
        _ => true,
    })
}

fn compare(
    case: &Case,
    d: &Definition,
    asked: &Asked,
    answer: &Metric,
    overall: &Metric,
) -> Result<(), String> {
    let groups: Vec<&Group> = answer.by.iter().filter(|g| wanted(case, g)).collect();
    let filtered = case.params.get("payer").is_some() || case.params.get("party").is_some();
    // One group is the number asked for; with no filter it is the overall one.
    let (numerator, denominator, value, p90) = match (filtered, groups.as_slice()) {
        (true, [one]) => (one.numerator, one.denominator, one.value, one.p90),
        (true, _) if d.id.starts_with("ar_aging") => (0, 0, None, None),
        (true, []) => (0, 0, None, None),
        (true, _) => return Err(format!("{} groups where one is meant", groups.len())),
        (false, _) => (overall.numerator, overall.denominator, overall.value, overall.p90),
    };
    if !case.numerator.is_empty() {
        same("numerator", &written(numerator, scale_above(d)), &case.numerator, scale_above(d))?;
    }
    if !case.denominator.is_empty() {
        let (number, scale) = match d.id.as_str() {
            // The file gives charges of an average day, rounded to four places.
            "days_in_ar_gross" => {
                let days = i64::from(asked.to.0 - asked.from.0 + 1) * 2;
                ((denominator * 100 * 2 + days / 2).div_euclid(days), 4)
            }
            _ => (denominator, scale_below(d)),
        };
        same("denominator", &written(number, scale), &case.denominator, scale)?;
    }
    let places = match d.unit {
        Unit::Rate => 4,
        Unit::TenthDays => 1,
        Unit::Cents => 2,
    };
    let Ok(Value::Object(expected)) = serde_json::from_str(&case.expected) else {
        return match (value, case.expected.as_str()) {
            (None, "" | "null") => Ok(()),
            (None, said) => Err(format!("no value where {said} is expected")),
            (Some(value), said) => same("value", &written(value, places), said, places),
        };
    };
    for (name, said) in &expected {
        let said = said.as_str().map_or_else(|| said.to_string(), str::to_string);
        let found = match name.as_str() {
            "median" => value.unwrap_or(i64::MIN),
            "p90" => p90.unwrap_or(i64::MIN),
            bucket => groups
                .iter()
                .filter(|g| g.key.iter().any(|(k, v, _)| *k == Key::Bucket && v == bucket))
                .map(|g| g.numerator)
                .sum(),
        };
        same(name, &written(found, places), &said, places)?;
    }
    Ok(())
}

/// Decimal places of sums: money in cents, counts whole.
fn scale_above(d: &Definition) -> u32 {
    match d.id.as_str() {
        "initial_denial_rate_count" => 0,
        id if id.starts_with("turnaround") => 0,
        _ => 2,
    }
}

fn scale_below(d: &Definition) -> u32 {
    scale_above(d)
}

/// A scaled number as a decimal.
fn written(number: i64, places: u32) -> String {
    if places == 0 {
        return number.to_string();
    }
    let scale = 10_u64.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / scale, number.unsigned_abs() % scale);
    format!("{sign}{whole}.{part:0width$}", width = places as usize)
}

/// Equal as decimals of so many places; nothing is rounded away.
fn same(what: &str, found: &str, said: &str, places: u32) -> Result<(), String> {
    let number = |text: &str| gonio_x12::value::decimal(text.as_bytes(), places);
    match (number(found), number(said)) {
        (Some(a), Some(b)) if a == b => Ok(()),
        _ => Err(format!("{what} is {found}, not {said}")),
    }
}

/// An amount of the data: `1.4` is 140 cents.
fn money(value: &Value) -> i64 {
    if value.is_null() { 0 } else { cents(&value.to_string()) }
}

fn dollars(cents: i64) -> String {
    written(cents, 2)
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("{row} has no {name}"))
}

fn earlier(text: &str, days: i32) -> String {
    Day(day(text).0 - days).to_string()
}

/// Decisions by claim root, each in a remittance of its own.
fn decisions(p: &mut Practice, all: &Value) {
    let mut served: HashMap<&str, String> = HashMap::new();
    let second = |root: &str| {
        rows(all).iter().any(|r| r["root"] == root && r["seq"].as_str().unwrap_or("P") != "P")
    };
    let mut claims = String::new();
    for row in rows(all) {
        let root = text(row, "root");
        if served.contains_key(root) {
            continue;
        }
        let served_on = earlier(text(row, "posted"), 20);
        let charge = dollars(money(&row["charge"]).abs());
        let other = if second(root) { "other S SECOND S1" } else { "" };
        claims.push_str(&format!(
            "sent {} to FIRST
             claim {root} REED/{root} M{root} {served_on}
             {other}
             line 97110 x1 {charge}\n",
            earlier(text(row, "posted"), 18)
        ));
        served.insert(root, served_on);
    }
    p.claims(&claims);
    for (number, row) in rows(all).iter().enumerate() {
        let (root, posted) = (text(row, "root"), text(row, "posted"));
        let charge = money(&row["charge"]);
        let cas: Vec<(String, i64)> = rows(&row["cas"])
            .iter()
            .map(|c| {
                let code = format!("{}-{}", c[0].as_str().unwrap(), c[1].as_str().unwrap());
                (code, money(&c[2]))
            })
            .collect();
        let paid = charge - cas.iter().map(|(_, c)| c).sum::<i64>();
        let codes: Vec<String> =
            cas.iter().map(|(code, c)| format!("{code}={}", dollars(*c))).collect();
        let (payer, status) = match row["seq"].as_str() {
            Some("S") => ("SECOND", "2".to_string()),
            _ => ("FIRST", row["status"].to_string()),
        };
        let moa = if row["unproc"] == true { "moa MA130" } else { "" };
        // What is taken back is carried forward, so that no payment is below zero.
        let forward =
            if paid < 0 { format!("plb FB {} F{number}", dollars(paid)) } else { String::new() };
        let payment = dollars(paid.max(0));
        p.remit(&format!(
            "pay T{number} {payment} ACH {posted} {payer}
             claim {root} {status} REED/{root} M{root} {}
             {moa}
             line 97110 x1 {} {} {}
             {forward}",
            served[root],
            dollars(charge),
            dollars(paid),
            codes.join(" ")
        ));
    }
}

/// Lines decided by payers, each a claim of its own.
fn paid_lines(p: &mut Practice, all: &Value) {
    for (number, row) in rows(all).iter().enumerate() {
        let (payer, posted) = (text(row, "payer"), text(row, "posted"));
        let (charge, paid) = (money(&row["charge"]), money(&row["paid"]));
        let (served, sent) = (earlier(posted, 20), earlier(posted, 18));
        let first = row["seq"].as_str().unwrap_or("P") == "P";
        let (asked, other) = if first {
            (payer, String::new())
        } else {
            ("ELSEWHERE", format!("other S {payer} S{number}"))
        };
        p.claims(&format!(
            "sent {sent} to {asked}
             claim C{number} REED/ANNA M{number} {served}
             {other}
             line 97110 x1 {}",
            dollars(charge)
        ));
        let (status, code) = match (first, paid) {
            (true, 0) => ("1", "CO-197"),
            (true, _) => ("1", "CO-45"),
            (false, _) => ("2", "OA-23"),
        };
        p.remit(&format!(
            "pay T{number} {} ACH {posted} {payer}
             claim C{number} {status} REED/ANNA M{number} {served}
             line 97110 x1 {} {} {code}={}",
            dollars(paid),
            dollars(charge),
            dollars(paid),
            dollars(charge - paid)
        ));
    }
}

/// Claims by the days they were sent and decided.
fn sendings(p: &mut Practice, all: &Value) {
    for (number, row) in rows(all).iter().enumerate() {
        let (payer, first) = (text(row, "payer"), text(row, "first_submit"));
        let served = earlier(first, 2);
        let mut send = |sent: &str, modifier: &str| {
            p.claims(&format!(
                "sent {sent} to {payer}
                 claim C{number} REED/ANNA M{number} {served}
                 line 97110{modifier} x1 100.00"
            ));
        };
        send(first, "");
        if text(row, "submit") != first {
            // Mended and sent again.
            send(text(row, "submit"), ":GP");
        }
        if let Some(decided) = row["adjudicated"].as_str() {
            p.remit(&format!(
                "pay T{number} 60.00 ACH {decided} {payer}
                 claim C{number} 1 REED/ANNA M{number} {served}
                 line 97110 x1 100.00 60.00 CO-45=40.00"
            ));
        }
    }
}

/// A claim with one line, put into the book by hand.
fn claim(c: &Engine, id: i64, service: Day, first_bill: Option<Day>, charge: i64) {
    c.execute(
        "INSERT INTO claim (practice_id, claim_id, batch_id, origin, control_number, patient_id, \
         member_id, payer_id, coverages, charge_cents, service_day, first_bill_day, \
         place_of_service, rendering_npi, referring_npi, billing_npi, authorization_number, \
         diagnoses, supersedes, superseded_by, superseded_in, adjudicated, state, paid_cents, \
         adjusted_cents, payer_open_cents, later_payer_open_cents, denied_open_cents, \
         patient_open_cents, live) \
         VALUES (1, $1, 1, '837P', $2, 1, 'M1', 1, 'P', $3, $4, $5, '11', '', '', '', '', \
         '', 0, 0, 0, 'P', 'closed', 0, 0, 0, 0, 0, 0, TRUE)",
        &params![id, format!("C{id}"), charge, service.0, first_bill.map(|d| d.0)],
    )
    .unwrap();
    c.execute(
        "INSERT INTO claim_line (practice_id, claim_id, line_no, batch_id, code, modifiers, \
         units_milli, charge_cents, service_day, pointers, control_number, rendering_npi, \
         place_of_service, live) \
         VALUES (1, $1, 1, 1, '97110', '', 1000, $2, $3, '', '', '', '11', TRUE)",
        &params![id, charge, service.0],
    )
    .unwrap();
}

/// A transfer, put into the book by hand. A negative amount goes the other way.
fn post(c: &Engine, on: Day, debit: &str, credit: &str, cents: i64, claim: i64) {
    if cents == 0 {
        return;
    }
    let (debit, credit) = if cents < 0 { (credit, debit) } else { (debit, credit) };
    c.execute(
        "INSERT INTO journal (practice_id, entry_id, line_no, batch_id, post_day, rule, debit, \
         credit, cents, claim_id, claim_line, remit_id, claim_no, patient_id, payer_id, \
         reference, reverses) \
         SELECT 1, COALESCE(MAX(entry_id), 0) + 1, 1, 1, $1, 'case', $2, $3, $4, $5, \
         $6, 0, 0, 1, 1, '', 0 FROM journal",
        &params![on.0, debit, credit, cents.abs(), claim, i64::from(claim > 0)],
    )
    .unwrap();
}

/// Balances by account, and charges of a window that were paid in it.
fn balances(p: &Practice, data: &Value, start: Day, end: Day) {
    let c = p.book.engine();
    let gross = money(&data["gross_charges"]);
    claim(c, 1, start, Some(start), gross);
    post(c, start, "AR.P", "REV", gross, 1);
    post(c, end, "CLR.ERA", "AR.P", gross, 1);
    let before = Day(start.0 - 1);
    for (id, (account, balance)) in (2..).zip(data["ar"].as_object().unwrap()) {
        let balance = money(balance);
        claim(c, id, before, Some(before), balance.max(0));
        if account == "credit" {
            post(c, before, "AR.PAT", "BANK", balance, id);
        } else {
            post(c, before, account, "REV", balance, id);
        }
    }
}

/// Open balances, each a claim of its own.
fn open_items(p: &Practice, all: &Value) {
    let c = p.book.engine();
    for (id, item) in (1..).zip(rows(all)) {
        let balance = money(&item["balance"]);
        let served = day(text(item, "dos"));
        let first_bill = item["first_bill"].as_str().map(day);
        claim(c, id, served, first_bill, balance.max(0));
        let account = if item["party"] == "pat" { "AR.PAT" } else { "AR.P" };
        let against = if balance < 0 { "BANK" } else { "REV" };
        post(c, served, account, against, balance, id);
    }
}

/// Lines by day of service with what became of them.
fn cohort(p: &Practice, all: &Value) {
    let c = p.book.engine();
    for (id, line) in (1..).zip(rows(all)) {
        let served = day(text(line, "dos"));
        let of = |name: &str| money(&line[name]);
        let (charge, contractual, paid) = (of("charge"), of("contractual"), of("paid"));
        claim(c, id, served, Some(served), charge);
        post(c, served, "AR.P", "REV", charge, id);
        post(c, served, "ADJ.CON", "AR.P", contractual, id);
        post(c, served, "CLR.ERA", "AR.P", paid, id);
        let given_up = charge - contractual - paid - of("open");
        post(c, served, "ADJ.DEN", "AR.P", given_up, id);
    }
}

/// Summary rows of a journal.
fn journal(p: &Practice, all: &Value) {
    let c = p.book.engine();
    let first = rows(all).iter().map(|r| day(text(r, "date"))).min().unwrap();
    claim(c, 1, first, Some(first), 0);
    for row in rows(all) {
        let (debit, credit) = match text(row, "acct") {
            "REV" => ("AR.P", "REV"),
            "PAY.INS" | "TAKEBACK" => ("CLR.ERA", "AR.P"),
            "PAY.PAT" => ("BANK", "AR.PAT"),
            "REFUND" => ("DUE.PAT", "AR.PAT"),
            "INC.INT" => ("CLR.ERA", "INC.INT"),
            "BAD.RECOVERY" => ("BANK", "ADJ.BAD"),
            "ADJ.DEN" => ("ADJ.DEN", "AR.DEN"),
            "ADJ.BAD" => ("ADJ.BAD", "AR.PAT"),
            account @ ("ADJ.CON" | "ADJ.SEQ" | "ADJ.OTH") => (account, "AR.P"),
            other => panic!("{other} is no summary account"),
        };
        let about_a_claim = debit.starts_with("AR.") || credit.starts_with("AR.");
        let claim_id = i64::from(about_a_claim);
        post(c, day(text(row, "date")), debit, credit, money(&row["amount"]), claim_id);
    }
}
