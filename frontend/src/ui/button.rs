//! Buttons and links that look like buttons.

use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::ui::icon::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do on a page.
    Primary,
    /// As quiet as a link.
    Quiet,
    /// Sends something back or takes it away.
    Brick,
}

impl Look {
    /// The class that gives the look.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Quiet => "button quiet-look",
            Self::Brick => "button brick",
        }
    }
}

/// A button; its words are a verb.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// An icon before the words.
    #[prop(optional_no_strip, into)]
    icon: Option<Icon>,
    /// While true it takes no press, and says so to readers.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it belongs to a form that it sends.
    #[prop(optional)]
    submits: bool,
    /// What a press does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    // `aria-disabled`, not `disabled`: the focus stays where it is while something is under way.
    let press = move |_| {
        if let Some(on_press) = on_press.filter(|_| !busy.get_untracked()) {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if submits { "submit" } else { "button" }
            class=look.class()
            aria-disabled=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// An icon before the words.
    #[prop(optional_no_strip, into)]
    icon: Option<Icon>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <A href=href attr:class=look.class()>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span>{children()}</span>
        </A>
    }
    .into_any()
}

/// A button whose press is asked about once more, in its own place.
#[component]
pub fn ConfirmButton(
    /// The words of the first press.
    #[prop(into)]
    label: String,
    /// What will happen.
    #[prop(into)]
    question: String,
    /// The words of the second press.
    #[prop(into)]
    confirm: String,
    /// The words that call it off.
    #[prop(into)]
    cancel: String,
    /// An icon before the words.
    #[prop(optional_no_strip, into)]
    icon: Option<Icon>,
    /// What the second press does.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let asked = NodeRef::<html::Div>::new();
    // It is larger than the button that it replaces, which stood at the foot of the page.
    Effect::new(move |_| {
        if let Some(asked) = asked.get() {
            asked.scroll_into_view();
        }
    });
    move || {
        let (label, confirm, cancel) = (label.clone(), confirm.clone(), cancel.clone());
        if !asking.get() {
            return view! {
                <Button icon on_press=move |()| asking.set(true)>{label}</Button>
            }
            .into_any();
        }
        let sure = move |()| {
            asking.set(false);
            on_confirm.run(());
        };
        view! {
            <div class="confirm" role="group" aria-label=question.clone() node_ref=asked>
                <p>{question.clone()}</p>
                <div class="row">
                    <Button look=Look::Brick on_press=sure>{confirm}</Button>
                    <Button on_press=move |()| asking.set(false)>{cancel}</Button>
                </div>
            </div>
        }
        .into_any()
    }
}
