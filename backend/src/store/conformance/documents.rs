//! Documents and their content.

use automerge::{ActorId, ChangeHash};
use jiff::civil::{Date, date};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, DocumentId, PlanId, UnitId};
use shared::sync::store::ChunkKey;
use shared::time::TimestampMs;
use uuid::Uuid;

use super::commune;
use crate::store::model::{DocumentRow, DocumentWrite};
use crate::store::{Store, StoreError};

pub(super) fn id(number: u8) -> DocumentId {
    DocumentId::new([number; 16])
}

pub(super) fn hash(number: u8) -> ChangeHash {
    ChangeHash([number; 32])
}

fn change(number: u8) -> (ChunkKey, Vec<u8>) {
    (ChunkKey::Incremental(hash(number)), vec![number; 5])
}

fn create(number: u8, scope: DocumentScope) -> DocumentWrite {
    DocumentWrite { create: Some((scope, TimestampMs(5))), ..write(number, &[0]) }
}

pub(super) fn workbook(number: u8, unit: &str) -> DocumentWrite {
    let supervisor = Some(UnitId::from("VHXH"));
    create(number, DocumentScope::workbook(UnitId::from(unit), supervisor, 2026))
}

pub(super) fn write(document: u8, changes: &[u8]) -> DocumentWrite {
    DocumentWrite {
        commune: commune(1).id,
        document: id(document),
        create: None,
        put: changes.iter().map(|n| change(*n)).collect(),
        delete: Vec::new(),
        bindings: Vec::new(),
        heads: changes.last().map(|n| hash(*n)).into_iter().collect(),
    }
}

/// A commune with two documents.
pub(super) async fn set_up(store: &dyn Store) -> CommuneId {
    let home = commune(1);
    store.create_commune(&home).await.expect("stored");
    store.commit(&[workbook(1, "T01"), workbook(2, "T02")]).await.expect("stored");
    home.id
}

pub(super) async fn keys(store: &dyn Store, document: u8) -> Vec<u8> {
    let stored = store.load(commune(1).id, id(document)).await.expect("read");
    let number = |key: &ChunkKey| match key {
        ChunkKey::Incremental(hash) | ChunkKey::Snapshot(hash) | ChunkKey::Refused(hash) => {
            hash.0[0]
        }
        ChunkKey::Meta => 0,
    };
    stored.chunks.iter().map(|(key, _)| number(key)).collect()
}

pub(super) async fn a_document_is_created_with_its_first_changes(store: &dyn Store) {
    let home = set_up(store).await;
    let scope = DocumentScope::workbook("T01".into(), Some("VHXH".into()), 2026);
    let row = DocumentRow {
        document: DocumentRef { id: id(1), scope },
        created_at: TimestampMs(5),
        superseded_by: None,
        heads: vec![hash(0)],
    };
    let rows = store.documents(home).await.expect("read");
    assert_eq!((rows.len(), &rows[0]), (2, &row));
    let stored = store.load(home, id(1)).await.expect("read");
    assert_eq!((stored.heads, keys(store, 1).await), (vec![hash(0)], vec![0]));
    let all_scopes = [
        DocumentScope::directory(),
        DocumentScope::plan(PlanId::new(Uuid::from_u128(3)), 2026),
        DocumentScope::reports(2026),
        DocumentScope::decisions("VHXH".into(), None, Role::Head, 2026),
    ];
    for (number, scope) in (10..).zip(all_scopes) {
        store.commit(&[create(number, scope.clone())]).await.expect("stored");
        let document = DocumentRef { id: id(number), scope };
        let rows = store.documents(home).await.expect("read");
        assert!(rows.iter().any(|row| row.document == document), "{document:?} comes back");
    }
}

pub(super) async fn a_scope_has_one_living_document(store: &dyn Store) {
    set_up(store).await;
    for twin in [workbook(3, "T01"), workbook(1, "T03")] {
        let result = store.commit(&[twin]).await;
        assert!(matches!(result, Err(StoreError::Taken("document"))), "{result:?}");
    }
}

