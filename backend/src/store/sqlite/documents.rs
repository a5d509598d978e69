//! Documents and their content in SQLite.

use async_trait::async_trait;
use automerge::{ActorId, ChangeHash};
use jiff::civil::Date;
use shared::domain::document::{DocumentKind, DocumentRef, DocumentScope};
use shared::id::{AccountId, CommuneId, DocumentId, PlanId, UnitId};
use shared::sync::store::ChunkKey;
use shared::time::{TimestampMs, parse_date};
use sqlx::QueryBuilder;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::rows::{bytes, column, corrupt, heads, joined, moment, ms, optional_bytes, text};
use super::{SqliteStore, failed, refused};
use crate::store::model::{DayHeads, DocumentRow, DocumentWrite, StoredDocument};
use crate::store::{DocumentStore, Result, StoreError};

/// Rows of one insert: most of what there is to save, and few parameters of SQLite's 32,766.
const ROWS_PER_STATEMENT: usize = 128;

#[async_trait]
impl DocumentStore for SqliteStore {
    async fn documents(&self, commune: CommuneId) -> Result<Vec<DocumentRow>> {
        let rows = sqlx::query("SELECT * FROM documents WHERE commune = ? ORDER BY id")
            .bind(commune.as_bytes().as_slice())
            .fetch_all(&self.reader)
            .await
            .map_err(failed)?;
        rows.iter().map(read_document).collect()
    }

