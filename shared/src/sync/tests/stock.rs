//! A client that knows nothing of us: Automerge's own sync state, over protocol "1".

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, ROOT, ReadDoc, TextEncoding};

use super::raw::{Raw, object};
use crate::sync::access::Access;
use crate::sync::wire::Frame;
use crate::sync::world::{World, account, document, genesis};

const STOCK: u8 = 50;

struct Stock {
    raw: Raw,
    doc: Automerge,
    state: State,
    messages: usize,
}

impl Stock {
    fn connect(world: &mut World) -> Self {
        let raw = Raw::connect(world, STOCK, false);
        let mut doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        doc.set_actor(ActorId::from(vec![STOCK; 16]));
        Self { raw, doc, state: State::new(), messages: 0 }
    }

    /// Talks until neither side has anything to say.
    fn talk(&mut self, world: &mut World) -> Vec<Frame> {
        let mut others = Vec::new();
        loop {
            let ours = self.doc.generate_sync_message(&mut self.state);
            let said = ours.is_some();
            if let Some(message) = ours {
                self.messages += 1;
                self.raw.sync(world, message.encode());
            }
            let heard = self.raw.hear(world);
            if heard.is_empty() && !said {
                return others;
            }
            assert!(self.messages < 100, "they talk without end");
            for frame in heard {
                match frame {
                    Frame::Sync { data, .. } => {
                        let message = Message::decode(&data).expect("a sync message");
                        self.doc
                            .receive_sync_message(&mut self.state, message)
                            .expect("Automerge takes it");
                    }
                    other => others.push(other),
                }
            }
        }
    }

    fn put(&mut self, key: &str, value: i64) {
        let records = object(&self.doc, "records");
        let mut tx = self.doc.transaction();
        tx.put(&records, key, value).expect("a map");
        tx.commit();
    }
}

fn world() -> World {
    let mut world = World::with_devices(1);
    for n in 0..30 {
        world.put(0, &format!("{n}"), n);
        world.run();
    }
    world.grant(STOCK, 1, Access::Write);
    world.run();
    world
}

#[test]
fn a_stock_client_reads_and_writes() {
    let mut world = world();
    let mut stock = Stock::connect(&mut world);
    assert_eq!(stock.talk(&mut world), []);
    assert_eq!(Some(stock.doc.get_heads()), world.relay.heads(&document(1)));
    for n in 0..5 {
        stock.put("stock", n);
        world.put(0, "ours", n);
        world.run();
        stock.talk(&mut world);
    }
    world.run();
    world.assert_converged(1);
    assert_eq!(stock.doc.get_heads(), world.heads(0, 1));
    assert_eq!(world.records(0, 1).get("stock"), Some(&4));
    let bindings = &world.store.bindings[&document(1)];
    assert_eq!(
        bindings.get(&ActorId::from(vec![STOCK; 16])),
        Some(&account(STOCK)),
        "without an author, the actor is bound to the session's account"
    );
    assert!(stock.messages < 30, "{} messages", stock.messages);
}

#[test]
fn a_stock_client_that_comes_back_with_both_sides_changed_converges() {
    let mut world = world();
    let mut stock = Stock::connect(&mut world);
    stock.talk(&mut world);
    stock.state = State::decode(&stock.state.encode()).expect("as it is kept between connections");
    for n in 0..50 {
        stock.put(&format!("s{n}"), n);
        world.put(0, &format!("o{n}"), n);
        world.run();
    }
    world.push(crate::sync::relay::RelayEvent::Disconnected(stock.raw.id));
    world.run();
    stock.raw = Raw::connect(&mut world, STOCK, false);
    stock.talk(&mut world);
    world.run();
    world.assert_converged(1);
    assert_eq!(stock.doc.get_heads(), world.heads(0, 1));
}

#[test]
fn a_stock_client_that_may_only_read_is_told_so_and_sends_nothing() {
    let mut world = world();
    world.grant(STOCK, 1, Access::Read);
    let mut stock = Stock::connect(&mut world);
    stock.talk(&mut world);
    assert_eq!(Some(stock.doc.get_heads()), world.relay.heads(&document(1)));
    stock.put("not allowed", 1);
    stock.talk(&mut world);
    assert!(stock.state.is_peer_read_only());
    world.put(0, "goes on", 1);
    world.run();
    stock.talk(&mut world);
    world.assert_converged(1);
    assert_eq!(world.records(0, 1).get("not allowed"), None);
    let records = object(&stock.doc, "records");
    assert!(stock.doc.get(&records, "goes on").expect("a map").is_some());
}

