//! What the record's own unit can do with it now: submit, withdraw, delete.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::words::error_words;
use crate::engine::view::{Model, RecordView};
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::button::{Button, ConfirmButton};
use crate::ui::icon::Icon;

/// Withdraw and delete; `children` (submit, edit) stand before them.
#[component]
pub fn StepBar(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
    /// After the record was deleted.
    #[prop(into)]
    on_deleted: Callback<()>,
    /// What stands first.
    children: Children,
) -> impl IntoView {
    let app = AppState::get();
    let failed = RwSignal::new(None::<String>);
    let may = move |step: &'static str| {
        Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| view.may(step))))
    };
    let (may_withdraw, may_delete) = (may("withdraw"), may("delete"));
    let id = move || view.with_untracked(|view| view.as_ref().map(|view| view.id()));
    let withdraw = move |()| {
        let Some(id) = id() else { return };
        spawn_local(async move {
            failed.set(app.withdraw(id).await.err().map(|error| error_words(&error)));
        });
    };
    let delete = move |()| {
        let Some(id) = id() else { return };
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
    view! {
        <div class="step-bar">
            {children()}
            <Show when=move || may_withdraw.get()>
                <Button icon=Icon::Return on_press=withdraw>{t!("action.withdraw")}</Button>
            </Show>
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
