//! What a tab's engine is made of, whichever role it has.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use shared::access::Membership;
use shared::api::SessionInfo;
use shared::id::{DocumentId, RecordId, UnitId};
use shared::sync::device::Event;
use shared::time::TimestampMs;

use super::command::{CommandId, Envelope, Failure, Outcome};
use super::core::Report;
use super::follower::Follower;
use super::leader::Leader;
use super::model::{Progress, ReadModel, Source, Updates};
use super::rules::Me;
use super::tabs::Message;
use super::view::{LinkStatus, StoreProblem};
use crate::platform::channel::Channel;
use crate::platform::idb::{Durability, Store, StoreFailure, Write};
use crate::platform::locks::{self, Lock};
use crate::platform::visibility::{self, Watch};
use crate::platform::{clock, log, spawn, timer, timing};

/// How long the screen may stand still for work that can go on later. A slow tablet shows a
/// keystroke late after that, not too late.
const SLICE_MS: u64 = 20;

/// A stretch of work after which the browser is let paint and take input.
pub(super) struct Slice(TimestampMs);

impl Slice {
    pub(super) fn begin() -> Self {
        Self(clock::now())
    }

    /// Whether there is time left. Where nobody looks there is: browsers wake a hidden page once a
    /// second, and a hidden tab may be the one that all others wait for.
    fn lasts(&self) -> bool {
        clock::now().since(self.0) < SLICE_MS || visibility::is_hidden()
    }

    /// Pauses if there is no time left, and begins another.
    pub(super) async fn pause(&mut self) {
        if !self.lasts() {
            timer::sleep(0).await;
            *self = Self::begin();
        }
    }
}

pub(super) struct Inner {
    pub(super) tab: String,
    pub(super) store: Option<Store>,
    pub(super) sink: Box<dyn Fn(Report)>,
    pub(super) state: RefCell<State>,
    /// Held as long as the engine runs.
    pub(super) held: RefCell<Held>,
}

#[derive(Default)]
pub(super) struct Held {
    pub(super) locks: Vec<Lock>,
    pub(super) channel: Option<Channel>,
    pub(super) watch: Watch,
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
    pub(super) loaded: bool,
    /// Whether views will be published in a moment.
    pub(super) publishes: bool,
    /// How often this tab began to lead or to follow: a later start ends an earlier one.
    pub(super) starts: u32,
    /// Whether a start is under way: nothing is published before its documents are derived.
    pub(super) starting: bool,
    pub(super) stopped: bool,
    /// Records that were purged since this tab was opened.
    pub(super) purged: BTreeSet<RecordId>,
}

pub(super) enum Role {
    /// Reading documents.
    Starting,
    Leader(Box<Leader>),
    Follower(Box<Follower>),
}

pub(super) struct Pending {
    pub(super) envelope: Envelope,
    pub(super) answer: oneshot::Sender<Result<Outcome, Failure>>,
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

    fn progress(&self, id: &DocumentId) -> Progress {
        match self.0 {
            Role::Starting => Progress::default(),
            Role::Leader(leader) => leader.progress(id),
            Role::Follower(follower) => follower.progress(id),
        }
    }
}

impl Inner {
    /// Takes part: the channel, this tab's own lock, and the race for the lead.
    pub(super) fn join(self: &Rc<Self>, name: &str) {
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

    /// Computes all views anew and reports those that changed.
    pub(super) fn publish(&self) {
        self.publish_while(|_| true);
    }

    /// The same, but units of which everything is to be computed wait for a moment, one after the
    /// other, so that the screen takes fingers meanwhile. What a few changes touched is shown at
    /// once: a form builds on what it shows, and what it shows must be what is there.
    pub(super) fn publish_small(self: &Rc<Self>) {
        if !self.publish_while(|_| false) {
            self.publish_soon();
        }
    }

    fn publish_soon(self: &Rc<Self>) {
        if std::mem::replace(&mut self.state.borrow_mut().publishes, true) {
            return;
        }
        let weak = Rc::downgrade(self);
        spawn(async move {
            timer::sleep(0).await;
            with(&weak, |inner| {
                inner.state.borrow_mut().publishes = false;
                let slice = Slice::begin();
                if !inner.publish_while(|_| slice.lasts()) {
                    inner.publish_soon();
                }
            });
        });
    }

    /// Whether nothing is left to compute; `go_on` is asked before each unit of which everything is.
    pub(super) fn publish_while(&self, go_on: impl FnMut(&UnitId) -> bool) -> bool {
        let mut state = self.state.borrow_mut();
        let State { role, model, starting, .. } = &mut *state;
        if *starting {
            return true;
        }
        let (done, updates) = timing::measured("derive", || {
            let source = SourceOf(role);
            (model.derive(&source, go_on), model.updates(&source))
        });
        drop(state);
        let Updates { directory, plans, records, freshness, consolidated, refused } = &updates;
        if directory.is_some()
            || refused.is_some()
            || plans.is_some()
            || records.is_some()
            || freshness.is_some()
            || consolidated.is_some()
        {
            self.report(Report::Updates(Box::new(updates)));
        }
        self.publish_link(done);
        done
    }

    /// Begins to lead or to follow.
    pub(super) fn begin(&self) -> u32 {
        let mut state = self.state.borrow_mut();
        state.starts += 1;
        state.starting = true;
        state.starts
    }

    /// Takes the role whose documents are derived.
    pub(super) fn play(&self, role: Role) {
        let mut state = self.state.borrow_mut();
        state.starting = false;
        state.role = role;
    }

    /// Whether a start is still the present one.
    pub(super) fn goes_on(&self, start: u32) -> bool {
        let state = self.state.borrow();
        state.starts == start && !state.stopped
    }

    /// Derives from documents that were just read, before anything of them is shown, as long as the
    /// start goes on.
    pub(super) async fn derive_first(
        &self,
        start: u32,
        source: &impl Source,
        documents: Vec<DocumentId>,
    ) {
        self.state.borrow_mut().model.keep_only(|id| source.document(id).is_some());
        let mut documents = documents.into_iter();
        let mut done = false;
        while !done && self.goes_on(start) {
            let slice = Slice::begin();
            done = timing::measured("derive", || {
                let model = &mut self.state.borrow_mut().model;
                for id in documents.by_ref() {
                    model.changed(source, &id, None);
                    if !slice.lasts() {
                        return false;
                    }
                }
                model.derive(source, |_| slice.lasts())
            });
            timer::sleep(0).await;
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

    pub(super) fn wake(self: &Rc<Self>) {
        let follows = matches!(self.state.borrow().role, Role::Follower(_));
        if follows {
            self.send(&Message::Wake, &[]);
        } else {
            self.handle(Event::Wake);
        }
    }

    /// Writes beside the documents; a crash of the page does not undo it, a power cut may.
    pub(super) fn write_aside(self: &Rc<Self>, write: Option<Write>) {
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
