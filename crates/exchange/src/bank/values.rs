//! Amounts and days as banks write them.

use gonio_billing::day::Day;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `1,234.56`, `$5`, `(12.00)`, `-12.00`, `12.00-`, `12.00 CR` as cents.
pub fn cents(text: &str) -> Option<i64> {
    let mut rest = text.trim().to_uppercase().replace('\u{2212}', "-");
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        (negative, rest) = (true, inner.to_string());
    }
    for (mark, down) in [("DR", true), ("CR", false)] {
        if let Some(before) = rest.strip_suffix(mark) {
            (negative, rest) = (down, before.trim().to_string());
        }
    }
    let mut digits = String::new();
    let mut signs = 0;
    for c in rest.chars() {
        match c {
            '0'..='9' | '.' => digits.push(c),
            '-' => (negative, signs) = (true, signs + 1),
            '+' => signs += 1,
            ',' | '$' | ' ' | '\u{a0}' => {}
            _ => return None,
        }
    }
    // A sign stands before or behind the number, once.
    let inside = rest.trim_matches(|c: char| matches!(c, '-' | '+' | '$' | ' '));
    if signs > 1 || inside.contains(['-', '+']) {
        return None;
    }
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    if (whole.is_empty() && part.is_empty()) || part.contains('.') || part.len() > 4 {
        return None;
    }
    // More than two places are read only when they are zeros.
    if part.len() > 2 && part[2..].bytes().any(|b| b != b'0') {
        return None;
    }
    let part: i64 = format!("{part:0<2}")[..2].parse().ok()?;
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let cents = whole.checked_mul(100)?.checked_add(part)?;
    Some(if negative { -cents } else { cents })
}

/// `3/17/2026`, `03-17-26`, `2026-03-17`, `20260317…`, `17-Mar-2026`, `Mar 17, 2026`. With
/// slashes the month comes first, as banks in the United States write it.
pub fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    // What follows a day is a time.
    let text = text.split(['T', '[']).next().filter(|t| t.len() >= 8).unwrap_or(text);
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let first = *parts.first()?;
    if first.len() >= 8 && first.bytes().all(|b| b.is_ascii_digit()) {
        return of(&first[..4], &first[4..6], &first[6..8]);
    }
    let [a, b, c, ..] = parts[..] else { return None };
    if a.len() == 4 {
        return of(a, b, c);
    }
    let year = match c.len() {
        4 => c.to_string(),
        2 => format!("20{c}"),
        _ => return None,
    };
    if let Some(month) = month(a) {
        return of(&year, &month, b);
    }
    if let Some(month) = month(b) {
        return of(&year, &month, a);
    }
    of(&year, a, b)
}

fn month(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let at = MONTHS.iter().position(|m| text.starts_with(m))?;
    Some((at + 1).to_string())
}

fn of(year: &str, month: &str, day: &str) -> Option<Day> {
    let found = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    // A bank file speaks of this century.
    (Day::new(2000, 1, 1)? <= found && found <= Day::new(2099, 12, 31)?).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_every_form_that_banks_use() {
        for (text, cents_of_it) in [
            ("1,234.56", Some(123_456)),
            ("$1,234.56", Some(123_456)),
            ("-$5", Some(-500)),
            ("(12.00)", Some(-1_200)),
            ("12.00-", Some(-1_200)),
            ("12.00 CR", Some(1_200)),
            ("12.00DR", Some(-1_200)),
            ("+.5", Some(50)),
            ("\u{2212}7.25", Some(-725)),
            ("67.5000", Some(6_750)),
            ("67.505", None),
            ("1.2.3", None),
            ("1-2", None),
            ("twelve", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(cents(text), cents_of_it, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_every_form_that_banks_use() {
        let march = Day::new(2026, 3, 17);
        for text in [
            "03/17/2026",
            "3/17/26",
            "03-17-2026",
            "2026-03-17",
            "2026/03/17",
            "20260317",
            "20260317120000.000[-5:EST]",
            "2026-03-17T00:00:00",
            "17-Mar-2026",
            "Mar 17, 2026",
            "17 March 2026",
        ] {
            assert_eq!(day(text), march, "{text}");
        }
        for text in ["17/03/2026", "2026-02-30", "3/17", "soon", "", "03/17/1926"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
