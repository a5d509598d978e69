//! Creating plans as users do, over the store in memory.

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::domain::document::{DocumentKind, DocumentScope};
use shared::domain::kind::deciding_roles;
use shared::id::CommuneId;
use shared::import::{ImportOptions, import_plan};
use shared::schema;

use super::*;
use crate::store::{AccountStore, DocumentStore};
use crate::testing::{Answer, Site};

const PLAN: &[u8] = include_bytes!("../../../../tests/fixtures/plans/xa-na-khoang.txt");
const ID: &str = "0190a4a5-0000-7000-8000-000000000001";

/// The plan as the app sends it, every unit of its text to be created.
fn body() -> Value {
    let plan = import_plan(PLAN, &ImportOptions::default()).expect("a plan");
    let units: serde_json::Map<String, Value> =
        plan.units.iter().map(|unit| (unit.id.clone(), json!("new"))).collect();
    json!({ "id": ID, "plan": plan, "units": units })
}

async fn commune(site: &Site) -> CommuneId {
    site.store.communes().await.expect("read").remove(0).id
}

async fn scopes(site: &Site) -> Vec<DocumentScope> {
    let rows = site.store.documents(commune(site).await).await.expect("read");
    rows.into_iter().map(|row| row.document.scope).collect()
}

async fn open(site: &Site, kind: DocumentKind) -> Automerge {
    let commune = commune(site).await;
    let rows = site.store.documents(commune).await.expect("read");
    let row = rows.iter().find(|row| row.document.scope.kind == kind).expect("there is one");
    let hub = site.app.context().hubs.get(commune).await.expect("runs");
    let saved = hub.export(row.document.id).await.expect("answers").expect("there");
    Automerge::load(&saved).expect("loads")
}

