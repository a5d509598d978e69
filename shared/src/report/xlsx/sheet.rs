//! The sheet of one appendix.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

use super::{day, text};
use crate::report::paper::{Align, Appendix, Cell, Paper, Row, RowKind};
use crate::report::wording;

/// Where the heads of the columns stand: below number, title, attachment and an empty row.
const HEAD_ROW: u32 = 4;
/// A4, by Excel's count of paper sizes.
const A4: u8 = 9;
/// What fits in the breadth of a page, in characters, and the least that a column needs.
const PORTRAIT_CHARS: f64 = 92.0;
const LANDSCAPE_CHARS: f64 = 140.0;
const COLUMN_CHARS_MIN: f64 = 5.0;
/// The height of a line in points, of titles and of the rest.
const TITLE_POINTS: f64 = 20.0;
const LINE_POINTS: f64 = 16.0;
/// How many times the room of a character a letter of a title takes.
const TITLE_LETTER: f64 = 1.3;
/// What one call of SUM takes, and what a cell can hold.
const RANGES_MAX: usize = 255;
const FORMULA_CHARS_MAX: usize = 8_000;

/// The typeface of everything.
pub(super) fn format() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

/// A4, as many pages as needed but one page wide.
pub(super) fn print(sheet: &mut Worksheet, landscape: bool) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    // inches: 30 mm at the left, 20 elsewhere; the page number stands in the top margin
    sheet.set_margins(1.18, 0.79, 0.79, 0.79, 0.39, 0.39);
    sheet.set_header("&C&\"Times New Roman,Regular\"&14&P");
    if landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    Ok(())
}

pub(super) fn write(
    sheet: &mut Worksheet,
    paper: &Paper,
    appendix: &Appendix,
) -> Result<(), XlsxError> {
    let table = &appendix.table;
    sheet.set_name(wording::appendix_name(appendix))?;
    print(sheet, table.landscape)?;
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let chars = if table.landscape { LANDSCAPE_CHARS } else { PORTRAIT_CHARS };
    let columns = table.columns.len() as f64;
    let shares: f64 = table.columns.iter().map(|column| f64::from(column.width)).sum();
    let title = format().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let title = title.set_font_size(14).set_text_wrap();
    let titles = [
        (wording::appendix_name(appendix), title.clone().set_bold()),
        (appendix.title.to_uppercase(), title.clone().set_bold()),
        (wording::attached(paper), title.set_italic()),
    ];
    for (row, (words, format)) in (0..).zip(&titles) {
        let words = text(words);
        sheet.set_row_height(row, TITLE_POINTS * lines(&words, chars / TITLE_LETTER))?;
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &words, format)?;
        } else {
            sheet.write_string_with_format(row, 0, words, format)?;
        }
    }
    let head = bordered().set_text_wrap().set_bold().set_align(FormatAlign::Center);
    let head = head.set_align(FormatAlign::VerticalCenter);
    // alike if no column says its share
    let share = |width: u16| if shares > 0.0 { f64::from(width) / shares } else { 1.0 / columns };
    let widths: Vec<f64> = table
        .columns
        .iter()
        .map(|column| (share(column.width) * chars).max(COLUMN_CHARS_MIN))
        .collect();
    for ((at, column), width) in (0..).zip(&table.columns).zip(&widths) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(HEAD_ROW, at, text(&column.head), &head)?;
    }
    let heads = table.columns.iter().map(|column| column.head.as_str());
    sheet.set_row_height(HEAD_ROW, height(heads, &widths))?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    let mut row = HEAD_ROW + 1;
    for (i, written) in table.rows.iter().enumerate() {
        for ((at, cell), column) in (0..).zip(&written.cells).zip(&table.columns) {
            let format = of_column(column.align, written.kind);
            write_cell(sheet, (row, at), cell, format, &table.rows[..i])?;
        }
        let words: Vec<String> = written.cells.iter().map(Cell::printed).collect();
        sheet.set_row_height(row, height(words.iter().map(String::as_str), &widths))?;
        row += 1;
    }
    for note in &appendix.notes {
        row += 1;
        let format = super::sheet::format().set_text_wrap().set_align(FormatAlign::Top);
        if last > 0 {
            sheet.set_row_height(row, LINE_POINTS * lines(note, chars))?;
            sheet.merge_range(row, 0, row, last, &text(note), &format)?;
        } else {
            sheet.write_string_with_format(row, 0, text(note), &format)?;
        }
    }
    Ok(())
}

/// How high a row must be for the words of its cells. Not every program finds that by itself, and
/// for merged cells none does.
fn height<'a>(cells: impl Iterator<Item = &'a str>, widths: &[f64]) -> f64 {
    // Columns are counted in digits, and letters are slimmer; two go to the sides of a cell.
    let of_cell = |(words, width): (&str, &f64)| lines(words, width * 1.2 - 2.0);
    LINE_POINTS * cells.zip(widths).map(of_cell).fold(1.0, f64::max)
}

