//! Dates, deadlines and how often: "trước ngày 15/6/2026", "Quý II", "định kỳ hằng tháng".

use jiff::civil::Date;

use super::{
    model::{Due, Periodicity},
    words::{Word, fold_words, gap_before, phrase_at, squeeze, trim_clause, words},
};

/// Years a plan can speak of.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The first date in the first few words of `text` ("ngày" already read), and where it ends.
///
/// Knows `9/2/2026`, `09-02-2026`, `9.2.2026` and `9 tháng 2 năm 2026`.
pub(super) fn date_at(text: &str) -> Option<(Date, usize)> {
    let found = super::words::first_words(text, 5);
    if found.first()?.start > 2 || !text[..found.first()?.start].trim().is_empty() {
        return None;
    }
    let (date, last) = date_from(text, &found, 0, None)?;
    Some((date, found[last].end()))
}

/// A date whose day is word `index`; `year` completes one that leaves it out.
fn date_from(
    text: &str,
    found: &[Word<'_>],
    index: usize,
    year: Option<i16>,
) -> Option<(Date, usize)> {
    let number = |at: usize| found.get(at).and_then(|word| word.fold.parse::<i16>().ok());
    let day = number(index)?;
    let mark = gap_before(text, found, index + 1);
    if matches!(mark, "/" | "-" | ".") {
        let month = number(index + 1)?;
        let whole = gap_before(text, found, index + 2) == mark
            && number(index + 2).is_some_and(|y| YEARS.contains(&y));
        let year = if whole { number(index + 2) } else { year.filter(|_| mark == "/") }?;
        return Some((civil(year, month, day)?, index + if whole { 2 } else { 1 }));
    }
    if found.get(index + 1)?.fold != "thang" {
        return None;
    }
    let month = number(index + 2)?;
    let whole =
        found.get(index + 3).is_some_and(|word| word.fold == "nam") && number(index + 4).is_some();
    let slash = gap_before(text, found, index + 3) == "/" && number(index + 3).is_some();
    let (year, last) = match (whole, slash) {
        (true, _) => (number(index + 4)?, index + 4),
        (_, true) => (number(index + 3)?, index + 3),
        _ => (year?, index + 2),
    };
    Some((civil(year, month, day)?, last))
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn last_of_month(year: i16, month: i16) -> Option<Date> {
    civil(year, month, 1).map(Date::last_of_month)
}

/// The last day of `months` months that end with `last`; of what is due before them, the day before.
fn end_of_months(year: i16, last: i16, months: i16, due_before: bool) -> Option<Date> {
    if due_before {
        civil(year, last - months + 1, 1)?.yesterday().ok()
    } else {
        last_of_month(year, last)
    }
}

/// The date of a header line: "…, ngày 09 tháng 02 năm 2026".
pub(super) fn header_date(text: &str) -> Option<Date> {
    let found = words(text);
    let day = found.iter().position(|word| word.fold == "ngay")?;
    date_from(text, &found, day + 1, None).map(|(date, _)| date)
}

/// The first year a text names ("năm 2026", "giai đoạn 2026 - 2030").
pub(super) fn year_in(text: &str) -> Option<i16> {
    let found = words(text);
    (1..found.len()).find_map(|at| {
        let named = found[at - 1].fold == "nam" || found[at - 1].fold == "doan";
        found[at].fold.parse().ok().filter(|year| named && YEARS.contains(year))
    })
}

/// The last day a time phrase means, where its words leave no doubt.
pub(super) fn last_day(text: &str, plan_year: Option<i16>) -> Option<Date> {
    let found = words(text);
    let number = |at: usize| found.get(at).and_then(|word| word.fold.parse::<i16>().ok());
    let year_after = |at: usize| {
        let named = found.get(at).is_some_and(|word| word.fold == "nam");
        number(if named { at + 1 } else { at }).filter(|year| YEARS.contains(year)).or(plan_year)
    };
    // Of "năm 2026 - 2030" the second.
    let last_year = |at: usize| {
        let year = |at: usize| number(at).filter(|year| YEARS.contains(year));
        last_of_list(text, &found, at, &|at| year(at).is_some()).and_then(year)
    };
    let fold = |at: Option<usize>| at.and_then(|at| found.get(at)).map_or("", |word| &word.fold);
    // The word in front of a date, over those that belong to it: of "từ ngày 5" it is "từ". With its
    // marks: "Thứ Tư" and "tháng Sáu" are no beginnings.
    let before = |at: usize| {
        let mut at = at.checked_sub(1);
        while matches!(fold(at), "ngay" | "thang" | "quy" | "nam") {
            at = at.and_then(|at| at.checked_sub(1));
        }
        at.and_then(|at| found.get(at)).map(|word| word.text.to_lowercase()).unwrap_or_default()
    };
    let mut last = None;
    for at in 0..found.len() {
        // A beginning is no deadline, and the number of a document no date.
        if matches!(before(at).as_str(), "từ" | "sau" | "đầu" | "số") && !half_year(&found, at)
            || is_of_document(text, &found, at)
        {
            continue;
        }
        let due_before = before(at) == "trước";
        let date = match found[at].fold.as_str() {
            "nam" if half_year(&found, at) => {
                let month = number(at - 3).filter(|month| (1..=12).contains(month));
                month.and_then(|month| last_of_month(year_after(at)?, month))
            }
            "quy" => {
                let roman = |at: usize| {
                    found
                        .get(at)
                        .and_then(|word| super::marker::from_roman(&word.text.to_uppercase()))
                };
                let quarter = |at: usize| {
                    roman(at)
                        .map(|q| q as i16)
                        .or_else(|| number(at))
                        .filter(|q| (1..=4).contains(q))
                };
                let end = last_of_list(text, &found, at + 1, &|at| quarter(at).is_some());
                end.and_then(|end| {
                    end_of_months(year_after(end + 1)?, quarter(end)? * 3, 3, due_before)
                })
            }
            "thang" if at == 0 || number(at - 1).is_none() => {
                let month = |at: usize| number(at).filter(|month| (1..=12).contains(month));
                let end = last_of_list(text, &found, at + 1, &|at| month(at).is_some());
                end.and_then(|end| end_of_months(year_after(end + 1)?, month(end)?, 1, due_before))
            }
            "doan" if phrase_at(&found, at.saturating_sub(1), "giai doan") => {
                last_year(at + 1).and_then(|year| civil(year, 12, 31))
            }
            // Behind other words a year says which feast, or which campaign.
            "nam" if number(at + 1).is_some() && last.is_none() => match before(at).as_str() {
                "trước" => civil(year_after(at + 1)? - 1, 12, 31),
                "" | "trong" | "hết" | "đến" | "cuối" | "cả" | "suốt" | "xuyên" | "kỳ"
                | "thành" | "hiện" => last_year(at + 1)
                    .or_else(|| year_after(at + 1))
                    .and_then(|year| civil(year, 12, 31)),
                _ if !gap_before(text, &found, at).trim().is_empty() => {
                    civil(year_after(at + 1)?, 12, 31)
                }
                _ => None,
            },
            _ => {
                let full = date_from(text, &found, at, plan_year);
                full.map(|(date, _)| date).or_else(|| month_with_year(text, &found, at))
            }
        };
        last = date.or(last);
    }
    last
}

/// Whether a date at word `at` says when a document was issued: "Kế hoạch số 12/KH-UBND ngày 5/1".
fn is_of_document(text: &str, found: &[Word<'_>], at: usize) -> bool {
    let day = at.checked_sub(1).filter(|day| found[*day].fold == "ngay");
    let Some(issuer) = day.and_then(|day| day.checked_sub(1)) else { return false };
    found[issuer].is_all_caps() && matches!(gap_before(text, found, issuer), "/" | "-")
}

/// Whether word `at` is the "năm" of "6 tháng đầu năm".
fn half_year(found: &[Word<'_>], at: usize) -> bool {
    at >= 3
        && phrase_at(found, at - 2, "thang dau nam")
        && found[at - 3].fold.parse::<i16>().is_ok()
}

/// The last day of "4/2026" at word `index`, which is not the end of "15/4/2026".
fn month_with_year(text: &str, found: &[Word<'_>], index: usize) -> Option<Date> {
    let number = |at: usize| found.get(at).and_then(|word| word.fold.parse::<i16>().ok());
    let alone = !matches!(gap_before(text, found, index), "/" | "-" | ".");
    let joined = alone && gap_before(text, found, index + 1) == "/";
    let number_goes_on = gap_before(text, found, index + 2) == "/";
    let year =
        number(index + 1).filter(|year| joined && !number_goes_on && YEARS.contains(year))?;
    last_of_month(year, number(index).filter(|month| (1..=12).contains(month))?)
}

/// The last of the members that begin at `index`: of "I, II và III" the third.
fn last_of_list(
    text: &str,
    found: &[Word<'_>],
    index: usize,
    member: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let mut last = Some(index).filter(|index| member(*index))?;
    loop {
        let linked = found.get(last + 1).is_some_and(|word| word.fold == "va");
        let next = if linked { last + 2 } else { last + 1 };
        let gap = gap_before(text, found, last + 1).trim();
        if !member(next) || !(linked || matches!(gap, "," | "-" | "–" | ";")) {
            return Some(last);
        }
        last = next;
    }
}

/// What a "Thời gian:" line says.
pub(super) fn due_of(value: &str, plan_year: Option<i16>) -> Due {
    let raw = squeeze(trim_clause(value));
    let date = last_day(&raw, plan_year).map(|date| date.to_string());
    Due { raw, date }
}

/// A deadline in prose: "hoàn thành trước ngày 30/11/2026", "chậm nhất ngày 5/6".
pub(super) fn due_in_prose(text: &str, plan_year: Option<i16>) -> Option<Due> {
    let found = words(text);
    for at in 0..found.len() {
        let length = [
            "truoc ngay",
            "cham nhat ngay",
            "cham nhat vao ngay",
            "cham nhat den ngay",
            "xong truoc",
        ]
        .iter()
        .find(|phrase| phrase_at(&found, at, phrase))
        .map(|phrase| phrase.split(' ').count());
        let Some(day) = length.map(|length| at + length) else { continue };
        if let Some((date, last)) = date_from(text, &found, day, plan_year) {
            let raw = text[found[at].start..found[last].end()].to_owned();
            return Some(Due { raw, date: Some(date.to_string()) });
        }
    }
    None
}

/// How often, in the words of a text. On a line about time (`timed`) more words count than in prose,
/// where "thường xuyên" and "hằng năm" mostly speak of something else.
pub(super) fn periodicity(text: &str, timed: bool) -> Vec<Periodicity> {
    use Periodicity::*;
    let folded = format!(" {} ", fold_words(text));
    let named = timed || folded.contains(" dinh ky ");
    let every = |unit: &str| {
        named
            && [format!(" hang {unit} "), format!(" moi {unit} ")]
                .iter()
                .any(|p| folded.contains(p))
    };
    let table = [
        (folded.contains(" dinh ky "), DinhKy),
        (folded.contains(" dot xuat "), DotXuat),
        (
            timed && (folded.contains(" thuong xuyen ") || folded.contains(" lien tuc ")),
            ThuongXuyen,
        ),
        (every("ngay"), HangNgay),
        (every("tuan"), HangTuan),
        (every("thang"), HangThang),
        (every("quy"), HangQuy),
        (every("nam"), HangNam),
    ];
    table.into_iter().filter(|(found, _)| *found).map(|(_, period)| period).collect()
}

/// Whether a value says nothing but how often, in words that [`Periodicity`] stands for.
pub(super) fn is_bare_period(value: &str) -> bool {
    let found = words(value);
    let mut at = 0;
    while let (Some(first), Some(second)) = (found.get(at), found.get(at + 1)) {
        let one = match first.fold.as_str() {
            "hang" | "moi" => {
                matches!(second.fold.as_str(), "ngay" | "tuan" | "thang" | "quy" | "nam")
            }
            "thuong" => second.fold == "xuyen",
            "dinh" => second.fold == "ky",
            "dot" => second.fold == "xuat",
            _ => false,
        };
        if !one {
            return false;
        }
        // "Thường xuyên, định kỳ và đột xuất" are three.
        let linked = found.get(at + 2).is_some_and(|word| word.fold == "va");
        at += if linked { 3 } else { 2 };
    }
    at > 0 && at == found.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_with_and_without_a_year() {
        for (text, date) in [
            ("Trước ngày 15/6/2026", Some("2026-06-15")),
            ("trước 30/11", Some("2026-11-30")),
            ("Quý II năm 2026", Some("2026-06-30")),
            ("quý IV/2027", Some("2027-12-31")),
            ("Quý 3", Some("2026-09-30")),
            ("Quý I, II và IV năm 2026", Some("2026-12-31")),
            ("tháng 3, 6, 9", Some("2026-09-30")),
            ("Tháng 02/2028", Some("2028-02-29")),
            ("từ tháng 3 đến tháng 11 năm 2026", Some("2026-11-30")),
            ("ngày 5 tháng 9 năm 2026", Some("2026-09-05")),
            ("Năm 2026", Some("2026-12-31")),
            ("2/2026 - 4/2026", Some("2026-04-30")),
            ("15/4/2026", Some("2026-04-15")),
            ("Trong năm 2026", Some("2026-12-31")),
            ("Thứ Tư, ngày 15/4/2026", Some("2026-04-15")),
            ("Thứ tư ngày 15/4/2026", Some("2026-04-15")),
            ("Hoàn thành năm 2026", Some("2026-12-31")),
            ("Thực hiện năm 2026", Some("2026-12-31")),
            ("6 tháng đầu năm 2026", Some("2026-06-30")),
            ("6 tháng đầu năm; 9 tháng đầu năm", Some("2026-09-30")),
            ("6 tháng cuối năm 2026", Some("2026-12-31")),
            ("từ ngày 01/4/2026", None),
            ("trong 10 ngày, kể từ 01/4/2026", None),
            ("từ tháng 3/2026", None),
            ("từ tháng 3 năm 2026", None),
            ("từ ngày 01/4 đến ngày 30/6/2026", Some("2026-06-30")),
            ("Sau ngày 30/6/2026", None),
            ("Đầu năm 2026", None),
            ("Trước năm 2026", Some("2025-12-31")),
            ("Trước Tết Nguyên đán năm 2026", None),
            ("ngày 25/4/2026 và báo cáo Kế hoạch số 12/2025/KH", Some("2026-04-25")),
            ("Theo Kế hoạch 12/2025/KH-UBND", None),
            ("Theo Kế hoạch số 12/KH-UBND ngày 05/01/2026", None),
            ("trước 30/6 theo Kế hoạch số 12/KH-UBND ngày 05/01/2026", Some("2026-06-30")),
            ("Năm 2026 - 2030", Some("2030-12-31")),
            ("Giai đoạn 2026-2030", Some("2030-12-31")),
            ("trước tháng 9", Some("2026-08-31")),
            ("Trước tháng 01 năm 2027", Some("2026-12-31")),
            ("trước quý III/2026", Some("2026-06-30")),
            ("trước ngày 15 tháng 9", Some("2026-09-15")),
            ("Thường xuyên", None),
            ("khi có yêu cầu", None),
            ("ngày 31/2/2026", None),
        ] {
            assert_eq!(due_of(text, Some(2026)).date.as_deref(), date, "{text}");
        }
        assert_eq!(due_of("Quý II", None).date, None);
    }

    #[test]
    fn deadlines_in_prose() {
        let due =
            due_in_prose("Xây dựng báo cáo, hoàn thành trước ngày 30/11/2026 gửi UBND xã.", None);
        assert_eq!(
            due,
            Some(Due { raw: "trước ngày 30/11/2026".into(), date: Some("2026-11-30".into()) })
        );
        assert_eq!(due_in_prose("như ngày 30/11/2026", None), None);
    }

    #[test]
    fn how_often() {
        use Periodicity::*;
        assert_eq!(periodicity("thông tin định kỳ và đột xuất", false), [DinhKy, DotXuat]);
        assert_eq!(periodicity("Hằng tháng, hàng quý", true), [HangThang, HangQuy]);
        assert_eq!(periodicity("Thường xuyên trong năm", true), [ThuongXuyen]);
        assert_eq!(periodicity("chi thường xuyên", false), []);
        for text in ["Thường xuyên", "Hằng quý", "Thường xuyên, định kỳ và đột xuất"]
        {
            assert!(is_bare_period(text), "{text}");
        }
        for text in ["", "Hằng năm, xong trước vụ gặt", "mỗi quý một lần", "định kỳ và khi cần"]
        {
            assert!(!is_bare_period(text), "{text}");
        }
    }

    #[test]
    fn header_dates_and_years() {
        assert_eq!(
            header_date("Nà Sơn, ngày 09 tháng 02 năm 2026").map(|d| d.to_string()).as_deref(),
            Some("2026-02-09")
        );
        assert_eq!(header_date("Nà Sơn, ngày     tháng 02 năm 2026"), None);
        assert_eq!(year_in("công tác năm 2026"), Some(2026));
        assert_eq!(year_in("giai đoạn 2026 - 2030"), Some(2026));
    }
}
