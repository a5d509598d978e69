//! What the targets of the wire and of the store do with their bytes.

use automerge::{ChangeHash, ReadDoc as _};
use shared::sync::access::Access;
use shared::sync::device::{Attempt, Event};
use shared::sync::relay::{ConnectionId, RelayEvent};
use shared::sync::store::{ChunkKey, StoredDocument};

use super::{DOCUMENT, NOW, World, carry_out, conversation, device, frames, opened, write};

/// Any frames from a device to the relay, before and after a true handshake: no panic, no other
/// connection closed, and what is stored loads.
pub fn relay_frames(bytes: &[u8]) {
    let Some((mode, bytes)) = bytes.split_first() else { return };
    let (honest, _) = conversation();
    let mut world = World::new();
    world.connect(1);
    world.connect(2);
    for frame in &honest[..2] {
        world.handle(RelayEvent::Frame(ConnectionId(1), frame.clone()));
    }
    if mode & 1 == 1 {
        let (_, join) = opened(2);
        for frame in join {
            world.handle(RelayEvent::Frame(ConnectionId(2), frame));
        }
    }
    for frame in frames(bytes) {
        world.handle(RelayEvent::Frame(ConnectionId(2), frame.to_vec()));
    }
    assert!(!world.closed.contains(&ConnectionId(1)), "the honest connection is still there");
    world.check();
}

/// Any frames from the relay to a device: no panic, and what was written here is still here.
pub fn device_frames(bytes: &[u8]) {
    let Some((mode, bytes)) = bytes.split_first() else { return };
    let (mut device, _) = opened(1);
    let (_, honest) = conversation();
    let known = if mode & 1 == 1 { honest.len().min(4) } else { 0 };
    for frame in &honest[..known] {
        let effects = device.handle(NOW, Event::Frame(Attempt(1), frame.clone()));
        carry_out(&mut device, effects);
    }
    // As soon as there is a document to write in, and the rest of the frames after it.
    let mut written = Vec::new();
    for frame in std::iter::once(None).chain(frames(bytes).into_iter().map(Some)) {
        let effects =
            frame.map(|frame| device.handle(NOW, Event::Frame(Attempt(1), frame.to_vec())));
        carry_out(&mut device, effects.unwrap_or_default());
        if written.is_empty() && write(&mut device, 9).is_some() {
            written = device.unsent_changes(&DOCUMENT);
        }
    }
    let erased = device.status(&DOCUMENT).is_none_or(|status| status.access == Access::Erased);
    if !written.is_empty() && !erased {
        let doc = device.document(&DOCUMENT).expect("it was written here");
        let aside = device.refused(&DOCUMENT);
        for bytes in written {
            let change = automerge::Change::from_bytes(bytes).expect("our own change");
            let there = doc.get_change_by_hash(&change.hash()).is_some();
            let refused = aside.iter().any(|refused| refused.hash == change.hash());
            assert!(there || refused, "what was written is gone");
        }
    }
}

/// Any bytes as the chunks of a device's store: no panic, and what loads can be written on.
pub fn device_store(bytes: &[u8]) {
    let chunks = frames(bytes).into_iter().enumerate().filter_map(|(n, chunk)| {
        let (kind, chunk) = chunk.split_first()?;
        let mut hash = [u8::try_from(n % 256).ok()?; 32];
        // A change is looked for under its own hash. Only a change: automerge unfolds a bundle without
        // end, which is why the engine hands it none.
        let is_change = matches!(chunk.get(8), Some(1 | 2));
        let read = || automerge::Change::from_bytes(chunk.to_vec()).map(|change| change.hash().0);
        if is_change && let Ok(Ok(own)) = std::panic::catch_unwind(read) {
            hash = own;
        }
        let key = match kind % 4 {
            0 => ChunkKey::Snapshot(ChangeHash(hash)),
            1 => ChunkKey::Incremental(ChangeHash(hash)),
            2 => ChunkKey::Refused(ChangeHash(hash)),
            _ => ChunkKey::Meta,
        };
        Some((key, chunk.to_vec()))
    });
    let stored = StoredDocument { id: DOCUMENT, chunks: chunks.collect(), bindings: Vec::new() };
    let mut device = device(1);
    device.load(stored);
    let effects = device.handle(NOW, Event::Wake);
    carry_out(&mut device, effects);
    let before = device.unsent_changes(&DOCUMENT).len() - device.refused(&DOCUMENT).len();
    if write(&mut device, 9).is_some() {
        let after = device.unsent_changes(&DOCUMENT).len() - device.refused(&DOCUMENT).len();
        assert!(after > before, "what was written on is there, and unsent");
    }
    let effects = device.handle(NOW, Event::RetryRefused(DOCUMENT));
    carry_out(&mut device, effects);
}
