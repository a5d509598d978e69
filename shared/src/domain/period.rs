//! Reporting periods (`kỳ báo cáo`) with their cut-offs (DOMAIN §3.1), and stretches of days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A stretch of days, both ends included; either may be open.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// From one day to another.
    pub const fn days(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// Whether a day lies in the period. What has no valid day lies only in the open one.
    pub fn covers(&self, day: Option<Date>) -> bool {
        match day {
            Some(day) => {
                self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
            }
            None => self.from.is_none() && self.to.is_none(),
        }
    }
}

/// Day and month on which every administrative period begins (Nghị định 09/2019/NĐ-CP).
const FIRST_DAY: i8 = 15;

/// A reporting period of a report year (`năm báo cáo`): from the 15th to the 14th.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportPeriod {
    /// The report year: from 15/12 of the year before to 14/12.
    pub year: i16,
    /// Which part of it.
    pub part: Part,
}

/// A part of a report year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Tháng, 1 to 12: from 15 of the month before to 14.
    Month(i8),
    /// Quý, 1 to 4.
    Quarter(i8),
    /// 6 tháng đầu năm.
    FirstHalf,
    /// 6 tháng cuối năm.
    SecondHalf,
    /// 9 tháng (provincial rules).
    NineMonths,
    /// Năm.
    Year,
}

impl Part {
    /// Every part, months first.
    pub fn all() -> impl Iterator<Item = Self> {
        let whole = [Self::FirstHalf, Self::SecondHalf, Self::NineMonths, Self::Year];
        (1..=12).map(Self::Month).chain((1..=4).map(Self::Quarter)).chain(whole)
    }

    /// The first and the last month whose periods it consists of.
    const fn months(self) -> (i8, i8) {
        match self {
            Self::Month(month) => (month, month),
            Self::Quarter(quarter) => (quarter * 3 - 2, quarter * 3),
            Self::FirstHalf => (1, 6),
            Self::SecondHalf => (7, 12),
            Self::NineMonths => (1, 9),
            Self::Year => (1, 12),
        }
    }

    /// Whether periods of this sort follow each other through the year, so that what comes late in
    /// one can be counted in the next. Nine months and the year count from the beginning.
    const fn follows(self) -> bool {
        !matches!(self, Self::NineMonths | Self::Year)
    }
}

/// Years for which periods are computed: a mistyped one must not reach the calendar's ends.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=9000;

impl ReportPeriod {
    /// A part of a report year; nothing for a year or a month that there is not.
    pub fn new(year: i16, part: Part) -> Option<Self> {
        let (first, last) = part.months();
        let exists = YEARS.contains(&year) && 1 <= first && last <= 12;
        exists.then_some(Self { year, part })
    }

    /// The months of a report year.
    pub fn months_of(year: i16) -> impl Iterator<Item = Self> {
        (1..=12).filter_map(move |month| Self::new(year, Part::Month(month)))
    }

    /// First day.
    pub fn first_day(self) -> Date {
        let (first, _) = self.part.months();
        match first {
            1 => date(self.year - 1, 12, FIRST_DAY),
            month => date(self.year, month - 1, FIRST_DAY),
        }
    }

    /// Last day: that of the cut-off (`chốt số liệu`).
    pub fn last_day(self) -> Date {
        let (_, last) = self.part.months();
        date(self.year, last, FIRST_DAY - 1)
    }

    /// Its days.
    pub fn days(self) -> Period {
        Period::days(self.first_day(), self.last_day())
    }

    /// The days from the beginning of the report year to its end (`lũy kế`).
    pub fn cumulative(self) -> Period {
        Period::days(date(self.year - 1, 12, FIRST_DAY), self.last_day())
    }

    /// The same part of the year before (`cùng kỳ`).
    pub fn last_year(self) -> Option<Self> {
        Self::new(self.year.checked_sub(1)?, self.part)
    }

    /// The period of the same sort that comes next, in the next year if need be; nothing for those
    /// that count from the beginning of the year.
    pub fn next(self) -> Option<Self> {
        let (year, part) = match self.part {
            Part::Month(12) => (self.year + 1, Part::Month(1)),
            Part::Month(month) => (self.year, Part::Month(month + 1)),
            Part::Quarter(4) => (self.year + 1, Part::Quarter(1)),
            Part::Quarter(quarter) => (self.year, Part::Quarter(quarter + 1)),
            Part::FirstHalf => (self.year, Part::SecondHalf),
            Part::SecondHalf => (self.year + 1, Part::FirstHalf),
            Part::NineMonths | Part::Year => return None,
        };
        Self::new(year, part)
    }

    /// Whether `other` is a period of the same sort, each of which follows the other.
    pub fn is_in_one_row_with(self, other: Self) -> bool {
        self.part.follows()
            && std::mem::discriminant(&self.part.row()) == std::mem::discriminant(&other.part.row())
    }

    /// The month of the report year in which a day lies.
    pub fn month_of(day: Date) -> Option<Self> {
        let next = i8::from(day.day() >= FIRST_DAY);
        match day.month() + next {
            13 => Self::new(day.year().checked_add(1)?, Part::Month(1)),
            month => Self::new(day.year(), Part::Month(month)),
        }
    }
}

impl Part {
    /// Halves are one row, however they are named.
    const fn row(self) -> Self {
        match self {
            Self::SecondHalf => Self::FirstHalf,
            other => other,
        }
    }
}

/// The report year (`năm báo cáo`) of a day: 20/12/2026 belongs to 2027, although to the plan of
/// 2026.
pub fn report_year(day: Date) -> i16 {
    ReportPeriod::month_of(day).map_or_else(|| day.year(), |month| month.year)
}

