//! Tables written as text: rows whose cells are parted by `|`, tabs or wide gaps, under the names of
//! columns.

use std::collections::BTreeSet;

use super::{
    blocks::{Block, Cell, Paragraph, Row},
    render::Page,
    table,
};
use crate::import::{
    error::ImportError,
    source::{Place, SourceLine},
    words::squeeze,
};
use crate::limits::IMPORT_CELLS_MAX;

/// The lines with every table of tasks among them written as headings and labelled lines, each with
/// the number of the line it comes from.
pub(in crate::import) fn expand(
    lines: Vec<SourceLine>,
) -> Result<Vec<(usize, SourceLine)>, ImportError> {
    let mut expanded = Vec::with_capacity(lines.len());
    let mut index = 0;
    while index < lines.len() {
        let end = end_of_rows(&lines, index);
        if end > index + 1
            && let Some(table) = written(&lines[index..end])?
        {
            expanded.extend(table.into_iter().map(|(row, line)| (index + row + 1, line)));
        } else {
            let rows = lines[index..end.max(index + 1)].iter().enumerate();
            expanded.extend(rows.map(|(row, line)| (index + row + 1, line.clone())));
        }
        index = end.max(index + 1);
    }
    Ok(expanded)
}

/// What parts the cells of a line, if it has cells.
fn separator(line: &SourceLine) -> Option<char> {
    let cells = |mark: char| line.text.trim_matches(['|', ' ']).contains(mark);
    if line.place != Place::Text {
        None
    } else if line.text.matches('|').count() > 1 || cells('|') {
        Some('|')
    } else if cells('\t') {
        Some('\t')
    } else {
        (wide_columns(&line.text) >= WIDE_COLUMNS_MIN).then_some(' ')
    }
}

/// Columns that are set with blanks: fewer are a letterhead or a signature.
const WIDE_COLUMNS_MIN: usize = 3;

/// What parts the cells of a line where no mark does.
const GAP: &str = "   ";

/// The cells of a line that stand apart by wide gaps.
fn wide_cells(text: &str) -> Vec<String> {
    text.split(GAP).map(squeeze).filter(|cell| !cell.is_empty()).collect()
}

/// How many there are.
fn wide_columns(text: &str) -> usize {
    text.split(GAP).filter(|cell| !cell.trim().is_empty()).count()
}

/// The line behind the rows that begin at `index` and are parted alike.
fn end_of_rows(lines: &[SourceLine], index: usize) -> usize {
    let first = if is_grid_rule(&lines[index]) { index + 1 } else { index };
    let Some(mark) = lines.get(first).and_then(separator) else { return index };
    // Without a mark an empty cell cannot be seen: a line with other columns is no row.
    let columns = wide_columns(&lines[first].text);
    let row = |line: &SourceLine| {
        let alike = mark != ' ' || wide_columns(&line.text) == columns;
        (separator(line) == Some(mark) && alike) || is_rule(line)
    };
    let length = lines[index..].iter().take_while(|line| row(line)).count();
    index + length
}

/// A line that is drawn: `|----|----|`.
fn is_rule(line: &SourceLine) -> bool {
    let text = line.text.trim();
    !text.is_empty() && !text.contains(char::is_alphanumeric) && text.contains(['-', '=', '_'])
}

/// Whether a drawn line parts rows: in such a table a row may take several lines.
fn is_grid_rule(line: &SourceLine) -> bool {
    is_rule(line) && line.text.trim_start().starts_with('+')
}

fn cells(text: &str) -> Vec<String> {
    if !text.contains(['|', '\t']) {
        return wide_cells(text);
    }
    let mark = if text.contains('|') { '|' } else { '\t' };
    let inner = if mark == '|' {
        let text = text.trim();
        let text = text.strip_prefix('|').unwrap_or(text);
        text.strip_suffix('|').unwrap_or(text)
    } else {
        text.trim_end()
    };
    inner.split(mark).map(squeeze).collect()
}

