//! People, what they may do, and the trail of what they did.

use gonio_app::access::{Right, Role, Roles, Who};
use gonio_app::files::Source;
use gonio_app::{Error, Now, import, people, receipts, settings};
use gonio_store::engine::params;

use crate::notation;
use crate::practice::{NOW, Practice, day};

const PASSWORD: &str = "correct horse battery";

const CLAIM: &str = "sent 2026-03-04 to ACME
    claim C1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00
    line 97140:GP x1 60.00";
const PAID: &str = "pay T1 67.50 ACH 2026-03-16 ACME
    claim C1 1 REED/ANNA M1 2026-03-02
    line 97110:GP x2 120.00 35.00 CO-45=55.00 PR-3=30.00
    line 97140:GP x1 60.00 32.50 CO-45=27.50";

fn at(seconds: i64) -> Now {
    Now { seconds: NOW.seconds + seconds, ..NOW }
}

fn refused<T: std::fmt::Debug>(result: gonio_app::Result<T>) -> String {
    match result {
        Err(Error::Refused(words) | Error::Store(gonio_app::pages::Error::Refused(words))) => words,
        other => panic!("not refused: {other:?}"),
    }
}

/// A practice with an owner called ana, and her.
fn with_owner() -> (Practice, Now) {
    let p = Practice::new();
    let id = people::init(&p.book, "Ana", "Ana Lopez", PASSWORD, NOW).unwrap();
    let who = Who::Person { id, roles: Roles::parse("owner").unwrap() };
    (p, Now { who, ..NOW })
}

#[test]
fn the_first_owner_is_made_once_and_signs_in() {
    let (p, ana) = with_owner();
    let words = refused(people::init(&p.book, "eve", "", PASSWORD, NOW));
    assert!(words.contains("people already"), "{words}");
    assert_eq!(people::sign_in(&p.book, " ANA ", PASSWORD, NOW).unwrap(), ana.who);
    assert!(!format!("{:?}", p.book.people().unwrap()).contains("argon2id"));
    assert!(p.book.people().unwrap()[0].password.starts_with("$argon2id$"));
    for (login, password) in [
        ("ben", "short"),
        ("ben", "ben likes long passwords"),
        ("", PASSWORD),
        ("b en", PASSWORD),
        ("ben", &"x".repeat(300)),
    ] {
        refused(people::add(&p.book, login, "", password, "biller", ana));
    }
    refused(people::add(&p.book, "ana", "", PASSWORD, "biller", ana));
    refused(people::add(&p.book, "ben", "", PASSWORD, "king", ana));
}

#[test]
fn wrong_passwords_tell_nothing_and_are_soon_not_tried() {
    let (p, _) = with_owner();
    let unknown = refused(people::sign_in(&p.book, "nobody", PASSWORD, NOW));
    for _ in 0..5 {
        assert_eq!(refused(people::sign_in(&p.book, "ana", "wrong wrong wrong", NOW)), unknown);
    }
    assert_eq!(refused(people::sign_in(&p.book, "ana", PASSWORD, at(60))), unknown, "locked");
    people::sign_in(&p.book, "ana", PASSWORD, at(16 * 60)).unwrap();
    people::sign_in(&p.book, "ana", "wrong wrong wrong", at(17 * 60)).unwrap_err();
    people::sign_in(&p.book, "ana", PASSWORD, at(17 * 60)).unwrap();
}

#[test]
fn sessions_end_by_themselves_and_when_something_changes() {
    let (p, ana) = with_owner();
    people::add(&p.book, "ben", "Ben", PASSWORD, "biller", ana).unwrap();
    let open = || people::open_session(&p.book, "ben", PASSWORD, NOW).unwrap();
    let who = |token: &str, seconds| people::of_session(&p.book, token, at(seconds)).unwrap().0;
    let token = open();
    assert!(who(&token, 0).has(Right::Import));
    assert_eq!(who("made up", 0), Who::Stranger);
    assert_eq!(who("", 0), Who::Stranger);
    assert_eq!(who(&token, people::IDLE + 1), Who::Stranger, "not used for half an hour");
    let mut used = 0;
    while used < 11 * 3600 {
        used += 1200;
        people::keep_session(&p.book, &token, at(used)).unwrap();
        assert!(matches!(who(&token, used), Who::Person { .. }), "used after {used} s");
    }
    people::keep_session(&p.book, &token, at(12 * 3600)).unwrap();
    assert_eq!(who(&token, 12 * 3600 + 1), Who::Stranger, "half a day is the longest");
    let token = open();
    people::set_roles(&p.book, "ben", "auditor", true, ana).unwrap();
    assert_eq!(who(&token, 0), Who::Stranger, "new roles, new session");
    let token = open();
    assert!(!who(&token, 0).has(Right::Import));
    people::set_password(&p.book, "ben", "another long password", ana).unwrap();
    assert_eq!(who(&token, 0), Who::Stranger);
    refused(people::sign_in(&p.book, "ben", PASSWORD, NOW));
    let token = people::open_session(&p.book, "ben", "another long password", NOW).unwrap();
    let ben = Now { who: who(&token, 0), ..NOW };
    people::close_session(&p.book, &token, ben).unwrap();
    assert_eq!(who(&token, 0), Who::Stranger);
    people::set_roles(&p.book, "ben", "", false, ana).unwrap();
    refused(people::sign_in(&p.book, "ben", "another long password", NOW));
    // What is kept of a token does not let anybody in.
    let kept: Vec<String> = p.rows("SELECT token_hash FROM session", &[], |r| r.get(0));
    assert!(kept.iter().all(|hash| who(hash, 0) == Who::Stranger));
}