/// The days of a plan year (`năm kế hoạch`): the calendar's.
pub fn plan_year(year: i16) -> Period {
    Period { from: Date::new(year, 1, 1).ok(), to: Date::new(year, 12, 31).ok() }
}

impl fmt::Display for ReportPeriod {
    /// The stable id: `2026-M06`, `2026-Q2`, `2026-H1`, `2026-9M`, `2026-Y`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-", self.year)?;
        match self.part {
            Part::Month(month) => write!(f, "M{month:02}"),
            Part::Quarter(quarter) => write!(f, "Q{quarter}"),
            Part::FirstHalf => f.write_str("H1"),
            Part::SecondHalf => f.write_str("H2"),
            Part::NineMonths => f.write_str("9M"),
            Part::Year => f.write_str("Y"),
        }
    }
}

/// Why a text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no period; periods are 2026-M06, 2026-Q2, 2026-H1, 2026-H2, 2026-9M, 2026-Y")]
pub struct NoPeriod(pub String);

impl FromStr for ReportPeriod {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let read = || {
            let (year, part) = text.split_once('-')?;
            let year = year.parse().ok().filter(|_| year.len() == 4)?;
            let part = Part::all().find(|known| {
                Self::new(year, *known).is_some_and(|known| {
                    known.to_string().split_once('-').is_some_and(|(_, known)| known == part)
                })
            })?;
            Self::new(year, part)
        };
        read().ok_or_else(|| NoPeriod(text.to_owned()))
    }
}

impl Serialize for ReportPeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReportPeriod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use proptest::prelude::*;

    fn days(id: &str) -> (Date, Date) {
        let period: ReportPeriod = id.parse().expect("a period");
        assert_eq!(period.to_string(), id);
        (period.first_day(), period.last_day())
    }

    /// The table of DOMAIN §3.1.
    #[test]
    fn the_cut_offs_are_those_of_the_decree() {
        assert_eq!(days("2026-M01"), (date(2025, 12, 15), date(2026, 1, 14)));
        assert_eq!(days("2026-M06"), (date(2026, 5, 15), date(2026, 6, 14)));
        assert_eq!(days("2026-Q1"), (date(2025, 12, 15), date(2026, 3, 14)));
        assert_eq!(days("2026-Q2"), (date(2026, 3, 15), date(2026, 6, 14)));
        assert_eq!(days("2026-Q3"), (date(2026, 6, 15), date(2026, 9, 14)));
        assert_eq!(days("2026-Q4"), (date(2026, 9, 15), date(2026, 12, 14)));
        assert_eq!(days("2026-H1"), (date(2025, 12, 15), date(2026, 6, 14)));
        assert_eq!(days("2026-H2"), (date(2026, 6, 15), date(2026, 12, 14)));
        assert_eq!(days("2026-9M"), (date(2025, 12, 15), date(2026, 9, 14)));
        assert_eq!(days("2026-Y"), (date(2025, 12, 15), date(2026, 12, 14)));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in
            ["", "2026", "2026-", "2026-M13", "2026-M6", "2026-Q0", "26-H1", "2026-h1", "9999-Y"]
        {
            let error = text.parse::<ReportPeriod>().expect_err(text);
            assert!(error.to_string().contains("2026-H1"));
        }
    }

    #[test]
    fn a_day_after_the_cut_off_belongs_to_the_next_report_year() {
        assert_eq!(report_year(date(2026, 12, 20)), 2027);
        assert_eq!(report_year(date(2026, 12, 14)), 2026);
        assert_eq!(report_year(date(2025, 12, 20)), 2026);
        assert!(plan_year(2026).covers(Some(date(2026, 12, 20))));
        let june: ReportPeriod = "2026-M06".parse().expect("a period");
        assert_eq!(ReportPeriod::month_of(date(2026, 6, 14)), Some(june));
        assert_eq!(ReportPeriod::month_of(date(2026, 6, 15)), june.next());
    }

    #[test]
    fn rows_are_of_one_sort() {
        let period = |id: &str| id.parse::<ReportPeriod>().expect("a period");
        assert!(period("2026-H1").is_in_one_row_with(period("2026-H2")));
        assert!(period("2026-M01").is_in_one_row_with(period("2026-M12")));
        assert!(!period("2026-M01").is_in_one_row_with(period("2026-Q1")));
        assert!(!period("2026-Y").is_in_one_row_with(period("2025-Y")));
        assert_eq!(period("2026-H2").next(), Some(period("2027-H1")));
        assert_eq!(period("2026-9M").next(), None);
        assert_eq!(period("2026-Q3").last_year(), Some(period("2025-Q3")));
    }

    #[test]
    fn what_has_no_day_lies_in_the_open_period_only() {
        assert!(Period::default().covers(None));
        assert!(!plan_year(2026).covers(None));
    }

    proptest! {
        /// Periods of one sort cover every day once, whatever the sort.
        #[test]
        fn every_day_lies_in_one_period_of_each_sort(offset in 0_i64..4_000) {
            let day = date(2020, 1, 1).saturating_add(offset.days());
            let year = report_year(day);
            let covers = |period: &ReportPeriod| period.days().covers(Some(day));
            let all: Vec<ReportPeriod> =
                Part::all().filter_map(|part| ReportPeriod::new(year, part)).filter(covers).collect();
            let of = |row: Part| all.iter().filter(|period| {
                std::mem::discriminant(&period.part.row()) == std::mem::discriminant(&row)
            }).count();
            prop_assert_eq!(of(Part::Month(1)), 1);
            prop_assert_eq!(of(Part::Quarter(1)), 1);
            prop_assert_eq!(of(Part::FirstHalf), 1);
            prop_assert_eq!(of(Part::Year), 1);
            for period in all.iter().filter_map(|period| period.next()) {
                prop_assert!(!covers(&period));
            }
        }
    }
}
