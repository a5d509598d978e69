//! One document on a device: opened to read and write, with the graph of what is stored of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::{ActorId, Automerge, Change, ChangeHash, ReadDoc, TextEncoding};

use crate::id::AccountId;
use crate::sync::access::Access;
use crate::sync::chunk::{ChangeChunk, Trust, read_changes};
use crate::sync::graph::Graph;
use crate::sync::load::{changes_of, guarded};
use crate::sync::message::Said;
use crate::sync::pending::Pending;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::session::{ChangeSource, Session};
use crate::sync::store::{ChunkKey, StoreError, Ticket};
use crate::time::TimestampMs;

use super::RefusedChange;
use super::meta::Meta;

/// A document.
#[derive(Debug)]
pub(super) struct Shelf {
    /// Everything there is, saved or not, but for what is set aside.
    pub(super) doc: Automerge,
    /// What is stored here, and so may be spoken of.
    pub(super) graph: Graph,
    pub(super) access: Access,
    /// The relay has everything up to these.
    pub(super) receipt: Vec<ChangeHash>,
    /// Stored here, and not covered by the receipt.
    pub(super) unreceipted: BTreeSet<ChangeHash>,
    /// Something was written here and its receipt is not in the store yet: worth a write when it
    /// comes, so that a cold start without a network tells the truth.
    pub(super) awaits_receipt: bool,
    pub(super) refused: BTreeMap<ChangeHash, RefusedChange>,
    /// Arrived before something they build on.
    pub(super) orphans: Pending<ChangeChunk>,
    /// In the document, not confirmed by the store; each after what it builds on.
    pub(super) unsaved: Vec<ChangeChunk>,
    pub(super) in_flight: Option<InFlight>,
    /// The store is to get one snapshot instead of what it has.
    pub(super) rewrite: bool,
    /// The whole document as the relay sent it, with its heads: stored as it is.
    pub(super) came_whole: Option<(Vec<ChangeHash>, Vec<u8>)>,
    pub(super) meta_dirty: bool,
    /// The receipt as it was last given to the store; some heads may cover others.
    pub(super) kept_receipt: Vec<ChangeHash>,
    /// Chunks in the store, without `meta`.
    pub(super) keys: BTreeSet<ChunkKey>,
    /// How many changes were ever put into and taken out of `unsaved`.
    pub(super) queued: u64,
    pub(super) settled: u64,
    /// What the relay said, waiting until what came with it is stored.
    pub(super) heard: VecDeque<(u64, Said)>,
    /// What came while something waits to be set aside: taken in once that is done.
    pub(super) held: VecDeque<(Said, Vec<Vec<u8>>)>,
    /// What the relay refused, waiting until the store has answered.
    pub(super) to_set_aside: Vec<(Vec<ChangeHash>, Refusal)>,
    pub(super) session: Option<Session>,
    pub(super) store_error: Option<StoreError>,
    pub(super) retry_at: Option<TimestampMs>,
    pub(super) relay_refuses: Option<RefusalCode>,
    pub(super) offer_at: Option<TimestampMs>,
}

/// A request to the store that is not answered.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) ticket: Ticket,
    /// How many of the unsaved changes it holds, from the front.
    pub(super) changes: usize,
    pub(super) rewrite: bool,
    pub(super) put: Vec<ChunkKey>,
    pub(super) delete: Vec<ChunkKey>,
}

impl ChangeSource for Shelf {
    fn graph(&self) -> &Graph {
        &self.graph
    }

    fn bytes(&self, hash: &ChangeHash) -> Option<Vec<u8>> {
        let change = guarded(|| Ok(self.doc.get_change_by_hash(hash)));
        change.ok().flatten().map(|change| change.raw_bytes().to_vec())
    }

    fn missing(&self, heads: &[ChangeHash]) -> Vec<ChangeHash> {
        let mut missing = self.orphans.missing(&self.graph, heads);
        missing.retain(|hash| !self.has(hash));
        missing
    }
}

impl Shelf {
    /// A document of which nothing is here yet.
    pub(super) fn new(account: AccountId, actor: ActorId, access: Access) -> Self {
        let mut doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        sign(&mut doc, account, actor);
        Self {
            doc,
            graph: Graph::default(),
            access,
            receipt: Vec::new(),
            unreceipted: BTreeSet::new(),
            awaits_receipt: false,
            refused: BTreeMap::new(),
            orphans: Pending::default(),
            unsaved: Vec::new(),
            in_flight: None,
            rewrite: false,
            came_whole: None,
            meta_dirty: true,
            kept_receipt: Vec::new(),
            keys: BTreeSet::new(),
            queued: 0,
            settled: 0,
            heard: VecDeque::new(),
            held: VecDeque::new(),
            to_set_aside: Vec::new(),
            session: None,
            store_error: None,
            retry_at: None,
            relay_refuses: None,
            offer_at: None,
        }
    }

    /// Applies changes to the document; if that fails, the document is not to be used.
    pub(super) fn apply(&mut self, changes: &[ChangeChunk]) -> Result<(), String> {
        guarded(|| {
            let parsed: Result<Vec<_>, _> =
                changes.iter().map(|change| Change::from_bytes(change.bytes.clone())).collect();
            let parsed = parsed.map_err(|error| error.to_string())?;
            self.doc.apply_changes(parsed).map_err(|error| error.to_string())
        })
    }

    /// Whether a change is in the document.
    pub(super) fn has(&self, hash: &ChangeHash) -> bool {
        self.graph.has(hash) || self.unsaved.iter().any(|change| change.hash == *hash)
    }

    /// Puts changes that are in the document in line for the store.
    pub(super) fn enqueue(&mut self, changes: impl IntoIterator<Item = ChangeChunk>) {
        for change in changes {
            self.unsaved.push(change);
            self.queued += 1;
        }
    }

