//! The one place that asks what time it is.

use gonio_app::Now;
use gonio_app::access::Who;
use gonio_billing::day::Day;

/// The moment, and the day where this machine stands. Who asks is not known here.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub fn now() -> Now {
    let now = jiff::Zoned::now();
    Now { seconds: now.timestamp().as_second(), today: Day::of(now.date()), who: Who::Stranger }
}

/// The day and the time of day where this machine stands, as X12 writes them: `CCYYMMDD` and
/// `HHMM`.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub fn stamp() -> (String, String) {
    let now = jiff::Zoned::now();
    (now.strftime("%Y%m%d").to_string(), now.strftime("%H%M").to_string())
}

/// A moment as people read it, in UTC: `2026-03-02 14:05`.
pub fn moment(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => String::from("unknown"),
    }
}

/// A point to measure from.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// Seconds since that point, for people to read.
pub fn seconds_since(start: std::time::Instant) -> f64 {
    start.elapsed().as_secs_f64()
}
