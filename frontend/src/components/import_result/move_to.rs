//! Where a line that was not understood, or a paragraph that was understood wrongly, can go.

use leptos::prelude::*;
use shared::import::Section;
use shared::import::revise::{Part, Place};

use super::{part, task_label};
use crate::i18n::{t, tr};
use crate::state::plan_import::{Import, ReadPlan};

/// How much of a paragraph names it.
const BEGINNING_CHARS: usize = 40;

/// What is still open once the kind of place is chosen: which task, unit or heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    Tasks,
    Duties,
    Headings,
}

/// A kind of place: the id of its words, among what it is, and the place of a key.
type Open = (&'static str, Among, fn(String) -> Place);

/// Places of which there are several.
const OPEN: &[Open] = &[
    ("task_content", Among::Tasks, |task| Part::TaskContent(task).into()),
    ("task_title", Among::Tasks, Place::TaskTitle),
    ("lead", Among::Tasks, Place::Lead),
    ("coordinating", Among::Tasks, Place::Coordinating),
    ("due", Among::Tasks, Place::Due),
    ("responsibility", Among::Duties, |no| Part::Responsibility(no).into()),
    ("section", Among::Headings, |path| Part::Section(path).into()),
];

/// Places of which the plan has one; the id is that of the words.
const ONE: &[(&str, Place)] = &[
    ("purpose", Place::Part(Part::Purpose)),
    ("requirements", Place::Part(Part::Requirements)),
    ("basis", Place::Part(Part::Basis)),
    ("funding", Place::Part(Part::Funding)),
    ("closing", Place::Part(Part::Closing)),
    ("recipients", Place::Part(Part::Recipients)),
    ("aside", Place::Aside),
];

/// A line that folds out the places. They are drawn only then: a long plan has many paragraphs.
#[component]
pub fn MoveTo(
    /// The import.
    import: Import,
    /// What is moved, for readers of the screen.
    #[prop(into)]
    what: String,
    /// A place was chosen.
    #[prop(into)]
    on_choose: Callback<Place>,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="fold tool" on:toggle=move |_| opened.set(true)>
            <summary>{t!("import.move")} <span class="unseen">" " {what}</span></summary>
            <Show when=move || opened.get()>
                <div class="fold-body">
                    <Places import on_choose />
                </div>
            </Show>
        </details>
    }
    .into_any()
}

#[component]
fn Places(import: Import, on_choose: Callback<Place>) -> impl IntoView {
    let open = RwSignal::new(None::<Open>);
    let kinds = OPEN.iter().map(|kind| {
        let pressed = Signal::derive(move || open.get().is_some_and(|chosen| chosen.0 == kind.0));
        view! { <PlaceChip id=kind.0 on_press=move |()| open.set(Some(*kind)) pressed /> }
    });
    let whole = ONE.iter().map(|(id, place)| {
        let press = move |()| on_choose.run(place.clone());
        view! { <PlaceChip id on_press=press pressed=Signal::stored(false) /> }
    });
    let keys = part(import, move |read| {
        open.get().map(|(_, among, _)| keys(read, among)).unwrap_or_default()
    });
    let which = move || {
        let (id, _, make) = open.get()?;
        let buttons = keys.get().into_iter().map(|(key, label)| {
            let choose = move |_| on_choose.run(make(key.clone()));
            view! { <button type="button" class="choice-chip" on:click=choose>{label}</button> }
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
        <div class="chips">{kinds.collect_view()} {whole.collect_view()}</div>
        {which}
    }
    .into_any()
}

/// What there is of a kind, with its words.
fn keys(read: &ReadPlan, among: Among) -> Vec<(String, String)> {
    let plan = &read.revised.plan;
    match among {
        Among::Tasks => {
            plan.tasks.iter().map(|task| (task.path.clone(), task_label(task))).collect()
        }
        Among::Duties => plan
            .responsibilities
            .iter()
            .map(|duty| (duty.no.clone(), format!("{}. {}", duty.no, duty.heading)))
            .collect(),
        Among::Headings => {
            plan.sections.iter().map(|one| (one.path.clone(), heading_label(one))).collect()
        }
    }
}

/// A heading with its place.
pub(super) fn heading_label(section: &Section) -> String {
    format!("{}. {}", section.path, section.title)
}

/// How a paragraph is told from others for readers of the screen.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(BEGINNING_CHARS).collect()
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
