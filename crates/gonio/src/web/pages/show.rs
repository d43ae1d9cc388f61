//! Numbers and dates as people read them: cents to dollars, ISO dates to words.
//!
//! Every page shows money and dates through these functions, so the same amount
//! looks the same everywhere. Whole-number arithmetic only.

/// What a whole number on a page stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Cents of US money.
    Cents,
    /// A plain count.
    #[default]
    Count,
    /// A fraction in ten-thousandths: 9_512 is 95.1%.
    Rate,
    /// Days in tenths: 324 is 32.4 days.
    TenthDays,
    /// Hundredths of anything without a name: 312 is 3.12.
    #[cfg_attr(not(test), expect(dead_code, reason = "no metric counts in hundredths yet"))]
    Hundredths,
}

impl Unit {
    /// The number in full: `$1,234.56`, `1,204`, `95.1%`, `32.4 days`.
    #[must_use]
    pub fn show(self, value: i64) -> String {
        match self {
            Self::Cents => money(value),
            Self::Count => count(value),
            Self::Rate => percent(value),
            Self::TenthDays => format!("{} days", tenths(value)),
            Self::Hundredths => hundredths(value),
        }
    }

    /// The number as short as an axis needs: `$12k`, `95%`, `32`.
    #[must_use]
    pub fn short(self, value: i64) -> String {
        let sign = if value < 0 { MINUS } else { "" };
        let size = value.unsigned_abs();
        match self {
            Self::Cents => format!("{sign}${}", thousands(size / 100)),
            Self::Count => format!("{sign}{}", thousands(size)),
            Self::Rate if size.is_multiple_of(100) => format!("{sign}{}%", size / 100),
            Self::Rate => percent(value),
            Self::TenthDays if size.is_multiple_of(10) => format!("{sign}{}", size / 10),
            Self::TenthDays => tenths(value),
            Self::Hundredths if size.is_multiple_of(100) => format!("{sign}{}", size / 100),
            Self::Hundredths => hundredths(value),
        }
    }
}

const MINUS: &str = "\u{2212}";

/// Dollars and cents: `$1,234.56`, `−$12.00`.
#[must_use]
pub fn money(cents: i64) -> String {
    let sign = if cents < 0 { MINUS } else { "" };
    let size = cents.unsigned_abs();
    format!("{sign}${}.{:02}", grouped(size / 100), size % 100)
}

/// Dollars and cents for a table cell: nothing owed is a dash, easier on the eye than `$0.00`.
#[must_use]
pub fn money_cell(cents: i64) -> String {
    if cents == 0 { "\u{2013}".to_owned() } else { money(cents) }
}

/// A count with thousands marked: `1,204`.
#[must_use]
pub fn count(value: i64) -> String {
    let sign = if value < 0 { MINUS } else { "" };
    format!("{sign}{}", grouped(value.unsigned_abs()))
}

/// A count and its noun: `1 claim`, `1,204 claims`.
#[must_use]
pub fn counted(value: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// A fraction in ten-thousandths as a percentage with one decimal: `95.1%`.
#[must_use]
pub fn percent(ten_thousandths: i64) -> String {
    let sign = if ten_thousandths < 0 { MINUS } else { "" };
    let tenths = (ten_thousandths.unsigned_abs() + 5) / 10;
    format!("{sign}{}.{}%", grouped(tenths / 10), tenths % 10)
}

/// How much of `whole` a part is, in thousandths between 0 and 1000: what a bar needs.
#[must_use]
pub fn share(part: i64, whole: i64) -> u16 {
    if whole <= 0 || part <= 0 {
        return 0;
    }
    let share = i128::from(part) * 1000 / i128::from(whole);
    u16::try_from(share.clamp(1, 1000)).unwrap_or(1000)
}

/// An ISO date in words: `2026-08-31` is `Aug 31, 2026`. Anything else comes back as it was.
#[must_use]
pub fn date(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    match (month_name(month), day.parse::<u8>()) {
        (Some(month), Ok(day)) => format!("{month} {day}, {year}"),
        _ => iso.to_owned(),
    }
}

/// A month in words: `2026-08` is `Aug 2026`. Anything else comes back as it was.
#[must_use]
pub fn month(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    let (Some(year), Some(month)) = (parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    month_name(month).map_or_else(|| iso.to_owned(), |month| format!("{month} {year}"))
}

fn month_name(month: &str) -> Option<&'static str> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = month.parse::<usize>().ok()?.checked_sub(1)?;
    NAMES.get(index).copied()
}

fn tenths(value: i64) -> String {
    let sign = if value < 0 { MINUS } else { "" };
    let size = value.unsigned_abs();
    format!("{sign}{}.{}", grouped(size / 10), size % 10)
}

fn hundredths(value: i64) -> String {
    let sign = if value < 0 { MINUS } else { "" };
    let size = value.unsigned_abs();
    format!("{sign}{}.{:02}", grouped(size / 100), size % 100)
}

fn thousands(value: u64) -> String {
    match value {
        0..10_000 => grouped(value),
        10_000..1_000_000 if value.is_multiple_of(1_000) => format!("{}k", value / 1_000),
        10_000..1_000_000 => format!("{}.{}k", value / 1_000, value % 1_000 / 100),
        _ => format!("{}.{}m", value / 1_000_000, value % 1_000_000 / 100_000),
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_signed() {
        assert_eq!(money(0), "$0.00");
        assert_eq!(money(123_456_789), "$1,234,567.89");
        assert_eq!(money(-1_205), "\u{2212}$12.05");
        assert_eq!(money(i64::MIN), "\u{2212}$92,233,720,368,547,758.08");
        assert_eq!(money_cell(0), "\u{2013}");
    }

    #[test]
    fn units_show_in_full_and_in_short() {
        assert_eq!(Unit::Rate.show(9_512), "95.1%");
        assert_eq!(Unit::Rate.show(9_995), "100.0%");
        assert_eq!(Unit::Rate.short(500), "5%");
        assert_eq!(Unit::TenthDays.show(324), "32.4 days");
        assert_eq!(Unit::Hundredths.show(312), "3.12");
        assert_eq!(Unit::Cents.short(1_250_000), "$12.5k");
        assert_eq!(Unit::Count.show(1_204), "1,204");
    }

    #[test]
    fn dates_are_words() {
        assert_eq!(date("2026-08-31"), "Aug 31, 2026");
        assert_eq!(date("2026-08"), "2026-08");
        assert_eq!(date("soon"), "soon");
        assert_eq!(month("2026-08-31"), "Aug 2026");
        assert_eq!(month("2026-13"), "2026-13");
    }

    #[test]
    fn shares_stay_in_range_and_small_ones_stay_visible() {
        assert_eq!(share(0, 100), 0);
        assert_eq!(share(1, 1_000_000), 1);
        assert_eq!(share(50, 100), 500);
        assert_eq!(share(500, 100), 1000);
        assert_eq!(share(5, 0), 0);
    }

    #[test]
    fn counts_take_their_noun() {
        assert_eq!(counted(1, "claim", "claims"), "1 claim");
        assert_eq!(counted(1_204, "claim", "claims"), "1,204 claims");
    }
}
