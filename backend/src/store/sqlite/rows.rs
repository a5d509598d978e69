//! From columns to types, with an error where a column holds what it must not.

use automerge::ChangeHash;
use shared::time::TimestampMs;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::store::{Result, StoreError};

/// A column's value.
pub(super) fn column<'r, T>(row: &'r SqliteRow, name: &'static str) -> Result<T>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(name).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// A column that holds an id or hash, read by `read`.
pub(super) fn bytes<T>(
    row: &SqliteRow,
    name: &'static str,
    read: impl Fn(&[u8]) -> Option<T>,
) -> Result<T> {
    optional_bytes(row, name, read)?.ok_or_else(|| corrupt(name))
}

/// The same where the column may be empty.
pub(super) fn optional_bytes<T>(
    row: &SqliteRow,
    name: &'static str,
    read: impl Fn(&[u8]) -> Option<T>,
) -> Result<Option<T>> {
    match column::<Option<Vec<u8>>>(row, name)? {
        None => Ok(None),
        Some(bytes) => read(&bytes).map(Some).ok_or_else(|| corrupt(name)),
    }
}

/// A column that holds a stable text id, read by `read`.
pub(super) fn text<T>(
    row: &SqliteRow,
    name: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    read(&column::<String>(row, name)?).ok_or_else(|| corrupt(name))
}

/// A moment.
pub(super) fn moment(row: &SqliteRow, name: &'static str) -> Result<TimestampMs> {
    let ms: i64 = column(row, name)?;
    u64::try_from(ms).map(TimestampMs).map_err(|_| corrupt(name))
}

/// A moment as stored. Later than SQLite can count is as good as never.
pub(super) fn ms(at: TimestampMs) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

/// Heads, one after another.
pub(super) fn heads(row: &SqliteRow, name: &'static str) -> Result<Vec<ChangeHash>> {
    let bytes: Vec<u8> = column(row, name)?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() {
        Ok(hashes.iter().map(|hash| ChangeHash(*hash)).collect())
    } else {
        Err(corrupt(name))
    }
}

/// Heads as stored.
pub(super) fn joined(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|hash| hash.0).collect()
}

/// What a column holds cannot be right.
pub(super) fn corrupt(name: &'static str) -> StoreError {
    StoreError::Corrupt(format!("column {name}"))
}
