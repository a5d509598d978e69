//! Stores that fail, chunks that are damaged, a relay that was set back.

use std::collections::BTreeMap;

use crate::limits::{OFFER_RETRY_MS, STORE_RETRY_MS};
use crate::sync::access::Access;
use crate::sync::device::{ChangeState, Event};
use crate::sync::refusal::RefusalCode;
use crate::sync::relay::RelayEffect;
use crate::sync::store::ChunkKey;
use crate::sync::world::{World, document, genesis};

#[test]
fn a_relay_whose_store_fails_says_so_and_takes_the_change_later() {
    let mut world = World::with_devices(2);
    world.store.fails = true;
    let hash = world.put(0, "a", 1);
    world.run();
    let status = world.nodes[0].device.status(&document(1)).expect("a status");
    assert_eq!(status.relay_refuses, Some(RefusalCode::Store));
    assert_eq!(
        world.nodes[0].device.change_state(&document(1), &hash),
        Some(ChangeState::OnDevice),
        "not set aside, not receipted"
    );
    assert_eq!(world.relay.heads(&document(1)), Some(vec![genesis(1).hash()]));
    let before = world.frames;
    world.pass(10_000);
    assert!(world.frames.0 - before.0 < 5, "it is not tried again at once");
    world.store.fails = false;
    world.pass(OFFER_RETRY_MS + 2_000);
    world.assert_converged(1);
}

#[test]
fn a_device_that_cannot_store_says_so_and_sends_nothing() {
    let mut world = World::with_devices(2);
    world.nodes[0].store.fails = true;
    let hash = world.put(0, "a", 1);
    world.run();
    let status = world.nodes[0].device.status(&document(1)).expect("a status");
    assert!(status.store_error.is_some());
    assert_eq!(world.nodes[0].device.change_state(&document(1), &hash), Some(ChangeState::Unsaved));
    world.put(1, "b", 2);
    world.run();
    assert_eq!(world.records(0, 1).len(), 2, "it still shows what comes in");
    assert_eq!(world.records(1, 1).len(), 1, "and lets nothing out that it has not stored");
    world.nodes[0].store.fails = false;
    world.pass(STORE_RETRY_MS + 1_000);
    world.assert_converged(1);
}

#[test]
fn a_document_that_cannot_be_stored_does_not_block_another() {
    let mut world = World::with_devices(1);
    world.grant(1, 2, Access::Write);
    world.create(2);
    world.run();
    world.nodes[0].store.fails = true;
    world.put(0, "a", 1);
    world.run();
    world.nodes[0].store.fails = false;
    world.put_in(0, 2, "b", 2).expect("the other document");
    world.run();
    let status = |world: &World, n| world.nodes[0].device.status(&document(n)).expect("a status");
    assert_eq!(status(&world, 1).unsaved, 1);
    assert_eq!(status(&world, 2).unsent, 0);
}

#[test]
fn a_damaged_chunk_is_reported_and_filled_in_by_the_relay() {
    let mut world = World::with_devices(1);
    for n in 0..5 {
        world.put(0, &format!("{n}"), n);
        world.run();
    }
    let keys: Vec<_> = world.nodes[0].store.documents[&document(1)]
        .keys()
        .filter(|key| matches!(key, ChunkKey::Incremental(_)))
        .copied()
        .collect();
    for key in keys {
        let mut world = World::with_devices(1);
        for n in 0..5 {
            world.put(0, &format!("{n}"), n);
            world.run();
        }
        world.go_offline(0);
        let actor = world.nodes[0].device.document(&document(1)).map(|d| d.get_actor().clone());
        let chunks = world.nodes[0].store.documents.get_mut(&document(1)).expect("stored");
        chunks.get_mut(&key).expect("the same in every run")[20] ^= 1;
        let problems = world.restart_device(0);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].key, key);
        let now = world.nodes[0].device.document(&document(1)).map(|d| d.get_actor().clone());
        assert_ne!(now, actor, "the lost change may have been the actor's last");
        world.go_online(0);
        assert_eq!(world.records(0, 1).len(), 5);
        world.put(0, "go on", 1);
        world.run();
        world.assert_converged(1);
    }
}

