//! Kế hoạch: the document as a person knows it – I, II, III, IV with its numbers.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::domain::plan::{Heading, Plan, Responsibility, Task};
use shared::id::PlanId;
use shared::merge::consolidated::Scope;

use crate::components::no_plan::NoPlan;
use crate::components::page::Page;
use crate::components::summary::Summary;
use crate::components::task_line::TaskLine;
use crate::engine::view::PlanView;
use crate::i18n::t;
use crate::platform;
use crate::state::AppState;
use crate::ui::badge::Chip;
use crate::ui::button::{Button, Look};
use crate::ui::choices::{Choice, Segments};
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn PlanPage() -> impl IntoView {
    let app = AppState::get();
    let asked = use_query_map().with_untracked(|query| query.get("plan"));
    let chosen = RwSignal::new(asked.and_then(|id| id.parse::<PlanId>().ok()));
    let none = Memo::new(move |_| app.plans.with(|plans| plans.is_empty()));
    let several = Memo::new(move |_| {
        app.plans.with(|plans| {
            let choice = |view: &PlanView| {
                let year = t!("plan.of_year", year = view.year);
                let of_year = plans.iter().filter(|other| other.year == view.year).count();
                let title = view.plan.number.as_ref().unwrap_or(&view.plan.title);
                let label = if of_year > 1 { format!("{year} – {title}") } else { year };
                Choice { id: view.id.to_string(), label }
            };
            if plans.len() > 1 { plans.iter().map(choice).collect() } else { Vec::new() }
        })
    });
    let which = move || {
        app.plans.with(|plans| {
            let wanted = plans.iter().find(|view| Some(view.id) == chosen.get());
            wanted.or(plans.first()).cloned()
        })
    };
    view! {
        <Page title=Signal::stored(t!("place.plan"))>
            <Show when=move || !several.with(Vec::is_empty)>
                {move || {
                    view! {
                        <Segments
                            name="plan"
                            legend=t!("place.plan")
                            options=several.get()
                            value=Signal::derive(move || {
                                which().map_or_else(String::new, |p| p.id.to_string())
                            })
                            on_choose=move |id: String| chosen.set(id.parse().ok())
                        />
                    }
                }}
            </Show>
            {move || match which() {
                Some(view) => view! { <Document view /> }.into_any(),
                None if app.loaded.get() && none.get() => {
                    view! { <NoPlan /> }.into_any()
                }
                None => view! { <Skeleton lines=8 /> }.into_any(),
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Document(view: PlanView) -> impl IntoView {
    let app = AppState::get();
    let summary =
        Memo::new(move |_| app.consolidated.with(|all| Summary::of(all, &Scope::default())));
    let PlanView { id, plan, .. } = view;
    let (tasks, others) = tasks(id, &plan, summary);
    let Plan { issuer, title, purpose, requirements, basis, funding, recipients, closing, .. } =
        plan.clone();
    let responsibilities = plan.responsibilities;
    let number = plan.number.map(|number| t!("plan.number", number = number));
    view! {
        <div class="row spread">
            <div class="document-head">
                <p class="quiet">{issuer}</p>
                <h2>{title}</h2>
                <p class="quiet small">{number}</p>
            </div>
            <div class="no-print">
                <Button look=Look::Quiet icon=Icon::Print on_press=|()| platform::page::print()>
                    {t!("print")}
                </Button>
            </div>
        </div>
        <Section no="I" title=t!("plan.purpose")>
            <Words title=t!("plan.aims") text=purpose />
            <Words title=t!("plan.requirements") text=requirements />
            <Words title=t!("plan.basis") text=basis />
        </Section>
        <section class="part">
            <h2>"II. " {t!("plan.content")}</h2>
            <ol class="tasks" role="list">{tasks}</ol>
        </section>
        <Section no="III" title=t!("plan.funding")>
            <Words title=String::new() text=funding />
        </Section>
        <Section no="IV" title=t!("plan.organisation")>
            {responsibilities
                .into_iter()
                .map(|duty| view! { <Duties duty /> })
                .collect_view()}
        </Section>
        {others
            .into_iter()
            .map(|other| {
                view! { <Words title=format!("{}. {}", other.code, other.title) text=other.text /> }
            })
            .collect_view()}
        <Words title=t!("plan.closing") text=closing />
        <Words title=t!("plan.recipients") text=recipients />
    }
    .into_any()
}

/// Headings and tasks in the order of their numbers, and the headings with a text of their own that
/// stand above no task.
fn tasks(id: PlanId, plan: &Plan, summary: Memo<Summary>) -> (impl IntoView + use<>, Vec<Heading>) {
    enum Line {
        Heading(Heading),
        Task(Task),
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut headings: Vec<Heading> = plan.headings.clone();
    for task in plan.tasks_in_order() {
        // Headings stand before the first task under them.
        let above = |heading: &mut Heading| task.path.starts_with(&format!("{}.", heading.path));
        lines.extend(headings.extract_if(.., above).map(Line::Heading));
        lines.push(Line::Task(task.clone()));
    }
    headings.retain(|heading| !heading.text.is_empty());
    let section =
        |line: &&Line| matches!(line, Line::Heading(heading) if !heading.path.contains('.'));
    let sections = lines.iter().filter(section).count();
    let tasks = lines
        .into_iter()
        .map(|line| match line {
            // The page's own heading stands for a section that holds all tasks.
            Line::Heading(heading) if sections == 1 && !heading.path.contains('.') => {
                let text = Some(heading.text).filter(|text| !text.is_empty());
                text.map(|text| view! { <li><Words title=String::new() text /></li> }).into_any()
            }
            Line::Heading(heading) => view! {
                <li class="task-heading">
                    <h3><span class="code">{heading.code}</span> " " {heading.title}</h3>
                    <Words title=String::new() text=heading.text />
                </li>
            }
            .into_any(),
            Line::Task(task) => {
                let key = task.id.clone();
                let figures = Signal::derive(move || summary.with(|summary| summary.task(&key)));
                view! { <li><TaskLine plan=id task figures /></li> }.into_any()
            }
        })
        .collect_view();
    (tasks, headings)
}

#[component]
fn Section(no: &'static str, title: String, children: Children) -> impl IntoView {
    view! { <Fold summary=format!("{no}. {title}")>{children()}</Fold> }.into_any()
}

/// A text of the plan, a paragraph a line; nothing if it is empty.
#[component]
fn Words(title: String, text: String) -> impl IntoView {
    (!text.trim().is_empty()).then(|| {
        view! {
            <div class="prose">
                {(!title.is_empty()).then(|| view! { <h3>{title}</h3> })}
                {text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}
            </div>
        }
    })
}

#[component]
fn Duties(duty: Responsibility) -> impl IntoView {
    let app = AppState::get();
    let Responsibility { no, heading, units, duties, .. } = duty;
    view! {
        <div class="prose">
            <h3>{no} ". " {heading}</h3>
            <p class="chips">
                {move || {
                    units
                        .iter()
                        .map(|unit| app.unit_name(unit))
                        .map(|name| view! { <Chip>{name}</Chip> })
                        .collect_view()
                }}
            </p>
            {duties.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}
        </div>
    }
    .into_any()
}
