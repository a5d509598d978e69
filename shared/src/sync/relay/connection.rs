//! One connection to the relay: who it is, and what its frames ask for.

use std::collections::BTreeMap;

use crate::id::{AccountId, DocumentId, PeerId};
use crate::limits::{HANDSHAKE_MS, LINK_DEAD_MS};
use crate::sync::access::{Access, Policy};
use crate::sync::catalogue::{self, Digest, Entry};
use crate::sync::message::{self, Said};
use crate::sync::session::Session;
use crate::sync::wire::{self, Ephemeral, Frame, PROTOCOL, Short};
use crate::time::TimestampMs;

use super::desk::{Job, Message};
use super::{CloseReason, ConnectionId, Relay};

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) account: AccountId,
    expected_peer: Option<PeerId>,
    /// Set by the handshake.
    pub(super) peer: Option<PeerId>,
    /// It understands our extensions.
    pub(super) ours: bool,
    heard: TimestampMs,
    /// What our device was told that it may read; after that it hears of every change there.
    pub(super) granted: Option<BTreeMap<DocumentId, Access>>,
    pub(super) sessions: BTreeMap<DocumentId, Session>,
    pub(super) refusals: usize,
}

impl Connection {
    pub(super) fn new(account: AccountId, expected_peer: Option<PeerId>, now: TimestampMs) -> Self {
        Self {
            account,
            expected_peer,
            peer: None,
            ours: false,
            heard: now,
            granted: None,
            sessions: BTreeMap::new(),
            refusals: 0,
        }
    }
}

