//! Frames and the handshake.

use proptest::prelude::*;

use super::raw::{ATTACKER, Raw};
use crate::id::PeerId;
use crate::limits::HANDSHAKE_MS;
use crate::sync::access::Access;
use crate::sync::catalogue::{Digest, Entry};
use crate::sync::chunk::deflate;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::relay::{CloseReason, ConnectionId, RelayEvent};
use crate::sync::wire::{self, Ephemeral, Frame, Short, decode, encode, encode_for_ours};
use crate::sync::world::{World, account, document, peer, relay_peer};

fn join(sender: &PeerId, version: &str) -> Frame {
    Frame::Join { sender: sender.clone(), versions: vec![version.to_owned()], ours: true }
}

fn connect(world: &mut World, frame: &Frame) -> Option<CloseReason> {
    let (connection, expected_peer) = (ConnectionId(7_777), Some(peer(9)));
    world.push(RelayEvent::Connected { connection, account: account(9), expected_peer });
    world.push(RelayEvent::Frame(connection, encode(frame)));
    world.run();
    world.closed.get(&connection).copied()
}

#[test]
fn a_session_joins_with_its_own_peer_id_only() {
    assert_eq!(connect(&mut World::new(), &join(&peer(9), "1")), None);
    assert_eq!(connect(&mut World::new(), &join(&peer(8), "1")), Some(CloseReason::WrongPeer));
    assert_eq!(connect(&mut World::new(), &join(&peer(9), "2")), Some(CloseReason::Protocol));
    assert_eq!(connect(&mut World::new(), &Frame::Ping), Some(CloseReason::Protocol));
}

#[test]
fn whoever_does_not_join_is_closed() {
    let mut world = World::new();
    let connection = ConnectionId(7_777);
    world.push(RelayEvent::Connected { connection, account: account(9), expected_peer: None });
    world.pass(HANDSHAKE_MS + 2_000);
    assert_eq!(world.closed.get(&connection), Some(&CloseReason::Silent));
}

#[test]
fn a_revoked_session_is_closed_at_once() {
    let mut world = World::with_devices(1);
    let (connection, _) = world.nodes[0].connection.expect("connected");
    world.push(RelayEvent::Revoked(connection));
    world.run();
    assert_eq!(world.closed.get(&connection), Some(&CloseReason::Revoked));
    let waiting = format!("{:?}", world.nodes[0].device.link());
    assert!(waiting.contains("the session was revoked"), "{waiting}");
}

#[test]
fn extensions_are_not_sent_to_stock_clients() {
    let mut world = World::with_devices(1);
    world.grant(ATTACKER, 1, Access::Write);
    let raw = Raw::connect(&mut world, ATTACKER, false);
    raw.say(&mut world, &Frame::Ping);
    assert_eq!(world.closed.get(&raw.id), Some(&CloseReason::Protocol));
    let bytes = encode(&Frame::Peer {
        sender: relay_peer(),
        target: peer(1),
        version: "1".to_owned(),
        ours: false,
    });
    assert!(!bytes.windows(4).any(|window| window == b"soxa"));
}

#[test]
fn presence_reaches_those_who_talk_about_the_document() {
    let mut world = World::with_devices(1);
    for n in [70, 71, 72] {
        world.grant(n, 1, if n == 72 { Access::None } else { Access::Read });
    }
    let stock = [70, 71, 72].map(|n| Raw::connect(&mut world, n, false));
    for raw in &stock {
        raw.sync(&mut world, crate::sync::message::encode(vec![], vec![], vec![], vec![], false));
        raw.hear(&mut world);
    }
    let ephemeral = Ephemeral {
        sender: stock[0].peer.clone(),
        target: relay_peer(),
        document: document(1),
        session: "s".to_owned(),
        count: 1,
        data: vec![1, 2, 3],
    };
    stock[0].say(&mut world, &Frame::Ephemeral(ephemeral.clone()));
    let target = stock[1].peer.clone();
    assert_eq!(
        stock[1].hear(&mut world),
        [Frame::Ephemeral(Ephemeral { target, ..ephemeral.clone() })]
    );
    assert_eq!(stock[2].hear(&mut world), []);
    stock[2].say(
        &mut world,
        &Frame::Ephemeral(Ephemeral { sender: stock[2].peer.clone(), ..ephemeral }),
    );
    assert_eq!(stock[1].hear(&mut world), [], "nor does anything come from there");
}

