//! One-line inputs that never rewrite what is typed (DOMAIN §5: Telex and VNI tools).

use std::time::Duration;

use leptos::ev;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::i18n::t;
use crate::ui::field::{FieldFrame, FieldIds, FieldProblem};
use crate::ui::icon::{Glyph, Icon};

/// How long after the last key a search starts.
const SEARCH_PAUSE: Duration = Duration::from_millis(180);

/// What is typed into a [`TextInput`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Typed {
    /// Words.
    #[default]
    Words,
    /// A code or name that no keyboard should correct.
    Code,
    /// A secret, kept by the browser's password keeper.
    Password,
    /// A new secret.
    NewPassword,
    /// A user name.
    Username,
}

/// A labelled one-line input. Uncontrolled: read it from `node` when it is needed.
#[component]
pub fn TextInput(
    /// Stem of its ids.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// A word of help.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What is typed.
    #[prop(optional)]
    typed: Typed,
    /// What stands there at first.
    #[prop(optional, into)]
    initial: String,
    /// The element, to read it.
    node: NodeRef<html::Input>,
    /// What is wrong now.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
    /// After the field was left with another text.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let ids = FieldIds::new(&id);
    let (complete, correct) = match typed {
        Typed::Words => (None, true),
        Typed::Code => (Some("off"), false),
        Typed::Password => (Some("current-password"), false),
        Typed::NewPassword => (Some("new-password"), false),
        Typed::Username => (Some("username"), false),
    };
    // A password that one cannot see is mistyped by a thick finger, and too often locks out.
    let secret = matches!(typed, Typed::Password | Typed::NewPassword);
    let revealed = RwSignal::new(false);
    let kind = move || if secret && !revealed.get() { "password" } else { "text" };
    let (control, described) = (ids.control.clone(), ids.described_by.clone());
    let off = (!correct).then_some("off");
    view! {
        <FieldFrame ids label hint problem>
            <input
                node_ref=node
                id=control
                type=kind
                value=initial
                autocomplete=complete
                autocapitalize=off
                spellcheck=off.map(|_| "false")
                aria-describedby=described
                aria-invalid=move || problem.get().is_some_and(|p| p.blocks).then_some("true")
                on:change=move |ev| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_value(&ev));
                    }
                }
            />
            {secret
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="reveal"
                            on:click=move |_| revealed.update(|revealed| *revealed = !*revealed)
                        >
                            {move || {
                                if revealed.get() { t!("password.hide") } else { t!("password.show") }
                            }}
                        </button>
                    }
                })}
        </FieldFrame>
    }
    .into_any()
}

/// A search field: answers after a short pause, never in the middle of a composition.
#[component]
pub fn SearchInput(
    /// Its id.
    #[prop(into)]
    id: String,
    /// What is searched, for readers; the empty field has room for less.
    #[prop(into)]
    label: String,
    /// What is looked for.
    query: RwSignal<String>,
) -> impl IntoView {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let composing = StoredValue::new(false);
    let later = move |text: String| {
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        let set = move || query.try_set(text).map_or((), drop);
        pending.set_value(set_timeout_with_handle(set, SEARCH_PAUSE).ok());
    };
    on_cleanup(move || {
        if let Some(handle) = pending.try_get_value().flatten() {
            handle.clear();
        }
    });
    view! {
        <div class="search">
            <Glyph icon=Icon::Search />
            <input
                id=id
                type="search"
                value=query.get_untracked()
                placeholder=t!("chooser.search_short")
                aria-label=label
                autocomplete="off"
                on:compositionstart=move |_: ev::CompositionEvent| composing.set_value(true)
                on:compositionend=move |ev: ev::CompositionEvent| {
                    composing.set_value(false);
                    later(event_target_value(&ev));
                }
                on:input=move |ev| {
                    if !composing.get_value() {
                        later(event_target_value(&ev));
                    }
                }
            />
        </div>
    }
    .into_any()
}
