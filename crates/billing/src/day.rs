//! A calendar day as days since 1970-01-01, the form that the database holds.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// A day. Shown as `YYYY-MM-DD`; the default is the epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day of this date; `None` when there is no such date.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day::of)
    }

    /// The day of a civil date.
    pub fn of(date: Date) -> Day {
        let days = EPOCH.until(date).map_or(0, |span| span.get_days());
        Day(days)
    }

    /// `YYYY-MM-DD`; `None` when it is no date.
    pub fn parse(text: &str) -> Option<Day> {
        text.parse::<Date>().ok().map(Day::of)
    }

    /// The civil date. Days outside the calendar's range are held at its ends.
    pub fn date(self) -> Date {
        EPOCH.checked_add(self.0.days()).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }

    /// `YYYY-MM`.
    pub fn month(self) -> String {
        let date = self.date();
        format!("{:04}-{:02}", date.year(), date.month())
    }

    /// The first day of this day's month.
    pub fn first_of_month(self) -> Day {
        Day::of(self.date().first_of_month())
    }

    /// The last day of this day's month.
    pub fn last_of_month(self) -> Day {
        Day::of(self.date().last_of_month())
    }

    /// The same day `months` later (or earlier), held inside the month.
    pub fn plus_months(self, months: i32) -> Day {
        self.date().checked_add(months.months()).map_or(self, Day::of)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_the_same_thing() {
        assert_eq!(Day::new(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::parse("2026-11-21").unwrap().to_string(), "2026-11-21");
        assert_eq!(Day::parse("2026-03-31").unwrap().plus_months(-1).to_string(), "2026-02-28");
        assert_eq!(Day::new(2026, 2, 29), None);
        assert_eq!(Day::parse("2026-02-10").unwrap().last_of_month().to_string(), "2026-02-28");
    }
}
