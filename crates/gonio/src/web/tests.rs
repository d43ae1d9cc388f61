//! The pages over a real book and real connections: what they show is what the ledger holds,
//! and who may not change the book does not.

#![allow(clippy::disallowed_methods, reason = "tests read the settings of script/test")]

mod desk;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use gonio_app::access::{Right, Role, Roles, Who};
use gonio_app::metrics::{self, Asked};
use gonio_app::{Book, Now, check::Of, people};
use gonio_billing::day::Day;
use gonio_simulator::{Scenario, practice};

use super::pages::show::money;

fn noon() -> Now {
    let today = Day::parse("2026-11-21").expect("a day");
    Now { seconds: 1_795_262_400, today, who: Who::Stranger }
}

/// Noon, asked by nobody in particular.
fn nobody() -> Now {
    Now { who: Who::Nobody, ..noon() }
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
    gonio_app::import::import(&mut book, &paths, false, nobody(), &mut |_, _| {}).expect("imports");
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
        "/denials/work?cause=units&state=open&payer=3&owner=9&page=2&closed=1&done=77",
        "/requests?done=x",
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

const PASSWORD: &str = "correct horse battery";

/// A server over a small practice with one person of each role, named like it.
fn with_people() -> Pages {
    let pages = some_months();
    let book = pages.book();
    let now = nobody();
    let id = people::init(&book, "owner", "", PASSWORD, now).expect("an owner");
    let who = Who::Person { id, roles: Roles::parse("owner").expect("a role") };
    for role in Role::ALL.iter().filter(|r| **r != Role::Owner) {
        let now = Now { who, ..now };
        people::add(&book, role.name(), "", PASSWORD, role.name(), now).expect("a person");
    }
    pages
}

impl Pages {
    fn sign_in(&self, login: &str, password: &str, next: &str) -> Reply {
        let body = format!("login={login}&password={}&next={next}", password.replace(' ', "+"));
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", "/sign-in", &format!("{kind}{}", self.ours()), body.as_bytes())
    }

    /// The cookie header of somebody who has signed in.
    fn cookie(&self, login: &str) -> String {
        let reply = self.sign_in(login, PASSWORD, "/");
        assert_eq!(reply.status, 303, "{}", reply.body);
        let cookie = reply.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        format!("Cookie: other=1; {}\r\n", cookie.split(';').next().expect("a value"))
    }
}

#[test]
fn every_page_is_open_to_the_roles_that_have_its_right_and_to_nobody_else() {
    let pages = with_people();
    let place = |path: &str| {
        path.replace("{id}", "1")
            .replace("/metrics/1", "/metrics/days_in_ar_gross")
            .replace("{name}", "97110")
    };
    let mut asked: Vec<(String, Right)> =
        super::PAGES.iter().map(|(path, right, _)| (place(path), *right)).collect();
    asked.push(("/imports/1/undo".into(), Right::Import));
    asked.push(("/eob".into(), Right::Post));
    asked.push(("/claims/1/anew".into(), Right::SendClaims));
    for role in Role::ALL {
        let who = Who::Person { id: 1, roles: Roles::parse(role.name()).expect("a role") };
        let cookie = pages.cookie(role.name());
        for (path, right) in &asked {
            let headers = format!("Host: {}\r\n{cookie}", pages.address);
            let status = pages.ask("GET", path, &headers, b"").status;
            // The JSON pages want values; that they were reached is what counts here.
            let reached = matches!(status, 200 | 303 | 400 | 404);
            assert_eq!(reached, who.has(*right), "{} on {path}: {status}", role.name());
            assert!(reached || status == 403, "{path}: {status}");
        }
        let headers = format!("{}{cookie}", pages.ours());
        let file = [("letter.txt", &b"Dear Sir"[..])];
        let may = who.has(Right::Import);
        assert_eq!(pages.upload(&file, &headers).status, if may { 303 } else { 403 });
        let undo = pages.ask("POST", "/imports/999/undo", &headers, b"").status;
        assert_eq!(undo, if may { 409 } else { 403 }, "{}", role.name());
    }
}

#[test]
fn strangers_are_shown_the_door_and_then_what_they_asked_for() {
    let pages = with_people();
    for (path, right, _) in super::PAGES {
        let path = path.replace("{id}", "1").replace("{name}", "97110");
        let reply = pages.get(&path);
        if right == Right::SeeRules {
            assert!(reply.status < 500 && reply.status != 303, "{path}: {}", reply.status);
            continue;
        }
        assert_eq!(reply.status, 303, "{path}");
        assert!(reply.header("location").expect("a place").starts_with("/sign-in?next=%2F"));
        assert!(!reply.body.contains("Reed"));
    }
    let file = [("letter.txt", &b"Dear Sir"[..])];
    assert_eq!(pages.upload(&file, &pages.ours()).status, 403);
    let reply = pages.sign_in("biller", PASSWORD, "%2Fclaims%3Fstate%3Dopen");
    assert_eq!(reply.header("location"), Some("/claims?state=open"));
    for elsewhere in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let reply = pages.sign_in("biller", PASSWORD, elsewhere);
        assert_eq!(reply.header("location"), Some("/"), "{elsewhere}");
    }
    let wrong = pages.sign_in("biller", "not the password", "%2Fclaims");
    assert_eq!(wrong.status, 200);
    assert!(wrong.header("set-cookie").is_none());
    assert!(wrong.body.contains("wrong, or may not be used now"), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"/claims\""), "what was asked for is kept");
}

