//! `cargo xtask bench`: the benchmark of crate `tests`, and beside it the peers' harness.

use crate::dist::artifacts;
use crate::proc::{self, command, run as run_command, stdout, step};
use crate::test::HOST;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
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
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    let harness = if args.peers || args.peers_results { Some(harness(ws, args)?) } else { None };
    let bench = build(ws)?;
    let mut beside = Vec::new();
    if let Some(harness) = &harness {
        let harness = if args.peers { &run_peers(ws, args, harness)? } else { harness };
        let files = args.peer.iter().map(|peer| harness.join(format!("results/{peer}.json")));
        beside.extend(files);
    }
    let mut bench = command(bench);
    bench.arg("run").arg("--work").arg(ws.scratch()?.join("bench"));
    bench.args(["--runs", &args.runs.to_string()]);
    if let Some(scenario) = &args.scenario {
        bench.args(["--scenario", scenario]);
    }
    if let Some(json) = &args.json {
        bench.arg("--json").arg(json);
    }
    for (flag, value) in smaller(args) {
        bench.args([flag, &value]);
    }
    for file in beside {
        bench.arg("--beside").arg(file);
    }
    step("measuring");
    let status = bench.status().context("cannot start the bench")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn smaller(args: &Args) -> Vec<(&'static str, String)> {
    let numbers = [("--units", args.units), ("--records", args.records)];
    numbers.into_iter().filter_map(|(flag, n)| Some((flag, n?.to_string()))).collect()
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

fn harness(ws: &Workspace, args: &Args) -> Result<PathBuf> {
    let dir = args.peers_dir.clone().unwrap_or_else(|| ws.root.join("../shared/peers"));
    if !dir.join("run.js").is_file() {
        bail!("no peers' harness in {}: give its folder with --peers-dir", dir.display());
    }
    Ok(dir)
}

/// Copies the harness, installs what it needs, and runs it for each peer.
fn run_peers(ws: &Workspace, args: &Args, harness: &Path) -> Result<PathBuf> {
    for program in ["node", "npm"] {
        ensure!(proc::exists(program), "--peers needs {program}");
    }
    let copy = ws.scratch()?.join("peers");
    fs::create_dir_all(&copy).with_context(|| copy.display().to_string())?;
    copy_sources(harness, &copy)?;
    step("installing the peers");
    run_command(command("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&copy))?;
    let native = ["rebuild", "better-sqlite3", "leveldown"];
    run_command(command("npm").args(native).current_dir(&copy))?;
    for peer in &args.peer {
        step(format!("measuring {peer}"));
        let mut node = command("node");
        node.args(["run.js", peer, "--runs", &args.runs.to_string()]).current_dir(&copy);
        if let Some(scenario) = &args.scenario {
            node.args(["--only", scenario]);
        }
        for (flag, value) in smaller(args) {
            node.args([flag, &value]);
        }
        run_command(&mut node)?;
    }
    Ok(copy)
}

/// Everything but results and what npm installed: those of the copy are its own.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if name == "node_modules" || name == "results" || name == "target" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy_sources(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| target.display().to_string())?;
        }
    }
    Ok(())
}
