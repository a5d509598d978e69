//! The units that the text names: each one of the directory, or a new one.

use leptos::html;
use leptos::prelude::*;
use shared::domain::directory::UnitKind;
use shared::id::UnitId;
use shared::import::Unit;
use shared::import::revise::{Op, UnitTarget};

use super::part;
use crate::i18n::{t, tn, tr};
use crate::state::AppState;
use crate::state::plan_import::Import;
use crate::ui::choices::Choice;
use crate::ui::chooser::{Chooser, Item, ItemGroup};
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::input::TextInput;
use crate::ui::select::Select;

/// What stands for "none yet" among the ids of the chooser: no unit's id has a blank.
const NEW: &str = " new";

/// Units to be created first; those that the directory has are folded away.
#[component]
pub fn Units(
    /// The import.
    import: Import,
) -> impl IntoView {
    let units = part(import, |read| {
        let used = read.revised.used_units();
        let units = read.revised.plan.units.iter().filter(|unit| used.contains(unit.id.as_str()));
        units
            .map(|unit| {
                let new = read.revised.units.get(&unit.id) != Some(&UnitTarget::New);
                (unit.clone(), new)
            })
            .collect::<Vec<(Unit, bool)>>()
    });
    let of = move |known: bool| {
        units.with(|units| {
            let these = units.iter().filter(|(_, is_known)| *is_known == known);
            these.map(|(unit, _)| unit.clone()).collect::<Vec<Unit>>()
        })
    };
    let new_count = Memo::new(move |_| of(false).len());
    let known_count = Memo::new(move |_| of(true).len());
    view! {
        <div class="part">
            <h3>{t!("import.units")}</h3>
            <Show when=move || { new_count.get() > 0 }>
                <p class="small">{move || tn!("import.new_units", new_count.get())}</p>
                <For each=move || of(false) key=|unit| unit.id.clone() let:unit>
                    <UnitChooser import unit=unit.clone() />
                    <NewUnit import unit />
                </For>
            </Show>
            <Show when=move || { known_count.get() > 0 }>
                <Fold summary=tn!("import.known_units", known_count.get())>
                    <For each=move || of(true) key=|unit| unit.id.clone() let:unit>
                        <UnitChooser import unit />
                    </For>
                </Fold>
            </Show>
        </div>
    }
    .into_any()
}

/// How a unit that will be created is called, and what kind of body it is.
#[component]
fn NewUnit(import: Import, unit: Unit) -> impl IntoView {
    let Unit { id, name, kind, .. } = unit;
    let node = NodeRef::<html::Input>::new();
    let now = {
        let id = id.clone();
        part(import, move |read| {
            let mut units = read.revised.plan.units.iter();
            units.find(|unit| unit.id == id).map(|unit| unit.kind)
        })
    };
    let kind_now = move || now.get().unwrap_or(kind);
    let kinds = UnitKind::ALL.iter().map(|kind| Choice {
        id: kind.as_str().to_owned(),
        label: tr(&format!("unitkind.{}", kind.as_str())),
    });
    let name_it = {
        let unit = id.clone();
        Callback::new(move |(name, kind)| {
            import.correct(Op::NameUnit { unit: unit.clone(), name, kind });
        })
    };
    let choose = move |chosen: String| {
        // As it stands there now: the name may have been changed a moment ago.
        let name = node.get_untracked().map(|input| input.value());
        let kind = UnitKind::ALL.iter().find(|kind| kind.as_str() == chosen);
        if let (Some(name), Some(kind)) = (name, kind) {
            name_it.run((name, *kind));
        }
    };
    view! {
        <Fold summary=t!("import.name_unit", unit = name.clone())>
            <TextInput
                id=format!("unit-name-{id}")
                label=t!("import.unit_name")
                initial=name
                node
                on_change=Callback::new(move |name| {
                    name_it.run((name, now.get_untracked().unwrap_or(kind)));
                })
            />
            <Select
                id=format!("unit-kind-{id}")
                label=t!("import.unit_kind")
                options=Signal::stored(kinds.collect::<Vec<_>>())
                value=Signal::derive(move || kind_now().as_str().to_owned())
                on_choose=choose
            />
        </Fold>
    }
    .into_any()
}

#[component]
fn UnitChooser(import: Import, unit: Unit) -> impl IntoView {
    let app = AppState::get();
    let target = {
        let id = unit.id.clone();
        part(import, move |read| read.revised.units.get(&id).cloned())
    };
    let value = Signal::derive(move || {
        Some(match target.get() {
            Some(UnitTarget::Directory(unit)) => unit.as_str().to_owned(),
            Some(UnitTarget::New) | None => NEW.to_owned(),
        })
    });
    let kind = tr(&format!("unitkind.{}", unit.kind.as_str()));
    let groups = move || {
        let items = |wanted: &dyn Fn(UnitKind) -> bool| {
            app.directory.with(|directory| {
                let units = directory.units.values().filter(|unit| wanted(unit.kind));
                let item = |unit: &shared::domain::directory::Unit| Item {
                    id: unit.id.as_str().to_owned(),
                    label: unit.name.clone(),
                    ..Item::default()
                };
                units.map(item).collect::<Vec<Item>>()
            })
        };
        let new = Item {
            id: NEW.to_owned(),
            label: t!("import.create_unit", kind = kind),
            ..Item::default()
        };
        vec![
            ItemGroup { label: t!("import.not_there"), items: vec![new], open: true },
            ItemGroup {
                label: t!("form.units"),
                items: items(&|kind| kind != UnitKind::Thon),
                open: true,
            },
            ItemGroup {
                label: t!("form.villages"),
                items: items(&|kind| kind == UnitKind::Thon),
                open: false,
            },
        ]
    };
    let ids = FieldIds::new(&format!("unit-{}", unit.id));
    let choose = {
        let id = unit.id.clone();
        move |chosen: String| {
            let to = if chosen == NEW {
                UnitTarget::New
            } else {
                UnitTarget::Directory(UnitId::new(chosen))
            };
            if target.get_untracked().as_ref() != Some(&to) {
                import.correct(Op::MapUnit { unit: id.clone(), to });
            }
        }
    };
    view! {
        <FieldFrame ids=ids.clone() label=unit.name.clone() group=true>
            <Chooser
                ids
                groups=Signal::derive(groups)
                value
                change=t!("import.change")
                on_choose=choose
            />
        </FieldFrame>
    }
    .into_any()
}
