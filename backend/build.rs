//! The relay embeds dist/, which `cargo xtask dist` makes; without it, an empty folder.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // sqlx reads the folder while compiling
    println!("cargo::rerun-if-changed=migrations");
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = here.join("../dist");
    std::fs::create_dir_all(&dist)?;
    // a debug relay reads the folder when it runs, and need not be built again
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", dist.display());
    }
    Ok(())
}
