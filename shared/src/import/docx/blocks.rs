//! What document.xml is read into: paragraphs and tables.

use super::capitals::Capitals;
use crate::limits::IMPORT_COLUMNS_MAX;

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Its text; soft breaks are `\n`.
    pub(super) text: String,
    /// What of it is shown in capitals; nothing once the text is written out so.
    pub(super) capitals: Capitals,
    /// The mark that numbering puts before it.
    pub(super) mark: Option<String>,
    /// Which heading it is by its style, from 0.
    pub(super) heading: Option<u8>,
}

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Para(Paragraph),
    Table(Vec<Row>),
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Grid columns left free before the first cell.
    pub(super) before: usize,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) blocks: Vec<Block>,
    /// Grid columns it takes.
    pub(super) span: usize,
    /// Whether it goes on with the cell above.
    pub(super) goes_on: bool,
}

impl Cell {
    /// Takes in the cell to its right, merged with it. What that cell says is not shown, but not
    /// lost either.
    pub(super) fn join(&mut self, blocks: Vec<Block>, span: usize) {
        self.span = usize::min(self.span + span, IMPORT_COLUMNS_MAX);
        self.blocks.extend(blocks.into_iter().filter(Block::has_words));
    }
}

/// Visits every paragraph in its order.
pub(super) fn each(blocks: &mut [Block], visit: &mut impl FnMut(&mut Paragraph)) {
    for block in blocks {
        match block {
            Block::Para(para) => visit(para),
            Block::Table(rows) => {
                for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                    each(&mut cell.blocks, visit);
                }
            }
        }
    }
}

impl Row {
    /// Grid columns up to its end.
    pub(super) fn columns(&self) -> usize {
        self.before + self.cells.iter().map(|cell| cell.span).sum::<usize>()
    }
}

impl Block {
    /// Whether it says something; a table counts as if it did.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Block::Para(para) => para.text.contains(char::is_alphanumeric),
            Block::Table(_) => true,
        }
    }
}
