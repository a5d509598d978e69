//! What folds out: the browser's own `details`.

use leptos::prelude::*;

/// A line that folds out more.
#[component]
pub fn Fold(
    /// The line.
    #[prop(into)]
    summary: String,
    /// Whether it is folded out at first.
    #[prop(optional, into)]
    open: Signal<bool>,
    /// What folds out.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="fold" open=move || open.get()>
            <summary>{summary}</summary>
            <div class="fold-body">{children()}</div>
        </details>
    }
    .into_any()
}
