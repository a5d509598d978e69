//! Rule about which module of a crate may use which: the arrows of the architecture.

use super::Violation;
use super::paths::NamePath;

/// For each top module of a crate: the modules it may use besides itself.
struct Layers {
    src: &'static str,
    uses: &'static [(&'static str, &'static [&'static str])],
}

const SHARED_BASE: &[&str] = &["id", "time", "text", "limits"];

/// `id, time, text, limits ◄ domain ◄ schema ◄ merge ◄ report`; `access ► domain`;
/// `sync ► id, limits` and the time it is given, never the domain.
const SHARED: Layers = Layers {
    src: "shared/src/",
    uses: &[
        ("id", SHARED_BASE),
        ("time", SHARED_BASE),
        ("text", SHARED_BASE),
        ("limits", &[]),
        ("sync", &["id", "time", "limits"]),
        ("domain", SHARED_BASE),
        ("access", &["id", "time", "text", "limits", "domain"]),
        ("import", &["id", "time", "text", "limits", "domain"]),
        ("api", &["id", "time", "text", "limits", "domain", "access", "import"]),
        ("schema", &["id", "time", "text", "limits", "domain"]),
        ("merge", &["id", "time", "text", "limits", "domain", "schema", "access"]),
        ("report", &["id", "time", "text", "limits", "domain", "schema", "merge", "access"]),
    ],
};

/// `platform ◄ engine ◄ state ◄ components ◄ pages ◄ app`; `ui ◄ components`. Everyone
/// speaks the user's language through `i18n`.
const FRONTEND: Layers = Layers {
    src: "frontend/src/",
    uses: &[
        ("i18n", &["platform"]),
        ("platform", &[]),
        ("ui", &["i18n", "platform"]),
        ("engine", &["platform"]),
        ("state", &["i18n", "platform", "engine"]),
        ("components", &["i18n", "platform", "ui", "engine", "state"]),
        ("pages", &["i18n", "platform", "ui", "engine", "state", "components"]),
        ("app", &["i18n", "platform", "ui", "engine", "state", "components", "pages"]),
    ],
};

/// `store, blob, auth ◄ hub ◄ admin, routes ◄ ws ◄ app ◄ cli ◄ main`. `error` is the one type at the
/// edge: it knows the errors below, and only what answers requests knows it.
const BACKEND: Layers = Layers {
    src: "backend/src/",
    uses: &[
        ("clock", &[]),
        ("config", &[]),
        ("telemetry", &["config"]),
        ("assets", &["config", "error"]),
        ("error", &["store", "blob", "auth"]),
        ("store", &["clock", "config", "blob"]),
        ("blob", &["clock", "config", "store"]),
        ("auth", &["clock", "config", "error", "store", "blob"]),
        // communes, demo, accounts: what a command prepares before anybody is served
        ("setup", &["clock", "config", "store", "blob", "auth"]),
        ("hub", &["clock", "config", "telemetry", "error", "store", "blob", "auth", "routes"]),
        // reports out of what is stored
        ("export", &["store"]),
        // what administrators do, asked for over HTTP or on the command line
        ("admin", &["clock", "store", "blob", "auth", "setup", "hub"]),
        ("routes", &SERVED),
        ("ws", &SERVED),
        ("app", &ALL_SERVED),
        ("cli", &ALL_SERVED),
    ],
};

/// What answers requests may use.
const SERVED: [&str; 13] = [
    "clock",
    "config",
    "telemetry",
    "assets",
    "error",
    "store",
    "blob",
    "auth",
    "hub",
    "admin",
    "routes",
    "setup",
    "export",
];
const ALL_SERVED: [&str; 15] = [
    "clock",
    "config",
    "telemetry",
    "assets",
    "error",
    "store",
    "blob",
    "auth",
    "hub",
    "admin",
    "routes",
    "ws",
    "app",
    "setup",
    "export",
];

const CRATES: &[Layers] = &[SHARED, FRONTEND, BACKEND];

