//! The peers' harness: copied, since its own folder may be read-only, installed, and run.

use crate::e2e;
use crate::proc::{command, quietly, run, stdout, step};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest time for npm: two native modules may have to be compiled.
const NPM_LIMIT: Duration = Duration::from_secs(1200);
/// What the peers' stores need compiled.
const NATIVE: [&str; 2] = ["better-sqlite3", "leveldown"];
/// Not copied: the copy has its own.
const OWN: [&str; 3] = ["node_modules", "results", "target"];

/// The folder of the harness: the given one, or the one beside the repository.
pub(super) fn find(ws: &Workspace, given: Option<&Path>) -> Result<PathBuf> {
    let dir = given.map_or_else(|| ws.root.join("../shared/peers"), Path::to_owned);
    if !dir.join("run.js").is_file() {
        bail!("no peers' harness in {}: give its folder with --peers-dir", dir.display());
    }
    Ok(dir)
}

/// Where the harness in a folder leaves its results of these peers.
pub(super) fn results(dir: &Path, peers: &[String]) -> Vec<PathBuf> {
    peers.iter().map(|peer| dir.join(format!("results/{peer}.json"))).collect()
}

/// Measures each peer with these options of `run.js`, and gives the results there are. A peer that
/// cannot be measured is told of and left out.
pub(super) fn measure(
    ws: &Workspace,
    harness: &Path,
    peers: &[String],
    options: &[String],
) -> Result<Vec<PathBuf>> {
    e2e::node()?;
    let copy = ws.scratch()?.join("peers");
    copy_sources(harness, &copy)?;
    install(ws, &copy)?;
    // The harness adds to what it finds: results of an earlier run would count as this one's.
    let old = copy.join("results");
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| old.display().to_string())?;
    }
    for peer in peers {
        step(format!("measuring {peer}"));
        let mut node = command("node");
        node.arg("run.js").arg(peer).args(options).current_dir(&copy);
        if let Err(error) = run(&mut node) {
            step(format!("{peer}: {error:#}"));
        }
    }
    let (there, missing): (Vec<_>, Vec<_>) =
        results(&copy, peers).into_iter().partition(|path| path.is_file());
    for path in missing {
        step(format!("no {}: left out", path.display()));
    }
    Ok(there)
}

/// The packages of the lock file, unless what is installed came from this very one, for this Node.
/// Install scripts run for the native modules only: npm's answer to others differs by its version.
fn install(ws: &Workspace, copy: &Path) -> Result<()> {
    let lock = fs::read_to_string(copy.join("package-lock.json"))?;
    let wanted = lock + &stdout(command("node").arg("--version"))?;
    let installed = copy.join("node_modules/.installed");
    if fs::read_to_string(&installed).is_ok_and(|then| then == wanted) {
        return Ok(());
    }
    step("installing the peers");
    let log = ws.scratch()?.join("npm-peers.log");
    let mut install = command("npm");
    install.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(copy);
    let mut rebuild = command("npm");
    rebuild.arg("rebuild").args(NATIVE).current_dir(copy);
    for npm in [&mut install, &mut rebuild] {
        quietly(npm, &log, NPM_LIMIT).context("missing: the packages of the peers' harness")?;
    }
    fs::write(&installed, wanted).with_context(|| installed.display().to_string())
}

/// Copies contents and not permissions: what is read-only there is replaced the next time.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if OWN.iter().any(|own| entry.file_name() == *own) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_sources(&source, &target)?;
        } else {
            let content = fs::read(&source).with_context(|| source.display().to_string())?;
            fs::write(&target, content).with_context(|| target.display().to_string())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_harness_is_copied_twice_without_what_the_copy_has_of_its_own() {
        let root = std::env::temp_dir().join(format!("xtask-peers-{}", std::process::id()));
        let (from, to) = (root.join("from"), root.join("to"));
        for name in ["src/run.js", "results/yjs.json"] {
            let path = from.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, name).unwrap();
            let mut only_read = fs::metadata(&path).unwrap().permissions();
            only_read.set_readonly(true);
            fs::set_permissions(&path, only_read).unwrap();
        }
        copy_sources(&from, &to).unwrap();
        copy_sources(&from, &to).unwrap();
        let copied = to.join("src/run.js");
        assert_eq!(fs::read_to_string(&copied).unwrap(), "src/run.js");
        assert!(!fs::metadata(&copied).unwrap().permissions().readonly());
        assert!(!to.join("results").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
