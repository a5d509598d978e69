//! A record's page: the form while it may be worked on, else what it says; where it is, what was
//! said about it, what can be done now.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::domain::kind::By;
use shared::domain::state::Stage;
use shared::id::RecordId;

use crate::components::deadline_badge::DeadlineBadge;
use crate::components::detail::{ApprovedVersion, RecordDetail};
use crate::components::duplicates::Duplicates;
use crate::components::history::History;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::record_form::RecordForm;
use crate::components::record_number::RecordNumber;
use crate::components::refs::Links;
use crate::components::saved_line::SavedLine;
use crate::components::step_bar::{DecisionBar, StepBar};
use crate::components::words::record_kind_words;
use crate::components::words::{StateBadge, WhereLine, refusal_words};
use crate::engine::view::{Model, RecordView, Where};
use crate::i18n::t;
use crate::pages::new_record::{SentWords, SubmitButton};
use crate::platform::dom;
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLink};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn Record() -> impl IntoView {
    let app = AppState::get();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RecordId>().ok()))
    });
    let kind = Memo::new(move |_| {
        let id = id.get()?;
        app.records.with(|records| record_kind_words(app, records.get(&id)?))
    });
    let title = move || kind.get().unwrap_or_else(|| t!("record.title"));
    view! {
        <Page title=Signal::derive(title) back=places::RECORDS width=Width::Narrow>
            {move || match id.get() {
                Some(id) => view! { <Known id /> }.into_any(),
                None => view! { <NotHere /> }.into_any(),
            }}
        </Page>
    }
    .into_any()
}

/// Someone else's record, a deleted one, or one that has not arrived yet.
#[component]
fn NotHere() -> impl IntoView {
    view! {
        <Empty words=t!("record.not_here")>
            <ButtonLink href=places::RECORDS icon=Icon::List>{t!("review.see_records")}</ButtonLink>
        </Empty>
    }
    .into_any()
}

#[component]
fn Known(id: RecordId) -> impl IntoView {
    let app = AppState::get();
    let view = app.record(id);
    let here = Memo::new(move |_| view.with(Option::is_some));
    // Asked for, or left; nothing: as the state has it.
    let editing = RwSignal::new(None::<bool>);
    let sent = RwSignal::new(false);
    // Until someone decided on it.
    let says_sent = Memo::new(move |_| {
        let waits = |view: &RecordView| view.state().stage == Stage::Awaiting;
        sent.get() && view.with(|view| view.as_ref().is_some_and(|view| waits(view)))
    });
    // A draft, or what came back, is there to be worked on; anything else is read first. What is
    // open stays open when another device submits it: nothing disappears under someone's hands.
    let works = Memo::new(move |before: Option<&bool>| {
        let editing = editing.get();
        view.with(|view| {
            view.as_ref().is_some_and(|view| {
                let stays = editing.is_none() && before == Some(&true);
                view.may_edit && (is_open(view) || editing == Some(true) || stays)
            })
        })
    });
    // As works: what is open stays, unless somebody asked for something else.
    let tells = Memo::new(move |before: Option<&bool>| {
        let stays = editing.get().is_none() && before == Some(&true);
        view.with(|view| view.as_ref().is_some_and(|v| is_to_be_told(v) || v.may_edit && stays))
    });
    view! {
        <Show
            when=move || here.get()
            fallback=move || {
                if app.loaded.get() {
                    view! { <NotHere /> }.into_any()
                } else {
                    view! { <Skeleton lines=6 /> }.into_any()
                }
            }
        >
            <Show when=move || says_sent.get()>
                <div id=SENT tabindex="-1">
                    <SentWords />
                </div>
            </Show>
            {move || view.get().map(|view| view! { <Standing view /> })}
            <Duplicates view />
            <Show
                when=move || works.get()
                fallback=move || {
                    if tells.get() {
                        view! { <Telling id editing /> }.into_any()
                    } else {
                        view! { <Reading view=Signal::from(view) editing /> }.into_any()
                    }
                }
            >
                <Working id editing sent />
            </Show>
            <ApprovedVersion view />
            <Links view />
            <History view />
            <RecordNumber id />
        </Show>
    }
    .into_any()
}

/// Whether the record is there to be worked on rather than read.
fn is_open(view: &RecordView) -> bool {
    match view.state().stage {
        Stage::Draft => true,
        // What was laid on a unit is not the unit's to write, nor is it open for who laid it.
        Stage::Returned | Stage::UnderWay | Stage::Paused => view.record.laid_by.is_none(),
        Stage::Awaiting
        | Stage::Ready
        | Stage::Approved
        | Stage::Edited
        | Stage::Ended
        | Stage::Deleted => false,
    }
}

/// Whether what is still to be done is written into it: the details that may change after the
/// approval, and nothing else, so that nobody touches what was approved by accident.
fn is_to_be_told(view: &RecordView) -> bool {
    let waits_for_words = || view.steps_by(By::Submission).any(|step| step.when.is_some());
    view.may_edit && !is_open(view) && (view.state().is_units_turn() || waits_for_words())
}

