//! The lists of exceptions, each with its reason: `path: reason` a line.

use super::Violation;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;

const LONG_FILES: &str = "xtask/tidy-long-files.txt";
const PUT_OBJECT: &str = "xtask/tidy-put-object.txt";

/// Paths with the reason for which a rule does not hold there.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) long_files: BTreeMap<String, String>,
    pub(super) put_object: BTreeMap<String, String>,
}

impl Lists {
    pub(super) fn read(ws: &Workspace) -> Result<Self> {
        let read = |path: &str| {
            let text = fs::read_to_string(ws.root.join(path)).with_context(|| path.to_owned())?;
            Ok::<_, anyhow::Error>(parse(&text))
        };
        Ok(Self { long_files: read(LONG_FILES)?, put_object: read(PUT_OBJECT)? })
    }

    /// An entry without a reason, or for a file that is gone.
    pub(super) fn violations(&self, exists: impl Fn(&str) -> bool) -> Vec<Violation> {
        let mut found = Vec::new();
        for (list, entries) in [(LONG_FILES, &self.long_files), (PUT_OBJECT, &self.put_object)] {
            for (path, reason) in entries {
                if reason.is_empty() {
                    found.push(Violation::new(list, 1, format!("{path}: no reason given")));
                }
                if !exists(path) {
                    found.push(Violation::new(list, 1, format!("{path}: no such file")));
                }
            }
        }
        found
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (path, reason) = line.split_once(':').unwrap_or((line, ""));
            (path.trim().to_owned(), reason.trim().to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_needs_a_file_and_a_reason() {
        let long_files = parse("# why\n\na.rs: one table\nb.rs\n");
        assert_eq!(long_files["a.rs"], "one table");
        let lists = Lists { long_files, ..Lists::default() };
        assert!(lists.violations(|path| path == "b.rs").len() == 2);
        assert!(lists.violations(|_| true)[0].message.contains("b.rs: no reason"));
    }
}
