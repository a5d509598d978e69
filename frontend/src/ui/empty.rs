//! Nothing here (yet): one sentence, and at most one thing to do.

use leptos::prelude::*;

/// One sentence, and what may stand below it.
#[component]
pub fn Empty(
    /// The sentence.
    #[prop(into)]
    words: String,
    /// One button, if there is something to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{words}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