pub(super) fn check(path: &str, paths: &[NamePath<'_>]) -> Vec<Violation> {
    let Some((layers, rest)) =
        CRATES.iter().find_map(|layers| Some((layers, path.strip_prefix(layers.src)?)))
    else {
        return Vec::new();
    };
    let modules = modules_of(rest);
    // the crate's root and its binaries stand above all layers
    let Some(&own) = modules.first() else {
        return Vec::new();
    };
    let Some((_, allowed)) = layers.uses.iter().find(|(name, _)| *name == own) else {
        let message = format!(
            "module {own} has no place in the layers: give it one in xtask/src/tidy/modules.rs"
        );
        return vec![Violation::new(path, 1, message)];
    };
    let mut found = Vec::new();
    for named in paths {
        let Some(target) = target(named, modules.len()) else {
            continue;
        };
        let is_layer = layers.uses.iter().any(|(name, _)| *name == target);
        if is_layer && target != own && !allowed.contains(&target) {
            let message = format!("{own} must not use {target}: it stands above or beside it");
            found.push(Violation::new(path, named.line, message));
        }
    }
    found
}

/// `domain/plan.rs` as `[domain, plan]`; nothing for the root and for binaries.
fn modules_of(rest: &str) -> Vec<&str> {
    if rest.starts_with("bin/") || matches!(rest, "lib.rs" | "main.rs") {
        return Vec::new();
    }
    rest.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect()
}

/// The top module that a path leads to, if it goes by the crate's root. `depth`: how deep
/// the file lies in the tree of modules.
fn target<'a>(named: &NamePath<'a>, depth: usize) -> Option<&'a str> {
    let segments = &named.segments;
    let mut up = segments.iter().take_while(|segment| **segment == "super").count();
    let mut from = up;
    if segments.first() == Some(&"self") {
        up = segments.iter().skip(1).take_while(|segment| **segment == "super").count();
        from = up + 1;
    }
    if segments.first() == Some(&"crate") {
        return segments.get(1).copied();
    }
    if up == 0 || up < depth + named.inside {
        return None;
    }
    segments.get(from).copied()
}

#[cfg(test)]
mod tests {
    use super::super::{lex, paths};
    use super::*;

    fn lines(path: &str, code: &str) -> Vec<usize> {
        let tokens = lex::tokens(code);
        check(path, &paths::paths(&tokens)).into_iter().map(|found| found.line).collect()
    }

    #[test]
    fn the_sync_engine_never_sees_the_domain() {
        for module in ["domain", "schema", "merge", "access", "import", "report"] {
            let code = format!("\nuse crate::{{id::DocId, {module}::X}};");
            assert_eq!(lines("shared/src/sync/client.rs", &code), [2], "{module}");
        }
        assert_eq!(lines("shared/src/sync/client.rs", "use super::super::domain::X;"), [1]);
        assert_eq!(lines("shared/src/sync.rs", "fn f(x: super::schema::X) {}"), [1]);
        assert!(lines("shared/src/sync/client.rs", "use crate::{id, limits::X};").is_empty());
        assert!(lines("shared/src/sync/client.rs", "use super::domain::X;").is_empty(), "its own");
    }

    #[test]
    fn arrows_point_one_way() {
        assert_eq!(lines("shared/src/domain/plan.rs", "use crate::schema::X;"), [1]);
        assert!(lines("shared/src/schema/plan.rs", "use crate::domain::X;").is_empty());
        assert_eq!(lines("frontend/src/platform/idb.rs", "crate::engine::run()"), [1]);
        assert_eq!(lines("frontend/src/ui/dialog.rs", "use crate::components::X;"), [1]);
        assert!(lines("frontend/src/pages/home.rs", "use crate::{ui, state::X};").is_empty());
        assert_eq!(lines("backend/src/store/mod.rs", "use crate::ws::X;"), [1]);
        assert!(lines("backend/src/main.rs", "use crate::ws::X;").is_empty());
        assert!(lines("backend/src/ws.rs", "use crate::hub::X;").is_empty());
    }

    #[test]
    fn tests_inside_a_file_are_one_level_deeper() {
        let code = "mod tests { use super::*; use super::super::domain::X; }";
        assert_eq!(lines("shared/src/sync.rs", code), [1]);
        assert!(lines("shared/src/sync.rs", "mod tests { use super::domain::X; }").is_empty());
    }

    #[test]
    fn a_new_module_must_be_given_its_place() {
        assert_eq!(lines("shared/src/utils.rs", ""), [1]);
        assert!(lines("tests/src/net.rs", "use crate::anything::X;").is_empty());
    }
}
