//! What every engine must do, as a suite that any engine can run.
//!
//! Each case gets an empty store from `make`. A case fails by panicking, as a test does.

mod accounts;
mod documents;
mod sessions;

use shared::id::{CommuneId, PeerId};
use shared::time::TimestampMs;
use uuid::Uuid;

use super::model::{AccessEntry, Commune, Refusal};
use super::{Store, StoreError};

/// Runs every case.
pub async fn run<S: Store>(make: impl AsyncFn() -> S) {
    accounts::a_commune_is_found_again(&make().await).await;
    accounts::an_account_keeps_what_was_given(&make().await).await;
    accounts::a_user_name_is_unique_on_the_relay(&make().await).await;
    accounts::an_update_keeps_name_and_password(&make().await).await;
    accounts::an_account_needs_its_commune(&make().await).await;
    accounts::communes_do_not_see_each_other(&make().await).await;
    sessions::a_session_ends_once(&make().await).await;
    sessions::other_sessions_end_and_one_stays(&make().await).await;
    sessions::being_used_never_goes_back(&make().await).await;
    sessions::failures_are_counted_and_forgotten(&make().await).await;
    sessions::the_epoch_tells_of_every_change(&make().await).await;
    documents::a_document_is_created_with_its_first_changes(&make().await).await;
    documents::a_scope_has_one_living_document(&make().await).await;
    documents::creating_is_all_or_nothing(&make().await).await;
    documents::founding_is_all_or_nothing(&make().await).await;
    documents::changes_come_back_in_the_order_of_storing(&make().await).await;
    documents::many_changes_are_stored_at_once(&make().await).await;
    documents::storing_a_change_twice_stores_it_once(&make().await).await;
    documents::what_is_put_again_replaces_damaged_bytes(&make().await).await;
    documents::a_snapshot_replaces_what_it_names(&make().await).await;
    documents::an_actor_keeps_its_first_account(&make().await).await;
    documents::a_round_is_all_or_nothing(&make().await).await;
    documents::documents_of_communes_are_apart(&make().await).await;
    documents::as_of_a_day_is_the_last_noted_day_up_to_it(&make().await).await;
    logs_give_the_newest_first(&make().await).await;
    a_log_needs_its_commune(&make().await).await;
}

/// A commune for tests.
pub fn commune(number: u128) -> Commune {
    Commune {
        id: CommuneId::new(Uuid::from_u128(number)),
        name: format!("xã Thử {number}"),
        created_at: TimestampMs(1_000 + number as u64),
    }
}

async fn logs_give_the_newest_first(store: &dyn Store) {
    let (home, other) = (commune(1), commune(2));
    store.create_commune(&home).await.expect("stored");
    store.create_commune(&other).await.expect("stored");
    let entry = |n: u64| AccessEntry {
        at: TimestampMs(n),
        account: None,
        device: Some(PeerId::from("device")),
        action: "sign_in".to_owned(),
        document: None,
        subject: Some(format!("T{n:02}")),
        detail: (n == 2).then(|| "closed=true".to_owned()),
    };
    let refusal = |n: u64| Refusal {
        at: TimestampMs(n),
        account: None,
        document: Some(documents::id(7)),
        change: Some(documents::hash(n as u8)),
        reason: "no_permission".to_owned(),
    };
    for n in 1..=3 {
        store.log_access(home.id, &entry(n)).await.expect("logged");
        store.log_refusals(home.id, &[refusal(n)]).await.expect("logged");
    }
    store.log_access(other.id, &entry(9)).await.expect("logged");
    assert_eq!(store.access_log(home.id, 2).await.expect("read"), [entry(3), entry(2)]);
    assert_eq!(store.refusals(home.id, 2).await.expect("read"), [refusal(3), refusal(2)]);
    assert_eq!(store.access_log(other.id, 9).await.expect("read"), [entry(9)]);
}

async fn a_log_needs_its_commune(store: &dyn Store) {
    let refusal = Refusal {
        at: TimestampMs(1),
        account: None,
        document: None,
        change: None,
        reason: "no_permission".to_owned(),
    };
    let logged = store.log_refusals(commune(1).id, &[refusal]).await;
    assert!(matches!(logged, Err(StoreError::NotFound("commune"))), "{logged:?}");
}
