//! The driver: one thread that feeds a commune's engine and carries out what it says.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use automerge::ChangeHash;
use jiff::civil::Date;
use shared::domain::document::DocumentScope;
use shared::id::{AccountId, CommuneId, DocumentId, PeerId};
use shared::limits::{CONNECTIONS_PER_COMMUNE_MAX, OUTBOUND_BYTES_MAX};
use shared::sync::relay::{
    Appended, Commit, ConnectionId, Origin, Relay, RelayEffect, RelayEvent, RequestId,
};
use shared::time::TimestampMs;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, error::TrySendError};

use super::policy::{CommunePolicy, same_place};
use super::{Ending, HubError, Input, Newcomer, Outlet, Reply, WeakHub, people};
use crate::clock::Clock;
use crate::store::model::{Refusal, TokenHash};
use crate::store::{Store, StoreError};

/// Inputs taken in one round: together they share one transaction.
const ROUND_MAX: usize = 256;
/// How often the engine is told the time, and the store asked whether accounts changed.
const TICK: Duration = Duration::from_secs(2);

/// A connected socket.
pub(super) struct Peer {
    account: AccountId,
    token: TokenHash,
    outlet: Outlet,
}

/// Who waits for an answer of the engine.
enum Waiting {
    Append(Reply<Appended>),
    Create(DocumentId, Reply<Appended>),
    Export(Reply<Option<Vec<u8>>>),
}

/// Drives one commune's engine.
pub(super) struct Driver {
    pub(super) commune: CommuneId,
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Clock,
    pub(super) runtime: Handle,
    relay: Relay,
    policy: CommunePolicy,
    hub: WeakHub,
    inputs: UnboundedReceiver<Input>,
    peers: HashMap<ConnectionId, Peer>,
    waiting: HashMap<RequestId, Waiting>,
    next_request: u64,
    /// Events that follow from carrying out effects.
    events: VecDeque<RelayEvent>,
    /// What this round writes.
    pub(super) batch: Vec<Commit>,
    /// What this round refused.
    pub(super) refusals: Vec<Refusal>,
    /// Documents being created: written with their first commit.
    pub(super) creating: HashMap<DocumentId, (DocumentScope, TimestampMs)>,
    /// Answers about documents that this round created, or could not.
    pub(super) created: Vec<(Reply<Appended>, Result<Appended, HubError>)>,
    epoch: u64,
    people_running: bool,
    noted_day: Option<Date>,
    last_tick: Instant,
}

impl Driver {
    /// Reads what the engine starts from.
    pub(super) async fn start(
        commune: CommuneId,
        store: Arc<dyn Store>,
        clock: Clock,
        hub: WeakHub,
        inputs: UnboundedReceiver<Input>,
    ) -> Result<Self, HubError> {
        let epoch = store.access_epoch(commune).await?;
        let rows = store.documents(commune).await?;
        let purges = store.purges(commune).await?;
        let policy = CommunePolicy::new(&store.accounts(commune).await?, &rows, &purges);
        let living = rows.into_iter().filter(|row| row.superseded_by.is_none());
        let heads = living.map(|row| (row.document.id, row.heads)).collect();
        let peer = PeerId::new(format!("soxa-relay-{}", commune.uuid().simple()));
        let mut driver = Self {
            commune,
            store,
            clock,
            runtime: Handle::current(),
            relay: Relay::new(peer, heads),
            policy,
            hub,
            inputs,
            peers: HashMap::new(),
            waiting: HashMap::new(),
            next_request: 0,
            events: VecDeque::new(),
            batch: Vec::new(),
            refusals: Vec::new(),
            creating: HashMap::new(),
            created: Vec::new(),
            epoch,
            people_running: false,
            noted_day: None,
            last_tick: Instant::now(),
        };
        driver.update_people();
        Ok(driver)
    }

