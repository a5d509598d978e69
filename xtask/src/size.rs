//! `cargo xtask size`: how much a tablet downloads, by file.

use crate::dist::{self, Mode};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// As JSON, for machines
    #[arg(long)]
    json: bool,
}

/// One file as it lies in dist/.
struct Size {
    name: String,
    raw: u64,
    brotli: u64,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<ExitCode> {
    dist::run(ws, Mode::Release)?;
    let mut sizes = Vec::new();
    measure(&ws.dist(), "", &mut sizes)?;
    sizes.sort_by(|a, b| b.brotli.cmp(&a.brotli).then_with(|| a.name.cmp(&b.name)));
    let first: u64 =
        sizes.iter().filter(|size| is_first_load(&size.name)).map(|size| size.brotli).sum();
    if args.json {
        let files: Vec<_> = sizes
            .iter()
            .map(|size| json!({ "name": size.name, "raw": size.raw, "brotli": size.brotli }))
            .collect();
        println!("{}", json!({ "files": files, "first_load_brotli": first }));
        return Ok(ExitCode::SUCCESS);
    }
    println!("{:>9} {:>9}", "raw", "brotli");
    for size in &sizes {
        let mark = if is_first_load(&size.name) { " (first load)" } else { "" };
        println!("{:>9} {:>9} {}{mark}", size.raw, size.brotli, size.name);
    }
    println!("{first:>19} first load");
    Ok(ExitCode::SUCCESS)
}

/// What must arrive before the app runs: page, loader, glue, code, style. Not the fonts
/// (text shows without them), not what is loaded on demand.
fn is_first_load(name: &str) -> bool {
    let hashed = |start: &str, end: &str| name.starts_with(start) && name.ends_with(end);
    name == "index.html"
        || name.starts_with("snippets.")
        || hashed("boot.", ".js")
        || hashed("app.", ".js")
        || hashed("app_bg.", ".wasm")
        || hashed("app.", ".css")
}

fn measure(dir: &Path, prefix: &str, sizes: &mut Vec<Size>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let name = format!("{prefix}{file}");
        if entry.file_type()?.is_dir() {
            measure(&entry.path(), &format!("{name}/"), sizes)?;
        } else if !file.ends_with(".br") && !file.ends_with(".gz") {
            let raw = entry.metadata()?.len();
            // no side file: already compressed, it goes over the wire as it is
            let side = fs::metadata(dir.join(format!("{file}.br")));
            let brotli = side.map_or(raw, |side| side.len());
            sizes.push(Size { name, raw, brotli });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_page_loader_glue_code_and_style() {
        for name in ["index.html", "boot.1a.js", "app.1a.js", "app_bg.1a.wasm", "app.1a.css"] {
            assert!(is_first_load(name), "{name}");
        }
        for name in ["sw.js", "import.1a.js", "import_bg.1a.wasm", "fonts/be.1a.woff2"] {
            assert!(!is_first_load(name), "{name}");
        }
    }
}
