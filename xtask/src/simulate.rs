//! `cargo xtask simulate`: the sync simulator of crate `tests`, seed by seed.

use crate::proc::{self, step};
use crate::test::host_binary;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many seeds to run
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed, or the one to look at
    #[arg(long)]
    seed: Option<u64>,
    /// Write down every event
    #[arg(long)]
    trace: bool,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    let mut rest = vec!["--seeds".to_owned(), args.seeds.to_string()];
    if let Some(seed) = args.seed {
        rest.extend(["--seed".to_owned(), seed.to_string()]);
    }
    if args.trace {
        rest.push("--trace".to_owned());
    }
    let status = command(ws)?.args(rest).status().context("cannot start the simulator")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The simulator, ready for its arguments. In the dev profile: automerge is optimised there,
/// and overflows and debug assertions are caught.
pub(crate) fn command(ws: &Workspace) -> Result<Command> {
    step("building the simulator");
    Ok(proc::command(host_binary(ws, "simulate")?))
}
