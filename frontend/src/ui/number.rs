//! A whole number as people type it: `1.234`, `1,234`, `1234`; what is ambiguous is asked about.

use leptos::html;
use leptos::prelude::*;

use crate::i18n::format::{NotANumber, number, parse_number};
use crate::i18n::t;
use crate::ui::field::{FieldIds, FieldProblem};

/// A number field, without its label. Uncontrolled: what is typed stays as typed until it is left.
#[component]
pub fn NumberInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// The number now.
    #[prop(into)]
    value: Signal<Option<i64>>,
    /// What is counted, behind the number.
    #[prop(into)]
    unit: String,
    /// What is wrong with what was typed; the frame shows it.
    typed_problem: RwSignal<Option<FieldProblem>>,
    /// Whether something else is wrong.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// Someone begins (`true`) or ends to type: in between, what comes from elsewhere is not shown.
    #[prop(into)]
    on_hold: Callback<bool>,
    /// A number was typed, or cleared.
    #[prop(into)]
    on_type: Callback<Option<i64>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let focused = RwSignal::new(false);
    let shown = move |value: Option<i64>| value.map(number).unwrap_or_default();
    let initial = shown(value.get_untracked());
    // What comes from elsewhere is shown unless someone is typing here.
    Effect::new(move |_| {
        let (text, typing) = (shown(value.get()), focused.get());
        if let Some(input) = node.get_untracked()
            && !typing
            && typed_problem.with_untracked(Option::is_none)
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let left = move |text: String| {
        let problem = match parse_number(&text) {
            Ok(parsed) => {
                on_type.run(parsed);
                if let Some(input) = node.get_untracked() {
                    input.set_value(&shown(parsed));
                }
                None
            }
            Err(NotANumber::Ambiguous) => Some(t!("number.ambiguous")),
            Err(NotANumber::Unreadable) => Some(t!("number.unreadable")),
        };
        if problem.is_some() {
            on_type.run(None);
        }
        typed_problem.set(problem.map(|words| FieldProblem { words, blocks: true }));
    };
    view! {
        <div class="number-field">
            <input
                node_ref=node
                id=ids.control
                type="text"
                inputmode="numeric"
                autocomplete="off"
                value=initial
                aria-describedby=ids.described_by
                aria-invalid=move || {
                    (wrong.get() || typed_problem.with(Option::is_some)).then_some("true")
                }
                on:focus=move |_| {
                    on_hold.run(true);
                    focused.set(true);
                }
                on:blur=move |_| {
                    on_hold.run(false);
                    focused.set(false);
                }
                on:input=move |ev| {
                    if let Ok(number) = parse_number(&event_target_value(&ev)) {
                        typed_problem.set(None);
                        on_type.run(number);
                    }
                }
                on:change=move |ev| left(event_target_value(&ev))
            />
            <span class="quiet">{unit}</span>
        </div>
    }
    .into_any()
}
