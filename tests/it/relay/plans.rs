//! A plan that someone imports arrives on the tablets that are connected, with its units and places
//! to write.

use axum::body::Body;
use serde_json::json;
use shared::domain::document::DocumentKind;
use shared::import::{ImportOptions, import_plan};
use tower::ServiceExt;

use super::site::Site;
use super::tablet::Tablet;

const PLAN: &[u8] = include_bytes!("../../fixtures/plans/xa-na-khoang.txt");
const ID: &str = "0190a4a5-0000-7000-8000-000000000001";

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_plan_reaches_a_connected_tablet() {
    let site = Site::new().await;
    let (planner, head) = (site.sign_in("daumoi").await, site.sign_in("kt.truong").await);
    let mut tablet = Tablet::start(&site, &head, 1).await;

    let plan = import_plan(PLAN, &ImportOptions::default()).expect("a plan");
    let units: serde_json::Map<_, _> =
        plan.units.iter().map(|unit| (unit.id.clone(), json!("new"))).collect();
    let body = json!({ "id": ID, "plan": plan, "units": units }).to_string();
    let request = site
        .request("POST", "/api/plans")
        .header("content-type", "application/json")
        .header("cookie", &planner.cookie)
        .body(Body::from(body))
        .expect("a request");
    let response = site.app.router().oneshot(request).await.expect("answers");
    assert_eq!(response.status(), 201);

    let entries = site.catalogue(&head).await;
    let of = |kind, year| {
        entries.iter().filter(move |entry| {
            (entry.document.scope.kind, entry.document.scope.year) == (kind, year)
        })
    };
    let document = of(DocumentKind::Plan, Some(2027)).next().expect("the plan").document.id;
    let own = of(DocumentKind::Workbook, Some(2027)).count();
    assert_eq!(own, 1, "the unit has a workbook for the new year");
    tablet.until("the plan arrives", |engine| engine.has(&document)).await;
    let doc = tablet.engine.document(&document).expect("there");
    assert_eq!(shared::schema::plan::read(doc).tasks.len(), plan.tasks.len());
    let directory = of(DocumentKind::Directory, None).next().expect("one").document.id;
    let heads = of(DocumentKind::Directory, None).next().expect("one").heads.clone();
    tablet.until("the units arrive", |engine| engine.heads(&directory) == heads).await;
}
