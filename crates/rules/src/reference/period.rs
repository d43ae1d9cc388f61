//! The days a file holds for, and the name of its release: from what it says itself, else from
//! its name, else from what the person who loads it says. Nothing is guessed.
//!
//! What is set for a year and corrected by quarter (values, indices, places) holds to the end
//! of its year, or until a later release of that year takes over. Edits are set by quarter and
//! end with it. ICD-10-CM runs from October to September, and an April release takes over from
//! April.

use gonio_billing::day::Day;

use super::{FOREVER, Kind};

/// What a file says of its own dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The calendar year, or for ICD-10-CM the fiscal year.
    pub year: Option<i16>,
    /// The month of the release.
    pub month: Option<i8>,
    /// When it was released, in its own words.
    pub released: Option<String>,
    /// The first conversion factor in it.
    pub factor: Option<i64>,
    /// The first day that a row speaks of.
    pub earliest_day: Option<Day>,
    /// The last day that a row speaks of.
    pub latest_day: Option<Day>,
}

/// What the person who loads a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The first day it holds for.
    pub from: Option<Day>,
    /// Its release: `2026Q3`, `v322`, `2026C`, `FY2026`, `2026`; with `QPP` or `nonQPP`.
    pub release: Option<String>,
}

/// The days a file holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub first_day: Day,
    /// The last, unless a later release takes over before.
    pub last_day: Day,
    /// The release, for people.
    pub release: String,
    /// Of relative values from 2026 on: `QPP` or `nonQPP`. Else empty: there is but one.
    pub variant: &'static str,
}

/// From this year on there are two conversion factors, and two files.
const TWO_FACTORS: i16 = 2026;
/// Factors that are known: year, in ten-thousandths, whose.
const FACTORS: [(i16, i64, &str); 2] = [(2026, 334_009, "nonQPP"), (2026, 335_675, "QPP")];
/// Months in which fee schedules are released, with the letter of the quarter.
const MONTHS: [(&str, i8, char); 4] =
    [("JANUARY", 1, 'a'), ("APRIL", 4, 'b'), ("JULY", 7, 'c'), ("OCTOBER", 10, 'd')];

/// The days and the release of a file.
///
/// # Errors
/// Neither the file, its name nor the person tells; or they contradict each other.
pub fn settle(kind: Kind, said: &Said, name: &str, asked: &Asked) -> Result<Period, String> {
    let name = name.to_lowercase();
    if kind == Kind::NcciPairs && ["ccioph", "hospital"].iter().any(|w| name.contains(w)) {
        return Err("these are the pairs for hospitals; take the practitioner files".into());
    }
    let content = of_content(kind, said);
    let told = asked.release.as_deref().map(str::to_lowercase);
    let day_told = told.as_deref().and_then(|text| of_release(kind, text));
    let first_day = match (asked.from.or(day_told), content) {
        (Some(day), Some(content)) if last_day(kind, day) != last_day(kind, content) => {
            return Err(format!("the file itself says {content}; {day} does not fit that"));
        }
        (Some(day), _) => day,
        (None, _) if told.is_some() => {
            let release = asked.release.as_deref().unwrap_or_default();
            return Err(format!("the release {release:?} names no day; {}", wanted(kind)));
        }
        (None, Some(content)) => april(kind, content, &name).unwrap_or(content),
        (None, None) => of_name(kind, &name).ok_or_else(|| {
            format!("neither the file nor its name tells which days it holds for; {}", wanted(kind))
        })?,
    };
    let variant = match kind {
        Kind::Rvu => variant(first_day, said, told.as_deref().unwrap_or(&name))?,
        _ => "",
    };
    let release = label(kind, first_day, variant, said);
    Ok(Period { first_day, last_day: last_day(kind, first_day), release, variant })
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::NcciPairs => "say it with --release 2026Q3 (or v322), or --from 2026-07-01",
        Kind::Mue => "say it with --release 2026Q3, or --from 2026-07-01",
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => {
            "say it with --release FY2026, or --from 2025-10-01"
        }
        Kind::Rvu => "say it with --release 2026C, or --from 2026-07-01",
        _ => "say it with --from 2026-01-01",
    }
}

/// The last day of what begins on `first`.
fn last_day(kind: Kind, first: Day) -> Day {
    let (year, month) = (first.date().year(), first.date().month());
    let day = match kind {
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => {
            Day::new(if month >= 10 { year + 1 } else { year }, 9, 30)
        }
        Kind::NcciPairs | Kind::Mue => {
            Day::new(year, (month - 1) / 3 * 3 + 3, 1).map(Day::last_of_month)
        }
        Kind::Rvu
        | Kind::Gpci
        | Kind::LocalityCounties
        | Kind::Zip5Locality
        | Kind::Zip9Locality => Day::new(year, 12, 31),
        Kind::ReasonCodes => None,
    };
    day.unwrap_or(FOREVER)
}

