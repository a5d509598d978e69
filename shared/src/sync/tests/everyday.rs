//! Devices and relay when nothing is hostile: converging, receipts, reconnecting.

use crate::sync::access::Access;
use crate::sync::device::{ChangeState, EditError, Event, LinkStatus};
use crate::sync::world::{World, document};

#[test]
fn two_devices_converge_and_know_it() {
    let mut world = World::with_devices(2);
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);
    let hash = world.put(0, "a", 1);
    assert_eq!(
        world.nodes[0].device.change_state(&document(1), &hash),
        Some(ChangeState::Unsaved),
        "before the store has answered"
    );
    world.put(1, "b", 2);
    world.run();
    assert_eq!(world.records(0, 1), world.records(1, 1));
    assert_eq!(world.records(0, 1).len(), 2);
    assert!(world.nodes[0].device.is_receipted(&document(1), &hash));
    world.assert_converged(1);
}

#[test]
fn a_change_is_sent_after_it_is_stored_and_receipted_after_the_relay_stored_it() {
    let mut world = World::with_devices(1);
    world.nodes[0].store.stalls = true;
    let before = world.frames;
    let hash = world.put(0, "a", 1);
    world.run();
    assert_eq!(world.frames, before, "nothing is said before the device's store has answered");

    world.nodes[0].store.stalls = false;
    let ticket = world.nodes[0].effects.iter().rev().find_map(|effect| match effect {
        crate::sync::device::Effect::Persist { ticket, .. } => Some(*ticket),
        _ => None,
    });
    world.store.stalls = true;
    world.event(0, Event::Stored { ticket: ticket.expect("a persist"), result: Ok(()) });
    world.run();
    assert_eq!(
        world.nodes[0].device.change_state(&document(1), &hash),
        Some(ChangeState::OnDevice),
        "the relay's store has not answered"
    );
    assert_eq!(world.relay.heads(&document(1)), Some(vec![crate::sync::world::genesis(1).hash()]));
}

#[test]
fn what_was_written_offline_arrives_and_comes_back() {
    let mut world = World::with_devices(3);
    world.go_offline(0);
    world.go_offline(1);
    for n in 0..40 {
        world.put(0, &format!("a{n}"), n);
        world.put(1, &format!("b{n}"), n);
        world.put(2, &format!("c{n}"), n);
    }
    world.run();
    assert_eq!(world.nodes[0].device.status(&document(1)).expect("a status").unsent, 40);
    world.go_online(0);
    world.go_online(1);
    assert_eq!(world.records(2, 1).len(), 120);
    world.assert_converged(1);
}

#[test]
fn reconnecting_with_nothing_new_costs_one_round_trip() {
    let mut world = World::with_devices(2);
    world.put(0, "a", 1);
    world.run();
    world.go_offline(0);
    let before = world.frames;
    world.go_online(0);
    // Join and peer, then "this is what I have" and "the same".
    assert_eq!((world.frames.0 - before.0, world.frames.1 - before.1), (2, 2));
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);
    world.put(1, "b", 2);
    world.run();
    world.assert_converged(1);
}

#[test]
fn a_device_that_restarts_has_what_it_had_and_keeps_its_actor() {
    let mut world = World::with_devices(2);
    world.put(0, "a", 1);
    world.run();
    world.go_offline(0);
    let hash = world.put(0, "b", 2);
    world.run();
    let actor = world.nodes[0].device.document(&document(1)).map(|doc| doc.get_actor().clone());
    assert_eq!(world.restart_device(0), []);
    world.run();
    let doc = world.nodes[0].device.document(&document(1)).expect("the document");
    assert_eq!(Some(doc.get_actor().clone()), actor);
    assert_eq!(world.records(0, 1).len(), 2);
    assert_eq!(
        world.nodes[0].device.change_state(&document(1), &hash),
        Some(ChangeState::OnDevice)
    );
    world.go_online(0);
    world.put(0, "c", 3);
    world.run();
    world.assert_converged(1);
}

#[test]
fn a_receipt_is_known_after_a_cold_start_without_a_network() {
    let mut world = World::with_devices(2);
    let hash = world.put(0, "a", 1);
    world.run();
    world.go_offline(0);
    assert_eq!(world.restart_device(0), []);
    let device = &world.nodes[0].device;
    assert_eq!(device.change_state(&document(1), &hash), Some(ChangeState::OnRelay));
    assert_eq!(device.status(&document(1)).expect("a status").unsent, 0);
}

#[test]
fn what_only_came_from_the_relay_is_on_the_relay_after_a_cold_start_without_a_network() {
    let mut world = World::with_devices(2);
    let first = world.put(0, "a", 1);
    world.run();
    world.go_offline(1);
    assert_eq!(world.restart_device(1), []);
    let unsent = |world: &World| world.nodes[1].device.status(&document(1)).expect("one").unsent;
    assert_eq!(unsent(&world), 0, "the whole document came");
    world.go_online(1);
    world.run();
    let second = world.put(0, "b", 2);
    world.run();
    world.go_offline(1);
    assert_eq!(world.restart_device(1), []);
    assert_eq!(unsent(&world), 0, "a change came");
    for hash in [first, second] {
        let state = world.nodes[1].device.change_state(&document(1), &hash);
        assert_eq!(state, Some(ChangeState::OnRelay));
    }
}

