//! What the device says to the relay and hears from it, document by document.

use std::collections::BTreeSet;

use automerge::ChangeHash;

use crate::id::DocumentId;
use crate::limits::{DOCUMENT_QUEUE_MAX, OFFER_RETRY_MS, SEND_BYTES_MAX};
use crate::sync::access::Access;
use crate::sync::catalogue::{self, Digest, Entry};
use crate::sync::chunk::{ChangeChunk, Kind, Trust, read_change, split};
use crate::sync::load::{changes_of, open_document};
use crate::sync::message::{self, Said};
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::session::{Outgoing, Session, Terms};
use crate::sync::wire::{Frame, Short};
use crate::time::TimestampMs;

use super::link::{Compared, Link, is_due};
use super::shelf::{Shelf, sign};
use super::{Device, Effect};

impl Device {
    /// What this device believes the relay has for it, sorted by document.
    pub(super) fn catalogue(&self) -> Vec<Entry> {
        let listed = self.shelves.iter().filter(|(_, shelf)| shelf.access != Access::None);
        let entry = |(document, shelf): (&DocumentId, &Shelf)| Entry {
            document: *document,
            access: shelf.access,
            heads: match shelf.access {
                Access::Erased => Vec::new(),
                _ => shelf.graph.heads(),
            },
        };
        listed.map(entry).collect()
    }

    /// Asks whether the relay has the same.
    pub(super) fn compare(&mut self) -> (Frame, Vec<Entry>) {
        let catalogue = self.catalogue();
        (Frame::Compare(Digest::of(&catalogue)), catalogue)
    }

    /// The relay answered with the parts that differ, or told of changed lines.
    pub(super) fn catalogue_came(&mut self, parts: u32, entries: Vec<Entry>) {
        let asked = match &mut self.link {
            Link::Up { compared, .. } if parts != 0 => match compared {
                Compared::Asked(asked) => std::mem::take(asked),
                Compared::Done => Vec::new(),
            },
            _ => Vec::new(),
        };
        let listed: BTreeSet<_> = entries.iter().map(|entry| entry.document).collect();
        for entry in asked {
            if !catalogue::includes(parts, &entry.document) {
                self.same(entry);
            } else if !listed.contains(&entry.document) {
                let gone = Entry { access: Access::None, heads: Vec::new(), ..entry };
                self.line_came(gone);
            }
        }
        for entry in entries {
            self.line_came(entry);
        }
    }

    /// The relay is where this document was when we asked.
    pub(super) fn same(&mut self, entry: Entry) {
        let id = entry.document;
        let Some(shelf) = self.shelves.get_mut(&id).filter(|shelf| shelf.access.reads()) else {
            return;
        };
        shelf.session = Some(Session::assume(entry.heads.clone(), entry.heads.clone()));
        if shelf.announced(&entry.heads) {
            self.effects.push(Effect::Status(id));
        }
        self.settle(id);
    }

    fn line_came(&mut self, entry: Entry) {
        let Entry { document: id, access, heads } = entry;
        if access == Access::Erased {
            return self.erase(id);
        }
        if !self.shelves.contains_key(&id) {
            if access == Access::None {
                return;
            }
            let actor = self.fresh_actor(&id);
            self.shelves.insert(id, Shelf::new(self.config.account, actor, access));
            self.effects.push(Effect::Status(id));
            self.keep(id, true);
        }
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if shelf.access != access {
            shelf.access = access;
            shelf.meta_dirty = true;
            self.effects.push(Effect::Status(id));
        }
        if !access.reads() {
            shelf.session = None;
            shelf.heard.clear();
            shelf.held.clear();
            return;
        }
        shelf.session = Some(Session::assume(heads.clone(), shelf.receipt.clone()));
        if shelf.announced(&heads) {
            self.effects.push(Effect::Status(id));
        }
        self.settle(id);
    }

    /// A sync message of either form, with its changes.
    pub(super) fn hear(
        &mut self,
        now: TimestampMs,
        id: DocumentId,
        said: Said,
        chunks: Vec<Vec<u8>>,
    ) {
        let Some(shelf) = self.shelves.get_mut(&id).filter(|shelf| shelf.session.is_some()) else {
            return;
        };
        // What this account may do comes with the catalogue. A message that waits here until its
        // changes are stored may be older than the last line of that.
        let said = Said { read_only: None, ..said };
        if shelf.heard.len() + shelf.held.len() >= DOCUMENT_QUEUE_MAX {
            return self.lose(now, None);
        }
        if !shelf.to_set_aside.is_empty() && shelf.in_flight.is_some() {
            return shelf.held.push_back((said, chunks));
        }
        self.listen(now, id, said, chunks);
        self.settle(id);
    }

