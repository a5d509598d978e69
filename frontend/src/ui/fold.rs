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
    let body = NodeRef::<html::Div>::new();
    let toggled = move |_| {
        let Some(open) = node.get_untracked().map(|node| node.open()) else { return };
        // Chromium leaves out the first date field of what was drawn anew while it was folded in.
        if let Some(body) = body.get_untracked().filter(|_| open) {
            body.set_hidden(true);
            let _ = body.offset_height();
            body.set_hidden(false);
        }
        if let Some(on_toggle) = on_toggle {
            on_toggle.run(open);
        }
    };
    view! {
        <details class="fold" node_ref=node open=move || open.get() on:toggle=toggled>
            <summary>{summary}</summary>
            <div class="fold-body" node_ref=body>{children()}</div>
        </details>
    }
    .into_any()
}
