//! The engine of one account in one tab: which role it has, what it is asked, what it reports.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use automerge::ChangeHash;
use futures::channel::oneshot;
use jiff::civil::Date;
use shared::api::SessionInfo;
use shared::id::{DocumentId, RecordId};
use shared::sync::device::Event;

use super::accounts::namespace;
use super::carry_out::record_of;
use super::command::{Command, CommandId, Envelope, Failure, FieldEdit, Outcome};
use super::inner::{Held, Inner, Pending, Role, State, me, store_problem};
use super::journal::{self, Entry};
use super::model::{ReadModel, Source, Updates};
use super::tabs::Message;
use super::view::{LinkStatus, Model, RecordView, StoreProblem, TabRole};
use crate::platform::codec::Plain;
use crate::platform::idb::{Area, Durability, Store, StoreFailure, Write};
use crate::platform::{clock, entropy, locks, spawn};

/// What the engine tells the state above it.
#[derive(Debug)]
pub enum Report {
    /// Leading or following.
    Tab(TabRole),
    /// The documents of this device have been read.
    Loaded,
    /// Views that are other ones now.
    Updates(Box<Updates>),
    /// The link.
    Link(LinkStatus),
    /// What is wrong with the store, if anything.
    Store(Option<StoreProblem>),
    /// The server says the account's name, unit or roles are these now.
    Session(Box<SessionInfo>),
    /// Another tab signed in or out: read the accounts again.
    SessionChanged,
}

/// The engine. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(pub(super) Rc<Inner>);

impl Engine {
    /// Opens an account's store and begins to work. Reports come from then on, never from within
    /// a call.
    pub async fn start(info: SessionInfo, today: Date, sink: impl Fn(Report) + 'static) -> Self {
        let name = namespace(info.account);
        let (store, problem) = match Store::open(&name, Rc::new(Plain)).await {
            Ok(store) => (Some(store), None),
            Err(failure) => (None, Some(store_problem(&failure))),
        };
        let state = State {
            model: ReadModel::new(me(&info), today),
            info,
            role: Role::Starting,
            pending: BTreeMap::new(),
            link: LinkStatus::Offline { unsent: 0, retry_at: None },
            store_problem: problem.clone(),
            loaded: false,
            publishes: false,
            starts: 0,
            starting: true,
            stopped: false,
            purged: BTreeSet::new(),
        };
        let inner = Rc::new(Inner {
            tab: entropy::uuid_v7().to_string(),
            store,
            sink: Box::new(sink),
            state: RefCell::new(state),
            held: RefCell::default(),
        });
        if problem.is_some() {
            inner.report(Report::Store(problem));
        }
        inner.join(&name);
        Self(inner)
    }

    /// Stops for good: another account is opened, or nobody is signed in.
    pub fn stop(&self) {
        self.0.handle(Event::Stop);
        let mut state = self.0.state.borrow_mut();
        state.stopped = true;
        (state.role, state.starting) = (Role::Starting, true);
        state.pending.clear();
        drop(state);
        *self.0.held.borrow_mut() = Held::default();
    }

    /// Carries a command out, here or in the leading tab. The answer comes once it is stored; an
    /// engine that stops first drops it.
    pub fn execute(
        &self,
        id: CommandId,
        command: Command,
    ) -> oneshot::Receiver<Result<Outcome, Failure>> {
        let (answer, receiver) = oneshot::channel();
        let envelope = Envelope { id, at: clock::now(), command };
        let pending = Pending { envelope: envelope.clone(), answer };
        self.0.state.borrow_mut().pending.insert(id, pending);
        self.0.dispatch(envelope);
        receiver
    }

    /// Keeps what was typed until its command is carried out.
    pub fn journal(&self, id: CommandId, command: Command) {
        if self.0.is_purged(&record_of(&command)) {
            return;
        }
        let envelope = Envelope { id, at: clock::now(), command };
        let entry = Entry { tab: self.0.tab.clone(), envelope };
        self.0.write_aside(entry.put());
    }

