//! Where something will stand in a moment: grey lines, and a word for readers.

use leptos::prelude::*;

use crate::i18n::t;

/// Some lines.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{t!("loading")}</span>
            {(0..lines).map(|_| view! { <div class="skeleton-line" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
    .into_any()
}
