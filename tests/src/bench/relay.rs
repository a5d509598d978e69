//! The relay that is measured: the backend's own application over its SQLite store, as
//! `soxa serve` runs it, on a folder with the bench's commune.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use backend::app::App;
use backend::clock::Clock;
use backend::config::Transport;
use backend::store::sqlite::SqliteStore;
use backend::telemetry;
use tokio::signal::unix::{SignalKind, signal};

/// Serves the folder until SIGTERM; says its port on standard output.
pub(crate) async fn serve(folder: &Path) -> Result<()> {
    telemetry::start();
    let store = Arc::new(SqliteStore::open(&folder.join("soxa.db")).await?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut terminate = signal(SignalKind::terminate())?;
    super::host::say(&format!("ready {}", listener.local_addr()?.port()))?;
    let app = App::new(store, Clock::system(), Transport::Plain, Vec::new());
    let stop = async move {
        terminate.recv().await;
    };
    Ok(app.serve(listener, None, stop).await?)
}
