//! PostgreSQL, over a connection.
//!
//! Rows to be inserted are gathered per table in the binary form of COPY, rows to be changed as
//! lists for one UPDATE, and sent before any statement that names the table. Statements are
//! prepared once for each connection.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::io::Write as _;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use super::{Owned, Row, Table, Value};
use crate::{Error, Result};

/// Two migrations at once wait for each other at this lock ("gonio" in ASCII).
const MIGRATING: i64 = 0x67_6f_6e_69_6f;

/// How long the server may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows gathered are sent when they are this large, in bytes.
const FULL: usize = 4 << 20;

/// Changes gathered are sent when there are so many.
const MANY: usize = 1000;

/// Plans are made anew when this much of a table was sent, in bytes, and again whenever that
/// has doubled.
const OUTGROWN: usize = 16 << 10;

/// What stands before the rows of a binary COPY, and after them.
const COPY_HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_END: &[u8] = &[0xff, 0xff];

pub(super) struct Postgres {
    config: Config,
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    gathered: RefCell<Vec<Gathered>>,
    changes: RefCell<Vec<Changes>>,
    /// Where each insert statement gathers, by the address of its text.
    places: RefCell<HashMap<usize, usize>>,
    writing: Cell<bool>,
    /// In a transaction, which would be lost with the connection.
    within: Cell<bool>,
    /// Statements do not send what was gathered.
    holding_back: Cell<bool>,
}

/// Rows of one table that were not sent yet.
struct Gathered {
    table: Table,
    copy: String,
    /// `copy`, prepared on this connection.
    statement: Option<Statement>,
    rows: Vec<u8>,
    /// Sent so far, in bytes, and how much will be when plans are made anew.
    sent: usize,
    replan_at: usize,
}

