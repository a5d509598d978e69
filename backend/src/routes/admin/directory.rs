//! `/api/admin/units`, `channels`, `holidays`, `rules` and `years`. What they change reaches every
//! device by sync, so nothing here is read back but the years, which are in no document.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use shared::api::admin::{
    ChannelChange, NewChannel, NewRule, NewUnit, NewYear, OpenedYear, SetDay, UnitChange,
};
use shared::domain::directory::{Channel, Unit};
use shared::domain::rule::DatedRule;
use shared::id::{EntryId, UnitId};

use super::desk;
use crate::admin::{channels, days, rules, units, years};
use crate::error::{Code, Result};
use crate::routes::Context;
use crate::routes::who::{Admin, Json};

/// What a path names; what cannot be one is not found.
type Named<T> = std::result::Result<Path<T>, PathRejection>;

fn named<T>(path: Named<T>) -> Result<T> {
    path.map(|Path(id)| id).map_err(|_| Code::NotFound.into())
}

/// `POST /api/admin/units`.
pub async fn add_unit(
    State(context): State<Context>,
    Admin(who): Admin,
    Json(body): Json<NewUnit>,
) -> Result<(StatusCode, axum::Json<Unit>)> {
    let unit = units::add(&desk(&context, &who), &body).await?;
    Ok((StatusCode::CREATED, axum::Json(unit)))
}

/// `PATCH /api/admin/units/{id}`.
pub async fn change_unit(
    State(context): State<Context>,
    Admin(who): Admin,
    id: Named<UnitId>,
    Json(body): Json<UnitChange>,
) -> Result<axum::Json<Unit>> {
    Ok(axum::Json(units::change(&desk(&context, &who), &named(id)?, &body).await?))
}

/// `POST /api/admin/channels`.
pub async fn add_channel(
    State(context): State<Context>,
    Admin(who): Admin,
    Json(body): Json<NewChannel>,
) -> Result<(StatusCode, axum::Json<Channel>)> {
    let channel = channels::add(&desk(&context, &who), &body).await?;
    Ok((StatusCode::CREATED, axum::Json(channel)))
}

/// `PATCH /api/admin/channels/{id}`.
pub async fn change_channel(
    State(context): State<Context>,
    Admin(who): Admin,
    id: Named<EntryId>,
    Json(body): Json<ChannelChange>,
) -> Result<axum::Json<Channel>> {
    Ok(axum::Json(channels::change(&desk(&context, &who), named(id)?, &body).await?))
}

/// `PUT /api/admin/holidays/{date}`.
pub async fn set_day(
    State(context): State<Context>,
    Admin(who): Admin,
    date: Named<Date>,
    Json(body): Json<SetDay>,
) -> Result<StatusCode> {
    days::set(&desk(&context, &who), named(date)?, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/admin/rules`.
pub async fn set_rule(
    State(context): State<Context>,
    Admin(who): Admin,
    Json(body): Json<NewRule>,
) -> Result<(StatusCode, axum::Json<DatedRule>)> {
    let rule = rules::set(&desk(&context, &who), &body).await?;
    Ok((StatusCode::CREATED, axum::Json(rule)))
}

/// `DELETE /api/admin/rules/{id}`: marks it, removes nothing.
pub async fn withdraw_rule(
    State(context): State<Context>,
    Admin(who): Admin,
    id: Named<EntryId>,
) -> Result<StatusCode> {
    rules::withdraw(&desk(&context, &who), named(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/admin/years`.
pub async fn list_years(
    State(context): State<Context>,
    Admin(who): Admin,
) -> Result<axum::Json<Vec<i16>>> {
    let years = years::list(&desk(&context, &who)).await?;
    Ok(axum::Json(years.into_iter().collect()))
}

/// `POST /api/admin/years`.
pub async fn open_year(
    State(context): State<Context>,
    Admin(who): Admin,
    Json(body): Json<NewYear>,
) -> Result<(StatusCode, axum::Json<OpenedYear>)> {
    let opened = years::add(&desk(&context, &who), body.year).await?;
    Ok((StatusCode::CREATED, axum::Json(opened)))
}
