//! Whole-document chunks: when one is written, and what travels and is kept as one.

use automerge::legacy::{ObjectId, OpId};
use automerge::{ActorId, ReadDoc as _};

use super::raw::{draft, forge, object, write};
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

#[test]
fn a_change_that_spoils_a_stored_snapshot_takes_nothing_of_it_away() {
    let mut world = handed_in();
    world.grant(2, 1, Access::Write);
    let newcomer = world.add_device(2);
    world.run();
    let held = |world: &World| {
        let doc = world.nodes[newcomer].device.document(&document(1)).expect("there");
        (doc.length(object(doc, "records")), doc.get_heads())
    };
    let (before, _) = held(&world);
    let mut doc = draft(&mut world, 2, 9);
    let first = write(&mut doc, "hello");
    let second = write(&mut doc, "X");
    let spoiling = forge(&second, |change| {
        for op in &mut change.operations {
            op.obj = ObjectId::Id(OpId(9_999, ActorId::from(vec![3; 16])));
        }
    });
    let waiting = forge(&write(&mut doc, "Y"), |change| change.deps = vec![spoiling.hash()]);
    world.go_offline(newcomer);
    let chunks = world.nodes[newcomer].store.documents.get_mut(&document(1)).expect("stored");
    for change in [&first, &spoiling, &waiting] {
        chunks.insert(ChunkKey::Incremental(change.hash()), change.raw_bytes().to_vec());
    }
    let problems = world.restart_device(newcomer);
    let keys: Vec<_> = problems.iter().map(|problem| problem.key).collect();
    assert_eq!(keys, [ChunkKey::Incremental(spoiling.hash())], "the one that spoils is named");
    let all = (before + 1, vec![first.hash()]);
    assert_eq!(held(&world), all, "the snapshot is all there, and what did not spoil it");
    world.put(newcomer, "more", 1);
    world.run();
    let stored = &world.nodes[newcomer].store.documents[&document(1)];
    assert!(stored.contains_key(&ChunkKey::Incremental(waiting.hash())), "what waits is kept");
    world.go_online(newcomer);
    world.run();
    assert_eq!(world.relay.heads(&document(1)), Some(held(&world).1));
}
