//! From the domain to words and looks: states, places of storage, problems, errors, values.

use leptos::prelude::*;
use shared::domain::kind::{Field, FieldType, KINDS, Need};
use shared::domain::plan::{Plan, Task};
use shared::domain::state::State;
use shared::domain::validate::{Problem, ProblemCode};
use shared::domain::value::Value;
use shared::id::TaskId;

use crate::engine::view::{RecordView, Where};
use crate::i18n::format::{long_date, number};
use crate::i18n::{t, tr, tr_opt};
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::ui::badge::{Badge, Tone};
use crate::ui::field::FieldProblem;
use crate::ui::icon::{Glyph, Icon};

/// A state's look.
pub const fn state_look(state: State) -> (Tone, Icon) {
    match state {
        State::Draft => (Tone::Grey, Icon::Draft),
        State::Awaiting => (Tone::Indigo, Icon::Clock),
        State::Approved => (Tone::Leaf, Icon::Check),
        State::Returned => (Tone::Brick, Icon::Return),
        State::EditedAfterApproval => (Tone::Anise, Icon::Pen),
        State::Deleted => (Tone::Grey, Icon::Trash),
    }
}

/// A state's name.
pub fn state_words(state: State) -> String {
    tr(&format!("state.{}", state.as_str()))
}

/// The business state of a record, and "chờ máy chủ" while a decision has no receipt.
#[component]
pub fn StateBadge(
    /// The record.
    view: crate::engine::view::Model<RecordView>,
) -> impl IntoView {
    let state = view.state();
    let (tone, icon) = state_look(state);
    view! {
        <Badge tone icon word=state_words(state) />
        {view.is_unconfirmed().then(|| view! { <Badge tone=Tone::Grey icon=Icon::Clock word=t!("state.unconfirmed") /> })}
        {view
            .has_conflict()
            .then(|| view! { <Badge tone=Tone::Brick icon=Icon::Fork word=t!("conflict.mark") /> })}
    }
    .into_any()
}

/// Where a piece of work is: on this device, on the server, or refused.
#[component]
pub fn WhereLine(
    /// Where.
    place: Where,
) -> impl IntoView {
    let (icon, class) = match place {
        Where::Unsaved => (Icon::Draft, "where quiet"),
        Where::OnDevice => (Icon::Device, "where quiet"),
        Where::OnServer => (Icon::Cloud, "where leaf"),
        Where::Refused { .. } => (Icon::Alert, "where brick"),
    };
    view! {
        <span class=class>
            <Glyph icon />
            <span>{tr(&format!("where.{}", place.as_str()))}</span>
        </span>
    }
    .into_any()
}

/// Why the server did not take something, in words.
pub fn refusal_words(code: &str) -> String {
    tr_opt(&format!("refusal.{code}")).unwrap_or_else(|| t!("refusal.other", code = code))
}

/// Why a command failed, in words.
pub fn error_words(error: &CommandError) -> String {
    tr_opt(&format!("error.{}", error.code)).unwrap_or_else(|| {
        if error.message.is_empty() {
            t!("error.other", code = error.code)
        } else {
            error.message.clone()
        }
    })
}

/// What to say at one field. A field that is merely still empty is not called wrong before
/// someone tries to submit.
pub fn field_problem(problems: &[Problem], key: &str, tried: bool) -> Option<FieldProblem> {
    let mut here = problems
        .iter()
        .filter(|problem| problem.field == key)
        .filter(|problem| tried || problem.code != ProblemCode::Missing);
    let first = here.clone().find(|problem| problem.blocks).or_else(|| here.next())?;
    Some(FieldProblem {
        words: tr(&format!("problem.{}", first.code.as_str())),
        blocks: first.blocks,
    })
}

/// A kind's name, by its id.
pub fn kind_words(id: &str) -> String {
    tr(&format!("kind.{id}"))
}

/// A field's label.
pub fn field_label(kind: &str, key: &str) -> String {
    tr(&format!("field.{kind}.{key}"))
}

/// An option of a field.
pub fn option_words(field: &Field, id: &str) -> String {
    tr(&format!("choice.{}.{id}", field.key))
}

