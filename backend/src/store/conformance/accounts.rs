//! Communes and accounts.

use shared::domain::role::Role;
use shared::id::{AccountId, UnitId};
use shared::time::TimestampMs;
use uuid::Uuid;

use super::commune;
use crate::store::model::{Account, Commune, PasswordHash, Username};
use crate::store::{Store, StoreError};

pub(super) fn account(of: &Commune, number: u128) -> Account {
    Account {
        commune: of.id,
        id: AccountId::new(Uuid::from_u128(number)),
        username: Username::parse(&format!("a{number:02}")).expect("valid"),
        name: format!("Cán bộ A{number:02}"),
        post: "Chuyên viên".to_owned(),
        unit: UnitId::from("VHXH"),
        roles: [Role::Recorder, Role::Planner].into(),
        disabled: false,
        created_at: TimestampMs(2_000),
    }
}

pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

pub(super) async fn a_commune_is_found_again(store: &dyn Store) {
    assert_eq!(store.communes().await.expect("read"), []);
    store.create_commune(&commune(2)).await.expect("stored");
    store.create_commune(&commune(1)).await.expect("stored");
    assert_eq!(store.communes().await.expect("read"), [commune(1), commune(2)]);
    let again = store.create_commune(&commune(1)).await;
    assert!(matches!(again, Err(StoreError::Taken("commune"))), "{again:?}");
}

pub(super) async fn an_account_keeps_what_was_given(store: &dyn Store) {
    let home = commune(1);
    store.create_commune(&home).await.expect("stored");
    let (one, two) = (account(&home, 1), account(&home, 2));
    store.create_account(&two, &hash("two")).await.expect("stored");
    store.create_account(&one, &hash("one")).await.expect("stored");
    assert_eq!(store.account(home.id, one.id).await.expect("read"), Some(one.clone()));
    assert_eq!(store.accounts(home.id).await.expect("read"), [one.clone(), two]);
    let named = store.account_named(&one.username).await.expect("read");
    assert_eq!(named, Some((one, hash("one"))));
    let nobody = Username::parse("nobody").expect("valid");
    assert_eq!(store.account_named(&nobody).await.expect("read"), None);
}

pub(super) async fn a_user_name_is_unique_on_the_relay(store: &dyn Store) {
    let (home, other) = (commune(1), commune(2));
    store.create_commune(&home).await.expect("stored");
    store.create_commune(&other).await.expect("stored");
    let one = account(&home, 1);
    store.create_account(&one, &hash("one")).await.expect("stored");
    let twin = Account { commune: other.id, id: account(&other, 2).id, ..one };
    let result = store.create_account(&twin, &hash("two")).await;
    assert!(matches!(result, Err(StoreError::Taken("user name"))), "{result:?}");
    assert_eq!(store.accounts(other.id).await.expect("read"), []);
}

pub(super) async fn an_update_keeps_name_and_password(store: &dyn Store) {
    let home = commune(1);
    store.create_commune(&home).await.expect("stored");
    let one = account(&home, 1);
    store.create_account(&one, &hash("one")).await.expect("stored");
    let changed = Account {
        name: "Cán bộ A01 (mới)".to_owned(),
        post: "Trưởng phòng".to_owned(),
        unit: UnitId::from("KT"),
        roles: [Role::Head].into(),
        disabled: true,
        ..one.clone()
    };
    let sneaky = Account {
        username: Username::parse("other").expect("valid"),
        created_at: TimestampMs(1),
        ..changed.clone()
    };
    store.update_account(&sneaky).await.expect("stored");
    let named = store.account_named(&one.username).await.expect("read");
    assert_eq!(named, Some((changed, hash("one"))));
    store.set_password(home.id, one.id, &hash("new")).await.expect("stored");
    let (_, kept) = store.account_named(&one.username).await.expect("read").expect("there");
    assert_eq!(kept, hash("new"));
}

pub(super) async fn an_account_needs_its_commune(store: &dyn Store) {
    let nowhere = account(&commune(1), 1);
    let created = store.create_account(&nowhere, &hash("one")).await;
    assert!(matches!(created, Err(StoreError::NotFound("commune"))), "{created:?}");
    let updated = store.update_account(&nowhere).await;
    assert!(matches!(updated, Err(StoreError::NotFound("account"))), "{updated:?}");
    let password = store.set_password(nowhere.commune, nowhere.id, &hash("x")).await;
    assert!(matches!(password, Err(StoreError::NotFound("account"))), "{password:?}");
}

pub(super) async fn communes_do_not_see_each_other(store: &dyn Store) {
    let (home, other) = (commune(1), commune(2));
    store.create_commune(&home).await.expect("stored");
    store.create_commune(&other).await.expect("stored");
    let one = account(&home, 1);
    store.create_account(&one, &hash("one")).await.expect("stored");
    assert_eq!(store.account(other.id, one.id).await.expect("read"), None);
    let moved = Account { commune: other.id, ..one };
    let updated = store.update_account(&moved).await;
    assert!(matches!(updated, Err(StoreError::NotFound("account"))), "{updated:?}");
}
