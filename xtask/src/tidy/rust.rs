//! Rules about what Rust code may use where, as far as single names show it.

use super::Violation;
use super::lex::Token;
use super::lists::Lists;
use super::paths::NamePath;

/// Crates that belong in one place only.
const ONE_PLACE: &[(&str, &str)] = &[
    ("web_sys", "frontend/src/platform"),
    ("js_sys", "frontend/src/platform"),
    ("sqlx", "backend/src/store"),
];

/// What reaches outside, by how a path to it begins …
const OUTSIDE: &[(&[&str], &str)] = &[
    (&["std", "time", "Instant"], "a clock"),
    (&["std", "time", "SystemTime"], "a clock"),
    (&["std", "fs"], "input or output"),
    (&["std", "net"], "input or output"),
    (&["std", "env"], "input or output"),
    (&["std", "process"], "input or output"),
    (&["std", "thread"], "a scheduler"),
    (&["tokio"], "a runtime"),
    (&["getrandom"], "randomness"),
    (&["rand"], "randomness"),
];
/// … or by how it ends.
const OUTSIDE_ENDS: &[(&[&str], &str)] = &[
    (&["Instant", "now"], "a clock"),
    (&["SystemTime", "now"], "a clock"),
    (&["Timestamp", "now"], "a clock"),
    (&["Zoned", "now"], "a clock"),
    (&["Uuid", "now_v7"], "a clock and randomness"),
    (&["Uuid", "new_v4"], "randomness"),
    (&["ActorId", "random"], "randomness"),
];

/// What holds for all code, tests included.
pub(super) fn check(path: &str, text: &str, paths: &[NamePath<'_>]) -> Vec<Violation> {
    let mut found = Vec::new();
    if !text.starts_with("//!") {
        found.push(Violation::new(path, 1, "opens with no //! line that says what lives here"));
    }
    one_place(path, paths, &mut found);
    found
}

/// What holds for code that is no test.
pub(super) fn check_shipped(
    path: &str,
    tokens: &[Token<'_>],
    paths: &[NamePath<'_>],
    lists: &Lists,
) -> Vec<Violation> {
    let mut found = Vec::new();
    if path.starts_with("shared/src/") {
        no_outside(path, paths, &mut found);
    }
    if !lists.put_object.contains_key(path) {
        creates_containers(path, tokens, &mut found);
    }
    found
}

fn one_place(path: &str, paths: &[NamePath<'_>], found: &mut Vec<Violation>) {
    for (krate, place) in ONE_PLACE {
        // the folder, or the file beside it
        let here = path.strip_prefix(place).is_some_and(|rest| rest.starts_with(['/', '.']));
        if here {
            continue;
        }
        for named in paths.iter().filter(|named| named.segments.contains(krate)) {
            let message = format!("{krate} belongs under {place}");
            found.push(Violation::new(path, named.line, message));
        }
    }
}

/// `shared` gives the same result for the same arguments, everywhere and for ever.
fn no_outside(path: &str, paths: &[NamePath<'_>], found: &mut Vec<Violation>) {
    for named in paths {
        let starts = OUTSIDE.iter().find(|(start, _)| named.starts_with(start));
        let ends = OUTSIDE_ENDS.iter().find(|(end, _)| named.segments.ends_with(end));
        if let Some((_, what)) = starts.or(ends) {
            let message =
                format!("{} is {what}: shared has none, take it as an argument", named.text());
            found.push(Violation::new(path, named.line, message));
        }
    }
}

/// Two devices that create an object under the same key hide one side's content.
fn creates_containers(path: &str, tokens: &[Token<'_>], found: &mut Vec<Violation>) {
    for three in tokens.windows(3) {
        let creates = matches!(three[1].text, "put_object" | "insert_object");
        if creates && three[0].text != "fn" && three[2].text == "(" {
            let message = format!(
                "{}: no container under a key that another device could create; \
                 exceptions with their reason in xtask/tidy-put-object.txt",
                three[1].text
            );
            found.push(Violation::new(path, three[1].line, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lex, paths};
    use super::*;

    fn lines_with(path: &str, code: &str, lists: &Lists) -> Vec<usize> {
        let text = format!("//! x\n{code}");
        let tokens = lex::tokens(&text);
        let paths = paths::paths(&tokens);
        let mut found = check(path, &text, &paths);
        found.extend(check_shipped(path, &tokens, &paths, lists));
        found.into_iter().map(|found| found.line).collect()
    }

    fn lines(path: &str, code: &str) -> Vec<usize> {
        lines_with(path, code, &Lists::default())
    }

    #[test]
    fn a_file_opens_with_what_lives_in_it() {
        assert_eq!(check("a.rs", "use a::b;\n", &[]).len(), 1);
    }

    #[test]
    fn browser_and_database_stay_in_their_place() {
        assert_eq!(lines("frontend/src/pages/home.rs", "use web_sys::Window;"), [2]);
        assert_eq!(lines("frontend/src/pages/home.rs", "use leptos::web_sys::Window;"), [2]);
        assert_eq!(lines("frontend/src/ui.rs", "let x = js_sys::Date::now();"), [2]);
        assert!(lines("frontend/src/platform/idb.rs", "use web_sys::Window;").is_empty());
        assert!(lines("frontend/src/platform.rs", "use web_sys::Window;").is_empty());
        assert_eq!(lines("backend/src/hub.rs", "#[derive(sqlx::FromRow)] struct A;"), [2]);
        assert!(lines("backend/src/store/sqlite.rs", "use sqlx::query;").is_empty());
        assert!(lines("backend/src/hub.rs", "// sqlx::query\nlet a = \"sqlx::query\";").is_empty());
    }

    #[test]
    fn shared_has_no_clock_no_randomness_no_files() {
        for code in [
            "use std::time::Instant;",
            "use std::{collections::HashMap, time::{Duration, SystemTime}};",
            "std::fs::read(x)",
            "use std::net::TcpStream;",
            "getrandom::fill(&mut x)",
            "use rand::Rng;",
            "Uuid::now_v7()",
            "jiff::Timestamp::now()",
            "Zoned::now()",
            "use std::time; fn f() { time::Instant::now() }",
        ] {
            assert_eq!(lines("shared/src/time.rs", code), [2], "{code}");
            assert!(lines("backend/src/app.rs", code).is_empty(), "{code}");
        }
        assert!(lines("shared/src/time.rs", "use std::time::Duration; use uuid::Uuid;").is_empty());
    }

    #[test]
    fn containers_are_created_only_where_a_reason_is_given() {
        let code = "doc.put_object(ROOT, \"records\", ObjType::Map)";
        let mut lists = Lists::default();
        assert_eq!(lines_with("shared/src/schema/plan.rs", code, &lists), [2]);
        assert_eq!(lines_with("backend/src/hub.rs", "tx\n.insert_object(l, 0, m)", &lists), [3]);
        assert!(lines_with("a.rs", "fn put_object(x: X) {}", &lists).is_empty());
        lists.put_object.insert("shared/src/schema/plan.rs".to_owned(), "why".to_owned());
        assert!(lines_with("shared/src/schema/plan.rs", code, &lists).is_empty());
    }
}