fn of_content(kind: Kind, said: &Said) -> Option<Day> {
    match kind {
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => fiscal(said.year?),
        Kind::Rvu | Kind::Zip5Locality | Kind::Zip9Locality => Day::new(said.year?, said.month?, 1),
        Kind::Gpci | Kind::LocalityCounties => Day::new(said.year?, 1, 1),
        Kind::ReasonCodes => said.earliest_day,
        Kind::NcciPairs | Kind::Mue => None,
    }
}

fn of_name(kind: Kind, name: &str) -> Option<Day> {
    // What is nearest to the file counts before the zip and the folders around it.
    let mut parts = name.rsplit(['/', '\\', '›']);
    parts.find_map(|part| match kind {
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => {
            let first = fiscal(numbers(part).into_iter().find_map(|(_, n)| full_year(n))?)?;
            april(kind, first, name).or(Some(first))
        }
        Kind::NcciPairs => version(part).or_else(|| year_and_quarter(part)),
        Kind::Mue => effective(part).or_else(|| year_and_quarter(part)),
        Kind::Rvu => file_of_month(part).or_else(|| letter(part)),
        Kind::Gpci | Kind::LocalityCounties => {
            Day::new(numbers(part).into_iter().find_map(|(_, n)| any_year(n))?, 1, 1)
        }
        Kind::Zip5Locality | Kind::Zip9Locality => year_and_quarter(part),
        Kind::ReasonCodes => None,
    })
}

fn of_release(kind: Kind, text: &str) -> Option<Day> {
    let year = || numbers(text).into_iter().find_map(|(_, n)| full_year(n));
    match kind {
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => {
            let first = fiscal(year()?)?;
            april(kind, first, text).or(Some(first))
        }
        Kind::Gpci | Kind::LocalityCounties => Day::new(year()?, 1, 1),
        Kind::ReasonCodes => None,
        _ => year_and_quarter(text).or_else(|| version(text)).or_else(|| letter(text)),
    }
}

/// The first day of a fiscal year.
fn fiscal(year: i16) -> Option<Day> {
    Day::new(year - 1, 10, 1)
}

/// April's release of a fiscal year has the same file names as October's; the zip or the
/// folder around it says April.
fn april(kind: Kind, first: Day, name: &str) -> Option<Day> {
    let icd = matches!(kind, Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular);
    let year = first.date().year() + 1;
    if icd && name.contains("april") { Day::new(year, 4, 1) } else { None }
}

/// Runs of digits with where they end.
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|i| at + i) {
        let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        at = start + length;
        found.push((at, &text[start..at]));
    }
    found
}

fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    (digits.len() == 4 && (1990..2100).contains(&year)).then_some(year)
}

/// `2025` or `25`.
fn any_year(digits: &str) -> Option<i16> {
    if digits.len() == 2 { digits.parse::<i16>().ok().map(|y| 2000 + y) } else { full_year(digits) }
}

/// `2026q3`, also with a sign between.
fn year_and_quarter(text: &str) -> Option<Day> {
    numbers(text).into_iter().find_map(|(end, digits)| {
        let year = full_year(digits)?;
        let rest = text[end..].trim_start_matches(['-', '_', ' ']).strip_prefix('q')?;
        quarter_start(year, rest.bytes().next()?)
    })
}

fn quarter_start(year: i16, digit: u8) -> Option<Day> {
    if !(b'1'..=b'4').contains(&digit) {
        return None;
    }
    Day::new(year, i8::try_from((digit - b'1') * 3 + 1).ok()?, 1)
}

/// `v322`: the first two digits count years from 1994, the third the quarter from 0.
fn version(text: &str) -> Option<Day> {
    numbers(text).into_iter().find_map(|(end, digits)| {
        let before = text[..end - digits.len()].strip_suffix('v')?;
        let own = !before.ends_with(|c: char| c.is_ascii_alphanumeric());
        if !own || digits.len() != 3 {
            return None;
        }
        let years: i16 = digits[..2].parse().ok()?;
        quarter_start(1994 + years, digits.as_bytes()[2] + 1)
    })
}

/// `Eff_07-01-2026`
fn effective(text: &str) -> Option<Day> {
    let after = &text[text.find("eff")?..];
    let found = numbers(after);
    let [(_, month), (_, day), (_, year), ..] = found.as_slice() else { return None };
    Day::new(full_year(year)?, month.parse().ok()?, day.parse().ok()?)
}

