//! The trail: who did what, when. Each row holds the hash of the one before, and a batch's
//! row a digest of every journal row it wrote, so that a row changed, taken out, put in or
//! moved later is found by [`Book::verify_trail`].
//!
//! What the chain alone cannot show is an end cut off whole: for that, keep the last hash
//! elsewhere and have it looked for.

use sha2::{Digest, Sha256};

use crate::book::Book;
use crate::engine::{Engine, Row, params};
use crate::{PRACTICE, Result, sql};

/// Rows of the trail read at once.
const PART: i64 = 1000;

/// Who does something, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// The person; 0 when nobody has signed in.
    pub person_id: i64,
}

/// Something that was done, to be put on the trail.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deed<'a> {
    /// What: `import`, `sign_in`, `approve` …
    pub action: &'a str,
    /// The kind of thing it was done to.
    pub subject: &'a str,
    /// Its number; 0 for none.
    pub subject_id: i64,
    /// How it was, by reference.
    pub before: &'a str,
    /// How it is, by reference.
    pub after: &'a str,
    /// Why, as the person said.
    pub reason: &'a str,
}

/// The journal entries of a batch, with a digest of their rows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entries<'a> {
    pub first: i64,
    pub last: i64,
    pub digest: &'a str,
}

/// A row of the trail, as people read it.
#[derive(Clone, Debug)]
pub struct TrailRow {
    /// Its number.
    pub trail_no: i64,
    /// When.
    pub made_at: i64,
    /// Who, by login; empty when nobody had signed in.
    pub login: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Its number; 0 for none.
    pub subject_id: i64,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
    /// Why.
    pub reason: String,
}

/// What looking through the trail came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Rows of the trail.
    pub rows: i64,
    /// Journal rows covered by digests.
    pub transfers: i64,
    /// The last hash: keep it elsewhere, and have it looked for later.
    pub head: String,
    /// Whether the hash that was to be looked for is in the chain.
    pub found: bool,
    /// What is wrong, in plain words; empty when the trail is whole.
    pub faults: Vec<String>,
}

/// A kept row with all that its hash covers.
struct Kept {
    trail_no: i64,
    made_at: i64,
    person_id: i64,
    words: [String; 2],
    subject_id: i64,
    refs: [String; 3],
    first_entry: i64,
    last_entry: i64,
    digest: String,
    previous: String,
    hash: String,
}

/// Takes parts so that no two lists of parts give the same hash.
#[derive(Clone, Default)]
pub(crate) struct Sum {
    hash: Sha256,
    /// Not given to the hash yet, which takes much at once sooner than little often.
    parts: Vec<u8>,
}

impl Sum {
    fn number(&mut self, number: i64) -> &mut Sum {
        self.parts.extend_from_slice(&number.to_le_bytes());
        if self.parts.len() > 4096 {
            self.feed();
        }
        self
    }

    fn text(&mut self, text: &str) -> &mut Sum {
        self.number(text.len() as i64).parts.extend_from_slice(text.as_bytes());
        self
    }

    fn feed(&mut self) {
        self.hash.update(&self.parts);
        self.parts.clear();
    }

    /// The sum in hex.
    pub(crate) fn hex(mut self) -> String {
        self.feed();
        hex(&self.hash.finalize())
    }
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a journal row says, but for the practice.
pub(crate) struct JournalRow<'a> {
    pub entry_id: i64,
    pub line_no: i64,
    pub batch_id: i64,
    pub post_day: i64,
    pub rule: &'a str,
    pub debit: &'a str,
    pub credit: &'a str,
    pub cents: i64,
    /// Claim, its line, remittance, number in it, patient, payer.
    pub about: [i64; 6],
    pub reference: &'a str,
    pub reverses: i64,
}

impl JournalRow<'_> {
    /// Adds the row to a digest.
    pub(crate) fn add_to(&self, sum: &mut Sum) {
        for number in [self.entry_id, self.line_no, self.batch_id, self.post_day, self.cents] {
            sum.number(number);
        }
        for text in [self.rule, self.debit, self.credit, self.reference] {
            sum.text(text);
        }
        for number in self.about {
            sum.number(number);
        }
        sum.number(self.reverses);
    }
}

