//! The control of a field, by the field's type. No record kind is named here.

use leptos::prelude::*;
use shared::domain::directory::{Directory, UnitKind};
use shared::domain::kind::{Field, FieldType};
use shared::domain::value::Value;
use shared::id::{TaskId, UnitId};

use crate::components::conflict::FieldConflict;
use crate::components::words::{field_label, field_problem};
use crate::i18n::{t, tr, tr_opt};
use crate::state::AppState;
use crate::state::form::FormSession;
use crate::state::text::bind_text;
use crate::ui::choices::{Checks, Choice, Segments};
use crate::ui::chooser::{Chooser, Item, ItemGroup};
use crate::ui::date::DateInput;
use crate::ui::field::{FieldFrame, FieldIds, FieldProblem};
use crate::ui::number::NumberInput;

/// A field of a form: label, hint, control, problem, conflict.
#[component]
pub fn FieldWidget(
    /// The form.
    form: FormSession,
    /// The field.
    field: &'static Field,
    /// Whether someone tried to submit: from then on empty fields are called missing.
    #[prop(into)]
    tried: Signal<bool>,
) -> impl IntoView {
    let app = AppState::get();
    let kind = form.kind.map_or("", |kind| kind.id);
    let key = field.key;
    let ids = FieldIds::new(&format!("f-{key}"));
    let state = form.field(key);
    let typed_problem = RwSignal::new(None::<FieldProblem>);
    let problem = Signal::derive(move || {
        typed_problem.get().or_else(|| {
            form.view.with(|view| match view {
                Some(view) => field_problem(&view.problems, key, tried.get()),
                // Nothing was typed yet, so there is no record to judge.
                None => missing_in_new(form, field).filter(|_| tried.get()),
            })
        })
    });
    let wrong = Signal::derive(move || problem.with(|p| p.as_ref().is_some_and(|p| p.blocks)));
    let set = move |value: Option<Value>| form.set(key, value);
    let control_ids = ids.clone();
    let group = matches!(
        field.ty,
        FieldType::Choice { .. } | FieldType::Choices { .. } | FieldType::Unit | FieldType::Task
    );
    let control = match field.ty {
        FieldType::Text { .. } => view! {
            <textarea
                use:bind_text=form.text(key)
                id=control_ids.control
                rows="3"
                aria-describedby=control_ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
            ></textarea>
        }
        .into_any(),
        FieldType::Line { .. } => view! {
            <input
                use:bind_text=form.text(key)
                id=control_ids.control
                type="text"
                aria-describedby=control_ids.described_by
                aria-invalid=move || wrong.get().then_some("true")
            />
        }
        .into_any(),
        FieldType::Date => view! {
            <DateInput
                ids=control_ids
                value=Signal::derive(move || match state.get().value {
                    Some(Value::Date(date)) => Some(date),
                    _ => None,
                })
                today=Signal::from(app.today)
                wrong
                on_choose=move |date: Option<_>| set(date.map(Value::Date))
            />
        }
        .into_any(),
        FieldType::Integer { unit, .. } => view! {
            <NumberInput
                ids=control_ids
                value=Signal::derive(move || match state.get().value {
                    Some(Value::Integer(number)) => Some(number),
                    _ => None,
                })
                unit=tr(&format!("unit.{unit}"))
                typed_problem
                wrong
                on_type=move |number: Option<_>| set(number.map(Value::Integer))
            />
        }
        .into_any(),
        FieldType::Choice { options } => view! {
            <Segments
                name=control_ids.control
                legend=field_label(kind, key)
                options=choices(key, options)
                value=Signal::derive(move || match state.get().value {
                    Some(Value::Choice(id)) => id,
                    _ => String::new(),
                })
                on_choose=move |id| set(Some(Value::Choice(id)))
            />
        }
        .into_any(),
        FieldType::Choices { options } => view! {
            <Checks
                options=choices(key, options)
                value=Signal::derive(move || match state.get().value {
                    Some(Value::Choices(ids)) => ids,
                    _ => std::collections::BTreeSet::new(),
                })
                on_choose=move |ids: std::collections::BTreeSet<String>| {
                    set((!ids.is_empty()).then_some(Value::Choices(ids)));
                }
            />
        }
        .into_any(),
        FieldType::Unit => view! {
            <Chooser
                ids=control_ids
                groups=Signal::derive(move || unit_groups(app))
                value=text_value(state)
                change=t!("form.other_place")
                on_choose=move |id: String| set(Some(Value::Unit(UnitId::new(id))))
            />
        }
        .into_any(),
        FieldType::Task => view! {
            <Chooser
                ids=control_ids
                groups=Signal::derive(move || task_groups(app))
                value=text_value(state)
                change=t!("form.other_task")
                on_choose=move |id: String| set(Some(Value::Task(TaskId::new(id))))
            />
        }
        .into_any(),
    };
    view! {
        <FieldFrame
            ids
            label=field_label(kind, key)
            hint=tr_opt(&format!("hint.{kind}.{key}"))
            problem
            group
        >
            {control}
            <FieldConflict field view=form.view />
        </FieldFrame>
    }
}

