//! SQLite, in this process.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::{Column, Owned, Row, Value};
use crate::{Error, Result};

/// How long a writer waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// More statements than the program has.
const STATEMENTS: usize = 400;

pub(super) struct Sqlite {
    conn: Connection,
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
        Ok(Sqlite { conn })
    }

    fn bound(&self, text: &str, with: &[Value<'_>]) -> Result<CachedStatement<'_>> {
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
        self.batch("BEGIN IMMEDIATE")
    }

    pub(super) fn begin_reading(&self) -> Result<()> {
        self.batch("BEGIN")
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.batch("COMMIT")
    }

    pub(super) fn roll_back(&self) {
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