pub(super) async fn creating_is_all_or_nothing(store: &dyn Store) {
    let home = set_up(store).await;
    let result = store.commit(&[workbook(3, "T03"), workbook(4, "T01")]).await;
    assert!(matches!(result, Err(StoreError::Taken("document"))), "{result:?}");
    assert_eq!(store.documents(home).await.expect("read").len(), 2);
    let nowhere = DocumentWrite { commune: commune(9).id, ..workbook(5, "T05") };
    let result = store.commit(&[nowhere]).await;
    assert!(matches!(result, Err(StoreError::NotFound("commune"))), "{result:?}");
}

pub(super) async fn founding_is_all_or_nothing(store: &dyn Store) {
    let home = commune(1);
    let admin = super::accounts::account(&home, 1);
    let hash = super::accounts::hash("one");
    let twins = [workbook(1, "T01"), workbook(2, "T01")];
    let result = store.found(&home, &[(&admin, hash.clone())], &twins).await;
    assert!(matches!(result, Err(StoreError::Taken("document"))), "{result:?}");
    assert_eq!(store.communes().await.expect("read"), []);
    let documents = [workbook(1, "T01"), workbook(2, "T02")];
    store.found(&home, &[(&admin, hash)], &documents).await.expect("stored");
    assert_eq!(store.accounts(home.id).await.expect("read"), [admin]);
    assert_eq!(store.documents(home.id).await.expect("read").len(), 2);
}

pub(super) async fn changes_come_back_in_the_order_of_storing(store: &dyn Store) {
    set_up(store).await;
    store.commit(&[write(1, &[9]), write(2, &[3]), write(1, &[8, 7])]).await.expect("stored");
    store.commit(&[write(1, &[1])]).await.expect("stored");
    assert_eq!(keys(store, 1).await, [0, 9, 8, 7, 1]);
    assert_eq!(keys(store, 2).await, [0, 3]);
    let stored = store.load(commune(1).id, id(1)).await.expect("read");
    assert_eq!((stored.heads, &stored.chunks[1].1), (vec![hash(1)], &vec![9; 5]));
}

/// A season that was offline comes as one write.
pub(super) async fn many_changes_are_stored_at_once(store: &dyn Store) {
    set_up(store).await;
    let key = |n: u16| {
        let mut hash = [1; 32];
        hash[..2].copy_from_slice(&n.to_be_bytes());
        ChunkKey::Incremental(ChangeHash(hash))
    };
    let put: Vec<_> = (0..1_000).map(|n| (key(n), n.to_be_bytes().to_vec())).collect();
    let season = DocumentWrite { put: put.clone(), ..write(1, &[1]) };
    store.commit(&[season]).await.expect("stored");
    let stored = store.load(commune(1).id, id(1)).await.expect("read");
    assert_eq!(stored.chunks[1..], put);
}

pub(super) async fn storing_a_change_twice_stores_it_once(store: &dyn Store) {
    set_up(store).await;
    store.commit(&[write(1, &[1, 2])]).await.expect("stored");
    store.commit(&[write(1, &[2, 3])]).await.expect("stored");
    assert_eq!(keys(store, 1).await, [0, 1, 2, 3]);
}

/// A chunk that was damaged is handed in again: its key is taken, its bytes are what is wrong.
pub(super) async fn what_is_put_again_replaces_damaged_bytes(store: &dyn Store) {
    set_up(store).await;
    let snapshot = |bytes: &[u8]| (ChunkKey::Snapshot(hash(7)), bytes.to_vec());
    let damaged = (change(1).0, vec![99]);
    let before = DocumentWrite { put: vec![damaged, snapshot(&[99])], ..write(1, &[1]) };
    store.commit(&[before, write(1, &[2])]).await.expect("stored");
    let again = DocumentWrite { put: vec![change(1), snapshot(&[3, 4])], ..write(1, &[2]) };
    store.commit(&[again]).await.expect("stored");
    let stored = store.load(commune(1).id, id(1)).await.expect("read");
    assert_eq!(stored.chunks, [change(0), change(1), snapshot(&[3, 4]), change(2)]);
}

