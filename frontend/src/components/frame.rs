//! The frame around every page: the places, as a bar below on a phone and a rail at the left from
//! 700 px on.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::places;
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::icon::{Glyph, Icon, Star};

/// Places and the page.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let app = AppState::get();
    let is = move |who: fn(&crate::state::session::Session) -> bool| {
        Memo::new(move |_| app.session.with(who))
    };
    let (records, decides, imports) =
        (is(places::may_record), is(places::may_decide), is(places::may_import));
    let administers = is(places::may_read_log);
    let to_decide = Memo::new(move |_| app.todo.with(|todo| todo.to_decide.len()));
    let review = move |class: &'static str| {
        view! {
            <li class=class>
                <A href=places::REVIEW>
                    <Glyph icon=Icon::Inbox />
                    <span>{t!("place.review")}</span>
                    <Show when=move || to_decide.get() != 0>
                        <span class="count" aria-label=move || tn!("review.waiting", to_decide.get())>
                            {move || to_decide.get()}
                        </span>
                    </Show>
                </A>
            </li>
        }
    };
    // In the middle of a phone's bar: who does not record decides, or looks at what others recorded.
    let of_readers = move || {
        if decides.get() {
            return review("only-phone").into_any();
        }
        let (href, icon, word) = (places::RECORDS, Icon::List, t!("place.records"));
        view! { <Place href icon word class="only-phone" /> }.into_any()
    };
    view! {
        <div class="frame">
            // "external": the browser itself moves the focus, the router keeps out of it.
            <a class="skip" href="#main" rel="external">{t!("page.skip")}</a>
            <nav class="places" aria-label=t!("page.places")>
                <A href=places::HOME attr:class="mark" exact=true>
                    <Star />
                    <span>{t!("app.name")}</span>
                </A>
                <ul role="list">
                    <Place href=places::HOME exact=true icon=Icon::Tasks word=t!("place.home") />
                    <Place href=places::PLAN icon=Icon::Plan word=t!("place.plan") />
                    <Show when=move || records.get() fallback=move || of_readers()>
                        <li>
                            <A href=places::RECORD exact=true attr:class="large">
                                <Glyph icon=Icon::Pen />
                                <span>{t!("place.record")}</span>
                            </A>
                        </li>
                    </Show>
                    <Place href=places::OVERVIEW icon=Icon::Overview word=t!("place.overview") />
                    <Show when=move || decides.get()>{review("not-phone")}</Show>
                    <Place
                        href=places::RECORDS
                        icon=Icon::List
                        word=t!("place.records")
                        class="not-phone"
                    />
                    <Show when=move || imports.get()>
                        <Place
                            href=places::PLAN_IMPORT
                            icon=Icon::Import
                            word=t!("place.import")
                            class="not-phone"
                        />
                    </Show>
                    <Show when=move || administers.get()>
                        <Place
                            href=places::ADMIN
                            icon=Icon::Key
                            word=t!("place.admin")
                            class="not-phone"
                        />
                    </Show>
                </ul>
                <ul class="rest" role="list">
                    <Place href=places::SYNC icon=Icon::Sync word=t!("place.sync") />
                    <Place href=places::ACCOUNT icon=Icon::Person word=t!("place.account") />
                </ul>
            </nav>
            {children()}
        </div>
    }
    .into_any()
}

#[component]
fn Place(
    href: &'static str,
    #[prop(optional)] exact: bool,
    icon: Icon,
    word: String,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <li class=class>
            <A href=href exact=exact>
                <Glyph icon />
                <span>{word}</span>
            </A>
        </li>
    }
    .into_any()
}