    fn listen(&mut self, now: TimestampMs, id: DocumentId, said: Said, chunks: Vec<Vec<u8>>) {
        if !self.take_in(now, id, chunks) {
            return;
        }
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if shelf.to_set_aside.is_empty() || shelf.in_flight.is_none() {
            shelf.heard.push_back((shelf.queued, said));
        } else {
            // Its changes wait as orphans.
            shelf.held.push_back((said, Vec::new()));
        }
    }

    /// The store has answered: sets aside what waited for that, and takes in what came meanwhile.
    pub(super) fn release(&mut self, now: TimestampMs, id: DocumentId) {
        if self.shelves.get(&id).is_none_or(|shelf| shelf.to_set_aside.is_empty()) {
            return;
        }
        self.set_aside_waiting(id);
        self.take_in(now, id, Vec::new());
        while let Some((said, chunks)) =
            self.shelves.get_mut(&id).and_then(|shelf| shelf.held.pop_front())
        {
            self.listen(now, id, said, chunks);
        }
    }

    /// Applies what came; false if the document cannot take it.
    fn take_in(&mut self, now: TimestampMs, id: DocumentId, chunks: Vec<Vec<u8>>) -> bool {
        let Some(shelf) = self.shelves.get_mut(&id) else { return false };
        let before = shelf.doc.get_heads();
        for bytes in chunks {
            let Some((chunk, [])) = split(&bytes) else { continue };
            if chunk.kind == Kind::Document {
                let Ok(doc) = open_document(&bytes) else { continue };
                let Ok(changes) = changes_of(&doc) else { continue };
                if shelf.graph.is_empty() && shelf.unsaved.is_empty() {
                    let actor = shelf.doc.get_actor().clone();
                    shelf.came_whole = Some((doc.get_heads(), bytes));
                    shelf.doc = doc;
                    sign(&mut shelf.doc, self.config.account, actor);
                    shelf.enqueue(changes);
                    shelf.rewrite = true;
                } else {
                    for change in changes {
                        shelf.arrived(change);
                    }
                }
            } else if let Ok(change) = read_change(&chunk, Trust::Own) {
                shelf.arrived(change);
            }
        }
        let mut orphans = std::mem::take(&mut shelf.orphans);
        let unsaved: BTreeSet<_> = shelf.unsaved.iter().map(|change| change.hash).collect();
        let mut ready = orphans.take_ready(|hash| shelf.graph.has(hash) || unsaved.contains(hash));
        shelf.orphans = orphans;
        // What waited as an orphan may have come with a whole document since: it is no twin of itself.
        ready.retain(|change| !shelf.has(&change.hash));
        let taken = ready.is_empty() || self.apply_ready(now, id, ready);
        if let Some(shelf) = self.shelves.get(&id) {
            let after = shelf.doc.get_heads();
            if after != before {
                self.effects.push(Effect::Changed { document: id, before, after, rebuilt: false });
            }
        }
        taken
    }

    /// Applies changes that can be applied. If the document refuses them because this store wrote
    /// others under the same numbers (it was set back), those are set aside first.
    fn apply_ready(&mut self, now: TimestampMs, id: DocumentId, ready: Vec<ChangeChunk>) -> bool {
        let fresh = self.fresh_actor(&id);
        let account = self.config.account;
        let Some(shelf) = self.shelves.get_mut(&id) else { return false };
        let twins = shelf.twins(&ready);
        if !twins.is_empty() && shelf.in_flight.is_some() {
            // The store is writing some of them: what they are was counted for its answer.
            let refusal = Refusal::new(RefusalCode::Sequence, "this store had been set back");
            shelf.to_set_aside.push((twins, refusal));
            ready.into_iter().for_each(|change| shelf.orphans.insert(change));
            return true;
        }
        if !twins.is_empty() {
            let refusal = Refusal::new(RefusalCode::Sequence, "this store had been set back");
            let before = shelf.doc.get_heads();
            if shelf.set_aside(&twins, &refusal, account, fresh) {
                let after = shelf.doc.get_heads();
                let changed = Effect::Changed { document: id, before, after, rebuilt: true };
                self.effects.extend([changed, Effect::Status(id)]);
            }
        }
        if shelf.apply(&ready).is_err() {
            shelf.reopen(account);
            shelf.session = None;
            shelf.heard.clear();
            shelf.held.clear();
            shelf.relay_refuses = Some(RefusalCode::Harmful);
            shelf.offer_at = Some(now.plus(OFFER_RETRY_MS));
            self.effects.push(Effect::Status(id));
            return false;
        }
        shelf.enqueue(ready);
        true
    }

