//! `GET /api/admin/log`: the newest of the access log, for administrators and auditors.

use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use serde::Deserialize;
use shared::api::admin::LogLine;
use shared::domain::role::Role;

use crate::admin::log::{self, Which};
use crate::auth::SignedIn;
use crate::error::{Code, Failure, Result};
use crate::routes::Context;
use crate::routes::who::Who;

/// The session of someone who may read the log.
#[derive(Debug, Clone)]
pub struct LogReader(pub SignedIn);

impl FromRequestParts<Context> for LogReader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Who(who) = Who::from_request_parts(parts, context).await?;
        let may = [Role::Admin, Role::Auditor];
        if may.iter().any(|role| who.account.roles.contains(role)) {
            Ok(Self(who))
        } else {
            Err(Code::Forbidden.into())
        }
    }
}

/// What to show.
#[derive(Debug, Deserialize)]
pub struct Shown {
    /// Changes only, without signing in and syncing.
    #[serde(default)]
    changes: bool,
    /// At most so many lines.
    limit: Option<u32>,
}

/// `GET /api/admin/log`.
pub async fn show(
    State(context): State<Context>,
    LogReader(who): LogReader,
    query: std::result::Result<Query<Shown>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<Vec<LogLine>>> {
    let Query(shown) = query.map_err(|_| Code::BadRequest)?;
    let which = if shown.changes { Which::Changes } else { Which::All };
    let lines = log::read(&*context.store, who.account.commune, which, shown.limit).await?;
    Ok(axum::Json(lines))
}
