//! `xtask-pack`: from compiled wasm and the files of public/ to dist/, ready to be served.
//!
//! Called by `cargo xtask dist`. File names carry a hash of the content, so that a browser
//! may keep them for ever; only what must be found by a fixed name has none ([`site`]).

mod compress;
mod module;
mod site;

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Args {
    /// The workspace
    #[arg(long)]
    root: PathBuf,
    /// The folder to make; what is there is replaced
    #[arg(long)]
    out: PathBuf,
    /// A compiled module; `frontend` is the app itself
    #[arg(long = "wasm", value_name = "NAME=FILE")]
    modules: Vec<String>,
    /// Keep names for stack traces, compress fast
    #[arg(long)]
    dev: bool,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let mut modules = Vec::new();
    for module in &args.modules {
        let Some((name, file)) = module.split_once('=') else { bail!("{module}: no NAME=FILE") };
        modules.push(module::bind(name, Path::new(file), args.dev)?);
    }
    let sources = site::Sources::read(&args.root)?;
    let files = site::assemble(&sources, &modules)?;
    let files = compress::with_side_files(files, args.dev)?;

    // whole or not at all: the new folder takes the old one's place
    let new = args.out.with_extension("new");
    if new.exists() {
        fs::remove_dir_all(&new).with_context(|| new.display().to_string())?;
    }
    for (name, content) in &files {
        let path = new.join(name);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
        }
        fs::write(&path, content).with_context(|| path.display().to_string())?;
    }
    let old = args.out.with_extension("old");
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| old.display().to_string())?;
    }
    if args.out.exists() {
        fs::rename(&args.out, &old).with_context(|| args.out.display().to_string())?;
    }
    fs::rename(&new, &args.out).with_context(|| args.out.display().to_string())?;
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| old.display().to_string())?;
    }
    Ok(())
}