/// Rows of one table to be changed, not sent yet.
struct Changes {
    /// Known by its address: a static text has one.
    text: &'static str,
    table: Table,
    /// The same for a list of rows.
    many: String,
    columns: usize,
    /// Of all rows, one after another.
    values: Vec<Owned>,
}

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Postgres> {
        let mut config: Config = url.parse().map_err(|e| {
            Error::Address(format!("this is no address of a PostgreSQL database: {e}"))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("gonio");
        }
        let client = connect(&config)?;
        let engine = Postgres {
            config,
            client: RefCell::new(client),
            statements: RefCell::default(),
            gathered: RefCell::default(),
            changes: RefCell::default(),
            places: RefCell::default(),
            writing: Cell::new(false),
            within: Cell::new(false),
            holding_back: Cell::new(false),
        };
        engine.make_schema()?;
        Ok(engine)
    }

    /// A book of its own schema (`?options=-csearch_path%3Dname`) is made if it is not there.
    fn make_schema(&self) -> Result<()> {
        let found: Option<String> =
            self.one("SELECT current_schema()::text", &[], |r| r.get(0))?.flatten();
        if found.is_some() {
            return Ok(());
        }
        let path: Option<String> = self.one("SHOW search_path", &[], |r| r.get(0))?;
        let first = path.as_deref().and_then(|p| p.split(',').next()).unwrap_or_default().trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if first.is_empty() || !first.chars().all(plain) {
            return Err(Error::Address(
                "the search_path of the address names no schema: use letters, digits and _".into(),
            ));
        }
        self.batch(&format!("CREATE SCHEMA IF NOT EXISTS {first}"))
    }

    /// The connection. One that was lost in a transaction took that with it: whoever began it
    /// must begin again.
    fn client(&self) -> Result<RefMut<'_, Client>> {
        let client = self.client.borrow_mut();
        if client.is_closed() {
            return Err(Error::database(
                "the connection to PostgreSQL was lost; nothing of this was written",
            ));
        }
        Ok(client)
    }

    /// Tries the connection before something is begun on it, and makes it anew if it is lost:
    /// that the server was restarted meanwhile is seen only when it is asked something.
    fn awake(&self) -> Result<()> {
        let mut client = self.client.borrow_mut();
        if self.within.get() || client.is_valid(PATIENCE).is_ok() {
            return Ok(());
        }
        *client = connect(&self.config)?;
        self.statements.borrow_mut().clear();
        self.gathered.borrow_mut().iter_mut().for_each(|table| table.statement = None);
        Ok(())
    }

    fn prepared(&self, text: &str) -> Result<Statement> {
        // What was prepared on a connection that is lost is not known any more.
        self.awake()?;
        if let Some(known) = self.statements.borrow().get(text) {
            return Ok(known.clone());
        }
        let statement = self.client()?.prepare(text)?;
        self.statements.borrow_mut().insert(text.to_string(), statement.clone());
        Ok(statement)
    }

    /// Sends the rows gathered for tables that the statement names.
    fn send_for(&self, text: &str) -> Result<()> {
        if !self.writing.get() || self.holding_back.get() {
            return Ok(());
        }
        for change in self.changes.borrow_mut().iter_mut() {
            if change.table.is_named_in(text) {
                self.send_changes(change)?;
            }
        }
        for table in self.gathered.borrow_mut().iter_mut() {
            if !table.rows.is_empty() && table.table.is_named_in(text) {
                self.send(table)?;
            }
        }
        Ok(())
    }

    fn send(&self, table: &mut Gathered) -> Result<()> {
        let mut client = self.client()?;
        table.sent += table.rows.len();
        send(&mut client, table)?;
        // A plan is kept for as long as the server has no news of its tables, and it has none
        // before the end of the transaction. One made while they were empty may go through all
        // of a practice's rows, since then every index looks as good as any other.
        if table.sent >= table.replan_at {
            table.replan_at = 2 * table.sent;
            client.batch_execute("DISCARD PLANS")?;
        }
        Ok(())
    }

    fn send_changes(&self, change: &mut Changes) -> Result<()> {
        if change.values.is_empty() {
            return Ok(());
        }
        let statement = self.prepared(&change.many)?;
        let column = |at| change.values.iter().skip(at).step_by(change.columns).map(Value::from);
        let columns: Vec<Vec<Value<'_>>> =
            (0..change.columns).map(|at| column(at).collect()).collect();
        let with: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| c as _).collect();
        self.client()?.execute(&statement, &with)?;
        change.values.clear();
        Ok(())
    }

    pub(super) fn hold_back(&self, hold: bool) {
        self.holding_back.set(hold);
    }

    pub(super) fn send_all(&self) -> Result<()> {
        self.changes.borrow_mut().iter_mut().try_for_each(|change| self.send_changes(change))?;
        for table in self.gathered.borrow_mut().iter_mut().filter(|t| !t.rows.is_empty()) {
            self.send(table)?;
        }
        Ok(())
    }

    pub(super) fn gather(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        if !self.writing.get() {
            return self.execute(text, with).map(drop);
        }
        let place = self.place(text)?;
        let mut gathered = self.gathered.borrow_mut();
        let table = &mut gathered[place];
        put_row(&mut table.rows, with);
        if table.rows.len() > FULL {
            self.send(table)?;
        }
        Ok(())
    }

    pub(super) fn gather_change(&self, text: &'static str, with: &[Value<'_>]) -> Result<()> {
        if !self.writing.get() {
            return self.execute(text, with).map(drop);
        }
        let mut changes = self.changes.borrow_mut();
        let place = match changes.iter().position(|c| std::ptr::eq(c.text, text)) {
            Some(place) => place,
            None => {
                changes.push(Changes {
                    text,
                    table: Table::of(text)?,
                    many: many(text, with)?,
                    columns: with.len(),
                    values: Vec::new(),
                });
                changes.len() - 1
            }
        };
        let change = &mut changes[place];
        change.values.extend(with.iter().map(|value| Owned::from(*value)));
        if change.values.len() < MANY * change.columns {
            return Ok(());
        }
        self.send_changes(change)
    }

    /// Where rows of an insert statement are gathered. A static text is known by its address.
    fn place(&self, text: &'static str) -> Result<usize> {
        let address = text.as_ptr() as usize;
        if let Some(place) = self.places.borrow().get(&address) {
            return Ok(*place);
        }
        let mut gathered = self.gathered.borrow_mut();
        gathered.push(Gathered {
            table: Table::of(text)?,
            copy: copy_of(text),
            statement: None,
            rows: Vec::new(),
            sent: 0,
            replan_at: OUTGROWN,
        });
        self.places.borrow_mut().insert(address, gathered.len() - 1);
        Ok(gathered.len() - 1)
    }

    pub(super) fn execute(&self, text: &str, with: &[Value<'_>]) -> Result<u64> {
        let statement = self.prepared(text)?;
        self.send_for(text)?;
        let with: Vec<&(dyn ToSql + Sync)> = with.iter().map(|v| v as _).collect();
        Ok(self.client()?.execute(&statement, &with)?)
    }

    pub(super) fn each(
        &self,
        text: &str,
        with: &[Value<'_>],
        each: &mut dyn FnMut(Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let statement = self.prepared(text)?;
        self.send_for(text)?;
        let mut client = self.client()?;
        let mut rows = client.query_raw(&statement, with.iter())?;
        while let Some(row) = rows.next()? {
            each(Row::Postgres(&row))?;
        }
        Ok(())
    }

    pub(super) fn one<T>(
        &self,
        text: &str,
        with: &[Value<'_>],
        each: impl FnOnce(Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let statement = self.prepared(text)?;
        self.send_for(text)?;
        let rows: Vec<postgres::Row> = {
            let mut client = self.client()?;
            client.query_raw(&statement, with.iter())?.collect()?
        };
        rows.first().map(|row| each(Row::Postgres(row))).transpose()
    }

    pub(super) fn batch(&self, text: &str) -> Result<()> {
        self.awake()?;
        Ok(self.client()?.batch_execute(text)?)
    }

    pub(super) fn begin(&self) -> Result<()> {
        self.batch("BEGIN")?;
        self.writing.set(true);
        self.within.set(true);
        Ok(())
    }

    pub(super) fn begin_reading(&self) -> Result<()> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.within.set(true);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.send_all()?;
        self.batch("COMMIT")?;
        self.writing.set(false);
        self.within.set(false);
        Ok(())
    }

    pub(super) fn roll_back(&self) {
        self.gathered.borrow_mut().iter_mut().for_each(|t| t.rows.clear());
        self.changes.borrow_mut().iter_mut().for_each(|c| c.values.clear());
        // A failure here means that the connection is gone: the server rolls back.
        let _ = self.batch("ROLLBACK");
        self.writing.set(false);
        self.within.set(false);
    }

    pub(super) fn version(&self) -> Result<usize> {
        let there: Option<bool> =
            self.one("SELECT to_regclass('book_version') IS NOT NULL", &[], |r| r.get(0))?;
        if there != Some(true) {
            return Ok(0);
        }
        let version: Option<i64> =
            self.one("SELECT version FROM book_version", &[], |r| r.get(0))?;
        Ok(version.unwrap_or(0) as usize)
    }

    pub(super) fn begin_migrating(&self) -> Result<()> {
        self.batch("BEGIN")?;
        self.within.set(true);
        self.execute("SELECT pg_advisory_xact_lock($1)", &[Value::Int(MIGRATING)])?;
        Ok(())
    }

    pub(super) fn end_migrating(&self) -> Result<()> {
        self.batch("COMMIT")?;
        self.within.set(false);
        Ok(())
    }

    pub(super) fn migrate(&self, text: &str, number: usize) -> Result<()> {
        // Texts are compared byte by byte, as SQLite does, whatever language the database is
        // in: what begins with the same letters must stand together.
        self.batch(&text.replace("TEXT NOT NULL", "TEXT COLLATE \"C\" NOT NULL"))?;
        self.batch("CREATE TABLE IF NOT EXISTS book_version (version BIGINT NOT NULL)")?;
        self.batch("DELETE FROM book_version")?;
        self.execute("INSERT INTO book_version VALUES ($1)", &[Value::Int(number as i64)])?;
        Ok(())
    }
}

fn connect(config: &Config) -> Result<Client> {
    let mut client = config
        .connect(NoTls)
        .map_err(|e| Error::Address(format!("PostgreSQL cannot be reached: {}", plain(&e))))?;
    // Pages ask short questions of large tables. Compiling one whose cost was guessed high takes
    // a quarter of a second, and running it a few milliseconds.
    client.batch_execute("SET jit = off")?;
    Ok(client)
}

fn send(client: &mut Client, table: &mut Gathered) -> Result<()> {
    let statement = match &table.statement {
        Some(known) => known.clone(),
        None => table.statement.insert(client.prepare(&table.copy)?).clone(),
    };
    let mut writer = client.copy_in(&statement)?;
    let sent = writer
        .write_all(COPY_HEAD)
        .and_then(|()| writer.write_all(&table.rows))
        .and_then(|()| writer.write_all(COPY_END));
    table.rows.clear();
    sent.map_err(|e| Error::database(&format!("rows could not be sent: {e}")))?;
    writer.finish()?;
    Ok(())
}

/// Adds a row in the binary form of COPY: each value by its length and its bytes.
fn put_row(rows: &mut Vec<u8>, with: &[Value<'_>]) {
    let mut put = |bytes: &[u8]| rows.extend_from_slice(bytes);
    put(&(with.len() as i16).to_be_bytes());
    for value in with {
        match value {
            Value::Null => put(&(-1i32).to_be_bytes()),
            Value::Int(v) => {
                put(&8i32.to_be_bytes());
                put(&v.to_be_bytes());
            }
            Value::Bool(v) => {
                put(&1i32.to_be_bytes());
                put(&[u8::from(*v)]);
            }
            Value::Text(v) => {
                put(&(v.len() as i32).to_be_bytes());
                put(v.as_bytes());
            }
            Value::Bytes(v) => {
                put(&(v.len() as i32).to_be_bytes());
                put(v);
            }
        }
    }
}

/// The COPY for `INSERT INTO table (columns) VALUES …`.
fn copy_of(insert: &str) -> String {
    let target = insert.split_once("INSERT INTO ").map_or(insert, |(_, rest)| rest);
    let target = target.split("VALUES").next().unwrap_or_default();
    format!("COPY {} FROM STDIN BINARY", target.trim())
}

/// An update of one row as one of a list of rows; their kinds are those of the first.
fn many(update: &str, with: &[Value<'_>]) -> Result<String> {
    let cannot = || Error::database("a change that cannot be gathered");
    let (set, key) = update.split_once("WHERE").ok_or_else(cannot)?;
    let (mut set, mut key) = (set.trim_end().to_string(), key.to_string());
    let (mut lists, mut names) = (Vec::new(), Vec::new());
    for (number, value) in (1..).zip(with) {
        let kind = match value {
            Value::Int(_) => "bigint",
            Value::Bool(_) => "boolean",
            Value::Text(_) => "text",
            Value::Null | Value::Bytes(_) => return Err(cannot()),
        };
        lists.push(format!("${number}::{kind}[]"));
        names.push(format!("c{number}"));
    }
    // From the last: what stands for the first begins like what stands for the tenth.
    for number in (1..=with.len()).rev() {
        for part in [&mut set, &mut key] {
            *part = part.replace(&format!("${number}"), &format!("v.c{number}"));
        }
    }
    let (lists, names) = (lists.join(", "), names.join(", "));
    Ok(format!("{set} FROM UNNEST({lists}) AS v ({names}) WHERE{key}"))
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) => match *kind {
                Type::INT4 => i32::try_from(*v)?.to_sql(kind, out),
                Type::INT8 => v.to_sql(kind, out),
                _ => Err(format!("a whole number where {kind} is wanted").into()),
            },
            Value::Bool(v) if *kind == Type::BOOL => v.to_sql(kind, out),
            Value::Text(v) if *kind == Type::TEXT || *kind == Type::VARCHAR => v.to_sql(kind, out),
            Value::Bytes(v) if *kind == Type::BYTEA => v.to_sql(kind, out),
            _ => Err(format!("another kind of value where {kind} is wanted").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A whole number in whatever form PostgreSQL gives it: a sum of BIGINTs is a NUMERIC.
pub(super) struct Whole(pub(super) i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(
        kind: &Type,
        raw: &'a [u8],
    ) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Whole(match *kind {
            Type::INT8 => i64::from_sql(kind, raw)?,
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            Type::INT2 => i16::from_sql(kind, raw)?.into(),
            Type::BOOL => bool::from_sql(kind, raw)?.into(),
            _ => whole_of_numeric(raw).ok_or("a number that is not whole, or too large")?,
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::NUMERIC | Type::BOOL)
    }
}

/// NUMERIC as it is sent: how many digits to the base of 10,000, the power of the first, the
/// sign, how many decimal places are shown, the digits.
fn whole_of_numeric(raw: &[u8]) -> Option<i64> {
    let word = |at: usize| Some(i16::from_be_bytes(raw.get(2 * at..2 * at + 2)?.try_into().ok()?));
    let (count, weight, sign) = (word(0)?, word(1)?, word(2)?);
    let mut value: i64 = 0;
    for at in 0..count {
        let digit = i64::from(word(4 + usize::try_from(at).ok()?)?);
        if at > weight {
            if digit != 0 {
                return None;
            }
            continue;
        }
        value = value.checked_mul(10_000)?.checked_add(digit)?;
    }
    for _ in count..=weight {
        value = value.checked_mul(10_000)?;
    }
    match sign {
        0 => Some(value),
        0x4000 => Some(-value),
        _ => None,
    }
}

/// A value of any kind.
pub(super) fn any(row: &postgres::Row, at: usize) -> Result<Owned> {
    let column = row.columns().get(at).ok_or_else(|| Error::database("no such column"))?;
    Ok(match *column.type_() {
        Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map_or(Owned::Null, Owned::Bool),
        Type::TEXT | Type::VARCHAR | Type::NAME => {
            row.try_get::<_, Option<String>>(at)?.map_or(Owned::Null, Owned::Text)
        }
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Owned::Null, Owned::Bytes),
        _ => row.try_get::<_, Option<Whole>>(at)?.map_or(Owned::Null, |w| Owned::Int(w.0)),
    })
}

impl From<postgres::Error> for Error {
    fn from(e: postgres::Error) -> Self {
        Error::database(&plain(&e))
    }
}

/// What PostgreSQL says, without the detail: that may quote a row, and so a patient.
fn plain(e: &postgres::Error) -> String {
    match e.as_db_error() {
        Some(db) => format!("PostgreSQL: {} ({})", db.message(), db.code().code()),
        None => match e.source() {
            Some(source) => format!("{e}: {source}"),
            None => e.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_from_their_digits() {
        let numeric = |count: i16, weight: i16, sign: i16, digits: &[i16]| -> Vec<u8> {
            let head = [count, weight, sign, 0];
            head.iter().chain(digits).flat_map(|w| w.to_be_bytes()).collect()
        };
        assert_eq!(whole_of_numeric(&numeric(0, 0, 0, &[])), Some(0));
        assert_eq!(whole_of_numeric(&numeric(2, 1, 0, &[12, 3456])), Some(123_456));
        assert_eq!(whole_of_numeric(&numeric(1, 2, 0x4000, &[5])), Some(-500_000_000));
        assert_eq!(whole_of_numeric(&numeric(2, 0, 0, &[7, 5000])), None, "7.5");
    }

    #[test]
    fn an_insert_becomes_a_copy() {
        let text = "INSERT INTO payer (practice_id,\n    name)\nVALUES ($1, $2)";
        assert_eq!(Table::of(text).unwrap().0.needle(), b"payer");
        assert!(Table::of(text).unwrap().is_named_in("SELECT name FROM payer"));
        assert!(!Table::of(text).unwrap().is_named_in("SELECT payer_id FROM payer_alias"));
        assert_eq!(copy_of(text), "COPY payer (practice_id,\n    name) FROM STDIN BINARY");
    }

    #[test]
    fn an_update_becomes_one_of_many_rows() {
        let text = "UPDATE payer SET name = $1,\n    live = $2\nWHERE payer_id = $3";
        assert_eq!(Table::of(text).unwrap().0.needle(), b"payer");
        let with = [Value::Text("ACME"), Value::Bool(true), Value::Int(7)];
        assert_eq!(
            many(text, &with).unwrap(),
            "UPDATE payer SET name = v.c1,\n    live = v.c2 \
             FROM UNNEST($1::text[], $2::boolean[], $3::bigint[]) AS v (c1, c2, c3) \
             WHERE payer_id = v.c3"
        );
    }
}
