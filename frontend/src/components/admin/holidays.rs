//! Ngày nghỉ, ngày làm bù: what decides which days are working days.

use jiff::civil::Date;
use leptos::html;
use leptos::prelude::*;
use shared::api::admin::SetDay;
use shared::domain::calendar::DayKind;

use super::{Outcome, Sending, body, clear, typed};
use crate::i18n::format::long_date;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::{Button, Look};
use crate::ui::choices::{Choice, Segments};
use crate::ui::date::DateInput;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::input::TextInput;

/// A day of either table.
type Day = (Date, DayKind, String);

/// The section.
#[component]
pub fn Holidays() -> impl IntoView {
    let app = AppState::get();
    let sending = Sending::idle();
    let days = Memo::new(move |_| {
        app.directory.with(|directory| {
            let calendar = &directory.calendar;
            let off = calendar.off.iter().map(|(date, name)| (*date, DayKind::Off, name.clone()));
            let working = calendar.working.iter();
            let working = working.map(|(date, name)| (*date, DayKind::Working, name.clone()));
            let mut days: Vec<Day> = off.chain(working).collect();
            days.sort();
            days
        })
    });
    let this_year = Memo::new(move |_| app.today.get().year());
    let part = move |past: bool| {
        let first = this_year.get();
        let days = days.get().into_iter();
        days.filter(|(date, ..)| (date.year() < first) == past).collect::<Vec<Day>>()
    };
    let past_any = Memo::new(move |_| !part(true).is_empty());
    let line = move |day: Day| view! { <DayLine day sending /> };
    view! {
        <p class="quiet">{t!("admin.day.explain")}</p>
        <Fold summary=t!("admin.day.add")>
            <DayForm />
        </Fold>
        <Outcome sending />
        <ul class="rows" role="list">
            <For each=move || part(false) key=|day| format!("{day:?}") children=line />
        </ul>
        <Show when=move || past_any.get()>
            <Fold summary=t!("admin.day.past")>
                <ul class="rows" role="list">
                    <For each=move || part(true) key=|day| format!("{day:?}") children=line />
                </ul>
            </Fold>
        </Show>
    }
    .into_any()
}

#[component]
fn DayLine(day: Day, sending: Sending) -> impl IntoView {
    let (date, kind, name) = day;
    let (tone, word) = match kind {
        DayKind::Off => (Tone::Leaf, t!("admin.day.off")),
        DayKind::Working => (Tone::Indigo, t!("admin.day.working")),
    };
    let take_back = move |()| {
        let json = body(&SetDay { kind: None, name: String::new() });
        let done = t!("admin.day.cleared", date = long_date(date));
        sending.send("PUT", format!("holidays/{date}"), json, done, |()| ());
    };
    view! {
        <li class="day-line">
            <span class="record-words">
                <span class="record-title">{name}</span>
                <span class="small quiet">{long_date(date)}</span>
            </span>
            <Badge tone icon=Icon::Clock word />
            <Button look=Look::Quiet busy=sending.busy on_press=take_back>
                {t!("admin.day.clear")}
                <span class="unseen">{format!(" {}", long_date(date))}</span>
            </Button>
        </li>
    }
    .into_any()
}

#[component]
fn DayForm() -> impl IntoView {
    let sending = Sending::idle();
    let date = RwSignal::new(None::<Date>);
    let kind = RwSignal::new(DayKind::Off);
    let name = NodeRef::<html::Input>::new();
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let Some(day) = date.get_untracked() else {
            return sending.refuse(t!("admin.day.missing"));
        };
        let json = body(&SetDay { kind: Some(kind.get_untracked()), name: typed(name) });
        let done = t!("admin.day.done", date = long_date(day));
        sending.send("PUT", format!("holidays/{day}"), json, done, move |()| clear([name]));
    };
    let kinds = [(DayKind::Off, t!("admin.day.off")), (DayKind::Working, t!("admin.day.working"))];
    let kinds = kinds.map(|(kind, label)| Choice { id: kind.as_str().to_owned(), label });
    let ids = FieldIds::new("holiday-date");
    view! {
        <form class="stack" on:submit=send>
            <FieldFrame ids=ids.clone() label=t!("admin.day.date")>
                <DateInput ids value=date on_choose=move |chosen| date.set(chosen) />
            </FieldFrame>
            <Segments
                name="holiday-kind"
                legend=t!("admin.day.kind")
                options=kinds.to_vec()
                value=Signal::derive(move || kind.get().as_str().to_owned())
                on_choose=move |id: String| kind.set(DayKind::parse(&id).unwrap_or(DayKind::Off))
            />
            <TextInput id="holiday-name" label=t!("admin.day.name") hint=t!("admin.day.name_hint")
                node=name />
            <Outcome sending />
            <div class="row">
                <Button look=Look::Primary submits=true busy=sending.busy>{t!("admin.save")}</Button>
            </div>
        </form>
    }
    .into_any()
}
