//! Any bytes as the chunks of a device's store: no panic, and what loads can be written on.
#![no_main]

use automerge::ChangeHash;
use fuzz::{DOCUMENT, NOW, carry_out, device, frames, write};
use libfuzzer_sys::fuzz_target;
use shared::sync::device::Event;
use shared::sync::store::{ChunkKey, StoredDocument};

// Automerge panics on some chunks, which the engine catches (DESIGN §3): libFuzzer's hook, which
// ends the process at any panic, goes; one that nobody catches still does.
fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| {
    let chunks = frames(bytes).into_iter().enumerate().filter_map(|(n, chunk)| {
        let (kind, chunk) = chunk.split_first()?;
        let mut hash = [u8::try_from(n % 256).ok()?; 32];
        // A change is looked for under its own hash.
        let read = || automerge::Change::from_bytes(chunk.to_vec()).map(|change| change.hash().0);
        if let Ok(Ok(own)) = std::panic::catch_unwind(read) {
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
});
