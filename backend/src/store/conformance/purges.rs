//! Replacing documents for good.

use automerge::ActorId;
use jiff::civil::date;
use shared::id::AccountId;
use shared::time::TimestampMs;
use uuid::Uuid;

use super::commune;
use super::documents::{hash, id, keys, set_up, workbook, write};
use crate::store::model::{AccessEntry, DocumentWrite, PurgeRow, Purging, Replacement};
use crate::store::{Store, StoreError};

/// Document 1, at its first change, is replaced by document 11.
fn replacement() -> Replacement {
    Replacement {
        old: id(1),
        expected: vec![hash(0)],
        write: DocumentWrite { heads: vec![hash(100)], ..workbook(11, "T01") },
        hashes: [(hash(0), hash(100))].into(),
    }
}

fn entry() -> AccessEntry {
    AccessEntry {
        at: TimestampMs(9),
        account: None,
        device: None,
        action: "purge_state_secret".to_owned(),
        document: Some(id(1)),
        subject: None,
        detail: None,
    }
}

fn purging(replaced: Vec<Replacement>) -> Purging {
    Purging { at: TimestampMs(9), replaced, told: vec![1, 2, 3], entries: vec![entry()] }
}

pub(super) async fn a_successor_takes_the_place_of_a_document(store: &dyn Store) {
    let home = set_up(store).await;
    let account = AccountId::new(Uuid::from_u128(1));
    let bound =
        DocumentWrite { bindings: vec![(ActorId::from([7; 16]), account)], ..write(1, &[]) };
    let bound = DocumentWrite { heads: vec![hash(0)], ..bound };
    store.commit(&[bound]).await.expect("stored");
    let june = date(2026, 6, 10);
    store.note_day_heads(home, &[(id(1), june, vec![hash(0)])]).await.expect("noted");
    let before = store.access_epoch(home).await.expect("read");

    store.supersede(home, &purging(vec![replacement()])).await.expect("replaced");
    let rows = store.documents(home).await.expect("read");
    let row = |n: u8| rows.iter().find(|row| row.document.id == id(n)).expect("a row");
    assert_eq!((row(1).superseded_by, &row(1).heads), (Some(id(11)), &vec![]));
    assert_eq!((row(11).superseded_by, &row(11).heads), (None, &vec![hash(100)]));
    assert_eq!(row(1).document.scope, row(11).document.scope);
    let old = store.load(home, id(1)).await.expect("read");
    assert_eq!((old.chunks, old.bindings), (vec![], vec![]), "nothing is left of it");
    assert_eq!(keys(store, 11).await, [0]);
    assert_eq!(keys(store, 2).await, [0], "others stay");
    let days = store.heads_on(home, june).await.expect("read");
    assert_eq!(days, [(id(11), june, vec![hash(100)])], "days name the successor's heads");
    assert_eq!(store.access_log(home, 9).await.expect("read"), [entry()]);
    assert!(store.access_epoch(home).await.expect("read") > before, "a running relay notices");
    store.scrub().await.expect("nobody reads");
}

pub(super) async fn a_purge_is_all_or_nothing(store: &dyn Store) {
    let home = set_up(store).await;
    let stranger = Replacement { old: id(99), ..replacement() };
    let result = store.supersede(home, &purging(vec![replacement(), stranger])).await;
    assert!(matches!(result, Err(StoreError::Taken("document"))), "{result:?}");
    assert_eq!(keys(store, 1).await, [0]);
    assert_eq!(store.documents(home).await.expect("read").len(), 2);
    assert_eq!(store.purges(home).await.expect("read"), []);
    assert_eq!(store.access_log(home, 9).await.expect("read"), []);
}

/// What came between reading and replacing would be lost.
pub(super) async fn a_document_that_moved_on_is_not_replaced(store: &dyn Store) {
    let home = set_up(store).await;
    store.commit(&[write(1, &[5])]).await.expect("stored");
    let result = store.supersede(home, &purging(vec![replacement()])).await;
    assert!(matches!(result, Err(StoreError::Taken("document"))), "{result:?}");
    assert_eq!(keys(store, 1).await, [0, 5]);
}

/// A relay that has not noticed yet must not bring the text back.
pub(super) async fn what_was_replaced_takes_nothing_any_more(store: &dyn Store) {
    let home = set_up(store).await;
    store.supersede(home, &purging(vec![replacement()])).await.expect("replaced");
    let late = store.commit(&[write(1, &[5])]).await;
    assert!(matches!(late, Err(StoreError::NotFound("document"))), "{late:?}");
    assert_eq!(keys(store, 1).await, [] as [u8; 0]);
    let again = store.supersede(home, &purging(vec![replacement()])).await;
    assert!(matches!(again, Err(StoreError::Taken("document"))), "{again:?}");
}

pub(super) async fn purges_are_told_in_their_order(store: &dyn Store) {
    let home = set_up(store).await;
    store.supersede(home, &purging(vec![replacement()])).await.expect("replaced");
    let next = Replacement {
        old: id(11),
        expected: vec![hash(100)],
        write: workbook(5, "T01"),
        hashes: Default::default(),
    };
    let second = Purging { told: vec![4], ..purging(vec![next]) };
    store.supersede(home, &second).await.expect("replaced");
    let rows = store.purges(home).await.expect("read");
    let told: Vec<_> = rows.iter().map(|PurgeRow { told, .. }| told.clone()).collect();
    assert_eq!(told, [vec![1, 2, 3], vec![4]]);
    assert!(rows[0].number < rows[1].number);
    assert_eq!(store.purges(commune(2).id).await.expect("read"), []);
}