#[test]
fn somebody_who_may_add_people_is_always_left() {
    let (p, ana) = with_owner();
    refused(people::set_roles(&p.book, "ana", "biller", true, ana));
    refused(people::set_roles(&p.book, "ana", "", false, ana));
    people::add(&p.book, "ben", "", PASSWORD, "owner,reviewer", ana).unwrap();
    people::set_roles(&p.book, "ana", "biller", true, ana).unwrap();
    let words = refused(people::set_roles(&p.book, "ben", "biller", true, ana));
    assert!(words.contains("nobody would be left"), "{words}");
}

/// What each function that writes needs: asked of every role.
#[test]
fn what_writes_asks_who_writes() {
    let (mut p, ana) = with_owner();
    let claim = notation::claims(CLAIM);
    let batch = {
        let sources = vec![Source::scratch("a.837", &claim[..]).unwrap()];
        let report =
            import::import_sources(&mut p.book, sources, false, ana, &mut |_, _| {}).unwrap();
        report.batch.unwrap()
    };
    let mut whos: Vec<(String, Who)> = Role::ALL
        .iter()
        .map(|r| {
            let roles = Roles::parse(r.name()).unwrap();
            (r.name().to_string(), Who::Person { id: 99, roles })
        })
        .collect();
    whos.push(("stranger".into(), Who::Stranger));
    for (name, who) in whos {
        let now = Now { who, ..NOW };
        let b = &mut p.book;
        let sources = || vec![Source::scratch("letter", &b"Dear Sir"[..]).unwrap()];
        let changes = |name: Option<&str>, solo| settings::Changes {
            name: name.map(str::to_string),
            solo,
            ..settings::Changes::default()
        };
        let asked: Vec<(Right, bool)> = vec![
            (
                Right::Import,
                import::import_sources(b, sources(), true, now, &mut |_, _| {}).is_ok(),
            ),
            (Right::Import, may(import::undo(b, 999, now))),
            (Right::Post, import::post_waiting(b, now).is_ok()),
            (Right::TakePayment, may(receipts::patient_payment(b, "nobody", 1, NOW.today, now))),
            (Right::Post, may(receipts::deposit(b, "T9", 1, NOW.today, now))),
            (Right::Settings, settings::set(b, &changes(Some("X"), None), now).is_ok()),
            (Right::People, settings::set(b, &changes(None, Some(false)), now).is_ok()),
            (Right::People, people::list(b, now).is_ok()),
            (Right::People, may(people::add(b, "ana", "", PASSWORD, "biller", now))),
            (Right::People, may(people::set_roles(b, "nobody", "biller", true, now))),
        ];
        for (at, (right, done)) in asked.into_iter().enumerate() {
            assert_eq!(done, who.has(right), "{name}, {right:?} ({at})");
        }
    }
    import::undo(&mut p.book, batch, ana).unwrap();
}

/// Whether it got past the question who asks.
fn may<T>(result: gonio_app::Result<T>) -> bool {
    match result {
        Ok(_) => true,
        Err(Error::Refused(words)) => {
            !words.starts_with("you may not") && !words.starts_with("this book has people: sign")
        }
        Err(_) => true,
    }
}

#[test]
fn a_book_without_people_asks_nobody_and_approves_nothing() {
    let mut p = Practice::new();
    let (who, name) = people::of_session(&p.book, "", NOW).unwrap();
    assert_eq!((who, name.as_str()), (Who::Nobody, ""));
    p.claims(CLAIM);
    let words = refused(Who::Nobody.may(Right::Approve));
    assert!(words.contains("gonio init"), "{words}");
}

