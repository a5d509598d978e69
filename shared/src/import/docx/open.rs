//! What is open while a part is read: the element at hand, its paragraph, its run.

use super::blocks::{Block, Cell, Paragraph, Row};
use super::capitals::Capitals;

/// What an element is read into.
#[derive(Default)]
pub(super) struct Here {
    pub(super) blocks: Vec<Block>,
    pub(super) rows: Vec<Row>,
    pub(super) cells: Vec<Cell>,
    pub(super) para: Option<Open>,
    /// Paragraphs whose end was deleted: their text goes on in the next.
    pub(super) joined: Open,
    pub(super) span: usize,
    pub(super) goes_on: bool,
    /// Whether the cell goes on with the one to its left.
    pub(super) joins: bool,
    pub(super) before: usize,
    pub(super) deleted: bool,
    pub(super) run: Run,
}

/// A paragraph being read.
#[derive(Default)]
pub(super) struct Open {
    pub(super) text: String,
    pub(super) capitals: Capitals,
    pub(super) style: Option<String>,
    pub(super) num_id: Option<u32>,
    pub(super) level: Option<usize>,
    pub(super) heading: Option<u8>,
    pub(super) end_deleted: bool,
    pub(super) boxes: Vec<Block>,
}

/// A run of text: what it says of itself.
#[derive(Default)]
pub(super) struct Run {
    pub(super) font: Option<String>,
    pub(super) style: Option<String>,
    pub(super) hidden: bool,
    /// Whether its letters are shown as capitals.
    pub(super) capitals: Option<bool>,
}

impl Here {
    /// The blocks read, and what was left open.
    pub(super) fn finish(mut self) -> Vec<Block> {
        let Open { text, capitals, .. } = self.joined;
        if !text.is_empty() {
            self.blocks.push(Block::Para(Paragraph { text, capitals, ..Paragraph::default() }));
        }
        // Cells outside a row, rows outside a table: not in the format, but not lost either.
        if !self.cells.is_empty() {
            self.rows.push(Row { cells: self.cells, before: 0 });
        }
        if !self.rows.is_empty() {
            self.blocks.push(Block::Table(self.rows));
        }
        self.blocks
    }
}
