//! Debian packages: installs what is missing, or says in one line what that is.

use crate::proc::{command, quietly, step};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Once per run is enough.
static UPDATED: AtomicBool = AtomicBool::new(false);
const UPDATE_LIMIT: Duration = Duration::from_secs(300);
const INSTALL_LIMIT: Duration = Duration::from_secs(1800);

/// Installs the packages at the newest version the index offers. The index is always fetched
/// first: a fresh image's is old, and then offers compilers and browsers that are too old.
pub(crate) fn install(ws: &Workspace, packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    let by_hand = format!("as root: apt-get update && apt-get install -y {names}");
    if !std::path::Path::new("/usr/bin/apt-get").exists() {
        bail!("missing for {why}: Debian's {names} (this is no Debian)");
    }
    if !is_root()? {
        bail!("missing for {why}: Debian's {names} — {by_hand}");
    }
    let log = ws.scratch()?.join("apt.log");
    if !UPDATED.swap(true, Ordering::Relaxed) {
        step("apt-get update");
        if let Err(error) = quietly(apt().arg("update"), &log, UPDATE_LIMIT) {
            eprintln!("  going on with the old index: {error:#}");
        }
    }
    step(format!("apt-get install {names} (for {why})"));
    quietly(
        apt().args(["install", "-y", "--no-install-recommends"]).args(packages),
        &log,
        INSTALL_LIMIT,
    )
    .with_context(|| format!("missing for {why}: Debian's {names}; {by_hand}"))
}

/// Whether all packages are installed, at whatever version.
pub(crate) fn installed(packages: &[&str]) -> bool {
    let output = command("dpkg-query").args(["-W", "-f=${Status}\n"]).args(packages).output();
    output.is_ok_and(|output| {
        output.status.success()
            && String::from_utf8_lossy(&output.stdout)
                .lines()
                .all(|line| line == "install ok installed")
    })
}

fn apt() -> std::process::Command {
    let mut apt = command("apt-get");
    // another apt may be at work: wait for it rather than fail
    apt.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
    apt
}

fn is_root() -> Result<bool> {
    let id = command("id").arg("-u").output().context("cannot start id")?;
    Ok(id.stdout.trim_ascii() == b"0")
}
