//! Whole-document chunks: when one is written, and what travels and is kept as one.

use crate::limits::CHUNKS_BEFORE_SNAPSHOT;
use crate::sync::access::Access;
use crate::sync::store::ChunkKey;
use crate::sync::world::{Store, World, document};

fn snapshot(store: &Store) -> Option<&Vec<u8>> {
    let snapshot = |(key, bytes)| matches!(key, &ChunkKey::Snapshot(_)).then_some(bytes);
    store.documents[&document(1)].iter().find_map(snapshot)
}

/// A device that has written much without a network, and the relay that has it now.
fn handed_in() -> World {
    let mut world = World::with_devices(1);
    world.go_offline(0);
    for n in 0..CHUNKS_BEFORE_SNAPSHOT as i64 + 20 {
        world.put(0, &format!("record {n}"), n);
        world.run();
    }
    let before = world.store.writes;
    world.go_online(0);
    world.assert_converged(1);
    assert_eq!(
        world.store.writes - before,
        1,
        "not its changes first, and a snapshot of them next"
    );
    world
}

#[test]
fn a_batch_after_which_a_snapshot_is_due_is_written_as_one() {
    let mut world = handed_in();
    assert!(snapshot(&world.store).is_some());
    assert_eq!(world.store.documents[&document(1)].len(), 1, "it replaces all chunks");
    world.restart_relay();
    world.pass(3_000);
    world.put(0, "more", 1);
    world.run();
    world.assert_converged(1);
}

#[test]
fn a_whole_document_is_kept_as_it_came() {
    let mut world = handed_in();
    world.grant(2, 1, Access::Write);
    let newcomer = world.add_device(2);
    world.run();
    world.assert_converged(1);
    assert_eq!(snapshot(&world.nodes[newcomer].store), snapshot(&world.store));
    assert_eq!(world.restart_device(newcomer), []);
    world.put(newcomer, "more", 1);
    world.run();
    world.assert_converged(1);
}
