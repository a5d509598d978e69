//! The leading tab: the device, its socket, its timer and every write to documents.

use std::collections::BTreeMap;
use std::rc::Rc;

use automerge::{Automerge, ChangeHash};
use shared::id::{DocumentId, PeerId};
use shared::sync::device::{Attempt, Device, DeviceConfig, Effect, Event, LinkStatus};
use shared::sync::store::{ChunkKey, StoreError, StoredDocument, Ticket};

use super::command::{CommandId, Outcome};
use super::core::Report;
use super::follower::parse_key;
use super::heirs;
use super::inner::{Inner, Role, Slice, State, store_problem, with};
use super::journal;
use super::model::{Progress, RefusedChange, Source};
use super::tabs::Message;
use super::view::{StoreProblem, TabRole};
use crate::platform::idb::{Area, Contents, Durability, StoreFailure, Write};
use crate::platform::socket::{Socket, SocketEvent};
use crate::platform::timer::Timer;
use crate::platform::{clock, entropy, log, spawn};

/// What the leading tab holds.
pub(super) struct Leader {
    pub(super) device: Device,
    socket: Option<(Attempt, Socket)>,
    /// Whether the socket of the present attempt has opened.
    opened: bool,
    timer: Option<Timer>,
    /// Commands whose changes are not being stored yet, by document.
    marks: BTreeMap<DocumentId, Vec<Mark>>,
    /// Commands whose changes are being stored.
    writing: BTreeMap<Ticket, (DocumentId, Vec<Mark>)>,
    /// Commands carried out, in memory at least.
    pub(super) applied: BTreeMap<CommandId, Outcome>,
    /// Whether any tab follows: only then it is worth telling.
    pub(super) followed: bool,
    /// When the server last had everything.
    pub(super) last_receipt: Option<shared::time::TimestampMs>,
    /// The server asked to sign in again; no attempt before that.
    pub(super) sign_in_needed: bool,
}

/// A command that waits for its change to be stored.
pub(super) struct Mark {
    pub(super) command: CommandId,
    pub(super) change: ChangeHash,
    pub(super) outcome: Outcome,
}

impl Source for Leader {
    fn document(&self, id: &DocumentId) -> Option<&Automerge> {
        self.device.document(id)
    }

    fn progress(&self, id: &DocumentId) -> Progress {
        let Some(status) = self.device.status(id) else { return Progress::default() };
        let refused = if status.refused == 0 {
            Vec::new()
        } else {
            let refused = self.device.refused(id).into_iter();
            refused.map(|change| RefusedChange::new(&change.refusal, change.bytes)).collect()
        };
        Progress {
            receipt: status.receipt,
            unsent: status.unsent,
            stored: (status.unsaved > 0).then_some(status.stored),
            server_refuses: status.relay_refuses.is_some(),
            refused,
        }
    }
}

impl Leader {
    fn new(device: Device, applied: BTreeMap<CommandId, Outcome>) -> Self {
        Self {
            device,
            socket: None,
            opened: false,
            timer: None,
            marks: BTreeMap::new(),
            writing: BTreeMap::new(),
            applied,
            followed: false,
            last_receipt: None,
            sign_in_needed: false,
        }
    }

    /// Whether a command is carried out and still being stored.
    pub(super) fn is_being_stored(&self, id: CommandId) -> bool {
        let mut marks = self.marks.values().flatten();
        let mut writing = self.writing.values().flat_map(|(_, marks)| marks);
        marks.any(|mark| mark.command == id) || writing.any(|mark| mark.command == id)
    }

    pub(super) fn mark(&mut self, document: DocumentId, mark: Mark) {
        self.marks.entry(document).or_default().push(mark);
    }
}

impl Inner {
    /// Reads every document of the store, then what was typed and never saved, then connects.
    pub(super) async fn take_the_lead(self: Rc<Self>) {
        let start = self.begin();
        let (chunks, applied, old) = self.read_store().await;
        if !self.goes_on(start) {
            return;
        }
        let info = self.state.borrow().info.clone();
        let mut device = Device::new(DeviceConfig {
            account: info.account,
            peer: PeerId::new(info.peer_id),
            entropy: entropy::bytes_32(),
        });
        device.set_heirs(heirs::inherit);
        let mut problem = None;
        let mut slice = Slice::begin();
        for stored in by_document(chunks) {
            for damaged in device.load(stored) {
                let text = format!("{}/{}: {}", damaged.document, damaged.key, damaged.reason);
                log::warn(&text);
                problem = Some(StoreProblem::Damaged(text));
            }
            slice.pause().await;
        }
        let documents: Vec<DocumentId> = device.documents().collect();
        let leader = Leader::new(device, applied.into_iter().collect());
        self.derive_first(start, &leader, documents.clone()).await;
        if !self.goes_on(start) {
            return;
        }
        self.play(Role::Leader(Box::new(leader)));
        if problem.is_some() {
            self.set_store_problem(problem);
        }
        self.report(Report::Tab(TabRole::Leader));
        self.publish();
        if !documents.is_empty() {
            self.report_loaded();
        }
        self.send(&Message::Leading, &[]);
        self.dispatch_pending();
        self.replay_journal().await;
        if let Some(store) = &self.store {
            // Housekeeping: if it fails, the next start does it.
            let _ = store.write(&old, Durability::Relaxed).await;
        }
        self.handle(Event::Wake);
        self.check_session();
    }

