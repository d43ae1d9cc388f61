//! Ratios, measured side by side in one run: reading X12 against a bare scan of the same
//! bytes, and import with posting against bare prepared inserts of the very same rows.
//!
//! `script/bench [CLAIMS]`; fifty thousand claims when left out. The data are made up.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "ratios of times, not money")]
#![allow(missing_docs, reason = "a program of its own")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use gonio_app::access::Who;
use gonio_app::files::Source;
use gonio_app::import::import_sources;
use gonio_app::{Book, Now};
use gonio_billing::day::Day;
use gonio_billing::facts::{ClaimPayment, ClaimSent, ProviderAdjustment, Remittance};
use gonio_exchange::Receiver;
use gonio_store::engine::{Engine, Owned, params};
use gonio_x12::envelope::{SetEnd, SetHeader};
use gonio_x12::problem::Problem;
use gonio_x12::reader::{Reader, Token};
use gonio_x12::sets::SetKind;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Rounds of the reading measurements; medians are printed.
const ROUNDS: usize = 5;
/// Rounds of import and posting on SQLite, each beside bare inserts.
const POSTING_ROUNDS: usize = 5;
/// Tables that a remittance writes to.
const TABLES: [&str; 7] = [
    "remittance",
    "claim_payment",
    "line_payment",
    "adjustment",
    "provider_adjustment",
    "journal",
    "queue_item",
];

fn main() {
    let claims = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(50_000);
    let (mut remittance, mut claim_file) = (Vec::new(), Vec::new());
    gonio_simulator::volume(1, claims, &mut |b| remittance.extend_from_slice(b), &mut |b| {
        claim_file.extend_from_slice(b)
    });
    println!(
        "{claims} made-up claims: 835 of {} MB, 837P of {} MB, in memory\n",
        remittance.len() / 1_000_000,
        claim_file.len() / 1_000_000
    );
    reading("835", &remittance);
    reading("837P", &claim_file);
    posting(&remittance, &claim_file);
    if let Ok(server) = std::env::var("GONIO_TEST_PG") {
        posting_on_postgres(&server, &remittance, &claim_file);
    }
}

fn reading(name: &str, bytes: &[u8]) {
    let (mut scan, mut segments, mut typed) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = (0, 0, 0);
    for _ in 0..ROUNDS {
        let (time, n) =
            timed(|| memchr::memchr_iter(b'~', black_box(bytes)).map(black_box).count());
        scan.push(time);
        counts.0 = n;
        let (time, n) = timed(|| {
            let mut reader = Reader::new(black_box(bytes));
            let mut n = 0;
            while let Ok(Some(token)) = reader.next() {
                n += usize::from(matches!(token, Token::Segment(_)));
            }
            n
        });
        segments.push(time);
        counts.1 = n;
        let (time, n) = timed(|| {
            let mut count = Count(0);
            gonio_exchange::read(black_box(bytes), &mut count).expect("memory can be read");
            count.0
        });
        typed.push(time);
        counts.2 = n;
    }
    assert_eq!(counts.0, counts.1, "the scan and the reader count the same segments");
    let scan = median(scan);
    for (what, time) in [
        ("memchr walk over terminators", scan),
        ("segments, split into elements", median(segments)),
        ("typed, to billing facts", median(typed)),
    ] {
        println!(
            "{name:>4}  {what:<32} {:>7} MB/s  {:>6.1} % of the walk",
            rate(bytes.len(), time) / 1_000_000,
            100.0 * scan.as_secs_f64() / time.as_secs_f64()
        );
    }
    println!("{name:>4}  {} segments, {} claims\n", counts.1, counts.2);
}

