//! Two values written at the same time, side by side with who and when; one is chosen in place.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domain::kind::Field;
use shared::domain::record::Alternative;

use crate::components::words::{error_words, value_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::format::full_moment;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// The conflict on one field, if there is one.
#[component]
pub fn FieldConflict(
    /// The field.
    field: &'static Field,
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    let failed = RwSignal::new(None::<String>);
    // The alternatives alone, so that other fields' changes do not rebuild the buttons.
    let alternatives = Memo::new(move |_| {
        view.with(|view| {
            let state = view.as_ref()?.record.fields.get(field.key)?;
            (!state.conflict.is_empty()).then(|| state.conflict.clone())
        })
    });
    let choose = Callback::new(move |alternative: Alternative| {
        let Some(view) = view.get_untracked() else { return };
        spawn_local(async move {
            let chosen = app.choose(view, field.key, alternative).await;
            failed.set(chosen.err().map(|error| error_words(&error)));
        });
    });
    move || {
        alternatives.get().map(|alternatives| {
            let may_edit = view.with_untracked(|view| view.as_ref().is_some_and(|v| v.may_edit));
            let sides = alternatives
                .into_iter()
                .map(|alternative| side(app, field, alternative, may_edit.then_some(choose)))
                .collect_view();
            view! {
                <div class="conflict">
                    <Notice tone=Tone::Brick icon=Icon::Fork>
                        {t!("conflict.explain")}
                    </Notice>
                    <div class="sides">{sides}</div>
                    <p class="problem" role="alert">{move || failed.get()}</p>
                </div>
            }
        })
    }
}

fn side(
    app: AppState,
    field: &'static Field,
    alternative: Alternative,
    choose: Option<Callback<Alternative>>,
) -> impl IntoView {
    let who = app.person_name(alternative.author).unwrap_or_else(|| t!("person.unknown"));
    let when = full_moment(alternative.written_at);
    let words = match &alternative.value {
        Some(value) => value_words(app, field, value),
        None if alternative.cleared => t!("value.empty"),
        None => t!("value.unreadable"),
    };
    view! {
        <div class="side">
            <p class="lines strong">{words}</p>
            <p class="small quiet">{t!("conflict.who_when", who = who, when = when)}</p>
            {choose
                .map(|choose| {
                    view! {
                        <Button
                            icon=Icon::Check
                            on_press=move |()| choose.run(alternative.clone())
                        >
                            {t!("conflict.keep")}
                        </Button>
                    }
                })}
        </div>
    }
}
