//! The sections of the page "Quản trị", and what they share: sending a change, a list whose lines
//! fold out into their form, a list that only the relay has.

pub mod account_form;
pub mod accounts;
pub mod channels;
pub mod holidays;
pub mod log;
pub mod purge;
pub mod rules;
pub mod unit_form;
pub mod units;
pub mod years;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use crate::components::words::error_words;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::Button;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::skeleton::Skeleton;

/// A change on its way to the relay, and what became of it.
#[derive(Clone, Copy)]
pub struct Sending {
    app: AppState,
    /// Whether it is under way.
    pub busy: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    done: RwSignal<Option<String>>,
}

impl Sending {
    /// Nothing sent yet.
    pub fn idle() -> Self {
        Self {
            app: AppState::get(),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            done: RwSignal::new(None),
        }
    }

    /// Sends a change; when the relay has made it, says `done` and calls `then`.
    pub fn send(
        self,
        method: &'static str,
        path: String,
        json: Option<String>,
        done: String,
        then: impl Fn(()) + Send + Sync + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        self.done.set(None);
        spawn_local(async move {
            let answer = self.app.administer(method, &path, json).await;
            // Whoever has left the page needs no words; what was done is in the list.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    self.done.set(Some(done));
                    then(());
                }
                Err(error) => self.failed.set(Some(error_words(&error))),
            }
        });
    }

    /// Says what is wrong before anything is sent.
    pub fn refuse(self, words: String) {
        self.done.set(None);
        self.failed.set(Some(words));
    }
}

/// A body to send. What is made of strings, numbers and maps has a JSON form.
pub fn body(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// What became of a change, below its form.
#[component]
pub fn Outcome(
    /// The change.
    sending: Sending,
) -> impl IntoView {
    move || {
        if let Some(words) = sending.failed.get() {
            return view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> }
                .into_any();
        }
        match sending.done.get() {
            Some(words) => {
                view! { <Notice tone=Tone::Leaf icon=Icon::Check live=true>{words}</Notice> }
                    .into_any()
            }
            None => ().into_any(),
        }
    }
}

/// Which line of a list is folded out, and which was saved last.
#[derive(Clone, Copy)]
pub struct Editing {
    open: RwSignal<Option<String>>,
    saved: RwSignal<Option<String>>,
}

impl Editing {
    /// None.
    pub fn none() -> Self {
        Self { open: RwSignal::new(None), saved: RwSignal::new(None) }
    }

    /// The line was saved: it folds in and says so.
    pub fn saved(self, id: &str) {
        self.open.set(None);
        self.saved.set(Some(id.to_owned()));
    }
}

/// A line of a list, which folds out into its form. It stays the same line when what it speaks of
/// changes: what is being typed in its form is nobody's to take away.
#[component]
pub fn EditLine(
    /// Its id in the list.
    id: String,
    /// Which line is open.
    editing: Editing,
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    /// What else there is to say.
    #[prop(into)]
    rest: Signal<String>,
    /// A word for what has ended; nothing if it goes on.
    #[prop(into)]
    ended: Signal<Option<String>>,
    /// The form; made when it folds out.
    children: ChildrenFn,
) -> impl IntoView {
    let (of_open, of_saved) = (id.clone(), id.clone());
    let open = Memo::new(move |_| editing.open.with(|open| open.as_ref() == Some(&of_open)));
    let saved = Memo::new(move |_| editing.saved.with(|saved| saved.as_ref() == Some(&of_saved)));
    let toggle = move |_| {
        editing.saved.set(None);
        editing.open.set((!open.get_untracked()).then(|| id.clone()));
    };
    view! {
        <li class="edit-line">
            <button
                type="button"
                class="line-link"
                aria-expanded=move || open.get().to_string()
                on:click=toggle
            >
                <span class="record-words">
                    <span class="record-title">{move || title.get()}</span>
                    <span class="small quiet">{move || rest.get()}</span>
                </span>
                {move || {
                    ended.get().map(|word| view! { <Badge tone=Tone::Grey icon=Icon::Ring word /> })
                }}
                <Glyph icon=Icon::Pen />
            </button>
            <div role="status">
                <Show when=move || saved.get()>
                    <p class="edit-saved small">
                        <Glyph icon=Icon::Check />
                        {t!("admin.saved")}
                    </p>
                </Show>
            </div>
            <Show when=move || open.get()>
                <div class="edit-body">{children()}</div>
            </Show>
        </li>
    }
    .into_any()
}

/// Something that only the relay has.
pub struct Asked<T: Clone + Send + Sync + 'static> {
    app: AppState,
    /// What it said last.
    pub got: RwSignal<Option<T>>,
    failed: RwSignal<Option<String>>,
}

// Derived ones would ask the same of `T`.
impl<T: Clone + Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Copy for Asked<T> {}

impl<T: Clone + Send + Sync + DeserializeOwned + 'static> Asked<T> {
    /// Asks at once.
    pub fn new(path: String) -> Self {
        let asked =
            Self { app: AppState::get(), got: RwSignal::new(None), failed: RwSignal::new(None) };
        asked.ask(path);
        asked
    }

    /// Asks again; what it said before stays until then.
    pub fn ask(self, path: String) {
        spawn_local(async move {
            let answer = self.app.administered::<T>(&path).await;
            let failed = match answer {
                Ok(got) => {
                    self.got.try_set(Some(got));
                    None
                }
                Err(error) => Some(error_words(&error)),
            };
            self.failed.try_set(failed);
        });
    }
}

/// What to show until something was heard from the relay, and when it does not answer.
#[component]
pub fn Waiting(
    /// Whether something was heard.
    #[prop(into)]
    heard: Signal<bool>,
    /// Why nothing was heard.
    failed: RwSignal<Option<String>>,
    /// Asks again.
    #[prop(into)]
    again: Callback<()>,
) -> impl IntoView {
    view! {
        {move || match failed.get() {
            Some(words) => {
                view! {
                    <Notice tone=Tone::Brick icon=Icon::Alert live=true>
                        <p>{words}</p>
                        <Button icon=Icon::Sync on_press=again>{t!("admin.again")}</Button>
                    </Notice>
                }
                    .into_any()
            }
            None if !heard.get() => view! { <Skeleton lines=4 /> }.into_any(),
            None => ().into_any(),
        }}
    }
    .into_any()
}

/// What stands in an input now.
pub fn typed(node: NodeRef<html::Input>) -> String {
    node.get_untracked().map(|input| input.value().trim().to_owned()).unwrap_or_default()
}

/// Empties inputs after what they held was sent.
pub fn clear<const N: usize>(nodes: [NodeRef<html::Input>; N]) {
    for node in nodes {
        if let Some(input) = node.get_untracked() {
            input.set_value("");
        }
    }
}