async fn create(site: &Site, who: &str, body: Value) -> Answer {
    site.user(who).await.post("/api/plans", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planner_creates_a_plan_with_its_units_and_its_year() {
    let site = Site::new().await;
    let before = scopes(&site).await.len();
    let answer = create(&site, "planner", body()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let new = answer.json()["newUnits"].as_array().map_or(0, Vec::len);
    assert!(new > 5, "{answer:?}");

    let plan = schema::plan::read(&open(&site, DocumentKind::Plan).await);
    let sent = import_plan(PLAN, &ImportOptions::default()).expect("a plan");
    assert_eq!(plan.id.map(|id| id.to_string()).as_deref(), Some(ID));
    assert_eq!((plan.year, plan.tasks.len()), (Some(2027), sent.tasks.len()));
    let directory = schema::directory::read(&open(&site, DocumentKind::Directory).await);
    assert_eq!(
        crate::setup::unknown_units(&plan, &directory.units.keys().cloned().collect()),
        [].into()
    );

    // The year 2027 is new: every unit that keeps a workbook has one, and decisions about it.
    let scopes = scopes(&site).await;
    let keeping = directory.units.values().filter(|unit| unit.kind.keeps_workbook()).count();
    let of_year =
        |kind| scopes.iter().filter(|scope| scope.kind == kind && scope.year == Some(2027)).count();
    assert_eq!(of_year(DocumentKind::Reports), 1);
    assert_eq!(of_year(DocumentKind::Workbook), keeping);
    let roles = deciding_roles().len();
    assert_eq!(of_year(DocumentKind::Decisions), roles * keeping);
    assert_eq!(scopes.len(), before + 2 + (1 + roles) * keeping);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tap_creates_nothing() {
    let site = Site::new().await;
    let planner = site.user("planner").await;
    let (one, other) =
        tokio::join!(planner.post("/api/plans", body()), planner.post("/api/plans", body()));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CREATED]);
    let scopes = scopes(&site).await;
    let plans = scopes.iter().filter(|scope| scope.kind == DocumentKind::Plan).count();
    assert_eq!(plans, 1);
    let directory = schema::directory::read(&open(&site, DocumentKind::Directory).await);
    let names: std::collections::BTreeSet<&str> =
        directory.units.values().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), directory.units.len(), "no unit stands twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_a_year_that_has_its_documents_adds_only_what_is_new() {
    let site = Site::new().await;
    let before = scopes(&site).await.len();
    let mut body = body();
    body["plan"]["year"] = json!(2026);
    // Every unit of the text is one of the directory: no unit and no workbook is new.
    for unit in body["units"].as_object_mut().expect("an object").values_mut() {
        *unit = json!({ "directory": "KT" });
    }
    let answer = create(&site, "planner", body).await;
    assert_eq!(answer.json()["newUnits"], json!([]), "{answer:?}");
    assert_eq!(scopes(&site).await.len(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_create_no_plans() {
    let site = Site::new().await;
    for who in ["admin", "village", "head", "auditor"] {
        let refused = create(&site, who, body()).await.refusal();
        assert_eq!(refused, (403, "forbidden".to_owned()), "{who}");
    }
    let anyone = site.anyone().post("/api/plans", body()).await;
    assert_eq!(anyone.refusal(), (401, "not_signed_in".to_owned()));
    assert!(scopes(&site).await.iter().all(|scope| scope.kind != DocumentKind::Plan));
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_creates_nothing() {
    let site = Site::new().await;
    let before = scopes(&site).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = body();
        change(&mut body);
        body
    };
    let cases: Vec<(&str, &str, Value)> = vec![
        ("no plan", "bad_request", json!({ "id": ID })),
        ("no id", "bad_request", with(&|body| body["id"] = json!("plan"))),
        ("no UUIDv7", "bad_request", with(&|body| body["id"] = json!(Uuid::from_u128(7)))),
        ("no tasks", "plan_incomplete", with(&|body| body["plan"]["tasks"] = json!([]))),
        ("no year", "plan_incomplete", with(&|body| body["plan"]["year"] = Value::Null)),
        ("no title", "plan_incomplete", with(&|body| body["plan"]["abstract"] = json!("  "))),
        (
            "a number twice",
            "plan_inconsistent",
            with(&|body| {
                let path = body["plan"]["tasks"][1]["path"].clone();
                body["plan"]["tasks"][0]["path"] = path;
            }),
        ),
        (
            "no date",
            "plan_inconsistent",
            with(&|body| {
                body["plan"]["tasks"][0]["due"] = json!({ "raw": "mai", "date": "31/02" });
            }),
        ),
        (
            "no indicator",
            "plan_inconsistent",
            with(&|body| {
                body["plan"]["tasks"][0]["indicators"] = json!(["XX99"]);
            }),
        ),
        (
            "a unit nobody knows",
            "plan_unit_unknown",
            with(&|body| {
                body["plan"]["tasks"][0]["lead"] = json!(["KHONG-CO"]);
            }),
        ),
        (
            "a directory's unit that is none",
            "plan_unit_unknown",
            with(&|body| {
                let unit =
                    body["plan"]["tasks"][0]["lead"][0].as_str().unwrap_or_default().to_owned();
                body["units"][unit] = json!({ "directory": "KHONG-CO" });
            }),
        ),
    ];
    for (what, code, body) in cases {
        let answer = create(&site, "planner", body).await;
        assert_eq!(answer.refusal(), (400, code.to_owned()), "{what}");
        assert!(answer.json()["message"].as_str().is_some_and(|words| !words.is_empty()));
    }
    let much =
        with(&|body| body["plan"]["tasks"][0]["content"] = json!(vec!["a ".repeat(20_000); 9]));
    assert_eq!(create(&site, "planner", much).await.refusal(), (413, "too_large".to_owned()));
    assert_eq!(scopes(&site).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_halfway_goes_on_when_tried_again() {
    let site = Site::new().await;
    let planner = site.user("planner").await;
    site.store.fail_writes(true);
    let failed = planner.post("/api/plans", body()).await;
    assert_eq!(failed.refusal(), (503, "store_unavailable".to_owned()));
    assert!(scopes(&site).await.iter().all(|scope| scope.kind != DocumentKind::Plan));
    site.store.fail_writes(false);
    let again = planner.post("/api/plans", body()).await;
    assert_eq!(again.status, StatusCode::CREATED, "{again:?}");
}
