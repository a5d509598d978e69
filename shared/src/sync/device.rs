//! One account's documents on one device, and their way to the relay.
//!
//! The driver (browser engine, simulator) feeds events and carries out the effects in order:
//!
//! 1. [`Device::new`], then [`Device::load`] for each stored document, then [`Event::Wake`].
//! 2. Screens read [`Device::document`] and write with [`Device::edit`].
//! 3. Every [`Effect::Persist`] is one durable transaction, answered by [`Event::Stored`].
//! 4. Every [`Effect::Connect`] is answered by [`Event::Opened`] or [`Event::Closed`].
//! 5. [`Effect::WakeAt`] replaces the one timer, which fires [`Event::Tick`].

mod heirs;
mod keep;
mod link;
mod meta;
mod restore;
mod shelf;
mod talk;

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash};

pub use self::heirs::{Copy, Heir, Inherit};
use self::link::Link;
pub use self::meta::stored_receipt;
use self::shelf::Shelf;

use super::access::Access;
use super::load::{changes_of, chunk_of};
use super::pace::Pace;
use super::refusal::{Refusal, RefusalCode};
use super::store::{ChunkKey, LoadProblem, StoreError, StoredDocument, Ticket};
use super::wire::Short;
use crate::id::{AccountId, DocumentId, PeerId};
use crate::time::TimestampMs;

/// Who this store belongs to.
#[derive(Debug, Clone)]
pub struct DeviceConfig {
    /// The account; the author of every change made here.
    pub account: AccountId,
    /// The peer id that the relay gave this session.
    pub peer: PeerId,
    /// 32 random bytes, drawn anew at every start. New actors and the jitter of reconnecting come
    /// from it; with the same bytes a simulation repeats itself.
    pub entropy: [u8; 32],
}

/// One attempt at a connection. A later attempt has a larger number; what still arrives for an
/// earlier one is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt(pub u64);

/// What happened outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Something suggests that there may be a network, or someone asks: start, focus, `online`,
    /// a tap on "sync now". Connects at once if not connected, else asks for a sign of life.
    Wake,
    /// No more connecting until the next [`Event::Wake`]: signed out, locked, revoked.
    Stop,
    /// The timer of [`Effect::WakeAt`].
    Tick,
    /// The socket of this attempt is open.
    Opened(Attempt),
    /// The socket of this attempt is closed, or could not be opened.
    Closed(Attempt),
    /// A binary frame arrived.
    Frame(Attempt, Vec<u8>),
    /// The store answered an [`Effect::Persist`].
    Stored {
        /// Which request.
        ticket: Ticket,
        /// `Ok` only once the chunks would survive a power cut.
        result: Result<(), StoreError>,
    },
    /// Put the document's refused changes back and offer them once more.
    RetryRefused(DocumentId),
}

/// What the driver must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Connect(Attempt),
    /// Close the socket of this attempt; no [`Event::Closed`] is needed.
    Disconnect(Attempt),
    /// Send one binary frame.
    Send(Attempt, Vec<u8>),
    /// Write and delete chunks of one document in one durable transaction.
    Persist {
        /// To be repeated in [`Event::Stored`].
        ticket: Ticket,
        /// Whose chunks.
        document: DocumentId,
        /// Written; an existing key is replaced.
        put: Vec<(ChunkKey, Vec<u8>)>,
        /// Deleted; a missing key is no error.
        delete: Vec<ChunkKey>,
    },
    /// The document's content moved on: patches are `diff(before, after)`.
    Changed {
        /// Which document.
        document: DocumentId,
        /// Heads before.
        before: Vec<ChangeHash>,
        /// Heads after.
        after: Vec<ChangeHash>,
        /// Changes were taken out, so `before` may be unknown now: read the whole document.
        rebuilt: bool,
    },
    /// The document's [`DocumentStatus`] is another one.
    Status(DocumentId),
    /// The document was erased: forget what was derived from it too. Its chunks are deleted by an
    /// [`Effect::Persist`].
    Erased(DocumentId),
    /// The relay told what a purge takes away, as the domain reads it: forget what is kept of that
    /// beside the documents. Comes before the [`Effect::Erased`] of the documents.
    Purged(Vec<u8>),
    /// The link's state is another one.
    Link(LinkStatus),
    /// Fire [`Event::Tick`] then, or at once if that is past; replaces the last one.
    WakeAt(TimestampMs),
}

/// How the link to the relay is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkStatus {
    /// Not to be connected.
    Stopped,
    /// Not connected; the next attempt is at that moment.
    Waiting {
        /// When.
        retry_at: TimestampMs,
        /// What the relay said when it turned this device away, if it did.
        rejected: Option<String>,
    },
    /// Opening a socket or shaking hands.
    Connecting,
    /// Connected; comparing what each side has.
    Comparing,
    /// Connected, every document compared; changes flow as they are made.
    Live,
}

