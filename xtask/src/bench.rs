//! `cargo xtask bench`: the benchmark of crate `tests`, and beside it the peers' harness.

mod peers;

use crate::dist::{self, artifacts};
use crate::e2e;
use crate::proc::{command, stdout, step};
use crate::test::{HOST, host_binary};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is compared by default: as our documents are made, and the two leanest.
const PEERS: &str = "automerge,yjs,loro";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Scenarios, as W1,W2; all without
    #[arg(long)]
    scenario: Option<String>,
    /// How often
    #[arg(long, default_value_t = 3)]
    runs: u32,
    /// Write the measures here, with median, smallest and largest
    #[arg(long)]
    json: Option<PathBuf>,
    /// Run the peers' harness too and print ratios, ours divided by theirs
    #[arg(long)]
    peers: bool,
    /// Show results that the peers' harness wrote before, without running it
    #[arg(long, conflicts_with = "peers")]
    peers_results: bool,
    /// The folder of the peers' harness; beside the repository without
    #[arg(long)]
    peers_dir: Option<PathBuf>,
    /// Which peers
    #[arg(long, default_value = PEERS, value_delimiter = ',')]
    peer: Vec<String>,
    /// Units, for a smaller trial
    #[arg(long)]
    units: Option<u32>,
    /// Records of each unit, for a smaller trial
    #[arg(long)]
    records: Option<u32>,
    /// Instead of all this: keystrokes, frames and the derivation of states in the app in a browser,
    /// with a year of the commune and the processor slowed down
    #[arg(long, conflicts_with_all = ["scenario", "json", "peers", "peers_results", "units", "records"])]
    screen: bool,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    if args.screen {
        return screen(ws, args.runs);
    }
    let with_peers = args.peers || args.peers_results;
    // Looked for before anything is built.
    let harness = with_peers.then(|| peers::find(ws, args.peers_dir.as_deref())).transpose()?;
    let bench = build(ws)?;
    let beside = match harness {
        Some(harness) if args.peers => {
            peers::measure(ws, &harness, &args.peer, &options(args, "--only"))?
        }
        Some(harness) => peers::results(&harness, &args.peer),
        None => Vec::new(),
    };
    let mut bench = command(bench);
    bench.arg("run").arg("--work").arg(ws.scratch()?.join("bench"));
    bench.args(options(args, "--scenario"));
    if let Some(json) = &args.json {
        bench.arg("--json").arg(json);
    }
    for file in beside {
        bench.arg("--beside").arg(file);
    }
    step("measuring");
    let status = bench.status().context("cannot start the bench")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The bench of what people feel, on the release build of the app.
fn screen(ws: &Workspace, runs: u32) -> Result<ExitCode> {
    let browser = e2e::set_up(ws)?;
    dist::run(ws, dist::Mode::Release)?;
    let soxa = host_binary(ws, "soxa")?;
    step("measuring");
    let mut playwright = e2e::playwright(ws, &browser, &soxa);
    playwright.args(["--config", "playwright.bench.config.ts"]).env("RUNS", runs.to_string());
    let status = playwright.status().context("cannot start the bench")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is asked of our bench and of the peers' alike; they differ in the name of one option.
fn options(args: &Args, scenarios: &str) -> Vec<String> {
    let mut options = vec!["--runs".to_owned(), args.runs.to_string()];
    let mut add = |flag: &str, value: Option<String>| {
        options.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
    };
    add(scenarios, args.scenario.clone());
    add("--units", args.units.map(|units| units.to_string()));
    add("--records", args.records.map(|records| records.to_string()));
    options
}

/// A release build, of the set of packages that everything else is built with.
fn build(ws: &Workspace) -> Result<PathBuf> {
    step("building the bench");
    let mut cargo = ws.toolchain()?.cargo(ws);
    cargo.args(["build", "--release"]).args(HOST).args(["--bin", "bench"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    let found = artifacts(&stdout(&mut cargo)?, "bench");
    let (_, path) = found.into_iter().next().context("cargo built no bench")?;
    Ok(path)
}
