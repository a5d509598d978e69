//! Changes that no honest device makes, handed in by someone with a valid session: refused by
//! hash, while another device goes on and the document still saves and loads.

use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, OpId};
use automerge::{ActorId, Change, ExpandedChange};

use super::raw::{ATTACKER, Raw, draft, exported, forge, set_author, write};
use crate::limits::{CHANGE_BYTES_MAX, OPS_PER_CHANGE_MAX, REFUSALS_PER_CONNECTION_MAX};
use crate::sync::access::Access;
use crate::sync::refusal::RefusalCode;
use crate::sync::relay::{CloseReason, RelayEvent};
use crate::sync::world::{World, document};

/// A world with an honest device, and an attacker whose first change ("hello") was taken.
fn attacked() -> (World, Raw, Change) {
    let mut world = World::with_devices(1);
    world.grant(ATTACKER, 1, Access::Write);
    let raw = Raw::connect(&mut world, ATTACKER, true);
    let mut doc = draft(&mut world, ATTACKER, 9);
    let first = write(&mut doc, "hello");
    raw.offer(&mut world, vec![first.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), []);
    assert_eq!(world.relay.heads(&document(1)), Some(vec![first.hash()]));
    let second = write(&mut doc, "X");
    (world, raw, second)
}

/// The honest device writes, everyone has it, and the relay's document loads after a restart.
fn assert_unharmed(mut world: World) {
    world.put(0, "honest", 1);
    world.run();
    world.assert_converged(1);
    exported(&mut world);
    world.restart_relay();
    exported(&mut world);
}

fn refused(what: &str, code: RefusalCode, alter: impl FnOnce(&mut ExpandedChange)) {
    let (mut world, raw, second) = attacked();
    let heads = world.relay.heads(&document(1));
    let forged = forge(&second, alter);
    raw.offer(&mut world, vec![forged.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), [(code, vec![forged.hash()])], "{what}");
    assert_eq!(world.relay.heads(&document(1)), heads, "{what}");
    assert_unharmed(world);
}

#[test]
fn the_second_change_unforged_is_taken() {
    let (mut world, raw, second) = attacked();
    let same = forge(&second, |_| {});
    assert_eq!(same.raw_bytes(), second.raw_bytes());
    raw.offer(&mut world, vec![same.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), []);
    assert_eq!(world.relay.heads(&document(1)), Some(vec![second.hash()]));
    assert_unharmed(world);
}

#[test]
fn references_to_nothing_are_refused() {
    let id = |counter, actor: u8| OpId(counter, ActorId::from(vec![actor; 16]));
    refused("object of an unknown actor", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            op.obj = ObjectId::Id(id(9999, 3));
        }
    });
    refused("object of one's own future", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            op.obj = ObjectId::Id(id(500, 9));
        }
    });
    refused("a value taken for an object", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            op.obj = ObjectId::Id(id(3, 9));
        }
    });
    refused("predecessor", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            op.pred = vec![id(77, 9)].into();
        }
    });
    refused("element", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            if matches!(op.key, Key::Seq(_)) {
                op.key = Key::Seq(ElementId::Id(id(400, 9)));
            }
        }
    });
    refused("a deletion of nothing", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            op.pred = Vec::new().into();
        }
    });
    refused("a map key in a text", RefusalCode::Reference, |change| {
        for op in &mut change.operations {
            if matches!(op.key, Key::Seq(_)) {
                op.key = Key::Map("zz".into());
            }
        }
    });
}

#[test]
fn operations_on_the_root_are_refused() {
    refused("sequence key in the root", RefusalCode::RootOperation, |change| {
        for op in &mut change.operations {
            if matches!(op.key, Key::Seq(_)) {
                op.obj = ObjectId::Root;
            }
        }
    });
    refused("a new key in the root", RefusalCode::RootOperation, |change| {
        change.operations.retain(|op| matches!(op.key, Key::Map(_)));
        for op in &mut change.operations {
            op.obj = ObjectId::Root;
            op.pred = Vec::new().into();
        }
    });
}

#[test]
fn wrong_numbers_are_refused() {
    let start = |n| NonZeroU64::new(n).expect("not zero");
    refused("a gap", RefusalCode::Sequence, |change| change.seq = 5);
    refused("a second first change", RefusalCode::Sequence, |change| {
        change.seq = 1;
        change.start_op = start(1);
    });
    refused("counting again from the start", RefusalCode::Counter, |change| {
        change.start_op = start(1);
        change.operations.clear();
    });
    refused("near the end of the range", RefusalCode::Counter, |change| {
        change.start_op = start(u64::from(u32::MAX) - 5);
    });
    refused("beyond it", RefusalCode::Counter, |change| change.start_op = start(u64::MAX / 2));
}

