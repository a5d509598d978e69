//! Which toolchain builds the workspace: one that also links for wasm32, found or made.
//!
//! A toolchain counts only if it is new enough and links a cdylib that uses std for wasm32:
//! that catches a missing std, an std of another rustc and a missing linker alike. Tried in
//! this order: the active toolchain, the linked one of an earlier run, `rustup target add`,
//! and Debian's compiler with an std built from Debian's source package ([`debian`]).

mod debian;

use crate::proc::{command, exists, quietly, step};
use crate::workspace::{Workspace, parse_version};
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::Command;
use std::time::Duration;

/// Rust's name for the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The name under which rustup gets to know Debian's compiler.
const LINKED: &str = "debian-web";
/// Time for one small program to compile, also on a busy machine.
const PROBE_LIMIT: Duration = Duration::from_secs(120);
/// Time for rustup to fetch 20 MB, or to find out that it cannot.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// A toolchain that is known to work, by how one calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that is active here.
    Active,
    /// One that rustup knows by this name.
    Rustup(&'static str),
    /// Debian's, where there is no rustup.
    Debian,
}

impl Toolchain {
    /// A cargo that builds with this toolchain, called in the workspace's root.
    pub(crate) fn cargo(&self, ws: &Workspace) -> Command {
        let mut cargo = self.tool("cargo");
        cargo.current_dir(&ws.root).env("CARGO_TARGET_DIR", &ws.target);
        cargo
    }

    /// Whether the toolchain has this cargo subcommand.
    pub(crate) fn has(&self, subcommand: &str) -> bool {
        self.tool("cargo")
            .args([subcommand, "--version"])
            .output()
            .is_ok_and(|output| output.status.success())
    }

    /// Installs the parts of the toolchain that only the tests need.
    pub(crate) fn ensure_linters(&self, ws: &Workspace) -> Result<()> {
        if self.has("clippy") && self.has("fmt") {
            return Ok(());
        }
        match self {
            Self::Active if exists("rustup") => {
                step("rustup component add clippy rustfmt");
                let log = ws.scratch()?.join("rustup.log");
                let mut rustup = command("rustup");
                rustup.args(["component", "add", "clippy", "rustfmt"]);
                quietly(&mut rustup, &log, RUSTUP_LIMIT)
                    .context("missing: rustup's components clippy and rustfmt")
            }
            _ => crate::apt::install(ws, &debian::LINTERS, "clippy and rustfmt"),
        }
    }

    fn rustc(&self) -> Command {
        self.tool("rustc")
    }

    fn tool(&self, tool: &str) -> Command {
        match self {
            Self::Active => command(tool),
            Self::Rustup(name) => {
                let mut command = command(tool);
                command.env("RUSTUP_TOOLCHAIN", name);
                command
            }
            Self::Debian => {
                let mut command = command(format!("/usr/bin/{tool}"));
                command.env("RUSTC", "/usr/bin/rustc");
                command
            }
        }
    }

    fn version(&self) -> Option<(u32, u32)> {
        let output = self.rustc().arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        parse_version(text.split(' ').nth(1)?)
    }

    /// Ok if this toolchain builds the workspace, also for wasm32; else why not.
    fn probe(&self, ws: &Workspace) -> Result<()> {
        let wanted = ws.rust_version()?;
        let version = self.version().context("no rustc")?;
        if version < wanted {
            bail!("rustc {}.{} is older than {}.{}", version.0, version.1, wanted.0, wanted.1);
        }
        let dir = ws.scratch()?.join(format!("probe-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let source = dir.join("probe.rs");
        fs::write(&source, "pub fn f(n: u32) -> String { n.to_string() }\n")?;
        let mut rustc = self.rustc();
        rustc.args(["--crate-type", "cdylib", "--target", WASM, "-Clto=fat", "-O", "-o"]);
        rustc.arg(dir.join("probe.wasm")).arg(&source);
        let result = quietly(&mut rustc, &dir.join("log"), PROBE_LIMIT);
        fs::remove_dir_all(&dir)?;
        result
    }
}

/// Finds or makes the toolchain for this workspace.
pub(crate) fn ensure(ws: &Workspace) -> Result<Toolchain> {
    let has_rustup = exists("rustup");
    let mut known = vec![Toolchain::Active];
    if has_rustup {
        known.push(Toolchain::Rustup(LINKED));
    } else {
        known.push(Toolchain::Debian);
    }
    for toolchain in known {
        if toolchain.probe(ws).is_ok() {
            return Ok(found(toolchain));
        }
    }
    if has_rustup && std::env::var_os("SKIP_RUSTUP").is_none_or(|skip| skip.is_empty()) {
        match rustup_target(ws) {
            Ok(()) => return Ok(found(Toolchain::Active)),
            Err(error) => eprintln!("  rustup cannot: {error:#}"),
        }
    }
    debian::install(ws)?;
    let toolchain = if has_rustup {
        step(format!("wasm32 target: rustup toolchain link {LINKED} /usr"));
        let log = ws.scratch()?.join("rustup.log");
        let mut rustup = command("rustup");
        rustup.args(["toolchain", "link", LINKED, "/usr"]);
        quietly(&mut rustup, &log, RUSTUP_LIMIT)?;
        Toolchain::Rustup(LINKED)
    } else {
        Toolchain::Debian
    };
    toolchain.probe(ws).context("wasm32 target: installed, and yet it does not link")?;
    Ok(found(toolchain))
}

fn found(toolchain: Toolchain) -> Toolchain {
    let (major, minor) = toolchain.version().unwrap_or_default();
    let whose = match toolchain {
        Toolchain::Active => "the active toolchain",
        Toolchain::Rustup(name) => name,
        Toolchain::Debian => "Debian's toolchain",
    };
    step(format!("wasm32 target: {whose} (Rust {major}.{minor}) has it"));
    toolchain
}

fn rustup_target(ws: &Workspace) -> Result<()> {
    step(format!("wasm32 target: rustup target add {WASM}"));
    let log = ws.scratch()?.join("rustup.log");
    quietly(command("rustup").args(["target", "add", WASM]), &log, RUSTUP_LIMIT)?;
    Toolchain::Active.probe(ws)
}
