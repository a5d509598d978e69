//! The source, line by line, as it was read.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::part;
use crate::i18n::t;
use crate::state::plan_import::Import;

/// Numbered lines, with a mark at those not understood and those repaired.
#[component]
pub fn SourceLines(
    /// The import.
    import: Import,
) -> impl IntoView {
    let lines = part(import, |read| read.lines.clone());
    let unread = part(import, |read| -> BTreeSet<usize> {
        read.revised.plan.not_understood.iter().map(|line| line.line).collect()
    });
    let mended = part(import, |read| -> BTreeSet<usize> {
        read.revised.plan.corrections.iter().map(|repair| repair.line).collect()
    });
    let rows = move || {
        let lines = lines.get();
        (1..)
            .zip(lines)
            .map(|(number, text)| {
                let class = move || {
                    if unread.with(|unread| unread.contains(&number)) {
                        "tone-brick"
                    } else if mended.with(|mended| mended.contains(&number)) {
                        "tone-anise"
                    } else {
                        ""
                    }
                };
                view! { <li id=format!("source-{number}") class=class>{text}</li> }
            })
            .collect_view()
    };
    view! {
        <ol class="source" tabindex="0" aria-label=t!("import.source")>{rows}</ol>
    }
    .into_any()
}
