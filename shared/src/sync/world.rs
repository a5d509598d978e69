//! For tests: devices and a relay with stores in memory, joined by a network without faults.

pub(super) mod chaos;

use std::collections::{BTreeMap, VecDeque};

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ChangeHash, ObjType, ROOT, ReadDoc, TextEncoding};

use super::access::{Access, Policy};
use super::device::{Attempt, Device, DeviceConfig, EditError, Effect, Event};
use super::relay::{
    Appended, CloseReason, Commit, ConnectionId, Origin, Relay, RelayEffect, RelayEvent, RequestId,
};
use super::store::{ChunkKey, StoreError, StoredDocument, Ticket};
use super::wire::{self, Frame};
use crate::id::{AccountId, DocumentId, PeerId};
use crate::time::TimestampMs;

/// Who may do what.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) grants: BTreeMap<(AccountId, DocumentId), Access>,
    /// An admin has opened the recovery window.
    pub(super) recovery: bool,
    /// Changes of this actor are what anyone can recompute.
    pub(super) exempt: Option<ActorId>,
    /// What is told of erased documents.
    pub(super) purges: BTreeMap<DocumentId, (u64, Vec<u8>)>,
    /// Asking about this account panics.
    pub(super) panics_for: Option<AccountId>,
}

impl Policy for Rules {
    fn access(&self, account: &AccountId, document: &DocumentId) -> Access {
        assert_ne!(self.panics_for, Some(*account), "told to");
        self.grants.get(&(*account, *document)).copied().unwrap_or(Access::None)
    }

    fn documents(&self, account: &AccountId) -> Vec<DocumentId> {
        self.grants.keys().filter(|(a, _)| a == account).map(|(_, document)| *document).collect()
    }

    fn purge_of(&self, document: &DocumentId) -> Option<(u64, Vec<u8>)> {
        self.purges.get(document).cloned()
    }

    fn may_hand_in(&self, _: &AccountId, _: &AccountId, _: &DocumentId) -> bool {
        self.recovery
    }

    fn exempt(&self, _: &DocumentId, change: &automerge::ExpandedChange) -> bool {
        self.exempt.as_ref() == Some(&change.actor_id)
    }
}

/// A store in memory that can be told to fail.
#[derive(Debug, Default, Clone)]
pub(super) struct Store {
    pub(super) documents: BTreeMap<DocumentId, BTreeMap<ChunkKey, Vec<u8>>>,
    pub(super) bindings: BTreeMap<DocumentId, BTreeMap<ActorId, AccountId>>,
    pub(super) heads: BTreeMap<DocumentId, Vec<ChangeHash>>,
    pub(super) fails: bool,
    /// Answers are held back.
    pub(super) stalls: bool,
    pub(super) writes: usize,
}

impl Store {
    fn write(
        &mut self,
        document: DocumentId,
        put: Vec<(ChunkKey, Vec<u8>)>,
        delete: &[ChunkKey],
    ) -> Result<(), StoreError> {
        if self.fails {
            return Err(StoreError("full".to_owned()));
        }
        self.writes += 1;
        let chunks = self.documents.entry(document).or_default();
        for key in delete {
            chunks.remove(key);
        }
        chunks.extend(put);
        Ok(())
    }

    pub(super) fn read(&self, id: DocumentId) -> Option<StoredDocument> {
        let chunks = self.documents.get(&id)?.clone().into_iter().collect();
        let bindings = self.bindings.get(&id).cloned().unwrap_or_default().into_iter().collect();
        Some(StoredDocument { id, chunks, bindings })
    }
}

/// A device with its store.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) account: AccountId,
    pub(super) device: Device,
    pub(super) store: Store,
    pub(super) online: bool,
    pub(super) effects: Vec<Effect>,
    pub(super) connection: Option<(ConnectionId, Attempt)>,
    starts: u8,
}

/// What is under way and will happen.
#[derive(Debug)]
enum Next {
    Device(usize, Event),
    DeviceWrites {
        number: usize,
        ticket: Ticket,
        document: DocumentId,
        put: Vec<(ChunkKey, Vec<u8>)>,
        delete: Vec<ChunkKey>,
    },
    Relay(RelayEvent),
    RelayWrites(Commit),
}