impl Pages {
    /// Sends a form as somebody who has signed in.
    fn send(&self, path: &str, cookie: &str, body: &str) -> Reply {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        let headers = format!("{kind}{}{cookie}", self.ours());
        self.ask("POST", path, &headers, body.as_bytes())
    }

    fn page_of(&self, path: &str, cookie: &str) -> String {
        let reply = self.ask("GET", path, &format!("{}{cookie}", self.ours()), b"");
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.body
    }
}

#[test]
fn denials_are_worked_from_their_list_and_what_was_done_can_be_taken_back() {
    let pages = with_people();
    let (biller, reviewer) = (pages.cookie("biller"), pages.cookie("reviewer"));
    let list = pages.page_of("/denials/work", &biller);
    let first: Vec<&str> = list
        .split("name=\"case\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a number"))
        .take(2)
        .collect();
    let [one, two] = first[..] else { panic!("two cases: {list}") };
    assert!(list.contains("without an owner"));
    // Both at once, shown first.
    let form =
        format!("case={one}&case={two}&action=assign&owner=&cause=&until=&answer_due=&note=");
    let shown = pages.send("/cases/preview", &biller, &form);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("2 of 2 cases?"), "{}", shown.body);
    assert!(pages.page_of(&format!("/cases/{one}"), &biller).contains("nobody yet"));
    let done = pages.send("/cases/do", &biller, &form);
    assert_eq!(done.status, 303, "{}", done.body);
    let place = done.header("location").expect("a place").to_string();
    let after_it = pages.page_of(&place, &biller);
    assert!(after_it.contains("/undo\">Undo</a>"), "{after_it}");
    let case = pages.page_of(&format!("/cases/{one}"), &biller);
    assert!(case.contains("Triaged") && case.contains(">biller<"), "{case}");
    // What does not apply is told before anything is done.
    let wrong = form.replace("assign", "send");
    let told = pages.send("/cases/preview", &biller, &wrong);
    assert!(told.body.contains("0 of 2 cases?") && !told.body.contains("Do it"), "{}", told.body);
    // Giving up takes a second person.
    let asked = format!("case={one}&wish=write_off&amount=&reason=not+worth+it");
    assert_eq!(pages.send("/requests/ask", &biller, &asked).status, 303);
    let waiting = pages.page_of("/requests", &reviewer);
    assert!(waiting.contains("not worth it") && waiting.contains(">Approve<"), "{waiting}");
    assert!(!pages.page_of("/requests", &biller).contains(">Approve<"));
    let answer = "request=1&answer=approve&reason=";
    assert_eq!(pages.send("/requests/answer", &biller, answer).status, 403);
    let written_off = || pages.book().balances(&Of::Book).expect("balances").remove("ADJ.DEN");
    assert_eq!(written_off().unwrap_or(0), 0);
    let approved = pages.send("/requests/answer", &reviewer, answer);
    assert_eq!(approved.status, 303, "{}", approved.body);
    assert!(written_off().unwrap_or(0) > 0);
    assert!(pages.page_of(&format!("/cases/{one}"), &biller).contains("Written off"));
    let again = pages.send("/requests/answer", &reviewer, answer);
    assert_eq!(again.status, 409);
    assert!(again.body.contains("no such request waits"), "{}", again.body);
    let word = "say=hold&reason=the+bank+asks";
    for (path, form) in [
        ("/cases/do", form.as_str()),
        ("/requests/ask", asked.as_str()),
        ("/outgoing/build", ""),
        ("/claims/1/anew", "kind=corrected"),
        ("/outgoing/step", "claim=1&step=approve"),
        ("/remittances/1/word", word),
    ] {
        for role in ["reviewer", "therapist", "front_desk", "auditor"] {
            let status = pages.send(path, &pages.cookie(role), form).status;
            assert_eq!(status, 403, "{role} on {path}");
        }
    }
    for (path, form) in [
        ("/cases/preview", "action=assign"),
        ("/cases/do", "case=1&action=x"),
        ("/requests/ask", "case=999999&wish=write_off"),
        ("/requests/answer", "answer=approve"),
    ] {
        let status = pages.send(path, &pages.cookie("owner"), form).status;
        assert_eq!(status, 400, "{path} with {form}");
    }
    assert_eq!(
        pages.ask("GET", "/cases/999999", &format!("{}{biller}", pages.ours()), b"").status,
        404
    );
    // A payment is held and posted again, from its page.
    assert_eq!(pages.send("/remittances/1/word", &biller, word).status, 303);
    assert!(pages.page_of("/remittances/1", &biller).contains("Post this payment"));
    let release = word.replace("hold", "release");
    assert_eq!(pages.send("/remittances/1/word", &biller, &release).status, 303);
    assert!(pages.book().check().expect("a check").violations.is_empty());
}

