//! What can be chosen for a unit or a task, the likely ones first.

use shared::domain::directory::{Directory, UnitKind};
use shared::id::TaskId;

use leptos::prelude::*;

use crate::i18n::t;
use crate::state::AppState;
use crate::ui::chooser::{Item, ItemGroup};

/// Own village or unit first, then villages, then the other units.
pub fn unit_groups(app: AppState) -> Vec<ItemGroup> {
    let own = app.session.with(|session| session.info().map(|info| info.unit.clone()));
    app.directory.with(|directory| {
        let items = |wanted: &dyn Fn(UnitKind) -> bool| units(directory, wanted);
        vec![
            ItemGroup {
                label: t!("form.own_place"),
                items: own.map_or_else(Vec::new, |own| {
                    vec![Item {
                        label: directory.unit_name(&own).to_owned(),
                        id: own.as_str().to_owned(),
                        ..Item::default()
                    }]
                }),
                open: true,
            },
            ItemGroup {
                label: t!("form.villages"),
                items: items(&|kind| kind == UnitKind::Thon),
                open: false,
            },
            ItemGroup {
                label: t!("form.units"),
                items: items(&|kind| kind != UnitKind::Thon && kind.keeps_workbook()),
                open: false,
            },
        ]
    })
}

fn units(directory: &Directory, wanted: &dyn Fn(UnitKind) -> bool) -> Vec<Item> {
    directory
        .units
        .values()
        .filter(|unit| !unit.closed && wanted(unit.kind))
        .map(|unit| Item {
            id: unit.id.as_str().to_owned(),
            label: unit.name.clone(),
            ..Item::default()
        })
        .collect()
}

/// My unit's tasks first, then the rest of the plans.
pub fn task_groups(app: AppState) -> Vec<ItemGroup> {
    let item = |id: &TaskId, code: &str, title: &str| Item {
        id: id.as_str().to_owned(),
        code: code.to_owned(),
        label: title.to_owned(),
    };
    let mine: Vec<Item> = app.todo.with(|todo| {
        todo.tasks.iter().map(|duty| item(&duty.task, &duty.code, &duty.title)).collect()
    });
    let rest: Vec<Item> = app.plans.with(|plans| {
        plans
            .iter()
            .flat_map(|view| view.plan.tasks_in_order())
            .map(|task| item(&task.id, &task.code, &task.title))
            .filter(|item| !mine.contains(item))
            .collect()
    });
    let rest_open = mine.is_empty();
    vec![
        ItemGroup { label: t!("form.my_tasks"), items: mine, open: true },
        ItemGroup { label: t!("form.other_tasks"), items: rest, open: rest_open },
    ]
}
