//! From a request to who asks, from where, and what they send.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Query, Request, State};
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::domain::role::Role;
use shared::id::AccountId;

use super::Context;
use crate::auth::{AuthError, SignedIn, cookie};
use crate::config::Transport;
use crate::error::{Code, Failure, Result};

/// The session of the request: the one of `?account=ID`, or the only one on the device.
#[derive(Debug, Clone)]
pub struct Who(pub SignedIn);

#[derive(Deserialize)]
struct Selected {
    account: Option<AccountId>,
}

impl FromRequestParts<Context> for Who {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Query(selected) =
            Query::<Selected>::try_from_uri(&parts.uri).map_err(|_| Code::BadRequest)?;
        let mut found = Vec::new();
        let mut refused = AuthError::NotSignedIn;
        for token in cookie::tokens(&parts.headers, selected.account) {
            match context.auth.signed_in(&token).await {
                Ok(who) if selected.account.is_none_or(|id| id == who.account.id) => {
                    found.push(who);
                }
                Ok(_) => {}
                // With several accounts on the device, one that is over is not the others' fault.
                Err(AuthError::Store(error)) => return Err(error.into()),
                Err(error) => refused = error,
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(who), true) => Ok(Self(who)),
            (Some(_), false) => Err(Code::AmbiguousAccount.into()),
            (None, _) => Err(refused.into()),
        }
    }
}

/// The session of an administrator.
#[derive(Debug, Clone)]
pub struct Admin(pub SignedIn);

impl FromRequestParts<Context> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Who(who) = Who::from_request_parts(parts, context).await?;
        if who.account.roles.contains(&Role::Admin) {
            Ok(Self(who))
        } else {
            Err(Code::Forbidden.into())
        }
    }
}

/// The address a request comes from: behind a proxy, the one the proxy saw.
#[derive(Debug, Clone, Copy)]
pub struct From(pub IpAddr);

impl FromRequestParts<Context> for From {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        context: &Context,
    ) -> std::result::Result<Self, Infallible> {
        let direct = peer(parts);
        if context.transport != Transport::BehindProxy {
            return Ok(Self(direct));
        }
        // The last entry is the one our proxy added; those before it anyone can write.
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let forwarded = forwarded.and_then(|value| value.to_str().ok());
        let last = forwarded.and_then(|list| list.rsplit(',').next());
        Ok(Self(last.and_then(|text| text.trim().parse().ok()).unwrap_or(direct)))
    }
}

/// Whether cookies of this request must be `Secure`: always, but on plain-http loopback.
#[derive(Debug, Clone, Copy)]
pub struct SecureCookies(pub bool);

impl FromRequestParts<Context> for SecureCookies {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        context: &Context,
    ) -> std::result::Result<Self, Infallible> {
        let plain = context.transport == Transport::Plain;
        Ok(Self(!(plain && peer(parts).is_loopback() && names_loopback(&parts.headers))))
    }
}

fn peer(parts: &Parts) -> IpAddr {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
        address.ip().to_canonical()
    })
}

fn names_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or_default();
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A JSON body; what is no JSON of this shape is refused with our own error.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(too_large_or_bad(&rejection).into()),
        }
    }
}

fn too_large_or_bad(rejection: &JsonRejection) -> Code {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Code::TooLarge
    } else {
        Code::BadRequest
    }
}

/// Middleware: whatever changes something must come from the app itself.
pub async fn same_origin(State(context): State<Context>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && let Err(foreign) = context.origins.check(request.headers()) {
        return Failure::from(foreign).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_has_several_names() {
        let host = |text: &str| HeaderMap::from_iter([(HOST, text.parse().expect("a value"))]);
        for name in ["localhost:8080", "127.0.0.1", "[::1]:8080", "127.0.0.1:80"] {
            assert!(names_loopback(&host(name)), "{name}");
        }
        for name in ["soxa.example.vn", "10.0.0.2:8080", "localhost.example.vn"] {
            assert!(!names_loopback(&host(name)), "{name}");
        }
    }
}