#[test]
fn a_stock_client_learns_nothing_of_a_forbidden_document() {
    let mut world = world();
    world.grant(STOCK, 1, Access::None);
    let mut stock = Stock::connect(&mut world);
    let others = stock.talk(&mut world);
    assert!(matches!(others.as_slice(), [Frame::Unavailable { .. }]));
    assert!(stock.doc.is_empty());
}

#[test]
fn refused_changes_of_a_stock_client_end_in_silence_not_in_a_loop() {
    let mut world = world();
    let mut stock = Stock::connect(&mut world);
    stock.talk(&mut world);
    let mut tx = stock.doc.transaction();
    tx.put(ROOT, "own key", 1).expect("root");
    tx.commit();
    stock.talk(&mut world);
    assert!(stock.messages < 20, "{} messages", stock.messages);
    world.put(0, "goes on", 1);
    world.run();
    stock.talk(&mut world);
    world.assert_converged(1);
    assert_eq!(world.closed.get(&stock.raw.id), None);
}

#[test]
fn a_stock_client_with_a_past_we_do_not_have_is_reset() {
    let mut world = world();
    let mut stock = Stock::connect(&mut world);
    stock.talk(&mut world);
    for n in 0..10 {
        stock.put("kept", n);
    }
    stock.talk(&mut world);
    stock.state = State::decode(&stock.state.encode()).expect("as it is kept between connections");
    // The relay is set back to the genesis; the honest device may not come back.
    world.nodes[0].online = false;
    let chunks = world.store.documents.get_mut(&document(1)).expect("stored");
    let first = crate::sync::store::ChunkKey::Incremental(genesis(1).hash());
    chunks.retain(|key, _| *key == first);
    world.store.bindings.clear();
    world.store.heads.insert(document(1), vec![genesis(1).hash()]);
    world.restart_relay();
    stock.raw = Raw::connect(&mut world, STOCK, false);
    stock.talk(&mut world);
    assert!(stock.messages < 40, "{} messages", stock.messages);
    assert_eq!(world.relay.heads(&document(1)), Some(vec![genesis(1).hash()]), "others' changes");
}

#[test]
fn one_of_ours_and_one_of_automerges_agree_on_every_kind_of_operation() {
    use automerge::marks::{ExpandMark, Mark};
    use automerge::{ObjType, ScalarValue};
    let mut world = world();
    let mut stock = Stock::connect(&mut world);
    stock.talk(&mut world);
    let mut doc = AutoCommit::load_with_options(
        &stock.doc.save(),
        automerge::LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit),
    )
    .expect("it loads");
    doc.set_actor(ActorId::from(vec![STOCK; 16]));
    let (records, note) = (object(&stock.doc, "records"), object(&stock.doc, "note"));
    doc.splice_text(&note, 0, 0, "Xin chào 🎉 bà con").expect("text");
    doc.commit();
    doc.splice_text(&note, 4, 4, "kính gửi").expect("text");
    doc.mark(&note, Mark::new("bold".into(), true, 0, 3), ExpandMark::After).expect("mark");
    doc.commit();
    doc.unmark(&note, "bold", 0, 2, ExpandMark::None).expect("unmark");
    let list = doc.put_object(&records, "list", ObjType::List).expect("list");
    for n in 0..5 {
        doc.insert(&list, n, n as i64).expect("insert");
    }
    doc.commit();
    doc.put(&list, 2, "two").expect("put");
    doc.delete(&list, 0).expect("delete");
    let map = doc.insert_object(&list, 1, ObjType::Map).expect("map");
    doc.put(&map, "counter", ScalarValue::counter(5)).expect("counter");
    doc.commit();
    doc.increment(&map, "counter", 3).expect("increment");
    doc.put(&map, "bytes", ScalarValue::Bytes(vec![1, 2, 3])).expect("bytes");
    doc.commit();
    doc.put(&map, "counter", 1.5).expect("over a counter");
    doc.delete(&map, "bytes").expect("delete");
    doc.commit();
    doc.put(&map, "bytes", ScalarValue::Null).expect("again");
    doc.split_block(&note, 3).expect("block");
    doc.commit();
    stock.doc = Automerge::load_with_options(
        &doc.save(),
        automerge::LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit),
    )
    .expect("it loads");
    stock.talk(&mut world);
    assert_eq!(world.told.iter().filter(|e| format!("{e:?}").contains("refusal")).count(), 0);
    world.assert_converged(1);
    assert_eq!(world.heads(0, 1), doc.get_heads());
}
