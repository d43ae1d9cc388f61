//! What a person changes on the lines of a claim that is made anew, as a short text that is kept
//! with it: `1 modifiers=GP:59; 2 units=1 charge=45.00; 3 drop`.

use gonio_exchange::outgoing::Changes;
use gonio_x12::claim::Line;
use gonio_x12::segments::Procedure;
use gonio_x12::typed::{Cents, Milli};
use gonio_x12::value;

use crate::remit::units;
use crate::{Error, Result};

/// Another value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Code(String),
    Modifiers(Vec<String>),
    /// Thousandths.
    Units(i64),
    Charge(i64),
    Drop,
}

fn refuse<T>(text: String) -> Result<T> {
    Err(Error::Refused(text))
}

/// The changes, each with the number of its line from 1.
fn parse(text: &str) -> Result<Vec<(usize, Change)>> {
    let mut all = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let mut words = part.split_whitespace();
        let number = words.next().and_then(|word| word.parse().ok()).filter(|n| *n > 0);
        let Some(number) = number else {
            return refuse(format!(
                "“{part}”: a change begins with the number of its line, as in 2 units=1"
            ));
        };
        let before = all.len();
        for word in words {
            all.push((number, change(word)?));
        }
        if all.len() == before {
            return refuse(format!(
                "“{part}” changes nothing: say code=, modifiers=, units=, charge= or drop"
            ));
        }
    }
    Ok(all)
}

fn change(word: &str) -> Result<Change> {
    let unfit = |what: &str| refuse(format!("“{word}”: {what}"));
    let plain = |text: &str, from: usize, to: usize| {
        (from..=to).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    match word.split_once('=') {
        None if word == "drop" => Ok(Change::Drop),
        Some(("code", code)) if plain(code, 5, 5) => Ok(Change::Code(code.to_uppercase())),
        Some(("code", _)) => unfit("a code has five letters or digits"),
        Some(("modifiers", all)) => {
            let all: Vec<String> =
                all.split(':').filter(|m| !m.is_empty()).map(str::to_uppercase).collect();
            if all.len() > 4 || !all.iter().all(|m| plain(m, 2, 2)) {
                return unfit("at most four modifiers of two characters, as in GP:59");
            }
            Ok(Change::Modifiers(all))
        }
        Some(("units", units)) => match value::decimal(units.as_bytes(), 3) {
            Some(milli) if milli > 0 => Ok(Change::Units(milli)),
            _ => unfit("units are a number above 0"),
        },
        Some(("charge", charge)) => match value::cents(charge.as_bytes()) {
            Some(cents) if cents >= 0 => Ok(Change::Charge(cents)),
            _ => unfit("a charge is written as 45.00"),
        },
        _ => unfit("there are code=, modifiers=, units=, charge= and drop"),
    }
}

/// The lines of a claim with the changes of a text.
///
/// # Errors
/// Refused for a text that says no change, and for a line that the claim has not.
pub(super) fn changes(lines: &[Line], text: &str) -> Result<Changes> {
    let all = parse(text)?;
    if all.is_empty() {
        return Ok(Changes::None);
    }
    let mut changed: Vec<Option<Line>> = lines.iter().cloned().map(Some).collect();
    for (number, change) in all {
        let count = lines.len();
        let Some(place) = changed.get_mut(number - 1) else {
            return refuse(format!("there is no line {number}; the claim has {count}"));
        };
        if change == Change::Drop {
            *place = None;
            continue;
        }
        let service = place.as_mut().and_then(|line| line.service.as_mut());
        let Some(service) = service else {
            return refuse(format!("line {number} is dropped, so nothing of it can change"));
        };
        let procedure = |code: &str, modifiers: &[&str]| Procedure {
            description: service.procedure.description.clone(),
            ..Procedure::of(code, modifiers)
        };
        match change {
            Change::Code(code) => {
                let kept: Vec<&str> = service.procedure.modifiers().map(|m| &**m).collect();
                service.procedure = procedure(&code, &kept);
            }
            Change::Modifiers(all) => {
                let all: Vec<&str> = all.iter().map(String::as_str).collect();
                service.procedure = procedure(&service.procedure.code, &all);
            }
            Change::Units(milli) => service.quantity = Some(Milli(milli)),
            Change::Charge(cents) => service.charge = Some(Cents(cents)),
            Change::Drop => {}
        }
    }
    Ok(Changes::Lines(changed.into_iter().flatten().collect()))
}

/// A line as a person reads it and writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineText {
    /// Procedure code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// With a point where they are no whole number.
    pub units: String,
    /// As `45.00`.
    pub charge: String,
    /// It is left out.
    pub dropped: bool,
}

