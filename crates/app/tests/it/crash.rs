//! The process may die at any moment: the book holds the import whole or not at all, and
//! the same files complete it.
//!
//! The child is this test binary itself, asked for one test that imports what the parent
//! has written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gonio_app::Book;
use gonio_app::check::Of;
use gonio_app::import::import;

use crate::notation;
use crate::practice::NOW;

/// The folder with the files and the book, for the child.
const FOLDER: &str = "GONIO_TEST_CRASH_FOLDER";
const CLAIMS: usize = 5_000;
const KILLS: u64 = 10;
/// Any number; the same one gives the same instants.
const SEED: u64 = 0x00C0_FFEE_2026_1121;

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

fn balances(folder: &Path) -> BTreeMap<String, i64> {
    let book = open(folder);
    let check = book.check().unwrap();
    assert!(check.violations.is_empty(), "{:#?}", check.violations);
    let whole: String = book.engine().only("PRAGMA integrity_check", &[], |r| r.get(0)).unwrap();
    assert_eq!(whole, "ok");
    book.balances(&Of::Book).unwrap()
}

fn open(folder: &Path) -> Book {
    Book::open(&format!("sqlite:{}", folder.join("book.db").display())).unwrap()
}

fn import_folder(folder: &Path) {
    let mut book = open(folder);
    import(&mut book, &[folder.join("files")], false, NOW, &mut |_, _| {}).unwrap();
}

fn child(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::child_imports_what_the_parent_wrote", "--exact", "--ignored"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "not by itself: the test below starts it as a process"]
fn child_imports_what_the_parent_wrote() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        import_folder(&PathBuf::from(folder));
    }
}

#[test]
#[ignore = "slow: script/test runs it"]
fn a_killed_import_is_in_the_book_whole_or_not_at_all() {
    let root = tempfile::tempdir().unwrap();
    let (claims, remittance) = volume(100, CLAIMS);
    // A book that already holds something, with the files beside it.
    let prepare = |name: &str| {
        let folder = root.path().join(name);
        let files = folder.join("files");
        std::fs::create_dir_all(&files).unwrap();
        let (some_claims, some_remittance) = volume(0, 20);
        std::fs::write(files.join("a.837"), some_claims).unwrap();
        std::fs::write(files.join("a.835"), some_remittance).unwrap();
        import_folder(&folder);
        std::fs::write(files.join("b.837"), &claims).unwrap();
        std::fs::write(files.join("b.835"), &remittance).unwrap();
        folder
    };
    let undisturbed = prepare("undisturbed");
    let before = balances(&undisturbed);
    let began = Instant::now();
    assert!(child(&undisturbed).wait().unwrap().success());
    let takes = began.elapsed();
    let after = balances(&undisturbed);
    assert_ne!(before, after);
    assert_eq!(after["CLR.ERA"], 6_750 * (CLAIMS as i64 + 20));

    let mut random = SEED;
    let mut lost = 0;
    for kill in 0..KILLS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // One instant in each tenth of the time that an import takes.
        let tenth = takes.as_micros() as u64 / KILLS;
        let delay = Duration::from_micros(tenth * kill + random % tenth);
        let folder = prepare(&format!("killed-{kill}"));
        let mut process = child(&folder);
        std::thread::sleep(delay);
        process.kill().unwrap();
        process.wait().unwrap();
        let found = balances(&folder);
        assert!(
            found == before || found == after,
            "killed after {delay:?}: {found:?} is neither {before:?} nor {after:?}"
        );
        lost += u64::from(found == before);
        import_folder(&folder);
        assert_eq!(balances(&folder), after, "completed after a kill at {delay:?}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
    assert!(lost > 0, "no kill came in time: the import takes {takes:?}");
}
