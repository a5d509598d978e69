//! A task's page: the plan's words above, what was done below, newest first.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::domain::plan::Task;
use shared::id::{PlanId, TaskId};
use shared::merge::consolidated::Scope;
use shared::time::{format_date, parse_date};

use crate::components::matrix::cell_words;
use crate::components::page::Page;
use crate::components::places;
use crate::components::record_list::RecordList;
use crate::components::summary::Summary;
use crate::components::task_line::TaskUnits;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::button::{ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn TaskPage() -> impl IntoView {
    let app = AppState::get();
    let params = use_params_map();
    let address = Memo::new(move |_| {
        params.with(|params| {
            let plan: PlanId = params.get("plan")?.parse().ok()?;
            Some((plan, TaskId::new(params.get("task")?)))
        })
    });
    let task = Memo::new(move |_| {
        let (plan, task) = address.get()?;
        app.plans
            .with(|plans| plans.iter().find(|view| view.id == plan)?.plan.tasks.get(&task).cloned())
    });
    let title = move || {
        task.with(|task| task.as_ref().map(|task| t!("task.title", code = task.code)))
            .unwrap_or_else(|| t!("place.plan"))
    };
    view! {
        <Page title=Signal::derive(title) back=places::PLAN>
            {move || match (address.get(), task.get()) {
                (Some((plan, _)), Some(task)) => view! { <Known plan task /> }.into_any(),
                _ if app.loaded.get() => {
                    view! {
                        <Empty words=t!("task.not_here")>
                            <ButtonLink href=places::PLAN icon=Icon::Plan>
                                {t!("home.see_plan")}
                            </ButtonLink>
                        </Empty>
                    }
                        .into_any()
                }
                _ => view! { <Skeleton lines=6 /> }.into_any(),
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Known(plan: PlanId, task: Task) -> impl IntoView {
    let app = AppState::get();
    let records = app.task_records(plan, task.id.clone());
    let may_record = Memo::new(move |_| app.session.with(places::may_record));
    let id = task.id.clone();
    let figures =
        move || app.consolidated.with(|all| Summary::of(all, &Scope::default())).task(&id);
    let due = task.due.as_deref().map(|due| match parse_date(due) {
        Some(date) => format_date(date),
        None => due.to_owned(),
    });
    let href = places::new_record(Some((&plan, &task.id)));
    view! {
        <h2>{task.title.clone()}</h2>
        <TaskUnits task=task.clone() />
        {due.map(|due| view! { <p>{t!("task.due", date = due)}</p> })}
        {task.target.clone().map(|target| view! { <p>{t!("task.target", target = target)}</p> })}
        <div class="prose plan-words">
            {task.content.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}
        </div>
        <Show when=move || may_record.get()>
            <div class="row">
                <ButtonLink href=href.clone() look=Look::Primary icon=Icon::Pen>
                    {t!("task.record")}
                </ButtonLink>
            </div>
        </Show>
        <section class="part">
            <h2>{t!("task.done")}</h2>
            <p class="quiet number">{move || cell_words(figures())}</p>
            <Show
                when=move || !records.with(Vec::is_empty)
                fallback=|| view! { <Empty words=t!("task.nothing_done") /> }
            >
                <RecordList records href=places::record />
            </Show>
        </section>
    }
    .into_any()
}
