//! The demo commune with a year of records, served: devices take it for what other devices wrote.

use std::collections::{BTreeMap, BTreeSet};

use automerge::sync::State;
use automerge::{Automerge, LoadOptions};
use backend::store::model::DocumentRow;
use shared::domain::document::DocumentKind;
use shared::domain::role::Role;
use shared::id::AccountId;
use shared::merge::view::unit_records;
use shared::schema::TEXT_ENCODING;

use super::site::Site;
use super::stock::Stock;
use super::tablet::{Tablet, own_workbook};

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_records_is_served_and_goes_on() {
    let site = Site::with_records().await;
    let (village, planner) = (site.sign_in("thon05").await, site.sign_in("daumoi").await);
    let entries = site.catalogue(&planner).await;
    let mut desk = Tablet::start(&site, &planner, 1).await;
    let mut decided = 0;
    for entry in &entries {
        let doc = desk.engine.document(&entry.document.id).expect("on the tablet");
        let heads: Vec<String> = doc.get_heads().iter().map(ToString::to_string).collect();
        assert_eq!(heads, entry.heads, "{:?}", entry.document.scope);
        decided += usize::from(heads.len() == 1 && doc.get_changes_meta(&[]).len() > 1);
    }
    assert!(decided > 60, "only {decided} documents have a history");

    // What a village reads of itself: every record in a state that its steps led to.
    let workbook = own_workbook(&site, &village).await;
    let of_village = |kind, role: Option<Role>| {
        let scope = |entry: &&shared::api::CatalogueEntry| {
            let scope = &entry.document.scope;
            scope.kind == kind
                && scope.role == role
                && scope.unit.as_ref() == Some(&village.info.unit)
        };
        entries.iter().find(scope).expect("there is one").document.id
    };
    let mut recorder = Tablet::start(&site, &village, 2).await;
    let head = of_village(DocumentKind::Decisions, Some(Role::Head));
    {
        let book = recorder.engine.document(&workbook).expect("on the tablet");
        let said = recorder.engine.document(&head).expect("on the tablet");
        let records = unit_records(&village.info.unit, book, &[(Role::Head, said)]);
        assert!(records.values().any(|view| !view.decisions.is_empty()));
    }

    // The village goes on writing, and the planner for it; the relay takes both and keeps them.
    let before = recorder.count(&workbook);
    let change = recorder.record(workbook, "Buổi sau").await;
    recorder.receipt(workbook, change).await;
    desk.until("the record arrives", |engine| engine.count(&workbook) == before + 1).await;
    let change = desk.record(workbook, "Nhập hộ").await;
    desk.receipt(workbook, change).await;
    recorder.until("so does the other", |engine| engine.count(&workbook) == before + 2).await;
}

/// The year is stored and not handed in, so that making it is quick. That it could have been handed in
/// is shown on what one person alone wrote: the same commune without records takes it from that
/// person's device, with every check, and then has the very heads of the year.
#[tokio::test(flavor = "multi_thread")]
async fn a_relay_would_have_taken_it_from_devices() {
    let (year, site) = (Site::with_records().await, Site::new().await);
    let commune = site.store.communes().await.expect("read").remove(0).id;
    let mut wrote: BTreeMap<AccountId, Vec<(DocumentRow, Automerge)>> = BTreeMap::new();
    for row in year.store.documents(commune).await.expect("read") {
        let stored = year.store.load(commune, row.document.id).await.expect("read");
        let accounts: BTreeSet<_> = stored.bindings.iter().map(|(_, account)| *account).collect();
        if accounts.len() == 1 {
            let options = LoadOptions::new().text_encoding(TEXT_ENCODING);
            let doc = Automerge::load_with_options(&stored.chunks[0].1, options).expect("loads");
            wrote.entry(stored.bindings[0].1).or_default().push((row, doc));
        }
    }
    let mut kinds = BTreeSet::new();
    for account in site.store.accounts(commune).await.expect("read") {
        let Some(documents) = wrote.remove(&account.id) else { continue };
        let session = site.sign_in(account.username.as_str()).await;
        let mut device = Stock::join(site.socket(&session).await, &session.info.peer_id).await;
        for (row, mut doc) in documents {
            let all = |doc: &Automerge, state: &State| {
                state.their_heads.as_ref().is_some_and(|heads| *heads == doc.get_heads())
            };
            device.sync(row.document.id, &mut doc, all).await;
            let hub = site.app.context().hubs.get(commune).await.expect("runs");
            let taken = hub.export(row.document.id).await.expect("answers").expect("there is one");
            assert_eq!(Automerge::load(&taken).expect("loads").get_heads(), row.heads);
            kinds.insert((row.document.scope.kind, row.document.scope.role));
        }
    }
    let roles = [Role::Head, Role::Party, Role::EditorialHead, Role::Editor];
    for role in roles {
        assert!(kinds.contains(&(DocumentKind::Decisions, Some(role))), "{role}: {kinds:?}");
    }
    assert!(kinds.contains(&(DocumentKind::Workbook, None)), "{kinds:?}");
}
