//! A record is erased for good: from the relay's files, from tablets that are connected, and from
//! one that comes back later with work that nobody has. Everything else stays, approved as it was.

use std::path::Path;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use shared::domain::document::DocumentKind;
use shared::domain::role::Role;
use shared::domain::state::{State, derive};
use shared::domain::value::Value;
use shared::id::{DocumentId, EntryId, RecordId};
use shared::schema::decisions::{NewDecision, decide, decisions};
use shared::schema::form::{Edit, save_form};
use shared::schema::workbook::{NewSubmission, add_submission, records, submissions};
use shared::sync::device::Device;
use tower::ServiceExt;
use uuid::Uuid;

use super::site::{Session, Site};
use super::tablet::{Tablet, now, own_workbook};

const SECRET: &str = "TAI-LIEU-MAT-4711";

fn holds(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder");
    files
        .map(|file| std::fs::read(file.expect("a file").path()).expect("read"))
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

async fn purge(site: &Site, who: &Session, records: &[RecordId]) -> (u16, serde_json::Value) {
    let body = serde_json::json!({ "records": records, "reason": "state_secret" });
    let request = site
        .request("POST", "/api/admin/purge")
        .header(CONTENT_TYPE, "application/json")
        .header("cookie", &who.cookie)
        .body(Body::from(body.to_string()))
        .expect("a request");
    let response = site.app.router().oneshot(request).await.expect("answers");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn document(site: &Site, session: &Session, kind: DocumentKind, unit: &str) -> DocumentId {
    let role = (kind == DocumentKind::Decisions).then_some(Role::Head);
    let entries = site.catalogue(session).await;
    let found = entries.iter().find(|entry| {
        let scope = &entry.document.scope;
        (scope.kind, scope.role) == (kind, role)
            && scope.unit.as_ref().is_some_and(|of| of.as_str() == unit)
    });
    found.expect("in the catalogue").document.id
}

fn write_into(tablet: &mut Tablet, book: DocumentId, record: RecordId, what: &str) {
    tablet.edit(book, |doc| {
        let heads = doc.get_heads();
        let edits = [("what", Edit::Set(Value::Text(what.to_owned())))];
        save_form(doc, &heads, record, &edits, now())
    });
}

fn state(engine: &Device, book: DocumentId, said: DocumentId, record: RecordId) -> State {
    let (book, said) = (engine.document(&book), engine.document(&said));
    let (book, said) = (book.expect("the workbook"), said.expect("the decisions"));
    let all = decisions(said, Role::Head, &[book]);
    derive(&records(book)[&record], &submissions(book, None), &all).state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_record_is_nowhere_and_everything_else_is_as_it_was() {
    let site = Site::new().await;
    let (village, head) = (site.sign_in("thon01").await, site.sign_in("vhxh.truong").await);
    let (again, admin) = (site.sign_in("thon01").await, site.sign_in("quantri").await);
    let unit = village.info.unit.as_str();
    let book = own_workbook(&site, &village).await;
    let said = document(&site, &head, DocumentKind::Decisions, unit).await;
    let mut recorder = Tablet::start(&site, &village, 1).await;
    let mut approver = Tablet::start(&site, &head, 2).await;
    recorder.record(book, "sẽ bị xóa").await;
    let change = recorder.record(book, "ở lại").await;
    let all = records(recorder.engine.document(&book).expect("there"));
    let id = |text: &str| *all.iter().find(|(_, r)| r.text("what") == text).expect("there").0;
    let (gone, stays) = (id("sẽ bị xóa"), id("ở lại"));
    write_into(&mut recorder, book, gone, SECRET);
    for (n, record) in [(1, gone), (2, stays)] {
        let entry = EntryId::new(Uuid::from_u128(n));
        let answers = Default::default();
        let about = NewSubmission { record, action: "submit", reason: "", answers: &answers };
        recorder.edit(book, |doc| add_submission(doc, entry, &about, now()));
    }
    recorder.receipt(book, change).await;
    approver.until("both are there", |engine| engine.count(&book) == 2).await;
    recorder.until("all is sent", |engine| engine.is_all_sent(&book)).await;
    let heads = recorder.heads(&book);
    approver.until("the submissions are there", |e| e.heads(&book) == heads).await;
    for (n, record) in [(3, gone), (4, stays)] {
        let workbook = approver.engine.document(&book).expect("there").clone();
        let open = [EntryId::new(Uuid::from_u128(n - 2))].into();
        let about = NewDecision { record, action: "approve", reason: "", supersedes: &open };
        let entry = EntryId::new(Uuid::from_u128(n));
        approver.edit(said, |doc| decide(doc, Some(&workbook), entry, &about, now()));
    }
    approver.until("all is sent", |engine| engine.is_all_sent(&said)).await;
    // Another tablet of the village has all of it, goes, and writes on both.
    let mut away = Tablet::start(&site, &again, 3).await;
    away.until("everything", |e| e.heads(&book) == heads && e.has(&said)).await;
    away.go_away();
    write_into(&mut away, book, gone, &format!("{SECRET} thêm"));
    away.record(book, "ghi khi không có mạng").await;
    assert!(holds(site.folder(), SECRET), "else nothing is shown by its absence");

    assert_eq!(purge(&site, &village, &[gone]).await.0, 403, "administrators only");
    let unknown = RecordId::new(Uuid::from_u128(1 << 100));
    assert_eq!(purge(&site, &admin, &[unknown]).await.0, 404);
    assert_eq!(purge(&site, &admin, &[]).await.0, 400);
    let (status, answer) = purge(&site, &admin, &[gone]).await;
    assert_eq!((status, &answer["filesClean"]), (200, &true.into()), "{answer}");
    assert!(answer["documents"].as_u64() > Some(1), "the workbook and what was decided: {answer}");

    assert!(!holds(site.folder(), SECRET), "nowhere in the relay's files");
    let new_book = own_workbook(&site, &village).await;
    let new_said = document(&site, &head, DocumentKind::Decisions, unit).await;
    assert!(new_book != book && new_said != said);
    for tablet in [&mut recorder, &mut approver] {
        tablet.until("the successor", |e| e.count(&new_book) == 1 && e.has(&new_said)).await;
        assert!(tablet.engine.document(&book).is_none(), "the old one is gone");
        assert_eq!(state(&tablet.engine, new_book, new_said, stays), State::APPROVED);
    }
    away.connect(&site, &again).await;
    away.until("its own work goes on", |e| e.count(&new_book) == 2).await;
    away.until("and is sent", |e| e.is_all_sent(&new_book)).await;
    assert!(away.engine.document(&book).is_none());
    recorder.until("and arrives", |engine| engine.count(&new_book) == 2).await;
    approver.until("everywhere", |engine| engine.count(&new_book) == 2).await;
    assert_eq!(state(&approver.engine, new_book, new_said, stays), State::APPROVED);
    assert!(!holds(site.folder(), SECRET), "nor does it come back");

    let log = site.store.access_log(admin.info.commune, 9).await.expect("read");
    let logged: Vec<_> = log.iter().filter(|e| e.action == "purge_state_secret").collect();
    assert_eq!(logged.len() as u64, answer["documents"].as_u64().expect("a number"));
    assert!(logged.iter().all(|entry| entry.account == Some(admin.info.account)));
    assert!(logged.iter().any(|entry| entry.document == Some(book)));
    let (status, answer) = purge(&site, &admin, &[gone]).await;
    assert_eq!((status, &answer["documents"]), (200, &0.into()), "done already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_starts_after_a_purge_tells_who_comes_back() {
    let mut site = Site::new().await;
    let (village, admin) = (site.sign_in("thon01").await, site.sign_in("quantri").await);
    let book = own_workbook(&site, &village).await;
    let mut recorder = Tablet::start(&site, &village, 1).await;
    let change = recorder.record(book, SECRET).await;
    recorder.receipt(book, change).await;
    let all = records(recorder.engine.document(&book).expect("there"));
    let gone = *all.keys().next().expect("one");
    recorder.go_away();
    recorder.record(book, "ghi khi không có mạng").await;
    assert_eq!(purge(&site, &admin, &[gone]).await.0, 200);
    site.stop().await;
    site.start_again().await;
    recorder.connect(&site, &village).await;
    let new_book = own_workbook(&site, &village).await;
    recorder.until("the rest", |e| e.count(&new_book) == 1 && e.is_all_sent(&new_book)).await;
    assert!(recorder.engine.document(&book).is_none());
}
