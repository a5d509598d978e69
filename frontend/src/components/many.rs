//! Deciding on several records at once: those that are ticked, by a step that all of them can take.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domain::kind::{By, Transition};
use shared::id::RecordId;

use crate::components::words::{StateBadge, record_facts, record_title, step_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::button::{Button, Look};
use crate::ui::icon::Icon;

/// The list with boxes to tick, and what can be done with all that are ticked.
#[component]
pub fn Many(
    /// What waits for this account.
    waiting: Memo<Vec<Model<RecordView>>>,
    /// Enough.
    #[prop(into)]
    on_end: Callback<()>,
) -> impl IntoView {
    let app = AppState::get();
    let ticked = RwSignal::new(BTreeSet::<RecordId>::new());
    let chosen = Memo::new(move |_| {
        let ticked = ticked.get();
        let among = |view: &&Model<RecordView>| ticked.contains(&view.id());
        waiting.with(|waiting| waiting.iter().filter(among).cloned().collect::<Vec<_>>())
    });
    let steps = Memo::new(move |_| chosen.with(|chosen| common(chosen)));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(0_usize);
    let take = move |step: &'static str| {
        let chosen = chosen.get_untracked();
        busy.set(true);
        failed.set(0);
        spawn_local(async move {
            let mut left = 0;
            for view in chosen {
                let taken = view.steps.iter().copied().find(|of_view| of_view.id == step);
                let Some(taken) = taken else { continue };
                if app.take_step(view, taken, String::new()).await.is_err() {
                    left += 1;
                }
            }
            // The page may be left by now.
            let _ = busy.try_set(false);
            let _ = failed.try_set(left);
            let _ = ticked.try_update(BTreeSet::clear);
        });
    };
    let all = move |()| {
        ticked
            .set(waiting.with_untracked(|waiting| waiting.iter().map(|view| view.id()).collect()));
    };
    let name = move |step: &'static Transition| {
        chosen.with(|chosen| chosen.first().map(|view| step_words(app, view, step.id)))
    };
    view! {
        <div class="row">
            <Button look=Look::Quiet icon=Icon::Check on_press=all>{t!("review.select_all")}</Button>
            <Button look=Look::Quiet on_press=move |()| on_end.run(())>{t!("review.select_end")}</Button>
        </div>
        <ul class="rows" role="list">
            <For each=move || waiting.get() key=|view| (view.id(), view.token()) let:view>
                <li>{line(app, view, ticked)}</li>
            </For>
        </ul>
        <div class="many-bar">
            <p role="status">
                {move || match chosen.with(Vec::len) {
                    0 => t!("review.choose_some"),
                    count => tn!("review.chosen", count),
                }}
            </p>
            <div class="row">
                <For each=move || steps.get() key=|step| step.id let:step>
                    <Button
                        look=Look::Primary
                        icon=Icon::Check
                        busy
                        on_press=move |()| take(step.id)
                    >
                        {move || name(step)}
                    </Button>
                </For>
            </div>
            <Show when=move || steps.with(Vec::is_empty) && chosen.with(|chosen| !chosen.is_empty())>
                <p class="quiet">{t!("review.none_common")}</p>
            </Show>
            <p class="problem" role="alert">
                {move || (failed.get() > 0).then(|| tn!("review.failed", failed.get()))}
            </p>
        </div>
    }
    .into_any()
}

fn line(
    app: AppState,
    view: Model<RecordView>,
    ticked: RwSignal<BTreeSet<RecordId>>,
) -> impl IntoView {
    let id = view.id();
    let title = record_title(&view);
    let label = t!("review.tick", title = title);
    let tick = move |ev: leptos::ev::Event| {
        let on = event_target_checked(&ev);
        ticked.update(|ticked| {
            if on {
                ticked.insert(id);
            } else {
                ticked.remove(&id);
            }
        });
    };
    view! {
        <label class="check many">
            <input
                type="checkbox"
                aria-label=label
                prop:checked=move || ticked.with(|ticked| ticked.contains(&id))
                on:change=tick
            />
            <span class="record-words">
                <span class="record-title">{title}</span>
                <span class="small quiet">{record_facts(app, &view)}</span>
                <span class="chips"><StateBadge view /></span>
            </span>
        </label>
    }
}

/// The decisions that all of some records can take, without words and without anything missing.
fn common(chosen: &[Model<RecordView>]) -> Vec<&'static Transition> {
    let ready = |view: &RecordView| -> Vec<&'static Transition> {
        view.steps_by(By::Decision)
            .filter(|step| step.reason_chars_min == 0)
            .filter(|step| step.lacks(&view.record, &view.derived).is_none())
            .filter(|step| !view.derived.decided.contains(step.id))
            .collect()
    };
    let Some((first, rest)) = chosen.split_first() else { return Vec::new() };
    let rest: Vec<Vec<&Transition>> = rest.iter().map(|view| ready(view)).collect();
    let mut steps = ready(first);
    steps.retain(|step| rest.iter().all(|of| of.iter().any(|other| other.id == step.id)));
    steps
}
