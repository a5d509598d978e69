//! Nhập kế hoạch: a text file or pasted text, the result beside its source, then create.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::import::ImportedPlan;

use crate::components::import_result::{ImportResult, Refused};
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::words::error_words;
use crate::i18n::t;
use crate::platform::file::read_chosen;
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// A text that was read.
#[derive(Clone)]
struct Read {
    source: String,
    plan: ImportedPlan,
}

/// The page.
#[component]
pub fn PlanImport() -> impl IntoView {
    let app = AppState::get();
    let allowed = app.session.with_untracked(places::may_import);
    view! {
        <Page
            title=Signal::stored(t!("place.import"))
            back=places::PLAN
            width=Width::Wide
        >
            {if allowed {
                view! { <Steps /> }.into_any()
            } else {
                view! { <Empty words=t!("error.not_allowed") /> }.into_any()
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Steps() -> impl IntoView {
    let app = AppState::get();
    let bytes = StoredValue::new(Vec::<u8>::new());
    let refused = RwSignal::new(Refused::new());
    let read = RwSignal::new(None::<Read>);
    let failed = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let created = RwSignal::new(false);
    let run = move || {
        busy.set(true);
        failed.set(None);
        let text = bytes.get_value();
        let refuse = refused.get_untracked().into_iter().collect();
        spawn_local(async move {
            match app.read_plan(text.clone(), refuse).await {
                Ok(plan) => {
                    let source = String::from_utf8_lossy(&text).into_owned();
                    read.set(Some(Read { source, plan }));
                }
                Err(error) => failed.set(Some(error_words(&error))),
            }
            busy.set(false);
        });
    };
    let take = Callback::new(move |text: Vec<u8>| {
        bytes.set_value(text);
        refused.set(Refused::new());
        read.set(None);
        run();
    });
    // A repair accepted or refused: read once more.
    Effect::new(move |before: Option<()>| {
        refused.track();
        if before.is_some() && read.with_untracked(Option::is_some) {
            run();
        }
    });
    let create = move |()| {
        let Some(Read { plan, .. }) = read.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match app.create_plan(&plan).await {
                Ok(()) => created.set(true),
                Err(error) => failed.set(Some(error_words(&error))),
            }
            busy.set(false);
        });
    };
    view! {
        <Show
            when=move || !created.get()
            fallback=|| {
                view! {
                    <Notice tone=Tone::Leaf icon=Icon::Check live=true>
                        <p>{t!("import.created")}</p>
                        <ButtonLink href=places::PLAN icon=Icon::Plan>{t!("home.see_plan")}</ButtonLink>
                    </Notice>
                }
            }
        >
            <Source take busy />
            {move || {
                failed
                    .get()
                    .map(|words| {
                        view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> }
                    })
            }}
            {move || {
                read.get()
                    .map(|Read { source, plan }| {
                        view! {
                            <ImportResult source plan refused />
                            <div class="row">
                                <Button look=Look::Primary icon=Icon::Check busy on_press=create>
                                    {t!("import.create")}
                                </Button>
                            </div>
                        }
                    })
            }}
        </Show>
    }
    .into_any()
}

/// Where the text comes from.
#[component]
fn Source(take: Callback<Vec<u8>>, busy: RwSignal<bool>) -> impl IntoView {
    let pasted = NodeRef::<html::Textarea>::new();
    let (file, paste) = (FieldIds::new("plan-file"), FieldIds::new("plan-text"));
    let chosen = move |ev| {
        spawn_local(async move {
            if let Some(file) = read_chosen(ev).await {
                take.run(file.bytes);
            }
        });
    };
    let read = move |()| {
        if let Some(area) = pasted.get_untracked() {
            take.run(area.value().into_bytes());
        }
    };
    view! {
        <p class="quiet">{t!("import.explain")}</p>
        <div class="filter-selects">
            <FieldFrame ids=file.clone() label=t!("import.file") hint=t!("import.file_hint")>
                <input
                    type="file"
                    id=file.control.clone()
                    accept=".txt,text/plain"
                    aria-describedby=file.described_by.clone()
                    on:change=chosen
                />
            </FieldFrame>
            <FieldFrame ids=paste.clone() label=t!("import.paste")>
                <textarea
                    node_ref=pasted
                    id=paste.control.clone()
                    rows="3"
                    class="short"
                    aria-describedby=paste.described_by.clone()
                ></textarea>
                <div class="row">
                    <Button icon=Icon::Import busy on_press=read>{t!("import.read")}</Button>
                </div>
            </FieldFrame>
        </div>
    }
    .into_any()
}
