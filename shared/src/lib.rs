//! What the tablet and the relay have in common: the domain and its rules, the documents' schema,
//! consolidation, permissions and the sync engine. No I/O, no clock, no randomness.

pub mod access;
pub mod api;
pub mod domain;
pub mod id;
pub mod import;
pub mod limits;
pub mod merge;
pub mod report;
pub mod schema;
pub mod sync;
pub mod text;
pub mod time;
