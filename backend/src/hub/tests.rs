//! The hub over the store in memory.

use std::time::Duration;

use automerge::Automerge;
use shared::domain::document::{DocumentKind, DocumentRef, DocumentScope};
use shared::id::DocumentId;
use shared::schema::directory;
use shared::schema::genesis::FirstContent;
use uuid::Uuid;

use super::*;
use crate::auth::password::Password;
use crate::setup::first_changes;
use crate::store::memory::MemoryStore;
use crate::store::model::By;
use crate::store::{AccountStore, DocumentStore};
use crate::testing::{PASSWORD, Site};

async fn commune(store: &MemoryStore) -> CommuneId {
    store.communes().await.expect("read").remove(0).id
}

async fn directory_id(store: &MemoryStore, commune: CommuneId) -> DocumentId {
    let rows = store.documents(commune).await.expect("read");
    let mut of_kind = rows.iter().filter(|row| row.document.scope.kind == DocumentKind::Directory);
    of_kind.next().expect("there is one").document.id
}

async fn open(hub: &Hub, document: DocumentId) -> Automerge {
    let saved = hub.export(document).await.expect("answers").expect("there is one");
    Automerge::load(&saved).expect("loads")
}

/// Waits for what happens in its own time.
async fn eventually(mut what: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not happen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_s_owner_appears_in_the_directory() {
    let site = Site::new().await;
    let commune = commune(&site.store).await;
    let document = directory_id(&site.store, commune).await;
    let hub = site.app.context().hubs.get(commune).await.expect("starts");
    let auth = &site.app.context().auth;
    let old = site.store.accounts(commune).await.expect("read").remove(0);
    let new = crate::store::model::Account {
        id: crate::auth::Auth::new_account_id(),
        username: crate::store::model::Username::parse("moi").expect("valid"),
        name: "Cán bộ mới".to_owned(),
        ..old
    };
    auth.add_account(&By::COMMAND_LINE, &new, &Password::new(PASSWORD)).await.expect("added");
    site.app.context().hubs.refresh(commune).await;
    eventually(async || {
        let doc = open(&hub, document).await;
        directory::read(&doc).people.get(&new.id).is_some_and(|person| person.name == new.name)
    })
    .await;
    let stored = site.store.load(commune, document).await.expect("read");
    assert_eq!(stored.heads, open(&hub, document).await.get_heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_created_once_with_its_scope() {
    let site = Site::new().await;
    let commune = commune(&site.store).await;
    let hub = site.app.context().hubs.get(commune).await.expect("starts");
    let scope = DocumentScope::reports(2027);
    let create = async |number: u8| {
        let document = DocumentRef { id: DocumentId::new([number; 16]), scope: scope.clone() };
        let at = site.clock.now();
        let (changes, heads) =
            first_changes(commune, &document, FirstContent::Empty, at).expect("a genesis");
        let changes = changes.into_iter().map(|(_, bytes)| bytes).collect();
        (hub.create(document, changes).await, heads)
    };
    let (created, heads) = create(1).await;
    assert_eq!(created.expect("created"), heads);
    let (again, _) = create(2).await;
    assert!(matches!(again, Err(HubError::Exists)), "{again:?}");
    let rows = site.store.documents(commune).await.expect("read");
    let row = rows.iter().find(|row| row.document.scope == scope).expect("stored");
    assert_eq!(row.heads, heads);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_is_not_taken() {
    let site = Site::new().await;
    let commune = commune(&site.store).await;
    let document = directory_id(&site.store, commune).await;
    let hub = site.app.context().hubs.get(commune).await.expect("starts");
    let members = site.store.accounts(commune).await.expect("read").len();
    // A relay that starts writes its people into the directory: that is not to come in between.
    eventually(async || directory::read(&open(&hub, document).await).people.len() == members).await;
    let before = open(&hub, document).await.get_heads();
    let mut doc = open(&hub, document).await;
    let person = shared::domain::directory::Person {
        account: shared::id::AccountId::new(Uuid::from_u128(5)),
        name: "Cán bộ".to_owned(),
        post: String::new(),
        unit: "KT".into(),
    };
    directory::change::put_person(&mut doc, &person, site.clock.now()).expect("written");
    let change = doc.get_changes(&before).remove(0).raw_bytes().to_vec();
    site.store.fail_writes(true);
    let refused = hub.append(document, Origin::Relay, vec![change.clone()]).await;
    assert!(!matches!(&refused, Ok(done) if done.heads == doc.get_heads()), "{refused:?}");
    assert_eq!(site.store.load(commune, document).await.expect("read").heads, before);
    assert_eq!(open(&hub, document).await.get_heads(), before, "reading goes on");
    site.store.fail_writes(false);
    let taken = hub.append(document, Origin::Relay, vec![change]).await.expect("taken");
    assert_eq!(taken.heads, doc.get_heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heads_of_a_day_are_kept_when_it_is_over() {
    let site = Site::new().await;
    let commune = commune(&site.store).await;
    let document = directory_id(&site.store, commune).await;
    let hub = site.app.context().hubs.get(commune).await.expect("starts");
    let today = site.clock.now().local_date();
    let members = site.store.accounts(commune).await.expect("read").len();
    // A relay that starts writes its people into the directory: that is not to come in between.
    eventually(async || directory::read(&open(&hub, document).await).people.len() == members).await;
    let before = open(&hub, document).await.get_heads();
    site.clock.advance(86_400_000);
    eventually(async || {
        let noted = site.store.heads_on(commune, today).await.expect("read");
        noted.iter().any(|(id, day, heads)| (*id, *day, heads) == (document, today, &before))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_relay_starts_nothing() {
    let site = Site::new().await;
    let commune = commune(&site.store).await;
    let hubs = &site.app.context().hubs;
    let hub = hubs.get(commune).await.expect("starts");
    hubs.stop().await;
    assert!(matches!(hubs.get(commune).await, Err(HubError::Stopping)));
    let document = DocumentId::new([1; 16]);
    assert!(matches!(hub.export(document).await, Err(HubError::Stopping)));
}
