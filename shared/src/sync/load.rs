//! Reading a document's stored chunks back. A damaged chunk is reported and left out; the others
//! are used.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, ChangeHash, LoadOptions, TextEncoding};

use super::chunk::{ChangeChunk, Kind, Trust, read_changes, split};
use super::store::{ChunkKey, LoadProblem, StoredDocument};

/// What a store held of one document.
#[derive(Debug, Default)]
pub(crate) struct LoadedChunks {
    /// Snapshots with the heads they were taken at.
    pub(crate) snapshots: Vec<Snapshot>,
    /// Every change, from snapshots and from chunks of its own, in no order; some twice.
    pub(crate) changes: Vec<ChangeChunk>,
    /// What the chunks that are no content held.
    pub(crate) others: Vec<(ChunkKey, Vec<u8>)>,
    pub(crate) problems: Vec<LoadProblem>,
}

/// A stored whole-document chunk.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) key: ChunkKey,
    pub(crate) heads: Vec<ChangeHash>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) doc: Automerge,
}

/// Reads chunks, as far as they can be read.
pub(crate) fn read_stored(stored: StoredDocument) -> LoadedChunks {
    let mut loaded = LoadedChunks::default();
    for (key, bytes) in stored.chunks {
        let read = match key {
            ChunkKey::Snapshot(_) => read_snapshot(key, bytes, &mut loaded),
            ChunkKey::Incremental(hash) => read_incremental(hash, &bytes, &mut loaded),
            ChunkKey::Refused(_) | ChunkKey::Meta => {
                loaded.others.push((key, bytes));
                Ok(())
            }
        };
        if let Err(reason) = read {
            loaded.problems.push(LoadProblem { document: stored.id, key, reason });
        }
    }
    loaded
}

fn read_snapshot(key: ChunkKey, bytes: Vec<u8>, loaded: &mut LoadedChunks) -> Result<(), String> {
    let doc = open_document(&bytes)?;
    loaded.changes.extend(changes_of(&doc)?);
    loaded.snapshots.push(Snapshot { key, heads: doc.get_heads(), bytes, doc });
    Ok(())
}

fn read_incremental(
    hash: ChangeHash,
    bytes: &[u8],
    loaded: &mut LoadedChunks,
) -> Result<(), String> {
    for change in read_changes(bytes, Trust::Own) {
        let change = change.map_err(|error| error.refusal.message)?;
        if change.hash != hash {
            return Err("the chunk holds another change".to_owned());
        }
        loaded.changes.push(change);
    }
    Ok(())
}

/// Opens a whole-document chunk after checking its checksum.
pub(crate) fn open_document(bytes: &[u8]) -> Result<Automerge, String> {
    match split(bytes) {
        Some((chunk, [])) if chunk.kind == Kind::Document && chunk.checksum_holds() => {}
        Some(_) => return Err("the checksum is wrong".to_owned()),
        None => return Err("not a chunk".to_owned()),
    }
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    guarded(|| Automerge::load_with_options(bytes, options).map_err(|error| error.to_string()))
}

/// Every change of a document, each after what it builds on.
pub(crate) fn changes_of(doc: &Automerge) -> Result<Vec<ChangeChunk>, String> {
    let changes = guarded(|| Ok(doc.get_changes(&[])))?;
    changes.iter().map(chunk_of).collect()
}

/// A change of Automerge's as the chunk it is.
pub(crate) fn chunk_of(change: &Change) -> Result<ChangeChunk, String> {
    let read = read_changes(change.raw_bytes(), Trust::Own).pop();
    read.ok_or("empty")?.map_err(|error| error.refusal.message)
}

/// Turns a panic inside Automerge into an error (where panics unwind; not in the browser).
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("Automerge panicked".to_owned()))
}
