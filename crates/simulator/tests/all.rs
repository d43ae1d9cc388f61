//! What the simulated files promise: they balance, they repeat, they mean nobody, and an
//! independent validator accepts them.

// The path of pyx12 comes from the environment; nothing else here does.
#![allow(clippy::disallowed_methods)]

use gonio_simulator::{File, Scenario, practice, volume};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

type Segment = Vec<String>;

/// The default practice, made once for all tests.
fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| practice(&Scenario::default()).collect())
}

fn short(seed: u64) -> Scenario {
    Scenario { seed, months: 2, ..Scenario::default() }
}

fn volume_pair(seed: u64, claims: u64) -> (Vec<u8>, Vec<u8>) {
    let (mut remittance, mut claim_file) = (Vec::new(), Vec::new());
    volume(seed, claims, &mut |bytes| remittance.extend_from_slice(bytes), &mut |bytes| {
        claim_file.extend_from_slice(bytes)
    });
    (remittance, claim_file)
}

fn segments(bytes: &[u8]) -> Vec<Segment> {
    let text = std::str::from_utf8(bytes).expect("X12 is ASCII");
    text.split('~')
        .filter(|s| !s.is_empty())
        .map(|s| s.split('*').map(str::to_string).collect())
        .collect()
}

fn at(segment: &Segment, index: usize) -> &str {
    segment.get(index).map_or("", String::as_str)
}

fn cents(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let number = |t: &str| if t.is_empty() { 0 } else { t.parse::<i64>().expect("an amount") };
    assert!(part.len() <= 2, "amount {text}");
    sign * (number(whole) * 100 + number(&format!("{part:0<2}")))
}

/// Group, reason and cents of a CAS.
fn adjustments(cas: &Segment) -> impl Iterator<Item = (&str, &str, i64)> {
    (2..cas.len()).step_by(3).map(|i| (at(cas, 1), at(cas, i), cents(at(cas, i + 1))))
}

fn kind(file: &File) -> &str {
    if file.name.contains("-837P-") { "837P" } else { "835" }
}

fn slug(file: &File) -> &str {
    file.name.trim_end_matches(".x12").rsplit('-').next().expect("a name")
}

/// One CLP with everything below it.
struct Paid {
    payer: String,
    segments: Vec<Segment>,
}

impl Paid {
    fn control(&self) -> &str {
        at(&self.segments[0], 1)
    }

    fn status(&self) -> &str {
        at(&self.segments[0], 2)
    }

    fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Segment> {
        self.segments.iter().filter(move |s| s[0] == id)
    }

    /// Sorted money facts, for comparing a reversal with what it reverses.
    fn money(&self, sign: i64) -> Vec<(String, i64)> {
        let clp = &self.segments[0];
        let mut facts = vec![
            ("charge".to_string(), sign * cents(at(clp, 3))),
            ("paid".to_string(), sign * cents(at(clp, 4))),
            ("share".to_string(), sign * cents(at(clp, 5))),
        ];
        for cas in self.of("CAS") {
            facts.extend(adjustments(cas).map(|(g, r, c)| (format!("{g}-{r}"), sign * c)));
        }
        for svc in self.of("SVC") {
            facts.push((format!("{} charge", svc[1]), sign * cents(at(svc, 2))));
            facts.push((format!("{} paid", svc[1]), sign * cents(at(svc, 3))));
        }
        facts.sort();
        facts
    }

    fn denied(&self) -> bool {
        const NEUTRAL: [&str; 8] = ["1", "2", "3", "18", "23", "45", "59", "253"];
        self.of("CAS").flat_map(adjustments).any(|a| !NEUTRAL.contains(&a.1))
    }
}

