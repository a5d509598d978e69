//! "Có thể trùng": other records that agree in what tells two of their kind apart. A notice, never a
//! hindrance.

use leptos::prelude::*;
use leptos_router::components::A;
use shared::merge::duplicates::duplicates_of;

use crate::components::places;
use crate::components::words::{field_label, record_title};
use crate::engine::view::{Model, RecordView};
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// The notice; nothing where the record stands alone.
#[component]
pub fn Duplicates(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    let others: Memo<Vec<Model<RecordView>>> = Memo::new(move |_| {
        let Some(view) = view.get() else { return Vec::new() };
        app.records.with(|records| {
            duplicates_of(&view, records.values().map(|other| &other.said))
                .iter()
                .filter_map(|id| records.get(id).cloned())
                .collect()
        })
    });
    view! {
        <Show when=move || !others.with(Vec::is_empty)>
            <Notice tone=Tone::Anise icon=Icon::Alert>
                <p class="strong">{move || tn!("duplicate.found", others.with(Vec::len))}</p>
                <p>{move || view.get().map(|view| agreement(&view))}</p>
                <ul role="list">{move || others.get().into_iter().map(line).collect_view()}</ul>
            </Notice>
        </Show>
    }
    .into_any()
}

/// In what records of this kind agree that may be the same thing.
fn agreement(view: &RecordView) -> Option<String> {
    let kind = view.record.kind?;
    let label = |key: &&str| match *key {
        "unit" => t!("list.unit"),
        // Some ask: "Ở đâu?"
        key => field_label(kind.id, key).trim_end_matches('?').to_owned(),
    };
    let fields: Vec<String> = kind.same_by.iter().map(label).collect();
    Some(t!("duplicate.explain", fields = fields.join(", ").to_lowercase()))
}

fn line(view: Model<RecordView>) -> impl IntoView {
    let app = AppState::get();
    let unit = app.unit_name(&view.unit);
    view! {
        <li>
            <A href=places::record(view.id()) attr:class="duplicate">
                {record_title(&view)} " · " {unit}
            </A>
        </li>
    }
}
