//! A small commune for tests: through the real router, as users.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use shared::domain::role::Role;
use shared::id::UnitId;
use shared::time::TimestampMs;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::app::App;
use crate::auth::password::{Password, Passwords};
use crate::clock::Clock;
use crate::config::Transport;
use crate::setup::entropy::Entropy;
use crate::setup::{Setup, set_up, units};
use crate::store::AccountStore;
use crate::store::memory::MemoryStore;
use crate::store::model::{Account, Commune, PasswordHash, Username};

/// Everyone's password.
pub(crate) const PASSWORD: &str = "mật khẩu thử";

/// The relay with a commune of three villages.
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Clock,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Status and stable code.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

impl Site {
    /// Reached in plain HTTP.
    pub(crate) async fn new() -> Self {
        Self::reached(Transport::Plain).await
    }

    pub(crate) async fn reached(transport: Transport) -> Self {
        let store = Arc::new(MemoryStore::new());
        let clock = Clock::set_to(TimestampMs(1_780_000_000_000));
        let mut entropy = Entropy::seeded(1);
        let now = clock.now();
        let commune =
            Commune { id: entropy.commune_id(now), name: "xã Thử".to_owned(), created_at: now };
        let people = [
            ("admin", "VP", Role::Admin),
            ("village", "T01", Role::Recorder),
            ("neighbour", "T02", Role::Recorder),
            ("head", "VHXH", Role::Head),
            ("planner", "VHXH", Role::Planner),
            ("auditor", "VP", Role::Auditor),
        ];
        let accounts = people.map(|(name, unit, role)| Account {
            commune: commune.id,
            id: entropy.account_id(now),
            username: Username::parse(name).expect("valid"),
            name: format!("Cán bộ {name}"),
            post: String::new(),
            unit: UnitId::from(unit),
            roles: [role].into(),
            disabled: false,
            created_at: now,
        });
        let mut all = units::standard();
        all.extend(units::villages(3));
        let setup = Setup {
            commune,
            year: 2026,
            units: all,
            channels: Vec::new(),
            plan: None,
            accounts: Vec::new(),
        };
        set_up(&*store, &mut entropy, &setup).await.expect("set up");
        // One hash for all: hashing is slow on purpose.
        static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
        let hash = async || Passwords::new().hash(&Password::new(PASSWORD)).await.expect("hashed");
        let hash = HASH.get_or_init(hash).await;
        for account in accounts {
            store.create_account(&account, hash).await.expect("added");
        }
        let app = App::new(store.clone(), clock.clone(), transport, Vec::new());
        Self { app, store, clock }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.router().oneshot(request).await.expect("answers");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Somebody who has not signed in.
    pub(crate) fn anyone(&self) -> User<'_> {
        User { site: self, cookie: String::new(), id: String::new() }
    }

    /// A signed-in user.
    pub(crate) async fn user(&self, name: &str) -> User<'_> {
        let answer = self.anyone().sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {answer:?}");
        let set = answer.headers[SET_COOKIE].to_str().expect("text");
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        let id = answer.json()["account"].as_str().unwrap_or_default().to_owned();
        User { site: self, cookie, id }
    }
}

/// Somebody at a browser.
pub(crate) struct User<'a> {
    pub(crate) site: &'a Site,
    pub(crate) cookie: String,
    pub(crate) id: String,
}

impl User<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1:8080")
            .header(ORIGIN, "http://127.0.0.1:8080")
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/json")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.site.send(self.request(method, path).body(body).expect("a request")).await
    }

    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/api/session", json!({ "username": name, "password": password })).await
    }
}
