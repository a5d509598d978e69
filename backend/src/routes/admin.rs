//! `/api/admin/accounts`: the accounts of the caller's commune, for its administrators.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::domain::role::Role;
use shared::id::{AccountId, UnitId};
use shared::limits::LINE_UNITS_MAX;

use super::Context;
use super::who::{Admin, Json};
use crate::auth::Auth;
use crate::auth::password::Password;
use crate::error::{Code, Result};
use crate::store::model::{Account, Username};

/// An account as administrators see it.
#[derive(Debug, Serialize)]
pub struct AccountInfo {
    id: AccountId,
    username: Username,
    name: String,
    post: String,
    unit: UnitId,
    roles: BTreeSet<Role>,
    disabled: bool,
}

impl std::convert::From<Account> for AccountInfo {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            username: account.username,
            name: account.name,
            post: account.post,
            unit: account.unit,
            roles: account.roles,
            disabled: account.disabled,
        }
    }
}

/// The body of `POST /api/admin/accounts`.
#[derive(Debug, Deserialize)]
pub struct NewAccount {
    username: String,
    password: Password,
    name: String,
    #[serde(default)]
    post: String,
    unit: UnitId,
    roles: BTreeSet<Role>,
}

/// The body of `PATCH /api/admin/accounts/{id}`: what is left out stays.
#[derive(Debug, Deserialize)]
pub struct AccountChange {
    name: Option<String>,
    post: Option<String>,
    unit: Option<UnitId>,
    roles: Option<BTreeSet<Role>>,
    disabled: Option<bool>,
    password: Option<Password>,
}

/// `GET /api/admin/accounts`.
pub async fn list(
    State(context): State<Context>,
    Admin(admin): Admin,
) -> Result<axum::Json<Vec<AccountInfo>>> {
    let accounts = context.store.accounts(admin.account.commune).await?;
    Ok(axum::Json(accounts.into_iter().map(AccountInfo::from).collect()))
}

/// `POST /api/admin/accounts`.
pub async fn add(
    State(context): State<Context>,
    Admin(admin): Admin,
    Json(body): Json<NewAccount>,
) -> Result<(StatusCode, axum::Json<AccountInfo>)> {
    let account = Account {
        commune: admin.account.commune,
        id: Auth::new_account_id(),
        username: Username::parse(&body.username).map_err(|_| Code::InvalidUsername)?,
        name: line(body.name)?,
        post: line(body.post)?,
        unit: unit(body.unit)?,
        roles: body.roles,
        disabled: false,
        created_at: context.clock.now(),
    };
    context.auth.add_account(&account, &body.password).await?;
    context.hubs.refresh(account.commune).await;
    Ok((StatusCode::CREATED, axum::Json(account.into())))
}

/// `PATCH /api/admin/accounts/{id}`.
pub async fn change(
    State(context): State<Context>,
    Admin(admin): Admin,
    Path(id): Path<AccountId>,
    Json(body): Json<AccountChange>,
) -> Result<axum::Json<AccountInfo>> {
    let commune = admin.account.commune;
    let before = context.store.account(commune, id).await?.ok_or(Code::NotFound)?;
    let after = Account {
        name: body.name.map_or(Ok(before.name.clone()), line)?,
        post: body.post.map_or(Ok(before.post.clone()), line)?,
        unit: body.unit.map_or(Ok(before.unit.clone()), unit)?,
        roles: body.roles.unwrap_or_else(|| before.roles.clone()),
        disabled: body.disabled.unwrap_or(before.disabled),
        ..before.clone()
    };
    if is_admin(&before) && !is_admin(&after) {
        let accounts = context.store.accounts(commune).await?;
        if !accounts.iter().any(|other| other.id != id && is_admin(other)) {
            return Err(Code::LastAdmin.into());
        }
    }
    if after != before {
        context.auth.update_account(&after).await?;
    }
    if let Some(password) = body.password {
        context.auth.set_password(&after, &password, None).await?;
    }
    context.hubs.refresh(commune).await;
    Ok(axum::Json(after.into()))
}

fn is_admin(account: &Account) -> bool {
    !account.disabled && account.roles.contains(&Role::Admin)
}

fn line(text: String) -> Result<String> {
    if text.encode_utf16().count() > LINE_UNITS_MAX || text.contains(['\n', '\r']) {
        return Err(Code::BadRequest.into());
    }
    Ok(shared::text::nfc(text.trim()))
}

fn unit(id: UnitId) -> Result<UnitId> {
    let length = id.as_str().len();
    if (1..=64).contains(&length) { Ok(id) } else { Err(Code::BadRequest.into()) }
}
