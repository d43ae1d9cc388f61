//! A practice with a book of its own, and the questions tests ask of it.
//!
//! Every step checks every invariant of the book before the test goes on.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gonio_app::access::Who;
use gonio_app::files::Source;
use gonio_app::import::{self, UndoReport};
use gonio_app::receipts;
use gonio_app::report::{FileReport, ImportReport};
use gonio_app::{Book, Now};
use gonio_billing::day::Day;
use gonio_billing::money::dollars;
use gonio_store::engine::{Engine, Row, Value, params};
use tempfile::TempDir;

use crate::notation::{self, cents};

/// The moment tests run at.
pub const NOW: Now = Now { seconds: 1_795_200_000, today: Day(20_778), who: Who::Nobody };

/// What must hold besides the book's own check: each statement finds what breaks it, as
/// three numbers.
const OWN_INVARIANTS: [(&str, &str); 5] = [
    (
        "a line's charge is not its payments, adjustments and open balances (claim, line, cents)",
        "SELECT claim_id, line_no, off_by FROM (
         SELECT l.claim_id, l.line_no, l.charge_cents - COALESCE(SUM(
             CASE WHEN j.debit = 'REV' OR j.credit = 'REV' OR j.cents IS NULL THEN 0
                 WHEN j.credit LIKE 'AR.%' AND j.debit NOT LIKE 'AR.%' THEN j.cents
                 WHEN j.debit LIKE 'AR.%' AND j.credit NOT LIKE 'AR.%' THEN -j.cents
                 ELSE 0 END), 0) - COALESCE(SUM(
             CASE WHEN j.debit LIKE 'AR.%' THEN j.cents ELSE 0 END
             - CASE WHEN j.credit LIKE 'AR.%' THEN j.cents ELSE 0 END), 0) AS off_by
         FROM claim_line l
         JOIN claim c ON c.claim_id = l.claim_id AND c.live = TRUE
         LEFT JOIN journal j ON j.claim_id = l.claim_id AND j.claim_line = l.line_no
         WHERE l.live = TRUE GROUP BY l.claim_id, l.line_no, l.charge_cents) AS a
         WHERE off_by <> 0",
    ),
    (
        "a payment waits and no queue says so (remittance, number, cents)",
        "SELECT cp.remit_id, cp.claim_no, cp.paid_cents FROM claim_payment cp
         WHERE cp.live = TRUE AND cp.outcome = 'held' AND cp.reversed_by_remit_id = 0
             AND cp.reverses_remit_id = 0
             AND NOT EXISTS (SELECT 1 FROM queue_item i WHERE i.remit_id = cp.remit_id
                 AND i.claim_no = cp.claim_no AND i.live = TRUE AND i.settled_by = 0)",
    ),
    (
        "a queue holds what was posted (remittance, number, item)",
        "SELECT i.remit_id, i.claim_no, i.item_id FROM queue_item i
         JOIN claim_payment cp ON cp.remit_id = i.remit_id AND cp.claim_no = i.claim_no
         WHERE i.live = TRUE AND i.settled_by = 0 AND cp.outcome <> 'held'
             AND i.reason IN ('claim_not_found', 'claim_ambiguous', 'claim_differs',
                 'lines_do_not_match', 'exceeds_open_balance', 'reversal_without_original')",
    ),
    (
        "unapplied payer money is not what remittances have unposted (journal, remittances, 0)",
        "SELECT a.held, b.unposted, 0 FROM
         (SELECT COALESCE(SUM(CASE WHEN credit = 'UNAP.PAY' THEN cents
             WHEN debit = 'UNAP.PAY' THEN -cents ELSE 0 END), 0) AS held FROM journal) AS a,
         (SELECT COALESCE(SUM(unposted_cents), 0) AS unposted FROM remittance
             WHERE live = TRUE) AS b
         WHERE a.held <> b.unposted",
    ),
    (
        "more of a patient's money was used than was paid (patient, cents, 0)",
        "SELECT patient_id, SUM(CASE WHEN debit = 'UNAP.PAT' THEN cents ELSE -cents END), 0
         FROM journal WHERE debit = 'UNAP.PAT' OR credit = 'UNAP.PAT' GROUP BY patient_id
         HAVING SUM(CASE WHEN debit = 'UNAP.PAT' THEN cents ELSE -cents END) > 0",
    ),
];

/// A practice and its book, gone when the test ends.
pub struct Practice {
    pub book: Book,
    place: Place,
    seen: i64,
}

/// Where a test's books are: files in a folder of its own or, when `GONIO_TEST_ENGINE` is
/// `postgres`, schemas of the server that `GONIO_TEST_PG` names. All of it goes with it.
pub struct Place {
    folder: TempDir,
    server: Option<Engine>,
    schemas: RefCell<Vec<String>>,
}