/// Everything.
#[derive(Debug)]
pub(super) struct World {
    pub(super) now: TimestampMs,
    pub(super) rules: Rules,
    pub(super) relay: Relay,
    pub(super) store: Store,
    pub(super) nodes: Vec<Node>,
    /// Effects of the relay that are for the driver alone.
    pub(super) told: Vec<RelayEffect>,
    /// Frames to connections that no device of ours has.
    pub(super) inbox: BTreeMap<ConnectionId, VecDeque<Frame>>,
    pub(super) closed: BTreeMap<ConnectionId, CloseReason>,
    /// Frames on the wire so far: to the relay, from the relay.
    pub(super) frames: (usize, usize),
    pub(super) bytes: usize,
    next: VecDeque<Next>,
    connections: u64,
    requests: u64,
}

pub(super) fn account(n: u8) -> AccountId {
    AccountId::from_slice(&[n; 16]).expect("16 bytes")
}

pub(super) fn document(n: u8) -> DocumentId {
    DocumentId::new([n; 16])
}

pub(super) fn peer(n: u8) -> PeerId {
    PeerId::new(format!("peer-{n}"))
}

pub(super) fn relay_peer() -> PeerId {
    PeerId::new("relay")
}

/// A genesis change with the root map `records` and the root text `note`.
pub(super) fn genesis(n: u8) -> Change {
    let mut doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
    doc.set_actor(ActorId::from(vec![0xee, n]));
    let mut tx = doc.transaction();
    tx.put_object(ROOT, "records", ObjType::Map).expect("root is a map");
    tx.put_object(ROOT, "note", ObjType::Text).expect("root is a map");
    tx.commit();
    doc.get_changes(&[]).remove(0)
}

impl World {
    /// A relay without documents.
    pub(super) fn new() -> Self {
        Self {
            now: TimestampMs(1_000_000),
            rules: Rules::default(),
            relay: Relay::new(relay_peer(), Vec::new()),
            store: Store::default(),
            nodes: Vec::new(),
            told: Vec::new(),
            inbox: BTreeMap::new(),
            closed: BTreeMap::new(),
            frames: (0, 0),
            bytes: 0,
            next: VecDeque::new(),
            connections: 0,
            requests: 0,
        }
    }

    /// A relay with document 1, and that many devices of accounts 1, 2, … that may write it.
    pub(super) fn with_devices(count: u8) -> Self {
        let mut world = Self::new();
        world.create(1);
        for n in 1..=count {
            world.grant(n, 1, Access::Write);
            world.add_device(n);
        }
        world.run();
        world
    }

    pub(super) fn create(&mut self, n: u8) {
        let change = genesis(n).raw_bytes().to_vec();
        let appended = self.append(n, Origin::Relay, vec![change]).expect("the store works");
        assert_eq!(appended.refused, []);
    }

    pub(super) fn append(
        &mut self,
        n: u8,
        origin: Origin,
        changes: Vec<Vec<u8>>,
    ) -> Result<Appended, StoreError> {
        self.requests += 1;
        let request = RequestId(self.requests);
        self.push(RelayEvent::Append { request, document: document(n), origin, changes });
        self.run();
        let answer = self.told.iter().rev().find_map(|effect| match effect {
            RelayEffect::Appended { request: r, result } if *r == request => Some(result.clone()),
            _ => None,
        });
        answer.expect("every append is answered")
    }

    pub(super) fn grant(&mut self, account_number: u8, document_number: u8, access: Access) {
        let account = account(account_number);
        self.rules.grants.insert((account, document(document_number)), access);
        self.push(RelayEvent::AccessChanged(account));
    }

    /// A device of this account, connected; returns its number.
    pub(super) fn add_device(&mut self, n: u8) -> usize {
        let number = self.nodes.len();
        let device = Device::new(config(n, number as u8, 0));
        self.nodes.push(Node {
            account: account(n),
            device,
            store: Store::default(),
            online: true,
            effects: Vec::new(),
            connection: None,
            starts: 0,
        });
        self.next.push_back(Next::Device(number, Event::Wake));
        number
    }

    /// Starts a device again from its store.
    pub(super) fn restart_device(&mut self, number: usize) -> Vec<super::store::LoadProblem> {
        self.cut(number);
        let node = &mut self.nodes[number];
        node.starts += 1;
        let n = node.account.as_bytes()[0];
        node.device = Device::new(config(n, number as u8, node.starts));
        let ids: Vec<_> = node.store.documents.keys().copied().collect();
        let problems = ids
            .into_iter()
            .filter_map(|id| node.store.read(id))
            .flat_map(|stored| node.device.load(stored))
            .collect();
        self.next.retain(|next| match next {
            Next::Device(n, _) | Next::DeviceWrites { number: n, .. } => *n != number,
            Next::Relay(_) | Next::RelayWrites(_) => true,
        });
        self.next.push_back(Next::Device(number, Event::Wake));
        problems
    }

