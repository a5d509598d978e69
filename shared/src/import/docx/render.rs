//! Blocks as lines: paragraphs with their marks, tables by what they hold.

use super::super::{
    error::{ImportError, TooMuch},
    labels::label,
    source::{Place, SourceLine},
};
use super::{
    blocks::{Block, Paragraph, Row},
    grid, headings, table,
};
use crate::limits::{IMPORT_LINES_MAX, IMPORT_TEXT_BYTES_MAX};
use crate::text::nfc;

/// A table of at most so many rows and columns is taken for a layout: letterhead, signature.
const LAYOUT_ROWS_MAX: usize = 3;
const LAYOUT_COLUMNS_MAX: usize = 3;

/// The lines made so far, under their limits.
#[derive(Default)]
pub(super) struct Page {
    lines: Vec<SourceLine>,
    bytes: usize,
    /// The row of the table at hand, and that of each line.
    pub(super) row: usize,
    rows: Vec<usize>,
}

impl Page {
    pub(super) fn push(&mut self, text: &str, place: Place) -> Result<(), ImportError> {
        let text = nfc(&super::super::encoding::visible(text));
        self.bytes += text.len();
        if self.bytes > IMPORT_TEXT_BYTES_MAX {
            return Err(ImportError::TooMuch(TooMuch::Text));
        }
        self.lines.push(SourceLine { text, place });
        self.rows.push(self.row);
        if self.lines.len() > IMPORT_LINES_MAX {
            return Err(ImportError::TooManyLines { lines: self.lines.len() });
        }
        Ok(())
    }
}

impl Page {
    /// The lines of one table, each with its row.
    pub(super) fn into_numbered(self) -> Vec<(usize, SourceLine)> {
        self.rows.into_iter().zip(self.lines).collect()
    }
}

/// The lines of a document, and of its notes.
pub(super) fn lines(blocks: &[Block], notes: &[Block]) -> Result<Vec<SourceLine>, ImportError> {
    let mut page = Page::default();
    render(blocks, &mut page)?;
    let mut lines = std::mem::take(&mut page.lines);
    headings::place(&mut lines, blocks);
    render(notes, &mut page)?;
    let aside = page.lines.into_iter().filter(|line| !line.text.trim().is_empty());
    lines.extend(aside.map(|line| SourceLine { place: Place::Aside, ..line }));
    if lines.iter().all(|line| line.text.trim().is_empty()) {
        return Err(ImportError::Empty);
    }
    Ok(lines)
}

fn render(blocks: &[Block], page: &mut Page) -> Result<(), ImportError> {
    let mut rest = blocks;
    while let Some((block, behind)) = rest.split_first() {
        rest = behind;
        match block {
            Block::Para(para) => {
                for line in para_lines(para) {
                    page.push(&line, Place::Text)?;
                }
            }
            Block::Table(rows) => {
                let mut rows: Vec<&Row> = rows.iter().collect();
                if table::is_numbered(&rows)? {
                    while let Some((more, behind)) = table::going_on(rows[0], rest) {
                        rows.extend(more);
                        rest = behind;
                    }
                }
                if !table::tasks(&rows, page)? {
                    other_table(&rows, page)?;
                }
            }
        }
    }
    Ok(())
}

/// A paragraph's lines, the first with words behind its mark: a page may have been broken before it.
pub(super) fn para_lines(para: &Paragraph) -> Vec<String> {
    let mut mark = para.mark.as_deref();
    para.text
        .split('\n')
        .map(|line| match mark.take_if(|_| line.contains(char::is_alphanumeric)) {
            Some(mark) => format!("{mark} {}", line.trim_start()),
            None => line.to_owned(),
        })
        .collect()
}

/// A table without tasks: labels beside what they announce, cell by cell where it only lays out, else
/// row by row.
fn other_table(rows: &[&Row], page: &mut Page) -> Result<(), ImportError> {
    let labelled: Option<Vec<String>> = rows.iter().map(|row| labelled(row)).collect();
    if let Some(lines) = labelled {
        return lines.iter().try_for_each(|line| page.push(line, Place::Text));
    }
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let layout = (rows.len() <= LAYOUT_ROWS_MAX && columns <= LAYOUT_COLUMNS_MAX) || columns <= 1;
    for row in rows {
        let several = row.cells.iter().any(|cell| grid::paragraphs(&cell.blocks).len() > 1);
        if layout || (several && row.cells.len() <= LAYOUT_COLUMNS_MAX) {
            for cell in &row.cells {
                render(&cell.blocks, page)?;
            }
            continue;
        }
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| grid::paragraphs(&cell.blocks).join(" "))
            .filter(|text| !text.is_empty())
            .collect();
        if !cells.is_empty() {
            page.push(&cells.join(" | "), Place::Data)?;
        }
    }
    Ok(())
}

/// A row that is a label and what it announces, as a labelled line.
fn labelled(row: &Row) -> Option<String> {
    let [name, value] = row.cells.as_slice() else { return None };
    let [name]: [String; 1] = grid::paragraphs(&name.blocks).try_into().ok()?;
    let value = table::one_line(&grid::paragraphs(&value.blocks));
    let line = format!("{}: {value}", name.trim_end_matches([':', ' ']));
    (!value.is_empty() && label(&line).is_some()).then_some(line)
}
