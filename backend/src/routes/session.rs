//! `/api/session`: signing in and out, who one is, one's own password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use shared::api::SessionInfo;

use super::Context;
use super::who::{From, Json, SecureCookies, Who};
use crate::auth::password::Password;
use crate::auth::{SignedIn, cookie};
use crate::error::{Code, Result};

/// The body of `POST /api/session`: [`shared::api::SignIn`], with a password that does not print.
#[derive(Debug, Deserialize)]
pub struct SignInBody {
    username: String,
    password: Password,
    #[serde(default)]
    device: Option<String>,
}

/// The body of `POST /api/session/password`.
#[derive(Debug, Deserialize)]
pub struct PasswordBody {
    old: Password,
    new: Password,
}

/// `POST /api/session`: signs in.
pub async fn sign_in(
    State(context): State<Context>,
    From(address): From,
    SecureCookies(secure): SecureCookies,
    Json(body): Json<SignInBody>,
) -> Result<impl IntoResponse> {
    let device = body.device.as_deref();
    let signed_in = context.auth.sign_in(address, &body.username, &body.password, device).await?;
    let (who, token) = signed_in;
    let set = cookie::carrying(who.account.id, &token, secure);
    Ok((AppendHeaders([(SET_COOKIE, set)]), axum::Json(info(&context, &who).await?)))
}

/// `GET /api/session`: who one is.
pub async fn show(State(context): State<Context>, Who(who): Who) -> Result<impl IntoResponse> {
    Ok(axum::Json(info(&context, &who).await?))
}

/// `DELETE /api/session`: signs out, and closes the session's sockets.
pub async fn sign_out(
    State(context): State<Context>,
    SecureCookies(secure): SecureCookies,
    Who(who): Who,
) -> Result<impl IntoResponse> {
    context.auth.sign_out(&who).await?;
    context.hubs.refresh(who.account.commune).await;
    let remove = cookie::removing(who.account.id, secure);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, remove)])))
}

/// `POST /api/session/password`: changes one's own password; other sessions end.
pub async fn change_password(
    State(context): State<Context>,
    From(address): From,
    Who(who): Who,
    Json(body): Json<PasswordBody>,
) -> Result<impl IntoResponse> {
    context.auth.change_password(address, &who, &body.old, &body.new).await?;
    context.hubs.refresh(who.account.commune).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn info(context: &Context, who: &SignedIn) -> Result<SessionInfo> {
    let communes = context.store.communes().await?;
    let commune = communes.into_iter().find(|commune| commune.id == who.account.commune);
    let commune = commune.ok_or(Code::NotFound)?;
    Ok(SessionInfo {
        account: who.account.id,
        username: who.account.username.to_string(),
        name: who.account.name.clone(),
        unit: who.account.unit.clone(),
        roles: who.account.roles.clone(),
        peer_id: who.session.peer.to_string(),
        commune: commune.id,
        commune_name: commune.name,
    })
}
