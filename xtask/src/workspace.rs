//! Where things lie: the workspace's root, its target folder, its files.

use crate::toolchain::{self, Toolchain};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Names of what holds nothing that people wrote.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules"];
/// The same, where the name alone says too little.
const NOT_OURS_AT: &[&str] = &["dist", "dist.new", "data", "data.new", "tests/e2e/results"];

/// The workspace, and the toolchain for it once somebody asked.
pub(crate) struct Workspace {
    /// The folder of the root Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    toolchain: OnceLock<Toolchain>,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        // at run time: several worktrees may share one target folder, and so this binary
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().context("xtask lies in no folder")?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir),
            // a configuration may have moved it: it is where cargo put this binary
            None => std::env::current_exe()
                .ok()
                .and_then(|exe| exe.ancestors().find(|dir| is_target(dir)).map(Path::to_owned))
                .unwrap_or_else(|| root.join("target")),
        };
        Ok(Self { root: root.to_owned(), target, toolchain: OnceLock::new() })
    }

    /// The toolchain that builds this workspace for host and browser; installs it if missing.
    pub(crate) fn toolchain(&self) -> Result<&Toolchain> {
        if let Some(known) = self.toolchain.get() {
            return Ok(known);
        }
        let found = toolchain::ensure(self)?;
        Ok(self.toolchain.get_or_init(|| found))
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A folder under target/ for what only xtask reads; created.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let dir = self.target.join("xtask");
        fs::create_dir_all(&dir).with_context(|| format!("creating {}", dir.display()))?;
        Ok(dir)
    }

    /// The oldest compiler the workspace says it builds with, as (1, minor).
    pub(crate) fn rust_version(&self) -> Result<(u32, u32)> {
        let path = self.root.join("Cargo.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        text.lines()
            .find_map(|line| line.strip_prefix("rust-version = "))
            .and_then(|version| parse_version(version.trim().trim_matches('"')))
            .context("Cargo.toml says no rust-version")
    }

    /// All files below `at` that people wrote, as paths from the root, in order.
    pub(crate) fn files(&self, at: &str) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let start = self.root.join(at);
        if start.is_file() {
            return Ok(vec![PathBuf::from(at)]);
        }
        if start.is_dir() {
            self.walk(&start, &mut found)?;
        }
        found.sort();
        Ok(found)
    }

    fn walk(&self, dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
        for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
            let entry = entry?;
            let path = entry.path();
            let kind = entry.file_type()?;
            let from_root = path.strip_prefix(&self.root)?.to_owned();
            // .git may be a file as well, in a worktree
            if NOT_OURS.iter().any(|name| entry.file_name() == *name)
                || NOT_OURS_AT.iter().any(|at| from_root == Path::new(at))
            {
                continue;
            }
            if kind.is_file() {
                found.push(from_root);
            } else if kind.is_dir() {
                self.walk(&path, found)?;
            }
        }
        Ok(())
    }
}

/// Whether cargo made this folder for what it builds: it tells backup programs so.
fn is_target(dir: &Path) -> bool {
    dir.join("CACHEDIR.TAG").is_file()
}

/// "1.96.0" and "1.94" as (1, 96) and (1, 94).
pub(crate) fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(parse_version("1.96.0") > parse_version("1.94"));
        assert!(parse_version("1.100") > parse_version("1.94"));
        assert_eq!(parse_version("stable"), None);
    }

    #[test]
    fn files_are_found_without_what_is_built() {
        let ws = Workspace::find().unwrap();
        let files = ws.files("").unwrap();
        assert!(files.contains(&PathBuf::from("xtask/src/workspace.rs")));
        assert!(!files.iter().any(|path| path.starts_with("target") || path.starts_with(".git")));
        assert!(ws.rust_version().unwrap() >= (1, 94));
    }
}
