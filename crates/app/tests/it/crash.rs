//! The process may die at any moment, the disk may be full, the log of the book may be torn,
//! the clock may go back: the book holds each import whole or not at all, and the same files
//! complete it.
//!
//! The child is this test binary itself, asked for one test that imports what the parent
//! has written. `GONIO_KILLS` says how often it is killed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gonio_app::check::Of;
use gonio_app::import::import;
use gonio_app::{Book, Now};

use crate::notation;
use crate::practice::{NOW, Place};

/// The folder with the files, and the address of the book, for the child.
const FOLDER: &str = "GONIO_TEST_CRASH_FOLDER";
const BOOK: &str = "GONIO_TEST_CRASH_BOOK";
/// Set: the child dies when it is done.
const ABORT: &str = "GONIO_TEST_CRASH_ABORT";
/// Enough that an import takes a second or so; a server is asked more often than a file.
const CLAIMS: usize = 5_000;
const CLAIMS_ON_A_SERVER: usize = 1_000;
/// Any number; the same one gives the same instants.
const SEED: u64 = 0x00C0_FFEE_2026_1121;

fn kills() -> u64 {
    std::env::var("GONIO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

fn is_file(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// An 837P and its 835 of so many claims, numbered from `first`.
fn volume(first: usize, count: usize) -> (Vec<u8>, Vec<u8>) {
    let mut claims = String::from("sent 2026-03-04 to ACME\n");
    let mut remittance = String::new();
    for number in first..first + count {
        let day = format!("2026-02-{:02}", 1 + number % 28);
        let head = format!("REED/ANNA M{number} {day}");
        claims.push_str(&format!(
            "claim C{number} {head}\n line 97110:GP x2 120.00\n line 97140:GP x1 60.00\n"
        ));
        remittance.push_str(&format!(
            "claim C{number} 1 {head}\n\
             line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00\n\
             line 97140:GP x1 60.00 32.50 CO-45=27.50\n"
        ));
    }
    let cents = 6_750 * count as i64;
    let paid = format!("{}.{:02}", cents / 100, cents % 100);
    let pay = format!("pay T{first} {paid} ACH 2026-03-16 ACME\n{remittance}");
    (notation::claims(&claims), notation::remit(&pay))
}

/// What a book comes to: balances, entries and files, after every check it has.
fn state(url: &str) -> (BTreeMap<String, i64>, i64, i64) {
    let book = open(url);
    let check = book.check().unwrap();
    assert!(check.violations.is_empty(), "{:#?}", check.violations);
    let trail = book.verify_trail(None).unwrap();
    assert!(trail.faults.is_empty(), "{:#?}", trail.faults);
    if is_file(url) {
        let whole: String =
            book.engine().only("PRAGMA integrity_check", &[], |r| r.get(0)).unwrap();
        assert_eq!(whole, "ok");
    }
    let files = "SELECT COUNT(*) FROM source_file WHERE outcome = 'imported'";
    let files: i64 = book.engine().only(files, &[], |r| r.get(0)).unwrap();
    (book.balances(&Of::Book).unwrap(), check.entries, files)
}

fn open(url: &str) -> Book {
    Book::open(url).unwrap()
}

fn import_folder(folder: &Path, url: &str, now: Now) -> Result<(), gonio_app::Error> {
    let mut book = Book::open(url).map_err(gonio_app::Error::from)?;
    import(&mut book, &[folder.to_path_buf()], false, now, &mut |_, _| {}).map(drop)
}

fn child(folder: &Path, url: &str) -> Child {
    command(folder, url).spawn().unwrap()
}

fn command(folder: &Path, url: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["crash::child_imports_what_the_parent_wrote", "--exact", "--ignored"])
        .env(FOLDER, folder)
        .env(BOOK, url)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
#[ignore = "not by itself: the tests below start it as a process"]
fn child_imports_what_the_parent_wrote() {
    if let (Some(folder), Ok(url)) = (std::env::var_os(FOLDER), std::env::var(BOOK)) {
        let mut book = open(&url);
        import(&mut book, &[PathBuf::from(folder)], false, NOW, &mut |_, _| {}).unwrap();
        book.settle(&mut |_, _| {}).unwrap();
        if std::env::var_os(ABORT).is_some() {
            // The book is not closed: what was written last stays in its log.
            std::process::abort();
        }
    }
}

/// One of these tests at a time: what one does to a server or to the time an import takes,
/// another must not feel.
static ALONE: Mutex<()> = Mutex::new(());

/// Files to import, and books that hold some others already.
struct Scene {
    place: Place,
    files: PathBuf,
    before: (BTreeMap<String, i64>, i64, i64),
    after: (BTreeMap<String, i64>, i64, i64),
    takes: Duration,
    /// Last, so that the books are cleared away before the next test begins.
    _alone: MutexGuard<'static, ()>,
}

impl Scene {
    fn new() -> Scene {
        let on_file = is_file(&Place::new().url("any"));
        Scene::of(if on_file { CLAIMS } else { CLAIMS_ON_A_SERVER })
    }

    fn of(claims: usize) -> Scene {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Place::new();
        let files = place.folder().join("files");
        let earlier = place.folder().join("earlier");
        for (folder, first, count) in [(&earlier, 0, 20), (&files, 100, claims)] {
            std::fs::create_dir_all(folder).unwrap();
            let (sent, remittance) = volume(first, count);
            std::fs::write(folder.join("a.837"), sent).unwrap();
            std::fs::write(folder.join("a.835"), remittance).unwrap();
        }
        let none = (BTreeMap::new(), 0, 0);
        let takes = Duration::ZERO;
        let mut scene =
            Scene { _alone: alone, place, files, before: none.clone(), after: none, takes };
        let url = scene.book("undisturbed");
        scene.before = state(&url);
        let began = Instant::now();
        assert!(child(&scene.files, &url).wait().unwrap().success());
        scene.takes = began.elapsed();
        scene.after = state(&url);
        assert_eq!(scene.after.0["CLR.ERA"], 6_750 * (claims as i64 + 20));
        scene
    }

    /// A book that already holds something.
    fn book(&self, name: &str) -> String {
        let url = self.place.url(name);
        import_folder(&self.place.folder().join("earlier"), &url, NOW).unwrap();
        url
    }

    /// The book is as before or as after; whether as before.
    fn whole(&self, url: &str, what: &str) -> bool {
        let found = state(url);
        assert!(
            found == self.before || found == self.after,
            "{what}: {found:?} is neither {:?} nor {:?}",
            self.before,
            self.after
        );
        found == self.before
    }

    /// The same files complete it.
    fn complete(&self, url: &str, what: &str) {
        import_folder(&self.files, url, NOW).unwrap();
        assert_eq!(state(url), self.after, "completed after {what}");
    }
}

fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

#[test]
#[ignore = "slow: script/test runs it"]
fn a_killed_import_is_in_the_book_whole_or_not_at_all() {
    let scene = Scene::new();
    let mut random = SEED;
    let (mut lost, kills) = (0, kills());
    let takes = scene.takes.as_micros() as u64;
    // The last instant that came too early for the import, the first that came too late: it
    // becomes durable between them.
    let (mut early, mut late) = (0, takes);
    for kill in 0..kills {
        // In turn: one instant in each part of the time that an import takes, and one near the
        // moment that matters.
        let (from, to) = if kill % 2 == 0 {
            (takes * kill / kills, takes * (kill + 2) / kills)
        } else {
            let (first, last) = (early.min(late), early.max(late));
            (first.saturating_sub(takes / 50), last + takes / 50)
        };
        let instant = from + next(&mut random) % (to - from).max(1);
        let delay = Duration::from_micros(instant);
        let what = format!("a kill after {delay:?}");
        let url = scene.book(&format!("killed-{kill}"));
        let mut process = child(&scene.files, &url);
        std::thread::sleep(delay);
        process.kill().unwrap();
        process.wait().unwrap();
        let as_before = scene.whole(&url, &what);
        lost += u64::from(as_before);
        if as_before {
            early = early.max(instant);
        } else {
            late = late.min(instant);
        }
        scene.complete(&url, &what);
    }
    println!(
        "{kills} kills: {lost} books as before, {} as after; durable about {} ms after its start",
        kills - lost,
        early.midpoint(late) / 1000
    );
    assert!(lost > 0, "no kill came in time: the import takes {:?}", scene.takes);
}

/// SQLite keeps what was written last in a log beside the book. Whatever part of it is lost or
/// spoilt after a crash, the book opens, and is whole.
#[test]
#[ignore = "slow: script/test runs it"]
fn a_torn_log_leaves_the_book_whole() {
    // Few enough that the log is not moved into the book at once.
    let scene = Scene::of(40);
    if !is_file(&scene.place.url("any")) {
        return;
    }
    let mut random = SEED;
    let (mut torn, mut lost) = (0, 0);
    for tear in 0..kills() {
        let name = format!("torn-{tear}");
        let url = scene.book(&name);
        assert!(!command(&scene.files, &url).env(ABORT, "1").status().unwrap().success());
        let log = scene.place.folder().join(format!("{name}-wal"));
        let mut bytes = std::fs::read(&log).expect("a log is left");
        torn += 1;
        let at = next(&mut random) as usize % bytes.len();
        if tear % 2 == 0 {
            bytes.truncate(at);
        } else {
            let end = (at + 512).min(bytes.len());
            bytes[at..end].fill(0xA5);
        }
        std::fs::write(&log, &bytes).unwrap();
        let what = format!("a log torn at {at}");
        lost += u64::from(scene.whole(&url, &what));
        scene.complete(&url, &what);
    }
    println!("{torn} logs torn: {lost} books as before, {} as after", torn - lost);
    assert!(lost > 0, "no tear reached what was written last");
}

/// PostgreSQL dies and comes back while an import runs: the import fails or is in the book, and
/// a book that was open before asks on as if nothing had been.
#[test]
#[ignore = "needs a PostgreSQL of its own, which script/test starts"]
fn a_server_that_dies_leaves_the_book_whole() {
    let scene = Scene::new();
    if is_file(&scene.place.url("any")) {
        return;
    }
    let restart = std::env::var("GONIO_TEST_PG_RESTART").expect("script/test sets it");
    let mut random = SEED;
    let (mut lost, rounds) = (0, kills().min(20));
    for round in 0..rounds {
        let url = scene.book(&format!("restarted-{round}"));
        let open_before = open(&url);
        assert_eq!(open_before.balances(&Of::Book).unwrap(), scene.before.0);
        let mut process = child(&scene.files, &url);
        std::thread::sleep(Duration::from_micros(
            next(&mut random) % scene.takes.as_micros() as u64,
        ));
        let done = Command::new(&restart).stdout(Stdio::null()).status().unwrap();
        assert!(done.success(), "the server restarts");
        let ended_well = process.wait().unwrap().success();
        let as_before = scene.whole(&url, "a restart");
        assert!(!(ended_well && as_before), "an import that said it was done is there");
        lost += u64::from(as_before);
        let (found, ..) = state(&url);
        assert_eq!(open_before.balances(&Of::Book).unwrap(), found);
        scene.complete(&url, "a restart");
    }
    println!("{rounds} restarts: {lost} books as before, {} as after", rounds - lost);
}

/// A disk that is full stops an import with a plain error and leaves the book as before; with
/// room again the same files complete it.
#[test]
#[ignore = "needs the right to mount a small disk: script/test runs it as root"]
fn a_full_disk_stops_an_import_and_harms_nothing() {
    let scene = Scene::new();
    if !is_file(&scene.place.url("any")) {
        return;
    }
    let disk = scene.place.folder().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mount = |size: &str, more: &str| {
        let options = format!("size={size}{more}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&disk);
        mount.stderr(Stdio::null()).status().is_ok_and(|done| done.success())
    };
    for size in ["1m", "2m", "4m", "6m"] {
        if !mount(size, "") {
            eprintln!("NOT CHECKED: no small disk may be mounted here");
            return;
        }
        let url = format!("sqlite:{}", disk.join("book.db").display());
        import_folder(&scene.place.folder().join("earlier"), &url, NOW).unwrap();
        let full = import_folder(&scene.files, &url, NOW).unwrap_err().to_string();
        assert!(full.contains("full"), "{full}");
        assert!(scene.whole(&url, "a full disk"), "nothing of it is in the book");
        assert!(mount("200m", ",remount"));
        scene.complete(&url, "a full disk");
        assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    }
}

/// Two processes import the same folder at once: everything is there once.
#[test]
fn two_that_import_the_same_files_at_once_bring_them_once() {
    let scene = Scene::new();
    for round in 0..2 {
        let url = scene.book(&format!("two-{round}"));
        let mut both = [child(&scene.files, &url), child(&scene.files, &url)];
        for process in &mut both {
            assert!(process.wait().unwrap().success());
        }
        assert_eq!(state(&url), scene.after);
    }
}

/// What was done is in the order in which it was done, whatever the clock says.
#[test]
fn a_clock_that_goes_back_changes_nothing() {
    let scene = Scene::new();
    let url = scene.book("clock");
    let back = Now { seconds: NOW.seconds - 86_400 * 400, ..NOW };
    import_folder(&scene.files, &url, back).unwrap();
    assert_eq!(state(&url), scene.after);
    let again = Now { seconds: 0, ..NOW };
    import_folder(&scene.files, &url, again).unwrap();
    assert_eq!(state(&url), scene.after);
}