/// Every claim of every remittance, in order; checks all balances on the way.
fn remitted(payer: &str, bytes: &[u8]) -> Vec<Paid> {
    let mut all: Vec<Paid> = Vec::new();
    let (mut from, mut bpr, mut plb, mut interest) = (0, 0, 0, 0);
    let mut open = false;
    for segment in segments(bytes) {
        match segment[0].as_str() {
            "BPR" => {
                bpr = cents(at(&segment, 2));
                assert!(bpr >= 0, "BPR02 is negative");
                assert_eq!(bpr == 0, at(&segment, 4) == "NON");
                (from, plb, interest) = (all.len(), 0, 0);
            }
            "CLP" => {
                all.push(Paid { payer: payer.to_string(), segments: vec![segment] });
                open = true;
            }
            "PLB" => {
                assert!(segment.len() <= 15, "at most six adjustments");
                for i in (3..segment.len()).step_by(2) {
                    let amount = cents(at(&segment, i + 1));
                    plb += amount;
                    interest += if segment[i].starts_with("L6") { amount } else { 0 };
                }
                open = false;
            }
            "SE" => {
                let paid: i64 = all[from..].iter().map(|c| cents(at(&c.segments[0], 4))).sum();
                assert_eq!(paid - plb, bpr, "transaction of {payer}");
                let told: i64 = all[from..]
                    .iter()
                    .flat_map(|c| c.of("AMT"))
                    .filter(|a| a[1] == "I")
                    .map(|a| cents(&a[2]))
                    .sum();
                assert_eq!(-interest, told, "interest of {payer}");
                open = false;
            }
            _ if open => all.last_mut().expect("a claim").segments.push(segment),
            _ => {}
        }
    }
    all.iter().for_each(balanced);
    all
}

fn balanced(claim: &Paid) {
    let clp = &claim.segments[0];
    let (mut charge, mut paid, mut share) = (cents(at(clp, 3)), cents(at(clp, 4)), 0);
    let mut line = 0;
    for segment in &claim.segments {
        match segment[0].as_str() {
            "SVC" => {
                assert_eq!(line, 0, "line of {}", claim.control());
                charge -= cents(at(segment, 2));
                paid -= cents(at(segment, 3));
                line = cents(at(segment, 2)) - cents(at(segment, 3));
            }
            "CAS" => {
                for (group, _, amount) in adjustments(segment) {
                    assert_ne!(amount, 0);
                    line -= amount;
                    share += if group == "PR" { amount } else { 0 };
                }
            }
            _ => {}
        }
    }
    assert_eq!((line, charge, paid), (0, 0, 0), "claim {}", claim.control());
    assert_eq!(share, cents(at(clp, 5)), "CLP05 of {}", claim.control());
}

fn all_remitted() -> Vec<Paid> {
    files().iter().filter(|f| kind(f) == "835").flat_map(|f| remitted(slug(f), &f.bytes)).collect()
}

fn valid_npi(npi: &str) -> bool {
    let sum: u32 = format!("80840{npi}")
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let digit = c.to_digit(10).expect("a digit") * if i % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    npi.len() == 10 && npi.starts_with('1') && sum.is_multiple_of(10)
}

