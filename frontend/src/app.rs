//! The application's root component.

use leptos::prelude::*;

/// Placeholder until the pages are here.
#[component]
pub fn App() -> impl IntoView {
    view! { <main>"Sổ Xã"</main> }
}
