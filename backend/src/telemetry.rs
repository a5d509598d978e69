//! Logs on standard error: events and ids, never what people wrote, typed or are called.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `SOXA_LOG` filters (`info` if unset), `SOXA_LOG_FORMAT=json` for machines.
pub fn start() {
    let filter =
        EnvFilter::try_from_env("SOXA_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let json = std::env::var("SOXA_LOG_FORMAT").is_ok_and(|format| format == "json");
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second start (tests) changes nothing.
    let _ = if json {
        registry.with(layer.json()).try_init()
    } else {
        registry.with(layer.with_ansi(false)).try_init()
    };
}
