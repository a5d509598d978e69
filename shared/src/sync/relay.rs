//! One commune on the relay: takes changes in, has them stored, and passes them on.
//!
//! The driver (the hub, the simulator) feeds events and carries out the effects in order. It hands
//! in the [`Policy`] with every event, so that a changed role counts from the next message on.

mod accept;
mod commit;
mod connection;
mod desk;
mod library;
mod operations;
mod speak;
mod trial;

use std::collections::BTreeMap;

use automerge::{ActorId, ChangeHash};

use self::connection::Connection;
use self::desk::Document;
pub use self::library::open_stored;
use super::access::Policy;
use super::pace::Pace;
use super::refusal::{Refusal, RefusalCode};
use super::store::{ChunkKey, LoadProblem, StoreError, StoredDocument, Ticket};
use super::wire::Short;
use crate::id::{AccountId, DocumentId, PeerId};
use crate::time::TimestampMs;

/// A connection, named by the driver. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// A request of the driver, named by it, so that the answer finds its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// On whose behalf changes come in that did not come over a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The relay itself: genesis, plan import, purge. Author, access and root are not checked.
    Relay,
    /// An account, proven by other means (the signed envelope of a bundle). All checks apply.
    Account(AccountId),
}

/// What happened outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayEvent {
    /// A socket was upgraded for a valid session.
    Connected {
        /// Its name from now on.
        connection: ConnectionId,
        /// Whose session.
        account: AccountId,
        /// The peer id the session was given; `None` lets the client choose its own.
        expected_peer: Option<PeerId>,
    },
    /// A binary frame arrived. The driver has bounded it to [`crate::limits::FRAME_BYTES_MAX`].
    Frame(ConnectionId, Vec<u8>),
    /// The socket is closed.
    Disconnected(ConnectionId),
    /// The session was revoked: say so and close.
    Revoked(ConnectionId),
    /// The store answered a [`RelayEffect::Load`]; `None`: it has no such document.
    Loaded {
        /// Which document.
        document: DocumentId,
        /// Its chunks and bindings.
        result: Result<Option<StoredDocument>, StoreError>,
    },
    /// The store answered a [`RelayEffect::Persist`].
    Stored {
        /// Which request.
        ticket: Ticket,
        /// `Ok` only after fsync.
        result: Result<(), StoreError>,
    },
    /// What an account may do has changed: its connections are told.
    AccessChanged(AccountId),
    /// Changes that did not come over a connection. A document that does not exist is created.
    /// They are checked as a client's are, but for what [`Origin`] says.
    Append {
        /// Repeated in [`RelayEffect::Appended`].
        request: RequestId,
        /// Which document.
        document: DocumentId,
        /// On whose behalf.
        origin: Origin,
        /// The changes, as change chunks.
        changes: Vec<Vec<u8>>,
    },
    /// The document was erased from the store: forget it. Policies answer
    /// [`Access::Erased`](super::access::Access::Erased) for it from now on.
    Erased(DocumentId),
    /// A document was put into the store beside the engine, with these heads.
    Founded(DocumentId, Vec<ChangeHash>),
    /// The whole document is wanted.
    Export {
        /// Repeated in [`RelayEffect::Exported`].
        request: RequestId,
        /// Which document.
        document: DocumentId,
    },
    /// Time passes; at least every few seconds.
    Tick,
}

/// What the driver must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayEffect {
    /// Send one binary frame. A connection whose queue is full is closed, not waited for.
    Send(ConnectionId, Vec<u8>),
    /// Close the socket after what was sent; [`RelayEvent::Disconnected`] is not needed.
    Close(ConnectionId, CloseReason),
    /// Read a document from the store.
    Load(DocumentId),
    /// Write to the store in one durable transaction.
    Persist(Commit),
    /// For the log: changes were refused.
    Refused {
        /// From whom, if over a connection.
        connection: Option<ConnectionId>,
        /// Which document.
        document: DocumentId,
        /// Which changes; empty if the bytes could not be told apart.
        hashes: Vec<ChangeHash>,
        /// Why.
        refusal: Refusal,
    },
    /// For the log and the metrics: stored chunks could not be read.
    Damaged(Vec<LoadProblem>),
    /// A document has new committed heads.
    Advanced {
        /// Which document.
        document: DocumentId,
        /// Its heads now.
        heads: Vec<ChangeHash>,
    },
    /// The answer to [`RelayEvent::Append`], after the store's.
    Appended {
        /// Which request.
        request: RequestId,
        /// The heads then, and what was refused.
        result: Result<Appended, StoreError>,
    },
    /// The answer to [`RelayEvent::Export`]: the saved document, or `None` if there is none.
    Exported {
        /// Which request.
        request: RequestId,
        /// A document chunk for `Automerge::load`.
        result: Result<Option<Vec<u8>>, StoreError>,
    },
}

/// What came of an [`RelayEvent::Append`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Committed heads.
    pub heads: Vec<ChangeHash>,
    /// Changes that were not taken.
    pub refused: Vec<(ChangeHash, RefusalCode)>,
}

