//! Tổng hợp: in words first, then units × tasks, then how far each unit's data reaches.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::domain::directory::UnitKind;
use shared::id::{TaskId, UnitId};
use shared::merge::consolidated::Scope;

use crate::components::freshness::FreshnessList;
use crate::components::matrix::{Matrix, MatrixModel, TaskColumn, UnitRow};
use crate::components::no_plan::NoPlan;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::summary::Summary;
use crate::components::words::with_plan;
use crate::i18n::format::{moment, number};
use crate::i18n::{t, tn};
use crate::platform;
use crate::state::AppState;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn Overview() -> impl IntoView {
    let app = AppState::get();
    let model = Memo::new(move |_| model(app));
    view! {
        <Page title=Signal::stored(t!("place.overview")) width=Width::Wide>
            <Show when=move || app.loaded.get() fallback=|| view! { <Skeleton lines=8 /> }>
                <Show
                    when=move || model.with(|model| !model.tasks.is_empty())
                    fallback=|| view! { <NoPlan /> }
                >
                    // Without a workbook a table would say that nothing was done.
                    <Show
                        when=move || model.with(|model| !model.units.is_empty())
                        fallback=|| view! { <NoWorkbooks /> }
                    >
                        <div class="row spread">
                            <p class="first-words">
                                {move || model.with(|model| in_words(app, model))}
                            </p>
                            <div class="no-print">
                                <Button
                                    look=Look::Quiet
                                    icon=Icon::Print
                                    on_press=|()| platform::page::print()
                                >
                                    {t!("print")}
                                </Button>
                            </div>
                        </div>
                        <section class="part">
                            <h2>{t!("overview.matrix")}</h2>
                            <Matrix model />
                        </section>
                        <section class="part">
                            <h2>{t!("overview.freshness")}</h2>
                            <p class="quiet small">{t!("overview.freshness_explain")}</p>
                            <FreshnessList />
                        </section>
                    </Show>
                </Show>
            </Show>
        </Page>
    }
    .into_any()
}

/// No workbook is here: what that means, and what one can do.
#[component]
fn NoWorkbooks() -> impl IntoView {
    view! {
        <Empty words=t!("overview.no_workbooks")>
            <ButtonLink href=places::PLAN icon=Icon::Plan>{t!("home.see_plan")}</ButtonLink>
        </Empty>
    }
    .into_any()
}

/// The first line in words; nothing where no plan or no workbook is here. Tracks what it tells.
pub fn first_words(app: AppState) -> Option<String> {
    let model = model(app);
    (!model.tasks.is_empty() && !model.units.is_empty()).then(|| in_words(app, &model))
}

fn model(app: AppState) -> MatrixModel {
    let tasks = with_plan(app, |plan| {
        let column = |task: &shared::domain::plan::Task| TaskColumn {
            id: task.id.clone(),
            code: task.code.clone(),
            title: task.title.clone(),
        };
        plan.tasks_in_order().into_iter().map(column).collect()
    });
    let present = present(app);
    // Units before villages, as in the plan; groups keep no workbook. Those whose workbook is not
    // here have no row: an empty one would say that nothing was done.
    let units = app.directory.with(|directory| {
        let mut units: Vec<_> =
            directory.units.values().filter(|unit| unit.kind.keeps_workbook()).collect();
        units.retain(|unit| present.contains(&unit.id));
        units.sort_by_key(|unit| (unit.kind == UnitKind::Thon, unit.id.clone()));
        let row = |unit: &shared::domain::directory::Unit| UnitRow {
            id: unit.id.clone(),
            name: unit.name.clone(),
        };
        units.into_iter().map(row).collect()
    });
    MatrixModel {
        tasks: tasks.unwrap_or_default(),
        units,
        summary: app.consolidated.with(|all| Summary::of(all, &Scope::default())),
    }
}

/// The units whose workbooks are on this device.
fn present(app: AppState) -> BTreeSet<UnitId> {
    app.freshness.with(|units| {
        units.iter().filter(|unit| unit.present).map(|unit| unit.unit.clone()).collect()
    })
}

/// "Đến 14:20: 7/10 nhiệm vụ có hoạt động; 3 thôn chưa có; 12 mục chờ duyệt; 1.240 lượt người".
fn in_words(app: AppState, model: &MatrixModel) -> String {
    let until = app
        .freshness
        .with(|units| units.iter().filter_map(|unit| unit.data_until).max())
        .map(|at| t!("overview.until", time = moment(at, app.today.get())));
    let tasks: Vec<&TaskId> = model.tasks.iter().map(|task| &task.id).collect();
    let begun = model.summary.tasks_begun(tasks.iter().copied());
    let present = present(app);
    let villages: Vec<UnitId> = app.directory.with(|directory| {
        let here = directory.villages().filter(|unit| present.contains(&unit.id));
        here.map(|unit| unit.id.clone()).collect()
    });
    let without = model.summary.units_without(&villages).len();
    let total = model.summary.total;
    // Of a few workbooks the words must not sound as if they spoke of the commune.
    let (here, all) = app.workbooks_here();
    let all_here = here == all;
    let of = match model.units.as_slice() {
        _ if all_here => None,
        [only] => Some(only.name.clone()),
        several => Some(tn!("overview.of_books", several.len())),
    };
    let mut words = vec![t!("overview.tasks_begun", begun = begun, all = tasks.len())];
    if without > 0 && (all_here || model.units.len() > 1) {
        words.push(tn!("overview.villages_without", without));
    }
    words.push(tn!("overview.awaiting", total.awaiting));
    if total.people > 0 {
        words.push(t!("overview.people", people = number(total.people)));
    }
    let words = of.into_iter().chain([words.join("; ")]).collect::<Vec<_>>().join(" – ");
    match until {
        Some(until) => format!("{until}: {words}."),
        None => format!("{words}."),
    }
}
