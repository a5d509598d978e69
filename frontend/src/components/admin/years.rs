//! Chuyển năm: which years are open, and opening the next.

use leptos::prelude::*;
use shared::api::admin::NewYear;

use super::{Asked, Outcome, Sending, Waiting, body};
use crate::i18n::t;
use crate::ui::button::ConfirmButton;
use crate::ui::icon::Icon;

/// The section.
#[component]
pub fn Years() -> impl IntoView {
    let years = Asked::<Vec<i16>>::new("years".to_owned());
    let ask = Callback::new(move |()| years.ask("years".to_owned()));
    let sending = Sending::idle();
    let next = Memo::new(move |_| {
        years.got.with(|years| years.as_ref().and_then(|all| all.last().map(|last| last + 1)))
    });
    let open = move |year: i16| {
        let json = body(&NewYear { year });
        let done = t!("admin.year.done", year = year);
        sending.send("POST", "years".to_owned(), json, done, move |()| ask.run(()));
    };
    let list = move || {
        let years = years.got.get().unwrap_or_default();
        years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    view! {
        <p class="quiet">{t!("admin.year.explain")}</p>
        <Waiting heard=Signal::derive(move || years.got.with(Option::is_some))
            failed=years.failed again=ask />
        <Show when=move || next.get().is_some()>
            <p>{t!("admin.year.open")} " " <strong>{list}</strong></p>
        </Show>
        <Outcome sending />
        {move || next.get().map(|year| view! {
            <ConfirmButton
                icon=Icon::Plan
                label=t!("admin.year.add", year = year)
                question=t!("admin.year.question", year = year)
                confirm=t!("admin.year.add", year = year)
                cancel=t!("cancel")
                on_confirm=move |()| open(year)
            />
        })}
    }
    .into_any()
}
