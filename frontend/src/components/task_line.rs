//! A task as a line of the plan: number, title, who leads and coordinates, what was done.

use leptos::prelude::*;
use leptos_router::components::A;
use shared::domain::plan::Task;
use shared::id::{PlanId, UnitId};

use crate::components::matrix::cell_words;
use crate::components::places;
use crate::components::summary::Figures;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::badge::{Chip, Tone};

/// Leads and coordinators, by name. The focal lead is marked; a Party body is asked, never told.
#[component]
pub fn TaskUnits(
    /// The task.
    task: Task,
) -> impl IntoView {
    let app = AppState::get();
    let requested = move |unit: &UnitId| {
        app.directory.with(|directory| {
            directory.units.get(unit).is_some_and(|unit| unit.kind.is_requested())
        })
    };
    let Task { leads, coordinators, focal, .. } = task;
    let lead = move |unit: &UnitId| {
        let name = app.unit_name(unit);
        let words = match (focal.as_ref() == Some(unit), requested(unit)) {
            (true, _) => t!("task.focal_unit", unit = name),
            (false, true) => t!("task.requested_unit", unit = name),
            (false, false) => name,
        };
        view! { <Chip tone=Tone::Indigo>{words}</Chip> }
    };
    let coordinator = move |unit: &UnitId| {
        let name = app.unit_name(unit);
        view! { <Chip>{name}</Chip> }
    };
    view! {
        <div class="task-units small">
            <div class="chips">
                <span class="quiet">{t!("task.leads")}</span>
                {move || leads.iter().map(&lead).collect_view()}
            </div>
            {(!coordinators.is_empty())
                .then(|| {
                    view! {
                        <div class="chips">
                            <span class="quiet">{t!("task.coordinators")}</span>
                            {move || coordinators.iter().map(coordinator).collect_view()}
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}

/// The line.
#[component]
pub fn TaskLine(
    /// The plan.
    plan: PlanId,
    /// The task.
    task: Task,
    /// What was done.
    #[prop(into)]
    figures: Signal<Figures>,
) -> impl IntoView {
    let app = AppState::get();
    // Where a workbook is not here, nobody knows what stands in it.
    let words = move || match (figures.get(), app.workbooks_here()) {
        (Figures { approved: 0, awaiting: 0, .. }, (0, _)) => String::new(),
        (Figures { approved: 0, awaiting: 0, .. }, (here, all)) if here < all => {
            t!("matrix.nothing_here")
        }
        (figures, _) => cell_words(figures),
    };
    let (href, code, title) = (places::task(plan, &task.id), task.code.clone(), task.title.clone());
    view! {
        <div class="task-line">
            <A href=href attr:class="task-link">
                <span class="code">{code}</span>
                <span class="strong">{title}</span>
                <span class="number small quiet">{words}</span>
            </A>
            <TaskUnits task />
        </div>
    }
    .into_any()
}
