//! Any frames from a device to the relay, before and after a true handshake: no panic, no other
//! connection closed, and what is stored loads.
#![no_main]

use fuzz::{World, conversation, frames};
use libfuzzer_sys::fuzz_target;
use shared::sync::relay::{ConnectionId, RelayEvent};

fuzz_target!(|bytes: &[u8]| {
    let Some((mode, bytes)) = bytes.split_first() else { return };
    let (honest, _) = conversation();
    let mut world = World::new();
    world.connect(1);
    world.connect(2);
    for frame in &honest[..2] {
        world.handle(RelayEvent::Frame(ConnectionId(1), frame.clone()));
    }
    if mode & 1 == 1 {
        let (_, join) = fuzz::opened(2);
        for frame in join {
            world.handle(RelayEvent::Frame(ConnectionId(2), frame));
        }
    }
    for frame in frames(bytes) {
        world.handle(RelayEvent::Frame(ConnectionId(2), frame.to_vec()));
    }
    assert!(!world.closed.contains(&ConnectionId(1)), "the honest connection is still there");
    world.check();
});
