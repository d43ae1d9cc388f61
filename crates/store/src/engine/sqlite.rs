//! SQLite, in this process.
//!
//! Rows to be inserted or changed are gathered per statement and written together, before any
//! statement that names their table: one statement run for many rows is found once, and walks a
//! table and its indexes while they are at hand.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::{Column, Owned, Row, Table, Value};
use crate::{Error, Result};

/// How long a writer waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// More statements than the program has.
const STATEMENTS: usize = 400;

/// Rows gathered are written when there are so many of a table.
const TOGETHER: usize = 256;
/// Or so large.
const FULL: usize = 256 << 10;
/// So many of them by one run of a statement. Within it, cursors stay where the last row was
/// put, and keys that rise are not looked for from the root.
const AT_ONCE: usize = 32;

pub(super) struct Sqlite {
    conn: Connection,
    gathered: RefCell<Vec<Gathered>>,
    writing: Cell<bool>,
    /// Statements do not insert first what was gathered.
    holding_back: Cell<bool>,
}

/// Rows of one statement that were not written yet.
struct Gathered {
    /// Known by its address: a static text has one.
    text: &'static str,
    table: Table,
    /// An insert for [`AT_ONCE`] rows.
    many: Option<String>,
    rows: usize,
    /// Of all rows, one after another.
    values: Vec<Kept>,
    /// What texts and bytes among them hold.
    bytes: Vec<u8>,
}

/// A value without what it borrows: that is a range of [`Gathered::bytes`].
enum Kept {
    Null,
    Int(i64),
    Text(Range<usize>),
    Bytes(Range<usize>),
}

impl Gathered {
    fn keep(&mut self, value: Value<'_>) {
        let mut copy = |bytes: &[u8]| {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(bytes);
            start..self.bytes.len()
        };
        let kept = match value {
            Value::Null => Kept::Null,
            Value::Int(v) => Kept::Int(v),
            Value::Bool(v) => Kept::Int(v.into()),
            Value::Text(v) => Kept::Text(copy(v.as_bytes())),
            Value::Bytes(v) => Kept::Bytes(copy(v)),
        };
        self.values.push(kept);
    }

