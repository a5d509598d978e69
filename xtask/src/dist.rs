//! `cargo xtask dist`: the app, built for wasm32 and packed into dist/.

use crate::proc::{run as run_command, stdout, step};
use crate::stamp::Stamp;
use crate::tidy;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::PathBuf;

/// What the app is made of.
pub(crate) const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "shared",
    "frontend",
    "public",
    "xtask/Cargo.toml",
    "xtask/src/pack",
];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Build fast rather than small
    #[arg(long)]
    dev: bool,
}

impl Args {
    pub(crate) fn mode(&self) -> Mode {
        if self.dev { Mode::Dev } else { Mode::Release }
    }
}

/// What matters more: a small app or a short build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Release,
    Dev,
}

impl Mode {
    fn profile(self) -> &'static str {
        match self {
            Self::Release => "wasm",
            Self::Dev => "wasm-dev",
        }
    }
}

/// Brings dist/ up to date.
pub(crate) fn run(ws: &Workspace, mode: Mode) -> Result<()> {
    let stamp = Stamp::take(ws, "dist", mode.profile(), INPUTS)?;
    let product = ws.dist().join("index.html");
    if stamp.holds(&product) {
        return Ok(());
    }
    let modules = modules(ws, mode)?;
    step("packing the app into dist/");
    let pack = packer(ws)?;
    let mut pack = crate::proc::command(pack);
    pack.arg("--root").arg(&ws.root).arg("--out").arg(ws.dist());
    for (name, path) in &modules {
        pack.arg("--wasm").arg(format!("{name}={}", path.display()));
    }
    if mode == Mode::Dev {
        pack.arg("--dev");
    }
    run_command(&mut pack)?;
    tidy::packed(ws)?;
    stamp.keep(&product)
}

/// Compiles every binary of the frontend crate: `frontend` is the app itself, each other one
/// a module that the app loads on demand.
fn modules(ws: &Workspace, mode: Mode) -> Result<Vec<(String, PathBuf)>> {
    let profile = mode.profile();
    step(format!("building the frontend for wasm32 (profile {profile})"));
    let mut cargo = ws.toolchain()?.cargo(ws);
    cargo.args(["build", "--package", "frontend", "--bins", "--target", WASM]);
    cargo.args(["--profile", profile, "--message-format", "json-render-diagnostics"]);
    let found = artifacts(&stdout(&mut cargo)?, ".wasm");
    if !found.iter().any(|(name, _)| name == "frontend") {
        bail!("the frontend crate has no binary `frontend`");
    }
    Ok(found)
}

/// Compiles the packer with the toolchain of the rest, since its dependencies are heavy.
fn packer(ws: &Workspace) -> Result<PathBuf> {
    let mut cargo = ws.toolchain()?.cargo(ws);
    cargo.args(["build", "--package", "xtask", "--bin", "xtask-pack", "--features", "pack"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    let found = artifacts(&stdout(&mut cargo)?, "xtask-pack");
    let (_, path) = found.into_iter().next().context("cargo built no xtask-pack")?;
    Ok(path)
}

/// The binaries whose file name ends so, from cargo's messages: name and file.
pub(crate) fn artifacts(messages: &str, ending: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let is_bin = message["target"]["kind"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind == "bin"));
        if message["reason"] != "compiler-artifact" || !is_bin {
            continue;
        }
        let files = message["filenames"].as_array().into_iter().flatten();
        let file = files.filter_map(Value::as_str).find(|file| file.ends_with(ending));
        if let (Some(name), Some(file)) = (message["target"]["name"].as_str(), file) {
            found.push((name.to_owned(), PathBuf::from(file)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binaries_are_read_from_cargos_messages() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"shared"},"filenames":["/t/libshared.rlib"]}
{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"frontend"},"filenames":["/t/frontend.js","/t/frontend.wasm"]}
{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"import"},"filenames":["/t/import.wasm"]}
{"reason":"build-finished","success":true}"#;
        let found = artifacts(messages, ".wasm");
        assert_eq!(
            found,
            [
                ("frontend".to_owned(), PathBuf::from("/t/frontend.wasm")),
                ("import".to_owned(), PathBuf::from("/t/import.wasm")),
            ]
        );
    }
}
