//! Hộp duyệt: the list at the left, the record at the right from 1000 px on; below that one over
//! the other. In the list `j` and `k` move.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::domain::role::Role;
use shared::id::RecordId;
use shared::merge::view::Standing as Awaits;

use crate::components::detail::{ApprovedVersion, RecordDetail};
use crate::components::duplicates::Duplicates;
use crate::components::history::History;
use crate::components::many::Many;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::record_list::RecordList;
use crate::components::refs::Links;
use crate::components::step_bar::DecisionBar;
use crate::components::words::{record_facts, record_title};
use crate::engine::view::{Model, RecordView};
use crate::i18n::{t, tn};
use crate::pages::record::Standing;
use crate::platform;
use crate::state::AppState;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn Review() -> impl IntoView {
    let app = AppState::get();
    let params = use_params_map();
    let navigate = use_navigate();
    let waiting = Memo::new(move |_| app.todo.with(|todo| todo.to_decide.clone()));
    let asked = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RecordId>().ok()))
    });
    // Beside the list the first one is open until another is chosen.
    let open = Memo::new(move |_| {
        asked.get().or_else(|| waiting.with(|w| w.first().map(|view| view.id())))
    });
    let here = Memo::new(move |_| {
        let id = open.get()?;
        app.records.with(|records| records.contains_key(&id)).then_some(id)
    });
    let go = {
        let navigate = navigate.clone();
        move |id: RecordId| navigate(&places::review(id), NavigateOptions::default())
    };
    let step = {
        let go = go.clone();
        move |forward: bool| {
            let next =
                waiting.with_untracked(|waiting| neighbour(waiting, open.get_untracked(), forward));
            if let Some(next) = next {
                go(next);
                request_animation_frame(|| {
                    platform::page::focus_first(".record-line[aria-current]");
                });
            }
        }
    };
    let decided = Callback::new(move |()| {
        let here = open.get_untracked();
        let next = waiting.with_untracked(|waiting| {
            neighbour(waiting, here, true)
                .filter(|next| Some(*next) != here)
                .or_else(|| neighbour(waiting, here, false))
        });
        match next.filter(|next| Some(*next) != here) {
            Some(next) => go(next),
            None => navigate(places::REVIEW, NavigateOptions::default()),
        }
    });
    let many = RwSignal::new(false);
    let class = move || if asked.get().is_some() { "split one-open" } else { "split" };
    let back = move || if asked.get().is_some() { places::REVIEW } else { places::HOME };
    let keys = Callback::new(move |key: String| match key.as_str() {
        "j" => step(true),
        "k" => step(false),
        _ => {}
    });
    view! {
        <Page
            title=Signal::stored(t!("place.review"))
            back=Signal::derive(move || Some(back().to_owned()))
            width=Width::Wide
        >
            <Show when=move || app.loaded.get() fallback=|| view! { <Skeleton lines=6 /> }>
                <Show
                    when=move || here.get().is_some() || waiting.with(|waiting| !waiting.is_empty())
                    fallback=|| view! { <Nothing /> }
                >
                    <div class=class>
                        <section
                            class="split-list"
                            aria-label=t!("review.list")
                            on:keydown=move |ev| keys.run(ev.key())
                        >
                            <p class="quiet" role="status">
                                {move || match waiting.with(Vec::len) {
                                    0 => t!("review.nothing"),
                                    count => tn!("review.waiting", count),
                                }}
                            </p>
                            <Show
                                when=move || !many.get()
                                fallback=move || {
                                    view! { <Many waiting on_end=move |()| many.set(false) /> }
                                }
                            >
                                <Show when=move || { waiting.with(Vec::len) > 1 }>
                                    <Button
                                        look=Look::Quiet
                                        icon=Icon::List
                                        on_press=move |()| many.set(true)
                                    >
                                        {t!("review.select")}
                                    </Button>
                                </Show>
                                <RecordList records=waiting href=places::review open ages=true />
                                <p class="small quiet keys">{t!("review.keys")}</p>
                            </Show>
                        </section>
                        <section class="split-open" aria-label=t!("review.record")>
                            {move || match here.get() {
                                Some(id) => view! { <Opened id decided /> }.into_any(),
                                None => view! { <Empty words=t!("review.choose") /> }.into_any(),
                            }}
                        </section>
                    </div>
                </Show>
            </Show>
        </Page>
    }
    .into_any()
}

/// No record waits, or this account decides on none.
#[component]
fn Nothing() -> impl IntoView {
    let app = AppState::get();
    let decides = app.session.with_untracked(places::may_decide);
    let words = if decides { t!("review.nothing") } else { t!("review.not_allowed") };
    view! {
        <Empty words>
            <WithHeads />
            <ButtonLink href=places::RECORDS icon=Icon::List>{t!("review.see_records")}</ButtonLink>
        </Empty>
    }
    .into_any()
}

/// What waits for others: a leader may decide on it too, but need not.
#[component]
pub fn WithHeads() -> impl IntoView {
    let app = AppState::get();
    let count = Memo::new(move |_| {
        let awaits = |view: &&Model<RecordView>| {
            view.standing() == Some(Awaits::Awaiting) && view.may("approve")
        };
        let decides = app.session.with(|session| session.has(Role::Leader));
        if decides {
            app.records.with(|records| records.values().filter(awaits).count())
        } else {
            0
        }
    });
    move || (count.get() > 0).then(|| view! { <p>{tn!("review.with_heads", count.get())}</p> })
}

#[component]
fn Opened(id: RecordId, decided: Callback<()>) -> impl IntoView {
    let app = AppState::get();
    let view = app.record(id);
    let head = move || {
        view.get().map(|view| {
            let who = app.person_name(view.record.creator).unwrap_or_else(|| t!("person.unknown"));
            view! {
                <h2>{record_title(&view)}</h2>
                <p class="quiet">{record_facts(app, &view)}</p>
                <p class="small quiet">{t!("review.created_by", who = who)}</p>
                <Standing view=view.clone() />
                <RecordDetail view />
            }
        })
    };
    view! {
        {head}
        <Duplicates view />
        <ApprovedVersion view />
        <DecisionBar view on_decided=decided />
        <Links view />
        <History view />
    }
    .into_any()
}

/// The record after or before `from`; the first one where `from` is not in the list.
fn neighbour(
    waiting: &[Model<RecordView>],
    from: Option<RecordId>,
    forward: bool,
) -> Option<RecordId> {
    let at = from.and_then(|from| waiting.iter().position(|view| view.id() == from));
    let index = match (at, forward) {
        (Some(at), true) => (at + 1).min(waiting.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
        (None, _) => 0,
    };
    waiting.get(index).map(|view| view.id())
}
