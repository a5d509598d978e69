//! Blocks as lines: paragraphs with their marks, tables by what they hold.

use super::super::{
    error::{ImportError, TooMuch},
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
    for block in blocks {
        match block {
            Block::Para(para) => {
                for line in para_lines(para) {
                    page.push(&line, Place::Text)?;
                }
            }
            Block::Table(rows) => {
                if !table::tasks(rows, page)? {
                    other_table(rows, page)?;
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

/// A table without tasks: cell by cell where it only lays out, else row by row.
fn other_table(rows: &[Row], page: &mut Page) -> Result<(), ImportError> {
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
