//! Rule about manifests: every version stands once, in the root's table.

use super::Violation;

/// Package keys that members take from the workspace.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

pub(super) fn check(path: &str, text: &str) -> Vec<Violation> {
    // A workspace of its own (the fuzz targets, which need another toolchain) inherits nothing.
    let own_workspace = text.lines().any(|line| line.trim() == "[workspace]");
    if path == "Cargo.toml" || own_workspace {
        return Vec::new();
    }
    let mut found = Vec::new();
    // a `[dependencies.name]` section: its line, and whether it has said `workspace`
    let mut open: Option<(usize, String)> = None;
    let mut section = String::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            found.extend(open.take().map(|(at, name)| versioned(path, at, &name)));
            section = header.trim_matches(['[', ']']).to_owned();
            if let Some((kind, name)) = section.rsplit_once('.')
                && is_dependencies(kind)
            {
                open = Some((number + 1, name.to_owned()));
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if section == "package" && INHERITED.contains(&key) {
            let message = format!("{key}: write `{key}.workspace = true`");
            found.push(Violation::new(path, number + 1, message));
        } else if open.is_some() && key == "workspace" && value == "true" {
            open = None;
        } else if is_dependencies(&section) {
            let squeezed: String = value.split_whitespace().collect();
            if !squeezed.contains("workspace=true") && !key.ends_with(".workspace") {
                found.push(versioned(path, number + 1, key));
            }
        }
    }
    found.extend(open.map(|(at, name)| versioned(path, at, &name)));
    found
}

fn is_dependencies(section: &str) -> bool {
    let kind = section.rsplit('.').next().unwrap_or_default();
    matches!(kind, "dependencies" | "dev-dependencies" | "build-dependencies")
}

fn versioned(path: &str, line: usize, name: &str) -> Violation {
    let message =
        format!("{name}: its version belongs in the root's table, `workspace = true` here");
    Violation::new(path, line, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        check("x/Cargo.toml", text).into_iter().map(|found| found.line).collect()
    }

    #[test]
    fn versions_outside_the_root_are_found() {
        assert_eq!(lines("[dependencies]\nanyhow = \"1\"\n"), [2]);
        assert_eq!(lines("[dev-dependencies]\nx = { version = \"1\" }\n"), [2]);
        assert_eq!(lines("[target.'cfg(unix)'.dependencies]\nx = { path = \"../x\" }\n"), [2]);
        assert_eq!(lines("[dependencies.x]\nversion = \"1\"\n\n[features]\n"), [1]);
        assert_eq!(lines("[package]\nname = \"x\"\nedition = \"2024\"\n"), [3]);
    }

    #[test]
    fn what_comes_from_the_workspace_is_fine() {
        let text = "[package]\nname = \"x\"\nversion.workspace = true\n\
            [features]\npack = [\"dep:x\"]\n\
            [dependencies]\nx = { workspace = true, features = [\"a\"] }\ny.workspace = true\n\
            [dependencies.z]\nworkspace = true\nfeatures = []\n";
        assert!(lines(text).is_empty());
        assert!(check("Cargo.toml", "[workspace.dependencies]\nx = \"1\"\n").is_empty());
    }
}
