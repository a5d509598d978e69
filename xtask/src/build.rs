//! `cargo xtask build`: the release relay with the app inside.

use crate::dist::{self, Mode};
use crate::proc::{run as run_command, step};
use crate::stamp::Stamp;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// What the relay is made of besides the app. Fixtures: the demo's plan may lie there.
const INPUTS: &[&str] = &["backend", "tests/fixtures"];

/// Brings dist/ and target/release/soxa up to date; gives the binary.
pub(crate) fn run(ws: &Workspace) -> Result<PathBuf> {
    let binary = ws.target.join("release/soxa");
    let inputs = [dist::INPUTS, INPUTS].concat();
    let stamp = Stamp::take(ws, "build", "release", &inputs)?;
    // a dev build of the app in dist/ does not matter here: this binary has its own inside
    if stamp.holds(&binary) {
        return Ok(binary);
    }
    dist::run(ws, Mode::Release)?;
    let mut cargo = ws.toolchain()?.cargo(ws);
    step("building the relay (release)");
    run_command(cargo.args(["build", "--release", "--package", "backend", "--bin", "soxa"]))?;
    if !binary.is_file() {
        bail!("cargo built no {}", binary.display());
    }
    stamp.keep(&binary)?;
    Ok(binary)
}