fn missing_in_new(form: FormSession, field: &Field) -> Option<FieldProblem> {
    let missing = field.need == shared::domain::kind::Need::ToSubmit
        && form.field(field.key).get().value.is_none_or(|value| value.is_blank());
    missing.then(|| FieldProblem { words: t!("problem.missing"), blocks: true })
}

fn choices(key: &str, options: &[&str]) -> Vec<Choice> {
    options
        .iter()
        .map(|id| Choice { id: (*id).to_owned(), label: tr(&format!("choice.{key}.{id}")) })
        .collect()
}

fn text_value(state: Memo<shared::domain::record::FieldState>) -> Signal<Option<String>> {
    Signal::derive(move || {
        state.with(|state| {
            let text = state.value.as_ref().and_then(Value::as_text)?;
            (!text.is_empty()).then(|| text.to_owned())
        })
    })
}

/// Own village or unit first, then villages, then the other units.
fn unit_groups(app: AppState) -> Vec<ItemGroup> {
    let own = app.session.with(|session| session.info().map(|info| info.unit.clone()));
    app.directory.with(|directory| {
        let items = |wanted: &dyn Fn(UnitKind) -> bool| units(directory, wanted);
        vec![
            ItemGroup {
                label: t!("form.own_place"),
                items: own.map_or_else(Vec::new, |own| {
                    vec![Item {
                        label: directory.unit_name(&own).to_owned(),
                        id: own.as_str().to_owned(),
                        ..Item::default()
                    }]
                }),
                open: true,
            },
            ItemGroup {
                label: t!("form.villages"),
                items: items(&|kind| kind == UnitKind::Thon),
                open: false,
            },
            ItemGroup {
                label: t!("form.units"),
                items: items(&|kind| kind != UnitKind::Thon && kind.keeps_workbook()),
                open: false,
            },
        ]
    })
}

fn units(directory: &Directory, wanted: &dyn Fn(UnitKind) -> bool) -> Vec<Item> {
    directory
        .units
        .values()
        .filter(|unit| wanted(unit.kind))
        .map(|unit| Item {
            id: unit.id.as_str().to_owned(),
            label: unit.name.clone(),
            ..Item::default()
        })
        .collect()
}

/// My unit's tasks first, then the rest of the plans.
fn task_groups(app: AppState) -> Vec<ItemGroup> {
    let item = |id: &TaskId, code: &str, title: &str| Item {
        id: id.as_str().to_owned(),
        code: code.to_owned(),
        label: title.to_owned(),
    };
    let mine: Vec<Item> = app.todo.with(|todo| {
        todo.tasks.iter().map(|duty| item(&duty.task, &duty.code, &duty.title)).collect()
    });
    let rest: Vec<Item> = app.plans.with(|plans| {
        plans
            .iter()
            .flat_map(|view| view.plan.tasks_in_order())
            .map(|task| item(&task.id, &task.code, &task.title))
            .filter(|item| !mine.contains(item))
            .collect()
    });
    let rest_open = mine.is_empty();
    vec![
        ItemGroup { label: t!("form.my_tasks"), items: mine, open: true },
        ItemGroup { label: t!("form.other_tasks"), items: rest, open: rest_open },
    ]
}
