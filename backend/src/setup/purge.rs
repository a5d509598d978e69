//! Erasing records for good: the successors of the documents that hold them take their place.
//!
//! Works on the store alone, so that the running relay and `soxa purge` beside it do the same. A
//! hub notices by the access epoch, or is told; what it stores for an old document meanwhile is
//! refused, and what it stored just before makes the attempt start again.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use shared::api::purge::PurgeReason;
use shared::domain::document::DocumentKind;
use shared::id::{CommuneId, DocumentId, RecordId};
use shared::schema::purge::{Purge, PurgeError, Successor, holds, purge};
use shared::sync::relay::open_stored;
use shared::sync::store::{ChunkKey, StoredDocument};
use shared::time::TimestampMs;

use super::entropy::Entropy;
use crate::store::model::{AccessEntry, By, DocumentRow, DocumentWrite, Purging, Replacement};
use crate::store::{Store, StoreError};

/// How often a purge starts again because somebody wrote meanwhile.
const ATTEMPTS: usize = 8;

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum PurgeRefused {
    /// No document holds any of the records, and none was purged before.
    #[error("no such record")]
    Unknown,
    /// Somebody wrote into the same documents, again and again.
    #[error("the documents are being written to; try again")]
    Busy,
    /// A document cannot be read.
    #[error("document {0} cannot be opened: {1}")]
    Unreadable(DocumentId, String),
    /// The successor cannot be made.
    #[error(transparent)]
    Purge(#[from] PurgeError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Erases records with everything that was said about them; gives the number of documents that were
/// replaced, none if this had been done before. [`Store::scrub`] is still to be called.
///
/// # Errors
/// [`PurgeRefused`]; nothing is erased then.
pub async fn erase(
    store: &dyn Store,
    commune: CommuneId,
    records: &BTreeSet<RecordId>,
    reason: PurgeReason,
    by: &By,
    now: TimestampMs,
) -> Result<usize, PurgeRefused> {
    for _ in 0..ATTEMPTS {
        let found = find(store, commune, records).await?;
        let Some((told, replaced)) = successors(commune, records.clone(), found, now).await? else {
            let purges = store.purges(commune).await?;
            let known = purges.iter().filter_map(|row| Purge::from_bytes(&row.told));
            let known: BTreeSet<RecordId> = known.flat_map(|purge| purge.records).collect();
            return if records.is_subset(&known) { Ok(0) } else { Err(PurgeRefused::Unknown) };
        };
        let entry = |replacement: &Replacement| AccessEntry {
            document: Some(replacement.old),
            ..by.did(reason.action(), now)
        };
        let entries = replaced.iter().map(entry).collect();
        let purging = Purging { at: now, told: told.to_bytes(), entries, replaced };
        match store.supersede(commune, &purging).await {
            Ok(()) => return Ok(purging.replaced.len()),
            Err(StoreError::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(PurgeRefused::Busy)
}

/// A living document as it was read.
struct Found {
    row: DocumentRow,
    stored: crate::store::model::StoredDocument,
    doc: Automerge,
}

/// The documents that hold a record or say something about one, and all decisions of their units.
async fn find(
    store: &dyn Store,
    commune: CommuneId,
    records: &BTreeSet<RecordId>,
) -> Result<Vec<Found>, PurgeRefused> {
    let mut rows = store.documents(commune).await?;
    rows.retain(|row| {
        let kind = row.document.scope.kind;
        row.superseded_by.is_none()
            && matches!(kind, DocumentKind::Workbook | DocumentKind::Decisions)
    });
    rows.sort_by_key(|row| (row.document.scope.kind != DocumentKind::Workbook, row.document.id));
    let place = |row: &DocumentRow| (row.document.scope.unit.clone(), row.document.scope.year);
    let (mut found, mut places, mut others) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut left = records.clone();
    for row in rows {
        // A record that no workbook holds may live among the decisions.
        let decides = row.document.scope.kind == DocumentKind::Decisions;
        if decides && left.is_empty() {
            others.push(row);
            continue;
        }
        let one = open(store, commune, row).await?;
        match holds(&one.doc, records) {
            Some(held) => {
                left.retain(|record| !held.contains(record));
                places.insert(place(&one.row));
                found.push(one);
            }
            None if decides => others.push(one.row),
            None => {}
        }
    }
    for row in others {
        if places.contains(&place(&row)) {
            found.push(open(store, commune, row).await?);
        }
    }
    Ok(found)
}

async fn open(
    store: &dyn Store,
    commune: CommuneId,
    row: DocumentRow,
) -> Result<Found, PurgeRefused> {
    let id = row.document.id;
    let stored = store.load(commune, id).await?;
    let (chunks, bindings) = (stored.chunks.clone(), stored.bindings.clone());
    let (content, heads) = (StoredDocument { id, chunks, bindings }, stored.heads.clone());
    let opened = tokio::task::spawn_blocking(move || open_stored(content, &heads)).await;
    let doc = opened.unwrap_or_else(|_| Err("it panics".to_owned()));
    let doc = doc.map_err(|why| PurgeRefused::Unreadable(id, why))?;
    Ok(Found { row, stored, doc })
}

/// The successors, ready to be stored.
async fn successors(
    commune: CommuneId,
    records: BTreeSet<RecordId>,
    found: Vec<Found>,
    now: TimestampMs,
) -> Result<Option<(Purge, Vec<Replacement>)>, PurgeRefused> {
    let made = tokio::task::spawn_blocking(move || {
        let mut entropy = Entropy::system();
        let (mut before, mut documents) = (BTreeMap::new(), Vec::new());
        for Found { row, stored, doc } in found {
            before.insert(row.document.id, stored);
            documents.push((row.document.id, doc));
        }
        let made = purge(&documents, &records, || entropy.document_id())?;
        let Some((told, successors)) = made else { return Ok(None) };
        let mut replace = |successor: Successor| {
            let stored = before.remove(&successor.old)?;
            let heads = successor.doc.get_heads();
            Some(Replacement {
                old: successor.old,
                expected: stored.heads,
                write: DocumentWrite {
                    commune,
                    document: successor.new,
                    create: Some((successor.scope, now)),
                    put: vec![(ChunkKey::snapshot_at(&heads), successor.doc.save())],
                    delete: Vec::new(),
                    // The same actors: whose they are stays known.
                    bindings: stored.bindings,
                    heads,
                },
                hashes: successor.hashes,
            })
        };
        let replaced = successors.into_iter().filter_map(&mut replace).collect();
        Ok::<_, PurgeError>(Some((told, replaced)))
    });
    let made = made.await.map_err(|error| StoreError::Failed(Box::new(error)))?;
    Ok(made?)
}
