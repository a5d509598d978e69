//! Getting a document's changes into the device's store, and what follows when they are there.

use std::collections::BTreeSet;

use automerge::{ActorId, ChangeHash};
use sha2::{Digest, Sha256};

use crate::id::{AccountId, DocumentId};
use crate::limits::STORE_RETRY_MS;
use crate::sync::access::Access;
use crate::sync::chunk::ChangeChunk;
use crate::sync::load::{guarded, open_document};
use crate::sync::pace::Pace;
use crate::sync::pending::Pending;
use crate::sync::refusal::Refusal;
use crate::sync::store::{ChunkKey, StoreError, Ticket};
use crate::time::TimestampMs;

use super::link::is_due;
use super::shelf::{InFlight, Shelf};
use super::{Device, Effect};

impl Device {
    /// Tidies up at another pace; for simulations.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// An actor that was never used: from the entropy of this start and a counter.
    pub(super) fn fresh_actor(&mut self, document: &DocumentId) -> ActorId {
        self.actors += 1;
        let mut hasher = Sha256::new();
        hasher.update(b"soxa actor");
        hasher.update(self.config.entropy);
        hasher.update(document.as_bytes());
        hasher.update(self.actors.to_be_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        ActorId::from(&digest[..16])
    }

    /// Asks the store to keep what it does not have, unless it is busy or failing.
    pub(super) fn keep(&mut self, id: DocumentId, meta_too: bool) {
        // What leaves something to another document stays in the store as it is until then.
        let hidden = |shelf: &Shelf| shelf.access == Access::Erased;
        if self.leaving.contains_key(&id) && self.shelves.get(&id).is_some_and(hidden) {
            return;
        }
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if shelf.in_flight.is_some() || shelf.retry_at.is_some() {
            return;
        }
        if shelf.unsaved.is_empty() && !shelf.rewrite && !(meta_too && shelf.meta_dirty) {
            return;
        }
        let rewrite = std::mem::take(&mut shelf.rewrite);
        let (mut put, delete) = if rewrite {
            whole(shelf)
        } else {
            let changes = shelf.unsaved.iter();
            (changes.map(|c| (ChunkKey::Incremental(c.hash), c.bytes.clone())).collect(), vec![])
        };
        let keys = put.iter().map(|(key, _)| *key).collect();
        put.push((ChunkKey::Meta, shelf.meta().encode()));
        shelf.meta_dirty = false;
        shelf.awaits_receipt &= !(shelf.unsaved.is_empty() && shelf.unreceipted.is_empty());
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        shelf.in_flight = Some(InFlight {
            ticket,
            changes: shelf.unsaved.len(),
            rewrite,
            put: keys,
            delete: delete.clone(),
        });
        self.tickets.insert(ticket, id);
        self.effects.push(Effect::Persist { ticket, document: id, put, delete });
    }

    pub(super) fn stored(
        &mut self,
        now: TimestampMs,
        ticket: Ticket,
        result: Result<(), StoreError>,
    ) {
        let Some(id) = self.tickets.remove(&ticket) else { return };
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        let Some(done) = shelf.in_flight.take_if(|in_flight| in_flight.ticket == ticket) else {
            return;
        };
        match result {
            Ok(()) => {
                shelf.store_error = None;
                for change in shelf.unsaved.drain(..done.changes) {
                    shelf.graph.add(&change);
                    shelf.unreceipted.insert(change.hash);
                    shelf.settled += 1;
                }
                shelf.keys.extend(done.put);
                shelf.keys.retain(|key| !done.delete.contains(key));
                let heads = shelf.session.as_ref().and_then(|s| s.their_heads()).map(<[_]>::to_vec);
                if let Some(heads) = heads {
                    shelf.announced(&heads);
                }
                // What a snapshot would not replace does not count: else it is written without end.
                let replaced = |key: &&ChunkKey| match key {
                    ChunkKey::Snapshot(_) => true,
                    ChunkKey::Incremental(hash) => !shelf.orphans.has(hash),
                    ChunkKey::Refused(_) | ChunkKey::Meta => false,
                };
                let replaceable = shelf.keys.iter().filter(replaced).count();
                let due = replaceable > self.pace.chunks_before_snapshot && !done.rewrite;
                if due && shelf.unsaved.is_empty() {
                    shelf.rewrite = true;
                }
            }
            Err(error) => {
                // It may have been written all the same: what is there must be known to be deleted.
                shelf.keys.extend(done.put);
                shelf.store_error = Some(error);
                shelf.retry_at = Some(now.plus(STORE_RETRY_MS));
                shelf.rewrite |= done.rewrite;
                shelf.meta_dirty = true;
            }
        }
        self.effects.push(Effect::Status(id));
        self.release(now, id);
        self.settle(id);
        self.bury_what_left_to(id);
    }

    /// Tries what failed before again.
    pub(super) fn retry_store(&mut self, now: TimestampMs) {
        let due: Vec<_> = self
            .shelves
            .iter_mut()
            .filter(|(_, shelf)| shelf.retry_at.is_some_and(|at| is_due(at, now, STORE_RETRY_MS)))
            .map(|(id, shelf)| {
                shelf.retry_at = None;
                *id
            })
            .collect();
        for id in due {
            self.keep(id, true);
        }
    }

    /// Does what had to wait for the store: sets aside, listens, keeps the rest, speaks.
    pub(super) fn settle(&mut self, id: DocumentId) {
        self.set_aside_waiting(id);
        if let Some(shelf) = self.shelves.get_mut(&id) {
            while shelf.heard.front().is_some_and(|(mark, _)| *mark <= shelf.settled) {
                let Some((_, said)) = shelf.heard.pop_front() else { break };
                let Some(mut session) = shelf.session.take() else { continue };
                session.receive(shelf, said);
                let heads = session.their_heads().map(<[_]>::to_vec).unwrap_or_default();
                shelf.session = Some(session);
                if shelf.announced(&heads) {
                    self.effects.push(Effect::Status(id));
                }
            }
        }
        let receipted = self.shelves.get(&id).is_some_and(|shelf| {
            shelf.awaits_receipt && shelf.unsaved.is_empty() && shelf.unreceipted.is_empty()
        });
        self.keep(id, receipted);
        self.speak(id);
    }

    pub(super) fn set_aside_waiting(&mut self, id: DocumentId) {
        let fresh = self.fresh_actor(&id);
        let account = self.config.account;
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if shelf.in_flight.is_some() || shelf.to_set_aside.is_empty() {
            return;
        }
        let before = shelf.doc.get_heads();
        let mut rebuilt = false;
        for (hashes, refusal) in std::mem::take(&mut shelf.to_set_aside) {
            rebuilt |= shelf.set_aside(&hashes, &refusal, account, fresh.clone());
        }
        if rebuilt {
            if let Some(session) = &mut shelf.session {
                session.answer();
            }
            let after = shelf.doc.get_heads();
            self.effects.push(Effect::Changed { document: id, before, after, rebuilt });
            self.effects.push(Effect::Status(id));
        }
    }

    /// Puts refused changes back into the document and in line for the relay.
    pub(super) fn retry_refused(&mut self, id: DocumentId) {
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        let mut pending = Pending::default();
        for refused in shelf.refused.values() {
            use crate::sync::chunk::{Trust, read_changes};
            for change in read_changes(&refused.bytes, Trust::Own).into_iter().flatten() {
                pending.insert(change);
            }
        }
        let ready: Vec<ChangeChunk> = pending.take_ready(|hash| shelf.has(hash));
        let (copy, before) = (shelf.doc.clone(), shelf.doc.get_heads());
        if ready.is_empty() || shelf.apply(&ready).is_err() {
            shelf.doc = copy;
            return;
        }
        for change in &ready {
            shelf.refused.remove(&change.hash);
        }
        shelf.enqueue(ready);
        shelf.rewrite = true;
        if let Some(session) = &mut shelf.session {
            session.offer_again();
        }
        let after = shelf.doc.get_heads();
        self.effects.push(Effect::Changed { document: id, before, after, rebuilt: false });
        self.effects.push(Effect::Status(id));
        self.settle(id);
    }

    /// The relay refused changes: for good, or for now.
    pub(super) fn refusal_came(
        &mut self,
        now: TimestampMs,
        id: DocumentId,
        hashes: Vec<ChangeHash>,
        refusal: Refusal,
    ) {
        use crate::limits::OFFER_RETRY_MS;
        use crate::sync::refusal::RefusalCode;
        let account = self.config.account;
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if hashes.is_empty() {
            if refusal.code == RefusalCode::Unavailable {
                shelf.access = Access::None;
                shelf.meta_dirty = true;
                shelf.session = None;
            } else {
                shelf.relay_refuses = Some(refusal.code);
                shelf.offer_at = Some(now.plus(OFFER_RETRY_MS));
            }
            return self.effects.push(Effect::Status(id));
        }
        // What another account wrote is not ours to take out because we may not hand it in.
        let (ours, others): (Vec<_>, Vec<_>) =
            hashes.into_iter().partition(|hash| shelf.is_by(hash, account));
        let harmful = refusal.code == RefusalCode::Harmful;
        let (out, wait) = if refusal.code.is_transient() {
            (Vec::new(), [ours, others].concat())
        } else if harmful {
            ([ours, others].concat(), Vec::new())
        } else {
            (ours, others)
        };
        if !wait.is_empty() {
            shelf.relay_refuses = Some(refusal.code);
            shelf.offer_at = Some(now.plus(OFFER_RETRY_MS));
            // One refused, all refused: what others wrote is theirs to bring.
            let unsent = shelf.unreceipted.iter().copied();
            let others: Vec<_> = match refusal.code {
                RefusalCode::ForeignAuthor => {
                    unsent.filter(|hash| shelf.is_by_another(hash, account)).collect()
                }
                _ => Vec::new(),
            };
            match &mut shelf.session {
                Some(session) if refusal.code.is_transient() => session.withhold(wait),
                Some(session) => session.bar(wait.into_iter().chain(others)),
                None => {}
            }
        }
        if !out.is_empty() {
            shelf.to_set_aside.push((out, refusal));
        }
        self.effects.push(Effect::Status(id));
        self.settle(id);
    }

    /// The relay has erased a document. One that leaves something is hidden by now, and deleted
    /// when that is stored.
    pub(super) fn erase(&mut self, id: DocumentId) {
        let known = self.shelves.get(&id).map(|shelf| shelf.access);
        if known == Some(Access::Erased) {
            return;
        }
        self.bury(id);
        if known.is_some() {
            self.effects.push(Effect::Erased(id));
        }
    }

    /// Deletes a document and remembers only that it was erased.
    pub(super) fn bury(&mut self, id: DocumentId) {
        let actor = self.fresh_actor(&id);
        let account = self.config.account;
        let tombstone = Shelf::new(account, actor, Access::Erased);
        let Some(old) = self.shelves.insert(id, tombstone) else {
            return self.keep(id, true);
        };
        let mut delete = old.keys;
        if let Some(in_flight) = old.in_flight {
            self.tickets.remove(&in_flight.ticket);
            delete.extend(in_flight.put);
        }
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        self.tickets.insert(ticket, id);
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        shelf.meta_dirty = false;
        shelf.keys.clone_from(&delete);
        let delete: Vec<_> = delete.into_iter().collect();
        shelf.in_flight = Some(InFlight {
            ticket,
            changes: 0,
            rewrite: true,
            put: Vec::new(),
            delete: delete.clone(),
        });
        let put = vec![(ChunkKey::Meta, shelf.meta().encode())];
        self.effects.push(Effect::Persist { ticket, document: id, put, delete });
    }
}

impl Shelf {
    /// Whether a change was made by this account, here or on another device.
    fn is_by(&self, hash: &ChangeHash, account: AccountId) -> bool {
        self.author(hash).is_some_and(|author| author == account.as_bytes())
    }

