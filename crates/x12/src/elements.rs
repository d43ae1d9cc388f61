//! Judges the elements of one segment by its guide: presence, length, type, codes, dates,
//! the conditions between elements.

use crate::guide::{ElementSpec, Kind, Pattern, Relation, RelationKind, SegmentSpec};
use crate::problem::{Level, Problem};
use crate::segment::Segment;
use crate::value;

/// Where in a segment a finding is: element, component and repetition, 0 where not meant.
#[derive(Clone, Copy)]
struct At {
    element: u8,
    component: u8,
    repetition: u8,
}

/// Judges `s` by `spec` and tells `report` what is wrong.
#[inline]
pub(crate) fn judge(spec: &SegmentSpec, s: &Segment<'_>, report: &mut impl FnMut(Problem)) {
    let d = s.delimiters();
    let nested = memchr::memchr2(d.component, d.repetition, s.bytes()).is_some();
    let mut before: &[u8] = b"";
    let last = s.len().max(spec.last_required).min(spec.elements.len());
    for (number, element) in (1..=255_u8).zip(&spec.elements[..last]) {
        let raw = s.raw(usize::from(number));
        let at = At { element: number, component: 0, repetition: 0 };
        if raw.is_empty() {
            if element.required {
                report(missing(s, at, element));
            }
        } else if !element.used {
            report(finding(s, at, element, "I10", "is not used in this guide"));
        } else if nested || element.kind == Kind::Composite {
            nested_element(s, at, element, raw, before, report);
        } else {
            simple(s, at, element, raw, before, report);
        }
        before = raw;
    }
    if s.len() > spec.elements.len() {
        let element = (spec.elements.len() + 1).min(255) as u8;
        let mut problem = plain(s, At { element, component: 0, repetition: 0 }, "3", "");
        problem.text = format!(
            "{} has {} elements but at most {} are known",
            problem.segment_id,
            s.len(),
            spec.elements.len()
        );
        report(problem);
    }
    if !spec.relations.is_empty() {
        let there = |n: u8| !s.raw(usize::from(n)).is_empty();
        related(spec.relations, there, &mut |element, code, what| {
            let at = At { element, component: 0, repetition: 0 };
            let known = spec.elements.get(usize::from(element) - 1);
            report(match known {
                Some(known) => finding(s, at, known, code, what),
                None => plain(s, at, code, what),
            });
        });
    }
}

/// An element that may repeat or have components.
fn nested_element(
    s: &Segment<'_>,
    at: At,
    element: &ElementSpec,
    raw: &[u8],
    before: &[u8],
    report: &mut impl FnMut(Problem),
) {
    let d = s.delimiters();
    let mut times = 0_u16;
    // A byte that separates both separates components.
    let repeats = d.repetition != d.component;
    for one in raw.split(|b| repeats && *b == d.repetition) {
        times = times.saturating_add(1);
        let repetition = if element.repeats > 1 { times.min(255) as u8 } else { 0 };
        let at = At { repetition, ..at };
        if element.components.is_empty() {
            if one.contains(&d.component) {
                report(finding(s, at, element, "13", "has components but is a simple element"));
            } else if one.is_empty() {
                report(finding(s, at, element, "4", "has an empty repetition"));
            } else {
                simple(s, at, element, one, before, report);
            }
            continue;
        }
        let mut count = 0;
        let mut earlier: &[u8] = b"";
        for (number, raw) in (1..=255_u8).zip(one.split(|b| *b == d.component)) {
            count = number;
            let Some(component) = element.components.get(usize::from(number) - 1) else {
                report(finding(s, at, element, "13", "has more components than are known"));
                break;
            };
            let at = At { component: number, ..at };
            if raw.is_empty() {
                if component.required {
                    report(missing(s, at, component));
                }
            } else if !component.used {
                report(finding(s, at, component, "I10", "is not used in this guide"));
            } else {
                simple(s, at, component, raw, earlier, report);
            }
            earlier = raw;
        }
        for (number, component) in (1..=255_u8).zip(&element.components).skip(usize::from(count)) {
            if component.required {
                report(missing(s, At { component: number, ..at }, component));
            }
        }
        if !element.relations.is_empty() {
            let there = |n: u8| {
                one.split(|b| *b == d.component)
                    .nth(usize::from(n) - 1)
                    .is_some_and(|c| !c.is_empty())
            };
            related(element.relations, there, &mut |number, code, what| {
                if let Some(component) = element.components.get(usize::from(number) - 1) {
                    report(finding(s, At { component: number, ..at }, component, code, what));
                }
            });
        }
    }
    if times > element.repeats {
        let text = format!("repeats {times} times but may {}", element.repeats);
        report(finding(s, at, element, "12", &text));
    }
}