#[test]
fn a_device_store_that_was_set_back_loses_nothing_that_the_relay_has() {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    let old = world.nodes[0].store.clone();
    world.put(0, "b", 2);
    world.run();
    world.go_offline(0);
    world.nodes[0].store = old;
    world.restart_device(0);
    let twin = world.put(0, "c", 3);
    world.run();
    world.go_online(0);
    assert_eq!(world.records(0, 1).get("b"), Some(&2));
    let refused = world.nodes[0].device.refused(&document(1));
    assert_eq!(refused.len(), 1, "its second change of the same number is kept aside");
    assert_eq!(refused[0].hash, twin);
    world.put(0, "d", 4);
    world.run();
    world.assert_converged(1);
    assert_eq!(world.restart_device(0), []);
    world.run();
    assert_eq!(world.nodes[0].device.refused(&document(1)), refused, "remembered");
    world.assert_converged(1);
}

#[test]
fn a_relay_that_was_set_back_withdraws_receipts_and_gets_everything_again() {
    let mut world = World::with_devices(2);
    world.put(0, "a", 1);
    world.run();
    let old = world.store.clone();
    let mine = world.put(0, "b", 2);
    world.run();
    let theirs = world.put(1, "c", 3);
    world.run();
    let after = world.put(0, "d", 4);
    world.run();
    world.assert_converged(1);
    world.store = old;
    world.restart_relay();
    world.run();
    // The first device comes back alone: it may only hand in its own, and "d" builds on "c".
    world.nodes[1].online = false;
    world.pass(5_000);
    let device = &world.nodes[0].device;
    assert!(device.is_receipted(&document(1), &mine));
    assert!(!device.is_receipted(&document(1), &theirs), "withdrawn");
    assert!(!device.is_receipted(&document(1), &after), "withdrawn");
    assert_eq!(world.records(0, 1).len(), 4, "and nothing leaves the device");
    assert_eq!(device.refused(&document(1)), []);
    world.go_online(1);
    world.pass(OFFER_RETRY_MS + 5_000);
    world.assert_converged(1);
    assert_eq!(world.records(1, 1).len(), 4);
}

#[test]
fn refused_changes_stay_on_the_device_and_other_edits_go_on() {
    let mut world = World::with_devices(2);
    let bad = {
        let node = &mut world.nodes[0];
        let edited = node.device.edit(&document(1), |doc| {
            use automerge::transaction::Transactable;
            let mut tx = doc.transaction();
            tx.put(automerge::ROOT, "own key", 1)?;
            Ok::<_, automerge::AutomergeError>(tx.commit().0.expect("an operation"))
        });
        let (hash, effects) = edited.expect("the device lets it through");
        world.carry_out(0, effects);
        hash
    };
    let child = world.put(0, "built on it", 1);
    world.run();
    let device = &world.nodes[0].device;
    let codes: BTreeMap<_, _> =
        device.refused(&document(1)).iter().map(|c| (c.hash, c.refusal.code)).collect();
    assert_eq!(codes[&bad], RefusalCode::RootOperation);
    assert_eq!(codes[&child], RefusalCode::Dependency);
    assert!(matches!(device.change_state(&document(1), &bad), Some(ChangeState::Refused(_))));
    let before = world.frames;
    world.pass(10_000);
    assert_eq!(world.frames, before, "not offered again unasked");
    world.put(0, "goes on", 2);
    world.run();
    world.assert_converged(1);
    assert_eq!(world.records(1, 1).len(), 1);

    world.event(0, Event::RetryRefused(document(1)));
    world.run();
    assert_eq!(world.nodes[0].device.refused(&document(1)).len(), 2, "still refused");
    world.put(0, "and on", 3);
    world.run();
    world.assert_converged(1);
}

