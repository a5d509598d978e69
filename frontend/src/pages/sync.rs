//! Đồng bộ: what is unsent and why, the last receipt, what was refused, how the device's store is.

use leptos::prelude::*;

use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::record_list::RecordList;
use crate::components::sign_in_again::SignInAgain;
use crate::components::status_chip::link_words;
use crate::components::words::{record_title, refusal_words};
use crate::engine::view::{LinkStatus, RefusedWork, StoreStatus, TabRole};
use crate::i18n::format::{full_moment, number, time_of_day};
use crate::i18n::{t, tn, tr, tr_opt};
use crate::platform::file::download;
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// The page.
#[component]
pub fn Sync() -> impl IntoView {
    let app = AppState::get();
    let unsent = Memo::new(move |_| {
        app.records.with(|records| {
            let newest_first = records.values().rev();
            newest_first.filter(|view| view.place().is_unsent()).cloned().collect::<Vec<_>>()
        })
    });
    let refused = app.refused;
    view! {
        <Page title=Signal::stored(t!("place.sync")) back=places::HOME width=Width::Narrow>
            <Link />
            <Show when=move || refused.with(|works| !works.is_empty())>
                <section class="part">
                    <h2>{t!("sync.refused")}</h2>
                    <p class="quiet">{t!("sync.refused_explain")}</p>
                    {move || {
                        let works = refused.get();
                        works.iter().map(|work| view! { <Refused work=work.clone() /> }).collect_view()
                    }}
                </section>
            </Show>
            <section class="part">
                <h2>{t!("sync.unsent")}</h2>
                <Show
                    when=move || !unsent.with(Vec::is_empty)
                    fallback=|| view! { <p class="quiet">{t!("sync.nothing_unsent")}</p> }
                >
                    <p class="quiet">{t!("sync.unsent_explain")}</p>
                    <RecordList records=unsent href=places::record />
                </Show>
            </section>
            <Store />
        </Page>
    }
    .into_any()
}

/// How the way to the server is, in a sentence, and "Đồng bộ ngay".
#[component]
fn Link() -> impl IntoView {
    let app = AppState::get();
    let icon_and_tone = move || {
        let words = link_words(app, &app.link.get());
        (words.tone, words.icon)
    };
    let sentence = move || match app.link.get() {
        LinkStatus::Online { last_receipt } => match last_receipt {
            Some(at) => t!("sync.online_receipt", time = full_moment(at)),
            None => t!("sync.online"),
        },
        LinkStatus::Syncing { items: 0 } => t!("sync.comparing"),
        LinkStatus::Syncing { items } => tn!("sync.sending", items),
        LinkStatus::Offline { unsent: 0, .. } => t!("sync.offline"),
        LinkStatus::Offline { unsent, .. } => tn!("sync.offline_unsent", unsent),
        LinkStatus::SignInNeeded { .. } => t!("sync.sign_in"),
        LinkStatus::Error { code, .. } => {
            tr_opt(&format!("link.error.{code}")).unwrap_or_else(|| t!("sync.error", code = code))
        }
    };
    let next = move || match app.link.get() {
        LinkStatus::Offline { retry_at: Some(at), .. } => {
            Some(t!("sync.retry_at", time = time_of_day(at)))
        }
        _ => None,
    };
    let needs_sign_in = move || app.link.with(|l| matches!(l, LinkStatus::SignInNeeded { .. }));
    view! {
        {move || {
            // Read here: what stands inside a component is not followed.
            let ((tone, icon), sentence, next) = (icon_and_tone(), sentence(), next());
            view! {
                <Notice tone icon>
                    <p>{sentence}</p>
                    {next.map(|next| view! { <p class="small">{next}</p> })}
                </Notice>
            }
        }}
        <Show
            when=needs_sign_in
            fallback=move || {
                view! {
                    <div class="row">
                        <Button
                            look=Look::Primary
                            icon=Icon::Sync
                            on_press=move |()| app.sync_now()
                        >
                            {t!("sync.now")}
                        </Button>
                    </div>
                }
            }
        >
            <SignInAgain />
        </Show>
        <Show when=move || app.tab.get() == TabRole::Follower>
            <p class="quiet small">{t!("sync.other_tab")}</p>
        </Show>
    }
    .into_any()
}

/// What the server refused of one document: what it says, why, and what can be done.
#[component]
fn Refused(work: RefusedWork) -> impl IntoView {
    let app = AppState::get();
    let document = work.document;
    let here = app.records.with_untracked(|records| {
        work.records.iter().find_map(|record| records.get(record).cloned())
    });
    let name = format!("so-xa-{}-{}.json", work.code, document);
    let file = work.file.clone();
    let titles = match &here {
        _ if !work.titles.is_empty() => work.titles.clone(),
        // A decision: what it was on stands in another document.
        Some(view) => vec![record_title(view)],
        None => vec![tn!("sync.refused_changes", work.changes.len())],
    };
    view! {
        <Notice tone=Tone::Brick icon=Icon::Alert>
            {titles.into_iter().map(|title| view! { <p class="strong">{title}</p> }).collect_view()}
            <p>{refusal_words(&work.code)}</p>
            <div class="row">
                {here
                    .map(|view| {
                        view! {
                            <ButtonLink href=places::record(view.id()) icon=Icon::Pen>
                                {t!("sync.look")}
                            </ButtonLink>
                        }
                    })}
                <Button icon=Icon::Sync on_press=move |()| app.retry_refused(document)>
                    {t!("sync.retry")}
                </Button>
                <Button icon=Icon::Device on_press=move |()| download(&name, &file)>
                    {t!("sync.download")}
                </Button>
            </div>
        </Notice>
    }
    .into_any()
}

/// The device's own store: whether it is sound, kept, and how full.
#[component]
fn Store() -> impl IntoView {
    let app = AppState::get();
    let problem = move || {
        app.store.with(|store| store.problem.as_ref().map(|p| tr(&format!("store.{}", p.as_str()))))
    };
    let persistent = move || match app.store.with(|store| store.persistent) {
        Some(true) => t!("store.kept"),
        Some(false) => t!("store.not_kept"),
        None => t!("store.asking"),
    };
    let may_ask = move || app.store.with(|store| store.persistent == Some(false));
    view! {
        <section class="part">
            <h2>{t!("store.title")}</h2>
            {move || {
                problem().map(|words| view! { <Notice tone=Tone::Brick icon=Icon::Alert>{words}</Notice> })
            }}
            <p>{persistent}</p>
            <p class="quiet number">{move || app.store.with(room)}</p>
            <Show when=may_ask>
                <div class="row">
                    <Button icon=Icon::Device on_press=move |()| app.ask_persistence()>
                        {t!("store.ask")}
                    </Button>
                </div>
            </Show>
        </section>
    }
    .into_any()
}

/// How much of the room is used, in megabytes.
fn room(store: &StoreStatus) -> Option<String> {
    let megabytes =
        |bytes: u64| number(i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX));
    let used = store.used_bytes.map(megabytes)?;
    Some(match store.quota_bytes.map(megabytes) {
        Some(quota) => t!("store.room", used = used, quota = quota),
        None => t!("store.used", used = used),
    })
}
