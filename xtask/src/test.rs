//! `cargo xtask test`: all tests, or one part; a part that fails does not hide the others.

use crate::dist::artifacts;
use crate::proc::{run as run_command, stdout};
use crate::tally::Tally;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{dist, e2e, office, simulate};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Seeds in an ordinary run.
const SEEDS: &str = "1000";
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
    /// The release build of the app in a browser, on the relay
    E2e,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    ws.toolchain()?;
    let mut tally = Tally::default();
    let wanted = |part| args.part.is_none_or(|only| only == part);
    std::thread::scope(|scope| -> Result<()> {
        if args.part.is_none() {
            // Linking the app keeps one core busy for minutes; the other parts have the second.
            // Whether it worked is told where the app is needed.
            scope.spawn(|| dist::run(ws, dist::Mode::Release).ok());
        }
        if wanted(Part::Unit) {
            unit(ws, &mut tally)?;
        }
        if wanted(Part::It) {
            tally.suite("integration", cargo_test(ws)?.args(["--test", "it"]));
        }
        if wanted(Part::Sim) {
            sim(ws, &mut tally);
        }
        Ok(())
    })?;
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
        clippy.arg("clippy").args(HOST).args(["--all-targets"]);
        run_command(clippy.args(["--", "-D", "warnings"]))
    });
    tally.check("clippy of the frontend, for wasm32", || {
        let mut clippy = toolchain.cargo(ws);
        clippy.args(["clippy", "--package", "frontend", "--lib", "--bins", "--target", WASM]);
        run_command(clippy.args(["--", "-D", "warnings"]))
    });
    // On the host, where they run: what they test calls no browser.
    let mut frontend = toolchain.cargo(ws);
    tally.suite("unit, frontend", frontend.args(["test", "--package", "frontend", "--lib"]));
    let mut tests = cargo_test(ws)?;
    tests.args(["--lib", "--bins"]);
    for suite in ["import", "export", "accounts", "administration", "tls"] {
        tests.args(["--test", suite]);
    }
    // Named, it must be there: the tests skip nothing. If it cannot be had, that counts as a failure.
    tally.check("set-up of LibreOffice, for the exported reports", || {
        tests.env("SOFFICE", office::set_up(ws)?);
        Ok(())
    });
    tally.suite("unit", &mut tests);
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
    let set_up = tally.check("set-up of the browser tests, and the app's release build", || {
        let browser = e2e::set_up(ws)?;
        dist::run(ws, dist::Mode::Release)?;
        // The relay of the other tests, which reads dist/: a release build of it takes minutes more.
        ready = Some((browser, host_binary(ws, "soxa")?));
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

/// Builds one binary of the host in the dev profile and gives it. Not `cargo run`, which takes one
/// package only: that is another set than the tests'.
pub(crate) fn host_binary(ws: &Workspace, name: &str) -> Result<PathBuf> {
    let mut cargo = ws.toolchain()?.cargo(ws);
    cargo.arg("build").args(HOST).args(["--bin", name]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    let found = artifacts(&stdout(&mut cargo)?, name);
    let (_, path) = found.into_iter().next().with_context(|| format!("cargo built no {name}"))?;
    Ok(path)
}