/// A decided claim is corrected on a form: what was changed is what goes out, by the hands of two.
#[test]
fn a_claim_is_sent_anew_from_its_page() {
    let pages = with_people();
    let (biller, owner) = (pages.cookie("biller"), pages.cookie("owner"));
    let list = pages.page_of("/claims?state=patient_balance", &biller);
    let claims = list.split("href=\"/claims/").skip(1).filter_map(|rest| rest.split('"').next());
    // Medicare takes no corrected claims, and its form says so.
    let takes_one = |place: &String| {
        let form = pages.page_of(&format!("{place}/anew"), &biller);
        let refused = form.contains("the payer takes no claims of frequency 7");
        assert!(refused != form.contains("value=\"corrected\" checked"), "{form}");
        !refused
    };
    let place = claims.map(|id| format!("/claims/{id}")).find(takes_one).expect("such a claim");
    assert!(pages.page_of(&place, &biller).contains(">Send it anew<"));
    assert!(!pages.page_of(&place, &pages.cookie("auditor")).contains(">Send it anew<"));
    let anew = format!("{place}/anew");
    let form = pages.page_of(&anew, &biller);
    let value = |name: &str| {
        let field = form.split(&format!("id=\"{name}-1\"")).nth(1).expect("a field of line 1");
        let value = field.split("value=\"").nth(1).expect("a value");
        value.split('"').next().expect("its end").to_string()
    };
    assert!(form.contains("Not now: it was not refused"), "{form}");
    // Every line as it was, but for the modifiers of the first.
    let lines = form.matches("name=\"code\"").count();
    let kept = |name: &str, line: usize| {
        let field = form.split(&format!("id=\"{name}-{line}\"")).nth(1).expect("a field");
        let value = field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
        value.expect("a value").replace(' ', "+")
    };
    let send = |modifiers: &str, units: &str| {
        let mut body = "kind=corrected".to_string();
        for line in 1..=lines {
            for name in ["code", "modifiers", "units", "charge"] {
                let value = match (name, line) {
                    ("modifiers", 1) => modifiers.to_string(),
                    ("units", 1) => units.to_string(),
                    _ => kept(name, line),
                };
                body.push_str(&format!("&{name}={value}"));
            }
        }
        pages.send(&anew, &biller, &body)
    };
    let wrong = send("GP+59", "none");
    assert_eq!(wrong.status, 409, "{}", wrong.body);
    assert!(wrong.body.contains("units are a number above 0"), "{}", wrong.body);
    let made = send("GP+59", &value("units"));
    assert_eq!(made.status, 303, "{}", made.body);
    let outgoing = pages.page_of(made.header("location").expect("a place"), &biller);
    assert!(outgoing.contains("Changed: 1 modifiers=GP:59"), "{outgoing}");
    assert!(outgoing.contains(">Undo<") && outgoing.contains("1–1 of 1 claim"), "{outgoing}");
    let again = pages.page_of(&anew, &biller);
    assert!(again.contains("Nothing can be made of it") && again.contains("waits"), "{again}");
    let step = "claim=1&step=approve&reason=";
    assert_eq!(pages.send("/outgoing/step", &biller, step).status, 409, "it takes two");
    assert_eq!(pages.send("/outgoing/step", &owner, step).status, 303);
    assert!(pages.page_of("/outgoing", &biller).contains("Approved, to be sent"));
    let missing = format!("{}{biller}", pages.ours());
    assert_eq!(pages.ask("GET", "/claims/999999/anew", &missing, b"").status, 404);
    assert_eq!(pages.send(&anew, &biller, "kind=nothing").status, 400);
}

