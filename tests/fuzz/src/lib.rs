//! What the fuzz targets do with their bytes, and a relay with its devices in one place for those of
//! the wire. The corpus is replayed by `tests/it/corpus.rs`, which needs no fuzzer.

pub mod import;
pub mod wire;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use automerge::{ActorId, Automerge};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::id::{AccountId, CommuneId, DocumentId, PeerId, PlanId, RecordId};
use shared::schema::genesis::{FirstContent, genesis};
use shared::schema::workbook::create_record;
use shared::sync::access::{Access, Policy};
use shared::sync::device::{Attempt, Device, DeviceConfig, Effect, Event};
use shared::sync::relay::{ConnectionId, Origin, Relay, RelayEffect, RelayEvent, RequestId};
use shared::sync::store::{ChunkKey, StoredDocument};
use shared::time::TimestampMs;

/// The one document.
pub const DOCUMENT: DocumentId = DocumentId::new([7; 16]);
/// When everything happens.
pub const NOW: TimestampMs = TimestampMs(1_781_400_000_000);

/// The account of a device, by its number.
pub fn account(n: u8) -> AccountId {
    AccountId::from_slice(&[n; 16]).expect("16 bytes are an id")
}

/// Everybody may write.
pub struct AllowAll;

impl Policy for AllowAll {
    fn access(&self, _: &AccountId, document: &DocumentId) -> Access {
        if *document == DOCUMENT { Access::Write } else { Access::None }
    }

    fn documents(&self, _: &AccountId) -> Vec<DocumentId> {
        vec![DOCUMENT]
    }

    fn exempt(&self, _: &DocumentId, change: &automerge::ExpandedChange) -> bool {
        shared::schema::migration::is_recomputable(change)
    }
}

/// A relay with a store that never fails.
pub struct World {
    /// The engine.
    pub relay: Relay,
    chunks: BTreeMap<ChunkKey, Vec<u8>>,
    bindings: BTreeMap<ActorId, AccountId>,
    /// What the relay exported last.
    pub exported: Option<Vec<u8>>,
    /// The connections that the relay closed.
    pub closed: Vec<ConnectionId>,
}

impl World {
    /// With a workbook that the relay made.
    pub fn new() -> Self {
        let relay = Relay::new(PeerId::from("relay"), Vec::new());
        let mut world = Self {
            relay,
            chunks: BTreeMap::new(),
            bindings: BTreeMap::new(),
            exported: None,
            closed: Vec::new(),
        };
        let scope = DocumentScope::workbook("U0".into(), None, 2026);
        let document = DocumentRef { id: DOCUMENT, scope };
        let commune = CommuneId::new(uuid::Uuid::nil());
        let doc = genesis(commune, &document, FirstContent::Empty, NOW).expect("well-formed");
        let changes = doc.get_changes(&[]).iter().map(|c| c.raw_bytes().to_vec()).collect();
        world.handle(RelayEvent::Append {
            request: RequestId(0),
            document: DOCUMENT,
            origin: Origin::Relay,
            changes,
        });
        world
    }

    /// A connection of an account's device, before it has said anything.
    pub fn connect(&mut self, n: u8) {
        self.handle(RelayEvent::Connected {
            connection: ConnectionId(u64::from(n)),
            account: account(n),
            expected_peer: Some(peer(n)),
        });
    }

    /// One event, with all that the store answers to it; what the relay says goes out.
    pub fn handle(&mut self, event: RelayEvent) -> Vec<(ConnectionId, Vec<u8>)> {
        let mut sent = Vec::new();
        let mut effects: std::collections::VecDeque<_> =
            self.relay.handle(NOW, &AllowAll, event).into();
        while let Some(effect) = effects.pop_front() {
            let answer = match effect {
                RelayEffect::Send(connection, bytes) => {
                    sent.push((connection, bytes));
                    continue;
                }
                RelayEffect::Persist(commit) => {
                    commit.delete.iter().for_each(|key| drop(self.chunks.remove(key)));
                    self.chunks.extend(commit.put);
                    self.bindings.extend(commit.bindings);
                    RelayEvent::Stored { ticket: commit.ticket, result: Ok(()) }
                }
                RelayEffect::Load(document) => {
                    RelayEvent::Loaded { document, result: Ok(self.stored(document)) }
                }
                RelayEffect::Exported { result, .. } => {
                    self.exported = result.expect("the store never fails");
                    continue;
                }
                RelayEffect::Close(connection, _) => {
                    self.closed.push(connection);
                    continue;
                }
                RelayEffect::Damaged(problems) => panic!("own chunks cannot be read: {problems:?}"),
                _ => continue,
            };
            effects.extend(self.relay.handle(NOW, &AllowAll, answer));
        }
        sent
    }

