//! Whether a request that changes something (or opens a socket) comes from the app itself.
//!
//! Browsers say where a request comes from, in `Origin` and `Sec-Fetch-Site`; a foreign page
//! cannot change either. A client that is no browser sends neither, carries no one's cookies
//! unasked, and is let through.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Where the app is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// At these origins only, as `https://soxa.example.vn`.
    These(Vec<String>),
    /// Wherever the request's `Host` says, over TLS or not.
    SameHost {
        /// Whether the browser speaks TLS with us or with the proxy before us.
        tls: bool,
    },
}

/// The request comes from another page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request comes from another origin")]
pub struct ForeignOrigin;

impl Origins {
    /// Refuses what another page sends.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ForeignOrigin> {
        let text = |value: &axum::http::HeaderValue| value.to_str().ok().map(str::to_owned);
        if let Some(site) = headers.get("sec-fetch-site")
            && text(site).as_deref() != Some("same-origin")
        {
            return Err(ForeignOrigin);
        }
        let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
        let origin = text(origin).ok_or(ForeignOrigin)?;
        let expected = match self {
            Self::These(list) => list.clone(),
            Self::SameHost { tls } => {
                let host = headers.get(HOST).and_then(text).ok_or(ForeignOrigin)?;
                vec![format!("{}://{host}", if *tls { "https" } else { "http" })]
            }
        };
        if expected.iter().any(|known| known.eq_ignore_ascii_case(&origin)) {
            Ok(())
        } else {
            Err(ForeignOrigin)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn only_the_app_itself_and_programs_come_through() {
        let plain = Origins::SameHost { tls: false };
        let host = ("host", "127.0.0.1:8080");
        for (pairs, passes) in [
            (vec![host], true),
            (vec![host, ("origin", "http://127.0.0.1:8080")], true),
            (vec![host, ("origin", "https://127.0.0.1:8080")], false),
            (vec![host, ("origin", "http://127.0.0.1:9090")], false),
            (vec![host, ("origin", "http://evil.example")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("sec-fetch-site", "same-origin")], true),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![("origin", "http://127.0.0.1:8080")], false),
        ] {
            assert_eq!(plain.check(&headers(&pairs)).is_ok(), passes, "{pairs:?}");
        }
    }

    #[test]
    fn a_named_origin_counts_whatever_the_host_says() {
        let named = Origins::These(vec!["https://soxa.example.vn".to_owned()]);
        let inside = ("host", "10.0.0.2:8080");
        assert!(named.check(&headers(&[inside, ("origin", "https://soxa.example.vn")])).is_ok());
        assert!(named.check(&headers(&[inside, ("origin", "https://10.0.0.2:8080")])).is_err());
    }
}