    async fn read_store(&self) -> (Contents, Vec<(CommandId, Outcome)>, Vec<Write>) {
        let Some(store) = &self.store else { return Default::default() };
        let read = async {
            let chunks = store.read(Area::Chunks).await?;
            Ok::<_, StoreFailure>((chunks, store.read(Area::Applied).await?))
        };
        match read.await {
            Ok((chunks, applied)) => {
                let (applied, old) = journal::applied(applied, clock::now());
                (chunks, applied, old)
            }
            Err(failure) => {
                self.set_store_problem(Some(store_problem(&failure)));
                Default::default()
            }
        }
    }

    /// Something happened: lets the device decide, and does what it says.
    pub(super) fn handle(self: &Rc<Self>, event: Event) {
        let mut state = self.state.borrow_mut();
        let Role::Leader(leader) = &mut state.role else { return };
        if leader.sign_in_needed && event == Event::Wake {
            return;
        }
        let effects = leader.device.handle(clock::now(), event);
        drop(state);
        for effect in effects {
            self.effect(effect);
        }
        self.publish_small();
    }

    pub(super) fn effect(self: &Rc<Self>, effect: Effect) {
        let mut state = self.state.borrow_mut();
        let State { role: Role::Leader(leader), model, info, .. } = &mut *state else { return };
        let weak = Rc::downgrade(self);
        match effect {
            Effect::Connect(attempt) => {
                leader.opened = false;
                let path = format!("/sync?account={}", info.account);
                let socket = Socket::open(&path, {
                    let weak = weak.clone();
                    move |event| with(&weak, |inner| inner.socket_event(attempt, event))
                });
                if socket.is_none() {
                    spawn(async move { with(&weak, |inner| inner.handle(Event::Closed(attempt))) });
                }
                leader.socket = socket.map(|socket| (attempt, socket));
            }
            Effect::Disconnect(attempt) => {
                if leader.socket.as_ref().is_some_and(|(present, _)| *present == attempt) {
                    leader.socket = None;
                }
            }
            Effect::Send(attempt, frame) => {
                if let Some((_, socket)) =
                    leader.socket.as_ref().filter(|(present, _)| *present == attempt)
                {
                    socket.send(&frame);
                }
            }
            Effect::Persist { ticket, document, put, delete } => {
                let writes = leader.writes(ticket, document, put, delete);
                let (store, inner) = (self.store.clone(), Rc::clone(self));
                spawn(async move {
                    let result = match store {
                        Some(store) => store.write(&writes, Durability::Strict).await,
                        None => Err(StoreFailure::Unavailable("no database".to_owned())),
                    };
                    inner.stored(ticket, result);
                });
            }
            Effect::Changed { document, before, after, rebuilt } => {
                let doc = leader.device.document(&document);
                let followers = doc.filter(|_| leader.followed);
                let bytes =
                    followers.map(|doc| if rebuilt { doc.save() } else { doc.save_after(&before) });
                model.changed(&**leader, &document, Some(before.as_slice()).filter(|_| !rebuilt));
                drop(state);
                if let Some(bytes) = bytes {
                    let message = Message::Changed { document, whole: rebuilt, heads: after };
                    self.send(&message, &bytes);
                }
            }
            Effect::Status(document) => {
                model.progressed(&document);
                let progress = leader.followed.then(|| Box::new(leader.progress(&document)));
                drop(state);
                if let Some(progress) = progress {
                    self.send(&Message::Progressed { document, progress }, &[]);
                }
            }
            Effect::Erased(document) => {
                model.forget(&document);
                leader.marks.remove(&document);
                drop(state);
                self.send(&Message::Erased { document }, &[]);
            }
            Effect::Purged(told) => {
                drop(state);
                self.purged(&told);
            }
            Effect::Link(link) => {
                drop(state);
                // Turned away: perhaps because the session is over.
                if matches!(link, LinkStatus::Waiting { rejected: Some(_), .. }) {
                    self.check_session();
                }
            }
            Effect::WakeAt(at) => {
                let delay = at.since(clock::now());
                leader.timer = Some(Timer::after(delay, move || {
                    with(&weak, |inner| inner.handle(Event::Tick));
                }));
            }
        }
    }

