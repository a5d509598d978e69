//! Việc của tôi: what came back, what is due, drafts, then my unit's tasks.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::no_plan::NoPlan;
use crate::components::page::Page;
use crate::components::places;
use crate::components::record_list::RecordList;
use crate::components::tour::Tour;
use crate::components::words::record_title;
use crate::engine::view::{Model, RecordView, TaskDuty, Todo};
use crate::i18n::format::long_date;
use crate::i18n::{t, tn};
use crate::pages::overview::first_words;
use crate::pages::review::WithHeads;
use crate::state::AppState;
use crate::ui::badge::{Badge, Chip, Tone};
use crate::ui::button::{ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::progress::ProgressLine;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let app = AppState::get();
    // Without a plan there is nothing to record for.
    let records = Memo::new(move |_| {
        let no_plan = app.loaded.get() && app.plans.with(|plans| plans.is_empty());
        app.session.with(places::may_write_workbook) && !no_plan
    });
    view! {
        <Page title=Signal::stored(t!("place.home"))>
            <Greeting />
            <Show when=move || records.get()>
                <A href=places::RECORD attr:class="record-button">
                    <Glyph icon=Icon::Pen />
                    <span>{t!("home.record")}</span>
                </A>
            </Show>
            <Tour />
            <Show when=move || app.loaded.get() fallback=|| view! { <Skeleton lines=6 /> }>
                <Work />
            </Show>
        </Page>
    }
    .into_any()
}

