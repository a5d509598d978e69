//! What leaves the app on paper or as a file: reports, and records as a table.

pub mod compose;
pub mod csv;
pub mod docx;
pub mod error;
pub mod json;
pub mod paper;
pub mod paper_csv;
pub mod table;
mod wording;
pub mod xlsx;