/// Where one change is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeState {
    /// In memory only: the store has not confirmed it, or failed.
    Unsaved,
    /// Stored on this device ("trên máy này").
    OnDevice,
    /// Stored on the relay ("đã lưu trên máy chủ").
    OnRelay,
    /// Refused by the relay and set aside.
    Refused(Refusal),
}

/// A change that the relay refused. It left the document, and stays in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChange {
    /// Which change.
    pub hash: ChangeHash,
    /// Why.
    pub refusal: Refusal,
    /// The change itself, for export; empty if the document could not give it any more.
    pub bytes: Vec<u8>,
}

/// How far one document has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatus {
    /// What the relay last said this account may do.
    pub access: Access,
    /// Changes that the store has not confirmed.
    pub unsaved: usize,
    /// The heads of what the store has confirmed.
    pub stored: Vec<ChangeHash>,
    /// Changes that the relay does not have for certain, the unsaved ones included.
    pub unsent: usize,
    /// Changes that were refused and set aside.
    pub refused: usize,
    /// The relay announced something that is not stored here yet.
    pub behind: bool,
    /// The heads whose ancestors the relay has.
    pub receipt: Vec<ChangeHash>,
    /// Why the store failed last, until it works again.
    pub store_error: Option<StoreError>,
    /// The relay could not store this document's changes; they are offered again later.
    pub relay_refuses: Option<RefusalCode>,
}

/// Why an edit was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError<E> {
    /// This device does not have the document, or nothing of it yet.
    #[error("the document is not on this device yet")]
    Missing,
    /// This account may not write it.
    #[error("this account may not write the document")]
    ReadOnly,
    /// The edit itself failed.
    #[error(transparent)]
    Edit(E),
}

/// One account's store on a device.
#[derive(Debug)]
pub struct Device {
    config: DeviceConfig,
    shelves: BTreeMap<DocumentId, Shelf>,
    link: Link,
    last_attempt: u64,
    /// Attempts in a row that did not get as far as comparing.
    failures: u32,
    tickets: BTreeMap<Ticket, DocumentId>,
    last_ticket: u64,
    /// Actors drawn so far.
    actors: u64,
    effects: Vec<Effect>,
    pace: Pace,
    /// Short messages of this turn, to go out in one frame.
    shorts: Vec<Short>,
    told_link: LinkStatus,
    wake_at: Option<TimestampMs>,
    inherit: Option<Inherit>,
    /// Documents that leave something to another one: deleted once that is in the store.
    leaving: BTreeMap<DocumentId, DocumentId>,
}

impl Device {
    /// An empty store. It does not connect before [`Event::Wake`].
    pub fn new(config: DeviceConfig) -> Self {
        Self {
            config,
            shelves: BTreeMap::new(),
            link: Link::Stopped,
            last_attempt: 0,
            failures: 0,
            tickets: BTreeMap::new(),
            last_ticket: 0,
            actors: 0,
            effects: Vec::new(),
            pace: Pace::default(),
            shorts: Vec::new(),
            told_link: LinkStatus::Stopped,
            wake_at: None,
            inherit: None,
            leaving: BTreeMap::new(),
        }
    }

    /// Takes one stored document in. A damaged chunk is reported and left out: what is intact is
    /// used, and the relay fills the gap. Call for all documents before the first [`Event::Wake`].
    pub fn load(&mut self, stored: StoredDocument) -> Vec<LoadProblem> {
        let id = stored.id;
        let fresh = self.fresh_actor(&id);
        let (mut shelf, problems) = Shelf::load(self.config.account, fresh, stored);
        if shelf.access == Access::Erased {
            // Chunks that a deletion did not get to.
            let (actor, keys) = (shelf.doc.get_actor().clone(), std::mem::take(&mut shelf.keys));
            shelf = Shelf::new(self.config.account, actor, Access::Erased);
            shelf.meta_dirty = false;
            shelf.rewrite = !keys.is_empty();
            shelf.keys = keys;
        }
        self.shelves.insert(id, shelf);
        problems
    }

    /// Something happened: returns what to do about it, in order.
    pub fn handle(&mut self, now: TimestampMs, event: Event) -> Vec<Effect> {
        match event {
            Event::Wake => self.wake(now),
            Event::Stop => self.stop(),
            Event::Tick => self.tick(now),
            Event::Opened(attempt) => self.opened(now, attempt),
            Event::Closed(attempt) => self.closed(now, attempt),
            Event::Frame(attempt, bytes) => self.frame(now, attempt, &bytes),
            Event::Stored { ticket, result } => self.stored(now, ticket, result),
            Event::RetryRefused(document) => self.retry_refused(document),
        }
        self.finish()
    }

    fn tick(&mut self, now: TimestampMs) {
        self.wake_at = None;
        self.look_after_link(now);
        self.retry_store(now);
        self.offer_again(now);
        // Receipts of others' changes are not worth a write each: they go along with the heartbeat.
        let ids: Vec<_> = self.shelves.keys().copied().collect();
        for id in ids {
            self.keep(id, true);
        }
    }

