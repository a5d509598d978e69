//! What follows when the store has answered: the graph moves on, whoever waits is answered, and
//! from time to time a snapshot replaces chunks.

use std::collections::BTreeSet;

use automerge::ChangeHash;

use crate::id::DocumentId;
use crate::sync::access::Policy;
use crate::sync::load::guarded;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::store::{ChunkKey, StoreError, Ticket};
use crate::sync::wire::Frame;
use crate::time::TimestampMs;

use super::desk::{Document, Job, Step};
use super::library::{Arrival, Whole, save_and_verify};
use super::trial::find_spoiled;
use super::{Commit, Relay, RelayEffect, RequestId};

impl Relay {
    pub(super) fn stored(
        &mut self,
        _now: TimestampMs,
        policy: &dyn Policy,
        ticket: Ticket,
        result: Result<(), StoreError>,
    ) {
        let Some(id) = self.tickets.remove(&ticket) else { return };
        self.working = Some(id);
        let Some(document) = self.documents.get_mut(&id) else { return };
        let Some(storing) = document.storing.take_if(|storing| storing.ticket == ticket) else {
            return;
        };
        match (storing.step, &result) {
            (Step::Accept { accepted, bindings, then, whole }, Ok(())) => {
                let before = document.heads.clone();
                if let Some(library) = document.library_mut() {
                    library.bindings.extend(bindings);
                    for arrival in &accepted {
                        library.add(&arrival.change);
                    }
                    match whole {
                        Some(whole) => library.is_whole(whole),
                        None => {
                            let hashes = accepted.iter().map(|arrival| arrival.change.hash);
                            library.loose.extend(hashes.map(ChunkKey::Incremental));
                        }
                    }
                }
                self.advance(id);
                self.answer(policy, id, then, result);
                self.fan_out(policy, id, &before);
                self.compact_if_due(id);
            }
            (Step::Accept { accepted, then, whole, .. }, Err(_)) => {
                if let Some(library) = document.library_mut() {
                    // It may have been written all the same: the next snapshot deletes it.
                    library.loose.extend(whole.map(|whole| whole.key));
                    // What was in the store before waits on: no snapshot may delete it.
                    let stored = |arrival: &&Arrival| {
                        library.loose.contains(&ChunkKey::Incremental(arrival.change.hash))
                    };
                    let stored: Vec<_> = accepted.iter().filter(stored).cloned().collect();
                    stored.into_iter().for_each(|arrival| library.orphans.insert(arrival));
                }
                let refusal = Refusal::new(RefusalCode::Store, "the relay's store failed");
                let refused = accepted
                    .into_iter()
                    .map(|arrival| (arrival.giver, Some(arrival.change.hash), refusal.clone()));
                self.refuse(id, refused.collect());
                self.answer(policy, id, then, result);
            }
            (Step::Compact { whole }, Ok(())) => {
                if let Some(library) = document.library_mut() {
                    library.is_whole(whole);
                }
            }
            (Step::SetAside { removed, put, delete }, Ok(())) => {
                if let Some(library) = document.library_mut() {
                    let whole = library.whole.take();
                    library.whole = whole.filter(|whole| !delete.contains(&whole.key));
                    library.remove(&removed);
                    library.poison.extend(&removed);
                    library.unverified = 0;
                    library.loose.extend(put);
                    library.loose.retain(|key| !delete.contains(key));
                }
                self.advance(id);
                self.announce_set_aside(policy, id, removed);
            }
            // The chunks are still there, or the snapshot is all the same: the next commit tries
            // again, and deletes both.
            (Step::Compact { whole }, Err(_)) => {
                if let Some(library) = document.library_mut() {
                    library.loose.insert(whole.key);
                }
            }
            (Step::Correct, _) => {}
            (Step::SetAside { .. }, Err(error)) => {
                let waiting = document.queue.pop_front();
                let error = error.clone();
                if let Some(job) = waiting {
                    self.decline(id, job, error);
                }
            }
        }
        self.work(policy, id);
    }

    fn advance(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(&id) else { return };
        let Some(heads) = document.library().map(|library| library.graph.heads()) else { return };
        document.heads.clone_from(&heads);
        self.effects.push(RelayEffect::Advanced { document: id, heads });
    }

