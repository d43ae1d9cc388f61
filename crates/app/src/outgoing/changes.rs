//! What a person changes on the lines of a claim that is made anew, as a short text that is kept
//! with it: `1 modifiers=GP:59; 2 units=1 charge=45.00; 3 drop`.

use gonio_exchange::outgoing::Changes;
use gonio_x12::claim::Line;
use gonio_x12::segments::Procedure;
use gonio_x12::typed::{Cents, Milli};
use gonio_x12::value;

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
}
