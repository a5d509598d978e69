//! The session on the server has ended: the password once more, in place. Work goes on meanwhile.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::words::error_words;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, Look};
use crate::ui::icon::Icon;
use crate::ui::input::{TextInput, Typed};
use crate::ui::notice::Notice;

/// The form.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let app = AppState::get();
    let password = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let username = app.session.with_untracked(|s| s.info().map(|info| info.username.clone()));
        let (Some(username), false) = (username, busy.get_untracked()) else { return };
        let word = password.get_untracked().map(|input| input.value()).unwrap_or_default();
        busy.set(true);
        spawn_local(async move {
            let answer = app.sign_in(username, word).await;
            // Signed in, this form is gone, and its signals with it.
            busy.try_set(false);
            failed.try_set(answer.err().map(|error| error_words(&error)));
        });
    };
    view! {
        <form class="stack" on:submit=send>
            <p class="quiet">
                {t!("sign_in.username")} ": "
                {move || app.session.with(|s| s.info().map(|info| info.username.clone()))}
            </p>
            <TextInput
                id="again-password"
                label=t!("sign_in.password")
                typed=Typed::Password
                node=password
            />
            {move || {
                failed
                    .get()
                    .map(|words| {
                        view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> }
                    })
            }}
            <div class="row">
                <Button look=Look::Primary submits=true busy>{t!("sync.to_sign_in")}</Button>
            </div>
        </form>
    }
    .into_any()
}