#[test]
fn a_far_future_is_harmless() {
    let (mut world, raw, second) = attacked();
    let change = forge(&second, |change| change.time = i64::MAX);
    raw.offer(&mut world, vec![change.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), []);
    assert_unharmed(world);
}

#[test]
fn two_changes_for_one_number_are_not_both_taken() {
    let (mut world, raw, second) = attacked();
    let twin = forge(&second, |change| change.time = 7);
    raw.offer(&mut world, vec![second.raw_bytes().to_vec()]);
    raw.offer(&mut world, vec![twin.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), [(RefusalCode::Sequence, vec![twin.hash()])]);
    assert_eq!(world.relay.heads(&document(1)), Some(vec![second.hash()]));
    assert_unharmed(world);

    let (mut world, raw, second) = attacked();
    let twin = forge(&second, |change| change.time = 7);
    raw.offer(&mut world, vec![second.raw_bytes().to_vec(), twin.raw_bytes().to_vec()]);
    let refusals = raw.refusals(&mut world);
    assert_eq!(refusals.len(), 1, "one of the two in one batch");
    assert_eq!(refusals[0].0, RefusalCode::Sequence);
    assert_unharmed(world);
}

#[test]
fn nobody_writes_in_anothers_name() {
    refused("a later change of another author", RefusalCode::ForeignAuthor, |c| set_author(c, 1));
    refused("a later change that names its author again", RefusalCode::AuthorMissing, |change| {
        set_author(change, ATTACKER);
    });
    refused("a first change of another author", RefusalCode::ForeignAuthor, |change| {
        change.actor_id = ActorId::from(vec![10; 16]);
        change.seq = 1;
        set_author(change, 1);
    });
    refused("a first change without author", RefusalCode::AuthorMissing, |change| {
        change.actor_id = ActorId::from(vec![10; 16]);
        change.seq = 1;
    });
    refused("an author that is no account", RefusalCode::ForeignAuthor, |change| {
        change.actor_id = ActorId::from(vec![10; 16]);
        change.seq = 1;
        change.extra_bytes = vec![1, 3, 1, 1, 1];
    });
    refused("the relay's actor", RefusalCode::ForeignAuthor, |change| {
        change.actor_id = ActorId::from(vec![0xee, 1]);
        change.seq = 2;
    });
}

#[test]
fn an_actor_belongs_to_the_account_that_used_it_first() {
    let (mut world, raw, _) = attacked();
    world.put(0, "a", 1);
    world.run();
    let actor = world.nodes[0].device.document(&document(1)).map(|d| d.get_actor().clone());
    let mut doc = draft(&mut world, ATTACKER, 11);
    doc.set_actor(actor.expect("the honest device's actor"));
    let stolen = write(&mut doc, "stolen");
    raw.offer(&mut world, vec![stolen.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), [(RefusalCode::ForeignAuthor, vec![stolen.hash()])]);
    assert_unharmed(world);
}

#[test]
fn bindings_outlive_a_restart_of_the_relay() {
    let (mut world, _, second) = attacked();
    world.restart_relay();
    world.grant(67, 1, Access::Write);
    let other = Raw::connect(&mut world, 67, true);
    other.offer(&mut world, vec![second.raw_bytes().to_vec()]);
    assert_eq!(other.refusals(&mut world), [(RefusalCode::ForeignAuthor, vec![second.hash()])]);
}

