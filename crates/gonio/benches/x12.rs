//! X12 at the speed of memory: ratios to physical limits and to peers, measured side by side.
//!
//! `script/bench` runs this; `GB=1` adds files of 1 GB, `GONIO_PEERS` is the folder with the
//! peers that `script/peers/build` made. The data are made up.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "ratios of times, not money")]
#![allow(missing_docs, reason = "a program of its own")]

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gonio_x12::check::check;
use gonio_x12::problem::Problem;
use gonio_x12::reader::{Reader, Slice, Source, Step};
use gonio_x12::segment::{Tag, tag};
use gonio_x12::writer::{Group, Interchange, Writer};
use gonio_x12::{claim, remittance, split};

const ROUNDS: usize = 7;
const MB: usize = 1_000_000;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--alone") {
        return alone(&args[at + 1], Path::new(&args[at + 2]));
    }
    let mut sizes = vec![1, 10, 100];
    if std::env::var_os("GB").is_some() {
        sizes.push(1000);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let files: Vec<(usize, [PathBuf; 2])> =
        sizes.iter().map(|mb| (*mb, made(&folder, *mb))).collect();
    for kind in [0, 1] {
        let (_, at_100) = files.iter().find(|(mb, _)| *mb == 100).expect("100 MB");
        side_by_side(&at_100[kind]);
        peer(&at_100[kind]);
        growth(files.iter().map(|(_, both)| both[kind].as_path()));
    }
    memory(&files.last().expect("a file").1);
}

/// An 835 and the 837P that it pays, of about so many megabytes each; kept from run to run.
fn made(folder: &Path, mb: usize) -> [PathBuf; 2] {
    let paths = ["835", "837"].map(|kind| folder.join(format!("made-{mb}mb.{kind}")));
    if paths.iter().all(|p| p.exists()) {
        return paths;
    }
    let mut files = paths.clone().map(|p| {
        let part = PathBuf::from(format!("{}.part", p.display()));
        (File::create(&part).map(std::io::BufWriter::new).expect("a file"), part)
    });
    let [(remittance, _), (claims, _)] = &mut files;
    gonio_simulator::volume(
        1,
        mb as u64 * 2_090,
        &mut |b| remittance.write_all(b).expect("room on the disk"),
        &mut |b| claims.write_all(b).expect("room on the disk"),
    );
    for ((mut file, part), path) in files.into_iter().zip(&paths) {
        file.flush().expect("room on the disk");
        std::fs::rename(part, path).expect("a file");
    }
    paths
}