#[component]
fn Greeting() -> impl IntoView {
    let app = AppState::get();
    let name = move || app.session.with(|session| session.info().map(|info| info.name.clone()));
    let unit = move || app.session.with(|session| session.info().map(|info| info.unit.clone()));
    view! {
        <div class="greeting">
            <p class="greeting-name">{move || name().map(|name| t!("home.greeting", name = name))}</p>
            <p class="quiet">
                {move || unit().map(|unit| app.unit_name(&unit))} " · "
                {move || long_date(app.today.get())}
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Work() -> impl IntoView {
    let app = AppState::get();
    let part = move |pick: fn(&Todo) -> &Vec<Model<RecordView>>| {
        Memo::new(move |_| app.todo.with(|todo| pick(todo).clone()))
    };
    let returned = part(|todo| &todo.returned);
    let refused = part(|todo| &todo.refused);
    let conflicts = part(|todo| &todo.conflicts);
    let next = part(|todo| &todo.next);
    let drafts = part(|todo| &todo.drafts);
    let awaiting = part(|todo| &todo.awaiting);
    let to_decide = part(|todo| &todo.to_decide);
    let tasks = Memo::new(move |_| app.todo.with(|todo| todo.tasks.clone()));
    let due = Memo::new(move |_| {
        tasks.with(|tasks| tasks.iter().filter(|duty| duty.is_near).cloned().collect::<Vec<_>>())
    });
    let (records, decides) = app.session.with_untracked(|session| {
        (places::may_write_workbook(session), places::may_decide(session))
    });
    // Who records has their own work to look at; who does not asks how the whole stands.
    let overall = Memo::new(move |_| if records { None } else { first_words(app) });
    let no_plan = Memo::new(move |_| app.plans.with(|plans| plans.is_empty()));
    let nothing = move || {
        tasks.with(Vec::is_empty)
            && [returned, next, refused, conflicts, drafts, awaiting, to_decide]
                .iter()
                .all(|part| part.with(Vec::is_empty))
    };
    view! {
        {move || {
            overall
                .get()
                .map(|words| {
                    view! {
                        <A href=places::OVERVIEW attr:class="line-link surface">
                            <Glyph icon=Icon::Overview />
                            <span class="strong">{words}</span>
                            <Glyph icon=Icon::Next />
                        </A>
                    }
                })
        }}
        <Show when=move || !to_decide.with(Vec::is_empty)>
            <A href=places::REVIEW attr:class="line-link surface">
                <Glyph icon=Icon::Inbox />
                <span class="strong">{move || tn!("review.waiting", to_decide.with(Vec::len))}</span>
                <Glyph icon=Icon::Next />
            </A>
        </Show>
        {move || returned.get().into_iter().map(|view| view! { <CameBack view /> }).collect_view()}
        <Part title=t!("home.next") records=next />
        <Part title=t!("home.refused") records=refused />
        <Part title=t!("home.conflicts") records=conflicts />
        <Show when=move || !due.with(Vec::is_empty)>
            <section class="part">
                <h2>{t!("home.due")}</h2>
                <ul class="rows" role="list">
                    {move || due.get().into_iter().map(|duty| view! { <Due duty /> }).collect_view()}
                </ul>
            </section>
        </Show>
        <Part title=t!("home.drafts") records=drafts />
        <Show when=move || !tasks.with(Vec::is_empty)>
            <section class="part">
                <h2>{t!("home.tasks")}</h2>
                <ul class="duties" role="list">
                    {move || {
                        tasks.get().into_iter().map(|duty| view! { <Duty duty /> }).collect_view()
                    }}
                </ul>
            </section>
        </Show>
        <Part title=t!("home.awaiting") records=awaiting />
        <Show when=move || no_plan.get()>
            <NoPlan />
        </Show>
        <Show when=move || nothing() && !no_plan.get()>
            <Empty words=if decides { t!("home.nothing_to_decide") } else { t!("home.nothing") }>
                <WithHeads />
                <ButtonLink href=places::PLAN icon=Icon::Plan>{t!("home.see_plan")}</ButtonLink>
            </Empty>
        </Show>
    }
    .into_any()
}

#[component]
fn Part(title: String, records: Memo<Vec<Model<RecordView>>>) -> impl IntoView {
    view! {
        <Show when=move || !records.with(Vec::is_empty)>
            <section class="part">
                <h2>{title.clone()}</h2>
                <RecordList records href=places::record />
            </section>
        </Show>
    }
    .into_any()
}

/// A record that came back: what it is, why, and the way to mend it.
#[component]
fn CameBack(view: Model<RecordView>) -> impl IntoView {
    let reason = view.return_reason().unwrap_or_default().to_owned();
    view! {
        <Notice tone=Tone::Brick icon=Icon::Return>
            <p class="strong">{t!("home.came_back", title = record_title(&view))}</p>
            <p class="lines">{reason}</p>
            <ButtonLink href=places::record(view.id()) icon=Icon::Pen>
                {t!("edit")}
            </ButtonLink>
        </Notice>
    }
    .into_any()
}

#[component]
fn Due(duty: TaskDuty) -> impl IntoView {
    view! {
        <li>
            <A href=places::task(duty.plan, &duty.task) attr:class="line-link">
                <span><span class="code">{duty.code.clone()}</span> " " {duty.title.clone()}</span>
                <DueBadge days_left=duty.days_left.filter(|_| duty.is_near) />
            </A>
        </li>
    }
    .into_any()
}

#[component]
fn DueBadge(days_left: Option<i64>) -> impl IntoView {
    days_left.map(|days| match days {
        0 => view! { <Badge tone=Tone::Anise icon=Icon::Clock word=t!("due.today") /> },
        1.. => view! { <Badge tone=Tone::Anise icon=Icon::Clock word=tn!("due.in", days) /> },
        _ => view! {
            <Badge tone=Tone::Brick icon=Icon::Alert word=tn!("due.over", days.saturating_neg()) />
        },
    })
}

/// A task of my unit: what was done, and "Ghi nhận".
#[component]
fn Duty(duty: TaskDuty) -> impl IntoView {
    let app = AppState::get();
    let records = app.session.with_untracked(places::may_write_workbook);
    let done = duty.approved;
    let all = duty.records.max(1);
    let figures = if duty.records == 0 {
        t!("duty.none")
    } else {
        // Drafts and what came back: still to be finished here.
        let open = duty.records.saturating_sub(duty.approved + duty.awaiting);
        let mut words = Vec::new();
        if duty.approved > 0 {
            words.push(tn!("matrix.approved", duty.approved));
        }
        if duty.awaiting > 0 {
            words.push(tn!("matrix.awaiting", duty.awaiting));
        }
        if open > 0 {
            words.push(tn!("duty.open", open));
        }
        words.join(" · ")
    };
    let role = if duty.leads { t!("task.leading") } else { t!("task.coordinating") };
    let label = t!("duty.record", code = duty.code);
    view! {
        <li class="duty">
            <A href=places::task(duty.plan, &duty.task) attr:class="duty-link">
                <span class="code">{duty.code.clone()}</span>
                <span class="strong">{duty.title.clone()}</span>
            </A>
            <p class="chips small">
                <Chip tone=if duty.leads { Tone::Indigo } else { Tone::Grey }>{role}</Chip>
                <DueBadge days_left=duty.days_left.filter(|_| duty.is_near) />
                <span class="quiet number">{figures}</span>
            </p>
            <ProgressLine done=Signal::stored(done) total=Signal::stored(all) />
            {records
                .then(|| {
                    let href = places::new_record(Some((&duty.plan, &duty.task)));
                    view! {
                        <A href=href attr:class=Look::default().class() attr:aria-label=label>
                            <Glyph icon=Icon::Pen />
                            <span>{t!("place.record")}</span>
                        </A>
                    }
                })}
        </li>
    }
    .into_any()
}