#[test]
fn damaged_and_oversized_chunks_are_refused() {
    let offer = |bytes: Vec<u8>| {
        let (mut world, raw, second) = attacked();
        raw.offer(&mut world, vec![bytes, second.raw_bytes().to_vec()]);
        let refusals = raw.refusals(&mut world);
        assert_eq!(world.relay.heads(&document(1)), Some(vec![second.hash()]), "the good one");
        assert_unharmed(world);
        refusals
    };
    let (mut world, _, second) = attacked();
    let mut wrong = second.raw_bytes().to_vec();
    wrong[5] ^= 0xff;
    assert_eq!(offer(wrong), [(RefusalCode::Malformed, vec![second.hash()])]);
    assert_eq!(offer(vec![1, 2, 3]), [(RefusalCode::Malformed, vec![])]);

    let whole = exported(&mut world).save();
    assert_eq!(offer(whole), [(RefusalCode::Unsupported, vec![])]);

    let mut bomb = second.raw_bytes()[..8].to_vec();
    let deflated = crate::sync::chunk::deflate(&vec![0; 8 * CHANGE_BYTES_MAX]);
    bomb.push(2);
    crate::sync::leb::write_unsigned(&mut bomb, deflated.len() as u64);
    bomb.extend(deflated);
    assert_eq!(offer(bomb), [(RefusalCode::TooLarge, vec![])]);

    let large = forge(&second, |change| {
        change.message = Some("x".repeat(CHANGE_BYTES_MAX));
    });
    assert_eq!(offer(large.raw_bytes().to_vec()), [(RefusalCode::TooLarge, vec![large.hash()])]);

    let many = forge(&second, |change| {
        let op = change.operations.last().expect("an operation").clone();
        change.operations = vec![op; OPS_PER_CHANGE_MAX as usize + 1];
    });
    assert_eq!(offer(many.raw_bytes().to_vec()), [(RefusalCode::TooLarge, vec![many.hash()])]);
}

#[test]
fn what_builds_on_a_refused_change_is_refused_and_the_rest_of_the_batch_is_taken() {
    let (mut world, raw, second) = attacked();
    let bad = forge(&second, |change| change.seq = 5);
    let child = forge(&second, |change| {
        change.deps = vec![bad.hash()];
        change.seq = 6;
        change.start_op = NonZeroU64::new(100).expect("not zero");
    });
    let mut other = draft(&mut world, ATTACKER, 12);
    let good = write(&mut other, "good");
    let batch = [&child, &bad, &good].map(|change| change.raw_bytes().to_vec());
    raw.offer(&mut world, batch.to_vec());
    let mut refusals = raw.refusals(&mut world);
    refusals.sort();
    assert_eq!(
        refusals,
        [(RefusalCode::Sequence, vec![bad.hash()]), (RefusalCode::Dependency, vec![child.hash()])]
    );
    assert_eq!(world.relay.heads(&document(1)), Some(vec![good.hash()]));
    assert_unharmed(world);
}

#[test]
fn changes_that_something_is_missing_for_are_no_heads_and_are_bounded() {
    let (mut world, raw, second) = attacked();
    let heads = world.relay.heads(&document(1));
    let orphan = |n: u64| {
        let change = forge(&second, |change| {
            change.deps = vec![automerge::ChangeHash([7; 32])];
            change.time = n as i64;
        });
        change.raw_bytes().to_vec()
    };
    raw.offer(&mut world, (0..900).map(orphan).collect());
    assert_eq!(raw.refusals(&mut world), []);
    raw.offer(&mut world, (900..1_100).map(orphan).collect());
    let refusals = raw.refusals(&mut world);
    assert_eq!(refusals.len(), 1);
    assert_eq!((refusals[0].0, refusals[0].1.len()), (RefusalCode::Orphans, 100));
    assert_eq!(world.relay.heads(&document(1)), heads);
    assert_unharmed(world);
}

#[test]
fn a_reader_who_writes_anyway_is_refused() {
    let (mut world, raw, second) = attacked();
    world.grant(ATTACKER, 1, Access::Read);
    world.run();
    raw.hear(&mut world);
    raw.offer(&mut world, vec![second.raw_bytes().to_vec()]);
    assert_eq!(raw.refusals(&mut world), [(RefusalCode::ReadOnly, vec![second.hash()])]);
    assert_unharmed(world);
}

#[test]
fn a_forbidden_document_and_one_that_does_not_exist_look_the_same() {
    let (mut world, raw, second) = attacked();
    let mut answers = Vec::new();
    world.grant(ATTACKER, 1, Access::None);
    world.run();
    raw.hear(&mut world);
    for n in [1, 77] {
        let short = crate::sync::wire::Short {
            document: document(n),
            heads: Vec::new(),
            chunks: vec![second.raw_bytes().to_vec()],
            more: false,
        };
        raw.say(&mut world, &crate::sync::wire::Frame::Changes(vec![short]));
        let text = format!("{:?}", raw.hear(&mut world));
        answers.push(text.replace(&document(n).to_string(), "the document"));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].contains("Unavailable"));
    assert_unharmed(world);
}

