//! What leaves the app on paper or as a file: so far, records as a table.

pub mod csv;
pub mod table;
