//! Official tables at full size, in their layouts: seconds and peak memory of each import, and
//! look-ups a second. The rows are made up; how many there are is not.
//!
//! `script/bench reference`. The files stay under target/bench.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "rates, not money")]
#![allow(missing_docs, reason = "a program of its own")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use gonio_app::reference::{Options, import, remove};
use gonio_app::{Book, Now};
use gonio_billing::day::Day;

const NOW: Now =
    Now { seconds: 1_795_200_000, today: Day(20_778), who: gonio_app::access::Who::Nobody };

/// The tables: what they are called, their files, how many rows of the real one.
const TABLES: [(&str, &[&str], usize); 4] = [
    (
        "NCCI pairs",
        &[
            "ccipra-v302r0-f1.txt",
            "ccipra-v302r0-f2.txt",
            "ccipra-v302r0-f3.txt",
            "ccipra-v302r0-f4.txt",
        ],
        2_546_017,
    ),
    ("MUE", &["MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"], 14_677),
    ("relative values", &["PPRRVU2025_Oct.csv"], 19_090),
    ("ICD-10-CM order", &["icd10cm_order_2026.txt"], 98_186),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|a| a == "--alone") {
        let paths: Vec<PathBuf> = arguments[at + 2..].iter().map(PathBuf::from).collect();
        alone(&arguments[at + 1], &paths);
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench/reference");
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let book = folder.join("book.db");
    for tail in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{tail}", book.display()));
    }
    for (name, files, rows) in TABLES {
        let paths: Vec<PathBuf> = files.iter().map(|f| folder.join(f)).collect();
        if !paths.iter().all(|p| p.exists()) {
            make(name, &paths, rows);
        }
        let bytes: u64 = paths.iter().filter_map(|p| p.metadata().ok()).map(|m| m.len()).sum();
        let own = std::env::current_exe().expect("this program");
        let output =
            Command::new(own).arg("--alone").arg(&book).args(&paths).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        println!("{name:<16} {rows:>9} rows, {:>4} MB: {}", bytes / 1_000_000, said.trim());
    }
    let size = book.metadata().map_or(0, |m| m.len());
    println!("the book is of {} MB\n", size / 1_000_000);
    lookups(&book);
}

/// Imports in a process of its own, so that its peak is its own.
fn alone(book: &str, paths: &[PathBuf]) {
    let mut book = Book::open(book).expect("a book");
    let start = Instant::now();
    let report =
        import(&mut book, paths, &Options::default(), NOW, &mut |_, _| {}).expect("an import");
    let seconds = start.elapsed().as_secs_f64();
    for file in &report.files {
        assert_eq!(file.outcome, "imported", "{}: {}", file.path, file.reason);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown");
    let rate = report.totals.rows as f64 / seconds;
    println!("{seconds:>6.2} s, {rate:>9.0} rows/s, peak {}", peak.trim());
}

fn lookups(path: &Path) {
    let mut book = Book::open(&path.display().to_string()).expect("the book");
    let on = Day::new(2024, 8, 1).expect("a day");
    let fiscal = Day::new(2026, 1, 5).expect("a day");
    let codes: Vec<String> = (0..20_000).map(|n| code(n * 7919 % 10_000)).collect();
    let diagnoses: Vec<String> = (0..20_000).map(|n| diagnosis(n * 7919 % 98_186)).collect();
    let count = |what: &str, ask: &mut dyn FnMut(usize) -> bool| {
        let start = Instant::now();
        let found = (0..20_000).filter(|n| ask(*n)).count();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{what:<28} {:>8.0} a second, {:>5.1} µs each, {found} of 20000 found",
            20_000.0 / seconds,
            seconds * 50.0
        );
    };
    // Every second of them is a pair of the table.
    let seconds: Vec<String> = (0..454).map(|n| code(n / 2 * 44 + n % 2)).collect();
    count("a pair, one order", &mut |n| {
        let column2 = &seconds[n * 31 % seconds.len()];
        book.pair(&codes[n], column2, on).expect("an answer").is_some_and(|p| p.is_some())
    });
    count("a pair, both orders", &mut |n| {
        let column2 = &seconds[n * 31 % seconds.len()];
        !book.pairs(&codes[n], column2, on).expect("an answer").is_empty()
    });
    count("the most units", &mut |n| {
        book.mue(&codes[n], on).expect("an answer").is_some_and(|m| m.is_some())
    });
    let autumn = Day::new(2025, 11, 3).expect("a day");
    count("relative values", &mut |n| {
        book.rvu(&codes[n], "", autumn, false).expect("an answer").is_some()
    });
    count("the release of a day", &mut |_| {
        book.icd10_release(fiscal).expect("an answer").is_some()
    });
    count("a diagnosis", &mut |n| book.icd10(&diagnoses[n], fiscal).expect("an answer").is_some());
    let start = Instant::now();
    remove(&mut book, 1, NOW).expect("the first part goes");
    println!("\ntaking a part of the pairs back: {:.2} s", start.elapsed().as_secs_f64());
}

