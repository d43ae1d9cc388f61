//! Exact decimal numbers as whole numbers of a small part, and rounding to cents.

/// A decimal number scaled by 10^`places`, exact: `"0.45"` with 2 places is 45. `None` for
/// anything that is no such number, is negative, or has more places.
pub fn scaled(text: &str, places: usize) -> Option<i64> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let part = if part.len() > places { part.trim_end_matches('0') } else { part };
    let empty = whole.is_empty() && part.is_empty();
    if empty || part.len() > places || whole.len() > 9 || !digits(whole) || !digits(part) {
        return None;
    }
    let mut value: i64 = 0;
    for b in whole.bytes().chain(part.bytes()) {
        value = value * 10 + i64::from(b - b'0');
    }
    for _ in part.len()..places {
        value *= 10;
    }
    Some(value)
}

/// `value / parts`, rounded half up. Both are positive or zero, `parts` is not zero.
#[inline]
pub const fn rounded(value: i64, parts: i64) -> i64 {
    (value + parts / 2) / parts
}

/// A share of an amount: `share` is in hundredths of a percent, so that 20 % is 2000. Rounded
/// half up to cents.
#[inline]
pub const fn share_of(cents: i64, share: i64) -> i64 {
    rounded(cents * share, WHOLE)
}

/// The whole, in hundredths of a percent.
pub const WHOLE: i64 = 10_000;

/// A scaled number as people read it: 45 with 2 places is `0.45`; whole numbers have no point.
pub fn shown(value: i64, places: u32) -> String {
    let parts = 10_i64.pow(places);
    if places == 0 {
        return value.to_string();
    }
    let width = places as usize;
    let text = format!("{}.{:0width$}", value / parts, value % parts);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(scaled("33.4009", 4), Some(334_009));
        assert_eq!(scaled("1", 3), Some(1000));
        assert_eq!(scaled(".5", 2), Some(50));
        assert_eq!(scaled("0.500000", 2), Some(50));
        for wrong in ["", ".", "-1", "1.234", "1e2", "1,0", "12345678901"] {
            assert_eq!(scaled(wrong, 2), None, "{wrong}");
        }
        assert_eq!(shown(334_009, 4), "33.4009");
        assert_eq!(shown(50, 2), "0.5");
        assert_eq!(shown(100, 2), "1");
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(rounded(5, 10), 1);
        assert_eq!(rounded(4, 10), 0);
        // 23.25 x 2 % = 0.465
        assert_eq!(share_of(2325, 200), 47);
    }
}
