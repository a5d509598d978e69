//! `cargo xtask test`: all tests, or one part; a part that fails does not hide the others.

use crate::proc::run as run_command;
use crate::tally::Tally;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{build, e2e, simulate};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Seeds in an ordinary run.
const SEEDS: &str = "100";
/// The packages of the host. The same set each time: another set is other features of the
/// shared dependencies, and so another compilation.
pub(crate) const HOST: [&str; 5] =
    ["--workspace", "--exclude", "frontend", "--features", "xtask/pack"];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The part to run; all without
    part: Option<Part>,
}

/// What can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Part {
    /// Formatting, lints, unit tests and the repository's invariants
    Unit,
    /// The relay and the shared code together, in one process
    It,
    /// The sync simulator
    Sim,
    /// The release build in a browser
    E2e,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    ws.toolchain()?;
    let mut tally = Tally::default();
    let wanted = |part| args.part.is_none_or(|only| only == part);
    if wanted(Part::Unit) {
        unit(ws, &mut tally)?;
    }
    if wanted(Part::It) {
        tally.suite("integration", cargo_test(ws)?.args(["--test", "it"]));
    }
    if wanted(Part::Sim) {
        sim(ws, &mut tally);
    }
    if wanted(Part::E2e) {
        browser(ws, &mut tally);
    }
    let code = if tally.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok(code)
}

fn unit(ws: &Workspace, tally: &mut Tally) -> Result<()> {
    let toolchain = ws.toolchain()?;
    toolchain.ensure_linters(ws)?;
    tally.check("formatting (else run: cargo fmt --all)", || {
        run_command(toolchain.cargo(ws).args(["fmt", "--all", "--check"]))
    });
    tally.check("clippy on the host", || {
        let mut clippy = toolchain.cargo(ws);
        clippy.arg("clippy").args(HOST).args(["--all-targets", "--features", "xtask/pack"]);
        run_command(clippy.args(["--", "-D", "warnings"]))
    });
    tally.check("clippy of the frontend, for wasm32", || {
        let mut clippy = toolchain.cargo(ws);
        clippy.args(["clippy", "--package", "frontend", "--lib", "--bins", "--target", WASM]);
        run_command(clippy.args(["--", "-D", "warnings"]))
    });
    let mut tests = cargo_test(ws)?;
    tally.suite("unit", tests.args(["--lib", "--bins", "--features", "xtask/pack"]));
    tally.suite("examples in the documentation", cargo_test(ws)?.arg("--doc"));
    Ok(())
}

fn sim(ws: &Workspace, tally: &mut Tally) {
    tally.check(&format!("simulator, {SEEDS} seeds"), || {
        run_command(simulate::command(ws)?.args(["--seeds", SEEDS]))
    });
}

/// Set-up that fails counts as a failure: a green run has seen the browser.
fn browser(ws: &Workspace, tally: &mut Tally) {
    let mut ready = None;
    let set_up = tally.check("set-up of the browser tests, and the release build", || {
        let browser = e2e::set_up(ws)?;
        ready = Some((browser, build::run(ws)?));
        Ok(())
    });
    if let (true, Some((browser, soxa))) = (set_up, ready) {
        tally.check("types of the browser tests", || e2e::types(ws));
        tally.suite("browser", &mut e2e::playwright(ws, &browser, &soxa));
    }
}

fn cargo_test(ws: &Workspace) -> Result<Command> {
    let mut cargo = ws.toolchain()?.cargo(ws);
    cargo.arg("test").args(HOST).arg("--no-fail-fast");
    Ok(cargo)
}
