//! Virtual time, the network, the faults, and the two phases.

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::document::{DocumentRef, DocumentScope};
use shared::id::{AccountId, CommuneId, DocumentId, PeerId};
use shared::schema::genesis::{FirstContent, genesis};
use shared::sync::device::{Attempt, Effect, Event};
use shared::sync::refusal::RefusalCode;
use shared::sync::relay::{CloseReason, ConnectionId, Origin, RelayEffect, RelayEvent, RequestId};
use shared::sync::store::{ChunkKey, StoreError, Ticket};
use shared::time::TimestampMs;

use super::device::Tablet;
use super::relay::{Process, Rules};
use super::rng::Rng;
use super::store::Write;
use super::{Failure, Tally, oracle};

/// How long faults are injected, in virtual milliseconds.
const SAFETY_MS: u64 = 120_000;
/// Within which time a healed world must converge: several times the largest back-off.
const HEALING_MS: u64 = 600_000;
/// Events per run before it counts as livelocked.
const EVENTS_MAX: u64 = 400_000;
/// Where virtual time starts (2026-06-14).
const START: TimestampMs = TimestampMs(1_781_400_000_000);

/// How likely each kind of fault is, in thousandths per opportunity; drawn per seed, and some
/// kinds are switched off altogether (swarm testing).
#[derive(Debug, Clone, Copy)]
struct Weights {
    cut: u64,
    stall: u64,
    tablet_crash: u64,
    relay_crash: u64,
    store_failure: u64,
}

impl Weights {
    fn draw(rng: &mut Rng) -> Self {
        let mut weight = |max: u64| if rng.chance(300) { 0 } else { rng.below(max) + 1 };
        Self {
            cut: weight(30),
            stall: weight(20),
            tablet_crash: weight(12),
            relay_crash: weight(8),
            store_failure: weight(60),
        }
    }

    const NONE: Self = Self { cut: 0, stall: 0, tablet_crash: 0, relay_crash: 0, store_failure: 0 };
}

/// Something due at a moment.
#[derive(Debug, Clone)]
enum Due {
    Act(usize),
    SwitchOn(usize, u64),
    RelayUp(u64),
    Timer(usize, u64),
    RelayTick(u64),
    Open(usize, u64, Attempt),
    ToRelay(u64, Vec<u8>),
    ToTablet(u64, Vec<u8>),
    Lost(u64),
    Closed(usize, u64, Attempt),
    TabletStored(usize, u64, Ticket),
    RelayStored(u64, Ticket),
    RelayLoaded(u64, DocumentId),
}

/// One open link: order is kept, so nothing arrives before what was sent earlier.
#[derive(Debug, Clone, Copy)]
struct Link {
    tablet: usize,
    attempt: Attempt,
    epoch: u64,
    up_free_at: TimestampMs,
    down_free_at: TimestampMs,
}

/// The world.
pub struct World {
    seed: u64,
    rng: Rng,
    now: TimestampMs,
    due: BTreeMap<(TimestampMs, u64), Due>,
    order: u64,
    weights: Weights,
    rules: Rules,
    tablets: Vec<Tablet>,
    relay: Process,
    links: BTreeMap<u64, Link>,
    next_connection: u64,
    tally: Tally,
}

