//! Xóa vĩnh viễn: the administrator erases a record that must not exist, by its number, without
//! reading it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::purge::{PurgeReason, Purged};
use shared::id::RecordId;

use crate::components::words::error_words;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, Look};
use crate::ui::choices::{Choice, Segments};
use crate::ui::field::FieldProblem;
use crate::ui::icon::Icon;
use crate::ui::input::{TextInput, Typed};
use crate::ui::notice::Notice;

/// The section.
#[component]
pub fn Purge() -> impl IntoView {
    view! {
        <Explained />
        <PurgeForm />
    }
}

#[component]
fn Explained() -> impl IntoView {
    let lines = |keys: &[&str]| {
        keys.iter().map(|key| view! { <li>{tr(key)}</li> }).collect_view().into_any()
    };
    view! {
        <p>{t!("purge.what")}</p>
        <h2>{t!("purge.does")}</h2>
        <ul class="lines-list">
            {lines(&["purge.does_relay", "purge.does_devices", "purge.does_rest", "purge.does_log"])}
        </ul>
        <h2>{t!("purge.does_not")}</h2>
        <ul class="lines-list">
            {lines(&["purge.not_backups", "purge.not_away", "purge.not_copies", "purge.not_undone"])}
        </ul>
    }
    .into_any()
}

/// What came of a purge.
#[derive(Clone, PartialEq)]
enum Outcome {
    Done(Purged),
    Failed(CommandError),
}

#[component]
fn PurgeForm() -> impl IntoView {
    let app = AppState::get();
    let (number, confirmation) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (wrong_number, unconfirmed) = (RwSignal::new(None), RwSignal::new(None));
    let reason = RwSignal::new(PurgeReason::StateSecret);
    let busy = RwSignal::new(false);
    let outcome = RwSignal::new(None::<Outcome>);
    let problem = |words: String| Some(FieldProblem { words, blocks: true });
    let text = |node: NodeRef<html::Input>| {
        node.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let id = text(number).trim().parse::<RecordId>().ok();
        let typed = shared::text::nfc(text(confirmation).trim());
        let confirmed = typed.to_lowercase() == t!("purge.confirm_word").to_lowercase();
        wrong_number.set(problem(t!("purge.number_wrong")).filter(|_| id.is_none()));
        unconfirmed.set(problem(t!("purge.confirm_wrong")).filter(|_| !confirmed));
        let Some(id) = id.filter(|_| confirmed) else { return };
        busy.set(true);
        outcome.set(None);
        spawn_local(async move {
            let answer = app.purge(id, reason.get_untracked()).await;
            busy.try_set(false);
            // A second one is typed anew.
            if let (Ok(_), Some(input)) = (&answer, confirmation.get_untracked()) {
                input.set_value("");
            }
            outcome.try_set(Some(match answer {
                Ok(purged) => Outcome::Done(purged),
                Err(error) => Outcome::Failed(error),
            }));
        });
    };
    let choice = |reason: &PurgeReason| Choice {
        id: reason.as_str().to_owned(),
        label: tr(&format!("purge.reason.{}", reason.as_str())),
    };
    let reasons: Vec<Choice> = PurgeReason::ALL.iter().map(choice).collect();
    view! {
        <form class="stack" on:submit=send>
            <TextInput id="purge-number" label=t!("purge.number") hint=t!("purge.number_asked")
                typed=Typed::Code node=number problem=wrong_number />
            <div class="stack">
                <p class="strong">{t!("purge.reason")}</p>
                <Segments
                    name="purge-reason"
                    legend=t!("purge.reason")
                    options=reasons
                    value=Signal::derive(move || reason.get().as_str().to_owned())
                    on_choose=move |id: String| {
                        if let Some(chosen) = PurgeReason::parse(&id) {
                            reason.set(chosen);
                        }
                    }
                />
            </div>
            <TextInput id="purge-confirm" label=t!("purge.confirm")
                hint=t!("purge.confirm_hint", word = t!("purge.confirm_word"))
                typed=Typed::Code node=confirmation problem=unconfirmed />
            {move || outcome.get().map(|outcome| view! { <Came outcome /> })}
            <div class="row">
                <Button look=Look::Brick icon=Icon::Alert submits=true busy>
                    {move || if busy.get() { t!("purge.busy") } else { t!("admin.section.purge") }}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Came(outcome: Outcome) -> impl IntoView {
    match outcome {
        Outcome::Done(purged) => {
            let words = match purged.documents {
                0 => t!("purge.done_before"),
                n => t!("purge.done", n = n),
            };
            view! {
                <Notice tone=Tone::Leaf icon=Icon::Check live=true>
                    <p>{words}</p>
                    {(!purged.files_clean).then(|| view! { <p>{t!("purge.files_left")}</p> })}
                </Notice>
            }
            .into_any()
        }
        Outcome::Failed(error) => {
            let words = match error.code.as_str() {
                "not_found" => t!("purge.unknown"),
                _ => error_words(&error),
            };
            view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> }
                .into_any()
        }
    }
}
