//! A notice in the page: stays until what it speaks of has changed.

use leptos::prelude::*;

use crate::ui::badge::Tone;
use crate::ui::icon::{Glyph, Icon};

/// A bar with an icon and words.
#[component]
pub fn Notice(
    /// What it means for the eye.
    tone: Tone,
    /// Its icon.
    icon: Icon,
    /// Whether it appears in answer to something and should be read out at once.
    #[prop(optional)]
    live: bool,
    /// The words, and what can be done.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("notice {}", tone.class()) role=live.then_some("alert")>
            <Glyph icon />
            <div class="notice-words">{children()}</div>
        </div>
    }
    .into_any()
}
