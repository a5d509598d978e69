//! The form of a record, generated from its kind: the first questions, then what folds out.

use leptos::prelude::*;
use shared::domain::kind::{Field, Place};

use crate::components::field_widget::FieldWidget;
use crate::components::secrecy::SecrecyLine;
use crate::i18n::t;
use crate::state::form::FormSession;
use crate::ui::badge::Tone;
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// The questions of a form.
#[component]
pub fn RecordForm(
    /// The form.
    form: FormSession,
    /// Whether someone tried to submit.
    #[prop(into)]
    tried: Signal<bool>,
    /// Whether only what may change after an approval is asked.
    #[prop(optional)]
    uncovered: bool,
) -> impl IntoView {
    let Some(kind) = form.kind else {
        return view! {
            <Notice tone=Tone::Anise icon=Icon::Alert>{t!("record.unknown_kind")}</Notice>
        }
        .into_any();
    };
    // What is told after an approval is asked first then, and not before.
    let told_later = |field: &Field| !field.covered && field.place == Place::First;
    let at = move |place: Place| {
        kind.fields.iter().filter(move |field| match uncovered {
            true => !field.covered && place == Place::First,
            false => field.place == place && !told_later(field),
        })
    };
    let widget = move |field: &'static Field| view! { <FieldWidget form field tried /> };
    // Folded out where something is wrong or in conflict, so that nothing is hidden.
    // It stays open: nothing folds away under someone's hands.
    let needs_look = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default()
            || form.held_back.with(|held| at(Place::More).any(|f| held.contains_key(f.key)))
            || form.view.with(|view| {
                view.as_ref().is_some_and(|view| {
                    let wrong =
                        |key: &str| view.problems.iter().any(|p| p.blocks && p.field == key);
                    at(Place::More).any(|field| wrong(field.key))
                })
            })
    });
    view! {
        <div class="form">
            {at(Place::First).map(widget).collect_view()}
            {(!uncovered)
                .then(|| {
                    view! {
                        <Fold summary=t!("form.more") open=needs_look>
                            {at(Place::More).map(widget).collect_view()}
                        </Fold>
                    }
                })}
            <SecrecyLine />
        </div>
    }
    .into_any()
}
