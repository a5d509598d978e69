//! Moments and local dates. Nothing here asks a clock: time always comes in as an argument.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00Z, as the device that made it believed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampMs(pub u64);

/// Vietnam keeps UTC+7 all year (DOMAIN §5): the offset, in milliseconds.
const VIETNAM_OFFSET_MS: u64 = 7 * 3_600_000;

impl TimestampMs {
    /// The moment `ms` milliseconds later.
    pub const fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; 0 if `earlier` is later (clocks jump).
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds since 1970, as Automerge keeps a change's time.
    pub const fn seconds(self) -> i64 {
        (self.0 / 1000) as i64
    }

    /// The civil date in Vietnam at this moment. Moments beyond the calendar give its last day.
    pub fn local_date(self) -> Date {
        let days = self.0.saturating_add(VIETNAM_OFFSET_MS) / 86_400_000;
        let epoch = jiff::civil::date(1970, 1, 1);
        i64::try_from(days)
            .ok()
            .and_then(|days| epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok())
            .unwrap_or(Date::MAX)
    }

    /// Date and time of day in Vietnam at this moment.
    pub fn local(self) -> DateTime {
        let (hour, minute) = self.local_hour_minute();
        let part = |of: u64| i8::try_from(of).unwrap_or_default();
        self.local_date().at(part(hour), part(minute), 0, 0)
    }

    /// Hours and minutes of the day in Vietnam.
    pub const fn local_hour_minute(self) -> (u64, u64) {
        let minutes = self.0.saturating_add(VIETNAM_OFFSET_MS) / 60_000 % (24 * 60);
        (minutes / 60, minutes % 60)
    }
}

/// Reads an ISO date (`2026-02-09`), or nothing if it is not one.
pub fn parse_date(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Reads a date with the time of day (`2026-02-09T08:30`), or nothing if it is not one.
pub fn parse_moment(text: &str) -> Option<DateTime> {
    text.contains('T').then(|| text.parse().ok()).flatten()
}

/// A moment as it is written in Vietnamese: `08:30 09/02/2026`.
pub fn format_moment(moment: DateTime) -> String {
    format!("{:02}:{:02} {}", moment.hour(), moment.minute(), format_date(moment.date()))
}

/// A date as it is written in Vietnamese: `09/02/2026`.
pub fn format_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_in_vietnam_is_seven_hours_before_utc() {
        let last_minute = TimestampMs(1_781_456_399_000); // 2026-06-14T16:59:59Z
        assert_eq!(last_minute.local_date(), jiff::civil::date(2026, 6, 14));
        assert_eq!(last_minute.local_hour_minute(), (23, 59));
        assert_eq!(last_minute.plus(1_000).local_date(), jiff::civil::date(2026, 6, 15));
    }

    #[test]
    fn a_mad_clock_gives_a_date_and_no_panic() {
        assert_eq!(TimestampMs(u64::MAX).local_date(), Date::MAX);
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        assert_eq!(format_date(jiff::civil::date(2026, 2, 9)), "09/02/2026");
        assert_eq!(parse_date("2026-13-01"), None);
        let moment = parse_moment("2026-02-09T08:05").expect("a moment");
        assert_eq!(format_moment(moment), "08:05 09/02/2026");
        assert_eq!(parse_moment("2026-02-09"), None);
    }
}