/// State, whereabouts, and why it came back or was refused.
#[component]
pub fn Standing(
    /// The record.
    view: Model<RecordView>,
) -> impl IntoView {
    let reason = view.return_reason().map(str::to_owned);
    let refused = match view.place() {
        Where::Refused { code, .. } => Some(refusal_words(code)),
        Where::Unsaved | Where::OnDevice | Where::OnServer => None,
    };
    view! {
        <div class="chips">
            <StateBadge view=view.clone() />
            <WhereLine place=view.place().clone() />
            <DeadlineBadge view=view.clone() />
        </div>
        {reason
            .map(|reason| {
                view! {
                    <Notice tone=Tone::Brick icon=Icon::Return>
                        <p class="strong">{t!("record.returned")}</p>
                        <p class="lines">{reason}</p>
                    </Notice>
                }
            })}
        {refused
            .map(|words| {
                view! {
                    <Notice tone=Tone::Brick icon=Icon::Alert>
                        <p class="strong">{t!("record.refused")}</p>
                        <p>{words}</p>
                    </Notice>
                }
            })}
    }
    .into_any()
}

/// The id of what says that the record was sent.
const SENT: &str = "sent";

#[component]
fn Working(id: RecordId, editing: RwSignal<Option<bool>>, sent: RwSignal<bool>) -> impl IntoView {
    let app = AppState::get();
    let form = app.open_form(id);
    let tried = RwSignal::new(false);
    let navigate = use_navigate();
    let gone = move |()| navigate(places::HOME, NavigateOptions::default());
    let forward = Memo::new(move |_| form.view.with(|view| view.as_ref()?.forward()));
    let reads_after =
        Memo::new(move |_| form.view.with(|view| view.as_ref().is_some_and(|view| !is_open(view))));
    // Not the button's: it goes as soon as there is nothing to submit.
    let on_sent = Callback::new(move |()| {
        sent.set(true);
        editing.set(Some(false));
        request_animation_frame(|| dom::reveal(SENT));
    });
    let approved = Memo::new(move |_| {
        form.view.with(|view| {
            let stage = view.as_ref().map(|view| view.state().stage);
            matches!(stage, Some(Stage::Approved | Stage::Ready | Stage::Edited))
        })
    });
    view! {
        <Show when=move || approved.get()>
            <Notice tone=Tone::Anise icon=Icon::Pen>{t!("record.edit_approved")}</Notice>
        </Show>
        <SavedLine form />
        <RecordForm form tried />
        <StepBar view=form.view form has_forward=true on_deleted=gone>
            {move || {
                forward
                    .get()
                    .map(|step| view! { <SubmitButton form step tried on_sent /> })
            }}
            <Show when=move || reads_after.get()>
                <Button
                    icon=Icon::Check
                    on_press=move |()| {
                        form.flush();
                        editing.set(Some(false));
                    }
                >
                    {t!("record.done_editing")}
                </Button>
            </Show>
        </StepBar>
    }
    .into_any()
}

/// What was approved to read, and what is still to be told about it to write.
#[component]
fn Telling(id: RecordId, editing: RwSignal<Option<bool>>) -> impl IntoView {
    let app = AppState::get();
    let form = app.open_form(id);
    let navigate = use_navigate();
    let gone = move |()| navigate(places::HOME, NavigateOptions::default());
    view! {
        {move || form.view.get().map(|view| view! { <RecordDetail view covered=true /> })}
        <SavedLine form />
        <RecordForm form tried=Signal::stored(true) uncovered=true />
        <DecisionBar view=form.view on_decided=|()| () />
        <StepBar view=form.view form leads=true on_deleted=gone>
            <Button icon=Icon::Pen on_press=move |()| editing.set(Some(true))>{t!("edit")}</Button>
        </StepBar>
    }
    .into_any()
}

#[component]
fn Reading(
    view: Signal<Option<Model<RecordView>>>,
    editing: RwSignal<Option<bool>>,
) -> impl IntoView {
    let navigate = use_navigate();
    let gone = move |()| navigate(places::HOME, NavigateOptions::default());
    let may_edit =
        Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| view.may_edit)));
    // What was laid on the unit is taken on, carried out and reported here.
    let units_turn = Memo::new(move |_| {
        view.with(|view| view.as_ref().is_some_and(|view| view.state().is_units_turn()))
    });
    view! {
        {move || {
            view.get()
                .map(|view| view! { <RecordDetail view /> })
        }}
        <DecisionBar view on_decided=|()| () />
        <StepBar view leads=units_turn.get_untracked() on_deleted=gone>
            <Show when=move || may_edit.get()>
                <Button icon=Icon::Pen on_press=move |()| editing.set(Some(true))>{t!("edit")}</Button>
            </Show>
        </StepBar>
    }
    .into_any()
}
