//! Element values: money in cents, dates, decimal counts, text.

use std::fmt;

/// A calendar date that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Four-digit year.
    pub year: i16,
    /// 1–12.
    pub month: i8,
    /// 1–31, checked against the month.
    pub day: i8,
}

impl Date {
    /// A date; `None` when it does not exist.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        const DAYS: [i8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let days = DAYS.get(usize::try_from(month).ok()?)? + i8::from(month == 2 && leap);
        let exists = (1..=9999).contains(&year) && day >= 1 && day <= days;
        exists.then_some(Self { year, month, day })
    }
}

/// As X12 writes it: `CCYYMMDD`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}{:02}", self.year, self.month, self.day)
    }
}

/// A `CCYYMMDD` date; `None` when it does not exist.
#[inline]
pub fn date(bytes: &[u8]) -> Option<Date> {
    let digits: &[u8; 8] = bytes.try_into().ok()?;
    let word = u64::from_le_bytes(*digits);
    // All eight are digits when their upper halves are 3 and stay so with 6 added.
    const UPPER: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    const SIXES: u64 = 0x0606_0606_0606_0606;
    if word & UPPER != ZEROS || word.wrapping_add(SIXES) & UPPER != ZEROS {
        return None;
    }
    // Neighbouring digits become numbers of two digits, all at once.
    let low = word & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (low.wrapping_mul(10) + (low >> 8)) & 0x00ff_00ff_00ff_00ff;
    let pair = |n: u32| (pairs >> (n * 16)) as u8;
    let year = i16::from(pair(0)) * 100 + i16::from(pair(1));
    let (month, day) = (pair(2) as i8, pair(3) as i8);
    Date::new(year, month, day)
}

/// Money in cents: an optional sign, digits, an optional point. More than two decimals
/// are accepted only when the rest are zeros. `None` for anything else.
pub fn cents(bytes: &[u8]) -> Option<i64> {
    decimal(bytes, 2)
}

/// A decimal number scaled by 10^`places`, exact. `None` when it is no number, has more
/// significant decimals than `places`, or does not fit.
#[inline]
pub fn decimal(bytes: &[u8], places: u32) -> Option<i64> {
    // The usual number: few enough digits that nothing can overflow, no sign but a minus.
    if bytes.len() <= 12 && places <= 3 {
        let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
        let mut value = 0_i64;
        let mut point = digits.len();
        for (at, b) in digits.iter().enumerate() {
            let digit = b.wrapping_sub(b'0');
            if digit < 10 {
                value = value * 10 + i64::from(digit);
            } else if *b == b'.' && point == digits.len() {
                point = at;
            } else {
                return odd_decimal(bytes, places);
            }
        }
        let decimals = digits.len().saturating_sub(point + 1);
        if digits.len() - decimals < 1 || decimals > places as usize || point + decimals == 0 {
            return odd_decimal(bytes, places);
        }
        const TENS: [i64; 4] = [1, 10, 100, 1000];
        let scaled = value * TENS[places as usize - decimals];
        return Some(if digits.len() < bytes.len() { -scaled } else { scaled });
    }
    odd_decimal(bytes, places)
}

/// Any decimal number, with every check.
#[inline(never)]
fn odd_decimal(bytes: &[u8], places: u32) -> Option<i64> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    let mut value: i64 = 0;
    let mut decimals: Option<u32> = None;
    let mut seen = false;
    for &b in digits {
        match b {
            b'0'..=b'9' => {
                seen = true;
                match &mut decimals {
                    Some(n) if *n >= places => {
                        if b != b'0' {
                            return None;
                        }
                        continue;
                    }
                    Some(n) => *n += 1,
                    None => {}
                }
                value = value.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    if !seen {
        return None;
    }
    for _ in decimals.unwrap_or(0)..places {
        value = value.checked_mul(10)?;
    }
    Some(if negative { -value } else { value })
}

/// Bytes as text. What is not UTF-8 is read byte by byte as Latin-1, so nothing is lost.
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|b| *b as char).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_way_to_a_number_is_the_careful_one() {
        let cases = [
            "0",
            "1",
            "12",
            "120.75",
            "-120.75",
            "120.7",
            ".5",
            "-.5",
            "5.",
            ".",
            "-",
            "",
            "1.2.3",
            "12a",
            "+5",
            "1.005",
            "1.000",
            "1.0000",
            "999999999999",
            "-99999999999",
            "1e5",
            "--1",
            "0.01",
            "00012.30",
            "12.345",
            "-0",
            "123456789012345",
        ];
        for text in cases {
            for places in 0..=3 {
                let bytes = text.as_bytes();
                let careful = odd_decimal(bytes, places);
                assert_eq!(decimal(bytes, places), careful, "{text} {places}");
            }
        }
        assert_eq!(cents(b"120.75"), Some(12075));
        assert_eq!(cents(b"-.5"), Some(-50));
        assert_eq!(cents(b"1.005"), None);
    }

    #[test]
    fn dates_exist_or_not() {
        let date = |text: &str| date(text.as_bytes()).map(|d| (d.year, d.month, d.day));
        assert_eq!(date("20240229"), Some((2024, 2, 29)));
        assert_eq!(date("20000229"), Some((2000, 2, 29)));
        assert_eq!(date("99991231"), Some((9999, 12, 31)));
        for none in ["20230229", "19000229", "20241301", "20240431", "20240400", "00000101"] {
            assert_eq!(date(none), None, "{none}");
        }
        for none in ["2024022", "202402290", "2024022a", "2024/229", "2024022:", ""] {
            assert_eq!(date(none), None, "{none}");
        }
    }
}
