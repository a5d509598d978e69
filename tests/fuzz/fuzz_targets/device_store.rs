//! Any bytes as the chunks of a device's store: no panic, and what loads can be written on.
#![no_main]

use automerge::ChangeHash;
use fuzz::{DOCUMENT, NOW, carry_out, device, frames};
use libfuzzer_sys::fuzz_target;
use shared::sync::device::Event;
use shared::sync::store::{ChunkKey, StoredDocument};

fuzz_target!(|bytes: &[u8]| {
    let chunks = frames(bytes).into_iter().enumerate().filter_map(|(n, chunk)| {
        let (kind, chunk) = chunk.split_first()?;
        let mut hash = [u8::try_from(n % 256).ok()?; 32];
        // A change is looked for under its own hash.
        if let Ok(change) = automerge::Change::from_bytes(chunk.to_vec()) {
            hash = change.hash().0;
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
    device.refused(&DOCUMENT);
    device.unsent_changes(&DOCUMENT);
    let effects = device.handle(NOW, Event::RetryRefused(DOCUMENT));
    carry_out(&mut device, effects);
});