pub(super) async fn a_snapshot_replaces_what_it_names(store: &dyn Store) {
    let home = set_up(store).await;
    store.commit(&[write(1, &[1, 2]), write(2, &[5])]).await.expect("stored");
    let snapshot = (ChunkKey::Snapshot(hash(77)), vec![1, 2, 3]);
    let compacted = DocumentWrite {
        put: vec![snapshot.clone(), (ChunkKey::Refused(hash(2)), vec![2; 5])],
        delete: [0, 1, 2].map(|n| ChunkKey::Incremental(hash(n))).into(),
        ..write(1, &[2])
    };
    store.commit(&[compacted]).await.expect("stored");
    store.commit(&[write(1, &[4])]).await.expect("stored");
    let stored = store.load(home, id(1)).await.expect("read");
    let refused = (ChunkKey::Refused(hash(2)), vec![2; 5]);
    assert_eq!(stored.chunks, [snapshot, refused, change(4)]);
    assert_eq!(keys(store, 2).await, [0, 5]);
}

pub(super) async fn an_actor_keeps_its_first_account(store: &dyn Store) {
    let home = set_up(store).await;
    let actor = ActorId::from([7; 16]);
    let (owner, thief) = (AccountId::new(Uuid::from_u128(1)), AccountId::new(Uuid::from_u128(2)));
    for account in [owner, thief] {
        let bound = DocumentWrite { bindings: vec![(actor.clone(), account)], ..write(1, &[1]) };
        store.commit(&[bound]).await.expect("stored");
    }
    let stored = store.load(home, id(1)).await.expect("read");
    assert_eq!(stored.bindings, [(actor, owner)]);
    assert_eq!(store.load(home, id(2)).await.expect("read").bindings, []);
}

pub(super) async fn a_round_is_all_or_nothing(store: &dyn Store) {
    let home = set_up(store).await;
    let result = store.commit(&[write(1, &[1]), write(99, &[1])]).await;
    assert!(matches!(result, Err(StoreError::NotFound("document"))), "{result:?}");
    assert_eq!(keys(store, 1).await, [0]);
    assert_eq!(store.load(home, id(1)).await.expect("read").heads, [hash(0)]);
    let unknown = store.load(home, id(99)).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("document"))), "{unknown:?}");
}

pub(super) async fn documents_of_communes_are_apart(store: &dyn Store) {
    set_up(store).await;
    let other = commune(2);
    store.create_commune(&other).await.expect("stored");
    let same_id = DocumentWrite { commune: other.id, ..workbook(1, "T01") };
    store.commit(&[same_id]).await.expect("stored");
    store.commit(&[write(1, &[1])]).await.expect("stored");
    assert_eq!(store.load(other.id, id(1)).await.expect("read").chunks.len(), 1);
    let missing = store.load(other.id, id(2)).await;
    assert!(matches!(missing, Err(StoreError::NotFound("document"))), "{missing:?}");
}

pub(super) async fn as_of_a_day_is_the_last_noted_day_up_to_it(store: &dyn Store) {
    let home = set_up(store).await;
    let june = |day| date(2026, 6, day);
    let noted = [
        (id(1), june(10), vec![hash(1)]),
        (id(1), june(14), vec![hash(2), hash(3)]),
        (id(2), june(12), vec![hash(4)]),
    ];
    store.note_day_heads(home, &noted).await.expect("noted");
    let late = [(id(1), june(14), vec![hash(9)])];
    store.note_day_heads(home, &late).await.expect("what is noted stays");
    let on = async |day: Date| store.heads_on(home, day).await.expect("read");
    assert_eq!(on(june(9)).await, []);
    assert_eq!(on(june(11)).await, [noted[0].clone()]);
    assert_eq!(on(june(30)).await, [noted[1].clone(), noted[2].clone()]);
    let unknown = store.note_day_heads(home, &[(id(99), june(1), vec![])]).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("document"))), "{unknown:?}");
}
