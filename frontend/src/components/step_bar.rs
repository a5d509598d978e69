//! What can be done with a record now: what falls to whoever decides, and what its own unit does.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domain::kind::{By, Transition};

use crate::components::steps::Steps;
use crate::components::words::error_words;
use crate::engine::view::{Model, RecordView};
use crate::i18n::t;
use crate::state::AppState;
use crate::state::form::FormSession;
use crate::ui::button::ConfirmButton;
use crate::ui::icon::Icon;

/// Duyệt, Trả lại and whatever else a role decides; empty where this account decides nothing.
#[component]
pub fn DecisionBar(
    /// The record, exactly as shown: a decision binds to it.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
    /// After a decision was stored.
    #[prop(into)]
    on_decided: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="decision-bar">
            <Steps view which=decided id="decision" leads=true on_taken=move |_| on_decided.run(()) />
        </div>
    }
    .into_any()
}

/// Decisions; what puts a record forward is its form's own button.
fn decided(view: &RecordView) -> Vec<&'static Transition> {
    view.steps_by(By::Decision).filter(|step| Some(*step) != view.forward()).collect()
}

/// The unit's steps but the one that its form has a button for.
fn said_beside(view: &RecordView) -> Vec<&'static Transition> {
    view.steps_by(By::Submission).filter(|step| Some(*step) != view.forward()).collect()
}

/// The unit's steps.
fn said(view: &RecordView) -> Vec<&'static Transition> {
    view.steps_by(By::Submission).collect()
}

/// The unit's steps and delete; `children` (submit, edit) stand before them.
#[component]
pub fn StepBar(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
    /// The form that shows it.
    #[prop(optional)]
    form: Option<FormSession>,
    /// Whether the unit's first step is what the page is for.
    #[prop(optional)]
    leads: bool,
    /// Whether what puts the record forward has a button of its own among the children.
    #[prop(optional)]
    has_forward: bool,
    /// After a step was stored.
    #[prop(optional, into)]
    on_taken: Option<Callback<()>>,
    /// After the record was deleted.
    #[prop(into)]
    on_deleted: Callback<()>,
    /// What stands first.
    children: Children,
) -> impl IntoView {
    let app = AppState::get();
    let failed = RwSignal::new(None::<String>);
    let may_delete =
        Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| view.may("delete"))));
    let delete = move |()| {
        let Some(id) = view.with_untracked(|view| view.as_ref().map(|view| view.id())) else {
            return;
        };
        spawn_local(async move {
            match app.delete(id).await {
                // The bar may be gone by now: what is deleted is no longer edited.
                Ok(()) => {
                    on_deleted.try_run(());
                }
                Err(error) => failed.set(Some(error_words(&error))),
            }
        });
    };
    let taken = move |_| {
        if let Some(on_taken) = on_taken {
            on_taken.run(());
        }
    };
    let said = if has_forward { said_beside } else { said };
    let steps = match form {
        Some(form) => {
            view! { <Steps view which=said id="step" form leads on_taken=taken /> }.into_any()
        }
        None => view! { <Steps view which=said id="step" leads on_taken=taken /> }.into_any(),
    };
    view! {
        <div class="step-bar">
            {children()}
            {steps}
            <Show when=move || may_delete.get()>
                <ConfirmButton
                    icon=Icon::Trash
                    label=t!("action.delete")
                    question=t!("record.delete_question")
                    confirm=t!("record.delete_confirm")
                    cancel=t!("cancel")
                    on_confirm=delete
                />
            </Show>
            <p class="problem" role="alert">{move || failed.get()}</p>
        </div>
    }
    .into_any()
}