/// A book with a week of work on its trail.
fn worked() -> Practice {
    let (mut p, ana) = with_owner();
    people::add(&p.book, "ben", "Ben", PASSWORD, "biller", ana).unwrap();
    let claims = p.claims(CLAIM);
    p.remit(PAID);
    p.deposit("T1", "67.50", "2026-03-18");
    p.patient_pays("M1", "30.00", "2026-03-20");
    p.undo(claims).unwrap_err();
    settings::set(
        &p.book,
        &settings::Changes { go_live: Some(Some(day("2026-05-01"))), ..Default::default() },
        ana,
    )
    .unwrap();
    assert_eq!(p.account("BANK"), 9_750);
    p
}

#[test]
fn the_trail_of_a_week_is_whole() {
    let p = worked();
    let v = p.book.verify_trail(None).unwrap();
    assert_eq!(v.faults, Vec::<String>::new());
    let trail = p.book.trail(100, 0).unwrap();
    assert_eq!(trail.len() as i64, v.rows);
    let words: Vec<String> = trail
        .iter()
        .rev()
        .map(|r| format!("{} {} {}", r.action, r.subject, r.subject_id))
        .collect();
    assert_eq!(
        words,
        [
            "add_person person 1",
            "add_person person 2",
            "import batch 1",
            "import batch 2",
            "receipt batch 3",
            "receipt batch 4",
            "set_go_live practice 0"
        ]
    );
    assert_eq!(trail[0].login, "ana");
    assert_eq!((trail[0].before.as_str(), trail[0].after.as_str()), ("none", "2026-05-01"));
    assert_eq!(v.transfers, p.one("SELECT COUNT(*) FROM journal"));
    assert!(p.book.verify_trail(Some(&v.head)).unwrap().faults.is_empty());
}

/// Whatever is changed behind the program's back is found, and said where.
#[test]
fn tampering_is_found() {
    for (what, sql, said) in [
        ("an amount", "UPDATE journal SET cents = cents + 1 WHERE entry_id = 2", "entries"),
        ("an account", "UPDATE journal SET credit = 'ADJ.OTH' WHERE entry_id = 1", "entries"),
        ("a day", "UPDATE journal SET post_day = post_day - 1 WHERE entry_id = 3", "entries"),
        ("a row gone", "DELETE FROM journal WHERE entry_id = 2 AND line_no = 1", "entries"),
        (
            "an entry put in at the end",
            "INSERT INTO journal SELECT practice_id, entry_id + 100, line_no, batch_id, post_day,
                rule, debit, credit, cents, claim_id, claim_line, remit_id, claim_no, patient_id,
                payer_id, reference, reverses FROM journal WHERE entry_id = 1 AND line_no = 1",
            "are on no row of the trail",
        ),
        (
            "two rows change places",
            "UPDATE journal SET cents = CASE line_no WHEN 1 THEN 6000 ELSE 12000 END
                WHERE entry_id = 1",
            "entries",
        ),
        ("who", "UPDATE trail SET person_id = 2 WHERE trail_no = 3", "row 3 was changed"),
        ("when", "UPDATE trail SET made_at = made_at - 9 WHERE trail_no = 4", "row 4 was changed"),
        ("why", "UPDATE trail SET reason = 'x' WHERE trail_no = 1", "row 1 was changed"),
        ("a deed gone", "DELETE FROM trail WHERE trail_no = 3", "row 3 is missing"),
        ("the first deed gone", "DELETE FROM trail WHERE trail_no = 1", "row 1 is missing"),
        (
            "two deeds change places",
            "UPDATE trail SET trail_no = CASE trail_no WHEN 3 THEN -4 ELSE -3 END
                WHERE trail_no IN (3, 4);
             UPDATE trail SET trail_no = -trail_no WHERE trail_no < 0",
            "row 3 was changed",
        ),
        (
            "a deed and its entries gone at the end",
            "DELETE FROM journal WHERE entry_id = (SELECT MAX(last_entry) FROM trail);
             DELETE FROM trail WHERE trail_no >= 6",
            "its end was cut off",
        ),
    ] {
        let p = worked();
        let head = p.book.verify_trail(None).unwrap().head;
        p.book.engine().batch(sql).unwrap();
        let v = p.book.verify_trail(Some(&head)).unwrap();
        assert!(v.faults.iter().any(|f| f.contains(said)), "{what}: {:?}", v.faults);
    }
}

#[test]
fn a_hash_made_to_fit_breaks_the_row_after_it() {
    let p = worked();
    // Somebody who knows how hashes are made changes a row and its hash with it.
    let hash: String = p
        .book
        .engine()
        .only("SELECT hash FROM trail WHERE trail_no = 6", &[], |r| r.get(0))
        .unwrap();
    p.book
        .engine()
        .execute("UPDATE trail SET hash = $1 WHERE trail_no = 3", &params![hash])
        .unwrap();
    let v = p.book.verify_trail(None).unwrap();
    assert!(v.faults.contains(&"row 4 does not follow the row before it".to_string()));
}
