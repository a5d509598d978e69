//! Quy định: deadlines and other figures, with the day from which each holds.

use jiff::civil::Date;
use leptos::html;
use leptos::prelude::*;
use shared::api::admin::NewRule;
use shared::domain::rule::{Binding, DatedRule, RuleId, RuleUnit};
use shared::time::format_date;

use super::{Outcome, Sending, body, clear, typed};
use crate::i18n::format::number;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::badge::{Chip, Tone};
use crate::ui::button::{Button, ConfirmButton, Look};
use crate::ui::choices::Choice;
use crate::ui::date::DateInput;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::input::TextInput;
use crate::ui::number::NumberInput;
use crate::ui::select::Select;

/// The section.
#[component]
pub fn Rules() -> impl IntoView {
    let sending = Sending::idle();
    view! {
        <p class="quiet">{t!("admin.rule.explain")}</p>
        <Fold summary=t!("admin.rule.add")>
            <RuleForm />
        </Fold>
        <Outcome sending />
        <ul class="rows" role="list">
            {RuleId::ALL.iter().map(|rule| view! { <Rule rule=*rule sending /> }).collect_view()}
        </ul>
    }
    .into_any()
}

fn rule_words(rule: RuleId) -> String {
    tr(&format!("admin.rule.{}", rule.as_str()))
}

/// "24 giờ".
fn value_words(rule: RuleId, value: i64) -> String {
    let value = number(value);
    match rule.unit() {
        RuleUnit::WorkingDays => t!("admin.rule.in_working_days", n = value),
        RuleUnit::Days => t!("admin.rule.in_days", n = value),
        RuleUnit::Hours => t!("admin.rule.in_hours", n = value),
    }
}

#[component]
fn Rule(rule: RuleId, sending: Sending) -> impl IntoView {
    let app = AppState::get();
    let today = move || {
        let today = app.today.get();
        let value = app.directory.with(|directory| directory.rules.value(rule, today));
        t!("admin.rule.today", value = value_words(rule, value))
    };
    let set = move || {
        app.directory.with(|directory| {
            let set = directory.rules.set.iter().filter(|set| set.rule == rule);
            let mut set: Vec<DatedRule> = set.cloned().collect();
            set.sort_by_key(|set| (set.from, set.id));
            set
        })
    };
    let line = move |set: DatedRule| {
        let (id, value) = (set.id, value_words(rule, set.value));
        let from = t!("admin.rule.from_day", date = format_date(set.from), value = value);
        let note = (!set.note.is_empty()).then(|| set.note.clone());
        let take_back = move |()| {
            sending
                .send("DELETE", format!("rules/{id}"), None, t!("admin.rule.withdrawn"), |()| ());
        };
        view! {
            <li class="day-line">
                <span class="record-words">
                    <span>{from.clone()}</span>
                    <span class="small quiet">{note}</span>
                </span>
                <ConfirmButton
                    label=t!("admin.rule.withdraw")
                    question=t!("admin.rule.withdraw_question", what = from)
                    confirm=t!("admin.rule.withdraw")
                    cancel=t!("cancel")
                    on_confirm=take_back
                />
            </li>
        }
    };
    let (tone, word) = match rule.binding() {
        Binding::Statutory => (Tone::Anise, t!("admin.rule.statutory")),
        Binding::Internal => (Tone::Grey, t!("admin.rule.internal")),
    };
    let default = t!("admin.rule.default", value = value_words(rule, rule.default_value()));
    view! {
        <li class="rule">
            <p class="record-title">{rule_words(rule)}</p>
            <p class="row">
                <Chip tone>{word}</Chip>
                <span>{today}</span>
                <span class="small quiet">{default}</span>
            </p>
            <ul class="rows" role="list">
                <For each=set key=|set| format!("{set:?}") children=line />
            </ul>
        </li>
    }
    .into_any()
}

#[component]
fn RuleForm() -> impl IntoView {
    let sending = Sending::idle();
    let rule = RwSignal::new(RuleId::ALL[0]);
    let value = RwSignal::new(None::<i64>);
    let from = RwSignal::new(None::<Date>);
    let typed_problem = RwSignal::new(None);
    let note = NodeRef::<html::Input>::new();
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let (Some(value_now), Some(day)) = (value.get_untracked(), from.get_untracked()) else {
            return sending.refuse(t!("admin.rule.missing"));
        };
        let rule = rule.get_untracked();
        let json = body(&NewRule { rule, from: day, value: value_now, note: typed(note) });
        let words = value_words(rule, value_now);
        let done = t!("admin.rule.done", date = format_date(day), value = words);
        sending.send("POST", "rules".to_owned(), json, done, move |()| {
            clear([note]);
            value.set(None);
        });
    };
    let rules = RuleId::ALL
        .iter()
        .map(|rule| Choice { id: rule.as_str().to_owned(), label: rule_words(*rule) });
    let rules = Signal::stored(rules.collect::<Vec<_>>());
    let (value_ids, from_ids) = (FieldIds::new("rule-value"), FieldIds::new("rule-from"));
    let unit = move || match rule.get().unit() {
        RuleUnit::WorkingDays => t!("admin.rule.working_days"),
        RuleUnit::Days => t!("admin.rule.days"),
        RuleUnit::Hours => t!("admin.rule.hours"),
    };
    view! {
        <form class="stack" on:submit=send>
            <Select
                id="rule-id"
                label=t!("admin.rule.which")
                options=rules
                value=Signal::derive(move || rule.get().as_str().to_owned())
                on_choose=move |id: String| {
                    if let Some(chosen) = RuleId::parse(&id) {
                        rule.set(chosen);
                    }
                }
            />
            <FieldFrame ids=value_ids.clone() label=t!("admin.rule.value") problem=typed_problem>
                // The unit changes with the rule: the control is made anew, the number stays.
                {move || view! {
                    <NumberInput ids=value_ids.clone() value unit=unit() typed_problem
                        on_hold=|_| () on_type=move |number| value.set(number) />
                }}
            </FieldFrame>
            <FieldFrame ids=from_ids.clone() label=t!("admin.rule.from")>
                <DateInput ids=from_ids value=from on_choose=move |chosen| from.set(chosen) />
            </FieldFrame>
            <TextInput id="rule-note" label=t!("admin.rule.note") hint=t!("admin.rule.note_hint")
                node=note />
            <Outcome sending />
            <div class="row">
                <Button look=Look::Primary submits=true busy=sending.busy>{t!("admin.save")}</Button>
            </div>
        </form>
    }
    .into_any()
}
