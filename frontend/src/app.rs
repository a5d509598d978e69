//! The root: language, who is signed in, and which page an address leads to.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use shared::id::AccountId;

use crate::components::frame::Frame;
use crate::i18n::{self, Lang, t};
use crate::pages::account::Account;
use crate::pages::admin::Admin;
use crate::pages::home::Home;
use crate::pages::new_record::NewRecord;
use crate::pages::not_found::NotFound;
use crate::pages::overview::Overview;
use crate::pages::plan::PlanPage;
use crate::pages::plan_import::PlanImport;
use crate::pages::record::Record;
use crate::pages::records::Records;
use crate::pages::review::Review;
use crate::pages::sign_in::SignIn;
use crate::pages::sync::Sync;
use crate::pages::task::TaskPage;
use crate::platform::locks;
use crate::state::AppState;
use crate::state::session::Session;
use crate::ui::empty::Empty;
use crate::ui::skeleton::Skeleton;

/// What stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    /// Without Web Locks and a service worker two tabs would write over each other, and nothing
    /// would open offline: browsers have them on secure pages only.
    Insecure,
    Starting,
    SignIn,
    App(AccountId),
}

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let app = AppState::get();
    let screen = Memo::new(move |_| {
        if !locks::available() {
            return Screen::Insecure;
        }
        app.session.with(|session| match session {
            Session::Starting => Screen::Starting,
            Session::SignedOut => Screen::SignIn,
            Session::SignedIn(info) => Screen::App(info.account),
        })
    });
    // Another language, or another person: everything is built anew.
    move || {
        let lang = Lang::from_code(app.language.get().as_str());
        i18n::set_lang(lang);
        match screen.get() {
            Screen::Insecure => {
                view! { <main class="alone"><Empty words=t!("app.insecure") /></main> }.into_any()
            }
            Screen::Starting => {
                view! { <main class="alone"><Skeleton lines=4 /></main> }.into_any()
            }
            Screen::SignIn => view! { <SignIn /> }.into_any(),
            Screen::App(_) => view! { <Pages /> }.into_any(),
        }
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Frame>
                <Routes fallback=|| view! { <NotFound /> }>
                    <Route path=path!("/") view=Home />
                    <Route path=path!("/plan") view=PlanPage />
                    <Route path=path!("/import") view=PlanImport />
                    <Route path=path!("/plan/:plan/:task") view=TaskPage />
                    <Route path=path!("/record") view=NewRecord />
                    <Route path=path!("/records") view=Records />
                    <Route path=path!("/records/:id") view=Record />
                    <Route path=path!("/review/:id?") view=Review />
                    <Route path=path!("/overview") view=Overview />
                    <Route path=path!("/syncing") view=Sync />
                    <Route path=path!("/account") view=Account />
                    <Route path=path!("/admin/:section?") view=Admin />
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}