    /// Forgets what was typed: it was undone, or its command will never be given.
    pub fn forget_journal(&self, id: CommandId) {
        self.0.write_aside(Some(journal::forget(id)));
    }

    /// Keeps what a page is working on beside the documents, or forgets it.
    ///
    /// # Errors
    ///
    /// It is not kept: no store, or the store failed.
    pub async fn keep(&self, writes: Vec<Write>) -> Result<(), StoreFailure> {
        let store = self.0.store.clone();
        let store = store.ok_or_else(|| StoreFailure::Unavailable(String::new()))?;
        store.write(&writes, Durability::Strict).await
    }

    /// What was kept so, by its key; nothing if it cannot be read.
    pub async fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        let Some(store) = self.0.store.clone() else { return BTreeMap::new() };
        let contents = store.read(Area::Facts).await.unwrap_or_default();
        contents.entries.into_iter().collect()
    }

    /// Edits of a record that are kept on this device alone, for what stands in them, and that no
    /// other tab is working on; each under the id of its entry.
    pub async fn held_edits(&self, record: RecordId) -> Vec<(CommandId, Vec<FieldEdit>)> {
        let Some(store) = self.0.store.clone() else { return Vec::new() };
        let Ok(contents) = store.read(Area::Journal).await else { return Vec::new() };
        let alive = locks::held().await;
        let elsewhere = |tab: &str| {
            let lock = format!("-tab-{tab}");
            tab != self.0.tab && alive.iter().any(|held| held.ends_with(&lock))
        };
        let of_record = |entry: Entry| {
            let held = entry.envelope.command.holds_back() && !elsewhere(&entry.tab);
            match entry.envelope.command {
                Command::Save { record: of, edits } if of == record && held => {
                    Some((entry.envelope.id, edits))
                }
                _ => None,
            }
        };
        journal::entries(contents).into_iter().filter_map(of_record).collect()
    }

    /// One record as now shown.
    pub fn record(&self, id: RecordId) -> Option<Model<RecordView>> {
        self.0.state.borrow().model.record(id).cloned()
    }

    /// The version that a view shows. While its unit waits to be derived the document may be ahead
    /// of it, and what the view does not show yet is not what one types over (DESIGN §2). Else the
    /// newest heads, whose content is the same: a save then makes no new branch.
    pub fn heads(&self, view: &RecordView) -> Vec<ChangeHash> {
        let state = self.0.state.borrow();
        let now = state.source().document(&view.document).map(|doc| doc.get_heads());
        let shown = !state.starting && state.model.shows_all_of(&view.document);
        now.filter(|_| shown).unwrap_or_else(|| view.heads.clone())
    }

    /// Someone looks, or asks: there may be a network.
    pub fn wake(&self) {
        self.0.wake();
    }

    /// Offers a document's refused changes once more.
    pub fn retry_refused(&self, document: DocumentId) {
        if !self.0.retry_refused(document) {
            self.0.send(&Message::Retry { document }, &[]);
        }
    }

    /// The account's name, unit or roles are these now.
    pub fn set_session(&self, info: SessionInfo, today: Date) {
        let mut state = self.0.state.borrow_mut();
        state.model.set_circumstances(me(&info), today);
        state.info = info;
        drop(state);
        self.0.publish_small();
    }

    /// Once a minute: the day may have moved on, a tab may have died with something typed.
    pub fn minute(&self, today: Date) {
        let mut state = self.0.state.borrow_mut();
        let me = state.model.me().clone();
        state.model.set_circumstances(me, today);
        let leads = matches!(state.role, Role::Leader(_));
        drop(state);
        self.0.publish_small();
        if leads {
            let inner = Rc::clone(&self.0);
            spawn(async move { inner.replay_journal().await });
        }
    }

    /// Tells the other tabs that the account was signed in or out here.
    pub fn announce_session(&self) {
        self.0.send(&Message::SessionChanged, &[]);
    }

    /// Whether anything typed in this tab is not stored yet.
    pub fn has_pending(&self) -> bool {
        !self.0.state.borrow().pending.is_empty()
    }
}
