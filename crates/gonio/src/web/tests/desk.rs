//! The posting desk over real connections: paper is proved and posted, what waits gets its
//! claim, the bank's lines get their remittances, and only whoever may post does any of it.

use gonio_billing::day::Day;
use gonio_simulator::{Scenario, practice};

use super::{Pages, Reply, nobody, with_people};

impl Pages {
    fn form(&self, path: &str, body: &str) -> Reply {
        self.form_as(path, body, "")
    }

    fn form_as(&self, path: &str, body: &str, cookie: &str) -> Reply {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", path, &format!("{kind}{cookie}{}", self.ours()), body.as_bytes())
    }
}

/// A claim of the book: id, control number, member id, day, charge in dollars.
fn a_claim(pages: &Pages) -> (i64, String, String, String, String) {
    let text = "SELECT claim_id, control_number, member_id, service_day, charge_cents FROM claim \
                WHERE live = TRUE AND member_id <> '' ORDER BY claim_id LIMIT 1";
    let book = pages.book();
    let row = book.engine().only(text, &[], |r| {
        let (day, charge): (i32, i64) = (r.get(3)?, r.get(4)?);
        let charge = format!("{}.{:02}", charge / 100, charge % 100);
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, Day(day).to_string(), charge))
    });
    row.expect("a claim")
}

/// A server over a book that works since January with a few claims sent.
fn live() -> Pages {
    let pages = Pages::empty();
    let small = Scenario { months: 1, visits_per_day_per_clinician: 1, ..Scenario::default() };
    let sent = practice(&small).find(|f| f.name.contains("837P")).expect("a claim file");
    let reply = pages.upload(&[(sent.name.as_str(), &sent.bytes)], &pages.ours());
    assert_eq!(reply.status, 303);
    pages.book().set_go_live(nobody().mark(), Day::parse("2020-01-01")).expect("is set");
    pages
}

#[test]
fn paper_is_proved_then_posted_and_what_waits_gets_its_claim() {
    let pages = live();
    let (id, number, member, day, charge) = a_claim(&pages);
    assert!(pages.page("/eob").contains("Does it add up?"));
    let typed = |amount: &str, asked: &str| {
        format!(
            "payer=Acme&trace=77001&date=2026-11-01&amount={amount}&method=CHK&do={asked}&claim=XX\
             &member={member}&patient=SOMEBODY&day={day}&charge={charge}&paid={amount}\
             &adjustments=&claim=&code="
        )
    };
    // All of the charge is paid: it adds up only with the whole amount.
    let off = pages.form("/eob", &typed("1.00", "post"));
    assert_eq!(off.status, 200, "{}", off.body);
    assert!(off.body.contains("It does not add up"), "{}", off.body);
    assert!(off.body.contains("less than charge minus adjustments"), "{}", off.body);
    assert!(off.body.contains("value=\"77001\""), "what was typed is kept");
    assert!(!off.body.contains("value=\"post\""), "it cannot be posted");
    let right = pages.form("/eob", &typed(&charge, "check"));
    assert!(right.body.contains("Not in the book: XX."), "{}", right.body);
    assert!(right.body.contains("value=\"post\""), "now it can be posted");
    let more = pages.form("/eob", &typed(&charge, "more"));
    assert!(more.body.contains("id=\"claim-6\""), "two lines and four more");
    let posted = pages.form("/eob", &typed(&charge, "post"));
    assert_eq!(posted.header("location"), Some("/remittances/1"), "{}", posted.body);
    let again = pages.form("/eob", &typed(&charge, "post"));
    assert!(again.body.contains("is here already"), "{}", again.body);

    let page = pages.page("/remittances/1");
    assert!(page.contains("Waits for its claim"), "{page}");
    assert!(page.contains(&format!("1. Claim {number}")), "{page}");
    assert!(page.contains("Same member id"), "{page}");
    let none = pages.form("/remittances/1/post", "");
    assert_eq!(none.header("location"), Some("/remittances/1?done=none"));
    assert!(pages.page("/remittances/1?done=none").contains("could be posted yet"));
    let matched = pages.form("/remittances/1/match", &format!("number=1&claim={id}"));
    let place = matched.header("location").expect("a place").to_string();
    let page = pages.page(&place);
    assert!(page.contains("Posted, as batch") && page.contains("By a person"), "{page}");
    assert!(!page.contains("Waits for its claim"), "{page}");
    let twice = pages.form("/remittances/1/match", &format!("number=1&claim={id}"));
    assert_eq!(twice.status, 403);
    assert!(twice.body.contains("It does not wait for a claim"), "{}", twice.body);
    assert!(pages.book().check().expect("a check").violations.is_empty());
}