impl Place {
    /// A place with no book yet.
    pub fn new() -> Place {
        let postgres = std::env::var("GONIO_TEST_ENGINE").is_ok_and(|e| e == "postgres");
        let server = postgres.then(|| Engine::open(&server()).unwrap());
        Place { folder: tempfile::tempdir().unwrap(), server, schemas: RefCell::default() }
    }

    /// The address of the book of this name, which is there once it was opened.
    pub fn url(&self, name: &str) -> String {
        if self.server.is_none() {
            return format!("sqlite:{}", self.folder.path().join(name).display());
        }
        let folder = self.folder.path().file_name().unwrap().to_string_lossy().to_lowercase();
        let plain = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let schema = format!("t{}_{}_{}", std::process::id(), plain(&folder), plain(name));
        if !self.schemas.borrow().contains(&schema) {
            self.schemas.borrow_mut().push(schema.clone());
        }
        format!("{}?options=-csearch_path%3D{schema}", server())
    }

    /// A folder for the test's own files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for schema in self.schemas.borrow().iter() {
            if let Some(engine) = &self.server {
                let dropped = engine.batch(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"));
                // A test that failed already says why; this would hide it.
                assert!(dropped.is_ok() || std::thread::panicking(), "{schema} is not dropped");
            }
        }
    }
}

fn server() -> String {
    std::env::var("GONIO_TEST_PG").expect("GONIO_TEST_PG is not set; run script/test")
}

/// Day of a text.
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|| panic!("{text} is no day"))
}

impl Practice {
    /// A practice with nothing in its book.
    pub fn new() -> Practice {
        let place = Place::new();
        let book = Book::open(&place.url("book")).unwrap();
        Practice { book, place, seen: 0 }
    }

    /// A practice whose book is there already.
    pub fn of(book: Book, place: Place) -> Practice {
        Practice { book, place, seen: 0 }
    }

    /// Imports files under one batch.
    pub fn import(&mut self, files: &[(&str, &[u8])]) -> ImportReport {
        let sources =
            files.iter().map(|(name, bytes)| Source::scratch(name, *bytes).unwrap()).collect();
        self.import_sources(sources)
    }

    /// Imports sources under one batch.
    pub fn import_sources(&mut self, sources: Vec<Source>) -> ImportReport {
        let report =
            import::import_sources(&mut self.book, sources, false, NOW, &mut |_, _| {}).unwrap();
        self.in_order("the import");
        report
    }