#[test]
fn a_deflated_bomb_is_no_frame() {
    let mut bomb = crate::sync::cbor::Writer::default();
    bomb.map(2).text("type").text("soxa-deflate").text("data");
    bomb.bytes(&deflate(&vec![0; 40 * 1024 * 1024]));
    assert_eq!(decode(&bomb.finish()), None);

    let inner = encode(&Frame::Ping);
    let mut once = crate::sync::cbor::Writer::default();
    once.map(2).text("type").text("soxa-deflate").text("data").bytes(&deflate(&inner));
    let once = once.finish();
    assert_eq!(decode(&once), Some(Frame::Ping));
    let mut twice = crate::sync::cbor::Writer::default();
    twice.map(2).text("type").text("soxa-deflate").text("data").bytes(&deflate(&once));
    assert_eq!(decode(&twice.finish()), None, "not one in another");
}

fn frames() -> impl Strategy<Value = Frame> {
    let hash = any::<[u8; 32]>().prop_map(automerge::ChangeHash);
    let hashes = prop::collection::vec(hash, 0..4);
    let id = any::<[u8; 16]>().prop_map(crate::id::DocumentId::new);
    let bytes = prop::collection::vec(any::<u8>(), 0..600);
    let name = "[a-z0-9-]{0,20}".prop_map(PeerId::new);
    let short =
        (id.clone(), hashes.clone(), prop::collection::vec(bytes.clone(), 0..4), any::<bool>())
            .prop_map(|(document, heads, chunks, more)| Short { document, heads, chunks, more });
    let entry = (id.clone(), hashes.clone()).prop_map(|(document, mut heads)| {
        heads.sort();
        heads.dedup();
        Entry { document, access: Access::Read, heads }
    });
    prop_oneof![
        (name.clone(), any::<bool>()).prop_map(|(sender, ours)| Frame::Join {
            sender,
            versions: vec!["1".to_owned()],
            ours
        }),
        (name.clone(), name.clone(), any::<bool>()).prop_map(|(sender, target, ours)| {
            Frame::Peer { sender, target, version: "1".to_owned(), ours }
        }),
        name.clone().prop_map(|sender| Frame::Leave { sender }),
        ".*".prop_map(|message| Frame::Error { message }),
        (name.clone(), name.clone(), id.clone(), bytes.clone(), any::<bool>()).prop_map(
            |(sender, target, document, data, request)| Frame::Sync {
                request,
                sender,
                target,
                document,
                data
            }
        ),
        (name.clone(), name.clone(), id.clone())
            .prop_map(|(sender, target, document)| Frame::Unavailable { sender, target, document }),
        (name.clone(), name, id.clone(), any::<u64>(), bytes).prop_map(
            |(sender, target, document, count, data)| Frame::Ephemeral(Ephemeral {
                sender,
                target,
                document,
                session: "session".to_owned(),
                count,
                data
            })
        ),
        prop::collection::vec(entry.clone(), 0..4)
            .prop_map(|entries| Frame::Compare(Digest::of(&entries))),
        (any::<u32>(), prop::collection::vec(entry, 0..4))
            .prop_map(|(parts, entries)| Frame::Catalogue { parts, entries }),
        prop::collection::vec(short, 0..4).prop_map(Frame::Changes),
        (id, hashes, ".*").prop_map(|(document, hashes, message)| Frame::Refused {
            document,
            hashes,
            refusal: Refusal { code: RefusalCode::Sequence, message }
        }),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(|told| Frame::Purged { told }),
        Just(Frame::Same),
        Just(Frame::Ping),
        Just(Frame::Pong),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn frames_are_read_back(frame in frames(), cut in 0usize..1000) {
        let plain = encode(&frame);
        prop_assert_eq!(decode(&plain), Some(frame.clone()));
        prop_assert_eq!(decode(&encode_for_ours(&frame)), Some(frame));
        prop_assert_eq!(decode(&plain[..cut % plain.len()]), None);
        prop_assert_eq!(decode(&[&plain[..], &[0]].concat()), None);
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        wire::decode(&bytes);
    }
}