/// An open page hears of what another process does to the book.
#[test]
fn open_pages_hear_that_the_book_has_changed() {
    let pages = with_people();
    let listen = |cookie: &str| {
        let mut stream = TcpStream::connect(pages.address).expect("it answers");
        let limit = Some(std::time::Duration::from_secs(20));
        stream.set_read_timeout(limit).expect("a limit");
        let head = format!("GET /events HTTP/1.1\r\n{}{cookie}\r\n", pages.ours());
        stream.write_all(head.as_bytes()).expect("it listens");
        stream
    };
    let mut told = String::new();
    let mut heard = |stream: &mut TcpStream, what: &str| {
        let mut some = [0; 512];
        while !told.contains(what) {
            let n = stream.read(&mut some).expect("something comes in time");
            assert!(n > 0, "it ended: {told}");
            told.push_str(&String::from_utf8_lossy(&some[..n]));
        }
        told.clear();
    };
    let mut stream = listen(&pages.cookie("biller"));
    heard(&mut stream, "event: book");
    let mut book = pages.book();
    let someone = Who::Person { id: 1, roles: Roles::parse("owner").expect("a role") };
    let now = Now { who: someone, ..noon() };
    let file = gonio_app::files::Source::scratch("letter.txt", &b"Dear Sir"[..]).expect("a file");
    gonio_app::import::import_sources(&mut book, vec![file], false, now, &mut |_, _| {})
        .expect("it is told as refused");
    heard(&mut stream, "event: book");
    let mut stranger = listen("");
    let mut answer = [0; 64];
    let n = stranger.read(&mut answer).expect("an answer");
    assert!(String::from_utf8_lossy(&answer[..n]).starts_with("HTTP/1.1 403"));
}

#[test]
fn who_signs_out_is_out() {
    let pages = with_people();
    let cookie = pages.cookie("biller");
    let headers = format!("{}{cookie}", pages.ours());
    let seen = pages.ask("GET", "/claims", &headers, b"");
    assert_eq!(seen.status, 200);
    assert!(seen.body.contains("Sign out"));
    assert_eq!(pages.ask("POST", "/sign-out", &headers, b"").status, 303);
    assert_eq!(pages.ask("GET", "/claims", &headers, b"").status, 303);
    let book = pages.book();
    let trail = book.trail(2, 0).expect("a trail");
    assert_eq!((trail[0].action.as_str(), trail[0].login.as_str()), ("sign_out", "biller"));
    assert!(book.verify_trail(None).expect("a look").faults.is_empty());
}