/// FNV-1a over names and bytes.
fn hash(scenario: &Scenario) -> u64 {
    practice(scenario).fold(0xcbf2_9ce4_8422_2325, |hash, file| {
        file.name
            .bytes()
            .chain(file.bytes)
            .fold(hash, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    })
}

#[test]
fn same_seed_same_bytes_other_seed_other_bytes() {
    assert_eq!(hash(&short(7)), hash(&short(7)));
    assert_ne!(hash(&short(7)), hash(&short(8)));
    assert_eq!(volume_pair(3, 700), volume_pair(3, 700));
    assert_ne!(volume_pair(3, 700), volume_pair(4, 700));
}

#[test]
fn files_come_in_date_order_and_in_reasonable_number() {
    let files = files();
    assert!((300..=700).contains(&files.len()), "{} files", files.len());
    let bytes: usize = files.iter().map(|f| f.bytes.len()).sum();
    assert!((10_000_000..18_000_000).contains(&bytes), "{bytes} bytes");
    assert!(files.is_sorted_by_key(|f| &f.name[..10]));
    assert!(files.iter().all(|f| ("2026-05-01".."2026-11-01").contains(&&f.name[..10])));
    let names: BTreeSet<_> = files.iter().map(|f| &f.name).collect();
    assert_eq!(names.len(), files.len());
}

#[test]
fn a_scenario_may_be_empty_or_cross_the_year() {
    assert_eq!(practice(&Scenario { months: 0, ..Scenario::default() }).count(), 0);
    let winter = Scenario { months: 4, last_day: (2027, 2, 28), ..Scenario::default() };
    let files: Vec<_> = practice(&winter).collect();
    assert!(files[0].name.starts_with("2026-11-0"));
    for file in files.iter().filter(|f| kind(f) == "835") {
        remitted(slug(file), &file.bytes);
    }
}

#[test]
fn envelopes_count_right() {
    for file in files() {
        let all = segments(&file.bytes);
        let st = all.iter().position(|s| s[0] == "ST").expect("ST");
        let se = all.iter().position(|s| s[0] == "SE").expect("SE");
        assert_eq!(all[se][1], (se - st + 1).to_string(), "{}", file.name);
        assert_eq!(all[se][2], all[st][2]);
        assert_eq!(all[0][13], all.last().expect("IEA")[2]);
    }
}

#[test]
fn every_remittance_balances_at_all_three_levels() {
    assert!(all_remitted().len() > 12_000);
}

#[test]
fn traces_are_unique() {
    let mut seen = BTreeSet::new();
    for file in files().iter().filter(|f| kind(f) == "835") {
        for trn in segments(&file.bytes).iter().filter(|s| s[0] == "TRN") {
            assert!(seen.insert((trn[2].clone(), trn[3].clone())), "{}", file.name);
        }
    }
}

#[test]
fn claims_add_up() {
    let mut controls: BTreeMap<String, u32> = BTreeMap::new();
    let mut secondary = 0;
    for file in files().iter().filter(|f| kind(f) == "837P") {
        let (mut total, mut prior, mut line, mut is_second) = (0, None, 0, false);
        let (mut lines, mut in_claim) = (BTreeSet::new(), false);
        for s in segments(&file.bytes) {
            match s[0].as_str() {
                "CLM" | "SE" | "HL" => {
                    assert_eq!((total, line), (0, 0), "{}", file.name);
                    assert!(prior.is_none_or(|p| p == 0), "{} prior payer", file.name);
                    prior = None;
                    if s[0] != "CLM" {
                        in_claim = false;
                        continue;
                    }
                    total = cents(&s[2]);
                    assert!(total > 0 && s[1].len() <= 20);
                    assert!(s[1].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
                    let name = if is_second { format!("{} second", s[1]) } else { s[1].clone() };
                    *controls.entry(name).or_default() += 1;
                    (lines, in_claim) = (BTreeSet::new(), true);
                }
                // The subscriber's SBR, not the one of another coverage.
                "SBR" if !in_claim => is_second = s[1] == "S",
                "AMT" if s[1] == "D" => {
                    prior = Some(cents(&s[2]));
                    secondary += 1;
                }
                "SV1" => {
                    total -= cents(&s[2]);
                    assert!((1..=3).contains(&s[4].parse::<u32>().expect("units")));
                    assert_eq!(line, 0);
                    line = if prior.is_some() { cents(&s[2]) } else { 0 };
                }
                "SVD" => {
                    line -= cents(&s[2]);
                    prior = prior.map(|p| p - cents(&s[2]));
                }
                "CAS" => line -= adjustments(&s).map(|a| a.2).sum::<i64>(),
                "REF" if s[1] == "6R" => assert!(lines.insert(s[2].clone()), "{}", s[2]),
                _ => {}
            }
        }
    }
    assert!(secondary > 50, "{secondary} secondary claims");
    let twice = controls.values().filter(|n| **n > 1).count();
    assert!((20..300).contains(&twice), "{twice} claims were sent twice");
    assert!(controls.values().all(|n| *n <= 2));
}

#[test]
fn people_and_numbers_are_made_up_and_well_formed() {
    const MADE_UP: [&str; 16] = [
        "MOCK", "SAMPLE", "FABLE", "FIGMENT", "NOTION", "PRETEND", "MARBLE", "PEPPER", "TEAPOT",
        "BUTTON", "PUZZLE", "RIDDLE", "LANTERN", "PEBBLE", "BISCUIT", "KETTLE",
    ];
    let mut rendering = BTreeSet::new();
    for file in files() {
        for s in segments(&file.bytes) {
            if s[0] == "NM1" && at(&s, 8) == "XX" {
                assert!(valid_npi(&s[9]), "{} in {}", s[9], file.name);
                if s[1] == "82" {
                    rendering.insert(s[9].clone());
                }
            } else if s[0] == "N1" && at(&s, 3) == "XX" {
                assert!(valid_npi(&s[4]), "{} in {}", s[4], file.name);
            } else if s[0] == "NM1" && matches!(s[1].as_str(), "IL" | "QC") {
                assert!(MADE_UP.iter().any(|word| s[3].starts_with(word)), "{}", s[3]);
            } else if s[0] == "PER" {
                assert!(s[4].starts_with("30755501"), "telephone {}", s[4]);
            }
        }
    }
    assert_eq!(rendering.len(), 8, "assistants do not render");
    assert!(valid_npi("1234567893") && !valid_npi("1234567890"));
}

#[test]
fn each_payer_has_its_habits() {
    let all = all_remitted();
    let (mut count, mut denied) = (BTreeMap::new(), BTreeMap::new());
    let mut reversed = BTreeSet::new();
    for claim in &all {
        let payer = claim.payer.as_str();
        if claim.status() == "22" {
            reversed.insert(claim.control());
            continue;
        }
        // A correction is no first decision.
        if reversed.contains(claim.control()) {
            continue;
        }
        *count.entry(payer).or_insert(0_usize) += 1;
        *denied.entry(payer).or_insert(0_usize) += usize::from(claim.denied());
    }
    for (payer, low, high) in [
        ("medicare", 70, 120),
        ("bluewalnut", 80, 140),
        ("thistledown", 80, 140),
        ("medicaid", 50, 110),
        ("gooseberry", 0, 0),
    ] {
        assert!(count[payer] > 1000, "{payer} ruled on {}", count[payer]);
        let rate = denied[payer] * 1000 / count[payer];
        assert!((low..=high).contains(&rate), "{payer} denies {rate} per mille");
    }
    let wanted = [
        ("medicare", "PR-119"),
        ("medicare", "CO-50"),
        ("medicare", "CO-16"),
        ("medicare", "CO-59"),
        ("medicare", "CO-253"),
        ("medicare", "PR-1"),
        ("medicare", "OA-18"),
        ("bluewalnut", "PR-3"),
        ("bluewalnut", "CO-197"),
        ("bluewalnut", "CO-97"),
        ("bluewalnut", "CO-236"),
        ("thistledown", "CO-151"),
        ("thistledown", "CO-29"),
        ("thistledown", "CO-252"),
        ("thistledown", "CO-27"),
        ("thistledown", "CO-B7"),
        ("thistledown", "PR-1"),
        ("medicaid", "CO-16"),
        ("medicaid", "CO-31"),
        ("medicaid", "CO-22"),
        ("medicaid", "OA-23"),
        ("gooseberry", "OA-23"),
    ];
    for (payer, reason) in wanted {
        let found = all.iter().filter(|c| c.payer == payer).flat_map(|c| c.of("CAS")).any(|cas| {
            adjustments(cas).any(|(group, code, _)| format!("{group}-{code}") == reason)
        });
        assert!(found, "{payer} never said {reason}");
    }
}

#[test]
fn remarks_stand_where_a_reason_needs_them() {
    for claim in all_remitted().iter().filter(|c| c.status() != "22") {
        let says = |reason: &str| claim.of("CAS").flat_map(adjustments).any(|a| a.1 == reason);
        if says("16") || says("252") {
            assert!(claim.of("LQ").next().is_some(), "{} wants a remark", claim.control());
        }
        if claim.status() == "4" {
            assert!(says("31"));
        }
        let forwarded = claim.of("NM1").any(|n| n[1] == "TT");
        assert_eq!(claim.status() == "19", forwarded);
        if forwarded {
            assert!(claim.of("MOA").flatten().any(|m| m == "MA18" || m == "MA07"));
        }
    }
    assert!(!files().iter().any(|f| f.name.contains("837P-gooseberry")), "all cross over");
}

#[test]
fn reversals_mirror_what_they_reverse_and_a_correction_follows() {
    let all = all_remitted();
    let mut reversals = 0;
    for (index, claim) in all.iter().enumerate().filter(|(_, c)| c.status() == "22") {
        reversals += 1;
        let number = at(&claim.segments[0], 7);
        let original = all[..index]
            .iter()
            .find(|c| at(&c.segments[0], 7) == number && c.payer == claim.payer)
            .expect("a first ruling");
        assert_eq!(original.control(), claim.control());
        assert_eq!(original.money(1), claim.money(-1), "reversal of {}", claim.control());
        let correction = &all[index + 1];
        assert_eq!(correction.control(), claim.control());
        assert_ne!(correction.status(), "22");
    }
    assert!(reversals > 50, "{reversals} reversals");
}

#[test]
fn provider_level_balances_come_back() {
    let mut open: BTreeMap<String, i64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for file in files().iter().filter(|f| kind(f) == "835") {
        for plb in segments(&file.bytes).iter().filter(|s| s[0] == "PLB") {
            for i in (3..plb.len()).step_by(2) {
                let (code, reference) = plb[i].split_once(':').expect("code and reference");
                seen.insert(code.to_string());
                if code != "L6" {
                    let balance = open.entry(reference.to_string()).or_default();
                    *balance += cents(at(plb, i + 1));
                    assert!(*balance <= 0, "{reference} was taken before it was owed");
                }
            }
        }
    }
    assert_eq!(seen, ["FB", "L6", "WO"].map(str::to_string).into());
    let settled = open.values().filter(|b| **b == 0).count();
    assert!(settled >= 2, "{open:?}");
}

#[test]
fn most_claims_are_answered_some_wait_and_a_few_are_strangers() {
    let sent: BTreeSet<String> = files()
        .iter()
        .filter(|f| kind(f) == "837P")
        .flat_map(|f| segments(&f.bytes))
        .filter(|s| s[0] == "CLM")
        .map(|s| s[1].clone())
        .collect();
    let answered: BTreeSet<String> =
        all_remitted().iter().map(|c| c.control().to_string()).collect();
    let waiting = sent.difference(&answered).count();
    let strangers = answered.difference(&sent).count();
    assert!((300..2500).contains(&waiting), "{waiting} wait");
    assert!((10..100).contains(&strangers), "{strangers} strangers");
    assert!(sent.iter().any(|c| c.ends_with("-A")), "corrected claims");
}

#[test]
fn the_volume_pair_fits_together() {
    let (remittance, claim_file) = volume_pair(1, 3000);
    let paid = remitted("volume", &remittance);
    let sent: Vec<Segment> = segments(&claim_file).into_iter().filter(|s| s[0] == "CLM").collect();
    assert_eq!((paid.len(), sent.len()), (3000, 3000));
    for (claim, paid) in sent.iter().zip(&paid) {
        assert_eq!((&claim[1], &claim[2]), (&paid.segments[0][1], &paid.segments[0][3]));
    }
    assert!(sent.is_sorted_by_key(|c| &c[1]), "control numbers rise");
    let per_set = |bytes: &[u8], id: &str| -> Vec<usize> {
        let mut counts = Vec::new();
        for s in segments(bytes) {
            match s[0].as_str() {
                "ST" => counts.push(0),
                name if name == id => *counts.last_mut().expect("ST") += 1,
                _ => {}
            }
        }
        counts
    };
    assert!(per_set(&claim_file, "CLM").iter().all(|n| *n <= 500));
    assert!(per_set(&remittance, "CLP").iter().all(|n| (1..=160).contains(n)));
    let sizes = (remittance.len() / 3000, claim_file.len() / 3000);
    assert!((400..700).contains(&sizes.0) && (350..700).contains(&sizes.1), "{sizes:?}");
}

#[test]
fn an_empty_volume_is_an_empty_envelope() {
    let (remittance, claim_file) = volume_pair(1, 0);
    assert!(remittance.starts_with(b"ISA*") && claim_file.starts_with(b"ISA*"));
}

/// One file of each payer and kind, and those with something special in them.
fn sample() -> Vec<File> {
    let mut chosen: BTreeMap<String, &File> = BTreeMap::new();
    for file in files() {
        chosen.insert(format!("{} {}", kind(file), slug(file)), file);
        let text = std::str::from_utf8(&file.bytes).expect("ASCII");
        let special =
            ["~SVD*", "*22*-", ":FB-", "*FB:", "*WO:", "~MOA***MA130", "~PAT*", "*4*", "*NON*"];
        for mark in special.iter().filter(|m| text.contains(**m)) {
            chosen.insert((*mark).to_string(), file);
        }
    }
    let (remittance, claim_file) = volume_pair(1, 700);
    let mut sample: Vec<File> = chosen.into_values().cloned().collect();
    sample.sort_by(|a, b| a.name.cmp(&b.name));
    sample.dedup();
    sample.push(File { name: "volume-835.x12".to_string(), bytes: remittance });
    sample.push(File { name: "volume-837P.x12".to_string(), bytes: claim_file });
    sample
}

#[test]
#[ignore = "needs pyx12: script/test runs it"]
fn pyx12_accepts_what_we_write() {
    let judge = std::env::var("GONIO_PYX12")
        .expect("GONIO_PYX12 is not set: give it the path of pyx12's x12valid");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pyx12-simulator");
    std::fs::create_dir_all(&folder).expect("a folder for copies");
    let mut refused = Vec::new();
    for file in sample() {
        std::fs::write(folder.join(&file.name), &file.bytes).expect("a copy");
        let output = Command::new(&judge)
            .arg(&file.name)
            .current_dir(&folder)
            .output()
            .expect("x12valid runs");
        // Its exit status says nothing; its last line does.
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        if !said.contains(&format!("{}: OK", file.name)) {
            refused.push(format!("{}: {said}", file.name));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
