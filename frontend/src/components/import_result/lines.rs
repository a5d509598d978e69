//! Lines that were not understood, with where they can go, and repairs of spelling.

use leptos::prelude::*;
use shared::import::NotUnderstood;
use shared::import::revise::{Op, Place};

use super::{part, task_label};
use crate::i18n::{t, tn, tr};
use crate::state::plan_import::Import;
use crate::ui::fold::Fold;

/// Lines that ended nowhere: nothing is dropped in silence.
#[component]
pub fn Unread(
    /// The import.
    import: Import,
) -> impl IntoView {
    let lines = part(import, |read| read.revised.plan.not_understood.clone());
    let aside = part(import, |read| read.revised.set_aside.clone());
    view! {
        <Show
            when=move || lines.with(|lines| !lines.is_empty())
            fallback=|| view! { <p class="quiet">{t!("import.all_understood")}</p> }
        >
            <div class="part">
                <h3 class="brick">{move || tn!("import.not_understood", lines.with(Vec::len))}</h3>
                <ul class="rows" role="list">
                    <For each=move || lines.get() key=|line| line.line let:line>
                        <UnreadLine import line />
                    </For>
                </ul>
            </div>
        </Show>
        <Show when=move || aside.with(|aside| !aside.is_empty())>
            <Fold summary=tn!("import.set_aside", aside.with(Vec::len))>
                <ul class="rows" role="list">
                    <For each=move || aside.get() key=|line| line.line let:line>
                        <li class="import-line">
                            <span class="quiet small">{t!("import.line", line = line.line)}</span>
                            " "
                            {line.text}
                        </li>
                    </For>
                </ul>
            </Fold>
        </Show>
    }
    .into_any()
}

/// Places that a line can be moved to: those of the plan as a whole, those of one task, those of
/// one unit's duties. The id is that of the words.
const OF_PLAN: &[(&str, Place)] = &[
    ("purpose", Place::Purpose),
    ("requirements", Place::Requirements),
    ("basis", Place::Basis),
    ("funding", Place::Funding),
    ("recipients", Place::Recipients),
    ("aside", Place::Aside),
];
const OF_TASK: &[Open] = &[
    ("task_content", Place::TaskContent),
    ("task_title", Place::TaskTitle),
    ("lead", Place::Lead),
    ("coordinating", Place::Coordinating),
    ("due", Place::Due),
];
const OF_DUTY: &[Open] = &[("responsibility", Place::Responsibility)];

/// The kind of place chosen, while it is still open which one: makes the place of a key.
type Open = (&'static str, fn(String) -> Place);

#[component]
fn UnreadLine(import: Import, line: NotUnderstood) -> impl IntoView {
    let number = line.line;
    let open = RwSignal::new(None::<Open>);
    let tasks = part(import, |read| {
        let tasks = read.revised.plan.tasks.iter();
        tasks.map(|task| (task.path.clone(), task_label(task))).collect::<Vec<_>>()
    });
    let duties = part(import, |read| {
        let duties = read.revised.plan.responsibilities.iter();
        let label =
            |duty: &shared::import::Responsibility| format!("{}. {}", duty.no, duty.heading);
        duties.map(|duty| (duty.no.clone(), label(duty))).collect::<Vec<_>>()
    });
    let put = move |to: Place| import.correct(Op::MoveLine { line: number, to });
    let whole = OF_PLAN.iter().map(|(id, place)| {
        view! { <PlaceChip id on_press=move |()| put(place.clone()) pressed=Signal::stored(false) /> }
    });
    let kinds = OF_TASK.iter().chain(OF_DUTY).map(|(id, make)| {
        let pressed = Signal::derive(move || open.get().is_some_and(|(chosen, _)| chosen == *id));
        view! { <PlaceChip id on_press=move |()| open.set(Some((*id, *make))) pressed /> }
    });
    let which = move || {
        let (id, make) = open.get()?;
        let places = if id == "responsibility" { duties.get() } else { tasks.get() };
        let buttons = places.into_iter().map(|(key, label)| {
            view! {
                <button type="button" class="choice-chip" on:click=move |_| put(make(key.clone()))>
                    {label}
                </button>
            }
        });
        let legend = t!("import.which", place = tr(&format!("import.place.{id}")));
        let label = legend.clone();
        Some(view! {
            <div class="import-places" role="group" aria-label=label>
                <p class="quiet small">{legend}</p>
                {buttons.collect_view()}
            </div>
        })
    };
    view! {
        <li class="import-line">
            <p>
                <span class="quiet small">{t!("import.line", line = number)}</span>
                " "
                {line.text}
            </p>
            <details class="fold">
                <summary>
                    {t!("import.move")} <span class="unseen">" " {t!("import.line", line = number)}</span>
                </summary>
                <div class="fold-body">
                    <div class="chips">{kinds.collect_view()} {whole.collect_view()}</div>
                    {which}
                </div>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn PlaceChip(
    id: &'static str,
    #[prop(into)] on_press: Callback<()>,
    pressed: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="choice-chip"
            aria-pressed=move || if pressed.get() { "true" } else { "false" }
            on:click=move |_| on_press.run(())
        >
            {tr(&format!("import.place.{id}"))}
        </button>
    }
    .into_any()
}

/// Repairs of spelling: made unless refused.
#[component]
pub fn Repairs(
    /// The import.
    import: Import,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        let refused = import.refused.get();
        let kept = refused.into_iter().map(|(line, before)| (line, before, None));
        let mut all: Vec<(usize, String, Option<String>)> = kept.collect();
        import.read.with(|read| {
            let made = read.iter().flat_map(|read| &read.revised.plan.corrections);
            all.extend(made.map(|c| (c.line, c.before.clone(), Some(c.after.clone()))));
        });
        all.sort();
        // While the text is read again, what was refused still stands among what was made.
        all.dedup_by(|b, a| (a.0, &a.1) == (b.0, &b.1));
        all
    });
    let rows = move || {
        let row = |(line, before, after): (usize, String, Option<String>)| {
            let accepted = after.is_some();
            let key = before.clone();
            view! {
                <li>
                    <label class="check">
                        <input
                            type="checkbox"
                            id=format!("repair-{line}")
                            prop:checked=accepted
                            on:change=move |_| import.toggle_repair(line, key.clone())
                        />
                        <span>
                            <span class="quiet small">{t!("import.line", line = line)}</span>
                            " "
                            {if accepted {
                                view! { <s>{before}</s> }.into_any()
                            } else {
                                view! { <span>{before}</span> }.into_any()
                            }}
                            {after.map(|after| view! { " → " <strong>{after}</strong> })}
                        </span>
                    </label>
                </li>
            }
        };
        all.get().into_iter().map(row).collect_view()
    };
    let count = Memo::new(move |_| all.with(Vec::len));
    view! {
        <Show when=move || { count.get() > 0 }>
            <Fold summary=tn!("import.repairs", count.get_untracked())>
                <p class="small quiet">{t!("import.repairs_explain")}</p>
                <ul role="list">{rows}</ul>
            </Fold>
        </Show>
    }
    .into_any()
}
