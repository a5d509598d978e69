//! How the domain lies in Automerge documents (schema version 1, frozen by golden fixtures).
//!
//! Invariants, each with a test that breaks when it is broken (DESIGN §2):
//! - Root containers come from the relay's genesis change only ([`genesis`]).
//! - No container is created under a key that another device could create: a record, submission or
//!   decision is created whole, in one change, under a UUIDv7. `put_object` occurs in `genesis.rs`,
//!   `create.rs` and `migration.rs` and nowhere else (`xtask tidy`).
//! - A form commits only the fields that were changed, isolated at the heads it displayed.
//! - Readers are total: whatever stands in a document, they return and never panic.

use automerge::{Automerge, AutomergeError, TextEncoding};

pub mod create;
pub mod decisions;
pub mod directory;
pub mod form;
pub mod genesis;
pub mod history;
pub mod migration;
pub mod plan;
mod postings;
pub mod purge;
pub mod read;
pub mod workbook;

/// The version that new documents carry in `meta.schema`.
pub const SCHEMA_VERSION: i64 = 1;

/// How all documents count text: as the browser does.
pub const TEXT_ENCODING: TextEncoding = TextEncoding::Utf16CodeUnit;

/// An empty document with the encoding that all of ours have.
pub fn empty() -> Automerge {
    Automerge::new_with_encoding(TEXT_ENCODING)
}

/// Why a command could not be carried out on a document.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The document lacks a container that its genesis should have made: it is damaged, or not of
    /// the kind expected, or has not arrived yet.
    #[error("the document has no {0:?}")]
    MissingContainer(&'static str),
    /// There is no such record.
    #[error("no such record")]
    UnknownRecord,
    /// There is no such entry.
    #[error("no such entry")]
    UnknownEntry,
    /// The record's kind has no such field, or the value is not of the field's type.
    #[error("the field {0:?} does not take this value")]
    WrongValue(String),
    /// The heads at which the form was displayed are not in the document.
    #[error("the form's version is not in the document")]
    UnknownHeads,
    /// The edit is larger than the relay takes in one change.
    #[error("more than fits into one change")]
    TooLarge,
    /// Automerge refused.
    #[error(transparent)]
    Automerge(#[from] AutomergeError),
}

#[cfg(test)]
mod tests;
