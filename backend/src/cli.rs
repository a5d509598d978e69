//! The commands of `soxa`, a file each.

mod admin;
mod export;
mod init;
mod plan;
mod purge;
mod serve;
mod user;
mod workflows;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use backend::auth::password::Password;
use backend::config::{Command, DataArgs, PasswordArgs};
use backend::store::Store;
use backend::store::sqlite::SqliteStore;

/// What the caller gave cannot be used: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BadInput(pub(crate) String);

/// Stops with [`BadInput`].
macro_rules! bad_input {
    ($($text:tt)*) => { return Err($crate::cli::BadInput(format!($($text)*)).into()) };
}
pub(crate) use bad_input;

/// Runs a command.
pub(crate) async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Init(args) => init::init(args).await,
        Command::Demo(args) => init::demo(args).await,
        Command::User(command) => user::run(command).await,
        Command::Unit(command) => admin::unit(command).await,
        Command::Channel(command) => admin::channel(command).await,
        Command::Holiday(command) => admin::holiday(command).await,
        Command::Rule(command) => admin::rule(command).await,
        Command::Year(command) => admin::year(command).await,
        Command::Log(args) => admin::show_log(args).await,
        Command::Purge(args) => purge::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::ImportPlan(args) => plan::import(&args),
        Command::Workflows(args) => workflows::print_all(args.json),
    }
}

/// Says what went wrong, and with which code to leave.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    say(&format!("soxa: {error:#}"));
    let bad_input = error.chain().any(|cause| cause.is::<BadInput>());
    ExitCode::from(if bad_input { 2 } else { 1 })
}

/// A message for people, on standard error.
pub(crate) fn say(text: &str) {
    // If nobody listens, there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// What a password that was made up here asks of whoever reads it.
pub(crate) const SHOWN_ONCE: &str =
    "The password is shown only this once; hand it over, and have it changed under \"Tài khoản\".";

/// A result, on standard output, at once.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("cannot write the result")
}

/// A result as JSON.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// The data folder, made if need be, for nobody else to read.
fn folder(args: &DataArgs) -> Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&args.data).with_context(|| format!("cannot make {}", args.data.display()))?;
    Ok(args.data.clone())
}

/// Opens the store, and makes it if need be.
pub(crate) async fn open(args: &DataArgs) -> Result<Arc<dyn Store>> {
    let path = match &args.store {
        None => folder(args)?.join("soxa.db"),
        Some(url) => match url.strip_prefix("sqlite:") {
            Some(path) => PathBuf::from(path.trim_start_matches("//")),
            None => bad_input!("--store {url}: this build knows sqlite:PATH only"),
        },
    };
    let store = SqliteStore::open(&path).await;
    Ok(Arc::new(store.with_context(|| format!("cannot open {}", path.display()))?))
}

/// Opens a store that must exist already.
pub(crate) async fn open_existing(args: &DataArgs) -> Result<Arc<dyn Store>> {
    if args.store.is_none() && !args.data.join("soxa.db").is_file() {
        bad_input!("{}: no relay's data here; `soxa init` sets it up", args.data.display());
    }
    open(args).await
}

/// The password to set, and whether it was made up here (and so must be shown once).
pub(crate) fn password(args: &PasswordArgs) -> Result<(Password, bool)> {
    let given = if args.password_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
        Some(line.trim_end_matches(['\r', '\n']).to_owned())
    } else {
        args.password.clone()
    };
    let Some(text) = given else { return Ok((Password::generate(), true)) };
    let password = Password::new(text);
    if let Err(refused) = password.check() {
        bad_input!("{refused}");
    }
    Ok((password, false))
}

/// Reads a file that the caller named.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => bad_input!("{}: {error}", path.display()),
    }
}