impl Relay {
    pub(super) fn frame(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        id: ConnectionId,
        bytes: &[u8],
    ) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.heard = now;
        let Some(frame) = wire::decode_from(bytes, connection.ours) else {
            return self.turn_away(id, "not a frame of protocol 1", CloseReason::Protocol);
        };
        let Some(peer) = connection.peer.clone() else { return self.join(id, frame) };
        let ours = connection.ours;
        match frame {
            Frame::Join { ref sender, .. } if *sender == peer => self.join(id, frame),
            Frame::Sync { sender, target, document, data, .. } => {
                if sender != peer {
                    return self.turn_away(id, "another sender", CloseReason::WrongPeer);
                }
                if target != self.peer {
                    return;
                }
                match message::decode(&data) {
                    Ok((said, chunks)) => self.message(now, policy, id, document, said, chunks),
                    Err(error) => self.turn_away(id, &error.to_string(), CloseReason::Protocol),
                }
            }
            Frame::Ephemeral(ephemeral) if ephemeral.sender == peer => {
                self.pass_on(policy, id, ephemeral);
            }
            Frame::Leave { .. } => {
                self.connections.remove(&id);
                self.effects.push(super::RelayEffect::Close(id, CloseReason::Left));
            }
            Frame::Compare(digest) if ours => self.compare(policy, id, &digest),
            Frame::Changes(documents) if ours => {
                for Short { document, heads, chunks, more } in documents {
                    let with_changes = !chunks.is_empty();
                    let said = Said { heads, with_changes, more, ..Said::default() };
                    self.message(now, policy, id, document, said, chunks);
                }
            }
            Frame::Ping if ours => self.send(id, &Frame::Pong),
            Frame::Error { .. } | Frame::Unavailable { .. } | Frame::Other | Frame::Pong => {}
            _ => self.turn_away(id, "an unexpected frame", CloseReason::Protocol),
        }
    }

    fn join(&mut self, id: ConnectionId, frame: Frame) {
        let Frame::Join { sender, versions, ours } = frame else {
            return self.turn_away(id, "the first frame must be a join", CloseReason::Protocol);
        };
        if !versions.iter().any(|version| version == PROTOCOL) {
            return self.turn_away(id, "only protocol version 1", CloseReason::Protocol);
        }
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.expected_peer.as_ref().is_some_and(|expected| *expected != sender) {
            let message = "not the peer id of this session";
            return self.turn_away(id, message, CloseReason::WrongPeer);
        }
        connection.peer = Some(sender.clone());
        connection.ours = ours;
        let answer = Frame::Peer {
            sender: self.peer.clone(),
            target: sender,
            version: PROTOCOL.to_owned(),
            ours,
        };
        self.send(id, &answer);
    }

    fn message(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        id: ConnectionId,
        document: DocumentId,
        said: Said,
        chunks: Vec<Vec<u8>>,
    ) {
        let Some(connection) = self.connections.get(&id) else { return };
        let (account, ours) = (connection.account, connection.ours);
        let readable = policy.access(&account, &document).reads();
        if !readable || !self.documents.contains_key(&document) {
            return self.unavailable(id, document);
        }
        let message = Message { connection: id, account, ours, said, chunks };
        self.enqueue(now, policy, document, Job::Message(message));
    }

    fn compare(&mut self, policy: &dyn Policy, id: ConnectionId, theirs: &Digest) {
        let Some(connection) = self.connections.get(&id) else { return };
        let mut entries = self.catalogue(policy, &connection.account);
        let granted = entries.iter().map(|entry| (entry.document, entry.access)).collect();
        let ours = Digest::of(&entries);
        let answer = if ours.whole == theirs.whole {
            Frame::Same
        } else {
            let parts = ours.differing(theirs);
            entries.retain(|entry| catalogue::includes(parts, &entry.document));
            Frame::Catalogue { parts, entries }
        };
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.granted = Some(granted);
        }
        if let Frame::Catalogue { entries, .. } = &answer {
            self.tell_purges(policy, id, entries);
        }
        self.send(id, &answer);
    }

    /// Tells what became of erased documents, before their lines go out.
    fn tell_purges(&mut self, policy: &dyn Policy, id: ConnectionId, entries: &[Entry]) {
        let erased = entries.iter().filter(|entry| entry.access == Access::Erased);
        let told: BTreeMap<u64, Vec<u8>> =
            erased.filter_map(|entry| policy.purge_of(&entry.document)).collect();
        for told in told.into_values() {
            self.send(id, &Frame::Purged { told });
        }
    }

    /// What an account may have, sorted by document.
    fn catalogue(&self, policy: &dyn Policy, account: &AccountId) -> Vec<Entry> {
        let mut entries: Vec<_> = policy
            .documents(account)
            .into_iter()
            .filter_map(|document| {
                let access = policy.access(account, &document);
                let heads = match access {
                    Access::None => return None,
                    Access::Erased => Vec::new(),
                    Access::Read | Access::Write => self.heads(&document)?,
                };
                Some(Entry { document, access, heads })
            })
            .collect();
        entries.sort_by_key(|entry| entry.document);
        entries.dedup_by_key(|entry| entry.document);
        entries
    }

    pub(super) fn access_changed(&mut self, policy: &dyn Policy, account: &AccountId) {
        let catalogue = self.catalogue(policy, account);
        let ids: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.account == *account)
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            let Some(connection) = self.connections.get_mut(&id) else { continue };
            let lost: Vec<_> = connection
                .sessions
                .keys()
                .filter(|document| !policy.access(account, document).reads())
                .copied()
                .collect();
            connection.sessions.retain(|document, _| !lost.contains(document));
            if let Some(granted) = &mut connection.granted {
                let before = std::mem::take(granted);
                *granted = catalogue.iter().map(|entry| (entry.document, entry.access)).collect();
                let mut changed: Vec<_> = catalogue
                    .iter()
                    .filter(|entry| before.get(&entry.document) != Some(&entry.access))
                    .cloned()
                    .collect();
                let gone = before.keys().filter(|document| !granted.contains_key(document));
                changed.extend(gone.map(|document| Entry {
                    document: *document,
                    access: Access::None,
                    heads: Vec::new(),
                }));
                if !changed.is_empty() {
                    self.tell_purges(policy, id, &changed);
                    self.send(id, &Frame::Catalogue { parts: 0, entries: changed });
                }
            } else {
                for document in lost {
                    self.unavailable(id, document);
                }
                self.speak_to_all_sessions(policy, id);
            }
        }
    }

    /// Presence of stock clients goes to those who talk about the same document, and nowhere else.
    fn pass_on(&mut self, policy: &dyn Policy, from: ConnectionId, ephemeral: Ephemeral) {
        let document = ephemeral.document;
        let talks = |connection: &Connection| {
            connection.sessions.contains_key(&document)
                && policy.access(&connection.account, &document).reads()
        };
        if !self.connections.get(&from).is_some_and(talks) {
            return;
        }
        let mut frames = Vec::new();
        for (id, connection) in &self.connections {
            if let Some(peer) = connection.peer.clone().filter(|_| !connection.ours)
                && *id != from
                && talks(connection)
            {
                let ephemeral = Ephemeral { target: peer, ..ephemeral.clone() };
                frames.push((*id, Frame::Ephemeral(ephemeral)));
            }
        }
        for (id, frame) in frames {
            self.send(id, &frame);
        }
    }

    /// Closes connections that show no sign of life or do not say who they are. Stock clients know
    /// no heartbeat of ours; the driver pings those on the socket.
    pub(super) fn close_silent(&mut self, now: TimestampMs) {
        let silent: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, connection)| {
                let silence = now.since(connection.heard);
                match connection.peer {
                    None => silence > HANDSHAKE_MS,
                    Some(_) => connection.ours && silence > LINK_DEAD_MS,
                }
            })
            .map(|(id, _)| *id)
            .collect();
        for id in silent {
            self.turn_away(id, "no sign of life", CloseReason::Silent);
        }
    }
}