/// One value; `before` is the value before it, which says the format of some.
#[inline]
fn simple(
    s: &Segment<'_>,
    at: At,
    element: &ElementSpec,
    raw: &[u8],
    before: &[u8],
    report: &mut impl FnMut(Problem),
) {
    let mut length = raw.len();
    let wrong = match element.kind {
        Kind::Text | Kind::Code | Kind::Composite => characters(raw),
        Kind::Number | Kind::Decimal => match digits(raw, element.kind == Kind::Decimal) {
            Some(count) => {
                length = count;
                None
            }
            None => Some(("6", "is not a number")),
        },
        Kind::Date => (!is_date(raw)).then_some(("8", "is not a date that exists")),
        Kind::Time => (!is_time(raw)).then_some(("9", "is not a time that exists")),
        Kind::Period => characters(raw).or_else(|| period(before, raw)),
        Kind::Binary => None,
    };
    if let Some((code, what)) = wrong {
        report(finding(s, at, element, code, what));
        return;
    }
    if length > usize::from(element.max) {
        let text = format!("is too long: {length} characters, at most {}", element.max);
        report(finding(s, at, element, "5", &text));
    } else if length < usize::from(element.min) {
        let text = format!("is too short: {length} characters, at least {}", element.min);
        report(finding(s, at, element, "4", &text));
    }
    if let Some(codes) = &element.codes
        && !codes.contains(raw)
    {
        report(finding(s, at, element, "7", &not_among(element)));
    }
    if element.pattern != Pattern::Any {
        patterned(s, at, element, raw, before, report);
    }
}

/// The basic and extended character sets, and no blank at the end.
#[inline]
fn characters(raw: &[u8]) -> Option<(&'static str, &'static str)> {
    let odd = raw.iter().fold(0, |odd, b| odd | u8::from(b.wrapping_sub(b' ') > b'~' - b' '));
    if odd != 0 {
        return Some(("6", "has a character that X12 does not allow"));
    }
    (raw.last() == Some(&b' ')).then_some(("6", "has blanks at its end"))
}

/// How many digits a number has; `None` when it is no number.
#[inline]
fn digits(raw: &[u8], decimal: bool) -> Option<usize> {
    let unsigned = raw.strip_prefix(b"-").unwrap_or(raw);
    let mut count = 0;
    let mut points = 0;
    for b in unsigned {
        match b {
            b'0'..=b'9' => count += 1,
            b'.' if decimal => points += 1,
            _ => return None,
        }
    }
    (count > 0 && points <= 1).then_some(count)
}

pub(crate) fn is_date(raw: &[u8]) -> bool {
    match raw.len() {
        // Nobody who is billed for was born before 1800: such a year is a slip or a filler.
        8 => value::date(raw).is_some() && raw >= b"1800".as_slice(),
        // The century is not said; any will do, and 2000 had a leap day.
        6 => {
            let mut full = *b"20000000";
            full[2..].copy_from_slice(raw);
            value::date(&full).is_some()
        }
        _ => false,
    }
}

