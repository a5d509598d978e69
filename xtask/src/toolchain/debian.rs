//! Debian's rustc-web with an std for wasm32, built once from Debian's own source package.

use super::WASM;
use crate::apt;
use crate::proc::{command, quietly, step};
use crate::workspace::{Workspace, parse_version};
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

const COMPILER: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// What only the tests need of Debian's toolchain.
pub(super) const LINTERS: [&str; 2] = ["rust-web-clippy", "rustfmt-web"];
const RUSTC: &str = "/usr/bin/rustc";
const RUSTLIB: &str = "/usr/lib/rustlib";
/// About 35 s on two idle cores, plus the download of std's own dependencies.
const STD_LIMIT: Duration = Duration::from_secs(1200);

/// Installs compiler, linker and std, each only where it is missing.
pub(super) fn install(ws: &Workspace) -> Result<()> {
    compiler(ws)?;
    let about = About::ask()?;
    linker(ws, &about)?;
    std_for_wasm(ws)
}

fn compiler(ws: &Workspace) -> Result<()> {
    let (major, minor) = ws.rust_version()?;
    let new_enough = || About::ask().is_ok_and(|about| about.version >= (major, minor));
    if apt::installed(&COMPILER) && new_enough() {
        return Ok(());
    }
    let packages = [COMPILER.as_slice(), &LINTERS].concat();
    apt::install(ws, &packages, "the wasm32 target")?;
    if new_enough() {
        return Ok(());
    }
    let got = About::ask()?.version;
    bail!(
        "missing: rustc {major}.{minor} or newer; apt offers {}.{} \
         (are Debian's security updates in its sources?)",
        got.0,
        got.1
    )
}

/// Puts an lld where rustc looks for its wasm linker: Debian's of rustc's own LLVM.
fn linker(ws: &Workspace, about: &About) -> Result<()> {
    let link = Path::new(RUSTLIB).join(&about.host).join("bin/rust-lld");
    let works = |program: &Path| {
        let output = command(program).args(["-flavor", "wasm", "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if works(&link) {
        return Ok(());
    }
    let package = format!("lld-{}", about.llvm);
    let debians = PathBuf::from(format!("/usr/lib/llvm-{}/bin/lld", about.llvm));
    if !works(&debians) {
        apt::install(ws, &[&package], "linking wasm32")?;
    }
    let dir = link.parent().context("rust-lld lies in no folder")?;
    step(format!("wasm32 target: {package} as {}", link.display()));
    writable(dir)?;
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link)?;
    }
    symlink(debians, &link).with_context(|| link.display().to_string())
}

/// Builds std for wasm32 and puts it where rustc looks for it, whole or not at all.
fn std_for_wasm(ws: &Workspace) -> Result<()> {
    writable(Path::new(RUSTLIB))?;
    step("wasm32 target: building its std from Debian's sources (about a minute)");
    let dir = ws.scratch()?.join("std");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(dir.join("src"))?;
    fs::write(dir.join("src/lib.rs"), "#![no_std]\n")?;
    // a workspace of its own, although it lies inside ours
    let manifest =
        "[package]\nname = \"s\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(dir.join("Cargo.toml"), manifest)?;
    let mut cargo = command("/usr/bin/cargo");
    cargo
        .current_dir(&dir)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTC", RUSTC)
        .env("RUSTC_WRAPPER", "")
        // -Zbuild-std on a stable compiler; std is built so by its own authors
        .env("RUSTC_BOOTSTRAP", "1")
        // with its bitcode inside: the app is linked with fat LTO
        .env("RUSTFLAGS", "-Cembed-bitcode=yes -Cstrip=debuginfo")
        .args(["build", "--release", "--target", WASM, "--target-dir", "t"])
        .arg("-Zbuild-std=core,alloc,std,panic_abort,proc_macro,test");
    quietly(&mut cargo, &dir.join("log"), STD_LIMIT)
        .context("wasm32 target: std does not build")?;

    let home = Path::new(RUSTLIB).join(WASM);
    let new = Path::new(RUSTLIB).join(format!(".{WASM}.{}", std::process::id()));
    let lib = new.join("lib");
    fs::create_dir_all(&lib).with_context(|| lib.display().to_string())?;
    for entry in fs::read_dir(dir.join("t").join(WASM).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // "libs-…" is the empty crate that std was built for
        if name.ends_with(".rlib") && !name.starts_with("libs-") {
            fs::copy(&path, lib.join(name))?;
        }
    }
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::rename(&new, &home).with_context(|| home.display().to_string())?;
    fs::remove_dir_all(&dir)?;
    Ok(())
}

/// Creates the folder if need be; a clear line where that needs root.
fn writable(dir: &Path) -> Result<()> {
    let test = dir.join(format!(".xtask-{}", std::process::id()));
    fs::create_dir_all(dir)
        .and_then(|()| fs::write(&test, ""))
        .and_then(|()| fs::remove_file(&test))
        .with_context(|| {
            format!(
                "missing: the right to write to {} — run `cargo xtask dist` once as root",
                dir.display()
            )
        })
}

/// What Debian's rustc says about itself.
struct About {
    version: (u32, u32),
    host: String,
    llvm: String,
}

impl About {
    fn ask() -> Result<Self> {
        let output = command(RUSTC).arg("-vV").output().context("missing: /usr/bin/rustc")?;
        Self::parse(&String::from_utf8_lossy(&output.stdout)).context("rustc -vV says too little")
    }

    fn parse(text: &str) -> Option<Self> {
        let field = |name| text.lines().find_map(|line| line.strip_prefix(name));
        Some(Self {
            version: parse_version(field("release: ")?)?,
            host: field("host: ")?.to_owned(),
            llvm: field("LLVM version: ")?.split('.').next()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustc_is_asked_for_version_host_and_llvm() {
        let about = About::parse(
            "rustc 1.96.0 (ac68faa20 2026-05-25)\nhost: x86_64-unknown-linux-gnu\n\
             release: 1.96.0\nLLVM version: 22.1.8\n",
        )
        .unwrap();
        assert_eq!(about.version, (1, 96));
        assert_eq!(about.host, "x86_64-unknown-linux-gnu");
        assert_eq!(about.llvm, "22");
        assert!(About::parse("rustc 1.96.0").is_none());
    }
}
