//! `/api/admin/accounts`: the accounts of the caller's commune, for its administrators.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::api::admin::{AccountChange, AccountInfo, NewAccount};
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, UnitId};
use shared::limits::LINE_UNITS_MAX;

use crate::admin::accounts::unit_ids;
use crate::auth::Auth;
use crate::auth::password::Password;
use crate::error::{Code, Result};
use crate::routes::Context;
use crate::routes::who::{Admin, Json};
use crate::store::model::{Account, Username};

/// As administrators see it.
fn info(account: Account) -> AccountInfo {
    AccountInfo {
        id: account.id,
        username: account.username.to_string(),
        name: account.name,
        post: account.post,
        unit: account.unit,
        roles: account.roles,
        disabled: account.disabled,
    }
}

/// `GET /api/admin/accounts`.
pub async fn list(
    State(context): State<Context>,
    Admin(admin): Admin,
) -> Result<axum::Json<Vec<AccountInfo>>> {
    let accounts = context.store.accounts(admin.account.commune).await?;
    Ok(axum::Json(accounts.into_iter().map(info).collect()))
}

/// `POST /api/admin/accounts`.
pub async fn add(
    State(context): State<Context>,
    Admin(admin): Admin,
    Json(body): Json<NewAccount<Password>>,
) -> Result<(StatusCode, axum::Json<AccountInfo>)> {
    let account = Account {
        commune: admin.account.commune,
        id: Auth::new_account_id(),
        username: Username::parse(&body.username).map_err(|_| Code::InvalidUsername)?,
        name: line(body.name)?,
        post: line(body.post)?,
        unit: unit(&context, admin.account.commune, body.unit).await?,
        roles: body.roles,
        disabled: false,
        created_at: context.clock.now(),
    };
    context.auth.add_account(&admin.by(), &account, &body.password).await?;
    context.hubs.refresh(account.commune).await;
    Ok((StatusCode::CREATED, axum::Json(info(account))))
}

/// `PATCH /api/admin/accounts/{id}`.
pub async fn change(
    State(context): State<Context>,
    Admin(admin): Admin,
    Path(id): Path<AccountId>,
    Json(body): Json<AccountChange<Password>>,
) -> Result<axum::Json<AccountInfo>> {
    let commune = admin.account.commune;
    let before = context.store.account(commune, id).await?.ok_or(Code::NotFound)?;
    let after = Account {
        name: body.name.map_or(Ok(before.name.clone()), line)?,
        post: body.post.map_or(Ok(before.post.clone()), line)?,
        unit: match body.unit {
            Some(id) if id != before.unit => unit(&context, commune, id).await?,
            _ => before.unit.clone(),
        },
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
        context.auth.update_account(&admin.by(), &after).await?;
    }
    if let Some(password) = body.password {
        context.auth.set_password(&admin.by(), &after, &password, None).await?;
    }
    context.hubs.refresh(commune).await;
    Ok(axum::Json(info(after)))
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

/// A unit that has documents: in another the account could write nothing.
async fn unit(context: &Context, commune: CommuneId, id: UnitId) -> Result<UnitId> {
    let known = unit_ids(&*context.store, commune).await?;
    if known.contains(&id) { Ok(id) } else { Err(Code::UnitUnknown.into()) }
}