pub(crate) fn is_time(raw: &[u8]) -> bool {
    let digits = raw.iter().all(u8::is_ascii_digit);
    let part = |from: usize| (raw[from] - b'0') * 10 + (raw[from + 1] - b'0');
    digits
        && matches!(raw.len(), 4 | 6 | 7 | 8)
        && part(0) < 24
        && part(2) < 60
        && (raw.len() < 6 || part(4) < 60)
}

/// A date, time or range, by the format code before it.
fn period(format: &[u8], raw: &[u8]) -> Option<(&'static str, &'static str)> {
    const NO_DATE: (&str, &str) = ("8", "is not a date that exists, in the format that is said");
    let range = |part: usize, is: fn(&[u8]) -> bool| {
        raw.len() == part * 2 + 1
            && raw[part] == b'-'
            && is(&raw[..part])
            && is(&raw[part + 1..])
            && raw[..part] <= raw[part + 1..]
    };
    let right = match format {
        b"D8" => raw.len() == 8 && is_date(raw),
        b"D6" => raw.len() == 6 && is_date(raw),
        b"RD8" => range(8, is_date),
        b"RD6" => range(6, is_date),
        b"TM" => return (!is_time(raw)).then_some(("9", "is not a time that exists")),
        b"RTM" => {
            let times = range(4, is_time);
            return (!times).then_some(("9", "is not a range of times"));
        }
        b"DT" => raw.len() == 12 && is_date(&raw[..8]) && is_time(&raw[8..]),
        b"RDT" => range(12, |at| is_date(&at[..8]) && is_time(&at[8..])),
        _ => true,
    };
    (!right).then_some(NO_DATE)
}

fn patterned(
    s: &Segment<'_>,
    at: At,
    element: &ElementSpec,
    raw: &[u8],
    before: &[u8],
    report: &mut impl FnMut(Problem),
) {
    let all_digits = raw.iter().all(u8::is_ascii_digit);
    let number = || value::decimal(raw, 9);
    let what = match element.pattern {
        Pattern::Any => None,
        Pattern::Identifier if before == b"XX" => {
            (!is_npi(raw)).then_some("is no provider number: its check digit is wrong")
        }
        Pattern::Identifier => None,
        Pattern::Npi => (!is_npi(raw)).then_some("is no provider number: its check digit is wrong"),
        Pattern::Ein => (raw.len() != 9 || !all_digits).then_some("is not nine digits"),
        Pattern::Digits | Pattern::Integer => (!all_digits).then_some("is not a whole number"),
        Pattern::Positive => number().is_none_or(|n| n <= 0).then_some("is not greater than zero"),
        Pattern::NotNegative if element.reference == "782" && value::cents(raw).is_none() => {
            Some("has more than two decimals")
        }
        Pattern::NotNegative => number().is_none_or(|n| n < 0).then_some("is less than zero"),
        Pattern::Date8 => (raw.len() != 8 || !is_date(raw)).then_some("is not a date that exists"),
        Pattern::Money => value::cents(raw).is_none().then_some("has more than two decimals"),
        Pattern::Zip | Pattern::Zip9 => {
            // N404 says the country; without it the address is in the United States.
            let abroad = !matches!(s.raw(4), b"" | b"US" | b"USA");
            let five = element.pattern == Pattern::Zip && raw.len() == 5;
            if !abroad && !(all_digits && (raw.len() == 9 || five)) {
                let text = "is no ZIP code of five or nine digits";
                let problem = finding(s, at, element, "", text);
                report(Problem { level: Level::Advice, ..problem });
            }
            None
        }
    };
    if let Some(what) = what {
        let code = if element.pattern == Pattern::Date8 { "8" } else { "I12" };
        report(finding(s, at, element, code, what));
    }
}

