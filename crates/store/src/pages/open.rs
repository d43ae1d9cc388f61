//! Two metrics at many days: days in A/R, and how much of what is open is old.

/// What is open at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenAt {
    /// Everything open, credits netted.
    pub open: i64,
    /// The debit balances of lines and parties.
    pub debit: i64,
    /// Of them on old services.
    pub old: i64,
    /// Charges of the window.
    pub charges: i64,
    /// Days of the window.
    pub days: i64,
}

impl OpenAt {
    /// Days in A/R, in tenths; `None` when nothing was charged.
    pub fn days_in_ar(&self) -> Option<i64> {
        ratio(self.open, 10 * self.days, self.charges)
    }

    /// The old part of what is open, in ten-thousandths; `None` when nothing is open.
    pub fn old_share(&self) -> Option<i64> {
        ratio(self.old, 10_000, self.debit)
    }
}

/// `part × scale ÷ whole`, rounded half up; `None` when divided by nothing.
pub fn ratio(part: i64, scale: i64, whole: i64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    let (part, whole) = (i128::from(part) * i128::from(scale), i128::from(whole));
    let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
    i64::try_from((2 * part + whole).div_euclid(2 * whole)).ok()
}