/// `PPRRVU25_JAN`, `PPRRVU2025_Oct`
fn file_of_month(text: &str) -> Option<Day> {
    let after = &text[text.find("pprrvu")? + 6..];
    let (end, digits) = numbers(after).into_iter().next()?;
    let rest = after[end..].trim_start_matches(['-', '_', ' ']);
    let month = MONTHS.iter().find(|m| rest.starts_with(&m.0.to_lowercase()[..3]))?.1;
    Day::new(any_year(digits)?, month, 1)
}

/// `rvu26c`, `rvu26ar_1`, `2026C`
fn letter(text: &str) -> Option<Day> {
    numbers(text).into_iter().find_map(|(end, digits)| {
        let letter = text[end..].chars().next()?;
        let month = MONTHS.iter().find(|m| m.2 == letter)?.1;
        Day::new(any_year(digits)?, month, 1)
    })
}

/// Whose conversion factor a file of relative values has.
fn variant(first: Day, said: &Said, name: &str) -> Result<&'static str, String> {
    let year = first.date().year();
    if year < TWO_FACTORS {
        return Ok("");
    }
    let named = match (name.contains("nonqpp"), name.contains("qpp")) {
        (true, _) => Some("nonQPP"),
        (_, true) => Some("QPP"),
        _ => None,
    };
    let known = FACTORS.iter().find(|f| f.0 == year && Some(f.1) == said.factor).map(|f| f.2);
    match (named, known) {
        (Some(named), Some(known)) if named != known => Err(format!(
            "the name says {named}, but the conversion factor is that of {known}; which is it?"
        )),
        (Some(named), _) => Ok(named),
        (None, Some(known)) => Ok(known),
        (None, None) => Err(format!(
            "there are two conversion factors in {year}, and neither the name nor the factor \
             tells which file this is; say it with --release \"{year}A nonQPP\" or \"{year}A QPP\""
        )),
    }
}

fn label(kind: Kind, first: Day, variant: &str, said: &Said) -> String {
    let (year, month) = (first.date().year(), first.date().month());
    let quarter = (month - 1) / 3 + 1;
    match kind {
        Kind::Icd10cmOrder | Kind::Icd10cmCodes | Kind::Icd10cmTabular => {
            let fiscal = if month >= 10 { year + 1 } else { year };
            match (month, first.date().day()) {
                (10, 1) => format!("FY{fiscal}"),
                (4, 1) => format!("FY{fiscal} April"),
                _ => format!("FY{fiscal} from {first}"),
            }
        }
        Kind::NcciPairs => format!("{year}Q{quarter} v{}{}", year - 1994, quarter - 1),
        Kind::Mue | Kind::Zip5Locality | Kind::Zip9Locality => format!("{year}Q{quarter}"),
        Kind::Rvu => {
            let began = said.month.unwrap_or(month);
            let letter = MONTHS.iter().rfind(|m| m.1 <= began).map_or('a', |m| m.2);
            let letter = letter.to_ascii_uppercase();
            let name = format!("{year}{letter} {variant}");
            match &said.released {
                Some(released) => format!("{}, {released}", name.trim_end()),
                None => name.trim_end().to_string(),
            }
        }
        Kind::Gpci | Kind::LocalityCounties => year.to_string(),
        Kind::ReasonCodes => match said.latest_day {
            Some(day) => format!("to {day}"),
            None => String::from("undated"),
        },
    }
}

/// Reads a title of a fee schedule: `2025 NATIONAL … OCTOBER RELEASE`, `RELEASED 09/11/2025`.
pub(super) fn fee_schedule(title: &str, said: &mut Said) {
    if let Some(date) = title.strip_prefix("RELEASED ") {
        said.released = Some(format!("released {}", date.trim()));
    }
    if !title.contains("RELATIVE VALUE FILE") {
        return;
    }
    said.year = numbers(title).into_iter().find_map(|(_, n)| full_year(n));
    said.month = MONTHS.iter().find(|m| title.contains(&format!("{} RELEASE", m.0))).map(|m| m.1);
}

/// Reads the first year in a title.
pub(super) fn year_of_title(title: &str, said: &mut Said) {
    let year = numbers(title).into_iter().find_map(|(_, n)| full_year(n));
    said.year = said.year.or(year);
}

/// Reads `20254`.
pub(super) fn quarter(text: &str, said: &mut Said) {
    if let (Some(year), Some(digit)) = (text.get(..4).and_then(full_year), text.as_bytes().get(4))
        && let Some(day) = quarter_start(year, *digit)
    {
        said.year = Some(year);
        said.month = Some(day.date().month());
    }
}

