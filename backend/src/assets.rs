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

/// Gives the file of a name.
type Files = fn(&str) -> Option<EmbeddedFile>;

/// Everything that no other route takes: a file of the app, or the app itself, which shows the page
/// that the path names.
pub async fn serve(request: Request) -> Response {
    answer(&request, Dist::get)
}

fn answer(request: &Request, files: Files) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Failure::from(Code::MethodNotAllowed).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let is_api = path == "api" || path.starts_with("api/");
    match find(path, files) {
        Some(file) => respond(path, file, request.headers(), files),
        None if is_api || !is_page => Failure::from(Code::NotFound).into_response(),
        None => match find("index.html", files) {
            Some(file) => respond("index.html", file, request.headers(), files),
            None => Failure::from(Code::AppMissing).into_response(),
        },
    }
}

fn find(path: &str, files: Files) -> Option<EmbeddedFile> {
    // Compressed twins are served under their own file's name only.
    if path.is_empty() || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    files(path)
}

fn respond(path: &str, plain: EmbeddedFile, headers: &HeaderMap, files: Files) -> Response {
    let (file, encoding) = compressed(path, headers, files).unwrap_or((plain, None));
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
fn compressed(
    path: &str,
    headers: &HeaderMap,
    files: Files,
) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepts = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, ending)| {
        let file = accepted(accepts, encoding).then(|| files(&format!("{path}{ending}")))?;
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
    use axum::http::HeaderName;
    use rust_embed::Metadata;
    use sha2::{Digest, Sha256};

    use super::*;

    /// A page with its twins, as `cargo xtask dist` writes them, and a picture without.
    fn site(path: &str) -> Option<EmbeddedFile> {
        let content: &'static str = match path {
            "index.html" => "the page",
            "index.html.br" => "the page, for br",
            "index.html.gz" => "the page, for gzip",
            "logo.png" => "the picture",
            _ => return None,
        };
        let hash = Sha256::digest(content).into();
        let metadata = Metadata::__rust_embed_new(hash, None, None);
        Some(EmbeddedFile { data: Cow::Borrowed(content.as_bytes()), metadata })
    }

    async fn get(path: &str, headers: &[(HeaderName, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let answer = answer(&request.body(Body::empty()).expect("a request"), site);
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 1 << 10).await.expect("a body").to_vec();
        (parts.status, parts.headers, String::from_utf8(body).expect("text"))
    }

    #[tokio::test]
    async fn the_twin_that_the_browser_takes_is_served() {
        let cases = [
            (Some("br"), Some("br"), "the page, for br"),
            (Some("gzip"), Some("gzip"), "the page, for gzip"),
            (Some("gzip, deflate, br"), Some("br"), "the page, for br"),
            (Some("br;q=0, gzip"), Some("gzip"), "the page, for gzip"),
            (Some("zstd"), None, "the page"),
            (None, None, "the page"),
        ];
        for path in ["/", "/index.html", "/a/page/of/the/app"] {
            for (accepts, encoding, expected) in cases {
                let asked: Vec<_> =
                    accepts.map(|text| (ACCEPT_ENCODING, text)).into_iter().collect();
                let (status, headers, body) = get(path, &asked).await;
                let told = headers.get(CONTENT_ENCODING).map(|value| value.to_str().expect("text"));
                assert_eq!((status, told, body.as_str()), (StatusCode::OK, encoding, expected));
                assert_eq!(headers[VARY], "accept-encoding", "{path} {accepts:?}");
                assert_eq!(headers[CONTENT_TYPE], "text/html; charset=utf-8");
            }
        }
    }

    #[tokio::test]
    async fn what_has_no_twin_is_served_as_it_is_and_a_twin_under_no_name_of_its_own() {
        let (status, headers, body) = get("/logo.png", &[(ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "the picture"));
        assert!(!headers.contains_key(CONTENT_ENCODING), "{headers:?}");
        for twin in ["/index.html.br", "/index.html.gz"] {
            assert_eq!(get(twin, &[]).await.0, StatusCode::NOT_FOUND, "{twin}");
        }
    }

    #[tokio::test]
    async fn each_twin_has_a_tag_of_its_own() {
        let (_, headers, _) = get("/", &[(ACCEPT_ENCODING, "br")]).await;
        let tag = headers[ETAG].to_str().expect("text");
        let (again, _, body) = get("/", &[(ACCEPT_ENCODING, "br"), (IF_NONE_MATCH, tag)]).await;
        assert_eq!((again, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        for other in ["gzip", "identity"] {
            let asked = [(ACCEPT_ENCODING, other), (IF_NONE_MATCH, tag)];
            assert_eq!(get("/", &asked).await.0, StatusCode::OK, "{other}");
        }
    }

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
