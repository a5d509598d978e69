//! What the engine asks a store to keep, and what it wants back. A device's store is namespaced
//! per account and may encrypt: it sees keys and bytes only.

use std::fmt;
use std::str::FromStr;

use automerge::{ActorId, ChangeHash};
use sha2::{Digest, Sha256};

use crate::id::{AccountId, DocumentId, InvalidId};

/// The key of a chunk under its document. All but [`ChunkKey::Meta`] are content-addressed, so
/// that two writers of the same chunk write the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChunkKey {
    /// A whole document, by the hash of its sorted heads: `snapshot/<hex>`.
    Snapshot(ChangeHash),
    /// One change, by its hash: `incremental/<hex>`.
    Incremental(ChangeHash),
    /// A change set aside because the relay refused it: `refused/<hex>`.
    Refused(ChangeHash),
    /// What a device remembers about the document (actor, receipt, access, refusals): `meta`.
    Meta,
}

impl ChunkKey {
    /// The key of a snapshot taken at these heads, in any order.
    pub fn snapshot_at(heads: &[ChangeHash]) -> Self {
        let mut sorted = heads.to_vec();
        sorted.sort_unstable();
        let mut hasher = Sha256::new();
        for head in sorted {
            hasher.update(head.0);
        }
        Self::Snapshot(ChangeHash(hasher.finalize().into()))
    }
}

impl fmt::Display for ChunkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Snapshot(hash) => write!(f, "snapshot/{hash}"),
            Self::Incremental(hash) => write!(f, "incremental/{hash}"),
            Self::Refused(hash) => write!(f, "refused/{hash}"),
            Self::Meta => f.write_str("meta"),
        }
    }
}

impl FromStr for ChunkKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { what: "chunk key", text: text.to_owned() };
        if text == "meta" {
            return Ok(Self::Meta);
        }
        let (kind, hash) = text.split_once('/').ok_or_else(invalid)?;
        let hash: ChangeHash = hash.parse().map_err(|_| invalid())?;
        match kind {
            "snapshot" => Ok(Self::Snapshot(hash)),
            "incremental" => Ok(Self::Incremental(hash)),
            "refused" => Ok(Self::Refused(hash)),
            _ => Err(invalid()),
        }
    }
}

/// A stored document, as a store gives it back: its chunks in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Which document.
    pub id: DocumentId,
    /// Every chunk kept under it.
    pub chunks: Vec<(ChunkKey, Vec<u8>)>,
    /// Which account each actor belongs to. Only relays keep this; empty on devices.
    pub bindings: Vec<(ActorId, AccountId)>,
}

/// Why a store could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct StoreError(pub String);

/// Names one request to the store, so that its answer finds its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A chunk that could not be read. Everything else of the document was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadProblem {
    /// Whose chunk.
    pub document: DocumentId,
    /// Which chunk.
    pub key: ChunkKey,
    /// What is wrong with it; no content.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back() {
        let hash = ChangeHash([0xab; 32]);
        for key in [
            ChunkKey::Snapshot(hash),
            ChunkKey::Incremental(hash),
            ChunkKey::Refused(hash),
            ChunkKey::Meta,
        ] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert!("incremental/12".parse::<ChunkKey>().is_err());
    }

    #[test]
    fn a_snapshot_key_does_not_depend_on_the_order_of_heads() {
        let (a, b) = (ChangeHash([1; 32]), ChangeHash([2; 32]));
        assert_eq!(ChunkKey::snapshot_at(&[a, b]), ChunkKey::snapshot_at(&[b, a]));
        assert_ne!(ChunkKey::snapshot_at(&[a]), ChunkKey::snapshot_at(&[b]));
    }
}
