//! A tab that follows: copies of the documents to read, and the leader's word for the rest.

use std::collections::BTreeMap;
use std::rc::Rc;

use automerge::{Automerge, ChangeHash};
use shared::id::DocumentId;
use shared::schema;
use shared::sync::device::stored_receipt;
use shared::sync::store::ChunkKey;

use super::core::Report;
use super::inner::{Inner, Role, Slice, State};
use super::model::{Progress, Source};
use super::tabs::Message;
use super::view::TabRole;
use crate::platform::idb::Area;
use crate::platform::log;

/// The copies.
#[derive(Default)]
pub(super) struct Follower {
    documents: BTreeMap<DocumentId, Automerge>,
    progress: BTreeMap<DocumentId, Progress>,
}

impl Source for Follower {
    fn document(&self, id: &DocumentId) -> Option<&Automerge> {
        self.documents.get(id)
    }

    fn progress(&self, id: &DocumentId) -> Progress {
        self.progress.get(id).cloned().unwrap_or_default()
    }
}

impl Follower {
    async fn load(chunks: Vec<(String, Vec<u8>)>) -> Self {
        let mut follower = Self::default();
        let mut slice = Slice::begin();
        let mut incremental = Vec::new();
        let mut receipts = BTreeMap::new();
        for (key, bytes) in chunks {
            match parse_key(&key) {
                Some((id, ChunkKey::Snapshot(_))) => follower.take(id, &bytes),
                Some((id, ChunkKey::Incremental(_))) => incremental.push((id, bytes)),
                Some((id, ChunkKey::Meta)) => {
                    receipts.insert(id, stored_receipt(&bytes).unwrap_or_default());
                }
                Some((_, ChunkKey::Refused(_))) | None => {}
            }
            slice.pause().await;
        }
        for (id, bytes) in incremental {
            follower.take(id, &bytes);
            slice.pause().await;
        }
        // Until the leader says more: what no receipt in the store covers is not on the server.
        for (id, doc) in &follower.documents {
            let mut receipt = receipts.remove(id).unwrap_or_default();
            receipt.retain(|head| doc.get_change_meta_by_hash(head).is_some());
            let unsent = doc.get_changes(&receipt).len();
            follower.progress.insert(*id, Progress { receipt, unsent, ..Progress::default() });
        }
        follower
    }

    fn take(&mut self, id: DocumentId, bytes: &[u8]) {
        let doc = self.documents.entry(id).or_insert_with(schema::empty);
        // The leader reports what is damaged; a copy that lacks something asks for it.
        if let Err(error) = doc.load_incremental(bytes) {
            log::warn(&format!("copy of {id}: {error}"));
        }
    }

    fn have(&self) -> Vec<(DocumentId, Vec<ChangeHash>)> {
        self.documents.iter().map(|(id, doc)| (*id, doc.get_heads())).collect()
    }
}

/// Splits the key of a stored chunk.
pub(super) fn parse_key(key: &str) -> Option<(DocumentId, ChunkKey)> {
    let (document, chunk) = key.split_once('/')?;
    Some((document.parse().ok()?, chunk.parse().ok()?))
}

impl Inner {
    /// Reads copies from the store, then asks the leader for what is newer.
    pub(super) async fn begin_to_follow(self: Rc<Self>) {
        let start = self.begin();
        self.report(Report::Tab(TabRole::Follower));
        let chunks = match &self.store {
            Some(store) => store.read(Area::Chunks).await.unwrap_or_default().entries,
            None => Vec::new(),
        };
        let follower = Follower::load(chunks).await;
        let have = follower.have();
        let documents = have.iter().map(|(id, _)| *id).collect();
        self.derive_first(start, &follower, documents).await;
        if !self.goes_on(start) {
            // The lead fell to this tab meanwhile.
            return;
        }
        self.play(Role::Follower(Box::new(follower)));
        self.publish();
        self.report_loaded();
        self.send(&Message::Hello { have }, &[]);
        self.dispatch_pending();
    }

    /// A message from another tab.
    pub(super) fn message(self: &Rc<Self>, text: &str, bytes: Vec<u8>) {
        let Some(message) = Message::read(text) else { return };
        let leads = match &self.state.borrow().role {
            Role::Leader(_) => true,
            Role::Follower(_) => false,
            Role::Starting => return,
        };
        match message {
            Message::Hello { have } if leads => self.catch_up(have),
            Message::Command(envelope) if leads => self.carry_out_command(*envelope),
            Message::Wake if leads => self.handle(shared::sync::device::Event::Wake),
            Message::Retry { document } if leads => {
                self.retry_refused(document);
            }
            Message::Leading if !leads => {
                let have = match &self.state.borrow().role {
                    Role::Follower(follower) => follower.have(),
                    Role::Starting | Role::Leader(_) => Vec::new(),
                };
                self.send(&Message::Hello { have }, &[]);
                self.dispatch_pending();
            }
            Message::Changed { document, whole, heads } if !leads => {
                self.copy_changed(document, whole, &heads, &bytes);
            }
            Message::Progressed { document, progress } if !leads => {
                let mut state = self.state.borrow_mut();
                if let Role::Follower(follower) = &mut state.role {
                    follower.progress.insert(document, *progress);
                }
                state.model.progressed(&document);
                drop(state);
                self.publish();
            }
            Message::Erased { document } if !leads => {
                let mut state = self.state.borrow_mut();
                if let Role::Follower(follower) = &mut state.role {
                    follower.documents.remove(&document);
                    follower.progress.remove(&document);
                }
                state.model.forget(&document);
                drop(state);
                self.publish();
            }
            Message::Purged { records } if !leads => self.forget_records(records),
            Message::Status { link, store } if !leads => {
                self.state.borrow_mut().link = link.clone();
                self.report(Report::Link(link));
                self.set_store_problem(store);
            }
            Message::Answer { id, result } => self.answered(id, result),
            Message::SessionChanged => self.report(Report::SessionChanged),
            Message::Hello { .. }
            | Message::Command(_)
            | Message::Wake
            | Message::Retry { .. }
            | Message::Leading
            | Message::Changed { .. }
            | Message::Progressed { .. }
            | Message::Erased { .. }
            | Message::Purged { .. }
            | Message::Status { .. } => {}
        }
    }

    fn copy_changed(
        self: &Rc<Self>,
        document: DocumentId,
        whole: bool,
        heads: &[ChangeHash],
        bytes: &[u8],
    ) {
        let mut state = self.state.borrow_mut();
        let State { role, model, .. } = &mut *state;
        let Role::Follower(follower) = role else { return };
        let before = follower.documents.get(&document).map(Automerge::get_heads);
        if whole {
            follower.documents.remove(&document);
        }
        follower.take(document, bytes);
        let now = follower.documents.get(&document).map(Automerge::get_heads).unwrap_or_default();
        model.changed(&**follower, &document, before.as_deref().filter(|_| !whole));
        let behind = (now != heads).then(|| follower.have());
        drop(state);
        self.publish();
        if let Some(have) = behind {
            self.send(&Message::Hello { have }, &[]);
        }
    }
}