    async fn load(&self, commune: CommuneId, document: DocumentId) -> Result<StoredDocument> {
        // One transaction, so that chunks, bindings and heads are of the same moment.
        let mut tx = self.reader.begin().await.map_err(failed)?;
        let row = sqlx::query("SELECT heads FROM documents WHERE commune = ? AND id = ?")
            .bind(commune.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .fetch_optional(&mut *tx)
            .await
            .map_err(failed)?
            .ok_or(StoreError::NotFound("document"))?;
        let chunks = sqlx::query(
            "SELECT kind, key, bytes FROM chunks WHERE commune = ? AND document = ? ORDER BY seq",
        )
        .bind(commune.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_all(&mut *tx)
        .await
        .map_err(failed)?;
        let bindings = sqlx::query(
            "SELECT actor, account FROM actors WHERE commune = ? AND document = ? ORDER BY actor",
        )
        .bind(commune.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .fetch_all(&mut *tx)
        .await
        .map_err(failed)?;
        Ok(StoredDocument {
            chunks: chunks.iter().map(read_chunk).collect::<Result<_>>()?,
            bindings: bindings
                .iter()
                .map(|row| {
                    let actor = bytes(row, "actor", |b| Some(ActorId::from(b)))?;
                    Ok((actor, bytes(row, "account", AccountId::from_slice)?))
                })
                .collect::<Result<_>>()?,
            heads: heads(&row, "heads")?,
        })
    }

    async fn commit(&self, writes: &[DocumentWrite]) -> Result<()> {
        let mut tx = self.begin().await?;
        for write in writes {
            apply(&mut tx, write).await?;
        }
        tx.commit().await.map_err(failed)
    }

    async fn note_day_heads(&self, commune: CommuneId, noted: &[DayHeads]) -> Result<()> {
        let mut tx = self.begin().await?;
        for (document, day, heads) in noted {
            sqlx::query(
                "INSERT INTO daily_heads (commune, document, day, heads) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO NOTHING",
            )
            .bind(commune.as_bytes().as_slice())
            .bind(document.as_bytes().as_slice())
            .bind(day.to_string())
            .bind(joined(heads))
            .execute(&mut *tx)
            .await
            .map_err(refused("day", "document"))?;
        }
        tx.commit().await.map_err(failed)
    }

    async fn heads_on(&self, commune: CommuneId, day: Date) -> Result<Vec<DayHeads>> {
        // SQLite takes the other columns from the row that has the maximum.
        let rows = sqlx::query(
            "SELECT document, max(day) AS day, heads FROM daily_heads
             WHERE commune = ? AND day <= ? GROUP BY document ORDER BY document",
        )
        .bind(commune.as_bytes().as_slice())
        .bind(day.to_string())
        .fetch_all(&self.reader)
        .await
        .map_err(failed)?;
        let read = |row: &SqliteRow| {
            let document = bytes(row, "document", document_id)?;
            Ok((document, text(row, "day", parse_date)?, heads(row, "heads")?))
        };
        rows.iter().map(read).collect()
    }
}

pub(super) async fn apply(connection: &mut SqliteConnection, write: &DocumentWrite) -> Result<()> {
    if let Some((scope, created_at)) = &write.create {
        create(connection, write, scope, *created_at).await?;
    }
    for key in &write.delete {
        delete_chunk(connection, write, *key).await?;
    }
    for rows in write.put.chunks(ROWS_PER_STATEMENT) {
        put_chunks(connection, write, rows).await?;
    }
    for (actor, account) in &write.bindings {
        sqlx::query(
            "INSERT INTO actors (commune, document, actor, account) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(write.commune.as_bytes().as_slice())
        .bind(write.document.as_bytes().as_slice())
        .bind(actor.to_bytes())
        .bind(account.as_bytes().as_slice())
        .execute(&mut *connection)
        .await
        .map_err(refused("actor", "document"))?;
    }
    // A document that was replaced takes nothing any more.
    let done = sqlx::query(
        "UPDATE documents SET heads = ? WHERE commune = ? AND id = ? AND superseded_by IS NULL",
    )
    .bind(joined(&write.heads))
    .bind(write.commune.as_bytes().as_slice())
    .bind(write.document.as_bytes().as_slice())
    .execute(connection)
    .await
    .map_err(failed)?;
    if done.rows_affected() == 0 { Err(StoreError::NotFound("document")) } else { Ok(()) }
}

async fn create(
    connection: &mut SqliteConnection,
    write: &DocumentWrite,
    scope: &DocumentScope,
    created_at: TimestampMs,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO documents (commune, id, kind, unit, supervisor, role, plan, year, created_at,
            heads) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, x'')",
    )
    .bind(write.commune.as_bytes().as_slice())
    .bind(write.document.as_bytes().as_slice())
    .bind(scope.kind.as_str())
    .bind(scope.unit.as_ref().map(UnitId::as_str))
    .bind(scope.supervisor.as_ref().map(UnitId::as_str))
    .bind(scope.role.map(|role| role.as_str()))
    .bind(scope.plan.map(|plan| plan.as_bytes().to_vec()))
    .bind(scope.year)
    .bind(ms(created_at))
    .execute(connection)
    .await
    .map(|_| ())
    .map_err(refused("document", "commune"))
}

async fn put_chunks(
    connection: &mut SqliteConnection,
    write: &DocumentWrite,
    rows: &[(ChunkKey, Vec<u8>)],
) -> Result<()> {
    let mut insert = QueryBuilder::new("INSERT INTO chunks (commune, document, kind, key, bytes) ");
    insert.push_values(rows, |mut row, (key, bytes)| {
        let (kind, hash) = split(*key);
        row.push_bind(write.commune.as_bytes().as_slice());
        row.push_bind(write.document.as_bytes().as_slice());
        row.push_bind(kind).push_bind(hash.to_vec()).push_bind(bytes.as_slice());
    });
    // The same key holds the same bytes, unless those were damaged: then this repairs them.
    insert.push(" ON CONFLICT (commune, document, kind, key) DO UPDATE SET bytes = excluded.bytes");
    // Kept prepared for the usual one row, not for every length.
    let done = insert.build().persistent(rows.len() == 1).execute(connection).await;
    done.map(|_| ()).map_err(refused("chunk", "document"))
}

async fn delete_chunk(
    connection: &mut SqliteConnection,
    write: &DocumentWrite,
    key: ChunkKey,
) -> Result<()> {
    let (kind, hash) = split(key);
    sqlx::query("DELETE FROM chunks WHERE commune = ? AND document = ? AND kind = ? AND key = ?")
        .bind(write.commune.as_bytes().as_slice())
        .bind(write.document.as_bytes().as_slice())
        .bind(kind)
        .bind(hash.as_slice())
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(failed)
}

/// A key as its two columns. The numbers are frozen: they are in stores.
const fn split(key: ChunkKey) -> (i64, [u8; 32]) {
    match key {
        ChunkKey::Incremental(hash) => (0, hash.0),
        ChunkKey::Snapshot(hash) => (1, hash.0),
        ChunkKey::Refused(hash) => (2, hash.0),
        // Devices keep one; a relay does not. Stored all the same, so that nothing is lost.
        ChunkKey::Meta => (3, [0; 32]),
    }
}

const fn join(kind: i64, hash: ChangeHash) -> Option<ChunkKey> {
    match kind {
        0 => Some(ChunkKey::Incremental(hash)),
        1 => Some(ChunkKey::Snapshot(hash)),
        2 => Some(ChunkKey::Refused(hash)),
        3 => Some(ChunkKey::Meta),
        _ => None,
    }
}

fn document_id(bytes: &[u8]) -> Option<DocumentId> {
    bytes.try_into().ok().map(DocumentId::new)
}

fn read_document(row: &SqliteRow) -> Result<DocumentRow> {
    let role = match column::<Option<String>>(row, "role")? {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| corrupt("role"))?),
    };
    let scope = DocumentScope {
        kind: text(row, "kind", DocumentKind::parse)?,
        unit: column::<Option<String>>(row, "unit")?.map(UnitId::new),
        supervisor: column::<Option<String>>(row, "supervisor")?.map(UnitId::new),
        role,
        plan: optional_bytes(row, "plan", PlanId::from_slice)?,
        year: column(row, "year")?,
    };
    Ok(DocumentRow {
        document: DocumentRef { id: bytes(row, "id", document_id)?, scope },
        created_at: moment(row, "created_at")?,
        superseded_by: optional_bytes(row, "superseded_by", document_id)?,
        heads: heads(row, "heads")?,
    })
}

fn read_chunk(row: &SqliteRow) -> Result<(ChunkKey, Vec<u8>)> {
    let hash = bytes(row, "key", |b| b.try_into().ok().map(ChangeHash))?;
    let key = join(column(row, "kind")?, hash).ok_or_else(|| corrupt("kind"))?;
    Ok((key, column(row, "bytes")?))
}
