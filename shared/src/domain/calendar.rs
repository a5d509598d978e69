//! Working days (`ngày làm việc`): Monday to Friday but for the commune's table (DOMAIN §2 g).

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// The days on which the week does not decide. Data: an admin types Tết and what the Government
/// announces each year; [`Calendar::statutory`] is what it can start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Days off (`ngày nghỉ lễ, tết`), with what they are called.
    #[serde(default)]
    pub off: BTreeMap<Date, String>,
    /// Days made working days (`làm bù`), as a Saturday worked for a Monday off, with the reason.
    /// A day in both tables is a working day.
    #[serde(default)]
    pub working: BTreeMap<Date, String>,
}

/// What the table says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day off (`nghỉ`).
    Off,
    /// A working day (`làm bù`), whatever day of the week it is.
    Working,
}

impl DayKind {
    /// Every kind.
    pub const ALL: &[DayKind] = &[Self::Off, Self::Working];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Working => "working",
        }
    }

    /// Reads a stable id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

impl Calendar {
    /// The public holidays with a fixed date (Bộ luật Lao động, Điều 112). Tết, Giỗ Tổ Hùng Vương,
    /// the second day of Quốc khánh, days off in lieu of a weekend and swapped days follow the lunar
    /// calendar or a yearly announcement: an admin adds them.
    pub fn statutory(year: i16) -> Self {
        let days = [
            (1, 1, "Tết Dương lịch"),
            (4, 30, "Ngày Chiến thắng"),
            (5, 1, "Ngày Quốc tế lao động"),
            (9, 2, "Quốc khánh"),
        ];
        let off = days.into_iter().filter_map(|(month, day, name)| {
            Some((Date::new(year, month, day).ok()?, name.to_owned()))
        });
        Self { off: off.collect(), working: BTreeMap::new() }
    }

    /// Whether people work on this day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.working.contains_key(&date) || (is_weekday(date) && !self.off.contains_key(&date))
    }

    /// The `n`th working day after `from`; `from` itself for none. At the end of the calendar, its
    /// last day.
    pub fn add_working_days(&self, from: Date, n: u32) -> Date {
        let (mut date, mut left) = (from, n);
        while left > 0 {
            let Ok(next) = date.tomorrow() else { return date };
            date = next;
            left -= u32::from(self.is_working_day(date));
        }
        date
    }

    /// Working days after `from` up to and with `to`; negative when `to` is past: those after `to`
    /// up to and with `from`. So `working_days_until(d, add_working_days(d, n)) == n`.
    pub fn working_days_until(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_until(to, from);
        }
        // Not day by day: a mistyped year must not cost millions of steps.
        let after = |date: &Date| *date > from && *date <= to;
        let off = self.off.keys().filter(|date| after(date) && is_weekday(**date));
        let off = off.filter(|date| !self.working.contains_key(*date)).count();
        let working = self.working.keys().filter(|date| after(date) && !is_weekday(**date)).count();
        weekdays_up_to(to) - weekdays_up_to(from) + count(working) - count(off)
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Mondays to Fridays from a Monday long ago up to and with `date`.
fn weekdays_up_to(date: Date) -> i64 {
    // 1970-01-05 was a Monday.
    let monday = jiff::civil::date(1970, 1, 5);
    let days = i64::from(monday.until(date).map_or(0, |span| span.get_days())) + 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// Tết Bính Ngọ: off from Monday 16/2 to Friday 20/2/2026; Saturday 22/8/2026 is worked for
    /// Monday 31/8.
    fn calendar() -> Calendar {
        let mut calendar = Calendar::statutory(2026);
        for day in 16..=20 {
            calendar.off.insert(date(2026, 2, day), "Tết Nguyên đán".to_owned());
        }
        calendar.off.insert(date(2026, 8, 31), "nghỉ hoán đổi".to_owned());
        calendar.working.insert(date(2026, 8, 22), "làm bù ngày 31/8".to_owned());
        calendar
    }

    #[test]
    fn the_week_decides_but_for_the_table() {
        let calendar = calendar();
        assert!(calendar.is_working_day(date(2026, 2, 13)));
        assert!(!calendar.is_working_day(date(2026, 2, 14)), "a Saturday");
        assert!(!calendar.is_working_day(date(2026, 2, 16)), "Tết");
        assert!(calendar.is_working_day(date(2026, 8, 22)), "a swapped Saturday");
        assert!(!calendar.is_working_day(date(2026, 9, 2)), "Quốc khánh");
    }

    #[test]
    fn three_working_days_reach_over_tet() {
        let calendar = calendar();
        assert_eq!(calendar.add_working_days(date(2026, 2, 12), 3), date(2026, 2, 24));
        assert_eq!(calendar.working_days_until(date(2026, 2, 12), date(2026, 2, 24)), 3);
        assert_eq!(calendar.working_days_until(date(2026, 2, 24), date(2026, 2, 12)), -3);
        assert_eq!(calendar.working_days_until(date(2026, 2, 13), date(2026, 2, 22)), 0);
    }

    #[test]
    fn a_year_starts_with_the_holidays_of_fixed_date() {
        let off: Vec<String> = Calendar::statutory(2027).off.keys().map(Date::to_string).collect();
        assert_eq!(off, ["2027-01-01", "2027-04-30", "2027-05-01", "2027-09-02"]);
    }

    #[test]
    fn a_mad_date_costs_nothing_and_breaks_nothing() {
        let calendar = calendar();
        assert!(calendar.working_days_until(Date::MIN, Date::MAX) > 4_000_000);
        assert_eq!(calendar.add_working_days(Date::MAX, 3), Date::MAX);
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0..900_i64).prop_map(|days| date(2025, 12, 1).saturating_add(jiff::Span::new().days(days)))
    }

    fn any_calendar() -> impl Strategy<Value = Calendar> {
        let table = || prop::collection::btree_map(any_day(), Just(String::new()), 0..60);
        (table(), table()).prop_map(|(off, working)| Calendar { off, working })
    }

    proptest! {
        #[test]
        fn counting_undoes_adding(calendar in any_calendar(), from in any_day(), n in 0_u32..60) {
            let to = calendar.add_working_days(from, n);
            prop_assert_eq!(calendar.working_days_until(from, to), i64::from(n));
            prop_assert!(n == 0 || calendar.is_working_day(to));
        }

        #[test]
        fn counting_is_counting_day_by_day(
            calendar in any_calendar(), from in any_day(), to in any_day(),
        ) {
            let (early, late) = (from.min(to), from.max(to));
            let days = early.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= late);
            let counted = days.filter(|day| calendar.is_working_day(*day)).count() as i64;
            let counted = if to < from { -counted } else { counted };
            prop_assert_eq!(calendar.working_days_until(from, to), counted);
        }

        #[test]
        fn stretches_add_up(
            calendar in any_calendar(), a in any_day(), b in any_day(), c in any_day(),
        ) {
            let until = |from, to| calendar.working_days_until(from, to);
            prop_assert_eq!(until(a, b) + until(b, c), until(a, c));
        }
    }
}