/// Keeps the first conversion factor that is not zero.
pub(super) fn factor(factor: i64, said: &mut Said) {
    if factor > 0 {
        said.factor = said.factor.or(Some(factor));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(kind: Kind, said: &Said, name: &str, release: &str) -> Result<String, String> {
        let release = (!release.is_empty()).then(|| release.to_string());
        let asked = Asked { from: None, release };
        settle(kind, said, name, &asked)
            .map(|p| format!("{} {} {}", p.first_day, p.last_day, p.release))
    }

    #[test]
    fn names_tell_what_the_content_does_not() {
        let nothing = Said::default();
        for (kind, name, wanted) in [
            (Kind::NcciPairs, "ccipra-v322r0-f1.TXT", "2026-07-01 2026-09-30 2026Q3 v322"),
            (Kind::NcciPairs, "ccipra-v313r0-f3.txt", "2025-10-01 2025-12-31 2025Q4 v313"),
            (Kind::NcciPairs, "a-2024q3.zip › f1.TXT", "2024-07-01 2024-09-30 2024Q3 v302"),
            (
                Kind::Mue,
                "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv",
                "2026-07-01 2026-09-30 2026Q3",
            ),
            (Kind::Icd10cmOrder, "icd10cm-order-2026.txt", "2025-10-01 2026-09-30 FY2026"),
            (
                Kind::Icd10cmOrder,
                "april-1-2026-tabular-order.zip › Code Descriptions/icd10cm_order_2026.txt",
                "2026-04-01 2026-09-30 FY2026 April",
            ),
            (Kind::Rvu, "PPRRVU25_JAN.txt", "2025-01-01 2025-12-31 2025A"),
            (Kind::Rvu, "PPRRVU2025_Oct.txt", "2025-10-01 2025-12-31 2025D"),
            (Kind::Rvu, "rvu25b.zip › values.txt", "2025-04-01 2025-12-31 2025B"),
            (Kind::Rvu, "PPRRVU2026_Jul_nonQPP.txt", "2026-07-01 2026-12-31 2026C nonQPP"),
            (
                Kind::Rvu,
                "rvu26ar_1.zip › PPRRVU2026_Jan_QPP.txt",
                "2026-01-01 2026-12-31 2026A QPP",
            ),
        ] {
            assert_eq!(period(kind, &nothing, name, "").as_deref(), Ok(wanted), "{name}");
        }
    }

    #[test]
    fn where_nothing_tells_the_release_is_asked_for() {
        let nothing = Said::default();
        let wrong = period(Kind::NcciPairs, &nothing, "edits.txt", "").unwrap_err();
        assert!(wrong.contains("--release 2026Q3"), "{wrong}");
        for (kind, release, wanted) in [
            (Kind::NcciPairs, "v322", "2026-07-01"),
            (Kind::NcciPairs, "2026Q3", "2026-07-01"),
            (Kind::Mue, "2026 Q1", "2026-01-01"),
            (Kind::Icd10cmCodes, "FY2026", "2025-10-01"),
            (Kind::Icd10cmCodes, "FY2026 April", "2026-04-01"),
            (Kind::Rvu, "2025C", "2025-07-01"),
        ] {
            let found = period(kind, &nothing, "edits.txt", release).unwrap();
            assert!(found.starts_with(wanted), "{release}: {found}");
        }
        assert!(period(Kind::NcciPairs, &nothing, "edits.txt", "latest").is_err());
    }

    #[test]
    fn what_the_file_says_is_not_contradicted() {
        let said = Said { year: Some(2025), ..Said::default() };
        let asked = |day: &str| Asked { from: Day::parse(day), release: None };
        let wrong = settle(Kind::Gpci, &said, "GPCI2025.csv", &asked("2026-01-01")).unwrap_err();
        assert!(wrong.contains("2025-01-01"), "{wrong}");
        let said = Said { year: Some(2026), ..Said::default() };
        let april = settle(Kind::Icd10cmTabular, &said, "x.xml", &asked("2026-04-01")).unwrap();
        assert_eq!(april.release, "FY2026 April");
        assert_eq!(april.last_day, Day::new(2026, 9, 30).unwrap());
    }

    #[test]
    fn the_two_files_of_2026_are_told_by_name_and_by_factor() {
        let of = |factor| Said {
            factor: Some(factor),
            year: Some(2026),
            month: Some(7),
            ..Said::default()
        };
        let variant = |factor, name: &str| {
            settle(Kind::Rvu, &of(factor), name, &Asked::default()).map(|p| p.variant)
        };
        assert_eq!(variant(334_009, "values.csv"), Ok("nonQPP"));
        assert_eq!(variant(335_675, "values.csv"), Ok("QPP"));
        assert_eq!(variant(340_000, "PPRRVU2026_Jul_QPP.csv"), Ok("QPP"));
        assert!(variant(340_000, "values.csv").unwrap_err().contains("two conversion factors"));
        assert!(variant(335_675, "PPRRVU2026_Jul_nonQPP.csv").unwrap_err().contains("which is it"));
    }
}
