//! The browser tests' needs: Node, Debian's Chromium, the packages of the committed lock file.

use crate::apt;
use crate::proc::{command, exists, quietly, run, step};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const NODE_MIN: u32 = 20;
const NPM_LIMIT: Duration = Duration::from_secs(600);
const CHROMIUM: &str = "/usr/bin/chromium";

/// Installs what is missing; gives the browser.
pub(crate) fn set_up(ws: &Workspace) -> Result<PathBuf> {
    node()?;
    let browser = chromium(ws)?;
    packages(ws)?;
    Ok(browser)
}

/// Playwright over all specs, with the browser and the relay to test in its environment.
pub(crate) fn playwright(ws: &Workspace, browser: &Path, soxa: &Path) -> Command {
    let dir = dir(ws);
    let mut playwright = command(dir.join("node_modules/.bin/playwright"));
    playwright.current_dir(dir).arg("test").env("SOXA_BIN", soxa).env("CHROMIUM", browser);
    playwright
}

/// The types of the specs and of what they share; Playwright itself does not look at them.
pub(crate) fn types(ws: &Workspace) -> Result<()> {
    let dir = dir(ws);
    run(command(dir.join("node_modules/.bin/tsc")).current_dir(&dir).arg("--noEmit"))
}

fn dir(ws: &Workspace) -> PathBuf {
    ws.root.join("tests/e2e")
}

/// That Node is there, new enough, and npm with it.
pub(crate) fn node() -> Result<()> {
    let output = command("node").arg("--version").output();
    let output = output.with_context(|| format!("missing: Node {NODE_MIN} or newer"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let major = text.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    match major.parse::<u32>() {
        Ok(major) if major >= NODE_MIN => {}
        _ => bail!("missing: Node {NODE_MIN} or newer; this is {}", text.trim()),
    }
    if !exists("npm") {
        bail!("missing: npm (it comes with Node)");
    }
    Ok(())
}

fn chromium(ws: &Workspace) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    if !Path::new(CHROMIUM).exists() {
        apt::install(ws, &["chromium"], "the browser tests")?;
    }
    Ok(CHROMIUM.into())
}

/// `npm ci`, unless what is installed came from this very lock file.
fn packages(ws: &Workspace) -> Result<()> {
    let dir = dir(ws);
    let lock = fs::read(dir.join("package-lock.json")).context("tests/e2e/package-lock.json")?;
    let installed = dir.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|then| then == lock) {
        return Ok(());
    }
    step("npm ci in tests/e2e");
    let mut npm = command("npm");
    npm.current_dir(&dir).args(["ci", "--no-audit", "--no-fund"]);
    // none of these packages needs its install script; cbor-extract's is an optional speed-up
    npm.arg("--ignore-scripts");
    // the browser is Debian's; Playwright's own cannot be fetched everywhere
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    quietly(&mut npm, &ws.scratch()?.join("npm.log"), NPM_LIMIT)
        .context("missing: the packages of tests/e2e/package-lock.json")?;
    fs::write(&installed, lock).with_context(|| installed.display().to_string())
}
