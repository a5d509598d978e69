//! The engine of one account in one tab: which role it has, what it is asked, what it reports.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use automerge::ChangeHash;
use futures::channel::oneshot;
use jiff::civil::Date;
use shared::access::Membership;
use shared::api::SessionInfo;
use shared::id::{DocumentId, RecordId};
use shared::sync::device::Event;

use super::accounts::namespace;
use super::command::{Command, CommandId, Envelope, Failure, Outcome};
use super::follower::Follower;
use super::journal::{self, Entry};
use super::leader::Leader;
use super::model::{ReadModel, Source, Updates};
use super::rules::Me;
use super::tabs::Message;
use super::view::{LinkStatus, Model, RecordView, StoreProblem, TabRole};
use crate::platform::channel::Channel;
use crate::platform::codec::Plain;
use crate::platform::idb::{Durability, Store, StoreFailure};
use crate::platform::locks::{self, Lock};
use crate::platform::visibility::{self, Watch};
use crate::platform::{clock, entropy, log, spawn};

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

pub(super) struct Inner {
    pub(super) tab: String,
    pub(super) store: Option<Store>,
    sink: Box<dyn Fn(Report)>,
    pub(super) state: RefCell<State>,
    /// Held as long as the engine runs.
    held: RefCell<Held>,
}

#[derive(Default)]
struct Held {
    locks: Vec<Lock>,
    channel: Option<Channel>,
    watch: Watch,
}

pub(super) struct State {
    pub(super) info: SessionInfo,
    pub(super) role: Role,
    pub(super) model: ReadModel,
    /// Commands of this tab that were not answered yet.
    pub(super) pending: BTreeMap<CommandId, Pending>,
    pub(super) link: LinkStatus,
    pub(super) store_problem: Option<StoreProblem>,
    /// Whether [`Report::Loaded`] went out.
    loaded: bool,
    stopped: bool,
}

pub(super) enum Role {
    /// Reading documents.
    Starting,
    Leader(Box<Leader>),
    Follower(Box<Follower>),
}

pub(super) struct Pending {
    pub(super) envelope: Envelope,
    answer: oneshot::Sender<Result<Outcome, Failure>>,
}

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
            stopped: false,
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
        state.role = Role::Starting;
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
        let envelope = Envelope { id, at: clock::now(), command };
        let entry = Entry { tab: self.0.tab.clone(), envelope };
        self.0.write_aside(entry.put());
    }

    /// Forgets what was typed: it was undone, or its command will never be given.
    pub fn forget_journal(&self, id: CommandId) {
        self.0.write_aside(Some(journal::forget(id)));
    }

    /// One record as now shown.
    pub fn record(&self, id: RecordId) -> Option<Model<RecordView>> {
        self.0.state.borrow().model.record(id).cloned()
    }

    /// Where a document stands.
    pub fn heads(&self, document: &DocumentId) -> Vec<ChangeHash> {
        let state = self.0.state.borrow();
        state.source().document(document).map(|doc| doc.get_heads()).unwrap_or_default()
    }

    /// Someone looks, or asks: there may be a network.
    pub fn wake(&self) {
        self.0.wake();
    }

    /// Offers a record's refused changes once more.
    pub fn retry_refused(&self, record: RecordId) {
        if !self.0.retry_refused(record) {
            self.0.send(&Message::Retry { record }, &[]);
        }
    }

    /// The account's name, unit or roles are these now.
    pub fn set_session(&self, info: SessionInfo, today: Date) {
        let mut state = self.0.state.borrow_mut();
        state.model.set_circumstances(me(&info), today);
        state.info = info;
        drop(state);
        self.0.publish();
    }

    /// Once a minute: the day may have moved on, a tab may have died with something typed.
    pub fn minute(&self, today: Date) {
        let mut state = self.0.state.borrow_mut();
        let me = state.model.me().clone();
        state.model.set_circumstances(me, today);
        let leads = matches!(state.role, Role::Leader(_));
        drop(state);
        self.0.publish();
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

impl State {
    /// Where documents are read from now.
    pub(super) fn source(&self) -> SourceOf<'_> {
        SourceOf(&self.role)
    }
}

/// The documents of whichever role the tab has.
pub(super) struct SourceOf<'a>(&'a Role);

impl Source for SourceOf<'_> {
    fn document(&self, id: &DocumentId) -> Option<&automerge::Automerge> {
        match self.0 {
            Role::Starting => None,
            Role::Leader(leader) => leader.document(id),
            Role::Follower(follower) => follower.document(id),
        }
    }

    fn progress(&self, id: &DocumentId) -> super::model::Progress {
        match self.0 {
            Role::Starting => super::model::Progress::default(),
            Role::Leader(leader) => leader.progress(id),
            Role::Follower(follower) => follower.progress(id),
        }
    }
}

