//! The pages over a real book and real connections: what they show is what the ledger holds,
//! and who may not change the book does not.

#![allow(clippy::disallowed_methods, reason = "tests read the settings of script/test")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use gonio_app::metrics::{self, Asked};
use gonio_app::{Book, Now, check::Of};
use gonio_billing::day::Day;
use gonio_simulator::{Scenario, practice};

use super::pages::show::money;

fn noon() -> Now {
    Now { seconds: 1_795_262_400, today: Day::parse("2026-11-21").expect("a day") }
}

/// A folder with a book in it, and a server over it for as long as it lives.
struct Pages {
    folder: tempfile::TempDir,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Pages {
    fn over(folder: tempfile::TempDir) -> Pages {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let (tell, told) = std::sync::mpsc::channel();
        let url = book_url(folder.path());
        runtime.spawn(async move {
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            let ready = move |address| tell.send(address).expect("somebody waits");
            super::serve(url, listen, noon, ready).await.expect("it serves");
        });
        let address = told.recv().expect("it listens");
        Pages { folder, address, _runtime: runtime }
    }

    fn empty() -> Pages {
        Pages::over(tempfile::tempdir().expect("a folder"))
    }

    fn book(&self) -> Book {
        open(self.folder.path())
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).expect("it answers");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("it listens");
        // A refused upload may be cut off; what was answered is read all the same.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        Reply { status, head: head.into(), body: body.into() }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &format!("Host: {}\r\n", self.address), b"")
    }

    fn page(&self, path: &str) -> String {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.body
    }

    fn upload(&self, files: &[(&str, &[u8])], headers: &str) -> Reply {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"files\"; \
                 filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let kind = "Content-Type: multipart/form-data; boundary=edge\r\n";
        self.ask("POST", "/import", &format!("{kind}{headers}"), &body)
    }

    fn ours(&self) -> String {
        format!("Host: {0}\r\nOrigin: http://{0}\r\n", self.address)
    }
}

fn open(folder: &std::path::Path) -> Book {
    Book::open(&book_url(folder)).expect("a book")
}

/// The address of the book in `folder`: a file in it or, when `GONIO_TEST_ENGINE` is
/// `postgres`, a schema named after it on the server that `GONIO_TEST_PG` names.
fn book_url(folder: &std::path::Path) -> String {
    if !std::env::var("GONIO_TEST_ENGINE").is_ok_and(|e| e == "postgres") {
        return format!("sqlite:{}", folder.join("book.db").display());
    }
    let server = std::env::var("GONIO_TEST_PG").expect("script/test sets GONIO_TEST_PG");
    let name = folder.display().to_string().to_lowercase();
    let schema = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("{server}?options=-csearch_path%3Dbook_{schema}")
}

fn two_months() -> Scenario {
    Scenario { months: 2, visits_per_day_per_clinician: 2, ..Scenario::default() }
}

/// A server over two months of a small made-up practice.
fn some_months() -> Pages {
    let folder = tempfile::tempdir().expect("a folder");
    let mail = folder.path().join("mail");
    std::fs::create_dir(&mail).expect("a folder");
    for file in practice(&two_months()) {
        std::fs::write(mail.join(&file.name), &file.bytes).expect("a file");
    }
    let mut book = open(folder.path());
    let paths: [PathBuf; 1] = [mail];
    gonio_app::import::import(&mut book, &paths, false, noon(), &mut |_, _| {}).expect("imports");
    Pages::over(folder)
}

/// What follows `mark` up to the next tag.
fn after<'a>(html: &'a str, mark: &str) -> &'a str {
    let at = html.find(mark).unwrap_or_else(|| panic!("no {mark}")) + mark.len();
    html[at..].split('<').next().unwrap_or_default()
}

#[test]
fn pages_show_what_the_ledger_holds() {
    let pages = some_months();
    let book = pages.book();
    let accounts = book.balances(&Of::Book).expect("balances");
    let of = |name: &str| accounts.get(name).copied().unwrap_or(0);

    let denials = pages.page("/denials");
    assert!(of("AR.DEN") > 0, "the scenario has denials");
    assert_eq!(after(&denials, "<span class=\"figure\">"), money(of("AR.DEN")));

    let open: i64 = accounts.iter().filter(|(a, _)| a.starts_with("AR.")).map(|(_, c)| c).sum();
    let home = pages.page("/");
    assert!(home.contains(&format!(">{}</a></span>", money(open))), "home shows all that is open");
    let denied = pages.page("/claims?place=denied");
    assert!(denied.contains(&format!(", {} denied", money(of("AR.DEN")))), "{denied}");
    assert!(pages.page("/claims?state=open").contains(&format!("{} open", money(open))));

    // A claim with a denied line: every proof on its page holds.
    let link = denials.split("href=\"/claims/").nth(1).expect("a denied claim");
    let claim = pages.page(&format!("/claims/{}", link.split(['"', '#']).next().expect("an id")));
    assert!(claim.contains("state good\">Balances") && !claim.contains("Off by"), "{claim}");
    assert!(claim.contains("Denied, still claimed (AR.DEN)"));

    let remittance = pages.page("/remittances/1");
    assert!(remittance.contains("All balance") && !remittance.contains("Off by"), "{remittance}");
}