    fn stored(&self, id: DocumentId) -> Option<StoredDocument> {
        let chunks = self.chunks.iter().map(|(key, bytes)| (*key, bytes.clone())).collect();
        let bindings = self.bindings.iter().map(|(a, b)| (a.clone(), *b)).collect();
        (id == DOCUMENT).then_some(StoredDocument { id, chunks, bindings })
    }

    /// What is stored, whatever was handed in, is a document: a relay that starts again serves it.
    pub fn check(&mut self) {
        let heads = self.relay.heads(&DOCUMENT).expect("the document is there");
        self.relay = Relay::new(PeerId::from("relay"), vec![(DOCUMENT, heads.clone())]);
        self.handle(RelayEvent::Export { request: RequestId(1), document: DOCUMENT });
        assert_eq!(self.relay.heads(&DOCUMENT), Some(heads.clone()), "what was announced is there");
        let bytes = self.exported.as_deref().expect("it was exported");
        let mut own = Automerge::load(bytes).expect("it loads").get_heads();
        own.sort_unstable();
        assert_eq!(own, heads);
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// The peer id of a device, by its number.
pub fn peer(n: u8) -> PeerId {
    PeerId::new(format!("device-{n}"))
}

/// A device, not connected.
pub fn device(n: u8) -> Device {
    Device::new(DeviceConfig { account: account(n), peer: peer(n), entropy: [n; 32] })
}

/// Creates a record in the one document; what the device then says goes out. `None`: the device does
/// not have the document, or may not write it.
pub fn write(device: &mut Device, n: u8) -> Option<Vec<Vec<u8>>> {
    let id = RecordId::new(uuid::Uuid::from_bytes([n; 16]));
    let plan = PlanId::new(uuid::Uuid::nil());
    let kind = &shared::domain::activity::ACTIVITY;
    let edited = device.edit(&DOCUMENT, |doc| create_record(doc, id, kind, plan, &[], NOW));
    edited.ok().map(|(_, effects)| carry_out(device, effects))
}

/// Carries out what a device wants but its connection; what it says goes out.
pub fn carry_out(device: &mut Device, effects: Vec<Effect>) -> Vec<Vec<u8>> {
    let mut sent = Vec::new();
    let mut effects: std::collections::VecDeque<_> = effects.into();
    while let Some(effect) = effects.pop_front() {
        match effect {
            Effect::Send(_, bytes) => sent.push(bytes),
            Effect::Persist { ticket, .. } => {
                effects.extend(device.handle(NOW, Event::Stored { ticket, result: Ok(()) }));
            }
            _ => {}
        }
    }
    sent
}

/// A device that waits for the relay's first frame, and what it said.
pub fn opened(n: u8) -> (Device, Vec<Vec<u8>>) {
    let mut device = device(n);
    let effects = device.handle(NOW, Event::Wake);
    carry_out(&mut device, effects);
    let effects = device.handle(NOW, Event::Opened(Attempt(1)));
    let sent = carry_out(&mut device, effects);
    (device, sent)
}

/// What is said, frame by frame: to the relay, to the device.
type Conversation = (Vec<Vec<u8>>, Vec<Vec<u8>>);

/// What a device and the relay say to each other over a few records.
pub fn conversation() -> &'static Conversation {
    static HELD: OnceLock<Conversation> = OnceLock::new();
    HELD.get_or_init(converse)
}

fn converse() -> Conversation {
    let mut world = World::new();
    world.connect(1);
    let (mut device, mut up) = opened(1);
    let (mut to_relay, mut to_device) = (Vec::new(), Vec::new());
    for n in 0..4u8 {
        while let Some(frame) = (!up.is_empty()).then(|| up.remove(0)) {
            to_relay.push(frame.clone());
            for (_, answer) in world.handle(RelayEvent::Frame(ConnectionId(1), frame)) {
                to_device.push(answer.clone());
                let effects = device.handle(NOW, Event::Frame(Attempt(1), answer));
                up.extend(carry_out(&mut device, effects));
            }
        }
        up.extend(write(&mut device, n).unwrap_or_default());
    }
    (to_relay, to_device)
}

/// Frames in a corpus file: each after its length in two bytes.
pub fn frames(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while let [high, low, rest @ ..] = bytes {
        let len = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len());
        let (frame, after) = rest.split_at(len);
        frames.push(frame);
        bytes = after;
    }
    frames
}
