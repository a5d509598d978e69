//! A store that keeps what was committed and forgets, at a crash, what was not.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, Change, ChangeHash};
use shared::id::{AccountId, DocumentId};
use shared::sync::store::{ChunkKey, StoredDocument};

/// What is durable of one document.
#[derive(Debug, Clone, Default)]
pub struct Durable {
    /// Chunks by key.
    pub chunks: BTreeMap<ChunkKey, Vec<u8>>,
    /// Actors and whose they are (relay only).
    pub bindings: BTreeMap<ActorId, AccountId>,
    /// Committed heads (relay only).
    pub heads: Vec<ChangeHash>,
}

/// The durable state of a device or of the relay.
#[derive(Debug, Clone, Default)]
pub struct Store {
    documents: BTreeMap<DocumentId, Durable>,
    /// The changes in each snapshot, computed once: snapshots are content-addressed.
    snapshots: BTreeMap<ChunkKey, Links>,
}

/// Changes, each with what it builds on.
type Links = BTreeMap<ChangeHash, Vec<ChangeHash>>;

/// A write on its way to the disk.
#[derive(Debug, Clone)]
pub struct Write {
    /// Whose chunks.
    pub document: DocumentId,
    /// Written.
    pub put: Vec<(ChunkKey, Vec<u8>)>,
    /// Deleted.
    pub delete: Vec<ChunkKey>,
    /// New bindings (relay only).
    pub bindings: Vec<(ActorId, AccountId)>,
    /// The heads after it (relay only).
    pub heads: Option<Vec<ChangeHash>>,
}

impl Store {
    /// Makes a write durable, all of it.
    pub fn commit(&mut self, write: Write) {
        let durable = self.documents.entry(write.document).or_default();
        for key in &write.delete {
            durable.chunks.remove(key);
        }
        durable.chunks.extend(write.put);
        durable.bindings.extend(write.bindings);
        if let Some(heads) = write.heads {
            durable.heads = heads;
        }
    }

    /// Every document, as the store gives it back after a start.
    pub fn stored(&self) -> Vec<StoredDocument> {
        self.documents.keys().filter_map(|id| self.document(id)).collect()
    }

    /// One document.
    pub fn document(&self, id: &DocumentId) -> Option<StoredDocument> {
        let durable = self.documents.get(id)?;
        Some(StoredDocument {
            id: *id,
            chunks: durable.chunks.iter().map(|(key, bytes)| (*key, bytes.clone())).collect(),
            bindings: durable
                .bindings
                .iter()
                .map(|(actor, account)| (actor.clone(), *account))
                .collect(),
        })
    }

    /// The index of committed heads.
    pub fn heads(&self) -> Vec<(DocumentId, Vec<ChangeHash>)> {
        self.documents.iter().map(|(id, durable)| (*id, durable.heads.clone())).collect()
    }

    /// Damages the chunk of one change that a client handed in, the `n`-th of them: genesis and
    /// snapshots hold what only a backup can bring back.
    pub fn damage(&mut self, n: usize) -> bool {
        let mut changes: Vec<&mut Vec<u8>> = self
            .documents
            .values_mut()
            .flat_map(|durable| &mut durable.chunks)
            .filter(|(key, bytes)| matches!(key, ChunkKey::Incremental(_)) && authored(bytes))
            .map(|(_, bytes)| bytes)
            .collect();
        let len = changes.len().max(1);
        let Some(bytes) = changes.get_mut(n % len) else { return false };
        if let Some(byte) = bytes.last_mut() {
            *byte ^= 1;
        }
        true
    }

    /// Every change that is durable here, found out from the bytes and not from any index.
    pub fn changes(&mut self, id: &DocumentId) -> BTreeSet<ChangeHash> {
        self.links(id).into_keys().collect()
    }

    /// The heads and all they build on, as far as it is durable here.
    pub fn behind(&mut self, id: &DocumentId, heads: Vec<ChangeHash>) -> BTreeSet<ChangeHash> {
        let mut links = self.links(id);
        let mut behind = BTreeSet::new();
        let mut next = heads;
        while let Some(hash) = next.pop() {
            if let Some(deps) = links.remove(&hash) {
                behind.insert(hash);
                next.extend(deps);
            }
        }
        behind
    }

    fn links(&mut self, id: &DocumentId) -> Links {
        let Some(durable) = self.documents.get(id) else { return Links::new() };
        let mut links = Links::new();
        for (key, bytes) in &durable.chunks {
            match key {
                ChunkKey::Incremental(hash) => {
                    let read = Change::from_bytes(bytes.clone());
                    if let Some(change) = read.ok().filter(|change| change.hash() == *hash) {
                        links.insert(*hash, change.deps().to_vec());
                    }
                }
                ChunkKey::Snapshot(_) => {
                    let known = self.snapshots.entry(*key).or_insert_with(|| {
                        let changes = Automerge::load(bytes).map(|doc| doc.get_changes(&[]));
                        let changes = changes.unwrap_or_default();
                        changes.iter().map(|c| (c.hash(), c.deps().to_vec())).collect()
                    });
                    links.extend(known.clone());
                }
                ChunkKey::Refused(_) | ChunkKey::Meta => {}
            }
        }
        links
    }
}

/// Whether a change builds on another: what the relay made itself does not.
fn authored(bytes: &[u8]) -> bool {
    Change::from_bytes(bytes.to_vec()).is_ok_and(|change| !change.deps().is_empty())
}
