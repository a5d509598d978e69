//! The status chip: how the way to the server is, always in sight. Being offline is grey.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::places;
use crate::engine::view::LinkStatus;
use crate::i18n::format::moment;
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::icon::{Glyph, Icon};

/// What the chip says: a word for narrow screens, and the rest of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkWords {
    /// Its look.
    pub tone: Tone,
    /// Its icon.
    pub icon: Icon,
    /// The word that is always there.
    pub short: String,
    /// The rest.
    pub rest: String,
    /// What narrow screens show of the rest.
    pub brief: String,
}

/// The words for a status.
pub fn link_words(app: AppState, status: &LinkStatus) -> LinkWords {
    let words = |tone, icon, short, rest, brief| LinkWords { tone, icon, short, rest, brief };
    match status {
        LinkStatus::Online { last_receipt } => {
            let time = last_receipt.map(|at| moment(at, app.today.get()));
            let rest = time.clone().map(|time| t!("link.on_server", time = time));
            let (rest, brief) = (rest.unwrap_or_default(), time.unwrap_or_default());
            words(Tone::Leaf, Icon::Full, t!("link.online"), rest, brief)
        }
        LinkStatus::Syncing { items: 0 } => {
            words(Tone::Indigo, Icon::Half, t!("link.syncing"), t!("link.comparing"), String::new())
        }
        LinkStatus::Syncing { items } => {
            let items = tn!("link.items", *items);
            words(Tone::Indigo, Icon::Half, t!("link.syncing"), items.clone(), items)
        }
        LinkStatus::Offline { unsent, .. } => {
            let (rest, brief) = unsent_words(*unsent);
            words(Tone::Grey, Icon::Ring, t!("link.offline"), rest, brief)
        }
        LinkStatus::SignInNeeded { unsent } => {
            let (rest, brief) = unsent_words(*unsent);
            words(Tone::Anise, Icon::Ring, t!("link.sign_in"), rest, brief)
        }
        LinkStatus::Error { unsent, .. } => {
            let (rest, brief) = unsent_words(*unsent);
            words(Tone::Brick, Icon::Alert, t!("link.error"), rest, brief)
        }
    }
}

fn unsent_words(unsent: usize) -> (String, String) {
    if unsent == 0 {
        (t!("link.nothing_unsent"), String::new())
    } else {
        (tn!("link.unsent", unsent), tn!("link.items", unsent))
    }
}

/// The words until the device's documents have been read: how much is unsent is not known yet.
fn opening_words() -> LinkWords {
    LinkWords {
        tone: Tone::Grey,
        icon: Icon::Ring,
        short: t!("loading"),
        rest: String::new(),
        brief: String::new(),
    }
}

/// The chip; leads to the page "Đồng bộ".
#[component]
pub fn StatusChip() -> impl IntoView {
    let app = AppState::get();
    let words = Memo::new(move |_| match app.link.get() {
        LinkStatus::Offline { unsent: 0, .. } if !app.loaded.get() => opening_words(),
        link => link_words(app, &link),
    });
    view! {
        <A href=places::SYNC attr:class="status">
            {move || {
                let LinkWords { tone, icon, short, rest, brief } = words.get();
                view! {
                    <span class=format!("status-chip {}", tone.class())>
                        <Glyph icon />
                        <span>{short}</span>
                        {(!rest.is_empty())
                            .then(|| view! { <span class="status-rest">" – " {rest}</span> })}
                        {(!brief.is_empty())
                            .then(|| view! { <span class="status-brief number">" " {brief}</span> })}
                    </span>
                }
            }}
        </A>
        // Read out when it changes; the link itself is not a live region.
        <span class="unseen" role="status">{move || words.with(|words| words.short.clone())}</span>
    }
    .into_any()
}
