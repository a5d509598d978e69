//! A native select, for short words.

use leptos::prelude::*;

use crate::ui::choices::Choice;

/// A labelled select.
#[component]
pub fn Select(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The id of what is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// Whether nothing else can be chosen now.
    #[prop(optional, into)]
    held: Signal<bool>,
    /// Another one was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let rows = move || {
        options
            .get()
            .into_iter()
            .map(|Choice { id, label }| {
                let of_selected = id.clone();
                let selected = move || value.with(|value| *value == of_selected);
                view! { <option value=id prop:selected=selected>{label}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label class="label small" for=id.clone()>{label}</label>
            <select id=id prop:disabled=held on:change=move |ev| on_choose.run(event_target_value(&ev))>
                {rows}
            </select>
        </div>
    }
    .into_any()
}