    fn socket_event(self: &Rc<Self>, attempt: Attempt, event: SocketEvent) {
        let mut state = self.state.borrow_mut();
        let Role::Leader(leader) = &mut state.role else { return };
        let present = leader.socket.as_ref().is_some_and(|(present, _)| *present == attempt);
        let mut never_opened = false;
        match &event {
            SocketEvent::Opened if present => leader.opened = true,
            SocketEvent::Closed if present => {
                never_opened = !leader.opened;
                leader.socket = None;
            }
            SocketEvent::Opened | SocketEvent::Closed | SocketEvent::Frame(_) => {}
        }
        drop(state);
        self.handle(match event {
            SocketEvent::Opened => Event::Opened(attempt),
            SocketEvent::Closed => Event::Closed(attempt),
            SocketEvent::Frame(frame) => Event::Frame(attempt, frame),
        });
        if never_opened {
            // The browser does not tell a refused session from a missing network; the server does.
            self.check_session();
        }
    }

    fn stored(self: &Rc<Self>, ticket: Ticket, result: Result<(), StoreFailure>) {
        let mut state = self.state.borrow_mut();
        let Role::Leader(leader) = &mut state.role else { return };
        let (document, marks) = leader.writing.remove(&ticket).unzip();
        let marks = marks.unwrap_or_default();
        let mut answers = Vec::new();
        match (&result, document) {
            (Ok(()), _) => {
                answers = marks.into_iter().map(|mark| (mark.command, mark.outcome)).collect();
            }
            // Kept in memory: the device tries again, and the marks go with that.
            (Err(_), Some(document)) => {
                leader.marks.entry(document).or_default().extend(marks);
            }
            (Err(_), None) => {}
        }
        drop(state);
        match &result {
            Ok(()) => self.store_works(),
            Err(failure) => self.set_store_problem(Some(store_problem(failure))),
        }
        for (id, outcome) in answers {
            self.answer(id, Ok(outcome));
        }
        let result = result.map_err(|failure| StoreError(failure.to_string()));
        self.handle(Event::Stored { ticket, result });
    }
}

impl Leader {
    /// The writes of one request, with those of the commands whose changes are among them.
    fn writes(
        &mut self,
        ticket: Ticket,
        document: DocumentId,
        put: Vec<(ChunkKey, Vec<u8>)>,
        delete: Vec<ChunkKey>,
    ) -> Vec<Write> {
        let stores = |change: &ChangeHash| {
            put.iter().any(|(key, _)| match key {
                ChunkKey::Incremental(hash) => hash == change,
                ChunkKey::Snapshot(_) => true,
                ChunkKey::Refused(_) | ChunkKey::Meta => false,
            })
        };
        let waiting = self.marks.remove(&document).unwrap_or_default();
        let (stored, waiting): (Vec<Mark>, Vec<Mark>) =
            waiting.into_iter().partition(|mark| stores(&mark.change));
        if !waiting.is_empty() {
            self.marks.insert(document, waiting);
        }
        let mut writes: Vec<Write> = put
            .into_iter()
            .map(|(key, bytes)| Write::Put(Area::Chunks, format!("{document}/{key}"), bytes))
            .chain(
                delete
                    .into_iter()
                    .map(|key| Write::Delete(Area::Chunks, format!("{document}/{key}"))),
            )
            .collect();
        for mark in &stored {
            writes.extend(journal::note_applied(mark.command, &mark.outcome));
            writes.push(journal::forget(mark.command));
        }
        self.writing.insert(ticket, (document, stored));
        writes
    }
}

/// Groups stored chunks by document.
fn by_document(contents: Contents) -> Vec<StoredDocument> {
    for key in &contents.damaged {
        log::warn(&format!("chunk {key} cannot be decoded"));
    }
    let mut documents: BTreeMap<DocumentId, StoredDocument> = BTreeMap::new();
    for (key, bytes) in contents.entries {
        let Some((id, chunk)) = parse_key(&key) else { continue };
        let stored = documents.entry(id).or_insert_with(|| StoredDocument {
            id,
            chunks: Vec::new(),
            bindings: Vec::new(),
        });
        stored.chunks.push((chunk, bytes));
    }
    documents.into_values().collect()
}
