//! One document in the relay's memory: its graph, its changes' bytes, and, while changes are being
//! accepted, the opened document.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use automerge::{ActorId, Automerge, Change, ChangeHash, LoadOptions, TextEncoding};

use crate::id::AccountId;
use crate::sync::chunk::ChangeChunk;
use crate::sync::graph::Graph;
use crate::sync::load::{guarded, open_document, read_stored};
use crate::sync::pending::{HasChange, Pending};
use crate::sync::session::ChangeSource;
use crate::sync::store::{ChunkKey, LoadProblem, StoredDocument};

use super::ConnectionId;

/// Who hands a change in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Giver {
    /// `None`: the relay itself.
    pub(super) account: Option<AccountId>,
    pub(super) connection: Option<ConnectionId>,
    /// One of our devices; it names itself as the author.
    pub(super) ours: bool,
}

impl Giver {
    pub(super) const RELAY: Self = Self { account: None, connection: None, ours: true };
}

/// A change on its way in.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    pub(super) change: ChangeChunk,
    pub(super) giver: Giver,
}

impl HasChange for Arrival {
    fn change(&self) -> &ChangeChunk {
        &self.change
    }
}

/// A whole-document chunk that newcomers get.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) key: ChunkKey,
    pub(super) heads: Vec<ChangeHash>,
    pub(super) bytes: Vec<u8>,
}

/// A document, loaded.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) graph: Graph,
    bytes: HashMap<ChangeHash, Vec<u8>>,
    pub(super) bindings: BTreeMap<ActorId, AccountId>,
    pub(super) orphans: Pending<Arrival>,
    /// Set aside once, because the document could not be loaded with them: never taken again.
    pub(super) poison: BTreeSet<ChangeHash>,
    pub(super) whole: Option<Whole>,
    /// The document with its operations, at the graph's heads.
    pub(super) opened: Option<Automerge>,
    /// Changes since it was last checked that the document saves and loads.
    pub(super) unverified: usize,
    /// What came of the last check, with the heads it was made at: a snapshot that is due need not
    /// save and load once more.
    pub(super) verified: Option<(Vec<ChangeHash>, Vec<u8>)>,
    /// Content chunks in the store that are not part of the whole-document chunk.
    pub(super) loose: BTreeSet<ChunkKey>,
    /// Bytes of all changes.
    pub(super) size: usize,
}

impl ChangeSource for Library {
    fn graph(&self) -> &Graph {
        &self.graph
    }

    fn bytes(&self, hash: &ChangeHash) -> Option<Vec<u8>> {
        self.bytes.get(hash).cloned()
    }

    fn missing(&self, heads: &[ChangeHash]) -> Vec<ChangeHash> {
        self.orphans.missing(&self.graph, heads)
    }

    fn whole(&self) -> Option<(&[ChangeHash], &[u8])> {
        self.whole.as_ref().map(|whole| (&whole.heads[..], &whole.bytes[..]))
    }
}

