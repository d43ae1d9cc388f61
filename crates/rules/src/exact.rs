//! Exact decimal numbers as whole numbers of a small part, and rounding to cents.

/// A decimal number with at most `places` places, as a whole number of the last place: `"0.45"`
/// with 2 places is 45. `.45`, `1` and `1.500` are read, blanks at the ends too; signs, further
/// places and what does not fit are not.
pub fn scaled(text: impl AsRef<[u8]>, places: u32) -> Option<i64> {
    let text = text.as_ref().trim_ascii();
    let (mut value, mut digits, mut after) = (0_i64, 0, None);
    for byte in text {
        match (byte, after) {
            (b'.', None) => after = Some(0),
            (b'0'..=b'9', _) => {
                if let Some(n) = &mut after {
                    *n += 1;
                }
                value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                digits += 1;
            }
            _ => return None,
        }
    }
    if digits == 0 {
        return None;
    }
    let mut written = after.unwrap_or(0);
    // Zeros beyond the last place say nothing.
    while written > places {
        if value % 10 != 0 {
            return None;
        }
        value /= 10;
        written -= 1;
    }
    value.checked_mul(10_i64.checked_pow(places - written)?)
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
        assert_eq!(scaled(b" .45 ", 2), Some(45));
        assert_eq!(scaled("32.3465", 4), Some(323_465));
        for wrong in ["", ".", "-1", "1.234", "1e2", "1,0", "NA", "99999999999999999999"] {
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