/// What is measured, by name: each reads all the bytes and gives something to look at.
type Work = (&'static str, fn(&[u8]) -> usize);

fn side_by_side(path: &Path) {
    let bytes = std::fs::read(path).expect("a file made before");
    let remits = is_remittance(&bytes);
    println!(
        "\n{} of {} MB in memory, the best of {ROUNDS} rounds",
        if remits { "835" } else { "837P" },
        bytes.len() / MB
    );
    let typed: [Work; 2] = if remits {
        [("typed, cents, three sums", typed_835), ("  on two threads", typed_835_twice)]
    } else {
        [("typed", typed_837), ("  on two threads", typed_837_twice)]
    };
    let works: Vec<Work> = [
        ("memchr walk over terminators", walk as fn(&[u8]) -> usize),
        ("count segments", skim),
        ("segments, split into elements", split_elements),
    ]
    .into_iter()
    .chain(typed)
    .chain([("full guide check", full_check as fn(&[u8]) -> usize)])
    .collect();
    let mut times = vec![Vec::new(); works.len()];
    let mut seen = vec![0; works.len()];
    for _ in 0..ROUNDS {
        for (number, (_, work)) in works.iter().enumerate() {
            let (time, n) = timed(|| work(black_box(&bytes)));
            times[number].push(time);
            seen[number] = n;
        }
    }
    assert_eq!(seen[0], seen[1], "the walk and the reader count the same segments");
    assert_eq!(seen[3], seen[4], "one thread and two read the same claims");
    assert_eq!(seen[5], 0, "the made files are without fault");
    let times: Vec<Duration> = times.into_iter().map(best).collect();
    for ((name, _), time) in works.iter().zip(&times) {
        let share = 100.0 * times[0].as_secs_f64() / time.as_secs_f64();
        println!("  {name:<34} {:>6} MB/s {share:>6.1} % of the walk", rate(&bytes, *time));
    }
    println!("  two threads are {:.2} times one", ratio(times[3], times[4]));
    if !remits {
        writing(&bytes);
    }
}

/// Writes claims again, from typed values: a few hundred parts over and over, because whoever
/// writes claims makes each just before.
fn writing(bytes: &[u8]) {
    let mut reader = Reader::over(&bytes[..MB / 4]);
    let mut builder = claim::Builder::new();
    let mut parts: Vec<claim::Part> = Vec::new();
    while let Step::Segment = reader.advance().expect("memory") {
        let s = reader.segment();
        if !ENVELOPE.contains(&s.tag()) {
            parts.extend(builder.push(&s).cloned());
        }
    }
    let mut times = Vec::new();
    let mut written = 0;
    for _ in 0..ROUNDS {
        let (time, n) = timed(|| {
            let mut out = Writer::default();
            let mut written = 0;
            open(&mut out);
            for _ in 0..100 {
                for part in black_box(&parts) {
                    part.write(&mut out);
                }
                written += black_box(out.take()).len();
            }
            out.close_set();
            out.close_group();
            out.close_interchange();
            written + out.take().len()
        });
        times.push(time);
        written = n;
    }
    let time = best(times);
    let speed = written as f64 / time.as_secs_f64() / MB as f64;
    println!("  {:<34} {speed:>6.0} MB/s ({} MB)", "writing from typed values", written / MB);
}

fn open(out: &mut Writer) {
    out.open_interchange(&Interchange {
        sender: ("ZZ", "BENCH"),
        receiver: ("ZZ", "BENCH"),
        date: "260302",
        time: "1200",
        control: 1,
        production: false,
    });
    out.open_group(&Group {
        code: "HC",
        sender: "BENCH",
        receiver: "BENCH",
        date: "20260302",
        time: "1200",
        control: 1,
        version: "005010X222A1",
    });
    out.open_set("837", "0001", "005010X222A1");
}

/// The fastest open typed parser of the set, if it was built.
fn peer(path: &Path) {
    let Some(folder) = std::env::var_os("GONIO_PEERS").map(PathBuf::from) else {
        println!("  no peers: GONIO_PEERS is not set");
        return;
    };
    let bytes = std::fs::read(path).expect("a file made before");
    let remits = is_remittance(&bytes);
    let (name, mut command) = if remits {
        let mut python = Command::new(folder.join("venv/bin/python"));
        python.arg(folder.join("oxedi_time.py"));
        ("oxedi 0.6.0", python)
    } else {
        ("x12-types 0.12.0", Command::new(folder.join("peer-x12-types")))
    };
    let (mut theirs, mut ours, mut streaming) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let output = command.arg(path).output().expect("the peer runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let Ok(seconds) = text.trim().parse::<f64>() else {
            println!("  {name} failed: {}", String::from_utf8_lossy(&output.stderr));
            return;
        };
        theirs.push(Duration::from_secs_f64(seconds));
        let work = if remits { typed_835 } else { typed_837 };
        let stream = if remits { typed_835_stream } else { typed_837_stream };
        ours.push(timed(|| work(black_box(&bytes))).0);
        streaming.push(timed(|| stream(path)).0);
    }
    let theirs = best(theirs);
    println!("  {name}, typed, in memory: {} MB/s", rate(&bytes, theirs));
    for (how, times) in [("in memory", ours), ("streaming from the file", streaming)] {
        let time = best(times);
        println!("    ours {how}: {} MB/s, {:.1} times", rate(&bytes, time), ratio(theirs, time));
    }
}

/// Time against size, streaming: a straight line has one speed.
fn growth<'a>(paths: impl Iterator<Item = &'a Path>) {
    print!("  streaming, MB/s by size:");
    for path in paths {
        let size = std::fs::metadata(path).expect("a file made before").len() as usize;
        let rounds = (100 * MB / size).clamp(1, ROUNDS);
        let times = (0..rounds).map(|_| timed(|| streamed(path)).0).collect();
        let speed = size as f64 / best(times).as_secs_f64() / MB as f64;
        print!("  {} MB at {speed:.0}", size / MB);
    }
    println!();
}

/// The most memory that each kind of reading needs, each in a process of its own.
fn memory(files: &[PathBuf; 2]) {
    println!("\nmost memory while streaming a file");
    for path in files {
        let size = std::fs::metadata(path).expect("a file made before").len() as usize / MB;
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        for what in ["count", "split", "typed", "check"] {
            let own = std::env::current_exe().expect("this program");
            let output = Command::new(own).arg("--alone").arg(what).arg(path).output();
            let output = output.expect("this program runs");
            let text = String::from_utf8_lossy(&output.stdout);
            println!("  {kind:>4} of {size} MB, {what:<6} {}", text.trim());
        }
    }
}

