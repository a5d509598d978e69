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
}

/// The words for a status.
pub fn link_words(app: AppState, status: &LinkStatus) -> LinkWords {
    let words = |tone, icon, short, rest| LinkWords { tone, icon, short, rest };
    match status {
        LinkStatus::Online { last_receipt } => {
            let rest =
                last_receipt.map(|at| t!("link.on_server", time = moment(at, app.today.get())));
            words(Tone::Leaf, Icon::Full, t!("link.online"), rest.unwrap_or_default())
        }
        LinkStatus::Syncing { items: 0 } => {
            words(Tone::Indigo, Icon::Half, t!("link.syncing"), t!("link.comparing"))
        }
        LinkStatus::Syncing { items } => {
            words(Tone::Indigo, Icon::Half, t!("link.syncing"), tn!("link.items", *items))
        }
        LinkStatus::Offline { unsent, .. } => {
            words(Tone::Grey, Icon::Ring, t!("link.offline"), unsent_words(*unsent))
        }
        LinkStatus::SignInNeeded { unsent } => {
            words(Tone::Anise, Icon::Ring, t!("link.sign_in"), unsent_words(*unsent))
        }
        LinkStatus::Error { unsent, .. } => {
            words(Tone::Brick, Icon::Alert, t!("link.error"), unsent_words(*unsent))
        }
    }
}

fn unsent_words(unsent: usize) -> String {
    if unsent == 0 { t!("link.nothing_unsent") } else { tn!("link.unsent", unsent) }
}

/// The chip; leads to the page "Đồng bộ".
#[component]
pub fn StatusChip() -> impl IntoView {
    let app = AppState::get();
    let words = Memo::new(move |_| link_words(app, &app.link.get()));
    view! {
        <A href=places::SYNC attr:class="status">
            {move || {
                let LinkWords { tone, icon, short, rest } = words.get();
                view! {
                    <span class=format!("status-chip {}", tone.class())>
                        <Glyph icon />
                        <span>{short}</span>
                        {(!rest.is_empty())
                            .then(|| view! { <span class="status-rest">" – " {rest}</span> })}
                    </span>
                }
            }}
        </A>
        // Read out when it changes; the link itself is not a live region.
        <span class="unseen" role="status">{move || words.with(|words| words.short.clone())}</span>
    }
    .into_any()
}
