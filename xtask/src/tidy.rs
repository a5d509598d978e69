//! `cargo xtask tidy`: the invariants of the repository, also run as a test.
//!
//! Each rule is a pure function from a file's path and text to what is wrong with it, and
//! has tests that show it catches a violation. Exceptions stand with their reason in
//! `xtask/tidy-long-files.txt` and `xtask/tidy-put-object.txt`.

mod cargo_toml;
mod lex;
mod lines;
mod lists;
mod modules;
mod paths;
mod project;
mod rust;

use crate::proc::step;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use lists::Lists;
use std::fmt;
use std::fs;
use std::process::ExitCode;

/// Endings of files that hold text people wrote.
const TEXT: &[&str] = &[
    "rs",
    "toml",
    "md",
    "html",
    "css",
    "js",
    "mjs",
    "ts",
    "json",
    "svg",
    "sql",
    "sh",
    "yml",
    "yaml",
    "txt",
    "webmanifest",
    "editorconfig",
    "gitignore",
    "run",
    "lock",
];

/// Something that breaks an invariant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    path: String,
    line: usize,
    message: String,
}

impl Violation {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

pub(crate) fn run(ws: &Workspace) -> Result<ExitCode> {
    step("tidy: the repository's invariants");
    let violations = violations(ws)?;
    for violation in &violations {
        println!("{violation}");
    }
    if violations.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("xtask: {} violations", violations.len());
    Ok(ExitCode::FAILURE)
}

/// An error unless the service worker stores exactly what was packed into dist/.
pub(crate) fn packed(ws: &Workspace) -> Result<()> {
    match project::precache(ws)?.first() {
        Some(violation) => bail!("the packed app is not whole: {violation}"),
        None => Ok(()),
    }
}

/// Everything that breaks an invariant in the whole repository.
fn violations(ws: &Workspace) -> Result<Vec<Violation>> {
    let lists = Lists::read(ws)?;
    let mut found = lists.violations(|path| ws.root.join(path).is_file());
    for path in ws.files("")? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ending = name.rsplit('.').next().unwrap_or_default();
        if !TEXT.contains(&ending) {
            continue;
        }
        let shown = path.to_string_lossy();
        let text = fs::read(ws.root.join(&path)).with_context(|| shown.clone().into_owned())?;
        match String::from_utf8(text) {
            Ok(text) => found.extend(check(&shown, &text, &lists)),
            Err(_) => found.push(Violation::new(&shown, 1, "is not UTF-8")),
        }
    }
    found.extend(project::locales(ws)?);
    found.extend(project::precache(ws)?);
    Ok(found)
}

/// All rules for one file.
fn check(path: &str, text: &str, lists: &Lists) -> Vec<Violation> {
    let mut found = lines::check(path, text);
    found.extend(lines::length(path, text, lists));
    if path.ends_with("Cargo.toml") {
        found.extend(cargo_toml::check(path, text));
    }
    if path.ends_with(".rs") {
        let tokens = lex::tokens(text);
        let paths = paths::paths(&tokens);
        found.extend(rust::check(path, text, &paths));
        if !is_test_code(path) {
            let tokens = lex::without_tests(tokens);
            let paths = paths::paths(&tokens);
            found.extend(rust::check_shipped(path, &tokens, &paths, lists));
            found.extend(modules::check(path, &paths));
        }
    }
    found
}

/// Tests may look anywhere, and build documents that no device would.
fn is_test_code(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_keeps_its_invariants() {
        let found = violations(&Workspace::find().unwrap()).unwrap();
        let text: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "\n{}", text.join("\n"));
    }

    #[test]
    fn a_violation_shows_where_it_is() {
        let lists = Lists::default();
        let found = check("shared/src/id.rs", "//! Ids.\n\nuse std::fs; \n", &lists);
        let text: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(text.len(), 2, "{text:?}");
        assert!(text.iter().all(|line| line.starts_with("shared/src/id.rs:3: ")), "{text:?}");
    }
    #[test]
    fn tests_may_do_what_shipped_code_may_not() {
        let code = "//! x\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        let lists = Lists::default();
        assert!(check("shared/src/id.rs", code, &lists).is_empty());
        assert!(!check("shared/src/id.rs", &code.replace("cfg(test)", "x"), &lists).is_empty());
        assert!(check("shared/src/id/tests.rs", "//! x\nuse std::fs;\n", &lists).is_empty());
        let place = "//! x\nuse sqlx::query;\n";
        assert!(!check("backend/src/hub/tests.rs", place, &lists).is_empty(), "not even tests");
    }
}
