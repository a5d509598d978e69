//! Reading a document back from the device's store.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, TextEncoding};

use crate::id::{AccountId, DocumentId};
use crate::sync::access::Access;
use crate::sync::chunk::ChangeChunk;
use crate::sync::graph::Graph;
use crate::sync::load::{LoadedChunks, Snapshot, changes_of, graph_of, open_document, read_stored};
use crate::sync::pending::Pending;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::store::{ChunkKey, LoadProblem, StoredDocument};

use super::RefusedChange;
use super::meta::Meta;
use super::shelf::{Shelf, sign};

impl Shelf {
    /// Reads a stored document. `fresh` is the actor to go on with if something is damaged: the
    /// stored one may have written what is lost.
    pub(super) fn load(
        account: AccountId,
        fresh: ActorId,
        stored: StoredDocument,
    ) -> (Self, Vec<LoadProblem>) {
        let id = stored.id;
        let keys = stored.chunks.iter().map(|(key, _)| *key).filter(|key| *key != ChunkKey::Meta);
        let keys: BTreeSet<_> = keys.collect();
        let mut read = read_stored(stored);
        let mut shelf = Self::new(account, fresh.clone(), Access::Write);
        let base = shelf.take_base(&mut read, id);
        read.spread_out(id);
        let mut pending = Pending::default();
        for change in read.changes.drain(..).filter(|change| !shelf.graph.has(&change.hash)) {
            pending.insert(change);
        }
        let ready = pending.take_ready(|hash| shelf.graph.has(hash));
        if shelf.apply(&ready).is_ok() {
            for change in &ready {
                if shelf.doc.get_change_meta_by_hash(&change.hash).is_some() {
                    shelf.graph.add(change);
                }
            }
        } else {
            shelf.apply_each(base.as_deref(), &ready, &mut pending, id, &mut read.problems);
        }
        shelf.orphans = pending;
        shelf.keys = keys;
        for problem in &read.problems {
            shelf.keys.remove(&problem.key);
        }
        let mut meta = None;
        let mut refused_bytes = BTreeMap::new();
        for (key, bytes) in read.others {
            match key {
                ChunkKey::Refused(hash) => {
                    refused_bytes.insert(hash, bytes);
                }
                _ => meta = Meta::decode(&bytes).or(meta),
            }
        }
        shelf.meta_dirty = meta.is_none();
        let mut actor = None;
        let mut still_in_document = Vec::new();
        if let Some(meta) = meta {
            shelf.access = meta.access;
            // Of what a damaged store lost nothing is known; what is written on the rest is unsent.
            shelf.receipt = shelf.graph.maximal(&meta.receipt);
            shelf.kept_receipt = meta.receipt;
            actor = meta.actor;
            for (hash, refusal) in meta.refused {
                if shelf.graph.has(&hash) {
                    still_in_document.push((hash, refusal));
                } else if let Some(bytes) = refused_bytes.remove(&hash) {
                    shelf.refused.insert(hash, RefusedChange { hash, refusal, bytes });
                }
            }
        }
        // A refused change of which only the bytes are left is a person's work all the same.
        for (hash, bytes) in refused_bytes {
            if !shelf.graph.has(&hash) {
                let refusal = Refusal::new(RefusalCode::Unknown, "the reason was lost");
                shelf.refused.insert(hash, RefusedChange { hash, refusal, bytes });
                shelf.meta_dirty = true;
            }
        }
        let actor = actor.filter(|_| read.problems.is_empty()).unwrap_or(fresh.clone());
        sign(&mut shelf.doc, account, actor);
        // Set aside before; an old chunk that could not be deleted has brought it back.
        for (hash, refusal) in still_in_document {
            shelf.set_aside(&[hash], &refusal, account, fresh.clone());
        }
        if shelf.refused.values().any(|change| change.bytes.is_empty()) {
            let all = changes_in(base.as_deref()).into_iter().chain(ready);
            let mut kept: BTreeMap<_, _> = all.map(|change| (change.hash, change.bytes)).collect();
            for change in shelf.refused.values_mut().filter(|change| change.bytes.is_empty()) {
                change.bytes = kept.remove(&change.hash).unwrap_or_default();
            }
        }
        shelf.count_unreceipted();
        shelf.awaits_receipt = !shelf.unreceipted.is_empty();
        (shelf, read.problems)
    }

    /// Takes one of the stored snapshots as what is built on, and gives its bytes. Its changes are
    /// in the document already: only the graph needs to know of them.
    fn take_base(&mut self, read: &mut LoadedChunks, document: DocumentId) -> Option<Vec<u8>> {
        let Snapshot { key, bytes, doc, .. } = read.snapshots.pop()?;
        match graph_of(&doc) {
            Ok(graph) => {
                (self.doc, self.graph) = (doc, graph);
                Some(bytes)
            }
            Err(reason) => {
                read.problems.push(LoadProblem { document, key, reason });
                None
            }
        }
    }

    /// Applies stored changes that fail together: where one fails the others still count, and what
    /// builds on it waits.
    fn apply_each(
        &mut self,
        base: Option<&[u8]>,
        changes: &[ChangeChunk],
        orphans: &mut Pending<ChangeChunk>,
        document: DocumentId,
        problems: &mut Vec<LoadProblem>,
    ) {
        // As it was before the attempt: what opened then opens now.
        let opened = base.and_then(|bytes| open_document(bytes).ok());
        let opened = opened.and_then(|doc| Some((graph_of(&doc).ok()?, doc)));
        (self.graph, self.doc) = opened.unwrap_or_else(|| {
            let empty = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
            (Graph::default(), empty)
        });
        for change in changes {
            if !self.graph.has_all(&change.deps) {
                orphans.insert(change.clone());
                continue;
            }
            let before = self.doc.clone();
            match self.apply(std::slice::from_ref(change)) {
                Ok(()) => drop(self.graph.add(change)),
                Err(reason) => {
                    self.doc = before;
                    let key = ChunkKey::Incremental(change.hash);
                    problems.push(LoadProblem { document, key, reason });
                }
            }
        }
    }
}

/// The changes of a stored snapshot, if it can give them.
fn changes_in(snapshot: Option<&[u8]>) -> Vec<ChangeChunk> {
    let doc = snapshot.and_then(|bytes| open_document(bytes).ok());
    doc.and_then(|doc| changes_of(&doc).ok()).unwrap_or_default()
}