fn posting(remittance: &[u8], claim_file: &[u8]) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let sent = folder.path().join("sent.db");
    import(&mut open(&sent), scratch("volume.837", claim_file));
    let path = folder.path().join("book.db");
    let bare_path = folder.path().join("bare.db");
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    // In turn, so that both meet the same weather on this machine.
    for round in 0..POSTING_ROUNDS {
        std::fs::copy(&sent, &path).expect("a book with claims");
        let mut book = open(&path);
        // The file is there already, as it is where people import.
        let source = scratch("volume.835", remittance);
        ours.push(timed(|| import(&mut book, source)).0);
        if round == 0 {
            let check = book.check().expect("the book can be checked");
            assert!(check.violations.is_empty(), "{:?}", check.violations);
        }
        drop(book);
        if round == 0 {
            rows = rows_of(&path);
        }
        drop(open(&bare_path));
        bare.push(timed(|| bare_inserts(&bare_path, &rows)).0);
        for path in [&path, &bare_path] {
            std::fs::remove_file(path).expect("a book is gone");
        }
    }
    let count: usize = rows.iter().map(|(_, _, r)| r.len()).sum();
    let claims = rows[1].2.len();
    let percent =
        |(ours, bare): (&Duration, &Duration)| 100.0 * bare.as_secs_f64() / ours.as_secs_f64();
    let mut each: Vec<f64> = ours.iter().zip(&bare).map(percent).collect();
    each.sort_by(f64::total_cmp);
    println!("835 read, matched, posted and durable, against bare inserts of the same rows:");
    let (ours, bare) = (median(ours), median(bare));
    for (what, time) in [("import and post", ours), ("bare prepared inserts", bare)] {
        println!(
            "      {what:<32} {:>7} rows/s  {:>7} claims/s",
            rate(count, time),
            rate(claims, time)
        );
    }
    println!(
        "      {count} rows; import and post is {:.1} % of bare ({:.1} to {:.1} in {} rounds)",
        percent((&ours, &bare)),
        each[0],
        each[each.len() - 1],
        each.len()
    );
}

/// The rows of a table, and how many columns they have.
type Rows = (&'static str, usize, Vec<Vec<Value>>);

/// What the second batch of a book wrote.
fn rows_of(path: &Path) -> Vec<Rows> {
    let conn = Connection::open(path).expect("the book opens");
    let read = |table: &'static str| {
        let filter = match table {
            "line_payment" | "adjustment" | "provider_adjustment" => "1 = 1",
            _ => "batch_id = 2",
        };
        let mut statement = conn
            .prepare(&format!("SELECT * FROM {table} WHERE {filter}"))
            .expect("the table is there");
        let columns = statement.column_count();
        let found = statement
            .query_map([], |r| (0..columns).map(|i| r.get(i)).collect())
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("rows");
        (table, columns, found)
    };
    TABLES.into_iter().map(read).collect()
}

