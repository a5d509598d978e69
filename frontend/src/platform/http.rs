//! Requests to the relay's HTTP interface.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::{describe, window};

/// How long a request may take, in milliseconds: a sign-in hashes a password over a slow network.
const TIMEOUT_MS: u32 = 30_000;

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

/// No answer came: no network, no relay, or too slow.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no answer: {0}")]
pub struct NoAnswer(pub String);

/// Sends a request with an optional JSON body and waits for the whole answer.
pub async fn request(method: &str, path: &str, json: Option<String>) -> Result<Reply, NoAnswer> {
    send(method, path, json).await.map_err(|error| NoAnswer(describe(&error)))
}

async fn send(method: &str, path: &str, json: Option<String>) -> Result<Reply, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let headers = Headers::new()?;
    // The relay's sentences come in the app's language, not the browser's.
    headers.set("accept-language", &super::dom::language())?;
    init.set_headers(&headers);
    if let Some(json) = json {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(&json));
    }
    let response = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await?;
    let response: Response = response.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Reply { status: response.status(), body })
}
