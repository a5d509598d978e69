//! What the importer made of a text: the source with its numbers at the left, the plan at the right
//! with what can be corrected, then the button that creates it. One above the other on narrow
//! screens, where a switch chooses between them.

pub mod edition;
pub mod finish;
pub mod head;
pub mod lines;
pub mod move_to;
pub mod notices;
pub mod rest;
pub mod source;
pub mod task;
pub mod task_edit;
pub mod units;

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::import::Task;
use shared::import::revise::UnitTarget;

use crate::i18n::{t, tn, tr};
use crate::state::AppState;
use crate::state::plan_import::{Import, ReadPlan};
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::choices::{Choice, Segments};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use edition::EditionView;
use finish::Finish;
use head::Head;
use lines::{Repairs, Unread};
use notices::Notices;
use rest::Rest;
use source::{RESULT, SOURCE, Side, SourceLines};
use task::{TaskCard, TaskModel};
use units::Units;

/// Source and plan, and what can be corrected.
#[component]
pub fn ImportResult(
    /// The import.
    import: Import,
) -> impl IntoView {
    let shown = RwSignal::new(RESULT.to_owned());
    provide_context(Side(shown));
    let class = move || {
        if shown.with(|shown| shown == RESULT) { "split import one-open" } else { "split import" }
    };
    let choice = |id: &str, label: String| Choice { id: id.to_owned(), label };
    let options = vec![choice(RESULT, t!("import.result")), choice(SOURCE, t!("import.source"))];
    view! {
        <div class="import-switch">
            <Segments
                name="import-view"
                legend=t!("import.switch")
                options
                value=shown
                on_choose=move |id: String| shown.set(id)
            />
        </div>
        <div class=class>
            <section class="split-list" aria-label=t!("import.source")>
                <h2>{t!("import.source")}</h2>
                <SourceLines import />
            </section>
            <section class="split-open" aria-label=t!("import.result")>
                <Head import />
                <Notices import />
                <Undo import />
                <Unread import />
                <Repairs import />
                <EditionView import />
                <Units import />
                <Tasks import />
                <Rest import />
                <Finish import />
            </section>
        </div>
    }
    .into_any()
}

/// What of a reading is shown in one place; fires only when that changed.
fn part<T: PartialEq + Send + Sync + Clone + Default + 'static>(
    import: Import,
    of: impl Fn(&ReadPlan) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| import.read.with(|read| read.as_deref().map(&of).unwrap_or_default()))
}

/// Takes the last correction back, and says what a correction could not do.
#[component]
fn Undo(import: Import) -> impl IntoView {
    let count = Memo::new(move |_| import.ops.with(Vec::len));
    let stale = part(import, |read| read.revised.refused.len());
    view! {
        {move || {
            import
                .unfit
                .get()
                .map(|reason| {
                    let words = tr(&format!("import.reason.{}", reason.as_str()));
                    view! { <Notice tone=Tone::Anise icon=Icon::Alert live=true>{words}</Notice> }
                })
        }}
        <Show when=move || { import.unfit.with(Option::is_none) && stale.get() > 0 }>
            <Notice tone=Tone::Anise icon=Icon::Alert>{move || tn!("import.stale", stale.get())}</Notice>
        </Show>
        <Show when=move || { count.get() > 0 }>
            <div class="row">
                <Button icon=Icon::Return busy=import.busy on_press=move |()| import.undo()>
                    {t!("import.undo")}
                </Button>
                <span class="quiet small">{move || tn!("import.corrected", count.get())}</span>
            </div>
        </Show>
    }
    .into_any()
}

/// The tasks, each drawn once.
#[component]
fn Tasks(import: Import) -> impl IntoView {
    let names = unit_names(import);
    let paths = part(import, |read| {
        let tasks = read.revised.plan.tasks.iter();
        tasks.map(|task| task.path.clone()).collect::<Vec<String>>()
    });
    view! {
        <h3>{move || tn!("import.tasks", paths.with(Vec::len))}</h3>
        <ol class="tasks" role="list">
            <For each=move || paths.get() key=String::clone let:path>
                <TaskCard import path=path.clone() model=task_model(import, path) names />
            </For>
        </ol>
    }
    .into_any()
}

/// A task by its path.
fn task_model(import: Import, path: String) -> Memo<TaskModel> {
    part(import, move |read| {
        let tasks = &read.revised.plan.tasks;
        let at = tasks.iter().position(|task| task.path == path);
        at.map(|at| TaskModel {
            task: tasks[at].clone(),
            suggested: read.suggestions.get(&path).cloned().unwrap_or_default(),
            is_last: at + 1 == tasks.len(),
        })
        .unwrap_or_default()
    })
}

/// How the units of the text are called: in the directory, or in the text if they are new.
fn unit_names(import: Import) -> Memo<BTreeMap<String, String>> {
    let app = AppState::get();
    Memo::new(move |_| {
        let Some(read) = import.read.get() else { return BTreeMap::new() };
        let name = |unit: &shared::import::Unit| match read.revised.units.get(&unit.id) {
            Some(UnitTarget::Directory(id)) => app.unit_name(id),
            Some(UnitTarget::New) | None => unit.name.clone(),
        };
        read.revised.plan.units.iter().map(|unit| (unit.id.clone(), name(unit))).collect()
    })
}

/// A task's number and title in one line.
fn task_label(task: &Task) -> String {
    format!("{} {}", task.code, task.title)
}
