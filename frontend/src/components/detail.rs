//! A record to read: its fields that hold something, in the form's order.

use leptos::prelude::*;
use shared::domain::record::FieldState;

use crate::components::conflict::FieldConflict;
use crate::components::words::{field_label, value_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::t;
use crate::state::AppState;

/// The fields.
#[component]
pub fn RecordDetail(
    /// The record.
    view: Model<RecordView>,
) -> impl IntoView {
    let app = AppState::get();
    let Some(kind) = view.record.kind else {
        return view! { <p class="quiet">{t!("record.unknown_kind")}</p> }.into_any();
    };
    let absent = FieldState::default();
    let rows = kind
        .fields
        .iter()
        .filter_map(|field| {
            let state = view.record.fields.get(field.key).unwrap_or(&absent);
            let value = state.value.clone().filter(|value| !value.is_blank());
            let invalid = state.invalid.clone();
            if value.is_none() && invalid.is_none() && state.conflict.is_empty() {
                return None;
            }
            let words = move || match (&value, &invalid) {
                (Some(value), _) => value_words(app, field, value),
                (None, Some(invalid)) => t!("value.invalid", text = invalid),
                (None, None) => String::new(),
            };
            let of_conflict = Some(view.clone());
            Some(view! {
                <div class="pair">
                    <dt>{field_label(kind.id, field.key)}</dt>
                    <dd>
                        <span class="lines">{words}</span>
                        <FieldConflict field view=Signal::stored(of_conflict) />
                    </dd>
                </div>
            })
        })
        .collect_view();
    view! { <dl class="pairs">{rows}</dl> }.into_any()
}
