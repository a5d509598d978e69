//! The access log as people read it.

use std::collections::BTreeMap;

use shared::api::admin::LogLine;
use shared::id::CommuneId;
use shared::limits::LOG_LINES_MAX;

use crate::store::{Result, Store};

/// What every tablet does all day, and what changes nothing.
const EVERY_DAY: &[&str] = &["sign_in", "sign_out", "sync"];

/// Which entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that changed something, among the newest [`LOG_LINES_MAX`].
    Changes,
}

/// The newest lines, newest first.
pub async fn read(
    store: &dyn Store,
    commune: CommuneId,
    which: Which,
    limit: Option<u32>,
) -> Result<Vec<LogLine>> {
    let accounts = store.accounts(commune).await?.into_iter();
    let names: BTreeMap<_, _> =
        accounts.map(|account| (account.id, account.username.to_string())).collect();
    let limit = limit.unwrap_or(LOG_LINES_MAX).min(LOG_LINES_MAX);
    let read = if which == Which::All { limit } else { LOG_LINES_MAX };
    let entries = store.access_log(commune, read).await?.into_iter();
    let shown =
        entries.filter(|entry| which == Which::All || !EVERY_DAY.contains(&entry.action.as_str()));
    let line = |entry: crate::store::model::AccessEntry| LogLine {
        at: entry.at,
        account: entry.account,
        username: entry.account.and_then(|id| names.get(&id).cloned()),
        device: entry.device.map(|peer| peer.to_string()),
        action: entry.action,
        subject: entry.subject,
        detail: entry.detail,
    };
    Ok(shown.take(limit as usize).map(line).collect())
}
