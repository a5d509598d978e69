//! Rules about text of any kind: whitespace, length, and what only one machine knows.

use super::Violation;
use super::lists::Lists;

/// Nine files in ten have fewer lines; one with more says why in the list.
const LINES_MAX: usize = 400;
/// Kinds of files that are meant to be read by people, and so are to be short.
const READ: &[&str] = &[".rs", ".ts", ".js", ".css"];
/// What comes from outside, as it came.
const AS_IT_CAME: &[&str] = &["tests/fixtures/", "tests/fuzz/", "backend/demo/"];

/// Written in parts, so that this file does not break its own rule.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/", "wt/")];
const REGISTRY_HOSTS: &[&str] = &[
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("static.", "rust-lang.org"),
    concat!("deb.", "debian.org"),
    concat!("pypi.", "org"),
];

pub(super) fn check(path: &str, text: &str) -> Vec<Violation> {
    if AS_IT_CAME.iter().any(|start| path.starts_with(start)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // not lines(), which takes a \r for a part of the line's end
    for (number, line) in text.split('\n').enumerate() {
        let mut say = |message: String| found.push(Violation::new(path, number + 1, message));
        if line.ends_with([' ', '\t', '\r']) {
            say("trailing whitespace".to_owned());
        }
        for machine in MACHINE_PATHS {
            if names_path(line, machine) {
                say(format!("a path of one machine: {machine}"));
            }
        }
        for host in REGISTRY_HOSTS.iter().filter(|host| line.contains(**host)) {
            say(format!("a registry's host: {host} (the client's settings know it)"));
        }
        if path.ends_with("package-lock.json") && line.trim_start().starts_with("\"resolved\"") {
            say("an address in the lock file: npm's omit-lockfile-registry-resolved".to_owned());
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        found.push(Violation::new(path, text.lines().count(), "no newline at the end"));
    }
    found
}

/// Whether the line has the absolute path, and not merely a longer path that contains it.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"_-./{}".contains(c))
    })
}

pub(super) fn length(path: &str, text: &str, lists: &Lists) -> Option<Violation> {
    let lines = text.lines().count();
    let read = READ.iter().any(|ending| path.ends_with(ending));
    if !read || lines <= LINES_MAX || lists.long_files.contains_key(path) {
        return None;
    }
    let message = format!("{lines} lines: split it, or say why not in xtask/tidy-long-files.txt");
    Some(Violation::new(path, LINES_MAX + 1, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(path, text).into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn trailing_whitespace_and_missing_newlines_are_found() {
        assert_eq!(messages("a.md", "x \n"), ["trailing whitespace"]);
        assert_eq!(messages("a.md", "x\r\n"), ["trailing whitespace"]);
        assert_eq!(messages("a.md", "x"), ["no newline at the end"]);
        assert!(messages("a.md", "x\n").is_empty());
        assert!(messages("tests/fixtures/plan.txt", "x \n").is_empty());
    }

    #[test]
    fn what_only_one_machine_knows_is_found() {
        let line = concat!("cd /wo", "rk/target\n");
        assert_eq!(messages("a.sh", line), [concat!("a path of one machine: /wo", "rk/")]);
        assert!(messages("a.ts", concat!("fetch(`/api/wo", "rk/1`)\n")).is_empty());
        let line = concat!("https://registry.", "npmjs.org/x\n");
        assert!(messages("a.md", line)[0].starts_with("a registry's host"));
        let line = "  \"resolved\": \"somewhere\"\n";
        assert!(messages("tests/e2e/package-lock.json", line)[0].starts_with("an address"));
    }

    #[test]
    fn long_files_need_a_reason() {
        let mut lists = Lists::default();
        let text = "x\n".repeat(LINES_MAX + 1);
        assert!(length("a.rs", &text, &lists).is_some());
        assert!(length("a.rs", &"x\n".repeat(LINES_MAX), &lists).is_none());
        assert!(length("package-lock.json", &text, &lists).is_none());
        lists.long_files.insert("a.rs".to_owned(), "one table".to_owned());
        assert!(length("a.rs", &text, &lists).is_none());
    }
}