#[test]
fn a_relay_that_restarts_reads_documents_when_they_are_asked_for() {
    let mut world = World::with_devices(2);
    world.put(0, "a", 1);
    world.run();
    world.restart_relay();
    assert_eq!(world.relay.loaded_documents(), (0, 0));
    world.pass(5_000);
    assert_eq!(world.relay.loaded_documents(), (0, 0), "the index of heads was enough");
    world.put(1, "b", 2);
    world.run();
    world.assert_converged(1);
}

#[test]
fn readers_receive_and_cannot_write() {
    let mut world = World::with_devices(1);
    world.grant(2, 1, Access::Read);
    let reader = world.add_device(2);
    world.put(0, "a", 1);
    world.run();
    assert_eq!(world.records(reader, 1).len(), 1);
    assert!(matches!(world.put_in(reader, 1, "x", 1), Err(EditError::ReadOnly)));
    world.assert_converged(1);
}

#[test]
fn a_device_learns_of_new_documents_and_of_lost_ones_while_connected() {
    let mut world = World::with_devices(1);
    world.grant(1, 2, Access::Write);
    world.create(2);
    world.run();
    world.put_in(0, 2, "a", 1).expect("the new document has arrived");
    world.run();
    assert_eq!(world.nodes[0].device.status(&document(2)).expect("a status").unsent, 0);

    world.grant(1, 2, Access::None);
    world.run();
    let status = world.nodes[0].device.status(&document(2)).expect("it stays on the device");
    assert_eq!(status.access, Access::None);
    assert!(matches!(world.put_in(0, 2, "b", 1), Err(EditError::ReadOnly)));
    world.put(0, "other documents go on", 1);
    world.run();
    world.assert_converged(1);
}

#[test]
fn changes_written_without_permission_wait_until_it_comes_back() {
    let mut world = World::with_devices(2);
    world.go_offline(0);
    let hash = world.put(0, "offline", 1);
    world.run();
    world.grant(1, 1, Access::Read);
    world.go_online(0);
    world.put(1, "meanwhile", 2);
    world.run();
    assert_eq!(
        world.nodes[0].device.change_state(&document(1), &hash),
        Some(ChangeState::OnDevice)
    );
    assert_eq!(world.records(0, 1).len(), 2, "it still receives");
    world.grant(1, 1, Access::Write);
    world.run();
    world.assert_converged(1);
}

#[test]
fn an_erased_document_leaves_the_device_and_its_store() {
    let mut world = World::with_devices(1);
    world.put(0, "a", 1);
    world.run();
    world.store.documents.remove(&document(1));
    world.push(crate::sync::relay::RelayEvent::Erased(document(1)));
    world.grant(1, 1, Access::Erased);
    world.run();
    assert!(world.nodes[0].device.document(&document(1)).is_none());
    assert_eq!(world.nodes[0].store.documents[&document(1)].len(), 1, "only a mark is left");
    assert_eq!(world.restart_device(0), []);
    let before = world.frames;
    world.run();
    assert_eq!((world.frames.0 - before.0, world.frames.1 - before.1), (2, 2), "nothing new");
    assert!(world.nodes[0].device.document(&document(1)).is_none());
}

#[test]
fn many_changes_come_in_parts_and_become_one_snapshot() {
    let mut world = World::with_devices(1);
    world.go_offline(0);
    for n in 0..600 {
        world.put(0, &format!("record {n}"), n);
    }
    world.run();
    assert!(world.nodes[0].store.documents[&document(1)].len() < 300, "the device compacted");
    world.go_online(0);
    world.assert_converged(1);
    assert!(world.store.documents[&document(1)].len() < 300, "the relay compacted");
    world.grant(2, 1, Access::Write);
    let bytes = world.bytes;
    world.add_device(2);
    world.run();
    world.assert_converged(1);
    assert!(world.bytes - bytes < 30_000, "a newcomer gets the snapshot: {}", world.bytes - bytes);
    world.restart_relay();
    world.pass(3_000);
    world.put(1, "more", 1);
    world.run();
    world.assert_converged(1);
}

#[test]
fn a_stalled_link_is_noticed_and_replaced() {
    let mut world = World::with_devices(1);
    let (connection, attempt) = world.nodes[0].connection.expect("connected");
    // The socket stays open, and nothing passes: the relay's end has forgotten it.
    world.push(crate::sync::relay::RelayEvent::Disconnected(connection));
    world.run();
    world.pass(30_000);
    assert_eq!(world.nodes[0].connection.map(|(_, a)| a), Some(attempt), "not given up yet");
    world.pass(30_000);
    assert_ne!(world.nodes[0].connection.map(|(_, a)| a), Some(attempt));
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);
    world.put(0, "a", 1);
    world.run();
    world.assert_converged(1);
}

#[test]
fn without_a_network_the_pauses_grow_and_waking_tries_at_once() {
    let mut world = World::with_devices(1);
    world.go_offline(0);
    world.pass(600_000);
    let LinkStatus::Waiting { retry_at, .. } = world.nodes[0].device.link() else {
        panic!("it waits")
    };
    assert!(retry_at.since(world.now) <= crate::limits::BACKOFF_MS_MAX);
    world.go_online(0);
    assert_eq!(world.nodes[0].device.link(), LinkStatus::Live);
}
