//! The first minutes: at most three steps on "Việc của tôi", in the page and not over it, gone for
//! good on this device once the account has seen or skipped them.

use leptos::prelude::*;
use shared::domain::role::Role;

use crate::components::places;
use crate::i18n::t;
use crate::platform;
use crate::state::AppState;
use crate::state::session::Session;
use crate::ui::button::{Button, Look};

/// More would not be read.
const STEPS_MAX: usize = 3;

/// What a step speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Accounts,
    FirstPlan,
    Import,
    Record,
    CameBack,
    Overview,
    Decide,
    Offline,
}

impl Step {
    fn title(self) -> String {
        match self {
            Self::Accounts => t!("tour.accounts.title"),
            Self::FirstPlan => t!("tour.first_plan.title"),
            Self::Import => t!("tour.import.title"),
            Self::Record => t!("tour.record.title"),
            Self::CameBack => t!("tour.came_back.title"),
            Self::Overview => t!("tour.overview.title"),
            Self::Decide => t!("tour.decide.title"),
            Self::Offline => t!("tour.offline.title"),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Accounts => t!("tour.accounts.words"),
            Self::FirstPlan => t!("tour.first_plan.words"),
            Self::Import => t!("tour.import.words"),
            Self::Record => t!("tour.record.words"),
            Self::CameBack => t!("tour.came_back.words"),
            Self::Overview => t!("tour.overview.words"),
            Self::Decide => t!("tour.decide.words"),
            Self::Offline => t!("tour.offline.words"),
        }
    }
}

/// The account's own work first; that it goes on without a network is last, for everyone.
fn steps(session: &Session) -> Vec<Step> {
    let (records, decides) = (places::may_record(session), places::may_decide(session));
    let admin = session.has(Role::Admin);
    let wanted = [
        (admin, Step::Accounts),
        (admin, Step::FirstPlan),
        (places::may_import(session), Step::Import),
        (!records && !admin, Step::Overview),
        (decides, Step::Decide),
        (records, Step::Record),
        (records && !decides, Step::CameBack),
    ];
    wanted
        .into_iter()
        .filter_map(|(is_wanted, step)| is_wanted.then_some(step))
        .take(STEPS_MAX - 1)
        .chain([Step::Offline])
        .collect()
}

/// The tour, until it was seen or skipped.
#[component]
pub fn Tour() -> impl IntoView {
    let app = AppState::get();
    let seen = RwSignal::new(app.tour_seen());
    let at = RwSignal::new(0_usize);
    let steps = StoredValue::new(app.session.with_untracked(steps));
    let all = steps.with_value(Vec::len);
    // Before there is a plan nobody records: only who brings it has something to learn.
    let brings_plan = app
        .session
        .with_untracked(|session| session.has(Role::Admin) || places::may_import(session));
    let has_plan = Memo::new(move |_| app.plans.with(|plans| !plans.is_empty()));
    let now = move || steps.with_value(|steps| steps.get(at.get()).copied());
    let end = move || {
        app.set_tour_seen(true);
        seen.set(true);
        // The button that had the focus is gone.
        platform::page::focus_first("h1");
    };
    let next = move |()| {
        if at.get_untracked() + 1 < all {
            at.update(|at| *at += 1);
        } else {
            end();
        }
    };
    let is_last = move || at.get() + 1 >= all;
    view! {
        <Show when=move || !seen.get() && (brings_plan || has_plan.get())>
            <section class="tour no-print" aria-labelledby="tour-title">
                <div class="part" aria-live="polite">
                    <p class="small quiet">{move || t!("tour.step", n = at.get() + 1, all = all)}</p>
                    <h2 id="tour-title">{move || now().map(Step::title)}</h2>
                    <p>{move || now().map(Step::words)}</p>
                </div>
                <div class="row">
                    <Button on_press=next>
                        {move || if is_last() { t!("tour.done") } else { t!("tour.next") }}
                    </Button>
                    <Show when=move || !is_last()>
                        <Button look=Look::Quiet on_press=move |()| end()>{t!("tour.skip")}</Button>
                    </Show>
                </div>
            </section>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_has_a_tour_that_ends_with_the_network() {
        // Whoever is signed out has no work of their own: the shortest tour there is.
        assert_eq!(steps(&Session::SignedOut), [Step::Overview, Step::Offline]);
    }
}
