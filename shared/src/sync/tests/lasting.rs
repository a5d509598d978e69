//! What a person wrote is never lost on the device: not to a lost reason, a store that answers late,
//! a clock that was set back, or a relay that does not want it now.

use automerge::transaction::Transactable;

use crate::limits::{BACKOFF_MS_MAX, OFFER_RETRY_MS, REFUSALS_PER_CONNECTION_MAX, STORE_RETRY_MS};
use crate::sync::device::{ChangeState, Effect, Event, LinkStatus};
use crate::sync::refusal::RefusalCode;
use crate::sync::store::ChunkKey;
use crate::sync::world::{World, document};
use crate::time::TimestampMs;

/// An edit of the root, which the relay refuses.
fn put_in_the_root(world: &mut World, number: usize) -> automerge::ChangeHash {
    let edited = world.nodes[number].device.edit(&document(1), |doc| {
        let mut tx = doc.transaction();
        tx.put(automerge::ROOT, "own key", 1)?;
        Ok::<_, automerge::AutomergeError>(tx.commit().0.expect("an operation"))
    });
    let (hash, effects) = edited.expect("the device lets it through");
    world.carry_out(number, effects);
    world.run();
    hash
}

#[test]
fn a_refused_change_outlives_the_loss_of_its_reason() {
    let mut world = World::with_devices(1);
    let bad = put_in_the_root(&mut world, 0);
    let before = world.nodes[0].device.refused(&document(1));
    assert_eq!(before.len(), 1);
    let chunks = world.nodes[0].store.documents.get_mut(&document(1)).expect("stored");
    chunks.remove(&ChunkKey::Meta).expect("it held the reason");
    for n in 0..2 {
        world.restart_device(0);
        world.put(0, "goes on", n);
        world.run();
        let refused = world.nodes[0].device.refused(&document(1));
        assert_eq!(refused.len(), 1);
        assert_eq!((refused[0].hash, &refused[0].bytes), (bad, &before[0].bytes));
        assert_eq!(refused[0].refusal.code, RefusalCode::Unknown);
        let kept = ChunkKey::Refused(bad);
        assert!(world.nodes[0].store.documents[&document(1)].contains_key(&kept));
    }
}

/// A device whose store was set back before the change "b", which the relay has.
fn set_back() -> World {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    let old = world.nodes[0].store.clone();
    world.put(0, "b", 2);
    world.run();
    world.go_offline(0);
    world.nodes[0].store = old;
    world.restart_device(0);
    world.run();
    world
}

#[test]
fn twins_are_not_set_aside_while_the_store_is_writing_them() {
    let mut world = set_back();
    world.nodes[0].store.stalls = true;
    let twin = world.put(0, "c", 3);
    world.run();
    let writing = world.nodes[0].effects.iter().rev().find_map(|effect| match effect {
        Effect::Persist { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let ticket = writing.expect("the store was asked");
    world.go_online(0);
    let second = world.put(0, "d", 4);
    world.run();
    world.nodes[0].store.stalls = false;
    world.event(0, Event::Stored { ticket, result: Ok(()) });
    world.run();
    assert_eq!(world.records(0, 1).get("b"), Some(&2), "what the relay has is here");
    let refused = world.nodes[0].device.refused(&document(1));
    let mut aside: Vec<_> = refused.iter().map(|change| change.hash).collect();
    aside.sort();
    let mut expected = [twin, second];
    expected.sort();
    assert_eq!(aside, expected, "what was written in its place is kept");
    assert!(refused.iter().all(|change| !change.bytes.is_empty()));
    world.put(0, "e", 5);
    world.run();
    world.assert_converged(1);
    assert_eq!(world.restart_device(0), []);
    world.run();
    world.assert_converged(1);
}

#[test]
fn an_honest_device_is_not_closed_for_what_is_not_its_fault() {
    let mut world = World::with_devices(2);
    let old = world.store.clone();
    for n in 0..5 {
        world.put(1, "theirs", n);
        world.run();
    }
    world.nodes[1].online = false;
    world.store = old;
    world.restart_relay();
    world.pass(5_000);
    let refused_so_far = |world: &World| {
        let foreign = |effect: &&crate::sync::relay::RelayEffect| {
            matches!(effect, crate::sync::relay::RelayEffect::Refused { refusal, .. }
                if refusal.code == RefusalCode::ForeignAuthor)
        };
        world.told.iter().filter(foreign).count()
    };
    let once = refused_so_far(&world);
    assert!(once > 0, "it offered them");
    world.pass(3 * OFFER_RETRY_MS);
    assert_eq!(refused_so_far(&world), once, "and then no more");
    world.store.fails = true;
    for n in 0..REFUSALS_PER_CONNECTION_MAX / 100 {
        for i in 0..101 {
            world.put(0, "mine", (n * 101 + i) as i64);
        }
        world.run();
    }
    world.pass(OFFER_RETRY_MS + 2_000);
    assert!(world.closed.is_empty(), "{:?}", world.closed);
    world.store.fails = false;
    world.go_online(1);
    world.pass(2 * OFFER_RETRY_MS);
    world.assert_converged(1);
}

#[test]
fn a_clock_set_back_does_not_stall_the_device() {
    const YEAR_MS: u64 = 365 * 24 * 3_600_000;
    let mut world = World::with_devices(1);
    world.now = TimestampMs(YEAR_MS * 50);
    world.go_offline(0);
    world.pass(2 * BACKOFF_MS_MAX);
    assert!(matches!(world.nodes[0].device.link(), LinkStatus::Waiting { .. }));
    world.nodes[0].online = true;
    world.now = TimestampMs(YEAR_MS * 49);
    world.pass(2_000);
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);

    world.nodes[0].store.fails = true;
    let hash = world.put(0, "a", 1);
    world.run();
    world.nodes[0].store.fails = false;
    world.now = TimestampMs(YEAR_MS * 48);
    world.pass(2_000);
    let state = world.nodes[0].device.change_state(&document(1), &hash);
    assert_eq!(state, Some(ChangeState::OnRelay), "stored after {STORE_RETRY_MS} ms at the latest");
    world.now = TimestampMs(YEAR_MS * 47);
    world.pass(crate::limits::LINK_DEAD_MS * 2);
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);
}

#[test]
fn a_receipt_for_what_a_damaged_store_lost_covers_nothing() {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    let lost = world.put(0, "b", 2);
    world.run();
    world.go_offline(0);
    let chunks = world.nodes[0].store.documents.get_mut(&document(1)).expect("stored");
    chunks.remove(&ChunkKey::Incremental(lost)).expect("the last change");
    world.restart_device(0);
    let status = world.nodes[0].device.status(&document(1)).expect("there");
    assert!(!status.receipt.contains(&lost), "what is not here is no version to compare with");
    world.go_online(0);
    world.pass(5_000);
    world.assert_converged(1);
}
