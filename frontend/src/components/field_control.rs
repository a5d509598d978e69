//! The control of a field, by the field's type. No record kind is named here.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use shared::domain::kind::{Field, FieldType};
use shared::domain::record::FieldState;
use shared::domain::value::Value;
use shared::id::{TaskId, UnitId};

use crate::components::options::{task_groups, unit_groups};
use crate::components::postings::PostingsInput;
use crate::components::refs::{RefInput, RefsInput};
use crate::components::words::field_label;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::state::form::FormSession;
use crate::state::text::bind_text;
use crate::ui::choices::{Checks, Choice, Segments};
use crate::ui::chooser::Chooser;
use crate::ui::date::{DateInput, MomentInput};
use crate::ui::field::{FieldIds, FieldProblem};
use crate::ui::number::NumberInput;

/// What a control needs.
pub struct Parts {
    /// The form.
    pub form: FormSession,
    /// The field.
    pub field: &'static Field,
    /// The ids of its frame.
    pub ids: FieldIds,
    /// Whether something blocks.
    pub wrong: Signal<bool>,
    /// What is wrong with what was typed but cannot be a value.
    pub typed_problem: RwSignal<Option<FieldProblem>>,
}

/// The control.
pub fn control(parts: Parts) -> AnyView {
    let Parts { form, field, ids, wrong, typed_problem } = parts;
    let app = AppState::get();
    let key = field.key;
    let state = form.field(key);
    let set = move |value: Option<Value>| form.set(key, value);
    match field.ty {
        FieldType::Text { .. } => view! {
            <textarea
                use:bind_text=form.text(key)
                id=ids.control
                rows="3"
                aria-describedby=ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
            ></textarea>
        }
        .into_any(),
        FieldType::Line { .. } => view! {
            <input
                use:bind_text=form.text(key)
                id=ids.control
                type="text"
                aria-describedby=ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
            />
        }
        .into_any(),
        FieldType::Date => {
            let value = reading(state, |value| match value {
                Value::Date(date) => Some(*date),
                _ => None,
            });
            let choose = move |date: Option<Date>| set(date.map(Value::Date));
            let today = Signal::from(app.today);
            view! { <DateInput ids value today wrong on_choose=choose /> }.into_any()
        }
        FieldType::Integer { unit, .. } => {
            let value = reading(state, |value| match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            });
            let unit = tr(&format!("unit.{unit}"));
            let typed = move |number: Option<i64>| set(number.map(Value::Integer));
            let hold = move |held: bool| form.hold(key, held);
            view! { <NumberInput ids value unit typed_problem wrong on_hold=hold on_type=typed /> }
                .into_any()
        }
        FieldType::Choice { options } => {
            let value = reading(state, |value| match value {
                Value::Choice(id) => Some(id.clone()),
                _ => None,
            });
            let value = Signal::derive(move || value.get().unwrap_or_default());
            let legend = field_label(form.kind.map_or("", |kind| kind.id), key);
            let options = choices(key, options);
            let choose = move |id: String| set(Some(Value::Choice(id)));
            view! { <Segments name=ids.control legend options value on_choose=choose /> }.into_any()
        }
        FieldType::Choices { options } => {
            let value = reading(state, |value| match value {
                Value::Choices(ids) => Some(ids.clone()),
                _ => None,
            });
            let value = Signal::derive(move || value.get().unwrap_or_default());
            let options = choices(key, options);
            let choose = move |ids: BTreeSet<String>| {
                set((!ids.is_empty()).then_some(Value::Choices(ids)));
            };
            view! { <Checks options value on_choose=choose /> }.into_any()
        }
        FieldType::Unit => {
            // A memo: nothing is drawn anew under someone's hands unless it changed.
            let groups = Memo::new(move |_| unit_groups(app));
            let change = t!("form.other_place");
            let choose = move |id: String| set(Some(Value::Unit(UnitId::new(id))));
            view! { <Chooser ids groups value=text(state) change on_choose=choose /> }.into_any()
        }
        FieldType::Moment => {
            let value = reading(state, |value| match value {
                Value::Moment(moment) => Some(*moment),
                _ => None,
            });
            let choose = move |moment: Option<DateTime>| set(moment.map(Value::Moment));
            let now = Signal::from(app.now);
            view! { <MomentInput ids value now wrong on_choose=choose /> }.into_any()
        }
        FieldType::Ref { to } => {
            let choose = move |id: Option<String>| set(id.map(Value::Ref));
            view! { <RefInput ids to value=text(state) on_choose=choose /> }.into_any()
        }
        FieldType::Refs { to } => {
            let value = reading(state, |value| match value {
                Value::Choices(ids) => Some(ids.clone()),
                _ => None,
            });
            let value = Signal::derive(move || value.get().unwrap_or_default());
            let choose = move |ids: BTreeSet<String>| {
                set((!ids.is_empty()).then_some(Value::Choices(ids)));
            };
            view! { <RefsInput ids to value on_choose=choose /> }.into_any()
        }
        FieldType::Postings => {
            let value = reading(state, |value| match value {
                Value::Postings(postings) => Some(postings.clone()),
                _ => None,
            });
            let value = Signal::derive(move || value.get().unwrap_or_default());
            let change = move |postings| set(Some(Value::Postings(postings)));
            view! { <PostingsInput ids value on_change=change /> }.into_any()
        }
        FieldType::Task => {
            let groups = Memo::new(move |_| task_groups(app));
            let change = t!("form.other_task");
            let choose = move |id: String| set(Some(Value::Task(TaskId::new(id))));
            view! { <Chooser ids groups value=text(state) change on_choose=choose /> }.into_any()
        }
    }
}

/// The part of a value that a control shows.
fn reading<T: Send + Sync + 'static>(
    state: Memo<FieldState>,
    pick: fn(&Value) -> Option<T>,
) -> Signal<Option<T>> {
    Signal::derive(move || state.with(|state| state.value.as_ref().and_then(pick)))
}

/// The id that a unit or task field holds.
fn text(state: Memo<FieldState>) -> Signal<Option<String>> {
    reading(state, |value| value.as_text().filter(|text| !text.is_empty()).map(str::to_owned))
}

fn choices(key: &str, options: &[&str]) -> Vec<Choice> {
    options
        .iter()
        .map(|id| Choice { id: (*id).to_owned(), label: tr(&format!("choice.{key}.{id}")) })
        .collect()
}