#[test]
fn hostile_filters_close_the_connection_and_nothing_else() {
    for bloom in [&[1u8, 0, 7][..], &[1, 10, 0x80, 0xc2, 0xd7, 0x2f, 0, 0]] {
        let (mut world, raw, _) = attacked();
        let mut message = vec![0x42, 0, 0, 1, 0, bloom.len() as u8];
        message.extend(bloom);
        message.push(0);
        raw.sync(&mut world, message);
        assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Protocol));
        assert_unharmed(world);
    }
}

/// A device makes a map with a member in one change; then someone hands in one more member in the
/// name of an actor whose changes the policy exempts.
fn exempted(key: &str, after_creation: bool) -> Vec<RefusalCode> {
    use automerge::transaction::Transactable;
    use automerge::{ActorId, AutomergeError, ObjType};
    let (mut world, raw, _) = attacked();
    let records = super::raw::object(&exported(&mut world), "records");
    let edited = world.nodes[0].device.edit(&document(1), |doc| {
        let mut tx = doc.transaction();
        let map = tx.put_object(&records, "r", ObjType::Map)?;
        tx.put(&map, "kind", "x")?;
        Ok::<_, AutomergeError>((map, tx.commit().0.expect("an operation")))
    });
    let ((map, created), effects) = edited.expect("written");
    world.carry_out(0, effects);
    world.put(0, "later", 1);
    world.run();
    let actor = ActorId::from(vec![0xab; 16]);
    world.rules.exempt = Some(actor.clone());
    let doc = exported(&mut world);
    let base = if after_creation { doc.get_heads() } else { vec![created] };
    let mut fork = doc.fork_at(&base).expect("known");
    fork.set_author(None);
    fork.set_actor(actor);
    let mut tx = fork.transaction();
    tx.put_object(&map, key, ObjType::Text).expect("a map");
    tx.commit();
    let change = fork.get_changes(&base).remove(0);
    raw.offer(&mut world, vec![change.raw_bytes().to_vec()]);
    let codes = raw.refusals(&mut world).into_iter().map(|(code, _)| code).collect();
    assert_unharmed(world);
    codes
}

#[test]
fn only_what_anyone_can_recompute_is_exempt_from_the_author_rule() {
    assert_eq!(exempted("note", false), []);
    assert_eq!(exempted("note", true), [RefusalCode::AuthorMissing], "on another dependency");
    assert_eq!(exempted("kind", false), [RefusalCode::AuthorMissing], "over what is there");
}

#[test]
fn a_panic_costs_one_connection_and_one_reading_of_the_document() {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let (mut world, raw, second) = attacked();
    world.put(0, "before", 1);
    world.run();
    world.rules.panics_for = Some(crate::sync::world::account(ATTACKER));
    let heads = Vec::new();
    let chunks = vec![second.raw_bytes().to_vec()];
    let short = crate::sync::wire::Short { document: document(1), heads, chunks, more: false };
    let frame = crate::sync::wire::encode(&crate::sync::wire::Frame::Changes(vec![short]));
    let event = RelayEvent::Frame(raw.id, frame);
    let run = || world.relay.handle(world.now, &world.rules, event);
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    world.rules.panics_for = None;
    let effects = world.relay.recover(Some(raw.id));
    world.carry_out_relay_all(effects);
    world.run();
    assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Fault));
    assert_unharmed(world);
}

#[test]
fn a_frame_is_inflated_only_for_those_who_joined_as_ours() {
    use crate::sync::wire::{Frame, PROTOCOL, encode_for_ours};
    let mut world = World::with_devices(1);
    world.grant(ATTACKER, 1, Access::Write);
    let versions = vec![PROTOCOL.to_owned(); 2_000];
    let join = Frame::Join { sender: super::raw::Raw::peer(ATTACKER), versions, ours: true };
    let deflated = encode_for_ours(&join);
    assert!(deflated.len() < 500, "it is deflated");
    let id = crate::sync::relay::ConnectionId(7_777);
    let account = crate::sync::world::account(ATTACKER);
    world.push(RelayEvent::Connected { connection: id, account, expected_peer: None });
    world.push(RelayEvent::Frame(id, deflated.clone()));
    world.run();
    assert_eq!(world.closed.get(&id), Some(&CloseReason::Protocol), "before joining");
    let stock = Raw::connect(&mut world, ATTACKER, false);
    stock.say_bytes(&mut world, deflated.clone());
    assert_eq!(world.closed.get(&stock.id), Some(&CloseReason::Protocol), "a stock client");
    world.closed.clear();
    let ours = Raw::connect(&mut world, ATTACKER, true);
    ours.say_bytes(&mut world, deflated);
    assert_eq!(world.closed.get(&ours.id), None);
}