/// A made-up code of five digits; rising.
fn code(number: usize) -> String {
    format!("{:05}", 10_000 + number * 9)
}

/// A made-up diagnosis; rising.
fn diagnosis(number: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(number / 5_000).expect("fewer than 26"));
    format!("{letter}{:02}{:03}", number % 5_000 / 50, number % 50 * 20)
}

fn make(name: &str, paths: &[PathBuf], rows: usize) {
    let mut files: Vec<BufWriter<File>> =
        paths.iter().map(|p| BufWriter::new(File::create(p).expect("a file"))).collect();
    match name {
        "NCCI pairs" => pairs(&mut files, rows),
        "MUE" => mue(&mut files[0], rows),
        "relative values" => rvu(&mut files[0], rows),
        _ => order(&mut files[0], rows),
    }
    .expect("the file is written");
}

/// As many rows for each first code as there are on average; one in nine pairs comes twice.
fn pairs(files: &mut [BufWriter<File>], rows: usize) -> std::io::Result<()> {
    const EACH: usize = 227;
    for file in files.iter_mut() {
        file.write_all(
            b"CPT only copyright 2023 American Medical Association.\t\t\t\t\t\t\r\n\
              Column1/Column2 Edits\t\t\t\t\t\t\r\n\
              Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n\
              \t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\
              \t\t\t\t*=no data\t1=allowed\t\r\n\
              \t\t\t\t\t9=not applicable\t\r\n",
        )?;
    }
    let reasons = [
        "CPT Manual or CMS manual coding instruction",
        "Misuse of Column Two code with Column One code",
        "Standards of medical/surgical practice",
        "Mutually exclusive procedures",
        "More extensive procedure",
    ];
    let part = rows.div_ceil(EACH * files.len()) * EACH;
    let (mut written, mut first) = (0, 0);
    while written < rows {
        let mut text = String::new();
        for second in 0..EACH.min(rows - written) {
            let twice = second % 10 == 9;
            // The second of two is the pair before, come back.
            let place = if twice { second - 1 } else { second };
            let column2 = code(place * 44);
            let (from, to, indicator) = match (twice, second % 5) {
                (true, _) => ("20200101", "20200101", '9'),
                (_, 0) => ("19960101", "20191231", '1'),
                (_, 1) => ("20010101", "*", '0'),
                _ => ("20120401", "*", '1'),
            };
            let reason = reasons[(first + place) % reasons.len()];
            let _ = write!(
                text,
                "{}\t{column2}\t\t{from}\t{to}\t{indicator}\t{reason}\r\n",
                five(first)
            );
        }
        let file = &mut files[(written / part).min(3)];
        file.write_all(text.as_bytes())?;
        written += EACH.min(rows - written);
        first += 1;
    }
    files.iter_mut().try_for_each(Write::flush)
}

/// First codes: more than there are codes of the other column, so with a last letter too.
fn five(number: usize) -> String {
    if number < 10_000 { code(number) } else { format!("G{:04}", number - 10_000) }
}

fn mue(file: &mut BufWriter<File>, rows: usize) -> std::io::Result<()> {
    file.write_all(
        b"\"A notice\n\nof many lines\",,,\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,\
          MUE Adjudication Indicator,MUE Rationale\n",
    )?;
    for number in 0..rows {
        let units = number % 7;
        writeln!(
            file,
            "{},{units},3 Date of Service Edit: Clinical,Nature of Service/Procedure",
            five(number)
        )?;
    }
    file.flush()
}

fn rvu(file: &mut BufWriter<File>, rows: usize) -> std::io::Result<()> {
    let commas = |n: usize| ",".repeat(n);
    write!(
        file,
        ",,2025 National Physician Fee Schedule Relative Value File October Release{}\r\n",
        commas(28)
    )?;
    write!(file, ",,RELEASED 09/11/2025{}\r\n", commas(28))?;
    write!(
        file,
        ",,,,NOT USED FOR,,,NON-FAC,,FACILITY{}\r\n\
         ,,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT\r\n\
         HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT\r\n",
        commas(21)
    )?;
    for number in 0..rows {
        let modifier = ["", "26", "TC"][number % 3];
        write!(
            file,
            "{},{modifier},,A,,0.45,{}.43,,0.43,NA,0.01,0.89,0.89,7,XXX,0.00,0.00,0.00,5,0,0,0,0,,32.3465,09,0,99,0.00,0.00,0.00\r\n",
            five(number / 3),
            number % 50
        )?;
    }
    file.flush()
}

fn order(file: &mut BufWriter<File>, rows: usize) -> std::io::Result<()> {
    for number in 0..rows {
        let words = "a made-up diagnosis of some part, on the right side, initial encounter";
        write!(
            file,
            "{:05} {:<7} {} {:<60} {words}\r\n",
            number + 1,
            diagnosis(number),
            u8::from(number % 4 != 0),
            &words[..58]
        )?;
    }
    file.flush()
}
