//! The fixed words and lines of a document by Nghị định 30/2020 (DOMAIN §4).

use jiff::civil::Date;

use super::paper::{Appendix, Paper};

/// Quốc hiệu.
pub(super) const STATE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// Tiêu ngữ.
pub(super) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// What a draft is marked with.
pub(super) const DRAFT: &str = "DỰ THẢO";
/// Before those addressed.
pub(super) const TO: &str = "Kính gửi:";
/// Before the recipients.
pub(super) const RECIPIENTS: &str = "Nơi nhận:";

/// Room for a number, or a day or month, that is written in by hand.
const NUMBER_BLANK: &str = "      ";
const DAY_BLANK: &str = "    ";

/// `Số: 05/BC-UBND`; in a draft the number's place is blank.
pub(super) fn number_line(paper: &Paper) -> String {
    format!("Số: {}/{}", number(paper), paper.notation)
}

/// `Điềm He, ngày 05 tháng 6 năm 2026`.
pub(super) fn place_and_date(paper: &Paper) -> String {
    format!("{}, {}", paper.place, day(paper))
}

/// `Phụ lục I`; one without a number is the only one.
pub(super) fn appendix_name(appendix: &Appendix) -> String {
    format!("Phụ lục {}", appendix.number).trim_end().to_owned()
}

/// `(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2026 của Ủy ban nhân dân xã Điềm He)`.
pub(super) fn attached(paper: &Paper) -> String {
    let of = match paper.issuer_name.as_str() {
        "" => String::new(),
        name => format!(" của {name}"),
    };
    let what = sentence_case(&paper.type_name);
    format!("(Kèm theo {what} số {}/{} {}{of})", number(paper), paper.notation, day(paper))
}

fn number(paper: &Paper) -> String {
    let number = paper.number.as_deref().filter(|number| !paper.draft && !number.is_empty());
    match number {
        None => NUMBER_BLANK.to_owned(),
        Some(one) if one.len() == 1 && one != "0" => format!("0{one}"),
        Some(number) => number.to_owned(),
    }
}

fn day(paper: &Paper) -> String {
    match paper.date.filter(|_| !paper.draft) {
        Some(date) => dated(date),
        None => format!("ngày {DAY_BLANK}tháng {DAY_BLANK}năm {}", paper.year),
    }
}

/// Days below 10 and the months 1 and 2 take a zero, so that nobody can make 11 or 12 of them.
fn dated(date: Date) -> String {
    let zero = if date.month() < 3 { "0" } else { "" };
    format!("ngày {:02} tháng {zero}{} năm {}", date.day(), date.month(), date.year())
}

/// `BÁO CÁO` as `Báo cáo`.
fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()
}

/// Whether XML, of which both files consist, can hold it.
pub(super) fn is_written(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Items of a list, one a line, with their dash and their `;`, the last with its `.`.
pub(super) fn listed(items: &[String]) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let end = |i| if i == last { '.' } else { ';' };
    let bare = |item: &String| item.trim().trim_end_matches(['.', ';']).to_owned();
    items.iter().enumerate().map(|(i, item)| format!("- {}{}", bare(item), end(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued() -> Paper {
        Paper {
            number: Some("5".into()),
            notation: "BC-UBND".into(),
            place: "Điềm He".into(),
            date: Some(jiff::civil::date(2026, 6, 5)),
            year: 2026,
            type_name: "BÁO CÁO".into(),
            ..Paper::default()
        }
    }

    #[test]
    fn an_issued_paper_has_its_number_and_day() {
        let mut paper = issued();
        assert_eq!(number_line(&paper), "Số: 05/BC-UBND");
        assert_eq!(place_and_date(&paper), "Điềm He, ngày 05 tháng 6 năm 2026");
        assert_eq!(attached(&paper), "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2026)");
        paper.issuer_name = "Ủy ban nhân dân xã Điềm He".into();
        assert!(attached(&paper).ends_with(" năm 2026 của Ủy ban nhân dân xã Điềm He)"));
        paper.number = Some("112".into());
        assert_eq!(number_line(&paper), "Số: 112/BC-UBND");
    }

    #[test]
    fn only_days_below_ten_and_the_first_two_months_take_a_zero() {
        let lines = [(2, 10), (1, 9), (3, 31), (12, 1)]
            .map(|(month, day)| dated(jiff::civil::date(2026, month, day)));
        assert_eq!(
            lines,
            [
                "ngày 10 tháng 02 năm 2026",
                "ngày 09 tháng 01 năm 2026",
                "ngày 31 tháng 3 năm 2026",
                "ngày 01 tháng 12 năm 2026",
            ]
        );
    }

    #[test]
    fn a_draft_leaves_number_and_day_blank_even_where_they_are_known() {
        let paper = Paper { draft: true, ..issued() };
        assert_eq!(number_line(&paper), "Số:       /BC-UBND");
        assert_eq!(place_and_date(&paper), "Điềm He, ngày     tháng     năm 2026");
        let blank = "(Kèm theo Báo cáo số       /BC-UBND ngày     tháng     năm 2026)";
        assert_eq!(attached(&paper), blank);
    }

    #[test]
    fn lists_end_in_a_full_stop() {
        let items = ["Như trên", "Lưu: VT, VHXH."].map(str::to_owned);
        assert_eq!(listed(&items), ["- Như trên;", "- Lưu: VT, VHXH."]);
        assert_eq!(listed(&[]), [""; 0]);
    }
}
