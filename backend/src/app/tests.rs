//! The HTTP interface as users see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, ORIGIN, SET_COOKIE};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use shared::domain::kind::deciding_roles;
use shared::limits::BODY_BYTES_MAX;
use tower::ServiceExt;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Transport;
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use crate::testing::{PASSWORD, Site, User};

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_cannot_read_and_says_who_one_is() {
    let site = Site::new().await;
    let answer = site.anyone().sign_in("village", PASSWORD).await;
    let cookie = answer.headers[SET_COOKIE].to_str().expect("text");
    assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
    let village = site.user("village").await;
    let who = village.get("/api/session").await.json();
    assert_eq!((&who["unit"], &who["roles"]), (&json!("T01"), &json!(["recorder"])));
    assert_eq!(who["communeName"], "xã Thử");
    assert!(who["peerId"].as_str().is_some_and(|id| id.starts_with("soxa-")), "{who}");
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let site = Site::new().await;
    let unknown = site.anyone().sign_in("nobody", PASSWORD).await;
    let wrong = site.anyone().sign_in("village", "không phải").await;
    assert_eq!(unknown.refusal(), (401, "wrong_credentials".to_owned()));
    assert_eq!((unknown.status, &unknown.body), (wrong.status, &wrong.body));
}

#[tokio::test]
async fn signing_out_ends_the_session_everywhere() {
    let site = Site::new().await;
    let village = site.user("village").await;
    let out = village.send(Method::DELETE, "/api/session", Value::Null).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let removed = out.headers[SET_COOKIE].to_str().expect("text");
    assert!(removed.contains("Max-Age=0"), "{removed}");
    let after = village.get("/api/session").await;
    assert_eq!(after.refusal(), (401, "not_signed_in".to_owned()));
}

#[tokio::test]
async fn on_a_shared_tablet_the_account_is_chosen_by_its_id() {
    let site = Site::new().await;
    let (village, head) = (site.user("village").await, site.user("head").await);
    let both = User { cookie: format!("{}; {}", village.cookie, head.cookie), ..site.anyone() };
    let plain = both.get("/api/session").await;
    assert_eq!(plain.refusal(), (400, "ambiguous_account".to_owned()));
    for one in [&village, &head] {
        let who = both.get(&format!("/api/session?account={}", one.id)).await.json();
        assert_eq!(who["account"], json!(one.id));
    }
    let other = site.user("auditor").await;
    let foreign = both.get(&format!("/api/session?account={}", other.id)).await;
    assert_eq!(foreign.refusal(), (401, "not_signed_in".to_owned()));
    both.send(Method::DELETE, &format!("/api/session?account={}", head.id), Value::Null).await;
    let who = both.get("/api/session").await.json();
    assert_eq!(who["account"], json!(village.id), "one session is left, so it is meant");
}