/// Rows as lines, each with the row it comes from; none if they are no table of tasks.
fn written(rows: &[SourceLine]) -> Result<Option<Vec<(usize, SourceLine)>>, ImportError> {
    // A cell takes far more than the mark that parts it off.
    let marks = |text: &str| text.matches(['|', '\t']).count();
    let columns = rows.iter().map(|line| marks(&line.text).max(wide_columns(&line.text)));
    if columns.sum::<usize>() > IMPORT_CELLS_MAX {
        return Ok(None);
    }
    let ruled = rows.iter().any(is_grid_rule);
    // For each row of the table the line it begins on, and its cells.
    let mut told: Vec<(usize, Vec<String>)> = Vec::new();
    let mut goes_on = vec![false; rows.len()];
    for (index, line) in rows.iter().enumerate() {
        let texts = if is_rule(line) { Vec::new() } else { cells(&line.text) };
        let more = ruled && index > 0 && !is_rule(line) && !is_rule(&rows[index - 1]);
        match told.last_mut().filter(|_| more) {
            Some((_, above)) => {
                goes_on[index] = true;
                above.resize(above.len().max(texts.len()), String::new());
                for (cell, text) in above.iter_mut().zip(texts).filter(|(_, text)| !text.is_empty())
                {
                    *cell = format!("{cell} {text}").trim().to_owned();
                }
            }
            None => told.push((index, texts)),
        }
    }
    let grid: Vec<Row> = told
        .iter()
        .map(|(_, texts)| {
            let cell = |text: &String| {
                let text = text.replace("<br>", "\n");
                let paragraph = Paragraph { text, ..Paragraph::default() };
                Cell { blocks: vec![Block::Para(paragraph)], span: 1, goes_on: false }
            };
            Row { cells: texts.iter().map(cell).collect(), before: 0 }
        })
        .collect();
    let mut page = Page::default();
    if !table::tasks(&grid.iter().collect::<Vec<_>>(), &mut page)? {
        return Ok(None);
    }
    let mut written: Vec<(usize, SourceLine)> =
        page.into_numbered().into_iter().map(|(row, line)| (told[row].0, line)).collect();
    // A row that gave no line, a rule, stands as it is.
    let spoken: BTreeSet<usize> = written.iter().map(|(row, _)| *row).collect();
    let silent = (0..rows.len()).filter(|row| !spoken.contains(row));
    written.extend(silent.map(|row| {
        let place = if goes_on[row] { Place::RowGoesOn } else { Place::Aside };
        (row, SourceLine { place, ..rows[row].clone() })
    }));
    written.sort_by_key(|(row, _)| *row);
    Ok(Some(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &[&str]) -> Vec<(usize, String)> {
        let lines = text.iter().map(|text| SourceLine::new(*text, Place::Text)).collect();
        expand(lines).expect("small").into_iter().map(|(row, line)| (row, line.text)).collect()
    }

    #[test]
    fn rows_become_labelled_lines_under_their_numbers() {
        let lines = expanded(&[
            "II. NHIỆM VỤ",
            "| TT | Nội dung | Chủ trì | Thời gian |",
            "|----|---|---|---|",
            "| 1 | Phát thanh | Công an xã | Quý I |",
            "Sau bảng",
        ]);
        let wanted = [
            (1, "II. NHIỆM VỤ"),
            (2, "TT | Nội dung | Chủ trì | Thời gian"),
            (3, "|----|---|---|---|"),
            (4, "Phát thanh"),
            (4, "Đơn vị chủ trì: Công an xã"),
            (4, "Thời gian thực hiện: Quý I"),
            (5, "Sau bảng"),
        ];
        assert_eq!(lines, wanted.map(|(row, text)| (row, text.to_owned())));
    }

    #[test]
    fn between_rules_a_row_takes_several_lines() {
        let lines = expanded(&[
            "+----+-----------+----------------+",
            "| TT | Nội dung  | Chủ trì        |",
            "+====+===========+================+",
            "| 1  | Lắp loa   | Phòng Văn hóa -|",
            "|    | ở chợ     | Xã hội         |",
            "+----+-----------+----------------+",
        ]);
        let texts: Vec<(usize, &str)> =
            lines.iter().map(|(row, text)| (*row, text.as_str())).collect();
        assert!(texts.contains(&(4, "Lắp loa ở chợ")), "{texts:?}");
        assert!(texts.contains(&(4, "Đơn vị chủ trì: Phòng Văn hóa - Xã hội")), "{texts:?}");
        assert_eq!(texts.iter().filter(|(row, _)| *row == 5).count(), 1);
    }

    #[test]
    fn columns_may_be_set_with_blanks() {
        let lines = expanded(&[
            "TT    Hoạt động        Đơn vị chủ trì       Thời gian",
            "1     Lễ phát động     Phòng Kinh tế        01/6",
            "2     Tổng kết         Công an xã",
        ]);
        let wanted = [
            (1, "TT | Hoạt động | Đơn vị chủ trì | Thời gian"),
            (2, "Lễ phát động"),
            (2, "Đơn vị chủ trì: Phòng Kinh tế"),
            (2, "Thời gian thực hiện: 01/6"),
            (3, "2     Tổng kết         Công an xã"),
        ];
        assert_eq!(lines, wanted.map(|(row, text)| (row, text.to_owned())));
    }

    #[test]
    fn two_columns_are_no_table() {
        let text = ["UBND XÃ A\tĐộc lập - Tự do", "Số: 1/KH-UBND\tA, ngày 1 tháng 2"];
        assert_eq!(expanded(&text), [(1, text[0].to_owned()), (2, text[1].to_owned())]);
    }
}