    /// Replaces a document's chunks by one snapshot once there are many, if that can be loaded.
    fn compact_if_due(&mut self, id: DocumentId) {
        let chunks_before_snapshot = self.pace.chunks_before_snapshot;
        let Some(library) = self.documents.get_mut(&id).and_then(Document::library_mut) else {
            return;
        };
        // Kept for this moment only: it is as large as the document.
        let verified = library.verified.take();
        if library.loose.len() < chunks_before_snapshot {
            return;
        }
        let heads = library.graph.heads();
        let bytes = match verified {
            Some((at, bytes)) if at == heads => bytes,
            _ => {
                let Ok(doc) = library.open() else { return };
                let Ok(bytes) = save_and_verify(&doc) else {
                    if let Some(spoiled) = find_spoiled(library) {
                        self.set_aside_now(id, spoiled);
                    }
                    return;
                };
                library.opened = Some(doc);
                library.unverified = 0;
                bytes
            }
        };
        let key = ChunkKey::snapshot_at(&heads);
        let delete = library.replaceable(key);
        let commit = Commit {
            ticket: Ticket(0),
            document: id,
            put: vec![(key, bytes.clone())],
            delete,
            bindings: Vec::new(),
            heads: heads.clone(),
            account: None,
        };
        self.note_opened(id);
        self.commit(commit, Step::Compact { whole: Whole { key, heads, bytes } });
    }

    /// Takes committed changes out that spoil the document, and then does the job.
    pub(super) fn set_aside(&mut self, id: DocumentId, spoiled: BTreeSet<ChangeHash>, job: Job) {
        if let Some(document) = self.documents.get_mut(&id) {
            document.queue.push_front(job);
        }
        self.set_aside_now(id, spoiled);
    }

    fn set_aside_now(&mut self, id: DocumentId, spoiled: BTreeSet<ChangeHash>) {
        let Some(library) = self.documents.get(&id).and_then(Document::library) else { return };
        let mut put = Vec::new();
        let mut delete: Vec<_> = spoiled.iter().map(|hash| ChunkKey::Incremental(*hash)).collect();
        for chunk in spoiled.iter().filter_map(|hash| library.chunk(hash)) {
            put.push((ChunkKey::Refused(chunk.hash), chunk.bytes));
        }
        let whole = library.whole.as_ref();
        let tainted =
            whole.filter(|w| spoiled.iter().any(|hash| library.graph.covers(&w.heads, hash)));
        let mut loose = Vec::new();
        if let Some(whole) = tainted {
            delete.push(whole.key);
            for hash in library.graph.hashes().filter(|hash| !spoiled.contains(hash)) {
                if let Some(chunk) = library.chunk(&hash) {
                    loose.push(ChunkKey::Incremental(hash));
                    put.push((ChunkKey::Incremental(hash), chunk.bytes));
                }
            }
        }
        let commit = Commit {
            ticket: Ticket(0),
            document: id,
            put,
            delete: delete.clone(),
            bindings: Vec::new(),
            heads: library.graph.heads_without(&spoiled),
            account: None,
        };
        self.commit(commit, Step::SetAside { removed: spoiled, put: loose, delete });
    }

    /// Everyone of ours who may have taken-out changes takes them out too; receipts are withdrawn.
    fn announce_set_aside(
        &mut self,
        policy: &dyn Policy,
        document: DocumentId,
        removed: BTreeSet<ChangeHash>,
    ) {
        let refusal =
            Refusal::new(RefusalCode::Harmful, "the document could not be loaded with it");
        let hashes: Vec<_> = removed.into_iter().collect();
        let readers: Vec<_> = self
            .connections
            .iter_mut()
            .filter(|(_, connection)| {
                connection.granted.is_some()
                    && policy.access(&connection.account, &document).reads()
            })
            .map(|(id, connection)| {
                connection.sessions.remove(&document);
                *id
            })
            .collect();
        for id in readers {
            let (hashes, refusal) = (hashes.clone(), refusal.clone());
            self.send(id, &Frame::Refused { document, hashes, refusal });
        }
        self.effects.push(RelayEffect::Refused { connection: None, document, hashes, refusal });
    }

    pub(super) fn give_export(&mut self, id: DocumentId, request: RequestId) {
        let Some(library) = self.documents.get_mut(&id).and_then(Document::library_mut) else {
            return;
        };
        let exported = library.open().and_then(|doc| {
            let bytes = guarded(|| Ok(doc.save()));
            library.opened = Some(doc);
            bytes
        });
        let result = exported.map(Some).map_err(StoreError);
        self.effects.push(RelayEffect::Exported { request, result });
        self.note_opened(id);
    }
}
