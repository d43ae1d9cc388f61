//! What becomes of the speed when a book grows: claims imported and posted a second at ten
//! thousand, a hundred thousand and a million claims, the memory it takes, and how long pages
//! take over the largest of them.
//!
//! `script/bench growth [ENGINE] [CLAIMS…]`. With `GONIO_TEST_PG` set, on PostgreSQL too; ENGINE,
//! `sqlite` or `postgresql`, leaves the other out. The data are made up.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "ratios of times, not money")]
#![allow(missing_docs, reason = "a program of its own")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Pages and queues, with what is usually asked of them.
const PAGES: [&str; 27] = [
    "/",
    "/claims",
    "/claims?state=denied&sort=-open",
    "/claims?state=adjudicated",
    "/claims?place=overdue",
    "/claims?place=waiting&sort=date",
    "/claims?from=2026-07-01&to=2026-09-15",
    "/claims?payer=1&state=denied",
    "/claims?q=REED",
    "/claims/77",
    "/remittances",
    "/remittances/1",
    "/denials",
    "/denials/work",
    "/requests",
    "/work",
    "/outgoing",
    "/bank",
    "/credits",
    "/imports",
    "/imports/2",
    "/trail",
    "/metrics/days_in_ar_gross",
    "/metrics/denial_mix?by=payer",
    "/metrics/ar_aging?by=code",
    "/metrics/ncr_period?by=therapist",
    "/metrics/turnaround_days?by=location",
];
const ASKED: usize = 30;
/// One claim more of so many waits with the payer when pages are asked for.
const UNDECIDED: u64 = 20;

fn main() {
    let mut sizes: Vec<u64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000, 1_000_000];
    }
    let folder = tempfile::tempdir().expect("a scratch folder");
    let mut engines = vec!["SQLite"];
    if std::env::var_os("GONIO_TEST_PG").is_some() {
        engines.push("PostgreSQL");
    }
    let named = |engine: &str| std::env::args().any(|a| a.eq_ignore_ascii_case(engine));
    if engines.iter().any(|e| named(e)) {
        engines.retain(|e| named(e));
    }
    for engine in engines {
        println!("{engine}: made-up claims of about three lines, 837P then 835, each durable");
        let mut first = None;
        for claims in &sizes {
            let url = url(folder.path(), engine, *claims);
            let (sent, paid) = files(folder.path(), *claims);
            let (time_837, peak_837) = import(&url, &sent);
            let (time_835, peak_835) = import(&url, &paid);
            let per_claim = time_835.as_secs_f64() / *claims as f64;
            let first = *first.get_or_insert(per_claim);
            println!(
                "{claims:>9} claims  837P {:>7} claims/s  835 {:>7} claims/s  {:>6.1} % of the \
                 time a claim took at first  at most {} MB",
                rate(*claims, time_837),
                rate(*claims, time_835),
                100.0 * per_claim / first,
                peak_837.max(peak_835) / 1_000
            );
            for file in [&sent, &paid] {
                std::fs::remove_file(file).expect("a file is gone");
            }
        }
        let largest = *sizes.last().expect("a size");
        let url = url(folder.path(), engine, largest);
        import(&url, &undecided(folder.path(), largest / UNDECIDED));
        pages(&url);
    }
}

fn url(folder: &Path, engine: &str, claims: u64) -> String {
    if engine == "SQLite" {
        return format!("sqlite:{}", folder.join(format!("{claims}.db")).display());
    }
    let server = std::env::var("GONIO_TEST_PG").expect("asked before");
    format!("{server}?options=-csearch_path%3Dgrowth_{claims}")
}

fn files(folder: &Path, claims: u64) -> (std::path::PathBuf, std::path::PathBuf) {
    let (sent, paid) = (folder.join("volume.837"), folder.join("volume.835"));
    let open = |path| BufWriter::new(File::create(path).expect("a file"));
    let (mut to_sent, mut to_paid) = (open(&sent), open(&paid));
    gonio_simulator::volume(
        1,
        claims,
        &mut |b| to_paid.write_all(b).expect("a disk with room"),
        &mut |b| to_sent.write_all(b).expect("a disk with room"),
    );
    to_sent.flush().expect("a disk with room");
    to_paid.flush().expect("a disk with room");
    (sent, paid)
}

/// Further claims, which no payer has decided.
fn undecided(folder: &Path, claims: u64) -> std::path::PathBuf {
    let path = folder.join("undecided.837");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    gonio_simulator::volume(2, claims, &mut |_| {}, &mut |bytes| {
        // Numbers of their own.
        let text = std::str::from_utf8(bytes).expect("made-up claims are plain text");
        file.write_all(text.replace("LT-", "LU-").as_bytes()).expect("a disk with room");
    });
    file.flush().expect("a disk with room");
    path
}

/// Time and the most memory, in kilobytes.
fn import(url: &str, file: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_gonio"))
        .args(["--db", url, "import"])
        .arg(file)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    let status = format!("/proc/{}/status", program.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = program.try_wait().expect("it can be asked") {
            break ended;
        }
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
            let found = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(found.unwrap_or(0));
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(ended.success(), "the made-up files import without a remark");
    (start.elapsed(), peak)
}

fn pages(url: &str) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_gonio"))
        .args(["--db", url, "serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    let out = program.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("it says where it is");
    let address = line.split("http://").nth(1).and_then(|r| r.split(' ').next());
    let address = address.expect("an address").to_string();
    println!(
        "{:>40}  {:>9}  {:>9}  {:>9}",
        "page, asked again and again", "first", "median", "p99"
    );
    for path in PAGES {
        let mut times: Vec<Duration> = (0..ASKED).map(|_| ask(&address, path)).collect();
        let first = times[0];
        times.sort_unstable();
        println!(
            "{path:>40}  {:>6.1} ms  {:>6.1} ms  {:>6.1} ms",
            millis(first),
            millis(times[ASKED / 2]),
            millis(times[ASKED - 1])
        );
    }
    program.kill().expect("it was ours");
    program.wait().expect("it ends");
}

fn ask(address: &str, path: &str) -> Duration {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer));
    start.elapsed()
}

fn rate(claims: u64, time: Duration) -> u64 {
    (claims as f64 / time.as_secs_f64()) as u64
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
