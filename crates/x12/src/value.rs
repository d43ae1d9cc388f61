//! Element values: money in cents, dates, decimal counts, text.

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

/// A `CCYYMMDD` date; `None` when it does not exist.
pub fn date(bytes: &[u8]) -> Option<Date> {
    if bytes.len() != 8 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().fold(0i16, |sum, b| sum * 10 + i16::from(b - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(4, 6) as i8, number(6, 8) as i8);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then_some(Date { year, month, day })
}

/// Money in cents: an optional sign, digits, an optional point. More than two decimals
/// are accepted only when the rest are zeros. `None` for anything else.
pub fn cents(bytes: &[u8]) -> Option<i64> {
    decimal(bytes, 2)
}

/// A decimal number scaled by 10^`places`, exact. `None` when it is no number, has more
/// significant decimals than `places`, or does not fit.
pub fn decimal(bytes: &[u8], places: u32) -> Option<i64> {
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