impl Library {
    /// Reads a stored document. Changes that something damaged is missing under wait for it.
    ///
    /// `announced`: the index's heads. A write that failed may have been made all the same, and a
    /// device that was set back may have brought another change under the same number since: what
    /// was announced counts, the other is left out. Its chunk stays, since no snapshot holds it: it
    /// may be the only copy of what somebody wrote.
    pub(super) fn load(
        stored: StoredDocument,
        announced: &[ChangeHash],
    ) -> (Self, Vec<LoadProblem>) {
        let bindings = stored.bindings.iter().cloned().collect();
        let mut loose: BTreeSet<_> = stored
            .chunks
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| matches!(key, ChunkKey::Snapshot(_) | ChunkKey::Incremental(_)))
            .collect();
        let id = stored.id;
        let mut read = read_stored(stored);
        read.spread_out(id);
        for problem in &read.problems {
            loose.remove(&problem.key);
        }
        let poison = read.others.iter().filter_map(|(key, _)| match key {
            ChunkKey::Refused(hash) => Some(*hash),
            _ => None,
        });
        let mut library = Self { bindings, poison: poison.collect(), ..Self::default() };
        let mut pending = Pending::default();
        for change in read.changes {
            pending.insert(change);
        }
        let ready = pending.take_ready(|_| false);
        let certain = ancestors(&ready, announced);
        let (certain, other): (Vec<_>, Vec<_>) =
            ready.into_iter().partition(|change| certain.contains(&change.hash));
        certain.iter().for_each(|change| library.add(change));
        for change in &other {
            if library.graph.seq(&change.actor) < change.seq {
                library.add(change);
            } else {
                loose.remove(&ChunkKey::Incremental(change.hash));
            }
        }
        let left: Vec<_> = pending.hashes().copied().collect();
        for change in left.iter().filter_map(|hash| pending.remove(hash)) {
            library.orphans.insert(Arrival { change, giver: Giver::RELAY });
        }
        // One that holds what was left out is not built upon, and stays for the same reason.
        read.snapshots.retain(|snapshot| {
            let used = library.graph.has_all(&snapshot.heads);
            if !used {
                loose.remove(&snapshot.key);
            }
            used
        });
        let largest = read.snapshots.iter().map(|snapshot| snapshot.bytes.len()).max();
        if let Some(at) = read.snapshots.iter().position(|s| Some(s.bytes.len()) == largest) {
            let snapshot = read.snapshots.swap_remove(at);
            loose.remove(&snapshot.key);
            if snapshot.heads == library.graph.heads() {
                library.opened = Some(snapshot.doc);
            }
            let (key, heads, bytes) = (snapshot.key, snapshot.heads, snapshot.bytes);
            library.whole = Some(Whole { key, heads, bytes });
        }
        library.loose = loose;
        library.unverified = library.graph.since(library.whole_heads()).len();
        (library, read.problems)
    }

    pub(super) fn whole_heads(&self) -> &[ChangeHash] {
        self.whole.as_ref().map_or(&[], |whole| &whole.heads)
    }

    /// The chunks in the store that a snapshot at the graph's heads replaces: all but those that
    /// wait for something they build on.
    pub(super) fn replaceable(&self, by: ChunkKey) -> Vec<ChunkKey> {
        let waits =
            |key: &&ChunkKey| matches!(key, ChunkKey::Incremental(hash) if self.orphans.has(hash));
        let old = self.whole.as_ref().map(|whole| whole.key);
        let loose = self.loose.iter().filter(|key| !waits(key)).copied();
        loose.chain(old).filter(|key| *key != by).collect()
    }

    /// For a batch after which a snapshot would be due at once: the snapshot to write instead of
    /// the batch's chunks, and the chunks it replaces; if the trial has just made it.
    pub(super) fn whole_instead(
        &mut self,
        batch: usize,
        many: usize,
        heads: &[ChangeHash],
    ) -> Option<(Whole, Vec<ChunkKey>)> {
        if self.loose.len() + batch < many {
            return None;
        }
        let (at, bytes) = self.verified.take_if(|(at, _)| at == heads)?;
        let key = ChunkKey::snapshot_at(&at);
        Some((Whole { key, heads: at, bytes }, self.replaceable(key)))
    }

    /// A snapshot has been stored, and what it replaces deleted.
    pub(super) fn is_whole(&mut self, whole: Whole) {
        let orphans = &self.orphans;
        self.loose.retain(|key| matches!(key, ChunkKey::Incremental(hash) if orphans.has(hash)));
        self.whole = Some(whole);
    }

    /// Takes a change in that is stored.
    pub(super) fn add(&mut self, change: &ChangeChunk) {
        if !self.graph.has(&change.hash) && self.graph.add(change) {
            self.size += change.bytes.len();
            self.bytes.insert(change.hash, change.bytes.clone());
        }
    }

    /// Takes changes out, with everything that builds on them.
    pub(super) fn remove(&mut self, hashes: &BTreeSet<ChangeHash>) {
        let removed = self.graph.descendants(hashes);
        let kept: Vec<_> = self.graph.hashes().filter(|hash| !removed.contains(hash)).collect();
        let changes: Vec<_> = kept.iter().filter_map(|hash| self.chunk(hash)).collect();
        self.graph = Graph::default();
        self.bytes.clear();
        self.size = 0;
        self.opened = None;
        for change in changes {
            self.add(&change);
        }
    }

    /// One of the changes, read.
    pub(super) fn chunk(&self, hash: &ChangeHash) -> Option<ChangeChunk> {
        use crate::sync::chunk::{Trust, read_changes};
        read_changes(self.bytes.get(hash)?, Trust::Own).pop()?.ok()
    }

    /// One of the changes, as Automerge has it.
    pub(super) fn change(&self, hash: &ChangeHash) -> Option<Change> {
        let bytes = self.bytes.get(hash)?;
        guarded(|| Change::from_bytes(bytes.clone()).map_err(|error| error.to_string())).ok()
    }

    /// The opened document with its committed changes; opens it if it is not.
    pub(super) fn open(&mut self) -> Result<Automerge, String> {
        if let Some(doc) = self.opened.take().filter(|doc| doc.get_heads() == self.graph.heads()) {
            return Ok(doc);
        }
        let mut doc = match &self.whole {
            Some(whole) => open_document(&whole.bytes)?,
            None => Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit),
        };
        let changes: Vec<_> =
            self.graph.since(self.whole_heads()).iter().filter_map(|h| self.change(h)).collect();
        apply(&mut doc, changes)?;
        if doc.get_heads() != self.graph.heads() {
            return Err("the stored changes do not give the stored heads".to_owned());
        }
        Ok(doc)
    }

    /// The document with the first `count` of its changes only.
    pub(super) fn open_prefix(&self, count: usize) -> Result<Automerge, String> {
        let mut doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        apply(&mut doc, self.graph.hashes().take(count).filter_map(|h| self.change(&h)).collect())?;
        Ok(doc)
    }
}

/// Opens a document as the relay has stored it, the index of whose heads is `announced`. What is
/// damaged in the store is left out, as the relay leaves it out.
///
/// # Errors
/// If what is left cannot be opened.
pub fn open_stored(stored: StoredDocument, announced: &[ChangeHash]) -> Result<Automerge, String> {
    let (mut library, _) = Library::load(stored, announced);
    library.open()
}

/// The given heads and all that they build on, among changes that each come after what they build
/// on.
fn ancestors(changes: &[ChangeChunk], heads: &[ChangeHash]) -> BTreeSet<ChangeHash> {
    let mut found: BTreeSet<ChangeHash> = heads.iter().copied().collect();
    for change in changes.iter().rev() {
        if found.contains(&change.hash) {
            found.extend(&change.deps);
        }
    }
    found
}

/// Applies changes; a panic is an error, after which the document is not to be used.
pub(super) fn apply(doc: &mut Automerge, changes: Vec<Change>) -> Result<(), String> {
    guarded(|| doc.apply_changes(changes).map_err(|error| error.to_string()))
}

/// Saves a document and checks that the bytes load into the same one.
pub(super) fn save_and_verify(doc: &Automerge) -> Result<Vec<u8>, String> {
    guarded(|| {
        let bytes = doc.save();
        let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
        let loaded =
            Automerge::load_with_options(&bytes, options).map_err(|error| error.to_string())?;
        if loaded.get_heads() == doc.get_heads() {
            Ok(bytes)
        } else {
            Err("the saved document has other heads".to_owned())
        }
    })
}