#[test]
fn every_page_answers_whatever_is_asked() {
    let pages = some_months();
    for path in [
        "/claims?q=%25&state=x&payer=-1&from=soon&to=2026-13-01&place=y&age=z&sort=w&page=0",
        "/claims?q=HB-000001&sort=-payer&page=99999999999999999999",
        "/claims?%ff=%fe&&=&q=a%00b",
        "/remittances?q=_&proof=held&sort=trace&page=2",
        "/denials?cause=authorization&payer=999",
        "/work?queue=rejected&page=3&import=7",
        "/imports?done=undo-1&page=9",
        "/metrics/denial_mix?by=bucket&bucket=units&from=2026-10-31&to=2026-10-01",
        "/metrics/ar_aging?by=party&as_of=2026-10-15",
        "/metrics/turnaround_days?by=month&payer=1",
        "/?as_of=2026-10-15",
    ] {
        let html = pages.page(path);
        assert!(html.contains("<main"), "{path}");
    }
    for d in metrics::all() {
        for key in &d.keys {
            pages.page(&format!("/metrics/{}?by={}", d.id, key.name()));
        }
        let csv = pages.get(&format!("/metrics/{}.csv", d.id));
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    }
    for path in [
        "/nowhere",
        "/claims/0",
        "/claims/x",
        "/remittances/99999",
        "/imports/77",
        "/imports/77/undo",
        "/metrics/nothing",
        "/metrics/.csv",
        "/assets/main.rs",
    ] {
        let reply = pages.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.body.contains("<h1>"), "{path}");
    }
    let page = pages.get("/claims");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.header("content-security-policy").is_some_and(|p| p.contains("'self'")));
}

#[test]
fn trends_in_one_reading_say_what_the_metrics_say() {
    let pages = some_months();
    let book = pages.book();
    let days = ["2026-09-15", "2026-09-30", "2026-10-31", "2026-11-21", "2027-02-28"];
    let asked: Vec<Asked> =
        days.iter().filter_map(|day| Day::parse(day)).map(Asked::usual).collect();
    let at = book.open_at(&asked).expect("reads");
    let value = |id: &str, asked: &Asked| {
        let d = metrics::find(id).expect("a metric");
        book.metric(d, asked, &[]).expect("reads").value
    };
    for (asked, at) in asked.iter().zip(at) {
        assert_eq!(at.days_in_ar(), value("days_in_ar_gross", asked), "{asked:?}");
        assert_eq!(at.old_share(), value("ar_over_90_pct", asked), "{asked:?}");
    }
}

#[test]
fn tiles_show_the_metrics_own_values() {
    let pages = some_months();
    let book = pages.book();
    for as_of in ["2026-10-31", "2026-10-15", "2026-11-21"] {
        let home = pages.page(&format!("/?as_of={as_of}"));
        let asked = Asked::usual(Day::parse(as_of).expect("a day"));
        let mut tiles = 0;
        for d in metrics::all() {
            let mark = format!("aria-label=\"{}: ", d.title);
            let Some(at) = home.find(&mark) else { continue };
            let shown = home[at + mark.len()..].split(". Show").next().unwrap_or_default();
            let metric = book.metric(d, &asked, &[]).expect("reads");
            assert_eq!(shown, super::handlers::metrics::value(d, metric.value), "{}", d.id);
            tiles += 1;
        }
        assert_eq!(tiles, 7);
    }
}

#[test]
fn files_are_received_and_taken_back() {
    let pages = Pages::empty();
    assert!(pages.page("/").contains("See where your money is"));
    let small = Scenario { months: 1, visits_per_day_per_clinician: 1, ..Scenario::default() };
    let sent = practice(&small).find(|f| f.name.contains("837P")).expect("a claim file");
    let reply = pages.upload(
        &[(sent.name.as_str(), &sent.bytes), ("note.txt", b"hello"), ("", b"")],
        &pages.ours(),
    );
    assert_eq!((reply.status, reply.header("location")), (303, Some("/imports/1")));
    let import = pages.page("/imports/1");
    assert!(import.contains(&sent.name) && import.contains("note.txt"), "{import}");
    assert!(!pages.page("/claims").contains("No claims yet"));

    // Asking changes nothing; only the form does.
    assert!(pages.page("/imports/1/undo").contains("Undo import 1?"));
    assert_eq!(pages.page("/").matches("See where your money is").count(), 0);
    let undone = pages.ask("POST", "/imports/1/undo", &pages.ours(), b"");
    assert_eq!(undone.header("location"), Some("/imports?done=undo-1"));
    assert!(pages.page("/imports?done=undo-1").contains("Import 1 was taken back"));
    assert!(pages.page("/").contains("See where your money is"));
    assert!(pages.page("/imports/1/undo").contains("cannot be undone now"));
    assert_eq!(pages.ask("POST", "/imports/1/undo", &pages.ours(), b"").status, 409);

    let none = pages.upload(&[("", b"")], &pages.ours());
    assert_eq!(none.status, 400);
    assert!(none.body.contains("No file came with it"));
}

