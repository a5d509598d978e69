//! The source, line by line, as it was read.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::part;
use crate::i18n::t;
use crate::platform::dom;
use crate::state::plan_import::Import;

/// Which of source and plan is shown where there is room for one.
#[derive(Clone, Copy)]
pub(super) struct Side(pub(super) RwSignal<String>);

/// The id of [`Side`] for the source, and for the plan.
pub(super) const SOURCE: &str = "source";
pub(super) const RESULT: &str = "result";

/// The number of a line; pressed, it shows the line in the source.
#[component]
pub(super) fn LineLink(
    /// The line, from 1.
    line: usize,
) -> impl IntoView {
    let side = use_context::<Side>();
    let show = move |_| {
        if let Some(Side(side)) = side {
            side.set(SOURCE.to_owned());
        }
        // Once it is drawn.
        request_animation_frame(move || dom::reveal(&format!("source-{line}")));
    };
    view! {
        <button type="button" class="source-link small" on:click=show>
            {t!("import.line", line = line)}
        </button>
    }
    .into_any()
}

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
                view! { <li id=format!("source-{number}") tabindex="-1" class=class>{text}</li> }
            })
            .collect_view()
    };
    view! {
        <ol class="source" tabindex="0" aria-label=t!("import.source")>{rows}</ol>
    }
    .into_any()
}