pub(super) fn as_sent(lines: &[Line]) -> Vec<LineText> {
    let text = |line: &Line| {
        let Some(service) = &line.service else { return LineText::default() };
        let modifiers: Vec<&str> = service.procedure.modifiers().map(|m| &**m).collect();
        let charge = service.charge.map_or(0, |c| c.0);
        LineText {
            code: service.procedure.code.to_string(),
            modifiers: modifiers.join(":"),
            units: service.quantity.map_or_else(String::new, |m| units(m.0)),
            charge: format!("{}.{:02}", charge / 100, charge % 100),
            dropped: false,
        }
    };
    lines.iter().map(text).collect()
}

/// What a person wrote in place of what was sent, as a text of changes; empty for none.
pub fn told(sent: &[LineText], wanted: &[LineText]) -> String {
    let mut parts = Vec::new();
    for (number, (sent, wanted)) in (1..).zip(sent.iter().zip(wanted)) {
        let mut words = Vec::new();
        if wanted.dropped {
            words.push("drop".to_string());
        } else {
            let modifiers = wanted.modifiers.split(|c: char| !c.is_ascii_alphanumeric());
            let modifiers: Vec<&str> = modifiers.filter(|m| !m.is_empty()).collect();
            for (name, was, is) in [
                ("code", &sent.code, &plain(&wanted.code)),
                ("modifiers", &sent.modifiers, &modifiers.join(":").to_uppercase()),
                ("units", &sent.units, &plain(&wanted.units)),
                ("charge", &sent.charge, &plain(&wanted.charge)),
            ] {
                if was != is {
                    words.push(format!("{name}={is}"));
                }
            }
        }
        if !words.is_empty() {
            parts.push(format!("{number} {}", words.join(" ")));
        }
    }
    parts.join("; ")
}

/// A value that stays one word of its line; what it may not hold, is refused with it.
fn plain(value: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    value.trim().chars().map(|c| if fits(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_changes_line_by_line() {
        assert_eq!(
            parse("1 modifiers=gp:59 units=2; 3 drop;2 charge=45 code=97140").unwrap(),
            [
                (1, Change::Modifiers(vec!["GP".into(), "59".into()])),
                (1, Change::Units(2000)),
                (3, Change::Drop),
                (2, Change::Charge(4500)),
                (2, Change::Code("97140".into())),
            ]
        );
        assert_eq!(parse(" ; ").unwrap(), []);
        for wrong in [
            "units=1",
            "0 drop",
            "1",
            "1 units=0",
            "1 units=-1",
            "1 charge=x",
            "1 modifiers=GP:59:CQ:KX:GO",
            "1 modifiers=G",
            "1 code=9711",
            "1 colour=red",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_form_says_becomes_changes() {
        let line = |code: &str, modifiers: &str, units: &str, charge: &str| LineText {
            code: code.into(),
            modifiers: modifiers.into(),
            units: units.into(),
            charge: charge.into(),
            dropped: false,
        };
        let sent = [line("97110", "GP", "2", "80.00"), line("97140", "GP", "1", "45.00")];
        assert_eq!(told(&sent, &sent), "");
        let mut wanted = sent.clone();
        wanted[0].modifiers = "gp, 59".into();
        wanted[0].units = " 1 ".into();
        wanted[1].dropped = true;
        let text = told(&sent, &wanted);
        assert_eq!(text, "1 modifiers=GP:59 units=1; 2 drop");
        assert_eq!(parse(&text).unwrap().len(), 3);
        wanted[0].modifiers = String::new();
        assert_eq!(told(&sent, &wanted), "1 modifiers= units=1; 2 drop");
        // What is typed cannot say anything of another line.
        wanted[0].code = "97110; 2 charge=1".into();
        assert!(parse(&told(&sent, &wanted)).is_err());
    }
}
