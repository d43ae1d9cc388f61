//! A book of the first schema, with a practice's data in it, is brought up to date whole, and
//! goes on as one that was made today.

use gonio_app::metrics::{self, Asked};
use gonio_app::{Book, import};
use gonio_store::engine::{Engine, Owned, Value};

use crate::practice::{NOW, Place, Practice, day};

const FIRST: &str = include_str!("../../../store/migrations/0001_books.sql");

const CLAIMS: &str = "
    sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    other S MEDIGAP X1
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00
    claim C2 STONE/BEN M2 2026-03-02
    line 97110:GP x1 60.00
    claim C3 LAKE/CARA M3 2026-03-03
    line 97530:GP x2 90.00";
const PAID: &str = "
    pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02 icn=ICN1
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50
    claim C2 4 STONE/BEN M2 2026-03-02 icn=ICN2
    line 97110:GP x1 60.00 0.00 CO-197=60.00
    claim C9 1 NOBODY/HERE M9 2026-03-02
    line 97110:GP x1 60.00 0.00 PR-1=60.00";
const TAKEN_BACK: &str = "
    pay T2 0.00 NON 2026-04-16 ACME
    claim C1 22 REED/ANNA M1 2026-03-02 icn=ICN1
    line 97110:GP x2 -120.00 -35.00 CO-45=-55.00 PR-3=-30.00
    line 97140:GP x1 -60.00 -32.50 CO-45=-27.50
    claim C1 1 REED/ANNA M1 2026-03-02 icn=ICN1
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50";

/// The tables of a schema, each with its columns.
fn tables(schema: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in schema.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            found.push((rest.trim_end_matches(" (").into(), Vec::new()));
        }
        let mut words = line.trim().split([' ', ',']);
        let (name, kind) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        if matches!(kind, "TEXT" | "BIGINT" | "BOOLEAN") && !line.trim().starts_with("--") {
            found.last_mut().unwrap().1.push(name.into());
        }
    }
    found
}

/// A book of the first schema with what another one holds of it.
fn as_it_began(from: &Book, url: &str) {
    let engine = Engine::open(url).unwrap();
    if url.starts_with("postgres") {
        engine.batch(FIRST).unwrap();
        engine.batch("CREATE TABLE book_version (version BIGINT NOT NULL)").unwrap();
        engine.batch("INSERT INTO book_version VALUES (1)").unwrap();
    } else {
        engine.batch(&FIRST.replace("/*WITHOUT ROWID*/", "WITHOUT ROWID")).unwrap();
        engine.batch("PRAGMA user_version = 1").unwrap();
    }
    let tables = tables(FIRST);
    assert!(tables.len() > 15, "the first schema has {} tables", tables.len());
    for (table, columns) in tables {
        let names = columns.join(", ");
        let rows = from
            .engine()
            .rows(&format!("SELECT {names} FROM {table}"), &[], |r| {
                (0..columns.len()).map(|at| r.get::<Owned>(at)).collect::<Result<Vec<_>, _>>()
            })
            .unwrap();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let insert = format!("INSERT INTO {table} ({names}) VALUES ({})", places.join(", "));
        for row in &rows {
            let with: Vec<Value<'_>> = row.iter().map(Value::from).collect();
            engine.execute(&insert, &with).unwrap();
        }
    }
}

#[test]
fn a_book_of_the_first_schema_goes_on_as_one_made_today() {
    let mut today = Practice::new();
    let live = gonio_billing::day::Day::parse("2026-01-01");
    today.book.set_go_live(NOW.mark(), live).unwrap();
    today.claims(CLAIMS);
    today.import(&[("remittance.835", crate::notation::remit(PAID).as_slice())]);
    today.patient_pays("M1", "30.00", "2026-03-20");
    today.deposit("T1", "67.50", "2026-03-18");
    assert_eq!(today.waiting(), ["claim_not_found"]);

    let place = Place::new();
    as_it_began(&today.book, &place.url("old"));
    let book = Book::open(&place.url("old")).unwrap();
    let mut old = Practice::of(book, place);
    let trail = old.book.verify_trail(None).unwrap();
    assert_eq!((trail.rows, trail.faults), (1, Vec::<String>::new()));
    same(&today, &old);

    // What came before is taken back and decided anew; what was held finds its claim.
    for p in [&mut today, &mut old] {
        p.remit(TAKEN_BACK);
        p.claims(
            "sent 2026-04-20 to ACME\n claim C9 NOBODY/HERE M9 2026-03-02\n line 97110:GP x1 60.00",
        );
    }
    assert_eq!(old.waiting(), [""; 0]);
    same(&today, &old);
    let trail = old.book.verify_trail(None).unwrap();
    assert_eq!(trail.faults, Vec::<String>::new());

    // And a batch of the old book can be undone, after those that stand on it.
    let batches: Vec<i64> = old.book.batches().unwrap().iter().map(|b| b.batch_id).collect();
    for p in [&mut today, &mut old] {
        for batch in &batches {
            import::undo(&mut p.book, *batch, NOW).unwrap();
        }
        assert_eq!(p.balances().len(), 0);
        p.in_order("everything was taken back");
    }
}

/// The two books say the same.
fn same(today: &Practice, old: &Practice) {
    old.in_order("the migration");
    assert_eq!(today.balances(), old.balances());
    assert_eq!(today.states(), old.states());
    assert_eq!(today.waiting(), old.waiting());
    let asked = Asked::usual(day("2026-05-20"));
    for d in metrics::all() {
        let number = |p: &Practice| {
            let m = p.book.metric(d, &asked, &[]).unwrap();
            (m.numerator, m.denominator, m.value, m.count)
        };
        assert_eq!(number(today), number(old), "{}", d.id);
    }
}
