//! A thin line that shows how much of something is done.

use leptos::prelude::*;

/// The line; the words beside it say the same in numbers.
#[component]
pub fn ProgressLine(
    /// How many are done.
    #[prop(into)]
    done: Signal<usize>,
    /// Of how many.
    #[prop(into)]
    total: Signal<usize>,
) -> impl IntoView {
    let share = move || {
        let total = total.get();
        if total == 0 { 0.0 } else { done.get().min(total) as f64 / total as f64 * 100.0 }
    };
    view! {
        <div class="progress" aria-hidden="true">
            <div style:width=move || format!("{:.1}%", share())></div>
        </div>
    }
    .into_any()
}
