//! What the relay says: sync messages to one connection or to all, refusals, and farewells.

use std::collections::BTreeMap;

use automerge::ChangeHash;

use crate::id::DocumentId;
use crate::limits::{REFUSALS_PER_CONNECTION_MAX, SEND_BYTES_MAX};
use crate::sync::access::Policy;
use crate::sync::catalogue::Entry;
use crate::sync::message;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::session::{Outgoing, Session, Terms};
use crate::sync::wire::{self, Frame, Short};

use super::library::Giver;
use super::{CloseReason, ConnectionId, Relay, RelayEffect};

impl Relay {
    pub(super) fn send(&mut self, id: ConnectionId, frame: &Frame) {
        let Some(connection) = self.connections.get(&id) else { return };
        let bytes =
            if connection.ours { wire::encode_for_ours(frame) } else { wire::encode(frame) };
        self.effects.push(RelayEffect::Send(id, bytes));
    }

    /// Sends the short messages of this turn.
    pub(super) fn flush(&mut self) {
        for (id, shorts) in std::mem::take(&mut self.shorts) {
            let mut frame = Vec::new();
            let mut size = 0;
            for short in shorts {
                let bytes: usize = short.chunks.iter().map(Vec::len).sum();
                if size > 0 && size + bytes > SEND_BYTES_MAX {
                    self.send(id, &Frame::Changes(std::mem::take(&mut frame)));
                    size = 0;
                }
                size += bytes;
                frame.push(short);
            }
            if !frame.is_empty() {
                self.send(id, &Frame::Changes(frame));
            }
        }
    }

    /// Says to one connection what there is to say about a document.
    pub(super) fn speak(&mut self, policy: &dyn Policy, id: ConnectionId, document: DocumentId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(library) = self.documents.get(&document).and_then(|d| d.library()) else { return };
        let access = policy.access(&connection.account, &document);
        if !access.reads() {
            connection.sessions.remove(&document);
            return;
        }
        let (Some(session), Some(peer)) =
            (connection.sessions.get_mut(&document), connection.peer.clone())
        else {
            return;
        };
        let terms = Terms { ours: connection.ours, take: access.writes(), send: true };
        match session.generate(library, terms) {
            None => {}
            Some(Outgoing::Short { heads, chunks, more }) => {
                let short = Short { document, heads, chunks, more };
                self.shorts.entry(id).or_default().push(short);
            }
            Some(Outgoing::Full { heads, need, have, chunks }) => {
                let read_only = !access.writes();
                let data = message::encode(heads, need, have, chunks, read_only);
                let sender = self.peer.clone();
                let frame = Frame::Sync { request: false, sender, target: peer, document, data };
                self.send(id, &frame);
            }
        }
    }

    pub(super) fn speak_to_all_sessions(&mut self, policy: &dyn Policy, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        for session in connection.sessions.values_mut() {
            session.answer();
        }
        let documents: Vec<_> = connection.sessions.keys().copied().collect();
        for document in documents {
            self.speak(policy, id, document);
        }
    }

    /// Tells everyone who may read a document that it has moved on from `before`.
    pub(super) fn fan_out(
        &mut self,
        policy: &dyn Policy,
        document: DocumentId,
        before: &[ChangeHash],
    ) {
        let Some(heads) = self.heads(&document) else { return };
        let mut news = Vec::new();
        let mut listeners = Vec::new();
        for (id, connection) in &mut self.connections {
            let access = policy.access(&connection.account, &document);
            if !access.reads() {
                connection.sessions.remove(&document);
                continue;
            }
            if let Some(granted) = &mut connection.granted
                && granted.insert(document, access) != Some(access)
            {
                news.push((*id, Entry { document, access, heads: heads.clone() }));
                continue;
            }
            if connection.granted.is_some() {
                // Not heard of since the catalogues were compared: taken to be as far as we were.
                connection
                    .sessions
                    .entry(document)
                    .or_insert_with(|| Session::assume(before.to_vec(), before.to_vec()));
            }
            if connection.sessions.contains_key(&document) {
                listeners.push(*id);
            }
        }
        for (id, entry) in news {
            self.send(id, &Frame::Catalogue { parts: 0, entries: vec![entry] });
        }
        for id in listeners {
            self.speak(policy, id, document);
        }
    }

    /// The document is not to be had; there is one answer whether or not it exists.
    pub(super) fn unavailable(&mut self, id: ConnectionId, document: DocumentId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(target) = connection.peer.clone() else { return };
        connection.refusals += 1;
        let ours = connection.ours;
        self.send(id, &Frame::Unavailable { sender: self.peer.clone(), target, document });
        if ours {
            let refusal = Refusal::new(RefusalCode::Unavailable, "no such document for you");
            self.send(id, &Frame::Refused { document, hashes: Vec::new(), refusal });
        }
    }

    /// Says what was refused to those who handed it in, and to the log.
    pub(super) fn refuse(
        &mut self,
        document: DocumentId,
        refused: Vec<(Giver, Option<ChangeHash>, Refusal)>,
    ) {
        let mut grouped: BTreeMap<(Option<ConnectionId>, RefusalCode, String), Vec<ChangeHash>> =
            BTreeMap::new();
        for (giver, hash, refusal) in refused {
            let key = (giver.connection, refusal.code, refusal.message);
            grouped.entry(key).or_default().extend(hash);
        }
        for ((connection, code, message), hashes) in grouped {
            let refusal = Refusal { code, message };
            if let Some(id) = connection {
                self.refuse_one(id, document, &hashes, &refusal);
            }
            self.effects.push(RelayEffect::Refused { connection, document, hashes, refusal });
        }
    }

    fn refuse_one(
        &mut self,
        id: ConnectionId,
        document: DocumentId,
        hashes: &[ChangeHash],
        refusal: &Refusal,
    ) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        // What is no fault of the sender's does not count against it: a store that fails here, and
        // what it has from others and the relay lost.
        if !refusal.code.is_transient() && refusal.code != RefusalCode::ForeignAuthor {
            connection.refusals += hashes.len().max(1);
        }
        let (ours, many) = (connection.ours, connection.refusals > REFUSALS_PER_CONNECTION_MAX);
        if ours {
            let (hashes, refusal) = (hashes.to_vec(), refusal.clone());
            self.send(id, &Frame::Refused { document, hashes, refusal });
        }
        if many {
            self.turn_away(id, "too many refused changes", CloseReason::Overload);
        }
    }

    /// Says why, closes, and forgets a connection.
    pub(super) fn turn_away(&mut self, id: ConnectionId, message: &str, reason: CloseReason) {
        if self.connections.contains_key(&id) {
            self.send(id, &Frame::Error { message: message.to_owned() });
            self.connections.remove(&id);
            self.shorts.remove(&id);
            self.effects.push(RelayEffect::Close(id, reason));
        }
    }
}
