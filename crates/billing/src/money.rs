//! Money is an `i64` of cents, in fields that end in `_cents`. This module shows it.

/// Cents as dollars: `-1,234.50`.
///
/// ```
/// assert_eq!(gonio_billing::money::dollars(-123_450), "-1,234.50");
/// ```
pub fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let whole = (cents.unsigned_abs() / 100).to_string();
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{:02}", cents.unsigned_abs() % 100)
}
