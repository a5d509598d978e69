//! Đơn vị, thôn, nhóm: what the directory knows, under which names.

use leptos::prelude::*;
use shared::domain::directory::{Unit, UnitKind};
use shared::id::UnitId;

use super::unit_form::UnitForm;
use super::{EditLine, Editing};
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::fold::Fold;

/// The section.
#[component]
pub fn Units() -> impl IntoView {
    let editing = Editing::none();
    view! {
        <Fold summary=t!("admin.unit.add")>
            <UnitForm of=None on_saved=Callback::new(|()| ()) />
        </Fold>
        <Part title=t!("form.units") editing of=|kind| kind != UnitKind::Thon && kind != UnitKind::Group />
        <Part title=t!("form.villages") editing of=|kind| kind == UnitKind::Thon />
        <Part title=t!("admin.unit.groups") editing of=|kind| kind == UnitKind::Group />
    }
    .into_any()
}

#[component]
fn Part(title: String, editing: Editing, of: fn(UnitKind) -> bool) -> impl IntoView {
    let app = AppState::get();
    let ids = Memo::new(move |_| {
        app.directory.with(|directory| {
            let units = directory.units.values().filter(|unit| of(unit.kind));
            units.map(|unit| unit.id.clone()).collect::<Vec<UnitId>>()
        })
    });
    let line = move |id: UnitId| {
        let of_unit = id.clone();
        let unit = Memo::new(move |_| {
            app.directory.with(|directory| directory.units.get(&of_unit).cloned())
        });
        let title = move || unit.with(|unit| unit.as_ref().map(|unit| unit.name.clone()));
        let rest = move || unit.with(|unit| unit.as_ref().map(|unit| rest(app, unit)));
        let closed = move || unit.with(|unit| unit.as_ref().is_some_and(|unit| unit.closed));
        let id = id.to_string();
        let of_saved = id.clone();
        let saved = Callback::new(move |()| editing.saved(&of_saved));
        view! {
            <EditLine
                id
                editing
                title=Signal::derive(move || title().unwrap_or_default())
                rest=Signal::derive(move || rest().unwrap_or_default())
                ended=Signal::derive(move || closed().then(|| t!("admin.unit.closed")))
            >
                <UnitForm of=unit.get_untracked() on_saved=saved />
            </EditLine>
        }
    };
    view! {
        <section class="part">
            <h2>{title}</h2>
            <ul class="rows" role="list">
                <For each=move || ids.get() key=|id| id.clone() children=line />
            </ul>
        </section>
    }
    .into_any()
}

/// Its code, what it is, its other names, who approves.
fn rest(app: AppState, unit: &Unit) -> String {
    let names: Vec<&str> = unit.aliases.iter().map(String::as_str).collect();
    let mut rest = vec![unit.id.to_string(), tr(&format!("unitkind.{}", unit.kind.as_str()))];
    if !names.is_empty() {
        rest.push(t!("admin.unit.also", names = names.join("; ")));
    }
    if let Some(supervisor) = &unit.supervisor {
        rest.push(t!("admin.unit.approved_by", unit = app.unit_name(supervisor)));
    }
    rest.join(" · ")
}
