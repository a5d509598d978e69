//! The application: routes, limits and headers around them, and serving until told to stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, patch, post, put};
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use shared::limits::BODY_BYTES_MAX;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::{DefaultOnFailure, TraceLayer};

use crate::admin::Turn;
use crate::auth::Auth;
use crate::auth::origin::Origins;
use crate::clock::Clock;
use crate::config::Transport;
use crate::error::{Code, Failure, localise};
use crate::hub::Hubs;
use crate::hub::sockets::Sockets;
use crate::routes::admin::{accounts, directory, log};
use crate::routes::{Context, catalogue, export, health, plans, purge, session, who};
use crate::store::Store;
use crate::{assets, ws};

/// Scripts of our own and WebAssembly, nothing inline, nothing from elsewhere, in no frame.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Sensors and payments are not ours; the camera is used through the file picker only.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// How long open requests may take once the relay is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long a client may take to send its first request's head.
const FIRST_REQUEST: Duration = Duration::from_secs(20);

/// The application over a store.
#[derive(Clone)]
pub struct App {
    context: Context,
}

impl App {
    /// Over this store and clock, reached in this way.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        transport: Transport,
        origins: Vec<String>,
    ) -> Self {
        let origins = if origins.is_empty() {
            Origins::SameHost { tls: transport != Transport::Plain }
        } else {
            Origins::These(origins)
        };
        let context = Context {
            auth: Auth::new(store.clone(), clock.clone()),
            hubs: Hubs::new(store.clone(), clock.clone()),
            sockets: Sockets::new(),
            origins: Arc::new(origins),
            directory_turn: Turn::default(),
            export_turn: Turn::default(),
            store,
            clock,
            transport,
        };
        Self { context }
    }

    /// What the handlers work with.
    pub const fn context(&self) -> &Context {
        &self.context
    }

    /// The router, with everything around it.
    pub fn router(&self) -> Router {
        let api = Router::new()
            .route(
                "/api/session",
                get(session::show).post(session::sign_in).delete(session::sign_out),
            )
            .route("/api/session/password", post(session::change_password))
            .route("/api/catalogue", get(catalogue::list))
            .route("/api/export", get(export::export))
            .route("/api/plans", post(plans::create))
            .route("/api/admin/accounts", get(accounts::list).post(accounts::add))
            .route("/api/admin/accounts/{id}", patch(accounts::change))
            .route("/api/admin/units", post(directory::add_unit))
            .route("/api/admin/units/{id}", patch(directory::change_unit))
            .route("/api/admin/channels", post(directory::add_channel))
            .route("/api/admin/channels/{id}", patch(directory::change_channel))
            .route("/api/admin/holidays/{date}", put(directory::set_day))
            .route("/api/admin/rules", post(directory::set_rule))
            .route("/api/admin/rules/{id}", delete(directory::withdraw_rule))
            .route("/api/admin/years", get(directory::list_years).post(directory::open_year))
            .route("/api/admin/log", get(log::show))
            .route("/api/admin/purge", post(purge::purge))
            .route("/sync", any(ws::sync))
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .method_not_allowed_fallback(async || Failure::from(Code::MethodNotAllowed))
            .layer(from_fn_with_state(self.context.clone(), who::same_origin))
            .layer(header_if_absent(CACHE_CONTROL, "no-store"))
            .with_state(self.context.clone());
        let mut router = api
            .fallback(assets::serve)
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(localise))
            .layer(header(CONTENT_SECURITY_POLICY, POLICY))
            .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(REFERRER_POLICY, "no-referrer"))
            .layer(header(HeaderName::from_static("permissions-policy"), PERMISSIONS))
            .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"));
        if self.context.transport != Transport::Plain {
            router = router.layer(header(STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        }
        router.layer(
            TraceLayer::new_for_http()
                // The route, not the path: paths and queries may name accounts.
                .make_span_with(|request: &Request| {
                    let route = request.extensions().get::<MatchedPath>();
                    let route = route.map_or("app", MatchedPath::as_str);
                    tracing::info_span!("request", method = %request.method(), route)
                })
                .on_failure(DefaultOnFailure::new().level(tracing::Level::ERROR)),
        )
    }

    /// Serves until `stop` resolves: then what is under way is stored, sockets are closed with
    /// 1001, and open requests get [`GRACE`].
    pub async fn serve(
        self,
        listener: TcpListener,
        tls: Option<RustlsConfig>,
        stop: impl Future<Output = ()>,
    ) -> std::io::Result<()> {
        listener.set_nonblocking(true)?;
        let handle = Handle::<SocketAddr>::new();
        let make = self.router().into_make_service_with_connect_info::<SocketAddr>();
        let server = {
            let server = axum_server::from_tcp(listener)?
                .handle(handle.clone())
                .first_request_timeout(FIRST_REQUEST);
            tokio::spawn(async move {
                match tls {
                    Some(config) => {
                        let acceptor = RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new());
                        server.acceptor(acceptor).serve(make).await
                    }
                    None => server.acceptor(NoDelayAcceptor::new()).serve(make).await,
                }
            })
        };
        let upkeep = tokio::spawn(upkeep(self.context.auth.clone()));
        stop.await;
        tracing::info!("stopping");
        upkeep.abort();
        handle.graceful_shutdown(Some(GRACE));
        self.context.hubs.stop().await;
        if tokio::time::timeout(GRACE, self.context.sockets.closed()).await.is_err() {
            tracing::warn!("some sockets did not say goodbye");
        }
        server.await.map_err(std::io::Error::other)??;
        self.context.store.close().await;
        Ok(())
    }
}

/// What is done now and then.
async fn upkeep(auth: Auth) {
    let mut hourly = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hourly.tick().await;
        if let Err(error) = auth.tidy().await {
            tracing::warn!(%error, "cannot forget old failures");
        }
    }
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

fn header_if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    // The panic hook has logged where.
    Failure::from(Code::Internal).into_response()
}

#[cfg(test)]
mod tests;
