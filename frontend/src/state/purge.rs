//! Purge: the administrator's request to erase records for good. Needs the network.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::api::purge::{PurgeReason, PurgeRequest, Purged};
use shared::id::RecordId;

use super::account::call;
use super::app::AppState;
use super::error::CommandError;

impl AppState {
    /// Erases a record for good, on the server and on every device at its next contact.
    pub async fn purge(
        self,
        record: RecordId,
        reason: PurgeReason,
    ) -> Result<Purged, CommandError> {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        let account = account.ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        let request = PurgeRequest { records: BTreeSet::from([record]), reason };
        let body = serde_json::to_string(&request)
            .map_err(|error| CommandError::new("server", error.to_string()))?;
        let path = format!("/api/admin/purge?account={account}");
        let reply = call("POST", &path, Some(body)).await?;
        serde_json::from_str(&reply).map_err(|error| CommandError::new("server", error.to_string()))
    }
}