/// The national provider number: ten digits, the first 1 or 2, the last a check digit over
/// the others with 80840 before them.
pub fn is_npi(raw: &[u8]) -> bool {
    if raw.len() != 10 || !matches!(raw[0], b'1' | b'2') || !raw.iter().all(u8::is_ascii_digit) {
        return false;
    }
    // 80840 adds 24 to the sum.
    let sum = raw.iter().rev().enumerate().fold(24, |sum, (place, b)| {
        let digit = u32::from(b - b'0') * if place % 2 == 1 { 2 } else { 1 };
        sum + digit / 10 + digit % 10
    });
    sum % 10 == 0
}

/// Checks conditions; `report` gets the element, the code and what is wrong.
#[inline]
fn related(
    relations: &[Relation],
    there: impl Fn(u8) -> bool,
    report: &mut impl FnMut(u8, &'static str, &str),
) {
    for relation in relations {
        let Some((&first, others)) = relation.elements.split_first() else { continue };
        let elements = &relation.elements;
        match relation.kind {
            RelationKind::Paired => {
                if elements.iter().any(|n| there(*n))
                    && let Some(absent) = elements.iter().find(|n| !there(**n))
                {
                    report(*absent, "2", "is missing: it goes with its neighbours");
                }
            }
            RelationKind::Required => {
                if !elements.iter().any(|n| there(*n)) {
                    report(first, "2", "is missing: this or another like it must be there");
                }
            }
            RelationKind::Exclusive => {
                if let Some(second) = elements.iter().filter(|n| there(**n)).nth(1) {
                    report(*second, "10", "may not stand beside another that is there");
                }
            }
            RelationKind::Conditional => {
                if there(first)
                    && let Some(absent) = others.iter().find(|n| !there(**n))
                {
                    report(*absent, "2", "is missing: another element asks for it");
                }
            }
            RelationKind::List => {
                if there(first)
                    && !others.iter().any(|n| there(*n))
                    && let Some(absent) = others.first()
                {
                    report(*absent, "2", "is missing: another element asks for it");
                }
            }
        }
    }
}

fn not_among(element: &ElementSpec) -> String {
    let Some(codes) = &element.codes else { return String::new() };
    if codes.len() <= 8 {
        let all: Vec<String> = codes.iter().collect();
        format!("is not one of {}", all.join(", "))
    } else {
        format!("is not one of the {} codes known here", codes.len())
    }
}

#[cold]
fn missing(s: &Segment<'_>, at: At, element: &ElementSpec) -> Problem {
    finding(s, at, element, "1", "is missing")
}

/// A problem with an element: its name in our words, then what is wrong.
#[cold]
fn finding(
    s: &Segment<'_>,
    at: At,
    element: &ElementSpec,
    code: &'static str,
    what: &str,
) -> Problem {
    let mut problem = plain(s, at, code, &format!("({}) {what}", element.name));
    problem.reference = element.reference;
    problem
}

#[cold]
fn plain(s: &Segment<'_>, at: At, code: &'static str, what: &str) -> Problem {
    let id = value::text(s.id());
    let component = if at.component > 0 { format!("-{}", at.component) } else { String::new() };
    Problem {
        level: Level::Element,
        place: s.place(),
        text: format!("{id}{:02}{component} {what}", at.element),
        segment_id: id,
        element: at.element,
        component: at.component,
        repetition: at.repetition,
        code,
        ..Problem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_of_a_provider_number() {
        // CMS's own example.
        assert!(is_npi(b"1234567893"));
        assert!(!is_npi(b"1234567890"));
        assert!(!is_npi(b"3234567893"));
        assert!(!is_npi(b"123456789"));
    }

    #[test]
    fn dates_and_times_by_their_format() {
        assert!(period(b"D8", b"20240229").is_none());
        assert_eq!(period(b"D8", b"20230229").map(|w| w.0), Some("8"));
        assert!(period(b"RD8", b"20240101-20240102").is_none());
        assert!(period(b"RD8", b"20240102-20240101").is_some());
        assert_eq!(period(b"TM", b"2460").map(|w| w.0), Some("9"));
        assert!(is_date(b"240229") && !is_date(b"230230"));
    }
}
