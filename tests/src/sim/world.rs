//! Virtual time, the network, the faults, and the two phases.

mod faults;

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::document::{DocumentRef, DocumentScope};
use shared::id::{AccountId, CommuneId, DocumentId, PeerId};
use shared::schema::genesis::{FirstContent, genesis};
use shared::sync::device::{Attempt, Effect, Event};
use shared::sync::refusal::RefusalCode;
use shared::sync::relay::{CloseReason, ConnectionId, Origin, RelayEffect, RelayEvent, RequestId};
use shared::sync::store::{ChunkKey, StoreError, Ticket};
use shared::time::TimestampMs;

use self::faults::{Rare, Weights};
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

/// Something due at a moment.
#[derive(Debug, Clone)]
enum Due {
    Act(usize),
    Role,
    Retry,
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
    /// Everything in this direction is lost, and neither end is told.
    up_dead: bool,
    down_dead: bool,
}

/// The world.
pub struct World {
    seed: u64,
    rng: Rng,
    now: TimestampMs,
    due: BTreeMap<(TimestampMs, u64), Due>,
    order: u64,
    weights: Weights,
    rare: Rare,
    healing: bool,
    rules: Rules,
    /// Who may write what when nobody's role is changed.
    granted: BTreeMap<DocumentId, BTreeSet<AccountId>>,
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
        let rare = Rare::draw(&mut rng);
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
            rare,
            healing: false,
            granted: rules.writers.clone(),
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
        self.after(10_000, Due::Role);
        self.until(START.plus(SAFETY_MS), trace, |_| false)?;
        trace("healing");
        self.heal()?;
        let end = self.now.plus(HEALING_MS);
        let mut last = Err("nothing happened".to_owned());
        self.until(end, trace, |world| {
            let set_back = world.rare == Rare::SetBack;
            last = oracle::converged(&world.tablets, &mut world.relay, set_back);
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
        self.healing = true;
        if self.relay.engine.is_none() {
            self.relay_up();
        }
        for i in 0..self.tablets.len() {
            if self.tablets[i].engine.is_none() {
                self.switch_on(i)?;
            }
            self.tablet_event(i, Event::Wake)?;
        }
        self.heal_rare()
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
                self.check_receipts()?;
                if done(self) {
                    return Ok(());
                }
            }
        }
        self.now = self.now.max(end);
        Ok(())
    }

    /// Until a damaged chunk is found its receipt stands; all others must be true at any moment.
    fn check_receipts(&mut self) -> Result<(), String> {
        if self.rare == Rare::Damage {
            return Ok(());
        }
        oracle::receipts(&self.tablets, &mut self.relay)
    }

    fn happen(&mut self, due: Due) -> Result<(), String> {
        match due {
            Due::Act(i) => self.act(i),
            Due::Role => self.change_role(),
            Due::Retry => self.retry_refused(),
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
        self.jump_clock(i);
        if self.rare == Rare::SetBack && self.rng.chance(50) {
            self.tablets[i].old_store = Some(self.tablets[i].store.clone());
        }
        let clock = self.tablets[i].clock(self.now);
        let effects = self.tablets[i].act(clock, &mut self.rng)?;
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
        let now = self.tablets[i].clock(self.now);
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
                self.set_back(i);
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
                    // A timer counts on, whatever happens to the clock.
                    let at = self.now.plus(when.since(self.tablets[i].clock(self.now)));
                    self.tablets[i].timer = Some(at);
                    self.at(at, Due::Timer(i, epoch));
                }
                Effect::Changed { document, rebuilt: true, .. } => {
                    self.tablets[i].rebuilt(&document);
                }
                Effect::Changed { .. }
                | Effect::Status(_)
                | Effect::Erased(_)
                | Effect::Purged(_)
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
            if self.rng.chance(self.weights.failed_but_made) {
                self.tablets[i].store.commit(write);
            }
            Err(StoreError("simulated".to_owned()))
        } else {
            let (document, keys) = (write.document, write.put.iter().map(|(key, _)| *key));
            let keys: Vec<ChunkKey> = keys.collect();
            self.tablets[i].store.commit(write);
            self.note_saved(i, document, &keys);
            Ok(())
        };
        self.tablet_event(i, Event::Stored { ticket, result })
    }

    /// The store says that these are kept: what this account wrote of them must never be lost.
    fn note_saved(&mut self, i: usize, document: DocumentId, keys: &[ChunkKey]) {
        let tablet = &mut self.tablets[i];
        let Some(doc) = tablet.engine.as_ref().and_then(|e| e.document(&document)) else { return };
        let mut kept: BTreeSet<_> = keys.iter().filter_map(incremental).collect();
        if keys.iter().any(|key| matches!(key, ChunkKey::Snapshot(_))) {
            self.tally.snapshots += 1;
            kept.extend(tablet.store.changes(&document));
        }
        for hash in kept {
            let own = doc
                .get_change_meta_by_hash(&hash)
                .and_then(|meta| doc.get_author_for_actor(&meta.actor))
                .is_some_and(|author| author.as_bytes() == tablet.account.as_bytes());
            if own && tablet.saved.entry(document).or_default().insert(hash) {
                self.tally.saved += 1;
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
                return self.crash_relay();
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
                RelayEffect::Refused { refusal, .. }
                    if refusal.code == RefusalCode::Store || self.rare.explains(refusal.code) => {}
                RelayEffect::Refused { hashes, refusal, .. } => {
                    return Err(format!(
                        "the relay refused an honest change: {refusal:?} {hashes:?}"
                    ));
                }
                RelayEffect::Damaged(_) if self.rare == Rare::Damage => {}
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
            if self.rng.chance(self.weights.failed_but_made) {
                self.relay.store.commit(write);
            }
            Err(StoreError("simulated".to_owned()))
        } else {
            let whole = |(key, _): &(ChunkKey, _)| matches!(key, ChunkKey::Snapshot(_));
            self.tally.snapshots += u64::from(write.put.iter().any(whole));
            self.relay.store.commit(write);
            Ok(())
        };
        self.relay_event(RelayEvent::Stored { ticket, result })
    }

    fn crash_relay(&mut self) -> Result<(), String> {
        self.tally.relay_crashes += 1;
        let committed = self.rng.index(self.relay.writes.len() + 1);
        self.relay.crash(committed);
        self.check_receipts()?;
        self.damage();
        for (_, link) in std::mem::take(&mut self.links) {
            self.tablets[link.tablet].connection = None;
            let latency = 20 + self.rng.below(500);
            self.after(latency, Due::Closed(link.tablet, link.epoch, link.attempt));
        }
        let (down, epoch) = (500 + self.rng.below(30_000), self.relay.epoch);
        self.after(down, Due::RelayUp(epoch));
        Ok(())
    }

    fn open(&mut self, i: usize, attempt: Attempt) -> Result<(), String> {
        let epoch = self.tablets[i].epoch;
        if self.relay.engine.is_none() || self.rng.chance(self.weights.cut * 5) {
            return self.tablet_event(i, Event::Closed(attempt));
        }
        self.next_connection += 1;
        let connection = self.next_connection;
        let (up_free_at, down_free_at) = (self.now, self.now);
        let up_dead = self.rng.chance(self.weights.half_dead);
        let down_dead = self.rng.chance(self.weights.half_dead);
        self.tally.other_faults += u64::from(up_dead) + u64::from(down_dead);
        let link = Link { tablet: i, attempt, epoch, up_free_at, down_free_at, up_dead, down_dead };
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

    /// Whether a socket loses everything in one direction from now on, while it stays open.
    fn dies_half(&mut self, connection: u64, up: bool) -> bool {
        let dies = self.rng.chance(self.weights.half_dead);
        if let Some(link) = self.links.get_mut(&connection).filter(|_| dies) {
            self.tally.other_faults += 1;
            *(if up { &mut link.up_dead } else { &mut link.down_dead }) = true;
        }
        dies
    }

    fn send_up(&mut self, i: usize, attempt: Attempt, bytes: Vec<u8>) {
        let Some((open, connection)) = self.tablets[i].connection else { return };
        let Some(link) = self.links.get(&connection).copied().filter(|_| open == attempt) else {
            return;
        };
        if self.dies_half(connection, true) || link.up_dead {
            return;
        }
        let arrives = self.passage(connection, link.up_free_at);
        if let Some(link) = self.links.get_mut(&connection) {
            // A socket keeps the order: after what is lost nothing arrives.
            link.up_dead = arrives.is_none();
            link.up_free_at = arrives.unwrap_or(link.up_free_at);
        }
        if let Some(arrives) = arrives {
            self.at(arrives, Due::ToRelay(connection, bytes));
        }
    }

    fn send_down(&mut self, connection: u64, bytes: Vec<u8>) {
        let Some(link) = self.links.get(&connection).copied() else { return };
        if self.dies_half(connection, false) || link.down_dead {
            return;
        }
        let arrives = self.passage(connection, link.down_free_at);
        if let Some(link) = self.links.get_mut(&connection) {
            link.down_dead = arrives.is_none();
            link.down_free_at = arrives.unwrap_or(link.down_free_at);
        }
        if let Some(arrives) = arrives {
            self.at(arrives, Due::ToTablet(connection, bytes));
        }
    }
}

fn incremental(key: &ChunkKey) -> Option<automerge::ChangeHash> {
    if let ChunkKey::Incremental(hash) = key { Some(*hash) } else { None }
}
