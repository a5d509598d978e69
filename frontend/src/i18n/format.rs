//! Dates, times and numbers as people write them (DOMAIN §5). Pure functions.

use jiff::civil::{Date, Weekday};
use shared::time::{TimestampMs, format_date};

use crate::i18n::Lang;

/// A whole number with its thousands apart: `1.234.567`, in English `1,234,567`.
pub fn number_in(lang: Lang, number: i64) -> String {
    let separator = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    shared::text::grouped(number, separator)
}

/// [`number_in`] the language of the page.
pub fn number(number: i64) -> String {
    number_in(crate::i18n::lang(), number)
}

/// Why a typed number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotANumber {
    /// Something else than digits and separators.
    Unreadable,
    /// A separator that could mean a decimal point: `1.5`, `12,34`.
    Ambiguous,
}

/// Reads a whole number as typed: `1234`, `1.234`, `1,234`, `1 234`. Nothing typed gives nothing.
///
/// A separator is only taken where it parts groups of three, and only one sort of it: whoever types
/// `1.5` or `1.234,5` is asked, not corrected.
pub fn parse_number(text: &str) -> Result<Option<i64>, NotANumber> {
    let text: String = text.trim().replace('\u{a0}', " ");
    if text.is_empty() {
        return Ok(None);
    }
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body.trim_start()),
        None => (false, text.as_str()),
    };
    let separators: Vec<char> = body.chars().filter(|c| !c.is_ascii_digit()).collect();
    if separators.iter().any(|c| !matches!(c, '.' | ',' | ' ')) {
        return Err(NotANumber::Unreadable);
    }
    if separators.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(NotANumber::Ambiguous);
    }
    if let Some(separator) = separators.first() {
        let groups: Vec<&str> = body.split(*separator).collect();
        let grouped = groups.iter().enumerate().all(|(i, group)| match i {
            0 => (1..=3).contains(&group.len()) && !group.starts_with('0'),
            _ => group.len() == 3,
        });
        if !grouped {
            return Err(NotANumber::Ambiguous);
        }
    }
    let digits: String = body.chars().filter(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().map_err(|_| NotANumber::Unreadable)?;
    Ok(Some(if negative { -number } else { number }))
}

/// `thứ Hai, 09/02/2026`; in English `Monday, 09/02/2026`.
pub fn long_date_in(lang: Lang, date: Date) -> String {
    format!("{}, {}", weekday(lang, date.weekday()), format_date(date))
}

/// [`long_date_in`] the language of the page.
pub fn long_date(date: Date) -> String {
    long_date_in(crate::i18n::lang(), date)
}

const fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match (lang, day) {
        (Lang::Vi, Weekday::Monday) => "thứ Hai",
        (Lang::Vi, Weekday::Tuesday) => "thứ Ba",
        (Lang::Vi, Weekday::Wednesday) => "thứ Tư",
        (Lang::Vi, Weekday::Thursday) => "thứ Năm",
        (Lang::Vi, Weekday::Friday) => "thứ Sáu",
        (Lang::Vi, Weekday::Saturday) => "thứ Bảy",
        (Lang::Vi, Weekday::Sunday) => "Chủ nhật",
        (Lang::En, Weekday::Monday) => "Monday",
        (Lang::En, Weekday::Tuesday) => "Tuesday",
        (Lang::En, Weekday::Wednesday) => "Wednesday",
        (Lang::En, Weekday::Thursday) => "Thursday",
        (Lang::En, Weekday::Friday) => "Friday",
        (Lang::En, Weekday::Saturday) => "Saturday",
        (Lang::En, Weekday::Sunday) => "Sunday",
    }
}

/// `14:21`, in Vietnam's time.
pub fn time_of_day(at: TimestampMs) -> String {
    let (hours, minutes) = at.local_hour_minute();
    format!("{hours:02}:{minutes:02}")
}

/// `14:21` if the moment is today, else `14:21 09/02/2026`.
pub fn moment(at: TimestampMs, today: Date) -> String {
    if at.local_date() == today { time_of_day(at) } else { full_moment(at) }
}

/// `14:21 09/02/2026`.
pub fn full_moment(at: TimestampMs) -> String {
    format!("{} {}", time_of_day(at), format_date(at.local_date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_are_grouped_as_the_language_groups_them() {
        assert_eq!(number_in(Lang::Vi, 1_234_567), "1.234.567");
        assert_eq!(number_in(Lang::En, 1_234_567), "1,234,567");
        assert_eq!(number_in(Lang::Vi, 0), "0");
        assert_eq!(number_in(Lang::Vi, 999), "999");
        assert_eq!(number_in(Lang::Vi, -1_000), "-1.000");
        assert_eq!(number_in(Lang::Vi, i64::MIN), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn both_groupings_are_read() {
        for text in
            ["1234567", "1.234.567", "1,234,567", "1 234 567", " 1.234.567 ", "1\u{a0}234\u{a0}567"]
        {
            assert_eq!(parse_number(text), Ok(Some(1_234_567)), "{text}");
        }
        assert_eq!(parse_number(""), Ok(None));
        assert_eq!(parse_number("0"), Ok(Some(0)));
        assert_eq!(parse_number("-12"), Ok(Some(-12)));
    }

    #[test]
    fn what_could_be_a_decimal_is_asked_about() {
        for text in
            ["1.5", "12,34", "1.234,5", "1,234.50", "0.123", "1.23.456", "1234.567", "1.", "."]
        {
            assert_eq!(parse_number(text), Err(NotANumber::Ambiguous), "{text}");
        }
        for text in ["abc", "12a", "1e3", "१२", "99999999999999999999"] {
            assert_eq!(parse_number(text), Err(NotANumber::Unreadable), "{text}");
        }
    }

    #[test]
    fn dates_are_said_with_their_weekday() {
        assert_eq!(long_date_in(Lang::Vi, date(2026, 2, 9)), "thứ Hai, 09/02/2026");
        assert_eq!(long_date_in(Lang::Vi, date(2026, 2, 8)), "Chủ nhật, 08/02/2026");
        assert_eq!(long_date_in(Lang::En, date(2026, 2, 9)), "Monday, 09/02/2026");
    }

    #[test]
    fn a_moment_today_needs_no_date() {
        let at = TimestampMs(1_781_456_399_000);
        assert_eq!(moment(at, date(2026, 6, 14)), "23:59");
        assert_eq!(moment(at, date(2026, 6, 15)), "23:59 14/06/2026");
    }
}
