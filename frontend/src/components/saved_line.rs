//! How far a form's edits have come, in words under the title.

use leptos::prelude::*;

use crate::components::words::error_words;
use crate::i18n::format::moment;
use crate::i18n::t;
use crate::state::AppState;
use crate::state::form::{FormSession, SaveStatus};
use crate::ui::icon::{Glyph, Icon};

/// "Đã lưu trên máy này 14:21".
#[component]
pub fn SavedLine(
    /// The form.
    form: FormSession,
) -> impl IntoView {
    let app = AppState::get();
    // While someone types nothing is read out; what was saved, or failed, is.
    let under_way = move || match form.saved.get() {
        SaveStatus::Untouched => Some(t!("saved.by_itself")),
        SaveStatus::Typing => Some(t!("saved.typing")),
        SaveStatus::Saving => Some(t!("saved.saving")),
        SaveStatus::Saved(_) | SaveStatus::HeldBack | SaveStatus::Failed(_) => None,
    };
    let settled = move || match form.saved.get() {
        SaveStatus::Saved(at) => Some(t!("saved.on_device", time = moment(at, app.today.get()))),
        SaveStatus::HeldBack => Some(t!("saved.held_back")),
        SaveStatus::Failed(error) => Some(t!("saved.failed", reason = error_words(&error))),
        SaveStatus::Untouched | SaveStatus::Typing | SaveStatus::Saving => None,
    };
    let failed = move || {
        form.saved.with(|saved| matches!(saved, SaveStatus::HeldBack | SaveStatus::Failed(_)))
    };
    view! {
        <p class="saved-line" class:brick=failed>
            {move || {
                let icon = if failed() { Icon::Alert } else { Icon::Device };
                view! { <Glyph icon /> }
            }}
            <span>{under_way}</span>
            <span role="status">{settled}</span>
        </p>
    }
    .into_any()
}
