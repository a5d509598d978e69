//! `soxa workflows`: every kind of record as a table that whoever answers for the rules can check, in
//! the words of the app.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use shared::domain::kind::{By, KINDS, Kind, Need, Transition};
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
    let state = |state: State| words(&format!("state.{}", state.as_str()));
    let step = |step: &Transition| words(&format!("action.{}", step.id));
    let fields = kind.fields.iter().map(|field| {
        let name = words(&format!("field.{}.{}", kind.id, field.key));
        if field.need == Need::ToSubmit { format!("**{name}**") } else { name }
    });
    let mut out = format!("## {}\n\n", words(&format!("kind.{}", kind.id)));
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}\n", fields.collect::<Vec<_>>().join(" · "));

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
        let written = match transition.by {
            By::Submission | By::Record => "ghi trong sổ của đơn vị",
            By::Decision => "ghi trong sổ quyết định của người duyệt",
        };
        let reason = match transition.reason_chars_min {
            0 => String::new(),
            least => format!(", lý do ít nhất {least} ký tự"),
        };
        let (step, to) = (step(transition), state(transition.to));
        let _ = writeln!(out, "- {step} → {to}: {written}{reason}");
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
