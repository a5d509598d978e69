//! `GET /api/catalogue`: the caller's documents, with what is stored of them.

use axum::Json;
use axum::extract::State;
use shared::access::{self, Access};
use shared::api::CatalogueEntry;

use super::Context;
use super::who::Who;
use crate::error::Result;

/// Every living document that the caller may read. Heads are committed heads, as everywhere.
pub async fn list(
    State(context): State<Context>,
    Who(who): Who,
) -> Result<Json<Vec<CatalogueEntry>>> {
    let member = who.account.membership();
    let rows = context.store.documents(who.account.commune).await?;
    let living = rows.into_iter().filter(|row| row.superseded_by.is_none());
    let entries = living.filter_map(|row| {
        let access = access::access(&member, &row.document.scope);
        let heads = row.heads.iter().map(ToString::to_string).collect();
        (access != Access::None).then_some(CatalogueEntry { document: row.document, access, heads })
    });
    Ok(Json(entries.collect()))
}
