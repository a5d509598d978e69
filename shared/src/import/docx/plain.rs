//! Tables written as text: rows whose cells are parted by `|` or tabs, under the names of columns.

use super::{
    render::Page,
    table,
    walk::{Block, Cell, Paragraph, Row},
};
use crate::import::{
    error::ImportError,
    source::{Place, SourceLine},
    words::squeeze,
};

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
    } else if line.text.contains('|') && cells('|') {
        Some('|')
    } else {
        cells('\t').then_some('\t')
    }
}

/// The line behind the rows that begin at `index` and are parted alike.
fn end_of_rows(lines: &[SourceLine], index: usize) -> usize {
    let Some(mark) = separator(&lines[index]) else { return index };
    let row = |line: &SourceLine| separator(line) == Some(mark) || is_rule(line);
    let length = lines[index..].iter().take_while(|line| row(line)).count();
    index + length
}

/// A line that is drawn: `|----|----|`.
fn is_rule(line: &SourceLine) -> bool {
    let text = line.text.trim();
    !text.is_empty() && !text.contains(char::is_alphanumeric) && text.contains(['-', '=', '_'])
}

fn cells(text: &str) -> Vec<String> {
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
    let grid: Vec<Row> = rows
        .iter()
        .map(|line| {
            let cells = if is_rule(line) { Vec::new() } else { cells(&line.text) };
            let cell = |text: String| {
                let text = text.replace("<br>", "\n");
                let paragraph = Paragraph { text, ..Paragraph::default() };
                Cell { blocks: vec![Block::Para(paragraph)], span: 1, goes_on: false }
            };
            Row { cells: cells.into_iter().map(cell).collect(), before: 0 }
        })
        .collect();
    let mut page = Page::default();
    if !table::tasks(&grid, &mut page)? {
        return Ok(None);
    }
    let mut written = page.into_numbered();
    // A row that gave no line, a rule, stands as it is.
    let told: std::collections::BTreeSet<usize> = written.iter().map(|(row, _)| *row).collect();
    let silent = (0..rows.len()).filter(|row| !told.contains(row));
    written
        .extend(silent.map(|row| (row, SourceLine { place: Place::Aside, ..rows[row].clone() })));
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
    fn two_columns_are_no_table() {
        let text = ["UBND XÃ A\tĐộc lập - Tự do", "Số: 1/KH-UBND\tA, ngày 1 tháng 2"];
        assert_eq!(expanded(&text), [(1, text[0].to_owned()), (2, text[1].to_owned())]);
    }
}
