//! A document is erased and another one takes its place: the old one leaves every device and its
//! store, and what was not sent goes on in the new one. What is left out is the domain's business;
//! here nothing is.

use crate::id::DocumentId;
use crate::sync::access::Access;
use crate::sync::device::{Copy, Effect, Event, Heir};
use crate::sync::relay::RelayEvent;
use crate::sync::store::ChunkKey;
use crate::sync::world::{World, document};

/// Told: the old document's number, then the new one's. The changes are taken as they are, so that
/// what arrives is what was written.
fn inherit<'d>(told: &[u8], copy: &dyn Fn(&DocumentId) -> Option<Copy<'d>>) -> Vec<Heir> {
    let [old, new] = [told[0], told[1]].map(document);
    let Some(kept) = copy(&old) else { return Vec::new() };
    let refused = kept.refused.into_iter().map(|change| (change.hash(), change)).collect();
    vec![Heir { old, new, changes: kept.doc.get_changes(&[]), refused }]
}

/// Replaces a document on the relay.
fn replace(world: &mut World, old: u8, new: u8, accounts: u8) {
    let [was, is] = [old, new].map(document);
    let chunks = world.store.documents.remove(&was).expect("the relay has it");
    let bindings = world.store.bindings.remove(&was).unwrap_or_default();
    let heads = world.store.heads.remove(&was).expect("the relay has it");
    world.store.documents.insert(is, chunks);
    world.store.bindings.insert(is, bindings);
    world.store.heads.insert(is, heads.clone());
    world.rules.purges.insert(was, (u64::from(new), vec![old, new]));
    world.push(RelayEvent::Erased(was));
    world.push(RelayEvent::Founded(is, heads));
    for n in 1..=accounts {
        world.rules.grants.insert((crate::sync::world::account(n), was), Access::Erased);
        world.grant(n, new, Access::Write);
    }
    world.run();
}

fn world() -> World {
    let mut world = World::with_devices(2);
    for node in &mut world.nodes {
        node.device.set_heirs(inherit);
    }
    world.put(0, "a", 1);
    world.put(1, "b", 2);
    world.run();
    world
}

fn stored(world: &World, number: usize, n: u8) -> Vec<ChunkKey> {
    world.nodes[number].store.documents[&document(n)].keys().copied().collect()
}

#[test]
fn connected_devices_go_over_at_once() {
    let mut world = world();
    replace(&mut world, 1, 2, 2);
    for number in [0, 1] {
        assert!(world.nodes[number].device.document(&document(1)).is_none());
        assert_eq!(stored(&world, number, 1), [ChunkKey::Meta], "only a mark is left");
        assert_eq!(world.records(number, 2).len(), 2);
    }
    world.put_in(0, 2, "c", 3).expect("may write");
    world.run();
    world.assert_converged(2);
    let before = world.frames;
    world.go_offline(0);
    world.go_online(0);
    assert_eq!((world.frames.0 - before.0, world.frames.1 - before.1), (2, 2), "nothing new");
}

#[test]
fn what_was_not_sent_goes_on_in_the_successor() {
    let mut world = world();
    world.go_offline(0);
    world.put(0, "offline", 7);
    world.run();
    replace(&mut world, 1, 2, 2);
    world.go_online(0);
    assert_eq!(world.records(1, 2)["offline"], 7);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
    world.assert_converged(2);
    let purged = world.nodes[0].effects.iter().position(|e| matches!(e, Effect::Purged(_)));
    let erased = world.nodes[0].effects.iter().position(|e| matches!(e, Effect::Erased(_)));
    assert!(purged.is_some() && purged < erased, "told what goes before it goes");
}

#[test]
fn a_document_that_was_replaced_twice_leaves_its_work_to_the_last() {
    let mut world = world();
    world.go_offline(0);
    world.put(0, "offline", 7);
    world.run();
    // The later one has the smaller id: the order is that of the purges.
    replace(&mut world, 1, 20, 2);
    world.rules.purges.insert(document(20), (30, vec![20, 3]));
    replace(&mut world, 20, 3, 2);
    world.rules.purges.insert(document(20), (30, vec![20, 3]));
    world.go_online(0);
    assert_eq!(world.records(1, 3)["offline"], 7);
    for n in [1, 20] {
        assert_eq!(stored(&world, 0, n), [ChunkKey::Meta], "{n}");
    }
    world.assert_converged(3);
}

#[test]
fn a_device_that_dies_before_the_successor_is_stored_loses_nothing() {
    let mut world = world();
    world.go_offline(0);
    world.put(0, "offline", 7);
    world.run();
    replace(&mut world, 1, 2, 2);
    world.nodes[0].store.fails = true;
    world.go_online(0);
    let device = &world.nodes[0].device;
    assert!(device.document(&document(1)).is_none(), "hidden at once");
    assert!(stored(&world, 0, 1).len() > 1, "and kept while what it leaves is nowhere else");
    world.nodes[0].store.fails = false;
    assert_eq!(world.restart_device(0), []);
    world.nodes[0].device.set_heirs(inherit);
    world.run();
    assert_eq!(world.records(1, 2)["offline"], 7);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
    world.assert_converged(2);
}

#[test]
fn a_store_that_failed_to_delete_deletes_when_it_works_again() {
    let mut world = world();
    world.nodes[0].store.fails = true;
    replace(&mut world, 1, 2, 2);
    assert!(stored(&world, 0, 1).len() > 1);
    world.nodes[0].store.fails = false;
    world.pass(60_000);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
    world.assert_converged(2);
}

#[test]
fn chunks_beside_the_mark_of_an_erased_document_are_deleted_at_the_next_start() {
    let mut world = world();
    let chunks = world.nodes[0].store.documents[&document(1)].clone();
    replace(&mut world, 1, 2, 2);
    let left = world.nodes[0].store.documents.get_mut(&document(1)).expect("the mark");
    left.extend(chunks.into_iter().filter(|(key, _)| *key != ChunkKey::Meta));
    assert_eq!(world.restart_device(0), []);
    world.run();
    world.pass(10_000);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
}

#[test]
fn set_aside_work_stays_with_its_reason() {
    let mut world = world();
    // The right is lost while the change is on its way.
    world.rules.grants.insert((crate::sync::world::account(1), document(1)), Access::Read);
    let hash = world.put(0, "refused", 7);
    world.run();
    assert_eq!(world.nodes[0].device.refused(&document(1)).len(), 1);
    world.go_offline(0);
    replace(&mut world, 1, 2, 2);
    world.go_online(0);
    let refused = world.nodes[0].device.refused(&document(2));
    assert_eq!(refused.iter().map(|change| change.hash).collect::<Vec<_>>(), [hash]);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
    world.event(0, Event::RetryRefused(document(2)));
    world.run();
    assert_eq!(world.records(1, 2)["refused"], 7);
}

#[test]
fn without_a_rewriter_the_document_goes_and_the_successor_comes() {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    replace(&mut world, 1, 2, 1);
    assert_eq!(stored(&world, 0, 1), [ChunkKey::Meta]);
    assert_eq!(world.records(0, 2).len(), 1);
}
