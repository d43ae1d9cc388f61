//! A person with two files: drop them on the page, see the numbers move, open a denial, take
//! the import back. In a real browser, with the mouse left alone where the keyboard will do.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::cli::{gonio, two_files};
use crate::webdriver::Browser;

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &std::path::Path) -> Server {
        let mut child = gonio(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next().expect("a line").expect("text");
        let at = line.find("http://").expect("the address is printed");
        let address = line[at..].split_whitespace().next().expect("an address").to_string();
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A book with so many made-up claims and what was paid for them.
fn import_two_files(folder: &std::path::Path, claims: u64) {
    two_files(folder, claims);
    for file in ["sent.837", "paid.835"] {
        let path = folder.join(file);
        let status = gonio(folder).arg("import").arg(path).output().expect("import").status;
        assert!(status.success());
    }
}

/// Drops files on the page as a person drags them there.
const DROP: &str = "
    const data = new DataTransfer();
    for (const [name, text] of arguments[0]) data.items.add(new File([text], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(
            new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
";

#[test]
#[ignore = "needs Chromium and its driver: script/test runs it"]
fn drop_two_files_open_a_denial_undo() {
    let folder = tempfile::tempdir().expect("a folder");
    let (sent, paid) = two_files(folder.path(), 60);
    let server = Server::start(folder.path());
    let browser = Browser::start(1280);
    browser.go(&server.address);
    assert!(browser.text().contains("See where your money is"), "{}", browser.text());

    let files = serde_json::json!([["sent.837", sent], ["paid.835", paid]]);
    browser.run(DROP, &[files]);
    browser.wait_for("the import's page", |b| b.address().contains("/imports/1"));
    let text = browser.text();
    assert!(text.contains("60 claims"), "{text}");
    assert!(text.contains("sent.837") && text.contains("paid.835"), "{text}");

    browser.keyboard_to("Home");
    browser.wait_for("home", |b| b.address().ends_with('/'));
    let tile = browser.text_of(".tile .value");
    let open = browser.text_of(".figure");
    assert!(open.contains('$') && open != "$0.00", "{open}");
    assert!(browser.text().contains("Where the money is stuck"));
    assert!(!tile.is_empty(), "the tiles show numbers");

    // Every number opens its rows.
    browser.run("document.querySelector('.tile .value a').click()", &[]);
    browser.wait_for("the metric's page", |b| b.address().contains("/metrics/"));
    assert!(browser.text_of("#rows, [id=rows]").len() + browser.text().len() > 100);

    browser.keyboard_to("Denials");
    browser.wait_for("denials", |b| b.address().contains("/denials"));
    let denied = browser.text();
    browser.run("document.querySelector('main table a[href^=\"/claims/\"]').click()", &[]);
    browser.wait_for("a denied claim", |b| b.address().contains("/claims/"));
    let claim = browser.text();
    assert!(claim.contains("LT-"), "{denied}\n{claim}");
    assert!(claim.to_lowercase().contains("denied"), "{claim}");
    assert!(
        claim.contains("CO-") || claim.contains("PR-"),
        "words first, the code second: {claim}"
    );

    browser.keyboard_to("Imports");
    browser.wait_for("imports", |b| b.address().ends_with("/imports"));
    browser.keyboard_to("Undo");
    browser.wait_for("the question", |b| b.address().contains("/imports/1/undo"));
    browser.keyboard_to("Undo import 1");
    browser
        .wait_for("the answer", |b| !b.address().contains("/undo") || b.address().contains("done"));
    browser.go(&server.address);
    let after = browser.text();
    assert!(
        after.contains("See where your money is") || browser.text_of(".figure") == "$0.00",
        "{after}"
    );
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium and its driver: script/test runs it"]
fn minutes_in_units_out_by_keyboard_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path());
    let browser = Browser::start(1280);
    browser.go(&format!("{}/calculator?dos=2026-03-02", server.address));
    browser.run("document.getElementById('code-1').focus()", &[]);
    // From field to field with the tab key: code, minutes, who, charge, the next code …
    browser.press("97110\u{e004}33\u{e004}\u{e004}\u{e004}97140\u{e004}7\u{e007}");
    browser.wait_for("the answer", |b| b.address().contains("minutes=33"));
    let text = browser.text();
    for part in ["40 timed minutes, 3 timed units", "97140", "GP", "$"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    browser.run("document.querySelector('.working a').click()", &[]);
    browser.wait_for("the rule", |b| b.address().contains("/explain/"));
    assert!(browser.text().contains("Sources"));
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

/// A decided claim is corrected: its form by the keyboard, approved, and taken back again.
#[test]
#[ignore = "needs Chromium and its driver: script/test runs it"]
fn a_claim_is_corrected_by_keyboard_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    import_two_files(folder.path(), 20);
    let server = Server::start(folder.path());
    let browser = Browser::start(1280);
    browser.go(&format!("{}/claims/1", server.address));
    browser.keyboard_to("Send it anew");
    browser.wait_for("the form", |b| b.address().ends_with("/claims/1/anew"));
    browser.run(
        "const field = document.getElementById('modifiers-1'); field.value = ''; field.focus()",
        &[],
    );
    browser.press("GP 59");
    browser.keyboard_to("Make it");
    browser.wait_for("the list", |b| b.address().contains("/outgoing?done="));
    let text = browser.text();
    for part in ["Changed: 1 modifiers=GP:59", "Waits for a second person", "LT-000000001-C1"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    browser.keyboard_to("Undo");
    browser.wait_for("the question", |b| b.address().contains("/undo"));
    browser.run("document.querySelector('button.danger').focus()", &[]);
    browser.press("\u{e007}");
    browser.wait_for("the answer", |b| b.address().contains("/imports?done="));
    browser.go(&format!("{}/outgoing", server.address));
    assert!(browser.text().contains("Nothing was made here yet"), "{}", browser.text());
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
#[ignore = "needs Chromium and its driver: script/test runs it"]
fn a_phone_shows_every_page_without_sideways_scrolling() {
    let folder = tempfile::tempdir().expect("a folder");
    import_two_files(folder.path(), 60);
    let server = Server::start(folder.path());
    let browser = Browser::start(1280);
    for width in [1280, 390] {
        for page in [
            "/",
            "/claims",
            "/claims/1",
            "/claims/1/anew",
            "/outgoing",
            "/remittances",
            "/remittances/1",
            "/bank",
            "/credits",
            "/eob",
            "/denials",
            "/denials/work",
            "/cases/1",
            "/requests",
            "/trail",
            "/work",
            "/imports",
            "/imports/1",
            "/metrics/initial_denial_rate_count",
            "/metrics/ar_aging",
            "/calculator",
            "/calculator?code=97110&minutes=33&who=PT&code=97140&minutes=7&who=PTA&dos=2026-03-02",
            "/explain/cms_total_time",
            "/explain/medicare",
            "/explain/97110",
            "/no-such-page",
        ] {
            browser.set_width(width);
            browser.go(&format!("{}{page}", server.address));
            let wide = browser
                .run("return document.documentElement.scrollWidth <= window.innerWidth", &[]);
            assert_eq!(wide, true, "{page} scrolls sideways at {width} pixels");
            let parts = browser.run(
                "return [document.querySelectorAll('main').length, \
                 document.querySelectorAll('h1').length]",
                &[],
            );
            assert_eq!(
                parts,
                serde_json::json!([1, 1]),
                "{page} has one main part and one heading"
            );
        }
    }
    // The page that does not exist answers 404, which the console notes; nothing else is wrong.
    let errors: Vec<String> =
        browser.console_errors().into_iter().filter(|e| !e.contains("/no-such-page")).collect();
    assert_eq!(errors, Vec::<String>::new());
}
