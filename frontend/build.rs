//! Turns `locales/vi.json` and `locales/en.json` into one sorted static table of texts.
//!
//! A key that stands in one file only, or a placeholder that stands in one text only, stops the
//! build: nobody should meet a hole in the interface later.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let [vi, en] = ["locales/vi.json", "locales/en.json"].map(read);
    let mut problems = Vec::new();
    for (key, text) in &vi {
        match en.get(key) {
            None => problems.push(format!("{key}: missing in en.json")),
            Some(other) if placeholders(text) != placeholders(other) => {
                problems.push(format!("{key}: the two texts name different placeholders"));
            }
            Some(_) => {}
        }
        let twin = match (key.strip_suffix("_one"), key.strip_suffix("_other")) {
            (Some(stem), _) => Some(format!("{stem}_other")),
            (_, Some(stem)) => Some(format!("{stem}_one")),
            _ => None,
        };
        if twin.as_ref().is_some_and(|twin| !vi.contains_key(twin)) {
            problems.push(format!("{key}: its other plural form is missing"));
        }
    }
    problems.extend(
        en.keys()
            .filter(|key| !vi.contains_key(*key))
            .map(|key| format!("{key}: missing in vi.json")),
    );
    assert!(problems.is_empty(), "locales do not match:\n  {}", problems.join("\n  "));

    let mut table = String::from("[\n");
    for (key, text) in &vi {
        let names: Vec<String> = placeholders(text).into_iter().collect();
        writeln!(
            table,
            "    Entry {{ key: {key:?}, vi: {text:?}, en: {:?}, names: &{names:?} }},",
            en[key]
        )
        .expect("writing to a string does not fail");
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), table).expect("the build folder is writable");
}

fn read(path: &str) -> BTreeMap<String, String> {
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names between braces.
fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
