//! A record to read: its fields that hold something, in the form's order.

use leptos::prelude::*;
use shared::domain::canonical;
use shared::domain::record::{FieldState, Record};

use crate::components::conflict::FieldConflict;
use crate::components::words::{field_label, value_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::format::full_moment;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::fold::Fold;

/// "Bản đã duyệt": the values that the approval of a record is bound to, where it was edited since.
#[component]
pub fn ApprovedVersion(
    /// The record; nothing until it exists.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    move || {
        let view = view.get()?;
        let record = app.approved_version(&view)?;
        let approval = view.decision().map(|decision| {
            let who = app.person_name(decision.author).unwrap_or_else(|| t!("person.unknown"));
            t!("history.who_when", who = who, when = full_moment(decision.at))
        });
        Some(view! {
            <Differences before=record.clone() now=view.record.clone() />
            <Fold summary=t!("record.approved_version")>
                <p class="small quiet">{approval}</p>
                <Fields record />
            </Fold>
        })
    }
}

/// What was edited after the approval, field by field.
#[component]
fn Differences(before: Record, now: Record) -> impl IntoView {
    let app = AppState::get();
    let kind = now.kind.map_or("", |kind| kind.id);
    let rows = canonical::differing(&before, &now)
        .into_iter()
        .map(|field| {
            let words = |record: &Record| {
                let value = record.value(field.key).filter(|value| !value.is_blank());
                value.map_or_else(String::new, |value| value_words(app, field, value))
            };
            view! {
                <div class="pair">
                    <dt>{field_label(kind, field.key)}</dt>
                    <dd class="lines">{edited(&words(&before), &words(&now))}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="differences">
            <h2>{t!("record.edited_after_approval")}</h2>
            <dl class="pairs">{rows}</dl>
        </section>
    }
    .into_any()
}

/// What went and what came, amid what stayed. Numbers and names go as a whole.
fn edited(before: &str, now: &str) -> impl IntoView + use<> {
    let is_prose = before.contains(char::is_whitespace) && now.contains(char::is_whitespace);
    let same = |a: &str, b: &str| {
        let words = a.split_inclusive(' ').zip(b.split_inclusive(' '));
        words.take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum::<usize>()
    };
    let start = if is_prose { same(before, now) } else { 0 };
    let (went, came) = (before[start..].to_owned(), now[start..].to_owned());
    let mark = |words: String| (!words.is_empty()).then_some(words);
    view! {
        {now[..start].to_owned()}
        {mark(went).map(|words| view! { <del>{words}</del> " " })}
        {mark(came).map(|words| view! { <ins>{words}</ins> })}
    }
}

/// The fields.
#[component]
pub fn RecordDetail(
    /// The record.
    view: Model<RecordView>,
    /// Whether only what an approval covers is shown.
    #[prop(optional)]
    covered: bool,
) -> impl IntoView {
    view! { <Fields record=view.record.clone() covered of_conflict=view.clone() /> }.into_any()
}

#[component]
fn Fields(
    record: Record,
    #[prop(optional)] covered: bool,
    /// Whose conflicts can be settled here.
    #[prop(optional, into)]
    of_conflict: Option<Model<RecordView>>,
) -> impl IntoView {
    let app = AppState::get();
    let Some(kind) = record.kind else {
        return view! { <p class="quiet">{t!("record.unknown_kind")}</p> }.into_any();
    };
    let absent = FieldState::default();
    let rows = kind
        .fields
        .iter()
        .filter(|field| field.covered || !covered)
        .filter_map(|field| {
            let state = record.fields.get(field.key).unwrap_or(&absent);
            let value = state.value.clone().filter(|value| !value.is_blank());
            let invalid = state.invalid.clone();
            if value.is_none() && invalid.is_none() && state.conflict.is_empty() {
                return None;
            }
            let words = move || match (&value, &invalid) {
                (Some(value), _) => value_words(app, field, value),
                (None, Some(invalid)) => t!("value.invalid", text = invalid),
                (None, None) => String::new(),
            };
            let of_conflict = of_conflict.clone();
            Some(view! {
                <div class="pair">
                    <dt>{field_label(kind.id, field.key)}</dt>
                    <dd>
                        <span class="lines">{words}</span>
                        <FieldConflict field view=Signal::stored(of_conflict) />
                    </dd>
                </div>
            })
        })
        .collect_view();
    view! { <dl class="pairs">{rows}</dl> }.into_any()
}
