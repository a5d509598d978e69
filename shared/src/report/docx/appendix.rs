//! An appendix: its title and its table.

use docx_rs::{
    AlignmentType, Paragraph, Table, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::Block;
use super::heading::upper;
use super::measure::{Twips, mm, text_width};
use super::page::Sheet;
use super::text::{Look, TABLE_HEAD, below, bold, centred, italic, paragraph, plain};
use crate::report::paper::{self, Align, Appendix, Column, Paper, RowKind};
use crate::report::wording;

/// More columns than this are set a point smaller.
const WIDE_COLUMNS: usize = 6;
/// Between the lines of a table and its text.
const SIDES: usize = 85;
/// How thick the lines are, in eighths of a point.
const LINE: usize = 4;

pub(super) fn sheet(paper: &Paper, appendix: &Appendix) -> Sheet {
    let landscape = appendix.table.landscape;
    let mut head = vec![centred(&wording::appendix_name(appendix), bold(14))];
    if !appendix.title.is_empty() {
        head.push(centred(&upper(&appendix.title), bold(14)));
    }
    head.push(centred(&wording::attached(paper), italic(14)));
    let mut blocks: Vec<Block> =
        head.into_iter().map(|line| Block::from(line.keep_next(true))).collect();
    blocks.push(Block::from(below(super::page::end(), mm(3))));
    if !appendix.table.columns.is_empty() {
        blocks.push(Block::from(table(&appendix.table)));
    }
    let note = |note: &String| below(paragraph(note, plain(13), AlignmentType::Both), 120);
    blocks.extend(appendix.notes.iter().map(note).map(Block::from));
    Sheet { blocks, landscape }
}

fn table(table: &paper::Table) -> Table {
    let width = text_width(table.landscape);
    let widths = widths(&table.columns, width);
    let points = if table.columns.len() > WIDE_COLUMNS { 12 } else { 13 };
    let cell = |text: &str, look: Look, align, width: Twips| {
        (paragraph(text, look, align), TableCell::new().width(width as usize, WidthType::Dxa))
    };
    let heads = table.columns.iter().zip(&widths).map(|(column, width)| {
        let (text, cell) = cell(&column.head, bold(points), AlignmentType::Center, *width);
        let cell = cell.vertical_align(VAlignType::Center);
        cell.add_paragraph(text.style(TABLE_HEAD).keep_next(true))
    });
    let mut rows = vec![TableRow::new(heads.collect()).cant_split()];
    for row in &table.rows {
        let look = match row.kind {
            RowKind::Item => plain(points),
            RowKind::Group | RowKind::Total => bold(points),
        };
        let cells = row.cells.iter().zip(&table.columns).zip(&widths);
        let cells = cells.map(|((value, column), width)| {
            let (text, cell) = cell(&value.printed(), look, aligned(column.align), *width);
            cell.add_paragraph(keep_group(text, row.kind))
        });
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    Table::new(rows)
        .set_borders(lines())
        .set_grid(widths.iter().map(|width| *width as usize).collect())
        .width(width as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(20, SIDES, 20, SIDES))
}

/// Around the table and between all its cells.
fn lines() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Left, Right, Top, Bottom, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |lines, position| {
            lines.set(TableBorder::new(position).size(LINE))
        })
}

/// A heading within the table stays with the row below it.
fn keep_group(paragraph: Paragraph, kind: RowKind) -> Paragraph {
    paragraph.keep_next(kind == RowKind::Group)
}

fn aligned(align: Align) -> AlignmentType {
    match align {
        Align::Left => AlignmentType::Left,
        Align::Centre => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    }
}

/// The columns by their shares, together exactly as wide as the text; alike if none says its share.
fn widths(columns: &[Column], width: Twips) -> Vec<Twips> {
    let told = columns.iter().any(|column| column.width > 0);
    let share = |column: &Column| if told { u64::from(column.width) } else { 1 };
    let whole: u64 = columns.iter().map(share).sum::<u64>().max(1);
    let at = |shares: u64| (u64::from(width) * shares / whole) as Twips;
    let mut shares = 0;
    columns
        .iter()
        .map(|column| {
            let left = at(shares);
            shares += share(column);
            at(shares) - left
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_text_to_the_last_twip() {
        let columns = |shares: &[u16]| -> Vec<Column> {
            shares.iter().map(|width| Column { width: *width, ..Column::default() }).collect()
        };
        assert_eq!(widths(&columns(&[1, 2, 1]), 9071).iter().sum::<u32>(), 9071);
        assert_eq!(widths(&columns(&[1, 3]), 1000), [250, 750]);
        assert_eq!(widths(&columns(&[0, 0]), 1000), [500, 500]);
        assert_eq!(widths(&[], 1000), [0; 0]);
    }
}
