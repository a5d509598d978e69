//! A report's tables as a workbook: real numbers and days that can be reckoned with.
//!
//! The same paper gives the same bytes; the time that the library notes is replaced.

mod sheet;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::error::{ExportError, check};
use super::paper::Paper;
use super::wording;

/// The first sheet.
const ABOUT: &str = "Thông tin";

/// The paper as the bytes of an `.xlsx`: a sheet about the report, then one for each appendix.
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, ExportError> {
    check(paper)?;
    write(paper).map_err(|error| ExportError::Workbook(error.to_string()))
}

fn write(paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(paper)?);
    about(workbook.add_worksheet(), paper)?;
    for appendix in &paper.appendices {
        sheet::write(workbook.add_worksheet(), paper, appendix)?;
    }
    workbook.save_to_buffer()
}

/// A draft's day is the first of its year: it has none, and the file must not differ from one minute
/// to the next.
fn properties(paper: &Paper) -> Result<DocProperties, XlsxError> {
    let date = paper.date.filter(|_| !paper.draft);
    let date = date.unwrap_or_else(|| jiff::civil::date(paper.year.clamp(1900, 9999), 1, 1));
    Ok(DocProperties::new()
        .set_title(text(&paper.type_name))
        .set_subject(text(&paper.subject))
        .set_author(text(&issuer(paper)))
        .set_creation_datetime(&day(date)?))
}

/// Type, subject, issuer, number, and what the opening says of the period.
fn about(sheet: &mut Worksheet, paper: &Paper) -> Result<(), XlsxError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 90)?;
    let mut lines: Vec<(&str, String)> = vec![
        ("Loại văn bản", paper.type_name.clone()),
        ("Trích yếu", paper.subject.clone()),
        ("Cơ quan ban hành", issuer(paper)),
        ("Số, ký hiệu", wording::number_line(paper)),
        ("Địa danh, ngày", wording::place_and_date(paper)),
    ];
    if paper.draft {
        lines.insert(0, ("Tình trạng", wording::DRAFT.to_owned()));
    }
    for (i, paragraph) in paper.opening.iter().enumerate() {
        lines.push((if i == 0 { "Nội dung" } else { "" }, paragraph.text()));
    }
    let (bold, plain) = (sheet::format().set_bold(), sheet::format().set_text_wrap());
    let top = |format: Format| format.set_align(FormatAlign::Top);
    let (bold, plain) = (top(bold), top(plain));
    for (row, (label, value)) in (0..).zip(&lines) {
        sheet.write_string_with_format(row, 0, *label, &bold)?;
        sheet.write_string_with_format(row, 1, text(value), &plain)?;
    }
    sheet::print(sheet, false)
}

fn issuer(paper: &Paper) -> String {
    match paper.issuer_name.as_str() {
        "" => paper.issuer.join(" "),
        name => name.to_owned(),
    }
}

/// Composed, and without what XML cannot hold.
fn text(text: &str) -> String {
    let kept = |c: &char| *c == '\n' || wording::is_written(*c);
    crate::text::nfc(text).chars().filter(kept).collect()
}

fn day(date: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    // years, months and days of a date are positive, and of the type's size
    let part = |part: i8| part.unsigned_abs();
    ExcelDateTime::from_ymd(date.year().unsigned_abs(), part(date.month()), part(date.day()))
}
