//! Tài khoản: who is signed in, language, device, password, signing out; on a phone also the
//! places that the bottom bar has no room for.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use shared::limits::PASSWORD_CHARS_MIN;

use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::words::error_words;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::state::session::{Language, Session};
use crate::ui::badge::{Chip, Tone};
use crate::ui::button::{Button, ConfirmButton};
use crate::ui::choices::{Choice, Segments};
use crate::ui::field::FieldProblem;
use crate::ui::fold::Fold;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::input::{TextInput, Typed};
use crate::ui::notice::Notice;

/// The page.
#[component]
pub fn Account() -> impl IntoView {
    let app = AppState::get();
    view! {
        <Page title=Signal::stored(t!("place.account")) back=places::HOME width=Width::Narrow>
            <Who />
            <MorePlaces />
            <section class="part">
                <h2>{t!("account.language")}</h2>
                <Segments
                    name="language"
                    legend=t!("account.language")
                    options=vec![
                        Choice { id: "vi".to_owned(), label: "Tiếng Việt".to_owned() },
                        Choice { id: "en".to_owned(), label: "English".to_owned() },
                    ]
                    value=Signal::derive(move || app.language.get().as_str().to_owned())
                    on_choose=move |code: String| app.set_language(Language::parse(&code))
                />
            </section>
            <Device />
            <TourAgain />
            <Password />
            <SignOut />
        </Page>
    }
    .into_any()
}

#[component]
fn Who() -> impl IntoView {
    let app = AppState::get();
    move || {
        app.session.get().info().cloned().map(|info| {
            let roles: Vec<_> = info
                .roles
                .iter()
                .map(|role| tr(&format!("role.{role}")))
                .map(|word| view! { <Chip tone=Tone::Indigo>{word}</Chip> })
                .collect();
            view! {
                <div class="part">
                    <p class="greeting-name">{info.name.clone()}</p>
                    <p>{app.unit_name(&info.unit)}</p>
                    <p class="quiet">{info.username.clone()} " · " {info.commune_name.clone()}</p>
                    <p class="chips">{roles}</p>
                </div>
            }
        })
    }
}

#[component]
fn MorePlaces() -> impl IntoView {
    let app = AppState::get();
    let link = |href: &'static str, icon: Icon, word: String| {
        view! {
            <li>
                <A href=href attr:class="line-link">
                    <Glyph icon />
                    <span>{word}</span>
                    <Glyph icon=Icon::Next />
                </A>
            </li>
        }
    };
    let (decides, imports, administers) = app.session.with_untracked(|session| {
        let may = [places::may_decide, places::may_import, places::may_read_log];
        may.map(|may: fn(&Session) -> bool| may(session)).into()
    });
    view! {
        <nav class="only-phone" aria-label=t!("account.more_places")>
            <ul class="rows" role="list">
                {decides.then(|| link(places::REVIEW, Icon::Inbox, t!("place.review")))}
                {link(places::RECORDS, Icon::List, t!("place.records"))}
                {imports.then(|| link(places::PLAN_IMPORT, Icon::Import, t!("place.import")))}
                {administers.then(|| link(places::ADMIN, Icon::Key, t!("place.admin")))}
                {link(places::SYNC, Icon::Sync, t!("place.sync"))}
            </ul>
        </nav>
    }
    .into_any()
}

#[component]
fn Device() -> impl IntoView {
    let app = AppState::get();
    let node = NodeRef::<html::Input>::new();
    let saved = RwSignal::new(false);
    view! {
        <section class="part">
            <h2>{t!("account.device")}</h2>
            <TextInput
                id="device-name"
                label=t!("account.device_name")
                hint=t!("account.device_hint")
                initial=app.device_name()
                node
                on_change=move |name: String| {
                    app.set_device_name(name.trim());
                    saved.set(true);
                }
            />
            <p class="small quiet" role="status">
                {move || saved.get().then(|| t!("account.device_saved"))}
            </p>
        </section>
    }
    .into_any()
}

/// The first-run tour, for whoever wants it once more.
#[component]
fn TourAgain() -> impl IntoView {
    let app = AppState::get();
    let navigate = use_navigate();
    let again = move |()| {
        app.set_tour_seen(false);
        navigate(places::HOME, NavigateOptions::default());
    };
    view! {
        <div class="row">
            <Button icon=Icon::Plan on_press=again>{t!("tour.again")}</Button>
        </div>
    }
    .into_any()
}

/// What became of a change of password.
#[derive(Clone, PartialEq)]
enum Outcome {
    Changed,
    Failed(String),
}

#[component]
fn Password() -> impl IntoView {
    let app = AppState::get();
    let (old, new, again) = (NodeRef::new(), NodeRef::new(), NodeRef::new());
    let outcome = RwSignal::new(None::<Outcome>);
    let problem = RwSignal::new(None::<FieldProblem>);
    let busy = RwSignal::new(false);
    let text = |node: NodeRef<html::Input>| {
        node.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (old_word, new_word) = (text(old), text(new));
        if new_word != text(again) {
            problem.set(Some(FieldProblem { words: t!("account.not_same"), blocks: true }));
            return;
        }
        problem.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = app.change_password(old_word, new_word).await;
            busy.set(false);
            if answer.is_ok() {
                for node in [old, new, again] {
                    if let Some(input) = node.get_untracked() {
                        input.set_value("");
                    }
                }
            }
            outcome.set(Some(match answer {
                Ok(()) => Outcome::Changed,
                Err(error) => Outcome::Failed(error_words(&error)),
            }));
        });
    };
    view! {
        <Fold summary=t!("account.password")>
            <form class="stack" on:submit=send>
                <TextInput id="old-password" label=t!("account.old")
                    typed=Typed::Password node=old />
                <TextInput id="new-password" label=t!("account.new")
                    hint=t!("account.new_hint", n = PASSWORD_CHARS_MIN)
                    typed=Typed::NewPassword node=new />
                <TextInput id="new-password-again" label=t!("account.again")
                    typed=Typed::NewPassword node=again problem />
                {move || match outcome.get() {
                    Some(Outcome::Changed) => {
                        view! {
                            <Notice tone=Tone::Leaf icon=Icon::Check live=true>
                                {t!("account.changed")}
                            </Notice>
                        }
                            .into_any()
                    }
                    Some(Outcome::Failed(words)) => {
                        view! {
                            <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice>
                        }
                            .into_any()
                    }
                    None => ().into_any(),
                }}
                <div class="row">
                    <Button submits=true busy>{t!("account.change")}</Button>
                </div>
            </form>
        </Fold>
    }
    .into_any()
}

#[component]
fn SignOut() -> impl IntoView {
    let app = AppState::get();
    let failed = RwSignal::new(None::<String>);
    let sign_out = move |()| {
        spawn_local(async move {
            let answer = app.sign_out().await;
            failed.try_set(answer.err().map(|error| error_words(&error)));
        });
    };
    view! {
        <section class="part">
            <h2>{t!("account.sign_out")}</h2>
            <p class="quiet">{t!("account.sign_out_explain")}</p>
            <ConfirmButton
                icon=Icon::Leave
                label=t!("account.sign_out")
                question=t!("account.sign_out_question")
                confirm=t!("account.sign_out")
                cancel=t!("cancel")
                on_confirm=sign_out
            />
            <p class="problem" role="alert">{move || failed.get()}</p>
        </section>
    }
    .into_any()
}
