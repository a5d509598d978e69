//! The relay under test.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HOST, SET_COOKIE};
use backend::app::App;
use backend::auth::password::Password;
use backend::clock::Clock;
use backend::config::Transport;
use backend::setup::{SetupError, demo};
use backend::store::Store;
use backend::store::model::Account;
use backend::store::sqlite::SqliteStore;
use shared::api::{CatalogueEntry, SessionInfo};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, handshake};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower::ServiceExt;

/// A client's socket.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The demo commune, served.
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) address: SocketAddr,
    accounts: Vec<(Account, Password)>,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// A demo commune on disk, to be copied.
struct Demo {
    folder: TempDir,
    accounts: Vec<(Account, Password)>,
}

impl Demo {
    async fn new(
        make: impl AsyncFnOnce(Arc<dyn Store>) -> Result<Vec<(Account, Password)>, SetupError>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let accounts = make(store.clone()).await.expect("made");
        store.close().await;
        Self { folder, accounts }
    }
}

/// A signed-in session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) info: SessionInfo,
}

async fn open(folder: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(&folder.join("soxa.db")).await.expect("opens"))
}

fn serve(
    store: Arc<dyn Store>,
) -> (App, SocketAddr, oneshot::Sender<()>, JoinHandle<std::io::Result<()>>) {
    let app = App::new(store, Clock::system(), Transport::Plain, Vec::new());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(app.clone().serve(listener, None, async {
        let _ = stopped.await;
    }));
    (app, address, stop, serving)
}

impl Site {
    pub(crate) async fn new() -> Self {
        // Made once: hashing seventy passwords is slow on purpose.
        static DEMO: OnceCell<Demo> = OnceCell::const_new();
        let made = async |store: Arc<dyn Store>| demo::make(&*store, 2026, 1).await;
        Self::of(DEMO.get_or_init(async || Demo::new(made).await).await).await
    }

    /// The same commune with a year of records.
    pub(crate) async fn with_records() -> Self {
        static DEMO: OnceCell<Demo> = OnceCell::const_new();
        let made = async |store: Arc<dyn Store>| demo::make_with_records(&*store, 2026, 1).await;
        Self::of(DEMO.get_or_init(async || Demo::new(made).await).await).await
    }

    async fn of(demo: &Demo) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let copied =
            std::fs::copy(demo.folder.path().join("soxa.db"), folder.path().join("soxa.db"));
        copied.expect("copied");
        let store = open(folder.path()).await;
        let accounts = demo.accounts.clone();
        let (app, address, stop, serving) = serve(store.clone());
        Self { app, store, address, accounts, folder, stop: Some(stop), serving }
    }

    /// Where its data is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops the relay as SIGTERM does, and waits for it.
    pub(crate) async fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.serving).await.expect("ends").expect("ends cleanly");
    }

    /// Starts a new process, as it were, on the same folder.
    pub(crate) async fn start_again(&mut self) {
        self.store = open(self.folder.path()).await;
        let (app, address, stop, serving) = serve(self.store.clone());
        (self.app, self.address, self.stop, self.serving) = (app, address, Some(stop), serving);
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header(HOST, self.address.to_string())
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, username: &str) -> Session {
        let named = |(account, _): &&(Account, _)| account.username.as_str() == username;
        let (_, password) = self.accounts.iter().find(named).expect("an account of the demo");
        let body = serde_json::json!({ "username": username, "password": password.expose() });
        let request = self
            .request("POST", "/api/session")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let response = self.app.router().oneshot(request).await.expect("answers");
        assert_eq!(response.status(), 200, "{username}");
        let cookie = response.headers()[SET_COOKIE].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        Session { cookie, info: serde_json::from_slice(&body).expect("who one is") }
    }

    /// Signs out.
    pub(crate) async fn sign_out(&self, session: &Session) {
        let request = self.request("DELETE", "/api/session").header("cookie", &session.cookie);
        let request = request.body(Body::empty()).expect("a request");
        let response = self.app.router().oneshot(request).await.expect("answers");
        assert_eq!(response.status(), 204);
    }

    /// The session's documents.
    pub(crate) async fn catalogue(&self, session: &Session) -> Vec<CatalogueEntry> {
        let request = self.request("GET", "/api/catalogue").header("cookie", &session.cookie);
        let request = request.body(Body::empty()).expect("a request");
        let response = self.app.router().oneshot(request).await.expect("answers");
        let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.expect("a body");
        serde_json::from_slice(&body).expect("a catalogue")
    }

    /// The request that opens a session's socket.
    pub(crate) fn upgrade(&self, session: Option<&Session>) -> handshake::client::Request {
        let url = format!("ws://{}/sync", self.address);
        let mut request = url.into_client_request().expect("a request");
        let mut set = |name: &'static str, value: String| {
            request.headers_mut().insert(name, value.parse().expect("a value"));
        };
        set("origin", format!("http://{}", self.address));
        if let Some(session) = session {
            set("cookie", session.cookie.clone());
        }
        request
    }

    /// Opens a session's socket.
    pub(crate) async fn socket(&self, session: &Session) -> Socket {
        connect_async(self.upgrade(Some(session))).await.expect("is let in").0
    }

    /// Tries to open a socket: the status and code of the refusal.
    pub(crate) async fn refusal(&self, request: handshake::client::Request) -> (u16, String) {
        match connect_async(request).await {
            Err(tungstenite::Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
                let code = body["code"].as_str().unwrap_or_default().to_owned();
                (response.status().as_u16(), code)
            }
            other => panic!("let in, or failed otherwise: {other:?}"),
        }
    }
}