    fn clear(&mut self) {
        self.rows = 0;
        self.values.clear();
        self.bytes.clear();
    }
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Sqlite> {
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
        conn.busy_timeout(PATIENCE)?;
        let not_a_book = |e| Error::Address(format!("{path} is not a Gonio book: {e}"));
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(not_a_book)?;
        // A commit survives the process and the power going: that is what a book is for.
        conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -32000")?;
        // Plans do not depend on the values bound: a statement is planned once, not for
        // every row.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Sqlite {
            conn,
            gathered: RefCell::default(),
            writing: Cell::new(false),
            holding_back: Cell::new(false),
        })
    }

    pub(super) fn hold_back(&self, hold: bool) {
        self.holding_back.set(hold);
    }

    pub(super) fn gather(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        self.keep(text, with, || Some(many(text, with.len())))
    }

    pub(super) fn gather_change(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        self.keep(text, with, || None)
    }

    fn keep(
        &self,
        text: &'static str,
        with: &[Value<'_>],
        many: impl FnOnce() -> Option<String>,
    ) -> Result<()> {
        if !self.writing.get() {
            return self.execute(text, with).map(drop);
        }
        let mut gathered = self.gathered.borrow_mut();
        let place = gathered.iter().position(|t| std::ptr::eq(t.text, text));
        let place = match place {
            Some(place) => place,
            None => {
                gathered.push(Gathered {
                    text,
                    table: Table::of(text)?,
                    many: many(),
                    rows: 0,
                    values: Vec::new(),
                    bytes: Vec::new(),
                });
                gathered.len() - 1
            }
        };
        let table = &mut gathered[place];
        with.iter().for_each(|value| table.keep(*value));
        table.rows += 1;
        if table.rows < TOGETHER && table.bytes.len() < FULL { Ok(()) } else { self.send(table) }
    }

    fn send(&self, table: &mut Gathered) -> Result<()> {
        let columns = (table.values.len() / table.rows.max(1)).max(1);
        let mut rest = table.values.as_slice();
        if let Some(many) = &table.many {
            let whole = rest.chunks_exact(AT_ONCE * columns);
            rest = whole.remainder();
            self.run(many, whole, &table.bytes)?;
        }
        self.run(table.text, rest.chunks_exact(columns), &table.bytes)?;
        table.clear();
        Ok(())
    }

    /// Runs a statement for each of these lists of values.
    fn run<'k>(
        &self,
        text: &str,
        each: impl ExactSizeIterator<Item = &'k [Kept]>,
        bytes: &[u8],
    ) -> Result<()> {
        if each.len() == 0 {
            return Ok(());
        }
        let mut statement = self.conn.prepare_cached(text)?;
        for values in each {
            for (at, value) in (1..).zip(values) {
                let value = match value {
                    Kept::Null => ValueRef::Null,
                    Kept::Int(v) => ValueRef::Integer(*v),
                    Kept::Text(range) => ValueRef::Text(&bytes[range.clone()]),
                    Kept::Bytes(range) => ValueRef::Blob(&bytes[range.clone()]),
                };
                statement.raw_bind_parameter(at, ToSqlOutput::Borrowed(value))?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    pub(super) fn send_all(&self) -> Result<()> {
        let mut gathered = self.gathered.borrow_mut();
        gathered.iter_mut().filter(|t| t.rows > 0).try_for_each(|t| self.send(t))
    }

    /// Writes the rows gathered for tables that the statement names.
    fn send_for(&self, text: &str) -> Result<()> {
        if !self.writing.get() || self.holding_back.get() {
            return Ok(());
        }
        let mut gathered = self.gathered.borrow_mut();
        let mut concerned = gathered.iter_mut().filter(|t| t.rows > 0 && t.table.is_named_in(text));
        concerned.try_for_each(|t| self.send(t))
    }

    fn bound(&self, text: &str, with: &[Value<'_>]) -> Result<CachedStatement<'_>> {
        self.send_for(text)?;
        let mut statement = self.conn.prepare_cached(text)?;
        for (at, value) in (1..).zip(with) {
            statement.raw_bind_parameter(at, value)?;
        }
        Ok(statement)
    }

    pub(super) fn execute(&self, text: &str, with: &[Value<'_>]) -> Result<u64> {
        Ok(self.bound(text, with)?.raw_execute()? as u64)
    }

    pub(super) fn each(
        &self,
        text: &str,
        with: &[Value<'_>],
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.bound(text, with)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            each(Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub(super) fn one<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        each: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.bound(text, with)?;
        let mut rows = statement.raw_query();
        rows.next()?.map(|row| each(Row::Sqlite(row))).transpose()
    }

    pub(super) fn batch(&self, text: &str) -> Result<()> {
        Ok(self.conn.execute_batch(text)?)
    }

    pub(super) fn begin(&self) -> Result<()> {
        self.batch("BEGIN IMMEDIATE")?;
        self.writing.set(true);
        Ok(())
    }

    pub(super) fn begin_reading(&self) -> Result<()> {
        self.batch("BEGIN")
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.send_all()?;
        self.batch("COMMIT")?;
        self.writing.set(false);
        Ok(())
    }

    pub(super) fn roll_back(&self) {
        self.gathered.borrow_mut().iter_mut().for_each(Gathered::clear);
        self.writing.set(false);
        if !self.conn.is_autocommit() {
            // A failure here means that SQLite has rolled back already.
            let _ = self.batch("ROLLBACK");
        }
    }

    pub(super) fn version(&self) -> Result<usize> {
        Ok(self.conn.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0))? as usize)
    }

    pub(super) fn begin_migrating(&self) -> Result<()> {
        self.batch("BEGIN EXCLUSIVE")
    }

    pub(super) fn end_migrating(&self) -> Result<()> {
        self.commit()?;
        // Makes this connection read the planner's figures, as later ones do when they open.
        self.batch("ANALYZE sqlite_schema")
    }

    pub(super) fn migrate(&self, text: &str, number: usize) -> Result<()> {
        self.batch(&text.replace("/*WITHOUT ROWID*/", "WITHOUT ROWID"))?;
        // The planner's figures are kept in a table, and read from it again.
        self.batch(include_str!("../../migrations/sqlite_plans.sql"))?;
        self.conn.pragma_update(None, "user_version", number as i64)?;
        Ok(())
    }
}

/// An insert of one row as one of [`AT_ONCE`] rows.
fn many(text: &str, columns: usize) -> String {
    let head = text.split("VALUES").next().unwrap_or_default();
    let row = format!("({})", vec!["?"; columns].join(", "));
    format!(
        "{} VALUES {}",
        head.replacen("INSERT INTO", "INSERT OR FAIL INTO", 1),
        vec![row; AT_ONCE].join(", ")
    )
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Bool(v) => ValueRef::Integer((*v).into()),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

/// Columns that both drivers read by themselves.
macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
                Ok(row.get(at)?)
            }

            fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
                Ok(row.try_get(at)?)
            }
        }
    )*};
}
plain!(bool, String, Option<String>, Vec<u8>, Option<Vec<u8>>);

impl Column for i64 {
    fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
        Ok(row.get(at)?)
    }

    fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
        Ok(row.try_get::<_, super::postgresql::Whole>(at)?.0)
    }
}

impl Column for Option<i64> {
    fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
        Ok(row.get(at)?)
    }

    fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
        Ok(row.try_get::<_, Option<super::postgresql::Whole>>(at)?.map(|w| w.0))
    }
}

impl Column for Owned {
    fn sqlite(row: &rusqlite::Row<'_>, at: usize) -> Result<Self> {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => Owned::Null,
            ValueRef::Integer(v) => Owned::Int(v),
            ValueRef::Text(v) => Owned::Text(String::from_utf8_lossy(v).into_owned()),
            ValueRef::Blob(v) => Owned::Bytes(v.to_vec()),
            ValueRef::Real(_) => return Err(Error::database("a number that is not whole")),
        })
    }

    fn postgres(row: &postgres::Row, at: usize) -> Result<Self> {
        super::postgresql::any(row, at)
    }
}
