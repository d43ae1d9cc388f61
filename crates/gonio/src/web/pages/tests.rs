//! Every page renders without a database and keeps the promises all pages make.

use super::*;

/// The start tags of a page: everything from `<` and a letter to the next `>`.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        tag.starts_with(|letter: char| letter.is_ascii_alphabetic()).then_some(tag)
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_page_has_its_landmarks() {
    for (name, html) in samples::all() {
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
        for mark in [
            "<html lang=\"en-US\">",
            "class=\"skip\" href=\"#main\"",
            "<header",
            "<nav aria-label=\"Main\">",
            "<main id=\"main\"",
            "<footer",
            "Nothing leaves this machine",
        ] {
            assert!(html.contains(mark), "{name} lacks {mark}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{name} has one main heading");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for (name, html) in samples::all() {
        for tag in tags(&html) {
            assert!(attribute(tag, "style").is_none(), "{name}: {tag}");
            let names = tag.split('"').step_by(2).flat_map(str::split_whitespace).skip(1);
            assert!(!names.into_iter().any(|name| name.starts_with("on")), "{name}: {tag}");
            for address in ["href", "src", "action"] {
                let value = attribute(tag, address).unwrap_or("/");
                assert!(
                    value.starts_with('/') && !value.starts_with("//") || value.starts_with('#'),
                    "{name}: {tag}"
                );
            }
        }
        assert!(!html.contains("<style"), "{name}");
        assert_eq!(html.matches("<script").count(), 1, "{name}");
    }
}

#[test]
fn every_input_has_a_label_and_every_id_is_its_own() {
    for (name, html) in samples::all() {
        let mut ids: Vec<&str> = tags(&html).filter_map(|tag| attribute(tag, "id")).collect();
        for tag in tags(&html) {
            if (tag.starts_with("input ") && attribute(tag, "type") != Some("hidden"))
                || tag.starts_with("select ")
            {
                let id = attribute(tag, "id").unwrap_or_else(|| panic!("{name}: {tag}"));
                assert!(html.contains(&format!("<label for=\"{id}\"")), "{name}: {tag}");
            }
            for points in ["aria-labelledby", "aria-describedby"] {
                if let Some(id) = attribute(tag, points) {
                    assert!(ids.contains(&id), "{name}: nothing is called {id}");
                }
            }
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name} repeats an id");
    }
}

#[test]
fn links_within_a_page_have_a_target() {
    for (name, html) in samples::all() {
        for target in tags(&html).filter_map(|tag| attribute(tag, "href")?.strip_prefix('#')) {
            assert!(html.contains(&format!("id=\"{target}\"")), "{name}: #{target}");
        }
    }
}

#[test]
fn every_table_has_a_caption_and_scoped_heads() {
    for (name, html) in samples::all() {
        assert_eq!(html.matches("<table").count(), html.matches("<caption").count(), "{name}");
        for tag in tags(&html).filter(|tag| tag.starts_with("th ") || *tag == "th") {
            assert!(attribute(tag, "scope").is_some(), "{name}: {tag}");
        }
        for table in html.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap_or(table);
            let head = table.split("</thead>").next().unwrap_or("");
            let columns = head.matches("scope=\"col\"").count();
            for row in table.split("<tr").skip(2) {
                let cells = tags(row)
                    .filter(|tag| tag.starts_with("td") || tag.starts_with("th "))
                    .map(|tag| attribute(tag, "colspan").and_then(|n| n.parse().ok()).unwrap_or(1))
                    .sum::<usize>();
                assert_eq!(cells, columns, "{name}: a row is not as wide as its head: {row}");
            }
        }
    }
}

#[test]
fn only_forms_that_change_something_post() {
    for (name, html) in samples::all() {
        for tag in tags(&html).filter(|tag| tag.starts_with("form ")) {
            let action = attribute(tag, "action").unwrap_or("");
            let changes = matches!(action, "/import" | "/sign-in" | "/sign-out" | "/eob")
                || [
                    "/undo",
                    "/match",
                    "/unmatch",
                    "/set-aside",
                    "/post",
                    "/refund",
                    "/paid",
                    "/word",
                    "/preview",
                    "/do",
                    "/ask",
                    "/answer",
                    "/build",
                    "/step",
                    "/anew",
                ]
                .iter()
                .any(|end| action.ends_with(end));
            assert_eq!(
                attribute(tag, "method"),
                Some(if changes { "post" } else { "get" }),
                "{name}: {tag}"
            );
        }
    }
}

#[test]
fn the_import_form_takes_many_files() {
    for html in
        [samples::home().render(), samples::home_empty().render(), samples::imports().render()]
    {
        let html = html.expect("renders");
        assert!(
            html.contains("action=\"/import\" method=\"post\" enctype=\"multipart/form-data\"")
        );
        assert!(html.contains("name=\"files\" multiple"));
    }
}

#[test]
fn what_people_typed_is_escaped() {
    let mut page = samples::claims();
    page.filter.q = "\"><script>".into();
    page.rows[0].patient = "<b>O'Hara & Sons</b>".into();
    page.rows[0].control_number = Cell::link("<i>1</i>", "/claims/\"x");
    page.rows[0].state = State::new("<u>", Tone::Bad);
    let html = page.render().expect("renders");
    for raw in ["\"><script>", "<b>", "<i>", "<u>", "/claims/\"x"] {
        assert!(!html.contains(raw), "{raw}");
    }
}

#[test]
fn the_banner_shows_only_when_the_practice_is_made_up() {
    let mut page = samples::error();
    assert!(page.render().expect("renders").contains("This practice is made up."));
    page.shell.made_up = false;
    assert!(!page.render().expect("renders").contains("made up"));
}

#[test]
fn the_current_page_is_marked_in_the_navigation() {
    let html = samples::claims().render().expect("renders");
    assert!(html.contains("<a href=\"/claims\" aria-current=\"page\">Claims</a>"));
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
}

#[test]
fn a_proof_that_fails_says_by_how_much() {
    let html = samples::remittance_off().render().expect("renders");
    assert!(html.contains("Off by $12.00") && html.contains('≠'));
}

#[test]
fn a_sorted_column_says_so() {
    let html = samples::claims().render().expect("renders");
    assert_eq!(html.matches("aria-sort=\"descending\"").count(), 1);
}