/// Adds the journal rows of a span of entries to a digest; gives how many there are.
fn digest(db: &Engine, first: i64, last: i64) -> Result<(String, i64)> {
    let (mut sum, mut rows) = (Sum::default(), 0);
    db.each(sql!("journal_span"), &params![PRACTICE, first, last], |r| {
        let row = JournalRow {
            entry_id: r.get(0)?,
            line_no: r.get(1)?,
            batch_id: r.get(2)?,
            post_day: r.get(3)?,
            rule: r.text(4)?,
            debit: r.text(5)?,
            credit: r.text(6)?,
            cents: r.get(7)?,
            about: [r.get(8)?, r.get(9)?, r.get(10)?, r.get(11)?, r.get(12)?, r.get(13)?],
            reference: r.text(14)?,
            reverses: r.get(15)?,
        };
        row.add_to(&mut sum);
        rows += 1;
        Ok(())
    })?;
    Ok((sum.hex(), rows))
}

/// Puts a deed on the trail, inside the transaction that is open. The practice must have been
/// taken, so that no two rows get one number.
pub(crate) fn append(db: &Engine, mark: Mark, deed: &Deed<'_>, entries: Entries<'_>) -> Result<()> {
    let last = db.one(sql!("last_trail"), &params![PRACTICE], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let (number, previous): (i64, String) = last.unwrap_or_default();
    put(db, (number + 1, previous), mark, deed, entries)?;
    Ok(())
}

/// Begins the trail of a book from before there was one: what its journal held then is covered
/// at once.
pub(crate) fn begin(db: &Engine) -> Result<()> {
    let last: i64 = db.only(sql!("last_entry"), &params![PRACTICE], |r| r.get(0))?;
    if last == 0 {
        return Ok(());
    }
    let at: i64 = db.only(sql!("last_batch_at"), &params![PRACTICE], |r| r.get(0))?;
    let (digest, _) = digest(db, 1, last)?;
    let deed = Deed { action: "begin", subject: "trail", ..Deed::default() };
    let all = Entries { first: 1, last, digest: &digest };
    put(db, (1, String::new()), Mark { at, person_id: 0 }, &deed, all).map(drop)
}

fn put(
    db: &Engine,
    (trail_no, previous): (i64, String),
    mark: Mark,
    deed: &Deed<'_>,
    entries: Entries<'_>,
) -> Result<String> {
    let row = Kept {
        trail_no,
        made_at: mark.at,
        person_id: mark.person_id,
        words: [deed.action, deed.subject].map(str::to_string),
        subject_id: deed.subject_id,
        refs: [deed.before, deed.after, deed.reason].map(str::to_string),
        first_entry: entries.first,
        last_entry: entries.last,
        digest: entries.digest.to_string(),
        previous,
        hash: String::new(),
    };
    let hash = row.hashed();
    db.execute(
        sql!("insert_trail"),
        &params![
            PRACTICE,
            row.trail_no,
            row.made_at,
            row.person_id,
            row.words[0],
            row.words[1],
            row.subject_id,
            row.refs[0],
            row.refs[1],
            row.refs[2],
            row.first_entry,
            row.last_entry,
            row.digest,
            row.previous,
            hash
        ],
    )?;
    Ok(hash)
}

impl Kept {
    fn of(r: Row<'_>) -> Result<Kept> {
        Ok(Kept {
            trail_no: r.get(0)?,
            made_at: r.get(1)?,
            person_id: r.get(2)?,
            words: [r.get(3)?, r.get(4)?],
            subject_id: r.get(5)?,
            refs: [r.get(6)?, r.get(7)?, r.get(8)?],
            first_entry: r.get(9)?,
            last_entry: r.get(10)?,
            digest: r.get(11)?,
            previous: r.get(12)?,
            hash: r.get(13)?,
        })
    }

    fn hashed(&self) -> String {
        let mut sum = Sum::default();
        sum.text(&self.previous);
        for number in [self.trail_no, self.made_at, self.person_id, self.subject_id] {
            sum.number(number);
        }
        for text in self.words.iter().chain(&self.refs).chain([&self.digest]) {
            sum.text(text);
        }
        sum.number(self.first_entry).number(self.last_entry);
        sum.hex()
    }
}

impl Book {
    /// Puts something on the trail that writes no journal entry.
    ///
    /// # Errors
    /// What the database reports; then it is not on the trail.
    pub fn note(&self, mark: Mark, deed: &Deed<'_>) -> Result<()> {
        self.noted(mark, deed, |_| Ok(()))
    }

    /// Changes something and puts it on the trail, both or neither.
    pub(crate) fn noted<T>(
        &self,
        mark: Mark,
        deed: &Deed<'_>,
        change: impl FnOnce(&Engine) -> Result<T>,
    ) -> Result<T> {
        self.noted_then(mark, |db| Ok((change(db)?, *deed)))
    }

    /// The same where what goes on the trail is known only after the change.
    pub(crate) fn noted_then<'d, T>(
        &self,
        mark: Mark,
        change: impl FnOnce(&Engine) -> Result<(T, Deed<'d>)>,
    ) -> Result<T> {
        self.db.whole(|db| {
            db.execute(sql!("take_practice"), &params![PRACTICE])?;
            let (changed, deed) = change(db)?;
            append(db, mark, &deed, Entries::default())?;
            Ok(changed)
        })
    }

    /// The trail, latest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn trail(&self, limit: i64, offset: i64) -> Result<Vec<TrailRow>> {
        self.db.rows(sql!("trail_latest"), &params![PRACTICE, limit, offset], |r| {
            Ok(TrailRow {
                trail_no: r.get(0)?,
                made_at: r.get(1)?,
                login: r.get(2)?,
                action: r.get(3)?,
                subject: r.get(4)?,
                subject_id: r.get(5)?,
                before: r.get(6)?,
                after: r.get(7)?,
                reason: r.get(8)?,
            })
        })
    }

    /// How many rows the trail has.
    ///
    /// # Errors
    /// What the database reports.
    pub fn trail_length(&self) -> Result<i64> {
        let last: Option<i64> =
            self.db.one(sql!("last_trail"), &params![PRACTICE], |r| r.get(0))?;
        Ok(last.unwrap_or(0))
    }

    /// Looks through the whole trail and the whole journal. `looked_for` is a hash kept
    /// elsewhere; it must be in the chain.
    ///
    /// # Errors
    /// What the database reports. A broken trail is no error but part of the answer.
    pub fn verify_trail(&self, looked_for: Option<&str>) -> Result<Verified> {
        let mut v = Verified { found: looked_for.is_none(), ..Verified::default() };
        let mut covered = 0;
        loop {
            let with = &params![PRACTICE, v.rows, PART];
            let part = self.db.rows(sql!("trail_rows"), with, Kept::of)?;
            if part.is_empty() {
                break;
            }
            for row in part {
                self.verify_row(&row, &mut v, &mut covered)?;
                v.found |= looked_for == Some(row.hash.as_str());
                v.rows = row.trail_no;
                v.head = row.hash;
            }
        }
        let last: i64 = self.db.only(sql!("last_entry"), &params![PRACTICE], |r| r.get(0))?;
        if last > covered {
            v.faults.push(format!(
                "journal entries {} to {last} are on no row of the trail",
                covered + 1
            ));
        }
        if let (false, Some(hash)) = (v.found, looked_for) {
            v.faults.push(format!("the hash {hash} is not in the trail: its end was cut off"));
        }
        Ok(v)
    }

    fn verify_row(&self, row: &Kept, v: &mut Verified, covered: &mut i64) -> Result<()> {
        let number = row.trail_no;
        if number != v.rows + 1 {
            let missing = v.rows + 1;
            v.faults.push(format!("row {missing} is missing: row {number} follows {}", v.rows));
        }
        if row.previous != v.head {
            v.faults.push(format!("row {number} does not follow the row before it"));
        }
        if row.hashed() != row.hash {
            v.faults.push(format!("row {number} was changed"));
        }
        if row.digest.is_empty() {
            return Ok(());
        }
        if row.first_entry != *covered + 1 {
            v.faults.push(format!(
                "row {number} covers journal entries from {}, but {} was to come",
                row.first_entry,
                *covered + 1
            ));
        }
        let (found, transfers) = digest(&self.db, row.first_entry, row.last_entry)?;
        if found != row.digest {
            v.faults.push(format!(
                "journal entries {} to {} are not as row {number} recorded them",
                row.first_entry, row.last_entry
            ));
        }
        v.transfers += transfers;
        *covered = row.last_entry;
        Ok(())
    }
}
