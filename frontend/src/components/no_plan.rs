//! No plan yet: what that means and what to do, for whoever looks. Who may bring it can, whatever
//! the way to the server is like.

use leptos::prelude::*;
use shared::domain::role::Role;

use crate::components::places;
use crate::engine::view::LinkStatus;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;

/// The sentence, and one button. A device that has not asked the server yet knows no better than
/// that the plan is not here.
#[component]
pub fn NoPlan() -> impl IntoView {
    let app = AppState::get();
    let (imports, admin) = app
        .session
        .with_untracked(|session| (places::may_import(session), session.has(Role::Admin)));
    let asked = Memo::new(move |_| app.link.with(|l| matches!(l, LinkStatus::Online { .. })));
    let asking = Memo::new(move |_| app.link.with(|l| matches!(l, LinkStatus::Syncing { .. })));
    move || {
        if asking.get() {
            return view! { <Empty words=t!("sync.comparing") /> }.into_any();
        }
        if imports {
            let words = if asked.get() { t!("plan.none_import") } else { t!("plan.none") };
            return view! {
                <Empty words>
                    <ButtonLink href=places::PLAN_IMPORT look=Look::Primary icon=Icon::Import>
                        {t!("place.import")}
                    </ButtonLink>
                </Empty>
            }
            .into_any();
        }
        let words = if asked.get() && admin { t!("plan.none_admin") } else { t!("plan.none") };
        view! {
            <Empty words>
                <Button icon=Icon::Sync on_press=move |()| app.sync_now()>{t!("sync.now")}</Button>
            </Empty>
        }
        .into_any()
    }
}
