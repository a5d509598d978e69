//! `soxa workflows`: every kind of record as a table that whoever answers for the rules can check, in
//! the words of the app.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use shared::domain::kind::{By, FourEyes, Home, KINDS, Kind, Need, Transition};
use shared::domain::role::Role;
use shared::domain::state::State;

use super::{print, print_json};

/// The words of the app.
const WORDS: &str = include_str!("../../../frontend/locales/vi.json");

/// Prints them all.
pub(crate) fn print_all(json: bool) -> Result<()> {
    if json { print_json(&KINDS) } else { print(tables()?.trim_end()) }
}

/// Every kind, one below the other, in Markdown.
fn tables() -> Result<String> {
    let words: BTreeMap<String, String> =
        serde_json::from_str(WORDS).context("the words of the app cannot be read")?;
    let words = |key: &str| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    Ok(KINDS.iter().map(|kind| table(kind, &words)).collect::<Vec<_>>().join("\n"))
}

/// One kind: what it asks, who may do what in which state, and where each step leads.
fn table(kind: &Kind, words: &impl Fn(&str) -> String) -> String {
    let own = |stem: &str, id: &str| {
        let key = format!("{stem}.{}.{id}", kind.id);
        let own = words(&key);
        if own == key { words(&format!("{stem}.{id}")) } else { own }
    };
    let state = |state: State| own("state", state.as_str());
    let step = |step: &Transition| own("action", step.id);
    let fields = kind.fields.iter().map(|field| {
        let name = words(&format!("field.{}.{}", kind.id, field.key));
        if field.need == Need::ToSubmit { format!("**{name}**") } else { name }
    });
    let mut out = format!("## {}\n\n", words(&format!("kind.{}", kind.id)));
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}\n", fields.collect::<Vec<_>>().join(" · "));
    if let Home::Decisions(_) = kind.home {
        out.push_str("Do cấp trên ghi cho đơn vị, trong sổ quyết định của người giao.\n\n");
    }

    let roles: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| kind.transitions.iter().any(|step| step.roles.contains(role)))
        .collect();
    let names = roles.iter().map(|role| words(&format!("role.{role}")));
    let _ = writeln!(out, "| | {} |", names.collect::<Vec<_>>().join(" | "));
    let _ = writeln!(out, "|---|{}", "---|".repeat(roles.len()));
    for from in kind.states {
        let cell = |role: &Role| {
            let may = |step: &&Transition| step.from.contains(from) && step.roles.contains(role);
            let steps: Vec<String> = kind.transitions.iter().filter(may).map(step).collect();
            if steps.is_empty() { "–".to_owned() } else { steps.join(", ") }
        };
        let cells: Vec<String> = roles.iter().map(cell).collect();
        let _ = writeln!(out, "| {} | {} |", state(*from), cells.join(" | "));
    }
    out.push('\n');
    for transition in kind.transitions {
        let written = match (transition.by, kind.home) {
            (By::Submission, _) | (By::Record, Home::Workbook) => "ghi trong sổ của đơn vị",
            (By::Decision, Home::Workbook) => "ghi trong sổ quyết định của người duyệt",
            // Whoever lays something on a unit, and nobody else, decides on it.
            (By::Record | By::Decision, Home::Decisions(_)) => {
                "ghi trong sổ quyết định của vai trò đã giao"
            }
        };
        let mut notes = vec![written.to_owned()];
        if transition.checks {
            notes.push("phải điền đủ và đúng".to_owned());
        }
        if transition.reason_chars_min > 0 {
            notes.push(format!("ghi lời ít nhất {} ký tự", transition.reason_chars_min));
        }
        match transition.four_eyes {
            FourEyes::None => {}
            FourEyes::Creator => notes.push("không phải người tạo".to_owned()),
            FourEyes::Reporter => notes.push("không phải người báo cáo".to_owned()),
        }
        if let Some(condition) = transition.when {
            notes.push(format!("khi: {}", words(&format!("when.{}", condition.id))));
        }
        if let Some(needs) = transition.needs {
            let before = kind.transition(needs.step).map(step).unwrap_or_default();
            let when = words(&format!("when.{}", needs.when.id));
            notes.push(format!("sau bước “{before}” nếu {when}"));
        }
        let to =
            if transition.undo { "như trước đó".to_owned() } else { state(transition.to) };
        let _ = writeln!(out, "- {} → {to}: {}", step(transition), notes.join("; "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read by people: `tests/fixtures/workflows.md`. A change of a workflow changes it too.
    #[test]
    fn the_workflows_are_as_agreed() {
        let agreed = include_str!("../../../tests/fixtures/workflows.md");
        assert_eq!(
            tables().expect("words"),
            agreed,
            "run: soxa workflows > tests/fixtures/workflows.md"
        );
    }
}
