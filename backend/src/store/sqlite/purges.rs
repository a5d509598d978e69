//! Replacing documents for good in SQLite, and making what was deleted unreadable in its files.

use std::collections::BTreeMap;

use async_trait::async_trait;
use automerge::ChangeHash;
use shared::id::CommuneId;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::rows::{column, corrupt, heads, joined, moment, ms};
use super::{SqliteStore, documents, failed, logs, refused};
use crate::store::model::{PurgeRow, Purging, Replacement};
use crate::store::{PurgeStore, Result, StoreError};

#[async_trait]
impl PurgeStore for SqliteStore {
    async fn supersede(&self, commune: CommuneId, purging: &Purging) -> Result<()> {
        let mut tx = self.begin().await?;
        for replacement in &purging.replaced {
            retire(&mut tx, commune, replacement).await?;
        }
        for replacement in &purging.replaced {
            documents::apply(&mut tx, &replacement.write).await?;
            move_days(&mut tx, commune, replacement).await?;
        }
        sqlx::query("INSERT INTO purges (commune, at, told) VALUES (?, ?, ?)")
            .bind(commune.as_bytes().as_slice())
            .bind(ms(purging.at))
            .bind(purging.told.as_slice())
            .execute(&mut *tx)
            .await
            .map_err(refused("purge", "commune"))?;
        for entry in &purging.entries {
            logs::append_access(&mut tx, commune, entry).await?;
        }
        // A running relay notices, whichever process does this.
        sqlx::query("UPDATE communes SET access_epoch = access_epoch + 1 WHERE id = ?")
            .bind(commune.as_bytes().as_slice())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    async fn purges(&self, commune: CommuneId) -> Result<Vec<PurgeRow>> {
        let rows = sqlx::query("SELECT * FROM purges WHERE commune = ? ORDER BY seq")
            .bind(commune.as_bytes().as_slice())
            .fetch_all(&self.reader)
            .await
            .map_err(failed)?;
        let read = |row: &SqliteRow| {
            Ok(PurgeRow {
                number: u64::try_from(column::<i64>(row, "seq")?).map_err(|_| corrupt("seq"))?,
                at: moment(row, "at")?,
                told: column(row, "told")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// `secure_delete` has overwritten what was deleted in its page; pages that were freed earlier,
    /// and older copies of pages in the write-ahead log, go here.
    async fn scrub(&self) -> Result<()> {
        sqlx::query("VACUUM").execute(&self.writer).await.map_err(failed)?;
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.writer).await;
        match row.map_err(failed)?.try_get::<i64, _>(0) {
            Ok(0) => Ok(()),
            _ => Err(StoreError::Failed("somebody reads the write-ahead log".into())),
        }
    }
}

/// Marks a document as replaced and deletes what it holds, if it is as it was read.
async fn retire(
    connection: &mut SqliteConnection,
    commune: CommuneId,
    replacement: &Replacement,
) -> Result<()> {
    let (commune, old) = (commune.as_bytes().as_slice(), replacement.old.as_bytes().as_slice());
    let marked = sqlx::query(
        "UPDATE documents SET superseded_by = ?, heads = x''
         WHERE commune = ? AND id = ? AND superseded_by IS NULL AND heads = ?",
    )
    .bind(replacement.write.document.as_bytes().as_slice())
    .bind(commune)
    .bind(old)
    .bind(joined(&replacement.expected))
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    if marked.rows_affected() == 0 {
        return Err(StoreError::Taken("document"));
    }
    for emptied in [
        "DELETE FROM chunks WHERE commune = ? AND document = ?",
        "DELETE FROM actors WHERE commune = ? AND document = ?",
    ] {
        sqlx::query(emptied)
            .bind(commune)
            .bind(old)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

/// The heads noted at the ends of days are those of the successor now.
async fn move_days(
    connection: &mut SqliteConnection,
    commune: CommuneId,
    replacement: &Replacement,
) -> Result<()> {
    let (commune, old) = (commune.as_bytes().as_slice(), replacement.old.as_bytes().as_slice());
    let rows = sqlx::query("SELECT day, heads FROM daily_heads WHERE commune = ? AND document = ?")
        .bind(commune)
        .bind(old)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    for row in &rows {
        let noted = renamed(&heads(row, "heads")?, &replacement.hashes);
        sqlx::query(
            "INSERT INTO daily_heads (commune, document, day, heads) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(commune)
        .bind(replacement.write.document.as_bytes().as_slice())
        .bind(column::<String>(row, "day")?)
        .bind(joined(&noted))
        .execute(&mut *connection)
        .await
        .map_err(refused("day", "document"))?;
    }
    sqlx::query("DELETE FROM daily_heads WHERE commune = ? AND document = ?")
        .bind(commune)
        .bind(old)
        .execute(&mut *connection)
        .await
        .map(|_| ())
        .map_err(failed)
}

fn renamed(heads: &[ChangeHash], hashes: &BTreeMap<ChangeHash, ChangeHash>) -> Vec<ChangeHash> {
    heads.iter().filter_map(|head| hashes.get(head).copied()).collect()
}
