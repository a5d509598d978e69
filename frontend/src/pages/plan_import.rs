//! Nhập kế hoạch: a file or pasted text, the result beside its source, corrections, then create.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::limits::IMPORT_DOCX_BYTES_MAX;

use crate::components::import_result::ImportResult;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::secrecy::SecrecyLine;
use crate::components::words::error_words;
use crate::i18n::{t, tn};
use crate::platform::file::{NotRead, read_chosen};
use crate::state::AppState;
use crate::state::plan_import::Import;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLink};
use crate::ui::empty::Empty;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

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
                view! {
                    <Empty words=t!("import.not_allowed")>
                        <ButtonLink href=places::PLAN icon=Icon::Plan>
                            {t!("home.see_plan")}
                        </ButtonLink>
                    </Empty>
                }
                .into_any()
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Steps() -> impl IntoView {
    let import = AppState::get().import();
    let there = Memo::new(move |_| import.read.with(Option::is_some));
    let not_read = move || {
        let words = match import.not_read.get()? {
            NotRead::TooLarge => t!("import.file_too_large"),
            NotRead::Unreadable => t!("import.file_unreadable"),
        };
        Some(view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> })
    };
    let failure = move || {
        let words = import.failed.get().map(|error| error_words(&error))?;
        Some(view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> })
    };
    view! {
        <Show when=move || import.created.with(Option::is_none) fallback=move || view! { <Created import /> }>
            <Show
                when=move || there.get()
                fallback=move || view! { <Source import /> }
            >
                <Fold summary=t!("import.other_file")>
                    <Source import />
                </Fold>
            </Show>
            <SecrecyLine />
            {not_read}
            <Show when=move || !there.get()>{failure}</Show>
            <Show when=move || there.get()>
                <ImportResult import />
            </Show>
        </Show>
    }
    .into_any()
}

/// What there is now, and the way to it.
#[component]
fn Created(import: Import) -> impl IntoView {
    let created = import.created.get_untracked();
    created.map(|created| {
        let units = created.new_units.len();
        view! {
            <Notice tone=Tone::Leaf icon=Icon::Check live=true>
                <p>{t!("import.created")}</p>
                {(units > 0).then(|| view! { <p>{tn!("import.units_created", units)}</p> })}
                <ButtonLink href=places::plan(created.id) icon=Icon::Plan>
                    {t!("home.see_plan")}
                </ButtonLink>
            </Notice>
        }
    })
}

/// Where the text comes from.
#[component]
fn Source(import: Import) -> impl IntoView {
    let pasted = NodeRef::<html::Textarea>::new();
    let (file, paste) = (FieldIds::new("plan-file"), FieldIds::new("plan-text"));
    let chosen = move |ev| {
        spawn_local(async move {
            match read_chosen(ev, IMPORT_DOCX_BYTES_MAX).await {
                Some(Ok(bytes)) => import.take(bytes),
                Some(Err(reason)) => import.not_taken(reason),
                None => {}
            }
        });
    };
    let read = move |()| {
        if let Some(area) = pasted.get_untracked() {
            import.take(area.value().into_bytes());
        }
    };
    view! {
        <p class="quiet">{t!("import.explain")}</p>
        <div class="filter-selects">
            <FieldFrame ids=file.clone() label=t!("import.file") hint=t!("import.file_hint")>
                <input
                    type="file"
                    id=file.control.clone()
                    accept=".txt,text/plain,.docx,.docm,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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
                    <Button icon=Icon::Import busy=import.busy on_press=read>
                        {t!("import.read")}
                    </Button>
                </div>
            </FieldFrame>
        </div>
    }
    .into_any()
}
