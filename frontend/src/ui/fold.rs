//! What folds out: the browser's own `details`.

use leptos::html;
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
    /// Whenever somebody folds it out or in.
    #[prop(optional, into)]
    on_toggle: Option<Callback<bool>>,
    /// What folds out.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let toggled = move |_| {
        if let (Some(on_toggle), Some(node)) = (on_toggle, node.get_untracked()) {
            on_toggle.run(node.open());
        }
    };
    view! {
        <details class="fold" node_ref=node open=move || open.get() on:toggle=toggled>
            <summary>{summary}</summary>
            <div class="fold-body">{children()}</div>
        </details>
    }
    .into_any()
}
