//! A record to read: its fields that hold something, in the form's order.

use leptos::prelude::*;
use shared::domain::record::{FieldState, Record};

use crate::components::conflict::FieldConflict;
use crate::components::words::{field_label, value_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::format::full_moment;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::fold::Fold;

/// "Bản đã duyệt": the values that the approval of a record is bound to, where it was edited since.
#[component]
pub fn ApprovedVersion(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    move || {
        let view = view.get()?;
        let record = app.approved_version(&view)?;
        let approval = view.decision().map(|decision| {
            let who = app.person_name(decision.author).unwrap_or_else(|| t!("person.unknown"));
            t!("history.who_when", who = who, when = full_moment(decision.at))
        });
        Some(view! {
            <Fold summary=t!("record.approved_version")>
                <p class="small quiet">{approval}</p>
                <Fields record />
            </Fold>
        })
    }
}

/// The fields.
#[component]
pub fn RecordDetail(
    /// The record.
    view: Model<RecordView>,
    /// Whether only what an approval covers is shown.
    #[prop(optional)]
    covered: bool,
) -> impl IntoView {
    view! { <Fields record=view.record.clone() covered of_conflict=view.clone() /> }.into_any()
}

#[component]
fn Fields(
    record: Record,
    #[prop(optional)] covered: bool,
    /// Whose conflicts can be settled here.
    #[prop(optional, into)]
    of_conflict: Option<Model<RecordView>>,
) -> impl IntoView {
    let app = AppState::get();
    let Some(kind) = record.kind else {
        return view! { <p class="quiet">{t!("record.unknown_kind")}</p> }.into_any();
    };
    let absent = FieldState::default();
    let rows = kind
        .fields
        .iter()
        .filter(|field| field.covered || !covered)
        .filter_map(|field| {
            let state = record.fields.get(field.key).unwrap_or(&absent);
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
            let of_conflict = of_conflict.clone();
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
