//! Administration: over the network only. The relay writes the directory itself, and what it writes
//! comes back by sync like anybody's change.

use serde::de::DeserializeOwned;

use super::account::call;
use super::app::AppState;
use super::error::CommandError;

impl AppState {
    /// Sends a request below `/api/admin/` as the account in use; gives the answer's body.
    pub async fn administer(
        self,
        method: &str,
        path: &str,
        json: Option<String>,
    ) -> Result<String, CommandError> {
        let account = self.runtime(|runtime| runtime.accounts.current().map(|info| info.account));
        let account = account.ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        let and = if path.contains('?') { '&' } else { '?' };
        call(method, &format!("/api/admin/{path}{and}account={account}"), json).await
    }

    /// Reads something below `/api/admin/`.
    pub async fn administered<T: DeserializeOwned>(self, path: &str) -> Result<T, CommandError> {
        let body = self.administer("GET", path, None).await?;
        serde_json::from_str(&body).map_err(|error| CommandError::new("server", error.to_string()))
    }
}