    /// Imports one file; gives its report.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> FileReport {
        self.import(&[(name, bytes)]).files.remove(0)
    }

    /// Imports an 837P in the notation, which must be new.
    pub fn claims(&mut self, text: &str) -> i64 {
        self.new_file("claims.837", &notation::claims(text))
    }

    /// Imports an 835 in the notation, which must be new.
    pub fn remit(&mut self, text: &str) -> i64 {
        self.new_file("remittance.835", &notation::remit(text))
    }

    /// Imports a file that must be new; gives its batch.
    pub fn new_file(&mut self, name: &str, bytes: &[u8]) -> i64 {
        let report = self.import(&[(name, bytes)]);
        let file = &report.files[0];
        assert_eq!(file.outcome, "imported", "{}: {}", file.path, file.reason);
        assert_eq!(file.problem_count, 0, "{:?}", file.problems);
        report.batch.unwrap()
    }

    /// A patient pays at the desk.
    pub fn patient_pays(&mut self, member: &str, money: &str, on: &str) -> i64 {
        let receipt =
            receipts::patient_payment(&mut self.book, member, cents(money), day(on), NOW).unwrap();
        self.in_order("the patient's payment");
        receipt.batch
    }

    /// The bank shows the payment of a remittance.
    pub fn deposit(&mut self, trace: &str, money: &str, on: &str) -> i64 {
        let receipt = receipts::deposit(&mut self.book, trace, cents(money), day(on), NOW).unwrap();
        self.in_order("the deposit");
        receipt.batch
    }

    /// Takes a batch back.
    pub fn undo(&mut self, batch: i64) -> Result<UndoReport, String> {
        let report = import::undo(&mut self.book, batch, NOW).map_err(|e| e.to_string());
        self.in_order("the undo");
        report
    }

    /// Every invariant holds: those the book checks by itself, and these tests' own.
    pub fn in_order(&self, after: &str) {
        let check = self.book.check().unwrap();
        assert!(check.violations.is_empty(), "after {after}: {:#?}", check.violations);
        for (what, sql) in OWN_INVARIANTS {
            let found =
                self.rows(sql, &[], |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?, r.get::<i64>(2)?)));
            assert!(found.is_empty(), "after {after}: {what}: {found:?}");
        }
    }

    /// Balances of all accounts that are not zero.
    pub fn balances(&self) -> BTreeMap<String, i64> {
        let mut all = self.book.balances(&gonio_app::check::Of::Book).unwrap();
        all.retain(|_, cents| *cents != 0);
        all
    }

    /// The accounts stand as said: `BANK 97.50, REV -180.00`; all others are zero.
    #[track_caller]
    pub fn stands(&self, said: &str) {
        assert_eq!(text_of(&self.balances()), text_of(&balances(said)));
    }

    /// One account's balance.
    pub fn account(&self, name: &str) -> i64 {
        self.balances().get(name).copied().unwrap_or(0)
    }

    /// What was posted since this was asked last is as said, a line for each pair of
    /// accounts: `CLR.ERA AR.P 67.50 P2`.
    #[track_caller]
    pub fn posted(&mut self, said: &str) {
        let rows = self.rows(
            "SELECT debit, credit, SUM(cents), rule FROM journal WHERE entry_id > $1 \
             GROUP BY debit, credit, rule",
            &params![self.seen],
            |r| {
                let (debit, credit): (String, String) = (r.get(0)?, r.get(1)?);
                let (sum, rule): (i64, String) = (r.get(2)?, r.get(3)?);
                Ok(format!("{debit} {credit} {} {rule}", dollars(sum)))
            },
        );
        self.seen = self.one("SELECT COALESCE(MAX(entry_id), 0) FROM journal");
        let sorted = |mut lines: Vec<String>| {
            lines.sort();
            lines.join("\n")
        };
        let plain = |l: &str| l.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = said.lines().map(plain).filter(|l| !l.is_empty()).collect();
        assert_eq!(sorted(rows), sorted(said));
    }

    /// Reasons of what waits in queues, in order of arrival.
    pub fn waiting(&self) -> Vec<String> {
        self.rows(
            "SELECT reason FROM queue_item WHERE live = TRUE AND settled_by = 0 ORDER BY item_id",
            &[],
            |r| r.get(0),
        )
    }

    /// State of the live claim with this control number.
    pub fn state(&self, control_number: &str) -> String {
        let all = self.rows(
            "SELECT state FROM claim WHERE live = TRUE AND control_number = $1",
            &params![control_number],
            |r| r.get::<String>(0),
        );
        assert_eq!(all.len(), 1, "live claims with the number {control_number}: {all:?}");
        all[0].clone()
    }

    /// States of live claims by control number, with what is open where.
    pub fn states(&self) -> Vec<String> {
        self.rows(
            "SELECT control_number || ' ' || origin || ' ' || state || ' ' || coverages || ' ' || \
             adjudicated || ' ' || paid_cents || ' ' || patient_open_cents \
             FROM claim WHERE live = TRUE ORDER BY control_number, service_day, paid_cents",
            &[],
            |r| r.get(0),
        )
    }

    /// How many live claims there are.
    pub fn claim_count(&self) -> i64 {
        self.one("SELECT COUNT(*) FROM claim WHERE live = TRUE")
    }

    /// How claim payments were matched, in order.
    pub fn matched_by(&self) -> Vec<String> {
        self.rows(
            "SELECT matched_by FROM claim_payment WHERE live = TRUE ORDER BY remit_id, claim_no",
            &[],
            |r| r.get(0),
        )
    }

    /// One number from the book.
    pub fn one(&self, sql: &str) -> i64 {
        self.book.engine().only(sql, &[], |r| r.get(0)).unwrap()
    }

    /// Rows from the book.
    pub fn rows<T>(
        &self,
        sql: &str,
        with: &[Value<'_>],
        row: impl FnMut(Row<'_>) -> gonio_app::pages::Result<T>,
    ) -> Vec<T> {
        self.book.engine().rows(sql, with, row).unwrap()
    }

    /// A folder for the test's own files.
    pub fn folder(&self) -> &std::path::Path {
        self.place.folder()
    }
}

/// `BANK 97.50, REV -180.00` as cents by account.
pub fn balances(said: &str) -> BTreeMap<String, i64> {
    said.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, money) = part.rsplit_once(' ').expect("ACCOUNT AMOUNT");
            (name.trim().to_string(), cents(money))
        })
        .collect()
}

/// Balances as one line, for comparing and showing.
pub fn text_of(balances: &BTreeMap<String, i64>) -> String {
    let parts: Vec<String> =
        balances.iter().map(|(name, cents)| format!("{name} {}", dollars(*cents))).collect();
    parts.join(", ")
}
