//! `POST /api/admin/purge`: erases records of the caller's commune for good, for its administrators.

use axum::extract::State;
use shared::api::purge::{PurgeRequest, Purged};

use super::Context;
use super::who::{Admin, Json};
use crate::error::{Code, Failure, Result};
use crate::setup::purge::{PurgeRefused, erase};

/// Most records of one request.
const RECORDS_MAX: usize = 100;

impl From<PurgeRefused> for Failure {
    fn from(refused: PurgeRefused) -> Self {
        match refused {
            PurgeRefused::Unknown => Code::NotFound.into(),
            PurgeRefused::Busy => Code::TooBusy.into(),
            PurgeRefused::Store(error) => error.into(),
            refused @ (PurgeRefused::Unreadable(..) | PurgeRefused::Purge(_)) => {
                tracing::error!(error = %refused, "a purge is not possible");
                Code::Internal.into()
            }
        }
    }
}

/// Devices are told before the files are cleaned, which takes longer.
pub async fn purge(
    State(context): State<Context>,
    Admin(admin): Admin,
    Json(body): Json<PurgeRequest>,
) -> Result<axum::Json<Purged>> {
    if !(1..=RECORDS_MAX).contains(&body.records.len()) {
        return Err(Code::BadRequest.into());
    }
    let commune = admin.account.commune;
    let by = admin.by();
    let now = context.clock.now();
    let documents = erase(&*context.store, commune, &body.records, body.reason, &by, now).await?;
    context.hubs.refresh(commune).await;
    let files_clean = match context.store.scrub().await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "what was purged may still be in free parts of the files");
            false
        }
    };
    Ok(axum::Json(Purged { documents, files_clean }))
}