    /// Whether it says that another account made it. What says nothing may be anyone's to bring.
    fn is_by_another(&self, hash: &ChangeHash, account: AccountId) -> bool {
        self.author(hash).is_some_and(|author| author != account.as_bytes())
    }

    fn author(&self, hash: &ChangeHash) -> Option<Vec<u8>> {
        let change = self.doc.get_change_meta_by_hash(hash)?;
        Some(self.doc.get_author_for_actor(&change.actor)?.as_bytes().to_vec())
    }
}

/// One snapshot and what is set aside, instead of every other chunk. A snapshot that would not
/// load replaces nothing.
fn whole(shelf: &mut Shelf) -> (Vec<(ChunkKey, Vec<u8>)>, Vec<ChunkKey>) {
    if shelf.access == Access::Erased {
        return (Vec::new(), shelf.keys.iter().copied().collect());
    }
    let heads = shelf.doc.get_heads();
    let came = shelf.came_whole.take().filter(|(at, _)| *at == heads).map(|(_, bytes)| bytes);
    let saved = came.or_else(|| {
        let saved = guarded(|| Ok(shelf.doc.save())).ok();
        saved.filter(|bytes| open_document(bytes).is_ok_and(|loaded| loaded.get_heads() == heads))
    });
    // A refused change whose bytes could not be had is kept where it stands until they can.
    let (refused, elsewhere): (Vec<_>, Vec<_>) =
        shelf.refused.values().partition(|change| !change.bytes.is_empty());
    let mut put: Vec<_> =
        refused.iter().map(|c| (ChunkKey::Refused(c.hash), c.bytes.clone())).collect();
    let Some(bytes) = saved else {
        let changes = shelf.unsaved.iter();
        put.extend(changes.map(|c| (ChunkKey::Incremental(c.hash), c.bytes.clone())));
        let set_aside = refused.iter().map(|change| ChunkKey::Incremental(change.hash));
        return (put, set_aside.collect());
    };
    put.push((ChunkKey::snapshot_at(&heads), bytes));
    let mut kept: BTreeSet<_> = put.iter().map(|(key, _)| *key).collect();
    kept.extend(shelf.orphans.hashes().map(|hash| ChunkKey::Incremental(*hash)));
    for change in elsewhere {
        let own = ChunkKey::Incremental(change.hash);
        if shelf.keys.contains(&own) {
            kept.insert(own);
        } else {
            kept.extend(shelf.keys.iter().filter(|key| matches!(key, ChunkKey::Snapshot(_))));
        }
    }
    let delete = shelf.keys.iter().filter(|key| !kept.contains(key)).copied().collect();
    (put, delete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::device::RefusedChange;
    use crate::sync::refusal::RefusalCode;

    #[test]
    fn a_refused_change_whose_bytes_are_gone_is_not_deleted() {
        let (hash, snapshot) = (ChangeHash([1; 32]), ChunkKey::Snapshot(ChangeHash([2; 32])));
        let account = AccountId::from_slice(&[1; 16]).expect("16 bytes");
        let mut shelf = Shelf::new(account, ActorId::from([3; 16]), Access::Write);
        let refusal = Refusal::new(RefusalCode::Harmful, "it panics");
        shelf.refused.insert(hash, RefusedChange { hash, refusal, bytes: Vec::new() });
        shelf.keys = [ChunkKey::Incremental(hash), snapshot].into();
        let (put, delete) = whole(&mut shelf);
        assert!(put.iter().all(|(key, _)| *key != ChunkKey::Refused(hash)), "no empty chunk");
        assert_eq!(delete, [snapshot], "its own chunk is kept");
        shelf.keys = [snapshot].into();
        assert_eq!(whole(&mut shelf).1, [], "what may hold it is kept");
    }
}
