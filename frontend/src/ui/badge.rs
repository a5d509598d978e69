//! Badges and chips: a state is an icon and a word, never colour alone.

use leptos::prelude::*;

use crate::ui::icon::{Glyph, Icon};

/// What a state means for the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Draft, offline, neither good nor bad.
    #[default]
    Grey,
    /// Under way.
    Indigo,
    /// Wants attention, due soon.
    Anise,
    /// Done, received.
    Leaf,
    /// Error, overdue, conflict.
    Brick,
}

impl Tone {
    /// The class that gives text and ground their colours.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Grey => "tone-grey",
            Self::Indigo => "tone-indigo",
            Self::Anise => "tone-anise",
            Self::Leaf => "tone-leaf",
            Self::Brick => "tone-brick",
        }
    }
}

/// A state: icon and word.
#[component]
pub fn Badge(
    /// What it means for the eye.
    tone: Tone,
    /// Its icon.
    icon: Icon,
    /// Its word.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Glyph icon />
            <span>{word}</span>
        </span>
    }
    .into_any()
}

/// A small label, as a unit's name.
#[component]
pub fn Chip(
    /// What it means for the eye.
    #[prop(optional)]
    tone: Tone,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <span class=format!("chip {}", tone.class())>{children()}</span> }.into_any()
}
