//! What was said about a record: submissions and decisions with who and when, oldest first.

use leptos::prelude::*;
use shared::domain::value::Value;
use shared::schema::history::FieldChange;
use shared::time::TimestampMs;

use crate::components::words::{StateBadge, field_label, step_words, value_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::format::full_moment;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::fold::Fold;

/// The steps of a record.
#[component]
pub fn History(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    let badge = move || view.get().map(|view| view! { <StateBadge view /> });
    // Read from the whole document, so only for who looks.
    let looked = RwSignal::new(false);
    let rows = move || {
        view.get().map(|view| {
            let changes = if looked.get() { app.history(&view) } else { Vec::new() };
            steps(app, &view, changes)
        })
    };
    view! {
        <Fold summary=t!("history.title") on_toggle=move |open: bool| looked.set(open)>
            <p class="row">{badge}</p>
            <ol class="steps" role="list">{rows}</ol>
        </Fold>
    }
    .into_any()
}

fn steps(app: AppState, view: &RecordView, changes: Vec<FieldChange>) -> impl IntoView + use<> {
    let who = move |author| app.person_name(author).unwrap_or_else(|| t!("person.unknown"));
    let mut steps: Vec<(TimestampMs, String, String, Option<String>)> = Vec::new();
    let mut edits: Vec<(TimestampMs, String, String, Option<String>)> = Vec::new();
    steps.push((view.record.created_at, t!("history.created"), who(view.record.creator), None));
    for entry in &view.submissions {
        let words = (!entry.reason.is_empty()).then(|| entry.reason.clone());
        steps.push((entry.at, step_words(app, view, &entry.action), who(entry.author), words));
    }
    for decision in &view.decisions {
        let ignored = view.derived.ignored.iter().find(|(id, _)| *id == decision.id);
        let waiting = view.derived.waiting_for_data.contains(&decision.id);
        let note = match ignored {
            Some((_, reason)) => Some(tr(&format!("ignored.{}", reason.as_str()))),
            None if waiting => Some(t!("history.waiting_for_data")),
            None => (!decision.reason.is_empty()).then(|| decision.reason.clone()),
        };
        let action = step_words(app, view, &decision.action);
        steps.push((decision.at, action, who(decision.author), note));
    }
    for change in changes {
        let Some(field) = view.record.kind.and_then(|kind| kind.field(change.field)) else {
            continue;
        };
        let kind = view.record.kind.map_or("", |kind| kind.id);
        let words = |value: &Option<Value>| {
            value.as_ref().map_or_else(|| t!("value.empty"), |value| value_words(app, field, value))
        };
        let what = t!("history.changed", field = field_label(kind, field.key));
        let from = t!("history.from_to", from = words(&change.before), to = words(&change.after));
        edits.push((change.at, what, who(change.author), Some(from)));
    }
    // Shown in the order of the devices' clocks: for reading, nothing is derived from it.
    let steps = steps.into_iter().map(|step| (step, "step"));
    let edits = edits.into_iter().map(|edit| (edit, "field-change"));
    let mut all: Vec<_> = steps.chain(edits).collect();
    all.sort_by_key(|((at, ..), _)| *at);
    all.into_iter()
        .map(|((at, action, who, note), class)| {
            view! {
                <li class=class>
                    <span class="strong">{action}</span>
                    <span class="quiet small">
                        {t!("history.who_when", who = who, when = full_moment(at))}
                    </span>
                    {note.map(|note| view! { <p class="lines">{note}</p> })}
                </li>
            }
        })
        .collect_view()
}