    /// Until [`Input::Stop`], or nobody holds the hub any more.
    pub(super) fn run(mut self) {
        let runtime = self.runtime.clone();
        let mut inputs = Vec::with_capacity(ROUND_MAX);
        loop {
            let wait = TICK.saturating_sub(self.last_tick.elapsed());
            let received = runtime.block_on(async {
                let round = self.inputs.recv_many(&mut inputs, ROUND_MAX);
                tokio::time::timeout(wait, round).await
            });
            if received == Ok(0) {
                break;
            }
            self.note_day();
            let mut stop = false;
            for input in inputs.drain(..) {
                stop |= matches!(input, Input::Stop);
                self.take(input);
            }
            if self.last_tick.elapsed() >= TICK {
                self.last_tick = Instant::now();
                self.refresh(false);
                self.feed(RelayEvent::Tick);
            }
            self.settle();
            if stop {
                break;
            }
        }
        for peer in self.peers.values() {
            peer.outlet.ending.send_replace(Some(Ending::Stopping));
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Connect(newcomer) => self.connect(newcomer),
            Input::Frame(connection, frame, _room) => {
                self.feed(RelayEvent::Frame(connection, frame));
            }
            Input::Disconnected(connection) => {
                if self.peers.remove(&connection).is_some() {
                    self.feed(RelayEvent::Disconnected(connection));
                }
            }
            Input::Loaded(document, result) => {
                let result = result.map_err(engine_error);
                self.feed(RelayEvent::Loaded { document, result });
            }
            Input::Append(document, origin, changes, reply) => {
                let request = self.request(Waiting::Append(reply));
                self.feed(RelayEvent::Append { request, document, origin, changes });
            }
            Input::Create(document, changes, reply) => {
                // One being created counts: of two requests in one round the second is refused.
                let same = |(scope, _): &(DocumentScope, _)| same_place(scope, &document.scope);
                if self.policy.has_scope(&document.scope) || self.creating.values().any(same) {
                    let _ = reply.send(Err(HubError::Exists));
                    return;
                }
                let (id, now) = (document.id, self.clock.now());
                self.creating.insert(id, (document.scope, now));
                let request = self.request(Waiting::Create(id, reply));
                let origin = Origin::Relay;
                self.feed(RelayEvent::Append { request, document: id, origin, changes });
            }
            Input::Export(document, reply) => {
                let request = self.request(Waiting::Export(reply));
                self.feed(RelayEvent::Export { request, document });
            }
            Input::Refresh => self.refresh(true),
            Input::PeopleDone => self.people_running = false,
            Input::Stop => {}
        }
    }

    fn connect(&mut self, new: Newcomer) {
        if self.peers.len() >= CONNECTIONS_PER_COMMUNE_MAX {
            let _ = new.answer.send(Err(HubError::TooMany));
            return;
        }
        let (connection, account) = (new.connection, new.account);
        let expected_peer = Some(new.peer);
        self.peers.insert(connection, Peer { account, token: new.token, outlet: new.outlet });
        if new.answer.send(Ok(())).is_err() {
            self.peers.remove(&connection);
            return;
        }
        self.feed(RelayEvent::Connected { connection, account, expected_peer });
    }

    fn request(&mut self, waiting: Waiting) -> RequestId {
        self.next_request += 1;
        let request = RequestId(self.next_request);
        self.waiting.insert(request, waiting);
        request
    }

    /// Tells the engine, carries out what it says, and tells it what came of that.
    pub(super) fn feed(&mut self, event: RelayEvent) {
        self.events.push_back(event);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(event) = self.events.pop_front() {
            let effects = self.handle(event);
            for effect in effects {
                self.carry_out(effect);
            }
        }
    }