#[test]
fn whoever_keeps_handing_in_bad_changes_is_disconnected() {
    let (mut world, raw, second) = attacked();
    for n in 0..REFUSALS_PER_CONNECTION_MAX.div_ceil(500) + 1 {
        let bad = |i: usize| {
            let time = (n * 500 + i) as i64;
            let change = forge(&second, |change| {
                change.seq = 9;
                change.time = time;
            });
            change.raw_bytes().to_vec()
        };
        raw.offer(&mut world, (0..500).map(bad).collect());
    }
    assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Overload));
    assert_unharmed(world);
}

#[test]
fn a_flood_before_the_store_has_answered_is_cut_off() {
    let (mut world, raw, second) = attacked();
    world.store.stalls = true;
    raw.offer(&mut world, vec![second.raw_bytes().to_vec()]);
    for _ in 0..=crate::limits::DOCUMENT_QUEUE_MAX {
        raw.offer(&mut world, Vec::new());
    }
    assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Overload));
}

#[test]
fn what_waits_for_a_document_is_bounded_in_bytes() {
    let (mut world, raw, second) = attacked();
    world.store.stalls = true;
    raw.offer(&mut world, vec![second.raw_bytes().to_vec()]);
    let chunk = vec![7u8; 3 * 1024 * 1024];
    let frames = crate::limits::DOCUMENT_QUEUE_BYTES_MAX / chunk.len();
    for n in 0..=frames {
        assert!(world.closed.is_empty(), "after {n}");
        raw.offer(&mut world, vec![chunk.clone()]);
    }
    assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Overload));
}

#[test]
fn orphans_are_bounded_in_bytes() {
    let (mut world, raw, second) = attacked();
    let orphan = |n: i64| {
        let change = forge(&second, |change| {
            change.deps = vec![automerge::ChangeHash([7; 32])];
            change.time = n;
            change.message = Some("x".repeat(1_000_000));
        });
        change.raw_bytes().to_vec()
    };
    for n in 0..10 {
        raw.offer(&mut world, vec![orphan(n)]);
    }
    let codes: Vec<_> = raw.refusals(&mut world).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, [RefusalCode::Orphans; 2]);
    assert_unharmed(world);
}

#[test]
fn a_committed_change_that_spoils_the_document_is_set_aside() {
    let (mut world, raw, second) = attacked();
    world.put(0, "before", 1);
    world.run();
    // As if an older relay, without these checks, had stored it: nothing to delete is named.
    let spoiling = forge(&second, |change| {
        for op in &mut change.operations {
            if !op.pred.is_empty() {
                op.pred = vec![OpId(77, change.actor_id.clone())].into();
            }
        }
    });
    world.push(RelayEvent::Disconnected(raw.id));
    world.run();
    let chunks = world.store.documents.get_mut(&document(1)).expect("stored");
    let key = crate::sync::store::ChunkKey::Incremental(spoiling.hash());
    chunks.insert(key, spoiling.raw_bytes().to_vec());
    world.restart_relay();
    world.pass(5_000);
    for n in 0..6 {
        world.put(0, "after", n);
        world.run();
    }
    world.pass(5_000);
    assert!(!world.store.documents[&document(1)].contains_key(&key), "out of the document");
    let kept = crate::sync::store::ChunkKey::Refused(spoiling.hash());
    assert!(world.store.documents[&document(1)].contains_key(&kept), "and kept aside");
    world.assert_converged(1);
    // It comes back by another device, alone and with what builds on it, and after a restart.
    for restart in [false, true] {
        if restart {
            world.restart_relay();
            world.pass(5_000);
        }
        let raw = Raw::connect(&mut world, ATTACKER, true);
        let child = forge(&second, |change| change.deps = vec![spoiling.hash()]);
        raw.offer(&mut world, vec![child.raw_bytes().to_vec()]);
        assert_eq!(raw.refusals(&mut world), [(RefusalCode::Dependency, vec![child.hash()])]);
        raw.offer(&mut world, vec![spoiling.raw_bytes().to_vec()]);
        assert_eq!(raw.refusals(&mut world), [(RefusalCode::Harmful, vec![spoiling.hash()])]);
        world.push(RelayEvent::Disconnected(raw.id));
        world.run();
        assert!(!world.store.documents[&document(1)].contains_key(&key));
    }
    assert_unharmed(world);
}
