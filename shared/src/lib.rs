//! What the tablet and the relay have in common: the domain and its rules, the documents' schema,
//! consolidation, permissions and the sync engine. No I/O, no clock, no randomness.

pub mod id;
pub mod import;
pub mod limits;
pub mod text;
pub mod time;
