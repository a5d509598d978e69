//! A connection without an engine behind it, to say whatever a test wants said.

use automerge::transaction::Transactable;
use automerge::{
    ActorId, Automerge, Change, ChangeHash, ExpandedChange, LoadOptions, ObjId, ROOT, ReadDoc,
    TextEncoding,
};

use crate::id::PeerId;
use crate::sync::refusal::RefusalCode;
use crate::sync::relay::{ConnectionId, RelayEffect, RelayEvent, RequestId};
use crate::sync::wire::{self, Frame, PROTOCOL, Short};
use crate::sync::world::{World, account, document, relay_peer};

pub(super) const ATTACKER: u8 = 66;

pub(super) struct Raw {
    pub(super) id: ConnectionId,
    pub(super) peer: PeerId,
}

impl Raw {
    /// Connects an account; `ours` speaks our extensions.
    pub(super) fn connect(world: &mut World, account_number: u8, ours: bool) -> Self {
        let id = ConnectionId(1_000 + u64::from(account_number));
        let peer = Self::peer(account_number);
        let account = account(account_number);
        world.inbox.remove(&id);
        world.push(RelayEvent::Connected { connection: id, account, expected_peer: None });
        let raw = Self { id, peer: peer.clone() };
        let versions = vec![PROTOCOL.to_owned()];
        raw.say(world, &Frame::Join { sender: peer, versions, ours });
        assert!(matches!(raw.hear(world).as_slice(), [Frame::Peer { .. }]));
        raw
    }

    pub(super) fn peer(account_number: u8) -> PeerId {
        PeerId::new(format!("raw-{account_number}"))
    }

    pub(super) fn say(&self, world: &mut World, frame: &Frame) {
        self.say_bytes(world, wire::encode(frame));
    }

    pub(super) fn say_bytes(&self, world: &mut World, bytes: Vec<u8>) {
        world.push(RelayEvent::Frame(self.id, bytes));
        world.run();
    }

    /// Hands in chunks in the short form.
    pub(super) fn offer(&self, world: &mut World, chunks: Vec<Vec<u8>>) {
        let short = Short { document: document(1), heads: Vec::new(), chunks, more: false };
        self.say(world, &Frame::Changes(vec![short]));
    }

    /// A sync message in the full form.
    pub(super) fn sync(&self, world: &mut World, data: Vec<u8>) {
        let (sender, target) = (self.peer.clone(), relay_peer());
        let document = document(1);
        self.say(world, &Frame::Sync { request: false, sender, target, document, data });
    }

    /// What came since the last time.
    pub(super) fn hear(&self, world: &mut World) -> Vec<Frame> {
        world.inbox.remove(&self.id).unwrap_or_default().into()
    }

    /// The refusals among what came.
    pub(super) fn refusals(&self, world: &mut World) -> Vec<(RefusalCode, Vec<ChangeHash>)> {
        let refused = self.hear(world).into_iter().filter_map(|frame| match frame {
            Frame::Refused { hashes, refusal, .. } => Some((refusal.code, hashes)),
            _ => None,
        });
        refused.collect()
    }
}

/// The relay's document, as it exports it; fails if it does not load.
pub(super) fn exported(world: &mut World) -> Automerge {
    let request = RequestId(9_999);
    world.push(RelayEvent::Export { request, document: document(1) });
    world.run();
    let bytes = world.told.iter().rev().find_map(|effect| match effect {
        RelayEffect::Exported { result: Ok(Some(bytes)), .. } => Some(bytes.clone()),
        _ => None,
    });
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    Automerge::load_with_options(&bytes.expect("an export"), options).expect("it loads")
}

/// A document to write in for an account, with an actor of its own.
pub(super) fn draft(world: &mut World, account_number: u8, actor: u8) -> Automerge {
    let mut doc = exported(world);
    doc.set_author(Some(vec![account_number; 16].into()));
    doc.set_actor(ActorId::from(vec![actor; 16]));
    doc
}

pub(super) fn object(doc: &Automerge, key: &str) -> ObjId {
    doc.get(ROOT, key).expect("root").expect("made by the genesis").1
}

/// Writes in the text and in the records, in one change.
pub(super) fn write(doc: &mut Automerge, text: &str) -> Change {
    let (note, records) = (object(doc, "note"), object(doc, "records"));
    let before = doc.get_heads();
    let mut tx = doc.transaction();
    tx.splice_text(
        &note,
        0,
        if before.is_empty() { 0 } else { tx.length(&note).min(1) as isize },
        text,
    )
    .expect("a text");
    tx.put(&records, "k", text).expect("a map");
    tx.commit();
    doc.get_changes(&before).remove(0)
}

/// A change made into another one.
pub(super) fn forge(change: &Change, alter: impl FnOnce(&mut ExpandedChange)) -> Change {
    let mut expanded = change.decode();
    alter(&mut expanded);
    expanded.into()
}

/// Says of an expanded change who its author is.
pub(super) fn set_author(change: &mut ExpandedChange, account_number: u8) {
    change.extra_bytes = [vec![1, 16], vec![account_number; 16]].concat();
}
