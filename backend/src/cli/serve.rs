//! `soxa serve`.

use std::fs::{File, TryLockError};
use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;
use backend::app::App;
use backend::clock::Clock;
use backend::config::{ServeArgs, Transport};
use backend::setup::complete_years;
use backend::setup::entropy::Entropy;
use backend::telemetry;
use tokio::signal::unix::{SignalKind, signal};

use super::{bad_input, open, print, say};

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(args: ServeArgs) -> Result<()> {
    telemetry::start();
    let origins = args.origin.iter().map(|origin| checked(origin)).collect::<Result<Vec<_>>>()?;
    let tls = tls(&args).await?;
    let store = open(&args.data).await?;
    let _lock = lock(&args.data.data)?;
    let now = Clock::system().now();
    let made = complete_years(&*store, &mut Entropy::system(), now).await;
    let made = made.context("cannot create the documents that this version needs")?;
    if made > 0 {
        tracing::info!(documents = made, "created what the years so far lacked");
    }
    if store.communes().await?.is_empty() {
        say("soxa: no commune yet: nobody can sign in. `soxa init` sets one up.");
    }
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let address = listener.local_addr()?;
    let transport = args.transport();
    if transport == Transport::Plain && !address.ip().is_loopback() {
        say("soxa: warning: plain HTTP beyond this machine. Passwords travel readable, browsers \
             refuse offline use and secure cookies. Give --tls-cert and --tls-key, or put a proxy \
             with TLS in front and say --behind-proxy.");
    }
    let (mut terminate, mut interrupt, mut hang_up) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::hangup())?,
    );
    let reload = tls.clone();
    let (cert, key) = (args.tls_cert.clone(), args.tls_key.clone());
    let stop = async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                // A renewed certificate is taken without a restart.
                _ = hang_up.recv() => {
                    if let (Some(tls), Some(cert), Some(key)) = (&reload, &cert, &key) {
                        match tls.reload_from_pem_file(cert, key).await {
                            Ok(()) => tracing::info!("took the certificate anew"),
                            Err(error) => tracing::error!(%error, "cannot take the certificate"),
                        }
                    }
                }
            }
        }
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    print(&format!("listening on {scheme}://{address}"))?;
    let app = App::new(store, Clock::system(), transport, origins);
    app.serve(listener, tls, stop).await.context("serving failed")
}

/// Two relays on one folder would each believe to know the last heads.
pub(super) fn lock(folder: &Path) -> Result<File> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("soxa.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bad_input!("{}: another soxa serves from this folder", folder.display())
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

async fn tls(args: &ServeArgs) -> Result<Option<RustlsConfig>> {
    let (Some(cert), Some(key)) = (&args.tls_cert, &args.tls_key) else { return Ok(None) };
    match RustlsConfig::from_pem_file(cert, key).await {
        Ok(config) => Ok(Some(config)),
        Err(error) => bad_input!("{} and {}: {error}", cert.display(), key.display()),
    }
}

/// An origin as browsers write it: scheme, host, perhaps a port, and nothing behind it.
fn checked(origin: &str) -> Result<String> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', ' ', '@']) => {
            Ok(origin.to_ascii_lowercase())
        }
        _ => bad_input!("--origin {origin}: write it as https://soxa.example.vn"),
    }
}