#[test]
fn in_a_recovery_window_one_device_brings_back_what_others_wrote() {
    let mut world = World::with_devices(2);
    let old = world.store.clone();
    world.put(1, "theirs", 1);
    world.run();
    world.put(0, "mine", 2);
    world.run();
    let bindings = world.store.bindings.clone();
    world.nodes[1].online = false;
    world.store = old;
    world.restart_relay();
    world.rules.recovery = true;
    world.pass(5_000);
    assert_eq!(world.relay.heads(&document(1)), Some(world.heads(0, 1)));
    assert_eq!(world.store.bindings, bindings, "each actor is bound to its own author again");
    world.go_online(1);
    world.assert_converged(1);
}

#[test]
fn a_damaged_chunk_of_the_relay_is_reported_and_brought_back() {
    let mut world = World::with_devices(1);
    for n in 0..4 {
        world.put(0, &format!("{n}"), n);
        world.run();
    }
    let last = ChunkKey::Incremental(world.heads(0, 1)[0]);
    let chunks = world.store.documents.get_mut(&document(1)).expect("stored");
    chunks.get_mut(&last).expect("the last change")[20] ^= 1;
    world.restart_relay();
    world.pass(5_000);
    // The index of heads still names the lost change; reading the document shows the truth.
    world.put(0, "next", 1);
    world.run();
    let damaged = |effect: &RelayEffect| matches!(effect, RelayEffect::Damaged(problems) if problems[0].key == last);
    assert!(world.told.iter().any(damaged));
    world.pass(5_000);
    world.assert_converged(1);
    world.told.clear();
    world.restart_relay();
    world.pass(5_000);
    world.put(0, "and on", 1);
    world.run();
    world.assert_converged(1);
    assert!(!world.told.iter().any(damaged), "what was brought back is whole");
}

#[test]
fn the_index_of_heads_is_corrected_when_what_it_names_is_damaged() {
    let mut world = World::with_devices(1);
    for n in 0..3 {
        world.put(0, &format!("{n}"), n);
        world.run();
    }
    world.go_offline(0);
    let indexed = world.store.heads[&document(1)].clone();
    let last = ChunkKey::Incremental(indexed[0]);
    let chunks = world.store.documents.get_mut(&document(1)).expect("stored");
    chunks.get_mut(&last).expect("the last change")[20] ^= 1;
    world.restart_relay();
    super::raw::exported(&mut world);
    let heads = world.relay.heads(&document(1)).expect("known");
    assert_ne!(heads, indexed);
    assert_eq!(world.store.heads[&document(1)], heads, "the next start announces what is there");
}

#[test]
fn of_two_changes_under_one_number_neither_leaves_the_relays_store() {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    let (device, relay) = (world.nodes[0].store.clone(), world.store.clone());
    // A write that failed and was made all the same; then the device is set back.
    let made = ChunkKey::Incremental(world.put(0, "b", 2));
    world.run();
    let bytes = world.store.documents[&document(1)][&made].clone();
    world.go_offline(0);
    world.nodes[0].store = device;
    world.store = relay;
    world.restart_relay();
    world.restart_device(0);
    world.go_online(0);
    world.put(0, "c", 3);
    world.run();
    world.store.documents.get_mut(&document(1)).expect("stored").insert(made, bytes);
    world.restart_relay();
    world.pass(5_000);
    world.go_offline(0);
    for n in 0..600 {
        world.put(0, &format!("record {n}"), n);
    }
    world.go_online(0);
    world.pass(5_000);
    world.assert_converged(1);
    let chunks = &world.store.documents[&document(1)];
    assert!(chunks.len() < 300, "the relay compacted");
    assert!(chunks.contains_key(&made), "perhaps the only copy of what somebody wrote");
}
