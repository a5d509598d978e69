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
/// The height of a line of a title, in points. Merged cells do not find theirs by themselves.
const TITLE_POINTS: f64 = 20.0;
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
        // letters at 14 points are wider than those that columns are counted in
        let lines = (words.chars().count() as f64 * 1.3 / chars).ceil().max(1.0);
        sheet.set_row_height(row, TITLE_POINTS * lines)?;
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &words, format)?;
        } else {
            sheet.write_string_with_format(row, 0, words, format)?;
        }
    }
    let head = bordered().set_bold().set_align(FormatAlign::Center);
    let head = head.set_align(FormatAlign::VerticalCenter);
    for (at, column) in (0..).zip(&table.columns) {
        if shares > 0.0 {
            let width = f64::from(column.width) * chars / shares;
            sheet.set_column_width(at, width.max(COLUMN_CHARS_MIN))?;
        }
        sheet.write_string_with_format(HEAD_ROW, at, text(&column.head), &head)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    let mut row = HEAD_ROW + 1;
    for (i, written) in table.rows.iter().enumerate() {
        for ((at, cell), column) in (0..).zip(&written.cells).zip(&table.columns) {
            let format = of_column(column.align, written.kind);
            write_cell(sheet, (row, at), cell, format, &table.rows[..i])?;
        }
        row += 1;
    }
    for note in &appendix.notes {
        row += 1;
        let format = super::sheet::format().set_text_wrap().set_align(FormatAlign::Top);
        if last > 0 {
            let lines = (note.chars().count() as f64 * 1.1 / chars).ceil().max(1.0);
            sheet.set_row_height(row, 17.0 * lines)?;
            sheet.merge_range(row, 0, row, last, &text(note), &format)?;
        } else {
            sheet.write_string_with_format(row, 0, text(note), &format)?;
        }
    }
    Ok(())
}

fn bordered() -> Format {
    format().set_border(FormatBorder::Thin).set_text_wrap()
}

fn of_column(align: Align, kind: RowKind) -> Format {
    let format = bordered().set_align(FormatAlign::Top).set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
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
        Cell::Text(words) => sheet.write_string_with_format(row, column, text(words), &format)?,
        Cell::NoneArisen => sheet.write_string_with_format(row, column, cell.printed(), &format)?,
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