    /// Starts the relay again from its store.
    pub(super) fn restart_relay(&mut self) {
        for number in 0..self.nodes.len() {
            self.cut(number);
        }
        self.next.retain(|next| !matches!(next, Next::Relay(_) | Next::RelayWrites(_)));
        let heads = self.store.heads.clone().into_iter().collect();
        self.relay = Relay::new(relay_peer(), heads);
    }

    /// Takes a device off the network.
    pub(super) fn go_offline(&mut self, number: usize) {
        self.nodes[number].online = false;
        self.cut(number);
        self.run();
    }

    pub(super) fn go_online(&mut self, number: usize) {
        self.nodes[number].online = true;
        self.event(number, Event::Wake);
        self.run();
    }

    /// Both ends learn that the socket is gone.
    pub(super) fn cut(&mut self, number: usize) {
        if let Some((connection, attempt)) = self.nodes[number].connection.take() {
            self.next.push_back(Next::Device(number, Event::Closed(attempt)));
            self.push(RelayEvent::Disconnected(connection));
        }
    }

    pub(super) fn event(&mut self, number: usize, event: Event) {
        self.next.push_back(Next::Device(number, event));
    }

    pub(super) fn push(&mut self, event: RelayEvent) {
        self.next.push_back(Next::Relay(event));
    }

    /// Lets `ms` pass, a second at a time.
    pub(super) fn pass(&mut self, ms: u64) {
        for _ in 0..ms.div_ceil(1000) {
            self.now = self.now.plus(1000);
            for number in 0..self.nodes.len() {
                self.event(number, Event::Tick);
            }
            self.push(RelayEvent::Tick);
            self.run();
        }
    }

    /// Runs until nothing moves.
    pub(super) fn run(&mut self) {
        let mut steps = 0;
        while let Some(next) = self.next.pop_front() {
            steps += 1;
            assert!(steps < 100_000, "the engines talk without end");
            self.happen(next);
        }
    }

    fn happen(&mut self, next: Next) {
        match next {
            Next::Device(number, event) => {
                let effects = self.nodes[number].device.handle(self.now, event);
                self.carry_out(number, effects);
            }
            Next::Relay(event) => {
                let effects = self.relay.handle(self.now, &self.rules, event);
                effects.into_iter().for_each(|effect| self.carry_out_relay(effect));
            }
            Next::DeviceWrites { number, ticket, document, put, delete } => {
                let store = &mut self.nodes[number].store;
                let result = store.write(document, put, &delete);
                if !store.stalls {
                    self.event(number, Event::Stored { ticket, result });
                }
            }
            Next::RelayWrites(commit) => {
                let result = self.store.write(commit.document, commit.put, &commit.delete);
                if result.is_ok() {
                    let bindings = self.store.bindings.entry(commit.document).or_default();
                    bindings.extend(commit.bindings);
                    self.store.heads.insert(commit.document, commit.heads);
                }
                if !self.store.stalls {
                    self.push(RelayEvent::Stored { ticket: commit.ticket, result });
                }
            }
        }
    }

    pub(super) fn carry_out(&mut self, number: usize, effects: Vec<Effect>) {
        for effect in effects {
            let node = &mut self.nodes[number];
            match effect.clone() {
                Effect::Connect(attempt) if node.online => {
                    self.connections += 1;
                    let connection = ConnectionId(self.connections);
                    node.connection = Some((connection, attempt));
                    let account = node.account;
                    let expected_peer = Some(peer(number as u8));
                    self.push(RelayEvent::Connected { connection, account, expected_peer });
                    self.event(number, Event::Opened(attempt));
                }
                Effect::Connect(attempt) => self.event(number, Event::Closed(attempt)),
                Effect::Disconnect(attempt) => {
                    if let Some((connection, _)) = node.connection.take_if(|(_, a)| *a == attempt) {
                        self.push(RelayEvent::Disconnected(connection));
                    }
                }
                Effect::Send(attempt, bytes) => {
                    if let Some((connection, current)) = node.connection
                        && current == attempt
                    {
                        self.frames.0 += 1;
                        self.bytes += bytes.len();
                        self.push(RelayEvent::Frame(connection, bytes));
                    }
                }
                Effect::Persist { ticket, document, put, delete } => {
                    let write = Next::DeviceWrites { number, ticket, document, put, delete };
                    self.next.push_back(write);
                }
                _ => {}
            }
            self.nodes[number].effects.push(effect);
        }
    }

