//! What leaves the app on paper or as a file: reports, and records as a table.

pub mod compose;
pub mod csv;
pub mod paper;
pub mod table;