/// A value in words, as it stands in a detail, a conflict or a list. Tracks directory and plans.
pub fn value_words(app: AppState, field: &Field, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Line(text) => text.clone(),
        Value::Date(date) => long_date(*date),
        Value::Integer(count) => match field.ty {
            FieldType::Integer { unit, .. } => {
                format!("{} {}", number(*count), tr(&format!("unit.{unit}")))
            }
            _ => number(*count),
        },
        Value::Choice(id) => option_words(field, id),
        Value::Choices(ids) => {
            ids.iter().map(|id| option_words(field, id)).collect::<Vec<_>>().join(", ")
        }
        Value::Unit(unit) => app.unit_name(unit),
        Value::Task(task) => task_words(app, task),
    }
}

/// A task's number and title, or its id where no plan here has it. Tracks the plans.
pub fn task_words(app: AppState, id: &TaskId) -> String {
    with_task(app, id, |task| format!("{} {}", task.code, task.title))
        .unwrap_or_else(|| id.to_string())
}

/// Looks at a task of any plan on this device. Tracks the plans.
pub fn with_task<T>(app: AppState, id: &TaskId, look: impl FnOnce(&Task) -> T) -> Option<T> {
    app.plans.with(|plans| plans.iter().find_map(|view| view.plan.tasks.get(id)).map(look))
}

/// Looks at the plan in use: the newest year's. Tracks the plans.
pub fn with_plan<T>(app: AppState, look: impl FnOnce(&Plan) -> T) -> Option<T> {
    app.plans.with(|plans| plans.first().map(|view| look(&view.plan)))
}

/// What a record says in one line: its first text.
pub fn record_title(view: &RecordView) -> String {
    let text = view.record.kind.and_then(|kind| {
        kind.fields
            .iter()
            .filter(|field| matches!(field.ty, FieldType::Text { .. } | FieldType::Line { .. }))
            .map(|field| view.record.text(field.key).trim())
            .find(|text| !text.is_empty())
    });
    match text {
        Some(text) => text.lines().next().unwrap_or(text).to_owned(),
        // A kind that needs no words is called what it is.
        None => view
            .record
            .kind
            .filter(|kind| !kind.fields.iter().any(needs_words))
            .map_or_else(|| t!("record.untitled"), |kind| kind_words(kind.id)),
    }
}

fn needs_words(field: &Field) -> bool {
    field.need == Need::ToSubmit
        && matches!(field.ty, FieldType::Text { .. } | FieldType::Line { .. })
}

/// The day a record speaks of: its first date.
pub fn record_date(view: &RecordView) -> Option<jiff::civil::Date> {
    view.record.kind?.fields.iter().find_map(|field| match view.record.value(field.key) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    })
}

/// How many attendances a record counts.
pub fn record_people(view: &RecordView) -> Option<i64> {
    let field = view
        .record
        .kind?
        .fields
        .iter()
        .find(|field| matches!(field.ty, FieldType::Integer { unit: "attendances", .. }))?;
    view.record.integer(field.key)
}

/// Task, place and numbers of a record, in one line. Tracks directory and plans.
pub fn record_facts(app: AppState, view: &RecordView) -> String {
    let mut facts: Vec<String> = Vec::new();
    // An activity is what most records are.
    if let Some(kind) = view.record.kind.filter(|kind| kind.id != KINDS[0].id) {
        facts.push(kind_words(kind.id));
    }
    if let Some(task) = view.task() {
        let code = with_task(app, &task, |task| task.code.clone());
        facts.push(t!("record.task", code = code.unwrap_or_else(|| task.to_string())));
    }
    facts.push(app.unit_name(&view.unit));
    if let Some(kind) = view.record.kind {
        for field in kind.fields {
            if let (FieldType::Unit, Some(Value::Unit(place))) =
                (field.ty, view.record.value(field.key))
                && *place != view.unit
            {
                facts.push(app.unit_name(place));
            }
        }
    }
    if let Some(people) = record_people(view) {
        facts.push(format!("{} {}", number(people), tr("unit.attendances")));
    }
    facts.join(" · ")
}
