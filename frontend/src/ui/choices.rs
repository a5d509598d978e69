//! Choosing several of a few (check boxes) and one of a few (a row of radio buttons).

use std::collections::BTreeSet;

use leptos::prelude::*;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its words.
    pub label: String,
}

/// Check boxes, without their label.
#[component]
pub fn Checks(
    /// What can be chosen.
    options: Vec<Choice>,
    /// What is chosen now.
    #[prop(into)]
    value: Signal<BTreeSet<String>>,
    /// The choice changed.
    #[prop(into)]
    on_choose: Callback<BTreeSet<String>>,
) -> impl IntoView {
    let boxes = options.into_iter().map(|Choice { id, label }| {
        let (of_checked, of_change) = (id.clone(), id);
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || value.with(|value| value.contains(&of_checked))
                    on:change=move |ev| {
                        let mut chosen = value.get_untracked();
                        if event_target_checked(&ev) {
                            chosen.insert(of_change.clone());
                        } else {
                            chosen.remove(&of_change);
                        }
                        on_choose.run(chosen);
                    }
                />
                <span>{label}</span>
            </label>
        }
    });
    view! { <div class="checks">{boxes.collect_view()}</div> }.into_any()
}

/// One of a few, side by side.
#[component]
pub fn Segments(
    /// The group's name, unique on the page.
    #[prop(into)]
    name: String,
    /// What is chosen between, for readers.
    #[prop(into)]
    legend: String,
    /// What can be chosen.
    options: Vec<Choice>,
    /// What is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// Another one was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let buttons = options.into_iter().map(|Choice { id, label }| {
        let (group, of_checked, of_change) = (name.clone(), id.clone(), id);
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=group
                    prop:checked=move || value.with(|value| *value == of_checked)
                    on:change=move |_| on_choose.run(of_change.clone())
                />
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments">
            <legend class="unseen">{legend}</legend>
            {buttons.collect_view()}
        </fieldset>
    }
    .into_any()
}