impl Inner {
    /// Takes part: the channel, this tab's own lock, and the race for the lead.
    fn join(self: &Rc<Self>, name: &str) {
        let weak = Rc::downgrade(self);
        let mut held = self.held.borrow_mut();
        held.channel = Channel::join(name, {
            let weak = weak.clone();
            move |text, bytes| with(&weak, |inner| inner.message(&text, bytes))
        });
        held.locks.push(locks::request(&format!("{name}-tab-{}", self.tab), || {}));
        held.watch = visibility::on_wake({
            let weak = weak.clone();
            move || with(&weak, |inner| inner.wake())
        });
        let lead = format!("{name}-lead");
        held.locks.push(locks::try_request(&lead.clone(), move |led| {
            with(&weak, |inner| {
                if led {
                    inner.lead();
                } else {
                    inner.follow();
                    let weak = Rc::downgrade(inner);
                    let lock = locks::request(&lead, move || with(&weak, |inner| inner.lead()));
                    inner.held.borrow_mut().locks.push(lock);
                }
            });
        }));
    }

    fn lead(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        spawn(async move { inner.take_the_lead().await });
    }

    fn follow(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        spawn(async move { inner.begin_to_follow().await });
    }

    /// Whether this engine was stopped: whatever still arrives is for nobody.
    pub(super) fn is_stopped(&self) -> bool {
        self.state.borrow().stopped
    }

    /// Hands a command to who carries it out. While starting it waits in `pending`.
    pub(super) fn dispatch(self: &Rc<Self>, envelope: Envelope) {
        let follows = match self.state.borrow().role {
            Role::Starting => return,
            Role::Leader(_) => false,
            Role::Follower(_) => true,
        };
        if follows {
            self.send(&Message::Command(Box::new(envelope)), &[]);
        } else {
            self.carry_out_command(envelope);
        }
    }

    /// Hands in again what was not answered: the lead changed.
    pub(super) fn dispatch_pending(self: &Rc<Self>) {
        let pending: Vec<Envelope> =
            self.state.borrow().pending.values().map(|p| p.envelope.clone()).collect();
        for envelope in pending {
            self.dispatch(envelope);
        }
    }

    /// A command of this tab came to something.
    pub(super) fn answered(&self, id: CommandId, result: Result<Outcome, Failure>) {
        let pending = self.state.borrow_mut().pending.remove(&id);
        if let Some(pending) = pending {
            // Whoever asked may be gone.
            let _ = pending.answer.send(result);
        }
    }

    /// Computes views anew and reports those that changed.
    pub(super) fn publish(&self) {
        let mut state = self.state.borrow_mut();
        let State { role, model, .. } = &mut *state;
        let updates = model.refresh(&SourceOf(role));
        drop(state);
        let Updates { directory, plans, records, freshness, consolidated } = &updates;
        if directory.is_some()
            || plans.is_some()
            || records.is_some()
            || freshness.is_some()
            || consolidated.is_some()
        {
            self.report(Report::Updates(Box::new(updates)));
        }
    }

    pub(super) fn report(&self, report: Report) {
        if !self.is_stopped() {
            (self.sink)(report);
        }
    }

    /// There is something to show, or nothing will come for now.
    pub(super) fn report_loaded(&self) {
        let told = std::mem::replace(&mut self.state.borrow_mut().loaded, true);
        if !told {
            self.report(Report::Loaded);
        }
    }

    /// A write went through: what was wrong with writing is over.
    pub(super) fn store_works(&self) {
        let writing = matches!(
            self.state.borrow().store_problem,
            Some(StoreProblem::Full(_) | StoreProblem::Failed(_))
        );
        if writing {
            self.set_store_problem(None);
        }
    }

    /// Sets and reports the store's state if it is another one.
    pub(super) fn set_store_problem(&self, problem: Option<StoreProblem>) {
        let mut state = self.state.borrow_mut();
        if state.store_problem == problem {
            return;
        }
        state.store_problem.clone_from(&problem);
        drop(state);
        self.report(Report::Store(problem));
    }

    /// Sends to the other tabs, if there can be any.
    pub(super) fn send(&self, message: &Message, bytes: &[u8]) {
        if let Some(channel) = &self.held.borrow().channel {
            channel.send(&message.to_text(), bytes);
        }
    }

    fn wake(self: &Rc<Self>) {
        let follows = matches!(self.state.borrow().role, Role::Follower(_));
        if follows {
            self.send(&Message::Wake, &[]);
        } else {
            self.handle(Event::Wake);
        }
    }

    /// Writes beside the documents; a crash of the page does not undo it, a power cut may.
    fn write_aside(self: &Rc<Self>, write: Option<crate::platform::idb::Write>) {
        let (Some(write), Some(store)) = (write, self.store.clone()) else { return };
        spawn(async move {
            if let Err(failure) = store.write(&[write], Durability::Relaxed).await {
                log::warn(&format!("journal: {failure}"));
            }
        });
    }
}

/// Calls with the engine, if it is still there and running.
pub(super) fn with(weak: &Weak<Inner>, call: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = weak.upgrade()
        && !inner.is_stopped()
    {
        call(&inner);
    }
}

/// Who an account is, for the rules.
pub(super) fn me(info: &SessionInfo) -> Me {
    let member = Membership { unit: info.unit.clone(), roles: info.roles.clone() };
    Me { account: info.account, member }
}

/// A store's failure as screens say it.
pub(super) fn store_problem(failure: &StoreFailure) -> StoreProblem {
    match failure {
        StoreFailure::Unavailable(text) => StoreProblem::Unavailable(text.clone()),
        StoreFailure::Full(text) => StoreProblem::Full(text.clone()),
        StoreFailure::Failed(text) => StoreProblem::Failed(text.clone()),
    }
}
