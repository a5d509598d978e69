//! Rules that need several files: both languages, and what the service worker stores.

use super::Violation;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

const LOCALES: [&str; 2] = ["frontend/locales/vi.json", "frontend/locales/en.json"];
const WORKER: &str = "dist/sw.js";

/// Both languages have the same keys. Nothing to check before the first exists.
pub(super) fn locales(ws: &Workspace) -> Result<Vec<Violation>> {
    if !LOCALES.iter().any(|path| ws.root.join(path).exists()) {
        return Ok(Vec::new());
    }
    let read = |path: &str| fs::read_to_string(ws.root.join(path)).with_context(|| path.to_owned());
    Ok(same_keys(&read(LOCALES[0])?, &read(LOCALES[1])?))
}

fn same_keys(vi: &str, en: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut keys = Vec::new();
    for (path, text) in LOCALES.into_iter().zip([vi, en]) {
        let mut set = BTreeSet::new();
        match serde_json::from_str::<Value>(text) {
            Ok(value) => collect_keys("", &value, &mut set),
            Err(error) => found.push(Violation::new(path, error.line(), error.to_string())),
        }
        keys.push(set);
    }
    if found.is_empty() {
        for (here, other) in [(0, 1), (1, 0)] {
            for key in keys[other].difference(&keys[here]) {
                let message = format!("{key} is missing, {} has it", LOCALES[other]);
                found.push(Violation::new(LOCALES[here], 1, message));
            }
        }
    }
    found
}

fn collect_keys(prefix: &str, value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                collect_keys(&key, value, keys);
            }
        }
        _ => {
            keys.insert(prefix.to_owned());
        }
    }
}

/// The service worker stores exactly what dist/ holds. Nothing to check before a build.
pub(super) fn precache(ws: &Workspace) -> Result<Vec<Violation>> {
    let worker = ws.root.join(WORKER);
    if !worker.exists() {
        return Ok(Vec::new());
    }
    let worker = fs::read_to_string(worker)?;
    let mut files = BTreeSet::new();
    let mut folders = vec![ws.dist()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(ws.dist())?.to_string_lossy().into_owned());
            }
        }
    }
    Ok(same_files(&worker, &files))
}

fn same_files(worker: &str, files: &BTreeSet<String>) -> Vec<Violation> {
    let list = worker.split_once("const PRECACHE = ").and_then(|(_, rest)| rest.split_once(';'));
    let Some(Ok(listed)) = list.map(|(list, _)| serde_json::from_str::<BTreeSet<String>>(list))
    else {
        return vec![Violation::new(WORKER, 1, "has no `const PRECACHE = […];`")];
    };
    let expected: BTreeSet<String> = files
        .iter()
        .filter(|name| *name != "sw.js" && !name.ends_with(".br") && !name.ends_with(".gz"))
        .map(|name| if name == "index.html" { "/".to_owned() } else { format!("/{name}") })
        .collect();
    let mut found = Vec::new();
    for url in listed.difference(&expected) {
        found.push(Violation::new(WORKER, 1, format!("lists {url}, and dist/ has no such file")));
    }
    for url in expected.difference(&listed) {
        found.push(Violation::new(WORKER, 1, format!("does not list {url}")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_one_language_lacks_is_found() {
        assert!(same_keys(r#"{"a":{"b":"x"}}"#, r#"{"a":{"b":"y"}}"#).is_empty());
        let found = same_keys(r#"{"a":{"b":"x"}}"#, r#"{"a":{"c":"y"}}"#);
        let text: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(text.len(), 2);
        assert!(text[0].starts_with("frontend/locales/vi.json:1: a.c is missing"), "{text:?}");
        assert!(text[1].starts_with("frontend/locales/en.json:1: a.b is missing"), "{text:?}");
        assert_eq!(same_keys("{", "{}").len(), 1);
    }

    #[test]
    fn a_precache_list_that_differs_from_dist_is_found() {
        let files = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let worker = "const PRECACHE = [\"/\",\"/app.1.js\"];";
        let all = ["index.html", "app.1.js", "app.1.js.br", "app.1.js.gz", "sw.js"];
        assert!(same_files(worker, &files(&all)).is_empty());
        assert_eq!(same_files(worker, &files(&["index.html"])).len(), 1);
        assert_eq!(same_files(worker, &files(&["index.html", "app.1.js", "x.css"])).len(), 1);
        assert_eq!(same_files("", &files(&[])).len(), 1);
    }
}