#[test]
fn minutes_typed_become_units_modifiers_and_money() {
    let pages = Pages::empty();
    assert!(pages.page("/calculator").contains("Type the minutes"));
    let typed = "/calculator?dos=2026-03-02&payer=medicare&code=97530&minutes=13&who=OT&charge=\
                 &code=97530&minutes=13&who=OTA&charge=&code=&minutes=&who=PT&charge=";
    let page = pages.page(typed);
    // As in the worked case: one line without and one with the assistant's modifier.
    for part in ["26 timed minutes, 2 timed units", "GO CO", "$35.07", "$25.05", "$44.19"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("/explain/assistant_two_units"), "each step opens its rule");
    let long = pages.page("/calculator?code=97110&minutes=23.5&who=PT");
    assert!(long.contains("the minutes are no whole number"), "{long}");
    let none = pages.page("/calculator?code=97110&minutes=7&who=PT");
    assert!(none.contains("Nothing is billable"), "{none}");
    let by_contract = pages.page("/calculator?payer=cigna&code=97110&minutes=23&who=PT");
    assert!(by_contract.contains("own contract"), "{by_contract}");
    let hostile = pages.page("/calculator?code=%3Cscript%3E&minutes=1&who=PT&payer=%22%3E");
    assert_eq!(hostile.matches("<script").count(), 1, "{hostile}");
}

#[test]
fn the_same_questions_are_answered_as_json() {
    let pages = Pages::empty();
    let json = |path: &str| -> (u16, serde_json::Value) {
        let reply = pages.ask("GET", path, &pages.ours(), b"");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        (reply.status, serde_json::from_str(&reply.body).expect("JSON"))
    };
    let (status, units) =
        json("/api/units?treatment=97110:33:PT&treatment=97140:7:PT&dos=2026-03-02");
    assert_eq!((status, &units["timed_units"]), (200, &3.into()));
    assert_eq!(units["lines"][1]["code"], "97140");
    let (status, price) = json("/api/price?line=97110x2%2BGP@300.00&dos=2026-03-02");
    assert_eq!((status, &price["total"]["allowed_cents"]), (200, &5127.into()));
    let (status, rule) = json("/api/explain/multiple_procedure");
    assert_eq!((status, &rule["kind"]), (200, &"rule".into()));
    let (status, refused) = json("/api/units?treatment=x&dos=2026-03-02");
    assert_eq!(status, 400);
    assert!(refused["error"].as_str().expect("words").contains("no code"), "{refused}");
    assert_eq!(json("/api/units").0, 400);
    assert_eq!(json("/api/price?line=97110@1&dos=yesterday").0, 400);
    assert_eq!(json("/api/explain/nothing").0, 400);
    assert_eq!(pages.ask("GET", "/explain/nothing", &pages.ours(), b"").status, 404);
}

#[test]
fn other_pages_and_other_names_are_refused() {
    let pages = Pages::empty();
    let host = format!("Host: {}\r\n", pages.address);
    let files: [(&str, &[u8]); 1] = [("a.835", b"ISA*")];
    for headers in [
        host.clone(),
        format!("{host}Origin: http://evil.example\r\n"),
        format!("{host}Origin: null\r\n"),
        format!("{host}Sec-Fetch-Site: cross-site\r\n"),
    ] {
        assert_eq!(pages.upload(&files, &headers).status, 403, "{headers}");
        assert_eq!(pages.ask("POST", "/imports/1/undo", &headers, b"").status, 403, "{headers}");
    }
    let foreign = format!("Host: evil.example:{}\r\n", pages.address.port());
    assert_eq!(pages.ask("GET", "/", &foreign, b"").status, 403);
    assert_eq!(pages.ask("GET", "/", "", b"").status, 403);
    let accepted = pages.upload(&files, &format!("{host}Sec-Fetch-Site: same-origin\r\n"));
    assert_eq!(accepted.status, 303);
}

#[test]
fn only_this_machine_is_served() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let folder = tempfile::tempdir().expect("a folder");
    let url = book_url(folder.path());
    let listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = runtime.expect("a runtime").block_on(super::serve(url, listen, noon, |_| {}));
    assert!(refused.is_err_and(|words| words.contains("use 127.0.0.1")));
}