impl World {
    /// Draws a world from a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let weights = Weights::draw(&mut rng);
        let accounts: Vec<AccountId> =
            (0..2 + rng.below(3)).map(|_| AccountId::new(rng.uuid())).collect();
        let mut tablets: Vec<Tablet> = accounts.iter().copied().map(Tablet::new).collect();
        if rng.chance(300) {
            // One person with two tablets.
            tablets.push(Tablet::new(accounts[0]));
        }
        let mut rules = Rules::default();
        for n in 0..1 + rng.below(3) {
            let id = DocumentId::new(*uuid::Uuid::from_u64_pair(n, seed).as_bytes());
            let writers: BTreeSet<AccountId> =
                accounts.iter().copied().filter(|_| rng.chance(800)).collect();
            rules.writers.insert(id, writers);
        }
        Self {
            seed,
            rng,
            now: START,
            due: BTreeMap::new(),
            order: 0,
            weights,
            rules,
            tablets,
            relay: Process::new(),
            links: BTreeMap::new(),
            next_connection: 0,
            tally: Tally::default(),
        }
    }

    /// Runs both phases.
    ///
    /// # Errors
    /// The first demand that did not hold.
    pub fn run(mut self, trace: &mut dyn FnMut(&str)) -> Result<Tally, Failure> {
        let result = self.phases(trace);
        result.map(|()| self.tally).map_err(|what| Failure {
            seed: self.seed,
            at_ms: self.now.since(START),
            what,
        })
    }

    fn phases(&mut self, trace: &mut dyn FnMut(&str)) -> Result<(), String> {
        self.found()?;
        for i in 0..self.tablets.len() {
            let epoch = self.tablets[i].epoch;
            self.after(i as u64 * 50, Due::SwitchOn(i, epoch));
            self.after(2_000 + i as u64, Due::Act(i));
        }
        self.until(START.plus(SAFETY_MS), trace, |_| false)?;
        trace("healing");
        self.heal()?;
        let end = self.now.plus(HEALING_MS);
        let mut last = Err("nothing happened".to_owned());
        self.until(end, trace, |world| {
            last = oracle::converged(&world.tablets, &mut world.relay);
            last.is_ok()
        })?;
        last?;
        oracle::receipts(&self.tablets, &mut self.relay)
    }

    /// The relay makes the commune's documents.
    fn found(&mut self) -> Result<(), String> {
        self.relay.start();
        let ids: Vec<DocumentId> = self.rules.writers.keys().copied().collect();
        for (n, id) in ids.into_iter().enumerate() {
            let scope = DocumentScope::workbook(format!("U{n}").as_str().into(), None, 2026);
            let document = DocumentRef { id, scope };
            let commune = CommuneId::new(uuid::Uuid::nil());
            let doc = genesis(commune, &document, FirstContent::Empty, START)
                .map_err(|error| error.to_string())?;
            let changes = doc.get_changes(&[]).iter().map(|c| c.raw_bytes().to_vec()).collect();
            let request = RequestId(n as u64);
            let event =
                RelayEvent::Append { request, document: id, origin: Origin::Relay, changes };
            // Founding is not part of what may crash.
            let weights = std::mem::replace(&mut self.weights, Weights::NONE);
            self.relay_event(event)?;
            while let Some(write) = self.relay.writes.front().map(|(ticket, _)| *ticket) {
                self.relay_stored(write)?;
            }
            self.weights = weights;
        }
        let epoch = self.relay.epoch;
        self.after(1_000, Due::RelayTick(epoch));
        Ok(())
    }

    fn heal(&mut self) -> Result<(), String> {
        self.weights = Weights::NONE;
        if self.relay.engine.is_none() {
            self.relay_up();
        }
        for i in 0..self.tablets.len() {
            if self.tablets[i].engine.is_none() {
                self.switch_on(i)?;
            }
            self.tablet_event(i, Event::Wake)?;
        }
        Ok(())
    }

    fn after(&mut self, ms: u64, due: Due) {
        self.at(self.now.plus(ms), due);
    }

    fn at(&mut self, when: TimestampMs, due: Due) {
        self.order += 1;
        self.due.insert((when, self.order), due);
    }

    fn until(
        &mut self,
        end: TimestampMs,
        trace: &mut dyn FnMut(&str),
        mut done: impl FnMut(&mut Self) -> bool,
    ) -> Result<(), String> {
        let mut events = 0;
        let mut next_check = self.now;
        while let Some(entry) = self.due.first_entry() {
            if entry.key().0 > end {
                break;
            }
            let ((when, _), due) = entry.remove_entry();
            self.now = self.now.max(when);
            trace(&format!("{:>8} {due:.200?}", self.now.since(START)));
            self.happen(due)?;
            events += 1;
            if events > EVENTS_MAX {
                return Err("livelock: too many events".to_owned());
            }
            if self.now >= next_check {
                next_check = self.now.plus(10_000);
                oracle::receipts(&self.tablets, &mut self.relay)?;
                if done(self) {
                    return Ok(());
                }
            }
        }
        self.now = self.now.max(end);
        Ok(())
    }

    fn happen(&mut self, due: Due) -> Result<(), String> {
        match due {
            Due::Act(i) => self.act(i),
            Due::SwitchOn(i, epoch) if self.tablets[i].epoch == epoch => {
                self.switch_on(i)?;
                self.tablet_event(i, Event::Wake)
            }
            Due::RelayUp(epoch) if self.relay.epoch == epoch => {
                self.relay_up();
                Ok(())
            }
            Due::Timer(i, epoch) if self.tablets[i].epoch == epoch => {
                if self.tablets[i].timer.is_some_and(|timer| timer <= self.now) {
                    self.tablets[i].timer = None;
                    return self.tablet_event(i, Event::Tick);
                }
                Ok(())
            }
            Due::RelayTick(epoch) if self.relay.epoch == epoch => {
                self.after(1_000, Due::RelayTick(epoch));
                self.relay_event(RelayEvent::Tick)
            }
            Due::Open(i, epoch, attempt) if self.tablets[i].epoch == epoch => self.open(i, attempt),
            Due::ToRelay(connection, bytes) if self.links.contains_key(&connection) => {
                self.relay_event(RelayEvent::Frame(ConnectionId(connection), bytes))
            }
            Due::ToTablet(connection, bytes) => match self.links.get(&connection).copied() {
                Some(link) if self.tablets[link.tablet].epoch == link.epoch => {
                    self.tablet_event(link.tablet, Event::Frame(link.attempt, bytes))
                }
                _ => Ok(()),
            },
            Due::Lost(connection) => self.break_link(connection),
            Due::Closed(i, epoch, attempt) if self.tablets[i].epoch == epoch => {
                self.tablet_event(i, Event::Closed(attempt))
            }
            Due::TabletStored(i, epoch, ticket) if self.tablets[i].epoch == epoch => {
                self.tablet_stored(i, ticket)
            }
            Due::RelayStored(epoch, ticket) if self.relay.epoch == epoch => {
                self.relay_stored(ticket)
            }
            Due::RelayLoaded(epoch, document) if self.relay.epoch == epoch => {
                let result = if self.rng.chance(self.weights.store_failure) {
                    self.tally.store_failures += 1;
                    Err(StoreError("simulated".to_owned()))
                } else {
                    Ok(self.relay.store.document(&document))
                };
                self.relay_event(RelayEvent::Loaded { document, result })
            }
            // Belongs to an earlier start of its owner, or to a link that is gone.
            _ => Ok(()),
        }
    }

    fn act(&mut self, i: usize) -> Result<(), String> {
        if self.now.since(START) < SAFETY_MS {
            let pause = 300 + self.rng.below(9_000);
            self.after(pause, Due::Act(i));
        }
        let effects = self.tablets[i].act(self.now, &mut self.rng)?;
        self.tablet_effects(i, effects)
    }

    fn switch_on(&mut self, i: usize) -> Result<(), String> {
        if self.tablets[i].engine.is_none() {
            self.tablets[i].start(&mut self.rng)?;
        }
        Ok(())
    }

    fn relay_up(&mut self) {
        if self.relay.engine.is_none() {
            self.relay.start();
            let epoch = self.relay.epoch;
            self.after(1_000, Due::RelayTick(epoch));
        }
    }

    fn tablet_event(&mut self, i: usize, event: Event) -> Result<(), String> {
        let now = self.now;
        let Some(engine) = &mut self.tablets[i].engine else { return Ok(()) };
        let effects = engine.handle(now, event);
        self.tablet_effects(i, effects)
    }

    /// Carries out effects in order; the tablet may crash before any of them.
    fn tablet_effects(&mut self, i: usize, effects: Vec<Effect>) -> Result<(), String> {
        let epoch = self.tablets[i].epoch;
        for effect in effects {
            if self.rng.chance(self.weights.tablet_crash) {
                self.tally.device_crashes += 1;
                let tablet = &mut self.tablets[i];
                if let Some((_, connection)) = tablet.connection {
                    self.links.remove(&connection);
                    self.relay_disconnected(connection)?;
                }
                self.tablets[i].crash(&mut self.rng);
                let (off, epoch) = (500 + self.rng.below(20_000), self.tablets[i].epoch);
                self.after(off, Due::SwitchOn(i, epoch));
                return Ok(());
            }
            match effect {
                Effect::Connect(attempt) => {
                    let latency = 20 + self.rng.below(200);
                    self.after(latency, Due::Open(i, epoch, attempt));
                }
                Effect::Disconnect(attempt) => {
                    if let Some((open, connection)) = self.tablets[i].connection
                        && open == attempt
                    {
                        self.tablets[i].connection = None;
                        self.links.remove(&connection);
                        self.relay_disconnected(connection)?;
                    }
                }
                Effect::Send(attempt, bytes) => self.send_up(i, attempt, bytes),
                Effect::Persist { ticket, document, put, delete } => {
                    let write = Write { document, put, delete, bindings: Vec::new(), heads: None };
                    self.tablets[i].writes.push_back((ticket, write));
                    let latency = 1 + self.rng.below(30);
                    self.after(latency, Due::TabletStored(i, epoch, ticket));
                }
                Effect::WakeAt(when) => {
                    self.tablets[i].timer = Some(when);
                    self.at(when.max(self.now), Due::Timer(i, epoch));
                }
                Effect::Changed { .. }
                | Effect::Status(_)
                | Effect::Erased(_)
                | Effect::Link(_) => {}
            }
        }
        Ok(())
    }

    /// The disk has answered: writes become durable in the order in which they were asked for.
    fn tablet_stored(&mut self, i: usize, ticket: Ticket) -> Result<(), String> {
        let Some(at) = self.tablets[i].writes.iter().position(|(t, _)| *t == ticket) else {
            return Ok(());
        };
        let Some((_, write)) = self.tablets[i].writes.remove(at) else { return Ok(()) };
        let result = if self.rng.chance(self.weights.store_failure) {
            self.tally.store_failures += 1;
            Err(StoreError("simulated".to_owned()))
        } else {
            self.note_saved(i, &write);
            self.tablets[i].store.commit(write);
            Ok(())
        };
        self.tablet_event(i, Event::Stored { ticket, result })
    }

    fn note_saved(&mut self, i: usize, write: &Write) {
        let tablet = &mut self.tablets[i];
        let Some(doc) = tablet.engine.as_ref().and_then(|e| e.document(&write.document)) else {
            return;
        };
        for (key, _) in &write.put {
            if let ChunkKey::Incremental(hash) = key {
                let own = doc
                    .get_change_meta_by_hash(hash)
                    .and_then(|meta| doc.get_author_for_actor(&meta.actor))
                    .is_some_and(|author| author.as_bytes() == tablet.account.as_bytes());
                if own {
                    self.tally.saved += 1;
                    tablet.saved.entry(write.document).or_default().insert(*hash);
                }
            }
        }
    }

    fn relay_event(&mut self, event: RelayEvent) -> Result<(), String> {
        let now = self.now;
        let Some(engine) = &mut self.relay.engine else { return Ok(()) };
        let effects = engine.handle(now, &self.rules, event);
        let epoch = self.relay.epoch;
        for effect in effects {
            if self.rng.chance(self.weights.relay_crash) {
                self.crash_relay();
                return Ok(());
            }
            match effect {
                RelayEffect::Send(ConnectionId(connection), bytes) => {
                    self.send_down(connection, bytes);
                }
                RelayEffect::Close(ConnectionId(connection), reason) => {
                    if let Some(link) = self.links.remove(&connection) {
                        self.relay.connections.remove(&connection);
                        self.tablets[link.tablet].connection = None;
                        self.after(20, Due::Closed(link.tablet, link.epoch, link.attempt));
                        if reason != CloseReason::Silent {
                            return Err(format!("the relay closed an honest link: {reason:?}"));
                        }
                    }
                }
                RelayEffect::Load(document) => {
                    let latency = 1 + self.rng.below(20);
                    self.after(latency, Due::RelayLoaded(epoch, document));
                }
                RelayEffect::Persist(commit) => {
                    let write = Write {
                        document: commit.document,
                        put: commit.put,
                        delete: commit.delete,
                        bindings: commit.bindings,
                        heads: Some(commit.heads),
                    };
                    self.relay.writes.push_back((commit.ticket, write));
                    let latency = 1 + self.rng.below(40);
                    self.after(latency, Due::RelayStored(epoch, commit.ticket));
                }
                // Refused for now, offered again later.
                RelayEffect::Refused { refusal, .. } if refusal.code == RefusalCode::Store => {}
                RelayEffect::Refused { hashes, refusal, .. } => {
                    return Err(format!(
                        "the relay refused an honest change: {refusal:?} {hashes:?}"
                    ));
                }
                RelayEffect::Damaged(problems) => {
                    return Err(format!("the relay could not read its own store: {problems:?}"));
                }
                RelayEffect::Advanced { .. }
                | RelayEffect::Appended { .. }
                | RelayEffect::Exported { .. } => {}
            }
        }
        Ok(())
    }

    fn relay_stored(&mut self, ticket: Ticket) -> Result<(), String> {
        let Some(at) = self.relay.writes.iter().position(|(t, _)| *t == ticket) else {
            return Ok(());
        };
        let Some((_, write)) = self.relay.writes.remove(at) else { return Ok(()) };
        let result = if self.rng.chance(self.weights.store_failure) {
            self.tally.store_failures += 1;
            Err(StoreError("simulated".to_owned()))
        } else {
            self.relay.store.commit(write);
            Ok(())
        };
        self.relay_event(RelayEvent::Stored { ticket, result })
    }

    fn crash_relay(&mut self) {
        self.tally.relay_crashes += 1;
        let committed = self.rng.index(self.relay.writes.len() + 1);
        self.relay.crash(committed);
        for (_, link) in std::mem::take(&mut self.links) {
            self.tablets[link.tablet].connection = None;
            let latency = 20 + self.rng.below(500);
            self.after(latency, Due::Closed(link.tablet, link.epoch, link.attempt));
        }
        let (down, epoch) = (500 + self.rng.below(30_000), self.relay.epoch);
        self.after(down, Due::RelayUp(epoch));
    }

    fn open(&mut self, i: usize, attempt: Attempt) -> Result<(), String> {
        let epoch = self.tablets[i].epoch;
        if self.relay.engine.is_none() || self.rng.chance(self.weights.cut * 5) {
            return self.tablet_event(i, Event::Closed(attempt));
        }
        self.next_connection += 1;
        let connection = self.next_connection;
        let link = Link { tablet: i, attempt, epoch, up_free_at: self.now, down_free_at: self.now };
        self.links.insert(connection, link);
        self.tablets[i].connection = Some((attempt, connection));
        self.relay.connections.insert(connection, (i, attempt));
        let account = self.tablets[i].account;
        self.relay_event(RelayEvent::Connected {
            connection: ConnectionId(connection),
            account,
            expected_peer: Some(PeerId::new(format!("tablet-{account}"))),
        })?;
        self.tablet_event(i, Event::Opened(attempt))
    }

    fn relay_disconnected(&mut self, connection: u64) -> Result<(), String> {
        self.relay.connections.remove(&connection);
        self.relay_event(RelayEvent::Disconnected(ConnectionId(connection)))
    }

    fn break_link(&mut self, connection: u64) -> Result<(), String> {
        let Some(link) = self.links.remove(&connection) else { return Ok(()) };
        self.tally.broken_links += 1;
        self.tablets[link.tablet].connection = None;
        let later = self.rng.below(2_000);
        self.after(later, Due::Closed(link.tablet, link.epoch, link.attempt));
        self.relay_disconnected(connection)
    }

    /// How long a frame takes, and whether the link breaks or stalls with it.
    fn passage(&mut self, connection: u64, free_at: TimestampMs) -> Option<TimestampMs> {
        if self.rng.chance(self.weights.cut) {
            let soon = self.rng.below(300);
            self.after(soon, Due::Lost(connection));
            return None;
        }
        let mut arrives = free_at.max(self.now).plus(1 + self.rng.below(120));
        if self.rng.chance(self.weights.stall) {
            self.tally.broken_links += 1;
            arrives = arrives.plus(self.rng.below(90_000));
        }
        Some(arrives)
    }

    fn send_up(&mut self, i: usize, attempt: Attempt, bytes: Vec<u8>) {
        let Some((open, connection)) = self.tablets[i].connection else { return };
        let Some(link) = self.links.get(&connection).copied().filter(|_| open == attempt) else {
            return;
        };
        if let Some(arrives) = self.passage(connection, link.up_free_at) {
            if let Some(link) = self.links.get_mut(&connection) {
                link.up_free_at = arrives;
            }
            self.at(arrives, Due::ToRelay(connection, bytes));
        }
    }

    fn send_down(&mut self, connection: u64, bytes: Vec<u8>) {
        let Some(link) = self.links.get(&connection).copied() else { return };
        if let Some(arrives) = self.passage(connection, link.down_free_at) {
            if let Some(link) = self.links.get_mut(&connection) {
                link.down_free_at = arrives;
            }
            self.at(arrives, Due::ToTablet(connection, bytes));
        }
    }
}
