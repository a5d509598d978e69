//! Refusals and the access log in SQLite.

use async_trait::async_trait;
use automerge::ChangeHash;
use shared::id::{AccountId, CommuneId, DocumentId, PeerId};
use shared::limits::REFUSALS_MAX;
use sqlx::sqlite::SqliteRow;

use super::rows::{column, moment, ms, optional_bytes};
use super::{SqliteStore, failed, refused};
use crate::store::model::{AccessEntry, Refusal};
use crate::store::{LogStore, Result};

#[async_trait]
impl LogStore for SqliteStore {
    async fn log_refusals(&self, commune: CommuneId, refusals: &[Refusal]) -> Result<()> {
        let mut tx = self.begin().await?;
        for refusal in refusals {
            sqlx::query(
                "INSERT INTO refusals (commune, at, account, document, change, reason)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(commune.as_bytes().as_slice())
            .bind(ms(refusal.at))
            .bind(refusal.account.map(|id| id.as_bytes().to_vec()))
            .bind(refusal.document.map(|id| id.as_bytes().to_vec()))
            .bind(refusal.change.map(|hash| hash.0.to_vec()))
            .bind(&refusal.reason)
            .execute(&mut *tx)
            .await
            .map_err(refused("refusal", "commune"))?;
        }
        sqlx::query("DELETE FROM refusals WHERE seq <= (SELECT max(seq) FROM refusals) - ?")
            .bind(i64::from(REFUSALS_MAX))
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    async fn refusals(&self, commune: CommuneId, limit: u32) -> Result<Vec<Refusal>> {
        let rows =
            sqlx::query("SELECT * FROM refusals WHERE commune = ? ORDER BY seq DESC LIMIT ?")
                .bind(commune.as_bytes().as_slice())
                .bind(i64::from(limit))
                .fetch_all(&self.reader)
                .await
                .map_err(failed)?;
        let read = |row: &SqliteRow| {
            Ok(Refusal {
                at: moment(row, "at")?,
                account: optional_bytes(row, "account", AccountId::from_slice)?,
                document: optional_bytes(row, "document", document_id)?,
                change: optional_bytes(row, "change", |b| b.try_into().ok().map(ChangeHash))?,
                reason: column(row, "reason")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn log_access(&self, commune: CommuneId, entry: &AccessEntry) -> Result<()> {
        sqlx::query(
            "INSERT INTO access_log
                (commune, at, account, device, action, document, subject, detail)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(commune.as_bytes().as_slice())
        .bind(ms(entry.at))
        .bind(entry.account.map(|id| id.as_bytes().to_vec()))
        .bind(entry.device.as_ref().map(PeerId::as_str))
        .bind(&entry.action)
        .bind(entry.document.map(|id| id.as_bytes().to_vec()))
        .bind(&entry.subject)
        .bind(&entry.detail)
        .execute(&self.writer)
        .await
        .map(|_| ())
        .map_err(refused("entry", "commune"))
    }

    async fn access_log(&self, commune: CommuneId, limit: u32) -> Result<Vec<AccessEntry>> {
        let rows =
            sqlx::query("SELECT * FROM access_log WHERE commune = ? ORDER BY seq DESC LIMIT ?")
                .bind(commune.as_bytes().as_slice())
                .bind(i64::from(limit))
                .fetch_all(&self.reader)
                .await
                .map_err(failed)?;
        let read = |row: &SqliteRow| {
            Ok(AccessEntry {
                at: moment(row, "at")?,
                account: optional_bytes(row, "account", AccountId::from_slice)?,
                device: column::<Option<String>>(row, "device")?.map(PeerId::new),
                action: column(row, "action")?,
                document: optional_bytes(row, "document", document_id)?,
                subject: column(row, "subject")?,
                detail: column(row, "detail")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

fn document_id(bytes: &[u8]) -> Option<DocumentId> {
    bytes.try_into().ok().map(DocumentId::new)
}