#[tokio::test]
async fn the_catalogue_shows_each_what_they_may_read_and_write() {
    let site = Site::new().await;
    let mut counts = BTreeMap::new();
    for name in ["admin", "village", "head", "planner", "auditor"] {
        let list = site.user(name).await.get("/api/catalogue").await.json();
        let list = list.as_array().expect("a list").clone();
        let writes = list.iter().filter(|entry| entry["access"] == "write").count();
        counts.insert(name, (list.len(), writes));
        assert!(list.iter().all(|entry| entry["heads"].as_array().is_some_and(|h| h.len() == 1)));
    }
    let units = 8 + 3;
    // A workbook and what each deciding role says about it.
    let book = 1 + deciding_roles().len();
    let all = 1 + 1 + book * units;
    let expected = BTreeMap::from([
        ("admin", (1, 1)),
        // directory, own workbook, what is said about it
        ("village", (1 + book, 1)),
        // directory, reports, own and three villages' workbooks with what is said of them; writes its
        // own workbook and the head's decisions of four units
        ("head", (2 + book * 4, 1 + 4)),
        // reports, and the villages' workbooks ("nhập hộ")
        ("planner", (all, 1 + 3)),
        ("auditor", (all, 0)),
    ]);
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn only_administrators_manage_accounts() {
    let site = Site::new().await;
    let new = json!({ "username": "moi", "password": PASSWORD, "name": "Cán bộ mới",
        "unit": "T03", "roles": ["recorder"] });
    let village = site.user("village").await;
    assert_eq!(village.get("/api/admin/accounts").await.refusal(), (403, "forbidden".to_owned()));
    let tried = village.post("/api/admin/accounts", new.clone()).await;
    assert_eq!(tried.refusal(), (403, "forbidden".to_owned()));
    let admin = site.user("admin").await;
    let made = admin.post("/api/admin/accounts", new.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    assert!(!String::from_utf8_lossy(&made.body).contains("argon2"));
    let again = admin.post("/api/admin/accounts", new).await;
    assert_eq!(again.refusal(), (409, "taken".to_owned()));
    let moi = site.user("moi").await;
    let path = format!("/api/admin/accounts/{}", moi.id);
    admin.send(Method::PATCH, &path, json!({ "disabled": true })).await;
    assert_eq!(moi.get("/api/session").await.refusal(), (403, "account_disabled".to_owned()));
    let list = admin.get("/api/admin/accounts").await.json();
    assert_eq!(list.as_array().map(Vec::len), Some(7));
}

#[tokio::test]
async fn the_last_administrator_cannot_leave() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let path = format!("/api/admin/accounts/{}", admin.id);
    for change in [json!({ "disabled": true }), json!({ "roles": ["recorder"] })] {
        let answer = admin.send(Method::PATCH, &path, change).await;
        assert_eq!(answer.refusal(), (409, "last_admin".to_owned()));
    }
}

#[tokio::test]
async fn one_s_own_password_needs_the_old_one() {
    let site = Site::new().await;
    let village = site.user("village").await;
    let change = async |old: &str, new: &str| {
        village.post("/api/session/password", json!({ "old": old, "new": new })).await
    };
    let guess = change("không phải", "mật khẩu mới").await;
    assert_eq!(guess.refusal(), (401, "wrong_credentials".to_owned()));
    let short = change(PASSWORD, "ngắn").await;
    assert_eq!(short.refusal(), (422, "password_too_short".to_owned()));
    assert_eq!(change(PASSWORD, "mật khẩu mới").await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.anyone().sign_in("village", "mật khẩu mới").await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_page_changes_nothing() {
    let site = Site::new().await;
    let village = site.user("village").await;
    let mut request =
        village.request(Method::DELETE, "/api/session").body(Body::empty()).expect("a request");
    request.headers_mut().insert(ORIGIN, "https://evil.example".parse().expect("a value"));
    assert_eq!(site.send(request).await.refusal(), (403, "foreign_origin".to_owned()));
    assert_eq!(village.get("/api/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_malformed_too_large_or_nowhere_is_refused_with_a_code() {
    let site = Site::new().await;
    let anyone = site.anyone();
    let post = async |body: Vec<u8>| {
        let request = anyone.request(Method::POST, "/api/session").body(Body::from(body));
        site.send(request.expect("a request")).await.refusal()
    };
    assert_eq!(post(b"{".to_vec()).await, (400, "bad_request".to_owned()));
    assert_eq!(post(b"{\"username\":1}".to_vec()).await, (400, "bad_request".to_owned()));
    assert_eq!(post(vec![b' '; BODY_BYTES_MAX + 1]).await, (413, "too_large".to_owned()));
    assert_eq!(anyone.get("/api/nothing").await.refusal(), (404, "not_found".to_owned()));
    assert_eq!(anyone.get("/missing.js").await.refusal(), (404, "not_found".to_owned()));
    let put = anyone.send(Method::PUT, "/api/session", Value::Null).await;
    assert_eq!(put.refusal(), (405, "method_not_allowed".to_owned()));
    let bad_id = anyone.get("/api/session?account=x").await;
    assert_eq!(bad_id.refusal(), (400, "bad_request".to_owned()));
}

#[tokio::test]
async fn messages_are_vietnamese_unless_english_is_asked_for() {
    let site = Site::new().await;
    let anyone = site.anyone();
    assert!(
        anyone.get("/api/session").await.json()["message"]
            .as_str()
            .is_some_and(|m| m.starts_with("Chưa"))
    );
    let request = anyone
        .request(Method::GET, "/api/session")
        .header(ACCEPT_LANGUAGE, "en-GB,en;q=0.9")
        .body(Body::empty())
        .expect("a request");
    let message = site.send(request).await.json()["message"].clone();
    assert!(message.as_str().is_some_and(|m| m.starts_with("Not signed in")), "{message}");
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_the_page() {
    let site = Site::new().await;
    for path in ["/", "/healthz", "/api/session", "/missing.js"] {
        let headers = site.anyone().get(path).await.headers;
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(!headers.contains_key("strict-transport-security"), "not over plain http");
    }
    let tls = Site::reached(Transport::Tls).await;
    let headers = tls.anyone().get("/healthz").await.headers;
    assert!(headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn behind_a_proxy_guessing_is_counted_by_the_address_that_the_proxy_saw() {
    let site = Site::reached(Transport::BehindProxy).await;
    let guess = async |name: String, forwarded: &str| {
        let mut request = site
            .anyone()
            .request(Method::POST, "/api/session")
            .header("x-forwarded-for", forwarded)
            .body(Body::from(json!({ "username": name, "password": "sai hoàn toàn" }).to_string()))
            .expect("a request");
        request.headers_mut().insert(ORIGIN, "https://127.0.0.1:8080".parse().expect("a value"));
        site.send(request).await.refusal().1
    };
    for n in 0..30 {
        let code = guess(format!("n{n}"), &format!("10.9.9.{n}, 192.0.2.1")).await;
        assert_eq!(code, "wrong_credentials");
    }
    assert_eq!(guess("n30".to_owned(), "10.9.9.99, 192.0.2.1").await, "too_many_attempts");
    assert_eq!(guess("n31".to_owned(), "192.0.2.2").await, "wrong_credentials");
}

#[tokio::test]
async fn a_store_that_cannot_write_still_lets_people_read() {
    let site = Site::new().await;
    let village = site.user("village").await;
    site.store.fail_writes(true);
    site.clock.advance(2 * 3_600_000);
    assert_eq!(village.get("/api/session").await.status, StatusCode::OK);
    assert_eq!(village.get("/api/catalogue").await.status, StatusCode::OK);
    let sign_in = site.anyone().sign_in("head", PASSWORD).await;
    assert_eq!(sign_in.refusal(), (503, "store_unavailable".to_owned()));
    assert_eq!(site.anyone().get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_relay_whose_store_does_not_answer_is_alive_and_not_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("soxa.db")).await.expect("opens");
    let store = Arc::new(store);
    let app = App::new(store.clone(), Clock::system(), Transport::Plain, Vec::new());
    let get = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let (parts, body) = app.router().oneshot(request).await.expect("answers").into_parts();
        let body = axum::body::to_bytes(body, 1 << 10).await.expect("a body").to_vec();
        (parts.status.as_u16(), String::from_utf8(body).expect("text"))
    };
    assert_eq!(get("/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get("/readyz").await, (200, "ready\n".to_owned()));
    store.close().await;
    let (status, body) = get("/readyz").await;
    assert_eq!(status, 503);
    assert!(body.contains(r#""code":"store_unavailable""#), "{body}");
    assert_eq!(get("/healthz").await, (200, "ok\n".to_owned()));
}

#[tokio::test]
async fn a_report_is_written_for_who_is_signed_in_of_a_period_that_has_a_plan() {
    let site = Site::new().await;
    let village = site.user("village").await;
    let asked = |query: &str| format!("/api/export?{query}");
    let anyone = site.anyone().get(&asked("period=2026-H1&format=csv")).await;
    assert_eq!(anyone.refusal(), (401, "not_signed_in".to_owned()));
    for query in ["", "period=2026-H3&format=csv", "period=2026-H1&format=pdf"] {
        let refused = village.get(&asked(query)).await;
        assert_eq!(refused.refusal(), (400, "bad_request".to_owned()), "{query}");
    }
    let without_plan = village.get(&asked("period=2031-H1&format=csv")).await;
    assert_eq!(without_plan.refusal(), (404, "not_found".to_owned()));
}