/// One durable transaction on one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// To be repeated in [`RelayEvent::Stored`].
    pub ticket: Ticket,
    /// Which document; created if it does not exist.
    pub document: DocumentId,
    /// Written; an existing key is replaced: it holds the same bytes unless they were damaged.
    pub put: Vec<(ChunkKey, Vec<u8>)>,
    /// Deleted: chunks that a snapshot in `put` replaces, or that are set aside as refused.
    pub delete: Vec<ChunkKey>,
    /// Actors seen for the first time, and whose they are.
    pub bindings: Vec<(ActorId, AccountId)>,
    /// The document's heads once this is stored, for the store's index of heads.
    pub heads: Vec<ChangeHash>,
    /// Who handed the changes in; `None` for the relay itself.
    pub account: Option<AccountId>,
}

/// Why the relay closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CloseReason {
    /// The frame or its order breaks the protocol.
    Protocol,
    /// The peer id is not the session's.
    WrongPeer,
    /// No sign of life.
    Silent,
    /// It sent more than the relay can take.
    Overload,
    /// The session was revoked.
    Revoked,
    /// It said goodbye.
    Left,
    /// The relay failed on what it sent.
    Fault,
}

/// One commune's documents and connections on a relay process.
#[derive(Debug)]
pub struct Relay {
    peer: PeerId,
    connections: BTreeMap<ConnectionId, Connection>,
    documents: BTreeMap<DocumentId, Document>,
    tickets: BTreeMap<Ticket, DocumentId>,
    last_ticket: u64,
    /// Documents whose operations are in memory, the last used last.
    opened: Vec<DocumentId>,
    effects: Vec<RelayEffect>,
    pace: Pace,
    /// The document being worked on, so that a panic costs only what is in memory of it.
    working: Option<DocumentId>,
    /// Short messages of this turn, to go out in one frame per connection.
    shorts: BTreeMap<ConnectionId, Vec<Short>>,
}

impl Relay {
    /// A relay with this peer id, and the store's index of every document's committed heads. No
    /// document is read before someone asks for it.
    pub fn new(peer: PeerId, heads: Vec<(DocumentId, Vec<ChangeHash>)>) -> Self {
        let documents = heads.into_iter().map(|(id, heads)| (id, Document::away(heads))).collect();
        Self {
            peer,
            connections: BTreeMap::new(),
            documents,
            tickets: BTreeMap::new(),
            last_ticket: 0,
            opened: Vec::new(),
            effects: Vec::new(),
            pace: Pace::default(),
            working: None,
            shorts: BTreeMap::new(),
        }
    }

    /// Tidies up at another pace; for simulations.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// Something happened: returns what to do about it, in order.
    pub fn handle(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        event: RelayEvent,
    ) -> Vec<RelayEffect> {
        match event {
            RelayEvent::Connected { connection, account, expected_peer } => {
                self.connections.insert(connection, Connection::new(account, expected_peer, now));
            }
            RelayEvent::Frame(connection, bytes) => self.frame(now, policy, connection, &bytes),
            RelayEvent::Disconnected(connection) => {
                self.connections.remove(&connection);
            }
            RelayEvent::Revoked(connection) => {
                self.turn_away(connection, "the session was revoked", CloseReason::Revoked);
            }
            RelayEvent::Loaded { document, result } => self.loaded(now, policy, document, result),
            RelayEvent::Stored { ticket, result } => self.stored(now, policy, ticket, result),
            RelayEvent::AccessChanged(account) => self.access_changed(policy, &account),
            RelayEvent::Append { request, document, origin, changes } => {
                self.append(now, policy, request, document, origin, changes);
            }
            RelayEvent::Export { request, document } => {
                self.export(now, policy, request, document);
            }
            RelayEvent::Erased(document) => self.erased(&document),
            RelayEvent::Founded(document, heads) => {
                self.documents.entry(document).or_insert_with(|| Document::away(heads));
            }
            RelayEvent::Tick => self.tick(now),
        }
        self.flush();
        self.working = None;
        std::mem::take(&mut self.effects)
    }

    /// [`Relay::handle`] panicked: closes the connection whose frame it was, forgets what is in
    /// memory of the document it worked on, and says what is still to be done. Nothing that was
    /// receipted is lost: it is in the store, and read from there.
    pub fn recover(&mut self, connection: Option<ConnectionId>) -> Vec<RelayEffect> {
        self.shorts.clear();
        if let Some(id) = connection {
            self.turn_away(id, "the relay failed on this", CloseReason::Fault);
        }
        if let Some(id) = self.working.take() {
            self.forget(&id);
        }
        std::mem::take(&mut self.effects)
    }

    /// The peer id this relay answers with.
    pub fn peer(&self) -> &PeerId {
        &self.peer
    }

    /// A document's committed heads, sorted; `None` if there is no such document.
    pub fn heads(&self, document: &DocumentId) -> Option<Vec<ChangeHash>> {
        self.documents.get(document).map(|document| document.heads.clone())
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// How many documents are in memory, and how many of them with their operations.
    pub fn loaded_documents(&self) -> (usize, usize) {
        (self.documents.values().filter(|document| document.is_here()).count(), self.opened.len())
    }
}
