//! Opens a book and brings its schema up to date.

use std::path::Path;
use std::time::Duration;

use gonio_billing::day::Day;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::write::Writer;
use crate::{Error, PRACTICE, Result, sql};

/// Migrations in order; a book remembers how many it has had. Only ever added to.
const MIGRATIONS: [&str; 2] = [
    include_str!("../migrations/0001_books.sql"),
    include_str!("../migrations/0002_reference.sql"),
];

/// An open book.
pub struct Book {
    pub(crate) conn: Connection,
}

/// What is set for a practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// Its name; empty until it is known.
    pub name: String,
    /// From this day on, remittances for unknown claims wait in a queue.
    pub go_live_day: Option<Day>,
    /// The day that pages look from; `None` is today.
    pub as_of_day: Option<Day>,
    /// The practice is made up.
    pub made_up: bool,
}

impl Book {
    /// Opens the book at `url` (`sqlite:PATH` or a plain path), making it if it is not there.
    ///
    /// # Errors
    /// An address that cannot be opened, or a book written by a later version.
    pub fn open(url: &str) -> Result<Book> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Err(Error::Address(
                "PostgreSQL books cannot be opened yet; use --db sqlite:PATH".into(),
            ));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        if path.is_empty() {
            return Err(Error::Address("--db wants a path: sqlite:PATH".into()));
        }
        if let Some(folder) = Path::new(path).parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| {
                Error::Address(format!("the folder {} cannot be made: {e}", folder.display()))
            })?;
        }
        let conn = Connection::open(path)
            .map_err(|e| Error::Address(format!("the book {path} cannot be opened: {e}")))?;
        Book::prepare(conn, path)
    }

    fn prepare(conn: Connection, path: &str) -> Result<Book> {
        conn.busy_timeout(Duration::from_secs(30))?;
        let not_a_book = |e| Error::Address(format!("{path} is not a Gonio book: {e}"));
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(not_a_book)?;
        // A commit survives the process and the power going: that is what a book is for.
        conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -32000")?;
        // Plans do not depend on the values bound: a statement is planned once, not for
        // every row.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.set_prepared_statement_cache_capacity(160);
        let mut book = Book { conn };
        book.migrate(path)?;
        Ok(book)
    }

    fn migrate(&mut self, path: &str) -> Result<()> {
        let version = |conn: &Connection| -> Result<usize> {
            Ok(conn.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0))? as usize)
        };
        let had = version(&self.conn)?;
        if had == MIGRATIONS.len() {
            return Ok(());
        }
        if had > MIGRATIONS.len() {
            return Err(Error::Address(format!(
                "the book {path} was written by a later version of Gonio; use that one"
            )));
        }
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        // Another process may have been first.
        for (number, text) in MIGRATIONS.iter().enumerate().skip(version(&tx)?) {
            tx.execute_batch(&text.replace("/*WITHOUT ROWID*/", "WITHOUT ROWID"))?;
            if number == 0 {
                tx.execute_batch(include_str!("../migrations/sqlite_plans.sql"))?;
                let name = "";
                tx.execute(
                    sql!("insert_practice"),
                    params![PRACTICE, name, None::<i64>, None::<i64>, false],
                )?;
            }
            tx.pragma_update(None, "user_version", number as i64 + 1)?;
        }
        tx.commit()?;
        // Makes this connection read the planner's figures, as later ones do when they open.
        self.conn.execute_batch("ANALYZE sqlite_schema")?;
        Ok(())
    }

    /// The practice's settings.
    ///
    /// # Errors
    /// What the database reports.
    pub fn practice(&self) -> Result<Practice> {
        let mut statement = self.conn.prepare_cached(sql!("practice"))?;
        let practice = statement
            .query_row([PRACTICE], |r| {
                Ok(Practice {
                    name: r.get(0)?,
                    go_live_day: r.get::<_, Option<i32>>(1)?.map(Day),
                    as_of_day: r.get::<_, Option<i32>>(2)?.map(Day),
                    made_up: r.get(3)?,
                })
            })
            .optional()?;
        Ok(practice.unwrap_or_default())
    }

    /// Sets the go-live day, or takes it away.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_go_live(&self, day: Option<Day>) -> Result<()> {
        self.conn.execute(sql!("set_go_live"), params![day.map(|d| d.0), PRACTICE])?;
        Ok(())
    }

    /// Sets the day that pages look from; `None` is today.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_as_of(&self, day: Option<Day>) -> Result<()> {
        self.conn.execute(sql!("set_as_of"), params![day.map(|d| d.0), PRACTICE])?;
        Ok(())
    }

    /// Names the practice, and says whether it is made up.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_practice(&self, name: &str, made_up: bool) -> Result<()> {
        self.conn.execute(sql!("set_practice_name"), params![name, made_up, PRACTICE])?;
        Ok(())
    }

    /// Begins to write. Nothing is seen by others, or survives, until [`Writer::commit`].
    ///
    /// # Errors
    /// What the database reports, such as another writer that does not end.
    pub fn write(&mut self, kind: &'static str, made_at: i64) -> Result<Writer<'_>> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Writer::begin(tx, kind, made_at)
    }
}
