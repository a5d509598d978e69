//! The export tests' needs: LibreOffice, which opens and prints what the app writes.

use crate::apt;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::{Path, PathBuf};

const SOFFICE: &str = "/usr/bin/soffice";
const PDFTOTEXT: &str = "/usr/bin/pdftotext";
/// The writer without a screen, what reads its PDFs, and a typeface with Times New Roman's widths and
/// all Vietnamese letters.
const PACKAGES: [&str; 3] = ["libreoffice-writer-nogui", "poppler-utils", "fonts-croscore"];

/// Installs what is missing; gives the program.
pub(crate) fn set_up(ws: &Workspace) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("SOFFICE") {
        return Ok(path.into());
    }
    if ![SOFFICE, PDFTOTEXT].iter().all(|program| Path::new(program).exists()) {
        apt::install(ws, &PACKAGES, "the tests of exported reports")?;
    }
    Ok(SOFFICE.into())
}