/// The same on PostgreSQL: import and posting against bare prepared inserts of the same rows,
/// and against nothing but COPY of them, which asks the server nothing in between.
fn posting_on_postgres(server: &str, remittance: &[u8], claim_file: &[u8]) {
    let url = |schema: &str| format!("{server}?options=-csearch_path%3D{schema}");
    let mut book = Book::open(&url("street_ours")).expect("a book");
    import(&mut book, scratch("volume.837", claim_file));
    let source = scratch("volume.835", remittance);
    let (ours, ()) = timed(|| import(&mut book, source));
    let mut rows: Vec<(String, Vec<Vec<Owned>>)> = Vec::new();
    for table in TABLES {
        let filter = match table {
            "line_payment" | "adjustment" | "provider_adjustment" => "1 = 1",
            _ => "batch_id = 2",
        };
        let columns: Vec<String> = book
            .engine()
            .rows(
                "SELECT column_name::text FROM information_schema.columns \
                 WHERE table_schema = current_schema()::text AND table_name::text = $1 \
                 ORDER BY ordinal_position",
                &params![table],
                |r| r.get(0),
            )
            .expect("columns");
        let names = columns.join(", ");
        let found = book
            .engine()
            .rows(&format!("SELECT {names} FROM {table} WHERE {filter}"), &[], |r| {
                (0..columns.len()).map(|at| r.get::<Owned>(at)).collect()
            })
            .expect("rows");
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        rows.push((format!("INSERT INTO {table} ({names}) VALUES ({})", places.join(", ")), found));
    }
    let count: usize = rows.iter().map(|(_, r)| r.len()).sum();
    let claims = rows[1].1.len();
    // Statements live as long as the program: the engine knows them by their place.
    let rows: Vec<(&'static str, Vec<Vec<Owned>>)> =
        rows.into_iter().map(|(text, rows)| (&*String::leak(text), rows)).collect();
    let bare = |schema: &str, insert: Insert| {
        let bare = Book::open(&url(schema)).expect("a book");
        let engine = bare.engine();
        timed(|| {
            engine.begin().expect("a transaction");
            for (text, rows) in &rows {
                for row in rows {
                    let with: Vec<gonio_store::engine::Value<'_>> =
                        row.iter().map(Into::into).collect();
                    insert(engine, text, &with).expect("an insert");
                }
            }
            engine.commit().expect("a commit");
        })
        .0
    };
    let inserts = bare("street_inserts", |engine, text, with| engine.execute(text, with).map(drop));
    let copies = bare("street_copies", |engine, text, with| engine.insert(text, with));
    println!("\nThe same on PostgreSQL:");
    for (what, time) in
        [("import and post", ours), ("bare prepared inserts", inserts), ("bare COPY", copies)]
    {
        println!(
            "      {what:<32} {:>7} rows/s  {:>7} claims/s",
            rate(count, time),
            rate(claims, time)
        );
    }
    let percent = |of: Duration| 100.0 * of.as_secs_f64() / ours.as_secs_f64();
    println!(
        "      {count} rows; import and post is {:.1} % of bare prepared inserts, {:.1} % of COPY",
        percent(inserts),
        percent(copies)
    );
}

/// Writes one row by a statement.
type Insert =
    fn(&Engine, &'static str, &[gonio_store::engine::Value<'_>]) -> gonio_store::Result<()>;

fn open(path: &Path) -> Book {
    Book::open(&format!("sqlite:{}", path.display())).expect("a book")
}

fn scratch(name: &str, bytes: &[u8]) -> Source {
    Source::scratch(name, bytes).expect("a scratch file")
}

fn import(book: &mut Book, source: Source) {
    let now = Now { seconds: 0, today: Day(20_000), who: Who::Nobody };
    let report = import_sources(book, vec![source], false, now, &mut |_, _| {}).expect("an import");
    assert!(report.clean(), "the made-up files import without a remark");
}

fn bare_inserts(path: &Path, rows: &[Rows]) {
    let mut conn = Connection::open(path).expect("the book opens");
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -32000").expect("pragmas");
    let tx = conn.transaction().expect("a transaction");
    for (table, columns, rows) in rows {
        let places = vec!["?"; *columns].join(", ");
        let mut insert =
            tx.prepare(&format!("INSERT INTO {table} VALUES ({places})")).expect("a statement");
        for row in rows {
            insert.execute(params_from_iter(row)).expect("an insert");
        }
    }
    tx.commit().expect("a commit");
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed(), result)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn rate(count: usize, time: Duration) -> u128 {
    count as u128 * 1_000_000_000 / time.as_nanos().max(1)
}

/// Counts claims and lets everything go.
struct Count(usize);

impl Receiver for Count {
    type Error = std::io::Error;

    fn set_start(&mut self, _: &SetHeader, _: SetKind) -> std::io::Result<()> {
        Ok(())
    }

    fn claim(&mut self, claim: ClaimSent) -> std::io::Result<()> {
        black_box(claim);
        self.0 += 1;
        Ok(())
    }

    fn remittance(&mut self, _: Remittance) -> std::io::Result<()> {
        Ok(())
    }

    fn claim_payment(&mut self, payment: ClaimPayment) -> std::io::Result<()> {
        black_box(payment);
        self.0 += 1;
        Ok(())
    }

    fn provider_adjustments(&mut self, _: Vec<ProviderAdjustment>) -> std::io::Result<()> {
        Ok(())
    }

    fn set_end(&mut self, _: SetEnd, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> std::io::Result<()> {
        panic!("the made-up files have no problems: {problem}");
    }
}