fn alone(what: &str, path: &Path) {
    let (time, _) = timed(|| match what {
        "count" => count_stream(path),
        "split" => split_stream(path),
        "typed" => streamed(path),
        _ => check_stream(path),
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown");
    println!("{} in {:.2} s", peak.trim(), time.as_secs_f64());
}

const ISA: Tag = tag("ISA");
const GS: Tag = tag("GS");
const ST: Tag = tag("ST");
const SE: Tag = tag("SE");
const GE: Tag = tag("GE");
const IEA: Tag = tag("IEA");
const ENVELOPE: [Tag; 6] = [ISA, GS, ST, SE, GE, IEA];

fn is_remittance(bytes: &[u8]) -> bool {
    bytes[..1000.min(bytes.len())].windows(6).any(|w| w == b"ST*835")
}

fn walk(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'~', bytes).map(black_box).count()
}

fn skim(bytes: &[u8]) -> usize {
    counted(Reader::over(bytes).skimming())
}

fn counted<S: Source>(mut reader: Reader<S>) -> usize {
    let mut n = 0;
    while let Step::Segment = reader.advance().expect("it can be read") {
        n += 1;
    }
    n
}

fn split_elements(bytes: &[u8]) -> usize {
    elements(Reader::over(bytes))
}

fn elements<S: Source>(mut reader: Reader<S>) -> usize {
    let mut n = 0;
    while let Step::Segment = reader.advance().expect("it can be read") {
        n += reader.segment().len();
    }
    n
}

fn full_check(bytes: &[u8]) -> usize {
    let summary = check(bytes, &mut |_| {}).expect("memory can be read");
    summary.faults as usize
}

fn typed_835(bytes: &[u8]) -> usize {
    remittances(Reader::over(bytes))
}

fn typed_837(bytes: &[u8]) -> usize {
    claims(Reader::over(bytes))
}

fn typed_835_twice(bytes: &[u8]) -> usize {
    side(bytes, remittances)
}

fn typed_837_twice(bytes: &[u8]) -> usize {
    side(bytes, claims)
}

fn side<'a>(bytes: &'a [u8], work: impl Fn(Reader<Slice<'a>>) -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let parts: Vec<_> = split::readers(bytes, 2)
            .into_iter()
            .map(|reader| scope.spawn(|| work(reader)))
            .collect();
        parts.into_iter().map(|part| part.join().expect("it ends")).sum()
    })
}

/// Every claim of every 835, and its three sums.
fn remittances<S: Source>(mut reader: Reader<S>) -> usize {
    let mut builder = remittance::Builder::new();
    let mut balance = remittance::Balance::default();
    let mut problems: Vec<Problem> = Vec::new();
    let mut n = 0;
    while let Step::Segment = reader.advance().expect("it can be read") {
        let s = reader.segment();
        match s.tag() {
            ST => {
                builder.restart();
                balance = remittance::Balance::default();
            }
            SE => {
                let part = builder.finish();
                n += usize::from(matches!(part, remittance::Part::Claim(_)));
                balance.add(black_box(part), &mut problems);
                balance.finish(&mut problems);
            }
            ISA | GS | GE | IEA => {}
            _ => {
                if let Some(part) = builder.push(&s) {
                    n += usize::from(matches!(part, remittance::Part::Claim(_)));
                    balance.add(black_box(part), &mut problems);
                }
            }
        }
    }
    problems.extend(builder.take_problems());
    assert!(problems.is_empty(), "{}", problems[0]);
    n
}

/// Every claim of every 837P.
fn claims<S: Source>(mut reader: Reader<S>) -> usize {
    let mut builder = claim::Builder::new();
    let mut n = 0;
    while let Step::Segment = reader.advance().expect("it can be read") {
        let s = reader.segment();
        match s.tag() {
            ST => builder.restart(),
            SE => n += usize::from(matches!(black_box(builder.finish()), claim::Part::Claim(_))),
            ISA | GS | GE | IEA => {}
            _ => {
                if let Some(part) = builder.push(&s) {
                    n += usize::from(matches!(black_box(part), claim::Part::Claim(_)));
                }
            }
        }
    }
    let problems = builder.take_problems();
    assert!(problems.is_empty(), "{}", problems[0]);
    n
}

fn stream(path: &Path) -> File {
    File::open(path).expect("a file made before")
}

fn count_stream(path: &Path) -> usize {
    counted(Reader::new(stream(path)).skimming())
}

fn split_stream(path: &Path) -> usize {
    elements(Reader::new(stream(path)))
}

fn typed_835_stream(path: &Path) -> usize {
    remittances(Reader::new(stream(path)))
}

fn typed_837_stream(path: &Path) -> usize {
    claims(Reader::new(stream(path)))
}

fn streamed(path: &Path) -> usize {
    if path.extension().is_some_and(|e| e == "835") {
        typed_835_stream(path)
    } else {
        typed_837_stream(path)
    }
}

fn check_stream(path: &Path) -> usize {
    let summary = check(stream(path), &mut |_| {}).expect("a file can be read");
    summary.faults as usize
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let from = Instant::now();
    let result = work();
    (from.elapsed(), result)
}

/// The fastest round: what other programs on the machine take is never negative, so the best is
/// nearest to what the work itself needs. Peers are measured alike.
fn best(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

fn rate(bytes: &[u8], time: Duration) -> usize {
    (bytes.len() as f64 / time.as_secs_f64()) as usize / MB
}

fn ratio(slow: Duration, fast: Duration) -> f64 {
    slow.as_secs_f64() / fast.as_secs_f64()
}