    /// Every change that the document can still give, each after what it builds on. A document
    /// that a harmful change has spoiled fails as a whole, but not for most changes alone.
    fn all_changes(&self) -> Vec<ChangeChunk> {
        if let Ok(all) = changes_of(&self.doc) {
            return all;
        }
        let hashes = self.graph.hashes().chain(self.unsaved.iter().map(|change| change.hash));
        let bytes = hashes.filter_map(|hash| self.bytes(&hash));
        bytes.flat_map(|bytes| read_changes(&bytes, Trust::Own)).flatten().collect()
    }

    /// Builds the document again from what is known to be in it.
    pub(super) fn reopen(&mut self, account: AccountId) {
        let mut changes = self.all_changes();
        changes.retain(|change| self.has(&change.hash));
        let actor = self.doc.get_actor().clone();
        self.doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        let _ = self.apply(&changes);
        sign(&mut self.doc, account, actor);
    }

    pub(super) fn count_unreceipted(&mut self) {
        self.unreceipted = self.graph.since(&self.receipt).into_iter().collect();
    }

    /// Whether the relay announced a head that is not stored here yet.
    pub(super) fn is_behind(&self) -> bool {
        let announced = self.session.as_ref().and_then(Session::their_heads);
        announced.is_some_and(|heads| !self.graph.has_all(heads))
    }

    /// The relay announced these heads. Returns whether the receipt is another one now.
    pub(super) fn announced(&mut self, heads: &[ChangeHash]) -> bool {
        let receipt = if self.graph.has_all(heads) {
            self.graph.maximal(heads)
        } else {
            // Some of it is still to come; until then what was receipted stays so.
            let both: Vec<_> = self.receipt.iter().chain(heads).copied().collect();
            self.graph.maximal(&both)
        };
        let changed = receipt != self.receipt;
        if changed {
            self.receipt = receipt;
            // Most were stored with the changes that they cover.
            self.meta_dirty |= self.receipt != self.graph.maximal(&self.kept_receipt);
            self.count_unreceipted();
        }
        changed
    }

    /// What is kept beside the changes. Written with all of `unsaved`, so an announced head among
    /// them is receipted by the same write: what only came from the relay is not sent to it again
    /// after a start without a network, nor called unsent.
    pub(super) fn meta(&mut self) -> Meta {
        let announced = self.session.as_ref().and_then(Session::their_heads).unwrap_or_default();
        let heard = self.heard.iter().flat_map(|(_, said)| &said.heads);
        let stored_now = announced.iter().chain(heard).filter(|head| self.has(head));
        self.kept_receipt = self.receipt.iter().chain(stored_now).copied().collect();
        let refused = self.refused.values().map(|change| (change.hash, change.refusal.clone()));
        Meta {
            actor: Some(self.doc.get_actor().clone()),
            access: self.access,
            receipt: self.kept_receipt.clone(),
            refused: refused.collect(),
        }
    }

    /// Takes changes out of the document with everything that builds on them, and keeps them as
    /// refused. Returns whether there were any.
    pub(super) fn set_aside(
        &mut self,
        hashes: &[ChangeHash],
        refusal: &Refusal,
        account: AccountId,
        fresh: ActorId,
    ) -> bool {
        let named: BTreeSet<_> = hashes.iter().copied().collect();
        let mut out = self.graph.descendants(&named);
        for change in &self.unsaved {
            if named.contains(&change.hash) || change.deps.iter().any(|dep| out.contains(dep)) {
                out.insert(change.hash);
            }
        }
        if out.is_empty() {
            return false;
        }
        let (gone, kept): (Vec<_>, Vec<_>) =
            self.all_changes().into_iter().partition(|change| out.contains(&change.hash));
        let builds_on = Refusal::new(RefusalCode::Dependency, "it builds on a refused change");
        let actor = self.doc.get_actor().clone();
        let rotate = gone.iter().any(|change| is_or_derives_from(&change.actor, &actor));
        for hash in out.iter().copied() {
            let refusal = if named.contains(&hash) { refusal } else { &builds_on }.clone();
            // What is not stored yet is here in full; the document may not give it any more.
            let own = self.unsaved.iter().chain(&gone).find(|change| change.hash == hash);
            let bytes = own.map(|change| change.bytes.clone());
            let bytes = bytes.or_else(|| self.bytes(&hash)).unwrap_or_default();
            self.refused.insert(hash, RefusedChange { hash, refusal, bytes });
        }
        let before = self.unsaved.len();
        self.unsaved.retain(|change| !out.contains(&change.hash));
        self.settled += (before - self.unsaved.len()) as u64;
        self.doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        sign(&mut self.doc, account, if rotate { fresh } else { actor });
        // What is left was applied before, in this order.
        let _ = self.apply(&kept);
        self.graph = Graph::default();
        for change in kept.iter().filter(|c| !self.unsaved.iter().any(|u| u.hash == c.hash)) {
            self.graph.add(change);
        }
        self.receipt = self.graph.maximal(&self.receipt);
        self.count_unreceipted();
        self.rewrite = true;
        self.meta_dirty = true;
        true
    }
}

/// Makes the account the author of what is written from now on. The order matters: setting an
/// author draws a new actor.
pub(super) fn sign(doc: &mut Automerge, account: AccountId, actor: ActorId) {
    doc.set_author(Some(account.as_bytes().to_vec().into()));
    doc.set_actor(actor);
}

/// Whether an actor is another or one that Automerge derives from it for isolated transactions.
fn is_or_derives_from(actor: &ActorId, base: &ActorId) -> bool {
    actor.to_bytes().ends_with(base.to_bytes())
}