    /// Says what there is to say about a document, once everything heard has been dealt with.
    pub(super) fn speak(&mut self, id: DocumentId) {
        let Link::Up { relay, attempt, .. } = &self.link else { return };
        let (relay, attempt) = (relay.clone(), *attempt);
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        if !shelf.heard.is_empty() || shelf.store_error.is_some() || !shelf.access.reads() {
            return;
        }
        let Some(mut session) = shelf.session.take() else { return };
        let terms = Terms { ours: true, take: true, send: shelf.access.writes() };
        let outgoing = session.generate(shelf, terms);
        shelf.session = Some(session);
        match outgoing {
            None => {}
            Some(Outgoing::Short { heads, chunks, more }) => {
                self.shorts.push(Short { document: id, heads, chunks, more });
            }
            Some(Outgoing::Full { heads, need, have, chunks }) => {
                let request = heads.is_empty();
                let data = message::encode(heads, need, have, chunks, false);
                let sender = self.config.peer.clone();
                let frame = Frame::Sync { request, sender, target: relay, document: id, data };
                self.send(attempt, &frame);
            }
        }
    }

    /// Sends the short messages of this turn.
    pub(super) fn flush(&mut self) {
        let shorts = std::mem::take(&mut self.shorts);
        let Link::Up { attempt, .. } = self.link else { return };
        let mut frame = Vec::new();
        let mut size = 0;
        for short in shorts {
            let bytes: usize = short.chunks.iter().map(Vec::len).sum();
            if size > 0 && size + bytes > SEND_BYTES_MAX {
                self.send(attempt, &Frame::Changes(std::mem::take(&mut frame)));
                size = 0;
            }
            size += bytes;
            frame.push(short);
        }
        if !frame.is_empty() {
            self.send(attempt, &Frame::Changes(frame));
        }
    }

    /// Offers again what the relay could not take a while ago.
    pub(super) fn offer_again(&mut self, now: TimestampMs) {
        let due: Vec<_> = self
            .shelves
            .iter_mut()
            .filter(|(_, shelf)| shelf.offer_at.is_some_and(|at| is_due(at, now, OFFER_RETRY_MS)))
            .map(|(id, shelf)| {
                shelf.offer_at = None;
                shelf.relay_refuses = None;
                if let Some(session) = &mut shelf.session {
                    session.offer_again();
                }
                *id
            })
            .collect();
        for id in due {
            self.effects.push(Effect::Status(id));
            self.speak(id);
        }
    }
}

impl Shelf {
    /// A change came from the relay. One that was set aside because the relay refused it is in the
    /// relay now (refused once more after it had been taken, or taken from another device), so it
    /// goes back into the document; but for one that would spoil it.
    fn arrived(&mut self, change: ChangeChunk) {
        if self.has(&change.hash) {
            return;
        }
        let refused = self.refused.get(&change.hash).map(|refused| refused.refusal.code);
        if refused == Some(RefusalCode::Harmful) {
            return;
        }
        if refused.is_some() {
            self.refused.remove(&change.hash);
            self.rewrite = true;
            self.meta_dirty = true;
        }
        self.orphans.insert(change);
    }

    /// Changes of our own that stand where one of these must stand.
    fn twins(&self, incoming: &[ChangeChunk]) -> Vec<ChangeHash> {
        let taken = incoming.iter().filter(|change| {
            let unsaved = self.unsaved.iter().filter(|own| own.actor == change.actor);
            let last = unsaved.map(|own| own.seq).max().unwrap_or(0);
            self.graph.seq(&change.actor).max(last) >= change.seq
        });
        let taken: BTreeSet<_> = taken.map(|change| (change.actor.clone(), change.seq)).collect();
        if taken.is_empty() {
            return Vec::new();
        }
        let own = self.graph.hashes().chain(self.unsaved.iter().map(|change| change.hash));
        let stands_there = |hash: &ChangeHash| {
            self.doc
                .get_change_meta_by_hash(hash)
                .is_some_and(|meta| taken.contains(&(meta.actor.into_owned(), meta.seq)))
        };
        own.filter(stands_there).collect()
    }
}
