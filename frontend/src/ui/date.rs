//! A civil date: the browser's own picker, the date in words beside it, today and yesterday a tap
//! away.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use leptos::html;
use leptos::prelude::*;
use shared::time::{TimestampMs, format_moment, parse_date, parse_moment};

use crate::i18n::format::long_date;
use crate::i18n::t;
use crate::ui::field::FieldIds;

/// A date field, without its label.
#[component]
pub fn DateInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// The date now.
    #[prop(into)]
    value: Signal<Option<Date>>,
    /// Today, for the two buttons; none are shown without it.
    #[prop(optional_no_strip, into)]
    today: Option<Signal<Date>>,
    /// Whether something is wrong.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// A date was chosen, or cleared.
    #[prop(into)]
    on_choose: Callback<Option<Date>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let iso = move || value.get().map(|date| date.to_string()).unwrap_or_default();
    // The picker reports half-typed years too (0002-01-01); those are not dates anyone means.
    let chosen = move |text: String| {
        let date = parse_date(&text).filter(|date| date.year() >= 1900);
        if text.is_empty() || date.is_some() {
            on_choose.run(date);
        }
    };
    let near = move |days: i64, words: fn() -> String| {
        today.map(|today| {
            let date = move || today.get().checked_sub(days.days()).unwrap_or(Date::MIN);
            view! {
                <button
                    type="button"
                    class="choice-chip"
                    aria-pressed=move || (value.get() == Some(date())).to_string()
                    on:click=move |_| on_choose.run(Some(date()))
                >
                    {words()}
                </button>
            }
        })
    };
    view! {
        <div class="date">
            <input
                node_ref=node
                id=ids.control
                type="date"
                min="1900-01-01"
                max="2199-12-31"
                aria-describedby=ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
                prop:value=iso
                on:change=move |ev| chosen(event_target_value(&ev))
            />
            {near(0, || t!("date.today"))}
            {near(1, || t!("date.yesterday"))}
            <span class="quiet words">{move || value.get().map(long_date)}</span>
        </div>
    }
    .into_any()
}

/// A date with the time of day, without its label.
#[component]
pub fn MomentInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// The moment now chosen.
    #[prop(into)]
    value: Signal<Option<DateTime>>,
    /// The present moment, for a button.
    #[prop(into)]
    now: Signal<TimestampMs>,
    /// Whether something is wrong.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// A moment was chosen, or cleared.
    #[prop(into)]
    on_choose: Callback<Option<DateTime>>,
) -> impl IntoView {
    let iso =
        move || value.get().map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
    let chosen = move |text: String| {
        let moment = parse_moment(&text).filter(|moment| moment.year() >= 1900);
        if text.is_empty() || moment.is_some() {
            on_choose.run(moment);
        }
    };
    let now = move |_| on_choose.run(Some(now.get_untracked().local()));
    view! {
        <div class="date">
            <input
                id=ids.control
                type="datetime-local"
                min="1900-01-01T00:00"
                max="2199-12-31T23:59"
                aria-describedby=ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
                prop:value=iso
                on:change=move |ev| chosen(event_target_value(&ev))
            />
            <button type="button" class="choice-chip" on:click=now>{t!("date.now")}</button>
            <span class="quiet words">{move || value.get().map(format_moment)}</span>
        </div>
    }
    .into_any()
}