    /// A panic in the engine costs one connection, not the commune's hub.
    fn handle(&mut self, event: RelayEvent) -> Vec<RelayEffect> {
        let connection = match &event {
            RelayEvent::Frame(connection, _) => Some(*connection),
            _ => None,
        };
        let now = self.clock.now();
        let run = || self.relay.handle(now, &self.policy, event);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            tracing::error!(?connection, "the engine panicked");
            self.relay.recover(connection)
        })
    }

    fn carry_out(&mut self, effect: RelayEffect) {
        match effect {
            RelayEffect::Send(connection, frame) => self.send(connection, frame),
            RelayEffect::Close(connection, reason) => {
                if let Some(peer) = self.peers.remove(&connection) {
                    tracing::info!(account = %peer.account, ?reason, "closing a connection");
                    peer.outlet.ending.send_replace(Some(Ending::Closed(reason)));
                }
            }
            RelayEffect::Load(document) => self.load(document),
            RelayEffect::Persist(commit) => self.batch.push(commit),
            RelayEffect::Refused { connection, document, hashes, refusal } => {
                let account = connection.and_then(|id| self.peers.get(&id)).map(|p| p.account);
                self.refused(account, document, hashes, refusal.code.as_str());
            }
            RelayEffect::Damaged(problems) => {
                for problem in problems {
                    let (document, key) = (problem.document, problem.key);
                    tracing::error!(%document, %key, reason = problem.reason, "a damaged chunk");
                }
            }
            RelayEffect::Advanced { .. } => {}
            RelayEffect::Appended { request, result } => self.appended(request, result),
            RelayEffect::Exported { request, result } => {
                if let Some(Waiting::Export(reply)) = self.waiting.remove(&request) {
                    let _ = reply.send(result.map_err(HubError::from));
                }
            }
        }
    }

    fn send(&mut self, connection: ConnectionId, frame: Vec<u8>) {
        let Some(peer) = self.peers.get(&connection) else { return };
        let bytes = frame.len();
        let before = peer.outlet.waiting.fetch_add(bytes, Ordering::Relaxed);
        let sent = if before > OUTBOUND_BYTES_MAX {
            Err(TrySendError::Full(frame))
        } else {
            peer.outlet.frames.try_send(frame)
        };
        if sent.is_err() {
            tracing::info!(account = %peer.account, waiting = before, "a peer is too slow");
            peer.outlet.ending.send_replace(Some(Ending::Slow));
            self.peers.remove(&connection);
            self.events.push_back(RelayEvent::Disconnected(connection));
        }
    }

    fn load(&mut self, document: DocumentId) {
        let Some(hub) = self.hub.upgrade() else { return };
        let (store, commune) = (self.store.clone(), self.commune);
        self.runtime.spawn(async move {
            let result = match store.load(commune, document).await {
                Ok(stored) => Ok(Some(shared::sync::store::StoredDocument {
                    id: document,
                    chunks: stored.chunks,
                    bindings: stored.bindings,
                })),
                Err(StoreError::NotFound(_)) => Ok(None),
                Err(error) => Err(error),
            };
            hub.send(Input::Loaded(document, result));
        });
    }

    fn refused(
        &mut self,
        account: Option<AccountId>,
        document: DocumentId,
        hashes: Vec<ChangeHash>,
        reason: &str,
    ) {
        tracing::warn!(account = ?account, %document, changes = hashes.len(), reason, "refused");
        let changes: Vec<Option<ChangeHash>> =
            if hashes.is_empty() { vec![None] } else { hashes.into_iter().map(Some).collect() };
        // One hostile peer must not fill the log in one round.
        let room = ROUND_MAX.saturating_sub(self.refusals.len());
        let at = self.clock.now();
        let reason = reason.to_owned();
        self.refusals.extend(changes.into_iter().take(room).map(|change| Refusal {
            at,
            account,
            document: Some(document),
            change,
            reason: reason.clone(),
        }));
    }

    fn appended(
        &mut self,
        request: RequestId,
        result: Result<Appended, shared::sync::store::StoreError>,
    ) {
        match self.waiting.remove(&request) {
            Some(Waiting::Append(reply)) => {
                let _ = reply.send(result.map_err(HubError::from));
            }
            Some(Waiting::Create(document, reply)) => {
                self.creating.remove(&document);
                self.created.push((reply, result.map_err(HubError::from)));
            }
            Some(Waiting::Export(_)) | None => {}
        }
    }

    /// Answers those who created documents, once everybody concerned knows of them: a year's
    /// hundred documents are looked at once and not a hundred times.
    pub(super) fn announce_created(&mut self) {
        let created = std::mem::take(&mut self.created);
        if created.iter().any(|(_, result)| result.is_ok()) {
            self.refresh(true);
        }
        for (reply, result) in created {
            let _ = reply.send(result);
        }
    }

    /// Looks whether accounts, sessions or documents changed, and tells those concerned.
    fn refresh(&mut self, certainly: bool) {
        let (store, commune) = (self.store.clone(), self.commune);
        let read = self.runtime.block_on(async {
            let epoch = store.access_epoch(commune).await?;
            if epoch == self.epoch && !certainly {
                return Ok(None);
            }
            let accounts = store.accounts(commune).await?;
            let documents = store.documents(commune).await?;
            let purges = store.purges(commune).await?;
            let mut ended = Vec::new();
            for (id, peer) in &self.peers {
                let session = store.session(peer.token).await?;
                if session.is_none_or(|session| session.ended.is_some()) {
                    ended.push(*id);
                }
            }
            let policy = CommunePolicy::new(&accounts, &documents, &purges);
            Ok::<_, StoreError>(Some((epoch, policy, documents, ended)))
        });
        let (epoch, policy, documents, ended) = match read {
            Ok(Some(read)) => read,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "cannot read who may do what; keeping what is known");
                return;
            }
        };
        let members_changed = epoch != self.epoch;
        self.epoch = epoch;
        let changed = policy.changed_since(&self.policy);
        let erased = policy.erased_since(&self.policy);
        let founded = policy.founded_since(&self.policy);
        self.policy = policy;
        // A purge in the store, by this process or another: the engine first, then the devices.
        self.events.extend(erased.into_iter().map(RelayEvent::Erased));
        let founded = documents.into_iter().filter(|row| founded.contains(&row.document.id));
        self.events.extend(founded.map(|row| RelayEvent::Founded(row.document.id, row.heads)));
        let gone = |peer: &Peer| !self.policy.is_member(&peer.account);
        let revoked: Vec<ConnectionId> = self
            .peers
            .iter()
            .filter(|(id, peer)| ended.contains(id) || gone(peer))
            .map(|(id, _)| *id)
            .collect();
        self.events.extend(revoked.into_iter().map(RelayEvent::Revoked));
        self.events.extend(changed.into_iter().map(RelayEvent::AccessChanged));
        self.drain();
        if members_changed {
            self.update_people();
        }
    }

    /// Starts writing people into the directory, unless that is under way.
    fn update_people(&mut self) {
        let directory = self.policy.find(&DocumentScope::directory());
        if let (Some(hub), Some(directory), false) =
            (self.hub.upgrade(), directory, self.people_running)
        {
            self.people_running = true;
            let (store, clock, commune) = (self.store.clone(), self.clock.clone(), self.commune);
            self.runtime.spawn(async move {
                if let Err(error) = people::update(&hub, &*store, &clock, commune, directory).await
                {
                    tracing::error!(%error, "cannot bring the directory's people up to date");
                }
                hub.send(Input::PeopleDone);
            });
        }
    }

    /// Keeps the heads of the day that has just ended in Vietnam, before anything of the new day.
    fn note_day(&mut self) {
        let today = self.clock.now().local_date();
        if self.noted_day == Some(today) {
            return;
        }
        let Ok(yesterday) = today.yesterday() else { return };
        let heads: Vec<_> = self
            .policy
            .living()
            .filter_map(|id| Some((*id, yesterday, self.relay.heads(id)?)))
            .collect();
        match self.runtime.block_on(self.store.note_day_heads(self.commune, &heads)) {
            Ok(()) => self.noted_day = Some(today),
            Err(error) => tracing::error!(%error, "cannot note the heads of the day"),
        }
    }
}

/// The store's error as the engine passes it on: no content, and the cause stays in our log.
pub(super) fn engine_error(error: StoreError) -> shared::sync::store::StoreError {
    tracing::error!(%error, "the store failed");
    shared::sync::store::StoreError(error.to_string())
}