    pub(super) fn carry_out_relay_all(&mut self, effects: Vec<RelayEffect>) {
        effects.into_iter().for_each(|effect| self.carry_out_relay(effect));
    }

    fn carry_out_relay(&mut self, effect: RelayEffect) {
        match effect {
            RelayEffect::Send(connection, bytes) => {
                self.frames.1 += 1;
                self.bytes += bytes.len();
                let owner = self.nodes.iter().position(|node| {
                    node.connection.is_some_and(|(current, _)| current == connection)
                });
                if let Some(number) = owner {
                    let attempt = self.nodes[number].connection.expect("just found").1;
                    self.event(number, Event::Frame(attempt, bytes));
                } else {
                    let frame = wire::decode(&bytes).expect("the relay sends frames");
                    self.inbox.entry(connection).or_default().push_back(frame);
                }
            }
            RelayEffect::Close(connection, reason) => {
                self.closed.insert(connection, reason);
                for number in 0..self.nodes.len() {
                    if let Some((current, attempt)) = self.nodes[number].connection
                        && current == connection
                    {
                        self.nodes[number].connection = None;
                        self.event(number, Event::Closed(attempt));
                    }
                }
            }
            RelayEffect::Load(document) => {
                let failed = StoreError("unreachable".to_owned());
                let result =
                    if self.store.fails { Err(failed) } else { Ok(self.store.read(document)) };
                self.push(RelayEvent::Loaded { document, result });
            }
            RelayEffect::Persist(commit) => self.next.push_back(Next::RelayWrites(commit)),
            other => self.told.push(other),
        }
    }

    /// Puts a number under a key of `records`, in one change.
    pub(super) fn put(&mut self, number: usize, key: &str, value: i64) -> ChangeHash {
        self.put_in(number, 1, key, value).expect("the document is there and may be written")
    }

    pub(super) fn put_in(
        &mut self,
        number: usize,
        n: u8,
        key: &str,
        value: i64,
    ) -> Result<ChangeHash, EditError<automerge::AutomergeError>> {
        let node = &mut self.nodes[number];
        let (hash, effects) = node.device.edit(&document(n), |doc| {
            let (_, records) = doc.get(ROOT, "records")?.expect("made by the genesis");
            let mut tx = doc.transaction();
            tx.put(&records, key, value)?;
            Ok(tx.commit().0.expect("an operation"))
        })?;
        self.carry_out(number, effects);
        Ok(hash)
    }

    /// The numbers in `records`, as a device sees them.
    pub(super) fn records(&self, number: usize, n: u8) -> BTreeMap<String, i64> {
        let doc = self.nodes[number].device.document(&document(n)).expect("the document");
        let Some((_, records)) = doc.get(ROOT, "records").expect("root") else {
            return BTreeMap::new();
        };
        let value = |key: String| {
            let (value, _) = doc.get(&records, key.as_str()).expect("a map").expect("a key");
            (key, value.as_i64().expect("a number"))
        };
        doc.keys(&records).map(value).collect()
    }

    pub(super) fn heads(&self, number: usize, n: u8) -> Vec<ChangeHash> {
        let doc = self.nodes[number].device.document(&document(n));
        doc.map(Automerge::get_heads).unwrap_or_default()
    }

    /// Asserts that every device and the relay have document `n` at the same heads, all receipted.
    pub(super) fn assert_converged(&self, n: u8) {
        let relay = self.relay.heads(&document(n)).expect("the relay has it");
        for number in 0..self.nodes.len() {
            assert_eq!(self.heads(number, n), relay, "device {number}");
            let status = self.nodes[number].device.status(&document(n)).expect("a status");
            assert_eq!((status.unsaved, status.unsent), (0, 0), "device {number}");
        }
    }
}

fn config(account_number: u8, device: u8, start: u8) -> DeviceConfig {
    let mut entropy = [device; 32];
    entropy[0] = start;
    DeviceConfig { account: account(account_number), peer: peer(device), entropy }
}
