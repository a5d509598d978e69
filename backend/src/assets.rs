//! The app's files: embedded in a release, read from `dist/` in a debug build.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::{Code, Failure};

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Everything that no other route takes: a file of the app, or the app itself, which shows the page
/// that the path names.
pub async fn serve(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Failure::from(Code::MethodNotAllowed).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let is_api = path == "api" || path.starts_with("api/");
    match find(path) {
        Some(file) => respond(path, file, request.headers()),
        None if is_api || !is_page => Failure::from(Code::NotFound).into_response(),
        None => match find("index.html") {
            Some(file) => respond("index.html", file, request.headers()),
            None => Failure::from(Code::AppMissing).into_response(),
        },
    }
}

fn find(path: &str) -> Option<EmbeddedFile> {
    // Compressed twins are served under their own file's name only.
    if path.is_empty() || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    Dist::get(path)
}

fn respond(path: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    let (file, encoding) = compressed(path, headers).unwrap_or((plain, None));
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let mut response = if matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match file.data {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        }
        .into_response()
    };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(CONTENT_TYPE, content_type(path));
    set(VARY, "accept-encoding");
    set(ETAG, &tag);
    let hashed = is_hashed(path);
    set(CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    if let Some(encoding) = encoding {
        set(CONTENT_ENCODING, encoding);
    }
    response
}

/// The smallest twin that the browser takes.
fn compressed(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepts = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, ending)| {
        let file = accepted(accepts, encoding).then(|| Dist::get(&format!("{path}{ending}")))?;
        Some((file?, Some(encoding)))
    })
}

/// Whether an `Accept-Encoding` names the encoding, and not with `q=0`.
fn accepted(accepts: &str, encoding: &str) -> bool {
    accepts.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = pieces.find_map(|piece| piece.strip_prefix("q="));
        named && weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
    })
}

fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    known.is_some_and(|list| {
        list.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag)
    })
}

/// Whether the path carries its content's hash, as `app.0123456789abcdef.js`: it never changes.
fn is_hashed(path: &str) -> bool {
    let is_hash = |piece: &str| {
        piece.len() == 16 && piece.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    path.split('/').any(|component| component.split('.').skip(1).any(is_hash))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        assert!(is_hashed("app.0123456789abcdef.js"));
        assert!(is_hashed("snippets.0123456789abcdef/leptos/inline0.js"));
        for plain in ["index.html", "sw.js", "0123456789abcdef", "app.0123456789ABCDEF.js"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn an_encoding_is_taken_unless_refused() {
        assert!(accepted("gzip, deflate, br", "br"));
        assert!(accepted("BR;q=0.5", "br"));
        assert!(!accepted("gzip, br;q=0", "br"));
        assert!(!accepted("brotli", "br"));
    }
}
