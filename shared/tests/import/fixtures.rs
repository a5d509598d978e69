//! Where the fixture plans are.

use std::path::{Path, PathBuf};

/// Plans of invented communes; each has its data beside it under the same name.
pub(crate) const PLANS: [&str; 3] = ["xa-na-khoang", "phuong-ben-go", "xa-dong-vai"];

/// A fixture's path.
pub(crate) fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/plans").join(file)
}

/// A fixture's text.
pub(crate) fn text(name: &str) -> String {
    std::fs::read_to_string(path(&format!("{name}.txt"))).expect("the fixture is in the repository")
}
