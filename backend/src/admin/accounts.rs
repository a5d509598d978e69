//! What the routes and the command line ask of an account's place.

use std::collections::BTreeSet;

use shared::id::{CommuneId, UnitId};

use crate::store::{Result, Store};

/// The units that an account can belong to: those with documents.
pub async fn unit_ids(store: &dyn Store, commune: CommuneId) -> Result<BTreeSet<UnitId>> {
    let rows = store.documents(commune).await?;
    Ok(rows.into_iter().filter_map(|row| row.document.scope.unit).collect())
}