    /// Sends what is to be sent, tells what changed, and sets the timer.
    fn finish(&mut self) -> Vec<Effect> {
        self.flush();
        let link = self.link.status();
        if link != self.told_link {
            self.told_link = link.clone();
            self.effects.push(Effect::Link(link));
        }
        let waits = self.shelves.values().flat_map(|shelf| [shelf.retry_at, shelf.offer_at]);
        let next = waits.chain([self.link.deadline()]).flatten().min();
        if let Some(at) = next.filter(|at| self.wake_at.is_none_or(|set| *at < set)) {
            self.wake_at = Some(at);
            self.effects.push(Effect::WakeAt(at));
        }
        std::mem::take(&mut self.effects)
    }

    /// Changes a document. The closure commits its own transactions (isolated ones too); what it
    /// committed is persisted even if it then fails, and offered to the relay once it is stored.
    /// After a failure the effects come with the next call of [`Device::handle`].
    pub fn edit<R, E>(
        &mut self,
        document: &DocumentId,
        edit: impl FnOnce(&mut Automerge) -> Result<R, E>,
    ) -> Result<(R, Vec<Effect>), EditError<E>> {
        let shelf = self.shelves.get_mut(document).ok_or(EditError::Missing)?;
        let before = shelf.doc.get_heads();
        if before.is_empty() {
            return Err(EditError::Missing);
        }
        if !shelf.access.writes() {
            return Err(EditError::ReadOnly);
        }
        let result = edit(&mut shelf.doc);
        let after = shelf.doc.get_heads();
        if after != before {
            let changes = shelf.doc.get_changes(&before);
            shelf.enqueue(changes.iter().filter_map(|change| chunk_of(change).ok()));
            shelf.awaits_receipt = true;
            let document = *document;
            self.effects.push(Effect::Changed { document, before, after, rebuilt: false });
            self.effects.push(Effect::Status(document));
            self.keep(document, false);
        }
        Ok((result.map_err(EditError::Edit)?, self.finish()))
    }

    /// Whose store this is.
    pub fn account(&self) -> AccountId {
        self.config.account
    }

    /// The documents on this device, whether or not anything of them has arrived.
    pub fn documents(&self) -> impl Iterator<Item = DocumentId> + '_ {
        let there = self.shelves.iter().filter(|(_, shelf)| shelf.access != Access::Erased);
        there.map(|(id, _)| *id)
    }

    /// A document to read.
    pub fn document(&self, document: &DocumentId) -> Option<&Automerge> {
        let shelf = self.shelves.get(document)?;
        (shelf.access != Access::Erased).then_some(&shelf.doc)
    }

    /// How far a document has come.
    pub fn status(&self, document: &DocumentId) -> Option<DocumentStatus> {
        let shelf = self.shelves.get(document)?;
        Some(DocumentStatus {
            access: shelf.access,
            unsaved: shelf.unsaved.len(),
            stored: shelf.graph.heads(),
            unsent: shelf.unsaved.len() + shelf.unreceipted.len(),
            refused: shelf.refused.len(),
            behind: shelf.is_behind(),
            receipt: shelf.receipt.clone(),
            store_error: shelf.store_error.clone(),
            relay_refuses: shelf.relay_refuses,
        })
    }

    /// Where a change is; `None` if this device does not have it.
    pub fn change_state(&self, document: &DocumentId, hash: &ChangeHash) -> Option<ChangeState> {
        let shelf = self.shelves.get(document)?;
        if let Some(refused) = shelf.refused.get(hash) {
            return Some(ChangeState::Refused(refused.refusal.clone()));
        }
        if !shelf.has(hash) {
            return None;
        }
        Some(if !shelf.graph.has(hash) {
            ChangeState::Unsaved
        } else if shelf.unreceipted.contains(hash) {
            ChangeState::OnDevice
        } else {
            ChangeState::OnRelay
        })
    }

    /// Whether the relay has stored a change, as far as this device knows for certain.
    pub fn is_receipted(&self, document: &DocumentId, hash: &ChangeHash) -> bool {
        self.shelves
            .get(document)
            .is_some_and(|shelf| shelf.graph.has(hash) && !shelf.unreceipted.contains(hash))
    }

    /// The changes of a document that were refused.
    pub fn refused(&self, document: &DocumentId) -> Vec<RefusedChange> {
        let shelf = self.shelves.get(document);
        shelf.map(|shelf| shelf.refused.values().cloned().collect()).unwrap_or_default()
    }

    /// Every change of a document that the relay does not have for certain, for export to a file:
    /// the unsaved ones and the refused ones included.
    pub fn unsent_changes(&self, document: &DocumentId) -> Vec<Vec<u8>> {
        let Some(shelf) = self.shelves.get(document) else { return Vec::new() };
        let all = changes_of(&shelf.doc).unwrap_or_default();
        let unsent = all.into_iter().filter(|c| !self.is_receipted(document, &c.hash));
        let refused = shelf.refused.values().map(|change| change.bytes.clone());
        unsent.map(|change| change.bytes).chain(refused).collect()
    }

    /// How the link to the relay is.
    pub fn link(&self) -> LinkStatus {
        self.link.status()
    }
}
