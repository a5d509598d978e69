//! `GET /api/export?period=2026-H1&format=docx`: a period's report, of what the caller may read.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use shared::access::{Access, access};
use shared::domain::period::ReportPeriod;
use shared::id::PlanId;

use super::Context;
use super::who::Who;
use crate::error::{Code, Failure, Result};
use crate::export::{Format, NoReport, gather};

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    period: ReportPeriod,
    format: String,
    plan: Option<PlanId>,
}

impl From<NoReport> for Failure {
    fn from(refused: NoReport) -> Self {
        match refused {
            NoReport::NoPlan(_) => Code::NotFound.into(),
            NoReport::SeveralPlans(..) => Code::BadRequest.into(),
            NoReport::Store(error) => error.into(),
            refused => {
                tracing::error!(error = %refused, "a report cannot be written");
                Code::Internal.into()
            }
        }
    }
}

/// The file. One at a time: it reads every document of the year.
pub async fn export(
    State(context): State<Context>,
    Who(who): Who,
    asked: std::result::Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<impl IntoResponse> {
    let Query(Asked { period, format, plan }) = asked.map_err(|_| Code::BadRequest)?;
    let format = Format::parse(&format).ok_or(Code::BadRequest)?;
    let member = who.account.membership();
    let _turn = context.export_turn.lock().await;
    let may_read = |scope: &_| access(&member, scope) != Access::None;
    let gathered = gather(&*context.store, who.account.commune, may_read, period).await?;
    let written = tokio::task::spawn_blocking(move || gathered.write(period, plan, format)).await;
    let bytes = written.map_err(|error| {
        tracing::error!(%error, "writing a report panics");
        Code::Internal
    })??;
    let mut entry = who.by().did("export", context.clock.now());
    entry.subject = Some(period.to_string());
    entry.detail = Some(format!("format={}", format.extension()));
    context.store.log_access(who.account.commune, &entry).await?;
    let name = format!("attachment; filename=\"bao-cao-{period}.{}\"", format.extension());
    let name = HeaderValue::from_str(&name).map_err(|_| Code::Internal)?;
    let media_type = HeaderValue::from_static(format.media_type());
    Ok(([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, name)], bytes))
}