#[test]
fn a_bank_file_is_dropped_and_its_lines_are_matched_and_set_aside() {
    let pages = live();
    let (_, number, _, _, charge) = a_claim(&pages);
    let eob = format!(
        "payer=Acme&trace=77001&date=2026-11-01&amount={charge}&do=post&claim={number}\
         &charge={charge}&paid={charge}"
    );
    assert_eq!(pages.form("/eob", &eob).status, 303);
    assert!(pages.page("/bank").contains("Announced, not seen at the bank"));
    let csv = format!(
        "Date,Description,Amount\n11/02/2026,DEPOSIT,{charge}\n11/03/2026,CARD SALES,30.00\n\
         soon,X,1.00\n"
    );
    let reply = pages.upload(&[("bank.csv", csv.as_bytes())], &pages.ours());
    let import = pages.page(reply.header("location").expect("a place"));
    for part in ["Bank CSV", "Description is the text", "row 4: its day cannot be read"] {
        assert!(import.contains(part), "{part}: {import}");
    }
    let page = pages.page("/bank");
    assert!(page.contains("2 lines wait") && page.contains("1. 77001, Acme"), "{page}");
    assert!(page.contains("Same amount, a day later"), "{page}");
    assert!(pages.page("/work?queue=bank").contains("Bank line 1"));
    let reply = pages.form("/bank/match", "line=1&remit=1");
    let place = reply.header("location").expect("a place").to_string();
    assert!(pages.page(&place).contains("Done, as batch"));
    let matched = pages.page("/bank?show=matched");
    assert!(matched.contains("77001") && matched.contains("by a person"), "{matched}");
    assert!(!matched.contains("Announced, not seen"), "{matched}");
    assert_eq!(pages.form("/bank/match", "line=1&remit=1").status, 403);
    assert_eq!(pages.form("/bank/unmatch", "line=1").status, 303);
    assert_eq!(pages.form("/bank/set-aside", "line=2&note=").status, 403);
    assert_eq!(pages.form("/bank/set-aside", "line=2&note=cards").status, 303);
    assert!(pages.page("/bank?show=all").contains("cards"));
    assert!(pages.book().check().expect("a check").violations.is_empty());
}

#[test]
fn only_whoever_may_post_changes_anything_at_the_desk() {
    let pages = with_people();
    for (login, may) in [("auditor", false), ("front_desk", false), ("biller", true)] {
        let cookie = pages.cookie(login);
        for (path, body) in [
            ("/bank/match", "line=1&remit=1"),
            ("/bank/unmatch", "line=1"),
            ("/bank/set-aside", "line=1&note=x"),
            ("/remittances/1/match", "number=1&claim=1"),
            ("/remittances/1/post", ""),
            ("/eob", "payer=x&do=check"),
        ] {
            let reply = pages.form_as(path, body, &cookie);
            let forbidden = reply.body.contains("You may not post");
            assert_eq!(forbidden, !may, "{login} on {path}: {}", reply.status);
        }
        let headers = format!("Host: {}\r\n{cookie}", pages.address);
        let page = pages.ask("GET", "/bank", &headers, b"");
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("action=\"/bank/match\""), "{login}");
    }
    let cookie = pages.cookie("auditor");
    let headers = format!("Host: {}\r\n{cookie}", pages.address);
    assert_eq!(pages.ask("GET", "/eob", &headers, b"").status, 403);
}

#[test]
fn a_credit_is_asked_back_by_one_approved_by_another_and_paid_out() {
    let pages = with_people();
    let text =
        "SELECT member_id FROM patient WHERE member_id <> '' ORDER BY patient_id DESC LIMIT 1";
    let mut book = pages.book();
    let member: String = book.engine().only(text, &[], |r| r.get(0)).expect("a patient");
    let owner = gonio_app::people::sign_in(&book, "owner", super::PASSWORD, nobody());
    let now = gonio_app::Now { who: owner.expect("the owner"), ..nobody() };
    // More than the patient can owe, so that something is left.
    let paid = gonio_app::receipts::patient_payment(&mut book, &member, 9_000_000, now.today, now);
    assert!(paid.expect("a receipt").unapplied_cents > 0);
    let id = gonio_app::receipts::patient_of(&book, &member).expect("one patient");
    let (biller, approver) = (pages.cookie("biller"), pages.cookie("owner"));
    let headers = format!("Host: {}\r\n{biller}", pages.address);
    let page = pages.ask("GET", "/credits", &headers, b"").body;
    assert!(page.contains("May be asked for") && page.contains("/credits/refund"), "{page}");
    let ask = format!("patient={id}&amount=25.00&reason=moved+away");
    assert_eq!(
        pages
            .form_as("/credits/refund", &format!("patient={id}&amount=x&reason=y"), &biller)
            .status,
        400
    );
    assert_eq!(pages.form_as("/credits/refund", &ask, &pages.cookie("front_desk")).status, 403);
    let asked = pages.form_as("/credits/refund", &ask, &biller);
    assert_eq!(asked.status, 303, "{}", asked.body);
    let headers = format!("Host: {}\r\n{approver}", pages.address);
    let waiting = pages.ask("GET", "/requests", &headers, b"").body;
    assert!(waiting.contains("Refund") && waiting.contains("moved away"), "{waiting}");
    let answer = pages.form_as("/requests/answer", "request=1&answer=approve", &approver);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let pay = format!("patient={id}&amount=25.00");
    let paid = pages.form_as("/credits/paid", &pay, &biller);
    assert_eq!(paid.status, 303, "{}", paid.body);
    let place = paid.header("location").expect("a place").to_string();
    assert!(pages.ask("GET", &place, &headers, b"").body.contains("Done, as batch"));
    assert_eq!(pages.form_as("/credits/paid", &pay, &biller).status, 403, "nothing more is due");
    let check = pages.book().check().expect("a check");
    assert!(check.violations.is_empty(), "{:?}", check.violations);
}
