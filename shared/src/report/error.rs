//! Why a report could not be written as a file.

/// Why there is no file. The reader's words for it are the frontend's, by [`ExportError::code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A row has another number of cells than its table has columns.
    #[error("appendix {appendix}, row {row}: {cells} cells in {columns} columns")]
    Ragged {
        /// The appendix's number.
        appendix: String,
        /// Which of its rows, from 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many it should have.
        columns: usize,
    },
    /// The text document could not be put together.
    #[error("the text document could not be written: {0}")]
    Document(String),
    /// The workbook could not be put together: two appendices of one number, a text beyond a cell.
    #[error("the workbook could not be written: {0}")]
    Workbook(String),
}

impl ExportError {
    /// A name for it that stays.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ragged { .. } => "ragged_table",
            Self::Document(_) => "document_not_written",
            Self::Workbook(_) => "workbook_not_written",
        }
    }
}

/// That every row of every table has its cells: otherwise figures would stand under wrong heads.
pub(super) fn check(paper: &super::paper::Paper) -> Result<(), ExportError> {
    for appendix in &paper.appendices {
        let columns = appendix.table.columns.len();
        for (i, row) in appendix.table.rows.iter().enumerate() {
            let cells = row.cells.len();
            if cells != columns {
                let appendix = appendix.number.clone();
                return Err(ExportError::Ragged { appendix, row: i + 1, cells, columns });
            }
        }
    }
    Ok(())
}
