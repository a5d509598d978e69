//! The demo commune with a year of records, served: devices take it for what other devices wrote.

use shared::domain::document::DocumentKind;
use shared::domain::role::Role;
use shared::merge::view::unit_records;

use super::site::Site;
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
