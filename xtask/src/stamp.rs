//! Stamps: has anything changed since this was built? By size and time of the sources, so
//! that the second `cargo xtask serve` starts at once, without asking cargo.

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The state of some inputs, to be compared with that of the last successful build.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: u64,
}

impl Stamp {
    /// Takes the state of all files under `inputs`. Take it before building: what changes
    /// meanwhile is then built next time.
    pub(crate) fn take(ws: &Workspace, name: &str, mode: &str, inputs: &[&str]) -> Result<Self> {
        let mut hash = DefaultHasher::new();
        // one target folder may serve several worktrees
        ws.root.hash(&mut hash);
        mode.hash(&mut hash);
        for input in inputs {
            for path in ws.files(input)? {
                path.hash(&mut hash);
                state(&ws.root.join(path))?.hash(&mut hash);
            }
        }
        Ok(Self { file: ws.scratch()?.join(format!("{name}.stamp")), inputs: hash.finish() })
    }

    /// Whether `product` is still what was built from these very inputs.
    pub(crate) fn holds(&self, product: &Path) -> bool {
        let Ok(now) = self.text(product) else {
            return false;
        };
        fs::read_to_string(&self.file).is_ok_and(|then| then == now)
    }

    /// Notes that `product` was built from these inputs.
    pub(crate) fn keep(&self, product: &Path) -> Result<()> {
        fs::write(&self.file, self.text(product)?).with_context(|| self.file.display().to_string())
    }

    fn text(&self, product: &Path) -> Result<String> {
        Ok(format!("{:016x} {:?}", self.inputs, state(product)?))
    }
}

/// Size and time of a file.
fn state(path: &Path) -> Result<(u64, u128)> {
    let meta = fs::metadata(path).with_context(|| path.display().to_string())?;
    let time = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((meta.len(), time.as_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_an_input_the_mode_or_the_product_changes() {
        let ws = Workspace::find().unwrap();
        let name = format!("test-{}", std::process::id());
        let product = ws.scratch().unwrap().join(format!("{name}.product"));
        fs::write(&product, "1").unwrap();
        let take = |mode, inputs: &[&str]| Stamp::take(&ws, &name, mode, inputs).unwrap();

        let stamp = take("dev", &["Cargo.toml"]);
        assert!(!stamp.holds(&product));
        stamp.keep(&product).unwrap();
        assert!(take("dev", &["Cargo.toml"]).holds(&product));
        assert!(!take("release", &["Cargo.toml"]).holds(&product));
        assert!(!take("dev", &["Cargo.toml", "Cargo.lock"]).holds(&product));
        fs::write(&product, "12").unwrap();
        assert!(!take("dev", &["Cargo.toml"]).holds(&product));

        fs::remove_file(&product).unwrap();
        fs::remove_file(stamp.file).unwrap();
    }
}
