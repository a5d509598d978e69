//! Sign-in: the accounts of this tablet, or name and password.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::SessionInfo;

use crate::components::words::error_words;
use crate::i18n::t;
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::state::session::Language;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, Look};
use crate::ui::icon::{Icon, Star};
use crate::ui::input::{TextInput, Typed};
use crate::ui::notice::Notice;

/// The page. It stands alone, without the frame.
#[component]
pub fn SignIn() -> impl IntoView {
    let app = AppState::get();
    crate::platform::page::set_title(&t!("page.title", title = t!("sign_in.title")));
    let failed = RwSignal::new(None::<CommandError>);
    let accounts = Memo::new(move |_| app.accounts.get());
    view! {
        <main class="alone" id="main">
            <div class="stack">
                <p class="mark large-mark">
                    <Star />
                    <span>{t!("app.name")}</span>
                </p>
                <h1>{t!("sign_in.title")}</h1>
                <Show when=move || !accounts.with(Vec::is_empty)>
                    <section class="part" aria-label=t!("sign_in.accounts")>
                        <p class="quiet">{t!("sign_in.accounts")}</p>
                        <ul class="rows" role="list">
                            {move || {
                                accounts
                                    .get()
                                    .into_iter()
                                    .map(|info| view! { <KnownAccount info failed /> })
                                    .collect_view()
                            }}
                        </ul>
                    </section>
                </Show>
                {move || {
                    failed
                        .get()
                        .map(|error| {
                            view! {
                                <Notice tone=Tone::Brick icon=Icon::Alert live=true>
                                    {error_words(&error)}
                                </Notice>
                            }
                        })
                }}
                <PasswordForm failed />
                <OtherLanguage />
            </div>
        </main>
    }
    .into_any()
}

/// An account that is on this tablet: opens offline too.
#[component]
fn KnownAccount(info: SessionInfo, failed: RwSignal<Option<CommandError>>) -> impl IntoView {
    let app = AppState::get();
    let account = info.account;
    let open = move |_| {
        spawn_local(async move {
            failed.set(app.switch_account(account).await.err());
        });
    };
    view! {
        <li>
            <button type="button" class="line-link" on:click=open>
                <span>
                    <span class="strong block">{info.name.clone()}</span>
                    <span class="small quiet block">{info.username.clone()} " · " {info.commune_name.clone()}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

#[component]
fn PasswordForm(failed: RwSignal<Option<CommandError>>) -> impl IntoView {
    let app = AppState::get();
    let (username, password) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let busy = RwSignal::new(false);
    let text = |node: NodeRef<html::Input>| {
        node.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (name, word) = (text(username).trim().to_owned(), text(password));
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = app.sign_in(name, word).await;
            // Signed in, this page is gone, and its signals with it.
            busy.try_set(false);
            failed.try_set(answer.err());
        });
    };
    view! {
        <form class="stack" on:submit=send>
            <TextInput
                id="username"
                label=t!("sign_in.username")
                typed=Typed::Username
                node=username
            />
            <TextInput
                id="password"
                label=t!("sign_in.password")
                typed=Typed::Password
                node=password
            />
            <Button look=Look::Primary submits=true busy>
                {move || if busy.get() { t!("sign_in.busy") } else { t!("sign_in.send") }}
            </Button>
        </form>
        <p class="small quiet">{t!("sign_in.first_time")}</p>
    }
    .into_any()
}

/// A way to the other language, in that language.
#[component]
fn OtherLanguage() -> impl IntoView {
    let app = AppState::get();
    let (other, code, words) = match app.language.get_untracked() {
        Language::Vi => (Language::En, "en", "English"),
        Language::En => (Language::Vi, "vi", "Tiếng Việt"),
    };
    view! {
        <div class="row">
            <Button look=Look::Quiet on_press=move |()| app.set_language(other)>
                <span lang=code>{words}</span>
            </Button>
        </div>
    }
    .into_any()
}