/// How many lines words take in a column of a width in characters.
fn lines(words: &str, width: f64) -> f64 {
    let width = width.max(1.0);
    let mut lines = 0.0;
    for line in words.split('\n') {
        lines += 1.0;
        let mut used = 0.0;
        for word in line.split(' ') {
            let length = word.chars().count() as f64;
            if used > 0.0 && used + 1.0 + length > width {
                lines += 1.0;
                used = 0.0;
            }
            if used > 0.0 {
                used += 1.0;
            }
            // a word longer than the column is broken
            lines += ((length / width).ceil() - 1.0).max(0.0);
            used += length % width;
        }
    }
    lines
}

fn bordered() -> Format {
    format().set_border(FormatBorder::Thin)
}

fn of_column(align: Align, kind: RowKind) -> Format {
    let format = bordered().set_align(FormatAlign::Top);
    // a number must not touch the word beside it
    let format = match align {
        Align::Left => format.set_align(FormatAlign::Left).set_indent(1),
        Align::Centre => format.set_align(FormatAlign::Center),
        Align::Right => format.set_align(FormatAlign::Right).set_indent(1),
    };
    match kind {
        RowKind::Item => format,
        RowKind::Group | RowKind::Total => format.set_bold(),
    }
}

/// Text is always written as text: what begins like a formula is none.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: Format,
    above: &[Row],
) -> Result<(), XlsxError> {
    let number = format.clone().set_num_format("#,##0");
    match cell {
        Cell::Blank | Cell::Share { whole: 0, .. } => sheet.write_blank(row, column, &format)?,
        Cell::Text(words) => {
            let format = format.set_text_wrap();
            sheet.write_string_with_format(row, column, text(words), &format)?
        }
        Cell::NoneArisen => {
            let format = format.set_text_wrap();
            sheet.write_string_with_format(row, column, cell.printed(), &format)?
        }
        Cell::Number(value) => {
            sheet.write_number_with_format(row, column, *value as f64, &number)?
        }
        Cell::Share { part, whole } => {
            let share = *part as f64 / *whole as f64;
            let format = format.set_num_format("0.0%");
            sheet.write_number_with_format(row, column, share, &format)?
        }
        Cell::Date(date) => {
            let format = format.set_num_format("dd/mm/yyyy");
            sheet.write_datetime_with_format(row, column, day(*date)?, &format)?
        }
        Cell::Sum(value) => match sum(column, above) {
            Some(formula) => {
                let formula = Formula::new(formula).set_result(value.to_string());
                sheet.write_formula_with_format(row, column, formula, &number)?
            }
            None => sheet.write_number_with_format(row, column, *value as f64, &number)?,
        },
    };
    Ok(())
}

/// The sum of the items above, not of the sums among them: a range for each stretch of items. None
/// if there are no items, or more stretches than a formula takes.
fn sum(column: u16, above: &[Row]) -> Option<String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    // rows are counted from 1 in formulas
    for (row, _) in (HEAD_ROW + 2..).zip(above).filter(|(_, row)| row.kind == RowKind::Item) {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == row => *end = row,
            _ => ranges.push((row, row)),
        }
    }
    let name = rust_xlsxwriter::column_number_to_name(column);
    let ranges: Vec<String> =
        ranges.iter().map(|(from, to)| format!("{name}{from}:{name}{to}")).collect();
    let formula = format!("=SUM({})", ranges.join(","));
    let fits = !ranges.is_empty()
        && ranges.len() <= RANGES_MAX
        && formula.chars().count() <= FORMULA_CHARS_MAX;
    fits.then_some(formula)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_longest_cell() {
        assert_eq!(lines("", 10.0), 1.0);
        assert_eq!(lines("một hai ba", 10.0), 1.0);
        assert_eq!(lines("một hai bốn", 10.0), 2.0);
        assert_eq!(lines("một\nhai", 10.0), 2.0);
        assert_eq!(lines("aaaaaaaaaaaaaaaaaaaaaaaaa b", 10.0), 3.0);
        assert_eq!(height(["a", "một hai ba bốn"].into_iter(), &[5.0, 11.0]), 2.0 * LINE_POINTS);
        assert_eq!(height([].into_iter(), &[]), LINE_POINTS);
    }

    #[test]
    fn only_items_are_added() {
        use RowKind::{Group, Item, Total};
        let rows = |kinds: &[RowKind]| -> Vec<Row> {
            kinds.iter().map(|kind| Row { cells: vec![], kind: *kind }).collect()
        };
        let of = |kinds: &[RowKind]| sum(3, &rows(kinds));
        assert_eq!(of(&[Item, Item]).as_deref(), Some("=SUM(D6:D7)"));
        assert_eq!(
            of(&[Group, Item, Item, Total, Group, Item]).as_deref(),
            Some("=SUM(D7:D8,D11:D11)")
        );
        assert_eq!(of(&[Group, Total]), None);
        let many: Vec<RowKind> = [Group, Item].repeat(RANGES_MAX + 1);
        assert_eq!(of(&many), None);
    }
}
