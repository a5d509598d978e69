//! The cells of a table in their places, under one limit for all their text.

use std::rc::Rc;

use super::super::{
    error::{ImportError, TooMuch},
    words::squeeze,
};
use super::{
    blocks::{Block, Row},
    render::para_lines,
};
use crate::limits::IMPORT_TEXT_BYTES_MAX;

/// A cell where it stands in the grid; a merged cell stands in each of its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    pub(super) column: usize,
    pub(super) span: usize,
    pub(super) paras: Rc<[String]>,
    /// Whether it goes on from the row above.
    pub(super) merged: bool,
    /// Whether it goes on in the row below.
    pub(super) goes_on: bool,
}

/// What a cell says: its paragraphs that have words; if none has, the number that one is given. A
/// column of numbers may be a list without text.
pub(super) fn said(blocks: &[Block]) -> Vec<String> {
    let found = paragraphs(blocks);
    if !found.is_empty() {
        return found;
    }
    let marks = blocks.iter().filter_map(|block| match block {
        Block::Para(para) => para.mark.clone(),
        Block::Table(_) => None,
    });
    marks.filter(|mark| mark.contains(char::is_alphanumeric)).take(1).collect()
}

/// Paragraphs of some blocks that have words, tables within them flattened.
pub(super) fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Para(para) => found.extend(para_lines(para).iter().map(|line| squeeze(line))),
            Block::Table(rows) => {
                let cells = rows.iter().flat_map(|row| &row.cells);
                found.extend(cells.flat_map(|cell| paragraphs(&cell.blocks)));
            }
        }
    }
    found.retain(|text| text.contains(char::is_alphanumeric));
    found
}

/// The cells of all rows in their places.
pub(super) fn grid(rows: &[&Row]) -> Result<Vec<Vec<Slot>>, ImportError> {
    let mut grid: Vec<Vec<Slot>> = Vec::with_capacity(rows.len());
    let mut bytes = 0usize;
    for row in rows {
        let mut column = row.before;
        let mut slots = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let above = grid
                .last_mut()
                .filter(|_| cell.goes_on)
                .and_then(|row: &mut Vec<Slot>| row.iter_mut().find(|slot| slot.column == column));
            let mut paras: Rc<[String]> = said(&cell.blocks).into();
            let merged = above.is_some();
            if let Some(above) = above {
                above.goes_on = true;
                // Text of its own in a merged cell is not shown, but not lost either.
                if paras.is_empty() {
                    paras = Rc::clone(&above.paras);
                }
            }
            // A merged cell counts in each of its rows: each is written out with it.
            bytes += paras.iter().map(String::len).sum::<usize>();
            if bytes > IMPORT_TEXT_BYTES_MAX {
                return Err(ImportError::TooMuch(TooMuch::Text));
            }
            slots.push(Slot { column, span: cell.span, paras, merged, goes_on: false });
            column += cell.span;
        }
        grid.push(slots);
    }
    Ok(grid)
}
